-- Properties of rolling actives: a plain-SQL twin, count(DISTINCT customer) over windows, on random events in all units and
-- for many windows, and that neither order, keys, split, workers nor the way of one or two steps leave a trace.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SET jit = off;
SELECT setseed(0.2027);
SELECT no_plan();

-- 120 worlds of up to 40 customers: some of days, some of years, some with a gap of a century or two
CREATE TABLE events AS
SELECT seed, c, timestamp '2023-10-20' + seed * interval '9 days' + random() * span * interval '1 day' + (random() < 0.1 AND seed % 13 = 0)::int * interval '170 years' AS at
FROM generate_series(1, 120) AS seed, LATERAL (SELECT (ARRAY[4, 20, 90, 400, 1500])[1 + seed % 5] AS span) AS s,
	generate_series(1, 4 + seed * 7 % 160), LATERAL (SELECT 1 + floor((2 + seed % 39) * random())::int AS c) AS k;
INSERT INTO events SELECT seed, NULL, at FROM events WHERE seed % 7 = 0 AND c = 1;
INSERT INTO events SELECT DISTINCT seed, c, NULL::timestamp FROM events WHERE seed % 9 = 0;
ANALYZE events;

CREATE FUNCTION step(unit text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN
	CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END;

-- The same by plain SQL, up to a day so many days off the last one; seen has who is active in which period
CREATE FUNCTION twin(unit text, periods int, days int)
RETURNS TABLE (seed int, period_start date, active bigint, active_in_window bigint, stickiness float8, low float8, high float8) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY WITH world AS (SELECT e.seed, date_trunc(unit, min(at))::date AS first, max(at)::date + days AS as_of FROM events AS e WHERE c IS NOT NULL AND at IS NOT NULL GROUP BY 1),
	period AS (SELECT w.seed, first, g::date AS p, (g - (periods - 1) * step(unit))::date AS since, (g + step(unit))::date - 1 <= as_of AS over
		FROM world AS w, generate_series(first::timestamp, date_trunc(unit, as_of::timestamp), step(unit)) AS g),
	counted AS (SELECT q.*, CASE WHEN over THEN (SELECT count(*) FROM seen AS s WHERE s.seed = q.seed AND s.p = q.p) END AS n,
			CASE WHEN over AND since >= first THEN (SELECT count(DISTINCT c) FROM seen AS s WHERE s.seed = q.seed AND s.p BETWEEN q.since AND q.p) END AS w
		FROM period AS q)
	SELECT k.seed, k.p, k.n, k.w, k.n::float8 / nullif(k.w, 0), wilson_low(k.n, k.w), wilson_high(k.n, k.w) FROM counted AS k;
END $$;
CREATE FUNCTION compare(unit text, periods int, days int) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE seen AS SELECT DISTINCT seed, c, date_trunc(unit, at)::date AS p FROM events WHERE c IS NOT NULL AND at IS NOT NULL;
	CREATE INDEX ON seen (seed, p);
	CREATE TEMP TABLE ours AS SELECT seed, r.* FROM (SELECT seed, active_agg(c, at, unit) AS a FROM events GROUP BY seed) AS s, rolling_active(a, periods, last_seen(a) + days) AS r;
	CREATE TEMP TABLE theirs AS SELECT * FROM twin(unit, periods, days);
	RETURN NEXT is((SELECT count(*) FROM ours), (SELECT count(*) FROM theirs), 'as many rows by ' || unit);
	RETURN NEXT is_empty('(SELECT * FROM ours EXCEPT ALL SELECT * FROM theirs) UNION ALL (SELECT * FROM theirs EXCEPT ALL SELECT * FROM ours)',
		format('windows of %s by %s, %s days after the last, are those of count(DISTINCT)', periods, unit, days));
	DROP TABLE seen, ours, theirs;
END $$;
SELECT compare(unit, periods, days) FROM (VALUES ('week', 1, 0), ('week', 4, 20), ('week', 300, 0), ('month', 1, 0), ('month', 3, -40), ('month', 12, 100), ('month', 1500, 0),
	('quarter', 1, 0), ('quarter', 4, 500), ('year', 1, 0), ('year', 3, 400), ('year', 171, 0)) AS v(unit, periods, days);
DELETE FROM events WHERE seed IN (SELECT seed FROM events GROUP BY seed HAVING max(at) - min(at) > interval '100 years');
SELECT compare('day', periods, days) FROM (VALUES (1, 0), (2, 5), (7, -11), (28, 0), (28, 40), (365, 0)) AS v(periods, days);

-- the usual windows
SELECT is_empty(format($q$SELECT seed FROM (SELECT seed, active_agg(c, at, %1$L) AS a FROM events GROUP BY seed) AS s
	WHERE (SELECT array_agg(r) FROM rolling_active(a) AS r) <> (SELECT array_agg(r) FROM rolling_active(a, %2$s, last_seen(a), 0.95) AS r)$q$, unit, periods), format('NULL is %s by %s', periods, unit))
	FROM (VALUES ('day', 28), ('week', 4), ('month', 1), ('quarter', 1), ('year', 1)) AS v(unit, periods);
SELECT is_empty($$SELECT seed FROM (SELECT seed, active_agg(c, at, 'day') AS a FROM events GROUP BY seed) AS s, rolling_active(a, confidence => 0.8)
	WHERE low IS DISTINCT FROM wilson_low(active, active_in_window, 0.8) OR high IS DISTINCT FROM wilson_high(active, active_in_window, 0.8)$$, 'limits follow the confidence');

-- how values are made leaves no trace: the order of rows, one pass or two steps, any split by customer
CREATE TABLE lives AS SELECT c, (date '2000-01-01' + floor(random() ^ 2 * 40000)::int) AS at FROM generate_series(1, 300) c, generate_series(1, 1 + c % 60);
CREATE TABLE truth AS SELECT u, active_agg(c, at, u) AS a FROM lives, unnest('{day,week,month,quarter,year}'::text[]) u GROUP BY u;
SELECT is((SELECT active_agg(c, at, u ORDER BY at) FROM lives), a, 'forwards by ' || u) FROM truth;
SELECT is((SELECT active_agg(c, at, u ORDER BY at DESC) FROM lives), a, 'backwards by ' || u) FROM truth;
SELECT is((SELECT active_agg(c, at, u ORDER BY random()) FROM (SELECT * FROM lives UNION ALL SELECT * FROM lives) AS twice), a, 'in any order, and twice, by ' || u) FROM truth;
SELECT is((SELECT active_agg(k ORDER BY random()) FROM (SELECT activity_agg(at, u) AS k FROM lives GROUP BY c) s), a, 'in two steps by ' || u) FROM truth;
SELECT is((SELECT rollup(p ORDER BY random()) FROM (SELECT active_agg(c, at, u) AS p FROM lives GROUP BY c % 13) s), a, 'merged by ' || u) FROM truth;
SELECT is((SELECT x + y FROM (SELECT active_agg(c, at, u) FILTER (WHERE c % 2 = 0) AS x, active_agg(c, at, u) FILTER (WHERE c % 2 = 1) AS y FROM lives) s), a, 'by + by ' || u) FROM truth;
SELECT ok(a::text::active_tally = a AND a::jsonb::text::active_tally = a, 'through text by ' || u) FROM truth;
SELECT is((SELECT sum((r ->> 'last')::int) FROM jsonb_array_elements(a::jsonb -> 'rows') AS r), 300::bigint, 'every customer is active for the last time once, by ' || u) FROM truth;
SELECT is_empty($$SELECT n FROM (SELECT n, active_agg(c, at, 'year') OVER (ORDER BY n) AS a, active_agg(k) OVER (ORDER BY n) AS b
		FROM (SELECT row_number() OVER () AS n, c, min(at) AS at, activity_agg(min(at), 'year') OVER (PARTITION BY c) AS k FROM lives WHERE c < 50 GROUP BY c) s) w
	WHERE a <> b OR (SELECT sum(active) FROM rolling_active(a, as_of => '2200-12-31')) <> n$$, 'over a window');

-- types of keys and times
CREATE TABLE typed AS SELECT c::smallint AS small, c AS int, c::bigint AS big, ('00000000-0000-0000-0000-' || lpad(c::text, 12, '0'))::uuid AS uuid,
	'customer ' || c AS text, ('customer ' || c)::varchar(40) AS varchar, at::date AS date, at::timestamp AS timestamp, at::timestamptz AS timestamptz FROM lives;
SELECT is(made, (SELECT a FROM truth WHERE u = 'week'), key || ' and ' || time)
FROM unnest('{small,int,big,uuid,text,varchar}'::text[]) key, unnest('{date,timestamp,timestamptz}'::text[]) time,
	LATERAL (SELECT (xpath('//a/text()', query_to_xml(format('SELECT active_agg(%I, %I, ''week'') AS a FROM typed', key, time), false, false, '')))[1]::text::active_tally AS made) q;
SELECT is((SELECT active_agg('x', '2026-01-01', 'day')::text), (SELECT active_agg('x'::text, timestamptz '2026-01-01', 'day')::text), 'unknown literals are text and timestamptz');
SELECT throws_ok(format('SELECT active_agg(c::%s, at, ''day'') FROM lives', type), '42883', NULL, type || ' is no customer') FROM unnest('{numeric,float8}'::text[]) AS type;
SELECT is((SELECT count(*) FROM truth, rolling_active(a, 3::smallint)), (SELECT count(*) FROM truth, rolling_active(a, 3::int)), 'windows of any whole number');

-- forced parallel plans
CREATE TABLE orders AS SELECT (random() * 3000)::bigint AS c, timestamp '2024-01-01' + random() * interval '700 days' AS at FROM generate_series(1, 40000);
ALTER TABLE orders ADD COLUMN t text;
UPDATE orders SET t = 'customer ' || c;
CREATE TABLE serial AS SELECT active_agg(c, at, 'day') AS day, active_agg(c, at, 'month') AS month FROM orders;
CREATE TABLE calendars AS SELECT c, activity_agg(at, 'month') AS k FROM orders GROUP BY c;
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
SELECT matches(plan_of('SELECT active_agg(c, at, ''day'') FROM orders'), 'Partial Aggregate', 'workers take part in one pass');
SELECT is((SELECT active_agg(c, at, 'day') FROM orders), (SELECT day FROM serial), 'and give the serial tally, by day');
SELECT is((SELECT active_agg(t, at, 'month') FROM orders), (SELECT month FROM serial), 'of text keys, by month');
SELECT matches(plan_of('SELECT active_agg(k) FROM calendars'), 'Partial Aggregate', 'and in the second of two steps');
SELECT is((SELECT active_agg(k) FROM calendars), (SELECT month FROM serial), 'with the same tally');
SELECT is_empty('SELECT g FROM (SELECT c % 7 AS g, active_agg(c, at, ''month'') AS a FROM orders GROUP BY 1) p JOIN (SELECT c % 7 AS g, active_agg(k) AS b FROM calendars GROUP BY 1) s USING (g) WHERE a <> b', 'and by group');
SET max_parallel_workers_per_gather = 0;

-- Events of bigint keys are logged where they fit, and counted as they are where they are dense: the same as of text, which never are.
CREATE TABLE visits AS SELECT kind, CASE kind WHEN 'negative' THEN c - 10000 WHEN 'large' THEN c + 1099511617776 WHEN 'one' THEN 7 ELSE c END AS c,
	CASE WHEN kind = 'sparse' THEN date '1900-01-01' + day * 130 WHEN kind = 'far' AND c % 3 = 0 THEN date '30000-01-01' + day ELSE date '2023-12-01' + day END AS at
FROM (SELECT (hashint8(g) & 2147483647) % 20000 AS c, (hashint8(g + 1) & 2147483647) % 700 AS day FROM generate_series(1::bigint, 150000) AS g) AS s, unnest('{dense,negative,large,one,sparse,far}'::text[]) AS kind;
SELECT is(active_agg(c, at, unit), active_agg(c::text, at, unit), kind || ' ' || unit) FROM visits, unnest('{day,week,month}'::text[]) AS unit GROUP BY kind, unit;
SELECT is(active_agg(c, at, 'day'), active_agg(c::text, at, 'day'), 'groups, each of its own span') FROM visits WHERE kind = 'dense' GROUP BY at - date '2023-12-01' < 90, c % 4;
SELECT is((SELECT rollup(a) FROM (SELECT active_agg(c, at, 'day') AS a FROM visits WHERE kind = 'dense' GROUP BY c % 3) AS s), (SELECT active_agg(c, at, 'day') FROM visits WHERE kind = 'dense'), 'merged');
SELECT is_empty($$SELECT n FROM (SELECT n, active_agg(c, at, 'day') OVER w AS a, active_agg(c::text, at, 'day') OVER w AS b FROM (SELECT row_number() OVER (ORDER BY c, at) AS n, c % 50 AS c, at FROM visits WHERE kind = 'dense' AND c < 400) AS v
	WINDOW w AS (ORDER BY n)) AS s WHERE a <> b$$, 'over a window, row by row');
SELECT is(active_agg(g % 200000, date '2024-01-01' + (g % 701)::int, 'day'), active_agg((g % 200000)::text, date '2024-01-01' + (g % 701)::int, 'day'), 'a log that is full, and then goes on') FROM generate_series(1::bigint, 13000000) AS g;

-- long tables, and long windows
CREATE TABLE long AS SELECT active_agg(c, date '1900-01-01' + c * 37 % 90000 + n * 977, 'day') AS a FROM generate_series(1, 20000) AS c, generate_series(0, 9) AS n;
SELECT is(count(active_in_window), count(*) - 49999, 'windows of 50,000 days') FROM long, rolling_active(a, 50000);
SELECT is((SELECT max(active_in_window) FROM long, rolling_active(a, days)), 20000::bigint, 'all customers are in the window of all days') FROM (SELECT count(*) AS days FROM long, rolling_active(a)) AS d;

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT active_agg(1, now(), ''hour'')', '22023'), ('SELECT active_agg(1, now(), NULL)', '22023'), ('SELECT active_agg(1, ''infinity''::date, ''day'')', '22003'),
	('SELECT active_agg(1, d, ''day'') FROM unnest(''{0001-01-01,9999-12-31}''::date[]) d', '54000'),
	('SELECT active_agg(1, now(), ''day'') + active_agg(2, now(), ''week'')', '22023'),
	('SELECT rolling_active(active_agg(1, now(), ''day''), 0)', '22003'), ('SELECT rolling_active(active_agg(1, now(), ''day''), NULL, ''9999-12-31'')', '54000'),
	('SELECT ''{}''::active_tally', '22P02')
) v(sql, state);
SELECT finish();
