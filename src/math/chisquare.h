/* The upper tail of the chi-square distribution: see chisquare.c */
#ifndef CV_MATH_CHISQUARE_H
#define CV_MATH_CHISQUARE_H

/* The probability of chi_square or more with df degrees of freedom, from 1 */
extern double cvm_chi_square_p(double chi_square, int df);

#endif
