-- What users of the segment room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL

CREATE TABLE customers (id int, spent numeric, orders int, days int);
INSERT INTO customers VALUES (1, 120.50, 4, 12), (2, 20, 1, 200), (3, 20, 1, 31), (4, 75.25, 2, 31), (5, 310, 9, 3), (6, 20, 1, 365), (7, 0, 1, 90), (8, 55.5, 2, 31), (9, NULL, 1, 31), (10, 75.25, 3, 7);

-- tiles of a window: ties share the lower one, in any order, whatever the frame
SELECT id, spent, rfm_tile(5) OVER (ORDER BY spent) AS tile, rfm_tile(5) OVER (ORDER BY spent ROWS 1 PRECEDING) AS framed, 1 + 5 * (rank() OVER (ORDER BY spent) - 1) / count(*) OVER () AS formula
FROM customers WHERE spent IS NOT NULL ORDER BY spent, id;
SELECT id, rfm_tile(2) OVER (PARTITION BY orders = 1 ORDER BY days DESC, id) AS tile FROM customers ORDER BY id;
SELECT id, rfm_tile(3) OVER (ORDER BY spent) AS last, rfm_tile(3) OVER (ORDER BY spent NULLS FIRST) AS first FROM customers ORDER BY id;
SELECT DISTINCT rfm_tile(5) OVER () AS all_alike, rfm_tile(NULL) OVER (ORDER BY id) AS unknown FROM customers;
SELECT rfm_tile(1) OVER (ORDER BY id) FROM customers;
SELECT rfm_tile(1001) OVER (ORDER BY id) FROM customers;
SELECT rfm_tile(5);

-- tallies, and what is read from them
SELECT value_agg(spent) AS t FROM customers;
SELECT value_agg(spent, orders) AS t FROM customers;
SELECT customers(t), total(t), cut_points(t), cut_points(t, 2), value_quantile(t), value_quantile(t, 0.9), value_quantile(t, 1) FROM (SELECT value_agg(spent) AS t FROM customers) AS s;
SELECT gini(t), top_share(t), top_share(t, 0.5), top_share(t, 1), share_cut(t), share_cut(t, 0.5), share_cut(t, 1) FROM (SELECT value_agg(spent) AS t FROM customers) AS s;
SELECT * FROM concentration_table((SELECT value_agg(spent) FROM customers), 3);
SELECT * FROM concentration_table((SELECT value_agg(spent) FROM customers WHERE id < 4), 5);

-- an overload for each type of number; text and dates are no values
SELECT value_agg(1::smallint) = value_agg(1::int) AS int, value_agg(1::bigint) = value_agg(1::numeric) AS bigint, value_agg('1') = value_agg(1) AS literal, value_agg(1, 2::smallint) = value_agg(1, 2::numeric) AS customers, value_agg(1, '2') = value_agg(1, 2::bigint) AS literals;
SELECT value_agg(1::float8);
SELECT value_agg(1::text);
SELECT transition_agg('a', 'b') = transition_agg('a'::varchar, 'b'::text) AS text, transition_agg('a', NULL, 2::smallint) = transition_agg('a', NULL, 2::numeric) AS customers, transition_agg('a', 'b', '2') = transition_agg('a'::name, 'b'::char(3), 2) AS literal;
SELECT transition_agg(1, 2);
SELECT rfm_segment(5::smallint, 5) = rfm_segment(5::bigint, '5') AS same, value_tile(3, '{1,2}') = value_tile(3::bigint, '{1,2}'::numeric[]) AS tile;

-- who scores later: stored cuts
CREATE TABLE cuts AS SELECT cut_points(value_agg(spent)) AS spent, cut_points(value_agg(-days)) AS recency FROM customers;
SELECT * FROM cuts;
SELECT value_tile(v, spent) AS tile, v FROM cuts, unnest('{-5,0,19.99,20,55.50,75,75.25,100,1e30,Infinity}'::numeric[]) AS v;
SELECT value_tile(3, '{1,NULL,2,NULL}'), value_tile(3, '{}'), value_tile(3, '{{1,2},{3,4}}'), value_tile(NULL, '{1}'), value_tile(1, NULL);
SELECT value_tile('NaN', '{1}');
SELECT value_tile(1, '{NaN}');
SELECT cut_points(value_agg(v), 4) FROM (VALUES (1), (1), (1), (2)) AS s(v);
SELECT cut_points(value_agg(7), 3);

-- no values, unknown ones, nobody
SELECT value_agg(spent), rollup(NULL::value_tally), transition_agg('a', 'b') FILTER (WHERE false), rollup(NULL::transition_matrix) FROM customers WHERE false;
SELECT value_agg(NULL::numeric), value_agg(1, 0), value_agg(1, NULL), transition_agg(NULL, NULL), transition_agg('a', 'b', 0), transition_agg('a', 'b', NULL);
SELECT customers(NULL::value_tally), total(NULL), cut_points(NULL), value_quantile(NULL), gini(NULL), top_share(NULL), share_cut(NULL), rfm_segment(NULL, 1);
SELECT * FROM concentration_table(NULL);
SELECT * FROM transition_table(NULL);
SELECT * FROM rfm_table(NULL);
SELECT gini(t), top_share(t), share_cut(t), value_quantile(t), total(t) FROM (SELECT value_agg(v) AS t FROM unnest('{0,0,0.00}'::numeric[]) AS v) AS s;
SELECT * FROM concentration_table((SELECT value_agg(0)), 2);
SELECT gini(value_agg(1)), top_share(value_agg(1), 0.01), share_cut(value_agg(1), 1e-300);

-- merging
SELECT rollup(t) = (SELECT value_agg(spent) FROM customers) AS same FROM (SELECT value_agg(spent) AS t FROM customers GROUP BY id) AS s;
SELECT t + t, NULL + t = t AS left_null, t + NULL = t AS right_null, (NULL::value_tally + NULL) IS NULL AS both_null FROM (SELECT value_agg(2.5) AS t) AS s;
SELECT value_agg(2.50) = value_agg(2.5) AS same_decimals, value_agg(2.5) + value_agg(0.125) AS more_decimals;
SELECT m + m, NULL + m = m AS left_null, m + NULL = m AS right_null, (NULL::transition_matrix + NULL) IS NULL AS both_null FROM (SELECT transition_agg('a', NULL) AS m) AS s;

-- what has no share of a total
SELECT gini(value_agg(v)) FROM unnest('{5,-2.5}'::numeric[]) AS v;
SELECT share_cut(value_agg(v)) FROM unnest('{5,-2.5}'::numeric[]) AS v;
SELECT top_share(value_agg(v)) FROM unnest('{5,-2.5}'::numeric[]) AS v;
SELECT concentration_table(value_agg(v)) FROM unnest('{5,-2.5}'::numeric[]) AS v;
SELECT gini(value_agg(v) FILTER (WHERE v >= 0)) FROM unnest('{5,-2.5}'::numeric[]) AS v;
SELECT total(value_agg(v)), value_quantile(value_agg(v)), cut_points(value_agg(v), 2) FROM unnest('{5,-2.5}'::numeric[]) AS v;

-- shares and bins
SELECT top_share(value_agg(1), 20);
SELECT top_share(value_agg(1), 0);
SELECT share_cut(value_agg(1), 'NaN');
SELECT value_quantile(value_agg(1), -0.5);
SELECT top_share(value_agg(1), 0.2);
SELECT cut_points(value_agg(1), 1);
SELECT concentration_table(value_agg(1), 1001);

-- numbers
SELECT value_agg('NaN');
SELECT value_agg('Infinity');
SELECT value_agg(1e39);
SELECT value_agg(1e-39);
SELECT value_agg(v) FROM (VALUES (1e37), (0.01)) AS s(v);
SELECT value_agg(1, -1);
SELECT value_agg(1, 1.5);
SELECT value_agg(1, 'NaN');
SELECT customers(value_agg(v, 9007199254740992)) FROM generate_series(1, 2) AS v;
SELECT rollup(t) FROM (SELECT value_agg(1, 9007199254740992) AS t FROM generate_series(1, 2) AS v GROUP BY v) AS s;
SELECT total(value_agg(99999999999999999999999999999999999999, 2));
SELECT gini(value_agg(v)), top_share(value_agg(v), 0.5) FROM unnest('{99999999999999999999999999999999999999,99999999999999999999999999999999999999,1}'::numeric[]) AS v;

-- segments: all cells have a name
SELECT frequency, max(rfm_segment(1, frequency)) AS recency_1, max(rfm_segment(2, frequency)) AS recency_2, max(rfm_segment(3, frequency)) AS recency_3, max(rfm_segment(4, frequency)) AS recency_4, max(rfm_segment(5, frequency)) AS recency_5
FROM generate_series(1, 5) AS frequency GROUP BY frequency ORDER BY frequency;
SELECT rfm_segment(0, 3);
SELECT rfm_segment(3, 6);

-- from orders to a scored list
CREATE TABLE orders (customer_id int, at date, amount numeric);
INSERT INTO orders SELECT id, date '2026-03-31' - days - 10 * o, CASE WHEN o = 1 THEN spent ELSE 0 END FROM customers, generate_series(1, orders) AS o WHERE spent IS NOT NULL;
INSERT INTO orders VALUES (11, '2026-03-01', -5), (12, '2026-02-01', 40), (12, '2026-03-20', -40), (13, '2026-04-02', 30);
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), '2026-03-31');
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), bins => 3) WHERE customer IN ('5', '12', '13');
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), '2020-01-01');
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), bins => NULL);
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'month') FROM orders));
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), bins => 1);
SELECT * FROM rfm_table((SELECT ledger_agg(customer_id, at, amount, 'day') FROM orders), 'infinity');

-- who moved between segments
CREATE TABLE moved AS SELECT * FROM (VALUES ('B', 'A'), ('A', 'A'), ('A', 'A'), ('A', 'b'), (NULL, 'b'), (NULL, 'A'), ('b', NULL), ('', 'b'), (NULL, NULL), ('Ä', 'A'), ('a', 'A')) AS v(before, after);
SELECT transition_agg(before, after) FROM moved;
SELECT * FROM transition_table((SELECT transition_agg(before, after) FROM moved));
SELECT before, after, transitions, share, low, high FROM transition_table((SELECT transition_agg(before, after, 25) FROM moved), 0.9) WHERE before = 'A';
SELECT transition_table(transition_agg('a', 'b'), 95);
SELECT transition_agg('a', 'b', -1);
SELECT transition_agg(before, after, 9007199254740992) FROM moved;
SELECT rollup(t) FROM (SELECT transition_agg('a', 'b', 9007199254740992) AS t FROM generate_series(1, 2) AS v GROUP BY v) AS s;
SELECT count(*), sum(transitions) FROM transition_table((SELECT transition_agg(i::text, (i + 1)::text) FROM generate_series(1, 999) AS i));
SELECT transition_agg(i::text, (i + 1)::text) FROM generate_series(1, 1000) AS i;
SELECT transition_agg(CASE WHEN i <= 900 THEN i::text ELSE 'other' END, NULL) IS NOT NULL AS others FROM generate_series(1, 1001) AS i;
SELECT transition_agg(repeat('x', 1000), repeat('y', 1001));
SELECT transition_agg(left(repeat('x', 1001), 60), 'a') IS NOT NULL AS named;

-- text
SELECT '{"version": 1, "scale": 2, "rows": [[-1.5, 2], [0, 1], [2.25, 3]]}'::value_tally;
SELECT '{"version": 1, "scale": 2, "rows": []}'::value_tally;
SELECT '{"version": 1, "scale": 39, "rows": [[1, 1]]}'::value_tally;
SELECT '{"version": 1, "scale": 0, "rows": [[1.5, 1]]}'::value_tally;
SELECT '{"version": 1, "scale": 0, "rows": [[1, 0]]}'::value_tally;
SELECT '{"version": 1, "scale": 0, "rows": [[2, 1], [1, 1]]}'::value_tally;
SELECT '{"version": 1, "scale": 0, "rows": [[1, 1], [1, 1]]}'::value_tally;
SELECT '{"version": 1, "scale": 0, "rows": [[1, 9007199254740992], [2, 1]]}'::value_tally;
SELECT '{"version": 1, "labels": ["b", "a"], "rows": [[0, 1, 2], [null, 1, 3]]}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a", "a"], "rows": [[0, 1, 2]]}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a", "b"], "rows": [[0, 0, 2]]}'::transition_matrix;
SELECT '{"version": 1, "labels": [], "rows": []}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a"], "rows": [[0, 1, 2]]}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a"], "rows": [[null, null, 2]]}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a"], "rows": [[0, null, 0]]}'::transition_matrix;
SELECT '{"version": 1, "labels": [7], "rows": [[0, null, 1]]}'::transition_matrix;
SELECT '{"version": 1, "labels": ["a"], "rows": [[0, null, 9007199254740992], [null, 0, 1]]}'::transition_matrix;
SELECT format('{"version": 1, "labels": ["%s"], "rows": [[0, null, 1]]}', repeat('x', 1001))::transition_matrix;
SELECT format('{"version": 1, "labels": [%s], "rows": [[0, null, 1]]}', string_agg(format('"%s"', i), ', '))::transition_matrix FROM generate_series(1, 1001) AS i;

-- the transition functions on their own
SELECT value_accum(NULL, 1);
SELECT transition_accum(NULL, 'a', 'b');

DROP TABLE customers, cuts, orders, moved;
