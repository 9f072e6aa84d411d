/* The Gamma-Gamma model of spend: see gammagamma.c */
#ifndef CV_MATH_GAMMAGAMMA_H
#define CV_MATH_GAMMAGAMMA_H

#include "math/likelihood.h"

extern const CvLikelihood cvm_gamma_gamma;	/* p, q, v */

/* What a purchase of a customer brings: means, which may be infinite */
typedef struct CvmSpend
{
	double		mean;
	double		square;			/* of the square, */
	double		product;		/* and of the product of two purchases, which are of the same
								 * customer */
	double		slopes[3];		/* of the mean, by the logarithms of p, q, v */
} CvmSpend;

/* What a purchase brings on average, of a customer who has made x, perhaps 0, of that mean; INFINITY where the model has no average */
extern double cvm_expected_spend(const double *params, double x, double mean);
extern CvmSpend cvm_spend(const double *params, double x, double mean);

#endif
