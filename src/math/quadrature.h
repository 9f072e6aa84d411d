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

extern CvmIntegral cvm_begin_integral(CvmIntegrand values, const void *arg);
extern void cvm_integrate(CvmIntegral *integral, double from, double to, double width);
extern void cvm_integrate_ends(CvmIntegral *integral, double end, double slope, double growth);
extern bool cvm_end_integral(const CvmIntegral *integral, double *value);

#endif
