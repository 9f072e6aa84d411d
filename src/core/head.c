/*
 * head.c
 *		Values as arguments, told by what each of them begins with.
 */
#include "core/head.h"

/* What is larger could be made, but not dumped. */
void
cv_check_size(Size size)
{
	if (size > CV_MAX_VALUE)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a summary has at most 700 MB"),
				 errhint("Aggregate by segment, or by customer first: summaries can be merged with rollup.")));
}

/* All zero but for its size and version */
void	   *
cv_new_value(Size size)
{
	CvHead	   *value = palloc_extended(size, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	SET_VARSIZE(value, size);
	value->version = CV_VERSION;
	return value;
}

/* A value, open or not; it is not the caller's to write */
void	   *
cv_any_value(Datum datum)
{
	CvHead	   *value = (CvHead *) PG_DETOAST_DATUM(datum);

	if (unlikely(value->version != CV_VERSION))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("this value has version %d, and this custval reads version %d", value->version, CV_VERSION),
				 errhint("Use the version of custval that wrote it, or a later one.")));
	return value;
}

/* The same for readings, which refuse an open one */
void	   *
cv_value(Datum datum)
{
	CvHead	   *value = cv_any_value(datum);

	if (unlikely(value->open))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("this value is a part of an aggregate that has not ended"),
				 errhint("Only the aggregate it comes from can combine such parts and read them.")));
	return value;
}

/* Those in argument n */
void	   *
cv_any_value_arg(FunctionCallInfo fcinfo, int n)
{
	return cv_any_value(PG_GETARG_DATUM(n));
}

void	   *
cv_value_arg(FunctionCallInfo fcinfo, int n)
{
	return cv_value(PG_GETARG_DATUM(n));
}

/* The last day that is in the value, of any type that keeps it; NULL where no day was told */
PG_FUNCTION_INFO_V1(cvsql_last_seen);
Datum
cvsql_last_seen(PG_FUNCTION_ARGS)
{
	CvHead	   *value = cv_value_arg(fcinfo, 0);

	if (value->last_seen == DATEVAL_NOBEGIN)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(value->last_seen);
}
