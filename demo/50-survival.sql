\echo
\echo '======== Survival: how long do subscriptions last? ========'
\echo
\echo '-- A row per subscription: its first and its last month, and whether it has ended. Who still pays in the last month is still there'
CREATE TABLE stays AS
SELECT customer_id, channel, count(*) AS months, max(month) < '2025-12-01' AS churned
FROM subscriptions JOIN customers USING (customer_id) GROUP BY customer_id, channel;

\echo '-- Averages of those who churned are too short, for whoever stays is missing from them. The curve counts everybody for as long as they were seen'
CREATE TABLE stay_tallies AS
SELECT channel, survival_agg(months, churned) AS stays FROM stays GROUP BY channel;

SELECT at AS months, at_risk, churned, censored, round(100 * survival::numeric, 1) AS percent_stay_longer, repeat('#', round(40 * survival)::int) AS bar
FROM (SELECT rollup(stays) AS stays FROM stay_tallies) AS everybody, survival_table(stays)
ORDER BY at;

\echo '-- By channel, after 3, 6, 12 and 18 months, and the month by which half are gone, with its limits'
SELECT channel, customers(stays), round(100 * survival_at(stays, 3)) AS m3, round(100 * survival_at(stays, 6)) AS m6, round(100 * survival_at(stays, 12)) AS m12, round(100 * survival_at(stays, 18)) AS m18,
	lifetime_quantile(stays) AS median, lifetime_quantile_low(stays) AS low, lifetime_quantile_high(stays) AS high
FROM stay_tallies ORDER BY channel;

\echo '-- Do channels differ? The log-rank test of all of them; then each against all others: how many times as fast do its customers leave?'
SELECT round(chi_square::numeric, 1) AS chi_square, df, round(p_value::numeric, 4) AS p_value
FROM (SELECT array_agg(stays ORDER BY channel) AS channels FROM stay_tallies) AS c, logrank_test(channels);

SELECT channel, round(hazard_ratio::numeric, 2) AS hazard_ratio, round(low::numeric, 2) AS low, round(high::numeric, 2) AS high, round(p_value::numeric, 3) AS p_value
FROM (SELECT channel, stays, (SELECT rollup(o.stays) FROM stay_tallies AS o WHERE o.channel <> s.channel) AS others FROM stay_tallies AS s) AS c, hazard_ratio(others, stays)
ORDER BY channel;

\echo '-- The mean time that a customer stays within 18 months, and what that is worth at 20 a month, 10 % a year'
SELECT channel, round(m.estimate::numeric, 1) AS mean_months, round(m.low::numeric, 1) AS low, round(m.high::numeric, 1) AS high, round(v.value::numeric, 2) AS value
FROM stay_tallies, restricted_mean(stays, 18) AS m, survival_value(stays, 20, 18, 0.10, 'month') AS v ORDER BY channel;

\echo '-- Time to the second order, in weeks: who has not ordered again by the last day may still do so'
SELECT at / 7 AS weeks, at_risk, round(100 * (1 - survival)::numeric, 1) AS percent_back, round(100 * (1 - high)::numeric, 1) AS low, round(100 * (1 - low)::numeric, 1) AS high
FROM (SELECT survival_agg(first_purchase(h), nth_purchase(h, 2), (SELECT max(ordered_at)::date FROM orders)) AS days
	FROM (SELECT purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY customer_id) AS histories) AS t, survival_curve(days, 28, 364) AS c;
