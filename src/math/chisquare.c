/*
 * chisquare.c
 *		The upper tail of the chi-square distribution with a whole number of degrees of freedom.
 *
 * Method.  Q(df/2, x/2) is a finite sum of positive terms: exp(-y) y^j / j! from j = 0, or erfc(sqrt y) and exp(-y) y^(j + 1/2) /
 * Gamma(j + 3/2), with y = x/2 (M. Abramowitz & I. A. Stegun 1964, 26.4.4 and 26.4.5).  Each term is told by its logarithm, so that
 * none overflows; relative error: some 1e-15 times y.
 */
#include "math/chisquare.h"

#include <math.h>

double
cvm_chi_square_p(double chi_square, int df)
{
	double		y = chi_square / 2;
	double		p = df % 2 ? erfc(sqrt(y)) : 0;
	double		j = df % 2 ? 0.5 : 0;
	double		term = df % 2 ? exp(-y) * sqrt(y) * M_2_SQRTPI : exp(-y);

	if (!(y > 0))
		return 1;
	if (term == 0 && df > 2)	/* it may come back: begin where terms are largest */
	{
		for (; j < df / 2.0; j++)
			p += exp(j * log(y) - y - lgamma(j + 1));
		return fmin(p, 1);
	}
	for (; j < df / 2.0; j++)
	{
		p += term;
		term *= y / (j + 1);
	}
	return fmin(p, 1);
}
