/* What transition and combine functions ask of the executor: see aggregate.c */
#ifndef CV_CORE_AGGREGATE_H
#define CV_CORE_AGGREGATE_H

#include "postgres.h"

#include "core/compat.h"
#include "core/function.h"
#include "core/head.h"
#include "nodes/nodes.h"

pg_noreturn extern void cv_refuse_call(void);
pg_noreturn extern void cv_refuse_size(void);

/* What is known of a place in a statement that calls a function again and again; it lives in fn_mcxt */
typedef struct CvCall
{
	void	   *memory;			/* a room's own */
	int			first;			/* from this argument of a transition on, */
	bool		constant;		/* are all the same in every call?  Not known while first is 0 */
	int			n;				/* arguments, */
	Oid			types[FLEXIBLE_ARRAY_MEMBER];	/* as they are declared */
} CvCall;

/*
 * A new CvCall of the function, in fn_mcxt and kept in fn_extra or, of a distributed executor that keeps nothing between calls, one that
 * lasts until the next catalog access.  cv_find_constants() sets its first and constant: cv_call() and cv_args_are_constant() call the two
 * where that is needed.
 */
extern CvCall *cv_new_call(FunctionCallInfo fcinfo);
extern void cv_find_constants(FunctionCallInfo fcinfo, CvCall *call, int first);

/* What is known of this place.  A room may keep its memory there where the arguments are constant, and nowhere else. */
static inline CvCall *
cv_call(FunctionCallInfo fcinfo)
{
	CvCall	   *call = fcinfo->flinfo->fn_extra;

	return likely(call != NULL) ? call : cv_new_call(fcinfo);
}

/* The declared type of argument n, or InvalidOid where there is no such argument */
static inline Oid
cv_arg_type(FunctionCallInfo fcinfo, int n)
{
	const CvCall *call = cv_call(fcinfo);

	return n < call->n ? call->types[n] : InvalidOid;
}

/* Are the arguments of a transition, from this one on, the same in every call of this place?  False where nobody can tell. */
static inline bool
cv_args_are_constant(FunctionCallInfo fcinfo, int first)
{
	CvCall	   *call = cv_call(fcinfo);

	if (unlikely(call->first != first))
		cv_find_constants(fcinfo, call, first);
	return call->constant;
}

/* Transition functions refuse to run outside an aggregate.  Most calls are of an Agg node: then one look tells. */
static inline void
cv_require_aggregate(FunctionCallInfo fcinfo)
{
	if (likely(fcinfo->context != NULL && IsA(fcinfo->context, AggState)))
		return;
	if (unlikely(!AggCheckCallContext(fcinfo, NULL)))
		cv_refuse_call();
}

/*
 * The varlena state in argument 0 (or NULL), safe to write in place: inside an
 * aggregate the executor owns it, unless it came from Gather or a table with
 * a short header, compressed or toasted; then it is a copy, which the
 * executor moves to its own context.
 */
static inline void *
cv_writable_state(FunctionCallInfo fcinfo)
{
	struct varlena *state = (struct varlena *) PG_GETARG_POINTER(0);

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
		return NULL;
	if (VARATT_IS_EXTENDED(state))
		return PG_DETOAST_DATUM_COPY(PointerGetDatum(state));
	return state;
}

/* The state in argument n as it was passed, which may be toasted or short, or NULL */
static inline void *
cv_state_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? NULL : PG_GETARG_POINTER(n);
}

/* A state or value as a result, NULL where there is none */
static inline Datum
cv_return_state(FunctionCallInfo fcinfo, void *state)
{
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

/* NULL + x = x, of two arguments one of which is NULL at least: so an upsert over NULL heals itself */
static inline Datum
cv_other_value(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(PG_ARGISNULL(0) ? 1 : 0));
}

/* A copy of the value in argument n, in the current context and the caller's to write */
static inline void *
cv_copied_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_DETOAST_DATUM_COPY(PointerGetDatum(cv_value_arg(fcinfo, n)));
}

/*
 * merge (of rollup) and add (of +) of a type whose states are values.  into(a, b) adds b to a, which it may write, and
 * returns where the sum is; finish(sum) makes it the value that equal ones share.
 */
#define CV_MERGE_FUNCTIONS(type, into, finish) \
	CV_FUNCTION(type##_merge, PointerGetDatum(into(cv_writable_state(fcinfo), cv_value_arg(fcinfo, 1)))); \
	CV_FUNCTION(type##_add, PG_ARGISNULL(0) || PG_ARGISNULL(1) ? cv_other_value(fcinfo) \
				: PointerGetDatum(finish(into(cv_copied_arg(fcinfo, 0), cv_value_arg(fcinfo, 1)))))

#endif
