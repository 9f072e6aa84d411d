#ifndef CV_MATH_WEIGHTS_H
#define CV_MATH_WEIGHTS_H

extern double cvm_kish_n(double sum, double squares);

#endif
