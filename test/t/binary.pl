# Binary input that is truncated or hostile is refused by name, and the session lives on.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

fresh_database('binary_input');
psql('CREATE TABLE survey_tally_in (v survey_tally); CREATE TABLE activity_calendar_in (v activity_calendar); CREATE TABLE retention_grid_in (v retention_grid); CREATE TABLE purchase_calendar_in (v purchase_calendar); CREATE TABLE fitted_clv_in (v fitted_clv); CREATE TABLE bridge_tally_in (v bridge_tally); CREATE TABLE ledger_tally_in (v ledger_tally)');
my $dir = File::Temp->newdir;
my $max = pack 'q>', 9223372036854775807;

sub tally { my ($lo, $hi, $weighted, $rest) = @_; return pack('l> l> C', $lo, $hi, $weighted) . $rest }
sub int64s { return pack 'q>*', @_ }

my @cases = (
	['nothing', '', '08P01', 'insufficient data left in message'],
	['a cut scale', pack('l> s>', 0, 1), '08P01', 'insufficient data left in message'],
	['cut answers', tally(0, 1, 0, int64s(3)), '08P01', 'insufficient data left in message'],
	['cut weights', tally(0, 1, 1, int64s(3, 4, 0, 3)), '08P01', 'insufficient data left in message'],
	['bytes left over', tally(0, 1, 0, int64s(3, 4) . 'x'), '22P03', 'incorrect binary data format'],
	['a scale of one point', tally(1, 1, 0, int64s(3)), '22P03', 'The scale must begin below its end'],
	['a scale as wide as the integers', tally(-1000000000, 1000000000, 0, ''), '22P03', 'more than 101 points'],
	['a scale at the end of the integers', tally(2147483640, 2147483647, 0, int64s((0) x 8)), '22P03', 'must lie between'],
	['a negative count', tally(0, 1, 0, int64s(3, -4)), '22P03', 'must not be negative'],
	['counts beyond bigint', tally(0, 1, 0, $max . int64s(1)), '22P03', 'passes the bigint range'],
	['weights of nobody', tally(0, 1, 1, int64s(1, 0) . int64s(0, 1000000000, 0, 10**18) . int64s(0, 5, 0, 25)), '22P03', 'No answers have these sums'],
	['squares beyond 128 bits', tally(0, 1, 1, int64s((10**15) x 2) . (pack('q>', 2**43) . int64s(0) . $max . $max) x 2), '22P03', 'No answers|out of range'],
);

sub calendar { my ($unit, $first, $last_seen, $words, @words) = @_; return pack('C l> l> l> (a8)*', $unit, $first, $last_seen, $words, map { pack 'q>', $_ } @words) }
sub row { my ($period, $cells, @counts) = @_; return pack('l> l>', $period, $cells) . int64s(@counts) }
sub grid { my ($unit, $last_seen, @rows) = @_; return pack('C l>', $unit, $last_seen) . join '', @rows }

# 2026-01-01 is day 9497 and in month 312
my @calendars = (
	['a cut calendar', calendar(2, 312, 9500, 2, 1), '08P01', 'insufficient data left in message'],
	['an unknown unit', calendar(5, 312, 9500, 1, 1), '22P03', 'The unit or the number of periods is none'],
	['no periods', calendar(2, 312, 9500, 0), '22P03', 'The unit or the number of periods is none'],
	['periods beyond all limits', calendar(2, 312, 9500, 2147483647), '22P03', 'The unit or the number of periods is none'],
	['an inactive first period', calendar(2, 312, 9500, 1, 2), '22P03', 'The first period must be active'],
	['nothing but inactive periods', calendar(2, 312, 9500, 1, 0), '22P03', 'The last periods must not be empty'],
	['empty periods at the end', calendar(2, 312, 9500, 2, 1, 0), '22P03', 'The last periods must not be empty'],
	['a day last seen elsewhere', calendar(2, 312, 9400, 1, 1), '22P03', 'The day last seen must lie in the last active period'],
	['an infinite day last seen', calendar(0, 9497, 2147483647, 1, 1), '22P03', 'The day last seen must lie in the last active period'],
	['a span of 100032 periods', calendar(0, 9497, 9500, 1563, 1, (0) x 1561, -2**63), '22P03', 'span more than 100000'],
	['periods beyond the dates', calendar(0, -2147483648, 9500, 1, 1), '22P03', 'The periods pass the range of dates'],
	['periods beyond the dates, by year', calendar(4, 2147483647, 9500, 1, 3), '22P03', 'The periods pass the range of dates'],
);
my @grids = (
	['a cut grid', substr(grid(2, 9500, row(312, 1, 1, 1, 0, 1, 1)), 0, 30), '22P03|08P01', 'more cells|insufficient data'],
	['a grid of no rows', grid(2, 9500), '22P03', 'There must be a customer'],
	['a grid of nobody', grid(2, 9500, row(312, 0, 0, 0, 0)), '22P03', 'There must be a customer'],
	['a grid of an unknown unit', grid(9, 9500, row(312, 0, 1, 0, 0)), '22P03', 'The unit is none'],
	['more cells than bytes', grid(2, 9500, row(312, 2147483647, 1, 1, 0)), '22P03', 'more cells than there are bytes'],
	['negative cells', grid(2, 9500, row(312, -1, 1, 1, 0)), '22P03', 'more cells than there are bytes'],
	['rows out of order', grid(2, 9500, row(312, 0, 1, 0, 0), row(312, 0, 1, 0, 0)), '22P03', 'Rows must be in order'],
	['negative customers', grid(2, 9500, row(312, 0, -1, 0, 0)), '22P03', 'must not be negative'],
	['an infinite day last seen in a grid', grid(2, 2147483647, row(312, 0, 1, 0, 0)), '22P03', 'a day last seen'],
	['customers beyond bigint', grid(2, 9500, row(312, 0, 9223372036854775807, 0, 0), row(313, 0, 1, 0, 0)), '22003', 'a count of customers is out of range'],
	['rows beyond the dates', grid(0, 9500, row(-2147483648, 0, 1, 0, 0)), '22P03', 'The periods pass the range of dates'],
);

sub history { my ($knows, $scale, $n, @days) = @_; return pack('C C l> l>*', $knows, $scale, $n, @days) }
sub model { my ($kind, $unit, $fitted, $converged, @numbers) = @_; return pack('C C C C l>', $kind, $unit, $fitted, $converged, 0) . int64s(0, 0, 0) . pack('d>*', @numbers) }
my $nan = 'nan' + 0;
my @unknown = ($nan) x 3;

my @histories = (
	['a cut history', history(0, 0, 2, 9500), '22P03|08P01', 'does not fit|insufficient data'],
	['a history of no days', history(0, 0, 0), '22P03', 'does not fit'],
	['more days than bytes', history(0, 0, 2147483647, 9500), '22P03', 'does not fit'],
	['amounts of an unknown kind', history(2, 0, 1, 9500), '22P03', 'does not fit'],
	['a scale beyond all limits', history(1, 39, 1, 9500) . int64s(0, 5), '22P03', 'The scale must lie between'],
	['days out of order', history(0, 0, 2, 9500, 9500), '22P03', 'The days must be in order'],
	['an infinite day', history(0, 0, 1, 2147483647), '22P03', 'within the range of dates'],
);
my @models = (
	['a cut model', substr(model(0, 1, 0, 0, @unknown, 1, 1, 1, 1), 0, 40), '08P01', 'insufficient data left in message'],
	['an unknown model', model(5, 1, 0, 0), '22P03', 'The model or the unit is none'],
	['a model by quarter', model(0, 3, 0, 0), '22P03', 'The model or the unit is none'],
	['a parameter of zero', model(0, 1, 0, 0, @unknown, 1, 1, 1, 0, ($nan) x 19), '22P03', 'The parameters must lie between'],
	['a parameter that is no number', model(0, 1, 0, 0, @unknown, 1, $nan, 1, 1, ($nan) x 19), '22P03', 'The parameters must lie between'],
	['spend of a contract', model(4, 0, 0, 0, @unknown, 1, 1, ($nan) x 3, 1, 1, 1, ($nan) x 6), '22P03', 'The parameters of spend'],
	['a covariance known in part', model(4, 0, 1, 1, 1, $nan, $nan, 1, 1, $nan, 1, 1, ($nan) x 9), '22P03', 'The covariances must be finite'],
	['a fit of nobody', model(4, 0, 1, 1, -1, $nan, $nan, 1, 1, 1, 0, 1, ($nan) x 9), '22P03', 'The counts and likelihoods'],
	['a likelihood of no fit', model(4, 0, 0, 0, 1, $nan, $nan, 1, 1, ($nan) x 12), '22P03', 'The counts and likelihoods'],
);
sub bridge { my ($scale, @pairs) = @_; return pack('C', $scale) . join '', map { int64s($_->[0] < 0 ? -1 : 0, @$_) } @pairs }
sub ledger { my ($unit, $kind, $scale, $rest) = @_; return pack('C C C', $unit, $kind, $scale) . $rest }
my @none = ([0, 0]) x 5;
my @bridges = (
	['a cut bridge', substr(bridge(2, [5, 1], @none), 0, 50), '08P01', 'insufficient data left in message'],
	['a bridge with too many decimals', bridge(39, [5, 1], @none), '22P03', 'The scale must lie between'],
	['amounts of nobody', bridge(2, [5, 0], @none), '22P03', 'must have an amount above zero'],
	['a negative amount', bridge(2, [-5, 1], @none), '22P03', 'must have an amount above zero'],
	['more lost than there was', bridge(2, [5, 1], [0, 0], [0, 0], [3, 1], [3, 1], [0, 0]), '22P03', 'cannot exceed the opening'],
);
my @ledgers = (
	['a ledger of an unknown unit', ledger(5, 0, 0, int64s(1) . pack('l> l>', 1, 312) . int64s(0, 5)), '22P03', 'The unit, the type of the key or the scale is none'],
	['a ledger of an unknown key', ledger(2, 3, 0, int64s(1) . pack('l> l>', 1, 312) . int64s(0, 5)), '22P03', 'The unit, the type of the key or the scale is none'],
	['a ledger with too many decimals', ledger(2, 0, 39, int64s(1) . pack('l> l>', 1, 312) . int64s(0, 5)), '22P03', 'The unit, the type of the key or the scale is none'],
	['a ledger of nobody', ledger(2, 0, 0, ''), '22P03', 'there is no customer'],
	['a customer without a period', ledger(2, 0, 0, int64s(1) . pack('l>', 0)), '22P03', 'Every customer must have a period'],
	['more periods than bytes', ledger(2, 0, 0, int64s(1) . pack('l> l>', 2147483647, 312) . int64s(0, 5)), '08P01', 'insufficient data left in message'],
	['a period beyond the dates', ledger(4, 0, 0, int64s(1) . pack('l> l>', 1, 2147483647) . int64s(0, 5)), '22P03', 'The periods pass the range of dates'],
	['a name longer than the message', ledger(2, 2, 0, pack('l> a3', 2147483647, 'abc')), '08P01', 'insufficient data left in message'],
	['a name that is no text', ledger(2, 2, 0, pack('l> a2 l> l>', 2, "\xc3\x28", 1, 312) . int64s(0, 5)), '22021', 'invalid byte sequence'],
	['too many periods', ledger(0, 0, 0, int64s(1) . pack('l> l>', 2, 0) . int64s(0, 5) . pack('l>', 100000) . int64s(0, 5)), '54000', 'spans more than 100000 periods'],
	['sums of too many digits', ledger(0, 0, 0, int64s(1) . pack('l> l>', 2, 0) . pack('q> q>', 2 ** 62, 0) . pack('l>', 0) . pack('q> q>', 2 ** 62, 0)), '22003', 'too many digits'],
);
my %cases = (bridge_tally => \@bridges, ledger_tally => \@ledgers, survey_tally => \@cases, activity_calendar => \@calendars, retention_grid => \@grids, purchase_calendar => \@histories, fitted_clv => \@models);
for my $kind (sort keys %cases) {
	for my $case (@{ $cases{$kind} }) {
		my ($name, $value, $state, $reason) = @$case;
		spew("$dir/value", binary_copy($value));
		chmod 0755, $dir;
		my ($said) = psql("\\set VERBOSITY verbose\nCOPY ${kind}_in FROM '$dir/value' (FORMAT binary)");
		like($said, qr/ERROR:  (?:$state): .*(?:$reason)/s, "$name: $state");
		like($said, qr/invalid binary form of type $kind/, 'and the type is named') if $state eq '22P03' && $name ne 'bytes left over';
	}
}
spew("$dir/value", binary_copy(tally(0, 1, 2, int64s(3, 4) . int64s(0, 3 * 10**9, 0, 3 * 10**18, 0, 4 * 10**9, 0, 4 * 10**18))));
psql("COPY survey_tally_in FROM '$dir/value' (FORMAT binary)");
is((psql('SELECT v FROM survey_tally_in'))[0], qq({"version": 1, "scale": [0, 1], "answers": [3, 4]}\n), 'weights of 1 are no weights here, too');
done_testing();
