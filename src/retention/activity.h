#ifndef CV_RETENTION_ACTIVITY_H
#define CV_RETENTION_ACTIVITY_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/compat.h"
#include "core/customers.h"

#define WORD_BITS		64
#define MAX_SPAN		100000	/* periods from the first to the last active one */

/*
 * activity_calendar: one customer's active periods.  Bit i stands for the period
 * first + i.  A finished calendar begins with an active period and has no
 * words of zeros at its end; one that an aggregate works on may have both.
 */
typedef struct ActivityCalendar
{
	int32		vl_len_;		/* varlena header, do not touch */
	CvUnit		unit;			/* of 4 bytes */
	int32		first;
	DateADT		last_seen;		/* the last day, not only its period */
	uint64		words[FLEXIBLE_ARRAY_MEMBER];
} ActivityCalendar;

#define PG_GETARG_CALENDAR(n)	((ActivityCalendar *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

static inline int
CalendarWords(const ActivityCalendar *calendar)
{
	return (VARSIZE(calendar) - offsetof(ActivityCalendar, words)) / sizeof(uint64);
}

/* The same in the customer table: one word inline, more of them elsewhere */
typedef struct Activity
{
	int32		first;
	int32		words;			/* 0: never active */
	union
	{
		uint64		bits;
		uint64	   *wide;
	}			u;
} Activity;

static inline const uint64 *
ActivityBits(const Activity *activity)
{
	return activity->words > 1 ? activity->u.wide : &activity->u.bits;
}

extern const CvCustomerOps cv_activity_ops;
extern void cv_check_span(int64 first, int64 last);
extern int32 cv_activity_first(const Activity *activity);
extern int32 cv_activity_last(const Activity *activity);
extern Activity cv_activity_of_calendar(ActivityCalendar *calendar);

#endif
