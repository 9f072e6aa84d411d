/* Amounts by day or period, in any order, brought into order: see entries.c */
#ifndef CV_CORE_ENTRIES_H
#define CV_CORE_ENTRIES_H

#include "postgres.h"

#include "core/decimal.h"

/* What was paid on a day, or in a period */
typedef struct CvEntry
{
	int32		at;
	int128		amount;			/* in units of 10^-scale */
} CvEntry;

/* Room for entries, which grows and is used for one customer after the other; it begins as zeros */
typedef struct CvEntryRoom
{
	CvEntry    *entries;
	int			room;
} CvEntryRoom;

/* The same amount in each of the periods from one to another */
typedef struct CvRun
{
	int32		first;
	int32		last;
	int128		amount;
} CvRun;

/*
 * Make room for n entries, in the current context.  What was in the room may be gone then, and pointers to its entries mean nothing.
 * cv_free_entries() gives it back, and leaves an empty room that can be used again.
 */
extern void cv_need_entries(CvEntryRoom *room, int n);
extern void cv_free_entries(CvEntryRoom *room);

/*
 * Sort the entries in place, unless they are in order already, and add up those of one day or period.  Returns how many are left.  Sums
 * that do not fit are an error if the entries are for keeps, and stay in parts if not.
 */
extern int	cv_settle_entries(CvEntry *entries, int n, bool in_order, bool for_keeps);

/*
 * The same for runs, whose array must have room for 2 n: afterwards they are in order, and no period is in two of them.  Returns how many there
 * are.  Where a sum does not fit, runs that are not for keeps are left as they were.
 */
extern int	cv_settle_runs(CvRun *runs, int n, bool for_keeps);

#endif
