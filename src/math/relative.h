/* R^2 shared out among drivers by relative weights: see relative.c */
#ifndef CV_MATH_RELATIVE_H
#define CV_MATH_RELATIVE_H

#include "math/regression.h"

/* The drivers' correlations are vectors diag(lengths^2) vectors', and their square root is root. */
typedef struct CvRelative
{
	const CvRegression *x;
	CvmMatrix	vectors;
	double		lengths[CVM_COLUMNS];
	CvmMatrix	root;
	double		turned[CVM_COLUMNS];	/* correlations of the outcome with drivers made
										 * orthogonal, by the vectors, */
	double		weights[CVM_COLUMNS];	/* and by these drivers */
} CvRelative;

/* Of a regression that is known, and must outlive it.  False where the eigenvalues cannot be had: then *relative means nothing. */
extern bool cvm_relative_begin(CvRelative *relative, const CvRegression *x);

/* Fill rows and columns 0 to k of g with the derivative of the driver's weight by the covariances */
extern void cvm_relative_slopes(const CvRelative *relative, int driver, CvmMatrix g);

#endif
