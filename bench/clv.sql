-- The clv room: 1 million customers simulated in days, and some 10 million orders of 1 million customers in random order.
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
SELECT customer_id, timestamp '2024-01-01' + (begins + CASE WHEN n = 1 THEN 0 ELSE lasts * random() END) * interval '1 day' AS at, (spends * (0.5 + random()))::numeric(12, 2) AS amount
FROM (SELECT *, least(lives, 730 - begins) AS lasts FROM (SELECT g AS customer_id, 600 * random() AS begins, -700 * ln(1 - random()) AS lives, -ln(1 - random()) / 34 AS rate,
	5 + 25 * exp(random() + random() + random() - 1.5) AS spends FROM generate_series(1, 1000000) AS g) AS c) AS c, generate_series(1, 1 + floor(rate * lasts + random())::int) AS n ORDER BY random();
CREATE UNLOGGED TABLE bought AS SELECT customer_id, purchase_agg(at, amount) AS h FROM purchases GROUP BY customer_id;
CREATE UNLOGGED TABLE by_channel AS SELECT customer_id / 100000 AS channel, frequency, recency, tenure, monetary FROM customers;
CREATE UNLOGGED TABLE channels AS SELECT channel, make_clv_model('bg/nbd', format('{"r": 0.243, "alpha": %s, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}', 30 + channel)::jsonb, 'day') AS m FROM generate_series(0, 10) AS channel;
CREATE UNLOGGED TABLE alike AS SELECT channel, bg AS m FROM channels, models;
CREATE UNLOGGED TABLE tallies AS SELECT clv_tally_agg(frequency, recency, tenure, 'day') AS t FROM customers;
VACUUM ANALYZE customers, different, models, purchases, bought, by_channel, channels, alike, tallies;
\copy (SELECT frequency, recency, tenure FROM customers ORDER BY 1, 2, 3) TO PROGRAM 'cat > "$BOX/customers"'
\! cc -O2 -ffp-contract=off -Isrc -o "$BOX/pass" bench/pass.c src/math/*.c -lm

-- row BG/NBD clv_fit of 1 million customers (5 runs)
SELECT clv_fit(frequency, recency, tenure, 'bg/nbd', 'day') FROM customers;
-- against a twelfth of lifetimes' 12.5 s (a sleep as long), at most 1
SELECT pg_sleep(12.5 / 12);
-- readme `clv_fit` of 1 million customers, BG/NBD | a twelfth of what lifetimes (Python) took elsewhere, 12.5 s
-- python lifetimes: the fit alone, at most 0.0834
import lifetimes, pandas, time
customers = pandas.read_csv('customers.csv')
start = time.perf_counter()
lifetimes.BetaGeoFitter().fit(customers.frequency, customers.recency, customers.tenure)
print(1000 * (time.perf_counter() - start))
-- readme the same | lifetimes, beside it

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
-- duckdb at most 1
SELECT count(customer_id), sum(n - 1), sum(last - first), sum(date '2025-12-31' - first), sum(CASE WHEN n > 1 THEN (total - first_total) / (n - 1) END), min(first), max(last), sum(n), sum(total)
FROM (SELECT customer_id, count(*) AS n, min(day) AS first, max(day) AS last, sum(total) AS total, arg_min(total, day) AS first_total
	FROM (SELECT customer_id, "at"::date AS day, sum(amount) AS total FROM purchases GROUP BY ALL) AS days GROUP BY customer_id) AS s;
-- readme the same | DuckDB, one thread, on its own columnar copy

-- row orders, ledger, clv_fit, clv_table: 10 million orders to 1 million valued customers (3 runs)
SET client_min_messages = error;
WITH ledger AS MATERIALIZED (SELECT ledger_agg(customer_id, at, amount, 'day') AS l FROM purchases),
	fitted AS MATERIALIZED (SELECT l, clv_fit(clv_tally(l, '2025-12-31', 'day')) AS m FROM ledger)
SELECT count(customer), sum(frequency), sum(recency), sum(tenure), sum(monetary), sum(p_alive), sum(expected_purchases), sum(expected_spend), sum(clv) FROM fitted, clv_table(m, l, 364, 0.1, '2025-12-31');
RESET client_min_messages;
-- against a tenth of 48 s, which lifetimes took elsewhere for summary, fit and predictions (a sleep as long), at most 1
SELECT pg_sleep(4.8);
-- readme from 10 million orders to 1 million valued customers | a tenth of what lifetimes took elsewhere, 48 s
-- python lifetimes: summary, fits, predictions, at most 0.1
import lifetimes, lifetimes.utils, pandas, time, warnings
warnings.simplefilter('ignore')
purchases = pandas.read_csv('purchases.csv', parse_dates=['at'])
start = time.perf_counter()
s = lifetimes.utils.summary_data_from_transaction_data(purchases, 'customer_id', 'at', 'amount', observation_period_end='2025-12-31', freq='D')
bg = lifetimes.BetaGeoFitter().fit(s.frequency, s.recency, s['T'])
buyers = s[(s.frequency > 0) & (s.monetary_value > 0)]
spend = lifetimes.GammaGammaFitter().fit(buyers.frequency, buyers.monetary_value)
bg.conditional_probability_alive(s.frequency, s.recency, s['T'])
bg.conditional_expected_number_of_purchases_up_to_time(364, s.frequency, s.recency, s['T'])
spend.customer_lifetime_value(bg, s.frequency, s.recency, s['T'], s.monetary_value, time=12, discount_rate=0.008, freq='D')
print(1000 * (time.perf_counter() - start))
-- readme the same | lifetimes, beside it

-- row forecast_agg over 1 million histories, BG/NBD (3 runs)
SELECT forecast_summary(forecast_agg((SELECT bg FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- against sum(clv(...)), at most 6
SELECT sum(clv((SELECT bg FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- readme `forecast_agg(...)` over 1 million histories | `sum(clv(...))`

-- row the same, Pareto/NBD (3 runs)
SELECT forecast_summary(forecast_agg((SELECT pareto FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;
-- against sum(clv(...)), at most 6
SELECT sum(clv((SELECT pareto FROM models), 364, 0.1, h, '2025-12-31')) FROM bought;

-- row clv(...) with a model per channel, in the order of channels (5 runs)
SELECT sum(clv(m, 364, 0.1, frequency, recency, tenure, monetary)) FROM by_channel JOIN channels USING (channel);
-- against with one model, at most 1.15
SELECT sum(clv(m, 364, 0.1, frequency, recency, tenure, monetary)) FROM by_channel JOIN alike USING (channel);

-- row three models fitted to one clv_tally (3 runs)
SELECT clv_fit(t, 'bg/nbd'), clv_fit(t, 'mbg/nbd'), clv_fit(t, 'pareto/nbd') FROM (SELECT clv_tally_agg(frequency, recency, tenure, 'day') AS t FROM customers OFFSET 0) AS s;
-- against the three fits of a stored one, at most 1.1
SELECT clv_fit(t, 'bg/nbd') FROM tallies; SELECT clv_fit(t, 'mbg/nbd') FROM tallies; SELECT clv_fit(t, 'pareto/nbd') FROM tallies;

-- memory clv_fit of 1 million different customers: 96 bytes and a share of 16 MB, 1000000, at most 112
SELECT clv_fit(frequency, recency, tenure, monetary, 'bg/nbd', 'day') FROM different;
