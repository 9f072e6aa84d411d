\echo
\echo '======== Retention: cohorts, curve, lifecycle ========'
\echo
\echo '-- One pass over the orders makes a grid; everything below is read from it. Refunds, which have amounts below 0, are nobody''s activity'
CREATE TABLE order_grid AS
SELECT retention_agg(customer_id, ordered_at, 'month') FILTER (WHERE coalesce(amount, 0) >= 0) AS grid FROM orders;

\echo '-- The cohort triangle: percent of each month''s new customers who order again, by months since'
SELECT to_char(cohort, 'YYYY-MM') AS cohort, max(cohort_size) AS size,
	max(round(100 * rate)) FILTER (WHERE period = 0) AS m0, max(round(100 * rate)) FILTER (WHERE period = 1) AS m1,
	max(round(100 * rate)) FILTER (WHERE period = 2) AS m2, max(round(100 * rate)) FILTER (WHERE period = 3) AS m3,
	max(round(100 * rate)) FILTER (WHERE period = 6) AS m6, max(round(100 * rate)) FILTER (WHERE period = 9) AS m9,
	max(round(100 * rate)) FILTER (WHERE period = 12) AS m12, max(round(100 * rate)) FILTER (WHERE period = 18) AS m18
FROM order_grid, retention_table(grid)
GROUP BY cohort ORDER BY cohort;

\echo '-- All cohorts pooled: who orders in that very month, and who in it or later (unbounded), with intervals'
SELECT b.period, b.eligible, round(100 * b.rate) AS active, round(100 * b.low) || '..' || round(100 * b.high) AS "95 %",
	round(100 * u.rate) AS active_or_later
FROM order_grid, retention_curve(grid) AS b, retention_curve(grid, mode => 'unbounded') AS u
WHERE u.period = b.period AND b.period <= 12
ORDER BY b.period;

\echo '-- Who comes, stays, returns and goes, month by month'
SELECT period_start, active_customers AS active, new_customers AS "new", retained, resurrected, churned,
	round(100 * churn_rate) AS churn_percent, round(100 * low) || '..' || round(100 * high) AS "95 %", round(quick_ratio::numeric, 2) AS quick_ratio
FROM order_grid, lifecycle_table(grid)
ORDER BY period_start DESC LIMIT 12;
