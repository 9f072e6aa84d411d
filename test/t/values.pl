# Values of every type are JSON objects to the server's functions, have an order, and can be keys.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use Samples;
use Test::More;

fresh_database('values');
create_samples(60);

for my $type (sample_types()) {
	my $first = "(SELECT $type AS v FROM samples WHERE id = 1) AS s";
	for my $json ('to_json(v)', 'to_jsonb(v)', "row_to_json(row(v)) -> 'f1'", 'json_agg(v) -> 0', 'jsonb_agg(v) -> 0', 'v::json', 'v::jsonb') {
		is(answer("SELECT jsonb_typeof(j::jsonb), j::text::$type = v FROM (SELECT $json AS j, min(v::text)::$type AS v FROM $first GROUP BY v) AS s"),
			'object|t', "$json of a $type is an object that reads as it");
	}
	is(answer("SELECT json_build_object('v', NULL::$type) ->> 'v' IS NULL, to_json(NULL::$type) IS NULL, NULL::$type\::json IS NULL"), 't|t|t', 'NULL is none');
	is(answer("SELECT count(DISTINCT $type) = count(DISTINCT $type\::text), count(DISTINCT $type) > 1 FROM samples"), 't|t', "$type: different values are counted");
	is(answer("SELECT bool_and(before < v AND before <= v AND v > before AND v >= before AND v <> before AND NOT v = before AND NOT v < before AND NOT v <= before)
		FROM (SELECT v, lag(v) OVER (ORDER BY v) AS before FROM (SELECT DISTINCT $type AS v FROM samples) AS d) AS s"), 't', 'and sorted');
	is(answer("SET enable_hashjoin = off; SET enable_nestloop = off; SELECT count(*) > 0 FROM samples AS a JOIN samples AS b USING ($type)"), 't', 'merged');
	is(answer("CREATE TABLE keys_$type (v $type PRIMARY KEY); INSERT INTO keys_$type SELECT DISTINCT $type FROM samples;
		INSERT INTO keys_$type SELECT $type FROM samples ON CONFLICT (v) DO NOTHING; SELECT count(*) = count(DISTINCT v) FROM keys_$type"), 't', 'and can be keys');
	like((psql("INSERT INTO keys_$type SELECT v FROM keys_$type LIMIT 1"))[0], qr/duplicate key value/, 'but once');
}
done_testing();
