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

/* What is known of a place in a statement that calls a function again and again */
typedef struct Call
{
	void	   *memory;			/* a room's own */
	int			n;				/* arguments, */
	Oid			types[FLEXIBLE_ARRAY_MEMBER];	/* as they are declared */
} Call;

/*
 * An overload set shares its C function, which tells its arguments apart by their types.  Distributed executors call
 * transition functions without an expression tree, and keep nothing between calls: then the catalog is asked.
 */
static Call *
NewCall(FunctionCallInfo fcinfo)
{
	Call	   *call = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, offsetof(Call, types) + FUNC_MAX_ARGS * sizeof(Oid));
	Oid		   *declared;
	int			n;

	(void) get_func_signature(fcinfo->flinfo->fn_oid, &declared, &n);
	call->memory = NULL;
	call->n = n;
	memcpy(call->types, declared, n * sizeof(Oid));
	pfree(declared);
	return call;
}

static inline Call *
CallOf(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra = NewCall(fcinfo);
	return fcinfo->flinfo->fn_extra;
}

/* The declared type of argument n */
Oid
cv_arg_type(FunctionCallInfo fcinfo, int n)
{
	const Call *call = CallOf(fcinfo);

	return n < call->n ? call->types[n] : InvalidOid;
}

/* Where a room may keep what it likes from call to call, in fn_mcxt; NULL at first */
void	  **
cv_call_memory(FunctionCallInfo fcinfo)
{
	return &CallOf(fcinfo)->memory;
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

/* Are the arguments of a transition, from this one on, the same in every call of this place?  False where nobody can tell. */
bool
cv_args_are_constant(FunctionCallInfo fcinfo, int first)
{
	const		Aggref *aggref = AggGetAggref(fcinfo);

	if (aggref == NULL || !IsTransitionOf(fcinfo->flinfo->fn_oid, aggref->aggfnoid))
		return false;
	for (int n = first; n < PG_NARGS(); n++)
	{
		const		Expr *arg = ((const TargetEntry *) list_nth(aggref->args, n - 1))->expr;

		if (!IsA(arg, Const) && !(IsA(arg, Param) && ((const Param *) arg)->paramkind == PARAM_EXTERN))
			return false;
	}
	return true;
}
