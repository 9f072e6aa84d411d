# doc/managed.md on two servers, of which only one has custval: all its statements in their order, each where it says that it runs, and what the page
# says beside them: the same numbers as at the service, columns that come later, time zones that differ, which conditions are sent.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $service = start_server();
my $yours = start_server();
my $settings = slurp("$service/data/postgresql.conf") =~ s/^(?:extension_destdir|extension_control_path|dynamic_library_path).*\n//mgr;
spew("$service/data/postgresql.conf", "${settings}wal_level = logical\n");
spew("$service/data/pg_hba.conf", "local all postgres trust\nlocal all all scram-sha-256\n");
plan skip_all => 'no server can be started with wal_level = logical' unless restart_server($service);
spew("$yours/data/postgresql.conf", slurp("$yours/data/postgresql.conf") . "wal_retrieve_retry_interval = '200ms'\n");
restart_server($yours) or die slurp("$yours/log");

sub ask {
	my ($server, $database, $role, $sql) = @_;
	local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
	local $ENV{PGDATABASE} = $database;
	return in_server($server, sub { answer(($role ? "SET SESSION AUTHORIZATION $role;\n" : '') . $sql) });
}
sub at_service { return ask($service, 'shop', undef, @_) }
sub at_yours { return ask($yours, 'custval', undef, @_) }

ask($service, 'postgres', undef, $_) for 'CREATE ROLE shop', 'CREATE DATABASE shop OWNER shop';
ask($yours, 'postgres', undef, $_) for 'CREATE ROLE analyst', 'CREATE DATABASE custval';
plan skip_all => 'needs postgres_fdw' unless at_yours(q{SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'});
my $version = int(at_service('SHOW server_version_num') / 10000);

# ---------- the page ----------

my $page = slurp('doc/managed.md');
my @blocks = map { { kind => $_->[0], body => $_->[1] } } map { [/\A(\w*)\n(.*)\z/s] } $page =~ /^```(\w*\n.*?)^```$/msg;
my %places = (
	'at the service, as administrator' => [$service, 'shop', undef], 'at the service, as owner' => [$service, 'shop', 'shop'],
	'at yours, as superuser' => [$yours, 'custval', undef], 'at yours, as analyst' => [$yours, 'custval', 'analyst']);

# What a block prints at its place, as psql shows it
sub printed {
	my ($place, $sql) = @_;
	my ($server, $database, $role) = @$place;
	$sql =~ s/db\.example/$server eq $yours ? $service : 'nowhere'/ge;
	$sql =~ s/port([ =]'?)5432/port$1$ENV{PGPORT}/g;
	local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
	local $ENV{PGDATABASE} = $database;
	my ($said) = in_server($server, sub { run('psql -X -q -P pager=off', ($role ? "SET SESSION AUTHORIZATION $role;\n" : '') . $sql) });
	return $said =~ s/psql:<stdin>:\d+: //gr =~ s/^LINE.*\n.*\^\n//mgr =~ s/[ \t]+$//mgr =~ s/\n+\z//r;
}

# Changes take their time to arrive: a question at the subscriber is asked again until its answer is what it should be.
sub eventually {
	my ($question, $expected) = @_;
	my $said;
	for (1 .. 300) {
		$said = $question->();
		last if $said eq $expected;
		select undef, undef, undef, 0.1;
	}
	return $said;
}

sub held_up {
	like(eventually(sub { slurp("$yours/log") =~ /(logical replication target relation "public.orders" is missing replicated column)/ ? $1 : '' }, 'logical replication target relation "public.orders" is missing replicated column'),
		qr/missing/, 'a column that the subscriber lacks stops it, and is named in its log');
	is(at_yours('SELECT count(*) FROM orders'), at_service('SELECT count(*) - 1 FROM orders'), 'and the row waits');
}
my @meanwhile = ([qr/ADD COLUMN coupon text;\nINSERT/ => \&held_up]);

for my $i (0 .. $#blocks) {
	next if $blocks[$i]{kind} ne 'sql';
	my ($where, $from, $sql) = $blocks[$i]{body} =~ /\A-- (at \w+(?: service)?, as \w+)(?:, from PostgreSQL (\d+) on)?\n(.*)\z/s or die "where does this run? $blocks[$i]{body}";
	my $place = $places{$where} or die "where is '$where'?";
	next if $version < ($from // 0);
	my ($title) = $sql =~ /(\S.*)/;
	my $next = $blocks[$i + 1];
	if ($next && $next->{kind} eq 'text') {
		my $expected = $next->{body} =~ s/[ \t]+$//mgr =~ s/\n+\z//r;
		my $once = $sql =~ /^(?:INSERT|UPDATE|CREATE)/m;
		my $said = $once ? printed($place, $sql) : eventually(sub { printed($place, $sql) }, $expected);
		is($said, $expected, "$where: $title");
		printf STDERR "## %s\n%s\n", $title, $said if $ENV{MANAGED_SHOW};
	}
	else {
		is(printed($place, $sql), '', "$where: $title");
	}
	$sql =~ $_->[0] and $_->[1]->() for @meanwhile;
}
done_testing();
