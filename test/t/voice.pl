# Readings of the voice room are those of the reference tables, to 1e-12: of counts that are kept in test/reference/voice, and with DATA of the comments
# themselves, in which words were planted. Then what needs many rows or other languages: a million different terms, and the parsers of German, French
# and Russian; serial, by workers and through every form they are the same.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $data = $ENV{DATA} // '';
my @shared = qw(difference se z p_value low high);
my %columns = (term_table => [qw(share nps rest_nps impact), @shared], term_shift => [qw(share_before share_after), @shared]);

sub empty {
	my ($query, $what) = @_;
	is(answer("SELECT count(*), min(q::text) FROM ($query) AS q"), '0|', $what);
}

sub load {
	my ($table, $file, @text) = @_;
	my %text = map { $_ => 1 } @text;
	my ($head) = slurp($file) =~ /^(.*?)\r?\n/;
	psql("DROP TABLE IF EXISTS $table CASCADE;\nCREATE TABLE $table (" . join(', ', map { "$_ " . ($text{$_} ? 'text' : /^(?:answers|period|id|score)/ ? 'bigint' : 'float8') } split /,/, $head)
		. ");\n\\copy $table FROM '$file' (FORMAT csv, HEADER)\n");
	cmp_ok(answer("SELECT count(*) FROM $table"), '>', 10, "$file is there");
}

# A reading is the reference's, of every term
sub reads {
	my ($reading, $query, $counts, $reference) = @_;
	empty("SELECT term FROM $query AS t FULL JOIN $reference AS r USING (term) WHERE " . join(' OR ', (map { "t.$_ IS DISTINCT FROM r.$_" } @$counts),
		map { "NOT coalesce(abs(t.$_ - r.$_) <= 1e-12 * greatest(abs(r.$_), 1), t.$_ IS NULL AND r.$_ IS NULL)" } @{ $columns{$reading} }), "$reading of the reference, every column");
	empty("SELECT term FROM $query AS t JOIN $reference AS r USING (term) WHERE abs(t.p_value - r.p_value) > 1e-12 * r.p_value", 'p to as many digits, however small');
}

fresh_database('voice');
my $kept = 'test/reference/voice';
load('counts', "$kept/counts.csv", 'term');
load('expected_table', "$kept/term_table.csv", 'term');
load('expected_shift', "$kept/term_shift.csv", 'term');
my $list = 'concat(' . join(q{, ', ', }, map { "score_$_" } 0 .. 10) . ')';
answer(qq{CREATE TABLE kept AS SELECT period, format('{"version": 1, "scale": [0, 10], "answers": [%s], "terms": {%s}}', max($list) FILTER (WHERE term IS NULL), string_agg(format('"%s": [%s]', term, $list), ', ') FILTER (WHERE term IS NOT NULL))::term_tally AS t
	FROM counts GROUP BY period});
reads('term_table', '(SELECT r.* FROM (SELECT rollup(t) AS t FROM kept) AS s, term_table(t) AS r)', ['answers'], 'expected_table');
reads('term_shift', '(SELECT r.* FROM kept AS a, kept AS b, term_shift(a.t, b.t) AS r WHERE a.period = 1 AND b.period = 2)', ['answers_before', 'answers_after'], 'expected_shift');

SKIP: {
	my $folder = "$data/reference/rooms_b";
	skip 'the comments are not at hand', 1 unless -f "$folder/comments.csv" && -f "$folder/term_table_expected.csv";
	load('comments', "$folder/comments.csv", 'comment');
	load('whole_table', "$folder/term_table_expected.csv", 'term');
	load('whole_shift', "$folder/term_shift_expected.csv", 'term');
	answer(q{CREATE TABLE tallies AS SELECT period, term_agg(score::int, to_tsvector('english', comment)) AS t FROM comments GROUP BY period});
	reads('term_table', '(SELECT r.* FROM (SELECT rollup(t) AS t FROM tallies) AS s, term_table(t) AS r)', ['answers'], 'whole_table');
	reads('term_shift', '(SELECT r.* FROM tallies AS a, tallies AS b, term_shift(a.t, b.t) AS r WHERE a.period = 1 AND b.period = 2)', ['answers_before', 'answers_after'], 'whole_shift');
	my $ranked = '(SELECT term, row_number() OVER (ORDER BY z) AS worst, row_number() OVER (ORDER BY z DESC) AS best FROM (SELECT rollup(t) AS t FROM tallies) AS s, term_table(t)) AS r';
	is(answer("SELECT string_agg(term, ' ' ORDER BY term) FROM $ranked WHERE worst <= 7"), 'broken expens late miss refund rude slow', 'what was planted with low scores is at one end');
	is(answer("SELECT string_agg(term, ' ' ORDER BY term) FROM $ranked WHERE best <= 7"), 'easi fast friend great help love perfect', 'and with high ones at the other');
	is(answer('SELECT term FROM tallies AS a, tallies AS b, term_shift(a.t, b.t) WHERE a.period = 1 AND b.period = 2 AND answers_before = 0 AND p_value < 1e-20 ORDER BY term'), "login\nloop", 'and what is new is new');

	# Scores that have nothing to do with the words: those of the comments, dealt out anew 200 times
	my ($rejected, $tests) = split /\|/, answer(q{CREATE TABLE vectors AS SELECT row_number() OVER (ORDER BY id) AS n, to_tsvector('english', comment) AS v FROM comments;
		SELECT count(*) FILTER (WHERE p_value < 0.05), count(p_value) FROM (SELECT p, term_agg(score::int, v) AS t
			FROM (SELECT p, score, row_number() OVER (PARTITION BY p ORDER BY hashint8extended(id, p)) AS n FROM generate_series(1, 200) AS p, comments) AS s JOIN vectors USING (n) GROUP BY p) AS permuted, term_table(t, 20)});
	ok($rejected > 0.04 * $tests && $rejected < 0.06 * $tests && $tests > 5000, "$rejected of $tests tests reject where there is nothing: 4 to 6 %");
}

# ---------- a million different terms ----------

my $dir = File::Temp->newdir(DIR => $ENV{BOX});
chmod 0777, $dir;
my $workers = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;';
my $serial = 'SET max_parallel_workers_per_gather = 0;';
answer(q{CREATE TABLE rare AS SELECT i, (abs(hashint8extended(i, 1)) % 11)::int AS score, ARRAY['often', 'x' || i % 1000, 'word ' || i, md5(i::text), 'a rather long term, number ' || i / 2] AS themes FROM generate_series(1::bigint, 400000) AS i; ANALYZE rare});
answer("$serial CREATE TABLE million AS SELECT term_agg(score, themes) AS t FROM rare");
is(answer('SELECT count(*), min(answers), max(answers), sum(answers) FROM million, term_table(t, 1)'), '1001002|1|400000|2000000', 'more than a million terms');
is(answer(q{SELECT count(*) FROM (SELECT term, lag(term) OVER (ORDER BY n) AS before FROM (SELECT r.term, r.n FROM million, ROWS FROM (term_table(t, 1)) WITH ORDINALITY AS r(term, a, s, p, q, d, e, z, v, l, h, i, n)) AS o) AS o WHERE term COLLATE "C" <= before COLLATE "C"}),
	'0', 'in the order of their bytes');
like(answer("$workers EXPLAIN SELECT term_agg(score, themes) FROM rare"), qr/Partial Aggregate/, 'workers take part');
is(answer("$workers SELECT term_agg(score, themes) = (SELECT t FROM million) FROM rare"), 't', 'and give the same');
is(answer("$serial SELECT term_agg(score, themes ORDER BY themes[4]) = (SELECT t FROM million) FROM rare"), 't', 'in any order');
is(answer("$workers SELECT rollup(t) = (SELECT t FROM million) FROM (SELECT term_agg(score, themes) AS t FROM rare GROUP BY i % 13) AS parts"), 't', 'split and merged');
is(answer('SELECT t::text::term_tally = t FROM million'), 't', 'through text');
for my $format ('text', 'binary') {
	answer("COPY million TO '$dir/million' (FORMAT $format); CREATE TEMP TABLE back (t term_tally); COPY back FROM '$dir/million' (FORMAT $format); CREATE TABLE back_$format AS TABLE back");
	is(answer("SELECT a.t = b.t FROM million AS a, back_$format AS b"), 't', "through COPY, $format");
}
is(answer('SELECT count(*), sum(answers) FROM million, term_table(suppress(t, 2), 1)'), '201000|1199998', 'and without those of a single answer');
unlink "$dir/million";

# ---------- languages ----------

my %said = (
	german => [['Lieferung kam zu spät, die Bücher waren beschädigt', 'buch'], ['Häuser und Bücher: großartig', 'buch']],
	french => [['Les livraisons sont trop lentes', 'livraison'], ['La livraison était rapide', 'livraison']],
	russian => [["\x{434}\x{43e}\x{441}\x{442}\x{430}\x{432}\x{43a}\x{430} \x{43e}\x{43f}\x{43e}\x{437}\x{434}\x{430}\x{43b}\x{430}", "\x{434}\x{43e}\x{441}\x{442}\x{430}\x{432}\x{43a}"],
		["\x{43e}\x{442}\x{43b}\x{438}\x{447}\x{43d}\x{430}\x{44f} \x{434}\x{43e}\x{441}\x{442}\x{430}\x{432}\x{43a}\x{43e}\x{439}", "\x{434}\x{43e}\x{441}\x{442}\x{430}\x{432}\x{43a}"]],
);
for my $language (sort keys %said) {
	my ($bad, $good) = map { my $text = $_->[0]; utf8::encode($text) if utf8::is_utf8($text); $text } @{ $said{$language} };
	my $stem = $said{$language}[0][1];
	utf8::encode($stem) if utf8::is_utf8($stem);
	answer("DROP TABLE IF EXISTS spoken; CREATE TABLE spoken AS SELECT i, CASE WHEN i % 3 = 0 THEN 10 ELSE 2 END AS score, CASE WHEN i % 3 = 0 THEN '$good' ELSE '$bad' END AS comment, to_tsvector('$language', CASE WHEN i % 3 = 0 THEN '$good' ELSE '$bad' END) AS v FROM generate_series(1, 30000) AS i; ANALYZE spoken");
	is(answer("$serial SELECT answers FROM term_table((SELECT term_agg(score, v) FROM spoken)) WHERE term = '$stem'"), '30000', "$language: one stem of both comments");
	empty("(SELECT term, answers, nps FROM term_table((SELECT term_agg(score, v) FROM spoken)) EXCEPT SELECT lexeme, count(*), nps(score) FROM spoken, unnest(v) GROUP BY lexeme)", 'its terms are the lexemes');
	is(answer("$workers SELECT term_agg(score, v) = (SELECT rollup(t) FROM (SELECT term_agg(score, v) AS t FROM spoken GROUP BY i % 7) AS p) FROM spoken"), 't', 'by workers and in parts');
	is(answer("SELECT bool_and(t::text::term_tally = t) FROM (SELECT term_agg(score, phrases(v)) AS t FROM spoken GROUP BY i % 7) AS p"), 't', 'phrases, through text');
}
done_testing();
