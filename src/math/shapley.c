/*
 * shapley.c
 *		R^2 shared out among drivers by Shapley's value: what each adds, on average over all orders in which they may come in
 *		(Lindeman, Merenda & Gold 1980, Kruskal 1987; general dominance of Budescu 1993).
 *
 * Method.  A driver's share is the sum over all subsets S without it of |S|! (k - 1 - |S|)! / k! (R^2 with it - R^2 of S).  Collected by
 * subset that is the sum over those with the driver, of both weights that they have, less the sum over all of the weight for others.  Subsets are walked depth first, as the
 * binary numbers, so that from one to the next some of the last members leave a Cholesky factor and one comes in, which takes
 * O(m^2).  Derivatives of R^2 (importance.c) are summed in the same way, one sum for each driver.  To add each subset to
 * the sum of each member would take O(m^3); so the last LATE drivers have it done, and for the others a block of subsets, which
 * differ by these alone, is added up first.
 */
#include "math/shapley.h"

#include <math.h>
#include <string.h>

#define LATE	5

static int
FirstLate(const CvRegression *x)
{
	return x->k > LATE ? x->k - LATE + 1 : 1;
}

void
cvm_shapley_begin(CvShapley *shapley, const CvRegression *x)
{
	double		weight = 1.0 / x->k;	/* of a subset of n drivers, for one to join it */

	memset(shapley, 0, sizeof(CvShapley));
	shapley->x = x;
	for (int n = 0; n < x->k; n++)
	{
		shapley->weights[n + 1] += weight;
		shapley->weights[n] += weight;
		weight *= (n + 1.0) / (x->k - n - 1);
	}
}

/* Factor in another driver, whose number is above that of all members */
static void
AddMember(CvShapley *shapley, int driver)
{
	int			n = shapley->members++;
	double	   *row = shapley->factor[n];
	double		left = 1;
	double		part = shapley->x->r[0][driver];

	for (int j = 0; j < n; j++)
	{
		row[j] = shapley->x->r[driver][shapley->member[j]];
		for (int m = 0; m < j; m++)
			row[j] -= row[m] * shapley->factor[j][m];
		row[j] /= shapley->factor[j][j];
		left -= row[j] * row[j];
		part -= row[j] * shapley->parts[j];
	}
	row[n] = sqrt(left);
	shapley->parts[n] = part / row[n];
	shapley->member[n] = driver;
}

/* From the subset before to the next one */
static void
MoveToNext(CvShapley *shapley)
{
	int			driver = shapley->x->k;

	for (uint32_t bits = shapley->next; !(bits & 1); bits >>= 1)
		driver--;
	while (shapley->members > 0 && shapley->member[shapley->members - 1] > driver)
		shapley->members--;
	AddMember(shapley, driver);
}

/* -1 for the outcome, then the standardized coefficients of the members */
static void
SolveMembers(const CvShapley *shapley, double *b)
{
	b[0] = -1;
	for (int i = shapley->members - 1; i >= 0; i--)
	{
		b[i + 1] = shapley->parts[i];
		for (int m = i + 1; m < shapley->members; m++)
			b[i + 1] -= shapley->factor[m][i] * b[m + 1];
		b[i + 1] /= shapley->factor[i][i];
	}
}

/* Add weight times the slopes of the subset's R^2, which are -b b' but for that of the outcome */
static void
AddSubset(const CvShapley *shapley, const double *b, double weight, double *sums)
{
	double		r_squared = 0;

	for (int i = 0; i < shapley->members; i++)
	{
		int			column = shapley->member[i];
		double	   *row = sums + column * (column + 1) / 2;
		double		factor = -weight * b[i + 1];

		r_squared += shapley->parts[i] * shapley->parts[i];
		row[0] += factor * b[0];
		for (int j = 0; j <= i; j++)
			row[shapley->member[j]] += factor * b[j + 1];
	}
	sums[0] -= weight * r_squared;
}

/* Add the subset to its block, and to the sums of its late members */
static void
VisitSubset(CvShapley *shapley, double *block)
{
	double		weight = shapley->weights[shapley->members];
	double		b[CVM_SHAPLEY_DRIVERS + 1];

	SolveMembers(shapley, b);
	AddSubset(shapley, b, weight, block);
	for (int i = shapley->members - 1; i >= 0 && shapley->member[i] >= FirstLate(shapley->x); i--)
		AddSubset(shapley, b, weight, shapley->of[shapley->member[i]]);
}

/* All shares add up to R^2 of all drivers, the last subset: that tells what each is to be less of. */
static void
FinishSums(CvShapley *shapley)
{
	int			k = shapley->x->k;
	double		b[CVM_SHAPLEY_DRIVERS + 1];

	SolveMembers(shapley, b);
	AddSubset(shapley, b, -1, shapley->less);
	for (int i = 0; i < (k + 1) * (k + 2) / 2; i++)
	{
		for (int driver = 1; driver <= k; driver++)
			shapley->less[i] += shapley->of[driver][i];
		shapley->less[i] /= k;
	}
}

/* Walk a block of subsets; are there more? */
bool
cvm_shapley_step(CvShapley *shapley)
{
	const CvRegression *x = shapley->x;
	uint32_t	size = UINT32_C(1) << (x->k - FirstLate(x) + 1);
	double		block[CVM_SHAPLEY_TERMS] = {0};

	for (uint32_t i = 0; i < size; i++, shapley->next++)
	{
		if (shapley->next == 0)
			continue;			/* nobody is in it */
		MoveToNext(shapley);
		VisitSubset(shapley, block);
	}
	for (int i = 0; i < shapley->members && shapley->member[i] < FirstLate(x); i++)
		for (int j = 0; j < (x->k + 1) * (x->k + 2) / 2; j++)
			shapley->of[shapley->member[i]][j] += block[j];
	if (shapley->next >> x->k == 0)
		return true;
	FinishSums(shapley);
	return false;
}

/* When all subsets have been walked, the slopes of a driver's share */
void
cvm_shapley_slopes(const CvShapley *shapley, int driver, CvmMatrix g)
{

	for (int i = 0, at = 0; i <= shapley->x->k; i++)
		for (int j = 0; j <= i; j++, at++)
			g[i][j] = g[j][i] = shapley->of[driver][at] - shapley->less[at];
}
