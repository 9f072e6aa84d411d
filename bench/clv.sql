-- The clv room: 1 million customers simulated in days, and 10 million orders of 1 million customers.
-- setup
SELECT setseed(0.5);
CREATE FUNCTION simulate(rate float8, leaves float8, tenure int, OUT x int, OUT t_x int) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	t float8 := 0;
BEGIN
	x := 0;
	t_x := 0;
	LOOP
		t := t - ln(1 - random()) / rate;
		EXIT WHEN t > tenure;
		x := x + 1;
		t_x := ceil(t);
		EXIT WHEN random() < leaves;
	END LOOP;
END $$;
CREATE UNLOGGED TABLE customers AS
SELECT customer_id, x::float8 AS frequency, t_x::float8 AS recency, tenure::float8 AS tenure, CASE WHEN x > 0 THEN exp(3 + 0.9 * (random() + random() + random() - 1.5) + 0.8 / sqrt(x) * (random() + random() + random() - 1.5)) END AS monetary
FROM (SELECT g AS customer_id, -ln(1 - random()) * random() ^ 4 / 30 AS rate, (1 - (1 - random()) ^ (1 / 2.4)) ^ (1 / 0.8) AS leaves, 1 + floor(730 * random())::int AS tenure
	FROM generate_series(1, 1000000) AS g) AS c, LATERAL simulate(greatest(rate, 1e-9), leaves, tenure);
CREATE UNLOGGED TABLE different AS SELECT customer_id, frequency, recency, tenure + random() AS tenure, monetary FROM customers;
CREATE UNLOGGED TABLE models AS SELECT make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 30.9, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}', 'day') AS bg,
	make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 74.0, "s": 0.606, "beta": 81.7, "p": 6.25, "q": 3.74, "v": 15.44}', 'day') AS pareto;
CREATE UNLOGGED TABLE purchases AS
SELECT 1 + abs(hashint8extended(g, 1) % 1000000) AS customer_id,
	timestamp '2024-01-01' + (abs(hashint8extended(g, 2)) % 63072000) * interval '1 second' AS at,
	(1 + abs(hashint8extended(g, 3)) % 20000 / 100.0)::numeric(12, 2) AS amount
FROM generate_series(1::bigint, 10000000) AS g;
CREATE UNLOGGED TABLE bought AS SELECT customer_id, purchase_agg(at, amount) AS h FROM purchases GROUP BY customer_id;
VACUUM ANALYZE customers, different, models, purchases, bought;
\copy (SELECT frequency, recency, tenure FROM customers ORDER BY 1, 2, 3) TO PROGRAM 'cat > "$BOX/customers"'
\! cc -O2 -ffp-contract=off -Isrc -o "$BOX/pass" bench/pass.c src/math/*.c -lm

-- row BG/NBD clv_fit of 1 million customers (5 runs)
SELECT clv_fit(frequency, recency, tenure, 'bg/nbd', 'day') FROM customers;
-- against a twelfth of lifetimes' 12.5 s (a sleep as long), at most 1
SELECT pg_sleep(12.5 / 12);
-- readme `clv_fit` of 1 million customers, BG/NBD | a twelfth of what lifetimes (Python) took elsewhere, 12.5 s

-- row BG/NBD clv_fit of the same (5 runs)
SELECT clv_fit(frequency, recency, tenure, 'bg/nbd', 'day') FROM customers;
-- against 30 passes of log-likelihood and derivatives over the 1 million rows in C (a sleep as long), at most 1
\set pass `"$BOX/pass" "$BOX/customers"`
SELECT pg_sleep(30 * :pass);
-- readme the same | 30 passes of its likelihood in C

-- row Pareto/NBD clv_fit of 1 million customers (3 runs)
SELECT clv_fit(frequency, recency, tenure, 'pareto/nbd', 'day') FROM customers;
-- against 9 s, a 48th of lifetimes' 438 s (a sleep as long), at most 1
SELECT pg_sleep(9);
-- readme `clv_fit`, Pareto/NBD | 9 s, a 48th of what lifetimes took elsewhere, 438 s

-- row BG/NBD clv_fit with Gamma-Gamma spend (5 runs)
SELECT clv_fit(frequency, recency, tenure, monetary, 'bg/nbd', 'day') FROM customers;
-- against without, at most 1.3
SELECT clv_fit(frequency, recency, tenure, 'bg/nbd', 'day') FROM customers;
-- readme `clv_fit` with spend | without

-- row sum(clv(...)) over 52 weeks of 1 million customers, BG/NBD (5 runs)
SELECT sum(clv((SELECT bg FROM models), 364, 0.1, frequency, recency, tenure, monetary)) FROM customers;
-- against one second, at most 1
SELECT pg_sleep(1);
-- readme `clv(...)` of 1 million customers over 52 weeks, BG/NBD | one second (lifetimes, elsewhere: 14.5)

-- row the same, Pareto/NBD (5 runs)
SELECT sum(clv((SELECT pareto FROM models), 364, 0.1, frequency, recency, tenure, monetary)) FROM customers;
-- against one second, at most 1
SELECT pg_sleep(1);

-- row sum(p_alive(...)), BG/NBD
SELECT sum(p_alive((SELECT bg FROM models), frequency, recency, tenure)) FROM customers;
-- against sum(sqrt + sqrt + sqrt), at most 1.5
SELECT sum(sqrt(frequency) + sqrt(recency) + sqrt(tenure)) FROM customers;
-- readme `sum(p_alive(...))` | `sum(sqrt(x) + sqrt(y) + sqrt(z))`

-- row purchases_low + purchases_high over 26 weeks of 100,000 customers, BG/NBD (5 runs)
SELECT sum(purchases_low((SELECT bg FROM models), 182, frequency, recency, tenure) + purchases_high((SELECT bg FROM models), 182, frequency, recency, tenure)) FROM customers WHERE customer_id <= 100000;
-- against 20 microseconds a customer (a sleep as long), at most 1
SELECT pg_sleep(2);
-- readme `purchases_low` and `purchases_high` of 100,000 customers | 2 seconds, 20 µs a customer

-- row the same, Pareto/NBD (5 runs)
SELECT sum(purchases_low((SELECT pareto FROM models), 182, frequency, recency, tenure) + purchases_high((SELECT pareto FROM models), 182, frequency, recency, tenure)) FROM customers WHERE customer_id <= 100000;
-- against 20 microseconds a customer (a sleep as long), at most 1
SELECT pg_sleep(2);

-- row purchase_agg(at, amount) by customer, 10 million orders (5 runs)
SELECT sum(frequency(h)), min(first_purchase(h)) FROM (SELECT purchase_agg(at, amount) AS h FROM purchases GROUP BY customer_id) AS s;
-- against min(at), max(at), count(*), sum(amount) by customer, at most 1.1
SELECT sum(n), min(a), max(b), sum(s) FROM (SELECT min(at) AS a, max(at) AS b, count(*) AS n, sum(amount) AS s FROM purchases GROUP BY customer_id) AS s;
-- readme `purchase_agg(at, amount)` by customer, 10 million orders | `min`, `max`, `count`, `sum` by customer

-- row ledger_agg by day and purchase_table of 10 million orders, all columns (3 runs)
SELECT count(customer), sum(frequency), sum(recency), sum(tenure), sum(monetary), min(first_purchase), max(last_purchase), sum(purchase_days), sum(total_spend)
FROM purchase_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM purchases), '2025-12-31', 'day');
-- against purchase_agg by customer and purchase_summary, at most 0.34
SELECT count(customer_id), sum(frequency), sum(recency), sum(tenure), sum(monetary)
FROM (SELECT customer_id, purchase_agg(at, amount) AS h FROM purchases GROUP BY customer_id OFFSET 0) AS s, purchase_summary(h, '2025-12-31', 'day');
-- readme `ledger_agg` and `purchase_table`, 10 million orders of 1 million customers | `purchase_agg` by customer and `purchase_summary`

-- row orders, ledger, clv_fit, clv_table: 10 million orders to 1 million valued customers (3 runs)
SET client_min_messages = error;
WITH ledger AS MATERIALIZED (SELECT ledger_agg(customer_id, at, amount, 'day') AS l FROM purchases),
	fitted AS MATERIALIZED (SELECT l, clv_fit(clv_tally(l, '2025-12-31', 'day')) AS m FROM ledger)
SELECT count(customer), sum(frequency), sum(recency), sum(tenure), sum(monetary), sum(p_alive), sum(expected_purchases), sum(expected_spend), sum(clv) FROM fitted, clv_table(m, l, 364, 0.1, '2025-12-31');
RESET client_min_messages;
-- against a tenth of 48 s, which lifetimes took elsewhere for summary, fit and predictions (a sleep as long), at most 1
SELECT pg_sleep(4.8);
-- readme from 10 million orders to 1 million valued customers | a tenth of what lifetimes took elsewhere, 48 s

-- row forecast_agg over 1 million histories, BG/NBD (3 runs)
SELECT forecast_summary(forecast_agg((SELECT bg FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- against sum(clv(...)), at most 6
SELECT sum(clv((SELECT bg FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- readme `forecast_agg(...)` over 1 million histories | `sum(clv(...))`

-- row the same, Pareto/NBD (3 runs)
SELECT forecast_summary(forecast_agg((SELECT pareto FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- against sum(clv(...)), at most 6
SELECT sum(clv((SELECT pareto FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;

-- memory clv_fit of 1 million different customers: 96 bytes and a share of 16 MB, 1000000, at most 112
SELECT clv_fit(frequency, recency, tenure, monetary, 'bg/nbd', 'day') FROM different;
