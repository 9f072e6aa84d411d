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

/* Room for entries, which grows and is used for one customer after the other */
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

extern void cv_need_entries(CvEntryRoom *room, int n);
extern void cv_free_entries(CvEntryRoom *room);
extern int	cv_settle_entries(CvEntry *entries, int n, bool in_order, bool for_keeps);
extern int	cv_settle_runs(CvRun *runs, int n, bool for_keeps);

#endif
