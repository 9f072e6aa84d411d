-- refresh() reads what is new and brings the views up to date: psql -v schema=kpi -f kit/refresh.sql, after views.sql; then SELECT * FROM kpi.refresh();
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT set_config('search_path', format('%I, %I, pg_temp', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset

-- What is shown where a segment, touchpoint or plan is not known; all is the name of the totals.
CREATE OR REPLACE FUNCTION kept_label(label text) RETURNS text LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	RETURN CASE WHEN label = 'all' THEN 'all (label)' ELSE coalesce(label, 'unknown') END;

-- Times are converted once (OFFSET 0), and those of the days that are read found by an index if there is one: refresh() has plans made for these days.

-- Answers of the days from since until until, a tally for each survey, touchpoint and segment, of their ratings and comments, too; the first day that differs from what was kept, NULL if none does
CREATE OR REPLACE FUNCTION kept_read_answers(since date, until date) RETURNS date LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	changed date;
BEGIN
	WITH read AS MATERIALIZED (
		SELECT answered_at::date AS day, survey, kept_label(touchpoint) AS touchpoint, kept_label(segment) AS segment,
			CASE survey WHEN 'nps' THEN nps_agg(score) FILTER (WHERE survey = 'nps') WHEN 'csat' THEN csat_agg(score) FILTER (WHERE survey = 'csat')
				ELSE ces_agg(score) FILTER (WHERE survey = 'ces') END AS answers,
			driver_agg(CASE survey WHEN 'nps' THEN 100 * ((score >= 9)::int - (score <= 6)::int) ELSE score END, ratings) FILTER (WHERE cardinality(ratings) = nullif(names, 0)) AS drivers,
			term_agg(score, to_tsvector(words, comment)) FILTER (WHERE survey = 'nps') AS terms,
			sum(hash_record_extended(ROW(customer, answered_at, score, comment, ratings), 0)) AS fingerprint
		FROM (SELECT customer, answered_at, survey, score, touchpoint, comment, ratings FROM answers
			WHERE (since = '-infinity' OR answered_at >= since AND answered_at < until + 1) AND survey IN ('nps', 'csat', 'ces') AND score IS NOT NULL OFFSET 0) AS a
			LEFT JOIN customers USING (customer), (SELECT cardinality(kept_list(rating_names)) AS names, comment_words::regconfig AS words FROM settings) AS s
		GROUP BY 1, 2, 3, 4
	), gone AS (
		DELETE FROM kept_answers AS k
		WHERE day >= since AND (day > until OR NOT EXISTS (
			SELECT FROM read AS r WHERE (r.day, r.survey, r.touchpoint, r.segment) = (k.day, k.survey, k.touchpoint, k.segment))) RETURNING day
	), put AS (
		INSERT INTO kept_answers AS k SELECT * FROM read WHERE day <= until
		ON CONFLICT (day, survey, touchpoint, segment) DO UPDATE SET answers = EXCLUDED.answers, drivers = EXCLUDED.drivers, terms = EXCLUDED.terms, fingerprint = EXCLUDED.fingerprint
			WHERE (k.answers, k.drivers, k.terms, k.fingerprint) IS DISTINCT FROM (EXCLUDED.answers, EXCLUDED.drivers, EXCLUDED.terms, EXCLUDED.fingerprint) RETURNING day
	)
	SELECT min(day) INTO changed FROM (SELECT day FROM gone UNION ALL SELECT day FROM put) AS d;
	RETURN changed;
END $$;

-- A ledger for each of these days of orders, and of events, whose number is the amount; the first day that differs from what was kept, NULL if none does. What events
-- are called, and at which time of the day they are, is in no ledger, and funnels differ by it: they have a fingerprint.
CREATE OR REPLACE FUNCTION kept_read_days(since date, until date) RETURNS date LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	changed date;
BEGIN
	WITH read AS MATERIALIZED (
		SELECT 'orders' AS source, day, ledger_agg(customer, day, amount, 'day') AS ledger, NULL::numeric AS fingerprint
		FROM (SELECT customer, ordered_at::date AS day, amount FROM orders WHERE since = '-infinity' OR ordered_at >= since AND ordered_at < until + 1 OFFSET 0) AS o
		GROUP BY day
		UNION ALL
		SELECT 'events', day, ledger_agg(customer, day, 1, 'day'), sum(hash_record_extended(ROW(customer, at, event), 0))
		FROM (SELECT customer, at::date AS day, at, event FROM events WHERE (since = '-infinity' OR at >= since AND at < until + 1) AND event IS NOT NULL OFFSET 0) AS e
		GROUP BY day
	), gone AS (
		DELETE FROM kept_days AS k
		WHERE day >= since AND (day > until OR NOT EXISTS (SELECT FROM read AS r WHERE (r.source, r.day) = (k.source, k.day) AND r.ledger IS NOT NULL)) RETURNING day
	), put AS (
		INSERT INTO kept_days AS k SELECT * FROM read WHERE ledger IS NOT NULL AND day <= until
		ON CONFLICT (source, day) DO UPDATE SET ledger = EXCLUDED.ledger, fingerprint = EXCLUDED.fingerprint
			WHERE (k.ledger, k.fingerprint) IS DISTINCT FROM (EXCLUDED.ledger, EXCLUDED.fingerprint) RETURNING day
	)
	SELECT min(day) INTO changed FROM (SELECT day FROM gone UNION ALL SELECT day FROM put) AS d;
	RETURN changed;
END $$;

-- Rolling actives of these days; the window of the first begins 27 days before it, and days are read from the last one on, by then, that somebody was active on.
CREATE OR REPLACE FUNCTION kept_read_active(since date, until date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	DELETE FROM kept_active WHERE day >= since;
	INSERT INTO kept_active
	SELECT source, w.period_start, w.active, w7.active_in_window, w.active_in_window, w.stickiness, w.low, w.high
	FROM (SELECT source, active_agg(customer, period_start, 'day') AS tally
		FROM (SELECT source, coalesce((SELECT day FROM kept_days AS d
			WHERE d.source = s.source AND day <= since - 27 AND EXISTS (SELECT FROM ledger_table(ledger) WHERE amount > 0) ORDER BY day DESC LIMIT 1), '-infinity') AS begins
			FROM (VALUES ('orders'), ('events')) AS s(source) OFFSET 0) AS b
		JOIN kept_days USING (source), ledger_table(ledger) WHERE day >= begins AND amount > 0 GROUP BY source) AS s,
		rolling_active(tally, 28, until) AS w JOIN LATERAL rolling_active(tally, 7, until) AS w7 USING (period_start)
	WHERE w.period_start >= since;
END $$;

-- Cohorts and customers by their orders, as of the last day of the last period that is over
CREATE OR REPLACE FUNCTION kept_score_orders(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	asked settings;
	bought ledger_tally;
	tallied clv_tally;
	fitted fitted_clv;
	other fitted_clv;
	another text;
	expected forecast_tally;
BEGIN
	SELECT * INTO asked FROM settings;
	SELECT rollup(ledger) INTO bought FROM kept_days WHERE source = 'orders' AND day <= scored;
	DELETE FROM kept_grids WHERE source = 'orders';
	DELETE FROM kept_cohort_revenue WHERE source = 'orders';
	DELETE FROM kept_customers;
	DELETE FROM kept_model;
	DELETE FROM kept_fit;
	DELETE FROM kept_tracking;
	IF bought IS NULL THEN
		RETURN;
	END IF;
	INSERT INTO kept_grids VALUES ('orders', retention_grid(bought, 'month'));
	INSERT INTO kept_cohort_revenue SELECT 'orders', r.* FROM cohort_revenue_table(bought, scored, 'month') AS r;
	tallied := clv_tally(bought, scored);
	fitted := clv_fit(tallied, asked.model);
	FOREACH another IN ARRAY ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd'] LOOP	-- one whose likelihood has no maximum has no limits; another may have
		EXIT WHEN fitted IS NULL OR (SELECT converged FROM clv_model_summary(fitted));
		CONTINUE WHEN another = asked.model;
		other := clv_fit(tallied, another);
		IF (SELECT converged FROM clv_model_summary(other)) THEN
			fitted := other;
		END IF;
	END LOOP;
	INSERT INTO kept_fit SELECT * FROM repeat_table(fitted, tallied);
	INSERT INTO kept_tracking SELECT * FROM tracking_table(fitted, bought, scored);
	INSERT INTO kept_customers
	WITH said AS (
		SELECT DISTINCT ON (customer) customer, score FROM answers
		WHERE survey = 'nps' AND score IS NOT NULL AND answered_at >= scored - 364 AND answered_at < scored + 1 ORDER BY customer, answered_at DESC, score
	)
	SELECT customer, kept_label(c.segment), kept_label(channel), history, recency_days, r.frequency, r.monetary, recency_tile, frequency_tile, monetary_tile, r.segment,
		p_alive, expected_purchases, purchases_low(fitted, asked.horizon_weeks, history, scored), purchases_high(fitted, asked.horizon_weeks, history, scored), clv, s.score,
		e.score, e.coverage, first_purchase(history), last_purchase(history)
	FROM rfm_table(bought, scored) AS r JOIN histories(bought) AS h USING (customer)
		LEFT JOIN clv_table(fitted, bought, asked.horizon_weeks, asked.discount, scored) AS w USING (customer)
		LEFT JOIN customers AS c USING (customer) LEFT JOIN said AS s USING (customer),
		health(ARRAY[100 * p_alive, to_100(frequency_tile, 1, 5), to_100(monetary_tile, 1, 5), to_100(s.score, 0, 10)], kept_list(asked.health_weights)::float8[]) AS e;
	ANALYZE kept_customers;
	expected := forecast_agg(fitted, asked.horizon_weeks, asked.discount, history, scored) FROM kept_customers;	-- as an expression, it may use workers
	INSERT INTO kept_model SELECT true, scored, asked.horizon_weeks, fitted, tallied, value_agg(greatest(spent, 0)), expected FROM kept_customers;
END $$;

-- What the subscriptions are that were begun by then, as far as they can matter
CREATE OR REPLACE FUNCTION kept_subscriptions(scored date) RETURNS text LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	wrong text;
	seen text;
BEGIN
	SELECT min(format('%s: %s before %s', customer, ended, started)) FILTER (WHERE ended < started),
		count(*) || ' ' || sum(hash_record_extended(ROW(customer, plan, started, least(ended, scored + 1), amount), 0))
	INTO wrong, seen FROM subscriptions WHERE started <= scored;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('a subscription ends before it begins, of customer %s', wrong),
			HINT = 'Mend it, or leave it out in the view subscriptions: WHERE ended >= started OR ended IS NULL.';
	END IF;
	RETURN seen;
END $$;

-- Refuses what no customer pays: less than nothing in a month. Rows below 0, discounts, are looked for first, for few have them.
CREATE OR REPLACE FUNCTION kept_check_nets(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	wrong text;
BEGIN
	IF EXISTS (SELECT FROM subscriptions WHERE started <= scored AND amount < 0) THEN
		SELECT format('%s, plan %s, come to %s in the month of %s', customer, plan, amount, period_start) INTO wrong
		FROM kept_plans, ledger_table(ledger) WHERE plan <> 'all' AND amount < 0 ORDER BY customer, period_start, plan LIMIT 1;
	END IF;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('the subscriptions of customer %s', wrong),
			HINT = 'In the view subscriptions, give a discount the plan and the days of what it lowers, or leave it out: WHERE amount >= 0.';
	END IF;
END $$;

-- Subscriptions by plan, and all of them: how long they last, and what they bring
CREATE OR REPLACE FUNCTION kept_score_subscriptions(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	paid ledger_tally;
BEGIN
	DELETE FROM kept_plans;
	DELETE FROM kept_revenue;
	DELETE FROM kept_movements;
	DELETE FROM kept_grids WHERE source = 'subscriptions';
	DELETE FROM kept_cohort_revenue WHERE source = 'subscriptions';
	INSERT INTO kept_plans
	WITH ledgers AS (
		SELECT kept_label(plan) AS plan, subscription_ledger_agg(customer, daterange(started, ended), amount, 'month', scored) AS ledger
		FROM subscriptions WHERE started <= scored GROUP BY 1
	), spells AS (	-- rows that touch or overlap are one stay
		SELECT kept_label(plan) AS plan, unnest(range_agg(daterange(started, ended))) AS during FROM subscriptions WHERE started <= scored GROUP BY customer, 1
	), all_spells AS (
		SELECT unnest(range_agg(daterange(started, ended))) AS during FROM subscriptions WHERE started <= scored GROUP BY customer
	)
	SELECT plan, stays, ledger FROM ledgers LEFT JOIN (SELECT plan, survival_agg(lower(during), upper(during), scored) AS stays FROM spells GROUP BY plan) AS s USING (plan)
	UNION ALL
	SELECT 'all', (SELECT survival_agg(lower(during), upper(during), scored) FROM all_spells), rollup(ledger) FROM ledgers HAVING count(*) > 0;
	PERFORM kept_check_nets(scored);
	INSERT INTO kept_revenue
	SELECT plan, r.period_start, r.opening, r.new_amount, r.expansion, r.contraction, r.churned, r.reactivated, r.closing, r.opening_customers, r.new_customers,
		r.expanded_customers, r.contracted_customers, r.churned_customers, r.reactivated_customers, r.closing_customers, r.nrr, r.grr, r.logo_churn, r.quick_ratio, y.nrr, y.grr
	FROM kept_plans, revenue_table(ledger, scored) AS r JOIN LATERAL revenue_table(ledger, scored, 12) AS y USING (period_start);
	SELECT ledger INTO paid FROM kept_plans WHERE plan = 'all';
	INSERT INTO kept_grids SELECT 'subscriptions', retention_grid(paid) WHERE paid IS NOT NULL;
	INSERT INTO kept_cohort_revenue SELECT 'subscriptions', r.* FROM cohort_revenue_table(paid, scored) AS r;
	INSERT INTO kept_movements SELECT * FROM revenue_movements(paid, scored) AS m;
END $$;

-- The funnel, by segment, and by week of entry. In the tally of a segment a customer counts once, at the best of all entries, so weeks have tallies of their own:
-- of the first steps in the week, under a name of their own lest those of the next week count, and of the later steps for as long as they may count.
CREATE OR REPLACE FUNCTION kept_score_funnels(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	asked settings;
	steps text[];
	within interval;
	entry text;
	later text[];
	first_week date;
BEGIN
	SELECT * INTO asked FROM settings;
	steps := kept_list(asked.funnel_steps);
	within := make_interval(days => asked.funnel_within_days);
	entry := array_to_string(steps, ',') || '!';	-- longer than any step, so none has it
	later := CASE WHEN steps[1] = ANY (steps[2:]) THEN steps ELSE steps[2:] END;	-- a first step that is a later one, too, is a row for each
	first_week := date_trunc('week', (scored + 7 - asked.funnel_days)::timestamp);	-- the first that is whole
	DELETE FROM kept_funnels;
	DELETE FROM kept_entries;
	INSERT INTO kept_funnels
	SELECT kept_label(segment), funnel_agg(customer, at, event, steps, within)
	FROM events LEFT JOIN customers USING (customer) WHERE at >= scored + 1 - asked.funnel_days AND at < scored + 1 GROUP BY 1;
	INSERT INTO kept_entries
	SELECT week - 7 * greatest(ago, 0) AS entered, funnel_agg(customer, at, CASE WHEN ago < 0 THEN entry ELSE event END, entry || later, within)
	FROM (SELECT customer, at, event, date_trunc('week', at)::date AS week,	-- -1 is an entry; a later step may be of one so many weeks ago
			generate_series(CASE WHEN event = steps[1] THEN -1 ELSE 0 END, CASE WHEN event = ANY (later) THEN (asked.funnel_within_days + 6) / 7 ELSE -1 END) AS ago
		FROM events WHERE at >= first_week AND at < scored + 1 AND event = ANY (steps) OFFSET 0) AS e
	WHERE ago < 0 OR week - 7 * ago >= first_week AND at < week - 7 * ago + 7 + within GROUP BY entered;
END $$;

-- Refuses who is in the view customers twice, for each join would count such a customer twice: anybody, or of those whose answers were read since a day
CREATE OR REPLACE FUNCTION kept_check_customers(since date, until date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	wrong text;
BEGIN
	SELECT format('%s has %s rows', customer, count(*)) INTO wrong FROM customers
	WHERE customer IS NOT NULL AND (since = '-infinity' OR customer IN (SELECT a.customer FROM answers AS a WHERE answered_at >= since AND answered_at < until + 1))
	GROUP BY customer HAVING count(*) > 1 ORDER BY customer LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('a customer is more than once in the view customers: %s', wrong),
			HINT = 'Give it one row of each: SELECT DISTINCT ON (customer) ... ORDER BY customer, joined DESC.';
	END IF;
END $$;

-- Refuses settings that cannot be, by their names
CREATE OR REPLACE FUNCTION kept_check_settings() RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	wrong text;
BEGIN
	SELECT format(said, value) INTO wrong FROM settings AS s, LATERAL (VALUES
		(s.score_every IN ('day', 'week', 'month'), 'score_every must be day, week or month, not %s', s.score_every),
		(s.reread_days >= 0, 'reread_days must be a number of days from 0, not %s', s.reread_days::text),
		(s.model IN ('bg/nbd', 'mbg/nbd', 'pareto/nbd'), 'model must be bg/nbd, mbg/nbd or pareto/nbd, not %s', s.model),
		(s.horizon_weeks BETWEEN 0 AND 1e6, 'horizon_weeks must be a number of weeks from 0, not %s', s.horizon_weeks::text),
		(s.discount > -1 AND s.discount <= 1, 'discount must be a rate a year, such as 0.1, not %s', s.discount::text),
		(cardinality(kept_list(s.funnel_steps)) BETWEEN 1 AND 64 AND '' <> ALL (kept_list(s.funnel_steps)), 'funnel_steps must be names of events between commas, up to 64, not "%s"', s.funnel_steps),
		(s.funnel_within_days >= 0, 'funnel_within_days must be a number of days from 0, not %s', s.funnel_within_days::text),
		(s.funnel_days > 0, 'funnel_days must be a number of days from 1, not %s', s.funnel_days::text),
		('' <> ALL (kept_list(s.rating_names)), 'rating_names must be names between commas, not "%s"', s.rating_names),
		(s.health_weights ~ '^\s*\d*\.?\d+(\s*,\s*\d*\.?\d+){3}\s*$', 'health_weights must be four numbers from 0, of P(alive), frequency, money and the last NPS answer, not "%s"', s.health_weights)
	) AS v (good, said, value) WHERE good IS NOT TRUE LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'setting ' || wrong, HINT = 'Change it in the view settings, in kit/sources.sql, and run that file again.';
	END IF;
END $$;

-- Warns of a last day that is not over anywhere on Earth: what is scored as of it is nonsense.
CREATE OR REPLACE FUNCTION kept_check_days(until date, asked date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	IF until > (now() AT TIME ZONE 'UTC')::date + 1 AND isfinite(until) THEN
		RAISE WARNING USING MESSAGE = format('%s is %s, a day to come', CASE WHEN asked IS NULL THEN 'the last day in the sources' ELSE 'as_of' END, until),
			HINT = 'Mend rows of a wrong year, or leave them out in their view; then go back to the last day that is over: refresh(day, since => day).';
	END IF;
END $$;

-- Warns of ratings that nobody named, for they are left out.
CREATE OR REPLACE FUNCTION kept_check_ratings(since date, until date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	found text;
BEGIN
	SELECT format('an answer has %s ratings, of customer %s on %s, but rating_names are %s', cardinality(ratings), customer, answered_at::date, cardinality(kept_list(rating_names))) INTO found
	FROM answers, settings WHERE (since = '-infinity' OR answered_at >= since AND answered_at < until + 1) AND cardinality(ratings) NOT IN (0, cardinality(kept_list(rating_names))) AND survey IN ('nps', 'csat', 'ces') LIMIT 1;
	IF found IS NOT NULL THEN
		RAISE WARNING USING MESSAGE = found, HINT = 'Such answers are in no drivers. Name the ratings in the view settings, then: refresh(since => ''-infinity'').';
	END IF;
END $$;

-- Names the row of the sources that an error is about, whose customer an aggregate does not know; nothing where it is about no single row. It looks at all rows,
-- but only once a refresh has failed.
CREATE OR REPLACE FUNCTION kept_name_row(said text, since date, until date, scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	wrong text;
	hint text;
BEGIN
	WITH spoken AS (
		SELECT customer, answered_at, survey, score, comment, ratings, CASE survey WHEN 'nps' THEN 0 ELSE 1 END AS lowest,
			CASE survey WHEN 'nps' THEN 10 WHEN 'csat' THEN 5 ELSE 7 END AS highest
		FROM answers WHERE answered_at >= since AND (answered_at < until + 1 OR until = 'infinity') AND survey IN ('nps', 'csat', 'ces') AND score IS NOT NULL
	), times AS (
		SELECT 'answers' AS source, customer, answered_at AS at, 'answered_at' AS name FROM spoken
		UNION ALL SELECT 'orders', customer, ordered_at, 'ordered_at' FROM orders
			WHERE ordered_at >= since AND (ordered_at < until + 1 OR until = 'infinity') AND customer IS NOT NULL AND amount IS NOT NULL
		UNION ALL SELECT 'events', customer, at, 'at' FROM events
			WHERE at >= since AND (at < until + 1 OR until = 'infinity') AND customer IS NOT NULL AND event IS NOT NULL
		UNION ALL SELECT 'subscriptions', customer, started, 'started' FROM subscriptions
			WHERE started <= scored AND customer IS NOT NULL AND amount IS NOT NULL
	), amounts AS (
		SELECT 'orders' AS source, customer, ordered_at::date AS day, amount FROM orders WHERE ordered_at >= since AND ordered_at < until + 1 AND customer IS NOT NULL
		UNION ALL SELECT 'subscriptions', customer, started, amount FROM subscriptions WHERE started <= scored AND customer IS NOT NULL
	)
	SELECT w.wrong, w.hint INTO wrong, hint FROM (
		SELECT 1, format('an answer is off its scale, of customer %s: %s %s on %s', customer, survey, score, answered_at::date),
			format('Mend it, or leave it out in the view answers: WHERE survey <> %L OR score BETWEEN %s AND %s.', survey, lowest, highest)
		FROM spoken WHERE score NOT BETWEEN lowest AND highest
		UNION ALL
		SELECT 2, format('the ratings of an answer are no array of numbers, of customer %s: %s on %s', customer, left(ratings::text, 100), answered_at::date),
			'Mend them, or pass NULL in the view answers: ratings have one dimension, and lie between -1000000000 and 1000000000.'
		FROM spoken, settings
		WHERE cardinality(ratings) = cardinality(kept_list(rating_names)) AND (array_ndims(ratings) > 1 OR 1e9 < ANY (ratings) OR -1e9 > ANY (ratings))
		UNION ALL
		SELECT 3, format('a row of the view %s has no day, of customer %s: %s', source, customer, at),
			format('Mend it, or leave it out in the view %s: WHERE isfinite(%s).', source, name)
		FROM times WHERE NOT isfinite(at)
		UNION ALL
		SELECT 4, format('an amount of the view %s is no number of up to 38 digits, of customer %s: %s on %s', source, customer, left(amount::text, 100), day),
			format('Mend it, or leave it out in the view %s.', source)
		FROM amounts WHERE length(translate(amount::text, '-.', '')) > 38 OR amount::text IN ('NaN', 'Infinity', '-Infinity')
		UNION ALL
		SELECT 5, format('more than 100000 days lie between a row of %s, of customer %s on %s, and one of %s, of customer %s on %s',
				f.source, f.customer, f.at::date, l.source, l.customer, l.at::date),
			'Leave rows of a wrong year out in their view, for example: WHERE ordered_at BETWEEN ''2000-01-01'' AND ''2100-01-01''.'
		FROM (SELECT * FROM times WHERE isfinite(at) AND source <> 'subscriptions' ORDER BY at, source, customer LIMIT 1) AS f,
			(SELECT * FROM times WHERE isfinite(at) AND source <> 'subscriptions' ORDER BY at DESC, source, customer LIMIT 1) AS l
		WHERE l.at::date - f.at::date >= 100000
		UNION ALL
		SELECT * FROM (SELECT 6, format('a comment is too long, of customer %s: %s bytes on %s', customer, octet_length(comment), answered_at::date),
				'Cut comments in the view answers: left(comment, 100000).'
			FROM spoken WHERE said LIKE '%tsvector%' AND survey = 'nps' AND octet_length(comment) > 250000 ORDER BY octet_length(comment) DESC, customer LIMIT 1) AS c
	) AS w (n, wrong, hint) ORDER BY n, w.wrong LIMIT 1;
	IF wrong IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = wrong, DETAIL = format('A refresh stopped, for %s.', said), HINT = hint;
	END IF;
END $$;

CREATE OR REPLACE FUNCTION refresh(as_of date DEFAULT NULL, since date DEFAULT NULL, OUT read_from date, OUT read_until date, OUT scored_as_of date)
	LANGUAGE plpgsql SET search_path FROM CURRENT SET jit = off SET plan_cache_mode = force_custom_plan SET work_mem = '64MB'
	SET enable_mergejoin = off	-- keys are made by casts, of which nothing is known: a merge would sort all customers to find those of a week's answers
	AS $$
DECLARE
	kept kept_state;
	asked settings;
	found date;
	changed date;
	seen text;
	anew boolean;
BEGIN
	SELECT * INTO kept FROM kept_state FOR UPDATE;	-- two refreshes at once: the second waits here
	PERFORM kept_check_settings();
	SELECT * INTO asked FROM settings;
	read_from := least(coalesce(since, kept.as_of + 1 - asked.reread_days, '-infinity'), kept.as_of + 1);	-- no day after the last one is left out
	found := greatest((SELECT max(ordered_at) FROM orders WHERE ordered_at >= read_from), (SELECT max(answered_at) FROM answers WHERE answered_at >= read_from),
		(SELECT max(at) FROM events WHERE at >= read_from));
	IF found IS NULL AND NOT EXISTS (SELECT FROM kept_days WHERE day < read_from) AND NOT EXISTS (SELECT FROM kept_answers WHERE day < read_from)
	THEN	-- there are subscriptions only
		found := (SELECT max(started) FROM subscriptions);
	END IF;
	read_until := coalesce(as_of, greatest(found, CASE WHEN since <= kept.as_of THEN since - 1 ELSE kept.as_of END), '-infinity');
	IF read_until < kept.as_of AND since IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('as_of %s is before %s, the last day that was read', read_until, kept.as_of),
			HINT = 'Leave it out, or go back to it: refresh(as_of, since => as_of).';
	END IF;
	read_from := least(read_from, read_until + 1);	-- what is after as_of goes
	scored_as_of := date_trunc(asked.score_every, (read_until + 1)::timestamp)::date - 1;
	PERFORM kept_check_days(read_until, as_of);
	seen := kept_subscriptions(scored_as_of);
	anew := scored_as_of IS DISTINCT FROM kept.scored OR asked::text IS DISTINCT FROM kept.settings OR since = '-infinity';
	BEGIN
		changed := least(kept_read_answers(read_from, read_until), kept_read_days(read_from, read_until));
		IF changed = '-infinity' OR read_until = 'infinity' THEN
			RAISE datetime_field_overflow USING MESSAGE = 'a day must be finite', HINT = 'Leave as_of out, or pass the last day that is over.';
		END IF;
		PERFORM kept_check_ratings(read_from, read_until);
		PERFORM kept_check_customers(CASE WHEN anew OR changed <= scored_as_of THEN '-infinity' ELSE read_from END, read_until);
		IF anew OR changed IS NOT NULL OR read_until <> kept.as_of THEN
			PERFORM kept_read_active(least(changed, read_from), read_until);
		END IF;
		IF anew OR changed <= scored_as_of THEN
			PERFORM kept_score_orders(scored_as_of);
			PERFORM kept_score_funnels(scored_as_of);
		END IF;
		IF anew OR seen IS DISTINCT FROM kept.subscriptions THEN
			PERFORM kept_score_subscriptions(scored_as_of);
		END IF;
	EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
		PERFORM kept_name_row(SQLERRM, read_from, read_until, scored_as_of);
		RAISE;
	END;
	IF read_until = '-infinity' THEN	-- nothing was found: which day that is of is not known
		read_until := NULL;
		scored_as_of := NULL;
	END IF;
	UPDATE kept_state SET as_of = read_until, scored = scored_as_of, settings = asked::text, subscriptions = seen;
	IF anew THEN
		ANALYZE kept_state, kept_answers, kept_days, kept_active, kept_grids, kept_cohort_revenue, kept_model, kept_fit, kept_tracking, kept_plans, kept_revenue, kept_movements,
			kept_funnels, kept_entries;
	END IF;
END $$;
COMMENT ON FUNCTION refresh IS
	'Reads the days since the last refresh, and settings.reread_days before them, up to as_of (NULL: the last day in the sources); '
	'since => a day reads anew from then on, and what is new in any case, since => ''-infinity'' everything; '
	'the first refresh reads everything, or from since on';
COMMIT;
