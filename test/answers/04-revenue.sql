-- Revenue: bridges and ledgers of every kind, all their readings; tables of ledgers always name as_of
\ir start.psql

-- 2000 accounts in 11 segments that grow, shrink, come, go and come back; cents, and now and then NULL
CREATE TABLE accounts AS
SELECT i, i % 11 AS segment,
	CASE WHEN i % 7 = 0 THEN 0 WHEN i % 31 = 0 THEN NULL ELSE (i * 7919 % 10007) / 100.0 END::numeric(12, 2) AS before,
	CASE WHEN i % 6 = 0 THEN 0 WHEN i % 29 = 0 THEN NULL WHEN i % 5 = 0 THEN (i * 7919 % 10007) / 100.0 ELSE (i * 7907 % 10009) / 100.0 END::numeric(12, 2) AS after,
	CASE WHEN i % 13 = 0 THEN NULL ELSE i % 3 = 0 END AS back
FROM generate_series(1, 2000) AS i;
CREATE TABLE bridges AS SELECT segment, revenue_agg(before, after) AS b, revenue_agg(before, after, back) AS r FROM accounts GROUP BY segment;

\echo # bridges
SELECT segment, nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b) FROM bridges ORDER BY segment;
SELECT segment, nrr(r), grr(r), nrr_with_reactivation(r), logo_churn(r), revenue_churn(r), quick_ratio(r) FROM bridges ORDER BY segment;
SELECT segment, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing FROM bridges, bridge_summary(r) AS x ORDER BY segment;
SELECT segment, x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio FROM bridges, bridge_summary(r) AS x ORDER BY segment;
SELECT x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio FROM bridges, bridge_summary(b) AS x WHERE segment = 4;
SELECT x.step, x.movement, x.amount, x.customers FROM bridges, bridge_table(r) AS x WHERE segment = 3 ORDER BY x.step;
SELECT digest('SELECT segment, x.step, x.movement, x.amount, x.customers FROM bridges, bridge_table(b) AS x', 5);
SELECT segment, nrr(before, after), grr(before, after) FROM accounts GROUP BY segment ORDER BY segment;
SELECT segment % 2, segment % 3, nrr(before, after), grr(before, after) FROM accounts GROUP BY GROUPING SETS ((), (segment % 2), (segment % 3), (segment % 2, segment % 3)) ORDER BY 1, 2;
SELECT nrr(before, after) FILTER (WHERE i < 100), grr(before, after ORDER BY i DESC), nrr(before::bigint, after::int), grr(before::smallint, after::smallint), nrr(1, after), nrr(before * 1000000000000, after / 3) FROM accounts;
SELECT before, after, nrr(before, after), grr(before, after), max(quick_ratio(b)), max(logo_churn(b)), max(revenue_churn(b)) FROM (SELECT before, after, revenue_agg(before + i - i, after) AS b FROM unnest(ARRAY[NULL, 0, 0.00, 1, 99.99, 100, 1e20]) AS before, unnest(ARRAY[NULL, 0, 0.000, 1, 100.01, 1e-10, 1e20]) AS after, generate_series(1, 1) AS i GROUP BY before, after) AS s GROUP BY before, after ORDER BY before, after;

\echo # every small bridge: how many stay, grow, shrink, go, come, come back
SELECT digest('SELECT a, b, c, d, e, f, nrr(t), grr(t), nrr_with_reactivation(t), logo_churn(t), revenue_churn(t), quick_ratio(t), x.closing, x.closing_customers FROM (
	SELECT a, b, c, d, e, f, revenue_agg(before, after, back) AS t FROM generate_series(0, 2) AS a, generate_series(0, 2) AS b, generate_series(0, 2) AS c, generate_series(0, 2) AS d, generate_series(0, 2) AS e, generate_series(0, 2) AS f,
		LATERAL (SELECT 7.5 AS before, 7.50 AS after, false AS back FROM generate_series(1, a) UNION ALL SELECT 10, 13.333, true FROM generate_series(1, b) UNION ALL SELECT 20.05, 9.9, NULL FROM generate_series(1, c)
			UNION ALL SELECT 3.1, 0, false FROM generate_series(1, d) UNION ALL SELECT 0, 11, false FROM generate_series(1, e) UNION ALL SELECT NULL, 6.21, true FROM generate_series(1, f)) AS rows GROUP BY a, b, c, d, e, f) AS s, bridge_summary(t) AS x', 30);

\echo # earned growth
SELECT segment, earned, x.nrr, x.earned_new_share, x.earned_growth_rate, x.earned_ratio FROM bridges, unnest(ARRAY[0, 0.01, 100, 250.5, NULL]) AS earned, earned_growth(r, earned) AS x WHERE segment < 4 ORDER BY segment, earned;
SELECT digest('SELECT segment, e, x.nrr, x.earned_new_share, x.earned_growth_rate, x.earned_ratio FROM bridges, generate_series(0, 30) AS e, earned_growth(b, e * 3.7) AS x', 3);
SELECT x.nrr, x.earned_new_share, x.earned_growth_rate, x.earned_ratio FROM (VALUES (1, 1.0, 1.0, 0.0), (2, 0, 5, 5), (3, 0, 5, 2.5), (4, 5, 0, 0), (5, 3, 10, 0)) AS v(i, before, after, e), LATERAL (SELECT revenue_agg(before + n - n, after) AS b FROM generate_series(1, 1) AS n) AS s, earned_growth(b, e) AS x ORDER BY i;

\echo # decimals and size of amounts
SELECT i, x.opening, x.expansion, x.contraction, x.closing, x.nrr, x.grr FROM (VALUES (1, 123456789012345678901234567890::numeric, 123456789012345678901234567890.01::numeric), (2, 0.000, 0.5), (3, 0.000000000000000000000000000003, 0.000000000000000000000000000001), (4, 1e37, 1), (5, 1.10, 2.2000), (6, 100, 33.333333333333333333), (7, 3, 1e-35), (8, 9999999999999999999999999999999999999, 1)) AS v(i, before, after),
	LATERAL (SELECT revenue_agg(before + n - n, after) AS b FROM generate_series(1, 1) AS n) AS s, bridge_summary(b) AS x ORDER BY i;
SELECT x.opening, x.closing, x.expansion, x.contraction, x.nrr, x.grr FROM (SELECT revenue_agg(before * 1.000001, after / 7) AS b FROM accounts) AS s, bridge_summary(b) AS x;
SELECT digest('SELECT k, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.closing, x.nrr, x.grr, x.revenue_churn, x.quick_ratio FROM (SELECT k, revenue_agg(round(before, k), after * round(10::numeric ^ k, 16)) AS b FROM accounts, generate_series(0, 12) AS k GROUP BY k) AS s, bridge_summary(b) AS x', 13);

\echo # windows
SELECT digest('SELECT i, nrr(before, after) OVER (ORDER BY i ROWS 49 PRECEDING), grr(before, after) OVER (PARTITION BY segment ORDER BY i ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING) FROM accounts', 6);
SELECT digest('SELECT i, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.closing_customers FROM (SELECT i, revenue_agg(before, after, back) OVER (ORDER BY i ROWS BETWEEN 12 PRECEDING AND 3 PRECEDING) AS b FROM accounts) AS s, bridge_summary(b) AS x', 6);
SELECT digest('SELECT i, x.opening, x.closing, x.nrr FROM (SELECT i, revenue_agg(CASE WHEN i % 10 = 0 THEN before * 1.0001 ELSE round(before) END, after) OVER (ORDER BY i RANGE BETWEEN 4 PRECEDING AND CURRENT ROW EXCLUDE TIES) AS b FROM accounts) AS s, bridge_summary(b) AS x', 6);
SELECT segment, nrr(r), quick_ratio(r) FROM (SELECT segment, rollup(r) OVER (ORDER BY segment ROWS 3 PRECEDING) AS r FROM bridges) AS s ORDER BY segment;
SELECT segment, x.opening, x.closing, x.closing_customers FROM (SELECT segment, rollup(b) OVER (ORDER BY segment GROUPS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS b FROM bridges) AS s, bridge_summary(b) AS x ORDER BY segment;

\echo # merging
SELECT rollup(b) = (SELECT revenue_agg(before, after) FROM accounts), rollup(r) = (SELECT revenue_agg(before, after, back ORDER BY i DESC) FROM accounts), rollup(b) <> rollup(r) FROM bridges;
SELECT a.b + c.b = c.b + a.b, a.b + NULL = a.b, NULL + a.b = a.b, (NULL::bridge_tally + NULL) IS NULL, nrr(a.b + c.r), grr(a.r + c.r), nrr(a.b + a.b), a.b <> c.b FROM bridges AS a, bridges AS c WHERE a.segment = 2 AND c.segment = 8;
SELECT count(*), sum(n) FROM (SELECT b, count(*) AS n FROM (SELECT b FROM bridges UNION ALL SELECT b FROM bridges UNION ALL SELECT r FROM bridges) AS s GROUP BY b) AS g;
SELECT revenue_agg(1.0, 2) = revenue_agg(1, 2.0), revenue_agg(1.0, 2) = revenue_agg(1, 2), revenue_agg(1, 2) = revenue_agg(1, 2, true);

\echo # nobody, NULL
SELECT nrr(b), grr(b), nrr_with_reactivation(b), logo_churn(b), revenue_churn(b), quick_ratio(b), b IS NULL FROM (SELECT revenue_agg(before, after) AS b FROM accounts WHERE false) AS s;
SELECT nrr(before, after), grr(before, after), revenue_agg(before, after) IS NULL, revenue_agg(before, after, back) IS NULL FROM accounts WHERE before IS NULL AND after IS NULL;
SELECT x.opening, x.closing, x.closing_customers, x.nrr, x.quick_ratio FROM bridge_summary(NULL) AS x;
SELECT (SELECT count(*) FROM bridge_table(NULL)), x.nrr, x.earned_ratio FROM earned_growth(NULL, 1) AS x;

-- some 6000 payments of 300 customers over two years, with refunds that never exceed their month
CREATE TABLE payments AS
SELECT c, i, timestamp '2024-01-01' + (c % 60) * interval '5 days' + (i * 7919 % 701) * interval '1 day' * ((c % 4) + 1) / 4 + (i * 37 % 1440) * interval '1 minute' AS at, ((i * 7907 % 10009) / 100.0)::numeric(10, 2) AS amount
FROM (SELECT i, i * 7919 % 307 AS c FROM generate_series(1, 6000) AS i) AS s;
INSERT INTO payments SELECT c, -i, at, -round(amount / 3, 2) FROM payments WHERE i % 9 = 0;
INSERT INTO payments VALUES (NULL, 0, '2025-01-01', 5), (1, 0, NULL, 5), (1, 0, '2024-06-01', NULL), (9999, 0, '2024-06-05', 0), (9998, 0, '2024-02-03', 10), (9998, 0, '2024-02-03 01:00', -10);
CREATE TABLE ledgers AS SELECT unit, ledger_agg(c, at, amount, unit) AS l FROM payments, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit;
\set amounts 'x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing'
\set counts 'x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio'
CREATE FUNCTION columns() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio' $$;

\echo # ledgers
SELECT :amounts FROM ledgers, revenue_table(l, '2026-03-31') AS x WHERE unit = 'month' ORDER BY 1;
SELECT x.period_start, :counts FROM ledgers, revenue_table(l, '2026-03-31') AS x WHERE unit = 'month' ORDER BY 1;
SELECT :amounts, :counts FROM ledgers, revenue_table(l, '2026-12-31') AS x WHERE unit = 'year' ORDER BY 1;
SELECT unit, digest(format('SELECT %s FROM ledgers, revenue_table(l, ''2026-06-30'') AS x WHERE unit = %L', columns(), unit), 4) FROM ledgers ORDER BY unit;
SELECT unit, as_of, digest(format('SELECT %s FROM ledgers, revenue_table(l, %L) AS x WHERE unit = %L', columns(), as_of, unit), 1) FROM ledgers, unnest(ARRAY['2023-12-31', '2024-01-31', '2024-02-28', '2024-02-29', '2025-06-29', '2025-06-30', '2027-01-01']) AS as_of WHERE unit <> 'day' ORDER BY unit, as_of;
SELECT unit, lag, digest(format('SELECT %s FROM ledgers, revenue_table(l, ''2026-06-30'', lag => %s) AS x WHERE unit = %L', columns(), lag, unit), 1) FROM ledgers, unnest(ARRAY[1, 2, 3, 4, 12, 52, 500, 100000]) AS lag WHERE unit <> 'day' ORDER BY unit, lag;
SELECT unit, w, digest(format('SELECT %s FROM ledgers, revenue_table(l, as_of => ''2026-06-30'', reactivation_window => %s) AS x WHERE unit = %L', columns(), w, unit), 1) FROM ledgers, unnest(ARRAY[0, 1, 2, 3, 6, 24, 1000000]) AS w WHERE unit <> 'day' ORDER BY unit, w;
SELECT lag, w, digest(format('SELECT %s FROM ledgers, revenue_table(l, ''2025-12-31'', %s, %s) AS x WHERE unit = ''month''', columns(), lag, w), 1) FROM unnest(ARRAY[1, 2, 3, 12]) AS lag, unnest(ARRAY[0, 1, 3, 12]) AS w ORDER BY lag, w;
SELECT digest(format('SELECT %s FROM ledgers, revenue_table(l, ''2025-12-31'', 7, 30) AS x WHERE unit = ''day''', columns()), 4);

\echo # types of customers and of times
CREATE FUNCTION key_of(c bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT (lpad(to_hex(c * 7919 % 4001), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(c), 12, '0'))::uuid $$;
CREATE TABLE by_type AS SELECT unit, ledger_agg(c::smallint, at::date, amount, unit) AS s, ledger_agg(key_of(c), at, amount, unit) AS u, ledger_agg('customer ' || c, at, amount, unit) AS t, ledger_agg(key_of(c), at::date, amount, unit) AS ud, ledger_agg(c::text, at::timestamptz, amount, unit) AS tz, ledger_agg(c::text, at::date, amount, unit) AS td, ledger_agg(key_of(c), at::timestamptz, amount, unit) AS uz FROM payments, unnest(ARRAY['week', 'month', 'year']) AS unit GROUP BY unit;
SELECT by_type.unit, s = l, u = ud, u = uz, td = tz FROM by_type JOIN ledgers USING (unit) ORDER BY 1;
SELECT unit, digest(format('SELECT %s FROM by_type, revenue_table(u, ''2026-06-30'') AS x WHERE unit = %L', columns(), unit), 1), digest(format('SELECT %s FROM by_type, revenue_table(t, ''2026-06-30'') AS x WHERE unit = %L', columns(), unit), 1), digest(format('SELECT %s FROM by_type, revenue_table(td, ''2026-06-30'') AS x WHERE unit = %L', columns(), unit), 1) FROM by_type ORDER BY unit;
SELECT :amounts, :counts FROM revenue_table((SELECT ledger_agg(k, d, a, 'month') FROM (VALUES ('a', date '2026-01-01', 1), ('A', '2026-01-01', 2), ('', '2026-02-01', 3), ('a ', '2026-02-01', 4), (repeat('x', 3000), '2026-01-01', 5), (repeat('x', 3000), '2026-02-01', 5), (NULL, '2026-01-01', 6)) AS v(k, d, a)), '2026-02-28') AS x ORDER BY 1;
SELECT x.closing, x.closing_customers FROM revenue_table((SELECT ledger_agg(c, date '2026-01-01', 1, 'day') FROM unnest(ARRAY[9223372036854775807, -9223372036854775808, 0, -1, 1]) AS c), '2026-01-01') AS x;
SET TIME ZONE 'America/New_York';
SELECT unit, digest(format('SELECT %s FROM revenue_table((SELECT ledger_agg(c, at AT TIME ZONE ''UTC'', abs(amount), %L) FROM payments), ''2026-06-30'') AS x', columns(), unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SET TIME ZONE 'Asia/Kolkata';
SELECT unit, digest(format('SELECT %s FROM revenue_table((SELECT ledger_agg(key_of(c), at AT TIME ZONE ''UTC'', abs(amount), %L) FROM payments), ''2026-06-30'') AS x', columns(), unit), 2) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SET TIME ZONE 'Pacific/Apia';
SELECT unit, digest(format('SELECT %s FROM revenue_table((SELECT ledger_agg(c::text, at AT TIME ZONE ''UTC'', abs(amount), %L) FROM payments), ''2026-06-30'') AS x', columns(), unit), 2) FROM unnest(ARRAY['week', 'month', 'year']) AS unit;
SET TIME ZONE 'Europe/Berlin';
SELECT unit, l = z FROM ledgers JOIN (SELECT unit, ledger_agg(c, at AT TIME ZONE 'Europe/Berlin', amount, unit) AS z FROM payments, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit) AS k USING (unit) ORDER BY unit;
SET TIME ZONE 'UTC';

\echo # segments, merging
SELECT segment, :amounts FROM (SELECT c % 3 AS segment, ledger_agg(c, at, amount, 'quarter') + ledger_agg(-1, date '2024-01-01', 0, 'quarter') AS l FROM payments WHERE c IS NOT NULL GROUP BY 1) AS s, revenue_table(l, as_of => '2025-12-31') AS x ORDER BY segment, 2;
CREATE TABLE shards AS SELECT i % 17 AS shard, unit, ledger_agg(c, at, amount, unit) AS l FROM payments, unnest(ARRAY['week', 'month', 'year']) AS unit GROUP BY 1, 2;
SELECT s.unit, rollup(s.l) = (SELECT l FROM ledgers AS k WHERE k.unit = s.unit) FROM shards AS s GROUP BY s.unit ORDER BY s.unit;
SELECT a.l + b.l = b.l + a.l, a.l + NULL = a.l, NULL + a.l = a.l, (NULL::ledger_tally + NULL) IS NULL, a.l <> b.l, (a.l + b.l) + a.l = a.l + (b.l + a.l) FROM shards AS a, shards AS b WHERE a.shard = 1 AND b.shard = 5 AND a.unit = b.unit ORDER BY a.unit;
SELECT :amounts, :counts FROM (SELECT rollup(l) AS l FROM shards WHERE unit = 'year' AND shard IN (9, 10, 11)) AS s, revenue_table(l, '2026-12-31') AS x ORDER BY 1;
SELECT count(*), sum(n) FROM (SELECT l, count(*) AS n FROM (SELECT l FROM shards UNION ALL SELECT l FROM shards) AS s GROUP BY l) AS g;
SELECT unit, l = (SELECT ledger_agg(c, at, amount, unit ORDER BY i DESC) FROM payments) FROM ledgers WHERE unit IN ('month', 'week') ORDER BY unit;
SELECT segment, x.closing FROM (SELECT segment, rollup(l) OVER (ORDER BY segment ROWS 2 PRECEDING) AS l FROM (SELECT c % 7 AS segment, ledger_agg(c, at, amount, 'year') AS l FROM payments WHERE c IS NOT NULL GROUP BY 1) AS s) AS w, revenue_table(l, '2025-12-31') AS x WHERE x.period_start = '2025-01-01' ORDER BY segment;
SELECT sum(x.closing) = (SELECT sum(amount) FROM payments WHERE c IS NOT NULL AND at IS NOT NULL) FROM ledgers, revenue_table(l, '2026-12-31') AS x WHERE unit = 'month';

\echo # credits, zeros, decimals
SELECT :amounts, :counts FROM revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-01', 10), ('2026-01-31', -10), ('2026-02-01', 0), ('2026-03-01', 5), ('2026-03-02', -4.99), ('2026-06-01', 7)) AS v(d, a)), '2026-07-31') AS x ORDER BY 1;
SELECT :amounts FROM revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-01', 10), ('2026-02-01', 10), ('2026-03-01', -100)) AS v(d, a)), '2026-02-28') AS x ORDER BY 1;
SELECT :amounts FROM revenue_table((SELECT ledger_agg(1, d, a, 'month') FROM (VALUES (date '2026-01-01', 10), ('2026-02-01', -10)) AS v(d, a)) + (SELECT ledger_agg(1, date '2026-02-03', 12.5, 'month')), '2026-02-28') AS x ORDER BY 1;
SELECT :amounts, x.nrr, x.grr FROM revenue_table((SELECT ledger_agg(c, d, a, 'quarter') FROM (VALUES (1, date '2026-01-01', 12345678901234567890123456789.123456789::numeric), (1, '2026-04-01', 0.000000001), (2, '2026-01-31', 1e28), (2, '2026-05-31', 2e28)) AS v(c, d, a)), '2026-06-30') AS x ORDER BY 1;
SELECT :amounts FROM revenue_table((SELECT ledger_agg(1, d::date, 1200 / 7.0, 'month') FROM generate_series(date '2026-01-01', '2026-12-01', interval '1 month') AS d), '2026-12-31') AS x ORDER BY 1 LIMIT 3;
SELECT unit, (SELECT string_agg(ROW(:amounts)::text, ' ' ORDER BY 1) FROM revenue_table((SELECT ledger_agg(i, date '2024-12-30' + 10 * i, i + 0.5, unit) FROM generate_series(0, 2) AS i), '2025-12-31') AS x WHERE x.period_start < '2025-03-01') FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit;
SELECT :amounts FROM revenue_table((SELECT ledger_agg(1, d, 3, 'year') FROM (VALUES (date '0002-12-31 BC'), ('0001-12-31 BC'), ('0001-01-01'), ('0003-02-01')) AS v(d)), '0004-12-31') AS x ORDER BY 1;

\echo # kept values: upserts, arrays, partitions, prepared statements
CREATE TABLE daily (day date PRIMARY KEY, l ledger_tally, b bridge_tally);
INSERT INTO daily SELECT at::date, ledger_agg(c, at, amount, 'month'), revenue_agg(abs(amount), abs(amount) * (i % 3)) FROM payments WHERE i % 2 = 0 AND at IS NOT NULL GROUP BY 1;
INSERT INTO daily AS d SELECT at::date, ledger_agg(c, at, amount, 'month'), revenue_agg(abs(amount), abs(amount) * (i % 3)) FROM payments WHERE i % 2 <> 0 AND at IS NOT NULL GROUP BY 1 ON CONFLICT (day) DO UPDATE SET l = d.l + EXCLUDED.l, b = d.b + EXCLUDED.b;
SELECT rollup(l) = (SELECT l FROM ledgers WHERE unit = 'month'), rollup(b) = (SELECT revenue_agg(abs(amount), abs(amount) * (i % 3)) FROM payments WHERE at IS NOT NULL), nrr(rollup(b)), grr(rollup(b)) FROM daily;
SELECT day, nrr(b), x.opening, x.closing FROM (SELECT day, rollup(b) OVER (ORDER BY day RANGE '29 days' PRECEDING) AS b FROM daily) AS s, bridge_summary(b) AS x WHERE day::text ~ '-15$' ORDER BY day;
SELECT nrr(x[1] + x[2]), grr(x[3]) FROM (SELECT array_agg(b ORDER BY day) AS x FROM daily WHERE day < '2024-01-10') AS s;
CREATE TABLE partitioned (c bigint, at timestamp, amount numeric) PARTITION BY HASH (c);
CREATE TABLE partitioned_0 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE partitioned_1 PARTITION OF partitioned FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO partitioned SELECT c, at, amount FROM payments;
SET enable_partitionwise_aggregate = on;
SELECT ledger_agg(c, at, amount, 'week') = (SELECT l FROM ledgers WHERE unit = 'week') FROM partitioned;
SELECT c, nrr(abs(amount), abs(amount) / 3) FROM partitioned GROUP BY c ORDER BY c LIMIT 5;
RESET enable_partitionwise_aggregate;
PREPARE read(text, date, int, int) AS SELECT x.period_start, x.opening, x.reactivated, x.closing, x.nrr FROM ledgers, revenue_table(l, $2, $3, $4) AS x WHERE unit = $1 ORDER BY 1;
EXECUTE read('quarter', '2025-12-31', 2, NULL);
EXECUTE read('quarter', '2025-10-01', 1, 1);

\echo # nobody, NULL
SELECT l IS NULL, (SELECT count(*) FROM revenue_table(l, '2026-01-01')) FROM (SELECT ledger_agg(c, at, amount, 'month') AS l FROM payments WHERE false) AS s;
SELECT rollup(l) IS NULL FROM ledgers WHERE false;
SELECT (SELECT count(*) FROM revenue_table(l, '2026-06-30', lag => NULL)), (SELECT count(*) FROM revenue_table(l, '1999-12-31')) FROM ledgers WHERE unit = 'month';

\echo # errors
SELECT n, state_of('SELECT ' || query) FROM unnest(ARRAY['revenue_agg(-5.00, 1)', 'revenue_agg(1, -0.01)', $$revenue_agg('NaN', 1)$$, $$revenue_agg(1, 'infinity')$$, 'revenue_agg(1e37, 0) + revenue_agg(1e-5, 0)', 'revenue_agg(1e39, 0)', 'revenue_agg(1e-39, 0)', 'earned_growth(revenue_agg(1, 2), -1)', 'earned_growth(revenue_agg(0, 2), 2.5)', $$earned_growth(revenue_agg(0, 2), 'NaN')$$,
	$$revenue_agg(1::float8, 1::float8)$$, $$ledger_agg(1, date '2026-01-01', 'NaN', 'month')$$, $$ledger_agg(1, date 'infinity', 1, 'month')$$, $$ledger_agg(1, date '2026-01-01', 1e39, 'month')$$, $$ledger_agg(1, date '2026-01-01', 1, 'fortnight')$$, $$ledger_agg(1, date '2026-01-01', 1, NULL)$$, $$ledger_agg(1, date '2026-01-01', 1, u) FROM (VALUES ('day'), ('month')) AS v(u)$$,
	$$ledger_agg(1, date '2026-01-01', 1, 'month') + ledger_agg(1, date '2026-01-01', 1, 'year')$$, $$ledger_agg(1, date '2026-01-01', 1, 'month') + ledger_agg('1', date '2026-01-01', 1, 'month')$$, $$ledger_agg(g, d, 1, 'day') FROM (VALUES (1, date '1700-01-01'), (2, '2026-01-01')) AS v(g, d)$$,
	$$revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), '2300-01-01')$$, $$revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), 'infinity')$$, $$revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), '2026-01-01', lag => 0)$$, $$revenue_table((SELECT ledger_agg(1, date '2026-01-01', 1, 'day')), '2026-01-01', reactivation_window => -1)$$, $$revenue_table((SELECT ledger_agg(1, date '2026-01-01', -1, 'day')), '2026-01-01')$$]) WITH ORDINALITY AS q(query, n) ORDER BY n;

\echo # parallel
CREATE TABLE many AS SELECT i * 7919 % 5003 AS c, date '2024-01-01' + i * 7907 % 730 AS at, (i * 31 % 9973 / 100.0)::numeric(10, 2) AS amount, i % 7 AS g FROM generate_series(1, 60000) AS i;
ANALYZE many;
\ir parallel.psql
CREATE TABLE pl AS SELECT ledger_agg(c, at, amount, 'month') AS m, ledger_agg(c::text, at::timestamp, amount, 'week') AS w, ledger_agg(key_of(c), at::timestamptz, amount, 'quarter') AS q FROM many;
SELECT digest(format('SELECT %s FROM pl, revenue_table(m, ''2025-12-31'') AS x', columns()), 3), digest(format('SELECT %s FROM pl, revenue_table(w, ''2025-12-31'') AS x', columns()), 3), digest(format('SELECT %s FROM pl, revenue_table(q, ''2025-12-31'', 4) AS x', columns()), 3);
CREATE TABLE ps AS SELECT c % 100 AS s, ledger_agg(c, at, amount, 'month') AS l FROM many GROUP BY c % 100;
ANALYZE ps;
SELECT rollup(l) = (SELECT m FROM pl) FROM ps;
SELECT g, nrr(amount, amount * (c % 5) / 3), grr(amount, amount * (c % 5) / 3) FROM many GROUP BY g ORDER BY g;
CREATE TABLE pb AS SELECT c % 100 AS s, revenue_agg(amount, amount * (c % 5) / 3, c % 2 = 0) AS b FROM many GROUP BY c % 100;
ANALYZE pb;
SELECT rollup(b) = (SELECT revenue_agg(amount, amount * (c % 5) / 3, c % 2 = 0) FROM many), nrr(rollup(b)), grr(rollup(b)), quick_ratio(rollup(b)) FROM pb;
