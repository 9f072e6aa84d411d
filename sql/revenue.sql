-- What users of the revenue room see, and every error they can get.
SET extra_float_digits = 0;
SET TIME ZONE 'UTC';
SET datestyle = 'ISO';

-- opening 500, closing 690; F comes and goes inside the period, G and H are back where they were
CREATE TABLE accounts (account text, before numeric, after numeric, paid_earlier boolean);
INSERT INTO accounts VALUES
	('A', 100, 150, true), ('B', 100, 60, true), ('C', 100, NULL, true), ('D', NULL, 80, true),
	('E', 0, 200, false), ('F', 0, 0, false), ('G', 100, 100, true), ('H', 100, 100, true), ('I', NULL, NULL, NULL);

-- bridges
SELECT revenue_agg(before, after, paid_earlier) FROM accounts;
SELECT revenue_agg(before, after) FROM accounts;
\x
SELECT s.* FROM (SELECT revenue_agg(before, after, paid_earlier) AS b FROM accounts) a, bridge_summary(b) s;
\x
SELECT t.* FROM (SELECT revenue_agg(before, after, paid_earlier) AS b FROM accounts) a, bridge_table(b) t;
SELECT nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b)
	FROM (SELECT revenue_agg(before, after, paid_earlier) AS b FROM accounts) a;
SELECT nrr(before, after), grr(before, after) FROM accounts;
SELECT e.* FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES (100, 85), (0, 45)) a (before, after)) a, earned_growth(b, 25) e;
SELECT e.* FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES (100, 85), (0, 5)) a (before, after)) a, earned_growth(b, 2.5) e;
SELECT account, nrr(before, after) OVER w, (revenue_agg(before, after) OVER w)::jsonb -> 'opening' AS opening
	FROM accounts WINDOW w AS (ORDER BY account ROWS 1 PRECEDING);

-- amounts are exact, with as many decimals as sum(numeric) shows
SELECT opening, closing, nrr FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES
	(123456789012345678901234567890, 123456789012345678901234567890.01), (0.000, 0.5)) a (before, after)) a, bridge_summary(b);
SELECT opening, closing, nrr FROM (SELECT revenue_agg(before, after) AS b FROM (VALUES
	(0.000000000000000000000000000003, 0.000000000000000000000000000001)) a (before, after)) a, bridge_summary(b);
SELECT day, opening, closing FROM (SELECT day, revenue_agg(amount, amount) OVER (ORDER BY day ROWS 1 PRECEDING) AS b
	FROM (VALUES (1, 1), (2, 1.5), (3, 2.25), (4, 3), (5, 4), (6, NULL), (7, NULL)) a (day, amount)) a, bridge_summary(b) ORDER BY day;

-- merging
SELECT rollup(b) = (SELECT revenue_agg(before, after, paid_earlier) FROM accounts) AS same
	FROM (SELECT revenue_agg(before, after, paid_earlier) AS b FROM accounts GROUP BY account) s;
SELECT a + b = (SELECT revenue_agg(before, after, paid_earlier) FROM accounts) AS same, NULL + a = a AS left_null, a + NULL = a AS right_null, (NULL::bridge_tally + NULL) IS NULL AS both_null, a <> b AS differ
	FROM (SELECT revenue_agg(before, after, paid_earlier) FILTER (WHERE account < 'D') AS a, revenue_agg(before, after, paid_earlier) FILTER (WHERE account >= 'D') AS b FROM accounts) s;
SELECT day, closing FROM (SELECT day, rollup(b) OVER (ORDER BY day ROWS 1 PRECEDING) AS b
	FROM (SELECT day, revenue_agg(amount, amount) AS b FROM (VALUES (1, 1), (2, 1.5), (3, 2.25), (4, 3), (5, 4), (6, NULL), (7, NULL)) a (day, amount) GROUP BY day) a) a, bridge_summary(b) ORDER BY day;
SELECT count(*) FROM (SELECT revenue_agg(before, after) AS b FROM accounts UNION SELECT revenue_agg(before, after) FROM accounts) u;
SELECT b::jsonb -> 'churned' AS churned FROM (SELECT revenue_agg(before, after) AS b FROM accounts) s;

-- no rows, only NULLs, no opening
SELECT revenue_agg(before, after), rollup(NULL::bridge_tally), nrr(before, after), grr(before, after) FROM accounts WHERE false;
SELECT revenue_agg(before, after), nrr(before, after) FROM accounts WHERE account = 'I';
SELECT nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b) FROM (SELECT revenue_agg(before, after) AS b FROM accounts WHERE account = 'E') s;
SELECT * FROM bridge_table(NULL);
SELECT nrr(NULL::bridge_tally), opening, earned_ratio FROM bridge_summary(NULL), earned_growth(NULL, 1);

-- ledgers
CREATE TABLE payments (customer_id int, paid_at timestamp, amount numeric);
INSERT INTO payments VALUES
	(1, '2026-01-05', 10), (1, '2026-01-20', 10.5), (1, '2026-02-10', 20), (1, '2026-04-01', 15),
	(2, '2026-01-31', 30), (2, '2026-02-01', 35), (2, '2026-02-15', -5), (2, '2026-03-01', 30), (2, '2026-04-30', 30.25),
	(3, '2026-02-14', 8), (3, '2026-05-14', 8),
	(NULL, '2026-04-30', 10), (6, NULL, 10), (6, '2026-04-30', NULL);
SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments;
SELECT ledger_agg(customer_id::text, paid_at::date, amount, 'year') FROM payments;
SELECT ledger_agg('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid, paid_at::timestamptz, amount, 'week') FROM payments WHERE customer_id = 1;
SELECT ledger_agg(E'a "quoted"\n\\name', paid_at, amount, 'quarter') FROM payments WHERE customer_id = 1;
SELECT period_start, opening, new_amount, expansion, contraction, churned, reactivated, closing, nrr, grr, quick_ratio
	FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments));
SELECT period_start, opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers, reactivated_customers, closing_customers, logo_churn, revenue_churn
	FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-05-31');
SELECT period_start, new_amount, reactivated FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-05-31', reactivation_window => 1);
SELECT period_start, opening, new_amount, reactivated, closing FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-06-29', lag => 3);
SELECT period_start, opening, closing FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-03-15');
SELECT period_start, opening, closing FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), lag => 12);
SELECT count(*) FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2025-12-31');
SELECT rollup(l) = (SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments) AS same
	FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments GROUP BY paid_at::date) s;
SELECT a + b = (SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments) AS same, NULL + a = a AS left_null, a + NULL = a AS right_null, (NULL::ledger_tally + NULL) IS NULL AS both_null, a <> b AS differ
	FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') FILTER (WHERE amount < 11) AS a, ledger_agg(customer_id, paid_at, amount, 'month') FILTER (WHERE amount >= 11) AS b FROM payments) s;
SELECT count(*) FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments UNION SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments) u;
SELECT l::jsonb #> '{customers, 0}' AS first_customer FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s;
SELECT ledger_agg(customer_id, paid_at, amount, 'month'), rollup(NULL::ledger_tally) FROM payments WHERE false;
SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments WHERE amount IS NULL;
SELECT * FROM revenue_table(NULL);
SELECT count(*) FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), lag => NULL);

-- since, longer units, negative nets, one bridge, who moved, cohorts
SELECT period_start, opening, new_amount, churned, closing, nrr, nrr_with_reactivation FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-02-28', since => '2025-12-15');
SELECT period_start, opening, new_amount, contraction, closing FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'day') FROM payments), '2026-06-30', unit => 'quarter');
SELECT period_start, opening, new_amount, contraction, closing FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount - 12, 'month') FROM payments), negatives => 'zero');
SELECT t.* FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s, bridge_table(revenue_bridge(l, '2026-04-15')) t;
SELECT period, revenue_bridge(l, period) IS NULL AS is_unknown, revenue_bridge(l, period, since => '2026-01-01') IS NULL AS unknown_since FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s, unnest('{2025-12-31,2026-01-31,2026-02-01,2026-05-14}'::date[]) period;
SELECT revenue_bridge(NULL, '2026-04-15') IS NULL AS no_ledger, revenue_bridge(l, NULL) IS NULL AS no_period, revenue_bridge(l, '2026-04-15', NULL) IS NULL AS no_lag FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s;
SELECT * FROM revenue_movements((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments));
SELECT * FROM revenue_movements((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-03-31', since => '2026-01-01') WHERE movement = 'new';
SELECT * FROM cohort_revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), '2026-04-30');
SELECT * FROM cohort_revenue_table((SELECT ledger_agg(customer_id, paid_at, amount, 'month') FROM payments), unit => 'quarter', since => '2026-01-01');

-- spans: an upgrade, three months, a pause; in none of a month's last days, two at once, skipped ones
CREATE TABLE contracts (customer_id int, during daterange, amount numeric);
INSERT INTO contracts VALUES
	(1, '[2026-01-05,2026-02-10)', 10), (1, '[2026-02-10,)', 25), (2, '[2026-01-31,2026-04-30)', 10), (3, '[2026-01-10,2026-02-10)', 10), (3, '[2026-03-25,)', 10.5),
	(4, '[2026-02-02,2026-02-28)', 99.999), (5, '[2026-02-28,2026-03-01)', 7), (5, '[2026-02-01,2026-05-01)', 8), (6, 'empty', 5), (7, '[2026-05-01,)', 5), (8, '[2026-01-01,)', NULL), (NULL, '[2026-01-01,)', 5), (9, NULL, 5);
SELECT t.* FROM (SELECT subscription_ledger_agg(customer_id, during, amount, 'month', '2026-04-30') AS l FROM contracts) s, ledger_table(l) t;
SELECT last_seen(l), customers(l) FROM (SELECT subscription_ledger_agg(customer_id, during, amount, 'month', '2026-04-29') AS l FROM contracts) s;
SELECT subscription_ledger_agg(customer_id, during, amount, 'quarter', '2026-04-30') FROM contracts;
SELECT subscription_ledger_agg(customer_id, during, amount, 'month', '2026-04-30') FROM contracts WHERE customer_id IN (4, 6, 7, 8, 9);
SELECT subscription_ledger_agg(1, '(,2026-01-01)'::daterange, 1, 'month', '2026-04-30');
SELECT subscription_ledger_agg(1, '[2026-01-01,)'::daterange, 'NaN', 'month', '2026-04-30');
SELECT subscription_ledger_agg(1, '[2026-01-01,)'::daterange, 1, 'month', NULL);
SELECT subscription_ledger_agg(1, '[2026-01-01,)'::daterange, 1, 'month', 'infinity');
SELECT subscription_ledger_agg(1, '[2026-01-01,)'::daterange, 1, 'month', day) FROM unnest('{2026-04-30,2026-05-31}'::date[]) day;
SELECT subscription_ledger_agg(1, '[1700-01-01,)'::daterange, 1, 'day', '2026-04-30');

-- a ledger is read by longer units, and as a table
SELECT t.* FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s, ledger_table(l) t;
SELECT * FROM ledger_table(NULL);
SELECT customers(l), last_seen(l), customers(NULL::ledger_tally), last_seen(NULL::ledger_tally), ledger_by(l, NULL) IS NULL AS null FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s;
SELECT unit, ledger_by(l, unit) = (SELECT ledger_agg(customer_id, paid_at, amount, unit) FROM payments) AS same FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'day') AS l FROM payments) s, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT unit, ledger_by(l, unit) = (SELECT ledger_agg(customer_id, paid_at, amount, unit) FROM payments) AS same FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'month') AS l FROM payments) s, unnest(ARRAY['month', 'quarter', 'year']) unit;
SELECT ledger_by(ledger_agg(customer_id, paid_at, amount, 'month'), 'week') FROM payments;
SELECT ledger_by(ledger_agg(customer_id, paid_at, amount, 'week'), 'month') FROM payments;
SELECT ledger_by(ledger_agg(customer_id, paid_at, amount, 'year'), 'fortnight') FROM payments;
SELECT unit, retention_grid(l, unit) = (SELECT retention_agg(customer_id, paid_at, unit) FROM payments WHERE amount > 0) AS same FROM (SELECT ledger_agg(customer_id, paid_at, amount, 'day') AS l FROM payments WHERE amount > 0) s, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT retention_grid(l) AS paying, retention_grid(NULL) IS NULL AS none FROM (SELECT ledger_agg(customer, day, amount, 'month') AS l FROM (VALUES (1, date '2026-01-05', 10), (1, '2026-02-05', 5), (1, '2026-02-06', -5), (2, '2026-03-01', -1)) p(customer, day, amount)) s;
SELECT retention_grid(ledger_agg(1, date '2026-01-05', -10, 'month')) IS NULL AS nobody_pays;
SELECT retention_grid(ledger_agg(customer_id, paid_at, amount, 'week'), 'month') FROM payments;

-- amounts that are none
SELECT revenue_agg(-5.00, 1);
SELECT revenue_agg(1, -0.01);
SELECT revenue_agg('NaN', 1);
SELECT revenue_agg(1, 'infinity');
SELECT revenue_agg(1e37, 0) + revenue_agg(1e-5, 0);
SELECT revenue_agg(1::float8, 1::float8);
SELECT revenue_agg('1'::money, '1'::money);
SELECT ledger_agg(1, date '2026-01-01', 'NaN', 'month');
SELECT ledger_agg(1, date 'infinity', 1, 'month');
SELECT ledger_agg(1, date '2026-01-01', 1e39, 'month');
SELECT e.* FROM (SELECT revenue_agg(1, 2) AS b) s, earned_growth(b, -1) e;
SELECT e.* FROM (SELECT revenue_agg(0, 2) AS b) s, earned_growth(b, 2.5) e;

-- units, options, what cannot be combined
SELECT ledger_agg(1, date '2026-01-01', 1, 'fortnight');
SELECT ledger_agg(1, date '2026-01-01', 1, NULL);
SELECT ledger_agg(1, date '2026-01-01', 1, u) FROM (VALUES ('day'), ('month')) v (u);
SELECT ledger_agg(1, date '2026-01-01', 1, 'month') + ledger_agg(1, date '2026-01-01', 1, 'year');
SELECT rollup(l) FROM (SELECT ledger_agg(1, date '2026-01-01', 1, 'month') AS l UNION ALL SELECT ledger_agg('1', date '2026-01-01', 1, 'month')) s;
SELECT ledger_agg(g, d, 1, 'day') FROM (VALUES (1, date '1700-01-01'), (2, '2026-01-01')) v (g, d);
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), '2300-01-01');
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), 'infinity');
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), lag => 0);
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), reactivation_window => -1);
SELECT count(*) FROM revenue_table((SELECT ledger_agg(customer_id, paid_at, amount - 12, 'month') FROM payments));
SELECT count(*) FROM revenue_table((SELECT ledger_agg(customer_id::text, paid_at, -amount, 'week') FROM payments), '2026-03-15');
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-05', 1, 'month')), since => '2026-02-01');
SELECT * FROM cohort_revenue_table((SELECT ledger_agg(1, date '2026-01-05', 1, 'day')), since => '2026-01-06');
SELECT * FROM revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), negatives => 'none');
SELECT * FROM revenue_movements((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), negatives => NULL);
SELECT revenue_bridge(ledger_agg(1, date '2026-01-01', 1, 'week'), '2026-01-01', unit => 'month');
SELECT revenue_accum(NULL, 1, 1);
DO $$ BEGIN
	PERFORM ledger_tally_final(NULL);
	RAISE 'it can be called';
EXCEPTION WHEN undefined_function OR feature_not_supported THEN NULL;	-- which of the two depends on the server's minor release
END $$;

-- states that have not ended
CREATE AGGREGATE part(text, timestamp, numeric, text) (SFUNC = ledger_accum, STYPE = ledger_tally);
CREATE AGGREGATE whole(ledger_tally) (SFUNC = ledger_tally_combine, STYPE = ledger_tally, FINALFUNC = ledger_tally_final);
SELECT part(customer_id::text, paid_at, amount, 'month') FROM payments WHERE customer_id = 1;
SELECT whole(p::text::ledger_tally) = (SELECT ledger_agg(customer_id::text, paid_at, amount, 'month') FROM payments) AS same FROM (SELECT part(customer_id::text, paid_at, amount, 'month') AS p FROM payments GROUP BY paid_at) s;
SELECT whole(l) = (SELECT ledger_agg(customer_id::text, paid_at, amount, 'month') FROM payments) AS closed_ones_too FROM (SELECT ledger_agg(customer_id::text, paid_at, amount, 'month') AS l FROM payments GROUP BY customer_id) s;
SELECT customers(part(customer_id::text, paid_at, amount, 'month')) FROM payments;
SELECT '{"version": 1, "packed": ["AQECAuaVAQEBMQHwBA=="]}'::ledger_tally;
-- parts of spans have one as_of, which rows that are skipped are not asked for, whatever their order
CREATE AGGREGATE part_of_spans(bigint, daterange, numeric, text, date) (SFUNC = subscription_ledger_accum, STYPE = ledger_tally);
CREATE AGGREGATE whole_of_spans(ledger_tally) (SFUNC = subscription_ledger_combine, STYPE = ledger_tally, FINALFUNC = ledger_tally_final);
SELECT whole_of_spans(p) FROM (SELECT part_of_spans(1::bigint, '[2026-01-01,)', 5, 'month', d) AS p FROM unnest('{2026-04-30,2026-05-31}'::date[]) d GROUP BY d) s;
SELECT whole_of_spans(p) = (SELECT subscription_ledger_agg(c, '[2026-01-01,)', 5, 'month', '2026-04-30') FROM generate_series(1, 2) c) AS same
	FROM (SELECT part_of_spans(c, '[2026-01-01,)', 5, 'month', '2026-04-30') AS p FROM generate_series(1, 2) c GROUP BY c) s;
SELECT last_seen(subscription_ledger_agg(c, '[2026-01-01,)', 5, 'month', d ORDER BY d)), last_seen(subscription_ledger_agg(c, '[2026-01-01,)', 5, 'month', d ORDER BY d DESC)),
	retention_agg(c, '[2026-01-01,)', 'month', d ORDER BY d) = retention_agg(c, '[2026-01-01,)', 'month', d ORDER BY d DESC) AS same FROM (VALUES (1, date '2026-04-30'), (NULL, '2026-01-31'), (NULL, '2026-05-31')) v(c, d);
DROP AGGREGATE part(text, timestamp, numeric, text), whole(ledger_tally), part_of_spans(bigint, daterange, numeric, text, date), whole_of_spans(ledger_tally);

-- text forms
SELECT '{"version": 1, "scale": 2, "opening": {"amount": 5.25, "customers": 2}, "new": {"amount": 0, "customers": 0}, "expansion": {"amount": 0, "customers": 0}, "contraction": {"amount": 0, "customers": 0}, "churned": {"amount": 1, "customers": 1}, "reactivated": {"amount": 0, "customers": 0}}'::bridge_tally;
CREATE FUNCTION bridge(opening numeric, opening_customers bigint, churned numeric, churned_customers bigint, scale int DEFAULT 2) RETURNS bridge_tally LANGUAGE sql AS $$
	SELECT jsonb_build_object('version', 1, 'scale', scale, 'opening', jsonb_build_object('amount', opening, 'customers', opening_customers), 'churned', jsonb_build_object('amount', churned, 'customers', churned_customers),
		'new', n, 'expansion', n, 'contraction', n, 'reactivated', n)::text::bridge_tally FROM (SELECT '{"amount": 0, "customers": 0}'::jsonb AS n) s $$;
SELECT closing, closing_customers FROM bridge_summary(bridge(5.25, 2, 1, 1));
SELECT bridge(5.25, 2, 6, 1);
SELECT bridge(5.25, 0, 0, 0);
SELECT bridge(5.25, -1, 0, 0);
SELECT bridge(5.25, 1, 1, 2);
SELECT bridge(5.255, 1, 0, 0);
SELECT bridge(5, 1, 0, 0, 39);
SELECT (bridge(9e37, 1, 0, 0, 0)::jsonb || '{"new": {"amount": 9e37, "customers": 1}}')::text::bridge_tally;
SELECT (bridge(9e37, 9e18::bigint, 0, 0, 0)::jsonb || '{"new": {"amount": 9e18, "customers": 9000000000000000000}}')::text::bridge_tally;
SELECT b + b FROM bridge(9e37, 9e18::bigint, 0, 0, 37) b;
SELECT rollup(b) FROM (SELECT bridge(9e18, 9e18::bigint, 0, 0, 0) AS b FROM generate_series(1, 2)) s;
SELECT bridge(1e40, 1, 1, 1, 0);
SELECT '{"version": 1, "scale": 2, "opening": 5}'::bridge_tally;
SELECT (left(b::text, -1) || ', "more": 1}')::bridge_tally FROM bridge(5, 1, 0, 0) b;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "first": "2025-12-01", "scale": 0, "last_seen": "2026-03-05", "customers": [{"amounts": [7], "periods": [2], "customer": -1}, {"customer": 2, "periods": [1, 2], "amounts": [-4, 8]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [1, 0], "amounts": [3, 4]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [0], "amounts": [3]}, {"customer": -1, "periods": [1], "amounts": [7]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [0], "amounts": [3]}, {"customer": 2, "periods": [1], "amounts": [7]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [0, 1], "amounts": [3]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-01-31", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [0, 1], "amounts": [3, 4]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "scale": 0, "first": "2026-01-01", "customers": [{"customer": 2, "periods": [0], "amounts": [3]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-01-31", "scale": 0, "first": "2026-01-01", "customers": [{"customer": "2", "periods": [0], "amounts": [3]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "text", "last_seen": "2026-03-05", "first": "2026-01-17", "scale": 0, "customers": []}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "int", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": []}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "text", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": []}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [{"customer": 9223372036854775808, "periods": [0], "amounts": [1]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [{"customer": 1, "periods": [], "amounts": []}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "text", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [{"customer": "a", "periods": [-1], "amounts": [1]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "year", "key": "text", "last_seen": "5874893-03-05", "first": "5874893-01-01", "scale": 0, "customers": [{"customer": "a", "periods": [1], "amounts": [1]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "uuid", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [{"customer": "a", "periods": [0], "amounts": [1]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "text", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [{"customer": "a", "periods": [0], "amounts": [0.5]}]}'::ledger_tally;
SELECT '{"version": 1, "unit": "month", "key": "text", "last_seen": "2026-03-05", "first": "2026-01-01", "scale": 0, "customers": [7]}'::ledger_tally;
