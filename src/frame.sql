-- What every type has, for the statement "type" of script/sql, which puts what it says of the type in place of the braces.

CREATE TYPE {name};

function {name}_in(cstring) -> {name} 'I/O'
function {name}_out({name}) -> cstring 'I/O'
function {name}_recv(internal) -> {name} 'I/O'
function {name}_send({name}) -> bytea 'I/O'

CREATE TYPE {name} (
	INPUT = {name}_in, OUTPUT = {name}_out, RECEIVE = {name}_recv, SEND = {name}_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = {storage}
);
COMMENT ON TYPE {name} IS
	{comment};

function {name}_to_json({a} {name}) -> json by cvsql_value_to_json {json}

CREATE CAST ({name} AS json) WITH FUNCTION {name}_to_json({name});
COMMENT ON CAST ({name} AS json) IS 'the {noun} as a JSON object';

CREATE CAST ({name} AS jsonb) WITH INOUT;
COMMENT ON CAST ({name} AS jsonb) IS 'the {noun} as a JSON object';

function {name}_eq(a {name}, b {name}) -> boolean server byteaeq {=}
function {name}_ne(a {name}, b {name}) -> boolean server byteane {<>}
function {name}_lt(a {name}, b {name}) -> boolean server bytealt 'before in the order of bytes'
function {name}_le(a {name}, b {name}) -> boolean server byteale 'before in the order of bytes, or the same'
function {name}_gt(a {name}, b {name}) -> boolean server byteagt 'after in the order of bytes'
function {name}_ge(a {name}, b {name}) -> boolean server byteage 'after in the order of bytes, or the same'
function {name}_cmp(a {name}, b {name}) -> int server byteacmp 'order of bytes: below 0, 0 or above 0'
function {name}_hash({a} {name}) -> int server hashvarlena 'hash'
function {name}_hash_extended({a} {name}, seed bigint) -> bigint server hashvarlenaextended 'hash with a seed'

CREATE OPERATOR = (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = ({name}, {name}) IS {=};

CREATE OPERATOR <> (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> ({name}, {name}) IS {<>};

CREATE OPERATOR < (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < ({name}, {name}) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= ({name}, {name}) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > ({name}, {name}) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= ({name}, {name}) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY {name}_ops USING btree;
COMMENT ON OPERATOR FAMILY {name}_ops USING btree IS 'order of {nouns} by their bytes';

CREATE OPERATOR CLASS {name}_ops DEFAULT FOR TYPE {name} USING btree FAMILY {name}_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 {name}_cmp({name}, {name});
COMMENT ON OPERATOR CLASS {name}_ops USING btree IS 'order of {nouns} by their bytes';

CREATE OPERATOR FAMILY {name}_ops USING hash;
COMMENT ON OPERATOR FAMILY {name}_ops USING hash IS 'equality of {nouns}';

CREATE OPERATOR CLASS {name}_ops DEFAULT FOR TYPE {name} USING hash FAMILY {name}_ops AS
	OPERATOR 1 =,
	FUNCTION 1 {name}_hash({name}),
	FUNCTION 2 {name}_hash_extended({name}, bigint);
COMMENT ON OPERATOR CLASS {name}_ops USING hash IS 'equality of {nouns}';

-- if +
function {name}_add(a {name}, b {name}) -> {name} null {+}

CREATE OPERATOR + (
	LEFTARG = {name}, RIGHTARG = {name}, FUNCTION = {name}_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + ({name}, {name}) IS {add};

-- end
-- if grows
function {name}_combine({name}, {name}) -> {name} null 'internal: combines the states of parts of a group'
-- end
-- if rollup
function {name}_merge({name}, {name}) -> {name} {merge}
function {name}_final({name}) -> {name} {final}
aggregate rollup({a} {name}) -> {name} {rollup} step {name}_merge
-- end
