-- The tour on a file of answers: customer_id, answered_at, score[, weight, segment, survey].
\echo
\echo '======== Surveys: NPS, CSAT, CES ========'
\echo
\set ECHO none
SELECT count(*) FILTER (WHERE survey = 'nps') > 0 AS has_nps, count(*) FILTER (WHERE survey = 'csat') > 0 AS has_csat, count(*) FILTER (WHERE survey = 'ces') > 0 AS has_ces FROM answers \gset
\set ECHO queries
\if :has_nps
\echo '-- NPS by segment, with its interval and the number of answers'
SELECT segment, s.answers, round(s.nps::numeric, 1) AS nps, round(s.low::numeric, 1) AS low, round(s.high::numeric, 1) AS high,
	round(s.effective_n::numeric, 1) AS effective_n
FROM (SELECT segment, nps_agg(score, weight) AS tally FROM answers WHERE survey = 'nps' GROUP BY segment) AS r, nps_summary(tally) AS s
ORDER BY s.nps DESC;

\echo '-- One stored tally per day and segment; a quarter is the rollup of its days'
CREATE TABLE daily_nps AS
SELECT answered_at::date AS day, segment, nps_agg(score, weight) AS tally
FROM answers WHERE survey = 'nps'
GROUP BY 1, 2;

SELECT to_char(day, 'YYYY "Q"Q') AS quarter, answers(rollup(tally)),
	round(nps(rollup(tally))::numeric, 1) AS nps,
	round(nps_low(rollup(tally))::numeric, 1) AS low, round(nps_high(rollup(tally))::numeric, 1) AS high
FROM daily_nps
GROUP BY 1
ORDER BY 1;

\echo '-- Rolling NPS of the last 90 days, shown at the end of each month'
SELECT day, answers, round(nps::numeric, 1) AS nps_90_days
FROM (SELECT day, nps(tally), answers(tally), lead(day) OVER (ORDER BY day) AS next_day
	FROM (SELECT day, rollup(rollup(tally)) OVER (ORDER BY day RANGE '89 days' PRECEDING) AS tally
		FROM daily_nps GROUP BY day) AS rolling) AS days
WHERE next_day IS NULL OR date_trunc('month', day) <> date_trunc('month', next_day)
ORDER BY day;

\echo '-- Do the two largest segments differ?'
WITH largest AS (
	SELECT segment, rollup(tally) AS tally, row_number() OVER (ORDER BY answers(rollup(tally)) DESC, segment) AS place
	FROM daily_nps GROUP BY segment
)
SELECT a.segment AS first, b.segment AS second, round(difference::numeric, 1) AS difference,
	round(low::numeric, 1) AS low, round(high::numeric, 1) AS high, to_char(p_value, '9.9EEEE') AS p_value
FROM largest AS a JOIN largest AS b ON a.place = 1 AND b.place = 2, nps_test(a.tally, b.tally);

\echo '-- How the answers are distributed'
SELECT score, answers, round((100 * share)::numeric, 1) AS percent, repeat('#', round(100 * share)::int) AS bar
FROM survey_table((SELECT rollup(tally) FROM daily_nps)) ORDER BY score DESC;
\endif
\if :has_csat

\echo '-- CSAT, the percentage of those who answered 4 or 5 of 5, by segment and by quarter'
SELECT segment, s.answers, round(s.estimate::numeric, 1) AS csat, round(s.low::numeric, 1) AS low, round(s.high::numeric, 1) AS high
FROM (SELECT segment, csat_agg(score, weight) AS tally FROM answers WHERE survey = 'csat' GROUP BY segment) AS r, csat_summary(tally) AS s
ORDER BY csat DESC;

SELECT to_char(answered_at, 'YYYY "Q"Q') AS quarter, answers(csat_agg(score, weight)), round(csat(csat_agg(score, weight))::numeric, 1) AS csat
FROM answers WHERE survey = 'csat' GROUP BY 1 ORDER BY 1;
\endif
\if :has_ces

\echo '-- CES, the mean of answers from 1 to 7, by segment and by quarter'
SELECT segment, s.answers, round(s.estimate::numeric, 2) AS ces, round(s.low::numeric, 2) AS low, round(s.high::numeric, 2) AS high
FROM (SELECT segment, ces_agg(score, weight) AS tally FROM answers WHERE survey = 'ces' GROUP BY segment) AS r, ces_summary(tally) AS s
ORDER BY ces DESC;

SELECT to_char(answered_at, 'YYYY "Q"Q') AS quarter, answers(ces_agg(score, weight)), round(ces(ces_agg(score, weight))::numeric, 2) AS ces
FROM answers WHERE survey = 'ces' GROUP BY 1 ORDER BY 1;
\endif
