# Binary input that is truncated or hostile is refused by name, and the session lives on.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Math::BigInt;
use Samples;
use Test::More;

fresh_database('binary_input');
my @types = sample_types();
answer("CREATE TABLE ${_}_in (v $_)") for @types;
my $dir = File::Temp->newdir;
chmod 0755, $dir;

# As src/core/form.c writes them: whole numbers as varints, low bits first, of which those that may be negative are folded and others count from the
# least they may be; the length of an array, unless it is known, of a string, the number of a word, 0 or 1 likewise; doubles by their bytes.
# A value begins with its version, and with 1 if it is open.
sub n {
	return join '', map {
		my ($n, $bytes) = (Math::BigInt->new($_), '');
		for (; $n >= 128; $n >>= 7) { $bytes .= chr(($n % 128)->numify + 128) }
		$bytes . chr $n->numify;
	} @_;
}
sub z { return n(map { my $z = Math::BigInt->new($_); $z < 0 ? -2 * $z - 1 : 2 * $z } @_) }
sub doubles { return pack 'd>*', @_ }
sub closed { return "\1\0" . join '', @_ }
sub open_one { return "\1\1" . join '', @_ }

# Numbers in order, each counted from the one before
sub steps {
	my ($next, @steps) = (0);
	for (@_) { push @steps, $_ - $next; $next = $_ + 1 }
	return n(scalar @_, @steps);
}
my $max = '9223372036854775807';
my $huge = Math::BigInt->new(2)**126;

sub tally { my ($lo, $hi, @rest) = @_; return closed(z($lo, $hi), @rest) }
my @tallies = (
	['nothing', '', '22P03', 'It ends too early'],
	['a version and no more', "\1", '22P03', 'It ends too early'],
	['a later version', "\2\0" . z(0, 1) . n(0, 3, 4), '22P03', 'Its version is 2, and this custval reads version 1'],
	['a version of 0.1', pack('l> l> C', 0, 1, 0), '22P03', 'Its version is 0'],
	['an open one', open_one(z(0, 1), n(0, 3, 4)), '22P03', 'never open'],
	['neither open nor closed', "\1\2" . z(0, 1) . n(0, 3, 4), '22P03', 'never open'],
	['a cut scale', closed(z(0)), '22P03', 'It ends too early'],
	['cut answers', tally(0, 1, n(0, 3)), '22P03', 'It ends too early'],
	['cut weights', tally(0, 1, n(1, 3, 4), z(3)), '22P03', 'It ends too early'],
	['bytes left over', tally(0, 1, n(0, 3, 4), 'x'), '22P03', 'It has more bytes than the value'],
	['a number that does not end', tally(0, 1, "\xff" x 30), '22P03', 'It ends too early'],
	['a scale of one point', tally(1, 1, n(0, 3)), '22P03', 'The scale must begin below its end'],
	['a scale as wide as the integers', tally(-1000000000, 1000000000, n(0)), '22P03', 'more than 101 points'],
	['a scale at the end of the integers', tally(2147483640, 2147483647, n((0) x 9)), '22P03', 'must lie between'],
	['a count beyond bigint', tally(0, 1, n(0, 3, '9223372036854775808')), '22P03', 'must be a whole number from 0 to'],
	['counts beyond bigint', tally(0, 1, n(0, $max, 1)), '22P03', 'passes the bigint range'],
	['weights of nobody', tally(0, 1, n(1, 1, 0), z('1000000000', 5), z('1' . 0 x 18, 25)), '22P03', 'No answers have these sums'],
	['squares beyond 128 bits', tally(0, 1, n(1, ('1' . 0 x 15) x 2), z(('1' . 0 x 24) x 2), z($huge, $huge)), '22P03|22003', 'No answers|out of range'],
	['neither weights nor none', tally(0, 1, n(2, 3, 4)), '22P03', '"weights" must be a whole number from 0 to 1'],
);

# unit, first day, day last seen, active periods; 2026-01-01 is day 9497, 2026-01-04 day 9500
sub calendar { my ($unit, $first, $last_seen, @active) = @_; return closed(n($unit), z($first, $last_seen), steps(@active)) }
my @calendars = (
	['a cut calendar', substr(calendar(2, 9497, 9500, 0), 0, -2), '22P03', 'It ends too early'],
	['an unknown unit', calendar(5, 9497, 9500, 0), '22P03', '"unit" must be a whole number from 0 to 4'],
	['no periods', calendar(2, 9497, 9500), '22P03', 'There must be active periods'],
	['an inactive first period', calendar(2, 9497, 9500, 1), '22P03', 'must be the first day of the first active period'],
	['a first day within a period', calendar(2, 9498, 9500, 0), '22P03', 'must be the first day of the first active period'],
	['more periods than bytes', closed(n(2), z(9497, 9500), n(100000, 0)), '22P03', '"active" must be a whole number from 0 to 4'],
	['a day last seen before the activity', calendar(2, 9497, 9496, 0), '22P03', 'There is activity after the day last seen'],
	['an infinite day last seen', calendar(0, 9497, 2147483647, 0), '22P03', '"last_seen" must be a date'],
	['a span of 100001 periods', calendar(0, 9497, 109497, 0, 100000), '22P03', 'must be a whole number from 1 to 99999'],
	['a step round the integers', closed(n(0), z(9497, 9500), n(2, 0, '18446744073709551615')), '22P03', 'must be a whole number from 1 to 99999'],
	['periods beyond the dates', calendar(0, -2147483648, 9500, 0), '22P03', '"first" must be a date'],
);

# first day of the period, customers, and cells: since, active, last
sub row { my ($period, $customers, @cells) = @_; return z($period) . n(@$customers) . steps(map { $_->[0] } @cells) . n(map { $_->[1] - 1 } @cells) . n(map { $_->[2] } @cells) }
sub grid { my ($unit, $last_seen, @rows) = @_; return closed(n($unit), z($last_seen), n(scalar @rows), @rows) }
my $joined = 2**32;	# in open grids, to which the number of the day is added that a customer joined on; 2000-01-01 is 2**31
my @grids = (
	['a cut grid', substr(grid(2, 9500, row(9497, [1, 1, 0], [0, 1, 1])), 0, -1), '22P03', 'It ends too early'],
	['a grid of no rows', grid(2, 9500), '22P03', 'There must be a customer'],
	['a grid of nobody', grid(2, 9500, row(9497, [0, 0, 0])), '22P03', 'There must be a customer'],
	['a grid of an unknown unit', grid(9, 9500, row(9497, [1, 0, 0])), '22P03', '"unit" must be'],
	['more rows than bytes', closed(n(2), z(9500), n(1000)), '22P03', 'must be a whole number from 0 to'],
	['more cells than bytes', grid(2, 9500, z(9497) . n(1, 1, 0, 2147483647)), '22P03', '"since" must be a whole number'],
	['rows out of order', grid(2, 9500, row(9497, [1, 0, 0]), row(9497, [1, 0, 0])), '22P03', 'Rows must be in order'],
	['customers beyond bigint', grid(2, 9500, row(9497, ['9223372036854775808', 0, 0])), '22P03', 'must be a whole number from 0'],
	['an infinite day last seen in a grid', grid(2, 2147483647, row(9497, [1, 0, 0])), '22P03', '"last_seen" must be a date'],
	['a sum of customers beyond bigint', grid(2, 9500, row(9497, [$max, 0, 0]), row(9528, [1, 0, 0])), '22003', 'a count of customers is out of range'],
	['more active than there are', grid(2, 9500, row(9497, [1, 1, 0], [0, 2, 1])), '22P03', 'More customers are active'],
	['a grid of activity after the day last seen', grid(2, 9527, row(9497, [1, 1, 0], [0, 1, 0], [1, 1, 1])), '22P03', 'There is activity after the day last seen'],
	['a grid of who joined after it', grid(2, 9527, row(9528, [1, 0, 0])), '22P03', 'There is activity after the day last seen'],
	['an open grid of nothing', open_one(n(2), z(9500), n(0), "\1"), '22P03', 'ends too early, or holds what no row can add'],
	['an open grid of who joined on no day', open_one(n(2), z(9500), n(0), z(1), n($joined), n(0), z(312), n(0)), '22P03', 'ends too early, or holds what no row can add'],
	['an open grid of who joined beyond the dates', open_one(n(2), z(9500), n(0), z(1), n($joined + 2**31 + 9497), n(4294967295), z(312), n(0)), '22P03', 'ends too early, or holds what no row can add'],
	['an open grid of who joined beyond the integers', open_one(n(2), z(9500), n(0), z(1), n('18446744073709551615'), n(0), z(312), n(0)), '22P03', 'ends too early, or holds what no row can add'],
	['an open grid of an unknown key', open_one(n(2), z(9500), n(3)), '22P03', '"key" must be'],
	['an open grid of a name longer than it', open_one(n(2), z(9500), n(2, 2147483647), 'abc'), '22P03', 'ends too early, or holds what no row can add'],
);

# first day of the period, customers who are not active again, and cells: periods until they are, from 1, and customers
sub actives { my ($period, $last, @cells) = @_; return z($period) . n($last) . steps(map { $_->[0] - 1 } @cells) . n(map { $_->[1] - 1 } @cells) }
sub active { my ($unit, $last_seen, @rows) = @_; return closed(n($unit), z($last_seen), n(scalar @rows), @rows) }
my @actives = (
	['a cut tally', substr(active(2, 9500, actives(9497, 1)), 0, -1), '22P03', 'It ends too early'],
	['a tally of no rows', active(2, 9500), '22P03', 'There must be a customer'],
	['a tally of nobody', active(2, 9500, actives(9497, 0)), '22P03', 'or nobody is'],
	['a tally of an unknown unit', active(9, 9500, actives(9497, 1)), '22P03', '"unit" must be'],
	['more periods than bytes', closed(n(2), z(9500), n(1000)), '22P03', 'must be a whole number from 0 to'],
	['more cells than bytes', active(2, 9500, z(9497) . n(1, 2147483647)), '22P03', '"after" must be a whole number'],
	['periods out of order', active(2, 9500, actives(9497, 1), actives(9497, 1)), '22P03', 'Rows must be in order'],
	['customers last active beyond bigint', active(2, 9500, actives(9497, '9223372036854775808')), '22P03', 'must be a whole number from 0'],
	['active beyond bigint', active(2, 9530, actives(9497, 1, [1, $max]), actives(9528, $max)), '22003', 'a count of customers is out of range'],
	['an infinite day last seen in a tally', active(2, 2147483647, actives(9497, 1)), '22P03', '"last_seen" must be a date'],
	['a day last seen before the last period', active(2, 9496, actives(9497, 1)), '22P03', 'There is activity after the day last seen'],
	['customers beyond bigint in all', active(2, 9530, actives(9497, $max), actives(9528, 1)), '22003', 'a count of customers is out of range'],
	['back in no period', active(2, 9500, actives(9497, 0, [1, 1])), '22P03', 'Customers are back in a period that is not there'],
	['more back than active', active(2, 9530, actives(9497, 0, [1, 2]), actives(9528, 1)), '22P03', 'More customers are back'],
	['a step of 100000 periods', active(0, 109497, actives(9497, 0, [100000, 1]), actives(109497, 1)), '22P03', 'must be a whole number from 1 to 99999'],
	['an open tally of nothing', open_one(n(2), z(9500), n(0), "\1"), '22P03', 'ends too early, or holds what no row can add'],
	['an open tally of a list too long', open_one(n(2), z(9500), n(0), z(7), n(25), z(312), n((1) x 24)), '22P03', 'holds what no row can add'],
	['an open tally of a period twice', open_one(n(2), z(9500), n(0), z(7), n(2), z(312), n(0)), '22P03', 'holds what no row can add'],
	['an open tally of periods beyond the dates', open_one(n(4), z(9500), n(0), z(7), n(1), z(100000000)), '22P03', 'holds what no row can add'],
	['an open tally of no bits', open_one(n(2), z(9500), n(0), z(7), n(0), z(312), n(0)), '22P03', 'holds what no row can add'],
);

sub history { my ($first, $scale, $days, $spend) = @_; return closed(z($first), defined $scale ? n(1, $scale) : n(0), steps(@$days), defined $scale ? z(@$spend) : ()) }
my @histories = (
	['a cut history', substr(history(9500, 0, [0, 5], [1, 2]), 0, -1), '22P03', 'It ends too early'],
	['a history of no days', history(9500, undef, []), '22P03', 'There must be a day'],
	['more days than bytes', closed(z(9500), n(0, 2147483647, 0)), '22P03', '"days" must be a whole number'],
	['a scale beyond all limits', history(9500, 39, [0], [5]), '22P03', '"scale" must be a whole number from 0 to 38'],
	['a later first day', history(9500, undef, [1]), '22P03', 'The days must count from 0'],
	['an infinite day', history(2147483647, undef, [0]), '22P03', '"first" must be a date'],
	['days beyond the dates', history(9500, undef, [0, 4294967295]), '22P03', 'within the range of dates'],
	['a day round the integers', closed(z(9500), n(0, 2, 0, '18446744073709551615')), '22P03', 'must be a whole number from 1'],
);

# model, unit, parameters, whether they have spend, and whether they were fitted; then the fit
sub model { my ($kind, $unit, $params, $spend, @fit) = @_; return closed(n($kind), $kind == 4 ? () : n($unit), doubles(@$params), $spend ? n(1) . doubles(@$spend) : n(0), @fit ? (n(1), @fit) : n(0)) }
my $fit = n(0, 9, 5, 0, 0) . doubles(-1) . n(0, 0, 0, 0);
my @models = (
	['a cut model', substr(model(0, 1, [1, 1, 1, 1]), 0, 20), '22P03', 'It ends too early'],
	['an unknown model', model(5, 1, [1]), '22P03', '"model" must be'],
	['a model by quarter', model(0, 3, [1, 1, 1, 1]), '22P03', 'unit'],
	['a parameter of zero', model(0, 1, [1, 1, 1, 0]), '22P03', 'The parameters must lie between'],
	['a parameter that is no number', model(0, 1, [1, 'nan' + 0, 1, 1]), '22P03', '"alpha" must be a number in the range of double precision'],
	['an infinite one', model(0, 1, [1, 9**9**9, 1, 1]), '22P03', '"alpha" must be a number in the range of double precision'],
	['spend of a contract', model(4, 0, [1, 1], [1, 1, 1]), '22P03', 'The parameters of spend'],
	['a fit of too many', model(4, 0, [1, 1], undef, n(0, 9, '9223372036854775807', 0, 0), doubles(-1), n(0, 0, 0, 0)), '22P03', '"customers" must be a whole number from 0'],
	['a fit of nobody', model(4, 0, [1, 1], undef, n(0, 9, 0, 0, 0), doubles(-1), n(0, 0, 0, 0)), '22P03', 'The counts and likelihoods'],
	['more repeat customers than customers', model(4, 0, [1, 1], undef, n(0, 9, 1, 2, 0), doubles(-1), n(0, 0, 0, 0)), '22P03', 'The counts and likelihoods'],
	['a likelihood that is no number', model(4, 0, [1, 1], undef, n(0, 9, 1, 0, 0), doubles('nan' + 0), n(0, 0, 0, 0)), '22P03', '"log_likelihood" must be'],
	['a covariance of too few', model(4, 0, [1, 1], undef, n(1, 9, 1, 0, 0), doubles(-1), n(0, 0, 1), doubles(1, 1)), '22P03', 'It ends too early'],
	['a negative variance', model(4, 0, [1, 1], undef, n(1, 9, 1, 0, 0), doubles(-1), n(0, 0, 1), doubles(-1, 0, 1), n(0)), '22P03', 'covariances|covariance'],
);

sub bridge { my ($scale, @pairs) = @_; return closed(n($scale), map { z($_->[0]) . n($_->[1]) } @pairs) }
my @nobody = ([0, 0]) x 5;
my @bridges = (
	['a cut bridge', substr(bridge(2, [5, 1], @nobody), 0, -1), '22P03', 'It ends too early'],
	['a bridge with too many decimals', bridge(39, [5, 1], @nobody), '22P03', '"scale" must be a whole number from 0 to 38'],
	['amounts of nobody', bridge(2, [5, 0], @nobody), '22P03', 'must have an amount above zero'],
	['a negative amount', bridge(2, [-5, 1], @nobody), '22P03', 'must have an amount above zero'],
	['an amount beyond 128 bits', bridge(0, ['2' . 0 x 38, 1], @nobody), '22P03', 'It ends too early'],
	['more lost than there was', bridge(2, [5, 1], [0, 0], [0, 0], [3, 1], [3, 1], [0, 0]), '22P03', 'cannot exceed the opening'],
);

# unit, kind of key, day last seen, scale, first day, customers: key (bigint counts from the one before), periods, amounts
sub ledger { my ($unit, $kind, $scale, @customers) = @_; return closed(n($unit, $kind), z(9500), n($scale), z(9497), n(scalar @customers), @customers) }
sub payer { my ($key, $periods, $amounts) = @_; return $key . steps(@$periods) . z(@$amounts) }
my $one = payer(z(1), [0], [5]);
my @ledgers = (
	['a ledger of an unknown unit', ledger(5, 0, 0, $one), '22P03', '"unit" must be'],
	['a ledger of an unknown key', ledger(2, 3, 0, $one), '22P03', '"key" must be'],
	['a ledger with too many decimals', ledger(2, 0, 39, $one), '22P03', '"scale" must be a whole number from 0 to 38'],
	['a ledger of nobody', ledger(2, 0, 0), '22P03', 'There must be a customer'],
	['a first day within a period', closed(n(2, 0), z(9500), n(0), z(9498), n(1), $one), '22P03', 'must be the first day of a period'],
	['a customer without a period', ledger(2, 0, 0, payer(z(1), [], [])), '22P03', 'Every customer must have a period'],
	['more customers than bytes', closed(n(2, 0), z(9500), n(0), z(9497), n(2147483647), $one), '22P03', '"customers" must be a whole number'],
	['more periods than bytes', ledger(2, 0, 0, z(1) . n(2147483647)), '22P03', '"periods" must be a whole number'],
	['a period after the last day', ledger(2, 0, 0, payer(z(1), [1], [5])), '22P03', 'The day last seen must not be before'],
	['the same customer twice', ledger(2, 0, 0, $one, payer(z(0), [0], [5])), '22P03', 'The customers must be in order'],
	['customers round the bigint', ledger(2, 0, 0, payer(z($max), [0], [5]), payer(z(1), [0], [5])), '22P03', 'The customers must be in order'],
	['a name longer than the message', ledger(2, 2, 0, n(2147483647) . 'abc'), '22P03', 'It ends too early'],
	['a name that is no text', ledger(2, 2, 0, payer("\2\xc3\x28", [0], [5])), '22021', 'invalid byte sequence'],
	['a name with a null character', ledger(2, 2, 0, payer("\2a\0", [0], [5])), '22021|22P03', 'invalid byte sequence|null'],
	['a name of null characters', ledger(2, 2, 0, n(200_000_000) . "\0" x 200_000_000), '22P03', 'null character'],
	['a cut uuid', ledger(2, 1, 0, 'abc'), '22P03', 'It ends too early'],
	['too many periods', ledger(0, 0, 0, payer(z(1), [0, 100000], [5, 5])), '22P03', 'must be a whole number from 1 to 99999'],
	['an amount beyond 128 bits', ledger(2, 0, 0, payer(z(1), [0], ['1' . 0 x 39])), '22P03', 'It ends too early'],
	['an open ledger that is cut', open_one(n(2, 0), z(9500), n(0), "\2"), '22P03', 'ends too early, or holds what no row can add'],
	['an open ledger of periods that do not end', open_one(n(2, 0), z(9500), n(0), "\2\1\xff\xff\xff\xff\x0f\2\0\0"), '22P03', 'ends too early, or holds what no row can add'],
	['an open ledger of a run that passes the dates', open_one(n(2, 0), z(9500), n(0), "\2\x81\1\0\7\0\0\xff\xff\xff\xff\x0f"), '22P03', 'ends too early, or holds what no row can add'],
	['an open ledger of a run without a length', open_one(n(2, 0), z(9500), n(0), "\2\x81\1\0\2\0\0"), '22P03', 'ends too early, or holds what no row can add'],
	['an open ledger of too many decimals', open_one(n(2, 0), z(9500), n(0), "\2\x4e\0\2\0\0"), '22P03', 'ends too early, or holds what no row can add'],
	['an open ledger of a name that is no text', open_one(n(2, 2), z(9500), n(0), "\2\xc3\x28\0\xf0\4\3\xf0\4\2"), '22021|22P03', 'invalid byte sequence|holds what no row can add'],
);

# unit, whether occasions, whether spend, day last seen, rows
sub sample { my ($unit, $occasions, $spend, @rows) = @_; return closed(n($unit, $occasions, $spend, 0, scalar @rows), @rows) }
sub numbered { my ($customers, @numbers) = @_; return join('', map { defined $_ ? n(1) . doubles($_) : n(0) } @numbers) . n($customers - 1) }
my @samples = (
	['a cut tally', substr(sample(1, 0, 0, numbered(1, 1, 2, 3)), 0, -2), '22P03', 'It ends too early'],
	['a tally by quarter', sample(3, 0, 0, numbered(1, 1, 2, 3)), '22P03', 'The unit must be day, week, month or year'],
	['a tally of nobody', sample(1, 0, 0), '22P03', 'There must be a row'],
	['a tally of too many', sample(1, 0, 0, numbered('9007199254740993', 1, 2, 3)), '22P03', 'must be a whole number from 1'],
	['more rows than bytes', closed(n(1, 0, 0, 0, 2147483647), numbered(1, 1, 2, 3)), '22P03', '"rows" must be a whole number'],
	['more rows than there can be', closed(n(1, 0, 0, 0, 20), numbered(1, 1, 2, 3)), '22P03', 'It ends too early'],
	['a customer who cannot be', sample(1, 0, 0, numbered(1, 1, 4, 3)), '22P03', 'do not fit together'],
	['an unknown recency', sample(1, 0, 0, numbered(1, 1, undef, 3)), '22P03', 'do not fit together'],
	['a frequency that is no number', sample(1, 0, 0, numbered(1, 'nan' + 0, 2, 3)), '22P03', 'in the range of double precision'],
	['spend below zero', sample(1, 0, 1, numbered(1, 1, 2, 3, -1)), '22P03', 'The mean spend of a row'],
	['the same row twice', sample(1, 0, 0, (numbered(1, 1, 2, 3)) x 2), '22P03', 'The rows must be in order'],
	['an open tally of an unknown model', open_one(n(1, 0, 0, 0, 9, 0, 0)), '22P03', '"fit" must be'],
	['an open tally of a model that counts otherwise', open_one(n(1, 1, 0, 0, 1, 0, 0)), '22P03', 'Its model does not count what it counts'],
);
sub contracts { my ($decimals, @rows) = @_; return closed(defined $decimals ? n(1, $decimals) : n(0), n(scalar @rows), @rows) }
my @contracts = (
	['a cut tally of contracts', substr(contracts(undef, numbered(1, 1, 0)), 0, -1), '22P03', 'It ends too early'],
	['contracts of nobody', contracts(undef), '22P03', 'There must be a row'],
	['a duration below zero', contracts(undef, numbered(1, -1, 0)), '22P03', 'A duration must be a number from 0'],
	['neither churned nor not', contracts(undef, numbered(1, 1, 0.5)), '22P03', 'The second number of a row must be'],
	['more leave than have come', contracts(undef, numbered(1, 1, 2)), '22P03', 'More customers leave'],
	['a reason without a name', contracts(undef, numbered(1, 1, 3)), '22P03', ''],
	['too many decimals', contracts(7, numbered(1, 1, 0)), '22P03', '"decimals" must be'],
);

# day of as_of, horizon, discount, customers, those without a value, those of an infinite one, or of an infinite variance; sums as parts, models
sub exact { return n(scalar @_) . doubles(@_) }
sub forecast { my ($horizon, $discount, $counts, $sums, @parts) = @_; return closed(z(9500), doubles($horizon, $discount), n($counts->[0] - 1, @$counts[1 .. 3]), (map { exact(@$_) } @$sums), n(scalar @parts), @parts) }
sub part { my ($kind, $unit, $params) = @_; return substr(model($kind, $unit, $params), length closed()) . join('', map { exact($_) } 1 .. 11) }
my @sums = ([1], [2], [3], [4], [5]);
my @forecasts = (
	['a cut forecast', substr(forecast(12, 0.1, [3, 0, 0, 0], \@sums, part(0, 1, [1, 1, 1, 1])), 0, -1), '22P03', 'It ends too early'],
	['a forecast of no model', forecast(12, 0.1, [3, 0, 0, 0], \@sums), '22P03', 'There must be a model'],
	['a forecast of contracts', forecast(12, 0.1, [3, 0, 0, 0], \@sums, part(4, 0, [1, 1])), '22P03', 'must be of purchases'],
	['a horizon below zero', forecast(-1, 0.1, [3, 0, 0, 0], \@sums, part(0, 1, [1, 1, 1, 1])), '22P03', 'The horizon must be'],
	['a discount in percent', forecast(12, 10, [3, 0, 0, 0], \@sums, part(0, 1, [1, 1, 1, 1])), '22P03', 'The horizon must be'],
	['more without a value than there are', forecast(12, 0.1, [3, 4, 0, 0], \@sums, part(0, 1, [1, 1, 1, 1])), '22P03', 'The counts of customers'],
	['infinite values of finite variance', forecast(12, 0.1, [3, 0, 1, 0], \@sums, part(0, 1, [1, 1, 1, 1])), '22P03', 'The counts of customers'],
	['a negative sum', forecast(12, 0.1, [3, 0, 0, 0], [[1], [2], [3], [4], [-5]], part(0, 1, [1, 1, 1, 1])), '22P03', 'must not be negative'],
	['a sum of nothing', forecast(12, 0.1, [3, 0, 0, 0], [[1], [2], [3], [4], []], part(0, 1, [1, 1, 1, 1])), '22P03', 'from 1 to 16 parts'],
	['a sum of too many parts', forecast(12, 0.1, [3, 0, 0, 0], [[(1) x 17], [2], [3], [4], [5]], part(0, 1, [1, 1, 1, 1])), '22P03', 'from 1 to 16 parts'],
	['a sum beyond all', forecast(12, 0.1, [3, 0, 0, 0], [[1e61], [2], [3], [4], [5]], part(0, 1, [1, 1, 1, 1])), '22P03', 'A sum is out of range'],
	['models of two units', forecast(12, 0.1, [3, 0, 0, 0], \@sums, part(0, 1, [1, 1, 1, 1]), part(0, 2, [1, 1, 1, 1])), '22P03', 'of one unit'],
	['a model twice', forecast(12, 0.1, [3, 0, 0, 0], \@sums, (part(0, 1, [1, 1, 1, 1])) x 2), '22P03', 'must be in order'],
);

# scale, rows: the value in units, customers but those of no row
sub values_of { my ($scale, @rows) = @_; my $before = 0; return closed(n($scale, scalar @rows), map { my $bytes = z($before ? $_->[0] - $before : $_->[0]) . n($_->[1] - 1); $before = $_->[0]; $bytes } @rows) }
my @values = (
	['a cut tally of values', substr(values_of(2, [-150, 2], [5, 1]), 0, -1), '22P03', 'It ends too early'],
	['values of nobody', values_of(2), '22P03', 'There must be a row'],
	['too many decimals of values', values_of(39, [1, 1]), '22P03', '"scale" must be'],
	['a value of too many customers', values_of(0, [1, '9007199254740993']), '22P03', 'must be a whole number from 1'],
	['values out of order', values_of(0, [2, 1], [1, 1]), '22P03', 'The rows must be in order'],
	['a value twice', values_of(0, [2, 1], [2, 1]), '22P03', 'The rows must be in order'],
	['a value beyond 128 bits', values_of(0, ['1' . 0 x 39, 1]), '22P03', 'It ends too early'],
	['an open tally of too many decimals', open_one("\x27\2\1"), '22P03', 'holds what no row can add'],
	['an open tally of no customers', open_one("\0\2\0"), '22P03', 'holds what no row can add'],
	['an open tally that is cut', open_one("\0\x82"), '22P03', 'holds what no row can add'],
);

# labels, rows: 1001 times the number of the label before and that of the one after, 1000 for none, as far as it is above that of the row before; customers
sub label { my ($label) = @_; return n(length $label) . $label }
sub matrix {
	my ($labels, @rows) = @_;
	my $before = 0;
	return closed(n(scalar @$labels), map({ label($_) } @$labels), n(scalar @rows), map { my $place = 1001 * ($_->[0] // 1000) + ($_->[1] // 1000); my $bytes = n($place - $before, $_->[2] - 1); $before = $place; $bytes } @rows);
}
my @matrices = (
	['a cut matrix', substr(matrix(['a'], [0, undef, 5]), 0, -1), '22P03', 'It ends too early'],
	['a matrix of nobody', matrix([]), '22P03', 'There must be a row'],
	['a label twice', matrix(['a', 'a'], [0, 1, 5]), '22P03', 'A label is there twice'],
	['a label without a row', matrix(['a', 'b'], [0, 0, 5]), '22P03', 'Every label must be in a row'],
	['a label that is not there', matrix(['a'], [0, 1, 5]), '22P03', 'A row has a label that is not there'],
	['a row without labels', matrix(['a'], [undef, undef, 5]), '22P03', 'A row must have a label'],
	['a move of too many', matrix(['a'], [0, 0, '9007199254740993']), '22P03', 'must be a whole number from 1'],
	['a label that is too long', matrix(['a' x 1001], [0, 0, 1]), '22P03', 'A label has at most 1000 bytes'],
	['too many labels', matrix([1 .. 1001], [0, 0, 1]), '22P03', 'There can be 1000 labels'],
	['a label that is no text', matrix(["\xc3\x28"], [0, 0, 1]), '22021', 'invalid byte sequence'],
	['a label with a null character', matrix(["a\0"], [0, 0, 1]), '22021|22P03', 'invalid byte sequence|null'],
	['a label longer than the message', closed(n(1, 2147483647) . 'abc'), '22P03', 'It ends too early'],
	['an open matrix of a label that is no text', open_one("\3\xc3\x28\0\1"), '22021|22P03', 'invalid byte sequence|holds what no row can add'],
	['an open matrix of no labels', open_one("\0\0\1"), '22P03', 'holds what no row can add'],
	['an open matrix of no customers', open_one("\2a\0\0"), '22P03', 'holds what no row can add'],
	['an open matrix that is cut', open_one("\5abc"), '22P03', 'holds what no row can add'],
);

# mode, microseconds of the window, steps, entries (day of the first step, furthest step, customers), and lists of times (microseconds, customers)
sub funnel_head { my ($mode, $within, @steps) = @_; return n(scalar @steps) . join('', map { n(length) . $_ } @steps) . n($within, $mode) . z(9500) }
sub funnel { my ($mode, $within, $steps, $entries, @times) = @_; return closed(funnel_head($mode, $within, @$steps), n(scalar @$entries), (map { z($_->[0]) . n($_->[1] - 1, $_->[2] - 1) } @$entries), map { my ($list, $before) = ($_, 0); n(scalar @$list) . join '', map { my $bytes = n($_->[0] - $before, $_->[1] - 1); $before = $_->[0]; $bytes } @$list } @times) }
sub open_funnel { my ($name, $at, $last) = @_; return open_one(funnel_head(0, 9, 'a', 'b'), n(0, 0), z(7), n(1), z($at, $last - $at), chr $name) }
sub open_step { return open_one(funnel_head(0, 9, 'a', 'b'), n(3, 0), @_) }
my @view = ('a', 'b');
my @funnels = (
	['a cut funnel', substr(funnel(0, 9, \@view, [[9497, 2, 1]], [[5, 1]]), 0, -1), '22P03', 'It ends too early'],
	['a funnel of no steps', funnel(0, 9, [], []), '22P03', 'There must be 1 to 64 steps|must be a whole number'],
	['a funnel of 65 steps', funnel(0, 9, [('a') x 65], [], ([]) x 128), '22P03', 'There must be 1 to 64 steps|must be a whole number'],
	['a funnel of an unknown mode', funnel(3, 9, \@view, [], []), '22P03', '"mode" must be'],
	['an entry at a step that there is not', funnel(0, 9, \@view, [[9497, 3, 1]], [[5, 1]]), '22P03', 'An entry has a step'],
	['an entry after the last day', funnel(0, 9, \@view, [[9501, 1, 1]], []), '22P03', 'An entry is after the last day seen'],
	['entries out of order', funnel(0, 9, \@view, [[9497, 1, 1], [9497, 1, 1]], []), '22P03', 'The counts must be in order'],
	['a time longer than the window', funnel(0, 9, \@view, [[9497, 2, 1]], [[10, 1]]), '22P03', 'must be a whole number from 0 to 9'],
	['a time too few', funnel(0, 9, \@view, [[9497, 2, 2]], [[5, 1]]), '22P03', 'There must be as many times'],
	['times in any order', funnel(2, 9, \@view, [[9497, 2, 1]], [[5, 1]]), '22P03', 'There must be as many times'],
	['customers of a funnel beyond bigint', funnel(0, 9, \@view, [[9497, 1, $max], [9498, 1, $max]], []), '22P03|22003', 'a count of customers is out of range'],
	['an open funnel of an event without a name', open_funnel(65, 5, 5), '22P03', 'ends too early, or holds what no row can add'],
	['an open funnel at an infinite time', open_funnel(0, '9223372036854775807', '9223372036854775807'), '22P03', 'ends too early, or holds what no row can add'],
	['an open funnel whose last time is another', open_funnel(0, 5, 6), '22P03', 'ends too early, or holds what no row can add'],
	['an open funnel of an unknown key', open_one(funnel_head(0, 9, 'a', 'b'), n(4, 0)), '22P03', '"key" must be'],
	['an event of one customer without a name', open_step(pack 'q>C', 5, 65), '22P03', 'ends too early, or holds what no row can add'],
	['an event of one customer at an infinite time', open_step(pack 'q>C', '9223372036854775807', 0), '22P03', 'ends too early, or holds what no row can add'],
	['an event of one customer that is cut', open_step((pack 'q>C', 5, 0), pack 'q>', 5), '22P03', 'ends too early, or holds what no row can add'],
);
# drivers, whether they have weights, complete rows, incomplete ones, missing values, sums of columns, and of their products
sub drivers { my ($k, $n, $incomplete, $missing, $sums, $products, @weights) = @_; return closed(n($k - 1), n(@weights ? 1 : 0, $n, $incomplete, @$missing), z(@weights), z(@$sums), z(@$products)) }
my @drivers = (
	['cut drivers', substr(drivers(1, 2, 0, [0], [3, 3], [5, 5, 5]), 0, -1), '22P03', 'It ends too early'],
	['51 drivers', drivers(51, 2, 0, [0]), '22P03', '"drivers" must be a whole number from 1 to 50'],
	['drivers of no rows', drivers(1, 0, 0, [0], [0, 0], [0, 0, 0]), '22P03', 'There must be rows'],
	['incomplete rows that miss nothing', drivers(1, 2, 1, [0], [3, 3], [5, 5, 5]), '22P03', 'The incomplete rows must each miss some value'],
	['squares that are too small', drivers(1, 2, 0, [0], [3, 3], [4, 5, 5]), '22P03', 'No rows have these sums and sums of squares'],
	['one row that varies', drivers(1, 1, 0, [0], [7, 7], [49, 49, 6271]), '22P03', 'No rows have these sums of products'],
	['a product that is too large', drivers(1, 2, 0, [0], [3, 3], [5, 6, 5]), '22P03', 'No rows have these sums of products'],
	['a sum beyond 128 bits', drivers(1, 2, 0, [0], ['2' . 0 x 38, 3], [5, 5, 5]), '22P03', 'It ends too early'],
	['weights that are too large', drivers(1, 1, 0, [0], [0, 0], [(0, 0) x 3], '1' . 0 x 16, '1' . 0 x 32), '22P03', 'No rows have these sums of weights'],
	['a product of more than its bits', drivers(1, 1, 0, [0], [0, 0], [0, '18446744073709551616', (0, 0) x 2], '1' . 0 x 9, '2' . 0 x 18), '22P03', 'must have 64 bits|No rows'],
);

# first and last point, answers, and terms: bytes, then pairs of a point and its mentions
sub mentions { my ($base, $bytes, @pairs) = @_; my $next = 0; return n(length $bytes) . $bytes . n(@pairs - $base) . join '', map { my $pair = n($_->[0] - $next, $_->[1] - $base); $next = $_->[0] + 1; $pair } @pairs }
sub terms { my ($lo, $hi, $answers, @terms) = @_; return closed(z($lo, $hi), n(@$answers), n(scalar @terms), map { mentions(1, @$_) } @terms) }
sub open_terms { return open_one(z(0, 1), @_) }
my $no_log = 'holds what no row can add';
my @voices = (
	['a cut tally of terms', substr(terms(0, 1, [2, 1], ['late', [0, 2]]), 0, -1), '22P03', 'It ends too early'],
	['terms on a scale of one point', terms(1, 1, [2]), '22P03', 'The scale must begin below its end'],
	['terms on a scale of 102 points', terms(0, 101, [(1) x 102]), '22P03', 'The scale has more than 101 points'],
	['terms of no answers', terms(0, 1, [0, 0]), '22P03', 'There must be an answer'],
	['answers beyond bigint', terms(0, 1, [$max, 1]), '22P03|22003', 'a term_tally holds at most'],
	['a term of more answers than there are', terms(0, 1, [2, 1], ['late', [0, 3]]), '22P03', 'A term is mentioned by more answers'],
	['a term that is there twice', terms(0, 1, [2, 1], ['late', [0, 1]], ['late', [1, 1]]), '22P03', 'A term is there twice'],
	['a term at a point that there is not', terms(0, 1, [2, 1], ['late', [2, 1]]), '22P03', 'must be a whole number from 0 to 1'],
	['a term of too many points', closed(z(0, 1), n(2, 1), n(1), n(1), 'a', n(2, 0, 0, 0, 0, 0, 0)), '22P03', 'must be a whole number from 1 to 2'],
	['a term that is too long', terms(0, 1, [2, 1], ['x' x 2047, [0, 1]]), '22P03', 'A term has at most 2046 bytes'],
	['a term that is no text', terms(0, 1, [2, 1], ["\xc3\x28", [0, 1]]), '22021', 'invalid byte sequence'],
	['a term longer than the message', closed(z(0, 1), n(2, 1, 1, 2147483647), 'abc'), '22P03', 'It ends too early'],
	['more terms than bytes', closed(z(0, 1), n(2, 1, 1000000)), '22P03', 'must be a whole number from 0 to'],
	['an open row at a point that there is not', open_terms(n(3, 0)), '22P03', $no_log],
	['an open row of more terms than bytes', open_terms(n(1, 1000)), '22P03', $no_log],
	['an open row of a term twice', open_terms(n(1, 2, 1), 'a', n(1), 'a'), '22P03', $no_log],
	['an open row of terms out of order', open_terms(n(1, 2, 1), 'b', n(1), 'a'), '22P03', $no_log],
	['an open row whose second term is longer than an int', open_terms(n(1, 2, 1), 'a', n(4294967295), 'a'), '22P03', $no_log],
	['an open row that is cut', open_terms(n(1, 1, 5), 'abc'), '22P03', $no_log],
	['an open row of a term that is no text', open_terms(n(1, 1, 2), "\xc3\x28"), '22P03|22021', "$no_log|invalid byte sequence"],
	['an open row of a term with a null character', open_terms(n(1, 1, 2), "a\0"), '22P03|22021', "$no_log|invalid byte sequence"],
	['an open summary of more mentions than answers', open_terms(n(0, 2, 1, 1), mentions(0, 'a', [0, 3])), '22P03', $no_log],
	['an open summary of no mentions', open_terms(n(0, 2, 1, 1), mentions(0, 'a')), '22P03', $no_log],
	['an open summary of answers beyond bigint', open_terms(n(0, '18446744073709551615', 1, 0)), '22P03', $no_log],
	['open answers beyond bigint together', open_terms(n(0, $max, 1, 0), n(0, 1, 1, 0)), '22003', 'a term_tally holds at most'],
);
my %cases = (driver_moments => \@drivers, term_tally => \@voices, funnel_tally => \@funnels, value_tally => \@values, transition_matrix => \@matrices, bridge_tally => \@bridges, ledger_tally => \@ledgers, survey_tally => \@tallies, activity_calendar => \@calendars, retention_grid => \@grids, active_tally => \@actives,
	purchase_calendar => \@histories, fitted_clv => \@models, clv_tally => \@samples, forecast_tally => \@forecasts, survival_tally => \@contracts);
is(join(' ', grep { !$cases{$_} } @types), '', 'every type is put to the test');

sub received {
	my ($type, $bytes) = @_;
	spew("$dir/value", binary_copy($bytes));
	return (psql("\\set VERBOSITY verbose\nTRUNCATE ${type}_in; COPY ${type}_in FROM '$dir/value' (FORMAT binary); SELECT v FROM ${type}_in"))[0];
}

for my $type (grep { $cases{$_} } @types) {
	for my $case (@{ $cases{$type} }) {
		my ($name, $value, $state, $reason) = @$case;
		my $said = received($type, $value);
		like($said, qr/ERROR:  (?:$state): .*(?:$reason)/s, "$name: $state");
		like($said, qr/invalid binary form of type $type|a part of an aggregate/, 'and the type is named') if $said =~ / 22P03:/;
	}
}

# What these say of the forms is right: whole ones are read.
my %whole = (
	driver_moments => [drivers(1, 2, 1, [1], [3000000, -500000], ['5' . 0 x 12, '-1' . 0 x 12, '25' . 0 x 10]), '{"version": 1, "drivers": 1, "answers": 2, "incomplete": 1, "missing": [1], "sums": [3, -0.5], "products": [5, -1, 0.25]}'],
	survey_tally => [tally(0, 1, n(0, 3, 4)), '{"version": 1, "scale": [0, 1], "answers": [3, 4]}'],
	activity_calendar => [calendar(2, 9497, 9530, 0, 1), '{"version": 1, "unit": "month", "first": "2026-01-01", "last_seen": "2026-02-03", "active": [0, 1]}'],
	retention_grid => [grid(2, 9500, row(9497, [2, 2, 0], [0, 2, 2])),
		'{"version": 1, "unit": "month", "last_seen": "2026-01-04", "rows": [{"period": "2026-01-01", "customers": [2, 2, 0], "since": [0], "active": [2], "last": [2]}]}'],
	active_tally => [active(2, 9530, actives(9497, 1, [1, 2]), actives(9528, 2)),
		'{"version": 1, "unit": "month", "last_seen": "2026-02-03", "rows": [{"period": "2026-01-01", "last": 1, "after": [1], "customers": [2]}, {"period": "2026-02-01", "last": 2, "after": [], "customers": []}]}'],
	purchase_calendar => [history(9500, 2, [0, 7], [-5, '1' . 0 x 30]), '{"version": 1, "first": "2026-01-04", "scale": 2, "days": [0, 7], "spend": [-0.05, 1' . 0 x 28 . ']}'],
	fitted_clv => [model(4, 0, [0.5, 1e-12], undef, $fit), '{"version": 1, "model": "sbg", "parameters": {"alpha": 0.5, "beta": 1e-12}, "converged": false, "iterations": 9, "customers": 5, "repeat_customers": 0, "log_likelihood": -1}'],
	funnel_tally => [funnel(0, 9, \@view, [[9497, 2, 7]], [[5, 7]]), '{"version": 1, "steps": ["a", "b"], "within": 9, "mode": "ordered", "last_seen": "2026-01-04", "entries": [["2026-01-01", 2, 7]], "times": [[[5, 7]]]}'],
	bridge_tally => [bridge(2, [5, 1], @nobody), '{"version": 1, "scale": 2, "opening": {"amount": 0.05, "customers": 1}, '
		. join(', ', map { qq("$_": {"amount": 0, "customers": 0}) } qw(new expansion contraction churned reactivated)) . '}'],
	ledger_tally => [ledger(2, 2, 1, payer("\2\xc3\xa9", [0], [-5])),
		qq({"version": 1, "unit": "month", "key": "text", "last_seen": "2026-01-04", "scale": 1, "first": "2026-01-01", "customers": [{"customer": "\xc3\xa9", "periods": [0], "amounts": [-0.5]}]})],
	clv_tally => [sample(1, 0, 1, numbered(7, 1, 2, 3, undef)), '{"version": 1, "unit": "week", "occasions": false, "knows_spend": true, "rows": [[1, 2, 3, null, 7]]}'],
	forecast_tally => [forecast(12, 0.5, [3, 1, 0, 0], [[1, 2 ** -100], [2], [3], [4], [5]], part(2, 0, [1, 2, 3, 4])), '{"version": 1, "as_of": "2026-01-04", "horizon": 12, "discount": 0.5, "customers": 3, "unvalued": 1, "boundless": 0, "unspread": 0, "still_there": [1, 7.888609052210118e-31], '
		. '"purchases": [2], "purchases_variance": [3], "value": [4], "value_variance": [5], "models": [{"model": "pareto/nbd", "unit": "day", "parameters": {"r": 1, "alpha": 2, "s": 3, "beta": 4}, "purchases_slopes": [[1], [2], [3], [4]], "value_slopes": [[5], [6], [7], [8]], "value_slopes_of_spend": [[9], [10], [11]]}]}'],
	value_tally => [values_of(2, [-150, 2], [5, 1]), '{"version": 1, "scale": 2, "rows": [[-1.5, 2], [0.05, 1]]}'],
	transition_matrix => [matrix(['b', "\xc3\xa9"], [1, 0, 3], [undef, 1, 2]), qq({"version": 1, "labels": ["b", "\xc3\xa9"], "rows": [[1, 0, 3], [null, 1, 2]]})],
	term_tally => [terms(-1, 1, [2, 0, 7], ['', [0, 1]], ['late', [0, 2], [2, 3]], ["\xc3\xa9", [2, 7]]), qq({"version": 1, "scale": [-1, 1], "answers": [2, 0, 7], "terms": {"": [1, 0, 0], "late": [2, 0, 3], "\xc3\xa9": [0, 0, 7]}})],
	survival_tally => [contracts(6, numbered(7, 1.5, 0)), '{"version": 1, "decimals": 6, "rows": [[1.5, 0, 7]]}'],
);
is(received($_, $whole{$_} ? $whole{$_}[0] : ''), ($whole{$_} ? $whole{$_}[1] : 'a whole one') . "\n", "a $_ is read") for @types;
is(received('survey_tally', tally(0, 1, n(1, 3, 4), z(map { $_ . 0 x 9 } 3, 4), z(map { $_ . 0 x 18 } 3, 4))),
	qq({"version": 1, "scale": [0, 1], "answers": [3, 4]}\n), 'weights of 1 are no weights here, too');
like(received('retention_grid', open_one(n(2), z(9500), n(0))), qr/^\{"version": 1, "packed": \["\w+=*"\]\}$/, 'an open value stays open');
like(received('retention_grid', open_one(n(2), z(9500), n(0), z(1), n($joined + 2**31 + 9497), n(0), z(312), n(0))), qr/^\{"version": 1, "packed": \["\w+=*"\]\}$/, 'and one of who joined');
like(received('funnel_tally', open_funnel(64, 5, 5)), qr/^\{"version": 1, "packed": \["\w+=*"\]\}$/, 'and one of an event that is no step');
like(received('funnel_tally', open_step((pack 'q>C', 5, 0), pack 'q>C', -5, 64)), qr/^\{"version": 1, "packed": \["[\w+\/]+=*"\]\}$/, 'and one of one customer');
like(received('term_tally', open_terms(n(0, 3, 2, 2), mentions(0, 'b', [0, 1], [1, 2]), mentions(0, 'a', [1, 1]), n(2, 2, 1), 'a', n(1), 'c')), qr/^\{"version": 1, "packed": \["[\w+\/]+=*"\]\}$/, 'and one of terms in any order');
done_testing();
