/* Eigenvalues and eigenvectors of a symmetric matrix: see symmetric.c */
#ifndef CV_MATH_SYMMETRIC_H
#define CV_MATH_SYMMETRIC_H

#include "math/regression.h"

/*
 * Of rows and columns 1 to k: a's diagonal becomes the eigenvalues, and the columns of vectors their eigenvectors.  False, and both are
 * spoiled, if that did not end.
 */
extern bool cvm_symmetric_eigen(CvmMatrix a, int k, CvmMatrix vectors);

#endif
