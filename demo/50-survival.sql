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

\echo '-- By channel, after 3, 6, 12 and 18 months'
SELECT channel, customers(stays), min(round(100 * survival)) FILTER (WHERE at <= 3) AS m3, min(round(100 * survival)) FILTER (WHERE at <= 6) AS m6,
	min(round(100 * survival)) FILTER (WHERE at <= 12) AS m12, min(round(100 * survival)) FILTER (WHERE at <= 18) AS m18
FROM stay_tallies, survival_table(stays) GROUP BY channel, stays ORDER BY channel;

\echo '-- Half of the customers are gone by the first month at which survival is at most a half'
SELECT channel, min(at) FILTER (WHERE survival <= 0.5) AS median_months
FROM stay_tallies, survival_table(stays) GROUP BY channel ORDER BY channel;
