-- The clv room: what users see, and every error.
SET extra_float_digits = -2;	-- thirteen digits, the same on every machine
\pset null NULL

-- purchase histories
SELECT purchase_agg(at, amount) FROM (VALUES (date '2026-01-05', 20.00), ('2026-01-01', 10), ('2026-01-05', 2.5), ('2026-02-01', -5), (NULL, 1), ('2026-03-01', NULL)) AS o(at, amount);
SELECT purchase_agg(at) FROM (VALUES (date '2026-01-05'), ('2026-01-01'), ('2026-01-05')) AS o(at);
SELECT purchase_agg(at, 1) FROM (VALUES (NULL::date)) AS o(at);
CREATE TABLE kept (h purchase_calendar);
INSERT INTO kept VALUES ('{"version": 1, "first": "2026-01-01", "days": [0, 7, 7.0e1, 90], "scale": 2, "spend": [10, 20.5, 0, -3]}');
SELECT h, h::jsonb ->> 'first' AS first FROM kept;
SELECT frequency(h), frequency(h, '2026-01-31'), recency(h), recency(h, unit => 'day'), recency(h, as_of => '2026-01-31'), tenure(h, '2026-12-31'), tenure(h, '2026-12-31', 'year'), monetary(h), monetary(h, '2026-01-31') FROM kept;
SELECT first_purchase(h), last_purchase(h), last_seen(h), days_since(h, '2026-12-31'), purchase_days(h), total_spend(h) FROM kept;
SELECT (purchase_summary(h, '2026-12-31', 'month')).*, (purchase_summary(h, '2025-12-31')).frequency AS before FROM kept;
SELECT frequency(NULL), recency(NULL), monetary(h, '2026-01-01'), days_since(h, '2025-01-01'), tenure(h, '2025-01-01') FROM kept;
SELECT purchase_days(h, '2026-02-01'), total_spend(h, '2026-02-01'), purchase_days(h, '2025-01-01'), total_spend(h, '2025-01-01'), total_spend(h, NULL), purchase_days(NULL), total_spend(NULL), total_spend(purchase_agg(date '2026-01-01')) FROM kept GROUP BY h;
SELECT nth_purchase(h, 1), nth_purchase(h, 3), nth_purchase(h, 4), median_gap(h), median_gap(h, '2026-01-31'), median_gap(h, '2026-01-01'), median_gap(NULL) FROM kept;
SELECT g.* FROM kept, purchase_gaps(h, '2026-02-28') AS g;
SELECT count(*) AS before, (SELECT count(*) FROM purchase_gaps(NULL, '2026-02-28')) AS none, (SELECT count(*) FROM kept, purchase_gaps(h, NULL)) AS unknown FROM kept, purchase_gaps(h, '2025-12-31');
SELECT h + NULL = h AS same, NULL + h = h AS also, h + '{"version": 1, "first": "2025-12-01", "days": [0], "scale": 0, "spend": [7]}' AS merged, h <> h AS differs FROM kept;
SELECT rollup(h) FROM (VALUES ('{"version": 1, "first": "2026-01-05", "days": [0], "scale": 1, "spend": [1.5]}'::purchase_calendar), ('{"version": 1, "first": "2026-01-01", "days": [0, 4], "scale": 0, "spend": [1, 2]}'), (NULL)) AS s(h);
SELECT count(*) FROM kept AS a JOIN kept AS b ON a.h = b.h GROUP BY hash_record_extended(ROW(a.h), 1) = hash_record_extended(ROW(b.h), 1);
SELECT h, first_purchase(h), last_purchase(h), last_seen(h), frequency(h), purchase_days(h), total_spend(h) FROM (SELECT '{"version": 1, "first": "2026-01-01", "days": [0], "scale": 0, "spend": [-3]}'::purchase_calendar AS h) AS s;
SELECT total_spend(purchase_agg(date '2026-01-01', a)) FROM (VALUES (123456789012345678901234567890.12), (0.000000001)) AS s(a);

-- errors of histories
SELECT purchase_agg(date '2026-01-01', 'NaN');
SELECT purchase_agg(date '2026-01-01', '-Infinity'::numeric);
SELECT purchase_agg(date 'infinity', 1);
SELECT purchase_agg(date '2026-01-01', 1e-39);
SELECT purchase_agg(date '2026-01-01', round(1e-39, 2));	-- the HINT works
SELECT purchase_agg(date '2026-01-01', 1e39);
SELECT nth_purchase(h, 0) FROM kept;
SELECT recency(h, unit => 'quarter') FROM kept;
SELECT recency(h, unit => 'fortnight') FROM kept;
SELECT h + '{"version": 1, "first": "2026-01-05", "days": [0]}' FROM kept;
SELECT '{"version": 1, "first": "2026-01-05", "days": []}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [1]}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [0, 3, 2]}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [0], "spend": [1.5], "scale": 39}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [0], "spend": [1.5], "scale": 0}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [0, 1], "spend": [1], "scale": 0}'::purchase_calendar;
SELECT '{"version": 1, "first": "2026-01-05", "days": [0], "more": 1}'::purchase_calendar;
SELECT purchase_accum(NULL, date '2026-01-01');

-- a model of given parameters, and its readings
CREATE TABLE models AS SELECT
	make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}') AS bg,
	make_clv_model('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}') AS mbg,
	make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 6.25, "q": 3.74, "v": 15.44}') AS pareto,
	make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'year') AS bb,
	make_clv_model('sbg', '{"alpha": 0.668, "beta": 3.806}') AS sbg;
SELECT bg, sbg FROM models;
SELECT p_alive(bg, 2, 30.43, 38.86), p_alive(mbg, 2, 30.43, 38.86), p_alive(pareto, 2, 30.43, 38.86), p_alive(bb, 2, 4, 6), p_alive(bg, 0, 0, 38.86) FROM models;
SELECT expected_purchases(bg, 39, 2, 30.43, 38.86), expected_purchases(bg, 39), expected_purchases(pareto, 39, 2, 30.43, 38.86), expected_purchases(bb, 5, 2, 4, 6), expected_purchases(bg, 0) FROM models;
SELECT expected_spend(bg, 2, 22.35), expected_spend(bg, 0, NULL), expected_spend(bg, 2, NULL) FROM models;
SELECT clv(bg, 52, 0.1, 2, 30.43, 38.86, 22.35), clv(pareto, 'infinity', 0.15, 2, 30.43, 38.86, 22.35), clv(bg, 52, 0.1, 0, 0, 38.86, NULL), clv(bg, 52, 0.1, 2, 30.43, 38.86, NULL) FROM models;
SELECT purchase_probability(bg, 39, 0), purchase_probability(bg, 2, 10), purchase_probability(pareto, 39, 1), purchase_probability(bb, 6, 6) FROM models;
SELECT kind, purchase_probability(m, 39, 0, 2, 30, 38) AS none, purchase_probability(m, 39, 3, 2, 30, 38) AS three, purchases_low(m, 39, 2, 30, 38, 0.5), purchases_high(m, 39, 2, 30, 38, 0.5), purchases_low(m, 39, 2, 30, 38), purchases_high(m, 39, 2, 30, 38), purchases_high(m, 0, 2, 30, 38)
	FROM models, LATERAL (VALUES ('bg/nbd', bg), ('mbg/nbd', mbg), ('pareto/nbd', pareto), ('bg/bb', bb)) AS k(kind, m);
SELECT purchase_probability(bg, 52, 1, h, '2026-12-31'), purchases_low(bg, 52, h, '2026-03-31', 0.5), purchases_high(bg, 52, h, '2026-03-31', 0.5), purchases_high(bg, 52, h, '2026-03-31'), purchase_probability(bg, 1, 0, h, '2025-12-31'), purchases_low(bg, 1, h, '2025-12-31') FROM models, kept;
SELECT kind, next_purchase(m, h, '2026-03-31') AS half, next_purchase(m, h, '2026-03-31', 0.05) AS first, next_purchase(m, h, '2026-03-31', 0.999) AS never, next_purchase(m, h, '2025-12-31') AS before
	FROM kept, models, LATERAL (VALUES ('bg/nbd', bg), ('mbg/nbd', mbg), ('pareto/nbd', pareto), ('bg/bb', bb)) AS k(kind, m);
SELECT expected_spend(bg), clv(bg, 52, 0.1), clv(pareto, 'infinity', 0.1), clv(bg, 'infinity', 0.1), clv(mbg_spend, 'infinity', 0), expected_purchases(mbg_spend, 'infinity'), expected_purchases(mbg_spend, 'infinity', 2, 30.43, 38.86), clv(mbg_spend, 0, 0)
	FROM models, make_clv_model('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 1.891, "b": 1.614, "p": 6.25, "q": 3.74, "v": 15.44}') AS mbg_spend;
SELECT expected_spend(m), clv(m, 52, 0.1) FROM make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 0.9, "v": 15.44}') AS m;
SELECT p_alive_low(bg, h, '2026-12-31'), p_alive_high(bg, h, '2026-12-31') FROM models, kept;	-- a model of given parameters has no standard errors
SELECT p_alive_low(m, h, '2026-04-30') AS low, p_alive(m, h, '2026-04-30'), p_alive_high(m, h, '2026-04-30') AS high, p_alive_high(m, h, '2026-04-30', 0.5) AS less, p_alive_low(m, h, '2026-01-01') AS surely, p_alive_low(m, h, '2025-12-31') AS before
	FROM kept, (SELECT '{"version": 1, "model": "bg/nbd", "unit": "week", "parameters": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}, "converged": true, "iterations": 9, "customers": 2357, "repeat_customers": 946, "log_likelihood": -9582.4, "covariance": [1.5e-4, 3.8e-3, 0.14, 1e-4, 1e-3, 0.034, 3e-4, 3e-3, 0.12, 0.5]}'::fitted_clv AS m) AS f;
SELECT p_alive(bg, h, '2026-12-31'), expected_purchases(bg, 52, h, '2026-12-31'), expected_spend(bg, h), expected_spend(bg, h, '2026-01-31'), clv(bg, 52, 0.1, h, '2026-12-31'), p_alive(bg, h, '2025-12-31'), expected_purchases(bg, 1, h, '2025-12-31'), clv(bg, 1, 0, h, '2025-12-31') FROM models, kept;
SELECT expected_purchases(bb, 'infinity', h, '2026-12-31') FROM (SELECT make_clv_model('bg/bb', '{"alpha": 1, "beta": 1, "gamma": 2, "delta": 5}', 'month') AS bb) AS m, kept;
SELECT expected_lifetime(sbg, 0.1), expected_lifetime(sbg, 0.1, 7), expected_lifetime(sbg) FROM models;
SELECT f.* FROM models, retention_forecast(sbg, 3) AS f;
SELECT f.* FROM retention_forecast('{"version": 1, "model": "sbg", "parameters": {"alpha": 0.668, "beta": 3.806}, "converged": true, "iterations": 9, "customers": 1000, "repeat_customers": 869, "log_likelihood": -1611, "covariance": [0.0107, 0.0789, 0.65]}', 3) AS f;
SELECT clv_simple(100, 0.8, 0.1), clv_simple(100, 0.8, 0.1, 'immediate');
SELECT s.* FROM models, clv_model_summary(bg) AS s;
SELECT s.* FROM models, clv_model_summary(sbg) AS s;
SELECT p.* FROM models, clv_params(bg) AS p;
SELECT clv(make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6, "q": 0.9, "v": 15}'), 52, 0.1, 0, 0, 10, NULL) AS infinite_mean_spend;

-- fits
CREATE TABLE customers AS SELECT x AS frequency, CASE WHEN x > 0 THEN 1 + g * 7 % (12 + x) END AS recency, 30 + g % 13 AS tenure, CASE WHEN x > 0 THEN round(exp(3 + (g * 37 % 91) / 60.0), 2) END AS monetary
	FROM generate_series(1, 600) AS g, LATERAL (SELECT CASE WHEN g % 5 < 3 THEN 0 ELSE g * g % 8 + (g % 17 = 0)::int * 12 END AS x) AS s;
UPDATE customers SET recency = 0 WHERE frequency = 0;
SELECT p.parameter, p.estimate > 0 AS estimated, p.se > 0 AS se FROM (SELECT clv_fit(frequency, recency, tenure, monetary, 'mbg/nbd', 'day') AS m FROM customers) AS s, clv_params(m) AS p;
SELECT s.model, s.unit, s.customers, s.repeat_customers, s.spend_customers, round(s.log_likelihood::numeric, 6) AS log_likelihood, round((s.aic + 2 * s.log_likelihood)::numeric, 6) AS twice_params, s.converged FROM (SELECT clv_fit(frequency, recency, tenure) AS m FROM customers) AS f, clv_model_summary(m) AS s;
SELECT clv_fit(frequency, recency, tenure) FROM customers WHERE false;
SELECT clv_fit(NULL::float8, recency, tenure) FROM customers;
SELECT round(p.estimate::numeric, 8) AS estimate FROM (SELECT sbg_fit(t, churned, n) AS m FROM (VALUES (1, true, 369), (2, true, 163), (3, true, 86), (4, true, 56), (5, true, 37), (6, true, 27), (7, true, 21), (7, false, 241)) AS d(t, churned, n)) AS s, clv_params(m) AS p;

-- tallies: what models are fitted to
CREATE TABLE seen (customer int, h purchase_calendar);
INSERT INTO seen SELECT c, purchase_agg(day::date, amount) FROM (VALUES (1, '2025-01-01', 10), (1, '2025-01-15', 20), (1, '2025-03-05', 30), (2, '2025-02-10', 5), (3, '2025-02-10', 7), (4, '2025-04-01', 9), (5, '2025-01-01', 1), (5, '2025-01-15', 25), (5, '2025-03-05', 25)) AS p(c, day, amount) GROUP BY c;
SELECT clv_tally_agg(h, '2025-03-31') FROM seen;
SELECT unit, clv_tally_agg(h, '2025-03-31', unit) FROM seen, unnest(ARRAY['day', 'month', 'year']) AS unit GROUP BY unit ORDER BY unit;
SELECT unit, clv_tally_agg(h, '2025-03-31', unit) FROM seen, unnest(ARRAY['calendar day', 'calendar week', 'calendar month', 'calendar year']) AS unit GROUP BY unit ORDER BY unit;
SELECT clv_tally_agg(purchase_agg, '2025-03-31', 'day') FROM (SELECT customer, purchase_agg(first_purchase(h)) FROM seen GROUP BY customer) AS s;
SELECT clv_tally_agg(frequency, recency, tenure), clv_tally_agg(frequency, recency, tenure, 'month'), clv_tally_agg(frequency, recency, tenure, monetary), clv_tally_agg(frequency, recency, tenure, monetary, 'calendar year')
	FROM (VALUES (1, 2, 5, 7.5), (0, 0, 5, NULL), (1, 2, 5, 7.5), (1, 2, 5, NULL), (NULL, 2, 5, 1), (1, NULL, 5, 1), (1, 2, NULL, 1)) AS c(frequency, recency, tenure, monetary);
SELECT clv_tally_count_agg(frequency, recency, tenure, customers), clv_tally_count_agg(frequency, recency, tenure, customers, 'day'), clv_tally_count_agg(frequency, recency, tenure, monetary, customers), clv_tally_count_agg(frequency, recency, tenure, monetary, customers, 'calendar month')
	FROM (VALUES (1, 2, 5, 7.5, 100), (0, 0, 5, NULL, 1), (1, 2, 5, 7.5, 3), (2, 2, 5, 1, 0), (2, 2, 5, 1, NULL)) AS c(frequency, recency, tenure, monetary, customers);
CREATE TABLE tallies AS SELECT clv_tally_agg(h, '2025-03-31') AS t FROM seen;
SELECT customers(t), last_seen(t), customers(u), last_seen(u), customers(NULL::clv_tally), last_seen(NULL::clv_tally) FROM tallies, (SELECT clv_tally_count_agg(1, 2, 3, 1000) AS u) AS s;
SELECT c.* FROM tallies, clv_tally_table(t) AS c;
SELECT * FROM clv_tally_table((SELECT clv_tally_agg(1, 2, 3)));
SELECT * FROM clv_tally_table(NULL);
SELECT rollup(t) = (SELECT t FROM tallies) AS same FROM (SELECT clv_tally_agg(h, '2025-03-31') AS t FROM seen GROUP BY customer) AS s;
SELECT t + NULL = t AS same, NULL + t = t AS also, (NULL::clv_tally + NULL) IS NULL AS none, customers(t + t) AS twice, last_seen(t + '{"version": 1, "unit": "week", "occasions": false, "knows_spend": true, "last_seen": "2025-12-31", "rows": [[0, 0, 1, null, 1]]}') AS later FROM tallies;
SELECT clv_tally_agg(h, '2025-03-31'), clv_tally_agg(h, '2025-03-31', 'day'), rollup(NULL::clv_tally), clv_tally_agg(NULL::float8, 2, 3), clv_tally_count_agg(1, 2, 3, NULL::float8) FROM seen WHERE false;
SELECT clv_tally_agg(h, '2024-12-31') AS nobody_yet, clv_tally_agg(NULL::purchase_calendar, '2024-12-31') AS null, clv_tally_count_agg(1, 2, 3, 0) AS zero FROM seen;
SELECT clv_tally_table(clv_tally_agg(h, '2021-12-31', 'calendar year')) FROM (SELECT purchase_agg(day::date, 100) AS h FROM generate_series(timestamp '2015-01-01', '2021-01-01', '1 year') AS day) AS gifts;
-- several models of one sample: no row is read twice
SELECT kind, s.model, s.unit, s.customers, s.repeat_customers, s.spend_customers, s.converged, m = single AS as_in_one_step
	FROM (SELECT clv_tally_agg(frequency, recency, tenure, monetary, 'day') AS t FROM customers) AS f, (VALUES ('bg/nbd'), ('mbg/nbd'), ('pareto/nbd')) AS k(kind), clv_fit(t, kind) AS m,
		LATERAL (SELECT clv_fit(frequency, recency, tenure, monetary, kind, 'day') AS single FROM customers) AS o, clv_model_summary(m) AS s;
SELECT clv_fit(t) = clv_fit(t, 'bg/nbd') AS same, clv_fit(t, NULL) IS NULL AS null, clv_fit(NULL::clv_tally) IS NULL AS none FROM (SELECT clv_tally_agg(frequency, recency, tenure) AS t FROM customers) AS s;
SELECT clv_fit(t, 'bg/bb') = (SELECT clv_fit(frequency, recency, tenure, 'bg/bb', 'month') FROM customers WHERE frequency <= recency) AS same FROM (SELECT clv_tally_agg(frequency, recency, tenure, 'calendar month') AS t FROM customers WHERE frequency <= recency) AS s;
SELECT clv_fit(t) = (SELECT clv_fit(frequency, recency, tenure) FROM customers) AS same FROM (SELECT clv_tally_count_agg(frequency, recency, tenure, n) AS t FROM (SELECT frequency, recency, tenure, count(*) AS n FROM customers GROUP BY 1, 2, 3) AS c) AS s;
-- a ledger by day is all histories at once
CREATE TABLE ledgers AS SELECT ledger_agg(customer, day, amount, 'day') AS l FROM (VALUES (1, date '2025-01-01', 10), (1, '2025-01-15', 20), (1, '2025-03-05', 30), (2, '2025-02-10', 5), (4, '2025-04-01', 9), (5, '2025-03-31', -1)) AS p(customer, day, amount);
SELECT x.* FROM ledgers, histories(l) AS x;
SELECT * FROM histories(NULL);
SELECT clv_tally(l), clv_tally(l, '2025-03-31', 'day'), clv_tally(l, '2024-12-31') IS NULL AS nobody_yet, clv_tally(NULL) IS NULL AS none, clv_tally(l, unit => NULL) IS NULL AS null FROM ledgers;
SELECT clv_tally(l, unit => 'calendar month') = (SELECT clv_tally_agg(history, '2025-04-01', 'calendar month') FROM histories(l)) AS same FROM ledgers;

-- customers of a ledger, with all that is known and expected of them, and whether a model holds
CREATE TABLE expecting AS SELECT make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}') AS bg,
	make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'month') AS bb;
SELECT t.* FROM ledgers, purchase_table(l) AS t;
SELECT t.* FROM ledgers, purchase_table(l, '2025-03-31', 'day') AS t;
SELECT count(*) FROM purchase_table(NULL);
-- an error names the customer of the ledger
SELECT clv_table(make_clv_model('bg/bb', '{"alpha": 1, "beta": 1, "gamma": 1, "delta": 1}', 'day'), l, 3) FROM (SELECT ledger_agg(c, d, 1, 'day') AS l FROM (VALUES ('ann', date '2024-01-01'), ('bob', '1990-01-01'), ('bob', '2024-01-01')) AS v(c, d)) AS s;
SELECT holdout_table(make_clv_model('bg/bb', '{"alpha": 1, "beta": 1, "gamma": 1, "delta": 1}', 'day'), l, '2024-01-01') FROM (SELECT ledger_agg(7, d, 1, 'day') AS l FROM (VALUES (date '1990-01-01'), ('2024-01-01')) AS v(d)) AS s;
SELECT clv_tally(l) FROM (SELECT ledger_agg(c, date '2024-01-01' + i, 10.0 ^ (15 + c), 'day') AS l FROM generate_series(0, 2) AS c, generate_series(1, 3) AS i) AS s;
SELECT clv_tally_agg(h, '2024-02-01') FROM (SELECT purchase_agg(date '2024-01-01' + i, 2e15) AS h FROM generate_series(1, 3) AS i) AS s;
SELECT clv_tally_agg(h, '2024-02-01')::text::clv_tally FROM (SELECT purchase_agg(date '2024-01-01' + i, 2e15 / 1e6) AS h FROM generate_series(1, 3) AS i) AS s;
SELECT customer, frequency, recency, tenure, monetary, round(p_alive::numeric, 6) AS p_alive, round(expected_purchases::numeric, 6) AS expected_purchases, round(expected_spend::numeric, 6) AS expected_spend, round(clv::numeric, 6) AS clv FROM expecting, ledgers, clv_table(bg, l, 52, 0.1) AS t;
SELECT customer, frequency, recency, tenure, monetary, round(p_alive::numeric, 6) AS p_alive, round(expected_purchases::numeric, 6) AS expected_purchases, expected_spend, clv FROM expecting, ledgers, clv_table(bb, l, 12, as_of => '2025-03-31') AS t;
SELECT frequency, customers, round(expected::numeric, 6) AS expected FROM expecting, ledgers, repeat_table(bg, clv_tally(l), 3);
SELECT frequency, customers, round(expected::numeric, 6) AS expected FROM expecting, ledgers, repeat_table(bb, clv_tally(l, unit => 'calendar month'), 1);
SELECT frequency, customers, actual, round(expected::numeric, 6) AS expected FROM expecting, ledgers, holdout_table(bg, l, '2025-01-31');
SELECT frequency, customers, actual, round(expected::numeric, 6) AS expected FROM expecting, ledgers, holdout_table(bb, l, '2025-01-31', '2025-03-31');
SELECT period_start, actual, round(expected::numeric, 6) AS expected, cumulative_actual, round(cumulative_expected::numeric, 6) AS cumulative_expected FROM expecting, ledgers, tracking_table(bg, l);
SELECT period_start, actual, round(expected::numeric, 6) AS expected, cumulative_actual, round(cumulative_expected::numeric, 6) AS cumulative_expected FROM expecting, ledgers, tracking_table(bb, l, '2025-03-31');
SELECT count(r) + count(h) + count(t) AS none FROM repeat_table(NULL, NULL) AS r, holdout_table(NULL, NULL, NULL) AS h, tracking_table(NULL, NULL) AS t;
SELECT purchase_table(ledger_by(l, 'month')) FROM ledgers;
SELECT purchase_table(l, unit => 'quarter') FROM ledgers;
SELECT clv_table(bg, ledger_by(l, 'month'), 52) FROM expecting, ledgers;
SELECT clv_table(bg, l, 52, 10) FROM expecting, ledgers;
SELECT clv_table(make_clv_model('sbg', '{"alpha": 1, "beta": 1}'), l, 52) FROM ledgers;
SELECT repeat_table(bg, clv_tally(l, unit => 'day')) FROM expecting, ledgers;
SELECT repeat_table(bb, clv_tally(l, unit => 'month')) FROM expecting, ledgers;
SELECT repeat_table(bg, clv_tally(l), 0) FROM expecting, ledgers;
SELECT holdout_table(bg, ledger_by(l, 'week'), '2025-01-31') FROM expecting, ledgers;
SELECT holdout_table(bg, l, '2025-04-02') FROM expecting, ledgers;
SELECT tracking_table(bg, ledger_by(l, 'week')) FROM expecting, ledgers;
SELECT count(*) FROM expecting, ledgers, tracking_table(bg, l, '9999-12-31');
SELECT count(*) FROM expecting, ledgers, tracking_table(make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'day'), l, '9999-12-31');
-- forecasts of many customers
CREATE TABLE forecasts AS SELECT 'all' AS name, forecast_agg(bg, 52, 0.1, history, '2025-04-01') AS f FROM expecting, ledgers, histories(l)
	UNION ALL SELECT 'two models', forecast_agg(CASE customer WHEN '1' THEN bg ELSE make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.67, "p": 6.25, "q": 3.74, "v": 15.44}') END, 52, 0.1, history, '2025-04-01') FROM expecting, ledgers, histories(l)
	UNION ALL SELECT 'no spend', forecast_agg(bb, 12, 0, history, '2025-04-01') FROM expecting, ledgers, histories(l)
	UNION ALL SELECT 'fitted', forecast_agg((SELECT clv_fit(frequency, recency, tenure, monetary) FROM customers), 52, 0.1, history, '2025-04-01') FROM ledgers, histories(l);
SELECT name, customers, round(still_there::numeric, 6) AS still_there, round(purchases::numeric, 6) AS purchases, round(purchases_low::numeric, 4) AS purchases_low, round(purchases_high::numeric, 4) AS purchases_high,
	round(value::numeric, 4) AS value, round(value_low::numeric, 4) AS value_low, round(value_high::numeric, 4) AS value_high, last_seen(f) FROM forecasts, forecast_summary(f) ORDER BY name COLLATE "C";
SELECT round(purchases_low::numeric, 4) AS purchases_low, round(purchases_high::numeric, 4) AS purchases_high FROM forecasts, forecast_summary(f, 0.5) WHERE name = 'all';
SELECT f::jsonb - 'models' - 'still_there' - 'purchases' - 'purchases_variance' - 'value' - 'value_variance' AS head, f::text::forecast_tally = f AS same FROM forecasts WHERE name = 'all';
SELECT f + NULL = f AS same, NULL + f = f AS also, (NULL::forecast_tally + NULL) IS NULL AS none, (forecast_summary(f + f)).customers FROM forecasts WHERE name = 'all';
SELECT (SELECT f FROM forecasts WHERE name = 'all') = (SELECT rollup(f) FROM (SELECT forecast_agg(bg, 52, 0.1, history, '2025-04-01') AS f FROM expecting, ledgers, histories(l) GROUP BY customer) AS s) AS same;
SELECT forecast_agg(NULL, 52, 0.1, h, '2025-04-01') IS NULL AS no_model, forecast_agg(bg, 52, 0.1, NULL, '2025-04-01') IS NULL AS no_history, forecast_agg(bg, 52, 0.1, h, '2024-04-01') IS NULL AS nobody_yet, rollup(NULL::forecast_tally) IS NULL AS null,
	forecast_summary(NULL) AS summary, forecast_summary(forecast_agg(bg, 0, 0.1, h, '2025-04-01')) AS no_time FROM expecting, seen;
-- limits that are not known, values that are not, or are infinite
SELECT forecast_summary(forecast_agg(make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 1.5, "v": 15.44}'), 1, 0, '{"version": 1, "first": "2025-01-01", "days": [0], "scale": 0, "spend": [7]}', '2025-01-01'));
SELECT forecast_summary(forecast_agg(make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 0.5, "v": 15.44}'), 1, 0, '{"version": 1, "first": "2025-01-01", "days": [0], "scale": 0, "spend": [7]}', '2025-01-01'));
SELECT value, value_low FROM (SELECT forecast_agg(make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 1.5, "v": 15.44}'), 1, 0, '{"version": 1, "first": "2025-01-01", "days": [0], "scale": 0, "spend": [7]}', '2025-01-01') AS f FROM generate_series(1, 8) AS segment GROUP BY segment) AS s, forecast_summary(f) WHERE value_low IS NULL;
SELECT forecast_summary(forecast_agg(bg, 1, 0, '{"version": 1, "first": "2025-01-01", "days": [0, 4]}', '2025-01-08')) FROM expecting;
SELECT forecast_agg(bg, 'infinity', 0.1, h, '2025-04-01') FROM expecting, seen;
SELECT forecast_agg(bg, NULL, 0.1, h, '2025-04-01') FROM expecting, seen;
SELECT forecast_agg(bg, 52, 10, h, '2025-04-01') FROM expecting, seen;
SELECT forecast_agg(bg, 52, 0.1, h, NULL) FROM expecting, seen;
SELECT forecast_agg(bg, 50 + customer, 0.1, h, '2025-04-01') FROM expecting, seen;
SELECT forecast_agg(bg, 52, customer / 10.0, h, '2025-04-01') FROM expecting, seen;
SELECT forecast_agg(bg, 52, 0.1, h, date '2025-04-01' + customer) FROM expecting, seen;
SELECT forecast_agg(CASE customer WHEN 1 THEN bg ELSE bb END, 12, 0.1, h, '2025-04-01') FROM expecting, seen;
SELECT f + (SELECT forecast_agg(bg, 26, 0.1, h, '2025-04-01') FROM expecting, seen) FROM forecasts WHERE name = 'all';
SELECT forecast_agg(make_clv_model('sbg', '{"alpha": 1, "beta": 1}'), 52, 0.1, h, '2025-04-01') FROM seen;
SELECT forecast_agg(make_clv_model('pareto/nbd', '{"r": 1e12, "alpha": 1e-12, "s": 1, "beta": 1e12}'), 1e15, 0, '{"version": 1, "first": "2025-01-01", "days": [0]}', '2025-01-01');
SELECT forecast_agg(make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 3.6, "beta": 11.669}'), 1e12, 0, '{"version": 1, "first": "2025-01-01", "days": [0]}', '2025-01-01');
SELECT forecast_agg(make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 3.6, "beta": 11.669}'), 1e6, 0, '{"version": 1, "first": "2025-01-01", "days": [0]}', '2025-01-01') IS NOT NULL AS shorter;
SELECT forecast_agg(make_clv_model('bg/nbd', format('{"r": %s, "alpha": 4, "a": 1, "b": 2}', i)::jsonb), 52, 0, '{"version": 1, "first": "2025-01-01", "days": [0]}', '2025-01-01') FROM generate_series(1, 1001) AS i;
SELECT forecast_summary(f, 1) FROM forecasts;
DROP TABLE forecasts;
DROP TABLE expecting;

-- errors of tallies
SELECT clv_fit(t, 'bg/bb') FROM tallies;
SELECT clv_fit(clv_tally_agg(h, '2025-03-31', 'calendar week'), 'bg/bb') IS NOT NULL AS the_hint_works FROM seen WHERE customer < 3;
SELECT clv_fit(clv_tally_agg(h, '2025-03-31', 'calendar week')) FROM seen;
SELECT clv_fit(t, 'sbg') FROM tallies;
SELECT clv_fit(t, 'bgnbd') FROM tallies;
SELECT clv_tally_agg(h, '2025-03-31', 'quarter') FROM seen;
SELECT clv_tally_agg(h, '2025-03-31', 'calendar quarter') FROM seen;
SELECT clv_tally_agg(h, '2025-03-31', NULL) FROM seen;
SELECT clv_tally_agg(h, NULL) FROM seen;
SELECT clv_tally_agg(h, 'infinity') FROM seen;
SELECT clv_tally_agg(h, date '2025-03-31' + customer) FROM seen;
SELECT clv_tally_agg(h, '2025-03-31', CASE customer WHEN 1 THEN 'week' ELSE 'calendar week' END) FROM seen;
SELECT clv_tally_agg(CASE customer WHEN 1 THEN h ELSE '{"version": 1, "first": "2025-01-05", "days": [0]}' END, '2025-03-31') FROM seen;
SELECT clv_tally_agg(1, 5, 3);
SELECT clv_tally_agg(1.5, 2, 3);
SELECT clv_tally_agg('NaN', 2, 3);
SELECT clv_tally_agg(1, 2, 'infinity');
SELECT clv_tally_agg(1, 2, 3, -1);
SELECT clv_tally_agg(1, 2, 3, 'NaN'::float8);
SELECT clv_tally_agg(3, 2, 4, 'calendar week');
SELECT clv_tally_agg(3, 2, 4, 5, 'calendar week');
SELECT clv_tally_count_agg(1, 2, 3, 1.5);
SELECT clv_tally_count_agg(1, 2, 3, -1);
SELECT clv_tally_count_agg(1, 2, 3, 'NaN');
SELECT clv_tally_count_agg(1, 2, 3, 1e16);
SELECT clv_tally_count_agg(1, 2, 3, 9007199254740992) FROM generate_series(1, 2);
SELECT customers(clv_tally_count_agg(1, 2, 2 + g, 9007199254740992)) FROM generate_series(1, 1024) AS g;
SELECT rollup(t) FROM (SELECT clv_tally_agg(1, 2, 3, u) AS t FROM unnest(ARRAY['day', 'week']) AS u GROUP BY u) AS s;
SELECT clv_tally_agg(1, 2, 3, 'week') + clv_tally_agg(1, 2, 3, 'calendar week');
SELECT clv_tally_agg(1, 2, 3) + clv_tally_agg(1, 2, 3, 4);
SELECT histories(ledger_by(l, 'month')) FROM ledgers;
SELECT clv_tally(ledger_by(l, 'month')) FROM ledgers;
SELECT clv_tally(l, unit => 'quarter') FROM ledgers;
SELECT clv_tally_accum(NULL, 1::float8, 2::float8, 3::float8);
-- text forms
SELECT '{"version": 1, "rows": [[1, 2, 5, 7.5, 2.0], [1, 2.0, 5, null, 1]], "knows_spend": true, "occasions": false, "unit": "week"}'::clv_tally;
SELECT '{"version": 1, "unit": "quarter", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": 1, "knows_spend": false, "rows": [[1, 2, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": []}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 0]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 1.5]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 1e300]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 6, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, null, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": true, "knows_spend": false, "rows": [[1, 1.5, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": true, "rows": [[1, 2, 5, -1, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": true, "rows": [[1, 2, 5, 1e16, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 1], [0, 0, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[1, 2, 5, 1], [1, 2, 5, 1]]}'::clv_tally;
SELECT '{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "last_seen": "infinity", "rows": [[1, 2, 5, 1]]}'::clv_tally;

-- states that have not ended
CREATE AGGREGATE part(float8, float8, float8) (SFUNC = clv_tally_accum, STYPE = clv_tally);
CREATE AGGREGATE whole(clv_tally) (SFUNC = clv_tally_combine, STYPE = clv_tally, FINALFUNC = clv_tally_final);
SELECT whole(p::text::clv_tally) = (SELECT clv_tally_agg(frequency, recency, tenure) FROM customers) AS same FROM (SELECT part(frequency, recency, tenure) AS p FROM customers GROUP BY tenure) AS s;
SELECT whole(t) = (SELECT clv_tally_agg(frequency, recency, tenure) FROM customers) AS closed_ones_too FROM (SELECT clv_tally_agg(frequency, recency, tenure) AS t FROM customers GROUP BY tenure) AS s;
SELECT customers(part(1, 2, 3));
SELECT clv_fit(part(1, 2, 3));
SELECT clv_tally_table(part(1, 2, 3));
SELECT last_seen(part(1, 2, 3));
DROP AGGREGATE part(float8, float8, float8), whole(clv_tally);

-- tallies of contracts
SELECT '{"version": 1, "rows": [[1, 0, 3], [1, 1.0, 5], [2, 1, 4], [2.5, 0, 1]]}'::survival_tally, '{"version": 1, "decimals": 6, "rows": [[1, 0, 3], [1, 1, 2500000]]}'::survival_tally;
SELECT rollup(s) = '{"version": 1, "rows": [[1, 1, 5], [2, 0, 7]]}' AS same, (rollup(s) + NULL = rollup(s)) AS also FROM (VALUES ('{"version": 1, "rows": [[1, 1, 5], [2, 0, 3]]}'::survival_tally), ('{"version": 1, "rows": [[2, 0, 4]]}'), (NULL)) AS v(s);
SELECT parameter, round(estimate::numeric, 8) AS estimate FROM clv_params(sbg_fit('{"version": 1, "rows": [[1, 1, 369], [2, 1, 163], [3, 1, 86], [4, 1, 56], [5, 1, 37], [6, 1, 27], [7, 0, 241], [7, 1, 21]]}'::survival_tally)) AS p;
SELECT sbg_fit('{"version": 1, "decimals": 6, "rows": [[1, 0, 241000000], [1, 1, 369000000], [2, 1, 163000000]]}') = (SELECT sbg_fit(t, churned, n) FROM (VALUES (1, true, 369), (1, false, 241), (2, true, 163)) AS d(t, churned, n)) AS same;
SELECT sbg_fit('{"version": 1, "rows": [[1, 1, 369], [1.5, 0, 241]]}'::survival_tally);
SELECT sbg_fit('{"version": 1, "rows": [[0, 1, 369], [1, 0, 241]]}'::survival_tally);
SELECT '{"version": 1, "rows": [[1, 0, 3]]}'::survival_tally + '{"version": 1, "decimals": 6, "rows": [[1, 0, 3]]}';
SELECT '{"version": 1, "rows": [[-1, 0, 3]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 2, 3]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 0, 0]]}'::survival_tally;
SELECT '{"version": 1, "decimals": 7, "rows": [[1, 0, 1]]}'::survival_tally;
SELECT '{"version": 1, "rows": []}'::survival_tally;
SELECT survival_tally_merge(NULL, '{"version": 1, "rows": [[1, 0, 1]]}');
DROP TABLE seen, tallies, ledgers;

-- no maximum: warnings that say where the data point to
SELECT (clv_model_summary(sbg_fit(t, churned, n))).converged FROM (VALUES (1, true, 10), (2, true, 40), (3, true, 90), (3, false, 860)) AS d(t, churned, n);
SELECT (clv_model_summary(sbg_fit(3, false))).converged FROM generate_series(1, 10);
SELECT (clv_model_summary(clv_fit(1 + g % 2, 20 - g % 5, 20 + g % 7, 30 + g % 2))).spend_customers FROM generate_series(1, 300) AS g;
SELECT (clv_model_summary(clv_fit(frequency, recency, tenure, 30))).spend_customers FROM customers WHERE frequency IN (0, 1);
SELECT round(s.spend_correlation::numeric, 1) AS correlation FROM (SELECT clv_fit(frequency, recency, tenure, monetary * (1 + frequency)) AS m FROM customers) AS f, clv_model_summary(m) AS s;
SELECT clv(m, 52, 0.1, 0, 0, 30, NULL) AS value FROM (SELECT clv_fit(frequency, recency, tenure, (1 - (row_number + 0.5) / 601) ^ (-1 / 0.6) - 1) AS m FROM (SELECT *, row_number() OVER (ORDER BY frequency, recency, tenure, monetary) * 359 % 601 AS row_number FROM customers) AS c) AS f;

-- D8: a segment too small for a model, or without anything to learn, has none, and the others theirs
SET enable_hashagg = off;
SELECT segment, count(*), clv_fit(x, t_x, 40) IS NULL AS none FROM (VALUES ('large', 2, 9), ('large', 0, 0), ('large', 5, 30), ('large', 1, 2), ('one', 1, 2), ('none returns', 0, 0), ('none returns', 0, 0)) AS v(segment, x, t_x) GROUP BY 1 ORDER BY 1;
SELECT segment, sbg_fit(tenure, churned) IS NULL AS none FROM (VALUES ('contracts', 3, true), ('contracts', 1, true), ('contracts', 2, false), ('one period', 1, true), ('one period', 1, false), ('single', 4, true)) AS v(segment, tenure, churned) GROUP BY 1 ORDER BY 1;
SELECT p_alive(m, 1, 2, 3), clv_model_summary(m) IS NULL AS summary FROM (SELECT clv_fit(1, 2, 3, 30)) AS f(m);
SELECT clv_fit(t) IS NULL AS none, clv_fit(t, 'pareto/nbd') IS NULL AS also FROM (SELECT clv_tally_agg(0, 0, 3) AS t FROM generate_series(1, 10)) AS s;
RESET enable_hashagg;
-- told five times; then only that there are more
SELECT count(*) AS segments, count(m) AS models FROM (SELECT clv_fit(0, 0, g) AS m FROM generate_series(1, 30) AS g GROUP BY g % 10) AS s;
DO $$ BEGIN FOR i IN 1 .. 9 LOOP PERFORM sbg_fit(i, true); END LOOP; END $$;
SELECT count(*) AS segments, count(*) FILTER (WHERE (clv_model_summary(m)).converged) AS maxima FROM (SELECT sbg_fit(3, false) AS m FROM generate_series(1, 20) AS g GROUP BY g % 10) AS s;
SELECT count(*) AS segments, count(*) FILTER (WHERE abs((clv_model_summary(m)).spend_correlation) > 0.3) AS correlated
FROM (SELECT clv_fit(frequency, recency, tenure, monetary * (1 + frequency)) AS m FROM customers, generate_series(1, 7) AS g GROUP BY g) AS f;
SELECT count(*) AS segments, count(*) FILTER (WHERE expected_spend(m) = 'Infinity') AS infinite
FROM (SELECT clv_fit(frequency, recency, tenure, (1 - (n + 0.5) / 601) ^ (-1 / 0.6) - 1) AS m FROM (SELECT *, row_number() OVER (ORDER BY frequency, recency, tenure, monetary) * 359 % 601 AS n FROM customers) AS c, generate_series(1, 7) AS g GROUP BY g) AS f;
SELECT count(*) AS segments, count(*) FILTER (WHERE (clv_model_summary(m)).spend_customers IS NULL) AS without_spend
FROM (SELECT clv_fit(frequency, recency, tenure, 30) AS m FROM customers, generate_series(1, 7) AS g WHERE frequency < 2 GROUP BY g) AS f;

-- errors of fits
SELECT clv_fit(1, 5, 3) FROM generate_series(1, 10);
SELECT clv_fit(1, 0, 3) FROM generate_series(1, 10);
SELECT clv_fit(1.5, 2, 3) FROM generate_series(1, 10);
SELECT clv_fit(-1, 2, 3) FROM generate_series(1, 10);
SELECT clv_fit(1, 'NaN', 3) FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 'infinity') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, '-1'::float8) FROM generate_series(1, 10);
SELECT clv_fit(3, 2, 4, 'bg/bb') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 20000, 'bg/bb') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, 'bgnbd') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, NULL::text) FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, 'sbg') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, 'bg/nbd', 'quarter') FROM generate_series(1, 10);
SELECT clv_fit(1, 2, 3, CASE g WHEN 1 THEN 'bg/nbd' ELSE 'mbg/nbd' END) FROM generate_series(1, 10) AS g;
SELECT clv_fit(1, 2, 3, 'bg/nbd', CASE g WHEN 1 THEN 'week' ELSE 'day' END) FROM generate_series(1, 10) AS g;
SELECT clv_fit(h, date '2026-12-31' + g) FROM kept, generate_series(1, 2) AS g;
SELECT clv_fit(h, NULL) FROM kept;
SELECT clv_fit(CASE g WHEN 1 THEN h ELSE '{"version": 1, "first": "2026-01-05", "days": [0]}' END, '2026-12-31') FROM kept, generate_series(1, 2) AS g;
SELECT sbg_fit(0, true);
SELECT sbg_fit(1, NULL);
SELECT sbg_fit(1, NULL, 2);
SELECT sbg_fit(1, true, -1);
DO $$ BEGIN
	PERFORM clv_fit_accum(NULL, 1::float8, 2::float8, 3::float8);
	RAISE 'it can be called';
EXCEPTION WHEN undefined_function OR feature_not_supported THEN NULL;	-- which of the two depends on the server's minor release
END $$;

-- errors of readings
SELECT p_alive(sbg, 1, 2, 3) FROM models;
SELECT expected_lifetime(bg) FROM models;
SELECT expected_spend(mbg, 1, 2) FROM models;
SELECT expected_purchases(bg, -1) FROM models;
SELECT expected_purchases(bg, 1e16) FROM models;
SELECT expected_purchases(bg, 'NaN') FROM models;
SELECT expected_purchases(bg, 'infinity') FROM models;
SELECT expected_purchases(pareto, 'infinity') FROM models;
SELECT expected_purchases(bb, 1.5) FROM models;
SELECT clv(bg, 52, -1, 1, 2, 3, 4) FROM models;
SELECT clv(bg, 52, 10, 1, 2, 3, 4) FROM models;
SELECT clv(pareto, 'infinity', 0, 1, 2, 3, 4) FROM models;
SELECT clv(pareto, 1e15, -0.99, 1, 2, 3, 4) FROM models;
SELECT p_alive(bg, 2, 0, 3) FROM models;
SELECT p_alive(bg, 0, 1, 3) FROM models;
SELECT p_alive(bg, 'NaN', 1, 3) FROM models;
SELECT purchase_probability(bg, 3, -1) FROM models;
SELECT purchase_probability(pareto, 'infinity', 1) FROM models;
SELECT purchase_probability(bg, 1, -1, 2, 3, 4) FROM models;
SELECT purchases_high(bg, 'infinity', 2, 3, 4) FROM models;
SELECT purchases_high(bg, 1, 2, 3, 4, 95) FROM models;
SELECT purchases_high(make_clv_model('bg/nbd', '{"r": 1e6, "alpha": 1e-6, "a": 1e-9, "b": 1}'), 1e15, 0, 0, 0);
SELECT next_purchase(bg, h, '2026-12-31', 50) FROM models, kept;
SELECT next_purchase(bg, h, '2026-12-31', 1e-310) FROM models, kept;
SELECT next_purchase(pareto, h, '2026-12-31', 1e-310) FROM models, kept;
SELECT clv(mbg, 52, 0.1) FROM models;
SELECT expected_spend(mbg) FROM models;
SELECT clv(bg, 'infinity', 0) FROM models;
SELECT clv(bg, 'infinity', -0.1) FROM models;
SELECT expected_lifetime(sbg, -0.1) FROM models;
SELECT expected_lifetime(sbg, 10) FROM models;
SELECT expected_lifetime(sbg, 0.1, -1) FROM models;
SELECT expected_lifetime(make_clv_model('sbg', '{"alpha": 1e-12, "beta": 1}'), 1e-310);
SELECT retention_forecast(sbg, -1) FROM models;
SELECT retention_forecast(sbg, 3, 95) FROM models;
SELECT clv_simple(100, 1.1, 0.2);
SELECT clv_simple(100, 1, 0);
SELECT clv_simple(100, 0.8, 10);
SELECT clv_simple('NaN', 1, 0.1);
SELECT clv_simple(1e308, 1, 1e-9);
SELECT clv_simple(100, 0.5, 0.1, 'later');
SELECT clv_params(bg, 1) FROM models;

-- errors of models
SELECT make_clv_model('nbd', '{}');
SELECT make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1}');
SELECT make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 0}');
SELECT make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 1, "p": 1, "q": 1, "v": -1}');
SELECT make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 1, "c": 1}');
SELECT make_clv_model('pareto/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 1}');
SELECT make_clv_model('sbg', '{"alpha": 1, "beta": "1"}');
SELECT make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 1e400}');
SELECT make_clv_model('bg/nbd', '[1, 1, 1, 1]');
SELECT make_clv_model('bg/nbd', '[]');
SELECT '{"version": 1, "model": "sbg"}'::fitted_clv;
SELECT '{"version": 1, "model": "none"}'::fitted_clv;
SELECT '{"version": 1, "model": "bg/nbd", "unit": "quarter"}'::fitted_clv;
SELECT '{"version": 1, "model": "sbg", "parameters": {"alpha": 1, "beta": 1}, "log_likelihood": 1, "converged": 1}'::fitted_clv;
SELECT '{"version": 1, "model": "sbg", "parameters": {"alpha": 1, "beta": 1}, "log_likelihood": 1, "converged": true, "iterations": 1.5}'::fitted_clv;
SELECT '{"version": 1, "model": "sbg", "parameters": {"alpha": 1, "beta": 1}, "log_likelihood": 1, "converged": true, "iterations": 1, "customers": 1, "repeat_customers": 2}'::fitted_clv;
SELECT '{"version": 1, "model": "sbg", "parameters": {"alpha": 1, "beta": 1}, "log_likelihood": 1, "converged": true, "iterations": 1, "customers": 1, "repeat_customers": 0, "covariance": [1, 2]}'::fitted_clv;
SELECT '{"version": 1, "model": "sbg", "parameters": {"alpha": 1, "beta": 1}, "log_likelihood": 1, "converged": true, "iterations": 1, "customers": 1, "repeat_customers": 0, "covariance": [-1, 2, 3]}'::fitted_clv;
DROP TABLE kept, models, customers;
