-- Lifetime value: purchase calendars, models of given parameters, all their readings; ordinary parameters
\ir start.psql

-- some 4000 purchases of 300 customers over two years; every 12th is a refund, some days come to 0
CREATE TABLE purchases AS
SELECT c, i, timestamp '2024-01-01' + (c % 90) * interval '1 day' + (i * 7919 % 601) * (c % 7 + 1) / 7 * interval '1 day' + (i * 37 % 1440) * interval '1 minute' AS at,
	((i * 7907 % 10009) / 100.0 * CASE WHEN i % 12 = 0 THEN -1 ELSE 1 END)::numeric(10, 2) AS amount
FROM (SELECT i, i * 7919 % 307 AS c FROM generate_series(1, 4000) AS i) AS s;
INSERT INTO purchases SELECT c, -i, at, -amount FROM purchases WHERE i % 23 = 0;
INSERT INTO purchases VALUES (1, 0, NULL, 5), (1, 0, '2024-06-01', NULL), (1001, 0, '2024-06-05', 0), (1002, 0, '2024-02-03', -10), (1003, 0, '2024-02-03', 9.999), (1003, 0, '2024-02-04', -1), (1003, 0, '2024-02-05', 0.001);
CREATE TABLE histories AS SELECT c, purchase_agg(at, amount) AS h, purchase_agg(at) AS n FROM purchases GROUP BY c;

\echo # purchase calendars
SELECT c, frequency(h), recency(h), monetary(h), first_purchase(h), last_purchase(h), purchase_days(h), total_spend(h), days_since(h, '2026-12-31'), tenure(h, '2026-12-31') FROM histories WHERE c % 40 = 1 OR c > 1000 ORDER BY c;
SELECT c, frequency(n), recency(n), monetary(n), first_purchase(n), last_purchase(n), purchase_days(n), total_spend(n), days_since(n, '2026-12-31'), tenure(n, '2026-12-31') FROM histories WHERE c % 40 = 1 OR c > 1000 ORDER BY c;
SELECT digest('SELECT c, frequency(h), recency(h), monetary(h), first_purchase(h), last_purchase(h), purchase_days(h), total_spend(h), days_since(h, ''2026-12-31''), tenure(h, ''2026-12-31'') FROM histories', 0), digest('SELECT c, frequency(n), recency(n), first_purchase(n), last_purchase(n), purchase_days(n) FROM histories', 0);
SELECT as_of, digest(format('SELECT c, frequency(h, %1$L), recency(h, as_of => %1$L), monetary(h, %1$L), days_since(h, %1$L), tenure(h, %1$L), frequency(n, as_of => %1$L), days_since(n, %1$L) FROM histories', as_of), 3) FROM unnest(ARRAY['2023-12-31', '2024-01-01', '2024-02-29', '2024-07-01', '2024-12-31', '2025-06-30', '2030-01-01']) AS as_of;
SELECT unit, digest(format('SELECT c, recency(h, unit => %1$L), recency(h, as_of => ''2024-09-30'', unit => %1$L), tenure(h, ''2024-09-30'', %1$L), x.frequency, x.recency, x.tenure, x.monetary FROM histories, purchase_summary(h, ''2024-09-30'', %1$L) AS x', unit), 4) FROM unnest(ARRAY['day', 'week', 'month', 'year']) AS unit;
SELECT c, x.frequency, x.recency, x.tenure, x.monetary FROM histories, purchase_summary(h, '2024-12-31') AS x WHERE c % 60 = 2 OR c > 1000 ORDER BY c;
SELECT c, x.frequency, x.recency, x.tenure, x.monetary FROM histories, purchase_summary(n, as_of => '2024-12-31', unit => 'day') AS x WHERE c % 60 = 2 OR c > 1000 ORDER BY c;
SELECT c, recency(h, unit => 'day', as_of => '2024-08-01'), recency(h, as_of => NULL, unit => 'month'), frequency(h, NULL), monetary(h, NULL) FROM histories WHERE c % 60 = 3 ORDER BY c;
SELECT d = t, d = z, nd = nt, nd = nz FROM (SELECT purchase_agg(at::date, amount) AS d, purchase_agg(at, amount) AS t, purchase_agg(at::timestamptz, amount) AS z, purchase_agg(at::date) AS nd, purchase_agg(at) AS nt, purchase_agg(at::timestamptz) AS nz FROM purchases) AS s;
SET TIME ZONE 'America/New_York';
SELECT digest('SELECT c, frequency(h), recency(h), monetary(h), first_purchase(h), last_purchase(h), total_spend(h) FROM (SELECT c, purchase_agg(at AT TIME ZONE ''UTC'', amount) AS h FROM purchases GROUP BY c) AS s', 3);
SET TIME ZONE 'Pacific/Apia';
SELECT digest('SELECT c, frequency(h), recency(h), first_purchase(h), last_purchase(h), purchase_days(h) FROM (SELECT c, purchase_agg(at AT TIME ZONE ''UTC'') AS h FROM purchases GROUP BY c) AS s', 3);
SET TIME ZONE 'Europe/Berlin';
SELECT first_purchase(h), last_purchase(h), purchase_days(h) FROM (SELECT purchase_agg(at) AS h FROM (VALUES (timestamptz '2025-03-29 22:59:59+00'), ('2025-03-29 23:00+00'), ('2025-03-30 21:59+00'), ('2025-03-30 22:00+00'), ('2025-10-26 22:59+00'), ('2025-10-26 23:00+00')) AS v(at)) AS s;
SET TIME ZONE 'UTC';
SELECT first_purchase(h), last_purchase(h), purchase_days(h), total_spend(h), frequency(h), monetary(h), recency(h, unit => 'year') FROM (SELECT purchase_agg(d, a) AS h FROM (VALUES (date '0044-03-15 BC', 123456789012345678901234567890.12), ('2026-01-01', 0.000000001), ('2026-01-02', 1e25)) AS v(d, a)) AS s;
SELECT k, total_spend(h), monetary(h) FROM (SELECT k, purchase_agg(date '2026-01-01' + i, round(i * 7919 % 1009 / 7.0, k)) AS h FROM generate_series(0, 30) AS i, unnest(ARRAY[0, 1, 2, 6, 18, 30]) AS k GROUP BY k) AS s ORDER BY k;
SELECT c, h = (SELECT rollup(p) FROM (SELECT purchase_agg(at, amount) AS p FROM purchases AS x WHERE x.c = histories.c GROUP BY i % 5) AS s) FROM histories WHERE c % 30 = 7 ORDER BY c;
SELECT a.h + b.h = b.h + a.h, a.h + NULL = a.h, NULL + a.h = a.h, (NULL::purchase_calendar + NULL) IS NULL, a.h <> b.h, frequency(a.h + b.h), total_spend(a.h + b.h), monetary(a.h + b.h), purchase_days(a.n + b.n), total_spend(a.h + a.h), frequency(a.h + a.h) FROM histories AS a, histories AS b WHERE a.c = 5 AND b.c = 6;
SELECT frequency(rollup(h)), total_spend(rollup(h)), monetary(rollup(h)), purchase_days(rollup(n)), rollup(h) = (SELECT purchase_agg(at, amount ORDER BY i DESC) FROM purchases) FROM histories;
SELECT count(*), sum(n) FROM (SELECT h, count(*) AS n FROM (SELECT h FROM histories UNION ALL SELECT h FROM histories UNION ALL SELECT n FROM histories) AS s GROUP BY h) AS g;
SELECT digest('SELECT i, frequency(h), recency(h, unit => ''day''), monetary(h), total_spend(h) FROM (SELECT i, purchase_agg(at, amount) OVER (ORDER BY at, i ROWS 20 PRECEDING) AS h FROM purchases WHERE c BETWEEN 9 AND 30) AS s', 4);
CREATE TABLE kept (c bigint PRIMARY KEY, h purchase_calendar);
INSERT INTO kept SELECT c, purchase_agg(at, amount) FROM purchases WHERE i % 2 = 0 GROUP BY c;
INSERT INTO kept AS k SELECT c, purchase_agg(at, amount) FROM purchases WHERE i % 2 <> 0 GROUP BY c ON CONFLICT (c) DO UPDATE SET h = k.h + EXCLUDED.h;
SELECT count(*), bool_and(k.h = s.h) FROM kept AS k JOIN histories AS s USING (c);
SELECT frequency(x[1] + x[2]), total_spend(x[3]), cardinality(x) FROM (SELECT array_agg(h ORDER BY c) AS x FROM kept WHERE c < 10) AS s;
PREPARE read(date, text) AS SELECT c, x.frequency, x.recency, x.tenure, x.monetary FROM kept, purchase_summary(h, $1, $2) AS x WHERE c < 3 ORDER BY c;
EXECUTE read('2024-10-31', 'month');
EXECUTE read('2025-10-31', 'day');
SELECT purchase_agg(at) IS NULL, purchase_agg(at, amount) IS NULL FROM purchases WHERE false;
SELECT frequency(h), recency(h), monetary(h), tenure(h, '2026-01-01'), first_purchase(h), last_purchase(h), days_since(h, '2026-01-01'), purchase_days(h), total_spend(h) FROM (SELECT NULL::purchase_calendar AS h) AS s;
SELECT recency(h, unit => NULL), tenure(h, NULL), tenure(h, '2026-01-01', NULL), days_since(h, NULL) FROM histories WHERE c = 3;

-- models of many parameters, and customers to read them for
CREATE TABLE models AS
SELECT model || ' ' || n AS name, model, unit, p, make_clv_model(model, p, unit) AS m FROM (
	SELECT model, row_number() OVER (PARTITION BY model ORDER BY r, alpha, a, b) AS n, (ARRAY['week', 'day', 'month', 'year'])[1 + (row_number() OVER (PARTITION BY model ORDER BY r, alpha, a, b)) % 4] AS unit,
		CASE model WHEN 'pareto/nbd' THEN jsonb_build_object('r', r, 'alpha', alpha, 's', a, 'beta', 3 * b) ELSE jsonb_build_object('r', r, 'alpha', alpha, 'a', a, 'b', b) END || '{"p": 6.25, "q": 3.74, "v": 15.44}' AS p
	FROM unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model, unnest(ARRAY[0.243, 3.5]) AS r, unnest(ARRAY[1.7, 4.414, 20]) AS alpha, unnest(ARRAY[0.4, 0.793, 1.9]) AS a, unnest(ARRAY[0.8, 2.426, 11]) AS b) AS s;
CREATE TABLE readers AS SELECT x, CASE WHEN x > 0 THEN round(t * s, 2) ELSE 0 END::float8 AS tx, t::float8 AS t, CASE WHEN x > 0 THEN 20 + x * 3.5 END::float8 AS spend
	FROM unnest(ARRAY[0, 1, 2, 5, 12, 30]) AS x, unnest(ARRAY[10, 38.86, 104]) AS t, unnest(ARRAY[0.2, 0.78, 1]) AS s WHERE x > 0 OR s = 1;

\echo # published models
CREATE TABLE known AS SELECT
	make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}') AS bg,
	make_clv_model('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}') AS mbg,
	make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 6.25, "q": 3.74, "v": 15.44}') AS pareto,
	make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783, "p": 6.25, "q": 3.74, "v": 15.44}', 'year') AS bb,
	make_clv_model('sbg', '{"alpha": 0.668, "beta": 3.806}') AS sbg;
SELECT x, tx, t, p_alive(bg, x, tx, t), p_alive(mbg, x, tx, t), p_alive(pareto, x, tx, t), expected_purchases(bg, 39, x, tx, t), expected_purchases(mbg, 39, x, tx, t), expected_purchases(pareto, 39, x, tx, t) FROM known, readers ORDER BY x, tx, t;
SELECT x, tx, t, clv(bg, 52, 0.1, x, tx, t, spend), clv(bg, 52, 0, x, tx, t, spend), clv(pareto, 52, 0.1, x, tx, t, spend), clv(pareto, 'infinity', 0.15, x, tx, t, spend), clv(bg, 0, 0.1, x, tx, t, spend) FROM known, readers ORDER BY x, tx, t;
SELECT x, spend, expected_spend(bg, x, spend), expected_spend(pareto, x, spend), expected_spend(bb, x, spend) FROM known, (SELECT DISTINCT x, spend FROM readers) AS r ORDER BY x;
SELECT t, expected_purchases(bg, t), expected_purchases(mbg, t), expected_purchases(pareto, t), expected_purchases(bb, t) FROM known, unnest(ARRAY[0, 1, 2, 5, 10, 39, 52, 104, 520]) AS t ORDER BY t;
SELECT n, purchase_probability(bg, 39, n), purchase_probability(mbg, 39, n), purchase_probability(pareto, 39, n), purchase_probability(bb, 12, n), purchase_probability(bb, 6, n) FROM known, generate_series(0, 15) AS n ORDER BY n;
SELECT x.period, x.survival, x.retention_rate FROM known, retention_forecast(sbg, 12) AS x ORDER BY 1;
SELECT r, expected_lifetime(sbg), expected_lifetime(sbg, 0.1), expected_lifetime(sbg, 0.1, r), expected_lifetime(sbg, discount => 0.02, renewals => r), expected_lifetime(sbg, 1, r) FROM known, unnest(ARRAY[0, 1, 4, 10, 100]) AS r ORDER BY r;
SELECT name, x.model, x.unit, x.customers, x.repeat_customers, x.spend_customers, x.log_likelihood, x.spend_log_likelihood, x.aic, x.bic, x.converged, x.spend_correlation FROM known, LATERAL (VALUES ('bg', bg), ('mbg', mbg), ('pareto', pareto), ('bb', bb), ('sbg', sbg)) AS v(name, m), clv_model_summary(m) AS x;
SELECT name, x.parameter, x.estimate, x.se, x.low, x.high FROM known, LATERAL (VALUES ('bg', bg), ('mbg', mbg), ('pareto', pareto), ('bb', bb), ('sbg', sbg)) AS v(name, m), clv_params(m, 0.9) AS x;
SELECT bg = make_clv_model('bg/nbd', '{"b": 2.426, "a": 0.793, "alpha": 4.414, "r": 0.2430, "q": 3.74, "p": 6.25, "v": 15.44}', 'week'), bg <> pareto, bg = make_clv_model('bg/nbd', '{"b": 2.426, "a": 0.793, "alpha": 4.414, "r": 0.2430, "q": 3.74, "p": 6.25, "v": 15.44}', 'day') FROM known;

\echo # bg/nbd, mbg/nbd and pareto/nbd: every model, all customers
SELECT name, array_to_string(ARRAY[p ->> 'r', p ->> 'alpha', coalesce(p ->> 'a', p ->> 's'), coalesce(p ->> 'b', p ->> 'beta')], ' ') AS p, unit,
	(SELECT short(string_agg(p_alive(m, x, tx, t)::text, ' ' ORDER BY x, tx, t)) FROM readers) AS p_alive, p_alive(m, 5, 30.31, 38.86),
	(SELECT short(string_agg(expected_purchases(m, horizon, x, tx, t)::text, ' ' ORDER BY horizon, x, tx, t)) FROM readers, unnest(ARRAY[0, 0.5, 4, 39, 104]) AS horizon) AS expected_purchases, expected_purchases(m, 39, 5, 30.31, 38.86)
	FROM models ORDER BY name;
SELECT name,
	(SELECT short(string_agg(expected_purchases(m, horizon)::text, ' ' ORDER BY horizon)) FROM unnest(ARRAY[0.5, 4, 39, 104]) AS horizon) AS new_customer, expected_purchases(m, 39),
	(SELECT short(string_agg(purchase_probability(m, horizon, n)::text, ' ' ORDER BY horizon, n)) FROM unnest(ARRAY[0.5, 4, 39, 104]) AS horizon, unnest(ARRAY[0, 1, 2, 3, 7, 20]) AS n) AS purchase_probability, purchase_probability(m, 39, 1),
	(SELECT short(string_agg(clv(m, horizon, discount, x, tx, t, spend)::text, ' ' ORDER BY horizon, discount, x, tx, t)) FROM readers, unnest(ARRAY[4, 39]) AS horizon, unnest(ARRAY[0, 0.1]) AS discount WHERE x < 20) AS clv, clv(m, 39, 0.1, 5, 30.31, 38.86, 37.5)
	FROM models ORDER BY name;
SELECT name, (SELECT short(string_agg(clv(m, 'infinity', discount, x, tx, t, spend)::text, ' ' ORDER BY discount, x, tx, t)) FROM readers, unnest(ARRAY[0.05, 0.15, 0.5]) AS discount WHERE x < 20) AS for_ever, clv(m, 'infinity', 0.15, 5, 30.31, 38.86, 37.5)
	FROM models WHERE model = 'pareto/nbd' ORDER BY name;

\echo # bg/bb
CREATE TABLE bb AS SELECT row_number() OVER (ORDER BY a, b, c, d) AS n, jsonb_build_object('alpha', a, 'beta', b, 'gamma', c, 'delta', d) AS p, make_clv_model('bg/bb', jsonb_build_object('alpha', a, 'beta', b, 'gamma', c, 'delta', d, 'p', 6.25, 'q', 3.74, 'v', 15.44), 'month') AS m
	FROM unnest(ARRAY[0.6, 1.204, 4]) AS a, unnest(ARRAY[0.75, 3]) AS b, unnest(ARRAY[0.4, 0.657, 2]) AS c, unnest(ARRAY[1.5, 2.783, 9]) AS d;
SELECT n, short(string_agg(v::text, ' ' ORDER BY t, tx, x)) AS p_alive, max(v) FILTER (WHERE x = 2 AND tx = 4 AND t = 6) AS one, short(string_agg(e::text, ' ' ORDER BY t, tx, x)) AS expected_purchases, max(e) FILTER (WHERE x = 2 AND tx = 4 AND t = 6) AS one, short(string_agg(c::text, ' ' ORDER BY t, tx, x)) AS clv, max(c) FILTER (WHERE x = 2 AND tx = 4 AND t = 6) AS one
	FROM (SELECT n, p, x, tx, t, p_alive(m, x, tx, t) AS v, expected_purchases(m, 5, x, tx, t) AS e, clv(m, 24, 0.1, x, tx, t, CASE WHEN x > 0 THEN 40 END) AS c FROM bb, generate_series(0, 6) AS x, generate_series(0, 12) AS tx, unnest(ARRAY[6, 12]) AS t WHERE x <= tx AND tx <= t AND (x > 0) = (tx > 0)) AS s GROUP BY n ORDER BY n;
SELECT n, expected_purchases(m, 1), expected_purchases(m, 12), expected_purchases(m, 60), short((SELECT string_agg(purchase_probability(m, t, k)::text, ' ' ORDER BY k, t) FROM generate_series(0, 12) AS k, unnest(ARRAY[1, 6, 12]) AS t)), clv(m, 'infinity', 0.1, 2, 4, 6, 30), clv(m, 12, 0, 0, 0, 6, NULL) FROM bb ORDER BY n;
SELECT n, expected_purchases(m, 'infinity', 2, 4, 6), expected_purchases(m, 'infinity') FROM bb WHERE p ->> 'gamma' = '2' ORDER BY n;

\echo # contracts
CREATE TABLE contracts AS SELECT a, b, make_clv_model('sbg', jsonb_build_object('alpha', a, 'beta', b), 'month') AS m FROM unnest(ARRAY[0.3, 0.668, 1, 1.5, 4]) AS a, unnest(ARRAY[0.5, 1, 3.806, 20]) AS b;
SELECT a, b, (SELECT string_agg(x.survival::text, ' ' ORDER BY x.period) FROM retention_forecast(m, 3) AS x), short((SELECT string_agg(x.period || ' ' || x.survival || ' ' || coalesce(x.retention_rate::text, 'NULL'), ' ' ORDER BY x.period) FROM retention_forecast(m, 60) AS x)) FROM contracts ORDER BY a, b;
SELECT a, b, expected_lifetime(m, 0.1), expected_lifetime(m, 0.01), expected_lifetime(m, 0.1, 5), short((SELECT string_agg(expected_lifetime(m, d, r)::text, ' ' ORDER BY d, r) FROM unnest(ARRAY[0.005, 0.02, 0.08, 0.15, 0.5, 1]) AS d, unnest(ARRAY[0, 1, 2, 5, 20, 100]) AS r)) FROM contracts ORDER BY a, b;
SELECT a, b, expected_lifetime(m), expected_lifetime(m, 0, 3) FROM contracts ORDER BY a, b;
SELECT margin, retention, discount, clv_simple(margin, retention, discount), clv_simple(margin, retention, discount, 'immediate') FROM unnest(ARRAY[-5, 100, 12.34]) AS margin, unnest(ARRAY[0, 0.35, 0.8, 0.99, 1]) AS retention, unnest(ARRAY[0.01, 0.1, 0.25]) AS discount ORDER BY 1, 2, 3;
SELECT clv_simple(100, 0.8, 0), clv_simple(100, 0.8, 0.1, timing => 'renewal'), clv_simple(NULL, 0.8, 0.1), clv_simple(0, 0.8, 0.1);
SELECT count(*) FROM known, retention_forecast(sbg, 0) AS x;

\echo # spend
SELECT p, q, v, expected_spend(m, 0, NULL), expected_spend(m, 1, 35), expected_spend(m, 7, 12.5), expected_spend(m, 40, 0), short((SELECT string_agg(expected_spend(m, x, z)::text, ' ' ORDER BY x, z) FROM generate_series(1, 20) AS x, unnest(ARRAY[0, 0.01, 5, 35.27, 400, 123456.78]) AS z))
	FROM unnest(ARRAY[0.7, 2, 6.25, 15]) AS p, unnest(ARRAY[0.9, 1.5, 3.74, 12]) AS q, unnest(ARRAY[1, 15.44, 200]) AS v, LATERAL make_clv_model('bg/nbd', jsonb_build_object('r', 0.243, 'alpha', 4.414, 'a', 0.793, 'b', 2.426, 'p', p, 'q', q, 'v', v)) AS m ORDER BY p, q, v;

\echo # readings of purchase calendars
SELECT c, p_alive(bg, h, '2025-12-31'), expected_purchases(bg, 52, h, '2025-12-31'), expected_spend(bg, h), expected_spend(bg, h, '2024-06-30'), clv(bg, 52, 0.1, h, '2025-12-31'), p_alive(mbg, n, '2025-12-31'), expected_purchases(mbg, 26, n, '2024-12-31'), p_alive(pareto, h, '2025-12-31'), clv(pareto, 'infinity', 0.15, h, '2025-12-31') FROM known, histories WHERE c % 40 = 1 OR c > 1000 ORDER BY c;
SELECT name, as_of, digest(format('SELECT c, p_alive(m, h, %1$L), expected_purchases(m, 13, h, %1$L), expected_spend(m, h, %1$L), clv(m, 26, 0.08, h, %1$L), expected_spend(m, h) FROM histories, models WHERE name = %2$L', as_of, name), 1) FROM models, unnest(ARRAY['2024-03-31', '2024-12-31', '2026-12-31']) AS as_of WHERE name ~ ' (3|14|22|27)$' ORDER BY name, as_of;
SELECT p_alive(bg, h, '2023-12-31'), expected_purchases(bg, 1, h, '2023-12-31'), clv(bg, 1, 0, h, '2023-12-31'), expected_spend(bg, h, '2023-12-31') FROM known, histories WHERE c = 7;
SELECT p_alive(NULL, 1, 2, 3), p_alive(bg, NULL, 2, 3), expected_purchases(bg, NULL), expected_purchases(bg, 1, 1, NULL, 3), clv(bg, 1, NULL, 1, 2, 3, 4), clv(bg, 52, 0.1, 2, 30.43, 38.86, NULL), expected_spend(bg, 2, NULL), purchase_probability(bg, 2, NULL), expected_lifetime(sbg, NULL), p_alive(bg, NULL::purchase_calendar, '2026-01-01'), p_alive(bg, h, NULL) FROM known, histories WHERE c = 7;
SELECT (SELECT count(*) FROM clv_params(NULL)), (SELECT x.model FROM clv_model_summary(NULL) AS x), (SELECT count(*) FROM retention_forecast(NULL, 3));

\echo # errors
SELECT n, state_of('SELECT ' || query || ' FROM known') FROM unnest(ARRAY['p_alive(sbg, 1, 2, 3)', 'expected_lifetime(bg)', 'expected_spend(mbg, 1, 2)', 'expected_purchases(bg, -1)', 'expected_purchases(bg, 1e16)', $$expected_purchases(bg, 'NaN')$$, $$expected_purchases(bg, 'infinity')$$, $$expected_purchases(pareto, 'infinity')$$, 'expected_purchases(bb, 1.5)', 'clv(bg, 52, -1, 1, 2, 3, 4)', $$clv(pareto, 'infinity', 0, 1, 2, 3, 4)$$, 'p_alive(bg, 2, 0, 3)', 'p_alive(bg, 0, 1, 3)', $$p_alive(bg, 'NaN', 1, 3)$$, 'p_alive(bg, 2, 4, 3)', 'p_alive(bb, 2, 1, 6)',
	'purchase_probability(bg, 3, -1)', 'expected_lifetime(sbg, -0.1)', 'expected_lifetime(sbg, 0.1, -1)', 'retention_forecast(sbg, -1)', 'clv_simple(100, 1.1, 0.2)', 'clv_simple(100, 1, 0)', $$clv_simple('NaN', 1, 0.1)$$, $$clv_simple(100, 0.5, 0.1, 'later')$$, 'clv_params(bg, 1)', $$make_clv_model('nbd', '{}')$$, $$make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 0}')$$, $$make_clv_model('sbg', '{"alpha": 1, "beta": 1}', 'quarter')$$,
	$$purchase_agg(date '2026-01-01', 'NaN')$$, $$purchase_agg(date 'infinity', 1)$$, $$purchase_agg(date '2026-01-01', 1e-39)$$, $$purchase_agg(date '2026-01-01', 1e39)$$, $$recency(purchase_agg(date '2026-01-01'), unit => 'quarter')$$, $$tenure(purchase_agg(date '2026-01-01'), '2026-02-01', 'fortnight')$$, $$purchase_agg(date '2026-01-01') + purchase_agg(date '2026-01-01', 1)$$, 'clv_fit(1, 2, 3)', 'sbg_fit(0, true)']) WITH ORDINALITY AS q(query, n) ORDER BY n;

\echo # parallel
CREATE TABLE many AS SELECT i * 7919 % 5003 AS c, date '2024-01-01' + i * 7907 % 730 AS at, (i * 31 % 9973 / 100.0)::numeric(10, 2) AS amount FROM generate_series(1, 60000) AS i;
ANALYZE many;
\ir parallel.psql
SELECT frequency(purchase_agg(at)), total_spend(purchase_agg(at, amount)), monetary(purchase_agg(at, amount)), recency(purchase_agg(at::timestamp, amount), unit => 'month') FROM many;
CREATE TABLE ph AS SELECT c, purchase_agg(at, amount) AS h FROM many GROUP BY c;
ANALYZE ph;
SELECT frequency(rollup(h)), total_spend(rollup(h)), monetary(rollup(h)) FROM ph;
CREATE TABLE pr AS SELECT c, p_alive(bg, h, '2025-12-31') AS p, expected_purchases(pareto, 26, h, '2025-12-31') AS e, clv(bg, 52, 0.1, h, '2025-12-31') AS v FROM ph, known;
SELECT digest('SELECT c, p, e, v FROM pr', 4);
