/*
 * mean.c
 *		Mean of answers on the points 0, 1, 2, ..., with Student's interval.
 *
 * Each point has the sum of the weights and of the squared weights of its
 * answers.  The standard error is the linearised one times
 * sqrt(n / (n - 1)) with Kish's effective n, and the standard deviation the
 * sample form for reliability weights: with all weights equal they are the
 * textbook's s / sqrt(n) and s.  Where one answer outweighs all others a million
 * times, n - 1 keeps few digits, and so do they.
 */
#include "math/mean.h"

#include <math.h>

#include "math/quantile.h"
#include "math/weights.h"

/* Rounding may carry a mean past the first or the last point that has answers. */
static double
Within(int points, const double *weights, double mean)
{
	int			first = 0;
	int			last = points - 1;

	while (first < last && !(weights[first] > 0))
		first++;
	while (last > first && !(weights[last] > 0))
		last--;
	return fmin(fmax(mean, first), last);
}

/* False where the weights sum to 0. */
bool
cvm_mean(int points, const double *weights, const double *squares, CvMean *mean)
{
	double		n = 0;
	double		n2 = 0;
	double		sum = 0;
	double		spread = 0;
	double		spread2 = 0;
	double		free_share;

	for (int i = 0; i < points; i++)
	{
		n += weights[i];
		n2 += squares[i];
		sum += weights[i] * i;
	}
	if (!(n > 0))
		return false;
	mean->mean = Within(points, weights, sum / n);
	mean->effective_n = cvm_kish_n(n, n2);
	for (int i = 0; i < points; i++)
	{
		double		d = i - mean->mean;

		spread += weights[i] * d * d;
		spread2 += squares[i] * d * d;
	}
	free_share = (mean->effective_n - 1) / mean->effective_n;
	mean->stddev = free_share > 0 ? sqrt(spread / n / free_share) : NAN;
	mean->se = free_share > 0 ? sqrt(spread2 / free_share) / n : NAN;
	return true;
}

/* False where effective_n leaves no degree of freedom, or the limits overflow. */
bool
cvm_mean_student(const CvMean *mean, double confidence, CvInterval *interval)
{
	double		t;

	if (!(mean->effective_n > 1) || !cvm_student_quantile(confidence, mean->effective_n - 1, &t))
		return false;
	interval->low = mean->mean - t * mean->se;
	interval->high = mean->mean + t * mean->se;
	return isfinite(interval->low) && isfinite(interval->high);
}
