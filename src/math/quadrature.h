/* Integrals of positive functions: see quadrature.c */
#ifndef CV_MATH_QUADRATURE_H
#define CV_MATH_QUADRATURE_H

#include <stdbool.h>

/* A negative discount lets purchases grow by exp() of this much at most: times anything else it is still a number */
#define CVM_MAX_GROWTH	600

/* Gauss and Legendre's nodes and weights on (-1, 1), for both signs */
#define CV_GAUSS_PAIRS	6
#define CVM_NODES		(2 * CV_GAUSS_PAIRS)

typedef struct CvGaussPair
{
	double		node;
	double		weight;
} CvGaussPair;

extern const CvGaussPair cvm_gauss[CV_GAUSS_PAIRS];

/* Values at CVM_NODES places */
typedef void (*CvmIntegrand) (const double *x, double *values, const void *arg);

/* An integral that is being taken, in parts */
typedef struct CvmIntegral
{
	CvmIntegrand values;
	const void *arg;
	double		sum;			/* so far */
	int			panels;			/* that may still be begun or halved */
} CvmIntegral;

/* Begin an integral of a function; arg is passed to it, and must live until the end. */
extern CvmIntegral cvm_begin_integral(CvmIntegrand values, const void *arg);

/* Add what lies between from, where the function is largest or steepest, and to, on either side; width is that of the first panel. */
extern void cvm_integrate(CvmIntegral *integral, double from, double to, double width);

/* Add what lies between 0 and end, where the logarithm of the function changes by slope, per unit, at 0 and by growth more at the end */
extern void cvm_integrate_ends(CvmIntegral *integral, double end, double slope, double growth);

/* False if the panels were too few, or the integral is not finite: then *value means nothing. */
extern bool cvm_end_integral(const CvmIntegral *integral, double *value);

#endif
