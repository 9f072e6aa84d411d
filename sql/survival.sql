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
SELECT '{"version": 1, "rows": [[1, 2, 2]]}'::survival_tally;
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

-- the transition function on its own
SELECT survival_accum(NULL, 1, true);

DROP TABLE subscriptions;
