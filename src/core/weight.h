/* Weights of rows */
#ifndef CV_CORE_WEIGHT_H
#define CV_CORE_WEIGHT_H

#include "postgres.h"

#include <math.h>

#include "core/compat.h"
#include "fmgr.h"

#define CV_WEIGHT_ONE		INT64CONST(1000000000)	/* the weight 1: weights count in 1e-9 */
#define CV_MIN_WEIGHT		1e-4	/* nine decimals are four digits of it, at least */
#define CV_MAX_WEIGHT		1e6

pg_noreturn extern void cv_refuse_weight(double weight);

/* The weight in argument n, or 1 for aggregates without one, in units of 1e-9 */
static inline int64
cv_weight_arg(FunctionCallInfo fcinfo, int n)
{
	double		weight;

	if (PG_NARGS() <= n)
		return CV_WEIGHT_ONE;
	weight = PG_GETARG_FLOAT8(n);
	if (unlikely(!(weight >= CV_MIN_WEIGHT && weight <= CV_MAX_WEIGHT) && weight != 0))
		cv_refuse_weight(weight);
	return (int64) rint(weight * CV_WEIGHT_ONE);
}

#endif
