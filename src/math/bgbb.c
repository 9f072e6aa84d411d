/*
 * bgbb.c
 *		The BG/BB model of purchases at discrete opportunities (Fader, Hardie & Shang 2010, Marketing
 *		Science 29:1086-1108): a customer who is with us takes each opportunity with a probability
 *		p ~ Beta(alpha, beta), and leaves before it with a probability theta ~ Beta(gamma, delta).
 *		x of n opportunities were taken, the last one at t_x.
 */
#include "math/btyd.h"

#include <math.h>
#include <stddef.h>

#include "math/gammas.h"
#include "math/quadrature.h"
#include "math/starts.h"

#define MAX_SUM		1000		/* opportunities that are added up one by one */

enum
{
	ALPHA, BETA, GAMMA, DELTA
};

/* B(a + successes, b + failures) / B(a, b), in logs */
static double
LogBetaStep(double a, double b, double successes, double failures)
{
	return cv_gamma_step(a, successes).log + cv_gamma_step(b, failures).log
		- cv_gamma_step(a + b, successes + failures).log;
}

/* The same with its derivatives, those by a and b being the k-th ones of the term and those that follow */
static void
AddBetaStep(const double *p, int k, double successes, double failures, CvTerm *term)
{
	CvGammaStep in = cv_gamma_step(p[k], successes);
	CvGammaStep out = cv_gamma_step(p[k + 1], failures);
	CvGammaStep all = cv_gamma_step(p[k] + p[k + 1], successes + failures);

	term->value += in.log + out.log - all.log;
	term->slopes[k] = in.digamma - all.digamma;
	term->slopes[k + 1] = out.digamma - all.digamma;
	term->second[CV_PAIRS(k) + k] = in.trigamma - all.trigamma;
	term->second[CV_PAIRS(k + 1) + k] = -all.trigamma;
	term->second[CV_PAIRS(k + 1) + k + 1] = out.trigamma - all.trigamma;
}

/* A history's likelihood if the customer was there until opportunity m of n, in logs */
static CvTerm
Until(const double *p, double x, double m, double n)
{
	CvTerm		term = {0};

	AddBetaStep(p, ALPHA, x, m - x, &term);
	AddBetaStep(p, GAMMA, m < n, m, &term);
	return term;
}

/* By what it grows from opportunity m to m + 1 < n */
static inline double
Growth(const double *p, double x, double m)
{
	return (p[BETA] + m - x) / (p[ALPHA] + p[BETA] + m) * ((p[DELTA] + m) / (p[GAMMA] + p[DELTA] + 1 + m));
}

/* and its derivatives; the recurrences of digamma and trigamma functions */
static void
MoveOn(const double *p, double x, double m, CvTerm *term)
{
	double		tries = 1 / (p[ALPHA] + p[BETA] + m);
	double		fails = 1 / (p[BETA] + m - x);
	double		chances = 1 / (p[GAMMA] + p[DELTA] + 1 + m);
	double		stays = 1 / (p[DELTA] + m);

	term->slopes[ALPHA] -= tries;
	term->slopes[BETA] += fails - tries;
	term->slopes[GAMMA] -= chances;
	term->slopes[DELTA] += stays - chances;
	term->second[CV_PAIRS(ALPHA) + ALPHA] += tries * tries;
	term->second[CV_PAIRS(BETA) + ALPHA] += tries * tries;
	term->second[CV_PAIRS(BETA) + BETA] += tries * tries - fails * fails;
	term->second[CV_PAIRS(GAMMA) + GAMMA] += chances * chances;
	term->second[CV_PAIRS(DELTA) + GAMMA] += chances * chances;
	term->second[CV_PAIRS(DELTA) + DELTA] += chances * chances - stays * stays;
}

/* A likelihood with its derivatives to a sum of likelihoods with theirs, which are not yet divided by it */
static void
AddLikelihood(const CvTerm *log, double likelihood, CvTerm *sum)
{
	double		products[CV_PAIRS(CV_MAX_PARAMS)];

	cvm_outer_product(log->slopes, likelihood, products);
	sum->value += likelihood;
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		sum->slopes[k] += likelihood * log->slopes[k];
	for (int k = 0; k < CV_PAIRS(CV_MAX_PARAMS); k++)
		sum->second[k] += likelihood * log->second[k] + products[k];
}

/* The logarithm of a sum of likelihoods, each of which was divided by exp(base) */
static void
TakeLogarithm(CvTerm *sum, double base)
{
	double		products[CV_PAIRS(CV_MAX_PARAMS)];

	for (int k = 0; k < CV_MAX_PARAMS; k++)
		sum->slopes[k] /= sum->value;
	cvm_outer_product(sum->slopes, 1, products);
	for (int k = 0; k < CV_PAIRS(CV_MAX_PARAMS); k++)
		sum->second[k] = sum->second[k] / sum->value - products[k];
	sum->value = base + log(sum->value);
}

static void
Prepare(const double *p, double x, double *state)
{
	(void) p;
	state[0] = x;
}

/* The sum over the last opportunity at which the customer was there, from the last one that was taken on */
static void
Row(const double *p, const double *state, const double *row, CvTerm *term)
{
	double		x = state[0];
	double		n = row[2];
	CvTerm		alive = Until(p, x, n, n);
	CvTerm		left = Until(p, x, row[1], n);
	double		base = fmax(alive.value, left.value);
	double		likelihood = exp(left.value - base);

	*term = (CvTerm)
	{
		0
	};
	AddLikelihood(&alive, exp(alive.value - base), term);
	for (double m = row[1]; m < n; m++)
	{
		AddLikelihood(&left, likelihood, term);
		likelihood *= Growth(p, x, m);
		MoveOn(p, x, m, &left);
	}
	TakeLogarithm(term, base);
}

/* After the last opportunity */
static double
Alive(const double *p, const CvCustomer *c)
{
	double		failures = c->tenure - c->recency;
	double		odds = 0;		/* of having left */
	double		relative;

	if (failures == 0)
		return 1;
	relative = exp(LogBetaStep(p[GAMMA], p[DELTA], 1, c->recency) - LogBetaStep(p[GAMMA], p[DELTA], 0, c->tenure)
				   + LogBetaStep(p[ALPHA], p[BETA], c->x, c->recency - c->x)
				   - LogBetaStep(p[ALPHA], p[BETA], c->x, c->tenure - c->x));
	for (double m = c->recency; m < c->tenure; m++)
	{
		odds += relative;
		relative *= Growth(p, c->x, m);
	}
	return 1 / (1 + odds);
}

/* At the next one, as the paper's table 6 has it */
static double
AliveAtNext(const double *p, const CvCustomer *c)
{
	return Alive(p, c) * (p[DELTA] + c->tenure) / (p[GAMMA] + p[DELTA] + c->tenure);
}

/* The discounted number of opportunities to come, by the probability theta of leaving before each */
typedef struct Future
{
	double		horizon;
	double		delta;
} Future;

static double
FutureForTheta(double theta, const void *arg)
{
	const Future *future = arg;
	double		stay = log1p(-theta) - future->delta;

	return -expm1(future->horizon * stay) / expm1(-stay);
}

static double
Opportunities(const double *p, double n, double horizon, double delta)
{
	Future		future = {horizon, delta};
	double		stays = 1;
	double		sum = 0;

	if (horizon > MAX_SUM)
		return cv_beta_mean(p[GAMMA], p[DELTA] + n, FutureForTheta, &future);
	for (int i = 1; i <= (int) horizon; i++)
	{
		stays *= (p[DELTA] + n + i - 1) / (p[GAMMA] + p[DELTA] + n + i - 1);
		sum += stays * exp(-delta * i);
	}
	return sum;
}

/* The horizon counts whole opportunities; an infinite one needs a discount, or gamma > 1 */
static double
Expected(const double *p, const CvCustomer *c, double horizon, double delta)
{
	double		rate = (p[ALPHA] + c->x) / (p[ALPHA] + p[BETA] + c->tenure);

	if (isinf(horizon) && delta == 0)
		return rate * (p[DELTA] + c->tenure) / (p[GAMMA] - 1);
	return rate * Opportunities(p, c->tenure, horizon, delta);
}

/* x of the first m opportunities, all those at which the customer was there: equation (8) of the paper */
static double
Probability(const double *p, double x, double horizon)
{
	double		buys = exp(LogBetaStep(p[ALPHA], p[BETA], x, 0));	/* times m choose x */
	double		stays = exp(LogBetaStep(p[GAMMA], p[DELTA], 0, x));
	double		sum = 0;

	if (x > horizon)
		return 0;
	for (double m = x; m < horizon; m++)
	{
		double		chances = p[GAMMA] + p[DELTA] + m;

		sum += buys * stays * p[GAMMA] / chances;
		stays *= (p[DELTA] + m) / chances;
		buys *= (m + 1) / (m + 1 - x) * (p[BETA] + m - x) / (p[ALPHA] + p[BETA] + m);
	}
	return sum + buys * stays;
}

const CvBtyd cv_bg_bb = {
	{4, CV_TIMED_WIDTH, Prepare, Row, cvm_bgbb_starts}, Alive, AliveAtNext, Expected, Probability
};
