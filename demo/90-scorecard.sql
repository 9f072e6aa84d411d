\echo
\echo '======== Scorecard: are we there, and does it move? ========'
\echo
\echo '-- A light and an arrow per metric: green is wholly at the target or beyond, red wholly short of it, amber is near or not known; the last quarter against the one before'
WITH quarters AS (
	SELECT survey, nps_agg(score) FILTER (WHERE survey = 'nps' AND answered_at >= '2025-10-01') AS nps_now, nps_agg(score) FILTER (WHERE survey = 'nps' AND answered_at < '2025-10-01') AS nps_before,
		csat_agg(score) FILTER (WHERE survey = 'csat' AND answered_at >= '2025-10-01') AS csat_now, csat_agg(score) FILTER (WHERE survey = 'csat' AND answered_at < '2025-10-01') AS csat_before,
		ces_agg(score) FILTER (WHERE survey = 'ces' AND answered_at >= '2025-10-01') AS ces_now, ces_agg(score) FILTER (WHERE survey = 'ces' AND answered_at < '2025-10-01') AS ces_before
	FROM answers WHERE answered_at >= '2025-07-01' GROUP BY survey
), metrics (metric, value, low, high, target, tolerance, higher_is_better, change_low, change_high) AS (
	SELECT 'CES', s.estimate, s.low, s.high, 5, 0.2, true, t.low, t.high FROM quarters, ces_summary(ces_now) AS s, score_test(ces_now, ces_before) AS t WHERE survey = 'ces'
	UNION ALL SELECT 'CSAT', s.estimate, s.low, s.high, 70, 2, true, t.low, t.high FROM quarters, csat_summary(csat_now) AS s, csat_test(csat_now, csat_before) AS t WHERE survey = 'csat'
	UNION ALL SELECT 'NPS', s.nps, s.low, s.high, 35, 2, true, t.low, t.high FROM quarters, nps_summary(nps_now) AS s, nps_test(nps_now, nps_before) AS t WHERE survey = 'nps'
	UNION ALL SELECT 'churn in November', churn_rate, low, high, 0.05, 0.01, false, NULL, NULL
		FROM lifecycle_table((SELECT retention_agg(customer_id, month, 'month') FROM subscriptions), '2025-11-30') WHERE period_start = '2025-11-01'
)
SELECT metric, round(value::numeric, 3) AS value, round(low::numeric, 3) AS low, round(high::numeric, 3) AS high, target, metric_status(low, high, target, tolerance, higher_is_better) AS status,
	CASE metric_status(change_low, change_high, 0, 0, higher_is_better) WHEN 'green' THEN 'better' WHEN 'red' THEN 'worse' WHEN 'amber' THEN 'not known' END AS trend
FROM metrics;

\echo '-- Weeks unlike the half year before them: limits know how much weeks differ by themselves'
SELECT week, n, round(csat::numeric, 1) AS csat, round(low::numeric, 1) AS low, round(high::numeric, 1) AS high, CASE WHEN csat < low THEN 'below' WHEN csat > high THEN 'above' ELSE '' END AS alarm
FROM (SELECT week, csat, n, control_low(csat, n) OVER w AS low, control_high(csat, n) OVER w AS high
	FROM (SELECT date_trunc('week', answered_at)::date AS week, csat(csat_agg(score)), answers(csat_agg(score)) AS n FROM answers WHERE survey = 'csat' GROUP BY 1) AS weeks
	WINDOW w AS (ORDER BY week ROWS BETWEEN 26 PRECEDING AND 1 PRECEDING)) AS c
WHERE week >= '2025-10-20' ORDER BY week;

\echo '-- Do regions differ at all, and by how much beyond chance? Which of them, all tests taken together?'
SELECT round(q::numeric, 1) AS q, df, round(p_value::numeric, 4) AS p_value, round(tau::numeric, 1) AS spread_in_points
FROM (SELECT array_agg(nps(t)) AS e, array_agg(nps_se(t)) AS s FROM (SELECT region, nps_agg(score) AS t FROM answers JOIN customers USING (customer_id) WHERE survey = 'nps' GROUP BY region) AS r) AS a, heterogeneity(e, s);

SELECT region, round(difference::numeric, 1) AS above_the_rest, round(p_value::numeric, 4) AS p_value, round((p_adjust(p_value) OVER ())::numeric, 4) AS adjusted
FROM (SELECT region, nps_agg(score) AS part, (SELECT nps_agg(score) FROM answers WHERE survey = 'nps') AS total FROM answers JOIN customers USING (customer_id) WHERE survey = 'nps' GROUP BY region) AS r, nps_test(part, total - part) AS t
ORDER BY region;

\echo '-- A quarter of weeks: is there a trend?'
SELECT round(slope::numeric, 2) AS points_a_week, round(low::numeric, 2) AS low, round(high::numeric, 2) AS high, round(p_value::numeric, 3) AS p_value
FROM (SELECT array_agg(week) AS x, array_agg(nps(t)) AS e, array_agg(nullif(nps_se(t), 0)) AS s FROM (SELECT ((answered_at - date '2025-10-01') / 7)::float8 AS week, nps_agg(score) AS t
	FROM answers WHERE survey = 'nps' AND answered_at >= '2025-10-01' GROUP BY 1) AS w) AS a, trend_test(x, e, s);

\echo '-- Health, the worst of some customers first, and how much of it is known'
SELECT customer_id, round(score::numeric) AS health, round(coverage::numeric, 2) AS coverage, round(recent::numeric) AS recent, round(often::numeric) AS often, round(nps::numeric) AS recommends
FROM (SELECT customer_id, to_100(days_since(h, '2025-12-31'), 365, 0) AS recent, to_100(purchase_days(h), 1, 10) AS often, (SELECT to_100(avg(score), 0, 10) FROM answers AS a WHERE a.customer_id = o.customer_id AND survey = 'nps') AS nps
	FROM (SELECT customer_id, purchase_agg(ordered_at, amount) AS h FROM orders WHERE customer_id % 97 = 1 GROUP BY customer_id) AS o) AS s, health(ARRAY[recent, often, nps], ARRAY[2, 1, 2], min_coverage => 0.6)
ORDER BY score NULLS LAST, customer_id LIMIT 8;
