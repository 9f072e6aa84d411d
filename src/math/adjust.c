/*
 * adjust.c
 *		p-values of many tests, so that few or none of those that are called significant are so by chance.
 *
 * Holm (1979) and Bonferroni bound the chance of a single false one; Benjamini & Hochberg (1995), and for tests that depend on each
 * other in any way Benjamini & Yekutieli (2001), the share of false ones.  Each p-value is multiplied, and none may then be below
 * (Holm) or above (Benjamini) one that it was above or below of before; so those that were equal stay so.
 */
#include "math/adjust.h"

#include <math.h>

/* From the largest one down */
static void
StepUp(double *p, int64_t n, double factor)
{
	double		least = 1;

	for (int64_t i = n; i > 0; i--)
		p[i - 1] = least = fmin(least, factor * n / i * p[i - 1]);
}

/* From the smallest one up */
static void
StepDown(double *p, int64_t n)
{
	double		most = 0;

	for (int64_t i = 0; i < n; i++)
		p[i] = most = fmax(most, fmin(1, (n - i) * p[i]));
}

static double
HarmonicSum(int64_t n)
{
	double		sum = 0;

	for (int64_t i = n; i > 0; i--)
		sum += 1.0 / i;
	return sum;
}

/* The p-values are sorted, the smallest first. */
void
cvm_adjust_p(double *p, int64_t n, CvAdjustment adjustment)
{
	switch (adjustment)
	{
		case CV_BENJAMINI_HOCHBERG:
			StepUp(p, n, 1);
			break;
		case CV_BENJAMINI_YEKUTIELI:
			StepUp(p, n, HarmonicSum(n));
			break;
		case CV_HOLM:
			StepDown(p, n);
			break;
		case CV_BONFERRONI:
			for (int64_t i = 0; i < n; i++)
				p[i] = fmin(1, n * p[i]);
			break;
	}
}
