-- Lifetime value of real data, with fitted models. Compared with a tolerance, standard errors (rows that begin with se) with a wider one
\ir start.psql
\set cdnow :data '/cdnow_transactions.csv'
\set summary :data '/cdnow_summary.csv'
\set donations :data '/donations_bgbb.csv'
\set survival :data '/sbg_survival.csv'
\set cohorts :data '/sbg_multicohort.csv'
\set telco :data '/telco_churn.csv'
CREATE TABLE orders (customer_id int, at date, cds int, amount numeric);
COPY orders FROM :'cdnow' (FORMAT csv, HEADER);
CREATE TABLE summaries (customer_id int, frequency int, recency float8, tenure float8, monetary float8, holdout int);
COPY summaries FROM :'summary' (FORMAT csv, HEADER);
CREATE TABLE donations (frequency int, recency int, periods int, customers int, holdout int);
COPY donations FROM :'donations' (FORMAT csv, HEADER);
CREATE TABLE survival (year int, regular numeric, high_end numeric);
COPY survival FROM :'survival' (FORMAT csv, HEADER);
CREATE TABLE cohorts (cohort int, period int, active int);
COPY cohorts FROM :'cohorts' (FORMAT csv, HEADER);
CREATE TABLE telco (customer_id text, gender text, senior int, partner text, dependents text, tenure int, internet text, contract text, paperless text, payment text, monthly numeric, total numeric, churned text);
COPY telco FROM :'telco' (FORMAT csv, HEADER);
CREATE TABLE histories AS SELECT customer_id, purchase_agg(at, amount) AS h FROM orders GROUP BY customer_id;

CREATE FUNCTION show(m fitted_clv) RETURNS TABLE (what text, name text, a float8, b float8, c float8) LANGUAGE sql AS $$
	SELECT 'estimate', x.parameter, x.estimate, NULL::float8, NULL::float8 FROM clv_params(m) AS x
	UNION ALL SELECT 'se', x.parameter, x.se, x.low, x.high FROM clv_params(m) AS x
	UNION ALL SELECT concat_ws(' ', 'counts', x.unit, x.converged), x.model, x.customers, x.repeat_customers, x.spend_customers FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'fit', x.model, x.log_likelihood, x.aic, x.bic FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'spend', x.model, x.spend_log_likelihood, x.spend_correlation, NULL FROM clv_model_summary(m) AS x $$;

\echo # CDNOW
CREATE TABLE fits AS SELECT model, clv_fit(frequency, recency, tenure, monetary, model) AS m FROM summaries, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model;
SELECT x.what, model, x.name, x.a, x.b, x.c FROM fits, show(m) AS x ORDER BY model, x.what, x.name;
SELECT x.what, as_of, model, x.name, x.a, x.b, x.c FROM (SELECT as_of, model, clv_fit(h, as_of, model) AS m FROM histories, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model, unnest(ARRAY['1997-09-30', '1998-06-30']::date[]) AS as_of GROUP BY as_of, model) AS f, show(m) AS x ORDER BY as_of, model, x.what, x.name;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(h, '1997-09-30', 'bg/nbd', 'day') FROM histories)) AS x ORDER BY 1, 2;
SELECT model, sum(p_alive(m, frequency, recency, tenure) ORDER BY customer_id), sum(expected_purchases(m, 39, frequency, recency, tenure) ORDER BY customer_id), sum(expected_spend(m, frequency, monetary) ORDER BY customer_id), sum(clv(m, 52, 0.15, frequency, recency, tenure, monetary) ORDER BY customer_id) FROM fits, summaries GROUP BY model ORDER BY model;
SELECT model, customer_id, p_alive(m, frequency, recency, tenure), expected_purchases(m, 39, frequency, recency, tenure), expected_spend(m, frequency, monetary), clv(m, 52, 0.15, frequency, recency, tenure, monetary) FROM fits, summaries WHERE customer_id % 200 = 1 ORDER BY 1, 2;
SELECT model, expected_purchases(m, 39), purchase_probability(m, 39, 0), purchase_probability(m, 39, 5) FROM fits ORDER BY 1;

\echo # donations
CREATE TABLE bb AS SELECT clv_fit(frequency, recency, periods, 'bg/bb', 'year') AS m FROM donations, generate_series(1, customers);
SELECT x.what, x.name, x.a, x.b, x.c FROM bb, show(m) AS x ORDER BY 1, 2;
SELECT frequency, recency, p_alive(m, frequency, recency, periods), expected_purchases(m, 5, frequency, recency, periods) FROM bb, donations ORDER BY 1, 2;

\echo # contracts
CREATE TABLE contracts AS
SELECT 'regular' AS name, year AS tenure, true AS churned, round(10 * (lag(regular) OVER (ORDER BY year) - regular)) AS customers FROM survival WHERE year <= 7
UNION ALL SELECT 'high end', year, true, round(10 * (lag(high_end) OVER (ORDER BY year) - high_end)) FROM survival WHERE year <= 7
UNION ALL SELECT 'regular', 7, false, round(10 * regular) FROM survival WHERE year = 7 UNION ALL SELECT 'high end', 7, false, round(10 * high_end) FROM survival WHERE year = 7
UNION ALL SELECT 'cohorts', period, true, lag(active) OVER (PARTITION BY cohort ORDER BY period) - active FROM cohorts
UNION ALL SELECT 'cohorts', max(period), false, min(active) FROM cohorts GROUP BY cohort
UNION ALL SELECT contract, tenure, churned = 'Yes', count(*) FROM telco WHERE tenure > 0 AND contract = 'Month-to-month' GROUP BY 1, 2, 3;
CREATE TABLE contract_models AS SELECT name, sbg_fit(tenure, churned, customers) AS m FROM contracts WHERE tenure > 0 GROUP BY name;
SELECT x.what, f.name, x.name, x.a, x.b, x.c FROM contract_models AS f, show(m) AS x ORDER BY 2, 1, 3;
SELECT name, x.period, x.survival, x.retention_rate FROM contract_models, retention_forecast(m, 12) AS x WHERE x.period IN (1, 2, 7, 12) ORDER BY 1, 2;
SELECT name, expected_lifetime(m, 0.1), expected_lifetime(m, 0.1, 4) FROM contract_models ORDER BY 1;
