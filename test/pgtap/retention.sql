-- Properties of the retention room: a plain-SQL twin on random events in all units and three time
-- zones, and that neither order, keys, split, workers nor the way of one or two steps leave a trace.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET jit = off;
SELECT setseed(0.2026);
SELECT no_plan();

-- 210 worlds of up to 12 customers; some of days, some of years, most of them around changes of clocks
CREATE TABLE events AS
SELECT seed, c, timestamptz '2023-10-20 00:00+00' + seed * interval '9 days' + random() * span * interval '1 day' AS at
FROM generate_series(1, 210) AS seed,
	LATERAL (SELECT (ARRAY[4, 20, 90, 400, 1500])[1 + seed % 5] AS span) AS s,
	generate_series(1, 4 + seed % 50), LATERAL (SELECT 1 + floor((2 + seed % 11) * random())::int AS c) AS k;
INSERT INTO events SELECT seed, NULL, at FROM events WHERE seed % 7 = 0 AND c = 1;
INSERT INTO events SELECT DISTINCT seed, c, NULL::timestamptz FROM events WHERE seed % 9 = 0;
ANALYZE events;

CREATE FUNCTION step(unit text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN
	CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END;

-- The same by plain SQL
CREATE FUNCTION twin_active(unit text) RETURNS TABLE (seed int, c int, p date, cohort date, last_p date, last_day date) LANGUAGE SQL STABLE AS $$
	SELECT seed, c, p, min(p) OVER (PARTITION BY seed, c), max(p) OVER (PARTITION BY seed, c), max(day) OVER (PARTITION BY seed)
	FROM (SELECT seed, c, date_trunc(unit, at)::date AS p, max(at::date) AS day FROM events WHERE c IS NOT NULL AND at IS NOT NULL GROUP BY 1, 2, 3) AS a
$$;
CREATE FUNCTION twin_table(unit text, back int, unbounded boolean)
RETURNS TABLE (seed int, cohort date, period int, period_start date, cohort_size bigint, retained bigint, rate float8) LANGUAGE SQL STABLE AS $$
	WITH active AS MATERIALIZED (SELECT * FROM twin_active(unit)),
	size AS (SELECT seed, cohort, last_day - back AS as_of, count(DISTINCT c) AS n FROM active GROUP BY 1, 2, 3),
	counted AS (SELECT seed, cohort, p, count(*) AS n FROM active GROUP BY 1, 2, 3),
	ended AS (SELECT seed, cohort, p, count(*) AS n FROM active WHERE p = last_p GROUP BY 1, 2, 3),
	cell AS (SELECT s.*, (row_number() OVER (PARTITION BY seed, cohort ORDER BY g) - 1)::int AS k, g::date AS p
		FROM size AS s, generate_series(cohort::timestamp, date_trunc(unit, as_of::timestamp), step(unit)) AS g),
	filled AS (SELECT cell.*, coalesce(counted.n, 0) AS here,
			sum(coalesce(ended.n, 0)) OVER (PARTITION BY seed, cohort ORDER BY p DESC)::bigint AS here_or_later
		FROM cell LEFT JOIN counted USING (seed, cohort, p) LEFT JOIN ended USING (seed, cohort, p)),
	chosen AS (SELECT *, CASE WHEN (p + step(unit))::date - 1 <= as_of THEN CASE WHEN unbounded THEN here_or_later ELSE here END END AS r FROM filled)
	SELECT seed, cohort, k, p, n, r, r::float8 / n FROM chosen
$$;
CREATE FUNCTION twin_lifecycle(unit text)
RETURNS TABLE (seed int, period_start date, active bigint, fresh bigint, retained bigint, resurrected bigint, churned bigint, churn_rate float8, quick_ratio float8) LANGUAGE SQL STABLE AS $$
	WITH active AS MATERIALIZED (SELECT * FROM twin_active(unit)),
	period AS (SELECT seed, last_day, g::date AS p FROM (SELECT seed, last_day, min(p) AS first FROM active GROUP BY 1, 2) AS w,
		generate_series(first::timestamp, date_trunc(unit, last_day::timestamp), step(unit)) AS g),
	counted AS (SELECT q.seed, q.p, q.last_day,
			count(a.c) AS n, count(a.c) FILTER (WHERE a.cohort = q.p) AS fresh, count(b.c) AS retained
		FROM period AS q LEFT JOIN active AS a ON a.seed = q.seed AND a.p = q.p
			LEFT JOIN active AS b ON b.seed = a.seed AND b.c = a.c AND b.p = (a.p - step(unit))::date
		GROUP BY 1, 2, 3),
	moved AS (SELECT *, coalesce(lag(n) OVER (PARTITION BY seed ORDER BY p), 0) AS before FROM counted)
	SELECT seed, p, n, fresh, retained, n - fresh - retained, before - retained,
		(before - retained)::float8 / nullif(before, 0), (n - retained)::float8 / nullif(before - retained, 0)
	FROM moved WHERE (p + step(unit))::date - 1 <= last_day
$$;

CREATE FUNCTION compare(zone text, unit text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	name text := unit || ', ' || zone;
BEGIN
	PERFORM set_config('timezone', zone, false);
	EXECUTE format('CREATE TEMP TABLE grid AS SELECT seed, retention_agg(c, at, %L) AS g FROM events GROUP BY seed', unit);
	RETURN NEXT is((SELECT count(*) FROM grid WHERE g IS NOT NULL), 210::bigint, '210 worlds by ' || name);
	RETURN NEXT is_empty(format($q$
		(SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g) EXCEPT SELECT * FROM twin_table(%1$L, 0, false))
		UNION ALL (SELECT * FROM twin_table(%1$L, 0, false) EXCEPT SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g))
	$q$, unit), 'the bounded triangle is the twin''s by ' || name);
	RETURN NEXT is_empty(format($q$
		(SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g, mode => 'unbounded') EXCEPT SELECT * FROM twin_table(%1$L, 0, true))
		UNION ALL (SELECT * FROM twin_table(%1$L, 0, true) EXCEPT SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g, mode => 'unbounded'))
	$q$, unit), 'and the unbounded one by ' || name);
	RETURN NEXT is_empty(format($q$
		(SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g, last_seen(g) - 11) EXCEPT SELECT * FROM twin_table(%1$L, 11, false))
		UNION ALL (SELECT * FROM twin_table(%1$L, 11, false) EXCEPT SELECT seed, cohort, period, period_start, cohort_size, retained, rate FROM grid, retention_table(g, last_seen(g) - 11))
	$q$, unit), 'and the one as of 11 days earlier by ' || name);
	RETURN NEXT is_empty(format($q$
		WITH life AS (SELECT seed, period_start, active_customers, new_customers, retained, resurrected, churned, churn_rate, quick_ratio FROM grid, lifecycle_table(g))
		(SELECT * FROM life WHERE active_customers IS NOT NULL EXCEPT SELECT * FROM twin_lifecycle(%1$L))
		UNION ALL (SELECT * FROM twin_lifecycle(%1$L) EXCEPT SELECT * FROM life)
	$q$, unit), 'and the lifecycle by ' || name);
	RETURN NEXT is_empty($q$
		SELECT seed FROM grid, LATERAL (SELECT *, lag(active_customers) OVER (ORDER BY period_start) AS before FROM lifecycle_table(g, confidence => 0.8)) AS l
		WHERE (low, high) IS DISTINCT FROM CASE WHEN before > 0 AND churned IS NOT NULL THEN (wilson_low(churned, before, 0.8), wilson_high(churned, before, 0.8)) ELSE (NULL::float8, NULL::float8) END
	$q$, 'with Wilson''s limits by ' || name);
	RETURN NEXT is_empty($q$
		SELECT seed FROM grid, LATERAL (SELECT *, lag(active_customers) OVER (ORDER BY period_start) AS before FROM lifecycle_table(g)) AS l
		WHERE active_customers <> new_customers + retained + resurrected OR churned + retained <> before
	$q$, 'what comes and goes adds up by ' || name);
	RETURN NEXT is_empty($q$
		SELECT seed FROM grid, LATERAL (SELECT period, sum(cohort_size)::bigint AS n, sum(retained)::bigint AS r FROM retention_table(g, mode => 'unbounded') WHERE retained IS NOT NULL GROUP BY period) AS t
			FULL JOIN LATERAL (SELECT period, eligible AS n, retained AS r, rate FROM retention_curve(g, mode => 'unbounded')) AS c USING (period)
		WHERE t.n IS DISTINCT FROM c.n OR t.r IS DISTINCT FROM c.r OR c.rate <> c.r::float8 / c.n
			OR retention_rate(g, period, mode => 'unbounded') IS DISTINCT FROM c.rate
	$q$, 'the curve pools the triangle by ' || name);
	RETURN NEXT is_empty(format($q$
		SELECT g.seed FROM grid AS g JOIN (
			SELECT seed, retention_agg(a ORDER BY random()) AS steps
			FROM (SELECT seed, c, activity_agg(at, %1$L ORDER BY random()) AS a FROM events WHERE c IS NOT NULL GROUP BY seed, c) AS calendars GROUP BY seed
		) AS t USING (seed) WHERE retention_grid_send(g) <> retention_grid_send(steps) OR g <> steps OR g::text <> steps::text
	$q$, unit), 'two steps make the same grid by ' || name);
	DROP TABLE grid;
END $$;
SELECT compare(zone, unit) FROM unnest('{America/St_Johns,UTC,Pacific/Auckland}'::text[]) AS zone, unnest('{day,week,month,quarter,year}'::text[]) AS unit;
SET TIME ZONE 'Europe/Berlin';

-- days as the session's zone cuts them, through every change of clocks
CREATE TABLE moments AS SELECT z, at FROM unnest('{America/St_Johns,Europe/Berlin,America/Havana,Pacific/Apia,Asia/Kathmandu,Africa/Casablanca,America/Sao_Paulo,Australia/Lord_Howe,UTC}'::text[]) z,
	generate_series(timestamptz '2009-01-01', '2012-12-31', '30 min') at;
CREATE FUNCTION wrong_days(zone text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('timezone', zone, true);
	RETURN (SELECT count(*) FROM (SELECT at, activity_agg(at, 'day') AS c FROM moments WHERE z = zone GROUP BY at) AS d WHERE last_seen(c) <> at::date OR first_period(c) <> at::date);
END $$;
SELECT is(wrong_days(z), 0::bigint, 'days are those of ' || z) FROM (SELECT DISTINCT z FROM moments) AS zones;
SELECT is_empty($$SELECT d FROM generate_series(timestamp '1899-01-01', '2101-01-01', '13 days') d, unnest('{day,week,month,quarter,year}'::text[]) u, LATERAL (SELECT activity_agg(x, u) AS c FROM (VALUES (d)) v(x)) a
	WHERE first_period(c) <> date_trunc(u, d)::date$$, 'periods are those of date_trunc in two centuries');
SELECT is_empty($$SELECT d FROM unnest('{0001-01-01,0001-12-31,0099-06-01,1582-10-15,9999-12-31,0044-03-15 BC,4712-01-01 BC,100000-02-29}'::date[]) d, unnest('{day,month,quarter,year}'::text[]) u, LATERAL (SELECT activity_agg(x, u) AS c FROM (VALUES (d)) v(x)) a
	WHERE first_period(c) <> date_trunc(u, d::timestamp)::date$$, 'and at the ends of time');
SELECT is((SELECT first_period(activity_agg(date '2020-12-31', 'week'))), date '2020-12-28', 'ISO week 53');

-- types of keys and times
SET TIME ZONE 'UTC';
CREATE TABLE typed AS SELECT c::smallint AS small, c AS int, c::bigint AS big, ('00000000-0000-0000-0000-' || lpad(c::text, 12, '0'))::uuid AS uuid,
	'customer ' || c AS text, ('customer ' || c)::varchar(40) AS varchar, at::date AS date, at::timestamp AS timestamp, at AS timestamptz FROM events WHERE seed % 5 = 0;
SELECT is(grid, (SELECT retention_agg(big, timestamp, 'week') FROM typed WHERE key IS NOT NULL), key || ' and ' || time)
FROM unnest('{small,int,big,uuid,text,varchar}'::text[]) key, unnest('{date,timestamp,timestamptz}'::text[]) time,
	LATERAL (SELECT (xpath('//g/text()', query_to_xml(format('SELECT retention_agg(%I, %I, ''week'') AS g FROM typed', key, time), false, false, '')))[1]::text::retention_grid AS grid) q;
SELECT is((SELECT retention_agg(k, date '2026-01-01', 'day') FROM unnest(ARRAY['', 'a', 'A', 'a ', 'ä', 'a' || chr(776), repeat('x', 100000), repeat('x', 100001)]) k),
	(SELECT retention_agg(k, date '2026-01-01', 'day') FROM generate_series(1, 8) k), 'text keys are compared byte for byte');

-- calendars of long lives, many customers, and states that grow
SELECT is((SELECT active_periods(activity_agg(d::date, 'day')) FROM generate_series(timestamp '2016-01-01', '2025-12-28', '1 day') d), 3650, 'ten years of days');
CREATE TABLE lives AS SELECT c, (date '2000-01-01' + floor(random() ^ 2 * 40000)::int) AS at FROM generate_series(1, 300) c, generate_series(1, 40);
SELECT is((SELECT retention_agg(c, at, 'day') FROM lives), (SELECT retention_agg(a) FROM (SELECT activity_agg(at, 'day') AS a FROM lives GROUP BY c) s), 'lives of a century by day, in one pass and in two steps');
SELECT is((SELECT retention_agg(c, at, 'day' ORDER BY at) FROM lives), (SELECT retention_agg(c, at, 'day' ORDER BY at DESC) FROM lives), 'forwards and backwards');
SELECT is((SELECT rollup(a ORDER BY random()) FROM (SELECT activity_agg(at, 'day') AS a FROM lives GROUP BY c % 7) s), (SELECT activity_agg(at, 'day') FROM lives), 'calendars merge in any order');
SELECT is((SELECT activity_agg(at, 'day' ORDER BY at) FROM lives), (SELECT activity_agg(at, 'day' ORDER BY at DESC) FROM lives), 'and are made in any order');
SELECT is_empty($$SELECT a FROM (SELECT activity_agg(at, 'day') AS a FROM lives GROUP BY c) s WHERE a::text::activity_calendar <> a OR a::jsonb::text::activity_calendar <> a$$, 'calendars go through text');
SELECT is_empty($$SELECT g FROM (SELECT retention_agg(c, at, u) AS g FROM lives, unnest('{day,week,month,quarter,year}'::text[]) u GROUP BY u) s WHERE g::text::retention_grid <> g OR g::jsonb::text::retention_grid <> g$$, 'grids go through text');

-- any sharding by customer
SELECT is((SELECT rollup(g ORDER BY random()) FROM (SELECT retention_agg(c, at, 'week') AS g FROM lives GROUP BY c % 13) s), (SELECT retention_agg(c, at, 'week') FROM lives), 'shards roll up to the whole');
SELECT is((SELECT a + b FROM (SELECT retention_agg(c, at, 'week') FILTER (WHERE c % 2 = 0) AS a, retention_agg(c, at, 'week') FILTER (WHERE c % 2 = 1) AS b FROM lives) s), (SELECT retention_agg(c, at, 'week') FROM lives), 'as two do by +');
SELECT is((SELECT retention_agg(a, joined, 'month') FROM (SELECT c, min(at) AS joined, activity_agg(at, 'month') AS a FROM lives GROUP BY c) s), (SELECT retention_agg(c, at, 'month') FROM lives), 'who joins on the first active day makes the same grid');
SELECT results_eq($$SELECT period_start, active_customers FROM lifecycle_table((SELECT retention_agg(a, joined, 'year') FROM (SELECT min(at) - 400 AS joined, activity_agg(at, 'year') AS a FROM lives GROUP BY c) s), '2109-12-31') ORDER BY 1$$,
	$$SELECT make_date(y, 1, 1), count(DISTINCT c) FROM generate_series((SELECT extract(year FROM min(at))::int FROM lives), 2109) y LEFT JOIN lives ON extract(year FROM at) = y GROUP BY y ORDER BY 1$$, 'the lifecycle minds activity, not joining');

-- moving and growing frames, by recomputation
SELECT is_empty($$SELECT c FROM (SELECT c, at, activity_agg(at, 'month') OVER (PARTITION BY c ORDER BY at, ctid) AS a, row_number() OVER (PARTITION BY c ORDER BY at, ctid) AS n FROM lives WHERE c < 20) w
	WHERE a <> (SELECT activity_agg(at, 'month') FROM (SELECT at FROM lives l WHERE l.c = w.c ORDER BY at, ctid LIMIT n) x)$$, 'calendars over a window');
SELECT is_empty($$SELECT n FROM (SELECT n, retention_agg(c, at, 'year') OVER (ORDER BY n) AS g, retention_agg(a) OVER (ORDER BY n) AS t FROM (SELECT row_number() OVER () AS n, c, min(at) AS at, activity_agg(at, 'year') AS a FROM lives WHERE c < 50 GROUP BY c) s) w
	WHERE customers(g) <> n OR customers(t) <> n$$, 'grids over a window');

-- forced parallel plans
CREATE TABLE orders AS SELECT (random() * 3000)::bigint AS c, timestamp '2024-01-01' + random() * interval '700 days' AS at FROM generate_series(1, 40000);
ALTER TABLE orders ADD COLUMN u uuid, ADD COLUMN t text;
UPDATE orders SET u = md5(c::text)::uuid, t = 'customer ' || c;
CREATE TABLE serial AS SELECT retention_agg(c, at, 'day') AS day, retention_agg(c, at, 'month') AS month FROM orders;
CREATE TABLE calendars AS SELECT c, activity_agg(at, 'month') AS a FROM orders GROUP BY c;
ANALYZE orders, calendars;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;
SELECT matches(plan_of('SELECT retention_agg(c, at, ''day'') FROM orders'), 'Partial Aggregate', 'workers take part in one pass');
SELECT is((SELECT retention_agg(c, at, 'day') FROM orders), (SELECT day FROM serial), 'and give the serial grid, by day');
SELECT is((SELECT retention_agg(c, at, 'month') FROM orders), (SELECT month FROM serial), 'by month');
SELECT is((SELECT retention_agg(u, at, 'month') FROM orders), (SELECT month FROM serial), 'of uuid keys');
SELECT is((SELECT retention_agg(t, at, 'day') FROM orders), (SELECT day FROM serial), 'of text keys');
SELECT matches(plan_of('SELECT retention_agg(a) FROM calendars'), 'Partial Aggregate', 'and in the second of two steps');
SELECT is((SELECT retention_agg(a) FROM calendars), (SELECT month FROM serial), 'with the same grid');
SELECT matches(plan_of('SELECT c % 10, activity_agg(at, ''month'') FROM orders GROUP BY 1'), 'Partial.*Aggregate', 'and in calendars');
SELECT is_empty('SELECT k FROM (SELECT c % 10 AS k, activity_agg(at, ''month'') AS a FROM orders GROUP BY 1) p JOIN (SELECT c % 10 AS k, rollup(a) AS b FROM calendars GROUP BY 1) s USING (k) WHERE a <> b', 'which are the serial ones');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT activity_agg(now(), ''hour'')', '22023'), ('SELECT activity_agg(now(), NULL)', '22023'), ('SELECT activity_agg(''infinity''::date, ''day'')', '22003'),
	('SELECT activity_agg(d, ''day'') FROM unnest(''{0001-01-01,9999-12-31}''::date[]) d', '54000'),
	('SELECT activity_agg(now(), ''day'') + activity_agg(now(), ''week'')', '22023'),
	('SELECT retention_agg(activity_agg, ''2100-01-01''::date, ''day'') FROM (SELECT activity_agg(now(), ''day'')) s', '22023'),
	('SELECT retention_rate(retention_agg(1, now(), ''day''), -1)', '22003'),
	('SELECT retention_curve(retention_agg(1, now(), ''day''), mode => ''x'')', '22023'),
	('SELECT retention_curve(retention_agg(1, now(), ''day''), ''2020-01-01'', ''unbounded'')', '22023'),
	('SELECT ''{}''::retention_grid', '22P02')
) v(sql, state);
-- a unit is read once where it is the same in all rows of a statement, which another run of the statement may ask anew
SET plan_cache_mode = force_generic_plan;
PREPARE by_unit(text) AS SELECT retention_agg(c, at, $1) FROM orders;
SELECT results_eq($$EXECUTE by_unit('month')$$, $$SELECT retention_agg(c, at, CASE WHEN c > -1 THEN 'month' ELSE 'day' END) FROM orders$$, 'by month, as a parameter and as an expression');
SELECT results_eq($$EXECUTE by_unit('week')$$, $$SELECT retention_agg(c, at, CASE WHEN c > -1 THEN 'week' ELSE 'day' END) FROM orders$$, 'then by week');
SELECT throws_ok($$EXECUTE by_unit('fortnight')$$, '22023', NULL, 'and by what is no unit');
SELECT throws_ok($$SELECT retention_agg(c, at, CASE WHEN c % 2 = 0 THEN 'week' ELSE 'day' END) FROM orders$$, '22023', NULL, 'rows of two units are refused');
RESET plan_cache_mode;
SELECT finish();
