# Limits hold the truth as often as they say, and tests reject a truth as seldom: samples are drawn again and again, from known
# truths, with a fixed seed. COVERAGE_RUNS=4000 samples of each design (400), COVERAGE_WORLDS=200 fits (60). Its notes are where the table
# of doc/reliability.md comes from.
use strict;
use warnings;
use lib 'test/lib';
use Chance;
use Custval;
use Test::More;

my $runs = $ENV{COVERAGE_RUNS} // 400;
my $worlds = $ENV{COVERAGE_WORLDS} // 60;
my $chunk = $runs < 500 ? $runs : 500;
my $chunks = int($runs / $chunk);
my @sizes = (30, 100, 500);
my $most = 1000;    # answers of a sample

fresh_database('coverage');
# The designs by name: what is looked at in every sample, as SQL for a count of samples, and the share in which it must hold
my @designs;
sub design { push @designs, { name => $_[0], sql => $_[1], least => $_[2], most => $_[3], hits => 0, samples => 0 } }

# Scores of answers of which these shares are detractors and passives, by a uniform number u
sub score { my ($d, $p) = @_; return sprintf 'CASE WHEN u < %s THEN 3 WHEN u < %s THEN 7 ELSE 10 END', $d, $d + $p }

# Samples of n answers, a row of tallies for each
sub samples {
	my ($n, $tallies) = @_;
	return "(SELECT sample, $tallies FROM draws WHERE i <= $n GROUP BY sample) AS s";
}

sub covers { my ($low, $high, $truth) = @_; return "count(*) FILTER (WHERE $low <= $truth + 1e-9 AND $high >= $truth - 1e-9), count($low)" }

# ---------- answers without weights ----------

for my $n (@sizes) {
	for ([0.2, 0.3], [0.1, 0.2], [0.05, 0.05], [0.3, 0.4]) {
		my ($d, $p) = @$_;
		my $truth = 100 * (1 - $d - $p - $d);
		for my $method ('adjusted_wald', 'score', 'wald') {
			my ($least, $most) = $method eq 'wald' ? ($n < 100 && $d < 0.1 ? 0.88 : 0.92, 0.97) : (0.93, $n < 100 || $d < 0.1 ? 0.98 : 0.97);
			design(sprintf('nps %s, %.0f, n = %d', $method, abs $truth, $n), 'SELECT ' . covers("nps_low(t, method => '$method')", "nps_high(t, method => '$method')", $truth)
				. ' FROM ' . samples($n, 'nps_agg((' . score($d, $p) . ')) AS t'), $least, $most);
		}
	}
	for my $share (0.5, 0.8, 0.95) {
		design('csat ' . 100 * $share . " %, n = $n", 'SELECT ' . covers('csat_low(t)', 'csat_high(t)', 100 * $share)
			. ' FROM ' . samples($n, "csat_agg(CASE WHEN u < $share THEN 5 ELSE 2 END) AS t"), 0.92, $n < 100 || $share > 0.9 ? 0.98 : 0.97);
		for my $lo (9, 7) {
			my $box = (11 - $lo) / 11;
			design("box $lo to 10 of 0 to 10, n = $n", 'SELECT ' . covers('low', 'high', $box) . ' FROM ' . samples($n, 'nps_agg(floor(11 * u)::int) AS t') . ", box_summary(t, $lo, 10)", 0.92, 0.98) if $share == 0.5;
		}
		design('share_summary ' . 100 * $share . " %, n = $n", 'SELECT ' . covers('low', 'high', $share) . ' FROM ' . samples($n, "count(*) FILTER (WHERE u < $share) AS k") . ", share_summary(k, $n)", 0.92, $n < 100 || $share > 0.9 ? 0.98 : 0.97);
	}
	for (['even', '1 + floor(7 * u)::int', 4], ['skewed', '7 - floor(7 * u * u * u)::int', 7 - 7 / 4 + 0.5]) {
		my ($shape, $score) = @$_;
		my $truth = $shape eq 'even' ? 4 : skewed_mean();
		design("ces $shape, n = $n", 'SELECT ' . covers('ces_low(t)', 'ces_high(t)', $truth) . ' FROM ' . samples($n, "ces_agg($score) AS t"),
			0.92, 0.97);
	}
}

# 7 - floor(7 u^3): P(floor(7 u^3) >= k) = 1 - (k / 7)^(1/3)
sub skewed_mean { my $mean = 7; $mean -= 1 - ($_ / 7) ** (1 / 3) for 1 .. 6; return $mean }

# ---------- weights: a share of the answers counts as many times as the others ----------

# The linearised standard error of few answers, of which some outweigh the rest, is too small; doc/survey.md says so.
# By the number of answers and the weight of the few, the share in which its limits hold the truth at least.
my %linearised = (30 => { 5 => 0.85, 10 => 0.75, 20 => 0.69, 100 => 0.61 }, 100 => { 5 => 0.92, 10 => 0.91, 20 => 0.86, 100 => 0.86 }, 500 => { map { $_ => 0.93 } 5, 10, 20, 100 });

for my $n (@sizes) {
	for ([0.2, 5], [0.2, 10], [0.1, 20], [0.1, 100]) {
		my ($share, $weight) = @$_;
		my $w = "CASE WHEN v < $share THEN $weight ELSE 1 END";
		my $heavy = $share * $weight / ($share * $weight + 1 - $share);	# of all weight
		for (['alike', 0.8, 0.8], ['of another mind', 0.6, 0.8]) {
			my ($related, $of_heavy, $of_light) = @$_;
			my $truth = $heavy * $of_heavy + (1 - $heavy) * $of_light;
			my $satisfied = "u < CASE WHEN v < $share THEN $of_heavy ELSE $of_light END";
			my $rare = $n * $share < 10;	# a sample of too few heavy answers to know what they say
			my $name = sprintf '%g %% weigh %d times, %s, n = %d', 100 * $share, $weight, $related, $n;
			design("csat, $name", 'SELECT ' . covers('csat_low(t)', 'csat_high(t)', 100 * $truth)
				. ' FROM ' . samples($n, "csat_agg(CASE WHEN $satisfied THEN 5 ELSE 2 END, $w) AS t"), $rare && $of_heavy != $of_light ? 0.91 : 0.92, 0.97);
			design("nps, $name", 'SELECT ' . covers('nps_low(t)', 'nps_high(t)', 100 * (2 * $truth - 1))
				. ' FROM ' . samples($n, "nps_agg(CASE WHEN $satisfied THEN 10 ELSE 2 END, $w) AS t"), $rare && $of_heavy != $of_light ? 0.91 : 0.92, 0.97);
			design("ces, $name", 'SELECT ' . covers('ces_low(t)', 'ces_high(t)', 2 + 4 * $truth)
				. ' FROM ' . samples($n, "ces_agg(CASE WHEN $satisfied THEN 6 ELSE 2 END, $w) AS t"), $linearised{$n}{$weight}, 0.96);
		}
	}
}

# ---------- tests of two samples that are alike ----------

for my $n (@sizes) {
	for ([0.2, 0.3], [0.05, 0.05]) {
		my ($d, $p) = @$_;
		my $tallies = join ', ', map { "nps_agg(($_->[1])) FILTER (WHERE i <= $n) AS $_->[0]" } ['a', score($d, $p)], ['b', score($d, $p) =~ s/\bu\b/v/gr];
		design(sprintf('nps_test of two samples of %.0f', 100 * (1 - $d - $p - $d)) . ", n = $n each, rejects", 'SELECT count(*) FILTER (WHERE p_value < 0.05), count(p_value) FROM '
			. samples($n, $tallies) . ', nps_test(a, b)', $n >= 100 && $d > 0.1 ? 0.04 : 0, 0.06);
	}
	my $weighted = join ', ', map { "nps_agg(CASE WHEN $_->[1] < 0.8 THEN 10 ELSE 2 END, CASE WHEN i % 5 = 0 THEN 10 ELSE 1 END) FILTER (WHERE i <= $n) AS $_->[0]" } ['a', 'u'], ['b', 'v'];
	design("nps_test, a fifth of the answers weighs 10 times, n = $n each, rejects", 'SELECT count(*) FILTER (WHERE p_value < 0.05), count(p_value) FROM '
		. samples($n, $weighted) . ', nps_test(a, b)', 0, 0.06);
}

# Words that have nothing to do with the score: of each sample's comments, words that one in three to one in twenty of them have; those that 20 answers mention at least
for my $n (100, 500) {
	my $words = 'ARRAY(SELECT k FROM generate_series(1, 12) AS k WHERE abs(hashint8extended(i, 100 * sample + k)) % 1000 < 600 / (1 + k))::text[]';
	for ([0.2, 0.3], [0.35, 0.3]) {
		my ($d, $p) = @$_;
		design(sprintf('term_table, NPS %.0f, n = %d, rejects', 100 * (1 - $d - $p - $d), $n), 'SELECT count(*) FILTER (WHERE p_value < 0.05), count(p_value) FROM ' . samples($n, 'term_agg((' . score($d, $p) . "), $words) AS t") . ', term_table(t, 20)', 0.04, 0.06);
	}
}

# Of shares, means, and a score that is given, and scores by the other methods: what is asked of each sample, which must reject it in at most 6 %
sub rejects {
	my ($name, $n, $tallies, $test, $least) = @_;
	design("$name, n = $n each, rejects", 'SELECT count(*) FILTER (WHERE p_value < 0.05), count(*) FROM ' . samples($n, $tallies) . ", $test AS t", $least, 0.06);
}
sub both { my ($aggregate, $score) = @_; return "$aggregate($score) AS a, $aggregate(" . $score =~ s/\bu\b/v/gr . ') AS b' }

for my $n (@sizes) {
	my $least = $n >= 100 ? 0.04 : 0;
	for ([0.2, 0.3], [0.3, 0.4]) {
		my ($d, $p) = @$_;
		my $truth = 100 * (1 - $d - $p - $d);
		my $name = sprintf 'of %.0f', abs $truth;
		rejects("nps_test by score $name", $n, both('nps_agg', score($d, $p)), "nps_test(a, b, method => 'score')", $least);
		rejects("nps_test by wald $name", $n, both('nps_agg', score($d, $p)), "nps_test(a, b, method => 'wald')", $least) if $n >= 100;
		rejects("nps_test against the truth $name", $n, 'nps_agg((' . score($d, $p) . ')) AS a', "nps_test(a, $truth)", $least);
	}
	for my $share (0.5, 0.8) {
		my $name = 'of ' . 100 * $share . ' %';
		rejects("csat_test $name", $n, both('csat_agg', "CASE WHEN u < $share THEN 5 ELSE 2 END"), 'csat_test(a, b)', $least);
		rejects("share_test $name", $n, "count(*) FILTER (WHERE u < $share) AS a, count(*) FILTER (WHERE v < $share) AS b, count(*) AS n", 'share_test(a, n, b, n)', $least);
		my $weighted = join ', ', map { "csat_agg(CASE WHEN $_->[1] < $share THEN 5 ELSE 2 END, CASE WHEN i % 5 = 0 THEN 10 ELSE 1 END) AS $_->[0]" } ['a', 'u'], ['b', 'v'];
		rejects("csat_test $name, a fifth of the answers weighs 10 times", $n, $weighted, 'csat_test(a, b)', 0);
	}
	rejects('score_test of even scores', $n, both('ces_agg', '1 + floor(7 * u)::int'), 'score_test(a, b)', $least);
	rejects('score_test of skewed scores', $n, both('ces_agg', '7 - floor(7 * u * u * u)::int'), 'score_test(a, b)', $least);
}

# ---------- two samples that differ ----------

my %mean_of = (even => 4, skewed => skewed_mean());
for my $n (@sizes) {
	my $many = $n >= 100;
	for ([[0.2, 0.3], [0.3, 0.3]], [[0.05, 0.05], [0.1, 0.1]]) {
		my @shares = @$_;
		my ($truth, $other) = map { 100 * (1 - 2 * $_->[0] - $_->[1]) } @shares;
		my $tallies = join ', ', map { "nps_agg(($_->[1])) FILTER (WHERE i <= $n) AS $_->[0]" } ['a', score(@{ $shares[0] })], ['b', score(@{ $shares[1] }) =~ s/\bu\b/v/gr];
		my $name = sprintf '%.0f and %.0f, n = %d each', $truth, $other, $n;
		for my $method ('adjusted_wald', 'score', 'wald') {
			my ($least, $most) = $method eq 'wald' ? (0.93, 0.97) : (0.93, $many && $truth < 80 ? 0.97 : 0.99);
			design("nps_test $method, $name", 'SELECT ' . covers('low', 'high', $truth - $other) . ' FROM ' . samples($n, $tallies) . ", nps_test(a, b, method => '$method')", $least, $most);
		}
	}
	for ([0.5, 0.5], [0.8, 0.7], [0.95, 0.9]) {
		my ($p, $q) = @$_;
		my $both = "sum((u < $p)::int) AS p, sum((v < $q)::int) AS q, csat_agg(CASE WHEN u < $p THEN 5 ELSE 2 END) AS a, csat_agg(CASE WHEN v < $q THEN 4 ELSE 1 END) AS b";
		my $name = sprintf '%.0f and %.0f %%, n = %d each', 100 * $p, 100 * $q, $n;
		my $most = $many && $p < 0.9 ? 0.97 : 0.99;
		design("share_test, $name", 'SELECT ' . covers('low', 'high', $p - $q) . ' FROM ' . samples($n, $both) . ", share_test(p, $n, q, $n)", 0.92, $most);
		design("csat_test, $name", 'SELECT ' . covers('low', 'high', 100 * ($p - $q)) . ' FROM ' . samples($n, $both) . ', csat_test(a, b)', 0.92, $most);
	}
	my ($even, $skewed) = ('1 + floor(7 * u)::int', '7 - floor(7 * v * v * v)::int');
	design("score_test of even and skewed answers, n = $n each", 'SELECT ' . covers('low', 'high', $mean_of{even} - $mean_of{skewed}) . ' FROM '
		. samples($n, "ces_agg($even) AS a, ces_agg($skewed) AS b") . ', score_test(a, b)', 0.93, 0.97);
}

# ---------- contributions ----------

# Every second answer is of the later period. Of each period: the segment's share, its shares of detractors and passives, those of the rest.
sub period_nps { my ($share, $d, $p, $rest_d, $rest_p) = @_; return 100 * ($share * (1 - 2 * $d - $p) + (1 - $share) * (1 - 2 * $rest_d - $rest_p)) }

for my $world (['that is better and larger', [0.3, 0.3, 0.3, 0.2, 0.3], [0.5, 0.1, 0.3, 0.2, 0.3]], ['that stays as it is', [0.4, 0.1, 0.3, 0.3, 0.4], [0.4, 0.1, 0.3, 0.3, 0.4]],
	['that is worse', [0.2, 0.2, 0.3, 0.2, 0.3], [0.2, 0.5, 0.3, 0.2, 0.3]], ['that is there later only', [0, 0.2, 0.3, 0.2, 0.3], [0.3, 0.4, 0.3, 0.1, 0.3]])
{
	my ($name, @periods) = @$world;
	my @totals = map { period_nps(@$_) } @periods;
	my ($before, $after) = map { [$_->[0], 100 * (1 - 2 * $_->[1] - $_->[2])] } @periods;
	my $middle = ($totals[0] + $totals[1]) / 2;
	my $truth = $after->[0] * ($after->[1] - $middle) - $before->[0] * ($before->[1] - $middle);
	my $score = sub { my ($share, @shares) = @{ $_[0] }; return "CASE WHEN v < $share THEN " . score(@shares[0, 1]) . ' ELSE ' . score(@shares[2, 3]) . ' END' };
	for my $weight ('', ', CASE WHEN i % 10 < 2 THEN 3 ELSE 1 END') {
		my @tallies = map {
			my ($answers, $period) = ('nps_agg(' . $score->($periods[$_]) . "$weight) FILTER (WHERE i % 2 = $_", ('before', 'after')[$_]);
			("$answers) AS total_$period", "$answers AND v < $periods[$_][0]) AS $period");
		} 0, 1;
		for my $n (200, 500) {
			design("contribution of a segment $name, n = " . $n / 2 . ' in each period' . ($weight && ', weighted'), 'SELECT ' . covers('low', 'high', $truth) . ' FROM '
				. samples($n, join ', ', @tallies) . ', nps_contribution(before, after, total_before, total_after)', 0.93, 0.97);
		}
	}
}

# ---------- retention ----------

for my $n (@sizes) {
	for my $share (0.3, 0.8) {
		design('retention ' . 100 * $share . " %, n = $n", 'SELECT ' . covers('low', 'high', $share) . ' FROM (SELECT sample, retention_agg(i, at, ' . "'month') AS g
			FROM draws, LATERAL (SELECT date '2025-01-10' UNION ALL SELECT date '2025-02-10' WHERE u < $share) AS e(at) WHERE i <= $n GROUP BY sample) AS s,
			retention_table(g, '2025-02-28') AS r WHERE period = 1", 0.92, $n < 100 ? 0.98 : 0.97);
		design('churn rate ' . 100 * (1 - $share) . " %, n = $n", 'SELECT ' . covers('low', 'high', 1 - $share) . ' FROM (SELECT sample, retention_agg(i, at, ' . "'month') AS g
			FROM draws, LATERAL (SELECT date '2025-01-10' UNION ALL SELECT date '2025-02-10' WHERE u < $share) AS e(at) WHERE i <= $n GROUP BY sample) AS s,
			lifecycle_table(g, '2025-02-28') AS l WHERE period_start = '2025-02-01'", 0.92, 0.98);
	}
}

# ---------- survival ----------

# Exponential lifetimes of mean 10, three in ten of them censored
for my $n (50, 500) {
	my ($life, $seen) = ('-10 * ln(1 - u)', '-10 / 0.42857142857142855 * ln(1 - v)');
	my $stay = sub { my ($t) = @_; return "least($t, $seen), $t <= $seen" };
	my $all = samples($n, 'survival_agg(' . $stay->($life) . ') AS s');
	my $reasons = samples($n, "churn_reason_agg(least($life, $seen), CASE WHEN $life <= $seen THEN (ARRAY['price', 'service'])[1 + (u * 1e9)::bigint % 2] END) AS s");
	my ($least, $most) = $n < 100 ? (0.92, 0.98) : (0.93, 0.97);
	for (3, 7) {
		design("survival to $_, n = $n", 'SELECT ' . covers("survival_low(s, $_)", "survival_high(s, $_)", exp(-$_ / 10)) . " FROM $all", $least, $most);
		design("incidence by $_, n = $n", 'SELECT ' . covers("incidence_low(s, 'price', $_)", "incidence_high(s, 'price', $_)", (1 - exp(-$_ / 10)) / 2) . " FROM $reasons", $least, $most);
	}
	design("the median lifetime, n = $n", 'SELECT ' . covers('lifetime_quantile_low(s)', "coalesce(lifetime_quantile_high(s), 'Infinity')", 10 * log 2) . " FROM $all", $least, $most);
	design("the mean within 10, n = $n", 'SELECT ' . covers('low', 'high', 10 * (1 - exp(-1))) . " FROM $all, restricted_mean(s, 10)", $n < 100 ? 0.91 : 0.93, 0.97);
	my $two = sub { my ($rate) = @_; return samples($n, join ', ', map { 'survival_agg(' . $stay->($_->[2]) . ") FILTER (WHERE i % 2 = $_->[1]) AS $_->[0]" } ['a', 0, $life], ['b', 1, "($life) / $rate"]) };
	design("a ratio of hazards of 2, n = $n", 'SELECT ' . covers('low', 'high', 2) . ' FROM ' . $two->(2) . ', hazard_ratio(a, b)', $least, $most);
	design("logrank_test, n = $n, rejects", 'SELECT count(*) FILTER (WHERE p_value < 0.05), count(p_value) FROM ' . $two->(1) . ', logrank_test(ARRAY[a, b])', 0.04, 0.06);
}

# ---------- drivers ----------

# Answers are drawn from 4,000 that go together, of which the importances are known; strongly skewed ratings are nearly all the best one.
answer(q{CREATE FUNCTION bell(n int, k int) RETURNS float8 LANGUAGE SQL IMMUTABLE RETURN sqrt(-2 * ln((hashint8extended(n, k) & 1048575 | 1) / 1048577.0)) * cos(2 * pi() * (hashint8extended(n, k + 100) & 1048575) / 1048576.0);
	CREATE TABLE population AS SELECT n, CASE skew WHEN 'even' THEN x ELSE ARRAY(SELECT least(5, greatest(1, ceil(v + 2))) FROM unnest(x) WITH ORDINALITY AS r(v, i) ORDER BY i) END AS x, skew, 2 * x[1] + 1.2 * x[2] + 0.8 * x[3] + 0.4 * x[4] + 2 * bell(n, 90) AS y
	FROM (SELECT n, ARRAY(SELECT 3 + (0.6 * bell(n, 0) + 0.8 * bell(n, k)) * (1 + k % 2 / 4.0) FROM generate_series(1, 5) AS k ORDER BY k) AS x FROM generate_series(1, 4000) AS n) AS s, unnest(ARRAY['even', 'skewed']) AS skew;
	CREATE TABLE importances AS SELECT skew, method, driver, importance AS truth FROM (SELECT skew, driver_agg(y, x) AS m FROM population GROUP BY skew) AS s, unnest(ARRAY['shapley', 'relative_weights', 'last']) AS method, driver_table(m, NULL, method)});
for my $n (300, 1000) {
	for my $skew ('even', 'skewed') {
		for my $method ('shapley', 'relative_weights') {
			design("importance by $method, $skew ratings, n = $n", 'SELECT ' . covers('importance_low', 'importance_high', 'truth') . " FROM (SELECT sample, driver_agg(y, x) AS m FROM draws JOIN population AS p ON p.n = 1 + floor(u * 4000) AND skew = '$skew'
				WHERE i <= $n GROUP BY sample) AS s, driver_table(m, NULL, '$method') JOIN importances USING (driver) WHERE method = '$method' AND skew = '$skew'", $skew eq 'even' ? 0.90 : 0.85, 0.97);
		}
	}
}

# ---------- the samples ----------

for my $part (1 .. $chunks) {
	answer("DROP TABLE IF EXISTS draws; SET max_parallel_workers_per_gather = 0; SELECT setseed(1.0 / $part); CREATE TABLE draws AS SELECT s AS sample, i, random() AS u, random() AS v
		FROM generate_series(1, $chunk) AS s, generate_series(1, $most) AS i; ANALYZE draws");
	my @counts = map { [split /\|/] } split /\n/, answer(join ";\n", map { $_->{sql} } @designs);
	for (0 .. $#designs) {
		$designs[$_]{hits} += $counts[$_][0];
		$designs[$_]{samples} += $counts[$_][1];
	}
}

# A share of so many samples may be that far from the truth by chance: four standard errors.
sub judge {
	my ($name, $hits, $samples, $least, $most) = @_;
	my $share = $hits / $samples;
	my $chance = sub { 4 * sqrt($_[0] * (1 - $_[0]) / $samples) };
	note(sprintf '%.4f of %6d: %s', $share, $samples, $name);
	ok($share >= $least - $chance->($least) && $share <= $most + $chance->($most), sprintf '%s: %.3f, %s to %s', $name, $share, $least, $most);
}
judge(@$_{qw(name hits samples least most)}) for @designs;

# ---------- fits ----------

srand(20260101);
# Frequency, recency and tenure of a customer of the BG/NBD model
sub bg_customer {
	my ($r, $alpha, $a, $b) = @_;
	my ($rate, $leaves, $tenure) = (gamma($r) / $alpha, beta($a, $b), 26 + 26 * rand);
	my ($x, $at, $t) = (0, 0, 0);
	while (($t += exponential($rate || 1e-300)) <= $tenure) {
		($x, $at) = ($x + 1, $t);
		last if rand() < $leaves;
	}
	return join ',', $x, $at, $tenure;
}

# A contract of the sBG model that is watched for 8 periods
sub contract {
	my $churn = beta(@_);
	my $t = 1;
	$t++ while $t < 8 && rand() >= $churn;
	return join ',', $t, rand() < $churn || $t < 8 ? 'true' : 'false';
}

# In how many worlds do the limits of each parameter, and of what is read from the model, hold the truth?
sub fits {
	my ($model, $columns, $fit, $draw, $readings, %truth) = @_;
	answer("CREATE TABLE worlds_$model (world int, $columns)");
	my $lines = join '', map { my $world = $_; map { "$world," . $draw->() . "\n" } 1 .. 1500 } 1 .. $worlds;
	answer("COPY worlds_$model FROM STDIN (FORMAT csv);\n$lines\\.\n");
	my $known = join ', ', map { "('$_', $truth{$_})" } sort keys %truth;
	answer("CREATE TABLE fits_$model AS SELECT $fit AS m FROM worlds_$model GROUP BY world");
	for (split /\n/, answer("SELECT p.parameter, " . covers('low', 'high', 'truth') . " FROM fits_$model, clv_params(m) AS p
		JOIN (VALUES $known) AS k(parameter, truth) USING (parameter) GROUP BY 1 ORDER BY 1"))
	{
		my ($parameter, $hits, $samples) = split /\|/;
		judge("$model, $parameter of 1,500 customers", $hits, $samples, 0.92, 0.99);
	}
	for (split /\n/, answer("SELECT reading, " . covers('low', 'high', 'truth') . " FROM fits_$model, $readings GROUP BY 1 ORDER BY 1")) {
		my ($reading, $hits, $samples) = split /\|/;
		judge("$model, $reading of 1,500 customers", $hits, $samples, 0.92, 0.99);
	}
}

# P(alive) of customers who bought every four weeks until a day, by 36 weeks, of the model and of the true one
my $alive = q{(SELECT 'p_alive of ' || x || ' purchases' AS reading, p_alive_low(m, h, day) AS low, p_alive_high(m, h, day) AS high, p_alive(make_clv_model('bg/nbd', '{"r": 0.8, "alpha": 6, "a": 0.9, "b": 2.5}'), h, day) AS truth
	FROM unnest('{1,4,8}'::int[]) AS x, date('2025-01-01') AS first, date(first + 252) AS day, LATERAL (SELECT purchase_agg(first + 28 * i) AS h FROM generate_series(0, x) AS i) AS bought) AS l};
my $retained = q{(SELECT 'survival to period ' || f.period AS reading, f.low, f.high, t.survival AS truth FROM retention_forecast(m, 24) AS f JOIN retention_forecast(make_clv_model('sbg', '{"alpha": 0.8, "beta": 3}'), 24) AS t USING (period)
	WHERE f.period IN (1, 6, 24)) AS l};
my @bg = (0.8, 6, 0.9, 2.5);
fits('bg', 'x float8, tx float8, t float8', 'clv_fit(x, tx, t)', sub { bg_customer(@bg) }, "LATERAL $alive", r => $bg[0], alpha => $bg[1], a => $bg[2], b => $bg[3]);
my @sbg = (0.8, 3);
fits('sbg', 'tenure int, churned boolean', 'sbg_fit(tenure, churned)', sub { contract(@sbg) }, "LATERAL $retained", alpha => $sbg[0], beta => $sbg[1]);

# ---------- forecasts ----------

# Days until purchases to come of a customer, some of them after as_of: of a rate, and of leaving after a purchase (p), at any time (mu), or
# before an occasion of the calendar, a month, at which the rate is a probability
sub purchases_until {
	my ($model, $end) = @_;
	my $leaves = $model eq 'pareto/nbd' ? gamma(1.2) / 4000 : beta(0.9, 4);
	my @days;
	if ($model eq 'bg/bb') {
		my $buys = beta(1.2, 1.5);
		for (my $month = 1; $month <= $end && rand() >= $leaves; $month++) { push @days, $month if rand() < $buys }
		return @days;
	}
	my $rate = gamma(1.5) / 900 || 1e-300;
	my $gone = $model eq 'pareto/nbd' ? exponential($leaves || 1e-300) : $end;
	return if $model eq 'mbg/nbd' && rand() < $leaves;
	for (my $t = exponential($rate); $t <= $end && $t <= $gone; $t += exponential($rate)) {
		push @days, 1 + int $t if !@days || $days[-1] < 1 + int $t;	# those of a day are one
		last if $model ne 'pareto/nbd' && rand() < $leaves;
	}
	return @days;
}

# How often do the limits of 1,500 customers, and of 200 of them, hold what they then do, over 1,800 days or 6 months? Purchases are months apart: more
# than one of a day would be one, and make a difference from the model.
sub forecasts {
	my ($model) = @_;
	my ($unit, $horizon, $table) = $model eq 'bg/bb' ? ('month', 6, 'bb') : ('day', 1800, $model =~ s/\W.*//r);
	my (@orders, @outcomes);
	for my $world (1 .. $worlds) {
		for my $customer (1 .. 1500) {
			my $tenure = $model eq 'bg/bb' ? 4 + int rand 8 : 1000 + int rand 2000;
			my $nu = gamma(3.5) / 60;
			my ($n, $value) = (0, 0);
			for my $at (0, purchases_until($model, $tenure + $horizon)) {
				my $amount = gamma(4) / $nu;
				my $ahead = $at - $tenure;
				push @orders, join ',', $world, $customer, $tenure - $at, sprintf('%.2f', $amount) if $ahead <= 0;
				($n, $value) = ($n + 1, $value + $amount * 1.1 ** (-$ahead / ($unit eq 'day' ? 365.25 : 12))) if $ahead > 0;
			}
			push @outcomes, "$world,$customer,$n,$value";
		}
	}
	answer("CREATE TABLE orders_$table (world int, customer int, ago int, amount numeric); CREATE TABLE outcomes_$table (world int, customer int, purchases float8, value float8)");
	answer("COPY orders_$table FROM STDIN (FORMAT csv);\n" . join("\n", @orders) . "\n\\.\n");
	answer("COPY outcomes_$table FROM STDIN (FORMAT csv);\n" . join("\n", @outcomes) . "\n\\.\n");
	my $day = $unit eq 'day' ? q{date '2025-12-31' - ago} : q{(date '2025-12-15' - ago * interval '1 month')::date};
	answer("CREATE TABLE histories_$table AS SELECT world, customer, purchase_agg($day, amount) AS h FROM orders_$table GROUP BY 1, 2;
		CREATE TABLE models_$table AS SELECT world, clv_fit(h, '2025-12-31', '$model', '$unit') AS m FROM histories_$table GROUP BY 1");
	for my $customers (200, 1500) {
		my ($hits, $value_hits, $samples) = split /[|\n]/, answer("SELECT count(*) FILTER (WHERE o.purchases BETWEEN purchases_low AND purchases_high), count(*) FILTER (WHERE o.value BETWEEN value_low AND value_high),
				count(purchases_low) FROM (SELECT world, forecast_agg(m, $horizon, 0.1, h, '2025-12-31') AS f FROM histories_$table JOIN models_$table USING (world) WHERE customer <= $customers GROUP BY 1) AS s, forecast_summary(f) AS r,
				LATERAL (SELECT sum(purchases) AS purchases, sum(value) AS value FROM outcomes_$table AS o WHERE o.world = s.world AND customer <= $customers) AS o");
		judge("forecast by $model, purchases of $customers customers", $hits, $samples, 0.93, 0.97);
		judge("forecast by $model, value of $customers customers", $value_hits, $samples, 0.93, 0.97);
	}
}
forecasts($_) for 'bg/nbd', 'mbg/nbd', 'pareto/nbd', 'bg/bb';
done_testing();
