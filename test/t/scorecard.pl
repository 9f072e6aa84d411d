# Readings of the scorecard room, and suppressed, are those of the tables in test/reference/scorecard: p-values as R's p.adjust has them, with ties and
# NULLs; control limits of a whole series and of the rows before, health and withheld counts, computed to 50 digits or by hand; and five sets of
# estimates, from exact figures of another to one that outweighs all others, by mpmath (estimates.py there).
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $folder = 'test/reference/scorecard';

# A table of the columns of a file, with the number of the row; all but those that are said to be text are numbers, and what is empty is NULL
sub load {
	my ($name, %text) = @_;
	my ($head) = slurp("$folder/$name.csv") =~ /^(.*?)\r?\n/;
	my ($said, $status) = psql("CREATE TABLE $name (" . join(', ', map { qq{"$_" } . ($text{$_} ? 'text' : 'float8') } split /,/, $head)
		. ", row serial);\n\\copy $name (" . join(', ', map { qq{"$_"} } split /,/, $head) . ") FROM '$folder/$name.csv' (FORMAT csv, HEADER)\n");
	die $said if $status;
}

# Every row of a reference has what a query says in columns of the same names after "our_"
sub same {
	my ($reference, $query, @columns) = @_;
	my $far = join ' OR ', map { qq{("$_" IS NULL) <> ("our_$_" IS NULL) OR abs("our_$_" - "$_") > 1e-12 * abs("$_")} } @columns;
	my ($n, $wrong, $example) = split /\|/, answer("SELECT count(*), count(*) FILTER (WHERE $far), min(q::text) FILTER (WHERE $far) FROM ($query) AS q"), 3;
	is($n, answer("SELECT count(*) FROM $reference"), "$reference: $n rows");
	is($wrong, 0, "$reference: @columns") or diag($example);
}

fresh_database('scorecard');
load('p_adjust');
same('p_adjust', 'SELECT *, ' . join(', ', map { qq{p_adjust(p, '$_') OVER () AS "our_$_"} } qw(bh by holm bonferroni)) . ' FROM p_adjust', qw(bh by holm bonferroni));

load('control');
my $readings = sub { my ($w) = @_; return join ', ', map { "control_$_(value, n) OVER $w AS our_${_}_$w" } qw(center low high) };
# The table has the formula's limits for every frame; those of frames of fewer than 20 rows are NULL here.
same('control', 'SELECT day, value, n, center_all, low_all, high_all, center_before, CASE WHEN day > 20 THEN low_before END AS low_before, CASE WHEN day > 20 THEN high_before END AS high_before, '
	. $readings->('all') =~ s/OVER all/OVER whole/gr . ', ' . $readings->('before')
	. ' FROM control WINDOW whole AS (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), before AS (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)',
	map { ("${_}_all", "${_}_before") } qw(center low high));

load('health', map { $_ => 1 } qw(scores weights));
same('health', q{SELECT r.*, h.score AS our_score, h.coverage AS our_coverage FROM health AS r, health(string_to_array(scores, ' ', 'NULL')::float8[], string_to_array(weights, ' ')::float8[], r.min_coverage) AS h},
	qw(score coverage));

load('suppressed', map { $_ => 1 } qw(parent_suppressed counts suppressed));
is(answer(q{SELECT count(*), count(*) FILTER (WHERE suppressed = ours) FROM (SELECT row, suppressed, string_agg(left(hidden::text, 1), ' ' ORDER BY i) AS ours
	FROM (SELECT row, suppressed, i, suppressed(n::float8, minimum::bigint, parent_suppressed::boolean) OVER (PARTITION BY row ORDER BY i) AS hidden
		FROM suppressed, unnest(string_to_array(counts, ' ')) WITH ORDINALITY AS c(n, i)) AS h GROUP BY row, suppressed) AS s}), '10|10', 'suppressed: 10 tables');

load('estimates', name => 1);
load('readings', name => 1);
same('readings', q{SELECT r.*, h.q AS our_q, h.df AS our_df, h.p_value AS our_p_value, h.tau AS our_tau, t.slope AS our_slope, t.se AS our_slope_se, t.z AS our_z, t.p_value AS our_trend_p_value, t.low AS our_low, t.high AS our_high
	FROM readings AS r JOIN (SELECT name, array_agg(x ORDER BY row) AS x, array_agg(estimate ORDER BY row) AS e, array_agg(se ORDER BY row) AS s FROM estimates GROUP BY name) AS a USING (name),
		heterogeneity(e, s) AS h, trend_test(x, e, s) AS t}, qw(q df p_value tau slope slope_se z trend_p_value low high));
done_testing();
