-- Retention of real data: cdnow_transactions.csv, sbg_multicohort.csv
\ir start.psql
\set cdnow :data '/cdnow_transactions.csv'
\set cohorts :data '/sbg_multicohort.csv'
CREATE TABLE orders (customer_id int, at date, cds int, amount numeric);
COPY orders FROM :'cdnow' (FORMAT csv, HEADER);
CREATE TABLE cohorts (cohort int, period int, active int);
COPY cohorts FROM :'cohorts' (FORMAT csv, HEADER);
CREATE TABLE grids AS SELECT unit, retention_agg(customer_id, at, unit) AS g FROM orders, unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) AS unit GROUP BY unit;

\echo # triangles, curves, lifecycles
SELECT unit, customers(g), last_seen(g), retention_rate(g, 1), retention_rate(g, 1, mode => 'unbounded'), retention_rate(g, 3, '1998-06-30') FROM grids ORDER BY unit;
SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g) AS x WHERE unit = 'month' ORDER BY 1, 2;
SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, mode => 'unbounded', confidence => 0.9) AS x WHERE unit = 'month' ORDER BY 1;
SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM grids, lifecycle_table(g) AS x WHERE unit = 'month' ORDER BY 1;
SELECT unit, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g) AS x WHERE unit = %L', unit), 2) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.cohort, x.period, x.period_start, x.cohort_size, x.retained, x.rate, x.low, x.high FROM grids, retention_table(g, ''1998-07-15'', ''unbounded'') AS x WHERE unit = %L', unit), 2) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM grids, retention_curve(g, ''1997-12-31'') AS x WHERE unit = %L', unit), 2) FROM grids ORDER BY unit;
SELECT unit, digest(format('SELECT x.period_start, x.active_customers, x.new_customers, x.retained, x.resurrected, x.churned, x.churn_rate, x.quick_ratio FROM grids, lifecycle_table(g) AS x WHERE unit = %L', unit), 2) FROM grids ORDER BY unit;
SELECT unit, g = (SELECT retention_agg(c) FROM (SELECT activity_agg(at, unit) AS c FROM orders GROUP BY customer_id) AS s), g = (SELECT rollup(p) FROM (SELECT retention_agg(customer_id::text, at, unit) AS p FROM orders GROUP BY customer_id % 9) AS s) FROM grids ORDER BY unit;
SELECT digest('SELECT customer_id, first_period(c), last_seen(c), active_periods(c) FROM (SELECT customer_id, activity_agg(at, ''week'') AS c FROM orders GROUP BY 1) AS s', 3);

\echo # contracts of four cohorts
SELECT x.cohort, x.period, x.cohort_size, x.retained, x.rate, x.low, x.high FROM retention_table((SELECT retention_agg(cohort * 100000 + n, make_date(cohort + period, 1, 1), 'year') FROM cohorts, generate_series(1, active) AS n), '2007-12-31') AS x ORDER BY 1, 2;
SELECT x.period, x.eligible, x.retained, x.rate, x.low, x.high FROM retention_curve((SELECT retention_agg(cohort * 100000 + n, make_date(cohort + period, 1, 1), 'year') FROM cohorts, generate_series(1, active) AS n), '2007-12-31') AS x ORDER BY 1;

\echo # parallel
ANALYZE orders;
\ir parallel.psql
CREATE TABLE p AS SELECT retention_agg(customer_id, at, 'month') AS g FROM orders;
SELECT p.g = grids.g FROM p, grids WHERE unit = 'month';
