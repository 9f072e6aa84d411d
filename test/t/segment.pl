# Readings of the segment room are those of the reference tables of the CDNOW sample, exact, or to 1e-12 where they are float8: with what is kept in
# test/reference/segment, stored cuts score customers, and a migration has its shares; with DATA all of it is made of the orders.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $data = $ENV{DATA} // '';
my $folder;

# A table of the columns of a file; those that are said to be text are, all others are numbers
sub load {
	my ($table, $file, %text) = @_;
	my ($head) = slurp("$folder/$file.csv") =~ /^(.*?)\r?\n/;
	psql("DROP TABLE IF EXISTS $table CASCADE;\nCREATE TABLE $table (" . join(', ', map { "$_ " . ($text{$_} ? 'text' : 'numeric') } split /,/, $head)
		. ");\n\\copy $table FROM '$folder/$file.csv' (FORMAT csv, HEADER)\n");
	cmp_ok(answer("SELECT count(*) FROM $table"), '>', 10, "$file is there");
}

sub empty {
	my ($query, $what) = @_;
	is(answer("SELECT count(*), min(q::text) FROM ($query) AS q"), '0|', $what);
}

sub same {
	my ($query, $reference, $what) = @_;
	empty("(($query) EXCEPT ALL ($reference)) UNION ALL (($reference) EXCEPT ALL ($query))", $what);
}

sub load_all {
	($folder) = @_;
	load('rfm', 'rfm_cdnow_1998-06-30', segment => 1);
	load('cuts', 'cut_points_cdnow_1998-06-30', measure => 1);
	load('migration', 'migration_cdnow_1997-09-30_1998-06-30', before => 1, after => 1);
}

sub migration_is {
	my ($matrix, $what) = @_;
	same("SELECT before, after, transitions FROM transition_table($matrix)", q{SELECT nullif(before, ''), nullif(after, ''), customers::bigint FROM migration}, $what);
	empty("SELECT before, after FROM transition_table($matrix) AS t JOIN migration AS m USING (before, after) WHERE abs(t.share - m.share) > 1e-12 * m.share OR abs(t.low - m.low) > 1e-12 * m.low OR abs(t.high - m.high) > 1e-12 * m.high",
		'and its shares and limits');
}

sub cuts_of { return "(SELECT array_agg(lowest ORDER BY bin) FROM cuts WHERE measure = '$_[0]' AND bins = 5)" }

fresh_database('segment');
load_all('test/reference/segment');
empty('SELECT customer FROM rfm WHERE (value_tile(-recency_days, ' . cuts_of('minus_recency') . '), value_tile(frequency_days, ' . cuts_of('frequency') . '), value_tile(monetary_cents, ' . cuts_of('monetary_cents') . ')) IS DISTINCT FROM (r, f, m)',
	'stored cuts score each customer');
empty('SELECT customer FROM rfm WHERE segment <> rfm_segment(r::int, f::int)', 'and tiles name the segment');
migration_is(q{(SELECT transition_agg(nullif(before, ''), nullif(after, ''), customers) FROM migration)}, 'a migration');

SKIP: {
	skip 'cdnow_transactions.csv and its reference are not at hand', 1 unless -f "$data/cdnow_transactions.csv" && -f "$data/reference/rooms/segment/rfm_cells_cdnow_1998-06-30.csv";
	load_all("$data/reference/rooms/segment");
	load('cells', 'rfm_cells_cdnow_1998-06-30');
	load('readings', 'concentration_cdnow_1998-06-30', reading => 1);
	load('deciles', 'deciles_cdnow_1998-06-30');
	psql("CREATE TABLE orders (customer_id int, ordered_at date, cds int, amount numeric);\n\\copy orders FROM '$data/cdnow_transactions.csv' (FORMAT csv, HEADER)\n");
	answer(q{CREATE TABLE ledger AS SELECT ledger_agg(customer_id, ordered_at, amount, 'day') AS l FROM orders;
		CREATE TABLE scored AS SELECT r.* FROM ledger, rfm_table(l, '1998-06-30') AS r;
		CREATE TABLE tallies AS SELECT 'minus_recency' AS measure, value_agg(-recency_days) AS t FROM scored UNION ALL SELECT 'frequency', value_agg(frequency) FROM scored UNION ALL SELECT 'monetary_cents', value_agg((100 * monetary)::int) FROM scored});
	same('SELECT customer::int, recency_days::numeric, frequency::numeric, 100 * monetary, recency_tile::numeric, frequency_tile::numeric, monetary_tile::numeric, segment FROM scored JOIN (SELECT customer::text FROM rfm) AS r USING (customer)',
		'SELECT customer::int, recency_days, frequency_days, monetary_cents, r, f, m, segment FROM rfm', 'rfm_table');
	same('SELECT recency_tile::numeric, frequency_tile::numeric, monetary_tile::numeric, count(*)::numeric FROM scored GROUP BY 1, 2, 3', 'SELECT * FROM cells', 'all cells of it');
	same('SELECT rfm_tile(5) OVER (ORDER BY recency_days DESC)::numeric, rfm_tile(5) OVER (ORDER BY frequency)::numeric, rfm_tile(5) OVER (ORDER BY monetary)::numeric FROM scored',
		'SELECT r, f, m FROM cells, generate_series(1, customers)', 'the same of windows');
	same('SELECT measure, bins, bin + 1, lowest FROM tallies, (VALUES (5), (10)) AS b(bins), unnest(cut_points(t, bins)) WITH ORDINALITY AS c(lowest, bin)', 'SELECT * FROM cuts', 'cut points');
	same('SELECT bins, bin::numeric, c.customers::numeric, lowest, highest, amount FROM (SELECT DISTINCT bins FROM deciles) AS b, tallies, concentration_table(t, bins::int) AS c WHERE measure ~ $$cents$$',
		'SELECT bins, bin, customers, lowest_cents, highest_cents, amount_cents FROM deciles', 'deciles');
	empty('SELECT d.bins, d.bin FROM deciles AS d, tallies, concentration_table(t, bins::int) AS c WHERE measure ~ $$cents$$ AND c.bin = d.bin AND (abs(c.share / d.share - 1) > 1e-12 OR abs(c.cumulative_customers / d.cumulative_customers - 1) > 1e-12
		OR abs(c.cumulative_share / d.cumulative_share - 1) > 1e-12)', 'and their shares');
	empty(q{SELECT reading, argument FROM readings, tallies WHERE measure ~ 'cents' AND reading <> 'gini_se' AND NOT coalesce(abs(CASE reading WHEN 'gini' THEN gini(t) WHEN 'top_share' THEN top_share(t, argument) WHEN 'share_cut_cents' THEN share_cut(t, argument)
		WHEN 'customers' THEN customers(t) WHEN 'total_cents' THEN total(t) END / value - 1) <= 1e-12, false)}, 'concentration');
	answer(q{CREATE TABLE moved AS SELECT transition_agg(b.segment, a.segment) AS m FROM (SELECT r.* FROM ledger, rfm_table(l, '1997-09-30') AS r) AS b FULL JOIN scored AS a USING (customer)});
	migration_is('(SELECT m FROM moved)', 'the migration of both dates');
}
done_testing();
