/* weight.c: what no weight of a row can be */
#include "core/weight.h"

#include "core/check.h"
#include "utils/float.h"

void
cv_refuse_weight(double weight)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("weight %s is out of range",
					float8out_internal(cv_check_finite(weight, "weight"))),
			 errhint("A weight is 0 or lies between 0.0001 and 1000000; rescale the weights, for example divide them by their average.")));
}
