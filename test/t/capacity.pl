# The largest values that can reasonably be made, of every type, open ones too: they go through COPY, casts, a foreign server and a dump, and
# every reading takes them, each in bounded time and memory; whatever runs long stops soon after it is told to. And the faults of
# 0.1.0 of this kind, each by its smallest input. CAPACITY=full goes up to the limit of 700 MB, and past it (minutes, 10 GB of memory).
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use List::Util qw(max);
use Samples;
use Test::More;
use Time::HiRes 'time';

my $full = ($ENV{CAPACITY} // '') eq 'full';
my $late_limit = 300;                                      # ms after a cancel: 100, on machines that do other things, too
my $patience = $ENV{PATIENCE} // 1;
my $dir = File::Temp->newdir;
chmod 0777, $dir;
my $watched = -r '/proc/self/status';
my $begun = time;

fresh_database('capacity');
answer(q{CREATE EXTENSION postgres_fdw;
	CREATE FUNCTION peak() RETURNS bigint LANGUAGE SQL VOLATILE RETURN
		(regexp_match(pg_read_file('/proc/self/status'), 'VmHWM:\s+(\d+)'))[1]::bigint - (regexp_match(pg_read_file('/proc/self/status'), 'RssShmem:\s+(\d+)'))[1]::bigint;
	CREATE FUNCTION used() RETURNS bigint LANGUAGE SQL VOLATILE RETURN (SELECT 10 * (f[12]::bigint + f[13]::bigint) FROM string_to_array(split_part(pg_read_file('/proc/self/stat'), ') ', 2), ' ') AS f);
	CREATE FUNCTION histories_of_all() RETURNS purchase_calendar LANGUAGE SQL IMMUTABLE RETURN purchase_calendar '{"version": 1, "first": "2026-01-01", "days": [0, 7], "scale": 0, "spend": [10, 20]}'});

# What statements take, in a session of their own: milliseconds of the processor, for others may be at work here, MB at the most, and what they say
sub measured {
	my ($sql, $setup) = @_;
	my $watch = $watched ? q{SELECT 'taken ' || peak() || ' ' || used();} : '';
	my ($said) = psql("SET max_parallel_workers_per_gather = 0; SET jit = off; " . ($setup // '') . ";\n\\set ON_ERROR_STOP off\n$watch\n$sql;\n$watch\n", '-o /dev/stdout');
	my ($low, $from, $high, $to) = $said =~ /^taken (\d+) (\d+)$/mg;
	$said =~ s/^taken .*\n//mg;
	return ($to ? ($to - $from, ($high - $low) / 1024) : (0, 0), $said);
}

# A test of what a statement says, how long it takes, and how much memory
my @notes;
sub bounded {
	my ($what, $sql, $expected, $seconds, $megabytes) = @_;
	my ($ms, $mb, $said) = measured($sql);
	chomp $said;
	push @notes, sprintf '%-70s %6.0f ms %6.0f MB of %.0f', substr($what, 0, 70), $ms, $mb, $megabytes;
	my $fits = $said =~ $expected && $ms <= 1000 * $seconds * $patience && $mb <= $megabytes;
	ok($fits, sprintf('%s: %.0f ms, %.0f MB', $what, $ms, $mb))
		or diag(sprintf "%s\nsaid %s\n%.0f ms of %d, %.1f MB of %.1f", $sql, substr($said, 0, 500), $ms, 1000 * $seconds * $patience, $mb, $megabytes);
	return $ms;
}

# How late statements stop after a timeout, at several moments of the time they take; how many of them were stopped, and what all said
sub stopped {
	my ($sql, @moments) = @_;
	my ($said) = psql("SET max_parallel_workers_per_gather = 0; SET jit = off;\n\\set ON_ERROR_STOP off\n\\timing on\n"
		. join('', map { "SET statement_timeout = $_;\n\\echo limit $_\n$sql;\n" } @moments) . "\\timing off\nSET statement_timeout = 0;\nSELECT 'lives on'", '-o /dev/stdout');
	my ($late, $stopped) = (0, 0);
	while ($said =~ /^limit (\d+)\n(.*?)(?=^limit|^lives|\z)/msg) {
		my ($limit, $rest) = ($1, $2);
		next unless $rest =~ /canceling statement/;
		$stopped++;
		$late = max($late, map { $_ - $limit } $rest =~ /Time: ([\d.]+)/g);
	}
	return ($late, $stopped, $said);
}

# Moments of a statement that takes so many milliseconds
sub moments {
	my ($ms) = @_;
	return grep { $_ >= 2 } map { int $ms * $_ } $full ? (0.02, map { $_ / 12 } 1 .. 11) : (0.25, 0.7);
}

# How late the server's own statement stops, which copies the same bytes in pieces of hundreds of megabytes and looks for interrupts between them only
sub late_by_itself {
	my ($sql) = @_;
	return 0 unless $full;
	my ($ms) = measured($sql);
	return max(map { (stopped($sql, moments($ms)))[0] } 1 .. 2);
}

# A test that a statement which takes so long stops soon, and the session lives on; what is late three times is not so by chance
sub stops {
	my ($what, $sql, $ms, $excused) = @_;
	my $limit = $late_limit + ($excused // 0);
	my ($late, $stopped, $said);
	for (1 .. 3) {
		($late, $stopped, $said) = stopped($sql, moments($ms));
		last if $late <= $limit;
	}
	push @notes, sprintf '%-70s stopped %d times, %.0f ms late%s', substr($what, 0, 70), $stopped, $late, $excused ? sprintf ', the server itself %.0f', $excused : '';
	ok($late <= $limit * $patience && $said =~ /lives on/, sprintf('%s stops: %d times, %.0f ms late at the most', $what, $stopped, $late)) or diag(substr $said, -500);
}

# ---------- the values ----------

# Most are a tenth as large as CAPACITY=full has them, ledgers half as large (500,000 customers in 24 months). How each type's value is made; the open ones by aggregates without a final function, as workers send them
my $part = $full ? 1 : 10;
my $step = $full ? 1 : 12;    # a grid of 12 years has every day then, or every twelfth
my $cells = 4382 + $step;     # from a cohort of the first day to the end of its last cell
my $months = 'FROM generate_series(1, ' . ($full ? 500_000 : 250_000) . ') AS c, generate_series(0, 23) AS m';
my $grid = qq{(SELECT ('{"version": 1, "unit": "day", "last_seen": "2024-12-31", "rows": [' || string_agg(format('{"period": "%s", "customers": [1, 1, %s], "since": [%s], "active": [%s1], "last": [%s1]}',
	date '2013-01-01' + k, CASE WHEN $step = 1 THEN k ELSE 0 END, left(numbers, strpos(numbers, (($cells - k) / $step * $step)::text || ',') - 3), repeat('1, ', ($cells - k) / $step - 1), repeat('0, ', ($cells - k) / $step - 1)), ', ' ORDER BY k) || ']}')
	FROM generate_series(0, 4382) AS k, (SELECT string_agg((i * $step)::text, ', ' ORDER BY i) || ',' AS numbers FROM generate_series(0, 4400 / $step) AS i) AS n)};
my %made = (
	survey_tally => q{SELECT survey_agg(i % 101, 0, 100, 0.5 + i % 977) FROM generate_series(1, 100000) AS i},
	activity_calendar => q{SELECT activity_agg(date '2000-01-01' + i, 'day') FROM generate_series(0, 99999) AS i},
	retention_grid => "SELECT $grid\::retention_grid",
	active_tally => "SELECT active_agg(c, date '1990-01-01' + (hashint4(c * 100 + k) & 2147483647) % 12000, 'day') FROM generate_series(1, 2000000 / $part) AS c, generate_series(1, 10) AS k",
	purchase_calendar => "SELECT purchase_agg(date '0001-01-01' + i, 1000000 + i % 977 + 0.01) FROM generate_series(1, 1000000 / $part) AS i",
	clv_tally => "SELECT clv_tally_agg(i % 1000, (i % 1000) * 3.25, 3250 + i / 7.0, 1 + i % 977, 'day') FROM generate_series(1, 2000000 / $part) AS i",
	survival_tally => "SELECT survival_agg(i / 7.0, i % 3 = 0) FROM generate_series(1, 1000000 / $part) AS i",
	value_tally => "SELECT value_agg(i * 1.07, 1 + i % 3) FROM generate_series(1, 10000000 / $part) AS i",
	transition_matrix => "SELECT transition_agg(format('label %s', i / 1000), format('label %s', i % 1000)) FROM generate_series(0, 999999) AS i",
	funnel_tally => "SELECT funnel_agg(c, timestamp '2024-01-01' + (c * 7907 % 500 * 86400000 + k * (hashint8(c) & 16777215)) * interval '1 millisecond', chr(96 + k), ARRAY['a', 'b', 'c'], '40 days') FROM generate_series(1::bigint, 3000000 / $part) AS c, generate_series(1, 3) AS k",
	term_tally => "SELECT term_agg(i % 11, ARRAY['term number ' || i, md5(i::text)]) FROM generate_series(1, 5000000 / $part) AS i",
	ledger_tally => "SELECT ledger_agg(c, date '2024-01-01' + 31 * m, 9.99 + c % 100, 'day') $months",
	driver_moments => q{SELECT driver_agg(i % 11, (SELECT array_agg(hashint8extended(i, k) % 977 / 7.0) FROM generate_series(1, 20) AS k), 0.5 + i % 977) FROM generate_series(1, 20000) AS i},
	bridge_tally => q{SELECT revenue_agg(i % 300 / 8.0, i % 200, i % 3 = 0) FROM generate_series(1, 100000) AS i},
	forecast_tally => q{SELECT forecast_agg(make_clv_model('bg/nbd', format('{"r": %s, "alpha": 4.4, "a": 0.79, "b": 2.4, "p": 6.25, "q": 3.74, "v": 15.44}', i / 1000.0)::jsonb), 52, 0.1, '{"version": 1, "first": "2025-01-01", "days": [0, 40], "scale": 0, "spend": [7, 9]}', '2026-01-01') FROM generate_series(1, 1000) AS i},
	fitted_clv => q{SELECT make_clv_model('bg/nbd', '{"r": 0.25, "alpha": 4.4, "a": 0.79, "b": 2.4, "p": 6.25, "q": 3.74, "v": 15.44}')},
);
my %open = (
	retention_grid => ['bigint, date, text', 'retention_events_accum', "SELECT open_grid(c, date '2013-01-01' + (c % 4000)::int + 17 * m, 'day') FROM generate_series(1, 600000 / $part) AS c, generate_series(0, 4) AS m"],
	active_tally => ['bigint, date, text', 'active_events_accum', "SELECT open_active(c, date '2013-01-01' + (c % 4000)::int + 17 * m, 'day') FROM generate_series(1, 600000 / $part) AS c, generate_series(0, 4) AS m"],
	ledger_tally => ['bigint, date, numeric, text', 'ledger_accum', "SELECT open_ledger(c, date '2024-01-01' + 31 * m, 9.99 + c % 100, 'month') FROM generate_series(1, 600000 / $part) AS c, generate_series(0, 5) AS m"],
	funnel_tally => ['bigint, timestamp, text, text[], interval', 'funnel_accum', "SELECT open_funnel(c, timestamp '2024-01-01' + m * c * interval '1 second', chr(96 + m), ARRAY['a', 'b', 'c'], '40 days') FROM generate_series(1, 600000 / $part) AS c, generate_series(1, 5) AS m"],
	clv_tally => ['float8, float8, float8', 'clv_tally_accum', "SELECT open_clv(i % 1000, (i % 1000) * 3.25, 3250 + i / 7.0) FROM generate_series(1, 1000000 / $part) AS i"],
	value_tally => ['numeric', 'value_accum', "SELECT open_values(i * 1.07) FROM generate_series(1, 1000000 / $part) AS i"],
	term_tally => ['int, text[]', 'term_accum', "SELECT open_terms(i % 11, ARRAY['term number ' || i, md5(i::text)]) FROM generate_series(1, 2000000 / $part) AS i"],
	transition_matrix => ['text, text', 'transition_accum', "SELECT open_matrix(format('label %s', i / 1000), format('label %s', i % 1000)) FROM generate_series(0, 1000000 / $part - 1) AS i"],
	survival_tally => ['bigint, boolean', 'sbg_accum', "SELECT open_survival(1 + i % 10000, i % 3 = 0) FROM generate_series(1, 1000000 / $part) AS i"],
);

# Columns without their compression: what is measured is the extension
my %size;
for my $type (sample_types()) {
	ok($made{$type}, "a large $type can be made") or next;
	answer("CREATE TABLE large_$type (v $type); ALTER TABLE large_$type ALTER v SET STORAGE EXTERNAL; CREATE TABLE copy_$type (LIKE large_$type INCLUDING STORAGE)");
	my $ms = bounded("$type is made", "INSERT INTO large_$type $made{$type}", qr/^$/, 30, 2000);
	$size{$type} = answer("SELECT pg_column_size(v) FROM large_$type") / 1048576;
	push @notes, sprintf '%-70s %.1f MB', "$type: its size", $size{$type};
}
for my $type (sort keys %open) {
	my ($arguments, $step, $make) = @{ $open{$type} };
	my ($name) = $make =~ /(open_\w+)/;
	answer("CREATE AGGREGATE $name($arguments) (SFUNC = $step, STYPE = $type); CREATE TABLE large_$name (v $type); ALTER TABLE large_$name ALTER v SET STORAGE EXTERNAL; CREATE TABLE copy_$name (LIKE large_$name INCLUDING STORAGE)");
	bounded("an open $type is made", "INSERT INTO large_$name $make", qr/^$/, 15, 600);
	$size{$name} = answer("SELECT pg_column_size(v) FROM large_$name") / 1048576;
}

# ---------- in and out ----------

answer(qq{CREATE SERVER loopback FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '$ENV{PGHOST}', port '$ENV{PGPORT}', dbname 'capacity'); CREATE USER MAPPING FOR CURRENT_USER SERVER loopback OPTIONS (user '$ENV{PGUSER}')});

for my $name (sort keys %size) {
	my $type = answer("SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 'large_$name'::regclass AND attname = 'v'");
	answer("CREATE TABLE text_$name (t text); ALTER TABLE text_$name ALTER t SET STORAGE EXTERNAL; INSERT INTO text_$name SELECT v::text FROM large_$name;
		CREATE FOREIGN TABLE far_$name (v $type) SERVER loopback OPTIONS (table_name 'large_$name')");
	my $mb = $size{$name};
	my $text = answer("SELECT length(t) FROM text_$name") / 1048576;
	my $needs = 40 + 14 * $mb;
	my $seconds = 2 + 0.15 * $mb;
	my $same = "SELECT (SELECT v FROM large_$name) = (SELECT v FROM copy_$name) AND (SELECT ${type}_send(v) FROM large_$name) = (SELECT ${type}_send(v) FROM copy_$name)";
	my $out = bounded("$name becomes text", "SELECT octet_length(v::text) > 0 FROM large_$name", qr/^t$/, $seconds, $needs);
	my $in = bounded("$name of text, $text MB", "SELECT (t::$type) IS NOT NULL FROM text_$name", qr/^t$/, 2 * $seconds, 8 * $text + $needs);
	my $send = bounded("$name becomes binary", "SELECT length(${type}_send(v)) <= greatest(1e5 + 100, 1.1 * pg_column_size(v)) FROM large_$name", qr/^t$/, $seconds, $needs);
	for my $format ('text', 'binary') {
		bounded("$name by COPY, $format", "COPY large_$name TO '$dir/$name' (FORMAT $format); TRUNCATE copy_$name; COPY copy_$name FROM '$dir/$name' (FORMAT $format)", qr/^$/, 4 * $seconds, 8 * $text + $needs);
		is(answer($same), 't', 'and it is the same') unless $name =~ /open/;
	}
	unlink "$dir/$name";
	my $becomes = $text > 255 ? qr/the maximum of 268435455 bytes/ : $name =~ /open/ ? qr/^t\|[tf]$/ : qr/^t\|t$/;    # the server's limit of a jsonb
	my $json = bounded("$name becomes jsonb, and back", "SELECT (v::json) IS NOT NULL, v::jsonb::text::$type = v FROM large_$name", $becomes, 6 * $seconds, 20 * $text + $needs);
	bounded("$name from another server", "SELECT count(*) FROM far_$name WHERE v IS NOT NULL", qr/^1$/, 4 * $seconds, 8 * $text + $needs);
	next if $mb < ($full ? 1 : 10);
	my $copying = late_by_itself("SELECT octet_length(t || '') FROM text_$name");
	stops("$name to text", "SELECT octet_length(v::text) > 0 FROM large_$name", $out, $copying);
	stops("$name from text", "SELECT (t::$type) IS NOT NULL FROM text_$name", $in, $copying);
	stops("$name to binary", "SELECT length(${type}_send(v)) > 0 FROM large_$name", $send);
	stops("$name to jsonb", "SELECT v::jsonb IS NOT NULL FROM large_$name", $json / 2, $text > 255 ? $copying : late_by_itself("SELECT t::jsonb IS NOT NULL FROM text_$name"));
}

# ---------- a dump ----------

my $before = answer('SELECT ' . join " || ' ' || ", map { "(SELECT md5(v::text) FROM large_$_)" } sort keys %size);
my $start = time;
my $tables = join ' ', map { "-t large_$_" } sort keys %size;
my ($dumped, $status) = run("pg_dump -Fp --data-only $tables capacity > $dir/dump");
is($status, 0, sprintf 'all of them are dumped, %d MB, %.1f s', (-s "$dir/dump") / 1048576, time - $start) or diag($dumped);
answer(join ';', map { "TRUNCATE large_$_" } sort keys %size);
$start = time;
my ($restored, $back) = run("psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f $dir/dump");
is($back, 0, sprintf 'and restored, %.1f s', time - $start) or diag(substr $restored, 0, 500);
is(answer('SELECT ' . join " || ' ' || ", map { "(SELECT md5(v::text) FROM large_$_)" } sort keys %size), $before, 'as they were');
unlink "$dir/dump";

# ---------- every reading ----------

my %arguments = (as_of => q{date '2026-12-31'}, unit => q{'month'}, lo => 1, hi => 2, horizon => 10, discount => 0.1, period => 100, periods => 100, purchases => 3,
	earned_new => 0, h => 'histories_of_all()', frequency => 1, recency => 2, tenure => 3, monetary => 4, b => 'v',
	bins => 1000, share => 0.5,
	since => q{date '2026-01-01'}, until => q{date '2026-12-31'}, target => 50, (map { $_ => 'v' } qw(before after total_before total_after)),
	'revenue_bridge period' => q{date '2026-06-01'}, l => '(SELECT v FROM large_ledger_tally)', calibrated_until => q{date '2025-01-01'},
	t => q{(SELECT clv_tally_agg(i % 1000, (i % 1000) * 3.25, 3250 + i % 10000 / 7.0) FROM generate_series(1, 100000) AS i)}, n => 1000,
	at => 5000, reason => q{'price'}, other => 'v', margin => 10, step => 2, 'step_time step' => 3);
my %options = (revenue_table => ', lag => 12', hazard_table => ', width => 2', nps => ', detractor_max => 60, promoter_min => 90', csat => ', satisfied_min => 90');
$options{$_} = $options{nps} for qw(nps_low nps_high nps_se nps_summary nps_test nps_contribution);
$options{$_} = $options{csat} for qw(csat_low csat_high csat_summary csat_test);
my @readings = map { [split /\|/] } split /\n/, answer(q{
	SELECT p.proname, format_type(p.proargtypes[0], -1), p.proretset, array_to_string(p.proargnames[2 : p.pronargs - p.pronargdefaults], ',')
	FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' JOIN pg_type AS t ON t.oid = p.proargtypes[0]
	JOIN pg_depend AS td ON td.classid = 'pg_type'::regclass AND td.objid = t.oid AND td.deptype = 'e'
	WHERE p.prokind = 'f' AND p.proargnames[1] <> '' AND NOT p.proname ~ '_(eq|ne|lt|le|gt|ge|cmp|hash|hash_extended|to_json|add)$' ORDER BY 2, 1, p.oid});
cmp_ok(scalar @readings, '>', 50, 'readings are found');
for (@readings) {
	my ($name, $type, $set, $needed) = @$_;
	next if $name eq 'clv_fit';
	my $several = $type =~ s/\[\]$//;    # one who takes an array of values gets the large one twice
	my @missing = grep { !defined $arguments{$_} } split /,/, $needed // '';
	is("@missing", '', "arguments of $name are known") if @missing;
	my $value = $name =~ /^(?:expected_lifetime|retention_forecast)$/ ? q{make_clv_model('sbg', '{"alpha": 0.6, "beta": 3.8}')}
		: $name eq 'sbg_fit' ? '(SELECT survival_agg(ceil(10000.0 / i)::bigint, i % 3 = 0) FROM generate_series(1, 10000) AS i)' : $several ? 'ARRAY[v, v]' : 'v';
	my $call = join ', ', "$name($value", map { "$_ => " . ($arguments{"$name $_"} // $arguments{$_}) } split /,/, $needed // '';
	$call .= ($options{$name} // '') . ')';
	my $rows = { retention_table => 9_607_536, ledger_table => 12_000_000, histories => 500_000 }->{$name} // 0;
	my $sql = $set eq 't' ? "SELECT count(*) FROM large_$type, LATERAL (SELECT * FROM $call AS s LIMIT 1000000) AS r" : "SELECT count($call) FROM large_$type";
	next if $rows && !$full;    # tables of ten million rows; that they stop is tried below
	my $megabytes = $size{ ($needed // '') =~ /^l\b/ ? 'ledger_tally' : $type };
	my $ms = bounded("$name($type)", $sql, qr/^\d+$/, 3 + 0.15 * $megabytes * (1 + $several) + 5 * $rows / 1e6, 60 + 14 * $megabytes * (1 + $several));
	stops("$name($type)", $sql, $ms) if $ms > 1000;
}
stops('retention_table of ten million rows', 'SELECT count(*) FROM large_retention_grid, retention_table(v)', 4000);
stops('ledger_table of millions of rows', 'SELECT count(*) FROM large_ledger_tally, ledger_table(v)', 4000);
stops("merging $_", "SELECT customers(v + v) FROM large_$_", 1500) for $full ? qw(ledger_tally retention_grid clv_tally) : 'ledger_tally';
stops('a fit of a million rows', q{SELECT clv_fit(v, 'pareto/nbd') FROM large_clv_tally}, 4000);

# ---------- the limit ----------

# Ledgers of the same customers grow by what they merge; a larger one than can be dumped is refused where it is made.
if ($full) {
	answer(q{CREATE TABLE wide AS SELECT ledger_agg(k, date '2024-01-01' + d, 0.01 * 10::numeric ^ 36 + k, 'day') AS v FROM (SELECT k::bigint FROM generate_series(1, 100000) AS k) AS c, generate_series(0, 99) AS d; ALTER TABLE wide ALTER v SET STORAGE EXTERNAL});
	answer(q{CREATE TABLE copy_wide (LIKE wide INCLUDING STORAGE)});
	my $size = answer('SELECT pg_column_size(v) / 1048576 FROM wide');
	cmp_ok($size, '>', 100, "a ledger of $size MB");
	bounded('the same at another time, three times', q{CREATE TABLE widest AS SELECT ledger_agg(k, date '2024-01-01' + d, 0.01 * 10::numeric ^ 36 + k, 'day') AS v FROM (SELECT k::bigint FROM generate_series(1, 100000) AS k) AS c, generate_series(0, 349) AS d}, qr/^$/, 300, 6000);
	bounded('the largest by COPY', "COPY widest TO '$dir/widest'; COPY copy_wide FROM '$dir/widest'; COPY widest TO '$dir/widest' (FORMAT binary); COPY copy_wide FROM '$dir/widest' (FORMAT binary)", qr/^$/, 120, 12000);
	is(answer('SELECT count(*) FROM widest, copy_wide WHERE widest.v = copy_wide.v'), 2, 'and it is the same');
	unlink "$dir/widest";
	my $said = (measured(q{\set VERBOSITY verbose
		SELECT customers(ledger_agg(k, date '2024-01-01' + d, 0.01 * 10::numeric ^ 36 + k, 'day')) FROM (SELECT k::bigint FROM generate_series(1, 100000) AS k) AS c, generate_series(0, 449) AS d}))[2];
	like($said, qr/54000: a summary has at most 700 MB.*Aggregate by segment, or by customer first: summaries can be merged with rollup./s, 'a larger one is refused, with advice');
}

# ---------- faults of 0.1.0 ----------

bounded('D2: zeros with exponents', q{SELECT count(*) FROM (SELECT ('{"version": 1, "unit": "day", "key": "bigint", "last_seen": "2001-01-01", "scale": 2, "first": "2001-01-01", "customers": ['
	|| string_agg(format('{"customer": %s, "periods": [0], "amounts": [0e-16383]}', i), ', ' ORDER BY i) || ']}')::ledger_tally FROM generate_series(1, 10000) AS i) AS s}, qr/^1$/, 0.5, 20);
bounded('D2: zeros with exponents that are no values', q{SELECT ('{"version": 1, "unit": "day", "first": "2000-01-01", "last_seen": "2000-01-01", "active": [0' || repeat(', 0e-16383', 99990) || ']}')::activity_calendar},
	qr/must be a whole number/, 1, 40);
my $days = '{"version": 1, "unit": "day", "last_seen": "2276-01-01", "rows": [%s]}';
my $cohort = q{string_agg(format('{"period": "%s", "customers": [1, %s, 0], "since": [0, 99999], "active": [1, 1], "last": [0, 1]}', date '2000-01-01' + i, 1), ', ' ORDER BY i)};
bounded('more cohorts than a message has, of which none is one', q{SELECT ('{"version": 1, "packed": ["' || replace(encode('\x010002b8940180a4e8030000', 'base64'), E'\n', '') || '", "' || repeat('AAAA', 2666667) || '"]}')::retention_grid},
	qr/Rows must be in order/, 1, 120);
bounded('D5: a short text', "SELECT customers(format('$days', $cohort)::retention_grid) FROM generate_series(0, 499) AS i", qr/^500$/, 1, 20);
my $far = q{SELECT retention_agg(c::bigint, date '2000-01-01' + (c + 99999 * k), 'day') AS g FROM generate_series(1, 670) AS c, generate_series(0, 1) AS k};
bounded('D5: two days of a customer far from each other', "SELECT customers(g) FROM ($far) AS s", qr/^670$/, 1, 20);
bounded('D5: and grids of them, merged', "SELECT customers(rollup(g)) FROM ($far) AS s, generate_series(1, 3)", qr/^2010$/, 1, 20);
bounded('D5: bytes that say there are many rows', q{SELECT survival_tally ('{"version": 1, "packed": ["' || replace(encode('\x01000080dac409'::bytea || decode(repeat('00', 10000000), 'hex'), 'base64'), E'\n', '') || '"]}')},
	qr/invalid binary form/, 2, 150);
bounded('D5: keys with escapes', q{SELECT customers(('{"version": 1, "unit": "day", "key": "text", "last_seen": "2001-01-01", "scale": 0, "first": "2001-01-01", "customers": ['
	|| string_agg(format('{"customer": "\\\\%s", "periods": [0], "amounts": [1]}', i), ', ' ORDER BY i::text COLLATE "C") || ']}')::ledger_tally) FROM generate_series(1, 100000) AS i}, qr/^100000$/, 2, 8 * 6 + 30);
like((psql(q{\set VERBOSITY verbose
	SELECT count(*) FROM retention_table((SELECT retention_agg(c::bigint, date '2024-01-01' + c, 'day') FROM generate_series(1, 3) AS c), as_of => '9999-12-31')}))[0], qr/54000/, 'D6: a table until 9999 is refused');

# The ids that met in one slot of 0.1.0, whose hash could be run backwards
sub crafted {
	my ($n) = @_;
	use integer;
	my $x = $n | 0x1234567 << 32;
	$x *= -7058459480640434459;    # the inverse of 0xc4ceb9fe1a85ec53
	$x ^= ($x >> 33) & 0x7fffffff;
	$x *= 5725274745694666757;     # and of 0xff51afd7ed558ccd
	return $x ^ (($x >> 33) & 0x7fffffff);
}
answer('CREATE TABLE ids (crafted bigint, ordinary bigint)');
spew("$dir/ids", join '', map { crafted($_) . "\t$_\n" } 1 .. 80_000);
answer("COPY ids FROM '$dir/ids'; VACUUM ANALYZE ids");
is(answer(q{SELECT count(DISTINCT crafted) FROM ids}), 80_000, 'D7: ids that met');
my ($ordinary) = sort { $a <=> $b } map { (measured(q{SELECT customers(retention_agg(ordinary, date '2026-01-01', 'day')) FROM ids}))[0] } 1 .. 3;
my ($aimed) = sort { $a <=> $b } map { (measured(q{SELECT customers(retention_agg(crafted, date '2026-01-01', 'day')) FROM ids}))[0] } 1 .. 3;
cmp_ok($aimed, '<', 3 * $ordinary + 50, sprintf 'D7: they take %.0f ms, ordinary ones %.0f', $aimed, $ordinary);

is(answer(q{SELECT total_spend(purchase_agg(date '2026-01-01' + c, a)) FROM (VALUES (1, 1.50::numeric(60,50)), (2, 0::numeric(60,50)), (3, -250::numeric(60,45))) AS v(c, a)}), '-248.5', 'C2: zeros at the end of decimals are none');
like((psql(q{SELECT purchase_agg(date '2026-01-01', (1/3.0)*(1/7.0)*(1/11.0))}))[0], qr/round\(/, 'C2: what is too long is told to be rounded');

diag(join "\n", @notes) if $ENV{NOTES};
diag(sprintf 'capacity: %.0f s', time - $begun);
done_testing();
