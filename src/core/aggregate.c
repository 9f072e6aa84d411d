/*
 * aggregate.c
 *		What transition and combine functions ask of the executor.
 */
#include "core/aggregate.h"

#include "access/htup_details.h"
#include "catalog/pg_aggregate.h"
#include "nodes/primnodes.h"
#include "utils/inval.h"
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

/* ---------- what the catalog says ---------- */

#define KNOWN	8				/* functions, which is more than most statements have; those whose
								 * numbers meet are asked about again and again */

/* What a function is to an aggregate */
typedef enum Part
{
	NO_PART,
	TRANSITION,
	OTHER_PART
} Part;

/* What a function takes, and what it is to the aggregate that it was last seen under */
typedef struct Signature
{
	Oid			function;		/* InvalidOid: nothing is known */
	Oid			aggregate;		/* InvalidOid: it was under none yet */
	Part		part;
	uint64		call[(offsetof(CvCall, types) + FUNC_MAX_ARGS * sizeof(Oid)) / sizeof(uint64) + 1]; /* see CallOf() */
} Signature;

static Signature Known[KNOWN];

/* The CvCall of places that keep nothing: no argument is known to be constant there. */
static inline CvCall *
CallOf(Signature *known)
{
	return (CvCall *) known->call;
}

static void
ForgetSignatures(Datum arg, int cache, uint32 hash)
{
	(void) arg;
	(void) cache;
	(void) hash;
	memset(Known, 0, sizeof(Known));
}

static void
HearOfChanges(void)
{
	static bool hears;

	if (hears)
		return;
	CacheRegisterSyscacheCallback(PROCOID, ForgetSignatures, (Datum) 0);
	CacheRegisterSyscacheCallback(AGGFNOID, ForgetSignatures, (Datum) 0);
	hears = true;
}

static Signature *
AskCatalog(Signature *known, Oid function)
{
	Oid		   *declared;
	int			n;

	HearOfChanges();
	(void) get_func_signature(function, &declared, &n);
	memset(known, 0, sizeof(*known));
	known->function = function;
	CallOf(known)->n = n;
	memcpy(CallOf(known)->types, declared, n * sizeof(Oid));
	pfree(declared);
	return known;
}

/* It lasts until the next catalog access. */
static inline Signature *
SignatureOf(Oid function)
{
	Signature  *known = &Known[function % KNOWN];

	return likely(known->function == function) ? known : AskCatalog(known, function);
}

static Part
PartOf(Oid function, Oid aggregate)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggregate));
	Form_pg_aggregate form;
	Part		part;

	if (!HeapTupleIsValid(tuple))
		return NO_PART;
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	part = form->aggtransfn == function ? TRANSITION
		: form->aggfinalfn == function || form->aggcombinefn == function ? OTHER_PART : NO_PART;
	ReleaseSysCache(tuple);
	return part;
}

/* What a function is to the aggregate that calls it; both are remembered */
static Part
PartOfCaller(Oid function, Oid aggregate)
{
	Signature  *known = SignatureOf(function);
	Part		part;

	if (likely(known->aggregate == aggregate))
		return known->part;
	part = PartOf(function, aggregate);
	known = SignatureOf(function);
	known->part = part;
	known->aggregate = aggregate;
	return part;
}

/* ---------- places ---------- */

/*
 * An overload set shares its C function, which tells its arguments apart by their types.  Distributed executors call
 * transition functions without an expression tree: so the catalog is asked.  They show an aggregate of their own, which the
 * function is no part of, and keep nothing between calls: so this is asked at every row of theirs.
 */
CvCall	   *
cv_new_call(FunctionCallInfo fcinfo)
{
	const		Aggref *aggref = AggGetAggref(fcinfo);
	Oid			function = fcinfo->flinfo->fn_oid;
	bool		foreign = aggref != NULL && PartOfCaller(function, aggref->aggfnoid) == NO_PART;
	CvCall	   *known = CallOf(SignatureOf(function));
	Size		size = offsetof(CvCall, types) + known->n * sizeof(Oid);

	if (foreign)
		return known;
	return fcinfo->flinfo->fn_extra = memcpy(MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, size), known, size);
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
	call->constant = aggref != NULL && call == fcinfo->flinfo->fn_extra && PartOfCaller(fcinfo->flinfo->fn_oid, aggref->aggfnoid) == TRANSITION;
	for (int n = first; call->constant && n < PG_NARGS(); n++)
		call->constant = IsConstant(((const TargetEntry *) list_nth(aggref->args, n - 1))->expr);
}
