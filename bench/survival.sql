-- The survival room: 5 million customers, whose durations are months, days between two dates, or all different.
-- setup
CREATE UNLOGGED TABLE stays AS
SELECT customer_id, plan, days::int / 30 AS months, (days / 60)::int::float8 AS entry, (days / 60)::int::float8 + 1 + days::int % 40 AS months_late, churned, started, CASE WHEN churned THEN started + days::int END AS ended,
	CASE WHEN churned THEN (ARRAY['price', 'service', 'moved'])[1 + customer_id % 3] END AS reason
FROM (SELECT g AS customer_id, (ARRAY['free', 'basic', 'pro', 'team'])[1 + abs(hashint8extended(g, 5) % 4)] AS plan, floor(-ln((abs(hashint8extended(g, 1) % 1000000) + 0.5) / 1e6) * 300)::float8 AS days,
	hashint8extended(g, 2) % 10 < 6 AS churned, date '2018-01-01' + (abs(hashint8extended(g, 3)) % 2000)::int AS started FROM generate_series(1::bigint, 5000000) AS g) AS s;
CREATE UNLOGGED TABLE exact AS SELECT -ln((abs(hashint8extended(customer_id, 1) % 1000000007) + 0.5)::float8 / 1000000007) * 300 AS days, churned FROM stays;
CREATE TABLE plans AS SELECT plan, survival_agg(months, churned) AS s FROM stays GROUP BY plan;
VACUUM ANALYZE stays, exact, plans;

-- row survival_agg(months, churned)
SELECT survival_agg(months, churned) FROM stays;
-- against count, sum and count with FILTER, at most 1
SELECT count(*), sum(months), count(*) FILTER (WHERE churned) FROM stays;
-- readme `survival_agg(months, churned)`, 5 million customers | `count(*), sum(months), count(*) FILTER (WHERE churned)`

-- row survival_table(survival_agg(months, churned))
SELECT sum(survival) FROM survival_table((SELECT survival_agg(months, churned) FROM stays));
-- against plain SQL: counts by month, the product by window functions, at most 0.55
SELECT sum(survival) FROM (SELECT months, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk::float8) END) OVER w) END AS survival
	FROM (SELECT months, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY months DESC) AS at_risk FROM stays GROUP BY months) AS d WINDOW w AS (ORDER BY months)) AS s;
-- readme `survival_table(survival_agg(months, churned))` | `GROUP BY` month, window functions

-- row survival_agg(months, churned) by plan
SELECT plan, survival_agg(months, churned) FROM stays GROUP BY plan;
-- against the same counts by plan, at most 1.1
SELECT plan, count(*), sum(months), count(*) FILTER (WHERE churned) FROM stays GROUP BY plan;
-- readme `survival_agg(months, churned)` by plan | counts by plan

-- row survival_agg(started, ended, as_of)
SELECT survival_agg(started, ended, '2024-12-31') FROM stays;
-- against counts of the same columns, at most 1.3
SELECT count(*), sum(ended - started), count(*) FILTER (WHERE ended <= '2024-12-31') FROM stays;

-- row survival_agg(entry, duration, churned)
SELECT survival_agg(entry, months_late, churned) FROM stays;
-- against counts of the same columns, with late entry, at most 1.3
SELECT count(*), sum(entry), sum(months_late), count(*) FILTER (WHERE churned) FROM stays;

-- row churn_reason_agg(months, reason)
SELECT churn_reason_agg(months, reason) FROM stays;
-- against counts of the same columns, by reason, at most 1.5
SELECT count(*), sum(months), count(reason) FROM stays;

-- row survival_table of durations that are all different
SELECT sum(survival) FROM survival_table((SELECT survival_agg(days, churned) FROM exact));
-- against plain SQL of them
SELECT sum(survival) FROM (SELECT days, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk::float8) END) OVER w) END AS survival
	FROM (SELECT days, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY days DESC) AS at_risk FROM exact GROUP BY days) AS d WINDOW w AS (ORDER BY days)) AS s;
-- readme the same, 5 million different durations | `GROUP BY` duration, window functions

-- row survival_agg of durations that are all different, without listing them (3 runs)
SELECT customers(survival_agg(days, churned)) FROM exact;
-- against plain SQL of them, at most 0.0667
SELECT sum(survival) FROM (SELECT days, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk::float8) END) OVER w) END AS survival
	FROM (SELECT days, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY days DESC) AS at_risk FROM exact GROUP BY days) AS d WINDOW w AS (ORDER BY days)) AS s;

-- row survival_agg of durations that are all different
SELECT customers(survival_agg(days, churned)) FROM exact;
-- against counts of them, at most 1.6
SELECT count(*), sum(days), count(*) FILTER (WHERE churned) FROM exact;
-- duckdb at most 0.25
SELECT sum(survival) FROM (SELECT days, CASE WHEN bool_or(at_risk = churned) OVER w THEN 0 ELSE exp(sum(CASE WHEN at_risk > churned THEN ln(1 - churned / at_risk) END) OVER w) END AS survival
	FROM (SELECT days, count(*) FILTER (WHERE churned) AS churned, sum(count(*)) OVER (ORDER BY days DESC) AS at_risk FROM exact GROUP BY days) AS d WINDOW w AS (ORDER BY days)) AS s;
-- readme `survival_agg` of 5 million different durations | the Kaplan-Meier curve in DuckDB, one thread, on its own columnar copy
-- r survfit of R's survival
library(survival)
s <- read.csv("exact.csv", colClasses = c("numeric", "character"))
s$churned <- s$churned == "t"
start <- proc.time()[["elapsed"]]
f <- survfit(Surv(days, churned) ~ 1, data = s)
cat(1000 * (proc.time()[["elapsed"]] - start))
-- readme the same | survfit of R's survival

-- row logrank_test of four stored tallies
SELECT logrank_test(array_agg(s)) FROM plans;
-- against 5 milliseconds (a sleep as long), at most 1
SELECT pg_sleep(0.005);

-- row survival_agg(months, churned) with 2 workers
SET max_parallel_workers_per_gather = 2; SELECT survival_agg(months, churned) FROM stays; SET max_parallel_workers_per_gather = 0;
-- against serial, at most 1
SELECT survival_agg(months, churned) FROM stays;

-- memory survival_agg of 1 million different durations, 1000000, at most 64
SELECT customers(survival_agg(days, churned)) FROM (SELECT * FROM exact LIMIT 1000000) AS e;
