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

extern bool cvm_mean(int points, const double *weights, const double *squares, CvMean *mean);
extern bool cvm_mean_student(const CvMean *mean, double confidence, CvInterval *interval);

#endif
