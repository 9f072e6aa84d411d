# Binary input that is truncated or hostile is refused by name, and the session lives on.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

fresh_database('binary_input');
psql('CREATE TABLE received (t survey_tally)');
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
for my $case (@cases) {
	my ($name, $value, $state, $reason) = @$case;
	spew("$dir/value", binary_copy($value));
	chmod 0755, $dir;
	my ($said) = psql("\\set VERBOSITY verbose\nCOPY received FROM '$dir/value' (FORMAT binary)");
	like($said, qr/ERROR:  $state: .*$reason/s, "$name: $state");
	like($said, qr/invalid binary form of type survey_tally/, 'and the type is named') if $state eq '22P03' && $name ne 'bytes left over';
}
spew("$dir/value", binary_copy(tally(0, 1, 2, int64s(3, 4) . int64s(0, 3 * 10**9, 0, 3 * 10**18, 0, 4 * 10**9, 0, 4 * 10**18))));
psql("COPY received FROM '$dir/value' (FORMAT binary)");
is((psql('SELECT t FROM received'))[0], qq({"scale": [0, 1], "answers": [3, 4]}\n), 'weights of 1 are no weights here, too');
done_testing();
