-- A company of 5,000 customers over 2024 and 2025, the same on every machine:
-- every number is drawn by hashing what it is drawn for.
SET client_min_messages = warning;

CREATE FUNCTION draw(what text) RETURNS float8	-- uniform in (0, 1)
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN ((hashtextextended(what, 2026) & 4503599627370495) + 0.5) / 4503599627370496.0;

CREATE FUNCTION draw_normal(what text) RETURNS float8	-- mean 0, standard deviation 1
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN sqrt(-2 * ln(draw(what || '/r'))) * cos(2 * pi() * draw(what || '/a'));

CREATE TABLE customers AS
SELECT id AS customer_id,
	(ARRAY['North', 'South', 'East', 'West'])[1 + floor(4 * draw('region' || id))::int] AS region,
	(ARRAY['ads', 'partner', 'referral', 'search'])[1 + floor(4 * draw('channel' || id))::int] AS channel,
	date '2024-01-01' + floor(700 * draw('signup' || id) ^ 1.3)::int AS signed_up
FROM generate_series(1, 5000) AS id;

-- How content a customer is: by nature and by region; the product gets better over the years.
CREATE FUNCTION mood(customer_id int, region text, at date) RETURNS float8
	LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN draw_normal('nature' || customer_id)
		+ CASE region WHEN 'North' THEN 0.5 WHEN 'South' THEN -0.4 ELSE 0 END
		+ 0.6 * (at - date '2024-01-01') / 730;

-- Surveys: NPS each quarter after sign-up, CSAT and CES after every touchpoint; some answer.
CREATE TABLE answers AS
WITH asked AS (
	SELECT c.*, survey, touchpoint, n,
		signed_up + 12 + 91 * n + floor(80 * draw(survey || touchpoint || customer_id || '/' || n))::int AS answered_at
	FROM customers AS c,
		(VALUES ('nps', 'relationship'), ('csat', 'onboarding'), ('csat', 'support'), ('csat', 'delivery'),
			('ces', 'checkout'), ('ces', 'support')) AS s(survey, touchpoint),
		generate_series(0, 7) AS n
)
SELECT customer_id, answered_at, survey, touchpoint,
	CASE survey
		WHEN 'nps' THEN least(10, greatest(0, round(7.4 + 1.6 * felt)))
		WHEN 'csat' THEN least(5, greatest(1, round(3.7 + 0.7 * felt - CASE touchpoint WHEN 'delivery' THEN 0.4 ELSE 0 END)))
		ELSE least(7, greatest(1, round(4.9 + 0.9 * felt - CASE touchpoint WHEN 'support' THEN 0.5 ELSE 0 END)))
	END::int AS score
FROM asked, LATERAL (
	SELECT mood(customer_id, region, answered_at)
		+ 0.8 * draw_normal('answer' || survey || touchpoint || customer_id || '/' || n) AS felt
) AS f
WHERE answered_at <= date '2025-12-31'
	AND draw('responds' || survey || touchpoint || customer_id || '/' || n)
		< CASE WHEN survey = 'nps' THEN 0.45 WHEN n = 0 THEN 0.30 ELSE 0.12 END;

-- What those who answered how likely they are to recommend the company think of its touchpoints, 1 to 5: delivery is what most goes with the score, and
-- most have had no support.
CREATE TABLE ratings AS
SELECT a.customer_id, answered_at, score, region, rated[1] AS onboarding, rated[2] AS checkout, rated[3] AS delivery, CASE WHEN draw('had support' || a.customer_id || answered_at) < 0.4 THEN rated[4] END AS support
FROM answers AS a JOIN customers USING (customer_id), LATERAL (
	SELECT array_agg(least(5, greatest(1, round(level + slope * (score - 7) + 0.35 * draw_normal('of all' || a.customer_id || answered_at) + noise * draw_normal(name || a.customer_id || answered_at))))::int ORDER BY n) AS rated
	FROM (VALUES (1, 'onboarding', 3.9, 0.10, 0.8), (2, 'checkout', 3.7, 0.16, 0.8), (3, 'delivery', 3.1, 0.38, 0.7), (4, 'support', 3.3, 0.25, 1.0)) AS t(n, name, level, slope, noise)
) AS r
WHERE survey = 'nps';

-- What they write with an NPS answer: some of what makes a promoter or a detractor, and from July 2025 on that the app crashes.
CREATE TABLE comments AS
WITH said AS (
	SELECT customer_id, answered_at, score, customer_id || '/' || answered_at AS answer,
		CASE WHEN score <= 6 THEN ARRAY['Delivery came late', 'Late again', 'Support was not helpful', 'My parcel was broken', 'Still waiting for a refund', 'Too expensive', 'Not good value', 'The website is slow']
			WHEN score <= 8 THEN ARRAY['Delivery was okay', 'Good quality, but expensive', 'The website could be easier', 'Nothing special', 'Good so far']
			ELSE ARRAY['Fast delivery', 'Friendly support', 'I love the quality', 'Easy to order', 'Great value', 'A lovely team'] END AS phrases,
		ARRAY['with my last order', 'as with every order', 'this time', 'for our office', 'in the shop', 'and the colours are nice', 'as my sister says'] AS asides
	FROM answers WHERE survey = 'nps'
)
SELECT customer_id, answered_at, score,
	CASE WHEN answered_at >= date '2025-07-01' AND draw('crash' || answer) < CASE WHEN score <= 6 THEN 0.3 WHEN score <= 8 THEN 0.05 ELSE 0.01 END
		THEN (ARRAY['The app crashes at the checkout', 'Since the update the app crashes'])[1 + floor(2 * draw('how' || answer))::int]
		ELSE phrases[1 + floor(cardinality(phrases) * draw('phrase' || answer))::int] END
	|| CASE WHEN draw('aside' || answer) < 0.6 THEN ', ' || asides[1 + floor(cardinality(asides) * draw('which' || answer))::int] ELSE '' END AS comment
FROM said WHERE draw('writes' || answer) < CASE WHEN score <= 6 THEN 0.6 ELSE 0.35 END;

-- Orders: everybody at an own pace, until one day they are gone.
CREATE TABLE orders AS
WITH pace AS (
	SELECT c.*, -ln(draw('pace' || customer_id)) * 0.022 + 0.002 AS per_day,
		0.03 + 0.25 * draw('leaves' || customer_id) ^ 2 AS leaves,
		exp(3.4 + 0.5 * draw_normal('basket' || customer_id)) AS basket
	FROM customers AS c
), bought AS (
	SELECT p.*, n,
		signed_up + sum(CASE WHEN n = 0 THEN 0 ELSE -ln(draw('gap' || customer_id || '/' || n)) / per_day END)
			OVER (PARTITION BY customer_id ORDER BY n) * interval '1 day' AS ordered_at
	FROM pace AS p, generate_series(0, 60) AS n
	WHERE n <= ln(draw('stays' || customer_id)) / ln(1 - leaves)
)
SELECT customer_id, ordered_at,
	round((basket * exp(0.4 * draw_normal('amount' || customer_id || '/' || n)))::numeric, 2) AS amount
FROM bought
WHERE ordered_at < timestamp '2026-01-01';

-- Events of the shop: every order has a visit before it, other visits end earlier; times are whole minutes, so that checkout and purchase often share one.
CREATE TABLE events AS
WITH visits AS (
	SELECT customer_id, ordered_at AS until, 4 AS depth, 'order' || ordered_at || '/' || customer_id AS visit FROM orders
	UNION ALL
	SELECT customer_id, signed_up + 600 * draw('visit' || n || '/' || customer_id) * interval '1 day',
		1 + floor(3 * draw('depth' || n || '/' || customer_id) ^ CASE channel WHEN 'referral' THEN 2 WHEN 'ads' THEN 5 ELSE 3 END)::int, 'visit' || n || '/' || customer_id
	FROM customers, generate_series(1, 12) AS n
), timed AS (
	SELECT *, exp(3 + 1.8 * draw_normal('lead' || visit)) * interval '1 minute' AS lead FROM visits
)
SELECT customer_id, date_trunc('minute', until - share * lead) AS at, event
FROM timed, (VALUES (1, 'view', 1), (2, 'cart', 0.4), (3, 'checkout', 0.02), (4, 'purchase', 0)) AS s(step, event, share)
WHERE step <= depth AND until < timestamp '2026-01-01'
UNION ALL
SELECT customer_id, date_trunc('minute', until + draw('asks' || visit) * interval '5 days'), 'support'
FROM timed WHERE depth > 2 AND draw('support' || visit) < 0.1 AND until < timestamp '2025-12-25';

-- Subscriptions: what a customer pays per month; plans go up, down, away and sometimes come back.
CREATE TABLE subscriptions AS
WITH months AS (
	SELECT customer_id, month::date, row_number() OVER (PARTITION BY customer_id ORDER BY month)::int AS age,
		(ARRAY[19, 49, 99])[1 + floor(3 * draw('plan' || customer_id) ^ 1.5)::int] AS price,
		ln(draw('ends' || customer_id)) / ln(1 - 0.01 - 0.05 * draw('churn' || customer_id)) AS ends
	FROM customers,
		generate_series(date_trunc('month', signed_up), date '2025-12-01', interval '1 month') AS month
	WHERE draw('subscribes' || customer_id) < 0.4
)
SELECT customer_id, month,
	round((price * (1 + 0.25 * floor(age * draw('grows' || customer_id) / 6))
		* CASE WHEN age > 6 AND draw('cuts' || customer_id) < 0.1 THEN 0.6 ELSE 1 END)::numeric, 2) AS amount
FROM months
WHERE age < ends OR (draw('returns' || customer_id) < 0.15 AND age > ends + 4);

VACUUM ANALYZE;
