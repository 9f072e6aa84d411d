-- Revenue: answers that 0.2.0 changes on purpose, as they were: tables of ledgers that do not name as_of
\ir start.psql

CREATE TABLE payments AS
SELECT i * 7919 % 107 AS c, timestamp '2024-01-01' + (i * 7919 % 701) * interval '1 day' AS at, ((i * 7907 % 10009) / 100.0)::numeric(10, 2) AS amount FROM generate_series(1, 900) AS i;
CREATE FUNCTION columns() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio' $$;
CREATE TABLE ledgers AS SELECT unit, ledger_agg(c, at, amount, unit) AS l FROM payments, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit;
SELECT x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.nrr, x.grr FROM ledgers, revenue_table(l) AS x WHERE unit = 'month' ORDER BY 1;
SELECT unit, digest(format('SELECT %s FROM ledgers, revenue_table(l) AS x WHERE unit = %L', columns(), unit), 3) FROM ledgers ORDER BY unit;
SELECT unit, digest(format('SELECT %s FROM ledgers, revenue_table(l, NULL, 3) AS x WHERE unit = %L', columns(), unit), 1) FROM ledgers ORDER BY unit;
SELECT unit, digest(format('SELECT %s FROM ledgers, revenue_table(l, lag => 2, reactivation_window => 1) AS x WHERE unit = %L', columns(), unit), 1) FROM ledgers ORDER BY unit;
SELECT x.period_start, x.opening, x.closing, x.nrr FROM revenue_table((SELECT ledger_agg(1, date '2026-01-31', 5, 'month'))) AS x;
SELECT count(*) FROM revenue_table(NULL) AS x;
SELECT state_of($$SELECT revenue_table((SELECT ledger_agg(1, date '2026-01-01', -1, 'day')))$$);
