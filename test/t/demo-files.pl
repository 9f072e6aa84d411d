# What demo/read-csv makes of files: what is right is read and counted, and what is wrong is refused by line, with what to do.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $dir = File::Temp->newdir;

# (what is written, what is said, exit status)
sub reading {
	my ($kind, $file) = @_;
	my ($said, $status) = run("demo/read-csv $kind mine.csv >$dir/out", $file);
	return (slurp("$dir/out"), $said, $status);
}

my %header = (answers => 'customer_id,answered_at,score', orders => 'customer_id,ordered_at,amount', subscriptions => 'customer_id,started_on,ended_on,monthly');

for my $case (
	['columns in any order and case, as spreadsheets write them', 'answers', "\xef\xbb\xbfScore,\"Customer ID\",answered_at\r\n9.0,a,2026-01-01\r\n\r\n,,\r\n", 'a,2026-01-01,9,1,all,nps'],
	['quoted fields, commas, quotes, and lines within', 'answers', "$header{answers},segment\n\"a,b\",\"2026-01-01\" , 9 ,\"x\n\n\"\"y\"\"\"\n", "\"a,b\",2026-01-01,9,1,\"x\n\n\"\"y\"\"\",nps"],
	['a quote within a field that has none around it', 'orders', "$header{orders},item\n1,2026-01-01,3,screen 5\"\n2,2026-01-02,4,a\n", "1,2026-01-01,3\n2,2026-01-02,4"],
	['an empty field at the end, no end of line', 'orders', "$header{orders}\n\"1\",2026-01-01,", '1,2026-01-01,'],
	['times in ISO form are taken as they are written', 'orders', "$header{orders}\n1,2026-01-01T23:59:08.5Z,1\n1,2024-02-29 07:00+02:00,1\n1,2024-02-29 07:00,1\n", "1,2026-01-01 23:59:08.5,1\n1,2024-02-29 07:00:0,1\n1,2024-02-29 07:00,1"],
	['the names of CDNOW', 'orders', "customer_id,date,spend\n1,2026-01-01,1.\n", '1,2026-01-01,1.'],
	['no end', 'subscriptions', "$header{subscriptions}\n1,2026-01-01,9999-12-31,.5\n2,2026-01-01,,3\n", "1,2026-01-01,,.5,all\n2,2026-01-01,,3,all"],
	['surveys by name', 'answers', "$header{answers},survey\n1,2026-01-01,5,CSAT\n1,2026-01-01,7,ces\n1,2026-01-01,0,nps\n", "1,2026-01-01,5,1,all,csat\n1,2026-01-01,7,1,all,ces\n1,2026-01-01,0,1,all,nps"],
) {
	my ($name, $kind, $file, $rows) = @$case;
	my ($out, $said, $status) = reading($kind, $file);
	is($status, 0, $name) or diag($said);
	is($out =~ s/^.*\n//r, "$rows\n", 'its rows');
}

# U7: what was read is said
like((reading('orders', "$header{orders}\n2,2025-03-01,5\n1,2024-12-31 10:00,\n1,2025-01-01,6\n"))[1],
	qr/^mine\.csv: 3 orders of 2 customers, from 2024-12-31 to 2025-03-01, 1 of them without amount$/m, 'rows, customers and days are counted');
like((reading('answers', "$header{answers},mood,\n1,2026-01-01,9,fine,\n"))[1], qr/^mine\.csv: the columns "mood", "" are not used$/m, 'further columns are named');
like((reading('orders', "$header{orders},city\n1,2026-01-01,9,Bonn\n"))[1], qr/^mine\.csv: the column "city" is not used$/m, 'as is one');
unlike((reading('orders', "customer_id,when,city\n1,2026-01-01,9\n"))[1], qr/not used/, 'but not where the header is refused');

# U7: no more than a few times as long as the same Perl takes to split the lines
my $many = join '', "$header{orders}\n", map { sprintf "%d,2025-%02d-%02d %02d:%02d,%d.%02d\n", $_ % 9973, 1 + $_ % 12, 1 + $_ % 28, $_ % 24, $_ % 60, $_ % 89, $_ % 100 } 1 .. 100_000;
spew("$dir/many", $many);

# Seconds of processor, which other work on the machine does not count in
sub spent {
	my ($command) = @_;
	my @before = times;
	run($command);
	my @after = times;
	return $after[2] + $after[3] - $before[2] - $before[3];
}

my ($floor) = sort { $a <=> $b } map { spent(qq{perl -ne 'chomp; \@f = split /,/; \$c{\$f[0]} = 1; print join(",", \@f), "\\n"' <$dir/many >/dev/null}) } 1 .. 3;
my ($best) = sort { $a <=> $b } map { spent("demo/read-csv orders mine.csv <$dir/many >/dev/null") } 1 .. 3;
cmp_ok($best / $floor, '<', 15, 'U7: 100,000 lines are read as fast as a script can');

my @bad = (
	['answers', "H\n1,2026-01-01,9\n2,2026-01-01,11\n", 'line 3: score "11" is not a whole number from 0 to 10; leave it empty where nobody answered'],
	['answers', "H\n1,2026-01-01,8.5\n", 'line 2: score "8.5" is not a whole number'],
	['answers', "H\n1,2026-01-01,-1\n", 'line 2: score "-1" is not a whole number'],
	['answers', "H\n1,2026-01-01,NA\n", 'line 2: score "NA" is not a whole number from 0 to 10; leave it empty'],
	['answers', "H\n1,2026-13-01,9\n", 'line 2: answered_at "2026-13-01": there is no such day'],
	['answers', "H\n1,2025-02-29,9\n", 'line 2: answered_at "2025-02-29": there is no such day'],
	['answers', "H\n1,1900-02-29,9\n", 'line 2: answered_at "1900-02-29": there is no such day'],
	['answers', "H\n1,2026-04-31,9\n", 'there is no such day'],
	['answers', "H\n1,2026-01-01 24:01,9\n", 'line 2: answered_at "2026-01-01 24:01": there is no such time'],
	['answers', "H\n1,0206-01-01,9\n", 'line 2: answered_at "0206-01-01" is not between 1900 and 2199: is the year right?'],
	['answers', "H\n1,soon,9\n", 'line 2: answered_at "soon" is not a date: write it as 2026-01-31'],
	['answers', "H\n1,01/02/2026,9\n", 'line 2: answered_at "01/02/2026" is not a date: write it as 2026-01-31 or 2026-01-31 14:05 (in a spreadsheet, format the column as yyyy-mm-dd)'],
	['answers', "H\n,2026-01-01,9\n", 'line 2: customer_id is empty'],
	['answers', "H\n1,,9\n", 'line 2: answered_at is empty'],
	['answers', "H,weight\n1,2026-01-01,9,heavy\n", 'line 2: weight "heavy" is not a number such as 1.5'],
	['answers', "H,weight\n1,2026-01-01,9,-1\n", 'line 2: weight -1 is neither 0 nor from 0.000001 to 1000000'],
	['answers', "H,survey\n1,2026-01-01,6,csat\n", 'line 2: score "6" of csat is not a whole number from 1 to 5'],
	['answers', "H,survey\n1,2026-01-01,8,ces\n", 'line 2: score "8" of ces is not a whole number from 1 to 7'],
	['answers', "H,survey\n1,2026-01-01,8,Q1\n", 'line 2: survey "Q1" is none of nps, csat, ces'],
	['answers', "H,survey\n1,2026-01-01,8,\n", 'line 2: survey is empty'],
	['answers', "H\n1,2026-01-01\n", 'line 2: it has 2 fields, and the header 3'],
	['orders', "H\n1,2026-01-01,12,50\n", 'line 2: it has 4 fields, and the header 3: a field with a comma in it needs quotes'],
	['answers', "customer_id,answered_at\n1,2026-01-01\n", 'line 1: there is no column score; the columns are customer_id, answered_at, score and perhaps weight, segment, survey; it has customer_id, answered_at'],
	['orders', "customer_id,ordered_at\n1,2025-02-03\n", 'line 1: there is no column amount (or spend); the columns are'],
	['answers', "H,mood,score\n1,2026-01-01,9,fine,9\n", 'line 1: there are two columns score'],
	['answers', "1,2026-01-01,9\n", 'line 1: there is no header: the first line names the columns, customer_id, answered_at, score and perhaps weight, segment, survey; it says "1", "2026-01-01", "9"'],
	['answers', "customer_id;answered_at;score\n1;2026-01-01;9\n", 'line 1: separate the columns by commas; the columns are'],
	['answers', "customer_id\tanswered_at\tscore\n", 'line 1: separate the columns by commas'],
	['answers', "H\n", 'the file has no answers: nothing follows the header'],
	['answers', "\n\n", 'there is no header'],
	['answers', '', 'it is empty'],
	['answers', "H\n\n1,2026-01-01,9\n\n2,2026-01-01,12\n", 'line 5: score "12"'],
	['answers', "H,segment\n1,2026-01-01,9,\"a\nb\"\n2,2026-01-01,12,c\n", 'line 4: score "12"'],
	['answers', "H,segment\n1,2026-01-01,12,\"a\nb\"\n", 'line 2: score "12"'],
	['answers', "H\n1,2026-01-01,9\0\n", 'line 2: it has a byte of 0'],
	['answers', "H\nM\xfcller,2026-01-01,9\n", 'line 2: it is not UTF-8: save it as "CSV UTF-8", or, if it comes from Windows, run'],
	['answers', "H\n\xed\xa0\x80,2026-01-01,9\n", 'line 2: it is not UTF-8'],
	['answers', "customer_id,answered_at,score\r1,2026-01-01,9\r", "its lines end in a carriage return alone: run\n  tr '\\r' '\\n' <'mine.csv' >'mine-utf8.csv'"],
	['answers', "PK\x03\x04whatever\n", 'it is a workbook of a spreadsheet and not a CSV file: save it as "CSV UTF-8"'],
	['answers', "\x1f\x8b\x08\n", "it is compressed: run gunzip 'mine.csv' first"],
	['orders', "H\n1,2025-01-01,free\n", 'line 2: amount "free" is not a number such as 12.50: write it without currency and separators'],
	['orders', "H\n1,2025-01-01,\"1,200.00\"\n", 'line 2: amount "1,200.00" is not a number'],
	['orders', "H\n1,2025-01-01," . '9' x 40 . "\n", 'has more than 30 digits'],
	['orders', "H\n1,2025-02-30,1\n", 'line 2: ordered_at "2025-02-30": there is no such day'],
	['subscriptions', "H\n1,2025-02-03,2025-02-02,1\n", 'line 2: ended_on 2025-02-02 is before started_on 2025-02-03'],
	['subscriptions', "H\n1,2025-02-03,,-1\n", 'line 2: monthly "-1" is below 0'],
	['subscriptions', "H\n1,,,1\n", 'line 2: started_on is empty'],
);
for my $case (@bad) {
	my ($kind, $file, $reason) = @$case;
	my (undef, $said, $status) = reading($kind, $file =~ s/^H/$header{$kind}/r);
	isnt($status, 0, "refused: " . $reason =~ s/\n.*//sr);
	like($said, qr/^mine\.csv(?:, line \d+)?: .*\Q$reason\E|^mine\.csv\S*? \Q$reason\E/ms, 'by line and reason');
}

# U8: an unclosed quote is reported where it opens, however far the file goes on
my $rest = join '', map { "$_,2026-01-01,9,fine\n" } 3 .. 5000;
for my $case (["2,2026-01-01,9,\"fine\n$rest", 'does not end: close it with ", or leave the " out'],
	["2,2026-01-01,9,\"fine\n${rest}5001,2026-01-01,9,\"good\"\n", 'does not end before good" of line 5002: close it'],
	["\"2,2026-01-01,9,\"fine\"\n$rest", 'does not end before fine"']) {
	my (undef, $said, $status) = reading('answers', "$header{answers},segment\n1,2026-01-01,9,\"ok\"\n$case->[0]");
	isnt($status, 0, 'U8: an unclosed quote is refused');
	like($said, qr/^mine\.csv, line 3: the quoted field that opens here \Q$case->[1]\E/m, 'U8: at the line where it opens');
}

# U8: UTF-16 is known with and without its mark, and the cure that is told is one
for my $case (['UTF-16LE', "\xff\xfe", 'UTF-16'], ['UTF-16BE', "\xfe\xff", 'UTF-16'], ['UTF-16LE', '', 'UTF-16LE'], ['UTF-16BE', '', 'UTF-16BE']) {
	my ($encoding, $mark, $told) = @$case;
	my ($utf16) = run("iconv -f UTF-8 -t $encoding", "$header{answers}\nM\xc3\xbcller,2026-01-01,9\n");
	spew("$dir/mine.csv", $mark . $utf16);
	my ($said, $status) = run("$ENV{PWD}/demo/read-csv answers mine.csv <$dir/mine.csv >/dev/null");
	isnt($status, 0, "U8: $encoding is refused");
	like($said, qr/^mine\.csv: it is UTF-16 and not UTF-8.*save it as "CSV UTF-8", or run\n  (iconv -f $told -t UTF-8 'mine\.csv' >'mine-utf8\.csv')$/m, 'U8: with its cure');
	my ($cure) = $said =~ /^  (iconv .*)$/m;
	run("cd $dir && $cure");
	is((reading('answers', slurp("$dir/mine-utf8.csv")))[2], 0, 'U8: which works');
}
done_testing();
