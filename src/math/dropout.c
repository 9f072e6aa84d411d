/*
 * dropout.c
 *		Purchases to come of a customer who may leave after each of them: what BG/NBD and MBG/NBD expect.
 *
 * At time t a customer whose probability of leaving is p buys at the mean rate (R / A) (1 + p t / A)^-(R + 1), R = shape,
 * A = scale.  The published closed form of the mean over p divides by a - 1 and by a + b - 1; both forms here have positive terms
 * and no singularity.
 *
 * Method.  Ordinary customers: the rate's mean over p is R / A times 2F1(R + 1, a; a + b; -t / A), whose series after Pfaff's
 * transformation, in y = t / (A + t), has one set of coefficients for all t; it is integrated over v = ln(1 + t / A).
 * Where the series is long or cancels (narrow densities of p, long horizons): over t first, which is elementary for a
 * given p without a discount, and then over p by cvm_beta_mean().
 * Accuracy: 1e-11 relative for parameters from 1e-12 to 1e12, tested.  Bounded work: some milliseconds at most; a
 * negative discount by which the rate grows by more than e^CVM_MAX_GROWTH over the horizon is beyond reach.
 */
#include "math/dropout.h"

#include <float.h>
#include <math.h>

#include "math/betamean.h"
#include "math/quadrature.h"

#define MAX_TERMS		1000
#define MAX_DECAY		600
#define MIN_SUM			0.01	/* of a series that begins with 1 and falls */
#define MAX_PANELS		400
#define NEGLIGIBLE		45		/* exp(-45) is 3e-20 */
#define MAX_WIDTH		2		/* of a panel */
#define NOTHING			1e-18	/* of 1 */

/* ---------- the series ---------- */

/* exp(-decay v) times a sum of coefficients times (y / last_y)^k */
typedef struct Series
{
	double		decay;
	double		last_y;
	double		discount;		/* delta * A */
	int			terms;
	double		coefficients[MAX_TERMS];
} Series;

/* 2F1(a, b; c; y); false if the series is long, overflows, or cancels by last_y */
static bool
FillSeries(Series *series, double a, double b, double c)
{
	double		term = 1;
	double		sum = 1;

	series->coefficients[0] = 1;
	for (int k = 0; k < MAX_TERMS - 1; k++)
	{
		double		ratio = (a + k) * (b + k) / ((c + k) * (1 + k)) * series->last_y;

		series->coefficients[k + 1] = term *= ratio;
		sum += term;
		if (!(sum > MIN_SUM && isfinite(sum)))
			return false;
		if (fabs(term) <= DBL_EPSILON / 8 * sum * (1 - fabs(ratio)))
		{
			series->terms = k + 2;
			return true;
		}
	}
	return false;
}

/*
 * Pfaff's two forms: the first one is short where x is large and has positive terms, or only one other, unless
 * R > a + b; then the second has.
 */
static bool
BeginSeries(const CvmBuyer *buyer, double horizon, double delta, Series *series)
{
	double		power = buyer->shape + 1;
	double		all = buyer->a + buyer->b;

	series->last_y = horizon / (buyer->scale + horizon);
	series->discount = delta * buyer->scale;
	series->decay = buyer->excess >= -1 ? buyer->a : power;
	if (series->decay * log1p(horizon / buyer->scale) > MAX_DECAY)
		return false;
	return buyer->excess >= -1 ? FillSeries(series, buyer->excess, buyer->a, all) : FillSeries(series, power, buyer->b, all);
}

/* Of all nodes at once, which a compiler can do in vectors */
static void
SumSeries(const Series *series, const double *x, double *sums)
{
	for (int i = 0; i < CVM_NODES; i++)
		sums[i] = 0;
	for (int k = series->terms - 1; k >= 0; k--)
		for (int i = 0; i < CVM_NODES; i++)
			sums[i] = sums[i] * x[i] + series->coefficients[k];
}

static void
SeriesValues(const double *v, double *values, const void *arg)
{
	const Series *series = arg;
	double		x[CVM_NODES];
	double		factors[CVM_NODES];

	for (int i = 0; i < CVM_NODES; i++)
	{
		double		z = expm1(v[i]);

		x[i] = z / (1 + z) / series->last_y;
		factors[i] = exp((1 - series->decay) * v[i] - series->discount * z);
	}
	SumSeries(series, x, values);
	for (int i = 0; i < CVM_NODES; i++)
		values[i] *= factors[i];
}

/* A negative discount may make the far end the larger. */
static bool
BySeries(const CvmBuyer *buyer, double horizon, double delta, double *purchases)
{
	Series		series;
	CvmIntegral integral;
	double		end = log1p(horizon / buyer->scale);
	double		slope = (buyer->shape + 1) * buyer->a / (buyer->a + buyer->b) + fabs(delta) * buyer->scale;
	bool		done;

	if (!BeginSeries(buyer, horizon, delta, &series))
		return false;
	integral = cvm_begin_integral(SeriesValues, &series);
	cvm_integrate_ends(&integral, end, slope, -delta * horizon);
	done = cvm_end_integral(&integral, purchases);
	*purchases *= buyer->shape;
	return done;
}

/* ---------- the mean over p ---------- */

typedef struct Ahead
{
	const CvmBuyer *buyer;
	double		horizon;
	double		delta;
	double		faithful;		/* purchases of a customer who never leaves, */
	double		fickle;			/* and of one who leaves after the first */
} Ahead;

/* Is p so small that it makes no difference until the horizon? */
static bool
IsFaithful(const Ahead *ahead, double p)
{
	return p * (ahead->buyer->shape + 1) * ahead->horizon / ahead->buyer->scale < NOTHING;
}

/* Purchases within the horizon of a customer of a given p: (1 - (1 + p t / A)^-R) / p */
static double
PurchasesOfShare(double p, double q, const void *arg)
{
	const Ahead *ahead = arg;

	(void) q;
	if (IsFaithful(ahead, p))
		return ahead->faithful;
	return -expm1(-ahead->buyer->shape * log1p(p * ahead->horizon / ahead->buyer->scale)) / p;
}

/*
 * The integral of exp(-fallen) over w from 0 to length, where fallen = rate w + weight (exp(sign w) - 1) rises from 0: by
 * Gauss and Legendre's rule, on panels as wide as what has fallen before lets them be.
 */
static double
Slide(double rate, double weight, double sign, double length)
{
	double		sum = 0;
	double		w = 0;

	for (int i = 0; i < MAX_PANELS && w < length; i++)
	{
		double		fallen = rate * w + weight * expm1(sign * w);
		double		slope = fmax(rate + sign * weight * exp(sign * w), 0);
		double		half = fmin(fmin(MAX_WIDTH, (4 + fallen / 2) / (1 + slope)), length - w) / 2;

		if (fallen > NEGLIGIBLE)
			return sum;
		for (int j = 0; j < CVM_NODES; j++)
		{
			const CvGaussPair *pair = &cvm_gauss[j / 2];
			double		at = w + half + (j % 2 ? pair->node : -pair->node) * half;

			sum += pair->weight * half * exp(-rate * at - weight * expm1(sign * at));
		}
		w += 2 * half;
	}
	return w < length ? NAN : sum;
}

/*
 * The same with a discount: in v = ln(1 + p t / A), R / p times the integral of exp(-R v - c (e^v - 1)), c = delta A / p.  A
 * negative discount lets it rise again towards the end.
 */
static double
Discounted(const Ahead *ahead, double p)
{
	double		shape = ahead->buyer->shape;
	double		weight = ahead->delta * ahead->buyer->scale / p;
	double		end = log1p(p * ahead->horizon / ahead->buyer->scale);
	double		middle = weight < 0 ? fmin(fmax(log(-shape / weight), 0), end) : end;
	double		sum = Slide(shape, weight, 1, middle);

	if (middle < end)
		sum += exp(-shape * end - ahead->delta * ahead->horizon)
			* Slide(-shape, weight + ahead->delta * ahead->horizon, -1, end - middle);
	return shape / p * sum;
}

static double
DiscountedOfShare(double p, double q, const void *arg)
{
	const Ahead *ahead = arg;

	(void) q;
	if (IsFaithful(ahead, p))
		return ahead->faithful;
	return p == 1 ? ahead->fickle : Discounted(ahead, p);
}

/* What both tails of the density are made of is computed once */
static Ahead
AheadOf(const CvmBuyer *buyer, double horizon, double delta)
{
	Ahead		ahead = {buyer, horizon, delta, buyer->shape / buyer->scale * horizon, 0};

	if (delta == 0)
		return ahead;
	ahead.faithful = buyer->shape / buyer->scale * (-expm1(-delta * horizon) / delta);
	ahead.fickle = Discounted(&ahead, 1);
	return ahead;
}

/* How far the peak of the density of p among those who are still there at the end lies to the left, in logits */
static double
PeakOfSurvivors(const CvmBuyer *buyer, double horizon)
{
	double		z = horizon / buyer->scale;
	double		square = buyer->a * (1 + z);
	double		linear = square - buyer->b - (buyer->shape + 1) * z;
	double		root = sqrt(linear * linear + 4 * square * buyer->b);

	return log(linear > 0 ? (linear + root) / (2 * square) : 2 * buyer->b / (root - linear));
}

static bool
ByShare(const CvmBuyer *buyer, double horizon, double delta, double *purchases)
{
	Ahead		ahead = AheadOf(buyer, horizon, delta);
	double		left = delta < 0 ? PeakOfSurvivors(buyer, horizon) : 0;

	return cvm_beta_mean(buyer->a, buyer->b, left, delta == 0 ? PurchasesOfShare : DiscountedOfShare, &ahead, purchases);
}

/*
 * The integral of exp(-delta t) times the rate of purchases over t from 0 to the horizon; an infinite one needs a discount, or a > 1.
 * False if it is beyond reach
 */
bool
cvm_buyer_purchases(const CvmBuyer *buyer, double horizon, double delta, double *purchases)
{
	*purchases = 0;
	if (horizon == 0)
		return true;
	if (isinf(horizon) && delta == 0)
	{
		*purchases = ((buyer->a - 1) + buyer->b) / (buyer->a - 1);	/* the mean of 1 / p */
		return true;
	}
	if (-delta * horizon > CVM_MAX_GROWTH)
		return false;
	if (delta > 0)
		horizon = fmin(horizon, NEGLIGIBLE / delta);
	if (fabs(delta) * horizon < NOTHING)
		delta = 0;
	return BySeries(buyer, horizon, delta, purchases) || ByShare(buyer, horizon, delta, purchases);
}
