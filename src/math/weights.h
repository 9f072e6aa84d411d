/* Kish's effective number of answers: see weights.c */
#ifndef CV_MATH_WEIGHTS_H
#define CV_MATH_WEIGHTS_H

/* (sum of weights)^2 / sum of squared weights */
extern double cvm_kish_n(double sum, double squares);

#endif
