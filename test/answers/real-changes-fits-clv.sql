-- Lifetime value of real data: fits whose likelihood has no maximum, which 0.2.0 may change on purpose, as they were
\ir start.psql
\set telco :data '/telco_churn.csv'
CREATE TABLE telco (customer_id text, gender text, senior int, partner text, dependents text, tenure int, internet text, contract text, paperless text, payment text, monthly numeric, total numeric, churned text);
COPY telco FROM :'telco' (FORMAT csv, HEADER);

CREATE FUNCTION show(m fitted_clv) RETURNS TABLE (what text, name text, a float8, b float8, c float8) LANGUAGE sql AS $$
	SELECT 'estimate', x.parameter, x.estimate, NULL::float8, NULL::float8 FROM clv_params(m) AS x
	UNION ALL SELECT 'se', x.parameter, x.se, x.low, x.high FROM clv_params(m) AS x
	UNION ALL SELECT concat_ws(' ', 'counts', x.unit, x.converged), x.model, x.customers, x.repeat_customers, x.spend_customers FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'fit', x.model, x.log_likelihood, x.aic, x.bic FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'spend', x.model, x.spend_log_likelihood, x.spend_correlation, NULL FROM clv_model_summary(m) AS x $$;

\echo # contracts that hardly anybody ends
CREATE TABLE contract_models AS SELECT contract AS name, sbg_fit(tenure, churned = 'Yes') AS m FROM telco WHERE tenure > 0 AND contract <> 'Month-to-month' GROUP BY contract;
SELECT x.what, f.name, x.name, x.a, x.b, x.c FROM contract_models AS f, show(m) AS x ORDER BY 2, 1, 3;
SELECT name, x.period, x.survival, x.retention_rate FROM contract_models, retention_forecast(m, 12) AS x WHERE x.period IN (1, 2, 7, 12) ORDER BY 1, 2;
SELECT name, expected_lifetime(m, 0.1), expected_lifetime(m, 0.1, 4) FROM contract_models ORDER BY 1;
