/*
 * importance.c
 *		How much of an outcome's variance each driver explains, by methods that a formula tells, and the error of any method.
 *
 * Method.  An importance f is a function of the covariances of outcome and drivers, whatever their units, so it is taken at the correlations R.
 * G is its derivative there, a symmetric matrix: df = tr(G dC).  Under normality the variance of f is 2 tr((G R)^2) / n by the
 * delta method (the covariances of sample covariances are Wishart's), where n is the effective sample size.  f falls with the
 * outcome's own variance as 1 / C_yy, all else equal: so f = -G_yy, and G tells all.
 *
 * R^2 of a set of drivers with standardized coefficients b has G_yy = -R^2, G_yi = b_i, G_ij = -b_i b_j.
 */
#include "math/importance.h"

#include <math.h>
#include <string.h>

#include "math/quantile.h"

/* times R^2 of the drivers whose coefficients b has, which are 0 for all others; added to g */
static void
AddSlopes(const CvRegression *x, double times, const double *b, CvmMatrix g)
{
	double		r_squared = 0;

	for (int i = 1; i <= x->k; i++)
	{
		r_squared += b[i] * x->r[0][i];
		g[0][i] += times * b[i];
		g[i][0] = g[0][i];
		for (int j = 1; j <= x->k; j++)
			g[i][j] -= times * b[i] * b[j];
	}
	g[0][0] -= times * r_squared;
}

/* The squared correlation: R^2 of the driver alone */
void
cvm_first_slopes(const CvRegression *x, int driver, CvmMatrix g)
{
	double		b[CVM_COLUMNS] = {0};

	memset(g, 0, sizeof(CvmMatrix));
	b[driver] = x->r[0][driver];
	AddSlopes(x, 1, b, g);
}

/* What R^2 loses without the driver: then the others' coefficients take over what they share with it. */
void
cvm_last_slopes(const CvRegression *x, int driver, CvmMatrix g)
{
	double		lost = x->b[driver] / x->inverse[driver][driver];
	double		others[CVM_COLUMNS];

	memset(g, 0, sizeof(CvmMatrix));
	for (int i = 1; i <= x->k; i++)
		others[i] = i == driver ? 0 : x->b[i] - x->inverse[i][driver] * lost;
	AddSlopes(x, 1, x->b, g);
	AddSlopes(x, -1, others, g);
	g[0][0] = -x->b[driver] * lost; /* without the cancellation */
}

/* Standardized coefficient times correlation (J. W. Pratt 1987), which can be negative */
void
cvm_pratt_slopes(const CvRegression *x, int driver, CvmMatrix g)
{
	double		r = x->r[0][driver];
	const double *inverse = x->inverse[driver];

	memset(g, 0, sizeof(CvmMatrix));
	g[0][0] = -x->b[driver] * r;
	for (int i = 1; i <= x->k; i++)
	{
		g[0][i] = g[i][0] = (r * inverse[i] + (i == driver ? x->b[driver] : 0)) / 2;
		for (int j = 1; j <= x->k; j++)
			g[i][j] = -r * (inverse[i] * x->b[j] + inverse[j] * x->b[i]) / 2;
	}
}

/* sqrt(2 tr((G R)^2) / n) */
double
cvm_importance_se(const CvRegression *x, CvmMatrix g)
{
	CvmMatrix	m;
	double		trace = 0;

	for (int i = 0; i <= x->k; i++)
		for (int j = 0; j <= x->k; j++)
		{
			m[i][j] = 0;
			for (int l = 0; l <= x->k; l++)
				m[i][j] += g[i][l] * x->r[j][l];
		}
	for (int i = 0; i <= x->k; i++)
		for (int j = 0; j <= x->k; j++)
			trace += m[i][j] * m[j][i];
	return sqrt(2 * fmax(trace, 0) / x->effective_n);
}

/* Limits are NaN where weights leave less than the degree of freedom that k + 2 rows have: then any drivers explain nearly all. */
void
cvm_importance(const CvRegression *x, CvmMatrix g, double confidence, CvImportance *importance)
{
	double		width = x->df >= 1 ? cvm_normal_quantile(confidence) * cvm_importance_se(x, g) : NAN;

	importance->value = 0 - g[0][0];	/* never -0 */
	importance->interval.low = importance->value - width;
	importance->interval.high = importance->value + width;
}
