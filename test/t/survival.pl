# Readings of survival are those of the reference tables, to 1e-12: of the small sets that are kept in test/reference/survival (remissions of
# leukemia: Gehan 1965; edges), and of all public ones where DATA has them (R's survival package, Telco: computed to 40 digits, and by R).
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $all = ($ENV{DATA} // '') . '/reference/rooms/survival';
my $folder;

# A table of the columns of a file; all but those that are said to be text are numbers, and what is empty is NULL
sub load {
	my ($name, %text) = @_;
	my ($head) = slurp("$folder/$name.csv") =~ /^(.*?)\r?\n/;
	psql("DROP TABLE IF EXISTS $name;\nCREATE TABLE $name (" . join(', ', map { qq{"$_" } . ($text{$_} ? 'text' : 'float8') } split /,/, $head)
		. ");\n\\copy $name FROM '$folder/$name.csv' (FORMAT csv, HEADER)\n");
}
sub is_there { return -f "$folder/$_[0].csv" }

my @words = map { $_ => 1 } qw(set grp stratum reason method reading stratified base other);

# Every row of a reference is that of a query with its keys, column by column, and none is missing
sub same {
	my ($reference, $keys, $query, @columns) = @_;
	my $far = join ' OR ', map { my ($its, $ours) = /(\w+)=(\w+)/ ? ($1, $2) : ($_, $_);
		qq{(r."$its" IS NULL) <> (o."$ours" IS NULL) OR abs(o."$ours" - r."$its") > 1e-12 * abs(r."$its") + 1e-300} } @columns;
	my $found = answer(qq{SELECT count(*), count(*) FILTER (WHERE o.found IS NULL), count(*) FILTER (WHERE $far), min(r::text || ' but ' || o::text) FILTER (WHERE $far)
		FROM $reference AS r LEFT JOIN (SELECT true AS found, q.* FROM ($query) AS q) AS o USING ($keys)});
	my ($n, $missing, $wrong, $example) = split /\|/, $found =~ s/\n\z//r, 4;
	ok($n > 0 && $missing == 0 && $wrong == 0, "$reference: $n rows") or diag("$missing are missing, $wrong differ: $example");
}

# Tallies of each set, of its groups and all together, *
sub tally {
	my ($set) = @_;
	load($set, @words);
	my ($head) = slurp("$folder/$set.csv") =~ /^(.*?)\r?\n/;
	my $agg = $head =~ /reason/ ? 'churn_reason_agg(duration, reason)' : $head =~ /entry/ ? 'survival_agg(entry, duration, churned = 1)' : 'survival_agg(duration, churned = 1)';
	answer("INSERT INTO tallies SELECT '$set', grp, $agg FROM $set GROUP BY grp");
	answer("INSERT INTO tallies SELECT '$set', '*', rollup(s) FROM tallies WHERE set = '$set'");
	answer("INSERT INTO strata SELECT '$set', stratum, grp, $agg FROM $set GROUP BY stratum, grp") if $head =~ /stratum/;
}

sub tables {
	load('ref_table', @words);
	for my $method ('log-log', 'log', 'plain') {
		my $suffix = $method =~ s/-//r;
		same('ref_table', 'set, grp, at', "SELECT set, grp, t.* FROM tallies, survival_table(s, method => '$method') AS t", qw(at_risk churned censored survival se),
			"low_$suffix=low", "high_$suffix=high", qw(cumulative_hazard cumulative_hazard_se));
	}
	load('ref_quantile', @words);
	same('ref_quantile', 'set, grp, method, confidence, share', q{SELECT set, grp, r.method, confidence, share, lifetime_quantile(s, share) AS quantile,
		lifetime_quantile_low(s, share, NULL, confidence, r.method) AS low, lifetime_quantile_high(s, share, NULL, confidence, r.method) AS high
		FROM ref_quantile AS r JOIN tallies USING (set, grp)}, qw(quantile low high));
	load('ref_conditional', @words);
	same('ref_conditional', 'set, grp, given, at', 'SELECT set, grp, given, at, survival_at(s, at, given) AS survival, survival_low(s, at, given) AS low,
		survival_high(s, at, given) AS high FROM ref_conditional JOIN tallies USING (set, grp)', qw(survival low high));
	load('ref_hazard', @words);
	same('ref_hazard', 'set, grp, width, period', 'SELECT DISTINCT set, grp, width, h.* FROM (SELECT DISTINCT set, grp, width FROM ref_hazard) AS r JOIN tallies USING (set, grp), hazard_table(s, width) AS h',
		qw(starts ends at_risk churned exposure hazard low high));
}

sub means {
	load('ref_restricted_mean', @words);
	same('ref_restricted_mean', 'set, grp, given, horizon, discount_per_unit', 'SELECT set, grp, given, horizon, discount_per_unit, m.*
		FROM ref_restricted_mean JOIN tallies USING (set, grp), restricted_mean(s, horizon, given) AS m WHERE discount_per_unit = 0 UNION ALL SELECT set, grp, given, horizon, discount_per_unit, m.*
		FROM ref_restricted_mean JOIN tallies USING (set, grp), survival_value(s, 1, horizon, discount_per_unit, $$year$$, given) AS m WHERE discount_per_unit <> 0', qw(estimate se low high));
}

sub groups {
	my $arrays = q{SELECT set, 'no' AS stratified, array_agg(s ORDER BY grp) AS a, array_agg(grp ORDER BY grp) AS names FROM tallies WHERE grp <> '*' GROUP BY set
		UNION ALL SELECT set, 'yes', array_agg(a ORDER BY stratum), (SELECT array_agg(DISTINCT grp ORDER BY grp) FROM strata AS t WHERE t.set = s.set)
		FROM (SELECT set, stratum, array_agg(s ORDER BY grp) AS a FROM (SELECT set, stratum, grp FROM (SELECT DISTINCT set, stratum FROM strata) AS a JOIN (SELECT DISTINCT set, grp FROM strata) AS b USING (set)) AS every
			LEFT JOIN strata USING (set, stratum, grp) GROUP BY set, stratum) AS s GROUP BY set};
	load($_, @words) for qw(ref_logrank ref_logrank_groups ref_hazard_ratio);
	same('ref_logrank', 'set, stratified, rho, gamma', "SELECT set, stratified, rho, gamma, t.* FROM ref_logrank JOIN ($arrays) AS a USING (set, stratified), logrank_test(a, rho, gamma) AS t", qw(chi_square df p_value));
	same('ref_logrank_groups', 'set, stratified, rho, gamma, grp', "SELECT set, stratified, rho, gamma, names[group_number] AS grp, t.* FROM ref_logrank JOIN ($arrays) AS a USING (set, stratified), logrank_table(a, rho, gamma) AS t",
		qw(customers observed expected variance));
	same('ref_hazard_ratio', 'set, base, other', 'SELECT r.set, r.base, r.other, h.* FROM ref_hazard_ratio AS r JOIN tallies AS b ON (b.set, b.grp) = (r.set, r.base)
		JOIN tallies AS o ON (o.set, o.grp) = (r.set, r.other), hazard_ratio(b.s, o.s) AS h', qw(hazard_ratio log_ratio se low high p_value));
}

sub incidences {
	load('ref_incidence', @words);
	same('ref_incidence', 'set, grp, reason, at', 'SELECT set, grp, i.* FROM tallies, incidence_table(s) AS i', qw(at_risk churned incidence se low high));
	same('ref_incidence', 'set, grp, reason, at', 'SELECT set, grp, reason, at, incidence_at(s, reason, at) AS incidence, incidence_low(s, reason, at) AS low, incidence_high(s, reason, at) AS high
		FROM ref_incidence JOIN tallies USING (set, grp)', qw(incidence low high));
}

sub edges {
	load($_, @words) for qw(edge_data edge_readings edge_table);
	answer(q{INSERT INTO tallies SELECT set, '*', survival_agg(entry, duration, churned = 1, customers) FROM edge_data GROUP BY set});
	for my $method ('log-log', 'log', 'plain') {
		my $suffix = $method =~ s/-//r;
		same('edge_table', 'set, at', "SELECT set, t.* FROM tallies, survival_table(s, method => '$method') AS t", qw(at_risk churned censored survival se), "low_$suffix=low", "high_$suffix=high",
			qw(cumulative_hazard cumulative_hazard_se));
	}
	same('edge_readings', 'set, reading, argument', q{SELECT set, reading, argument, CASE reading WHEN 'survival_at' THEN survival_at(s, argument, given) ELSE lifetime_quantile(s, argument, given) END AS value
		FROM edge_readings JOIN tallies USING (set)}, 'value');
}

sub try_folder {
	($folder, my @sets) = @_;
	answer('DROP TABLE IF EXISTS tallies, strata');
	answer('CREATE TABLE tallies (set text, grp text, s survival_tally)');
	answer('CREATE TABLE strata (set text, stratum text, grp text, s survival_tally)');
	tally($_) for @sets;
	tables();
	means();
	groups();
	incidences() if is_there('ref_incidence');
	edges();
}

fresh_database('survival');
subtest 'small sets' => sub { try_folder('test/reference/survival', 'freireich'); done_testing() };
SKIP: {
	skip 'the reference tables are not at hand', 1 unless -f "$all/ref_table.csv";
	subtest 'all sets' => sub { try_folder($all, qw(freireich veteran mgus2 mgus2_age telco)); done_testing() };
}
done_testing();
