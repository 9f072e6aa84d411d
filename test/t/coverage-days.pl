# Control charts of days do not cry wolf, and see what falls: years of 365 days, each with answers that are drawn from a score that differs by 3 points from
# day to day, of which the chart knows 60 days before. COVERAGE_YEARS=400 draws more of them (100). doc/scorecard.md has the figures.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $years = $ENV{COVERAGE_YEARS} // 100;
my $usual = 'ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING';
my $fell = 200;    # the day on which scores fall

fresh_database('coverage_days');
# An answer of a score of 30 (20 % detractors, 30 % passives) has a standard deviation of 78.1 points, one of 80 % satisfied of 40. Weekends have half as many
# answers. Days differ by a standard deviation of 3 points, or (even) by up to 3 points to either side.
answer(qq{SELECT setseed(0.5);
	CREATE FUNCTION normal() RETURNS float8 LANGUAGE SQL VOLATILE AS 'SELECT sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
	CREATE TABLE days AS SELECT metric, center, a, year, day, n, center + CASE WHEN metric ~ 'even' THEN 6 * random() - 3 ELSE 3 * normal() END + spread / sqrt(n) * normal() AS value
	FROM (VALUES ('nps', 30, 78.1), ('csat', 80, 40), ('csat, even', 80, 40)) AS m(metric, center, spread), unnest('{50,500,5000}'::int[]) AS a, generate_series(1, $years) AS year, generate_series(1, 365) AS day,
		LATERAL (SELECT CASE WHEN day % 7 < 5 THEN a ELSE a / 2 END AS n) AS s;
	CREATE TABLE fallen AS SELECT metric, year, day, n, CASE WHEN day >= $fell THEN value - 8 ELSE value END AS value FROM days WHERE a = 500;
	ANALYZE days});

# Of each metric and number of answers, how often a year the days after the first 60 are outside of the limits
for (split /\n/, answer("SELECT metric, a, round(365.0 * count(*) FILTER (WHERE rings) / count(*), 2), count(*)
	FROM (SELECT metric, a, day, value NOT BETWEEN control_low(value, n) OVER w AND control_high(value, n) OVER w AS rings FROM days WINDOW w AS (PARTITION BY metric, a, year $usual)) AS s WHERE day > 60 GROUP BY 1, 2 ORDER BY 1, 2")) {
	my ($metric, $a, $rings, $watched) = split /\|/;
	is($watched, $years * 305, "$metric of $a answers a day: $years times 305 days");
	cmp_ok($rings, '<', 4, "ring $rings times a year");
}
my $alone = answer(q{SELECT round(365 * avg((abs(value - center) > 3 * 78.1 / sqrt(n))::int), 1) FROM days WHERE metric = 'nps' AND a = 5000});
cmp_ok($alone, '>', 60, "limits by the sampling error alone would ring $alone times a year at 5000");
is(answer("SELECT count(*) FROM (SELECT day, control_low(value, n) OVER w AS low, control_high(value, n) OVER w AS high FROM days WHERE a = 500 WINDOW w AS (PARTITION BY metric, year $usual)) AS s WHERE (low IS NULL OR high IS NULL) <> (day <= 20)"), 0,
	'there are limits from the 21st day on, and none before');

# A fall of 8 points that stays, at 500 answers a day: is it seen within 3 days, and in how many, of half of the years? By a day below the limit, or by two days
# of three below the one of 2 sigmas, too, which rings more often where nothing falls.
my $below = "value < control_low(value, n) OVER w AS below, value < control_low(value, n, 2) OVER w AS near";
my $two_of_three = 'below OR near AND count(*) FILTER (WHERE near) OVER (PARTITION BY metric, year ORDER BY day ROWS 2 PRECEDING) >= 2';
my %least = ('csat, even' => [0.6, 0.8], csat => [0.25, 0.45], nps => [0.12, 0.2]);
for (split /\n/, answer("SELECT metric, round(avg((coalesce(first, 999) <= 3)::int), 2), percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(first, 999)), round(avg((coalesce(sooner, 999) <= 3)::int), 2), percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(sooner, 999)), round(avg(rings) * 365 / 139, 2)
	FROM (SELECT metric, year, min(day) FILTER (WHERE day >= $fell AND below) - $fell + 1 AS first, min(day) FILTER (WHERE day >= $fell AND two) - $fell + 1 AS sooner, count(*) FILTER (WHERE two AND day BETWEEN 61 AND $fell - 1) AS rings
		FROM (SELECT *, $two_of_three AS two FROM (SELECT metric, year, day, $below FROM fallen WINDOW w AS (PARTITION BY metric, year $usual)) AS b) AS s GROUP BY 1, 2) AS t GROUP BY 1 ORDER BY 1")) {
	my ($metric, $share, $median, $sooner, $sooner_median, $rings) = split /\|/;
	cmp_ok($share, '>=', $least{$metric}[0], "$metric: a fall of 8 points is seen within 3 days in $share of the years, in half of them by day $median");
	cmp_ok($sooner, '>=', $least{$metric}[1], "by two days of three, too, in $sooner, in half by day $sooner_median");
	cmp_ok($rings, '<', 4, "that rings $rings times a year where nothing falls");
}
done_testing();
