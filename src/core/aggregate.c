/*
 * aggregate.c
 *		What transition and combine functions ask of the executor.
 */
#include "core/aggregate.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "nodes/primnodes.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

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

/*
 * An overload set shares its C function, which tells its arguments apart by their types.  Distributed executors call
 * transition functions without an expression tree, and keep nothing between calls: then the catalog is asked.
 */
CvCall	   *
cv_new_call(FunctionCallInfo fcinfo)
{
	CvCall	   *call = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, offsetof(CvCall, types) + FUNC_MAX_ARGS * sizeof(Oid));
	Oid		   *declared;
	int			n;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &declared, &n);
	call->n = n;
	memcpy(call->types, declared, n * sizeof(Oid));
	pfree(declared);
	return call;
}

/* A distributed executor shows an aggregate of its own here, with other arguments. */
static bool
IsTransitionOf(Oid function, Oid aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	bool		is;

	if (!HeapTupleIsValid(tuple))
		return false;
	is = ((Form_pg_aggregate) GETSTRUCT(tuple))->aggtransfn == function;
	ReleaseSysCache(tuple);
	return is;
}

static bool
IsConstant(const Expr * arg)
{
	return IsA(arg, Const) || (IsA(arg, Param) && ((const Param *) arg)->paramkind == PARAM_EXTERN);
}

void
cv_find_constants(FunctionCallInfo fcinfo, CvCall *call, int first)
{
	const		Aggref *aggref = AggGetAggref(fcinfo);

	call->first = first;
	call->constant = aggref != NULL && IsTransitionOf(fcinfo->flinfo->fn_oid, aggref->aggfnoid);
	for (int n = first; call->constant && n < PG_NARGS(); n++)
		call->constant = IsConstant(((const TargetEntry *) list_nth(aggref->args, n - 1))->expr);
}
