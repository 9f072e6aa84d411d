-- What users of the privacy room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL

-- a tally below the minimum, at it, above it
SELECT n, suppress(t) IS NULL AS hidden, answers(suppress(t)), nps(suppress(t)), suppress(t, 3) IS NULL AS hidden_below_3, suppress(t) = t AS same
FROM (SELECT n, nps_agg(9) AS t FROM generate_series(3, 6) AS n, generate_series(1, n) GROUP BY n) AS s ORDER BY n;
SELECT suppress(s) IS NULL AS hidden, customers(suppress(s, 4)) FROM (SELECT survival_agg(i, true) AS s FROM generate_series(1, 4) AS i) AS s;
SELECT suppress(a) IS NULL AS hidden, suppress(a, 4) = a AS same FROM (SELECT active_agg(i % 4, date '2026-01-01' + i, 'day') AS a FROM generate_series(1, 30) AS i) AS s;
SELECT suppress(v) IS NULL AS hidden, suppress(v, 4) = v AS same FROM (SELECT value_agg(i) AS v FROM generate_series(1, 4) AS i) AS s;
SELECT suppress(f) IS NULL AS hidden, suppress(f, 4) = f AS same FROM (SELECT funnel_agg(i, timestamp '2026-01-01', 'view', '{view,buy}', '7 days') AS f FROM generate_series(1, 4) AS i) AS s;
SELECT suppress(f) IS NULL AS hidden, suppress(f, 4) = f AS same FROM (SELECT forecast_agg(m, 12, 0.1, h, '2026-01-01') AS f FROM make_clv_model('bg/nbd', '{"r": 0.5, "alpha": 4.4, "a": 0.79, "b": 2.4, "p": 6.25, "q": 3.74, "v": 15.44}') AS m,
	(SELECT purchase_agg(date '2025-01-01' + i, 10) AS h FROM generate_series(1, 4) AS i GROUP BY i) AS s) AS f;
SELECT suppress(NULL::survey_tally), suppress(NULL::retention_grid), suppress(NULL::survival_tally), suppress(NULL::active_tally), suppress(NULL::bridge_tally), suppress(NULL::forecast_tally), suppress(nps_agg(9), NULL) FROM generate_series(1, 9);

-- a bridge: of each movement that somebody is in, of those who stay, and of the closing
CREATE FUNCTION bridge_of(newcomers int, growing int, staying int, churning int) RETURNS bridge_tally LANGUAGE SQL RETURN (SELECT revenue_agg(b, a)
	FROM (SELECT 0 AS b, 10 AS a FROM generate_series(1, newcomers) UNION ALL SELECT 10, 15 FROM generate_series(1, growing) UNION ALL SELECT 10, 10 FROM generate_series(1, staying) UNION ALL SELECT 10, 0 FROM generate_series(1, churning)) AS v);
SELECT new, growing, staying, churning, suppress(bridge_of(new, growing, staying, churning)) IS NULL AS hidden, nrr(suppress(bridge_of(new, growing, staying, churning)))
FROM (VALUES (5, 5, 20, 5), (0, 0, 20, 0), (4, 5, 20, 5), (5, 4, 20, 5), (5, 5, 20, 4), (0, 0, 4, 5), (0, 0, 0, 5), (0, 0, 20, 1), (0, 0, 0, 0)) AS v(new, growing, staying, churning);

-- a grid: without small cohorts, and without what is counted over all of them
CREATE TABLE visits AS SELECT customer, month, date '2025-12-01' + 31 * month AS at FROM (VALUES (1, 6), (2, 3), (3, 5)) AS c(cohort, customers), generate_series(1, customers) AS k,
	LATERAL (SELECT 10 * cohort + k AS customer, cohort + later AS month FROM generate_series(0, 2) AS later WHERE later = 0 OR (k + later) % 3 > 0) AS v;
CREATE TABLE grids AS SELECT retention_agg(customer, at, 'month') AS g FROM visits;
SELECT customers(g), customers(suppress(g)), customers(suppress(g, 6)), customers(suppress(g, 7)), suppress(g, 3) = g AS whole FROM grids;
SELECT cohort, period, retained, cohort_size FROM grids, retention_table(suppress(g)) ORDER BY cohort, period;
SELECT period_start, active_customers, new_customers, retained, churned FROM grids, lifecycle_table(g, '2026-05-31');
SELECT l.* FROM grids, lifecycle_table(suppress(g), '2026-05-31') AS l;
SELECT suppress(g) FROM grids;
SELECT suppress(g)::text::retention_grid = suppress(g) AS reads_back, suppress(suppress(g)) = suppress(g) AS once FROM grids;
-- what is merged with it is without those counts, too
SELECT period_start, active_customers, new_customers FROM grids, lifecycle_table(suppress(g) + g, '2026-05-31');
SELECT customers(suppress(g) + g) = customers(suppress(g)) + customers(g) AS sum, suppress(g) + g = g + suppress(g) AS either_way, rollup(p) = suppress(g) + g AS rolled_up FROM grids, LATERAL (VALUES (g), (suppress(g)), (NULL)) AS v(p) GROUP BY g;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 0, 1], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;

SELECT suppress(nps_agg(9), 0);
SELECT suppress(g, -5) FROM grids;
SELECT suppress(NULL);
SELECT suppress('x'::text);
SELECT suppress(c) FROM (SELECT activity_agg(at, 'month') AS c FROM visits GROUP BY customer) AS s;
SELECT suppress(ledger_agg(customer, at, 1, 'month')) FROM visits;

-- counts of a partition whose total is published
SELECT shop, n, suppressed(n) OVER (ORDER BY shop) AS ordered, suppressed(n) OVER () AS not_ordered, suppressed(n, 10) OVER () AS ten, suppressed(n, 5, true) OVER () AS parent_too
FROM (VALUES (1, 12), (2, 3), (3, 40), (4, 9), (5, 0), (6, NULL)) AS v(shop, n) ORDER BY shop;
SELECT region, shop, n, suppressed(n) OVER (PARTITION BY region ORDER BY shop ROWS CURRENT ROW) FROM (VALUES ('N', 1, 3), ('N', 2, 7), ('N', 3, 7), ('N', 4, 0), ('S', 1, 20), ('S', 2, 30), ('W', 1, 2), ('W', 2, 2)) AS v(region, shop, n) ORDER BY region, shop;
-- a hierarchy, from the top
SELECT region, region_n, region_hidden, shop, n, suppressed(n, 5, region_hidden) OVER (PARTITION BY region ORDER BY shop) AS hidden
FROM (SELECT region, sum(n) AS region_n, suppressed(sum(n)) OVER (ORDER BY region) AS region_hidden FROM (VALUES ('N', 20), ('N', 30), ('S', 1), ('S', 2), ('W', 50), ('W', 60)) AS v(region, n) GROUP BY region) AS r
	JOIN (VALUES ('N', 1, 20), ('N', 2, 30), ('S', 3, 1), ('S', 4, 2), ('W', 5, 50), ('W', 6, 60)) AS s(region, shop, n) USING (region) ORDER BY region, shop;
SELECT suppressed(n, 5, NULL) OVER () FROM (VALUES (20), (30)) AS v(n);
SELECT suppressed(n, 5, n = 30) OVER () AS if_any_row_says_so FROM (VALUES (20), (30)) AS v(n);
SELECT suppressed(n, 0) OVER () FROM (VALUES (20)) AS v(n);
SELECT suppressed(n, NULL) OVER () FROM (VALUES (20)) AS v(n);
SELECT suppressed(n, m) OVER () FROM (VALUES (20, 5), (20, 6)) AS v(n, m);
SELECT suppressed(n) OVER () FROM (VALUES (20), (-1)) AS v(n);
SELECT suppressed(n) OVER () FROM (VALUES (2.5)) AS v(n);
SELECT suppressed(n) OVER () FROM (VALUES ('NaN'::float8)) AS v(n);
SELECT suppressed(20);

-- columns of all types
SELECT suppressed(s) OVER () AS s, suppressed(i) OVER () AS i, suppressed(b, 5::smallint) OVER () AS b, suppressed(d, 5::int) OVER () AS d, suppressed(r) OVER () AS r, suppressed(f, 5::bigint, true) OVER () AS f, suppressed(sum(b)) OVER () AS sum, suppressed(NULL) OVER () AS null, suppressed('3') OVER () AS literal
FROM (SELECT 3::smallint AS s, 3 AS i, 3::bigint AS b, 3::numeric AS d, 3::real AS r, 3::float8 AS f) AS v GROUP BY s, i, b, d, r, f;
SELECT suppressed(t) OVER () FROM (VALUES ('x'::text)) AS v(t);
SELECT suppress(t, 5::smallint) IS NULL AS "smallint", suppress(t, 5) IS NULL AS "int", suppress(t, minimum => 5::bigint) IS NULL AS "bigint", suppress(t, '5') IS NULL AS literal FROM (SELECT nps_agg(9) AS t) AS s;
SELECT suppress(nps_agg(9), 5.0);
DROP TABLE visits, grids;
DROP FUNCTION bridge_of;
