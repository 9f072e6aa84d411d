# Real orders: the CDNOW sample (23,570 customers' one tenth, 1997 and 1998; P. Fader and B. Hardie),
# where the file is at hand: the triangle and the lifecycle are those of plain SQL, cell by cell.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $file = ($ENV{DATA} // '') . '/cdnow_transactions.csv';
plan skip_all => 'cdnow_transactions.csv is not at hand' unless -f $file;

fresh_database('cdnow');
psql("CREATE TABLE orders (customer_id int, ordered_at date, cds int, amount numeric);\n\\copy orders FROM '$file' (FORMAT csv, HEADER)\n");
is((psql('SELECT count(*), count(DISTINCT customer_id) FROM orders'))[0], "6919|2357\n", 'all orders are there');

for my $unit (qw(month week)) {
	psql(<<"SQL");
DROP TABLE IF EXISTS grid, active, twin;
CREATE TABLE grid AS SELECT retention_agg(customer_id, ordered_at, '$unit') AS g FROM orders;
CREATE TABLE active AS
SELECT *, min(p) OVER (PARTITION BY customer_id) AS cohort, max(p) OVER (PARTITION BY customer_id) AS last
FROM (SELECT DISTINCT customer_id, date_trunc('$unit', ordered_at)::date AS p FROM orders) AS a;
CREATE TABLE twin AS
SELECT cohort, g::date AS p,
	(SELECT count(DISTINCT customer_id) FROM active AS a WHERE a.cohort = c.cohort) AS size,
	(SELECT count(*) FROM active AS a WHERE a.cohort = c.cohort AND a.p = g) AS bounded,
	(SELECT count(DISTINCT customer_id) FROM active AS a WHERE a.cohort = c.cohort AND a.last >= g) AS unbounded
FROM (SELECT DISTINCT cohort FROM active) AS c, generate_series(cohort::timestamp, '1998-06-30', '1 $unit') AS g;
SQL
	for my $mode (qw(bounded unbounded)) {
		my $ours = "SELECT cohort, period_start, cohort_size, retained FROM grid, retention_table(g, mode => '$mode') WHERE retained IS NOT NULL";
		my $twin = "SELECT cohort, p, size, $mode FROM twin WHERE (p + interval '1 $unit')::date - 1 <= '1998-06-30'";
		is((psql("SELECT count(*) FROM (($ours EXCEPT $twin) UNION ALL ($twin EXCEPT $ours)) AS d"))[0], "0\n", "the $mode triangle by $unit");
		cmp_ok((psql("SELECT count(*) FROM ($ours) AS o"))[0], '>', 40, 'which has many cells');
	}
	is((psql(q{SELECT count(*) FROM grid, LATERAL (SELECT *, lag(active_customers) OVER (ORDER BY period_start) AS before FROM lifecycle_table(g)) AS l
		WHERE active_customers <> new_customers + retained + resurrected OR churned + retained <> before}))[0], "0\n", "the lifecycle by $unit adds up");
}
done_testing();
