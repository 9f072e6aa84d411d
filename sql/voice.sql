-- What users of the voice room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL

CREATE TABLE answers (id int, month int, score int, comment text);
INSERT INTO answers VALUES
	(1, 1, 10, 'Lovely shop, fast delivery!'), (2, 1, 9, 'Fast, and lovely people'), (3, 1, 3, 'Delivery was late. Late again!'), (4, 1, 8, 'Delivery'),
	(5, 1, 2, 'The delivery came late'), (6, 1, 10, 'lovely'), (7, 1, 6, ''), (8, 1, NULL, 'lovely delivery'), (9, 1, 7, NULL),
	(10, 2, 1, 'The app crashes'), (11, 2, 9, 'Lovely'), (12, 2, 4, 'not good: the app'), (13, 2, 10, 'Fast delivery'), (14, 2, 3, 'App crashes, not good'), (15, 2, 9, 'good');

-- a comment counts once per term; without terms it is an answer
SELECT term_agg(score, to_tsvector('english', comment)) FROM answers;
SELECT answers(t), answers(NULL::term_tally) FROM (SELECT term_agg(score, to_tsvector('english', comment)) AS t FROM answers) AS s;
SELECT term, answers, share, nps, rest_nps, difference, impact FROM term_table((SELECT term_agg(score, to_tsvector('english', comment)) FROM answers), 2);
SELECT term, se, z, p_value, low, high FROM term_table((SELECT term_agg(score, to_tsvector('english', comment)) FROM answers), 3);
SELECT count(*) FROM term_table((SELECT term_agg(score, to_tsvector('english', comment)) FROM answers));

-- what is new in the second month
SELECT t.* FROM (SELECT term_agg(score, to_tsvector('english', comment)) FILTER (WHERE month = 1) AS before, term_agg(score, to_tsvector('english', comment)) FILTER (WHERE month = 2) AS after FROM answers) AS m, term_shift(before, after, 3) AS t;
SELECT term, answers_before, answers_after FROM (SELECT term_agg(score, to_tsvector('english', comment)) FILTER (WHERE month = 1) AS before, term_agg(score, to_tsvector('english', comment)) FILTER (WHERE month = 2) AS after FROM answers) AS m, term_shift(before, after, 1) AS t;

-- phrases
SELECT id, phrases(to_tsvector('simple', comment)), phrases(to_tsvector('simple', comment), 3) FROM answers WHERE month = 2;
SELECT term, answers, nps FROM term_table((SELECT term_agg(score, phrases(to_tsvector('simple', comment))) FROM answers), 2);
SELECT phrases(to_tsvector('simple', 'late late late')), phrases(to_tsvector('simple', 'one two one two'), 2), phrases(to_tsvector('simple', 'a b'), 1), phrases('', 2), phrases('late delivery'), phrases(NULL), phrases('a', NULL);
SELECT phrases('''the end'':1 b:2,4 a:2 c:3,5A'::tsvector), phrases('''the end'':1 b:2,4 a:2 c:3,5A'::tsvector, 3);
SELECT cardinality(phrases(array_to_tsvector(ARRAY[repeat('x', 1500), 'b']) || to_tsvector('simple', repeat('x', 1500) || ' b ' || repeat('y', 1500))));
SELECT phrases('a:1', 0);
SELECT phrases('a:1', 11);
CREATE FUNCTION layers(words int, positions int) RETURNS tsvector LANGUAGE SQL RETURN (SELECT string_agg('w' || i || ':' || (SELECT string_agg(p::text, ',') FROM generate_series(1, positions) AS p), ' ') FROM generate_series(1, words) AS i)::tsvector;
SELECT phrases(layers(60, 5), 10);
SELECT cardinality(phrases(string_agg(format('%s%s:1,2', k, repeat('x', 480)), ' ')::tsvector)) FROM generate_series(100, 399) AS k;
SELECT cardinality(phrases(layers(60, 5), 2)), cardinality(phrases(layers(60, 2), 10));

-- themes: an array's elements count once, NULL ones do not
SELECT term_agg(score, themes) FROM (VALUES (10, ARRAY['price', 'service', 'price', NULL]), (3, '{service}'), (0, '{}'), (NULL, '{price}'), (5, NULL), (9.0, '{{a,b},{b,ä}}')) AS v(score, themes);
SELECT term_agg(9, ARRAY[NULL, '']), term_agg(9, '{}'::text[]), term_agg(9, ''::tsvector);
SELECT term_agg(score, themes) FROM (VALUES (NULL::int, ARRAY['price']), (5, NULL)) AS v(score, themes);
SELECT term_agg(9, ARRAY['price']) WHERE false;
SELECT term_agg(5, ARRAY['a'], 1, 5), term_agg(-1.0, 'b'::tsvector, -2, 0);
SELECT length((term_agg(9, ARRAY[repeat('x', 2046)])::jsonb -> 'terms')::text) AS longest;
SELECT term_agg(9, ARRAY[repeat('x', 2047)]);
SELECT term_agg(9, to_tsvector('simple', repeat('x ', 1024))) IS NOT NULL AS worked;

-- a term in every answer has no rest; thresholds
SELECT * FROM term_table((SELECT term_agg(score, ARRAY['all'] || CASE WHEN score > 4 THEN ARRAY['some'] END) FROM answers), 1);
SELECT term, nps, rest_nps, impact FROM term_table((SELECT term_agg(least(score, 5), to_tsvector('english', comment), 0, 5) FROM answers), 3, 0.9, 2, 5);
SELECT term, nps FROM term_table((SELECT term_agg(score, to_tsvector('english', comment)) FROM answers), 5, detractor_max => 8);
SELECT term_table(term_agg(5, ARRAY['a'], 1, 5), 1);
SELECT term_table(term_agg(5, ARRAY['a'], 1, 5), 1, detractor_max => 2, promoter_min => 6);
SELECT term_table(term_agg(5, ARRAY['a']), 1, detractor_max => 9);
SELECT term_table(term_agg(5, ARRAY['a']), 0);
SELECT term_table(term_agg(5, ARRAY['a']), 1, 95);
SELECT term_shift(term_agg(5, ARRAY['a']), term_agg(5, ARRAY['a']), 0);
SELECT term_shift(term_agg(5, ARRAY['a']), term_agg(5, ARRAY['a']), 1, 1);
SELECT * FROM term_table(NULL);
SELECT * FROM term_shift(NULL, (SELECT term_agg(5, ARRAY['a'])), 1) UNION ALL SELECT * FROM term_shift((SELECT term_agg(5, ARRAY['a'])), NULL, 1);
SELECT count(*) FROM (SELECT term_agg(5, ARRAY['a']) AS t) AS s, LATERAL (SELECT term FROM term_table(t, NULL) UNION ALL SELECT term FROM term_table(t, 1, NULL) UNION ALL SELECT term FROM term_shift(t, t, NULL) UNION ALL SELECT term FROM term_shift(t, t, 1, NULL)) AS r;
SELECT term, share_before, share_after FROM term_shift((SELECT term_agg(5, ARRAY['a'])), (SELECT term_agg(5, ARRAY['a'], 1, 5)), 1);

-- scores and scales
SELECT term_agg(11, ARRAY['a']);
SELECT term_agg(6, ARRAY['a'], 1, 5);
SELECT term_agg(7.5, ARRAY['a']);
SELECT term_agg(floor(7.5), ARRAY['a']) IS NOT NULL AS worked;
SELECT term_agg('NaN'::float8, ARRAY['a']);
SELECT term_agg('Infinity'::float8, ARRAY['a']);
SELECT term_agg(score, ARRAY['a'], 1, 5) FILTER (WHERE score BETWEEN 1 AND 5) IS NOT NULL AS worked FROM answers;
SELECT term_agg(5, ARRAY['a'], NULL, 5);
SELECT term_agg(5, ARRAY['a'], 5, 5);
SELECT term_agg(5, ARRAY['a'], 0, 101);
SELECT term_agg(5, ARRAY['a'], 0, 4 + id) FROM answers;
SELECT count(term_agg) FROM (SELECT term_agg(5, ARRAY['a'], 0, 4 + id) FROM answers GROUP BY id) AS s;

-- summaries merge
CREATE TABLE monthly AS SELECT month, term_agg(score, to_tsvector('english', comment)) AS t FROM answers GROUP BY month;
SELECT rollup(t) = (SELECT term_agg(score, to_tsvector('english', comment)) FROM answers) AS same, answers(rollup(t)) FROM monthly;
SELECT a.t + b.t = b.t + a.t AS same, a.t + NULL = a.t AS healed, NULL + a.t = a.t AS healed, (NULL::term_tally + NULL) IS NULL AS nothing, a.t <> b.t AS different FROM monthly AS a, monthly AS b WHERE a.month = 1 AND b.month = 2;
SELECT rollup(t) FROM (VALUES (NULL::term_tally)) AS v(t);
SELECT term_agg(5, ARRAY['a']) + term_agg(5, ARRAY['a'], 1, 5);
SELECT rollup(t) FROM (SELECT term_agg(5, ARRAY['a']) UNION ALL SELECT term_agg(5, ARRAY['a'], 1, 5)) AS s(t);

-- names stay hidden
SELECT suppress(term_agg(9, themes)), suppress(term_agg(9, themes), 3), suppress(term_agg(9, themes), 1) = term_agg(9, themes) AS same
FROM (VALUES (ARRAY['shop', 'Ann']), ('{shop}'), ('{shop,late}'), ('{late}')) AS v(themes);
SELECT suppress(NULL::term_tally), suppress(term_agg(9, ARRAY['a']), NULL);
SELECT suppress(term_agg(9, ARRAY['a']), 0);

-- text
SELECT '{"terms": {"b\u00e4\"\\": [0, 1], "a": [2, 1]}, "answers": [2, 1], "scale": [0, 1], "version": 1}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {"a": [2, 2]}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {"a": [0, 0]}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {"a": [1, 0], "a": [1, 0]}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {"a": [1]}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": {"a": 1}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [2, 1], "terms": [1]}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [0, 0], "terms": {}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [9223372036854775807, 1], "terms": {}}'::term_tally;
SELECT '{"version": 1, "scale": [1, 1], "answers": [1], "terms": {}}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [1, 0]}'::term_tally;
SELECT '{"version": 1, "scale": [0, 1], "answers": [1, 0], "terms": {}, "more": 1}'::term_tally;
SELECT format('{"version": 1, "scale": [0, 1], "answers": [1, 0], "terms": {"%s": [1, 0]}}', repeat('x', 2047))::term_tally;
SELECT rollup(t) FROM (SELECT '{"version": 1, "scale": [0, 1], "answers": [0, 9223372036854775807], "terms": {"a": [0, 9223372036854775807]}}'::term_tally AS t, generate_series(1, 2)) AS s;

-- the transition function on its own
SELECT term_accum(NULL, 9, ARRAY['a']);

DROP TABLE answers, monthly;
DROP FUNCTION layers;
