-- The survey room: 10 million answers, serial, jit off, warm.
-- setup
CREATE UNLOGGED TABLE answers AS
SELECT g AS customer_id, timestamp '2024-01-01' + (hashint8(g) & 63071999) * interval '1 second' AS at,
	abs(hashint8extended(g, 1) % 11)::int AS score,
	(ARRAY['North', 'South', 'East', 'West'])[1 + abs(hashint8extended(g, 2) % 4)] AS region,
	0.5 + (abs(hashint8extended(g, 3) % 1000)) / 1000.0::float8 AS weight
FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE recent AS SELECT * FROM answers LIMIT 1000000;
CREATE UNLOGGED TABLE counted AS SELECT score, customer_id % 50 AS n FROM answers LIMIT 2000000;
VACUUM ANALYZE answers, recent, counted;

-- row nps_agg(score)
SELECT nps_agg(score) FROM answers;
-- against avg(score), at most 1.05
SELECT avg(score) FROM answers;
-- readme `nps_agg(score)` | `avg(score)`

-- row nps_agg(score) by region
SELECT region, nps_agg(score) FROM answers GROUP BY region;
-- against avg(score) by region, at most 1.05
SELECT region, avg(score) FROM answers GROUP BY region;
-- readme `nps_agg(score)` by region | `avg(score)` by region

-- row nps(score)
SELECT nps(score) FROM answers;
-- against counts with FILTER, at most 0.85
SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score) FROM answers;
-- readme `nps(score)` | two `count(*) FILTER`, the textbook query
-- duckdb

-- row rolling 90-day nps(score), 1 million rows
SELECT sum(n) FROM (SELECT nps(score) OVER (ORDER BY at RANGE '90 days' PRECEDING) AS n FROM recent) AS rolling;
-- against rolling 90-day sum(score), at most 1.2
SELECT sum(n) FROM (SELECT sum(score) OVER (ORDER BY at RANGE '90 days' PRECEDING) AS n FROM recent) AS rolling;
-- readme rolling 90-day `nps(score)`, 1 million rows | rolling `sum(score)`

-- row nps, its interval and the summary at once
SELECT nps(nps_agg(score)), nps_low(nps_agg(score)), nps_high(nps_agg(score)), nps_summary(nps_agg(score)) FROM answers;
-- against nps alone, at most 1.1
SELECT nps(nps_agg(score)) FROM answers;
-- readme `nps`, its interval and the summary at once | `nps` alone

-- row nps_agg(score) with 2 workers
SET max_parallel_workers_per_gather = 2; SELECT nps_agg(score) FROM answers; SET max_parallel_workers_per_gather = 0;
-- against serial, at most 1
SELECT nps_agg(score) FROM answers;
-- readme `nps_agg(score)`, 2 workers | serial

-- row nps_count_agg(score, n), 2 million rows of counts
SELECT nps_count_agg(score, n) FROM counted;
-- against sum(n) FILTER twice, at most 1
SELECT sum(n) FILTER (WHERE score >= 9), sum(n) FILTER (WHERE score <= 6) FROM counted;
-- readme `nps_count_agg(score, n)`, a table of counts | two `sum(n) FILTER`

-- row weighted nps_agg(score, weight)
SELECT nps_agg(score, weight) FROM answers;
-- against exact weighted counts: sum(weight::numeric) with FILTER
SELECT 100 * (sum(weight::numeric) FILTER (WHERE score >= 9) - sum(weight::numeric) FILTER (WHERE score <= 6)) / sum(weight::numeric) FROM answers;
-- readme `nps_agg(score, weight)`, exact | sums of `weight::numeric`

-- row nps_agg(score) with weights against float8 sums
SELECT nps_agg(score, weight) FROM answers;
-- against inexact weighted counts: sum(weight) with FILTER
SELECT 100 * (sum(weight) FILTER (WHERE score >= 9) - sum(weight) FILTER (WHERE score <= 6)) / sum(weight) FROM answers;
