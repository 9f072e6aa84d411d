/*
 * joined.c
 *		retention_agg(customer, at, joined, unit): the grid in one pass over events that tell when their customer joined.
 *
 * A row without a customer or a day of joining is skipped; one without a time tells of somebody who joined.  No rows, or only
 * such as are skipped, give NULL.  The state is a customer table of active periods and days of joining; two
 * days of one customer are an error when the grid is made, so that the order of rows does not decide about it.
 */
#include "core/aggregate.h"
#include "retention/grid.h"

/* In logs, the number of the first day is added to this: no activity begins with such a number, which tells the logs apart. */
#define JOINED_MARK		(UINT64CONST(1) << 32)

typedef struct JoinedActivity
{
	Activity	activity;
	uint32		joined;			/* the number of the day, above 0, for 0 is nothing yet; */
	uint32		joined_last;	/* of the last one, where rows tell different ones */
} JoinedActivity;

/* Days are numbered from -infinity on. */
static inline uint32
NumberOfDay(DateADT day)
{
	return (uint32) day - (uint32) DATEVAL_NOBEGIN;
}

static inline DateADT
DayOfNumber(uint32 number)
{
	return (DateADT) (number + (uint32) DATEVAL_NOBEGIN);
}

/* ---------- customers ---------- */

static bool
MergeJoined(void *into, const void *from, MemoryContext context)
{
	JoinedActivity *a = into;
	const JoinedActivity *b = from;

	if (a->joined == 0 || b->joined < a->joined)
		a->joined = b->joined;
	a->joined_last = Max(a->joined_last, b->joined_last);
	return cv_merge_activity(&a->activity, &b->activity, context);
}

static void
PrefetchJoined(const void *payload, const void *from)
{
	cv_activity_ops.prefetch(payload, from);
}

static Size
JoinedRoom(const void *payload)
{
	return 2 * CV_VARINT_MAX + cv_activity_ops.room(payload);
}

static Size
WriteJoined(uint8 *bytes, const void *payload)
{
	const JoinedActivity *customer = payload;
	uint8	   *end = bytes + cv_write_varint(bytes, JOINED_MARK + customer->joined);

	end += cv_write_varint(end, customer->joined_last - customer->joined);
	return end - bytes + cv_activity_ops.write(end, &customer->activity);
}

static void
ReadDays(CvReader *reader, JoinedActivity *customer)
{
	uint64		first = cv_get_varint(reader) - JOINED_MARK;
	uint64		more = cv_get_varint(reader);

	if (first > PG_UINT32_MAX || more > PG_UINT32_MAX - first
		|| !cv_day_is_valid(DayOfNumber((uint32) first)) || !cv_day_is_valid(DayOfNumber((uint32) (first + more))))
	{
		reader->failed = true;
		return;
	}
	customer->joined = (uint32) first;
	customer->joined_last = (uint32) (first + more);
}

/*
 * A customer who is not known to have joined is read, too, for what is open is tried by this function whichever aggregate it
 * is from; AddJoined() refuses one.
 */
static void
ReadJoined(CvReader *reader, void *payload)
{
	JoinedActivity *customer = payload;
	CvReader	ahead = *reader;

	if (cv_get_varint(&ahead) >= JOINED_MARK)
		ReadDays(reader, customer);
	if (!reader->failed)
		cv_activity_ops.read(reader, &customer->activity);
}

static const CvCustomerOps JoinedOps = {
	sizeof(JoinedActivity), MergeJoined, PrefetchJoined, JoinedRoom, WriteJoined, ReadJoined
};

/* ---------- the aggregate ---------- */

typedef struct GridOfJoined
{
	Grid	   *grid;
	CvUnit		unit;
	CvKeyKind	kind;
} GridOfJoined;

static void
CheckJoinedOnce(CvKeyKind kind, CvKey key, const JoinedActivity *customer)
{
	if (customer->joined != customer->joined_last)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("customer %s joined on %s in one row and on %s in another", cv_key_text(kind, key),
						cv_day_text(DayOfNumber(customer->joined)), cv_day_text(DayOfNumber(customer->joined_last))),
				 errhint("Take one day for all rows of a customer: FROM (SELECT *, min(joined) OVER (PARTITION BY customer) AS first_joined FROM events) AS e.")));
}

static void
AddJoined(CvKey key, const void *payload, void *arg)
{
	const JoinedActivity *customer = payload;
	GridOfJoined *made = arg;
	int32		cohort;

	if (customer->joined == 0)
		cv_refuse_log();
	CheckJoinedOnce(made->kind, key, customer);
	cohort = cv_period_of_day(made->unit, DayOfNumber(customer->joined));
	if (customer->activity.words > 0 && ActivityRange(&customer->activity).first < cohort)
		cv_refuse_log();
	cv_grid_add(made->grid, cohort, &customer->activity);
}

static CvHead *
CloseJoined(CvLive *live)
{
	const CvHead *head = live->head;
	GridOfJoined made = {cv_grid_create(CurrentMemoryContext), (CvUnit) head->unit, (CvKeyKind) head->key_kind};

	cv_customers_visit(live->customers, AddJoined, &made);
	return cv_grid_value(made.grid, made.unit, head->last_seen);
}

const CvStateOps cv_joined_state = {
	.head_size = offsetof(RetentionGrid, cohorts),
	.live_size = sizeof(CvLive),
	.customers = &JoinedOps,
	.close = CloseJoined,
};

static void
RefuseEarly(CvKeyKind kind, CvKey key, DateADT joined, DateADT active)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("customer %s joined on %s, and was active on %s", cv_key_text(kind, key), cv_day_text(joined), cv_day_text(active)),
			 errhint("Leave out the activity before the customer joined, or take the day of the first activity.")));
}

/* Who joined on a day, and may have been active on another one */
static inline void
SetJoined(FunctionCallInfo fcinfo, CvHead *head, void *payload)
{
	JoinedActivity *event = payload;
	CvUnit		unit = (CvUnit) head->unit;
	CvKeyKind	kind = (CvKeyKind) head->key_kind;
	Oid			type = cv_arg_type(fcinfo, 3);
	bool		active = !PG_ARGISNULL(2);
	DateADT		joined = cv_day_arg(fcinfo, 3, type);
	DateADT		seen = active ? cv_day_arg(fcinfo, 2, type) : joined;
	int32		period = cv_period_of_day(unit, seen);

	if (period < cv_period_of_day(unit, joined))
		RefuseEarly(kind, cv_key_arg(fcinfo, 1, kind), joined, seen);
	event->joined = event->joined_last = NumberOfDay(joined);
	event->activity.first = active ? period : 0;
	event->activity.words = active;
	event->activity.u.bits = active;
	head->last_seen = Max(head->last_seen, Max(joined, seen));
}

/* Transition from (state, customer, at, joined, unit), for every type of customer and time */
CV_FUNCTION(retention_joined_events_accum, cv_add_event(fcinfo, &cv_joined_state, 4, PG_ARGISNULL(1) || PG_ARGISNULL(3), SetJoined));

CV_STATE_FUNCTION(retention_joined_events, combine, cv_joined_state);
CV_STATE_FUNCTION(retention_joined_events, final, cv_joined_state);
