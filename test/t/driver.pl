# The driver room's numbers are those of test/reference/driver: every column of driver_table by all five methods, and of driver_summary, of data of
# Chatterjee & Price (1977), with and without weights, and of the Swiss provinces of 1888 (Mosteller & Tukey 1977), computed to 30 digits and more; and the
# published shares of Lindeman, Merenda & Gold. Then many rows: workers and shards say the same, to the last bit, and twenty drivers are told in time.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $folder = 'test/reference/driver';

sub table_of {
	my ($file) = @_;
	my ($head, @rows) = map { [split /,/] } split /\r?\n/, slurp("$folder/$file.csv");
	return map { my $row = $_; +{ map { $head->[$_] => $row->[$_] } 0 .. $#$head } } @rows;
}

sub close_to {
	my ($got, $wanted, $name, $tolerance) = @_;
	return abs($got - $wanted) <= ($tolerance // 1e-12) * abs $wanted || diag("$name: got $got, expected $wanted") && 0;
}

fresh_database('driver');

# Loads a data set, the first column of which is the outcome; an expression for its moments
sub moments {
	my ($file, $weights) = @_;
	my ($y, @x) = split /,/, (split /\r?\n/, slurp("$folder/$file.csv"))[0];
	answer(qq{DROP TABLE IF EXISTS data; CREATE TABLE data (} . join(', ', map { qq{"$_" float8} } $y, @x) . ', row serial)');
	psql("\\copy data (" . join(', ', map { qq{"$_"} } $y, @x) . ") FROM '$folder/$file.csv' (FORMAT csv, HEADER)\n");
	my $weight = $weights ? ", (ARRAY[$weights])[row]" : '';
	return (qq{(SELECT driver_agg("$y", ARRAY[} . join(', ', map { qq{"$_"} } @x) . "]$weight) FROM data)", "'{" . join(',', @x) . "}'");
}

for my $case (['attitude', 'attitude'], ['swiss', 'swiss'], ['attitude', 'attitude_weighted']) {
	my ($data, $name) = @$case;
	my ($summary) = table_of("${name}_summary");
	my ($m, $names) = moments($data, join ', ', split / /, $summary->{weights} // '');
	my @wanted = table_of("${name}_driver");
	my $wrong = 0;
	my %method = map { $_ => [map { [split /\|/] } split /\n/, answer("SELECT name, mean, stddev, correlation, coefficient, se, low, high, p_value, standardized, vif, importance, importance_low, importance_high, share FROM driver_table($m, $names, '$_', 0.6826894921370859) ORDER BY driver")] }
		qw(shapley relative_weights first last pratt);
	my @limits = map { [split /\|/] } split /\n/, answer("SELECT low, high FROM driver_table($m) ORDER BY driver");
	is(scalar @{ $method{first} }, scalar @wanted, "$name: a row per driver");
	for my $i (0 .. $#wanted) {
		my $row = $method{shapley}[$i];
		is($row->[0], $wanted[$i]{name}, "its name is $row->[0]");
		my @columns = qw(name mean stddev correlation coefficient se - - p_value standardized vif);
		$wrong += !close_to($row->[$_], $wanted[$i]{ $columns[$_] }, "$row->[0] $columns[$_]") for grep { $columns[$_] ne '-' && $_ } 0 .. $#columns;
		$wrong += !close_to($limits[$i][$_], $wanted[$i]{ (qw(low high))[$_] }, "$row->[0] limit $_") for 0, 1;
		for my $method (keys %method) {
			my ($value, $low, $high, $share) = @{ $method{$method}[$i] }[11 .. 14];
			my $se = $wanted[$i]{"${method}_se"};
			$wrong += !close_to($value, $wanted[$i]{$method}, "$row->[0] by $method");
			# Limits, which are differences, at one standard error
			$wrong += !close_to($high, $value + $se, "$row->[0] upper limit by $method", 1e-9) if $se && $method ne 'pratt' && $value + $se < 1;
			$wrong += !close_to($low, $value - $se, "$row->[0] lower limit by $method", 1e-9) if $se && ($method eq 'pratt' || $value > $se);
			my $sum = 0;
			$sum += $_->{$method} for @wanted;
			$wrong += !close_to($share, $wanted[$i]{$method} / $sum, "$row->[0] share by $method");
		}
	}
	is($wrong, 0, "$name: every column of driver_table, by all five methods");
	my %got;
	@got{qw(n neff r2 adj rse f p intercept)} = split /\|/, answer("SELECT answers, effective_n, r_squared, adjusted_r_squared, residual_se, f, p_value, intercept FROM driver_summary($m)");
	is(scalar(grep { !close_to($got{$_}, $summary->{$_}, $_) } keys %got), 0, "$name: every column of driver_summary");
}

# As published for the Swiss provinces (U. Gromping, relaimpo): LMG of Agriculture and of Education
my ($m, $names) = moments('swiss');
is(answer("SELECT string_agg(round(importance::numeric, 15)::text, ' ' ORDER BY driver) FROM driver_table($m, $names) WHERE name IN ('Agriculture', 'Education')"), '0.057091220768091 0.260134678624385', 'published shares');

# ---------- many rows ----------

my $rows = $ENV{DRIVER_ROWS} // 60_000;
answer(qq{CREATE TABLE many AS SELECT n, n % 7 AS shard, (abs(hashint8extended(n, 0) % 11))::float8 AS y, ARRAY(SELECT CASE WHEN hashint8extended(n, k) % 41 <> 0 THEN (abs(hashint8extended(n, k) % 1000) / 7.0 + abs(hashint8extended(n, 0) % 11) * k)::float8 END FROM generate_series(1, 8) AS k) AS x,
	(0.5 + n % 5)::float8 AS w FROM generate_series(1::bigint, $rows) AS n; ANALYZE many});
my $bytes = sub { my ($set, $query) = @_; return answer("$set; SELECT md5(driver_moments_send(m)) FROM ($query) AS s") };
my $serial = 'SET max_parallel_workers_per_gather = 0';
my $workers = 'SET max_parallel_workers_per_gather = 2; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off';
for my $call ('driver_agg(y, x)', 'driver_agg(y, x, w)') {
	my $alone = $bytes->($serial, "SELECT $call AS m FROM many");
	like(answer("$workers; EXPLAIN SELECT $call FROM many"), qr/Partial Aggregate/, "workers make $call");
	is($bytes->($workers, "SELECT $call AS m FROM many"), $alone, 'the same');
	is($bytes->($serial, "SELECT rollup(m) AS m FROM (SELECT $call AS m FROM many GROUP BY shard) AS s"), $alone, 'as shards do');
	is($bytes->($serial, "SELECT rollup(m::text::driver_moments) AS m FROM (SELECT $call AS m FROM many GROUP BY shard) AS s"), $alone, 'through their text');
}
is(answer(q{SELECT count(*) FROM driver_table((SELECT driver_agg(n % 11, (SELECT array_agg(hashint8extended(n, k) % 97) FROM generate_series(1, 20) AS k)) FROM generate_series(1::bigint, 500) AS n)) WHERE importance_low >= 0 AND importance_high > importance}), 20, 'twenty drivers');
is(answer(q{SELECT count(*) || ' ' || round(sum(importance - share * s.r_squared)::numeric, 12) FROM (SELECT driver_agg(n % 11, (SELECT array_agg(hashint8extended(n, k) % 97) FROM generate_series(1, 50) AS k)) AS m FROM generate_series(1::bigint, 500) AS n) AS d, driver_summary(m) AS s, driver_table(m, NULL, 'relative_weights') GROUP BY s.r_squared}), '50 0.000000000000', 'fifty, by relative weights');
done_testing();
