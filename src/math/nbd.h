/* The negative binomial distribution: see nbd.c */
#ifndef CV_MATH_NBD_H
#define CV_MATH_NBD_H

#include <stdbool.h>

/* The logarithm of the probability of n purchases, n > 0, over the time in which n are expected */
extern double cvm_log_nbd_peak(double r, double n);

/* Of n purchases within the horizon */
extern double cvm_nbd_probability(double r, double alpha, double n, double horizon);

/* Of at least n, or of fewer.  False where bounded work cannot give it: then *probability means nothing. */
extern bool cvm_nbd_side(double r, double alpha, double n, double horizon, bool at_least, double *probability);

#endif
