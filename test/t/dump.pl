# Values survive a dump, COPY in text and in binary, bit for bit.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Samples;
use Test::More;

my $checksum = q{SELECT md5(string_agg(concat(k, ':', encode(survey_tally_send(t), 'hex'), ':', encode(activity_calendar_send(c), 'hex'), ':',
	encode(retention_grid_send(g), 'hex'), ':', encode(purchase_calendar_send(h), 'hex'), ':', encode(fitted_clv_send(m), 'hex')), ',' ORDER BY k)) FROM kept};

fresh_database('dump_source');
psql(q{
	CREATE TABLE kept AS SELECT g % 50 AS k, nps_agg(g % 11) AS t FROM generate_series(1, 2000) g GROUP BY 1;
	INSERT INTO kept SELECT 100 + g % 50, survey_agg(g % 101, 0, 100, 0.3 + (g % 9) / 7.0) FROM generate_series(1, 9000) g GROUP BY 1;
	ALTER TABLE kept ADD COLUMN c activity_calendar, ADD COLUMN g retention_grid, ADD COLUMN h purchase_calendar, ADD COLUMN m fitted_clv;
	UPDATE kept SET c = (SELECT activity_agg(date '2020-01-01' + (x * x * 7) % 3000, (ARRAY['day', 'week', 'month'])[1 + k % 3]) FROM generate_series(1, k) x),
		g = (SELECT retention_agg(x % 9, date '2020-01-01' + (x * x * 7) % 3000, (ARRAY['day', 'week', 'month'])[1 + k % 3]) FROM generate_series(1, k) x),
		h = (SELECT purchase_agg(date '2020-01-01' + (x * x * 7) % 3000, ((x * 7919 % 1000) / 7.0 - 20)::numeric(9, 5)) FROM generate_series(1, k) x);
	UPDATE kept SET m = (SELECT clv_fit(x % 7 * (x % 3), (x % 7 * (x % 3))::float8, 30 + x % 11, 5 + (k * x) % 83 / 7.0, (ARRAY['bg/nbd', 'mbg/nbd', 'pareto/nbd'])[1 + kept.k % 3], 'day') FROM generate_series(1, 300) x) WHERE k BETWEEN 1 AND 20;
	INSERT INTO kept VALUES (200, NULL), (201, '{"version": 1, "scale": [-5, 5], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9223372036854775807]}');
	CREATE VIEW readings AS SELECT k, nps_se(t, 5, 8) FROM kept WHERE k < 50;
});
my ($before) = psql($checksum);
my ($reading) = psql('SELECT sum(nps_se ORDER BY k) FROM readings');
create_samples(200);	# of every type
my $samples = checksum();
like($before, qr/^[0-9a-f]{32}$/, 'there is something to dump');

for my $format (qw(plain custom)) {
	fresh_database("dump_$format");
	psql('DROP EXTENSION custval');
	my $restore = $format eq 'plain' ? 'psql -X -q' : "pg_restore -d dump_$format";
	my ($said, $status) = run("pg_dump -F$format dump_source | $restore");
	is($status, 0, "a $format dump is restored") or diag($said);
	is((psql($checksum))[0], $before, "with every value of the $format dump as it was");
	is(checksum(), $samples, 'of every type');
	is((psql('SELECT sum(nps_se ORDER BY k) FROM readings'))[0], $reading, 'and every reading');
}

for my $format (qw(text csv binary)) {
	fresh_database("copy_$format");
	psql('CREATE TABLE kept (k int, t survey_tally, c activity_calendar, g retention_grid, h purchase_calendar, m fitted_clv)');
	run(qq{psql -X -q -d dump_source -c "COPY kept TO STDOUT (FORMAT $format)" | psql -X -q -c "COPY kept FROM STDIN (FORMAT $format)"});
	is((psql($checksum))[0], $before, "COPY in $format");
	run('pg_dump -s -t samples dump_source | psql -X -q');
	run(qq{psql -X -q -d dump_source -c "COPY samples TO STDOUT (FORMAT $format)" | psql -X -q -c "COPY samples FROM STDIN (FORMAT $format)"});
	is(checksum(), $samples, 'of every type');
}
done_testing();
