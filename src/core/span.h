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

/* The as_of in argument n of a transition, a finite day.  NULL is an error, too. */
extern DateADT cv_constant_as_of_arg(FunctionCallInfo fcinfo, int n);

/* Refuse an as_of that is not that of the state, if there is one; and states of two parts of a group with different ones */
extern void cv_check_as_of(const CvHead *state, DateADT as_of);
extern void cv_check_same_as_of(CvHead *into, const CvHead *from);

/* The days of the daterange in argument n, up to as_of.  One without a finite first day is an error, unless it is empty. */
extern CvSpan cv_span_arg(FunctionCallInfo fcinfo, int n, DateADT as_of);

/* The periods whose last days lie in a span of days */
extern CvSpan cv_periods_of_span(CvUnit unit, CvSpan days);

#endif
