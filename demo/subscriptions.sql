-- The tour on a file of subscriptions: customer_id, started_on, ended_on, monthly[, segment]. ended_on is the first day without the subscription.
\echo
\echo '======== Revenue: do we keep what we sell, and does it grow? ========'
\echo
\echo '-- The last day of which all is known: the last one until today on which something began or ended. What ends later is still there'
CREATE TABLE known AS
SELECT coalesce(greatest(max(started_on) FILTER (WHERE started_on <= current_date), max(ended_on) FILTER (WHERE ended_on <= current_date)), max(started_on)) AS as_of FROM subscriptions;
SELECT as_of, count(*) AS subscriptions, count(DISTINCT customer_id) AS customers, count(*) FILTER (WHERE started_on <= as_of AND (ended_on IS NULL OR ended_on > as_of)) AS running
FROM subscriptions, known GROUP BY as_of;

\echo '-- The ledger: what every customer''s subscriptions were worth at the end of every month, in one pass'
CREATE TABLE subscription_ledger AS
SELECT subscription_ledger_agg(customer_id, daterange(started_on, ended_on), monthly, 'month', (SELECT as_of FROM known)) AS ledger FROM subscriptions;

\echo '-- The last twelve months that are over: each is compared with the month before'
SELECT period_start AS month, opening, new_amount AS new, expansion, contraction, churned, reactivated, closing,
	round(nrr::numeric, 3) AS nrr, round(grr::numeric, 3) AS grr, round(logo_churn::numeric, 3) AS logo_churn, round(quick_ratio::numeric, 2) AS quick_ratio
FROM (SELECT * FROM subscription_ledger, revenue_table(ledger) WHERE closing IS NOT NULL ORDER BY period_start DESC LIMIT 12) AS months ORDER BY period_start;

\echo '-- The number for the board: the last three months, each against the same month a year ago'
SELECT period_start AS month, opening, closing, round(nrr::numeric, 3) AS nrr, round(grr::numeric, 3) AS grr,
	opening_customers, churned_customers, reactivated_customers, new_customers, closing_customers
FROM (SELECT * FROM subscription_ledger, revenue_table(ledger, lag => 12) WHERE closing IS NOT NULL ORDER BY period_start DESC LIMIT 3) AS months ORDER BY period_start;

\echo '-- Who went in the last months, the largest first'
SELECT period_start AS month, customer, before AS paid
FROM subscription_ledger, revenue_movements(ledger) WHERE movement = 'churned' ORDER BY period_start DESC, paid DESC, customer LIMIT 10;

\echo
\echo '======== Survival: how long do customers stay? ========'
\echo
\echo '-- A row per customer, from the first day to the last; who has a subscription that runs is still there'
CREATE TABLE stays AS
SELECT customer_id, min(segment) AS segment, min(started_on) AS started, CASE WHEN bool_and(coalesce(ended_on <= as_of, false)) THEN max(ended_on) END AS ended
FROM subscriptions, known WHERE started_on <= as_of GROUP BY customer_id, as_of;

CREATE TABLE stay_tallies AS
SELECT segment, survival_agg(started, ended, (SELECT as_of FROM known)) AS stays FROM stays GROUP BY segment;

\echo '-- The share that stays longer than so many months, with its limits'
SELECT round(at / 30.4375) AS months, at_risk, round(100 * survival::numeric, 1) AS percent_stay_longer, round(100 * low::numeric, 1) AS low, round(100 * high::numeric, 1) AS high,
	repeat('#', round(40 * survival)::int) AS bar
FROM (SELECT rollup(stays) AS stays FROM stay_tallies) AS everybody, survival_curve(stays, 30.4375 * 3, 30.4375 * 36);

\echo '-- By segment: after 3, 12 and 24 months, and the months by which half are gone'
SELECT segment, customers(stays), round(100 * survival_at(stays, 91)) AS m3, round(100 * survival_at(stays, 365)) AS m12, round(100 * survival_at(stays, 731)) AS m24,
	round((lifetime_quantile(stays) / 30.4375)::numeric, 1) AS median, round((lifetime_quantile_low(stays) / 30.4375)::numeric, 1) AS low, round((lifetime_quantile_high(stays) / 30.4375)::numeric, 1) AS high
FROM stay_tallies ORDER BY customers(stays) DESC, segment LIMIT 20;
