# Every example in README.md and doc/ runs and prints what the page shows: a block of sql, in one
# session per page, followed by a block of text with the output of psql. Every link leads somewhere, and
# doc/README.md names what users may call, and nothing else.
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

my @pages = ('README.md', sort glob 'doc/*.md');

# GitHub's name of a heading: lower case, blanks are hyphens, punctuation goes.
sub anchor {
	my ($heading) = @_;
	return lc($heading) =~ s/[^\w\- ]//gr =~ tr/ /-/r;
}

my %anchors;
for my $file (@pages) {
	my $prose = slurp($file) =~ s/^```.*?^```$//msgr;
	$anchors{$file}{ anchor($1) } = 1 while $prose =~ /^#+ (.*)$/mg;
}
for my $file (@pages) {
	my ($folder, @lost) = $file =~ m{^(.*/)?};
	my $prose = slurp($file) =~ s/^```.*?^```$//msgr;
	while ($prose =~ /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g) {
		my ($path, $part) = ($1, $2);
		my $target = $path eq '' ? $file : (($folder // '') . $path) =~ s{[^/]+/\.\./}{}r;
		push @lost, "$path#" . ($part // '') unless -f $target && (!defined $part || $anchors{$target}{$part});
	}
	is("@lost", '', "$file: links lead somewhere");
}

# What a reader would see as one long line: a heading or a table that touches the paragraph before it, a table without its
# head, and SQL or psql's output outside a fence, where no test runs it.
for my $file (@pages) {
	my $prose = slurp($file) =~ s/^```.*?^```$/```/msgr;
	my @lost = $prose =~ /^(?!\n)(?:[^\n]*\S)\n(#+ .*)$/mg;
	push @lost, $1 while $prose =~ /(?:^|\n(?!\|)[^\n]*\n)(\|[^\n]*)\n(?!\|-)/g;
	push @lost, $1 while $prose =~ /^((?:SELECT|INSERT|CREATE) .*|[ \w]+[|+][-+ \w|]*|\(\d+ rows?\))$/mg;
	is(join("\n", @lost), '', "$file: headings, tables and examples are marked as such");
}

# A page that nobody is led to is not read.
for my $file (grep { $_ ne 'README.md' } @pages) {
	ok(slurp('README.md') =~ /^\|? ?\[\Q$file\E\]/m, "README.md leads to $file");
}

# U14: the index answers what analysts ask, and U13: leads to recipes that run.
my $index = slurp('doc/README.md');
my $questions = () = $index =~ /^\| [^|]*\? \| .*[`\]]/mg;
cmp_ok($questions, '>=', 25, "U14: doc/README.md answers $questions questions");
my %recipes = ('retention.md' => ['day-1-day-7-day-30', 'one-person-two-ids'], 'survival.md' => ['pauses'], 'revenue.md' => ['pauses', 'snapshots'],
	'survey.md' => ['answers-that-came-as-text', 'the-same-customers-asked-twice', 'the-latest-answer-of-each-customer']);
for my $page (sort keys %recipes) {
	for my $part (@{ $recipes{$page} }) {
		my ($section) = grep { anchor(/\A(.*)/) eq $part } split /^#+ /m, slurp("doc/$page");
		ok(index($index, "]($page#$part)") >= 0, "U13: the index leads to $page#$part");
		like($section // '', qr/^```sql\n.*^```text\n/ms, 'which has an example that runs');
	}
}

fresh_database('doc');
my %callable = map { $_ => 1 } split /\n/, answer(<<'SQL');
SELECT DISTINCT proname FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	JOIN pg_extension AS e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass
WHERE extname = 'custval' AND obj_description(p.oid, 'pg_proc') !~ '^(I/O$|internal:)'
	AND NOT EXISTS (SELECT FROM pg_operator WHERE oprcode = p.oid) AND NOT EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid)
	AND NOT EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
SQL
my %type = map { $_ => 1 } split /\n/, answer(<<'SQL');
SELECT typname FROM pg_type AS t JOIN pg_depend AS d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e' WHERE typelem = 0
SQL
my %named = map { $_ => 1 } map { /\A[a-z]\w*\z/ ? $_ : /\b([a-z]\w*)\(/g } $index =~ /`([a-z][^`]*)`/g;
is(join(' ', grep { !$named{$_} } sort keys %callable, keys %type), '', 'doc/README.md names every function, aggregate and type that users may call');
is(join(' ', grep { !$callable{$_} && !$type{$_} } sort keys %named), '', 'and no other');

# Every room is found from the README and from the index, and what is named there exists.
for my $room (rooms()) {
	my ($row) = slurp('README.md') =~ m{^\| \[doc/$room\.md\]\(doc/$room\.md\) \| .*\? \| (`.*`) \|$}m;
	my @missing = grep { !$callable{$_} } defined $row ? $row =~ /`(\w+)`/g : 'no row';
	is("@missing", '', "README.md says what $room answers, by functions that exist");
	my ($section) = grep { m{^\[doc/$room\.md\]|^.*, \[doc/$room\.md\]}m } split /^## /m, $index;
	cmp_ok(scalar(() = ($section // '') =~ /^\| [^|]*\? \| /mg), '>=', 3, "the index has questions of $room");
}

for my $file (grep { $_ ne 'doc/managed.md' } @pages) {    # whose examples run on two servers, in t/managed
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
