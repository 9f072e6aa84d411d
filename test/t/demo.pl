# The analyst's tour runs, on the generated company and on a file; a bad file is refused by line and reason.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $dir = File::Temp->newdir;
my $database = 0;

# The tour on files by kind, as demo/start prepares them, or on the made company
sub tour {
	my %files = @_;
	fresh_database('demo' . ++$database);
	psql('DROP EXTENSION custval');
	run("rm -rf $dir/files");
	mkdir "$dir/files" if %files;
	for my $kind (keys %files) {
		my ($said, $status) = run("demo/read-csv $kind mine.csv >$dir/files/$kind.csv", $files{$kind});
		return ($said, $status) if $status;
	}
	return run("env BOX=$dir PROGRESS=1 demo/tour");
}

my ($said, $status) = tour();
is($status, 0, 'the tour of the generated company') or diag($said);
like($said, qr/^That was the tour\. make dashboard SERVE=1 .*\n\z/m, 'says at its end what comes next');
for my $sign (qr/^ North +\| +\d+ \| +-?\d/m, qr/^ 2025 Q4/m, qr/^ delivery/m, qr/^ +10 \|.*#####/m, qr/GROUP BY region/, qr/nps_test/, qr/^ South +\|(?: +-?\d+\.\d\d \|){4} +-?\d+\.\d\d$/m,
	qr/^ 2024-01 +\| +\d+ \| +100 \|/m, qr/^ 2025-12-01 .*\d\.\d\d$/m, qr/^ 2025-12 +\| +\d+ \| +\d+ \| +\d+ \| +\d+ \| +\d+ \| \d+\.\.\d+/m, qr/^ 7 and more +\| +\d+ \| +\d+\.\d$/m, qr/^ 20\d\d-\d\d-\d\d +\| t +\| .*\d\.\d$/m,
	qr/^ +12 \|.*\d\d\.\d \| #+$/m, qr/^ +hazard_ratio|hazard_ratio \|/m, qr/percent_back/,
	qr/^ Champions +\| +\d+ \| +\d+ \| +\d+\.\d \|/m, qr/^ new +\| New customers +\| +\d+ \| +\d+\.\d \| \d+\.\d\.\.\d+\.\d$/m,
	qr/^ +4 \| purchase +\| +\d+ \| +\d\d\.\d \|.*#+$/m,
	qr/^ delivery +\| +3\.\d\d \| +\d+\.\d \|/m, qr/^ no support +\| +-?\d\.\d\d \|/m, qr/percent_delivery/,
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

# Files of one's own
my $answers = "customer_id,answered_at,score,weight,segment\n1,2026-01-01,10,1.5,new\n2,2026-01-02 10:00,3,,old\n3,2026-01-03,,1,old\n";
($said, $status) = tour(answers => $answers);
is($status, 0, 'the tour of a file') or diag($said);
like($said, qr/^ new +\| +1 \| +100\.0/m, 'shows its segments');
like($said, qr/^loading answers \.\.\. \d+ s$/m, 'U7: says what it does, and how long that takes');

my $orders = join '', "customer_id,ordered_at,amount\n", map { sprintf "c%d,2025-%02d-01,%d.50\n", $_ % 7, 1 + $_ % 12, $_ } 1 .. 100;
($said, $status) = tour(orders => $orders);
is($status, 0, 'the tour of a file of orders') or diag($said);
like($said, qr/^ 2025-01 +\| +7 \| +100 \|/m, 'shows its triangle');
like($said, qr/^ *c\d +\|.*\| +\d+\.\d\d$/m, 'its customers by value');
like($said, qr/^ +1 \| +\d+ \| .*#+$/m, 'and what the best bring');
($said, $status) = tour(orders => "customer_id,ordered_at,amount\n1,2025-01-01,5\n2,2025-02-01,5\n");
is($status, 0, 'the tour of orders of customers who did not return') or diag($said);
like($said, qr/no model can be learnt/, 'says that there is no model');

for my $case (['one of two customers has no amount', "1,2025-01-01,5\n1,2025-03-01,6\n2,2025-02-01,\n", 'no model can be learnt'],
	['nobody has one', "1,2025-01-01,\n1,2025-03-01,\n2,2025-02-01,\n", 'no model can be learnt'],
	['some orders have none', "1,2025-01-01,5\n1,2025-03-01,\n1,2025-05-01,7\n2,2025-02-01,4\n2,2025-02-07,5\n3,2025-02-01,\n", 'log_likelihood'],
	['one customer came back, so that no spend is known', "1,2025-01-01,5\n1,2025-05-01,7\n2,2025-02-01,4\n", 'no model can be learnt'],
	['all who came back spend alike', "1,2025-01-01,5\n1,2025-05-01,7\n2,2025-02-01,4\n2,2025-03-01,7\n", 'no model can be learnt'],
	['the second amount is a refund', "1,2025-01-01,5\n1,2025-05-01,-7\n2,2025-02-01,4\n2,2025-03-01,-5\n", 'no model can be learnt'],
	['all is refunded', "1,2025-01-01,-5\n2,2025-02-01,-3\n", 'no model can be learnt']) {
	my ($name, $rows, $sign) = @$case;
	($said, $status) = tour(orders => "customer_id,ordered_at,amount\n$rows");
	is($status, 0, "U5: $name") or diag($said);
	like($said, qr/$sign/, "and the tour says: $sign");
}

# CSAT and CES: the shares and means of these few answers, by hand
($said, $status) = tour(answers => "customer_id,answered_at,score,survey\n1,2026-01-01,9,NPS\n1,2026-01-01,5,csat\n2,2026-01-01,4,csat\n3,2026-01-01,1,csat\n4,2026-01-01,2,csat\n1,2026-05-01,7,ces\n2,2026-05-01,4,ces\n");
is($status, 0, 'the tour of answers to three surveys') or diag($said);
like($said, qr/^ all +\| +1 \| +100\.0 \|/m, 'NPS: one promoter');
like($said, qr/^ all +\| +4 \| +50\.0 \|/m, 'CSAT: two of four satisfied');
like($said, qr/^ 2026 Q2 \| +2 \| +5\.50$/m, 'CES: the mean of 7 and 4');
($said, $status) = tour(answers => "customer_id,answered_at,score,survey\n1,2026-01-01,5,csat\n");
is($status, 0, 'of one survey') or diag($said);
unlike($said, qr/nps_agg|ces_agg/, 'the others are not mentioned');

# Customer a upgrades and is there, b left after three months, c paused and is there (no end is 9999-12-31), d is worth nothing known and left
my $subscriptions = <<'CSV';
customer_id,started_on,ended_on,monthly,segment
a,2024-01-05,2025-02-10,10,basic
a,2025-02-10,,25,basic
b,2024-01-31,2024-04-30,10,pro
c,2024-01-10,2024-02-10,10,pro
c,2024-03-25,9999-12-31,10,pro
d,2025-03-25,2026-03-01,,pro
CSV
($said, $status) = tour(subscriptions => $subscriptions, answers => $answers, orders => $orders);
is($status, 0, 'U6: answers, orders and subscriptions together') or diag($said);
like($said, qr/nps_agg.*order_grid.*order_ledger.*subscription_ledger.*stay_tallies/s, 'each has its chapters');
like($said, qr/^ 2026-03-01 \| +6 \| +4 \| +2$/m, 'two subscriptions run on the last day of which something is known');
like($said, qr/^ 2026-01-01 \| +20 \| +35 \| 1\.750 \| 1\.000 \| +2 \| +0 \|/m, 'an upgrade is an expansion, against a year before');
like($said, qr/^ 2024-04-01 \| b +\| +10$/m, 'b went in April');
like($said, qr/^ +12 \| +2 \| +50\.0 \|/m, 'a and c, one of whose subscriptions has ended, are still there: half of four stay a year');
for my $case (['one that runs', "a,2026-01-05,,10\n"], ['none that lasts to the end of a month', "a,2026-01-05,2026-01-06,10\n"],
	['a start that is the end', "a,2026-01-05,2026-01-05,10\nb,2026-01-05,2026-03-05,10\n"], ['all is to come', "a,2199-01-05,2199-06-05,10\nb,2199-01-06,,10\n"], ['starts to come', "a,2199-01-05,2199-06-05,10\nb,2026-01-05,,10\n"]) {
	($said, $status) = tour(subscriptions => "customer_id,started_on,ended_on,monthly\n$case->[1]");
	is($status, 0, "the tour of subscriptions: $case->[0]") or diag($said);
}
like($said, qr/^ 2026-01-05 \| +2 \| +2 \| +1$/m, 'what is to come makes nothing known, and nobody runs before the start');
done_testing();
