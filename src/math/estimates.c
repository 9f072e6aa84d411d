/*
 * estimates.c
 *		Several estimates with their standard errors, of segments or of days: do they differ, and do they move with time?
 *
 * Weights are 1 / se^2, divided by the largest one, so that neither tiny nor large errors leave the range of numbers.
 */
#include "math/estimates.h"

#include <math.h>

#include "math/chisquare.h"
#include "math/quantile.h"

/* Weighted means, and what they were made of */
typedef struct Centre
{
	double		se;				/* the smallest one, whose weight is 1 */
	double		weights;
	double		squares;		/* of weights */
	double		x;
	double		value;
} Centre;

static double
WeightOf(const CvEstimate *estimate, double smallest)
{
	double		ratio = smallest / estimate->se;

	return ratio * ratio;
}

static void
FindCentre(const CvEstimate *estimates, int n, Centre *centre)
{
	Centre		sums = {estimates[0].se};

	for (int i = 1; i < n; i++)
		sums.se = fmin(sums.se, estimates[i].se);
	for (int i = 0; i < n; i++)
	{
		double		weight = WeightOf(&estimates[i], sums.se);

		sums.weights += weight;
		sums.squares += weight * weight;
		sums.x += weight * estimates[i].x;
		sums.value += weight * estimates[i].value;
	}
	sums.x /= sums.weights;
	sums.value /= sums.weights;
	*centre = sums;
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
		double		deviation = (estimates[i].value - centre.value) / estimates[i].se;

		result->q += deviation * deviation;
	}
	result->df = n - 1;
	result->p_value = cvm_chi_square_p(result->q, result->df);
	result->tau = centre.se * sqrt(fmax(0, (result->q - result->df) / (centre.weights - centre.squares / centre.weights)));
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
		double		weighted = WeightOf(&estimates[i], centre.se) * (estimates[i].x - centre.x);

		spread += weighted * (estimates[i].x - centre.x);
		product += weighted * (estimates[i].value - centre.value);
	}
	trend->slope = product / spread;
	trend->se = centre.se / sqrt(spread);
	trend->z = trend->slope / trend->se;
	trend->p_value = cvm_normal_two_sided_p(trend->z);
	trend->interval.low = trend->slope - cvm_normal_quantile(confidence) * trend->se;
	trend->interval.high = trend->slope + cvm_normal_quantile(confidence) * trend->se;
	return true;
}
