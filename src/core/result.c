/*
 * result.c
 *		Results of several columns: one row by OUT parameters, or a set of rows
 *		by tuplestore.
 */
#include "core/result.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"

static TupleDesc
ResultColumns(FunctionCallInfo fcinfo)
{
	TupleDesc	columns;

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return columns;
}

Datum
cv_row(FunctionCallInfo fcinfo, const Datum *values, const bool *nulls)
{
	TupleDesc	columns = BlessTupleDesc(ResultColumns(fcinfo));

	return HeapTupleGetDatum(heap_form_tuple(columns, unconstify(Datum *, values),
											 unconstify(bool *, nulls)));
}

void
cv_begin_rows(FunctionCallInfo fcinfo)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;

	if (result == NULL || !IsA(result, ReturnSetInfo) || !(result->allowedModes & SFRM_Materialize))
		elog(ERROR, "rows cannot be returned here");
	old = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	result->setDesc = ResultColumns(fcinfo);
	result->setResult = tuplestore_begin_heap(result->allowedModes & SFRM_Materialize_Random,
											  false, work_mem);
	result->returnMode = SFRM_Materialize;
	MemoryContextSwitchTo(old);
}

void
cv_put_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}
