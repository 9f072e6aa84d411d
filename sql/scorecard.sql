-- What users of the scorecard room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL

-- status: an interval against a target, of what should be high, and of what should be low
SELECT low, high, metric_status(low, high, 30) AS strict, metric_status(low, high, 30, 5) AS tolerant, metric_status(low, high, 30, 0, false) AS low_is_better
FROM (VALUES (31.0, 40.0), (30, 40), (25, 35), (20, 30), (20, 29), (20, 25), (20, 24), (30, 30)) AS v(low, high);
SELECT metric_status(-2, 3, 0) AS not_known, metric_status(1, 3, 0) AS up, metric_status(-3, -1, 0) AS down;
SELECT metric_status(NULL, 3, 0), metric_status(1, NULL, 0), metric_status(1, 3, NULL), metric_status(1, 3, 0, NULL), metric_status(1, 3, 0, 0, NULL);
SELECT metric_status('-Infinity', 3, 5), metric_status(3, 'Infinity', 2), metric_status(0.04, 0.06, 0.05, tolerance => 0.01, higher_is_better => false);
SELECT metric_status(40, 30, 35);
SELECT metric_status(30, 40, 35, -1);
SELECT metric_status(30, 40, 35, 'NaN');
SELECT metric_status('NaN', 40, 35);
SELECT metric_status(30, 40, 'NaN');

-- p-values of many tests, as R's p.adjust
SELECT segment, p, round(p_adjust(p) OVER ()::numeric, 6) AS bh, round(p_adjust(p, 'by') OVER ()::numeric, 6) AS by, round(p_adjust(p, 'holm') OVER ()::numeric, 6) AS holm,
	round(p_adjust(p, 'bonferroni') OVER ()::numeric, 6) AS bonferroni
FROM (VALUES ('a', 0.01), ('b', 0.02), ('c', NULL), ('d', 0.02), ('e', 0.3), ('f', 0), ('g', 1)) AS v(segment, p) ORDER BY segment;
SELECT k, p, p_adjust(p, 'holm') OVER (PARTITION BY k ORDER BY p ROWS CURRENT ROW) AS frame_does_not_matter FROM (VALUES (1, 0.01), (1, 0.04), (2, 0.01), (3, NULL)) AS v(k, p) ORDER BY k, p;
SELECT p_adjust(p, 'BH') OVER () FROM (VALUES (0.5)) AS v(p);
SELECT p_adjust(p, NULL) OVER () FROM (VALUES (0.5)) AS v(p);
SELECT p_adjust(p, m) OVER () FROM (VALUES (0.5, 'bh'), (0.6, 'holm')) AS v(p, m);
SELECT p_adjust(p) OVER () FROM (VALUES (0.5), (-0.1)) AS v(p);
SELECT p_adjust(p) OVER () FROM (VALUES (1.5)) AS v(p);
SELECT p_adjust(p) OVER () FROM (VALUES ('NaN'::float8)) AS v(p);
SELECT p_adjust(p) OVER () FROM (VALUES ('Infinity'::float8)) AS v(p);
SELECT p_adjust(0.5);

-- control limits: the days before are the baseline; the last one is out of it
CREATE TABLE days AS SELECT day, CASE WHEN day = 25 THEN 20 ELSE 40 + (day * 7 % 5) END AS value, 100 + 10 * (day % 3) AS n FROM generate_series(1, 25) AS day;
SELECT day, value, n, round(control_low(value, n) OVER w::numeric, 3) AS low, round(control_center(value, n) OVER w::numeric, 3) AS center, round(control_high(value, n) OVER w::numeric, 3) AS high,
	value NOT BETWEEN control_low(value, n) OVER w AND control_high(value, n) OVER w AS rings
FROM days WINDOW w AS (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) ORDER BY day;
SELECT day, round(control_low(value, n, 2) OVER w::numeric, 3) AS low, round(control_high(value, n, 2) OVER w::numeric, 3) AS high FROM days WINDOW w AS (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) ORDER BY day DESC LIMIT 1;
-- rows without a value, or of nobody, are none of the chart
SELECT day, control_center(value, n) OVER w, control_low(value, n) OVER w FROM (VALUES (1, 10.0, 5.0), (2, NULL, 5), (3, 20, NULL), (4, 20, 0), (5, 20, -1), (6, 30, 15)) AS v(day, value, n)
WINDOW w AS (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY day;
-- what never moves does not ring
SELECT count(low) AS limits, bool_or(v NOT BETWEEN low AND high) AS rings, bool_and(center = v) AS center
FROM (SELECT v, control_low(v, n) OVER w AS low, control_center(v, n) OVER w AS center, control_high(v, n) OVER w AS high FROM (SELECT 0.1::float8 AS v, n FROM generate_series(1, 100) AS n) AS s WINDOW w AS (ORDER BY n)) AS s;
SELECT control_center(1, 1) OVER (), control_low(1, 1) OVER (), control_low(1, 1, NULL) OVER ();
SELECT control_center(value, n) OVER (ROWS 60 PRECEDING) FROM days;
SELECT control_low(value, n) OVER (PARTITION BY day > 3) FROM days;
SELECT control_high(value, n, 0) OVER (ORDER BY day) FROM days;
SELECT control_high(value, n, 'NaN') OVER (ORDER BY day) FROM days;
SELECT control_center(v, 10) OVER (ORDER BY v) FROM (VALUES ('NaN'::float8), (1)) AS v(v);
SELECT control_center(v, n) OVER (ORDER BY v) FROM (VALUES (1, 'Infinity'::float8), (2, 1)) AS v(v, n);
SELECT control_center(v, 1e308) OVER (ORDER BY v) FROM (VALUES (5), (6)) AS v(v);

-- places on a scale
SELECT x, to_100(x, 1, 7) AS seven, to_100(x, 30, 0) AS fewer_is_better FROM (VALUES (-5), (0), (1), (4), (7), (30), (99)) AS v(x);
SELECT to_100(NULL, 1, 7), to_100(1, NULL, 7), to_100(1, 0, NULL), to_100(0, -1.7e308, 1.7e308), to_100(5e-324, 0, 1e-323);
SELECT to_100(1, 7, 7);
SELECT to_100('NaN', 1, 7);
SELECT to_100(1, '-Infinity', 7);
SELECT to_100(1, 0, 'Infinity');

-- health: what is known, by its weight
SELECT * FROM health('{80, NULL, 60, 90}', '{2, 1, 1, 1}');
SELECT * FROM health('{80, 70, 60, 90}');
SELECT score = 100 AS not_above FROM health('{100, 100}', '{0.7, 0.1}');
SELECT * FROM health('{80, NULL, NULL}');
SELECT * FROM health('{80, NULL, NULL}', min_coverage => 0);
SELECT * FROM health('{NULL, NULL}', '{1, 2}', 0);
SELECT * FROM health('{80, 70, NULL}', '{0.7, 0.1, 0.2}', 0.8);
SELECT * FROM health('{80, 70}', '{0, 0}');
SELECT * FROM health('{}');
SELECT * FROM health(NULL);
SELECT * FROM health('{80}', NULL, NULL);
SELECT score, coverage FROM (VALUES (1, 4.5::float8, 30), (2, NULL, 10)) AS v(customer, csat, days), health(ARRAY[to_100(csat, 1, 5), to_100(days, 60, 0)], '{1, 1}', 0.6) ORDER BY customer;
SELECT * FROM health('{80, 70}', '{1}');
SELECT * FROM health('{80, 70}', '{1, -1}');
SELECT * FROM health('{80, 70}', '{1, NULL}');
SELECT * FROM health('{80, 70}', '{1, NaN}');
SELECT * FROM health('{80, NaN}');
SELECT * FROM health('{80, Infinity}');
SELECT * FROM health('{{80, 70}, {1, 2}}');
SELECT * FROM health('{80}', '{1}', 1.5);
SELECT * FROM health('{80}', '{1}', 'NaN');
SELECT * FROM health('{1e308, 1e308}');

-- do segments differ?
SELECT round(q::numeric, 6) AS q, df, round(p_value::numeric, 6) AS p_value, round(tau::numeric, 6) AS tau FROM heterogeneity('{10, 20, 30}', '{2, 2, 2}');
SELECT * FROM heterogeneity('{10, 10, NULL, 10}', '{2, 3, 1, NULL}');
SELECT * FROM heterogeneity('{10, NULL, 10}', '{2, 0, 2}');
SELECT * FROM heterogeneity('{10}', '{2}');
SELECT * FROM heterogeneity('{}', '{}');
SELECT * FROM heterogeneity(NULL, '{}');
SELECT * FROM heterogeneity('{10, 20}', '{2, 0}');
SELECT q, df, round(p_value::numeric, 20) AS p_value, tau FROM heterogeneity('{10, 20, 30}', ARRAY(SELECT nullif(se, 0) FROM unnest('{2, 0, 2}'::float8[]) AS se));
SELECT * FROM heterogeneity('{10, 20}', '{2, -1}');
SELECT * FROM heterogeneity('{10, 20}', '{2}');
SELECT * FROM heterogeneity('{10, NaN}', '{2, 2}');
SELECT * FROM heterogeneity('{{10}, {20}}', '{2, 2}');
SELECT * FROM heterogeneity('{1e308, -1e308}', '{1, 1}');

-- does it move?
SELECT round(slope::numeric, 6) AS slope, round(se::numeric, 6) AS se, round(z::numeric, 6) AS z, round(p_value::numeric, 6) AS p_value, round(low::numeric, 6) AS low, round(high::numeric, 6) AS high
FROM trend_test('{1, 2, 3, 4}', '{30, 33, 32, 37}', '{2, 2, 1, 2}');
SELECT round(low::numeric, 6) AS low, round(high::numeric, 6) AS high FROM trend_test('{1, 2, 3, 4}', '{30, 33, 32, 37}', '{2, 2, 1, 2}', 0.8);
SELECT * FROM trend_test('{1, 2, NULL, 4}', '{30, 30, 9, 30}', '{2, 2, 1, 2}', 0.5) AS t(slope, se, z, p_value);
SELECT * FROM trend_test('{1, 2, 3}', '{30, NULL, 32}', '{2, 2, 1}');
SELECT slope FROM trend_test('{1, NULL, 3, 4}', '{30, 31, 30, 30}', '{2, 0, 1, 2}');
SELECT * FROM trend_test('{2, 2, 2}', '{30, 31, 32}', '{2, 2, 1}');
SELECT * FROM trend_test('{1, 2, 3}', '{30, 31, 32}', NULL);
SELECT * FROM trend_test('{1, 2}', '{30, 31, 32}', '{2, 2, 1}');
SELECT * FROM trend_test('{1, 2, 3}', '{30, 31, 32}', '{2, 2}');
SELECT * FROM trend_test('{1, 2, 3}', '{30, 31, 32}', '{2, 0, 1}');
SELECT * FROM trend_test('{1, 2, Infinity}', '{30, 31, 32}', '{2, 2, 1}');
SELECT * FROM trend_test('{1, 2, 3}', '{30, 31, 32}', '{2, 2, 1}', 95);
SELECT * FROM trend_test('{1e-300, 2e-300, 3e-300}', '{30, 31, 32}', '{2, 2, 1}');

-- columns of all types, and literals
CREATE TABLE columns_of_all_types AS SELECT i::smallint AS s, i, i::bigint AS b, i::numeric AS d, i::real AS r, i::float8 AS f, 'x'::text AS t, 'x'::varchar AS v, date '2026-01-01' + i AS day FROM generate_series(1, 22) AS i;
SELECT metric_status(s, i, b, d, true), metric_status(r, f, s), metric_status(1, 2, 3), metric_status('1', '2', '3'), to_100(s, i - 1, d + 5), to_100(b, r + 1, f - 1) FROM columns_of_all_types LIMIT 1;
SELECT bool_and(c = a AND l = h) AS same FROM (SELECT control_center(s, b) OVER w AS c, control_center(d, r) OVER w AS a, control_low(i, f, s) OVER w AS l, control_low(f, d, b) OVER w AS h FROM columns_of_all_types WINDOW w AS (ORDER BY i ROWS UNBOUNDED PRECEDING)) AS c;
SELECT p_adjust(s) OVER (), p_adjust(d, 'by') OVER (), p_adjust(r, v) OVER () FROM (SELECT s, d, r, 'holm'::varchar AS v FROM columns_of_all_types LIMIT 1) AS s;
SELECT h.q, t.slope FROM (SELECT array_agg(i) AS i, array_agg(d) AS d, array_agg(f) AS f FROM columns_of_all_types WHERE i < 4) AS a, heterogeneity(f, d::float8[]) AS h, trend_test(i::float8[], f, d::float8[]) AS t;
SELECT metric_status(t, t, t) FROM columns_of_all_types;
SELECT p_adjust(t) OVER () FROM columns_of_all_types;
SELECT to_100(day, day, day) FROM columns_of_all_types;
SELECT health(t) FROM columns_of_all_types;
SELECT health(NULL), metric_status(NULL, NULL, NULL), to_100(NULL, NULL, NULL), p_adjust(NULL) OVER (), control_low(NULL, NULL) OVER (), heterogeneity(NULL, NULL), trend_test(NULL, NULL, NULL);
DROP TABLE days, columns_of_all_types;
