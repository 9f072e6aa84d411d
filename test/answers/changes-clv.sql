-- Lifetime value: answers that 0.2.0 changes on purpose, as they were: bg/bb of purchase calendars, extreme parameters
\ir start.psql

CREATE TABLE histories AS SELECT i % 97 AS c, purchase_agg(date '2020-01-15' + i % 97 * 3 + (i * 7919 % 1009) * (i % 97 % 5 + 1) / 5, (i * 7907 % 10009 / 100.0)::numeric(10, 2)) AS h FROM generate_series(1, 700) AS i GROUP BY 1;
CREATE TABLE bb AS SELECT unit, make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783, "p": 6.25, "q": 3.74, "v": 15.44}', unit) AS m FROM unnest(ARRAY['day', 'week', 'month', 'year']) AS unit;

\echo # bg/bb of purchase calendars
SELECT unit, c, p_alive(m, h, '2023-12-31'), expected_purchases(m, 12, h, '2023-12-31'), expected_spend(m, h, '2023-12-31'), clv(m, 12, 0.1, h, '2023-12-31') FROM bb, histories WHERE c % 24 = 1 AND unit IN ('month', 'day') ORDER BY unit, c;
SELECT unit, as_of, digest(format('SELECT c, p_alive(m, h, %1$L), expected_purchases(m, 12, h, %1$L), clv(m, 12, 0.1, h, %1$L) FROM histories, bb WHERE unit = %2$L', as_of, unit), 2) FROM bb, unnest(ARRAY['2023-12-31', '2024-02-15']) AS as_of WHERE unit IN ('day', 'month') ORDER BY unit, as_of;
SELECT unit, state_of(format('SELECT p_alive(m, h, ''2023-12-31'') FROM bb, histories WHERE unit = %L', unit)), state_of(format('SELECT p_alive(m, h, ''2020-06-30'') FROM bb, histories WHERE unit = %L', unit)) FROM bb ORDER BY unit;

\echo # extreme parameters
CREATE FUNCTION try(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE query INTO answer;
	RETURN answer;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE;
END $$;
SELECT model, p, try(format('SELECT p_alive(make_clv_model(%1$L, %2$L), 0, 0, 50)', model, p)), try(format('SELECT p_alive(make_clv_model(%1$L, %2$L), 3, 20, 50)', model, p)), try(format('SELECT p_alive(make_clv_model(%1$L, %2$L), 400, 49, 50)', model, p)),
	try(format('SELECT expected_purchases(make_clv_model(%1$L, %2$L), 52, 3, 20, 50)', model, p)), try(format('SELECT expected_purchases(make_clv_model(%1$L, %2$L), 1e6, 30, 49, 50)', model, p)), try(format('SELECT expected_purchases(make_clv_model(%1$L, %2$L), 52)', model, p))
FROM (SELECT model, CASE model WHEN 'pareto/nbd' THEN jsonb_build_object('r', r, 'alpha', alpha, 's', a, 'beta', b) ELSE jsonb_build_object('r', r, 'alpha', alpha, 'a', a, 'b', b) END AS p
	FROM unnest(ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd']) AS model, unnest(ARRAY[0.001, 500]) AS r, unnest(ARRAY[0.01, 1e5]) AS alpha, unnest(ARRAY[0.0001, 1, 10000]) AS a, unnest(ARRAY[0.0001, 1e5]) AS b) AS s ORDER BY model, p::text;
SELECT p, try(format('SELECT p_alive(make_clv_model(''bg/bb'', %L), 3, 4, 50)', p)), try(format('SELECT p_alive(make_clv_model(''bg/bb'', %L), 0, 0, 50)', p)), try(format('SELECT expected_purchases(make_clv_model(''bg/bb'', %L), 100, 3, 40, 50)', p)), try(format('SELECT expected_purchases(make_clv_model(''bg/bb'', %L), 1000)', p))
FROM (SELECT jsonb_build_object('alpha', a, 'beta', b, 'gamma', c, 'delta', d) AS p FROM unnest(ARRAY[0.001, 1000]) AS a, unnest(ARRAY[0.001, 1000]) AS b, unnest(ARRAY[0.001, 1000]) AS c, unnest(ARRAY[0.001, 1000]) AS d) AS s ORDER BY p::text;

\echo # models of one customer: long horizons, large counts
SELECT model, x, tx, t, horizon, p_alive(m, x, tx, t), expected_purchases(m, horizon, x, tx, t) FROM (VALUES ('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}'::jsonb), ('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}'), ('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}')) AS v(model, p), LATERAL make_clv_model(model, p) AS m,
	(VALUES (1, 0.01, 1000), (500, 99, 100), (500, 50, 100), (10000, 900, 1000), (3, 1, 1e6)) AS c(x, tx, t), unnest(ARRAY[1000, 1e6, 1e15]) AS horizon ORDER BY model, x, t, tx, horizon;

\echo # what is out of range is 22003, and what is no model 22023
SELECT n, state_of('SELECT ' || query) FROM unnest(ARRAY[$$purchase_probability(m, 'infinity', 1) FROM bb$$, $$forecast_agg(m, 'infinity', 0.1, h, '2023-12-31') FROM bb, histories$$,
	$$make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1}')$$, $$make_clv_model('bg/nbd', '{"r": 1, "alpha": 1, "a": 1, "b": 1, "c": 1}')$$, $$make_clv_model('bg/nbd', '[]')$$]) WITH ORDINALITY AS q(query, n) ORDER BY n;
