-- Retention: calendars and grids of every kind, all their readings
\ir start.psql

-- some 4800 events of 400 customers over two years, the later the customer, the later the first; every 41st has no time
CREATE TABLE events AS
SELECT c, i, CASE WHEN i % 41 <> 0 THEN timestamp '2023-01-01 00:30' + (c / 2 + (i * 7919 % 499) * (c % 9 + 1) / 9 * ((i % 3) + 1) / 3) * interval '1 day' + (i * 37 % 1440) * interval '1 minute' END AS at
FROM (SELECT i, (i * 7919 % 401) AS c FROM generate_series(1, 4800) AS i) AS s;
UPDATE events SET c = NULL WHERE i % 97 = 0;

\echo # calendars
SELECT unit, digest(format('SELECT c, first_period(a), last_seen(a), active_periods(a) FROM (SELECT c, activity_agg(at, %L) AS a FROM events GROUP BY c) AS s', unit), 4) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SELECT unit, first_period(d) = first_period(t) AND last_seen(d) = last_seen(t) AND active_periods(d) = active_periods(t) AND d = t AS same FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit, LATERAL (SELECT activity_agg(at::date, unit) AS d, activity_agg(at, unit) AS t FROM events WHERE c = 7) AS s;
SELECT i, first_period(a), last_seen(a), active_periods(a) FROM (SELECT i, activity_agg(at, 'month') OVER (ORDER BY at, i) AS a FROM events WHERE c = 7) AS s ORDER BY i;
SELECT unit, first_period(a), last_seen(a), active_periods(a) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit,
	LATERAL (SELECT activity_agg(at, unit) AS a FROM (VALUES (date '1999-12-31'), ('2000-01-01'), ('2000-02-29'), ('2004-12-31'), ('2005-01-01'), ('2005-01-02'), ('2005-01-03'), (NULL), ('1999-12-31')) AS v(at)) AS s;
SELECT unit, first_period(a), last_seen(a), active_periods(a) FROM unnest(ARRAY['week', 'month', 'quarter', 'year']) AS unit,
	LATERAL (SELECT activity_agg(at, unit) AS a FROM (VALUES (date '0044-03-15 BC'), ('0001-12-31 BC'), ('0001-01-01'), ('1582-10-15'), ('1600-02-29')) AS v(at)) AS s;
SELECT first_period(a), last_seen(a), active_periods(a), a IS NULL FROM (SELECT activity_agg(NULL::date, 'month') AS a) AS s;
SELECT first_period(a), last_seen(a), active_periods(a) FROM (SELECT activity_agg(date '2020-01-01' + i * 11, 'day') AS a FROM generate_series(0, 9000) AS i) AS s;
SELECT first_period(rollup(a)), last_seen(rollup(a)), active_periods(rollup(a)), rollup(a) = (SELECT activity_agg(at, 'week') FROM events) FROM (SELECT activity_agg(at, 'week') AS a FROM events GROUP BY i % 10) AS s;
SELECT a + b = b + a, a + NULL = a, NULL + a = a, (NULL::activity_calendar + NULL) IS NULL, a + a = a, active_periods(a + b), first_period(a + b), last_seen(a + b), a <> b FROM (SELECT activity_agg(at, 'month') FILTER (WHERE c = 3) AS a, activity_agg(at, 'month') FILTER (WHERE c = 300) AS b FROM events) AS s;
SELECT count(*), sum(n) FROM (SELECT a, count(*) AS n FROM (SELECT activity_agg(at, 'year') AS a FROM events GROUP BY c, i % 2) AS s GROUP BY a) AS g;

CREATE TABLE grids AS SELECT unit, retention_agg(c, at, unit) AS g FROM events, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit;
CREATE TABLE calendars AS SELECT unit, c, activity_agg(at, unit) AS a FROM events, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit WHERE c IS NOT NULL GROUP BY unit, c;

\echo # grids
SELECT unit, customers(g), last_seen(g), g = (SELECT retention_agg(a) FROM calendars AS c WHERE c.unit = grids.unit) AS two_steps FROM grids ORDER BY unit;
SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g) AS x WHERE unit = 'quarter' ORDER BY 1, 2;
SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g, mode => 'unbounded') AS x WHERE unit = 'year' ORDER BY 1, 2;
SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g) AS x WHERE unit = 'month' ORDER BY 1;
SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, mode => 'unbounded', confidence => 0.8) AS x WHERE unit = 'quarter' ORDER BY 1;
SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM grids, lifecycle_table(g) AS x WHERE unit = 'month' ORDER BY 1;
SELECT unit, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g) AS x WHERE unit = %L', unit), 5) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g, mode => ''unbounded'', confidence => 0.9) AS x WHERE unit = %L', unit), 5) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g) AS x WHERE unit = %L', unit), 5) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, mode => ''unbounded'') AS x WHERE unit = %L', unit), 5) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM grids, lifecycle_table(g) AS x WHERE unit = %L', unit), 5) FROM grids ORDER BY unit;
SELECT unit, mode, digest(format('SELECT p, retention_rate(g, p, mode => %L) FROM grids, generate_series(0, 60) AS p WHERE unit = %L', mode, unit), 4) FROM grids, unnest(ARRAY['bounded', 'unbounded']) AS mode ORDER BY unit, mode;

\echo # as of, by unit and confidence
SELECT unit, as_of, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g, %1$L) AS x WHERE unit = %2$L UNION ALL
	SELECT NULL, x.period, NULL, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, as_of => %1$L, confidence => 0.99) AS x WHERE unit = %2$L', as_of, unit), 2)
	FROM grids, unnest(ARRAY['2022-12-31', '2023-01-01', '2023-06-29', '2023-06-30', '2024-02-29', '2024-12-30', '2025-12-31', '2027-01-01']) AS as_of WHERE unit <> 'day' ORDER BY unit, as_of;
SELECT unit, as_of, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g, %1$L, ''unbounded'') AS x WHERE unit = %2$L UNION ALL
	SELECT NULL, x.period, NULL, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, %1$L, ''unbounded'', 0.5) AS x WHERE unit = %2$L', as_of, unit), 2)
	FROM grids, unnest(ARRAY['2025-02-28', '2025-12-30']) AS as_of WHERE unit <> 'day' ORDER BY unit, as_of;
SELECT unit, as_of, digest(format('SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM grids, lifecycle_table(g, %1$L) AS x WHERE unit = %2$L', as_of, unit), 2)
	FROM grids, unnest(ARRAY['2022-12-31', '2023-01-31', '2023-06-29', '2024-12-31', '2025-02-28']) AS as_of ORDER BY unit, as_of;
SELECT unit, string_agg(coalesce(retention_rate(g, p, as_of)::text, 'NULL'), ' ' ORDER BY p, as_of) FROM grids, generate_series(0, 3) AS p, unnest(ARRAY['2023-06-29', '2024-02-29', '2026-12-31']::date[]) AS as_of GROUP BY unit ORDER BY unit;
SELECT confidence, digest(format('SELECT unit, x.cohort, x.period, x.low, x.high FROM grids, retention_table(g, confidence => %1$s) AS x WHERE unit IN (''month'', ''year'')', confidence), 3) FROM unnest(ARRAY[0.01, 0.5, 0.8, 0.99, 0.9999]) AS confidence;

\echo # types of customers and of times
CREATE FUNCTION key_of(c bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (lpad(to_hex(c * 7919 % 4001), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(c), 12, '0'))::uuid $$;
SELECT unit, g = i, g = s, g = u, g = t, g = td, g = ud, g = d, g = n FROM grids JOIN (SELECT unit, retention_agg(c::int, at, unit) AS i, retention_agg(c::smallint, at, unit) AS s, retention_agg(key_of(c), at, unit) AS u, retention_agg('customer ' || c, at, unit) AS t, retention_agg(c::text, at::date, unit) AS td,
	retention_agg(key_of(c), at::date, unit) AS ud, retention_agg(c, at::date, unit) AS d, retention_agg(-c, at, unit) AS n FROM events, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit) AS k USING (unit) ORDER BY unit;
SELECT customers(retention_agg(k, d, 'week')), customers(retention_agg(lower(k), d, 'week')) FROM (VALUES ('a', date '2026-01-01'), ('A', '2026-01-01'), ('', '2026-01-01'), ('a ', '2026-01-01'), ('ä', '2026-01-01'), (repeat('x', 3000), '2026-01-01'), (repeat('x', 3001), '2026-01-01'), (NULL, '2026-01-01'), ('n', NULL)) AS v(k, d);
SELECT customers(retention_agg(c, date '2026-01-01', 'day')) FROM unnest(ARRAY[9223372036854775807, -9223372036854775808, 0, -1, 1]) AS c;
SET TIME ZONE 'America/New_York';
SELECT unit, digest(format('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate FROM retention_table((SELECT retention_agg(c, at AT TIME ZONE ''UTC'', %L) FROM events)) AS x', unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SELECT unit, digest(format('SELECT c, first_period(a), last_seen(a), active_periods(a) FROM (SELECT c, activity_agg(at AT TIME ZONE ''UTC'', %L) AS a FROM events GROUP BY c) AS s', unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SET TIME ZONE 'Asia/Kolkata';
SELECT unit, digest(format('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate FROM retention_table((SELECT retention_agg(key_of(c), at AT TIME ZONE ''UTC'', %L) FROM events)) AS x', unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SET TIME ZONE 'Pacific/Apia';
SELECT unit, digest(format('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate FROM retention_table((SELECT retention_agg(c::text, at AT TIME ZONE ''UTC'', %L) FROM events)) AS x', unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SELECT x.cohort, x.period, x.retained FROM retention_table((SELECT retention_agg(1, at, 'day') FROM generate_series(timestamptz '2011-12-28 00:00+00', '2012-01-02 00:00+00', '7 hours') AS at)) AS x;
SET TIME ZONE 'Europe/Berlin';
SELECT unit, first_period(a), last_seen(a), active_periods(a) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit, LATERAL (SELECT activity_agg(at, unit) AS a FROM (VALUES (timestamptz '2025-03-29 22:59:59+00'), ('2025-03-30 00:59+00'), ('2025-03-30 21:59:59.999999+00'), ('2025-10-25 21:59+00'), ('2025-10-26 22:59+00'), ('2025-10-26 23:00+00'), ('2025-12-31 22:59:59+00'), ('2025-12-31 23:00+00')) AS v(at)) AS s;
SELECT unit, g = z FROM grids JOIN (SELECT unit, retention_agg(c, at AT TIME ZONE 'Europe/Berlin', unit) AS z FROM events, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit) AS k USING (unit) ORDER BY unit;
SET TIME ZONE 'UTC';

\echo # cohorts by joining
CREATE TABLE joined AS SELECT c, date '2022-12-15' + c * 2 - c * 13 % 40 AS joined FROM generate_series(0, 430) AS c;
UPDATE joined SET joined = NULL WHERE c % 50 = 0;
SELECT unit, digest(format('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate, x.low, x.high FROM retention_table((SELECT retention_agg(a, least(joined, first_period(a)), %1$L) FROM joined LEFT JOIN calendars USING (c) WHERE unit = %1$L OR unit IS NULL)) AS x', unit), 4),
	(SELECT ROW(customers(g), last_seen(g))::text FROM (SELECT retention_agg(a, least(joined, first_period(a)), unit) AS g FROM joined LEFT JOIN (SELECT c, a FROM calendars AS k WHERE k.unit = u.unit) AS k USING (c)) AS s) FROM unnest(ARRAY['week', 'month', 'quarter', 'year']) AS u(unit);
CREATE TABLE by_joining AS SELECT retention_agg(a, least(joined, first_period(a)), 'month') AS g, retention_agg(a, least(joined, first_period(a))::timestamp, 'month') AS t, retention_agg(a, least(joined, first_period(a))::timestamptz, 'month') AS z FROM joined LEFT JOIN (SELECT c, a FROM calendars WHERE unit = 'month') AS k USING (c);
SELECT g = t, g = z, customers(g), last_seen(g), retention_rate(g, 0), retention_rate(g, 1), retention_rate(g, 5, mode => 'unbounded') FROM by_joining;
SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate FROM by_joining, retention_table(g, '2023-09-30') AS x WHERE x.period < 3 ORDER BY 1, 2;
SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM by_joining, retention_curve(g, mode => 'unbounded') AS x WHERE x.period % 4 = 0 ORDER BY 1;
SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM by_joining, lifecycle_table(g) AS x ORDER BY 1;
SELECT customers(g), last_seen(g), retention_rate(g, 0), retention_rate(g, 1, '2026-12-31') FROM (SELECT retention_agg(NULL, d, 'month') AS g FROM (VALUES (date '2026-01-01'), ('2026-02-14'), (NULL)) AS v(d)) AS s;
SELECT x.period_start, x.active_customers, x.new_customers, x.churned, x.churn_rate FROM lifecycle_table((SELECT retention_agg(NULL, d, 'month') FROM (VALUES (date '2026-01-01'), ('2026-03-14')) AS v(d)), '2026-05-31') AS x ORDER BY 1;

\echo # segments, merging
CREATE TABLE segments AS SELECT c % 7 AS segment, unit, retention_agg(c, at, unit) AS g FROM events, unnest(ARRAY['week', 'month', 'year']) AS unit WHERE c IS NOT NULL GROUP BY 1, 2;
SELECT segment, unit, customers(g), last_seen(g), retention_rate(g, 1), retention_rate(g, 2, '2027-01-31'), retention_rate(g, 1, mode => 'unbounded') FROM segments ORDER BY segment, unit;
SELECT s.unit, rollup(s.g) = (SELECT g.g FROM grids AS g WHERE g.unit = s.unit) FROM segments AS s GROUP BY s.unit ORDER BY s.unit;
SELECT a.g + b.g = b.g + a.g, a.g + NULL = a.g, NULL + a.g = a.g, (NULL::retention_grid + NULL) IS NULL, a.g <> b.g, customers(a.g + b.g), retention_rate(a.g + b.g, 3), last_seen(a.g + b.g) FROM segments AS a, segments AS b WHERE a.segment = 1 AND b.segment = 5 AND a.unit = b.unit ORDER BY a.unit;
SELECT digest('SELECT a.segment, b.segment, a.unit, x.period, x.eligible, x.retained, x.rate, x.low FROM segments AS a, segments AS b, retention_curve(a.g + b.g) AS x WHERE a.segment < b.segment AND a.unit = b.unit AND a.unit <> ''week''', 3);
SELECT segment, customers(g), retention_rate(g, 1) FROM (SELECT segment, rollup(g) OVER (ORDER BY segment ROWS 2 PRECEDING) AS g FROM segments WHERE unit = 'month') AS s ORDER BY segment;
SELECT count(*), sum(n) FROM (SELECT g, count(*) AS n FROM (SELECT g FROM segments UNION ALL SELECT g FROM segments) AS s GROUP BY g) AS d;
SELECT g = (SELECT retention_agg(c, at, 'month' ORDER BY i DESC) FROM events) FROM grids WHERE unit = 'month';
SELECT g = (SELECT retention_agg(c, at, 'month') FROM (SELECT c, at FROM events UNION ALL SELECT c, at FROM events WHERE c % 3 = 0) AS e) FROM grids WHERE unit = 'month';

\echo # long and short spans
SELECT customers(g), last_seen(g), retention_rate(g, 0), retention_rate(g, 1), retention_rate(g, 63), retention_rate(g, 64), retention_rate(g, 65), retention_rate(g, 1023), retention_rate(g, 1024), retention_rate(g, 2000), retention_rate(g, 1025, mode => 'unbounded')
	FROM (SELECT retention_agg(c, date '2015-01-01' + c + (i * i * (c + 3)) % 3000, 'day') AS g FROM generate_series(1, 20) AS c, generate_series(0, 99) AS i) AS s;
SELECT digest('SELECT x.period, x.eligible, x.retained, x.rate FROM retention_curve((SELECT retention_agg(c, date ''2015-01-01'' + c + (i * i * (c + 3)) % 3000, ''day'') FROM generate_series(1, 20) AS c, generate_series(0, 99) AS i)) AS x', 6);
SELECT unit, (SELECT string_agg(ROW(x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high)::text, ' ') FROM retention_table((SELECT retention_agg(i, date '2026-02-28', unit) FROM generate_series(1, 1) AS i), '2026-12-31') AS x WHERE x.period < 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SELECT x.cohort, x.period, x.retained FROM retention_table((SELECT retention_agg(1, d, 'month') FROM (VALUES (date '0001-11-30 BC'), ('0001-02-01')) AS v(d))) AS x ORDER BY 1, 2;
SELECT customers(g), last_seen(g), retention_rate(g, 99999) FROM (SELECT retention_agg(1, d, 'day') AS g FROM (VALUES (date '1700-01-01'), (date '1700-01-01' + 99999)) AS v(d)) AS s;

\echo # kept values: upserts, arrays, partitions, prepared statements
CREATE TABLE kept (c bigint PRIMARY KEY, a activity_calendar);
INSERT INTO kept SELECT c, activity_agg(at, 'month') FROM events WHERE at < '2024-01-01' AND c IS NOT NULL GROUP BY c;
INSERT INTO kept AS k SELECT c, activity_agg(at, 'month') FROM events WHERE at >= '2023-11-01' AND c IS NOT NULL GROUP BY c ON CONFLICT (c) DO UPDATE SET a = k.a + EXCLUDED.a;
SELECT retention_agg(a) = (SELECT g FROM grids WHERE unit = 'month'), customers(retention_agg(a)), sum(active_periods(a)), min(first_period(a)), max(last_seen(a)) FROM kept;
SELECT active_periods(x[1] + x[2]), customers(retention_agg(x[2])), first_period(x[3]) FROM (SELECT array_agg(a ORDER BY c) AS x FROM kept WHERE c < 4) AS s GROUP BY x;
CREATE TABLE partitioned (c bigint, at timestamp) PARTITION BY HASH (c);
CREATE TABLE partitioned_0 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE partitioned_1 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO partitioned SELECT c, at FROM events WHERE c IS NOT NULL;
SET enable_partitionwise_aggregate = on;
SELECT retention_agg(c, at, 'month') = (SELECT g FROM grids WHERE unit = 'month') FROM partitioned;
RESET enable_partitionwise_aggregate;
PREPARE curve(text, date, text) AS SELECT x.period, x.eligible, x.retained, x.rate FROM grids, retention_curve(g, $2, $3) AS x WHERE unit = $1 AND x.period < 3 ORDER BY 1;
EXECUTE curve('quarter', '2024-06-30', 'bounded');
EXECUTE curve('year', NULL, 'unbounded');

\echo # nobody, NULL
SELECT customers(g), last_seen(g), retention_rate(g, 0), (SELECT count(*) FROM retention_table(g)), (SELECT count(*) FROM retention_curve(g)), (SELECT count(*) FROM lifecycle_table(g)), g IS NULL FROM (SELECT retention_agg(c, at, 'month') AS g FROM events WHERE false) AS s;
SELECT retention_agg(a) IS NULL, rollup(a) IS NULL FROM calendars WHERE false;
SELECT retention_rate(g, NULL), retention_rate(g, 1, mode => NULL), (SELECT count(*) FROM retention_table(g, confidence => NULL)), (SELECT count(*) FROM retention_table(g, mode => NULL)) FROM grids WHERE unit = 'year';

\echo # errors
SELECT n, state_of('SELECT ' || query) FROM unnest(ARRAY[$$retention_agg(1, date '2026-01-01', 'fortnight')$$, $$retention_agg(1, date '2026-01-01', NULL)$$, $$retention_agg(1, date 'infinity', 'day')$$, $$activity_agg(timestamp '-infinity', 'day')$$, $$activity_agg(date '2026-01-01', 'hour')$$, $$activity_agg(date '2026-01-01', 'day') + activity_agg(date '2026-01-01', 'week')$$,
	$$retention_agg(1, date '2026-01-01', 'day') + retention_agg(1, date '2026-01-01', 'week')$$, $$retention_agg(1, date '2026-01-01' + 100000 * g, 'day') FROM generate_series(0, 1) AS g$$, $$retention_agg(1, date '2026-01-01', CASE g WHEN 0 THEN 'day' ELSE 'week' END) FROM generate_series(0, 1) AS g$$, $$retention_rate(g, -1) FROM grids$$, $$retention_rate(g, 1, mode => 'rolling') FROM grids$$,
	$$retention_table(g, confidence => 1) FROM grids$$, $$retention_curve(g, '2023-12-31', 'unbounded') FROM grids$$, $$retention_table(g, 'infinity') FROM grids WHERE unit = 'year'$$, $$retention_agg(a, date '2026-12-31', 'month') FROM calendars WHERE unit = 'month'$$, $$retention_agg(a, date '2000-12-31', 'week') FROM calendars WHERE unit = 'month'$$, $$retention_agg(a) FROM calendars$$, $$rollup(g) FROM grids$$]) WITH ORDINALITY AS q(query, n) ORDER BY n;

\echo # parallel
CREATE TABLE many AS SELECT (i * 7919 % 5003) AS c, date '2020-01-01' + (i * 7919 % 5003) / 5 + (i * 7907 % 1009) AS at FROM generate_series(1, 60000) AS i;
ANALYZE many;
\ir parallel.psql
CREATE TABLE pg AS SELECT retention_agg(c, at, 'month') AS m, retention_agg(c::text, at::timestamp, 'week') AS w, retention_agg(key_of(c), at::timestamptz, 'quarter') AS q FROM many;
SELECT customers(m), last_seen(m), retention_rate(m, 1), customers(w), retention_rate(w, 5), customers(q), retention_rate(q, 3, mode => 'unbounded') FROM pg;
SELECT customers(retention_agg(c, at, 'month')), active_periods(activity_agg(at, 'day')), last_seen(activity_agg(at, 'year')) FROM many;
CREATE TABLE pc AS SELECT c, activity_agg(at, 'month') AS a FROM many GROUP BY c;
ANALYZE pc;
SELECT retention_agg(a) = (SELECT m FROM pg) FROM pc;
SELECT active_periods(rollup(a)), first_period(rollup(a)) FROM pc;
CREATE TABLE ps AS SELECT c % 200 AS s, retention_agg(c, at, 'month') AS g FROM many GROUP BY c % 200;
ANALYZE ps;
SELECT rollup(g) = (SELECT m FROM pg) FROM ps;
SELECT s, customers(g), retention_rate(g, 1) FROM ps WHERE s % 50 = 0 ORDER BY s;
SELECT digest('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate, x.low, x.high FROM pg, retention_table(m) AS x', 3);
SELECT digest('SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate, x.low, x.high FROM pg, retention_table(w, mode => ''unbounded'') AS x', 3);
SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM pg, lifecycle_table(q) AS x ORDER BY 1;
