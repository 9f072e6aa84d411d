-- Surveys: tallies of every kind, all their readings
\ir start.psql

-- 3900 answers of 13 groups, from nearly all detractors to nearly all promoters, every 17th without a score
CREATE TABLE given AS
SELECT i, i % 13 AS g, date '2026-01-01' + i % 90 AS day,
	CASE WHEN i % 17 <> 0 THEN CASE WHEN h < 7 * (i % 13 + 1) THEN 10 - h % 2 WHEN h < 7 * (i % 13 + 1) + 20 THEN 8 - h % 2 ELSE h % 7 END END AS score,
	CASE WHEN i % 19 = 0 THEN NULL WHEN i % 23 = 0 THEN 0 ELSE ((i * 37 % 50) + 1) / 20.0 END AS weight
FROM (SELECT i, i * 7919 % 101 AS h FROM generate_series(1, 3900) AS i) AS s;
CREATE TABLE t AS SELECT g, nps_agg(score) AS t FROM given GROUP BY g;
CREATE TABLE tw AS SELECT g, nps_agg(score, weight) AS t FROM given GROUP BY g;

\echo # one step, by type of score
SELECT nps(score::smallint), nps(score), nps(score::bigint), nps(score::real), nps(score::float8), nps(score::numeric) FROM given;
SELECT csat(1 + score % 5), csat((1 + score % 5)::float8), csat((1 + score % 5)::numeric), ces(1 + score % 7), ces((1 + score % 7)::float8), ces((1 + score % 7)::smallint) FROM given;
SELECT nps(score, weight), nps(score::float8, weight), nps(score, weight::real), nps(score::numeric, weight), nps(score, 2), nps(score, 0.1) FROM given;
SELECT csat(1 + score % 5, weight), csat((1 + score % 5)::float8, weight), ces(1 + score % 7, weight), ces((1 + score % 7)::float8, weight) FROM given;
\echo # one step, by group
SELECT g, nps(score), nps(score, weight), csat(1 + score % 5), csat(1 + score % 5, weight), ces(1 + score % 7), ces(1 + score % 7, weight) FROM given GROUP BY g ORDER BY g;
SELECT g % 3, g % 2, nps(score), nps(score, weight) FROM given GROUP BY CUBE (g % 3, g % 2) ORDER BY 1, 2;
SELECT nps(DISTINCT score), nps(score ORDER BY i DESC), nps(score) FILTER (WHERE g > 6), nps(score) FILTER (WHERE g > 99), csat(DISTINCT 1 + score % 5), ces(DISTINCT 1 + score % 7) FROM given;
SELECT nps(s), csat(s), ces(s), nps_agg(s) IS NULL, csat_agg(s, 1) IS NULL, nps(s, 1), csat(s, 1), ces(s, 1) FROM unnest(ARRAY[NULL, NULL]::int[]) AS s;
SELECT nps(score), csat(score), ces(score), nps(score, 1), answers(nps_agg(score)), nps_agg(score) IS NULL FROM given WHERE false;

\echo # nps of tallies
SELECT g, answers(t), nps(t), nps_se(t), effective_n(t), score_mean(t), score_stddev(t) FROM t ORDER BY g;
SELECT g, nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), nps_low(t, method => 'wald'), nps_high(t, method => 'wald') FROM t ORDER BY g;
SELECT g, s.answers, s.promoters, s.passives, s.detractors, s.nps, s.se, s.low, s.high, s.effective_n FROM t, nps_summary(t) AS s ORDER BY g;
SELECT method, confidence, digest(format('SELECT g, nps_low(t, %1$s, %2$L), nps_high(t, %1$s, %2$L), s.nps, s.se, s.low, s.high FROM t, nps_summary(t, %1$s, %2$L) AS s', confidence, method), 2)
	FROM unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, unnest(ARRAY[0.001, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.999999]) AS confidence ORDER BY method, confidence;
SELECT d, p, digest(format('SELECT g, nps(t, %1$s, %2$s), nps_se(t, %1$s, %2$s), nps_low(t, 0.9, ''score'', %1$s, %2$s), nps_high(t, 0.9, ''adjusted_wald'', %1$s, %2$s), s.promoters, s.passives, s.detractors, s.nps, s.se, s.low, s.high FROM t, nps_summary(t, detractor_max => %1$s, promoter_min => %2$s) AS s', d, p), 1)
	FROM generate_series(0, 9) AS d, generate_series(1, 10) AS p WHERE d < p AND (d + p) % 4 = 1 ORDER BY d, p;
SELECT g, nps(t, 5, 8), nps(t, detractor_max => 5), nps(t, promoter_min => 8), nps_se(t, promoter_min => 10), nps_low(t, promoter_min => 10), nps_high(t, 0.8, detractor_max => 3) FROM t ORDER BY g;

\echo # nps of every small tally: detractors, passives, promoters
CREATE TABLE small AS
SELECT d, n, p, (SELECT nps_agg(s) FROM (SELECT 3 AS s FROM generate_series(1, d) UNION ALL SELECT 7 FROM generate_series(1, n) UNION ALL SELECT 10 FROM generate_series(1, p)) AS x) AS t
FROM generate_series(0, 12) AS d, generate_series(0, 12) AS n, generate_series(0, 12) AS p WHERE d + n + p BETWEEN 1 AND 12;
SELECT d, n, p, nps(t), nps_se(t), nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), nps_low(t, method => 'wald'), nps_high(t, method => 'wald') FROM small WHERE d + n + p <= 3 ORDER BY d, n, p;
SELECT method, confidence, digest(format('SELECT d, n, p, nps(t), nps_se(t), nps_low(t, %1$s, %2$L), nps_high(t, %1$s, %2$L) FROM small', confidence, method), 3)
	FROM unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, unnest(ARRAY[0.8, 0.95, 0.99]) AS confidence ORDER BY method, confidence;
SELECT k, n, nps(t), nps_se(t), nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), nps_low(t, method => 'wald'), nps_high(t, method => 'wald')
	FROM unnest(ARRAY[0, 6, 7, 8, 9, 10]) AS k, unnest(ARRAY[1, 2, 5, 10, 100, 1000]) AS n, LATERAL (SELECT nps_agg(k + i - i) AS t FROM generate_series(1, n) AS i) AS s ORDER BY k, n;

\echo # many answers: a tally added to itself again and again
CREATE TABLE doubled AS
WITH RECURSIVE d AS (SELECT 0 AS k, t FROM t WHERE g = 5 UNION ALL SELECT k + 1, t + t FROM d WHERE k < 50) SELECT k, t FROM d;
SELECT k, answers(t), nps(t), nps_se(t), nps_low(t), nps_high(t), nps_low(t, 0.99, 'score'), nps_high(t, 0.99, 'score'), effective_n(t), score_mean(t), score_stddev(t), ces_low(t), csat_high(t, satisfied_min => 8) FROM doubled WHERE k IN (0, 1, 10, 20, 30, 40, 50) ORDER BY k;
SELECT digest('SELECT k, answers(t), nps(t), nps_se(t), nps_low(t), nps_high(t), nps_low(t, 0.99, ''score''), nps_high(t, 0.99, ''wald''), score_stddev(t), ces_high(t), csat_low(t, 0.9, 8), box_share(t, 0, 3), box_high(t, 0, 3) FROM doubled', 0);

\echo # two groups
SELECT a.g, b.g, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM t AS a, t AS b, nps_test(a.t, b.t) AS x WHERE a.g IN (0, 6, 12) AND b.g < 5 ORDER BY a.g, b.g;
SELECT confidence, digest(format('SELECT a.g, b.g, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM t AS a, t AS b, nps_test(a.t, b.t, %s) AS x', confidence), 2) FROM unnest(ARRAY[0.5, 0.8, 0.9, 0.95, 0.99]) AS confidence ORDER BY confidence;
SELECT digest('SELECT a.g, b.g, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM t AS a, t AS b, nps_test(a.t, b.t, 0.9, 4, 8) AS x', 4);
SELECT digest('SELECT a.d, a.n, a.p, b.d, b.n, b.p, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM small AS a, small AS b, nps_test(a.t, b.t) AS x
	WHERE a.d + a.n + a.p <= 5 AND b.d + b.n + b.p <= 5 AND NOT (a.d + a.n = 0 AND b.n + b.p = 0) AND NOT (b.d + b.n = 0 AND a.n + a.p = 0)', 12);
SELECT x.difference, x.se, x.z, x.p_value, x.low, x.high FROM t, nps_test(t, NULL) AS x WHERE g = 1;

\echo # sample sizes
SELECT confidence, variance, string_agg(nps_sample_size(margin, confidence, variance)::text, ' ' ORDER BY margin)
	FROM unnest(ARRAY[0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) AS confidence, unnest(ARRAY[0.01, 0.1, 0.3, 0.6, 0.75, 0.9, 1]) AS variance, unnest(ARRAY[0.01, 0.1, 0.5, 1, 2, 2.5, 3, 5, 7.5, 10, 20, 50, 99, 100]) AS margin GROUP BY confidence, variance ORDER BY confidence, variance;
SELECT nps_sample_size(5), nps_sample_size(5, variance => 0.6), nps_sample_size(5, 0.9), nps_sample_size(NULL), nps_sample_size(0.001);

\echo # csat: scales of all lengths but three points, which has a new default
CREATE TABLE scales AS
SELECT lo, points, survey_agg(lo + (i * 7919 % 101) * (i % 7 + 1) / 7 * points / 101, lo, lo + points - 1) AS t
FROM generate_series(1, 500) AS i, unnest(ARRAY[-3, 0, 1, 100]) AS lo, unnest(ARRAY[2, 3, 4, 5, 6, 7, 8, 10, 11, 21, 101]) AS points GROUP BY lo, points;
SELECT lo, points, csat(t), csat_low(t), csat_high(t), csat_low(t, 0.8), csat_high(t, 0.999) FROM scales WHERE points <= 7 AND points <> 3 ORDER BY lo, points;
SELECT digest('SELECT lo, points, m, csat(t, m), csat_low(t, 0.95, m), csat_high(t, 0.95, m), csat_low(t, satisfied_min => m), csat_high(t, 0.7, m) FROM scales, generate_series(lo + 1, lo + points - 1) AS m', 24);
SELECT g, c, n, csat(t), csat_low(t), csat_high(t), csat(t, 5), csat_low(t, 0.9, 5), csat_high(t, 0.9, 5) FROM unnest(ARRAY[1, 3, 4, 5]) AS g, unnest(ARRAY[1, 2, 50]) AS c, LATERAL (SELECT c AS n, csat_agg(g + i - i) AS t FROM generate_series(1, c) AS i) AS s ORDER BY g, c;
SELECT digest('SELECT g, csat(t), csat_low(t), csat_high(t), csat_low(t, 0.5), csat_high(t, 0.99), answers(t), score_mean(t) FROM (SELECT g, csat_agg(1 + score % 5) AS t FROM given GROUP BY g) AS s', 13);

\echo # ces and other means
SELECT g, ces(t), ces_low(t), ces_high(t), ces_low(t, 0.8), ces_high(t, 0.999), score_mean(t), score_stddev(t), answers(t), effective_n(t) FROM (SELECT g, ces_agg(1 + score % 7) AS t FROM given GROUP BY g) AS s ORDER BY g;
SELECT lo, points, ces(t), ces_low(t), ces_high(t), score_mean(t), score_stddev(t), answers(t), effective_n(t) FROM scales ORDER BY lo, points;
SELECT n, ces(t), ces_low(t), ces_high(t), score_stddev(t) FROM unnest(ARRAY[1, 2, 3, 4, 5, 6, 7, 10, 30, 100, 1000]) AS n, LATERAL (SELECT ces_agg(1 + i * 7919 % 101 % 7) AS t FROM generate_series(1, n) AS i) AS s ORDER BY n;
SELECT confidence, digest(format('SELECT n, ces_low(t, %1$s), ces_high(t, %1$s) FROM generate_series(2, 300) AS n, LATERAL (SELECT ces_agg(1 + i * 7919 %% 101 %% 7) AS t FROM generate_series(1, n) AS i) AS s', confidence), 3) FROM unnest(ARRAY[0.01, 0.5, 0.9, 0.95, 0.999, 0.999999]) AS confidence ORDER BY confidence;
SELECT n, ces(t), ces_low(t), ces_high(t), score_stddev(t) FROM unnest(ARRAY[1, 2, 50]) AS n, LATERAL (SELECT ces_agg(4) AS t FROM generate_series(1, n) AS i) AS s ORDER BY n;
SELECT score_mean(t), score_stddev(t), ces_low(t), ces_high(t) FROM (SELECT survey_agg(lo + i % 3, lo, lo + 2) AS t FROM unnest(ARRAY[-1000000000, 999999998]) AS lo, generate_series(1, 10) AS i GROUP BY lo ORDER BY lo) AS s;

\echo # boxes
SELECT lo, hi, box_share(t, lo, hi), box_low(t, lo, hi), box_high(t, lo, hi), box_low(t, lo, hi, 0.8), box_high(t, lo, hi, 0.8) FROM t, generate_series(0, 10) AS lo, generate_series(0, 10) AS hi WHERE g = 4 AND lo <= hi ORDER BY lo, hi;
SELECT digest('SELECT g, lo, hi, box_share(t, lo, hi), box_low(t, lo, hi), box_high(t, lo, hi), box_low(t, lo, hi, 0.99), box_high(t, lo, hi, 0.99) FROM t, generate_series(0, 10) AS lo, generate_series(0, 10) AS hi WHERE lo <= hi', 3);
SELECT digest('SELECT s.lo, points, a, b, box_share(t, s.lo + a, s.lo + b), box_low(t, s.lo + a, s.lo + b), box_high(t, s.lo + a, s.lo + b) FROM scales AS s, generate_series(0, 6) AS a, generate_series(0, 6) AS b WHERE a <= b AND b < points', 6);

\echo # tables of scores
SELECT x.score, x.answers, x.weight, x.share FROM t, survey_table(t) AS x WHERE g = 7 ORDER BY x.score;
SELECT x.score, x.answers, x.weight, x.share FROM tw, survey_table(t) AS x WHERE g = 7 ORDER BY x.score;
SELECT digest('SELECT g, x.score, x.answers, x.weight, x.share FROM t, survey_table(t) AS x', 5);
SELECT digest('SELECT g, x.score, x.answers, x.weight, x.share FROM tw, survey_table(t) AS x', 5);
SELECT digest('SELECT lo, points, x.score, x.answers, x.weight, x.share FROM scales, survey_table(t) AS x', 5);
SELECT count(*) FROM survey_table(NULL);

\echo # weighted: values, standard errors, sizes
SELECT g, answers(t), nps(t), nps_se(t), effective_n(t), score_mean(t), score_stddev(t), ces(t), csat(t, 8), box_share(t, 3, 7), s.answers, s.promoters, s.passives, s.detractors, s.nps, s.se, s.effective_n FROM tw, nps_summary(t) AS s ORDER BY g;
SELECT name, answers(t), nps(t), nps_se(t), effective_n(t), score_mean(t), score_stddev(t), csat(t, 9), box_share(t, 0, 6)
FROM (SELECT name, nps_agg(score, w) AS t FROM given, LATERAL (VALUES ('thirds', 1 / 3.0::float8 + i % 2), ('tiny', 0.0001), ('huge', 1000000), ('tiny and huge', CASE WHEN i % 5 = 0 THEN 1000000 ELSE 0.0001 END),
	('nine decimals', (i * 7919 % 1000003) / 1e9 + 0.5), ('ten decimals', 1.23456789012 + i / 1e10), ('zero', 0), ('some zero', (i % 3)::float8), ('two', 2), ('one', 1), ('zero but one', (i = 5)::int), ('zero or null', CASE WHEN i % 2 = 0 THEN 0 END)) AS v(name, w) GROUP BY name) AS s ORDER BY name;
SELECT digest('SELECT lo, points, answers(t), score_mean(t), score_stddev(t), effective_n(t), csat(t, lo + points - 1), box_share(t, lo, lo + 1) FROM (SELECT lo, points, survey_agg((lo + (i * 7919 % 101) * points / 101)::float8, lo, lo + points - 1, (i % 11) / 7.0) AS t FROM generate_series(1, 300) AS i, unnest(ARRAY[-3, 0, 1, 100]) AS lo, unnest(ARRAY[2, 3, 4, 5, 7, 11, 101]) AS points GROUP BY lo, points) AS s', 28);
SELECT count(*), bool_and(w = p) FROM (SELECT nps_agg(score, 1) AS w, nps_agg(score) AS p FROM given GROUP BY g) AS s;

\echo # windows
SELECT digest('SELECT i, nps(score) OVER (ORDER BY i ROWS 99 PRECEDING), csat(1 + score % 5) OVER (ORDER BY i ROWS BETWEEN 10 PRECEDING AND 10 FOLLOWING), ces((1 + score % 7)::float8) OVER (ORDER BY i ROWS 3 PRECEDING) FROM given', 5);
SELECT digest('SELECT i, nps(score, weight) OVER (ORDER BY i ROWS 99 PRECEDING), csat(1 + score % 5, weight) OVER (ORDER BY i ROWS BETWEEN 10 PRECEDING AND 10 FOLLOWING), ces(1 + score % 7, weight) OVER (ORDER BY i ROWS 3 PRECEDING) FROM given', 5);
SELECT digest('SELECT i, g, nps(score) OVER (PARTITION BY g ORDER BY day RANGE ''29 days'' PRECEDING), nps(score, weight) OVER (PARTITION BY g ORDER BY day RANGE ''29 days'' PRECEDING) FROM given', 5);
SELECT digest('SELECT i, nps(score) OVER w, answers(nps_agg(score) OVER w), nps_low(nps_agg(score) OVER w) FROM given WINDOW w AS (ORDER BY day GROUPS BETWEEN 3 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW)', 5);
SELECT digest('SELECT i, answers(t), nps(t), nps_se(t), nps_high(t, method => ''score''), score_mean(t), score_stddev(t), effective_n(t) FROM (SELECT i, nps_agg(score) OVER (ORDER BY i ROWS BETWEEN 20 PRECEDING AND 5 PRECEDING) AS t FROM given) AS s', 5);
SELECT digest('SELECT i, answers(t), nps(t), nps_se(t), score_mean(t), score_stddev(t), effective_n(t), csat(t, 9) FROM (SELECT i, nps_agg(score, weight) OVER (ORDER BY i ROWS BETWEEN 20 PRECEDING AND 5 PRECEDING) AS t FROM given) AS s', 5);
SELECT digest('SELECT i, answers(t), score_mean(t), box_share(t, 2, 3) FROM (SELECT i, survey_agg(score % 5, 0, 4) OVER (ORDER BY i ROWS 12 PRECEDING) AS t FROM given) AS s', 5);
SELECT digest('SELECT i, answers(t), score_mean(t), box_share(t, 2, 3) FROM (SELECT i, survey_agg((score % 5)::float8, 0, 4, weight) OVER (ORDER BY i ROWS 12 PRECEDING) AS t FROM given) AS s', 5);
CREATE TABLE daily AS SELECT day, g, nps_agg(score) AS t, nps_agg(score, weight) AS tw FROM given GROUP BY day, g;
SELECT day, answers(t), nps(t), nps_low(t), answers(tw), nps(tw), nps_se(tw) FROM (SELECT day, rollup(rollup(t)) OVER w AS t, rollup(rollup(tw)) OVER w AS tw FROM daily GROUP BY day WINDOW w AS (ORDER BY day RANGE '29 days' PRECEDING)) AS s ORDER BY day;

SELECT digest('SELECT i, nps(score::float8, weight) OVER w, csat((1 + score % 5)::float8) OVER w, csat((1 + score % 5)::float8, weight) OVER w, ces((1 + score % 7)::float8, weight) OVER w, nps(score::numeric) OVER w FROM given WINDOW w AS (ORDER BY i ROWS BETWEEN 7 PRECEDING AND 2 FOLLOWING)', 3);
SELECT digest('SELECT i, answers(a), nps(a), answers(b), nps_se(b), csat(c), csat_low(c), csat(d), ces(e), ces_high(e), ces(f), score_stddev(f), box_share(g, 2, 3), effective_n(h) FROM (SELECT i, nps_agg(score::float8) OVER w AS a, nps_agg(score::float8, weight) OVER w AS b, csat_agg((1 + score % 5)::float8) OVER w AS c, csat_agg((1 + score % 5)::float8, weight) OVER w AS d,
	ces_agg((1 + score % 7)::float8) OVER w AS e, ces_agg((1 + score % 7)::float8, weight) OVER w AS f, survey_agg((score % 5)::float8, 0, 4) OVER w AS g, survey_agg(score % 5, 0, 4, weight) OVER w AS h FROM given WINDOW w AS (PARTITION BY g ORDER BY i ROWS 11 PRECEDING)) AS s', 3);

\echo # kept values: upserts, arrays, partitions, prepared statements
CREATE TABLE kept (day date PRIMARY KEY, t survey_tally, w survey_tally);
INSERT INTO kept SELECT day, nps_agg(score::float8), nps_agg(score, weight) FROM given WHERE i % 3 = 0 GROUP BY day;
INSERT INTO kept AS k SELECT day, nps_agg(score), nps_agg(score::float8, weight) FROM given WHERE i % 3 <> 0 GROUP BY day ON CONFLICT (day) DO UPDATE SET t = k.t + EXCLUDED.t, w = k.w + EXCLUDED.w;
SELECT rollup(t) = (SELECT nps_agg(score) FROM given), rollup(w) = (SELECT nps_agg(score, weight) FROM given), nps(rollup(t)), nps(rollup(w)) FROM kept;
SELECT nps(x[1] + x[2]), nps_low(x[3]), cardinality(x) FROM (SELECT array_agg(t ORDER BY day) AS x FROM kept) AS s;
CREATE TABLE partitioned (g int, score int, weight numeric) PARTITION BY LIST (g);
CREATE TABLE partitioned_0 PARTITION OF partitioned FOR VALUES IN (0, 1, 2, 3, 4, 5);
CREATE TABLE partitioned_1 PARTITION OF partitioned DEFAULT;
INSERT INTO partitioned SELECT g, score, weight FROM given;
SET enable_partitionwise_aggregate = on;
SELECT nps(score), nps(score, weight), csat(1 + score % 5), nps_high(nps_agg(score)) FROM partitioned;
SELECT g, nps(score), nps(score, weight) FROM partitioned GROUP BY g ORDER BY g LIMIT 3;
RESET enable_partitionwise_aggregate;
PREPARE read(float8, text, int, int) AS SELECT g, nps_low(t, $1, $2, $3, $4), nps_high(t, $1, $2, $3, $4) FROM t WHERE g < 3 ORDER BY g;
EXECUTE read(0.9, 'score', 6, 9);
EXECUTE read(0.95, 'adjusted_wald', 5, 8);
SELECT g, w = t, nps_low(w), nps_high(w, 0.9, 'score'), csat_low(w, 0.95, 8), ces_high(w), box_low(w, 0, 6) FROM (SELECT g, nps_agg(score, 1) AS w, nps_agg(score) AS t FROM given GROUP BY g) AS s WHERE g % 4 = 0 ORDER BY g;
SELECT x.difference, x.se, x.z, x.p_value, x.low, x.high FROM nps_test((SELECT nps_agg(score, 1) FROM given WHERE g = 1), (SELECT nps_agg(score, 1) FROM given WHERE g = 2)) AS x;

\echo # merging
SELECT date_trunc('month', day)::date AS month, answers(rollup(t)), nps(rollup(t)), nps_high(rollup(t)), answers(rollup(tw)), nps(rollup(tw)), score_stddev(rollup(tw)), effective_n(rollup(tw)) FROM daily GROUP BY 1 ORDER BY 1;
SELECT rollup(t) = (SELECT nps_agg(score) FROM given), rollup(tw) = (SELECT nps_agg(score, weight) FROM given), rollup(t) <> rollup(tw), rollup(t) = rollup(tw) FROM daily;
SELECT nps_agg(score ORDER BY i) = nps_agg(score ORDER BY -i), nps_agg(score, weight ORDER BY i) = nps_agg(score, weight ORDER BY i * 7919 % 3907) FROM given;
SELECT nps(a.t + b.t), nps(a.t + NULL), nps(NULL + b.t), (a.t + NULL) = a.t, (NULL::survey_tally + NULL) IS NULL, answers(NULL::survey_tally), nps(a.t + w.t), effective_n(a.t + w.t), score_mean(w.t + a.t), a.t + b.t = b.t + a.t FROM t AS a, t AS b, tw AS w WHERE a.g = 2 AND b.g = 9 AND w.g = 3;
SELECT count(*), sum(n) FROM (SELECT t, count(*) AS n FROM (SELECT t FROM small UNION ALL SELECT t FROM small) AS s GROUP BY t) AS g;
SELECT count(*) FROM (SELECT t FROM t UNION SELECT t FROM t UNION SELECT t FROM tw) AS u;
SELECT rollup(t) IS NULL FROM t WHERE false;

\echo # NULL
SELECT nps(t), nps_se(t), nps_low(t), nps_high(t), csat(t), csat_low(t), csat_high(t), ces(t), ces_low(t), ces_high(t), box_share(t, 1, 2), box_low(t, 1, 2), box_high(t, 1, 2), score_mean(t), score_stddev(t), effective_n(t), answers(t) FROM (SELECT NULL::survey_tally AS t) AS s;
SELECT s.answers, s.promoters, s.nps, s.se, s.low, s.effective_n FROM nps_summary(NULL) AS s;
SELECT nps(t, NULL), nps_se(t, 6, NULL), nps_low(t, NULL), nps_high(t, 0.9, NULL), csat(t, 8), csat_low(t, NULL, 8), ces_low(t, NULL), box_share(t, NULL, 2), box_low(t, 1, 2, NULL) FROM t WHERE g = 1;

\echo # limits of proportions
SELECT s, n, wilson_low(s, n), wilson_high(s, n), wilson_low(s, n, 0.8), wilson_high(s, n, 0.99) FROM generate_series(0, 5) AS n, generate_series(0, 5) AS s WHERE s <= n ORDER BY n, s;
SELECT confidence, digest(format('SELECT s, n, wilson_low(s, n, %1$s), wilson_high(s, n, %1$s) FROM generate_series(0, 40) AS n, generate_series(0, 40) AS s WHERE s <= n', confidence), 3) FROM unnest(ARRAY[0.01, 0.5, 0.8, 0.95, 0.999, 0.999999]) AS confidence ORDER BY confidence;
SELECT wilson_low(1, 9007199254740992), wilson_high(1, 9007199254740992), wilson_low(4503599627370496, 9007199254740992), wilson_high(999999999999, 1000000000000), wilson_low(NULL, 3), wilson_high(0, 0);

\echo # errors
SELECT n, state_of('SELECT ' || query) FROM unnest(ARRAY['nps(11)', 'nps(-1)', 'nps(8.5)', $$nps('NaN'::float8)$$, $$nps('Infinity'::float8)$$, 'csat(0)', 'csat(6)', 'ces(8)', 'nps(5, -1)', 'nps(5, 1e-7)', 'nps(5, 1e7)', $$nps(5, 'NaN')$$, 'survey_agg(1, 5, 1)', 'survey_agg(1, 1, 1)', 'survey_agg(1, 0, 101)', 'survey_agg(1, 0, 1000000001)',
	'nps(csat_agg(4))', 'nps(csat_agg(4), 3, 5)', 'nps(csat_agg(4), 3)', 'nps(survey_agg(4, 1, 10))', 'nps(survey_agg(4, 1, 10), 0, 9)', 'nps(nps_agg(4), 9, 9)', 'nps(nps_agg(4), 9, 6)', 'nps(nps_agg(4), -1, 6)', 'nps(nps_agg(4), 6, 11)', 'nps_low(nps_agg(4), 0)', 'nps_low(nps_agg(4), 1)', $$nps_low(nps_agg(4), 'NaN')$$, $$nps_low(nps_agg(4), 0.9, 'exact')$$,
	'csat(nps_agg(4))', 'csat(csat_agg(4), 1)', 'csat(csat_agg(4), 6)', 'csat(csat_agg(4), 0)', 'ces_low(ces_agg(4), 2)', 'box_share(csat_agg(4), 3, 2)', 'box_share(csat_agg(4), 0, 2)', 'box_share(csat_agg(4), 3, 6)', 'box_low(csat_agg(4), 1, 2, 1)', 'wilson_low(3, 2)', 'wilson_low(-1, 2)', 'wilson_high(1, -2)', 'wilson_low(1, 2, 0)', 'nps_sample_size(0)', 'nps_sample_size(-1)', 'nps_sample_size(101)', 'nps_sample_size(5, 1)', 'nps_sample_size(5, 0.9, 0)', 'nps_sample_size(5, 0.9, 1.1)', 'nps_agg(4) + csat_agg(4)', 'nps_test(nps_agg(4), csat_agg(4))', 'nps_test(nps_agg(4), nps_agg(4), 1)']) WITH ORDINALITY AS q(query, n) ORDER BY n;

\echo # parallel
\ir parallel.psql
CREATE TABLE many AS SELECT i, i % 13 AS g, (i * 7919 % 10007) % 11 AS score, ((i * 31) % 97 + 1) / 16.0 AS weight, (i * 7907 % 10009) % 101 AS points FROM generate_series(1, 60000) AS i;
ANALYZE many;
CREATE TABLE pt AS SELECT nps_agg(score) AS t, nps_agg(score, weight) AS w, survey_agg(points, 0, 100) AS c, survey_agg(points::float8, 0, 100, weight) AS cw, csat_agg(1 + score % 5) AS cs, ces_agg(1 + score % 7, weight) AS ce FROM many;
SELECT answers(t), nps(t), nps_se(t), nps_low(t), nps_high(t), nps(w), nps_se(w), effective_n(w), score_mean(c), score_stddev(c), score_mean(cw), score_stddev(cw), csat(cs), csat_low(cs), ces(ce), answers(ce) FROM pt;
SELECT nps(score), nps(score, weight), csat(1 + score % 5), ces(1 + score % 7), ces(1 + score % 7, weight) FROM many;
SELECT g, nps(score), nps(score, weight), nps_high(nps_agg(score)), csat(1 + score % 5, weight), ces(1 + score % 7) FROM many GROUP BY g ORDER BY g;
CREATE TABLE parts AS SELECT i % 101 AS part, nps_agg(score) AS t, nps_agg(score, weight) AS w FROM many GROUP BY i % 101;
ANALYZE parts;
SELECT nps(rollup(t)), rollup(t) = (SELECT t FROM pt), nps(rollup(w)), rollup(w) = (SELECT w FROM pt) FROM parts;
SELECT count(*), min(nps(t)), max(nps_high(t)) FROM parts;
