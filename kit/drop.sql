-- Removes the kit: psql -v schema=kpi -f kit/drop.sql. What others made of its views has to go first: it is named.
-- The schema goes, too, if the kit made it and nothing else is in it.
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
BEGIN;
SET LOCAL client_min_messages = warning;
SELECT set_config('search_path', quote_ident(:'schema'), true) AS search_path \gset
DROP FUNCTION IF EXISTS refresh, kept_read_answers, kept_read_days, kept_read_active, kept_score_orders, kept_subscriptions,
	kept_check_nets, kept_score_subscriptions, kept_score_funnels, kept_check_customers, kept_check_settings, kept_check_days, kept_check_ratings, kept_name_row, kept_label;
DROP VIEW IF EXISTS nps_by_month, nps_by_segment, nps_contribution, survey_by_touchpoint, survey_trend, cohorts, retention_curve, lifecycle, rolling_active, funnel,
	funnel_by_week, survival_by_plan, lifetime_by_plan, customer_value, forecast, concentration, model_parameters, model_fit, model_tracking, cohort_revenue, revenue_by_plan,
	revenue_bridge, revenue_movements, drivers, terms, new_terms, scorecard, alarms, refreshed;
DROP FUNCTION IF EXISTS kept_list;
DROP TABLE IF EXISTS kept_state, kept_answers, kept_days, kept_active, kept_grids, kept_cohort_revenue, kept_customers, kept_model, kept_fit, kept_tracking, kept_plans,
	kept_revenue, kept_movements, kept_funnels, kept_entries;
DROP VIEW IF EXISTS customers, orders, answers, subscriptions, events, settings, targets;
DROP TEXT SEARCH CONFIGURATION IF EXISTS whole_words;
DROP TEXT SEARCH DICTIONARY IF EXISTS whole_words;
SELECT format('DROP SCHEMA %I', :'schema') FROM pg_namespace AS n WHERE nspname = :'schema' AND obj_description(oid, 'pg_namespace') = 'made by the kit of custval'
	AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = n.oid) \gexec
COMMIT;
