/*
 * activity.c
 *		Which periods a customer was active in: the type activity_calendar, and
 *		its twin in the customer table.
 *
 * NULL times are skipped; no rows, or only NULLs, give NULL; infinite times are
 * an error, and so are spans of more than MAX_SPAN periods.  A calendar is a set
 * and a last day, so order, repetition and merging leave no trace.
 */
#include "retention/activity.h"

#include "core/aggregate.h"
#include "core/form.h"
#include "core/json.h"
#include "libpq/pqformat.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"

#define TYPE_NAME	"activity_calendar"
#define MIN_WIDE	16			/* words of a set that no longer fits one: nearly three years of
								 * days */

/* ---------- bit sets ---------- */

static inline void
SetBit(uint64 *words, int i)
{
	words[i / WORD_BITS] |= UINT64CONST(1) << (i % WORD_BITS);
}

/*
 * Set in into, whose bit 0 is the period into_first, the periods of from, whose
 * bit 0 is from_first.  There must be room for those that are set.
 */
static void
OrShifted(uint64 *into, int32 into_first, const uint64 *from, int32 from_first, int words)
{
	int			shift = from_first - into_first;
	int			up = shift & (WORD_BITS - 1);
	int			skip = (shift - up) / WORD_BITS;

	for (int i = 0; i < words; i++)
	{
		uint64		low = from[i] << up;
		uint64		high = up > 0 ? from[i] >> (WORD_BITS - up) : 0;

		if (low != 0)
			into[i + skip] |= low;
		if (high != 0)
			into[i + skip + 1] |= high;
	}
}

/* The first and the last bit of a set that has some */
static int
FirstBit(const uint64 *words)
{
	int			i = 0;

	while (words[i] == 0)
		i++;
	return i * WORD_BITS + pg_rightmost_one_pos64(words[i]);
}

static int
LastBit(const uint64 *words, int n)
{
	while (words[n - 1] == 0)
		n--;
	return (n - 1) * WORD_BITS + pg_leftmost_one_pos64(words[n - 1]);
}

/* Periods from first to last */
typedef struct Range
{
	int64		first;
	int64		last;
} Range;

/* The active ones */
static Range
ActiveRange(int32 first, const uint64 *words, int n)
{
	Range		range = {(int64) first + FirstBit(words), (int64) first + LastBit(words, n)};

	return range;
}

static bool
HasRoom(int32 first, int words, Range range)
{
	return range.first >= first && range.last < first + (int64) words * WORD_BITS;
}

static int
WordsOf(Range range)
{
	return (int) ((range.last - range.first) / WORD_BITS) + 1;
}

static Range
Union(Range a, Range b)
{
	Range		both = {Min(a.first, b.first), Max(a.last, b.last)};

	return both;
}

void
cv_check_span(int64 first, int64 last)
{
	if (last - first >= MAX_SPAN)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the activity of a customer spans more than %d periods", MAX_SPAN),
				 errhint("Use a longer unit.")));
}

/*
 * Room for a set that has to grow: a power of two of words, which is what memory comes in, with
 * what is to spare on both sides at first, then on the side that has grown.
 */
static Range
GrownRoom(int32 first, const uint64 *bits, int words, Range added)
{
	Range		old = {first, first + (int64) words * WORD_BITS - 1};
	Range		room = words > 1 ? Union(old, added) : Union(ActiveRange(first, bits, 1), added);
	int64		size;

	if (room.last - room.first >= MAX_SPAN)
	{
		Range		active = Union(ActiveRange(first, bits, words), added);

		cv_check_span(active.first, active.last);
	}
	size = (int64) pg_nextpower2_32(Max(WordsOf(room), MIN_WIDE)) * WORD_BITS;
	if (words == 1)
		room.first -= (size - (room.last - room.first + 1)) / 2;
	else if (added.first < old.first)
		room.first = room.last - size + 1;
	room.last = room.first + size - 1;
	return room;
}

/* ---------- in the customer table ---------- */

static void
CopyActivity(Activity *into, const Activity *from, MemoryContext context)
{
	*into = *from;
	if (from->words > 1)
	{
		into->u.wide = MemoryContextAlloc(context, from->words * sizeof(uint64));
		memcpy(into->u.wide, from->u.wide, from->words * sizeof(uint64));
	}
}

/* Both in one word, if they fit */
static inline bool
MergeInWord(Activity *into, const Activity *from)
{
	int32		first = Min(into->first, from->first);
	int64		last = Max((int64) into->first + pg_leftmost_one_pos64(into->u.bits),
						   (int64) from->first + pg_leftmost_one_pos64(from->u.bits));

	if (last - first >= WORD_BITS)
		return false;
	into->u.bits = into->u.bits << (into->first - first) | from->u.bits << (from->first - first);
	into->first = first;
	return true;
}

static void
Widen(Activity *activity, Range range, MemoryContext context)
{
	int			words = WordsOf(range);
	uint64	   *wide = MemoryContextAllocZero(context, words * sizeof(uint64));

	OrShifted(wide, (int32) range.first, ActivityBits(activity), activity->first, activity->words);
	if (activity->words > 1)
		pfree(activity->u.wide);
	activity->first = (int32) range.first;
	activity->words = words;
	activity->u.wide = wide;
}

static void
MergeWide(Activity *into, const Activity *from, MemoryContext context)
{
	Range		added = ActiveRange(from->first, ActivityBits(from), from->words);

	if (into->words == 1 || !HasRoom(into->first, into->words, added))
		Widen(into, GrownRoom(into->first, ActivityBits(into), into->words, added), context);
	OrShifted(into->u.wide, into->first, ActivityBits(from), from->first, from->words);
}

/* One period, within the room of several words: most rows, when units are short */
static inline bool
MergePeriod(Activity *into, const Activity *from)
{
	int64		i = (int64) from->first - into->first;

	if (into->words <= 1 || from->words != 1 || from->u.bits != 1
		|| i < 0 || i >= (int64) into->words * WORD_BITS)
		return false;
	SetBit(into->u.wide, (int) i);
	return true;
}

static bool
MergeActivity(void *into, const void *from, MemoryContext context)
{
	Activity   *a = into;
	const Activity *b = from;

	if (a->words == 0)
		CopyActivity(a, b, context);
	else if (a->words == 1 && b->words == 1 && MergeInWord(a, b))
		return false;
	else if (!MergePeriod(a, b))
		MergeWide(a, b, context);
	return a->words > 1;
}

static void
PrefetchActivity(const void *payload, const void *from)
{
	const Activity *activity = payload;
	int64		i = 0;

	if (activity->words <= 1)
		return;
	if (from)
		i = (int64) ((const Activity *) from)->first - activity->first;
	if (i >= 0 && i < (int64) activity->words * WORD_BITS)
		__builtin_prefetch(&activity->u.wide[i / WORD_BITS], 1);
}

static void
WriteActivity(StringInfo bytes, const void *payload, void *arg)
{
	const Activity *activity = payload;

	(void) arg;
	cv_customers_room(bytes, activity->words * CV_VARINT_MAX);
	cv_put_signed(bytes, activity->first);
	cv_put_varint(bytes, activity->words);
	for (int i = 0; i < activity->words; i++)
		cv_put_varint(bytes, ActivityBits(activity)[i]);
}

static void
ReadActivity(CvReader *reader, void *payload)
{
	Activity   *activity = payload;

	activity->first = (int32) cv_get_signed(reader);
	activity->words = (int) cv_get_varint(reader);
	if (activity->words == 1)
	{
		activity->u.bits = cv_get_varint(reader);
		return;
	}
	activity->u.wide = palloc(activity->words * sizeof(uint64));
	for (int i = 0; i < activity->words; i++)
		activity->u.wide[i] = cv_get_varint(reader);
}

/* The first and the last active period */
int32
cv_activity_first(const Activity *activity)
{
	return activity->first + FirstBit(ActivityBits(activity));
}

int32
cv_activity_last(const Activity *activity)
{
	return activity->first + LastBit(ActivityBits(activity), activity->words);
}

/* A view of a calendar, to live no longer than it */
Activity
cv_activity_of_calendar(ActivityCalendar *calendar)
{
	Activity	view = {calendar->first, CalendarWords(calendar), {calendar->words[0]}};

	if (view.words > 1)
		view.u.wide = calendar->words;
	return view;
}

const CvCustomerOps cv_activity_ops = {
	sizeof(Activity), MergeActivity, PrefetchActivity, WriteActivity, ReadActivity
};

/* ---------- the calendar ---------- */

static ActivityCalendar *
NewCalendar(CvUnit unit, Range range)
{
	int			words = WordsOf(range);
	Size		size = offsetof(ActivityCalendar, words) + words * sizeof(uint64);
	ActivityCalendar *calendar = palloc0(size);

	SET_VARSIZE(calendar, size);
	calendar->unit = unit;
	calendar->first = (int32) range.first;
	calendar->last_seen = DATEVAL_NOBEGIN;
	return calendar;
}

static Range
CalendarRange(const ActivityCalendar *calendar)
{
	return ActiveRange(calendar->first, calendar->words, CalendarWords(calendar));
}

/* The same periods in another room */
static ActivityCalendar *
Moved(const ActivityCalendar *calendar, Range range)
{
	ActivityCalendar *copy = NewCalendar(calendar->unit, range);

	copy->last_seen = calendar->last_seen;
	OrShifted(copy->words, copy->first, calendar->words, calendar->first, CalendarWords(calendar));
	return copy;
}

/* A copy in the form that equal calendars share; there may have been room for too many periods */
static ActivityCalendar *
Finished(const ActivityCalendar *calendar)
{
	Range		active = CalendarRange(calendar);

	cv_check_span(active.first, active.last);
	return Moved(calendar, active);
}

static ActivityCalendar *
WithRoom(ActivityCalendar *calendar, Range added)
{
	int			words = CalendarWords(calendar);

	if (HasRoom(calendar->first, words, added))
		return calendar;
	return Moved(calendar, GrownRoom(calendar->first, calendar->words, words, added));
}

/* Add a calendar to another one, which is written in place unless it has to grow */
static ActivityCalendar *
AddCalendar(ActivityCalendar *into, const ActivityCalendar *from)
{
	cv_check_same_unit(into->unit, from->unit);
	into = WithRoom(into, CalendarRange(from));
	OrShifted(into->words, into->first, from->words, from->first, CalendarWords(from));
	into->last_seen = Max(into->last_seen, from->last_seen);
	return into;
}

/* Why a calendar that came from outside cannot be one, or NULL; its words have been looked at */
static const char *
CalendarProblem(const ActivityCalendar *calendar)
{
	int			last = LastBit(calendar->words, CalendarWords(calendar));
	int64		last_period = (int64) calendar->first + last;

	if ((calendar->words[0] & 1) == 0)
		return "The first period must be active.";
	if (last >= MAX_SPAN)
		return "The active periods span more than 100000.";
	if (!cv_period_is_valid(calendar->unit, calendar->first)
		|| !cv_period_is_valid(calendar->unit, last_period))
		return "The periods pass the range of dates.";
	if (!IS_VALID_DATE(calendar->last_seen)
		|| cv_period_of_day(calendar->unit, calendar->last_seen) != last_period)
		return "The day last seen must lie in the last active period.";
	return NULL;
}

/* ---------- text, binary, jsonb ---------- */

/* The periods under "active", counted from the first one, in order */
static ActivityCalendar *
ReadActive(JsonbContainer *object, CvUnit unit, int32 first)
{
	int			n = cv_json_size(object, "active", TYPE_NAME);
	int128	   *active = palloc((n + 1) * sizeof(int128));
	ActivityCalendar *calendar;
	Range		range;

	cv_json_decimals(object, "active", 0, n, active, TYPE_NAME);
	for (int i = 0; i < n; i++)
		if (active[i] < (i == 0 ? 0 : active[i - 1] + 1) || active[i] >= MAX_SPAN)
			cv_bad_text(TYPE_NAME, "The active periods must be in order, from 0 to 99999.");
	if (n == 0)
		cv_bad_text(TYPE_NAME, "There must be an active period.");
	range.first = first;
	range.last = first + (int64) active[n - 1];
	calendar = NewCalendar(unit, range);
	for (int i = 0; i < n; i++)
		SetBit(calendar->words, (int) active[i]);
	return calendar;
}

PG_FUNCTION_INFO_V1(cvsql_activity_calendar_in);
Datum
cvsql_activity_calendar_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	CvUnit		unit = cv_json_unit(object, "unit", TYPE_NAME);
	DateADT		first = cv_json_day(object, "first", TYPE_NAME);
	ActivityCalendar *calendar = ReadActive(object, unit, cv_period_of_day(unit, first));
	const char *problem;

	calendar->last_seen = cv_json_day(object, "last_seen", TYPE_NAME);
	cv_json_only(object, 4, TYPE_NAME);
	if (cv_period_start(unit, calendar->first) != first)
		cv_bad_text(TYPE_NAME, "\"first\" must be the first day of a period.");
	problem = CalendarProblem(calendar);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(calendar);
}

PG_FUNCTION_INFO_V1(cvsql_activity_calendar_out);
Datum
cvsql_activity_calendar_out(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = PG_GETARG_CALENDAR(0);
	Range		range = CalendarRange(calendar);
	StringInfoData text;
	const char *separator = "";

	initStringInfo(&text);
	appendStringInfo(&text, "{\"unit\": \"%s\", \"first\": \"%s\", \"last_seen\": \"%s\", \"active\": [",
					 cv_unit_name(calendar->unit),
					 cv_day_text(cv_period_start(calendar->unit, (int32) range.first)),
					 cv_day_text(calendar->last_seen));
	for (int64 period = range.first; period <= range.last; period++)
	{
		int			i = (int) (period - calendar->first);

		if (!((calendar->words[i / WORD_BITS] >> (i % WORD_BITS)) & 1))
			continue;
		appendStringInfo(&text, "%s" INT64_FORMAT, separator, period - range.first);
		separator = ", ";
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

PG_FUNCTION_INFO_V1(cvsql_activity_calendar_recv);
Datum
cvsql_activity_calendar_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			unit = pq_getmsgbyte(message);
	int32		first = (int32) pq_getmsgint(message, 4);
	DateADT		last_seen = (DateADT) pq_getmsgint(message, 4);
	int32		words = (int32) pq_getmsgint(message, 4);
	Range		range = {first, first + (int64) words * WORD_BITS - 1};
	ActivityCalendar *calendar;
	const char *problem;

	if (unit >= CV_UNITS || words < 1 || words > MAX_SPAN / WORD_BITS + 1)
		cv_bad_binary(TYPE_NAME, "The unit or the number of periods is none.");
	calendar = NewCalendar((CvUnit) unit, range);
	calendar->last_seen = last_seen;
	for (int i = 0; i < words; i++)
		calendar->words[i] = pq_getmsgint64(message);
	if (calendar->words[words - 1] == 0)
		cv_bad_binary(TYPE_NAME, "The last periods must not be empty.");
	problem = CalendarProblem(calendar);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(calendar);
}

PG_FUNCTION_INFO_V1(cvsql_activity_calendar_send);
Datum
cvsql_activity_calendar_send(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = Finished(PG_GETARG_CALENDAR(0));
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, calendar->unit);
	pq_sendint32(&message, calendar->first);
	pq_sendint32(&message, calendar->last_seen);
	pq_sendint32(&message, CalendarWords(calendar));
	for (int i = 0; i < CalendarWords(calendar); i++)
		pq_sendint64(&message, calendar->words[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- aggregates ---------- */

/* A new state begins with room on both sides of its first period */
static ActivityCalendar *
FirstState(CvUnit unit, int32 period)
{
	Range		range = {(int64) period - WORD_BITS / 2, (int64) period + WORD_BITS / 2 - 1};

	return NewCalendar(unit, range);
}

/* Transition from (state, day, unit); the day is valid */
static ActivityCalendar *
AddDay(FunctionCallInfo fcinfo, DateADT day)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);
	CvUnit		unit = cv_unit_arg(fcinfo, 2, calendar ? &calendar->unit : NULL);
	Range		period;

	period.first = period.last = cv_period_of_day(unit, day);
	calendar = calendar ? WithRoom(calendar, period) : FirstState(unit, (int32) period.first);
	SetBit(calendar->words, (int) period.first - calendar->first);
	calendar->last_seen = Max(calendar->last_seen, day);
	return calendar;
}

/* A row without a time leaves the state as it is, but its unit is looked at */
static Datum
SkipRow(FunctionCallInfo fcinfo)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);

	(void) cv_unit_arg(fcinfo, 2, calendar ? &calendar->unit : NULL);
	if (calendar == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(calendar);
}

PG_FUNCTION_INFO_V1(cvsql_activity_accum_date);
Datum
cvsql_activity_accum_date(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return SkipRow(fcinfo);
	PG_RETURN_POINTER(AddDay(fcinfo, cv_day_of_date(PG_GETARG_DATEADT(1))));
}

PG_FUNCTION_INFO_V1(cvsql_activity_accum_timestamp);
Datum
cvsql_activity_accum_timestamp(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return SkipRow(fcinfo);
	PG_RETURN_POINTER(AddDay(fcinfo, cv_day_of_timestamp(PG_GETARG_TIMESTAMP(1))));
}

PG_FUNCTION_INFO_V1(cvsql_activity_accum_timestamptz);
Datum
cvsql_activity_accum_timestamptz(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return SkipRow(fcinfo);
	PG_RETURN_POINTER(AddDay(fcinfo, cv_day_of_timestamptz(PG_GETARG_TIMESTAMPTZ(1))));
}

PG_FUNCTION_INFO_V1(cvsql_activity_merge);
Datum
cvsql_activity_merge(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);

	PG_RETURN_POINTER(AddCalendar(calendar, PG_GETARG_CALENDAR(1)));
}

PG_FUNCTION_INFO_V1(cvsql_activity_final);
Datum
cvsql_activity_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(Finished(PG_GETARG_CALENDAR(0)));
}

/* Not strict: NULL + x is x, so that an upsert over NULL heals itself */
PG_FUNCTION_INFO_V1(cvsql_activity_calendar_add);
Datum
cvsql_activity_calendar_add(PG_FUNCTION_ARGS)
{
	ActivityCalendar *sum;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	sum = (ActivityCalendar *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	PG_RETURN_POINTER(Finished(AddCalendar(sum, PG_GETARG_CALENDAR(1))));
}

/* ---------- readings ---------- */

PG_FUNCTION_INFO_V1(cvsql_first_period);
Datum
cvsql_first_period(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = PG_GETARG_CALENDAR(0);

	PG_RETURN_DATEADT(cv_period_start(calendar->unit, (int32) CalendarRange(calendar).first));
}

PG_FUNCTION_INFO_V1(cvsql_calendar_last_seen);
Datum
cvsql_calendar_last_seen(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(PG_GETARG_CALENDAR(0)->last_seen);
}

PG_FUNCTION_INFO_V1(cvsql_active_periods);
Datum
cvsql_active_periods(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = PG_GETARG_CALENDAR(0);

	PG_RETURN_INT32((int32) pg_popcount((char *) calendar->words, CalendarWords(calendar) * sizeof(uint64)));
}
