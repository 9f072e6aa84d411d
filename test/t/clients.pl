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
done_testing();
