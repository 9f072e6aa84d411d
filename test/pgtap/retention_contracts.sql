-- Contracts, and cohorts by joining in one pass. The judge of contracts is the status report at the end of each period, in plain SQL; that
-- of joining is the grid of calendars.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'UTC';
SET jit = off;
SELECT setseed(0.2026);
SELECT no_plan();

-- 200 worlds of up to 12 customers with up to 5 contracts each, which begin and end on any day, at months' ends, on 29 February, on the
-- same day (empty), where the one before ends (upgrades), before it ends (overlaps), long after (gaps), never
CREATE TABLE subs AS
WITH RECURSIVE contract AS (
	SELECT seed, c, 1 AS n, (ARRAY[date '2024-02-29', date '2023-10-31', date '2023-12-01', date '2023-09-15' + (random() * 400)::int])[1 + (random() * 3)::int] AS starts
	FROM generate_series(1, 200) AS seed, generate_series(1, 2 + seed % 11) AS c
	UNION ALL
	SELECT seed, c, n + 1, CASE WHEN random() < 0.35 THEN starts + length WHEN random() < 0.3 THEN starts + length - (random() * 30)::int ELSE starts + length + (random() * 100)::int END
	FROM contract, LATERAL (SELECT (random() * 90)::int + n * 0 AS length) AS l WHERE n < 5 AND random() < 0.6
)
SELECT seed, c, starts, CASE WHEN pick < 0.12 THEN NULL WHEN pick < 0.2 THEN starts WHEN pick < 0.3 THEN starts + 1
	WHEN pick < 0.45 THEN (date_trunc('month', starts) + interval '2 months')::date WHEN pick < 0.55 THEN (date_trunc('month', starts) + interval '3 months')::date - 1
	WHEN pick < 0.7 THEN least(starts + (random() * 20)::int, (date_trunc('month', starts) + interval '1 month')::date - 1) ELSE starts + (random() * 200)::int END AS ends
FROM contract, LATERAL (SELECT random() + n * 0 AS pick) AS p;
-- an upgrade is where one ends and the next one begins
INSERT INTO subs SELECT seed, c, ends, ends + 45 FROM subs WHERE ends IS NOT NULL AND seed % 3 = 0 AND random() < 0.3;
CREATE TABLE worlds AS SELECT seed, CASE seed % 4 WHEN 0 THEN date '2024-02-29' WHEN 1 THEN date '2024-12-31' WHEN 2 THEN date '2024-06-30' - 1 ELSE date '2023-11-01' + seed * 3 END AS as_of FROM generate_series(1, 200) AS seed;
CREATE TABLE contracts AS SELECT seed, c, daterange(starts, ends) AS during, as_of FROM subs JOIN worlds USING (seed);
INSERT INTO contracts SELECT seed, c, NULL, as_of FROM contracts WHERE seed % 17 = 0 UNION ALL SELECT seed, NULL, during, as_of FROM contracts WHERE seed % 19 = 0;
ANALYZE subs, worlds, contracts;
SELECT cmp_ok((SELECT count(*) FROM contracts WHERE c IS NOT NULL AND isempty(during)), '>', 50::bigint, 'there are empty contracts');
SELECT cmp_ok((SELECT count(*) FROM subs AS a JOIN subs AS b USING (seed, c) WHERE a.ends = b.starts AND a.starts < a.ends), '>', 50::bigint, 'that touch');
SELECT cmp_ok((SELECT count(*) FROM subs AS a JOIN subs AS b USING (seed, c) WHERE a.starts < b.starts AND b.starts < a.ends), '>', 100::bigint, 'that overlap');
SELECT cmp_ok((SELECT count(*) FROM contracts WHERE upper_inf(during) AND lower(during) < as_of), '>', 50::bigint, 'without an end');
SELECT cmp_ok((SELECT count(*) FROM contracts WHERE lower(during) <= as_of AND upper(during) > as_of + 1), '>', 100::bigint, 'that end after as_of');
SELECT cmp_ok((SELECT count(*) FROM subs WHERE ends > starts AND date_trunc('month', starts) = date_trunc('month', ends)), '>', 50::bigint, 'within a month');

CREATE FUNCTION step(unit text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN
	CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END;

-- The status at the end of each period that is over by as_of
CREATE FUNCTION status(unit text) RETURNS TABLE (seed int, c int, p date, d date) LANGUAGE SQL STABLE AS $$
	SELECT DISTINCT seed, c, p::date, d
	FROM worlds JOIN subs USING (seed), generate_series(date_trunc(unit, timestamp '2023-01-01'), as_of, step(unit)) AS p, LATERAL (SELECT (p + step(unit))::date - 1 AS d) AS last_day
	WHERE d <= as_of AND starts <= d AND (ends > d OR ends IS NULL)
$$;
CREATE FUNCTION twin_lifecycle(unit text)
RETURNS TABLE (seed int, period_start date, active bigint, fresh bigint, retained bigint, resurrected bigint, churned bigint) LANGUAGE SQL STABLE AS $$
	WITH active AS MATERIALIZED (SELECT *, min(p) OVER (PARTITION BY seed, c) AS first FROM status(unit)),
	period AS (SELECT seed, g::date AS p FROM (SELECT seed, min(p) AS first FROM active GROUP BY seed) AS w JOIN worlds USING (seed), generate_series(first::timestamp, as_of, step(unit)) AS g
		WHERE (g + step(unit))::date - 1 <= as_of),
	counted AS (SELECT q.seed, q.p, count(a.c) AS n, count(a.c) FILTER (WHERE a.first = q.p) AS fresh, count(b.c) AS retained
		FROM period AS q LEFT JOIN active AS a ON a.seed = q.seed AND a.p = q.p LEFT JOIN active AS b ON b.seed = a.seed AND b.c = a.c AND b.p = (a.p - step(unit))::date GROUP BY 1, 2)
	SELECT seed, p, n, fresh, retained, n - fresh - retained, coalesce(lag(n) OVER (PARTITION BY seed ORDER BY p), 0) - retained FROM counted
$$;

CREATE FUNCTION compare(unit text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMP TABLE active AS SELECT * FROM status(%L)', unit);
	EXECUTE format('CREATE TEMP TABLE grid AS SELECT seed, as_of, retention_agg(c, during, %L, as_of) AS g FROM contracts GROUP BY seed, as_of', unit);
	EXECUTE format('CREATE TEMP TABLE calendar AS SELECT seed, c, as_of, activity_agg(during, %L, as_of) AS a FROM contracts WHERE c IS NOT NULL GROUP BY seed, c, as_of', unit);
	CREATE INDEX ON active (seed, c, d);	-- without it a plan of PostgreSQL 14 takes more than a quarter of an hour
	ANALYZE active, grid, calendar;
	RETURN NEXT cmp_ok((SELECT count(*) FROM grid WHERE g IS NOT NULL), '>=', 100::bigint, 'worlds by ' || unit);
	RETURN NEXT is_empty($q$
		(SELECT seed, c, first_period(a) AS first, active_periods(a) AS n, as_of FROM calendar WHERE a IS NOT NULL EXCEPT SELECT seed, c, min(p), count(*)::int, as_of FROM active JOIN worlds USING (seed) GROUP BY seed, c, as_of)
		UNION ALL (SELECT seed, c, min(p), count(*)::int, as_of FROM active JOIN worlds USING (seed) GROUP BY seed, c, as_of EXCEPT SELECT seed, c, first_period(a), active_periods(a), last_seen(a) FROM calendar)
	$q$, 'calendars are those of the status, by ' || unit);
	RETURN NEXT is_empty($q$
		SELECT seed, c, d FROM calendar AS k CROSS JOIN LATERAL (SELECT DISTINCT d FROM active AS a WHERE a.seed = k.seed) AS days
		WHERE coalesce(was_active(a, d, d), false) <> EXISTS (SELECT FROM active AS s WHERE s.seed = k.seed AND s.c = k.c AND s.d = days.d)
	$q$, 'day by day, by ' || unit);
	RETURN NEXT is_empty(format($q$
		WITH life AS (SELECT seed, period_start, active_customers, new_customers, retained, resurrected, churned FROM grid, lifecycle_table(g) WHERE active_customers IS NOT NULL)
		(SELECT * FROM life EXCEPT SELECT * FROM twin_lifecycle(%1$L)) UNION ALL (SELECT * FROM twin_lifecycle(%1$L) EXCEPT SELECT * FROM life)
	$q$, unit), 'and so is the lifecycle, by ' || unit);
	RETURN NEXT is_empty($q$
		WITH cohorts AS (SELECT *, min(p) OVER (PARTITION BY seed, c) AS cohort FROM active),
		twin AS (SELECT seed, cohort, p, count(*) AS n FROM cohorts GROUP BY 1, 2, 3),
		cells AS (SELECT seed, cohort, period_start AS p, retained AS n FROM grid, retention_table(g) WHERE retained > 0)
		(SELECT * FROM cells EXCEPT SELECT * FROM twin) UNION ALL (SELECT * FROM twin EXCEPT SELECT * FROM cells)
	$q$, 'and the triangle, by ' || unit);
	RETURN NEXT is((SELECT count(*) FROM grid WHERE last_seen(g) <> as_of), 0::bigint, 'the day last seen is as_of, by ' || unit);
	RETURN NEXT is_empty($q$
		SELECT seed FROM grid LEFT JOIN (SELECT seed, retention_agg(a ORDER BY random()) AS steps FROM calendar GROUP BY seed) AS t USING (seed) WHERE g IS DISTINCT FROM steps OR g::text IS DISTINCT FROM steps::text
	$q$, 'two steps make the same grid, by ' || unit);
	RETURN NEXT is_empty(format($q$
		SELECT seed FROM grid LEFT JOIN (SELECT seed, retention_grid(ledger_agg(c, d, 1, %L)) AS of_ledger FROM active GROUP BY seed) AS t USING (seed)
		WHERE md5((SELECT string_agg(l::text, ',') FROM lifecycle_table(g, as_of) AS l)) IS DISTINCT FROM md5((SELECT string_agg(l::text, ',') FROM lifecycle_table(of_ledger, as_of) AS l))
	$q$, unit), 'a ledger of the status has the same customers, by ' || unit);
	RETURN NEXT is_empty(format($q$
		SELECT seed, period_start FROM grid JOIN (SELECT seed, ledger_agg(c, d, 1, %L) AS l FROM active GROUP BY seed) AS t USING (seed),
			LATERAL (SELECT life.*, opening, churned_customers, closing_customers, reactivated_customers, logo_churn FROM lifecycle_table(g) AS life JOIN revenue_table(l, as_of) AS revenue USING (period_start)) AS both_rooms
		WHERE opening IS NOT NULL AND (churned, active_customers, resurrected, churn_rate) IS DISTINCT FROM (churned_customers, closing_customers, reactivated_customers, logo_churn)
	$q$, unit), 'and the same churn, by ' || unit);
	DROP TABLE active, grid, calendar;
END $$;
SELECT compare(unit) FROM unnest('{day,week,month,quarter,year}'::text[]) AS unit;

-- neither order, nor keys, nor split leave a trace
SELECT is_empty($$SELECT seed FROM (SELECT seed, retention_agg(c, during, 'week', as_of ORDER BY random()) AS a, retention_agg(c::text, during, 'week', as_of ORDER BY during DESC) AS b,
	retention_agg(md5(c::text)::uuid, during, 'week', as_of) AS d FROM contracts GROUP BY seed) AS s WHERE a IS DISTINCT FROM b OR a IS DISTINCT FROM d$$, 'order and keys');
SELECT is_empty($$SELECT seed FROM (SELECT seed, retention_agg(c, during, 'month', as_of) AS a FROM contracts GROUP BY seed) AS s JOIN (SELECT seed, rollup(g) AS b FROM (SELECT seed, retention_agg(c, during, 'month', as_of) AS g
	FROM contracts GROUP BY seed, c % 3) AS parts GROUP BY seed) AS t USING (seed) WHERE a IS DISTINCT FROM b$$, 'parts of the customers');
SELECT is_empty($$SELECT c FROM (SELECT seed, c, activity_agg(during, 'week', as_of) AS a FROM contracts GROUP BY seed, c) AS s JOIN (SELECT seed, c, rollup(k) AS b FROM (SELECT seed, c, activity_agg(during, 'week', as_of) AS k
	FROM contracts GROUP BY seed, c, during) AS parts GROUP BY seed, c) AS t USING (seed, c) WHERE a IS DISTINCT FROM b$$, 'the contracts of a customer one by one');
SELECT is_empty($$SELECT c FROM (SELECT c, activity_agg(during, 'day', as_of) AS a FROM contracts WHERE seed % 4 = 1 GROUP BY c, as_of) AS s WHERE a::text::activity_calendar <> a$$, 'calendars go through text');
SELECT is_empty($$SELECT g FROM (SELECT retention_agg(c, during, 'day', as_of) AS g FROM contracts WHERE seed % 4 = 1 GROUP BY seed, as_of) AS s WHERE g::text::retention_grid <> g$$, 'and grids');
SELECT is((SELECT retention_agg(c, daterange(date '1900-01-01' + c * 37, date '1900-01-01' + c * 37 + c * 101), 'day', '2000-01-01') FROM generate_series(1, 300) AS c),
	(SELECT retention_agg(a) FROM (SELECT activity_agg(daterange(date '1900-01-01' + c * 37, date '1900-01-01' + c * 37 + c * 101), 'day', '2000-01-01') AS a FROM generate_series(1, 300) AS c GROUP BY c) AS s), 'contracts of a lifetime, by day');
SELECT is((SELECT active_periods(activity_agg(d, 'day', '2300-01-01')) FROM unnest('{"[2000-01-01,2000-01-02)","[2000-03-05,2273-10-16)"}'::daterange[]) AS d), 99937, 'and of nearly 100,000 days');
SELECT is((SELECT array_agg(c::text ORDER BY n) FROM (SELECT n, activity_agg(d, unit, '2030-12-31')::jsonb ->> 'first' AS c FROM (VALUES (1, daterange '[2024-02-29,2024-03-01)', 'month'), (2, '[2024-02-28,2024-02-29)', 'month'),
	(3, '[2025-02-28,2025-03-01)', 'month'), (4, '[2024-12-31,2025-01-01)', 'year'), (5, '[2024-12-01,2024-12-31)', 'year'), (6, '[2024-12-29,2024-12-30)', 'week'), (7, '[2024-12-23,2024-12-29)', 'week')) AS v(n, d, unit) GROUP BY n) AS s),
	'{2024-02-01,NULL,2025-02-01,2024-01-01,NULL,2024-12-23,NULL}', 'a contract of one day counts where that day ends a period');

-- ---------- who was active when ----------

CREATE TABLE visits AS SELECT c, date '2024-01-01' + floor(random() ^ 2 * 900)::int AS at FROM generate_series(1, 60) AS c, generate_series(1, 12);
SELECT is_empty(format($$SELECT c, since, until FROM (SELECT c, activity_agg(at, %1$L) AS a FROM visits GROUP BY c) AS s, LATERAL (SELECT since, since + length AS until FROM (SELECT date '2023-11-20' + floor(random() * 1000 + c * 0)::int AS since, (random() ^ 3 * 200 + c * 0)::int AS length
	FROM generate_series(1, 50)) AS w) AS windows
	WHERE was_active(a, since, until) <> EXISTS (SELECT FROM visits AS v WHERE v.c = s.c AND date_trunc(%1$L, at) <= until AND date_trunc(%1$L, at) + %2$L::interval > since)$$, unit, step(unit)), 'a window overlaps active periods, by ' || unit)
FROM unnest('{day,week,month,quarter,year}'::text[]) AS unit;
SELECT results_eq($$SELECT was_active(NULL, d, d), was_active(a, NULL, d), was_active(a, d, NULL) FROM (SELECT date '2026-01-01' AS d, activity_agg(date '2026-01-01', 'day') AS a) AS s$$, $$VALUES (NULL::boolean, NULL::boolean, NULL::boolean)$$, 'unknown is unknown');

-- ---------- joined ----------

CREATE TABLE members AS SELECT c, date '2023-01-15' + (c * 7919 % 500) AS joined FROM generate_series(1, 400) AS c;
CREATE TABLE events AS SELECT c, joined + floor(random() ^ 2 * 400)::int AS day FROM members, generate_series(1, 9) WHERE c % 5 > 0 AND random() < 0.7;
CREATE TABLE joins AS SELECT c, joined, day, joined + interval '9 hours' AS joined_at, day + interval '9 hours' AS at, joined + time '9:00' AT TIME ZONE 'UTC' AS joined_tz, day + time '9:00' AT TIME ZONE 'UTC' AS at_tz FROM members LEFT JOIN events USING (c);
ANALYZE joins;
CREATE FUNCTION two_steps(unit text) RETURNS retention_grid LANGUAGE SQL STABLE AS $$
	SELECT retention_agg(a, joined, unit) FROM members LEFT JOIN (SELECT c, activity_agg(day, unit) AS a FROM events GROUP BY c) AS s USING (c)
$$;
SELECT is((SELECT retention_agg(c, day, joined, unit) FROM joins), two_steps(unit), 'one pass says what two steps say, by ' || unit) FROM unnest('{day,week,month,quarter,year}'::text[]) AS unit;
SELECT is((SELECT retention_agg(c, day, joined, 'week' ORDER BY random()) FROM joins), two_steps('week'), 'in any order');
SELECT is((SELECT retention_agg(c, day, joined, 'week') FROM (SELECT * FROM joins UNION ALL SELECT * FROM joins UNION ALL SELECT c, joined, NULL, NULL, NULL, NULL, NULL FROM members) AS s), two_steps('week'), 'with every row twice');
SELECT is((SELECT rollup(g) FROM (SELECT retention_agg(c, day, joined, 'week') AS g FROM joins GROUP BY c % 7) AS s), two_steps('week'), 'in parts of the customers');
SELECT is((SELECT retention_agg(c, day, joined, 'day') FROM (SELECT c, joined, day FROM joins UNION ALL SELECT NULL, joined, day FROM joins UNION ALL SELECT c + 1000, NULL, day FROM joins) AS s), two_steps('day'), 'rows without customer or joined are skipped');
SELECT is((SELECT sum(cohort_size) FROM retention_table((SELECT retention_agg(c, day, joined, 'month') FROM joins)) WHERE period = 0), 400::numeric, 'who was never active is counted');
CREATE TABLE lives AS SELECT c, date '2000-01-01' AS joined, date '2000-01-01' + floor(random() ^ 2 * 40000)::int AS day FROM generate_series(1, 300) c, generate_series(1, 40);
SELECT is((SELECT retention_agg(c, day, joined, 'day') FROM lives), (SELECT retention_agg(a, date '2000-01-01', 'day') FROM (SELECT activity_agg(day, 'day') AS a FROM lives GROUP BY c) AS s), 'lives of a century, by day');

-- two days of joining are found in any order, and whichever row comes from which worker
SELECT throws_ok(format('SELECT retention_agg(c, day, CASE WHEN c = 77 AND n %% 2 = %s THEN joined - 1 ELSE joined END, ''month'' ORDER BY n * %s) FROM (SELECT *, row_number() OVER (ORDER BY day) AS n FROM joins WHERE day IS NOT NULL UNION ALL SELECT j.*, 1 FROM joins AS j WHERE c = 77
	UNION ALL SELECT j.*, 2 FROM joins AS j WHERE c = 77) AS s', odd, way), '22023', format('customer 77 joined on %s in one row and on %s in another', joined - 1, joined), format('two days of joining, %s, %s', odd, way))
FROM unnest('{0,1}'::int[]) AS odd, unnest('{1,-1}'::int[]) AS way, members WHERE c = 77;

CREATE TABLE many AS SELECT (c * 7919) % 20011 AS c, day, joined FROM (SELECT c, joined, joined + (random() * 300)::int AS day FROM (SELECT c, date '2023-01-15' + (c % 400)::int AS joined FROM generate_series(1, 20000) AS c) AS m, generate_series(1, 3)) AS s;
CREATE TABLE serial AS SELECT retention_agg(c, day, joined, 'day') AS day, retention_agg('customer ' || c, day, joined, 'month') AS month, retention_agg(c, daterange(joined, day), 'week', '2024-06-30') AS contracts FROM many;
ANALYZE many;
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
SELECT matches(plan_of(format('SELECT %s FROM many', call)), 'Partial Aggregate', 'workers take part in ' || call) FROM unnest(ARRAY['retention_agg(c, day, joined, ''day'')', 'retention_agg(c, daterange(joined, day), ''week'', ''2024-06-30'')']) AS call;
SELECT is((SELECT retention_agg(c, day, joined, 'day') FROM many), (SELECT day FROM serial), 'and give the serial grid, by day');
SELECT is((SELECT retention_agg('customer ' || c, day, joined, 'month') FROM many), (SELECT month FROM serial), 'of text keys');
SELECT is((SELECT retention_agg(c, daterange(joined, day), 'week', '2024-06-30') FROM many), (SELECT contracts FROM serial), 'of contracts');
SELECT matches(plan_of('SELECT activity_agg(daterange(joined, day), ''week'', ''2024-06-30'') FROM many'), 'Partial Aggregate', 'and in calendars of contracts');
SELECT is((SELECT activity_agg(daterange(joined, day), 'week', '2024-06-30') FROM many), (SELECT activity_agg(daterange(joined, day), 'week', '2024-06-30' ORDER BY day) FROM many), 'which are the serial ones');
RESET ALL;
SET client_min_messages = warning;
SET timezone = 'UTC';

-- ---------- overloads ----------

CREATE TABLE typed AS SELECT c::smallint AS "smallint", c AS "int", c::bigint AS "bigint", c::numeric AS "numeric", c::float8 AS "float8", c::text AS "text", c::text::varchar AS "varchar", md5(c::text)::uuid AS "uuid",
	day AS "date", at AS "timestamp", at_tz AS "timestamptz", joined AS d, joined_at AS t, joined_tz AS z, daterange(joined, day) AS "daterange" FROM joins;
CREATE FUNCTION said(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	r text;
BEGIN
	EXECUTE format('SELECT (%s)::text FROM typed', call) INTO r;
	RETURN r;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
SELECT is(said(format('retention_agg(%I, %I, %s, ''month'')', key, at, joined)), CASE WHEN key IN ('numeric', 'float8', 'date', 'timestamp') THEN '42883' ELSE two_steps('month')::text END, format('%s, %s, %s', key, at, joined))
FROM unnest('{smallint,int,bigint,text,varchar,uuid,numeric,float8,date,timestamp}'::text[]) AS key, unnest('{date,timestamp,timestamptz}'::text[]) AS at, unnest('{d,t,z}'::text[]) AS joined;
SELECT is(said(format('retention_agg(%I, daterange, ''month'', ''2025-01-01'')', key)), CASE WHEN key IN ('numeric', 'float8', 'date', 'timestamp') THEN '42883' ELSE said('retention_agg("int", daterange, ''month'', date ''2025-01-01'')') END, key || ', daterange')
FROM unnest('{smallint,int,bigint,text,varchar,uuid,numeric,float8,date,timestamp}'::text[]) AS key;
SELECT is(said(call), result, call) FROM (VALUES
	('retention_agg(''x'', "date", d, ''month'') IS NOT NULL', '22023'), ('retention_agg("int", NULL, d, ''month'') IS NOT NULL', 'true'), ('retention_agg("int", "date", ''2020-01-01'', ''month'') IS NOT NULL', 'true'),
	('retention_agg("int", ''2025-01-01'', z, ''month'') IS NOT NULL', 'true'), ('retention_agg("int", "date", t, "text") IS NOT NULL', '22023'), ('retention_agg("int", ''2026-01-01'', ''2025-01-01'', ''month'')', '42725'),
	('retention_agg("int", "text", d, ''month'')', '42883'), ('retention_agg("int", "date", "text", ''month'')', '42883'), ('retention_agg("int", daterange, ''month'', t)', '42883'),
	('retention_agg("int", ''[2020-01-01,)'', ''month'', d) IS NOT NULL', '22023'), ('retention_agg("int", ''[2020-01-01,)'', ''month'', date ''2025-01-01'') IS NOT NULL', 'true'), ('retention_agg("int", "date", ''month'') IS NOT NULL', 'true'),
	('activity_agg(daterange, ''month'', ''2025-01-01'') IS NOT NULL', 'true'), ('activity_agg(''[2020-01-01,)'', ''month'', ''2025-01-01'') IS NOT NULL', 'true'), ('activity_agg("date", ''month'') IS NOT NULL', 'true'),
	('activity_agg(''2025-01-01'', ''month'') IS NOT NULL', 'true'), ('activity_agg("date", ''month'', ''2025-01-01'')', '42883'), ('activity_agg(tsrange(at, at), ''month'', ''2025-01-01'')', '42703')
) AS v(call, result);

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT activity_agg(daterange ''(,2026-01-01)'', ''month'', ''2026-04-30'')', '22003'), ('SELECT activity_agg(daterange ''[2026-01-01,)'', ''month'', NULL)', '22023'),
	('SELECT activity_agg(daterange ''[2026-01-01,)'', ''month'', ''infinity'')', '22003'), ('SELECT activity_agg(daterange ''[0001-01-01,)'', ''day'', ''2026-01-01'')', '54000'),
	('SELECT retention_agg(1, daterange ''[0001-01-01,)'', ''day'', ''2026-01-01'')', '54000'), ('SELECT retention_agg(1, daterange ''(,)'', ''day'', ''2026-01-01'')', '22003'),
	('SELECT retention_agg(1, daterange ''[2026-01-01,)'', NULL, ''2026-01-01'')', '22023'), ('SELECT retention_agg(1, date ''2026-01-01'', ''2026-02-01'', ''month'')', '22023'),
	('SELECT was_active(activity_agg(now(), ''day''), ''2026-01-02'', ''2026-01-01'')', '22023'), ('SELECT was_active(activity_agg(now(), ''day''), ''-infinity'', ''2026-01-01'')', '22003'),
	('SELECT retention_curve(retention_agg(1, daterange ''[2026-01-01,)'', ''day'', ''2026-02-01''), ''2026-01-15'', ''unbounded'')', '22023'),
	('SELECT lifecycle_table(retention_agg(1, now(), ''day''), ''9999-12-31'')', '54000'), ('SELECT lifecycle_table(retention_agg(1, now(), ''day''), confidence => ''NaN'')', '22003')
) AS v(sql, state);
SELECT is((SELECT count(*) FROM retention_curve((SELECT retention_agg(1, daterange '[2026-01-01,)', 'day', '2026-02-01')), '2026-01-15')), 15::bigint, 'bounded readings may look back');
SELECT finish();
