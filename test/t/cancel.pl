# A statement that is stopped, at any point, stops within 100 ms, gives its memory back and leaves the
# session in order. (The limit is three times as long here, and longer where more processes run than there are cores.)
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

fresh_database('cancel');
psql(q{CREATE TABLE orders AS SELECT (g * 7919::bigint) % 700001 AS c, timestamp '2020-01-01' + (g * 7907::bigint % 200000000) * interval '1 second' AS at,
	'customer ' || (g * 7919::bigint) % 700001 AS t, (g % 11)::int AS score FROM generate_series(1, 2000000) g; VACUUM ANALYZE orders;
	CREATE TABLE summaries AS SELECT x::float8 AS frequency, CASE WHEN x > 0 THEN 1 + (g * 7907::bigint) % tenure ELSE 0 END::float8 AS recency, tenure::float8 AS tenure, 1 + g % 977 AS monetary
		FROM (SELECT g, greatest(0, g % 13 - 6) AS x, 300 + g * 7919::bigint % 701 AS tenure FROM generate_series(1, 500000) g) s; VACUUM ANALYZE summaries;
	CREATE TABLE kept AS SELECT l, l::text AS text FROM (SELECT ledger_agg(t, at, score, 'day') AS l FROM orders) AS s;
	CREATE TABLE tallies AS SELECT t, t::text AS text FROM (SELECT clv_tally_agg(frequency, recency, tenure, monetary) AS t FROM summaries) AS s;
	CREATE TABLE actives AS SELECT active_agg(x / 20, date '1800-01-01' + (x * 7907::bigint % 99991)::int, 'day') AS a FROM generate_series(1, 1000000) x;
	CREATE TABLE models AS SELECT make_clv_model('bg/nbd', '{"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}') AS bg, make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.67, "p": 6.25, "q": 3.74, "v": 15.44}') AS pareto;
	CREATE TABLE visits AS SELECT funnel_agg(g, timestamp '2020-01-01' + (g * 7907 + k * 7919 * (g % 997)) * interval '1 millisecond', chr(96 + k), ARRAY['a', 'b', 'c'], '40 days') AS f FROM generate_series(1::bigint, 400000) g, generate_series(1, 3) k;
	CREATE TABLE wide AS SELECT retention_agg(x, date '1800-01-01' + x % 900 + (x / 900) * (99000 / 7), 'day') + retention_agg(x, date '1800-01-01' + x % 900 + 99000, 'day') AS g FROM generate_series(1, 6300) x});

my @statements = (
	q{SELECT retention_agg(c, at, 'month') FROM orders},
	q{SELECT retention_agg(c, at, 'day') FROM orders},
	q{SELECT retention_agg(t, at, 'week') FROM orders},
	q{SELECT retention_agg(c, at, timestamp '2019-01-01' + c % 300 * interval '1 day', 'month') FROM orders},
	q{SELECT retention_agg(c, daterange(at::date, at::date + 400), 'day', '2027-01-01') FROM orders},
	q{SELECT retention_agg(a) FROM (SELECT activity_agg(at, 'day') AS a FROM orders GROUP BY c) s},
	q{SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SELECT retention_agg(c, at, 'month') FROM orders; SET max_parallel_workers_per_gather = 0},
	q{SELECT active_agg(c, at, 'day') FROM orders},
	q{SELECT active_agg(a) FROM (SELECT activity_agg(at, 'day') AS a FROM orders GROUP BY c) s},
	q{SELECT length(a::text), a::text::active_tally IS NULL FROM actives},
	q{SELECT count(*) FROM actives, rolling_active(a)},
	q{SELECT a + a FROM actives},
	q{SELECT nps_agg(score) FROM orders},
	q{SELECT nps_count_agg(score, c % 40) FROM orders},
	q{SELECT count(h) FROM (SELECT purchase_agg(at, score) AS h FROM orders GROUP BY c) s},
	q{SELECT clv_fit(frequency, recency, tenure, monetary, 'bg/nbd', 'day') FROM summaries},
	q{SELECT clv_fit(frequency, recency, tenure, 'pareto/nbd', 'day') FROM summaries},
	q{SELECT clv_fit(frequency, recency, frequency + recency, 'bg/bb', 'day') FROM summaries WHERE frequency <= recency},
	q{SELECT clv_tally_agg(frequency, recency, tenure, monetary) FROM summaries},
	q{SELECT rollup(t) FROM (SELECT clv_tally_agg(frequency, recency, tenure, monetary) AS t FROM summaries GROUP BY monetary) s},
	q{SELECT clv_fit(t) FROM tallies},
	q{SELECT count(*) FROM tallies, clv_tally_table(t)},
	q{SELECT length(t::text) FROM tallies},
	q{SELECT text::clv_tally IS NULL FROM tallies},
	q{SELECT survival_agg(c / 7.0, score > 5) FROM orders},
	q{SELECT count(*) FROM survival_table((SELECT survival_agg(c / 7.0, score > 5) FROM orders))},
	q{SELECT churn_reason_agg(c / 7.0, (ARRAY['price', 'service'])[score % 3]) FROM orders},
	q{SELECT count(*) FROM incidence_table((SELECT churn_reason_agg(c / 7.0, (ARRAY['price', 'service'])[score % 3]) FROM orders))},
	q{SELECT hazard_ratio(survival_agg(c / 7.0, score > 5), survival_agg(c / 9.0, score > 4)) FROM orders},
	q{SELECT logrank_test(ARRAY[survival_agg(c / 7.0, score > 5), survival_agg(c / 9.0, score > 4)]) FROM orders},
	q{SELECT value_agg(c / 7.0) FROM orders},
	q{SELECT length(t::text), t::text::value_tally IS NULL FROM (SELECT value_agg(c / 7.0) AS t FROM orders) AS s},
	q{SELECT rollup(t) FROM (SELECT value_agg(c / 7.0) AS t FROM orders GROUP BY score) AS s},
	q{SELECT gini(t), top_share(t), share_cut(t), cut_points(t, 1000) FROM (SELECT value_agg(c / 7.0) AS t FROM orders) AS s},
	q{SELECT count(*) FROM (SELECT rfm_tile(5) OVER (ORDER BY c) FROM orders) AS s},
	q{SELECT count(*) FROM kept, rfm_table(l)},
	q{SELECT length(m::text), m::text::transition_matrix IS NULL FROM (SELECT transition_agg((c % 999)::text, (c * 7 % 997)::text) AS m FROM orders) AS s},
	q{SELECT count(*) FROM transition_table((SELECT transition_agg((c % 999)::text, (c * 7 % 997)::text) FROM orders))},
	q{SELECT driver_agg(score, ARRAY[c, c * c % 97]) FROM orders},
	q{SELECT count(*) FROM generate_series(1, 5) AS i, driver_table((SELECT driver_agg(c, (SELECT array_agg(hashint8extended(c, k) % 97) FROM generate_series(1, 20) AS k)) FROM generate_series(1::bigint, 200) AS c))},
	q{SELECT count(mix_effect(score, c, score, c) OVER ()) FROM orders},
	q{SELECT term_agg(score, ARRAY['customer ' || c, 'a longer term ' || c % 9999]) FROM orders},
	q{SELECT term_agg(score, to_tsvector('simple', 'customer' || c || ' said')) FROM orders},
	q{SELECT count(*) FROM (SELECT term_agg(score, ARRAY['customer ' || c]) AS t FROM orders) AS s, term_table(t, 1)},
	q{SELECT count(*) FROM (SELECT term_agg(score, ARRAY['customer ' || c]) AS t FROM orders) AS s, term_shift(t, t, 1)},
	q{SELECT length(t::text), t::text::term_tally IS NULL FROM (SELECT term_agg(score, ARRAY['customer ' || c]) AS t FROM orders) AS s},
	q{SELECT rollup(t) FROM (SELECT term_agg(score, ARRAY['customer ' || c]) AS t FROM orders GROUP BY score) AS s},
	q{SELECT term_agg(9, array_agg('customer ' || c)) FROM orders},
	q{SELECT revenue_agg(score, score) FROM orders},
	q{SELECT length(l::text) FROM kept},
	q{SELECT text::ledger_tally IS NULL FROM kept},
	q{SELECT length(ledger_tally_send(l)) FROM kept},
	q{SELECT count(*) FROM kept, ledger_table(l)},
	q{SELECT count(*) FROM kept, histories(l)},
	q{SELECT clv_tally(l) FROM kept},
	q{SELECT count(*) FROM kept, purchase_table(l)},
	q{SELECT count(*) FROM kept, models, clv_table(bg, l, 52, 0.1)},
	q{SELECT count(*) FROM models, tallies, repeat_table(pareto, t)},
	q{SELECT count(*) FROM kept, models, holdout_table(bg, l, '2023-12-31')},
	q{SELECT count(*) FROM kept, models, tracking_table(bg, l)},
	q{SELECT forecast_agg(pareto, 52, 0.1, history, '2026-01-01') FROM models, (SELECT purchase_agg(at, score) AS history FROM orders GROUP BY c) AS s},
	q{SELECT retention_grid(l, 'month') FROM kept},
	q{SELECT ledger_by(l, 'month') FROM kept},
	q{SELECT l + l FROM kept},
	q{SELECT ledger_agg(c, at, score, 'month') FROM orders},
	q{SELECT ledger_agg(t, at, score, 'day') FROM orders},
	q{SELECT subscription_ledger_agg(c, daterange(at::date, NULL), score, 'week', '2030-01-01') FROM orders},
	q{SELECT count(*) FROM kept, revenue_movements(l, unit => 'week')},
	q{SELECT count(*) FROM kept, cohort_revenue_table(l)},
	q{SELECT revenue_bridge(l, last_seen(l) - 40, unit => 'month') FROM kept},
	q{SELECT count(*) FROM revenue_table((SELECT ledger_agg(c, at, score, 'week') FROM orders), lag => 52)},
	q{SELECT rollup(l) FROM (SELECT ledger_agg(c, at, score, 'month') AS l FROM orders GROUP BY at::date) s},
	q{SELECT funnel_agg(c, at, chr(97 + score), ARRAY['a', 'b', 'c', 'a'], '400 days') FROM orders},
	q{SELECT funnel_agg(t, at, chr(97 + score), ARRAY['a', 'b', 'c', 'a'], '400 days', 'strict') FROM orders},
	q{SELECT funnel_agg(1, at, chr(97 + score), ARRAY['b', 'c', 'none'], '400 days', 'any') FROM orders},
	q{SELECT funnel_agg(1, at::date::timestamp, chr(97 + score % 4), array_fill('a'::text, ARRAY[63]) || 'none'::text, '4000 days') FROM orders},
	q{SELECT funnel_step(at, chr(97 + score), ARRAY['b', 'c', 'none'], '400 days') FROM orders},
	q{SELECT max(furthest) FROM (SELECT funnel_step(at, chr(97 + score), ARRAY['a', 'b', 'c'], '400 days') AS furthest FROM orders GROUP BY c) s},
	q{SELECT max(n) FROM (SELECT sessionize(at, '1 day') OVER (PARTITION BY c ORDER BY at) AS n FROM orders) s},
	q{SELECT count(*) FROM visits, funnel_table(f)},
	q{SELECT length(f::text), f::text::funnel_tally IS NULL, f + f FROM visits},
	q{SELECT count(p) FROM (SELECT p_adjust(c / 1e6) OVER () AS p FROM orders) AS s},
	q{SELECT count(h) FROM (SELECT suppressed(score) OVER (ORDER BY c) AS h FROM orders) AS s},
	q{SELECT count(l) FROM (SELECT control_low(score, c) OVER (ORDER BY at ROWS BETWEEN 20000 PRECEDING AND 1 PRECEDING) AS l FROM orders) AS s},
	q{SELECT heterogeneity(e, s) FROM (SELECT array_agg(score::float8) AS e, array_agg(1.0::float8 + c) AS s FROM orders) AS a},
	q{SELECT trend_test(e, s, s) FROM (SELECT array_agg(score::float8) AS e, array_agg(1.0::float8 + c) AS s FROM orders) AS a},
	q{SELECT suppress(g, 3) FROM wide},
	q{SELECT count(*) FROM wide, retention_table(g)},
	q{SELECT count(*) FROM wide, lifecycle_table(g)},
	q{SELECT count(*) FROM wide, retention_curve(g)},
);
my @timeouts = map { 20 + 37 * $_ } 0 .. 11;

sub held { return q{SELECT 'held ' || sum(total_bytes) FROM pg_backend_memory_contexts WHERE name ~ 'custval' OR name ~ 'Agg|ExprContext|TupleSort'} }

# How late the latest of these stops was, in ms, how many there were, and what psql said
sub stops {
	my ($sql) = @_;
	my $script = "SET max_parallel_workers_per_gather = 0;\n\\set ON_ERROR_STOP off\n\\timing on\n";
	$script .= "SET statement_timeout = $_;\n\\echo limit $_\n$sql;\n" for @timeouts;
	$script .= "\\timing off\nSET statement_timeout = 0;\n" . held() . ";\nSELECT 'lives on';\n";
	my ($out) = psql($script, '-o /dev/stdout');
	my ($late, $stopped) = (0, 0);
	while ($out =~ /^limit (\d+)\n(.*?)(?=^limit|^held|\z)/msg) {
		my ($limit, $rest) = ($1, $2);
		next unless $rest =~ /canceling statement/;
		$stopped++;
		my ($took) = sort { $b <=> $a } $rest =~ /Time: ([\d.]+)/g;
		$late = $took - $limit if $took - $limit > $late;
	}
	return ($late, $stopped, $out);
}

# How late a statement may be stopped, in ms, on this machine as it is now
sub limit {
	my ($load) = do { local $/; open my $file, '<', '/proc/loadavg' or return 300; <$file> } =~ /([\d.]+)/;
	my $busy = $load / (`getconf _NPROCESSORS_ONLN` || 1);
	return 300 * ($busy > 1 ? $busy : 1);
}

# A busy machine is late once; a loop that does not look for interrupts is late each time.
for my $sql (@statements) {
	my ($late, $stopped, $out) = stops($sql);
	for (1 .. 2) {
		($late, $stopped, $out) = stops($sql) if $late >= limit();
	}
	cmp_ok($late, '<', limit(), sprintf('%s: stopped %d times, %.0f ms late at the most', substr($sql, 0, 60), $stopped, $late));
	like($out, qr/lives on/, 'and the session lives on');
	my ($held) = $out =~ /^held (\d*)$/m;
	cmp_ok($held || 0, '<', 2_000_000, 'with its memory given back');
}

# An interrupt that is no cancel, many times in a fit: the fit goes on where it was, and ends with the same model.
my $fit = q{SELECT clv_fit(frequency, recency, tenure, 'pareto/nbd', 'day') FROM (SELECT * FROM summaries LIMIT 100000) s;};
my ($models) = psql("SET statement_timeout = '60s'; $fit SET client_connection_check_interval = '10ms'; $fit");
my ($quiet, $interrupted) = $models =~ /^(\{.*)\n(\{.*)/m;
ok(defined $quiet && $quiet eq $interrupted, 'a fit that is interrupted all the time ends, with the same model');
done_testing();
