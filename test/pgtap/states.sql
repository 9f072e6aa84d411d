-- States that grow with their rows: whatever the order of rows, the split, the workers, the window or the plan, an aggregate says what
-- it says of its rows in one pass. Groups have 1 to 5,000 rows, for a state is flat first and live from some hundred rows on.
SET client_min_messages = error;
SET jit = off;
SELECT setseed(0.2026);
SELECT no_plan();

CREATE TABLE sizes (size int, groups int);
INSERT INTO sizes VALUES (1, 120), (5, 60), (50, 24), (500, 6), (5000, 2);

-- A row is an event of one of some customers, a customer with a summary of their own, and a small value of every type that has a rollup.
CREATE TABLE events AS
SELECT e.*, activity_agg AS calendar, CASE WHEN n % 11 > 0 THEN activity_agg END AS active, first_period(activity_agg) - n % 3 * 31 AS joined, purchase_agg AS history,
	retention_agg AS grid, ledger_agg AS ledger, clv_tally_agg AS tally, format('{"version": 1, "rows": [[%s, 0, %s], [%s, 1, 1]]}', n % 9, 1 + n % 4, n % 9 + n * 7919 % 977 / 8.0)::survival_tally AS contracts,
	make_clv_model('bg/nbd', format('{"r": %s, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}', (1 + n % 3) / 8.0)::jsonb) AS model
FROM (SELECT size, 1000 * size + g AS grp, n, 1 + floor(random() ^ 2 * size / 3)::int AS customer, timestamp '2024-01-01' + random() * interval '700 days' AS at,
		round((random() * 1000)::numeric - 100, n % 4) AS amount, x AS frequency, CASE WHEN x > 0 THEN 1 + floor(random() * 30) ELSE 0 END AS recency, 31 + floor(random() * 20) AS tenure,
		CASE WHEN n % 5 > 0 THEN 1 + floor(random() * 100) / 8 END AS monetary, 1 + floor(random() * 12)::bigint AS duration, random() < 0.7 AS churned
	FROM sizes, generate_series(1, groups) AS g, generate_series(1, size) AS n, LATERAL (SELECT greatest(floor(random() * 9 + n * 0) - 4, 0) AS x) AS f) AS e,
	LATERAL (SELECT activity_agg(at + i * i * interval '40 days', 'month'), purchase_agg(at + i * i * interval '40 days', amount + 100 + i), retention_agg(i, at + i * interval '9 days', 'month'),
		ledger_agg('customer ' || (customer + i), at + i * interval '9 days', amount, 'month'), clv_tally_agg(frequency + i, recency + i, tenure + 9, monetary) FROM generate_series(0, n % 4) AS i) AS v;
CREATE TABLE parts (LIKE events) PARTITION BY HASH (n);
CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parts_2 PARTITION OF parts FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parts SELECT * FROM events;
CREATE TABLE by_group (LIKE events) PARTITION BY HASH (grp);
CREATE TABLE by_group_0 PARTITION OF by_group FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_group_1 PARTITION OF by_group FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_group SELECT * FROM events;
ANALYZE events, parts, by_group;

-- How a summary is split and merged: by rows, or by customers where it is of disjoint ones. Fits take long: only of groups with enough rows.
CREATE TABLE calls (name text, call text, key text, merged text, minimum int);
INSERT INTO calls VALUES
	('grids of events', 'retention_agg(customer, at, ''day'')', 'customer', 'rollup(v)', 1),
	('grids of named customers', 'retention_agg(''customer '' || customer, at::date, ''month'')', 'customer', 'rollup(v)', 1),
	('grids of uuids', 'retention_agg(md5(customer::text)::uuid, at::timestamptz, ''week'')', 'customer', 'rollup(v)', 1),
	('grids of events and joining', 'retention_agg(customer, nullif(at, timestamp ''2024-01-01'' + n % 3 * interval ''1 day''), timestamp ''2023-06-01'' + customer % 200 * interval ''1 day'', ''day'')', 'customer', 'rollup(v)', 1),
	('grids of contracts', 'retention_agg(''customer '' || customer, daterange(at::date, at::date + n % 5 * n % 40), ''day'', ''2025-11-11'')', 'customer', 'rollup(v)', 1),
	('grids of calendars', 'retention_agg(calendar)', 'n', 'rollup(v)', 1),
	('grids of who joined', 'retention_agg(active, joined, ''month'')', 'n', 'rollup(v)', 1),
	('grids merged', 'rollup(grid)', 'n', 'rollup(v)', 1),
	('ledgers', 'ledger_agg(customer, at, amount, ''month'')', 'n', 'rollup(v)', 1),
	('ledgers of named customers', 'ledger_agg(''customer '' || customer, at::date, amount, ''day'')', 'n', 'rollup(v)', 1),
	('ledgers of spans', 'subscription_ledger_agg(customer, daterange(at::date, at::date + 31 + n % 500), amount, ''month'', ''2026-12-31'')', 'n', 'rollup(v)', 1),
	('ledgers of days of spans', 'subscription_ledger_agg(''customer '' || customer, daterange(at::date, at::date + 1 + n % 90), amount, ''day'', ''2026-12-31'')', 'n', 'rollup(v)', 1),
	('ledgers merged', 'rollup(ledger)', 'n', 'rollup(v)', 1),
	('tallies', 'clv_tally_agg(frequency, recency, tenure)', 'n', 'rollup(v)', 1),
	('tallies of spend', 'clv_tally_agg(frequency, recency, tenure, monetary, ''month'')', 'n', 'rollup(v)', 1),
	('tallies of counts', 'clv_tally_count_agg(frequency, recency, tenure, 1 + n % 3)', 'n', 'rollup(v)', 1),
	('tallies of histories', 'clv_tally_agg(history, ''2025-06-30'')', 'n', 'rollup(v)', 1),
	('tallies of occasions', 'clv_tally_agg(history, ''2025-06-30'', ''calendar month'')', 'n', 'rollup(v)', 1),
	('tallies merged', 'rollup(tally)', 'n', 'rollup(v)', 1),
	('forecasts', 'forecast_agg(model, 12, 0.1, history, ''2025-06-30'')', 'n', 'rollup(v)', 1),
	('terms', 'term_agg(frequency::int % 11, to_tsvector(''simple'', ''of '' || customer % 200 || '' and '' || n % 97))', 'n', 'rollup(v)', 1),
	('themes', 'term_agg(recency::int % 101, ARRAY[''customer '' || customer % 40, (n % 50)::text, repeat(''long'', n % 9)], 0, 100)', 'n', 'rollup(v)', 1),
	('contracts', 'survival_agg(duration, churned)', 'n', 'rollup(v)', 1),
	('contracts merged', 'rollup(contracts)', 'n', 'rollup(v)', 1),
	('models', 'clv_fit(frequency, recency, tenure, monetary)', 'n', NULL, 500),
	('models of histories', 'clv_fit(history, ''2025-06-30'', ''bg/bb'', ''month'')', 'n', NULL, 500),
	('models of tallies', 'clv_fit(rollup(tally))', 'n', NULL, 500),
	('models of contracts', 'sbg_fit(duration, churned)', 'n', NULL, 500);

-- What is compared is made into a table, for what a function fetches bit by bit has no workers.
CREATE TABLE whole (name text, grp int, value text);
CREATE FUNCTION make(target text, query text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('DROP TABLE IF EXISTS %I; CREATE TABLE %1$I AS %s', target, query);
END $$;
CREATE FUNCTION differing(query text, of_name text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM make('got', query);
	RETURN (SELECT count(*) FROM got FULL JOIN (SELECT * FROM whole WHERE name = of_name) AS w USING (grp) WHERE got.value IS DISTINCT FROM w.value);
END $$;
CREATE FUNCTION grouped(call text, source text, minimum int) RETURNS text LANGUAGE SQL AS $$
	SELECT format('SELECT grp, (%s)::text AS value FROM %s WHERE size >= %s GROUP BY grp', call, source, minimum)
$$;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;

SET max_parallel_workers_per_gather = 0;
SET enable_sort = off;
DO $$
DECLARE c calls;
BEGIN
	FOR c IN SELECT * FROM calls LOOP
		PERFORM make('got', grouped(c.call, 'events', c.minimum));
		INSERT INTO whole SELECT c.name, grp, value FROM got;
	END LOOP;
END $$;
SELECT is((SELECT count(*) FROM whole AS w WHERE w.name = c.name), (SELECT sum(groups) FROM sizes WHERE size >= minimum), 'there are ' || name) FROM calls AS c;
SELECT cmp_ok((SELECT count(DISTINCT value) FROM whole AS w WHERE w.name = c.name), '>=', 5::bigint, 'different ones') FROM calls AS c;
SELECT matches(plan_of(grouped(call, 'events', minimum)), '^HashAggregate', name || ' are made by hash') FROM calls;
RESET enable_sort;

SET enable_hashagg = off;
SELECT matches(plan_of(grouped(call, 'events', minimum)), '^GroupAggregate', name || ' are made by sort') FROM calls;
SELECT is(differing(grouped(call, 'events', minimum), name), 0::bigint, 'and are the same') FROM calls;
RESET enable_hashagg;

-- ---------- order ----------

SELECT is(differing(grouped(call, format('(SELECT * FROM events ORDER BY %s OFFSET 0) AS e', o), minimum), name), 0::bigint, name || ' by ' || o)
FROM calls, unnest('{n,n DESC,md5(n::text),customer,at DESC}'::text[]) AS o WHERE merged IS NOT NULL OR o ~ 'md5';
SELECT is(differing(grouped(regexp_replace(call, '\)$', ' ORDER BY hashint4(n))'), 'events', minimum), name), 0::bigint, name || ' by an order of their own') FROM calls WHERE call !~ '^clv_fit.rollup';

-- ---------- splits ----------

SELECT is(differing(format('SELECT grp, (%s)::text AS value FROM (SELECT grp, %s AS v FROM events WHERE size >= %s GROUP BY grp, %s) AS s GROUP BY grp', merged, call, minimum, format(part, key)), name), 0::bigint,
	name || ' of parts by ' || format(part, key))
FROM calls, unnest('{%s %% 2,%s %% 7,%s / 100,%s}'::text[]) AS part WHERE merged IS NOT NULL;
SELECT is(differing(format('SELECT grp, (a + b)::text AS value FROM (SELECT grp, %s AS a, %s AS b FROM events GROUP BY grp) AS s', regexp_replace(call, '$', format(' FILTER (WHERE %s %% 3 = 0)', key)), regexp_replace(call, '$', format(' FILTER (WHERE %s %% 3 > 0)', key))), name), 0::bigint,
	name || ' added') FROM calls WHERE merged IS NOT NULL;
SELECT is(differing(format('SELECT grp, (rollup(v))::text AS value FROM (SELECT grp, v::text::%s AS v FROM (SELECT grp, %s AS v FROM events GROUP BY grp, %s %% 3) AS s) AS s GROUP BY grp', pg_typeof_call, call, key), name), 0::bigint, name || ' that were text meanwhile')
FROM (SELECT *, CASE WHEN name ~ 'grids' THEN 'retention_grid' WHEN name ~ 'ledgers' THEN 'ledger_tally' WHEN name ~ 'contracts' THEN 'survival_tally' WHEN name ~ 'terms|themes' THEN 'term_tally' WHEN name ~ 'forecasts' THEN 'forecast_tally' ELSE 'clv_tally' END AS pg_typeof_call FROM calls) AS c WHERE merged IS NOT NULL;
SELECT is(differing('SELECT grp, clv_fit(rollup(v))::text AS value FROM (SELECT grp, clv_tally_agg(frequency, recency, tenure, monetary) AS v FROM events WHERE size >= 500 GROUP BY grp, n % 3) AS s GROUP BY grp', 'models'), 0::bigint, 'models of merged tallies');
SELECT is(differing('SELECT grp, clv_fit(rollup(v), ''bg/bb'')::text AS value FROM (SELECT grp, clv_tally_agg(history, ''2025-06-30'', ''calendar month'') AS v FROM events WHERE size >= 500 GROUP BY grp, n % 3) AS s GROUP BY grp', 'models of histories'), 0::bigint, 'of occasions, too');
SELECT is(differing('SELECT grp, sbg_fit(rollup(v))::text AS value FROM (SELECT grp, format(''{"version": 1, "decimals": 6, "rows": [[%s, %s, 1000000]]}'', duration, churned::int)::survival_tally AS v FROM events WHERE size >= 500) AS s GROUP BY grp', 'models of contracts'), 0::bigint, 'models of merged contracts');

-- ---------- windows ----------

-- The value at a row is that of the rows of its frame, one by one; of large groups, at some rows.
CREATE FUNCTION frames(call text, frame text, condition text, rows text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM make('got', format('SELECT * FROM (SELECT size, grp, n, (%s OVER (PARTITION BY grp ORDER BY n %s))::text AS value FROM events WHERE %s) AS w WHERE %s', call, frame, condition, rows));
	PERFORM make('wanted', format('SELECT grp, n, (SELECT (%s)::text FROM events AS e WHERE e.grp = g.grp AND e.n <= g.n %s) AS value FROM got AS g', call, CASE WHEN frame <> '' THEN 'AND e.n >= g.n - 3' ELSE '' END));
	RETURN (SELECT count(*) FROM got FULL JOIN wanted USING (grp, n) WHERE got.value IS DISTINCT FROM wanted.value);
END $$;
SELECT is(frames(call, frame, 'size <= 50 AND grp % 1000 <= 4', 'true'), 0::bigint, name || ' over a window ' || frame) FROM calls, unnest(ARRAY['', 'ROWS 3 PRECEDING']) AS frame WHERE merged IS NOT NULL;
SELECT is(frames(call, '', 'grp % 1000 = 1 AND size = 500', 'n % 5 = 0'), 0::bigint, name || ' over 500 rows, every fifth') FROM calls WHERE merged IS NOT NULL;
SELECT is(frames(call, '', 'grp % 1000 = 1 AND size = 5000', 'n % 613 = 0 OR n = 5000'), 0::bigint, name || ' over 5,000 rows, some') FROM calls WHERE merged IS NOT NULL;
CREATE FUNCTION fits(call text) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	PERFORM make('got', format('SELECT n, (%s OVER (ORDER BY n ROWS BETWEEN UNBOUNDED PRECEDING AND 90 FOLLOWING))::text AS value FROM events WHERE grp = 500001 AND n <= 95', call));
	PERFORM make('wanted', format('SELECT n, (SELECT (%s)::text FROM events WHERE grp = 500001 AND n <= least(w.n + 90, 95)) AS value FROM generate_series(1, 95) AS w(n)', call));
	RETURN (SELECT count(*) FROM got FULL JOIN wanted USING (n) WHERE got.value IS DISTINCT FROM wanted.value);
END $$;
SELECT is(fits(call), 0::bigint, name || ' over a window') FROM calls WHERE merged IS NULL AND call !~ 'rollup';
SELECT is((SELECT count(*) FROM (SELECT (clv_tally_agg(frequency, recency, tenure) OVER w)::text AS a, customers(clv_tally_agg(frequency, recency, tenure) OVER w) AS b, n FROM events WHERE grp = 500001 WINDOW w AS (ORDER BY n)) AS s WHERE b <> n), 0::bigint, 'aggregates that share a state do not use it up');

-- ---------- workers ----------

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET parallel_leader_participation = off;
ALTER FUNCTION clv_fit_final(clv_tally) COST 1;	-- beside its own cost, a scan so small is not worth workers
ALTER FUNCTION sbg_fit_final(survival_tally) COST 1;
SELECT matches(plan_of(grouped(call, 'events', minimum)), 'Finalize.*Gather.*Partial', 'workers make ' || name) FROM calls;
SELECT is(differing(grouped(call, 'events', minimum), name), 0::bigint, 'and they are the same') FROM calls;
SET enable_hashagg = off;
SELECT is(differing(grouped(call, 'events', minimum), name), 0::bigint, name || ', by sort') FROM calls;
RESET enable_hashagg;
CREATE FUNCTION of_one(call text, of_name text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM make('got', format('SELECT (%s)::text AS value FROM events WHERE grp = 5000001', call));
	RETURN (SELECT got.value = w.value FROM got, whole AS w WHERE w.name = of_name AND grp = 5000001);
END $$;
SELECT ok(of_one(call, name), name || ' of one group') FROM calls AS c;

-- ---------- partitions ----------

SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = on;
SELECT matches(plan_of(grouped(call, 'parts', minimum)), 'Finalize.*Append.*Partial', name || ' are made of those of partitions') FROM calls;
SELECT is(differing(grouped(call, 'parts', minimum), name), 0::bigint, 'and are the same') FROM calls;
SELECT matches(plan_of(grouped(call, 'by_group', minimum)), '^Append\s+->  .*Aggregate', name || ' are made in partitions') FROM calls;
SELECT is(differing(grouped(call, 'by_group', minimum), name), 0::bigint, 'and are the same') FROM calls;
SET max_parallel_workers_per_gather = 2;
SELECT is(differing(grouped(call, 'parts', minimum), name), 0::bigint, name || ' of partitions, by workers') FROM calls;

-- ---------- many small groups, and memory that is short ----------

SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = off;
SET work_mem = '64kB';
SELECT is(differing(grouped(call, 'events', minimum), name), 0::bigint, name || ' in little memory') FROM calls;
RESET work_mem;
SET enable_sort = off;
SELECT is(differing(format('SELECT grp, (%s)::text AS value FROM events WHERE size = 1 GROUP BY grp UNION ALL SELECT grp, value FROM whole WHERE name = %L AND grp >= 5000', call, name), name), 0::bigint, name || ' of one row each') FROM calls WHERE merged IS NOT NULL;

-- Who begins an aggregate with the state of customers of another type is refused, for a number would be read as the place of a name.
CREATE TABLE transitions AS
SELECT p.oid, format('%I.%I', nspname, proname) AS name, prorettype::regtype AS state, proargtypes[1]::regtype::text AS key,
	(SELECT string_agg(format_type(t, NULL), ', ' ORDER BY i) FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a(t, i) WHERE i > 2) AS others,
	(SELECT string_agg(format('%L::%s', CASE WHEN t IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) THEN '2024-05-05' WHEN t = 'text[]'::regtype THEN '{day}' WHEN t = 'daterange'::regtype THEN '[2024-01-01,2024-05-05)'
			WHEN t = 'interval'::regtype THEN '1 day' WHEN t = 'numeric'::regtype THEN '5' WHEN i = 7 THEN 'ordered' ELSE 'day' END, format_type(t, NULL)), ', ' ORDER BY i)
		FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS a(t, i) WHERE i > 2) AS row
FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace
WHERE proname ~ '_accum$' AND proargtypes[0] = prorettype AND proargtypes[1] IN ('bigint'::regtype, 'uuid'::regtype, 'text'::regtype) AND prorettype IN ('retention_grid'::regtype, 'active_tally'::regtype, 'ledger_tally'::regtype, 'funnel_tally'::regtype)
	AND pronargs > 2 AND NOT (prorettype = 'funnel_tally'::regtype AND proargtypes[2] = 'text'::regtype);
SELECT cmp_ok(count(*), '>=', 40::bigint, 'transitions of customers are found') FROM transitions;
CREATE FUNCTION begun_with_others() RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	t record;
	keys jsonb := '{"bigint": "5", "uuid": "00000000-0000-0000-0000-000000000005", "text": "5"}';
	state text;
BEGIN
	FOR t IN SELECT a.*, b.key AS other FROM transitions AS a JOIN transitions AS b USING (name, others) WHERE a.key <> b.key LOOP
		EXECUTE format('CREATE AGGREGATE part_of(%s, %s) (SFUNC = %s, STYPE = %s)', t.other, t.others, t.name, t.state);
		EXECUTE format('SELECT part_of(%L::%s, %s)::text', keys ->> t.other, t.other, t.row) INTO state;
		EXECUTE format('CREATE AGGREGATE begun(%s, %s) (SFUNC = %s, STYPE = %s, INITCOND = %L)', t.key, t.others, t.name, t.state, state);
		RETURN NEXT throws_ok(format('SELECT begun(%L::%s, %s)', keys ->> t.key, t.key, t.row), '22023', NULL, format('%s(%s, %s) does not go on with %s', t.name, t.key, t.others, t.other));
		EXECUTE format('DROP AGGREGATE begun(%s, %s); DROP AGGREGATE part_of(%s, %s)', t.key, t.others, t.other, t.others);
	END LOOP;
END $$;
SELECT begun_with_others();
SELECT finish();
