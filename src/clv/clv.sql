-- ---------- clv: purchase histories, models of customers and of contracts, lifetime value ----------

CREATE TYPE purchase_history;

CREATE FUNCTION purchase_history_in(cstring) RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_in(cstring) IS 'I/O';

CREATE FUNCTION purchase_history_out(purchase_history) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_purchase_history_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_out(purchase_history) IS 'I/O';

CREATE FUNCTION purchase_history_recv(internal) RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_recv(internal) IS 'I/O';

CREATE FUNCTION purchase_history_send(purchase_history) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_purchase_history_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_send(purchase_history) IS 'I/O';

CREATE TYPE purchase_history (
	INPUT = purchase_history_in, OUTPUT = purchase_history_out,
	RECEIVE = purchase_history_recv, SEND = purchase_history_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE purchase_history IS
	'the net amount of every day on which a customer purchased or was refunded, exact and mergeable';

CREATE FUNCTION purchase_history_to_jsonb(h purchase_history)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_purchase_history_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_to_jsonb(purchase_history) IS
	'the history as a JSON object';

CREATE CAST (purchase_history AS jsonb) WITH FUNCTION purchase_history_to_jsonb(purchase_history);
COMMENT ON CAST (purchase_history AS jsonb) IS 'the history as a JSON object';

CREATE FUNCTION purchase_history_eq(a purchase_history, b purchase_history)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_eq(purchase_history, purchase_history) IS
	'the same history';

CREATE FUNCTION purchase_history_ne(a purchase_history, b purchase_history)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_ne(purchase_history, purchase_history) IS
	'different histories';

CREATE FUNCTION purchase_history_hash(h purchase_history)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_hash(purchase_history) IS
	'hash';

CREATE FUNCTION purchase_history_hash_extended(h purchase_history, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_hash_extended(purchase_history, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (purchase_history, purchase_history) IS 'the same history';

CREATE OPERATOR <> (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (purchase_history, purchase_history) IS 'different histories';

CREATE OPERATOR FAMILY purchase_history_ops USING hash;
COMMENT ON OPERATOR FAMILY purchase_history_ops USING hash IS 'equality of histories';

CREATE OPERATOR CLASS purchase_history_ops DEFAULT FOR TYPE purchase_history USING hash FAMILY purchase_history_ops AS
	OPERATOR 1 =,
	FUNCTION 1 purchase_history_hash(purchase_history),
	FUNCTION 2 purchase_history_hash_extended(purchase_history, bigint);
COMMENT ON OPERATOR CLASS purchase_history_ops USING hash IS 'equality of histories';


CREATE FUNCTION purchase_history_add(a purchase_history, b purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_history_add' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_history_add(purchase_history, purchase_history) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

CREATE OPERATOR + (
	LEFTARG = purchase_history, RIGHTARG = purchase_history, FUNCTION = purchase_history_add, COMMUTATOR = +
);
COMMENT ON OPERATOR + (purchase_history, purchase_history) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

-- transition, combine and final functions of histories

CREATE FUNCTION purchase_accum(purchase_history, date)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, date) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, date, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, date, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamp)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamp) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamp, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamp, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamptz)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamptz) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_history, timestamptz, numeric)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_history, timestamptz, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_merge(purchase_history, purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_merge(purchase_history, purchase_history) IS
	'internal: adds a history';

CREATE FUNCTION purchase_final(purchase_history)
	RETURNS purchase_history
	AS 'MODULE_PATHNAME', 'cv_purchase_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_final(purchase_history) IS
	'internal: the history';

-- readings of histories

CREATE FUNCTION frequency(h purchase_history, as_of date DEFAULT NULL)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_frequency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION frequency(purchase_history, date) IS
	'days with a purchase after the first one, by as_of (all, if NULL); NULL without a purchase by then. A day whose net is below zero is no purchase';

CREATE FUNCTION recency(h purchase_history, unit text DEFAULT 'week', as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_recency' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION recency(purchase_history, text, date) IS
	'age of the customer at the last purchase by as_of, since the first one, in units (day, week, month of 365.25 / 12 days, year of 365.25 days); 0 without repeat purchases';

CREATE FUNCTION tenure(h purchase_history, as_of date, unit text DEFAULT 'week')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_tenure' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tenure(purchase_history, date, text) IS
	'age of the customer at as_of, since the first purchase, in units; NULL without a purchase by then';

CREATE FUNCTION monetary(h purchase_history, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_monetary' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION monetary(purchase_history, date) IS
	'mean net amount of the days with a purchase after the first one, by as_of; NULL without repeat purchases or amounts';

CREATE FUNCTION first_purchase(h purchase_history)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_first_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_purchase(purchase_history) IS
	'day of the first purchase; NULL if there are refunds only';

CREATE FUNCTION last_purchase(h purchase_history)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cv_last_purchase' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_purchase(purchase_history) IS
	'day of the last purchase; NULL if there are refunds only';

CREATE FUNCTION days_since(h purchase_history, as_of date)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cv_days_since' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION days_since(purchase_history, date) IS
	'days from the last purchase by as_of to as_of; NULL without a purchase by then';

CREATE FUNCTION purchase_days(h purchase_history)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_purchase_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_days(purchase_history) IS
	'days with a purchase';

CREATE FUNCTION total_spend(h purchase_history)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cv_total_spend' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total_spend(purchase_history) IS
	'sum of all amounts, refunds included, exact; NULL without amounts';

CREATE FUNCTION purchase_summary(h purchase_history, as_of date, unit text DEFAULT 'week', OUT frequency bigint, OUT recency float8, OUT tenure float8, OUT monetary float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cv_purchase_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_summary(purchase_history, date, text) IS
	'frequency, recency, tenure and monetary by as_of; NULL without a purchase by then';

-- aggregates of purchases

CREATE AGGREGATE purchase_agg(at date) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at date, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamp) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at timestamp, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamptz) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz) IS
	'the history of a customer, spend unknown; days by the session''s TimeZone';

CREATE AGGREGATE purchase_agg(at timestamptz, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped; days by the session''s TimeZone';

CREATE AGGREGATE rollup(h purchase_history) (
	SFUNC = purchase_merge, STYPE = purchase_history, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(purchase_history) IS
	'histories of one customer merged';

CREATE TYPE clv_model;

CREATE FUNCTION clv_model_in(cstring) RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_clv_model_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_in(cstring) IS 'I/O';

CREATE FUNCTION clv_model_out(clv_model) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cv_clv_model_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_out(clv_model) IS 'I/O';

CREATE FUNCTION clv_model_recv(internal) RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_clv_model_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_recv(internal) IS 'I/O';

CREATE FUNCTION clv_model_send(clv_model) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_clv_model_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_send(clv_model) IS 'I/O';

CREATE TYPE clv_model (
	INPUT = clv_model_in, OUTPUT = clv_model_out,
	RECEIVE = clv_model_recv, SEND = clv_model_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE clv_model IS
	'a model of purchases (bg/nbd, mbg/nbd, pareto/nbd, bg/bb; with Gamma-Gamma spend) or of contracts (sbg): parameters, their covariance, and how the fit went';

CREATE FUNCTION clv_model_to_jsonb(m clv_model)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cv_clv_model_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_to_jsonb(clv_model) IS
	'the model as a JSON object';

CREATE CAST (clv_model AS jsonb) WITH FUNCTION clv_model_to_jsonb(clv_model);
COMMENT ON CAST (clv_model AS jsonb) IS 'the model as a JSON object';

CREATE FUNCTION clv_model_eq(a clv_model, b clv_model)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_eq(clv_model, clv_model) IS
	'the same model';

CREATE FUNCTION clv_model_ne(a clv_model, b clv_model)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cv_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_ne(clv_model, clv_model) IS
	'different models';

CREATE FUNCTION clv_model_hash(m clv_model)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cv_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_hash(clv_model) IS
	'hash';

CREATE FUNCTION clv_model_hash_extended(m clv_model, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cv_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_hash_extended(clv_model, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = clv_model, RIGHTARG = clv_model, FUNCTION = clv_model_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (clv_model, clv_model) IS 'the same model';

CREATE OPERATOR <> (
	LEFTARG = clv_model, RIGHTARG = clv_model, FUNCTION = clv_model_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (clv_model, clv_model) IS 'different models';

CREATE OPERATOR FAMILY clv_model_ops USING hash;
COMMENT ON OPERATOR FAMILY clv_model_ops USING hash IS 'equality of models';

CREATE OPERATOR CLASS clv_model_ops DEFAULT FOR TYPE clv_model USING hash FAMILY clv_model_ops AS
	OPERATOR 1 =,
	FUNCTION 1 clv_model_hash(clv_model),
	FUNCTION 2 clv_model_hash_extended(clv_model, bigint);
COMMENT ON OPERATOR CLASS clv_model_ops USING hash IS 'equality of models';

-- transition, combine and final functions of fits

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_history, date, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_history, date, text, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean) IS
	'internal: adds contracts';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric) IS
	'internal: adds contracts';

CREATE FUNCTION clv_fit_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cv_fit_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION clv_fit_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION clv_fit_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cv_fit_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION clv_fit_final(internal)
	RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_fit_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION clv_fit_final(internal) IS
	'internal: the model of the customers';

-- made, and looked at

CREATE FUNCTION make_clv_model(model text, parameters jsonb, unit text DEFAULT 'week')
	RETURNS clv_model
	AS 'MODULE_PATHNAME', 'cv_make_clv_model' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION make_clv_model(text, jsonb, text) IS
	'a model of given parameters: bg/nbd and mbg/nbd have r, alpha, a, b; pareto/nbd r, alpha, s, beta; bg/bb alpha, beta, gamma, delta; sbg alpha, beta; those of purchases may have p, q, v of spend, too; all between 1e-12 and 1e12; unit day, week, month or year, which sbg does not use';

CREATE FUNCTION clv_params(m clv_model, confidence float8 DEFAULT 0.95)
	RETURNS TABLE (parameter text, estimate float8, se float8, low float8, high float8)
	AS 'MODULE_PATHNAME', 'cv_clv_params' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 7;
COMMENT ON FUNCTION clv_params(clv_model, float8) IS
	'the parameters, their standard errors (observed information, delta method) and limits (of the logarithm, so positive; Infinity where one overflows); NULL where the model was not fitted, or has no maximum';

CREATE FUNCTION clv_model_summary(m clv_model, OUT model text, OUT unit text, OUT customers bigint, OUT repeat_customers bigint, OUT spend_customers bigint, OUT log_likelihood float8, OUT spend_log_likelihood float8, OUT aic float8, OUT bic float8, OUT converged boolean, OUT iterations int, OUT spend_correlation float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cv_clv_model_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_model_summary(clv_model) IS
	'how the fit went: customers, those with repeat purchases, those of them who spent (the others are left out of the model of spend); log-likelihoods; aic and bic of the model of purchases; converged; evaluations of the likelihood; correlation of frequency and mean spend; NULL for what is not known';

-- readings of customers

CREATE FUNCTION p_alive(m clv_model, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_p_alive' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION p_alive(clv_model, float8, float8, float8) IS
	'probability, 0..1, that a customer has not left: frequency is the number of repeat purchases, recency the age at the last one (0 if there is none), tenure the age now, in the unit of the model; bg/bb: will be there at the next opportunity';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8, frequency float8, recency float8, tenure float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8, float8, float8, float8) IS
	'purchases a customer is expected to make over the horizon, from 0 on, in the unit of the model; Infinity only for pareto/nbd and bg/bb';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8) IS
	'repeat purchases a new customer is expected to make over the horizon';

CREATE FUNCTION expected_spend(m clv_model, frequency float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_spend_of' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION expected_spend(clv_model, float8, float8) IS
	'mean spend per purchase expected of a customer: monetary is the mean spend of the repeat purchases, not looked at when frequency is 0; then it is the mean of all customers, Infinity if q <= 1; an error (22023) if the model knows no spend';

CREATE FUNCTION clv(m clv_model, horizon float8, discount float8, frequency float8, recency float8, tenure float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(clv_model, float8, float8, float8, float8, float8, float8) IS
	'discounted value of the purchases a customer is expected to make over the horizon (in the unit of the model): expected spend times the integral of (1 + discount)^(-t / year) over expected purchases, a year being 365.25 days; discount is an annual rate above -1; Infinity where expected purchases or spend are';

CREATE FUNCTION p_alive(m clv_model, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_p_alive_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION p_alive(clv_model, purchase_history, date) IS
	'probability, 0..1, that a customer has not left by as_of; NULL without a purchase by then';

CREATE FUNCTION expected_purchases(m clv_model, horizon float8, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_purchases_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(clv_model, float8, purchase_history, date) IS
	'purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of';

CREATE FUNCTION expected_spend(m clv_model, h purchase_history, as_of date DEFAULT NULL)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_spend_history' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_spend(clv_model, purchase_history, date) IS
	'mean spend per purchase expected of a customer, from purchases by as_of (all, if NULL); Infinity without a repeat purchase if q <= 1';

CREATE FUNCTION clv(m clv_model, horizon float8, discount float8, h purchase_history, as_of date)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv_history' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(clv_model, float8, float8, purchase_history, date) IS
	'discounted value of the purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of, Infinity where expected purchases or spend are';

CREATE FUNCTION purchase_probability(m clv_model, purchases int, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_purchase_probability' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION purchase_probability(clv_model, int, float8) IS
	'probability, 0..1, that a new customer makes so many repeat purchases over the horizon';

-- readings of contracts

CREATE FUNCTION expected_lifetime(m clv_model, discount float8 DEFAULT 0, renewals int DEFAULT 0)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_expected_lifetime' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION expected_lifetime(clv_model, float8, int) IS
	'sbg: discounted expected periods of a new customer, the first one counting in full; with renewals, those still to come for a customer who has renewed so often, the next renewal counting in full; discount is a rate per period; Infinity where discount = 0 and alpha <= 1';

CREATE FUNCTION retention_forecast(m clv_model, periods int)
	RETURNS TABLE (period int, survival float8, retention_rate float8)
	AS 'MODULE_PATHNAME', 'cv_retention_forecast' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 12;
COMMENT ON FUNCTION retention_forecast(clv_model, int) IS
	'sbg: per period from 0 on, the share of customers still there, and of those there before who stay (NULL for period 0)';

CREATE FUNCTION clv_simple(margin float8, retention float8, discount float8, timing text DEFAULT 'renewal')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cv_clv_simple' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_simple(float8, float8, float8, text) IS
	'margin * retention / (1 + discount - retention), for a constant margin and retention rate per period; with timing immediate, margin * (1 + discount) / (1 + discount - retention): the first margin comes now';

-- aggregates

CREATE AGGREGATE clv_fit(h purchase_history, as_of date) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_history, as_of date, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_history, as_of date, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_history, date, text, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, text, text) IS
	'the model of customers by the number of repeat purchases, the age at the last one (0 if there is none) and the age now, in the unit';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE clv_fit(frequency float8, recency float8, tenure float8, monetary float8, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(float8, float8, float8, float8, text, text) IS
	'the model of customers, with Gamma-Gamma spend of those with repeat purchases whose mean spend, monetary, is known and above 0';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean) (
	SFUNC = sbg_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean) IS
	'the shifted-beta-geometric model of contracts: churned in period tenure, or still there after it; tenure from 1';

CREATE AGGREGATE sbg_fit(tenure bigint, churned boolean, customers numeric) (
	SFUNC = sbg_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE sbg_fit(bigint, boolean, numeric) IS
	'the same from counts of customers, which may be fractional and are taken to a millionth';
