-- The demo's company (demo/company.sql) as sources of the kit: psql -f dashboard/company.sql, after kit/sources.sql into the schema kpi.
\set ON_ERROR_STOP on
SET search_path = kpi, public;
CREATE OR REPLACE VIEW customers AS
SELECT customer_id::text AS customer, region AS segment, channel, signed_up AS joined FROM public.customers;
CREATE OR REPLACE VIEW orders AS
SELECT customer_id::text AS customer, ordered_at, amount FROM public.orders;
CREATE OR REPLACE VIEW answers AS
SELECT customer_id::text AS customer, answered_at::timestamp, survey, score, touchpoint, comment,
	CASE WHEN onboarding IS NOT NULL THEN ARRAY[onboarding, checkout, delivery]::float8[] END AS ratings
FROM public.answers
	LEFT JOIN (SELECT 'nps' AS survey, customer_id, answered_at, comment FROM public.comments) AS c USING (survey, customer_id, answered_at)
	LEFT JOIN (SELECT 'nps' AS survey, customer_id, answered_at, onboarding, checkout, delivery FROM public.ratings) AS r USING (survey, customer_id, answered_at);
CREATE OR REPLACE VIEW subscriptions AS
SELECT customer_id::text AS customer, (ARRAY['Basic', 'Plus', 'Pro'])[1 + (first >= 49)::int + (first >= 99)::int] AS plan,
	month AS started, (month + interval '1 month')::date AS ended, amount
FROM (SELECT *, first_value(amount) OVER (PARTITION BY customer_id ORDER BY month) AS first FROM public.subscriptions) AS s;
CREATE OR REPLACE VIEW events AS
SELECT customer_id::text AS customer, at, event FROM public.events;
CREATE OR REPLACE VIEW settings AS
SELECT 'month'::text AS score_every, 7 AS reread_days, 'bg/nbd'::text AS model, 52::float8 AS horizon_weeks, 0.10::float8 AS discount,
	'view,cart,checkout,purchase'::text AS funnel_steps, 7 AS funnel_within_days, 90 AS funnel_days,
	'onboarding,checkout,delivery'::text AS rating_names, 'whole_words'::text AS comment_words, '2,1,1,2'::text AS health_weights;
