-- Tables of customers and of how well a model holds: against the readings of histories, bit for bit, and against the same
-- questions asked in plain SQL.
SET client_min_messages = warning;
SET datestyle = 'ISO';
SET jit = off;
SET extra_float_digits = 1;
SELECT setseed(0.1414);
SELECT no_plan();

CREATE FUNCTION near(a float8, b float8, tolerance float8) RETURNS boolean LANGUAGE SQL IMMUTABLE RETURN
	CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE a = b OR abs(a - b) <= tolerance * abs(b) END;

-- 300 customers of one to 40 rows: refunds, some of them alone, gifts, days of several orders
CREATE TABLE orders AS
SELECT row_number() OVER () AS n, c - 150 AS c, date '2024-01-01' + floor(random() * (5 + c % 97 * 7))::int AS day,
	CASE floor(random() * 12)::int WHEN 0 THEN 0 WHEN 1 THEN -1 ELSE 1 END * round((random() * 100)::numeric, floor(random() * 4)::int) AS amount
FROM generate_series(1, 300) AS c, generate_series(1, 1 + c * 7 % 40);
INSERT INTO orders SELECT 100000 + c, 1000 + c, date '2024-05-01' + c, -5.25 FROM generate_series(1, 20) AS c;
CREATE TABLE ledger AS SELECT ledger_agg(c, day, amount, 'day') AS l FROM orders;
CREATE TABLE histories AS SELECT c, purchase_agg(day, amount) AS h FROM orders GROUP BY c;
CREATE TABLE days AS SELECT * FROM unnest('{2023-12-31,2024-01-03,2024-04-30,2024-12-31,2026-12-30,2027-06-30}'::date[]) AS as_of;
CREATE TABLE models AS SELECT kind, unit, make_clv_model(kind, (parameters || coalesce(spend, '{}'))::jsonb, unit) AS m, spend IS NOT NULL AS knows_spend
FROM (VALUES ('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}'::jsonb), ('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}'),
		('pareto/nbd', '{"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.67}'), ('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}')) AS p(kind, parameters),
	unnest('{day,week,month,year}'::text[]) AS unit, (VALUES ('{"p": 6.25, "q": 3.74, "v": 15.44}'::jsonb), (NULL)) AS s(spend);

-- ---------- what customers purchased ----------

CREATE TABLE table_by AS SELECT as_of, unit, t.* FROM ledger, days, unnest('{day,week,month,year}'::text[]) AS unit, purchase_table(l, as_of, unit) AS t;
CREATE TABLE readings_by AS SELECT as_of, unit, c::text AS customer, s.*, first_purchase(h), (SELECT max(day) FROM (SELECT day FROM orders WHERE orders.c = histories.c AND day <= as_of GROUP BY day HAVING sum(amount) >= 0) AS d) AS last_purchase,
	purchase_days(h, as_of), total_spend(h, as_of)
FROM histories, days, unnest('{day,week,month,year}'::text[]) AS unit, purchase_summary(h, as_of, unit) AS s WHERE s.frequency IS NOT NULL;
SELECT results_eq('SELECT count(*) > 4000, count(DISTINCT as_of) FROM table_by', 'VALUES (true, 5::bigint)', 'a table by every day but the one before all purchases');
SELECT is_empty('(TABLE table_by EXCEPT TABLE readings_by) UNION ALL (TABLE readings_by EXCEPT TABLE table_by)', 'purchase_table says what the readings of histories say, every column');
SELECT results_eq('SELECT t.* FROM ledger, purchase_table(l) AS t', 'SELECT t.* FROM ledger, purchase_table(l, last_seen(l), ''week'') AS t', 'by default by the last day seen, in weeks');
SELECT results_eq($$SELECT customer, frequency, recency, tenure, round(monetary::numeric, 9), first_purchase, last_purchase, purchase_days, total_spend FROM ledger, purchase_table(l, '2025-01-31', 'day') ORDER BY customer::int$$, $$
	SELECT c::text, count(*) - 1, (max(day) - min(day))::float8, (date '2025-01-31' - min(day))::float8, round(avg(net) FILTER (WHERE NOT is_first), 9), min(day), max(day), count(*), max(total)
	FROM (SELECT c, day, net, day = min(day) OVER (PARTITION BY c) AS is_first, total FROM (SELECT c, day, sum(amount) AS net, sum(sum(amount)) OVER (PARTITION BY c) AS total FROM orders WHERE day <= '2025-01-31' GROUP BY c, day) AS d WHERE net >= 0) AS d
	GROUP BY c ORDER BY c::int$$, 'and what plain SQL says');
SELECT is((SELECT array_agg(customer ORDER BY customer) FROM purchase_table((SELECT ledger_agg(k, date '2026-01-01', 5, 'day') FROM unnest('{Ann,"Bob, jr.",Åsa}'::text[]) AS k))), ARRAY['Ann', 'Bob, jr.', 'Åsa'], 'keys of text');
SELECT is((SELECT array_agg(customer::uuid) FROM purchase_table((SELECT ledger_agg('00000000-0000-0000-0000-0000000000ab'::uuid, date '2026-01-01', 5, 'day')))), '{00000000-0000-0000-0000-0000000000ab}'::uuid[], 'and of uuid cast back');
SELECT is((SELECT count(*) FROM ledger, purchase_table(l, unit => NULL)), 0::bigint, 'no unit, no rows');

-- ---------- what models make of them ----------

CREATE TABLE values_by AS SELECT as_of, kind, unit, knows_spend, t.* FROM ledger, days, models, clv_table(m, l, 12, 0.1, as_of) AS t;
CREATE TABLE readings_of AS SELECT as_of, kind, unit, knows_spend, c::text AS customer, row_of.frequency::bigint, row_of.recency, row_of.tenure, row_of.monetary,
	p_alive(m, h, as_of), expected_purchases(m, 12, h, as_of), CASE WHEN knows_spend THEN expected_spend(m, h, as_of) END AS expected_spend, CASE WHEN knows_spend THEN clv(m, 12, 0.1, h, as_of) END AS clv
FROM (SELECT c, h, as_of, kind, unit, knows_spend, m, clv_tally_agg(h, as_of, CASE WHEN kind = 'bg/bb' THEN 'calendar ' ELSE '' END || unit) AS t FROM histories, days, models
	WHERE first_purchase(h) <= as_of GROUP BY c, h, as_of, kind, unit, knows_spend, m) AS s, clv_tally_table(t) AS row_of;
SELECT is_empty('(TABLE values_by EXCEPT TABLE readings_of) UNION ALL (TABLE readings_of EXCEPT TABLE values_by)', 'clv_table says what the readings of histories say, bit for bit');
SELECT cmp_ok((SELECT count(*) FROM values_by), '=', (SELECT count(*) FROM readings_of), 'of as many customers');
SELECT results_eq('SELECT t.* FROM ledger, models, clv_table(m, l, 52) AS t', 'SELECT t.* FROM ledger, models, clv_table(m, l, 52, 0, last_seen(l)) AS t', 'by default without discount, by the last day seen');
SELECT is((SELECT count(*) FROM ledger, models, clv_table(m, l, NULL)), 0::bigint, 'no horizon, no rows');
SELECT is((SELECT count(*) FROM ledger, clv_table(NULL, l, 52)), 0::bigint, 'no model, no rows');
SELECT results_eq($$SELECT DISTINCT expected_purchases, clv < 'Infinity' FROM ledger, models, clv_table(m, l, 'Infinity', 0.1) WHERE kind = 'pareto/nbd' AND unit = 'week' AND knows_spend$$,
	$$VALUES ('Infinity'::float8, true)$$, 'over an infinite horizon purchases without a discount are infinitely many, the value is not');
SELECT ok(bool_and(near(t.clv, clv(m, 'Infinity', 0.1, h, '2024-12-31'), 0)), 'and is that of the readings') FROM ledger, histories, models, clv_table(m, l, 'Infinity', 0.1, '2024-12-31') AS t
	WHERE kind = 'mbg/nbd' AND unit = 'week' AND knows_spend AND t.customer::int = c;

-- ---------- how well a model holds ----------

CREATE TABLE by_unit AS SELECT kind, unit, m, l, as_of, clv_tally(l, as_of, CASE WHEN kind = 'bg/bb' THEN 'calendar ' ELSE '' END || unit) AS t FROM ledger, models, days WHERE knows_spend AND as_of > '2024-02-01';
CREATE TABLE repeats AS SELECT kind, unit, as_of, r.* FROM by_unit, repeat_table(m, t, 5) AS r;
SELECT is_empty($$SELECT * FROM (SELECT kind, unit, as_of, least(frequency, 5)::int AS frequency, count(*) AS customers FROM values_by WHERE knows_spend AND as_of > '2024-02-01' GROUP BY 1, 2, 3, 4) AS twin
	FULL JOIN repeats AS r USING (kind, unit, as_of, frequency) WHERE coalesce(twin.customers, 0) <> r.customers OR r.customers IS NULL$$, 'customers by repeat purchases are those that there are');
SELECT is_empty($$SELECT * FROM (SELECT kind, unit, as_of, n AS frequency, sum(purchase_probability(m, tenure, n)) AS expected FROM values_by JOIN models USING (kind, unit, knows_spend), generate_series(0, 4) AS n
		WHERE knows_spend AND as_of > '2024-02-01' GROUP BY 1, 2, 3, 4) AS twin FULL JOIN (SELECT * FROM repeats WHERE frequency < 5) AS r USING (kind, unit, as_of, frequency) WHERE near(r.expected, twin.expected, 1e-9) IS NOT TRUE$$,
	'and those expected are sums of purchase_probability over their tenures');
SELECT is_empty('SELECT kind, unit, as_of FROM repeats GROUP BY 1, 2, 3 HAVING NOT near(sum(expected), sum(customers)::float8, 1e-12) OR count(*) <> 6 OR min(expected) < 0', 'as many as there are, all in all');
SELECT results_eq('SELECT r.* FROM by_unit, repeat_table(m, t) AS r', 'SELECT r.* FROM by_unit, repeat_table(m, t, 7) AS r', 'up to 7 by default');
SELECT is((SELECT sum(expected * frequency) FROM by_unit, repeat_table(m, t, 300) AS r WHERE kind = 'bg/nbd' AND unit = 'month' AND as_of = '2024-12-31') / (SELECT sum(expected_purchases(m, tenure)) FROM values_by JOIN models USING (kind, unit, knows_spend)
	WHERE knows_spend AND kind = 'bg/nbd' AND unit = 'month' AND as_of = '2024-12-31') BETWEEN 0.999999 AND 1.000000001, true, 'with the mean that expected_purchases has');

CREATE TABLE held AS SELECT kind, unit, h.* FROM models, ledger, holdout_table(m, l, '2024-12-31', '2026-12-30') AS h WHERE knows_spend;
SELECT is_empty($$SELECT * FROM (SELECT kind, unit, a.frequency::int, count(*) AS customers, sum(b.frequency - a.frequency)::bigint AS actual,
		sum(expected_purchases(m, CASE kind WHEN 'bg/bb' THEN b.tenure - a.tenure ELSE (date '2026-12-30' - date '2024-12-31') / CASE unit WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 365.25 / 12 ELSE 365.25 END END, a.frequency, a.recency, a.tenure)) AS expected
	FROM values_by AS a JOIN values_by AS b USING (kind, unit, knows_spend, customer) JOIN models USING (kind, unit, knows_spend) WHERE knows_spend AND a.as_of = '2024-12-31' AND b.as_of = '2026-12-30' GROUP BY 1, 2, 3) AS twin
	FULL JOIN held AS h USING (kind, unit, frequency, customers, actual) WHERE near(h.expected, twin.expected, 1e-12) IS NOT TRUE$$, 'holdout_table is what expected_purchases and the readings by both days say');
SELECT results_eq('SELECT h.* FROM models, ledger, holdout_table(m, l, ''2024-12-31'') AS h', 'SELECT h.* FROM models, ledger, holdout_table(m, l, ''2024-12-31'', last_seen(l)) AS h', 'until the last day seen, by default');
SELECT is((SELECT sum(expected) + sum(actual) FROM models, ledger, holdout_table(m, l, last_seen(l)) WHERE kind <> 'bg/bb'), 0::float8, 'nothing in a hold-out of no day');

-- tracking: the day of the first purchase of all, d; a period ends with the last day before the next one begins
CREATE TABLE tracked AS SELECT kind, unit, as_of, t.* FROM models, ledger, days, tracking_table(m, l, as_of) AS t WHERE knows_spend AND (unit <> 'day' OR as_of < '2025-01-01');
CREATE TABLE came AS SELECT c, first_purchase(h) AS first FROM histories WHERE first_purchase(h) IS NOT NULL;
CREATE TABLE bought AS SELECT c, day FROM orders JOIN came USING (c) GROUP BY c, day, first HAVING sum(amount) >= 0 AND day > first;
CREATE TABLE periods AS
SELECT unit, false AS occasions, i, d + ceil(i * length)::int AS starts, d + ceil((i + 1) * length)::int - 1 AS ends, length FROM (SELECT min(first) AS d FROM came) AS f,
	(VALUES ('day', 1::float8), ('week', 7), ('month', 365.25 / 12), ('year', 365.25)) AS u(unit, length), generate_series(0, 1400) AS i
UNION ALL SELECT unit, true, i, s::date, (s + ('1 ' || unit)::interval)::date - 1, NULL FROM unnest('{day,week,month,year}'::text[]) AS unit, (SELECT min(first) AS d FROM came) AS f, generate_series(0, 1400) AS i,
	LATERAL (SELECT date_trunc(unit, d::timestamp) + i * ('1 ' || unit)::interval AS s) AS p;
CREATE TABLE twin AS
SELECT kind, unit, as_of, i, starts, ends, (SELECT count(*) FROM bought WHERE NOT occasions AND day BETWEEN starts AND ends) + (SELECT count(DISTINCT c) FROM bought JOIN came USING (c) WHERE occasions AND day BETWEEN starts AND ends AND first < starts) AS actual
FROM models JOIN periods USING (unit) CROSS JOIN days WHERE knows_spend AND occasions = (kind = 'bg/bb') AND ends <= as_of AND (unit <> 'day' OR as_of < '2025-01-01');
SELECT is_empty($$SELECT * FROM (SELECT kind, unit, as_of, starts AS period_start, actual, sum(actual) OVER (PARTITION BY kind, unit, as_of ORDER BY starts)::float8 AS cumulative_actual FROM twin) AS t
	FULL JOIN tracked AS g USING (kind, unit, as_of, period_start, actual, cumulative_actual) WHERE expected IS NULL OR t.kind IS NULL$$, 'tracking_table counts repeat purchases by periods that are over');
SELECT cmp_ok((SELECT count(*) FROM tracked), '>', 2000::bigint, 'which are many');
SELECT is_empty($$SELECT * FROM (SELECT kind, unit, as_of, starts AS period_start, (SELECT sum(expected_purchases(m, CASE kind WHEN 'bg/bb' THEN (SELECT count(*) FROM periods AS p WHERE p.occasions AND p.unit = twin.unit AND p.starts > first AND p.starts <= twin.starts) ELSE (ends - first)
		/ CASE unit WHEN 'day' THEN 1 WHEN 'week' THEN 7 WHEN 'month' THEN 365.25 / 12 ELSE 365.25 END END)) FROM came WHERE first <= ends) AS expected FROM twin JOIN models USING (kind, unit) WHERE knows_spend AND unit <> 'day' AND as_of IN ('2024-04-30', '2026-12-30') AND (unit <> 'week' OR i % 9 = 0)) AS t
	JOIN tracked AS g USING (kind, unit, as_of, period_start) WHERE near(cumulative_expected, t.expected, 1e-9) IS NOT TRUE$$, 'and expects what expected_purchases says of new customers');
SELECT is_empty('SELECT * FROM (SELECT *, lag(cumulative_expected, 1, 0::float8) OVER (PARTITION BY kind, unit, as_of ORDER BY period_start) AS before FROM tracked) AS t WHERE expected <> cumulative_expected - before OR expected < 0', 'period by period');
SELECT results_eq('SELECT t.* FROM models, ledger, tracking_table(m, l) AS t', 'SELECT t.* FROM models, ledger, tracking_table(m, l, last_seen(l)) AS t', 'until the last day seen, by default');
SELECT is((SELECT count(*) FROM models, tracking_table(m, (SELECT ledger_agg(1, date '2026-01-01', -5, 'day'))) AS t), 0::bigint, 'refunds alone are no start');
-- ---------- forecasts ----------

-- What is summed up is what the readings say; the randomness that of the customers' own distributions
CREATE TABLE forecasts AS SELECT kind, unit, knows_spend, m, f, s.* FROM (SELECT kind, unit, knows_spend, m, forecast_agg(m, 12, 0.1, h, '2024-12-31') AS f FROM models, histories GROUP BY 1, 2, 3, 4) AS t, forecast_summary(f) AS s;
CREATE TABLE listed AS SELECT kind, unit, knows_spend, count(*) AS customers, sum(p_alive) AS still_there, sum(expected_purchases) AS purchases, CASE WHEN knows_spend THEN sum(clv) END AS value FROM values_by WHERE as_of = '2024-12-31' GROUP BY 1, 2, 3;
SELECT is_empty('SELECT * FROM forecasts AS f FULL JOIN listed AS l USING (kind, unit, knows_spend, customers) WHERE NOT (near(f.still_there, l.still_there, 1e-12) AND near(f.purchases, l.purchases, 1e-12) AND near(f.value, l.value, 1e-12)) OR f.m IS NULL OR l.value IS NULL AND knows_spend',
	'a forecast has the sums of p_alive, expected_purchases and clv');
SELECT is_empty('SELECT * FROM forecasts WHERE knows_spend AND NOT (purchases_low < purchases AND purchases < purchases_high AND value_low < value AND value < value_high AND near(purchases / purchases_low, purchases_high / purchases, 1e-9))', 'limits on either side, alike on the log scale');
CREATE FUNCTION variance_of(f forecast_tally, field text) RETURNS float8 LANGUAGE SQL RETURN (SELECT sum(v::float8) FROM jsonb_array_elements(f::jsonb -> field) AS v);
SELECT is_empty($$SELECT * FROM (SELECT kind, sum(second - mean * mean) AS variance FROM (SELECT kind, c, sum(n * p) AS mean, sum(n * n * p) AS second FROM (SELECT kind, c, n, purchase_probability(m, 12, n, h, '2024-12-31') AS p
		FROM models, histories, generate_series(1, 400) AS n WHERE unit = 'week' AND knows_spend AND c % 10 = 0) AS d GROUP BY 1, 2) AS e GROUP BY 1) AS twin
	JOIN (SELECT kind, forecast_agg(m, 12, 0.1, h, '2024-12-31') AS f FROM models, histories WHERE unit = 'week' AND knows_spend AND c % 10 = 0 GROUP BY 1) AS g USING (kind) WHERE near(variance_of(f, 'purchases_variance'), variance, 1e-6) IS NOT TRUE$$,
	'the variance of the purchases is that of their probabilities');
SELECT is_empty($$SELECT * FROM (SELECT kind, forecast_agg(m, 12, 0.1, h, '2024-12-31') AS f, (random() * 0)::int AS nothing FROM models, histories WHERE knows_spend AND unit = 'week' GROUP BY 1) AS t, forecast_summary(f, 0.9) AS s
	WHERE NOT near(ln(purchases_high / purchases_low), 2 * 1.6448536269514722 * sqrt(variance_of(f, 'purchases_variance')) / purchases, 1e-9) OR NOT near(ln(value_high / value_low), 2 * 1.6448536269514722 * sqrt(variance_of(f, 'value_variance')) / value, 1e-9)$$,
	'given parameters are certain: limits are those of the customers alone');

-- of fitted models the uncertainty of the parameters is added: g' S g, with g from differences of the sums
-- 500 customers, each at an own pace, of whom some leave early and some late, and who spend about an own mean
CREATE TABLE buyers AS SELECT c, purchase_agg(first + day::int, round((scale * (0.4 + 1.2 * random()))::numeric, 2)) AS h
FROM (SELECT c, first, n, stays, scale, CASE n WHEN 0 THEN 0 ELSE sum(gap) FILTER (WHERE n > 0) OVER (PARTITION BY c ORDER BY n) END AS day
	FROM (SELECT c, n, date '2024-01-01' + (c * 7 % 200) AS first, stays, scale, -ln(1 - random()) / pace AS gap
		FROM (SELECT c, (0.05 - ln(1 - random())) * random() / 12 AS pace, ln(random()) / ln(1 - 0.01 - random() ^ 2 * 0.7) AS stays, 20 * exp(random() + random()) AS scale FROM generate_series(1, 500) AS c) AS traits, generate_series(0, 80) AS n) AS gaps) AS days
WHERE n <= stays AND first + day::int <= '2024-12-31' GROUP BY c;
CREATE TABLE fits AS SELECT kind, clv_fit(h, '2024-12-31', kind, 'week') AS m FROM buyers, unnest('{bg/nbd,pareto/nbd}'::text[]) AS kind GROUP BY 1;
CREATE FUNCTION sums_by(m fitted_clv, moved text, by float8, OUT purchases float8, OUT value float8) LANGUAGE SQL AS $$
	SELECT sum(expected_purchases(n, 12, h, '2024-12-31')), sum(clv(n, 12, 0.1, h, '2024-12-31')) FROM buyers,
		(SELECT make_clv_model(m::jsonb ->> 'model', jsonb_set(m::jsonb -> 'parameters', ARRAY[moved], to_jsonb((m::jsonb #>> ARRAY['parameters', moved])::float8 * (1 + by)))) AS n) AS s
$$;
CREATE TABLE slopes AS SELECT kind, k, name, (up.purchases - down.purchases) / (2e-4 * (m::jsonb #>> ARRAY['parameters', name])::float8) AS purchases, (up.value - down.value) / (2e-4 * (m::jsonb #>> ARRAY['parameters', name])::float8) AS value
FROM fits, LATERAL unnest(CASE kind WHEN 'bg/nbd' THEN '{r,alpha,a,b,p,q,v}' ELSE '{r,alpha,s,beta,p,q,v}' END::text[]) WITH ORDINALITY AS u(name, k), sums_by(m, name, 1e-4) AS up, sums_by(m, name, -1e-4) AS down;
CREATE FUNCTION covariance(m fitted_clv, i bigint, j bigint) RETURNS float8 LANGUAGE SQL RETURN CASE WHEN (i > 4) <> (j > 4) THEN 0
	WHEN i > 4 THEN (m::jsonb -> 'spend_covariance' ->> (greatest(i - 4, j - 4) * (greatest(i - 4, j - 4) - 1) / 2 + least(i - 4, j - 4) - 1)::int)::float8
	ELSE (m::jsonb -> 'covariance' ->> (greatest(i, j) * (greatest(i, j) - 1) / 2 + least(i, j) - 1)::int)::float8 END;
SELECT is((SELECT count(*) FROM fits WHERE (clv_model_summary(m)).converged), 2::bigint, 'there are fits with standard errors');
SELECT is_empty($$SELECT * FROM (SELECT kind, m, forecast_agg(m, 12, 0.1, h, '2024-12-31') AS f FROM fits, buyers GROUP BY 1, 2) AS t, forecast_summary(f) AS s,
		LATERAL (SELECT sum(a.purchases * b.purchases * covariance(m, a.k, b.k)) FILTER (WHERE a.k <= 4 AND b.k <= 4) AS purchases_variance, sum(a.value * b.value * covariance(m, a.k, b.k)) AS value_variance FROM slopes AS a JOIN slopes AS b USING (kind) WHERE a.kind = t.kind) AS v
	WHERE NOT near(ln(purchases_high / purchases_low) / (2 * 1.959963984540054), sqrt(variance_of(f, 'purchases_variance') + purchases_variance) / purchases, 1e-5)
		OR NOT near(ln(value_high / value_low) / (2 * 1.959963984540054), sqrt(variance_of(f, 'value_variance') + value_variance) / value, 1e-5) OR NOT purchases_variance > 0$$, 'and of their parameters'' errors');
SELECT is((SELECT rollup(f) = (SELECT forecast_agg(m, 12, 0.1, h, '2024-12-31') FROM fits, buyers) FROM (SELECT forecast_agg(m, 12, 0.1, h, '2024-12-31' ORDER BY md5(c::text)) AS f FROM fits, buyers GROUP BY kind, c % 5) AS s), true, 'several models in any order and any parts, bit for bit');
SET client_min_messages = error;
CREATE TABLE fitted AS SELECT clv_fit(x, x * 2.0, 20, 10 + x % 3) AS m FROM generate_series(1, 9) AS x;
SET client_min_messages = warning;
SELECT is((SELECT purchases_low IS NULL AND purchases > 0 AND value_low IS NULL AND value > 0 FROM forecast_summary((SELECT forecast_agg(m, 12, 0.1, h, '2024-12-31') FROM histories, fitted))), true,
	'a fit without a maximum has no standard errors, and a forecast by it no limits');

-- columns of all types, and literals, find them
CREATE FUNCTION value_of(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE v text;
BEGIN
	EXECUTE format('SELECT md5(string_agg(x::text, chr(10))) FROM (SELECT %s AS x FROM ledger, models, typed, LATERAL (SELECT clv_tally(l) AS t) AS tally, LATERAL (SELECT h FROM histories WHERE c = 7) AS h WHERE kind = ''bg/nbd'' AND unit = ''week'' AND knows_spend) AS q', call) INTO v;
	RETURN v;
EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
END $$;
CREATE TABLE typed AS SELECT 12::smallint AS n_smallint, 12::int AS n_int, 12::bigint AS n_bigint, 12::numeric AS n_numeric, 12::float8 AS n_float8, '2025-06-30'::date AS d_date, '2025-06-30'::timestamp AS d_timestamp, '2025-06-30'::timestamptz AS d_timestamptz,
	'week'::text AS u_text, 'week'::varchar AS u_varchar, '00000000-0000-0000-0000-000000000001'::uuid AS n_uuid;
SELECT is(value_of(call), value_of(same), call)
FROM (SELECT format(call, type) AS call, format(same, type) AS same FROM (VALUES ('clv_table(m, l, n_%s)', 'clv_table(m, l, 12)'), ('clv_table(m, l, horizon => n_%s, discount => 0.1)', 'clv_table(m, l, 12, 0.1, NULL)'),
		('forecast_summary(forecast_agg(m, n_%s, 0, h, d_date))', 'forecast_summary(forecast_agg(m, 12, 0, h, ''2025-06-30''))')) AS v(call, same), unnest('{smallint,int,bigint,numeric,float8}'::text[]) AS type
	UNION ALL SELECT format('repeat_table(m, t, n_%s)', type), 'repeat_table(m, t, 12)' FROM unnest('{smallint,int,bigint}'::text[]) AS type
	UNION ALL VALUES ('purchase_table(l, ''2025-06-30'', u_varchar)', 'purchase_table(l, d_date, u_text)'), ('purchase_table(l, NULL, ''week'')', 'purchase_table(l)'), ('holdout_table(m, l, ''2025-06-30'')', 'holdout_table(m, l, d_date)'),
		('holdout_table(m, l, d_date, NULL)', 'holdout_table(m, l, ''2025-06-30'', last_seen(l))'), ('tracking_table(m, l, ''2025-06-30'')', 'tracking_table(m, l, d_date)'), ('tracking_table(m, l, NULL)', 'tracking_table(m, l)')) AS calls;
SELECT matches(value_of(same), '^[0-9a-f]{32}$', same) FROM unnest('{"clv_table(m, l, 12)","repeat_table(m, t, 12)",purchase_table(l),"tracking_table(m, l)"}'::text[]) AS same;
SELECT is(value_of(call), '42883', 'there is no ' || call) FROM unnest('{"clv_table(m, l, n_uuid)","repeat_table(m, t, n_numeric)","tracking_table(m, l, d_timestamp)","purchase_table(l, d_timestamptz)"}'::text[]) AS call;

SELECT * FROM finish();
