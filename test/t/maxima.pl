# No better point is known: fits of real segments (with DATA), of guests and steady buyers, and of customers made by the models reach what an
# independent search (test/search) finds from random points, but for 1e-6 of log-likelihood per customer; and the limits that WARNINGs name are
# as likely. MAXIMA_SEGMENTS=500, MAXIMA_MIXTURES=50, MAXIMA_WORLDS=50 and MAXIMA_CUSTOMERS=10000 try more and larger ones, from MAXIMA_STARTS=60
# points each; MAXIMA_SEED.
use strict;
use warnings;
use lib 'test/lib';
use Chance;
use Custval;
use File::Temp;
use List::Util qw(max min sum);
use Test::More;
use Time::Local 'timegm';

my $segments = $ENV{MAXIMA_SEGMENTS} // 18;
my $mixtures = $ENV{MAXIMA_MIXTURES} // 6;
my $worlds = $ENV{MAXIMA_WORLDS} // 4;
my $starts = $ENV{MAXIMA_STARTS} // 30;
my $largest = $ENV{MAXIMA_CUSTOMERS} // 300;	# in a mixture or a world
my $short = 1e-6;	# of log-likelihood, per customer
my %parameters = ('bg/nbd' => [qw(r alpha a b)], 'mbg/nbd' => [qw(r alpha a b)], 'pareto/nbd' => [qw(r alpha s beta)],
	'bg/bb' => [qw(alpha beta gamma delta)], sbg => [qw(alpha beta)], 'gamma-gamma' => [qw(p q v)]);
my @timed = ('bg/nbd', 'mbg/nbd', 'pareto/nbd');

srand($ENV{MAXIMA_SEED} // 20260201);

# ---------- customers: the days of their purchases, the spend of each, and the day they are seen at ----------

# A customer who purchases at a rate by week until gone, from the first time on; times are known to so many days
sub buyer {
	my ($rate, $leaves_at, $leaves_after, $weeks, $grain) = @_;
	my @days = (0);
	for (my $t = exponential($rate); $t < min($leaves_at, $weeks) && rand() >= $leaves_after; $t += exponential($rate)) { push @days, $grain * (int(7 * $t / $grain) + 1) }
	my $mean = log_uniform(5, 50);
	return { days => \@days, spend => [map { $mean * log_uniform(0.5, 2) } @days], seen => 7 * $weeks };
}

sub cdnow {
	my %customers;
	for (split /\n/, slurp("$ENV{DATA}/cdnow_transactions.csv")) {
		my ($id, $year, $month, $day, undef, $amount) = /^(\d+),(\d+)-(\d+)-(\d+),(\d+),([\d.]+)/ or next;
		$customers{$id}{ int(timegm(0, 0, 0, $day, $month - 1, $year) / 86400) } += $amount;
	}
	return map { my $spend = $_; my @days = sort { $a <=> $b } keys %$spend; { days => \@days, spend => [@$spend{@days}] } } @customers{ sort { $a <=> $b } keys %customers };
}

# The like, where the file is not at hand: who comes in twelve weeks and is seen for 78
sub made_up {
	return map {
		my ($customer, $first) = (buyer(gamma(0.6) / 8 + 1e-9, exponential(gamma(0.7) / 12 + 1e-9), 0, 78, 1), int rand 84);
		{ days => [map { $_ + $first } @{ $customer->{days} }], spend => $customer->{spend} }
	} 1 .. 2000;
}

# As they are seen on a day
sub seen_at {
	my ($customer, $day) = @_;
	my $n = grep { $_ <= $day } @{ $customer->{days} };
	return { days => [@{ $customer->{days} }[0 .. $n - 1]], spend => [@{ $customer->{spend} }[0 .. $n - 1]], seen => $day };
}

# ---------- what each model is told of a customer: x, t_x, age; nothing if it is told none ----------

sub in_weeks {
	my ($customer) = @_;
	my @days = @{ $customer->{days} };
	my %days = map { $_ => 1 } @days;
	return (keys(%days) - 1, map { sprintf '%.6f', ($_ - $days[0]) / 7 } $days[-1], $customer->{seen});
}

# Periods of 30 days, the first one not counted
sub in_periods {
	my ($customer) = @_;
	my $first = $customer->{days}[0];
	my $n = int(($customer->{seen} - $first) / 30);
	my %periods = map { int(($_ - $first) / 30) => 1 } @{ $customer->{days} };
	my @later = sort { $a <=> $b } grep { $_ > 0 && $_ <= $n } keys %periods;
	return $n > 0 ? (scalar @later, $later[-1] // 0, $n) : ();
}

# Who has not been seen for 100 days has left
sub as_contract {
	my ($customer) = @_;
	my ($first, $last) = @{ $customer->{days} }[0, -1];
	return (1 + int(($last - $first) / 30), $customer->{seen} - $last > 100 ? 1 : 0, 0);
}

sub as_spender {
	my ($customer) = @_;
	my ($x, @spend) = (scalar(@{ $customer->{spend} }) - 1, @{ $customer->{spend} });
	return $x > 0 && sum(@spend[1 .. $x]) > 0 ? ($x, sprintf('%.4f', sum(@spend[1 .. $x]) / $x), 0) : ();
}

my %told = ((map { $_ => \&in_weeks } @timed), 'bg/bb' => \&in_periods, sbg => \&as_contract, 'gamma-gamma' => \&as_spender);

# ---------- problems ----------

my @problems;

# A model of these customers, if there is anything to learn
sub pose {
	my ($name, $model, @customers) = @_;
	my %count;
	$count{"@$_"}++ for grep { @$_ } map { [$told{$model}->($_)] } @customers;
	my @rows = map { [split ' ', $_] } sort keys %count;
	return if sum(0, values %count) < 2 || ($model eq 'gamma-gamma' && @rows < 2) || max(0, map { $_->[0] } @rows) < ($model eq 'sbg' ? 2 : 1);
	push @problems, { name => "$model of $name", model => $model, rows => [map { [@$_, $count{"@$_"}] } @rows], customers => sum(values %count) };
}

my @all = -f (($ENV{DATA} // '') . '/cdnow_transactions.csv') ? cdnow() : made_up();
my $latest = max(map { $_->{days}[0] } @all);
for my $i (1 .. $segments) {
	my $n = (5, 20, 100)[$i % 3];
	my $day = $latest + int(7 + rand 450);
	my @segment = map { seen_at($all[rand @all], $day) } 1 .. $n;
	pose("segment $i of $n", $_, @segment) for sort keys %parameters;
}
for my $i (1 .. $mixtures) {
	my ($n, $guests, $shape, $gap, $gone) = (int log_uniform(40, $largest), 0.2 + 0.6 * rand, log_uniform(1, 30), log_uniform(1, 10), 0.3 * rand);
	my @mixture = map {
		my $weeks = 40 + int rand 12;
		rand() < $guests ? buyer(1, 0, 0, $weeks, 7) : buyer(gamma($shape) / $shape / $gap, rand() < $gone ? 10 + rand 30 : 1e9, 0, $weeks, 7);
	} 1 .. $n;
	pose("mixture $i of $n", $_, @mixture) for @timed, 'bg/bb';
}
for my $i (1 .. $worlds) {
	my ($n, $r, $gap, $a, $b, $s, $age) = (int log_uniform(100, $largest), log_uniform(0.2, 3), log_uniform(2, 15), log_uniform(0.3, 3), log_uniform(0.5, 10), log_uniform(0.3, 3), log_uniform(5, 40));
	my %leaves = (
		'bg/nbd' => sub { my $p = beta($a, $b); (1e9, $p) },
		'mbg/nbd' => sub { my $p = beta($a, $b); (rand() < $p ? 0 : 1e9, $p) },
		'pareto/nbd' => sub { (exponential(gamma($s) / $age + 1e-9), 0) });
	for my $model (sort keys %leaves) {
		pose("world $i of $n", $model, map { buyer(gamma($r) / $r / $gap + 1e-9, $leaves{$model}->(), 30 + int rand 50, 1) } 1 .. $n);
	}
}

# ---------- fits ----------

sub fit_of {
	my ($model, $k) = @_;
	my $rows = "FROM customers WHERE problem = $k";
	return "sbg_fit(x::bigint, t_x > 0) $rows" if $model eq 'sbg';
	return "clv_fit(x, 1, 9 + x, t_x) $rows" if $model eq 'gamma-gamma';
	return "clv_fit(x, t_x, age, '$model', '" . ($model eq 'bg/bb' ? 'month' : 'week') . "') $rows";
}

# The parameters, whether there is a maximum, its likelihood, and the WARNING about the model
sub fit_all {
	my $file = File::Temp->new;
	for my $k (0 .. $#problems) {
		for my $row (@{ $problems[$k]{rows} }) { print $file "$k\t$row->[0]\t$row->[1]\t$row->[2]\n" x $row->[3] }
	}
	close $file;
	fresh_database('maxima');
	answer("CREATE TABLE customers (problem int, x float8, t_x float8, age float8);\n\\copy customers FROM '$file'\nCREATE INDEX ON customers (problem); ANALYZE customers");
	my ($said, $status) = psql(join '', map {
		my $problem = $problems[$_];
		my $names = join ',', @{ $parameters{ $problem->{model} } };
		my $likelihood = $problem->{model} eq 'gamma-gamma' ? 'spend_log_likelihood' : 'log_likelihood';
		"SELECT 'fit $_', bool_and(se IS NOT NULL), (clv_model_summary(m)).$likelihood, string_agg(estimate::text, ' ') FROM (SELECT "
			. fit_of($problem->{model}, $_) . ") AS f(m), clv_params(m) WHERE parameter = ANY ('{$names}') GROUP BY m;\n"
	} 0 .. $#problems);
	die $said if $status;
	my %warning;
	for (split /\n/, $said) {
		if (/^WARNING:  (the .* of the (\S+) model (?:has no maximum|was not found).*)/) { $warning{last} = lc $2; $warning{$warning{last}} = $1 }
		elsif (/^DETAIL:  (.*)/) { $warning{$warning{last}} .= ". $1" }
		elsif (/^fit (\d+)\|(.)\|([^|]+)\|(.+)/) {
			@{ $problems[$1] }{qw(converged ll at warning)} = ($2 eq 't', $3, [split ' ', $4], $warning{ $problems[$1]{model} });
			%warning = ();
		}
	}
}

# ---------- what the search says ----------

# Far on the way to the limits that the WARNING names
sub limit_of {
	my ($problem) = @_;
	my ($detail) = ($problem->{warning} // '') =~ /rises towards (.*)\./ or return ();
	my @names = @{ $parameters{ $problem->{model} } };
	my %at; @at{@names} = @{ $problem->{at} };
	for my $limit (split /; /, $detail) {
		my %sign = map { /^(\w+) = (infinity|0)/ ? ($1 => $2 eq '0' ? -1 : 1) : () } split /, /, $limit =~ s/:.*//r;
		my $further = max(0, 35 - min(map { $sign{$_} * log $at{$_} } keys %sign));
		my $winding = $problem->{model} eq 'pareto/nbd' && $limit =~ /^s = 0, beta = 0/;
		my $left = $at{s} * log(1 + 1 / $at{beta}) if $winding;
		$at{$_} *= exp($sign{$_} * $further) for keys %sign;
		$at{s} = $left / log(1 + 1 / $at{beta}) if $winding;
	}
	return [@at{@names}];
}

sub ask {
	my ($search) = @_;
	my $input = join '', map {
		my ($i, $problem) = ($_, $problems[$_]);
		my @points = ($problem->{at}, limit_of($problem));
		join(' ', $problem->{model}, scalar @{ $problem->{rows} }, $starts, $i, scalar @points) . "\n" . join('', map { "@$_\n" } @{ $problem->{rows} }, @points);
	} 0 .. $#problems;
	my ($said, $status) = run($search, $input);
	die "the search fails: $said" if $status;
	my $i = -1;
	for (split /\n/, $said) {
		if (/^best (\S+) (.*)/) { @{ $problems[++$i] }{qw(best best_at)} = ($1, $2) }
		elsif (/^at (\S+)/) { push @{ $problems[$i]{heights} }, $1 }
	}
}

sub judge {
	my ($problem) = @_;
	my ($here, $limit) = @{ $problem->{heights} };
	my $n = $problem->{customers};
	my @wrong;
	push @wrong, 'is lower than what the search found' unless $here >= $problem->{best} - $short * $n;
	push @wrong, "says another log-likelihood, $problem->{ll}," unless abs($here - $problem->{ll}) <= $short * $n;
	push @wrong, "names a limit at which it is $limit" if defined $limit && $limit < $here - $short * $n;
	push @wrong, 'has no maximum and no WARNING, or both' if $problem->{converged} == defined $problem->{warning};
	push @wrong, 'was given up' if ($problem->{warning} // '') =~ /^the maximum of the likelihood of the \S+ model was not found in \d+ steps/;
	ok(!@wrong, $problem->{name}) and return;
	diag("log-likelihood $here at @{ $problem->{at} } of $n customers @{[join ' and ', @wrong]}: $problem->{best} at $problem->{best_at}; "
		. ($problem->{warning} // 'no WARNING') . ' ' . join ' ', map { "(@$_)" } @{ $problem->{rows} }[0 .. min(24, $#{ $problem->{rows} })]);
}

my $box = File::Temp->newdir;
die "cannot compile the search\n" if system(($ENV{CC} || 'cc') . " -std=c99 -O2 -Wall -Wextra -Werror -D_XOPEN_SOURCE=600 test/search/*.c -o $box/search -lm");
fit_all();
ask("$box/search");
judge($_) for @problems;
note(sprintf '%d problems, of which %d have no maximum', scalar @problems, scalar grep { !$_->{converged} } @problems);
done_testing();
