\echo
\echo '======== Privacy: what may be shown of small groups? ========'
\echo
\echo '-- Answers of three days by region and channel. Of a group below 5 the whole tally goes; and where the total is published, too, another one, that the difference may not tell'
CREATE TABLE few_tallies AS
SELECT region, channel, nps_agg(score) AS tally FROM answers JOIN customers USING (customer_id) WHERE survey = 'nps' AND answered_at BETWEEN '2025-11-03' AND '2025-11-05' GROUP BY region, channel;

SELECT region, channel, answers(tally) AS really, answers(suppress(tally)) AS suppressed, CASE WHEN NOT suppressed(answers(tally)) OVER (PARTITION BY region ORDER BY channel) THEN answers(tally) END AS with_totals
FROM few_tallies ORDER BY region, channel;

\echo '-- What analysts get: a view of the owner''s, and no table'
CREATE VIEW published WITH (security_barrier) AS
SELECT region, channel, CASE WHEN NOT suppressed(answers(tally)) OVER (PARTITION BY region ORDER BY channel) THEN tally END AS tally FROM few_tallies;

SELECT region, channel, s.answers, round(s.nps::numeric, 1) AS nps, round(s.low::numeric, 1) AS low, round(s.high::numeric, 1) AS high
FROM published LEFT JOIN LATERAL nps_summary(tally) AS s ON true WHERE region = 'North' ORDER BY channel;
