/*
 * discount.c
 *		Discounts as arguments of what tells the worth of a future, and how long units are there.
 *
 * Models and curves know durations, not days of the calendar: to them a month and a year are of the same length always.
 */
#include "core/discount.h"

#include <math.h>

#include "utils/float.h"

#define DAYS_A_YEAR		365.25

const double cv_unit_days[CV_UNITS] = {1, 7, DAYS_A_YEAR / 12, DAYS_A_YEAR / 4, DAYS_A_YEAR};

/* The effective rate per period in argument n.  A horizon in its place, or a rate in percent, is above all that are accepted. */
double
cv_discount_arg(FunctionCallInfo fcinfo, int n, const char *period)
{
	double		discount = PG_GETARG_FLOAT8(n);

	if (!(discount > -1 && discount <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("discount must be a rate per %s above -1 and at most 1, not %s", period, float8out_internal(discount)),
				 errhint("For 10 %% per %s, pass 0.10.", period)));
	return discount;
}

/* The continuous rate per unit of the effective rate per year in argument n */
double
cv_delta_arg(FunctionCallInfo fcinfo, int n, CvUnit unit)
{
	return log1p(cv_discount_arg(fcinfo, n, "year")) * cv_unit_days[unit] / DAYS_A_YEAR;
}
