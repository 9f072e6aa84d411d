-- Properties of the revenue room: a plain-SQL twin of the ledger on 200 random worlds, sums that are
-- those of sum(numeric) to the digit, the definitions on the worked example, and that neither order,
-- split, frame, workers nor the form of a value leave a trace. With REVENUE_FULL=1 every world is read
-- with every lag, window and as_of; without it, with every lag, and the others in turns.
\set full `echo ${REVENUE_FULL:-0}`
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET timezone = 'America/St_Johns';
SET jit = off;
SET extra_float_digits = 1;
SET work_mem = '64MB';
SELECT setseed(0.2028);
SELECT no_plan();

-- a / b to the nearest float8
CREATE FUNCTION ratio(a numeric, b numeric) RETURNS float8 LANGUAGE SQL IMMUTABLE RETURN CASE WHEN b <> 0 THEN (trunc(a * 1e60 / b)::text || 'e-60')::float8 END;
CREATE FUNCTION step(unit text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN
	CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;
CREATE FUNCTION value_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE value text;
BEGIN
	EXECUTE query INTO value;
	RETURN value;
END $$;
-- The SQLSTATE and message of a query that fails
CREATE FUNCTION error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN 'no error';
EXCEPTION WHEN others THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END $$;

-- ---------- the worked example ----------

CREATE TABLE example (customer text, before numeric, after numeric, returning_customer boolean);
INSERT INTO example VALUES ('A', 100, 150, false), ('B', 100, 60, false), ('C', 100, 0, false), ('D', 0, 80, true), ('E', 0, 200, false), ('F', 0, 0, false), ('G', 100, 100, false), ('H', 100, 100, false);
CREATE TABLE example_bridge AS SELECT revenue_agg(before, after, returning_customer) AS b FROM example;
CREATE TABLE worked (opening numeric, new_amount numeric, expansion numeric, contraction numeric, churned numeric, reactivated numeric, closing numeric,
	opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint, churned_customers bigint, reactivated_customers bigint, closing_customers bigint,
	nrr float8, grr float8, nrr_with_reactivation float8, logo_churn float8, revenue_churn float8, quick_ratio float8);
INSERT INTO worked VALUES (500, 200, 50, 40, 100, 80, 690, 5, 1, 1, 1, 1, 1, 6, 0.82, 0.72, 0.98, 0.20, 0.28, 2.357142857142857);
SELECT results_eq('SELECT s.* FROM example_bridge, bridge_summary(b) AS s', 'SELECT * FROM worked', 'the worked example');
SELECT is((SELECT row(nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b))::text FROM example_bridge), '(0.82,0.72,0.98,0.2,0.28,2.357142857142857)', 'its rates');
SELECT is((SELECT row(nrr(before, after), grr(before, after))::text FROM example), '(0.82,0.72)', 'in one step');
SELECT is((SELECT row(new_amount, reactivated, new_customers, reactivated_customers, nrr, grr)::text FROM (SELECT revenue_agg(before, after) AS b FROM example) AS e, bridge_summary(b)), '(280,0,2,0,0.82,0.72)', 'who returns is new if nobody says otherwise');
SELECT is((SELECT sum(CASE WHEN step = last THEN -amount ELSE amount END) FROM (SELECT *, max(step) OVER () AS last FROM example_bridge, bridge_table(b)) AS t), 0::numeric, 'the waterfall falls to the closing');
SELECT results_eq('SELECT abs(amount), customers FROM example_bridge, bridge_table(b) ORDER BY 1, 2', $$VALUES (40::numeric, 1::bigint), (50, 1), (80, 1), (100, 1), (200, 1), (500, 5), (690, 6)$$, 'in seven steps');
SELECT is((SELECT row(g.*)::text FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES (70, 85), (30, NULL), (NULL, 45)) AS v(before, after)) AS r, earned_growth(b, 25) AS g), '(0.85,0.25,0.1,0.3333333333333333)', 'earned growth');

-- the same customers in two months, D with an earlier one
CREATE TABLE example_rows AS SELECT * FROM (VALUES ('A', date '2026-02-01', 100.0), ('A', '2026-03-31', 150), ('B', '2026-02-28', 100), ('B', '2026-03-01', 60), ('C', '2026-02-14', 100), ('D', '2026-01-31', 70),
	('D', '2026-03-05', 80), ('E', '2026-03-06', 200), ('F', '2026-03-07', 30), ('F', '2026-03-20', -30), ('G', '2026-02-02', 100), ('G', '2026-03-02', 130), ('G', '2026-03-12', -30), ('H', '2026-02-03', 100),
	('H', '2026-03-01', 100), ('H', '2026-03-09', -100), ('H', '2026-03-30', 100)) AS v(customer, day, amount);
SELECT results_eq($$SELECT opening, new_amount, expansion, contraction, churned, reactivated, closing, opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers,
		reactivated_customers, closing_customers, nrr, grr, nrr_with_reactivation, logo_churn, revenue_churn, quick_ratio FROM revenue_table((SELECT ledger_agg(customer, day, amount, 'month') FROM example_rows)) WHERE period_start = '2026-03-01'$$,
	'SELECT * FROM worked', 'the ledger of the worked example');
SELECT results_eq($$SELECT period_start, opening, reactivated, closing, opening_customers, closing_customers FROM revenue_table((SELECT ledger_agg(customer, day, amount, 'month') FROM example_rows))$$,
	$$VALUES (date '2026-01-01', NULL::numeric, NULL::numeric, 70::numeric, NULL::bigint, 1::bigint), ('2026-02-01', 70, 0, 500, 1, 5), ('2026-03-01', 500, 80, 690, 5, 6)$$, 'month by month');
SELECT results_eq($$SELECT w, new_amount, reactivated FROM unnest('{0,1,2}'::int[]) AS w, revenue_table((SELECT ledger_agg(customer, day, amount, 'month') FROM example_rows), NULL, 1, w) WHERE period_start = '2026-03-01' ORDER BY w$$,
	$$VALUES (0, 280::numeric, 0::numeric), (1, 200, 80), (2, 200, 80)$$, 'D was away for one month');

-- ---------- the ledger and its twin ----------

-- 200 worlds of 20 to 60 customers who join, pause and leave, by all units, in 3 to 25 periods. Several rows a period, in no order; credits that lower a net, some to nothing; rows of 0;
-- amounts of two decimals, of none to six, of none, and of 30 digits; rows with a NULL, outside of all others.
CREATE TABLE worlds AS SELECT seed, (ARRAY['day', 'week', 'month', 'quarter', 'year'])[1 + seed % 5] AS unit, 20 + seed * 7 % 41 AS customers, 3 + seed * 11 % 23 AS periods, seed % 4 AS digits, seed % 9 AS types FROM generate_series(1, 200) AS seed;
CREATE FUNCTION some_amount(digits int) RETURNS numeric LANGUAGE SQL VOLATILE AS $$
	SELECT CASE digits WHEN 0 THEN round((1 + random() * 500)::numeric, 2) WHEN 1 THEN round((1 + random() * 500)::numeric, floor(random() * 7)::int) WHEN 2 THEN (floor(random() * 4) * 10 + 1)::numeric
		ELSE trunc((1 + floor(random() * 9)::numeric) * 1e21 + floor(random() * 1e15)::numeric * 1e6 + floor(random() * 1e6)::numeric + floor(random() * 1e8)::numeric / 1e8, floor(random() * 9)::int) END
$$;
CREATE TABLE cells AS
SELECT seed, c, i, digits, (p + random() * (p + step(unit) - p))::timestamptz AS at
FROM (SELECT w.*, c, (periods * random() ^ 2)::int AS joins, (periods * (0.3 + random()))::int AS leaves, 0.4 + 0.6 * random() AS share FROM worlds AS w, generate_series(1, customers) AS c) AS k,
	generate_series(0, periods - 1) AS i, LATERAL (SELECT date_trunc(unit, timestamp '2019-01-01' + seed * interval '11 days') + i * step(unit) AS p) AS s
WHERE i BETWEEN joins AND leaves AND random() < share;
CREATE TABLE payments AS
SELECT seed, c, at, CASE WHEN random() < 0.04 THEN round(0.0, floor(random() * (1 + digits))::int) ELSE some_amount(digits) END AS amount FROM cells, generate_series(1, 2) AS k WHERE k = 1 OR random() < 0.25;
INSERT INTO payments SELECT seed, c, max(at), -CASE WHEN random() < 0.2 THEN sum(amount) ELSE trunc(sum(amount) * random()::numeric, max(scale(amount))) END
	FROM payments JOIN worlds USING (seed) GROUP BY seed, c, date_trunc(unit, at) HAVING random() < 0.15;
INSERT INTO payments SELECT seed, NULL, at - interval '3 years', amount FROM payments WHERE c = 1;
INSERT INTO payments SELECT seed, c, NULL, amount + 0.00000000000001 FROM payments WHERE c = 2;
INSERT INTO payments SELECT seed, c, at + interval '7 years', NULL FROM payments WHERE c = 3;
CREATE TEMP TABLE shuffled AS SELECT * FROM payments ORDER BY random();
TRUNCATE payments;
INSERT INTO payments SELECT * FROM shuffled;
ALTER TABLE payments ADD COLUMN n serial, ADD COLUMN part int, ADD COLUMN half boolean;
UPDATE payments SET part = floor(random() * 6), half = random() < 0.5;
CREATE INDEX ON payments (seed);
ANALYZE payments, worlds;

-- The same by plain SQL. Away is the number of unpaid periods up to and including the one before.
CREATE TABLE nets AS SELECT seed, unit, c, date_trunc(unit, at)::date AS p, sum(amount) AS net FROM payments JOIN worlds USING (seed) WHERE c IS NOT NULL AND at IS NOT NULL AND amount IS NOT NULL GROUP BY 1, 2, 3, 4;
CREATE TABLE spans AS SELECT seed, w.unit, min(p) AS first, max(p) AS last, (SELECT max(at::date) FROM payments AS a WHERE a.seed = w.seed AND c IS NOT NULL AND amount IS NOT NULL) AS last_seen, (SELECT max(scale(amount)) FROM payments AS a WHERE a.seed = w.seed AND c IS NOT NULL AND at IS NOT NULL) AS scale FROM worlds AS w JOIN nets USING (seed) GROUP BY 1, 2;
CREATE TABLE calendar AS SELECT seed, i::int, g::date AS p, (g + step(unit))::date - 1 AS last_day, scale
	FROM spans, generate_series(first::timestamp, last + 4 * step(unit), step(unit)) WITH ORDINALITY AS s(g, i);
CREATE TABLE paid AS SELECT seed, c, i, p, coalesce(net, 0) AS amount, max(i) FILTER (WHERE net > 0) OVER (PARTITION BY seed, c ORDER BY i) AS last_paid
	FROM (SELECT DISTINCT seed, c FROM nets) AS k JOIN calendar USING (seed) LEFT JOIN nets USING (seed, c, p);
CREATE TABLE options AS SELECT seed, lag, pick AS window_pick, CASE pick WHEN 1 THEN (seed + lag) % 5 END AS reactivation_window FROM worlds, generate_series(1, 12) AS lag, generate_series(0, 1) AS pick WHERE :full = 1 OR (seed + lag) % 2 = pick;
ANALYZE nets, calendar, paid, options;
CREATE TABLE twin AS
WITH moved AS (
	SELECT n.seed, lag, window_pick, n.i, n.p, b.amount AS before, n.amount AS after,
		b.amount = 0 AND n.amount > 0 AND b.last_paid IS NOT NULL AND (reactivation_window IS NULL OR b.i - b.last_paid <= reactivation_window) AS returns,
		b.amount = 0 AND n.amount > 0 AND b.last_paid IS NOT NULL AS paid_earlier
	FROM options AS o JOIN paid AS n ON n.seed = o.seed LEFT JOIN paid AS b ON b.seed = n.seed AND b.c = n.c AND b.i = n.i - lag),
summed AS (
	SELECT seed, lag, window_pick, i, p, sum(before) AS opening,
		CASE WHEN i > lag THEN coalesce(sum(after) FILTER (WHERE before = 0 AND NOT returns), 0) END AS new_amount,
		CASE WHEN i > lag THEN coalesce(sum(after - before) FILTER (WHERE before > 0 AND after > before), 0) END AS expansion,
		CASE WHEN i > lag THEN coalesce(sum(before - after) FILTER (WHERE after > 0 AND after < before), 0) END AS contraction,
		CASE WHEN i > lag THEN coalesce(sum(before) FILTER (WHERE after = 0), 0) END AS churned,
		CASE WHEN i > lag THEN coalesce(sum(after) FILTER (WHERE returns), 0) END AS reactivated,
		sum(after) AS closing,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE before > 0) END AS opening_customers,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE before = 0 AND after > 0 AND NOT returns) END AS new_customers,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE before > 0 AND after > before) END AS expanded_customers,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE after > 0 AND after < before) END AS contracted_customers,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE before > 0 AND after = 0) END AS churned_customers,
		CASE WHEN i > lag THEN count(*) FILTER (WHERE returns) END AS reactivated_customers,
		count(*) FILTER (WHERE after > 0) AS closing_customers, count(*) FILTER (WHERE paid_earlier AND NOT returns) AS away_too_long,
		sum(after) FILTER (WHERE before > 0) AS kept, sum(least(before, after)) FILTER (WHERE before > 0) AS kept_at_most
	FROM moved GROUP BY 1, 2, 3, 4, 5)
SELECT *, ratio(kept, opening) AS nrr, ratio(kept_at_most, opening) AS grr, ratio(kept + reactivated, opening) AS nrr_with_reactivation, ratio(churned_customers, opening_customers) AS logo_churn,
	ratio(churned + contraction, opening) AS revenue_churn, ratio(new_amount + expansion + reactivated, contraction + churned) AS quick_ratio FROM summed;
CREATE INDEX ON twin (seed, lag, window_pick, i);
ANALYZE twin;

-- as_of at the ends and in the middle of periods, before, within and after the rows
CREATE TABLE asked AS SELECT seed, k, as_of, coalesce(as_of, last_seen) AS seen
FROM spans, LATERAL (VALUES (0, NULL), (1, (last + step(unit))::date - 1), (2, last + 1), (3, last), (4, first + floor(random() * (last - first))::int), (5, (last - step(unit))::date - 1),
	(6, (last + 4 * step(unit))::date - 1), (7, (last + 3 * step(unit))::date + 2), (8, first), (9, first - 1)) AS v(k, as_of)
WHERE k <> 7 OR unit <> 'day';
CREATE TABLE ledgers (seed int, l ledger_tally);
DO $$
DECLARE
	keys text[] := '{c,"(''00000000-0000-0000-0000-'' || lpad(c::text, 12, ''0''))::uuid","''customer '' || c"}';
	times text[] := '{at::date,at::timestamp,at}';
BEGIN
	FOR types IN 0..8 LOOP
		EXECUTE format('INSERT INTO ledgers SELECT seed, ledger_agg(%s, %s, amount, unit) FROM payments JOIN worlds USING (seed) WHERE types = %s GROUP BY seed, unit',
			keys[1 + types / 3], times[1 + types % 3], types);
	END LOOP;
END $$;
CREATE TABLE tried AS SELECT * FROM options JOIN asked USING (seed) WHERE :full = 1 OR k = 0 OR k % 3 = (seed + lag) / 2 % 3;
CREATE TABLE got AS SELECT seed, lag, window_pick, k, t.* FROM ledgers JOIN tried USING (seed), revenue_table(l, as_of, lag, reactivation_window) WITH ORDINALITY AS t;
CREATE TABLE want AS SELECT seed, lag, window_pick, k, i, p, last_day <= seen AS complete, scale FROM tried JOIN calendar USING (seed) WHERE p <= seen;
ANALYZE got, want;
CREATE TABLE compared AS SELECT w.*, g, t
FROM want AS w FULL JOIN got AS g ON g.seed = w.seed AND g.lag = w.lag AND g.window_pick = w.window_pick AND g.k = w.k AND g.ordinality = w.i
	LEFT JOIN twin AS t ON t.seed = w.seed AND t.lag = w.lag AND t.window_pick = w.window_pick AND t.i = w.i;
CREATE FUNCTION amounts(g got) RETURNS numeric[] LANGUAGE SQL IMMUTABLE RETURN ARRAY[(g).opening, (g).new_amount, (g).expansion, (g).contraction, (g).churned, (g).reactivated, (g).closing];
CREATE FUNCTION amounts(t twin, scale int) RETURNS numeric[] LANGUAGE SQL IMMUTABLE
	RETURN ARRAY[round((t).opening, scale), round((t).new_amount, scale), round((t).expansion, scale), round((t).contraction, scale), round((t).churned, scale), round((t).reactivated, scale), round((t).closing, scale)];
CREATE FUNCTION counts(g got) RETURNS bigint[] LANGUAGE SQL IMMUTABLE
	RETURN ARRAY[(g).opening_customers, (g).new_customers, (g).expanded_customers, (g).contracted_customers, (g).churned_customers, (g).reactivated_customers, (g).closing_customers];
CREATE FUNCTION counts(t twin) RETURNS bigint[] LANGUAGE SQL IMMUTABLE
	RETURN ARRAY[(t).opening_customers, (t).new_customers, (t).expanded_customers, (t).contracted_customers, (t).churned_customers, (t).reactivated_customers, (t).closing_customers];
CREATE FUNCTION rates(g got) RETURNS float8[] LANGUAGE SQL IMMUTABLE RETURN ARRAY[(g).nrr, (g).grr, (g).nrr_with_reactivation, (g).logo_churn, (g).revenue_churn, (g).quick_ratio];
CREATE FUNCTION rates(t twin) RETURNS float8[] LANGUAGE SQL IMMUTABLE RETURN ARRAY[(t).nrr, (t).grr, (t).nrr_with_reactivation, (t).logo_churn, (t).revenue_churn, (t).quick_ratio];

SELECT is((SELECT count(*) FROM ledgers WHERE l IS NOT NULL), 200::bigint, '200 worlds');
SELECT cmp_ok((SELECT count(*) FROM compared WHERE complete AND i > lag), '>', 40000::bigint, 'and many periods to compare');
SELECT cmp_ok((SELECT sum(away_too_long) FROM twin), '>', 500::numeric, 'some return too late');
SELECT is_empty('SELECT seed, lag, window_pick, k, i, p, (g).period_start FROM compared WHERE p IS DISTINCT FROM (g).period_start', 'a row a period, in order, from the first with rows to that of as_of');
SELECT is_empty('SELECT seed, lag, window_pick, k, i FROM compared WHERE complete AND amounts(g) IS DISTINCT FROM amounts(t, scale)', 'the amounts are the twin''s');
SELECT is_empty('SELECT seed, lag, window_pick, k, i, scale, amounts(g), amounts(t, scale) FROM compared WHERE complete AND amounts(g)::text IS DISTINCT FROM amounts(t, scale)::text', 'with the decimals of the sum of all');
SELECT is_empty('SELECT seed, lag, window_pick, k, i, counts(g), counts(t) FROM compared WHERE complete AND counts(g) IS DISTINCT FROM counts(t)', 'the customers are');
SELECT is_empty('SELECT seed, lag, window_pick, k, i, rates(g), rates(t) FROM compared WHERE complete AND rates(g) IS DISTINCT FROM rates(t)', 'and the rates, to the nearest float8');
SELECT is_empty('SELECT seed, lag, window_pick, k, i FROM compared WHERE NOT complete AND num_nulls(VARIADIC amounts(g)) + num_nulls(VARIADIC counts(g)) + num_nulls(VARIADIC rates(g)) <> 20', 'of periods that are not over nothing is known');
SELECT is_empty('SELECT seed, lag, window_pick, k, i FROM compared WHERE complete AND i <= lag AND NOT ((g).closing IS NOT NULL AND (g).closing_customers IS NOT NULL AND num_nulls(VARIADIC amounts(g)) + num_nulls(VARIADIC counts(g)) + num_nulls(VARIADIC rates(g)) = 18)', 'and of the first ones only what they close with');
SELECT is_empty('SELECT seed, lag, window_pick, k, i FROM compared WHERE complete AND i > lag AND ((g).opening + (g).new_amount + (g).expansion + (g).reactivated - (g).contraction - (g).churned = (g).closing) IS NOT TRUE', 'every row adds up to the digit');
SELECT is_empty('SELECT seed FROM compared WHERE complete AND i > lag AND (g).opening_customers + (g).new_customers + (g).reactivated_customers - (g).churned_customers IS DISTINCT FROM (g).closing_customers', 'customers, too');

-- ---------- rules of the ledger ----------

CREATE TABLE ledger AS SELECT ledger_agg(customer, day, amount, 'month') AS l FROM example_rows;
SELECT is((SELECT count(*) FROM ledger, revenue_table(l, lag => NULL)), 0::bigint, 'no lag, no rows');
SELECT is((SELECT count(*) FROM revenue_table(NULL)), 0::bigint, 'no ledger, no rows');
SELECT results_eq('SELECT * FROM ledger, revenue_table(l, NULL, 1, NULL)', 'SELECT * FROM ledger, revenue_table(l)', 'one period back is the default');
SELECT results_eq('SELECT * FROM ledger, revenue_table(l)', 'SELECT * FROM ledger, revenue_table(l, ''2026-03-31'')', 'and the last day seen');
SELECT results_eq('SELECT t.* FROM ledger, revenue_table(l, ''2026-03-31'', 7) AS t', 'SELECT period_start, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric, closing, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, NULL::bigint, closing_customers, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8, NULL::float8 FROM ledger, revenue_table(l)', 'a lag longer than the data leaves the closings');
SELECT is((SELECT array_agg(period_start) FROM revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-05', 0), ('2026-03-05', 5), ('2026-06-05', 7), ('2026-06-06', -7), ('2026-09-01', NULL)) AS v(d, a)))),
	'{2026-01-01,2026-02-01,2026-03-01,2026-04-01,2026-05-01,2026-06-01}'::date[], 'rows of 0, and rows that cancel, are rows');
SELECT is((SELECT ledger_agg(c, d, a, 'month') FROM (VALUES (NULL::int, date '2026-01-05', 5), (1, NULL, 5), (1, '2026-01-05', NULL)) AS v(c, d, a)), NULL, 'a NULL is no row');
SELECT is((SELECT row(r.opening, r.closing, r.nrr)::text FROM revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-05', 0.00), ('2026-02-28', 5)) AS v(d, a))) AS r OFFSET 1), '(0.00,5.00,)', 'an opening of 0 is 0, and its rates are unknown');

-- nets below zero
CREATE TABLE credits AS SELECT * FROM (VALUES (7, date '2026-01-05', 10.5), (7, '2026-02-05', 3), (7, '2026-02-15', -4.25), (7, '2026-03-05', 1), (9, '2026-02-05', 4), (9, '2026-03-05', 5), (9, '2026-03-06', -6), (7, '2026-04-01', 3)) AS v(c, day, amount);
SELECT lives_ok('SELECT ledger_agg(c, day, amount, ''month'') FROM credits', 'nets below zero are kept');
SELECT matches(error_of(format('SELECT count(*) FROM revenue_table((SELECT ledger_agg(%s, %s, amount, ''month'') FROM credits), ''2026-02-28'')', key, time)), '^220(03|23): .*' || named || '.*2026-02', 'and refused by name: ' || key || ', ' || time)
FROM (VALUES ('c', '\m7\M'), ('c::bigint', '\m7\M'), ('''cüst ''||c', 'cüst 7'), ('md5(c::text)::uuid', md5('7')::uuid::text)) AS k(key, named), unnest('{day,day::timestamp,day::timestamptz}'::text[]) AS time;
SELECT lives_ok(format('SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, day, amount, ''month'') FROM credits), %L, %s)', as_of, lag), 'but not before they are shown: ' || as_of || ', ' || lag) FROM unnest('{2025-12-31,2026-01-31,2026-02-01,2026-02-27}'::date[]) AS as_of, unnest('{1,2,12}'::int[]) AS lag;
SELECT is((SELECT closing FROM revenue_table((SELECT ledger_agg(c, day, amount, 'month') FROM credits), '2026-02-27') WHERE period_start = '2026-01-01'), 10.50, 'with the rows that are over');
SELECT is((SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, day, amount, 'month') FROM credits), '2026-02-27') WHERE closing IS NULL), 1::bigint, 'and those that are not');
SELECT matches(error_of(format('SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, day, amount, ''month'') FROM credits), NULL, %s)', lag)), '^220(03|23): .*\m7\M.*2026-02', 'also where only the closing is shown, ' || lag) FROM unnest('{1,2,3,12}'::int[]) AS lag;
SELECT is_empty($$SELECT part FROM generate_series(1, 20) AS part,
	LATERAL (SELECT error_of('SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, day, amount, ''month'' ORDER BY md5(day::text || amount || ' || part || ')) FROM credits), NULL, 1)') AS e) AS one,
	LATERAL (SELECT error_of('SELECT count(*) FROM revenue_table((SELECT rollup(l ORDER BY md5(l::text || ' || part || ')) FROM (SELECT ledger_agg(c, day, amount, ''month'') AS l FROM credits GROUP BY day) AS s))') AS f) AS two
	WHERE e <> error_of('SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, day, amount, ''month'') FROM credits))') OR e <> f$$, 'whatever the order of rows or parts');
SELECT is((SELECT count(closing) FROM revenue_table((SELECT ledger_agg(c, day, amount, 'quarter') FROM credits), '2026-06-30')), 2::bigint, 'by quarter no net is below zero');

-- few customers of many rows: by day, in any order, with amounts that grow in decimals and in digits
CREATE TABLE busy AS SELECT n, n % 5 - 2 AS c, date '2024-02-27' + floor(random() ^ 3 * 1000)::int AS day, CASE WHEN random() < 0.3 THEN -1 ELSE 1 END * trunc((random() * 10 ^ (n / 600))::numeric, n % (1 + n / 1000)) AS amount FROM generate_series(1, 9000) AS n;
CREATE TABLE busy_json AS SELECT format('{"version": 1, "unit": "day", "key": "bigint", "last_seen": "%s", "scale": %s, "first": "%s", "customers": [%s]}', last, scale, first, string_agg(format('{"customer": %s, "periods": [%s], "amounts": [%s]}', c, periods, amounts), ', ' ORDER BY c))::jsonb AS j
FROM (SELECT min(day) AS first, max(day) AS last, max(scale(amount)) AS scale FROM busy) AS all_of, LATERAL (SELECT c, string_agg((day - first)::text, ',' ORDER BY day) AS periods, string_agg(round(net, scale)::text, ',' ORDER BY day) AS amounts FROM (SELECT c, day, sum(amount) AS net FROM busy GROUP BY c, day) AS d GROUP BY c) AS k GROUP BY first, last, scale;
SELECT ok((SELECT ledger_agg(c, day, amount, 'day' ORDER BY n)::text::jsonb FROM busy) = j, 'a busy customer''s nets are kept, row by row') FROM busy_json;
SELECT ok((SELECT ledger_agg(c, day, amount, 'day' ORDER BY n DESC)::jsonb FROM busy) = j, 'backwards') FROM busy_json;
SELECT ok((SELECT ledger_agg(c, day, amount, 'day' ORDER BY day)::jsonb FROM busy) = j, 'day by day') FROM busy_json;
SELECT ok((SELECT ledger_agg(c, day, amount, 'day' ORDER BY day DESC, amount)::jsonb FROM busy) = j, 'from the last day on') FROM busy_json;
CREATE TABLE busy_parts AS SELECT n AS part, ledger_agg(c, day, amount, 'day') AS l FROM busy GROUP BY n;
SELECT ok((SELECT rollup(l)::jsonb FROM busy_parts) = j, 'from ledgers of one row') FROM busy_json;
SELECT ok((SELECT rollup(l ORDER BY random())::jsonb FROM (SELECT rollup(l) AS l FROM busy_parts GROUP BY part % 100) AS s) = j, 'or of some') FROM busy_json;
SELECT ok(j::text::ledger_tally = l AND l::jsonb = j, 'and can be written by hand') FROM busy_json, (SELECT rollup(l) AS l FROM busy_parts) AS s;

-- ---------- the bridge ----------

-- 4000 customers in 40 segments: amounts of one to 30 digits, of none to eight decimals; zeros, NULLs, rows of nothing but NULLs, segments of such rows, segments without an opening
CREATE TABLE pairs AS
SELECT n, n % 40 AS segment, CASE WHEN n % 40 IN (7, 8) THEN round(0.0, n % 3) WHEN random() < 0.1 THEN 0 WHEN random() < 0.1 THEN NULL ELSE some_amount(n % 4) END AS before,
	CASE WHEN random() < 0.15 THEN 0.000 WHEN random() < 0.1 THEN NULL ELSE some_amount(n % 4) END AS after, (ARRAY[true, false, NULL])[1 + floor(random() * 3)::int] AS back, floor(random() * 7)::int AS part, random() < 0.5 AS half
FROM generate_series(1, 4000) AS n;
UPDATE pairs SET after = before WHERE random() < 0.1 AND before > 0;
UPDATE pairs SET before = NULL, after = NULL WHERE segment = 9 OR random() < 0.03;
UPDATE pairs SET before = NULL WHERE segment = 8;
ANALYZE pairs;
CREATE TABLE bridges AS SELECT segment, revenue_agg(before, after, back) AS b, revenue_agg(before, after) AS plain FROM pairs GROUP BY segment;

CREATE TABLE bridge_twin AS
WITH row_of AS (SELECT segment, coalesce(before, 0) AS before, coalesce(after, 0) AS after, coalesce(back, false) AS back, greatest(scale(before), scale(after)) AS scale FROM pairs WHERE before IS NOT NULL OR after IS NOT NULL),
summed AS (
	SELECT segment, max(scale) AS scale, sum(before) AS opening, coalesce(sum(after) FILTER (WHERE before = 0 AND NOT back), 0) AS new_amount, coalesce(sum(after - before) FILTER (WHERE before > 0 AND after > before), 0) AS expansion,
		coalesce(sum(before - after) FILTER (WHERE after > 0 AND after < before), 0) AS contraction, coalesce(sum(before) FILTER (WHERE after = 0), 0) AS churned, coalesce(sum(after) FILTER (WHERE before = 0 AND back), 0) AS reactivated, sum(after) AS closing,
		count(*) FILTER (WHERE before > 0) AS opening_customers, count(*) FILTER (WHERE before = 0 AND after > 0 AND NOT back) AS new_customers, count(*) FILTER (WHERE before > 0 AND after > before) AS expanded_customers,
		count(*) FILTER (WHERE after > 0 AND after < before) AS contracted_customers, count(*) FILTER (WHERE before > 0 AND after = 0) AS churned_customers, count(*) FILTER (WHERE before = 0 AND after > 0 AND back) AS reactivated_customers,
		count(*) FILTER (WHERE after > 0) AS closing_customers, sum(after) FILTER (WHERE before > 0) AS kept, sum(least(before, after)) FILTER (WHERE before > 0) AS kept_at_most
	FROM row_of GROUP BY segment)
SELECT segment, round(opening, scale) AS opening, round(new_amount, scale) AS new_amount, round(expansion, scale) AS expansion, round(contraction, scale) AS contraction, round(churned, scale) AS churned, round(reactivated, scale) AS reactivated,
	round(closing, scale) AS closing, opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers, reactivated_customers, closing_customers,
	ratio(kept, opening) AS nrr, ratio(kept_at_most, opening) AS grr, ratio(churned_customers, opening_customers) AS logo_churn, ratio(churned + contraction, opening) AS revenue_churn, ratio(new_amount + expansion + reactivated, contraction + churned) AS quick_ratio,
	ratio(kept + reactivated, opening) AS with_reactivation, scale
FROM summed;
SELECT is((SELECT count(*) FROM bridge_twin), 39::bigint, 'one of 40 segments has nothing but NULLs');
SELECT is((SELECT array_agg(segment) FROM bridges WHERE b IS NULL), '{9}'::int[], 'and no bridge');
SELECT is_empty($$
	SELECT segment, s, t FROM bridge_twin AS t LEFT JOIN (SELECT segment, s FROM bridges, bridge_summary(b) AS s) AS r USING (segment)
	WHERE s::text IS DISTINCT FROM row(t.opening, new_amount, expansion, contraction, churned, reactivated, closing, opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers, reactivated_customers,
		closing_customers, nrr, grr, with_reactivation, logo_churn, revenue_churn, quick_ratio)::text
$$, 'amounts, customers and rates are the twin''s, digit by digit');
SELECT is_empty($$SELECT segment FROM bridges JOIN bridge_twin AS t USING (segment) WHERE row(nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b)) IS DISTINCT FROM row(t.nrr, t.grr, with_reactivation, t.logo_churn, t.revenue_churn, t.quick_ratio)$$, 'and the accessors''');
SELECT is_empty($$SELECT segment FROM bridges, bridge_summary(b) AS s, bridge_summary(plain) AS p WHERE s.new_amount + s.reactivated <> p.new_amount OR p.reactivated_customers <> 0 OR s.opening <> p.opening OR s.closing <> p.closing$$, 'nobody returns who is not said to');
SELECT is_empty($$SELECT segment FROM bridges, bridge_summary(b) WHERE (opening + new_amount + expansion + reactivated - contraction - churned = closing) IS NOT TRUE AND b IS NOT NULL$$, 'and adds up');
SELECT is_empty($$
	SELECT segment FROM bridges, LATERAL (SELECT array_agg(amount ORDER BY step) AS steps, array_agg(customers ORDER BY step) AS n, array_agg(step ORDER BY step) AS k FROM bridge_table(b)) AS w, bridge_summary(b)
	WHERE b IS NOT NULL AND (k <> '{1,2,3,4,5,6,7}' OR steps[1] <> opening OR steps[7] <> closing OR (SELECT sum(a) FROM unnest(steps[1:6]) AS a) <> closing
		OR (SELECT array_agg(a ORDER BY a) FROM unnest(steps[2:6]) AS a) <> (SELECT array_agg(a ORDER BY a) FROM unnest(ARRAY[new_amount, expansion, -contraction, -churned, reactivated]) AS a) OR n[1] <> opening_customers OR n[7] <> closing_customers)
$$, 'as the waterfall does');
SELECT is((SELECT (opening::text, closing::text)::text FROM (SELECT revenue_agg(before, after) AS b FROM pairs) AS p, bridge_summary(b)), (SELECT (sum(before)::text, sum(after)::text)::text FROM pairs), 'opening and closing are sum()');
-- numbers as the server stores them: in groups of four digits, without zeros at their ends
CREATE TABLE written AS SELECT DISTINCT ON (x::text) x FROM (SELECT (CASE WHEN digits > scale THEN left(n, digits - scale) ELSE '0' END || CASE WHEN scale > 0 THEN '.' || lpad(right(n, least(scale, digits)), scale, '0') ELSE '' END)::numeric AS x
FROM generate_series(1, 38) AS digits, generate_series(0, 38) AS scale, LATERAL (SELECT left(d, digits) AS n FROM unnest(ARRAY[repeat('9', 38), '1' || repeat('0', 37), '1' || repeat('0000', 9) || '1', repeat('10000', 8), '9' || repeat('0009', 10), repeat('1234567890', 4)]) AS d) AS s) AS w;
SELECT cmp_ok((SELECT count(*) FROM written), '>', 5000::bigint, 'amounts of all lengths');
SELECT is_empty('SELECT x, s.opening FROM (SELECT x, revenue_agg(x, NULL) AS b FROM written WHERE length(x::text) < 37 GROUP BY x, x::text) AS r, bridge_summary(b) AS s WHERE s.opening::text <> x::text', 'are read as they are written');
SELECT is_empty('SELECT x, t.closing FROM (SELECT x, ledger_agg(1, date ''2026-01-01'', x, ''day'') AS l FROM written WHERE length(x::text) < 37 GROUP BY x, x::text) AS r, revenue_table(l) AS t WHERE t.closing::text <> x::text', 'in ledgers, too');
SELECT is_empty('SELECT x, l FROM (SELECT x, ledger_agg(1, date ''2026-01-01'', -x, ''day'') AS l FROM written WHERE length(x::text) < 37 GROUP BY x, x::text) AS r WHERE position(format(''[%s]'', trim_scale(-x)) IN l::text) = 0 OR (l::jsonb ->> ''scale'')::int <> scale(x) OR l::text::ledger_tally::text <> l::text', 'and so are credits');
CREATE TABLE long_ones AS SELECT round(trunc(n * 1e29 / 7) / 10::numeric ^ (n % 9), 8) AS before, round(trunc(n * 1e29 / 11) / 10::numeric ^ (n % 5), n + 3) AS after FROM generate_series(1, 5) AS n;
SELECT is((SELECT (opening::text, closing::text)::text FROM (SELECT revenue_agg(before, after) AS b FROM long_ones) AS l, bridge_summary(b)), (SELECT (sum(before)::text, sum(after)::text)::text FROM long_ones), 'of 38 digits');
SELECT is((SELECT (nrr(before, after), grr(before, after))::text FROM pairs), (SELECT (nrr(b), grr(b))::text FROM (SELECT rollup(plain) AS b FROM bridges) AS r), 'one step is two');
SELECT is_empty('SELECT segment FROM (SELECT segment, nrr(before, after) AS n, grr(before, after) AS g FROM pairs GROUP BY segment) AS o JOIN bridges USING (segment) WHERE n IS DISTINCT FROM nrr(b) OR g IS DISTINCT FROM grr(b)', 'by segment');
SELECT ok((SELECT b IS NOT NULL AND nrr(b) IS NULL AND grr(b) IS NULL AND nrr_with_reactivation(b) IS NULL AND logo_churn(b) IS NULL AND revenue_churn(b) IS NULL AND quick_ratio(b) IS NULL FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES (0, 5), (NULL, 7), (0, 0)) AS v(before, after)) AS r), 'without an opening there are no rates');
SELECT is((SELECT row(s.*)::text FROM (SELECT revenue_agg(0, 0) AS b) AS r, bridge_summary(b) AS s), '(0,0,0,0,0,0,0,0,0,0,0,0,0,0,,,,,,)', 'a customer who pays nothing is a row of nothing');
SELECT ok((SELECT revenue_agg(before, after) IS NULL AND revenue_agg(before, after, back) IS NULL AND nrr(before, after) IS NULL AND grr(before, after) IS NULL FROM pairs WHERE segment = 9), 'NULLs make no bridge');
SELECT ok((SELECT revenue_agg(before, after) IS NULL AND nrr(before, after) IS NULL FROM pairs WHERE false), 'no rows neither');
SELECT throws_ok(format('SELECT %s FROM (VALUES (1::numeric, 1::numeric), (%s)) AS v(before, after)', call, pair), '22003', NULL, call || ' of ' || pair)
FROM unnest('{"revenue_agg(before, after)","revenue_agg(before, after, true)","nrr(before, after)","grr(before, after)"}'::text[]) AS call, unnest('{"-1, 1","1, -0.01","-1, NULL","NULL, -1","''NaN'', 1","1, ''NaN''","''Infinity'', 1","1, ''Infinity''","NULL, ''-Infinity''"}'::text[]) AS pair;
SELECT throws_ok(format('SELECT ledger_agg(1, date ''2026-01-01'', %L, ''month'')', amount), '22003', NULL, 'a ledger of ' || amount) FROM unnest('{NaN,Infinity,-Infinity}'::text[]) AS amount;
SELECT is((SELECT row(g.*)::text FROM (SELECT revenue_agg(NULL, 5) AS b) AS r, earned_growth(b, 5) AS g), '(,,,)', 'there is no growth of nothing');
SELECT is((SELECT row(g.*)::text FROM (SELECT revenue_agg(10, 9) AS b) AS r, earned_growth(b, 0) AS g), '(0.9,0,-0.1,)', 'who shrinks has no earned ratio');

-- moving frames
CREATE TABLE framed AS SELECT n, width, revenue_agg(before, after, back) OVER w AS b, nrr(before, after) OVER w AS nrr, grr(before, after) OVER w AS grr FROM pairs, (SELECT 3 AS width) AS v WINDOW w AS (ORDER BY n ROWS 3 PRECEDING)
UNION ALL SELECT n, 0, revenue_agg(before, after, back) OVER w, nrr(before, after) OVER w, grr(before, after) OVER w FROM pairs WINDOW w AS (ORDER BY n ROWS 0 PRECEDING)
UNION ALL SELECT n, 25, revenue_agg(before, after, back) OVER w, nrr(before, after) OVER w, grr(before, after) OVER w FROM pairs WINDOW w AS (ORDER BY n ROWS 25 PRECEDING);
CREATE INDEX ON pairs (n);
SELECT is((SELECT count(*) FROM framed), 12000::bigint, '12000 frames');
SELECT is_empty($$
	SELECT f.n, width, b, again FROM framed AS f, LATERAL (SELECT revenue_agg(before, after, back) AS again, nrr(before, after) AS n2, grr(before, after) AS g2 FROM pairs AS p WHERE p.n BETWEEN f.n - width AND f.n) AS r
	WHERE b::text IS DISTINCT FROM again::text OR f.nrr IS DISTINCT FROM n2 OR f.grr IS DISTINCT FROM g2 OR bridge_tally_send(b) IS DISTINCT FROM bridge_tally_send(again)
$$, 'are those of their rows');
SELECT is_empty($$
	SELECT segment FROM (SELECT segment, rollup(b) OVER (ORDER BY segment ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS w FROM bridges) AS f
	WHERE w::text IS DISTINCT FROM (SELECT rollup(b)::text FROM bridges AS b WHERE b.segment BETWEEN f.segment - 2 AND f.segment + 1)
$$, 'and of their bridges');
SELECT is_empty($$
	SELECT seed FROM (SELECT seed, n, ledger_agg(c, at, amount, 'month') OVER (PARTITION BY seed ORDER BY n) AS l FROM payments WHERE seed <= 3 AND n % 4 = 0) AS w
	WHERE l::text IS DISTINCT FROM (SELECT ledger_agg(c, at, amount, 'month')::text FROM payments AS p WHERE p.seed = w.seed AND p.n <= w.n AND p.n % 4 = 0)
$$, 'as ledgers over a window are');

-- ---------- parts and forms ----------

SELECT is((SELECT rollup(b)::text FROM (SELECT revenue_agg(before, after, back) AS b FROM pairs GROUP BY part) AS s), (SELECT revenue_agg(before, after, back)::text FROM pairs), 'parts roll up to the whole bridge');
SELECT is((SELECT rollup(b ORDER BY random())::text FROM bridges), (SELECT revenue_agg(before, after, back)::text FROM pairs), 'in any order');
SELECT is((SELECT revenue_agg(before, after, back ORDER BY random())::text FROM pairs), (SELECT revenue_agg(before, after, back)::text FROM pairs), 'as rows do');
SELECT is_empty($$SELECT segment FROM bridges JOIN (SELECT segment, revenue_agg(before, after, back) FILTER (WHERE half) AS x, revenue_agg(before, after, back) FILTER (WHERE NOT half) AS y FROM pairs GROUP BY segment) AS s USING (segment) WHERE b::text IS DISTINCT FROM (x + y)::text OR b IS DISTINCT FROM y + x$$, 'as two do by +');
SELECT is((SELECT count(*) FROM (SELECT b FROM bridges, generate_series(1, 2) GROUP BY b) AS g), (SELECT count(DISTINCT coalesce(b::text, '')) FROM bridges), 'equal bridges are those of equal text');
SELECT is_empty('SELECT segment FROM (SELECT segment, part, revenue_agg(before, after, back) AS g FROM pairs GROUP BY GROUPING SETS ((segment, part), (segment), (part), ()) HAVING grouping(part) = 1 AND grouping(segment) = 0) AS s JOIN bridges USING (segment) WHERE b::text IS DISTINCT FROM g::text', 'in grouping sets, too');
SELECT is_empty('SELECT segment FROM bridges WHERE b + NULL IS DISTINCT FROM b OR NULL + b IS DISTINCT FROM b', 'NULL is no bridge');
SELECT ok((SELECT NULL::bridge_tally + NULL IS NULL AND rollup(NULL::bridge_tally) IS NULL), 'and of nothing there is none');
SELECT is_empty('SELECT segment FROM bridges WHERE b::text::bridge_tally IS DISTINCT FROM b OR b::text::bridge_tally::text <> b::text OR b::jsonb::text::bridge_tally IS DISTINCT FROM b OR bridge_tally_send(b::text::bridge_tally) <> bridge_tally_send(b)', 'bridges go through text');

CREATE FUNCTION keyed(seeds int, key text, at text, by text) RETURNS TABLE (piece text, l ledger_tally) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT (%s)::text, ledger_agg(%s, %s, amount, unit) FROM payments JOIN worlds USING (seed) WHERE seed = %s GROUP BY unit, 1', by, key, at, seeds);
END $$;
CREATE TABLE kinds AS SELECT row_number() OVER () AS kind, key, at, seed FROM unnest(ARRAY['c::bigint', '(''00000000-0000-0000-0000-'' || lpad(c::text, 12, ''0''))::uuid', '''customer '' || c']) AS key, unnest('{at::date,at::timestamp,at}'::text[]) AS at, generate_series(1, 20) AS seed;
CREATE TABLE wholes AS SELECT kind, seed, l FROM kinds, keyed(seed, key, at, 'seed');
SELECT is_empty('SELECT kind FROM kinds JOIN wholes AS w USING (kind), LATERAL (SELECT rollup(l ORDER BY md5(l::text)) AS r FROM keyed(kinds.seed, key, at, ''part'')) AS s WHERE r::text IS DISTINCT FROM w.l::text OR ledger_tally_send(r) <> ledger_tally_send(w.l)', 'rows in parts roll up to the whole ledger');
SELECT is_empty('SELECT kind FROM kinds JOIN wholes AS w USING (kind), LATERAL (SELECT rollup(l) AS r FROM keyed(kinds.seed, key, at, ''c % 7'')) AS s WHERE r::text IS DISTINCT FROM w.l::text', 'customers do');
SELECT is_empty('SELECT kind FROM kinds JOIN wholes AS w USING (kind), LATERAL (SELECT rollup(l) AS r FROM keyed(kinds.seed, key, at, ''n'')) AS s WHERE r::text IS DISTINCT FROM w.l::text', 'single rows do');
SELECT is_empty('SELECT kind FROM kinds JOIN wholes AS w USING (kind), LATERAL (SELECT array_agg(l) AS ls FROM keyed(kinds.seed, key, at, ''half'')) AS s WHERE (ls[1] + ls[2])::text IS DISTINCT FROM w.l::text OR ls[2] + ls[1] IS DISTINCT FROM w.l', 'and two by +');
SELECT is((SELECT count(*) FROM (SELECT l FROM wholes GROUP BY l) AS g), (SELECT count(DISTINCT l::text) FROM wholes), 'equal ledgers are those of equal text');
SELECT is_empty('SELECT kind FROM wholes WHERE l + NULL IS DISTINCT FROM l OR NULL + l IS DISTINCT FROM l', 'NULL is no ledger');
SELECT ok((SELECT NULL::ledger_tally + NULL IS NULL AND rollup(NULL::ledger_tally) IS NULL), 'and of nothing there is none');
SELECT is_empty('SELECT kind FROM wholes WHERE l::text::ledger_tally IS DISTINCT FROM l OR l::text::ledger_tally::text <> l::text OR l::jsonb::text::ledger_tally IS DISTINCT FROM l OR ledger_tally_send(l::text::ledger_tally) <> ledger_tally_send(l)', 'ledgers go through text');
SELECT is_empty('SELECT seed FROM ledgers WHERE l::text::ledger_tally::text <> l::text OR l::jsonb::text::ledger_tally IS DISTINCT FROM l', 'all of them');
SELECT is_empty($$SELECT x.kind FROM wholes AS x JOIN wholes AS y ON x.seed = y.seed AND x.kind < y.kind, LATERAL (SELECT array_agg(t) FROM revenue_table(x.l, NULL, 2) AS t) AS a(a), LATERAL (SELECT array_agg(t) FROM revenue_table(y.l, NULL, 2) AS t) AS b(b) WHERE a.a::text <> b.b::text$$, 'tables do not depend on the types of keys and times');
SELECT is_empty($$SELECT seed FROM worlds JOIN ledgers USING (seed), LATERAL (SELECT ledger_agg(CASE types / 3 WHEN 0 THEN c::text WHEN 1 THEN '00000000-0000-0000-0000-' || lpad(c::text, 12, '0') ELSE 'customer ' || c END, p, net, unit) AS again FROM nets WHERE nets.seed = worlds.seed) AS s,
	LATERAL (SELECT array_agg(t ORDER BY t.period_start) FROM revenue_table(again, last_seen(l)) AS t) AS a(a), LATERAL (SELECT array_agg(t ORDER BY t.period_start) FROM revenue_table(l) AS t) AS b(b) WHERE a.a IS DISTINCT FROM b.b$$, 'nor on how the rows of a period are cut');
DO $$
BEGIN
	EXECUTE format('COPY (SELECT kind AS k, l, NULL::bridge_tally AS b FROM wholes UNION ALL SELECT -segment, NULL, b FROM bridges) TO %L WITH (FORMAT binary)', current_setting('data_directory') || '/revenue.copy');
	CREATE TEMP TABLE copied (k bigint, l ledger_tally, b bridge_tally);
	EXECUTE format('COPY copied FROM %L WITH (FORMAT binary)', current_setting('data_directory') || '/revenue.copy');
END $$;
SELECT is((SELECT count(*) FROM copied), (SELECT count(*) FROM wholes) + 40, 'values are copied');
SELECT is_empty('SELECT k FROM copied LEFT JOIN wholes ON kind = k LEFT JOIN bridges ON segment = -k WHERE copied.l IS DISTINCT FROM wholes.l OR copied.l::text IS DISTINCT FROM wholes.l::text OR copied.b IS DISTINCT FROM bridges.b OR copied.b::text IS DISTINCT FROM bridges.b::text', 'and go through binary');

SELECT throws_ok(format('SELECT %s(l) FROM (SELECT ledger_agg(1, now(), 1, ''month'') AS l UNION ALL SELECT ledger_agg(%s, now(), 1, %L)) AS s', call, key, unit), '22023', NULL, format('%s: months and %ss, %s', call, unit, key))
FROM (VALUES ('rollup', '1', 'quarter'), ('rollup', '2', 'day'), ('rollup', '''a''::text', 'month'), ('rollup', '''1''::text', 'month'), ('rollup', 'md5(''1'')::uuid', 'month')) AS v(call, key, unit);
SELECT throws_ok(format('SELECT ledger_agg(1, now(), 1, ''month'') + ledger_agg(%s, now(), 1, %L)', key, unit), '22023', NULL, format('+: months and %ss, %s', unit, key)) FROM (VALUES ('1', 'quarter'), ('''1''::text', 'month'), ('md5(''1'')::uuid', 'month')) AS v(key, unit);
SELECT throws_ok('SELECT ledger_agg(''a''::text, now(), 1, ''month'') + ledger_agg(md5(''a'')::uuid, now(), 1, ''month'')', '22023', NULL, 'text and uuid');
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT ledger_agg(1, now(), 1, ''hour'')', '22023'), ('SELECT ledger_agg(1, now(), 1, NULL)', '22023'), ('SELECT ledger_agg(1, now(), 1, u) FROM unnest(''{day,week}''::text[]) u', '22023'),
	('SELECT ledger_agg(1, ''infinity''::date, 1, ''day'')', '22003'), ('SELECT ledger_agg(1, ''-infinity''::timestamptz, 1, ''day'')', '22003'),
	('SELECT revenue_table(l, ''infinity'') FROM ledger', '22003'), ('SELECT revenue_table(l, lag => 0) FROM ledger', '22023'), ('SELECT revenue_table(l, lag => -1) FROM ledger', '22023'), ('SELECT revenue_table(l, reactivation_window => -1) FROM ledger', '22023'),
	('SELECT earned_growth(b, -1) FROM bridges', '22003'), ('SELECT earned_growth(b, ''NaN'') FROM bridges', '22003'), ('SELECT earned_growth(b, ''Infinity'') FROM bridges', '22003'),
	('SELECT revenue_table(l, ''4000-01-01'') FROM (SELECT ledger_agg(1, date ''2026-01-01'', 1, ''day'') AS l) AS s', '54000'), ('SELECT ledger_agg(1, d, 1, ''day'') FROM unnest(''{0001-01-01,9999-12-31}''::date[]) d', '54000'),
	('SELECT ''{}''::bridge_tally', '22P02'), ('SELECT ''{}''::ledger_tally', '22P02'), ('SELECT ''x''::ledger_tally', '22P02')
) AS v(sql, state);

-- limits: 38 digits are 38 wherever the point is; what an aggregate makes, its type must read; counts do not wrap; the order of rows does not matter even where digits end
SELECT is(error_of(format('SELECT revenue_agg(before, after, back)::text::bridge_tally FROM (VALUES %s) AS v(before, after, back)', pairs)), 'no error', 'a bridge near 38 digits goes through text: ' || pairs)
FROM unnest('{"(99999999999999999999999999999999999999, 0, NULL::boolean)","(8e37, 1, NULL::boolean), (8e37, 1, true)","(0, 8e37, true), (0, 8e37, NULL::boolean), (9e37, 0, false)"}'::text[]) AS pairs;
SELECT is_empty('SELECT x, e FROM (SELECT x, error_of(format(''SELECT revenue_agg(%s, NULL)'', x)) AS e FROM written WHERE length(x::text) >= 37) AS w WHERE e <> ''no error''', 'no amount of 36 to 38 digits is refused');
CREATE TABLE crowds AS SELECT format('{"version": 1, "scale": 0, "opening": {"amount": %1$s, "customers": %1$s}, "new": {"amount": 0, "customers": 0}, "expansion": {"amount": 0, "customers": 0}, "contraction": {"amount": 0, "customers": 0}, "churned": {"amount": 0, "customers": 0}, "reactivated": {"amount": 0, "customers": 0}}',
	9223372036854775807 / 6)::bridge_tally AS b FROM generate_series(1, 7);
SELECT matches(error_of('SELECT rollup(b) FROM crowds'), '^22003: ', 'more customers than a bigint counts are refused');
SELECT matches(error_of('SELECT b + b + b + b + b + b + b FROM crowds'), '^22003: ', 'also by +');
SELECT is(error_of('SELECT rollup(b)::text::bridge_tally FROM (SELECT b FROM crowds LIMIT 2) AS s'), 'no error', 'and fewer go through text');
SELECT is(error_of('SELECT ledger_agg(1, date ''2026-01-01'', a, ''month'') FROM unnest(ARRAY[9e37, 9e37, -9e37]) AS a'), error_of('SELECT ledger_agg(1, date ''2026-01-01'', a, ''month'') FROM unnest(ARRAY[9e37, -9e37, 9e37]) AS a'), 'large amounts and credits in any order');

-- ---------- types ----------

CREATE TABLE typed AS SELECT c::smallint AS k_smallint, c AS k_int, c::bigint AS k_bigint, ('00000000-0000-0000-0000-' || lpad(c::text, 12, '0'))::uuid AS k_uuid, c::text AS k_text, c::text::varchar(20) AS k_varchar, lpad(c::text, 6)::char(6) AS k_char,
	at::date AS t_date, at::timestamp AS t_timestamp, at AS t_timestamptz, v::smallint AS a_smallint, v::int AS a_int, v::bigint AS a_bigint, v::numeric AS a_numeric, v::numeric(12, 0) AS "a_numeric(12,0)", v::real AS a_real, v::float8 AS a_float8, v::int::money AS a_money
FROM (SELECT c, at, ceil(amount) AS v FROM payments WHERE seed = 4 AND amount > 0 AND c IS NOT NULL AND at IS NOT NULL) AS s;
CREATE TABLE readings AS SELECT array_agg(t)::text AS reading FROM (SELECT ledger_agg(k_bigint, t_date, a_numeric, 'quarter') AS l FROM typed) AS s, revenue_table(l) AS t;
SELECT is(value_of(format('SELECT array_agg(t) FROM (SELECT ledger_agg(k_%s, t_%s, %I, ''quarter'') AS l FROM typed) AS s, revenue_table(l) AS t', key, time, 'a_' || amount)), reading, format('ledger_agg(%s, %s, %s)', key, time, amount))
FROM readings, unnest('{smallint,int,bigint,uuid,text,varchar}'::text[]) AS key, unnest('{date,timestamp,timestamptz}'::text[]) AS time, unnest(ARRAY['smallint', 'int', 'bigint', 'numeric', 'numeric(12,0)']) AS amount;
SELECT throws_ok(format('SELECT ledger_agg(k_%s, t_%s, a_%s, ''quarter'') FROM typed', key, time, amount), '42883', NULL, format('ledger_agg(%s, %s, %s) is refused', key, time, amount)) FROM unnest('{int,bigint,uuid,text}'::text[]) AS key, unnest('{date,timestamp,timestamptz}'::text[]) AS time, unnest('{real,float8,money}'::text[]) AS amount;
SELECT is(value_of(format('SELECT %s FROM typed', call)), value_of(format('SELECT %s FROM typed', exact)), call)
FROM (SELECT format(f, a, b) AS call, format(f, 'numeric', 'numeric') AS exact FROM unnest('{smallint,int,bigint,numeric}'::text[]) AS a, unnest('{smallint,int,bigint,numeric}'::text[]) AS b, unnest('{"revenue_agg(a_%s, a_%s)","revenue_agg(a_%s, a_%s, true)","nrr(a_%s, a_%s)","grr(a_%s, a_%s)"}'::text[]) AS f) AS v;
SELECT throws_ok(format('SELECT %s(a_%s, a_%s) FROM typed', call, a, b), '42883', NULL, format('%s(%s, %s) is refused', call, a, b)) FROM unnest('{revenue_agg,nrr,grr}'::text[]) AS call, (VALUES ('real', 'real'), ('float8', 'float8'), ('numeric', 'float8'), ('float8', 'int'), ('money', 'money'), ('numeric', 'money')) AS v(a, b);
SELECT lives_ok(sql, sql) FROM unnest(ARRAY['SELECT revenue_agg(1, 2)', 'SELECT revenue_agg(''1'', ''2'')', 'SELECT revenue_agg(1, NULL)', 'SELECT revenue_agg(NULL, NULL, NULL)', 'SELECT revenue_agg(1, ''2.5'', ''t'')', 'SELECT nrr(1, ''2'')', 'SELECT grr(''1'', NULL)',
	'SELECT ledger_agg(1, date ''2026-01-01'', ''1.5'', ''month'')', 'SELECT ledger_agg(''a'', date ''2026-01-01'', 1, ''month'')', 'SELECT ledger_agg(''a'', ''2026-01-01'', ''1'', ''month'')', 'SELECT ledger_agg(1, ''2026-01-01'', 1, ''month'')',
	'SELECT ledger_agg(1, now(), NULL, ''month'')', 'SELECT ledger_agg(NULL, now(), 1, ''month'')', 'SELECT ledger_agg(1, NULL, 1, ''month'')', 'SELECT ledger_agg(NULL, NULL, NULL, ''month'')', 'SELECT earned_growth(revenue_agg(0, 2), ''0.5'')', 'SELECT earned_growth(revenue_agg(1, 2), 0)']) AS sql;
SELECT is((SELECT array_agg(closing_customers) FROM revenue_table((SELECT ledger_agg(k, date '2026-01-01', 1, 'day') FROM unnest(ARRAY['', 'a', 'A', 'a ', 'ä', 'a' || chr(776), '"\', E'\n', repeat('x', 100000), repeat('x', 100001)]) AS k))), '{10}'::bigint[], 'text keys are compared byte for byte');
SELECT ok((SELECT l::text::ledger_tally::text = l::text FROM (SELECT ledger_agg(k, date '2026-01-01', 1, 'day') AS l FROM unnest(ARRAY['', 'a', 'A', 'a ', 'ä', 'a' || chr(776), '"\', E'\n', repeat('x', 100000)]) AS k) AS s), 'and go through text');
SELECT ok((SELECT l::text::ledger_tally::text = l::text AND array_length(string_to_array(l::text, '9223372036854775807'), 1) = 2 FROM (SELECT ledger_agg(k, date '2026-01-01', 1, 'day') AS l FROM unnest('{9223372036854775807,-9223372036854775808,0,-1}'::bigint[]) AS k) AS s), 'as large numbers do');

-- ---------- workers ----------

CREATE TABLE subscriptions AS SELECT (random() * 3000)::bigint AS c, timestamptz '2024-01-01' + random() * interval '700 days' AS at, some_amount(1 + n % 3) AS amount FROM generate_series(1, 40000) AS n;
ALTER TABLE subscriptions ADD COLUMN u uuid, ADD COLUMN t text;
UPDATE subscriptions SET u = md5(c::text)::uuid, t = 'customer ' || c;
CREATE TABLE serial AS SELECT ledger_agg(c, at::date, amount, 'month')::text AS c, ledger_agg(u, at::timestamp, amount, 'day')::text AS u, ledger_agg(t, at, amount, 'week')::text AS t FROM subscriptions;
CREATE TABLE serial_bridge AS SELECT revenue_agg(before, after, back)::text AS b, nrr(before, after) AS nrr, grr(before, after) AS grr FROM pairs;
CREATE TABLE parts AS SELECT c % 50 AS part, ledger_agg(c, at::date, amount, 'month') AS l FROM subscriptions GROUP BY 1;
ANALYZE subscriptions, parts;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT matches(plan_of(query), 'Partial.*Aggregate', 'workers take part in ' || query) FROM unnest(ARRAY['SELECT revenue_agg(before, after, back) FROM pairs', 'SELECT nrr(before, after), grr(before, after) FROM pairs', 'SELECT rollup(b) FROM bridges', 'SELECT rollup(l) FROM parts',
	'SELECT ledger_agg(c, at::date, amount, ''month'') FROM subscriptions', 'SELECT ledger_agg(u, at::timestamp, amount, ''day'') FROM subscriptions', 'SELECT ledger_agg(t, at, amount, ''week'') FROM subscriptions', 'SELECT c % 10, ledger_agg(c, at, amount, ''month'') FROM subscriptions GROUP BY 1']) AS query;
SELECT is((SELECT revenue_agg(before, after, back)::text FROM pairs), (SELECT b FROM serial_bridge), 'and give the serial bridge');
SELECT is((SELECT (nrr(before, after), grr(before, after))::text FROM pairs), (SELECT (nrr, grr)::text FROM serial_bridge), 'and rates');
SELECT is((SELECT rollup(b)::text FROM bridges), (SELECT b FROM serial_bridge), 'also merged');
SELECT ok((SELECT ledger_agg(c, at::date, amount, 'month')::text FROM subscriptions) = (SELECT c FROM serial), 'the ledger of numbers');
SELECT ok((SELECT ledger_agg(u, at::timestamp, amount, 'day')::text FROM subscriptions) = (SELECT u FROM serial), 'of uuids');
SELECT ok((SELECT ledger_agg(t, at, amount, 'week')::text FROM subscriptions) = (SELECT t FROM serial), 'of text');
SELECT ok((SELECT rollup(l)::text FROM parts) = (SELECT c FROM serial), 'and merged of parts');
SELECT is_empty('SELECT part FROM (SELECT c % 50 AS part, ledger_agg(c, at::date, amount, ''month'') AS p FROM subscriptions GROUP BY 1) AS s JOIN parts USING (part) WHERE p::text <> l::text', 'and by group');
SELECT is((SELECT ledger_agg(c, at, amount, 'month') FROM subscriptions WHERE c < 0), NULL, 'workers without rows');

-- An open ledger whose log is empty can be read; closed, there is nothing.
CREATE AGGREGATE shut(ledger_tally) (SFUNC = ledger_tally_combine, STYPE = ledger_tally, FINALFUNC = ledger_tally_final);
SELECT is(shut(l), NULL, 'a ledger of nobody is none') FROM (SELECT ('{"version": 1, "packed": ["' || encode('\x01010000b8940100', 'base64') || '"]}')::ledger_tally) AS v(l);
SELECT finish();
