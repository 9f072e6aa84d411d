# Readings of funnels are those of the reference tables, in which 220 customers with many ties were matched by trying every chain: the furthest step and
# the times of each customer, and the tables. Some are kept in test/reference/journey; all are read where DATA has them.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $all = ($ENV{DATA} // '') . '/reference/rooms/journey';
my $within = "window_hours * interval '1 hour'";

sub load {
	my ($folder) = @_;
	psql(qq{DROP TABLE IF EXISTS funnel_events, funnel_customers, funnel_tables;
		CREATE TABLE funnel_events (customer int, at timestamp, event text);
		CREATE TABLE funnel_customers (steps text, window_hours int, mode text, customer int, step int, hours_to_2 float8, hours_to_3 float8, hours_to_4 float8);
		CREATE TABLE funnel_tables (steps text, window_hours int, mode text, step int, name text, customers bigint, conversion float8, low float8, high float8, step_conversion float8, step_low float8, step_high float8,
			dropped bigint, median_hours_from_previous float8, median_hours_from_first float8);
		\\copy funnel_events FROM '$folder/funnel_events.csv' (FORMAT csv, HEADER)
		\\copy funnel_customers FROM '$folder/funnel_customers.csv' (FORMAT csv, HEADER)
		\\copy funnel_tables FROM '$folder/funnel_tables.csv' (FORMAT csv, HEADER)
		CREATE INDEX ON funnel_events (customer); ANALYZE});
}

# None of the rows of a query
sub none {
	my ($sql, $what) = @_;
	is(answer($sql), '', $what);
}

# Customers that are not listed have no step.
sub customers {
	none(qq{SELECT f.*, c.customer, c.step, r.step FROM (SELECT DISTINCT steps, window_hours, mode FROM funnel_customers) AS f
		CROSS JOIN LATERAL (SELECT customer, funnel_step(at, event, string_to_array(f.steps, '>'), $within, f.mode) AS step FROM funnel_events GROUP BY customer) AS c
			LEFT JOIN funnel_customers AS r ON (r.steps, r.window_hours, r.mode, r.customer) = (f.steps, f.window_hours, f.mode, c.customer)
		WHERE c.step <> coalesce(r.step, 0)}, 'every customer gets as far');
	none(qq{SELECT r.*, v.step, hours FROM funnel_customers AS r, LATERAL (SELECT funnel_agg(customer, at, event, string_to_array(r.steps, '>'), $within, r.mode) AS f FROM funnel_events AS e WHERE e.customer = r.customer) AS a,
		(VALUES (2), (3), (4)) AS v(step), LATERAL (SELECT CASE v.step WHEN 2 THEN hours_to_2 WHEN 3 THEN hours_to_3 ELSE hours_to_4 END AS hours) AS h
		WHERE v.step <= cardinality(string_to_array(r.steps, '>')) AND r.mode <> 'any' AND step_time(f, v.step, 1, since => 1) IS DISTINCT FROM hours * 3600}, 'in the same time');
}

sub tables {
	my $far = join ' OR ', map { "abs(t.$_ - r.$_) > 1e-14" } qw(conversion low high step_conversion step_low step_high);
	none(qq{SELECT r.*, t FROM (SELECT steps, window_hours, mode, t.* FROM (SELECT DISTINCT steps, window_hours, mode FROM funnel_tables) AS f,
			LATERAL (SELECT funnel_agg(customer, at, event, string_to_array(f.steps, '>'), $within, f.mode) AS tally FROM funnel_events) AS a, funnel_table(tally, last_seen(tally) + 100) AS t) AS t
		FULL JOIN funnel_tables AS r USING (steps, window_hours, mode, step)
		WHERE (t.name, t.customers) IS DISTINCT FROM (r.name, r.customers) OR t.dropped IS DISTINCT FROM r.dropped OR $far OR t.median_seconds IS DISTINCT FROM median_hours_from_previous * 3600
			OR t.median_seconds_total IS DISTINCT FROM median_hours_from_first * 3600}, 'and so are the tables');
}

sub try_folder {
	my ($folder) = @_;
	load($folder);
	is(answer('SELECT count(*) > 900, (SELECT count(*) FROM funnel_tables) > 30, (SELECT count(*) FROM funnel_customers) > 300 FROM funnel_events'), 't|t|t', 'there are references');
	customers();
	tables();
	done_testing();
}

fresh_database('journey');
subtest 'some of them' => sub { try_folder('test/reference/journey') };
SKIP: {
	skip 'the reference tables are not at hand', 1 unless -f "$all/funnel_tables.csv";
	subtest 'all of them' => sub { try_folder($all) };
}
done_testing();
