#ifndef CV_RETENTION_ACTIVITY_H
#define CV_RETENTION_ACTIVITY_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/head.h"
#include "retention/active.h"

/*
 * activity_calendar: one customer's active periods.  Bit i stands for the period
 * first + i.  A finished calendar begins with an active period and has no
 * words of zeros at its end; one that an aggregate works on may have both.
 */
typedef struct ActivityCalendar
{
	CvHead		head;			/* unit; last_seen is the last day, not only its period */
	int32		first;
	int32		unused;			/* zero */
	uint64		words[FLEXIBLE_ARRAY_MEMBER];
} ActivityCalendar;

#define PG_GETARG_CALENDAR(n)	((ActivityCalendar *) cv_value_arg(fcinfo, n))

static inline CvUnit
CalendarUnit(const ActivityCalendar *calendar)
{
	return (CvUnit) calendar->head.unit;
}

static inline int
CalendarWords(const ActivityCalendar *calendar)
{
	return (VARSIZE(calendar) - offsetof(ActivityCalendar, words)) / sizeof(uint64);
}

extern Activity cv_activity_of_calendar(ActivityCalendar *calendar);

#endif
