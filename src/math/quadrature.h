#ifndef CV_MATH_QUADRATURE_H
#define CV_MATH_QUADRATURE_H

#include <math.h>

/* Gauss and Legendre's nodes and weights on (-1, 1), for both signs */
#define CV_GAUSS_PAIRS	6

typedef struct CvGaussPair
{
	double		node;
	double		weight;
} CvGaussPair;

extern const CvGaussPair cvm_gauss[CV_GAUSS_PAIRS];

typedef double (*CvFunction) (double x, const void *arg);

extern double cvm_discounted(CvFunction f, const void *arg, double scale, double steepness,
							 double horizon, double delta);
extern double cvm_beta_mean(double a, double b, CvFunction f, const void *arg);

/*
 * Panels for what falls like exp(-steepness * v), or slower, from v = 0 on: short at
 * first, then growing with what lies behind them.
 */
static inline double
cvm_panel(double v, double steepness)
{
	return fmin(4 / (1 + steepness) + v, 1.5);
}

#endif
