# Every example in README.md and doc/ runs and prints what the page shows: a block of sql, in one
# session per page, followed by a block of text with the output of psql.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

# (sql, expected output or undef) of a page
sub examples {
	my ($page) = @_;
	my @found;
	while ($page =~ /^```(\w*)\n(.*?)^```$/msg) {
		my ($kind, $body) = ($1, $2);
		push @found, [$body, undef] if $kind eq 'sql';
		$found[-1][1] = $body if $kind eq 'text' && @found && !defined $found[-1][1];
	}
	return @found;
}

# What a block prints is what stands between two marks of one session.
sub outputs {
	my @sql = @_;
	my $script = join '', map { "$sql[$_]\n\\echo ==== $_\n" } 0 .. $#sql;
	my ($out) = run('psql -X -q -P pager=off', $script);
	return map { s/\A\n//r =~ s/psql:<stdin>:\d+: //gr } split /^==== \d+\n/m, $out;
}

sub tidy {
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n+\z//;
	return $text;
}

for my $file ('README.md', sort glob 'doc/*.md') {
	my @examples = examples(slurp($file));
	next unless @examples;
	fresh_database('doc');
	psql('DROP EXTENSION custval') if grep { $_->[0] =~ /CREATE EXTENSION/ } @examples;
	my @outputs = outputs(map { $_->[0] } @examples);
	for my $i (0 .. $#examples) {
		my ($sql, $expected) = @{ $examples[$i] };
		my ($title) = $sql =~ /(\S.*)/;
		my $got = tidy($outputs[$i] // '');
		if (defined $expected) {
			is($got, tidy($expected), "$file: $title");
		}
		else {
			unlike($got, qr/ERROR|FATAL/, "$file: $title");
		}
	}
}
done_testing();
