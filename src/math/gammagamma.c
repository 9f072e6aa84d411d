/*
 * gammagamma.c
 *		The Gamma-Gamma model of spend (Fader & Hardie 2013, note 025; Colombo & Jiang 1999, Journal of
 *		Interactive Marketing 13:2-12): each transaction of a customer is Gamma(p, nu), and
 *		nu ~ Gamma(q, v) over customers.
 */
#include "math/gammagamma.h"

#include <math.h>

#include "math/gammas.h"
#include "math/log1p.h"
#include "math/starts.h"
#include "math/sum.h"

enum
{
	P, Q, V
};

#define MUCH	100

/* What x decides of a customer's likelihood */
enum
{
	VALUE, SLOPE_P, SLOPE_Q, CURVE_PP, CURVE_QP, CURVE_QQ, LOG_RATIO
};

static void
PrepareOfSpend(const double *p, double x, double *state)
{
	double		px = p[P] * x;
	CvGammaStep spread = cvm_gamma_step(px, p[Q]);
	CvGammaStep mixed = cvm_gamma_step(p[Q], px);

	state[VALUE] = -cvm_log_beta(px, p[Q]);
	state[SLOPE_P] = x * spread.digamma;
	state[SLOPE_Q] = mixed.digamma;
	state[CURVE_PP] = x * x * spread.trigamma;
	state[CURVE_QP] = x * cvm_trigamma(px + p[Q]);
	state[CURVE_QQ] = mixed.trigamma;
	state[LOG_RATIO] = log(x / p[V]);
}

/* x > 0 transactions of m > 0 on average */
static void
RowOfSpend(const double *p, const double *state, const double *row, CvTerm *term)
{
	double		x = row[0];
	double		m = row[1];
	double		px = p[P] * x;
	double		spent = x * m;
	double		part = spent / p[V];
	double		inv_total = 1 / (spent + p[V]);
	double		growth = cvm_log1p(part);
	double		log_m = log(m);

	/*
	 * The logarithm of the share of what was spent in the total: as a difference it is good to
	 * 1e-12 of it at least, and costs nothing
	 */
	double		log_share = part < MUCH ? state[LOG_RATIO] + log_m - growth : -cvm_log1p(1 / part);
	double		weight = (px + p[Q]) * inv_total;

	term->value = state[VALUE] + px * log_share - p[Q] * growth - log_m;
	term->slopes[P] = state[SLOPE_P] + x * log_share;
	term->slopes[Q] = state[SLOPE_Q] - growth;
	term->slopes[V] = p[Q] / p[V] - weight;
	term->second[CV_PAIRS(P) + P] = state[CURVE_PP];
	term->second[CV_PAIRS(Q) + P] = state[CURVE_QP];
	term->second[CV_PAIRS(Q) + Q] = state[CURVE_QQ];
	term->second[CV_PAIRS(V) + P] = -x * inv_total;
	term->second[CV_PAIRS(V) + Q] = part * inv_total;
	term->second[CV_PAIRS(V) + V] = weight * inv_total - p[Q] / (p[V] * p[V]);
}

const CvLikelihood cvm_gamma_gamma = {3, CV_SPEND_WIDTH, PrepareOfSpend, RowOfSpend, cvm_spend_starts};

/* p x + q - less, which may cancel */
static double
Weight(const double *params, double x, double less)
{
	double		purchases = params[P] * x;
	CvSum		sum = {-less, fma(params[P], x, -purchases)};

	cvm_add(&sum, purchases);
	cvm_add(&sum, params[Q]);
	return cvm_total(&sum);
}

/* v and what the customer spent */
static double
Spent(const double *params, double x, double mean)
{
	return params[V] + (x > 0 ? x * mean : 0);
}

/* E[M | x, m]; of a customer with x = 0, the population's mean, which is infinite unless q > 1 */
double
cvm_expected_spend(const double *params, double x, double mean)
{
	double		weight = Weight(params, x, 1);

	if (weight <= 0)
		return INFINITY;
	return params[P] * Spent(params, x, mean) / weight;
}

/* nu given x and m is Gamma(p x + q, v + x m): of the mean spend p / nu the second moment is infinite unless p x + q > 2 */
CvmSpend
cvm_spend(const double *params, double x, double mean)
{
	double		weight = Weight(params, x, 1);
	double		rest = Weight(params, x, 2);
	CvmSpend	spend = {cvm_expected_spend(params, x, mean), INFINITY, INFINITY, {0}};

	if (rest > 0)
	{
		spend.product = spend.mean * spend.mean * (weight / rest);
		spend.square = spend.product * ((params[P] + 1) / params[P]);
	}
	if (weight > 0)
	{
		spend.slopes[P] = spend.mean * (1 - params[P] * x / weight);
		spend.slopes[Q] = -spend.mean * params[Q] / weight;
		spend.slopes[V] = spend.mean * (params[V] / Spent(params, x, mean));
	}
	return spend;
}
