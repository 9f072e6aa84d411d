/*
 * events.c
 *		retention_agg(customer, at, unit): the grid in one pass over the events.
 *
 * A customer or time that is NULL is skipped; no rows, or only such, give NULL.
 * The state is a customer table of active periods, which is what has to be
 * remembered of events in any order; order and repetition leave no trace.
 */
#include "core/aggregate.h"
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

const CvStateOps cv_events_state = {
	.head_size = offsetof(RetentionGrid, cohorts),
	.live_size = sizeof(CvLive),
	.customers = &cv_activity_ops,
	.close = CloseEvents,
};

/* Transition from (state, customer, at, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_retention_events_accum);
Datum
cvsql_retention_events_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	CvUnit		unit;
	DateADT		day;
	Activity	event = {0, 1, {1}};

	cv_state_begin(&state, fcinfo, &cv_events_state);
	unit = cv_unit_of_state(fcinfo, 3, state.head);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return cv_state_end(&state);
	if (state.head == NULL)
		cv_state_of_customers(&state, unit);
	day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));
	event.first = cv_period_of_day(unit, day);
	state.head->last_seen = Max(state.head->last_seen, day);
	cv_state_put(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), &event);
	return cv_state_end(&state);
}

CV_STATE_FUNCTION(retention_events, combine, cv_events_state);
CV_STATE_FUNCTION(retention_events, final, cv_events_state);
