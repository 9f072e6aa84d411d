-- ---------- clv: purchase histories, models of customers and of contracts, lifetime value ----------

CREATE TYPE purchase_calendar;

CREATE FUNCTION purchase_calendar_in(cstring) RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_in(cstring) IS 'I/O';

CREATE FUNCTION purchase_calendar_out(purchase_calendar) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_out(purchase_calendar) IS 'I/O';

CREATE FUNCTION purchase_calendar_recv(internal) RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_recv(internal) IS 'I/O';

CREATE FUNCTION purchase_calendar_send(purchase_calendar) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_send(purchase_calendar) IS 'I/O';

CREATE TYPE purchase_calendar (
	INPUT = purchase_calendar_in, OUTPUT = purchase_calendar_out,
	RECEIVE = purchase_calendar_recv, SEND = purchase_calendar_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE purchase_calendar IS
	'the net amount of every day on which a customer purchased or was refunded, exact and mergeable';

CREATE FUNCTION purchase_calendar_to_jsonb(h purchase_calendar)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_purchase_calendar_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_to_jsonb(purchase_calendar) IS
	'the history as a JSON object';

CREATE CAST (purchase_calendar AS jsonb) WITH FUNCTION purchase_calendar_to_jsonb(purchase_calendar);
COMMENT ON CAST (purchase_calendar AS jsonb) IS 'the history as a JSON object';

CREATE FUNCTION purchase_calendar_eq(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_eq(purchase_calendar, purchase_calendar) IS
	'the same history';

CREATE FUNCTION purchase_calendar_ne(a purchase_calendar, b purchase_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_ne(purchase_calendar, purchase_calendar) IS
	'different histories';

CREATE FUNCTION purchase_calendar_hash(h purchase_calendar)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_hash(purchase_calendar) IS
	'hash';

CREATE FUNCTION purchase_calendar_hash_extended(h purchase_calendar, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_calendar_hash_extended(purchase_calendar, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (purchase_calendar, purchase_calendar) IS 'the same history';

CREATE OPERATOR <> (
	LEFTARG = purchase_calendar, RIGHTARG = purchase_calendar, FUNCTION = purchase_calendar_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (purchase_calendar, purchase_calendar) IS 'different histories';

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
COMMENT ON OPERATOR + (purchase_calendar, purchase_calendar) IS
	'the histories of one customer merged: the nets of a day add up; NULL counts as no purchases; one with and one without amounts are an error (22023)';

-- transition, combine and final functions of histories

CREATE FUNCTION purchase_accum(purchase_calendar, date)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, date) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, date, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, date, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamp)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamp) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamp, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamp, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamptz)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamptz) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_accum(purchase_calendar, timestamptz, numeric)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION purchase_accum(purchase_calendar, timestamptz, numeric) IS
	'internal: adds a purchase';

CREATE FUNCTION purchase_merge(purchase_calendar, purchase_calendar)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_merge(purchase_calendar, purchase_calendar) IS
	'internal: adds a history';

CREATE FUNCTION purchase_final(purchase_calendar)
	RETURNS purchase_calendar
	AS 'MODULE_PATHNAME', 'cvsql_purchase_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_final(purchase_calendar) IS
	'internal: the history';

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

CREATE FUNCTION days_since(h purchase_calendar, as_of date)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_days_since' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION days_since(purchase_calendar, date) IS
	'days from the last purchase by as_of to as_of; NULL without a purchase by then';

CREATE FUNCTION purchase_days(h purchase_calendar)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_purchase_days' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_days(purchase_calendar) IS
	'days with a purchase';

CREATE FUNCTION total_spend(h purchase_calendar)
	RETURNS numeric
	AS 'MODULE_PATHNAME', 'cvsql_total_spend' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION total_spend(purchase_calendar) IS
	'sum of all amounts, refunds included, exact; NULL without amounts';

CREATE FUNCTION purchase_summary(h purchase_calendar, as_of date, unit text DEFAULT 'week', OUT frequency bigint, OUT recency float8, OUT tenure float8, OUT monetary float8)
	RETURNS record
	AS 'MODULE_PATHNAME', 'cvsql_purchase_summary' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION purchase_summary(purchase_calendar, date, text) IS
	'frequency, recency, tenure and monetary by as_of; NULL without a purchase by then';

-- aggregates of purchases

CREATE AGGREGATE purchase_agg(at date) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at date, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(date, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamp) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp) IS
	'the history of a customer, spend unknown';

CREATE AGGREGATE purchase_agg(at timestamp, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamp, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped';

CREATE AGGREGATE purchase_agg(at timestamptz) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz) IS
	'the history of a customer, spend unknown; days by the session''s TimeZone';

CREATE AGGREGATE purchase_agg(at timestamptz, amount numeric) (
	SFUNC = purchase_accum, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE purchase_agg(timestamptz, numeric) IS
	'the history of a customer: exact amounts, refunds negative; rows with a NULL are skipped; days by the session''s TimeZone';

CREATE AGGREGATE rollup(h purchase_calendar) (
	SFUNC = purchase_merge, STYPE = purchase_calendar, SSPACE = 144,
	FINALFUNC = purchase_final, COMBINEFUNC = purchase_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(purchase_calendar) IS
	'histories of one customer merged';

CREATE TYPE fitted_clv;

CREATE FUNCTION fitted_clv_in(cstring) RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_in(cstring) IS 'I/O';

CREATE FUNCTION fitted_clv_out(fitted_clv) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_out(fitted_clv) IS 'I/O';

CREATE FUNCTION fitted_clv_recv(internal) RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_recv(internal) IS 'I/O';

CREATE FUNCTION fitted_clv_send(fitted_clv) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_send(fitted_clv) IS 'I/O';

CREATE TYPE fitted_clv (
	INPUT = fitted_clv_in, OUTPUT = fitted_clv_out,
	RECEIVE = fitted_clv_recv, SEND = fitted_clv_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE fitted_clv IS
	'a model of purchases (bg/nbd, mbg/nbd, pareto/nbd, bg/bb; with Gamma-Gamma spend) or of contracts (sbg): parameters, their covariance, and how the fit went';

CREATE FUNCTION fitted_clv_to_jsonb(m fitted_clv)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_fitted_clv_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_to_jsonb(fitted_clv) IS
	'the model as a JSON object';

CREATE CAST (fitted_clv AS jsonb) WITH FUNCTION fitted_clv_to_jsonb(fitted_clv);
COMMENT ON CAST (fitted_clv AS jsonb) IS 'the model as a JSON object';

CREATE FUNCTION fitted_clv_eq(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_eq(fitted_clv, fitted_clv) IS
	'the same model';

CREATE FUNCTION fitted_clv_ne(a fitted_clv, b fitted_clv)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_ne(fitted_clv, fitted_clv) IS
	'different models';

CREATE FUNCTION fitted_clv_hash(m fitted_clv)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_hash(fitted_clv) IS
	'hash';

CREATE FUNCTION fitted_clv_hash_extended(m fitted_clv, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION fitted_clv_hash_extended(fitted_clv, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (fitted_clv, fitted_clv) IS 'the same model';

CREATE OPERATOR <> (
	LEFTARG = fitted_clv, RIGHTARG = fitted_clv, FUNCTION = fitted_clv_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (fitted_clv, fitted_clv) IS 'different models';

CREATE OPERATOR FAMILY fitted_clv_ops USING hash;
COMMENT ON OPERATOR FAMILY fitted_clv_ops USING hash IS 'equality of models';

CREATE OPERATOR CLASS fitted_clv_ops DEFAULT FOR TYPE fitted_clv USING hash FAMILY fitted_clv_ops AS
	OPERATOR 1 =,
	FUNCTION 1 fitted_clv_hash(fitted_clv),
	FUNCTION 2 fitted_clv_hash_extended(fitted_clv, bigint);
COMMENT ON OPERATOR CLASS fitted_clv_ops USING hash IS 'equality of models';

-- transition, combine and final functions of fits

CREATE FUNCTION clv_fit_accum(internal, purchase_calendar, date)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_calendar, date) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_calendar, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_calendar, date, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, purchase_calendar, date, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_history' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, purchase_calendar, date, text, text) IS
	'internal: adds a history';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, text, text) IS
	'internal: adds a customer';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_accum_spend' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_accum(internal, float8, float8, float8, float8, text, text) IS
	'internal: adds a customer who spends';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean) IS
	'internal: adds contracts';

CREATE FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_sbg_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sbg_fit_accum(internal, bigint, boolean, numeric) IS
	'internal: adds contracts';

CREATE FUNCTION clv_fit_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_fit_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION clv_fit_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION clv_fit_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_fit_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION clv_fit_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION clv_fit_final(internal)
	RETURNS fitted_clv
	AS 'MODULE_PATHNAME', 'cvsql_fit_final' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 1000000;
COMMENT ON FUNCTION clv_fit_final(internal) IS
	'internal: the model of the customers';

-- made, and looked at

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

CREATE FUNCTION clv_model_summary(m fitted_clv, OUT model text, OUT unit text, OUT customers bigint, OUT repeat_customers bigint, OUT spend_customers bigint, OUT log_likelihood float8, OUT spend_log_likelihood float8, OUT aic float8, OUT bic float8, OUT converged boolean, OUT iterations int, OUT spend_correlation float8)
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
	'purchases a customer is expected to make over the horizon, from 0 on, in the unit of the model; Infinity only for pareto/nbd and bg/bb';

CREATE FUNCTION expected_purchases(m fitted_clv, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_purchases_new' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION expected_purchases(fitted_clv, float8) IS
	'repeat purchases a new customer is expected to make over the horizon';

CREATE FUNCTION expected_spend(m fitted_clv, frequency float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_spend_of' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION expected_spend(fitted_clv, float8, float8) IS
	'mean spend per purchase expected of a customer: monetary is the mean spend of the repeat purchases, not looked at when frequency is 0; then it is the mean of all customers, Infinity if q <= 1; an error (22023) if the model knows no spend';

CREATE FUNCTION clv(m fitted_clv, horizon float8, discount float8, frequency float8, recency float8, tenure float8, monetary float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION clv(fitted_clv, float8, float8, float8, float8, float8, float8) IS
	'discounted value of the purchases a customer is expected to make over the horizon (in the unit of the model): expected spend times the integral of (1 + discount)^(-t / year) over expected purchases, a year being 365.25 days; discount is an annual rate above -1; Infinity where expected purchases or spend are';

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
	'discounted value of the purchases a customer is expected to make after as_of, over the horizon; NULL without a purchase by as_of, Infinity where expected purchases or spend are';

CREATE FUNCTION purchase_probability(m fitted_clv, purchases int, horizon float8)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_purchase_probability' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION purchase_probability(fitted_clv, int, float8) IS
	'probability, 0..1, that a new customer makes so many repeat purchases over the horizon';

-- readings of contracts

CREATE FUNCTION expected_lifetime(m fitted_clv, discount float8 DEFAULT 0, renewals int DEFAULT 0)
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_expected_lifetime' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION expected_lifetime(fitted_clv, float8, int) IS
	'sbg: discounted expected periods of a new customer, the first one counting in full; with renewals, those still to come for a customer who has renewed so often, the next renewal counting in full; discount is a rate per period; Infinity where discount = 0 and alpha <= 1';

CREATE FUNCTION retention_forecast(m fitted_clv, periods int)
	RETURNS TABLE (period int, survival float8, retention_rate float8)
	AS 'MODULE_PATHNAME', 'cvsql_retention_forecast' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 12;
COMMENT ON FUNCTION retention_forecast(fitted_clv, int) IS
	'sbg: per period from 0 on, the share of customers still there, and of those there before who stay (NULL for period 0)';

CREATE FUNCTION clv_simple(margin float8, retention float8, discount float8, timing text DEFAULT 'renewal')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_clv_simple' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION clv_simple(float8, float8, float8, text) IS
	'margin * retention / (1 + discount - retention), for a constant margin and retention rate per period; with timing immediate, margin * (1 + discount) / (1 + discount - retention): the first margin comes now';

-- aggregates

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date, model text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date, text) IS
	'the model (bg/nbd, the default, mbg/nbd, pareto/nbd or bg/bb) of customers by as_of, by maximum likelihood, with Gamma-Gamma spend if the histories know amounts; unit day, week (default), month or year; a customer without a purchase by as_of is skipped';

CREATE AGGREGATE clv_fit(h purchase_calendar, as_of date, model text, unit text) (
	SFUNC = clv_fit_accum, STYPE = internal, SSPACE = 4096,
	FINALFUNC = clv_fit_final, COMBINEFUNC = clv_fit_combine,
	SERIALFUNC = clv_fit_serialize, DESERIALFUNC = clv_fit_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE clv_fit(purchase_calendar, date, text, text) IS
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
