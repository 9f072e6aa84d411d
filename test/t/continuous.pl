# Summaries that are kept while rows arrive: clients of pgbench add rows, and in the same transaction their
# summaries to tables of daily tallies, calendars and histories, while others read. At any moment, and in the end,
# the summaries say what the rows say; nothing is lost, nobody waits for ever. CONTINUOUS_SECONDS is how long (5).
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $seconds = $ENV{CONTINUOUS_SECONDS} // 5;
my $seed = 2027;
plan skip_all => 'needs pgbench' if (run('pgbench --version'))[1];

# Tables of summaries per room: name, type, key columns, aggregate. What grows with the number of customers is kept per
# customer: a row of many would be written anew for each.
my $visits = q{funnel_agg(batch::text, day + score * interval '1 hour', chr(97 + score % 3), ARRAY['a', 'b', 'c'], '100 days')};
my %kept = (
	survey => [[tallies => 'survey_tally', 'day, segment', 'nps_agg(score)'], [weighted => 'survey_tally', 'day, segment', 'nps_agg(score, weight)']],
	retention => [[calendars => 'activity_calendar', 'customer', q{activity_agg(day, 'week')}]],
	clv => [[histories => 'purchase_calendar', 'customer', 'purchase_agg(day, amount)']],
	revenue => [[ledgers => 'ledger_tally', 'customer', q{ledger_agg(customer, day, amount, 'month')}]],
	survival => [[stays => 'survival_tally', 'day, segment', 'survival_agg(score, amount > 100)']],
	segment => [[spent => 'value_tally', 'day, segment', 'value_agg(amount)'], [moved => 'transition_matrix', 'day, segment', 'transition_agg(segment, score::text)']],
	journey => [[funnels => 'funnel_tally', 'day, segment', $visits]],    # of a day: a batch is a customer, to whom no other batch adds
	driver => [[drivers => 'driver_moments', 'day, segment', 'driver_agg(score, ARRAY[weight, amount])'], [weighted_drivers => 'driver_moments', 'day, segment', 'driver_agg(score, ARRAY[amount], weight)']],
	voice => [[voices => 'term_tally', 'day, segment', q{term_agg(score, ARRAY['customer ' || customer % 30, segment])}]],
	scorecard => [[scores => 'survey_tally', 'day', 'nps_agg(score)']],
	privacy => [[published => 'survey_tally', 'day, segment', 'nps_agg(score)']],
);
# What is asked of them, and of the rows
my %questions = (
	survey => [
		[q{SELECT date_trunc('quarter', day) AS quarter, nps_agg(score) AS t FROM rows GROUP BY 1}, q{SELECT date_trunc('quarter', day) AS quarter, rollup(value) AS t FROM tallies GROUP BY 1}],
		['SELECT segment, r.* FROM (SELECT segment, nps_agg(score, weight) AS t FROM rows GROUP BY 1) AS s, nps_summary(t) AS r',
			'SELECT segment, r.* FROM (SELECT segment, rollup(value) AS t FROM weighted GROUP BY 1) AS s, nps_summary(t) AS r'],
	],
	retention => [[q{SELECT retention_agg(customer, day, 'week') FROM rows}, 'SELECT retention_agg(value) FROM calendars'],
		[q{SELECT active_agg(customer, day, 'week') FROM rows}, 'SELECT active_agg(value) FROM calendars']],
	clv => [[q{SELECT clv_fit(h, '2026-01-01') FROM (SELECT purchase_agg(day, amount) AS h FROM rows GROUP BY customer) AS s}, q{SELECT clv_fit(value, '2026-01-01') FROM histories}]],
	revenue => [[q{SELECT r.* FROM (SELECT ledger_agg(customer, day, amount, 'month') AS l FROM rows) AS s, revenue_table(l) AS r}, 'SELECT r.* FROM (SELECT rollup(value) AS l FROM ledgers) AS s, revenue_table(l) AS r']],
	journey => [["SELECT segment, r.* FROM (SELECT segment, rollup(f) AS f FROM (SELECT segment, $visits AS f FROM rows GROUP BY day, segment) AS d GROUP BY 1) AS s, funnel_table(f) AS r",
		'SELECT segment, r.* FROM (SELECT segment, rollup(value) AS f FROM funnels GROUP BY 1) AS s, funnel_table(f) AS r']],
	survival => [['SELECT r.* FROM (SELECT survival_agg(score, amount > 100) AS s FROM rows) AS s, survival_table(s) AS r', 'SELECT r.* FROM (SELECT rollup(value) AS s FROM stays) AS s, survival_table(s) AS r']],
	driver => [['SELECT r.* FROM (SELECT driver_agg(score, ARRAY[weight, amount]) AS m FROM rows) AS s, driver_table(m) AS r', 'SELECT r.* FROM (SELECT rollup(value) AS m FROM drivers) AS s, driver_table(m) AS r'],
		['SELECT segment, r.* FROM (SELECT segment, driver_agg(score, ARRAY[amount], weight) AS m FROM rows GROUP BY 1) AS s, driver_summary(m) AS r', 'SELECT segment, r.* FROM (SELECT segment, rollup(value) AS m FROM weighted_drivers GROUP BY 1) AS s, driver_summary(m) AS r']],
	segment => [['SELECT r.* FROM (SELECT value_agg(amount) AS t FROM rows) AS s, concentration_table(t) AS r', 'SELECT r.* FROM (SELECT rollup(value) AS t FROM spent) AS s, concentration_table(t) AS r'],
		['SELECT r.* FROM (SELECT transition_agg(segment, score::text) AS m FROM rows) AS s, transition_table(m) AS r', 'SELECT r.* FROM (SELECT rollup(value) AS m FROM moved) AS s, transition_table(m) AS r']],
	voice => [[q{SELECT r.* FROM (SELECT term_agg(score, ARRAY['customer ' || customer % 30, segment]) AS t FROM rows) AS s, term_table(t, 1) AS r}, 'SELECT r.* FROM (SELECT rollup(value) AS t FROM voices) AS s, term_table(t, 1) AS r']],
	scorecard => [['SELECT day, control_low(nps(t), answers(t)) OVER (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) FROM (SELECT day, nps_agg(score) AS t FROM rows GROUP BY day) AS s',
		'SELECT day, control_low(nps(value), answers(value)) OVER (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING) FROM scores']],
	privacy => [['SELECT segment, suppress(t), suppressed(answers(t), 9) OVER (ORDER BY segment) FROM (SELECT segment, nps_agg(score) AS t FROM rows GROUP BY segment) AS s',
		'SELECT segment, suppress(t), suppressed(answers(t), 9) OVER (ORDER BY segment) FROM (SELECT segment, rollup(value) AS t FROM published GROUP BY segment) AS s']],
);
my @rooms = rooms();
my @kept = map { @{ $kept{$_} // [] } } @rooms;
ok($kept{$_} && $questions{$_}, "the room $_ has summaries that are kept, and questions") for @rooms;

# ---------- tables ----------

# A batch is made of its number: seven rows, of customers some of whom come often.
my $sql = q{
	CREATE FUNCTION draw(n bigint, seed int, below int) RETURNS int LANGUAGE SQL IMMUTABLE RETURN (abs(hashint8extended(n, seed) % below))::int;
	CREATE TABLE rows (batch bigint, customer bigint, segment text, day date, score int, weight float8, amount numeric);
	CREATE FUNCTION batch(batch bigint) RETURNS SETOF rows LANGUAGE SQL IMMUTABLE ROWS 7 AS $$
		SELECT batch, customer, chr(65 + draw(n, 1, 4)), date '2024-01-01' + draw(customer, 2, 300) + draw(n, 3, 1 + draw(customer, 4, 400)),
			draw(n, 5, 11), (1 + draw(n, 6, 900)) / 97.0::float8, (1 + draw(n, 7, 99999)) * (ARRAY[1, 0.1, 0.01])[1 + draw(n, 8, 3)]
		FROM (SELECT n, (3000 * (draw(n, 0, 1000000) / 1e6) ^ 3)::bigint AS customer FROM generate_series(batch * 7, batch * 7 + 6) AS n) AS d
	$$;
};
my ($writer, $differences) = ("\\set batch random(1, 1000000000000)\nBEGIN;\nINSERT INTO rows SELECT * FROM batch(:batch);\n", '');
for (@kept) {
	my ($name, $type, $keys, $aggregate) = @$_;
	$sql .= "CREATE TABLE $name AS SELECT $keys, $aggregate AS value FROM rows GROUP BY $keys WITH NO DATA; ALTER TABLE $name ADD PRIMARY KEY ($keys);\n";
	# Tables and keys in one order for all, so that no two clients wait for each other.
	$writer .= "INSERT INTO $name AS kept SELECT $keys, $aggregate FROM batch(:batch) GROUP BY $keys ORDER BY $keys ON CONFLICT ($keys) DO UPDATE SET value = kept.value + EXCLUDED.value;\n";
	my $sent = "SELECT $keys, value::text, ${type}_send(value)";
	$differences .= ($differences ? ' UNION ALL ' : '') . "SELECT '$name' AS kept, count(*) AS differ FROM ((($sent FROM $name) EXCEPT ALL ($sent FROM made_$name)) UNION ALL (($sent FROM made_$name) EXCEPT ALL ($sent FROM $name))) AS d\n";
	$sql .= "CREATE VIEW made_$name AS SELECT $keys, $aggregate AS value FROM rows GROUP BY $keys;\n";
}
fresh_database('continuous');
answer("$sql CREATE VIEW differences AS $differences");

# ---------- clients ----------

my $dir = File::Temp->newdir;
my @answers = map { @{ $questions{$_} // [] } } @rooms;
spew("$dir/add", "${writer}COMMIT;\n");
spew("$dir/give_up", "${writer}ROLLBACK;\n");
spew("$dir/read", join '', map { "$_->[1];\n" } @answers);
# One statement sees one moment: what was added is in the rows and in every summary, or in none. If not, it divides by zero.
spew("$dir/check", "SELECT 1 / (sum(differ) = 0)::int FROM differences;\n");

# Start clients; each call has a seed of its own.
sub start {
	my ($clients, $for, @scripts) = @_;
	my $command = "pgbench -n -M prepared --random-seed=$seed -c $clients $for " . join ' ', map { "-f $dir/$_" } @scripts;
	$seed++;
	open my $pipe, '-|', "$command 2>&1" or die "$command: $!\n";
	return $pipe;
}

# How many transactions of each script there were; all must have worked, none failed by a deadlock.
sub finish {
	my ($pipe, $what) = @_;
	my $said = do { local $/; <$pipe> };
	ok((close $pipe) && $said !~ /failed transactions: [1-9]/, $what) or diag($said);
	my %done = $said =~ /^SQL script \d+: \S*?(\w+)\n.*?- (\d+) transactions/msg;
	($done{all}) = $said =~ /transactions actually processed: (\d+)/;
	return \%done;
}

# There are customers before, so that a model can be learnt at any moment.
my $first = finish(start(8, '-t 150', 'add'), 'eight clients add the first rows');
my $writers = start(8, "-T $seconds", 'add@9', 'give_up@1');
my $readers = start(2, "-T $seconds", 'read');
my $checker = start(1, "-T $seconds", 'check');
my $wrote = finish($writers, 'eight clients add rows and summaries');
my $read = finish($readers, 'two read them');
my $checked = finish($checker, 'at every moment the summaries said what the rows said');
my $added = $first->{all} + $wrote->{add};

# ---------- what is there in the end ----------

is(answer('SELECT count(*) FROM rows'), 7 * $added, 'every row that was committed is there, and none that was not');
cmp_ok($wrote->{give_up}, '>', 0, 'some transactions were taken back');
cmp_ok($_->{all}, '>', 0, 'there were readings meanwhile') for $read, $checked;
is(answer('SELECT kept FROM differences WHERE differ > 0'), '', 'the summaries are those of the rows, bit for bit');
cmp_ok(answer("SELECT count(*) FROM $_->[0]"), '>', 0, "there are $_->[0]") for @kept;
for (@answers) {
	my ($rows, $kept) = map { answer("SET client_min_messages = error; SELECT md5(string_agg(r::text, ',' ORDER BY r::text)) FROM ($_) AS r") } @$_;
	is($kept, $rows, "the same: $_->[1]");
}
is(answer('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()'), 0, 'no deadlock');
my $bytes = answer('SELECT sum(pg_table_size(t)) FROM unnest(ARRAY[' . join(', ', map { "'$_->[0]'" } @kept) . ']::regclass[]) AS t');
note(sprintf '%d rows (%d bytes) by %d transactions of 8 clients, %d of them in %s s, %d taken back; %d readings, %d checks; summaries %d bytes',
	7 * $added, answer(q{SELECT pg_table_size('rows')}), $added, $wrote->{add}, $seconds, $wrote->{give_up}, $read->{all}, $checked->{all}, $bytes);
done_testing();
