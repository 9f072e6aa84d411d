-- Properties of the journey room: funnels against every chain there is, by plain SQL, on random logs full of ties; sessions against lag();
-- and that neither the order of rows, keys, split, merging, workers nor the form of a value leave a trace.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SET jit = off;
SELECT setseed(0.2031);
SELECT no_plan();

-- 2,000 funnels of 1 to 6 steps, whose names repeat, each with a log of 1 to 4 customers whose events lie 6 hours apart or share an instant
CREATE TABLE funnels AS
SELECT seed, ARRAY(SELECT chr(97 + floor(random() * 3)::int) FROM generate_series(1, 1 + seed % 6) WHERE seed > 0) AS steps, (ARRAY[0, 6, 12, 24, 48, 240])[1 + seed * 5 % 7 % 6] * interval '1 hour' AS within
FROM generate_series(1, 2000) AS seed;
CREATE TABLE events AS
SELECT seed, n, c, timestamp '2026-03-27' + floor(random() * (1 + seed % 11)) * interval '6 hours' AS at, chr(97 + floor(random() * (3 + seed % 2))::int) AS event
FROM generate_series(1, 2000) AS seed, generate_series(1, 1 + seed * 7 % 4) AS c, generate_series(1, 1 + (seed + c) * 3 % 8) AS n;
INSERT INTO events SELECT seed, 90, NULL, at, event FROM events WHERE n = 1 AND seed % 7 = 0;
INSERT INTO events SELECT seed, 91, c, NULL, event FROM events WHERE n = 1 AND seed % 5 = 0;
INSERT INTO events SELECT seed, 92, c, at, NULL FROM events WHERE n = 1 AND seed % 3 = 0;
CREATE INDEX ON events (seed, c);
ANALYZE events;
SELECT cmp_ok((SELECT count(*) FROM (SELECT FROM events GROUP BY seed, c, at HAVING count(*) > 1) AS t), '>', 3000::bigint, 'many share an instant');

-- ---------- every chain ----------

CREATE VIEW seen AS SELECT * FROM events WHERE c IS NOT NULL AND at IS NOT NULL AND event IS NOT NULL;
CREATE TABLE chains AS
WITH RECURSIVE chain AS (
	SELECT mode, seed, c, steps, within, ARRAY[n] AS used, ARRAY[at] AS times FROM funnels JOIN seen USING (seed), unnest('{ordered,strict}'::text[]) AS mode WHERE event = steps[1]
	UNION ALL
	SELECT mode, seed, c, steps, within, used || e.n, times || e.at FROM chain AS h JOIN seen AS e USING (seed, c)
	WHERE e.event = steps[cardinality(used) + 1] AND e.n <> ALL (used) AND e.at BETWEEN times[cardinality(used)] AND times[1] + within
		AND (mode = 'ordered' OR NOT EXISTS (SELECT FROM seen AS b WHERE (b.seed, b.c) = (h.seed, h.c) AND b.at > times[cardinality(used)] AND b.at < e.at))
)
SELECT mode, seed, c, steps, cardinality(times) AS step, times FROM chain;
-- The furthest; of those the first to get there, of these the latest start, then each step as early as can be
CREATE TABLE best AS SELECT DISTINCT ON (mode, seed, c) * FROM chains ORDER BY mode, seed, c, step DESC, times[step], times[1] DESC, times;
-- Any order: the most steps that lie in one window, of those that do as many the first to end, of these the last to begin
INSERT INTO best
SELECT DISTINCT ON (seed, c) 'any', seed, c, steps, done, ARRAY[since]
FROM (SELECT f.seed, a.c, f.steps, a.at AS since, b.at AS until,
		(SELECT sum(least((SELECT count(*) FROM unnest(steps) AS s WHERE s = name), (SELECT count(*) FROM seen AS e WHERE (e.seed, e.c) = (f.seed, a.c) AND e.event = name AND e.at BETWEEN a.at AND b.at)))
			FROM (SELECT DISTINCT name FROM unnest(steps) AS name) AS names) AS done
	FROM funnels AS f JOIN (SELECT DISTINCT seed, c, at FROM seen) AS a USING (seed) JOIN (SELECT DISTINCT seed, c, at FROM seen) AS b ON (b.seed, b.c) = (f.seed, a.c) AND b.at BETWEEN a.at AND a.at + within) AS w
WHERE done > 0 ORDER BY seed, c, done DESC, until, since DESC;
SELECT cmp_ok((SELECT count(*) FROM chains), '>', 20000::bigint, 'there are chains');
SELECT is((SELECT count(DISTINCT (mode, step)) FROM best), 18::bigint, 'of all lengths');
CREATE INDEX ON best (mode, seed);
ANALYZE best;

CREATE TABLE modes AS SELECT mode FROM unnest('{ordered,strict,any}'::text[]) AS mode;
SELECT is_empty(format($$SELECT * FROM (SELECT seed, c, funnel_step(at, event, steps, within, %1$L ORDER BY random()) AS ours FROM events JOIN funnels USING (seed) WHERE c IS NOT NULL GROUP BY seed, c) AS o
	LEFT JOIN (SELECT seed, c, step FROM best WHERE mode = %1$L) AS b USING (seed, c) WHERE ours IS DISTINCT FROM
		CASE WHEN EXISTS (SELECT FROM seen AS s WHERE (s.seed, s.c) = (o.seed, o.c)) THEN coalesce(step, 0) END$$, mode), 'each customer''s furthest step, ' || mode) FROM modes;

-- The text of a value, from the chains
CREATE VIEW twins AS
SELECT m.mode, f.seed, jsonb_build_object('version', 1, 'steps', to_jsonb(f.steps), 'within', extract(epoch FROM within)::bigint * 1000000, 'mode', m.mode, 'last_seen', (SELECT max(at)::date FROM seen AS s WHERE s.seed = f.seed),
	'entries', coalesce((SELECT jsonb_agg(jsonb_build_array(day, step, n) ORDER BY day, step) FROM (SELECT times[1]::date AS day, step, count(*) AS n FROM best AS b WHERE (b.mode, b.seed) = (m.mode, f.seed) GROUP BY 1, 2) AS e), '[]'),
	'times', coalesce((SELECT jsonb_agg(coalesce((SELECT jsonb_agg(jsonb_build_array(micros, n) ORDER BY micros) FROM (
			SELECT extract(epoch FROM times[at_step] - times[since])::bigint * 1000000 AS micros, count(*) AS n FROM best AS b WHERE (b.mode, b.seed) = (m.mode, f.seed) AND step >= at_step AND m.mode <> 'any' GROUP BY 1) AS t), '[]') ORDER BY k)
		FROM (SELECT k, CASE WHEN k < cardinality(f.steps) THEN k + 1 ELSE k - cardinality(f.steps) + 3 END AS at_step, CASE WHEN k < cardinality(f.steps) THEN k ELSE 1 END AS since
			FROM generate_series(1, 2 * cardinality(f.steps) - 3 + (cardinality(f.steps) = 1)::int) AS k WHERE cardinality(f.steps) > 1) AS lists), '[]')) AS twin
FROM modes AS m, funnels AS f;
CREATE TABLE tallies AS SELECT mode, seed, funnel_agg(c, at, event, steps, within, mode) AS f FROM modes, events JOIN funnels USING (seed) GROUP BY mode, seed;
SELECT is_empty(format('SELECT mode, seed, f, twin FROM tallies JOIN twins USING (mode, seed) WHERE mode = %L AND f::jsonb <> twin', mode), 'the tally of every log, entries and times, is that of its chains, ' || mode) FROM modes;
SELECT is((SELECT count(*) FROM tallies), 6000::bigint, 'all of them');
SELECT is_empty('SELECT mode, seed FROM tallies AS t WHERE f <> (SELECT funnel_agg(c, at, event, steps, within, mode ORDER BY random()) FROM events JOIN funnels USING (seed) WHERE seed = t.seed)', 'in any order of rows');
SELECT is_empty($$SELECT seed FROM tallies AS t WHERE mode = 'ordered' AND f <> (SELECT funnel_agg(c, at, event, steps, within ORDER BY at DESC, event DESC) FROM events JOIN funnels USING (seed) WHERE seed = t.seed)$$, 'backwards, by default ordered');
SELECT is_empty('SELECT mode, seed FROM tallies AS t WHERE f <> (SELECT rollup(p) FROM (SELECT funnel_agg(c, at, event, steps, within, t.mode) AS p FROM events JOIN funnels USING (seed) WHERE seed = t.seed GROUP BY c) AS s)', 'merged of one for each customer');
SELECT is_empty('SELECT mode, seed FROM tallies WHERE f::text::funnel_tally <> f OR f::jsonb::text::funnel_tally <> f', 'through text');
SELECT is_empty('SELECT mode, seed FROM tallies AS t WHERE f <> (SELECT funnel_agg(''customer '' || c, at AT TIME ZONE ''UTC'', event, steps, within, t.mode) FROM events JOIN funnels USING (seed) WHERE seed = t.seed)', 'of text keys and instants');
SELECT is_empty($$SELECT seed FROM (SELECT seed, funnel_agg(c, at, event, steps, within) AS a, funnel_agg(c, at, event, steps, within) FILTER (WHERE event = ANY (steps)) AS b FROM events JOIN funnels USING (seed) GROUP BY seed) AS s
	WHERE a::jsonb - 'last_seen' <> b::jsonb - 'last_seen'$$, 'events that are no step do not matter');
SELECT isnt_empty($$SELECT seed FROM (SELECT seed, funnel_agg(c, at, event, steps, within, 'strict') AS a, funnel_agg(c, at, event, steps, within, 'strict') FILTER (WHERE event = ANY (steps)) AS b FROM events JOIN funnels USING (seed) GROUP BY seed) AS s
	WHERE a::jsonb - 'last_seen' <> b::jsonb - 'last_seen'$$, 'but in mode strict they do');

-- ---------- readings: who is due, limits, medians, the trend ----------

CREATE FUNCTION due(day date, within interval, as_of date) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN day + ceil(extract(epoch FROM within) / 86400)::int <= as_of;
CREATE TABLE asked AS SELECT mode, seed, f, last_seen(f) AS last_seen, as_of FROM tallies, LATERAL (VALUES (NULL), (last_seen(f) - 2), (last_seen(f) + 1), (last_seen(f) + 11)) AS v(as_of) WHERE seed % 4 = 0;
CREATE VIEW counted AS
SELECT mode, seed, as_of, k AS step, steps[k] AS name, (SELECT count(*) FROM best AS b WHERE (b.mode, b.seed) = (a.mode, a.seed) AND step >= k AND due(times[1]::date, within, coalesce(as_of, last_seen))) AS customers
FROM asked AS a JOIN funnels USING (seed), generate_series(1, cardinality(steps)) AS k;
CREATE TABLE shown AS SELECT mode, seed, a.as_of, t.* FROM asked AS a, funnel_table(f, a.as_of, 0.9) AS t;
SELECT bag_eq($$SELECT mode, seed, as_of, step, name, customers FROM shown$$, 'SELECT * FROM counted', 'customers who are due are counted');
SELECT is_empty($$SELECT * FROM (SELECT *, first_value(customers) OVER w AS entered, lag(customers) OVER w AS before FROM shown WINDOW w AS (PARTITION BY mode, seed, as_of ORDER BY step)) AS s
	WHERE dropped IS DISTINCT FROM before - customers OR (conversion, low, high) IS DISTINCT FROM (customers::float8 / nullif(entered, 0), wilson_low(customers, entered, 0.9), wilson_high(customers, entered, 0.9))
		OR (step_conversion, step_low, step_high) IS DISTINCT FROM (customers::float8 / nullif(coalesce(before, entered), 0), wilson_low(customers, coalesce(before, entered), 0.9), wilson_high(customers, coalesce(before, entered), 0.9))$$,
	'shares are of those who entered, and of the step before, with Wilson limits');
SELECT is_empty($$SELECT * FROM shown AS s WHERE (median_seconds, median_seconds_total) IS DISTINCT FROM
	(SELECT ROW(extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY times[s.step] - times[s.step - 1]))::float8, extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY times[s.step] - times[1]))::float8)
	FROM best AS b WHERE (b.mode, b.seed) = (s.mode, s.seed) AND b.step >= s.step AND s.step > 1 AND s.mode <> 'any')$$, 'medians are of all, the smallest that half of them do not exceed');
SELECT is_empty(format($$SELECT * FROM asked AS a JOIN funnels AS g USING (seed), generate_series(2, cardinality(steps)) AS k
	WHERE step_time(f, k, %1$s) IS DISTINCT FROM (SELECT extract(epoch FROM percentile_disc(%1$s) WITHIN GROUP (ORDER BY times[k] - times[k - 1]))::float8 FROM best AS b WHERE (b.mode, b.seed) = (a.mode, a.seed) AND step >= k AND a.mode <> 'any')
		OR step_time(f, k, %1$s, 1) IS DISTINCT FROM (SELECT extract(epoch FROM percentile_disc(%1$s) WITHIN GROUP (ORDER BY times[k] - times[1]))::float8 FROM best AS b WHERE (b.mode, b.seed) = (a.mode, a.seed) AND step >= k AND a.mode <> 'any')$$, share),
	format('the time that %s of them do not exceed', share)) FROM unnest('{0.1,0.5,0.8,1}'::float8[]) AS share;
CREATE FUNCTION trends(unit text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMP TABLE ours AS SELECT mode, seed, a.as_of, t.* FROM asked AS a, funnel_trend(f, a.as_of, unit, 0.8) AS t;
	CREATE TEMP TABLE theirs AS
	SELECT mode, seed, as_of, p::date AS period_start, CASE WHEN complete THEN entered END AS entered, CASE WHEN complete THEN converted END AS converted,
		CASE WHEN complete THEN converted::float8 / nullif(entered, 0) END AS conversion, CASE WHEN complete THEN wilson_low(converted, entered, 0.8) END AS low, CASE WHEN complete THEN wilson_high(converted, entered, 0.8) END AS high
	FROM (SELECT a.*, steps, p, due((p + ('1 ' || unit)::interval)::date - 1, within, coalesce(as_of, last_seen)) AS complete FROM asked AS a JOIN funnels USING (seed),
			generate_series((SELECT date_trunc(unit, min(times[1])) FROM best AS b WHERE (b.mode, b.seed) = (a.mode, a.seed)), coalesce(as_of, last_seen)::timestamp, ('1 ' || unit)::interval) AS p) AS x,
		LATERAL (SELECT count(*) AS entered, count(*) FILTER (WHERE step = cardinality(x.steps)) AS converted FROM best AS b WHERE (b.mode, b.seed) = (x.mode, x.seed) AND date_trunc(unit, times[1]) = p) AS n;
	RETURN NEXT cmp_ok((SELECT count(entered) FROM ours), '>', 0::bigint, 'there is a trend by ' || unit);
	RETURN NEXT is_empty('(SELECT * FROM ours EXCEPT ALL SELECT * FROM theirs) UNION ALL (SELECT * FROM theirs EXCEPT ALL SELECT * FROM ours)', 'it is that of date_trunc, and unknown where somebody is not due, by ' || unit);
	DROP TABLE ours, theirs;
END $$;
SELECT trends(unit) FROM unnest('{day,week,month}'::text[]) AS unit;

-- ---------- days and instants by the session's zone ----------

-- New York's clock goes forward on 2026-03-08 and back on 2026-11-01: days have 23 and 25 hours, a window of a day has 24
CREATE TABLE clicks AS SELECT h AS c, timestamptz '2026-03-06 00:00+00' + h * interval '5 hours' AS at, 'a' AS event FROM generate_series(1, 40) AS h
	UNION ALL SELECT 100 + h, timestamptz '2026-10-30 00:00+00' + h * interval '5 hours', 'a' FROM generate_series(1, 40) AS h;
INSERT INTO clicks SELECT c, at + interval '24 hours' + (c % 2) * interval '1 second', 'b' FROM clicks;
SET timezone = 'America/New_York';
SELECT is((SELECT funnel_agg(c, at, event, '{a,b}', '1 day')::jsonb -> 'entries' FROM clicks),
	(SELECT jsonb_agg(jsonb_build_array(day, 2 - odd, n) ORDER BY day, odd DESC) FROM (SELECT (at AT TIME ZONE 'America/New_York')::date AS day, c % 2 AS odd, count(*) AS n FROM clicks WHERE event = 'a' GROUP BY 1, 2) AS d), 'days are cut by the zone, windows are hours');
SELECT is((SELECT last_seen(funnel_agg(c, at, event, '{a,b}', '1 day')) FROM clicks), (SELECT max(at)::date FROM clicks), 'so is the last one');
SELECT is((SELECT array_agg(n ORDER BY at) FROM (SELECT at, sessionize(at, '5 hours') OVER (ORDER BY at) AS n FROM clicks WHERE c < 100 AND event = 'a') AS s), array_fill(1::bigint, ARRAY[40]), 'and gaps are hours');
SET timezone = 'UTC';

-- ---------- sessions ----------

CREATE TABLE visits AS SELECT seed, c, timestamp '2026-01-01' + floor(random() * 900) * interval '7 minutes' AS at, seed % 9 * interval '21 minutes' AS gap FROM generate_series(1, 100) AS seed, generate_series(1, 1 + seed % 6) AS c, generate_series(1, seed * 7 % 90) AS n;
SELECT is_empty(format($$SELECT * FROM (SELECT seed, c, at, sessionize(at::%1$s, gap) OVER w AS ours, sum(begins) OVER w AS theirs
	FROM (SELECT *, CASE WHEN at - lag(at) OVER (PARTITION BY seed, c ORDER BY at) <= gap THEN 0 ELSE 1 END AS begins FROM visits) AS v WINDOW w AS (PARTITION BY seed, c ORDER BY at ROWS UNBOUNDED PRECEDING)) AS s WHERE ours IS DISTINCT FROM theirs$$, type),
	'sessions are those of lag(), ' || type) FROM unnest('{timestamp,timestamptz}'::text[]) AS type;
SELECT is_empty($$SELECT * FROM (SELECT at, sessionize(at, gap) OVER (PARTITION BY seed, c ORDER BY at NULLS FIRST) AS n FROM (SELECT * FROM visits UNION ALL SELECT seed, c, NULL, gap FROM visits) AS v) AS s WHERE (at IS NULL) <> (n IS NULL)$$, 'no time, no session');
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT sessionize(at, gap) OVER (PARTITION BY seed, c ORDER BY at DESC) FROM visits', '22023'), ('SELECT sessionize(at, NULL) OVER (ORDER BY at) FROM visits', '22023'),
	('SELECT sessionize(at, ''1 month'') OVER (ORDER BY at) FROM visits', '0A000'), ('SELECT sessionize(at, ''-1 hour'') OVER (ORDER BY at) FROM visits', '22003'),
	('SELECT sessionize(timestamp ''infinity'', ''1 hour'') OVER ()', '22003')) AS v(sql, state);

-- ---------- order, split, workers, keys, of more customers ----------

CREATE TABLE log AS SELECT (random() ^ 2 * 3000)::bigint AS c, timestamp '2024-01-01' + floor(random() * 400) * interval '6 hours' AS at, (ARRAY['view', 'view', 'cart', 'purchase', 'support'])[1 + floor(random() * 5)::int] AS event FROM generate_series(1, 40000);
INSERT INTO log SELECT 0, timestamp '2024-01-01' + floor(random() * 4000) * interval '1 hour', event FROM log LIMIT 5000;
CREATE TABLE whole AS SELECT mode, funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', mode) AS f FROM modes, log GROUP BY mode;
CREATE FUNCTION furthest() RETURNS TABLE (mode text, step int, customers bigint) LANGUAGE SQL AS $$
	SELECT mode, step, count(*) FROM (SELECT mode, funnel_step(at, event, '{view,cart,view,purchase}', '9 days', mode) AS step FROM modes, log GROUP BY mode, c) AS s WHERE step > 0 GROUP BY 1, 2 $$;
SELECT bag_eq($$SELECT mode, (e ->> 1)::int, sum((e ->> 2)::bigint) FROM whole, jsonb_array_elements(f::jsonb -> 'entries') AS e GROUP BY 1, 2$$, 'SELECT mode, step, customers::numeric FROM furthest()', 'one pass says what one customer after the other says');
SELECT is((SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', mode ORDER BY random()) FROM log), f, 'in any order of rows, ' || mode) FROM whole;
SELECT is((SELECT rollup(p ORDER BY random()) FROM (SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', mode) AS p FROM log GROUP BY c % 13) AS s), f, 'merged of disjoint customers, ' || mode) FROM whole;
SELECT is((SELECT a + b FROM (SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', mode) FILTER (WHERE c % 2 = 0) AS a, funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', mode) FILTER (WHERE c % 2 = 1) AS b FROM log) AS s), f, 'by +, ' || mode) FROM whole;
SELECT is_empty($$SELECT n FROM (SELECT row_number() OVER w AS n, funnel_agg(c, at, event, '{view,cart}', '9 days') OVER w AS f, funnel_step(at, event, '{view,cart}', '9 days') OVER w AS step FROM (SELECT * FROM log WHERE c < 20 ORDER BY c, at, event LIMIT 300) AS l WINDOW w AS (ORDER BY c, at, event ROWS UNBOUNDED PRECEDING)) AS s
	WHERE f <> (SELECT funnel_agg(c, at, event, '{view,cart}', '9 days') FROM (SELECT * FROM log WHERE c < 20 ORDER BY c, at, event LIMIT n) AS l)
		OR step <> (SELECT funnel_step(at, event, '{view,cart}', '9 days') FROM (SELECT * FROM log WHERE c < 20 ORDER BY c, at, event LIMIT n) AS l)$$, 'over a window, whose final function is called at every row');

CREATE TABLE typed AS SELECT c::smallint AS small, c::int AS int, c AS big, ('00000000-0000-0000-0000-' || lpad(c::text, 12, '0'))::uuid AS uuid, 'customer ' || c AS text, ('customer ' || c)::varchar(40) AS varchar,
	at::date AS date, at AS timestamp, at::timestamptz AS timestamptz, event, event::varchar(9) AS word FROM log;
CREATE FUNCTION made(key text, tim text, event text) RETURNS funnel_tally LANGUAGE plpgsql AS $$
DECLARE f funnel_tally;
BEGIN
	EXECUTE format('SELECT funnel_agg(%I, %I, %I, ARRAY[''view'', ''cart''], ''9 days'') FROM typed', key, tim, event) INTO f;
	RETURN f;
END $$;
SELECT is(made(key, tim, event), (SELECT funnel_agg(c, CASE tim WHEN 'date' THEN at::date::timestamp ELSE at END, event, '{view,cart}', '9 days') FROM log), format('%s, %s and %s', key, tim, event))
FROM unnest('{small,int,big,uuid,text,varchar}'::text[]) AS key, unnest('{date,timestamp,timestamptz}'::text[]) AS tim, unnest('{event,word}'::text[]) AS event WHERE event = 'event' OR key = 'int';
SELECT is((SELECT funnel_agg('x', '2026-01-01', 'a', '{a}', '1 day')::text), (SELECT funnel_agg('x'::text, timestamptz '2026-01-01', 'a', ARRAY['a'], interval '1 day')::text), 'unknown literals are text and timestamptz');
SELECT is((SELECT funnel_step('2026-01-01', 'a', '{a}', '1 day')), 1, 'of funnel_step, too');
SELECT throws_ok(format('SELECT funnel_agg(c::%s, at, event, ''{a}'', ''1 day'') FROM log', type), '42883', NULL, type || ' is no customer') FROM unnest('{numeric,float8}'::text[]) AS type;

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
ANALYZE log;
SELECT matches(plan_of($$SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', 'ordered') FROM log$$), 'Partial Aggregate', 'workers take part');
SELECT is((SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', 'ordered') FROM log), f, 'with the same tally, ordered') FROM whole WHERE mode = 'ordered';
SELECT is((SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', 'strict') FROM log), f, 'strict') FROM whole WHERE mode = 'strict';
SELECT is((SELECT funnel_agg(c, at, event, '{view,cart,view,purchase}', '9 days', 'any') FROM log), f, 'any') FROM whole WHERE mode = 'any';
SELECT matches(plan_of($$SELECT c, funnel_step(at, event, '{view,cart,view,purchase}', '9 days', 'strict') FROM log GROUP BY c$$), 'Partial HashAggregate|Partial GroupAggregate', 'also customer by customer');
CREATE TABLE parted AS SELECT c, funnel_step(at, event, '{view,cart,view,purchase}', '9 days', 'strict') AS step FROM log GROUP BY c;
SET max_parallel_workers_per_gather = 0;
SELECT bag_eq('SELECT c, step FROM parted', $$SELECT c, funnel_step(at, event, '{view,cart,view,purchase}', '9 days', 'strict') AS step FROM log GROUP BY c$$, 'with the same steps');

-- ---------- classes of errors ----------

SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT funnel_agg(1, now(), ''a'', NULL, ''1 day'')', '22023'), ('SELECT funnel_agg(1, now(), ''a'', ''{}'', ''1 day'')', '22023'), ('SELECT funnel_agg(1, now(), ''a'', ''{a,NULL}'', ''1 day'')', '22023'),
	('SELECT funnel_agg(1, now(), ''a'', array_fill(''a''::text, ARRAY[65]), ''1 day'')', '22023'), ('SELECT funnel_agg(1, now(), ''a'', ''{{a},{b}}'', ''1 day'')', '22023'),
	('SELECT funnel_agg(c, at, event, ARRAY[event], ''1 day'') FROM log', '22023'), ('SELECT funnel_agg(c, at, event, ''{a}'', c * interval ''1 day'') FROM log', '22023'),
	('SELECT funnel_agg(c, at, event, ''{a}'', ''1 day'', (ARRAY[''any'', ''strict''])[1 + c % 2]) FROM log', '22023'), ('SELECT funnel_step(at, event, ARRAY[event], ''1 day'') FROM log', '22023'),
	('SELECT funnel_agg(1, now(), ''a'', ''{a}'', ''1 month'')', '0A000'), ('SELECT funnel_agg(1, now(), ''a'', ''{a}'', NULL)', '22023'), ('SELECT funnel_agg(1, now(), ''a'', ''{a}'', ''-1 day'')', '22003'),
	('SELECT funnel_step(now(), ''a'', ''{a}'', ''1 day'', ''loose'')', '22023'), ('SELECT funnel_step(now(), ''a'', ''{a}'', ''1 day'', NULL)', '22023'), ('SELECT funnel_agg(1, ''infinity''::timestamptz, ''a'', ''{a}'', ''1 day'')', '22003'),
	('SELECT funnel_agg(1, now(), ''a'', ''{a}'', ''1 day'') + funnel_agg(1, now(), ''a'', ''{b}'', ''1 day'')', '22023'),
	('SELECT funnel_trend(funnel_agg(1, d, ''a'', ''{a}'', ''1 day''), unit => ''day'') FROM unnest(''{0001-01-01,9999-12-31}''::timestamp[]) AS d', '54000'),
	('SELECT ''{}''::funnel_tally', '22P02')
) AS v(sql, state);
SELECT is((SELECT count(DISTINCT f) FROM (SELECT funnel_agg(c, timestamp '2026-01-01', 'a', steps, '1 day', mode ORDER BY n) AS f FROM (VALUES (1, NULL, '{b}'::text[], 'any'), (2, 1, '{a}', 'ordered')) AS v(n, c, steps, mode)
	UNION ALL SELECT funnel_agg(c, timestamp '2026-01-01', 'a', steps, '1 day', mode ORDER BY n DESC) FROM (VALUES (1, NULL, '{b}'::text[], 'any'), (2, 1, '{a}', 'ordered')) AS v(n, c, steps, mode)) AS s), 1::bigint, 'what a skipped row asks does not matter, whatever the order');
SET plan_cache_mode = force_generic_plan;
PREPARE asked_for(text[], interval) AS SELECT funnel_agg(c, at, event, $1, $2) FROM events;
SELECT results_eq($$EXECUTE asked_for('{a,b}', '3 days')$$, $$SELECT funnel_agg(c, at, event, CASE WHEN c IS DISTINCT FROM -1 THEN '{a,b}'::text[] END, '3 days') FROM events$$, 'steps as a parameter and as an expression');
SELECT results_eq($$EXECUTE asked_for('{b,a,b}', '1 day')$$, $$SELECT funnel_agg(c, at, event, '{b,a,b}', CASE WHEN c IS DISTINCT FROM -1 THEN interval '1 day' END) FROM events$$, 'and other ones');
RESET plan_cache_mode;
CREATE TABLE busy AS SELECT n % 3000 AS c, timestamp '2026-01-01' + (hashint4(n) & 1048575) * interval '5 seconds' AS at, (ARRAY['a', 'b', 'c', 'd'])[1 + (hashint4(n + 7) & 3)] AS event FROM generate_series(1, 120000) AS n;
SELECT is((SELECT f FROM (SELECT funnel_agg(k, at, event, '{a,b,a,c}', '2 days') AS f FROM (SELECT *, md5(c::text) || repeat('x', c % 40) AS k FROM busy) AS b) AS t), funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days'), 'many events, by keys of text') FROM busy;
SELECT is((SELECT funnel_agg(md5(c::text)::uuid, at, event, '{a,b,a,c}', '2 days') FROM busy), funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days'), 'by uuid') FROM busy;
SELECT is((SELECT rollup(f) FROM (SELECT funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days') AS f FROM busy GROUP BY c % 7) AS p), funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days'), 'of groups of customers') FROM busy;
SELECT bag_eq('SELECT step, count(*) FROM (SELECT funnel_step(at, event, ''{a,b,a,c}'', ''2 days'') AS far FROM busy GROUP BY c) AS s, generate_series(1, far) AS step GROUP BY step',
	'SELECT step, customers FROM funnel_table((SELECT funnel_agg(c::bigint, at, event, ''{a,b,a,c}'', ''2 days'') FROM busy), ''2030-01-01'')', 'and as one customer after the other');
SELECT is((SELECT array_agg(t.customers ORDER BY t.step) FROM funnel_table(f) AS t), (SELECT array_agg(t.customers ORDER BY t.step) FROM funnel_table(g) AS t), 'by whatever name, such as ' || names::text)
FROM (SELECT names, funnel_agg(c::bigint, at, names[ascii(event) - 96], ARRAY[names[1], names[2], names[1], names[3]], '2 days') AS f, funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days') AS g
	FROM busy, (VALUES ('{"",é,abc,abcd}'::text[]), ('{view,cart,views,viewed}'), ('{checkout_started,checkout_stopped_and_started,checkout_stxrted,checkout_stbrted}'), ('{checkout_begun,checkout_ended,checkout_bagun,cart}'), ('{12345678,123456789,12346789,"1234 5678"}')) AS v(names) GROUP BY names) AS s;
SELECT is((SELECT funnel_agg(c::text, at, event, '{a,b,a,c}', '2 days', mode) FROM busy), funnel_agg(c::bigint, at, event, '{a,b,a,c}', '2 days', mode), 'by text, ' || mode) FROM busy, modes GROUP BY mode;
CREATE TABLE stored (like busy);
ALTER TABLE stored ALTER event SET STORAGE EXTERNAL;
INSERT INTO stored SELECT c, at, event || (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 100) AS n) FROM busy LIMIT 2000;
SELECT is((SELECT array_agg(t.customers) FROM funnel_table(f) AS t), (SELECT array_agg(t.customers) FROM funnel_table(g) AS t), 'by names that are stored elsewhere')
FROM (SELECT funnel_agg(c::bigint, at, event, (SELECT array_agg(DISTINCT event ORDER BY event) FROM stored), '9 days') AS f FROM stored) AS a, (SELECT funnel_agg(c::bigint, at, left(event, 1), '{a,b,c,d}', '9 days') AS g FROM stored) AS b;
SELECT bag_eq('SELECT c, funnel_step(at, event, (SELECT array_agg(DISTINCT event ORDER BY event) FROM stored), ''9 days'') FROM stored GROUP BY c', 'SELECT c, funnel_step(at, left(event, 1), ''{a,b,c,d}'', ''9 days'') FROM stored GROUP BY c', 'of each customer, too');
-- One event far off, and all the others are in one span of time.
CREATE TABLE far AS SELECT c, at, event FROM busy UNION ALL SELECT 7, at, event FROM busy WHERE c < 200 UNION ALL SELECT 1, day, 'x' FROM unnest('{0001-01-01,9999-12-31}'::timestamp[]) AS day;
SELECT is(funnel_agg(c, at, event, '{a,b,a,c}', '2 days')::jsonb - 'last_seen', (funnel_agg(c, at, event, '{a,b,a,c}', '2 days') FILTER (WHERE event <> 'x'))::jsonb - 'last_seen', 'an event far off, that is no step') FROM far;
SELECT is(funnel_agg(c, at, event, '{x,b,a,c}', '2 days')::jsonb - 'last_seen', (funnel_agg(c, at, event, '{x,b,a,c}', '2 days') FILTER (WHERE c = 1))::jsonb - 'last_seen', 'or one') FROM far;
SELECT is((SELECT array_agg(customers) FROM funnel_table(f, '9999-12-31')), steps, 'in each mode, ' || mode) FROM (SELECT mode, funnel_agg(c, at, event, '{a,b,a,c}', '2 days', mode) AS f FROM modes, far GROUP BY mode) AS s,
	LATERAL (SELECT array_agg(n ORDER BY k) AS steps FROM (SELECT k, count(*) FILTER (WHERE step >= k) AS n FROM generate_series(1, 4) AS k, (SELECT funnel_step(at, event, '{a,b,a,c}', '2 days', mode) AS step FROM far GROUP BY c) AS c GROUP BY k) AS k) AS l;
SELECT results_eq($$SELECT c, funnel_step(at, event, '{a}', '1 day') FROM (VALUES (1, now(), 'x'), (2, now(), NULL), (3, NULL, 'a'), (4, now(), 'y'), (4, now(), 'a'), (4, now(), 'z'), (5, now(), 'y'), (5, now(), 'z')) AS v(c, at, event) GROUP BY c ORDER BY c$$,
	'VALUES (1, 0), (2, NULL), (3, NULL), (4, 1), (5, 0)', 'who made no step has 0, who has no event NULL');
SELECT throws_ok($$SELECT funnel_step(at, 'x', '{a}', '1 day') FROM (VALUES (timestamp '2026-01-01'), ('infinity')) AS v(at)$$, '22003', NULL, 'an infinite time that is no step');
SELECT throws_ok($$SELECT funnel_step(at, event, ARRAY[event], '1 day') FROM (VALUES (timestamp '2026-01-01', 'a'), ('2026-01-01', 'b')) AS v(at, event)$$, '22023', NULL, 'steps that differ');
SELECT lives_ok($$SELECT funnel_agg(1, now(), 'a', array_fill('a'::text, ARRAY[64]), '1 day')$$, '64 steps are not too many');
-- Aggregates that somebody puts together of functions that do not belong together are refused, whatever size their states have.
CREATE AGGREGATE boom(funnel_tally) (SFUNC = funnel_tally_merge, STYPE = funnel_tally, FINALFUNC = funnel_step_final);
CREATE AGGREGATE crash(funnel_tally) (SFUNC = funnel_events_combine, STYPE = funnel_tally, FINALFUNC = funnel_tally_final);
CREATE AGGREGATE one(timestamp, text, text[], interval) (SFUNC = funnel_step_accum, STYPE = funnel_tally, FINALFUNC = funnel_events_final);
CREATE AGGREGATE all_of(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally, FINALFUNC = funnel_step_final);
CREATE AGGREGATE part_of_all(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally);
CREATE AGGREGATE part_of_one(timestamp, text, text[], interval) (SFUNC = funnel_step_accum, STYPE = funnel_tally);
CREATE AGGREGATE step_of_parts(funnel_tally) (SFUNC = funnel_events_combine, STYPE = funnel_tally, FINALFUNC = funnel_step_final);
SELECT is_empty(format($$SELECT c FROM (SELECT c, step_of_parts(p::text::funnel_tally) AS step FROM (SELECT c, part_of_one(at, event, '{a,b,c}', '2 days') AS p FROM %1$s GROUP BY c, hashtext(at::text || event) %% %2$s) AS p GROUP BY c) AS s
	JOIN (SELECT c, funnel_step(at, event, '{a,b,c}', '2 days') AS whole FROM %1$s GROUP BY c) AS w USING (c) WHERE step <> whole$$, source, parts), format('parts of one customer, as text, of %s in %s', source, parts))
FROM unnest('{busy,(SELECT 1 AS c\, at\, event FROM busy) AS b}'::text[]) AS source, unnest('{1,2,5}'::int[]) AS parts;
CREATE FUNCTION begin_with(small text, large text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE AGGREGATE all_after_one(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally, FINALFUNC = funnel_events_final, INITCOND = %L)', small);
	EXECUTE format('CREATE AGGREGATE one_after_all(timestamp, text, text[], interval) (SFUNC = funnel_step_accum, STYPE = funnel_tally, FINALFUNC = funnel_step_final, INITCOND = %L)', large);
	RETURN NEXT throws_ok('SELECT all_after_one(c, at, event, ''{a,b}'', ''1 day'') FROM busy GROUP BY c % 2', '22P03', NULL, 'who begins with one customer does not go on with all');
	RETURN NEXT throws_ok('SELECT one_after_all(at, event, ''{a,b}'', ''1 day'') FROM busy GROUP BY c % 2', '22P03', NULL, 'nor the other way round');
END $$;
SELECT begin_with((SELECT part_of_one(at, event, '{a,b}', '1 day')::text FROM (SELECT * FROM busy LIMIT 9) AS b), (SELECT part_of_all(c, at, event, '{a,b}', '1 day')::text FROM (SELECT * FROM busy LIMIT 9) AS b));
CREATE AGGREGATE part_of_zoned(bigint, timestamptz, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally);
CREATE FUNCTION begin_with_zoned(state text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE AGGREGATE after_zoned(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally, FINALFUNC = funnel_events_final, INITCOND = %L)', state);
	RETURN NEXT throws_ok('SELECT after_zoned(c, at, event, ''{a,b}'', ''1 day'') FROM busy', '22P03', NULL, 'nor instants with times of the day');
END $$;
SELECT begin_with_zoned(part_of_zoned(c, at, event, '{a,b}', '1 day')::text) FROM (SELECT c, at AT TIME ZONE 'UTC' AS at, event FROM busy LIMIT 9) AS b;
SELECT throws_ok('SELECT one_after_all(at, event, ''{a,b}'', ''1 day'') FROM busy GROUP BY c HAVING count(*) > 39', '22P03', NULL, 'whatever group comes first');
CREATE TABLE halves AS SELECT k, funnel_agg(g, timestamp '2020-01-01' + (g * 7907 + 7919 * (g % 997)) * interval '1 second', 'a', ARRAY['a'], '40 days', 'any') AS f
	FROM generate_series(1::bigint, 60000) AS g, LATERAL (SELECT g % 4 AS k) AS s GROUP BY k;
SELECT throws_ok(format('SELECT boom(f) FROM halves WHERE k < %s', n), CASE n WHEN 1 THEN '22023' ELSE '22P03' END, NULL, format('the final function of events reads no merged tallies, of %s', n))
FROM generate_series(1, 4) AS n;
SELECT throws_ok(format('SELECT one(at, event, ''{a}'', ''1 day'') FROM (SELECT * FROM busy LIMIT %s) AS b', n), '22P03', NULL, format('the final function of all reads none of one, of %s', n)) FROM unnest('{1,2000}'::int[]) AS n;
SELECT throws_ok(format('SELECT all_of(c, at, event, ''{a}'', ''1 day'') FROM (SELECT * FROM busy LIMIT %s) AS b', n), '22P03', NULL, format('nor that of one of all, of %s', n)) FROM unnest('{1,2000}'::int[]) AS n;
SELECT throws_ok('SELECT crash(f) FROM halves', '22023', NULL, 'nor does its combine function');
SELECT finish();
