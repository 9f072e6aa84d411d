# The notation of the rooms: what a statement stands for, and how what it is not is refused.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use Test::More;

my $dir = File::Temp->newdir;

sub expanded {
	spew("$dir/x.sql", $_[0]);
	return run("perl script/sql $dir/x.sql");
}

# A statement without its line breaks
sub is_sql {
	my ($notation, $sql) = @_;
	my ($said, $status) = expanded($notation);
	s/\s+/ /g, s/\( /(/g, s/^ | $//g for $said, $sql;
	is("$status $said", "0 $sql", $notation);
}

is_sql(q{function f(t tally, n int => 6) -> float8 'it''s' ' f'}, q{CREATE FUNCTION f(t tally, n int DEFAULT 6) RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_f' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE; COMMENT ON FUNCTION f(tally, int) IS 'it''s f';});
is_sql(q{function f(a, b int, c text) -> (d, e bigint) null cost 20 by cvsql_g 'x'}, q{CREATE FUNCTION f(a int, b int, c text, OUT d bigint, OUT e bigint) RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_g' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20; COMMENT ON FUNCTION f(int, int, text) IS 'x';});
is_sql(q{function f(at timestamptz, names text[] => '{a,b}') -> rows (d int) rows 7 'x'}, q{CREATE FUNCTION f(at timestamptz, names text[] DEFAULT '{a,b}') RETURNS TABLE (d int)
	AS 'MODULE_PATHNAME', 'cvsql_f' LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 7; COMMENT ON FUNCTION f(timestamptz, text[]) IS 'x';});
is_sql(q{function f(bytea, internal) -> internal server g 'x'}, q{CREATE FUNCTION f(bytea, internal) RETURNS internal
	AS 'g' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE; COMMENT ON FUNCTION f(bytea, internal) IS 'x';});
is_sql(q{function {a|b}_f(int) -> int '{x|y}'}, join ' ', map { qq{CREATE FUNCTION $_->[0]_f(int) RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_$_->[0]_f' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE; COMMENT ON FUNCTION $_->[0]_f(int) IS '$_->[1]';} } ['a', 'x'], ['b', 'y']);

is_sql(q{function f(x float8) -> float8 window null 'x'}, q{CREATE FUNCTION f(x float8) RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_f' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE; COMMENT ON FUNCTION f(float8) IS 'x';});

my ($said) = expanded(q{aggregate f(x int | float8 [, y text [, z text]]) -> t 'f' [y ' of y' | ' of none'] [float8 ', rounded'] space 8 step g by cvsql_g_{x} null 'adds'
	combine m undo h start '0'});
is(join(' ', $said =~ /^CREATE FUNCTION (g.*)/mg), join(' ', map { my $x = $_; map { "g(t, $x$_)" } '', ', text', ', text, text' } 'int', 'float8'), 'a transition function for each overload');
is(scalar(() = $said =~ /'cvsql_g_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;/g), 3, 'by a symbol that tells the type');
is(scalar(() = $said =~ /'cvsql_g_float' /g), 3, 'without its digits');
is(join(' ', $said =~ /^CREATE AGGREGATE (f.*) \(/mg), 'f(x int) f(x int, y text) f(x int, y text, z text) f(x float8) f(x float8, y text) f(x float8, y text, z text)', 'then the aggregates');
is(join(' ', map { s/'//gr } $said =~ /^COMMENT ON AGGREGATE .* IS\n\t(.*);/mg), 'f of none f of y f of y f of none, rounded f of y, rounded f of y, rounded', 'each with its comment');
is_sql(q{aggregate f(x int) -> int 'f' state t space 8 step g undo h start '0' final i combine m}, q{CREATE AGGREGATE f(x int) (SFUNC = g, STYPE = t, SSPACE = 8, INITCOND = '0',
	FINALFUNC = i, COMBINEFUNC = m, PARALLEL = SAFE, MSFUNC = g, MINVFUNC = h, MSTYPE = t, MSSPACE = 8, MINITCOND = '0', MFINALFUNC = i );
	COMMENT ON AGGREGATE f(int) IS 'f';});

my $type = q{type t large noun copy space 8 'a copy' = 'as long' + 'copies added' merge null rollup 'copies' undo u};
($said) = expanded($type);
like($said, qr/ALIGNMENT = double, STORAGE = external\n/, 'a large type');
like($said, qr/^COMMENT ON OPERATOR = \(t, t\) IS 'as long';$/m, 'a comment of its own');
like($said, qr/^COMMENT ON OPERATOR <> \(t, t\) IS 'different copies';$/m, 'one from the noun');
like($said, qr/^CREATE AGGREGATE rollup\(c t\) \(\n\tSFUNC = t_merge, STYPE = t, SSPACE = 8,\n.*\n\tMSFUNC = t_merge, MINVFUNC = u, /m, 'a rollup');
like($said, qr/COMBINEFUNC = t_merge,/, 'whose states are merged as values are');
unlike($said, qr/^-- (?:if|end)|[{}]|t_combine/m, 'and nothing is left open');
($said) = expanded($type =~ s/large/large grows/r);
like($said, qr/^CREATE FUNCTION t_combine\(t, t\)\n.*\nCREATE AGGREGATE rollup.*COMBINEFUNC = t_combine,/ms, 'a type whose states are open has a function that combines them');
($said) = expanded(q{aggregate f(x int [, w float8]) -> t 'f' space 8 [w 99] step g 'g' combine m});
is(join(' ', $said =~ /SSPACE = (\d+)/g), '8 99', 'states of other overloads take other room');
my ($alone) = expanded(q{type t small noun copy 'a copy' + none});
unlike($alone, qr/CREATE OPERATOR \+|AGGREGATE|t_merge|t_final/, 'a type whose values are not added');

my ($room) = run('perl script/sql src/retention/retention.sql');
is((expanded("room retention\n"))[0], $room, 'a room, by its name');
is((expanded($room))[0], $room, 'plain SQL stays as it is');
my ($all) = run('perl script/sql src/custval.sql src/core/core.sql ' . join ' ', map { "src/$_/$_.sql" } rooms());
isnt(index($all, $room), -1, 'in the install script it is the same');
my ($survival) = expanded("room survival\n");
isnt(index($all, $survival), -1, 'and so is one whose type is in core');

for my $bad (
	['functoin f(a int) -> int', 'neither plain SQL nor function'], ["function f(a int) -> int 'x'\n\n\t'y'", 'an indented line that belongs to nothing', 5],
	[q{function f(a int) float8 'x'}, 'not NAME\(arguments\) -> result'], ['function f(a int) -> float8', 'FUNCTION f\(int\) has no comment'],
	[q{function f(a int) -> int nul 'x'}, '"nul" is not known here'], [q{function f(a int) -> int step g 'x'}, '"step" is not known here'],
	[q{function f(a int) -> int cost 1 cost 2 'x'}, '"cost" is said twice'], ['function f(a int) -> int by', 'nothing is said after "by"'],
	[q{function f(a int) -> int 'x}, q{"'x" is not known here}], [q{function f(a b c) -> int 'x'}, 'not an argument: a b c'],
	[q{function f(a, b int => 1) -> int 'x'}, q{a default tells no other argument's type: a}], [q{function f_{a|b}() -> int '{x|y|z}'}, 'different numbers of choices'],
	[q{aggregate f(a int) -> t 'x'}, 'f has no step'], [q{aggregate f(a int) -> t 'x' step g}, 'no combine function is said for f, and no type t'], [q{aggregate f(a int) -> t 'x' step g combine m}, 'no space is said for f or t'],
	[q{aggregate f(a int) -> int 'x' state t step g space 1 combine m}, 'f has no final function'], [q{aggregate f(a int) -> t step g space 1 combine m}, 'AGGREGATE f\(int\) has no comment'],
	[q{aggregate f(a int) -> t 'x' [b 'y'] step g space 1 combine m}, 'no argument or type is b'], [q{aggregate f(a int) -> t 'x' step g by h_{b} 'x' space 1 combine m}, 'no argument is b'],
	[q{aggregate f(a int [, b int) -> t 'x' step g combine m space 1}, 'not an argument'], [q{type t noun x 'x'}, 'not NAME small|large'],
	[q{type t small noun x 'x'}, q{neither \+ 'comment' nor \+ none}], [q{type t small noun x 'x' + none + 'y'}, '"\+" is said twice'],
	[q{type t small noun x 'x' + none merge null}, 'merge and final are of rollup'], [q{type t small noun x 'x' + by}, 'nothing is said after "by"'],
	['room nowhere', 'nowhere.sql: No such file'], ['room', 'not room NAME'])
{
	my ($notation, $reason, $line) = @$bad;
	my ($said, $status) = expanded("-- a comment\n\n$notation");
	$line //= 3;
	like("$status $said", qr{^[1-9]\d* \Q$dir\E/x\.sql:$line: .*$reason}, "refused: $notation");
}
done_testing();
