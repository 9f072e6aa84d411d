# Mutated text and binary input neither crashes nor hangs the server, nor yields a value whose own
# output is refused. FUZZ_SEED and FUZZ_CALLS (100000 in all) repeat or lengthen a run.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Samples;
use Test::More;

my $seed = first_seed('FUZZ_SEED');
my $calls = $ENV{FUZZ_CALLS} // 100_000;
srand($seed);
diag("fuzz: seed $seed, $calls calls");
fresh_database('fuzz');

# Values to begin with, and readings that must stand whatever is accepted
my %kind = (
	survey_tally => {
		texts => [
			'{"version": 1, "scale": [0, 10], "answers": [1, 0, 0, 1, 0, 1, 1, 2, 1, 3, 2]}',
			'{"version": 1, "scale": [0, 1], "answers": [3, 4], "weights": [3.5, 4], "squared_weights": [9, 4]}',
			'{"version": 1, "scale": [-3, 3], "answers": [0, 0, 0, 9223372036854775807, 0, 0, 0]}',
			'{"version": 1, "scale": [-1000000000, -999999999], "answers": [1, 2]}',
		],
		read => q{nps_summary(v, 0.95, 'score', (v::jsonb -> 'scale' ->> 0)::int, (v::jsonb -> 'scale' ->> 1)::int), score_stddev(v), ces_low(v), survey_table(v), v + NULL},
	},
	activity_calendar => {
		texts => [
			'{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-04-01", "active": [0, 1, 3]}',
			'{"version": 1, "unit": "day", "first": "2020-02-29", "last_seen": "2026-04-01", "active": [0, 70, 2223]}',
			'{"version": 1, "unit": "week", "first": "0001-01-01", "last_seen": "0001-01-05", "active": [0]}',
		],
		read => q{first_period(v), last_seen(v), active_periods(v), v + v, 1 / was_active(v, first_period(v), last_seen(v))::int},
	},
	retention_grid => {
		texts => [
			'{"version": 1, "unit": "month", "last_seen": "2026-04-30", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0, 1, 2, 3], "active": [2, 1, 1, 1], "last": [0, 0, 1, 1]}, {"period": "2026-02-01", "customers": [2, 2, 1], "since": [0, 1, 2], "active": [2, 1, 1], "last": [1, 0, 1]}]}',
			'{"version": 1, "unit": "month", "last_seen": "2026-04-30", "rows": [{"period": "2026-01-01", "customers": [9, 0, 0], "since": [0, 2], "active": [9, 4], "last": [5, 4]}, {"period": "2026-03-01", "customers": [5, 0, 0], "since": [0], "active": [5], "last": [5]}]}',
			'{"version": 1, "unit": "year", "last_seen": "2026-04-30", "rows": [{"period": "2026-01-01", "customers": [9223372036854775807, 0, 0], "since": [], "active": [], "last": []}]}',
		],
		read => q{(SELECT count(*) FROM (SELECT * FROM retention_table(v, least(last_seen(v), first + 3000)) LIMIT 5000) x WHERE retained < 0 OR rate > 1), customers(v), retention_rate(v, 1, mode => 'unbounded'),
			(SELECT 1 / (bool_and(resurrected >= 0 AND churned >= 0))::int FROM (SELECT * FROM lifecycle_table(v, least(last_seen(v), first + 3000)) LIMIT 5000) x WHERE churned IS NOT NULL)
			FROM (SELECT (v::jsonb #>> '{rows, 0, period}')::date AS first) f},
	},
);
$kind{purchase_calendar} = {
	texts => [
		'{"version": 1, "first": "2026-01-01", "days": [0, 7, 70, 90], "scale": 2, "spend": [10, 20.5, 0, -3]}',
		'{"version": 1, "first": "2020-02-29", "days": [0, 1, 2000]}',
		'{"version": 1, "first": "0001-01-01 BC", "days": [0, 700000], "scale": 30, "spend": [0.000000000000000000000000000001, 99999999]}',
	],
	read => q{purchase_summary(v, last_purchase(v) + 100), frequency(v), total_spend(v), days_since(v, last_purchase(v)), purchase_days(v)},
};
my $history = q{'{"version": 1, "first": "2026-01-01", "days": [0, 7, 70], "scale": 2, "spend": [10, 20.5, 3]}'::purchase_calendar};
$kind{fitted_clv} = {
	texts => [
		'{"version": 1, "model": "bg/nbd", "unit": "week", "parameters": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}}',
		'{"version": 1, "model": "mbg/nbd", "unit": "day", "parameters": {"r": 0.5, "alpha": 40, "a": 0.9, "b": 1.6}, "converged": false, "iterations": 58, "customers": 23, "repeat_customers": 9, "log_likelihood": -92.5}',
		'{"version": 1, "model": "pareto/nbd", "unit": "month", "parameters": {"r": 0.5, "alpha": 10.5, "s": 0.6, "beta": 11.6, "p": 1e9, "q": 1e-9, "v": 15}}',
		'{"version": 1, "model": "bg/bb", "unit": "year", "parameters": {"alpha": 1.2, "beta": 0.75, "gamma": 0.6, "delta": 2.7}}',
		'{"version": 1, "model": "sbg", "parameters": {"alpha": 0.6, "beta": 3.8}, "converged": true, "iterations": 58, "customers": 9, "repeat_customers": 0, "log_likelihood": -92.5, "covariance": [1, 0.5, 2]}',
	],
	read => qq{clv_model_summary(v), (SELECT count(*) FROM clv_params(v)),
		CASE v::jsonb ->> 'model' WHEN 'sbg' THEN 1 / (expected_lifetime(v, 0.1) > 0)::int ELSE
			1 / (p_alive(v, $history, '2027-01-01') BETWEEN 0 AND 1 AND expected_purchases(v, 52, $history, '2027-01-01') >= 0
				AND expected_purchases(v, 52, $history, '2027-01-01') < 'Infinity' AND purchase_probability(v, 52, 1) >= 0)::int END},
};
$kind{driver_moments} = {
	texts => [
		'{"version": 1, "drivers": 2, "answers": 4, "incomplete": 3, "missing": [1, 2], "sums": [10, 6, 0.25], "products": [30, 14, 20, -0.25, 0, 0.3125]}',
		'{"version": 1, "drivers": 1, "answers": 9000000000000000000, "incomplete": 0, "missing": [0], "sums": [9000000000000000000, 0], "products": [9000000000000000000, 0, 9000000000000000000.000000000001]}',
		'{"version": 1, "drivers": 1, "weights": 3.5, "squared_weights": 7.25, "answers": 2, "incomplete": 0, "missing": [0], "sums": [8.5, 12], "products": [[1273, 17294794167740792832], [1734, 13345776187637497856], [2385, 4515384202719395840]]}',
		open_value(q{CREATE AGGREGATE part(float8, float8[], float8) (SFUNC = driver_accum, STYPE = driver_moments)}, 'part(x % 5, ARRAY[x * x % 7, nullif(x % 3, 1)]::float8[], x / 2.0)'),
	],
	read => q{answers(v), driver_summary(v), (SELECT 1 / bool_and(importance_low <= importance_high AND se >= 0 AND stddev >= 0)::int FROM driver_table(v, NULL, 'relative_weights') WHERE se < 'Infinity' AND importance_high IS NOT NULL),
		(SELECT 1 / bool_and(importance_low >= 0 AND importance_high <= 1)::int FROM driver_table(v, NULL, 'last') WHERE importance IS NOT NULL), (SELECT count(*) FROM driver_table(v, NULL, 'pratt', 0.5)), v + NULL},
};
$kind{bridge_tally} = {
	texts => [
		'{"version": 1, "scale": 2, "opening": {"amount": 500.25, "customers": 5}, "new": {"amount": 200, "customers": 1}, "expansion": {"amount": 50, "customers": 1}, "contraction": {"amount": 40, "customers": 1}, "churned": {"amount": 100, "customers": 1}, "reactivated": {"amount": 80, "customers": 1}}',
		'{"version": 1, "scale": 38, "opening": {"amount": 0, "customers": 0}, "new": {"amount": 1.00000000000000000000000000000000000001, "customers": 9000000000000000000}, "expansion": {"amount": 0, "customers": 0}, "contraction": {"amount": 0, "customers": 0}, "churned": {"amount": 0, "customers": 0}, "reactivated": {"amount": 0, "customers": 0}}',
		'{"version": 1, "scale": 0, "opening": {"amount": 99999999999999999999999999999999999999, "customers": 1}, "new": {"amount": 0, "customers": 0}, "expansion": {"amount": 0, "customers": 0}, "contraction": {"amount": 0, "customers": 0}, "churned": {"amount": 99999999999999999999999999999999999999, "customers": 1}, "reactivated": {"amount": 0, "customers": 0}}',
	],
	read => q{bridge_summary(v), (SELECT count(*) FROM bridge_table(v)), earned_growth(v, 0), nrr_with_reactivation(v),
		(SELECT 1 / (opening + new_amount + expansion + reactivated - contraction - churned = closing AND closing >= 0)::int FROM bridge_summary(v))},
};
$kind{ledger_tally} = {
	texts => [
		'{"version": 1, "unit": "month", "key": "bigint", "last_seen": "2026-04-30", "scale": 2, "first": "2026-01-01", "customers": [{"customer": -3, "periods": [0, 1, 3], "amounts": [20.5, 20, 15]}, {"customer": 9223372036854775807, "periods": [1], "amounts": [-0.25]}]}',
		'{"version": 1, "unit": "day", "key": "uuid", "last_seen": "2999-12-31", "scale": 0, "first": "2020-02-29", "customers": [{"customer": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "periods": [0, 99999], "amounts": [1, 99999999999999999999999999999999999999]}]}',
		'{"version": 1, "unit": "year", "key": "text", "last_seen": "2026-03-01", "scale": 10, "first": "0001-01-01", "customers": [{"customer": "", "periods": [7], "amounts": [0]}, {"customer": "a \\"b\\"", "periods": [0, 2025], "amounts": [0.0000000001, 7]}]}',
		open_value(q{CREATE AGGREGATE part(text, date, numeric, text) (SFUNC = ledger_accum, STYPE = ledger_tally)}, q{part('customer ' || x, date '2026-01-01' + x * 9, x / 8.0, 'month')}),
		open_value(q{CREATE AGGREGATE part(bigint, daterange, numeric, text, date) (SFUNC = subscription_ledger_accum, STYPE = ledger_tally)}, q{part(x % 3, daterange(date '2026-01-01' + x * 9, date '2026-03-01' + x * x), x / 8.0, 'month', '2026-12-31')}),
	],
	read => q{(SELECT count(*) FROM (SELECT * FROM cohort_revenue_table(v, least((v::jsonb ->> 'first')::date, date '5870000-01-01') + 900) LIMIT 5000) c), (SELECT count(*) FROM (SELECT * FROM revenue_movements(v, least((v::jsonb ->> 'first')::date, date '5870000-01-01') + 3000, negatives => 'zero') LIMIT 5000) m),
		CASE WHEN v::text !~ '"amounts": \[[^]]*-|[0-9.]{30}' THEN (v + v)::text || (SELECT 1 / (count(*) = 0)::int FROM (SELECT * FROM revenue_table(v, least(first, date '5870000-01-01') + 3000, 1 + length(v::text) % 13) LIMIT 5000) x
			WHERE closing < 0 OR opening + new_amount + expansion + reactivated - contraction - churned <> closing) END
		FROM (SELECT (v::jsonb ->> 'first')::date AS first) f},
};
$kind{clv_tally} = {
	texts => [
		'{"version": 1, "unit": "week", "occasions": false, "knows_spend": false, "rows": [[0, 0, 30, 7], [2, 30.43, 38.86, 1]]}',
		'{"version": 1, "unit": "month", "occasions": true, "knows_spend": true, "last_seen": "2026-01-01", "rows": [[0, 0, 30, null, 7], [2, 5, 6, 19.9, 1], [2, 5, 6, null, 9007199254740992]]}',
		open_value(q{CREATE AGGREGATE part(float8, float8, float8) (SFUNC = clv_tally_accum, STYPE = clv_tally)}, 'part(x % 3, x % 3 * 2, 10 + x)'),
	],
	read => q{(SELECT 1 / (sum(customers) = customers(v) AND bool_and(frequency >= 0 AND recency <= tenure AND customers > 0))::int FROM clv_tally_table(v)), last_seen(v), v + NULL},
};
$kind{forecast_tally} = {
	texts => [
		'{"version": 1, "as_of": "2026-01-01", "horizon": 52, "discount": 0.1, "customers": 7, "unvalued": 1, "boundless": 1, "unspread": 2, "still_there": [3.5, -1e-17], "purchases": [12.25], "purchases_variance": [40], "value": [999.5], "value_variance": [1e6, 1e-12],'
			. ' "models": [{"model": "bg/nbd", "unit": "week", "parameters": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}, "purchases_slopes": [[1], [2.5, 1e-16], [-3], [4]], "value_slopes": [[1], [2], [3], [4]], "value_slopes_of_spend": [[1], [-2], [3]]}]}',
		'{"version": 1, "as_of": "2026-01-01", "horizon": 0, "discount": 0, "customers": 9007199254740992, "unvalued": 0, "boundless": 0, "unspread": 0, "still_there": [0], "purchases": [1e60], "purchases_variance": [1e60], "value": [1e-38], "value_variance": [0],'
			. ' "models": [{"model": "pareto/nbd", "unit": "day", "parameters": {"r": 1, "alpha": 2, "s": 3, "beta": 4}, "converged": true, "iterations": 5, "customers": 9, "repeat_customers": 3, "log_likelihood": -92.5, "covariance": [1, 0.1, 2, 0.1, 0.1, 3, 0.1, 0.1, 0.1, 4],'
			. ' "purchases_slopes": [[1], [2], [3], [4]], "value_slopes": [[0], [0], [0], [0]], "value_slopes_of_spend": [[0], [0], [0]]}]}',
	],
	read => q{forecast_summary(v), last_seen(v), v + NULL, (SELECT 1 / (s.purchases >= 0 AND coalesce(s.purchases_low <= s.purchases_high, true))::int FROM forecast_summary(v) AS s)},
};
$kind{survival_tally} = {
	texts => [
		'{"version": 1, "rows": [[1, 0, 3], [1, 1, 5], [2.5, 0, 1]]}',
		'{"version": 1, "decimals": 6, "rows": [[1, 0, 3], [1, 1, 2500000]]}',
		'{"version": 1, "rows": [[0, 2, 2], [1, 0, 3], [1, 1, 5], [2.5, 2, 1], [3, 3, 1], [3, 5, 2], [4, 4, 9]], "reasons": ["", "price", "\u00fcbel"]}',
		open_value(q{CREATE AGGREGATE part(float8, float8, text) (SFUNC = churn_reason_accum, STYPE = survival_tally)}, q{part(x / 3.0, x, (ARRAY['price', 'service'])[x % 3])}),
		open_value(q{CREATE AGGREGATE part(bigint, boolean) (SFUNC = sbg_accum, STYPE = survival_tally)}, 'part(x, x % 2 = 0)'),
	],
	read => q{v + NULL, CASE WHEN NOT v::jsonb ? 'decimals' AND v::text !~ '[0-9]{15}' THEN
		(SELECT 1 / (sum(churned + censored) = customers(v) AND bool_and(survival BETWEEN 0 AND 1 AND at_risk >= churned + censored))::int FROM survival_table(v)) END,
		CASE WHEN NOT v::jsonb ? 'decimals' AND v::text !~ '[0-9]{15}' THEN (SELECT 1 / bool_and(coalesce(incidence BETWEEN 0 AND 1 AND se >= 0, true))::int FROM incidence_table(v)) END,
		CASE WHEN NOT v::jsonb ? 'decimals' AND v::text !~ '[0-9]{15}' THEN concat(logrank_test(ARRAY[v, v]), hazard_ratio(v, v), survival_summary(v), restricted_mean(v, 2)) END},
};
$kind{value_tally} = {
	texts => [
		'{"version": 1, "scale": 2, "rows": [[-1.5, 2], [0, 1], [20.25, 3]]}',
		'{"version": 1, "scale": 38, "rows": [[0, 7], [0.00000000000000000000000000000000000001, 1], [1, 9007199254740000]]}',
		open_value(q{CREATE AGGREGATE part(numeric, float8) (SFUNC = value_accum, STYPE = value_tally)}, 'part(x / 8.0 - 1, x)'),
	],
	read => q{v + NULL, customers(v), value_quantile(v), cut_points(v), CASE WHEN v::text !~ '\[-|[0-9.]{20}' THEN
		(SELECT 1 / (sum(c.customers) = customers(v) AND sum(amount) = total(v) AND bool_and(coalesce(share BETWEEN 0 AND 1, true)))::int FROM concentration_table(v) AS c) + coalesce(1 / (gini(v) BETWEEN 0 AND 1 AND top_share(v) BETWEEN 0 AND 1)::int, 1) END},
};
$kind{transition_matrix} = {
	texts => [
		'{"version": 1, "labels": ["", "At risk", "Can\'t lose them", "\\u00fcbel"], "rows": [[0, 1, 5], [1, null, 2], [2, 3, 1], [null, 3, 9007199254740000]]}',
		'{"version": 1, "labels": ["a"], "rows": [[0, 0, 1]]}',
		open_value(q{CREATE AGGREGATE part(text, text, float8) (SFUNC = transition_accum, STYPE = transition_matrix)}, q{part('label ' || x % 3, nullif('label ' || x % 4, 'label 2'), x)}),
	],
	read => q{v + NULL, (SELECT 1 / bool_and(transitions > 0 AND share > 0 AND share <= 1 AND low <= share AND high >= share AND concat(before, after) IS NOT NULL)::int FROM transition_table(v))},
};
$kind{term_tally} = {
	texts => [
		'{"version": 1, "scale": [0, 10], "answers": [1, 0, 2, 0, 0, 0, 3, 0, 0, 4, 5], "terms": {"": [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "late": [1, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0], "not \\"good\\"": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5], "seventeen letters or more": [0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0], "\u00fcbel": [0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 0]}}',
		'{"version": 1, "scale": [-1, 0], "answers": [0, 9223372036854775807], "terms": {"a": [0, 9223372036854775807]}}',
		'{"version": 1, "scale": [1, 2], "answers": [1, 1], "terms": {}}',
		open_value(q{CREATE AGGREGATE part(int, text[]) (SFUNC = term_accum, STYPE = term_tally)}, q{part(x::int, ARRAY['theme ' || x % 3, 'x'])}),
		open_value(q{CREATE AGGREGATE part(float8, tsvector, bigint, bigint) (SFUNC = term_accum, STYPE = term_tally)}, q{part(x, ('late slow' || x)::tsvector, -9, 90)}),
		open_value(q{CREATE AGGREGATE part(term_tally) (SFUNC = term_tally_merge, STYPE = term_tally)}, q{part(format('{"version": 1, "scale": [1, 2], "answers": [%s, 7], "terms": {"late": [0, %s], "x%s": [%1$s, 2]}}', x, 1 + x % 7, x)::term_tally)}),
	],
	read => q{answers(v), v + NULL, suppress(v, 2), (SELECT 1 / bool_and(t.answers > 0 AND share > 0 AND share <= 1 AND abs(nps) <= 100.000001 AND coalesce(low <= difference AND difference <= high, true))::int
		FROM term_table(v, 1, 0.9, (v::jsonb #>> '{scale, 0}')::bigint, (v::jsonb #>> '{scale, 1}')::bigint) AS t), (SELECT 1 / bool_and(difference = 0 AND share_before = share_after)::int FROM term_shift(v, v, 1))},
};
$kind{funnel_tally} = {
	texts => [
		'{"version": 1, "steps": ["view", "cart", "\u00fcbel"], "within": 604800000000, "mode": "ordered", "last_seen": "2026-03-31", "entries": [["2026-03-01", 1, 3], ["2026-03-01", 3, 1], ["2026-03-02", 2, 1]], "times": [[[3600000000, 1], [604800000000, 1]], [[0, 1]], [[7200000000, 1]]]}',
		'{"version": 1, "steps": ["a", "a"], "within": 0, "mode": "any", "last_seen": "2026-03-31", "entries": [["0001-01-01", 1, 9223372036854775807]], "times": [[]]}',
		'{"version": 1, "steps": ["", "x"], "within": 9223372036854775807, "mode": "strict", "last_seen": "5874897-12-31", "entries": [["2026-03-31", 2, 9007199254740993]], "times": [[[9223372036854775807, 9007199254740993]]]}',
		open_value(q{CREATE AGGREGATE part(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally)}, q{part(x % 4, timestamp '2026-01-01' + x % 5 * interval '9 hours', chr(96 + x % 3), '{a,b,a}', '2 days')}),
		open_value(q{CREATE AGGREGATE part(text, timestamptz, text, text[], interval, text) (SFUNC = funnel_accum, STYPE = funnel_tally)}, q{part('k' || x % 4, timestamptz '2026-01-01 00:00+00' + x % 5 * interval '9 hours', chr(96 + x % 3), '{a,b,a}', '2 days', 'strict')}),
		open_value(q{CREATE AGGREGATE part(timestamp, text, text[], interval, text) (SFUNC = funnel_step_accum, STYPE = funnel_tally)}, q{part(timestamp '2026-01-01' + x % 5 * interval '9 hours', chr(96 + x % 3), '{a,b,a}', '2 days', 'any')}),
	],
	read => q{last_seen(v), v + NULL, step_time(v, 2), (SELECT 1 / bool_and(customers >= 0 AND coalesce(dropped >= 0 AND step_conversion <= 1, true))::int FROM funnel_table(v)),
		(SELECT 1 / (bool_and(converted <= entered))::int FROM (SELECT * FROM funnel_trend(v, least(last_seen(v), first + 3000), 'day') LIMIT 5000) x WHERE entered IS NOT NULL)
		FROM (SELECT (v::jsonb #>> '{entries, 0, 0}')::date AS first) f},
};
push @{ $kind{retention_grid}{texts} }, open_value(q{CREATE AGGREGATE part(bigint, date, text) (SFUNC = retention_events_accum, STYPE = retention_grid)}, q{part(x % 4, date '2026-01-01' + x * 9, 'month')}),
	open_value(q{CREATE AGGREGATE part(bigint, date, date, text) (SFUNC = retention_joined_events_accum, STYPE = retention_grid)}, q{part(x % 4, date '2026-01-01' + x * 9, '2025-12-31', 'month')}),
	open_value(q{CREATE AGGREGATE part(activity_calendar, date, text) (SFUNC = retention_accum, STYPE = retention_grid)}, q{part(NULL, date '2026-01-01' + x * 9, 'month')});

$kind{active_tally} = {
	texts => [
		'{"version": 1, "unit": "month", "last_seen": "2026-04-30", "rows": [{"period": "2026-01-01", "last": 0, "after": [1, 2], "customers": [1, 1]}, {"period": "2026-02-01", "last": 1, "after": [1, 2], "customers": [1, 1]}, {"period": "2026-03-01", "last": 1, "after": [1], "customers": [1]}, {"period": "2026-04-01", "last": 3, "after": [], "customers": []}]}',
		'{"version": 1, "unit": "day", "last_seen": "2026-04-30", "rows": [{"period": "1990-01-01", "last": 5, "after": [13268], "customers": [9223372036854775000]}, {"period": "2026-04-30", "last": 9223372036854775000, "after": [], "customers": []}]}',
		open_value(q{CREATE AGGREGATE part(bigint, date, text) (SFUNC = active_events_accum, STYPE = active_tally)}, q{part(x % 4, date '2026-01-01' + x * 9, 'month')}),
		open_value(q{CREATE AGGREGATE part(activity_calendar) (SFUNC = active_accum, STYPE = active_tally)}, q{part(format('{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-04-01", "active": [0, %s, 3]}', 1 + x % 2)::activity_calendar)}),
	],
	read => q{last_seen(v), v + NULL, (SELECT 1 / bool_and(active BETWEEN 0 AND active_in_window AND stickiness <= 1)::int FROM (SELECT * FROM rolling_active(v, 2, least(last_seen(v), first + 3000)) LIMIT 5000) x WHERE active_in_window IS NOT NULL)
		FROM (SELECT (v::jsonb #>> '{rows, 0, period}')::date AS first) f},
};

# The state of an aggregate that has not ended, as text
sub open_value {
	my ($aggregate, $call) = @_;
	return answer("BEGIN; $aggregate; SELECT $call FROM generate_series(1, 9) AS x; ROLLBACK");
}

is(join(' ', grep { !$kind{$_} } sample_types()), '', 'every type is put to the test');
my $share = int($calls / 2 / keys %kind);
my @pieces = (qw([ ] { } " : 0 1 -1 1e9 1e999 9223372036854775808 0.000000001 null true NaN answers weights scale version packed AQE= A),
	',', ' ', '""', '\\u0000', "\xc3");

my @pieces_of_dates = qw(2026-01-01 9999-12-31 day year period last 1e-12 1e12 0.5 spend sbg bg/bb text uuid customer 1e38);

psql(<<'SQL');
CREATE TABLE outcome (kind text, form text, state text, input text, problem text);
CREATE TABLE hex (h text);
CREATE FUNCTION decoded(h text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN convert_from(decode(h, 'hex'), 'UTF8');
EXCEPTION WHEN OTHERS THEN
	RETURN h;
END $$;
SQL

# Read values as a type; what is accepted must be read again from its own output.
sub procedures {
	my ($kind) = @_;
	my $sql = <<'SQL';
CREATE TABLE received_KIND (v KIND);
CREATE PROCEDURE read_KIND(input text, form text, v KIND) LANGUAGE plpgsql AS $$
BEGIN
	IF v::text !~ '^\{"version": 1, "packed"' THEN	-- an open one is nothing to read from
		PERFORM READ;
	END IF;
	INSERT INTO outcome VALUES ('KIND', form, '00000', input, CASE WHEN v::text::KIND <> v OR KIND_send(v::text::KIND) <> KIND_send(v) THEN 'differs' END);
EXCEPTION WHEN OTHERS THEN
	INSERT INTO outcome VALUES ('KIND', form, '00000', input, SQLERRM);
END $$;
CREATE PROCEDURE texts_KIND() LANGUAGE plpgsql AS $$
DECLARE
	i text;
	v KIND;
BEGIN
	FOR i IN SELECT decoded(h) FROM hex LOOP
		BEGIN
			v := i::KIND;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES ('KIND', 'text', SQLSTATE, i, NULL);
			CONTINUE;
		END;
		CALL read_KIND(i, 'text', v);
	END LOOP;
END $$;
CREATE PROCEDURE files_KIND(folder text, files int) LANGUAGE plpgsql AS $$
DECLARE
	v KIND;
BEGIN
	FOR i IN 1 .. files LOOP
		BEGIN
			EXECUTE format('COPY received_KIND FROM %L (FORMAT binary)', folder || '/' || i);
			SELECT r.v INTO v FROM received_KIND AS r LIMIT 1;
			CALL read_KIND('file ' || i, 'binary', v);
			DELETE FROM received_KIND;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES ('KIND', 'binary', SQLSTATE, 'file ' || i, NULL);
		END;
	END LOOP;
END $$;
SQL
	$sql =~ s/READ/$kind{$kind}{read}/;
	$sql =~ s/KIND/$kind/g;
	return $sql;
}

my $dir = File::Temp->newdir;
chmod 0755, $dir;

for my $kind (sort keys %kind) {
	my @texts = @{ $kind{$kind}{texts} };
	my ($said, $status) = psql(procedures($kind));
	is($status, 0, "$kind is put to the test") or diag($said);

	# Text goes in as hex, so that any byte can.
	spew("$dir/texts", join '', map { unpack('H*', mutated($texts[rand @texts], @pieces, @pieces_of_dates)) . "\n" } 1 .. $share);
	($said, $status) = psql("TRUNCATE hex;\n\\copy hex FROM '$dir/texts'\nSET statement_timeout = '300s'; CALL texts_$kind();");
	is($status, 0, "$share mutated texts: the server lives on") or diag($said);

	# Binary goes through COPY, a file for each, whose frame stays whole.
	my @binaries = map { pack 'H*', (psql("SELECT encode(${kind}_send('$_'), 'hex')"))[0] =~ s/\s//gr } @texts;
	spew("$dir/$_", binary_copy(mutated($binaries[rand @binaries], @binary_pieces))) for 1 .. $share;
	($said, $status) = psql("SET statement_timeout = '300s'; CALL files_$kind('$dir', $share)");
	is($status, 0, "$share mutated binary values: the server lives on") or diag($said);

	is((psql("SELECT count(*) FROM outcome WHERE kind = '$kind'"))[0], 2 * $share . "\n", 'every input had an outcome');
	# A grid whose last day is far from its cohorts can be made, by +; the table up to that day is too long.
	is((psql("SELECT form, input, problem FROM outcome WHERE kind = '$kind' AND problem IS NOT NULL AND NOT (kind = 'retention_grid' AND problem ~ '^from .* there are more than 100000 periods') LIMIT 5"))[0], '',
		'what was accepted can be read, and read again');
	is((psql("SELECT DISTINCT state FROM outcome WHERE kind = '$kind' AND state !~ '^(00000|22P0[235]|22003|22021|54000|22007|22008|22009|08P01)\$' ORDER BY 1"))[0], '',
		'every refusal has the class of its kind');
	for my $form ('text', 'binary') {
		cmp_ok((psql("SELECT count(*) FROM outcome WHERE kind = '$kind' AND state = '00000' AND form = '$form'"))[0], '>', $share / 500,
			"some mutants of its $form are values");
	}
}
done_testing();
