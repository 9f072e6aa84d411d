-- Removes the kit: psql -v schema=kpi -f kit/drop.sql. What others made of its views must go first; it is named. The schema goes if the kit made it and nothing else is in it.
\set ON_ERROR_STOP on
\if :{?schema}
\else
	\set schema kpi
\endif
SET client_min_messages = warning;
BEGIN;
SELECT set_config('search_path', format('%I, %I', :'schema', nspname), true) AS search_path
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace WHERE extname = 'custval' \gset
DROP FUNCTION IF EXISTS refresh, kept_read_answers, kept_read_days, kept_read_active, kept_score_orders, kept_score_subscriptions, kept_score_funnels;
DROP VIEW IF EXISTS nps_by_month, nps_by_segment, survey_by_month, nps_moved, survey_trend, cohorts, retention, lifecycle, active, funnel, funnel_by_week, survival,
	survival_by_plan, customer_value, forecast, concentration, model_parameters, model_fit, model_tracking, cohort_revenue, revenue, revenue_bridge, revenue_moved,
	scorecard, alarms, status;
DROP TABLE IF EXISTS kept_state, kept_answers, kept_days, kept_active, kept_grids, kept_cohort_revenue, kept_plans, kept_revenue, kept_movements, kept_model, kept_tracking,
	kept_customers, kept_funnels;
DROP VIEW IF EXISTS customers, orders, answers, subscriptions, events, settings, targets;
SELECT format('DROP SCHEMA %I', :'schema') FROM pg_namespace AS n WHERE nspname = :'schema' AND obj_description(oid, 'pg_namespace') = 'made by the kit of custval'
	AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = n.oid) \gexec
COMMIT;
