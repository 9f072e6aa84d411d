/* Spans of days, such as those of contracts, and the periods that end within them: see span.c */
#ifndef CV_CORE_SPAN_H
#define CV_CORE_SPAN_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/head.h"

/* From a day to a day, or from a period to a period, both in it; none is where last is below first. */
typedef struct CvSpan
{
	int32		first;
	int32		last;
} CvSpan;

extern DateADT cv_constant_as_of_arg(FunctionCallInfo fcinfo, int n);
extern void cv_check_as_of(const CvHead *state, DateADT as_of);
extern void cv_check_same_as_of(CvHead *into, const CvHead *from);
extern CvSpan cv_span_arg(FunctionCallInfo fcinfo, int n, DateADT as_of);
extern CvSpan cv_periods_of_span(CvUnit unit, CvSpan days);

#endif
