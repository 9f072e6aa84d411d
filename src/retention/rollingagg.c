/*
 * rollingagg.c
 *		Aggregates that make an active_tally of events, of calendars, a row for each customer, or of tallies.
 *
 * A customer, time or calendar that is NULL is skipped; no rows, or only such, give NULL.  Of events the state is a log
 * of visits and a customer table of active periods; of calendars it is a log of customers while it is small, and then
 * their counts.  Counts are integers, so the order of rows leaves no trace.
 */
#include "core/aggregate.h"
#include "retention/rolling.h"
#include "retention/visitlog.h"

/* ---------- of events ---------- */

/* Rows that fit are in the log, others in the table, and so are those of states that were merged. */
typedef struct LiveEvents
{
	CvLive		live;
	VisitLog   *log;			/* NULL before the first row */
} LiveEvents;

static VisitLog *
LogOf(CvLive *live)
{
	return ((LiveEvents *) live)->log;
}

/* All customers are in the table then. */
static void
MoveLog(CvLive *live)
{
	if (LogOf(live))
		cv_visit_log_move(LogOf(live), live->customers);
}

/* What the table has of a customer, into the log; what does not fit stays where it is */
typedef struct Pouring
{
	VisitLog   *log;
	bool		fits;
} Pouring;

static void
Pour(CvKey key, const void *payload, void *arg)
{
	Pouring    *pouring = arg;
	const Visits *visits = payload;

	pouring->fits &= visits->n != VISITS_WIDE;
	for (int i = 0; i < visits->n; i++)
	{
		int32		period = visits->base + visits->u.since[i];

		if (cv_visit_fits(key.a, period))
			cv_visit_log_put(pouring->log, key.a, period);
		else
			pouring->fits = false;
	}
}

/* A state that has just become live has a few customers in its table.  Who is in the log as well is counted once. */
static VisitLog *
BeginLog(CvLive *live)
{
	Pouring		pouring = {cv_visit_log_create(live->context), true};

	cv_customers_visit(live->customers, Pour, &pouring);
	if (pouring.fits)
		cv_customers_clear(live->customers);
	return pouring.log;
}

/* False if it does not fit */
static inline bool
PutInLog(CvLive *live, uint64 customer, int32 period)
{
	VisitLog   *log = LogOf(live);

	if (!cv_visit_fits(customer, period))
		return false;
	cv_visit_log_put(log, customer, period);
	if (unlikely(cv_visit_log_is_full(log)))
		MoveLog(live);
	return true;
}

static void
PutVisit(CvState *state, CvKey key, int32 period)
{
	Visits	   *visits;

	cv_end_naming(&state->naming);	/* from here on, other rows are moved, too */
	if (state->live && state->head->key_kind == CV_KEY_BIGINT)
	{
		if (LogOf(state->live) == NULL)
			((LiveEvents *) state->live)->log = BeginLog(state->live);
		if (PutInLog(state->live, key.a, period))
			return;
	}
	visits = cv_state_payload(state);
	SetFirstVisit(visits, period);
	cv_state_put(state, key, visits);
}

static CvHead *
FlattenEvents(CvLive *live)
{
	MoveLog(live);
	return cv_flatten_customers(live);
}

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

	if (LogOf(live) && cv_customers_are_none(live->customers) && cv_visit_log_is_dense(LogOf(live)))
		cv_visit_log_count(LogOf(live), returns);
	else
	{
		MoveLog(live);
		cv_customers_visit(live->customers, AddEventsOfCustomer, returns);
	}
	return cv_returns_value(returns, (CvUnit) live->head->unit, live->head->last_seen);
}

const CvStateOps cv_active_events_state = {
	.head_size = offsetof(ActiveTally, periods),
	.live_size = sizeof(LiveEvents),
	.customers = &cv_visits_ops,
	.flatten = FlattenEvents,
	.close = CloseActiveEvents,
};

/* The day of the row, and its period in a state with this head */
static int32
SeePeriod(FunctionCallInfo fcinfo, CvHead *head)
{
	DateADT		day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));

	head->last_seen = Max(head->last_seen, day);
	return cv_period_of_day((CvUnit) head->unit, day);
}

/* Add the row of a bigint to the log of a live state; false if it does not fit. */
static bool
LogEvent(FunctionCallInfo fcinfo, CvLive *live)
{
	CvNaming	naming;
	int32		period;

	cv_begin_naming_row(&naming, fcinfo);
	period = SeePeriod(fcinfo, live->head);
	cv_end_naming(&naming);
	return PutInLog(live, PG_GETARG_INT64(1), period);
}

static Datum
AddEvent(FunctionCallInfo fcinfo, bool skipped)
{
	CvState		state;

	if (!cv_state_begin_event(&state, fcinfo, &cv_active_events_state, 3, skipped))
		return cv_state_end(&state);
	PutVisit(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), SeePeriod(fcinfo, state.head));
	return cv_state_end(&state);
}

/* Transition from (state, customer, at, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_active_events_accum);
Datum
cvsql_active_events_accum(PG_FUNCTION_ARGS)
{
	bool		skipped = PG_ARGISNULL(1) || PG_ARGISNULL(2);
	CvLive	   *live = cv_state_live_of_event(fcinfo, 3, skipped);

	if (live && LogOf(live) && LogEvent(fcinfo, live))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	return AddEvent(fcinfo, skipped);
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
