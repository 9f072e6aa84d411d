/* Integrals and densities where digits are lost, against values of 60 to 400 digits; and integrals that bounded work does not give */
#include "unit.h"

#include "math/betamean.h"
#include "math/btyd.h"
#include "math/divergence.h"
#include "math/gammas.h"
#include "math/log1p.h"
#include "math/nbd.h"
#include "math/quadrature.h"
#include "math/sbg.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* ---------- quadrature ---------- */

static void
Cauchy(const double *x, double *values, const void *arg)
{
	double		width = *(const double *) arg;

	for (int i = 0; i < CVM_NODES; i++)
		values[i] = 1 / (1 + x[i] / width * (x[i] / width)) / width;
}

static void
Step(const double *x, double *values, const void *arg)
{
	for (int i = 0; i < CVM_NODES; i++)
		values[i] = x[i] > *(const double *) arg;
}

static void
Nowhere(const double *x, double *values, const void *arg)
{
	(void) x;
	(void) arg;
	for (int i = 0; i < CVM_NODES; i++)
		values[i] = NAN;
}

static void
Exponential(const double *x, double *values, const void *arg)
{
	for (int i = 0; i < CVM_NODES; i++)
		values[i] = exp(-fabs(x[i]) * *(const double *) arg);
}

/* Wrong guesses of the width cost time and not digits */
static void
TestWidths(void)
{
	for (double guess = 1e-3; guess < 2e3; guess *= 10)
	{
		double		rate = 1;
		double		sum = 0;
		CvmIntegral integral = cvm_begin_integral(Exponential, &rate);

		cvm_integrate(&integral, 0, INFINITY, guess);
		cvm_integrate(&integral, 0, -INFINITY, guess);
		ok(cvm_end_integral(&integral, &sum), "an exponential is within reach");
		near(sum, 2, 1e-11, "and right");
		integral = cvm_begin_integral(Cauchy, &rate);
		cvm_integrate(&integral, 0, 1e3, guess);
		ok(cvm_end_integral(&integral, &sum), "Cauchy's density, too");
		near(sum, atan(1e3), 1e-11, "and right");
	}
}

static void
TestOutOfReach(void)
{
	double		at = 1 / M_PI;
	double		sum;
	CvmIntegral integral = cvm_begin_integral(Step, &at);

	cvm_integrate(&integral, 0, INFINITY, 1);
	ok(!cvm_end_integral(&integral, &sum), "what never dies away is out of reach");
	integral = cvm_begin_integral(Nowhere, &at);
	cvm_integrate(&integral, 0, 1, 1);
	ok(!cvm_end_integral(&integral, &sum), "and what is no number");
	at = 1e-200;
	integral = cvm_begin_integral(Cauchy, &at);
	cvm_integrate(&integral, 0, 1e200, 1e-200);
	ok(!cvm_end_integral(&integral, &sum), "and what has too many widths");
}

/* ---------- what densities are made of ---------- */

/* p, u, divergence */
static const double divergences[][3] = {
	{0.3, 1e-12, 1.0500000000001399e-25},
	{0.3, 0.001, 1.05013997723936e-7},
	{0.3, 0.5, 2.7825113937635635e-2},
	{0.3, -7, 1.7437157862729415},
	{0.3, -1e12, 2.9999999999964331e+11},
	{0.5, 1e-9, 1.2500000000000002e-19},
	{0.99, 1e-6, 4.9499983830003919e-15},
	{0.99, 3, 2.0452437415317551e-2},
	{1e-10, 1e-5, 5.0000166662083294e-21},
	{1e-10, 25, 2.1041938979900723},
	{1e-10, 800, 7.7697414899005954e+2},
};

/* a, b, d, ln(B(a, b + d) / B(a, b)) */
static const double steps[][4] = {
	{0.3, 0.2, 1, -9.1629073187415501e-1},
	{0.3, 1e9, 7, -2.099999993385e-9},
	{1e-12, 1e-12, 1, -6.9314718055994531e-1},
	{1e6, 2e6, 1000, -4.0538188121428879e+2},
	{1e12, 3, 50000, -8.905348675273089e+5},
	{1e-6, 1e12, 1e9, -9.9950033308403262e-10},
	{5e11, 1e12, 3, -1.2163953243234931},
	{2.5, 40, 1e5, -1.9515021995085917e+1},
};

static void
TestDensities(void)
{
	for (int i = 0; i < COUNT(divergences); i++)
	{
		const double *v = divergences[i];

		near(cvm_divergence(v[0], 1 - v[0], v[1]), v[2], 1e-13, "divergence");
	}
	for (int i = 0; i < COUNT(steps); i++)
		near(cvm_log_beta_step(steps[i][0], steps[i][1], steps[i][2]), steps[i][3], 1e-13, "a beta function by another");
	for (int i = -9; i < 30; i++)
	{
		double		x = i ? i / 10.0 : 1;

		near(cvm_log1p_rest(x), log1p(x) - x, 1e-13, "ln(1 + x) - x");
		near(cvm_expm1_rest(x), expm1(x) - x, 1e-13, "exp(x) - 1 - x");
	}
	for (int i = -300; i < 300; i++)
	{
		double		x = exp(i / 2.0);

		near(cvm_log1p(x), (double) log1pl(x), 3e-16, "ln(1 + x)");
		if (x < 1e15)
			near(cvm_log1p(-x / (1 + x)), (double) log1pl(-(long double) (x / (1 + x))), 3e-16, "ln(1 - x)");
	}
	near(cvm_log1p(0), 0, 0, "ln 1");
	ok(cvm_log1p(-1) == -INFINITY && cvm_log1p(INFINITY) == INFINITY && isnan(cvm_log1p(-2)) && isnan(cvm_log1p(NAN)), "where ln(1 + x) ends");
	near(cvm_deviance(1000, 1000.001, -0.001), 4.999996666669167e-10, 1e-12, "deviance");
	near(cvm_product_difference(1e8 + 1, 1e8 - 1, 1e8, 1e8), -1, 0, "a difference of products");
}

/* ---------- negative binomial ---------- */

/* r, alpha, n, horizon, probability */
static const double purchases[][5] = {
	{0.243, 4.414, 3, 39, 4.6968863832316094e-2},
	{1e-6, 1, 5, 1000, 1.9900203274283974e-7},
	{1e6, 1e6, 1000, 1000, 1.2608308768538132e-2},
	{1e12, 1e12, 1e6, 1000000.5, 3.989419978175837e-4},
	{3e9, 2, 4.5e10, 30.0001, 4.6286889345813454e-7},
	{50, 1, 0, 4, 1.125899906842624e-35},
	{0.5, 1e-9, 200, 1e9, 3.9869301963792921e-11},
};

static void
TestPurchases(void)
{
	for (int i = 0; i < COUNT(purchases); i++)
		near(cvm_nbd_probability(purchases[i][0], purchases[i][1], purchases[i][2], purchases[i][3]), purchases[i][4],
			 1e-11, "probability of purchases");
	ok(cvm_nbd_probability(0.5, 2, 3, 0) == 0 && cvm_nbd_probability(0.5, 2, 0, 0) == 1, "of none, in no time");
	for (double horizon = 0.01; horizon < 1e5; horizon *= 7)
	{
		double		below = 0;
		double		rest = NAN;

		for (int n = 0; n < 30; n++)
			below += cvm_nbd_probability(0.7, 3, n, horizon);
		ok(cvm_nbd_side(0.7, 3, 30, horizon, true, &rest), "within reach");
		near(below + rest, 1, 1e-12, "fewer and more purchases are all");
	}
}

/* ---------- readings ---------- */

/* alpha, beta, discount, lifetime: narrow densities among them */
static const double lifetimes[][4] = {
	{0.7, 1.2, 1e-6, 1.9471807695344684e+2},
	{1e-6, 1e-6, 0.5, 1.9999989013899813},
	{1e6, 2e8, 0.001, 1.6752800898951861e+2},
	{3e11, 1e12, 1e-9, 4.3333333189000001},
	{60, 540, 0.01, 9.296932785718488},
	{20, 20000, 0.01, 9.1864064693944931e+1},
};

static void
TestLifetimes(void)
{
	double		value = NAN;

	for (int i = 0; i < COUNT(lifetimes); i++)
	{
		ok(cvm_sbg_lifetime(lifetimes[i], lifetimes[i][2], 0, &value), "within reach");
		near(value, lifetimes[i][3], 1e-11, "lifetime");
	}
	ok(!cvm_sbg_lifetime((const double[]) {1e-12, 1}, 1e-310, 0, &value), "a lifetime that is no number is out of reach");
}

/* bg/nbd: r, alpha, a, b, x, t_x, T, horizon, expected purchases, where all leave alike */
static const double narrow[][9] = {
	{0.1137, 0.225, 178.728, 910.9406, 0, 0, 0.68, 1899.78, 2.97116135280825},
	{0.0129, 0.427, 444.6563, 549.0501, 1, 0.86, 1.28, 282.3, 1.0641892660784},
};

static void
TestNarrow(void)
{
	double		value = NAN;

	for (int i = 0; i < COUNT(narrow); i++)
	{
		CvCustomer	c = {narrow[i][4], narrow[i][5], narrow[i][6]};

		ok(cvm_bg_nbd.expected(narrow[i], &c, narrow[i][7], 0, &value), "within reach");
		near(cvm_bg_nbd.alive(narrow[i], &c) * value, narrow[i][8], 1e-11, "purchases where all leave alike");
	}
}

static void
TestHorizons(void)
{
	static const double p[4] = {24.344, 85.918, 8.2487, 0.019098};
	CvCustomer	c = {0, 0, 69.237};
	double		value = NAN;

	ok(cvm_mbg_nbd.expected(p, &c, 1e15, 0, &value) && isfinite(value), "the longest horizon is within reach");
	ok(!cvm_bg_nbd.expected(p, &c, 1e15, -1, &value), "growth beyond all numbers is not");
	ok(!cvm_pareto_nbd.expected(p, &c, 1e15, -1, &value), "of no model");
	ok(!cvm_bg_bb.expected(p, &c, 1e5, -1, &value), "of opportunities neither");
}

int
main(void)
{
	TestWidths();
	TestOutOfReach();
	TestDensities();
	TestPurchases();
	TestLifetimes();
	TestNarrow();
	TestHorizons();
	return done();
}
