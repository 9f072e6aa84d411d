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

static double
WeightOf(const CvEstimate *estimate, const Centre *centre)
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
FindCentre(const CvEstimate *estimates, int n, Centre *centre)
{
	Centre		sums = {estimates, 0, 0, 0};

	for (int i = 1; i < n; i++)
		if (estimates[i].se < sums.surest->se)
			sums.surest = &estimates[i];
	for (int i = 0; i < n; i++)
	{
		double		weight = WeightOf(&estimates[i], &sums);

		sums.others += &estimates[i] == sums.surest ? 0 : weight;
		sums.x += weight * (estimates[i].x - sums.surest->x);
		sums.value += weight * (estimates[i].value - sums.surest->value);
	}
	sums.x = sums.surest->x + sums.x / (1 + sums.others);
	sums.value /= 1 + sums.others;
	*centre = sums;
}

/* W - sum of w^2 / W, W the sum of weights w, without a difference: a weight times those of all others, over W */
static double
SpreadOfWeights(const CvEstimate *estimates, int n, const Centre *centre)
{
	double		sum = centre->others;

	for (int i = 0; i < n; i++)
	{
		double		weight = WeightOf(&estimates[i], centre);

		if (&estimates[i] != centre->surest)
			sum += weight * (1 + fmax(0, centre->others - weight));
	}
	return sum / (1 + centre->others);
}

/* Cochran's Q, and the spread of DerSimonian & Laird (1986); false of fewer than two */
bool
cvm_heterogeneity(const CvEstimate *estimates, int n, CvHeterogeneity *result)
{
	Centre		centre;

	if (n < 2)
		return false;
	FindCentre(estimates, n, &centre);
	result->q = 0;
	for (int i = 0; i < n; i++)
	{
		double		deviation = DeviationOf(&estimates[i], &centre) / estimates[i].se;

		result->q += deviation * deviation;
	}
	result->df = n - 1;
	result->p_value = cvm_chi_square_p(result->q, result->df);
	result->tau = centre.surest->se * sqrt(fmax(0, result->q - result->df) / SpreadOfWeights(estimates, n, &centre));
	return true;
}

static bool
AllAtOnePlace(const CvEstimate *estimates, int n)
{
	for (int i = 1; i < n; i++)
		if (estimates[i].x != estimates[0].x)
			return false;
	return true;
}

/* A line by weighted least squares, of known variances; false of fewer than three, or of a single x */
bool
cvm_trend(const CvEstimate *estimates, int n, double confidence, CvTrend *trend)
{
	Centre		centre;
	double		spread = 0;
	double		product = 0;

	if (n < 3 || AllAtOnePlace(estimates, n))
		return false;
	FindCentre(estimates, n, &centre);
	for (int i = 0; i < n; i++)
	{
		double		weighted = WeightOf(&estimates[i], &centre) * (estimates[i].x - centre.x);

		spread += weighted * (estimates[i].x - centre.x);
		product += weighted * DeviationOf(&estimates[i], &centre);
	}
	trend->slope = product / spread;
	trend->se = centre.surest->se / sqrt(spread);
	trend->z = trend->slope / trend->se;
	trend->p_value = cvm_normal_two_sided_p(trend->z);
	trend->interval.low = trend->slope - cvm_normal_quantile(confidence) * trend->se;
	trend->interval.high = trend->slope + cvm_normal_quantile(confidence) * trend->se;
	return true;
}
