/* beta.c: the continued fraction of the incomplete beta function */
#include "math/beta.h"

#include <float.h>
#include <math.h>

#define MAX_FRACTION	5000

/*
 * Continued fraction of the incomplete beta function I_x(a, b) by Lentz's
 * method (Abramowitz & Stegun 26.5.8); it converges in O(sqrt(max(a, b)))
 * terms for x < (a + 1) / (a + b + 2).
 */
double
cvm_beta_fraction(double a, double b, double x)
{
	double		c = 1;
	double		d = 1 / (1 - (a + b) * x / (a + 1));
	double		f = d;

	for (int m = 1; m < MAX_FRACTION; m++)
	{
		double		even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		double		odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		double		change;

		d = 1 / (1 + even * d);
		c = 1 + even / c;
		f *= d * c;
		d = 1 / (1 + odd * d);
		c = 1 + odd / c;
		change = d * c;
		f *= change;
		if (fabs(change - 1) <= DBL_EPSILON)
			break;
	}
	return f;
}
