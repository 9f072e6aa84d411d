/*
 * incidence.c
 *		Competing reasons of churn: the cumulative incidence F = sum of S(t-) d_k / n, where d_k of n at risk churn for one of them (O. Aalen
 *		& S. Johansen 1978, Scandinavian Journal of Statistics 5:141-150).
 *
 * 1 minus the Kaplan-Meier estimate that takes the other reasons as censoring is not it: that would be the share if nobody
 * could churn for another reason.  The variance is that of J. J. Gaynor et al. (1993), Journal of the American Statistical Association
 * 88:400-409: the sum over durations s of (F - F(s))^2 g + S(s-)^2 d_k (n - d_k) / n^3 - 2 (F - F(s)) S(s-) d_k / n^2, where g =
 * d / (n(n - d)).  Where F grows by f, the first sum grows by 2 f sum(g (F - F(s))) + f^2 sum(g), the last one by 2 f times
 * that of S d_k / n^2: so three sums carry it on, without the differences of large ones that a square worked out would have.
 */
#include "math/incidence.h"

#include <math.h>

#define CERTAIN		1e-12		/* less is what rounding leaves of those who have not churned */

void
cvm_incidence_begin(CvIncidence *incidence)
{
	CvIncidence empty = {.incidence = 0};

	*incidence = empty;
	cvm_survival_begin(&incidence->curve);
}

void
cvm_incidence_step(CvIncidence *inc, const CvLifeStep *step)
{
	double		n = step->at_risk;
	double		left = n - step->churned;
	double		before = inc->curve.survival;
	double		share = step->of_reason / n;
	double		growth = before * share;
	double		g = left > 0 ? step->churned / n / left : 0;

	cvm_survival_step(&inc->curve, step);
	if (!(step->churned > 0))
		return;
	inc->variance += growth * (2 * (inc->distance - inc->slope) + growth * inc->greenwood) + growth * before * (1 - share) / n;
	inc->distance += growth * inc->greenwood;
	inc->incidence += growth;
	inc->greenwood += g;
	inc->slope += growth / n;
}

/* 0 where everybody has churned for this reason */
double
cvm_incidence_se(const CvIncidence *inc)
{
	return 1 - inc->incidence < CERTAIN ? 0 : sqrt(fmax(inc->variance, 0));
}

/* On the scale of ln(-ln(1 - F)), as for survival; false where nothing varies */
bool
cvm_incidence_limits(const CvIncidence *inc, double z, CvInterval *limits)
{
	double		rest = 1 - inc->incidence;
	double		se = cvm_incidence_se(inc);
	double		spread;

	if (!(inc->incidence > 0 && se > 0))
		return false;
	spread = z * se / (rest * log1p(-inc->incidence));
	limits->low = -expm1(exp(spread) * log1p(-inc->incidence));
	limits->high = -expm1(exp(-spread) * log1p(-inc->incidence));
	return true;
}
