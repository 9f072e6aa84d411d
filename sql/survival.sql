-- What users of the survival room see, and every error they can get.
SET extra_float_digits = 0;
\pset null NULL

CREATE TABLE subscriptions (customer_id int, plan text, months int, churned boolean);
INSERT INTO subscriptions VALUES
	(1, 'monthly', 1, true), (2, 'monthly', 1, true), (3, 'monthly', 2, false), (4, 'monthly', 3, true), (5, 'monthly', 5, false), (6, 'monthly', 5, true),
	(7, 'yearly', 12, true), (8, 'yearly', 12, false), (9, 'yearly', 12, false), (10, 'yearly', 24, true),
	(11, 'yearly', NULL, true), (12, 'yearly', 6, NULL);

-- tallies, and what is read from them
SELECT plan, survival_agg(months, churned) AS s FROM subscriptions GROUP BY plan ORDER BY plan;
SELECT plan, customers(survival_agg(months, churned)) FROM subscriptions GROUP BY plan ORDER BY plan;
SELECT * FROM survival_table((SELECT survival_agg(months, churned) FROM subscriptions));
SELECT plan, t.* FROM (SELECT plan, survival_agg(months, churned) AS s FROM subscriptions GROUP BY plan) AS p, survival_table(s) AS t ORDER BY plan, at;

-- who churns goes before who is censored at the same time; shares are exact; all are still there; time 0 and fractions
SELECT * FROM survival_table((SELECT survival_agg(d, c) FROM (VALUES (5, true), (5, true), (5, false), (8, false)) AS v(d, c)));
SELECT at, survival FROM survival_table((SELECT survival_agg(d / 10.0, true) FROM generate_series(1, 10) AS d));
SELECT * FROM survival_table((SELECT survival_agg(d, false) FROM generate_series(1, 3) AS d));
SELECT * FROM survival_table((SELECT survival_agg(d, c) FROM (VALUES (-0.0::float8, true), (0, false), (0.1, true), (0.1 + 0.2, false), (0.3, true)) AS v(d, c)));
SELECT survival_agg('-0', true) = survival_agg(0, true) AS same, survival_agg(0, true) <> survival_agg(0, false) AS differ;

-- merging
SELECT rollup(s) = (SELECT survival_agg(months, churned) FROM subscriptions) AS same FROM (SELECT survival_agg(months, churned) AS s FROM subscriptions GROUP BY customer_id) AS p;
SELECT s + s, NULL + s = s AS left_null, s + NULL = s AS right_null, (NULL::survival_tally + NULL) IS NULL AS both_null FROM (SELECT survival_agg(2.5, true) AS s) AS v;
SELECT s::jsonb -> 'rows' AS rows FROM (SELECT survival_agg(2.5, true) AS s) AS v;

-- no rows, only NULLs
SELECT survival_agg(months, churned), rollup(NULL::survival_tally) FROM subscriptions WHERE false;
SELECT survival_agg(months, churned) FROM subscriptions WHERE customer_id > 10;
SELECT customers(NULL::survival_tally);
SELECT * FROM survival_table(NULL);

-- durations
SELECT survival_agg(-0.5, true);
SELECT survival_agg('NaN', true);
SELECT survival_agg('Infinity', false);
SELECT survival_agg('-Infinity', false);
SELECT survival_agg('NaN', NULL);
SELECT survival_agg(5e-324, true), survival_agg(1.7976931348623157e308, false);

-- text
SELECT '{"version": 1, "rows": [[1, 0, 2], [1, 1, 3], [2.5, 1, 1]]}'::survival_tally;
SELECT '{"version": 1, "rows": []}'::survival_tally;
SELECT '{"version": 1, "rows": [[-1, 0, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[null, 0, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 0.5, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 2, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 1, 2], [2, 2, 1]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 2, 2], [3, 1, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 3, 2], [2, 4, 1]], "reasons": ["price", "service"]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 3, 2], [2, 4, 1]], "reasons": ["service", "price"]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 3, 2], [2, 4, 1]], "reasons": ["price"]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 4, 2]], "reasons": ["price", "service"]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 1, 2]], "reasons": ["price"]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 0, 0]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 0, 1.5]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 1, 3], [1, 0, 2]]}'::survival_tally;
SELECT '{"version": 1, "rows": [[1, 1, 3], [1, 1, 2]]}'::survival_tally;
SELECT '{"version": 1, "decimals": 7, "rows": [[1, 0, 2]]}'::survival_tally;

-- parts of customers, of which sbg_fit makes tallies
SELECT customers('{"version": 1, "decimals": 6, "rows": [[1, 0, 2500000]]}'::survival_tally);
SELECT * FROM survival_table('{"version": 1, "decimals": 6, "rows": [[1, 0, 2500000]]}');
SELECT '{"version": 1, "decimals": 6, "rows": [[1, 0, 2500000]]}'::survival_tally + survival_agg(1, true);

-- more customers than can be counted
SELECT customers('{"version": 1, "rows": [[1, 0, 9007199254740990], [2, 0, 1]]}'::survival_tally);
SELECT customers('{"version": 1, "rows": [[1, 0, 9007199254740992]]}'::survival_tally);
SELECT * FROM survival_table('{"version": 1, "rows": [[1, 0, 9007199254740990], [2, 0, 2]]}');

-- a row that stands for many customers
SELECT survival_agg(months, churned, n) FROM (VALUES (1, true, 30), (2, true, 0), (2, false, 12), (3, true, NULL)) AS v(months, churned, n);
SELECT survival_agg(months, churned, n::bigint) = survival_agg(months, churned, n::numeric) AS same FROM (VALUES (1, true, 30)) AS v(months, churned, n);
SELECT survival_agg(1, true, 1.5);
SELECT survival_agg(1, true, -1);
SELECT survival_agg(1, true, 'NaN');
SELECT survival_agg(1, true, 9007199254740993::numeric);
SELECT survival_agg(1, true, 9007199254740992) FROM generate_series(1, 2);

-- late entry: at risk behind the entry only; NULL is from the start
CREATE TABLE late (entry float8, duration float8, churned boolean);
INSERT INTO late VALUES (0, 5, true), (2, 6, true), (NULL, 9, true), (5, 8, false), (7, 12, true), (1, 14, false), (9, 15, true), (10, 20, false), (3, NULL, true), (3, 4, NULL);
SELECT survival_agg(entry, duration, churned) FROM late;
SELECT at, at_risk, churned, censored, survival FROM survival_table((SELECT survival_agg(entry, duration, churned) FROM late));
SELECT * FROM survival_summary((SELECT survival_agg(entry, duration, churned) FROM late));
SELECT survival_agg(entry, duration, churned, 3) FROM late WHERE duration < 9;
SELECT survival_agg(5, 5, true);
SELECT survival_agg(6, 5, true);
SELECT survival_agg(6, 5, true) FILTER (WHERE coalesce(6 < 5, true));
SELECT survival_agg(-1, 5, true);
SELECT survival_agg('NaN', 5, true);

-- subscriptions from dates: who has no end, or ends after as_of, is still here; who started later is not there yet
CREATE TABLE subscribed (customer int, started date, ended date, reason text);
INSERT INTO subscribed VALUES (1, '2026-01-01', '2026-02-15', 'price'), (2, '2026-01-10', NULL, NULL), (3, '2026-02-01', '2026-02-15', 'service'), (4, '2026-03-01', '2026-05-01', 'price'),
	(5, '2026-04-02', NULL, NULL), (6, '2026-01-05', '2026-01-05', NULL), (7, NULL, '2026-01-05', 'price'), (8, '2025-06-01', 'infinity', NULL);
SELECT survival_agg(started, ended, '2026-03-31') FROM subscribed;
SELECT survival_agg(started::timestamp, ended::timestamp, '2026-03-31') = survival_agg(started, ended, '2026-03-31') AS timestamp,
	survival_agg(started::timestamptz, ended::timestamptz, '2026-03-31') = survival_agg(started, ended, '2026-03-31') AS timestamptz FROM subscribed;
SELECT survival_agg(started, ended, '2026-03-31') FROM (VALUES (timestamp '2026-01-01 23:59', timestamp '2026-01-02 00:01')) AS v(started, ended);

-- the last year, or quarter, alone
SELECT survival_agg(started, ended, '2026-01-31', '2026-03-31') FROM subscribed;
SELECT survival_agg(started, ended, seen, '2026-03-31') FROM (SELECT *, CASE WHEN customer = 1 THEN date '2026-01-31' END AS seen FROM subscribed) AS c;
SELECT survival_agg(started, ended, '2026-04-30', '2026-03-31') FROM subscribed;
SELECT at, at_risk, churned, censored FROM survival_table((SELECT survival_agg(started, ended, '2026-01-31', '2026-03-31') FROM subscribed));
SELECT survival_agg(started::timestamp, ended::timestamp, '2026-01-31', '2026-03-31') = survival_agg(started, ended, '2026-01-31', '2026-03-31') AS timestamp,
	survival_agg(started::timestamptz, ended::timestamptz, '2026-01-31', '2026-03-31') = survival_agg(started, ended, '2026-01-31', '2026-03-31') AS timestamptz FROM subscribed;

SELECT survival_agg(started, ended, '2026-03-31') FROM (VALUES (date '2026-02-01', date '2026-01-31')) AS v(started, ended);
SELECT survival_agg(started, ended, '2026-03-31') FILTER (WHERE coalesce(ended >= started, true)) FROM (VALUES (date '2026-02-01', date '2026-01-31'), ('2026-02-01', NULL)) AS v(started, ended);
SELECT survival_agg(started, ended, NULL) FROM subscribed;
SELECT survival_agg(started, ended, started) FROM subscribed;
SELECT survival_agg(started, ended, 'infinity') FROM subscribed;
SELECT survival_agg('-infinity'::date, NULL::date, '2026-03-31');
SELECT survival_agg('2026-01-01'::date, NULL::date, '-infinity'::date, '2026-03-31');

-- reasons: who has none is still here; a subscription that ended for none has churned all the same
SELECT churn_reason_agg(d, r) FROM (VALUES (3, 'service'), (1, 'price'), (2, NULL), (3, 'price'), (NULL, 'price'), (5, '')) AS v(d, r);
SELECT churn_reason_agg(entry, duration, CASE WHEN churned THEN 'left' END) FROM late WHERE duration < 9;
SELECT churn_reason_agg(started, ended, reason, '2026-03-31') FROM subscribed;
SELECT churn_reason_agg(started, ended, '2026-01-31', reason, '2026-03-31') FROM subscribed;
SELECT churn_reason_agg(started::timestamp, ended::timestamp, reason, '2026-03-31') = churn_reason_agg(started, ended, reason, '2026-03-31') AS timestamp,
	churn_reason_agg(started::timestamptz, ended::timestamptz, reason, '2026-03-31') = churn_reason_agg(started, ended, reason, '2026-03-31') AS timestamptz,
	churn_reason_agg(started::timestamp, ended::timestamp, '2026-01-31', reason, '2026-03-31') = churn_reason_agg(started::timestamptz, ended::timestamptz, '2026-01-31', reason, '2026-03-31') AS late
	FROM subscribed;
SELECT (SELECT churn_reason_agg(1, 'b') + churn_reason_agg(2, 'a')) = churn_reason_agg(d, r) AS same FROM (VALUES (2, 'a'), (1, 'b')) AS v(d, r);
SELECT churn_reason_agg(1, 'a') + survival_agg(2, true) AS with_and_without;
SELECT (SELECT churn_reason_agg(1, 'a') + survival_agg(2, 5, true)) = rollup(s) AS same FROM (SELECT churn_reason_agg(1, 'a') AS s UNION ALL SELECT survival_agg(2, 5, true)) AS v;
SELECT churn_reason_agg(1, repeat('x', 256));
SELECT churn_reason_agg(1, left(repeat('x', 256), 60)) IS NULL AS unknown;
SELECT churn_reason_agg(1, repeat('x', 256)) FROM generate_series(1, 1000);
SELECT customers(churn_reason_agg(n % 7, 'reason ' || n % 1000)) FROM generate_series(1, 5000) AS n;
SELECT churn_reason_agg(n, 'reason ' || n) FROM generate_series(1, 1001) AS n;
SELECT churn_reason_agg(-1, 'a');
SELECT churn_reason_agg(2, 1, 'a');

-- readings: two arms of a trial, weeks of remission (Gehan 1965)
CREATE TABLE gehan AS SELECT arm, weeks, churned FROM (VALUES
	('6mp', 6, true, 3), ('6mp', 6, false, 1), ('6mp', 7, true, 1), ('6mp', 9, false, 1), ('6mp', 10, true, 1), ('6mp', 10, false, 1), ('6mp', 11, false, 1), ('6mp', 13, true, 1),
	('6mp', 16, true, 1), ('6mp', 17, false, 1), ('6mp', 19, false, 1), ('6mp', 20, false, 1), ('6mp', 22, true, 1), ('6mp', 23, true, 1), ('6mp', 25, false, 1), ('6mp', 32, false, 2),
	('6mp', 34, false, 1), ('6mp', 35, false, 1),
	('placebo', 1, true, 2), ('placebo', 2, true, 2), ('placebo', 3, true, 1), ('placebo', 4, true, 2), ('placebo', 5, true, 2), ('placebo', 8, true, 4), ('placebo', 11, true, 2),
	('placebo', 12, true, 2), ('placebo', 15, true, 1), ('placebo', 17, true, 1), ('placebo', 22, true, 1), ('placebo', 23, true, 1)) AS v(arm, weeks, churned, n), generate_series(1, n);
CREATE TABLE arms AS SELECT arm, survival_agg(weeks, churned) AS s FROM gehan GROUP BY arm;
SELECT arm, survival_at(s, 6), survival_low(s, 6), survival_high(s, 6), survival_low(s, 6, method => 'log') AS log_low, survival_high(s, 6, method => 'plain') AS plain_high FROM arms ORDER BY arm;
SELECT arm, survival_at(s, 0), survival_at(s, 35), survival_at(s, 36), survival_low(s, 5), survival_high(s, 36), survival_low(s, 23, confidence => 0.9) FROM arms ORDER BY arm;
SELECT arm, survival_at(s, 20, 10), survival_low(s, 20, 10), survival_high(s, 20, 10), survival_at(s, 5, 10) AS sooner, survival_at(s, 40, 35) AS nobody FROM arms ORDER BY arm;
SELECT arm, lifetime_quantile(s), lifetime_quantile_low(s), lifetime_quantile_high(s), lifetime_quantile(s, 0.25) AS quarter, lifetime_quantile(s, 0.9) AS most, lifetime_quantile(s, 1) AS everybody,
	lifetime_quantile(s, 0.5, 10) AS given, lifetime_quantile_low(s, method => 'plain') AS plain FROM arms ORDER BY arm;
SELECT arm, m.* FROM arms, restricted_mean(s, 35) AS m ORDER BY arm;
SELECT arm, m.* FROM arms, restricted_mean(s, 20, 10, 0.9) AS m ORDER BY arm;
SELECT arm, m.* FROM arms, restricted_mean(s, 36) AS m ORDER BY arm;
SELECT m.* FROM restricted_mean(survival_tally '{"version": 1, "rows": [[5, 0, 3]]}', 4) AS m;
SELECT arm, v.* FROM arms, survival_value(s, 10, 30, 0.1, 'week') AS v ORDER BY arm;
SELECT arm, v.* FROM arms, survival_value(s, -10, 30, unit => 'week', given => 6) AS v ORDER BY arm;
SELECT arm, x.* FROM arms, survival_summary(s) AS x ORDER BY arm;
SELECT arm, x.median_low, x.median_high FROM arms, survival_summary(s, 0.9, 'plain') AS x ORDER BY arm;
SELECT at, se, low, high FROM arms, survival_table(s, 0.9, 'plain') WHERE arm = '6mp' AND churned > 0;
SELECT arm, c.* FROM arms, survival_curve(s, 10) AS c ORDER BY arm, at;
SELECT arm, c.* FROM arms, survival_curve(s, 10, 40, 5) AS c ORDER BY arm, at;
SELECT c.* FROM arms, survival_curve(s, 10, 5, 20) AS c;
SELECT c.* FROM arms, survival_curve(s, 10, NULL, 35) AS c;
SELECT arm, array_agg(c.at) AS places, array_agg(c.survival) AS survival FROM arms, survival_curve(s, 10, 40, 23) AS c GROUP BY arm ORDER BY arm;
SELECT arm, h.* FROM arms, hazard_table(s, 10) AS h ORDER BY arm, period;
SELECT h.* FROM hazard_table('{"version": 1, "rows": [[6, 1, 10], [1.7976931348623157e+308, 1, 10]]}', 1.7976931348623157e+308) AS h;
SELECT period, starts, ends, at_risk, churned, exposure, hazard FROM hazard_table((SELECT survival_agg(d, d < 2) FROM (VALUES (0.5), (1.5), (1.5), (2.5)) AS v(d)));
-- tenths are those that are written: 0.3 lies at 0.3, and in the period that starts there
CREATE VIEW tenths AS SELECT survival_agg(d / 10.0, d % 4 > 0) AS s, survival_agg(d, d % 4 > 0) AS whole FROM (SELECT n * n % 37 AS d FROM generate_series(1, 36) AS n) AS v WHERE d BETWEEN 1 AND 30;
SELECT at, at_risk, survival FROM survival_curve((SELECT survival_agg(d, d < 0.3) FROM unnest('{0.1, 0.3}'::float8[]) AS d), 0.1);
SELECT count(*) AS n, max(c.at) AS last, bool_and(c.at = (b.at / 10)::float8) AS places, bool_and((c.at_risk, c.survival, c.low, c.high) IS NOT DISTINCT FROM (b.at_risk, b.survival, b.low, b.high)) AS same
	FROM tenths, survival_curve(s, 0.1) AS c JOIN survival_curve(whole, 1) AS b ON round(c.at * 10) = b.at;
SELECT array_agg(c.at) AS places FROM tenths, survival_curve(s, 0.1, 1.2, 0.7) AS c;
SELECT count(*) AS n, bool_and((h.starts, h.ends) = ((b.starts / 10)::float8, (b.ends / 10)::float8)) AS periods, bool_and((h.at_risk, h.churned, h.hazard, h.low) IS NOT DISTINCT FROM (b.at_risk, b.churned, b.hazard, b.low)) AS same
	FROM tenths, hazard_table(s, 0.1) AS h JOIN hazard_table(whole, 1) AS b USING (period) WHERE h.ends <= 2.8;

-- competing reasons
CREATE TABLE left_for AS SELECT churn_reason_agg(d, r) AS s FROM (VALUES (1, 'price'), (1, NULL), (2, 'service'), (2, 'price'), (3, 'price'), (4, NULL), (5, 'service'), (6, NULL)) AS v(d, r);
SELECT i.* FROM left_for, incidence_table(s) AS i;
SELECT incidence_at(s, 'price', 2), incidence_low(s, 'price', 2), incidence_high(s, 'price', 2), incidence_at(s, 'price', 0) AS sooner, incidence_at(s, 'other', 2) AS never,
	incidence_low(s, 'other', 2) AS never_low, incidence_at(s, 'price', 7) AS beyond FROM left_for;
SELECT i.* FROM left_for, (SELECT survival_agg(2, true) AS one) AS o, incidence_table(s + one, 0.9) AS i WHERE i.at = 2;
SELECT i.* FROM (SELECT churn_reason_agg(1, 'all') AS s) AS v, incidence_table(s) AS i;
SELECT incidence_at(churn_reason_agg(1, 'all'), 'all', 100) AS everybody_has, incidence_at(survival_agg(1, true), 'all', 1) AS no_reasons;

-- groups
SELECT t.* FROM (SELECT array_agg(s ORDER BY arm) AS g FROM arms) AS a, logrank_test(g) AS t;
SELECT t.* FROM (SELECT array_agg(s ORDER BY arm) AS g FROM arms) AS a, logrank_test(g, 1, 0.5) AS t;
SELECT t.* FROM (SELECT array_agg(s ORDER BY arm) AS g FROM arms) AS a, logrank_table(g) AS t;
SELECT t.* FROM (SELECT ARRAY[NULL, min(s::text) FILTER (WHERE arm = '6mp')::survival_tally, NULL, min(s::text) FILTER (WHERE arm = 'placebo')::survival_tally] AS g FROM arms) AS a, logrank_table(g) AS t;
SELECT t.* FROM (SELECT ARRAY[ARRAY[a.s, b.s], ARRAY[a.s, b.s]] AS g FROM arms AS a, arms AS b WHERE a.arm < b.arm) AS v, logrank_test(g) AS t;
SELECT t.* FROM (SELECT ARRAY[ARRAY[a.s, b.s], ARRAY[a.s, NULL]] AS g FROM arms AS a, arms AS b WHERE a.arm < b.arm) AS v, logrank_table(g) AS t;
SELECT t.* FROM (SELECT ARRAY[s] AS g FROM arms WHERE arm = '6mp') AS a, logrank_test(g) AS t;
SELECT t.* FROM logrank_test('{}') AS t;
SELECT t.* FROM (SELECT ARRAY[survival_agg(1, false), survival_agg(2, false)] AS g) AS v, logrank_test(g) AS t;
SELECT t.* FROM logrank_test(NULL) AS t;
SELECT h.* FROM arms AS a, arms AS b, hazard_ratio(a.s, b.s) AS h WHERE a.arm < b.arm;
SELECT h.* FROM arms AS a, arms AS b, hazard_ratio(b.s, a.s, 0.9) AS h WHERE a.arm < b.arm;
SELECT h.* FROM (SELECT survival_agg(1, true) AS a, survival_agg(2, true) AS b) AS v, hazard_ratio(a, b) AS h;
SELECT h.* FROM (SELECT survival_agg(1, false) AS a, survival_agg(2, true) AS b) AS v, hazard_ratio(a, b) AS h;

-- NULLs
SELECT survival_at(NULL, 1), survival_at(s, NULL), survival_low(s, 1, confidence => NULL), survival_high(s, 6, method => NULL), lifetime_quantile(s, NULL), lifetime_quantile_low(NULL), incidence_at(s, NULL, 1),
	restricted_mean(s, NULL), survival_value(s, 1, 10, NULL), survival_summary(NULL), hazard_ratio(s, NULL) FROM arms;
SELECT * FROM survival_curve(NULL, 1);
SELECT * FROM hazard_table(NULL);
SELECT * FROM incidence_table(NULL);
SELECT * FROM logrank_table(NULL);

-- errors
SELECT survival_at(s, -1) FROM arms;
SELECT survival_at(s, 'Infinity') FROM arms;
SELECT survival_at(s, 1, 'NaN') FROM arms;
SELECT survival_low(s, 1, confidence => 95) FROM arms;
SELECT survival_low(s, 1, method => 'log_log') FROM arms;
SELECT lifetime_quantile(s, 0) FROM arms;
SELECT lifetime_quantile(s, 50) FROM arms;
SELECT lifetime_quantile(s, 0.5) FROM arms ORDER BY arm;
SELECT restricted_mean(s, 10, 12) FROM arms;
SELECT restricted_mean(s, 'Infinity') FROM arms;
SELECT survival_value(s, 'NaN', 10) FROM arms;
SELECT survival_value(s, 10, 10, 10) FROM arms;
SELECT survival_value(s, 10, 10, 0.10) FROM arms WHERE arm = '6mp';
SELECT survival_value(s, 10, 10, 0.1, 'hour') FROM arms;
SELECT survival_value(s, 1e308, 20, -0.99, 'year') FROM arms;
SELECT survival_value(s, 1e308, 0.5, 0, 'year') FROM arms WHERE arm = '6mp';
SELECT survival_curve(s, 0) FROM arms;
SELECT survival_curve(s, 1e-9) FROM arms;
SELECT survival_curve(s, 1, -1) FROM arms;
SELECT count(*) FROM arms, survival_curve(s, 1e-3);
SELECT hazard_table(s, 0) FROM arms;
SELECT hazard_table(s, 1e-9) FROM arms;
SELECT count(*) FROM arms, hazard_table(s, 1);
SELECT incidence_at(s, 'price', -1) FROM arms;
SELECT logrank_test(ARRAY[ARRAY[array_agg(s)]]) FROM arms;
SELECT logrank_test(array_agg(s), -1) FROM arms;
SELECT logrank_test(array_agg(s), 0, 'Infinity') FROM arms;
SELECT logrank_test(array_agg(s)) FROM arms, generate_series(1, 51);
SELECT logrank_test(array_agg(s)) IS NOT NULL AS rolled_up FROM (SELECT rollup(s) AS s FROM arms, generate_series(1, 51) AS i GROUP BY i % 50, arm) AS r;
SELECT logrank_test(ARRAY['{"version": 1, "decimals": 6, "rows": [[1, 0, 2500000]]}'::survival_tally]);
SELECT sbg_fit(churn_reason_agg(1, 'price'));
SELECT sbg_fit(survival_agg(1, 2, true));
SELECT survival_agg(1, 'Yes');
SELECT survival_agg('1'::text, 'Yes'::text);
SELECT churn_reason_agg(1, true);

-- every set of overloads, with the types that columns have
CREATE TABLE columns_of_all_types (n smallint, i int, b bigint, d numeric, f float8, t text, v varchar, c boolean, day date, ts timestamp, tz timestamptz);
SELECT survival_agg(n, c), survival_agg(i, c), survival_agg(b, c), survival_agg(d, c), survival_agg(f, c), survival_agg(n, i, c), survival_agg(d, f, c), survival_agg(i, c, b), survival_agg(n, d, c, i),
	survival_agg(day, day, day), survival_agg(ts, ts, day), survival_agg(tz, tz, day), survival_agg(day, ts, day), survival_agg(ts, tz, day), survival_agg(day, day, day, day), survival_agg(ts, day, ts, day),
	survival_agg(tz, tz, ts, day), survival_agg(day, NULL, '2026-01-01'), survival_agg(ts, NULL, '2026-01-01'), survival_agg(tz, NULL, '2025-01-01', '2026-01-01'), survival_agg('1', 'true'), survival_agg(NULL, 2, true)
	FROM columns_of_all_types;
SELECT churn_reason_agg(n, t), churn_reason_agg(d, v), churn_reason_agg(f, 'a'), churn_reason_agg(i, b, t), churn_reason_agg(n, f, v), churn_reason_agg(day, day, t, day), churn_reason_agg(ts, ts, v, day),
	churn_reason_agg(tz, tz, 'a', '2026-01-01'), churn_reason_agg(day, NULL, NULL, '2026-01-01'), churn_reason_agg(day, day, day, t, day), churn_reason_agg(ts, NULL, '2025-01-01', v, '2026-01-01'),
	churn_reason_agg(tz, tz, day, 'a', day), churn_reason_agg('1', 'a'), churn_reason_agg(NULL, 2, 'a'), churn_reason_agg(2, NULL) FROM columns_of_all_types;

-- the transition function on its own
SELECT survival_accum(NULL, 1, true);

DROP TABLE subscriptions, late, subscribed, gehan, arms, left_for, columns_of_all_types;
