# Numbers drawn at random, from what srand() sets on
package Chance;
use strict;
use warnings;
use Exporter 'import';

our @EXPORT = qw(exponential normal gamma beta log_uniform);

sub exponential { return -log(1 - rand) / $_[0] }
sub normal { return sqrt(-2 * log(1 - rand)) * cos(6.283185307179586 * rand) }
sub log_uniform { my ($low, $high) = @_; return $low * ($high / $low) ** rand }

# Marsaglia & Tsang 2000
sub gamma {
	my ($shape) = @_;
	return gamma($shape + 1) * (1 - rand) ** (1 / $shape) if $shape < 1;
	my $d = $shape - 1 / 3;
	while (1) {
		my $z = normal();
		my $v = (1 + $z / sqrt(9 * $d)) ** 3;
		return $d * $v if $v > 0 && log(1 - rand) < $z * $z / 2 + $d - $d * $v + $d * log $v;
	}
}

sub beta { my ($a, $b) = @_; my $share = gamma($a); return $share / ($share + gamma($b)) }

1;
