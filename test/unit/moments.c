/*
 * Moments of purchases to come: against sums over their probabilities, over occasions, and over times by Simpson's rule; spend against its
 * integral; all together against simulated customers
 */
#include "unit.h"

#include "draws.h"
#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/moments.h"
#include "math/prediction.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static const CvBtyd *const models[] = {&cvm_bg_nbd, &cvm_mbg_nbd, &cvm_pareto_nbd, &cvm_bg_bb};
static const double parameters[][4] = {
	{0.243, 4.414, 0.793, 2.426}, {0.525, 6.183, 0.891, 1.614}, {0.553, 10.578, 0.606, 11.669}, {1.204, 0.75, 0.657, 2.783}
};
static const CvCustomer customers[] = {{0, 0, 0}, {0, 0, 30}, {1, 4, 9}, {3, 20, 21}, {12, 30, 34}};
static const double spending[] = {6.25, 3.74, 15.44};

static CvmMoments
MomentsOf(int m, const double *p, const CvCustomer *c, double horizon, double delta)
{
	CvmMoments	moments;

	ok(cvm_moments(models[m], p, c, horizon, delta, &moments), "within reach");
	return moments;
}

/* ---------- without a discount ---------- */

/* Mean and variance are those of the numbers of purchases */
static void
TestProbabilities(int m, const double *p, const CvCustomer *c, double horizon)
{
	CvmPrediction prediction = cvm_predict(models[m], p, c);
	CvmAlive	alive = cvm_alive(models[m], p, c);
	CvmMoments	moments = MomentsOf(m, p, c, horizon, 0);
	CvmTotal	total = cvm_total_of_purchases(&alive, &moments, 1, 1, 1);
	double		mean = 0;
	double		square = 0;

	for (double n = 1; n < 3000; n++)
	{
		double		probability = NAN;

		ok(cvm_predicted_probability(&prediction, n, horizon, &probability), "within reach");
		mean += n * probability;
		square += n * n * probability;
	}
	near(total.mean, mean, 1e-9, "mean of the purchases");
	near(total.variance, square - mean * mean, 1e-6, "and their variance");
	near(moments.squares, moments.mean, 0, "each is 1");
}

/* ---------- with a discount ---------- */

/* Occasions, one by one */
static void
TestOccasions(const double *p, const CvCustomer *c, int horizon, double delta)
{
	CvmMoments	moments = MomentsOf(3, p, c, horizon, delta);
	double		all = p[0] + p[1] + c->tenure;
	double		one = (p[0] + c->x) / all;
	double		two = one * (p[0] + c->x + 1) / (all + 1);
	double		stays = 1;
	double		before = 0;
	double		squares = 0;
	double		pairs = 0;

	for (int i = 1; i <= horizon; i++)
	{
		double		at = p[3] + c->tenure + i - 1;

		stays *= at / (p[2] + at);
		squares += one * stays * exp(-2 * delta * i);
		pairs += 2 * two * stays * exp(-delta * i) * before;
		before += exp(-delta * i);
	}
	near(moments.squares, squares, 1e-9, "squares of occasions");
	near(moments.pairs, pairs, 1e-6, "and pairs");
}

/* Pairs by Pareto/NBD: the second purchase at u, and the first one any time before */
static void
TestTimes(const double *p, const CvCustomer *c, double horizon, double delta)
{
	CvmMoments	moments = MomentsOf(2, p, c, horizon, delta);
	double		r = p[0] + c->x;
	double		alpha = p[1] + c->tenure;
	double		sum = 0;
	int			steps = 4000;

	for (int i = 0; i <= steps; i++)
	{
		double		u = horizon * i / steps;
		double		before = delta == 0 ? u : -expm1(-delta * u) / delta;

		sum += (i == 0 || i == steps ? 1 : i % 2 ? 4 : 2) * before * exp(-delta * u - p[2] * log1p(u / (p[3] + c->tenure)));
	}
	near(moments.pairs, 2 * r * (r + 1) / (alpha * alpha) * sum * horizon / (3 * steps), 1e-6, "pairs of times");
}

/*
 * The same in closed form, over horizons of all sizes: right, or beyond reach where it is far longer than customers stay
 */
static void
TestLongHorizon(double s, double horizon)
{
	static const CvCustomer c = {2, 15, 20};
	double		p[CV_MAX_PARAMS] = {0.553, 10.578, s, 11.669};
	double		now = p[3] + c.tenure;
	double		r = p[0] + c.x;
	double		alpha = p[1] + c.tenure;
	double		growth = log1p(horizon / now);
	double		times = now * now * (expm1((2 - s) * growth) / (2 - s) - expm1((1 - s) * growth) / (1 - s));
	double		pairs = 2 * r * (r + 1) / (alpha * alpha) * times;
	CvmMoments	moments;

	if (cvm_moments(&cvm_pareto_nbd, p, &c, horizon, 0, &moments))
		near(moments.squares + moments.pairs, moments.squares + pairs, 1e-5, "pairs within a long time");
	else
		ok(s > 1 && horizon > 1e7, "within reach, unless customers are gone long before");
}

/* ---------- slopes ---------- */

/* Against coarser differences of means that take another way */
static void
TestSlopes(int m, const double *p, const CvCustomer *c, double horizon, double delta)
{
	CvmMoments	moments = MomentsOf(m, p, c, horizon, delta);
	CvmAlive	alive = cvm_alive(models[m], p, c);
	CvmTotal	total = cvm_total_of_purchases(&alive, &moments, 1, 1, 1);

	for (int k = 0; k < 4; k++)
	{
		double		up[4] = {p[0], p[1], p[2], p[3]};
		double		down[4] = {p[0], p[1], p[2], p[3]};
		double		more = NAN;
		double		less = NAN;

		up[k] *= exp(1e-3);
		down[k] *= exp(-1e-3);
		ok(models[m]->expected(up, c, horizon, delta, &more) && models[m]->expected(down, c, horizon, delta, &less), "within reach");
		more *= models[m]->alive(up, c);
		less *= models[m]->alive(down, c);
		ok(fabs(total.slopes[k] - (more - less) / 2e-3) <= 1e-5 * total.mean, "slopes of expected purchases");
	}
}

/* ---------- spend ---------- */

/* Over nu, in its logarithm, the moments of an amount of Gamma(p, nu) */
static void
TestSpend(double x, double mean)
{
	CvmSpend	spend = cvm_spend(spending, x, mean);
	double		shape = spending[0] * x + spending[1];
	double		rate = spending[2] + x * mean;
	double		mass = 0;
	double		sums[3] = {0};

	for (double l = -60; l < 20; l += 1e-3)
	{
		double		nu = exp(l) * shape / rate;
		double		density = exp(shape * (l - exp(l) + 1));

		mass += density;
		sums[0] += density * spending[0] / nu;
		sums[1] += density * spending[0] * (spending[0] + 1) / (nu * nu);
		sums[2] += density * spending[0] * spending[0] / (nu * nu);
	}
	near(spend.mean, sums[0] / mass, 1e-9, "mean spend");
	near(spend.mean, cvm_expected_spend(spending, x, mean), 0, "which is the one expected");
	near(spend.square, sums[1] / mass, 1e-9, "its square");
	near(spend.product, sums[2] / mass, 1e-9, "two of one customer");
	for (int k = 0; k < 3; k++)
	{
		double		up[3] = {spending[0], spending[1], spending[2]};
		double		down[3] = {spending[0], spending[1], spending[2]};

		up[k] *= exp(1e-4);
		down[k] *= exp(-1e-4);
		near(spend.slopes[k], (cvm_expected_spend(up, x, mean) - cvm_expected_spend(down, x, mean)) / 2e-4, 1e-7, "slope of mean spend");
	}
}

static void
TestInfiniteSpend(void)
{
	static const double heavy[] = {6, 1.5, 15};
	static const double heavier[] = {6, 0.5, 15};

	ok(isfinite(cvm_spend(heavy, 0, 0).mean) && isinf(cvm_spend(heavy, 0, 0).square), "q below 2: no variance");
	ok(isinf(cvm_spend(heavier, 0, 0).mean) && isinf(cvm_spend(heavier, 0, 0).product), "q below 1: no mean");
	ok(isfinite(cvm_spend(heavier, 1, 20).product), "but with a purchase there is");
}

/* ---------- simulated customers ---------- */

#define DRAWN	400000

/* Discounted amounts of one who is there */
static double
Live(int m, const double *survivor, double horizon, double delta, double nu)
{
	double		buys = m == 3 ? Beta(survivor[0], survivor[1]) : Gamma(survivor[0]) / survivor[1];
	double		leaves = m == 2 ? Gamma(survivor[2]) / survivor[3] : Beta(survivor[2], survivor[3]);
	double		end = m == 2 ? fmin(horizon, Exponential() / leaves) : horizon;
	double		sum = 0;
	double		at = 0;

	if (m == 3)
	{
		for (at = 1; at <= horizon && Uniform() >= leaves; at++)
			sum += Uniform() < buys ? exp(-delta * at) * Gamma(spending[0]) / nu : 0;
		return sum;
	}
	while ((at += Exponential() / buys) <= end)
	{
		sum += exp(-delta * at) * Gamma(spending[0]) / nu;
		if (m != 2 && Uniform() < leaves)
			break;
	}
	return sum;
}

static void
TestSimulated(int m, const CvCustomer *c, double horizon, double delta)
{
	CvmAlive	alive = cvm_alive(models[m], parameters[m], c);
	CvmMoments	moments = MomentsOf(m, parameters[m], c, horizon, delta);
	CvmSpend	spend = cvm_spend(spending, c->x, 30);
	CvmTotal	total = cvm_total_of_purchases(&alive, &moments, spend.mean, spend.square, spend.product);
	double		survivor[4];
	double		sums[4] = {0};

	models[m]->survive(parameters[m], c, survivor);
	for (int i = 0; i < DRAWN; i++)
	{
		double		nu = Gamma(spending[0] * c->x + spending[1]) / (spending[2] + c->x * 30);
		double		value = Uniform() < alive.p ? Live(m, survivor, horizon, delta, nu) : 0;
		double		away = value - total.mean;

		sums[0] += away;
		sums[1] += away * away;
		sums[2] += away * away * away * away;
	}
	ok(fabs(sums[0]) <= 5 * sqrt(sums[1]), "simulated customers spend as much");
	ok(fabs(sums[1] / DRAWN - total.variance) <= 6 * sqrt(sums[2]) / DRAWN, "as much apart");
}

int
main(void)
{
	for (int m = 0; m < 4; m++)
		for (int i = 0; i < COUNT(customers); i++)
		{
			TestProbabilities(m, parameters[m], &customers[i], 12);
			TestProbabilities(m, parameters[m], &customers[i], 1);
			TestSlopes(m, parameters[m], &customers[i], 12, 0);
			TestSlopes(m, parameters[m], &customers[i], 52, 0.0018);
			if (i > 1)
				TestSimulated(m, &customers[i], 26, 0.02);
		}
	for (int i = 0; i < COUNT(customers); i++)
		for (double delta = -0.01; delta < 0.2; delta = delta < 0 ? 0 : delta == 0 ? 1e-6 : delta * 10)
		{
			TestOccasions(parameters[3], &customers[i], 10, delta);
			TestTimes(parameters[2], &customers[i], 52, delta);
		}
	for (int i = 0; i < 10; i++)
	{
		double		p[4] = {AnySize(1), 5 * AnySize(1), AnySize(1), AnySize(1)};

		for (int m = 0; m < 4; m++)
			TestProbabilities(m, p, &customers[2 + i % 3], 12);
	}
	for (double horizon = 10; horizon < 2e15; horizon *= 10)
	{
		TestLongHorizon(0.6, horizon);
		TestLongHorizon(2.5, horizon);
		TestLongHorizon(9, horizon);
	}
	TestSpend(1, 20);
	TestSpend(12, 51.5);
	TestInfiniteSpend();
	return done();
}
