-- The kit's tables, which refresh() fills, and its views, which BI tools read: psql -v schema=kpi -f kit/views.sql, after sources.sql.
-- Views have plain columns only: int, bigint, float8, numeric, date, boolean, text. Shares are fractions (0.82), scores are points. NULL is not known, or not over yet.
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT set_config('search_path', format('%I, %I, pg_temp', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset

-- ---------- what is kept: summaries, and what was read of them ----------

CREATE TABLE IF NOT EXISTS kept_state (
	one boolean PRIMARY KEY DEFAULT true CHECK (one),	-- the one row, which refresh() locks
	as_of date,		-- the last day that was read
	scored date,		-- the last day of the last period that is over: cohorts, customers and revenue are as of it
	settings text, subscriptions text	-- those of the last scoring, and a fingerprint of those that were read
);
INSERT INTO kept_state DEFAULT VALUES ON CONFLICT DO NOTHING;
CREATE TABLE IF NOT EXISTS kept_answers (day date, survey text, touchpoint text, segment text, answers survey_tally, drivers driver_moments, terms term_tally, fingerprint numeric, PRIMARY KEY (day, survey, touchpoint, segment));
CREATE TABLE IF NOT EXISTS kept_days (source text, day date, ledger ledger_tally, fingerprint numeric, PRIMARY KEY (source, day));
CREATE TABLE IF NOT EXISTS kept_active (source text, day date, active bigint, active_7_days bigint, active_28_days bigint, stickiness float8, low float8, high float8, PRIMARY KEY (source, day));
CREATE TABLE IF NOT EXISTS kept_grids (source text PRIMARY KEY, grid retention_grid);
CREATE TABLE IF NOT EXISTS kept_cohort_revenue (
	source text, cohort date, period int, period_start date, cohort_size bigint, customers bigint, amount numeric, share float8, cumulative numeric,
	PRIMARY KEY (source, cohort, period));
CREATE TABLE IF NOT EXISTS kept_customers (
	customer text PRIMARY KEY, segment text, channel text, history purchase_calendar, recency_days int, purchases bigint, spent numeric, recency_tile int, frequency_tile int,
	monetary_tile int, rfm_segment text, p_alive float8, expected_purchases float8, purchases_low bigint, purchases_high bigint, value float8, last_nps int, health float8,
	health_known float8, first_purchase date, last_purchase date);
CREATE INDEX IF NOT EXISTS kept_customers_by_value ON kept_customers (value DESC NULLS LAST);	-- the list of the most valuable ones need not sort everybody
CREATE TABLE IF NOT EXISTS kept_model (
	one boolean PRIMARY KEY DEFAULT true CHECK (one), as_of date, horizon_weeks float8, model fitted_clv, tally clv_tally, spent value_tally, forecast forecast_tally);
CREATE TABLE IF NOT EXISTS kept_fit (frequency int PRIMARY KEY, customers bigint, expected float8);
CREATE TABLE IF NOT EXISTS kept_tracking (period_start date PRIMARY KEY, actual bigint, expected float8, cumulative_actual float8, cumulative_expected float8);
CREATE TABLE IF NOT EXISTS kept_plans (plan text PRIMARY KEY, stays survival_tally, ledger ledger_tally);
CREATE TABLE IF NOT EXISTS kept_revenue (
	plan text, month date, opening numeric, new_amount numeric, expansion numeric, contraction numeric, churned numeric, reactivated numeric, closing numeric,
	opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint, churned_customers bigint, reactivated_customers bigint,
	closing_customers bigint, nrr float8, grr float8, logo_churn float8, quick_ratio float8, nrr_12_months float8, grr_12_months float8, PRIMARY KEY (plan, month));
CREATE TABLE IF NOT EXISTS kept_movements (month date, customer text, movement text, before numeric, after numeric, PRIMARY KEY (month, customer));
CREATE TABLE IF NOT EXISTS kept_funnels (segment text PRIMARY KEY, funnel funnel_tally);
CREATE TABLE IF NOT EXISTS kept_entries (week date PRIMARY KEY, funnel funnel_tally);	-- a customer is in each week of an entry

-- A list of the settings: names between commas, and blanks beside these
CREATE OR REPLACE FUNCTION kept_list(list text) RETURNS text[] LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN string_to_array(regexp_replace(btrim(list), '\s*,\s*', ',', 'g'), ',');

-- ---------- what customers say ----------

CREATE OR REPLACE VIEW nps_by_month AS
SELECT month, s.answers, s.promoters, s.passives, s.detractors, s.nps, s.low, s.high
FROM (SELECT date_trunc('month', day::timestamp)::date AS month, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1) AS m, nps_summary(t) AS s;
COMMENT ON VIEW nps_by_month IS 'Net promoter score by month, with its limits: a row per month with answers';

CREATE OR REPLACE VIEW nps_by_segment AS
SELECT month, segment, s.answers, s.promoters, s.passives, s.detractors, s.nps, s.low, s.high
FROM (SELECT date_trunc('month', day::timestamp)::date AS month, segment, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1, 2) AS m, nps_summary(t) AS s;
COMMENT ON VIEW nps_by_segment IS 'Net promoter score by month and segment, with its limits';

CREATE OR REPLACE VIEW nps_contribution AS
WITH months AS (
	SELECT date_trunc('month', day::timestamp)::date AS month, segment, rollup(answers) AS t FROM kept_answers WHERE survey = 'nps' GROUP BY 1, 2
), totals AS (
	SELECT month, rollup(t) AS t FROM months GROUP BY 1
), pairs AS (
	SELECT a.month, b.month AS month_before, b.t AS before, a.t AS after FROM totals AS a JOIN totals AS b ON b.month = (a.month - interval '1 month')::date
)
SELECT p.month, s.segment, nps(b.t) AS nps_before, nps(a.t) AS nps_after, c.mix, c.rate, c.contribution, c.low, c.high
FROM pairs AS p CROSS JOIN (SELECT DISTINCT segment FROM months) AS s
	LEFT JOIN months AS b ON b.month = p.month_before AND b.segment = s.segment
	LEFT JOIN months AS a ON a.month = p.month AND a.segment = s.segment,
	nps_contribution(b.t, a.t, p.before, p.after) AS c
WHERE a.t IS NOT NULL OR b.t IS NOT NULL;
COMMENT ON VIEW nps_contribution IS
	'What moved the net promoter score since the month before, by segment: mix, another share of the answers, and rate, another score; all contributions of a month add up to the change';

CREATE OR REPLACE VIEW survey_by_touchpoint AS
SELECT survey, touchpoint, month, answers(t), coalesce(n.nps, c.estimate, e.estimate) AS value, coalesce(n.low, c.low, e.low) AS low, coalesce(n.high, c.high, e.high) AS high
FROM (SELECT survey, touchpoint, date_trunc('month', day::timestamp)::date AS month, rollup(answers) AS t FROM kept_answers GROUP BY 1, 2, 3) AS m,
	nps_summary(CASE survey WHEN 'nps' THEN t END) AS n, csat_summary(CASE survey WHEN 'csat' THEN t END) AS c, ces_summary(CASE survey WHEN 'ces' THEN t END) AS e;
COMMENT ON VIEW survey_by_touchpoint IS 'NPS, CSAT and CES by month and touchpoint, with their limits';

CREATE OR REPLACE VIEW survey_trend AS
SELECT survey, day, answers, value, low, center, high, CASE WHEN value < low THEN 'below' WHEN value > high THEN 'above' END AS alarm
FROM (SELECT *, control_low(value, answers) OVER w AS low, control_center(value, answers) OVER w AS center, control_high(value, answers) OVER w AS high
	FROM (SELECT survey, day, answers(t), CASE survey WHEN 'nps' THEN nps(t) WHEN 'csat' THEN csat(t) ELSE ces(t) END AS value
		FROM (SELECT survey, day, rollup(answers) AS t FROM kept_answers GROUP BY 1, 2) AS d) AS v
	WINDOW w AS (PARTITION BY survey ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) AS c;
COMMENT ON VIEW survey_trend IS 'NPS, CSAT and CES by day, with control limits of the 60 days with answers before it: what is beyond them is unlike those days';

-- ---------- whether they stay ----------

CREATE OR REPLACE VIEW cohorts AS
SELECT source, cohort, period, period_start, cohort_size, retained, rate, low, high FROM kept_grids, retention_table(grid, (SELECT scored FROM kept_state));
COMMENT ON VIEW cohorts IS 'The cohort triangle by month: of those who first bought (orders) or paid (subscriptions) in a month, how many did again, so many months later';

CREATE OR REPLACE VIEW retention_curve AS
SELECT source, period, eligible, retained, rate, low, high FROM kept_grids, retention_curve(grid, (SELECT scored FROM kept_state));
COMMENT ON VIEW retention_curve IS 'Retention by months since the first, all cohorts together';

CREATE OR REPLACE VIEW lifecycle AS
SELECT source, period_start AS month, active_customers, new_customers, retained, resurrected, churned, churn_rate, low, high, quick_ratio
FROM kept_grids, lifecycle_table(grid, (SELECT scored FROM kept_state));
COMMENT ON VIEW lifecycle IS 'Per month, the customers who are new, stay, come back, and are gone since the month before';

CREATE OR REPLACE VIEW rolling_active AS
SELECT source, day, active, active_7_days, active_28_days, stickiness, low, high FROM kept_active;
COMMENT ON VIEW rolling_active IS 'Per day, the different customers active on it, in the 7 and in the 28 days that end with it';

CREATE OR REPLACE VIEW funnel AS
SELECT segment, step, name, customers, conversion, low, high, step_conversion, step_low, step_high, dropped, median_seconds, median_seconds_total
FROM (SELECT segment, funnel FROM kept_funnels UNION ALL SELECT 'all', rollup(funnel) FROM kept_funnels HAVING count(*) > 0) AS f,
	funnel_table(funnel, (SELECT scored FROM kept_state));
COMMENT ON VIEW funnel IS 'How many customers got how far in the funnel, by segment and of all, in the days before the last scoring (settings.funnel_days)';

CREATE OR REPLACE VIEW funnel_by_week AS
SELECT period_start AS week, entered, converted, conversion, low, high
FROM (SELECT rollup(funnel) AS funnel FROM kept_entries) AS f, funnel_trend(funnel, (SELECT scored FROM kept_state), 'week');
COMMENT ON VIEW funnel_by_week IS
	'Who entered the funnel in a week, and who of them got to its end from there; a customer counts in every week with a first step. '
	'The first week is the first that began within settings.funnel_days';

CREATE OR REPLACE VIEW survival_by_plan AS
SELECT plan, at::int AS days, at_risk, survival, low, high FROM kept_plans, survival_curve(stays, 30);
COMMENT ON VIEW survival_by_plan IS 'Share of the subscriptions that last longer than so many days (Kaplan and Meier), by plan and of all: a point each 30 days';

CREATE OR REPLACE VIEW lifetime_by_plan AS
SELECT plan, s.customers AS subscriptions, s.churned, s.censored AS still_here, s.median AS median_days, s.median_low, s.median_high
FROM kept_plans, survival_summary(stays) AS s;
COMMENT ON VIEW lifetime_by_plan IS 'How long subscriptions last, by plan and of all: the days after which half of them are gone';

-- ---------- what they are worth ----------

CREATE OR REPLACE VIEW customer_value AS	-- no join, so that ORDER BY ... LIMIT need not sort everybody
SELECT customer, (SELECT as_of FROM kept_model) AS as_of, segment, channel, date_trunc('month', first_purchase::timestamp)::date AS cohort, first_purchase,
	last_purchase, recency_days, purchases, spent, recency_tile, frequency_tile, monetary_tile, rfm_segment, p_alive, expected_purchases, purchases_low, purchases_high, value, last_nps, health, health_known
FROM kept_customers;
COMMENT ON VIEW customer_value IS 'A row per customer with a purchase, as of the last scoring: what was bought, the RFM segment, and what is to be expected';

CREATE OR REPLACE VIEW forecast AS
SELECT as_of, horizon_weeks, f.customers, f.still_there, f.purchases, f.purchases_low, f.purchases_high, f.value, f.value_low, f.value_high
FROM kept_model, forecast_summary(forecast) AS f WHERE forecast IS NOT NULL;
COMMENT ON VIEW forecast IS 'One row: what all customers of today will buy within the horizon, with limits';

CREATE OR REPLACE VIEW concentration AS
SELECT bin, customers, lowest, highest, amount, share, cumulative_customers, cumulative_share FROM kept_model, concentration_table(spent);
COMMENT ON VIEW concentration IS 'Tenths of the customers, the best first, and what they spent';

CREATE OR REPLACE VIEW model_parameters AS
SELECT s.model, parameter, estimate, p.se, low, high FROM kept_model AS k, clv_model_summary(k.model) AS s, clv_params(k.model) AS p;
COMMENT ON VIEW model_parameters IS 'The parameters of the model of purchases; without limits where its likelihood has no maximum, and then not to be relied on';

CREATE OR REPLACE VIEW model_fit AS
SELECT frequency, customers, expected FROM kept_fit;
COMMENT ON VIEW model_fit IS 'Does the model fit? Customers by repeat purchases, and how many it expects; the last row is so many and more';

CREATE OR REPLACE VIEW model_tracking AS
SELECT period_start AS week, actual, expected, cumulative_actual, cumulative_expected FROM kept_tracking;
COMMENT ON VIEW model_tracking IS 'Does the model track? Repeat purchases by week, and how many it expects';

CREATE OR REPLACE VIEW cohort_revenue AS
SELECT source, cohort, period, period_start, cohort_size, customers, amount, share, cumulative, cumulative / cohort_size AS value_per_customer FROM kept_cohort_revenue;
COMMENT ON VIEW cohort_revenue IS 'What the customers who first bought (orders) or paid (subscriptions) in a month brought, so many months later';

CREATE OR REPLACE VIEW revenue_by_plan AS
SELECT plan, month, opening, new_amount, expansion, contraction, churned, reactivated, closing, opening_customers, new_customers, expanded_customers, contracted_customers,
	churned_customers, reactivated_customers, closing_customers, nrr, grr, logo_churn, quick_ratio, nrr_12_months, grr_12_months
FROM kept_revenue;
COMMENT ON VIEW revenue_by_plan IS
	'Recurring revenue at the end of each month, by plan and of all: how it came about since the month before, and how much of it was kept. '
	'Who changes the plan churns from one and is new in the other; of all, the amount expands or contracts';

CREATE OR REPLACE VIEW revenue_bridge AS
SELECT plan, month, step, movement, amount, customers, CASE WHEN movement IN ('opening', 'closing') THEN 0 ELSE bar_to - amount END AS bar_from, bar_to
FROM (SELECT r.plan, r.month, step, movement, amount, m.customers,
		CASE movement WHEN 'closing' THEN amount ELSE sum(amount) OVER (PARTITION BY r.plan, r.month ORDER BY step) END AS bar_to
	FROM kept_revenue AS r, LATERAL (VALUES (1, 'opening', opening, opening_customers), (2, 'new', new_amount, new_customers), (3, 'expansion', expansion, expanded_customers),
		(4, 'contraction', -contraction, contracted_customers), (5, 'churned', -churned, churned_customers), (6, 'reactivated', reactivated, reactivated_customers),
		(7, 'closing', closing, closing_customers)) AS m(step, movement, amount, customers)
	WHERE opening IS NOT NULL) AS b;
COMMENT ON VIEW revenue_bridge IS 'revenue_by_plan as a waterfall: seven bars a month, each from bar_from to bar_to';

CREATE OR REPLACE VIEW revenue_movements AS
SELECT month, customer, movement, before, after FROM kept_movements;
COMMENT ON VIEW revenue_movements IS 'Who is behind the bridge of all plans: every customer whose amount differs from the month before';

-- ---------- what to do ----------

CREATE OR REPLACE VIEW scorecard AS
WITH month AS (
	SELECT (date_trunc('month', (scored + 1)::timestamp) - interval '1 month')::date AS month FROM kept_state
), answers AS (
	SELECT survey, rollup(answers) FILTER (WHERE day >= month) AS now, rollup(answers) FILTER (WHERE day < month) AS before
	FROM month, kept_answers WHERE day >= month - interval '1 month' AND day < month + interval '1 month' GROUP BY survey
), rows (position, kind, metric, unit, value, low, high, higher_is_better, change_low, change_high) AS (
	SELECT 1, 'leading', survey, 'score', s.estimate, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'ces' OFFSET 0) AS a, ces_summary(now) AS s, score_test(now, before) AS t
	UNION ALL SELECT 2, 'leading', survey, 'points', s.estimate, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'csat' OFFSET 0) AS a, csat_summary(now) AS s, csat_test(now, before) AS t
	UNION ALL SELECT 3, 'leading', survey, 'points', s.nps, s.low, s.high, true, t.low, t.high
	FROM (SELECT * FROM answers WHERE survey = 'nps' OFFSET 0) AS a, nps_summary(now) AS s, nps_test(now, before) AS t
	UNION ALL SELECT 4, 'lagging', 'retention_month_1', 'share', n.share, n.low, n.high, true, t.low, t.high
	FROM month, cohorts AS c LEFT JOIN cohorts AS b ON b.source = c.source AND b.period = 1 AND b.period_start = (c.period_start - interval '1 month')::date,
		share_summary(c.retained, c.cohort_size) AS n, share_test(c.retained, c.cohort_size, b.retained, b.cohort_size) AS t
	WHERE c.source = 'orders' AND c.period = 1 AND c.period_start = month
	UNION ALL SELECT 5, 'lagging', 'subscriber_churn', 'share', n.churn_rate, n.low, n.high, false, t.low, t.high
	FROM month, lifecycle AS n LEFT JOIN lifecycle AS b ON b.source = n.source AND b.month = (n.month - interval '1 month')::date,
		share_test(n.churned, n.churned + n.retained, b.churned, b.churned + b.retained) AS t
	WHERE n.source = 'subscriptions' AND n.month = month.month
	UNION ALL SELECT 6, 'lagging', 'nrr_12_months', 'share', nrr_12_months, nrr_12_months, nrr_12_months, true, NULL, NULL
	FROM month, kept_revenue AS r WHERE plan = 'all' AND r.month = month.month
	UNION ALL SELECT 7, 'lagging', 'grr_12_months', 'share', grr_12_months, grr_12_months, grr_12_months, true, NULL, NULL
	FROM month, kept_revenue AS r WHERE plan = 'all' AND r.month = month.month
	UNION ALL SELECT 8, 'lagging', 'value_per_customer', 'money', value / customers, value_low / customers, value_high / customers, true, NULL, NULL FROM forecast
)
SELECT position, kind, metric, unit, value, low, high, target, metric_status(low, high, target, tolerance, higher_is_better) AS status,
	CASE metric_status(change_low, change_high, 0, 0, higher_is_better) WHEN 'green' THEN 'better' WHEN 'red' THEN 'worse' WHEN 'amber' THEN 'not known' END AS trend
FROM rows LEFT JOIN targets USING (metric);
COMMENT ON VIEW scorecard IS 'A row per metric of the last month that is over: is the target reached, and did it move since the month before?';

CREATE OR REPLACE VIEW alarms AS
SELECT survey, day, answers, value, low, center, high, alarm FROM survey_trend WHERE alarm IS NOT NULL;
COMMENT ON VIEW alarms IS 'The days of survey_trend that are beyond its control limits';

CREATE OR REPLACE VIEW refreshed AS
SELECT as_of, scored AS scored_as_of FROM kept_state WHERE as_of IS NOT NULL;
COMMENT ON VIEW refreshed IS 'One row: until which day the views know what happened';

-- ---------- why ----------

CREATE OR REPLACE VIEW drivers AS
WITH names AS (SELECT kept_list(rating_names) AS names FROM settings),
year AS (
	SELECT survey, CASE WHEN grouping(segment) = 1 THEN 'all' ELSE segment END AS segment, rollup(drivers) AS m
	FROM kept_answers WHERE day > (SELECT as_of FROM kept_state) - 365 AND (driver_summary(drivers)).drivers = (SELECT cardinality(names) FROM names)
	GROUP BY GROUPING SETS ((survey, segment), (survey))
)
SELECT survey, segment, driver, name, s.answers, mean, coefficient, low, high, t.p_value, importance, importance_low, importance_high, share, r_squared
FROM year, driver_summary(m) AS s, driver_table(m, (SELECT names FROM names), CASE WHEN s.drivers > 20 THEN 'relative_weights' ELSE 'shapley' END) AS t;
COMMENT ON VIEW drivers IS 'What goes with the score, of the ratings of a year: of NPS in points, of CSAT and CES in points of their scales';

CREATE OR REPLACE VIEW terms AS
WITH year AS (
	SELECT CASE WHEN grouping(segment) = 1 THEN 'all' ELSE segment END AS segment, rollup(terms) AS t
	FROM kept_answers WHERE survey = 'nps' AND terms IS NOT NULL AND day > (SELECT as_of FROM kept_state) - 365 GROUP BY GROUPING SETS ((segment), ())
)
SELECT segment, term, answers, share, nps, rest_nps, difference, low, high, p_value, p_adjust(p_value) OVER (PARTITION BY segment) AS adjusted_p_value, impact
FROM year, term_table(t);
COMMENT ON VIEW terms IS 'Words that at least 5 comments of a year mention beside an NPS answer, and what they go with';

CREATE OR REPLACE VIEW new_terms AS
SELECT term, answers_before, answers_after, share_before, share_after, difference, low, high, p_value, p_adjust(p_value) OVER () AS adjusted_p_value
FROM (
	SELECT rollup(terms) FILTER (WHERE day <= as_of - 28) AS before, rollup(terms) FILTER (WHERE day > as_of - 28) AS after
	FROM kept_answers, kept_state WHERE survey = 'nps' AND day > as_of - (28 + 365)
) AS y, term_shift(before, after);
COMMENT ON VIEW new_terms IS 'Words of the last 28 days against those of the year before them, 365 days';

-- ---------- what the columns are: of one view, or wherever the name is used ----------

SELECT format('COMMENT ON COLUMN %I.%I IS %L', v.relname, a.attname, (array_agg(said ORDER BY view))[1])
FROM (VALUES
	(NULL, 'active', 'customers active on the day: with a net amount above 0 (orders), or an event'),
	(NULL, 'active_28_days', 'different customers active in the 28 days that end with this one; NULL before there are 28'),
	(NULL, 'active_7_days', 'different customers active in the 7 days that end with this one; NULL before there are 7'),
	(NULL, 'adjusted_p_value', 'p_value for so many tests at once (Benjamini & Hochberg)'),
	('lifecycle', 'active_customers', 'customers who bought or paid in the month'),
	('model_tracking', 'actual', 'repeat purchases of the week'),
	('survey_trend', 'alarm', 'below or above, where the value is beyond its limits'),
	('alarms', 'alarm', 'below or above the control limits'),
	(NULL, 'amount', 'money'),
	('concentration', 'amount', 'what they spent, all together'),
	('revenue_bridge', 'amount', 'recurring revenue a month; of losses negative'),
	(NULL, 'answers', 'number of answers'),
	('drivers', 'answers', 'answers with all ratings'),
	('terms', 'answers', 'answers that mention it'),
	(NULL, 'answers_after', 'answers of the last 28 days that mention it'),
	(NULL, 'answers_before', 'those of the year before these days'),
	(NULL, 'as_of', 'the last day that counts'),
	('survival_by_plan', 'at_risk', 'subscriptions seen that long'),
	('revenue_movements', 'after', 'what the customer pays a month now'),
	('revenue_bridge', 'bar_from', 'where the bar begins'),
	('revenue_bridge', 'bar_to', 'where the bar ends'),
	('revenue_movements', 'before', 'what the customer paid the month before'),
	('concentration', 'bin', 'tenth of the customers, 1 is the best'),
	(NULL, 'center', 'mean of the 60 days with answers before'),
	(NULL, 'channel', 'how the customer came'),
	(NULL, 'churn_rate', 'share of those active the month before who are not in this one, 0..1'),
	(NULL, 'churned', 'customers active the month before, and not in this one'),
	('lifetime_by_plan', 'churned', 'subscriptions that ended'),
	('revenue_by_plan', 'churned', 'what those paid the month before who pay nothing now'),
	(NULL, 'churned_customers', 'customers who pay nothing any more'),
	(NULL, 'closing', 'recurring revenue at the end of the month'),
	(NULL, 'closing_customers', 'customers who pay at the end of the month'),
	(NULL, 'coefficient', 'points that a point of the rating goes with, others alike'),
	(NULL, 'cohort', 'first day of the month of the first purchase or payment'),
	(NULL, 'cohort_size', 'customers of the cohort'),
	(NULL, 'contraction', 'what customers who stay pay less'),
	(NULL, 'contracted_customers', 'customers who pay less'),
	('nps_contribution', 'contribution', 'points that the segment moved the score: mix + rate'),
	(NULL, 'conversion', 'share of those of the first step, 0..1'),
	('funnel_by_week', 'conversion', 'share of those who entered, 0..1; NULL, as the row is, until all had their time'),
	('funnel_by_week', 'converted', 'those of them who got to the last step in time (settings.funnel_within_days), from a first step of the week'),
	('cohort_revenue', 'cumulative', 'money of the cohort so far'),
	('concentration', 'cumulative_customers', 'share of the customers up to this bin, 0..1'),
	('concentration', 'cumulative_share', 'share of the money up to this bin, 0..1'),
	('model_tracking', 'cumulative_actual', 'repeat purchases so far'),
	('model_tracking', 'cumulative_expected', 'those that the model expects so far'),
	(NULL, 'customer', 'the customer''s key'),
	(NULL, 'customers', 'number of customers'),
	('cohort_revenue', 'customers', 'customers of the cohort who paid in the period'),
	(NULL, 'day', 'the day'),
	('survival_by_plan', 'days', 'days since the subscription began'),
	(NULL, 'detractors', 'answers 0 to 6'),
	('terms', 'difference', 'nps - rest_nps'),
	('new_terms', 'difference', 'share_after - share_before'),
	(NULL, 'driver', 'number of the rating'),
	('funnel', 'dropped', 'customers who got to the step before, and no further'),
	('retention_curve', 'eligible', 'customers of the cohorts whose period is over'),
	('funnel_by_week', 'entered', 'customers who made the first step in the week'),
	('model_parameters', 'estimate', 'the parameter'),
	(NULL, 'expansion', 'what customers who stay pay more'),
	(NULL, 'expanded_customers', 'customers who pay more'),
	('model_tracking', 'expected', 'repeat purchases that the model expects'),
	('model_fit', 'expected', 'customers that the model expects'),
	(NULL, 'expected_purchases', 'purchases to be expected within the horizon'),
	(NULL, 'first_purchase', 'day of the first purchase'),
	('model_fit', 'frequency', 'repeat purchases: days with one, after the first'),
	(NULL, 'frequency_tile', 'fifth by number of purchases, 5 is the most'),
	(NULL, 'grr', 'gross revenue retention since the month before: what was kept, without expansion, 0..1'),
	(NULL, 'grr_12_months', 'gross revenue retention of 12 months, 0..1'),
	(NULL, 'health', '0 to 100: P(alive), frequency, money and the last NPS answer, weighted (settings.health_weights)'),
	(NULL, 'health_known', 'share of these weights that is known, 0..1'),
	(NULL, 'high', 'upper 95 % limit'),
	('survey_trend', 'high', 'upper control limit; NULL before there are 20 days'),
	('alarms', 'high', 'upper control limit'),
	('concentration', 'highest', 'the most that one of them spent'),
	(NULL, 'horizon_weeks', 'how far ahead, in weeks'),
	(NULL, 'impact', 'points that it costs or brings the score of all comments'),
	(NULL, 'importance', 'what the rating explains of the score''s variance: its share of R squared, 0..1'),
	(NULL, 'importance_high', 'upper 95 % limit of importance'),
	(NULL, 'importance_low', 'lower 95 % limit of importance'),
	(NULL, 'kind', 'leading: what customers feel; lagging: what they then do'),
	(NULL, 'last_nps', 'the last answer to the NPS question within a year, 0..10'),
	(NULL, 'last_purchase', 'day of the last purchase'),
	(NULL, 'logo_churn', 'share of the customers who paid the month before and do not now, 0..1'),
	(NULL, 'low', 'lower 95 % limit'),
	('survey_trend', 'low', 'lower control limit; NULL before there are 20 days'),
	('alarms', 'low', 'lower control limit'),
	('concentration', 'lowest', 'the least that one of them spent'),
	(NULL, 'mean', 'mean of the rating'),
	(NULL, 'median_days', 'days after which half of them have ended; NULL where more than half go on'),
	(NULL, 'median_high', 'upper 95 % limit of median_days'),
	(NULL, 'median_low', 'lower 95 % limit of median_days'),
	(NULL, 'median_seconds', 'median of the seconds since the step before'),
	(NULL, 'median_seconds_total', 'median of the seconds since the first step'),
	(NULL, 'metric', 'nps, csat, ces, retention_month_1, subscriber_churn, nrr_12_months, grr_12_months or value_per_customer'),
	(NULL, 'mix', 'points that come from another share of the answers'),
	(NULL, 'monetary_tile', 'fifth by money, 5 is the most'),
	(NULL, 'model', 'settings.model, or another one if the likelihood of that has no maximum'),
	(NULL, 'month', 'first day of the month'),
	(NULL, 'movement', 'opening, new, expansion, contraction, churned, reactivated or closing'),
	('revenue_movements', 'movement', 'new, expansion, contraction, churned or reactivated'),
	('funnel', 'name', 'the event'),
	('drivers', 'name', 'the rating, by settings.rating_names'),
	('terms', 'nps', 'net promoter score of those who mention it'),
	(NULL, 'new_amount', 'what customers pay who never paid before'),
	(NULL, 'new_customers', 'customers who pay for the first time'),
	('lifecycle', 'new_customers', 'customers who bought or paid for the first time'),
	(NULL, 'nps', 'net promoter score, -100..100'),
	(NULL, 'nps_after', 'the segment''s score this month'),
	(NULL, 'nps_before', 'the segment''s score the month before'),
	(NULL, 'nrr', 'net revenue retention since the month before: 1.02 is growth of 2 % by the customers who were there'),
	(NULL, 'nrr_12_months', 'net revenue retention of 12 months'),
	(NULL, 'opening', 'recurring revenue at the end of the month before'),
	(NULL, 'opening_customers', 'customers who paid at the end of the month before'),
	(NULL, 'p_alive', 'probability of still being a customer, 0..1'),
	(NULL, 'p_value', 'of no difference: how likely one as large is by chance'),
	(NULL, 'parameter', 'its name'),
	(NULL, 'passives', 'answers 7 and 8'),
	(NULL, 'period', 'months since the cohort''s own, which is 0'),
	(NULL, 'period_start', 'first day of the month'),
	(NULL, 'plan', 'the plan; all is all of them'),
	(NULL, 'position', 'order of the rows'),
	(NULL, 'promoters', 'answers 9 and 10'),
	(NULL, 'purchases', 'days with a purchase'),
	('forecast', 'purchases', 'purchases to be expected of all customers within the horizon'),
	(NULL, 'purchases_high', 'at most so many purchases within the horizon, with 97.5 % probability'),
	(NULL, 'purchases_low', 'at least so many purchases within the horizon, with 97.5 % probability'),
	(NULL, 'r_squared', 'share of the score''s variance that all ratings explain, 0..1'),
	(NULL, 'quick_ratio', 'what came over what went: (new + returned) / gone; NULL where nothing went'),
	(NULL, 'rate', 'share of the cohort retained, 0..1; NULL for a month that is not over'),
	('retention_curve', 'rate', 'share retained, 0..1'),
	('nps_contribution', 'rate', 'points that come from another score'),
	(NULL, 'reactivated', 'what customers pay who had gone and are back'),
	(NULL, 'reactivated_customers', 'customers who are back'),
	(NULL, 'recency_days', 'days since the last purchase'),
	(NULL, 'recency_tile', 'fifth by the last purchase, 5 is the latest'),
	(NULL, 'rest_nps', 'that of the other comments; NULL where there are none'),
	(NULL, 'resurrected', 'customers who are back after a month or more'),
	(NULL, 'retained', 'customers who bought or paid in the period'),
	('lifecycle', 'retained', 'customers active in this month and the one before'),
	(NULL, 'rfm_segment', 'Champions, Loyal customers, At risk, ...: of recency_tile and frequency_tile'),
	('refreshed', 'scored_as_of', 'cohorts, customers, funnels and revenue are as of this day, the last one of a period that is over'),
	(NULL, 'se', 'standard error'),
	(NULL, 'segment', 'the customer''s segment'),
	('funnel', 'segment', 'the customers'' segment; all is all of them'),
	('drivers', 'segment', 'the customers'' segment; all is all of them'),
	('terms', 'segment', 'the customers'' segment; all is all of them'),
	(NULL, 'share', 'share of the money, 0..1'),
	('drivers', 'share', 'importance as a share of that of all ratings, 0..1'),
	('terms', 'share', 'share of the comments, 0..1'),
	(NULL, 'share_after', 'share of the comments of the last 28 days, 0..1'),
	(NULL, 'share_before', 'share of those of the year before, 0..1'),
	('cohort_revenue', 'share', 'share of what the cohort brought in period 0'),
	(NULL, 'source', 'orders, subscriptions or events'),
	(NULL, 'spent', 'money spent, less refunds'),
	(NULL, 'status', 'green: the limits are at the target or beyond; red: wholly short of it; amber: near, or not known'),
	(NULL, 'step', 'number of the step'),
	(NULL, 'step_conversion', 'share of those of the step before, 0..1'),
	(NULL, 'step_high', 'upper 95 % limit of step_conversion'),
	(NULL, 'step_low', 'lower 95 % limit of step_conversion'),
	(NULL, 'stickiness', 'active / active_28_days, 0..1; limits are its'),
	(NULL, 'still_here', 'subscriptions that go on'),
	(NULL, 'still_there', 'customers who are still customers, to be expected'),
	(NULL, 'subscriptions', 'number of subscriptions, a row of one customer after the other without a gap is one'),
	(NULL, 'survey', 'nps, csat or ces'),
	(NULL, 'survival', 'share that lasts longer, 0..1'),
	(NULL, 'target', 'what is wanted'),
	(NULL, 'term', 'the word, as the text search configuration has it'),
	(NULL, 'touchpoint', 'what the question was about'),
	(NULL, 'trend', 'better, worse, or not known: the limits of the change hold 0'),
	(NULL, 'unit', 'points, score, share or money'),
	(NULL, 'value', 'NPS -100..100, CSAT 0..100, or the mean of CES 1..7'),
	('customer_value', 'value', 'money to be expected within the horizon, discounted (lifetime value)'),
	('forecast', 'value', 'money to be expected within the horizon, discounted'),
	('scorecard', 'value', 'the metric'),
	(NULL, 'value_high', 'upper 95 % limit of value'),
	(NULL, 'value_low', 'lower 95 % limit of value'),
	(NULL, 'value_per_customer', 'money so far, per customer of the cohort'),
	(NULL, 'week', 'first day of the week')
) AS c(view, column_name, said)
JOIN pg_attribute AS a ON a.attname = column_name AND attnum > 0
JOIN pg_class AS v ON v.oid = attrelid AND relkind = 'v' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema') AND (view IS NULL OR view = relname)
WHERE relname NOT IN ('customers', 'orders', 'answers', 'subscriptions', 'events', 'settings', 'targets')
GROUP BY relname, attname, attnum ORDER BY relname, attnum \gexec
COMMIT;
