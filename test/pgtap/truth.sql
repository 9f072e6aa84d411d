-- Traps that are gone: questions that were answered wrongly once, or without a word, each with the answer that is right.
SET client_min_messages = warning;
SET jit = off;
SET extra_float_digits = 1;
SELECT no_plan();

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
SELECT throws_ok('SELECT ledger_agg(customer, at, amount, unit) FROM (VALUES (NULL::bigint, date ''2026-01-05'', 1.5, ''fortnight'')) AS v(customer, at, amount, unit)', '22023', NULL, 'but it must have a unit');

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
SELECT finish();
