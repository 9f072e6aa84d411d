-- ---------- revenue: net and gross revenue retention, the bridge, the ledger ----------

CREATE TYPE bridge_tally;

CREATE FUNCTION bridge_tally_in(cstring) RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_in(cstring) IS 'I/O';

CREATE FUNCTION bridge_tally_out(bridge_tally) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_out(bridge_tally) IS 'I/O';

CREATE FUNCTION bridge_tally_recv(internal) RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_recv(internal) IS 'I/O';

CREATE FUNCTION bridge_tally_send(bridge_tally) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_send(bridge_tally) IS 'I/O';

CREATE TYPE bridge_tally (
	INPUT = bridge_tally_in, OUTPUT = bridge_tally_out,
	RECEIVE = bridge_tally_recv, SEND = bridge_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE bridge_tally IS
	'amounts and customers of the movements from an opening to a closing amount: new, expansion, contraction, churned, reactivated; exact, mergeable';

CREATE FUNCTION bridge_tally_to_jsonb(b bridge_tally)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_bridge_tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_to_jsonb(bridge_tally) IS
	'the bridge as a JSON object';

CREATE CAST (bridge_tally AS jsonb) WITH FUNCTION bridge_tally_to_jsonb(bridge_tally);
COMMENT ON CAST (bridge_tally AS jsonb) IS 'the bridge as a JSON object';

CREATE FUNCTION bridge_tally_eq(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_eq(bridge_tally, bridge_tally) IS
	'the same bridge';

CREATE FUNCTION bridge_tally_ne(a bridge_tally, b bridge_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_ne(bridge_tally, bridge_tally) IS
	'different bridges';

CREATE FUNCTION bridge_tally_hash(b bridge_tally)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_hash(bridge_tally) IS
	'hash';

CREATE FUNCTION bridge_tally_hash_extended(b bridge_tally, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bridge_tally_hash_extended(bridge_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (bridge_tally, bridge_tally) IS 'the same bridge';

CREATE OPERATOR <> (
	LEFTARG = bridge_tally, RIGHTARG = bridge_tally, FUNCTION = bridge_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (bridge_tally, bridge_tally) IS 'different bridges';

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
COMMENT ON OPERATOR + (bridge_tally, bridge_tally) IS
	'bridges of disjoint customers added; NULL counts as none';

-- transition, combine and final functions of bridges

CREATE FUNCTION revenue_accum(bridge_tally, numeric, numeric)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(bridge_tally, numeric, numeric) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(bridge_tally, numeric, numeric)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(bridge_tally, numeric, numeric) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(bridge_tally, numeric, numeric)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(bridge_tally, numeric, numeric) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_accum(bridge_tally, numeric, numeric, boolean)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(bridge_tally, numeric, numeric, boolean) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(bridge_tally, numeric, numeric, boolean)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(bridge_tally, numeric, numeric, boolean) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(bridge_tally, numeric, numeric, boolean)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(bridge_tally, numeric, numeric, boolean) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_merge(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_merge(bridge_tally, bridge_tally) IS
	'internal: adds a bridge';

CREATE FUNCTION revenue_moving_merge(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_merge(bridge_tally, bridge_tally) IS
	'internal: adds a bridge to a moving frame';

CREATE FUNCTION revenue_moving_unmerge(bridge_tally, bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_unmerge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_unmerge(bridge_tally, bridge_tally) IS
	'internal: takes a bridge out of a moving frame';

CREATE FUNCTION revenue_final(bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_final(bridge_tally) IS
	'internal: the bridge';

CREATE FUNCTION revenue_moving_final(bridge_tally)
	RETURNS bridge_tally
	AS 'MODULE_PATHNAME', 'cvsql_revenue_moving_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_final(bridge_tally) IS
	'internal: the bridge of a moving frame';

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

CREATE FUNCTION earned_growth(
	b bridge_tally, earned_new numeric,
	OUT nrr float8, OUT earned_new_share float8, OUT earned_growth_rate float8, OUT earned_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_earned_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION earned_growth(bridge_tally, numeric) IS
	'one row (Reichheld, Winning on Purpose, 2021): nrr; earned_new_share = earned_new / opening, where earned_new is what new customers pay who came by referral; earned_growth_rate = nrr + earned_new_share - 1; earned_ratio = its share in the growth, NULL where there is none';

CREATE FUNCTION bridge_summary(
	b bridge_tally,
	OUT opening numeric, OUT new_amount numeric, OUT expansion numeric, OUT contraction numeric,
	OUT churned numeric, OUT reactivated numeric, OUT closing numeric,
	OUT opening_customers bigint, OUT new_customers bigint, OUT expanded_customers bigint, OUT contracted_customers bigint,
	OUT churned_customers bigint, OUT reactivated_customers bigint, OUT closing_customers bigint,
	OUT nrr float8, OUT grr float8, OUT logo_churn float8, OUT revenue_churn float8, OUT quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_bridge_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION bridge_summary(bridge_tally) IS
	'one row: the amounts, of which opening + new_amount + expansion + reactivated - contraction - churned = closing to the digit, their customers, and the rates';

CREATE FUNCTION bridge_table(b bridge_tally)
	RETURNS TABLE (step int, movement text, amount numeric, customers bigint)
	AS 'MODULE_PATHNAME', 'cvsql_bridge_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7 COST 20;
COMMENT ON FUNCTION bridge_table(bridge_tally) IS
	'seven rows for a waterfall: opening, new, expansion, contraction, churned, reactivated, closing; amounts of losses are negative';

CREATE TYPE ledger_tally;

CREATE FUNCTION ledger_tally_in(cstring) RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_in(cstring) IS 'I/O';

CREATE FUNCTION ledger_tally_out(ledger_tally) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_out(ledger_tally) IS 'I/O';

CREATE FUNCTION ledger_tally_recv(internal) RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_recv(internal) IS 'I/O';

CREATE FUNCTION ledger_tally_send(ledger_tally) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_send(ledger_tally) IS 'I/O';

CREATE TYPE ledger_tally (
	INPUT = ledger_tally_in, OUTPUT = ledger_tally_out,
	RECEIVE = ledger_tally_recv, SEND = ledger_tally_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE ledger_tally IS
	'what each of many customers paid in each period, exact; mergeable, rows of a customer and period add up';

CREATE FUNCTION ledger_tally_to_jsonb(l ledger_tally)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_ledger_tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_to_jsonb(ledger_tally) IS
	'the ledger as a JSON object';

CREATE CAST (ledger_tally AS jsonb) WITH FUNCTION ledger_tally_to_jsonb(ledger_tally);
COMMENT ON CAST (ledger_tally AS jsonb) IS 'the ledger as a JSON object';

CREATE FUNCTION ledger_tally_eq(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_eq(ledger_tally, ledger_tally) IS
	'the same ledger';

CREATE FUNCTION ledger_tally_ne(a ledger_tally, b ledger_tally)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_ne(ledger_tally, ledger_tally) IS
	'different ledgers';

CREATE FUNCTION ledger_tally_hash(l ledger_tally)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_hash(ledger_tally) IS
	'hash';

CREATE FUNCTION ledger_tally_hash_extended(l ledger_tally, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_hash_extended(ledger_tally, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (ledger_tally, ledger_tally) IS 'the same ledger';

CREATE OPERATOR <> (
	LEFTARG = ledger_tally, RIGHTARG = ledger_tally, FUNCTION = ledger_tally_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (ledger_tally, ledger_tally) IS 'different ledgers';

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
COMMENT ON OPERATOR + (ledger_tally, ledger_tally) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

-- transition, combine and final functions of ledgers

CREATE FUNCTION ledger_tally_accum(internal, bigint, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, bigint, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, bigint, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, bigint, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, bigint, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, bigint, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, uuid, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, uuid, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, uuid, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, uuid, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, uuid, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, uuid, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, text, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, text, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, text, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, text, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_accum(internal, text, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_accum(internal, text, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION ledger_tally_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_ledger_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION ledger_tally_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION ledger_tally_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION ledger_tally_merge(internal, ledger_tally)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_merge(internal, ledger_tally) IS
	'internal: adds a ledger';

CREATE FUNCTION ledger_tally_final(internal)
	RETURNS ledger_tally
	AS 'MODULE_PATHNAME', 'cvsql_ledger_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ledger_tally_final(internal) IS
	'internal: the ledger of the customers';

-- readings of ledgers

CREATE FUNCTION revenue_table(l ledger_tally, as_of date DEFAULT NULL, lag int DEFAULT 1, reactivation_window int DEFAULT NULL)
	RETURNS TABLE (
		period_start date,
		opening numeric, new_amount numeric, expansion numeric, contraction numeric,
		churned numeric, reactivated numeric, closing numeric,
		opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint,
		churned_customers bigint, reactivated_customers bigint, closing_customers bigint,
		nrr float8, grr float8, logo_churn float8, revenue_churn float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_revenue_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 1000;
COMMENT ON FUNCTION revenue_table(ledger_tally, date, int, int) IS
	'per period the bridge from lag periods earlier, as bridge_summary gives it; a customer who paid before, and then nothing for at most reactivation_window periods (NULL: however many) up to the one compared with, is reactivated, otherwise new; NULL for a period that is not over by as_of (NULL: the end of the last period with rows); the first lag rows have only closing';

-- aggregates

CREATE AGGREGATE revenue_agg(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = bridge_tally, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003)';

CREATE AGGREGATE revenue_agg(before numeric, after numeric, returning_customer boolean) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = bridge_tally, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric, boolean) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003) and returning_customer, whether one who pays nothing before is reactivated (NULL: is new)';

CREATE AGGREGATE rollup(b bridge_tally) (
	SFUNC = revenue_merge, STYPE = bridge_tally, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_merge, MINVFUNC = revenue_moving_unmerge, MSTYPE = bridge_tally, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE rollup(bridge_tally) IS
	'bridges of disjoint customers added';

CREATE AGGREGATE nrr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 192,
	FINALFUNC = nrr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = bridge_tally, MSSPACE = 192,
	MFINALFUNC = nrr
);
COMMENT ON AGGREGATE nrr(numeric, numeric) IS
	'net revenue retention of customers, a row each: nrr(revenue_agg(before, after))';

CREATE AGGREGATE grr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = bridge_tally, SSPACE = 192,
	FINALFUNC = grr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = bridge_tally, MSSPACE = 192,
	MFINALFUNC = grr
);
COMMENT ON AGGREGATE grr(numeric, numeric) IS
	'gross revenue retention of customers, a row each: grr(revenue_agg(before, after))';

CREATE AGGREGATE ledger_agg(customer bigint, at date, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer bigint, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer bigint, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(bigint, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE ledger_agg(customer uuid, at date, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer uuid, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer uuid, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(uuid, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE ledger_agg(customer text, at date, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer text, at timestamp, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE ledger_agg(customer text, at timestamptz, amount numeric, unit text) (
	SFUNC = ledger_tally_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE ledger_agg(text, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE rollup(l ledger_tally) (
	SFUNC = ledger_tally_merge, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = ledger_tally_final, COMBINEFUNC = ledger_tally_combine,
	SERIALFUNC = ledger_tally_serialize, DESERIALFUNC = ledger_tally_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(ledger_tally) IS
	'ledgers merged: what the same customer paid in the same period adds up';
