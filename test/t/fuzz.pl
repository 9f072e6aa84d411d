# Mutated text and binary input neither crashes nor hangs the server, nor yields a value whose own
# output is refused. FUZZ_SEED and FUZZ_CALLS (100000 in all) repeat or lengthen a run.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $seed = $ENV{FUZZ_SEED} // int(rand(1e9));
my $calls = $ENV{FUZZ_CALLS} // 100_000;
srand($seed);
diag("fuzz: seed $seed, $calls calls");
fresh_database('fuzz');

my @texts = (
	'{"scale": [0, 10], "answers": [1, 0, 0, 1, 0, 1, 1, 2, 1, 3, 2]}',
	'{"scale": [0, 1], "answers": [3, 4], "weights": [3.5, 4], "squared_weights": [9, 4]}',
	'{"scale": [-3, 3], "answers": [0, 0, 0, 9223372036854775807, 0, 0, 0]}',
);
my @pieces = (qw([ ] { } " : 0 1 -1 1e9 1e999 9223372036854775808 0.000000001 null true NaN answers weights scale),
	',', ' ', '""', '\\u0000', "\xc3");

# One to four changes: a piece written over, inserted, bytes cut, the tail cut, bytes repeated
sub mutated {
	my ($value, @alphabet) = @_;
	for (0 .. rand 4) {
		my $at = int rand(1 + length $value);
		my $run = int rand 8;
		my $piece = $alphabet[rand @alphabet];
		my $how = int rand 9;
		$run = length($value) - $at if $run > length($value) - $at;
		if ($how < 3) { substr($value, $at, $run && length $piece <= length($value) - $at ? length $piece : 0) = $piece }
		elsif ($how < 5) { substr($value, $at, 0) = $piece }
		elsif ($how < 7) { substr($value, $at, $run) = '' }
		elsif ($how < 8) { substr($value, $at, 0) = substr($value, $at, $run) }
		elsif (rand() < 0.3) { $value = substr($value, 0, $at) }
	}
	return $value;
}

psql(<<'SQL');
CREATE TABLE mutant (input text);
CREATE TABLE outcome (state text, input text, problem text);

-- Read a value as the type; what is accepted must be read again from its own output.
CREATE PROCEDURE try_texts() LANGUAGE plpgsql AS $$
DECLARE
	r record;
	t survey_tally;
	ends int[];
BEGIN
	FOR r IN SELECT input FROM mutant LOOP
		BEGIN
			t := r.input::survey_tally;
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES (SQLSTATE, r.input, NULL);
			CONTINUE;
		END;
		BEGIN
			ends := ARRAY[(t::jsonb -> 'scale' ->> 0)::int, (t::jsonb -> 'scale' ->> 1)::int];
			PERFORM nps_summary(t, 0.95, 'score', ends[1], ends[2]), score_stddev(t), ces_low(t), survey_table(t), t + NULL;
			INSERT INTO outcome VALUES ('00000', r.input, CASE WHEN t::text::survey_tally <> t THEN 'differs' END);
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES ('00000', r.input, SQLERRM);
		END;
	END LOOP;
END $$;

CREATE TABLE received (t survey_tally);
CREATE PROCEDURE try_files(folder text, files int) LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. files LOOP
		BEGIN
			EXECUTE format('COPY received FROM %L (FORMAT binary)', folder || '/' || i);
			INSERT INTO outcome VALUES ('00000', 'file ' || i, NULL);
		EXCEPTION WHEN OTHERS THEN
			INSERT INTO outcome VALUES (SQLSTATE, 'file ' || i, NULL);
		END;
	END LOOP;
END $$;

CREATE TABLE hex (h text);
CREATE FUNCTION decoded(h text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	RETURN convert_from(decode(h, 'hex'), 'UTF8');
EXCEPTION WHEN OTHERS THEN
	RETURN h;
END $$;
SQL

my $dir = File::Temp->newdir;
my $half = int($calls / 2);
chmod 0755, $dir;

# Text goes in as hex, so that any byte can.
spew("$dir/texts", join '', map { unpack('H*', mutated($texts[rand @texts], @pieces)) . "\n" } 1 .. $half);
my ($said, $status) = psql(<<"SQL");
\\copy hex FROM '$dir/texts'
INSERT INTO mutant SELECT decoded(h) FROM hex;
SET statement_timeout = '300s';
CALL try_texts();
SQL
is($status, 0, "$half mutated texts: the server lives on") or diag($said);

# Binary goes through COPY, a file for each, whose frame stays whole.
my @binaries = map { pack 'H*', (psql("SELECT encode(survey_tally_send('$_'), 'hex')"))[0] =~ s/\s//gr } @texts;
my @bytes = ((map { chr } 0, 1, 2, 10, 127, 128, 255), "\0" x 8, "\xff" x 8, "\x7f" . "\xff" x 7);
for my $i (1 .. $half) {
	my $value = mutated($binaries[rand @binaries], @bytes);
	spew("$dir/$i", binary_copy($value));
}
($said, $status) = psql("SET statement_timeout = '300s'; CALL try_files('$dir', $half)");
is($status, 0, "$half mutated binary values: the server lives on") or diag($said);

is((psql('SELECT count(*) FROM outcome'))[0], 2 * $half . "\n", 'every input had an outcome');
is((psql('SELECT state, input, problem FROM outcome WHERE problem IS NOT NULL LIMIT 5'))[0], '',
	'what was accepted can be read, and read again');
is((psql('SELECT count(*) FROM received WHERE survey_tally_send(t::text::survey_tally) <> survey_tally_send(t)'))[0],
	"0\n", 'from binary, too');
is((psql(q{SELECT DISTINCT state FROM outcome WHERE state !~ '^(00000|22P0[235]|22003|08P01)$' ORDER BY 1}))[0], '',
	'every refusal has the class of its kind');
for my $form ('input NOT', 'input') {
	cmp_ok((psql("SELECT count(*) FROM outcome WHERE state = '00000' AND $form LIKE 'file %'"))[0], '>', $half / 100,
		'some mutants are values');
}
done_testing();
