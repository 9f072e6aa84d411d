#ifndef CV_MATH_DIVERGENCE_H
#define CV_MATH_DIVERGENCE_H

extern double cvm_log1p_rest(double x);
extern double cvm_expm1_rest(double x);
extern double cvm_divergence(double p, double q, double u);
extern double cvm_deviance(double n, double mean, double excess);
extern double cvm_product_difference(double a, double b, double c, double d);

#endif
