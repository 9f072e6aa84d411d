/*
 * logrank.c
 *		The k-sample log-rank test, weighted by powers of survival (T. R. Fleming & D. P. Harrington 1991, Counting Processes and Survival
 *		Analysis, chapter 7), of one stratum or several.
 *
 * At each duration at which d of n at risk churn, those of a group are compared with its share of d; the variance is
 * hypergeometric.  Differences sum to 0, so their covariance has no inverse: the statistic is u'V^-u with a generalized one, from the
 * elimination with the largest pivot until what is left is rounding; the degrees of freedom are the number of pivots.
 */
#include "math/logrank.h"

#include <math.h>

#define ROUNDING	1e-10		/* a pivot below that part of the largest variance is none */

/* S^rho (1 - S)^gamma of the pooled survival just before */
double
cvm_logrank_weight(const CvLogrank *test, double survival)
{
	return pow(survival, test->rho) * pow(1 - survival, test->gamma);
}

/* A duration at which somebody churns */
void
cvm_logrank_step(CvLogrank *test, double weight, const double *at_risk, const double *churned)
{
	double		n = 0;
	double		d = 0;
	double		spread;

	for (int i = 0; i < test->groups; i++)
	{
		n += at_risk[i];
		d += churned[i];
	}
	spread = n > 1 ? weight * weight * d * (n - d) / (n - 1) : 0;
	for (int i = 0; i < test->groups; i++)
	{
		double		share = at_risk[i] / n;

		test->observed[i] += weight * churned[i];
		test->expected[i] += weight * d * share;
		for (int j = 0; j < test->groups; j++)
			test->covariance[i * test->groups + j] += spread * share * ((i == j) - at_risk[j] / n);
	}
}

/* The number of the largest variance that is left */
static int
Pivot(const double *v, int k)
{
	int			pivot = 0;

	for (int i = 1; i < k; i++)
		if (v[i * k + i] > v[pivot * k + pivot])
			pivot = i;
	return pivot;
}

/* Take out of v and u what the pivot explains; its own row and column become 0 */
static void
Eliminate(double *v, double *u, int k, int pivot)
{
	double		variance = v[pivot * k + pivot];

	for (int i = 0; i < k; i++)
	{
		double		factor = v[i * k + pivot] / variance;

		if (i == pivot || factor == 0)
			continue;
		u[i] -= factor * u[pivot];
		for (int j = 0; j < k; j++)
			if (j != pivot)
				v[i * k + j] -= factor * v[pivot * k + j];
	}
	for (int i = 0; i < k; i++)
		v[i * k + pivot] = v[pivot * k + i] = 0;
}

/* The degrees of freedom; scratch has room for k (k + 1) numbers */
int
cvm_logrank_chi_square(const CvLogrank *test, double *scratch, double *chi_square)
{
	int			k = test->groups;
	double	   *v = scratch + k;
	double		largest;
	int			df = 0;

	for (int i = 0; i < k; i++)
		scratch[i] = test->observed[i] - test->expected[i];
	for (int i = 0; i < k * k; i++)
		v[i] = test->covariance[i];
	largest = v[Pivot(v, k) * (k + 1)];
	*chi_square = 0;
	while (df < k - 1)
	{
		int			pivot = Pivot(v, k);
		double		variance = v[pivot * (k + 1)];

		if (!(variance > ROUNDING * largest))
			break;
		*chi_square += scratch[pivot] * scratch[pivot] / variance;
		Eliminate(v, scratch, k, pivot);
		df++;
	}
	return df;
}
