-- Tables of counts, differences of tallies, tests of two groups and contributions, against plain SQL over the answers themselves.
SET client_min_messages = warning;
SELECT setseed(0.2027);
BEGIN;
SELECT no_plan();

CREATE FUNCTION close(got float8, expected float8, name text, tolerance float8 DEFAULT 1e-12) RETURNS text LANGUAGE SQL AS $$
	SELECT ok(abs(got - expected) <= tolerance * greatest(abs(expected), 1e-300), name)
		|| CASE WHEN abs(got - expected) <= tolerance * greatest(abs(expected), 1e-300) THEN ''
			ELSE E'\n' || diag('got ' || coalesce(got::text, 'NULL') || ', expected ' || expected) END
$$;
-- Like enough: a relative difference of 1e-11, or both NULL
CREATE FUNCTION alike(a float8, b float8) RETURNS boolean LANGUAGE SQL IMMUTABLE AS $$
	SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE abs(a - b) <= 1e-11 * greatest(abs(a), abs(b), 1) END
$$;

-- Worlds of answers in two periods: every other one weighted, segments of all sizes, of which one is new and one is gone
CREATE TABLE world AS
SELECT seed, period, segment, n, floor(11 * power(random(), 0.4 + 0.2 * segment))::int AS score,
	CASE WHEN seed % 2 = 0 THEN 1 ELSE round((0.2 + 3 * random())::numeric, 3)::float8 END AS w
FROM generate_series(1, 60) AS seed, generate_series(0, 1) AS period, generate_series(0, 5) AS segment, generate_series(1, 30) AS n
WHERE n <= 1 + (seed * 7 + period * 11 + segment * 5) % 30 AND NOT (period = 0 AND segment = 4) AND NOT (period = 1 AND segment = 5);
CREATE TABLE part AS SELECT seed, segment, nps_agg(score, w) FILTER (WHERE period = 0) AS before, nps_agg(score, w) FILTER (WHERE period = 1) AS after FROM world GROUP BY 1, 2;
CREATE TABLE total AS SELECT seed, nps_agg(score, w) FILTER (WHERE period = 0) AS before, nps_agg(score, w) FILTER (WHERE period = 1) AS after FROM world GROUP BY 1;
SELECT is(count(*), 360::bigint, 'segments of 60 worlds'), is(count(before), 300::bigint, 'one absent before'), is(count(after), 300::bigint, 'and one after') FROM part;

-- ---------- tables of counts ----------

CREATE TABLE counted AS SELECT seed, period, segment, score, count(*) AS n FROM world GROUP BY 1, 2, 3, 4;
INSERT INTO counted SELECT seed, 0, 0, 3, 0 FROM generate_series(1, 60) AS seed;
SELECT is_empty($$
	SELECT seed FROM (SELECT seed, nps_count_agg(score, n) AS t, survey_count_agg(score, 0, 10, n) AS s, nps_count_agg(score::float8, n) AS f,
		csat_count_agg(1 + score % 5, n) AS c, ces_count_agg(1 + score % 7, n) AS e FROM counted GROUP BY 1) AS c
	JOIN (SELECT seed, nps_agg(score) AS rt, csat_agg(1 + score % 5) AS rc, ces_agg(1 + score % 7) AS re FROM world GROUP BY 1) AS r USING (seed)
	WHERE t <> rt OR s <> rt OR f <> rt OR c <> rc OR e <> re OR survey_tally_send(t) <> survey_tally_send(rt)
$$, 'a table of counts gives the tally of its answers, bit for bit');
SELECT is_empty($$
	SELECT seed, score FROM (SELECT seed, score, nps_count_agg(score, n) OVER w AS moved, survey_count_agg(score::float8, 0, 10, n) OVER w AS scale_moved
			FROM (SELECT seed, score, sum(n)::float8 AS n FROM counted GROUP BY 1, 2) AS c WINDOW w AS (PARTITION BY seed ORDER BY score RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING)) AS m,
		LATERAL (SELECT nps_agg(r.score) AS again FROM world AS r WHERE r.seed = m.seed AND r.score BETWEEN m.score - 2 AND m.score + 1) AS a
	WHERE moved IS DISTINCT FROM again OR scale_moved IS DISTINCT FROM again
$$, 'and so it does over a moving frame');
SELECT is_empty($$
	SELECT seed FROM (SELECT seed, nps_agg(score) AS t, count(*) FILTER (WHERE score <= 6) AS d, count(*) FILTER (WHERE score IN (7, 8)) AS p, count(*) FILTER (WHERE score >= 9) AS r FROM world GROUP BY 1) AS c,
		unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, nps_of_counts(d, p, r, 0.9, method) AS o, nps_summary(t, 0.9, method) AS s
	WHERE (o.answers, o.nps, o.se, o.low, o.high) IS DISTINCT FROM (s.answers, s.nps, s.se, s.low, s.high)
$$, 'nps_of_counts is the summary of so many answers');
SELECT is_empty($$
	SELECT x, n FROM generate_series(0, 12) AS n, generate_series(0, n) AS x, share_summary(x, n, 0.9) AS s
	WHERE (share, low, high) IS DISTINCT FROM (x / nullif(n, 0)::float8, wilson_low(x, n, 0.9), wilson_high(x, n, 0.9))
$$, 'share_summary has Wilson''s limits');
SELECT is(nps_sample_size(10, population => 200), 132::bigint, 'answers for 10 points, of 200 people');
SELECT is_empty($$
	SELECT margin, people FROM generate_series(1, 30) AS margin, unnest(ARRAY[1, 2, 50, 1000, 1000000]) AS people, LATERAL (SELECT nps_sample_size(margin)::numeric AS n) AS s
	WHERE nps_sample_size(margin, population => people) <> least(ceil(n * people / (n + people - 1)), people)
$$, 'a finite population asks for n / (1 + (n - 1) / N)');

-- ---------- a tally without a part ----------

SELECT is_empty($$
	SELECT seed, segment FROM part AS p JOIN total AS t USING (seed),
		LATERAL (SELECT nps_agg(score, w) AS rest FROM world AS r WHERE r.seed = p.seed AND r.segment <> p.segment AND period = 1) AS r
	WHERE survey_tally_send(t.after - p.after) IS DISTINCT FROM survey_tally_send(CASE WHEN p.after IS NULL THEN t.after ELSE rest END) OR (t.after - p.after) + p.after IS DISTINCT FROM t.after
$$, 'the whole without a part is the tally of the rest, bit for bit, and with it the whole again');
CREATE TABLE wide AS SELECT g % 5 AS part, survey_agg(g % 101, 0, 100, 1 + (g % 7) / 8.0) AS t FROM generate_series(1, 5000) AS g GROUP BY 1;
SELECT is((SELECT rollup(t) FROM wide) - (SELECT t FROM wide WHERE part = 3), (SELECT rollup(t) FROM wide WHERE part <> 3), 'toasted tallies, too');
SELECT is((SELECT nps_agg(s, w) FROM (VALUES (9, 1), (9, 1), (3, 2.5)) AS v(s, w)) - nps_agg(3, 2.5), (SELECT nps_agg(9) FROM generate_series(1, 2)), 'what is left of weight 1 is unweighted');

-- ---------- two groups ----------

CREATE TABLE pair AS SELECT p.seed, p.segment, p.after AS a, t.after - p.after AS b FROM part AS p JOIN total AS t USING (seed) WHERE p.after IS NOT NULL;
SELECT is_empty($$
	SELECT seed, segment FROM pair, LATERAL (SELECT nps_agg(score, w) AS rest FROM world AS r WHERE r.seed = pair.seed AND r.segment <> pair.segment AND period = 1) AS r,
		nps_test(a, b) AS x, nps_test(a, rest) AS y WHERE x IS DISTINCT FROM y
$$, 'a segment against everyone else');
SELECT is_empty($$
	SELECT seed, segment FROM pair, nps_test(a, b, 0.9, method => 'wald') AS x, LATERAL (SELECT sqrt(nps_se(a) ^ 2 + nps_se(b) ^ 2) AS se) AS s
	WHERE NOT (alike(x.difference, nps(a) - nps(b)) AND alike(x.se, s.se) AND alike(x.z, x.difference / nullif(s.se, 0))
		AND alike(x.low, greatest(x.difference - 1.6448536269514729 * s.se, -200)) AND alike(x.high, least(x.difference + 1.6448536269514729 * s.se, 200)))
$$, 'Wald is made of both standard errors');
SELECT is_empty($$
	SELECT seed, segment FROM pair, nps_test(a, b, 0.8, method => 'score') AS x,
		LATERAL (SELECT nps_low(a, 0.8, 'score') AS la, nps_high(a, 0.8, 'score') AS ua, nps_low(b, 0.8, 'score') AS lb, nps_high(b, 0.8, 'score') AS ub) AS l
	WHERE NOT (alike(x.low, x.difference - sqrt((nps(a) - la) ^ 2 + (ub - nps(b)) ^ 2)) AND alike(x.high, x.difference + sqrt((ua - nps(a)) ^ 2 + (nps(b) - lb) ^ 2)))
$$, 'score is made of both intervals (MOVER)');
SELECT is_empty($$
	SELECT seed, segment FROM pair, nps_summary(a) AS s, LATERAL (SELECT (s.detractors + 0.75) AS d, s.passives + 1.5 AS p, s.promoters + 0.75 AS r, s.answers + 3.0 AS n) AS adjusted,
		LATERAL (SELECT 100 * ((r - d) / n)::float8 AS score, 100 * sqrt((r / n + d / n - ((r - d) / n) ^ 2) / n)::float8 AS se) AS x, nps_test(a, 20, 0.9) AS y
	WHERE seed % 2 = 0 AND NOT (alike(y.difference, nps(a) - 20) AND alike(y.se, x.se) AND alike(y.z, (x.score - 20) / x.se)
		AND alike(y.low, least(greatest(x.score - 20 - 1.6448536269514729 * x.se, -120), y.difference)) AND alike(y.high, greatest(least(x.score - 20 + 1.6448536269514729 * x.se, 80), y.difference)))
$$, 'a target is adjusted Wald with one sample');
SELECT is_empty($$
	SELECT seed, segment, method, confidence FROM pair, unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, unnest(ARRAY[0.5, 0.9, 0.99]) AS confidence, nps_test(a, b, confidence, method => method)
	WHERE abs(p_value - (1 - confidence)) > 1e-9 AND abs(difference) > 1e-9 AND (p_value < 1 - confidence) IS DISTINCT FROM (low > 0 OR high < 0)
$$, 'p and limits agree: 0 is outside exactly when p is below 1 - confidence');
SELECT is_empty($$
	SELECT seed, segment FROM pair, nps_test(a, b, method => 'score') AS x, nps_test(b, a, method => 'score') AS y
	WHERE NOT (alike(x.z, -y.z) AND alike(x.low, -y.high) AND alike(x.p_value, y.p_value))
$$, 'a against b is b against a with the other sign');
SELECT is_empty($$
	SELECT seed, segment FROM pair, csat_test(a, b, 0.9, 9) AS x, LATERAL (SELECT csat(a, 9) AS ca, csat(b, 9) AS cb, csat_low(a, 0.9, 9) AS la, csat_high(a, 0.9, 9) AS ua, csat_low(b, 0.9, 9) AS lb, csat_high(b, 0.9, 9) AS ub) AS l
	WHERE NOT (alike(difference, ca - cb) AND alike(low, difference - sqrt((ca - la) ^ 2 + (ub - cb) ^ 2)) AND alike(high, difference + sqrt((ua - ca) ^ 2 + (cb - lb) ^ 2)))
$$, 'csat_test has Newcombe''s limits, weighted or not');
SELECT is_empty($$
	SELECT seed, segment FROM pair, csat_test(a, b, 0.9, 9) AS x, nps_summary(a) AS s, nps_summary(b) AS r, share_test(s.promoters, s.answers, r.promoters, r.answers, 0.9) AS y
	WHERE seed % 2 = 0 AND NOT (alike(x.difference, 100 * y.difference) AND alike(x.se, 100 * y.se) AND alike(x.z, y.z) AND alike(x.p_value, y.p_value) AND alike(x.low, 100 * y.low) AND alike(x.high, 100 * y.high))
$$, 'csat_test is share_test of as many answers');
SELECT is_empty($$
	SELECT seed, segment FROM pair, score_test(a, b) AS x,
		LATERAL (SELECT var_samp(score) FILTER (WHERE r.segment = pair.segment) / nullif(count(*) FILTER (WHERE r.segment = pair.segment), 0) AS va, var_samp(score) FILTER (WHERE r.segment <> pair.segment) / count(*) FILTER (WHERE r.segment <> pair.segment) AS vb,
			avg(score) FILTER (WHERE r.segment = pair.segment) - avg(score) FILTER (WHERE r.segment <> pair.segment) AS d, count(*) FILTER (WHERE r.segment = pair.segment) AS na, count(*) FILTER (WHERE r.segment <> pair.segment) AS nb
			FROM world AS r WHERE r.seed = pair.seed AND period = 1) AS v
	WHERE seed % 2 = 0 AND NOT (alike(difference, d::float8) AND alike(se, sqrt(va + vb)::float8) AND alike(t, (d / sqrt(va + vb))::float8)
		AND alike(df, ((va + vb) ^ 2 / (va ^ 2 / nullif(na - 1, 0) + vb ^ 2 / (nb - 1)))::float8))
$$, 'score_test is Welch''s of the answers');

-- R: prop.test(c(420, 390), c(500, 500), correct = FALSE); and values of 17 digits
SELECT is(round(p_value::numeric, 6), 0.015595, 'p of 420 against 390 of 500') FROM share_test(420, 500, 390, 500);
SELECT close(difference, 0.2, 'share_test, difference'), close(se, 0.075466801278695357, 'se'), close(z, 2.6501719512585326, 'z'), close(p_value, 0.0080450813681965847, 'p'),
	close(low, 0.052431472402364878, 'low', 1e-11), close(high, 0.33387265403690598, 'high') FROM share_test(56, 70, 48, 80);
SELECT is(z, NULL, 'shares of 0: no z'), is(p_value, NULL, 'no p'), close(low, -0.16112515805281939, 'but limits'), close(high, 0.27753279986288925, 'on both sides') FROM share_test(0, 10, 0, 20);
SELECT close(difference, -0.2053589563315366, 'score_test, difference'), close(se, 0.18872045895385259, 'se'), close(t, -1.0881647780527737, 't'), close(df, 503.15937792324874, 'df'),
	close(p_value, 0.27704331474890446, 'p'), close(low, -0.57613613678935508, 'low'), close(high, 0.16541822412628188, 'high')
FROM (SELECT ces_count_agg(score::int, a) AS a, ces_count_agg(score::int, b) AS b FROM unnest('{49,17,46,40,42,9,48}'::int[], '{47,43,4,28,56,27,50}'::int[]) WITH ORDINALITY AS v(a, b, score)) AS t, score_test(a, b);

-- ---------- contributions ----------

CREATE TABLE contribution AS SELECT p.seed, segment, p.before, p.after, t.before AS total_before, t.after AS total_after, x.*
FROM part AS p JOIN total AS t USING (seed), nps_contribution(p.before, p.after, t.before, t.after) AS x;
SELECT is_empty($$SELECT seed FROM contribution GROUP BY seed, total_before, total_after HAVING NOT abs(sum(contribution) - (nps(total_after) - nps(total_before))) < 1e-12 * 100$$, 'contributions add up to the change');
SELECT is_empty($$SELECT seed FROM contribution GROUP BY seed, total_before, total_after HAVING NOT abs(sum(mix) + sum(rate) - (nps(total_after) - nps(total_before))) < 1e-12 * 100$$, 'and so do mix and rate');
SELECT is_empty($$SELECT seed, segment FROM contribution WHERE (before IS NULL OR after IS NULL) AND rate <> 0 OR NOT low <= contribution OR NOT high >= contribution$$, 'a segment that is new or gone is all mix');
CREATE TABLE answered AS SELECT *, CASE WHEN score >= 9 THEN 1.0::float8 WHEN score <= 6 THEN -1 ELSE 0 END AS y FROM world;
CREATE TABLE shape AS
SELECT s.seed, s.segment, w0 / a0 AS w0, w1 / a1 AS w1, r0, r1, n0, n1, a0, a1, (n0 + n1) / 2 AS middle
FROM (SELECT seed, segment, coalesce(sum(w) FILTER (WHERE period = 0), 0) AS w0, coalesce(sum(w) FILTER (WHERE period = 1), 0) AS w1,
		sum(w * y) FILTER (WHERE period = 0) / sum(w) FILTER (WHERE period = 0) AS r0, sum(w * y) FILTER (WHERE period = 1) / sum(w) FILTER (WHERE period = 1) AS r1 FROM answered GROUP BY 1, 2) AS s
	JOIN (SELECT seed, sum(w) FILTER (WHERE period = 0) AS a0, sum(w) FILTER (WHERE period = 1) AS a1,
		sum(w * y) FILTER (WHERE period = 0) / sum(w) FILTER (WHERE period = 0) AS n0, sum(w * y) FILTER (WHERE period = 1) / sum(w) FILTER (WHERE period = 1) AS n1 FROM answered GROUP BY 1) AS t USING (seed);
SELECT is_empty($$
	SELECT seed, segment FROM contribution JOIN shape USING (seed, segment)
	WHERE NOT (alike(rate, coalesce(50 * (w0 + w1) * (r1 - r0), 0)) AND alike(mix, 100 * coalesce((w1 - w0) * ((r0 + r1) / 2 - middle), w1 * (r1 - middle), -w0 * (r0 - middle))))
$$, 'mix and rate are the twin''s');
SELECT is_empty($$
	SELECT seed, segment FROM contribution AS c JOIN shape AS s USING (seed, segment),
		LATERAL (SELECT sum(v) AS v FROM (SELECT sum(w ^ 2 * (psi - mean) ^ 2) / sum(w) ^ 2 AS v FROM (
			SELECT period, w, psi, sum(w * psi) OVER (PARTITION BY period) / sum(w) OVER (PARTITION BY period) AS mean FROM (
				SELECT period, w, CASE WHEN period = 1 THEN (r.segment = s.segment)::int * (y - middle) - (w1 - w0) / 2 * (y - n1)
					ELSE -(r.segment = s.segment)::int * (y - middle) - (w1 - w0) / 2 * (y - n0) END AS psi
				FROM answered AS r WHERE r.seed = s.seed) AS p) AS m GROUP BY period) AS q) AS twin
	WHERE NOT (alike(c.se, 100 * sqrt(v)) AND alike(c.low, c.contribution - 1.9599639845400545 * c.se) AND alike(c.high, c.contribution + 1.9599639845400545 * c.se))
$$, 'standard errors are those of the answers'' psi');
SELECT is_empty($$
	SELECT seed FROM total, nps_contribution(before, after, before, after) WHERE NOT (mix = 0 AND alike(contribution, nps(after) - nps(before)) AND alike(se, sqrt(nps_se(before) ^ 2 + nps_se(after) ^ 2)))
$$, 'everybody is the change, and Wald''s standard error');
SELECT is_empty($$SELECT seed FROM total, nps_contribution(before - before, NULL, before, after) WHERE (mix, rate, contribution, se) <> (0, 0, 0, 0)$$, 'nobody does nothing');

-- ---------- summaries ----------

SELECT is_empty($$
	SELECT seed, segment FROM pair, csat_summary(a, 9, 0.9) AS c, ces_summary(a, 0.9) AS e, box_summary(a, 2, 5, 0.9) AS b
	WHERE (c.answers, c.estimate, c.low, c.high, c.effective_n) IS DISTINCT FROM (answers(a), csat(a, 9), csat_low(a, 0.9, 9), csat_high(a, 0.9, 9), effective_n(a))
		OR (e.answers, e.estimate, e.low, e.high, e.effective_n) IS DISTINCT FROM (answers(a), ces(a), ces_low(a, 0.9), ces_high(a, 0.9), effective_n(a))
		OR (b.answers, b.estimate, b.low, b.high, b.effective_n) IS DISTINCT FROM (answers(a), box_share(a, 2, 5), box_low(a, 2, 5, 0.9), box_high(a, 2, 5, 0.9), effective_n(a))
$$, 'summaries are their readings');

-- ---------- any type of column, and literals of none ----------

CREATE TABLE typed AS SELECT s::smallint AS small, s::int AS int, s::bigint AS big, s::numeric AS num, s::float8 AS f8, s::real AS f4, s::text AS text, s::varchar AS varchar,
	md5(s::text)::uuid AS uuid, date '2026-01-01' + s AS date, timestamp '2026-01-01' AS ts, timestamptz '2026-01-01' AS tz FROM generate_series(1, 4) AS s;
CREATE FUNCTION state_of(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN EXECUTE query; RETURN 'fine'; EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE; END $$;
SELECT is(state_of(format(call, score, n)), 'fine', format(call, score, n))
FROM unnest('{small,int,big,num,f8,f4}'::text[]) AS score, unnest('{small,int,big,num,f8,f4,"''2''"}'::text[]) AS n,
	unnest(ARRAY['SELECT nps_count_agg(%1$s, %2$s), csat_count_agg(%1$s, %2$s), ces_count_agg(%1$s, %2$s), survey_count_agg(%1$s, 0, 10, %2$s) FROM typed']) AS call;
SELECT is(state_of(format(call, n)), 'fine', format(call, n))
FROM unnest('{small,int,big,num,f8,f4}'::text[]) AS n, unnest(ARRAY[
	'SELECT share_test(%1$s, 9, 2, %1$s + 5), share_summary(%1$s, %1$s), nps_of_counts(%1$s, %1$s, 0), nps_sample_size(%1$s, 0.9, 1, %1$s) FROM typed',
	'SELECT nps_test(a, %1$s), nps_test(a, %1$s, 0.9, 6, 9), nps_test(a, target => %1$s) FROM typed, (SELECT nps_agg(int) AS a FROM typed) AS t']) AS call;
SELECT is(state_of(format('SELECT nps_count_agg(int, %1$s), share_summary(%1$s, 9), nps_test(nps_agg(5), %1$s) FROM typed', n)), '42883', n || ' is no count, and no target')
FROM unnest('{text,varchar,uuid,date,ts,tz}'::text[]) AS n;
SELECT is(state_of('SELECT ' || call), state, call) FROM (VALUES
	('nps_count_agg(9, ''3'')', 'fine'), ('survey_count_agg(9, ''0'', ''10'', ''3'')', 'fine'), ('nps_of_counts(''1'', ''2'', ''3'', ''0.9'', ''score'')', 'fine'), ('share_test(''1'', ''2'', ''3'', ''4'')', 'fine'),
	('share_summary(''1'', ''2'')', 'fine'), ('nps_sample_size(''5'', population => ''200'')', 'fine'), ('nps_test(nps_agg(5), nps_agg(6), method => ''wald'')', 'fine'), ('nps_test(nps_agg(5), NULL)', 'fine'),
	('nps_test(nps_agg(5), NULL, 0.9)', '42725'), ('nps_test(nps_agg(5), NULL::float8, ''0.9'', ''6'', ''9'')', 'fine'), ('nps_test(nps_agg(5), ''20'')', '22P02'), ('nps_test(nps_agg(5), 20.5::numeric)', 'fine'), ('csat_test(csat_agg(5), csat_agg(4), ''0.9'', ''5'')', 'fine'), ('score_test(csat_agg(5), NULL)', 'fine'),
	('nps_contribution(NULL, NULL, nps_agg(5), nps_agg(6))', 'fine'), ('nps_agg(5) - NULL', 'fine'), ('NULL - nps_agg(5)', 'fine'), ('csat_summary(csat_agg(5), ''5'', ''0.9'')', 'fine'), ('box_summary(csat_agg(5), ''1'', ''2'')', 'fine'),
	('nps_agg(5) - nps_agg(6)', '22023'), ('nps_agg(5) - csat_agg(5)', '22023'), ('nps_contribution(nps_agg(1), NULL, nps_agg(2), nps_agg(2))', '22023'), ('nps_test(nps_agg(5), 101)', '22003'), ('nps_test(nps_agg(5), ''NaN''::float8)', '22003'),
	('nps_test(nps_agg(5), nps_agg(5), method => ''x'')', '22023'), ('share_test(3, 2, 1, 2)', '22003'), ('share_test(1.5, 2, 1, 2)', '22003'), ('nps_of_counts(-1, 0, 0)', '22003'), ('nps_count_agg(5, 1e17)', '22003'),
	('nps_sample_size(5, population => -1)', '22003'), ('score_test(nps_agg(5), csat_agg(5))', '22023'), ('csat_test(nps_agg(5), nps_agg(5))', '22023'),
	('nps_agg(9, 0.0001)', 'fine'), ('nps_agg(9, 0.000099)', '22003')) AS v(call, state);
COMMIT;

-- ---------- workers ----------

CREATE TABLE many AS SELECT g AS id, g % 11 AS score, (g * 7919::bigint) % 40 AS n FROM generate_series(1, 30000) AS g;
ANALYZE many;
CREATE TABLE serial AS SELECT nps_count_agg(score, n) AS t, survey_count_agg(score, 0, 10, n) AS s FROM many;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SET parallel_leader_participation = off;
SELECT results_eq('SELECT survey_tally_send(nps_count_agg(score, n)), survey_tally_send(survey_count_agg(score, 0, 10, n)) FROM many', 'SELECT survey_tally_send(t), survey_tally_send(s) FROM serial', 'workers count as one process does');
-- Limits that are widened to hold a difference do not cross 0: they exclude it when p says so. A few answers against many, and against targets.
SELECT is_empty($$SELECT * FROM (SELECT nps_count_agg(s, n) FILTER (WHERE n > 0) AS few FROM generate_series(0, 3) AS p, generate_series(0, 3) AS d, generate_series(0, 1) AS o, LATERAL (VALUES (10, p), (0, d), (8, o)) AS v(s, n) GROUP BY p, d, o) AS a,
	(SELECT nps_count_agg(s, n) AS many FROM generate_series(0, 10000, 50) AS p, LATERAL (VALUES (10, p), (0, 10000 - p)) AS v(s, n) GROUP BY p) AS b, unnest(ARRAY['adjusted_wald', 'wald']) AS method,
	unnest(ARRAY[0.8, 0.95, 0.99]) AS confidence, nps_test(few, many, confidence, method => method) AS t WHERE (p_value < 1 - confidence) <> (low > 0 OR high < 0)$$, 'p is below 1 - confidence exactly when 0 is outside the limits');
SELECT is_empty($$SELECT * FROM generate_series(-100, 100) AS target, (SELECT nps_agg(score) AS one FROM unnest(ARRAY[0, 8, 10]) AS score GROUP BY score) AS a, nps_test(one, target::float8) AS t WHERE (p_value < 0.05) <> (low > 0 OR high < 0)$$,
	'against a target, too');
SELECT finish();
