-- Properties of the driver room: a plain-SQL twin, brute force over all orders of drivers, units that do not matter, any split merged, workers, windows, and
-- effects that add up in random worlds.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.2031);
SELECT no_plan();

CREATE TABLE answers AS
SELECT n, g, (1 + floor(10 * (0.7 * u + 0.3 * random())))::float8 AS y, (1 + floor(10 * (0.5 * u + 0.5 * random())))::float8 AS a, (1 + floor(10 * (0.2 * u + 0.8 * random())))::float8 AS b, round((100 * u + 90 * random())::numeric, 2)::float8 AS c,
	CASE WHEN random() > 0.1 THEN (random() > u)::int::float8 END AS d, -1e6 + 1e5 * random() + 7e4 * u AS e, (ARRAY[0.25, 1, 1, 3.5, 0])[1 + floor(5 * random())::int] AS w
FROM (SELECT n, n % 4 AS g, random() AS u FROM generate_series(1, 4000) AS n) AS s;
CREATE TABLE complete AS SELECT n, g, y, a, b, c, d, round(e::numeric, 6)::float8 AS e, w FROM answers WHERE d IS NOT NULL;
CREATE TABLE whole AS SELECT driver_agg(y, ARRAY[a, b, c, d, e]) AS m, driver_agg(y, ARRAY[a, b, c, d, e], w) AS weighted FROM answers;

-- ---------- the same by plain SQL ----------

SELECT results_eq('SELECT s.answers, incomplete, drivers FROM whole, driver_summary(m) AS s', 'SELECT count(d), count(*) - count(d), 5 FROM answers', 'rows, complete and not');
SELECT results_eq('SELECT missing FROM whole, driver_table(m) ORDER BY driver', 'VALUES (0::bigint), (0), (0), ((SELECT count(*) FROM answers WHERE d IS NULL)), (0)', 'values that are missing');
CREATE FUNCTION near(got float8, wanted float8, tolerance float8 DEFAULT 1e-11) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN got = wanted OR abs(got - wanted) <= tolerance * abs(wanted);
SELECT is_empty($$SELECT * FROM whole, driver_table(m) AS t JOIN (SELECT avg(a), stddev(a), corr(y, a), 1 FROM complete UNION ALL SELECT avg(b), stddev(b), corr(y, b), 2 FROM complete UNION ALL SELECT avg(c), stddev(c), corr(y, c), 3 FROM complete
	UNION ALL SELECT avg(d), stddev(d), corr(y, d), 4 FROM complete UNION ALL SELECT avg(e), stddev(e), corr(y, e), 5 FROM complete) AS s(mean_of, stddev_of, corr_of, driver) USING (driver)
	WHERE NOT (near(mean, mean_of) AND near(stddev, stddev_of, 1e-9) AND near(correlation, corr_of, 1e-8))$$, 'means, deviations and correlations');
-- one driver: what the server's regr_ functions say, of each alone
SELECT is_empty($$SELECT * FROM (SELECT driver_agg(y, ARRAY[c]) AS m, regr_slope(y, c) AS slope, regr_intercept(y, c) AS intercept_of, regr_r2(y, c) AS r2, sqrt((1 - regr_r2(y, c)) * regr_syy(y, c) / (count(*) - 2)) AS rest FROM complete) AS s,
	driver_table(m) AS t, driver_summary(m) AS u WHERE NOT (near(coefficient, slope) AND near(intercept, intercept_of) AND near(r_squared, r2) AND near(importance, r2) AND near(residual_se, rest) AND near(f, (coefficient / se) ^ 2) AND near(t.p_value, u.p_value, 1e-9)
		AND t.vif = 1 AND near(standardized, correlation) AND near(se, rest / stddev / sqrt(u.answers - 1)))$$, 'one driver is the server''s simple regression');
-- the normal equations hold: what is left is orthogonal to every driver
SELECT is_empty($$SELECT * FROM (SELECT corr(left_over, a) AS ra, corr(left_over, b) AS rb, corr(left_over, c) AS rc, corr(left_over, d) AS rd, corr(left_over, e) AS re, avg(left_over) AS mean, sqrt(sum(left_over ^ 2) / (count(*) - 6)) AS se, 1 - sum(left_over ^ 2) / (regr_syy(y, y)) AS r2
	FROM (SELECT c.*, y - intercept - k[1] * a - k[2] * b - k[3] * c - k[4] * d - k[5] * e AS left_over FROM complete AS c, (SELECT s.intercept, (SELECT array_agg(coefficient ORDER BY driver) FROM driver_table(m)) AS k FROM whole, driver_summary(m) AS s) AS f) AS r) AS s,
	whole, driver_summary(m) AS u WHERE greatest(abs(ra), abs(rb), abs(rc), abs(rd), abs(re)) > 1e-9 OR abs(mean) > 1e-9 OR NOT near(se, residual_se, 1e-10) OR NOT near(r2, r_squared, 1e-10)$$, 'least squares');
-- a weight is as many rows: coefficients are those of rows repeated
SELECT is_empty($$SELECT * FROM (SELECT driver_agg(y, ARRAY[a, b, c, d, e], w * 4) AS m, (SELECT driver_agg(y, ARRAY[a, b, c, d, e]) FROM complete, generate_series(1, (w * 4)::int)) AS repeated FROM complete) AS s, driver_table(m) AS t JOIN LATERAL (SELECT driver, mean AS m2, correlation AS r2, coefficient AS c2, standardized AS s2, vif AS v2, importance AS i2, share AS p2 FROM driver_table(repeated)) AS r USING (driver)
	WHERE NOT (near(mean, m2) AND near(correlation, r2) AND near(coefficient, c2, 1e-9) AND near(standardized, s2, 1e-9) AND near(vif, v2) AND near(importance, i2, 1e-9) AND near(share, p2, 1e-9))$$, 'weights count rows');
SELECT ok((SELECT bool_and(near(effective_n, n) AND near(residual_se, sqrt((1 - r_squared) * ss / w / (n - 6) * n), 1e-10)) FROM whole, driver_summary(weighted), (SELECT sum(w) ^ 2 / sum(w ^ 2) AS n, sum(w) AS w, sum(w * y ^ 2) - sum(w * y) ^ 2 / sum(w) AS ss FROM complete) AS s), 'errors are of Kish''s n');

-- ---------- Shapley: the mean over all orders, by what each adds ----------

CREATE TABLE subsets AS SELECT s AS subset, bits, CASE WHEN bits IS NULL THEN 0 ELSE (driver_summary(m)).r_squared END AS r2 FROM (SELECT s, array_agg(i ORDER BY i) FILTER (WHERE s >> (i - 1) & 1 = 1) AS bits FROM generate_series(0, 31) AS s, generate_series(1, 5) AS i GROUP BY s) AS b
	LEFT JOIN LATERAL (SELECT driver_agg(y, ARRAY(SELECT (ARRAY[a, b, c, d, e])[k] FROM unnest(bits) AS k), w) AS m FROM complete WHERE bits IS NOT NULL) AS f ON true;
CREATE TABLE orders AS WITH RECURSIVE o(path, rest) AS (SELECT '{}'::int[], ARRAY[1, 2, 3, 4, 5] UNION ALL SELECT path || k, array_remove(rest, k) FROM o, unnest(rest) AS k) SELECT path FROM o WHERE cardinality(path) = 5;
SELECT is((SELECT count(*) FROM orders), 120::bigint, 'all orders');
CREATE TABLE brute AS SELECT driver, avg(b.r2 - a.r2) AS added FROM (SELECT path[p] AS driver, (SELECT coalesce(sum(1 << (k - 1)), 0) FROM unnest(path[1 : p - 1]) AS k) AS before, (SELECT sum(1 << (k - 1)) FROM unnest(path[1 : p]) AS k) AS after FROM orders, generate_series(1, 5) AS p) AS s
	JOIN subsets AS a ON a.subset = before JOIN subsets AS b ON b.subset = after GROUP BY driver;
SELECT is_empty('SELECT * FROM whole, driver_table(weighted) JOIN brute USING (driver) WHERE NOT near(importance, added, 1e-10)', 'Shapley''s shares are the mean over all orders');
SELECT is((SELECT count(*) FROM brute), 5::bigint, 'of all drivers');
SELECT is_empty($$SELECT * FROM whole, unnest('{shapley,relative_weights,pratt}'::text[]) AS method, LATERAL (SELECT sum(importance) AS sum, sum(share) AS shares FROM driver_table(m, NULL, method)) AS s, driver_summary(m) WHERE NOT near(sum, r_squared) OR NOT near(shares, 1)$$, 'they add up to R squared, as others do');
SELECT is_empty($$SELECT * FROM whole, driver_table(weighted, NULL, 'last') AS t JOIN subsets AS a ON a.subset = 31 - (1 << (driver - 1)) JOIN subsets AS f ON f.subset = 31 WHERE NOT near(importance, f.r2 - a.r2, 1e-9)$$, 'last is what R squared loses');
SELECT is_empty($$SELECT * FROM whole, driver_table(weighted, NULL, 'first') AS t JOIN subsets AS a ON a.subset = 1 << (driver - 1) WHERE NOT near(importance, a.r2, 1e-10)$$, 'first is R squared alone');
SELECT is_empty($$SELECT * FROM whole, driver_table(weighted, NULL, 'pratt') WHERE NOT near(importance, standardized * correlation)$$, 'pratt is coefficient times correlation');
-- who comes first does not matter
SELECT is_empty($$SELECT * FROM unnest('{shapley,relative_weights,first,last,pratt}'::text[]) AS method, (SELECT driver_agg(y, ARRAY[a, b, c, d, e]) AS x, driver_agg(y, ARRAY[e, d, c, b, a]) AS z FROM complete) AS s,
	LATERAL (SELECT * FROM driver_table(x, NULL, method) JOIN (SELECT 6 - driver AS driver, importance AS i2, importance_low AS l2, importance_high AS h2, coefficient AS c2, low AS cl2 FROM driver_table(z, NULL, method)) AS r USING (driver)) AS t
	WHERE NOT (near(importance, i2, 1e-9) AND near(importance_low, l2, 1e-8) AND near(importance_high, h2, 1e-9) AND near(coefficient, c2, 1e-9) AND near(low, cl2, 1e-9))$$, 'the order of drivers does not matter');
-- nor do units
SELECT is_empty($$SELECT * FROM unnest('{shapley,relative_weights,first,last,pratt}'::text[]) AS method, (SELECT driver_agg(y, ARRAY[a, b, c, d]) AS x, driver_agg(100 - 5 * y, ARRAY[7 + 2 * a, -b, 100 * c, d * 1000]) AS z FROM complete) AS s,
	LATERAL (SELECT * FROM driver_table(x, NULL, method) JOIN (SELECT driver, importance AS i2, importance_low AS l2, importance_high AS h2, p_value AS p2, coefficient AS c2 FROM driver_table(z, NULL, method)) AS r USING (driver)) AS t
	WHERE NOT (near(importance, i2, 1e-9) AND near(importance_low, l2, 1e-8) AND near(importance_high, h2, 1e-9) AND near(p_value, p2, 1e-9) AND near(c2, -5 * coefficient / (ARRAY[2, -1, 100, 1000])[driver], 1e-9))$$, 'nor do units of outcome and drivers');

-- ---------- the same, bit for bit ----------

SELECT is((SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) FROM (SELECT * FROM answers ORDER BY random()) AS s), (SELECT weighted FROM whole), 'in any order');
SELECT is((SELECT rollup(m) FROM (SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) AS m FROM answers GROUP BY g ORDER BY g DESC) AS s), (SELECT weighted FROM whole), 'rolled up');
SELECT is((SELECT rollup(m) FROM (SELECT driver_agg(y, ARRAY[a, b, c, d, e]) AS m FROM answers WHERE w = 1 UNION ALL SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) FROM answers WHERE w <> 1) AS s), (SELECT weighted FROM whole), 'with and without weights');
SELECT is((SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) FROM answers WHERE g < 2) + (SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) FROM answers WHERE g >= 2), (SELECT weighted FROM whole), 'added');
SELECT is((SELECT m::text::driver_moments FROM whole), (SELECT m FROM whole), 'in text and back');
SELECT is_empty($$SELECT * FROM (SELECT n, driver_agg(y, ARRAY[a, d], w) OVER k AS rolling, n - 30 AS since FROM answers WHERE n <= 400 WINDOW k AS (ORDER BY n ROWS 30 PRECEDING)) AS r
	WHERE rolling IS DISTINCT FROM (SELECT driver_agg(y, ARRAY[a, d], w) FROM answers AS s WHERE s.n BETWEEN since AND r.n)$$, 'rolling, rows in and out');
SELECT is_empty($$SELECT * FROM (SELECT n, rollup(m) OVER k AS rolling FROM (SELECT n / 20 AS n, driver_agg(y, ARRAY[a, d], nullif(w, 1)) AS m FROM answers WHERE n < 800 GROUP BY 1) AS s WINDOW k AS (ORDER BY n ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING)) AS r
	WHERE rolling IS DISTINCT FROM (SELECT driver_agg(y, ARRAY[a, d], nullif(w, 1)) FROM answers AS s WHERE s.n / 20 BETWEEN r.n - 3 AND r.n - 1)$$, 'rolled up, moments in and out');
SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SELECT is((SELECT driver_agg(y, ARRAY[a, b, c, d, e], w) FROM answers), (SELECT weighted FROM whole), 'by workers');
RESET max_parallel_workers_per_gather;
-- whole numbers below 8,192 come by a buffer of 32 rows, which the largest just fill, others do not; rows go in and out on either side of it, and workers' buffers meet
CREATE TABLE whole_numbers AS SELECT i, i % 11 - 5 AS y, i % 7 / 6 - 8191 AS a, CASE WHEN i % 3000 = 0 THEN 0.5 WHEN i % 3500 = 0 THEN 8192 ELSE 8191 - i % 200 / 199 END AS b FROM generate_series(1, 14000) AS i;
CREATE FUNCTION by_hand(since int, until int) RETURNS driver_moments LANGUAGE SQL AS $$
	SELECT format('{"version": 1, "drivers": 2, "answers": %s, "incomplete": 0, "missing": [0, 0], "sums": [%s, %s, %s], "products": [%s, %s, %s, %s, %s, %s]}', count(*), sum(y), sum(a), sum(b), sum(y * y), sum(a * y), sum(a * a), sum(b * y), sum(b * a), sum(b * b))::driver_moments
	FROM whole_numbers WHERE i BETWEEN since AND until $$;
SELECT is((SELECT driver_agg(y, ARRAY[a, b]) FROM whole_numbers), by_hand(1, 14000), 'sums by the server''s numeric');
SELECT is_empty('SELECT * FROM (SELECT i, driver_agg(y, ARRAY[a, b]) OVER (ORDER BY i ROWS 4500 PRECEDING) AS m FROM whole_numbers) AS s WHERE i % 500 = 0 AND m <> by_hand(i - 4500, i)', 'and rolling');
SELECT is((SELECT rollup(m) FROM (SELECT driver_agg(y, ARRAY[a, b], CASE WHEN i % 4500 = 0 THEN 2 ELSE 1 END) AS m FROM whole_numbers GROUP BY i % 3) AS s),
	(SELECT driver_agg(y, ARRAY[a, b], CASE WHEN i % 4500 = 0 THEN 2 ELSE 1 END) FROM (SELECT * FROM whole_numbers ORDER BY i DESC) AS s), 'a weight that comes late finds the rows before it');
-- what cancels in floats does not here: a large mean beside a small spread
SELECT is((SELECT round(correlation::numeric, 9) FROM driver_table((SELECT driver_agg(n % 7, ARRAY[999999000 + (n % 7) * 1e-6]) FROM generate_series(1, 7000) AS n))), 1.000000000, 'a spread of millionths beside a mean of a billion');

-- ---------- mix and rate in 200 worlds ----------

CREATE TABLE worlds AS SELECT world, segment, CASE WHEN random() < 0.8 THEN 100 * random() - 50 END AS r0, CASE WHEN random() < 0.8 THEN floor(1000 * random() ^ 2) END AS w0, CASE WHEN random() < 0.8 THEN 100 * random() - 50 END AS r1, CASE WHEN random() < 0.8 THEN 50 * random() END AS w1
FROM generate_series(1, 200) AS world, generate_series(1, 1 + world % 12) AS segment;
UPDATE worlds SET w0 = NULL WHERE r0 IS NULL AND world % 5 > 0;
UPDATE worlds SET w1 = 0 WHERE r1 IS NULL AND world % 5 > 0;
CREATE TABLE effects AS SELECT *, mix_effect(r0, w0, r1, w1) OVER k AS mix, rate_effect(r0, w0, r1, w1) OVER k AS rate FROM worlds WINDOW k AS (PARTITION BY world ORDER BY random() ROWS CURRENT ROW);
CREATE TABLE totals AS SELECT world, sum(w0 * r0) / nullif(sum(w0), 0) AS t0, sum(w1 * r1) / nullif(sum(w1), 0) AS t1, bool_or(w0 > 0 AND r0 IS NULL OR w1 > 0 AND r1 IS NULL) AS unknown, sum(w0) AS s0, sum(w1) AS s1 FROM worlds GROUP BY world;
SELECT is_empty('SELECT world FROM effects JOIN totals USING (world) GROUP BY world, t0, t1, unknown HAVING NOT coalesce(unknown, false) AND t0 IS NOT NULL AND t1 IS NOT NULL AND NOT abs(sum(mix) + sum(rate) - (t1 - t0)) <= 1e-12', 'mix and rate add up to the change');
SELECT is_empty('SELECT * FROM effects JOIN totals USING (world) WHERE (mix IS NULL) <> (coalesce(unknown, false) OR t0 IS NULL OR t1 IS NULL) OR (mix IS NULL) <> (rate IS NULL)', 'and are not known where the totals are not');
SELECT cmp_ok((SELECT count(DISTINCT world) FROM effects WHERE mix IS NOT NULL), '>', 100::bigint, 'there are worlds');
SELECT is_empty('SELECT * FROM (SELECT e.*, t0, t1, coalesce(w0, 0) / s0 AS p, coalesce(w1, 0) / s1 AS q FROM effects AS e JOIN totals USING (world) WHERE mix IS NOT NULL) AS s
	WHERE abs(mix + rate - (q * coalesce(r1 - (t0 + t1) / 2, 0) - p * coalesce(r0 - (t0 + t1) / 2, 0))) > 1e-12 OR abs(rate - CASE WHEN p > 0 AND q > 0 THEN (p + q) / 2 * (r1 - r0) ELSE 0 END) > 1e-12', 'each as the formula has it');
-- shares of NPS: what nps_contribution says of tallies
CREATE TABLE surveys AS SELECT segment, nps_agg(score) FILTER (WHERE n % 2 = 0) AS before, nps_agg(score) FILTER (WHERE n % 2 = 1) AS after FROM (SELECT n, floor(6 * random() ^ 2)::int AS segment, floor(11 * sqrt(random()))::int AS score FROM generate_series(1, 900) AS n) AS s GROUP BY segment;
SELECT is_empty($$SELECT * FROM (SELECT segment, mix_effect(nps(before), answers(before), nps(after), answers(after)) OVER () AS m, rate_effect(nps(before), answers(before), nps(after), answers(after)) OVER () AS r, c.* FROM surveys, nps_contribution(before, after, (SELECT rollup(before) FROM surveys), (SELECT rollup(after) FROM surveys)) AS c) AS s
	WHERE abs(m - mix) > 1e-10 OR abs(r - rate) > 1e-10$$, 'effects of tallies are those of their contributions');
SELECT results_eq($$SELECT driver, p_value FROM driver_table((SELECT driver_agg(x[1], x) FROM (SELECT ARRAY[i % 5, i * 31 % 7, (i * i) % 11]::float8[] AS x FROM generate_series(1, 100) AS i) AS d)) ORDER BY driver$$,
	'VALUES (1, 0::float8), (2, NULL), (3, NULL)', 'in a perfect fit, a driver that does nothing has no p-value');
SELECT finish();
