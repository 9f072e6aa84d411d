-- The revenue room: 10 million customers with two amounts each, 10 million payments of 1 million customers, and their 2 million contracts over 5 years.
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
CREATE UNLOGGED TABLE subs AS
SELECT customer_id, starts, CASE WHEN ends <= date '2025-12-31' THEN ends END AS ends, amount
FROM (SELECT 1 + g % 1000000 AS customer_id, date '2021-01-01' + (abs(hashint8extended(g % 1000000, 1)) % 900)::int + (g / 1000000)::int * 400 AS starts,
	20 + (abs(hashint8extended(g, 2)) % 800)::int AS days, (5 + abs(hashint8extended(g, 3)) % 20000 / 100.0)::numeric(12, 2) AS amount FROM generate_series(0::bigint, 1999999) AS g) AS s, LATERAL (SELECT starts + days AS ends) AS e;
VACUUM ANALYZE payments, pairs, subs;
CREATE TABLE contracts AS SELECT subscription_ledger_agg(customer_id, daterange(starts, ends), amount, 'month', '2025-12-31') AS l FROM subs;
CREATE UNLOGGED TABLE texts (l text);
CREATE UNLOGGED TABLE copied (l text);
ALTER TABLE texts ALTER l SET STORAGE EXTERNAL;
ALTER TABLE copied ALTER l SET STORAGE EXTERNAL;
INSERT INTO texts SELECT ledger_agg(customer_id, paid_at, amount, 'day')::text FROM payments;
\copy texts TO PROGRAM 'cat > "$BOX/text"'

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

-- row revenue_table of subscription_ledger_agg(customer, during, amount, 'month', as_of), 2 million spans over 5 years (2 runs)
SELECT * FROM revenue_table((SELECT subscription_ledger_agg(customer_id, daterange(starts, ends), amount, 'month', '2025-12-31') FROM subs));
-- against the status query at the end of each month with GROUP BY: closings and customers alone, at most 0.2
SELECT d, count(DISTINCT customer_id), sum(amount) FROM subs, generate_series(timestamp '2021-01-01', '2025-12-01', interval '1 month') AS m, LATERAL (SELECT (m + interval '1 month - 1 day')::date AS d) AS e
WHERE starts <= d AND (ends > d OR ends IS NULL) GROUP BY d ORDER BY d;
-- readme `revenue_table` of `subscription_ledger_agg(customer, during, amount, 'month', as_of)` | the status query at the end of each month
-- duckdb

-- row the same against movements as SQL has them (1 runs)
SELECT * FROM revenue_table((SELECT subscription_ledger_agg(customer_id, daterange(starts, ends), amount, 'month', '2025-12-31') FROM subs));
-- against the status query, GROUP BY customer and month, lag(), at most 0.2
WITH paid AS (SELECT customer_id, m AS month, sum(amount) AS amount FROM subs, generate_series(timestamp '2021-01-01', '2025-12-01', interval '1 month') AS m, LATERAL (SELECT (m + interval '1 month - 1 day')::date AS d) AS e
	WHERE starts <= d AND (ends > d OR ends IS NULL) GROUP BY 1, 2),
following AS (SELECT month, amount, lag(month) OVER w AS last_month, lag(amount) OVER w AS last_amount, lead(month) OVER w AS next_month FROM paid WINDOW w AS (PARTITION BY customer_id ORDER BY month)),
changes AS (SELECT month, CASE WHEN last_month = month - interval '1 month' THEN last_amount END AS before, amount AS after, last_month FROM following
	UNION ALL SELECT month + interval '1 month', amount, 0, NULL FROM following WHERE next_month IS DISTINCT FROM month + interval '1 month')
SELECT month, sum(before) AS opening, sum(after) FILTER (WHERE before IS NULL AND last_month IS NULL) AS new, sum(after) FILTER (WHERE before IS NULL AND last_month IS NOT NULL) AS reactivated,
	sum(after - before) FILTER (WHERE after > before) AS expansion, sum(before - after) FILTER (WHERE after < before AND after > 0) AS contraction, sum(before) FILTER (WHERE after = 0) AS churned, sum(after) AS closing
FROM changes GROUP BY month ORDER BY month;

-- row cohort_revenue_table of a ledger of 1 million customers
SELECT t.* FROM contracts, cohort_revenue_table(l) AS t;
-- against revenue_table, at most 1.5
SELECT t.* FROM contracts, revenue_table(l) AS t;

-- row who churned last month, from the spans of 1 million customers
SELECT count(*), sum(before) FROM revenue_movements((SELECT subscription_ledger_agg(customer_id, daterange(starts, ends), amount, 'month', '2025-12-31') FROM subs)) WHERE period_start = '2025-12-01' AND movement = 'churned';
-- against revenue_table of the spans, at most 1.5
SELECT * FROM revenue_table((SELECT subscription_ledger_agg(customer_id, daterange(starts, ends), amount, 'month', '2025-12-31') FROM subs));

-- row revenue_movements of a ledger of 1 million customers, 4 million movements
SELECT count(*) FROM contracts, revenue_movements(l);
-- against revenue_table, 60 rows, at most 1.5
SELECT t.* FROM contracts, revenue_table(l) AS t;
-- readme `revenue_movements(ledger)`, a row for each of 4 million movements | `revenue_table(ledger)`, a row for each of 60 months

-- row as many rows of one number, by generate_series
SELECT count(*) FROM generate_series(1, 4000000);
-- against revenue_table, 60 rows
SELECT t.* FROM contracts, revenue_table(l) AS t;

-- row ledger_agg(customer, at, amount, 'month')
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
-- against count(*), sum(amount), at most 3.5
SELECT count(*), sum(amount) FROM payments;
-- readme `ledger_agg(...)` | `count(*), sum(amount)`: reading the rows

-- row ledger_agg(customer, at, amount, 'day')
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'day')) FROM payments;
-- against count(*), sum(amount), at most 3.6
SELECT count(*), sum(amount) FROM payments;

-- row ledger_agg(customer, at, amount, 'month') with 2 workers
SET max_parallel_workers_per_gather = 2;
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
SET max_parallel_workers_per_gather = 0;
-- against serial, at most 1
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
-- readme the same with 2 workers | serial

-- row a ledger of some 100 MB, from its text (3 runs)
SELECT pg_column_size(l::ledger_tally) FROM texts;
-- against the same text through COPY into a column of text, at most 4
TRUNCATE copied;
\copy copied FROM PROGRAM 'cat "$BOX/text"'

-- memory the ledger of 1 million customers, by month, 1000000, at most 320
SELECT pg_column_size(ledger_agg(customer_id, paid_at, amount, 'month')) FROM payments;
