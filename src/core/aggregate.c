/*
 * aggregate.c
 *		What transition and combine functions ask of the executor.
 */
#include "core/aggregate.h"

#include "utils/lsyscache.h"

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

typedef struct ArgTypes
{
	int			n;
	Oid			types[FLEXIBLE_ARRAY_MEMBER];
} ArgTypes;

/*
 * An overload set shares its C function, which tells its arguments apart by their types.  Distributed executors call
 * transition functions without an expression tree, and keep nothing between calls: then the catalog is asked.
 */
static ArgTypes *
FindArgTypes(FunctionCallInfo fcinfo)
{
	ArgTypes   *found = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, offsetof(ArgTypes, types) + FUNC_MAX_ARGS * sizeof(Oid));
	Oid		   *declared;
	int			n;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &declared, &n);
	found->n = n;
	memcpy(found->types, declared, n * sizeof(Oid));
	pfree(declared);
	return found;
}

/* The declared type of argument n */
Oid
cv_arg_type(FunctionCallInfo fcinfo, int n)
{
	ArgTypes   *known = fcinfo->flinfo->fn_extra;

	if (unlikely(known == NULL))
		fcinfo->flinfo->fn_extra = known = FindArgTypes(fcinfo);
	return n < known->n ? known->types[n] : InvalidOid;
}
