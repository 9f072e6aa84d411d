/*
 * bgnbd.c
 *		The BG/NBD model (Fader, Hardie & Lee 2005, Marketing Science 24:275-284) and the MBG/NBD
 *		model (Batislam, Denizel & Filiztekin 2007, IJRM 24:201-209), where customers may
 *		leave right after their first purchase, too.
 *
 * While they are with us, customers buy at random at a rate lambda ~ Gamma(r, alpha), and after
 * a purchase leave with a probability p ~ Beta(a, b).  Likelihood in the stable form of B. Hardie's
 * note 027, P(alive) of note 021.  The two models differ by how many chances of leaving
 * x repeat purchases mean: x, or x + 1.
 *
 * Conditional expectations are those of dropout.c with R = r + x, A = alpha + T, p ~ Beta(a, b + x).
 */
#include "math/btyd.h"

#include <math.h>
#include <stddef.h>

#include "math/bgfuture.h"
#include "math/dropout.h"
#include "math/gammas.h"
#include "math/log1p.h"
#include "math/starts.h"
#include "math/sum.h"

/* What x decides of a customer's likelihood */
enum
{
	VALUE, SLOPE_R, SLOPE_A, SLOPE_B, CURVE_R, CURVE_A, CURVE_B, LOG_ODDS, INV_CHANCES
};

/* Chances of leaving, extra (0 or 1) for the first purchase, and what they leave of ln(a / (b + chances - 1)) */
static double
LogOdds(const double *p, double chances)
{
	return chances > 0 ? log(p[A] / (p[B] + (chances - 1))) : -INFINITY;
}

static void
PrepareOfBgNbd(const double *p, double x, int extra, double *state)
{
	double		chances = x + extra;
	CvGammaStep purchases = cvm_gamma_step(p[R], x);
	CvGammaStep stays = cvm_gamma_step(p[B], chances);
	CvGammaStep all = cvm_gamma_step(p[A] + p[B], chances);

	state[VALUE] = purchases.log + stays.log - all.log;
	state[SLOPE_R] = purchases.digamma;
	state[SLOPE_A] = -all.digamma;
	state[SLOPE_B] = stays.digamma - all.digamma;
	state[CURVE_R] = purchases.trigamma;
	state[CURVE_A] = -all.trigamma;
	state[CURVE_B] = stays.trigamma - all.trigamma;
	state[LOG_ODDS] = LogOdds(p, chances);
	state[INV_CHANCES] = chances > 0 ? 1 / (p[B] + (chances - 1)) : 0;
}

static void
PrepareBg(const double *p, double x, double *state)
{
	PrepareOfBgNbd(p, x, 0, state);
}

static void
PrepareMbg(const double *p, double x, double *state)
{
	PrepareOfBgNbd(p, x, 1, state);
}

/* Second derivatives; those of the logarithm of the odds of having left are taken times its probability, left */
static void
Curve(const double *p, const double *state, const double *row, double left, const double *odds, double *second)
{
	double		at_last = p[ALPHA] + row[1];
	double		now = p[ALPHA] + row[2];
	double		total = p[R] + row[0];
	double		silence = (row[1] - row[2]) / (now * at_last);

	cvm_outer_product(odds, left * (1 - left), second);
	second[CV_PAIRS(R) + R] += state[CURVE_R];
	second[CV_PAIRS(ALPHA) + R] += row[2] / (p[ALPHA] * now) + left * silence;
	second[CV_PAIRS(ALPHA) + ALPHA] += row[0] / (now * now) - left * total * silence * (1 / now + 1 / at_last)
		- p[R] * row[2] * (p[ALPHA] + now) / (p[ALPHA] * p[ALPHA] * now * now);
	second[CV_PAIRS(A) + A] += state[CURVE_A] - left / (p[A] * p[A]);
	second[CV_PAIRS(B) + A] += state[CURVE_A];
	second[CV_PAIRS(B) + B] += state[CURVE_B] + left * state[INV_CHANCES] * state[INV_CHANCES];
}

/* Derivatives of the logarithm of the odds of having left; silence is how its part in it is multiplied */
static inline void
OddsSlopes(const double *p, const double *row, double silence, double inv_chances, double *slopes)
{
	slopes[R] = silence;
	slopes[ALPHA] = (p[R] + row[0]) * (row[1] - row[2]) / ((p[ALPHA] + row[2]) * (p[ALPHA] + row[1]));
	slopes[A] = 1 / p[A];
	slopes[B] = -inv_chances;
}

static void
RowOfBgNbd(const double *p, const double *state, const double *row, CvTerm *term)
{
	double		x = row[0];
	double		at_last = p[ALPHA] + row[1];
	double		now = p[ALPHA] + row[2];
	double		growth = cvm_log1p(row[2] / p[ALPHA]);
	double		silence = cvm_log1p((row[2] - row[1]) / at_last);
	double		log_odds = state[LOG_ODDS] + (p[R] + x) * silence;	/* of having left */
	double		left = 1 / (1 + exp(-log_odds));
	double		odds[CV_MAX_PARAMS];

	OddsSlopes(p, row, silence, state[INV_CHANCES], odds);
	term->value = state[VALUE] - p[R] * growth - x * log(now) + cvm_softplus(log_odds);
	term->slopes[R] = state[SLOPE_R] - growth + left * odds[R];
	term->slopes[ALPHA] = p[R] * row[2] / (p[ALPHA] * now) - x / now + left * odds[ALPHA];
	term->slopes[A] = state[SLOPE_A] + left * odds[A];
	term->slopes[B] = state[SLOPE_B] + left * odds[B];
	Curve(p, state, row, left, odds, term->second);
}

/* The logarithm of the odds of having left and, unless slopes is NULL, its derivatives */
static double
Odds(const double *p, const CvCustomer *c, int extra, double *slopes)
{
	double		chances = c->x + extra;
	double		silence = cvm_log1p((c->tenure - c->recency) / (p[ALPHA] + c->recency));
	double		row[] = {c->x, c->recency, c->tenure};

	if (slopes)
		OddsSlopes(p, row, silence, chances > 0 ? 1 / (p[B] + (chances - 1)) : 0, slopes);
	return LogOdds(p, chances) + (p[R] + c->x) * silence;
}

static double
OddsBg(const double *p, const CvCustomer *c, double *slopes)
{
	return Odds(p, c, 0, slopes);
}

static double
OddsMbg(const double *p, const CvCustomer *c, double *slopes)
{
	return Odds(p, c, 1, slopes);
}

static double
AliveBg(const double *p, const CvCustomer *c)
{
	return 1 / (1 + exp(OddsBg(p, c, NULL)));
}

static double
AliveMbg(const double *p, const CvCustomer *c)
{
	return 1 / (1 + exp(OddsMbg(p, c, NULL)));
}

/* a + b + chances - (r + x) - 1, in which x cancels, and more may */
static double
Excess(const double *p, int extra)
{
	CvSum		sum = {extra - 1, 0};

	cvm_add(&sum, p[A]);
	cvm_add(&sum, p[B]);
	cvm_add(&sum, -p[R]);
	return cvm_total(&sum);
}

static bool
Expected(const double *p, const CvCustomer *c, double horizon, double delta, int extra, double *purchases)
{
	CvmBuyer	buyer = {p[R] + c->x, p[ALPHA] + c->tenure, p[A], p[B] + c->x + extra, 0};

	buyer.excess = Excess(p, extra);
	return cvm_buyer_purchases(&buyer, horizon, delta, purchases);
}

static bool
ExpectedBg(const double *p, const CvCustomer *c, double horizon, double delta, double *purchases)
{
	return Expected(p, c, horizon, delta, 0, purchases);
}

static bool
ExpectedMbg(const double *p, const CvCustomer *c, double horizon, double delta, double *purchases)
{
	return Expected(p, c, horizon, delta, 1, purchases);
}

/* Who is still there has had that many more chances to buy and to leave. */
static void
SurviveBg(const double *p, const CvCustomer *c, double *survivor)
{
	survivor[R] = p[R] + c->x;
	survivor[ALPHA] = p[ALPHA] + c->tenure;
	survivor[A] = p[A];
	survivor[B] = p[B] + c->x;
}

/* Nobody leaves before the next purchase: who is still there goes on as by BG/NBD. */
static void
SurviveMbg(const double *p, const CvCustomer *c, double *survivor)
{
	SurviveBg(p, c, survivor);
	survivor[B] = p[B] + (c->x + 1);
}

/* Of buying, and not leaving after it */
static double
PaceOfBgNbd(const double *survivor)
{
	return survivor[R] / survivor[ALPHA] * (survivor[B] / (survivor[A] + survivor[B]));
}

const CvBtyd cvm_bg_nbd = {
	{4, CV_TIMED_WIDTH, PrepareBg, RowOfBgNbd, cvm_bg_starts}, AliveBg, AliveBg, OddsBg, OddsBg, ExpectedBg, cvm_bg_probability,
	SurviveBg, &cvm_bg_future, PaceOfBgNbd, false
};

const CvBtyd cvm_mbg_nbd = {
	{4, CV_TIMED_WIDTH, PrepareMbg, RowOfBgNbd, cvm_mbg_starts}, AliveMbg, AliveMbg, OddsMbg, OddsMbg, ExpectedMbg, cvm_mbg_probability,
	SurviveMbg, &cvm_bg_future, PaceOfBgNbd, false
};
