-- Predictions of customers: probabilities that add up, to 1 and to the expectation, limits that are those of sums, limits by the delta method with slopes
-- from differences, days by which a share has bought, gaps and medians as plain SQL has them, infinite horizons as the limits of long ones.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET extra_float_digits = 1;
SET jit = off;
SELECT setseed(0.14);
SELECT no_plan();

CREATE FUNCTION near(got float8, want float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN got = want OR abs(got - want) <= tolerance * abs(want);
CREATE FUNCTION any_size(decades float8) RETURNS float8 LANGUAGE SQL VOLATILE RETURN 10 ^ (decades * (2 * random() - 1));

-- published parameters, and random ones; times in years for bg/bb, in weeks for the others
CREATE TABLE models AS
SELECT row_number() OVER () AS id, name, parameters, make_clv_model(name, parameters, CASE name WHEN 'bg/bb' THEN 'year' ELSE 'week' END) AS m
FROM (SELECT * FROM (VALUES ('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}'::jsonb), ('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 6.25, "q": 3.74, "v": 15.44}'),
		('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 6.25, "q": 3.74, "v": 15.44}'), ('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783, "p": 6.25, "q": 3.74, "v": 15.44}')) AS published
	UNION ALL SELECT name, CASE name WHEN 'bg/bb' THEN jsonb_build_object('alpha', a, 'beta', b, 'gamma', c, 'delta', d) WHEN 'pareto/nbd' THEN jsonb_build_object('r', a, 'alpha', b, 's', c, 'beta', d)
		ELSE jsonb_build_object('r', a, 'alpha', b, 'a', c, 'b', d) END || '{"p": 6.25, "q": 3.74, "v": 15.44}'
	FROM (SELECT name, any_size(1) AS a, 5 * any_size(1) AS b, any_size(1) AS c, any_size(1) AS d FROM unnest('{bg/nbd,mbg/nbd,pareto/nbd,bg/bb}'::text[]) AS name, generate_series(1, 5)) AS drawn) AS worlds(name, parameters);
CREATE TABLE customers AS SELECT * FROM (VALUES (0, 0, 0), (0, 0, 30), (1, 4, 9), (3, 20, 21), (12, 30, 34)) AS v(x, t_x, t);
ANALYZE models, customers;

-- ---------- probabilities ----------

CREATE TABLE probabilities AS SELECT id, name, m, x, t_x, t, n, purchase_probability(m, 12, n, x, t_x, t) AS p FROM models, customers, generate_series(0, 2500) AS n;
SELECT is((SELECT count(*) FROM probabilities WHERE p BETWEEN 0 AND 1), (SELECT count(*) FROM models, customers, generate_series(0, 2500)), 'probabilities are such');
SELECT ok(purchase_probability(make_clv_model('mbg/nbd', '{"r": 0.00028331251735818242, "alpha": 1911.7143375314968, "a": 9388.5020554241783, "b": 0.0009519384402769844}'), 0.0017804009479010913, 0) BETWEEN 0.999 AND 1,
	'of a new customer who leaves at once, too');
SELECT ok(purchase_probability(m, 1.0935190485632214e-07, 0, 16, t, t) BETWEEN 0.999 AND 1, 'and of one who has surely left') FROM (VALUES (0.0004378965904142696::float8)) AS v(t),
	make_clv_model('mbg/nbd', '{"r": 0.000003357280997328259, "alpha": 634480541518.2448, "a": 1284.7670801877723, "b": 0.0000002657130790380248}') AS m;
CREATE TABLE sums AS SELECT id, name, m, x, t_x, t, sum(p) AS total, sum(n * p) AS mean FROM probabilities GROUP BY id, name, m, x, t_x, t;
SELECT is_empty('SELECT * FROM sums WHERE NOT near(total, 1)', 'they add up to 1');
SELECT is_empty('SELECT * FROM sums WHERE NOT near(mean, expected_purchases(m, 12, x, t_x, t))', 'and to the expectation');
SELECT is_empty($$SELECT * FROM models, generate_series(0, 30) AS n WHERE name <> 'mbg/nbd' AND NOT near(purchase_probability(m, 12, n, 0, 0, 0), purchase_probability(m, 12, n), 1e-12)$$,
	'who has just come is a new customer');
SELECT is_empty($$SELECT * FROM models, generate_series(0, 30) AS n WHERE name = 'mbg/nbd' AND NOT near(purchase_probability(m, 12, n, 0, 0, 0), purchase_probability(m, 12, n), 1e-10)$$, 'of mbg/nbd, too');

-- ---------- limits of purchases ----------

CREATE TABLE below AS SELECT *, sum(p) OVER (PARTITION BY id, x, t ORDER BY n) AS up_to, sum(p) OVER (PARTITION BY id, x, t ORDER BY n DESC) - p AS above FROM probabilities;
SELECT is_empty(format($$
	SELECT * FROM (SELECT id, m, x, t_x, t, min(n) FILTER (WHERE up_to >= (1 - %1$s) / 2) AS low, min(n) FILTER (WHERE above <= (1 - %1$s) / 2) AS high FROM below GROUP BY id, m, x, t_x, t) AS s
	WHERE purchases_low(m, 12, x, t_x, t, %1$s) IS DISTINCT FROM low OR purchases_high(m, 12, x, t_x, t, %1$s) IS DISTINCT FROM high
$$, confidence), 'limits are those of sums, confidence ' || confidence) FROM unnest('{0.1,0.5,0.8,0.95,0.999,0.9999999}'::float8[]) AS confidence;
SELECT is((SELECT count(*) FROM models, customers WHERE purchases_low(m, 12, x, t_x, t) = purchases_low(m, 12, x, t_x, t, 0.95) AND purchases_high(m, 12, x, t_x, t) = purchases_high(m, 12, x, t_x, t, 0.95)),
	(SELECT count(*) FROM models, customers), 'confidence is 0.95');
SELECT is_empty($$SELECT * FROM models, customers, unnest('{1,10,100,1000}'::float8[]) AS h WHERE purchases_high(m, h, x, t_x, t) < purchases_low(m, h, x, t_x, t)
	OR purchases_high(m, h, x, t_x, t, 0.99) < purchases_high(m, h, x, t_x, t, 0.9) OR purchases_high(m, 2 * h, x, t_x, t) < purchases_high(m, h, x, t_x, t)$$, 'more confidence and more time are never less');
-- more than is walked through: a Poisson distribution by its normal limits
SELECT ok(abs(purchases_low(m, 1e6, 0, 0, 0) - (1e6 - 1.959963984540054 * 1e3)) < 3 AND abs(purchases_high(m, 1e6, 0, 0, 0) - (1e6 + 1.959963984540054 * 1e3)) < 3, 'of a million purchases of ' || name)
FROM (VALUES ('bg/nbd', '{"r": 1e12, "alpha": 1e12, "a": 1e-9, "b": 1e12}'), ('mbg/nbd', '{"r": 1e12, "alpha": 1e12, "a": 1e-9, "b": 1e12}'), ('pareto/nbd', '{"r": 1e12, "alpha": 1e12, "s": 1e-9, "beta": 1e12}')) AS v(name, p), make_clv_model(name, p::jsonb) AS m;
SELECT ok(abs(purchases_high(m, 10000, 0, 0, 0) - (5000 + 1.959963984540054 * 50)) < 2, 'of ten thousand opportunities') FROM make_clv_model('bg/bb', '{"alpha": 1e12, "beta": 1e12, "gamma": 1e-9, "delta": 1e12}') AS m;

-- ---------- histories ----------

-- 300 customers; refunds, days without spend, some customers with refunds only
CREATE TABLE nets AS SELECT c, day, sum(amount) AS net FROM (SELECT c, date '2024-01-01' + floor(700 * random() ^ (1 + c % 3))::int AS day, round((20 * random() - CASE WHEN random() < 0.2 THEN 20 ELSE 0 END)::numeric, 2) AS amount
	FROM generate_series(1, 300) AS c, generate_series(1, 1 + c * 7 % 40)) AS bought GROUP BY c, day;
INSERT INTO nets SELECT 300 + c, date '2024-03-01' + c, -1 FROM generate_series(1, 5) AS c;
CREATE TABLE histories AS SELECT c, purchase_agg(day, net) AS h FROM nets GROUP BY c;
CREATE TABLE purchases AS SELECT c, day, row_number() OVER (PARTITION BY c ORDER BY day) AS n, lag(day) OVER (PARTITION BY c ORDER BY day) AS before FROM nets WHERE net >= 0;
ANALYZE nets, histories, purchases, models;

SELECT is_empty(format($$
	SELECT c FROM histories LEFT JOIN (SELECT c, count(*) AS days, percentile_cont(0.5) WITHIN GROUP (ORDER BY day - before) AS median FROM purchases WHERE day <= coalesce(%1$L::date, day) GROUP BY c) AS p USING (c)
		LEFT JOIN (SELECT c, sum(net) AS total FROM nets WHERE day <= coalesce(%1$L::date, day) GROUP BY c) AS t USING (c)
	WHERE purchase_days(h, %1$L) IS DISTINCT FROM coalesce(days, 0) OR total_spend(h, %1$L) IS DISTINCT FROM coalesce(total, 0) OR median_gap(h, %1$L) IS DISTINCT FROM median
$$, as_of), 'purchase_days, total_spend and median_gap as of ' || coalesce(as_of::text, 'the last day')) FROM unnest('{NULL,2024-01-01,2024-02-29,2024-12-31,2030-01-01}'::date[]) AS as_of;
SELECT is_empty('SELECT c, n FROM histories CROSS JOIN generate_series(1, 45) AS n LEFT JOIN purchases AS p USING (c, n) WHERE nth_purchase(h, n) IS DISTINCT FROM p.day', 'nth_purchase');
SELECT is_empty(format($$
	(SELECT c, g.* FROM histories, purchase_gaps(h, %1$L) AS g EXCEPT ALL SELECT c, n::int, day, following, coalesce(following, %1$L) - day FROM (SELECT c, n, day, lead(day) OVER (PARTITION BY c ORDER BY n) AS following FROM purchases WHERE day <= %1$L) AS p)
	UNION ALL (SELECT c, n::int, day, following, coalesce(following, %1$L) - day FROM (SELECT c, n, day, lead(day) OVER (PARTITION BY c ORDER BY n) AS following FROM purchases WHERE day <= %1$L) AS p EXCEPT ALL SELECT c, g.* FROM histories, purchase_gaps(h, %1$L) AS g)
$$, as_of), 'purchase_gaps as of ' || as_of) FROM unnest('{2024-01-01,2024-12-31,2030-01-01}'::date[]) AS as_of;
SELECT is((SELECT survival_agg(g.days, g.next_purchase IS NOT NULL) FROM histories, purchase_gaps(h, '2025-12-31') AS g),
	(SELECT survival_agg(coalesce(following, '2025-12-31') - day, following IS NOT NULL) FROM (SELECT c, day, lead(day) OVER (PARTITION BY c ORDER BY n) AS following FROM purchases) AS p), 'gaps are what survival is asked of');

-- readings by history are those by columns
CREATE TABLE read AS SELECT id, name, m, c, h, s.* FROM models, histories, purchase_summary(h, '2025-06-30') AS s WHERE name <> 'bg/bb' AND c % 7 = 0 AND s.tenure IS NOT NULL
	UNION ALL SELECT id, name, m, c, h, r.frequency, r.recency, r.tenure, r.monetary FROM models, histories, clv_tally_table((SELECT clv_tally_agg(own, '2025-06-30', 'calendar year') FROM (SELECT h AS own) AS o)) AS r WHERE name = 'bg/bb' AND c % 7 = 0;
SELECT is_empty($$SELECT id, c FROM read, unnest('{0,1,5}'::int[]) AS n WHERE purchase_probability(m, 8, n, h, '2025-06-30') IS DISTINCT FROM purchase_probability(m, 8, n, frequency, recency, tenure)
	OR purchases_low(m, 8, h, '2025-06-30', 0.6) IS DISTINCT FROM purchases_low(m, 8, frequency, recency, tenure, 0.6) OR purchases_high(m, 8, h, '2025-06-30') IS DISTINCT FROM purchases_high(m, 8, frequency, recency, tenure)$$, 'readings by history are those by columns');
SELECT is_empty($$SELECT id FROM models, (SELECT purchase_agg(date '2025-07-01', 5) AS h) AS s WHERE purchase_probability(m, 8, 0, h, '2025-06-30') IS NOT NULL OR purchases_low(m, 8, h, '2025-06-30') IS NOT NULL OR purchases_high(m, 8, h, '2025-06-30') IS NOT NULL
	OR next_purchase(m, h, '2025-06-30') IS NOT NULL OR p_alive_low(m, h, '2025-06-30') IS NOT NULL OR p_alive_high(m, h, '2025-06-30') IS NOT NULL$$, 'and NULL before the first purchase');

-- ---------- the next purchase ----------

-- by that day, or that occasion, at least the share have bought, and by the day before fewer
CREATE TABLE due AS SELECT id, name, m, c, h, share, next_purchase(m, h, '2025-06-30', share) AS day FROM read, unnest('{0.01,0.1,0.5,0.9}'::float8[]) AS share;
SELECT cmp_ok((SELECT count(*) FROM due WHERE day IS NOT NULL), '>', 1000::bigint, 'there are days');
SELECT cmp_ok((SELECT count(*) FROM due WHERE day IS NULL), '>', 1000::bigint, 'and customers who are not expected');
SELECT is_empty($$SELECT id, c, share, day FROM due WHERE name <> 'bg/bb' AND NOT (1 - purchase_probability(m, (day - '2025-06-30') / 7.0, 0, h, '2025-06-30') >= share - 1e-9 AND 1 - purchase_probability(m, (day - '2025-06-30' - 1) / 7.0, 0, h, '2025-06-30') < share + 1e-9)$$,
	'the day is the first one by which that share have bought');
-- 2024 is the last year that is over by then, or that of the first purchase
SELECT is_empty($$SELECT id, c, share, day FROM (SELECT *, extract(year FROM day)::int - greatest(2024, extract(year FROM first_purchase(h))::int) AS ahead FROM due WHERE name = 'bg/bb' AND day IS NOT NULL) AS d
	WHERE to_char(day, 'MM-DD') <> '12-31' OR ahead < 1 OR NOT (1 - purchase_probability(m, ahead, 0, h, '2025-06-30') >= share - 1e-9 AND 1 - purchase_probability(m, ahead - 1, 0, h, '2025-06-30') < share + 1e-9)$$, 'of bg/bb it is the last one of that occasion');
SELECT is_empty($$SELECT id, c, share FROM due WHERE day IS NULL AND 1 - purchase_probability(m, CASE name WHEN 'bg/bb' THEN 1e5 ELSE 1e8 END, 0, h, '2025-06-30') > share$$, 'who has none does not come');

-- ---------- P(alive), and survival: by the delta method, slopes from differences ----------

CREATE TABLE fitted AS SELECT name, parameters - '{p,q,v}'::text[] AS parameters, format('{"version": 1, "model": "%s", "unit": "week", "parameters": %s, "converged": true, "iterations": 1, "customers": 9, "repeat_customers": 9, "log_likelihood": -1, "covariance": [0.01, 0.002, 0.04, -0.003, 0.001, 0.05, 0.004, -0.01, 0.02, 0.09]}',
		name, parameters - '{p,q,v}'::text[])::fitted_clv AS m
FROM models WHERE id <= 4;
CREATE FUNCTION covariance(i bigint, j bigint) RETURNS float8 LANGUAGE SQL IMMUTABLE RETURN (ARRAY[0.01, 0.002, 0.04, -0.003, 0.001, 0.05, 0.004, -0.01, 0.02, 0.09])[greatest(i, j) * (greatest(i, j) - 1) / 2 + least(i, j)];
-- parameters by place, not in jsonb's order, and the model with one of them changed by a share
CREATE TABLE places AS SELECT name, place, key FROM (VALUES ('bg/nbd', '{r,alpha,a,b}'::text[]), ('mbg/nbd', '{r,alpha,a,b}'), ('pareto/nbd', '{r,alpha,s,beta}'), ('bg/bb', '{alpha,beta,gamma,delta}'), ('sbg', '{alpha,beta}')) AS v(name, keys), unnest(keys) WITH ORDINALITY AS k(key, place);
CREATE FUNCTION changed(name text, parameters jsonb, key text, share float8) RETURNS fitted_clv LANGUAGE SQL IMMUTABLE RETURN make_clv_model(name, parameters || jsonb_build_object(key, (parameters ->> key)::float8 * (1 + share)));
CREATE FUNCTION logit(p float8) RETURNS float8 LANGUAGE SQL IMMUTABLE RETURN ln(p / (1 - p));
CREATE TABLE alive AS SELECT name, c, h, m, parameters, s.* FROM fitted, histories, LATERAL (SELECT frequency(h, '2025-06-30') AS x, recency(h, '2025-06-30') AS t_x, tenure(h, '2025-06-30') AS t WHERE name <> 'bg/bb'
	UNION ALL SELECT frequency, recency, tenure FROM clv_tally_table((SELECT clv_tally_agg(own, '2025-06-30', 'calendar week') FROM (SELECT h AS own) AS o)) WHERE name = 'bg/bb') AS s WHERE p_alive(m, h, '2025-06-30') BETWEEN 0.001 AND 0.999;
CREATE TABLE slopes AS SELECT name, c, place, (logit(p_alive(changed(name, parameters, key, 1e-4), x, t_x, t)) - logit(p_alive(changed(name, parameters, key, -1e-4), x, t_x, t))) / (2e-4 * (parameters ->> key)::float8) AS slope
FROM alive JOIN places USING (name);
SELECT cmp_ok((SELECT min(n) FROM (SELECT count(*) AS n FROM alive GROUP BY name) AS s), '>', 30::bigint, 'there are customers of whom it is not known');
SELECT is_empty($$
	SELECT name, c, low, high FROM (SELECT a.name, a.c, a.m, a.h, logit(p_alive(a.m, a.h, '2025-06-30')) AS at, sqrt(sum(p.slope * q.slope * covariance(p.place, q.place))) AS se
		FROM alive AS a JOIN slopes AS p USING (name, c) JOIN slopes AS q USING (name, c) GROUP BY a.name, a.c, a.m, a.h) AS s, LATERAL (SELECT logit(p_alive_low(m, h, '2025-06-30')) AS low, logit(p_alive_high(m, h, '2025-06-30')) AS high) AS l
	WHERE NOT near(at - low, 1.959963984540054 * se, 1e-5) OR NOT near(high - at, 1.959963984540054 * se, 1e-5)
$$, 'limits of P(alive) are those of the logit');
SELECT is_empty($$SELECT name, c FROM fitted, histories WHERE (p_alive(m, h, '2025-06-30') = 1) <> (p_alive_low(m, h, '2025-06-30') IS NULL) OR (p_alive_low(m, h, '2025-06-30') IS NULL) <> (p_alive_high(m, h, '2025-06-30') IS NULL)$$, 'NULL where it is 1');
SELECT is_empty($$SELECT name, c FROM alive, LATERAL (SELECT p_alive_low(m, h, '2025-06-30', 0.5) AS low, p_alive_high(m, h, '2025-06-30', 0.5) AS high) AS l WHERE NOT (low < p_alive(m, h, '2025-06-30') AND p_alive(m, h, '2025-06-30') < high)
	OR NOT (p_alive_low(m, h, '2025-06-30') < low AND high < p_alive_high(m, h, '2025-06-30'))$$, 'more confidence, wider limits');
SELECT is_empty('SELECT name FROM models, histories WHERE p_alive_low(m, h, ''2025-06-30'') IS NOT NULL', 'a model of given parameters has none');

CREATE TABLE contracts AS SELECT '{"alpha": 0.668, "beta": 3.806}'::jsonb AS p, '{"version": 1, "model": "sbg", "parameters": {"alpha": 0.668, "beta": 3.806}, "converged": true, "iterations": 9, "customers": 1000, "repeat_customers": 869, "log_likelihood": -1611, "covariance": [0.01, 0.002, 0.04]}'::fitted_clv AS m;
CREATE FUNCTION survives(m fitted_clv, t int) RETURNS float8 LANGUAGE SQL STABLE RETURN (SELECT survival FROM retention_forecast(m, t) WHERE period = t);
SELECT is_empty($$
	SELECT * FROM (SELECT f.*, sqrt(sum(a.slope * b.slope * covariance(a.place, b.place))) AS se
		FROM contracts, retention_forecast(m, 60, 0.9) AS f, LATERAL (SELECT place, (ln(-ln(survives(changed('sbg', p, key, 1e-4), period))) - ln(-ln(survives(changed('sbg', p, key, -1e-4), period)))) / (2e-4 * (p ->> key)::float8) AS slope FROM places WHERE name = 'sbg') AS a,
			LATERAL (SELECT place, (ln(-ln(survives(changed('sbg', p, key, 1e-4), period))) - ln(-ln(survives(changed('sbg', p, key, -1e-4), period)))) / (2e-4 * (p ->> key)::float8) AS slope FROM places WHERE name = 'sbg') AS b
		WHERE period > 0 GROUP BY period, survival, low, high, retention_rate) AS s
	WHERE NOT near(ln(-ln(low)) - ln(-ln(survival)), 1.6448536269514722 * se, 1e-5) OR NOT near(ln(-ln(survival)) - ln(-ln(high)), 1.6448536269514722 * se, 1e-5)
$$, 'limits of survival are those of ln(-ln())');
SELECT results_eq('SELECT low, high FROM contracts, retention_forecast(m, 0)', 'VALUES (1::float8, 1::float8)', 'everybody is there at the beginning');

-- ---------- new customers, and horizons without an end ----------

SELECT is_empty($$SELECT id FROM models, unnest('{1,12,100}'::float8[]) AS h, unnest('{0,0.1,-0.05}'::float8[]) AS d WHERE NOT near(clv(m, h, d), expected_spend(m) + clv(m, h, d, 0, 0, 0, NULL), 1e-12)$$, 'a new customer''s value is that of the first purchase and of those to come');
SELECT is_empty('SELECT id FROM models WHERE NOT near(expected_spend(m), 6.25 * 15.44 / 2.74, 1e-12)', 'spend of all');
SELECT is_empty($$SELECT id FROM models, customers WHERE NOT near(clv(m, 'infinity', 0.2, x, t_x, t, 30), clv(m, CASE name WHEN 'bg/bb' THEN 300 ELSE 15000 END, 0.2, x, t_x, t, 30))$$, 'a life without end is a long one');
SELECT is_empty($$SELECT id FROM models, customers WHERE NOT near(clv(m, 'infinity', 0.2), clv(m, CASE name WHEN 'bg/bb' THEN 300 ELSE 15000 END, 0.2))$$, 'of a new customer');
CREATE TABLE leaving AS SELECT name, make_clv_model(name, p::jsonb) AS m FROM (VALUES ('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 4.5, "b": 3}'), ('mbg/nbd', '{"r": 2, "alpha": 7, "a": 5, "b": 3}'), ('pareto/nbd', '{"r": 0.5, "alpha": 7, "s": 4.5, "beta": 9}'), ('bg/bb', '{"alpha": 0.5, "beta": 1, "gamma": 4, "delta": 3}')) AS v(name, p);
SELECT is_empty($$SELECT name FROM leaving, customers WHERE NOT near(expected_purchases(m, 'infinity', x, t_x, t), expected_purchases(m, CASE name WHEN 'bg/bb' THEN 1e6 ELSE 1e15 END, x, t_x, t), 1e-6)
	OR NOT near(expected_purchases(m, 'infinity'), expected_purchases(m, CASE name WHEN 'bg/bb' THEN 1e6 ELSE 1e15 END), 1e-6)$$, 'purchases are finite where customers leave fast enough');
SELECT throws_ok(format('SELECT expected_purchases(make_clv_model(%L, %L), ''infinity'')', name, p), '22003', NULL, name || ': infinitely many') FROM (VALUES ('bg/nbd', '{"r": 0.5, "alpha": 7, "a": 1, "b": 3}'), ('mbg/nbd', '{"r": 2, "alpha": 7, "a": 0.5, "b": 3}'),
	('pareto/nbd', '{"r": 0.5, "alpha": 7, "s": 1, "beta": 9}'), ('bg/bb', '{"alpha": 0.5, "beta": 1, "gamma": 1, "delta": 3}')) AS v(name, p);

-- ---------- types ----------

CREATE TABLE typed AS SELECT m, h, 3::smallint AS t_smallint, 3 AS t_int, 3::bigint AS t_bigint, 3::numeric AS t_numeric, 3::real AS t_real, 3::float8 AS t_float8, '3'::text AS t_text, '3'::varchar AS t_varchar, '00000000-0000-0000-0000-000000000003'::uuid AS t_uuid,
	date '2025-06-30' AS d_date, timestamp '2025-06-30 12:00' AS d_timestamp, timestamptz '2025-06-30 12:00' AS d_timestamptz FROM models, histories WHERE id = 1 AND c = 1;
CREATE FUNCTION value_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE value text;
BEGIN
	EXECUTE 'SELECT (' || call || ')::text FROM typed' INTO value;
	RETURN value;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
CREATE TABLE calls AS SELECT * FROM (VALUES ('purchase_probability(m, t_?, 2)'), ('purchase_probability(m, t_?, 2, t_?, t_?, t_?)'), ('purchase_probability(m, t_?, 2, h, d_date)'), ('purchases_low(m, t_?, t_?, t_?, t_?)'), ('purchases_high(m, t_?, t_?, t_?, t_?, 0.9)'),
	('purchases_high(m, t_?, h, d_date)'), ('purchases_high(m, t_?, h, d_date, 0.9)'), ('clv(m, t_?, 0.1)'), ('clv(m, t_?, 0.1, h, d_date)'), ('expected_purchases(m, t_?)')) AS v(call);
SELECT is(value_of(replace(call, '?', type)), value_of(replace(call, '?', 'float8')), replace(call, '?', type)) FROM calls, unnest('{smallint,int,bigint,numeric,real}'::text[]) AS type;
SELECT isnt(value_of(replace(call, '?', 'float8')), NULL, call) FROM calls;
SELECT is(value_of(replace(call, '?', type)), '42883', replace(call, '?', type) || ' is no function, and not one of several') FROM calls, unnest('{text,varchar,uuid}'::text[]) AS type;
SELECT is(value_of(format('purchase_probability(m, 3, t_%s)', type)), value_of('purchase_probability(m, 3, 3)'), 'a number of purchases may be ' || type) FROM unnest('{smallint,int,bigint}'::text[]) AS type;
SELECT is(value_of(format('nth_purchase(h, t_%s)', type)), value_of('nth_purchase(h, 3)'), 'so may n: ' || type) FROM unnest('{smallint,int,bigint}'::text[]) AS type;
SELECT is(value_of(call), value_of(same), call) FROM (VALUES ('purchases_low(m, ''3'', ''3'', ''2'', ''5'', ''0.9'')', 'purchases_low(m, 3, 3, 2, 5, 0.9)'), ('purchases_high(m, ''3'', h, ''2025-06-30'')', 'purchases_high(m, 3, h, d_date)'), ('purchases_high(m, ''3'', h, ''2025-06-30'', ''0.9'')', 'purchases_high(m, 3, h, d_date, 0.9)'),
	('purchases_high(m, ''3'', 3, ''2'', ''5'')', 'purchases_high(m, 3, 3, 2, 5)'), ('purchase_probability(m, ''3'', ''2'')', 'purchase_probability(m, 3, 2)'), ('purchase_probability(m, ''3'', ''2'', h, ''2025-06-30'')', 'purchase_probability(m, 3, 2, h, d_date)'),
	('purchase_probability(m, ''3'', ''2'', ''1'', ''2'', ''4'')', 'purchase_probability(m, 3, 2, 1, 2, 4)'), ('clv(m, ''52'', ''0.1'')', 'clv(m, 52, 0.1)'), ('clv(m, ''52'', ''0.1'', h, ''2025-06-30'')', 'clv(m, 52, 0.1, h, d_date)'), ('expected_spend(m, h, ''2025-06-30'')', 'expected_spend(m, h, d_date)'),
	('next_purchase(m, h, ''2025-06-30'', ''0.5'')', 'next_purchase(m, h, d_date)'), ('p_alive_low(m, h, ''2025-06-30'')', 'p_alive_low(m, h, d_date, 0.95)'), ('median_gap(h, ''2025-06-30'')', 'median_gap(h, d_date)'), ('total_spend(h, ''2025-06-30'')', 'total_spend(h, d_date)'),
	('purchases_low(m, horizon => 3, frequency => 3, recency => 2, tenure => 5)', 'purchases_low(m, 3, 3, 2, 5)'), ('purchases_high(m, horizon => 3, h => h, as_of => ''2025-06-30'', confidence => 0.9)', 'purchases_high(m, 3, h, d_date, 0.9)')) AS v(call, same);
SELECT is(value_of(format('next_purchase(m, h, d_%s)', type)), '42883', 'a day is a date, no ' || type) FROM unnest('{timestamp,timestamptz}'::text[]) AS type;

SELECT * FROM finish();
