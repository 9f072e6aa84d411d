/*
 * bgfuture.c
 *		Purchases to come by the BG/NBD and MBG/NBD models: how likely a number of them is, and when the next one comes.
 *
 * Method.  A customer makes at least n purchases who would make them without ever leaving, and has not left after any of the first
 * n - 1: the two are independent, so that P(X >= n) is a product, of the tail of a negative binomial distribution and of
 * B(a, b + n - 1) / B(a, b).
 */
#include "math/bgfuture.h"

#include <math.h>

#include "math/future.h"
#include "math/gammas.h"
#include "math/nbd.h"

/* Those who stayed and bought n times, and those who left after the nth: equation (8) of the paper; extra is 1 for MBG/NBD */
static bool
Probability(const double *p, double n, double horizon, int extra, double *probability)
{
	double		chances = n + extra;
	double		stays = exp(cvm_log_beta_step(p[A], p[B], chances));
	double		left = 0;

	if (chances > 0 && !cvm_nbd_side(p[R], p[ALPHA], n, horizon, true, &left))
		return false;
	if (chances > 0)
		left *= p[A] / (p[B] + (chances - 1));
	*probability = fmin(stays * (cvm_nbd_probability(p[R], p[ALPHA], n, horizon) + left), 1);
	return true;
}

bool
cvm_bg_probability(const double *p, double n, double horizon, double *probability)
{
	return Probability(p, n, horizon, 0, probability);
}

bool
cvm_mbg_probability(const double *p, double n, double horizon, double *probability)
{
	return Probability(p, n, horizon, 1, probability);
}

static bool
SideOfBg(const double *p, double n, double horizon, bool at_least, double *probability)
{
	double		log_stays = cvm_log_beta_step(p[A], p[B], n - 1);

	if (!cvm_nbd_side(p[R], p[ALPHA], n, horizon, at_least, probability))
		return false;
	*probability = exp(log_stays) * *probability + (at_least ? 0 : fmax(-expm1(log_stays), 0));
	return true;
}

static bool
BeginBgWalk(const double *p, double horizon, CvmWalk *walk)
{
	if (!cvm_can_walk(p[R], p[ALPHA], horizon))
		return false;
	cvm_begin_walk(walk, p[R]);
	cvm_add_node(walk, p[ALPHA], horizon, exp(-p[R] * log1p(horizon / p[ALPHA])));
	walk->a = p[A];
	walk->b = p[B];
	return true;
}

static double
WalkBg(CvmWalk *walk)
{
	double		n = walk->n;
	double		below;

	walk->sum += cvm_walk_on(walk);
	below = 1 - walk->stays * (1 - walk->sum);
	walk->stays *= (walk->b + n) / (walk->a + (walk->b + n));
	return below;
}

/* Nobody leaves before the next purchase. */
static bool
WaitOfBg(const double *p, double share, double longest, double *time)
{
	*time = p[ALPHA] * expm1(-log1p(-share) / p[R]);
	if (*time > longest)
		*time = INFINITY;
	return true;
}

const CvFuture cvm_bg_future = {cvm_bg_probability, SideOfBg, BeginBgWalk, WalkBg, WaitOfBg};
