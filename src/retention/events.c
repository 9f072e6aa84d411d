/*
 * events.c
 *		retention_agg(customer, at, unit): the grid in one pass over the events.
 *
 * A customer or time that is NULL is skipped; no rows, or only such, give NULL.
 * The state is a customer table of active periods, which is what has to be
 * remembered of events in any order; order and repetition leave no trace.
 */
#include "postgres.h"

#include "core/aggregate.h"
#include "core/customers.h"
#include "libpq/pqformat.h"
#include "retention/grid.h"

typedef struct EventState
{
	CvKeyKind	key_kind;
	Oid			time_type;
	CvUnit		unit;
	DateADT		last_seen;
	CvCustomers *customers;
} EventState;

static EventState *
NewState(FunctionCallInfo fcinfo, CvKeyKind key_kind, CvUnit unit)
{
	MemoryContext context;
	EventState *state;

	(void) AggCheckCallContext(fcinfo, &context);
	state = MemoryContextAllocZero(context, sizeof(EventState));
	state->key_kind = key_kind;
	state->unit = unit;
	state->last_seen = DATEVAL_NOBEGIN;
	state->customers = cv_customers_create(context, key_kind, &cv_activity_ops);
	return state;
}

/* Transition from (state, customer, at, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_events_accum);
Datum
cvsql_events_accum(PG_FUNCTION_ARGS)
{
	EventState *state = cv_state_arg(fcinfo, 0);
	CvUnit		unit;
	DateADT		day;
	Activity	event = {0, 1, {1}};

	cv_require_aggregate(fcinfo);
	unit = cv_unit_arg(fcinfo, 3, state ? &state->unit : NULL);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return cv_return_state(fcinfo, state);
	if (state == NULL)
	{
		state = NewState(fcinfo, cv_key_kind(get_fn_expr_argtype(fcinfo->flinfo, 1)), unit);
		state->time_type = get_fn_expr_argtype(fcinfo->flinfo, 2);
	}
	day = cv_day_arg(fcinfo, 2, state->time_type);
	event.first = cv_period_of_day(unit, day);
	cv_customers_put(state->customers, cv_key_arg(fcinfo, 1, state->key_kind), &event);
	state->last_seen = Max(state->last_seen, day);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(cvsql_events_serialize);
Datum
cvsql_events_serialize(PG_FUNCTION_ARGS)
{
	EventState *state = (EventState *) PG_GETARG_POINTER(0);
	StringInfoData bytes;

	cv_require_aggregate(fcinfo);
	pq_begintypsend(&bytes);
	pq_sendbyte(&bytes, state->key_kind);
	pq_sendbyte(&bytes, state->unit);
	pq_sendint32(&bytes, state->time_type);
	pq_sendint32(&bytes, state->last_seen);
	cv_customers_write(state->customers, &bytes, NULL);
	PG_RETURN_BYTEA_P(pq_endtypsend(&bytes));
}

/* The bytes are left as they are: combining reads them into the other state */
PG_FUNCTION_INFO_V1(cvsql_events_deserialize);
Datum
cvsql_events_deserialize(PG_FUNCTION_ARGS)
{
	cv_require_aggregate(fcinfo);
	PG_RETURN_POINTER(PG_GETARG_BYTEA_PP(0));
}

/* Merge a serialized state; there is none yet if state is NULL */
static EventState *
MergeBytes(FunctionCallInfo fcinfo, EventState *state, bytea *bytes)
{
	StringInfoData message;
	CvKeyKind	key_kind;
	CvUnit		unit;
	Oid			time_type;
	DateADT		last_seen;
	CvReader	reader;

	message.data = VARDATA_ANY(bytes);
	message.len = message.maxlen = VARSIZE_ANY_EXHDR(bytes);
	message.cursor = 0;
	key_kind = (CvKeyKind) pq_getmsgbyte(&message);
	unit = (CvUnit) pq_getmsgbyte(&message);
	time_type = pq_getmsgint(&message, 4);
	last_seen = (DateADT) pq_getmsgint(&message, 4);
	if (state == NULL)
		state = NewState(fcinfo, key_kind, unit);
	cv_check_same_unit(state->unit, unit);
	state->time_type = time_type;
	state->last_seen = Max(state->last_seen, last_seen);
	reader.next = (const uint8 *) message.data + message.cursor;
	reader.end = (const uint8 *) message.data + message.len;
	reader.failed = false;
	cv_customers_read(state->customers, &reader);
	return state;
}

/* Combine the state with the bytes that cvsql_events_deserialize() has passed on */
PG_FUNCTION_INFO_V1(cvsql_events_combine);
Datum
cvsql_events_combine(PG_FUNCTION_ARGS)
{
	EventState *state = cv_state_arg(fcinfo, 0);

	cv_require_aggregate(fcinfo);
	if (!PG_ARGISNULL(1))
		state = MergeBytes(fcinfo, state, (bytea *) PG_GETARG_POINTER(1));
	return cv_return_state(fcinfo, state);
}

static void
AddCustomer(const void *payload, void *grid)
{
	const Activity *activity = payload;

	cv_grid_add(grid, cv_activity_first(activity), activity);
}

PG_FUNCTION_INFO_V1(cvsql_events_final);
Datum
cvsql_events_final(PG_FUNCTION_ARGS)
{
	EventState *state = cv_state_arg(fcinfo, 0);
	Grid		grid;

	cv_require_aggregate(fcinfo);
	if (state == NULL)
		PG_RETURN_NULL();
	cv_grid_init(&grid, CurrentMemoryContext, state->unit);
	grid.last_seen = state->last_seen;
	cv_customers_visit(state->customers, AddCustomer, &grid);
	PG_RETURN_POINTER(cv_grid_flat(&grid));
}
