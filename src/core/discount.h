/* Discounts by the year, and how long units are: see discount.c */
#ifndef CV_CORE_DISCOUNT_H
#define CV_CORE_DISCOUNT_H

#include "postgres.h"

#include "core/calendar.h"

extern const double cv_unit_days[CV_UNITS];

/* The effective rate per period in argument n, above -1 and at most 1.  Others are errors, whose message names the period. */
extern double cv_discount_arg(FunctionCallInfo fcinfo, int n, const char *period);

/* The continuous rate per unit of the effective rate per year in argument n */
extern double cv_delta_arg(FunctionCallInfo fcinfo, int n, CvUnit unit);

#endif
