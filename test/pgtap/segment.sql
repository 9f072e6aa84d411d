-- Properties of the segment room: tiles against their formula and against stored cuts, readings against plain SQL in exact numbers,
-- on random worlds full of ties, and that neither order, split, frame, workers nor the form of a value leave a trace.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.1616);
SELECT no_plan();

-- 200 worlds of up to 120 customers: few different values, many, with decimals, below zero; one value in 15 or so unknown; and a world of nothing
CREATE TABLE worlds AS
SELECT seed, n, (ARRAY[2, 3, 4, 5, 7, 10, 100, 1000])[1 + seed % 8] AS bins, CASE WHEN random() > 0.07 THEN CASE seed % 5
	WHEN 0 THEN floor(random() * 4) WHEN 1 THEN floor(-ln(1 - random()) * 9) WHEN 2 THEN round((random() * 30)::numeric, 2) WHEN 3 THEN floor(random() * 20) - 10 ELSE round(exp(6 * random())::numeric, (seed % 3) * 2) END::numeric END AS v
FROM generate_series(1, 200) AS seed, generate_series(1, 1 + seed * 7 % 120) AS n;
INSERT INTO worlds SELECT 201, n, 5, 0 FROM generate_series(1, 7) AS n;
CREATE TABLE known AS SELECT * FROM worlds WHERE v IS NOT NULL;
CREATE TABLE tallies AS SELECT seed, bins, value_agg(v) AS t FROM worlds GROUP BY seed, bins HAVING count(v) > 0;
ANALYZE worlds, known;

-- ---------- tiles ----------

CREATE FUNCTION tile(bins int, rank bigint, rows bigint) RETURNS int LANGUAGE SQL IMMUTABLE RETURN (1 + floor(bins * (rank - 1)::numeric / rows))::int;
CREATE TABLE tiles AS SELECT seed, n, bins, v, tile(bins, rank() OVER w, count(*) OVER (PARTITION BY seed)) AS tile FROM known WINDOW w AS (PARTITION BY seed ORDER BY v);
CREATE FUNCTION tiles_of(bins int, query text) RETURNS TABLE (seed int, n int, tile int) LANGUAGE plpgsql AS $$
BEGIN RETURN QUERY EXECUTE format('SELECT seed, n, rfm_tile(%s) OVER (PARTITION BY seed ORDER BY v %s) FROM (SELECT * FROM known WHERE bins = %s ORDER BY random()) AS k', bins, query, bins); END $$;
SELECT cmp_ok((SELECT count(*) FROM tiles), '>', 5000::bigint, 'there are worlds');
SELECT cmp_ok((SELECT count(*) FROM tiles AS a JOIN tiles AS b ON a.seed = b.seed AND a.v = b.v AND a.n < b.n), '>', 5000::bigint, 'which are full of ties');
SELECT bag_eq(format('SELECT * FROM tiles_of(%s, %L)', bins, frame), format('SELECT seed, n, tile FROM tiles WHERE bins = %s', bins), format('rfm_tile(%s) is its formula, %s', bins, coalesce(nullif(frame, ''), 'in any order')))
FROM (SELECT DISTINCT bins FROM tiles) AS b, unnest(ARRAY['', 'ROWS UNBOUNDED PRECEDING', 'ROWS 1 PRECEDING', 'ROWS BETWEEN 3 FOLLOWING AND 7 FOLLOWING', 'GROUPS CURRENT ROW EXCLUDE GROUP', 'RANGE BETWEEN 2 PRECEDING AND CURRENT ROW EXCLUDE TIES']) AS frame
ORDER BY bins, frame;
SELECT is_empty('SELECT seed, n FROM tiles JOIN tallies USING (seed, bins) WHERE value_tile(v, cut_points(t, bins)) <> tile', 'value_tile of stored cuts says the same of every tallied customer');
SELECT is_empty('SELECT seed, n FROM tiles WHERE tile NOT BETWEEN 1 AND bins', 'tiles lie between 1 and bins');
SELECT is_empty($$SELECT seed FROM (SELECT seed, n, bins, rfm_tile(5) OVER (PARTITION BY seed ORDER BY v DESC NULLS FIRST) AS tile, tile(5, rank() OVER (PARTITION BY seed ORDER BY v DESC NULLS FIRST), count(*) OVER (PARTITION BY seed)) AS formula FROM worlds) AS w
	WHERE tile <> formula$$, 'a NULL is sorted as ORDER BY says');
SELECT is_empty('SELECT seed FROM (SELECT seed, rfm_tile(n) OVER (PARTITION BY seed ORDER BY v) AS tile, tile(n, rank() OVER (PARTITION BY seed ORDER BY v), count(*) OVER (PARTITION BY seed)) AS formula FROM known WHERE n > 1) AS w WHERE tile <> formula',
	'bins may differ from row to row');
SELECT is_empty($$SELECT seed FROM (SELECT seed, bins, t, (SELECT array_agg((SELECT min(v) FROM tiles WHERE tiles.seed = tallies.seed AND tile >= b) ORDER BY b) FROM generate_series(2, bins) AS b) AS cuts FROM tallies) AS s
	WHERE cut_points(t, bins) IS DISTINCT FROM cuts$$, 'cut points are the lowest values of tiles, or of the next that somebody is in');
SELECT is_empty('SELECT seed FROM tallies WHERE cut_points(t, 5) <> cut_points(t) OR cardinality(cut_points(t, bins)) <> bins - 1', 'there are bins - 1 of them');

-- ---------- readings, in exact numbers ----------

CREATE TABLE totals AS SELECT seed, count(v) AS size, sum(v) AS total, min(v) AS lowest FROM known GROUP BY seed;
CREATE TABLE positive AS SELECT * FROM tallies JOIN totals USING (seed) WHERE lowest >= 0;
SELECT is(total(value_agg(v)), 99999999999999999999999999999999999999, 'a total of 38 digits is told') FROM unnest('{5e37, 49999999999999999999999999999999999999}'::numeric[]) AS v;
SELECT is((SELECT sum(amount) FROM concentration_table((SELECT value_agg(99999999999999999999999999999999999999)), 2)), 99999999999999999999999999999999999999, 'and what a bin brings');
SELECT is_empty('SELECT seed FROM tallies JOIN totals USING (seed) WHERE (customers(t), total(t)) IS DISTINCT FROM (size, total)', 'customers are counted, and values are summed up');
SELECT is_empty('SELECT seed FROM tallies, unnest(ARRAY[0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 1]) AS share WHERE value_quantile(t, share) <> (SELECT percentile_disc(share) WITHIN GROUP (ORDER BY v) FROM known WHERE known.seed = tallies.seed)',
	'quantiles are those of percentile_disc');
SELECT is_empty('SELECT seed FROM positive, LATERAL (SELECT sum(abs(a.v - b.v)) / (2 * size * nullif(total, 0)) AS pairs FROM known AS a, known AS b WHERE a.seed = positive.seed AND b.seed = positive.seed) AS p
	WHERE gini(t) IS DISTINCT FROM pairs::float8 AND NOT abs(gini(t) - pairs) <= 1e-15', 'Gini is half the mean difference of all pairs, over the mean');
SELECT is_empty('SELECT seed FROM positive, unnest(ARRAY[0.01, 0.2, 0.375, 0.5, 1]) AS share, LATERAL (SELECT sum(v * greatest(0, least(1, share * size - i + 1))) / nullif(total, 0) AS brought
		FROM (SELECT v, row_number() OVER (ORDER BY v DESC) AS i FROM known WHERE known.seed = positive.seed) AS r) AS b
	WHERE top_share(t, share) IS DISTINCT FROM brought::float8 AND NOT abs(top_share(t, share) - brought) <= 1e-14', 'the best bring what plain SQL says');
SELECT is_empty('SELECT seed FROM positive, unnest(ARRAY[0.01, 0.2, 0.5, 0.8, 0.95, 1]) AS share WHERE share_cut(t, share) IS DISTINCT FROM
	(SELECT max(v) FROM (SELECT v, sum(v) OVER (ORDER BY v DESC) AS brought FROM known WHERE known.seed = positive.seed) AS r WHERE total > 0 AND brought >= share * total)', 'ABC, ties together');
CREATE TABLE binned AS SELECT seed, b AS bin, r.* FROM positive, generate_series(1, bins) AS b, LATERAL (SELECT count(v) AS customers, min(v) AS lowest_of_bin, max(v) AS highest_of_bin, coalesce(sum(v), 0) AS amount FROM
		(SELECT v, row_number() OVER (ORDER BY v DESC) AS i FROM known WHERE known.seed = positive.seed) AS k WHERE i > floor((b - 1)::numeric * size / bins) AND i <= floor(b::numeric * size / bins)) AS r;
CREATE TABLE concentrated AS SELECT seed, c.* FROM positive, concentration_table(t, bins) AS c;
SELECT bag_eq('SELECT seed, bin, customers, lowest, highest, amount FROM concentrated', 'SELECT seed, bin, customers, lowest_of_bin, highest_of_bin, amount FROM binned', 'bins of equal size');
SELECT is_empty('SELECT seed, bin FROM (SELECT c.*, total, size, sum(c.customers) OVER w AS taken, sum(amount) OVER w AS brought FROM concentrated AS c JOIN totals USING (seed) WINDOW w AS (PARTITION BY seed ORDER BY bin)) AS c
	WHERE share IS DISTINCT FROM (amount / nullif(total, 0))::float8 AND NOT abs(share - amount / total) <= 1e-15 OR abs(cumulative_customers - taken / size) > 1e-15 OR (cumulative_share IS NULL) <> (total = 0) OR abs(cumulative_share - brought / nullif(total, 0)) > 1e-15',
	'and their shares');
SELECT is_empty('SELECT seed FROM positive WHERE top_share(t, 1) <> 1', 'all of them bring all');
SELECT results_eq('SELECT bool_or(lowest < 0), bool_or(total = 0 AND lowest = 0) FROM totals', 'VALUES (true, true)', 'worlds below zero and of nothing are among them');
SELECT is((SELECT count(DISTINCT rfm_segment(r, f)) FROM generate_series(1, 5) AS r, generate_series(1, 5) AS f), 10::bigint, 'ten segments');
SELECT is_empty('SELECT r, f FROM generate_series(1, 5) AS r, generate_series(1, 5) AS f WHERE rfm_segment(r, f) IS NULL', 'and no cell without one');

-- ---------- of a ledger ----------

CREATE TABLE orders AS SELECT w, c, date '2025-01-01' + floor(random() * 300)::int AS at, CASE WHEN random() > 0.08 THEN floor(random() * 5) * 10 ELSE -15 END::numeric AS amount
FROM generate_series(1, 20) AS w, generate_series(1, 60) AS c, generate_series(1, 1 + c % 4);
CREATE TABLE ledgers AS SELECT w, as_of, ledger_agg(c, at, amount, 'day') AS l FROM orders, unnest(ARRAY[NULL, date '2025-06-15', date '2026-01-01']) AS as_of GROUP BY w, as_of;
CREATE TABLE scored AS SELECT w, as_of, r.* FROM ledgers, rfm_table(l, as_of) AS r;
CREATE TABLE scored_twin AS SELECT w, as_of, c::text AS customer, until - last AS recency_days, frequency, monetary, tile(5, rank() OVER (PARTITION BY w, as_of ORDER BY last), count(*) OVER all_of) AS recency_tile,
	tile(5, rank() OVER (PARTITION BY w, as_of ORDER BY frequency), count(*) OVER all_of) AS frequency_tile, tile(5, rank() OVER (PARTITION BY w, as_of ORDER BY monetary), count(*) OVER all_of) AS monetary_tile
FROM (SELECT w, as_of, until, c, max(at) FILTER (WHERE amount >= 0) AS last, count(*) FILTER (WHERE amount >= 0) AS frequency, sum(amount) AS monetary FROM
		(SELECT w, as_of, coalesce(as_of, max(at) OVER (PARTITION BY w)) AS until, c, at, sum(amount) AS amount FROM orders, unnest(ARRAY[NULL, date '2025-06-15', date '2026-01-01']) AS as_of GROUP BY w, as_of, c, at) AS days
	WHERE at <= until GROUP BY w, as_of, until, c) AS h WHERE frequency > 0 WINDOW all_of AS (PARTITION BY w, as_of);
SELECT bag_eq('SELECT w, as_of, customer, recency_days, frequency, monetary, recency_tile, frequency_tile, monetary_tile FROM scored', 'SELECT * FROM scored_twin', 'rfm_table is plain SQL''s, refunds included');
SELECT is_empty('SELECT customer FROM scored WHERE segment IS DISTINCT FROM rfm_segment(recency_tile, frequency_tile)', 'and names segments');
SELECT is_empty('SELECT w FROM ledgers, rfm_table(l, as_of, 4) WHERE segment IS NOT NULL OR greatest(recency_tile, frequency_tile, monetary_tile) > 4', 'but not those of other tiles');

-- ---------- moves ----------

CREATE TABLE moves AS SELECT seed, (ARRAY['a', 'b', 'B', 'ä', '', 'zz', NULL])[1 + floor(random() * 7)::int] AS before, (ARRAY['a', 'b', 'B', 'ä', '', 'zz', NULL])[1 + floor(random() * 7 * random())::int] AS after, floor(random() * 5)::int AS customers
FROM generate_series(1, 60) AS seed, generate_series(1, seed * 3);
CREATE TABLE matrices AS SELECT seed, transition_agg(before, after) AS m, transition_agg(before, after, customers) AS weighted FROM moves GROUP BY seed;
SELECT bag_eq('SELECT seed, before, after, transitions, share FROM matrices, transition_table(m)', $$SELECT seed, before, after, n, (n / sum(n) OVER (PARTITION BY seed, before))::float8
	FROM (SELECT seed, before, after, count(*) AS n FROM moves WHERE before IS NOT NULL OR after IS NOT NULL GROUP BY 1, 2, 3) AS c$$, 'transitions are counted');
SELECT bag_eq('SELECT seed, before, after, transitions FROM matrices, transition_table(weighted)', $$SELECT seed, before, after, sum(customers) FROM moves WHERE (before IS NOT NULL OR after IS NOT NULL) AND customers > 0 GROUP BY 1, 2, 3$$, 'and customers');
SELECT is_empty('SELECT seed FROM matrices, LATERAL (SELECT *, sum(transitions) OVER (PARTITION BY before)::bigint AS n FROM transition_table(m, 0.9)) AS t WHERE low <> wilson_low(transitions, n, 0.9) OR high <> wilson_high(transitions, n, 0.9)', 'limits are Wilson''s');
SELECT is_empty($$SELECT seed FROM (SELECT seed, array_agg(before ORDER BY i) AS ours, array_agg(before ORDER BY before COLLATE "C", after COLLATE "C") AS sorted, array_agg(after ORDER BY i) AS ours_after, array_agg(after ORDER BY before COLLATE "C", after COLLATE "C") AS sorted_after
	FROM matrices, ROWS FROM (transition_table(m)) WITH ORDINALITY AS t(before, after, transitions, share, low, high, i) GROUP BY seed) AS o WHERE (ours, ours_after) IS DISTINCT FROM (sorted, sorted_after)$$, 'rows come in the order of bytes, NULL last');

-- ---------- order, split, windows, workers, forms ----------

CREATE TABLE many AS SELECT n, CASE n % 3 WHEN 0 THEN floor(random() * 50) WHEN 1 THEN round(random()::numeric * 1e6, 2) ELSE round((random() - 0.5)::numeric * 1e20, 7) END::numeric AS v, floor(random() * 4)::int AS k,
	'label ' || floor(random() * 300 * random()) AS before, CASE WHEN random() < 0.9 THEN 'label ' || floor(random() * 300) END AS after FROM generate_series(1, 40000) AS n;
ANALYZE many;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT value_agg(v) AS t, value_agg(v, k) AS c, transition_agg(before, after) AS m, transition_agg(before, after, k) AS w FROM many;
SELECT is((SELECT ROW(value_agg(v ORDER BY random()), value_agg(v, k ORDER BY v DESC), transition_agg(before, after ORDER BY random()), transition_agg(before, after, k ORDER BY after DESC)) FROM many), ROW(t, c, m, w), 'in any order') FROM serial;
SELECT is((SELECT ROW(rollup(t ORDER BY random()), rollup(c), rollup(m ORDER BY random()), rollup(w)) FROM (SELECT value_agg(v) AS t, value_agg(v, k) AS c, transition_agg(before, after) AS m, transition_agg(before, after, k) AS w FROM many GROUP BY n % 97) AS parts),
	ROW(t, c, m, w), 'split and rolled up') FROM serial;
SELECT is((SELECT ROW(rollup(t), rollup(m)) FROM (SELECT value_agg(v) AS t, transition_agg(before, after) AS m FROM many GROUP BY n) AS parts), ROW(t, m), 'split into single customers') FROM serial;
SELECT is((SELECT ROW(a + b, d + e) FROM (SELECT value_agg(v) FILTER (WHERE k < 3) AS a, value_agg(v) FILTER (WHERE k >= 3) AS b, transition_agg(before, after) FILTER (WHERE k < 3) AS d, transition_agg(before, after) FILTER (WHERE k >= 3) AS e FROM many) AS parts),
	ROW(t, m), 'added') FROM serial;
SELECT is((SELECT ROW(value_agg(v, n), transition_agg(before, after, n)) FROM (SELECT v, before, after, count(*) AS n FROM (SELECT v, before, after FROM many) AS m GROUP BY 1, 2, 3) AS s), ROW(t, m), 'counted before') FROM serial;
SELECT is((SELECT ROW(value_agg(v) OVER (), transition_agg(before, after) OVER ()) FROM many LIMIT 1), ROW(t, m), 'over a window') FROM serial;
SELECT is_empty($$SELECT n FROM (SELECT n, value_agg(v) OVER w AS t, transition_agg(before, after) OVER w AS m FROM many WHERE n <= 300 WINDOW w AS (ORDER BY n ROWS 50 PRECEDING)) AS f
	WHERE (t, m) IS DISTINCT FROM (SELECT ROW(value_agg(v), transition_agg(before, after)) FROM many AS o WHERE o.n BETWEEN f.n - 50 AND f.n)$$, 'over moving frames');
SELECT is_empty('SELECT n FROM (SELECT n, value_agg(v) OVER (ORDER BY n) AS t FROM many WHERE n <= 2000) AS f WHERE customers(t) <> n', 'and growing ones');
SELECT is(ROW(t::text::value_tally, c::jsonb::text::value_tally, m::text::transition_matrix, w::jsonb::text::transition_matrix), ROW(t, c, m, w), 'values go through text') FROM serial;
SELECT is_empty('SELECT seed FROM tallies WHERE t::text::value_tally <> t OR t::jsonb::text::value_tally <> t', 'small ones, too');
SELECT is_empty('SELECT seed FROM matrices WHERE m::text::transition_matrix <> m OR m::jsonb::text::transition_matrix <> m', 'and matrices');
SELECT is_empty($$SELECT seed FROM matrices JOIN (SELECT seed, transition_agg(before, after) AS n FROM (SELECT seed, before COLLATE "C", after COLLATE "C" FROM moves ORDER BY random()) AS s GROUP BY seed) AS c USING (seed) WHERE m <> n$$, 'whatever the collation');

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
SELECT matches(plan_of('SELECT value_agg(v), transition_agg(before, after) FROM many'), 'Partial Aggregate', 'workers take part');
SELECT is((SELECT ROW(value_agg(v), value_agg(v, k), transition_agg(before, after), transition_agg(before, after, k)) FROM many), ROW(t, c, m, w), 'and give the serial values') FROM serial;
SELECT is_empty('SELECT k FROM (SELECT k, value_agg(v) AS a, transition_agg(before, after) AS m FROM many GROUP BY k) AS p JOIN (SELECT k, value_agg(v ORDER BY n) AS b, transition_agg(before, after ORDER BY n) AS o FROM many GROUP BY k) AS o USING (k) WHERE a <> b OR m <> o', 'by group, too');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT value_agg(''NaN'')', '22003'), ('SELECT value_agg(''-Infinity'')', '22003'), ('SELECT value_agg(1, -1)', '22003'), ('SELECT value_agg(1, 0.5)', '22003'), ('SELECT value_agg(1e39)', '22003'),
	('SELECT total(value_agg(99999999999999999999999999999999999999, 2))', '22003'), ('SELECT value_tile(''NaN'', ''{1}'')', '22003'),
	('SELECT rfm_tile(1) OVER (ORDER BY v) FROM many', '22023'), ('SELECT rfm_tile(1001) OVER (ORDER BY v) FROM many', '22023'), ('SELECT cut_points(value_agg(1), 0)', '22023'), ('SELECT concentration_table(value_agg(1), 1)', '22023'),
	('SELECT gini(value_agg(-1))', '22023'), ('SELECT top_share(value_agg(-1))', '22023'), ('SELECT share_cut(value_agg(-1))', '22023'), ('SELECT concentration_table(value_agg(-1))', '22023'),
	('SELECT top_share(value_agg(1), 1.01)', '22023'), ('SELECT share_cut(value_agg(1), ''NaN'')', '22023'), ('SELECT value_quantile(value_agg(1), 0)', '22023'),
	('SELECT rfm_segment(6, 1)', '22003'), ('SELECT rfm_segment(1, 0)', '22003'), ('SELECT rfm_table(ledger_agg(1, date ''2026-01-01'', 1, ''month''))', '22023'), ('SELECT rfm_table(ledger_agg(1, date ''2026-01-01'', 1, ''day''), bins => 1)', '22023'),
	('SELECT transition_agg(n::text, NULL) FROM many', '54000'), ('SELECT transition_agg(NULL, repeat(''x'', 1001))', '54000'), ('SELECT transition_agg(''a'', ''b'', ''Infinity'')', '22003'), ('SELECT transition_table(transition_agg(''a'', ''b''), 1)', '22003'),
	('SELECT ''{}''::value_tally', '22P02'), ('SELECT ''{}''::transition_matrix', '22P02')
) AS v(sql, state);
SELECT is(value_quantile(value_agg(i), 0.1 + 0.2::float8), 30::numeric, 'a share that is written as a sum reaches what it says') FROM generate_series(1, 100) AS i;
SELECT finish();
