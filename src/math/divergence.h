/* How far two probabilities, or a count and its mean, lie apart: see divergence.c */
#ifndef CV_MATH_DIVERGENCE_H
#define CV_MATH_DIVERGENCE_H

/* ln(1 + x) - x, and e^x - 1 - x */
extern double cvm_log1p_rest(double x);
extern double cvm_expm1_rest(double x);

/* Of a probability p, q = 1 - p, from the one whose logit is greater by u */
extern double cvm_divergence(double p, double q, double u);

/* n ln(n / mean) - excess, with excess = n - mean */
extern double cvm_deviance(double n, double mean, double excess);

/* a b - c d */
extern double cvm_product_difference(double a, double b, double c, double d);

#endif
