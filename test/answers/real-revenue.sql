-- Revenue of real data: cdnow_transactions.csv, telco_churn.csv
\ir start.psql
\set cdnow :data '/cdnow_transactions.csv'
\set telco :data '/telco_churn.csv'
CREATE TABLE orders (customer_id int, at date, cds int, amount numeric);
COPY orders FROM :'cdnow' (FORMAT csv, HEADER);
CREATE TABLE telco (customer_id text, gender text, senior int, partner text, dependents text, tenure int, internet text, contract text, paperless text, payment text, monthly numeric, total numeric, churned text);
COPY telco FROM :'telco' (FORMAT csv, HEADER);
CREATE FUNCTION columns() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.new_customers, x.expanded_customers, x.contracted_customers, x.churned_customers, x.reactivated_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio' $$;
CREATE TABLE ledgers AS SELECT unit, ledger_agg(customer_id, at, amount, unit) AS l FROM orders, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit;

\echo # ledgers
SELECT x.period_start, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.nrr, x.grr FROM ledgers, revenue_table(l, '1998-06-30') AS x WHERE unit = 'month' ORDER BY 1;
SELECT unit, digest(format('SELECT %s FROM ledgers, revenue_table(l, ''1998-06-30'') AS x WHERE unit = %L', columns(), unit), 2) FROM ledgers ORDER BY unit;
SELECT unit, lag, w, digest(format('SELECT %s FROM ledgers, revenue_table(l, ''1998-05-15'', %s, %s) AS x WHERE unit = %L', columns(), lag, w, unit), 1) FROM ledgers, unnest(ARRAY[1, 3, 12]) AS lag, unnest(ARRAY[1, 3]) AS w WHERE unit <> 'day' ORDER BY unit, lag, w;
SELECT unit, l = (SELECT ledger_agg(customer_id, at, amount, unit ORDER BY amount) FROM orders), l = (SELECT rollup(p) FROM (SELECT ledger_agg(customer_id, at, amount, unit) AS p FROM orders GROUP BY at) AS s) FROM ledgers ORDER BY unit;
SELECT sum(x.closing) = (SELECT sum(amount) FROM orders) FROM ledgers, revenue_table(l, '1998-06-30') AS x WHERE unit = 'month';

\echo # bridges
SELECT contract, x.opening, x.new_amount, x.expansion, x.contraction, x.churned, x.reactivated, x.closing, x.opening_customers, x.churned_customers, x.closing_customers, x.nrr, x.grr, x.logo_churn, x.revenue_churn, x.quick_ratio
	FROM (SELECT contract, revenue_agg(monthly, CASE churned WHEN 'No' THEN round(total / nullif(tenure, 0), 2) ELSE 0 END) AS b FROM telco GROUP BY 1) AS s, bridge_summary(b) AS x ORDER BY 1;
SELECT internet, payment, nrr(monthly, total / nullif(tenure, 0)), grr(monthly, total / nullif(tenure, 0)) FROM telco GROUP BY 1, 2 ORDER BY 1, 2;
SELECT x.step, x.movement, x.amount, x.customers FROM bridge_table((SELECT revenue_agg(sum_before, sum_after, earlier) FROM (SELECT customer_id, sum(amount) FILTER (WHERE at BETWEEN '1997-10-01' AND '1997-12-31') AS sum_before, sum(amount) FILTER (WHERE at BETWEEN '1998-01-01' AND '1998-03-31') AS sum_after, bool_or(at < '1997-10-01') AS earlier FROM orders GROUP BY 1) AS s)) AS x ORDER BY 1;
SELECT digest('SELECT customer_id, nrr(monthly, total / nullif(tenure, 0)) OVER (ORDER BY customer_id ROWS 99 PRECEDING) FROM telco', 3);

\echo # parallel
ANALYZE orders;
\ir parallel.psql
CREATE TABLE p AS SELECT ledger_agg(customer_id, at, amount, 'month') AS l FROM orders;
SELECT p.l = ledgers.l FROM p, ledgers WHERE unit = 'month';
