/*
 * symmetric.c
 *		Eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Method.  Jacobi's: rotations, each of which makes one element beside the diagonal zero, in sweeps over all of them
 * (G. H. Golub & C. F. Van Loan, Matrix Computations, 8.5).  It needs some 8 sweeps for 50 rows; small eigenvalues of a
 * matrix that is scaled well keep their digits.
 */
#include "math/symmetric.h"

#include <float.h>
#include <math.h>

#define MAX_SWEEPS	60

/* Columns p and q of m, turned by the angle whose cosine and sine these are */
static void
TurnColumns(CvmMatrix m, int k, int p, int q, double c, double s)
{
	for (int i = 1; i <= k; i++)
	{
		double		at_p = m[i][p];

		m[i][p] = c * at_p - s * m[i][q];
		m[i][q] = s * at_p + c * m[i][q];
	}
}

static void
TurnRows(CvmMatrix m, int k, int p, int q, double c, double s)
{
	for (int i = 1; i <= k; i++)
	{
		double		at_p = m[p][i];

		m[p][i] = c * at_p - s * m[q][i];
		m[q][i] = s * at_p + c * m[q][i];
	}
}

/* The rotation after which a[p][q] is 0, by the smaller of the two angles */
static void
Rotate(CvmMatrix a, int k, int p, int q, CvmMatrix vectors)
{
	double		slope = (a[q][q] - a[p][p]) / (2 * a[p][q]);
	double		t = (slope >= 0 ? 1 : -1) / (fabs(slope) + hypot(1, slope));
	double		c = 1 / sqrt(1 + t * t);

	TurnColumns(a, k, p, q, c, t * c);
	TurnRows(a, k, p, q, c, t * c);
	a[p][q] = a[q][p] = 0;
	TurnColumns(vectors, k, p, q, c, t * c);
}

/*
 * Rows and columns 1 to k: a's diagonal becomes the eigenvalues, and the columns of vectors their eigenvectors.  False if
 * it did not end.
 */
bool
cvm_symmetric_eigen(CvmMatrix a, int k, CvmMatrix vectors)
{
	for (int i = 1; i <= k; i++)
		for (int j = 1; j <= k; j++)
			vectors[i][j] = i == j;
	for (int sweep = 0; sweep < MAX_SWEEPS; sweep++)
	{
		int			turned = 0;

		for (int p = 1; p < k; p++)
			for (int q = p + 1; q <= k; q++)
				if (fabs(a[p][q]) > DBL_EPSILON / 4 * sqrt(fabs(a[p][p] * a[q][q])))
				{
					Rotate(a, k, p, q, vectors);
					turned++;
				}
		if (turned == 0)
			return true;
	}
	return false;
}
