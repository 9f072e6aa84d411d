/*
 * betamean.c
 *		Means over a beta distribution.
 *
 * Method.  In u, the distance of the logit of p from that of a / (a + b), the density times dp / du falls from its peak at
 * u = 0 like a normal density of the width sqrt(1 / a + 1 / b) where that is small, and in any case exponentially: by a on
 * the left, by b on the right.  The panels of cvm_integrate() begin with PANEL times the smaller one of this width and 1.
 * The density is known without its beta function: by Stirling's series, at the peak, for that would cancel.
 */
#include "math/betamean.h"

#include <math.h>

#include "math/divergence.h"
#include "math/gammas.h"
#include "math/quadrature.h"

#define PANEL		1.5

typedef struct BetaMean
{
	double		total;			/* a + b */
	double		p;				/* a / (a + b) */
	double		q;
	double		log_mass;		/* of the density's form, which is 1 at its peak */
	CvmShareFunction f;
	const void *arg;
} BetaMean;

static double
WeightedAt(const BetaMean *mean, double u)
{
	double		e = exp(-fabs(u));	/* no overflow on either side */
	double		p = mean->p * (u > 0 ? 1 : e);
	double		q = mean->q * (u > 0 ? e : 1);

	return exp(-mean->log_mass - mean->total * cvm_divergence(mean->p, mean->q, u)) * mean->f(p / (p + q), q / (p + q), mean->arg);
}

static void
WeightedValues(const double *u, double *values, const void *arg)
{
	for (int i = 0; i < CVM_NODES; i++)
		values[i] = WeightedAt(arg, u[i]);
}

/* ln of B(a, b) / (p^a q^b) at the peak */
static double
LogMass(double a, double b)
{
	return cvm_stirling_rest(a) + cvm_stirling_rest(b) - cvm_stirling_rest(a + b) + 0.5 * log(2 * M_PI * (1 / a + 1 / b));
}

/*
 * The mean of f(p) for p from a beta distribution; f is positive, falls with p, and is smooth in the logit of p.
 * Where f falls by more than 1 / p does, it moves the peak to the left: by how much at most is told in left, 0 or negative.
 * False if the work was not enough.
 */
bool
cvm_beta_mean(double a, double b, double left, CvmShareFunction f, const void *arg, double *mean)
{
	BetaMean	weighted = {a + b, a / (a + b), b / (a + b), LogMass(a, b), f, arg};
	CvmIntegral integral = cvm_begin_integral(WeightedValues, &weighted);
	double		width = PANEL * fmin(1, sqrt(1 / a + 1 / b));
	double		left_width = PANEL * fmin(1, sqrt(1 / a));

	cvm_integrate(&integral, 0, INFINITY, width);
	cvm_integrate(&integral, 0, left < 0 ? left / 2 : -INFINITY, width);
	if (left < 0)
	{
		cvm_integrate(&integral, left, left / 2, left_width);
		cvm_integrate(&integral, left, -INFINITY, left_width);
	}
	return cvm_end_integral(&integral, mean);
}
