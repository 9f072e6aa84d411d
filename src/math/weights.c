/*
 * weights.c
 *		Kish's effective number of answers (L. Kish, Survey Sampling, 1965).
 */
#include "math/weights.h"

#include <math.h>

/*
 * (sum of weights)^2 / sum of squared weights.  Equal weights make it a whole number, but
 * for rounding; so what lies within 1e-13 of one is that one.  Weights from 1e-6
 * to 1e6 cannot come as close to 1 in any other way.
 */
double
cvm_kish_n(double sum, double squares)
{
	double		n = sum / squares * sum;
	double		whole = rint(n);

	return fabs(n - whole) <= 1e-13 * whole ? whole : n;
}
