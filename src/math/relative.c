/*
 * relative.c
 *		R^2 shared out among drivers by relative weights (J. W. Johnson 2000; the same by A. Genizi 1993).
 *
 * Method.  A = R^1/2, the symmetric root of the drivers' correlations, are their correlations with the orthogonal drivers that come
 * nearest to them, of which the outcome's coefficients are w = A^-1 r.  Driver i has the weight sum over j of A_ij^2 w_j^2; all add up
 * to R^2.
 *
 * Its derivative: with h_j = 2 A_ij w_j^2, u_j = 2 A_ij^2 w_j and z = A^-1 u it is z by r, and e_i h' - z w' by A; and A changes with R
 * by A dA + dA A = dR, which in the basis of eigenvectors divides each element by the sum of two lengths.  R is a correlation
 * matrix, while importance.c asks for derivatives by covariances: so the diagonal is minus the sum of the others in its row, each
 * times its correlation.
 */
#include "math/relative.h"

#include <math.h>
#include <string.h>

#include "math/symmetric.h"

/* vectors m vectors' */
static void
TurnBack(const CvRelative *relative, CvmMatrix m, CvmMatrix result)
{
	int			k = relative->x->k;
	CvmMatrix	half;

	for (int i = 1; i <= k; i++)
		for (int j = 1; j <= k; j++)
		{
			half[i][j] = 0;
			for (int l = 1; l <= k; l++)
				half[i][j] += m[i][l] * relative->vectors[j][l];
		}
	for (int i = 1; i <= k; i++)
		for (int j = 1; j <= k; j++)
		{
			result[i][j] = 0;
			for (int l = 1; l <= k; l++)
				result[i][j] += relative->vectors[i][l] * half[l][j];
		}
}

/* vectors' v */
static void
TurnVector(const CvRelative *relative, const double *v, double *result)
{
	for (int p = 1; p <= relative->x->k; p++)
	{
		result[p] = 0;
		for (int i = 1; i <= relative->x->k; i++)
			result[p] += relative->vectors[i][p] * v[i];
	}
}

/* False where the eigenvalues cannot be had, which no correlations are known to do */
bool
cvm_relative_begin(CvRelative *relative, const CvRegression *x)
{
	CvmMatrix	a;
	CvmMatrix	diagonal = {{0}};

	relative->x = x;
	memcpy(a, x->r, sizeof(CvmMatrix));
	if (!cvm_symmetric_eigen(a, x->k, relative->vectors))
		return false;
	TurnVector(relative, x->r[0], relative->turned);
	for (int p = 1; p <= x->k; p++)
	{
		diagonal[p][p] = relative->lengths[p] = sqrt(a[p][p]);
		relative->turned[p] /= relative->lengths[p];
	}
	TurnBack(relative, diagonal, relative->root);
	for (int i = 1; i <= x->k; i++)
	{
		relative->weights[i] = 0;
		for (int p = 1; p <= x->k; p++)
			relative->weights[i] += relative->vectors[i][p] * relative->turned[p];
	}
	return true;
}

/* What scales of outcome and drivers must be worth for the importance not to depend on them */
static void
SetDiagonal(const CvRegression *x, CvmMatrix g)
{
	for (int i = 0; i <= x->k; i++)
	{
		double		sum = 0;

		for (int j = 0; j <= x->k; j++)
			if (j != i)
				sum += g[i][j] * x->r[i][j];
		g[i][i] = -sum;
	}
}

void
cvm_relative_slopes(const CvRelative *relative, int driver, CvmMatrix g)
{
	int			k = relative->x->k;
	const double *e = relative->vectors[driver];
	const double *w = relative->turned;
	double		h[CVM_COLUMNS] = {0};
	double		u[CVM_COLUMNS] = {0};
	double		turned_h[CVM_COLUMNS];
	double		z[CVM_COLUMNS];
	CvmMatrix	m;

	for (int j = 1; j <= k; j++)
	{
		h[j] = 2 * relative->root[driver][j] * relative->weights[j] * relative->weights[j];
		u[j] = 2 * relative->root[driver][j] * relative->root[driver][j] * relative->weights[j];
	}
	TurnVector(relative, h, turned_h);
	TurnVector(relative, u, z);
	for (int p = 1; p <= k; p++)
		z[p] /= relative->lengths[p];
	for (int p = 1; p <= k; p++)
		for (int q = 1; q <= k; q++)
			m[p][q] = (e[p] * turned_h[q] + turned_h[p] * e[q] - z[p] * w[q] - w[p] * z[q])
				/ (2 * (relative->lengths[p] + relative->lengths[q]));
	TurnBack(relative, m, g);
	for (int i = 1; i <= k; i++)
	{
		double		slope = 0;

		for (int p = 1; p <= k; p++)
			slope += relative->vectors[i][p] * z[p];
		g[0][i] = g[i][0] = slope / 2;
	}
	SetDiagonal(relative->x, g);
}
