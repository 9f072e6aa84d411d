-- Properties of the voice room: its readings against plain SQL and the tests of survey tallies, on random worlds of comments; and that neither order, split,
-- frame, workers nor the form of a value leave a trace.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.1919);
SELECT no_plan();

-- 80 worlds of up to 240 answers: words of all lengths, some of them alike, that stand together or not; some answers have no score, no comment, or none of these words
CREATE TABLE words AS SELECT i, (ARRAY['late', 'later', 'l', 'slow', 'refund', 'delivery', 'delivery1', 'überraschend', 'ü', 'checkout page', 'Late', '''quote''', 'back\slash', 'tab	tab', '"', 'eight888', 'nine99999', 'sixteen666666666', 'seventeen77777777', 'seventeen77777778', repeat('long', 60), repeat('long', 60) || 'er', repeat('x', 2046)])[i] AS word
FROM generate_series(1, 23) AS i;
CREATE TABLE worlds AS SELECT seed, n, CASE WHEN random() > 0.05 THEN floor(random() ^ (0.2 + seed % 4 / 2.0) * 11)::int END AS score,
	CASE WHEN random() > 0.05 THEN (SELECT coalesce(array_agg(word ORDER BY random()), '{}') FROM words, generate_series(1, 2) WHERE random() < (0.02 + seed % 5 * 0.08) * 3.0 / (2 + i % 7) AND n > 0) END AS themes
FROM generate_series(1, 80) AS seed, generate_series(1, seed * 3) AS n;
UPDATE worlds SET themes = themes || 'everywhere'::text WHERE seed % 20 = 7;
ALTER TABLE worlds ADD v tsvector;
UPDATE worlds SET v = array_to_tsvector(ARRAY(SELECT DISTINCT t FROM unnest(themes) AS t)) WHERE themes IS NOT NULL;
ANALYZE worlds;
CREATE TABLE tallies AS SELECT seed, term_agg(score, v) AS t FROM worlds GROUP BY seed;
CREATE TABLE known AS SELECT * FROM worlds WHERE score IS NOT NULL AND v IS NOT NULL;
CREATE TABLE mentions AS SELECT DISTINCT seed, n, score, term FROM known, unnest(themes) AS term;
SELECT cmp_ok((SELECT count(*) FROM mentions), '>', 5000::bigint, 'there are worlds');
SELECT is_empty('SELECT seed FROM tallies JOIN (SELECT seed, count(*) AS n FROM known GROUP BY seed) AS k USING (seed) WHERE answers(t) <> n', 'answers are those with a score and a comment');
SELECT is_empty('SELECT seed FROM worlds JOIN tallies USING (seed) GROUP BY seed, t HAVING term_agg(score, themes) <> t OR term_agg(score::float8, v) <> t OR term_agg(score::float8, themes) <> t OR term_agg(score, v, 0, 10) <> t OR term_agg(score::float8, themes, 0, 10) <> t',
	'arrays say what tsvectors say, and float8 what integers say');

-- ---------- who mentions it, and who does not ----------

CREATE TABLE twin AS SELECT seed, term, answers(mentioned) AS answers, answers(mentioned)::float8 / answers(everybody) AS share, nps(mentioned) AS nps, nps(rest) AS rest_nps, r.difference, r.se, r.z, r.p_value, r.low, r.high, nps(everybody) - nps(rest) AS impact, everybody, rest, mentioned
FROM (SELECT seed, term, mentioned, everybody, CASE WHEN mentioned <> everybody THEN everybody - mentioned END AS rest
	FROM (SELECT seed, term, nps_agg(score) AS mentioned FROM mentions GROUP BY seed, term) AS m JOIN (SELECT seed, nps_agg(score) AS everybody FROM known GROUP BY seed) AS e USING (seed)) AS s, nps_test(mentioned, rest) AS r;
CREATE TABLE tables AS SELECT seed, r.* FROM tallies, term_table(t, 1) AS r;
SELECT results_eq('SELECT count(*) > 1000, count(*) FILTER (WHERE rest IS NULL) > 0, count(DISTINCT term) FROM twin', 'VALUES (true, true, 24::bigint)', 'terms of every kind, some in every answer');
SELECT bag_eq('SELECT * FROM tables', 'SELECT seed, term, answers, share, nps, rest_nps, difference, se, z, p_value, low, high, impact FROM twin', 'term_table is plain SQL''s, bit for bit');
SELECT bag_eq(format('SELECT seed, r.* FROM tallies, term_table(t, %s, %s, %s, %s) AS r', m, c, d, p), format('SELECT seed, term, w.answers, share, nps(mentioned, %3$s, %4$s), nps(rest, %3$s, %4$s) AS rest_nps, r.*, nps(everybody, %3$s, %4$s) - nps(rest, %3$s, %4$s) AS impact
	FROM twin AS w, nps_test(mentioned, rest, %2$s, %3$s, %4$s) AS r WHERE w.answers >= %1$s', m, c, d, p), format('min_answers %s, confidence %s, thresholds %s and %s', m, c, d, p))
FROM (VALUES (5, 0.95, 6, 9), (1, 0.5, 0, 10), (20, 0.999, 8, 9), (7, 0.8, 3, 8)) AS v(m, c, d, p);
SELECT bag_eq('SELECT seed, r.* FROM tallies, term_table(t) AS r', 'SELECT * FROM tables WHERE answers >= 5', 'terms of five answers, by default');
SELECT is_empty($$SELECT seed FROM (SELECT seed, array_agg(term ORDER BY n) AS ours, array_agg(term ORDER BY term COLLATE "C") AS sorted FROM tallies, ROWS FROM (term_table(t, 1)) WITH ORDINALITY AS r(term, a, s, p, q, d, e, z, v, l, h, i, n) GROUP BY seed) AS o WHERE ours <> sorted$$,
	'in the order of bytes');

-- Another scale: the same answers, a point further, and with thresholds as far
CREATE TABLE shifted AS SELECT seed, term_agg(score - 100, v, -100, -90) AS t FROM worlds GROUP BY seed;
SELECT bag_eq('SELECT seed, r.* FROM shifted, term_table(t, 1, detractor_max => -94, promoter_min => -91) AS r', 'SELECT * FROM tables', 'on another scale');
CREATE TABLE fine AS SELECT seed, term_agg(score * 10, v, 0, 100) AS t FROM worlds GROUP BY seed;
SELECT bag_eq('SELECT seed, r.* FROM fine, term_table(t, 1, detractor_max => 69, promoter_min => 81) AS r', 'SELECT * FROM tables', 'and on one of 101 points');

-- ---------- before and after ----------

CREATE TABLE halves AS SELECT seed, term_agg(score, v) FILTER (WHERE n % 2 = 0) AS before, term_agg(score, v) FILTER (WHERE n % 2 = 1 AND n > seed) AS after FROM worlds GROUP BY seed;
CREATE TABLE shift_twin AS SELECT seed, term, a AS answers_before, b AS answers_after, a / of_a AS share_before, b / of_b AS share_after, r.*
FROM (SELECT seed, term, count(*) FILTER (WHERE n % 2 = 0) AS a, count(*) FILTER (WHERE n % 2 = 1 AND n > seed) AS b FROM mentions GROUP BY seed, term) AS m
	JOIN (SELECT seed, count(*) FILTER (WHERE n % 2 = 0)::float8 AS of_a, count(*) FILTER (WHERE n % 2 = 1 AND n > seed)::float8 AS of_b FROM known GROUP BY seed) AS k USING (seed), share_test(b, of_b, a, of_a) AS r
WHERE of_a > 0 AND of_b > 0;
SELECT bag_eq('SELECT seed, r.* FROM halves, term_shift(before, after, 1) AS r', 'SELECT * FROM shift_twin WHERE answers_before + answers_after >= 1', 'term_shift is share_test of each term, bit for bit');
SELECT bag_eq('SELECT seed, r.* FROM halves, term_shift(before, after) AS r', 'SELECT * FROM shift_twin WHERE answers_before + answers_after >= 5', 'of terms of five answers in both');
SELECT bag_eq('SELECT seed, term, difference, -low AS high, -high AS low FROM halves, term_shift(before, after, 3, 0.9)', 'SELECT seed, term, -difference AS difference, high, low FROM halves, term_shift(after, before, 3, 0.9)', 'and turns round with its sides');
SELECT isnt_empty('SELECT * FROM shift_twin WHERE answers_before = 0 AND answers_after > 0', 'new ones are among them');
SELECT is_empty('SELECT seed FROM tallies, term_shift(t, t, 1) WHERE difference <> 0 OR z <> 0 OR answers_before <> answers_after', 'nothing moves from a tally to itself');

-- ---------- phrases ----------

CREATE FUNCTION phrases_twin(v tsvector, size int) RETURNS text[] LANGUAGE SQL AS $$
	WITH RECURSIVE w AS (SELECT lexeme, p FROM unnest(v), unnest(positions) AS p), runs AS (SELECT lexeme AS run, p, 1 AS n FROM w UNION ALL SELECT run || ' ' || lexeme, w.p, n + 1 FROM runs JOIN w ON w.p = runs.p + 1 WHERE n < size)
	SELECT coalesce(array_agg(DISTINCT run COLLATE "C" ORDER BY run COLLATE "C"), '{}') FROM runs WHERE n = size AND octet_length(run) <= 2046 $$;
CREATE TABLE texts AS SELECT n, (SELECT coalesce(string_agg(format('%s:%s', lexeme, ps), ' '), '') FROM (SELECT (ARRAY['a', 'b', 'c', 'dd', 'é'])[1 + floor(random() * 5 + n * 0)::int] AS lexeme, string_agg(DISTINCT (1 + floor(random() * 12))::text || chr(65 + floor(random() * 4)::int), ',') AS ps
	FROM generate_series(1, n % 17) GROUP BY 1) AS l)::tsvector AS v FROM generate_series(1, 300) AS n;
SELECT is_empty('SELECT n FROM texts, generate_series(1, 5) AS size WHERE phrases(v, size) IS DISTINCT FROM phrases_twin(v, size)', 'phrases are runs of adjoining positions');
SELECT is_empty('SELECT n FROM texts WHERE phrases(v) <> phrases(v, 2) OR phrases(strip(v)) <> ''{}''', 'of two, and none without positions');
SELECT is(cardinality(phrases(to_tsvector('simple', string_agg('w' || i, ' ' ORDER BY i)))), 16381, 'of many words, too, up to the last position of a tsvector, 16383, which those behind it share') FROM generate_series(1, 17000) AS i;

-- ---------- order, split, windows, workers, forms ----------

CREATE TABLE many AS SELECT n, floor(random() * 11)::int AS score, array_to_tsvector(ARRAY(SELECT DISTINCT 'word' || floor(random() ^ 3 * 3000 + n * 0) FROM generate_series(1, n % 12))) AS v, floor(random() * 4)::int AS k FROM generate_series(1, 20000) AS n;
ANALYZE many;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE serial AS SELECT term_agg(score, v) AS t FROM many;
SELECT is((SELECT term_agg(score, v ORDER BY random()) FROM many), t, 'in any order') FROM serial;
SELECT is((SELECT rollup(t ORDER BY random()) FROM (SELECT term_agg(score, v) AS t FROM many GROUP BY n % 97) AS parts), t, 'split and rolled up') FROM serial;
SELECT is((SELECT rollup(t) FROM (SELECT term_agg(score, v) AS t FROM many GROUP BY n) AS parts), t, 'split into single answers') FROM serial;
SELECT is((SELECT a + b FROM (SELECT term_agg(score, v) FILTER (WHERE k < 3) AS a, term_agg(score, v) FILTER (WHERE k >= 3) AS b FROM many) AS parts), t, 'added') FROM serial;
SELECT is((SELECT term_agg(score, v) OVER () FROM many LIMIT 1), t, 'over a window') FROM serial;
SELECT is_empty('SELECT n FROM (SELECT n, term_agg(score, v) OVER (ORDER BY n ROWS 50 PRECEDING) AS t FROM many WHERE n <= 300) AS f WHERE t IS DISTINCT FROM (SELECT term_agg(score, v) FROM many AS o WHERE o.n BETWEEN f.n - 50 AND f.n)', 'over moving frames');
SELECT is_empty('SELECT n FROM (SELECT n, term_agg(score, v) OVER (ORDER BY n) AS t FROM many WHERE n <= 1000) AS f WHERE answers(t) <> n', 'and growing ones');
SELECT is_empty('SELECT seed FROM (SELECT t, seed FROM tallies UNION ALL SELECT t, seed FROM shifted UNION ALL SELECT t, seed FROM fine UNION ALL SELECT t, 0 FROM serial) AS a WHERE t::text::term_tally <> t OR t::jsonb::text::term_tally <> t', 'values go through text');
SELECT is_empty($$SELECT seed FROM tallies JOIN (SELECT seed, term_agg(score, themes) AS c FROM (SELECT seed, score, ARRAY(SELECT t COLLATE "C" FROM unnest(themes) AS t ORDER BY random()) AS themes FROM known ORDER BY random()) AS s GROUP BY seed) AS c USING (seed) WHERE t <> c$$, 'whatever the collation');
SELECT is_empty('SELECT seed FROM tallies, generate_series(1, 9) AS m WHERE NOT EXISTS (SELECT 1 WHERE suppress(t, m) IS NULL AND answers(t) < m) AND (SELECT array_agg(r.*::text) FROM term_table(suppress(t, m), 1) AS r) IS DISTINCT FROM (SELECT array_agg(r.*::text) FROM term_table(t, m) AS r)', 'suppress keeps what so many mention');

-- counts pass 32 bits, in rows and in tallies, of short terms and of long ones
CREATE FUNCTION tally_of(a bigint, b bigint, few bigint) RETURNS term_tally LANGUAGE SQL RETURN format('{"version": 1, "scale": [0, 1], "answers": [%s, %s], "terms": {"a": [%1$s, %2$s], "a rather long term": [%1$s, 7], "few": [%3$s, 0]}}', a, b, few)::term_tally;
DO $$ BEGIN EXECUTE format('CREATE AGGREGATE more(int, text[], bigint, bigint) (SFUNC = term_accum, STYPE = term_tally, FINALFUNC = term_tally_final, INITCOND = %L)', tally_of(4294967290, 9, 3)); END $$;
SELECT is((SELECT more(0, ARRAY['few', 'a', 'a rather long term'], 0, 1) FROM generate_series(1, n)), tally_of(4294967290 + n, 9, 3 + n), format('%s more than 2^32 - 6', n)) FROM unnest('{1,5,6,7,10,11,500}'::int[]) AS n;
SELECT is(tally_of(a, 9, 5) + tally_of(b, 9, 5), replace(tally_of(a + b, 18, 10)::text, ', 7]', ', 14]')::term_tally, format('%s and %s', a, b)) FROM (VALUES (4294967295, 5), (4294967295, 4294967295), (4294967290, 5), (4294967290, 6), (1099511627776, 5), (5, 1099511627776), (9223372036854775000, 700)) AS v(a, b);

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
SELECT matches(plan_of('SELECT term_agg(score, v) FROM many'), 'Partial Aggregate', 'workers take part');
SELECT is((SELECT term_agg(score, v) FROM many), t, 'and give the serial value') FROM serial;
SELECT is_empty('SELECT k FROM (SELECT k, term_agg(score, v) AS a FROM many GROUP BY k) AS p JOIN (SELECT k, term_agg(score, v ORDER BY n) AS b FROM many GROUP BY k) AS o USING (k) WHERE a <> b', 'by group, too');

-- classes of errors
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT term_agg(11, ARRAY[''a''])', '22003'), ('SELECT term_agg(1.5, ARRAY[''a''])', '22023'), ('SELECT term_agg(''NaN''::float8, ARRAY[''a''])', '22003'), ('SELECT term_agg(9, ARRAY[repeat(''x'', 2047)])', '22001'),
	('SELECT term_agg(9, ARRAY[''a''], NULL, 10)', '22023'), ('SELECT term_agg(9, ARRAY[''a''], 0, 101)', '22023'), ('SELECT term_agg(1, v, 0, n) FROM many WHERE n < 9', '22023'),
	('SELECT term_agg(9, ARRAY[''a'']) + term_agg(5, ARRAY[''a''], 1, 5)', '22023'), ('SELECT term_table(t, 0) FROM serial', '22023'), ('SELECT term_table(t, 1, 1) FROM serial', '22003'), ('SELECT term_table(t, 1, 0.9, 11) FROM serial', '22023'),
	('SELECT term_shift(t, t, 0) FROM serial', '22023'), ('SELECT term_shift(t, t, 1, ''NaN'') FROM serial', '22003'), ('SELECT phrases(v, 0) FROM many', '22023'), ('SELECT suppress(t, 0) FROM serial', '22023'), ('SELECT ''{}''::term_tally', '22P02')
) AS v(sql, state);
SELECT results_eq($$SELECT count(*), count(*) FILTER (WHERE split_part(p, ' ', 2) <> 'w' || substr(split_part(p, ' ', 1), 2)::int + 1)
	FROM unnest((SELECT phrases(to_tsvector('simple', string_agg('w' || i, ' ' ORDER BY i))) FROM generate_series(1, 16390) AS i)) AS p$$, 'VALUES (16381::bigint, 0::bigint)', 'words that share the last place of a tsvector are no phrase');
SELECT finish();
