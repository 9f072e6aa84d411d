/* The ratio of the hazards of two groups: see cox.c */
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

/* Add a duration; one at which nobody churns, or with one group at risk alone, adds nothing. */
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

/*
 * Take what cvm_cox_step() has summed up at search->log_ratio, and go on to another one.  False where there is nothing to go on to: then
 * log_ratio is the root or, if the search has run out of steps, as near as it has come.
 */
extern bool cvm_cox_search_step(CvCoxSearch *search, const CvCox *cox);

#endif
