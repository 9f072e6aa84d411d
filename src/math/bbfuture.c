/*
 * bbfuture.c
 *		Purchases to come by the BG/BB model: how likely a number of them is, and when the next one comes.
 *
 * Method.  Sums of positive terms over opportunities, each of which is the one before it times a ratio.  The terms may begin below
 * the smallest number, or grow beyond the largest one: they are kept relative to one whose logarithm is known.
 */
#include "math/bbfuture.h"

#include <math.h>
#include <stddef.h>

#include "math/future.h"
#include "math/gammas.h"

#define LARGE		1e100

/* Terms of a sum that may begin below the smallest number, or grow beyond the largest one */
typedef struct Scaled
{
	double		log;			/* of what the others are divided by */
	double		term;
	double		sum;
} Scaled;

static void
KeepInRange(Scaled *s)
{
	if (s->term < LARGE)
		return;
	s->log += log(s->term);
	s->sum /= s->term;
	s->term = 1;
}

/*
 * x of the first m opportunities, all those at which the customer was there: equation (8) of the paper, whose binomial and
 * beta functions are those at m = x times what they grow by from one m to the next
 */
bool
cvm_bb_probability(const double *p, double x, double horizon, double *probability)
{
	Scaled		s = {cvm_log_beta_step(p[BETA], p[ALPHA], x) + cvm_log_beta_step(p[GAMMA], p[DELTA], x), 1, 0};

	*probability = 0;
	if (x > horizon)
		return true;
	for (double m = x; m < horizon; m++)
	{
		double		tries = (m + 1 - x) * (p[ALPHA] + p[BETA] + m);
		double		inverse = 1 / (tries * (p[GAMMA] + p[DELTA] + m));	/* one division for both,
																		 * and none waits for the
																		 * last term */

		s.sum += s.term * (p[GAMMA] * tries * inverse);
		s.term *= (p[DELTA] + m) * (m + 1) * (p[BETA] + (m - x)) * inverse;
		KeepInRange(&s);
	}
	*probability = exp(s.log + log(s.sum + s.term));
	return true;
}

/* The nth purchase comes at opportunity j, from j = n on, and the customer is still there then */
static double
AtLeast(const double *p, double n, double horizon)
{
	Scaled		s = {cvm_log_beta_step(p[BETA], p[ALPHA], n) + cvm_log_beta_step(p[GAMMA], p[DELTA], n), 1, 0};

	for (double j = n; j <= horizon; j++)
	{
		s.sum += s.term;
		s.term *= j / (j + 1 - n) * ((p[BETA] + (j - n)) * (p[DELTA] + j) / ((p[ALPHA] + p[BETA] + j) * (p[GAMMA] + p[DELTA] + j)));
		KeepInRange(&s);
	}
	return exp(s.log + log(s.sum));
}

/*
 * The nth purchase would come at opportunity j, but the customer has left before; or it would come after the horizon, which is fewer than n
 * of all its opportunities.
 */
static double
Fewer(const double *p, double n, double horizon)
{
	Scaled		s = {cvm_log_beta_step(p[BETA], p[ALPHA], n), 1, 0};
	double		log_stays = cvm_log_beta_step(p[GAMMA], p[DELTA], n);
	double		stays = exp(log_stays);
	double		left = -expm1(log_stays);

	for (double j = n; j <= horizon; j++)
	{
		double		leaves = stays * p[GAMMA] / (p[GAMMA] + p[DELTA] + j);

		s.sum += s.term * left;
		s.term *= j / (j + 1 - n) * ((p[BETA] + (j - n)) / (p[ALPHA] + p[BETA] + j));
		stays -= leaves;
		left += leaves;
		KeepInRange(&s);
	}
	s.term *= (p[ALPHA] + p[BETA] + horizon) / (p[ALPHA] + (n - 1));	/* n - 1 of all, then fewer */
	s.sum += s.term;
	for (double x = n - 1; x > 0; x--)
	{
		s.term *= x / (horizon - x + 1) * ((p[BETA] + (horizon - x)) / (p[ALPHA] + (x - 1)));
		s.sum += s.term;
		KeepInRange(&s);
	}
	return exp(s.log + log(s.sum));
}

static bool
SideOfBb(const double *p, double n, double horizon, bool at_least, double *probability)
{
	if (n > horizon)
		*probability = !at_least;
	else
		*probability = fmin(at_least ? AtLeast(p, n, horizon) : Fewer(p, n, horizon), 1);
	return true;
}

static bool
WaitOfBb(const double *p, double share, double longest, double *time)
{
	double		none = 1;		/* without a purchase, and still there */
	double		bought = 0;

	for (double j = 1; j <= longest; j++)
	{
		none *= (p[DELTA] + (j - 1)) / (p[GAMMA] + p[DELTA] + (j - 1));
		bought += none * (p[ALPHA] / (p[ALPHA] + p[BETA] + (j - 1)));
		none *= (p[BETA] + (j - 1)) / (p[ALPHA] + p[BETA] + (j - 1));
		if (bought >= share)
		{
			*time = j;
			return true;
		}
	}
	*time = INFINITY;
	return true;
}

const CvFuture cvm_bb_future = {cvm_bb_probability, SideOfBb, NULL, NULL, WaitOfBb};
