/*
 * gridagg.c
 *		Aggregates that make a retention_grid of calendars, a row for each customer, or of grids.
 *
 * NULL calendars are skipped, or stand for customers who joined and were never active; no
 * rows give NULL.  A small state is a log of customers, the cohort and the active periods of each; a large one counts
 * them.  Counts are integers and cohorts are kept in order, so the order of customers leaves no trace.
 */
#include "core/aggregate.h"
#include "retention/grid.h"

typedef struct LiveGrid
{
	CvLive		live;
	Grid	   *grid;
} LiveGrid;

static void
BeginGrid(CvLive *live)
{
	((LiveGrid *) live)->grid = cv_grid_create(live->context);
}

static void
AddEntries(CvLive *live, CvReader *log)
{
	while (log->next < log->end)
	{
		int64		cohort = cv_get_signed(log);
		Activity	activity;

		cv_activity_ops.read(log, &activity);
		if (log->failed || !cv_period_is_valid((CvUnit) live->head->unit, cohort)
			|| (activity.words > 0 && ActivityRange(&activity).first < cohort))
		{
			log->failed = true;
			return;
		}
		cv_grid_add(((LiveGrid *) live)->grid, (int32) cohort, &activity);
		if (activity.words > 1)
			pfree(activity.u.wide);
	}
}

static void
AbsorbGrid(CvLive *live, const CvHead *closed)
{
	cv_grid_merge(((LiveGrid *) live)->grid, (const RetentionGrid *) closed);
}

static CvHead *
CloseGrid(CvLive *live)
{
	return cv_grid_value(((LiveGrid *) live)->grid, (CvUnit) live->head->unit, live->head->last_seen);
}

static const CvStateOps cv_grid_state = {
	.head_size = offsetof(RetentionGrid, cohorts),
	.live_size = sizeof(LiveGrid),
	.begin = BeginGrid,
	.add = AddEntries,
	.absorb = AbsorbGrid,
	.flatten = CloseGrid,
	.close = CloseGrid,
};

/*
 * Add a customer, last seen on that day: to the counts or, while the state is small, to the log.  The state has the
 * unit of its first row.
 */
static void
AddGridCustomer(CvState *state, CvUnit unit, int32 cohort, const Activity *activity, DateADT seen)
{
	uint8	   *entry;
	Size		n;

	if (state->head == NULL)
		((CvHead *) cv_state_new(state))->unit = unit;
	cv_check_same_unit((CvUnit) state->head->unit, unit);
	state->head->last_seen = Max(state->head->last_seen, seen);
	if (state->live)
	{
		cv_grid_add(((LiveGrid *) state->live)->grid, cohort, activity);
		return;
	}
	entry = palloc(CV_VARINT_MAX + cv_activity_ops.room(activity));
	n = cv_write_signed(entry, cohort);
	n += cv_activity_ops.write(entry + n, activity);
	cv_state_log(state, entry, n);
	pfree(entry);
}

/* Transition from (state, calendar): the cohort is the first active period */
PG_FUNCTION_INFO_V1(cvsql_retention_accum);
Datum
cvsql_retention_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	ActivityCalendar *calendar;
	Activity	activity;

	cv_state_begin(&state, fcinfo, &cv_grid_state);
	if (PG_ARGISNULL(1))
		return cv_state_end(&state);
	calendar = PG_GETARG_CALENDAR(1);
	activity = cv_activity_of_calendar(calendar);
	AddGridCustomer(&state, CalendarUnit(calendar), (int32) ActivityRange(&activity).first, &activity, calendar->head.last_seen);
	return cv_state_end(&state);
}

static void
CheckJoinedFirst(CvUnit unit, const Activity *activity, DateADT joined)
{
	int32		first = (int32) ActivityRange(activity).first;

	if (first < cv_period_of_day(unit, joined))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a customer who joined on %s was active in the %s of %s",
						cv_day_text(joined), cv_unit_names[unit], cv_day_text(cv_period_start(unit, first))),
				 errhint("Leave out the activity before the customer joined, or take the day of the first activity.")));
}

/* Transition from (state, calendar, joined, unit), for every type of time: the cohort is the period of joining */
PG_FUNCTION_INFO_V1(cvsql_retention_joined_accum);
Datum
cvsql_retention_joined_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	bool		skipped = PG_ARGISNULL(2);
	CvUnit		unit;
	DateADT		joined;
	DateADT		seen;
	Activity	activity = {0};

	cv_state_begin(&state, fcinfo, &cv_grid_state);
	unit = cv_unit_of_state(fcinfo, 3, state.head, skipped);
	if (skipped)
		return cv_state_end(&state);	/* nobody knows when the customer joined */
	seen = joined = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));
	if (!PG_ARGISNULL(1))
	{
		ActivityCalendar *calendar = PG_GETARG_CALENDAR(1);

		cv_check_same_unit(unit, CalendarUnit(calendar));
		activity = cv_activity_of_calendar(calendar);
		CheckJoinedFirst(unit, &activity, joined);
		seen = Max(joined, calendar->head.last_seen);
	}
	AddGridCustomer(&state, unit, cv_period_of_day(unit, joined), &activity, seen);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(retention_grid, cv_grid_state);
