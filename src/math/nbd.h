#ifndef CV_MATH_NBD_H
#define CV_MATH_NBD_H

#include <stdbool.h>

extern double cvm_log_nbd_peak(double r, double n);
extern double cvm_nbd_probability(double r, double alpha, double n, double horizon);
extern bool cvm_nbd_side(double r, double alpha, double n, double horizon, bool at_least, double *probability);

#endif
