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

void
cv_refuse_size(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("there are too many customers in one group, or too many for a parallel plan"),
			 errhint("Set max_parallel_workers_per_gather = 0, or aggregate by segment (summaries can be merged with rollup).")));
}
