-- Properties of the privacy room: what is suppressed of each type is what plain SQL counts, whatever way a value came about; suppressed is its rule, by a loop.
SET client_min_messages = warning;
SET jit = off;
SELECT setseed(0.2031);
SELECT no_plan();

-- ---------- summaries of groups of 1 to 12 customers, at every minimum ----------

CREATE TABLE groups AS SELECT g, c, random() AS u FROM generate_series(1, 12) AS g, generate_series(1, g) AS c;
CREATE TABLE minima AS SELECT m FROM generate_series(1, 13) AS m;
-- two answers of a customer are two answers; the customers of all others count once
CREATE TABLE tallies AS SELECT g, (SELECT nps_agg(floor(11 * u)::int) FROM groups AS x WHERE x.g = n.g) AS survey, (SELECT nps_agg(9, 0) FROM groups AS x WHERE x.g = n.g) AS weightless,
	(SELECT survival_agg(floor(4 * u), u < 0.5) FROM groups AS x WHERE x.g = n.g) AS survival, (SELECT churn_reason_agg(1.5, 4 + floor(4 * u), CASE WHEN u < 0.5 THEN 'price' END) FROM groups AS x WHERE x.g = n.g) AS late,
	(SELECT active_agg(c, date '2026-01-01' + (k * 37 * u)::int, 'week') FROM groups AS x, generate_series(0, 5) AS k WHERE x.g = n.g) AS active
FROM (SELECT DISTINCT g FROM groups) AS n;
SELECT is_empty('SELECT g, m FROM tallies, minima WHERE (suppress(survey, m) IS NOT NULL) <> (g >= m) OR suppress(survey, m) <> survey', 'answers');
SELECT is_empty('SELECT g, m FROM tallies, minima WHERE (suppress(weightless, m) IS NOT NULL) <> (g >= m)', 'those who weigh nothing are there, too');
SELECT is_empty('SELECT g, m FROM tallies, minima WHERE (suppress(survival, m) IS NOT NULL) <> (g >= m) OR suppress(survival, m) <> survival', 'customers of a tally of survival');
SELECT is_empty('SELECT g, m FROM tallies, minima WHERE (suppress(late, m) IS NOT NULL) <> (g >= m)', 'who came late, and left for reasons');
SELECT is_empty('SELECT g, m FROM tallies, minima WHERE (suppress(active, m) IS NOT NULL) <> (g >= m) OR suppress(active, m) <> active', 'customers of a tally of actives');
SELECT is_empty('SELECT g, m FROM (SELECT g, rollup(survey) AS survey, rollup(survival) AS survival, rollup(active) AS active FROM (SELECT a.g, b.survey, b.survival, b.active FROM tallies AS a JOIN tallies AS b ON b.g <= a.g) AS s GROUP BY g) AS r, minima AS x(k), LATERAL (SELECT 5 * k AS m) AS y
	WHERE (suppress(survey, m) IS NOT NULL) <> (g * (g + 1) / 2 >= m) OR (suppress(survival, m) IS NOT NULL) <> (g * (g + 1) / 2 >= m) OR (suppress(active, m) IS NOT NULL) <> (g * (g + 1) / 2 >= m)', 'and of their rollups');
SELECT is_empty('SELECT g, m FROM (SELECT g, value_agg(i) AS v, funnel_agg(i, timestamp ''2026-01-01'' + i * interval ''1 hour'', ''a'', ''{a,b}'', ''7 days'') AS f FROM generate_series(1, 12) AS g, generate_series(1, g) AS i GROUP BY g) AS s, minima
	WHERE (suppress(v, m) IS NOT NULL) <> (g >= m) OR (suppress(f, m) IS NOT NULL) <> (g >= m) OR suppress(v, m) <> v OR suppress(f, m) <> f', 'customers of values and of funnels');
SELECT is_empty('SELECT g FROM tallies WHERE (g < 5) <> (suppress(survey) IS NULL)', 'the minimum is 5 where none is named');

CREATE TABLE forecasts AS SELECT g, forecast_agg(m, 12, 0.1, h, '2026-01-01') AS f FROM make_clv_model('bg/nbd', '{"r": 0.5, "alpha": 4.4, "a": 0.79, "b": 2.4, "p": 6.25, "q": 3.74, "v": 15.44}') AS m,
	(SELECT g, purchase_agg(date '2025-01-01' + (k * 90 * u)::int, 10) AS h FROM groups, generate_series(0, 3) AS k GROUP BY g, c) AS s GROUP BY g;
SELECT is_empty('SELECT g, m FROM forecasts, minima WHERE (suppress(f, m) IS NOT NULL) <> (g >= m)', 'customers of a forecast');

-- ---------- bridges: 400 worlds, each movement by plain SQL ----------

CREATE TABLE moves AS SELECT w, floor(3 * random())::numeric * 10 AS before, floor(3 * random())::numeric * 10 AS after, random() < 0.3 AS back FROM generate_series(1, 400) AS w, generate_series(1, 1 + w % 60);
SELECT results_eq('SELECT w, m FROM (SELECT w, revenue_agg(before, after, back) AS b FROM moves GROUP BY w) AS s, generate_series(1, 6) AS m WHERE suppress(b, m) IS NOT NULL ORDER BY 1, 2', $$
	SELECT w, m FROM (SELECT w, ARRAY[count(*) FILTER (WHERE before > 0), count(*) FILTER (WHERE after > 0), count(*) FILTER (WHERE before > 0 AND after > 0), count(*) FILTER (WHERE before > 0 AND after > before), count(*) FILTER (WHERE after > 0 AND after < before),
		count(*) FILTER (WHERE before > 0 AND after = 0), count(*) FILTER (WHERE before = 0 AND after > 0 AND NOT back), count(*) FILTER (WHERE before = 0 AND after > 0 AND back)] AS counts FROM moves GROUP BY w) AS s, generate_series(1, 6) AS m
	WHERE NOT EXISTS (SELECT FROM unnest(counts) AS n WHERE n > 0 AND n < m) AND EXISTS (SELECT FROM moves WHERE moves.w = s.w) ORDER BY 1, 2$$, 'a bridge is published if no movement, those who stay, or the closing is of few');

-- ---------- grids: 60 worlds ----------

CREATE TABLE visits AS SELECT w, c, date '2026-01-10' + 30 * (floor((2 + w % 9) * (c::float8 / w) ^ 3)::int + k * k * (c % 3)) AS at FROM generate_series(1, 60) AS w, generate_series(1, w) AS c, generate_series(0, 2) AS k;
CREATE TABLE cohorts AS SELECT *, count(*) OVER (PARTITION BY w, cohort) AS customers FROM (SELECT w, c, date_trunc('month', min(at)) AS cohort FROM visits GROUP BY w, c) AS f;
-- the grid of all, and that of the customers of large cohorts
CREATE TABLE grids AS SELECT w, retention_agg(c, at, 'month') AS g, retention_agg(c, at, 'month') FILTER (WHERE customers >= 5) AS large FROM visits JOIN cohorts USING (w, c) GROUP BY w;
SELECT is_empty('SELECT w FROM grids WHERE (suppress(g) IS NULL) <> (large IS NULL)', 'a grid is published if a cohort is large');
SELECT is((SELECT count(*) FROM grids WHERE suppress(g) = g), (SELECT count(*) FROM grids WHERE customers(g) = customers(large)), 'it is as it was if all are');
SELECT cmp_ok((SELECT count(*) FROM grids WHERE suppress(g) <> g), '>', 10::bigint, 'of some only a part is');
SELECT is_empty('SELECT w, t.cohort, t.period FROM grids, retention_table(suppress(g), last_seen(g), mode => $$unbounded$$) AS t EXCEPT SELECT w, t.cohort, t.period FROM grids, retention_table(large, last_seen(g), mode => $$unbounded$$) AS t', 'no other cohorts are told of');
SELECT bag_eq('SELECT w, t.* FROM grids, retention_table(suppress(g), last_seen(g)) AS t WHERE t.cohort_size >= 5', 'SELECT w, t.* FROM grids, retention_table(g, last_seen(g)) AS t WHERE t.cohort_size >= 5', 'the large ones as before');
SELECT is_empty('SELECT w FROM grids, retention_table(suppress(g)) AS t WHERE t.cohort_size < 5', 'small ones not at all');
SELECT is_empty('SELECT w FROM grids, lifecycle_table(suppress(g)) AS t WHERE suppress(g) <> g AND (new_customers, retained, resurrected, churned, churn_rate, low, high, quick_ratio) IS DISTINCT FROM (NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::float8, NULL::float8, NULL::float8, NULL::float8)', 'nobody is told to be new, back or lost, where cohorts are withheld');
SELECT bag_eq('SELECT w, period_start, active_customers FROM grids, lifecycle_table(suppress(g), last_seen(g)) WHERE active_customers > 0', 'SELECT w, period_start, active_customers FROM grids, lifecycle_table(large, last_seen(g)) WHERE active_customers > 0', 'but who is active is');
SELECT is((SELECT rollup(suppress(g) ORDER BY random()) FROM grids), (SELECT rollup(suppress(g) ORDER BY w DESC) FROM grids), 'merged in any order');
SELECT is((SELECT rollup(p) FROM (SELECT rollup(suppress(g)) AS p FROM grids GROUP BY w % 7) AS s), (SELECT rollup(suppress(g)) FROM grids), 'in parts');
SELECT is((SELECT sum(new_customers) FROM lifecycle_table((SELECT rollup(suppress(g)) FROM grids))), NULL, 'a part makes the whole a part');
SELECT is_empty('SELECT w FROM grids WHERE suppress(g)::text::retention_grid <> suppress(g) OR customers(suppress(g)) <> customers(large)', 'in text and count');

-- ---------- suppressed: the rule, by a loop ----------

CREATE TABLE parts AS SELECT t, i, CASE WHEN random() < 0.1 THEN NULL WHEN random() < 0.15 THEN 0 ELSE floor(2 + 14 * random() ^ 2) - 1 END AS n, 1 + t % 7 AS minimum, CASE t % 3 WHEN 0 THEN true WHEN 1 THEN false END AS parent FROM generate_series(1, 3000) AS t, generate_series(1, 1 + t % 8) AS i;
CREATE FUNCTION twin() RETURNS TABLE (t int, i int, hidden boolean) LANGUAGE plpgsql AS $$
DECLARE part record; k int := 0; total float8 := 0; was int := 0; small boolean;
BEGIN
	FOR part IN SELECT p.*, bool_or(p.n > 0 AND p.n < p.minimum) OVER (PARTITION BY p.t) AS any_small FROM parts AS p ORDER BY p.t, p.n = 0 OR p.n IS NULL, p.n, p.i LOOP
		IF part.t <> was THEN k := 0; total := 0; was := part.t; END IF;
		small := coalesce(part.any_small, false);
		t := part.t; i := part.i;
		hidden := coalesce(part.n > 0, false) AND (part.n < part.minimum OR (small AND (k < 2 OR total - k + 1 < part.minimum)) OR (coalesce(part.parent, false) AND (k < 1 OR total - k + 1 < part.minimum)));
		IF hidden THEN k := k + 1; total := total + part.n; END IF;
		RETURN NEXT;
	END LOOP;
END $$;
CREATE TABLE ours AS SELECT t, i, suppressed(n, minimum, parent) OVER (PARTITION BY t ORDER BY i ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING EXCLUDE CURRENT ROW) AS hidden FROM parts;
SELECT bag_eq('SELECT * FROM ours', 'SELECT * FROM twin()', 'what is withheld is what the rule says, whatever the frame');
SELECT cmp_ok((SELECT count(*) FROM ours WHERE hidden), '>', 3000::bigint, 'a good deal');
SELECT is_empty('SELECT * FROM ours WHERE hidden IS NULL', 'it is never unknown');
SELECT is_empty('SELECT t, n, count(*) FILTER (WHERE hidden) FROM (SELECT t, n, suppressed(n, minimum, parent) OVER (PARTITION BY t ORDER BY random()) AS hidden FROM parts) AS a GROUP BY t, n
	EXCEPT SELECT t, n, count(*) FILTER (WHERE hidden) FROM ours JOIN parts USING (t, i) GROUP BY t, n', 'in another order the same, but for ties');

-- what has nothing to suppress says so
SELECT is_empty($$SELECT t FROM unnest('{ledger_tally,activity_calendar,purchase_calendar,clv_tally,transition_matrix}'::regtype[]) AS t WHERE obj_description(t, 'pg_type') !~ 'of (a )?single customers?: not for publication'$$,
	'data of single customers are said to be not for publication');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT suppress(nps_agg(9), 0)', '22023'), ('SELECT suppress(survival_agg(1, true), -1)', '22023'), ('SELECT suppressed(1, 0) OVER ()', '22023'), ('SELECT suppressed(1, NULL) OVER ()', '22023'), ('SELECT suppressed(i, i) OVER () FROM generate_series(1, 2) AS i', '22023'),
	('SELECT suppressed(-1) OVER ()', '22003'), ('SELECT suppressed(0.5) OVER ()', '22003'), ('SELECT suppressed(''NaN'') OVER ()', '22003'), ('SELECT suppressed(1e17) OVER ()', '22003'), ('SELECT suppress(NULL)', '42725'), ('SELECT suppress(1)', '42883'), ('SELECT suppress(''x''::text)', '42883')
) AS v(sql, state);
SELECT finish();
