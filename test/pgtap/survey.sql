-- Properties of the survey room: published numbers, a plain-SQL twin, and that neither order, split,
-- weights of 1, workers nor moving frames leave a trace.
SET client_min_messages = warning;
SELECT setseed(0.2026);
BEGIN;
SELECT no_plan();

CREATE FUNCTION close(got float8, expected float8, name text, tolerance float8 DEFAULT 1e-12) RETURNS text LANGUAGE SQL AS $$
	SELECT ok(abs(got - expected) <= tolerance * greatest(abs(expected), 1e-300), name)
		|| CASE WHEN abs(got - expected) <= tolerance * greatest(abs(expected), 1e-300) THEN ''
			ELSE E'\n' || diag('got ' || coalesce(got::text, 'NULL') || ', expected ' || expected) END
$$;
CREATE FUNCTION tally_of(detractors int, passives int, promoters int) RETURNS survey_tally LANGUAGE SQL AS $$
	SELECT nps_agg(s) FROM (SELECT 6 FROM generate_series(1, detractors) UNION ALL SELECT 7 FROM generate_series(1, passives)
		UNION ALL SELECT 10 FROM generate_series(1, promoters)) v(s)
$$;

-- published numbers, through SQL
SELECT close(nps(tally_of(54, 108, 162)), 100 / 3.0, 'nps of (54, 108, 162)');
SELECT close(nps_se(tally_of(54, 108, 162)), 4.1408666249996104, 'its standard error');
SELECT close(nps_low(tally_of(54, 108, 162)), 24.94525141303357, 'adjusted Wald low');
SELECT close(nps_high(tally_of(54, 108, 162)), 41.10979445852606, 'adjusted Wald high');
SELECT close(nps_low(tally_of(54, 108, 162), 0.9, 'score'), 26.33510326180606, 'score low, 90 %', 1e-9);
SELECT close(nps_high(tally_of(54, 108, 162), 0.99, 'wald'), 43.999498928095, 'Wald high, 99 %', 1e-11);
SELECT is(nps_high(tally_of(0, 0, 10)), 100::float8, 'limits are clipped to 100');
SELECT is(nps_low(tally_of(10, 0, 0)), -100::float8, 'and to -100');
SELECT close(difference, 28, 'difference of two samples'), close(se, 11.274853786224787, 'its standard error'),
	close(z, 2.4110703814740804, 'z'), close(p_value, 0.015905778699658302, 'p'),
	close(low, 5.086158667461827, 'low'), close(high, 49.282773371373123, 'high')
FROM nps_test(tally_of(17, 23, 60), tally_of(30, 25, 45));
SELECT close(nps, 4.615384615384613, 'weighted nps'), close(se, 28.738620992365627, 'linearised standard error'),
	close(low, -43.46664078328322, 'weighted low'), close(high, 50.51011257320603, 'weighted high'),
	close(effective_n, 10.444993819530282, 'Kish')
FROM nps_summary((SELECT nps_agg(s, w) FROM unnest('{10,9,9,8,7,7,6,3,0,10,9,5}'::int[],
	'{1.2,.8,1.5,1,1,.6,2.1,1.3,.4,.9,1.1,1.1}'::float8[]) v(s, w)));
SELECT is(nps_sample_size(5), 1534::bigint, 'answers for 5 points');

-- errors and their classes
SELECT throws_ok(sql, state, NULL, sql || ' is ' || state) FROM (VALUES
	('SELECT nps(11)', '22003'), ('SELECT nps(8.5)', '22023'), ('SELECT nps(''NaN''::float8)', '22003'),
	('SELECT nps(9, ''NaN'')', '22003'), ('SELECT nps(9, -1)', '22003'), ('SELECT nps(9, 2e6)', '22003'), ('SELECT nps(9, ''-Infinity'')', '22003'),
	('SELECT nps(csat_agg(5))', '22023'), ('SELECT nps(nps_agg(5), 9, 9)', '22023'), ('SELECT csat(nps_agg(5))', '22023'),
	('SELECT survey_agg(1, 5, 1)', '22023'), ('SELECT survey_agg(1, 0, 200)', '22023'), ('SELECT survey_agg(1, 0, NULL)', '22023'),
	('SELECT survey_agg(1, 0, s) FROM generate_series(5, 6) s', '22023'),
	('SELECT nps_low(nps_agg(5), 1)', '22003'), ('SELECT nps_low(nps_agg(5), ''NaN'')', '22003'),
	('SELECT nps_low(nps_agg(5), method => ''x'')', '22023'),
	('SELECT nps_agg(1) + csat_agg(1)', '22023'), ('SELECT box_low(nps_agg(5), 6, 5)', '22023'),
	('SELECT wilson_low(2, 1)', '22003'), ('SELECT nps_sample_size(0)', '22003'), ('SELECT nps_sample_size(1e-12)', '22003'),
	('SELECT ''{}''::survey_tally', '22P02'), ('SELECT ''x''::survey_tally', '22P02'),
	('SELECT survey_tally_merge(nps_agg(1), nps_agg(1))', '0A000')
) v(sql, state);

-- every numeric type of score and weight
CREATE TABLE typed AS SELECT s::smallint AS small, s::int AS int, s::bigint AS big, s::numeric AS num, s::float8 AS f8, s::real AS f4,
	nullif(w, 0) AS w FROM (SELECT g % 11 AS s, g % 4 AS w FROM generate_series(1, 200) g) x;
INSERT INTO typed VALUES (NULL, NULL, NULL, NULL, NULL, NULL, 1);
SELECT is(answers, CASE WHEN weight = '' THEN 200 ELSE 150 END::bigint, 'nps_agg, survey_agg and nps of ' || score || weight)
FROM unnest('{small,int,big,num,f8,f4}'::text[]) score, unnest('{"",", w",", w::numeric",", w::smallint",", w::bigint",", w::float8",", w::real"}'::text[]) weight,
	LATERAL (SELECT (xpath('//n/text()', query_to_xml(format(
		'SELECT CASE WHEN nps_agg(%1$s%2$s) = survey_agg(%1$s, 0, 10%2$s) AND nps(%1$s%2$s) = nps(nps_agg(%1$s%2$s)) THEN answers(nps_agg(%1$s%2$s)) END AS n FROM typed',
		score, weight), false, false, '')))[1]::text::bigint AS answers) q;

-- a plain-SQL twin on random answers, half of them weighted
CREATE TABLE survey AS
SELECT seed, n, floor(11 * power(random(), 0.5))::int AS score,
	CASE WHEN seed % 2 = 0 THEN 1 ELSE round((0.2 + 3 * random())::numeric, 3)::float8 END AS w, floor(7 * random())::int AS part
FROM generate_series(1, 60) seed, generate_series(1, 40) n WHERE n <= 2 + seed % 39;
CREATE TABLE twin AS
WITH shares AS (
	SELECT seed, sum(w) AS sw, sum(w * (CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END)) / sum(w) AS nps,
		sum(w) FILTER (WHERE score >= 9) / sum(w) AS top, sum(w * score) / sum(w) AS mean, sum(w) ^ 2 / sum(w ^ 2) AS kish
	FROM survey GROUP BY seed
)
SELECT s.seed, nps, mean, kish, coalesce(top, 0) AS top,
	sqrt(sum(w ^ 2 * (CASE WHEN score >= 9 THEN 1 WHEN score <= 6 THEN -1 ELSE 0 END - nps) ^ 2)) / sw AS se,
	sqrt(sum(w * (score - mean) ^ 2) / (sw - sum(w ^ 2) / sw)) AS sd
FROM shares JOIN survey s USING (seed) GROUP BY s.seed, nps, mean, kish, top, sw;
CREATE TABLE whole AS SELECT seed, nps_agg(score, w) AS t FROM survey GROUP BY seed;

SELECT is((SELECT count(*) FROM twin), 60::bigint, '60 random surveys');
SELECT is_empty($$SELECT seed, nps(t), 100 * nps FROM whole JOIN twin USING (seed) WHERE NOT abs(nps(t) - 100 * nps) < 1e-10$$, 'nps is the twin''s');
SELECT is_empty($$SELECT seed, nps_se(t), 100 * se FROM whole JOIN twin USING (seed) WHERE NOT abs(nps_se(t) - 100 * se) < 1e-10$$, 'nps_se is the twin''s');
SELECT is_empty($$SELECT seed, ces(t), mean FROM whole JOIN twin USING (seed) WHERE NOT abs(ces(t) - mean) < 1e-12$$, 'ces is the twin''s');
SELECT is_empty($$SELECT seed, score_stddev(t), sd FROM whole JOIN twin USING (seed) WHERE NOT abs(score_stddev(t) - sd) < 1e-12$$, 'score_stddev is the twin''s');
SELECT is_empty($$SELECT seed, box_share(t, 9, 10), top FROM whole JOIN twin USING (seed) WHERE NOT abs(box_share(t, 9, 10) - top) < 1e-12$$, 'box_share is the twin''s');
SELECT is_empty($$SELECT seed, effective_n(t), kish FROM whole JOIN twin USING (seed) WHERE NOT abs(effective_n(t) - kish) < 1e-10$$, 'effective_n is the twin''s');
SELECT is_empty($$SELECT seed FROM whole JOIN twin USING (seed) WHERE NOT (nps_low(t) <= nps_high(t) AND csat_low(t, satisfied_min => 9) <= 100 * top AND csat_high(t, satisfied_min => 9) >= 100 * top
	AND nps_low(t, method => 'score') <= nps(t) AND nps_high(t, method => 'score') >= nps(t) AND ces_low(t) <= mean AND ces_high(t) >= mean)$$, 'limits lie on their sides');

-- any order, any split, merged in any order, stored in between
CREATE TABLE part AS SELECT seed, part, nps_agg(score, w ORDER BY random()) AS t FROM survey GROUP BY seed, part;
SELECT is_empty($$SELECT seed FROM whole JOIN (SELECT seed, rollup(t ORDER BY random()) AS r FROM part GROUP BY seed) p USING (seed)
	WHERE survey_tally_send(r) IS DISTINCT FROM survey_tally_send(t) OR r <> t$$, 'parts merged in any order are the whole, bit for bit');
SELECT is_empty($$SELECT seed FROM whole JOIN (SELECT seed, rollup(t::text::survey_tally) AS r FROM part GROUP BY seed) p USING (seed)
	WHERE survey_tally_send(r) IS DISTINCT FROM survey_tally_send(t)$$, 'and so are parts that went through text');
SELECT is_empty($$SELECT seed FROM whole JOIN (SELECT seed, rollup(t ORDER BY part DESC) FILTER (WHERE part > 2) + rollup(t) FILTER (WHERE part <= 2) AS r
	FROM part GROUP BY seed) p USING (seed) WHERE survey_tally_send(r) IS DISTINCT FROM survey_tally_send(t)$$, 'and rollups of rollups');
SELECT is_empty($$SELECT seed FROM whole WHERE t::jsonb::text::survey_tally <> t OR t::text::jsonb <> t::jsonb$$, 'jsonb and back');
SELECT is_empty($$SELECT seed FROM part WHERE t + NULL <> t OR NULL + t <> t$$, 'NULL adds nothing');
SELECT is((SELECT count(*) FROM (SELECT DISTINCT t FROM (SELECT t FROM whole UNION ALL SELECT t FROM whole) x) y), (SELECT count(DISTINCT t::text) FROM whole), 'equal tallies hash alike');

-- large states that must be toasted: 101 points, weighted
CREATE TABLE wide AS SELECT g % 5 AS part, survey_agg(g % 101, 0, 100, 1 + (g % 7) / 8.0) AS t FROM generate_series(1, 5000) g GROUP BY 1;
SELECT is((SELECT rollup(t) FROM wide), (SELECT survey_agg(g % 101, 0, 100, 1 + (g % 7) / 8.0) FROM generate_series(1, 5000) g), 'toasted tallies merge');

-- weights of 1 leave no trace in any reading
SELECT is_empty($$
	SELECT u.score_max FROM (SELECT m AS score_max, nps_agg(g % (m + 1)) AS a, nps_agg(g % (m + 1), 1) AS b FROM generate_series(1, 10) m, generate_series(1, 37) g GROUP BY m) u
	WHERE a <> b OR survey_tally_send(a) <> survey_tally_send(b)
		OR row(nps_summary(a), nps_summary(a, 0.9, 'score'), score_stddev(a), ces_low(a), csat_low(a, satisfied_min => 9))
			IS DISTINCT FROM row(nps_summary(b), nps_summary(b, 0.9, 'score'), score_stddev(b), ces_low(b), csat_low(b, satisfied_min => 9))
$$, 'weights of 1 are no weights');
SELECT is((SELECT nps_agg(s, w) OVER (ORDER BY s ROWS CURRENT ROW) FROM (VALUES (9, 2.5), (10, 1)) v(s, w) ORDER BY s DESC LIMIT 1), nps_agg(10), 'nor does a weight that left the frame');

-- moving frames equal recomputation
SELECT is_empty($$
	SELECT seed, n FROM (
		SELECT seed, n, nps_agg(score, w) OVER f AS moved, nps(score) OVER f AS nps_moved, survey_agg(score, 0, 10, w) OVER f AS scale_moved,
			ces_agg(least(greatest(score, 1), 7)::float8) OVER f AS ces_moved, nps(score::float8, w) OVER f AS weighted_moved
		FROM survey WINDOW f AS (PARTITION BY seed ORDER BY n ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING)
	) m, LATERAL (SELECT nps_agg(score, w) AS t, nps(score) AS nps, ces_agg(least(greatest(score, 1), 7)) AS c, nps(score, w) AS nw
		FROM survey s WHERE s.seed = m.seed AND s.n BETWEEN m.n - 5 AND m.n + 2) again
	WHERE moved <> t OR scale_moved <> t OR nps_moved <> nps OR ces_moved <> c OR weighted_moved <> nw
$$, 'a moving frame equals recomputation, weighted or not');
SELECT is_empty($$
	SELECT seed, part FROM (SELECT seed, part, rollup(t) OVER (PARTITION BY seed ORDER BY part ROWS 2 PRECEDING) AS moved FROM part) m,
		LATERAL (SELECT rollup(t) AS r FROM (SELECT t FROM part p WHERE p.seed = m.seed AND p.part <= m.part ORDER BY p.part DESC LIMIT 3) x) again
	WHERE moved <> r
$$, 'rollup over a moving frame, too');
SELECT results_eq('SELECT nps(s) OVER (ORDER BY i ROWS 1 PRECEDING) FROM (VALUES (1, 9), (2, NULL), (3, NULL), (4, 3)) v(i, s) ORDER BY i',
	ARRAY[100, 100, NULL, -100]::float8[], 'a frame of NULLs is NULL');
SELECT results_eq('SELECT answers(rollup(t) OVER (ORDER BY i ROWS 1 PRECEDING)) FROM (SELECT i, nps_agg(s) AS t FROM (VALUES (1, 9), (2, NULL), (3, NULL), (4, 3)) v(i, s) GROUP BY i) x ORDER BY i',
	ARRAY[1, 1, 0, 1]::bigint[], 'for rollup, too');
COMMIT;

-- forced parallel plans
CREATE TABLE many AS SELECT g AS id, g % 11 AS score, 0.5 + (g % 5) / 8.0 AS w, chr(97 + g % 3) AS segment FROM generate_series(1, 30000) g;
CREATE TABLE many_tallies AS SELECT id % 500 AS id, nps_agg(score, w) AS t FROM many GROUP BY 1;
ANALYZE many, many_tallies;
CREATE TABLE serial AS SELECT segment, nps_agg(score) AS t, nps_agg(score, w) AS tw, survey_agg(score, 0, 10, w) AS s, nps(score, w) AS n FROM many GROUP BY segment;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
-- W4: answers of next to no weight do not make an interval narrow, nor do a few heavy ones that happen to be alike
CREATE TEMP TABLE heavy AS SELECT name, nps_agg(score, w) AS t, csat_agg(CASE WHEN score > 8 THEN 5 ELSE 1 END, w) AS c
FROM (SELECT 'light', 10, 1 FROM generate_series(1, 10) UNION ALL VALUES ('light', 0, 0.001), ('light', 0, 0.001)
	UNION ALL SELECT 'few', CASE WHEN i <= 5 THEN 10 ELSE 0 END, 1 FROM generate_series(1, 8) AS i UNION ALL VALUES ('few', 10, 10), ('few', 10, 10)) AS v(name, score, w) GROUP BY name;
SELECT close(nps_low(t), CASE name WHEN 'light' THEN 47.4643469046338 ELSE -13.966306712597943 END, 'W4: nps_low, ' || name), is(nps_high(t), 100::float8, 'W4: nps_high, ' || name) FROM heavy;
SELECT close(csat_low(c), 72.22584910969428, 'W4: csat_low'), close(csat_high(c), 99.99998959812066, 'W4: csat_high') FROM heavy WHERE name = 'light';

-- W9: limits hold the difference that they belong to
SELECT ok(bool_and(low <= difference AND difference <= high), 'W9: nps_test of all promoters against all detractors')
FROM generate_series(1, 12) AS n, nps_test(tally_of(0, 0, n), tally_of(n, 0, 0));
SELECT close(high, 200, 'W9: 3 against 3, high'), close(low, 20, 'W9: 3 against 3, low', 0.005) FROM nps_test(tally_of(0, 0, 3), tally_of(3, 0, 0));

SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
CREATE FUNCTION plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE line text; plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP plan := plan || line || E'\n'; END LOOP;
	RETURN plan;
END $$;
SELECT matches(plan_of('SELECT segment, nps_agg(score), nps_agg(score, w), survey_agg(score, 0, 10, w), nps(score, w) FROM many GROUP BY segment'), 'Partial.*Aggregate', 'workers aggregate in part');
SELECT results_eq('SELECT segment, survey_tally_send(nps_agg(score)), survey_tally_send(nps_agg(score, w)), survey_tally_send(survey_agg(score, 0, 10, w)), nps(score, w) FROM many GROUP BY segment ORDER BY segment',
	'SELECT segment, survey_tally_send(t), survey_tally_send(tw), survey_tally_send(s), n FROM serial ORDER BY segment', 'and their answer is the serial one, bit for bit');
SELECT matches(plan_of('SELECT rollup(t) FROM many_tallies'), 'Partial Aggregate', 'rollup runs in parallel');
SELECT is((SELECT rollup(t) FROM many_tallies), (SELECT rollup(tw) FROM serial), 'with the serial answer');
SELECT is((SELECT nps_agg(score) FROM many WHERE id < 0), NULL, 'workers without rows');
SELECT finish();
