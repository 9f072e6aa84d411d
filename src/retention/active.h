/* A customer's active periods in the customer table */
#ifndef CV_RETENTION_ACTIVE_H
#define CV_RETENTION_ACTIVE_H

#include "postgres.h"

#include "core/customers.h"
#include "retention/periods.h"

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

extern const CvCustomerOps cv_activity_ops;

#endif
