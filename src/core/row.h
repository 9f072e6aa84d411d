/* Rows as results, their columns set by name: see row.c */
#ifndef CV_CORE_ROW_H
#define CV_CORE_ROW_H

#include "postgres.h"

#include <math.h>

#include "access/tupdesc.h"
#include "core/decimal.h"
#include "fmgr.h"
#include "math/difference.h"
#include "math/interval.h"
#include "utils/date.h"

#define CV_MAX_COLUMNS	32

/* Of a function: what its result is, and the name that last set each column */
typedef struct CvColumns
{
	TupleDesc	description;
	const char *known[CV_MAX_COLUMNS + 1];	/* none behind the last one */
} CvColumns;

/*
 * A row that is made, a struct of the caller's.  A column is NULL until it is set, and may be set in any order.  The names of columns must
 * be constants of the program, for they are kept.
 */
typedef struct CvRow
{
	FunctionCallInfo fcinfo;
	CvColumns  *columns;
	int			next;			/* the column that is likely to be set next */
	Datum		values[CV_MAX_COLUMNS];
	bool		nulls[CV_MAX_COLUMNS];
} CvRow;

static inline void
cv_clear_row(CvRow *row)
{
	row->next = 0;
	memset(row->nulls, true, sizeof(row->nulls));
}

/* The columns of the function's result, kept in fn_extra and fn_mcxt for all of its calls */
extern CvColumns *cv_keep_columns(FunctionCallInfo fcinfo);

static inline void
cv_begin_row(CvRow *row, FunctionCallInfo fcinfo)
{
	row->fcinfo = fcinfo;
	row->columns = fcinfo->flinfo->fn_extra;
	if (unlikely(row->columns == NULL))
		row->columns = cv_keep_columns(fcinfo);
	cv_clear_row(row);
}

/* The row as a new tuple, in the current context */
extern Datum cv_end_row(CvRow *row);

/* Begin a set of rows, which is the executor's: each row that is put is copied into it, and the next one begins with no column set. */
extern void cv_begin_rows(CvRow *row, FunctionCallInfo fcinfo);
extern void cv_put_row(CvRow *row);

/* Make the column of this name the next one; that there is none is an error. */
extern void cv_find_column(CvRow *row, const char *column);

static inline void
cv_set_datum(CvRow *row, const char *column, Datum value)
{
	if (unlikely(row->columns->known[row->next] != column))
		cv_find_column(row, column);
	row->values[row->next] = value;
	row->nulls[row->next++] = false;
}

/* NaN stands for unknown: NULL */
static inline void
cv_set_float8(CvRow *row, const char *column, double value)
{
	if (likely(!isnan(value)))
		cv_set_datum(row, column, Float8GetDatum(value));
	else if (row->next < row->columns->description->natts)
		row->next++;
}

/* Copies the string */
extern void cv_set_text(CvRow *row, const char *column, const char *string);

/* The columns of a test; and low and high, which stay NULL unless the limits are known. */
extern void cv_set_difference(CvRow *row, double difference, const CvDifference *test, double unit);
extern void cv_set_limits(CvRow *row, bool known, const CvInterval *interval, double unit);

#define cv_set_bigint(row, column, value)	cv_set_datum(row, column, Int64GetDatum(value))
#define cv_set_int(row, column, value)		cv_set_datum(row, column, Int32GetDatum(value))
#define cv_set_bool(row, column, value)		cv_set_datum(row, column, BoolGetDatum(value))
#define cv_set_date(row, column, value)		cv_set_datum(row, column, DateADTGetDatum(value))
#define cv_set_amount(row, column, units, scale) cv_set_datum(row, column, cv_amount_datum(units, scale))

/*
 * cvsql_<stem>_low and _high: the ends of the interval that a function tells of its arguments, in multiples of unit; NULL
 * where it says false
 */
#define CV_LIMITS(stem, unit, limits_of_args) \
	CV_LIMIT(stem, low, unit, limits_of_args); \
	CV_LIMIT(stem, high, unit, limits_of_args)

#define CV_LIMIT(stem, end, unit, limits_of_args) \
	PG_FUNCTION_INFO_V1(cvsql_##stem##_##end); \
	Datum \
	cvsql_##stem##_##end(PG_FUNCTION_ARGS) \
	{ \
		CvInterval	interval; \
		\
		if (!limits_of_args(fcinfo, &interval)) \
			PG_RETURN_NULL(); \
		PG_RETURN_FLOAT8((unit) * interval.end); \
	} \
	extern int cv_no_declaration

#endif
