-- Properties of the survival room: a plain-SQL twin on random worlds, published curves, and that neither order, split,
-- frame, workers nor the form of a value leave a trace.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.2029);
SELECT no_plan();

-- 300 worlds of up to 120 customers: days with many ties, fractions with none, few or many who are still there
CREATE TABLE stays AS
SELECT seed, CASE seed % 3 WHEN 0 THEN floor(-ln(1 - random()) * 9) WHEN 1 THEN floor(random() * 40) / 8 ELSE random() * 1e3 END::float8 AS duration,
	random() < (ARRAY[1, 0.9, 0.5, 0.1, 0])[1 + seed % 5] AS churned
FROM generate_series(1, 300) AS seed, generate_series(1, 1 + seed * 7 % 120);
INSERT INTO stays SELECT seed, NULL, true FROM stays WHERE seed % 11 = 0 UNION ALL SELECT seed, duration, NULL FROM stays WHERE seed % 13 = 0;
CREATE TABLE tallies AS SELECT seed, survival_agg(duration, churned) AS s FROM stays GROUP BY seed;
ANALYZE stays;

-- ---------- the same by plain SQL, the product in numeric ----------

CREATE FUNCTION twin() RETURNS TABLE (seed int, at float8, at_risk bigint, churned bigint, censored bigint, survival numeric) LANGUAGE plpgsql AS $$
DECLARE product numeric;
BEGIN
	FOR seed, at, at_risk, churned, censored IN
		SELECT t.seed, duration, sum(count(*)) OVER (PARTITION BY t.seed ORDER BY duration DESC), count(*) FILTER (WHERE t.churned), count(*) FILTER (WHERE NOT t.churned)
		FROM stays AS t WHERE duration IS NOT NULL AND t.churned IS NOT NULL GROUP BY t.seed, duration ORDER BY t.seed, duration
	LOOP
		product := CASE WHEN product IS NULL OR at_risk = (SELECT count(*) FROM stays AS t WHERE t.seed = twin.seed AND duration IS NOT NULL AND t.churned IS NOT NULL) THEN 1 ELSE product END
			* (at_risk - churned)::numeric(60, 40) / at_risk;
		survival := product;
		RETURN NEXT;
	END LOOP;
END $$;
CREATE TABLE twins AS SELECT * FROM twin();
CREATE TABLE tables AS SELECT seed, t.* FROM tallies, survival_table(s) AS t;
SELECT cmp_ok((SELECT count(*) FROM twins), '>', 5000::bigint, 'there are worlds');
SELECT bag_eq('SELECT seed, at, at_risk, churned, censored FROM tables', 'SELECT seed, at, at_risk, churned, censored FROM twins', 'counts are those of plain SQL');
SELECT is_empty('SELECT * FROM tables JOIN twins USING (seed, at) WHERE NOT abs(tables.survival - twins.survival::float8) <= 2e-15', 'and so is the product');
SELECT is_empty($$SELECT * FROM (SELECT *, sum(censored) OVER w - censored AS before, first_value(at_risk) OVER w AS customers FROM tables WINDOW w AS (PARTITION BY seed ORDER BY at)) AS t
	WHERE before = 0 AND survival <> (at_risk - churned)::float8 / customers$$, 'a share, to the last bit, as long as nobody was censored');
SELECT is_empty($$SELECT * FROM (SELECT *, lag(survival, 1, 1) OVER (PARTITION BY seed ORDER BY at) AS before FROM tables) AS t
	WHERE NOT survival BETWEEN 0 AND before OR (churned = 0) <> (survival = before) OR (churned = at_risk) <> (survival = 0)$$, 'curves fall where somebody churns, and to 0 where the last one does');
SELECT is_empty('SELECT * FROM (SELECT seed, at, row_number() OVER (PARTITION BY seed) AS n, rank() OVER (PARTITION BY seed ORDER BY at) AS r FROM (SELECT seed, (survival_table(s)).at FROM tallies) AS t) AS t WHERE n <> r', 'rows come in order');
SELECT is_empty('SELECT seed FROM tallies JOIN (SELECT seed, count(duration + churned::int) AS n FROM stays GROUP BY seed) AS c USING (seed) WHERE customers(s) <> n', 'customers are counted');

-- ---------- published curves ----------

-- Gehan (1965), Biometrika 52:203-223: weeks of remission under 6-MP and placebo; the curve as in Kalbfleisch & Prentice (1980) and most textbooks
CREATE TABLE gehan AS SELECT '6mp' AS arm, weeks, churned FROM (VALUES (6, true, 3), (6, false, 1), (7, true, 1), (9, false, 1), (10, true, 1), (10, false, 1), (11, false, 1), (13, true, 1), (16, true, 1),
		(17, false, 1), (19, false, 1), (20, false, 1), (22, true, 1), (23, true, 1), (25, false, 1), (32, false, 2), (34, false, 1), (35, false, 1)) AS v(weeks, churned, n), generate_series(1, n)
	UNION ALL SELECT 'placebo', weeks, true FROM unnest(ARRAY[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]) AS weeks;
SELECT results_eq($$SELECT at, at_risk, churned, round(survival::numeric, 3) FROM survival_table((SELECT survival_agg(weeks, churned) FROM gehan WHERE arm = '6mp')) WHERE churned > 0$$,
	$$VALUES (6::float8, 21::bigint, 3::bigint, 0.857), (7, 17, 1, 0.807), (10, 15, 1, 0.753), (13, 12, 1, 0.690), (16, 11, 1, 0.627), (22, 7, 1, 0.538), (23, 6, 1, 0.448)$$, '6-MP');
SELECT results_eq($$SELECT at, survival FROM survival_table((SELECT survival_agg(weeks, churned) FROM gehan WHERE arm = 'placebo'))$$,
	$$SELECT at::float8, kept / 21::float8 FROM (VALUES (1, 19), (2, 17), (3, 16), (4, 14), (5, 12), (8, 8), (11, 6), (12, 4), (15, 3), (17, 2), (22, 1), (23, 0)) AS v(at, kept)$$, 'placebo');

-- Fader & Hardie (2007), Journal of Interactive Marketing 21:76-90, table 1: percent of customers who survive so many years
CREATE TABLE retention (segment text, curve numeric[]);
INSERT INTO retention VALUES ('regular', '{63.1,46.8,38.2,32.6,28.9,26.2,24.1,22.3,20.7,19.4,18.3,17.3}'), ('high end', '{86.9,74.3,65.3,59.3,55.1,51.7,49.1,46.8,44.5,42.7,40.9,39.4}');
CREATE TABLE contracts AS SELECT segment, year, c.churned FROM (SELECT segment, year::int, (1000 - 10 * least(100, kept))::int AS n, 10 * kept AS stay, (10 * (lag(kept, 1, 100.0) OVER w - kept))::int AS leave,
	year = 12 AS last FROM retention, unnest(curve) WITH ORDINALITY AS k(kept, year) WINDOW w AS (PARTITION BY segment ORDER BY year)) AS y,
	LATERAL (SELECT true AS churned FROM generate_series(1, leave) UNION ALL SELECT false FROM generate_series(1, CASE WHEN last THEN stay::int ELSE 0 END)) AS c;
SELECT results_eq('SELECT segment, at, round(100 * survival::numeric, 1) FROM (SELECT segment, survival_agg(year, churned) AS s FROM contracts GROUP BY segment) AS c, survival_table(s) ORDER BY segment, at',
	'SELECT segment, year::float8, kept FROM retention, unnest(curve) WITH ORDINALITY AS k(kept, year) ORDER BY segment, year', 'the published retention comes back to the digit');
SELECT results_eq('SELECT parameter, round(estimate::numeric, 8) FROM (SELECT sbg_fit(s) AS m FROM (SELECT survival_agg(year, churned) AS s FROM contracts) AS c) AS f, clv_params(m)',
	'SELECT parameter, round(estimate::numeric, 8) FROM (SELECT sbg_fit(year, churned) AS m FROM contracts) AS f, clv_params(m)', 'and a model is fitted to the tally as to the rows');

-- ---------- order, split, windows, workers, forms ----------

CREATE TABLE many AS SELECT n, floor(-ln(1 - random()) * 400)::float8 / 4 AS duration, random() < 0.6 AS churned, (random() * 9)::int AS k FROM generate_series(1, 40000) AS n;
ANALYZE many;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT survival_agg(duration, churned) AS s FROM many;
SELECT is((SELECT survival_agg(duration, churned ORDER BY random()) FROM many), s, 'in any order') FROM serial;
SELECT is((SELECT survival_agg(duration, churned ORDER BY duration DESC, churned) FROM many), s, 'backwards') FROM serial;
SELECT is((SELECT rollup(p ORDER BY random()) FROM (SELECT survival_agg(duration, churned) AS p FROM many GROUP BY n % 97) AS parts), s, 'split and rolled up') FROM serial;
SELECT is((SELECT rollup(p) FROM (SELECT survival_agg(duration, churned) AS p FROM many GROUP BY n) AS parts), s, 'split into single customers') FROM serial;
SELECT is((SELECT a + b FROM (SELECT survival_agg(duration, churned) FILTER (WHERE k < 3) AS a, survival_agg(duration, churned) FILTER (WHERE k >= 3) AS b FROM many) AS parts), s, 'added') FROM serial;
SELECT is((SELECT rollup(t.s) FROM (SELECT s FROM tallies) AS t), (SELECT survival_agg(duration, churned) FROM stays), 'worlds roll up to all of them');
SELECT is((SELECT survival_agg(duration, churned) OVER () FROM many LIMIT 1), s, 'over a window') FROM serial;
SELECT is_empty($$SELECT n FROM (SELECT n, survival_agg(duration, churned) OVER (ORDER BY n ROWS 50 PRECEDING) AS w FROM many WHERE n <= 300) AS f
	WHERE w <> (SELECT survival_agg(duration, churned) FROM many AS m WHERE m.n BETWEEN f.n - 50 AND f.n)$$, 'over moving frames');
SELECT is_empty('SELECT n FROM (SELECT n, survival_agg(duration, churned) OVER (ORDER BY n) AS w FROM many WHERE n <= 2000) AS f WHERE customers(w) <> n', 'and growing ones');
SELECT is_empty('SELECT seed FROM tallies WHERE s::text::survival_tally <> s OR s::jsonb::text::survival_tally <> s', 'tallies go through text');

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
SELECT matches(plan_of('SELECT survival_agg(duration, churned) FROM many'), 'Partial Aggregate', 'workers take part');
SELECT is((SELECT survival_agg(duration, churned) FROM many), s, 'and give the serial tally') FROM serial;
SELECT is_empty('SELECT k FROM (SELECT k, survival_agg(duration, churned) AS a FROM many GROUP BY k) AS p JOIN (SELECT k, survival_agg(duration, churned ORDER BY n) AS b FROM many GROUP BY k) AS o USING (k) WHERE a <> b', 'by group, too');

-- ---------- late entry and reasons, by counting ----------

RESET max_parallel_workers_per_gather;
RESET min_parallel_table_scan_size;
CREATE TABLE late AS SELECT seed, n, CASE WHEN random() < 0.6 THEN entry END AS entry, entry + 1 + floor(random() * 8) AS duration,
	CASE WHEN random() < 0.7 THEN (ARRAY['price', 'service', 'moved', ''])[1 + floor(random() * 4)] END AS reason
FROM (SELECT seed, n, floor(random() * 12)::float8 AS entry FROM generate_series(1, 60) AS seed, generate_series(1, seed) AS n) AS s;
CREATE TABLE late_tallies AS SELECT seed, churn_reason_agg(entry, duration, reason) AS s, survival_agg(entry, duration, reason IS NOT NULL) AS plain FROM late GROUP BY seed;
CREATE TABLE late_twins AS SELECT seed, at, (SELECT count(*) FROM late AS l WHERE l.seed = t.seed AND (entry < at OR entry IS NULL) AND duration >= at) AS at_risk,
	(SELECT count(*) FROM late AS l WHERE l.seed = t.seed AND duration = at AND reason IS NOT NULL) AS churned, (SELECT count(*) FROM late AS l WHERE l.seed = t.seed AND duration = at AND reason IS NULL) AS censored,
	(SELECT count(*) FROM late AS l WHERE l.seed = t.seed AND duration = at AND reason = 'price') AS for_price FROM (SELECT DISTINCT seed, duration AS at FROM late) AS t;
CREATE TABLE late_curves AS SELECT *, coalesce((SELECT CASE WHEN bool_or(b.churned = b.at_risk) THEN 0 ELSE exp(sum(CASE WHEN b.churned < b.at_risk THEN ln(1 - b.churned / b.at_risk::float8) ELSE 0 END)) END FROM late_twins AS b WHERE b.seed = a.seed AND b.at <= a.at), 1) AS survival FROM late_twins AS a;
SELECT bag_eq('SELECT seed, at, at_risk, churned, censored FROM late_tallies, survival_table(s)', 'SELECT seed, at, at_risk, churned, censored FROM late_twins', 'who is at risk is counted');
SELECT bag_eq('SELECT seed, t.* FROM late_tallies, survival_table(plain) AS t', 'SELECT seed, t.* FROM late_tallies, survival_table(s) AS t', 'reasons change nothing of the curve');
SELECT is_empty('SELECT * FROM late_curves AS c JOIN (SELECT seed, t.* FROM late_tallies, survival_table(s) AS t) AS t USING (seed, at) WHERE NOT abs(t.survival - c.survival) <= 1e-13', 'the product is that of plain SQL');
SELECT is_empty($$SELECT * FROM (SELECT seed, at, sum(before * for_price / at_risk) OVER (PARTITION BY seed ORDER BY at) AS f FROM (SELECT *, lag(survival, 1, 1.0) OVER (PARTITION BY seed ORDER BY at) AS before FROM late_curves) AS c) AS c
	JOIN (SELECT seed, t.* FROM late_tallies, incidence_table(s) AS t WHERE reason = 'price') AS t USING (seed, at) WHERE NOT abs(t.incidence - f) <= 1e-13$$, 'and so is the incidence');

-- ---------- many fractions: put by, sorted by their digits, and counted as GROUP BY does ----------

RESET parallel_setup_cost;
RESET parallel_tuple_cost;
CREATE TABLE put_by AS SELECT 'different' AS kind, sqrt(n::float8) + 0.1 AS entry, sqrt(n::float8) + 1.1 AS duration, n % 3 > 0 AS churned FROM generate_series(1, 1200000) AS n
	UNION ALL SELECT 'repeated, in order', NULL, sqrt((n / 10)::float8), n % 4 > 0 FROM generate_series(1, 1200000) AS n
	UNION ALL SELECT 'alike but for the last digits', 1.0 / (1 + n % 7), 1 + (n::bigint * 7919 % 50000) * 2.220446049250313e-16, n % 5 > 0 FROM generate_series(1, 60000) AS n
	UNION ALL SELECT 'mixed with whole ones', NULL, (n::bigint * 7919 % 5000) / 4.0, n % 7 > 0 FROM generate_series(1, 60000) AS n;
CREATE VIEW counted AS SELECT kind, duration AS at, count(*) FILTER (WHERE churned) AS churned, count(*) FILTER (WHERE NOT churned) AS censored FROM put_by GROUP BY kind, duration;
CREATE FUNCTION sum_of(query text) RETURNS TABLE (kind text, rows bigint, sum numeric) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT kind, count(*), sum(hashfloat8extended(at, 3)::numeric * (churned + 7 * censored)) FROM (%s) AS q GROUP BY kind', query);
END $$;
SELECT bag_eq($$SELECT * FROM sum_of('SELECT kind, t.* FROM (SELECT kind, survival_agg(duration, churned) AS s FROM put_by GROUP BY kind) AS k, survival_table(s) AS t')$$,
	$$SELECT * FROM sum_of('SELECT * FROM counted')$$, 'each duration has those who are there');
SELECT bag_eq($$SELECT * FROM sum_of('SELECT kind, t.* FROM (SELECT kind, survival_agg(entry, duration, churned) AS s FROM put_by GROUP BY kind) AS k, survival_table(s) AS t')$$,
	$$SELECT * FROM sum_of('SELECT * FROM counted')$$, 'with late entry, too');
SELECT is_empty($$SELECT kind FROM (SELECT kind, survival_agg(entry, duration, churned) AS s FROM put_by GROUP BY kind) AS k, LATERAL (SELECT min(at_risk) AS least, max(at_risk) AS most FROM survival_table(s)) AS t
	WHERE most IS DISTINCT FROM (SELECT max(n) FROM (SELECT sum(step) OVER (ORDER BY at, step) AS n FROM (SELECT coalesce(entry, -1) AS at, 1 AS step FROM put_by AS p WHERE p.kind = k.kind UNION ALL SELECT duration, -1 FROM put_by AS p WHERE p.kind = k.kind) AS e) AS r)$$,
	'and the most who are at risk at once are those of a running sum');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT survival_agg(-1, true)', '22003'), ('SELECT survival_agg(''NaN'', true)', '22003'), ('SELECT survival_agg(''Infinity'', false)', '22003'),
	('SELECT customers(''{"version": 1, "decimals": 6, "rows": [[1, 0, 2]]}''::survival_tally)', '22023'),
	('SELECT survival_table(''{"version": 1, "decimals": 6, "rows": [[1, 0, 2]]}'')', '22023'),
	('SELECT survival_table(''{"version": 1, "rows": [[1, 0, 9007199254740992]]}'')', '54000'),
	('SELECT ''{}''::survival_tally', '22P02')
) AS v(sql, state);
SELECT results_eq($$SELECT h.* FROM hazard_table((SELECT survival_agg(e, d, d < 3) FROM (VALUES (0.5, 1::float8), (NULL, 2), (NULL, 2), (NULL, 3)) AS v(e, d)), 1) AS h WHERE period > 1$$,
	$$SELECT h.* FROM hazard_table((SELECT survival_agg(e, d, d < 3) FROM (VALUES (0::float8, 1::float8), (NULL, 2), (NULL, 2), (NULL, 3)) AS v(e, d)), 1) AS h WHERE period > 1$$, 'durations are whole, whatever entries are');
SELECT finish();
