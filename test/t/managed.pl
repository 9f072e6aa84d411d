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
plan skip_all => 'needs a server with SSL, which services ask for' unless at_yours('SHOW ssl_library');
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
is(ask($service, 'postgres', undef, q{SELECT count(*) FROM pg_available_extensions WHERE name = 'custval'}), 0, 'the service has no custval')
	if slurp("$yours/data/postgresql.conf") =~ /^extension_/m;

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
	}
	else {
		is(printed($place, $sql), '', "$where: $title");
	}
	$sql =~ $_->[0] and $_->[1]->() for @meanwhile;
}

# ---------- what the page says beside them ----------

# The same numbers as plain SQL at the service: of copied tables, of foreign ones, of what is kept
my $retained = at_service(<<'SQL');
WITH months AS (SELECT DISTINCT customer_id, date_trunc('month', ordered_at AT TIME ZONE 'Europe/Berlin')::date AS month FROM orders),
	cohorts AS (SELECT customer_id, min(month) AS cohort FROM months GROUP BY customer_id)
SELECT cohort, month, count(*) FROM months JOIN cohorts USING (customer_id) GROUP BY 1, 2 ORDER BY 1, 2
SQL
my $read = q{SELECT cohort, (cohort + period * interval '1 month')::date, retained FROM retention_table((%s), as_of => '2026-06-30') WHERE retained > 0 ORDER BY 1, 2};
cmp_ok(scalar(() = $retained =~ /\n/g), '>', 10, 'there are cohorts to compare');
is(at_yours(sprintf $read, q{SELECT retention_agg(customer_id, ordered_at, 'month') FROM orders}), $retained, 'cohorts of copied tables are those of the service');
my $asked = sprintf $read, q{SELECT retention_agg(customer_id, ordered_at, 'month') FROM service.orders};
is(ask($yours, 'custval', 'analyst', $asked), $retained, 'and of foreign tables');
is(at_yours(sprintf $read, q{SELECT retention_grid(ledger_by(rollup(ledger), 'month')) FROM kept.daily_ledger}), $retained, 'and of what is kept by day');
is(at_yours(q{SELECT sum(r.amount) FROM (SELECT rollup(ledger) AS l FROM kept.daily_ledger) AS s, ledger_table(l) AS r}), at_service('SELECT sum(amount) FROM orders'), 'to the last cent');

my $by_day = q{SELECT string_agg(day || ' ' || tally::text, ',' ORDER BY day) FROM };
my $counted = at_yours("$by_day kept.daily_nps");
is($counted, at_yours("$by_day (SELECT answered_at::date AS day, nps_agg(score) AS tally FROM answers GROUP BY 1) AS days"), 'counts of the service make the tallies that rows make, bit for bit');
my ($nightly) = map { $_->{body} } grep { $_->{body} =~ /^INSERT INTO kept/m } @blocks;
printed($places{'at yours, as analyst'}, $nightly);
is(at_yours("$by_day kept.daily_nps"), $counted, 'twice changes nothing');
at_service(q{INSERT INTO answers VALUES (5002, 8, '2026-03-31 12:00+00', 0, 'web')});
printed($places{'at yours, as analyst'}, $nightly);
is(at_yours('SELECT answers(rollup(tally)) FROM kept.daily_nps'), 5001, 'and a late row is in');

# Which conditions are sent, as the page's table has it
my @conditions = $page =~ /^\| `((?:answered_at|customer_id|via|date_trunc).*?)` \| (.*) \|$/mg;
is(@conditions, 14, 'the page tells of seven conditions');
sub plain { return $_[0] =~ s/::[a-z ]+(?:\[\])?//gr =~ tr/()//dr }
while (my ($condition, $sent) = splice @conditions, 0, 2) {
	my ($where) = ask($yours, 'custval', 'analyst', "EXPLAIN (VERBOSE, COSTS OFF) SELECT nps(score) FROM service.answers WHERE $condition") =~ /Remote SQL: SELECT [\w, ]+ FROM public.answers(?: WHERE )?(.*)/;
	is($sent eq 'all rows' ? 'all rows' : plain($sent =~ tr/`//dr), plain($where) || 'all rows', "sent or not: $condition");
}

my $analyst = $places{'at yours, as analyst'};
is(ask($yours, 'custval', 'analyst', q{SELECT count(*) FROM service.answers WHERE via = 'shop'}), 1, 'an enum that is read as text is compared') if $version >= 15;
like(printed($analyst, q{ALTER SERVER service OPTIONS (ADD extensions 'custval'); SELECT nps(score) FROM service.answers}), qr/ERROR: +function public\.nps\(.*does not exist/, 'the service cannot be asked for what it has not');
printed($analyst, 'ALTER SERVER service OPTIONS (DROP extensions)');
at_service(q{CREATE TYPE mood AS ENUM ('good'); CREATE TABLE moods (mood mood); GRANT SELECT ON moods TO reader});
like(printed($analyst, 'IMPORT FOREIGN SCHEMA public LIMIT TO (moods) FROM SERVER service INTO service'), qr/ERROR: +type "public.mood" does not exist/, 'an enum stops the import');

# A view without a time zone is cut in GMT, whatever zone the service has.
at_service(q{ALTER ROLE reader SET TimeZone = 'Asia/Tokyo'; CREATE VIEW naive AS SELECT seen_at::date AS day FROM visits; GRANT SELECT ON naive TO reader});
at_yours(q{SET SESSION AUTHORIZATION analyst; IMPORT FOREIGN SCHEMA public LIMIT TO (naive) FROM SERVER service INTO service});
is(ask($yours, 'custval', 'analyst', q{SELECT string_agg(day::text, ' ' ORDER BY day) FROM service.naive}), '2026-01-31 2026-02-01 2026-02-10', 'days of a view that names no zone are those of Greenwich');
is(at_service(q{SET TimeZone = 'Asia/Tokyo'; SELECT string_agg(day::text, ' ' ORDER BY day) FROM naive}), '2026-02-01 2026-02-01 2026-02-10', 'which are not those of the service');

# A subscriber's other types: the clock of the session at the service, and that of the server that receives
at_service(q{ALTER ROLE copier SET TimeZone = 'Asia/Tokyo'; CREATE TABLE moments (id int PRIMARY KEY, a timestamptz, b timestamp);
	INSERT INTO moments VALUES (1, '2026-01-31 20:00+00', '2026-01-31 20:00'); GRANT SELECT ON moments TO copier; CREATE PUBLICATION moments FOR TABLE moments});
at_yours('CREATE TABLE moments (id int PRIMARY KEY, a timestamp, b timestamptz)');
at_yours(qq{CREATE SUBSCRIPTION moments CONNECTION 'host=$service port=$ENV{PGPORT} dbname=shop user=copier password=secret' PUBLICATION moments});
my $moments = q{SET TimeZone = 'UTC'; SELECT string_agg(a || ' ' || b, ', ' ORDER BY id) FROM moments};
my $first = '2026-02-01 05:00:00 2026-01-31 19:00:00+00';	# ALTER DATABASE gave the receiving end Berlin
is(eventually(sub { at_yours($moments) }, $first), $first, 'timestamptz becomes the clock of the sender, timestamp that of the receiver');
at_service(q{INSERT INTO moments VALUES (2, '2026-01-31 20:00+00', '2026-01-31 20:00')});
is(eventually(sub { at_yours($moments) }, "$first, $first"), "$first, $first", 'of later rows, too');

# Columns that are named stay the only ones.
if ($version >= 15) {
	at_service(q{ALTER TABLE customers ADD COLUMN phone text; INSERT INTO customers VALUES (3, 'c@example.com', 'West', '555')});
	is(eventually(sub { at_yours('SELECT count(*) FROM customers') }, 3), 3, 'a publication that names its columns goes on when the table gets another');
}

# The kit over copied tables, of a user who may do no more than create a schema: numbers are those of the service, and follow it.
at_yours('GRANT CREATE ON DATABASE custval TO analyst');
my $kit = join ' ', q{psql -X -q -v ON_ERROR_STOP=1 -v schema=kpi -o /dev/null -d custval -c 'SET SESSION AUTHORIZATION analyst'}, '-f kit/sources.sql', '-f -', '-f kit/views.sql', '-f kit/refresh.sql';
my ($said, $status) = in_server($yours, sub { run($kit, <<'SQL') });
CREATE OR REPLACE VIEW kpi.orders AS SELECT customer_id::text AS customer, ordered_at AT TIME ZONE 'Europe/Berlin' AS ordered_at, amount::numeric AS amount FROM public.orders;
CREATE OR REPLACE VIEW kpi.answers AS SELECT customer_id::text AS customer, answered_at AT TIME ZONE 'Europe/Berlin' AS answered_at, 'nps'::text AS survey, score, via AS touchpoint,
	NULL::text AS comment, NULL::float8[] AS ratings FROM public.answers;
SQL
is($status . $said, '0', 'the kit over copied tables');
my $scored = q{SELECT date_trunc('month', answered_at AT TIME ZONE 'Europe/Berlin')::date, count(*), round(100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / count(*), 6) FROM answers GROUP BY 1 ORDER BY 1};
my $shown = 'SELECT month, answers, round(nps::numeric, 6) FROM kpi.nps_by_month ORDER BY 1';
my $bought = q{SELECT cohort, sum(amount) FROM (SELECT amount, min(date_trunc('month', ordered_at AT TIME ZONE 'Europe/Berlin')) OVER (PARTITION BY customer_id)::date AS cohort, ordered_at FROM orders) AS o
	WHERE ordered_at < timestamp '%1$s' AT TIME ZONE 'Europe/Berlin' GROUP BY 1 ORDER BY 1};
my $brought = q{SELECT cohort, sum(amount) FROM kpi.cohort_revenue WHERE source = 'orders' GROUP BY 1 ORDER BY 1};
for my $time ('first', 'after changes at the service') {
	my $until = ask($yours, 'custval', 'analyst', 'SET client_min_messages = error; SELECT scored_as_of + 1 FROM kpi.refresh()');
	is(ask($yours, 'custval', 'analyst', $shown), at_service($scored), "has the service's scores, $time");
	is(ask($yours, 'custval', 'analyst', $brought), at_service(sprintf $bought, $until), "and its revenue, $time");
	last if $time ne 'first';
	at_service(q{INSERT INTO answers (answer_id, customer_id, answered_at, score, via) SELECT 6000 + id, id, (SELECT max(ordered_at) FROM orders) + id * interval '1 hour', id % 11, 'shop' FROM generate_series(1, 60) AS id;
		INSERT INTO orders (order_id, customer_id, ordered_at, amount) SELECT 6000 + id, id, (SELECT max(ordered_at) FROM orders) + id * interval '1 day', id FROM generate_series(1, 40) AS id});
	my $count = 'SELECT (SELECT count(*) FROM answers) + (SELECT count(*) FROM orders)';
	my $sent = at_service($count);
	is(eventually(sub { at_yours($count) }, $sent), $sent, 'changes arrive');
}

# From PostgreSQL 16 on, whoever is in pg_create_subscription subscribes tables of an own schema, with a password.
if ($version >= 16) {
	at_yours('CREATE ROLE subscriber LOGIN; GRANT pg_create_subscription TO subscriber; GRANT CREATE ON DATABASE custval TO subscriber');
	at_service('CREATE SCHEMA copies; CREATE TABLE copies.notes (id int PRIMARY KEY, note text); GRANT USAGE ON SCHEMA copies TO copier; GRANT SELECT ON copies.notes TO copier;
		INSERT INTO copies.notes VALUES (1, $$one$$); CREATE PUBLICATION notes FOR TABLE copies.notes');
	ask($yours, 'custval', 'subscriber', 'CREATE SCHEMA copies; CREATE TABLE copies.notes (id int PRIMARY KEY, note text)');
	my $subscribe = qq{CREATE SUBSCRIPTION notes CONNECTION 'host=$service port=$ENV{PGPORT} dbname=shop user=copier password=secret' PUBLICATION notes};
	like(printed([$yours, 'custval', 'subscriber'], $subscribe =~ s/ password=secret//r), qr/ERROR: +password is required/, 'a member of pg_create_subscription needs a password');
	is(printed([$yours, 'custval', 'subscriber'], $subscribe), '', 'and subscribes with it');
	my $notes = q{SELECT string_agg(note, ' ' ORDER BY id) FROM copies.notes};
	is(eventually(sub { ask($yours, 'custval', 'subscriber', $notes) }, 'one'), 'one', 'rows arrive');
	at_service('INSERT INTO copies.notes VALUES (2, $$two$$)');
	is(eventually(sub { ask($yours, 'custval', 'subscriber', $notes) }, 'one two'), 'one two', 'and follow');
	is(printed([$yours, 'custval', 'subscriber'], 'DROP SUBSCRIPTION notes'), '', 'and it parts from it');
}

# Parting: with the service, and without it
my $slots = q{SELECT string_agg(slot_name, ' ' ORDER BY slot_name) FROM pg_replication_slots};
at_yours('DROP SUBSCRIPTION moments');
is(at_service($slots), 'custval', 'DROP SUBSCRIPTION drops its slot');
my ($parting) = $page =~ /^((?:    .*SUBSCRIPTION.*\n)+)/m;
stop_server($service);
is(printed($places{'at yours, as superuser'}, $parting), '', 'a subscription can be dropped when the service is away');
restart_server($service);
is(at_service($slots), 'custval', 'which keeps its slot');
is(at_service(q{SET SESSION AUTHORIZATION copier; SELECT pg_drop_replication_slot('custval')}), '', 'until it is dropped there');
done_testing();
