/*
 * chisquare.c
 *		The upper tail of the chi-square distribution with a whole number of degrees of freedom.
 *
 * Method.  Q(df/2, x/2) is a finite sum of positive terms: exp(-y) y^j / j! from j = 0, or erfc(sqrt y) and exp(-y) y^(j + 1/2) /
 * Gamma(j + 3/2), with y = x/2 (M. Abramowitz & I. A. Stegun 1964, 26.4.4 and 26.4.5).  Where the first one underflows the sum is
 * made from the largest term on, to both sides, until terms no longer count: some multiples of the root of y, however many there are.
 *
 * Accuracy: 1e-14 relative.
 */
#include "math/chisquare.h"

#include <math.h>

#include "math/divergence.h"
#include "math/gammas.h"

#define LEAST_TERM	1e-17

/* Terms first to last, which are one apart; the largest is told by its distance from y, for its logarithm would lose digits */
static double
SumOfTerms(double y, double first, double last)
{
	double		top = first + floor(fmin(last, y) - first);
	double		largest = exp(-cvm_deviance(top, y, top - y) - cvm_stirling_rest(top)) / sqrt(2 * M_PI * top);
	double		sum = largest;
	double		term = largest;

	for (double j = top; j > first && term > LEAST_TERM * sum; j--)
		sum += term *= j / y;
	term = largest;
	for (double j = top + 1; j <= last && term > LEAST_TERM * sum; j++)
		sum += term *= y / j;
	return sum;
}

double
cvm_chi_square_p(double chi_square, int df)
{
	double		y = chi_square / 2;
	double		p = df % 2 ? erfc(sqrt(y)) : 0;
	double		j = df % 2 ? 0.5 : 0;
	double		term = df % 2 ? exp(-y) * sqrt(y) * M_2_SQRTPI : exp(-y);

	if (!(y > 0))
		return 1;
	if (isinf(y))
		return 0;
	if (term == 0 && df > 2)
		return fmin(SumOfTerms(y, j, df / 2.0 - 1), 1);
	for (; j < df / 2.0 && (j <= y || term > LEAST_TERM * p); j++)
	{
		p += term;
		term *= y / (j + 1);
	}
	return fmin(p, 1);
}
