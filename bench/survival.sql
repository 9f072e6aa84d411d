-- The survival room: 10 million customers, whose durations are days of four years or all different.
-- setup
CREATE UNLOGGED TABLE stays AS
SELECT g AS customer_id, floor(-ln((abs(hashint8extended(g, 1) % 1000000) + 0.5) / 1e6) * 300)::float8 AS days,
	hashint8extended(g, 2) % 10 < 6 AS churned
FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE exact AS SELECT customer_id, days + abs(hashint8extended(customer_id, 3) % 1000000007) / 1e9 AS days, churned FROM stays LIMIT 1000000;
VACUUM ANALYZE stays, exact;

-- row survival_agg(days, churned)
SELECT survival_agg(days, churned) FROM stays;
-- against count(*) by day and churned
SELECT days, churned, count(*) FROM stays GROUP BY days, churned;

-- row survival_table(survival_agg(days, churned))
SELECT sum(survival) FROM survival_table((SELECT survival_agg(days, churned) FROM stays));
-- against plain SQL: counts by day, the product by window functions
SELECT sum(survival) FROM (SELECT days, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk::float8) END) OVER w) END AS survival
	FROM (SELECT days, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY days DESC) AS at_risk FROM stays GROUP BY days) AS d WINDOW w AS (ORDER BY days)) AS s;
-- readme `survival_table(survival_agg(days, churned))`, 10 million customers | `GROUP BY` day, window functions

-- row the same with 1 million different durations
SELECT sum(survival) FROM survival_table((SELECT survival_agg(days, churned) FROM exact));
-- against plain SQL
SELECT sum(survival) FROM (SELECT days, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk::float8) END) OVER w) END AS survival
	FROM (SELECT days, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY days DESC) AS at_risk FROM exact GROUP BY days) AS d WINDOW w AS (ORDER BY days)) AS s;
-- readme the same, 1 million different durations | `GROUP BY` duration, window functions

-- row survival_agg(days, churned) with 2 workers
SET max_parallel_workers_per_gather = 2; SELECT survival_agg(days, churned) FROM stays; SET max_parallel_workers_per_gather = 0;
-- against serial
SELECT survival_agg(days, churned) FROM stays;

-- memory survival_agg of 1 million different durations, 1000000, at most 48
SELECT survival_agg(days, churned) FROM exact;
