/* The upper tail of the F distribution: see variance.c */
#ifndef CV_MATH_VARIANCE_H
#define CV_MATH_VARIANCE_H

/* The probability of f or more with k degrees of freedom, from 1, over df */
extern double cvm_f_p(double f, int k, double df);

#endif
