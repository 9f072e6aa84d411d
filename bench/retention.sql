-- The retention room: 10 million orders of 1 million customers over two years, in random order.
-- setup
CREATE UNLOGGED TABLE orders AS
SELECT 1 + abs(hashint8extended(g, 1) % 1000000) AS customer_id,
	timestamp '2024-01-01' + (abs(hashint8extended(g, 2)) % 63072000) * interval '1 second' AS ordered_at
FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE keyed AS
SELECT customer_id, ordered_at, ordered_at::timestamptz AS at_zone, md5(customer_id::text)::uuid AS customer_uuid,
	'customer-' || lpad(customer_id::text, 11, '0') AS customer_text
FROM orders;
VACUUM ANALYZE orders, keyed;
CREATE UNLOGGED TABLE orders_1m AS SELECT * FROM orders LIMIT 1000000;
CREATE UNLOGGED TABLE orders_50m AS SELECT customer_id, ordered_at + n * interval '1 hour' AS ordered_at, n FROM orders, generate_series(0, 4) AS n;
CREATE UNLOGGED TABLE many AS SELECT g AS customer_id, timestamp '2024-01-01' + (abs(hashint8extended(g, 2)) % 63072000) * interval '1 second' AS ordered_at FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE joins AS SELECT customer_id, ordered_at, timestamp '2023-01-01' + customer_id % 365 * interval '1 day' AS joined FROM orders;
CREATE UNLOGGED TABLE contracts AS SELECT 1 + abs(hashint8extended(g, 1) % 1000000) AS customer_id, daterange(starts, starts + (abs(hashint8extended(g, 3)) % 700)::int) AS during
FROM generate_series(1::bigint, 2000000) AS g, LATERAL (SELECT date '2022-01-01' + (abs(hashint8extended(g, 2)) % 1700)::int AS starts) AS s;
VACUUM ANALYZE orders_1m, orders_50m, many, joins, contracts;

-- row retention_agg(customer_id, ordered_at, 'month')
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- against the floor: count(*), sum(customer_id), at most 2.8
SELECT count(*), sum(customer_id) FROM orders;
-- readme `retention_agg(customer, at, 'month')` | `count(*), sum(customer_id)`: reading the rows
-- duckdb
WITH active AS (SELECT DISTINCT customer_id, date_trunc('month', ordered_at) AS m FROM orders), first AS (SELECT customer_id, min(m) AS cohort FROM active GROUP BY customer_id) SELECT cohort, m, count(*) FROM active JOIN first USING (customer_id) GROUP BY cohort, m;
-- readme the same | DuckDB, one thread, on its own columnar copy

-- row the same, once (5 runs)
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- against the textbook: min() per customer, joined back, count(DISTINCT), at most 0.0714
WITH first AS (SELECT customer_id, date_trunc('month', min(ordered_at)) AS cohort FROM orders GROUP BY customer_id) SELECT cohort, date_trunc('month', ordered_at) AS period, count(DISTINCT customer_id) FROM orders JOIN first USING (customer_id) GROUP BY 1, 2;
-- readme the same | the textbook query: `min()`, join, `count(DISTINCT)`

-- row the same, again (5 runs)
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- against the best plain SQL: DISTINCT months in a HashAggregate, first by window, at most 0.1
SELECT cohort, m, count(*) FROM (SELECT m, min(m) OVER (PARTITION BY customer_id) AS cohort FROM (SELECT customer_id, (extract(year FROM ordered_at) * 12 + extract(month FROM ordered_at))::int AS m FROM orders GROUP BY 1, 2) AS active) AS cells GROUP BY 1, 2;
-- readme the same | the best plain SQL we could write

-- row uuid keys
SELECT retention_agg(customer_uuid, ordered_at, 'month') FROM keyed;
-- against bigint keys of the same rows, at most 1.5
SELECT retention_agg(customer_id, ordered_at, 'month') FROM keyed;
-- readme the same with uuid keys | bigint keys

-- row text keys of 20 bytes
SELECT retention_agg(customer_text, ordered_at, 'month') FROM keyed;
-- against bigint keys of the same table, at most 2.0
SELECT retention_agg(customer_id, ordered_at, 'month') FROM keyed;
-- readme the same with text keys of 20 bytes | bigint keys

-- row by day
SELECT retention_agg(customer_id, ordered_at, 'day') FROM orders;
-- against by month, at most 2
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- readme the same by day over two years | by month

-- row timestamptz in Europe/Berlin
SET TIME ZONE 'Europe/Berlin'; SELECT retention_agg(customer_id, at_zone, 'month') FROM keyed; RESET TIME ZONE;
-- against timestamp, at most 1.15
SELECT retention_agg(customer_id, ordered_at, 'month') FROM keyed;

-- row retention_agg(customer_id, ordered_at, joined, 'month')
SELECT retention_agg(customer_id, ordered_at, joined, 'month') FROM joins;
-- against without joined, at most 1.35
SELECT retention_agg(customer_id, ordered_at, 'month') FROM joins;
-- readme the same with the day of joining | without

-- row 2 million contracts over 5 years: retention_agg(customer_id, during, 'month', as_of)
SELECT retention_agg(customer_id, during, 'month', '2026-12-31') FROM contracts;
-- against the month-end status query with GROUP BY, at most 0.2
SELECT d, count(DISTINCT customer_id) FROM contracts, generate_series(timestamp '2022-01-01', '2026-12-01', '1 month') AS m, LATERAL (SELECT (m + interval '1 month')::date - 1 AS d) AS last_day WHERE during @> d GROUP BY d;

-- row with 2 workers
SET max_parallel_workers_per_gather = 2; SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders; SET max_parallel_workers_per_gather = 0;
-- against one process, at most 1
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- readme the same with 2 workers | one process

-- row in two steps: retention_agg(activity_agg(...)) by customer
SELECT retention_agg(c) FROM (SELECT activity_agg(ordered_at, 'month') AS c FROM orders GROUP BY customer_id) AS s;
-- against min, max and count by customer, at most 1.3
SELECT sum(n), min(a), max(b) FROM (SELECT min(ordered_at) AS a, max(ordered_at) AS b, count(*) AS n FROM orders GROUP BY customer_id) AS s;

-- memory retention_agg by month, 10 million customers, 10000000, at most 48
SELECT retention_agg(customer_id, ordered_at, 'month') FROM many;
-- memory retention_agg by day, 1 million customers, 1000000, at most 240
SELECT retention_agg(customer_id, ordered_at, 'day') FROM orders;

-- row 10 million orders
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
-- against 1 million orders (632 thousand customers), at most 12
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders_1m;

-- row 50 million orders (5 runs)
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders_50m;
-- against 10 million orders of the same customers, at most 6
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;

-- row 50 million orders of 5 million customers (5 runs)
SELECT retention_agg(customer_id * 5 + n, ordered_at, 'month') FROM orders_50m;
-- against 10 million orders of 1 million customers
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
