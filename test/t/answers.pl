# The answers of 0.1.0 to the questions in test/answers: every later version gives them again, bit for bit. What rests on a fit (fits in the
# name of the file) may differ by 1e-8, relatively, standard errors (rows that begin with se) and limits by 1e-5. What is changed on purpose
# is in files of its own (changes-), and what needs the public data in others (real-). KEEP_ANSWERS=FOLDER also writes what was printed there.
# Another C library rounds exp() and the like otherwise, in the last bit: there all may differ as fits may, and sums of texts are not compared.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Digest::MD5 'md5_hex';
use POSIX ();
use Test::More;

my $number = qr/-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/;
my $home = '93a6ee94cf5a2ae80dc0903771251954';	# the C library that the answers were written with, by what it says of some numbers
my $shown = 3;	# differing lines of a file

# Are these lines the same but for numbers that differ by the tolerance, relatively?
sub near {
	my ($got, $expected) = @_;
	my $tolerance = $expected =~ /^se\|/ ? 1e-5 : 1e-8;
	my @got = split /($number)/, $got;
	my @expected = split /($number)/, $expected;
	return 0 if @got != @expected;
	for my $i (0 .. $#got) {
		next if $got[$i] eq $expected[$i];
		return 0 if $i % 2 == 0 || abs($got[$i] - $expected[$i]) > $tolerance * abs $expected[$i];
	}
	return 1;
}

sub library {
	my @numbers = map { 0.37 * 1.31 ** $_ / 1.0e3 } 0 .. 40;
	return md5_hex(map { my $x = $_; map { sprintf '%.17g ', $_ } exp($x), log($x), $x ** 0.7, POSIX::erfc($x), POSIX::lgamma($x), POSIX::log1p($x), POSIX::expm1(-$x) } @numbers);
}

# The same, and sums of texts that have such numbers in them are not compared
sub near_elsewhere {
	return near(map { s/(?<![\w.])(?:[0-9a-f]{32}|[0-9a-f]{12})(?![\w.])/sum/gr } @_);
}

# What to say of the first differing lines, each with the title above it
sub differences {
	my ($got, $expected, $same) = @_;
	my @got = split /\n/, $got;
	my @expected = split /\n/, $expected;
	my ($title, @found) = ('');
	for my $i (0 .. ($#got > $#expected ? $#got : $#expected)) {
		my ($is, $was) = map { $_ // '(nothing)' } $got[$i], $expected[$i];
		$title = $was if $was =~ /^# /;
		push @found, "line @{[$i + 1]} ($title)\n got: $is\n was: $was\n" if $is ne $was && !$same->($is, $was);
	}
	return @found;
}

my $here = library();
note("the C library is another: $here") if $here ne $home;
for my $file (sort glob 'test/answers/*.sql') {
	my ($name) = $file =~ m{([^/]+)\.sql$};
	SKIP: {
		skip "$name: the data are not at hand", 1 if $name =~ /^real-/ && !-d ($ENV{DATA} // '');
		fresh_database('answers');
		my ($got) = run("psql -X -q -A -t -v data='" . ($ENV{DATA} // '') . "' -f $file");
		spew("$ENV{KEEP_ANSWERS}/$name.out", $got) if $ENV{KEEP_ANSWERS};
		my $expected = -f "test/answers/$name.out" ? slurp("test/answers/$name.out") : '';
		my @found = differences($got, $expected, $here ne $home ? \&near_elsewhere : $name =~ /fits-/ ? \&near : sub { 0 });
		ok(!@found && $expected ne '', $name);
		diag(@found . " lines differ; the first:\n" . join '', splice @found, 0, $shown) if @found;
	}
}
done_testing();
