-- Rows of customers, and a call for every aggregate that the catalog knows of, with samples for its arguments.
-- psql variables: rows, the number of events.

CREATE FUNCTION draw(n bigint, seed int, below int) RETURNS int LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN (abs(hashint8extended(n, seed) % below))::int;

-- Some customers have many events, most have few, each has a span of their own; one row in 20 or so knows no score, day or amount.
CREATE TABLE events AS
SELECT *, at AT TIME ZONE 'GMT' AS moment
FROM (SELECT n, customer, chr(65 + draw(customer, 1, 3)) AS segment,
	CASE WHEN draw(n, 2, 23) > 0 THEN timestamp '2024-01-01 10:00' + draw(customer, 3, 400) * interval '1 day'
		+ draw(n, 4, 1 + draw(customer, 5, 330)) * interval '1 day' + draw(n, 6, 36000) * interval '1 second' END AS at,
	CASE WHEN draw(n, 7, 19) > 0 THEN draw(n, 8, 11) END AS score,
	(1 + draw(n, 9, 900)) / 97.0::float8 AS weight,
	CASE WHEN draw(n, 10, 21) > 0 THEN ((1 + draw(customer, 11, 9)) * draw(n, 12, 10000))::numeric * (ARRAY[1, 0.1, 0.01, 0.00001])[1 + draw(n, 13, 4)] END AS amount
FROM (SELECT n, 1 + (:rows / 8 * (draw(n, 0, 1000000) / 1e6) ^ 2)::bigint AS customer FROM generate_series(1, :rows) AS n) AS r) AS s;

-- A row per customer: readings, and a column for every type that has a rollup, named as the type.
SELECT 'CREATE TABLE customers AS SELECT customer, segment, frequency, recency, tenure::float8, monetary, amount_before, amount_after, ' || string_agg(quote_ident(type), ', ')
	|| ' FROM (SELECT customer, segment, '
	|| 'coalesce(sum(amount) FILTER (WHERE at < ''2024-09-01''), 0) AS amount_before, coalesce(sum(amount) FILTER (WHERE at >= ''2024-09-01''), 0) AS amount_after, '
	|| string_agg(call || ' AS ' || quote_ident(type), ', ') || ' FROM events GROUP BY customer, segment) AS c, purchase_summary(purchase_calendar, ''2026-01-01'', ''month'')'
FROM (VALUES ('survey_tally', 'nps_agg(score)'), ('activity_calendar', 'activity_agg(at, ''month'')'), ('retention_grid', 'retention_agg(customer, at, ''month'')'),
	('active_tally', 'active_agg(customer, at, ''month'')'),
	('purchase_calendar', 'purchase_agg(at, amount)'),
	('clv_tally', 'clv_tally_agg(n % 4, n % 4 * 3, 20 + n % 7, weight)'),
	('forecast_tally', 'forecast_agg(make_clv_model(''bg/nbd'', ''{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}''), 12, 0.1, '
		'format(''{"version": 1, "first": "2024-01-01", "days": [0, %s], "scale": 2, "spend": [5, %s]}'', 1 + n % 600, n % 97)::purchase_calendar, ''2026-01-01'')'),
	('survival_tally', 'survival_agg(n % 7 / 2.0, score > 4)'),
	('funnel_tally', 'funnel_agg(customer, at, (ARRAY[''view'', ''cart'', ''purchase''])[1 + n % 3], ''{view,cart,purchase}'', ''40 days'')'),
	('driver_moments', 'driver_agg(score, ARRAY[n % 7, weight], weight)'),
	('bridge_tally', 'revenue_agg(abs(amount), score::numeric)'), ('value_tally', 'value_agg(amount)'), ('transition_matrix', 'transition_agg(segment, score::text)'), ('term_tally', 'term_agg(score, ARRAY[segment, ''word '' || n % 97])'), ('ledger_tally', 'ledger_agg(customer, at, amount, ''month'')')) AS v(type, call)
WHERE to_regtype(type) IS NOT NULL \gexec

-- What to write for an argument: the first row whose patterns fit the aggregate, the argument's name and its type
CREATE TABLE samples (n int GENERATED ALWAYS AS IDENTITY, aggregate text, argument text, type text, source text, sample text);
INSERT INTO samples (aggregate, argument, type, source, sample) VALUES
	('csat', 'score', '', 'events', '1 + score % 5'),
	('ces', 'score', '', 'events', '1 + score % 7'),
	('forecast_agg', 'm', '', 'customers', 'make_clv_model(''bg/nbd'', format(''{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": %s, "p": 6.25, "q": 3.74, "v": 15.44}'', 1 + customer % 5)::jsonb)'),
	('', 'horizon', '', '', '12'),
	('', 'discount', '', '', '0.1'),
	('', 'score', '', 'events', 'score'),
	('driver_agg', 'y', '', 'events', 'score'),
	('driver_agg', 'x', '', 'events', 'ARRAY[n % 7, CASE WHEN n % 11 > 0 THEN weight END, abs(amount) / 1e6]'),
	('', 'terms', 'tsvector', 'events', 'to_tsvector(''simple'', ''word'' || n % 97 || '' of '' || segment)'),
	('', 'terms', '', 'events', 'ARRAY[segment, ''word '' || n % 97, segment]'),
	('', 'weight', '', 'events', 'weight'),
	('', 'answers', '', 'events', 'n % 40'),
	('', 'lo', '', '', '0'),
	('', 'hi', '', '', '10'),
	('', 'customer', 'uuid', 'events', 'md5(customer::text)'),
	('', 'customer', '', 'events', 'customer'),
	('', 'at', '', 'events', 'at'),
	('', 'joined', '', '', 'date ''2023-01-01'' + customer::int % 300'),
	('', 'during', '', 'events', 'CASE WHEN at IS NOT NULL THEN daterange(at::date, at::date + score * 40) END'),
	('', 'amount', '', 'events', 'amount'),
	('', 'event', '', 'events', '(ARRAY[''view'', ''cart'', ''purchase'', ''support''])[1 + n % 4]'),
	('', 'steps', '', '', 'ARRAY[''view'', ''cart'', ''purchase'']'),
	('', 'within', '', '', '''40 days'''),
	('', 'mode', '', '', '''any'''),
	('', 'unit', '', '', '''month'''),
	('', 'model', '', '', '''bg/nbd'''),
	('', 'as_of', '', '', '''2026-01-01'''),
	('sbg_fit', 'tenure', '', 'customers', 'active_periods(activity_calendar)'),
	('sbg_fit', 'churned', '', 'customers', 'customer % active_periods(activity_calendar) = 0'),
	('survival_agg', 'customers', '', 'events', 'n % 4'),
	('value_agg|transition_agg', 'customers', '', 'events', 'n % 5'),
	('value_agg', 'value', '', 'events', 'amount'),
	('transition_agg', 'before', '', 'events', 'segment'),
	('transition_agg', 'after', '', 'events', 'score::text'),
	('', 'customers', '', 'customers', '1 + frequency / 8'),
	('', 'entry', '', 'events', 'weight / 3'),
	('', 'started', '', 'events', 'at'),
	('', 'ended', '', 'events', 'at + score * interval ''40 days'''),
	('', 'observed_after', '', 'events', 'CASE WHEN n % 3 > 0 THEN timestamp ''2024-06-01'' END'),
	('', 'reason', '', 'events', '(ARRAY[''price'', ''service'', ''moved''])[score % 5]'),
	('', 'duration', '', 'events', 'weight'),
	('', 'churned', '', 'events', 'score > 6'),
	('', 'frequency', '', 'customers', 'frequency'),
	('', 'recency', '', 'customers', 'recency'),
	('', 'tenure', '', 'customers', 'tenure'),
	('', 'monetary', '', 'customers', 'monetary'),
	('', 'before', '', 'customers', 'amount_before'),
	('', 'after', '', 'customers', 'amount_after'),
	('', 'returning_customer', '', 'customers', 'customer % 2 = 0'),
	('', '', 'survey_tally', 'customers', 'survey_tally'),
	('', '', 'activity_calendar', 'customers', 'activity_calendar'),
	('', '', 'retention_grid', 'customers', 'retention_grid'),
	('', '', 'active_tally', 'customers', 'active_tally'),
	('', '', 'purchase_calendar', 'customers', 'purchase_calendar'),
	('', '', 'clv_tally', 'customers', 'clv_tally'),
	('', '', 'survival_tally', 'customers', 'survival_tally'),
	('', '', 'value_tally', 'customers', 'value_tally'),
	('', '', 'transition_matrix', 'customers', 'transition_matrix'),
	('', '', 'forecast_tally', 'customers', 'forecast_tally'),
	('', '', 'driver_moments', 'customers', 'driver_moments'),
	('', '', 'bridge_tally', 'customers', 'bridge_tally'),
	('', '', 'funnel_tally', 'customers', 'funnel_tally'),
	('', '', 'term_tally', 'customers', 'term_tally'),
	('', '', 'ledger_tally', 'customers', 'ledger_tally');

CREATE VIEW calls AS
SELECT p.oid::regprocedure::text AS aggregate,
	max(s.source) AS source,
	format('%I(%s)', p.proname, string_agg(format('(%s)::%s', coalesce(s.sample, 'no sample of ' || a.name), a.type::regtype), ', ' ORDER BY a.n)) AS call,
	r.typsend::regproc::text AS send
FROM pg_proc AS p JOIN pg_type AS r ON r.oid = p.prorettype
	JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'custval' AND p.prokind = 'a',
	unnest(p.proargtypes, p.proargnames[1:p.pronargs]) WITH ORDINALITY AS a(type, name, n)
	LEFT JOIN LATERAL (SELECT s.source, s.sample FROM samples AS s
		WHERE p.proname ~ ('^' || s.aggregate) AND (s.argument = '' OR a.name ~ ('^(' || s.argument || ')$')) AND (s.type = '' OR a.type::regtype::text ~ ('^(' || s.type || ')$'))
		ORDER BY s.n LIMIT 1) AS s ON true
GROUP BY p.oid, p.proname, r.typsend
ORDER BY p.oid;
