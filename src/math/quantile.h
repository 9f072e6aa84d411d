/* Quantiles and two-sided p-values of the normal and of Student's distribution: see quantile.c */
#ifndef CV_MATH_QUANTILE_H
#define CV_MATH_QUANTILE_H

#include <stdbool.h>

/* The z with P(|Z| < z) = confidence, in (0, 1) */
extern double cvm_normal_quantile(double confidence);

/* P(|Z| >= |z|) */
extern double cvm_normal_two_sided_p(double z);

/* P(|T| >= |t|); NaN where t or df is, or where t^2 / df overflows */
extern double cvm_student_two_sided_p(double t, double df);

/* The t with P(|T| < t) = confidence.  False where it overflows: then *t means nothing. */
extern bool cvm_student_quantile(double confidence, double df, double *t);

#endif
