/*
 * row.c
 *		Results of several columns: one row by OUT parameters, or a set of rows by tuplestore.
 *
 * A function sets its columns by the names that SQL knows, so that they are found wherever the declaration has them.
 * The names mostly come in its order: then each is the first that is looked at.  They are constants of the program, so one
 * that was found once is known by its address.  The description of a single row is kept between calls, for making it takes
 * three times as long as a row.
 */
#include "core/row.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

static TupleDesc
ResultColumns(FunctionCallInfo fcinfo)
{
	TupleDesc	columns;

	if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE || columns->natts > CV_MAX_COLUMNS)
		elog(ERROR, "return type must be a row type");
	return columns;
}

/* What calls have in common, in the current context */
static CvColumns *
NewColumns(TupleDesc description)
{
	CvColumns  *columns = palloc0(sizeof(CvColumns));

	columns->description = description;
	return columns;
}

/* Those of a single row, for all calls */
CvColumns  *
cv_keep_columns(FunctionCallInfo fcinfo)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	CvColumns  *columns = NewColumns(BlessTupleDesc(ResultColumns(fcinfo)));

	fcinfo->flinfo->fn_extra = columns;
	MemoryContextSwitchTo(old);
	return columns;
}

Datum
cv_end_row(CvRow *row)
{
	return HeapTupleGetDatum(heap_form_tuple(row->columns->description, row->values, row->nulls));
}

/* The executor frees the columns of a set with the set. */
void
cv_begin_rows(CvRow *row, FunctionCallInfo fcinfo)
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
	row->columns = NewColumns(result->setDesc);
	MemoryContextSwitchTo(old);
	row->fcinfo = fcinfo;
	cv_clear_row(row);
}

/* Add the row to the set, and begin another one. */
void
cv_put_row(CvRow *row)
{
	ReturnSetInfo *result = (ReturnSetInfo *) row->fcinfo->resultinfo;

	CHECK_FOR_INTERRUPTS();
	tuplestore_putvalues(result->setResult, result->setDesc, row->values, row->nulls);
	cv_clear_row(row);
}

static inline bool
IsColumn(const CvRow *row, int i, const char *column)
{
	const TupleDesc description = row->columns->description;

	return i < description->natts
		&& (row->columns->known[i] == column || strcmp(NameStr(TupleDescAttr(description, i)->attname), column) == 0);
}

/* Make the column of this name the next one */
void
cv_find_column(CvRow *row, const char *column)
{
	int			i = row->next;

	if (!IsColumn(row, i, column))
		for (i = 0; !IsColumn(row, i, column); i++)
			if (i == row->columns->description->natts)
				elog(ERROR, "there is no column \"%s\"", column);
	row->columns->known[i] = column;
	row->next = i;
}

void
cv_set_text(CvRow *row, const char *column, const char *string)
{
	cv_set_datum(row, column, CStringGetTextDatum(string));
}

/* The columns low and high, in multiples of unit */
void
cv_set_limits(CvRow *row, bool known, const CvInterval *interval, double unit)
{
	if (!known)
		return;
	cv_set_float8(row, "low", unit * interval->low);
	cv_set_float8(row, "high", unit * interval->high);
}

/*
 * A difference and the columns of its test, in multiples of unit.  Limits that are made of an adjusted difference are widened until they
 * hold it, but not across 0: they exclude that when p says so.
 */
void
cv_set_difference(CvRow *row, double difference, const CvDifference *test, double unit)
{
	double		low = unit * test->interval.low;
	double		high = unit * test->interval.high;

	cv_set_float8(row, "difference", difference);
	cv_set_float8(row, "se", unit * test->se);
	cv_set_float8(row, "z", test->z);
	cv_set_float8(row, "p_value", test->p_value);
	cv_set_float8(row, "low", low > 0 && difference <= 0 ? low : fmin(low, difference));
	cv_set_float8(row, "high", high < 0 && difference >= 0 ? high : fmax(high, difference));
}
