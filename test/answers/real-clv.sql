-- Lifetime value of real data, with models of published parameters: cdnow_transactions.csv, cdnow_summary.csv, donations_bgbb.csv
\ir start.psql
\set cdnow :data '/cdnow_transactions.csv'
\set summary :data '/cdnow_summary.csv'
\set donations :data '/donations_bgbb.csv'
CREATE TABLE orders (customer_id int, at date, cds int, amount numeric);
COPY orders FROM :'cdnow' (FORMAT csv, HEADER);
CREATE TABLE summaries (customer_id int, frequency int, recency float8, tenure float8, monetary float8, holdout int);
COPY summaries FROM :'summary' (FORMAT csv, HEADER);
CREATE TABLE donations (frequency int, recency int, periods int, customers int, holdout int);
COPY donations FROM :'donations' (FORMAT csv, HEADER);
CREATE TABLE histories AS SELECT customer_id, purchase_agg(at, amount) AS h FROM orders GROUP BY customer_id;
CREATE TABLE models AS SELECT model, make_clv_model(model, p, unit) AS m FROM (VALUES
	('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}'::jsonb, 'week'), ('mbg/nbd', '{"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 6.25, "q": 3.74, "v": 15.44}', 'week'),
	('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 6.25, "q": 3.74, "v": 15.44}', 'week'), ('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783, "p": 6.25, "q": 3.74, "v": 15.44}', 'year')) AS v(model, p, unit);

\echo # purchase calendars
SELECT customer_id, frequency(h, '1997-09-30'), recency(h, as_of => '1997-09-30'), tenure(h, '1997-09-30'), monetary(h, '1997-09-30'), frequency(h), first_purchase(h), last_purchase(h), total_spend(h) FROM histories WHERE customer_id % 150 = 1 ORDER BY 1;
SELECT digest('SELECT customer_id, frequency(h), recency(h, unit => ''day''), monetary(h), tenure(h, ''1998-06-30'', ''month''), total_spend(h), purchase_days(h), days_since(h, ''1998-06-30'') FROM histories', 2);
SELECT as_of, unit, digest(format('SELECT customer_id, x.frequency, x.recency, x.tenure, x.monetary FROM histories, purchase_summary(h, %L, %L) AS x', as_of, unit), 1) FROM unnest(ARRAY['1997-01-15', '1997-09-30', '1998-06-30']) AS as_of, unnest(ARRAY['day', 'week', 'month', 'year']) AS unit ORDER BY as_of, unit;

\echo # customers
SELECT model, customer_id, p_alive(m, h, '1997-09-30'), expected_purchases(m, 39, h, '1997-09-30'), expected_spend(m, h, '1997-09-30'), clv(m, 52, 0.15, h, '1997-09-30') FROM models, histories WHERE model <> 'bg/bb' AND customer_id % 300 = 1 ORDER BY 1, 2;
SELECT model, as_of, digest(format('SELECT customer_id, p_alive(m, h, %1$L), expected_purchases(m, 39, h, %1$L), expected_spend(m, h, %1$L), clv(m, 52, 0.15, h, %1$L) FROM models, histories WHERE model = %2$L', as_of, model), 0) FROM models, unnest(ARRAY['1997-03-31', '1997-09-30', '1998-06-30']) AS as_of WHERE model <> 'bg/bb' ORDER BY 1, 2;
SELECT model, digest(format('SELECT customer_id, p_alive(m, frequency, recency, tenure), expected_purchases(m, 39, frequency, recency, tenure), expected_spend(m, frequency, monetary), clv(m, 52, 0.15, frequency, recency, tenure, monetary) FROM models, summaries WHERE model = %L', model), 4) FROM models WHERE model <> 'bg/bb' ORDER BY 1;
SELECT digest('SELECT customer_id, clv(m, ''infinity'', 0.15, frequency, recency, tenure, monetary) FROM models, summaries WHERE model = ''pareto/nbd''', 4);
SELECT frequency, recency, p_alive(m, frequency, recency, periods), expected_purchases(m, 5, frequency, recency, periods), expected_purchases(m, 10, frequency, recency, periods), clv(m, 'infinity', 0.1, frequency, recency, periods, CASE WHEN frequency > 0 THEN 50 END) FROM models, donations WHERE model = 'bg/bb' ORDER BY 1, 2;
