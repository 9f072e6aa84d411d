# The kit: installed by an ordinary user, empty without sources, views of plain columns that say what the rows say, refreshes that
# read what is new and end where one that reads everything ends, two at once, every TimeZone, every client, and nothing left behind.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

fresh_database('kit');
my $dir = File::Temp->newdir;

sub script {
	my ($file, $schema) = @_;
	return run("psql -X -q -v schema='$schema' -f kit/$file.sql");
}

sub install {
	my ($schema) = @_;
	for my $file (qw(sources views refresh)) {
		my ($said, $status) = script($file, $schema);
		is($status . $said, '0', "$file.sql is run into $schema");
	}
}

my @views = split /\n/, <<'VIEWS';
alarms: survey text, day date, answers bigint, value double precision, low double precision, center double precision, high double precision, alarm text
cohort_revenue: source text, cohort date, period integer, period_start date, cohort_size bigint, customers bigint, amount numeric, share double precision, cumulative numeric, value_per_customer numeric
cohorts: source text, cohort date, period integer, period_start date, cohort_size bigint, retained bigint, rate double precision, low double precision, high double precision
concentration: bin integer, customers bigint, lowest numeric, highest numeric, amount numeric, share double precision, cumulative_customers double precision, cumulative_share double precision
customer_value: customer text, as_of date, segment text, channel text, cohort date, first_purchase date, last_purchase date, recency_days integer, purchases bigint, spent numeric, recency_tile integer, frequency_tile integer, monetary_tile integer, rfm_segment text, p_alive double precision, expected_purchases double precision, purchases_low bigint, purchases_high bigint, value double precision, last_nps integer, health double precision, health_known double precision
drivers: survey text, segment text, driver integer, name text, answers bigint, mean double precision, coefficient double precision, low double precision, high double precision, p_value double precision, importance double precision, importance_low double precision, importance_high double precision, share double precision, r_squared double precision
forecast: as_of date, horizon_weeks double precision, customers bigint, still_there double precision, purchases double precision, purchases_low double precision, purchases_high double precision, value double precision, value_low double precision, value_high double precision
funnel: segment text, step integer, name text, customers bigint, conversion double precision, low double precision, high double precision, step_conversion double precision, step_low double precision, step_high double precision, dropped bigint, median_seconds double precision, median_seconds_total double precision
funnel_by_week: week date, entered bigint, converted bigint, conversion double precision, low double precision, high double precision
lifecycle: source text, month date, active_customers bigint, new_customers bigint, retained bigint, resurrected bigint, churned bigint, churn_rate double precision, low double precision, high double precision, quick_ratio double precision
lifetime_by_plan: plan text, subscriptions bigint, churned bigint, still_here bigint, median_days double precision, median_low double precision, median_high double precision
model_fit: frequency integer, customers bigint, expected double precision
model_parameters: model text, parameter text, estimate double precision, se double precision, low double precision, high double precision
model_tracking: week date, actual bigint, expected double precision, cumulative_actual double precision, cumulative_expected double precision
new_terms: term text, answers_before bigint, answers_after bigint, share_before double precision, share_after double precision, difference double precision, low double precision, high double precision, p_value double precision, adjusted_p_value double precision
nps_by_month: month date, answers bigint, promoters bigint, passives bigint, detractors bigint, nps double precision, low double precision, high double precision
nps_by_segment: month date, segment text, answers bigint, promoters bigint, passives bigint, detractors bigint, nps double precision, low double precision, high double precision
nps_contribution: month date, segment text, nps_before double precision, nps_after double precision, mix double precision, rate double precision, contribution double precision, low double precision, high double precision
refreshed: as_of date, scored_as_of date
retention_curve: source text, period integer, eligible bigint, retained bigint, rate double precision, low double precision, high double precision
revenue_bridge: plan text, month date, step integer, movement text, amount numeric, customers bigint, bar_from numeric, bar_to numeric
revenue_by_plan: plan text, month date, opening numeric, new_amount numeric, expansion numeric, contraction numeric, churned numeric, reactivated numeric, closing numeric, opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint, churned_customers bigint, reactivated_customers bigint, closing_customers bigint, nrr double precision, grr double precision, logo_churn double precision, quick_ratio double precision, nrr_12_months double precision, grr_12_months double precision
revenue_movements: month date, customer text, movement text, before numeric, after numeric
rolling_active: source text, day date, active bigint, active_7_days bigint, active_28_days bigint, stickiness double precision, low double precision, high double precision
scorecard: position integer, kind text, metric text, unit text, value double precision, low double precision, high double precision, target double precision, status text, trend text
survey_by_touchpoint: survey text, touchpoint text, month date, answers bigint, value double precision, low double precision, high double precision
survey_trend: survey text, day date, answers bigint, value double precision, low double precision, center double precision, high double precision, alarm text
survival_by_plan: plan text, days integer, at_risk bigint, survival double precision, low double precision, high double precision
terms: segment text, term text, answers bigint, share double precision, nps double precision, rest_nps double precision, difference double precision, low double precision, high double precision, p_value double precision, adjusted_p_value double precision, impact double precision
VIEWS
my ($settings) = slurp('kit/sources.sql') =~ /(CREATE OR REPLACE VIEW settings .*?)\n\n/s;
$settings =~ s/''(?=::text AS rating_names)/'onboarding,checkout,delivery'/ or die 'rating_names are no setting';
my @names = map { /^(\w+):/ } @views;
my @sources = qw(answers customers events orders settings subscriptions targets);

# A company: what arrived is in tables whose times are timestamptz, in the time of Berlin; the rest waits in tables of all.
my ($said, $status) = run('psql -X -q -v ON_ERROR_STOP=1 -f demo/company.sql');
is($status . $said, '0', 'the company of the demo');
answer(<<'SQL');
ALTER TABLE customers RENAME TO all_customers; ALTER TABLE orders RENAME TO all_orders; ALTER TABLE answers RENAME TO all_answers;
ALTER TABLE events RENAME TO all_events; ALTER TABLE subscriptions RENAME TO all_months;
DELETE FROM all_customers WHERE customer_id % 4 <> 0; DELETE FROM all_orders WHERE customer_id % 4 <> 0; DELETE FROM all_answers WHERE customer_id % 4 <> 0;
DELETE FROM all_events WHERE customer_id % 4 <> 0; DELETE FROM all_months WHERE customer_id % 4 <> 0;
UPDATE all_customers SET region = NULL WHERE customer_id % 100 = 0;
UPDATE all_orders SET amount = -amount WHERE customer_id % 20 = 0 AND extract(day FROM ordered_at) = 13;	-- refunds
ALTER TABLE all_answers ADD comment text, ADD ratings float8[];
UPDATE all_answers AS a SET comment = c.comment FROM comments AS c WHERE a.survey = 'nps' AND (c.customer_id, c.answered_at) = (a.customer_id, a.answered_at);
UPDATE all_answers AS a SET ratings = ARRAY[onboarding, checkout, delivery] FROM ratings AS r WHERE a.survey = 'nps' AND (r.customer_id, r.answered_at) = (a.customer_id, a.answered_at) AND a.customer_id % 7 > 0;
CREATE TABLE shop_customers AS SELECT * FROM all_customers;
CREATE TABLE shop_orders (customer_id int, ordered_at timestamptz, amount numeric);
CREATE TABLE shop_answers (customer_id int, answered_at timestamptz, survey text, score int, touchpoint text, comment text, ratings float8[]);
CREATE TABLE shop_events (customer_id int, at timestamptz, event text);
CREATE TABLE shop_subscriptions (customer_id int, plan text, started date, ended date, amount numeric);
CREATE VIEW all_subscriptions AS SELECT customer_id, (ARRAY['Basic', 'Plus'])[1 + customer_id % 3 / 2] AS plan, month AS started, (month + interval '1 month')::date AS ended, amount FROM all_months;
CREATE FUNCTION arrive(after timestamp, until timestamp) RETURNS void LANGUAGE SQL AS $$
	INSERT INTO shop_orders SELECT customer_id, ordered_at AT TIME ZONE 'Europe/Berlin', amount FROM all_orders WHERE ordered_at > after AND ordered_at <= until;
	INSERT INTO shop_answers SELECT customer_id, (answered_at + time '23:30') AT TIME ZONE 'Europe/Berlin', survey, score, touchpoint, comment, ratings FROM all_answers
		WHERE answered_at + time '23:30' > after AND answered_at + time '23:30' <= until;
	INSERT INTO shop_events SELECT customer_id, at AT TIME ZONE 'Europe/Berlin', event FROM all_events WHERE at > after AND at <= until;
	INSERT INTO shop_subscriptions SELECT * FROM all_subscriptions WHERE started > after AND started <= until;
$$;
CREATE ROLE kit_owner LOGIN;
CREATE ROLE kit_reader LOGIN;
GRANT CREATE ON DATABASE kit TO kit_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO kit_owner;
SQL
my $before_install = catalog();

sub catalog {
	return answer(q{SELECT count(*) || ' ' || (SELECT count(*) FROM pg_proc) || ' ' || (SELECT count(*) FROM pg_type) || ' ' || (SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_')
			|| ' ' || (SELECT count(*) FROM pg_ts_config) || ' ' || (SELECT count(*) FROM pg_ts_dict)
		FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_'});
}

sub sources {
	my ($schema) = @_;
	return $settings =~ s/VIEW settings/VIEW "$schema".settings/r . <<"SQL";

CREATE OR REPLACE VIEW "$schema".customers AS SELECT customer_id::text AS customer, region AS segment, channel, signed_up AS joined FROM public.shop_customers;
CREATE OR REPLACE VIEW "$schema".orders AS SELECT customer_id::text AS customer, ordered_at AT TIME ZONE 'Europe/Berlin' AS ordered_at, amount FROM public.shop_orders;
CREATE OR REPLACE VIEW "$schema".answers AS SELECT customer_id::text AS customer, answered_at AT TIME ZONE 'Europe/Berlin' AS answered_at, survey, score, touchpoint, comment, ratings FROM public.shop_answers;
CREATE OR REPLACE VIEW "$schema".subscriptions AS SELECT customer_id::text AS customer, plan, started, ended, amount FROM public.shop_subscriptions;
CREATE OR REPLACE VIEW "$schema".events AS SELECT customer_id::text AS customer, at AT TIME ZONE 'Europe/Berlin' AS at, event FROM public.shop_events;
SQL
}

# Everything that the views show, and the summaries behind them, as one text per view or table
sub snapshot {
	my ($schema) = @_;
	my $tables = answer(qq{SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relnamespace = '"$schema"'::regnamespace AND relkind = 'r' AND relname <> 'kept_state'});
	return answer(join ' UNION ALL ', map { qq{(SELECT '$_ ' || count(*) || ' ' || coalesce(md5(string_agg(r::text, ',' ORDER BY r::text)), '') FROM "$schema".$_ AS r)} } @names, split / /, $tables);
}

sub refresh {
	my ($schema, $options) = @_;
	return answer(qq{SELECT * FROM "$schema".refresh(} . ($options // '') . ')');
}

# ---------- an ordinary user installs it ----------

{
	local $ENV{PGDATABASE} = 'postgres';
	($said, $status) = script('sources', 'kpi');
	like($said, qr/ERROR:  custval is not installed in this database\nHINT:  CREATE EXTENSION custval;/, 'not without the extension');
	is(answer(q{SELECT count(*) FROM pg_namespace WHERE nspname = 'kpi'}), '0', 'and nothing is left of the attempt');
}

$ENV{PGUSER} = 'kit_owner';
install('kpi');
install('kpi');
install('our numbers');
is(answer(q{SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'kpi'::regnamespace}), join(' ', sort @names, @sources), 'the views');
is(answer(<<'SQL'), join("\n", @views), 'their columns and types');
SELECT relname || ': ' || string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum) FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
WHERE relkind = 'v' AND relnamespace = 'kpi'::regnamespace AND attnum > 0 AND relname NOT IN ('customers', 'orders', 'answers', 'subscriptions', 'events', 'settings', 'targets')
GROUP BY relname ORDER BY relname
SQL
my %plain = map { $_ => 1 } 'integer', 'bigint', 'double precision', 'numeric', 'date', 'boolean', 'text';
is(join(' ', grep { !$plain{$_} } map { /\w+ ([a-z ]+)(?:,|$)/g } map { s/^\w+: //r } @views), '', 'which are plain');
is(answer(<<'SQL'), '', 'every view and column says what it is');
SELECT relname, attname FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0
WHERE relkind = 'v' AND relnamespace = 'kpi'::regnamespace AND relname NOT IN ('customers', 'orders', 'answers', 'subscriptions', 'events', 'settings', 'targets')
	AND (obj_description(c.oid, 'pg_class') IS NULL OR col_description(c.oid, attnum) IS NULL)
SQL

# ---------- without rows ----------

is(refresh('kpi'), '-infinity||', 'a refresh without rows is as of no day');
is(refresh('kpi', q{since => '2025-06-01'}), '-infinity||', 'nor is one since a day');
is(answer(q{SELECT count(*) FROM kpi.refreshed}), '0', 'as the view of it says');
is(answer(join ' UNION ALL ', map { "(SELECT '$_' FROM kpi.$_ LIMIT 1)" } @names), '', 'empty sources give empty views');

# ---------- each view says what the rows say ----------

answer(sources($_)) for 'kpi', 'our numbers';
answer(q{SELECT arrive('-infinity', 'infinity')}, '-U postgres');
is(refresh('kpi'), '-infinity|2025-12-31|2025-12-31', 'the first refresh');

# The rows of two queries are the same, and there are some.
sub same {
	my ($what, $view, $rows) = @_;
	is(answer("SET search_path = kpi, public; WITH a AS ($view), b AS ($rows) SELECT count(*) > 0, (SELECT count(*) FROM (TABLE a EXCEPT ALL TABLE b) AS d), (SELECT count(*) FROM (TABLE b EXCEPT ALL TABLE a) AS d) FROM a"),
		't|0|0', $what);
}

my $month = q{date_trunc('month', answered_at)::date};
my $net = '100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*)';
same('nps_by_month', 'SELECT month, answers, promoters, detractors, round(nps::numeric, 9) FROM nps_by_month',
	"SELECT $month, count(*), count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score <= 6), round($net, 9) FROM answers WHERE survey = 'nps' GROUP BY 1");
same('nps_by_segment', 'SELECT month, segment, answers, round(nps::numeric, 9) FROM nps_by_segment',
	"SELECT $month, coalesce(segment, 'unknown'), count(*), round($net, 9) FROM answers JOIN customers USING (customer) WHERE survey = 'nps' GROUP BY 1, 2");
same('nps_contribution: the sum is the change', 'SELECT month, round(sum(contribution)::numeric, 6), round(sum(mix + rate)::numeric, 6) FROM nps_contribution GROUP BY 1',
	"SELECT * FROM (SELECT month, round(nps - lag(nps) OVER (ORDER BY month), 6), round(nps - lag(nps) OVER (ORDER BY month), 6) FROM (SELECT $month AS month, $net AS nps FROM answers WHERE survey = 'nps' GROUP BY 1) AS m) AS d (month, change, again) WHERE change IS NOT NULL");
same('survey_by_touchpoint: CSAT', q{SELECT month, touchpoint, answers, round(value::numeric, 9) FROM survey_by_touchpoint WHERE survey = 'csat'},
	"SELECT $month, touchpoint, count(*), round(100.0 * count(*) FILTER (WHERE score >= 4) / count(*), 9) FROM answers WHERE survey = 'csat' GROUP BY 1, 2");
same('survey_by_touchpoint: CES', q{SELECT month, touchpoint, answers, round(value::numeric, 9) FROM survey_by_touchpoint WHERE survey = 'ces'},
	"SELECT $month, touchpoint, count(*), round(avg(score), 9) FROM answers WHERE survey = 'ces' GROUP BY 1, 2");
same('survey_trend: the value, and the mean of 60 days', q{SELECT day, answers, round(value::numeric, 9), round(center::numeric, 9) FROM survey_trend WHERE survey = 'ces' AND center IS NOT NULL},
	q{SELECT * FROM (SELECT day, n, round(s / n, 9), round(sum(s) OVER w / sum(n) OVER w, 9) AS center FROM (SELECT answered_at::date AS day, count(*) AS n, sum(score)::numeric AS s FROM answers WHERE survey = 'ces' GROUP BY 1) AS d
		WINDOW w AS (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING)) AS t WHERE center IS NOT NULL});
same('alarms', 'SELECT survey, day, alarm FROM alarms', q{SELECT survey, day, CASE WHEN value < low THEN 'below' ELSE 'above' END FROM survey_trend WHERE NOT value BETWEEN low AND high});

my $year = q{answers LEFT JOIN customers USING (customer), unnest(ARRAY[coalesce(segment, 'unknown'), 'all']) AS label WHERE survey = 'nps' AND answered_at >= '2025-01-01'};
my $points = '100 * ((score >= 9)::int - (score <= 6)::int)';
same('drivers: the ratings', 'SELECT survey, segment, driver, name, answers, round(mean::numeric, 9) FROM drivers',
	"SELECT 'nps', label, i::int, (ARRAY['onboarding', 'checkout', 'delivery'])[i], count(*), round(avg(r)::numeric, 9) FROM (SELECT * FROM $year) AS a, unnest(ratings) WITH ORDINALITY AS u(r, i) GROUP BY label, i");
same('drivers: what they explain', 'SELECT segment, round(sum(importance)::numeric, 9), round(max(r_squared)::numeric, 9) FROM drivers GROUP BY 1',
	"SELECT label, round(r_squared::numeric, 9), round(r_squared::numeric, 9) FROM (SELECT label, driver_agg($points, ratings) AS m FROM $year GROUP BY label) AS s, driver_summary(m)");
my $words = "(SELECT label, score, answered_at, lexeme FROM (SELECT * FROM $year) AS a, LATERAL (SELECT DISTINCT lower(word) AS lexeme FROM regexp_split_to_table(comment, '[^[:alpha:]]+') AS word WHERE to_tsvector('english', word) <> '') AS w) AS w";
same('terms', 'SELECT segment, term, answers, round(nps::numeric, 9), round(impact::numeric, 6) FROM terms',
	"SELECT w.label, lexeme, n, round(said::numeric / n, 9), round((everybody / everyone - (everybody - said) / nullif(everyone - n, 0))::numeric, 6) FROM (SELECT label, lexeme, count(*) AS n, sum($points) AS said FROM $words GROUP BY 1, 2 HAVING count(*) >= 5) AS w
	JOIN (SELECT label, count(*)::numeric AS everyone, sum($points)::numeric AS everybody FROM $year AND comment IS NOT NULL GROUP BY 1) AS t USING (label)");
(my $longer = $year) =~ s/2025-01-01/2024-12-04/;	# 28 days, and the year before them
(my $longer_words = $words) =~ s/2025-01-01/2024-12-04/;
same('new_terms', 'SELECT term, answers_before, answers_after, round(difference::numeric, 9) FROM new_terms',
	"SELECT lexeme, b, a, round(a::numeric / n - b::numeric / m, 9) FROM (SELECT lexeme, count(*) FILTER (WHERE answered_at < '2025-12-04') AS b, count(*) FILTER (WHERE answered_at >= '2025-12-04') AS a FROM $longer_words WHERE label = 'all' GROUP BY 1 HAVING count(*) >= 5) AS w,
	(SELECT count(*) FILTER (WHERE answered_at < '2025-12-04') AS m, count(*) FILTER (WHERE answered_at >= '2025-12-04') AS n FROM $longer AND comment IS NOT NULL AND label = 'all') AS t");
cmp_ok(answer(q{SELECT count(*) FROM kpi.answers WHERE survey = 'nps' AND comment IS NOT NULL AND answered_at >= '2024-12-04' AND answered_at < '2025-01-01'}), '>', 0, 'new_terms: the year before 28 days begins 393 days ago');

my $bought = q{SELECT DISTINCT customer, date_trunc('month', day)::date AS month FROM (SELECT customer, ordered_at::date AS day FROM orders GROUP BY 1, 2) AS d
	WHERE (customer, date_trunc('month', day)) IN (SELECT customer, date_trunc('month', ordered_at) FROM orders GROUP BY 1, 2 HAVING sum(amount) > 0)};
my $cells = "WITH m AS ($bought), f AS (SELECT customer, min(month) AS cohort FROM m GROUP BY 1) SELECT cohort, month, count(*) AS n FROM m JOIN f USING (customer) GROUP BY 1, 2";
same('cohorts', q{SELECT cohort, period_start, retained FROM cohorts WHERE source = 'orders' AND retained > 0}, $cells);
same('cohorts of subscribers', q{SELECT cohort, period_start, retained FROM cohorts WHERE source = 'subscriptions' AND retained > 0},
	'WITH f AS (SELECT customer, min(started) AS cohort FROM subscriptions GROUP BY 1) SELECT cohort, started, count(DISTINCT customer) FROM subscriptions JOIN f USING (customer) GROUP BY 1, 2');
same('retention_curve', q{SELECT sum(retained), sum(eligible) FROM retention_curve WHERE source = 'orders' AND period = 3},
	"WITH c AS ($cells) SELECT (SELECT sum(n) FROM c WHERE month = cohort + interval '3 months'), (SELECT sum(n) FROM c WHERE month = cohort AND cohort <= '2025-09-01')");
same('lifecycle', q{SELECT month, active_customers, new_customers, retained FROM lifecycle WHERE source = 'orders' AND month > '2024-01-01'},
	"WITH m AS ($bought), f AS (SELECT customer, min(month) AS first FROM m GROUP BY 1) SELECT m.month, count(*), count(*) FILTER (WHERE first = m.month), count(b.customer) FROM m JOIN f USING (customer) LEFT JOIN m AS b ON b.customer = m.customer AND b.month = m.month - interval '1 month' WHERE m.month > '2024-01-01' GROUP BY 1");
same('rolling_active', q{SELECT source, day, active, active_7_days, active_28_days FROM rolling_active WHERE day IN ('2024-06-01', '2025-12-05', '2025-12-31')},
	q{WITH e AS (SELECT 'events' AS source, customer, at::date AS day FROM events UNION SELECT 'orders', customer, ordered_at::date FROM orders GROUP BY 2, 3 HAVING sum(amount) > 0)
	SELECT source, d, count(DISTINCT customer) FILTER (WHERE day = d), count(DISTINCT customer) FILTER (WHERE day > d - 7), count(DISTINCT customer)
	FROM e, unnest(ARRAY['2024-06-01', '2025-12-05', '2025-12-31']::date[]) AS d WHERE day BETWEEN d - 27 AND d GROUP BY 1, 2});
my $recent = q{FROM events LEFT JOIN customers USING (customer) WHERE at >= '2025-10-03' AND at < '2026-01-01'};
same('funnel: who entered, and who got to the cart within 7 days, with all due',
	q{SELECT segment, step, t.customers FROM kept_funnels, funnel_table(funnel, '2026-02-01') AS t WHERE step <= 2},
	"WITH e AS (SELECT customer, coalesce(segment, 'unknown') AS segment, event, at $recent), v AS (SELECT * FROM e WHERE event = 'view')
	SELECT segment, 1, count(DISTINCT customer) FROM v GROUP BY 1
	UNION ALL SELECT v.segment, 2, count(DISTINCT v.customer) FROM v JOIN e USING (customer) WHERE e.event = 'cart' AND e.at BETWEEN v.at AND v.at + interval '7 days' GROUP BY 1");
my $funnel = "(SELECT coalesce(segment, 'unknown') AS segment, funnel_agg(customer, at, event, ARRAY['view', 'cart', 'checkout', 'purchase'], '7 days') AS f $recent GROUP BY 1)";
same('funnel', q{SELECT segment, step, name, customers, conversion, step_conversion, dropped, median_seconds FROM funnel},
	"SELECT segment, step, name, customers, conversion, step_conversion, dropped, median_seconds FROM (SELECT * FROM $funnel AS s UNION ALL SELECT 'all', rollup(f) FROM $funnel AS s) AS f, funnel_table(f, '2025-12-31')");
# The 90 days begin on a Friday, and the first whole week on the Monday after it. Who enters after December 24 has seven days that are not over.
same('funnel_by_week: who made the first step in a week, and got from there to the last', 'SELECT week, entered, converted, round(conversion::numeric, 9) FROM funnel_by_week WHERE entered IS NOT NULL', <<'SQL');
WITH e AS MATERIALIZED (SELECT * FROM events WHERE at >= '2025-10-06'), v AS (SELECT customer, at, date_trunc('week', at)::date AS week FROM e WHERE event = 'view' AND at < '2025-12-22')
SELECT week, count(DISTINCT v.customer), count(DISTINCT p.customer), round(count(DISTINCT p.customer)::numeric / count(DISTINCT v.customer), 9)
FROM v LEFT JOIN e AS c ON c.customer = v.customer AND c.event = 'cart' AND c.at >= v.at AND c.at <= v.at + interval '7 days'
	LEFT JOIN e AS o ON o.customer = c.customer AND o.event = 'checkout' AND o.at >= c.at AND o.at <= v.at + interval '7 days'
	LEFT JOIN e AS p ON p.customer = o.customer AND p.event = 'purchase' AND p.at >= o.at AND p.at <= v.at + interval '7 days' GROUP BY week
SQL
is(answer(q{SELECT string_agg(week::text, ' ' ORDER BY week) FROM kpi.funnel_by_week WHERE entered IS NULL}), '2025-12-22 2025-12-29', 'and NULL until all had their time');

# Months in a row are one stay.
my $stays = q{SELECT customer, plan, min(started) AS started, max(ended) AS ended FROM (SELECT *, started - (row_number() OVER (PARTITION BY customer, plan ORDER BY started) || ' months')::interval AS island FROM subscriptions) AS s GROUP BY customer, plan, island};
same('lifetime_by_plan', 'SELECT plan, subscriptions, churned, still_here FROM lifetime_by_plan',
	"WITH s AS ($stays), p AS (SELECT plan, ended FROM s UNION ALL SELECT 'all', ended FROM s) SELECT plan, count(*), count(*) FILTER (WHERE ended <= '2025-12-31'), count(*) FILTER (WHERE ended > '2025-12-31') FROM p GROUP BY 1");
same('survival_by_plan: nobody is censored before the first month is over', q{SELECT plan, round(survival::numeric, 12) FROM survival_by_plan WHERE days = 30 AND plan <> 'all'},
	"SELECT plan, round(count(*) FILTER (WHERE ended - started > 30)::numeric / count(*), 12) FROM ($stays) AS s GROUP BY 1");

same('customer_value: the facts', 'SELECT customer, first_purchase, last_purchase, recency_days, purchases, spent FROM customer_value',
	q{SELECT customer, min(day) FILTER (WHERE net >= 0), max(day) FILTER (WHERE net >= 0), date '2025-12-31' - max(day) FILTER (WHERE net >= 0), count(*) FILTER (WHERE net >= 0), sum(net)
	FROM (SELECT customer, ordered_at::date AS day, sum(amount) AS net FROM orders GROUP BY 1, 2) AS d GROUP BY 1 HAVING count(*) FILTER (WHERE net >= 0) > 0});
same('customer_value: P(alive), by the formula of BG/NBD', 'SELECT customer, round(p_alive::numeric, 9) FROM customer_value WHERE purchases > 1',
	q{SELECT customer, round((1 / (1 + a / (b + x - 1) * ((alpha + t) / (alpha + tx)) ^ (r + x)))::numeric, 9)
	FROM (SELECT customer, purchases - 1 AS x, (last_purchase - first_purchase) / 7.0::float8 AS tx, (date '2025-12-31' - first_purchase) / 7.0::float8 AS t FROM customer_value) AS c,
		(SELECT max(estimate) FILTER (WHERE parameter = 'r') AS r, max(estimate) FILTER (WHERE parameter = 'alpha') AS alpha, max(estimate) FILTER (WHERE parameter = 'a') AS a,
			max(estimate) FILTER (WHERE parameter = 'b') AS b FROM model_parameters) AS m WHERE x > 0});
same('customer_value: the health', 'SELECT customer, round(health::numeric, 9), round(health_known::numeric, 9) FROM customer_value',
	q{SELECT customer, round(((2 * 100 * p_alive + 25.0 * (frequency_tile - 1) + 25.0 * (monetary_tile - 1) + coalesce(2 * 10.0 * last_nps, 0)) / CASE WHEN last_nps IS NULL THEN 4 ELSE 6 END)::numeric, 9),
		round(CASE WHEN last_nps IS NULL THEN 4 ELSE 6 END / 6.0, 9) FROM customer_value});
same('customer_value: the last answer', 'SELECT customer, last_nps FROM customer_value WHERE last_nps IS NOT NULL',
	q{SELECT DISTINCT ON (customer) customer, score FROM answers JOIN customer_value USING (customer) WHERE survey = 'nps' AND answered_at >= '2025-01-01' ORDER BY customer, answered_at DESC, score});
same('customer_value: the model, of the rows', 'SELECT customer, expected_purchases, value, purchases_low, purchases_high FROM customer_value',
	q{SELECT customer, expected_purchases(m, 52, h, '2025-12-31'), clv(m, 52, 0.1, h, '2025-12-31'), purchases_low(m, 52, h, '2025-12-31'), purchases_high(m, 52, h, '2025-12-31')
	FROM (SELECT customer, purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY 1) AS c, (SELECT clv_fit(h, '2025-12-31') AS m FROM (SELECT purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY customer) AS c) AS m
	WHERE first_purchase(h) IS NOT NULL});
like(answer(q{SET search_path = kpi, public; SET enable_seqscan = off; EXPLAIN (COSTS OFF) SELECT customer, value FROM customer_value ORDER BY value DESC NULLS LAST, customer LIMIT 100}),
	qr/Incremental Sort.*kept_customers_by_value/s, 'customer_value: the list of the most valuable ones does not sort everybody');
same('forecast: the sums of the customers', 'SELECT customers, round(still_there::numeric, 6), round(purchases::numeric, 6), round(value::numeric, 4), value_low < value AND value < value_high FROM forecast',
	'SELECT count(*), round(sum(p_alive)::numeric, 6), round(sum(expected_purchases)::numeric, 6), round(sum(value)::numeric, 4), true FROM customer_value');
same('forecast: its limits', 'SELECT purchases_low, purchases_high, value_low, value_high FROM forecast',
	q{SELECT f.purchases_low, f.purchases_high, f.value_low, f.value_high FROM forecast_summary((SELECT forecast_agg(m, 52, 0.1, h, '2025-12-31') FROM (SELECT purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY customer) AS c,
		(SELECT clv_fit(h, '2025-12-31') AS m FROM (SELECT purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY customer) AS c) AS m)) AS f});
same('concentration: the best tenth', 'SELECT customers, amount, lowest, highest FROM concentration WHERE bin = 1',
	'SELECT count(*), sum(spent), min(spent), max(spent) FROM (SELECT spent FROM (SELECT greatest(spent, 0) AS spent FROM customer_value) AS c ORDER BY spent DESC LIMIT (SELECT count(*) / 10 FROM customer_value)) AS b');
same('model_parameters', 'SELECT parameter, estimate, se FROM model_parameters',
	q{SELECT parameter, estimate, se FROM clv_params((SELECT clv_fit(h, '2025-12-31') FROM (SELECT purchase_agg(ordered_at, amount) AS h FROM orders GROUP BY customer) AS c))});
same('model_fit', 'SELECT frequency, customers FROM model_fit', 'SELECT least(purchases - 1, 7)::int, count(*) FROM customer_value GROUP BY 1');
same('model_tracking', 'SELECT sum(actual) FROM model_tracking', q{SELECT count(*)::numeric FROM (SELECT customer, ordered_at::date AS day FROM orders GROUP BY 1, 2 HAVING sum(amount) >= 0) AS d JOIN customer_value USING (customer) WHERE day > first_purchase AND day <= (SELECT max(week) + 6 FROM model_tracking)});
same('cohort_revenue', q{SELECT cohort, period_start, cohort_size, amount FROM cohort_revenue WHERE source = 'subscriptions' AND customers > 0},
	'WITH f AS (SELECT customer, min(started) AS cohort FROM subscriptions GROUP BY 1) SELECT cohort, started, (SELECT count(*) FROM f AS g WHERE g.cohort = f.cohort), sum(amount) FROM subscriptions JOIN f USING (customer) GROUP BY 1, 2');
same('revenue_by_plan: what is paid', 'SELECT plan, month, closing, closing_customers FROM revenue_by_plan',
	q{SELECT p, started, sum(amount), count(DISTINCT customer) FROM subscriptions, unnest(ARRAY[plan, 'all']) AS p GROUP BY 1, 2});
for my $lag (1, 12) {
	my ($nrr, $grr) = $lag == 1 ? ('nrr', 'grr') : ('nrr_12_months', 'grr_12_months');
	same("revenue_by_plan: $nrr, $grr", "SELECT plan, month, round($nrr\::numeric, 9), round($grr\::numeric, 9) FROM revenue_by_plan WHERE $nrr IS NOT NULL",
		qq{WITH s AS (SELECT p AS plan, customer, started, sum(amount) AS amount FROM subscriptions, unnest(ARRAY[plan, 'all']) AS p GROUP BY 1, 2, 3)
		SELECT b.plan, (b.started + interval '$lag months')::date, round(coalesce(sum(a.amount), 0) / sum(b.amount), 9), round(coalesce(sum(least(coalesce(a.amount, 0), b.amount)), 0) / sum(b.amount), 9)
		FROM s AS b LEFT JOIN s AS a ON (a.plan, a.customer) = (b.plan, b.customer) AND a.started = b.started + interval '$lag months' WHERE b.started + interval '$lag months' < '2026-01-01' GROUP BY 1, 2});
}
same('revenue_bridge', q{SELECT step, movement, amount, customers, bar_from, bar_to FROM revenue_bridge WHERE plan = 'all' AND month = '2025-11-01'},
	q{SELECT * FROM bridge_table(revenue_bridge((SELECT ledger_agg(customer, started, amount, 'month') FROM subscriptions), '2025-11-15'))});
same('revenue_movements', q{SELECT customer, movement, before, after FROM revenue_movements WHERE month = '2025-12-01'},
	q{WITH s AS (SELECT customer, sum(amount) FILTER (WHERE started = '2025-11-01') AS before, sum(amount) FILTER (WHERE started = '2025-12-01') AS after, min(started) AS first FROM subscriptions GROUP BY 1)
	SELECT customer, CASE WHEN after IS NULL THEN 'churned' WHEN before IS NULL AND first = '2025-12-01' THEN 'new' WHEN before IS NULL THEN 'reactivated' WHEN after > before THEN 'expansion' ELSE 'contraction' END,
		coalesce(before, 0), coalesce(after, 0) FROM s WHERE before IS DISTINCT FROM after});
same('scorecard: the metrics', 'SELECT metric, round(value::numeric, 9) FROM scorecard',
	q{SELECT survey, round(CASE survey WHEN 'nps' THEN 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*) WHEN 'csat' THEN 100.0 * count(*) FILTER (WHERE score >= 4) / count(*) ELSE avg(score) END, 9)
		FROM answers WHERE answered_at >= '2025-12-01' GROUP BY 1
	UNION ALL SELECT 'retention_month_1', round(rate::numeric, 9) FROM cohorts WHERE source = 'orders' AND cohort = '2025-11-01' AND period = 1
	UNION ALL SELECT 'subscriber_churn', round(churned_customers::numeric / opening_customers, 9) FROM revenue_by_plan WHERE plan = 'all' AND month = '2025-12-01'
	UNION ALL SELECT unnest(ARRAY['nrr_12_months', 'grr_12_months']), round(unnest(ARRAY[nrr_12_months, grr_12_months])::numeric, 9) FROM revenue_by_plan WHERE plan = 'all' AND month = '2025-12-01'
	UNION ALL SELECT 'value_per_customer', round(avg(value)::numeric, 9) FROM customer_value});
same('scorecard: the lights', 'SELECT metric, status FROM scorecard', q{SELECT metric, CASE WHEN metric = 'subscriber_churn' THEN CASE WHEN high <= t.target THEN 'green' WHEN low > t.target + tolerance THEN 'red' ELSE 'amber' END
	WHEN low >= t.target THEN 'green' WHEN high < t.target - tolerance THEN 'red' ELSE 'amber' END FROM scorecard JOIN targets AS t USING (metric)});
is(answer('SELECT * FROM kpi.refreshed'), '2025-12-31|2025-12-31', 'refreshed');

# ---------- refreshes ----------

my $whole = snapshot('kpi');
is(refresh('kpi'), '2025-12-25|2025-12-31|2025-12-31', 'a second refresh reads the last days');
is(snapshot('kpi'), $whole, 'and changes nothing');
refresh('kpi', q{since => '2025-06-10'});
is(snapshot('kpi'), $whole, 'neither does one that reads more');
my ($error) = psql(q{SELECT kpi.refresh('2025-12-20')});
like($error, qr/ERROR:  as_of 2025-12-20 is before 2025-12-31, the last day that was read\nHINT:  Leave it out, or go back to it: refresh\(as_of, since => as_of\)/, 'going back by mistake is refused');
is(refresh('kpi', q{'2025-11-20', since => '2025-11-20'}), '2025-11-20|2025-11-20|2025-10-31', 'and can be asked for');
is(refresh('our numbers', q{'2025-11-20'}), '-infinity|2025-11-20|2025-10-31', 'a refresh up to a day');
is(snapshot('kpi'), snapshot('our numbers'), 'is the same as going back to it');
refresh('kpi');
is(refresh('kpi', q{'2025-11-20', since => '-infinity'}), '-infinity|2025-11-20|2025-10-31', 'all can be read anew up to a day before the last one');
is(snapshot('kpi'), snapshot('our numbers'), 'and nothing of the days after it is left');
refresh('kpi', q{'2025-11-20', since => '2025-11-20'});
is(refresh('kpi', q{since => '2025-12-28'}), '2025-11-21|2025-12-31|2025-12-31', 'a refresh since a day behind the last one that was read reads those between, too');
is(snapshot('kpi'), $whole, 'and none is left out');
for (
	['7 AS reread_days', '-3 AS reread_days', 'reread_days must be a number of days from 0, not -3'],
	["'month'::text AS score_every", "'quarter'::text AS score_every", 'score_every must be day, week or month, not quarter'],
	["'bg/nbd'::text AS model", "'sbg'::text AS model", 'model must be bg/nbd, mbg/nbd or pareto/nbd, not sbg'],
	['52::float8 AS horizon_weeks', "'NaN'::float8 AS horizon_weeks", 'horizon_weeks must be a number of weeks from 0, not NaN'],
	['0.10::float8 AS discount', '10::float8 AS discount', 'discount must be a rate a year, such as 0.1, not 10'],
	['view,cart,checkout', 'view,,checkout', 'funnel_steps must be names of events between commas, up to 64, not "view,,checkout,purchase"'],
	['7 AS funnel_within_days', '-7 AS funnel_within_days', 'funnel_within_days must be a number of days from 0, not -7'],
	['90 AS funnel_days', '0 AS funnel_days', 'funnel_days must be a number of days from 1, not 0'],
	["'onboarding,checkout", "',checkout", 'rating_names must be names between commas, not ",checkout,delivery"'],
	["'2,1,1,2'", "'2,1,1'", 'health_weights must be four numbers from 0, of P(alive), frequency, money and the last NPS answer, not "2,1,1"'],
	["'2,1,1,2'", "'2,1,1,x'", 'health_weights must be four numbers from 0, of P(alive), frequency, money and the last NPS answer, not "2,1,1,x"'],
	["'2,1,1,2'", 'NULL', 'health_weights must be four numbers from 0, of P(alive), frequency, money and the last NPS answer, not ""'],
) {
	my ($good, $bad, $expected) = @$_;
	my $asked = $settings =~ s/\Q$good\E/$bad/r;
	isnt($asked, $settings, "there is $good");
	answer("SET search_path = kpi; $asked");
	($error) = psql('SELECT kpi.refresh()');
	like($error, qr{^ERROR:  setting \Q$expected\E\nHINT:  Change it in the view settings, in kit/sources.sql, and run that file again\.$}m, 'a setting is refused by its name');
}
answer('SET search_path = kpi; ' . $settings =~ s/onboarding,checkout,delivery/ onboarding ,checkout, delivery/r =~ s/view,cart,checkout/view, cart ,checkout/r =~ s/2,1,1,2/2, 1, 1, 2/r);
refresh('kpi');
is(snapshot('kpi'), $whole, 'blanks beside commas do not matter');
answer("SET search_path = kpi; " . $settings =~ s/onboarding,checkout,delivery/onboarding,checkout/r);
my ($unnamed) = psql('SELECT kpi.refresh()');
like($unnamed, qr/WARNING:  an answer has 3 ratings, of customer \d+ on 2025-12-\d\d, but rating_names are 2\nHINT:  Such answers are in no drivers\. Name the ratings in the view settings, then: refresh\(since => '-infinity'\)\.\n/, 'ratings that nobody named are left out with a warning');
answer("SET search_path = kpi; $settings");
refresh('kpi', q{since => '2025-12-01'});
is(snapshot('kpi'), $whole, 'and all is there');
answer(q{INSERT INTO shop_orders VALUES (5, '2062-01-01 12:00', 10)}, '-U postgres');
my ($future) = psql('SELECT read_until FROM kpi.refresh()');
like($future, qr/WARNING:  the last day in the sources is 2062-01-01, a day to come\nHINT:  Mend rows of a wrong year, or leave them out in their view; then go back to the last day that is over: refresh\(day, since => day\)\.\n/, 'a row of a wrong year is warned of');
answer('DELETE FROM shop_orders WHERE customer_id = 5', '-U postgres');
is(refresh('kpi', q{'2025-12-31', since => '2025-12-31'}), '2025-12-31|2025-12-31|2025-12-31', 'as the hint says');
is(snapshot('kpi'), $whole, 'one goes back');
like((psql(q{SELECT kpi.refresh('2062-01-01')}))[0], qr/WARNING:  as_of is 2062-01-01, a day to come\n/, 'so is a last day to come that was asked for');
refresh('kpi', q{'2025-12-31', since => '2025-12-31'});
refresh('kpi', "'2026-01-20'");
refresh('kpi', q{'2026-01-10', since => '2026-01-11'});
refresh('our numbers', q{'2026-01-10', since => '-infinity'});
is(snapshot('kpi'), snapshot('our numbers'), 'neither is of days on which nothing happened');

# What is kept of a day's events says nothing of their names and hours: the funnels of a day whose rows are as many as before are new all the same.
refresh('kpi', q{since => '-infinity'});
for my $change (q{SET event = 'looked' WHERE event = 'purchase' AND at >= '2025-12-06' AND at < '2025-12-08'}, q{SET at = '2025-12-10 12:00' WHERE event IN ('cart', 'view') AND at >= '2025-12-10 06:00' AND at < '2025-12-10 18:00'}) {
	my $before = answer('SELECT md5(string_agg(f::text, chr(10) ORDER BY segment, step)) FROM kpi.funnel AS f');
	answer("UPDATE shop_events $change", '-U postgres');
	refresh('kpi', q{since => '2025-12-06'});
	isnt(answer('SELECT md5(string_agg(f::text, chr(10) ORDER BY segment, step)) FROM kpi.funnel AS f'), $before, "the funnel is another where events are changed within their day: $change");
	as_fresh('the views are those of a fresh fill');
}

# Days arrive one after the other, each with some rows of up to four days before; late ones cross the end of a month.
sub begin_anew {
	my ($until) = @_;
	answer('TRUNCATE shop_orders, shop_answers, shop_events, shop_subscriptions', '-U postgres');
	answer("SELECT arrive('-infinity', '$until')", '-U postgres');
}

sub as_fresh {
	my ($what) = @_;
	refresh('our numbers', q{since => '-infinity'});
	is(snapshot('kpi'), snapshot('our numbers'), $what);
}

begin_anew('2025-10-28 12:00');
is(refresh('kpi', q{since => '-infinity'}), '-infinity|2025-10-28|2025-09-30', 'a day that is not over');
as_fresh('the views are those of a fresh fill');
answer(q{CREATE TABLE late AS SELECT * FROM all_orders WHERE ordered_at BETWEEN '2025-10-29' AND '2025-11-01' AND customer_id % 8 = 0}, '-U postgres');
answer(q{SELECT arrive('2025-10-28 12:00', '2025-11-02'); DELETE FROM shop_orders AS o USING late WHERE o.customer_id = late.customer_id AND o.ordered_at = late.ordered_at AT TIME ZONE 'Europe/Berlin'}, '-U postgres');
is(refresh('kpi'), '2025-10-22|2025-11-02|2025-10-31', 'a month is over');
as_fresh('the views are those of a fresh fill');
answer(q{INSERT INTO shop_orders SELECT customer_id, ordered_at AT TIME ZONE 'Europe/Berlin', amount FROM late; SELECT arrive('2025-11-02', '2025-11-04');
	UPDATE shop_answers SET score = 10 - score WHERE survey = 'nps' AND answered_at > '2025-10-30'; DELETE FROM shop_events WHERE at > '2025-10-31 12:00' AND at < '2025-10-31 14:00';
	UPDATE shop_subscriptions SET ended = '2025-10-20' WHERE started = '2025-10-01' AND customer_id % 16 = 0}, '-U postgres');
is(refresh('kpi'), '2025-10-27|2025-11-04|2025-10-31', 'rows of the month before arrive late, change, or go');
as_fresh('the views are those of a fresh fill');
answer(q{INSERT INTO shop_orders VALUES (4, '2025-09-10 12:00', 77); DELETE FROM shop_orders WHERE ordered_at > '2025-11-03 06:00'; DELETE FROM shop_events WHERE at > '2025-11-03 06:00'; DELETE FROM shop_answers WHERE answered_at > '2025-11-03 06:00'}, '-U postgres');
my $kept = answer(q{SELECT spent FROM kpi.customer_value WHERE customer = '4'});
is(refresh('kpi'), '2025-10-29|2025-11-04|2025-10-31', 'a row comes later than settings.reread_days');
is(answer(q{SELECT spent FROM kpi.customer_value WHERE customer = '4'}), $kept, 'it is not seen');
refresh('kpi', q{'2025-11-04', since => '2025-09-10'});
is(answer(q{SELECT spent FROM kpi.customer_value WHERE customer = '4'}), $kept + 77, 'until a refresh reads since its day');
refresh('our numbers', q{'2025-11-04', since => '-infinity'});
is(snapshot('kpi'), snapshot('our numbers'), 'then the views are those of a fresh fill');

answer(q{INSERT INTO shop_subscriptions VALUES (5, 'Plus', '2025-05-05', '2025-04-04', 10)}, '-U postgres');
($error) = psql('SELECT kpi.refresh()');
like($error, qr/ERROR:  a subscription ends before it begins, of customer 5: 2025-04-04 before 2025-05-05\nHINT:  Mend it, or leave it out in the view subscriptions: WHERE ended >= started OR ended IS NULL\./, 'spans that end before they begin are refused');
my ($contracts) = sources('kpi') =~ /(CREATE OR REPLACE VIEW "kpi".subscriptions .*?);/;
answer("$contracts WHERE ended >= started OR ended IS NULL");
refresh('kpi');
is(snapshot('kpi'), snapshot('our numbers'), 'and can be left out');
answer($contracts);
answer(q{DELETE FROM shop_subscriptions WHERE customer_id = 5}, '-U postgres');

# A discount is a row below 0: what it lowers may become 0, but not less.
my $before = snapshot('kpi');
answer(q{INSERT INTO shop_subscriptions VALUES (5, 'Plus', '2025-05-05', '2025-09-05', 30), (5, 'Plus', '2025-06-01', '2025-08-01', -30), (6, 'Credit', '2025-05-05', '2025-08-05', -7.50)}, '-U postgres');
($error) = psql('SELECT kpi.refresh()');
like($error, qr/ERROR:  the subscriptions of customer 6, plan Credit, come to -7\.50 in the month of 2025-05-01\nHINT:  In the view subscriptions, give a discount the plan and the days of what it lowers, or leave it out: WHERE amount >= 0\.\n/,
	'what comes to less than nothing is refused, by customer and month');
is(snapshot('kpi'), $before, 'and the views stay as they were');
answer(q{DELETE FROM shop_subscriptions WHERE customer_id = 6}, '-U postgres');
refresh('kpi');
is(answer(q{SELECT string_agg(concat_ws(' ', month, movement, before::int, after::int), ', ' ORDER BY month) FROM kpi.revenue_movements WHERE customer = '5' AND month > '2025-04-01'}),
	'2025-05-01 new 0 30, 2025-06-01 churned 30 0, 2025-08-01 reactivated 0 30, 2025-09-01 churned 30 0', 'a discount of all of it is no payment');
answer(q{DELETE FROM shop_subscriptions WHERE customer_id = 5}, '-U postgres');
refresh('kpi');
is(snapshot('kpi'), $before, 'and back');

# A row that cannot be read is named by its customer, and what the hint says lets a refresh go on: customers 5 and 6 have nothing else.
for (
	['answers', q{5, '2025-11-03 12:00', 'nps', 11}, '', q{an answer is off its scale, of customer 5: nps 11 on 2025-11-03}],
	['answers', q{5, '2025-11-03 12:00', 'csat', 0}, '', q{an answer is off its scale, of customer 5: csat 0 on 2025-11-03}],
	['answers', q{5, '2025-11-03 12:00', 'ces', 8}, '', q{an answer is off its scale, of customer 5: ces 8 on 2025-11-03}],
	['answers', q{5, '2025-11-03 12:00', 'nps', 9, NULL, NULL, '{{1,2,3}}'}, '', q{the ratings of an answer are no array of numbers, of customer 5: {{1,2,3}} on 2025-11-03}],
	['answers', q{5, '2025-11-03 12:00', 'nps', 9, NULL, NULL, '{1,2,-Infinity}'}, '', q{the ratings of an answer are no array of numbers, of customer 5: {1,2,-Infinity} on 2025-11-03}],
	['answers', q{5, '2025-11-03 12:00', 'nps', 9, NULL, (SELECT string_agg('w' || i, ' ') FROM generate_series(1, 200000) AS i)}, '', q{a comment is too long, of customer 5: 1488894 bytes on 2025-11-03}],
	['answers', q{5, '-infinity', 'nps', 9}, q{'2025-11-04', since => '-infinity'}, q{a row of the view answers has no day, of customer 5: -infinity}],
	['orders', q{5, 'infinity', 9}, '', q{a row of the view orders has no day, of customer 5: infinity}],
	['events', q{5, '-infinity', 'view'}, q{'2025-11-04', since => '-infinity'}, q{a row of the view events has no day, of customer 5: -infinity}],
	['orders', q{5, '0202-11-03 12:00', 9}, q{'2025-11-04', since => '-infinity'}, q{more than 100000 days lie between a row of orders, of customer 5 on 0202-11-03, and one of}],
	['orders', q{5, '2025-11-03 12:00', 'NaN'}, '', q{an amount of the view orders is no number of up to 38 digits, of customer 5: NaN on 2025-11-03}],
	['subscriptions', q{5, 'Plus', '2025-05-05', NULL, 1e39}, '', q{an amount of the view subscriptions is no number of up to 38 digits, of customer 5: 1000000000000000000000000000000000000000 on 2025-05-05}],
	['subscriptions', q{5, 'Plus', '-infinity', NULL, 10}, '', q{a row of the view subscriptions has no day, of customer 5: -infinity}],
) {
	my ($source, $row, $options, $expected) = @$_;
	answer("INSERT INTO shop_$source VALUES ($row)", '-U postgres');
	($error) = psql("SELECT kpi.refresh($options)");
	like($error, qr/^ERROR:  \Q$expected\E.*\nDETAIL:  A refresh stopped, for .*\nHINT:  /m, "a row of $source that cannot be read is named: " . substr($row, 0, 60));
	is(snapshot('kpi'), $before, 'and the views stay as they were');
	if (my ($where) = $error =~ /^HINT:  .*(WHERE \w.*)\.$/m) {
		my ($view) = sources('kpi') =~ /(CREATE OR REPLACE VIEW "kpi"\.$source .*?);/;
		answer("$view $where");
		refresh('kpi', $options);
		is(snapshot('kpi'), $before, "it can be left out as the hint says: $where");
		answer($view);
	}
	answer("DELETE FROM shop_$source WHERE customer_id = 5", '-U postgres');
}
answer(q{INSERT INTO shop_customers (customer_id, region) VALUES (6, 'north'), (6, 'south')}, '-U postgres');
is(refresh('kpi'), '2025-10-29|2025-11-04|2025-10-31', 'a customer may be in customers twice while nothing of it is read');
for my $options ('', q{'2025-11-04', since => '-infinity'}) {
	answer(q{INSERT INTO shop_answers VALUES (6, '2025-11-03 12:00', 'nps', 9)}, '-U postgres') unless $options;
	($error) = psql("SELECT kpi.refresh($options)");
	like($error, qr/ERROR:  a customer is more than once in the view customers: 6 has 2 rows\nHINT:  Give it one row of each: SELECT DISTINCT ON \(customer\) \.\.\. ORDER BY customer, joined DESC\.\n/, "refresh($options) names who is there twice");
	answer('DELETE FROM shop_answers WHERE customer_id = 6', '-U postgres');
}
my ($people) = sources('kpi') =~ /(CREATE OR REPLACE VIEW "kpi"\.customers .*?);/;
answer($people =~ s/SELECT/SELECT DISTINCT ON (customer_id)/r . ' ORDER BY customer_id, signed_up DESC');
refresh('kpi', q{'2025-11-04', since => '-infinity'});
is(snapshot('kpi'), $before, 'one row of each lets it go on');
answer($people);
answer('DELETE FROM shop_customers WHERE customer_id = 6', '-U postgres');

# Few customers, with weeks in which nothing happens
answer(q{TRUNCATE shop_orders, shop_answers, shop_events, shop_subscriptions;
	INSERT INTO shop_orders VALUES (4, '2025-01-01 12:00', 5), (4, '2025-01-20 12:00', 5), (8, '2025-02-03 12:00', 5)}, '-U postgres');
refresh('kpi', q{since => '-infinity'});
answer(q{INSERT INTO shop_orders VALUES (12, '2025-02-25 12:00', 5), (8, '2025-02-26 12:00', -5), (4, '2025-04-30 12:00', 5)}, '-U postgres');
refresh('kpi', $_) for "'2025-02-27'", "'2025-04-10'", "'2025-05-10'";
refresh('our numbers', q{'2025-05-10', since => '-infinity'});
is(snapshot('kpi'), snapshot('our numbers'), 'rolling windows know of the days before the last ones, empty or not');
is(answer(q{SELECT day, active, active_7_days, active_28_days FROM kpi.rolling_active WHERE day IN ('2025-02-26', '2025-04-10', '2025-05-10') ORDER BY 1}), "2025-02-26|0|1|2\n2025-04-10|0|0|0\n2025-05-10|0|0|1", 'and count what is in them');

# The same hundred come every week, and forty of them buy in the last: each week has a hundred.
answer(q{INSERT INTO shop_events SELECT c, (date '2025-02-03' + w * 7 + c * interval '1 minute') AT TIME ZONE 'Europe/Berlin', 'view' FROM generate_series(1, 100) AS c, generate_series(0, 9) AS w
	UNION ALL SELECT c, '2025-04-07 12:00+02', 'buy' FROM generate_series(1, 40) AS c}, '-U postgres');
for (['view,buy', 7, '100 0, ' x 9 . '100 40'], ['view , buy', 7, '100 0, ' x 9 . '100 40'], ['view,view,buy', 14, '100 0, ' x 8 . '100 40, 100 0'], ['buy,view', 7, '40 0'], ['view', 7, join(', ', ('100 100') x 10)]) {
	my ($steps, $within, $expected) = @$_;
	answer('SET search_path = kpi; ' . $settings =~ s/view,cart,checkout,purchase/$steps/r =~ s/7 AS funnel_within_days/$within AS funnel_within_days/r);
	refresh('kpi', q{'2025-05-10', since => '2025-01-01'});
	is(answer(q{SELECT string_agg(entered || ' ' || converted, ', ' ORDER BY week) FROM kpi.funnel_by_week WHERE entered > 0}), $expected, "a customer counts in every week with a first step: $steps");
}
is(answer('SELECT min(week) FROM kpi.funnel_by_week'), '2025-02-03', 'the first week is whole');
answer("SET search_path = kpi; $settings");

# Who buys like clockwork fits no model: all three are tried, and each says so once.
answer(q{TRUNCATE shop_orders; INSERT INTO shop_orders SELECT id, timestamptz '2025-01-01 12:00+01' + (id + n * (10 + id % 40)) * interval '1 day', 5 FROM generate_series(1, 300) AS id, generate_series(0, 8) AS n WHERE n <= id % 9}, '-U postgres');
my ($warned) = psql(q{SELECT kpi.refresh('2025-12-31', since => '-infinity')});
is(join(' ', $warned =~ /WARNING:  the likelihood of the (\S+nbd) model has no maximum/g), 'bg/nbd mbg/nbd pareto/nbd', 'a model that does not fit is fitted once');

# Two at once, while others read
begin_anew('2025-11-30');
refresh('kpi', q{since => '-infinity'});
answer(q{SELECT arrive('2025-11-30', '2025-12-31 23:00')}, '-U postgres');
spew("$dir/refresh.sql", "SELECT * FROM kpi.refresh();\n");
spew("$dir/read.sql", join '', map { "SELECT count(*) FROM kpi.$_;\n" } @names);
($said, $status) = run("psql -X -q -A -t -f $dir/refresh.sql >$dir/a 2>&1 & psql -X -q -A -t -f $dir/refresh.sql >$dir/b 2>&1 & psql -X -q -v ON_ERROR_STOP=1 -f $dir/read.sql >$dir/c 2>&1; echo \$?; wait");
is($said, "0\n", 'views are read while they are refreshed');
is(join(' ', sort map { s/\s+\z//r } slurp("$dir/a"), slurp("$dir/b")), '2025-11-24|2025-12-31|2025-12-31 2025-12-25|2025-12-31|2025-12-31', 'of two refreshes at once one waits for the other');
as_fresh('and the views are those of a fresh fill');
$whole = snapshot('kpi');

# Nothing but subscriptions; then nothing at all
answer('CREATE TABLE aside AS SELECT * FROM shop_orders; CREATE TABLE heard AS SELECT * FROM shop_answers; CREATE TABLE seen AS SELECT * FROM shop_events; TRUNCATE shop_orders, shop_answers, shop_events', '-U postgres');
is(refresh('our numbers', q{since => '-infinity'}), '-infinity|2025-12-01|2025-11-30', 'a company of subscriptions only');
is(answer(q{SELECT string_agg(DISTINCT source, ' ') FROM "our numbers".cohorts}), 'subscriptions', 'has their views');
answer('CREATE TABLE paid AS SELECT * FROM shop_subscriptions; TRUNCATE shop_subscriptions', '-U postgres');
is(refresh('our numbers', q{since => '-infinity'}), '-infinity||', 'and one of nothing, which is as of no day');
is(answer(join ' UNION ALL ', map { qq{(SELECT '$_' FROM "our numbers".$_ LIMIT 1)} } @names), '', 'what is gone from the sources is gone from the views');
answer('INSERT INTO shop_orders TABLE aside; INSERT INTO shop_answers TABLE heard; INSERT INTO shop_events TABLE seen; INSERT INTO shop_subscriptions TABLE paid; DROP TABLE aside, heard, seen, paid', '-U postgres');

# A refresh whose settings differ counts anew.
answer('SET search_path = kpi; ' . $settings =~ s/'month'::text AS score_every/'week'::text AS score_every/r =~ s/52::float8/26::float8/r);
is(refresh('kpi'), '2025-12-25|2025-12-31|2025-12-28', 'scores by week');
is(answer('SELECT as_of, horizon_weeks FROM kpi.forecast'), '2025-12-28|26', 'by the settings');
answer("SET search_path = kpi; $settings");
refresh('kpi');
is(snapshot('kpi'), $whole, 'and back');

# ---------- time zones, readers, clients ----------

for my $zone ('UTC', 'Asia/Tokyo', 'America/Los_Angeles') {
	local $ENV{PGTZ} = $zone;
	is(snapshot('kpi'), $whole, "the views read in $zone");
	refresh('our numbers', q{since => '-infinity'});
	is(snapshot('our numbers'), $whole, "and filled in $zone");
}
answer('GRANT USAGE ON SCHEMA kpi TO kit_reader; GRANT SELECT ON ' . join(', ', map { "kpi.$_" } @names) . ' TO kit_reader');
{
	local $ENV{PGUSER} = 'kit_reader';
	is(answer(join ' UNION ALL ', map { "(SELECT '$_' FROM kpi.$_ LIMIT 1)" } @names), join("\n", @names), 'who is granted the views reads them all');
	like((psql('SELECT * FROM kpi.kept_customers'))[0], qr/permission denied for table kept_customers/, 'and nothing else');
	like((psql('SELECT kpi.refresh()'))[0], qr/permission denied/, 'and refreshes nothing');
}

# Each client, in each of three time zones, prints a line for each view: its rows, and a digest of all that is in them. Numbers count as the bits of a float8.
my @zones = ('UTC', 'America/Los_Angeles', 'Asia/Tokyo');
sub digest {
	my ($view, @columns) = @_;
	my @shown = map { /^(\w+) (date|text)$/ ? "$1::text" : "encode(float8send((${\ s{ .*}{}r})::float8), 'hex')" } @columns;
	return "SELECT '$view ' || count(*) || ' ' || md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), '')) FROM (SELECT concat_ws('|', " . join(', ', map { "coalesce($_, '')" } @shown) . ") AS line FROM kpi.$view) AS r";
}
my $digests = answer(join ' UNION ALL ', map { '(' . digest(/^(\w+): /, split /, /, s/^\w+: //r) . ')' } @views);
my $expected = join '', map { my $zone = $_; map { "$zone $_\n" } split /\n/, $digests } @zones;
spew("$dir/client.py", <<'PYTHON');
import sys, os, time, datetime, decimal, hashlib, struct
kind, source, zones, views = sys.argv[1], sys.argv[2], sys.argv[3].split(","), sys.argv[4:]
if kind == "psycopg":
    import psycopg2 as driver
else:
    import pyodbc as driver
    driver.pooling = False  # a session of the pool has the zone of the one before

def shown(value, view):
    assert value is None or type(value) in (int, float, str, datetime.date, decimal.Decimal), (view, type(value))
    if value is None:
        return ""
    return struct.pack(">d", value).hex() if type(value) in (int, float, decimal.Decimal) else str(value)

for zone in zones:
    os.environ["TZ"] = os.environ["PGTZ"] = zone
    time.tzset()
    cursor = driver.connect(source).cursor()
    cursor.execute("SHOW TimeZone")
    assert cursor.fetchone()[0] == zone
    for view in views:
        cursor.execute("SELECT * FROM kpi." + view)
        lines = sorted("|".join(shown(value, view) for value in row).encode() for row in cursor.fetchall())
        print(zone, view, len(lines), hashlib.md5(b"\n".join(lines)).hexdigest())
PYTHON
my %python = (
	psycopg => ['psycopg2', "host=$ENV{PGHOST} dbname=kit user=kit_reader"],
	ODBC => ['pyodbc', "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=$ENV{PGPORT};Database=kit;Uid=postgres;Pwd=$ENV{PGPASSWORD};Debug=0;CommLog=0"],
);
my $zones = join ',', @zones;
for my $kind (sort keys %python) {
	my ($module, $source) = @{ $python{$kind} };
	SKIP: {
		skip "$module is not installed", 1 if (run("/usr/bin/python3 -c 'import $module'"))[1];
		is((run("/usr/bin/python3 $dir/client.py $kind '$source' $zones @names"))[0], $expected, "$kind reads every view, the same in every time zone");
	}
}
spew("$dir/Client.java", <<'JAVA');
import java.math.BigInteger;
import java.security.MessageDigest;
import java.sql.*;
import java.util.*;
public class Client {
    static String shown(ResultSet r, int i, int type) throws Exception {
        if (r.getObject(i) == null)
            return "";
        switch (type) {
        case Types.DATE:
            return r.getDate(i).toString();
        case Types.VARCHAR:
            return r.getString(i);
        default:
            return String.format("%016x", Double.doubleToRawLongBits(type == Types.NUMERIC ? r.getBigDecimal(i).doubleValue() : r.getDouble(i)));
        }
    }
    public static void main(String[] args) throws Exception {
        List<Integer> plain = Arrays.asList(Types.INTEGER, Types.BIGINT, Types.DOUBLE, Types.NUMERIC, Types.DATE, Types.VARCHAR);
        for (String zone : args[2].split(",")) {
            TimeZone.setDefault(TimeZone.getTimeZone(zone));
            Connection c = DriverManager.getConnection(args[0], "postgres", args[1]);
            for (int v = 3; v < args.length; v++) {
                ResultSet r = c.createStatement().executeQuery("SELECT * FROM kpi." + args[v]);
                ResultSetMetaData m = r.getMetaData();
                List<String> lines = new ArrayList<>();
                while (r.next()) {
                    StringJoiner line = new StringJoiner("|");
                    for (int i = 1; i <= m.getColumnCount(); i++) {
                        if (!plain.contains(m.getColumnType(i)))
                            throw new Exception(args[v] + "." + m.getColumnName(i) + " is " + m.getColumnTypeName(i));
                        line.add(shown(r, i, m.getColumnType(i)));
                    }
                    lines.add(line.toString());
                }
                Collections.sort(lines);
                byte[] digest = MessageDigest.getInstance("MD5").digest(String.join("\n", lines).getBytes("UTF-8"));
                System.out.println(zone + " " + args[v] + " " + lines.size() + " " + String.format("%032x", new BigInteger(1, digest)));
            }
        }
    }
}
JAVA
my $jar = '/usr/share/java/postgresql.jar';
SKIP: {
	skip 'the JDBC driver or a Java compiler is not installed', 1 if !-f $jar || (run('command -v javac'))[1];
	is((run("java -cp $jar $dir/Client.java jdbc:postgresql://127.0.0.1:$ENV{PGPORT}/kit '$ENV{PGPASSWORD}' $zones @names"))[0], $expected, 'JDBC reads every view, the same in every time zone');
}

# ---------- dumped and restored ----------

my $page = slurp('doc/kit.md');
is(join(' ', grep { $page !~ /`$_`/ } @names), '', 'doc/kit.md names every view');
{
	local $ENV{PGUSER} = 'postgres';
	answer('DROP DATABASE IF EXISTS kit_copy');
	answer('CREATE DATABASE kit_copy');
	($said, $status) = run('pg_dump kit | psql -X -q -v ON_ERROR_STOP=1 -d kit_copy');
	is($status, 0, 'the database is dumped and restored') or diag($said);
	local $ENV{PGDATABASE} = 'kit_copy';
	local $ENV{PGUSER} = 'kit_owner';
	is(snapshot('kpi'), $whole, 'and shows the same');
	is(refresh('kpi'), '2025-12-25|2025-12-31|2025-12-31', 'a refresh goes on there');
	is(snapshot('kpi'), $whole, 'and finds nothing new');
}
answer('DROP DATABASE kit_copy', '-U postgres');

# ---------- gone ----------

answer('CREATE VIEW kpi.mine AS SELECT * FROM kpi.forecast');
($said, $status) = script('drop', 'kpi');
like($said, qr/view mine depends on view forecast/, 'what rests on the kit is named');
is(snapshot('kpi'), $whole, 'and nothing is dropped');
answer('DROP VIEW kpi.mine; CREATE TABLE kpi.ours (n int)');
is(join('', script('drop', 'kpi')), '0', 'the kit is dropped');
is(answer(q{SELECT relname FROM pg_class WHERE relnamespace = 'kpi'::regnamespace}), 'ours', 'what is not its own stays');
answer('DROP SCHEMA kpi CASCADE');
answer('DROP TABLE late', '-U postgres');
is(join('', script('drop', 'our numbers')), '0', 'the kit is dropped');
is(catalog(), $before_install, 'and leaves nothing behind');
answer('CREATE SCHEMA own AUTHORIZATION kit_owner', '-U postgres');
install('own');
is(join('', script('drop', 'own')), '0', 'out of a schema that was there before');
is(answer(q{SELECT count(*) FROM pg_namespace WHERE nspname = 'own'}), '1', 'which stays');
done_testing();
