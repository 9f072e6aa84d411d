# What is summed up where the rows are, and merged where the question is, is what one server says, bit for bit:
# two servers, and the partitions of one. SHARDS_ROWS is the number of rows (6000).
use strict;
use warnings;
use lib 'test/lib';
use Aggregates;
use Custval;
use Test::More;

my $rows = $ENV{SHARDS_ROWS} // 6000;
fresh_database('shards');
plan skip_all => 'needs postgres_fdw' unless answer(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'});

# ---------- what there is to sum up ----------

# Per room the summaries: the view's name, its type, the key that is asked for, the finer part that the shards sum up by, the aggregate, and from what.
# Grids and bridges merge for different customers only; the others for any split of the rows.
my %summaries = (
	survey => [
		[tallies => 'survey_tally', 'segment', q{date_trunc('month', at)}, 'nps_agg(score)', 'events'],
		[weighted => 'survey_tally', 'segment', q{date_trunc('month', at)}, 'nps_agg(score, weight)', 'events'],
		[wide => 'survey_tally', 'segment', 'n % 7', 'survey_agg(score * 9 + n % 10, 0, 100, weight)', 'events'],
		[stars => 'survey_tally', 'segment', 'n % 7', 'csat_agg(1 + score % 5)', 'events'],
		[counts => 'survey_tally', 'segment', 'n % 7', 'nps_count_agg(score, n % 40)', 'events'],
	],
	retention => [
		[calendars => 'activity_calendar', 'customer', q{date_trunc('year', at)}, q{activity_agg(at, 'week')}, 'events'],
		[grids => 'retention_grid', 'segment', 'customer % 7', q{retention_agg(customer, at, 'month')}, 'events'],
		[joined => 'retention_grid', 'segment', 'customer % 7', q{retention_agg(customer, at, timestamp '2023-06-01' + customer % 200 * interval '1 day', 'month')}, 'events'],
		[subscriptions => 'retention_grid', 'segment', 'customer % 7', q{retention_agg(customer, CASE WHEN at IS NOT NULL THEN daterange(at::date, at::date + score * 40) END, 'month', '2026-01-01')}, 'events'],
		[names => 'retention_grid', 'segment', 'customer % 7', q{retention_agg('customer ' || customer, at, 'day')}, 'events'],
		[actives => 'active_tally', 'segment', 'customer % 7', q{active_agg(customer, at, 'day')}, 'events'],
	],
	clv => [
		[histories => 'purchase_calendar', 'customer', q{date_trunc('month', at)}, 'purchase_agg(at, amount)', 'events'],
		[tokyo => 'purchase_calendar', 'customer', 'n % 2', q{purchase_agg(moment AT TIME ZONE 'Asia/Tokyo', amount)}, 'events'],
		[visits => 'purchase_calendar', 'customer', 'n % 2', 'purchase_agg(at)', 'events'],
		[samples => 'clv_tally', 'segment', 'n % 3', 'clv_tally_agg(n % 4, n % 4 * 3, 20 + n % 7, weight)', 'events'],
		[forecasts => 'forecast_tally', 'segment', q{date_trunc('month', at)}, q{forecast_agg(make_clv_model('mbg/nbd', format('{"r": %s, "alpha": 6.183, "a": 0.891, "b": 1.614, "p": 6.25, "q": 3.74, "v": 15.44}', (1 + customer % 3) / 8.0)::jsonb), 12, 0.1,
			format('{"version": 1, "first": "2024-01-01", "days": [0, %s], "scale": 2, "spend": [5, %s]}', 1 + n % 600, n % 97)::purchase_calendar, '2026-01-01')}, 'events'],
		[contracts => 'survival_tally', 'segment', q{date_trunc('month', at)},
			q{rollup(format('{"version": 1, "rows": [[%s, %s, %s]]}', 1 + n % 9, n % 2, 1 + customer % 5)::survival_tally)}, 'events'],
	],
	revenue => [
		[bridges => 'bridge_tally', 'segment', 'customer % 7', 'revenue_agg(before, after, customer % 5 = 0)', 'spending'],
		[ledgers => 'ledger_tally', 'segment', q{date_trunc('month', at)}, q{ledger_agg(customer, at, amount, 'month')}, 'events'],
		[spans => 'ledger_tally', 'segment', 'n % 7', q{subscription_ledger_agg(customer, CASE WHEN at IS NOT NULL THEN daterange(at::date, at::date + 40 + (n % 300)::int) END, amount, 'month', '2026-12-31')}, 'events'],
	],
	survival => [[stays => 'survival_tally', 'segment', q{date_trunc('month', at)}, 'survival_agg(weight, score > 6)', 'events'],
		[reasons => 'survival_tally', 'segment', 'n % 7', q{churn_reason_agg(weight / 3, weight, (ARRAY['price', 'service', 'moved'])[score % 5])}, 'events'],
		[dated => 'survival_tally', 'segment', 'n % 7', q{survival_agg(at, at + score * interval '40 days', timestamp '2024-06-01', '2026-01-01')}, 'events']],
	segment => [[spent => 'value_tally', 'segment', q{date_trunc('month', at)}, 'value_agg(amount, n % 5)', 'events'], [moved => 'transition_matrix', 'segment', 'n % 7', q{transition_agg('label ' || score, nullif('label ' || n % 9, 'label 8'))}, 'events']],
	journey => [
		[funnels => 'funnel_tally', 'segment', 'customer % 7', q{funnel_agg(customer, at, (ARRAY['view', 'cart', 'purchase', 'support'])[1 + n % 4], ARRAY['view', 'cart', 'purchase'], '40 days')}, 'events'],
		[strict => 'funnel_tally', 'segment', 'customer % 7', q{funnel_agg('customer ' || customer, at, (ARRAY['view', 'cart', 'purchase', 'support'])[1 + n % 4], ARRAY['view', 'view', 'cart'], '400 days', 'strict')}, 'events'],
		[baskets => 'funnel_tally', 'segment', 'customer % 7', q{funnel_agg(md5(customer::text)::uuid, moment, (ARRAY['view', 'cart', 'purchase', 'support'])[1 + n % 4], ARRAY['cart', 'support', 'purchase'], '60 days', 'any')}, 'events'],
	],
	driver => [[drivers => 'driver_moments', 'segment', q{date_trunc('month', at)}, 'driver_agg(score, ARRAY[n % 7, CASE WHEN n % 11 > 0 THEN weight END, abs(amount) / 1e6])', 'events'],
		[weighted_drivers => 'driver_moments', 'segment', 'n % 7', 'driver_agg(score, ARRAY[n % 7, weight], weight)', 'events']],
	voice => [
		[terms => 'term_tally', 'segment', 'n % 7', q{term_agg(score, to_tsvector('simple', 'word' || n % 300 || ' of ' || segment))}, 'events'],
		[themes => 'term_tally', 'segment', 'n % 7', q{term_agg(score::float8, ARRAY['theme ' || n % 9, 'customer ' || customer, segment], -5, 95)}, 'events'],
	],
	scorecard => [[months => 'survey_tally', q{date_trunc('month', at)}, 'n % 7', 'nps_agg(score)', 'events']],
	privacy => [[shown => 'retention_grid', 'segment', 'customer % 7', q{retention_agg(customer, at, 'month')}, 'events']],
);
my %readings = (
	survey => ['SELECT key, r.* FROM tallies, nps_summary(value) AS r', 'SELECT key, r.* FROM weighted, nps_summary(value) AS r', 'SELECT key, csat(value), csat_low(value) FROM stars',
		'SELECT a.key, r.* FROM counts AS a, counts AS b, nps_test(a.value, b.value) AS r WHERE a.key < b.key'],
	retention => [
		'SELECT key, r.* FROM grids, retention_table(value) AS r', 'SELECT key, r.* FROM grids, lifecycle_table(value) AS r',
		'SELECT key, r.* FROM joined, retention_curve(value) AS r', 'SELECT key, r.* FROM subscriptions, lifecycle_table(value) AS r',
		'SELECT key, r.* FROM actives, rolling_active(value) AS r', 'SELECT active_agg(value) FROM calendars',
		'SELECT retention_agg(value) FROM calendars', q{SELECT retention_agg(value, date '2024-01-01', 'week') FROM calendars},
	],
	clv => [
		q{SELECT key, r.*, total_spend(value) FROM histories, purchase_summary(value, '2026-01-01', 'month') AS r},
		(map { "SELECT m, fitted_clv_send(m) FROM (SELECT clv_fit(value, '2026-01-01', '$_', 'week') AS m FROM histories) AS s" } qw(bg/nbd mbg/nbd pareto/nbd bg/bb)),
		q{SELECT clv_fit(value, '2026-01-01') FROM visits},
		q{SELECT clv_tally_agg(value, '2026-01-01', 'calendar month') FROM histories},
		'SELECT key, r.* FROM forecasts, forecast_summary(value) AS r',
		'SELECT key, r.* FROM samples, clv_tally_table(value) AS r', q{SELECT key, clv_fit(value, 'pareto/nbd') FROM samples}, 'SELECT key, sbg_fit(value) FROM contracts',
	],
	revenue => ['SELECT key, r.* FROM bridges, bridge_summary(value) AS r', 'SELECT key, r.* FROM ledgers, revenue_table(value) AS r',
		'SELECT key, r.* FROM ledgers, revenue_table(value, lag => 12, reactivation_window => 2) AS r', q{SELECT key, r.* FROM spans, revenue_movements(value, since => '2024-01-01', negatives => 'zero') AS r},
		'SELECT key, r.* FROM ledgers, cohort_revenue_table(value) AS r', q{SELECT key, revenue_bridge(value, '2025-02-01') FROM spans}],
	survival => ['SELECT key, r.* FROM stays, survival_table(value) AS r', 'SELECT key, r.* FROM reasons, incidence_table(value) AS r', 'SELECT key, r.* FROM dated, hazard_table(value, 30) AS r',
		'SELECT r.* FROM (SELECT array_agg(value ORDER BY key) AS g FROM stays) AS s, logrank_table(g) AS r', 'SELECT a.key, r.* FROM stays AS a, stays AS b, hazard_ratio(a.value, b.value) AS r WHERE a.key < b.key'],
	segment => ['SELECT key, r.* FROM spent, concentration_table(value) AS r', 'SELECT key, cut_points(value), gini(value), top_share(value), share_cut(value) FROM spent', 'SELECT key, r.* FROM moved, transition_table(value) AS r',
		q{SELECT r.* FROM rfm_table((SELECT ledger_agg(customer, at, amount, 'day') FROM events), '2025-06-30') AS r}],
	journey => ['SELECT key, r.* FROM funnels, funnel_table(value) AS r', q{SELECT key, r.* FROM strict, funnel_trend(value, '2026-01-01', 'month') AS r}, 'SELECT key, r.* FROM baskets, funnel_table(value) AS r',
		'SELECT key, step_time(value, 3, 0.9) AS most, step_time(value, 3, since => 1) AS since_first FROM strict'],
	driver => ['SELECT key, r.* FROM drivers, driver_summary(value) AS r', q{SELECT key, r.* FROM drivers, driver_table(value, '{a,b,c}', 'relative_weights') AS r}, 'SELECT key, r.* FROM weighted_drivers, driver_table(value) AS r'],
	voice => ['SELECT key, r.* FROM terms, term_table(value) AS r', 'SELECT key, r.* FROM themes, term_table(value, 1, 0.9, 3, 8) AS r', 'SELECT a.key AS old, b.key AS young, r.* FROM terms AS a, terms AS b, term_shift(a.value, b.value, 1) AS r WHERE a.key < b.key'],
	scorecard => ['SELECT key, control_low(nps(value), answers(value)) OVER w, control_high(nps(value), answers(value)) OVER w FROM months WINDOW w AS (ORDER BY key ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)',
		'SELECT r.* FROM (SELECT array_agg(nps(value) ORDER BY key) AS e, array_agg(nullif(nps_se(value), 0) ORDER BY key) AS s FROM months) AS a, heterogeneity(e, s) AS r'],
	privacy => ['SELECT key, r.* FROM shown, retention_table(suppress(value, 7)) AS r', 'SELECT key, r.* FROM shown, lifecycle_table(suppress(value, 20)) AS r', 'SELECT rollup(suppress(value, 20)) FROM shown', 'SELECT key, suppressed(customers(value), 100) OVER (ORDER BY key) FROM shown'],
);

# Every type that can be merged is among them.
my @rooms = rooms();
my %covered = map { $_->[1] => 1 } map { @{ $summaries{$_} // [] } } @rooms;
make_rows($rows);
my @calls = calls();
is(join(' ', grep { !$covered{$_} } map { $_->{name} =~ /^rollup\((\w+)\)/ } @calls), '', 'every type with a rollup is merged here');

my $spending = q{CREATE VIEW spending AS SELECT customer, segment, coalesce(sum(amount) FILTER (WHERE at < '2024-09-01'), 0) AS before,
	coalesce(sum(amount) FILTER (WHERE at >= '2024-09-01'), 0) AS after FROM events GROUP BY customer, segment};

sub room_views {
	my ($view) = @_;
	return join ";\n", map { $view->(@$_) } map { @{ $summaries{$_} // [] } } @rooms;
}

# ---------- two servers ----------

my @shards = ($ENV{PGHOST}, start_server());
my $shard_sql = "CREATE TABLE events (n bigint, customer bigint, segment text, at timestamp, score int, weight float8, amount numeric, moment timestamptz);\n$spending;\n"
	. room_views(sub {
		my ($name, $type, $key, $part, $call, $source) = @_;
		return "CREATE VIEW $name AS SELECT $key AS key, $part AS part, $call AS value FROM $source GROUP BY 1, 2";
	});
for my $shard (@shards) {
	in_server($shard, sub { fresh_database('shard'); answer($shard_sql) });
}

# everywhere: the rows of all shards as one table, by which they get there
my $sql = "CREATE EXTENSION postgres_fdw;\n$spending;\n"
	. 'CREATE TABLE everywhere (n bigint, customer bigint, segment text, at timestamp, score int, weight float8, amount numeric, moment timestamptz) PARTITION BY HASH (customer);';
for my $i (0, 1) {
	$sql .= "CREATE SERVER shard_$i FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$shards[$i]', port '$ENV{PGPORT}', dbname 'shard', batch_size '1000');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard_$i OPTIONS (user 'postgres');
		CREATE SCHEMA shard_$i; IMPORT FOREIGN SCHEMA public EXCEPT (events, spending) FROM SERVER shard_$i INTO shard_$i;
		CREATE FOREIGN TABLE shard_$i.events PARTITION OF everywhere FOR VALUES WITH (MODULUS 2, REMAINDER $i) SERVER shard_$i OPTIONS (schema_name 'public');\n";
}
$sql .= "INSERT INTO everywhere SELECT * FROM events;\nCREATE SCHEMA one; CREATE SCHEMA merged;\n"
	. room_views(sub {
		my ($name, $type, $key, $part, $call, $source) = @_;
		return "CREATE VIEW one.$name AS SELECT $key AS key, $call AS value FROM $source GROUP BY 1;
			CREATE VIEW merged.$name AS SELECT key, rollup(value) AS value FROM (SELECT * FROM shard_0.$name UNION ALL SELECT * FROM shard_1.$name) AS s GROUP BY 1";
	});
answer($sql);

sub of_shards {
	my ($sql) = @_;
	return map { in_server($_, sub { $ENV{PGDATABASE} = 'shard'; answer($sql) }) } @shards;
}

my @servers = of_shards('SELECT system_identifier FROM pg_control_system()');
isnt($servers[0], $servers[1], 'the shards are two servers');
my @held = of_shards('SELECT count(*) FROM events');
is($held[0] + $held[1], $rows, 'every row is on one of them');
cmp_ok($_, '>', $rows / 4, 'and each shard has a good part of them') for @held;
for my $room (@rooms) {
	ok($summaries{$room} && $readings{$room}, "the room $room has summaries and readings here");
	my @values = map { "SELECT key, value, $_->[1]_send(value) FROM $_->[0]" } @{ $summaries{$room} // [] };
	same('merged from two servers', 'SET search_path = one, public', 'SET search_path = merged, public', @values, @{ $readings{$room} // [] });
}

# ---------- aggregates sent to the servers ----------

# A server that is told that the other has the extension, too, asks it for whole groups. (Not where a text is
# a constant, as a unit is: postgres_fdw cannot know that the other server compares it alike.)
my $everywhere = 'SET search_path = everywhere, public; SET enable_partitionwise_aggregate = on';
my @grouped = map { "SELECT customer, $_ FROM events GROUP BY customer" } 'purchase_agg(at, amount)', 'nps_agg(score, weight)', 'nps(score)';
answer('CREATE SCHEMA everywhere; CREATE VIEW everywhere.events AS SELECT * FROM everywhere');
unlike($_, qr/Remote SQL: .*GROUP BY/, 'rows are fetched from servers that may lack the extension') for plans($everywhere, @grouped);
same('of rows that are fetched', 'SET search_path = public', $everywhere, @grouped, q{SELECT customer, activity_agg(at, 'week') FROM events GROUP BY customer});
answer("ALTER SERVER shard_$_ OPTIONS (ADD extensions 'custval')") for 0, 1;
for my $plan (plans($everywhere, @grouped)) {
	is(() = $plan =~ /Remote SQL: SELECT customer, public\.\w+\(.*GROUP BY/g, 2, 'both servers aggregate') or diag($plan);
}
same('aggregated by the servers', 'SET search_path = public', $everywhere, @grouped);

# postgres_fdw works in GMT, so where a day starts is to be said in the query.
my $zone = q{SET timezone = 'Asia/Tokyo'};
my $by_zone = 'SELECT customer, purchase_agg(moment, amount) FROM events GROUP BY customer';
my ($here) = answers("SET search_path = public; $zone", $by_zone);
is((answers('SET search_path = merged, public', 'SELECT key, value FROM tokyo'))[0], $here, 'days that begin AT TIME ZONE are the same everywhere');
isnt((answers("$everywhere; $zone", $by_zone))[0], $here, 'those by TimeZone are not, which does not reach the servers');

# ---------- partitions ----------

my $one = 'SET search_path = public';
my $parts = "SET search_path = parts, public; SET enable_partitionwise_aggregate = on; SET jit = off";
my $parallel = join '; ', map { "SET $_" } 'max_parallel_workers_per_gather = 2', 'parallel_setup_cost = 0', 'parallel_tuple_cost = 0', 'min_parallel_table_scan_size = 0';
answer('CREATE SCHEMA parts; ' . join '', map {
	my $table = $_;
	"CREATE TABLE parts.$table (LIKE $table) PARTITION BY HASH (customer);"
		. join('', map { "CREATE TABLE parts.${table}_$_ PARTITION OF parts.$table FOR VALUES WITH (MODULUS 4, REMAINDER $_);" } 0 .. 3)
		. "INSERT INTO parts.$table SELECT * FROM $table; ANALYZE parts.$table;"
} qw(events customers));

sub aggregates_of {
	my ($plan) = @_;
	return join ' ', map { s/Hash|Group(?=Agg)|Mixed|Parallel //gr } $plan =~ /(?:->  |^)((?:Finalize |Partial )?\w*Aggregate|(?:Parallel )?Append)/mg;
}

my $serial = "$parts; SET max_parallel_workers_per_gather = 0";
my @plans = plans($serial, map { $_->{all} } @calls);
my @customer_plans = plans($serial, map { $_->{customers} } @calls);
for my $i (0 .. $#calls) {
	is(aggregates_of($plans[$i]), 'Finalize Aggregate Append' . ' Partial Aggregate' x 4, "$calls[$i]{name} goes by partition and is combined") or diag($plans[$i]);
	is(aggregates_of($customer_plans[$i]), 'Append' . ' Aggregate' x 4, "$calls[$i]{name} of customers goes by partition") or diag($customer_plans[$i]);
}
same('by partition', $one, $serial, map { $_->{name} =~ /_fit\(/ ? @$_{qw(all segments)} : @$_{qw(all segments customers)} } @calls);
my ($plan) = plans("$parts; $parallel", $calls[0]{all});
like($plan, qr/Gather.*Parallel Append/s, 'partitions are shared out to workers');
same('by partition and worker', $one, "$parts; $parallel", map { @$_{qw(all segments)} } @calls);

# ---------- Citus ----------

my ($said) = run('perl test/citus');
is($said, "1..0 # SKIP the server at PGHOST has no Citus\n", 'the script for Citus says that there is none');
($said, my $status) = run('CITUS_STUB=1 CITUS_ROWS=2000 perl test/citus');
ok($status == 0 && $said =~ /^ok \d+ - of distributed rows, as it were: .*^1\.\.\d+$/ms, 'and its queries are right') or diag($said);
done_testing();
