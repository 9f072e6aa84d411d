-- The scorecard room: 100,000 p-values, 1,000 days, a million customers.
-- setup
CREATE UNLOGGED TABLE tests AS SELECT g AS segment, (abs(hashint8extended(g, 1) % 1000000) / 1e6) ^ 3 AS p FROM generate_series(1::bigint, 100000) AS g;
CREATE UNLOGGED TABLE days AS SELECT g AS day, 40 + (abs(hashint8extended(g, 1) % 1000) / 100.0)::float8 AS value, (100 + abs(hashint8extended(g, 2) % 100))::float8 AS n FROM generate_series(1::bigint, 1000) AS g;
CREATE UNLOGGED TABLE scores AS SELECT g AS customer_id, (abs(hashint8extended(g, 1) % 1000) / 10.0)::float8 AS usage, CASE WHEN g % 5 > 0 THEN (abs(hashint8extended(g, 2) % 1000) / 10.0)::float8 END AS csat, (abs(hashint8extended(g, 3) % 1000) / 10.0)::float8 AS recency,
	CASE WHEN g % 2 > 0 THEN (abs(hashint8extended(g, 4) % 1000) / 10.0)::float8 END AS nps FROM generate_series(1::bigint, 1000000) AS g;
VACUUM ANALYZE tests, days, scores;

-- row p_adjust(p) OVER () of 100,000 tests
SELECT count(q) FROM (SELECT p_adjust(p) OVER () AS q FROM tests) AS s;
-- against plain SQL: the running minimum of m p / rank
SELECT count(q) FROM (SELECT least(1, min(raw) OVER (ORDER BY p DESC)) AS q FROM (SELECT p, p * count(*) OVER () / rank() OVER (ORDER BY p) AS raw FROM tests) AS r) AS s;
-- readme `p_adjust(p) OVER ()`, 100,000 p-values | running minimum by window functions

-- row control_low over 1,000 days, each by the 60 before
SELECT count(low) FROM (SELECT control_low(value, n) OVER (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) AS low FROM days) AS s;
-- against plain SQL: sums over the same frames
SELECT count(low) FROM (SELECT sum(n * value) OVER w / sum(n) OVER w - 3 * sqrt(pi() / 2) * avg(move) OVER w / sqrt(n) AS low
	FROM (SELECT day, value, n, abs(value - lag(value) OVER o) / sqrt(1 / n + 1 / lag(n) OVER o) AS move FROM days WINDOW o AS (ORDER BY day)) AS m WINDOW w AS (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) AS s;
-- readme `control_low(value, n) OVER` 60 days before, 1,000 days | sums over the same frames

-- row health of 1 million customers
SELECT count(health(ARRAY[usage, csat, recency, nps])) FROM scores;
-- against building the array, at most 1.5
SELECT count(ARRAY[usage, csat, recency, nps]) FROM scores;

-- row metric_status of 1 million
SELECT count(metric_status(usage, usage + 5, 50)) FROM scores;
-- against CASE
SELECT count(CASE WHEN usage >= 50 THEN 'green' WHEN usage + 5 < 50 THEN 'red' ELSE 'amber' END) FROM scores;

-- row heterogeneity of 1,000 sets of 1,000 estimates
SELECT count((heterogeneity(e, s)).q) FROM (SELECT array_agg(usage) AS e, array_agg(recency + 1) AS s FROM scores GROUP BY customer_id / 1000) AS a;
-- against building the arrays
SELECT count(e), count(s) FROM (SELECT array_agg(usage) AS e, array_agg(recency + 1) AS s FROM scores GROUP BY customer_id / 1000) AS a;
