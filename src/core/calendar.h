/* Days and the periods they lie in: see calendar.c */
#ifndef CV_CORE_CALENDAR_H
#define CV_CORE_CALENDAR_H

#include "postgres.h"

#include "catalog/pg_type.h"
#include "core/compat.h"
#include "fmgr.h"
#include "utils/date.h"
#include "utils/timestamp.h"

/* A period is the number of a day, ISO week, month, quarter or year */
typedef enum CvUnit
{
	CV_DAY,
	CV_WEEK,
	CV_MONTH,
	CV_QUARTER,
	CV_YEAR
} CvUnit;

#define CV_UNITS	(CV_YEAR + 1)

extern const char *const cv_unit_names[CV_UNITS];

/* The unit in argument n, or one of some.  No such name, NULL and another unit than *known are errors; known is NULL where any will do. */
extern CvUnit cv_unit_arg(FunctionCallInfo fcinfo, int n, const CvUnit *known);
extern CvUnit cv_unit_arg_among(FunctionCallInfo fcinfo, int n, const CvUnit *known, const CvUnit *units, int count);
extern void cv_check_same_unit(CvUnit a, CvUnit b);

/* The period of a day, the first day of a period, and the last period that is over when a day is */
extern int32 cv_period_of_day(CvUnit unit, DateADT day);
extern DateADT cv_period_start(CvUnit unit, int32 period);
extern int32 cv_complete_period(CvUnit unit, DateADT day);

/* True if the period and the next one begin on days that a date can hold */
extern bool cv_period_is_valid(CvUnit unit, int64 period);

/* True if the periods of the day, and their neighbours, begin on days that a date can hold */
extern bool cv_day_is_valid(int64 day);

/* The day of a date or time, for a timestamptz that of the session's time zone.  Infinity and what lies out of range are errors. */
extern DateADT cv_day_of_date(DateADT day);
extern DateADT cv_day_of_timestamp(Timestamp at);
extern DateADT cv_day_of_timestamptz(TimestampTz at);
extern DateADT cv_any_day_arg(FunctionCallInfo fcinfo, int n, Oid type);

/* Of times that lie within 2,700 years or so, which are all finite and in range */
#define CV_NEAR_TIME	(1000000 * USECS_PER_DAY)

static inline DateADT
cv_day_of_microseconds(int64 at)
{
	int64		day = at / USECS_PER_DAY;

	return (DateADT) (day - (at < day * USECS_PER_DAY));
}

/* The day of argument n, of which this is the type: a date, timestamp or timestamptz.  Of most timestamps it takes no call. */
static inline DateADT
cv_day_arg(FunctionCallInfo fcinfo, int n, Oid type)
{
	if (type == TIMESTAMPOID && PG_GETARG_INT64(n) > -CV_NEAR_TIME && PG_GETARG_INT64(n) < CV_NEAR_TIME)
		return cv_day_of_microseconds(PG_GETARG_INT64(n));
	return cv_any_day_arg(fcinfo, n, type);
}

/* The day as ISO 8601 writes it, in memory of its own in the current context */
extern char *cv_day_text(DateADT day);

/* The day in argument n: as_of, or the other day where that is NULL or there is no such argument */
static inline DateADT
cv_as_of_arg(FunctionCallInfo fcinfo, int n, DateADT otherwise)
{
	return n >= PG_NARGS() || PG_ARGISNULL(n) ? otherwise : cv_day_of_date(PG_GETARG_DATEADT(n));
}

#define CV_MAX_PERIODS	100000	/* of a customer or a ledger, and of a table, up to that of as_of */

/* More than CV_MAX_PERIODS are refused: cv_check_periods() looks from a period to that of as_of, cv_check_span() from the first to the last. */
pg_noreturn extern void cv_refuse_periods(DateADT from, DateADT as_of);
extern void cv_check_periods(CvUnit unit, int64 first, DateADT as_of);
extern void cv_check_span(const char *what, int64 first, int64 last);

#endif
