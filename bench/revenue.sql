-- The revenue room: 10 million customers with two amounts each, and 10 million payments of 1 million customers.
-- setup
CREATE UNLOGGED TABLE payments AS
SELECT 1 + abs(hashint8extended(g, 1) % 1000000) AS customer_id,
	timestamp '2024-01-01' + (abs(hashint8extended(g, 2)) % 63072000) * interval '1 second' AS paid_at,
	(1 + abs(hashint8extended(g, 3)) % 20000 / 100.0)::numeric(12, 2) AS amount
FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE pairs AS
SELECT g AS customer_id, (abs(hashint8extended(g, 1)) % 20000 / 100.0)::numeric(12, 2) AS before,
	(abs(hashint8extended(g, 2)) % 20000 / 100.0)::numeric(12, 2) AS after
FROM generate_series(1::bigint, 10000000) AS g;
VACUUM ANALYZE payments, pairs;

-- row revenue_agg(before, after)
SELECT revenue_agg(before, after) FROM pairs;
-- against sum(before), sum(after), at most 0.9
SELECT sum(before), sum(after) FROM pairs;
-- readme `revenue_agg(before, after)` | `sum(before), sum(after)`
-- duckdb
SELECT sum(before), sum(greatest(after - before, 0)) FILTER (WHERE before > 0), sum(greatest(before - after, 0)) FILTER (WHERE after > 0), sum(before) FILTER (WHERE after = 0), sum(after) FILTER (WHERE before = 0) FROM pairs;

-- row revenue_table of the ledger by month (2 runs)
SELECT * FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments));
-- against GROUP BY customer, month and lag(), at most 0.167
WITH paid AS (SELECT customer_id, date_trunc('month', paid_at) AS month, sum(amount) AS amount FROM payments GROUP BY 1, 2),
following AS (SELECT month, amount, lag(month) OVER w AS last_month, lag(amount) OVER w AS last_amount, lead(month) OVER w AS next_month
	FROM paid WINDOW w AS (PARTITION BY customer_id ORDER BY month)),
changes AS (SELECT month, CASE WHEN last_month = month - interval '1 month' THEN last_amount END AS before, amount AS after, last_month FROM following
	UNION ALL SELECT month + interval '1 month', amount, 0, NULL FROM following WHERE next_month IS DISTINCT FROM month + interval '1 month')
SELECT month, sum(before) AS opening, sum(after) FILTER (WHERE before IS NULL AND last_month IS NULL) AS new, sum(after) FILTER (WHERE before IS NULL AND last_month IS NOT NULL) AS reactivated,
	sum(after - before) FILTER (WHERE after > before) AS expansion, sum(before - after) FILTER (WHERE after < before AND after > 0) AS contraction, sum(before) FILTER (WHERE after = 0) AS churned, sum(after) AS closing
FROM changes GROUP BY month ORDER BY month;
-- readme `revenue_table` of `ledger_agg(customer, at, amount, 'month')` | `GROUP BY` customer and month, `lag()`
-- duckdb
-- readme the same | DuckDB, one thread, on its own columnar copy

-- row ledger_agg(customer, at, amount, 'month')
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
-- against count(*), sum(amount), at most 3.5
SELECT count(*), sum(amount) FROM payments;
-- readme `ledger_agg(...)` | `count(*), sum(amount)`: reading the rows

-- row ledger_agg(customer, at, amount, 'month') with 2 workers
SET max_parallel_workers_per_gather = 2;
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
SET max_parallel_workers_per_gather = 0;
-- against serial, at most 1
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
-- readme the same with 2 workers | serial

-- memory the ledger of 1 million customers, by month, 1000000, at most 320
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
