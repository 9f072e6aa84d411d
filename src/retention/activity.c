/*
 * activity.c
 *		The type activity_calendar: which periods a customer was active in.
 *
 * NULL times are skipped; no rows, or only NULLs, give NULL; infinite times are
 * an error, and so are spans of more than MAX_SPAN periods.  A calendar is a set
 * and a last day, so order, repetition and merging leave no trace.
 */
#include "retention/activity.h"

#include "core/state.h"
#include "core/type.h"
#include "port/pg_bitutils.h"

static ActivityCalendar *
NewCalendar(CvUnit unit, Range range)
{
	ActivityCalendar *calendar = cv_new_value(offsetof(ActivityCalendar, words) + WordsOf(range) * sizeof(uint64));

	calendar->head.unit = unit;
	calendar->head.last_seen = DATEVAL_NOBEGIN;
	calendar->first = (int32) range.first;
	return calendar;
}

static Range
CalendarRange(const ActivityCalendar *calendar)
{
	return cv_active_range(calendar->first, calendar->words, CalendarWords(calendar));
}

static int
CountActive(const ActivityCalendar *calendar)
{
	return (int) pg_popcount((const char *) calendar->words, CalendarWords(calendar) * sizeof(uint64));
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

/* The same periods in another room */
static ActivityCalendar *
MoveCalendar(const ActivityCalendar *calendar, Range range)
{
	ActivityCalendar *copy = NewCalendar(CalendarUnit(calendar), range);

	copy->head.last_seen = calendar->head.last_seen;
	cv_or_shifted(copy->words, copy->first, calendar->words, calendar->first, CalendarWords(calendar));
	return copy;
}

/* A copy in the form that equal calendars share; there may have been room for too many periods */
static ActivityCalendar *
FinishCalendar(const ActivityCalendar *calendar)
{
	Range		active = CalendarRange(calendar);

	cv_check_span(active.first, active.last);
	return MoveCalendar(calendar, active);
}

static ActivityCalendar *
WithRoom(ActivityCalendar *calendar, Range added)
{
	int			words = CalendarWords(calendar);

	if (HasRoom(calendar->first, words, added))
		return calendar;
	return MoveCalendar(calendar, cv_grown_room(calendar->first, calendar->words, words, added));
}

/* Add a calendar to another one, which is written in place unless it has to grow */
static ActivityCalendar *
AddCalendar(ActivityCalendar *into, const ActivityCalendar *from)
{
	cv_check_same_unit(CalendarUnit(into), CalendarUnit(from));
	into = WithRoom(into, CalendarRange(from));
	cv_or_shifted(into->words, into->first, from->words, from->first, CalendarWords(from));
	into->head.last_seen = Max(into->head.last_seen, from->head.last_seen);
	return into;
}

/* ---------- external forms ---------- */

/* The active periods, counted from the first one */
static int64 *
ActivePeriods(const ActivityCalendar *calendar)
{
	int64	   *periods = palloc(CountActive(calendar) * sizeof(int64));
	int			first = cv_first_bit(calendar->words);
	int			n = 0;

	for (int i = 0; i < CalendarWords(calendar); i++)
		for (uint64 left = calendar->words[i]; left != 0; left &= left - 1)
			periods[n++] = i * WORD_BITS + pg_rightmost_one_pos64(left) - first;
	return periods;
}

static ActivityCalendar *
CalendarOf(const CvForm *form, CvHead head, DateADT first, const int64 *periods, int64 n)
{
	CvUnit		unit = (CvUnit) head.unit;
	int32		period = cv_period_of_day(unit, first);
	Range		range = {period, period + periods[n - 1]};
	ActivityCalendar *calendar;

	if (cv_period_start(unit, period) != first || periods[0] != 0)
		cv_form_refuse(form, "\"first\" must be the first day of the first active period.");
	if (!cv_period_is_valid(unit, range.first) || !cv_period_is_valid(unit, range.last))
		cv_form_refuse(form, "The periods pass the range of dates.");
	if (cv_period_of_day(unit, head.last_seen) != range.last)
		cv_form_refuse(form, "The day last seen must lie in the last active period.");
	calendar = NewCalendar(unit, range);
	calendar->head.last_seen = head.last_seen;
	for (int64 i = 0; i < n; i++)
		SetBit(calendar->words, (int) periods[i]);
	return calendar;
}

static void *
DescribeCalendar(CvForm *form, void *value)
{
	ActivityCalendar *calendar = value;
	CvHead		head = {0};
	DateADT		first = 0;
	int64	   *periods = NULL;
	int64		n = 0;

	if (calendar)
	{
		head = calendar->head;
		first = cv_period_start(CalendarUnit(calendar), (int32) CalendarRange(calendar).first);
		periods = ActivePeriods(calendar);
		n = CountActive(calendar);
	}
	cv_form_word(form, "unit", &head.unit, cv_unit_names, CV_UNITS);
	cv_form_day(form, "first", &first);
	cv_form_day(form, "last_seen", &head.last_seen);
	n = cv_form_begin_array(form, "active", n);
	if (n < 1 || n > MAX_SPAN)
		cv_form_refuse(form, "There must be active periods, at most 100000.");
	if (form->reads)
		periods = palloc(n * sizeof(int64));
	for (int64 i = 0; i < n; i++)
		cv_form_number(form, NULL, &periods[i], i == 0 ? 0 : periods[i - 1] + 1, MAX_SPAN - 1);
	cv_form_end_array(form);
	return form->reads ? CalendarOf(form, head, first, periods, n) : calendar;
}

static const CvType cv_activity_calendar = {"activity_calendar", DescribeCalendar};

CV_TYPE_FUNCTIONS(activity_calendar);

/* ---------- aggregates ---------- */

/* A new state begins with room on both sides of its first period */
static ActivityCalendar *
FirstCalendar(CvUnit unit, int32 period)
{
	Range		range = {(int64) period - WORD_BITS / 2, (int64) period + WORD_BITS / 2 - 1};

	return NewCalendar(unit, range);
}

/* Transition from (state, day, unit), for every type of time */
PG_FUNCTION_INFO_V1(cvsql_activity_accum);
Datum
cvsql_activity_accum(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);
	CvUnit		unit = cv_unit_of_state(fcinfo, 2, (const CvHead *) calendar);
	DateADT		day;
	Range		period;

	if (PG_ARGISNULL(1))
		return cv_return_state(fcinfo, calendar);
	day = cv_day_arg(fcinfo, 1, cv_arg_type(fcinfo, 1));
	period.first = period.last = cv_period_of_day(unit, day);
	calendar = calendar ? WithRoom(calendar, period) : FirstCalendar(unit, (int32) period.first);
	SetBit(calendar->words, (int) period.first - calendar->first);
	calendar->head.last_seen = Max(calendar->head.last_seen, day);
	PG_RETURN_POINTER(calendar);
}

/* Strict: the first calendar is the first state */
PG_FUNCTION_INFO_V1(cvsql_activity_calendar_merge);
Datum
cvsql_activity_calendar_merge(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(AddCalendar(cv_writable_state(fcinfo), PG_GETARG_CALENDAR(1)));
}

PG_FUNCTION_INFO_V1(cvsql_activity_calendar_final);
Datum
cvsql_activity_calendar_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(FinishCalendar(PG_GETARG_CALENDAR(0)));
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
	PG_RETURN_POINTER(FinishCalendar(AddCalendar(sum, PG_GETARG_CALENDAR(1))));
}

/* ---------- readings ---------- */

PG_FUNCTION_INFO_V1(cvsql_first_period);
Datum
cvsql_first_period(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = PG_GETARG_CALENDAR(0);

	PG_RETURN_DATEADT(cv_period_start(CalendarUnit(calendar), (int32) CalendarRange(calendar).first));
}

PG_FUNCTION_INFO_V1(cvsql_active_periods);
Datum
cvsql_active_periods(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(CountActive(PG_GETARG_CALENDAR(0)));
}
