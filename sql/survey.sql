-- What users of the survey room see, and every error they can get.
SET extra_float_digits = 0;

CREATE TABLE answers (id serial, segment text, day date, score int, weight float8);
INSERT INTO answers (segment, day, score, weight) VALUES
	('a', '2026-01-01', 10, 1.2), ('a', '2026-01-01', 9, 0.8), ('a', '2026-01-02', 9, 1.5), ('a', '2026-01-02', 8, 1),
	('b', '2026-01-01', 7, 1), ('b', '2026-01-02', 7, 0.6), ('b', '2026-01-02', 6, 2.1), ('b', '2026-01-03', 3, 1.3),
	('b', '2026-01-03', 0, 0.4), ('b', '2026-01-04', 10, 0.9), ('b', '2026-01-04', 9, 1.1), ('b', '2026-01-05', 5, 1.1),
	('b', '2026-01-05', NULL, 1), ('c', '2026-01-05', NULL, NULL);

-- two steps, one step, weighted
SELECT nps_agg(score) FROM answers;
SELECT nps_agg(score, weight) FROM answers;
SELECT nps(score), nps(score, weight), nps(nps_agg(score)), nps(nps_agg(score, weight)) FROM answers;
SELECT segment, nps_agg(score), nps(score) FROM answers GROUP BY segment ORDER BY segment;
SELECT csat(score), ces(score) FROM answers WHERE score BETWEEN 1 AND 5;
SELECT csat(score, weight), ces(score, weight) FROM answers WHERE score BETWEEN 1 AND 5;

-- readings
SELECT nps(t), nps_se(t), nps_low(t), nps_high(t), effective_n(t), answers(t) FROM (SELECT nps_agg(score) t FROM answers) s;
SELECT nps_low(t, method => 'score'), nps_high(t, method => 'score'),
	nps_low(t, 0.9, 'wald'), nps_high(t, 0.9, 'wald') FROM (SELECT nps_agg(score) t FROM answers) s;
SELECT * FROM nps_summary((SELECT nps_agg(score) FROM answers));
SELECT * FROM nps_summary((SELECT nps_agg(score, weight) FROM answers), 0.9, 'score');
SELECT * FROM nps_summary((SELECT survey_agg(score, 1, 5) FROM answers WHERE score BETWEEN 1 AND 5),
	detractor_max => 3, promoter_min => 5);
SELECT * FROM nps_test((SELECT nps_agg(score) FROM answers WHERE segment = 'a'),
	(SELECT nps_agg(score) FROM answers WHERE segment = 'b'));
SELECT nps_sample_size(5), nps_sample_size(2.5, 0.9), nps_sample_size(3, variance => 0.6), nps_sample_size(100, 0.1);
SELECT csat(t), csat_low(t), csat_high(t), csat(t, 5), csat_low(t, 0.9, 5), csat_high(t, satisfied_min => 5),
	ces(t), ces_low(t), ces_high(t, 0.9), score_mean(t), score_stddev(t)
	FROM (SELECT csat_agg(s) t FROM unnest('{5,4,4,3,5,2,5,4,1,5,4,3}'::int[]) s) x;
SELECT csat(t), csat_low(t), csat_high(t) FROM (SELECT survey_agg(s, 0, 1) t FROM unnest('{0,1,1,1}'::int[]) s) x;
SELECT box_share(t, 9, 10), box_low(t, 9, 10), box_high(t, 9, 10, 0.9), csat(t, 9) FROM (SELECT nps_agg(score) t FROM answers) s;
SELECT * FROM survey_table((SELECT nps_agg(score, weight) FROM answers));
SELECT survey_table(survey_agg(score, 9, 10)) FROM answers WHERE score > 8;
SELECT wilson_low(84, 120), wilson_high(84, 120), wilson_low(0, 10, 0.9), wilson_high(10, 10, 0.9), wilson_low(0, 0);
SELECT wilson_low(sum(came), sum(n)) = wilson_low(84, 120) AS low, wilson_high(sum(came), sum(n)) = wilson_high(84, 120) AS high FROM (VALUES (80::bigint, 100::bigint), (4, 20)) v(came, n); -- sums of bigint are numeric

-- tables of counts
CREATE TABLE counts (segment text, period text, score int, n int);
INSERT INTO counts VALUES ('app', 'before', 3, 4), ('app', 'before', 8, 6), ('app', 'before', 10, 10), ('app', 'after', 2, 9), ('app', 'after', 7, 5), ('app', 'after', 9, 16),
	('shop', 'before', 5, 12), ('shop', 'before', 7, 0), ('shop', 'before', 10, 8), ('shop', 'after', 6, 3), ('shop', 'after', 8, 8), ('shop', 'after', 10, 14),
	('chat', 'after', 0, 2), ('chat', 'after', 9, 5), ('chat', 'after', 10, NULL), (NULL, 'after', NULL, 3);
SELECT segment, period, nps_count_agg(score, n) FROM counts WHERE segment <> 'chat' GROUP BY 1, 2 ORDER BY 1, 2;
SELECT csat_count_agg(1 + score % 5, n), ces_count_agg(1 + score % 7, n), survey_count_agg(score::float8, 0, 10, n) = nps_count_agg(score::float8, n) AS same FROM counts;
SELECT score, n, answers(nps_count_agg(score, n) OVER w), answers(survey_count_agg(score, 0, 10, n) OVER w) FROM counts WHERE period = 'after'
	WINDOW w AS (ORDER BY segment, score ROWS 1 PRECEDING) ORDER BY segment, score;
SELECT nps_count_agg(5, 0) IS NULL AS none, answers(nps_count_agg(5, 9007199254740992)), nps_agg(5, 2) = nps_count_agg(5, 2) AS weights_are_no_counts;
SELECT * FROM nps_of_counts(2, 11, 18);
SELECT * FROM nps_of_counts(2, 11, 18, 0.9, 'score');
SELECT * FROM nps_of_counts(0, 0, 0);
SELECT * FROM nps_of_counts(NULL, 0, 1);
SELECT * FROM share_summary(84, 120);
SELECT * FROM share_summary(0, 10, 0.9);
SELECT * FROM share_summary(0, 0);
SELECT * FROM share_test(420, 500, 390, 500);
SELECT * FROM share_test(0, 10, 0, 20, 0.9);
SELECT * FROM share_test(0, 0, 5, 20);
SELECT nps_sample_size(10, population => 200), nps_sample_size(5, population => NULL), nps_sample_size(5, population => 0), nps_sample_size(1e-9, population => 1000);

-- a tally without a part of it
CREATE TABLE parts AS SELECT segment, nps_count_agg(score, n) FILTER (WHERE period = 'before') AS before, nps_count_agg(score, n) FILTER (WHERE period = 'after') AS after
	FROM counts WHERE segment IS NOT NULL GROUP BY segment;
CREATE TABLE totals AS SELECT rollup(before) AS before, rollup(after) AS after FROM parts;
SELECT segment, t.after - p.after AS rest, (t.after - p.after) + p.after = t.after AS again FROM parts AS p, totals AS t ORDER BY segment;
SELECT before - NULL = before AS left_null, NULL - before IS NULL AS null_left, before - before AS nobody, (NULL::survey_tally - NULL) IS NULL AS both_null FROM totals;

-- two groups, a target, a method
SELECT method, x.* FROM parts AS p, totals AS t, unnest(ARRAY['adjusted_wald', 'score', 'wald']) AS method, nps_test(p.after, t.after - p.after, method => method) AS x WHERE segment = 'app';
SELECT x.* FROM totals, nps_test(after, 50) AS x;
SELECT x.* FROM totals, nps_test(after, target => -10.5, confidence => 0.8, detractor_max => 5, promoter_min => 10) AS x;
SELECT x.* FROM parts, csat_test(after, before, satisfied_min => 9) AS x WHERE segment = 'app';
SELECT x.* FROM (SELECT csat_agg(score) FILTER (WHERE id < 6) AS a, csat_agg(score) FILTER (WHERE id > 5) AS b FROM answers WHERE score BETWEEN 1 AND 5) AS t, csat_test(a, b) AS x;
SELECT x.* FROM parts, score_test(after, before) AS x WHERE segment = 'app';
SELECT x.* FROM parts, score_test(after, before, 0.8) AS x WHERE segment = 'chat';
SELECT x.* FROM (SELECT csat_count_agg(5, 3) AS a, csat_count_agg(4, 2) AS b) AS t, score_test(a, b) AS x;
SELECT x.* FROM (SELECT csat_count_agg(s, 3) AS a, csat_agg(4) FILTER (WHERE s = 4) AS b FROM generate_series(4, 5) AS s) AS t, score_test(a, b) AS x;
SELECT x.* FROM (SELECT nps_count_agg(10, 3) AS a, nps_count_agg(0, 3) AS b) AS t, nps_test(a, b, method => 'wald') AS x;
SELECT x.* FROM (SELECT nps_agg(5, 0) AS a) AS t, nps_test(a, 20) AS x;
SELECT x.* FROM (SELECT csat_agg(5, 0) AS a, csat_agg(5) AS b) AS t, csat_test(a, b) AS x;
SELECT nps_test(NULL, 20), nps_test(after, NULL), nps_test(after, NULL::float8), nps_test(after, 20, NULL), csat_test(after, after, NULL), score_test(NULL, after) FROM totals;

-- why it moved
SELECT segment, x.* FROM parts AS p, totals AS t, nps_contribution(p.before, p.after, t.before, t.after) AS x ORDER BY segment;
SELECT sum(mix) AS mix, sum(rate) AS rate, sum(contribution) AS contribution, nps(t.after) - nps(t.before) AS change
	FROM parts AS p, totals AS t, nps_contribution(p.before, p.after, t.before, t.after, 0.9) GROUP BY t.after, t.before;
SELECT x.* FROM totals, nps_contribution(before, after, before, after, 0.9, 5, 8) AS x;
SELECT x.* FROM totals, nps_contribution(NULL, NULL, before, after) AS x;
SELECT nps_contribution(NULL, NULL, NULL, after), nps_contribution(NULL, NULL, before - before, after), nps_contribution(NULL, NULL, before, after, NULL) FROM totals;

-- summaries
SELECT x.* FROM (SELECT csat_agg(s) AS t FROM unnest('{5,4,4,3,5,2,5,4,1,5,4,3}'::int[]) AS s) AS c, csat_summary(t) AS x;
SELECT x.* FROM totals, csat_summary(after, 9, 0.9) AS x;
SELECT x.* FROM (SELECT csat_agg(s) AS t FROM unnest('{5,4,4,3,5,2,5,4,1,5,4,3}'::int[]) AS s) AS c, ces_summary(t) AS x;
SELECT x.* FROM (SELECT ces_agg(7) AS t) AS c, ces_summary(t, 0.9) AS x;
SELECT x.* FROM (SELECT nps_agg(score, weight) AS t FROM answers) AS c, box_summary(t, 9, 10) AS x;
SELECT x.* FROM (SELECT nps_agg(5, 0) AS t) AS c, box_summary(t, 9, 10) AS x;
SELECT csat_summary(NULL), csat_summary(after, NULL, NULL), ces_summary(NULL), box_summary(after, 1, NULL) FROM totals;

-- merging, storing
SELECT rollup(t) = (SELECT nps_agg(score) FROM answers) AS same
	FROM (SELECT nps_agg(score) t FROM answers GROUP BY day) s;
SELECT a + b, NULL + a = a AS left_null, a + NULL = a AS right_null, (NULL::survey_tally + NULL) IS NULL AS both_null, a <> b AS differ
	FROM (SELECT nps_agg(score) FILTER (WHERE segment = 'a') a, nps_agg(score) FILTER (WHERE segment = 'b') b FROM answers) s;
CREATE TABLE daily (day date PRIMARY KEY, t survey_tally);
INSERT INTO daily SELECT day, nps_agg(score) FROM answers WHERE segment = 'a' GROUP BY day;
INSERT INTO daily SELECT day, nps_agg(score) FROM answers WHERE segment = 'b' GROUP BY day
	ON CONFLICT (day) DO UPDATE SET t = daily.t + EXCLUDED.t;
SELECT day, nps(t), answers(t) FROM daily ORDER BY day;
SELECT nps(rollup(t)) FROM daily;
SELECT day, nps(rollup(t) OVER (ORDER BY day RANGE '1 day' PRECEDING)) FROM daily ORDER BY day;
SELECT count(DISTINCT t::text), count(*) FROM (SELECT t FROM daily UNION ALL SELECT t FROM daily) s;
SELECT count(*) FROM (SELECT t FROM daily UNION SELECT t FROM daily) s;
SELECT t::jsonb -> 'scale' AS scale FROM daily LIMIT 1;
-- a JSON object to the server's own functions, an order and keys (by bytes)
SELECT to_json(t) -> 'scale' AS to_json, to_jsonb(t) -> 'scale' AS to_jsonb, row_to_json(d) #> '{t,scale}' AS row_to_json, t::json ->> 'scale' AS json FROM daily AS d LIMIT 1;
SELECT json_agg(t) FROM (SELECT t FROM daily ORDER BY day LIMIT 2) AS s;
SELECT count(DISTINCT t), bool_and(t > before) AS sorted FROM (SELECT t, lag(t) OVER (ORDER BY t) AS before FROM daily) AS s;
CREATE TEMP TABLE tallies (t survey_tally PRIMARY KEY);
INSERT INTO tallies SELECT t FROM daily;
INSERT INTO tallies SELECT nps_agg(score) FROM (VALUES (9), (10)) AS v(score);

-- moving frames
SELECT id, score, nps(score) OVER w, nps(score, weight) OVER w, answers(nps_agg(score) OVER w)
	FROM answers WINDOW w AS (ORDER BY id ROWS 2 PRECEDING) ORDER BY id;

-- no rows, only NULLs, a frame of NULLs, weights of 0
SELECT nps_agg(score), nps(score), csat_agg(score), csat(score), ces_agg(score), ces(score), survey_agg(score, 0, 10) FROM answers WHERE false;
SELECT nps_agg(score), nps(score), csat_agg(score), csat(score), ces_agg(score), ces(score), survey_agg(score, 0, 10) FROM answers WHERE score IS NULL;
SELECT rollup(t) FROM daily WHERE false;
SELECT id, nps(score) OVER (ORDER BY id ROWS CURRENT ROW), survey_agg(score, 0, 10) OVER (ORDER BY id ROWS CURRENT ROW) IS NULL AS empty FROM answers WHERE id > 11 ORDER BY id;
SELECT nps(t), nps_se(t), nps_low(t), ces(t), score_stddev(t), box_share(t, 0, 6), box_low(t, 0, 6), effective_n(t), answers(t) FROM (SELECT nps_agg(5, 0) t) s;
SELECT * FROM nps_summary((SELECT nps_agg(5, 0)));
SELECT * FROM nps_summary(NULL);
SELECT * FROM nps_test((SELECT nps_agg(5, 0)), (SELECT nps_agg(5)));
SELECT * FROM survey_table((SELECT survey_agg(2, 1, 3, 0)));
SELECT * FROM survey_table(NULL);
SELECT answers(NULL::survey_tally), csat(NULL::survey_tally), csat_low(NULL), csat_high((SELECT csat_agg(5)), NULL);
SELECT ces(t), ces_low(t), ces_high(t), score_stddev(t) FROM (SELECT ces_agg(7) t) s;
SELECT ces_low(t), ces_high(t) FROM (SELECT ces_agg(s, w) t FROM (VALUES (7, 1000000), (6, 0.0001)) v(s, w)) x;

-- scores that are not answers
SELECT nps(11);
SELECT nps(-1);
SELECT nps(8.5);
SELECT nps(10.5);
SELECT nps('NaN'::float8);
SELECT nps('infinity'::float8);
SELECT nps('-infinity'::float8);
SELECT nps(1e300::float8);
SELECT csat(0);
SELECT ces_agg(8);
SELECT survey_agg(4, 1, 3);
-- weights
SELECT nps(9, -1);
SELECT nps(9, 1e7);
SELECT nps(9, 9.9e-5);
SELECT nps(9, 'NaN');
SELECT nps(9, 'Infinity');
-- counts
SELECT nps_count_agg(9, -1);
SELECT nps_count_agg(9, 1.5);
SELECT nps_count_agg(9, 'NaN');
SELECT nps_count_agg(9, 9007199254740994);
SELECT nps_count_agg(11, 2);
SELECT survey_count_agg(8.5, 0, 10, 2);
SELECT nps_of_counts(0.5, 1, 1);
SELECT nps_of_counts(1, -1, 1);
SELECT nps_of_counts(1, 1, 'Infinity');
SELECT nps_of_counts(1, 1, 1, method => 'wilson');
SELECT share_summary(3, 2);
SELECT share_summary(1, 2.5);
SELECT share_test(1, 2, 0.5, 2);
SELECT share_test(1, 2, 1, 2, 95);
SELECT nps_sample_size(5, population => 0.5);
-- parts and totals, groups and targets
SELECT after - before FROM totals;
SELECT nps_agg(5) - nps_agg(5, 2);
SELECT nps_agg(5, 2) + nps_agg(5, 3) - nps_agg(5, 4);
SELECT nps_agg(5) - csat_agg(5);
SELECT score_test(nps_agg(5), csat_agg(5));
SELECT csat_test(after, after) FROM totals;
SELECT nps_test(after, 101) FROM totals;
SELECT nps_test(after, 'NaN'::float8) FROM totals;
SELECT nps_test(after, '20') FROM totals;
SELECT nps_test(after, before, method => 'wilson') FROM totals;
SELECT nps_test(csat_agg(5), 20);
SELECT nps_contribution(after, NULL, before, after) FROM totals;
SELECT nps_contribution(NULL, before, before, after) FROM totals;
SELECT nps_contribution(csat_agg(5), NULL, nps_agg(5), nps_agg(5));
SELECT nps_contribution(before, after, before, after, 1) FROM totals;
-- scales
SELECT survey_agg(1, 5, 5);
SELECT survey_agg(1, 0, 101);
SELECT survey_agg(2147483647, 2147483640, 2147483647);
SELECT survey_agg(-1000000000, -1000000000, -999999999), box_share(survey_agg(1000000000, 999999999, 1000000000), 999999999, 999999999);
SELECT survey_agg(1, NULL, 5);
SELECT survey_agg(1, 0, s) FROM generate_series(5, 6) s;
SELECT rollup(t) FROM (SELECT nps_agg(1) t UNION ALL SELECT csat_agg(1)) s;
SELECT nps_agg(1) + csat_agg(1);
-- thresholds
SELECT nps(csat_agg(5));
SELECT nps(survey_agg(9, 0, 100));
SELECT nps(survey_agg(9, 1, 10));
SELECT nps(csat_agg(5), 3, 6);
SELECT nps(nps_agg(5), 6, 11);
SELECT nps(nps_agg(5), 7, 7);
SELECT nps_low(nps_agg(5), detractor_max => -1);
SELECT csat(nps_agg(5));
SELECT csat(csat_agg(5), 6);
SELECT box_share(nps_agg(5), 9, 11);
SELECT box_share(nps_agg(5), -1, 5);
SELECT box_share(nps_agg(5), 6, 5);
-- options
SELECT nps_low(nps_agg(5), 1);
SELECT nps_low(nps_agg(5), 0);
SELECT ces_low(ces_agg(5), 'NaN');
SELECT wilson_low(1, 2, 95);
SELECT nps_low(nps_agg(5), method => 'wilson');
SELECT wilson_low(3, 2);
SELECT wilson_high(-1, 2);
SELECT wilson_low(0.5, 2);
SELECT nps_sample_size(0);
SELECT nps_sample_size(101);
SELECT nps_sample_size('NaN');
SELECT nps_sample_size(5, 0.95, 1.5);
SELECT nps_sample_size(1e-9);
-- counts and sums of weights out of range
SELECT rollup(t::survey_tally) FROM (VALUES ('{"version": 1, "scale": [0, 1], "answers": [9223372036854775807, 0]}'), ('{"version": 1, "scale": [0, 1], "answers": [0, 1]}')) v(t);
SELECT rollup(t::survey_tally) FROM (VALUES ('{"version": 1, "scale": [0, 1], "answers": [9223372036854775807, 0]}'), ('{"version": 1, "scale": [0, 1], "answers": [1, 0]}')) v(t);
SELECT t + t FROM (SELECT '{"version": 1, "scale": [0, 1], "answers": [160000000, 0], "weights": [160000000000000, 0], "squared_weights": [160000000000000000000, 0]}'::survey_tally t) s;
-- text
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4]}'::survey_tally;
SELECT '{"squared_weights": [9.000, 4], "weights": [3.5, 4.000000000], "answers": [3, 4], "scale": [0, 1], "version": 1}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3, 4], "squared_weights": [3, 4]}'::survey_tally;
SELECT ''::survey_tally;
SELECT 'x'::survey_tally;
SELECT '[]'::survey_tally;
SELECT '7'::survey_tally;
SELECT '{}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1]}'::survey_tally;
SELECT '{"version": 1, "scale": 5, "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": {"a": 1, "b": 2}, "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 2, "scale": [0, 1], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1.5, "scale": [0, 1], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "version": 1, "scale": [0, 1], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [[[[[[[[[[3]]]]]]]]]]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1, 2], "answers": [3, 4, 5]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3], "squared_weights": [3]}'::survey_tally;
-- packed, as values are that take more than 1 MB
SELECT '{"version": 1, "packed": ["AQAAAgADBA=="]}'::survey_tally;
SELECT '{"version": 1, "packed": ["AQAA", "AgADBA=="]}'::survey_tally;
SELECT '{"version": 1, "packed": ["AQAAAgADBA=="], "scale": [0, 1]}'::survey_tally;
SELECT '{"version": 1, "packed": ["not base64"]}'::survey_tally;
SELECT '{"version": 1, "packed": [7]}'::survey_tally;
SELECT '{"version": 1, "packed": []}'::survey_tally;
SELECT '{"version": 1, "packed": ["AQAAAgAD"]}'::survey_tally;
SELECT '{"version": 1, "packed": ["AQAAAgADBAA="]}'::survey_tally;
SELECT '{"version": 1, "packed": ["AgAAAgADBA=="]}'::survey_tally;
SELECT '{"version": 1, "scale": [1, 0], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 101], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 3000000000], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1e40], "answers": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4, 5]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4.5]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, "4"]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, -4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 9223372036854775808]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [1, 9223372036854775807]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "mood": "good"}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3.0000000001, 4], "squared_weights": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 0], "weights": [3, 4], "squared_weights": [3, 4]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3, 4], "squared_weights": [3, 3]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3, -4], "squared_weights": [3, 3]}'::survey_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [160000000, 160000000], "weights": [160000000000000, 160000000000000], "squared_weights": [160000000000000000000, 160000000000000000000]}'::survey_tally;
-- transition functions on their own
SELECT survey_accum('{"version": 1, "scale": [0, 1], "answers": [3, 4]}', 1);
SELECT survey_tally_merge('{"version": 1, "scale": [0, 1], "answers": [3, 4]}', '{"version": 1, "scale": [0, 1], "answers": [3, 4]}');
SELECT survey_scale_accum(NULL, 1, 0, 1);

-- the inverse refuses what was never counted (reachable only through an aggregate of one's own)
CREATE AGGREGATE broken(int) (SFUNC = survey_accum, STYPE = survey_tally, INITCOND = '{"version": 1, "scale": [0, 1], "answers": [0, 0]}',
	MSFUNC = survey_remove, MINVFUNC = survey_accum, MSTYPE = survey_tally, MINITCOND = '{"version": 1, "scale": [0, 1], "answers": [0, 0]}');
SELECT broken(s) OVER (ORDER BY s ROWS 1 PRECEDING) FROM generate_series(0, 1) s;
DROP AGGREGATE broken(int);

DROP TABLE answers, daily, counts, parts, totals;
