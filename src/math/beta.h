/* The continued fraction of the incomplete beta function: see beta.c */
#ifndef CV_MATH_BETA_H
#define CV_MATH_BETA_H

/* For x < (a + 1) / (a + b + 2), where it converges fast */
extern double cvm_beta_fraction(double a, double b, double x);

#endif
