/* value_tally: the exact distribution of one number over customers */
#ifndef CV_SEGMENT_VALUETALLY_H
#define CV_SEGMENT_VALUETALLY_H

#include "postgres.h"

#include "core/head.h"
#include "segment/values.h"

/*
 * The values come in order, all different, so equal tallies have equal bytes: each as the difference from the one before
 * (the first one from 0), then its customers but one.  An open one is a log: decimals, value and customers.
 */
typedef struct ValueTally
{
	CvHead		head;
	int32		scale;			/* decimals of values: the most seen */
	int32		n;				/* different values */
	uint8		cells[FLEXIBLE_ARRAY_MEMBER];
} ValueTally;

#define PG_GETARG_VALUES(n)	((ValueTally *) cv_value_arg(fcinfo, n))

extern ValueCell *cv_value_cells(const ValueTally *tally);

#endif
