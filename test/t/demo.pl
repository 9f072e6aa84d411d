# The analyst's tour runs, on the generated company and on a file; a bad file is refused by line and reason.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $dir = File::Temp->newdir;
my $database = 0;

# Of a file: of answers, unless the name of another kind is given
sub tour {
	my ($file, $kind) = @_;
	fresh_database('demo' . ++$database);
	psql('DROP EXTENSION custval');
	spew("$dir/file", $file) if defined $file;
	return run("env BOX=$dir " . ($kind // 'ANSWERS') . '=' . (defined $file ? 'mine.csv' : '') . ' demo/tour');
}

my ($said, $status) = tour();
is($status, 0, 'the tour of the generated company') or diag($said);
for my $sign (qr/^ North +\| +\d+ \| +-?\d/m, qr/^ 2025 Q4/m, qr/^ delivery/m, qr/^ +10 \|.*#####/m, qr/GROUP BY region/, qr/nps_test/, qr/^ South +\|(?: +-?\d+\.\d\d \|){4} +-?\d+\.\d\d$/m,
	qr/^ 2024-01 +\| +\d+ \| +100 \|/m, qr/^ 2025-12-01 .*\d\.\d\d$/m, qr/^ 2025-12 +\| +\d+ \| +\d+ \| +\d+ \| +\d+ \| +\d+ \| \d+\.\.\d+/m, qr/^ 7 and more +\| +\d+ \| +\d+\.\d$/m, qr/^ 20\d\d-\d\d-\d\d +\| t +\| .*\d\.\d$/m,
	qr/^ +12 \|.*\d\d\.\d \| #+$/m, qr/^ +hazard_ratio|hazard_ratio \|/m, qr/percent_back/,
	qr/^ Champions +\| +\d+ \| +\d+ \| +\d+\.\d \|/m, qr/^ new +\| New customers +\| +\d+ \| +\d+\.\d \| \d+\.\d\.\.\d+\.\d$/m,
	qr/^ +4 \| purchase +\| +\d+ \| +\d\d\.\d \|.*#+$/m,
	qr/^ crash +\| +0 \| +\d\d+ \|/m, qr/^ late +\| +\d+ \| +-100 \|/m, qr/^ not good +\| +\d+ \| +-\d+ \|/m,
	qr/^ NPS +\|.*\| (?:green|amber|red) +\| (?:better|worse|not known)/m, qr/spread_in_points/, qr/^ \w+ +\| \w+ +\| +[1-4] \| +0 \| *$/m) {
	like($said, $sign, "shows $sign");
}
my ($at_risk) = $said =~ /^ customer_id .*\| if_there \| at_risk *\n-.*\n((?: +\d+ \|.*\n)+)/m;
for my $row (split /\n/, $at_risk // 'no customers') {
	my ($p_alive, $value, $if_there, $lost) = (split /\s*\|\s*/, $row)[3 .. 6];
	ok(abs($value / $p_alive / $if_there - 1) < 0.01 && abs($if_there - $value - $lost) < 0.02, "at risk is what doubt takes from the value: $row");
}
is((psql('SELECT count(*) FROM customers'))[0], "5000\n", 'the company has 5000 customers');
is((psql('SELECT min(n) > 1000 FROM (SELECT count(*) n FROM answers UNION ALL SELECT count(*) FROM orders UNION ALL SELECT count(*) FROM subscriptions) c'))[0],
	"t\n", 'who answer, order and subscribe');

my $good = "customer_id,answered_at,score,weight,segment\n1,2026-01-01,10,1.5,new\n2,2026-01-02 10:00,3,,old\n3,2026-01-03,,1,old\n";
($said, $status) = tour($good);
is($status, 0, 'the tour of a file') or diag($said);
like($said, qr/^ new +\| +1 \| +100\.0/m, 'shows its segments');
is((tour("\xef\xbb\xbfScore,\"customer_id\",answered_at\r\n9.0,a,2026-01-01\r\n\r\n"))[1], 0,
	'columns in any order and case, as spreadsheets write them');

my $orders = join '', "customer_id,ordered_at,amount\n", map { sprintf "c%d,2025-%02d-01,%d.50\n", $_ % 7, 1 + $_ % 12, $_ } 1 .. 100;
($said, $status) = tour($orders, 'ORDERS');
is($status, 0, 'the tour of a file of orders') or diag($said);
like($said, qr/^ 2025-01 +\| +7 \| +100 \|/m, 'shows its triangle');
like($said, qr/^ *c\d +\|.*\| +\d+\.\d\d$/m, 'and its customers by value');
($said, $status) = tour("customer_id,ordered_at,amount\n1,2025-01-01,5\n2,2025-02-01,5\n", 'ORDERS');
is($status, 0, 'the tour of orders of customers who did not return') or diag($said);
like($said, qr/no model can be learnt/, 'says that there is no model');
for my $case (["customer_id,ordered_at,amount\n1,2025-01-01,free\n", 'line 2: amount "free" is not a number'],
	["customer_id,ordered_at,amount\n1,2025-02-30,1\n", 'line 2: date/time field value out of range'],
	["customer_id,ordered_at\n1,2025-02-03\n", 'line 1: there is no column amount']) {
	($said, $status) = tour($case->[0], 'ORDERS');
	like($said, qr/^mine\.csv, \Q$case->[1]\E/m, "refused: $case->[1]");
}

($said, $status) = tour("customer_id,answered_at,score,mood,\n1,2026-01-01,9,fine,\n");
is($status, 0, 'further columns');
like($said, qr/^mine\.csv: the column "mood" is not used/m, 'are named');

my @bad = (
	["customer_id,answered_at,score\n1,2026-01-01,9\n2,2026-01-01,11\n", 'line 3: score "11" is not a whole number from 0 to 10'],
	["customer_id,answered_at,score\n1,2026-01-01,8.5\n", 'line 2: score "8.5" is not a whole number'],
	["customer_id,answered_at,score\n1,2026-13-01,9\n", 'line 2: date/time field value out of range'],
	["customer_id,answered_at,score\n1,soon,9\n", 'line 2: answered_at "soon" is not a date'],
	["customer_id,answered_at,score\n,2026-01-01,9\n", 'line 2: customer_id is empty'],
	["customer_id,answered_at,score\n1,,9\n", 'line 2: answered_at is empty'],
	["customer_id,answered_at,score,weight\n1,2026-01-01,9,heavy\n", 'line 2: invalid input syntax for type double'],
	["customer_id,answered_at,score,weight\n1,2026-01-01,9,-1\n", 'line 2: weight -1 is neither 0 nor'],
	["customer_id,answered_at,score\n1,2026-01-01\n", 'line 2: missing data for column "score"'],
	["customer_id,answered_at\n1,2026-01-01\n", 'line 1: there is no column score'],
	["customer_id,answered_at,score,mood,score\n1,2026-01-01,9,fine,9\n", 'line 1: there are two columns score'],
	["customer_id,answered_at,score\n", 'the file has no answers'],
	["customer_id,answered_at,score\n\n1,2026-01-01,9\n\n2,2026-01-01,12\n", 'line 5: score "12"'],
	["customer_id,answered_at,score,segment\n1,2026-01-01,9,\"a\nb\"\n2,2026-01-01,12,c\n", 'line 4: score "12"'],
	["customer_id;answered_at;score\n1;2026-01-01;9\n", 'line 1: separate the columns by commas'],
	["customer_id,answered_at,score\n1,01/02/2026,9\n", 'line 2: answered_at "01/02/2026" is not a date'],
	["customer_id,answered_at,score\n1,2026-01-01,9\0\n", 'line 2: it has a byte of 0'],
	["customer_id,answered_at,score\nM\xfcller,2026-01-01,9\n", 'line 2: it is not UTF-8'],
	["customer_id,answered_at,score\n\"1,2026-01-01,9\n", 'a quoted field does not end'],
	['', 'there is no header'],
);
for my $case (@bad) {
	my ($file, $reason) = @$case;
	($said, $status) = tour($file);
	isnt($status, 0, "refused: $reason");
	like($said, qr/^mine\.csv\b.*\Q$reason\E/m, 'by line and reason');
}
done_testing();
