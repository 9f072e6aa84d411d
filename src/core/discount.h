/* Discounts by the year, and how long units are: see discount.c */
#ifndef CV_CORE_DISCOUNT_H
#define CV_CORE_DISCOUNT_H

#include "postgres.h"

#include "core/calendar.h"

extern const double cv_unit_days[CV_UNITS];

extern double cv_discount_arg(FunctionCallInfo fcinfo, int n, const char *period);
extern double cv_delta_arg(FunctionCallInfo fcinfo, int n, CvUnit unit);

#endif
