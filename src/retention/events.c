/*
 * events.c
 *		retention_agg over (customer, at, unit) and (customer, during, unit, as_of): the grid in one pass over events, or
 *		over contracts.
 *
 * A customer, time or contract that is NULL is skipped, and so is a contract that no period's end lies in; no rows, or
 * only such, give NULL.  The state is a customer table of active periods, which is what has to be
 * remembered of events in any order; order and repetition leave no trace.
 */
#include "core/aggregate.h"
#include "core/span.h"
#include "retention/grid.h"

static void
AddToGrid(CvKey key, const void *payload, void *grid)
{
	const Activity *activity = payload;

	(void) key;
	if (activity->words == 0)
		cv_refuse_log();
	cv_grid_add(grid, (int32) ActivityRange(activity).first, activity);
}

static CvHead *
CloseEvents(CvLive *live)
{
	Grid	   *grid = cv_grid_create(CurrentMemoryContext);

	cv_customers_visit(live->customers, AddToGrid, grid);
	return cv_grid_value(grid, (CvUnit) live->head->unit, live->head->last_seen);
}

/* ---------- events ---------- */

static const CvStateOps EventsState = {
	.head_size = offsetof(RetentionGrid, cohorts),
	.live_size = sizeof(CvLive),
	.customers = &cv_activity_ops,
	.close = CloseEvents,
};

static inline void
SetEvent(FunctionCallInfo fcinfo, CvHead *head, void *payload)
{
	Activity   *event = payload;
	DateADT		day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));

	event->first = cv_period_of_day((CvUnit) head->unit, day);
	event->words = 1;
	event->u.bits = 1;
	head->last_seen = Max(head->last_seen, day);
}

/* Transition from (state, customer, at, unit), for every type of customer and time */
CV_FUNCTION(retention_events_accum, cv_add_event(fcinfo, &EventsState, 3, PG_ARGISNULL(1) || PG_ARGISNULL(2), SetEvent));

CV_STATE_FUNCTION(retention_events, combine, EventsState);
CV_STATE_FUNCTION(retention_events, final, EventsState);

/* ---------- contracts ---------- */

static const CvStateOps SpansState = {
	.head_size = offsetof(RetentionGrid, cohorts),
	.live_size = sizeof(CvLive),
	.customers = &cv_activity_ops,
	.join = cv_check_same_as_of,
	.close = CloseEvents,
};

/* Add a customer's periods, so many at a time that they need no memory of their own, for rows wait to be merged. */
static void
PutSpan(CvState *state, CvKey key, CvSpan periods)
{
	cv_check_activity_span(periods.first, periods.last);
	for (int32 first = periods.first; first <= periods.last; first += WORD_BITS)
	{
		Activity	part = {first, 1, {LowBits(Min(periods.last - first + 1, WORD_BITS))}};

		cv_state_put(state, key, &part);
	}
}

/* Transition from (state, customer, during, unit, as_of), for every type of customer */
PG_FUNCTION_INFO_V1(cvsql_retention_spans_accum);
Datum
cvsql_retention_spans_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	bool		skipped = PG_ARGISNULL(1) || PG_ARGISNULL(2);
	CvUnit		unit;
	DateADT		as_of;
	CvSpan		periods;

	cv_state_begin(&state, fcinfo, &SpansState);
	unit = cv_unit_of_state(fcinfo, 3, state.head, skipped);
	as_of = cv_constant_as_of_arg(fcinfo, 4);
	if (skipped)
		return cv_state_end(&state);
	cv_begin_naming_row(&state.naming, fcinfo);
	periods = cv_periods_of_span(unit, cv_span_arg(fcinfo, 2, as_of));
	if (periods.first > periods.last)
		return cv_state_end(&state);
	cv_check_as_of(state.head, as_of);
	cv_state_of_customers(&state, unit);
	state.head->last_seen = as_of;
	PutSpan(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), periods);
	return cv_state_end(&state);
}

CV_STATE_FUNCTION(retention_spans, combine, SpansState);
