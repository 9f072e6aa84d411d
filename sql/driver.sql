-- What users of the driver room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL
\x auto

-- Chatterjee & Price (1977), Regression Analysis by Example: how 30 departments of a company rate their supervisors, and what of it
CREATE TABLE attitude (rating float8, complaints float8, privileges float8, learning float8, raises float8, critical float8, advance float8);
COPY attitude FROM stdin (FORMAT csv);
43,51,30,39,61,92,45
63,64,51,54,63,73,47
71,70,68,69,76,86,48
61,63,45,47,54,84,35
81,78,56,66,71,83,47
43,55,49,44,54,49,34
58,67,42,56,66,68,35
71,75,50,55,70,66,41
72,82,72,67,71,83,31
67,61,45,47,62,80,41
64,53,53,58,58,67,34
67,60,47,39,59,74,41
69,62,57,42,55,63,25
68,83,83,45,59,77,35
77,77,54,72,79,77,46
81,90,50,72,60,54,36
74,85,64,69,79,79,63
65,60,65,75,55,80,60
65,70,46,57,75,85,46
50,58,68,54,64,78,52
50,40,33,34,43,64,33
64,61,52,62,66,80,41
53,66,52,50,63,80,37
40,37,42,58,50,57,49
63,54,42,48,66,75,33
66,77,66,63,88,76,72
78,75,58,74,80,78,49
48,57,44,45,51,83,38
85,85,71,71,77,74,55
82,82,39,59,64,78,39
\.
CREATE TABLE kept AS SELECT driver_agg(rating, ARRAY[complaints, privileges, learning, raises, critical, advance]) AS m FROM attitude;
SELECT driver, name, round(coefficient::numeric, 4) AS coefficient, round(low::numeric, 4) AS low, round(high::numeric, 4) AS high, round(p_value::numeric, 4) AS p_value, round(importance::numeric, 4) AS importance,
	round(importance_low::numeric, 4) AS importance_low, round(importance_high::numeric, 4) AS importance_high, round(share::numeric, 4) AS share FROM kept, driver_table(m, '{complaints,privileges,learning,raises,critical,advance}');
SELECT round(mean::numeric, 4) AS mean, round(stddev::numeric, 4) AS stddev, round(correlation::numeric, 4) AS correlation, round(se::numeric, 4) AS se, round(standardized::numeric, 4) AS standardized, round(vif::numeric, 4) AS vif, missing FROM kept, driver_table(m);
SELECT method, name, round(importance::numeric, 4) AS importance, round(importance_low::numeric, 4) AS low, round(importance_high::numeric, 4) AS high, round(share::numeric, 4) AS share
FROM kept, unnest(ARRAY['relative_weights', 'first', 'last', 'pratt']) AS method, driver_table(m, NULL, method, 0.9);
SELECT answers, incomplete, drivers, redundant, round(intercept::numeric, 4) AS intercept, round(r_squared::numeric, 4) AS r_squared, round(adjusted_r_squared::numeric, 4) AS adjusted, round(residual_se::numeric, 4) AS residual_se, round(f::numeric, 4) AS f,
	round(p_value::numeric, 8) AS p_value, effective_n FROM kept, driver_summary(m);
SELECT answers(m), answers(NULL::driver_moments) FROM kept;

-- a value, its forms, and merging
SELECT driver_agg(y, ARRAY[a, b]) FROM (VALUES (1, 2, 0.5), (3, 4, -0.25), (5, 6, NULL), (NULL, 1, 1)) AS v(y, a, b);
SELECT driver_agg(y, ARRAY[a, b], w) FROM (VALUES (1, 2, 0.5, 1), (3, 4, -0.25, 2.5), (3, 4, 1, NULL)) AS v(y, a, b, w);
SELECT driver_agg(rating, ARRAY[raises]) = driver_agg(rating, ARRAY[raises], 1) AS weights_of_1, driver_agg(rating, ARRAY[raises], 2) = driver_agg(rating, ARRAY[raises]) AS of_2 FROM attitude;
SELECT driver_agg(rating, ARRAY[raises]) = driver_agg(rating, ARRAY[raises]) FILTER (WHERE rating < 60) + driver_agg(rating, ARRAY[raises]) FILTER (WHERE rating >= 60) AS added FROM attitude;
SELECT driver_agg(rating, ARRAY[raises]) + NULL = NULL + driver_agg(rating, ARRAY[raises]) AS null_counts_as_none FROM attitude;
SELECT r = driver_agg AS rolled_up FROM (SELECT rollup(m) AS r FROM (SELECT driver_agg(rating, ARRAY[raises, advance]) AS m FROM attitude GROUP BY rating > 60) AS s) AS s, (SELECT driver_agg(rating, ARRAY[raises, advance]) FROM attitude) AS t;
SELECT jsonb_object_keys(m::jsonb) FROM kept;
SELECT m::text::driver_moments = m AND driver_agg(rating, ARRAY[raises], 0.3)::text::driver_moments = driver_agg(rating, ARRAY[raises], 0.3) AS back FROM kept, attitude GROUP BY m;

-- numbers have six decimals
SELECT driver_agg(y, ARRAY[0.0000005000001]) AS up, driver_agg(y, ARRAY[-0.0000004999]) AS to_zero FROM (VALUES (1)) AS v(y);
SELECT driver_agg(1e9, ARRAY[-1e9]::float8[]);

-- no rows, and rows that are skipped
SELECT driver_agg(1, NULL), driver_agg(NULL, ARRAY[1]), driver_agg(1, ARRAY[1], NULL), driver_agg(1, ARRAY[1]) FILTER (WHERE false), driver_agg(NULL, '{}');
SELECT rollup(m) FROM (VALUES (NULL::driver_moments)) AS v(m);

-- missing values: the row is in no sum, and the reading tells which driver costs it
SELECT answers, incomplete, drivers, effective_n, r_squared FROM driver_summary((SELECT driver_agg(1, ARRAY[1, NULL])));
-- nor is the mean of no complete row, or of no weight
SELECT driver, mean, stddev, missing FROM driver_table((SELECT driver_agg(1, ARRAY[1, NULL])));
SELECT mean, stddev, answers, redundant, effective_n FROM (SELECT driver_agg(y, ARRAY[x], 0) AS m FROM (VALUES (1, 1), (3, 2), (2, 3)) AS v(y, x)) AS s, driver_table(m), driver_summary(m);
SELECT driver, name, mean, missing FROM driver_table((SELECT driver_agg(y, ARRAY[a, b]) FROM (VALUES (1, 2, 3), (2, NULL, 3), (3, 4, NULL), (4, NULL, NULL), (5, 6, 8)) AS v(y, a, b)), ARRAY['a', NULL]);

-- what cannot be known is NULL: too few rows, a constant outcome, drivers that are constant or told by others
SELECT n, s.answers, redundant, r_squared, p_value FROM generate_series(1, 5) AS n, driver_summary((SELECT driver_agg(i * i, ARRAY[i, i % 3]) FROM generate_series(1, n) AS i)) AS s;
SELECT driver, mean, stddev, correlation, coefficient, importance, share FROM driver_table((SELECT driver_agg(7, ARRAY[i, i * i]) FROM generate_series(1, 9) AS i));
SELECT redundant, r_squared FROM driver_summary((SELECT driver_agg(7, ARRAY[i, i * i]) FROM generate_series(1, 9) AS i));
SELECT driver, name, round(correlation::numeric, 4) AS correlation, coefficient, vif, importance, missing FROM driver_table((SELECT driver_agg(i * i, ARRAY[i, i % 3, 5, i + 2 * (i % 3)]) FROM generate_series(1, 20) AS i));
SELECT redundant FROM driver_summary((SELECT driver_agg(i * i, ARRAY[i, i % 3, i + 2 * (i % 3), 5]) FROM generate_series(1, 20) AS i));
-- all is explained
SELECT r_squared, residual_se, f, p_value FROM driver_summary((SELECT driver_agg(2 * i + 1, ARRAY[i]) FROM generate_series(1, 4) AS i));
SELECT coefficient, se, low, high, p_value, importance, importance_low, importance_high, share FROM driver_table((SELECT driver_agg(2 * i + 1, ARRAY[i]) FROM generate_series(1, 4) AS i));
-- nothing is: shares of nothing are not known
SELECT coefficient, importance, share FROM driver_table((SELECT driver_agg(y, ARRAY[x]) FROM (VALUES (1, 1), (1, 2), (2, 1), (2, 2)) AS v(y, x)));
-- weights that leave no degree of freedom
SELECT coefficient IS NOT NULL AS known, se, low, p_value, importance IS NOT NULL AS importance, importance_low, importance_high FROM driver_table((SELECT driver_agg(y, ARRAY[x], w) FROM (VALUES (1, 1, 1000), (3, 2, 1000), (2, 3, 0.001), (5, 4, 0.001)) AS v(y, x, w)));
-- a segment of too few is NULL, and takes no other along
SELECT g, r_squared IS NOT NULL AS known FROM (SELECT i / 30 AS g, driver_agg(i % 7, ARRAY[i % 5, i % 4]) AS m FROM generate_series(0, 62) AS i GROUP BY 1) AS s, driver_summary(m) ORDER BY g;
SELECT * FROM driver_table(NULL);
SELECT count(*) FROM kept, driver_table(m, NULL, 'first', NULL);
SELECT driver_summary(NULL);

-- rolling drivers: one pass, and the same as every frame by itself
SELECT bool_and(m = (SELECT driver_agg(i % 7, ARRAY[i % 5, NULLIF(i % 4, 3)], 1 + i % 3) FROM generate_series(GREATEST(n - 9, 1), n) AS i)) AS every_frame
FROM (SELECT n, driver_agg(n % 7, ARRAY[n % 5, NULLIF(n % 4, 3)], 1 + n % 3) OVER (ORDER BY n ROWS 9 PRECEDING) AS m FROM generate_series(1, 60) AS n) AS s;
SELECT n, answers(driver_agg(NULLIF(n, 3), ARRAY[1]) OVER (ORDER BY n ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING)) FROM generate_series(1, 4) AS n;
SELECT n, rollup(m) OVER (ORDER BY n ROWS 1 PRECEDING) = n_before FROM (SELECT n, m, m + lag(m) OVER (ORDER BY n) AS n_before FROM (SELECT i / 5 AS n, driver_agg(i % 7, ARRAY[i % 5]) AS m FROM generate_series(0, 14) AS i GROUP BY 1) AS s) AS s ORDER BY n;

-- what moved a ratio: shares of segments, or their rates
SELECT plan, round(mix_effect(r0, w0, r1, w1) OVER ()::numeric, 4) AS mix, round(rate_effect(r0, w0, r1, w1) OVER ()::numeric, 4) AS rate
FROM (VALUES ('basic', 0.80, 1000, 0.82, 2000), ('pro', 0.90, 1000, 0.91, 1000), ('old', 0.70, 500, NULL, NULL), ('new', NULL, 0, 0.85, 300)) AS v(plan, r0, w0, r1, w1);
SELECT mix_effect(r0, w0, r1, w1) OVER (PARTITION BY p ORDER BY r1 ROWS CURRENT ROW), rate_effect(r0, w0, r1, w1) OVER (PARTITION BY p ORDER BY r1)
FROM (VALUES (1, 10, 1, 20, 1), (1, 20, 1, 40, 1), (2, 10, 1, 20, 1), (2, NULL, 1, 30, 1), (3, 10, 0, 20, 1), (4, 10, 1, 20, NULL)) AS v(p, r0, w0, r1, w1) ORDER BY p, r1;
SELECT mix_effect(1, -1, 1, 1) OVER ();
SELECT rate_effect(1, 1, 1, -0.5) OVER ();
SELECT mix_effect('NaN', 1, 1, 1) OVER ();
SELECT rate_effect(1, 1, 'Infinity', 1) OVER ();
SELECT rate_effect(1, 1, 1, 'Infinity') OVER ();
SELECT rate_effect(-1.7e308, 1, 1.7e308, 1) OVER ();
SELECT mix_effect(1, 1, 1, 1);

-- a value for the public
SELECT answers(suppress(m, 31)), answers(suppress(m, 30)) FROM kept;

-- errors: values
SELECT driver_agg('NaN', ARRAY[1]);
SELECT driver_agg(1, ARRAY[1, 'NaN']::float8[]);
SELECT driver_agg(1, ARRAY['-Infinity', NULL]::float8[]);
SELECT driver_agg(1.1e9, ARRAY[1]);
SELECT driver_agg(1, ARRAY[1, -1000000001]);
SELECT driver_agg(1, ARRAY[1], 0.00001);
SELECT driver_agg(1, ARRAY[1], 'Infinity');
-- arrays
SELECT driver_agg(1, '{}');
SELECT driver_agg(1, array_fill(1::float8, ARRAY[51]));
SELECT driver_agg(1, ARRAY[[1, 2], [3, 4]]);
SELECT driver_agg(n, array_fill(1::float8, ARRAY[n])) FROM generate_series(1, 2) AS n;
SELECT rollup(m) FROM (SELECT driver_agg(n, array_fill(1::float8, ARRAY[n])) AS m FROM generate_series(1, 2) AS n GROUP BY n) AS s;
SELECT driver_agg(1, ARRAY[1]) + driver_agg(1, ARRAY[1, 2]);
-- readings
SELECT driver_table(m, '{a,b}') FROM kept;
SELECT driver_table(m, '{{a,b,c,d,e,f}}') FROM kept;
SELECT driver_table(m, NULL, 'lmg') FROM kept;
SELECT driver_table(m, NULL, NULL) FROM kept;
SELECT driver_table(m, NULL, 'first', 1) FROM kept;
SELECT suppress(m, 0) FROM kept;
SELECT count(*) FROM driver_table((SELECT driver_agg(1, array_fill(1::float8, ARRAY[21]))));
SELECT count(*) FROM driver_table((SELECT driver_agg(1, array_fill(1::float8, ARRAY[50]))), NULL, 'relative_weights');
-- sums that pass 128 bits
WITH RECURSIVE big AS (SELECT 0 AS n, driver_agg(1e9, ARRAY[1e9]) AS m UNION ALL SELECT n + 1, m + m FROM big WHERE n < 28) SELECT count(*) FROM big;
WITH RECURSIVE big AS (SELECT 0 AS n, driver_agg(1, ARRAY[1]) AS m UNION ALL SELECT n + 1, m + m FROM big WHERE n < 64) SELECT count(*) FROM big;
-- an aggregate that somebody has put together takes out what was never in
CREATE AGGREGATE taken_out(driver_moments) (SFUNC = driver_moments_unmerge, STYPE = driver_moments, FINALFUNC = driver_moments_final);
SELECT taken_out(m) FROM kept;
DROP AGGREGATE taken_out(driver_moments);
-- text forms that no rows have
SELECT '{"version": 1, "drivers": 0, "answers": 1, "incomplete": 0, "missing": [], "sums": [1], "products": [1]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "answers": 0, "incomplete": 0, "missing": [0], "sums": [0, 0], "products": [0, 0, 0]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "answers": 1, "incomplete": 1, "missing": [0], "sums": [0, 0], "products": [0, 0, 0]}'::driver_moments;
SELECT '{"version": 1, "drivers": 2, "answers": 1, "incomplete": 1, "missing": [2, 0], "sums": [0, 0, 0], "products": [0, 0, 0, 0, 0, 0]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "answers": 1, "incomplete": 0, "missing": [0], "sums": [2, 1], "products": [3, 2, 1]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "answers": 2, "incomplete": 0, "missing": [0], "sums": [2, 2], "products": [4, 9, 4]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "answers": 1, "incomplete": 0, "missing": [0], "sums": [0.5, 2.5], "products": [0.25, 1, 6.25]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "weights": 1, "squared_weights": 2, "answers": 1, "incomplete": 0, "missing": [0], "sums": [0, 0], "products": [[0, 0], [0, 0], [0, 0]]}'::driver_moments;
SELECT '{"version": 1, "drivers": 1, "weights": 2, "squared_weights": 4, "answers": 1, "incomplete": 0, "missing": [0], "sums": [0, 0], "products": [[0, -1], [0, 0], [0, 0]]}'::driver_moments;
