# JDBC, ODBC and psycopg read the functions in FROM as native numeric columns.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

fresh_database('clients');
psql('CREATE TABLE answers AS SELECT g % 11 AS score FROM generate_series(1, 100) g');

my %query = (
	summary => 'SELECT * FROM nps_summary((SELECT nps_agg(score) FROM answers))',
	table => 'SELECT * FROM survey_table((SELECT nps_agg(score) FROM answers))',
);
my $port = $ENV{PGPORT};
my $dir = File::Temp->newdir;

sub same_as_psql {
	my ($client, $name, $out) = @_;
	my ($expected) = psql($query{$name}, q{-F ' '});
	is($out, $expected, "$client reads the $name");
}

# Python: the types are those of the values that arrive.
spew("$dir/client.py", <<'PYTHON');
import sys
kind, query, source = sys.argv[1:]
if kind == "psycopg":
    import psycopg2 as driver
else:
    import pyodbc as driver
cursor = driver.connect(source).cursor()
cursor.execute(query)
for row in cursor.fetchall():
    for value in row:
        assert type(value) in (int, float), type(value)
    print(*[int(v) if v == int(v) else repr(v) for v in row])
PYTHON
my %python = (
	psycopg => ['psycopg2', "host=$ENV{PGHOST} dbname=clients"],
	ODBC => ['pyodbc', "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=$port;Database=clients;Uid=postgres;Pwd=$ENV{PGPASSWORD};Debug=0;CommLog=0"],
);
for my $kind (sort keys %python) {
	my ($module, $source) = @{ $python{$kind} };
	SKIP: {
		skip "$module is not installed", 2 if (run("/usr/bin/python3 -c 'import $module'"))[1];
		for my $name (sort keys %query) {
			same_as_psql($kind, $name, (run("/usr/bin/python3 $dir/client.py $kind '$query{$name}' '$source'"))[0]);
		}
	}
}

# Java: the driver names the column types.
spew("$dir/Client.java", <<'JAVA');
import java.sql.*;
public class Client {
    public static void main(String[] args) throws Exception {
        Connection c = DriverManager.getConnection(args[0], "postgres", args[1]);
        ResultSet r = c.createStatement().executeQuery(args[2]);
        ResultSetMetaData m = r.getMetaData();
        for (int i = 1; i <= m.getColumnCount(); i++) {
            int type = m.getColumnType(i);
            if (type != Types.INTEGER && type != Types.BIGINT && type != Types.DOUBLE)
                throw new Exception(m.getColumnName(i) + " is " + m.getColumnTypeName(i));
        }
        while (r.next()) {
            StringBuilder line = new StringBuilder();
            for (int i = 1; i <= m.getColumnCount(); i++) {
                double d = r.getDouble(i);
                line.append(i > 1 ? " " : "").append(d == Math.rint(d) ? Long.toString((long) d) : Double.toString(d));
            }
            System.out.println(line);
        }
    }
}
JAVA
my $jar = '/usr/share/java/postgresql.jar';
SKIP: {
	skip 'the JDBC driver or a Java compiler is not installed', 2 if !-f $jar || (run('command -v javac'))[1];
	for my $name (sort keys %query) {
		my ($out) = run("java -cp $jar $dir/Client.java jdbc:postgresql://127.0.0.1:$port/clients '$ENV{PGPASSWORD}' '$query{$name}'");
		same_as_psql('JDBC', $name, $out);
	}
}

# ---------- prepared statements, as README.md has them ----------

psql(q{CREATE TABLE visits AS SELECT g % 50 AS customer_id, timestamptz '2026-01-01 00:00+00' + g * interval '1 hour' AS at FROM generate_series(1, 1000) g});
my $cohorts = 'SELECT count(*) FROM retention_table((SELECT retention_agg(customer_id, at, $1) FROM visits), as_of => ';
my $sessions = 'SELECT max(s) FROM (SELECT sessionize(at, %s) OVER (PARTITION BY customer_id ORDER BY at) AS s FROM visits) AS v';
my $share = 'SELECT box_share(nps_agg(score), $1, 10) FROM answers';
my $low = 'SELECT nps_low(nps_agg(score), $1) FROM answers';
my @prepared = (['', 'SELECT nps_sample_size($1)', '5', 'SELECT nps_sample_size(5)'], ['', "$cohorts\$2)", q{'month', '2026-02-11'}, q{SELECT 2}],
	['(text, timestamptz)', "$cohorts\$2::date)", q{'month', '2026-02-11'}, q{SELECT 2}], ['', sprintf($sessions, '$1'), q{'30 minutes'}, 'SELECT 20'],
	['(text)', sprintf($sessions, '$1::interval'), q{'30 minutes'}, 'SELECT 20'], ['(smallint)', $share, '9', $share =~ s/\$1/9/r], ['(int)', $share, '9', $share =~ s/\$1/9/r],
	['(numeric)', $low, '0.9', $low =~ s/\$1/0.9/r], ['(float8)', $low, '0.9', $low =~ s/\$1/0.9/r], ['', 'SELECT nps($1::int)', '9', 'SELECT nps(9)']);
for my $case (@prepared) {
	my ($types, $sql, $arguments, $same) = @$case;
	for my $mode (qw(custom generic)) {
		is(answer("SET plan_cache_mode = force_${mode}_plan; PREPARE p$types AS $sql; EXECUTE p($arguments)"), answer($same), "a $mode plan of $sql with parameters of types $types");
	}
}
my @refused = (['(float8)', $share], ['(text)', sprintf $sessions, '$1'], ['(text, text)', "$cohorts\$2)"], ['(text, timestamptz)', "$cohorts\$2)"], ['', 'SELECT nps($1)']);
for my $case (@refused) {
	my ($types, $sql) = @$case;
	like((psql("PREPARE p$types AS $sql"))[0], qr/function \S+\(.*\) (?:does not exist|is not unique)/, "refused: $sql with parameters of types $types");
}

# A model that is fitted in the query is fitted once, wherever it stands.
psql(q{CREATE TABLE histories AS SELECT customer_id, purchase_agg(at) AS h FROM visits GROUP BY customer_id});
my $fit = q{clv_fit(h, '2026-03-01')};
for my $query ("SELECT sum(p_alive(m, h, '2026-03-01')) FROM histories, (SELECT $fit AS m FROM histories) AS f", "WITH f AS (SELECT $fit AS m FROM histories) SELECT sum(p_alive(m, h, '2026-03-01')) FROM histories, f",
	"SELECT sum(p_alive((SELECT $fit FROM histories), h, '2026-03-01')) FROM histories") {
	my $plan = answer("SET client_min_messages = error; EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) $query");
	is(join(' ', $plan =~ /Aggregate \(actual rows=\S+ loops=(\d+)\)/g), '1 1', "fitted once: $query") or diag($plan);
}
done_testing();
