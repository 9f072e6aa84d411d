# Tests of two groups and contributions are those of the public reference tables, where DATA has them, to 1e-12.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $folder = ($ENV{DATA} // '') . '/reference/rooms_b';
plan skip_all => 'the reference tables are not at hand' unless -f "$folder/share_test.csv";

# The rows of a table, whose fields have no quotes
sub rows {
	my ($name) = @_;
	my (undef, @lines) = split /\n/, slurp("$folder/$name.csv");
	return map { [split /,/, $_, -1] } @lines;
}

# A row of answers within 1e-12 of the expected fields: relatively, or of 1 where they are smaller; what is empty is NULL
sub same {
	my ($query, $name, @expected) = @_;
	my @got = split /\|/, (answer($query) =~ s/\n\z//r), -1;
	my @far = grep {
		$expected[$_] eq '' ? $got[$_] ne '' : $got[$_] eq '' || abs($got[$_] - $expected[$_]) > 1e-12 * (abs $expected[$_] > 1 ? abs $expected[$_] : 1);
	} 0 .. $#expected;
	ok(@got == @expected && !@far, $name) or diag("got @got, expected @expected");
}

fresh_database('survey');
for my $row (rows('share_test')) {
	my @counts = @$row[0 .. 3];
	same("SELECT * FROM share_test(@{[join ', ', @counts]})", "share_test of @counts", @$row[4 .. 9]);
}

sub ces_counts { my @counts = split / /, $_[0]; return '(SELECT ces_count_agg(score::int, n) FROM unnest(ARRAY[' . join(', ', @counts) . ']) WITH ORDINALITY AS v(n, score))' }
for my $row (rows('ces_test')) {
	same("SELECT * FROM score_test(@{[join ', ', map { ces_counts($_) } @$row[0, 1]]})", "score_test of $row->[0] against $row->[1]", @$row[2 .. 8]);
}

my $values = join ', ', map { sprintf "('%s', '%s', %d, %d)", @$_ } rows('nps_change_answers');
answer("CREATE TABLE parts AS SELECT segment, nps_count_agg(score, n) FILTER (WHERE period = 'before') AS before, nps_count_agg(score, n) FILTER (WHERE period = 'after') AS after
	FROM (VALUES $values) AS v(segment, period, score, n) GROUP BY segment;
	CREATE TABLE totals AS SELECT rollup(before) AS before, rollup(after) AS after FROM parts");
for my $row (rows('nps_change_expected')) {
	my ($segment, @expected) = @$row;
	my $of = $segment eq 'total' ? 'totals' : "(SELECT * FROM parts WHERE segment = '$segment')";
	same("SELECT nps(before), answers(before), nps(after), answers(after) FROM $of AS p", "scores and answers of $segment", @expected[0 .. 3]);
	same("SELECT x.* FROM $of AS p, totals AS t, nps_contribution(p.before, p.after, t.before, t.after) AS x", "contribution of $segment", @expected[4 .. 9]) if $segment ne 'total';
	same("SELECT sum(contribution) FROM parts AS p, totals AS t, nps_contribution(p.before, p.after, t.before, t.after) AS x", 'the contributions', $expected[6]) if $segment eq 'total';
}
done_testing();
