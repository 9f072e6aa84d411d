/*
 * numbers.c
 *		Arrays of numbers as arguments, and what several estimates say together: do they differ, do they move?
 */
#include "scorecard/numbers.h"

#include <math.h>

#include "access/tupmacs.h"
#include "core/check.h"
#include "core/poll.h"
#include "core/row.h"
#include "math/estimates.h"
#include "utils/array.h"
#include "utils/float.h"

/* The array in argument n; a NULL in it is NaN, and a NaN is an error. */
void
cv_numbers_arg(FunctionCallInfo fcinfo, int n, const char *name, CvNumbers *numbers)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(n);
	const		bits8 *known = ARR_NULLBITMAP(array);
	const double *next = (const double *) ARR_DATA_PTR(array);

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be an array of one dimension", name),
				 errhint("Such as ARRAY[80, 60].")));
	numbers->n = ARR_NDIM(array) == 0 ? 0 : ARR_DIMS(array)[0];
	numbers->values = numbers->n <= CV_FEW_NUMBERS ? numbers->few : palloc_extended(numbers->n * sizeof(double), MCXT_ALLOC_HUGE);
	for (int i = 0; i < numbers->n; i++)
	{
		cv_poll(i);
		if (known && att_isnull(i, known))
			numbers->values[i] = NAN;
		else if (unlikely(!isfinite(numbers->values[i] = *next++)))
			cv_check_finite(numbers->values[i], name);
	}
}

void
cv_check_lengths(const char *name, const CvNumbers *numbers, const char *other_name, const CvNumbers *other)
{
	if (numbers->n != other->n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there are %d %s, but %d %s", numbers->n, name, other->n, other_name),
				 errhint("Pass one for each, in the same order.")));
}

/* ---------- estimates ---------- */

static void
CheckError(double se)
{
	if (se <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("standard errors must be above 0, not %s", float8out_internal(se)),
				 errhint("Where nothing varies, nothing is known of the error: pass nullif(se, 0).")));
}

static inline int
CompareNumbers(double a, double b)
{
	return a < b ? -1 : a > b;
}

static inline int
CompareEstimates(const CvEstimate *a, const CvEstimate *b)
{
	int			order = CompareNumbers(a->x, b->x);

	if (order == 0)
		order = CompareNumbers(a->value, b->value);
	return order != 0 ? order : CompareNumbers(a->se, b->se);
}

#define ST_SORT			SortEstimates
#define ST_ELEMENT_TYPE CvEstimate
#define ST_COMPARE(a, b)	CompareEstimates(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static void
PollInterrupts(void)
{
	CHECK_FOR_INTERRUPTS();
}

/*
 * What is known whole of places (NULL: none), values and standard errors.  The arrays are made by array_agg, in no order that
 * means anything: sorted, their sums are the same ones always.
 */
static void
GatherEstimates(const CvNumbers *places, const CvNumbers *values, const CvNumbers *ses, CvEstimates *estimates)
{
	cv_check_lengths("estimates", values, "ses", ses);
	if (places)
		cv_check_lengths("estimates", values, "x", places);
	estimates->n = 0;
	estimates->estimates = palloc_extended(Max(values->n, 1) * sizeof(CvEstimate), MCXT_ALLOC_HUGE);
	estimates->poll = PollInterrupts;
	for (int i = 0; i < values->n; i++)
	{
		CvEstimate	estimate = {places ? places->values[i] : 0, values->values[i], ses->values[i]};

		cv_poll(i);
		if (isnan(estimate.x) || isnan(estimate.value) || isnan(estimate.se))
			continue;
		CheckError(estimate.se);
		estimates->estimates[estimates->n++] = estimate;
	}
	SortEstimates(estimates->estimates, estimates->n);
}

/* (estimates, ses) */
PG_FUNCTION_INFO_V1(cvsql_heterogeneity);
Datum
cvsql_heterogeneity(PG_FUNCTION_ARGS)
{
	CvNumbers	values;
	CvNumbers	ses;
	CvEstimates estimates;
	CvHeterogeneity result;
	CvRow		row;

	cv_numbers_arg(fcinfo, 0, "estimates", &values);
	cv_numbers_arg(fcinfo, 1, "ses", &ses);
	GatherEstimates(NULL, &values, &ses, &estimates);
	cv_begin_row(&row, fcinfo);
	if (cvm_heterogeneity(&estimates, &result))
	{
		if (!isfinite(result.q) || !isfinite(result.tau))
			float_overflow_error();
		cv_set_float8(&row, "q", result.q);
		cv_set_int(&row, "df", result.df);
		cv_set_float8(&row, "p_value", result.p_value);
		cv_set_float8(&row, "tau", result.tau);
	}
	return cv_end_row(&row);
}

/* (x, estimates, ses, confidence) */
PG_FUNCTION_INFO_V1(cvsql_trend_test);
Datum
cvsql_trend_test(PG_FUNCTION_ARGS)
{
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(3));
	CvNumbers	places;
	CvNumbers	values;
	CvNumbers	ses;
	CvEstimates estimates;
	CvTrend		trend;
	CvRow		row;

	cv_numbers_arg(fcinfo, 0, "x", &places);
	cv_numbers_arg(fcinfo, 1, "estimates", &values);
	cv_numbers_arg(fcinfo, 2, "ses", &ses);
	GatherEstimates(&places, &values, &ses, &estimates);
	cv_begin_row(&row, fcinfo);
	if (cvm_trend(&estimates, confidence, &trend))
	{
		if (!isfinite(trend.z) || !isfinite(trend.se) || !isfinite(trend.interval.high - trend.interval.low))
			float_overflow_error();
		cv_set_float8(&row, "slope", trend.slope);
		cv_set_float8(&row, "se", trend.se);
		cv_set_float8(&row, "z", trend.z);
		cv_set_float8(&row, "p_value", trend.p_value);
		cv_set_limits(&row, true, &trend.interval, 1);
	}
	return cv_end_row(&row);
}
