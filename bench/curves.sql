-- How time and memory grow with the rows. The table events has a tenth as many customers as rows; SIZE is a number of millions.
-- setup
CREATE UNLOGGED TABLE events_SIZE AS
SELECT 1 + abs(hashint8extended(g, 1) % (SIZE * 100000)) AS customer_id,
	timestamp '2024-01-01' + (abs(hashint8extended(g, 2)) % 63072000) * interval '1 second' AS happened_at,
	(1 + abs(hashint8extended(g, 3)) % 20000 / 100.0)::numeric(12, 2) AS amount, (abs(hashint8extended(g, 4)) % 11)::int AS score
FROM generate_series(1::bigint, SIZE * 1000000) AS g;
VACUUM ANALYZE events_SIZE;

-- curve nps(score)
SELECT nps(score) FROM events;
-- peer plain SQL
SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(score) FROM events;
-- duckdb

-- curve retention_agg(customer, at, 'month')
SELECT retention_agg(customer_id, happened_at, 'month') FROM events;
-- peer the textbook query
WITH first AS (SELECT customer_id, date_trunc('month', min(happened_at)) AS cohort FROM events GROUP BY customer_id)
SELECT cohort, date_trunc('month', happened_at) AS period, count(DISTINCT customer_id) FROM events JOIN first USING (customer_id) GROUP BY 1, 2;
-- peer the best plain SQL
SELECT cohort, m, count(*) FROM (SELECT m, min(m) OVER (PARTITION BY customer_id) AS cohort FROM (SELECT customer_id, (extract(year FROM happened_at) * 12 + extract(month FROM happened_at))::int AS m FROM events GROUP BY 1, 2) AS active) AS cells GROUP BY 1, 2;
-- duckdb
WITH active AS (SELECT DISTINCT customer_id, date_trunc('month', happened_at) AS m FROM events), first AS (SELECT customer_id, min(m) AS cohort FROM active GROUP BY customer_id)
SELECT cohort, m, count(*) FROM active JOIN first USING (customer_id) GROUP BY cohort, m;

-- curve clv_fit(purchase_agg(...))
SELECT clv_fit(h, '2025-12-31') FROM (SELECT purchase_agg(happened_at, amount) AS h FROM events GROUP BY customer_id) AS histories;
-- peer min, max, count and sum by customer
SELECT sum(n), min(a), max(b), sum(s) FROM (SELECT min(happened_at) AS a, max(happened_at) AS b, count(*) AS n, sum(amount) AS s FROM events GROUP BY customer_id) AS summaries;

-- curve revenue_table(ledger_agg(...))
SELECT * FROM revenue_table((SELECT ledger_agg(customer_id, happened_at, amount, 'month') FROM events));
-- peer GROUP BY and lag()
WITH paid AS (SELECT customer_id, date_trunc('month', happened_at) AS month, sum(amount) AS amount FROM events GROUP BY 1, 2),
following AS (SELECT month, amount, lag(month) OVER w AS last_month, lag(amount) OVER w AS last_amount, lead(month) OVER w AS next_month
	FROM paid WINDOW w AS (PARTITION BY customer_id ORDER BY month)),
changes AS (SELECT month, CASE WHEN last_month = month - interval '1 month' THEN last_amount END AS before, amount AS after, last_month FROM following
	UNION ALL SELECT month + interval '1 month', amount, 0, NULL FROM following WHERE next_month IS DISTINCT FROM month + interval '1 month')
SELECT month, sum(before), sum(after), sum(after) FILTER (WHERE before IS NULL AND last_month IS NULL), sum(after - before) FILTER (WHERE after > before), sum(before - after) FILTER (WHERE after < before) FROM changes GROUP BY month;
-- duckdb
