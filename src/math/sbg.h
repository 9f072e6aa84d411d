/* The shifted-beta-geometric model of contracts: see sbg.c */
#ifndef CV_MATH_SBG_H
#define CV_MATH_SBG_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/likelihood.h"

extern const CvLikelihood cvm_sbg;	/* alpha, beta; rows: t, left (0 or 1), unused, customers */

/* The share who survive t periods */
extern double cvm_sbg_survival(const double *p, double t);

/* At the normal quantile z.  False if there is no variance: then *limits means nothing. */
extern bool cvm_sbg_survival_limits(const double *p, const double *covariance, double t, double z, CvInterval *limits);

/* The share of those who survived t - 1 periods who survive the next one */
extern double cvm_sbg_retention(const double *p, double t);

/* In periods; INFINITY without a discount where alpha <= 1.  False where bounded work cannot give it: then *lifetime means nothing. */
extern bool cvm_sbg_lifetime(const double *p, double discount, double renewals, double *lifetime);

#endif
