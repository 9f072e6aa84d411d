-- ---------- retention: cohorts, curves, lifecycle ----------

CREATE TYPE activity_calendar;

CREATE FUNCTION activity_calendar_in(cstring) RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_in(cstring) IS 'I/O';

CREATE FUNCTION activity_calendar_out(activity_calendar) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_out(activity_calendar) IS 'I/O';

CREATE FUNCTION activity_calendar_recv(internal) RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_recv(internal) IS 'I/O';

CREATE FUNCTION activity_calendar_send(activity_calendar) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_send(activity_calendar) IS 'I/O';

CREATE TYPE activity_calendar (
	INPUT = activity_calendar_in, OUTPUT = activity_calendar_out,
	RECEIVE = activity_calendar_recv, SEND = activity_calendar_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended
);
COMMENT ON TYPE activity_calendar IS
	'one customer''s active periods: unit, first period, a bitmap, the last day seen; mergeable';

CREATE FUNCTION activity_calendar_to_jsonb(c activity_calendar)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_activity_calendar_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_to_jsonb(activity_calendar) IS
	'the calendar as a JSON object';

CREATE CAST (activity_calendar AS jsonb) WITH FUNCTION activity_calendar_to_jsonb(activity_calendar);
COMMENT ON CAST (activity_calendar AS jsonb) IS 'the calendar as a JSON object';

CREATE FUNCTION activity_calendar_eq(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_eq(activity_calendar, activity_calendar) IS
	'the same calendar';

CREATE FUNCTION activity_calendar_ne(a activity_calendar, b activity_calendar)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_ne(activity_calendar, activity_calendar) IS
	'different calendars';

CREATE FUNCTION activity_calendar_hash(c activity_calendar)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash(activity_calendar) IS
	'hash';

CREATE FUNCTION activity_calendar_hash_extended(c activity_calendar, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_calendar_hash_extended(activity_calendar, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (activity_calendar, activity_calendar) IS 'the same calendar';

CREATE OPERATOR <> (
	LEFTARG = activity_calendar, RIGHTARG = activity_calendar, FUNCTION = activity_calendar_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (activity_calendar, activity_calendar) IS 'different calendars';

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
COMMENT ON OPERATOR + (activity_calendar, activity_calendar) IS
	'the same customer''s calendars merged; NULL counts as never active; different units are an error (22023)';

-- transition, combine and final functions of calendars

CREATE FUNCTION activity_accum(activity_calendar, date, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, date, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamp, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamp, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_accum(activity_calendar, timestamptz, text)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION activity_accum(activity_calendar, timestamptz, text) IS
	'internal: adds a time';

CREATE FUNCTION activity_merge(activity_calendar, activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_merge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_merge(activity_calendar, activity_calendar) IS
	'internal: adds a calendar';

CREATE FUNCTION activity_final(activity_calendar)
	RETURNS activity_calendar
	AS 'MODULE_PATHNAME', 'cvsql_activity_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION activity_final(activity_calendar) IS
	'internal: the calendar';

-- readings of calendars

CREATE FUNCTION first_period(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_first_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION first_period(activity_calendar) IS
	'first day of the first active period';

CREATE FUNCTION last_seen(c activity_calendar)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_calendar_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(activity_calendar) IS
	'last day of activity';

CREATE FUNCTION active_periods(c activity_calendar)
	RETURNS int
	AS 'MODULE_PATHNAME', 'cvsql_active_periods' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION active_periods(activity_calendar) IS
	'number of active periods';

CREATE TYPE retention_grid;

CREATE FUNCTION retention_grid_in(cstring) RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_in(cstring) IS 'I/O';

CREATE FUNCTION retention_grid_out(retention_grid) RETURNS cstring
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_out(retention_grid) IS 'I/O';

CREATE FUNCTION retention_grid_recv(internal) RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_recv(internal) IS 'I/O';

CREATE FUNCTION retention_grid_send(retention_grid) RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_send(retention_grid) IS 'I/O';

CREATE TYPE retention_grid (
	INPUT = retention_grid_in, OUTPUT = retention_grid_out,
	RECEIVE = retention_grid_recv, SEND = retention_grid_send,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended
);
COMMENT ON TYPE retention_grid IS
	'per cohort its customers, per cohort and period those active and those last active, per period the new and the retained; mergeable for disjoint customers';

CREATE FUNCTION retention_grid_to_jsonb(g retention_grid)
	RETURNS jsonb
	AS 'MODULE_PATHNAME', 'cvsql_retention_grid_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_to_jsonb(retention_grid) IS
	'the grid as a JSON object';

CREATE CAST (retention_grid AS jsonb) WITH FUNCTION retention_grid_to_jsonb(retention_grid);
COMMENT ON CAST (retention_grid AS jsonb) IS 'the grid as a JSON object';

CREATE FUNCTION retention_grid_eq(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_eq(retention_grid, retention_grid) IS
	'the same grid';

CREATE FUNCTION retention_grid_ne(a retention_grid, b retention_grid)
	RETURNS boolean
	AS 'MODULE_PATHNAME', 'cvsql_value_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_ne(retention_grid, retention_grid) IS
	'different grids';

CREATE FUNCTION retention_grid_hash(g retention_grid)
	RETURNS integer
	AS 'MODULE_PATHNAME', 'cvsql_value_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash(retention_grid) IS
	'hash';

CREATE FUNCTION retention_grid_hash_extended(g retention_grid, seed bigint)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_value_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_grid_hash_extended(retention_grid, bigint) IS
	'hash with a seed';

CREATE OPERATOR = (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_eq,
	COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES
);
COMMENT ON OPERATOR = (retention_grid, retention_grid) IS 'the same grid';

CREATE OPERATOR <> (
	LEFTARG = retention_grid, RIGHTARG = retention_grid, FUNCTION = retention_grid_ne,
	COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel
);
COMMENT ON OPERATOR <> (retention_grid, retention_grid) IS 'different grids';

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
COMMENT ON OPERATOR + (retention_grid, retention_grid) IS
	'grids of disjoint customers merged; NULL counts as no customers; different units are an error (22023)';

-- transition, combine and final functions of grids

CREATE FUNCTION retention_accum(retention_grid, activity_calendar)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar) IS
	'internal: adds a customer';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, date, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_accum_date' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, date, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_accum_timestamp' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamp, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_accum_timestamptz' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_accum(retention_grid, activity_calendar, timestamptz, text) IS
	'internal: adds a customer who joined';

CREATE FUNCTION retention_merge(retention_grid, retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_merge' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_merge(retention_grid, retention_grid) IS
	'internal: adds a grid';

CREATE FUNCTION retention_final(retention_grid)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_retention_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_final(retention_grid) IS
	'internal: the grid';

CREATE FUNCTION retention_events_accum(internal, bigint, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, bigint, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, bigint, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, bigint, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, uuid, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, uuid, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, date, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, date, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, timestamp, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, timestamp, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_accum(internal, text, timestamptz, text)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_accum' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_accum(internal, text, timestamptz, text) IS
	'internal: adds an event';

CREATE FUNCTION retention_events_serialize(internal)
	RETURNS bytea
	AS 'MODULE_PATHNAME', 'cvsql_events_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_serialize(internal) IS
	'internal: the customers, for another process';

CREATE FUNCTION retention_events_deserialize(bytea, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_deserialize(bytea, internal) IS
	'internal: the customers, from another process';

CREATE FUNCTION retention_events_combine(internal, internal)
	RETURNS internal
	AS 'MODULE_PATHNAME', 'cvsql_events_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_combine(internal, internal) IS
	'internal: adds customers';

CREATE FUNCTION retention_events_final(internal)
	RETURNS retention_grid
	AS 'MODULE_PATHNAME', 'cvsql_events_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION retention_events_final(internal) IS
	'internal: the grid of the customers';

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

CREATE FUNCTION retention_rate(g retention_grid, period int, as_of date DEFAULT NULL, mode text DEFAULT 'bounded')
	RETURNS float8
	AS 'MODULE_PATHNAME', 'cvsql_retention_rate' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION retention_rate(retention_grid, int, date, text) IS
	'retention in a period since the cohort''s own, pooled over the cohorts whose period is over by as_of, 0..1; NULL where there are none';

CREATE FUNCTION lifecycle_table(g retention_grid, as_of date DEFAULT NULL)
	RETURNS TABLE (period_start date, active_customers bigint, new_customers bigint, retained bigint, resurrected bigint, churned bigint, churn_rate float8, quick_ratio float8)
	AS 'MODULE_PATHNAME', 'cvsql_lifecycle_table' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 24 COST 100;
COMMENT ON FUNCTION lifecycle_table(retention_grid, date) IS
	'per period: active = new (first activity) + retained (active in the one before, too) + resurrected; churned were active in the one before only; churn_rate = churned / active in the one before; quick_ratio = (new + resurrected) / churned; NULL for a period that is not over by as_of';

CREATE FUNCTION last_seen(g retention_grid)
	RETURNS date
	AS 'MODULE_PATHNAME', 'cvsql_grid_last_seen' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION last_seen(retention_grid) IS
	'last day of activity of any customer, or of joining';

CREATE FUNCTION customers(g retention_grid)
	RETURNS bigint
	AS 'MODULE_PATHNAME', 'cvsql_customers_of_grid' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION customers(retention_grid) IS
	'number of customers';

-- aggregates

CREATE AGGREGATE activity_agg(at date, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(date, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamp, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamp, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year';

CREATE AGGREGATE activity_agg(at timestamptz, unit text) (
	SFUNC = activity_accum, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE activity_agg(timestamptz, text) IS
	'the active periods of one customer; unit is day, week (ISO), month, quarter or year, cut by the session''s TimeZone';

CREATE AGGREGATE rollup(c activity_calendar) (
	SFUNC = activity_merge, STYPE = activity_calendar, SSPACE = 64,
	FINALFUNC = activity_final, COMBINEFUNC = activity_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(activity_calendar) IS
	'the same customer''s calendars merged';

CREATE AGGREGATE retention_agg(c activity_calendar) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar) IS
	'the grid of customers, a row each; the cohort is the first active period';

CREATE AGGREGATE retention_agg(c activity_calendar, joined date, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, date, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamp, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamp, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE retention_agg(c activity_calendar, joined timestamptz, unit text) (
	SFUNC = retention_accum, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(activity_calendar, timestamptz, text) IS
	'the grid of customers, a row each; the cohort is the period of joined, a NULL calendar a customer who was never active';

CREATE AGGREGATE rollup(g retention_grid) (
	SFUNC = retention_merge, STYPE = retention_grid, SSPACE = 16384,
	FINALFUNC = retention_final, COMBINEFUNC = retention_merge, PARALLEL = SAFE
);
COMMENT ON AGGREGATE rollup(retention_grid) IS
	'grids of disjoint customers merged';

CREATE AGGREGATE retention_agg(customer bigint, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer bigint, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(bigint, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer uuid, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer uuid, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(uuid, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';

CREATE AGGREGATE retention_agg(customer text, at date, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, date, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamp, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamp, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer';

CREATE AGGREGATE retention_agg(customer text, at timestamptz, unit text) (
	SFUNC = retention_events_accum, STYPE = internal, SSPACE = 1048576,
	FINALFUNC = retention_events_final, COMBINEFUNC = retention_events_combine,
	SERIALFUNC = retention_events_serialize, DESERIALFUNC = retention_events_deserialize, PARALLEL = SAFE
);
COMMENT ON AGGREGATE retention_agg(text, timestamptz, text) IS
	'the grid in one pass over events, a row each; the cohort is the first active period; about 40 bytes of memory per customer, time cut by the session''s TimeZone';
