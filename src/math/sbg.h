#ifndef CV_MATH_SBG_H
#define CV_MATH_SBG_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/likelihood.h"

extern const CvLikelihood cvm_sbg;	/* alpha, beta; rows: t, left (0 or 1), unused, customers */

extern double cvm_sbg_survival(const double *p, double t);
extern bool cvm_sbg_survival_limits(const double *p, const double *covariance, double t, double z, CvInterval *limits);
extern double cvm_sbg_retention(const double *p, double t);
extern bool cvm_sbg_lifetime(const double *p, double discount, double renewals, double *lifetime);

#endif
