/* Many durations in no order, before they are rows: see durations.c */
#ifndef CV_CORE_DURATIONS_H
#define CV_CORE_DURATIONS_H

#include "postgres.h"

#include "core/rows.h"

#define CV_MAX_COUNTED		4096	/* whole durations below it are counted */
#define CV_COUNTED_KINDS	16	/* of what happened: they are counted, where durations are small
								 * and whole, */
#define CV_BUFFERS			2	/* where they are not, the first kinds are put by, two in each */

typedef struct CvDurationBuffer
{
	uint64	   *keys;			/* in no order: twice the bits of a duration, plus 1 of the second
								 * kind */
	int64		n;
	int64		capacity;
} CvDurationBuffer;

/* Rows (duration, what happened, customers) that come one by one */
typedef struct CvDurations
{
	MemoryContext context;
	CvRows	   *rows;
	int64		seen;
	int64		limit;			/* of the numbers in a buffer */
	double	   *counts[CV_COUNTED_KINDS];	/* of whole durations; NULL where there are none */
	CvDurationBuffer buffers[CV_BUFFERS];
} CvDurations;

/* An empty struct, which is the caller's.  What it needs it allocates in context, and rows, a set of the caller's, is what it fills. */
extern void cv_durations_init(CvDurations *durations, MemoryContext context, CvRows *rows);

/* Add one that is not counted, or not yet: cv_durations_add() calls it. */
extern void cv_durations_put(CvDurations *durations, double duration, int what, double customers);

/* Put all that has come into the rows */
extern void cv_durations_flush(CvDurations *durations);

/* How many rows all that has come makes, at the most */
extern int64 cv_durations_room(CvDurations *durations);

/* Write all rows in order into an array of the caller's, which has room for as many as cv_durations_room() says.  How many they are */
extern int64 cv_durations_merge(CvDurations *durations, double *merged);

/* The duration is finite and not negative, nor a negative zero. */
static inline void
cv_durations_add(CvDurations *durations, double duration, int what, double customers)
{
	int			whole = duration < CV_MAX_COUNTED ? (int) duration : -1;

	if (likely(whole == duration && what < CV_COUNTED_KINDS && durations->counts[what]))
	{
		if (unlikely(customers > CV_MAX_WHOLE - durations->counts[what][whole]))
			cv_refuse_count();
		durations->counts[what][whole] += customers;
	}
	else
		cv_durations_put(durations, duration, what, customers);
}

#endif
