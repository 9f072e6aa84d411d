/* The periods that a customer was active in, as a short list while they are few: see visits.c */
#ifndef CV_RETENTION_VISITS_H
#define CV_RETENTION_VISITS_H

#include "postgres.h"

#include "retention/activity.h"

#define MAX_VISITS		24		/* of a list: with a bigint key it fills a line of the processor's
								 * cache */
#define VISITS_WIDE		(-1)

typedef struct Visits
{
	int32		base;			/* of the list: the period whose since is 0 */
	int32		n;				/* periods in the list, or VISITS_WIDE; 0: nothing yet */
	union
	{
		uint16		since[MAX_VISITS];	/* in order, none twice */
		Activity	wide;
	}			u;
} Visits;

/* A list of one period, with as much room before it as behind; the rest of the list is not set */
static inline void
SetFirstVisit(Visits *visits, int32 period)
{
	visits->base = period - PG_INT16_MAX;
	visits->n = 1;
	visits->u.since[0] = PG_INT16_MAX;
}

static inline Visits
VisitsOfActivity(const Activity *activity)
{
	Visits		visits = {0, VISITS_WIDE, {{0}}};

	visits.u.wide = *activity;
	return visits;
}

extern const CvCustomerOps cv_visits_ops;

#endif
