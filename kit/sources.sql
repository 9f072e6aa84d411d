-- The kit's sources: where your customers, orders, answers, subscriptions and events are. This is the only file to edit.
--
--	psql -v schema=kpi -f kit/sources.sql
--
-- Each view below is empty: replace its SELECT by one of your tables, and keep the names, the order and the types of the columns, by casts where needed
-- (id::text, amount::numeric). What you do not have stays empty, and so do the views made of it. Run the file again after a change, then
-- SELECT kpi.refresh(since => '-infinity').
--
-- Times are local times of the business, without a time zone: write `at AT TIME ZONE 'Europe/Berlin'` here, once, and every client sees the same days, whatever its
-- TimeZone. An index on that very expression lets a refresh read only what is new: CREATE INDEX ON orders ((ordered_at AT TIME ZONE 'Europe/Berlin')).
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
BEGIN;
SET LOCAL client_min_messages = warning;
DO $$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'custval') THEN
		RAISE EXCEPTION 'custval is not installed in this database' USING HINT = 'CREATE EXTENSION custval;';
	END IF;
END $$;
SELECT format('CREATE SCHEMA %I', :'schema'), format('COMMENT ON SCHEMA %I IS %L', :'schema', 'made by the kit of custval')
WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = :'schema') \gexec
SELECT set_config('search_path', format('%I, %I, pg_temp', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset

-- Who they are: a row per customer.
CREATE OR REPLACE VIEW customers AS
SELECT
	NULL::text AS customer,		-- the customer's key, the same in all sources
	NULL::text AS segment,		-- what to compare: a region, an industry, a size; NULL is shown as unknown
	NULL::text AS channel,		-- how the customer came: search, ads, a partner
	NULL::date AS joined		-- the day of signing up
WHERE false;

-- What they buy: a row per order, or per line of one; refunds are negative amounts.
CREATE OR REPLACE VIEW orders AS
SELECT
	NULL::text AS customer,
	NULL::timestamp AS ordered_at,	-- local time: ordered_at AT TIME ZONE 'Europe/Berlin'
	NULL::numeric AS amount		-- in one currency; amount::numeric also where it is numeric(12, 2); an order without one is left out
WHERE false;

-- What they say: a row per answer to a question.
CREATE OR REPLACE VIEW answers AS
SELECT
	NULL::text AS customer,
	NULL::timestamp AS answered_at,	-- local time
	NULL::text AS survey,		-- 'nps' (scores 0 to 10), 'csat' (1 to 5) or 'ces' (1 to 7); others, also 'NPS', are left out
	NULL::int AS score,
	NULL::text AS touchpoint,	-- what the question was about: checkout, delivery, support; NULL is shown as unknown
	NULL::text AS comment,		-- what they wrote beside it, if they did
	NULL::float8[] AS ratings	-- ratings of single aspects, the same ones in the same order in every answer; settings.rating_names names them; NULL where there are none
WHERE false;

-- What they subscribe to: a row per contract, or per price of one; a change of plan or price ends a row and starts the next on the same day.
CREATE OR REPLACE VIEW subscriptions AS
SELECT
	NULL::text AS customer,
	NULL::text AS plan,
	NULL::date AS started,		-- the first day
	NULL::date AS ended,		-- the first day after it; NULL goes on
	NULL::numeric AS amount		-- what it brings in a month: a yearly price divided by 12
WHERE false;

-- What they do: a row per event of your website or app. The steps of the funnel are said in settings.
CREATE OR REPLACE VIEW events AS
SELECT
	NULL::text AS customer,
	NULL::timestamp AS at,		-- local time
	NULL::text AS event
WHERE false;

-- What a word of a comment is: as it is written, without the stop words of a language. For comments in another language, name it here.
SELECT format('CREATE TEXT SEARCH DICTIONARY %1$I.whole_words (TEMPLATE = pg_catalog.simple)', :'schema'),
	format('CREATE TEXT SEARCH CONFIGURATION %1$I.whole_words (COPY = pg_catalog.simple)', :'schema'),
	format('ALTER TEXT SEARCH CONFIGURATION %1$I.whole_words ALTER MAPPING REPLACE pg_catalog.simple WITH %1$I.whole_words', :'schema')
WHERE NOT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'whole_words' AND cfgnamespace::regnamespace = quote_ident(:'schema')::regnamespace) \gexec
ALTER TEXT SEARCH DICTIONARY whole_words (STOPWORDS = english);

-- How things are counted: one row.
CREATE OR REPLACE VIEW settings AS
SELECT
	'month'::text AS score_every,		-- customers are scored as of the last day of a day, week or month that is over; month suits millions of customers
	7 AS reread_days,			-- rows may arrive so many days late: every refresh reads these days anew. Later ones: refresh(since => day)
	'bg/nbd'::text AS model,		-- of purchases: bg/nbd, mbg/nbd or pareto/nbd
	52::float8 AS horizon_weeks,		-- how far ahead customers are valued
	0.10::float8 AS discount,		-- a year
	'view,cart,checkout,purchase'::text AS funnel_steps,	-- the events of the funnel, in their order
	7 AS funnel_within_days,		-- all steps within so many days of the first
	90 AS funnel_days,			-- the funnel is of so many days before the last scoring
	''::text AS rating_names,		-- of answers.ratings, in their order: 'speed,quality,price'; answers with another number of them are left out; after a change: refresh(since => '-infinity')
	'whole_words'::text AS comment_words,	-- the text search configuration that makes words of comments; 'english' counts deliveries as delivery, and shows its stem; after a change, the same
	'2,1,1,2'::text AS health_weights;	-- of P(alive), frequency, money, and the last NPS answer of a year

-- What is wanted: a row per metric of the scorecard; a metric without a row has no status.
CREATE OR REPLACE VIEW targets (metric, target, tolerance) AS
VALUES
	('nps'::text, 30::float8, 3::float8),	-- points
	('csat', 75, 2),			-- points, the share of the satisfied
	('ces', 5.2, 0.1),			-- the mean, of 1 to 7
	('retention_month_1', 0.3, 0.05),	-- share of a month's new buyers who buy again in the next
	('subscriber_churn', 0.03, 0.01),	-- a month; lower is better
	('nrr_12_months', 1.0, 0.02),		-- net revenue retention
	('grr_12_months', 0.85, 0.02),		-- gross revenue retention
	('value_per_customer', 100, 10);	-- within the horizon, discounted
COMMIT;
