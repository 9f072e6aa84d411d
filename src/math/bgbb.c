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

#define MAX_SUM		1000		/* opportunities that are added up one by one */

enum
{
	ALPHA, BETA, GAMMA, DELTA
};

/* The last opportunity at which the customer was there: likelihoods of all of them, and slopes of their mean */
typedef struct Weights
{
	double		alive;			/* share of those who are there at n */
	CvTerm		log;			/* of their sum */
} Weights;

/* B(a + successes, b + failures) / B(a, b), in logs */
static CvTerm
BetaStep(double a, double b, double successes, double failures)
{
	CvGammaStep in = cv_gamma_step(a, successes);
	CvGammaStep out = cv_gamma_step(b, failures);
	CvGammaStep all = cv_gamma_step(a + b, successes + failures);
	CvTerm		term = {in.log + out.log - all.log, {in.digamma - all.digamma, out.digamma - all.digamma}};

	return term;
}

/* A history's likelihood if the customer was there until opportunity m of n */
static CvTerm
Until(const double *p, double x, double m, double n)
{
	CvTerm		buys = BetaStep(p[ALPHA], p[BETA], x, m - x);
	CvTerm		stays = BetaStep(p[GAMMA], p[DELTA], m < n, m);
	CvTerm		term = {buys.value + stays.value, {buys.slopes[0], buys.slopes[1], stays.slopes[0], stays.slopes[1]}};

	return term;
}

/* From opportunity m to m + 1 < n */
static void
NextUntil(const double *p, double x, double m, CvTerm *term, double *relative)
{
	double		all = p[ALPHA] + p[BETA] + m;
	double		chances = p[GAMMA] + p[DELTA] + 1 + m;

	*relative *= (p[BETA] + m - x) / all * ((p[DELTA] + m) / chances);
	term->slopes[ALPHA] -= 1 / all;
	term->slopes[BETA] += 1 / (p[BETA] + m - x) - 1 / all;
	term->slopes[GAMMA] -= 1 / chances;
	term->slopes[DELTA] += 1 / (p[DELTA] + m) - 1 / chances;
}

static Weights
WeightsOf(const double *p, double x, double recency, double n)
{
	Weights		w = {1, Until(p, x, n, n)};
	CvTerm		left = Until(p, x, recency, n);
	double		base = fmax(w.log.value, left.value);
	double		alive = exp(w.log.value - base);
	double		relative = exp(left.value - base);
	double		sum = alive;

	for (int k = 0; k < CV_MAX_PARAMS; k++)
		w.log.slopes[k] *= alive;
	for (double m = recency; m < n; m++)
	{
		for (int k = 0; k < CV_MAX_PARAMS; k++)
			w.log.slopes[k] += relative * left.slopes[k];
		sum += relative;
		NextUntil(p, x, m, &left, &relative);
	}
	w.alive = alive / sum;
	w.log.value = base + log(sum);
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		w.log.slopes[k] /= sum;
	return w;
}

static void
Prepare(const double *p, double x, double *state)
{
	(void) p;
	state[0] = x;
}

static void
Row(const double *p, const double *state, const double *row, CvTerm *term)
{
	*term = WeightsOf(p, state[0], row[1], row[2]).log;
}

/* After the last opportunity */
static double
Alive(const double *p, const CvCustomer *c)
{
	return WeightsOf(p, c->x, c->recency, c->tenure).alive;
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
	double		buys = exp(BetaStep(p[ALPHA], p[BETA], x, 0).value);	/* times m choose x */
	double		stays = exp(BetaStep(p[GAMMA], p[DELTA], 0, x).value);
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
	{4, CV_TIMED_WIDTH, Prepare, Row, NULL}, Alive, AliveAtNext, Expected, Probability
};
