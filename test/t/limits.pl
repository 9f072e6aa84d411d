# Beyond 1 GB a state cannot be sent between workers: the error says what to do, and doing it works.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Test::More;

my ($available) = (-r '/proc/meminfo' ? slurp('/proc/meminfo') : '') =~ /^MemAvailable:\s+(\d+)/m;
plan skip_all => 'takes 6 GB of memory' if ($available // 0) < 6_000_000;

fresh_database('limits');
my $sql = q{SELECT customers(retention_agg(k, date '2026-01-01', 'day')) FROM keys};
psql(q{CREATE TABLE keys AS SELECT repeat(chr(64 + g), 90000000) AS k FROM generate_series(1, 13) g; INSERT INTO keys SELECT 'a' FROM generate_series(1, 100000); ANALYZE keys});
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off;';
my ($said) = psql("\\set VERBOSITY verbose\n$parallel SET max_parallel_workers_per_gather = 2; $sql");
like($said, qr/54000: there are too many customers in one group, or too many for a parallel plan/, 'a state of more than 1 GB is refused');
like($said, qr/\QSet max_parallel_workers_per_gather = 0, or aggregate by segment (summaries can be merged with rollup)./, 'with advice');
is((psql("$parallel SET max_parallel_workers_per_gather = 0; $sql"))[0], "14\n", 'that works');
done_testing();
