# Real orders: the CDNOW sample (23,570 customers' one tenth, 1997 and 1998; P. Fader and B. Hardie),
# where the file is at hand: the triangle and the lifecycle are those of plain SQL, cell by cell, and rolling actives those of the reference.
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

my $reference = "$ENV{DATA}/reference/rooms/journey/rolling_active_cdnow.csv";
SKIP: {
	skip 'rolling_active_cdnow.csv is not at hand', 2 unless -f $reference;
	psql("CREATE TABLE reference (periods int, day date, active bigint, active_in_window bigint, stickiness float8, low float8, high float8);\n\\copy reference FROM '$reference' (FORMAT csv, HEADER)\n");
	is((psql('SELECT count(*) > 100 AND count(stickiness) > 80 FROM reference'))[0], "t\n", 'there is a reference');
	is((psql(q{SELECT count(*) FROM reference AS r LEFT JOIN (SELECT periods, a.* FROM (SELECT active_agg(customer_id, ordered_at, 'day') AS tally FROM orders) AS s,
			(SELECT DISTINCT periods FROM reference) AS p, rolling_active(tally, periods) AS a) AS ours ON ours.periods = r.periods AND ours.period_start = r.day
		WHERE (r.active, r.active_in_window) IS DISTINCT FROM (ours.active, ours.active_in_window) OR (r.stickiness IS NULL) <> (ours.stickiness IS NULL)
			OR abs(ours.stickiness / r.stickiness - 1) > 1e-12 OR abs(ours.low / r.low - 1) > 1e-12 OR abs(ours.high / r.high - 1) > 1e-12}))[0], "0\n", 'rolling actives of 28 days are the reference');
}
done_testing();
