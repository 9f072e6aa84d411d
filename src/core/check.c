/*
 * check.c
 *		Refusals that every room words alike.  Each returns what it has let pass.
 */
#include "core/check.h"

#include <math.h>

#include "utils/float.h"

double
cv_check_finite(double value, const char *name)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number, not %s", name,
						isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity")));
	return value;
}

double
cv_check_confidence(double confidence)
{
	if (!(confidence > 0 && confidence < 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("confidence must lie between 0 and 1, not %s",
						float8out_internal(confidence)),
				 errhint("For a 95 %% interval, pass 0.95.")));
	return confidence;
}
