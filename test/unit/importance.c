/*
 * Regression and importances: of matrices that are drawn, against brute force over all orders of drivers, differences in place of
 * derivatives, and what holds by definition; tails of F against values of 40 digits.
 */
#include "unit.h"

#include <string.h>

#include "draws.h"
#include "math/exact.h"
#include "math/importance.h"
#include "math/relative.h"
#include "math/shapley.h"
#include "math/symmetric.h"
#include "math/variance.h"

#define K	5

typedef enum Method
{
	SHAPLEY, RELATIVE, FIRST, LAST, PRATT, METHODS
} Method;

static CvShapley shapley;
static CvRelative relative;

/* Correlations of K drivers and an outcome that have a part in common */
static void
Draw(CvmMatrix c)
{
	double		rows[40][K + 1];

	for (int n = 0; n < 40; n++)
	{
		double		common = Uniform();

		for (int i = 0; i <= K; i++)
			rows[n][i] = common + Uniform() * (1 + i % 3);
	}
	for (int i = 0; i <= K; i++)
		for (int j = 0; j <= K; j++)
		{
			double		mean_i = 0;
			double		mean_j = 0;

			c[i][j] = 0;
			for (int n = 0; n < 40; n++)
			{
				mean_i += rows[n][i] / 40;
				mean_j += rows[n][j] / 40;
			}
			for (int n = 0; n < 40; n++)
				c[i][j] += (rows[n][i] - mean_i) * (rows[n][j] - mean_j) / 39;
		}
}

/* The regression of k drivers on their covariances */
static void
Fit(CvmMatrix c, int k, CvRegression *x)
{
	memset(x, 0, sizeof(*x));
	x->k = k;
	x->n = x->effective_n = 40;
	for (int i = 0; i <= k; i++)
	{
		x->deviations[i] = sqrt(c[i][i]);
		for (int j = 0; j <= k; j++)
			x->r[i][j] = i == j ? 1 : c[i][j] / sqrt(c[i][i] * c[j][j]);
	}
	cvm_fit_regression(x);
}

static void
Slopes(const CvRegression *x, Method method, int driver, CvmMatrix g)
{
	switch (method)
	{
		case SHAPLEY:
			cvm_shapley_begin(&shapley, x);
			while (cvm_shapley_step(&shapley))
				;
			cvm_shapley_slopes(&shapley, driver, g);
			break;
		case RELATIVE:
			ok(cvm_relative_begin(&relative, x), "eigenvalues are found");
			cvm_relative_slopes(&relative, driver, g);
			break;
		case FIRST:
			cvm_first_slopes(x, driver, g);
			break;
		case LAST:
			cvm_last_slopes(x, driver, g);
			break;
		default:
			cvm_pratt_slopes(x, driver, g);
	}
}

static double
Value(CvmMatrix c, Method method, int driver)
{
	CvRegression x;
	CvmMatrix	g;
	CvImportance importance;

	Fit(c, K, &x);
	Slopes(&x, method, driver, g);
	cvm_importance(&x, g, 0.95, &importance);
	return importance.value;
}

/* Derivatives by the covariances at the correlations, of any method and driver, are what differences say. */
static void
TestSlopes(void)
{
	CvRegression x;
	CvmMatrix	c;
	CvmMatrix	g;
	double		h = 1e-5;

	Draw(c);
	Fit(c, K, &x);
	for (int method = 0; method < METHODS; method++)
		for (int driver = 1; driver <= K; driver++)
		{
			double		worst = 0;

			Slopes(&x, (Method) method, driver, g);
			for (int i = 0; i <= K; i++)
				for (int j = 0; j <= i; j++)
				{
					CvmMatrix	up;
					CvmMatrix	down;
					double		difference;

					memcpy(up, x.r, sizeof(up));
					memcpy(down, x.r, sizeof(down));
					up[i][j] = up[j][i] = x.r[i][j] + h;
					down[i][j] = down[j][i] = x.r[i][j] - h;
					difference = (Value(up, (Method) method, driver) - Value(down, (Method) method, driver)) / (2 * h);
					worst = fmax(worst, fabs(difference - (i == j ? g[i][i] : g[i][j] + g[j][i])));
				}
			ok(worst < 1e-8, "derivatives are as differences");
		}
}

/* R^2 of the drivers in a set of bits, by a regression of its own */
static double
RSquared(CvmMatrix c, unsigned set)
{
	int			columns[K + 1] = {0};
	int			k = 0;
	CvmMatrix	part;
	CvRegression x;

	for (int i = 0; i < K; i++)
		if (set >> i & 1)
			columns[++k] = i + 1;
	if (k == 0)
		return 0;
	for (int i = 0; i <= k; i++)
		for (int j = 0; j <= k; j++)
			part[i][j] = c[columns[i]][columns[j]];
	Fit(part, k, &x);
	return x.r_squared;
}

/* What drivers add, in the order of a permutation, which goes on from the place at */
static void
AddOrders(CvmMatrix c, int *order, int at, unsigned before, double *added)
{
	for (int i = at; i < K; i++)
	{
		int			driver = order[i];
		int			orders = 1;

		for (int left = K - at - 1; left > 1; left--)
			orders *= left;
		order[i] = order[at];
		order[at] = driver;
		added[driver] += orders * (RSquared(c, before | 1U << driver) - RSquared(c, before));
		AddOrders(c, order, at + 1, before | 1U << driver, added);
		order[at] = order[i];
		order[i] = driver;
	}
}

static void
TestOrders(void)
{
	CvmMatrix	c;
	int			order[K] = {0, 1, 2, 3, 4};
	double		added[K] = {0};
	double		sum = 0;

	Draw(c);
	AddOrders(c, order, 0, 0, added);
	for (int i = 0; i < K; i++)
	{
		near(Value(c, SHAPLEY, i + 1), added[i] / 120, 1e-11, "Shapley's share is the mean over all orders");
		near(Value(c, LAST, i + 1), RSquared(c, 31) - RSquared(c, 31 & ~(1U << i)), 1e-10, "last, by two regressions");
		near(Value(c, FIRST, i + 1), RSquared(c, 1U << i), 1e-12, "first, by one");
		sum += Value(c, RELATIVE, i + 1);
	}
	near(sum, RSquared(c, 31), 1e-12, "relative weights add up to R squared");
}

/* Of drivers that have nothing in common, every method says the squared correlation; its error is that of R^2 of one. */
static void
TestOrthogonal(void)
{
	CvmMatrix	c = {{0}};
	CvRegression x;
	CvmMatrix	g;

	for (int i = 0; i <= K; i++)
		c[i][i] = 1;
	for (int i = 1; i <= K; i++)
		c[0][i] = c[i][0] = 0.1 * i;
	Fit(c, K, &x);
	for (int method = 0; method < METHODS; method++)
		for (int i = 1; i <= K; i++)
			near(Value(c, (Method) method, i), 0.01 * i * i, 1e-13, "the squared correlation");
	cvm_first_slopes(&x, 3, g);
	near(cvm_importance_se(&x, g), 2 * 0.3 * (1 - 0.09) / sqrt(40), 1e-13, "2 r (1 - r^2) / sqrt(n)");
}

/* As many drivers as there may be, in one block of subsets and in many */
static void
TestSizes(void)
{
	static CvRegression x;
	CvmMatrix	g;

	for (int k = 1; k <= 12; k++)
	{
		CvmMatrix	c;
		double		sum = 0;

		for (int i = 0; i <= k; i++)
			for (int j = 0; j <= k; j++)
				c[i][j] = i == j ? 1 : pow(0.7, fabs((double) i - j));
		Fit(c, k, &x);
		cvm_shapley_begin(&shapley, &x);
		while (cvm_shapley_step(&shapley))
			;
		for (int i = 1; i <= k; i++)
		{
			cvm_shapley_slopes(&shapley, i, g);
			sum -= g[0][0];
		}
		near(sum, 0.49, 1e-12, "shares add up to what the first explains");
	}
}

/* Equal correlations: one eigenvalue of 1 + (k - 1) r, and k - 1 of 1 - r, whose vectors are orthogonal */
static void
TestEigen(void)
{
	static CvmMatrix a;
	static CvmMatrix vectors;
	int			large = 0;
	double		dot = 0;

	for (int i = 1; i <= CVM_MAX_DRIVERS; i++)
		for (int j = 1; j <= CVM_MAX_DRIVERS; j++)
			a[i][j] = i == j ? 1 : 0.9;
	ok(cvm_symmetric_eigen(a, CVM_MAX_DRIVERS, vectors), "eigenvalues of 50 rows");
	for (int i = 1; i <= CVM_MAX_DRIVERS; i++)
	{
		bool		first = a[i][i] > 1;

		large += first;
		near(a[i][i], first ? 1 + 49 * 0.9 : 0.1, 1e-12, "an eigenvalue");
		dot += vectors[i][1] * vectors[i][2];
	}
	near(large, 1, 0, "one of them is large");
	ok(fabs(dot) < 1e-14, "vectors are orthogonal");
}

static void
TestUnknown(void)
{
	CvmMatrix	c;
	CvRegression x;

	Draw(c);
	for (int i = 0; i <= K; i++)
		c[4][i] = c[i][4] = c[1][i] + 2 * c[2][i];
	c[4][4] = c[1][1] + 4 * c[1][2] + 4 * c[2][2];
	Fit(c, K, &x);
	ok(!x.known && x.redundant == 4, "a driver that others tell");
	Draw(c);
	c[3][3] = 0;
	Fit(c, K, &x);
	ok(!x.known && x.redundant == 3, "a constant driver");
	Draw(c);
	Fit(c, K, &x);
	x.n = K + 1;
	cvm_fit_regression(&x);
	ok(!x.known && x.redundant == 0, "too few rows");
	x.n = K + 2;
	cvm_fit_regression(&x);
	ok(x.known, "enough of them");
}

static const struct
{
	double		f;
	int			k;
	double		df;
	double		p;
}			tails[] =
{
	{10.5, 6, 23, 0.000012426208527310037818},
	{0.3, 1, 5.5, 0.60537514380558890169},
	{2, 2, 10, 0.18593443208187064913},
	{3.5, 7, 1000, 0.0010233372019360932333},
	{1.25, 50, 120.25, 0.16325318604999944523},
	{40, 20, 400, 1.7637893354834793443e-82},
	{1.05, 5, 2e6, 0.38613826654201350955},
	{9, 3, 5e8, 5.8873575786268716059e-6},
	{1e-6, 4, 30, 0.99999999999786666989},
};

static void
TestTails(void)
{
	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		near(cvm_f_p(tails[i].f, tails[i].k, tails[i].df), tails[i].p, tails[i].p < 1e-60 ? 1e-11 : 1e-12, "a tail of F");
	near(cvm_f_p(0, 3, 10), 1, 0, "all of it");
	near(cvm_f_p(INFINITY, 3, 10), 0, 0, "none of it");
	ok(isnan(cvm_f_p(NAN, 3, 10)), "of what is not known");
}

/* n products - a b where each part has 250 bits, and what is left 64 */
static void
TestCentred(void)
{
	CvmWide		products = {{0}};
	CvmLong		large = (CvmLong) 1 << 100;

	cvm_wide_add_product(&products, large, large);	/* 2^200 */
	near(cvm_exact_centred(large, &products, large * (1 << 25), large * (1 << 25)), ldexp(1, 300) - ldexp(1, 250), 1e-15, "products of 300 bits");
	near(cvm_exact_centred((CvmLong) 1 << 50, &products, large * (1 << 25) - 1, large * (1 << 25) + 1), 1, 0, "all but one cancels");
	near(cvm_exact_centred(3, &(CvmWide) {{UINT64_MAX - 4, UINT64_MAX, UINT64_MAX, UINT64_MAX}}, 2, -4), -7, 0, "3 (-5) + 8");
}

int
main(void)
{
	TestSlopes();
	TestOrders();
	TestOrthogonal();
	TestSizes();
	TestEigen();
	TestUnknown();
	TestTails();
	TestCentred();
	return done();
}
