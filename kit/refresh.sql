-- refresh() reads what is new and brings the views up to date: psql -v schema=kpi -f kit/refresh.sql, after views.sql, then SELECT kpi.refresh();
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
SET client_min_messages = warning;
BEGIN;
SELECT set_config('search_path', format('%I, %I', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset

-- Answers of the days, a tally for each survey, touchpoint and segment
CREATE OR REPLACE FUNCTION kept_read_answers(since date, until date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	DELETE FROM kept_answers WHERE day >= since;
	INSERT INTO kept_answers
	SELECT answered_at::date, survey, coalesce(touchpoint, 'unknown'), coalesce(segment, 'unknown'),
		CASE survey WHEN 'nps' THEN nps_agg(score) FILTER (WHERE survey = 'nps') WHEN 'csat' THEN csat_agg(score) FILTER (WHERE survey = 'csat')
			ELSE ces_agg(score) FILTER (WHERE survey = 'ces') END
	FROM answers LEFT JOIN customers USING (customer)
	WHERE answered_at >= since AND answered_at < until + 1 AND survey IN ('nps', 'csat', 'ces') AND score IS NOT NULL
	GROUP BY 1, 2, 3, 4;
END $$;

-- A ledger for each day of orders and events (their number is the amount); the first day that differs from what was kept, NULL if none does
CREATE OR REPLACE FUNCTION kept_read_days(since date, until date) RETURNS date LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	changed date;
BEGIN
	WITH read AS MATERIALIZED (
		SELECT 'orders' AS source, ordered_at::date AS day, ledger_agg(customer, ordered_at, amount, 'day') AS ledger
		FROM orders WHERE ordered_at >= since AND ordered_at < until + 1 GROUP BY 2
		UNION ALL
		SELECT 'events', at::date, ledger_agg(customer, at, 1, 'day') FROM events WHERE at >= since AND at < until + 1 AND event IS NOT NULL GROUP BY 2
	), gone AS (
		DELETE FROM kept_days AS k WHERE day >= since AND NOT EXISTS (SELECT FROM read AS r WHERE r.source = k.source AND r.day = k.day AND r.ledger IS NOT NULL) RETURNING day
	), put AS (
		INSERT INTO kept_days AS k SELECT source, day, ledger FROM read WHERE ledger IS NOT NULL
		ON CONFLICT (source, day) DO UPDATE SET ledger = EXCLUDED.ledger WHERE k.ledger <> EXCLUDED.ledger RETURNING day
	)
	SELECT min(day) INTO changed FROM (SELECT day FROM gone UNION ALL SELECT day FROM put) AS d;
	RETURN changed;
END $$;

-- Rolling actives of the days: their windows begin up to 27 days before
CREATE OR REPLACE FUNCTION kept_read_active(since date, until date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
	DELETE FROM kept_active WHERE day >= since;
	INSERT INTO kept_active
	SELECT s.source, w.period_start, w.active, s7.active_in_window, w.active_in_window, w.stickiness, w.low, w.high
	FROM (SELECT source, active_agg(customer, period_start, 'day') AS tally
		FROM kept_days, ledger_table(ledger) AS l WHERE day >= since - 28 AND amount > 0 GROUP BY source) AS s,
		rolling_active(tally, 28, until) AS w JOIN LATERAL rolling_active(tally, 7, until) AS s7 USING (period_start)
	WHERE w.period_start >= since;
END $$;

-- What is of whole periods: cohorts, customers and their value, as of the last day of the last one that is over
CREATE OR REPLACE FUNCTION kept_score_orders(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	asked settings;
	bought ledger_tally;
	tallied clv_tally;
	fitted fitted_clv;
BEGIN
	SELECT * INTO asked FROM settings;
	SELECT rollup(ledger) INTO bought FROM kept_days WHERE source = 'orders' AND day <= scored;
	DELETE FROM kept_grids WHERE source = 'orders';
	DELETE FROM kept_cohort_revenue WHERE source = 'orders';
	TRUNCATE kept_customers, kept_tracking, kept_model;
	IF bought IS NULL THEN RETURN; END IF;
	INSERT INTO kept_grids VALUES ('orders', retention_grid(bought, 'month'));
	INSERT INTO kept_cohort_revenue SELECT 'orders', r.* FROM cohort_revenue_table(bought, scored, 'month') AS r;
	tallied := clv_tally(bought, scored);
	fitted := clv_fit(tallied, asked.model);
	INSERT INTO kept_tracking SELECT * FROM tracking_table(fitted, bought, scored) WHERE fitted IS NOT NULL;
	INSERT INTO kept_customers
	WITH worth AS (
		SELECT customer, p_alive, expected_purchases, clv FROM clv_table(fitted, bought, asked.horizon_weeks, asked.discount, scored)
	), said AS (
		SELECT DISTINCT ON (customer) customer, score FROM answers
		WHERE survey = 'nps' AND score IS NOT NULL AND answered_at >= scored - 364 AND answered_at < scored + 1 ORDER BY customer, answered_at DESC, score
	)
	SELECT r.customer, scored, c.segment, c.channel, first_purchase(h.history), last_purchase(h.history), recency_days, r.frequency, r.monetary, recency_tile, frequency_tile,
		monetary_tile, r.segment, w.p_alive, w.expected_purchases, purchases_low(fitted, asked.horizon_weeks, h.history, scored),
		purchases_high(fitted, asked.horizon_weeks, h.history, scored), w.clv, s.score, e.score, e.coverage
	FROM rfm_table(bought, scored) AS r JOIN histories(bought) AS h USING (customer) LEFT JOIN worth AS w USING (customer) LEFT JOIN customers AS c USING (customer)
		LEFT JOIN said AS s USING (customer),
		health(ARRAY[100 * w.p_alive, to_100(frequency_tile, 1, 5), to_100(monetary_tile, 1, 5), to_100(s.score, 0, 10)], string_to_array(asked.health_weights, ',')::float8[]) AS e;
	INSERT INTO kept_model
	SELECT true, scored, asked.horizon_weeks, fitted, tallied, value_agg(greatest(spent, 0)),
		(SELECT forecast_agg(fitted, asked.horizon_weeks, asked.discount, history, scored) FROM histories(bought))
	FROM kept_customers;
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
	SELECT coalesce(plan, 'unknown'), survival_agg(started, ended, scored), subscription_ledger_agg(customer, daterange(started, ended), amount, 'month', scored)
	FROM subscriptions WHERE started <= scored GROUP BY 1;
	INSERT INTO kept_plans
	SELECT 'all', (SELECT survival_agg(started, ended, scored) FROM (SELECT min(started) AS started, CASE WHEN bool_or(ended IS NULL) THEN NULL ELSE max(ended) END AS ended
		FROM subscriptions WHERE started <= scored GROUP BY customer) AS c), rollup(ledger) FROM kept_plans HAVING count(*) > 0;
	INSERT INTO kept_revenue
	SELECT plan, r.period_start, r.opening, r.new_amount, r.expansion, r.contraction, r.churned, r.reactivated, r.closing, r.opening_customers, r.new_customers,
		r.expanded_customers, r.contracted_customers, r.churned_customers, r.reactivated_customers, r.closing_customers, r.nrr, r.grr, r.logo_churn, r.quick_ratio, y.nrr, y.grr
	FROM kept_plans, revenue_table(ledger, scored) AS r JOIN LATERAL revenue_table(ledger, scored, 12) AS y USING (period_start);
	SELECT ledger INTO paid FROM kept_plans WHERE plan = 'all';
	IF paid IS NULL THEN RETURN; END IF;
	INSERT INTO kept_grids VALUES ('subscriptions', retention_grid(paid));
	INSERT INTO kept_cohort_revenue SELECT 'subscriptions', r.* FROM cohort_revenue_table(paid, scored) AS r;
	INSERT INTO kept_movements SELECT * FROM revenue_movements(paid, scored) AS m;
END $$;

CREATE OR REPLACE FUNCTION kept_score_funnels(scored date) RETURNS void LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	asked settings;
	steps text[];
	within interval;
BEGIN
	SELECT * INTO asked FROM settings;
	steps := string_to_array(asked.funnel_steps, ',');
	within := make_interval(days => asked.funnel_within_days);
	DELETE FROM kept_funnels;
	INSERT INTO kept_funnels
	SELECT coalesce(segment, 'unknown'), funnel_agg(customer, at, event, steps, within)
	FROM events LEFT JOIN customers USING (customer) WHERE at >= scored + 1 - asked.funnel_days AND at < scored + 1 GROUP BY 1;
END $$;

CREATE OR REPLACE FUNCTION refresh(as_of date DEFAULT NULL, since date DEFAULT NULL, OUT read_from date, OUT read_until date, OUT scored date) LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
	kept kept_state;
	asked settings;
	asked_text text;
	changed date;
BEGIN
	SELECT * INTO kept FROM kept_state FOR UPDATE;	-- two refreshes at once wait for each other here
	SELECT * INTO asked FROM settings;
	asked_text := asked::text;
	read_from := coalesce(since, kept.as_of + 1 - asked.reread_days, '-infinity');
	read_until := coalesce(as_of, greatest(kept.as_of, (SELECT max(ordered_at) FROM orders WHERE ordered_at >= read_from)::date,
		(SELECT max(answered_at) FROM answers WHERE answered_at >= read_from)::date, (SELECT max(at) FROM events WHERE at >= read_from)::date));
	IF read_until < kept.as_of THEN
		RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('as_of, %s, is before the day that was read last, %s', read_until, kept.as_of),
			HINT = 'Leave it out, or begin anew: refresh(as_of, since => ''-infinity'').';
	END IF;
	IF read_until IS NULL THEN RETURN; END IF;
	PERFORM kept_read_answers(read_from, read_until);
	changed := kept_read_days(read_from, read_until);
	PERFORM kept_read_active(read_from, read_until);
	scored := date_trunc(asked.score_every, (read_until + 1)::timestamp)::date - 1;
	IF scored IS DISTINCT FROM kept.scored OR changed <= scored OR since <= scored OR asked_text IS DISTINCT FROM kept.settings THEN
		PERFORM kept_score_orders(scored);
		PERFORM kept_score_subscriptions(scored);
		PERFORM kept_score_funnels(scored);
	END IF;
	UPDATE kept_state AS k SET as_of = read_until, scored = refresh.scored, settings = asked_text;
END $$;
COMMIT;
