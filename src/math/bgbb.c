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
#include <string.h>

#include "math/bbfuture.h"
#include "math/betamean.h"
#include "math/gammas.h"
#include "math/quadrature.h"
#include "math/starts.h"

#define MAX_SUM		1000		/* opportunities that are added up one by one */

/* What x decides of a customer's likelihood: the growth of ln Gamma(alpha), and of its derivatives */
enum
{
	VALUE, SLOPE, CURVE
};

static void
PrepareOfBgBb(const double *p, double x, double *state)
{
	CvGammaStep buys = cvm_gamma_step(p[ALPHA], x);

	state[VALUE] = buys.log;
	state[SLOPE] = buys.digamma;
	state[CURVE] = buys.trigamma;
}

/*
 * The likelihood of having left after opportunity m, the last one that was taken, in logs:
 * B(alpha + x, beta + m - x) / B(alpha, beta) * B(gamma + 1, delta + m) / B(gamma, delta)
 */
static CvTerm
LeftAt(const double *p, const double *state, double x, double m)
{
	CvGammaStep fails = cvm_gamma_step(p[BETA], m - x);
	CvGammaStep tries = cvm_gamma_step(p[ALPHA] + p[BETA], m);
	CvGammaStep stays = cvm_gamma_step(p[DELTA], m);
	CvGammaStep chances = cvm_gamma_step(p[GAMMA] + p[DELTA], m + 1);

	return (CvTerm)
	{
		state[VALUE] + fails.log - tries.log + log(p[GAMMA]) + stays.log - chances.log,
		{
			state[SLOPE] - tries.digamma, fails.digamma - tries.digamma,
				1 / p[GAMMA] - chances.digamma, stays.digamma - chances.digamma
		},
		{
			[CV_PAIRS(ALPHA) + ALPHA] = state[CURVE] - tries.trigamma,
				[CV_PAIRS(BETA) + ALPHA] = -tries.trigamma,
				[CV_PAIRS(BETA) + BETA] = fails.trigamma - tries.trigamma,
				[CV_PAIRS(GAMMA) + GAMMA] = -1 / (p[GAMMA] * p[GAMMA]) - chances.trigamma,
				[CV_PAIRS(DELTA) + GAMMA] = -chances.trigamma,
				[CV_PAIRS(DELTA) + DELTA] = stays.trigamma - chances.trigamma
		}
	};
}

/* By what it grows from opportunity m to m + 1, which was not taken */
static inline double
Growth(const double *p, double x, double m)
{
	return (p[BETA] + (m - x)) / (p[ALPHA] + p[BETA] + m) * ((p[DELTA] + m) / (p[GAMMA] + p[DELTA] + 1 + m));
}

/* and its derivatives, by the recurrences of the digamma and trigamma functions */
static void
MoveOn(const double *p, double x, double m, CvTerm *term)
{
	double		tries = 1 / (p[ALPHA] + p[BETA] + m);
	double		fails = 1 / (p[BETA] + (m - x));
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

/* At the last opportunity n, those who have not left are to those who leave after it as gamma + delta + n to gamma */
static double
StayRatio(const double *p, double n)
{
	return (p[GAMMA] + p[DELTA] + n) / p[GAMMA];
}

static void
StayOnce(const double *p, double n, CvTerm *term)
{
	double		all = 1 / (p[GAMMA] + p[DELTA] + n);

	term->slopes[GAMMA] += all - 1 / p[GAMMA];
	term->slopes[DELTA] += all;
	term->second[CV_PAIRS(GAMMA) + GAMMA] += 1 / (p[GAMMA] * p[GAMMA]) - all * all;
	term->second[CV_PAIRS(DELTA) + GAMMA] -= all * all;
	term->second[CV_PAIRS(DELTA) + DELTA] -= all * all;
}

/* A likelihood with the derivatives of its logarithm to a sum of likelihoods with theirs, which are not yet divided by it */
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

/*
 * Sums the likelihoods of having left, over the last opportunity at which the customer was there, relative to that of
 * the last one that was taken; last goes from that one on, and ends with those who stayed, whose likelihood is returned
 */
static double
SumOfLeft(const double *p, const double *state, const double *row, CvTerm *last, CvTerm *sum)
{
	double		x = row[0];
	double		relative = 1;

	memset(sum, 0, sizeof(*sum));
	*last = LeftAt(p, state, x, row[1]);
	for (double m = row[1]; m < row[2]; m++)
	{
		AddLikelihood(last, relative, sum);
		relative *= Growth(p, x, m);
		MoveOn(p, x, m, last);
	}
	StayOnce(p, row[2], last);

	return relative * StayRatio(p, row[2]);
}

static void
RowOfBgBb(const double *p, const double *state, const double *row, CvTerm *term)
{
	CvTerm		last;
	double		stayed = SumOfLeft(p, state, row, &last, term);

	AddLikelihood(&last, stayed, term);
	TakeLogarithm(term, last.value);
}

/* Likelihoods of having stayed until after the last opportunity, and of having left, relative to one another */
static double
Stayed(const double *p, const CvCustomer *c, double *left)
{
	double		relative = 1;

	*left = 0;
	for (double m = c->recency; m < c->tenure; m++)
	{
		*left += relative;
		relative *= Growth(p, c->x, m);
	}
	return relative * StayRatio(p, c->tenure);
}

/* After the last opportunity */
static double
Alive(const double *p, const CvCustomer *c)
{
	double		left;
	double		stayed = Stayed(p, c, &left);

	return stayed / (stayed + left);
}

static void
OddsSlopesNow(const double *p, const CvCustomer *c, double *slopes)
{
	double		row[] = {c->x, c->recency, c->tenure};
	double		state[CV_MAX_STATE];
	CvTerm		last;
	CvTerm		sum;

	PrepareOfBgBb(p, c->x, state);
	(void) SumOfLeft(p, state, row, &last, &sum);
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		slopes[k] = sum.value > 0 ? sum.slopes[k] / sum.value - last.slopes[k] : 0;
}

/* The logarithm of the odds of having left and, unless slopes is NULL, its derivatives */
static double
OddsNow(const double *p, const CvCustomer *c, double *slopes)
{
	double		left;
	double		stayed = Stayed(p, c, &left);

	if (slopes)
		OddsSlopesNow(p, c, slopes);
	return log(left / stayed);
}

/* Of not being there at the next one: having left, or leaving now */
static double
OddsAtNext(const double *p, const CvCustomer *c, double *slopes)
{
	double		now = OddsNow(p, c, slopes);
	double		stays = p[DELTA] + c->tenure;
	double		all = p[GAMMA] + stays;
	double		left = 1 / (1 + exp(log(p[GAMMA] / all) - now));	/* a share of them */

	if (slopes)
	{
		for (int k = 0; k < CV_MAX_PARAMS; k++)
			slopes[k] *= left;
		slopes[GAMMA] += left / all + (1 - left) / p[GAMMA];
		slopes[DELTA] += left / all - 1 / stays;
	}
	return log(p[GAMMA] / stays) + cvm_softplus(now + log(all / p[GAMMA]));
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

/* The geometric sum of (1 - theta) exp(-delta), which may be 1 if delta is negative */
static double
FutureForTheta(double theta, double stays, const void *arg)
{
	const Future *future = arg;
	double		growth = (theta < 0.5 ? log1p(-theta) : log(stays)) - future->delta;

	if (growth == 0)
		return future->horizon;
	return expm1(future->horizon * growth) / -expm1(-growth);
}

/* What the customers who are still there at the end have survived lets their theta lie to the left, in logits */
static double
Survivors(double stays, double horizon, double delta)
{
	return delta < 0 ? -log1p(horizon / stays) : 0;
}

static bool
Opportunities(const double *p, double n, double horizon, double delta, double *sum)
{
	Future		future = {horizon, delta};
	double		stays = 1;

	*sum = 0;
	if (-delta * horizon > CVM_MAX_GROWTH)
		return false;
	if (horizon > MAX_SUM)
		return cvm_beta_mean(p[GAMMA], p[DELTA] + n, Survivors(p[DELTA] + n, horizon, delta), FutureForTheta, &future, sum);
	for (int i = 1; i <= (int) horizon; i++)
	{
		stays *= (p[DELTA] + (n + i - 1)) / (p[GAMMA] + p[DELTA] + (n + i - 1));
		*sum += stays * exp(-delta * i);
	}
	return true;
}

/* The horizon counts whole opportunities; an infinite one needs a discount, or gamma > 1 */
static bool
Expected(const double *p, const CvCustomer *c, double horizon, double delta, double *purchases)
{
	double		rate = (p[ALPHA] + c->x) / (p[ALPHA] + p[BETA] + c->tenure);
	bool		done = true;

	if (isinf(horizon) && delta == 0)
		*purchases = (p[DELTA] + c->tenure) / (p[GAMMA] - 1);
	else
		done = Opportunities(p, c->tenure, horizon, delta, purchases);
	*purchases *= rate;
	return done;
}

/* Who is still there after the last opportunity */
static void
Survive(const double *p, const CvCustomer *c, double *survivor)
{
	survivor[ALPHA] = p[ALPHA] + c->x;
	survivor[BETA] = p[BETA] + (c->tenure - c->x);
	survivor[GAMMA] = p[GAMMA];
	survivor[DELTA] = p[DELTA] + c->tenure;
}

/* Of taking an opportunity; who takes a second one has had one more, which a customer of one more purchase has not */
static double
PaceOfBgBb(const double *survivor)
{
	return survivor[ALPHA] / (survivor[ALPHA] + survivor[BETA] + 1);
}

const CvBtyd cvm_bg_bb = {
	{4, CV_TIMED_WIDTH, PrepareOfBgBb, RowOfBgBb, cvm_bgbb_starts}, Alive, AliveAtNext, OddsNow, OddsAtNext, Expected, cvm_bb_probability,
	Survive, &cvm_bb_future, PaceOfBgBb, true
};
