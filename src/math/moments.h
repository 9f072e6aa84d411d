/* Means, variances and slopes of what customers will do: see moments.c */
#ifndef CV_MATH_MOMENTS_H
#define CV_MATH_MOMENTS_H

#include <stdbool.h>

#include "math/btyd.h"

/* Purchases to come of a customer who is there now, each counting by its discount, which is below 1 */
typedef struct CvmMoments
{
	double		mean;			/* of their sum, */
	double		squares;		/* of the sum of their squares, */
	double		pairs;			/* and of the sum of the products of two that are not the same */
	double		slopes[CV_MAX_PARAMS];	/* of the mean, by the logarithms of the parameters */
} CvmMoments;

/* P(alive), and its slopes likewise */
typedef struct CvmAlive
{
	double		p;
	double		slopes[CV_MAX_PARAMS];
} CvmAlive;

/* What all purchases of a customer add up to */
typedef struct CvmTotal
{
	double		mean;
	double		variance;
	double		slopes[CV_MAX_PARAMS];
} CvmTotal;

/* Over a finite horizon.  False where bounded work cannot give them: then *moments means nothing. */
extern bool cvm_moments(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon, double delta, CvmMoments *moments);
extern CvmAlive cvm_alive(const CvBtyd *model, const double *p, const CvCustomer *c);

/*
 * Purchases of amounts that do not depend on them: amount, square and product are the means of an amount, of its square, and of the product of
 * two; with 1 for all it is the purchases themselves.
 */
extern CvmTotal cvm_total_of_purchases(const CvmAlive *alive, const CvmMoments *moments, double amount, double square, double product);

#endif
