/*
 * rollingagg.c
 *		Aggregates that make an active_tally of events, of calendars, a row for each customer, or of tallies.
 *
 * A customer, time or calendar that is NULL is skipped; no rows, or only such, give NULL.  Of events the state is a
 * customer table of active periods; of calendars it is a log of customers while it is small, and then their counts.
 * Counts are integers, so the order of rows leaves no trace.
 */
#include "core/aggregate.h"
#include "retention/rolling.h"

/* ---------- of events ---------- */

static void
AddEventsOfCustomer(CvKey key, const void *payload, void *returns)
{
	(void) key;
	cv_returns_add(returns, payload);
}

static CvHead *
CloseActiveEvents(CvLive *live)
{
	Returns    *returns = cv_returns_create(CurrentMemoryContext);

	cv_customers_visit(live->customers, AddEventsOfCustomer, returns);
	return cv_returns_value(returns, (CvUnit) live->head->unit, live->head->last_seen);
}

const CvStateOps cv_active_events_state = {
	.head_size = offsetof(ActiveTally, periods),
	.live_size = sizeof(CvLive),
	.customers = &cv_visits_ops,
	.close = CloseActiveEvents,
};

/* Transition from (state, customer, at, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_active_events_accum);
Datum
cvsql_active_events_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	DateADT		day;
	Visits	   *event;

	if (!cv_state_begin_event(&state, fcinfo, &cv_active_events_state, 3, PG_ARGISNULL(1) || PG_ARGISNULL(2)))
		return cv_state_end(&state);
	day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));
	event = cv_state_payload(&state);
	SetFirstVisit(event, cv_period_of_day((CvUnit) state.head->unit, day));
	state.head->last_seen = Max(state.head->last_seen, day);
	cv_state_put(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), event);
	return cv_state_end(&state);
}

CV_STATE_FUNCTION(active_events, combine, cv_active_events_state);
CV_STATE_FUNCTION(active_events, final, cv_active_events_state);

/* ---------- of calendars and tallies ---------- */

typedef struct LiveReturns
{
	CvLive		live;
	Returns    *returns;
} LiveReturns;

static void
BeginReturns(CvLive *live)
{
	((LiveReturns *) live)->returns = cv_returns_create(live->context);
}

/* A log is of customers as events have it, for so are open values read, but nobody asks for their keys. */
static const CvKey NoKey = {0, 0};

static void
AddCalendars(CvLive *live, CvReader *log)
{
	while (log->next < log->end)
	{
		Visits		visits;

		(void) cv_read_key(log, CV_KEY_BIGINT);
		cv_visits_ops.read(log, &visits);
		if (log->failed)
			return;
		cv_returns_add(((LiveReturns *) live)->returns, &visits);
		if (visits.n == VISITS_WIDE && visits.u.wide.words > 1)
			pfree(visits.u.wide.u.wide);
	}
}

static void
AbsorbActive(CvLive *live, const CvHead *closed)
{
	cv_returns_merge(((LiveReturns *) live)->returns, (const ActiveTally *) closed);
}

static CvHead *
CloseReturns(CvLive *live)
{
	return cv_returns_value(((LiveReturns *) live)->returns, (CvUnit) live->head->unit, live->head->last_seen);
}

static const CvStateOps cv_active_state = {
	.head_size = offsetof(ActiveTally, periods),
	.live_size = sizeof(LiveReturns),
	.begin = BeginReturns,
	.add = AddCalendars,
	.absorb = AbsorbActive,
	.flatten = CloseReturns,
	.close = CloseReturns,
};

/* Add a customer: to the counts or, while the state is small, to the log. */
static void
AddCalendar(CvState *state, const Visits *visits)
{
	uint8	   *entry;

	if (state->live)
	{
		cv_returns_add(((LiveReturns *) state->live)->returns, visits);
		return;
	}
	entry = palloc(cv_customer_room(&cv_visits_ops, CV_KEY_BIGINT, NoKey, visits));
	cv_state_log(state, entry, cv_write_customer(entry, &cv_visits_ops, CV_KEY_BIGINT, NoKey, visits));
	pfree(entry);
}

/* Transition from (state, calendar); the state has the unit of its first row */
PG_FUNCTION_INFO_V1(cvsql_active_accum);
Datum
cvsql_active_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	ActivityCalendar *calendar;
	Activity	activity;
	Visits		visits;

	cv_state_begin(&state, fcinfo, &cv_active_state);
	if (PG_ARGISNULL(1))
		return cv_state_end(&state);
	calendar = PG_GETARG_CALENDAR(1);
	activity = cv_activity_of_calendar(calendar);
	visits = VisitsOfActivity(&activity);
	if (state.head == NULL)
		((CvHead *) cv_state_new(&state))->unit = CalendarUnit(calendar);
	cv_check_same_unit((CvUnit) state.head->unit, CalendarUnit(calendar));
	state.head->last_seen = Max(state.head->last_seen, calendar->head.last_seen);
	AddCalendar(&state, &visits);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(active_tally, cv_active_state);
