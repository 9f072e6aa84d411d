-- Lifetime value: fits that 0.2.0 may change on purpose, as they were: likelihoods without a maximum or with several, bg/bb of purchase calendars
\ir start.psql

CREATE FUNCTION show(m fitted_clv) RETURNS TABLE (what text, name text, a float8, b float8, c float8) LANGUAGE sql AS $$
	SELECT 'estimate', x.parameter, x.estimate, NULL::float8, NULL::float8 FROM clv_params(m) AS x
	UNION ALL SELECT 'se', x.parameter, x.se, x.low, x.high FROM clv_params(m) AS x
	UNION ALL SELECT concat_ws(' ', 'counts', x.unit, x.converged), x.model, x.customers, x.repeat_customers, x.spend_customers FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'fit', x.model, x.log_likelihood, x.aic, x.bic FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'spend', x.model, x.spend_log_likelihood, x.spend_correlation, NULL FROM clv_model_summary(m) AS x $$;

CREATE TABLE customers AS SELECT x AS frequency, CASE WHEN x > 0 THEN 1 + g * 7 % (12 + x) ELSE 0 END AS recency, 30 + g % 13 AS tenure, CASE WHEN x > 0 THEN round(exp(3 + (g * 37 % 91) / 60.0), 2) END AS monetary
	FROM generate_series(1, 600) AS g, LATERAL (SELECT CASE WHEN g % 5 < 3 THEN 0 ELSE g * g % 8 + (g % 17 = 0)::int * 12 END AS x) AS s;
CREATE TABLE histories AS SELECT i % 197 AS c, purchase_agg(date '2020-01-15' + i % 197 * 2 + (i * 7919 % 1009) * (i % 197 % 5 + 1) / 5, (i * 7907 % 10009 / 100.0)::numeric(10, 2)) AS h FROM generate_series(1, 1400) AS i GROUP BY 1;

\echo # awkward summaries
SELECT x.what, model, x.name, x.a, x.b, x.c FROM (SELECT model, clv_fit(frequency, recency, tenure, monetary, model) AS m FROM customers, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model) AS f, show(m) AS x ORDER BY model, x.what, x.name;
\echo # nobody leaves
SELECT x.what, model, x.name, x.a, x.b, x.c FROM (SELECT model, clv_fit(x, CASE WHEN x > 0 THEN 38 + x / 10.0 ELSE 0 END, 40, model) AS m FROM generate_series(0, 9) AS x, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model) AS f, show(m) AS x ORDER BY model, x.what, x.name;
\echo # all alike
SELECT x.what, model, x.name, x.a, x.b, x.c FROM (SELECT model, clv_fit(1 + g % 2, 20 - g % 5, 20 + g % 7, 30 + g % 2, model) AS m FROM generate_series(1, 300) AS g, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model) AS f, show(m) AS x ORDER BY model, x.what, x.name;
\echo # bg/bb of purchase calendars
SELECT x.what, unit, x.name, x.a, x.b, x.c FROM (SELECT unit, clv_fit(h, '2023-12-31', 'bg/bb', unit) AS m FROM histories, unnest(ARRAY['day', 'month']) AS unit GROUP BY unit) AS f, show(m) AS x ORDER BY unit, x.what, x.name;
\echo # contracts without a maximum
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT sbg_fit(t, churned, n) FROM (VALUES (1, true, 10), (2, true, 40), (3, true, 90), (3, false, 860)) AS d(t, churned, n))) AS x ORDER BY 1, 2;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT sbg_fit(3, false) FROM generate_series(1, 10))) AS x ORDER BY 1, 2;
