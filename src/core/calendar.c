/*
 * calendar.c
 *		Days and the periods they lie in: day, ISO week, month, quarter, year.
 *
 * Periods count from the one that holds 2000-01-03, a Monday.  The server's own date
 * arithmetic and time zones are asked once per day; two small direct-mapped
 * caches, kept for the session, answer every other row.
 */
#include "core/calendar.h"

#include "catalog/pg_type.h"
#include "core/check.h"
#include "core/compat.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datetime.h"

#define CACHE_SIZE		8192	/* days: 22 years without a collision */
#define FIRST_MONDAY	2		/* 2000-01-03 as a DateADT */
#define MIN_DAY			(404 - POSTGRES_EPOCH_JDATE)	/* 4712-01-01 BC */
#define MAX_DAY			(DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1000)
#define MIXED_OFFSET	PG_INT32_MAX	/* the UTC day has a change of offset */

const char *const cv_unit_names[CV_UNITS] = {"day", "week", "month", "quarter", "year"};
static const int UnitLengths[CV_UNITS] = {3, 4, 5, 7, 4};

/* ---------- units ---------- */

static inline bool
UnitHasName(CvUnit unit, const char *name, int length)
{
	return UnitLengths[unit] == length && memcmp(cv_unit_names[unit], name, length) == 0;
}

static const CvUnit AllUnits[CV_UNITS] = {CV_DAY, CV_WEEK, CV_MONTH, CV_QUARTER, CV_YEAR};

pg_noreturn static void
RefuseUnit(const char *name, const CvUnit *units, int count)
{
	const char *names[CV_UNITS];

	for (int i = 0; i < count; i++)
		names[i] = cv_unit_names[units[i]];
	cv_refuse_choice("unit", name, names, count);
}

/*
 * The unit in argument n, one of some; in an aggregate it must be the one that is known already.  It is asked for
 * at every row: one that is known is compared first.
 */
CvUnit
cv_unit_arg_among(FunctionCallInfo fcinfo, int n, const CvUnit *known, const CvUnit *units, int count)
{
	text	   *name;

	if (PG_ARGISNULL(n))
		RefuseUnit(NULL, units, count);
	name = PG_GETARG_TEXT_PP(n);
	if (known && UnitHasName(*known, VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)))
		return *known;
	for (int i = 0; i < count; i++)
	{
		if (!UnitHasName(units[i], VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name)))
			continue;
		if (known)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the unit must be constant: it was %s, and is now %s",
							cv_unit_names[*known], cv_unit_names[units[i]]),
					 errhint("Group by the unit.")));
		return units[i];
	}
	RefuseUnit(text_to_cstring(name), units, count);
}

CvUnit
cv_unit_arg(FunctionCallInfo fcinfo, int n, const CvUnit *known)
{
	return cv_unit_arg_among(fcinfo, n, known, AllUnits, CV_UNITS);
}

void
cv_check_same_unit(CvUnit a, CvUnit b)
{
	if (a != b)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the units %s and %s cannot be combined", cv_unit_names[a], cv_unit_names[b]),
				 errhint("Make every summary with the same unit.")));
}

/* ---------- periods ---------- */

static int32
FloorDivide(int32 a, int32 b)
{
	return a / b - (a % b < 0);
}

/* Months since January 2000 */
static int32
MonthOfDay(DateADT day)
{
	static struct
	{
		DateADT		day;
		int32		month;
	}			cache[CACHE_SIZE];	/* all zero: day 0 is in month 0, and no other slot can hold it */
	int			slot = (uint32) day % CACHE_SIZE;
	int			year;
	int			month;
	int			mday;

	if (unlikely(cache[slot].day != day))
	{
		j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
		cache[slot].month = (year - 2000) * 12 + month - 1;
		cache[slot].day = day;
	}
	return cache[slot].month;
}

int32
cv_period_of_day(CvUnit unit, DateADT day)
{
	switch (unit)
	{
		case CV_DAY:
			return day;
		case CV_WEEK:
			return FloorDivide(day - FIRST_MONDAY, 7);
		case CV_MONTH:
			return MonthOfDay(day);
		case CV_QUARTER:
			return FloorDivide(MonthOfDay(day), 3);
		default:
			return FloorDivide(MonthOfDay(day), 12);
	}
}

/* The first day of a period */
DateADT
cv_period_start(CvUnit unit, int32 period)
{
	int32		months = period * (unit == CV_YEAR ? 12 : unit == CV_QUARTER ? 3 : 1);
	int32		year = 2000 + FloorDivide(months, 12);

	if (unit == CV_DAY)
		return period;
	if (unit == CV_WEEK)
		return period * 7 + FIRST_MONDAY;
	return date2j(year, months - (year - 2000) * 12 + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* The last period that is over when a day is */
int32
cv_complete_period(CvUnit unit, DateADT day)
{
	int32		period = cv_period_of_day(unit, day);

	return period - (cv_period_start(unit, period + 1) - 1 > day);
}

/* Do a period and the next one begin on days that a date can hold? */
bool
cv_period_is_valid(CvUnit unit, int64 period)
{
	DateADT		first = DATETIME_MIN_JULIAN - POSTGRES_EPOCH_JDATE;
	DateADT		last = DATE_END_JULIAN - POSTGRES_EPOCH_JDATE - 1;

	return period > cv_period_of_day(unit, first) && period < cv_period_of_day(unit, last);
}

/* ---------- days ---------- */

static void
RefuseInfinity(bool positive)
{
	const char *day = positive ? "infinity" : "-infinity";

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a date or time must be finite, not %s", day),
			 errhint("Leave such rows out by WHERE isfinite(day); where that says that a day is not known, pass nullif(day, '%s').", day)));
}

/* The periods of such a day, and their neighbours, begin on days that a date can hold. */
bool
cv_day_is_valid(int64 day)
{
	return day >= MIN_DAY && day <= MAX_DAY;
}

static inline DateADT
CheckDay(DateADT day)
{
	if (unlikely(day < MIN_DAY || day > MAX_DAY))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a date or time must lie between the years 4712 BC and 5874894, not on %s",
						cv_day_text(day))));
	return day;
}

DateADT
cv_day_of_date(DateADT day)
{
	if (unlikely(DATE_NOT_FINITE(day)))
		RefuseInfinity(DATE_IS_NOEND(day));
	return CheckDay(day);
}

DateADT
cv_day_of_timestamp(Timestamp at)
{
	if (unlikely(TIMESTAMP_NOT_FINITE(at)))
		RefuseInfinity(TIMESTAMP_IS_NOEND(at));
	return CheckDay(cv_day_of_microseconds(at));
}

/* Seconds that the session's zone is ahead of UTC all through a UTC day, or MIXED_OFFSET */
static int32
OffsetOfDay(DateADT day)
{
	pg_time_t	start = ((pg_time_t) day + POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
	pg_time_t	change;
	long		before;
	long		after;
	int			dst;
	int			found = pg_next_dst_boundary(&start, &before, &dst, &change, &after, &dst, session_timezone);

	if (found < 0 || (found > 0 && change < start + SECS_PER_DAY))
		return MIXED_OFFSET;
	return (int32) before;
}

static int32
CachedOffsetOfDay(DateADT day)
{
	static struct
	{
		DateADT		day;
		int32		offset;
	}			cache[CACHE_SIZE];
	static pg_tz * zone = NULL;
	int			slot = (uint32) day % CACHE_SIZE;

	if (unlikely(zone != session_timezone))
	{
		for (int i = 0; i < CACHE_SIZE; i++)
			cache[i].day = DATEVAL_NOEND;
		zone = session_timezone;
	}
	if (unlikely(cache[slot].day != day))
	{
		cache[slot].offset = OffsetOfDay(day);
		cache[slot].day = day;
	}
	return cache[slot].offset;
}

/* The local day by the server's own conversion, for UTC days with a change of offset */
static DateADT
DayByZone(TimestampTz at)
{
	struct pg_tm tm;
	fsec_t		fsec;
	int			tz;

	if (timestamp2tm(at, &tz, &tm, &fsec, NULL, session_timezone) != 0)
		elog(ERROR, "timestamp out of range");
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

DateADT
cv_day_of_timestamptz(TimestampTz at)
{
	int32		offset = CachedOffsetOfDay(cv_day_of_timestamp(at));

	if (unlikely(offset == MIXED_OFFSET))
		return DayByZone(at);
	return cv_day_of_microseconds(at + offset * USECS_PER_SEC);
}

DateADT
cv_any_day_arg(FunctionCallInfo fcinfo, int n, Oid type)
{
	switch (type)
	{
		case DATEOID:
			return cv_day_of_date(PG_GETARG_DATEADT(n));
		case TIMESTAMPOID:
			return cv_day_of_timestamp(PG_GETARG_TIMESTAMP(n));
		case TIMESTAMPTZOID:
			return cv_day_of_timestamptz(PG_GETARG_TIMESTAMPTZ(n));
		default:
			elog(ERROR, "unexpected type of time: %u", type);
	}
}

/* A day as ISO 8601 writes it, for messages and text forms */
char	   *
cv_day_text(DateADT day)
{
	struct pg_tm tm;
	char		buffer[MAXDATELEN + 1];

	j2date(day + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
	EncodeDateOnly(&tm, USE_ISO_DATES, buffer);
	return pstrdup(buffer);
}

void
cv_refuse_periods(DateADT from, DateADT as_of)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("from %s to %s there are more than %d periods", cv_day_text(from), cv_day_text(as_of), CV_MAX_PERIODS),
			 errhint("Use a longer unit, or days that are closer: an earlier as_of, a later since where there is one.")));
}

/* Refuse a table that would run from a period to a day that is far from it. */
void
cv_check_periods(CvUnit unit, int64 first, DateADT as_of)
{
	if (cv_period_of_day(unit, as_of) - first >= CV_MAX_PERIODS)
		cv_refuse_periods(cv_period_start(unit, (int32) first), as_of);
}

/* Refuse what has more periods than are read at once. */
void
cv_check_span(const char *what, int64 first, int64 last)
{
	if (unlikely(last - first >= CV_MAX_PERIODS))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s spans more than %d periods", what, CV_MAX_PERIODS),
				 errhint("Use a longer unit.")));
}
