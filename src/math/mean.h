/* The mean of answers on the points 0, 1, 2, ..., with its interval: see mean.c */
#ifndef CV_MATH_MEAN_H
#define CV_MATH_MEAN_H

#include <stdbool.h>

#include "math/interval.h"

typedef struct CvMean
{
	double		mean;
	double		stddev;			/* sample form; NaN where effective_n <= 1 */
	double		se;				/* NaN where effective_n <= 1 */
	double		effective_n;	/* Kish: (sum w)^2 / sum w^2 */
} CvMean;

/* Of weights and squared weights per point.  False where the weights sum to 0: then *mean means nothing. */
extern bool cvm_mean(int points, const double *weights, const double *squares, CvMean *mean);

/* False where effective_n leaves no degree of freedom, or the limits overflow: then *interval means nothing. */
extern bool cvm_mean_student(const CvMean *mean, double confidence, CvInterval *interval);

#endif
