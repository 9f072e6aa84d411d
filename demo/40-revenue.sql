\echo
\echo '======== Revenue: do we keep what we sell, and does it grow? ========'
\echo
\echo '-- The ledger: what every customer paid in every month, in one pass over the payments'
CREATE TABLE subscription_ledger AS
SELECT ledger_agg(customer_id, month, amount, 'month') AS ledger FROM subscriptions;

\echo '-- Twelve months: each is compared with the month before'
SELECT period_start AS month, opening, new_amount AS new, expansion, contraction, churned, reactivated, closing,
	round(nrr::numeric, 3) AS nrr, round(grr::numeric, 3) AS grr, round(logo_churn::numeric, 3) AS logo_churn,
	round(quick_ratio::numeric, 2) AS quick_ratio
FROM subscription_ledger, revenue_table(ledger, as_of => '2025-11-30')
WHERE period_start BETWEEN '2024-12-01' AND '2025-11-30' ORDER BY period_start;

\echo '-- The number for the board: November against the November before. Who by then had not paid for more than three months is new'
SELECT period_start AS month, opening, closing, round(nrr::numeric, 3) AS nrr, round(grr::numeric, 3) AS grr,
	opening_customers, churned_customers, reactivated_customers, new_customers, closing_customers
FROM subscription_ledger, revenue_table(ledger, as_of => '2025-11-30', lag => 12, reactivation_window => 3)
WHERE period_start = '2025-11-01';

\echo '-- Who went in November: the customers behind the number, the largest first'
SELECT customer, channel, before AS paid
FROM subscription_ledger, revenue_movements(ledger, as_of => '2025-11-30') AS moved JOIN customers ON customer_id = customer::bigint
WHERE movement = 'churned' AND period_start = '2025-11-01' ORDER BY paid DESC, customer::bigint LIMIT 5;

\echo '-- What the cohorts of a quarter have been worth so far, per customer'
SELECT cohort, cohort_size, max(round(cumulative / cohort_size, 2)) FILTER (WHERE period = 0) AS first_quarter, max(round(cumulative / cohort_size, 2)) FILTER (WHERE period = 1) AS after_two,
	max(round(cumulative / cohort_size, 2)) FILTER (WHERE period = 3) AS after_a_year, round(min(share::numeric) FILTER (WHERE period = 3), 2) AS fourth_of_first
FROM subscription_ledger, cohort_revenue_table(ledger, as_of => '2025-09-30', unit => 'quarter') GROUP BY cohort, cohort_size ORDER BY cohort;

\echo '-- The same company by its contracts, a start and an end each: recurring revenue at the end of every month'
CREATE TABLE contracts AS
SELECT customer_id, amount, daterange(min(month)::date, (max(month) + interval '1 month')::date) AS during
FROM (SELECT *, month - row_number() OVER (PARTITION BY customer_id, amount ORDER BY month) * interval '1 month' AS run FROM subscriptions) AS runs GROUP BY customer_id, amount, run;

SELECT period_start AS month, opening, closing, round(nrr::numeric, 3) AS nrr, round(nrr_with_reactivation::numeric, 3) AS with_reactivation
FROM revenue_table((SELECT subscription_ledger_agg(customer_id, during, amount, 'month', '2025-11-30') FROM contracts)) WHERE period_start >= '2025-09-01' ORDER BY period_start;

\echo '-- The waterfall of one month, from two amounts per customer'
CREATE TABLE november AS
SELECT channel, revenue_agg(before, after, paid_earlier) AS bridge
FROM (SELECT customer_id, sum(amount) FILTER (WHERE month = '2025-10-01') AS before, sum(amount) FILTER (WHERE month = '2025-11-01') AS after,
		bool_or(month < '2025-10-01') AS paid_earlier
	FROM subscriptions GROUP BY customer_id) AS amounts
JOIN customers USING (customer_id) GROUP BY channel;

SELECT step, movement, amount, customers,
	CASE WHEN step BETWEEN 2 AND 6 THEN repeat(CASE WHEN amount < 0 THEN '-' ELSE '+' END, ceil(abs(amount) / 50)::int) END AS bar
FROM (SELECT rollup(bridge) AS bridge FROM november) AS all_channels, bridge_table(bridge) ORDER BY step;

\echo '-- The same bridge by channel; the bridges of the channels add up to that of all'
SELECT channel, opening, closing, round(nrr::numeric, 3) AS nrr, round(grr::numeric, 3) AS grr, round(revenue_churn::numeric, 3) AS revenue_churn
FROM november, bridge_summary(bridge) ORDER BY opening DESC, channel;

\echo '-- Earned growth over the year: what comes from those we have, and from those they bring (referral)'
SELECT opening, closing, earned_new, round(e.nrr::numeric, 3) AS nrr, round(earned_new_share::numeric, 3) AS earned_new_share,
	round(earned_growth_rate::numeric, 3) AS earned_growth_rate, round(earned_ratio::numeric, 3) AS earned_ratio
FROM (SELECT revenue_agg(before, after) AS bridge, coalesce(sum(after) FILTER (WHERE first_month > '2024-11-01' AND channel = 'referral'), 0) AS earned_new
	FROM (SELECT customer_id, min(month) AS first_month, sum(amount) FILTER (WHERE month = '2024-11-01') AS before, sum(amount) FILTER (WHERE month = '2025-11-01') AS after
		FROM subscriptions GROUP BY customer_id) AS amounts JOIN customers USING (customer_id)) AS year,
	bridge_summary(bridge), earned_growth(bridge, earned_new) AS e;
