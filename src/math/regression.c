/*
 * regression.c
 *		Least squares of an outcome on its drivers, from means, deviations and correlations.
 *
 * Method.  The correlations of the drivers are factored as L L' (Cholesky), in the order of the drivers: a pivot is what those
 * before it leave of a driver's variance, and where that is below 1e-10 the driver is redundant and nothing is fitted.  With
 * weights, n is Kish's effective sample size wherever errors depend on it; with weights that are all 1 nothing changes.
 *
 * Accuracy: 1e-12 relative for the data of Chatterjee & Hadi and of the Swiss provinces, tested against values of 40 digits; a
 * pivot of p loses a factor of 1/p.  Errors and F rest on 1 - R^2, which has 1e-16 of R^2 for its own error: near a perfect fit, 1 - R^2
 * = 1e-8, they have 1e-8.
 */
#include "math/regression.h"

#include <math.h>

#include "math/quantile.h"
#include "math/variance.h"

#define LEAST_PIVOT	1e-10
#define NOTHING		1e-12		/* what rounding leaves of a standardized coefficient of 0 */

/* What the columns before it leave of row i, on and before the diagonal, is divided out in place.  False at a pivot that is too small. */
static bool
FactorRow(CvmMatrix l, int i)
{
	for (int j = 1; j <= i; j++)
	{
		double		left = l[i][j];

		for (int m = 1; m < j; m++)
			left -= l[i][m] * l[j][m];
		if (j < i)
			l[i][j] = left / l[j][j];
		else if (!(left >= LEAST_PIVOT))
			return false;
		else
			l[i][i] = sqrt(left);
	}
	return true;
}

/* The first driver that is redundant, or 0: then l is the factor */
static int
FactorDrivers(const CvRegression *x, CvmMatrix l)
{
	for (int i = 1; i <= x->k; i++)
	{
		for (int j = 1; j <= i; j++)
			l[i][j] = x->r[i][j];
		if (!(x->deviations[i] > 0) || !FactorRow(l, i))
			return i;
	}
	return 0;
}

/* The inverse of L L' is that of L, transposed, times that of L, which takes the place of l. */
static void
InvertFactor(CvmMatrix l, int k, CvmMatrix inverse)
{
	for (int j = 1; j <= k; j++)
	{
		l[j][j] = 1 / l[j][j];
		for (int i = j + 1; i <= k; i++)
		{
			double		sum = 0;

			for (int m = j; m < i; m++)
				sum -= l[i][m] * l[m][j];
			l[i][j] = sum / l[i][i];
		}
	}
	for (int i = 1; i <= k; i++)
		for (int j = 1; j <= i; j++)
		{
			double		sum = 0;

			for (int m = i; m <= k; m++)
				sum += l[m][i] * l[m][j];
			inverse[i][j] = inverse[j][i] = sum;
		}
}

/* The outcome's part of each column of L is what that column explains; b solves L' b = parts */
static void
SolveOutcome(CvRegression *x, CvmMatrix l)
{
	double		parts[CVM_COLUMNS];

	x->rest = 1;
	for (int i = 1; i <= x->k; i++)
	{
		parts[i] = x->r[0][i];
		for (int m = 1; m < i; m++)
			parts[i] -= l[i][m] * parts[m];
		parts[i] /= l[i][i];
		x->rest -= parts[i] * parts[i];
	}
	x->rest = x->rest > 0 ? x->rest : 0;
	x->r_squared = 1 - x->rest;
	for (int i = x->k; i >= 1; i--)
	{
		x->b[i] = parts[i];
		for (int m = i + 1; m <= x->k; m++)
			x->b[i] -= l[m][i] * x->b[m];
		x->b[i] /= l[i][i];
	}
}

/* Nothing is known of fewer than k + 2 rows, nor where one has all the weight, an outcome is constant or a driver redundant. */
void
cvm_fit_regression(CvRegression *x)
{
	CvmMatrix	l;

	x->known = false;
	x->redundant = 0;
	x->df = x->effective_n - x->k - 1;
	if (!(x->n >= x->k + 2 && x->effective_n > 1))
		return;
	x->redundant = FactorDrivers(x, l);
	if (x->redundant > 0 || !(x->deviations[0] > 0))
		return;
	SolveOutcome(x, l);
	InvertFactor(l, x->k, x->inverse);
	x->known = true;
}

/* Limits and p-value are Student's; NaN where weights leave no degrees of freedom */
void
cvm_coefficient(const CvRegression *x, int driver, double confidence, CvCoefficient *c)
{
	double		slope = x->deviations[0] / x->deviations[driver];
	double		t = NAN;

	c->coefficient = slope * x->b[driver];
	c->se = c->p_value = NAN;
	if (x->df > 0 && cvm_student_quantile(confidence, x->df, &t))
	{
		c->se = slope * sqrt(x->rest * x->inverse[driver][driver] / x->df);
		if (c->se > 0)
			c->p_value = cvm_student_two_sided_p(c->coefficient / c->se, x->df);
		else if (fabs(x->b[driver]) > NOTHING)	/* of a perfect fit; 0 / 0 says nothing */
			c->p_value = 0;
	}
	c->interval.low = c->coefficient - t * c->se;
	c->interval.high = c->coefficient + t * c->se;
}

/* Do the drivers explain more than chance would? F is infinite where they explain all. */
void
cvm_regression_test(const CvRegression *x, CvRegressionTest *test)
{
	test->intercept = x->means[0];
	for (int i = 1; i <= x->k; i++)
		test->intercept -= x->b[i] * x->deviations[0] / x->deviations[i] * x->means[i];
	test->adjusted_r_squared = test->residual_se = test->f = test->p_value = NAN;
	if (!(x->df > 0))
		return;
	test->adjusted_r_squared = 1 - x->rest * (x->effective_n - 1) / x->df;
	test->residual_se = x->deviations[0] * sqrt(x->rest * (x->effective_n - 1) / x->df);
	test->f = x->r_squared / x->k / (x->rest / x->df);
	test->p_value = cvm_f_p(test->f, x->k, x->df);
}
