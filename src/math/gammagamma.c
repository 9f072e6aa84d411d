/*
 * gammagamma.c
 *		The Gamma-Gamma model of spend (Fader & Hardie 2013, note 025; Colombo & Jiang 1999, Journal of
 *		Interactive Marketing 13:2-12): each transaction of a customer is Gamma(p, nu), and
 *		nu ~ Gamma(q, v) over customers.
 */
#include "math/gammagamma.h"

#include <math.h>

#include "math/gammas.h"

enum
{
	P, Q, V
};

/* What x decides of a customer's likelihood */
enum
{
	VALUE, SLOPE_P, SLOPE_Q, LOG_X, LOG_V, CURVE_PP, CURVE_QP, CURVE_QQ
};

static void
Prepare(const double *p, double x, double *state)
{
	double		px = p[P] * x;
	double		trigamma = cv_trigamma(px + p[Q]);

	state[VALUE] = -cv_log_beta(px, p[Q]);
	state[SLOPE_P] = x * cv_gamma_step(px, p[Q]).digamma;
	state[SLOPE_Q] = cv_gamma_step(p[Q], px).digamma;
	state[LOG_X] = log(x);
	state[LOG_V] = log(p[V]);
	state[CURVE_PP] = x * x * (trigamma - cv_trigamma(px));
	state[CURVE_QP] = x * trigamma;
	state[CURVE_QQ] = trigamma - cv_trigamma(p[Q]);
}

/* x > 0 transactions of m > 0 on average */
static void
Row(const double *p, const double *state, const double *row, CvTerm *term)
{
	double		x = row[0];
	double		m = row[1];
	double		px = p[P] * x;
	double		total = x * m + p[V];
	double		log_m = log(m);
	double		log_total = log(total);
	double		log_share = state[LOG_X] + log_m - log_total;	/* of x m in the total */
	double		growth = log_total - state[LOG_V];

	term->value = state[VALUE] + px * log_share - p[Q] * growth - log_m;
	term->slopes[P] = state[SLOPE_P] + x * log_share;
	term->slopes[Q] = state[SLOPE_Q] - growth;
	term->slopes[V] = p[Q] / p[V] - (px + p[Q]) / total;
}

static void
Curve(const double *p, const double *state, const double *row, double *second)
{
	double		x = row[0];
	double		total = x * row[1] + p[V];

	second[CV_PAIRS(P) + P] = state[CURVE_PP];
	second[CV_PAIRS(Q) + P] = state[CURVE_QP];
	second[CV_PAIRS(Q) + Q] = state[CURVE_QQ];
	second[CV_PAIRS(V) + P] = -x / total;
	second[CV_PAIRS(V) + Q] = 1 / p[V] - 1 / total;
	second[CV_PAIRS(V) + V] = (p[P] * x + p[Q]) / (total * total) - p[Q] / (p[V] * p[V]);
}

const CvLikelihood cv_gamma_gamma = {3, CV_SPEND_WIDTH, Prepare, Row, Curve};

/* E[M | x, m]; of a customer with x = 0, the population's mean, which is infinite unless q > 1 */
double
cv_expected_spend(const double *params, double x, double mean)
{
	double		weight = params[P] * x + params[Q] - 1;

	if (weight <= 0)
		return INFINITY;
	return params[P] * (params[V] + (x > 0 ? x * mean : 0)) / weight;
}
