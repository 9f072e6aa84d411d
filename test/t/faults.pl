# What a server can suffer in the middle of every aggregate and fit: a backend killed, a timeout, no memory, a full
# disk, and statements cancelled again and again. The server comes back, data and answers are as before, no memory is
# lost. FAULTS=all does each to every aggregate, not each to every fourth in turn; FAULTS_RUNS (130) is the number of
# statements cancelled.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Samples;
use Test::More;

my $rows = 10_000;
my $runs = $ENV{FAULTS_RUNS} // 130;
my $dir = $ENV{PGHOST} = start_server();
fresh_database('faults');
$ENV{PGOPTIONS} = '-c client_min_messages=error -c max_parallel_workers_per_gather=0 -c jit=off';
create_samples($rows);
psql(<<'SQL');
-- Strikes its own backend, at once or after some seconds
CREATE FUNCTION strike(signal text, seconds float8) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('COPY (SELECT WHERE false) TO PROGRAM %L', CASE WHEN seconds = 0 THEN format('kill -%s %s', signal, pg_backend_pid())
		ELSE format('(sleep %s; kill -%s %s) </dev/null >/dev/null 2>&1 &', seconds, signal, pg_backend_pid()) END);
	RETURN true;
END $$;
SQL

my @aggregates = sample_aggregates();
my @fits = grep { $_->{fits} } @aggregates;
my @hungry = grep { $_->{signature} !~ /^sbg_fit/ } @fits;    # that one keeps a row for each duration, of which there are few
my $before = checksum();
like($before, qr/^[0-9a-f]{32}$/, 'there is something to lose');
my %answer = map { $_->{signature} => (psql(reading($_)))[0] } @aggregates;

# Those that suffer the fault of this number
sub victims {
	my ($fault, @candidates) = @_;
	return @candidates[grep { ($ENV{FAULTS} // '') eq 'all' || $_ % 4 == $fault } 0 .. $#candidates];
}

# Its answer, and what there is of a struck statement
sub reading {
	my ($aggregate) = @_;
	return "SELECT md5(($aggregate->{call})::text), (SELECT count(*) FROM pg_class WHERE relname = 'struck') FROM samples;\n";
}

# The statement, at one of whose rows something happens
sub struck {
	my ($aggregate, $row, $what) = @_;
	return "CREATE TABLE struck AS SELECT $aggregate->{call} AS v FROM samples WHERE id <> $row OR $what;\n";
}

# The statement with a group for each row, so that there is much to keep
sub grouped {
	my ($aggregate) = @_;
	return "SET enable_sort = off; CREATE TABLE struck AS SELECT $aggregate->{call} AS v FROM samples, generate_series(1, 50) AS copy GROUP BY id, copy;\n";
}

# How often the server began to take connections
sub starts {
	return scalar(() = slurp("$dir/log") =~ /ready to accept connections/g);
}

sub comes_back {
	my ($starts) = @_;
	for (1 .. 6000) {
		return 1 if starts() > $starts;
		select undef, undef, undef, 0.01;
	}
	return 0;
}

# A strike that waits comes late on a busy machine: it meets the session asleep, behind the statement, whose table is there. Then strike again.
my $asleep = 'SELECT pg_sleep(0.5)';
my $tries = 20;

sub came_late { return (psql('DROP TABLE struck'))[1] == 0 }

# ---------- killed ----------

my $kills = 0;

sub killed {
	my ($where, $aggregate, $row, $seconds) = @_;
	my ($said, $status, $back);
	for (1 .. $tries) {
		my $starts = starts();
		($said, $status) = psql(struck($aggregate, $row, "strike('KILL', $seconds)") . "$asleep;\n");
		$back = comes_back($starts);
		$kills++;
		last unless came_late();
	}
	ok($status && $said =~ /connection to server was lost/ && $back && (psql(reading($aggregate)))[0] eq $answer{ $aggregate->{signature} },
		"$aggregate->{signature}: killed $where") or diag($said);
}

killed('in its rows', $_, $rows / 2, 0) for victims(0, @aggregates);
killed('in its fit', $_, $rows, 0.004) for victims(0, @fits);
my @crashes = slurp("$dir/log") =~ /was terminated by signal (\d+)/g;
is("@crashes", join(' ', (9) x $kills), 'no process fell but those that were killed');
is(checksum(), $before, 'data are intact');

# A statement fails for the reason given, and the session gives the answer of before
sub fails {
	my ($aggregate, $name, $sql, $reason) = @_;
	my $said;
	for (1 .. $tries) {
		($said) = psql("\\set ON_ERROR_STOP off\n$sql;\nRESET ALL;\n" . reading($aggregate));
		last unless index($sql, $asleep) >= 0 && came_late();
	}
	ok($said =~ /$reason/ && $said =~ /\Q$answer{ $aggregate->{signature} }\E\z/, "$aggregate->{signature}: $name") or diag($said);
}

# ---------- out of time ----------

fails($_, 'out of time', 'BEGIN; SET LOCAL statement_timeout = 10; ' . struck($_, $rows / 2, 'pg_sleep(60) IS NOT NULL') . 'ROLLBACK', 'canceling statement due to statement timeout')
	for victims(1, @aggregates);
fails($_, 'cancelled in its fit', struck($_, $rows, q{strike('INT', 0.004)}) . $asleep, 'canceling statement due to user request') for victims(1, @fits);

# ---------- out of memory ----------

my ($size) = (psql(q{SELECT nps(1); SELECT substring(pg_read_file('/proc/self/status') FROM 'VmPeak:\s*(\d+)')}))[0] =~ /^(\d+)$/m;
SKIP: {
	skip 'there is no /proc', 1 unless $size;
	# As little as loads the library, which is done before each statement: what is mapped differs between versions.
	my $spare = 0;
	do { $spare += 16_000 } until $spare > 100_000
		|| restart_server($dir, 'ulimit -v ' . ($size + $spare) . ';') && (psql('SELECT nps(9)'))[0] =~ /^100$/m;
	cmp_ok($spare, '<', 100_000, "the server is started with $spare kB to spare") or diag(slurp("$dir/log"));
	fails($_, 'out of memory', "SELECT nps(9); SET work_mem = '1TB'; " . grouped($_), 'out of memory') for victims(2, @aggregates);
	fails($_, 'out of memory in one group', "SELECT nps(9); SELECT $_->{call} FROM samples, generate_series(1, 64)", 'out of memory') for victims(2, @hungry);
}

# ---------- out of disk ----------

SKIP: {
	mkdir "$dir/small";
	my $mount = qq{unshare -Urm sh -c 'mount -t tmpfs -o size=1m tmpfs $dir/small && mkdir $dir/small/space && exec unshare -U --map-user=1000 --map-group=1000 "\$@"' -};
	skip 'no small disk can be mounted here', 1 unless restart_server($dir, $mount);
	psql("CREATE TABLESPACE small LOCATION '$dir/small/space'");
	fails($_, 'out of disk', "SET work_mem = '64kB'; SET temp_tablespaces = small; " . grouped($_), 'No space left on device') for victims(3, @aggregates);
	psql('DROP TABLESPACE small');
}
# malloc gives back at once what is large, so that what a process has is what it holds.
restart_server($dir, 'MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=65536');
is(checksum(), $before, 'data are intact');

# ---------- cancelled, again and again ----------

# Memory contexts of the session, their bytes, and the kilobytes of the process
sub held {
	my $process = $size ? q{substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+)')} : '0';
	return "SELECT 'held', count(*), sum(total_bytes), $process FROM pg_backend_memory_contexts;\n";
}

# A statement that takes longer than any timeout below: over many rows, or just those that bring it to its fit soon. The timeout is that of ROLLBACK, too,
# which can be cancelled itself, and is said again then
sub cancelled {
	my ($run) = @_;
	my $aggregate = $aggregates[$run % @aggregates];
	return sprintf("BEGIN; SET LOCAL max_parallel_workers_per_gather = %d; SET LOCAL statement_timeout = %d;\nSELECT %s FROM samples, generate_series(1, %d);\nROLLBACK;\nROLLBACK;\n",
		$run % 4 == 3 ? 2 : 0, 1 + $run * 7 % 23, $aggregate->{call}, $aggregate->{fits} ? 1 : 200);
}

my $warm = 2 * @aggregates;
$ENV{PGOPTIONS} .= ' -c min_parallel_table_scan_size=0 -c parallel_setup_cost=0 -c parallel_tuple_cost=0';
my $rounds = 6;
my $round = held() . join '', map { cancelled($_) } 1 .. $runs;
my ($said) = psql(join '', "\\set ON_ERROR_STOP off\nSET client_min_messages = error;\n", (map { cancelled($_) } 1 .. $warm), $round x $rounds, held());
my $cancelled = () = $said =~ /canceling statement due to statement timeout/g;
cmp_ok($cancelled, '>', 0.9 * ($warm + $rounds * $runs), "$rounds times $runs statements, of which all but the quickest fits are cancelled");
unlike($said, qr/ERROR(?!:  canceling statement)/, 'and nothing else goes wrong');
my @held = map { [split /\|/] } $said =~ /^held\|(.*)$/mg;
diag("held before each round and at the end (contexts, bytes, kB of the process): @{[join ', ', map { join ' ', @$_ } @held]}");

# What is lost is lost in every round, whereas the server's caches keep more, or give some back, now and then: so the middle round counts.
sub growth {
	my ($column) = @_;
	return (sort { $a <=> $b } map { $held[$_][$column] - $held[ $_ - 1 ][$column] } 1 .. $rounds)[ $rounds / 2 ];
}
cmp_ok(growth(0), '<=', 2, 'a round leaves no memory contexts');
cmp_ok(growth(1), '<=', 8_192, 'nor bytes in them');
# What is small malloc keeps for later now and then; what is lost is lost in any three rounds in a row.
my ($lost) = sort { $a <=> $b } map { ($held[$_][2] - $held[ $_ - 3 ][2]) / 3 } 3 .. $rounds;
cmp_ok($lost, '<=', 512, 'nor does the process grow, by kilobytes');
is(checksum(), $before, 'data are intact');
done_testing();
