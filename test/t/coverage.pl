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
			my ($least, $most) = $method eq 'wald' ? (0.88, 0.97) : (0.93, $n < 100 || $d < 0.1 ? 1 : 0.97);
			design(sprintf('nps %s, %.0f, n = %d', $method, abs $truth, $n), 'SELECT ' . covers("nps_low(t, method => '$method')", "nps_high(t, method => '$method')", $truth)
				. ' FROM ' . samples($n, 'nps_agg((' . score($d, $p) . ')) AS t'), $least, $most);
		}
	}
	for my $share (0.5, 0.8, 0.95) {
		design('csat ' . 100 * $share . " %, n = $n", 'SELECT ' . covers('csat_low(t)', 'csat_high(t)', 100 * $share)
			. ' FROM ' . samples($n, "csat_agg(CASE WHEN u < $share THEN 5 ELSE 2 END) AS t"), 0.92, $n < 100 || $share > 0.9 ? 1 : 0.97);
	}
	for (['even', '1 + floor(7 * u)::int', 4], ['skewed', '7 - floor(7 * u * u * u)::int', 7 - 7 / 4 + 0.5]) {
		my ($shape, $score) = @$_;
		my $truth = $shape eq 'even' ? 4 : skewed_mean();
		design("ces $shape, n = $n", 'SELECT ' . covers('ces_low(t)', 'ces_high(t)', $truth) . ' FROM ' . samples($n, "ces_agg($score) AS t"),
			0.92, $n < 100 ? 1 : 0.97);
	}
}

# 7 - floor(7 u^3): P(floor(7 u^3) >= k) = 1 - (k / 7)^(1/3)
sub skewed_mean { my $mean = 7; $mean -= 1 - ($_ / 7) ** (1 / 3) for 1 .. 6; return $mean }

# ---------- weights: a share of the answers counts as many times as the others ----------

# The linearised standard error of few answers, of which some outweigh the rest, is too small; doc/survey.md says so.
my %linearised = (30 => 0.6, 100 => 0.85, 500 => 0.92);

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
				. ' FROM ' . samples($n, "csat_agg(CASE WHEN $satisfied THEN 5 ELSE 2 END, $w) AS t"), $rare && $of_heavy != $of_light ? 0.91 : 0.92, 1);
			design("nps, $name", 'SELECT ' . covers('nps_low(t)', 'nps_high(t)', 100 * (2 * $truth - 1))
				. ' FROM ' . samples($n, "nps_agg(CASE WHEN $satisfied THEN 10 ELSE 2 END, $w) AS t"), $rare && $of_heavy != $of_light ? 0.91 : 0.92, 1);
			design("ces, $name", 'SELECT ' . covers('ces_low(t)', 'ces_high(t)', 2 + 4 * $truth)
				. ' FROM ' . samples($n, "ces_agg(CASE WHEN $satisfied THEN 6 ELSE 2 END, $w) AS t"), $linearised{$n}, 1);
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

# ---------- retention ----------

for my $n (@sizes) {
	for my $share (0.3, 0.8) {
		design('retention ' . 100 * $share . " %, n = $n", 'SELECT ' . covers('low', 'high', $share) . ' FROM (SELECT sample, retention_agg(i, at, ' . "'month') AS g
			FROM draws, LATERAL (SELECT date '2025-01-10' UNION ALL SELECT date '2025-02-10' WHERE u < $share) AS e(at) WHERE i <= $n GROUP BY sample) AS s,
			retention_table(g, '2025-02-28') AS r WHERE period = 1", 0.92, $n < 100 ? 1 : 0.97);
	}
}

# ---------- the samples ----------

for my $part (1 .. $chunks) {
	answer("DROP TABLE IF EXISTS draws; SET max_parallel_workers_per_gather = 0; SELECT setseed(1.0 / $part); CREATE TABLE draws AS SELECT s AS sample, i, random() AS u, random() AS v
		FROM generate_series(1, $chunk) AS s, generate_series(1, $sizes[-1]) AS i; ANALYZE draws");
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
		judge("$model, $parameter of 1,500 customers", $hits, $samples, 0.92, 1);
	}
	for (split /\n/, answer("SELECT reading, " . covers('low', 'high', 'truth') . " FROM fits_$model, $readings GROUP BY 1 ORDER BY 1")) {
		my ($reading, $hits, $samples) = split /\|/;
		judge("$model, $reading of 1,500 customers", $hits, $samples, 0.92, 1);
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
done_testing();
