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

extern double cvm_expected_spend(const double *params, double x, double mean);
extern CvmSpend cvm_spend(const double *params, double x, double mean);

#endif
