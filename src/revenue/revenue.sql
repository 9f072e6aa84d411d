-- ---------- revenue: net and gross revenue retention, the bridge, the ledger ----------

CREATE TYPE revenue_bridge;

CREATE FUNCTION revenue_bridge_in(cstring) RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_in(cstring) IS 'I/O';

CREATE FUNCTION revenue_bridge_out(revenue_bridge) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_out(revenue_bridge) IS 'I/O';

CREATE FUNCTION revenue_bridge_recv(internal) RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_recv(internal) IS 'I/O';

CREATE FUNCTION revenue_bridge_send(revenue_bridge) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_send(revenue_bridge) IS 'I/O';

CREATE TYPE revenue_bridge (
	INPUT = revenue_bridge_in, OUTPUT = revenue_bridge_out,
	RECEIVE = revenue_bridge_recv, SEND = revenue_bridge_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE revenue_bridge IS
	'amounts and customers of the movements from an opening to a closing amount: new, expansion, contraction, churned, reactivated; exact, mergeable';

CREATE FUNCTION revenue_bridge_to_jsonb(b revenue_bridge)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_to_jsonb(revenue_bridge) IS
	'the bridge as a JSON object';

CREATE CAST (revenue_bridge AS jsonb) WITH FUNCTION revenue_bridge_to_jsonb(revenue_bridge);
COMMENT ON CAST (revenue_bridge AS jsonb) IS 'the bridge as a JSON object';

CREATE FUNCTION revenue_bridge_eq(a revenue_bridge, b revenue_bridge)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_eq(revenue_bridge, revenue_bridge) IS
	'the same bridge';

CREATE FUNCTION revenue_bridge_ne(a revenue_bridge, b revenue_bridge)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_ne(revenue_bridge, revenue_bridge) IS
	'different bridges';

CREATE FUNCTION revenue_bridge_hash(b revenue_bridge)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_hash(revenue_bridge) IS
	'hash';

CREATE FUNCTION revenue_bridge_hash_extended(b revenue_bridge, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_hash_extended(revenue_bridge, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (revenue_bridge, revenue_bridge) IS 'the same bridge';

CREATE OPERATOR <> (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (revenue_bridge, revenue_bridge) IS 'different bridges';

CREATE OPERATOR FAMILY revenue_bridge_ops USING hash;
COMMENT ON OPERATOR FAMILY revenue_bridge_ops USING hash IS 'equality of bridges';

CREATE OPERATOR CLASS revenue_bridge_ops DEFAULT FOR TYPE revenue_bridge USING hash FAMILY revenue_bridge_ops AS
	OPERATOR 1 =,
	FUNCTION 1 revenue_bridge_hash(revenue_bridge),
	FUNCTION 2 revenue_bridge_hash_extended(revenue_bridge, bigint);
COMMENT ON OPERATOR CLASS revenue_bridge_ops USING hash IS 'equality of bridges';

CREATE FUNCTION revenue_bridge_add(a revenue_bridge, b revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_bridge_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_bridge_add(revenue_bridge, revenue_bridge) IS
	'bridges of disjoint customers added; NULL counts as none';

CREATE OPERATOR + (
	LEFTARG = revenue_bridge, RIGHTARG = revenue_bridge, FUNCTION = revenue_bridge_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (revenue_bridge, revenue_bridge) IS
	'bridges of disjoint customers added; NULL counts as none';

-- transition, combine and final functions of bridges

CREATE FUNCTION revenue_accum(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(revenue_bridge, numeric, numeric) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_accum(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_accum(revenue_bridge, numeric, numeric, boolean) IS
	'internal: adds a customer';

CREATE FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_accum(revenue_bridge, numeric, numeric, boolean) IS
	'internal: adds a customer to a moving frame';

CREATE FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric, boolean)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_remove' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_remove(revenue_bridge, numeric, numeric, boolean) IS
	'internal: takes a customer out of a moving frame';

CREATE FUNCTION revenue_merge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_merge(revenue_bridge, revenue_bridge) IS
	'internal: adds a bridge';

CREATE FUNCTION revenue_moving_merge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_merge(revenue_bridge, revenue_bridge) IS
	'internal: adds a bridge to a moving frame';

CREATE FUNCTION revenue_moving_unmerge(revenue_bridge, revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_unmerge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_unmerge(revenue_bridge, revenue_bridge) IS
	'internal: takes a bridge out of a moving frame';

CREATE FUNCTION revenue_final(revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_final(revenue_bridge) IS
	'internal: the bridge';

CREATE FUNCTION revenue_moving_final(revenue_bridge)
	RETURNS revenue_bridge
	AS 'MODULE_PATHNAME', 'cv_revenue_moving_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_moving_final(revenue_bridge) IS
	'internal: the bridge of a moving frame';

-- readings of bridges

CREATE FUNCTION nrr(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nrr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr(revenue_bridge) IS
	'net revenue retention: what those who paid before pay after, over what they paid before (1.1 is growth of a tenth); new and reactivated customers are left out; NULL where the opening is 0';

CREATE FUNCTION grr(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_grr' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION grr(revenue_bridge) IS
	'gross revenue retention, 0..1: the same without expansion; NULL where the opening is 0';

CREATE FUNCTION nrr_with_reactivation(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_nrr_with_reactivation' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nrr_with_reactivation(revenue_bridge) IS
	'net revenue retention with what reactivated customers pay in its numerator; NULL where the opening is 0';

CREATE FUNCTION logo_churn(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_logo_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION logo_churn(revenue_bridge) IS
	'customers churned over opening customers, 0..1; NULL where there are none';

CREATE FUNCTION revenue_churn(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_revenue_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_churn(revenue_bridge) IS
	'amounts churned and contracted over the opening, 0..1; NULL where the opening is 0';

CREATE FUNCTION quick_ratio(b revenue_bridge)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_quick_ratio' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION quick_ratio(revenue_bridge) IS
	'(new + expansion + reactivated) / (contraction + churned); NULL where nothing is lost';

CREATE FUNCTION earned_growth(
	b revenue_bridge, earned_new numeric,
	OUT nrr float8, OUT earned_new_share float8, OUT earned_growth_rate float8, OUT earned_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_earned_growth' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION earned_growth(revenue_bridge, numeric) IS
	'one row (Reichheld, Winning on Purpose, 2021): nrr; earned_new_share = earned_new / opening, where earned_new is what new customers pay who came by referral; earned_growth_rate = nrr + earned_new_share - 1; earned_ratio = its share in the growth, NULL where there is none';

CREATE FUNCTION bridge_summary(
	b revenue_bridge,
	OUT opening numeric, OUT new_amount numeric, OUT expansion numeric, OUT contraction numeric,
	OUT churned numeric, OUT reactivated numeric, OUT closing numeric,
	OUT opening_customers bigint, OUT new_customers bigint, OUT expanded_customers bigint, OUT contracted_customers bigint,
	OUT churned_customers bigint, OUT reactivated_customers bigint, OUT closing_customers bigint,
	OUT nrr float8, OUT grr float8, OUT logo_churn float8, OUT revenue_churn float8, OUT quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_bridge_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 20;
COMMENT ON FUNCTION bridge_summary(revenue_bridge) IS
	'one row: the amounts, of which opening + new_amount + expansion + reactivated - contraction - churned = closing to the digit, their customers, and the rates';

CREATE FUNCTION bridge_table(b revenue_bridge)
	RETURNS TABLE (step int, movement text, amount numeric, customers bigint)
	AS 'MODULE_PATHNAME', 'cv_bridge_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7 COST 20;
COMMENT ON FUNCTION bridge_table(revenue_bridge) IS
	'seven rows for a waterfall: opening, new, expansion, contraction, churned, reactivated, closing; amounts of losses are negative';

CREATE TYPE revenue_ledger;

CREATE FUNCTION revenue_ledger_in(cstring) RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_in(cstring) IS 'I/O';

CREATE FUNCTION revenue_ledger_out(revenue_ledger) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_out(revenue_ledger) IS 'I/O';

CREATE FUNCTION revenue_ledger_recv(internal) RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_recv(internal) IS 'I/O';

CREATE FUNCTION revenue_ledger_send(revenue_ledger) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_send(revenue_ledger) IS 'I/O';

CREATE TYPE revenue_ledger (
	INPUT = revenue_ledger_in, OUTPUT = revenue_ledger_out,
	RECEIVE = revenue_ledger_recv, SEND = revenue_ledger_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE revenue_ledger IS
	'what each of many customers paid in each period, exact; mergeable, rows of a customer and period add up';

CREATE FUNCTION revenue_ledger_to_jsonb(l revenue_ledger)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_to_jsonb(revenue_ledger) IS
	'the ledger as a JSON object';

CREATE CAST (revenue_ledger AS jsonb) WITH FUNCTION revenue_ledger_to_jsonb(revenue_ledger);
COMMENT ON CAST (revenue_ledger AS jsonb) IS 'the ledger as a JSON object';

CREATE FUNCTION revenue_ledger_eq(a revenue_ledger, b revenue_ledger)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_eq(revenue_ledger, revenue_ledger) IS
	'the same ledger';

CREATE FUNCTION revenue_ledger_ne(a revenue_ledger, b revenue_ledger)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_ne(revenue_ledger, revenue_ledger) IS
	'different ledgers';

CREATE FUNCTION revenue_ledger_hash(l revenue_ledger)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_hash(revenue_ledger) IS
	'hash';

CREATE FUNCTION revenue_ledger_hash_extended(l revenue_ledger, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_hash_extended(revenue_ledger, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (revenue_ledger, revenue_ledger) IS 'the same ledger';

CREATE OPERATOR <> (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (revenue_ledger, revenue_ledger) IS 'different ledgers';

CREATE OPERATOR FAMILY revenue_ledger_ops USING hash;
COMMENT ON OPERATOR FAMILY revenue_ledger_ops USING hash IS 'equality of ledgers';

CREATE OPERATOR CLASS revenue_ledger_ops DEFAULT FOR TYPE revenue_ledger USING hash FAMILY revenue_ledger_ops AS
	OPERATOR 1 =,
	FUNCTION 1 revenue_ledger_hash(revenue_ledger),
	FUNCTION 2 revenue_ledger_hash_extended(revenue_ledger, bigint);
COMMENT ON OPERATOR CLASS revenue_ledger_ops USING hash IS 'equality of ledgers';

CREATE FUNCTION revenue_ledger_add(a revenue_ledger, b revenue_ledger)
	RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_revenue_ledger_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_add(revenue_ledger, revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = revenue_ledger, RIGHTARG = revenue_ledger, FUNCTION = revenue_ledger_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (revenue_ledger, revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up; NULL counts as none; different units or types of customer are an error (22023)';

-- transition, combine and final functions of ledgers

CREATE FUNCTION revenue_ledger_accum(internal, bigint, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, bigint, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, bigint, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, bigint, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, uuid, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, uuid, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, date, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, date, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, timestamp, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, timestamp, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_accum(internal, text, timestamptz, numeric, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_accum(internal, text, timestamptz, numeric, text) IS
	'internal: adds a payment';

CREATE FUNCTION revenue_ledger_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_ledger_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION revenue_ledger_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION revenue_ledger_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION revenue_ledger_merge(internal, revenue_ledger)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_ledger_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_merge(internal, revenue_ledger) IS
	'internal: adds a ledger';

CREATE FUNCTION revenue_ledger_final(internal)
	RETURNS revenue_ledger
	AS 'MODULE_PATHNAME', 'cv_ledger_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION revenue_ledger_final(internal) IS
	'internal: the ledger of the customers';

-- readings of ledgers

CREATE FUNCTION revenue_table(l revenue_ledger, as_of date DEFAULT NULL, lag int DEFAULT 1, reactivation_window int DEFAULT NULL)
	RETURNS TABLE (
		period_start date,
		opening numeric, new_amount numeric, expansion numeric, contraction numeric,
		churned numeric, reactivated numeric, closing numeric,
		opening_customers bigint, new_customers bigint, expanded_customers bigint, contracted_customers bigint,
		churned_customers bigint, reactivated_customers bigint, closing_customers bigint,
		nrr float8, grr float8, logo_churn float8, revenue_churn float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cv_revenue_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 1000;
COMMENT ON FUNCTION revenue_table(revenue_ledger, date, int, int) IS
	'per period the bridge from lag periods earlier, as bridge_summary gives it; a customer who paid before, and then nothing for at most reactivation_window periods (NULL: however many) up to the one compared with, is reactivated, otherwise new; NULL for a period that is not over by as_of (NULL: the end of the last period with rows); the first lag rows have only closing';

-- aggregates

CREATE AGGREGATE revenue_agg(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003)';

CREATE AGGREGATE revenue_agg(before numeric, after numeric, returning_customer boolean) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE revenue_agg(numeric, numeric, boolean) IS
	'the bridge of customers, a row each: what they pay before and after, NULL is 0, negative is an error (22003) and returning_customer, whether one who pays nothing before is reactivated (NULL: is new)';

CREATE AGGREGATE rollup(b revenue_bridge) (
	SFUNC = revenue_merge, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = revenue_final, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_merge, MINVFUNC = revenue_moving_unmerge, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = revenue_moving_final
);
COMMENT ON AGGREGATE rollup(revenue_bridge) IS
	'bridges of disjoint customers added';

CREATE AGGREGATE nrr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = nrr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = nrr
);
COMMENT ON AGGREGATE nrr(numeric, numeric) IS
	'net revenue retention of customers, a row each: nrr(revenue_agg(before, after))';

CREATE AGGREGATE grr(before numeric, after numeric) (
	SFUNC = revenue_accum, STYPE = revenue_bridge, SSPACE = 192,
	FINALFUNC = grr, COMBINEFUNC = revenue_merge, PARALLEL = SAFE,
	MSFUNC = revenue_moving_accum, MINVFUNC = revenue_moving_remove, MSTYPE = revenue_bridge, MSSPACE = 192,
	MFINALFUNC = grr
);
COMMENT ON AGGREGATE grr(numeric, numeric) IS
	'gross revenue retention of customers, a row each: grr(revenue_agg(before, after))';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer bigint, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(bigint, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer uuid, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(uuid, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE revenue_ledger_agg(customer text, at date, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, date, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer text, at timestamp, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, timestamp, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts';

CREATE AGGREGATE revenue_ledger_agg(customer text, at timestamptz, amount numeric, unit text) (
	SFUNC = revenue_ledger_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE revenue_ledger_agg(text, timestamptz, numeric, text) IS
	'what each customer paid in each day, week (ISO), month, quarter or year, in one pass over payments, a row each; credits are negative amounts, time cut by the session''s TimeZone';

CREATE AGGREGATE rollup(l revenue_ledger) (
	SFUNC = revenue_ledger_merge, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = revenue_ledger_final, COMBINEFUNC = revenue_ledger_combine,
	SERIALFUNC = revenue_ledger_serialize, DESERIALFUNC = revenue_ledger_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(revenue_ledger) IS
	'ledgers merged: what the same customer paid in the same period adds up';
