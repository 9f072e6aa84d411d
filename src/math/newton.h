/* Minima of smooth functions of a few variables within bounds */
#ifndef CVM_NEWTON_H
#define CVM_NEWTON_H

#include <stdbool.h>

#define CVM_MAX_DIMENSIONS	4

/* A symmetric matrix, of which the lower half is used */
typedef double CvmSmallMatrix[CVM_MAX_DIMENSIONS][CVM_MAX_DIMENSIONS];

typedef struct CvmPoint
{
	double		at[CVM_MAX_DIMENSIONS];
	double		value;
	double		slopes[CVM_MAX_DIMENSIONS];
	CvmSmallMatrix second;
} CvmPoint;

typedef struct CvmFunction
{
	int			n;				/* variables */
	double		low[CVM_MAX_DIMENSIONS];
	double		high[CVM_MAX_DIMENSIONS];
	void		(*evaluate) (void *arg, CvmPoint *point);	/* at point->at; not a number where it
															 * has no value */
	void	   *arg;
} CvmFunction;

typedef enum CvmEnd
{
	CVM_MINIMUM,				/* within the bounds */
	CVM_FLAT,					/* nothing is to be gained, but this is no minimum: it lies at a
								 * bound, or second derivatives are not positive definite */
	CVM_OUT_OF_STEPS
} CvmEnd;

/*
 * Search from point->at, which is where it has ended then, with the value there.  Its derivatives are there, too, but of a minimum they are
 * those of a point that is as near as the tolerance.  Where there is no value to begin with, it is CVM_FLAT.
 */
extern CvmEnd cvm_newton(const CvmFunction *f, CvmPoint *point, int max_steps, double tolerance);

/* Cholesky's factor, in place.  False, and the matrix is spoiled, if it is not positive definite. */
extern bool cvm_factorize(CvmSmallMatrix h, int n);

/* Solve L L' x = b by that factor, in place */
extern void cvm_solve(CvmSmallMatrix factor, int n, double *b);

#endif
