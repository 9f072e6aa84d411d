\echo
\echo '======== Voice: what customers write, and what it costs ========'
\echo
\echo '-- The words of a comment, once and for all: a generated column, which finds comments, too'
ALTER TABLE comments ADD words tsvector GENERATED ALWAYS AS (to_tsvector('english', comment)) STORED;
CREATE INDEX ON comments USING gin (words);
ANALYZE comments;

\echo '-- One pass: of each quarter, how often each word stands beside each score'
CREATE TABLE voices AS
SELECT date_trunc('quarter', answered_at)::date AS quarter, region, term_agg(score, words) AS voice FROM comments JOIN customers USING (customer_id) GROUP BY 1, 2;

\echo '-- What costs most: NPS of all comments less that without the ones that mention it'
SELECT term, t.answers, round(nps::numeric) AS nps, round(rest_nps::numeric, 1) AS rest, round(impact::numeric, 2) AS impact, round(z::numeric, 1) AS z
FROM (SELECT rollup(voice) AS voice FROM voices) AS everybody, term_table(voice, 20) AS t ORDER BY impact LIMIT 7;

\echo '-- And what earns most'
SELECT term, t.answers, round(nps::numeric) AS nps, round(impact::numeric, 2) AS impact
FROM (SELECT rollup(voice) AS voice FROM voices) AS everybody, term_table(voice, 20) AS t ORDER BY impact DESC LIMIT 5;

\echo '-- What is new in the second half of 2025? p_adjust, for so many words are so many tests'
SELECT term, answers_before, answers_after, round(100 * share_after::numeric, 1) AS percent_after, to_char(p_adjust(p_value) OVER (), '9.9EEEE') AS p
FROM (SELECT rollup(voice) FILTER (WHERE quarter < '2025-07-01') AS before, rollup(voice) FILTER (WHERE quarter >= '2025-07-01') AS after FROM voices) AS halves, term_shift(before, after, 20)
ORDER BY p_value LIMIT 4;

\echo '-- Three of them to read'
SELECT answered_at, score, comment FROM comments WHERE words @@ 'crash'::tsquery ORDER BY answered_at DESC, customer_id LIMIT 3;

\echo '-- Two words together: "not" is a stop word alone'
SELECT term, t.answers, round(nps::numeric) AS nps, round(difference::numeric, 1) AS difference
FROM term_table((SELECT term_agg(score, phrases(to_tsvector('simple', comment))) FROM comments), 20) AS t WHERE term LIKE 'not %' ORDER BY z;

\echo '-- Region by region, the word that costs most; words of fewer than ten comments are left out for good'
SELECT DISTINCT ON (region) region, term, t.answers, round(impact::numeric, 2) AS impact
FROM (SELECT region, suppress(rollup(voice), 10) AS voice FROM voices GROUP BY region) AS regions, term_table(voice) AS t ORDER BY region, impact;
