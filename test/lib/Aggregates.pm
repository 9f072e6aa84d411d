# Calls of every aggregate of the extension, over rows of test/lib/aggregates.sql, wherever the rows are.
package Aggregates;
use strict;
use warnings;
use Custval;
use Exporter 'import';
use Test::More;

our @EXPORT = qw(make_rows calls answers plans same);

# Tables events and customers, and the list of calls
sub make_rows {
	my ($rows) = @_;
	answer(slurp('test/lib/aggregates.sql'), "-v rows=$rows");
}

# A hash per aggregate: its name, and the queries of what it says of all
# rows, of those of a segment and of those of a customer.
sub calls {
	my @calls;
	for my $line (split /\n/, answer('SELECT aggregate, source, call, send FROM calls', q{-F '	'})) {
		my ($name, $source, $call, $send) = split /\t/, $line;
		my $value = "$call AS value, $send($call) AS sent FROM $source";
		push @calls, { name => $name, call => $call, source => $source, all => "SELECT $value",
			segments => "SELECT segment, $value GROUP BY segment", customers => "SELECT customer, $value GROUP BY customer" };
	}
	return @calls;
}

# How many rows that are not NULL each query gives, and a digest of all; settings come first. Fits may warn of
# data like these. (The rows go through a table, so that what is run is the query as it stands.)
sub answers {
	my ($settings, @queries) = @_;
	my $digest = "SELECT count(*) FILTER (WHERE NOT given IS NULL) || ' rows, ' || md5(string_agg(given::text, ',' ORDER BY given::text)) FROM given";
	return split /\n/, answer("SET client_min_messages = error;\n$settings;\n"
		. join('', map { "CREATE TEMP TABLE given AS $_;\n$digest;\nDROP TABLE given;\n" } @queries));
}

sub plans {
	my ($settings, @queries) = @_;
	my $said = answer("$settings;\n" . join('', map { "\\echo plan\nEXPLAIN (VERBOSE, COSTS OFF) $_;\n" } @queries), '-o /dev/stdout');
	my (undef, @plans) = split /^plan\n/m, $said;
	return @plans;
}

# A test per query: what the first settings give is what the second give, and not nothing.
sub same {
	my ($what, $one, $other, @queries) = @_;
	my @one = answers($one, @queries);
	my @other = answers($other, @queries);
	is($other[$_], $one[$_] =~ /^0/ ? 'more than no rows' : $one[$_], "$what: $queries[$_]") for 0 .. $#queries;
}

1;
