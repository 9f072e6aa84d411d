#ifndef CV_MATH_BETA_H
#define CV_MATH_BETA_H

extern double cvm_beta_fraction(double a, double b, double x);

#endif
