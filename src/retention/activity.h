/* The periods that a customer was active in: as bits, in the customer table, and as a value */
#ifndef CV_RETENTION_ACTIVITY_H
#define CV_RETENTION_ACTIVITY_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/customers.h"
#include "core/head.h"

#define WORD_BITS		64

/* Periods from first to last */
typedef struct Range
{
	int64		first;
	int64		last;
} Range;

/* One word inline, more of them elsewhere */
typedef struct Activity
{
	int32		first;			/* the period of bit 0 */
	int32		words;			/* 0: never active */
	union
	{
		uint64		bits;
		uint64	   *wide;
	}			u;
} Activity;

/*
 * activity_calendar: one customer's active periods.  Bit i stands for the period
 * first + i.  A finished calendar begins with an active period and has no
 * words of zeros at its end; one that an aggregate works on may have both.
 */
typedef struct ActivityCalendar
{
	CvHead		head;			/* unit; last_seen is the last day, not only its period, or the
								 * as_of of contracts */
	int32		first;
	int32		unused;			/* zero */
	uint64		words[FLEXIBLE_ARRAY_MEMBER];
} ActivityCalendar;

#define PG_GETARG_CALENDAR(n)	((ActivityCalendar *) cv_value_arg(fcinfo, n))

/* Sets of periods, as words of bits that count from a first period: periods.c */
extern int	cv_next_bit(const uint64 *words, int i);
extern void cv_set_bits(uint64 *words, int64 first, int64 last);
extern void cv_or_shifted(uint64 *into, int32 into_first, const uint64 *from, int32 from_first, int words);
extern Range cv_active_range(int32 first, const uint64 *words, int n);
extern Range cv_grown_room(int32 first, const uint64 *bits, int words, Range added);
extern void cv_check_activity_span(int64 first, int64 last);

/* What the customer table remembers of a customer: active.c. Who knows that it is an Activity merges it by name. */
extern const CvCustomerOps cv_activity_ops;
extern bool cv_merge_activity(void *into, const void *from, MemoryContext context);
extern Activity cv_activity_of_calendar(ActivityCalendar *calendar);

static inline void
SetBit(uint64 *words, int i)
{
	words[i / WORD_BITS] |= UINT64CONST(1) << (i % WORD_BITS);
}

/* The lowest bits, 1 to WORD_BITS of them */
static inline uint64
LowBits(int n)
{
	return PG_UINT64_MAX >> (WORD_BITS - n);
}

static inline bool
HasRoom(int32 first, int words, Range range)
{
	return range.first >= first && range.last < first + (int64) words * WORD_BITS;
}

static inline int
WordsOf(Range range)
{
	return (int) ((range.last - range.first) / WORD_BITS) + 1;
}

static inline const uint64 *
ActivityBits(const Activity *activity)
{
	return activity->words > 1 ? activity->u.wide : &activity->u.bits;
}

/* Of one that was active at all */
static inline Range
ActivityRange(const Activity *activity)
{
	return cv_active_range(activity->first, ActivityBits(activity), activity->words);
}

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

#endif
