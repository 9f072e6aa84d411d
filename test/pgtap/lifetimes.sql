-- What must hold of readings of models whatever their parameters are: more time is never less, a tiny discount is next to none, narrow
-- densities lead to their limits, probabilities add up to 1 and to the expectation, and no call is deaf for long.
SET client_min_messages = warning;
SET extra_float_digits = 1;
SET jit = off;
SELECT setseed(0.61);
SELECT no_plan();

CREATE FUNCTION near(got float8, want float8, tolerance float8 = 1e-9) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN abs(got - want) <= tolerance * abs(want);
-- A number between 10^-decades and 10^decades
CREATE FUNCTION any_size(decades float8) RETURNS float8 LANGUAGE SQL VOLATILE RETURN 10 ^ (decades * (2 * random() - 1));

-- ---------- random models, ordinary and extreme ----------

CREATE TABLE worlds AS
SELECT row_number() OVER () AS id, decades, name, CASE name WHEN 'sbg' THEN jsonb_build_object('alpha', a, 'beta', b)
	WHEN 'bg/bb' THEN jsonb_build_object('alpha', a, 'beta', b, 'gamma', c, 'delta', d, 'p', 1, 'q', 2, 'v', 1)
	WHEN 'pareto/nbd' THEN jsonb_build_object('r', a, 'alpha', b, 's', c, 'beta', d, 'p', 1, 'q', 2, 'v', 1)
	ELSE jsonb_build_object('r', a, 'alpha', b, 'a', c, 'b', d, 'p', 1, 'q', 2, 'v', 1) END AS parameters
FROM (SELECT decades, name, any_size(decades) AS a, any_size(decades) AS b, any_size(decades) AS c, any_size(decades) AS d
	FROM unnest('{2,12}'::float8[]) AS decades, unnest('{bg/nbd,mbg/nbd,pareto/nbd,bg/bb,sbg}'::text[]) AS name, generate_series(1, 60)) AS drawn;
CREATE TABLE models AS SELECT *, make_clv_model(name, parameters, 'year') AS m FROM worlds;
CREATE TABLE customers AS SELECT * FROM (VALUES (0, 0, 0), (0, 0, 30), (1, 4, 9), (12, 50, 60)) AS v(x, t_x, t);
CREATE TABLE horizons AS SELECT unnest('{1,2,10,100,1000,1001,5000,100000}'::float8[]) AS h;
ANALYZE models, customers, horizons;

CREATE TABLE readings AS
SELECT id, name, decades, x, t, h, discount, CASE discount WHEN 0 THEN expected_purchases(m, h, x, t_x, t) ELSE clv(m, h, discount, x, t_x, t, 1) END AS value
FROM models, customers, horizons, unnest('{0,1e-12,0.01,0.1,1}'::float8[]) AS discount WHERE name <> 'sbg';
SELECT cmp_ok((SELECT count(*) FROM readings WHERE value > 0), '>', 50000::bigint, 'there are readings');
-- but for the accuracy of the integrals, where no more can be had
SELECT is_empty($$SELECT * FROM (SELECT *, lag(value) OVER (PARTITION BY id, x, t, discount ORDER BY h) AS shorter FROM readings) AS s WHERE value < shorter * (1 - 1e-11)$$, 'more time is never less');
SELECT is_empty($$SELECT * FROM (SELECT *, lag(value) OVER (PARTITION BY id, x, t, h ORDER BY discount) AS cheaper FROM readings) AS s WHERE value > cheaper * (1 + 1e-11)$$, 'a larger discount is never more');
SELECT is_empty($$SELECT * FROM readings AS a JOIN readings AS b USING (id, x, t, h) WHERE a.discount = 0 AND b.discount = 1e-12 AND NOT near(b.value, a.value, 2e-7)$$,
	'a tiny discount is next to none');

CREATE TABLE lifetimes AS SELECT id, (parameters ->> 'alpha')::float8 AS alpha, renewals, discount, expected_lifetime(m, discount, renewals) AS value
FROM models, unnest('{0,1e-9,1e-4,0.01,0.1,1}'::float8[]) AS discount, unnest('{0,1,10,1000}'::bigint[]) AS renewals WHERE name = 'sbg';
SELECT is_empty($$SELECT * FROM (SELECT *, lag(value) OVER (PARTITION BY id, renewals ORDER BY discount) AS cheaper FROM lifetimes) AS s WHERE value > cheaper * (1 + 1e-11)$$,
	'lifetimes never grow with the discount');
SELECT is_empty($$SELECT * FROM lifetimes AS a JOIN lifetimes AS b USING (id, renewals, alpha)
	WHERE a.discount = 0 AND b.discount = 1e-9 AND alpha > 3 AND NOT near(b.value, a.value, 1e-9 * (2 + a.value * (alpha - 1) / (alpha - 2)))$$, 'and a tiny one is next to none, where lifetimes vary little');

-- ---------- narrow densities: customers who are all alike ----------

-- All leave with probability share, and buy at the rate 1, so a new customer of bg/nbd expects (1 - exp(-share t)) / share, of mbg/nbd 1 - share times it.
CREATE TABLE alike AS SELECT share, size, jsonb_build_object('r', size, 'alpha', size, 'a', size * share, 'b', size * (1 - share)) AS p,
	jsonb_build_object('alpha', size * share, 'beta', size * (1 - share)) AS churn, jsonb_build_object('r', size, 'alpha', size, 's', size * share, 'beta', size) AS pareto
FROM unnest('{0.01,0.3,0.9}'::float8[]) AS share, unnest('{1e6,1e9,1e12}'::float8[]) AS size;
CREATE FUNCTION limits(what text, query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN NEXT is_empty(format('SELECT * FROM (%s) AS s(share, size, got, want) WHERE abs(got / want - 1) > 1e3 / size + 1e-12', query), what);
END $$;
SELECT limits('bg/nbd of customers who are alike', $$SELECT share, size, expected_purchases(make_clv_model('bg/nbd', p), t), (1 - exp(-share * t)) / share FROM alike, unnest('{1,10,100}'::float8[]) AS t$$);
SELECT limits('mbg/nbd', $$SELECT share, size, expected_purchases(make_clv_model('mbg/nbd', p), t), (1 - share) * (1 - exp(-share * t)) / share FROM alike, unnest('{1,10,100}'::float8[]) AS t$$);
SELECT limits('pareto/nbd', $$SELECT share, size, expected_purchases(make_clv_model('pareto/nbd', pareto), t), (1 - exp(-share * t)) / share FROM alike, unnest('{1,10,100}'::float8[]) AS t$$);
SELECT limits('bg/bb, on either side of the opportunities that are added up', $$SELECT share, size, expected_purchases(make_clv_model('bg/bb', jsonb_build_object('alpha', 1, 'beta', 1) ||
	jsonb_build_object('gamma', churn -> 'alpha', 'delta', churn -> 'beta')), n), 0.5 * (1 - share) * (1 - exp(greatest(n * ln(1 - share), -700))) / share FROM alike, unnest('{10,1000,1001,50000}'::float8[]) AS n$$);
SELECT limits('lifetimes of contracts', $$SELECT share, size, expected_lifetime(make_clv_model('sbg', churn), discount), (1 + discount) / (discount + share) FROM alike, unnest('{0,1e-9,0.01,0.1,1}'::float8[]) AS discount$$);
-- Nobody leaves: all that a customer buys
SELECT is_empty($$SELECT * FROM (SELECT expected_purchases(make_clv_model(name, jsonb_build_object('r', 0.5, 'alpha', 7, 'a', 1e-3, 'b', 1e12)), 52) AS got
	FROM unnest('{bg/nbd,mbg/nbd}'::text[]) AS name) AS s WHERE NOT near(got, 0.5 / 7 * 52, 1e-12)$$, 'b towards infinity: nobody leaves');
SELECT is_empty($$SELECT * FROM (SELECT expected_purchases(make_clv_model('pareto/nbd', '{"r": 0.5, "alpha": 7, "s": 1e-3, "beta": 1e12}'), 52) AS got) AS s WHERE NOT near(got, 0.5 / 7 * 52, 1e-12)$$, 'nor with beta');

-- ---------- probabilities ----------

SELECT is_empty($$SELECT * FROM (SELECT id, sum(p) AS total, sum(n * p) AS mean, min(expected) AS expected FROM
	(SELECT id, n, purchase_probability(m, 6, n) AS p, expected_purchases(m, 6) AS expected FROM models, generate_series(0, 6) AS n WHERE name = 'bg/bb') AS s GROUP BY id) AS t
	WHERE NOT near(total, 1, 1e-12) OR NOT near(mean, expected)$$, 'bg/bb: probabilities add up to 1 and to the expectation');
SELECT is_empty($$SELECT * FROM (SELECT id, sum(p) AS total FROM (SELECT id, purchase_probability(m, 3, n) AS p FROM models, generate_series(0, 2000) AS n
	WHERE name IN ('bg/nbd', 'mbg/nbd', 'pareto/nbd') AND id % 15 = 0 AND (parameters ->> 'r')::float8 / (parameters ->> 'alpha')::float8 < 10 AND (parameters ->> 'alpha')::float8 > 1) AS s GROUP BY id) AS t
	WHERE NOT near(total, 1)$$, 'and those of random purchases');
SELECT is_empty($$SELECT * FROM (SELECT id, p_alive(m, x, t_x, t) AS p FROM models, customers WHERE name <> 'sbg') AS s WHERE NOT (p >= 0 AND p <= 1)$$, 'P(alive) is a probability');
SELECT ok(near(p_alive(make_clv_model('mbg/nbd', '{"r": 1, "alpha": 1, "a": 1e-12, "b": 1e-12}'), 0, 0, 0), 0.5, 1e-12), 'of half the customers, where a and b are tiny');
SELECT ok(near(p_alive(make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1e-12, "b": 1e-12}'), 1, 1, 1), 0.5, 1e-12), 'after one purchase');

-- ---------- time ----------

-- Horizons, discounts and parameters that took seconds each
SET statement_timeout = '10s';
SELECT lives_ok($$SELECT sum(clv(make_clv_model('mbg/nbd', '{"r": 24.344, "alpha": 85.918, "a": 8.2487, "b": 0.019098, "p": 1, "q": 2, "v": 1}'), 1e15 - i, 0, 0, 0, 69.237, 5)) FROM generate_series(1, 100) AS i$$,
	'100 readings over a horizon of 1e15 take no 10 seconds');
SELECT lives_ok($$SELECT sum(clv(m, least(h * 1e9, CASE WHEN name = 'bg/bb' THEN 1e5 ELSE 1e15 END), discount, x, t_x, t, 5)) FROM models, customers, unnest('{1,1e6}'::float8[]) AS h, unnest('{0,1e-9,0.1}'::float8[]) AS discount
	WHERE name <> 'sbg' AND id % 4 = 0$$, 'nor 2,880 of any parameters');
RESET statement_timeout;
SELECT * FROM finish();
