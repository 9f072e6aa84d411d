# Every function, aggregate, operator and cast that SQL can call, with hostile values of every type it
# takes: nothing crashes, hangs, fails inside or takes more memory than its input justifies.
# What there is comes from the catalog. CALLS lengthens a run, as MUTANTS does for the binary input of each
# type; SEED repeats it, ONLY=regex narrows it, PATIENCE=5 multiplies what a call may take.
use strict;
use warnings;
use lib 'test/lib';
use Custval;
use File::Temp;
use List::Util qw(max min uniq);
use Test::More;

my $seed = first_seed('SEED');
my $calls = $ENV{CALLS} // 20_000;
my $mutants = $ENV{MUTANTS} // 300;
my $only = $ENV{ONLY} // '';
my $patience = $ENV{PATIENCE} // 1;
my $memory_limit = 500 * $patience;    # MB of a backend, with its part of the shared buffers; most is for grids of 100,000 days
my $time_limit = 60 * $patience;       # seconds of a call; the longest make rows for every day until 9999
srand($seed);
diag("attack: seed $seed, $calls calls, $mutants mutants of each type");
fresh_database('attack');

sub ask {
	my ($sql) = @_;
	my ($out, $status) = psql($sql);
	die substr($sql, 0, 2000), "\n", substr($out, -2000) if $status;
	return map { [split /\t/] } split /\n/, $out;
}
sub quoted { return "'" . ($_[0] =~ s/'/''/gr) . "'" }

# ---------- values ----------

# Sane ones, so that calls get deep, and hostile ones. Names and values that a room knows are taken from
# the literals of its regression test.
my @literals = uniq(map { s/''/'/gr } map { slurp($_) =~ /'((?:[^'\n]|''){0,2000})'/g } sort glob 'sql/*.sql');
my @words = grep { m{^[a-z][a-z/_]{1,15}$} } @literals;
my @objects = grep { /^\{/ } @literals;
my @days = map { sprintf '%d-%02d-%02d', 2020 + int $_ / 9, 1 + $_ * 5 % 12, 1 + $_ * 11 % 28 } 0 .. 59;
my @first_and_last = ('infinity', '-infinity', '4714-11-24 BC', '0001-01-01', '1999-12-31', '9999-12-31');
my @small = map { (0 .. 10, 3, 7, 100) } 1;

my %values = (
	'boolean' => [['t', 'f'], []],
	'smallint' => [\@small, [-1, 32767, -32768]],
	'integer' => [\@small, [-1, 101, 12345, 2147483646, 2147483647, -2147483648, -2147483647]],
	'bigint' => [\@small, [-1, 4294967296, 9007199254740993, '9223372036854775806', '9223372036854775807', '-9223372036854775808']],
	'double precision' => [[@small, 0.5, 0.95, 0.1, 2.5, 52, 365],
		[qw(NaN Infinity -Infinity -0 -1 5e-324 -5e-324 2.2250738585072014e-308 1.7976931348623157e308 -1e308 1e-300 1e300 1e154 1e-9
			1e15 9007199254740993 4503599627370496.5 0.9999999999999999 1.0000000000000002 1e-16 0.0000004 1000000.1 2147483648 1e20)]],
	'numeric' => [[@small, '9.99', '12.50', '0.1', '100000'],
		['NaN', 'Infinity', '-Infinity', -1, '-0.00', '123456789012345678901234567890', '0.000000000000000000000000000001', '1e131071', '-1e131071', '1e-16383',
			'99999999999999999999999999999999999999', '170141183460469231731687303715884105728', '9223372036854775808', '1e30', '1.0000000000000000000000000000000000001']],
	'text' => [\@words, ['', ' ', 'no such name', 'Month', 'month ', '%s%n%d', "a'b\"c\\d", "\x{c3}\x{9c}n\x{c3}\x{af}", "\x{f0}\x{9f}\x{98}\x{80}", "\x01\x7f", 'x' x 70, 'm' x 100_000]],    # no 'NaN': labels come back in results
	'tsvector' => [["late:1 delivery:2,5", "'not good':3 a:1 b:2 c:3", "app crash", "word:1 two:2 three:3 four:4 five:5 six:6"], ['', "''''", "x:16383A y:16382 z:16383", 'l' x 2046, join(' ', map { "w$_:1,2,3" } 1 .. 40), join(' ', map { 'm' x 1023 . $_ . ':' . $_ } 1 .. 9)]],
	'date' => [\@days, [@first_and_last, '5874897-12-31', '5874897-01-01']],
	'daterange' => [[map { '[' . join(',', sort @days[$_, ($_ + 7) % @days]) . ']' } 0 .. $#days], ['empty', '(,)', '[2024-02-29,)', '[-infinity,infinity]', '[infinity,]',
		'[0001-01-01,9999-12-31)', '[4714-11-24 BC,2026-01-01)', '[2026-01-01,5874897-12-31)', '(,2026-01-01)']],
	'timestamp without time zone' => [[map { "$_ 12:34:56" } @days], [@first_and_last, '294276-12-31 23:59:59.999999', '2026-03-29 02:30']],
	'timestamp with time zone' => [[map { "$_ 12:34:56+00" } @days], [@first_and_last, '294276-12-31 23:59:59.999999+00', '2026-03-29 02:30+15']],
	'uuid' => [[map { sprintf '%08x-0000-4000-8000-%012x', $_ * 1234567, $_ } 1 .. 9], ['0' x 32, 'f' x 32]],
	'interval' => [['0', '1 day', '7 days', '36:00'], ['-1 day', '1 month', '-2 years', '106751991 days', '2147483647 days', '00:00:00.000001', '178000000 years']],
	'jsonb' => [[], ['null', '{}', '[]', '""', '0', '1e400', '{"": null}', ('[' x 3000) . (']' x 3000), '{"r": "x"}', '{"unit": {"version": 1, "unit": []}}']],
	'bytea' => [['\x00', '\x0102030405'], ['\x', '\x' . 'ff' x 40]],
);

# Own types begin with the objects above as far as they are theirs, and with wide ones; aggregates then make more.
my @wide = (
	'{"version": 1, "scale": 0, "rows": [[-99999999999999999999999999999999999999, 1], [99999999999999999999999999999999999999, 9007199254740991]]}',
	'{"version": 1, "scale": 38, "rows": [[0, 1], [0.00000000000000000000000000000000000001, 9007199254740991]]}',
	'{"version": 1, "labels": [' . join(', ', map { qq("$_") } 1 .. 1000) . '], "rows": [' . join(', ', map { "[$_, @{[999 - $_]}, 9000000000000]" } 0 .. 999) . ']}',
	'{"version": 1, "scale": [0, 10], "answers": [' . join(', ', (80000000000000000) x 11) . '], "terms": {"": [' . join(', ', (80000000000000000) x 11) . '], "late": [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 79999999999999999]}}',
	'{"version": 1, "scale": [0, 1], "answers": [0, 9223372036854775807], "terms": {"a": [0, 9223372036854775807], "b": [0, 9223372036854775806], "' . 'x' x 2046 . '": [0, 1]}}',
	'{"version": 1, "scale": [0, 100], "answers": [' . join(', ', 0 .. 100) . '], "terms": {' . join(', ', map { my $k = $_; qq("term $k": [) . join(', ', map { $_ > $k ? 1 : 0 } 0 .. 100) . ']' } 0 .. 99) . '}}',
	'{"version": 1, "unit": "day", "first": "2000-01-01", "last_seen": "2273-10-15", "active": [0, 99999]}',
	'{"version": 1, "unit": "year", "first": "4714-01-01 BC", "last_seen": "9999-01-01", "active": [0, 14712]}',
	'{"version": 1, "unit": "month", "last_seen": "2026-04-30", "rows": [{"period": "2026-01-01", "customers": [9223372036854775807, 0, 0], "since": [], "active": [], "last": []}]}',
	'{"version": 1, "unit": "day", "last_seen": "2026-04-30", "rows": [{"period": "2020-01-01", "customers": [1, 0, 0], "since": [], "active": [], "last": []}]}',
	'{"version": 1, "scale": [0, 100], "answers": [' . join(', ', (90000000000000000) x 101) . ']}',
	'{"version": 1, "scale": [0, 10], "answers": [' . join(', ', (0) x 11) . ']}',
	'{"version": 1, "scale": [0, 1], "answers": [0, 9223372036854775807]}',
	'{"version": 1, "first": "4714-11-24 BC", "days": [0, 1000000], "scale": 30, "spend": [0.000000000000000000000000000001, 1]}',
	'{"version": 1, "first": "2020-01-01", "days": [' . join(', ', 0 .. 5000) . ']}',
	'{"version": 1, "steps": ["a", "b", "c"], "within": 9223372036854775807, "mode": "ordered", "last_seen": "5874897-12-31", "entries": [["4714-11-24 BC", 1, 9223372036854775805], ["5874897-12-31", 3, 2]], "times": [[[0, 2]], [[9223372036854775807, 2]], [[1, 2]]]}',
	'{"version": 1, "steps": ["a", "b"], "within": 0, "mode": "any", "last_seen": "2026-01-01", "entries": [], "times": [[]]}',
	(map { qq({"version": 1, "model": "$_", "unit": "week", "parameters": {"r": 1e-12, "alpha": 1e12, "a": 1e12, "b": 1e-12, "p": 1, "q": 1, "v": 1}}) } 'bg/nbd', 'mbg/nbd'),
	(map { qq({"version": 1, "model": "pareto/nbd", "unit": "day", "parameters": {"r": $_->[0], "alpha": $_->[1], "s": $_->[2], "beta": $_->[3]}}) } [1e-12, 1e12, 1e-12, 1e12], [1e6, 1e-6, 1e6, 1e-6]),
	(map { qq({"version": 1, "model": "bg/bb", "unit": "year", "parameters": {"alpha": $_->[0], "beta": $_->[1], "gamma": $_->[2], "delta": $_->[3]}}) } [1e-12, 1e12, 1e-12, 1e12], [1e6, 1e-6, 1e6, 1e-6]),
	(map { qq({"version": 1, "model": "sbg", "parameters": {"alpha": $_->[0], "beta": $_->[1]}}) } [1e-12, 1e12], [1e12, 1e-12], [0.668, 3.806]),
	(map { qq({"version": 1, "as_of": "2026-01-01", "horizon": 52, "discount": $_->[0], "customers": 9, "unvalued": 0, "boundless": 0, "unspread": 0, "still_there": [7.5], "purchases": [$_->[1]],
		"purchases_variance": [$_->[2]], "value": [$_->[1]], "value_variance": [$_->[2]], "models": [{"model": "bg/nbd", "unit": "week", "parameters": {"r": 0.25, "alpha": 4.5, "a": 0.75, "b": 2.5, "p": 6.25, "q": 3.75, "v": 15.5},
		"purchases_slopes": [[5], [-8], [-9], [2]], "value_slopes": [[2], [-4], [-5], [1]], "value_slopes_of_spend": [[7], [-10], [4]]}]}) } [0.1, 30, 70], [-0.5, 1e60, 1e60], [1, 1e-300, 1e-300]),
);

psql('CREATE TABLE pool (id serial, type text, sane boolean, value text); CREATE UNIQUE INDEX ON pool (type, md5(value));
	CREATE TABLE outcome (target text, state text, calls bigint);
	CREATE TABLE problem (target text, state text, message text, call text);
	CREATE TABLE slowest (target text, ms float8, megabytes float8, call text)');

sub pour {
	my ($type, $sane, @texts) = @_;
	my $rows = join ', ', map { "(" . quoted($type) . ", $sane, " . (defined $_ ? quoted($_) : 'NULL') . ")" } @texts;
	ask("SET standard_conforming_strings = on; INSERT INTO pool (type, sane, value) VALUES $rows ON CONFLICT DO NOTHING") if @texts;
}

for my $type (sort keys %values) {
	pour($type, 'true', uniq @{ $values{$type}[0] });
	pour($type, 'false', @{ $values{$type}[1] }, undef);
}

# ---------- what can be called ----------

my $members = q{(SELECT d.classid, d.objid FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'custval' AND d.deptype = 'e')};
my @types = map { $_->[0] } ask(qq{SELECT format_type(t.oid, NULL) FROM pg_type AS t JOIN $members AS m ON m.classid = 'pg_type'::regclass AND m.objid = t.oid
	WHERE t.typtype = 'b' AND t.typcategory <> 'A' ORDER BY 1});
my %own = map { $_ => 1 } @types;

# inner: only an aggregate may call it
my @functions = map { { name => $_->[0], call => $_->[1], kind => $_->[2], rows => $_->[3] eq 't', needed => $_->[4], inner => $_->[5] eq 't', strict => $_->[6] eq 't', returns => $_->[7], infinite => $_->[8] eq 't', types => [split /;/, $_->[9] // ''] } }
	ask(qq{SELECT concat_ws(E'\\t', p.oid::regprocedure, format('%I.%I', n.nspname, p.proname), p.prokind, p.proretset OR p.prorettype = 'record'::regtype, p.pronargs - p.pronargdefaults,
		EXISTS (SELECT FROM pg_aggregate AS a WHERE p.oid IN (a.aggtransfn, a.aggcombinefn, a.aggmtransfn, a.aggminvtransfn)), p.proisstrict, format_type(p.prorettype, NULL), coalesce(obj_description(p.oid, 'pg_proc') ~ 'Infinity', false),
		(SELECT string_agg(format_type(t, NULL), ';' ORDER BY i) FROM unnest(p.proargtypes) WITH ORDINALITY AS a(t, i)))
	FROM pg_proc AS p JOIN $members AS m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid JOIN pg_namespace AS n ON n.oid = p.pronamespace ORDER BY 1});
is(join(' ', grep { !/^[faw]$/ } map { $_->{kind} } @functions), '', 'there are functions, aggregates and window functions only');
my @inside = grep { grep { $_ eq 'internal' } @{ $_->{types} } } @functions;
@functions = grep { !grep { $_ eq 'internal' } @{ $_->{types} } } @functions;
my @aggregates = grep { $_->{kind} eq 'a' } @functions;
my @windows = grep { $_->{kind} eq 'w' } @functions;

# The types of values that make arguments of these types, and the arguments of variables so named: an array is made of three values
sub made_of {
	my ($letter, @arguments) = @_;
	my (@types, @list);
	for my $type (@arguments) {
		my ($element) = $type =~ /^(.*)\[\]$/;
		push @types, $element ? ($element) x 3 : $type;
		push @list, $element ? 'ARRAY[' . join(', ', map { "$letter$_" } @types - 2 .. @types) . ']' : $letter . @types . ($type eq 'cstring' ? '::cstring' : '');
	}
	return (types => \@types, list => join ', ', @list);
}

my @targets;
for my $f (grep { $_->{kind} eq 'f' } @functions) {
	for my $n ($f->{needed} .. @{ $f->{types} }) {
		my %made = made_of('a', @{ $f->{types} }[0 .. $n - 1]);
		push @targets, { %$f, name => $n == @{ $f->{types} } ? $f->{name} : "$f->{name} of $n", types => $made{types}, sql => "$f->{call}($made{list})" };
	}
}
$_ = { %$_, made_of('x', @{ $_->{types} }) } for @aggregates, @windows;
push @targets, map { { name => "operator $_->[0]", sql => "a1 $_->[1] a2", returns => $_->[4], types => [@$_[2, 3]] } }
	ask(qq{SELECT concat_ws(E'\\t', o.oid::regoperator, format('OPERATOR(%I.%s)', n.nspname, o.oprname), format_type(o.oprleft, NULL), format_type(o.oprright, NULL), format_type(o.oprresult, NULL))
		FROM pg_operator AS o JOIN $members AS m ON m.classid = 'pg_operator'::regclass AND m.objid = o.oid JOIN pg_namespace AS n ON n.oid = o.oprnamespace ORDER BY 1});
push @targets, map { { name => "cast $_->[0] to $_->[1]", sql => "CAST(a1 AS $_->[1])", returns => $_->[1], types => [$_->[0]] } }
	ask(qq{SELECT concat_ws(E'\\t', format_type(castsource, NULL), format_type(casttarget, NULL)) FROM pg_cast AS c JOIN $members AS m ON m.classid = 'pg_cast'::regclass AND m.objid = c.oid ORDER BY 1});
my %orderable = map { $_->[0] => 1 } ask(q{SELECT format_type(opcintype, NULL) FROM pg_opclass JOIN pg_am AS a ON a.oid = opcmethod WHERE amname = 'btree' AND opcdefault});
cmp_ok(@targets + @aggregates, '>', 100, 'there is something to attack: ' . @targets . ' calls, ' . @aggregates . ' aggregates, ' . @windows . ' window functions');

# ---------- a session of calls ----------

sub stored { return $_[0] eq 'cstring' ? 'text' : $_[0] }

# Values are drawn from arrays: s<i> sane ones, h<i> all.
sub declarations {
	my ($target) = @_;
	my @types = map { stored($_) } @{ $target->{types} };
	return join '', map {
		my $i = $_ + 1;
		my $pool = "SELECT value::$types[$_] FROM pool WHERE type = " . quoted($target->{types}[$_]);
		"\ts$i $types[$_]" . "[] := ARRAY($pool AND sane ORDER BY id);\n\th$i $types[$_]" . "[] := ARRAY($pool ORDER BY id);\n\ta$i $types[$_];\n\tx$i $types[$_]" . "[];\n"
	} 0 .. $#types;
}

sub drawn { my ($i) = @_; return "CASE WHEN random() < rate THEN h${i}[ceil(random() * cardinality(h$i))::int] ELSE s${i}[ceil(random() * cardinality(s$i))::int] END" }

sub draw_arguments {
	my ($target) = @_;
	return join '', map { "\t\ta$_ := " . drawn($_) . ";\n" } 1 .. @{ $target->{types} };
}

sub draw_rows {
	my ($target) = @_;
	return "\t\tn := CASE WHEN random() < 0.02 THEN 200 ELSE floor(random() * 9) END;\n" . join '', map {
		"\t\tIF random() < 0.5 THEN a$_ := " . drawn($_) . "; x$_ := array_fill(a$_, ARRAY[n]);\n\t\tELSE x$_ := ARRAY(SELECT " . drawn($_) . " FROM generate_series(1, n)); END IF;\n"
	} 1 .. @{ $target->{types} };
}

sub call_statement {
	my ($target) = @_;
	return "SELECT max(t::text) FILTER (WHERE t::text ~ 'NaN|Infinity') INTO r FROM $target->{sql} AS t" if $target->{rows};
	return "r := ($target->{sql})::text";
}

# An aggregate as SQL uses it, and in partial states that are sent and combined; a window function over windows
sub aggregate_statements {
	my ($target) = @_;
	my $k = @{ $target->{types} };
	my $columns = join ', ', map { "x$_" } 1 .. $k;
	my $list = $target->{list};
	my $rows = 'FROM unnest(' . $columns . ") WITH ORDINALITY AS s($columns, i)";
	my $agg = sub { my ($how) = @_; return "$target->{call}(" . ($how // '') . "$list)" };
	my $window = sub { my ($frame, $how) = @_; return "SELECT string_agg(t, ' ') INTO r FROM (SELECT (" . $agg->() . ($how // '') . " OVER ($frame))::text AS t $rows) AS w" };
	return map { $window->($_) } 'ORDER BY i', '', 'PARTITION BY i % 3 ORDER BY i DESC', 'ORDER BY x1', 'ORDER BY x1 ROWS 2 PRECEDING', 'ORDER BY i ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING',
		'ORDER BY i RANGE BETWEEN 30 PRECEDING AND 30 FOLLOWING EXCLUDE CURRENT ROW', 'ORDER BY i / 3 GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING EXCLUDE TIES',
		'ORDER BY i ROWS BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING EXCLUDE GROUP' if $target->{kind} eq 'w';
	my @forms = (
		'SELECT ' . $agg->() . "::text INTO r $rows",
		'SELECT ' . $agg->() . "::text INTO r $rows",
		'SELECT (' . $agg->() . " FILTER (WHERE i % 3 > 0))::text INTO r $rows",
		"SELECT $target->{call}($list ORDER BY i DESC)::text INTO r $rows",
		"SELECT string_agg(t, ' ') INTO r FROM (SELECT " . $agg->() . "::text AS t $rows GROUP BY ROLLUP (i % 3)) AS g",
		$window->('ORDER BY i'), $window->('PARTITION BY i % 3'),
		$window->('ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW'), $window->('ORDER BY i ROWS BETWEEN CURRENT ROW AND 3 FOLLOWING', ' FILTER (WHERE i % 2 = 0)'),
		$window->('ORDER BY i ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING'), $window->('ORDER BY i ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW'),
		"TRUNCATE staged; INSERT INTO staged SELECT i % 3, $columns $rows;
			BEGIN
				SELECT " . $agg->() . "::text INTO whole FROM (SELECT * FROM staged OFFSET 0) AS s;
			EXCEPTION WHEN OTHERS THEN whole := 'refused';
			END;
			BEGIN
				SELECT " . $agg->() . "::text INTO r FROM staged;
			EXCEPTION WHEN OTHERS THEN IF whole <> 'refused' THEN RAISE; END IF; r := whole;
			END;
			IF r IS DISTINCT FROM whole THEN RAISE data_corrupted USING MESSAGE = 'in parts ' || left(r, 500) || ', as a whole ' || left(whole, 500); END IF",
	);
	push @forms, 'SELECT ' . $agg->('DISTINCT ') . "::text INTO r $rows" if !grep { !$orderable{$_} } @{ $target->{types} };
	return @forms;
}

sub statement {
	my ($target) = @_;
	return "\t\t\t" . call_statement($target) . ";\n" if ($target->{kind} // 'f') eq 'f';
	my @forms = aggregate_statements($target);
	return "\t\t\tCASE floor(random() * " . @forms . ")::int\n" . join('', map { "\t\t\tWHEN $_ THEN $forms[$_];\n" } 0 .. $#forms) . "\t\t\tEND CASE;\n";
}

# What an accepted call must hold
sub promises {
	my ($target) = @_;
	my $unknown = $target->{infinite} ? 'NaN' : 'NaN|Infinity';	# a function that gives Infinity says so in its comment
	my $promises = "\t\t\tIF r ~ '\\m($unknown)\\M' THEN RAISE data_corrupted USING MESSAGE = 'the result is ' || left(r, 500); END IF;\n";
	$promises = '' unless $target->{rows} || $target->{returns} =~ /^(?:double precision|numeric|record)$/;
	$promises .= "\t\t\tIF r IS NOT NULL" . ($target->{strict} ? '' : ' OR true') . " THEN RAISE data_corrupted USING MESSAGE = 'this ran outside of its aggregate'; END IF;\n" if $target->{inner};
	return $promises;
}

# A result of an own type is a value: another source of them, too.
sub keep_result {
	my ($target) = @_;
	return '' unless $own{ $target->{returns} } && $target->{keep};
	return "\t\t\tIF length(r) < 100000 AND r NOT LIKE '%} {%' AND kept < $target->{keep} THEN\n\t\t\t\tIF r::$target->{returns}::text <> r THEN RAISE data_corrupted USING MESSAGE = 'reads as another value: ' || left(r, 500); END IF;\n"
		. "\t\t\t\tINSERT INTO pool (type, sane, value) VALUES ('$target->{returns}', true, r) ON CONFLICT DO NOTHING; kept := kept + 1;\n\t\t\tEND IF;\n";
}

sub session_limit { my ($calls) = @_; return int($time_limit + $calls / 5) }

# Of refusals, 0A000 is what an aggregate's inner functions say, and 53400 the limit of temporary files for many rows.
sub session {
	my ($target, $calls, $trace) = @_;
	my $aggregate = ($target->{kind} // 'f') ne 'f';
	my $numbered = join ' || \', \' || ', map { $aggregate ? "coalesce(left(x$_\::text, 400), 'NULL')" : "left(quote_nullable(a$_\::text), 400)" } 1 .. @{ $target->{types} };
	my %part = (
		LEVEL => $trace ? 'notice' : 'warning',
		LIMIT => session_limit($calls) . 's',
		STAGED => $aggregate ? staged($target) : '',
		SEED => seed_of($target),
		DECLARATIONS => declarations($target),
		CALLS => $calls,
		DRAW => $aggregate ? draw_rows($target) : draw_arguments($target),
		TRACE => $trace ? "RAISE NOTICE 'call % %', turn, $numbered;" : '',
		STATEMENT => statement($target),
		PROMISES => promises($target),
		KEEP => keep_result($target),
		DESCRIBED => $numbered,
		ALLOWED => '00000|22[0-9A-Z]{3}|54000|0A000' . ($target->{rows} ? '|53400' : ''),
		NAME => quoted($target->{name}),
	);
	my $sql = <<'SQL';
SET client_min_messages = <LEVEL>; SET statement_timeout = '<LIMIT>'; SET temp_file_limit = '200MB'; SET enable_partitionwise_aggregate = on; SET jit = off;
<STAGED>
SELECT setseed(<SEED>);
DO $attack$
#variable_conflict use_column
DECLARE
<DECLARATIONS>
	seen jsonb := '{}'; kept int := 0; rate float8; n int; r text; whole text; state text; message text;
	began timestamptz; took float8; longest float8 := 0; longest_call text;
BEGIN
	FOR turn IN 1 .. <CALLS> LOOP
		rate := (ARRAY[0, 0, 0.15, 0.15, 1])[ceil(random() * 5)::int];
<DRAW>
		<TRACE>
		began := clock_timestamp();
		state := '00000';
		BEGIN
<STATEMENT>
<PROMISES>
<KEEP>
		EXCEPTION
			WHEN query_canceled OR OTHERS THEN state := SQLSTATE; message := SQLERRM;
		END;
		took := extract(epoch FROM clock_timestamp() - began);
		IF took > longest THEN longest := took; longest_call := <DESCRIBED>; END IF;
		seen := jsonb_set(seen, ARRAY[state], to_jsonb(coalesce((seen ->> state)::bigint, 0) + 1));
		IF state !~ '^(<ALLOWED>)$' OR state = '22000' THEN
			INSERT INTO problem VALUES (<NAME>, state, left(message, 1000), <DESCRIBED>);
		END IF;
		EXIT WHEN state = '57014';
	END LOOP;
	INSERT INTO outcome SELECT <NAME>, key, value::bigint FROM jsonb_each_text(seen);
	INSERT INTO slowest VALUES (<NAME>, 1000 * longest, substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+)')::float8 / 1024, longest_call);
END $attack$;
SQL
	return $sql =~ s/<([A-Z]+)>/$part{$1}/gr;
}

# Rows of an aggregate in three parts, so that partial states are made, sent and combined
sub staged {
	my ($target) = @_;
	my $columns = join ', ', map { "x$_ $target->{types}[$_ - 1]" } 1 .. @{ $target->{types} };
	return "DROP TABLE IF EXISTS staged; CREATE TABLE staged (part int, $columns) PARTITION BY LIST (part);\n"
		. join '', map { "CREATE UNLOGGED TABLE staged_$_ PARTITION OF staged FOR VALUES IN ($_);\n" } 0 .. 2;
}

# Between 0 and 1, the same for a target whatever the others are
sub seed_of { my ($target) = @_; return unpack('%32N*', pack('N', $seed % 4294967296) . $target->{name} . "\0\0\0") % 1000003 / 1000003 }

my $died = 0;
sub attack {
	my ($target, $calls) = @_;
	my $shell = 'timeout -k 5 ' . ($time_limit + session_limit($calls)) . ' psql -X -q -A -t -v ON_ERROR_STOP=1';
	my ($out, $status) = run($shell, session($target, $calls));
	return if !$status;
	die "$target->{name}: $out" if $status == 3;	# a statement of this test's own
	sleep 1 until !(run('pg_isready -q'))[1];
	my ($trace) = run($shell, session($target, $calls, 1));
	my ($last) = $trace =~ /.*NOTICE:  (call .*)/s;
	$died++;
	fail("$target->{name}: the session lives on");
	diag(substr($out, -2000), "\n", $last // 'no call');
	sleep 1 until !(run('pg_isready -q'))[1];
}

# ---------- own types get values ----------

for my $type ('jsonb', @types) {
	ask("DO \$do\$ DECLARE v text; BEGIN FOREACH v IN ARRAY ARRAY[" . join(', ', map { quoted($_) } @objects, @wide) . "] LOOP
		BEGIN
			INSERT INTO pool (type, sane, value) VALUES (" . quoted($type) . ", true, v::$type\::text) ON CONFLICT DO NOTHING;
		EXCEPTION WHEN OTHERS THEN NULL;
		END; END LOOP; END \$do\$");
}
pour($_, 'false', undef) for @types;
for my $round (1, 2) {
	attack({ %$_, keep => 10 }, 25) for grep { $own{ $_->{returns} } } @aggregates;
}

# Mutants of the binary forms. Those that are accepted are values, too, that no text would bring.
my $dir = File::Temp->newdir;
chmod 0755, $dir;

sub read_mutants {
	my ($type, $n) = @_;
	my $t = quoted($type);
	return "SET statement_timeout = '" . session_limit($n) . "s'; DO \$do\$ DECLARE state text; message text; seen jsonb := '{}'; BEGIN FOR i IN 1 .. $n LOOP
		state := '00000';
		BEGIN
			EXECUTE format('COPY received FROM %L (FORMAT binary)', '$dir/' || i);
			IF EXISTS (SELECT FROM received WHERE v::text::$type\::text <> v::text OR ${type}_send(v::text::$type) <> ${type}_send(v)) THEN
				RAISE data_corrupted USING MESSAGE = 'reads as another value: ' || (SELECT left(v::text, 500) FROM received);
			END IF;
			INSERT INTO pool (type, sane, value) SELECT $t, false, v::text FROM received WHERE length(v::text) < 100000 AND (SELECT count(*) < 40 FROM pool WHERE type = $t AND NOT sane) ON CONFLICT DO NOTHING;
			DELETE FROM received;
		EXCEPTION
			WHEN query_canceled OR OTHERS THEN state := SQLSTATE; message := SQLERRM;
		END;
		seen := jsonb_set(seen, ARRAY[state], to_jsonb(coalesce((seen ->> state)::bigint, 0) + 1));
		IF state !~ '^(00000|22[0-9A-Z]{3}|54000|08P01)\$' OR state = '22000' THEN
			INSERT INTO problem VALUES ('binary form of $type', state, message, encode(pg_read_binary_file('$dir/' || i), 'hex'));
		END IF;
		EXIT WHEN state = '57014';
	END LOOP;
	INSERT INTO outcome SELECT 'binary form of $type', key, value::bigint FROM jsonb_each_text(seen);
	END \$do\$";
}

for my $type (@types) {
	my @bytes = map { pack 'H*', $_->[0] } ask("SELECT encode(${type}_send(value::$type), 'hex') FROM pool WHERE type = " . quoted($type) . " AND value IS NOT NULL AND length(value) < 3000 ORDER BY id LIMIT 60");
	my ($left, $said, $status) = ($mutants, '', 0);
	ask("DROP TABLE IF EXISTS received; CREATE UNLOGGED TABLE received (v $type)");
	for (; $left > 0 && !$status; $left -= 1000) {
		my $n = min($left, 1000);
		spew("$dir/$_", binary_copy(mutated($bytes[rand @bytes], @binary_pieces))) for 1 .. $n;
		($said, $status) = psql(read_mutants($type, $n));
	}
	is($status, 0, "$mutants mutants of the binary form of $type: the session lives on") or diag($said);
}
ask("INSERT INTO pool (type, sane, value) SELECT 'cstring', sane, value FROM pool WHERE type = ANY ('{text,@{[join ',', @types]}}') ON CONFLICT DO NOTHING");
ask("INSERT INTO pool (type, sane, value) SELECT 'cstring', false, left(value, (length(value) * random())::int) FROM pool WHERE type = ANY ('{@{[join ',', @types]}}') ON CONFLICT DO NOTHING");

my %pools = map { $_->[0] => $_->[1] } ask(q{SELECT concat_ws(E'\t', type, count(*) FILTER (WHERE sane AND value IS NOT NULL)) FROM pool GROUP BY type});
is(join(', ', uniq grep { !$pools{$_} } map { @{ $_->{types} } } @targets, @aggregates, @windows), '', 'there are values of every type');

# ---------- the attack ----------

my @all = grep { $_->{name} =~ /$only/ } @targets, @aggregates, @windows;
my $each = max(1, int $calls / @all);
attack($_, $each) for @all;
is($died, 0, 'every session lives on');
is(join("\n", map { join ' ', @$_ } ask(q{SELECT concat_ws(E'\t', state, target, min(message), min(call), count(*)) FROM problem GROUP BY state, target, left(message, 40) ORDER BY 1 LIMIT 40})), '',
	'nothing fails inside, is stopped, or breaks a promise');

# Partial states are made indeed.
ask(staged($aggregates[-1]));
like((psql("SET enable_partitionwise_aggregate = on; EXPLAIN SELECT $aggregates[-1]{call}($aggregates[-1]{list}) FROM staged"))[0],
	qr/Partial Aggregate/, 'aggregates are run in parts, too');

# ---------- what is not for SQL ----------

for my $f (@inside) {
	my $list = join ', ', map { "NULL::$_" } @{ $f->{types} };
	my ($said) = psql("\\set VERBOSITY verbose\nSELECT $f->{call}($list)");
	like($said, qr/ERROR:  (?:0A000|42846|42883|42809)/, "$f->{name} is refused");
}

my ($log) = ask('SELECT sum(calls) FROM outcome');
diag("attack: $log->[0] calls of " . @all . ' targets');
diag('attack: ' . join ', ', map { "$_->[0] $_->[1]" } ask(q{SELECT concat_ws(E'\t', state, sum(calls)) FROM outcome GROUP BY state ORDER BY state}));
diag("attack: slow $_->[0] ms $_->[1] $_->[2]") for ask(q{SELECT concat_ws(E'\t', round(ms), target, left(call, 300)) FROM slowest ORDER BY ms DESC LIMIT 5});
diag("attack: large $_->[0] MB $_->[1]") for ask(q{SELECT concat_ws(E'\t', round(megabytes), target) FROM slowest ORDER BY megabytes DESC LIMIT 5});
is(join(', ', map { "@$_" } ask("SELECT concat_ws(' ', target, ms) FROM slowest WHERE ms > 1000 * $time_limit")), '', "no call takes more than $time_limit s");
is(join(', ', map { "@$_" } ask("SELECT concat_ws(' ', target, megabytes) FROM slowest WHERE megabytes > $memory_limit")), '', "no backend takes more than $memory_limit MB");
my %inner = map { $_->{name} => 1 } grep { $_->{inner} } @targets;
is(join(', ', grep { !$inner{$_} && !/_final\(/ } map { $_->[0] } ask("SELECT target FROM outcome GROUP BY target HAVING sum(calls) > 200 AND bool_and(state <> '00000')")), '',
	'every target also accepts some calls, but what runs within aggregates alone');
done_testing();
