/* Predictions of customers: against sums of their probabilities, simulated customers, and differences of what is asked */
#include "unit.h"
#include "draws.h"

#include "math/btyd.h"
#include "math/nbd.h"
#include "math/prediction.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static const CvBtyd *const models[] = {&cvm_bg_nbd, &cvm_mbg_nbd, &cvm_pareto_nbd, &cvm_bg_bb};
static const double parameters[][4] = {
	{0.243, 4.414, 0.793, 2.426}, {0.525, 6.183, 0.891, 1.614}, {0.553, 10.578, 0.606, 11.669}, {1.204, 0.75, 0.657, 2.783}
};

/* ---------- sides and walks ---------- */

static double
SideOf(const CvFuture *future, const double *p, double n, double horizon, bool at_least)
{
	double		probability = NAN;

	ok(future->side(p, n, horizon, at_least, &probability), "within reach");
	return probability;
}

static void
TestSides(const CvFuture *future, const double *p, double horizon)
{
	double		below = 0;

	for (double n = 1; n < 40; n++)
	{
		double		share = NAN;
		double		at_least = SideOf(future, p, n, horizon, true);
		double		fewer = SideOf(future, p, n, horizon, false);

		ok(future->probability(p, n - 1, horizon, &share), "within reach");
		below += share;
		near(at_least + fewer, 1, 1e-10, "fewer and more are all");
		ok(fabs(fewer - below) <= 1e-10 * below + 1e-17, "fewer are the sum of those numbers");
	}
}

static void
TestWalk(const CvFuture *future, const double *p, double horizon)
{
	CvmWalk		walk;

	if (future->begin_walk == NULL || !future->begin_walk(p, horizon, &walk))
		return;
	for (double n = 0; n < 3000; n = n < 10 ? n + 1 : floor(n * 1.3))
	{
		double		below = NAN;

		while (walk.n <= n)
			below = future->walk(&walk);
		ok(fabs(below - SideOf(future, p, n + 1, horizon, false)) <= 1e-9, "a walk comes by the sides");
	}
}

static void
TestFutures(const CvBtyd *model, bool discrete)
{
	for (int i = 0; i < 200; i++)
	{
		double		p[4] = {AnySize(2), AnySize(2), AnySize(2), AnySize(2)};
		double		horizon = discrete ? ceil(AnySize(2)) : AnySize(2.5);

		TestSides(model->future, p, horizon);
		TestWalk(model->future, p, horizon);
	}
}

/* ---------- probabilities and limits of customers ---------- */

static const CvCustomer customers[] = {{0, 0, 0}, {0, 0, 39}, {1, 2, 39}, {2, 30, 38}, {7, 29, 38}, {29, 37, 39}};

static double
PredictedOf(const CvmPrediction *prediction, double n, double horizon)
{
	double		probability = NAN;

	ok(cvm_predicted_probability(prediction, n, horizon, &probability), "within reach");
	return probability;
}

static double
LimitOf(const CvmPrediction *prediction, double horizon, bool high, double tail)
{
	double		limit = NAN;

	ok(cvm_predicted_limit(prediction, horizon, high, tail, &limit), "within reach");
	return limit;
}

/* Tails that are walked to, and others; sums from either end leave no doubt */
static void
TestLimits(const CvmPrediction *prediction, const double *probability, int numbers, double horizon)
{
	static const double tails[] = {0.49, 0.25, 0.1, 0.025, 1e-3, 1e-5, 1e-9, 1e-13};

	for (int i = 0; i < COUNT(tails); i++)
	{
		double		below = 0;
		double		above = 0;
		int			low = 0;
		int			high = numbers - 1;

		while (below + probability[low] < tails[i])
			below += probability[low++];
		while (high > 0 && above + probability[high] <= tails[i])
			above += probability[high--];
		near(LimitOf(prediction, horizon, false, tails[i]), low, 0, "the lower limit is that of sums");
		near(LimitOf(prediction, horizon, true, tails[i]), high, 0, "the upper limit is that of sums");
	}
}

#define NUMBERS		4000

static void
TestCustomer(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon)
{
	static double probability[NUMBERS];
	CvmPrediction prediction = cvm_predict(model, p, c);
	double		all = 0;
	double		mean = 0;
	double		expected = NAN;

	for (int n = 0; n < NUMBERS; n++)
	{
		probability[n] = PredictedOf(&prediction, n, horizon);
		all += probability[n];
		mean += n * probability[n];
	}
	ok(model->expected(p, c, horizon, 0, &expected), "within reach");
	near(all, 1, 1e-9, "probabilities add up to 1");
	near(mean, model->alive(p, c) * expected, 1e-9, "and to the expectation");
	near(prediction.alive + prediction.gone, 1, 1e-14, "alive or gone");
	near(prediction.alive, model->alive(p, c), 1e-13, "as P(alive) says");
	TestLimits(&prediction, probability, NUMBERS, horizon);
	near(LimitOf(&prediction, 0, true, 1e-9), 0, 0, "nobody buys in no time");
}

static void
TestFarAway(void)
{
	static const double p[4] = {1e6, 1e-6, 1e-9, 1};
	static const CvCustomer fresh = {0, 0, 0};
	CvmPrediction prediction = cvm_predict(&cvm_bg_nbd, p, &fresh);
	double		limit;

	ok(!cvm_predicted_limit(&prediction, 1e15, true, 0.025, &limit), "a limit above 1e15 is out of reach");
	near(LimitOf(&prediction, 1, false, 0.025), 998043129190, 1e-3, "one below is not");
}

/* ---------- simulated customers ---------- */

/* What is particular to one: a rate of purchases, or the probability of one, and a rate or probability of leaving */
typedef struct Trait
{
	double		buys;
	double		leaves;
} Trait;

static Trait
DrawTrait(int m, const double *p)
{
	Trait		t = {m == 3 ? Beta(p[0], p[1]) : Gamma(p[0]) / p[1], m == 2 ? Gamma(p[2]) / p[3] : Beta(p[2], p[3])};

	return t;
}

/* Likelihoods of what is known of the customer, as one who is still there, and as one who has left */
static double
LikelihoodOf(int m, Trait t, const CvCustomer *c, double *left)
{
	double		chances = m == 2 ? 0 : c->x + (m == 1);
	double		bought = pow(t.buys, c->x);
	double		both = t.buys + t.leaves;

	*left = 0;
	if (m == 3)
	{
		for (double at = c->recency; at < c->tenure; at++)
			*left += bought * pow(1 - t.buys, at - c->x) * t.leaves * pow(1 - t.leaves, at);
		return bought * pow(1 - t.buys, c->tenure - c->x) * pow(1 - t.leaves, c->tenure);
	}
	if (m == 2)
	{
		*left = bought * t.leaves / both * (exp(-both * c->recency) - exp(-both * c->tenure));
		return bought * exp(-both * c->tenure);
	}
	if (chances > 0)
		*left = bought * t.leaves * pow(1 - t.leaves, chances - 1) * exp(-t.buys * c->recency);
	return bought * pow(1 - t.leaves, chances) * exp(-t.buys * c->tenure);
}

/* Purchases to come of one who is there */
static int
Live(int m, Trait t, double horizon)
{
	double		end = m == 2 ? fmin(horizon, Exponential() / t.leaves) : horizon;
	double		at = 0;
	int			n = 0;

	if (m == 3)
	{
		for (; at < horizon && Uniform() >= t.leaves; at++)
			n += Uniform() < t.buys;
		return n;
	}
	while ((at += Exponential() / t.buys) <= end)
	{
		n++;
		if (m != 2 && Uniform() < t.leaves)
			break;
	}
	return n;
}

#define DRAWN		200000
#define SEEN		6			/* numbers that are compared */

/* Traits are drawn as of a new customer, and weigh as much as what is known is likely for them. */
static void
TestSimulated(int m, const CvCustomer *c, double horizon)
{
	CvmPrediction prediction = cvm_predict(models[m], parameters[m], c);
	double		sum = 0;
	double		squares = 0;
	double		seen[SEEN] = {0};

	for (int i = 0; i < DRAWN; i++)
	{
		Trait		t = DrawTrait(m, parameters[m]);
		double		left;
		double		weight = LikelihoodOf(m, t, c, &left);
		int			n = Uniform() * (weight + left) < weight ? Live(m, t, horizon) : 0;

		weight += left;
		sum += weight;
		squares += weight * weight;
		if (n < SEEN)
			seen[n] += weight;
	}
	for (int n = 0; n < SEEN; n++)
	{
		double		probability = PredictedOf(&prediction, n, horizon);
		double		chance = sqrt(probability * (1 - probability) * squares) / sum;

		ok(fabs(seen[n] / sum - probability) <= 5 * chance, "simulated customers buy as often");
	}
}

/* ---------- waiting ---------- */

static void
TestWait(const CvBtyd *model, const double *p, const CvCustomer *c, bool discrete)
{
	CvmPrediction prediction = cvm_predict(model, p, c);

	for (double share = 0.05; share < 1; share += 0.1)
	{
		double		time = NAN;
		double		bought = NAN;
		double		none = NAN;

		ok(cvm_predicted_wait(&prediction, share, 1e5, &time), "within reach");
		bought = 1 - PredictedOf(&prediction, 0, fmin(time, 1e5));
		none = discrete && isfinite(time) ? 1 - PredictedOf(&prediction, 0, time - 1) : 0;
		ok(isinf(time) ? bought < share : discrete ? bought >= share && none < share : fabs(bought - share) < 1e-9,
		   "by then they have bought, or never");
	}
}

/* ---------- odds, and limits of what they say ---------- */

static void
TestOdds(const CvBtyd *model, double (*odds) (const double *, const CvCustomer *, double *), const double *p, const CvCustomer *c)
{
	double		slopes[CV_MAX_PARAMS];
	double		at = odds(p, c, slopes);

	if (at == -INFINITY)
		return;
	near(odds(p, c, NULL), at, 1e-13, "odds with or without slopes");
	for (int k = 0; k < model->likelihood.params; k++)
	{
		double		up[CV_MAX_PARAMS] = {p[0], p[1], p[2], p[3]};
		double		down[CV_MAX_PARAMS] = {p[0], p[1], p[2], p[3]};
		double		difference;

		up[k] *= 1 + 1e-5;
		down[k] *= 1 - 1e-5;
		difference = (odds(up, c, NULL) - odds(down, c, NULL)) / (up[k] - down[k]);
		ok(fabs(difference - slopes[k]) <= 1e-6 * (fabs(difference) + fabs(at / p[k])) + 1e-9, "slope of the odds");
	}
}

static void
TestAliveLimits(const CvBtyd *model, const double *p, const CvCustomer *c)
{
	double		covariance[CV_PAIRS(CV_MAX_PARAMS)] = {0.01, 0.001, 0.04, 0, 0, 0.02, 0, 0.003, -0.01, 0.09};
	CvInterval	limits;
	double		alive = model->p_alive(p, c);
	bool		known = cvm_alive_limits(model, p, covariance, c, 1.96, &limits);

	near(1 / (1 + exp(model->p_odds(p, c, NULL))), alive, 1e-13, "the odds are those of P(alive)");
	ok(known == (alive < 1), "limits are known unless P(alive) is 1");
	if (known)
		ok(limits.low > 0 && limits.low < alive && alive < limits.high && limits.high < 1, "and hold it");
	covariance[0] = NAN;
	ok(!cvm_alive_limits(model, p, covariance, c, 1.96, &limits), "without a covariance there are none");
}

int
main(void)
{
	for (int m = 0; m < 4; m++)
	{
		TestFutures(models[m], m == 3);
		for (int i = 0; i < COUNT(customers); i++)
		{
			const CvCustomer *c = &customers[i];

			TestCustomer(models[m], parameters[m], c, 12);
			TestSimulated(m, c, 26);
			TestWait(models[m], parameters[m], c, m == 3);
			TestOdds(models[m], models[m]->odds, parameters[m], c);
			TestOdds(models[m], models[m]->p_odds, parameters[m], c);
			TestAliveLimits(models[m], parameters[m], c);
		}
	}
	TestFarAway();
	return done();
}
