/*
 * funnelagg.c
 *		funnel_agg: an aggregate that counts customers in a funnel, in one pass over events.
 *
 * Rows whose customer, time or event is NULL are skipped; no rows, or only such, give NULL.  Infinite times are errors.
 * The state is the events of customers; those that are no step matter in mode strict only.  Steps, window
 * and mode are those of the first row; others are an error.  Order and repetition of merging leave no trace, for events
 * are sorted when the state is closed, and what shares an instant has no order.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "core/aggregate.h"
#include "core/bytes.h"
#include "journey/events.h"
#include "journey/funnel.h"
#include "journey/trail.h"
#include "miscadmin.h"

typedef struct FunnelLive
{
	CvLive		live;
	Events	   *events;
	int64		latest;			/* time of an event whose day is in head->last_seen */
} FunnelLive;

static inline Events *
EventsOf(CvLive *live)
{
	return ((FunnelLive *) live)->events;
}

/* ---------- closing ---------- */

typedef struct Closing
{
	Matching   *matching;
	const FunnelTally *funnel;
	Counts	   *lists;
} Closing;

static void
AddTimes(const Closing *closing, int furthest)
{
	const		int64_t *times = closing->matching->match.times;

	for (int step = 2; step <= furthest; step++)
		cv_counts_add(&closing->lists[SINCE_BEFORE(step)], times[step - 1] - times[step - 2], 1);
	for (int step = 3; step <= furthest; step++)
		cv_counts_add(&closing->lists[SINCE_FIRST(closing->funnel, step)], times[step - 1] - times[0], 1);
}

static void
CloseCustomer(CvKey key, CvmEvent *events, int64 n, void *arg)
{
	const Closing *closing = arg;
	int			furthest = cv_match_events(closing->matching, events, n);
	int64		start;
	DateADT		day;

	(void) key;
	if (furthest == 0)
		return;
	start = closing->matching->match.times[0];
	day = closing->funnel->zoned ? cv_day_of_timestamptz(start) : cv_day_of_timestamp(start);
	cv_counts_add(&closing->lists[ENTRIES], EntryOf(day, furthest), 1);
	if (closing->funnel->mode != CVM_ANY)
		AddTimes(closing, furthest);
}

static CvHead *
CloseFunnelEvents(CvLive *live)
{
	const FunnelTally *funnel = (FunnelTally *) live->head;
	Closing		closing = {cv_new_matching(CurrentMemoryContext), funnel, cv_new_funnel_lists(CurrentMemoryContext, funnel)};

	cv_require_one(live->head, false);
	cv_begin_matching(closing.matching, funnel);
	cv_visit_events(EventsOf(live), CloseCustomer, &closing);
	return &cv_funnel_value(funnel, closing.lists)->head;
}

/* ---------- states ---------- */

static void
BeginFunnelEvents(CvLive *live)
{
	FunnelLive *funnel = (FunnelLive *) live;

	funnel->events = cv_new_events(live->context, (CvKeyKind) live->head->key_kind);
	funnel->latest = DT_NOBEGIN;
}

/* The log is of customers, each with its key and a trail, */
static void
AddTrails(CvLive *live, CvReader *log)
{
	while (!log->failed && log->next < log->end)
	{
		CvKey		key = cv_read_key(log, (CvKeyKind) live->head->key_kind);
		CvmEvent	event;
		Trail		trail;

		CHECK_FOR_INTERRUPTS();
		if (log->failed || !cv_read_trail(log, &trail))
			return;
		while (!log->foreign && cv_trail_next(&trail, &event))
			cv_put_event(EventsOf(live), key, event, true);
	}
}

/* or it is of one customer, and has no more than events. */
static void
AddFunnelLog(CvLive *live, CvReader *log)
{
	CvmEvent	event;

	if (!((FunnelTally *) live->head)->one)
	{
		AddTrails(live, log);
		return;
	}
	while (log->next < log->end && cv_read_event(log, &event))
	{
		CHECK_FOR_INTERRUPTS();
		if (!log->foreign)
			cv_put_funnel_event(live, event);
	}
}

typedef struct Writing
{
	CvKeyKind	kind;
	StringInfo	bytes;
} Writing;

static void
WriteCustomer(CvKey key, CvmEvent *events, int64 n, void *arg)
{
	const Writing *writing = arg;
	uint8	   *bytes = cv_entry_room(writing->bytes, cv_key_room(writing->kind, key) + cv_trail_room(n));
	Size		used = cv_write_key(bytes, writing->kind, key);

	used += cv_write_trail(bytes + used, events, n);
	writing->bytes->len += (int) used;
}

static void
WriteEventsOfOne(CvKey key, CvmEvent *events, int64 n, void *arg)
{
	StringInfo	bytes = ((Writing *) arg)->bytes;

	(void) key;
	for (int64 i = 0; i < n; i++)
	{
		cv_write_event(cv_entry_room(bytes, CV_EVENT_BYTES), events[i]);
		bytes->len += CV_EVENT_BYTES;
	}
}

static CvHead *
FlattenFunnelEvents(CvLive *live)
{
	StringInfoData bytes;
	Writing		writing = {(CvKeyKind) live->head->key_kind, &bytes};

	cv_begin_flat(&bytes, live);
	cv_visit_events(EventsOf(live), ((FunnelTally *) live->head)->one ? WriteEventsOfOne : WriteCustomer, &writing);
	return cv_end_flat(&bytes);
}

const CvStateOps cv_funnel_events_state = {
	.head_size = offsetof(FunnelTally, names),
	.head_bytes = cv_funnel_head_bytes,
	.live_size = sizeof(FunnelLive),
	.begin = BeginFunnelEvents,
	.add = AddFunnelLog,
	.join = cv_join_funnels,
	.flatten = FlattenFunnelEvents,
	.close = CloseFunnelEvents,
};

/* ---------- transitions ---------- */

/* An empty state for a funnel; its customers have the key of argument 1 or, where that is a time, the group is the customer */
FunnelTally *
cv_new_funnel_state(CvState *state, const FunnelTally *funnel, int at)
{
	Size		bytes = cv_funnel_head_bytes(&funnel->head);
	FunnelTally *head = cv_state_new_head(state, bytes);

	head->within = funnel->within;
	head->mode = funnel->mode;
	head->steps = funnel->steps;
	head->zoned = cv_arg_type(state->fcinfo, at) == TIMESTAMPTZOID;
	head->one = at == 1;
	head->name_bytes = funnel->name_bytes;
	memcpy(head->names, funnel->names, funnel->name_bytes);
	if (head->one)
		head->head.last_seen = 0;	/* nobody asks for it */
	else
		head->head.key_kind = cv_key_kind(cv_arg_type(state->fcinfo, 1));
	return head;
}

/* Behind the log of a flat state */
static void
LogEvent(CvState *state, CvKey key, CvmEvent event)
{
	uint8		small[128];
	CvKeyKind	kind = (CvKeyKind) state->head->key_kind;
	Size		room = cv_key_room(kind, key) + cv_trail_room(1);
	uint8	   *bytes = room <= sizeof(small) ? small : palloc(room);
	Size		used = cv_write_key(bytes, kind, key);

	used += cv_write_trail(bytes + used, &event, 1);
	cv_state_log(state, bytes, used);
}

/* The day of the event; errors name the customer. */
static pg_noinline DateADT
DayOfEvent(FunctionCallInfo fcinfo, bool zoned)
{
	CvNaming	naming;
	DateADT		day;

	cv_begin_naming_row(&naming, fcinfo);
	day = cv_day_arg(fcinfo, 2, zoned ? TIMESTAMPTZOID : TIMESTAMPOID);
	cv_end_naming(&naming);
	return day;
}

/* The last day seen is told by the latest event of a live state, and most events are not that; live is NULL of a flat one. */
static inline void
SeeTime(FunctionCallInfo fcinfo, CvHead *head, FunnelLive *live)
{
	int64		time = PG_GETARG_INT64(2);

	if (live && time <= live->latest && !TIMESTAMP_NOT_FINITE(time))
		return;
	head->last_seen = Max(head->last_seen, DayOfEvent(fcinfo, ((FunnelTally *) head)->zoned));
	if (live)
		live->latest = time;
}

/*
 * The row of a state with this head, which may be live.  False if it does not matter to the funnel: nobody can foretell that, so that keys of most
 * kinds are read before it is known.
 */
static pg_attribute_always_inline bool
TakeFunnelRow(FunctionCallInfo fcinfo, CvHead *head, CvLive *live, CvKey *key, CvmEvent *event)
{
	const FunnelTally *funnel = (FunnelTally *) head;
	bool		matters;

	SeeTime(fcinfo, head, (FunnelLive *) live);
	event->at = PG_GETARG_INT64(2);
	event->name = cv_funnel_step_arg(fcinfo, 3, funnel);
	matters = (event->name != CVM_NO_STEP) | (funnel->mode == CVM_STRICT);
	if (head->key_kind == CV_KEY_BIGINT || matters)
		*key = cv_key_arg(fcinfo, 1, (CvKeyKind) head->key_kind);
	return matters;
}

/* To a state of any kind, which must be of the funnel that the row asks for */
static pg_noinline Datum
AddFirstEvent(FunctionCallInfo fcinfo, bool skipped)
{
	CvState		state;
	FunnelTally *funnel;
	CvKey		key;
	CvmEvent	event;

	cv_state_begin(&state, fcinfo, &cv_funnel_events_state);

	/*
	 * A skipped row need not ask what the others do, or the order of rows would decide whether it
	 * is refused.
	 */
	funnel = cv_funnel_args(fcinfo, 4, skipped ? NULL : (FunnelTally *) state.head);
	if (skipped)
		return cv_state_end(&state);
	if (state.head == NULL)
		cv_new_funnel_state(&state, funnel, 2);
	cv_check_funnel_state(fcinfo, (FunnelTally *) state.head, 2);
	if (!TakeFunnelRow(fcinfo, state.head, state.live, &key, &event))
		return cv_state_end(&state);
	if (state.live)
		cv_put_event(EventsOf(state.live), key, event, true);
	else
		LogEvent(&state, key, event);
	return cv_state_end(&state);
}

/* Transition from (state, customer, at, event, steps, within [, mode]) */
static pg_attribute_always_inline Datum
AddEvent(FunctionCallInfo fcinfo)
{
	bool		skipped = PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3);
	CvLive	   *live = cv_state_live_of_event(fcinfo, 4, skipped);
	CvKey		key;
	CvmEvent	event;
	bool		matters;

	if (live == NULL)
		return AddFirstEvent(fcinfo, skipped);
	matters = TakeFunnelRow(fcinfo, live->head, live, &key, &event);
	if (live->head->key_kind == CV_KEY_BIGINT || matters)
		cv_put_event(EventsOf(live), key, event, matters);
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

CV_FUNCTION(funnel_accum, AddEvent(fcinfo));

CV_STATE_FUNCTION(funnel_events, combine, cv_funnel_events_state);
CV_STATE_FUNCTION(funnel_events, final, cv_funnel_events_state);

/* ---------- of one customer ---------- */

void
cv_put_funnel_event(CvLive *live, CvmEvent event)
{
	CvKey		none = {0, 0};

	cv_put_event(EventsOf(live), none, event, true);
}

void
cv_visit_funnel(CvLive *live, EventVisitor visit, void *arg)
{
	cv_visit_events(EventsOf(live), visit, arg);
}
