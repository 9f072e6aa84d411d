\echo '======== Surveys: NPS, CSAT, CES ========'
\echo
\echo '-- NPS by region, with its interval and the number of answers'
SELECT region, s.answers, round(s.nps::numeric, 1) AS nps, round(s.low::numeric, 1) AS low, round(s.high::numeric, 1) AS high
FROM (SELECT region, nps_agg(score) AS tally FROM answers JOIN customers USING (customer_id)
	WHERE survey = 'nps' GROUP BY region) AS r, nps_summary(tally) AS s
ORDER BY s.nps DESC;

\echo '-- One stored tally per day and region; a quarter is the rollup of its days'
CREATE TABLE daily_nps AS
SELECT answered_at AS day, region, nps_agg(score) AS tally
FROM answers JOIN customers USING (customer_id)
WHERE survey = 'nps'
GROUP BY answered_at, region;

SELECT to_char(day, 'YYYY "Q"Q') AS quarter, answers(rollup(tally)),
	round(nps(rollup(tally))::numeric, 1) AS nps,
	round(nps_low(rollup(tally))::numeric, 1) AS low, round(nps_high(rollup(tally))::numeric, 1) AS high
FROM daily_nps
GROUP BY 1
ORDER BY 1;

\echo '-- Rolling NPS of the last 90 days, shown at the end of each quarter'
SELECT day, answers, round(nps::numeric, 1) AS nps_90_days
FROM (SELECT day, nps(tally), answers(tally), lead(day) OVER (ORDER BY day) AS next_day
	FROM (SELECT day, rollup(rollup(tally)) OVER (ORDER BY day RANGE '89 days' PRECEDING) AS tally
		FROM daily_nps GROUP BY day) AS rolling) AS days
WHERE next_day IS NULL OR date_trunc('quarter', day) <> date_trunc('quarter', next_day)
ORDER BY day;

\echo '-- Is the North really happier than the South?'
SELECT round(difference::numeric, 1) AS difference, round(low::numeric, 1) AS low, round(high::numeric, 1) AS high,
	round(z::numeric, 2) AS z, to_char(p_value, '9.9EEEE') AS p_value
FROM (SELECT rollup(tally) FILTER (WHERE region = 'North') AS north,
		rollup(tally) FILTER (WHERE region = 'South') AS south FROM daily_nps) AS t,
	nps_test(north, south);

\echo '-- Which regions moved the score from the first half of the days to the second?'
SELECT region, round(mix::numeric, 2) AS mix, round(rate::numeric, 2) AS rate, round(contribution::numeric, 2) AS contribution,
	round(low::numeric, 2) AS low, round(high::numeric, 2) AS high
FROM (SELECT *, rollup(before) OVER () AS all_before, rollup(after) OVER () AS all_after
		FROM (SELECT region, rollup(tally) FILTER (WHERE half = 1) AS before, rollup(tally) FILTER (WHERE half = 2) AS after
			FROM (SELECT *, ntile(2) OVER (ORDER BY day) AS half FROM daily_nps) AS halves GROUP BY region) AS r) AS regions,
	nps_contribution(before, after, all_before, all_after)
ORDER BY contribution;

\echo '-- CSAT (percent satisfied) and CES (mean, 1 to 7) by touchpoint'
SELECT touchpoint, answers(t), round(csat(t)::numeric, 1) AS csat,
	round(csat_low(t)::numeric, 1) AS low, round(csat_high(t)::numeric, 1) AS high
FROM (SELECT touchpoint, csat_agg(score) AS t FROM answers WHERE survey = 'csat' GROUP BY touchpoint) AS s
ORDER BY csat DESC;

SELECT touchpoint, answers(t), round(ces(t)::numeric, 2) AS ces,
	round(ces_low(t)::numeric, 2) AS low, round(ces_high(t)::numeric, 2) AS high
FROM (SELECT touchpoint, ces_agg(score) AS t FROM answers WHERE survey = 'ces' GROUP BY touchpoint) AS s
ORDER BY ces DESC;

\echo '-- How the answers are distributed'
SELECT score, answers, round((100 * share)::numeric, 1) AS percent, repeat('#', round(100 * share)::int) AS bar
FROM survey_table((SELECT rollup(tally) FROM daily_nps)) ORDER BY score DESC;
