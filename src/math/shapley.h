/* R^2 shared out among drivers by Shapley's value: see shapley.c */
#ifndef CV_MATH_SHAPLEY_H
#define CV_MATH_SHAPLEY_H

#include <stdint.h>

#include "math/regression.h"

#define CVM_SHAPLEY_DRIVERS	20	/* they have a million subsets */
#define CVM_SHAPLEY_TERMS	((CVM_SHAPLEY_DRIVERS + 1) * (CVM_SHAPLEY_DRIVERS + 2) / 2)

/* Sums of slopes are lower triangles of columns 0 to k, row after row. */
typedef struct CvShapley
{
	const CvRegression *x;
	uint32_t	next;			/* the subset to come: driver i is in it if bit k - i is set */
	int			members;		/* of the one before: */
	int			member[CVM_SHAPLEY_DRIVERS];
	double		factor[CVM_SHAPLEY_DRIVERS][CVM_SHAPLEY_DRIVERS];
	double		parts[CVM_SHAPLEY_DRIVERS]; /* of the outcome, explained by each column of the
											 * factor */
	double		weights[CVM_SHAPLEY_DRIVERS + 1];	/* of subsets of so many drivers: for one of
													 * them to have joined, and for another one to
													 * join */
	double		of[CVM_SHAPLEY_DRIVERS + 1][CVM_SHAPLEY_TERMS]; /* over the subsets that have a
																 * driver */
	double		less[CVM_SHAPLEY_TERMS];	/* over all, by the weight for others to join */
} CvShapley;

/* Begin with a regression that is known, has up to CVM_SHAPLEY_DRIVERS drivers, and must outlive it */
extern void cvm_shapley_begin(CvShapley *shapley, const CvRegression *x);

/* Walk a block of subsets.  True if there are more; false when all have been walked, and slopes can be asked for. */
extern bool cvm_shapley_step(CvShapley *shapley);

/* Fill rows and columns 0 to k of g with the derivative of the driver's share by the covariances */
extern void cvm_shapley_slopes(const CvShapley *shapley, int driver, CvmMatrix g);

#endif
