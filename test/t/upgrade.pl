# Into a database, from version to version, from schema to schema and out again: an upgraded extension is what a fresh
# one is, values stay, nothing is left behind, whoever may create it can, and who lies in wait in its schema catches nothing.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Cwd;
use Samples;
use Test::More;

plan skip_all => 'this server looks for extensions in its own folders only' unless slurp("$ENV{BOX}/data/postgresql.conf") =~ /^extension_/m;

my $top = getcwd();
my $dir = $ENV{PGHOST} = start_server();
my ($version) = slurp('custval.control') =~ /default_version = '([^']+)'/;
my $next = $version =~ s/(\d+)$/$1 + 1/er;

# ---------- a next version, in a copy of the sources ----------

# What the next version has and this one has not: in plain SQL, where arguments have the very types that are asked for, and
# an operator is told by schema, so that nobody's better match is taken; in the notation; and a room.
my $change = <<'SQL';
CREATE FUNCTION nps_fraction(t survey_tally) RETURNS float8 LANGUAGE SQL IMMUTABLE PARALLEL SAFE
	BEGIN ATOMIC SELECT nps(t, 6::bigint, 9::bigint) OPERATOR(pg_catalog./) 100.0::float8; END;
COMMENT ON FUNCTION nps_fraction(survey_tally) IS 'the NPS as a fraction';
REVOKE EXECUTE ON FUNCTION nps_fraction(survey_tally) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION nps_fraction(survey_tally) TO pg_monitor;
function nps_half(t survey_tally, detractor_max bigint => NULL, promoter_min bigint => NULL) -> float8 null by cvsql_nps_se 'the NPS''s standard error'
SQL
my $room = <<'SQL';
-- ---------- kudos: a room of the next version ----------

function kudos_{low|high}(t survey_tally, confidence float8 => 0.95, method text => 'adjusted_wald', detractor_max bigint => NULL, promoter_min bigint => NULL) -> float8 null
	by cvsql_nps_{low|high} '{lower|upper} limit'
aggregate nrr(before, after numeric, returning_customer boolean) -> float8 'net revenue retention'
	state bridge_tally space 192 step revenue_accum undo revenue_remove combine bridge_tally_combine final nrr_final
SQL

mkdir "$dir/src";
run("tar -cf - . | tar -C $dir/src -xf -");
chdir "$dir/src";
my $make = "make -s with_llvm=no PG_CONFIG='$ENV{PG_CONFIG}'";
my $frozen = "src/upgrade/custval--$version.sql";
if (-f $frozen) {
	run("$make custval--$version.sql");
	is(slurp($frozen), slurp("custval--$version.sql"), "what was released as $version is what is built as $version");
} else {
	my ($said, $status) = run("PG_CONFIG='$ENV{PG_CONFIG}' script/freeze");
	is($status, 0, "$version is frozen") or diag($said);
}
my $released = slurp($frozen);
spew('src/survey/survey.sql', slurp('src/survey/survey.sql') . "SELECT 1;\n");
my ($said, $status) = run('script/freeze');
ok($status && $said =~ /frozen already/ && slurp($frozen) eq $released, 'and not again');

# Install the sources as they are in the copy
sub install {
	my ($said, $status) = run("$make install DESTDIR=$dir/stage");
	return is($status, 0, $_[0]) || diag($said);
}

install('with its frozen script it is installed');
is(slurp(glob "$dir/stage/*/*/*/*/*/custval--$version.sql"), slurp("custval--$version.sql"), 'as it is built');

spew('custval.control', slurp('custval.control') =~ s/'\Q$version\E'/'$next'/r);
my @frozen = map { /custval--([^-]*)\.sql$/ ? $1 : () } glob 'src/upgrade/*.sql';
my $delta = "src/upgrade/custval--$version--$next.sql";
spew($delta, "$change\nroom kudos\n");
spew('src/survey/survey.sql', slurp("$top/src/survey/survey.sql") . $change);
mkdir 'src/kudos';
spew('src/kudos/kudos.sql', $room);
spew('Makefile', slurp('Makefile') =~ s/^ROOMS = .*\K/ kudos/mr);
install("$next is installed");
my $installed = slurp(glob "$dir/stage/*/*/*/*/*/custval--$version--$next.sql");
like($installed, qr/^CREATE FUNCTION kudos_high\(.*^CREATE AGGREGATE nrr\(/ms, 'its delta has what the room that it names has');
is(slurp(glob "$dir/stage/*/*/*/*/*/custval--$version.sql"), $released, 'a frozen script is installed as it is');
($said, $status) = run("PG_CONFIG='$ENV{PG_CONFIG}' script/freeze");
is(slurp($delta), $installed, 'when it is frozen, so is its delta, whatever becomes of the room') or diag($said);
chdir $top;
spew("$dir/data/postgresql.conf", slurp("$dir/data/postgresql.conf") =~ s{\Q$ENV{BOX}/stage}{$dir/stage}gr . "autovacuum = off\n");
restart_server($dir) or die slurp("$dir/log");

# ---------- upgraded = fresh ----------

my $members = q{CREATE TEMP VIEW members AS SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e
	ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid WHERE d.deptype = 'e' AND e.extname = 'custval'};

# All that the catalogs say of the extension, with names for oids, in lines
sub said_of_extension {
	my $is_member = q{IN (SELECT objid FROM members)};
	my @rows = map {
		my ($catalog, $key) = @$_;
		"SELECT '$catalog ' || (to_jsonb(r) - 'oid' - 'prosqlbody' - 'proargdefaults')::text FROM $catalog AS r WHERE $key $is_member"
	} [qw(pg_proc oid)], [qw(pg_aggregate aggfnoid)], [qw(pg_type oid)], [qw(pg_operator oid)], [qw(pg_opclass oid)], [qw(pg_opfamily oid)],
		[qw(pg_cast oid)], [qw(pg_amop amopfamily)], [qw(pg_amproc amprocfamily)];
	my $lines = answer(join ";\n", $members, @rows,
		"SELECT replace(pg_get_functiondef(oid), chr(10), ' ') FROM pg_proc WHERE oid $is_member AND prokind <> 'a'",
		"SELECT concat_ws(' ', 'arguments of', oid::regprocedure, pg_get_function_arguments(oid)) FROM pg_proc WHERE oid $is_member",
		"SELECT concat_ws(' ', 'comment on', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description WHERE objoid $is_member",
		"SELECT concat_ws(' ', 'privileges of', pg_describe_object(classoid, objoid, objsubid), privtype, initprivs) FROM pg_init_privs WHERE objoid $is_member",
		"SELECT concat_ws(' ', pg_describe_object(classid, objid, objsubid), 'depends on', pg_describe_object(refclassid, refobjid, refobjsubid), deptype) FROM pg_depend WHERE objid $is_member",
		q{SELECT to_jsonb(e) - 'oid' FROM pg_extension AS e WHERE extname = 'custval'});
	my %name = map { split /\|/ } split /\n/, answer(join "\nUNION ALL ", q{SELECT oid, oid::regprocedure::text FROM pg_proc WHERE oid >= 16384},
		q{SELECT oid, oid::regtype::text FROM pg_type WHERE oid >= 16384}, q{SELECT oid, oid::regoperator::text FROM pg_operator WHERE oid >= 16384},
		q{SELECT oid, 'family ' || opfname FROM pg_opfamily WHERE oid >= 16384}, q{SELECT oid, 'class ' || opcname FROM pg_opclass WHERE oid >= 16384});
	$lines =~ s/\b(\d{5,})\b/$name{$1} || $1/ge;
	return $lines;
}

# Lines of one that are not in the other
sub differences {
	my ($one, $other) = map { my %lines = map { $_ => 1 } split /\n/; \%lines } @_;
	return join "\n", (map { "only fresh: $_" } grep { !$other->{$_} } sort keys %$one), map { "only upgraded: $_" } grep { !$one->{$_} } sort keys %$other;
}

fresh_database('fresh');
is(answer("SELECT extversion FROM pg_extension WHERE extname = 'custval'"), $next, "$next is what is created");
my $fresh = said_of_extension();
cmp_ok(scalar(() = $fresh =~ /\n/g), '>', 1000, 'there is much to say of it');

for my $old (@frozen) {
	fresh_database('upgraded');
	answer("DROP EXTENSION custval; CREATE EXTENSION custval VERSION '$old'");
	create_samples(50);
	my @readings = map { "SELECT md5(($_->{call})::text) FROM samples" } sample_aggregates();
	my ($values, $answers) = (checksum(), answer(join ";\n", 'SET client_min_messages = error', @readings));
	answer('ALTER EXTENSION custval UPDATE');
	is(differences($fresh, said_of_extension()), '', "$old upgraded to $next is $next");
	is(checksum(), $values, 'stored values of every type are read');
	is(answer(join ";\n", 'SET client_min_messages = error', @readings), $answers, 'and say what they said, by every aggregate');
	like(answer('SELECT sum(nps_fraction(survey_tally)) FROM samples'), qr/\d/, "$next has what is new in it");
}

# ---------- out again ----------

# Of each catalog of the database, all of it; statistics of tables aside
sub catalogs {
	my $queries = answer(q{SELECT format('SELECT %L, md5(string_agg(r::text, chr(10) ORDER BY r::text)) FROM %s AS r;', oid::regclass, oid::regclass) FROM pg_class
		WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind = 'r' AND NOT relisshared AND relname !~ '^pg_statistic' ORDER BY relname});
	return answer($queries . q{SELECT 'shared', count(*) FROM pg_shdepend WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())});
}

fresh_database('removed');
answer('DROP EXTENSION custval');
my $without = catalogs();
answer('CREATE EXTENSION custval');
isnt(catalogs(), $without, 'the extension shows in the catalogs');
create_samples(50);
answer('CREATE VIEW readings AS SELECT id, nps(survey_tally) FROM samples; CREATE INDEX tallies ON samples USING hash (survey_tally)');
($said, $status) = psql('DROP EXTENSION custval');
ok($status, 'it is not dropped while it is used');
like($said, qr/column $_ of table samples depends on type/, "by a column of type $_") for sample_types();
like($said, qr/view readings depends on function/, 'or by a view');
answer('DROP EXTENSION custval CASCADE');
is(answer('SELECT count(*), count(DISTINCT id) FROM samples'), '50|50', 'dropped with all that uses it, it leaves the tables');
answer('DROP TABLE samples');
is(catalogs(), $without, 'and nothing of its own');

# ---------- elsewhere ----------

fresh_database('moved');
create_samples(50);
answer('CREATE VIEW readings AS SELECT nps_fraction(survey_tally) FROM samples');
my @types = sample_types();
my @calls = map { $_->{call} } sample_aggregates();
my $settings = 'SET client_min_messages = error; SET search_path =';
my $here = answer(join ";\n", "$settings public", map { "SELECT md5(($_)::text) FROM samples" } @calls);
my $values = checksum();
answer('CREATE SCHEMA elsewhere; ALTER EXTENSION custval SET SCHEMA elsewhere');
for my $type (@types) { s/::$type\b/::elsewhere.$type/g for @calls }
is(answer(join ";\n", "$settings ''", map { "SELECT md5((elsewhere.$_)::text) FROM public.samples" } @calls), $here,
	'moved to a schema that is not searched, every aggregate says what it said');
is(checksum(), $values, 'every type reads');
like(answer("$settings ''; SELECT count(nps_fraction) FROM public.readings"), qr/50/, 'and functions find what they call');
is(answer("$members; SELECT count(*) FROM pg_proc WHERE oid IN (SELECT objid FROM members) AND pronamespace <> 'elsewhere'::regnamespace"), '0', 'nothing stays where it was');

# ---------- by whom ----------

fresh_database('trusting');
answer('DROP EXTENSION custval; CREATE ROLE analyst LOGIN; CREATE SCHEMA analyst AUTHORIZATION analyst');
{
	local $ENV{PGUSER} = 'analyst';
	like((psql('CREATE EXTENSION custval SCHEMA analyst'))[0], qr/permission denied to create extension/, 'who may not create in the database may not create it');
}
answer('GRANT CREATE ON DATABASE trusting TO analyst');
{
	local $ENV{PGUSER} = 'analyst';
	is(answer("CREATE EXTENSION custval SCHEMA analyst VERSION '$version'; ALTER EXTENSION custval UPDATE; SELECT nps(s) FROM generate_series(8, 10) AS s"),
		'66.66666666666667', 'who may, can, without being a superuser');
	is(answer("SELECT rolname, rolsuper FROM pg_extension JOIN pg_roles AS r ON r.oid = extowner WHERE extname = 'custval'"), 'analyst|f', 'owns it');
	is(answer('DROP EXTENSION custval; SELECT count(*) FROM pg_type WHERE typname = $$survey_tally$$'), '0', 'and can drop it');
}

# ---------- traps ----------

answer('CREATE EXTENSION custval');
my @names = split /\n/, answer("$members; SELECT DISTINCT proname FROM pg_proc WHERE oid IN (SELECT objid FROM members)");

# A schema that anybody can write to, with operators and functions for all arguments that the system's own are no exact match for
sub trapped_database {
	fresh_database('trapped');
	answer('DROP EXTENSION custval; CREATE SCHEMA bazaar; GRANT ALL ON SCHEMA bazaar TO PUBLIC; DROP ROLE IF EXISTS attacker; CREATE ROLE attacker');
	answer('SET ROLE attacker; SET search_path = bazaar; ' . <<'SQL' . join '', map { <<"TRAPS" } @names);
DO $do$
DECLARE
	trap CONSTANT text := $$LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END'$$;
	types CONSTANT regtype[] := '{smallint,integer,bigint,numeric,real,float8,text,varchar,date,timestamp,timestamptz,jsonb,boolean}';
	a regtype;
	b regtype;
	name text;
BEGIN
	FOREACH a IN ARRAY types LOOP
		FOREACH name IN ARRAY '{abs,ceil,exp,floor,length,ln,lower,power,round,sqrt,sum,trunc}'::text[] LOOP
			EXECUTE format('CREATE FUNCTION %I(%s) RETURNS %s %s', name, a, a, trap);
		END LOOP;
		FOREACH b IN ARRAY types LOOP
			EXECUTE format('CREATE FUNCTION trap(%s, %s) RETURNS float8 %s', a, b, trap);
			FOREACH name IN ARRAY '{=,<>,<,<=,>,>=,+,-,*,/,%,||,->,->>}'::text[] LOOP
				EXECUTE format('CREATE OPERATOR %s (FUNCTION = trap, LEFTARG = %s, RIGHTARG = %s)', name, a, b);
			END LOOP;
		END LOOP;
	END LOOP;
END $do$;
SQL
CREATE FUNCTION $_(anyelement) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION $_(anyelement, anyelement) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION $_(anyelement, anyelement, anyelement) RETURNS anyelement LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
TRAPS
}

# What of the extension leads to objects that are neither its own, nor arrays of its types, nor the system's
sub caught {
	return answer("$members; " . q{SELECT pg_describe_object(d.classid, d.objid, d.objsubid) || ' by ' || pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid)
		FROM pg_depend AS d JOIN members AS m ON d.classid = m.classid AND d.objid = m.objid
		WHERE d.refobjid >= 16384 AND d.refclassid NOT IN ('pg_extension'::regclass, 'pg_namespace'::regclass)
			AND NOT EXISTS (SELECT FROM members AS r WHERE r.classid = d.refclassid AND r.objid = d.refobjid)
			AND NOT EXISTS (SELECT FROM pg_type AS a JOIN members AS r ON r.classid = 'pg_type'::regclass AND r.objid = a.typelem
				WHERE d.refclassid = 'pg_type'::regclass AND a.oid = d.refobjid)});
}

trapped_database();
my $path = 'SET search_path = bazaar, pg_catalog';
($said, $status) = psql("$path; CREATE EXTENSION custval SCHEMA bazaar VERSION '$version'");
is($status, 0, 'it is created among traps') or diag($said);
is(caught(), '', 'and nothing of it is caught');
answer('SET ROLE attacker; SET search_path = bazaar; ' . join '', map { <<"TRAPS" } sample_types());
CREATE FUNCTION nps($_) RETURNS float8 LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
CREATE FUNCTION nps($_, int, int) RETURNS float8 LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''caught''; END';
TRAPS
($said, $status) = psql("$path; ALTER EXTENSION custval UPDATE");
is($status, 0, 'it is updated among traps, now for its own types') or diag($said);
is(caught(), '', 'and nothing of it is caught');
is(answer("SELECT bazaar.nps_fraction(bazaar.nps_agg(s)) FROM generate_series(9, 10) AS s"), '1', 'nor is who calls it');

# The traps are good: what is written with less care is caught.
spew((glob "$dir/stage/*/*/*/*/*/custval.control")[0] =~ s/\.control$/--$next--careless.sql/r, 'CREATE FUNCTION careless(t survey_tally) RETURNS float8 LANGUAGE SQL BEGIN ATOMIC SELECT nps(t, 6, 9) / 100; END');
answer("ALTER EXTENSION custval UPDATE TO 'careless'");
like(caught(), qr/careless.* by .*bazaar/, 'a careless update would be caught');

for my $trap ('CREATE FUNCTION survey_tally_in(cstring) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS $$int4in$$', 'CREATE TYPE survey_tally',
	'CREATE TABLE fitted_clv (a int)')
{
	fresh_database('taken');
	answer("DROP EXTENSION custval; CREATE SCHEMA bazaar; SET search_path = bazaar; $trap");
	my $before = catalogs();
	($said, $status) = psql('CREATE EXTENSION custval SCHEMA bazaar');
	ok($status && $said =~ /already exists/ && catalogs() eq $before, "a name that is taken stops it: $trap") or diag($said);
}
done_testing();
