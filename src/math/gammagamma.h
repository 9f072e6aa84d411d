#ifndef CV_MATH_GAMMAGAMMA_H
#define CV_MATH_GAMMAGAMMA_H

#include "math/likelihood.h"

extern const CvLikelihood cvm_gamma_gamma;	/* p, q, v */

extern double cvm_expected_spend(const double *params, double x, double mean);

#endif
