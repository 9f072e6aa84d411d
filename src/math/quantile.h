#ifndef CV_MATH_QUANTILE_H
#define CV_MATH_QUANTILE_H

#include <stdbool.h>

extern double cvm_normal_quantile(double confidence);
extern double cvm_normal_two_sided_p(double z);
extern double cvm_student_two_sided_p(double t, double df);
extern bool cvm_student_quantile(double confidence, double df, double *t);

#endif
