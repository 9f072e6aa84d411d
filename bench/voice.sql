-- The voice room: 200,000 comments of 11 words, of a vocabulary of 20,000 that are as frequent as words are (Zipf), stored as tsvector; 50,000 terms in one tally.
-- setup
CREATE UNLOGGED TABLE comments AS
SELECT id::int, (abs(hashint8extended(id, 1)) % 11)::int AS score, string_agg(word, ' ' ORDER BY k) AS comment
FROM (SELECT id, k, chr(97 + (w % 26)::int) || substr(md5(w::text), 1, 2 + (abs(hashint8extended(w, 7)) % 8)::int) || chr(97 + (w / 26 % 26)::int) AS word
	FROM (SELECT id, k, floor(exp(ln(20000) * (abs(hashint8extended(id * 11 + k, 2)) % 1000003) / 1000003.0))::bigint AS w FROM generate_series(1::bigint, 200000) AS id, generate_series(1, 11) AS k) AS a) AS b
GROUP BY id;
CREATE UNLOGGED TABLE vectors AS SELECT id, score, to_tsvector('simple', comment) AS words FROM comments;
CREATE UNLOGGED TABLE lists AS SELECT id, score, tsvector_to_array(words) AS words FROM vectors;
CREATE UNLOGGED TABLE voices AS SELECT term_agg((n % 11)::int, ARRAY['term ' || n % 50000, 'often ' || n % 97]) AS t FROM generate_series(1, 400000) AS n;
VACUUM ANALYZE comments, vectors, lists, voices;

-- row term_agg, 200,000 comments of 11 words, stored
SELECT answers(term_agg(score, words)) FROM vectors;
-- against nps_agg GROUP BY lexeme, at most 0.17
SELECT count(*) FROM (SELECT lexeme, nps_agg(score) FROM vectors, unnest(words) GROUP BY lexeme) AS s;
-- readme `term_agg(score, words)`, 200,000 comments | `nps_agg(score)` by lexeme
-- duckdb
CREATE TABLE IF NOT EXISTS stored AS SELECT score, CAST('[' || trim(words, '{}') || ']' AS VARCHAR[]) AS words FROM lists;
SELECT count(*) FROM (SELECT word, score, count(*) FROM (SELECT score, unnest(words) AS word FROM stored) AS u GROUP BY word, score) AS s;

-- row term_agg, the same
SELECT answers(term_agg(score, words)) FROM vectors;
-- against ts_stat, at most 0.5
SELECT count(*) FROM ts_stat('SELECT words FROM vectors');

-- row term_agg, once more
SELECT answers(term_agg(score, words)) FROM vectors;
-- against reading the column, at most 2.2
SELECT sum(length(words)) FROM vectors WHERE score IS NOT NULL;
-- readme the same | `sum(length(words))`: reading the column

-- row term_agg of text that is parsed on the way (9 runs)
SELECT answers(term_agg(score, to_tsvector('simple', comment))) FROM comments;
-- against parsing it, at most 1.08
SELECT sum(length(to_tsvector('simple', comment))) FROM comments;

-- row term_agg of text[]
SELECT answers(term_agg(score, words)) FROM lists;
-- against nps_agg GROUP BY element
SELECT count(*) FROM (SELECT word, nps_agg(score) FROM lists, unnest(words) AS word GROUP BY word) AS s;

-- row term_table of 50,000 terms
SELECT count(*), sum(impact) FROM voices, term_table(t, 1);
-- against nps_test of 50,000 pairs of tallies
SELECT count(*), sum(n.difference) FROM (SELECT nps_agg(9) AS a, nps_agg(3) AS b) AS t, generate_series(1, 50000), nps_test(a, b) AS n;
