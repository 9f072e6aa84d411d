-- Traps that are gone: questions that were answered wrongly once, or without a word, each with the answer that is right.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT no_plan();

CREATE FUNCTION near(got float8, want float8, name text, tolerance float8 = 1e-12) RETURNS text LANGUAGE SQL RETURN ok(abs(got - want) <= tolerance * abs(want), format('%s: %s, not %s', name, want, got));

-- ---------- survey ----------

SELECT is(csat(survey_agg(score, lo, lo + 2)), share, format('W7: the middle of %s to %s is not satisfied', lo, lo + 2))
FROM (VALUES (1, 40.0::float8), (0, 40), (-1, 40)) AS scales(lo, share), LATERAL (
	SELECT lo + point AS score FROM (VALUES (0, 26), (1, 34), (2, 40)) AS counts(point, n), generate_series(1, n)) AS answers GROUP BY lo, share;
SELECT is(csat(survey_agg(score, 0, 1)), 25::float8, 'W7: of two points the upper one is') FROM unnest('{0,0,0,1}'::int[]) AS score;
SELECT is(csat(survey_agg(score, 1, 4)), 50::float8, 'W7: of four the two upper ones are') FROM unnest('{1,2,3,4}'::int[]) AS score;

-- Two answers at the ends of the scale: Student's limits, 4 +- 3 * 12.7062, are none of an answer.
SELECT is((ces_low(t), ces_high(t)), (1::float8, 7::float8), 'W9: limits of a mean stay on the scale') FROM (SELECT ces_agg(score) AS t FROM (VALUES (1), (7)) AS v(score)) AS s;
SELECT is_empty($$
	SELECT * FROM (SELECT seed, lo, hi, survey_agg(lo + floor(random() * (hi - lo + 1))::int, lo, hi, 0.1 + random()) AS t
		FROM generate_series(1, 300) AS seed, LATERAL (SELECT seed % 9 - 4 AS lo, seed % 9 - 3 + seed % 7 AS hi) AS scale, generate_series(1, 2 + seed % 5) GROUP BY seed, lo, hi) AS s
	WHERE NOT (lo <= ces_low(t) AND ces_low(t) <= ces(t) AND ces(t) <= ces_high(t) AND ces_high(t) <= hi)
$$, 'W9: of any scale and weights, with the mean between them');

SELECT is_empty($$
	SELECT n FROM (SELECT n, nps_agg(10) AS a, nps_agg(0) AS b FROM generate_series(1, 12) AS n, generate_series(1, n) GROUP BY n) AS s, nps_test(a, b)
	WHERE NOT (difference = 200 AND low < 200 AND high = 200)
$$, 'W9: limits of a difference hold the difference, all promoters against all detractors');

-- Ten answers of 10, and two of 0 that hardly count, tell no more than the ten alone.
SELECT ok((SELECT nps_low(nps_agg(score, weight)) FROM (SELECT 10 AS score, 1::float8 AS weight FROM generate_series(1, 10) UNION ALL SELECT 0, 0.001 FROM generate_series(1, 2)) AS v)
	<= (SELECT nps_low(nps_agg(10)) FROM generate_series(1, 10)) + 0.1, 'W4: answers of tiny weight do not narrow the limits');

SELECT is(nps(survey_agg(score, 0, 20), 6, 9), nps(survey_agg(score, 0, 20), 6::bigint, 9::bigint), 'W10: thresholds of 6 and 9 may be named on any scale') FROM generate_series(0, 20) AS score;

-- Counts are no weights: three rows are 31 answers.
SELECT results_eq('SELECT n.* FROM nps_summary((SELECT nps_count_agg(score, n) FROM (VALUES (3, 2), (8, 11), (10, 18)) AS v(score, n))) AS n',
	'SELECT n.* FROM nps_summary((SELECT nps_agg(score) FROM (VALUES (3, 2), (8, 11), (10, 18)) AS v(score, n), generate_series(1, n))) AS n', 'S1: counts have a form, with the limits of their answers');
SELECT near(nps_low(nps_count_agg(score, n)), 25.51233411835463, 'S1: 18 promoters and 2 detractors of 31') FROM (VALUES (3, 2), (8, 11), (10, 18)) AS v(score, n);

-- Sums of weights keep their digits, where one answer weighs 10^9 times another.
SELECT near(nps(nps_agg(score, weight::float8)), (100 * (sum(weight) FILTER (WHERE score = 10) - sum(weight) FILTER (WHERE score = 0)) / sum(weight))::float8, 'W8: weights of all sizes', 4e-16)
FROM (VALUES (10, 999999.999023438::numeric), (0, 0.000488281), (0, 123456.5), (10, 0.25), (8, 0.000976563)) AS v(score, weight), generate_series(1, 123);

-- ---------- revenue ----------

-- Ten customers pay monthly, each on a day of its own; the data end on the 12th.
CREATE TABLE paid AS SELECT customer, date '2026-01-01' + (customer * 2 - 1) + month * interval '1 month' AS at, 50::numeric AS amount FROM generate_series(1, 10) AS customer, generate_series(0, 3) AS month;
DELETE FROM paid WHERE at > '2026-04-12';
SELECT results_eq('SELECT period_start, closing, churned_customers, nrr FROM revenue_table((SELECT ledger_agg(customer, at, amount, ''month'') FROM paid))',
	$$VALUES (date '2026-01-01', 500::numeric, NULL::bigint, NULL::float8), ('2026-02-01', 500, 0, 1), ('2026-03-01', 500, 0, 1), ('2026-04-01', NULL, NULL, NULL)$$,
	'W5: the month that runs has not churned');
SELECT results_eq('SELECT * FROM revenue_table((SELECT ledger_agg(customer, at, amount, ''month'') FROM paid))',
	'SELECT * FROM revenue_table((SELECT ledger_agg(customer, at, amount, ''month'') FROM paid), as_of => ''2026-04-12'')', 'W5: NULL is the last day seen');

-- A row that is skipped is not asked for its unit: what it says would count behind other rows, and not in front of them.
CREATE TABLE mixed (place int, customer bigint, at date, joined date, during daterange, amount numeric, unit text);
INSERT INTO mixed VALUES (1, NULL, NULL, NULL, NULL, NULL, 'day'), (2, 1, '2026-01-05', '2026-01-01', '[2026-01-01,2026-03-01)', 10, 'month'), (3, NULL, NULL, NULL, NULL, NULL, 'week');
SELECT is(answers.up, answers.down, call || ' of skipped rows of other units') FROM unnest('{"activity_agg(at, unit)", "activity_agg(during, unit, ''2026-04-30'')", "retention_agg(customer, at, unit)",
	"retention_agg(customer, joined, at, unit)", "retention_agg(customer, during, unit, ''2026-04-30'')", "active_agg(customer, at, unit)", "ledger_agg(customer, at, amount, unit)",
	"subscription_ledger_agg(customer, during, amount, unit, ''2026-04-30'')"}'::text[]) AS call,
	LATERAL (SELECT query_to_xml(format('SELECT %s FROM (SELECT * FROM mixed ORDER BY place) AS m', call), false, false, '')::text AS up,
		query_to_xml(format('SELECT %s FROM (SELECT * FROM mixed ORDER BY place DESC) AS m', call), false, false, '')::text AS down) AS answers;
-- 2^53 + 1 is 2^53 in float8: what is above is refused in whatever order it comes.
SELECT throws_ok(format('SELECT %s FROM (SELECT c, 1 AS d FROM (VALUES (9007199254740992::float8), (1), (1)) AS v(c) ORDER BY c %s) AS m', call, direction), '22003', NULL, format('%s of more than 2^53 customers, %s', call, direction))
FROM unnest('{"survival_agg(d, true, c)", "survival_agg(d + 0.5::float8, false, c)", "survival_agg(d - 0.5::float8, d::float8, true, c)", "clv_tally_count_agg(0, 0, d, c)", "value_agg(d, c)"}'::text[]) AS call, unnest('{ASC,DESC}'::text[]) AS direction;

CREATE TABLE asked AS SELECT 1 AS place, NULL::float8 AS f, 'day' AS unit, 26::float8 AS horizon, '{"version": 1, "first": "2025-06-01", "days": [0]}'::purchase_calendar AS history
UNION ALL SELECT 2, 0, 'week', 52, '{"version": 1, "first": "2025-01-01", "days": [0, 4]}';
SELECT is(answers.up, answers.down, call || ' of skipped rows that ask for something else') FROM unnest(ARRAY['clv_tally_agg(f, 0::float8, 2::float8, unit)', 'clv_fit(f, 0::float8, 2::float8, ''bg/nbd'', unit)',
	'forecast_agg(make_clv_model(''bg/nbd'', ''{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}''), horizon, 0, history, ''2025-04-01'')']) AS call,
	LATERAL (SELECT query_to_xml(format('SELECT %s FROM (SELECT * FROM asked ORDER BY place) AS m', call), false, false, '')::text AS up,
		query_to_xml(format('SELECT %s FROM (SELECT * FROM asked ORDER BY place DESC) AS m', call), false, false, '')::text AS down) AS answers;

-- Sums beyond all bounds are errors, and a reading takes no part of an aggregate.
SELECT throws_ok('SELECT mix_effect(1e200, 1e200, 1, 1) OVER ()', '22003', NULL, 'a total that overflows is not NULL');
SELECT throws_ok('SELECT rate_effect(1, 1e308, 1, 1) OVER () FROM generate_series(1, 2)', '22003', NULL, 'nor is a weight');
SELECT throws_ok($$SELECT rollup(format('{"version": 1, "unit": "month", "last_seen": "2026-02-28", "rows": [{"period": "2026-0%s-01", "customers": [9223372036854775807, 0, 0], "since": [], "active": [], "last": []}]}', m)::retention_grid)
	FROM generate_series(1, 2) AS m$$, '22003', NULL, 'more customers than a bigint counts');
CREATE AGGREGATE part_of_bridge(numeric, numeric) (SFUNC = revenue_accum, STYPE = bridge_tally);
SELECT throws_ok('SELECT earned_growth(part_of_bridge(10, 12), 0)', NULL, 'this value is a part of an aggregate that has not ended', 'earned growth of a part');

SELECT throws_ok('SELECT ledger_agg(customer, at, amount, unit) FROM (VALUES (NULL::bigint, date ''2026-01-05'', 1.5, ''fortnight'')) AS v(customer, at, amount, unit)', '22023', NULL, 'but it must have a unit');

-- The last month takes what rounding left over: a payer by the year would expand in it, and contract. Spans at the price of a year do not.
CREATE TABLE yearly AS SELECT customer, daterange(year::date, (year + interval '1 year')::date) AS during, 100 * customer AS amount
FROM generate_series(1, 3) AS customer, generate_series(timestamp '2024-01-15', '2026-01-15', '1 year') AS year;
SELECT results_eq('SELECT DISTINCT nrr, grr, expanded_customers, contracted_customers, closing FROM revenue_table((SELECT subscription_ledger_agg(customer, during, amount, ''month'', ''2026-12-31'') FROM yearly)) WHERE period_start > ''2024-01-01''',
	'VALUES (1::float8, 1::float8, 0::bigint, 0::bigint, 600::numeric)', 'W6: who pays by the year and renews moves nothing');

-- Plans from a day to a day: the month of an upgrade has one of them, and three months from 31 January on are three.
SELECT results_eq($$SELECT period_start, customer, movement, before, after FROM revenue_movements((SELECT subscription_ledger_agg(customer, daterange(starts, ends), amount, 'month', '2026-05-31') FROM (VALUES
	(1, date '2026-01-05', date '2026-02-10', 10), (1, '2026-02-10', NULL, 25), (2, '2026-01-31', '2026-04-30', 10)) AS v(customer, starts, ends, amount)), since => '2026-01-01') ORDER BY 1, 2$$,
	$$VALUES (date '2026-01-01', '1'::text, 'new'::text, 0::numeric, 10::numeric), ('2026-01-01', '2', 'new', 0, 10), ('2026-02-01', '1', 'expansion', 10, 25), ('2026-04-01', '2', 'churned', 10, 0)$$,
	'S2: an upgrade is an expansion, and nobody pays twice');

-- ---------- retention ----------

CREATE TABLE visits AS SELECT id, timestamptz '2026-01-01 00:00 UTC' + (abs(hashint4(id * 7 + k)) % 2400) * interval '1 hour' AS at, CASE WHEN k = 3 THEN -5 ELSE 10 END AS amount FROM generate_series(1, 500) AS id, generate_series(0, 3) AS k;
CREATE FUNCTION cohorts_in(zone text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE said text;
BEGIN
	PERFORM set_config('TimeZone', zone, true);
	EXECUTE format('SELECT string_agg(cohort || '':'' || cohort_size, '' '' ORDER BY cohort) FROM retention_table((%s)) WHERE period = 0', query) INTO said;
	RETURN said;
END $$;
SELECT is((SELECT count(DISTINCT cohorts_in(zone, 'SELECT retention_agg(id, at AT TIME ZONE ''Europe/Berlin'', ''month'') FROM visits')) FROM unnest('{UTC,America/Los_Angeles,Asia/Tokyo}'::text[]) AS zone), 1::bigint,
	'S4: with a zone of its own a view says the same in every session');
SELECT is((SELECT count(DISTINCT cohorts_in(zone, 'SELECT retention_agg(id, at, ''month'') FROM visits')) FROM unnest('{UTC,America/Los_Angeles,Asia/Tokyo}'::text[]) AS zone), 3::bigint, 'S4: and without it, what the session says');
SET TimeZone = 'UTC';
SELECT is((SELECT retention_agg(id, at, 'month') FILTER (WHERE amount > 0) FROM visits), (SELECT retention_agg(id, at, 'month') FROM visits WHERE amount > 0), 'S5: refunds are left out by FILTER');
SELECT results_eq($$SELECT period, eligible, retained FROM retention_curve((SELECT retention_agg(c) FROM (SELECT activity_agg(at, 'month') AS c FROM visits GROUP BY id) AS s WHERE first_period(c) >= '2026-02-01'), as_of => '2026-03-31')$$,
	$$WITH months AS (SELECT id, date_trunc('month', at)::date AS month, min(date_trunc('month', at)) OVER (PARTITION BY id)::date AS first FROM visits),
		active AS (SELECT DISTINCT id, first, (extract(month FROM month) - extract(month FROM first))::int AS period FROM months WHERE first >= '2026-02-01' AND month <= '2026-03-31')
	SELECT p, (SELECT count(DISTINCT id) FROM active WHERE first <= date '2026-03-01' - p * interval '1 month'), (SELECT count(*) FROM active WHERE period = p AND first <= date '2026-03-01' - p * interval '1 month') FROM generate_series(0, 1) AS p$$,
	'S5: cohorts are chosen by calendars, not by events');

-- The load is late: what there is ends on 10 February.
SELECT results_eq($$SELECT as_of, period_start, churned, churn_rate FROM (VALUES ('the last day seen', NULL::date), ('today', '2026-04-05')) AS v(as_of, day),
	LATERAL lifecycle_table((SELECT retention_agg(id, at, 'month') FROM generate_series(1, 4) AS id, unnest('{2026-01-05,2026-02-10}'::date[]) AS at), day) AS l WHERE period_start = '2026-02-01' OR period_start = '2026-03-01' ORDER BY 1, 2$$,
	$$VALUES ('the last day seen', date '2026-02-01', NULL::bigint, NULL::float8), ('today', '2026-02-01', 0, 0), ('today', '2026-03-01', 4, 1)$$, 'S7: the default knows no month that is not loaded; today takes it for churn');

-- ---------- contracts, and value ----------

-- ended <= day is NULL of everybody who is still there.
SELECT throws_ok('SELECT sbg_fit(tenure, ended <= date ''2026-12-31'') FROM (VALUES (1, date ''2026-02-01''), (3, NULL)) AS v(tenure, ended)', '22004', 'churned must not be NULL', 'S3: customers without an end are not lost');
SELECT lives_ok('SELECT sbg_fit(tenure, coalesce(ended <= date ''2026-12-31'', false)) FROM (VALUES (1, date ''2026-02-01''), (2, ''2026-03-01''), (3, NULL), (4, NULL)) AS v(tenure, ended)', 'S3: the hint works');
SELECT is(sbg_fit(tenure, churned), sbg_fit(tenure, churned) FILTER (WHERE tenure IS NOT NULL), 'S3: a row without tenure is skipped, whatever it says of the end') FROM (VALUES (1, true), (2, true), (4, false), (NULL, NULL)) AS v(tenure, churned);

CREATE TABLE model AS SELECT make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6, "q": 4, "v": 15}') AS m,
	make_clv_model('sbg', '{"alpha": 0.7, "beta": 1.2}') AS contracts;
SELECT throws_ok(sql, '22003', NULL, 'S6: ' || sql || ' is out of place') FROM (VALUES ('SELECT clv(m, 52, 10, 2, 30, 40, 20) FROM model'), ('SELECT clv(m, 0.10, 52, 2, 30, 40, 20) FROM model'), ('SELECT clv(m, 52, ''NaN'', 2, 30, 40, 20) FROM model'),
	('SELECT clv(m, 52, ''infinity'', 2, 30, 40, 20) FROM model'), ('SELECT clv(m, 52, 10, purchase_agg(date ''2026-01-01'', 5), ''2026-12-31'') FROM model GROUP BY m'),
	('SELECT expected_lifetime(contracts, 10) FROM model'), ('SELECT clv_simple(100, 0.8, 10)')) AS v(sql);
SELECT ok(clv(m, 52, 1, 2, 30, 40, 20) < clv(m, 52, 0.1, 2, 30, 40, 20), 'S6: 100 % a year is the most') FROM model;

-- A gift every 1 January, seven of them, is one on each of six occasions after the first.
SELECT results_eq($$SELECT frequency, recency, tenure FROM clv_tally_table((SELECT clv_tally_agg(h, '2021-12-31', 'calendar year') FROM (SELECT purchase_agg(day::date, 1) AS h FROM generate_series(timestamp '2015-01-01', '2021-01-01', '1 year') AS day) AS gifts))$$,
	$$VALUES (6::float8, 6::float8, 6::float8)$$, 'W3: occasions are those of the calendar');
SELECT results_eq($$SELECT frequency, recency, tenure FROM clv_tally_table((SELECT clv_tally_agg(h, '2025-12-31', 'calendar month') FROM (SELECT purchase_agg(day::date, 1) AS h FROM generate_series(timestamp '2025-01-01', '2025-12-01', '1 month') AS day) AS boxes))$$,
	$$VALUES (11::float8, 11::float8, 11::float8)$$, 'W3: a box on every 1st');
-- Who bought at the last occasion was there: (delta + n) / (gamma + delta + n)
SELECT near(p_alive(make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'year'), h, '2021-12-31'), (2.783 + 6) / (0.657 + 2.783 + 6), 'W3: and is as likely there')
FROM (SELECT purchase_agg(day::date, 1) AS h FROM generate_series(timestamp '2015-01-01', '2021-01-01', '1 year') AS day) AS gifts;

-- ---------- readings of narrow densities ----------

-- Without a discount a contract lasts (alpha + beta - 1) / (alpha - 1) periods.
SELECT near(expected_lifetime(make_clv_model('sbg', jsonb_build_object('alpha', alpha, 'beta', beta)), discount), (alpha + beta - 1.0) / (alpha - 1), format('W1: contracts of %s and %s at a discount of %s', alpha, beta, discount), 2e-6)
FROM (VALUES (60, 540), (20, 20000), (58, 522), (30, 3000)) AS v(alpha, beta), unnest('{0,1e-9}'::float8[]) AS discount;
SELECT near(expected_lifetime(make_clv_model('sbg', '{"alpha": 60, "beta": 540}'), 0.01), 9.29693, 'W1: and of 0.01', 5e-7);
SELECT near(expected_purchases(make_clv_model('bg/nbd', '{"r": 0.1137, "alpha": 0.225, "a": 178.728, "b": 910.9406}'), 1899.78, 0, 0, 0.68), 2.97116135280825, 'W1: who hardly differs in leaving');
SELECT near(expected_purchases(make_clv_model('bg/nbd', '{"r": 0.0129, "alpha": 0.427, "a": 444.6563, "b": 549.0501}'), 282.3, 1, 0.86, 1.28), 1.0641892660784, 'W1: even less');
-- In all, of a new customer, alpha / (alpha + beta) delta / (gamma - 1), which 1,000 months of ten reach
SELECT near(expected_purchases(make_clv_model('bg/bb', '{"alpha": 1, "beta": 1, "gamma": 66, "delta": 600}', 'month'), n), 600 / 65.0 / 2, format('W1: %s months', n)) FROM unnest('{999,1000,1001,100000}'::int[]) AS n;
CREATE TABLE donor AS SELECT make_clv_model('bg/bb', '{"alpha": 1, "beta": 1, "gamma": 60, "delta": 540, "p": 1, "q": 2, "v": 1}', 'month') AS m;
SELECT near(clv(m, n, 0.1, 3, 5, 6, 10), sum, format('W1: the value of %s months is the sum of each', n), 1e-11) FROM donor, unnest('{1000,1001}'::int[]) AS n,
	LATERAL (SELECT expected_spend(m, 3, 10) * sum((expected_purchases(m, t, 3, 5, 6) - expected_purchases(m, t - 1, 3, 5, 6)) / (1.1::float8 ^ (t / 12.0::float8))) FROM generate_series(1, n) AS t) AS months(sum);

-- ---------- fits ----------

SET client_min_messages = error;
-- Five customers, whose fit once ended on a lower peak with standard errors; the log-likelihood is that of r = 6866, alpha = 21404.5, s = 0.175871, beta = 0.0092054.
SELECT ok((clv_model_summary(m)).log_likelihood >= -51.379972 AND NOT (clv_model_summary(m)).converged, 'W2: two buyers and three guests')
FROM (SELECT clv_fit(x, tx, t, 'pareto/nbd') AS m FROM (VALUES (0::float8, 0::float8, 46.285714), (0, 0, 44.571429), (19, 46.857143, 49.571429), (0, 0, 44), (2, 12.285714, 50.857143)) AS v(x, tx, t)) AS f;

-- The log-likelihood of contracts of which there are fractions, summed up of the survival that multiplies (beta + i - 1) / (alpha + beta + i - 1)
CREATE TABLE contracts AS SELECT tenure, churned, (1000 / (tenure + 0.7) + CASE WHEN churned THEN 0 ELSE 0.123457 END)::numeric(20, 6) AS n FROM generate_series(1, 9) AS tenure, unnest('{t,f}'::bool[]) AS churned;
SELECT near((clv_model_summary(m)).log_likelihood, (SELECT sum(n::float8 * (known + CASE WHEN churned THEN ln(alpha / (alpha + beta + tenure - 1)) ELSE ln((beta + tenure - 1) / (alpha + beta + tenure - 1)) END)) FROM contracts,
	LATERAL (SELECT coalesce(sum(ln((beta + i - 1) / (alpha + beta + i - 1))), 0) AS known FROM generate_series(1, tenure - 1) AS i) AS s), 'W8: fractions of contracts', 1e-14)
FROM (SELECT m, (SELECT estimate FROM clv_params(m) WHERE parameter = 'alpha') AS alpha, (SELECT estimate FROM clv_params(m) WHERE parameter = 'beta') AS beta FROM (SELECT sbg_fit(tenure, churned, n) FROM contracts) AS f(m)) AS p;

-- A segment that cannot be fitted takes no other along.
SELECT results_eq($$SELECT segment, m IS NULL FROM (SELECT segment, clv_fit(x, t_x, 40) AS m FROM (VALUES ('a', 2, 9), ('a', 0, 0), ('a', 5, 30), ('a', 1, 2), ('alone', 1, 2), ('guests', 0, 0), ('guests', 0, 0)) AS v(segment, x, t_x) GROUP BY 1) AS f ORDER BY 1$$,
	$$VALUES ('a', false), ('alone', true), ('guests', true)$$, 'D8: too small, or without repeat buyers');
SELECT finish();
