\echo
\echo '======== Journeys: from view to purchase ========'
\echo
\echo '-- A row per event: who, when, what. Checkout and purchase often share a minute'
SELECT event, count(*), count(DISTINCT customer_id) AS customers FROM events GROUP BY event ORDER BY count DESC;

\echo '-- One pass over the events since July: how many got how far within seven days of any view. Who looked in the last week may still buy, and is left out'
CREATE TABLE journeys AS
SELECT channel, funnel_agg(customer_id, at, event, ARRAY['view', 'cart', 'checkout', 'purchase'], '7 days') AS funnel
FROM events JOIN customers USING (customer_id) WHERE at >= '2025-07-01' GROUP BY channel;

SELECT step, name, customers, round(100 * conversion::numeric, 1) AS percent, round(100 * step_conversion::numeric, 1) AS of_step_before, dropped,
	justify_hours(date_trunc('minute', median_seconds * interval '1 second')) AS median_time, repeat('#', round(40 * conversion)::int) AS bar
FROM (SELECT rollup(funnel) AS funnel FROM journeys) AS everybody, funnel_table(funnel) ORDER BY step;

\echo '-- By channel: those who buy, of those who looked'
SELECT channel, customers, round(100 * conversion::numeric, 1) AS percent_buy, round(100 * low::numeric, 1) AS low, round(100 * high::numeric, 1) AS high
FROM journeys, funnel_table(funnel) WHERE step = 4 ORDER BY channel;

\echo '-- By month of the view; the last one is not over for everybody'
SELECT to_char(period_start, 'YYYY-MM') AS month, entered, converted, round(100 * conversion::numeric, 1) AS percent
FROM (SELECT rollup(funnel) AS funnel FROM journeys) AS everybody, funnel_trend(funnel, unit => 'month') ORDER BY period_start;

\echo '-- Who had it in the cart since July, and did not go to the checkout'
SELECT customer_id, max(at)::date AS last_event
FROM events WHERE at >= '2025-07-01' GROUP BY customer_id
HAVING funnel_step(at, event, ARRAY['view', 'cart', 'checkout', 'purchase'], '7 days') = 2 ORDER BY last_event DESC, customer_id LIMIT 5;

\echo '-- Sessions: a pause of more than 30 minutes begins the next'
SELECT n.sessions / 10 * 10 || '..' || n.sessions / 10 * 10 + 9 AS sessions, count(*) AS customers
FROM (SELECT customer_id, max(session) AS sessions
	FROM (SELECT customer_id, sessionize(at, '30 minutes') OVER (PARTITION BY customer_id ORDER BY at) AS session FROM events) AS s GROUP BY customer_id) AS n
GROUP BY n.sessions / 10 ORDER BY n.sessions / 10;
