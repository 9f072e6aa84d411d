# What an earlier version wrote is read by this one, and means the same: see test/fixtures/README.md.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use MIME::Base64;
use Samples;
use Test::More;

fresh_database('fixtures');
answer(q{SET client_min_messages = error;
	CREATE AGGREGATE part(bigint, date, text) (SFUNC = retention_events_accum, STYPE = retention_grid);
	CREATE AGGREGATE part_active(bigint, date, text) (SFUNC = active_events_accum, STYPE = active_tally);
	CREATE AGGREGATE part_active(activity_calendar) (SFUNC = active_accum, STYPE = active_tally);
	CREATE AGGREGATE closed(active_tally) (SFUNC = active_events_combine, STYPE = active_tally, FINALFUNC = active_events_final);
	CREATE AGGREGATE part(text, date, numeric, text) (SFUNC = ledger_accum, STYPE = ledger_tally);
	CREATE AGGREGATE part(uuid, date, numeric, text) (SFUNC = ledger_accum, STYPE = ledger_tally);
	CREATE AGGREGATE part(float8, float8, float8) (SFUNC = clv_tally_accum, STYPE = clv_tally);
	CREATE AGGREGATE part(purchase_calendar, date) (SFUNC = clv_fit_history_accum, STYPE = clv_tally);
	CREATE AGGREGATE part(bigint, boolean) (SFUNC = sbg_accum, STYPE = survival_tally);
	CREATE AGGREGATE part(bigint, timestamp, text, text[], interval) (SFUNC = funnel_accum, STYPE = funnel_tally);
	CREATE AGGREGATE part(text, timestamptz, text, text[], interval, text) (SFUNC = funnel_accum, STYPE = funnel_tally);
	CREATE AGGREGATE closed(funnel_tally) (SFUNC = funnel_events_combine, STYPE = funnel_tally, FINALFUNC = funnel_events_final);
	CREATE AGGREGATE closed(retention_grid) (SFUNC = retention_events_combine, STYPE = retention_grid, FINALFUNC = retention_events_final);
	CREATE AGGREGATE closed(ledger_tally) (SFUNC = ledger_tally_combine, STYPE = ledger_tally, FINALFUNC = ledger_tally_final);
	CREATE AGGREGATE closed(clv_tally) (SFUNC = clv_tally_combine, STYPE = clv_tally, FINALFUNC = clv_tally_final);
	CREATE AGGREGATE part(float8, float8[], float8) (SFUNC = driver_accum, STYPE = driver_moments);
	CREATE AGGREGATE closed(driver_moments) (SFUNC = driver_moments_combine, STYPE = driver_moments, FINALFUNC = driver_moments_final);
	CREATE AGGREGATE part(numeric, float8) (SFUNC = value_accum, STYPE = value_tally);
	CREATE AGGREGATE part(text, text, float8) (SFUNC = transition_accum, STYPE = transition_matrix);
	CREATE AGGREGATE part(int, text[]) (SFUNC = term_accum, STYPE = term_tally);
	CREATE AGGREGATE part(int, tsvector) (SFUNC = term_accum, STYPE = term_tally);
	CREATE AGGREGATE closed(term_tally) (SFUNC = term_tally_combine, STYPE = term_tally, FINALFUNC = term_tally_final);
	CREATE AGGREGATE closed(value_tally) (SFUNC = value_tally_combine, STYPE = value_tally, FINALFUNC = value_tally_final);
	CREATE AGGREGATE closed(transition_matrix) (SFUNC = transition_matrix_combine, STYPE = transition_matrix, FINALFUNC = transition_matrix_final);
	CREATE AGGREGATE closed(survival_tally) (SFUNC = survival_tally_combine, STYPE = survival_tally, FINALFUNC = survival_tally_final)});

# From which values the files were made
my $rows = 'FROM generate_series(1, 9) AS x';
my $many = 'FROM generate_series(1, 900) AS x';
my %made = (
	survey_tally => ["(SELECT nps_agg(x % 11) $many)", "(SELECT nps_agg(x % 11, x / 7.0) $rows)", "(SELECT survey_agg(x * 31 % 101, 0, 100, 1e-4 + x) $many)",
		q{'{"version": 1, "scale": [-1000000000, -999999999], "answers": [0, 9223372036854775807]}'}],
	activity_calendar => [(map { "(SELECT activity_agg(date '2020-02-29' + x * x * 7, '$_') $rows)" } qw(day week month quarter year)), q{(SELECT activity_agg(d, 'day') FROM (VALUES (date '4712-06-01 BC')) AS v(d))},
		"(SELECT activity_agg(date '2000-01-01' + x * x / 9, 'day') $many)"],
	retention_grid => ["(SELECT retention_agg(x % 5, date '2024-01-01' + x * x * 7, 'month') $rows)", "(SELECT retention_agg(x % 97, date '2024-01-01' + x * 7919 % 701, 'week') $many)",
		q{(SELECT retention_agg(c, date '2024-01-10', 'quarter') FROM (VALUES (NULL::activity_calendar), ('{"version": 1, "unit": "quarter", "first": "2024-07-01", "last_seen": "2026-01-05", "active": [0, 6]}')) AS v(c))},
		"(SELECT part(x % 4, date '2024-01-01' + x * x * 7, 'month') $rows)", "(SELECT part(x % 97, date '2024-01-01' + x * 7919 % 701, 'day') $many)"],
	active_tally => ["(SELECT active_agg(x % 5, date '2024-01-01' + x * x * 7, 'month') $rows)", "(SELECT active_agg(x % 97, date '2024-01-01' + x * 7919 % 701, 'week') $many)",
		"(SELECT active_agg(x % 5, date '1950-01-01' + x * x * x * 41, 'day') $rows)",
		"(SELECT part_active(x % 4, date '2024-01-01' + x * x * 7, 'month') $rows)", "(SELECT part_active(x % 9, date '2024-01-01' + x * 7919 % 701, 'day') $many)"],
	purchase_calendar => ["(SELECT purchase_agg(date '2024-01-01' + x * x, x / 8.0 - 0.25) $rows)", "(SELECT purchase_agg(date '2024-01-01' + x * x) $rows)", "(SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x / 7.0) $many)",
		q{(SELECT purchase_agg(date '2024-01-01', a) FROM unnest('{99999999999999999999999999.99,-1e-12}'::numeric[]) AS a)}],
	fitted_clv => [(map { "(SELECT clv_fit(x % 7, x % 7 * 3.5, 30 + x % 11, 5 + x % 83 / 7.0, '$_') $many)" } 'bg/nbd', 'mbg/nbd'),
		q{make_clv_model('pareto/nbd', '{"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669, "p": 6.25, "q": 3.74, "v": 15.44}', 'month')},
		q{make_clv_model('bg/bb', '{"alpha": 1.204, "beta": 0.750, "gamma": 0.657, "delta": 2.783}', 'year')},
		q{(SELECT sbg_fit(t, churned, n) FROM (VALUES (1, true, 369), (2, true, 163), (3, true, 86), (4, true, 56), (5, true, 37), (6, true, 27), (7, true, 21), (7, false, 241)) AS d(t, churned, n))}],
	clv_tally => ["(SELECT clv_tally_agg(x % 3, x % 3 * 2, 10 + x % 2) $rows)", "(SELECT clv_tally_count_agg(x % 3, x % 3 * 2, 10 + x % 2, nullif(x, 5) / 4.0, x, 'calendar month') $rows)",
		"(SELECT clv_tally_agg(h, '2026-01-01', 'year') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x / 8.0) AS h $many GROUP BY x % 89) AS s)",
		"(SELECT part(x % 3, x % 3 * 2, 10 + x % 2) $rows)", "(SELECT part(h, '2026-01-01') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x) AS h $many GROUP BY x % 89) AS s)"],
	forecast_tally => ["(SELECT forecast_agg(make_clv_model('bg/nbd', '{\"r\": 0.243, \"alpha\": 4.414, \"a\": 0.793, \"b\": 2.426, \"p\": 6.25, \"q\": 3.74, \"v\": 15.44}'), 52, 0.1, h, '2026-01-01') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x / 8.0) AS h $many GROUP BY x % 89) AS s)",
		"(SELECT forecast_agg(m, 12, 0, h, '2026-01-01') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x / 8.0) AS h $many GROUP BY x % 89) AS s, (SELECT make_clv_model('bg/bb', format('{\"alpha\": %s, \"beta\": 0.750, \"gamma\": 0.657, \"delta\": 2.783}', i)::jsonb, 'month') AS m FROM generate_series(1, 3) AS i) AS t)",
		"(SELECT forecast_agg((SELECT clv_fit(h, '2026-01-01') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701, x / 8.0) AS h $many GROUP BY x % 289) AS s), 26, 0.1, h, '2026-01-01') FROM (SELECT purchase_agg(date '2024-01-01' + x * 7919 % 701) AS h $many GROUP BY x % 289) AS s)"],
	survival_tally => [q{'{"version": 1, "rows": [[1, 1, 369], [2, 1, 163], [3, 1, 86], [4, 0, 7], [4, 1, 56], [5, 0, 319]]}'}, q{'{"version": 1, "decimals": 6, "rows": [[1, 1, 36900000], [2, 1, 16300001], [3, 1, 8600000], [4, 0, 38200000]]}'},
		q{(SELECT part(t, churned) FROM (VALUES (1, true, 37), (2, true, 16), (3, true, 9), (4, true, 6), (5, false, 32)) AS d(t, churned, n), generate_series(1, n))}],
	value_tally => ["(SELECT value_agg(x * x % 7 - 2, x) $rows)", "(SELECT value_agg(round(x * 7919 % 997 / 7.0, x % 5)) $many)", q{(SELECT value_agg(v) FROM unnest('{99999999999999999999999999999999999999,-99999999999999999999999999999999999999,7}'::numeric[]) AS v)}, q{(SELECT value_agg(1e-38, 9007199254740992))},
		"(SELECT part(x / 8.0 - 0.5, x % 4) $rows)", "(SELECT part(x * 7919 % 997 / 8.0, 1) $many)"],
	term_tally => ["(SELECT term_agg(x % 11, ARRAY['theme ' || x % 4, 'x']) $rows)", "(SELECT term_agg(x * 31 % 101, ARRAY[left('a term of many bytes', x % 19), repeat('long', x % 9), md5((x % 97)::text)], 0, 100) $many)", "(SELECT term_agg(x % 11, to_tsvector('simple', 'said ' || x % 97 || ' times')) $many)",
		q{(SELECT term_agg(s, t, -3, 2) FROM (VALUES (-3.0, ARRAY[U&'\\00fc"\\005c', '']), (2, '{}'), (2, '{b,B}'), (0, NULL)) AS v(s, t))}, q{'{"version": 1, "scale": [0, 1], "answers": [0, 9223372036854775807], "terms": {"a": [0, 9223372036854775807]}}'},
		"(SELECT part((x % 11)::int, ARRAY['theme ' || x % 4, 'x']) $rows)", "(SELECT part((x % 11)::int, to_tsvector('simple', 'said ' || x % 97 || ' times')) $many)"],
	transition_matrix => ["(SELECT transition_agg('label ' || x % 4, nullif('label ' || x % 3, 'label 2'), x) $rows)", "(SELECT transition_agg(nullif((x % 97)::text, '5'), (x * 7919 % 89)::text) $many)",
		q{(SELECT transition_agg(b, a) FROM (VALUES (U&'\\00fc"\\005c', ''), ('', NULL), (NULL, 'B'), ('a', 'B')) AS v(b, a))}, "(SELECT part('label ' || x % 4, nullif('label ' || x % 3, 'label 2'), x) $rows)", "(SELECT part((x % 97)::text, (x * 7919 % 89)::text, 1) $many)"],
	funnel_tally => ["(SELECT funnel_agg(x % 4, timestamp '2024-01-01' + x * x * 7 * interval '1 hour', chr(96 + x % 3), '{a,b}', '20 days') $rows)",
		"(SELECT funnel_agg('k' || x % 97, timestamp '2024-01-01' + x * 7919 % 701 * interval '1 hour', chr(97 + x % 4), '{a,b,a,c}', '400 hours 0.000001 seconds', 'strict') $many)",
		"(SELECT funnel_agg(md5((x % 97)::text)::uuid, timestamp '2024-01-01' + x * 7919 % 701 * interval '1 hour', chr(97 + x % 4), ARRAY['a', 'b', U&'\\00fcbel \"c\"'], '5 days', 'any') $many)",
		"(SELECT funnel_agg(x, timestamp '2024-01-01', 'none', '{a}', '0') $rows)",
		"(SELECT part(x % 4, timestamp '2024-01-01' + x * x * 7 * interval '1 hour', chr(96 + x % 3), '{a,b}', '20 days') $rows)",
		"(SELECT part('k' || x % 97, timestamptz '2024-01-01 00:00+00' + x * 7919 % 701 * interval '1 hour', chr(97 + x % 4), '{a,b,a,c}', '400 hours', 'strict') $many)"],
	driver_moments => ["(SELECT driver_agg(x * x % 11, ARRAY[x * 7 % 5, nullif(x % 4, 3), x / 8.0]) $rows)", "(SELECT driver_agg(x % 11, ARRAY[x * 31 % 10, x / 7.0], 1e-4 + x) $many)", q{(SELECT driver_agg(1e9, ARRAY[-1e9, 1e-6]))}, q{(SELECT driver_agg(1, ARRAY[1, NULL]))},
		"(SELECT part(x % 11, ARRAY[x * 31 % 10, x / 7.0]::float8[], x::float8) $rows)", q{(SELECT part(NULL, NULL::float8[], NULL))}],
	bridge_tally => ["(SELECT revenue_agg(x * 5 % 7 / 8.0, x % 4, x % 2 = 0) $rows)", "(SELECT revenue_agg(x * 31 % 77, x * 7 % 91 / 3.0) $many)",
		q{(SELECT revenue_agg(99999999999999999999999999999999999999, 1))}],
	ledger_tally => ["(SELECT ledger_agg(x % 4 - 2, date '2024-01-01' + x * x * 7, x / 8.0 - 0.5, 'month') $rows)",
		"(SELECT ledger_agg('Kundin \"' || x % 4 || U&'\\00fc', date '2024-01-01' + x * x * 7, x, 'quarter') $rows)", "(SELECT ledger_agg(md5((x % 3)::text)::uuid, date '2024-01-01' + x, x / 8.0, 'week') $rows)",
		"(SELECT ledger_agg(x % 97, date '2024-01-01' + x * 7919 % 701, round(x / 7.0, x % 5), 'day') $many)",
		"(SELECT part('customer ' || x % 4, date '2024-01-01' + x * x * 7, x / 8.0, 'year') $rows)", "(SELECT part(md5((x % 97)::text)::uuid, date '2024-01-01' + x * 7919 % 701, x / 8.0, 'day') $many)"],
);

# What they mean: of v, which is closed
my %meaning = (
	survey_tally => q{answers(v), effective_n(v), (SELECT string_agg(concat_ws(' ', score, answers, weight), ',' ORDER BY score) FROM survey_table(v))},
	activity_calendar => q{first_period(v), last_seen(v), active_periods(v), (SELECT string_agg(period::text, ',' ORDER BY period) FROM retention_curve((SELECT retention_agg(c) FROM (SELECT v) AS s(c))) WHERE retained = 1 AND active_periods(v) < 50)},
	retention_grid => q{customers(v), last_seen(v), (SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', cohort, period, cohort_size, retained), ',' ORDER BY cohort, period)) FROM retention_table(v)),
		(SELECT md5(string_agg(concat_ws(' ', period_start, active_customers, new_customers, retained, resurrected, churned), ',' ORDER BY period_start)) FROM lifecycle_table(v))},
	active_tally => q{last_seen(v), (SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', period_start, active, active_in_window), ',' ORDER BY period_start)) FROM rolling_active(v)),
		(SELECT md5(string_agg(concat_ws(' ', active, active_in_window), ',' ORDER BY period_start)) FROM rolling_active(v, 3))},
	purchase_calendar => q{first_purchase(v), last_purchase(v), purchase_days(v), frequency(v), recency(v, unit => 'day'), monetary(v), total_spend(v)},
	fitted_clv => q{(clv_model_summary(v)).model, (clv_model_summary(v)).unit, (clv_model_summary(v)).customers, round((clv_model_summary(v)).log_likelihood::numeric, 6),
		(SELECT string_agg(concat_ws(' ', parameter, round(estimate::numeric, 9), round(se::numeric, 6)), ',' ORDER BY parameter) FROM clv_params(v))},
	clv_tally => q{customers(v), last_seen(v), (SELECT count(*) || ' ' || md5(string_agg(concat_ws(' ', frequency, recency, tenure, monetary, customers), ',' ORDER BY frequency, recency, tenure, monetary)) FROM clv_tally_table(v))},
	forecast_tally => q{last_seen(v), (SELECT concat_ws(' ', customers, round(still_there::numeric, 9), round(purchases::numeric, 9), round(purchases_low::numeric, 6), round(purchases_high::numeric, 6), round(value::numeric, 6), round(value_low::numeric, 5), round(value_high::numeric, 5)) FROM forecast_summary(v))},
	survival_tally => q{(SELECT string_agg(concat_ws(' ', parameter, round(estimate::numeric, 4)), ',' ORDER BY parameter) FROM clv_params(sbg_fit(v)))},
	value_tally => q{customers(v), total(v), cut_points(v), (SELECT md5(string_agg(concat_ws(' ', share, value_quantile(v, share)), ',')) FROM unnest(ARRAY[0.01, 0.2, 0.4, 0.6, 0.8, 1]) AS share),
		CASE WHEN value_quantile(v, 1e-9) >= 0 THEN (SELECT string_agg(concat_ws(' ', bin, c.customers, lowest, highest, amount, round(share::numeric, 9)), ',' ORDER BY bin) FROM concentration_table(v, 3) AS c) || ' ' || round(gini(v)::numeric, 9) END},
	term_tally => q{answers(v), (SELECT count(*) || ' ' || sum(t.answers) || ' ' || md5(string_agg(concat_ws(' ', term, t.answers, round(share::numeric, 9), round(nps::numeric, 9), round(z::numeric, 6), round(impact::numeric, 9)), ',' ORDER BY term COLLATE "C"))
		FROM term_table(v, 1, 0.95, (v::jsonb #>> '{scale, 0}')::bigint, (v::jsonb #>> '{scale, 1}')::bigint) AS t)},
	transition_matrix => q{(SELECT count(*) || ' ' || sum(transitions) || ' ' || md5(string_agg(concat_ws(' ', coalesce(before, '-'), coalesce(after, '-'), transitions, round(share::numeric, 9), round(low::numeric, 9)), ',' ORDER BY before COLLATE "C", after COLLATE "C")) FROM transition_table(v))},
	funnel_tally => q{last_seen(v), (SELECT string_agg(concat_ws(' ', step, name, customers, dropped, median_seconds, median_seconds_total), ',' ORDER BY step) FROM funnel_table(v, last_seen(v) + 500)),
		(SELECT string_agg(concat_ws(' ', period_start, entered, converted), ',' ORDER BY period_start) FROM funnel_trend(v, last_seen(v) + 40)), step_time(v, 2, 0.9)},
	driver_moments => q{(SELECT concat_ws(' ', answers, incomplete, drivers, redundant, round(effective_n::numeric, 9), round(r_squared::numeric, 9), round(intercept::numeric, 6), round(p_value::numeric, 9)) FROM driver_summary(v)),
		(SELECT string_agg(concat_ws(' ', driver, missing, round(mean::numeric, 9), round(stddev::numeric, 9), round(correlation::numeric, 9), round(coefficient::numeric, 9), round(importance::numeric, 9), round(importance_low::numeric, 9)), ',' ORDER BY driver) FROM driver_table(v))},
	bridge_tally => q{(SELECT concat_ws(' ', opening, new_amount, expansion, contraction, churned, reactivated, closing, opening_customers, new_customers, expanded_customers, contracted_customers, churned_customers,
		reactivated_customers, closing_customers) FROM bridge_summary(v))},
	ledger_tally => q{customers(v), last_seen(v), (SELECT count(*) || ' ' || sum(amount) || ' ' || md5(string_agg(concat_ws(' ', customer, period_start, amount), ',' ORDER BY customer COLLATE "C", period_start)) FROM ledger_table(v))},
);
my %grows = map { $_ => 1 } qw(driver_moments funnel_tally retention_grid active_tally ledger_tally clv_tally survival_tally value_tally transition_matrix term_tally);

# The values of a table, closed where they are open
sub readings {
	my ($type, $table) = @_;
	my $v = $grows{$type} ? "(CASE WHEN open THEN (SELECT closed(v) FROM (SELECT f.v) AS s(v)) ELSE f.v END)" : 'f.v';
	return answer("SET client_min_messages = error; SET extra_float_digits = 0; SET timezone = 'UTC';
		SELECT n, $meaning{$type} FROM (SELECT n, $v AS v FROM $table AS f) AS s ORDER BY n");
}

# Types without files get them in the folder NEW.
sub write_files {
	my ($type) = @_;
	my @values = @{ $made{$type} };
	answer("CREATE TABLE fixtures (n int, v $type, open boolean)");
	answer("INSERT INTO fixtures SELECT $_, v, v::text LIKE '%packed%' FROM (SELECT $values[$_]::$type AS v) AS s") for 0 .. $#values;
	my @texts = split /\n/, answer('SELECT v::text FROM fixtures ORDER BY n');
	my @hex = split /\n/, answer("SELECT encode(${type}_send(v), 'hex') FROM fixtures ORDER BY n");

	# The first one once more, packed as values above 1 MB are: in two pieces
	my $bytes = pack 'H*', $hex[0];
	push @texts, sprintf '{"version": 1, "packed": ["%s", "%s"]}', map { encode_base64($_, '') } substr($bytes, 0, 6), substr($bytes, 6);
	push @hex, $hex[0];
	answer("INSERT INTO fixtures SELECT @{[scalar @values]}, v, open FROM fixtures WHERE n = 0");
	spew("$ENV{NEW}/$type.json", join '', map { "$_\n" } @texts);
	spew("$ENV{NEW}/$type.hex", join '', map { "$_\n" } @hex);
	spew("$ENV{NEW}/$type.sql", join '', map { "$_\n" } grep { /^INSERT/ } split /\n/, (run('pg_dump --inserts -t fixtures'))[0]);
	spew("$ENV{NEW}/$type.out", readings($type, 'fixtures') . "\n");
	answer('DROP TABLE fixtures');
}

for my $type (sample_types()) {
	my $folder = !$ENV{NEW} || -f "test/fixtures/$type.json" ? 'test/fixtures' : $ENV{NEW};
	write_files($type) if $folder ne 'test/fixtures';
	my @files = map { "$folder/$type.$_" } qw(json hex sql out);
	is(join(' ', grep { !-f } @files), '', "there are values of $type") or next;
	my ($texts, $hex, $sql, $expected) = map { slurp($_) } @files;
	my @texts = split /\n/, $texts;
	my @hex = split /\n/, $hex;
	is(scalar @hex, scalar @texts, 'as many in binary as in text');

	# text
	answer("CREATE TABLE from_text (n int, v $type, open boolean)");
	answer('INSERT INTO from_text VALUES ' . join ', ', map { "($_, '" . $texts[$_] =~ s/'/''/gr . "', " . ($hex[$_] =~ /^..01/ ? 'true' : 'false') . ')' } 0 .. $#texts);
	is(readings($type, 'from_text') . "\n", $expected, 'in text they mean what they meant');

	# binary, through COPY
	answer("CREATE TABLE from_binary (n int, v $type, open boolean); CREATE TABLE received (v $type)");
	my $dir = File::Temp->newdir;
	chmod 0755, $dir;
	for my $n (0 .. $#hex) {
		spew("$dir/value", binary_copy(pack 'H*', $hex[$n]));
		answer("TRUNCATE received; COPY received FROM '$dir/value' (FORMAT binary); INSERT INTO from_binary SELECT $n, v, " . ($hex[$n] =~ /^..01/ ? 'true' : 'false') . ' FROM received');
	}
	is(readings($type, 'from_binary') . "\n", $expected, 'in binary, too');
	is(answer('SELECT count(*) FROM from_text AS t JOIN from_binary AS b USING (n) WHERE t.v = b.v'), scalar @hex, 'and are equal');

	# a dump
	answer("CREATE TABLE fixtures (n int, v $type, open boolean)");
	answer($sql);
	is(readings($type, 'fixtures') . "\n", $expected, 'and in a dump');
	answer('DROP TABLE from_text, from_binary, received, fixtures');
}
is(join(' ', grep { my ($type) = m{([^/]+)\.json$}; !$made{$type} } glob 'test/fixtures/*.json'), '', 'every file is of a type');
done_testing();
