# Bridges and ledgers of many rows are the same from one process, from workers and from shards, and survive a
# dump and COPY, bit for bit. REVENUE_ROWS makes more of them.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my $rows = $ENV{REVENUE_ROWS} // 100_000;
my %keys = (bigint => 'c', uuid => 'md5(c::text)::uuid', text => q{'customer ' || c});
my %times = (date => 'at::date', timestamp => q{(at AT TIME ZONE 'UTC')}, timestamptz => 'at');
my $serial = 'SET max_parallel_workers_per_gather = 0;';
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2; SET max_parallel_workers = 8;';

fresh_database('revenue_source');
psql(qq{
	SELECT setseed(0.2029);
	CREATE TABLE payments AS SELECT floor(random() * $rows / 10)::bigint AS c, timestamptz '2023-01-01' + random() * interval '1000 days' AS at, round((random() * 10 ^ (n % 6))::numeric, n % 5) AS amount,
		floor(random() * 5)::int AS shard FROM generate_series(1, $rows) n;
	CREATE TABLE pairs AS SELECT c % 100 AS segment, shard, c % 3 = 0 AS returning_customer, nullif(sum(amount) FILTER (WHERE at < '2024-05-01'), 0) AS before, sum(amount) FILTER (WHERE at >= '2024-05-01') AS after FROM payments GROUP BY c, shard;
	ANALYZE;
});

# The text and the bytes of a value, hashed
sub fingerprint {
	my ($how, $type, $query) = @_;
	my ($said, $status) = psql("$how SELECT md5(v::text) || ' ' || md5(${type}_send(v)) FROM ($query) AS q(v)");
	return $status ? "error: $said" : $said;
}

my $bridge = 'SELECT revenue_agg(before, after, returning_customer) FROM pairs';
my $alone = fingerprint($serial, 'bridge_tally', $bridge);
like($alone, qr/^[0-9a-f]{32} [0-9a-f]{32}$/, 'a bridge of one process');
like((psql("$parallel EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $bridge"))[0], qr/Workers Launched: [12].*Partial Aggregate/s, 'workers are there');
is(fingerprint($parallel, 'bridge_tally', $bridge), $alone, 'and make the same one');
is(fingerprint($serial, 'bridge_tally', "SELECT rollup(b) FROM (SELECT revenue_agg(before, after, returning_customer) AS b FROM pairs GROUP BY shard) AS s"), $alone, 'as shards do');

for my $key (sort keys %keys) {
	for my $time (sort keys %times) {
		my $ledger = "SELECT ledger_agg($keys{$key}, $times{$time}, amount, 'month') FROM payments";
		my $whole = fingerprint($serial, 'ledger_tally', $ledger);
		like($whole, qr/^[0-9a-f]{32} [0-9a-f]{32}$/, "a ledger of $key and $time");
		like((psql("$parallel EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) $ledger"))[0], qr/Workers Launched: [12].*Partial Aggregate/s, 'workers are there');
		is(fingerprint($parallel, 'ledger_tally', $ledger), $whole, 'and make the same one');
		is(fingerprint($parallel, 'ledger_tally', "SELECT rollup(l) FROM ($ledger GROUP BY shard) AS s(l)"), $whole, 'as shards do');
	}
}

psql(qq{
	CREATE TABLE kept AS SELECT segment AS k, revenue_agg(before, after, returning_customer) AS b, NULL::ledger_tally AS l FROM pairs GROUP BY segment;
	INSERT INTO kept SELECT 100 + c % 10, NULL, ledger_agg(c, at, amount, 'day') FROM payments WHERE c % 100 < 10 GROUP BY c % 10;
	INSERT INTO kept SELECT 200 + c % 10, NULL, ledger_agg(md5(c::text)::uuid, at, amount, 'week') FROM payments WHERE c % 100 < 10 GROUP BY c % 10;
	INSERT INTO kept SELECT 300 + c % 10, NULL, ledger_agg(repeat('ä"\\,', (c % 40)::int) || c, at, -amount, 'quarter') FROM payments WHERE c % 100 < 10 GROUP BY c % 10;
	INSERT INTO kept VALUES (400, NULL, NULL);
	CREATE VIEW readings AS SELECT k, t.* FROM kept, revenue_table(l, '2025-01-31', 3) AS t WHERE k < 300;
});
my $checksum = q{SELECT md5(string_agg(concat(k, ':', encode(bridge_tally_send(b), 'hex'), ':', encode(ledger_tally_send(l), 'hex')), ',' ORDER BY k)) FROM kept};
my $reading = 'SELECT md5(string_agg(r::text, chr(10) ORDER BY k, period_start)) FROM readings AS r';
my ($before) = psql($checksum);
my ($read) = psql($reading);
like($before, qr/^[0-9a-f]{32}$/, 'there is something to dump');
like($read, qr/^[0-9a-f]{32}$/, 'and to read');

for my $format (qw(plain custom)) {
	fresh_database("revenue_$format");
	psql('DROP EXTENSION custval');
	my $restore = $format eq 'plain' ? 'psql -X -q' : "pg_restore -d revenue_$format";
	my ($said, $status) = run("pg_dump -F$format revenue_source | $restore");
	is($status, 0, "a $format dump is restored") or diag($said);
	is((psql($checksum))[0], $before, "with every value of the $format dump as it was");
	is((psql($reading))[0], $read, 'and every reading');
}

for my $format (qw(text csv binary)) {
	fresh_database("revenue_$format");
	psql('CREATE TABLE kept (k bigint, b bridge_tally, l ledger_tally)');
	my ($said) = run(qq{psql -X -q -d revenue_source -c "COPY kept TO STDOUT (FORMAT $format)" | psql -X -q -c "COPY kept FROM STDIN (FORMAT $format)"});
	is((psql($checksum))[0], $before, "COPY in $format") or diag($said);
}
done_testing();
