-- The kit's tables, which refresh() fills, and its views, which BI tools read: psql -v schema=kpi -f kit/views.sql, after sources.sql.
-- Views have plain columns only: int, bigint, float8, numeric, date, boolean, text. Rates are fractions (0.82), scores are points. NULL is not known, or not over yet.
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
SET client_min_messages = warning;
BEGIN;
SELECT set_config('search_path', format('%I, %I', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset

-- ---------- what is kept: summaries, and what was read of them ----------

CREATE TABLE IF NOT EXISTS kept_state (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),	-- the one row, which refresh() locks
	as_of date,		-- the last day that was read
	scored date,		-- the last day of the last period that is over: cohorts, customers and revenue are as of it
	settings text		-- those of the last scoring
);
INSERT INTO kept_state DEFAULT VALUES ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS kept_answers (day date, survey text, touchpoint text, segment text, answers survey_tally, PRIMARY KEY (day, survey, touchpoint, segment));
CREATE TABLE IF NOT EXISTS kept_days (source text, day date, ledger ledger_tally, PRIMARY KEY (source, day));
CREATE TABLE IF NOT EXISTS kept_active (source text, day date, active bigint, active_7_days bigint, active_28_days bigint, stickiness float8, low float8, high float8,
	PRIMARY KEY (source, day));
CREATE TABLE IF NOT EXISTS kept_grids (source text PRIMARY KEY, grid retention_grid);
CREATE TABLE IF NOT EXISTS kept_cohort_revenue (source text, cohort date, period int, period_start date, cohort_size bigint, customers bigint, amount numeric, share float8,
	cumulative numeric, PRIMARY KEY (source, cohort, period));
CREATE TABLE IF NOT EXISTS kept_plans (plan text PRIMARY KEY, stays survival_tally, ledger ledger_tally);
CREATE TABLE IF NOT EXISTS kept_revenue (plan text, month date, opening numeric, new_amount numeric, expansion numeric, contraction numeric, churned numeric,
	reactivated numeric, closing numeric, opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint, churned_customers bigint,
	reactivated_customers bigint, closing_customers bigint, nrr float8, grr float8, logo_churn float8, quick_ratio float8, nrr_12_months float8, grr_12_months float8,
	PRIMARY KEY (plan, month));
CREATE TABLE IF NOT EXISTS kept_movements (month date, customer text, movement text, before numeric, after numeric, PRIMARY KEY (month, customer));
CREATE TABLE IF NOT EXISTS kept_model (one boolean PRIMARY KEY DEFAULT true CHECK (one), as_of date, horizon_weeks float8, model fitted_clv, tally clv_tally, spent value_tally,
	forecast forecast_tally);
CREATE TABLE IF NOT EXISTS kept_tracking (period_start date PRIMARY KEY, actual bigint, expected float8, cumulative_actual bigint, cumulative_expected float8);
CREATE TABLE IF NOT EXISTS kept_customers (
	customer text PRIMARY KEY, as_of date, segment text, channel text, first_purchase date, last_purchase date, recency_days int, purchases bigint, spent numeric,
	recency_tile int, frequency_tile int, monetary_tile int, rfm_segment text, p_alive float8, expected_purchases float8, purchases_low bigint, purchases_high bigint,
	value float8, last_nps int, health float8, health_known float8);
CREATE INDEX IF NOT EXISTS kept_customers_value ON kept_customers (value);
CREATE INDEX IF NOT EXISTS kept_customers_rfm ON kept_customers (rfm_segment, segment);
CREATE TABLE IF NOT EXISTS kept_funnels (segment text PRIMARY KEY, funnel funnel_tally);

-- ---------- what customers say ----------

CREATE OR REPLACE VIEW nps_by_month AS
SELECT month, s.answers, s.promoters, s.passives, s.detractors, s.nps, s.low, s.high
FROM (SELECT date_trunc('month', day::timestamp)::date AS month, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1) AS m, nps_summary(t) AS s;

CREATE OR REPLACE VIEW nps_by_segment AS
SELECT month, segment, s.answers, s.promoters, s.passives, s.detractors, s.nps, s.low, s.high
FROM (SELECT date_trunc('month', day::timestamp)::date AS month, segment, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1, 2) AS m, nps_summary(t) AS s;

CREATE OR REPLACE VIEW survey_by_month AS
SELECT survey, touchpoint, month, answers(t), coalesce(n.nps, c.estimate, e.estimate) AS value, coalesce(n.low, c.low, e.low) AS low, coalesce(n.high, c.high, e.high) AS high
FROM (SELECT survey, touchpoint, date_trunc('month', day::timestamp)::date AS month, rollup(answers) AS t FROM kept_answers GROUP BY 1, 2, 3) AS m,
	nps_summary(CASE survey WHEN 'nps' THEN t END) AS n, csat_summary(CASE survey WHEN 'csat' THEN t END) AS c, ces_summary(CASE survey WHEN 'ces' THEN t END) AS e;

CREATE OR REPLACE VIEW nps_moved AS
WITH months AS (
	SELECT date_trunc('month', day::timestamp)::date AS month, segment, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1, 2
), totals AS (
	SELECT month, rollup(t) AS t FROM months GROUP BY 1
), pairs AS (
	SELECT a.month, b.t AS before, a.t AS after FROM totals AS a JOIN totals AS b ON b.month = (a.month - interval '1 month')::date
)
SELECT p.month, s.segment, nps(b.t) AS nps_before, nps(a.t) AS nps_after, c.mix, c.rate, c.contribution, c.low, c.high
FROM pairs AS p CROSS JOIN (SELECT DISTINCT segment FROM months) AS s
LEFT JOIN months AS b ON b.month = (p.month - interval '1 month')::date AND b.segment = s.segment
LEFT JOIN months AS a ON a.month = p.month AND a.segment = s.segment,
	nps_contribution(b.t, a.t, p.before, p.after) AS c
WHERE a.t IS NOT NULL OR b.t IS NOT NULL;

CREATE OR REPLACE VIEW survey_trend AS
SELECT survey, day, answers, value, low, center, high, CASE WHEN value < low THEN 'below' WHEN value > high THEN 'above' END AS alarm
FROM (SELECT *, control_low(value, answers) OVER w AS low, control_center(value, answers) OVER w AS center, control_high(value, answers) OVER w AS high
	FROM (SELECT survey, day, answers(t), CASE survey WHEN 'nps' THEN nps(t) WHEN 'csat' THEN csat(t) ELSE ces(t) END AS value
		FROM (SELECT survey, day, rollup(answers) AS t FROM kept_answers GROUP BY 1, 2) AS d) AS v
	WINDOW w AS (PARTITION BY survey ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) AS c;

-- ---------- whether they stay ----------

CREATE OR REPLACE VIEW cohorts AS
SELECT source, cohort, period, period_start, cohort_size, retained, rate, low, high FROM kept_state, kept_grids, retention_table(grid, scored);

CREATE OR REPLACE VIEW retention AS
SELECT source, period, eligible, retained, rate, low, high FROM kept_state, kept_grids, retention_curve(grid, scored);

CREATE OR REPLACE VIEW lifecycle AS
SELECT source, period_start AS month, active_customers, new_customers, retained, resurrected, churned, churn_rate, low, high, quick_ratio
FROM kept_state, kept_grids, lifecycle_table(grid, scored);

CREATE OR REPLACE VIEW active AS
SELECT source, day, active, active_7_days, active_28_days, stickiness, low, high FROM kept_active;

CREATE OR REPLACE VIEW funnel AS
SELECT segment, step, name, customers, conversion, low, high, step_conversion, step_low, step_high, dropped, median_seconds, median_seconds_total
FROM kept_state, (SELECT segment, funnel FROM kept_funnels UNION ALL SELECT 'all', rollup(funnel) FROM kept_funnels HAVING count(*) > 0) AS f, funnel_table(funnel, scored);

CREATE OR REPLACE VIEW funnel_by_week AS
SELECT period_start AS week, entered, converted, conversion, low, high FROM kept_state, (SELECT rollup(funnel) AS funnel FROM kept_funnels) AS f, funnel_trend(funnel, scored, 'week');

CREATE OR REPLACE VIEW survival AS
SELECT plan, at::int AS days, at_risk, survival, low, high FROM kept_plans, survival_curve(stays, 30);

CREATE OR REPLACE VIEW survival_by_plan AS
SELECT plan, s.customers, s.churned, s.censored AS still_here, s.median AS median_days, s.median_low, s.median_high FROM kept_plans, survival_summary(stays) AS s;

-- ---------- what they are worth ----------

CREATE OR REPLACE VIEW customer_value AS
SELECT customer, as_of, segment, channel, first_purchase, last_purchase, recency_days, purchases, spent, recency_tile, frequency_tile, monetary_tile, rfm_segment,
	p_alive, expected_purchases, purchases_low, purchases_high, value, last_nps, health, health_known
FROM kept_customers;

CREATE OR REPLACE VIEW forecast AS
SELECT as_of, horizon_weeks, f.customers, f.still_there, f.purchases, f.purchases_low, f.purchases_high, f.value, f.value_low, f.value_high
FROM kept_model, forecast_summary(forecast) AS f WHERE forecast IS NOT NULL;

CREATE OR REPLACE VIEW concentration AS
SELECT bin, customers, lowest, highest, amount, share, cumulative_customers, cumulative_share FROM kept_model, concentration_table(spent) WHERE spent IS NOT NULL;

CREATE OR REPLACE VIEW model_parameters AS
SELECT parameter, estimate, se, low, high FROM kept_model, clv_params(model);

CREATE OR REPLACE VIEW model_fit AS
SELECT frequency, customers, expected FROM kept_model, repeat_table(model, tally);

CREATE OR REPLACE VIEW model_tracking AS
SELECT period_start, actual, expected, cumulative_actual, cumulative_expected FROM kept_tracking;

CREATE OR REPLACE VIEW cohort_revenue AS
SELECT source, cohort, period, period_start, cohort_size, customers, amount, share, cumulative, cumulative / cohort_size AS value_per_customer FROM kept_cohort_revenue;

CREATE OR REPLACE VIEW revenue AS
SELECT plan, month, opening, new_amount, expansion, contraction, churned, reactivated, closing, opening_customers, new_customers, expanded_customers, contracted_customers,
	churned_customers, reactivated_customers, closing_customers, nrr, grr, logo_churn, quick_ratio, nrr_12_months, grr_12_months
FROM kept_revenue;

CREATE OR REPLACE VIEW revenue_bridge AS
SELECT plan, month, step, movement, amount, customers, bar_to - amount * (movement NOT IN ('opening', 'closing'))::int AS bar_from, bar_to
FROM (SELECT r.plan, r.month, step, movement, amount, m.customers,
		CASE movement WHEN 'closing' THEN amount ELSE sum(amount) OVER (PARTITION BY r.plan, r.month ORDER BY step) END AS bar_to
	FROM kept_revenue AS r, LATERAL (VALUES (1, 'opening', opening, opening_customers), (2, 'new', new_amount, new_customers), (3, 'expansion', expansion, expanded_customers),
		(4, 'contraction', -contraction, contracted_customers), (5, 'churned', -churned, churned_customers), (6, 'reactivated', reactivated, reactivated_customers),
		(7, 'closing', closing, closing_customers)) AS m(step, movement, amount, customers)
	WHERE opening IS NOT NULL) AS b;

CREATE OR REPLACE VIEW revenue_moved AS
SELECT month, customer, movement, before, after FROM kept_movements;

-- ---------- what to do ----------

CREATE OR REPLACE VIEW scorecard AS
WITH month AS (
	SELECT (date_trunc('month', (scored + 1)::timestamp) - interval '1 month')::date AS month FROM kept_state
), answers AS (
	SELECT survey, rollup(answers) FILTER (WHERE day >= month) AS now, rollup(answers) FILTER (WHERE day < month) AS before
	FROM month, kept_answers WHERE day >= month - interval '1 month' AND day < month + interval '1 month' GROUP BY survey
), rows (position, kind, metric, value, low, high, higher_is_better, change_low, change_high) AS (
	SELECT 1, 'leading', survey, s.estimate, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'ces' OFFSET 0) AS a, ces_summary(now) AS s, score_test(now, before) AS t
	UNION ALL SELECT 2, 'leading', survey, s.estimate, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'csat' OFFSET 0) AS a, csat_summary(now) AS s, csat_test(now, before) AS t
	UNION ALL SELECT 3, 'leading', survey, s.nps, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'nps' OFFSET 0) AS a, nps_summary(now) AS s, nps_test(now, before) AS t
	UNION ALL SELECT 4, 'lagging', 'retention_month_1', n.share, n.low, n.high, true, t.low, t.high
	FROM month, cohorts AS c LEFT JOIN cohorts AS b ON b.source = c.source AND b.period = 1 AND b.period_start = (c.period_start - interval '1 month')::date,
		share_summary(c.retained, c.cohort_size) AS n, share_test(c.retained, c.cohort_size, b.retained, b.cohort_size) AS t
	WHERE c.source = 'orders' AND c.period = 1 AND c.period_start = month
	UNION ALL SELECT 5, 'lagging', 'subscriber_churn', n.churn_rate, n.low, n.high, false, t.low, t.high
	FROM month, lifecycle AS n LEFT JOIN lifecycle AS b ON b.source = n.source AND b.month = (n.month - interval '1 month')::date,
		share_test(n.churned, n.churned + n.retained, b.churned, b.churned + b.retained) AS t
	WHERE n.source = 'subscriptions' AND n.month = month.month
	UNION ALL SELECT 6, 'lagging', 'nrr_12_months', nrr_12_months, nrr_12_months, nrr_12_months, true, NULL, NULL FROM month, kept_revenue AS r WHERE plan = 'all' AND r.month = month.month
	UNION ALL SELECT 7, 'lagging', 'grr_12_months', grr_12_months, grr_12_months, grr_12_months, true, NULL, NULL FROM month, kept_revenue AS r WHERE plan = 'all' AND r.month = month.month
	UNION ALL SELECT 8, 'lagging', 'value_per_customer', value / customers, value_low / customers, value_high / customers, true, NULL, NULL FROM forecast
)
SELECT position, kind, metric, value, low, high, target, metric_status(low, high, target, tolerance, higher_is_better) AS status,
	CASE metric_status(change_low, change_high, 0, 0, higher_is_better) WHEN 'green' THEN 'better' WHEN 'red' THEN 'worse' WHEN 'amber' THEN 'not known' END AS trend
FROM rows LEFT JOIN targets USING (metric);

CREATE OR REPLACE VIEW alarms AS
SELECT survey, day, answers, value, low, center, high, alarm FROM survey_trend WHERE alarm IS NOT NULL;

CREATE OR REPLACE VIEW status AS
SELECT as_of, scored FROM kept_state WHERE as_of IS NOT NULL;

-- ---------- why: the views drivers and terms have their place here ----------
COMMIT;
