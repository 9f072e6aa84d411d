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
 * derivatives of its logarithm are means and covariances over the same nodes.  Accuracy: 1e-12 relative.
 */
#include "math/btyd.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "math/gammas.h"
#include "math/log1p.h"
#include "math/paretofuture.h"
#include "math/quadrature.h"
#include "math/starts.h"

#define NEGLIGIBLE	45			/* exp(-45) is 3e-20 */
#define MAX_PANELS	200
#define MAX_WIDTH	1.5			/* of a panel */

/* What x decides of a customer's likelihood */
enum
{
	VALUE, SLOPE_R, CURVE_R, LOG_S
};

/*
 * What the integrand's derivatives are made of: how logarithms and reciprocals of A + w and B + w have
 * changed since w = 0.  All of them are small there, so that their variances do not cancel.
 */
enum
{
	LOG_A, LOG_B, INV_A, INV_B, CHANGES
};

/* The integral over w = y - t_x, relative to the integrand at w = 0, and means of changes and of their products over it */
typedef struct Silence
{
	double		integral;
	double		mean[CHANGES];	/* the reciprocals' with a minus: 1 / A - 1 / (A + w) */
	double		product[CV_PAIRS(CHANGES)];
} Silence;

/* From a customer's t_x on: silence long, in v = ln(1 + w / min(A, B)) */
typedef struct Path
{
	double		a;
	double		b;
	double		log_a;			/* ln((alpha + T) / A): how it has grown by T, */
	double		log_b;			/* and that of b */
	double		near;			/* the smaller one of a and b, */
	double		far;			/* and the other */
	double		near_power;
	double		far_power;
	double		end;			/* of v */
} Path;

static Path
PathOf(const double *p, const CvCustomer *c)
{
	double		silence = c->tenure - c->recency;
	double		a = p[ALPHA] + c->recency;
	double		b = p[BETA] + c->recency;
	double		log_a = cvm_log1p(silence / a);
	double		log_b = cvm_log1p(silence / b);
	double		power_a = p[R] + c->x;
	double		power_b = p[S] + 1;

	if (b < a)
		return (Path)
	{
		a, b, log_a, log_b, b, a, power_b, power_a, log_b
	};
	return (Path)
	{
		a, b, log_a, log_b, a, b, power_a, power_b, log_a
	};
}

/* What an integral over the silence takes at v, where w is near * e */
typedef void (*AddAt) (const Path *path, double v, double e, double weight, Silence *sum);

static inline double
ValueAt(const Path *path, double v, double log_far)
{
	return exp((1 - path->near_power) * v - path->far_power * log_far);
}

/* The integral alone, which is all that the living ask for */
static inline void
AddIntegral(const Path *path, double v, double e, double weight, Silence *sum)
{
	sum->integral += weight * ValueAt(path, v, cvm_log1p(path->near * e / path->far));
}

/* and what it changes by; in terms of the nearer and the farther one, times them */
static inline void
AddSilence(const Path *path, double v, double e, double weight, Silence *sum)
{
	double		w = path->near * e;
	double		log_far = cvm_log1p(w / path->far);
	double		value = weight * ValueAt(path, v, log_far);
	double		inv_near = e / (1 + e);
	double		inv_far = w / (path->far + w);
	double	   *product = sum->product;

	sum->integral += value;
	sum->mean[0] += value * v;
	sum->mean[1] += value * log_far;
	sum->mean[2] += value * inv_near;
	sum->mean[3] += value * inv_far;
	product[0] += value * v * v;
	product[1] += value * v * log_far;
	product[2] += value * log_far * log_far;
	product[3] += value * v * inv_near;
	product[4] += value * log_far * inv_near;
	product[5] += value * inv_near * inv_near;
	product[6] += value * v * inv_far;
	product[7] += value * log_far * inv_far;
	product[8] += value * inv_near * inv_far;
	product[9] += value * inv_far * inv_far;
}

/* From sums in terms of near and far to means in terms of A and B */
static Silence
MeansOf(const Path *path, const Silence *sum)
{
	static const int same[CHANGES] = {LOG_A, LOG_B, INV_A, INV_B};
	static const int swapped[CHANGES] = {LOG_B, LOG_A, INV_B, INV_A};
	const int  *from = path->near == path->a ? same : swapped;
	double		unit[CHANGES] = {1, 1, 1 / path->a, 1 / path->b};
	Silence		means = {sum->integral * path->near, {0}, {0}};

	for (int i = 0; i < CHANGES; i++)
	{
		means.mean[i] = unit[i] * sum->mean[from[i]] / sum->integral;
		for (int j = 0; j <= i; j++)
		{
			int			high = from[i] > from[j] ? from[i] : from[j];
			int			low = from[i] + from[j] - high;

			means.product[CV_PAIRS(i) + j] = unit[i] * unit[j] * sum->product[CV_PAIRS(high) + low] / sum->integral;
		}
	}
	return means;
}

/* How much the integrand has fallen at v, in logarithms */
static double
FallenAt(const Path *path, double v)
{
	return path->near_power * v + path->far_power * cvm_log1p(path->near * expm1(v) / path->far);
}

/*
 * Gauss's rule is exact where the integrand falls, over a panel, by little more than it has fallen
 * before, which makes what the panel adds as small as the rule's error is large.
 */
static double
PanelAt(const Path *path, double v, double fallen, double left)
{
	double		width = fmin(left, MAX_WIDTH);
	double		end = path->near * exp(v + width);
	double		rate = path->near_power + path->far_power * end / (path->far - path->near + end);

	return fmin(width, (4 + fallen) / (1 + rate));
}

/* From t_x to T; inline, so that add is */
static inline Silence
SumPanels(const Path *path, AddAt add)
{
	Silence		sum = {0};
	double		v = 0;

	for (int i = 0; i < MAX_PANELS && v < path->end; i++)
	{
		double		fallen = i > 0 ? FallenAt(path, v) : 0;
		double		half = PanelAt(path, v, fallen, path->end - v) / 2;
		double		e = expm1(v + half);

		if (fallen - v >= NEGLIGIBLE)
			break;
		for (int j = 0; j < CV_GAUSS_PAIRS; j++)
		{
			double		offset = cvm_gauss[j].node * half;
			double		up = expm1(offset);
			double		down = -up / (1 + up);

			add(path, v + half - offset, e + (1 + e) * down, cvm_gauss[j].weight * half, &sum);
			add(path, v + half + offset, e + (1 + e) * up, cvm_gauss[j].weight * half, &sum);
		}
		v += 2 * half;
	}
	return sum;
}

static Silence
Integrate(const Path *path)
{
	Silence		sum = SumPanels(path, AddSilence);

	return MeansOf(path, &sum);
}

/* Logarithm of the odds of having left */
static double
LogOdds(const double *p, const CvCustomer *c, const Path *path, double log_s, double integral)
{
	return log_s - log(path->b) + log(integral) + (p[R] + c->x) * path->log_a + p[S] * path->log_b;
}

static void
PrepareOfPareto(const double *p, double x, double *state)
{
	CvGammaStep purchases = cvm_gamma_step(p[R], x);

	state[VALUE] = purchases.log;
	state[SLOPE_R] = purchases.digamma;
	state[CURVE_R] = purchases.trigamma;
	state[LOG_S] = log(p[S]);
}

/* Ages of alpha and beta at the last purchase and now */
typedef struct Ages
{
	double		last_a;
	double		last_b;
	double		now_a;
	double		now_b;
	double		silence;
} Ages;

/*
 * Derivatives of the logarithm of the odds of having left: with F the integrand's logarithm, those of F
 * have their mean over the integral as the first one, and their mean and covariance make the second ones.
 */
static void
OddsDerivatives(const double *p, double x, const Path *path, const Ages *g, const Silence *s, CvTerm *odds)
{
	/*
	 * How F's derivative by each parameter hangs on the change of the same place, and what is
	 * constant in it
	 */
	static const int place[CV_MAX_PARAMS] = {LOG_A, INV_A, LOG_B, INV_B};
	double		total = p[R] + x;
	double		factor[CV_MAX_PARAMS] = {-1, total, -1, p[S] + 1};
	double		fall_a = g->silence / (g->now_a * g->last_a);
	double		fall_b = g->silence / (g->now_b * g->last_b);
	double		square_a;
	double		square_b;

	odds->slopes[R] = path->log_a - s->mean[LOG_A];
	odds->slopes[ALPHA] = total * (s->mean[INV_A] - fall_a);
	odds->slopes[S] = 1 / p[S] + path->log_b - s->mean[LOG_B];
	odds->slopes[BETA] = (p[S] + 1) * s->mean[INV_B] - p[S] * fall_b - 1 / g->last_b;
	for (int i = 0; i < CV_MAX_PARAMS; i++)
		for (int j = 0; j <= i; j++)
		{
			int			high = place[i] > place[j] ? place[i] : place[j];
			int			low = place[i] + place[j] - high;

			odds->second[CV_PAIRS(i) + j] = factor[i] * factor[j]
				* (s->product[CV_PAIRS(high) + low] - s->mean[high] * s->mean[low]);
		}
	square_a = s->product[CV_PAIRS(INV_A) + INV_A] - 2 * s->mean[INV_A] / g->last_a;
	square_b = s->product[CV_PAIRS(INV_B) + INV_B] - 2 * s->mean[INV_B] / g->last_b;
	odds->second[CV_PAIRS(ALPHA) + R] += s->mean[INV_A] - fall_a;
	odds->second[CV_PAIRS(ALPHA) + ALPHA] += total * (square_a + fall_a * (1 / g->now_a + 1 / g->last_a));
	odds->second[CV_PAIRS(S) + S] -= 1 / (p[S] * p[S]);
	odds->second[CV_PAIRS(BETA) + S] += s->mean[INV_B] - fall_b;
	odds->second[CV_PAIRS(BETA) + BETA] += p[S] * (square_b + fall_b * (1 / g->now_b + 1 / g->last_b))
		+ square_b + 1 / (g->last_b * g->last_b);
}

/* To a customer's likelihood, if there has been a silence */
static void
AddOdds(const double *p, const CvCustomer *c, const Ages *g, double log_s, CvTerm *term)
{
	Path		path = PathOf(p, c);
	Silence		s = Integrate(&path);
	CvTerm		odds;
	double		left;
	double		products[CV_PAIRS(CV_MAX_PARAMS)];

	odds.value = LogOdds(p, c, &path, log_s, s.integral);
	OddsDerivatives(p, c->x, &path, g, &s, &odds);
	left = 1 / (1 + exp(-odds.value));
	cvm_outer_product(odds.slopes, left * (1 - left), products);
	term->value += cvm_softplus(odds.value);
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		term->slopes[k] += left * odds.slopes[k];
	for (int k = 0; k < CV_PAIRS(CV_MAX_PARAMS); k++)
		term->second[k] += left * odds.second[k] + products[k];
}

/* The likelihood of a customer who has not left, then that of having left */
static void
RowOfPareto(const double *p, const double *state, const double *row, CvTerm *term)
{
	CvCustomer	c = {row[0], row[1], row[2]};
	Ages		g = {p[ALPHA] + row[1], p[BETA] + row[1], p[ALPHA] + row[2], p[BETA] + row[2], row[2] - row[1]};
	double		growth_a = cvm_log1p(c.tenure / p[ALPHA]);
	double		growth_b = cvm_log1p(c.tenure / p[BETA]);
	double		share_a = c.tenure / (p[ALPHA] * g.now_a);
	double		share_b = c.tenure / (p[BETA] * g.now_b);

	*term = (CvTerm)
	{
		0
	};
	term->value = state[VALUE] - p[R] * growth_a - c.x * log(g.now_a) - p[S] * growth_b;
	term->slopes[R] = state[SLOPE_R] - growth_a;
	term->slopes[ALPHA] = p[R] * share_a - c.x / g.now_a;
	term->slopes[S] = -growth_b;
	term->slopes[BETA] = p[S] * share_b;
	term->second[CV_PAIRS(R) + R] = state[CURVE_R];
	term->second[CV_PAIRS(ALPHA) + R] = share_a;
	term->second[CV_PAIRS(ALPHA) + ALPHA] = c.x / (g.now_a * g.now_a) - p[R] * share_a * (1 / p[ALPHA] + 1 / g.now_a);
	term->second[CV_PAIRS(BETA) + S] = share_b;
	term->second[CV_PAIRS(BETA) + BETA] = -p[S] * share_b * (1 / p[BETA] + 1 / g.now_b);
	if (g.silence > 0)
		AddOdds(p, &c, &g, state[LOG_S], term);
}

static double
OddsSlopes(const double *p, const CvCustomer *c, const Path *path, double *slopes)
{
	Ages		g = {p[ALPHA] + c->recency, p[BETA] + c->recency, p[ALPHA] + c->tenure, p[BETA] + c->tenure, c->tenure - c->recency};
	Silence		s = Integrate(path);
	CvTerm		odds;

	OddsDerivatives(p, c->x, path, &g, &s, &odds);
	memcpy(slopes, odds.slopes, sizeof(odds.slopes));
	return s.integral;
}

/* The logarithm of the odds of having left and, unless slopes is NULL, its derivatives; there is no leaving without a silence */
static double
Odds(const double *p, const CvCustomer *c, double *slopes)
{
	Path		path;
	double		integral;

	if (slopes)
		memset(slopes, 0, CV_MAX_PARAMS * sizeof(double));
	if (c->tenure <= c->recency)
		return -INFINITY;
	path = PathOf(p, c);
	integral = slopes ? OddsSlopes(p, c, &path, slopes) : path.near * SumPanels(&path, AddIntegral).integral;
	return LogOdds(p, c, &path, log(p[S]), integral);
}

static double
Alive(const double *p, const CvCustomer *c)
{
	return 1 / (1 + exp(Odds(p, c, NULL)));
}

static void
Survive(const double *p, const CvCustomer *c, double *survivor)
{
	survivor[R] = p[R] + c->x;
	survivor[ALPHA] = p[ALPHA] + c->tenure;
	survivor[S] = p[S];
	survivor[BETA] = p[BETA] + c->tenure;
}

static double
PaceOfPareto(const double *survivor)
{
	return survivor[R] / survivor[ALPHA];
}

const CvBtyd cvm_pareto_nbd = {
	{4, CV_TIMED_WIDTH, PrepareOfPareto, RowOfPareto, cvm_pareto_starts}, Alive, Alive, Odds, Odds, cvm_pareto_expected, cvm_pareto_probability,
	Survive, &cvm_pareto_future, PaceOfPareto, false
};
