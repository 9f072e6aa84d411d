# What is withheld cannot be told from what is published: 20,000 random tables with their totals, hierarchies of two levels, and an ordinary user who reads a
# view of the owner's in all ways that there are. PRIVACY_TABLES=200000 draws more; PRIVACY_SEED repeats a run.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use List::Util qw(max min sum0);
use Test::More;

my $tables = $ENV{PRIVACY_TABLES} // 20_000;
my $seed = $ENV{PRIVACY_SEED} // 20;
srand($seed);
fresh_database('privacy');

# Mostly small counts, some 0, a few large
sub draw_count { my $u = rand; return $u < 0.12 ? 0 : $u < 0.5 ? 1 + int rand 6 : $u < 0.9 ? 1 + int rand 25 : 1 + int rand 400 }
sub draw_minimum { return (2, 3, 5, 5, 10)[rand 5] }

# Rows into a table that is made for them, and a query's rows
sub store {
	my ($name, $columns, @rows) = @_;
	answer("CREATE TABLE $name ($columns);\nCOPY $name FROM STDIN;\n" . join('', map { join("\t", @$_) . "\n" } @rows) . "\\.\n");
}
sub ask { return map { [split /\|/] } split /\n/, answer($_[0]) }

# ---------- one level ----------

# Whoever knows the total, and that none of the withheld is 0, knows of each that it is at most their sum less 1 for each of the others.
my @drawn;
for my $table (1 .. $tables) {
	my $minimum = draw_minimum();
	push @drawn, map { [$table, $minimum, $_, draw_count()] } 1 .. 1 + rand 9;
}
store('one', 't int, minimum int, part int, n int', @drawn);
my %level;
push @{ $level{ $_->[0] } }, $_ for ask('SELECT t, minimum, n, suppressed(n, minimum) OVER (PARTITION BY t ORDER BY part)::int FROM one');
my ($shown, $told, $hopeless, $needless, $small, $secondary) = (0) x 6;
for my $parts (values %level) {
	my $minimum = $parts->[0][1];
	my @withheld = map { $_->[2] } grep { $_->[3] } @$parts;
	my @published = map { $_->[2] } grep { !$_->[3] } @$parts;
	my $bound = sum0(@withheld) - @withheld + 1;
	my @small = grep { $_ < $minimum } @withheld;
	$small += @small;
	$secondary += @withheld - @small;
	$shown += grep { $_ > 0 && $_ < $minimum } @published;
	$needless++ if @withheld && !@small;
	next if !@small || $bound >= $minimum && @withheld > 1;
	max(0, @published) == 0 ? $hopeless++ : $told++;
}
is(scalar keys %level, $tables, "$tables tables");
cmp_ok($small, '>', $tables / 2, "with $small small counts, and $secondary others that are withheld for them");
is($shown, 0, 'no small count is published');
is($told, 0, 'and none can be told to be below the minimum');
is($needless, 0, 'where there is none, nothing is withheld');
note("of $hopeless tables all is withheld, and their totals are too small to be published themselves");

# One who knows the rule, too, knows that no withheld count is above the smallest that is published, nor as large and in a later row. Of few and small
# counts that can tell, as doc/privacy.md says. How often? All assignments that would be withheld alike are tried.
store('small', 't int, part int, n int', map { my $t = $_; map { [$t, $_, (0, 1, 2, 3, 4, 5, 6, 7, 9, 12)[rand 10]] } 1 .. 2 + rand 4 } 1 .. 1000);
my %tiny;
push @{ $tiny{ $_->[0] } }, $_ for ask('SELECT t, part, n, suppressed(n, 3) OVER (PARTITION BY t ORDER BY part)::int FROM small');

# All ways to write a sum as so many counts from 1
sub compositions {
	my ($sum, $k) = @_;
	return $sum > 0 ? [$sum] : () if $k == 1;
	return map { my $first = $_; map { [$first, @$_] } compositions($sum - $first, $k - 1) } 1 .. $sum - $k + 1;
}
my (@alike, %owner);
for my $t (sort { $a <=> $b } keys %tiny) {
	my @withheld = grep { $_->[3] } @{ $tiny{$t} };
	next if !@withheld || @withheld > 3 || !grep { $_->[2] > 0 && !$_->[3] } @{ $tiny{$t} };
	for my $guess (compositions(sum0(map { $_->[2] } @withheld), scalar @withheld)) {
		my $id = keys %owner;
		$owner{$id} = [$t, $guess];
		my @guess = @$guess;
		push @alike, map { [$id, $_->[1], $_->[3] ? shift @guess : $_->[2], $_->[3]] } @{ $tiny{$t} };
	}
}
store('guesses', 'g int, part int, n int, withheld int', @alike);
my %best;
for (ask('SELECT g FROM (SELECT g, withheld, suppressed(n, 3) OVER (PARTITION BY g ORDER BY part)::int AS ours FROM guesses) AS s GROUP BY g HAVING bool_and(ours = withheld)')) {
	my ($t, $guess) = @{ $owner{ $_->[0] } };
	$best{$t}[$_] = max($guess->[$_], $best{$t}[$_] // 0) for 0 .. $#$guess;
}
cmp_ok(scalar keys %best, '>', 200, keys(%best) . ' small tables, ' . keys(%owner) . ' guesses at them');
my $by_rule = grep { min(@{ $best{$_} }) < 3 } keys %best;
cmp_ok($by_rule, '<', 0.1 * keys %best, "of which one who knows the rule can tell something in $by_rule");

# ---------- two levels ----------

# Trees: the counts of shops by region
my @trees = map { [draw_minimum(), map { [map { draw_count() } 1 .. 1 + rand 5] } 1 .. 2 + rand 5] } 1 .. $tables / 2;
push @trees, map { [2 + int rand 2, map { [map { int rand 5 } 1 .. 1 + rand 2] } 1 .. 2 + rand 2] } 1 .. 400;    # tiny ones, to be enumerated, too
@trees = grep { my ($minimum, @regions) = @$_; sum0(map { @$_ } @regions) >= $minimum } @trees;    # a total that is small is withheld itself
store('trees', 't int, minimum int, region int, shop int, n int',
	map { my $t = $_; my ($minimum, @regions) = @{ $trees[$t] }; map { my $r = $_; map { [$t, $minimum, $r, $_, $regions[$r][$_]] } 0 .. $#{ $regions[$r] } } 0 .. $#regions } 0 .. $#trees);
my @found;
$found[$_->[0]][$_->[1]][$_->[2]] = [@$_[3 .. 6]] for ask(q{SELECT t, region, shop, n, suppressed(n, minimum, hidden) OVER (PARTITION BY t, region ORDER BY shop)::int, total, hidden::int
	FROM trees JOIN (SELECT t, region, sum(n) AS total, suppressed(sum(n), min(minimum)) OVER (PARTITION BY t ORDER BY region) AS hidden FROM trees GROUP BY t, region) AS r USING (t, region)});

# What is published: of shops and of regions undef where a count is 0 or withheld, which are shown alike; and the total
sub published {
	my ($tree) = @_;
	return ([map { [map { $_->[0] && !$_->[1] ? $_->[0] : undef } @$_] } @$tree], [map { $_->[0][2] && !$_->[0][3] ? $_->[0][2] : undef } @$tree], sum0(map { $_->[0][2] } @$tree));
}

# The most that each shop and each region can be, for one who knows only that nothing is below 0. In a tree that is what is left of the whole, or of its
# region where that is published, when all others are as small as what is published of them.
sub bounds {
	my ($shops, $regions, $total) = @_;
	my @least = map { sum0(map { $_ // 0 } @$_) } @$shops;
	my $left = $total - sum0(map { $regions->[$_] // $least[$_] } 0 .. $#$regions);
	my @most = map { $regions->[$_] // $least[$_] + $left } 0 .. $#$regions;
	return (\@most, [map { my $r = $_; [map { $_ // $most[$r] - $least[$r] } @{ $shops->[$r] }] } 0 .. $#$shops]);
}

# The same by trying all counts
sub tried {
	my ($shops, $regions, $total) = @_;
	my @cells = map { my $r = $_; map { [$r, $_] } 0 .. $#{ $shops->[$r] } } 0 .. $#$shops;
	my (@most, @most_shop, @sums);
	my @guess = map { [] } @$shops;
	my $try;
	$try = sub {
		my ($i, $left) = @_;
		if ($i == @cells) {
			return if $left || grep { defined $regions->[$_] && $regions->[$_] != sum0(@{ $guess[$_] }) } 0 .. $#$regions;
			for my $r (0 .. $#guess) {
				$most[$r] = max($most[$r] // 0, sum0(@{ $guess[$r] }));
				$most_shop[$r][$_] = max($most_shop[$r][$_] // 0, $guess[$r][$_]) for 0 .. $#{ $guess[$r] };
			}
			return;
		}
		my ($r, $s) = @{ $cells[$i] };
		for my $n (defined $shops->[$r][$s] ? $shops->[$r][$s] : 0 .. $left) {
			next if $n > $left;
			$guess[$r][$s] = $n;
			$try->($i + 1, $left - $n);
		}
	};
	$try->(0, $total);
	return (\@most, \@most_shop);
}

my ($bad_regions, $bad_shops, $small_ones, $enumerated, $wrong) = (0) x 5;
for my $t (0 .. $#found) {
	my ($minimum) = @{ $trees[$t] };
	my ($shops, $regions, $total) = published($found[$t]);
	my ($most, $most_shop) = bounds($shops, $regions, $total);
	if ($total <= 9 && 4 >= grep { !defined } map { @$_ } @$shops) {
		$enumerated++;
		my ($by_trying, $shops_by_trying) = tried($shops, $regions, $total);
		$wrong++ if "@$most" ne "@$by_trying" || join(' ', map { @$_ } @$most_shop) ne join(' ', map { @$_ } @$shops_by_trying);
	}
	for my $r (0 .. $#$regions) {
		my ($size) = $found[$t][$r][0][2];
		$bad_regions++ if $size > 0 && $size < $minimum && $most->[$r] < $minimum;
		for my $s (0 .. $#{ $shops->[$r] }) {
			my $n = $found[$t][$r][$s][0];
			next if $n == 0 || $n >= $minimum;
			$small_ones++;
			$bad_shops++ if $most_shop->[$r][$s] < $minimum;
		}
	}
}
cmp_ok($small_ones, '>', $tables / 2, @found . " hierarchies with $small_ones small counts");
is($bad_regions, 0, 'no small region can be told to be below the minimum');
is($bad_shops, 0, 'nor any small shop');
cmp_ok($enumerated, '>', 100, "the bounds of $enumerated small hierarchies");
is($wrong, 0, 'are those that trying all counts gives');

# ---------- an ordinary user ----------

answer(q{DROP ROLE IF EXISTS analyst});
answer(q{CREATE ROLE analyst LOGIN;
	CREATE TABLE answers AS SELECT region, shop, (k * 7 + shop * 5 + region) % 11 AS score FROM generate_series(1, 12) AS region, generate_series(1, 5) AS shop,
		LATERAL generate_series(1, CASE (region * 13 + shop * 7) % 6 WHEN 0 THEN 2 WHEN 1 THEN 30 WHEN 2 THEN 3 WHEN 3 THEN 9 ELSE 50 END) AS k;
	CREATE TABLE tallies AS SELECT region, shop, nps_agg(score) AS t FROM answers GROUP BY region, shop;
	ANALYZE tallies;
	CREATE VIEW published WITH (security_barrier) AS
		SELECT region, shop, CASE WHEN NOT suppressed(answers(t)) OVER (PARTITION BY region ORDER BY shop) THEN suppress(t) END AS t FROM tallies;
	CREATE VIEW totals WITH (security_barrier) AS SELECT region, rollup(t) AS t FROM tallies GROUP BY region;
	REVOKE ALL ON answers, tallies FROM PUBLIC; GRANT SELECT ON published, totals TO analyst});
my $public = answer('SELECT count(t), count(*) FILTER (WHERE t IS NULL) FROM published');
is($public, answer('SELECT count(*) FILTER (WHERE NOT h), count(*) FILTER (WHERE h) FROM (SELECT suppressed(answers(t)) OVER (PARTITION BY region ORDER BY shop) AS h FROM tallies) AS s'), "published and withheld: $public");
cmp_ok((split /\|/, $public)[1], '>', 10, 'some are withheld');
# The withheld shops, and what their tallies look like
my %secret = map { ("$_->[0]/$_->[1]" => $_->[2]) } ask('SELECT region, shop, a.t::text FROM tallies AS a JOIN published AS p USING (region, shop) WHERE p.t IS NULL');

sub analyst { my ($sql) = @_; return (psql("SET client_min_messages = notice; $sql", '-U analyst -v VERBOSITY=verbose')) }
sub keeps {
	my ($what, $sql) = @_;
	my ($said) = analyst($sql);
	my @leaks = grep { index($said, $secret{$_}) >= 0 } sort keys %secret;
	is("@leaks", '', "$what: nothing is told") or diag(substr $said, 0, 2000);
	return $said;
}
sub same_rows { my ($what, $sql, $expected) = @_; is((analyst($sql))[0] =~ s/\n\z//r, answer($expected), $what) }

for my $table (qw(answers tallies)) { like((analyst("SELECT * FROM $table"))[0], qr/permission denied/, "$table cannot be read") }
like((analyst('SET ROLE postgres'))[0], qr/permission denied/, 'no other role');
like((analyst('CREATE OR REPLACE VIEW published AS SELECT region, shop, NULL::survey_tally AS t FROM totals, generate_series(1, 1) AS shop'))[0], qr/must be owner|permission denied/, 'no other view');
like((analyst('INSERT INTO published VALUES (1, 9, NULL)'))[0], qr/cannot insert|permission denied/, 'no rows of one\'s own in it');
is((analyst(q{SELECT count(*) FROM pg_stats WHERE tablename IN ('tallies', 'answers')}))[0], "0\n", 'no statistics');
like(keeps('EXPLAIN', 'EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM published WHERE shop = 2 AND nps(t) > 0'), qr/WindowAgg/, 'a plan is shown');

# Conditions stay above the window: those that are pushed down would make other tables of it.
for my $where ('shop = 2', 'shop <> 4', 'region = 3', 'region = 3 AND shop IN (1, 2)', 'shop > 3 OR region = 5', 'random() < 2', 'answers(t) > 8') {
	same_rows("WHERE $where reads the same", "SELECT region, shop, t::text FROM published WHERE $where ORDER BY 1, 2", "SELECT region, shop, t::text FROM (SELECT * FROM published OFFSET 0) AS p WHERE $where ORDER BY 1, 2");
}
my $leak = q{CREATE FUNCTION pg_temp.leak(anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'seen %', $1; RETURN true; END $$;};
like(keeps('a cheap function in WHERE', "$leak SELECT count(*) FROM published WHERE pg_temp.leak(t) AND pg_temp.leak(shop)"), qr/seen/, 'it is called');
keeps('with the text of the tally', "$leak SELECT count(*) FROM published WHERE pg_temp.leak(t::text) AND shop = 2");
keeps('in a join', "$leak SELECT count(*) FROM published AS p JOIN totals AS t ON pg_temp.leak(p.t) AND p.region = t.region");
keeps('in a window of the user\'s', "$leak SELECT region, shop, t, rollup(t) OVER (PARTITION BY region ORDER BY shop) FROM published WHERE pg_temp.leak(region)");
keeps('functions of the same names', q{CREATE FUNCTION pg_temp.suppressed(float8, bigint, boolean) RETURNS boolean LANGUAGE sql AS 'SELECT false'; CREATE FUNCTION pg_temp.answers(survey_tally) RETURNS bigint LANGUAGE sql AS 'SELECT 100::bigint';
	SET search_path = pg_temp, public; SELECT * FROM published});
same_rows('an error says no more of a withheld tally than of none', q{SELECT count(*) FROM published WHERE t IS NULL AND 1 / (answers(t) + 1) = 1 AND nps_low(t) IS NULL AND (nps_summary(t)).answers IS NULL}, 'SELECT ' . keys %secret);
for my $error ('1 / (answers(t) - 3) > 5', 't::text::int > 0', 'nps(t, 99, 3) > 0', '(t::text || 1)::survey_tally IS NULL') { keeps("an error by $error", "SELECT region, shop FROM published WHERE $error") }
keeps($_, "SELECT region, shop, $_ FROM published AS p") for 't::text', 't::json', 't::jsonb', 'to_json(t)', 'to_jsonb(p)', 'row_to_json(p)', 'p::text', 'survey_tally_send(t)', 'hashtext(t::text)', 'nps_summary(t)', 'answers(t)';
keeps('COPY', 'COPY (SELECT * FROM published) TO STDOUT');
like((analyst('SELECT ctid, xmin FROM published'))[0], qr/does not exist/, 'no system columns');
same_rows('nothing is published of a small shop', 'SELECT count(*) FROM published WHERE answers(t) BETWEEN 1 AND 4', 'SELECT 0');

# The total without what is published is what is withheld: never a single shop, nor fewer answers than let each be the minimum.
my @rest = map { [split /\|/] } split /\n/, (analyst(q{SELECT t.region, count(*) FILTER (WHERE p.t IS NULL), answers(t.t - rollup(p.t)) FROM totals AS t JOIN published AS p USING (region) GROUP BY t.region, t.t}))[0];
is(scalar @rest, 12, 'totals less what is published');
is(join(' ', map { $_->[0] } grep { $_->[1] == 1 || $_->[1] > 1 && $_->[2] - $_->[1] + 1 < 5 } @rest), '', 'leave as many answers as hide each of them');
answer('DROP VIEW published, totals; DROP TABLE answers, tallies');
answer('DROP ROLE analyst');
done_testing();
