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

extern int	cv_settle_entries(CvEntry *entries, int n, bool in_order, bool for_keeps);

#endif
