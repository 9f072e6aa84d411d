/* Least squares of an outcome on its drivers, from means, deviations and correlations: see regression.c */
#ifndef CV_MATH_REGRESSION_H
#define CV_MATH_REGRESSION_H

#include <stdbool.h>

#include "math/interval.h"

#define CVM_MAX_DRIVERS	50
#define CVM_COLUMNS		(CVM_MAX_DRIVERS + 1)

typedef double CvmMatrix[CVM_COLUMNS][CVM_COLUMNS];

/* Column 0 is the outcome, columns 1 to k are its drivers.  What is not known is NaN. */
typedef struct CvRegression
{
	int			k;
	double		n;				/* rows, */
	double		effective_n;	/* and by Kish's formula, where they have weights: n, where they
								 * have none */
	double		means[CVM_COLUMNS];
	double		deviations[CVM_COLUMNS];	/* of the sample */
	CvmMatrix	r;				/* correlations */

	/* What cvm_fit_regression() adds */
	bool		known;
	int			redundant;		/* the first driver that those before it tell, 0 if there is none */
	double		df;				/* degrees of freedom of what is left */
	double		r_squared;
	double		rest;			/* 1 - r_squared */
	double		b[CVM_COLUMNS]; /* standardized coefficients */
	CvmMatrix	inverse;		/* of the drivers' correlations */
} CvRegression;

typedef struct CvCoefficient
{
	double		coefficient;
	double		se;
	double		p_value;
	CvInterval	interval;
} CvCoefficient;

typedef struct CvRegressionTest
{
	double		intercept;
	double		adjusted_r_squared;
	double		residual_se;
	double		f;
	double		p_value;
} CvRegressionTest;

/* Fill in the second part of x by the first one; x->known says whether that could be done. */
extern void cvm_fit_regression(CvRegression *x);

/* Of a regression that is known.  What errors rest on is NaN where weights leave no degrees of freedom. */
extern void cvm_coefficient(const CvRegression *x, int driver, double confidence, CvCoefficient *c);
extern void cvm_regression_test(const CvRegression *x, CvRegressionTest *test);

#endif
