#ifndef CV_MATH_BETAMEAN_H
#define CV_MATH_BETAMEAN_H

#include <stdbool.h>

/* Of a probability p, and of q = 1 - p, which may be smaller than any difference from 1 */
typedef double (*CvmShareFunction) (double p, double q, const void *arg);

extern bool cvm_beta_mean(double a, double b, double left, CvmShareFunction f, const void *arg, double *mean);

#endif
