-- Lifetime value: fitted models and their readings. Compared with a tolerance, standard errors (rows that begin with se) with a wider one
\ir start.psql

CREATE FUNCTION show(m fitted_clv) RETURNS TABLE (what text, name text, a float8, b float8, c float8) LANGUAGE sql AS $$
	SELECT 'estimate', x.parameter, x.estimate, NULL::float8, NULL::float8 FROM clv_params(m) AS x
	UNION ALL SELECT 'se', x.parameter, x.se, x.low, x.high FROM clv_params(m) AS x
	UNION ALL SELECT concat_ws(' ', 'counts', x.unit, x.converged), x.model, x.customers, x.repeat_customers, x.spend_customers FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'fit', x.model, x.log_likelihood, x.aic, x.bic FROM clv_model_summary(m) AS x
	UNION ALL SELECT 'spend', x.model, x.spend_log_likelihood, x.spend_correlation, NULL FROM clv_model_summary(m) AS x $$;

-- 2003 customers who buy at an own pace and may leave after each purchase; gaps are whole days
CREATE TABLE gaps AS
SELECT i, k, ceil(-ln(((i * 31 + k * 7907 + i * k * 13) % 10007 + 0.5)::float8 / 10007) / pace * 7)::int AS gap, (i * 17 + k * 7919) % 1009 / 1009.0 < leaves AS last
FROM (SELECT i, -0.2 * ln((i * 7919 % 2003 + 0.5)::float8 / 2003) + 0.01 AS pace, 1 - ((i * 1237 % 2003 + 0.5)::float8 / 2003) ^ 0.3 AS leaves FROM generate_series(1, 2003) AS i) AS s, generate_series(1, 60) AS k;
CREATE TABLE orders AS
SELECT i AS c, joined + days::int AS at, round((10 + i * 7907 % 61 + (i * 37 + k * 101) % 47 * 0.75), 2) AS amount
FROM (SELECT i, k, date '2024-01-01' + i % 120 AS joined, sum(gap) OVER w AS days, coalesce(bool_or(last) OVER (PARTITION BY i ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS gone FROM gaps WINDOW w AS (PARTITION BY i ORDER BY k)) AS s WHERE NOT gone
UNION ALL SELECT i, date '2024-01-01' + i % 120, 25 + i % 13 FROM generate_series(1, 2003) AS i;
DELETE FROM orders WHERE at > '2025-12-31';
CREATE TABLE histories AS SELECT c, purchase_agg(at, amount) AS h, purchase_agg(at) AS n FROM orders GROUP BY c;
CREATE TABLE summaries AS SELECT c, x.frequency, x.recency, x.tenure, x.monetary FROM histories, purchase_summary(h, '2025-06-30') AS x;
SELECT count(*), sum(amount), count(DISTINCT c), md5(string_agg(ROW(c, at, amount)::text, ' ' ORDER BY c, at, amount)) FROM orders;
SELECT digest('SELECT c, frequency, recency, tenure, monetary FROM summaries', 4);

\echo # from purchase calendars
CREATE TABLE fits AS SELECT model, clv_fit(h, '2025-06-30', model) AS m, clv_fit(n, '2025-06-30', model, 'month') AS n FROM histories, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model;
SELECT x.what, model, x.name, x.a, x.b, x.c FROM fits, show(m) AS x ORDER BY model, x.what, x.name;
SELECT x.what, model, x.name, x.a, x.b, x.c FROM fits, show(n) AS x ORDER BY model, x.what, x.name;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(h, '2025-12-31') FROM histories)) AS x ORDER BY 1, 2;
SELECT c, model, p_alive(m, h, '2025-06-30'), expected_purchases(m, 26, h, '2025-06-30'), expected_spend(m, h, '2025-06-30'), clv(m, 52, 0.1, h, '2025-06-30') FROM fits, histories WHERE c % 200 = 1 ORDER BY model, c;
SELECT model, sum(p_alive(m, h, '2025-06-30') ORDER BY c), sum(expected_purchases(m, 26, h, '2025-06-30') ORDER BY c), sum(clv(m, 52, 0.1, h, '2025-06-30') ORDER BY c) FROM fits, histories GROUP BY model ORDER BY model;
SELECT model, expected_purchases(m, 52), purchase_probability(m, 26, 0), purchase_probability(m, 26, 3), expected_purchases(n, 12), expected_spend(m, 0, NULL), expected_spend(m, 4, 50) FROM fits ORDER BY model;
SELECT 'se', model, x.parameter, x.se, x.low, x.high FROM fits, clv_params(m, 0.8) AS x ORDER BY model, x.parameter;
SELECT model, m = (SELECT clv_fit(h, '2025-06-30', f.model ORDER BY c DESC) FROM histories) FROM fits AS f ORDER BY model;

\echo # from summaries, with and without spend
SELECT x.what, model, x.name, x.a, x.b, x.c FROM (SELECT model, clv_fit(frequency, recency, tenure, model) AS m FROM summaries, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model) AS f, show(m) AS x ORDER BY model, x.what, x.name;
SELECT x.what, model, x.name, x.a, x.b, x.c FROM (SELECT model, clv_fit(frequency, recency * 7, tenure * 7, monetary, model, 'day') AS m FROM summaries, unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model GROUP BY model) AS f, show(m) AS x ORDER BY model, x.what, x.name;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(frequency, recency, tenure) FROM summaries)) AS x ORDER BY 1, 2;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(frequency, recency, tenure, monetary) FROM summaries)) AS x ORDER BY 1, 2;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(frequency, recency, tenure, monetary, 'mbg/nbd') FROM summaries)) AS x ORDER BY 1, 2;

SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(CASE WHEN c % 7 > 0 THEN frequency END, CASE WHEN c % 11 > 0 THEN recency END, tenure, CASE WHEN c % 13 > 0 THEN monetary END) FROM summaries)) AS x ORDER BY 1, 2;
SELECT x.what, x.name, x.a, x.b, x.c FROM show((SELECT clv_fit(h, '2025-12-31', 'mbg/nbd', 'year') FROM histories)) AS x ORDER BY 1, 2;
SELECT clv_fit(frequency, recency, tenure) IS NULL, clv_fit(NULL::float8, recency, tenure) IS NULL, state_of('SELECT clv_fit(h, ''2020-01-01'') FROM histories'), state_of('SELECT clv_fit(NULL::float8, recency, tenure) FROM summaries') FROM summaries WHERE c < 0;

\echo # by group
SELECT g, x.what, x.name, x.a FROM (SELECT c % 4 AS g, clv_fit(h, '2025-06-30', 'mbg/nbd') AS m FROM histories GROUP BY 1) AS f, show(m) AS x WHERE x.what IN ('estimate', 'fit') ORDER BY g, x.what, x.name;
SELECT g, x.what, x.name, x.a FROM (SELECT c % 3 AS g, clv_fit(h, '2025-09-30', 'pareto/nbd') AS m FROM histories GROUP BY 1) AS f, show(m) AS x WHERE x.what IN ('estimate', 'fit') ORDER BY g, x.what, x.name;

\echo # bg/bb
CREATE TABLE donors AS SELECT i AS c, count(*) FILTER (WHERE bought AND there) AS x, coalesce(max(k) FILTER (WHERE bought AND there), 0) AS tx, 8 AS t
FROM (SELECT i, k, (i * 17 + k * 7919 + i * k) % 1009 / 1009.0 < (i * 7919 % 1201 + 0.5) / 1201 AS bought, k <= ln((i * 613 % 1201 + 0.5)::float8 / 1201) / ln(1 - 0.02 - 0.3 * ((i * 211) % 1201 / 1201.0::float8)) AS there FROM generate_series(1, 1201) AS i, generate_series(1, 8) AS k) AS s GROUP BY i;
SELECT digest('SELECT x, tx, t, count(*) FROM donors GROUP BY x, tx, t', 5);
CREATE TABLE bb AS SELECT clv_fit(x, tx, t, 'bg/bb', 'year') AS m, clv_fit(x, tx, t, CASE WHEN x > 0 THEN 20 + c * 7907 % 61 / 2.0 END, 'bg/bb', 'month') AS s FROM donors;
SELECT x.what, x.name, x.a, x.b, x.c FROM bb, show(m) AS x ORDER BY 1, 2;
SELECT x.what, x.name, x.a, x.b, x.c FROM bb, show(s) AS x ORDER BY 1, 2;
SELECT x, tx, p_alive(m, x, tx, 8), expected_purchases(m, 5, x, tx, 8), clv(s, 24, 0.1, x, tx, 8, CASE WHEN x > 0 THEN 30 END) FROM bb, (SELECT DISTINCT x, tx FROM donors) AS d ORDER BY x, tx;
SELECT expected_purchases(m, 8), purchase_probability(m, 8, 0), purchase_probability(m, 8, 5), expected_spend(s, 0, NULL) FROM bb;

\echo # contracts
CREATE TABLE contracts (name text, tenure int, churned boolean, customers int);
INSERT INTO contracts VALUES ('high end', 1, true, 131), ('high end', 2, true, 126), ('high end', 3, true, 90), ('high end', 4, true, 60), ('high end', 5, true, 42), ('high end', 6, true, 34), ('high end', 7, true, 26), ('high end', 7, false, 491),
	('regular', 1, true, 369), ('regular', 2, true, 163), ('regular', 3, true, 86), ('regular', 4, true, 56), ('regular', 5, true, 37), ('regular', 6, true, 27), ('regular', 7, true, 21), ('regular', 7, false, 241),
	('mixed', 1, true, 40), ('mixed', 1, false, 25), ('mixed', 2, true, 21), ('mixed', 2, false, 30), ('mixed', 5, true, 17), ('mixed', 9, false, 22), ('mixed', 12, true, 3), ('mixed', NULL, true, 3), ('mixed', 4, NULL, 3), ('mixed', 4, true, NULL), ('mixed', 4, true, 0);
CREATE TABLE contract_models AS SELECT name, sbg_fit(tenure, churned, customers) AS m FROM contracts WHERE churned IS NOT NULL GROUP BY name;
SELECT x.what, f.name, x.name, x.a, x.b, x.c FROM contract_models AS f, show(m) AS x ORDER BY 2, 1, 3;
SELECT 'rows', x.what, x.name, x.a, x.b, x.c FROM show((SELECT sbg_fit(tenure, churned) FROM contracts, generate_series(1, customers) WHERE name = 'high end')) AS x WHERE x.what <> 'se' ORDER BY 2, 3;
SELECT name, x.period, x.survival, x.retention_rate FROM contract_models, retention_forecast(m, 12) AS x ORDER BY 1, 2;
SELECT name, expected_lifetime(m, 0.1), expected_lifetime(m, 0.1, 4), expected_lifetime(m, 0.02), expected_lifetime(m, 0.1, 0) FROM contract_models ORDER BY name;

\echo # parallel: every customer twelve times
CREATE TABLE many AS SELECT h, frequency, recency, tenure, monetary, c % 2 AS g FROM histories JOIN summaries USING (c), generate_series(1, 12);
ANALYZE many;
\ir parallel.psql
CREATE TABLE in_parallel AS SELECT 'calendars' AS name, clv_fit(h, '2025-06-30') AS m FROM many;
INSERT INTO in_parallel SELECT 'summaries', clv_fit(frequency, recency, tenure, monetary, 'mbg/nbd') FROM many;
INSERT INTO in_parallel SELECT 'summaries ' || g, m FROM (SELECT g, clv_fit(frequency, recency, tenure, monetary, 'bg/nbd', 'month') AS m FROM many GROUP BY g) AS s;
CREATE TABLE many_contracts AS SELECT tenure, churned FROM contracts, generate_series(1, 10 * customers) WHERE name = 'high end';
ANALYZE many_contracts;
CREATE TABLE contracts_in_parallel AS SELECT sbg_fit(tenure, churned) AS m FROM many_contracts;
SELECT x.what, f.name, x.name, x.a, x.b, x.c FROM in_parallel AS f, show(m) AS x ORDER BY 2, 1, 3;
SELECT x.what, x.name, x.a, x.b, x.c FROM contracts_in_parallel, show(m) AS x ORDER BY 1, 2;
SELECT name, m = (SELECT clv_fit(h, '2025-06-30' ORDER BY c DESC) FROM histories JOIN summaries USING (c), generate_series(1, 12)) FROM in_parallel WHERE name = 'calendars';
