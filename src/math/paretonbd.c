/*
 * paretonbd.c
 *		The Pareto/NBD model (Schmittlein, Morrison & Colombo 1987, Management Science 33:1-24; Fader &
 *		Hardie, note 009): while they are with us, customers buy at random at a rate
 *		lambda ~ Gamma(r, alpha); they leave at random at a rate mu ~ Gamma(s, beta).
 *
 * Likelihood.  With A = alpha + t_x, B = beta + t_x, the odds of having left since t_x are
 *		s (alpha + T)^(r + x) (beta + T)^s * integral of (alpha + y)^-(r + x) (beta + y)^-(s + 1) dy
 * from t_x to T.  The published difference of two hypergeometric functions cancels and
 * overflows; the integral is taken by Gauss and Legendre's rule instead, in logarithms, and the
 * slopes of its logarithm are means over the same nodes.  Accuracy: 1e-12 relative.
 */
#include "math/btyd.h"

#include <math.h>
#include <stddef.h>

#include "math/gammas.h"
#include "math/quadrature.h"

#define NEGLIGIBLE	45			/* exp(-45) is 3e-20 */
#define MAX_PANELS	200

enum
{
	R, ALPHA, S, BETA
};

/* What x decides of a customer's likelihood */
enum
{
	VALUE, SLOPE_R, LOG_S
};

/* The integral over w = y - t_x, relative to the integrand at w = 0, and means over it */
typedef struct Silence
{
	double		integral;
	double		log_a;			/* ln(1 + w / A) */
	double		log_b;
	double		inv_a;			/* 1 / (A + w) */
	double		inv_b;
} Silence;

/* The nodes w of a customer, in v = ln(1 + w / min(A, B)) */
typedef struct Path
{
	double		a;
	double		b;
	double		near;			/* the smaller one of a and b, */
	double		far;			/* and the other */
	double		near_power;
	double		far_power;
} Path;

static Path
PathOf(const double *p, double x, double recency)
{
	Path		path = {p[ALPHA] + recency, p[BETA] + recency, 0, 0, p[R] + x, p[S] + 1};

	path.near = path.a;
	path.far = path.b;
	if (path.b < path.a)
	{
		Path		swapped = {path.a, path.b, path.b, path.a, path.far_power, path.near_power};

		return swapped;
	}
	return path;
}

static inline void
AddSilence(const Path *path, double v, double weight, Silence *sum)
{
	double		w1 = exp(v);
	double		w = path->near * (w1 - 1);
	double		log_far = log1p(w / path->far);
	double		value = weight * exp((1 - path->near_power) * v - path->far_power * log_far);

	sum->integral += value;
	sum->log_a += value * v;
	sum->log_b += value * log_far;
	sum->inv_a += value / w1;
	sum->inv_b += value / (path->far + w);
}

static void
Scale(const Path *path, Silence *sum)
{
	double		mass = sum->integral;
	Silence		s = *sum;

	sum->integral *= path->near;
	s.inv_a /= path->near;
	sum->log_a = (path->near == path->a ? s.log_a : s.log_b) / mass;
	sum->log_b = (path->near == path->a ? s.log_b : s.log_a) / mass;
	sum->inv_a = (path->near == path->a ? s.inv_a : s.inv_b) / mass;
	sum->inv_b = (path->near == path->a ? s.inv_b : s.inv_a) / mass;
}

/* From t_x to T, silence long */
static Silence
Integrate(const Path *path, double silence)
{
	Silence		sum = {0};
	double		steepness = path->near_power + path->far_power;
	double		end = log1p(silence / path->near);
	double		v = 0;

	for (int i = 0; i < MAX_PANELS && v < end && (path->near_power - 1) * v < NEGLIGIBLE; i++)
	{
		double		left = end - v;
		double		width = cv_panel(v, steepness);

		if (left <= 2 * width)
			width = left <= width ? left : left / 2;
		for (int j = 0; j < CV_GAUSS_PAIRS; j++)
		{
			double		middle = v + width / 2;
			double		offset = cv_gauss[j].node * width / 2;

			AddSilence(path, middle - offset, cv_gauss[j].weight * width / 2, &sum);
			AddSilence(path, middle + offset, cv_gauss[j].weight * width / 2, &sum);
		}
		v += width;
	}
	Scale(path, &sum);
	return sum;
}

/* Logarithm of the odds of having left */
static double
LogOdds(const double *p, const CvCustomer *c, const Path *path, double log_s, double integral)
{
	return log_s - log(path->b) + log(integral)
		+ (p[R] + c->x) * log((p[ALPHA] + c->tenure) / path->a)
		+ p[S] * log((p[BETA] + c->tenure) / path->b);
}

static void
Prepare(const double *p, double x, double *state)
{
	CvGammaStep purchases = cv_gamma_step(p[R], x);

	state[VALUE] = purchases.log;
	state[SLOPE_R] = purchases.digamma;
	state[LOG_S] = log(p[S]);
}

static void
Row(const double *p, const double *state, const double *row, CvTerm *term)
{
	CvCustomer	c = {row[0], row[1], row[2]};
	double		now_a = p[ALPHA] + c.tenure;
	double		now_b = p[BETA] + c.tenure;
	double		growth_a = log1p(c.tenure / p[ALPHA]);
	double		growth_b = log1p(c.tenure / p[BETA]);
	Path		path = PathOf(p, c.x, c.recency);
	double		left = 0;
	double		odds = -INFINITY;
	Silence		s = {0};

	if (c.tenure > c.recency)
	{
		s = Integrate(&path, c.tenure - c.recency);
		odds = LogOdds(p, &c, &path, state[LOG_S], s.integral);
		left = 1 / (1 + exp(-odds));
	}
	term->value = state[VALUE] - p[R] * growth_a - c.x * log(now_a) - p[S] * growth_b + cv_softplus(odds);
	term->slopes[R] = state[SLOPE_R] - growth_a + left * (log(now_a / path.a) - s.log_a);
	term->slopes[ALPHA] = p[R] / p[ALPHA] - (p[R] + c.x) * ((1 - left) / now_a + left * s.inv_a);
	term->slopes[S] = -growth_b + left * (1 / p[S] + log(now_b / path.b) - s.log_b);
	term->slopes[BETA] = p[S] / p[BETA] - (1 - left) * p[S] / now_b - left * (p[S] + 1) * s.inv_b;
}

static double
Alive(const double *p, const CvCustomer *c)
{
	Path		path = PathOf(p, c->x, c->recency);

	if (c->tenure <= c->recency)
		return 1;
	return 1 / (1 + exp(LogOdds(p, c, &path, log(p[S]), Integrate(&path, c->tenure - c->recency).integral)));
}

/* Of those who are here now, those at v = ln(1 + t / (beta + T)) */
static double
Stay(double v, const void *arg)
{
	return exp(-*(const double *) arg * v);
}

/* An infinite horizon needs a discount, or s > 1 */
static double
Expected(const double *p, const CvCustomer *c, double horizon, double delta)
{
	double		now = p[BETA] + c->tenure;
	double		rate = (p[R] + c->x) / (p[ALPHA] + c->tenure);

	if (isinf(horizon) && delta == 0)
		return rate * now / (p[S] - 1);
	return rate * cv_discounted(Stay, &p[S], now, p[S], horizon, delta);
}

/* n purchases by the moment of leaving, times the chance of leaving then; v = ln(1 + y / beta) */
typedef struct Leaving
{
	const double *p;
	double		n;
} Leaving;

static double
LeavingAt(double v, const void *arg)
{
	const Leaving *leaving = arg;
	const double *p = leaving->p;
	double		y = p[BETA] * expm1(v);

	return p[S] * exp(-p[S] * v) * cv_nbd_probability(p[R], p[ALPHA], leaving->n, y);
}

/*
 * Note 028 of B. Hardie.  The time of leaving is integrated over with the rule of
 * cv_beta_mean(), as a uniform share of the range of v.
 */
typedef struct Share
{
	Leaving		leaving;
	double		range;
} Share;

static double
LeavingAtShare(double share, const void *arg)
{
	const Share *s = arg;

	return s->range * LeavingAt(share * s->range, &s->leaving);
}

static double
Probability(const double *p, double n, double horizon)
{
	double		stays = log1p(horizon / p[BETA]);
	Share		share = {{p, n}, stays};

	return exp(-p[S] * stays) * cv_nbd_probability(p[R], p[ALPHA], n, horizon)
		+ cv_beta_mean(1, 1, LeavingAtShare, &share);
}

const CvBtyd cv_pareto_nbd = {
	{4, CV_TIMED_WIDTH, Prepare, Row, NULL}, Alive, Alive, Expected, Probability
};
