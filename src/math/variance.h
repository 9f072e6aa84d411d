#ifndef CV_MATH_VARIANCE_H
#define CV_MATH_VARIANCE_H

extern double cvm_f_p(double f, int k, double df);

#endif
