/*
 * paretofuture.c
 *		Purchases to come by the Pareto/NBD model: how many are expected, and how likely a number of them is.
 *
 * Method.  Without a discount the expectation has a closed form; with one, and for probabilities, the time, or that of leaving, is
 * integrated over in its logarithm, in which the integrands have one peak and exponential tails.
 * Accuracy: 1e-11 relative for parameters from 1e-12 to 1e12, tested.
 */
#include "math/paretofuture.h"

#include <math.h>

#include "math/divergence.h"
#include "math/future.h"
#include "math/nbd.h"
#include "math/quadrature.h"

#define MAX_STEPS		200
#define PRECISION		1e-11

/* Discounted purchases by v = ln(1 + t / (beta + T)) */
typedef struct Visits
{
	double		slope;			/* 1 - s */
	double		discount;		/* delta (beta + T) */
} Visits;

static void
VisitValues(const double *v, double *values, const void *arg)
{
	const Visits *visits = arg;

	for (int i = 0; i < CVM_NODES; i++)
		values[i] = exp(visits->slope * v[i] - visits->discount * expm1(v[i]));
}

/* A negative discount may make the far end the larger. */
static bool
DiscountedVisits(double s, double now, double horizon, double delta, double *sum)
{
	Visits		visits = {1 - s, delta * now};
	CvmIntegral integral = cvm_begin_integral(VisitValues, &visits);
	double		end = log1p(horizon / now);
	double		slope = fabs(1 - s) + fabs(visits.discount);

	if (-delta * horizon > CVM_MAX_GROWTH)
		return false;
	cvm_integrate_ends(&integral, end, slope, -delta * horizon);
	return cvm_end_integral(&integral, sum);
}

/* and without a discount, in closed form */
static double
VisitsWithin(double s, double now, double horizon)
{
	double		v = log1p(horizon / now);

	if (s == 1)
		return v;
	return isinf(horizon) ? 1 / (s - 1) : -expm1((1 - s) * v) / (s - 1);
}

/* An infinite horizon needs a discount, or s > 1 */
bool
cvm_pareto_expected(const double *p, const CvCustomer *c, double horizon, double delta, double *purchases)
{
	double		now = p[BETA] + c->tenure;
	bool		done = true;

	if (delta == 0)
		*purchases = VisitsWithin(p[S], now, horizon);
	else
		done = DiscountedVisits(p[S], now, horizon, delta, purchases);
	*purchases *= (p[R] + c->x) / (p[ALPHA] + c->tenure) * now;
	return done;
}

/* n purchases by the logarithm of a time, of leaving or of the nth purchase, from that of a time on */
typedef struct Leaving
{
	const double *p;
	double		n;
	double		time;
	double		log_peak;		/* of the probability of n purchases, over the time in which they
								 * are expected */
	double		beyond;			/* that time: logarithm of time / it */
} Leaving;

static double
LogPurchasesAt(const Leaving *leaving, double t)
{
	const double *p = leaving->p;
	double		total = p[R] + leaving->n;

	if (leaving->n == 0)
		return -p[R] * log1p(leaving->time / p[ALPHA] * exp(t));
	return leaving->log_peak - total * cvm_divergence(leaving->n / total, p[R] / total, leaving->beyond + t);
}

/* The customer leaves then, after n purchases. */
static void
LeavingValues(const double *t, double *values, const void *arg)
{
	const Leaving *leaving = arg;
	const double *p = leaving->p;

	for (int i = 0; i < CVM_NODES; i++)
	{
		double		share = leaving->time / p[BETA] * exp(t[i]);

		values[i] = p[S] * share * exp(LogPurchasesAt(leaving, t[i]) - (p[S] + 1) * log1p(share));
	}
}

/* The nth purchase comes then, and the customer is still there */
static void
ArrivalValues(const double *t, double *values, const void *arg)
{
	const Leaving *leaving = arg;
	const double *p = leaving->p;

	for (int i = 0; i < CVM_NODES; i++)
		values[i] = leaving->n * exp(LogPurchasesAt(leaving, t[i]) - p[S] * log1p(leaving->time / p[BETA] * exp(t[i])));
}

/* or would come then, but the customer has left */
static void
LossValues(const double *t, double *values, const void *arg)
{
	const Leaving *leaving = arg;
	const double *p = leaving->p;

	for (int i = 0; i < CVM_NODES; i++)
		values[i] = leaving->n * exp(LogPurchasesAt(leaving, t[i])) * -expm1(-p[S] * log1p(leaving->time / p[BETA] * exp(t[i])));
}

/* ln(time / the time in which n purchases are expected), right where the two are close */
static double
Beyond(const double *p, double n, double time)
{
	double		excess = cvm_product_difference(time, p[R], p[ALPHA], n) / (p[ALPHA] * n);

	return fabs(excess) < 0.5 ? log1p(excess) : log(time / p[ALPHA] * p[R] / n);
}

/*
 * Where n purchases are most likely together with leaving (leaves 1) or with having stayed (0), by the logarithm of time: there
 * n + leaves = (r + n) t / (alpha + t) + (s + leaves) t / (beta + t)
 */
static double
PeakOf(const double *p, double n, double leaves)
{
	double		ratio = p[ALPHA] / p[BETA];
	double		square = ratio * (p[R] + p[S]);
	double		linear = leaves - p[R] + ratio * (n - p[S]);
	double		root = sqrt(linear * linear + 4 * square * (n + leaves));

	return p[ALPHA] * (linear > 0 ? (linear + root) / (2 * square) : 2 * (n + leaves) / (root - linear));
}

/* The width of its peak, or of its fall to the left */
static double
WidthAt(const double *p, double n, double leaves, double time)
{
	double		bought = time / (p[ALPHA] + time);
	double		left = time / (p[BETA] + time);
	double		slope = n + leaves - (p[R] + n) * bought - (p[S] + leaves) * left;

	return 1 / (1 + fabs(slope) + sqrt((p[R] + n) * bought * (1 - bought) + (p[S] + leaves) * left * (1 - left)));
}

/* Over all times until the horizon.  By the logarithm of time the integrands have one peak. */
static bool
OverTimes(CvmIntegrand values, const double *p, double n, double leaves, double horizon, double *sum)
{
	double		time = fmin(PeakOf(p, n, leaves), horizon);
	double		width = WidthAt(p, n, leaves, time);
	Leaving		leaving = {p, n, time, n > 0 ? cvm_log_nbd_peak(p[R], n) : 0, n > 0 ? Beyond(p, n, time) : 0};
	CvmIntegral integral = cvm_begin_integral(values, &leaving);

	cvm_integrate(&integral, 0, -INFINITY, width);
	cvm_integrate(&integral, 0, log(horizon / time), width);
	return cvm_end_integral(&integral, sum);
}

/* Note 028 of B. Hardie: those who stayed and bought n times, and those who left before, for whom the time of leaving is integrated over. */
bool
cvm_pareto_probability(const double *p, double n, double horizon, double *probability)
{
	bool		done;

	*probability = n == 0;
	if (horizon == 0)
		return true;
	done = OverTimes(LeavingValues, p, n, 1, horizon, probability);
	*probability += exp(-p[S] * log1p(horizon / p[BETA])) * cvm_nbd_probability(p[R], p[ALPHA], n, horizon);
	return done;
}

/*
 * P(at least n purchases within the horizon), n > 0: the nth one comes while the customer is there; or fewer: it would come after
 * the customer has left, or after the horizon
 */
static bool
SideOfPareto(const double *p, double n, double horizon, bool at_least, double *probability)
{
	double		late;

	*probability = !at_least;
	if (horizon == 0)
		return true;
	if (at_least)
		return OverTimes(ArrivalValues, p, n, 0, horizon, probability);
	if (!OverTimes(LossValues, p, n, 0, horizon, probability) || !cvm_nbd_side(p[R], p[ALPHA], n, horizon, false, &late))
		return false;
	*probability += late;
	return true;
}

/*
 * The walk's nodes: Gauss and Legendre's, in v = ln(1 + t / min(alpha, beta)), over the time of leaving, and the horizon of those who
 * stay.  How steep all that is multiplied with is at the far end says how many panels it takes.
 */
static double
Steepness(const double *p, double horizon)
{
	double		near = fmin(p[ALPHA], p[BETA]);

	return 1 + (near + horizon) * (4 * p[R] / (p[ALPHA] + horizon) + p[S] / (p[BETA] + horizon));
}

static void
AddPanelNodes(const double *p, double near, double from, double width, CvmWalk *walk)
{
	for (int i = 0; i < CVM_NODES; i++)
	{
		double		node = cvm_gauss[i / 2].node * (i % 2 ? 1 : -1);
		double		e = expm1(from + width / 2 * (1 + node));
		double		time = near * e;
		double		leaves = p[S] * near * (1 + e) / (p[BETA] + time) * cvm_gauss[i / 2].weight * width / 2;

		cvm_add_node(walk, p[ALPHA], time, leaves * exp(-p[S] * log1p(time / p[BETA]) - p[R] * log1p(time / p[ALPHA])));
	}
}

static bool
BeginParetoWalk(const double *p, double horizon, CvmWalk *walk)
{
	double		near = fmin(p[ALPHA], p[BETA]);
	double		end = log1p(horizon / near);
	double		panels = ceil(end * fmax(0.7, Steepness(p, horizon) / 6));

	if (!cvm_can_walk(p[R], p[ALPHA], horizon) || !(panels * CVM_NODES < CVM_WALK_NODES))
		return false;
	cvm_begin_walk(walk, p[R]);
	for (int i = 0; i < panels; i++)
		AddPanelNodes(p, near, i * (end / panels), end / panels, walk);
	cvm_add_node(walk, p[ALPHA], horizon, exp(-p[S] * log1p(horizon / p[BETA]) - p[R] * log1p(horizon / p[ALPHA])));
	return true;
}

static double
WalkPareto(CvmWalk *walk)
{
	return walk->sum += cvm_walk_on(walk);
}

/*
 * By Newton's method: the probability of a purchase rises ever more slowly, so that each step from below ends below.  The first
 * is the time that it takes where nobody leaves.
 */
static bool
WaitOfPareto(const double *p, double share, double longest, double *time)
{
	double		t = p[ALPHA] * expm1(-log1p(-share) / p[R]);
	double		bought;

	for (int i = 0; i < MAX_STEPS && t <= longest; i++)
	{
		double		step;

		if (!OverTimes(ArrivalValues, p, 1, 0, t, &bought))
			return false;
		step = (share - bought) / (p[R] / p[ALPHA] * exp(-(p[R] + 1) * log1p(t / p[ALPHA]) - p[S] * log1p(t / p[BETA])));
		t += fmax(step, 0);
		*time = t;
		if (step <= PRECISION * t)
			return true;
	}
	*time = INFINITY;
	return t > longest;
}

const CvFuture cvm_pareto_future = {cvm_pareto_probability, SideOfPareto, BeginParetoWalk, WalkPareto, WaitOfPareto};
