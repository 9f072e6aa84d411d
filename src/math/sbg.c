/*
 * sbg.c
 *		The shifted-beta-geometric model of contracts (Fader & Hardie 2007, Journal of Interactive
 *		Marketing 21:76-90; 2010, Marketing Science 29:85-93): at the end of every period a customer leaves
 *		with a probability theta ~ Beta(alpha, beta).
 */
#include "math/sbg.h"

#include <math.h>
#include <stddef.h>

#include "math/betamean.h"
#include "math/gammas.h"
#include "math/starts.h"

enum
{
	ALPHA, BETA
};

/* Survived t periods, then, perhaps, left in the next one */
static void
PrepareOfSbg(const double *p, double t, double *state)
{
	(void) p;
	state[0] = t;
}

static void
RowOfSbg(const double *p, const double *state, const double *row, CvTerm *term)
{
	bool		left = row[1] > 0;
	double		t = state[0] - left;
	CvGammaStep stays = cvm_gamma_step(p[BETA], t);
	CvGammaStep all = cvm_gamma_step(p[ALPHA] + p[BETA], t);
	double		inv_chances = 1 / (p[ALPHA] + p[BETA] + t);
	double		leaves = left ? inv_chances * inv_chances : 0;

	term->value = stays.log - all.log + (left ? log(p[ALPHA] * inv_chances) : 0);
	term->slopes[ALPHA] = -all.digamma + (left ? 1 / p[ALPHA] - inv_chances : 0);
	term->slopes[BETA] = stays.digamma - all.digamma - (left ? inv_chances : 0);
	term->second[CV_PAIRS(ALPHA) + ALPHA] = leaves - all.trigamma - (left ? 1 / (p[ALPHA] * p[ALPHA]) : 0);
	term->second[CV_PAIRS(BETA) + ALPHA] = leaves - all.trigamma;
	term->second[CV_PAIRS(BETA) + BETA] = leaves - all.trigamma + stays.trigamma;
}

const CvLikelihood cvm_sbg = {2, CV_TIMED_WIDTH, PrepareOfSbg, RowOfSbg, cvm_sbg_starts};

/* S(t) */
double
cvm_sbg_survival(const double *p, double t)
{
	return exp(cvm_log_beta_step(p[ALPHA], p[BETA], t));
}

/* By the delta method, on ln(-ln S(t)); false if there is no variance.  Everybody is there at t = 0. */
bool
cvm_sbg_survival_limits(const double *p, const double *covariance, double t, double z, CvInterval *limits)
{
	double		log_survival = cvm_log_beta_step(p[ALPHA], p[BETA], t);
	double		all = cvm_gamma_step(p[ALPHA] + p[BETA], t).digamma;
	double		slopes[] = {-all / log_survival, (cvm_gamma_step(p[BETA], t).digamma - all) / log_survival};
	double		spread = z * sqrt(cvm_delta_variance(slopes, covariance, 2));

	if (t == 0)
		spread = isnan(covariance[0]) ? NAN : 0;
	limits->low = exp(log_survival * exp(spread));
	limits->high = exp(log_survival * exp(-spread));
	return !isnan(spread);
}

/* S(t) / S(t - 1) */
double
cvm_sbg_retention(const double *p, double t)
{
	return (p[BETA] + (t - 1)) / (p[ALPHA] + p[BETA] + (t - 1));
}

/* Discounted periods of a customer who leaves with probability theta; arg: the discount */
static double
LifetimeForTheta(double theta, double stays, const void *arg)
{
	double		discount = *(const double *) arg;

	(void) stays;
	return (1 + discount) / (discount + theta);
}

/*
 * Discounted expected lifetime, in periods: of a new customer, whose first period counts, or the
 * residual one of a customer who has renewed, the next renewal counting in full.  The
 * hypergeometric functions of the papers are means over theta, which converge as fast for
 * any discount.  Infinite without a discount where alpha <= 1.  False if bounded work does not give it.
 */
bool
cvm_sbg_lifetime(const double *p, double discount, double renewals, double *lifetime)
{
	double		n = renewals > 0 ? renewals + 1 : 0;
	double		share = n > 0 ? cvm_sbg_retention(p, n) : 1;
	bool		done = true;

	if (discount > 0)
		done = cvm_beta_mean(p[ALPHA], p[BETA] + n, 0, LifetimeForTheta, &discount, lifetime);
	else
		*lifetime = p[ALPHA] > 1 ? ((p[ALPHA] - 1) + (p[BETA] + n)) / (p[ALPHA] - 1) : INFINITY;
	*lifetime *= share;
	return done;
}
