-- The segment room: 10 million orders of 1 million customers, whose days and amounts have many ties.
-- setup
CREATE UNLOGGED TABLE orders AS
SELECT 1 + (abs(hashint8extended(g, 1) % 1000000) ^ 2 / 1000000)::bigint AS customer_id, date '2024-01-01' + (abs(hashint8extended(g, 2)) % 730)::int AS ordered_at, (1 + abs(hashint8extended(g, 3)) % 20000 / 100.0)::numeric(12, 2) AS amount
FROM generate_series(1::bigint, 10000000) AS g;
INSERT INTO orders SELECT g, date '2024-01-01' + (abs(hashint8extended(g, 4)) % 730)::int, 9.99 FROM generate_series(1::bigint, 1000000) AS g;
CREATE UNLOGGED TABLE buyers AS SELECT customer_id, max(ordered_at) AS last, count(DISTINCT ordered_at)::int AS frequency, sum(amount) AS monetary FROM orders GROUP BY customer_id;
CREATE UNLOGGED TABLE ledgers AS SELECT ledger_agg(customer_id, ordered_at, amount, 'day') AS l FROM orders;
CREATE UNLOGGED TABLE moved AS SELECT 'segment ' || abs(hashint8extended(g, 5)) % 11 AS before, 'segment ' || abs(hashint8extended(g, 6)) % 11 AS after FROM generate_series(1, 1000000) AS g;
VACUUM ANALYZE orders, buyers, ledgers, moved;

-- row three rfm_tile
SELECT sum(r + f + m) FROM (SELECT rfm_tile(5) OVER (ORDER BY last) AS r, rfm_tile(5) OVER (ORDER BY frequency) AS f, rfm_tile(5) OVER (ORDER BY monetary) AS m FROM buyers) AS t;
-- against three ntile, at most 1.25
SELECT sum(r + f + m) FROM (SELECT ntile(5) OVER (ORDER BY last) AS r, ntile(5) OVER (ORDER BY frequency) AS f, ntile(5) OVER (ORDER BY monetary) AS m FROM buyers) AS t;
-- readme three `rfm_tile` of 1 million customers | three `ntile`

-- row cut points of three columns
SELECT cut_points(value_agg(last - date '2024-01-01')), cut_points(value_agg(frequency)), cut_points(value_agg(monetary)) FROM buyers;
-- against three percentile_disc of arrays, at most 1
SELECT percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY last - date '2024-01-01'), percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY frequency), percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY monetary) FROM buyers;
-- readme `cut_points` of three columns | three `percentile_disc` of arrays

-- row all readings of concentration from one tally
SELECT gini(t), top_share(t), share_cut(t), (SELECT count(share) FROM concentration_table(t)) FROM (SELECT value_agg(monetary) AS t FROM buyers) AS s;
-- against Gini by window functions, at most 0.5
SELECT 2 * sum(i * monetary) / (count(*) * sum(monetary)) - (count(*) + 1.0) / count(*) FROM (SELECT monetary, row_number() OVER (ORDER BY monetary) AS i FROM buyers) AS s;
-- readme Gini, top share, ABC and deciles from one `value_agg` | Gini by window functions

-- row rfm_table of a ledger of 1 million customers (3 runs)
SELECT count(segment), sum(recency_tile + frequency_tile + monetary_tile) FROM ledgers, rfm_table(l, '2025-12-31');
-- against GROUP BY customer and three ntile over the 11 million orders, at most 0.25
SELECT count(*), sum(r + f + m) FROM (SELECT ntile(5) OVER (ORDER BY last) AS r, ntile(5) OVER (ORDER BY frequency) AS f, ntile(5) OVER (ORDER BY monetary) AS m
	FROM (SELECT customer_id, max(ordered_at) AS last, count(*) AS frequency, sum(amount) AS monetary FROM orders GROUP BY customer_id) AS c) AS t;
-- readme `rfm_table` of a ledger of 1 million customers | `GROUP BY` customer, three `ntile`
-- duckdb
-- readme the same | DuckDB, one thread, on its own columnar copy

-- row the same from the orders (2 runs)
SELECT count(segment), sum(recency_tile + frequency_tile + monetary_tile) FROM rfm_table((SELECT ledger_agg(customer_id, ordered_at, amount, 'day') FROM orders), '2025-12-31');
-- against GROUP BY customer and three ntile over the 11 million orders
SELECT count(*), sum(r + f + m) FROM (SELECT ntile(5) OVER (ORDER BY last) AS r, ntile(5) OVER (ORDER BY frequency) AS f, ntile(5) OVER (ORDER BY monetary) AS m
	FROM (SELECT customer_id, max(ordered_at) AS last, count(*) AS frequency, sum(amount) AS monetary FROM orders GROUP BY customer_id) AS c) AS t;

-- row transition_agg(before, after)
SELECT transition_agg(before, after) FROM moved;
-- against count(*) by before and after
SELECT before, after, count(*) FROM moved GROUP BY before, after;
