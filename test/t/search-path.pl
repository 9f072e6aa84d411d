# Objects that somebody has put in the way do not get into the extension: neither ones before the
# system's own on the search_path, nor ones of its own names in the schema it goes to.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $members = q{pg_depend AS m JOIN pg_extension AS e ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND e.extname = 'custval' AND m.deptype = 'e'};
my $readings = q{SELECT nps(s), nps_high(nps_agg(s), 0.9) FROM generate_series(0, 10) AS s};

fresh_database('search_path');
my ($honest) = psql($readings);
my ($functions) = psql(qq{SELECT format('CREATE FUNCTION %s RETURNS %s LANGUAGE sql AS %L', p.oid::regprocedure, format_type(p.prorettype, NULL), 'SELECT NULL::' || format_type(p.prorettype, NULL))
	FROM $members JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	WHERE NOT proretset AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.oid = ANY (p.prorettype || p.proargtypes::oid[]) AND (t.typnamespace <> 'pg_catalog'::regnamespace OR t.typtype = 'p'))});
my ($types) = psql(qq{SELECT format('CREATE TYPE %s', format_type(t.oid, NULL)) FROM $members JOIN pg_type AS t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid WHERE t.typcategory <> 'A'});
psql('DROP EXTENSION custval');

# Traps by the system's names, before it on the path
my $traps = <<'SQL';
CREATE SCHEMA trap;
CREATE TABLE trap.caught (what text);
CREATE TYPE trap.float8 AS (x int); CREATE TYPE trap.jsonb AS (x int); CREATE TYPE trap.int8 AS (x int);
CREATE FUNCTION trap.spring(what text) RETURNS void LANGUAGE sql AS 'INSERT INTO trap.caught VALUES (what)';
CREATE FUNCTION trap.add(a int, b int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM trap.spring('+'); RETURN 0; END $$;
CREATE FUNCTION trap.equal(a int, b int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM trap.spring('='); RETURN true; END $$;
CREATE OPERATOR trap.+ (LEFTARG = int, RIGHTARG = int, FUNCTION = trap.add);
CREATE OPERATOR trap.= (LEFTARG = int, RIGHTARG = int, FUNCTION = trap.equal);
SQL
my $path = 'SET search_path = trap, pg_catalog, public;';
is((psql($traps))[1], 0, 'traps are set');
is((psql("$path SELECT 1 + 1; SELECT count(*) OPERATOR(pg_catalog.>) 0 FROM trap.caught"))[0], "0\nt\n", 'and spring');
psql('TRUNCATE trap.caught');
is((psql("$path CREATE EXTENSION custval SCHEMA public; $readings"))[0], $honest, 'the extension is created past them, and works');
is((psql("$path CREATE SCHEMA elsewhere; ALTER EXTENSION custval SET SCHEMA elsewhere; SET search_path = trap, pg_catalog, elsewhere; $readings"))[0], $honest, 'as after a move');
is((psql(qq{SELECT pg_describe_object(d.classid, d.objid, 0) FROM $members JOIN pg_depend AS d ON d.classid = m.classid AND d.objid = m.objid
	WHERE pg_describe_object(d.refclassid, d.refobjid, d.refobjsubid) ~ '\\mtrap\\M'}))[0], '', 'nothing of it depends on a trap');
is((psql('SELECT * FROM trap.caught'))[0], '', 'and no trap has sprung');
psql('DROP EXTENSION custval; DROP SCHEMA trap CASCADE');

# Objects of its own names are not taken over.
my @squatters = split /\n/, $functions . $types;
cmp_ok(scalar @squatters, '>', 5, scalar @squatters . ' objects can be in the way');
for my $squatter (@squatters) {
	my ($said) = psql("\\set VERBOSITY verbose\nBEGIN; $squatter; CREATE EXTENSION custval");
	like($said, qr/ERROR:  (?:42723|42710): .* already exists/, "$squatter: refused");
}
done_testing();
