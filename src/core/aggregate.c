/*
 * aggregate.c
 *		What every transition and combine function asks of the executor.
 */
#include "core/aggregate.h"

void
cv_refuse_call(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("this function works only inside its aggregate"),
			 errhint("Call the aggregate, or use the operator + to merge two values.")));
}
