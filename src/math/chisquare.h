#ifndef CV_MATH_CHISQUARE_H
#define CV_MATH_CHISQUARE_H

extern double cvm_chi_square_p(double chi_square, int df);

#endif
