# Sample rows with a value of every type, and a call of every aggregate on them. Which types and aggregates
# there are is read from the catalog: one that has no sample here fails the test that asks.
package Samples;
use strict;
use warnings;
use Custval;
use Exporter 'import';

our @EXPORT = qw(sample_types sample_aggregates create_samples checksum);

# A value of each type, made from a row's columns; rows differ, so that fits have work to do
my %values = (
	survey_tally => q{(SELECT nps_agg((id + i * i) % 11, 0.5 + i) FROM generate_series(1, 3) AS i)},
	activity_calendar => q{(SELECT activity_agg(date '2024-01-01' + (id + i * i * 37) % 600, 'month') FROM generate_series(1, 3) AS i)},
	retention_grid => q{(SELECT retention_agg(i % 2, date '2024-01-01' + (id + i * i * 37) % 600, 'month') FROM generate_series(1, 4) AS i)},
	active_tally => q{(SELECT active_agg(i % 2, date '2024-01-01' + (id + i * i * 37) % 600, 'month') FROM generate_series(1, 4) AS i)},
	purchase_calendar => q{(SELECT purchase_agg(date '2026-01-01' - tenure::int + (recency * i / greatest(frequency, 1))::int, 1 + (id + i) % 977)
		FROM generate_series(0, frequency::int) AS i)},
	clv_tally => q{(SELECT clv_tally_agg(i, i * (1 + id % 7), 100 + id % 50, 1 + (id + i) % 977, 'day') FROM generate_series(0, 3) AS i)},
	survival_tally => q{(SELECT survival_agg((id * i) % 97 / 4.0, (id + i) % 3 = 0) FROM generate_series(1, 5) AS i)},
	fitted_clv => q{make_clv_model('bg/nbd', format('{"r": %s, "alpha": 4.4, "a": 0.79, "b": 2.4}', id / 8.0)::jsonb)},
	forecast_tally => q{(SELECT forecast_agg(m, 12, 0.1, h, '2026-01-01') FROM (SELECT make_clv_model('bg/nbd', format('{"r": %s, "alpha": 4.4, "a": 0.79, "b": 2.4, "p": 6.25, "q": 3.74, "v": 15.44}', (1 + id % 5) / 8.0)::jsonb) AS m,
		purchase_agg(date '2026-01-01' - tenure::int + (recency * i / greatest(frequency, 1))::int, 1 + (id + i) % 977) AS h FROM generate_series(0, frequency::int) AS i) AS s)},
	bridge_tally => q{(SELECT revenue_agg((id + i) % 300 / 8.0, id * i % 200, i = 2) FROM generate_series(1, 3) AS i)},
	driver_moments => q{(SELECT driver_agg((id + i * i) % 11, ARRAY[id * i % 7, nullif((id + i) % 6, 5), i], 0.5 + i) FROM generate_series(1, 9) AS i)},
	value_tally => q{(SELECT value_agg((id * i * 7919 % 997 - 100) / 8.0, 1 + i) FROM generate_series(1, 4) AS i)},
	transition_matrix => q{(SELECT transition_agg('label ' || (id + i) % 5, nullif('label ' || id * i % 7, 'label 6')) FROM generate_series(1, 4) AS i)},
	funnel_tally => q{(SELECT funnel_agg(i % 3, timestamp '2024-01-01' + (id + i * i * 37) % 60 * interval '1 hour', (ARRAY['view', 'cart', 'purchase'])[1 + (id + i) % 3], ARRAY['view', 'cart', 'purchase'], '2 days') FROM generate_series(1, 9) AS i)},
	term_tally => q{(SELECT term_agg((id + i * i) % 11, ARRAY['term ' || id * i % 7, chr(97 + id::int % 26), repeat('long ', 4 + i)]) FROM generate_series(1, 4) AS i)},
	ledger_tally => q{(SELECT ledger_agg(i % 2, date '2024-01-01' + (id + i * i * 37) % 600, (id + i) % 977 / 8.0, 'month') FROM generate_series(1, 4) AS i)},
);

# Arguments by the beginning of the aggregate's signature, the longest that fits; TYPE is the type of the first
my @answer = ('id % 11', '0.5 + id % 7');
my @box = ('1 + id % 5', '0.5 + id % 7');
my @spending = ('id % 300 / 8.0', 'id % 200', 'id % 7 = 0');
my @funnel = (q{(ARRAY['view', 'cart', 'purchase', 'support'])[1 + id * 31 % 4]}, q{ARRAY['view', 'cart', 'purchase']}, q{'400 days'}, q{'strict'});
my %arguments = (
	funnel_agg => ['customer_TYPE', 'at', @funnel], funnel_step => ['at', @funnel],
	nps => \@answer, nps_agg => \@answer, csat => \@box, csat_agg => \@box, ces => \@box, ces_agg => \@box,
	survey_agg => ['id % 11', 0, 10, '0.5 + id % 7'],
	nps_count_agg => ['id % 11', 'id % 40'], csat_count_agg => ['1 + id % 5', 'id % 40'], ces_count_agg => ['1 + id % 5', 'id % 40'],
	survey_count_agg => ['id % 11', 0, 10, 'id % 40'],
	rollup => ['TYPE'],
	activity_agg => ['at', q{'day'}],
	'activity_agg(daterange' => ['daterange(at::date, at::date + 40)', q{'day'}, q{'2026-01-01'}],
	retention_agg => ['customer_TYPE', 'at', q{'month'}],
	active_agg => ['customer_TYPE', 'at', q{'day'}],
	'active_agg(activity_calendar' => ['activity_calendar'],
	'retention_agg(activity_calendar' => ['activity_calendar', q{date '2023-01-01' + id % 300}, q{'month'}],
	(map {
		my $key = $_;
		(map { ("retention_agg($key, $_, $_" => ['customer_TYPE', 'at', q{date '2023-01-01'}, q{'month'}]) } 'date', 'timestamp without time zone', 'timestamp with time zone'),
			"retention_agg($key, daterange" => ['customer_TYPE', 'daterange(at::date, at::date + 40)', q{'month'}, q{'2026-01-01'}]
	} qw(bigint text uuid)),
	purchase_agg => ['at', '(id % 1000) / 8.0'],
	clv_tally_agg => ['frequency', 'recency', 'tenure', '1 + id % 977', q{'day'}],
	'clv_tally_agg(double precision, double precision, double precision, text' => ['frequency', 'recency', 'tenure', q{'week'}],
	'clv_tally_agg(purchase_calendar' => ['purchase_calendar', q{'2026-01-01'}, q{'calendar month'}],
	clv_tally_count_agg => ['frequency', 'recency', 'tenure', '1 + id % 5', q{'day'}],
	'clv_tally_count_agg(double precision, double precision, double precision, double precision, double precision'
		=> ['frequency', 'recency', 'tenure', '1 + id % 977', '1 + id % 5', q{'day'}],
	clv_fit => ['frequency', 'recency', 'tenure', '1 + id % 977', q{'bg/nbd'}, q{'day'}],
	'clv_fit(double precision, double precision, double precision, text' => ['frequency', 'recency', 'tenure', q{'pareto/nbd'}],
	'clv_fit(double precision, double precision, double precision, text, text' => ['frequency', 'recency', 'frequency + recency', q{'bg/bb'}, q{'day'}],
	'clv_fit(purchase_calendar' => ['purchase_calendar', q{'2026-01-01'}, q{'mbg/nbd'}, q{'day'}],
	forecast_agg => [q{format('{"version": 1, "model": "pareto/nbd", "unit": "week", "parameters": {"r": %s, "alpha": 10.58, "s": 0.606, "beta": 11.67, "p": 6.25, "q": 3.74, "v": 15.44}}', (1 + id % 5) / 8.0)}, '12', '0.1', 'purchase_calendar', q{'2026-01-01'}],
	driver_agg => ['id % 11', 'ARRAY[id * 31 % 7, nullif(id % 6, 5), id % 13 / 8.0]', '0.5 + id % 7'],
	revenue_agg => \@spending, nrr => \@spending, grr => \@spending,
	ledger_agg => ['customer_TYPE', 'at', '(id % 1000) / 8.0', q{'month'}],
	subscription_ledger_agg => ['customer_TYPE', 'daterange(at::date, at::date + 31 + id % 400)', '(id % 1000) / 8.0', q{'month'}, q{'2027-01-01'}],
	(map {
		my ($name, $what) = @$_;
		my @stay = ('id * 7919 % 9973 / 8.0', $what);
		my @late = ('id % 50', '50 + id * 7919 % 9973 / 8.0', $what);
		("$name(double precision, " => [@stay, '1 + id % 5'], "$name(double precision, double precision, " => [@late, '1 + id % 5'], map {
			my @dates = ('at', q{CASE WHEN id % 3 < 2 THEN at + interval '1 day' * (id % 97) END});
			my @rest = ($name eq 'survival_agg' ? () : $what, q{date '2026-06-01'});
			("$name($_, $_, " => [@dates, @rest], "$name($_, $_, $_, " => [@dates, q{at + interval '1 day' * (id % 7 - 3)}, @rest]);
		} 'date', 'timestamp without time zone', 'timestamp with time zone')
	} [survival_agg => 'id % 3 = 0'], [churn_reason_agg => q{CASE id % 3 WHEN 0 THEN 'price' WHEN 1 THEN 'service' END}]),
	value_agg => ['(id * 7919 % 997 - 100) / 8.0', 'id % 5'],
	transition_agg => [q{'label ' || id % 5}, q{nullif('label ' || id * 7919 % 7, 'label 6')}, 'id % 5'],
	term_agg => ['id % 11', q{'late' || id % 5 || ' word' || id * 7919 % 97}, 0, 10],
	(map { ("term_agg($_, text" => ['id % 11', q{ARRAY['late' || id % 5, 'two words', 'word' || id * 7919 % 97]}, 0, 10]) } 'integer', 'double precision'),
	sbg_fit => ['1 + id * 7919 % 9973', 'id % 3 = 0', '1 + id % 5'],
);

# The extension's types, each with a sample
sub sample_types {
	my @types = split /\n/, answer(q{SELECT t.typname FROM pg_type AS t JOIN pg_depend AS d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
		WHERE t.typtype = 'b' AND t.typelem = 0 ORDER BY t.oid});
	for (@types) { die "the type $_ has no sample value: add one to test/lib/Samples.pm\n" unless $values{$_} }
	return @types;
}

# The call of an aggregate on the rows of samples
sub sample_call {
	my ($signature) = @_;
	my ($name, $list) = $signature =~ /^(\w+)\((.*)\)$/;
	my @types = split /, /, $list;
	my ($key) = sort { length $b <=> length $a } grep { $signature =~ /^\Q$_\E\b/ } keys %arguments;
	my @expressions = map { s/TYPE/$types[0]/r } $key ? @{ $arguments{$key} } : ();
	die "the aggregate $signature has no sample arguments: add them to test/lib/Samples.pm\n" if @expressions < @types;
	return "$name(" . join(', ', map { "($expressions[$_])::$types[$_]" } 0 .. $#types) . ')';
}

# The extension's aggregates: signature, sample call, whether it fits a model
sub sample_aggregates {
	return map {
		my ($signature, $result) = split /\|/;
		{ signature => $signature, call => sample_call($signature), fits => $result eq 'fitted_clv' };
	} split /\n/, answer(q{SELECT format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)), p.prorettype::regtype FROM pg_proc AS p
		JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e' WHERE p.prokind = 'a' ORDER BY p.oid});
}

# The table samples: a customer a row, from whose numbers models can be learnt, and a value of every type
sub create_samples {
	my ($rows) = @_;
	my $columns = join '', map { ", $values{$_} AS $_" } sample_types();
	answer(qq{CREATE TABLE samples AS SELECT *, id % (1 + $rows / 4) AS customer_bigint, 'customer ' || id % (1 + $rows / 4) AS customer_text,
		lpad(to_hex(id % (1 + $rows / 4)), 32, '0')::uuid AS customer_uuid, timestamp '2024-01-01' + id * 7907 % 800 * interval '1 day 1 second' AS at $columns
		FROM (SELECT id, frequency, CASE WHEN frequency > 0 THEN frequency + id * 7907 % (tenure - frequency) ELSE 0 END AS recency, tenure
			FROM (SELECT id, greatest(0, id % 13 - 6) AS frequency, 300 + id * 7919 % 701 AS tenure FROM generate_series(1, $rows) AS id) AS a) AS b;
		VACUUM ANALYZE samples});
}

# Of all values of all rows
sub checksum {
	return answer('SELECT md5(string_agg(s::text, chr(10) ORDER BY id)) FROM samples AS s');
}

1;
