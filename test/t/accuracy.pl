# Readings of models are right to 1e-9, relatively, wherever their true value is above 1e-60: frozen tables of 30 digits and more in test/reference
# and, where DATA is set, in its folder reference; then fresh random parameters, ordinary and extreme, whose values test/lib/accuracy.py
# computes if there is a Python with mpmath. ACCURACY_CALLS=1000 cases of each reading (10), ACCURACY_SEED. Its notes are where the table of
# doc/reliability.md comes from.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $calls = $ENV{ACCURACY_CALLS} // 10;
my $seed = first_seed('ACCURACY_SEED');
my $patience = $calls > 100 ? 60 : 5;	# seconds of CPU for a case
my $data = $ENV{DATA} // '';

fresh_database('accuracy');
answer(<<'SQL');
-- What a reading says of a case; no number at all, and why, where it refuses
CREATE FUNCTION said(reading text, model text, parameters jsonb, unit text, horizon float8, discount float8, frequency float8, recency float8, tenure float8, monetary float8)
RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE m fitted_clv := make_clv_model(model, parameters, unit);
BEGIN
	RETURN CASE reading
		WHEN 'p_alive' THEN p_alive(m, frequency, recency, tenure)
		WHEN 'expected_purchases' THEN expected_purchases(m, horizon, frequency, recency, tenure)
		WHEN 'clv' THEN clv(m, horizon, discount, frequency, recency, tenure, coalesce(monetary, 1))
		WHEN 'clv_new' THEN clv(m, horizon, discount)
		WHEN 'known_probability' THEN purchase_probability(m, horizon, monetary::bigint, frequency, recency, tenure)	-- purchases stand there
		WHEN 'expected_spend' THEN expected_spend(m, frequency, monetary)
		WHEN 'purchase_probability' THEN purchase_probability(m, horizon, frequency::bigint)
		WHEN 'expected_lifetime' THEN expected_lifetime(m, discount, frequency::bigint)
		WHEN 'survival' THEN (SELECT survival FROM retention_forecast(m, frequency::bigint) WHERE period = frequency)
		WHEN 'retention_rate' THEN (SELECT retention_rate FROM retention_forecast(m, frequency::bigint) WHERE period = frequency) END;
EXCEPTION WHEN numeric_value_out_of_range THEN
	RAISE WARNING '% of % % refuses: %', reading, model, parameters, SQLERRM;
	RETURN NULL;
END $$;
SQL

# ---------- comparisons ----------

# Compare what the query says of each case (reading, model, parameters, unit, horizon, ..., monetary, value) by groups.
sub compare {
	my ($name, $cases, $group) = @_;
	answer("DROP TABLE IF EXISTS compared; CREATE TABLE compared AS
		SELECT *, coalesce(abs(said(reading, model, parameters, unit, horizon, discount, frequency, recency, tenure, monetary) / value - 1), 'Infinity') AS error
		FROM (SELECT * FROM ($cases) AS c WHERE value > 1e-60) AS c");
	for (split /\n/, answer("SELECT $group, count(*), count(*) FILTER (WHERE error <= 1e-9), max(error)::float4 FROM compared GROUP BY 1 ORDER BY 1")) {
		my ($what, $count, $right, $worst) = split /\|/;
		note("$name, $what: $right of $count, the worst $worst");
		is($right, $count, "$name, $what: right to 1e-9")
			or diag(answer("SELECT c.error::float4, to_jsonb(c) FROM compared AS c WHERE error > 1e-9 AND $group = '$what' ORDER BY error DESC LIMIT 3"));
	}
}

# A table of the file's columns, all of them text
sub load {
	my ($table, $csv) = @_;
	$csv =~ s/\r//g;
	my ($columns) = $csv =~ /^(.*)/;
	answer("DROP TABLE IF EXISTS $table; CREATE TABLE $table (" . join(', ', map { qq("$_" text) } split /,/, $columns) . ");
		COPY $table FROM STDIN (FORMAT csv, HEADER);\n$csv\\.\n");
}

# ---------- frozen tables ----------

# A query of cases. The rest are columns or numbers: the value, then by name what the reading takes.
sub cases {
	my ($table, $reading, $model, $unit, $parameters, $value, %taken) = @_;
	my $json = join ', ', map { my ($key, $column) = split /=/; sprintf "'%s', %s::float8", $key, $column // $key } split ' ', $parameters;
	my $inputs = join ', ', map { ($taken{$_} // 'NULL') . "::float8 AS $_" } qw(horizon discount frequency recency tenure monetary);
	return "SELECT '$reading' AS reading, $model AS model, jsonb_build_object($json) AS parameters, '$unit' AS unit, $inputs, $value\::float8 AS value FROM $table";
}

my $spend = 'p=1 q=2 v=1';	# of which a purchase is always worth 1 if the mean is
my %customer = (frequency => 'x', recency => 't_x', tenure => '"T"');
my %donor = (%customer, tenure => 'n');
my $weekly = q{exp(delta::float8 * 365.25 / 7) - 1};
my $named = q{CASE model WHEN 'bgnbd' THEN 'bg/nbd' WHEN 'mbgnbd' THEN 'mbg/nbd' ELSE 'pareto/nbd' END};

# One row of readings_bgnbd.csv is out of a closed form that cancels: nobody buys more than those who never leave.
my $possible = '(SELECT * FROM frozen WHERE expected_purchases::float8 <= (r::float8 + frequency::float8) / (alpha::float8 + tenure::float8) * horizon::float8) AS f';

# Of each file: queries of cases
my %files = (
	accuracy => ["SELECT reading, model, parameters::jsonb, 'week' AS unit, " . join(', ', map { "$_\::float8" } qw(horizon discount frequency recency tenure monetary value)) . ' FROM frozen'],
	bgnbd_mbg_grid => [
		map {
			my ($model, $column) = @$_;
			cases('frozen', 'p_alive', "'$model'", 'week', 'r alpha a b', "${column}_palive", %customer),
			cases('frozen', 'expected_purchases', "'$model'", 'week', 'r alpha a b', "${column}_cet", %customer, horizon => 't')
		} ['bg/nbd', 'bgnbd'], ['mbg/nbd', 'mbgnbd']
	],
	pnbd_grid => [
		cases('frozen', 'p_alive', "'pareto/nbd'", 'week', 'r alpha s beta', 'pnbd_palive', %customer),
		cases('frozen', 'expected_purchases', "'pareto/nbd'", 'week', 'r alpha s beta', 'pnbd_cet', %customer, horizon => 't'),
		cases('frozen', 'clv', "'pareto/nbd'", 'week', "r alpha s beta $spend", 'pnbd_dert', %customer, horizon => "'Infinity'", discount => "($weekly)"),
	],
	bgbb => [
		cases('frozen', 'p_alive', "'bg/bb'", 'year', 'alpha beta gamma delta', 'palive_at_n_plus_1', %donor),
		(map { cases('frozen', 'expected_purchases', "'bg/bb'", 'year', 'alpha beta gamma delta', "cet_$_", %donor, horizon => $_) } 5, 10),
		(map { cases('frozen', 'clv', "'bg/bb'", 'year', "alpha beta gamma delta $spend", "dert_d${_}pct", %donor, horizon => "'Infinity'", discount => $_ / 100) } 10, 15),
	],
	sbg => [
		(map { cases("(SELECT * FROM frozen WHERE t <> '0') AS f", $_, "'sbg'", 'week', 'alpha beta', $_, frequency => 't') } 'survival', 'retention_rate'),
		cases("(SELECT * FROM frozen WHERE t::int > 1) AS f", 'expected_lifetime', "'sbg'", 'week', 'alpha beta', 'derl_n_eq_t_d10pct', discount => 0.1, frequency => '(t::int - 1)'),
	],
	expectation_pmf => [	# their papers' parameters
		map {
			my ($where, $parameters) = @$_;
			cases("(SELECT * FROM frozen WHERE quantity = 'expected' AND $where) AS f", 'expected_purchases', $named, 'week', $parameters, 'value', horizon => 't', frequency => 0, recency => 0, tenure => 0),
			cases("(SELECT * FROM frozen WHERE quantity = 'pmf' AND $where) AS f", 'purchase_probability', $named, 'week', $parameters, 'value', horizon => 't', frequency => 'n')
		} ["model <> 'pnbd'", 'r=0.243 alpha=4.414 a=0.793 b=2.426'], ["model = 'pnbd'", 'r=0.553 alpha=10.578 s=0.606 beta=11.669']
	],
	readings_bgnbd => [
		map { cases($possible, $_, 'model', 'week', 'r alpha a b', $_, map { $_ => $_ } qw(horizon frequency recency tenure)) } 'p_alive', 'expected_purchases'
	],
	pmf_known => [
		map { cases("(SELECT * FROM frozen WHERE model IN ($_->[0])) AS f", 'known_probability', 'model', 'week', $_->[1], 'probability', map({ $_ => $_ } qw(horizon frequency recency tenure)), monetary => 'purchases') }
			["'bg/nbd', 'mbg/nbd'", 'r=p1 alpha=p2 a=p3 b=p4'], ["'pareto/nbd'", 'r=p1 alpha=p2 s=p3 beta=p4'], ["'bg/bb'", 'alpha=p1 beta=p2 gamma=p3 delta=p4']
	],
	readings_bgbb => [cases('frozen', 'expected_purchases', "'bg/bb'", 'week', 'alpha beta gamma delta', 'expected_purchases', horizon => 'horizon', frequency => 0, recency => 0, tenure => 0)],
	readings_sbg => [cases('frozen', 'expected_lifetime', "'sbg'", 'week', 'alpha beta', 'expected_lifetime', discount => 'discount', frequency => 0)],
);

# The values come while the tables are read.
my ($python) = grep { !(run("$_ -c 'import mpmath'"))[1] } '/usr/bin/python3', 'python3';
open my $fresh, '-|', "$python -B test/lib/accuracy.py $seed $calls $patience" or die "accuracy.py: $!" if $python;

for my $name (sort keys %files) {
	for my $dir (grep { -f "$_/$name.csv" } 'test/reference', "$data/reference") {
		load('frozen', slurp("$dir/$name.csv"));
		compare($dir eq 'test/reference' ? "$name.csv" : "all of $name.csv", join(' UNION ALL ', @{ $files{$name} }), "reading || ', ' || model");
		compare_limits($dir) if $name eq 'pmf_known';
	}
}

# Prediction limits are whole numbers: they are right or wrong.
sub compare_limits {
	my ($dir) = @_;
	my %parameters = ('bg/bb' => [qw(alpha beta gamma delta)], 'pareto/nbd' => [qw(r alpha s beta)], map { $_ => [qw(r alpha a b)] } 'bg/nbd', 'mbg/nbd');
	for my $model (sort keys %parameters) {
		my $json = join ', ', map { "'$parameters{$model}[$_ - 1]', p$_\::float8" } 1 .. 4;
		my $customer = join ', ', map { "$_\::float8" } qw(horizon frequency recency tenure);
		is(answer("SELECT count(*) > 0, count(*) FILTER (WHERE (purchases_low(m, $customer), purchases_high(m, $customer)) IS DISTINCT FROM (low95::bigint, high95::bigint))
			FROM (SELECT *, make_clv_model(model, jsonb_build_object($json)) AS m FROM frozen WHERE model = '$model') AS f"), 't|0', "prediction limits of $dir/pmf_known.csv, $model");
	}
}

# ---------- fresh random parameters ----------

SKIP: {
	skip 'there is no Python with mpmath: no fresh parameters', 1 if !$python;
	note("ACCURACY_SEED=$seed ACCURACY_CALLS=$calls");
	my $csv = do { local $/; <$fresh> };
	ok(close $fresh, "accuracy.py, seed $seed");
	load('frozen', $csv);
	compare("seed $seed", $files{accuracy}[0] =~ s/reading, model/reading, kind, model/r, "reading || ', ' || kind || ', ' || model");
}
done_testing();
