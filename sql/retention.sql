-- What users of the retention room see, and every error they can get.
SET extra_float_digits = 0;
SET TIME ZONE 'UTC';
SET datestyle = 'ISO';

CREATE TABLE orders (customer_id int, ordered_at timestamp, amount numeric);
INSERT INTO orders VALUES
	(1, '2026-01-05', 10), (1, '2026-01-20', 10), (1, '2026-02-10', 10), (1, '2026-04-01', 10),
	(2, '2026-01-31', 10), (2, '2026-03-01', 10),
	(3, '2026-02-14', 10), (3, '2026-03-14', 10), (3, '2026-04-20', 10),
	(4, '2026-02-28', 10),
	(5, '2026-04-30', 10),
	(NULL, '2026-04-30', 10), (6, NULL, 10);

-- calendars
SELECT customer_id, activity_agg(ordered_at, 'month') AS c FROM orders GROUP BY customer_id ORDER BY customer_id;
SELECT customer_id, first_period(c), last_seen(c), active_periods(c)
	FROM (SELECT customer_id, activity_agg(ordered_at, 'quarter') AS c FROM orders GROUP BY customer_id) s ORDER BY customer_id;
SELECT unit, activity_agg(day, unit) FROM unnest('{day,week,month,quarter,year}'::text[]) unit, unnest('{2024-02-29,2024-12-31,2025-01-01}'::date[]) day GROUP BY unit ORDER BY unit;
SELECT activity_agg(day, 'month') + activity_agg(day + 90, 'month') FROM (VALUES (date '2026-01-15')) v(day);
SELECT NULL + c = c AS left_null, c + NULL = c AS right_null, (NULL::activity_calendar + NULL) IS NULL AS both_null, c <> c AS differ, (c::jsonb) -> 'active' AS active
	FROM (SELECT activity_agg(ordered_at, 'month') AS c FROM orders) s;

-- the grid, in one pass and in two steps
SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders;
SELECT retention_agg(c) = (SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders) AS same
	FROM (SELECT activity_agg(ordered_at, 'month') AS c FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id) s;
SELECT customers(g), last_seen(g) FROM (SELECT retention_agg(customer_id, ordered_at, 'month') AS g FROM orders) s;

-- the triangle, the curve, the lifecycle
SELECT * FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders));
SELECT cohort, period, retained, rate FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), mode => 'unbounded');
SELECT cohort, period, cohort_size, retained FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), as_of => '2026-03-15');
SELECT period, eligible, retained, rate, low, high FROM retention_curve((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), confidence => 0.9);
SELECT * FROM retention_curve((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), '2026-05-15', 'unbounded');
SELECT retention_rate(g, 0), retention_rate(g, 1), retention_rate(g, 3), retention_rate(g, 4), retention_rate(g, 2147483647), retention_rate(g, 1, mode => 'unbounded')
	FROM (SELECT retention_agg(customer_id, ordered_at, 'month') AS g FROM orders) s;
SELECT * FROM lifecycle_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), '2026-05-15');

-- cohorts by joining, with a customer who was never active
SELECT retention_agg(c, joined, 'month')
	FROM (SELECT date '2026-01-10' AS joined, activity_agg('2026-02-03'::date, 'month') AS c UNION ALL SELECT '2026-01-11', NULL UNION ALL SELECT NULL, NULL) s;
SELECT cohort, period, cohort_size, retained FROM retention_table((SELECT retention_agg(c, joined, 'month')
	FROM (SELECT timestamp '2026-01-10' AS joined, activity_agg('2026-02-03'::date, 'month') AS c UNION ALL SELECT '2026-01-11', NULL) s), '2026-03-31');
SELECT * FROM lifecycle_table((SELECT retention_agg(NULL::activity_calendar, '2026-01-10'::timestamptz, 'month')));
SELECT period_start, active_customers, new_customers FROM lifecycle_table((SELECT retention_agg(activity_agg, '2026-01-10'::date, 'month') FROM (SELECT activity_agg('2026-02-03'::date, 'month')) s), '2026-02-28');

-- the same in one pass over rows that know when their customer joined; at NULL is a customer who joined, and is not active in this row
CREATE TABLE members (customer_id int, joined date);
INSERT INTO members VALUES (1, '2025-12-30'), (2, '2026-01-02'), (3, '2026-02-01'), (4, '2026-02-28'), (5, '2026-04-29'), (6, '2026-03-15'), (7, NULL), (NULL, '2026-01-01');
SELECT cohort, period, cohort_size, retained FROM retention_table((SELECT retention_agg(customer_id, ordered_at, joined, 'month') FROM members LEFT JOIN orders USING (customer_id)), '2026-03-31');
SELECT retention_agg(customer_id, ordered_at, joined, 'month') = (SELECT retention_agg(c, joined, 'month') FROM members LEFT JOIN (SELECT customer_id, activity_agg(ordered_at, 'month') AS c FROM orders GROUP BY customer_id) AS s USING (customer_id) WHERE customer_id IS NOT NULL) AS same
	FROM members LEFT JOIN orders USING (customer_id);
SELECT retention_agg(customer_id, NULL, joined, 'quarter') FROM members;

-- contracts: active in every period whose last day lies in one
CREATE TABLE contracts (customer_id int, during daterange, plan text);
INSERT INTO contracts VALUES
	(1, '[2026-01-10,2026-03-31)', 'basic'), (1, '[2026-03-31,)', 'pro'),	-- upgraded on the last day of March
	(2, '[2026-01-31,2026-02-28)', 'basic'), (2, '[2026-02-15,2026-04-01)', 'pro'),	-- two at once in February
	(3, '[2026-02-01,2026-02-28)', 'basic'),	-- ends before the month does
	(4, '[2026-02-28,2026-03-01)', 'basic'), (4, 'empty', 'basic'), (4, NULL, 'basic'),
	(5, '[2026-04-29,2027-04-29)', 'pro'), (NULL, '[2026-01-01,)', 'pro');
SELECT customer_id, activity_agg(during, 'month', '2026-04-30') AS c FROM contracts GROUP BY customer_id ORDER BY customer_id;
SELECT customer_id, first_period(c), last_seen(c), active_periods(c) FROM (SELECT customer_id, activity_agg(during, 'month', '2026-04-29') AS c FROM contracts GROUP BY customer_id) AS s ORDER BY customer_id;
SELECT retention_agg(customer_id, during, 'month', '2026-04-30') FROM contracts;
SELECT retention_agg(customer_id, during, 'month', '2026-04-30') = (SELECT retention_agg(c) FROM (SELECT activity_agg(during, 'month', '2026-04-30') AS c FROM contracts WHERE customer_id IS NOT NULL GROUP BY customer_id) AS s) AS same FROM contracts;
SELECT period_start, active_customers, new_customers, retained, resurrected, churned, churn_rate, low, high FROM lifecycle_table((SELECT retention_agg(customer_id, during, 'month', '2026-05-15') FROM contracts), confidence => 0.9);
SELECT retention_agg(customer_id, during, 'month', '2026-01-30'), activity_agg(during, 'year', '2026-12-30') FROM contracts;
SELECT active_periods(activity_agg(d, 'day', '2026-12-31')) FROM (VALUES (daterange '[2026-01-01,2026-02-01)'), ('(2026-12-01,)')) AS v(d);

-- who was active between two days
SELECT customer_id, was_active(c, '2026-02-28', '2026-03-01') AS february_or_march, was_active(c, '2026-03-31', '2026-03-31') AS march, was_active(c, '2020-01-01', '2026-01-01') AS until_january, was_active(c, '2026-05-01', '2099-01-01') AS later, was_active(NULL, '2026-01-01', '2026-01-01') AS unknown
	FROM (SELECT customer_id, activity_agg(ordered_at, 'month') AS c FROM orders GROUP BY customer_id) AS s WHERE c IS NOT NULL ORDER BY customer_id;

-- merging
SELECT rollup(g) = (SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders) AS same
	FROM (SELECT retention_agg(customer_id, ordered_at, 'month') AS g FROM orders GROUP BY customer_id % 2) s;
SELECT a + b = (SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders) AS same, NULL + a = a AS left_null, a + NULL = a AS right_null, (NULL::retention_grid + NULL) IS NULL AS both_null, a <> b AS differ
	FROM (SELECT retention_agg(customer_id, ordered_at, 'month') FILTER (WHERE customer_id < 3) AS a, retention_agg(customer_id, ordered_at, 'month') FILTER (WHERE customer_id >= 3) AS b FROM orders) s;
SELECT count(*) FROM (SELECT g FROM (SELECT retention_agg(customer_id, ordered_at, 'month') AS g FROM orders) s UNION SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders) u;
SELECT (g::jsonb) -> 'last_seen' AS last_seen FROM (SELECT retention_agg(customer_id, ordered_at, 'month') AS g FROM orders) s;

-- no rows, only NULLs
SELECT activity_agg(ordered_at, 'month'), retention_agg(customer_id, ordered_at, 'month'), retention_agg(NULL::activity_calendar), rollup(NULL::activity_calendar), rollup(NULL::retention_grid) FROM orders WHERE false;
SELECT activity_agg(ordered_at, 'month'), retention_agg(customer_id, ordered_at, 'month'), retention_agg(NULL::activity_calendar), rollup(NULL::activity_calendar), rollup(NULL::retention_grid), retention_agg(NULL::activity_calendar, ordered_at, 'month') FROM orders WHERE ordered_at IS NULL;
SELECT * FROM retention_table(NULL);
SELECT * FROM retention_curve(NULL);
SELECT * FROM lifecycle_table(NULL);
SELECT retention_rate(NULL, 1), customers(NULL::retention_grid), last_seen(NULL::retention_grid), retention_rate(retention_agg(1, now(), 'day'), NULL);

SELECT activity_agg(during, 'month', '2026-04-30'), retention_agg(customer_id, during, 'month', '2026-04-30'), retention_agg(customer_id, ordered_at, joined, 'month') FROM contracts LEFT JOIN orders USING (customer_id) LEFT JOIN members USING (customer_id) WHERE customer_id IS NULL AND plan = 'basic';
SELECT retention_agg(customer_id, ordered_at, joined, 'month') FROM orders LEFT JOIN members USING (customer_id) WHERE joined IS NULL;

-- units
SELECT activity_agg(ordered_at, 'hour') FROM orders;
SELECT activity_agg(ordered_at, NULL) FROM orders;
SELECT activity_agg(ordered_at, NULL) FROM orders WHERE customer_id = 6;
SELECT activity_agg(ordered_at, CASE customer_id WHEN 5 THEN 'day' ELSE 'month' END) FROM orders;
SELECT retention_agg(customer_id, ordered_at, 'Month') FROM orders;
SELECT retention_agg(c) FROM (SELECT activity_agg(now(), 'day') AS c UNION ALL SELECT activity_agg(now(), 'week')) s;
SELECT retention_agg(activity_agg, now(), 'month') FROM (SELECT activity_agg(now(), 'day')) s;
SELECT rollup(g) FROM (SELECT retention_agg(1, ordered_at, u) AS g FROM orders, unnest('{day,year}'::text[]) u GROUP BY u) s;
SELECT activity_agg(now(), 'day') + activity_agg(now(), 'week');
-- times
SELECT activity_agg('infinity'::date, 'day');
SELECT activity_agg('-infinity'::timestamp, 'day');
SELECT retention_agg(1, 'infinity'::timestamptz, 'day');
SELECT retention_agg(NULL::activity_calendar, '-infinity'::date, 'day');
SELECT activity_agg(d, 'day') FROM unnest('{0001-01-01,9999-12-31}'::date[]) d;
SELECT retention_agg(1, d, 'month') FROM unnest('{0001-01-01,9999-12-31}'::date[]) d;
SELECT activity_agg(date '2000-01-01' + x, 'day') FROM unnest('{0,90000,110000}'::int[]) x;
SELECT retention_agg(1, date '2000-01-01' + x, 'day') FROM unnest('{0,90000,110000}'::int[]) x;
SELECT retention_agg(c, date '2020-01-01', 'day') FROM (SELECT activity_agg(timestamp '294276-12-31', 'day') c) s;
SELECT activity_agg(date '5874897-12-31', 'day');
SELECT activity_agg(date '4713-12-31 BC', 'day');
SELECT first_period(activity_agg(d, 'year')), first_period(activity_agg(d, 'year'))::text FROM unnest('{4712-01-01 BC,5874893-12-31}'::date[]) d GROUP BY d ORDER BY d;
SELECT customers(retention_agg(c, d, 'month')) FROM unnest('{1,2}'::int[], '{0001-01-01,9999-12-31}'::date[]) v(c, d);
SELECT retention_agg(c, joined, 'month') FROM (SELECT activity_agg('2026-01-31'::date, 'month') AS c, date '2026-02-01' AS joined) s;
SELECT retention_agg(customer_id, ordered_at, joined, 'month') FROM (VALUES (1, date '2026-01-31', date '2026-02-01')) v(customer_id, ordered_at, joined);
SELECT retention_agg('customer ' || customer_id, ordered_at, date '2026-02-01', 'quarter') FROM (VALUES (1, date '2025-12-31')) v(customer_id, ordered_at);
SELECT retention_agg(customer_id, ordered_at, greatest('2026-01-01', least(ordered_at, '2026-02-01')), 'month') FROM orders;
SELECT cohort, cohort_size FROM retention_table((SELECT retention_agg(customer_id, ordered_at, joined, 'month') FROM (SELECT *, min(ordered_at) OVER (PARTITION BY customer_id) AS joined FROM orders) s)) WHERE period = 0;
SELECT retention_agg(1, NULL, 'infinity'::timestamp, 'month');
SELECT retention_agg(1, d, date '0001-01-01', 'day') FROM (VALUES (date '2026-01-01')) v(d);
-- contracts
SELECT activity_agg(daterange '(,2026-01-01)', 'month', '2026-04-30');
SELECT retention_agg(1, daterange '[-infinity,2026-01-01)', 'month', '2026-04-30');
SELECT activity_agg(span, 'month', '2026-04-30') FILTER (WHERE isfinite(lower(span))) = activity_agg('[2026-01-15,2026-03-01)'::daterange, 'month', '2026-04-30') AS same
	FROM (VALUES (daterange '(,2025-07-01)'), ('[-infinity,2025-07-01)'), ('empty'), (NULL), ('[2026-01-15,2026-03-01)')) v(span);
SELECT active_periods(activity_agg(daterange '[2026-01-01,infinity)', 'month', '2026-04-30'));
SELECT activity_agg(during, 'month', NULL) FROM contracts;
SELECT retention_agg(customer_id, during, 'month', NULL) FROM contracts;
SELECT activity_agg(during, 'month', upper(during)) FROM contracts WHERE customer_id = 2;
SELECT retention_agg(customer_id, during, 'month', upper(during)) FROM contracts WHERE customer_id = 2;
SELECT customers(retention_agg(customer_id, during, 'month', upper(during))) FROM contracts WHERE customer_id = 2 GROUP BY upper(during) ORDER BY upper(during);
SELECT activity_agg(daterange '[2026-01-01,)', 'month', 'infinity');
SELECT activity_agg(daterange '[1000-01-01,)', 'day', '2026-04-30');
SELECT retention_agg(1, daterange '[1000-01-01,)', 'day', '2026-04-30');
SELECT retention_agg(customer_id, during, CASE plan WHEN 'pro' THEN 'day' ELSE 'month' END, '2026-04-30') FROM contracts;
SELECT was_active(activity_agg(date '2026-01-01', 'month'), '2026-01-02', '2026-01-01');
SELECT was_active(activity_agg(date '2026-01-01', 'month'), '2026-01-01', 'infinity');
-- readings
SELECT * FROM lifecycle_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), confidence => 1);
SELECT count(*) FROM lifecycle_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), confidence => NULL);
SELECT * FROM lifecycle_table((SELECT retention_agg(customer_id, ordered_at, 'day') FROM orders), '9999-12-31');
SELECT * FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), '2026-03-31', 'unbounded');
SELECT * FROM retention_curve((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), mode => 'rolling');
SELECT * FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), confidence => 95);
SELECT * FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), 'infinity');
SELECT count(*) FROM retention_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), '2025-12-31');
SELECT count(*) FROM lifecycle_table((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), '2025-12-31');
SELECT retention_rate((SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders), -1);
-- text
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [0, 2]}'::activity_calendar;
SELECT '{}'::activity_calendar;
SELECT '{"version": 1, "unit": "hour", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [0, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-02", "last_seen": "2026-03-05", "active": [0, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "today", "last_seen": "2026-03-05", "active": [0, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-04-05", "active": [0, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-02-28", "active": [0, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": []}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [1, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [0, 2, 2]}'::activity_calendar;
SELECT '{"version": 1, "unit": "day", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [0, 100000]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": 3}'::activity_calendar;
SELECT '{"version": 1, "unit": "year", "first": "5874897-01-01", "last_seen": "5874897-03-05", "active": [0]}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-03-05", "active": [0, 2], "x": 1}'::activity_calendar;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0, 2], "active": [2, 1], "last": [1, 1]}, {"period": "2026-02-01", "customers": [0, 0, 0], "since": [], "active": [], "last": []}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": []}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [1]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-05", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-02-01", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2]}, {"period": "2026-01-01", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, -2, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0], "active": [3], "last": [3]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0, 1], "active": [2, 2], "last": [1, 1]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0, 1], "active": [2, 0], "last": [2, 0]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 3, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2, 0]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "year", "last_seen": "2026-03-05", "rows": [{"period": "5874898-01-01", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [1, 1], "active": [2, 2], "last": [1, 1]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [0, 0, 0], "since": [], "active": [], "last": []}]}'::retention_grid;
SELECT rollup(g::retention_grid) FROM unnest(array_fill('{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [9223372036854775807, 0, 0], "since": [], "active": [], "last": []}]}'::text, '{2}')) g;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "customers": [0, 2, 0], "since": [0], "active": [2], "last": [2]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "year", "last_seen": "2026-03-05", "rows": [{"period": "5874893-01-01", "customers": [1, 0, 0], "since": [9], "active": [1], "last": [1]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-02-28", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0, 2], "active": [2, 1], "last": [1, 1]}]}'::retention_grid;
SELECT '{"version": 1, "unit": "month", "last_seen": "2025-12-31", "rows": [{"period": "2026-01-01", "customers": [1, 0, 0], "since": [], "active": [], "last": []}]}'::retention_grid;
-- a grid takes the cells that are not 0, however far apart: here a thousand cohorts of 100,000 days each
SELECT length(g::text), customers(g), pg_column_size(g) < 20000 AS small FROM (SELECT ('{"version": 1, "unit": "day", "last_seen": "2026-03-05", "rows": [' || string_agg('{"period": "' || date '1000-01-01' + x || '", "customers": [1, 1, 0], "since": [0, 99999], "active": [1, 1], "last": [0, 1]}', ', ' ORDER BY x) || ']}')::retention_grid AS g FROM generate_series(1, 1000) x) s;
-- transition functions on their own
SELECT activity_accum(NULL, now(), 'day');
SELECT retention_accum(NULL, activity_agg(now(), 'day'));

-- states that have not ended, as they travel between workers and nodes: the aggregate combines and closes them, nothing reads them
CREATE AGGREGATE whole(retention_grid) (SFUNC = retention_events_combine, STYPE = retention_grid, FINALFUNC = retention_events_final);
CREATE AGGREGATE part(bigint, timestamp, text) (SFUNC = retention_events_accum, STYPE = retention_grid);
SELECT part(1::bigint, ordered_at, 'month'), part(1::bigint, ordered_at, 'month')::text::retention_grid::text = part(1::bigint, ordered_at, 'month')::text AS same FROM orders WHERE customer_id = 1;
SELECT whole(p::text::retention_grid) = (SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders) AS same FROM (SELECT part(customer_id::bigint, ordered_at, 'month') AS p FROM orders GROUP BY ordered_at) s;
SELECT customers(part(1::bigint, ordered_at, 'month')) FROM orders;
SELECT part(1::bigint, ordered_at, 'month') + part(2::bigint, ordered_at, 'month') FROM orders;
SELECT rollup(p) FROM (SELECT part(1::bigint, ordered_at, 'month') AS p FROM orders) s;
SELECT whole(g) FROM (SELECT retention_agg(1, ordered_at, 'month') AS g FROM orders GROUP BY ordered_at) s;
SELECT whole(p) FROM (SELECT part(1::bigint, ordered_at, u) AS p FROM orders, unnest(ARRAY['month', 'year']) u WHERE customer_id = 1 GROUP BY u) s;
SELECT '{"version": 1, "packed": ["AQECupQBAALwBAE="]}'::retention_grid;
SELECT '{"version": 1, "packed": ["AQECupQBAP///w=="]}'::retention_grid;
-- nor is one kind of them taken for another: events that know of joining, those that do not, and contracts of another as_of
CREATE AGGREGATE whole_of_joined(retention_grid) (SFUNC = retention_joined_events_combine, STYPE = retention_grid, FINALFUNC = retention_joined_events_final);
CREATE AGGREGATE part_of_joined(bigint, date, date, text) (SFUNC = retention_joined_events_accum, STYPE = retention_grid);
CREATE AGGREGATE whole_of_contracts(retention_grid) (SFUNC = retention_spans_combine, STYPE = retention_grid, FINALFUNC = retention_events_final);
CREATE AGGREGATE part_of_contracts(bigint, daterange, text, date) (SFUNC = retention_spans_accum, STYPE = retention_grid);
CREATE AGGREGATE whole_of_calendars(activity_calendar) (SFUNC = activity_span_combine, STYPE = activity_calendar, FINALFUNC = activity_calendar_final);
SELECT part_of_joined(2::bigint, ordered_at::date, '2026-01-01', 'month'), part_of_joined(2::bigint, ordered_at::date, '2026-01-01', 'month')::text::retention_grid::text = part_of_joined(2::bigint, ordered_at::date, '2026-01-01', 'month')::text AS same FROM orders WHERE customer_id = 2;
SELECT whole_of_joined(p::text::retention_grid) = (SELECT retention_agg(customer_id, ordered_at::date, joined, 'month') FROM members LEFT JOIN orders USING (customer_id)) AS same FROM (SELECT part_of_joined(customer_id::bigint, ordered_at::date, joined, 'month') AS p FROM members LEFT JOIN orders USING (customer_id) GROUP BY ordered_at) s;
SELECT whole_of_joined(p) FROM (SELECT part_of_joined(1::bigint, NULL, j, 'month') AS p FROM unnest('{2026-01-01,2026-01-05}'::date[]) j GROUP BY j) s;
SELECT whole_of_joined(p) FROM (SELECT part(1::bigint, ordered_at, 'month') AS p FROM orders) s;
SELECT whole(p) FROM (SELECT part_of_joined(1::bigint, ordered_at::date, '2026-01-01', 'month') AS p FROM orders) s;
SELECT whole_of_contracts(p) = (SELECT retention_agg(customer_id, during, 'month', '2026-04-30') FROM contracts) AS same FROM (SELECT part_of_contracts(customer_id::bigint, during, 'month', '2026-04-30') AS p FROM contracts GROUP BY plan) s;
SELECT whole_of_contracts(p) FROM (SELECT part_of_contracts(1::bigint, '[2026-01-01,)', 'month', d) AS p FROM unnest('{2026-04-30,2026-05-31}'::date[]) d GROUP BY d) s;
SELECT whole_of_calendars(c) FROM (SELECT activity_agg(daterange '[2026-01-01,)', 'month', d) AS c FROM unnest('{2026-04-30,2026-05-31}'::date[]) d GROUP BY d) s;
-- a value that a later version has written
SET client_min_messages = warning;
CREATE TYPE stored;
CREATE FUNCTION stored_in(cstring) RETURNS stored LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION stored_out(stored) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE stored (INPUT = stored_in, OUTPUT = stored_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = double);
RESET client_min_messages;
CREATE CAST (stored AS retention_grid) WITHOUT FUNCTION;
SELECT customers('\x020000000000000000000000'::stored::retention_grid);
DROP AGGREGATE part(bigint, timestamp, text), whole(retention_grid), part_of_joined(bigint, date, date, text), whole_of_joined(retention_grid), part_of_contracts(bigint, daterange, text, date), whole_of_contracts(retention_grid), whole_of_calendars(activity_calendar);
DROP TYPE stored CASCADE;

-- rolling actives: in one pass, of calendars, and merged
SELECT active_agg(customer_id, ordered_at, 'month') FROM orders;
SELECT active_agg(c) = (SELECT active_agg(customer_id, ordered_at, 'month') FROM orders) AS same
	FROM (SELECT activity_agg(ordered_at, 'month') AS c FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id) s;
SELECT rollup(a) = (SELECT active_agg(customer_id, ordered_at, 'month') FROM orders) AS same FROM (SELECT active_agg(customer_id, ordered_at, 'month') AS a FROM orders GROUP BY customer_id % 2) s;
SELECT a + b = (SELECT active_agg(customer_id, ordered_at, 'month') FROM orders) AS same, NULL + a = a AS left_null, a + NULL = a AS right_null, (NULL::active_tally + NULL) IS NULL AS both_null, a <> b AS differ, last_seen(a)
	FROM (SELECT active_agg(customer_id, ordered_at, 'month') FILTER (WHERE customer_id < 3) AS a, active_agg(customer_id, ordered_at, 'month') FILTER (WHERE customer_id >= 3) AS b FROM orders) s;
SELECT (a::jsonb) -> 'last_seen' AS last_seen, a::text::active_tally = a AS same FROM (SELECT active_agg(customer_id, ordered_at, 'day') AS a FROM orders) s;

-- windows: the usual one and others; what is not over, and what begins before the first period, is NULL; nobody in a window
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders));
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), 2, '2026-04-15');
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), as_of => '2026-06-30', confidence => 0.9);
SELECT unit, count(*) AS periods, count(active) AS over, count(active_in_window) AS windows, max(active_in_window) AS most
	FROM (SELECT unit, active_agg(customer_id, ordered_at, unit) AS a FROM orders, unnest('{day,week,month,quarter,year}'::text[]) AS unit GROUP BY unit) s, rolling_active(a, as_of => '2026-12-31') GROUP BY unit ORDER BY unit;
SELECT count(*) FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), 2, '2025-12-31');
SELECT count(active_in_window) FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), 100000);
-- contracts, by calendars: their as_of is the last day seen
SELECT a, last_seen(a), a::text::active_tally = a AS same FROM (SELECT active_agg(c) AS a FROM (SELECT activity_agg(daterange('2026-01-10', '2026-03-01'), 'month', '2026-05-20') AS c) s) t;
-- gaps of years
SELECT active_agg(c, d, 'day') FROM (VALUES (1, date '1950-01-01'), (1, '2020-02-29'), (2, '2223-10-14')) v(c, d);
SELECT count(*), sum(active), max(active_in_window) FROM rolling_active((SELECT active_agg(c, d, 'day') FROM (VALUES (1, date '1950-01-01'), (1, '2020-02-29'), (2, '2223-10-14')) v(c, d)), 30000);
-- no rows, only NULLs
SELECT active_agg(customer_id, ordered_at, 'month'), active_agg(NULL::activity_calendar), rollup(NULL::active_tally) FROM orders WHERE false;
SELECT active_agg(customer_id, ordered_at, 'month'), active_agg(NULL::activity_calendar), rollup(NULL::active_tally) FROM orders WHERE ordered_at IS NULL;
SELECT * FROM rolling_active(NULL);
SELECT count(*) FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), confidence => NULL);
SELECT last_seen(NULL::active_tally);
-- errors
SELECT active_agg(customer_id, ordered_at, 'hour') FROM orders;
SELECT active_agg(customer_id, ordered_at, CASE customer_id WHEN 5 THEN 'day' ELSE 'month' END) FROM orders;
SELECT active_agg(c) FROM (SELECT activity_agg(now(), 'day') AS c UNION ALL SELECT activity_agg(now(), 'week')) s;
SELECT active_agg(1, now(), 'day') + active_agg(1, now(), 'week');
SELECT active_agg(1, 'infinity'::timestamptz, 'day');
SELECT active_agg(1, d, 'day') FROM unnest('{0001-01-01,9999-12-31}'::date[]) d;
SELECT active_agg(1, date '2000-01-01' + x, 'day') FROM unnest('{0,90000,110000}'::int[]) x;
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), 0);
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), 100001);
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), confidence => 95);
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'month') FROM orders), as_of => 'infinity');
SELECT * FROM rolling_active((SELECT active_agg(customer_id, ordered_at, 'day') FROM orders), as_of => '9999-12-31');
SELECT * FROM rolling_active((SELECT active_agg(c, d, 'day') FROM unnest('{1,2}'::int[], '{0001-01-01,9999-12-31}'::date[]) v(c, d)));
-- text
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "last": 1, "after": [2], "customers": [1]}, {"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": []}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-03-02", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-03-01", "last": 0, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-02-05", "rows": [{"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "last": 1, "after": [1], "customers": [1]}, {"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "last": 1, "after": [2], "customers": [2]}, {"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "last": 1, "after": [0], "customers": [1]}, {"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-01-01", "last": 1, "after": [2], "customers": [1, 1]}, {"period": "2026-03-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT '{"version": 1, "unit": "year", "last_seen": "5874897-03-05", "rows": [{"period": "5874897-01-01", "last": 1, "after": [], "customers": []}]}'::active_tally;
SELECT rollup(a::active_tally) FROM unnest(array_fill('{"version": 1, "unit": "month", "last_seen": "2026-03-05", "rows": [{"period": "2026-03-01", "last": 9223372036854775807, "after": [], "customers": []}]}'::text, '{2}')) a;
SELECT active_accum(NULL, activity_agg(now(), 'day'));
-- open values, of events and of calendars
CREATE AGGREGATE whole(active_tally) (SFUNC = active_events_combine, STYPE = active_tally, FINALFUNC = active_events_final);
CREATE AGGREGATE part(bigint, timestamp, text) (SFUNC = active_events_accum, STYPE = active_tally);
CREATE AGGREGATE part(activity_calendar) (SFUNC = active_accum, STYPE = active_tally);
SELECT part(1::bigint, ordered_at, 'month'), part(1::bigint, ordered_at, 'month')::text::active_tally::text = part(1::bigint, ordered_at, 'month')::text AS same FROM orders WHERE customer_id = 1;
SELECT whole(p::text::active_tally) = (SELECT active_agg(customer_id, ordered_at, 'month') FROM orders) AS same FROM (SELECT part(customer_id::bigint, ordered_at, 'month') AS p FROM orders GROUP BY ordered_at) s;
SELECT part(c)::text::active_tally::text = part(c)::text AS same FROM (SELECT activity_agg(ordered_at, 'month') AS c FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id) s;
SELECT count(*) FROM rolling_active((SELECT part(1::bigint, ordered_at, 'month') FROM orders));
SELECT '{"version": 1, "packed": ["AQECupQBAAIA"]}'::active_tally;
DROP AGGREGATE part(bigint, timestamp, text), part(activity_calendar), whole(active_tally);

DROP TABLE orders, members, contracts;

-- A state that becomes live while another customer's row is put names whose rows are at fault, and nobody else.
SELECT retention_agg(c, d, 'day') FROM (SELECT 5::bigint AS c, date '2026-01-01' AS d, 0 AS n UNION ALL SELECT 5, '1700-01-01', 0 UNION ALL SELECT g, '2026-01-01', g FROM generate_series(100, 3000) AS g ORDER BY n) AS s;
