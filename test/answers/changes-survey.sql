-- Surveys: answers that 0.2.0 changes on purpose, as they were
\ir start.psql

CREATE TABLE given AS
SELECT i, i % 13 AS g, CASE WHEN i % 17 <> 0 THEN CASE WHEN h < 7 * (i % 13 + 1) THEN 10 - h % 2 WHEN h < 7 * (i % 13 + 1) + 20 THEN 8 - h % 2 ELSE h % 7 END END AS score,
	CASE WHEN i % 19 = 0 THEN NULL WHEN i % 23 = 0 THEN 0 ELSE ((i * 37 % 50) + 1) / 20.0 END AS weight
FROM (SELECT i, i * 7919 % 101 AS h FROM generate_series(1, 3900) AS i) AS s;
CREATE TABLE tw AS SELECT g, nps_agg(score, weight) AS t, csat_agg(1 + score % 5, weight) AS c, ces_agg(1 + score % 7, weight) AS e FROM given GROUP BY g;

\echo # csat of three points, without satisfied_min
SELECT lo, csat(t), csat_low(t), csat_high(t), csat_low(t, 0.8), csat_high(t, 0.99) FROM (SELECT lo, survey_agg(lo + (i * 7919 % 101) % 3, lo, lo + 2) AS t FROM generate_series(1, 100) AS i, unnest(ARRAY[-1, 0, 1, 100]) AS lo GROUP BY lo) AS s ORDER BY lo;
SELECT csat(survey_agg(score % 3, 0, 2)), csat(survey_agg(score % 3, 0, 2, weight)), csat_low(survey_agg(score % 3, 0, 2, weight)), state_of('SELECT csat(survey_agg(1, 0, 2))') FROM given;

\echo # weighted intervals
SELECT g, nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), nps_low(t, method => 'wald'), nps_high(t, method => 'wald') FROM tw ORDER BY g;
SELECT g, x.answers, x.promoters, x.nps, x.se, x.low, x.high, x.effective_n FROM tw, nps_summary(t, 0.9) AS x ORDER BY g;
SELECT g, csat_low(c), csat_high(c), csat_low(c, 0.8, 5), csat_high(c, 0.8, 5), box_low(c, 2, 3), box_high(c, 2, 3), box_low(t, 0, 6, 0.99), box_high(t, 0, 6, 0.99) FROM tw ORDER BY g;
SELECT g, ces(e), ces_low(e), ces_high(e), ces_low(e, 0.8), ces_high(e, 0.99), score_stddev(e), effective_n(e) FROM tw ORDER BY g;
SELECT method, confidence, digest(format('SELECT g, nps_low(t, %1$s, %2$L), nps_high(t, %1$s, %2$L), nps_low(t, %1$s, %2$L, 4, 8), nps_high(t, %1$s, %2$L, 4, 8) FROM tw', confidence, method), 1) FROM unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, unnest(ARRAY[0.5, 0.9, 0.99]) AS confidence ORDER BY method, confidence;
SELECT a.g, b.g, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM tw AS a, tw AS b, nps_test(a.t, b.t) AS x WHERE a.g < 3 AND b.g > 9 ORDER BY a.g, b.g;
SELECT digest('SELECT a.g, b.g, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM tw AS a, tw AS b, nps_test(a.t, b.t, 0.9) AS x', 3);
SELECT name, nps(t), nps_se(t), effective_n(t), nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), csat_low(t, 0.95, 9), csat_high(t, 0.95, 9), box_low(t, 0, 6), box_high(t, 0, 6), ces_low(t), ces_high(t)
FROM (SELECT name, nps_agg(score, w) AS t FROM given, LATERAL (VALUES ('thirds', 1 / 3.0::float8 + i % 2), ('tiny', 0.0001), ('huge', 1000000), ('tiny and huge', CASE WHEN i % 5 = 0 THEN 1000000 ELSE 0.0001 END), ('zero', 0), ('some zero', (i % 3)::float8), ('two', 2), ('one', 1), ('zero but one', (i = 5)::int)) AS v(name, w) GROUP BY name) AS s ORDER BY name;
SELECT name, nps(t), nps_low(t), nps_high(t), nps_low(t, method => 'score'), nps_high(t, method => 'score'), csat_low(t, 0.95, 9), csat_high(t, 0.95, 9)
FROM (SELECT name, nps_agg(score, w) AS t FROM (VALUES ('agree', 10, 1), ('agree', 9, 2.5), ('agree', 10, 0.1), ('one', 3, 0.5), ('far', 10, 100), ('far', 0, 1), ('far', 8, 1), ('near', 10, 1.1), ('near', 0, 1), ('near', 7, 0.9)) AS v(name, score, w) GROUP BY name) AS s ORDER BY name;

\echo # all promoters against all detractors
SELECT a, b, confidence, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM unnest(ARRAY[1, 2, 5, 30]) AS a, unnest(ARRAY[1, 3, 100]) AS b, unnest(ARRAY[0.8, 0.95]) AS confidence,
	nps_test((SELECT nps_agg(10) FROM generate_series(1, a)), (SELECT nps_agg(0) FROM generate_series(1, b)), confidence) AS x ORDER BY a, b, confidence;
SELECT a, b, x.difference, x.se, x.z, x.p_value, x.low, x.high FROM unnest(ARRAY[1, 2, 5, 30]) AS a, unnest(ARRAY[1, 3, 100]) AS b,
	nps_test((SELECT nps_agg(0) FROM generate_series(1, a)), (SELECT nps_agg(10) FROM generate_series(1, b))) AS x ORDER BY a, b;
