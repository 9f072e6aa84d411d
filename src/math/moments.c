/*
 * moments.c
 *		Means and variances of the purchases to come of a known customer, and how the means change with the parameters.
 *
 * Method.  A purchase at the time t counts e^(-delta t); the sum D of them has the mean E(delta) that the model expects, and
 * E[D^2] = E(2 delta) + 2 E[sum over pairs s < t of e^(-delta (s + t))].  After a purchase at s who is still there is a customer with one
 * repeat purchase more, of the tenure that is now: to buy at s and then at t > s has the density pace * e'(t), where e' is the rate
 * of that customer's purchases and does not depend on s.  So the pairs are
 *		pace * integral of e'(t) e^(-delta t) (1 - e^(-delta t)) / delta,  which is  pace * (E'(delta) - E'(2 delta)) / delta,
 * or, with c = 3/2 delta and eps = delta/2, pace * (E'(c - eps) - E'(c + eps)) / (2 eps).  Where delta is small, eps is taken to be
 * NEAR / horizon, which changes the pairs by less than eps^2 t^2 / 6, 2e-7 of them.  Occasions are the same with the sums of geometric series in
 * place of integrals.  All of it comes from the model's own expectations, whose last digits eps divides: where the horizon is so much longer
 * than customers stay that this is seen in the variance, it is beyond reach.
 *
 * Slopes of expectations are central differences in the logarithms of the parameters, right to 1e-7 or so of the mean: they only go
 * into standard errors.
 */
#include "math/moments.h"

#include <math.h>
#include <string.h>

#define NEAR		1e-3
#define STEP		1e-4		/* of a logarithm */
#define ROUNDING	1e-15		/* of an expectation */
#define MAX_ERROR	1e-4		/* that it may make in squares and pairs */

/* Once the squares are known */
static bool
Pairs(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon, double delta, CvmMoments *moments)
{
	CvCustomer	again = {c->x + 1, c->recency, c->tenure};
	double		eps = fmax(fabs(delta) / 2, NEAR / horizon);
	double		survivor[CV_MAX_PARAMS];
	double		twice;
	double		less;
	double		more;

	if (!model->expected(p, &again, horizon, 1.5 * delta - eps, &less) || !model->expected(p, &again, horizon, 1.5 * delta + eps, &more))
		return false;
	model->survive(p, c, survivor);
	twice = 2 * model->pace(survivor);
	moments->pairs = twice * (model->occasions ? (exp(-eps) * less - exp(eps) * more) / (2 * sinh(eps)) : (less - more) / (2 * eps));
	moments->pairs = fmax(moments->pairs, 0);
	return twice * (less / eps * ROUNDING) <= MAX_ERROR * (moments->squares + moments->pairs);
}

static bool
MeanSlope(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon, double delta, int k, double *slope)
{
	double		moved[CV_MAX_PARAMS];
	double		up;
	double		down;

	memcpy(moved, p, sizeof(moved));
	moved[k] = p[k] * exp(STEP);
	if (!model->expected(moved, c, horizon, delta, &up))
		return false;
	moved[k] = p[k] * exp(-STEP);
	if (!model->expected(moved, c, horizon, delta, &down))
		return false;
	*slope = (up - down) / (2 * STEP);
	return true;
}

/* Over a finite horizon; false where bounded work cannot give them */
bool
cvm_moments(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon, double delta, CvmMoments *moments)
{
	memset(moments, 0, sizeof(*moments));
	if (horizon == 0)
		return true;
	if (!model->expected(p, c, horizon, delta, &moments->mean) || !model->expected(p, c, horizon, 2 * delta, &moments->squares)
		|| !Pairs(model, p, c, horizon, delta, moments))
		return false;
	for (int k = 0; k < model->likelihood.params; k++)
		if (!MeanSlope(model, p, c, horizon, delta, k, &moments->slopes[k]))
			return false;
	return isfinite(moments->mean) && isfinite(moments->squares) && isfinite(moments->pairs);
}

CvmAlive
cvm_alive(const CvBtyd *model, const double *p, const CvCustomer *c)
{
	CvmAlive	alive = {0, {0}};
	double		odds_slopes[CV_MAX_PARAMS];
	double		odds = model->odds(p, c, odds_slopes);
	double		gone = 1 / (1 + exp(-odds));

	alive.p = 1 / (1 + exp(odds));
	for (int k = 0; k < model->likelihood.params && gone > 0; k++)
		alive.slopes[k] = -alive.p * gone * odds_slopes[k] * p[k];
	return alive;
}

/*
 * Purchases of amounts that do not depend on them: amount, square and product are the means of an amount, of its square, and of the product of
 * two of them, which are the customer's and so depend on each other.  With 1 for all it is the purchases themselves.
 */
CvmTotal
cvm_total_of_purchases(const CvmAlive *alive, const CvmMoments *moments, double amount, double square, double product)
{
	CvmTotal	total = {alive->p * moments->mean * amount, 0, {0}};

	total.variance = alive->p * (square * moments->squares + product * moments->pairs) - total.mean * total.mean;
	if (total.variance < 0)		/* rounding; NaN, which fmax() would lose, stays */
		total.variance = 0;
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		total.slopes[k] = amount * (alive->p * moments->slopes[k] + alive->slopes[k] * moments->mean);
	return total;
}
