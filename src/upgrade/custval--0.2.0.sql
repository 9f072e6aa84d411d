\echo Use "CREATE EXTENSION custval" to load this file. \quit

-- ---------- types that several rooms read ----------

CREATE TYPE ledger_tally;

CREATE FUNCTION ledger_tally_in(cstring)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION ledger_tally_out(ledger_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_out(ledger_tally) IS
	'I/O';

CREATE FUNCTION ledger_tally_recv(internal)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION ledger_tally_send(ledger_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_send(ledger_tally) IS
	'I/O';

CREATE TYPE ledger_tally (
	INPUT = ledger_tally_in, OUTPUT = ledger_tally_out, RECEIVE = ledger_tally_recv, SEND = ledger_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE ledger_tally IS
	'what each of many customers paid in each period, exact; mergeable, rows of a customer and period add up. Data of single customers: not for publication';

CREATE FUNCTION ledger_tally_to_json(l ledger_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_to_json(ledger_tally) IS
	'the ledger as a JSON object';

CREATE CAST (ledger_tally AS json) WITH FUNCTION ledger_tally_to_json(ledger_tally);
COMMENT ON CAST (ledger_tally AS json) IS 'the ledger as a JSON object';

CREATE CAST (ledger_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (ledger_tally AS jsonb) IS 'the ledger as a JSON object';

CREATE FUNCTION ledger_tally_eq(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_eq(ledger_tally, ledger_tally) IS
	'the same ledger';

CREATE FUNCTION ledger_tally_ne(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_ne(ledger_tally, ledger_tally) IS
	'different ledgers';

CREATE FUNCTION ledger_tally_lt(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_lt(ledger_tally, ledger_tally) IS
	'before in the order of bytes';

CREATE FUNCTION ledger_tally_le(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_le(ledger_tally, ledger_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION ledger_tally_gt(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_gt(ledger_tally, ledger_tally) IS
	'after in the order of bytes';

CREATE FUNCTION ledger_tally_ge(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_ge(ledger_tally, ledger_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION ledger_tally_cmp(a ledger_tally, b ledger_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_cmp(ledger_tally, ledger_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION ledger_tally_hash(l ledger_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_hash(ledger_tally) IS
	'hash';

CREATE FUNCTION ledger_tally_hash_extended(l ledger_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_hash_extended(ledger_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (ledger_tally, ledger_tally) IS 'the same ledger';

CREATE OPERATOR <> (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (ledger_tally, ledger_tally) IS 'different ledgers';

CREATE OPERATOR < (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (ledger_tally, ledger_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (ledger_tally, ledger_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (ledger_tally, ledger_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (ledger_tally, ledger_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY ledger_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY ledger_tally_ops USING btree IS 'order of ledgers by their bytes';

CREATE OPERATOR CLASS ledger_tally_ops DEFAULT FOR TYPE ledger_tally USING btree FAMILY ledger_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 ledger_tally_cmp(ledger_tally, ledger_tally);
COMMENT ON OPERATOR CLASS ledger_tally_ops USING btree IS 'order of ledgers by their bytes';

CREATE OPERATOR FAMILY ledger_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY ledger_tally_ops USING hash IS 'equality of ledgers';

CREATE OPERATOR CLASS ledger_tally_ops DEFAULT FOR TYPE ledger_tally USING hash FAMILY ledger_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 ledger_tally_hash(ledger_tally),
	FUNCTION 2 ledger_tally_hash_extended(ledger_tally, bigint);
COMMENT ON OPERATOR CLASS ledger_tally_ops USING hash IS 'equality of ledgers';

CREATE FUNCTION ledger_tally_add(a ledger_tally, b ledger_tally)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_add(ledger_tally, ledger_tally) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (ledger_tally, ledger_tally) IS 'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

CREATE FUNCTION ledger_tally_combine(ledger_tally, ledger_tally)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_combine(ledger_tally, ledger_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION ledger_tally_merge(ledger_tally, ledger_tally)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_merge(ledger_tally, ledger_tally) IS
	'internal: adds a ledger';

CREATE FUNCTION ledger_tally_final(ledger_tally)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_final(ledger_tally) IS
	'internal: the ledger';

CREATE AGGREGATE rollup(l ledger_tally) (
	SFUNC = ledger_tally_merge, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(ledger_tally) IS
	'ledgers merged: what the same customer paid in the same period adds up';

CREATE TYPE survival_tally;

CREATE FUNCTION survival_tally_in(cstring)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION survival_tally_out(survival_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_out(survival_tally) IS
	'I/O';

CREATE FUNCTION survival_tally_recv(internal)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION survival_tally_send(survival_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_send(survival_tally) IS
	'I/O';

CREATE TYPE survival_tally (
	INPUT = survival_tally_in, OUTPUT = survival_tally_out, RECEIVE = survival_tally_recv, SEND = survival_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE survival_tally IS
	'how many customers churned, and how many were still there, at each duration; mergeable';

CREATE FUNCTION survival_tally_to_json(t survival_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_to_json(survival_tally) IS
	'the tally as a JSON object';

CREATE CAST (survival_tally AS json) WITH FUNCTION survival_tally_to_json(survival_tally);
COMMENT ON CAST (survival_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (survival_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (survival_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION survival_tally_eq(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_eq(survival_tally, survival_tally) IS
	'the same tally';

CREATE FUNCTION survival_tally_ne(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_ne(survival_tally, survival_tally) IS
	'different tallies';

CREATE FUNCTION survival_tally_lt(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_lt(survival_tally, survival_tally) IS
	'before in the order of bytes';

CREATE FUNCTION survival_tally_le(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_le(survival_tally, survival_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION survival_tally_gt(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_gt(survival_tally, survival_tally) IS
	'after in the order of bytes';

CREATE FUNCTION survival_tally_ge(a survival_tally, b survival_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_ge(survival_tally, survival_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION survival_tally_cmp(a survival_tally, b survival_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_cmp(survival_tally, survival_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION survival_tally_hash(t survival_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_hash(survival_tally) IS
	'hash';

CREATE FUNCTION survival_tally_hash_extended(t survival_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_hash_extended(survival_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (survival_tally, survival_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (survival_tally, survival_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (survival_tally, survival_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (survival_tally, survival_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (survival_tally, survival_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (survival_tally, survival_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY survival_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY survival_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS survival_tally_ops DEFAULT FOR TYPE survival_tally USING btree FAMILY survival_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 survival_tally_cmp(survival_tally, survival_tally);
COMMENT ON OPERATOR CLASS survival_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY survival_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY survival_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS survival_tally_ops DEFAULT FOR TYPE survival_tally USING hash FAMILY survival_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 survival_tally_hash(survival_tally),
	FUNCTION 2 survival_tally_hash_extended(survival_tally, bigint);
COMMENT ON OPERATOR CLASS survival_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION survival_tally_add(a survival_tally, b survival_tally)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_add(survival_tally, survival_tally) IS
	'tallies of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = survival_tally, RIGHTARG = survival_tally, FUNCTION = survival_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (survival_tally, survival_tally) IS 'tallies of disjoint customers added; NULL counts as none';

CREATE FUNCTION survival_tally_combine(survival_tally, survival_tally)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_combine(survival_tally, survival_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION survival_tally_merge(survival_tally, survival_tally)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_merge(survival_tally, survival_tally) IS
	'internal: adds a tally';

CREATE FUNCTION survival_tally_final(survival_tally)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_tally_final(survival_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t survival_tally) (
	SFUNC = survival_tally_merge, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(survival_tally) IS
	'tallies of disjoint customers added';

-- ---------- survey: NPS, CSAT, CES ----------

CREATE TYPE survey_tally;

CREATE FUNCTION survey_tally_in(cstring)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION survey_tally_out(survey_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_out(survey_tally) IS
	'I/O';

CREATE FUNCTION survey_tally_recv(internal)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION survey_tally_send(survey_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_send(survey_tally) IS
	'I/O';

CREATE TYPE survey_tally (
	INPUT = survey_tally_in, OUTPUT = survey_tally_out, RECEIVE = survey_tally_recv, SEND = survey_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE survey_tally IS
	'how often each point of a survey''s scale was answered, with exact sums of weights if some weight is not 1; mergeable';

CREATE FUNCTION survey_tally_to_json(t survey_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_to_json(survey_tally) IS
	'the tally as a JSON object: scale, answers per point, and weights if there are any';

CREATE CAST (survey_tally AS json) WITH FUNCTION survey_tally_to_json(survey_tally);
COMMENT ON CAST (survey_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (survey_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (survey_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION survey_tally_eq(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_eq(survey_tally, survey_tally) IS
	'same scale, answers and weights';

CREATE FUNCTION survey_tally_ne(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_ne(survey_tally, survey_tally) IS
	'different scale, answers or weights';

CREATE FUNCTION survey_tally_lt(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_lt(survey_tally, survey_tally) IS
	'before in the order of bytes';

CREATE FUNCTION survey_tally_le(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_le(survey_tally, survey_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION survey_tally_gt(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_gt(survey_tally, survey_tally) IS
	'after in the order of bytes';

CREATE FUNCTION survey_tally_ge(a survey_tally, b survey_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_ge(survey_tally, survey_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION survey_tally_cmp(a survey_tally, b survey_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_cmp(survey_tally, survey_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION survey_tally_hash(t survey_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_hash(survey_tally) IS
	'hash';

CREATE FUNCTION survey_tally_hash_extended(t survey_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_hash_extended(survey_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (survey_tally, survey_tally) IS 'same scale, answers and weights';

CREATE OPERATOR <> (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (survey_tally, survey_tally) IS 'different scale, answers or weights';

CREATE OPERATOR < (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (survey_tally, survey_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (survey_tally, survey_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (survey_tally, survey_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (survey_tally, survey_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY survey_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY survey_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS survey_tally_ops DEFAULT FOR TYPE survey_tally USING btree FAMILY survey_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 survey_tally_cmp(survey_tally, survey_tally);
COMMENT ON OPERATOR CLASS survey_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY survey_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY survey_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS survey_tally_ops DEFAULT FOR TYPE survey_tally USING hash FAMILY survey_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 survey_tally_hash(survey_tally),
	FUNCTION 2 survey_tally_hash_extended(survey_tally, bigint);
COMMENT ON OPERATOR CLASS survey_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION survey_tally_add(a survey_tally, b survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_add(survey_tally, survey_tally) IS
	'both tallies'' answers; NULL counts as no answers; tallies on different scales are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (survey_tally, survey_tally) IS 'both tallies'' answers; NULL counts as no answers; tallies on different scales are an error (22023)';

CREATE FUNCTION survey_tally_merge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_merge(survey_tally, survey_tally) IS
	'internal: adds a tally';

CREATE FUNCTION survey_tally_final(survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_final(survey_tally) IS
	'internal: the tally, NULL if it is empty';

CREATE FUNCTION survey_tally_unmerge(survey_tally, survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_unmerge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_unmerge(survey_tally, survey_tally) IS
	'internal: takes a tally out of a moving frame';

CREATE AGGREGATE rollup(t survey_tally) (
	SFUNC = survey_tally_merge, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_tally_merge, MINVFUNC = survey_tally_unmerge, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE rollup(survey_tally) IS
	'all answers of the tallies; tallies on different scales are an error (22023)';

CREATE FUNCTION survey_tally_subtract(a survey_tally, b survey_tally)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_subtract' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_tally_subtract(survey_tally, survey_tally) IS
	'the answers of a without those of b, a part of it; NULL for b counts as no answers; answers or weights that a does not hold, or another scale, are an error (22023)';

CREATE OPERATOR - (
	LEFTARG = survey_tally, RIGHTARG = survey_tally, FUNCTION = survey_tally_subtract
);
COMMENT ON OPERATOR - (survey_tally, survey_tally) IS
	'the answers of the first tally without those of the second, a part of it; NULL for the part counts as no answers';

-- readings

CREATE FUNCTION nps(t survey_tally, detractor_max bigint DEFAULT NULL, promoter_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_of_tally' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps(survey_tally, bigint, bigint) IS
	'net promoter score, -100..100: the percentage of promoters (score >= promoter_min, by default 9) minus that of detractors (score <= detractor_max, by default 6); the defaults are those of scales that end at 10, others need both (22023); NULL without answers';

CREATE FUNCTION nps_se(t survey_tally, detractor_max bigint DEFAULT NULL, promoter_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_se' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_se(survey_tally, bigint, bigint) IS
	'standard error of the net promoter score, in points; linearised for weighted answers';

CREATE FUNCTION nps_low(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max bigint DEFAULT NULL,
		promoter_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_low(survey_tally, float8, text, bigint, bigint) IS
	'lower confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_high(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max bigint DEFAULT NULL,
		promoter_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_high(survey_tally, float8, text, bigint, bigint) IS
	'upper confidence limit of the net promoter score, -100..100, by method adjusted_wald (Rocks 2016), score (Tango 1998) or wald';

CREATE FUNCTION nps_summary(t survey_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', detractor_max bigint DEFAULT NULL,
		promoter_min bigint DEFAULT NULL, OUT answers bigint, OUT promoters bigint, OUT passives bigint, OUT detractors bigint, OUT nps float8,
		OUT se float8, OUT low float8, OUT high float8, OUT effective_n float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_nps_summary' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_summary(survey_tally, float8, text, bigint, bigint) IS
	'one row: the counts behind the net promoter score, the score, its standard error and limits in points, and Kish''s effective number of answers';

CREATE FUNCTION nps_of_counts(detractors float8, passives float8, promoters float8, confidence float8 DEFAULT 0.95, method text DEFAULT 'adjusted_wald', OUT answers bigint,
		OUT nps float8, OUT se float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_nps_of_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_of_counts(float8, float8, float8, float8, text) IS
	'one row: the net promoter score of so many answers, its standard error and limits in points, by method adjusted_wald, score or wald; counts are whole, 0 to 2^53 (22003)';

CREATE FUNCTION nps_test(a survey_tally, b survey_tally, confidence float8 DEFAULT 0.95, detractor_max bigint DEFAULT NULL, promoter_min bigint DEFAULT NULL,
		method text DEFAULT 'adjusted_wald', OUT difference float8, OUT se float8, OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_nps_test_of_tallies' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_test(survey_tally, survey_tally, float8, bigint, bigint, text) IS
	'one row: nps(a) - nps(b) in points, and a test of two independent samples: standard error, z, two-sided p and limits of the difference, by method adjusted_wald, wald or score (MOVER: Zou & Donner 2008); NULLs where a or b has no answers; z and p_value NULL where nothing varies';

CREATE FUNCTION nps_test(t survey_tally, target float8, confidence float8 DEFAULT 0.95, detractor_max bigint DEFAULT NULL, promoter_min bigint DEFAULT NULL,
		OUT difference float8, OUT se float8, OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_nps_test_of_target' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_test(survey_tally, float8, float8, bigint, bigint) IS
	'one row: nps(t) - target in points, target being -100..100 and known, not measured (22003 beyond); adjusted Wald: standard error, z, two-sided p and limits of the difference';

CREATE FUNCTION nps_contribution(before survey_tally, after survey_tally, total_before survey_tally, total_after survey_tally, confidence float8 DEFAULT 0.95,
		detractor_max bigint DEFAULT NULL, promoter_min bigint DEFAULT NULL, OUT mix float8, OUT rate float8, OUT contribution float8, OUT se float8,
		OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_nps_contribution' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_contribution(survey_tally, survey_tally, survey_tally, survey_tally, float8, bigint, bigint) IS
	'one row, in points: what a segment did to nps(total_after) - nps(total_before), by another share (mix) and another score (rate), which segments add up to; standard error and normal limits of the contribution. A segment absent in one period, NULL or without answers, is all mix; NULLs where a total has no answers; answers that are not among those of their total are an error (22023)';

CREATE FUNCTION nps_sample_size(margin float8, confidence float8 DEFAULT 0.95, variance float8 DEFAULT 1, population float8 DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_nps_sample_size_of_margin' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION nps_sample_size(float8, float8, float8, float8) IS
	'answers needed for a net promoter score to within +-margin points (adjusted Wald); variance of one answer is p + d - (p - d)^2, at most 1; of a population of that many people, n / (1 + (n - 1) / population) are enough';

CREATE FUNCTION csat(t survey_tally, satisfied_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_of_tally' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat(survey_tally, bigint) IS
	'satisfied answers (score >= satisfied_min) in percent, 0..100; by default the two top boxes (the upper one of a scale of two or three points), an error (22023) on scales of more than 7 points';

CREATE FUNCTION csat_low(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_low(survey_tally, float8, bigint) IS
	'lower confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION csat_high(t survey_tally, confidence float8 DEFAULT 0.95, satisfied_min bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_high(survey_tally, float8, bigint) IS
	'upper confidence limit of csat, 0..100 (Wilson 1927)';

CREATE FUNCTION csat_summary(t survey_tally, satisfied_min bigint DEFAULT NULL, confidence float8 DEFAULT 0.95, OUT answers bigint, OUT estimate float8, OUT low float8,
		OUT high float8, OUT effective_n float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_csat_summary' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_summary(survey_tally, bigint, float8) IS
	'one row: answers, csat with its limits in percent (Wilson 1927), and Kish''s effective number of answers';

CREATE FUNCTION csat_test(a survey_tally, b survey_tally, confidence float8 DEFAULT 0.95, satisfied_min bigint DEFAULT NULL, OUT difference float8, OUT se float8,
		OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_csat_test' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 20;
COMMENT ON FUNCTION csat_test(survey_tally, survey_tally, float8, bigint) IS
	'one row: csat(a) - csat(b) in points, and a test of two independent samples: pooled standard error, z and two-sided p, NULL where nothing varies, and limits of the difference (Newcombe 1998, method 10)';

CREATE FUNCTION ces(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces(survey_tally) IS
	'customer effort score: the mean answer, in points of the scale; NULL without answers';

CREATE FUNCTION ces_low(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_ces_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_low(survey_tally, float8) IS
	'lower confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION ces_high(t survey_tally, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_ces_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_high(survey_tally, float8) IS
	'upper confidence limit of the mean answer (Student t); NULL below 2 answers';

CREATE FUNCTION ces_summary(t survey_tally, confidence float8 DEFAULT 0.95, OUT answers bigint, OUT estimate float8, OUT low float8, OUT high float8,
		OUT effective_n float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_ces_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION ces_summary(survey_tally, float8) IS
	'one row: answers, mean answer with its limits (Student t, clipped to the scale; NULL below 2 answers), and Kish''s effective number of answers';

CREATE FUNCTION score_test(a survey_tally, b survey_tally, confidence float8 DEFAULT 0.95, OUT difference float8, OUT se float8, OUT t float8, OUT df float8,
		OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_score_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION score_test(survey_tally, survey_tally, float8) IS
	'one row: mean of a - mean of b in points of their scale, and Welch''s test of two independent samples with Satterthwaite''s degrees of freedom; two scales are an error (22023); nothing but the difference where a or b has fewer than 2 answers, and se 0 where nothing varies';

CREATE FUNCTION box_share(t survey_tally, lo bigint, hi bigint)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION box_share(survey_tally, bigint, bigint) IS
	'fraction of the answers from lo to hi, 0..1';

CREATE FUNCTION box_low(t survey_tally, lo bigint, hi bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_low(survey_tally, bigint, bigint, float8) IS
	'lower confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION box_high(t survey_tally, lo bigint, hi bigint, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_box_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_high(survey_tally, bigint, bigint, float8) IS
	'upper confidence limit of box_share, 0..1 (Wilson 1927)';

CREATE FUNCTION box_summary(t survey_tally, lo bigint, hi bigint, confidence float8 DEFAULT 0.95, OUT answers bigint, OUT estimate float8, OUT low float8, OUT high float8,
		OUT effective_n float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_box_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION box_summary(survey_tally, bigint, bigint, float8) IS
	'one row: answers of the whole tally, fraction of those from lo to hi with its limits, 0..1 (Wilson 1927), and Kish''s effective number of answers';

CREATE FUNCTION score_mean(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_mean(survey_tally) IS
	'mean answer, weighted; NULL without answers';

CREATE FUNCTION score_stddev(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_score_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_stddev(survey_tally) IS
	'sample standard deviation of the answers; NULL below 2 answers';

CREATE FUNCTION effective_n(t survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_effective_n' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION effective_n(survey_tally) IS
	'effective number of answers (Kish): (sum w)^2 / sum w^2, the number of answers when all weights are equal';

CREATE FUNCTION answers(t survey_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_answers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION answers(survey_tally) IS
	'number of answers; 0 for NULL';

CREATE FUNCTION survey_table(t survey_tally)
	RETURNS TABLE (score int, answers bigint, weight float8, share float8)
	AS 'MODULE_PATHNAME', 'cvsql_survey_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 11;
COMMENT ON FUNCTION survey_table(survey_tally) IS
	'one row per point of the scale: answers, sum of their weights, and share of all weights (0..1)';

CREATE FUNCTION wilson_low(successes float8, trials float8, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_wilson_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION wilson_low(float8, float8, float8) IS
	'lower confidence limit of a proportion, 0..1 (Wilson 1927); counts are whole, 0 to 2^53 (22003); NULL without trials';

CREATE FUNCTION wilson_high(successes float8, trials float8, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_wilson_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION wilson_high(float8, float8, float8) IS
	'upper confidence limit of a proportion, 0..1 (Wilson 1927); counts are whole, 0 to 2^53 (22003); NULL without trials';

CREATE FUNCTION share_summary(successes float8, trials float8, confidence float8 DEFAULT 0.95, OUT share float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_share_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION share_summary(float8, float8, float8) IS
	'one row: a proportion and its limits, 0..1 (Wilson 1927); counts are whole, 0 to 2^53 (22003); NULLs without trials';

CREATE FUNCTION share_test(successes_a float8, trials_a float8, successes_b float8, trials_b float8, confidence float8 DEFAULT 0.95, OUT difference float8, OUT se float8,
		OUT z float8, OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_share_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION share_test(float8, float8, float8, float8, float8) IS
	'one row: share of a - share of b, fractions, and a test of two independent samples: pooled standard error, z and two-sided p, NULL where nothing varies, and limits of the difference (Newcombe 1998, method 10); NULLs where one has no trials';

-- aggregates

CREATE FUNCTION survey_accum(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, int, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_accum(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_accum(survey_tally, float8, float8) IS
	'internal: adds an answer';

CREATE FUNCTION survey_remove(survey_tally, int)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, int, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE FUNCTION survey_remove(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_remove(survey_tally, float8, float8) IS
	'internal: takes an answer out of a moving frame';

CREATE AGGREGATE nps_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_agg(int) IS
	'tally of answers 0..10';

CREATE AGGREGATE nps_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_agg(int, float8) IS
	'tally of answers 0..10, weighted';

CREATE AGGREGATE nps_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_agg(float8) IS
	'tally of answers 0..10';

CREATE AGGREGATE nps_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_agg(float8, float8) IS
	'tally of answers 0..10, weighted';

CREATE AGGREGATE csat_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_agg(int) IS
	'tally of answers 1..5';

CREATE AGGREGATE csat_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_agg(int, float8) IS
	'tally of answers 1..5, weighted';

CREATE AGGREGATE csat_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_agg(float8) IS
	'tally of answers 1..5';

CREATE AGGREGATE csat_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_agg(float8, float8) IS
	'tally of answers 1..5, weighted';

CREATE AGGREGATE ces_agg(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_agg(int) IS
	'tally of answers 1..7';

CREATE AGGREGATE ces_agg(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_agg(int, float8) IS
	'tally of answers 1..7, weighted';

CREATE AGGREGATE ces_agg(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_agg(float8) IS
	'tally of answers 1..7';

CREATE AGGREGATE ces_agg(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_agg(float8, float8) IS
	'tally of answers 1..7, weighted';

CREATE FUNCTION survey_scale_accum(survey_tally, int, bigint, bigint)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, bigint, bigint) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, int, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, int, bigint, bigint, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, bigint, bigint)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, bigint, bigint) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_accum(survey_tally, float8, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_accum(survey_tally, float8, bigint, bigint, float8) IS
	'internal: adds an answer, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, int, bigint, bigint)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, bigint, bigint) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, int, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, int, bigint, bigint, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, bigint, bigint)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, bigint, bigint) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_remove(survey_tally, float8, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_remove(survey_tally, float8, bigint, bigint, float8) IS
	'internal: takes an answer out of a moving frame, on the scale of the aggregates arguments';

CREATE AGGREGATE survey_agg(score int, lo bigint, hi bigint) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_agg(int, bigint, bigint) IS
	'tally of answers lo..hi, at most 101 points';

CREATE AGGREGATE survey_agg(score int, lo bigint, hi bigint, weight float8) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 512,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_agg(int, bigint, bigint, float8) IS
	'tally of answers lo..hi, at most 101 points, weighted';

CREATE AGGREGATE survey_agg(score float8, lo bigint, hi bigint) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_agg(float8, bigint, bigint) IS
	'tally of answers lo..hi, at most 101 points';

CREATE AGGREGATE survey_agg(score float8, lo bigint, hi bigint, weight float8) (
	SFUNC = survey_scale_accum, STYPE = survey_tally, SSPACE = 512,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_accum, MINVFUNC = survey_scale_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_agg(float8, bigint, bigint, float8) IS
	'tally of answers lo..hi, at most 101 points, weighted';

-- aggregates of tables of counts: a row stands for as many answers

CREATE FUNCTION survey_count_accum(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_count_accum_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_count_accum(survey_tally, int, float8) IS
	'internal: adds so many answers';

CREATE FUNCTION survey_count_accum(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_count_accum_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_count_accum(survey_tally, float8, float8) IS
	'internal: adds so many answers';

CREATE FUNCTION survey_count_remove(survey_tally, int, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_count_remove_int' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_count_remove(survey_tally, int, float8) IS
	'internal: takes so many answers out of a moving frame';

CREATE FUNCTION survey_count_remove(survey_tally, float8, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_count_remove_float' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION survey_count_remove(survey_tally, float8, float8) IS
	'internal: takes so many answers out of a moving frame';

CREATE AGGREGATE nps_count_agg(score int, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_count_agg(int, float8) IS
	'tally of a table of counts: each row stands for that many answers 0..10; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE nps_count_agg(score float8, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE nps_count_agg(float8, float8) IS
	'tally of a table of counts: each row stands for that many answers 0..10; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE csat_count_agg(score int, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_count_agg(int, float8) IS
	'tally of a table of counts: each row stands for that many answers 1..5; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE csat_count_agg(score float8, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE csat_count_agg(float8, float8) IS
	'tally of a table of counts: each row stands for that many answers 1..5; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE ces_count_agg(score int, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_count_agg(int, float8) IS
	'tally of a table of counts: each row stands for that many answers 1..7; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE ces_count_agg(score float8, answers float8) (
	SFUNC = survey_count_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_count_accum, MINVFUNC = survey_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE ces_count_agg(float8, float8) IS
	'tally of a table of counts: each row stands for that many answers 1..7; answers is whole, 0 to 2^53 (22003)';

CREATE FUNCTION survey_scale_count_accum(survey_tally, int, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_count_accum_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_count_accum(survey_tally, int, bigint, bigint, float8) IS
	'internal: adds so many answers, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_count_accum(survey_tally, float8, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_count_accum_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_count_accum(survey_tally, float8, bigint, bigint, float8) IS
	'internal: adds so many answers, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_count_remove(survey_tally, int, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_count_remove_int' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_count_remove(survey_tally, int, bigint, bigint, float8) IS
	'internal: takes so many answers out of a moving frame, on the scale of the aggregates arguments';

CREATE FUNCTION survey_scale_count_remove(survey_tally, float8, bigint, bigint, float8)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_scale_count_remove_float' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survey_scale_count_remove(survey_tally, float8, bigint, bigint, float8) IS
	'internal: takes so many answers out of a moving frame, on the scale of the aggregates arguments';

CREATE AGGREGATE survey_count_agg(score int, lo bigint, hi bigint, answers float8) (
	SFUNC = survey_scale_count_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_count_accum, MINVFUNC = survey_scale_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_count_agg(int, bigint, bigint, float8) IS
	'tally of a table of counts: each row stands for that many answers lo..hi, at most 101 points; answers is whole, 0 to 2^53 (22003)';

CREATE AGGREGATE survey_count_agg(score float8, lo bigint, hi bigint, answers float8) (
	SFUNC = survey_scale_count_accum, STYPE = survey_tally, SSPACE = 128,
	FINALFUNC = survey_tally_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_scale_count_accum, MINVFUNC = survey_scale_count_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MFINALFUNC = survey_tally_final
);
COMMENT ON AGGREGATE survey_count_agg(float8, bigint, bigint, float8) IS
	'tally of a table of counts: each row stands for that many answers lo..hi, at most 101 points; answers is whole, 0 to 2^53 (22003)';

-- aggregates in one step

CREATE FUNCTION nps_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nps_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_final(survey_tally) IS
	'internal: NPS on the standard thresholds';

CREATE AGGREGATE nps(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(int) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6)';

CREATE AGGREGATE nps(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(int, float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6), weighted';

CREATE AGGREGATE nps(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6)';

CREATE AGGREGATE nps(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = nps_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [0, 10], "answers": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = nps_final
);
COMMENT ON AGGREGATE nps(float8, float8) IS
	'net promoter score of answers 0..10 in one step: % promoters (9, 10) - % detractors (0..6), weighted';

CREATE FUNCTION csat_final(survey_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_csat_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_final(survey_tally) IS
	'internal: CSAT of the two top boxes';

CREATE AGGREGATE csat(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(int) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step';

CREATE AGGREGATE csat(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(int, float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step, weighted';

CREATE AGGREGATE csat(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step';

CREATE AGGREGATE csat(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	FINALFUNC = csat_final, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 5], "answers": [0, 0, 0, 0, 0]}',
	MFINALFUNC = csat_final
);
COMMENT ON AGGREGATE csat(float8, float8) IS
	'percentage of satisfied answers (4, 5) on the scale 1..5 in one step, weighted';

CREATE AGGREGATE ces(score int) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(int) IS
	'customer effort score: mean of answers 1..7 in one step';

CREATE AGGREGATE ces(score int, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(int, float8) IS
	'customer effort score: mean of answers 1..7 in one step, weighted';

CREATE AGGREGATE ces(score float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 128,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 128,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(float8) IS
	'customer effort score: mean of answers 1..7 in one step';

CREATE AGGREGATE ces(score float8, weight float8) (
	SFUNC = survey_accum, STYPE = survey_tally, SSPACE = 512,
	INITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	FINALFUNC = ces, COMBINEFUNC = survey_tally_merge, PARALLEL = SAFE,
	MSFUNC = survey_accum, MINVFUNC = survey_remove, MSTYPE = survey_tally, MSSPACE = 512,
	MINITCOND = '{"version": 1, "scale": [1, 7], "answers": [0, 0, 0, 0, 0, 0, 0]}',
	MFINALFUNC = ces
);
COMMENT ON AGGREGATE ces(float8, float8) IS
	'customer effort score: mean of answers 1..7 in one step, weighted';

-- ---------- retention: cohorts, curves, lifecycle ----------

CREATE TYPE activity_calendar;

CREATE FUNCTION activity_calendar_in(cstring)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_in(cstring) IS
	'I/O';

CREATE FUNCTION activity_calendar_out(activity_calendar)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_out(activity_calendar) IS
	'I/O';

CREATE FUNCTION activity_calendar_recv(internal)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_recv(internal) IS
	'I/O';

CREATE FUNCTION activity_calendar_send(activity_calendar)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_send(activity_calendar) IS
	'I/O';

CREATE TYPE activity_calendar (
	INPUT = activity_calendar_in, OUTPUT = activity_calendar_out, RECEIVE = activity_calendar_recv, SEND = activity_calendar_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE activity_calendar IS
	'one customer''s active periods: unit, first period, a bitmap, the last day seen; mergeable. Data of a single customer: not for publication';

CREATE FUNCTION activity_calendar_to_json(c activity_calendar)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_to_json(activity_calendar) IS
	'the calendar as a JSON object';

CREATE CAST (activity_calendar AS json) WITH FUNCTION activity_calendar_to_json(activity_calendar);
COMMENT ON CAST (activity_calendar AS json) IS 'the calendar as a JSON object';

CREATE CAST (activity_calendar AS jsonb) WITH INOUT;
COMMENT ON CAST (activity_calendar AS jsonb) IS 'the calendar as a JSON object';

CREATE FUNCTION activity_calendar_eq(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_eq(activity_calendar, activity_calendar) IS
	'the same calendar';

CREATE FUNCTION activity_calendar_ne(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_ne(activity_calendar, activity_calendar) IS
	'different calendars';

CREATE FUNCTION activity_calendar_lt(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_lt(activity_calendar, activity_calendar) IS
	'before in the order of bytes';

CREATE FUNCTION activity_calendar_le(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_le(activity_calendar, activity_calendar) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION activity_calendar_gt(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_gt(activity_calendar, activity_calendar) IS
	'after in the order of bytes';

CREATE FUNCTION activity_calendar_ge(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_ge(activity_calendar, activity_calendar) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION activity_calendar_cmp(a activity_calendar, b activity_calendar)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_cmp(activity_calendar, activity_calendar) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION activity_calendar_hash(c activity_calendar)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash(activity_calendar) IS
	'hash';

CREATE FUNCTION activity_calendar_hash_extended(c activity_calendar, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash_extended(activity_calendar, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (activity_calendar, activity_calendar) IS 'the same calendar';

CREATE OPERATOR <> (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (activity_calendar, activity_calendar) IS 'different calendars';

CREATE OPERATOR < (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (activity_calendar, activity_calendar) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (activity_calendar, activity_calendar) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (activity_calendar, activity_calendar) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (activity_calendar, activity_calendar) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY activity_calendar_ops USING btree;
COMMENT ON OPERATOR FAMILY activity_calendar_ops USING btree IS 'order of calendars by their bytes';

CREATE OPERATOR CLASS activity_calendar_ops DEFAULT FOR TYPE activity_calendar USING btree FAMILY activity_calendar_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 activity_calendar_cmp(activity_calendar, activity_calendar);
COMMENT ON OPERATOR CLASS activity_calendar_ops USING btree IS 'order of calendars by their bytes';

CREATE OPERATOR FAMILY activity_calendar_ops USING hash;
COMMENT ON OPERATOR FAMILY activity_calendar_ops USING hash IS 'equality of calendars';

CREATE OPERATOR CLASS activity_calendar_ops DEFAULT FOR TYPE activity_calendar USING hash FAMILY activity_calendar_ops AS
	OPERATOR 1 =,
	FUNCTION 1 activity_calendar_hash(activity_calendar),
	FUNCTION 2 activity_calendar_hash_extended(activity_calendar, bigint);
COMMENT ON OPERATOR CLASS activity_calendar_ops USING hash IS 'equality of calendars';

CREATE FUNCTION activity_calendar_add(a activity_calendar, b activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_add(activity_calendar, activity_calendar) IS
	'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (activity_calendar, activity_calendar) IS 'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)';

CREATE FUNCTION activity_calendar_merge(activity_calendar, activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_merge(activity_calendar, activity_calendar) IS
	'internal: adds a calendar';

CREATE FUNCTION activity_calendar_final(activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_final(activity_calendar) IS
	'internal: the calendar';

CREATE AGGREGATE rollup(c activity_calendar) (
	SFUNC = activity_calendar_merge, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_calendar_final, COMBINEFUNC = activity_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(activity_calendar) IS
	'the same customer''s calendars merged';

CREATE FUNCTION activity_accum(activity_calendar, date, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, date, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamp, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamp, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamptz, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamptz, text) IS
	'internal: adds a time';

CREATE AGGREGATE activity_agg(at date, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_calendar_final, COMBINEFUNC = activity_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(date, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamp, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_calendar_final, COMBINEFUNC = activity_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamp, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamptz, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_calendar_final, COMBINEFUNC = activity_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamptz, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year, cut by the session''s TimeZone';

CREATE FUNCTION activity_span_accum(activity_calendar, daterange, text, date)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_span_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_span_accum(activity_calendar, daterange, text, date) IS
	'internal: adds a contract';

CREATE FUNCTION activity_span_combine(activity_calendar, activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_span_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_span_combine(activity_calendar, activity_calendar) IS
	'internal: combines calendars of one as_of';

CREATE AGGREGATE activity_agg(during daterange, unit text, as_of date) (
	SFUNC = activity_span_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_calendar_final, COMBINEFUNC = activity_span_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(daterange, text, date) IS
	'the periods of one customer whose last day lies in a contract, a row each; one without an end goes on until as_of, the last day that is completely observed; empty ones are skipped, and NULL where no period ends within one; without a start 22003, as_of NULL or varying 22023';

-- readings of calendars

CREATE FUNCTION first_period(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_first_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_period(activity_calendar) IS
	'first day of the first active period';

CREATE FUNCTION last_seen(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(activity_calendar) IS
	'last day of activity, or the as_of of contracts';

CREATE FUNCTION active_periods(c activity_calendar)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_active_periods' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_periods(activity_calendar) IS
	'number of active periods';

CREATE FUNCTION was_active(c activity_calendar, since date, until date)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_was_active' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION was_active(activity_calendar, date, date) IS
	'whether the customer was active in a period that overlaps the days from since to until; since after until 22023, infinite days 22003';

-- grids

CREATE TYPE retention_grid;

CREATE FUNCTION retention_grid_in(cstring)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_in(cstring) IS
	'I/O';

CREATE FUNCTION retention_grid_out(retention_grid)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_out(retention_grid) IS
	'I/O';

CREATE FUNCTION retention_grid_recv(internal)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_recv(internal) IS
	'I/O';

CREATE FUNCTION retention_grid_send(retention_grid)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_send(retention_grid) IS
	'I/O';

CREATE TYPE retention_grid (
	INPUT = retention_grid_in, OUTPUT = retention_grid_out, RECEIVE = retention_grid_recv, SEND = retention_grid_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE retention_grid IS
	'per cohort its customers, per cohort and period those active and those last active, per period the new and the retained; mergeable for disjoint customers';

CREATE FUNCTION retention_grid_to_json(g retention_grid)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_to_json(retention_grid) IS
	'the grid as a JSON object';

CREATE CAST (retention_grid AS json) WITH FUNCTION retention_grid_to_json(retention_grid);
COMMENT ON CAST (retention_grid AS json) IS 'the grid as a JSON object';

CREATE CAST (retention_grid AS jsonb) WITH INOUT;
COMMENT ON CAST (retention_grid AS jsonb) IS 'the grid as a JSON object';

CREATE FUNCTION retention_grid_eq(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_eq(retention_grid, retention_grid) IS
	'the same grid';

CREATE FUNCTION retention_grid_ne(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_ne(retention_grid, retention_grid) IS
	'different grids';

CREATE FUNCTION retention_grid_lt(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_lt(retention_grid, retention_grid) IS
	'before in the order of bytes';

CREATE FUNCTION retention_grid_le(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_le(retention_grid, retention_grid) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION retention_grid_gt(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_gt(retention_grid, retention_grid) IS
	'after in the order of bytes';

CREATE FUNCTION retention_grid_ge(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_ge(retention_grid, retention_grid) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION retention_grid_cmp(a retention_grid, b retention_grid)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_cmp(retention_grid, retention_grid) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION retention_grid_hash(g retention_grid)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash(retention_grid) IS
	'hash';

CREATE FUNCTION retention_grid_hash_extended(g retention_grid, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash_extended(retention_grid, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (retention_grid, retention_grid) IS 'the same grid';

CREATE OPERATOR <> (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (retention_grid, retention_grid) IS 'different grids';

CREATE OPERATOR < (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (retention_grid, retention_grid) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (retention_grid, retention_grid) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (retention_grid, retention_grid) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (retention_grid, retention_grid) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY retention_grid_ops USING btree;
COMMENT ON OPERATOR FAMILY retention_grid_ops USING btree IS 'order of grids by their bytes';

CREATE OPERATOR CLASS retention_grid_ops DEFAULT FOR TYPE retention_grid USING btree FAMILY retention_grid_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 retention_grid_cmp(retention_grid, retention_grid);
COMMENT ON OPERATOR CLASS retention_grid_ops USING btree IS 'order of grids by their bytes';

CREATE OPERATOR FAMILY retention_grid_ops USING hash;
COMMENT ON OPERATOR FAMILY retention_grid_ops USING hash IS 'equality of grids';

CREATE OPERATOR CLASS retention_grid_ops DEFAULT FOR TYPE retention_grid USING hash FAMILY retention_grid_ops AS
	OPERATOR 1 =,
	FUNCTION 1 retention_grid_hash(retention_grid),
	FUNCTION 2 retention_grid_hash_extended(retention_grid, bigint);
COMMENT ON OPERATOR CLASS retention_grid_ops USING hash IS 'equality of grids';

CREATE FUNCTION retention_grid_add(a retention_grid, b retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_add(retention_grid, retention_grid) IS
	'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (retention_grid, retention_grid) IS 'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

CREATE FUNCTION retention_grid_combine(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_combine(retention_grid, retention_grid) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION retention_grid_merge(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_merge(retention_grid, retention_grid) IS
	'internal: adds a grid';

CREATE FUNCTION retention_grid_final(retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_final(retention_grid) IS
	'internal: the grid';

CREATE AGGREGATE rollup(g retention_grid) (
	SFUNC = retention_grid_merge, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_grid_final, COMBINEFUNC = retention_grid_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(retention_grid) IS
	'grids of disjoint customers merged';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar) IS
	'internal: adds a customer';

CREATE AGGREGATE retention_agg(c activity_calendar) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_grid_final, COMBINEFUNC = retention_grid_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar) IS
	'the grid of customers, a row each; the cohort is the first active period';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, date, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text) IS
	'internal: adds a customer who joined';

CREATE AGGREGATE retention_agg(c activity_calendar, joined date, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_grid_final, COMBINEFUNC = retention_grid_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, date, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamp, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_grid_final, COMBINEFUNC = retention_grid_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamp, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamptz, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_grid_final, COMBINEFUNC = retention_grid_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamptz, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

-- grids in one pass over events

CREATE FUNCTION retention_events_accum(retention_grid, bigint, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, bigint, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, bigint, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, bigint, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, bigint, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, bigint, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, uuid, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, uuid, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, uuid, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, uuid, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, uuid, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, uuid, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, text, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, text, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, text, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, text, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(retention_grid, text, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(retention_grid, text, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_combine(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_combine(retention_grid, retention_grid) IS
	'internal: combines the customers of parts of a group';

CREATE FUNCTION retention_events_final(retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_final(retention_grid) IS
	'internal: the grid of the customers';

CREATE AGGREGATE retention_agg(customer bigint, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer uuid, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer text, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE FUNCTION retention_joined_events_accum(retention_grid, bigint, date, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, bigint, date, date, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, bigint, timestamp, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, bigint, timestamp, timestamp, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, bigint, timestamptz, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, bigint, timestamptz, timestamptz, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, uuid, date, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, uuid, date, date, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, uuid, timestamp, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, uuid, timestamp, timestamp, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, uuid, timestamptz, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, uuid, timestamptz, timestamptz, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, text, date, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, text, date, date, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, text, timestamp, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, text, timestamp, timestamp, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_accum(retention_grid, text, timestamptz, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_accum(retention_grid, text, timestamptz, timestamptz, text) IS
	'internal: adds an event of a customer who joined';

CREATE FUNCTION retention_joined_events_combine(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_combine(retention_grid, retention_grid) IS
	'internal: combines the customers of parts of a group';

CREATE FUNCTION retention_joined_events_final(retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_joined_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_joined_events_final(retention_grid) IS
	'internal: the grid of the customers';

CREATE AGGREGATE retention_agg(customer bigint, at date, joined date, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, date, date, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer bigint, at timestamp, joined timestamp, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamp, timestamp, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer bigint, at timestamptz, joined timestamptz, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamptz, timestamptz, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023; time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer uuid, at date, joined date, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, date, date, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer uuid, at timestamp, joined timestamp, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamp, timestamp, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer uuid, at timestamptz, joined timestamptz, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamptz, timestamptz, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023; time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer text, at date, joined date, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, date, date, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer text, at timestamp, joined timestamp, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamp, timestamp, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023';

CREATE AGGREGATE retention_agg(customer text, at timestamptz, joined timestamptz, unit text) (
	SFUNC = retention_joined_events_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_joined_events_final, COMBINEFUNC = retention_joined_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamptz, timestamptz, text) IS
	'the grid in one pass over events, each with the day that its customer joined, whose period is the cohort; at NULL: joined, but not active in this row; without customer or joined a row is skipped; two days of joining, or activity before the period of joining 22023; time cut by the session''s TimeZone';

CREATE FUNCTION retention_spans_accum(retention_grid, bigint, daterange, text, date)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_spans_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_spans_accum(retention_grid, bigint, daterange, text, date) IS
	'internal: adds a contract';

CREATE FUNCTION retention_spans_accum(retention_grid, uuid, daterange, text, date)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_spans_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_spans_accum(retention_grid, uuid, daterange, text, date) IS
	'internal: adds a contract';

CREATE FUNCTION retention_spans_accum(retention_grid, text, daterange, text, date)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_spans_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_spans_accum(retention_grid, text, daterange, text, date) IS
	'internal: adds a contract';

CREATE FUNCTION retention_spans_combine(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_spans_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_spans_combine(retention_grid, retention_grid) IS
	'internal: combines the customers of parts of a group, of one as_of';

CREATE AGGREGATE retention_agg(customer bigint, during daterange, unit text, as_of date) (
	SFUNC = retention_spans_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_spans_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, daterange, text, date) IS
	'the grid in one pass over contracts: active in every period whose last day lies in one; one without an end goes on until as_of, the last day that is completely observed: by a later day all seem to have ended; empty ones are skipped, and a customer in whose contracts no period ends is not counted; without a start 22003, as_of NULL or varying 22023';

CREATE AGGREGATE retention_agg(customer uuid, during daterange, unit text, as_of date) (
	SFUNC = retention_spans_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_spans_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, daterange, text, date) IS
	'the grid in one pass over contracts: active in every period whose last day lies in one; one without an end goes on until as_of, the last day that is completely observed: by a later day all seem to have ended; empty ones are skipped, and a customer in whose contracts no period ends is not counted; without a start 22003, as_of NULL or varying 22023';

CREATE AGGREGATE retention_agg(customer text, during daterange, unit text, as_of date) (
	SFUNC = retention_spans_accum, STYPE = retention_grid, SSPACE = 256,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_spans_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, daterange, text, date) IS
	'the grid in one pass over contracts: active in every period whose last day lies in one; one without an end goes on until as_of, the last day that is completely observed: by a later day all seem to have ended; empty ones are skipped, and a customer in whose contracts no period ends is not counted; without a start 22003, as_of NULL or varying 22023';

CREATE FUNCTION retention_grid(l ledger_tally, unit text DEFAULT NULL)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION retention_grid(ledger_tally, text) IS
	'the grid of a ledger''s customers by its unit (NULL) or a longer one: active in a period with a net above 0';

-- readings of grids

CREATE FUNCTION retention_table(g retention_grid, as_of date DEFAULT NULL, mode text DEFAULT 'bounded', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (cohort date, period int, period_start date, cohort_size bigint, retained bigint, rate float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_retention_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 300 COST 100;
COMMENT ON FUNCTION retention_table(retention_grid, date, text, float8) IS
	'the cohort triangle: per cohort and period since (0 is its own) the customers retained, their rate (0..1) and its Wilson limits; NULL for a period that is not over by as_of (the last day seen, if NULL); mode bounded (active in that very period) or unbounded (in it or a later one)';

CREATE FUNCTION retention_curve(g retention_grid, as_of date DEFAULT NULL, mode text DEFAULT 'bounded', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period int, eligible bigint, retained bigint, rate float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_retention_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 100;
COMMENT ON FUNCTION retention_curve(retention_grid, date, text, float8) IS
	'retention by period since the cohort''s own, pooled over the cohorts whose period is over by as_of';

CREATE FUNCTION retention_rate(g retention_grid, period bigint, as_of date DEFAULT NULL, mode text DEFAULT 'bounded')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_retention_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION retention_rate(retention_grid, bigint, date, text) IS
	'retention in a period since the cohort''s own, pooled over the cohorts whose period is over by as_of, 0..1; NULL where there are none';

CREATE FUNCTION lifecycle_table(g retention_grid, as_of date DEFAULT NULL, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period_start date, active_customers bigint, new_customers bigint, retained bigint, resurrected bigint, churned bigint, churn_rate float8,
		low float8, high float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_lifecycle_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 100;
COMMENT ON FUNCTION lifecycle_table(retention_grid, date, float8) IS
	'per period: active = new (first activity) + retained (active in the one before, too) + resurrected; churned were active in the one before only; churn_rate = churned / active in the one before, low and high its Wilson limits; quick_ratio = (new + resurrected) / churned; NULL for a period that is not over by as_of; all but active is NULL where suppress has left out cohorts';

CREATE FUNCTION last_seen(g retention_grid)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(retention_grid) IS
	'last day of activity of any customer, or of joining, or the as_of of contracts';

CREATE FUNCTION customers(g retention_grid)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_grid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(retention_grid) IS
	'number of customers';

-- rolling actives

CREATE TYPE active_tally;

CREATE FUNCTION active_tally_in(cstring)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION active_tally_out(active_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_out(active_tally) IS
	'I/O';

CREATE FUNCTION active_tally_recv(internal)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION active_tally_send(active_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_send(active_tally) IS
	'I/O';

CREATE TYPE active_tally (
	INPUT = active_tally_in, OUTPUT = active_tally_out, RECEIVE = active_tally_recv, SEND = active_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE active_tally IS
	'per period the customers active in it, by the number of periods until they are active again: any sliding window is read from it; mergeable for disjoint customers';

CREATE FUNCTION active_tally_to_json(t active_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_to_json(active_tally) IS
	'the tally as a JSON object';

CREATE CAST (active_tally AS json) WITH FUNCTION active_tally_to_json(active_tally);
COMMENT ON CAST (active_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (active_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (active_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION active_tally_eq(a active_tally, b active_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_eq(active_tally, active_tally) IS
	'the same tally';

CREATE FUNCTION active_tally_ne(a active_tally, b active_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_ne(active_tally, active_tally) IS
	'different tallies';

CREATE FUNCTION active_tally_lt(a active_tally, b active_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_lt(active_tally, active_tally) IS
	'before in the order of bytes';

CREATE FUNCTION active_tally_le(a active_tally, b active_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_le(active_tally, active_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION active_tally_gt(a active_tally, b active_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_gt(active_tally, active_tally) IS
	'after in the order of bytes';

CREATE FUNCTION active_tally_ge(a active_tally, b active_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_ge(active_tally, active_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION active_tally_cmp(a active_tally, b active_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_cmp(active_tally, active_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION active_tally_hash(t active_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_hash(active_tally) IS
	'hash';

CREATE FUNCTION active_tally_hash_extended(t active_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_hash_extended(active_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (active_tally, active_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (active_tally, active_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (active_tally, active_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (active_tally, active_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (active_tally, active_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (active_tally, active_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY active_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY active_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS active_tally_ops DEFAULT FOR TYPE active_tally USING btree FAMILY active_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 active_tally_cmp(active_tally, active_tally);
COMMENT ON OPERATOR CLASS active_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY active_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY active_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS active_tally_ops DEFAULT FOR TYPE active_tally USING hash FAMILY active_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 active_tally_hash(active_tally),
	FUNCTION 2 active_tally_hash_extended(active_tally, bigint);
COMMENT ON OPERATOR CLASS active_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION active_tally_add(a active_tally, b active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_add(active_tally, active_tally) IS
	'tallies of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = active_tally, RIGHTARG = active_tally, FUNCTION = active_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (active_tally, active_tally) IS 'tallies of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

CREATE FUNCTION active_tally_combine(active_tally, active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_combine(active_tally, active_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION active_tally_merge(active_tally, active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_merge(active_tally, active_tally) IS
	'internal: adds a tally';

CREATE FUNCTION active_tally_final(active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_tally_final(active_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t active_tally) (
	SFUNC = active_tally_merge, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_tally_final, COMBINEFUNC = active_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(active_tally) IS
	'tallies of disjoint customers merged';

CREATE FUNCTION active_events_accum(active_tally, bigint, date, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, bigint, date, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, bigint, timestamp, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, bigint, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, bigint, timestamptz, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, bigint, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, uuid, date, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, uuid, date, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, uuid, timestamp, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, uuid, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, uuid, timestamptz, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, uuid, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, text, date, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, text, date, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, text, timestamp, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, text, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_accum(active_tally, text, timestamptz, text)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_accum(active_tally, text, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION active_events_combine(active_tally, active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_combine(active_tally, active_tally) IS
	'internal: combines the customers of parts of a group';

CREATE FUNCTION active_events_final(active_tally)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_events_final(active_tally) IS
	'internal: the tally of the customers';

CREATE AGGREGATE active_agg(customer bigint, at date, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(bigint, date, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer bigint, at timestamp, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(bigint, timestamp, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer bigint, at timestamptz, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(bigint, timestamptz, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg, time cut by the session''s TimeZone';

CREATE AGGREGATE active_agg(customer uuid, at date, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(uuid, date, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer uuid, at timestamp, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(uuid, timestamp, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer uuid, at timestamptz, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(uuid, timestamptz, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg, time cut by the session''s TimeZone';

CREATE AGGREGATE active_agg(customer text, at date, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(text, date, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer text, at timestamp, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(text, timestamp, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg';

CREATE AGGREGATE active_agg(customer text, at timestamptz, unit text) (
	SFUNC = active_events_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_events_final, COMBINEFUNC = active_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(text, timestamptz, text) IS
	'who is active when and again, in one pass over events, a row each; unit is day, week (ISO), month, quarter or year; memory as of retention_agg, time cut by the session''s TimeZone';

CREATE FUNCTION active_accum(active_tally, activity_calendar)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION active_accum(active_tally, activity_calendar) IS
	'internal: adds a customer';

CREATE AGGREGATE active_agg(c activity_calendar) (
	SFUNC = active_accum, STYPE = active_tally, SSPACE = 256,
	FINALFUNC = active_tally_final, COMBINEFUNC = active_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE active_agg(activity_calendar) IS
	'who is active when and again, of customers, a row each; a NULL calendar is skipped; different units are an error (22023)';

CREATE FUNCTION rolling_active(a active_tally, periods bigint DEFAULT NULL, as_of date DEFAULT NULL, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period_start date, active bigint, active_in_window bigint, stickiness float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_rolling_active' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION rolling_active(active_tally, bigint, date, float8) IS
	'per period the different customers active in it, and those active in the window of so many periods (NULL: 28 days, 4 weeks, 1 month, 1 quarter, 1 year) that ends with it; stickiness = active / active_in_window (0..1), with Wilson limits; NULL for a period that is not over by as_of (the last day seen, if NULL), for a window that begins before the first period seen, and the stickiness of nobody';

CREATE FUNCTION last_seen(a active_tally)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(active_tally) IS
	'last day of activity of any customer, or the as_of of contracts';

-- ---------- clv: purchase histories, models of customers and of contracts, lifetime value ----------

CREATE TYPE purchase_calendar;

CREATE FUNCTION purchase_calendar_in(cstring)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_in(cstring) IS
	'I/O';

CREATE FUNCTION purchase_calendar_out(purchase_calendar)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_out(purchase_calendar) IS
	'I/O';

CREATE FUNCTION purchase_calendar_recv(internal)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_recv(internal) IS
	'I/O';

CREATE FUNCTION purchase_calendar_send(purchase_calendar)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_send(purchase_calendar) IS
	'I/O';

CREATE TYPE purchase_calendar (
	INPUT = purchase_calendar_in, OUTPUT = purchase_calendar_out, RECEIVE = purchase_calendar_recv, SEND = purchase_calendar_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE purchase_calendar IS
	'the net amount of every day on which a customer purchased or was refunded, exact and mergeable. Data of a single customer: not for publication';

CREATE FUNCTION purchase_calendar_to_json(h purchase_calendar)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_to_json(purchase_calendar) IS
	'the history as a JSON object';

CREATE CAST (purchase_calendar AS json) WITH FUNCTION purchase_calendar_to_json(purchase_calendar);
COMMENT ON CAST (purchase_calendar AS json) IS 'the history as a JSON object';

CREATE CAST (purchase_calendar AS jsonb) WITH INOUT;
COMMENT ON CAST (purchase_calendar AS jsonb) IS 'the history as a JSON object';

CREATE FUNCTION purchase_calendar_eq(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_eq(purchase_calendar, purchase_calendar) IS
	'the same history';

CREATE FUNCTION purchase_calendar_ne(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_ne(purchase_calendar, purchase_calendar) IS
	'different histories';

CREATE FUNCTION purchase_calendar_lt(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_lt(purchase_calendar, purchase_calendar) IS
	'before in the order of bytes';

CREATE FUNCTION purchase_calendar_le(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_le(purchase_calendar, purchase_calendar) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION purchase_calendar_gt(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_gt(purchase_calendar, purchase_calendar) IS
	'after in the order of bytes';

CREATE FUNCTION purchase_calendar_ge(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_ge(purchase_calendar, purchase_calendar) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION purchase_calendar_cmp(a purchase_calendar, b purchase_calendar)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_cmp(purchase_calendar, purchase_calendar) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION purchase_calendar_hash(h purchase_calendar)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_hash(purchase_calendar) IS
	'hash';

CREATE FUNCTION purchase_calendar_hash_extended(h purchase_calendar, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_hash_extended(purchase_calendar, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (purchase_calendar, purchase_calendar) IS 'the same history';

CREATE OPERATOR <> (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (purchase_calendar, purchase_calendar) IS 'different histories';

CREATE OPERATOR < (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (purchase_calendar, purchase_calendar) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (purchase_calendar, purchase_calendar) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (purchase_calendar, purchase_calendar) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (purchase_calendar, purchase_calendar) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY purchase_calendar_ops USING btree;
COMMENT ON OPERATOR FAMILY purchase_calendar_ops USING btree IS 'order of histories by their bytes';

CREATE OPERATOR CLASS purchase_calendar_ops DEFAULT FOR TYPE purchase_calendar USING btree FAMILY purchase_calendar_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 purchase_calendar_cmp(purchase_calendar, purchase_calendar);
COMMENT ON OPERATOR CLASS purchase_calendar_ops USING btree IS 'order of histories by their bytes';

CREATE OPERATOR FAMILY purchase_calendar_ops USING hash;
COMMENT ON OPERATOR FAMILY purchase_calendar_ops USING hash IS 'equality of histories';

CREATE OPERATOR CLASS purchase_calendar_ops DEFAULT FOR TYPE purchase_calendar USING hash FAMILY purchase_calendar_ops AS
	OPERATOR 1 =,
	FUNCTION 1 purchase_calendar_hash(purchase_calendar),
	FUNCTION 2 purchase_calendar_hash_extended(purchase_calendar, bigint);
COMMENT ON OPERATOR CLASS purchase_calendar_ops USING hash IS 'equality of histories';

CREATE FUNCTION purchase_calendar_add(a purchase_calendar, b purchase_calendar)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_add(purchase_calendar, purchase_calendar) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (purchase_calendar, purchase_calendar) IS 'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

CREATE FUNCTION purchase_calendar_merge(purchase_calendar, purchase_calendar)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_merge(purchase_calendar, purchase_calendar) IS
	'internal: adds a history';

CREATE FUNCTION purchase_calendar_final(purchase_calendar)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_final(purchase_calendar) IS
	'internal: the history';

CREATE AGGREGATE rollup(h purchase_calendar) (
	SFUNC = purchase_calendar_merge, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(purchase_calendar) IS
	'histories of one customer merged';

CREATE FUNCTION purchase_accum(purchase_calendar, date)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, date) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, date, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, date, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamp)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamp) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamp, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamp, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamptz)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamptz) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamptz, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamptz, numeric) IS
	'internal: adds a purchase';

CREATE AGGREGATE purchase_agg(at date) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at date, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamp) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at timestamp, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamptz) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz) IS
	'the history of a customer, spend unknown; days by the session''s TimeZone';

CREATE AGGREGATE purchase_agg(at timestamptz, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_calendar_final, COMBINEFUNC = purchase_calendar_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped; days by the session''s TimeZone';

-- readings of histories

CREATE FUNCTION frequency(h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_frequency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION frequency(purchase_calendar, date) IS
	'days with a purchase after the first one, by as_of (all, if NULL); NULL without a purchase by then. A day whose net is below zero is no purchase';

CREATE FUNCTION recency(h purchase_calendar, as_of date DEFAULT NULL, unit text DEFAULT 'week')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_recency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION recency(purchase_calendar, date, text) IS
	'age of the customer at the last purchase by as_of, since the first one, in units (day, week, month of 365.25 / 12 days, year of 365.25 days); 0 without repeat purchases';

CREATE FUNCTION tenure(h purchase_calendar, as_of date, unit text DEFAULT 'week')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_tenure' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tenure(purchase_calendar, date, text) IS
	'age of the customer at as_of, since the first purchase, in units; NULL without a purchase by then';

CREATE FUNCTION monetary(h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_monetary' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION monetary(purchase_calendar, date) IS
	'mean net amount of the days with a purchase after the first one, by as_of; NULL without repeat purchases or amounts';

CREATE FUNCTION first_purchase(h purchase_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_first_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_purchase(purchase_calendar) IS
	'day of the first purchase; NULL if there are refunds only';

CREATE FUNCTION last_purchase(h purchase_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_purchase(purchase_calendar) IS
	'day of the last purchase; NULL if there are refunds only';

CREATE FUNCTION last_seen(h purchase_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen_of_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(purchase_calendar) IS
	'last day that is in it, of a purchase or a refund: what as_of is where it is NULL';

CREATE FUNCTION days_since(h purchase_calendar, as_of date)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_days_since' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION days_since(purchase_calendar, date) IS
	'days from the last purchase by as_of to as_of; NULL without a purchase by then';

CREATE FUNCTION purchase_days(h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchase_days' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_days(purchase_calendar, date) IS
	'days with a purchase by as_of (all, if NULL); 0 without one by then';

CREATE FUNCTION total_spend(h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cvsql_total_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION total_spend(purchase_calendar, date) IS
	'sum of all amounts by as_of (all, if NULL), refunds included, exact; 0 without one by then, NULL of purchases without amounts';

CREATE FUNCTION nth_purchase(h purchase_calendar, n bigint)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_nth_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nth_purchase(purchase_calendar, bigint) IS
	'day of the nth purchase, the first one being 1; NULL if there are fewer';

CREATE FUNCTION purchase_gaps(h purchase_calendar, as_of date)
	RETURNS TABLE (n int, purchased date, next_purchase date, days int)
	AS 'MODULE_PATHNAME', 'cvsql_purchase_gaps' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION purchase_gaps(purchase_calendar, date) IS
	'each purchase by as_of, the next one, and the days between them; the last one has NULL for the next and the days until as_of';

CREATE FUNCTION median_gap(h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_median_gap' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION median_gap(purchase_calendar, date) IS
	'median of the days between purchases that follow one another, by as_of (all, if NULL); NULL without a repeat purchase';

CREATE FUNCTION purchase_summary(h purchase_calendar, as_of date, unit text DEFAULT 'week', OUT frequency bigint, OUT recency float8, OUT tenure float8, OUT monetary float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_purchase_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_summary(purchase_calendar, date, text) IS
	'frequency, recency, tenure and monetary by as_of; NULL without a purchase by then';

CREATE FUNCTION histories(l ledger_tally)
	RETURNS TABLE (customer text, history purchase_calendar)
	AS 'MODULE_PATHNAME', 'cvsql_histories' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5000 COST 1000;
COMMENT ON FUNCTION histories(ledger_tally) IS
	'the purchases of each customer of a ledger by day; customers are text, which casts back to what they were';

CREATE FUNCTION purchase_table(l ledger_tally, as_of date DEFAULT NULL, unit text DEFAULT 'week')
	RETURNS TABLE (customer text, frequency bigint, recency float8, tenure float8, monetary float8, first_purchase date, last_purchase date, purchase_days bigint,
		total_spend numeric)
	AS 'MODULE_PATHNAME', 'cvsql_purchase_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5000 COST 1000;
COMMENT ON FUNCTION purchase_table(ledger_tally, date, text) IS
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL), each with what the readings of its history say: frequency, recency, tenure, monetary, days, and the sum of all amounts by as_of, refunds included; customers are text, which casts back to what they were';

-- models: made, and looked at

CREATE TYPE fitted_clv;

CREATE FUNCTION fitted_clv_in(cstring)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_in(cstring) IS
	'I/O';

CREATE FUNCTION fitted_clv_out(fitted_clv)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_out(fitted_clv) IS
	'I/O';

CREATE FUNCTION fitted_clv_recv(internal)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_recv(internal) IS
	'I/O';

CREATE FUNCTION fitted_clv_send(fitted_clv)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_send(fitted_clv) IS
	'I/O';

CREATE TYPE fitted_clv (
	INPUT = fitted_clv_in, OUTPUT = fitted_clv_out, RECEIVE = fitted_clv_recv, SEND = fitted_clv_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE fitted_clv IS
	'a model of purchases (bg/nbd, mbg/nbd, pareto/nbd, bg/bb; with Gamma-Gamma spend) or of contracts (sbg): parameters, their covariance, and how the fit went';

CREATE FUNCTION fitted_clv_to_json(m fitted_clv)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_to_json(fitted_clv) IS
	'the model as a JSON object';

CREATE CAST (fitted_clv AS json) WITH FUNCTION fitted_clv_to_json(fitted_clv);
COMMENT ON CAST (fitted_clv AS json) IS 'the model as a JSON object';

CREATE CAST (fitted_clv AS jsonb) WITH INOUT;
COMMENT ON CAST (fitted_clv AS jsonb) IS 'the model as a JSON object';

CREATE FUNCTION fitted_clv_eq(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_eq(fitted_clv, fitted_clv) IS
	'the same model';

CREATE FUNCTION fitted_clv_ne(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_ne(fitted_clv, fitted_clv) IS
	'different models';

CREATE FUNCTION fitted_clv_lt(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_lt(fitted_clv, fitted_clv) IS
	'before in the order of bytes';

CREATE FUNCTION fitted_clv_le(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_le(fitted_clv, fitted_clv) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION fitted_clv_gt(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_gt(fitted_clv, fitted_clv) IS
	'after in the order of bytes';

CREATE FUNCTION fitted_clv_ge(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_ge(fitted_clv, fitted_clv) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION fitted_clv_cmp(a fitted_clv, b fitted_clv)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_cmp(fitted_clv, fitted_clv) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION fitted_clv_hash(m fitted_clv)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_hash(fitted_clv) IS
	'hash';

CREATE FUNCTION fitted_clv_hash_extended(m fitted_clv, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_hash_extended(fitted_clv, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (fitted_clv, fitted_clv) IS 'the same model';

CREATE OPERATOR <> (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (fitted_clv, fitted_clv) IS 'different models';

CREATE OPERATOR < (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (fitted_clv, fitted_clv) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (fitted_clv, fitted_clv) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (fitted_clv, fitted_clv) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (fitted_clv, fitted_clv) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY fitted_clv_ops USING btree;
COMMENT ON OPERATOR FAMILY fitted_clv_ops USING btree IS 'order of models by their bytes';

CREATE OPERATOR CLASS fitted_clv_ops DEFAULT FOR TYPE fitted_clv USING btree FAMILY fitted_clv_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 fitted_clv_cmp(fitted_clv, fitted_clv);
COMMENT ON OPERATOR CLASS fitted_clv_ops USING btree IS 'order of models by their bytes';

CREATE OPERATOR FAMILY fitted_clv_ops USING hash;
COMMENT ON OPERATOR FAMILY fitted_clv_ops USING hash IS 'equality of models';

CREATE OPERATOR CLASS fitted_clv_ops DEFAULT FOR TYPE fitted_clv USING hash FAMILY fitted_clv_ops AS
	OPERATOR 1 =,
	FUNCTION 1 fitted_clv_hash(fitted_clv),
	FUNCTION 2 fitted_clv_hash_extended(fitted_clv, bigint);
COMMENT ON OPERATOR CLASS fitted_clv_ops USING hash IS 'equality of models';

CREATE FUNCTION make_clv_model(model text, parameters jsonb, unit text DEFAULT 'week')
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_make_clv_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION make_clv_model(text, jsonb, text) IS
	'a model of given parameters: bg/nbd and mbg/nbd have r, alpha, a, b; pareto/nbd r, alpha, s, beta; bg/bb alpha, beta, gamma, delta; sbg alpha, beta; those of purchases may have p, q, v of spend, too; all between 1e-12 and 1e12; unit day, week, month or year, which sbg does not use';

CREATE FUNCTION clv_params(m fitted_clv, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (parameter text, estimate float8, se float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_clv_params' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7;
COMMENT ON FUNCTION clv_params(fitted_clv, float8) IS
	'the parameters, their standard errors (observed information, delta method) and limits (of the logarithm, so positive; Infinity where one overflows); NULL where the model was not fitted, or has no maximum';

CREATE FUNCTION clv_model_summary(m fitted_clv, OUT model text, OUT unit text, OUT customers bigint, OUT repeat_customers bigint, OUT spend_customers bigint,
		OUT log_likelihood float8, OUT spend_log_likelihood float8, OUT aic float8, OUT bic float8, OUT converged boolean, OUT iterations int,
		OUT spend_correlation float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_clv_model_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_summary(fitted_clv) IS
	'how the fit went: customers, those with repeat purchases, those of them who spent (the others are left out of the model of spend); log-likelihoods; aic and bic of the model of purchases; converged; evaluations of the likelihood; correlation of frequency and mean spend; NULL for what is not known';

-- readings of customers

CREATE FUNCTION p_alive(m fitted_clv, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_p_alive' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION p_alive(fitted_clv, float8, float8, float8) IS
	'probability, 0..1, that a customer has not left: frequency is the number of repeat purchases, recency the age at the last one (0 if there is none), tenure the age now, in the unit of the model; bg/bb: will be there at the next opportunity';

CREATE FUNCTION expected_purchases(m fitted_clv, horizon float8, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_purchases' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(fitted_clv, float8, float8, float8, float8) IS
	'purchases a customer is expected to make over the horizon, from 0 on, in the unit of the model; a horizon of Infinity is an error (22003) where they are infinitely many: a, of pareto/nbd s, of bg/bb gamma at most 1';

CREATE FUNCTION expected_purchases(m fitted_clv, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_purchases_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(fitted_clv, float8) IS
	'repeat purchases a new customer is expected to make over the horizon, which may be Infinity as for any customer';

CREATE FUNCTION expected_spend(m fitted_clv, frequency float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_spend_of' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION expected_spend(fitted_clv, float8, float8) IS
	'mean spend per purchase expected of a customer: monetary is the mean spend of the repeat purchases, not looked at when frequency is 0; then it is the mean of all customers, Infinity if q <= 1; an error (22023) if the model knows no spend';

CREATE FUNCTION expected_spend(m fitted_clv)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_spend_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION expected_spend(fitted_clv) IS
	'mean spend per purchase expected of a new customer; Infinity if q <= 1; an error (22023) if the model knows no spend';

CREATE FUNCTION clv(m fitted_clv, horizon float8, discount float8, frequency float8, recency float8, tenure float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(fitted_clv, float8, float8, float8, float8, float8, float8) IS
	'discounted value of the purchases a customer is expected to make over the horizon (in the unit of the model): expected spend times the integral of (1 + discount)^(-t / year) over expected purchases, a year being 365.25 days; discount is an annual rate above -1 and at most 1 (22003: 0.10 is 10 %); Infinity where expected spend is; the horizon may be Infinity where discount is above 0, or expected purchases are finite';

CREATE FUNCTION clv(m fitted_clv, horizon float8, discount float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(fitted_clv, float8, float8) IS
	'the same of a new customer, the first purchase, which comes at once, included; Infinity where q <= 1';

CREATE FUNCTION p_alive(m fitted_clv, h purchase_calendar, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_p_alive_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION p_alive(fitted_clv, purchase_calendar, date) IS
	'probability, 0..1, that a customer has not left by as_of; NULL without a purchase by then';

CREATE FUNCTION expected_purchases(m fitted_clv, horizon float8, h purchase_calendar, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_purchases_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(fitted_clv, float8, purchase_calendar, date) IS
	'purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION expected_spend(m fitted_clv, h purchase_calendar, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_spend_history' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_spend(fitted_clv, purchase_calendar, date) IS
	'mean spend per purchase expected of a customer, from purchases by as_of (all, if NULL); Infinity without a repeat purchase if q <= 1';

CREATE FUNCTION clv(m fitted_clv, horizon float8, discount float8, h purchase_calendar, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(fitted_clv, float8, float8, purchase_calendar, date) IS
	'discounted value of the purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of, Infinity where expected spend is';

CREATE FUNCTION clv_table(m fitted_clv, l ledger_tally, horizon float8, discount float8 DEFAULT 0, as_of date DEFAULT NULL)
	RETURNS TABLE (customer text, frequency bigint, recency float8, tenure float8, monetary float8, p_alive float8, expected_purchases float8,
		expected_spend float8, clv float8)
	AS 'MODULE_PATHNAME', 'cvsql_clv_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5000 COST 1000;
COMMENT ON FUNCTION clv_table(fitted_clv, ledger_tally, float8, float8, date) IS
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL), each with what the model makes of its history: frequency, recency and tenure in the unit of the model (occasions of the calendar, of bg/bb), and what p_alive, expected_purchases, expected_spend and clv say; the last two are NULL of a model that knows no spend, Infinity where q <= 1; with a discount, expected_purchases is Infinity where the horizon is and they are infinitely many';

CREATE FUNCTION purchase_probability(m fitted_clv, horizon float8, purchases bigint)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_purchase_probability' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION purchase_probability(fitted_clv, float8, bigint) IS
	'probability, 0..1, that a new customer makes so many repeat purchases over the horizon';

-- predictions of customers, and their limits

CREATE FUNCTION purchase_probability(m fitted_clv, horizon float8, purchases bigint, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_purchase_probability_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION purchase_probability(fitted_clv, float8, bigint, float8, float8, float8) IS
	'probability, 0..1, that a customer makes so many purchases over the horizon: P(alive) times that of who is still there, who is a new customer of other parameters (bg/nbd: r + x, alpha + T, a, b + x; mbg/nbd: a bg/nbd with b + x + 1; pareto/nbd: r + x, alpha + T, s, beta + T; bg/bb: alpha + x, beta + n - x, gamma, delta + n), and 1 - P(alive) more for none';

CREATE FUNCTION purchase_probability(m fitted_clv, horizon float8, purchases bigint, h purchase_calendar, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_purchase_probability_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION purchase_probability(fitted_clv, float8, bigint, purchase_calendar, date) IS
	'probability, 0..1, that a customer makes so many purchases after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION purchases_low(m fitted_clv, horizon float8, frequency float8, recency float8, tenure float8, confidence float8 DEFAULT 0.95)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchases_low_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION purchases_low(fitted_clv, float8, float8, float8, float8, float8) IS
	'lower prediction limit of the purchases over the horizon: the fewest that have, with all that are fewer, a probability of (1 - confidence) / 2 or more; beyond 1e15 an error (22003)';

CREATE FUNCTION purchases_high(m fitted_clv, horizon float8, frequency float8, recency float8, tenure float8, confidence float8 DEFAULT 0.95)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchases_high_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION purchases_high(fitted_clv, float8, float8, float8, float8, float8) IS
	'upper prediction limit of the purchases over the horizon: the fewest above which all have a probability of (1 - confidence) / 2 or less; beyond 1e15 an error (22003)';

CREATE FUNCTION purchases_low(m fitted_clv, horizon float8, h purchase_calendar, as_of date, confidence float8 DEFAULT 0.95)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchases_low_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION purchases_low(fitted_clv, float8, purchase_calendar, date, float8) IS
	'lower prediction limit of the purchases after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION purchases_high(m fitted_clv, horizon float8, h purchase_calendar, as_of date, confidence float8 DEFAULT 0.95)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchases_high_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION purchases_high(fitted_clv, float8, purchase_calendar, date, float8) IS
	'upper prediction limit of the purchases after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION next_purchase(m fitted_clv, h purchase_calendar, as_of date, share float8 DEFAULT 0.5)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_next_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION next_purchase(fitted_clv, purchase_calendar, date, float8) IS
	'the day by which a customer buys again with probability share (bg/bb: the last day of that occasion); NULL if that is never, for P(alive) is too low, or beyond the calendar; NULL without a purchase by as_of';

CREATE FUNCTION p_alive_low(m fitted_clv, h purchase_calendar, as_of date, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_p_alive_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION p_alive_low(fitted_clv, purchase_calendar, date, float8) IS
	'lower confidence limit of p_alive, by the uncertainty of the parameters (delta method on the logit); NULL where p_alive is 1 exactly (bg/nbd without a repeat purchase), the model has no standard errors, or there is no purchase by as_of';

CREATE FUNCTION p_alive_high(m fitted_clv, h purchase_calendar, as_of date, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_p_alive_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION p_alive_high(fitted_clv, purchase_calendar, date, float8) IS
	'upper confidence limit of p_alive, by the uncertainty of the parameters (delta method on the logit); NULL where p_alive is 1 exactly (bg/nbd without a repeat purchase), the model has no standard errors, or there is no purchase by as_of';

-- readings of contracts

CREATE FUNCTION expected_lifetime(m fitted_clv, discount float8 DEFAULT 0, renewals bigint DEFAULT 0)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_lifetime' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION expected_lifetime(fitted_clv, float8, bigint) IS
	'sbg: discounted expected periods of a new customer, the first one counting in full; with renewals, those still to come for a customer who has renewed so often, the next renewal counting in full; discount is a rate per period from 0 to 1; Infinity where discount = 0 and alpha <= 1';

CREATE FUNCTION retention_forecast(m fitted_clv, periods bigint, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period int, survival float8, low float8, high float8, retention_rate float8)
	AS 'MODULE_PATHNAME', 'cvsql_retention_forecast' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 12;
COMMENT ON FUNCTION retention_forecast(fitted_clv, bigint, float8) IS
	'sbg: per period from 0 on, the share of customers still there, its confidence limits (delta method on ln(-ln(survival)); NULL where the model has no standard errors), and of those there before the share who stay (NULL for period 0); periods from 0 to 100000';

CREATE FUNCTION clv_simple(margin float8, retention float8, discount float8, timing text DEFAULT 'renewal')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv_simple' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_simple(float8, float8, float8, text) IS
	'margin * retention / (1 + discount - retention), for a constant margin and retention rate (0..1) per period, discount above -1 and at most 1, and above retention - 1 (all 22003); with timing immediate, margin * (1 + discount) / (1 + discount - retention): the first margin comes now';

-- tallies of customers: what models are fitted to

CREATE TYPE clv_tally;

CREATE FUNCTION clv_tally_in(cstring)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION clv_tally_out(clv_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_out(clv_tally) IS
	'I/O';

CREATE FUNCTION clv_tally_recv(internal)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION clv_tally_send(clv_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_send(clv_tally) IS
	'I/O';

CREATE TYPE clv_tally (
	INPUT = clv_tally_in, OUTPUT = clv_tally_out, RECEIVE = clv_tally_recv, SEND = clv_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE clv_tally IS
	'the different frequencies, recencies and tenures of many customers, with how many customers have them, and their mean spend if it is known; what models are fitted to; mergeable. Data of single customers: not for publication';

CREATE FUNCTION clv_tally_to_json(t clv_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_to_json(clv_tally) IS
	'the tally as a JSON object';

CREATE CAST (clv_tally AS json) WITH FUNCTION clv_tally_to_json(clv_tally);
COMMENT ON CAST (clv_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (clv_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (clv_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION clv_tally_eq(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_eq(clv_tally, clv_tally) IS
	'the same tally';

CREATE FUNCTION clv_tally_ne(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_ne(clv_tally, clv_tally) IS
	'different tallies';

CREATE FUNCTION clv_tally_lt(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_lt(clv_tally, clv_tally) IS
	'before in the order of bytes';

CREATE FUNCTION clv_tally_le(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_le(clv_tally, clv_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION clv_tally_gt(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_gt(clv_tally, clv_tally) IS
	'after in the order of bytes';

CREATE FUNCTION clv_tally_ge(a clv_tally, b clv_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_ge(clv_tally, clv_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION clv_tally_cmp(a clv_tally, b clv_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_cmp(clv_tally, clv_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION clv_tally_hash(t clv_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_hash(clv_tally) IS
	'hash';

CREATE FUNCTION clv_tally_hash_extended(t clv_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_hash_extended(clv_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (clv_tally, clv_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (clv_tally, clv_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (clv_tally, clv_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (clv_tally, clv_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (clv_tally, clv_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (clv_tally, clv_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY clv_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY clv_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS clv_tally_ops DEFAULT FOR TYPE clv_tally USING btree FAMILY clv_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 clv_tally_cmp(clv_tally, clv_tally);
COMMENT ON OPERATOR CLASS clv_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY clv_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY clv_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS clv_tally_ops DEFAULT FOR TYPE clv_tally USING hash FAMILY clv_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 clv_tally_hash(clv_tally),
	FUNCTION 2 clv_tally_hash_extended(clv_tally, bigint);
COMMENT ON OPERATOR CLASS clv_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION clv_tally_add(a clv_tally, b clv_tally)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_add(clv_tally, clv_tally) IS
	'tallies of disjoint customers added; NULL counts as none; different units are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = clv_tally, RIGHTARG = clv_tally, FUNCTION = clv_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (clv_tally, clv_tally) IS 'tallies of disjoint customers added; NULL counts as none; different units are an error (22023)';

CREATE FUNCTION clv_tally_combine(clv_tally, clv_tally)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_combine(clv_tally, clv_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION clv_tally_merge(clv_tally, clv_tally)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_merge(clv_tally, clv_tally) IS
	'internal: adds a tally';

CREATE FUNCTION clv_tally_final(clv_tally)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_final(clv_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t clv_tally) (
	SFUNC = clv_tally_merge, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(clv_tally) IS
	'tallies of disjoint customers added';

CREATE FUNCTION clv_tally_history_accum(clv_tally, purchase_calendar, date)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_history_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_history_accum(clv_tally, purchase_calendar, date) IS
	'internal: adds a history';

CREATE FUNCTION clv_tally_history_accum(clv_tally, purchase_calendar, date, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_history_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_history_accum(clv_tally, purchase_calendar, date, text) IS
	'internal: adds a history';

CREATE AGGREGATE clv_tally_agg(h purchase_calendar, as_of date) (
	SFUNC = clv_tally_history_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(purchase_calendar, date) IS
	'the tally of customers by as_of; unit day, week (default), month or year or, for bg/bb, which counts occasions of the calendar, calendar day, calendar week, calendar month or calendar year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_tally_agg(h purchase_calendar, as_of date, unit text) (
	SFUNC = clv_tally_history_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(purchase_calendar, date, text) IS
	'the tally of customers by as_of; unit day, week (default), month or year or, for bg/bb, which counts occasions of the calendar, calendar day, calendar week, calendar month or calendar year; a customer without a purchase by as_of is skipped';

CREATE FUNCTION clv_tally_accum(clv_tally, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_accum(clv_tally, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_accum(clv_tally, float8, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE AGGREGATE clv_tally_agg(frequency float8, recency float8, tenure float8) (
	SFUNC = clv_tally_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(float8, float8, float8) IS
	'the tally of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_tally_agg(frequency float8, recency float8, tenure float8, unit text) (
	SFUNC = clv_tally_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(float8, float8, float8, text) IS
	'the tally of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_tally_agg(frequency float8, recency float8, tenure float8, monetary float8) (
	SFUNC = clv_tally_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(float8, float8, float8, float8) IS
	'the tally of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit, and the mean spend of the repeat purchases';

CREATE AGGREGATE clv_tally_agg(frequency float8, recency float8, tenure float8, monetary float8, unit text) (
	SFUNC = clv_tally_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_agg(float8, float8, float8, float8, text) IS
	'the tally of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit, and the mean spend of the repeat purchases';

CREATE FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_count_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8) IS
	'internal: adds customers who are alike';

CREATE FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_count_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, text) IS
	'internal: adds customers who are alike';

CREATE FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_count_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, float8) IS
	'internal: adds customers who are alike';

CREATE FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_count_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_tally_count_accum(clv_tally, float8, float8, float8, float8, float8, text) IS
	'internal: adds customers who are alike';

CREATE AGGREGATE clv_tally_count_agg(frequency float8, recency float8, tenure float8, customers float8) (
	SFUNC = clv_tally_count_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_count_agg(float8, float8, float8, float8) IS
	'the same of rows that each stand for so many customers: whole numbers';

CREATE AGGREGATE clv_tally_count_agg(frequency float8, recency float8, tenure float8, customers float8, unit text) (
	SFUNC = clv_tally_count_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_count_agg(float8, float8, float8, float8, text) IS
	'the same of rows that each stand for so many customers: whole numbers';

CREATE AGGREGATE clv_tally_count_agg(frequency float8, recency float8, tenure float8, monetary float8, customers float8) (
	SFUNC = clv_tally_count_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_count_agg(float8, float8, float8, float8, float8) IS
	'the same of rows that each stand for so many customers: whole numbers';

CREATE AGGREGATE clv_tally_count_agg(frequency float8, recency float8, tenure float8, monetary float8, customers float8, unit text) (
	SFUNC = clv_tally_count_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_tally_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_tally_count_agg(float8, float8, float8, float8, float8, text) IS
	'the same of rows that each stand for so many customers: whole numbers';

CREATE FUNCTION clv_tally(l ledger_tally, as_of date DEFAULT NULL, unit text DEFAULT 'week')
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION clv_tally(ledger_tally, date, text) IS
	'the tally of a ledger''s customers by as_of (the last day seen, if NULL); units as in clv_tally_agg; the ledger must be by day (22023)';

CREATE FUNCTION customers(t clv_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_clv_tally' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(clv_tally) IS
	'number of customers';

CREATE FUNCTION last_seen(t clv_tally)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(clv_tally) IS
	'the as_of of the histories tallied; NULL for a tally of frequencies, recencies and tenures';

CREATE FUNCTION clv_tally_table(t clv_tally)
	RETURNS TABLE (frequency float8, recency float8, tenure float8, monetary float8, customers bigint)
	AS 'MODULE_PATHNAME', 'cvsql_clv_tally_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5000;
COMMENT ON FUNCTION clv_tally_table(clv_tally) IS
	'the different customers in order of frequency, recency, tenure and mean spend (NULL where unknown), and how many there are of each';

-- forecasts of many customers

CREATE TYPE forecast_tally;

CREATE FUNCTION forecast_tally_in(cstring)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION forecast_tally_out(forecast_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_out(forecast_tally) IS
	'I/O';

CREATE FUNCTION forecast_tally_recv(internal)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION forecast_tally_send(forecast_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_send(forecast_tally) IS
	'I/O';

CREATE TYPE forecast_tally (
	INPUT = forecast_tally_in, OUTPUT = forecast_tally_out, RECEIVE = forecast_tally_recv, SEND = forecast_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE forecast_tally IS
	'what many customers will do over one horizon: expected purchases and value, their variances, and how they change with the parameters of the models; exact sums, mergeable';

CREATE FUNCTION forecast_tally_to_json(f forecast_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_to_json(forecast_tally) IS
	'the forecast as a JSON object';

CREATE CAST (forecast_tally AS json) WITH FUNCTION forecast_tally_to_json(forecast_tally);
COMMENT ON CAST (forecast_tally AS json) IS 'the forecast as a JSON object';

CREATE CAST (forecast_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (forecast_tally AS jsonb) IS 'the forecast as a JSON object';

CREATE FUNCTION forecast_tally_eq(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_eq(forecast_tally, forecast_tally) IS
	'the same forecast';

CREATE FUNCTION forecast_tally_ne(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_ne(forecast_tally, forecast_tally) IS
	'different forecasts';

CREATE FUNCTION forecast_tally_lt(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_lt(forecast_tally, forecast_tally) IS
	'before in the order of bytes';

CREATE FUNCTION forecast_tally_le(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_le(forecast_tally, forecast_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION forecast_tally_gt(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_gt(forecast_tally, forecast_tally) IS
	'after in the order of bytes';

CREATE FUNCTION forecast_tally_ge(a forecast_tally, b forecast_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_ge(forecast_tally, forecast_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION forecast_tally_cmp(a forecast_tally, b forecast_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_cmp(forecast_tally, forecast_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION forecast_tally_hash(f forecast_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_hash(forecast_tally) IS
	'hash';

CREATE FUNCTION forecast_tally_hash_extended(f forecast_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_hash_extended(forecast_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (forecast_tally, forecast_tally) IS 'the same forecast';

CREATE OPERATOR <> (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (forecast_tally, forecast_tally) IS 'different forecasts';

CREATE OPERATOR < (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (forecast_tally, forecast_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (forecast_tally, forecast_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (forecast_tally, forecast_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (forecast_tally, forecast_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY forecast_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY forecast_tally_ops USING btree IS 'order of forecasts by their bytes';

CREATE OPERATOR CLASS forecast_tally_ops DEFAULT FOR TYPE forecast_tally USING btree FAMILY forecast_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 forecast_tally_cmp(forecast_tally, forecast_tally);
COMMENT ON OPERATOR CLASS forecast_tally_ops USING btree IS 'order of forecasts by their bytes';

CREATE OPERATOR FAMILY forecast_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY forecast_tally_ops USING hash IS 'equality of forecasts';

CREATE OPERATOR CLASS forecast_tally_ops DEFAULT FOR TYPE forecast_tally USING hash FAMILY forecast_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 forecast_tally_hash(forecast_tally),
	FUNCTION 2 forecast_tally_hash_extended(forecast_tally, bigint);
COMMENT ON OPERATOR CLASS forecast_tally_ops USING hash IS 'equality of forecasts';

CREATE FUNCTION forecast_tally_add(a forecast_tally, b forecast_tally)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_add(forecast_tally, forecast_tally) IS
	'forecasts of disjoint customers added; NULL counts as none; different units, horizons, discounts or days are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = forecast_tally, RIGHTARG = forecast_tally, FUNCTION = forecast_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (forecast_tally, forecast_tally) IS 'forecasts of disjoint customers added; NULL counts as none; different units, horizons, discounts or days are an error (22023)';

CREATE FUNCTION forecast_tally_merge(forecast_tally, forecast_tally)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_merge(forecast_tally, forecast_tally) IS
	'internal: adds a forecast';

CREATE FUNCTION forecast_tally_final(forecast_tally)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_tally_final(forecast_tally) IS
	'internal: the forecast';

CREATE AGGREGATE rollup(f forecast_tally) (
	SFUNC = forecast_tally_merge, STYPE = forecast_tally, SSPACE = 1200,
	FINALFUNC = forecast_tally_final, COMBINEFUNC = forecast_tally_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(forecast_tally) IS
	'forecasts of disjoint customers added';

CREATE FUNCTION forecast_accum(forecast_tally, fitted_clv, float8, float8, purchase_calendar, date)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION forecast_accum(forecast_tally, fitted_clv, float8, float8, purchase_calendar, date) IS
	'internal: adds a customer';

CREATE AGGREGATE forecast_agg(m fitted_clv, horizon float8, discount float8, h purchase_calendar, as_of date) (
	SFUNC = forecast_accum, STYPE = forecast_tally, SSPACE = 1200,
	FINALFUNC = forecast_tally_final, COMBINEFUNC = forecast_tally_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE forecast_agg(fitted_clv, float8, float8, purchase_calendar, date) IS
	'what customers will do after as_of over the horizon, in the unit of the model, each by the model of its row; horizon (finite), annual discount and as_of must not differ (22023); rows without a model or a history, and customers without a purchase by as_of, are skipped';

CREATE FUNCTION forecast_summary(f forecast_tally, confidence float8 DEFAULT 0.95, OUT customers bigint, OUT still_there float8, OUT purchases float8, OUT purchases_low float8,
		OUT purchases_high float8, OUT value float8, OUT value_low float8, OUT value_high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_forecast_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION forecast_summary(forecast_tally, float8) IS
	'customers, how many of them are still there, their purchases and discounted value: sums of p_alive, expected_purchases and clv, with limits that hold what the customers will really do: both their randomness and the uncertainty of the parameters, unless these were given; of the logarithm, so positive. Limits are NULL where a fit has no maximum, those of the value also, with a WARNING, where its variance is infinite (q + p * frequency <= 2); value is NULL where that of a customer is not known, Infinity where one is infinite. Below some 30 purchases expected, purchases_low and purchases_high of each customer say more; limits may be Infinity there';

CREATE FUNCTION last_seen(f forecast_tally)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(forecast_tally) IS
	'the as_of of the forecast';

-- how well a model holds

CREATE FUNCTION repeat_table(m fitted_clv, t clv_tally, last bigint DEFAULT 7)
	RETURNS TABLE (frequency int, customers bigint, expected float8)
	AS 'MODULE_PATHNAME', 'cvsql_repeat_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 8 COST 10000;
COMMENT ON FUNCTION repeat_table(fitted_clv, clv_tally, bigint) IS
	'customers by repeat purchases, 0 to last, and how many the model expects: the sum of what new customers would do over the tenures that these have; the last row is last and more; last is at least 1; the tally must be by the unit of the model (22023)';

CREATE FUNCTION holdout_table(m fitted_clv, l ledger_tally, calibrated_until date, until date DEFAULT NULL)
	RETURNS TABLE (frequency int, customers bigint, actual bigint, expected float8)
	AS 'MODULE_PATHNAME', 'cvsql_holdout_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 50 COST 10000;
COMMENT ON FUNCTION holdout_table(fitted_clv, ledger_tally, date, date) IS
	'customers with a purchase by calibrated_until, by repeat purchases until then, and their purchases after it, until the last day (the last one seen, if NULL), with what the model, which should be fitted by calibrated_until, expects of them; a last day before calibrated_until is an error (22023)';

CREATE FUNCTION tracking_table(m fitted_clv, l ledger_tally, as_of date DEFAULT NULL)
	RETURNS TABLE (period_start date, actual bigint, expected float8, cumulative_actual float8, cumulative_expected float8)
	AS 'MODULE_PATHNAME', 'cvsql_tracking_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100 COST 10000;
COMMENT ON FUNCTION tracking_table(fitted_clv, ledger_tally, date) IS
	'repeat purchases of all customers, and what the model expects of new customers who come on the days on which these came: periods of the unit of the model since the day of the first purchase of anybody, each from the first whole day on, that are over by as_of (the last day seen, if NULL); of bg/bb, periods of the calendar. A customer is as old at the end of a period as tenure says by its last day';

-- fits

CREATE FUNCTION clv_fit(t clv_tally, model text DEFAULT 'bg/nbd')
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION clv_fit(clv_tally, text) IS
	'the model (bg/nbd, mbg/nbd, pareto/nbd; bg/bb of a tally by units of the calendar) of the customers, by maximum likelihood, with Gamma-Gamma spend if the tally knows it; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_history_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_history_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date, text, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_history_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_history_accum(clv_tally, purchase_calendar, date, text, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_final(clv_tally)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION clv_fit_final(clv_tally) IS
	'internal: the model of the customers';

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date) (
	SFUNC = clv_fit_history_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year, of the calendar for bg/bb; a customer without a purchase by as_of is skipped; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date, model text) (
	SFUNC = clv_fit_history_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year, of the calendar for bg/bb; a customer without a purchase by as_of is skipped; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date, model text, unit text) (
	SFUNC = clv_fit_history_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date, text, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year, of the calendar for bg/bb; a customer without a purchase by as_of is skipped; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, text, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, text, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8, text, text)
	RETURNS clv_tally
	AS 'MODULE_PATHNAME', 'cvsql_clv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(clv_tally, float8, float8, float8, float8, text, text) IS
	'internal: adds a customer';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = clv_tally, SSPACE = 256,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit; NULL, with a WARNING, of fewer than 2 customers, or without a repeat purchase, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

-- contracts

CREATE FUNCTION sbg_fit(s survival_tally)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_sbg_fit' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION sbg_fit(survival_tally) IS
	'the shifted-beta-geometric model of contracts: durations are whole periods from 1; churned in that period, or still there after it; NULL, with a WARNING, of fewer than 2 customers, or where no duration is above 1';

CREATE FUNCTION sbg_accum(survival_tally, bigint, boolean)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_accum(survival_tally, bigint, boolean) IS
	'internal: adds contracts';

CREATE FUNCTION sbg_accum(survival_tally, bigint, boolean, numeric)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_accum(survival_tally, bigint, boolean, numeric) IS
	'internal: adds contracts';

CREATE FUNCTION sbg_fit_final(survival_tally)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_sbg_fit_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION sbg_fit_final(survival_tally) IS
	'internal: the model of the contracts';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean) (
	SFUNC = sbg_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = sbg_fit_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean) IS
	'the shifted-beta-geometric model of contracts: churned in period tenure, or still there after it; tenure from 1; churned must not be NULL (22004); NULL, with a WARNING, of fewer than 2 customers, or where no tenure is above 1';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean, customers numeric) (
	SFUNC = sbg_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = sbg_fit_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean, numeric) IS
	'the same from counts of customers, which may be fractional and are taken to a millionth';

-- ---------- revenue: net and gross revenue retention, the bridge, the ledger ----------

CREATE TYPE bridge_tally;

CREATE FUNCTION bridge_tally_in(cstring)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION bridge_tally_out(bridge_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_out(bridge_tally) IS
	'I/O';

CREATE FUNCTION bridge_tally_recv(internal)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION bridge_tally_send(bridge_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_send(bridge_tally) IS
	'I/O';

CREATE TYPE bridge_tally (
	INPUT = bridge_tally_in, OUTPUT = bridge_tally_out, RECEIVE = bridge_tally_recv, SEND = bridge_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE bridge_tally IS
	'amounts and customers of the movements from an opening to a closing amount: new, expansion, contraction, churned, reactivated; exact, mergeable';

CREATE FUNCTION bridge_tally_to_json(b bridge_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_to_json(bridge_tally) IS
	'the bridge as a JSON object';

CREATE CAST (bridge_tally AS json) WITH FUNCTION bridge_tally_to_json(bridge_tally);
COMMENT ON CAST (bridge_tally AS json) IS 'the bridge as a JSON object';

CREATE CAST (bridge_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (bridge_tally AS jsonb) IS 'the bridge as a JSON object';

CREATE FUNCTION bridge_tally_eq(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_eq(bridge_tally, bridge_tally) IS
	'the same bridge';

CREATE FUNCTION bridge_tally_ne(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_ne(bridge_tally, bridge_tally) IS
	'different bridges';

CREATE FUNCTION bridge_tally_lt(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_lt(bridge_tally, bridge_tally) IS
	'before in the order of bytes';

CREATE FUNCTION bridge_tally_le(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_le(bridge_tally, bridge_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION bridge_tally_gt(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_gt(bridge_tally, bridge_tally) IS
	'after in the order of bytes';

CREATE FUNCTION bridge_tally_ge(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_ge(bridge_tally, bridge_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION bridge_tally_cmp(a bridge_tally, b bridge_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_cmp(bridge_tally, bridge_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION bridge_tally_hash(b bridge_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_hash(bridge_tally) IS
	'hash';

CREATE FUNCTION bridge_tally_hash_extended(b bridge_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_hash_extended(bridge_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (bridge_tally, bridge_tally) IS 'the same bridge';

CREATE OPERATOR <> (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (bridge_tally, bridge_tally) IS 'different bridges';

CREATE OPERATOR < (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (bridge_tally, bridge_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (bridge_tally, bridge_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (bridge_tally, bridge_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (bridge_tally, bridge_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY bridge_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY bridge_tally_ops USING btree IS 'order of bridges by their bytes';

CREATE OPERATOR CLASS bridge_tally_ops DEFAULT FOR TYPE bridge_tally USING btree FAMILY bridge_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 bridge_tally_cmp(bridge_tally, bridge_tally);
COMMENT ON OPERATOR CLASS bridge_tally_ops USING btree IS 'order of bridges by their bytes';

CREATE OPERATOR FAMILY bridge_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY bridge_tally_ops USING hash IS 'equality of bridges';

CREATE OPERATOR CLASS bridge_tally_ops DEFAULT FOR TYPE bridge_tally USING hash FAMILY bridge_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 bridge_tally_hash(bridge_tally),
	FUNCTION 2 bridge_tally_hash_extended(bridge_tally, bigint);
COMMENT ON OPERATOR CLASS bridge_tally_ops USING hash IS 'equality of bridges';

CREATE FUNCTION bridge_tally_add(a bridge_tally, b bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_add(bridge_tally, bridge_tally) IS
	'bridges of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (bridge_tally, bridge_tally) IS 'bridges of disjoint customers added; NULL counts as none';

CREATE FUNCTION bridge_tally_combine(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_combine(bridge_tally, bridge_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION bridge_tally_merge(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_merge(bridge_tally, bridge_tally) IS
	'internal: adds a bridge';

CREATE FUNCTION bridge_tally_final(bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_final(bridge_tally) IS
	'internal: the bridge';

CREATE FUNCTION bridge_tally_unmerge(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_unmerge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_unmerge(bridge_tally, bridge_tally) IS
	'internal: takes a bridge out of a moving frame';

CREATE AGGREGATE rollup(b bridge_tally) (
	SFUNC = bridge_tally_merge, STYPE = bridge_tally, SSPACE = 256,
	FINALFUNC = bridge_tally_final, COMBINEFUNC = bridge_tally_combine, PARALLEL = SAFE,
	MSFUNC = bridge_tally_merge, MINVFUNC = bridge_tally_unmerge, MSTYPE = bridge_tally, MSSPACE = 256,
	MFINALFUNC = bridge_tally_final
);
COMMENT ON AGGREGATE rollup(bridge_tally) IS
	'bridges of disjoint customers added';

-- readings of bridges

CREATE FUNCTION nrr(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nrr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr(bridge_tally) IS
	'net revenue retention: what those who paid before pay after, over what they paid before (1.1 is growth of a tenth); new and reactivated customers are left out; NULL where the opening is 0';

CREATE FUNCTION grr(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_grr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION grr(bridge_tally) IS
	'gross revenue retention, 0..1: the same without expansion; NULL where the opening is 0';

CREATE FUNCTION nrr_with_reactivation(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nrr_with_reactivation' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr_with_reactivation(bridge_tally) IS
	'net revenue retention with what reactivated customers pay in its numerator; NULL where the opening is 0';

CREATE FUNCTION logo_churn(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_logo_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logo_churn(bridge_tally) IS
	'customers churned over opening customers, 0..1; NULL where there are none';

CREATE FUNCTION revenue_churn(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_revenue_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_churn(bridge_tally) IS
	'amounts churned and contracted over the opening, 0..1; NULL where the opening is 0';

CREATE FUNCTION quick_ratio(b bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_quick_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION quick_ratio(bridge_tally) IS
	'(new + expansion + reactivated) / (contraction + churned); NULL where nothing is lost';

CREATE FUNCTION earned_growth(b bridge_tally, earned_new numeric, OUT nrr float8, OUT earned_new_share float8, OUT earned_growth_rate float8, OUT earned_ratio float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_earned_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION earned_growth(bridge_tally, numeric) IS
	'one row (Reichheld, Winning on Purpose, 2021): nrr; earned_new_share = earned_new / opening, where earned_new is what new customers pay who came by referral; earned_growth_rate = nrr + earned_new_share - 1; earned_ratio = its share in the growth, NULL where there is none; earned_new below 0 is an error (22003), and so is more than new and reactivated customers pay (22023)';

CREATE FUNCTION bridge_summary(b bridge_tally, OUT opening numeric, OUT new_amount numeric, OUT expansion numeric, OUT contraction numeric, OUT churned numeric,
		OUT reactivated numeric, OUT closing numeric, OUT opening_customers bigint, OUT new_customers bigint, OUT expanded_customers bigint,
		OUT contracted_customers bigint, OUT churned_customers bigint, OUT reactivated_customers bigint, OUT closing_customers bigint,
		OUT nrr float8, OUT grr float8, OUT nrr_with_reactivation float8, OUT logo_churn float8, OUT revenue_churn float8, OUT quick_ratio float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_bridge_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION bridge_summary(bridge_tally) IS
	'one row: the amounts, of which opening + new_amount + expansion + reactivated - contraction - churned = closing to the digit, their customers, and the rates';

CREATE FUNCTION bridge_table(b bridge_tally)
	RETURNS TABLE (step int, movement text, amount numeric, customers bigint, bar_from numeric, bar_to numeric)
	AS 'MODULE_PATHNAME', 'cvsql_bridge_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7 COST 20;
COMMENT ON FUNCTION bridge_table(bridge_tally) IS
	'seven rows for a waterfall: opening, new, expansion, contraction, churned, reactivated, closing; amounts of losses are negative; a bar goes from bar_from, where the one before has ended, to bar_to, those of opening and closing from 0';

-- aggregates of bridges

CREATE FUNCTION revenue_accum(bridge_tally, numeric, numeric)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(bridge_tally, numeric, numeric) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_accum(bridge_tally, numeric, numeric, boolean)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(bridge_tally, numeric, numeric, boolean) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_remove(bridge_tally, numeric, numeric)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_remove(bridge_tally, numeric, numeric) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_remove(bridge_tally, numeric, numeric, boolean)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_remove(bridge_tally, numeric, numeric, boolean) IS
	'internal: takes a customer out of a moving frame';

CREATE AGGREGATE revenue_agg(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 256,
	FINALFUNC = bridge_tally_final, COMBINEFUNC = bridge_tally_combine, PARALLEL = SAFE,
	MSFUNC = revenue_accum, MINVFUNC = revenue_remove, MSTYPE = bridge_tally, MSSPACE = 256,
	MFINALFUNC = bridge_tally_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric) IS
	'the bridge of customers, a row each: what they pay before and after; NULL is 0, a row with both is skipped; negative is an error (22003)';

CREATE AGGREGATE revenue_agg(before numeric, after numeric, returning_customer boolean) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 256,
	FINALFUNC = bridge_tally_final, COMBINEFUNC = bridge_tally_combine, PARALLEL = SAFE,
	MSFUNC = revenue_accum, MINVFUNC = revenue_remove, MSTYPE = bridge_tally, MSSPACE = 256,
	MFINALFUNC = bridge_tally_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric, boolean) IS
	'the bridge of customers, a row each: what they pay before and after; NULL is 0, a row with both is skipped; negative is an error (22003) and returning_customer, whether one who pays nothing before is reactivated (NULL: is new)';

CREATE FUNCTION nrr_final(bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_nrr_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nrr_final(bridge_tally) IS
	'internal: NRR of a state';

CREATE AGGREGATE nrr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 256,
	FINALFUNC = nrr_final, COMBINEFUNC = bridge_tally_combine, PARALLEL = SAFE,
	MSFUNC = revenue_accum, MINVFUNC = revenue_remove, MSTYPE = bridge_tally, MSSPACE = 256,
	MFINALFUNC = nrr_final
);
COMMENT ON AGGREGATE nrr(numeric, numeric) IS
	'net revenue retention of customers, a row each: nrr(revenue_agg(before, after))';

CREATE FUNCTION grr_final(bridge_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_grr_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION grr_final(bridge_tally) IS
	'internal: GRR of a state';

CREATE AGGREGATE grr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 256,
	FINALFUNC = grr_final, COMBINEFUNC = bridge_tally_combine, PARALLEL = SAFE,
	MSFUNC = revenue_accum, MINVFUNC = revenue_remove, MSTYPE = bridge_tally, MSSPACE = 256,
	MFINALFUNC = grr_final
);
COMMENT ON AGGREGATE grr(numeric, numeric) IS
	'gross revenue retention of customers, a row each: grr(revenue_agg(before, after))';

-- ledgers

CREATE FUNCTION ledger_accum(ledger_tally, bigint, date, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, bigint, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, bigint, timestamp, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, bigint, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, bigint, timestamptz, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, bigint, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, uuid, date, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, uuid, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, uuid, timestamp, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, uuid, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, uuid, timestamptz, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, uuid, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, text, date, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, text, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, text, timestamp, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, text, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_accum(ledger_tally, text, timestamptz, numeric, text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_accum(ledger_tally, text, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE AGGREGATE ledger_agg(customer bigint, at date, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer bigint, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer bigint, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE ledger_agg(customer uuid, at date, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer uuid, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer uuid, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE ledger_agg(customer text, at date, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer text, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer text, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE FUNCTION subscription_ledger_accum(ledger_tally, bigint, daterange, numeric, text, date)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_subscription_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION subscription_ledger_accum(ledger_tally, bigint, daterange, numeric, text, date) IS
	'internal: adds a span';

CREATE FUNCTION subscription_ledger_accum(ledger_tally, uuid, daterange, numeric, text, date)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_subscription_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION subscription_ledger_accum(ledger_tally, uuid, daterange, numeric, text, date) IS
	'internal: adds a span';

CREATE FUNCTION subscription_ledger_accum(ledger_tally, text, daterange, numeric, text, date)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_subscription_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION subscription_ledger_accum(ledger_tally, text, daterange, numeric, text, date) IS
	'internal: adds a span';

CREATE FUNCTION subscription_ledger_combine(ledger_tally, ledger_tally)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_subscription_ledger_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION subscription_ledger_combine(ledger_tally, ledger_tally) IS
	'internal: combines the customers of parts of a group, of one as_of';

CREATE AGGREGATE subscription_ledger_agg(customer bigint, during daterange, amount numeric, unit text, as_of date) (
	SFUNC = subscription_ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = subscription_ledger_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE subscription_ledger_agg(bigint, daterange, numeric, text, date) IS
	'recurring revenue at the end of each day, week (ISO), month, quarter or year, in one pass over spans, a row each: the amount counts in every period whose last day lies in its span; a span without an end goes on until as_of, the last day that is completely observed, and none goes on after it: by a later day all seem to have ended; spans of a customer that overlap add up; NULL where no period ends in any span';

CREATE AGGREGATE subscription_ledger_agg(customer uuid, during daterange, amount numeric, unit text, as_of date) (
	SFUNC = subscription_ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = subscription_ledger_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE subscription_ledger_agg(uuid, daterange, numeric, text, date) IS
	'recurring revenue at the end of each day, week (ISO), month, quarter or year, in one pass over spans, a row each: the amount counts in every period whose last day lies in its span; a span without an end goes on until as_of, the last day that is completely observed, and none goes on after it: by a later day all seem to have ended; spans of a customer that overlap add up; NULL where no period ends in any span';

CREATE AGGREGATE subscription_ledger_agg(customer text, during daterange, amount numeric, unit text, as_of date) (
	SFUNC = subscription_ledger_accum, STYPE = ledger_tally, SSPACE = 256,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = subscription_ledger_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE subscription_ledger_agg(text, daterange, numeric, text, date) IS
	'recurring revenue at the end of each day, week (ISO), month, quarter or year, in one pass over spans, a row each: the amount counts in every period whose last day lies in its span; a span without an end goes on until as_of, the last day that is completely observed, and none goes on after it: by a later day all seem to have ended; spans of a customer that overlap add up; NULL where no period ends in any span';

-- readings of ledgers

CREATE FUNCTION ledger_by(l ledger_tally, unit text)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_by' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION ledger_by(ledger_tally, text) IS
	'the ledger by a longer unit: from day to any, from month or quarter to longer ones; others are an error (22023)';

CREATE FUNCTION ledger_table(l ledger_tally)
	RETURNS TABLE (customer text, period_start date, amount numeric)
	AS 'MODULE_PATHNAME', 'cvsql_ledger_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10000 COST 1000;
COMMENT ON FUNCTION ledger_table(ledger_tally) IS
	'what each customer paid in each period with a payment, in the order of customers and periods; nets of 0 are there';

CREATE FUNCTION customers(l ledger_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_ledger' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(ledger_tally) IS
	'number of customers';

CREATE FUNCTION last_seen(l ledger_tally)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(ledger_tally) IS
	'last day with a row, or the as_of of spans';

CREATE FUNCTION revenue_table(l ledger_tally, as_of date DEFAULT NULL, lag bigint DEFAULT 1, reactivation_window bigint DEFAULT NULL, unit text DEFAULT NULL,
		negatives text DEFAULT 'error', since date DEFAULT NULL)
	RETURNS TABLE (period_start date, opening numeric, new_amount numeric, expansion numeric, contraction numeric, churned numeric, reactivated numeric,
		closing numeric, opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint,
		churned_customers bigint, reactivated_customers bigint, closing_customers bigint, nrr float8, grr float8, nrr_with_reactivation float8,
		logo_churn float8, revenue_churn float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_revenue_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 1000;
COMMENT ON FUNCTION revenue_table(ledger_tally, date, bigint, bigint, text, text, date) IS
	'per period the bridge from lag periods earlier, as bridge_summary gives it; a customer who paid before, and then nothing for at most reactivation_window periods (NULL: however many) up to the one compared with, is reactivated, otherwise new; NULL for a period that is not over by as_of (NULL: the last day seen); by the ledger''s unit, or a longer one; nets below 0 are an error (22003), or nothing where negatives is zero; the first lag rows have only closing, but since a day before which nothing was paid all is compared, from its period on (22023 if it is after the first payment)';

CREATE FUNCTION revenue_bridge(l ledger_tally, period date, lag bigint DEFAULT 1, reactivation_window bigint DEFAULT NULL, unit text DEFAULT NULL,
		negatives text DEFAULT 'error', since date DEFAULT NULL)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_bridge' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION revenue_bridge(ledger_tally, date, bigint, bigint, text, text, date) IS
	'the bridge to the period that holds a day, as revenue_table has it; NULL where that is not over by the last day seen, or has none to be compared with';

CREATE FUNCTION revenue_movements(l ledger_tally, as_of date DEFAULT NULL, lag bigint DEFAULT 1, reactivation_window bigint DEFAULT NULL, unit text DEFAULT NULL,
		negatives text DEFAULT 'error', since date DEFAULT NULL)
	RETURNS TABLE (period_start date, customer text, movement text, before numeric, after numeric)
	AS 'MODULE_PATHNAME', 'cvsql_revenue_movements' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10000 COST 1000;
COMMENT ON FUNCTION revenue_movements(ledger_tally, date, bigint, bigint, text, text, date) IS
	'who moved: each customer whose amount in a period differs from the one lag periods earlier, as new, expansion, contraction, churned or reactivated, with both amounts, in the order of customers and periods; options as in revenue_table, whose amounts are the sums';

CREATE FUNCTION cohort_revenue_table(l ledger_tally, as_of date DEFAULT NULL, unit text DEFAULT NULL, since date DEFAULT NULL)
	RETURNS TABLE (cohort date, period int, period_start date, cohort_size bigint, customers bigint, amount numeric, share float8, cumulative numeric)
	AS 'MODULE_PATHNAME', 'cvsql_cohort_revenue_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500 COST 1000;
COMMENT ON FUNCTION cohort_revenue_table(ledger_tally, date, text, date) IS
	'revenue by cohort, who first paid in the same period: of each period since then those who pay, what they pay less credits, its share of the amount of period 0, and the sum so far, which over cohort_size is the realised lifetime value; NULL for a period that is not over by as_of (NULL: the last day seen); options as in revenue_table';

-- ---------- survival: time to churn ----------

CREATE FUNCTION survival_accum(survival_tally, float8, boolean)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, float8, boolean) IS
	'internal: adds a customer';

CREATE FUNCTION survival_accum(survival_tally, float8, boolean, float8)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, float8, boolean, float8) IS
	'internal: adds a customer';

CREATE AGGREGATE survival_agg(duration float8, churned boolean) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(float8, boolean) IS
	'how long customers stay, a row each [customers , or so many of them]: who churned at duration, or was still here then; durations are of any unit, from 0 (22003), and compared exactly; NULL in any skips the row';

CREATE AGGREGATE survival_agg(duration float8, churned boolean, customers float8) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(float8, boolean, float8) IS
	'how long customers stay, a row each [customers , or so many of them]: who churned at duration, or was still here then; durations are of any unit, from 0 (22003), and compared exactly; NULL in any skips the row; customers is a whole number, of which 0 adds nothing';

CREATE FUNCTION survival_accum(survival_tally, float8, float8, boolean)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_late' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, float8, float8, boolean) IS
	'internal: adds a customer who came late';

CREATE FUNCTION survival_accum(survival_tally, float8, float8, boolean, float8)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_late' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, float8, float8, boolean, float8) IS
	'internal: adds a customer who came late';

CREATE AGGREGATE survival_agg(entry float8, duration float8, churned boolean) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(float8, float8, boolean) IS
	'the same of customers who came under observation late: they are at risk behind entry only, which must be below duration (22023); NULL is from the start, duration 0 included';

CREATE AGGREGATE survival_agg(entry float8, duration float8, churned boolean, customers float8) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(float8, float8, boolean, float8) IS
	'the same of customers who came under observation late: they are at risk behind entry only, which must be below duration (22023); NULL is from the start, duration 0 included';

CREATE FUNCTION survival_accum(survival_tally, date, date, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, date, date, date) IS
	'internal: adds a subscription';

CREATE FUNCTION survival_accum(survival_tally, timestamp, timestamp, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, timestamp, timestamp, date) IS
	'internal: adds a subscription';

CREATE FUNCTION survival_accum(survival_tally, timestamptz, timestamptz, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, timestamptz, timestamptz, date) IS
	'internal: adds a subscription';

CREATE AGGREGATE survival_agg(started date, ended date, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(date, date, date) IS
	'how many days subscriptions last, a row each: who ended after as_of, the last day that is completely observed and constant, or has no end, is still here; who started later adds nothing; an end before the start is an error (22023)';

CREATE AGGREGATE survival_agg(started timestamp, ended timestamp, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(timestamp, timestamp, date) IS
	'how many days subscriptions last, a row each: who ended after as_of, the last day that is completely observed and constant, or has no end, is still here; who started later adds nothing; an end before the start is an error (22023)';

CREATE AGGREGATE survival_agg(started timestamptz, ended timestamptz, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(timestamptz, timestamptz, date) IS
	'how many days subscriptions last, a row each: who ended after as_of, the last day that is completely observed and constant, or has no end, is still here; who started later adds nothing; an end before the start is an error (22023); time is cut by the session''s TimeZone';

CREATE FUNCTION survival_accum(survival_tally, date, date, date, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_late_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, date, date, date, date) IS
	'internal: adds a subscription that is seen late';

CREATE FUNCTION survival_accum(survival_tally, timestamp, timestamp, timestamp, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_late_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, timestamp, timestamp, timestamp, date) IS
	'internal: adds a subscription that is seen late';

CREATE FUNCTION survival_accum(survival_tally, timestamptz, timestamptz, timestamptz, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_accum_late_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION survival_accum(survival_tally, timestamptz, timestamptz, timestamptz, date) IS
	'internal: adds a subscription that is seen late';

CREATE AGGREGATE survival_agg(started date, ended date, observed_after date, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(date, date, date, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start), so as_of - 365 gives the curve of the last year alone; who ended by then adds nothing';

CREATE AGGREGATE survival_agg(started timestamp, ended timestamp, observed_after timestamp, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(timestamp, timestamp, timestamp, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start), so as_of - 365 gives the curve of the last year alone; who ended by then adds nothing';

CREATE AGGREGATE survival_agg(started timestamptz, ended timestamptz, observed_after timestamptz, as_of date) (
	SFUNC = survival_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE survival_agg(timestamptz, timestamptz, timestamptz, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start), so as_of - 365 gives the curve of the last year alone; who ended by then adds nothing; time is cut by the session''s TimeZone';

CREATE FUNCTION churn_reason_accum(survival_tally, float8, text)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, float8, text) IS
	'internal: adds a customer with a reason';

CREATE AGGREGATE churn_reason_agg(duration float8, reason text) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(float8, text) IS
	'how long customers stay, a row each, and for which reason they churn: who has no reason is still here';

CREATE FUNCTION churn_reason_accum(survival_tally, float8, float8, text)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_late' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, float8, float8, text) IS
	'internal: adds a customer with a reason who came late';

CREATE AGGREGATE churn_reason_agg(entry float8, duration float8, reason text) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(float8, float8, text) IS
	'the same of customers who came under observation late, as survival_agg has them';

CREATE FUNCTION churn_reason_accum(survival_tally, date, date, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, date, date, text, date) IS
	'internal: adds a subscription with a reason';

CREATE FUNCTION churn_reason_accum(survival_tally, timestamp, timestamp, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, timestamp, timestamp, text, date) IS
	'internal: adds a subscription with a reason';

CREATE FUNCTION churn_reason_accum(survival_tally, timestamptz, timestamptz, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, timestamptz, timestamptz, text, date) IS
	'internal: adds a subscription with a reason';

CREATE AGGREGATE churn_reason_agg(started date, ended date, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(date, date, text, date) IS
	'how many days subscriptions last, as survival_agg has them, and for which reason they end; one that ended for no reason has churned all the same';

CREATE AGGREGATE churn_reason_agg(started timestamp, ended timestamp, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(timestamp, timestamp, text, date) IS
	'how many days subscriptions last, as survival_agg has them, and for which reason they end; one that ended for no reason has churned all the same';

CREATE AGGREGATE churn_reason_agg(started timestamptz, ended timestamptz, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(timestamptz, timestamptz, text, date) IS
	'how many days subscriptions last, as survival_agg has them, and for which reason they end; one that ended for no reason has churned all the same; time is cut by the session''s TimeZone';

CREATE FUNCTION churn_reason_accum(survival_tally, date, date, date, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_late_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, date, date, date, text, date) IS
	'internal: adds a subscription with a reason that is seen late';

CREATE FUNCTION churn_reason_accum(survival_tally, timestamp, timestamp, timestamp, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_late_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, timestamp, timestamp, timestamp, text, date) IS
	'internal: adds a subscription with a reason that is seen late';

CREATE FUNCTION churn_reason_accum(survival_tally, timestamptz, timestamptz, timestamptz, text, date)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_churn_reason_accum_late_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION churn_reason_accum(survival_tally, timestamptz, timestamptz, timestamptz, text, date) IS
	'internal: adds a subscription with a reason that is seen late';

CREATE AGGREGATE churn_reason_agg(started date, ended date, observed_after date, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(date, date, date, text, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start)';

CREATE AGGREGATE churn_reason_agg(started timestamp, ended timestamp, observed_after timestamp, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(timestamp, timestamp, timestamp, text, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start)';

CREATE AGGREGATE churn_reason_agg(started timestamptz, ended timestamptz, observed_after timestamptz, reason text, as_of date) (
	SFUNC = churn_reason_accum, STYPE = survival_tally, SSPACE = 256,
	FINALFUNC = survival_tally_final, COMBINEFUNC = survival_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE churn_reason_agg(timestamptz, timestamptz, timestamptz, text, date) IS
	'the same of subscriptions that are at risk from the day after observed_after on (NULL: from the start); time is cut by the session''s TimeZone';

-- readings of one tally

CREATE FUNCTION customers(s survival_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_survival' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(survival_tally) IS
	'number of customers, whether they churned or not';

CREATE FUNCTION survival_at(s survival_tally, at float8, given float8 DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_survival_at' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION survival_at(survival_tally, float8, float8) IS
	'the share of customers who stay longer than at, 0..1, or of those who stayed longer than given (Kaplan & Meier 1958), exact as long as nobody was censored or came late; NULL behind the last duration, unless nobody is left, and where nobody was seen behind given';

CREATE FUNCTION survival_low(s survival_tally, at float8, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_survival_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION survival_low(survival_tally, float8, float8, float8, text) IS
	'lower confidence limit of survival_at, by Greenwood''s variance on the scale log-log (Kalbfleisch & Prentice 1980), log or plain; NULL where nobody has churned, or nobody is left';

CREATE FUNCTION survival_high(s survival_tally, at float8, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_survival_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION survival_high(survival_tally, float8, float8, float8, text) IS
	'upper confidence limit of survival_at, by Greenwood''s variance on the scale log-log (Kalbfleisch & Prentice 1980), log or plain; NULL where nobody has churned, or nobody is left';

CREATE FUNCTION lifetime_quantile(s survival_tally, share float8 DEFAULT 0.5, given float8 DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_lifetime_quantile' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION lifetime_quantile(survival_tally, float8, float8) IS
	'the duration by which that share of customers, above 0 and up to 1, have churned: the smallest one where survival is at most 1 - share; of those who stayed longer than given; NULL while fewer have';

CREATE FUNCTION lifetime_quantile_low(s survival_tally, share float8 DEFAULT 0.5, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_lifetime_quantile_low' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION lifetime_quantile_low(survival_tally, float8, float8, float8, text) IS
	'lower confidence limit of lifetime_quantile: the first duration where the lower limit of survival is at most 1 - share (Brookmeyer & Crowley 1982); NULL where there is none';

CREATE FUNCTION lifetime_quantile_high(s survival_tally, share float8 DEFAULT 0.5, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_lifetime_quantile_high' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION lifetime_quantile_high(survival_tally, float8, float8, float8, text) IS
	'upper confidence limit of lifetime_quantile: the first duration where the upper limit of survival is at most 1 - share (Brookmeyer & Crowley 1982); NULL where there is none';

CREATE FUNCTION restricted_mean(s survival_tally, horizon float8, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95, OUT estimate float8, OUT se float8,
		OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_restricted_mean' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION restricted_mean(survival_tally, float8, float8, float8) IS
	'one row: the mean time that customers stay from given (NULL: 0) to horizon, the area under the curve, with limits as of a normal distribution (Klein & Moeschberger 2003); NULLs where the curve does not reach horizon';

CREATE FUNCTION survival_value(s survival_tally, margin float8, horizon float8, discount float8 DEFAULT 0, unit text DEFAULT 'day', given float8 DEFAULT NULL,
		confidence float8 DEFAULT 0.95, OUT value float8, OUT se float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_survival_value' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION survival_value(survival_tally, float8, float8, float8, text, float8, float8) IS
	'one row: what a customer is worth from given (NULL: 0) to horizon who brings margin in each unit of the durations: margin times the area under the curve, time discounted by an annual rate, above -1 and at most 1; a unit is day, week, month, quarter or year; NULLs where the curve does not reach horizon';

CREATE FUNCTION survival_summary(s survival_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log', OUT customers bigint, OUT churned bigint, OUT censored bigint,
		OUT entered_late bigint, OUT median float8, OUT median_low float8, OUT median_high float8, OUT last_duration float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_survival_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION survival_summary(survival_tally, float8, text) IS
	'one row: how many customers, how many of them churned, were still here, and came under observation late; the median lifetime and its limits, NULL where the curve does not reach it; the longest duration';

CREATE FUNCTION survival_table(s survival_tally, confidence float8 DEFAULT 0.95, method text DEFAULT 'log-log')
	RETURNS TABLE (at float8, at_risk bigint, churned bigint, censored bigint, survival float8, se float8, low float8, high float8, cumulative_hazard float8,
		cumulative_hazard_se float8)
	AS 'MODULE_PATHNAME', 'cvsql_survival_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION survival_table(survival_tally, float8, text) IS
	'per duration the customers seen that long (at_risk), those of them who churned then and who were last seen then, still here; survival is the share who stay longer, 0..1 (Kaplan & Meier 1958), exact as long as nobody was censored before; se by Greenwood (1926), limits as survival_low has them; the cumulative hazard by Nelson & Aalen (1978)';

CREATE FUNCTION survival_curve(s survival_tally, step float8, until float8 DEFAULT NULL, given float8 DEFAULT NULL, confidence float8 DEFAULT 0.95,
		method text DEFAULT 'log-log')
	RETURNS TABLE (at float8, at_risk bigint, survival float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_survival_curve' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION survival_curve(survival_tally, float8, float8, float8, float8, text) IS
	'the curve at given (NULL: 0), and every step from there to until (NULL: the last duration): the same places for every tally, up to 100000 (54000); columns as in survival_table; NULL behind the last duration, unless nobody is left, and where nobody was seen behind given';

CREATE FUNCTION hazard_table(s survival_tally, width float8 DEFAULT 1, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period int, starts float8, ends float8, at_risk bigint, churned bigint, exposure float8, hazard float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_hazard_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION hazard_table(survival_tally, float8, float8) IS
	'per period of that width, from starts up to ends, the customers at risk when it starts, those who churned in it, the time that all were seen in it, and the share of those there who churn in it, with Wilson''s limits; NULL in a period that is not over at the last duration; up to 100000 periods (54000)';

-- reasons

CREATE FUNCTION incidence_at(s survival_tally, reason text, at float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_incidence_at' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION incidence_at(survival_tally, text, float8) IS
	'the share of customers who have churned by at for that reason, while others churn for others, 0..1 (Aalen & Johansen 1978); 0 for a reason that never occurred; NULL behind the last duration, unless nobody is left';

CREATE FUNCTION incidence_low(s survival_tally, reason text, at float8, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_incidence_low' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION incidence_low(survival_tally, text, float8, float8) IS
	'lower confidence limit of incidence_at, by the variance of Gaynor et al. (1993) on the scale ln(-ln(1 - incidence)); NULL where nobody has churned for that reason, or everybody';

CREATE FUNCTION incidence_high(s survival_tally, reason text, at float8, confidence float8 DEFAULT 0.95)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_incidence_high' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION incidence_high(survival_tally, text, float8, float8) IS
	'upper confidence limit of incidence_at, by the variance of Gaynor et al. (1993) on the scale ln(-ln(1 - incidence)); NULL where nobody has churned for that reason, or everybody';

CREATE FUNCTION incidence_table(s survival_tally, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (reason text, at float8, at_risk bigint, churned bigint, incidence float8, se float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_incidence_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION incidence_table(survival_tally, float8) IS
	'per reason, in order, and duration, as in survival_table: the customers seen that long, those who churned for this one then, the share who have by then; reason NULL is of those who churned for none that is known';

-- groups

CREATE FUNCTION logrank_test(groups survival_tally[], rho float8 DEFAULT 0, gamma float8 DEFAULT 0, OUT chi_square float8, OUT df int, OUT p_value float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_logrank_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION logrank_test(survival_tally[], float8, float8) IS
	'one row: whether the customers of several tallies, array_agg(s), stay as long as each other; a two-dimensional array is strata times groups; weights survival^rho (1 - survival)^gamma (Fleming & Harrington 1991); NULL elements and groups never at risk are left out; NULLs with fewer than two groups, or where nothing varies; at most 100 groups (54000)';

CREATE FUNCTION logrank_table(groups survival_tally[], rho float8 DEFAULT 0, gamma float8 DEFAULT 0)
	RETURNS TABLE (group_number int, customers bigint, churned bigint, observed float8, expected float8, variance float8)
	AS 'MODULE_PATHNAME', 'cvsql_logrank_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 4 COST 1000;
COMMENT ON FUNCTION logrank_table(survival_tally[], float8, float8) IS
	'per group of logrank_test, by its place in the array from 1: customers, those who churned, and weighted those who churned (observed), those who would have, if all stayed alike (expected), and the variance of the difference; zeros where nobody of it was there when anybody churned';

CREATE FUNCTION hazard_ratio(base survival_tally, other survival_tally, confidence float8 DEFAULT 0.95, OUT hazard_ratio float8, OUT log_ratio float8, OUT se float8,
		OUT low float8, OUT high float8, OUT p_value float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_hazard_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 1000;
COMMENT ON FUNCTION hazard_ratio(survival_tally, survival_tally, float8) IS
	'one row: how many times as fast the customers of other churn as those of base (Cox 1972, ties by Efron 1977), its logarithm with standard error, limits and p-value by the normal distribution of that; NULLs where it would be 0 or infinite';

-- ---------- segment: who is worth how much ----------

CREATE FUNCTION rfm_tile(bins bigint)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_rfm_tile' LANGUAGE C IMMUTABLE STRICT WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION rfm_tile(bigint) IS
	'window function: 1 + floor(bins * (rank - 1) / rows) over the partition in the window''s order, 1..bins: ntile() whose ties share the lower tile, so the same in any order of rows; the frame does not matter. bins 2..1000 (22023)';

CREATE TYPE value_tally;

CREATE FUNCTION value_tally_in(cstring)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION value_tally_out(value_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_out(value_tally) IS
	'I/O';

CREATE FUNCTION value_tally_recv(internal)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION value_tally_send(value_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_send(value_tally) IS
	'I/O';

CREATE TYPE value_tally (
	INPUT = value_tally_in, OUTPUT = value_tally_out, RECEIVE = value_tally_recv, SEND = value_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE value_tally IS
	'the exact distribution of one number over customers: distinct values, and how many customers have each; mergeable';

CREATE FUNCTION value_tally_to_json(t value_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_to_json(value_tally) IS
	'the tally as a JSON object';

CREATE CAST (value_tally AS json) WITH FUNCTION value_tally_to_json(value_tally);
COMMENT ON CAST (value_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (value_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (value_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION value_tally_eq(a value_tally, b value_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_eq(value_tally, value_tally) IS
	'the same tally';

CREATE FUNCTION value_tally_ne(a value_tally, b value_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_ne(value_tally, value_tally) IS
	'different tallies';

CREATE FUNCTION value_tally_lt(a value_tally, b value_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_lt(value_tally, value_tally) IS
	'before in the order of bytes';

CREATE FUNCTION value_tally_le(a value_tally, b value_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_le(value_tally, value_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION value_tally_gt(a value_tally, b value_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_gt(value_tally, value_tally) IS
	'after in the order of bytes';

CREATE FUNCTION value_tally_ge(a value_tally, b value_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_ge(value_tally, value_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION value_tally_cmp(a value_tally, b value_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_cmp(value_tally, value_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION value_tally_hash(t value_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_hash(value_tally) IS
	'hash';

CREATE FUNCTION value_tally_hash_extended(t value_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_hash_extended(value_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (value_tally, value_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (value_tally, value_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (value_tally, value_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (value_tally, value_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (value_tally, value_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (value_tally, value_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY value_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY value_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS value_tally_ops DEFAULT FOR TYPE value_tally USING btree FAMILY value_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 value_tally_cmp(value_tally, value_tally);
COMMENT ON OPERATOR CLASS value_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY value_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY value_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS value_tally_ops DEFAULT FOR TYPE value_tally USING hash FAMILY value_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 value_tally_hash(value_tally),
	FUNCTION 2 value_tally_hash_extended(value_tally, bigint);
COMMENT ON OPERATOR CLASS value_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION value_tally_add(a value_tally, b value_tally)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_add(value_tally, value_tally) IS
	'tallies of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = value_tally, RIGHTARG = value_tally, FUNCTION = value_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (value_tally, value_tally) IS 'tallies of disjoint customers added; NULL counts as none';

CREATE FUNCTION value_tally_combine(value_tally, value_tally)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_combine(value_tally, value_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION value_tally_merge(value_tally, value_tally)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_merge(value_tally, value_tally) IS
	'internal: adds a tally';

CREATE FUNCTION value_tally_final(value_tally)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_tally_final(value_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t value_tally) (
	SFUNC = value_tally_merge, STYPE = value_tally, SSPACE = 256,
	FINALFUNC = value_tally_final, COMBINEFUNC = value_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(value_tally) IS
	'tallies of disjoint customers added';

CREATE FUNCTION value_accum(value_tally, numeric)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_accum(value_tally, numeric) IS
	'internal: adds a value';

CREATE FUNCTION value_accum(value_tally, numeric, float8)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION value_accum(value_tally, numeric, float8) IS
	'internal: adds a value';

CREATE AGGREGATE value_agg(value numeric) (
	SFUNC = value_accum, STYPE = value_tally, SSPACE = 256,
	FINALFUNC = value_tally_final, COMBINEFUNC = value_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE value_agg(numeric) IS
	'tally of one value of each customer, exact; NULL skips the row; NaN, infinities and more than 38 digits are 22003';

CREATE AGGREGATE value_agg(value numeric, customers float8) (
	SFUNC = value_accum, STYPE = value_tally, SSPACE = 256,
	FINALFUNC = value_tally_final, COMBINEFUNC = value_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE value_agg(numeric, float8) IS
	'tally of one value of each customer, exact; NULL skips the row; NaN, infinities and more than 38 digits are 22003; a row may stand for several customers, a whole number from 0 (22003)';

CREATE FUNCTION customers(t value_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_values' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(value_tally) IS
	'number of customers';

CREATE FUNCTION total(t value_tally)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cvsql_total' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total(value_tally) IS
	'sum of all values, exact; more than 38 digits are 22003';

CREATE FUNCTION cut_points(t value_tally, bins bigint DEFAULT 5)
	RETURNS numeric[]
	AS 'MODULE_PATHNAME', 'cvsql_cut_points' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION cut_points(value_tally, bigint) IS
	'the lowest values of tiles 2..bins as rfm_tile has them, bins - 1 of them: what value_tile takes; a tile that nobody is in begins where the next one does, NULL: nobody reaches it. bins 2..1000 (22023)';

CREATE FUNCTION value_tile(value numeric, cuts numeric[])
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_value_tile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION value_tile(numeric, numeric[]) IS
	'1 + the cuts up to value, NULL ones left out: of a tallied customer what rfm_tile says; NaN, also in cuts, is 22003';

CREATE FUNCTION value_quantile(t value_tally, share float8 DEFAULT 0.5)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cvsql_value_quantile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION value_quantile(value_tally, float8) IS
	'the smallest value that at least that share of customers does not exceed; share above 0 and up to 1 (22023)';

CREATE FUNCTION gini(t value_tally)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_gini' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION gini(value_tally) IS
	'Gini''s coefficient of the values, 0 (all alike) to 1 - 1/n: 2 sum(i y) / (n sum(y)) - (n + 1) / n over ranks i; NULL where the total is 0; negative values are 22023';

CREATE FUNCTION top_share(t value_tally, share float8 DEFAULT 0.2)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_top_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION top_share(value_tally, float8) IS
	'what the best share of customers bring, of the total, 0..1, linear within a customer; NULL where the total is 0; share above 0 and up to 1, and no negative values (22023)';

CREATE FUNCTION share_cut(t value_tally, share float8 DEFAULT 0.8)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cvsql_share_cut' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION share_cut(value_tally, float8) IS
	'the largest value v such that the customers of v and more bring at least that share of the total: ABC is two cuts; NULL where the total is 0; share above 0 and up to 1, and no negative values (22023)';

CREATE FUNCTION concentration_table(t value_tally, bins bigint DEFAULT 10)
	RETURNS TABLE (bin int, customers bigint, lowest numeric, highest numeric, amount numeric, share float8, cumulative_customers float8, cumulative_share float8)
	AS 'MODULE_PATHNAME', 'cvsql_concentration_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10 COST 100;
COMMENT ON FUNCTION concentration_table(value_tally, bigint) IS
	'the customers in bins of equal size, the best first: how many, their lowest and highest value, the sum, its share of the total, and the shares of customers and total up to the bin, 0..1; equal values may be in two bins; shares of a total of 0 are NULL; bins 2..1000, no negative values (22023)';

CREATE FUNCTION rfm_segment(recency_tile bigint, frequency_tile bigint)
	RETURNS text
	AS 'MODULE_PATHNAME', 'cvsql_rfm_segment' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rfm_segment(bigint, bigint) IS
	'the segment of two of five tiles, 1..5 (22003), the latest purchase and the most purchases 5: Champions, Loyal customers, Potential loyalists, New customers, Promising, Need attention, About to sleep, At risk, Can''t lose them, Hibernating';

CREATE FUNCTION rfm_table(l ledger_tally, as_of date DEFAULT NULL, bins bigint DEFAULT 5)
	RETURNS TABLE (customer text, recency_days int, frequency bigint, monetary numeric, recency_tile int, frequency_tile int, monetary_tile int, segment text)
	AS 'MODULE_PATHNAME', 'cvsql_rfm_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5000 COST 1000;
COMMENT ON FUNCTION rfm_table(ledger_tally, date, bigint) IS
	'the customers of a ledger by day with a purchase by as_of (the last day seen, if NULL): days since the last one, days with one, the sum of all amounts by as_of, refunds included, their tiles as of rfm_tile (recency: the latest is the highest), and the segment, NULL unless bins is 5; a day whose net is below zero is no purchase; bins 2..1000 (22023)';

CREATE TYPE transition_matrix;

CREATE FUNCTION transition_matrix_in(cstring)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_in(cstring) IS
	'I/O';

CREATE FUNCTION transition_matrix_out(transition_matrix)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_out(transition_matrix) IS
	'I/O';

CREATE FUNCTION transition_matrix_recv(internal)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_recv(internal) IS
	'I/O';

CREATE FUNCTION transition_matrix_send(transition_matrix)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_send(transition_matrix) IS
	'I/O';

CREATE TYPE transition_matrix (
	INPUT = transition_matrix_in, OUTPUT = transition_matrix_out, RECEIVE = transition_matrix_recv, SEND = transition_matrix_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE transition_matrix IS
	'how many customers went from one label to another, between two dates for example; up to 1000 labels, which are compared byte for byte; mergeable. Data of single customers: not for publication';

CREATE FUNCTION transition_matrix_to_json(m transition_matrix)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_to_json(transition_matrix) IS
	'the matrix as a JSON object';

CREATE CAST (transition_matrix AS json) WITH FUNCTION transition_matrix_to_json(transition_matrix);
COMMENT ON CAST (transition_matrix AS json) IS 'the matrix as a JSON object';

CREATE CAST (transition_matrix AS jsonb) WITH INOUT;
COMMENT ON CAST (transition_matrix AS jsonb) IS 'the matrix as a JSON object';

CREATE FUNCTION transition_matrix_eq(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_eq(transition_matrix, transition_matrix) IS
	'the same matrix';

CREATE FUNCTION transition_matrix_ne(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_ne(transition_matrix, transition_matrix) IS
	'different matrixs';

CREATE FUNCTION transition_matrix_lt(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_lt(transition_matrix, transition_matrix) IS
	'before in the order of bytes';

CREATE FUNCTION transition_matrix_le(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_le(transition_matrix, transition_matrix) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION transition_matrix_gt(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_gt(transition_matrix, transition_matrix) IS
	'after in the order of bytes';

CREATE FUNCTION transition_matrix_ge(a transition_matrix, b transition_matrix)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_ge(transition_matrix, transition_matrix) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION transition_matrix_cmp(a transition_matrix, b transition_matrix)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_cmp(transition_matrix, transition_matrix) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION transition_matrix_hash(m transition_matrix)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_hash(transition_matrix) IS
	'hash';

CREATE FUNCTION transition_matrix_hash_extended(m transition_matrix, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_hash_extended(transition_matrix, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (transition_matrix, transition_matrix) IS 'the same matrix';

CREATE OPERATOR <> (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (transition_matrix, transition_matrix) IS 'different matrixs';

CREATE OPERATOR < (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (transition_matrix, transition_matrix) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (transition_matrix, transition_matrix) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (transition_matrix, transition_matrix) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (transition_matrix, transition_matrix) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY transition_matrix_ops USING btree;
COMMENT ON OPERATOR FAMILY transition_matrix_ops USING btree IS 'order of matrixs by their bytes';

CREATE OPERATOR CLASS transition_matrix_ops DEFAULT FOR TYPE transition_matrix USING btree FAMILY transition_matrix_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 transition_matrix_cmp(transition_matrix, transition_matrix);
COMMENT ON OPERATOR CLASS transition_matrix_ops USING btree IS 'order of matrixs by their bytes';

CREATE OPERATOR FAMILY transition_matrix_ops USING hash;
COMMENT ON OPERATOR FAMILY transition_matrix_ops USING hash IS 'equality of matrixs';

CREATE OPERATOR CLASS transition_matrix_ops DEFAULT FOR TYPE transition_matrix USING hash FAMILY transition_matrix_ops AS
	OPERATOR 1 =,
	FUNCTION 1 transition_matrix_hash(transition_matrix),
	FUNCTION 2 transition_matrix_hash_extended(transition_matrix, bigint);
COMMENT ON OPERATOR CLASS transition_matrix_ops USING hash IS 'equality of matrixs';

CREATE FUNCTION transition_matrix_add(a transition_matrix, b transition_matrix)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_add(transition_matrix, transition_matrix) IS
	'matrices of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = transition_matrix, RIGHTARG = transition_matrix, FUNCTION = transition_matrix_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (transition_matrix, transition_matrix) IS 'matrices of disjoint customers added; NULL counts as none';

CREATE FUNCTION transition_matrix_combine(transition_matrix, transition_matrix)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_combine(transition_matrix, transition_matrix) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION transition_matrix_merge(transition_matrix, transition_matrix)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_merge(transition_matrix, transition_matrix) IS
	'internal: adds a matrix';

CREATE FUNCTION transition_matrix_final(transition_matrix)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_matrix_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_matrix_final(transition_matrix) IS
	'internal: the matrix';

CREATE AGGREGATE rollup(m transition_matrix) (
	SFUNC = transition_matrix_merge, STYPE = transition_matrix, SSPACE = 256,
	FINALFUNC = transition_matrix_final, COMBINEFUNC = transition_matrix_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(transition_matrix) IS
	'matrices of disjoint customers added';

CREATE FUNCTION transition_accum(transition_matrix, text, text)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_accum(transition_matrix, text, text) IS
	'internal: adds a move';

CREATE FUNCTION transition_accum(transition_matrix, text, text, float8)
	RETURNS transition_matrix
	AS 'MODULE_PATHNAME', 'cvsql_transition_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION transition_accum(transition_matrix, text, text, float8) IS
	'internal: adds a move';

CREATE AGGREGATE transition_agg(before text, after text) (
	SFUNC = transition_accum, STYPE = transition_matrix, SSPACE = 256,
	FINALFUNC = transition_matrix_final, COMBINEFUNC = transition_matrix_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE transition_agg(text, text) IS
	'matrix of moves from label to label: before NULL of customers who came new, after NULL of those who left, both NULL skips the row; more than 1000 labels, or 1000 bytes in one, are 54000';

CREATE AGGREGATE transition_agg(before text, after text, customers float8) (
	SFUNC = transition_accum, STYPE = transition_matrix, SSPACE = 256,
	FINALFUNC = transition_matrix_final, COMBINEFUNC = transition_matrix_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE transition_agg(text, text, float8) IS
	'matrix of moves from label to label: before NULL of customers who came new, after NULL of those who left, both NULL skips the row; more than 1000 labels, or 1000 bytes in one, are 54000; a row may stand for several customers, a whole number from 0 (22003)';

CREATE FUNCTION transition_table(m transition_matrix, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (before text, after text, transitions bigint, share float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_transition_table' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 30 COST 100;
COMMENT ON FUNCTION transition_table(transition_matrix, float8) IS
	'each move that was seen, in the order of the labels'' bytes, NULL last: customers, their share of all who had that label before (of all who came new), 0..1, and its confidence limits (Wilson 1927)';

-- journey: funnels, sessions

CREATE TYPE funnel_tally;

CREATE FUNCTION funnel_tally_in(cstring)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION funnel_tally_out(funnel_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_out(funnel_tally) IS
	'I/O';

CREATE FUNCTION funnel_tally_recv(internal)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION funnel_tally_send(funnel_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_send(funnel_tally) IS
	'I/O';

CREATE TYPE funnel_tally (
	INPUT = funnel_tally_in, OUTPUT = funnel_tally_out, RECEIVE = funnel_tally_recv, SEND = funnel_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE funnel_tally IS
	'how many customers got how far in a funnel, by the day they entered, and the exact distribution of the time that each step took; mergeable for disjoint customers';

CREATE FUNCTION funnel_tally_to_json(t funnel_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_to_json(funnel_tally) IS
	'the tally as a JSON object';

CREATE CAST (funnel_tally AS json) WITH FUNCTION funnel_tally_to_json(funnel_tally);
COMMENT ON CAST (funnel_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (funnel_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (funnel_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION funnel_tally_eq(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_eq(funnel_tally, funnel_tally) IS
	'the same tally';

CREATE FUNCTION funnel_tally_ne(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_ne(funnel_tally, funnel_tally) IS
	'different tallies';

CREATE FUNCTION funnel_tally_lt(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_lt(funnel_tally, funnel_tally) IS
	'before in the order of bytes';

CREATE FUNCTION funnel_tally_le(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_le(funnel_tally, funnel_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION funnel_tally_gt(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_gt(funnel_tally, funnel_tally) IS
	'after in the order of bytes';

CREATE FUNCTION funnel_tally_ge(a funnel_tally, b funnel_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_ge(funnel_tally, funnel_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION funnel_tally_cmp(a funnel_tally, b funnel_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_cmp(funnel_tally, funnel_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION funnel_tally_hash(t funnel_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_hash(funnel_tally) IS
	'hash';

CREATE FUNCTION funnel_tally_hash_extended(t funnel_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_hash_extended(funnel_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (funnel_tally, funnel_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (funnel_tally, funnel_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (funnel_tally, funnel_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (funnel_tally, funnel_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (funnel_tally, funnel_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (funnel_tally, funnel_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY funnel_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY funnel_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS funnel_tally_ops DEFAULT FOR TYPE funnel_tally USING btree FAMILY funnel_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 funnel_tally_cmp(funnel_tally, funnel_tally);
COMMENT ON OPERATOR CLASS funnel_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY funnel_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY funnel_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS funnel_tally_ops DEFAULT FOR TYPE funnel_tally USING hash FAMILY funnel_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 funnel_tally_hash(funnel_tally),
	FUNCTION 2 funnel_tally_hash_extended(funnel_tally, bigint);
COMMENT ON OPERATOR CLASS funnel_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION funnel_tally_add(a funnel_tally, b funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_add(funnel_tally, funnel_tally) IS
	'tallies of disjoint customers merged; NULL counts as no customers; different steps, windows or modes are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = funnel_tally, RIGHTARG = funnel_tally, FUNCTION = funnel_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (funnel_tally, funnel_tally) IS 'tallies of disjoint customers merged; NULL counts as no customers; different steps, windows or modes are an error (22023)';

CREATE FUNCTION funnel_tally_combine(funnel_tally, funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_combine(funnel_tally, funnel_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION funnel_tally_merge(funnel_tally, funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_merge(funnel_tally, funnel_tally) IS
	'internal: adds a tally';

CREATE FUNCTION funnel_tally_final(funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_tally_final(funnel_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t funnel_tally) (
	SFUNC = funnel_tally_merge, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_tally_final, COMBINEFUNC = funnel_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(funnel_tally) IS
	'tallies of disjoint customers merged';

CREATE FUNCTION funnel_accum(funnel_tally, bigint, timestamp, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, bigint, timestamp, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, bigint, timestamp, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, bigint, timestamp, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, bigint, timestamptz, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, bigint, timestamptz, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, bigint, timestamptz, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, bigint, timestamptz, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, uuid, timestamp, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, uuid, timestamp, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, uuid, timestamp, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, uuid, timestamp, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, uuid, timestamptz, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, uuid, timestamptz, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, uuid, timestamptz, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, uuid, timestamptz, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, text, timestamp, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, text, timestamp, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, text, timestamp, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, text, timestamp, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, text, timestamptz, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, text, timestamptz, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_accum(funnel_tally, text, timestamptz, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_accum(funnel_tally, text, timestamptz, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_events_combine(funnel_tally, funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_events_combine(funnel_tally, funnel_tally) IS
	'internal: combines the customers of parts of a group';

CREATE FUNCTION funnel_events_final(funnel_tally)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_events_final(funnel_tally) IS
	'internal: the tally of the customers';

CREATE AGGREGATE funnel_agg(customer bigint, at timestamp, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(bigint, timestamp, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023)';

CREATE AGGREGATE funnel_agg(customer bigint, at timestamp, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(bigint, timestamp, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order';

CREATE AGGREGATE funnel_agg(customer bigint, at timestamptz, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(bigint, timestamptz, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); days are cut by the session''s TimeZone';

CREATE AGGREGATE funnel_agg(customer bigint, at timestamptz, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(bigint, timestamptz, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order; days are cut by the session''s TimeZone';

CREATE AGGREGATE funnel_agg(customer uuid, at timestamp, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(uuid, timestamp, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023)';

CREATE AGGREGATE funnel_agg(customer uuid, at timestamp, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(uuid, timestamp, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order';

CREATE AGGREGATE funnel_agg(customer uuid, at timestamptz, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(uuid, timestamptz, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); days are cut by the session''s TimeZone';

CREATE AGGREGATE funnel_agg(customer uuid, at timestamptz, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(uuid, timestamptz, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order; days are cut by the session''s TimeZone';

CREATE AGGREGATE funnel_agg(customer text, at timestamp, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(text, timestamp, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023)';

CREATE AGGREGATE funnel_agg(customer text, at timestamp, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(text, timestamp, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order';

CREATE AGGREGATE funnel_agg(customer text, at timestamptz, event text, steps text[], within interval) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(text, timestamptz, text, text[], interval) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); days are cut by the session''s TimeZone';

CREATE AGGREGATE funnel_agg(customer text, at timestamptz, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_events_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_agg(text, timestamptz, text, text[], interval, text) IS
	'how far customers got, in one pass over events, a row each, without GROUP BY customer: each counts at the furthest of the 1 to 64 steps that any of its chains reached within the window after its first step; a row matches the steps of its name, and serves one; rows at one instant have no order; NULL customer, at or event skips the row; steps, within and mode must be constant and not NULL (22023); ordered: anything may lie between steps; strict: no other event at a time between; any: the most steps done within one window, in any order; days are cut by the session''s TimeZone';

CREATE FUNCTION funnel_step_accum(funnel_tally, timestamp, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_step_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_step_accum(funnel_tally, timestamp, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_step_accum(funnel_tally, timestamp, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_step_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_step_accum(funnel_tally, timestamp, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_step_accum(funnel_tally, timestamptz, text, text[], interval)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_step_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_step_accum(funnel_tally, timestamptz, text, text[], interval) IS
	'internal: adds an event';

CREATE FUNCTION funnel_step_accum(funnel_tally, timestamptz, text, text[], interval, text)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_step_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_step_accum(funnel_tally, timestamptz, text, text[], interval, text) IS
	'internal: adds an event';

CREATE FUNCTION funnel_step_final(funnel_tally)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_funnel_step_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION funnel_step_final(funnel_tally) IS
	'internal: the furthest step';

CREATE AGGREGATE funnel_step(at timestamp, event text, steps text[], within interval) (
	SFUNC = funnel_step_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_step_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_step(timestamp, text, text[], interval) IS
	'the furthest step of the customer whose events are the rows, as funnel_agg counts it; 0 = none; for GROUP BY customer';

CREATE AGGREGATE funnel_step(at timestamp, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_step_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_step_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_step(timestamp, text, text[], interval, text) IS
	'the furthest step of the customer whose events are the rows, as funnel_agg counts it; 0 = none; for GROUP BY customer';

CREATE AGGREGATE funnel_step(at timestamptz, event text, steps text[], within interval) (
	SFUNC = funnel_step_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_step_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_step(timestamptz, text, text[], interval) IS
	'the furthest step of the customer whose events are the rows, as funnel_agg counts it; 0 = none; for GROUP BY customer';

CREATE AGGREGATE funnel_step(at timestamptz, event text, steps text[], within interval, mode text) (
	SFUNC = funnel_step_accum, STYPE = funnel_tally, SSPACE = 256,
	FINALFUNC = funnel_step_final, COMBINEFUNC = funnel_events_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE funnel_step(timestamptz, text, text[], interval, text) IS
	'the furthest step of the customer whose events are the rows, as funnel_agg counts it; 0 = none; for GROUP BY customer';

CREATE FUNCTION funnel_table(f funnel_tally, as_of date DEFAULT NULL, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (step int, name text, customers bigint, conversion float8, low float8, high float8, step_conversion float8, step_low float8, step_high float8,
		dropped bigint, median_seconds float8, median_seconds_total float8)
	AS 'MODULE_PATHNAME', 'cvsql_funnel_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 5 COST 100;
COMMENT ON FUNCTION funnel_table(funnel_tally, date, float8) IS
	'per step the customers who got there; conversion of those of step 1, step_conversion of those of the step before (0..1), with Wilson limits; dropped: customers who got to the step before, and no further; the medians of the seconds since the step before and since step 1, NULL in mode any; who entered on a day d with d + within (days, rounded up) after as_of (the last day seen, if NULL) is not due yet, and left out; times are of all';

CREATE FUNCTION funnel_trend(f funnel_tally, as_of date DEFAULT NULL, unit text DEFAULT 'week', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (period_start date, entered bigint, converted bigint, conversion float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_funnel_trend' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 100 COST 100;
COMMENT ON FUNCTION funnel_trend(funnel_tally, date, text, float8) IS
	'per period of entry, up to that of as_of (the last day seen, if NULL), the customers who entered, those who got to the last step, and their share (0..1) with Wilson limits; a customer is in one period, that of the entry that got furthest, of equal ones the first; NULL where not all who entered are due yet; unit is day, week (ISO), month, quarter or year';

CREATE FUNCTION step_time(f funnel_tally, step bigint, share float8 DEFAULT 0.5, since bigint DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_step_time' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION step_time(funnel_tally, bigint, float8, bigint) IS
	'seconds that at least that share (above 0, up to 1) of those who got to the step did not exceed, since the step before (NULL) or since step 1 (1); step is from 2; NULL where nobody got there, and in mode any';

CREATE FUNCTION last_seen(f funnel_tally)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_last_seen_of_funnel' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(funnel_tally) IS
	'last day of any row, a step or not';

CREATE FUNCTION sessionize(at timestamp, gap interval)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_sessionize' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(timestamp, interval) IS
	'window function: number of the session, from 1, OVER (PARTITION BY customer ORDER BY at); a row more than gap after the one before begins the next; NULL where at is; rows in descending order, or a NULL gap, are an error (22023)';

CREATE FUNCTION sessionize(at timestamptz, gap interval)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_sessionize' LANGUAGE C STABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION sessionize(timestamptz, interval) IS
	'window function: number of the session, from 1, OVER (PARTITION BY customer ORDER BY at); a row more than gap after the one before begins the next; NULL where at is; rows in descending order, or a NULL gap, are an error (22023)';

-- ---------- driver: why customers behave as they do ----------

CREATE TYPE driver_moments;

CREATE FUNCTION driver_moments_in(cstring)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_in(cstring) IS
	'I/O';

CREATE FUNCTION driver_moments_out(driver_moments)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_out(driver_moments) IS
	'I/O';

CREATE FUNCTION driver_moments_recv(internal)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_recv(internal) IS
	'I/O';

CREATE FUNCTION driver_moments_send(driver_moments)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_send(driver_moments) IS
	'I/O';

CREATE TYPE driver_moments (
	INPUT = driver_moments_in, OUTPUT = driver_moments_out, RECEIVE = driver_moments_recv, SEND = driver_moments_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE driver_moments IS
	'of an outcome and its drivers, 50 at most: complete and incomplete rows, missing values, and exact sums of numbers and of their products; mergeable';

CREATE FUNCTION driver_moments_to_json(m driver_moments)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_to_json(driver_moments) IS
	'the moments as a JSON object';

CREATE CAST (driver_moments AS json) WITH FUNCTION driver_moments_to_json(driver_moments);
COMMENT ON CAST (driver_moments AS json) IS 'the moments as a JSON object';

CREATE CAST (driver_moments AS jsonb) WITH INOUT;
COMMENT ON CAST (driver_moments AS jsonb) IS 'the moments as a JSON object';

CREATE FUNCTION driver_moments_eq(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_eq(driver_moments, driver_moments) IS
	'the same moments';

CREATE FUNCTION driver_moments_ne(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_ne(driver_moments, driver_moments) IS
	'different momentss';

CREATE FUNCTION driver_moments_lt(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_lt(driver_moments, driver_moments) IS
	'before in the order of bytes';

CREATE FUNCTION driver_moments_le(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_le(driver_moments, driver_moments) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION driver_moments_gt(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_gt(driver_moments, driver_moments) IS
	'after in the order of bytes';

CREATE FUNCTION driver_moments_ge(a driver_moments, b driver_moments)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_ge(driver_moments, driver_moments) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION driver_moments_cmp(a driver_moments, b driver_moments)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_cmp(driver_moments, driver_moments) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION driver_moments_hash(m driver_moments)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_hash(driver_moments) IS
	'hash';

CREATE FUNCTION driver_moments_hash_extended(m driver_moments, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_hash_extended(driver_moments, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (driver_moments, driver_moments) IS 'the same moments';

CREATE OPERATOR <> (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (driver_moments, driver_moments) IS 'different momentss';

CREATE OPERATOR < (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (driver_moments, driver_moments) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (driver_moments, driver_moments) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (driver_moments, driver_moments) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (driver_moments, driver_moments) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY driver_moments_ops USING btree;
COMMENT ON OPERATOR FAMILY driver_moments_ops USING btree IS 'order of momentss by their bytes';

CREATE OPERATOR CLASS driver_moments_ops DEFAULT FOR TYPE driver_moments USING btree FAMILY driver_moments_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 driver_moments_cmp(driver_moments, driver_moments);
COMMENT ON OPERATOR CLASS driver_moments_ops USING btree IS 'order of momentss by their bytes';

CREATE OPERATOR FAMILY driver_moments_ops USING hash;
COMMENT ON OPERATOR FAMILY driver_moments_ops USING hash IS 'equality of momentss';

CREATE OPERATOR CLASS driver_moments_ops DEFAULT FOR TYPE driver_moments USING hash FAMILY driver_moments_ops AS
	OPERATOR 1 =,
	FUNCTION 1 driver_moments_hash(driver_moments),
	FUNCTION 2 driver_moments_hash_extended(driver_moments, bigint);
COMMENT ON OPERATOR CLASS driver_moments_ops USING hash IS 'equality of momentss';

CREATE FUNCTION driver_moments_add(a driver_moments, b driver_moments)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_add(driver_moments, driver_moments) IS
	'moments of disjoint rows added; NULL counts as none; different numbers of drivers are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = driver_moments, RIGHTARG = driver_moments, FUNCTION = driver_moments_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (driver_moments, driver_moments) IS 'moments of disjoint rows added; NULL counts as none; different numbers of drivers are an error (22023)';

CREATE FUNCTION driver_moments_combine(driver_moments, driver_moments)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_combine(driver_moments, driver_moments) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION driver_moments_merge(driver_moments, driver_moments)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_merge(driver_moments, driver_moments) IS
	'internal: adds a moments';

CREATE FUNCTION driver_moments_final(driver_moments)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_final(driver_moments) IS
	'internal: the moments';

CREATE FUNCTION driver_moments_unmerge(driver_moments, driver_moments)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_unmerge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_moments_unmerge(driver_moments, driver_moments) IS
	'internal: takes moments out of a moving frame';

CREATE AGGREGATE rollup(m driver_moments) (
	SFUNC = driver_moments_merge, STYPE = driver_moments, SSPACE = 1536,
	FINALFUNC = driver_moments_final, COMBINEFUNC = driver_moments_combine, PARALLEL = SAFE,
	MSFUNC = driver_moments_merge, MINVFUNC = driver_moments_unmerge, MSTYPE = driver_moments, MSSPACE = 1536,
	MFINALFUNC = driver_moments_final
);
COMMENT ON AGGREGATE rollup(driver_moments) IS
	'moments of disjoint rows added; different numbers of drivers are an error (22023)';

CREATE FUNCTION driver_accum(driver_moments, float8, float8[])
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_accum(driver_moments, float8, float8[]) IS
	'internal: adds a row';

CREATE FUNCTION driver_accum(driver_moments, float8, float8[], float8)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_accum(driver_moments, float8, float8[], float8) IS
	'internal: adds a row';

CREATE FUNCTION driver_remove(driver_moments, float8, float8[])
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_remove(driver_moments, float8, float8[]) IS
	'internal: takes a row out of a moving frame';

CREATE FUNCTION driver_remove(driver_moments, float8, float8[], float8)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION driver_remove(driver_moments, float8, float8[], float8) IS
	'internal: takes a row out of a moving frame';

CREATE AGGREGATE driver_agg(y float8, x float8[]) (
	SFUNC = driver_accum, STYPE = driver_moments, SSPACE = 1536,
	FINALFUNC = driver_moments_final, COMBINEFUNC = driver_moments_combine, PARALLEL = SAFE,
	MSFUNC = driver_accum, MINVFUNC = driver_remove, MSTYPE = driver_moments, MSSPACE = 1536,
	MFINALFUNC = driver_moments_final
);
COMMENT ON AGGREGATE driver_agg(float8, float8[]) IS
	'moments of the outcome y and its drivers x, one array of as many elements in every row (22023); numbers are rounded to six decimals, between -10^9 and 10^9 (22003); a row with a NULL in x counts as incomplete; rows where an argument is NULL are skipped';

CREATE AGGREGATE driver_agg(y float8, x float8[], weight float8) (
	SFUNC = driver_accum, STYPE = driver_moments, SSPACE = 1536,
	FINALFUNC = driver_moments_final, COMBINEFUNC = driver_moments_combine, PARALLEL = SAFE,
	MSFUNC = driver_accum, MINVFUNC = driver_remove, MSTYPE = driver_moments, MSSPACE = 1536,
	MFINALFUNC = driver_moments_final
);
COMMENT ON AGGREGATE driver_agg(float8, float8[], float8) IS
	'moments of the outcome y and its drivers x, one array of as many elements in every row (22023); numbers are rounded to six decimals, between -10^9 and 10^9 (22003); a row with a NULL in x counts as incomplete; weight, 0 or 0.0001 to 1000000 (22003), is how much a row counts; rows where an argument is NULL are skipped';

CREATE FUNCTION answers(m driver_moments)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_answers_of_drivers' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION answers(driver_moments) IS
	'number of complete rows; 0 for NULL';

CREATE FUNCTION driver_table(m driver_moments, names text[] DEFAULT NULL, method text DEFAULT 'shapley', confidence float8 DEFAULT 0.95)
	RETURNS TABLE (driver int, name text, mean float8, stddev float8, correlation float8, coefficient float8, se float8, low float8, high float8, p_value float8,
		standardized float8, vif float8, importance float8, importance_low float8, importance_high float8, share float8, missing bigint)
	AS 'MODULE_PATHNAME', 'cvsql_driver_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 8 COST 1000;
COMMENT ON FUNCTION driver_table(driver_moments, text[], text, float8) IS
	'a row per driver: its mean, sample standard deviation and correlation with the outcome; its coefficient in the outcome''s units per unit of its own, by least squares, with Student''s limits and p-value; the same standardized; the variance inflation factor; its importance by method, with limits by the delta method, 0..1 but for pratt, and its share in the sum of all; how many rows miss it. Methods: shapley (Lindeman, Merenda & Gold 1980; the average over all orders of what it adds to R squared, 20 drivers at most, 22023), relative_weights (Johnson 2000), first (R squared alone), last (what R squared loses without it) and pratt (1987; can be negative). Coefficients and importances are NULL with fewer than drivers + 2 complete rows, a constant outcome or a redundant driver. names: as many as drivers (22023). No rows for NULL';

CREATE FUNCTION driver_summary(m driver_moments, OUT answers bigint, OUT incomplete bigint, OUT drivers int, OUT redundant int, OUT intercept float8, OUT r_squared float8,
		OUT adjusted_r_squared float8, OUT residual_se float8, OUT f float8, OUT p_value float8, OUT effective_n float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_driver_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION driver_summary(driver_moments) IS
	'one row: complete and incomplete rows; the first driver that is constant or told by those before it, NULL if none is; of the regression on all drivers the intercept, R squared, the standard error of what is left, F (Infinity where nothing is left) and its p-value, NULL where driver_table has NULLs; and Kish''s effective sample size, on which errors depend where rows have weights';

CREATE FUNCTION mix_effect(rate_before float8, weight_before float8, rate_after float8, weight_after float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_mix_effect' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE COST 10;
COMMENT ON FUNCTION mix_effect(float8, float8, float8, float8) IS
	'window function over the segments of a partition: what the segment''s share did to the change of their total, the mean of rates by weight, in units of the rates; mix and rate effects of all segments add up to the change. A weight of NULL or 0: the segment was not there, and all is mix. NULL where a rate is that has a weight, or a period has no weight; a negative weight is an error (22023). The frame does not matter';

CREATE FUNCTION rate_effect(rate_before float8, weight_before float8, rate_after float8, weight_after float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_rate_effect' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE COST 10;
COMMENT ON FUNCTION rate_effect(float8, float8, float8, float8) IS
	'window function over the segments of a partition: what the segment''s rate did to the change of their total, the mean of rates by weight, in units of the rates; mix and rate effects of all segments add up to the change. A weight of NULL or 0: the segment was not there, and all is mix. NULL where a rate is that has a weight, or a period has no weight; a negative weight is an error (22023). The frame does not matter';

-- ---------- voice: what customers write, and what it costs ----------

CREATE TYPE term_tally;

CREATE FUNCTION term_tally_in(cstring)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_in(cstring) IS
	'I/O';

CREATE FUNCTION term_tally_out(term_tally)
	RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_out(term_tally) IS
	'I/O';

CREATE FUNCTION term_tally_recv(internal)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_recv(internal) IS
	'I/O';

CREATE FUNCTION term_tally_send(term_tally)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_send(term_tally) IS
	'I/O';

CREATE TYPE term_tally (
	INPUT = term_tally_in, OUTPUT = term_tally_out, RECEIVE = term_tally_recv, SEND = term_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = external
);
COMMENT ON TYPE term_tally IS
	'how many answers each point of a scale has, and how many of them mention each term; mergeable';

CREATE FUNCTION term_tally_to_json(t term_tally)
	RETURNS json
	AS 'MODULE_PATHNAME', 'cvsql_value_to_json' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_to_json(term_tally) IS
	'the tally as a JSON object';

CREATE CAST (term_tally AS json) WITH FUNCTION term_tally_to_json(term_tally);
COMMENT ON CAST (term_tally AS json) IS 'the tally as a JSON object';

CREATE CAST (term_tally AS jsonb) WITH INOUT;
COMMENT ON CAST (term_tally AS jsonb) IS 'the tally as a JSON object';

CREATE FUNCTION term_tally_eq(a term_tally, b term_tally)
	RETURNS boolean
	AS 'byteaeq' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_eq(term_tally, term_tally) IS
	'the same tally';

CREATE FUNCTION term_tally_ne(a term_tally, b term_tally)
	RETURNS boolean
	AS 'byteane' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_ne(term_tally, term_tally) IS
	'different tallies';

CREATE FUNCTION term_tally_lt(a term_tally, b term_tally)
	RETURNS boolean
	AS 'bytealt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_lt(term_tally, term_tally) IS
	'before in the order of bytes';

CREATE FUNCTION term_tally_le(a term_tally, b term_tally)
	RETURNS boolean
	AS 'byteale' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_le(term_tally, term_tally) IS
	'before in the order of bytes, or the same';

CREATE FUNCTION term_tally_gt(a term_tally, b term_tally)
	RETURNS boolean
	AS 'byteagt' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_gt(term_tally, term_tally) IS
	'after in the order of bytes';

CREATE FUNCTION term_tally_ge(a term_tally, b term_tally)
	RETURNS boolean
	AS 'byteage' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_ge(term_tally, term_tally) IS
	'after in the order of bytes, or the same';

CREATE FUNCTION term_tally_cmp(a term_tally, b term_tally)
	RETURNS int
	AS 'byteacmp' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_cmp(term_tally, term_tally) IS
	'order of bytes: below 0, 0 or above 0';

CREATE FUNCTION term_tally_hash(t term_tally)
	RETURNS int
	AS 'hashvarlena' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_hash(term_tally) IS
	'hash';

CREATE FUNCTION term_tally_hash_extended(t term_tally, seed bigint)
	RETURNS bigint
	AS 'hashvarlenaextended' LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_hash_extended(term_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES
);
COMMENT ON OPERATOR = (term_tally, term_tally) IS 'the same tally';

CREATE OPERATOR <> (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (term_tally, term_tally) IS 'different tallies';

CREATE OPERATOR < (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_lt,
	COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel
);
COMMENT ON OPERATOR < (term_tally, term_tally) IS 'before in the order of bytes';

CREATE OPERATOR <= (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_le,
	COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel
);
COMMENT ON OPERATOR <= (term_tally, term_tally) IS 'before in the order of bytes, or the same';

CREATE OPERATOR > (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_gt,
	COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel
);
COMMENT ON OPERATOR > (term_tally, term_tally) IS 'after in the order of bytes';

CREATE OPERATOR >= (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_ge,
	COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel
);
COMMENT ON OPERATOR >= (term_tally, term_tally) IS 'after in the order of bytes, or the same';

CREATE OPERATOR FAMILY term_tally_ops USING btree;
COMMENT ON OPERATOR FAMILY term_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR CLASS term_tally_ops DEFAULT FOR TYPE term_tally USING btree FAMILY term_tally_ops AS
	OPERATOR 1 <,
	OPERATOR 2 <=,
	OPERATOR 3 =,
	OPERATOR 4 >=,
	OPERATOR 5 >,
	FUNCTION 1 term_tally_cmp(term_tally, term_tally);
COMMENT ON OPERATOR CLASS term_tally_ops USING btree IS 'order of tallies by their bytes';

CREATE OPERATOR FAMILY term_tally_ops USING hash;
COMMENT ON OPERATOR FAMILY term_tally_ops USING hash IS 'equality of tallies';

CREATE OPERATOR CLASS term_tally_ops DEFAULT FOR TYPE term_tally USING hash FAMILY term_tally_ops AS
	OPERATOR 1 =,
	FUNCTION 1 term_tally_hash(term_tally),
	FUNCTION 2 term_tally_hash_extended(term_tally, bigint);
COMMENT ON OPERATOR CLASS term_tally_ops USING hash IS 'equality of tallies';

CREATE FUNCTION term_tally_add(a term_tally, b term_tally)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_add(term_tally, term_tally) IS
	'both tallies'' answers; NULL counts as none; tallies on different scales are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = term_tally, RIGHTARG = term_tally, FUNCTION = term_tally_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (term_tally, term_tally) IS 'both tallies'' answers; NULL counts as none; tallies on different scales are an error (22023)';

CREATE FUNCTION term_tally_combine(term_tally, term_tally)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_combine(term_tally, term_tally) IS
	'internal: combines the states of parts of a group';

CREATE FUNCTION term_tally_merge(term_tally, term_tally)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_merge(term_tally, term_tally) IS
	'internal: adds a tally';

CREATE FUNCTION term_tally_final(term_tally)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_tally_final(term_tally) IS
	'internal: the tally';

CREATE AGGREGATE rollup(t term_tally) (
	SFUNC = term_tally_merge, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(term_tally) IS
	'all answers of the tallies; tallies on different scales are an error (22023)';

CREATE FUNCTION term_accum(term_tally, int, tsvector)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, int, tsvector) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, int, tsvector, bigint, bigint)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, int, tsvector, bigint, bigint) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, int, text[])
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, int, text[]) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, int, text[], bigint, bigint)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, int, text[], bigint, bigint) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, float8, tsvector)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, float8, tsvector) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, float8, tsvector, bigint, bigint)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, float8, tsvector, bigint, bigint) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, float8, text[])
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, float8, text[]) IS
	'internal: adds an answer';

CREATE FUNCTION term_accum(term_tally, float8, text[], bigint, bigint)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION term_accum(term_tally, float8, text[], bigint, bigint) IS
	'internal: adds an answer';

CREATE AGGREGATE term_agg(score int, terms tsvector) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(int, tsvector) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, 0..10; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score int, terms tsvector, lo bigint, hi bigint) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(int, tsvector, bigint, bigint) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, lo..hi, at most 101 points; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score int, terms text[]) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(int, text[]) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, 0..10; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score int, terms text[], lo bigint, hi bigint) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(int, text[], bigint, bigint) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, lo..hi, at most 101 points; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score float8, terms tsvector) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(float8, tsvector) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, 0..10; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score float8, terms tsvector, lo bigint, hi bigint) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(float8, tsvector, bigint, bigint) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, lo..hi, at most 101 points; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score float8, terms text[]) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(float8, text[]) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, 0..10; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE AGGREGATE term_agg(score float8, terms text[], lo bigint, hi bigint) (
	SFUNC = term_accum, STYPE = term_tally, SSPACE = 256,
	FINALFUNC = term_tally_final, COMBINEFUNC = term_tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE term_agg(float8, text[], bigint, bigint) IS
	'tally of the terms that comments mention, each once a comment, by the score that came with it, lo..hi, at most 101 points; terms are the lexemes of a tsvector or the elements of an array, of at most 2046 bytes (22001); a NULL score, or NULL terms, skip the row; without terms it is an answer that mentions none; a summary above 700 MB is 54000';

CREATE FUNCTION answers(t term_tally)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_answers_of_terms' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION answers(term_tally) IS
	'number of answers, with and without terms; 0 for NULL';

CREATE FUNCTION term_table(t term_tally, min_answers bigint DEFAULT 5, confidence float8 DEFAULT 0.95, detractor_max bigint DEFAULT NULL,
		promoter_min bigint DEFAULT NULL)
	RETURNS TABLE (term text, answers bigint, share float8, nps float8, rest_nps float8, difference float8, se float8, z float8, p_value float8, low float8,
		high float8, impact float8)
	AS 'MODULE_PATHNAME', 'cvsql_term_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500 COST 1000;
COMMENT ON FUNCTION term_table(term_tally, bigint, float8, bigint, bigint) IS
	'the terms that at least min_answers (from 1: 22023) answers mention, in the order of their bytes: how many, their share of all answers, 0..1, net promoter score of these and of the rest in points, the difference with its test and limits as of nps_test, and the impact: the score of all less that without the answers that mention it. A term in every answer has NULL there. Thresholds as of nps: scales that do not end at 10 need both (22023)';

CREATE FUNCTION term_shift(before term_tally, after term_tally, min_answers bigint DEFAULT 5, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (term text, answers_before bigint, answers_after bigint, share_before float8, share_after float8, difference float8, se float8, z float8,
		p_value float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cvsql_term_shift' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 500 COST 1000;
COMMENT ON FUNCTION term_shift(term_tally, term_tally, bigint, float8) IS
	'the terms that at least min_answers (from 1: 22023) answers of both tallies together mention, in the order of their bytes: how many before and after, their shares of all answers, 0..1, and the difference after - before with its test and limits as of share_test; a new term has answers_before 0';

CREATE FUNCTION phrases(v tsvector, size bigint DEFAULT 2)
	RETURNS text[]
	AS 'MODULE_PATHNAME', 'cvsql_phrases' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION phrases(tsvector, bigint) IS
	'the runs of size lexemes at adjoining positions, joined by blanks: each once, in the order of their bytes; lexemes without positions make none, and those above 2046 bytes are left out. size 1..10 (22023); more than 1000000 runs, or 64 MB of them, are 54000';

-- ---------- scorecard: what numbers say, and whether they may ring ----------

CREATE FUNCTION metric_status(low float8, high float8, target float8, tolerance float8 DEFAULT 0, higher_is_better boolean DEFAULT true)
	RETURNS text
	AS 'MODULE_PATHNAME', 'cvsql_metric_status' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION metric_status(float8, float8, float8, float8, boolean) IS
	'''green'' where the whole interval low..high is at the target or better, ''red'' where it is wholly worse than the target by more than tolerance, which is of the same unit, from 0 (22023), otherwise ''amber'': near, or not known; NULL where a limit is; low above high and NaN are 22023';

CREATE FUNCTION p_adjust(p float8, method text DEFAULT 'bh')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_p_adjust' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION p_adjust(float8, text) IS
	'window function: p-values, 0..1 (22003), of as many tests as the partition has, whatever the frame: as R''s p.adjust by bh (Benjamini & Hochberg 1995), by (Benjamini & Yekutieli 2001), holm (1979) or bonferroni; NULL stays NULL, and does not count';

CREATE FUNCTION control_center(value float8, n float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_control_center' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION control_center(float8, float8) IS
	'window function: the mean of the frame''s values, weighted by their numbers of observations n; the frame is the baseline, whose rows need an order (22023); rows where value is NULL, or n is NULL or not above 0, are left out of it and get NULL';

CREATE FUNCTION control_low(value float8, n float8, sigmas float8 DEFAULT 3)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_control_low' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE COST 20;
COMMENT ON FUNCTION control_low(float8, float8, float8) IS
	'window function: the lower limit of a control chart for the row''s own n, the prime chart: control_center - sigmas * sigma / sqrt(n), sigma from the moves of neighbours in the frame, which contain what changes from day to day; NULL with fewer than 20 rows of the baseline in the frame; sigmas above 0 (22023)';

CREATE FUNCTION control_high(value float8, n float8, sigmas float8 DEFAULT 3)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_control_high' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE COST 20;
COMMENT ON FUNCTION control_high(float8, float8, float8) IS
	'window function: the upper limit of a control chart for the row''s own n, the prime chart: control_center + sigmas * sigma / sqrt(n), sigma from the moves of neighbours in the frame, which contain what changes from day to day; NULL with fewer than 20 rows of the baseline in the frame; sigmas above 0 (22023)';

CREATE FUNCTION to_100(x float8, worst float8, best float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_to_100' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION to_100(float8, float8, float8) IS
	'where x lies between worst, 0, and best, 100; cut off there; worst above best turns the scale round, and worst = best is 22023';

CREATE FUNCTION health(scores float8[], weights float8[] DEFAULT NULL, min_coverage float8 DEFAULT 0.5, OUT score float8, OUT coverage float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_health' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION health(float8[], float8[], float8) IS
	'one row: the mean of the scores that are not NULL, by weights (from 0, as many, 22023; NULL: all alike), and the share of all weight that these have; score is NULL where that is below min_coverage, 0..1 (22003), and both are where no weight is above 0';

CREATE FUNCTION heterogeneity(estimates float8[], ses float8[], OUT q float8, OUT df int, OUT p_value float8, OUT tau float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_heterogeneity' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION heterogeneity(float8[], float8[]) IS
	'one row: whether estimates with these standard errors (above 0, 22023), of segments, differ by more than chance: Cochran''s Q, its p-value by chi-squared, and tau, the standard deviation beyond chance, in units of the estimates (DerSimonian & Laird 1986); pairs with a NULL are left out; NULLs with fewer than two';

CREATE FUNCTION trend_test(x float8[], estimates float8[], ses float8[], confidence float8 DEFAULT 0.95, OUT slope float8, OUT se float8, OUT z float8,
		OUT p_value float8, OUT low float8, OUT high float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_trend_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION trend_test(float8[], float8[], float8[], float8) IS
	'one row: whether estimates with these standard errors (above 0, 22023) move with x, days or quarters: the line of weighted least squares with known variances, change per unit of x, limits and p-value by the normal distribution; triples with a NULL are left out; NULLs with fewer than three, or one x';

-- ---------- privacy: small groups that stay hidden ----------

CREATE FUNCTION suppress(t survey_tally, minimum bigint DEFAULT 5)
	RETURNS survey_tally
	AS 'MODULE_PATHNAME', 'cvsql_survey_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(survey_tally, bigint) IS
	'the tally, or NULL where it has fewer answers than minimum, at least 1 (22023): then every reading of it is NULL, and answers is 0, as of nobody';

CREATE FUNCTION suppress(g retention_grid, minimum bigint DEFAULT 5)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(retention_grid, bigint) IS
	'the grid without its cohorts of fewer customers than minimum, at least 1 (22023); NULL where none is left. Where one is left out, lifecycle_table tells active customers only, for who is new, retained or back is counted over all cohorts';

CREATE FUNCTION suppress(s survival_tally, minimum bigint DEFAULT 5)
	RETURNS survival_tally
	AS 'MODULE_PATHNAME', 'cvsql_survival_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(survival_tally, bigint) IS
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(a active_tally, minimum bigint DEFAULT 5)
	RETURNS active_tally
	AS 'MODULE_PATHNAME', 'cvsql_active_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(active_tally, bigint) IS
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(v value_tally, minimum bigint DEFAULT 5)
	RETURNS value_tally
	AS 'MODULE_PATHNAME', 'cvsql_value_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(value_tally, bigint) IS
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(f funnel_tally, minimum bigint DEFAULT 5)
	RETURNS funnel_tally
	AS 'MODULE_PATHNAME', 'cvsql_funnel_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(funnel_tally, bigint) IS
	'the tally, or NULL where it stands for fewer customers than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(m driver_moments, minimum bigint DEFAULT 5)
	RETURNS driver_moments
	AS 'MODULE_PATHNAME', 'cvsql_driver_moments_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(driver_moments, bigint) IS
	'the moments, or NULL where they have fewer complete rows than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(t term_tally, minimum bigint DEFAULT 5)
	RETURNS term_tally
	AS 'MODULE_PATHNAME', 'cvsql_term_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(term_tally, bigint) IS
	'the tally without the terms that fewer answers than minimum, at least 1 (22023), mention: a term of one customer may be a name; NULL where it has fewer answers';

CREATE FUNCTION suppress(f forecast_tally, minimum bigint DEFAULT 5)
	RETURNS forecast_tally
	AS 'MODULE_PATHNAME', 'cvsql_forecast_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(forecast_tally, bigint) IS
	'the forecast, or NULL where it is of fewer customers than minimum, at least 1 (22023)';

CREATE FUNCTION suppress(b bridge_tally, minimum bigint DEFAULT 5)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_suppress' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION suppress(bridge_tally, bigint) IS
	'the bridge, or NULL where any movement, those who stay, or the closing has customers, but fewer than minimum, at least 1 (22023): the amount of one churned customer is his revenue';

CREATE FUNCTION suppressed(n float8, minimum bigint DEFAULT 5, parent_suppressed boolean DEFAULT false)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_suppressed' LANGUAGE C IMMUTABLE WINDOW PARALLEL SAFE;
COMMENT ON FUNCTION suppressed(float8, bigint, boolean) IS
	'window function over the parts of a published total, the partition: true where 0 < n < minimum, and for the next smallest parts until two at least are withheld that may each be anything from 1 to minimum; where parent_suppressed, the total is withheld, and one part at least has to be, too. NULL and 0 are not suppressed; minimum, at least 1 (22023), is the same in all rows; n from 0 (22003). The frame does not matter';
