/*
 * estimates.c
 *		Several estimates with their standard errors, of segments or of days: do they differ, and do they move with time?
 *
 * Weights are 1 / se^2, divided by the largest one, so that neither tiny nor large errors leave the range of numbers; values are taken from
 * the one that has it, which the mean is near to where it outweighs all others.
 */
#include "math/estimates.h"

#include <math.h>

#include "math/chisquare.h"
#include "math/quantile.h"

/* Weighted means, and what they were made of */
typedef struct Centre
{
	const CvEstimate *surest;	/* of the smallest error, with weight 1 */
	double		others;			/* the weights of all others */
	double		x;
	double		value;			/* above that of the surest */
} Centre;

#define POLL_ESTIMATES	0x4000

static const CvEstimate *
EstimateAt(const CvEstimates *all, int i)
{
	if (i % POLL_ESTIMATES == POLL_ESTIMATES - 1 && all->poll)
		all->poll();
	return &all->estimates[i];
}

static double
RelativeWeight(const CvEstimate *estimate, const Centre *centre)
{
	double		ratio = centre->surest->se / estimate->se;

	return ratio * ratio;
}

static double
DeviationOf(const CvEstimate *estimate, const Centre *centre)
{
	return estimate->value - centre->surest->value - centre->value;
}

static void
FindCentre(const CvEstimates *all, Centre *centre)
{
	Centre		sums = {all->estimates, 0, 0, 0};

	for (int i = 1; i < all->n; i++)
		if (EstimateAt(all, i)->se < sums.surest->se)
			sums.surest = &all->estimates[i];
	for (int i = 0; i < all->n; i++)
	{
		const CvEstimate *estimate = EstimateAt(all, i);
		double		weight = RelativeWeight(estimate, &sums);

		sums.others += estimate == sums.surest ? 0 : weight;
		sums.x += weight * (estimate->x - sums.surest->x);
		sums.value += weight * (estimate->value - sums.surest->value);
	}
	sums.x = sums.surest->x + sums.x / (1 + sums.others);
	sums.value /= 1 + sums.others;
	*centre = sums;
}

/* W - sum of w^2 / W, W the sum of weights w, without a difference: a weight times those of all others, over W */
static double
SpreadOfWeights(const CvEstimates *all, const Centre *centre)
{
	double		sum = centre->others;

	for (int i = 0; i < all->n; i++)
	{
		const CvEstimate *estimate = EstimateAt(all, i);
		double		weight = RelativeWeight(estimate, centre);

		if (estimate != centre->surest)
			sum += weight * (1 + fmax(0, centre->others - weight));
	}
	return sum / (1 + centre->others);
}

/* Cochran's Q, and the spread of DerSimonian & Laird (1986); false of fewer than two */
bool
cvm_heterogeneity(const CvEstimates *all, CvHeterogeneity *result)
{
	Centre		centre;

	if (all->n < 2)
		return false;
	FindCentre(all, &centre);
	result->q = 0;
	for (int i = 0; i < all->n; i++)
	{
		const CvEstimate *estimate = EstimateAt(all, i);
		double		deviation = DeviationOf(estimate, &centre) / estimate->se;

		result->q += deviation * deviation;
	}
	result->df = all->n - 1;
	result->p_value = cvm_chi_square_p(result->q, result->df);
	result->tau = centre.surest->se * sqrt(fmax(0, result->q - result->df) / SpreadOfWeights(all, &centre));
	return true;
}

static bool
AllAtOnePlace(const CvEstimates *all)
{
	for (int i = 1; i < all->n; i++)
		if (EstimateAt(all, i)->x != all->estimates[0].x)
			return false;
	return true;
}

/* A line by weighted least squares, of known variances; false of fewer than three, or of a single x */
bool
cvm_trend(const CvEstimates *all, double confidence, CvTrend *trend)
{
	Centre		centre;
	double		spread = 0;
	double		product = 0;
	double		reach;

	if (all->n < 3 || AllAtOnePlace(all))
		return false;
	FindCentre(all, &centre);
	for (int i = 0; i < all->n; i++)
	{
		const CvEstimate *estimate = EstimateAt(all, i);
		double		weighted = RelativeWeight(estimate, &centre) * (estimate->x - centre.x);

		spread += weighted * (estimate->x - centre.x);
		product += weighted * DeviationOf(estimate, &centre);
	}
	trend->slope = product / spread;
	trend->se = centre.surest->se / sqrt(spread);
	reach = cvm_normal_quantile(confidence) * trend->se;
	trend->z = trend->slope / trend->se;
	trend->p_value = cvm_normal_two_sided_p(trend->z);
	trend->interval.low = trend->slope - reach;
	trend->interval.high = trend->slope + reach;
	return true;
}
