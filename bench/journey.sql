-- The journey room: 10 million events of 541,000 customers in random order, five names, 90 days.
-- setup
CREATE UNLOGGED TABLE clicks AS
SELECT 1 + floor(541000 * ((abs(hashint8extended(g, 1)) % 1000000007) / 1000000007.0::float8) ^ 1.5)::bigint AS customer_id,
	timestamp '2026-01-01' + (abs(hashint8extended(g, 2)) % 7776000) * interval '1 second' AS at,
	(ARRAY['view', 'view', 'view', 'cart', 'search', 'support', 'purchase'])[1 + abs(hashint8extended(g, 3)) % 7] AS event
FROM generate_series(1::bigint, 10000000) AS g;
VACUUM ANALYZE clicks;

-- row funnel_agg of 3 steps, 7 days
SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'purchase'], '7 days') FROM clicks;
-- against count(*), sum(customer), count(at), at most 1.7
SELECT count(*), sum(customer_id), count(at) FROM clicks;
-- readme `funnel_agg(customer, at, event, steps, '7 days')`, 10 million events | `count(*), sum(customer), count(at)`: reading the rows

-- row funnel_table of funnel_agg, 3 steps, 7 days (2 runs)
SELECT customers FROM funnel_table((SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'purchase'], '7 days') FROM clicks));
-- against the latest view before each cart, the latest of those before each purchase: window functions, at most 0.11
SELECT count(*) FILTER (WHERE viewed), count(*) FILTER (WHERE carted), count(*) FILTER (WHERE bought)
FROM (SELECT customer_id, bool_or(event = 'view') AS viewed, bool_or(event = 'cart' AND "at" - view <= interval '7 days') AS carted, bool_or(event = 'purchase' AND "at" - cart <= interval '7 days') AS bought
	FROM (SELECT *, max(CASE WHEN event = 'cart' AND "at" - view <= interval '7 days' THEN view END) OVER (PARTITION BY customer_id ORDER BY "at") AS cart
		FROM (SELECT *, max(CASE WHEN event = 'view' THEN "at" END) OVER (PARTITION BY customer_id ORDER BY "at") AS view FROM clicks) AS v) AS c GROUP BY customer_id) AS s;
-- readme `funnel_table` of `funnel_agg(customer, at, event, steps, '7 days')`, 10 million events | window functions
-- duckdb at most 0.25
-- readme the same | DuckDB, one thread, on its own columnar copy

-- row funnel_agg of 8 steps
SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'search', 'view', 'cart', 'support', 'cart', 'purchase', 'purchase'], '7 days') FROM clicks;
-- against funnel_agg of 3 steps, at most 1.5
SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'purchase'], '7 days') FROM clicks;

-- row funnel_step GROUP BY customer
SELECT count(*) FROM (SELECT funnel_step(at, event, ARRAY['view', 'cart', 'purchase'], '7 days') AS step FROM clicks GROUP BY customer_id) AS s WHERE step = 3;
-- against count, min, max by customer, at most 1.3
SELECT count(*) FROM (SELECT count(*) AS n, min(at) AS first, max(at) AS last FROM clicks GROUP BY customer_id) AS s WHERE first < last AND n > 3;
-- readme `funnel_step(at, event, steps, '7 days')` by customer | `count(*), min(at), max(at)` by customer

-- row sessionize (3 runs)
SELECT max(session) FROM (SELECT sessionize(at, '30 minutes') OVER (PARTITION BY customer_id ORDER BY at) AS session FROM clicks) AS s;
-- against lag() alone, at most 1.0
SELECT max(before) FROM (SELECT lag(at) OVER (PARTITION BY customer_id ORDER BY at) AS before FROM clicks) AS s;

-- memory funnel_agg of 10 million events that are all steps, 10000000, at most 24
SELECT funnel_agg(customer_id, at, event, ARRAY['view', 'search', 'cart', 'support', 'purchase'], '7 days') FROM clicks;
