#ifndef CV_MATH_COX_H
#define CV_MATH_COX_H

#include <stdbool.h>

/* The partial likelihood of two groups at a log ratio of hazards: its slope and curvature, summed over durations */
typedef struct CvCox
{
	double		log_ratio;
	double		score;
	double		information;
} CvCox;

/* Those of the base, 0, and of the other group, 1 */
typedef struct CvCoxStep
{
	double		at_risk[2];
	double		churned[2];
} CvCoxStep;

extern void cvm_cox_begin(CvCox *cox, double log_ratio);
extern void cvm_cox_step(CvCox *cox, const CvCoxStep *step);

/* Newton's search for the root of the score, between bounds that it keeps */
typedef struct CvCoxSearch
{
	double		low;
	double		high;
	double		log_ratio;
	int			steps;
} CvCoxSearch;

extern void cvm_cox_search_begin(CvCoxSearch *search);
extern bool cvm_cox_search_step(CvCoxSearch *search, const CvCox *cox);

#endif
