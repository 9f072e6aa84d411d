/* Arrays of numbers as arguments */
#ifndef CV_SCORECARD_NUMBERS_H
#define CV_SCORECARD_NUMBERS_H

#include "postgres.h"

#include "fmgr.h"

#define CV_FEW_NUMBERS	16

typedef struct CvNumbers
{
	int			n;
	double	   *values;			/* NaN: NULL */
	double		few[CV_FEW_NUMBERS];	/* where they are if no more */
} CvNumbers;

extern void cv_numbers_arg(FunctionCallInfo fcinfo, int n, const char *name, CvNumbers *numbers);
extern void cv_check_lengths(const char *name, const CvNumbers *numbers, const char *other_name, const CvNumbers *other);

#endif
