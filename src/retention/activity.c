/*
 * activity.c
 *		The type activity_calendar: which periods a customer was active in.
 *
 * NULL times are skipped, and so are contracts that no period's end lies in; no rows, or only such, give NULL; infinite
 * times are an error, and so are spans of more than CV_MAX_PERIODS periods.  A calendar is a set
 * and a last day, so order, repetition and merging leave no trace.
 */
#include "retention/activity.h"

#include "core/span.h"
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

static DateADT
FirstDay(const ActivityCalendar *calendar)
{
	return cv_period_start(CalendarUnit(calendar), (int32) CalendarRange(calendar).first);
}

/* The first active period from one on that is not behind the last */
static int64
NextActive(const ActivityCalendar *calendar, int64 period)
{
	return calendar->first + cv_next_bit(calendar->words, (int) (period - calendar->first));
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

	cv_check_activity_span(active.first, active.last);
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

/* Add a period to a calendar or, if that is NULL, to a new one, which begins with room on both sides */
static ActivityCalendar *
AddPeriod(ActivityCalendar *calendar, CvUnit unit, int64 period)
{
	Range		added = {period, period};
	Range		room = {period - WORD_BITS / 2, period + WORD_BITS / 2 - 1};

	calendar = calendar ? WithRoom(calendar, added) : NewCalendar(unit, room);
	SetBit(calendar->words, (int) (period - calendar->first));
	return calendar;
}

/* The same for all periods of a span */
static ActivityCalendar *
AddSpan(ActivityCalendar *calendar, CvUnit unit, CvSpan periods)
{
	Range		added = {periods.first, periods.last};

	cv_check_activity_span(added.first, added.last);
	calendar = calendar ? WithRoom(calendar, added) : NewCalendar(unit, added);
	cv_set_bits(calendar->words, added.first - calendar->first, added.last - calendar->first);
	return calendar;
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

static ActivityCalendar *
AddContracts(ActivityCalendar *into, const ActivityCalendar *from)
{
	cv_check_same_as_of(&into->head, &from->head);
	return AddCalendar(into, from);
}

/* ---------- external forms ---------- */

/* Why a calendar that came from outside, where its first day was told, cannot be one, or NULL */
static const char *
CalendarProblem(const ActivityCalendar *calendar, DateADT first)
{
	CvUnit		unit = CalendarUnit(calendar);
	Range		active = CalendarRange(calendar);

	if (cv_period_of_day(unit, first) != active.first || cv_period_start(unit, (int32) active.first) != first)
		return "\"first\" must be the first day of the first active period.";
	if (!cv_period_is_valid(unit, active.first) || !cv_period_is_valid(unit, active.last))
		return "The periods pass the range of dates.";
	if (cv_period_of_day(unit, calendar->head.last_seen) < active.last)
		return "There is activity after the day last seen.";
	return NULL;
}

/* The n active periods, which count from that of the first day */
static ActivityCalendar *
DescribePeriods(CvForm *form, CvUnit unit, DateADT first, ActivityCalendar *calendar, int64 n)
{
	int64	   *since = palloc(n * sizeof(int64));
	int32		origin = cv_period_of_day(unit, first);
	Range		active;

	for (int64 i = 0; i < n; i++)
	{
		int64		least = i == 0 ? 0 : since[i - 1] + 1;

		since[i] = form->reads ? 0 : NextActive(calendar, origin + least) - origin;
		cv_form_number(form, NULL, &since[i], least, CV_MAX_PERIODS - 1);
	}
	if (!form->reads)
		return calendar;
	active.first = origin + since[0];
	active.last = origin + since[n - 1];
	calendar = NewCalendar(unit, active);
	for (int64 i = 0; i < n; i++)
		SetBit(calendar->words, (int) (since[i] - since[0]));
	return calendar;
}

static void *
DescribeCalendar(CvForm *form, void *value)
{
	ActivityCalendar *calendar = value;
	CvHead		head = {0};
	DateADT		first = 0;
	int64		n = 0;

	if (calendar)
	{
		head = calendar->head;
		first = FirstDay(calendar);
		n = CountActive(calendar);
	}
	cv_form_word(form, "unit", &head.unit, cv_unit_names, CV_UNITS);
	cv_form_day(form, "first", &first);
	cv_form_day(form, "last_seen", &head.last_seen);
	n = cv_form_begin_array(form, "active", n);
	if (n < 1 || n > CV_MAX_PERIODS)
		cv_form_refuse(form, "There must be active periods, at most 100000.");
	calendar = DescribePeriods(form, (CvUnit) head.unit, first, calendar, n);
	cv_form_end_array(form);
	if (!form->reads)
		return calendar;
	calendar->head.last_seen = head.last_seen;
	cv_form_require(form, CalendarProblem(calendar, first));
	return calendar;
}

static const CvType cv_activity_calendar = {"activity_calendar", DescribeCalendar};

CV_TYPE_FUNCTIONS(activity_calendar);

/* ---------- aggregates ---------- */

/* Transition from (state, day, unit), for every type of time */
PG_FUNCTION_INFO_V1(cvsql_activity_accum);
Datum
cvsql_activity_accum(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);
	bool		skipped = PG_ARGISNULL(1);
	CvUnit		unit = cv_unit_of_state(fcinfo, 2, (const CvHead *) calendar, skipped);
	DateADT		day;

	if (skipped)
		return cv_return_state(fcinfo, calendar);
	day = cv_day_arg(fcinfo, 1, cv_arg_type(fcinfo, 1));
	calendar = AddPeriod(calendar, unit, cv_period_of_day(unit, day));
	calendar->head.last_seen = Max(calendar->head.last_seen, day);
	PG_RETURN_POINTER(calendar);
}

/* Transition from (state, during, unit, as_of) */
PG_FUNCTION_INFO_V1(cvsql_activity_span_accum);
Datum
cvsql_activity_span_accum(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = cv_writable_state(fcinfo);
	bool		skipped = PG_ARGISNULL(1);
	CvUnit		unit = cv_unit_of_state(fcinfo, 2, (const CvHead *) calendar, skipped);
	DateADT		as_of = cv_constant_as_of_arg(fcinfo, 3);
	CvSpan		periods;

	if (skipped)
		return cv_return_state(fcinfo, calendar);
	periods = cv_periods_of_span(unit, cv_span_arg(fcinfo, 1, as_of));
	if (periods.first > periods.last)
		return cv_return_state(fcinfo, calendar);
	cv_check_as_of((const CvHead *) calendar, as_of);
	calendar = AddSpan(calendar, unit, periods);
	calendar->head.last_seen = as_of;
	PG_RETURN_POINTER(calendar);
}

/* The merge is strict: the first calendar is the first state. */
CV_MERGE_FUNCTIONS(activity_calendar, AddCalendar, FinishCalendar);
CV_FUNCTION(activity_span_combine, PointerGetDatum(AddContracts(cv_writable_state(fcinfo), cv_value_arg(fcinfo, 1))));
CV_FUNCTION(activity_calendar_final, PointerGetDatum(FinishCalendar(PG_GETARG_CALENDAR(0))));

/* ---------- readings ---------- */

CV_FUNCTION(first_period, DateADTGetDatum(FirstDay(PG_GETARG_CALENDAR(0))));
CV_FUNCTION(active_periods, Int32GetDatum(CountActive(PG_GETARG_CALENDAR(0))));

static bool
WasActive(const ActivityCalendar *calendar, Range asked)
{
	Range		active = CalendarRange(calendar);

	if (asked.first > active.last || asked.last < active.first)
		return false;
	return NextActive(calendar, Max(asked.first, active.first)) <= asked.last;
}

/* (calendar, since, until) */
PG_FUNCTION_INFO_V1(cvsql_was_active);
Datum
cvsql_was_active(PG_FUNCTION_ARGS)
{
	ActivityCalendar *calendar = PG_GETARG_CALENDAR(0);
	DateADT		since = cv_day_of_date(PG_GETARG_DATEADT(1));
	DateADT		until = cv_day_of_date(PG_GETARG_DATEADT(2));
	Range		asked = {cv_period_of_day(CalendarUnit(calendar), since), cv_period_of_day(CalendarUnit(calendar), until)};

	if (since > until)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("since %s is after until %s", cv_day_text(since), cv_day_text(until)),
				 errhint("Pass the first day of the window, then its last day.")));
	PG_RETURN_BOOL(WasActive(calendar, asked));
}
