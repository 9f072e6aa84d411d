/* Differences of scores, shares and means, with tests and limits: see difference.c */
#ifndef CV_MATH_DIFFERENCE_H
#define CV_MATH_DIFFERENCE_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/mean.h"
#include "math/nps.h"
#include "math/proportion.h"

/* Of two scores or shares, as fractions; NaN is what nothing tells */
typedef struct CvDifference
{
	double		difference;
	double		se;
	double		z;				/* NaN where nothing varies */
	double		p_value;		/* two-sided */
	CvInterval	interval;
} CvDifference;

/* Of two means, in points of their scale */
typedef struct CvMeanDifference
{
	double		difference;
	double		se;
	double		t;
	double		df;
	double		p_value;
	CvInterval	interval;
} CvMeanDifference;

typedef void (*CvNpsTest) (const CvNps *a, const CvNps *b, double confidence, CvDifference *test);

/* Each fills in all of *test. */
extern void cvm_nps_adjusted_wald_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test);
extern void cvm_nps_score_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test);
extern void cvm_nps_wald_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test);
extern void cvm_nps_target_test(const CvNps *nps, double target, double confidence, CvDifference *test);

/* False where one of the two has no trials: then *test means nothing. */
extern bool cvm_share_test(const CvTrials *a, const CvTrials *b, double confidence, CvDifference *test);

/* Everything but the difference is NaN where one mean has no standard error, everything but that and the error where nothing varies. */
extern void cvm_mean_test(const CvMean *a, const CvMean *b, double confidence, CvMeanDifference *test);

#endif
