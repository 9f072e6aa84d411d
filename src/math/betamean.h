/* Means over a beta distribution: see betamean.c */
#ifndef CV_MATH_BETAMEAN_H
#define CV_MATH_BETAMEAN_H

#include <stdbool.h>

/* Of a probability p, and of q = 1 - p, which may be smaller than any difference from 1 */
typedef double (*CvmShareFunction) (double p, double q, const void *arg);

/*
 * The mean of f(p), which is positive, falls with p and is smooth in the logit of p; left is 0, or how far it may move the peak of the
 * density to the left.  False if bounded work was not enough: then *mean means nothing.  arg is passed to f, and nothing else.
 */
extern bool cvm_beta_mean(double a, double b, double left, CvmShareFunction f, const void *arg, double *mean);

#endif
