/*
 * survival.c
 *		The product-limit estimate of survival, S(t) = product of 1 - d/n over the durations up to t, where d of n at risk churn (E. L.
 *		Kaplan & P. Meier 1958, Journal of the American Statistical Association 53:457-481), and what follows from it.
 *
 * Between two durations at which somebody is censored, or comes late, the product telescopes: it is the share k/n of those n who were
 * at risk at the first that are still there.  So it is computed: a curve that nobody was censored from is a share to the last bit,
 * and another one is rounded where somebody was, not at every duration.
 *
 * The variance of ln S is the sum of d / (n(n - d)) (M. Greenwood 1926, Reports on Public Health and Medical Subjects 33), that of the
 * cumulative hazard, the sum of d/n, is the sum of d/n^2 (O. Aalen 1978, Annals of Statistics 6:534-545).  Limits on the scale of
 * ln(-ln S): J. D. Kalbfleisch & R. L. Prentice (1980), The Statistical Analysis of Failure Time Data.
 */
#include "math/survival.h"

#include <math.h>

void
cvm_survival_begin(CvSurvival *curve)
{
	CvSurvival	whole = {.survival = 1,.level = 1};

	*curve = whole;
}

void
cvm_survival_step(CvSurvival *curve, const CvLifeStep *step)
{
	double		left = step->at_risk - step->churned;

	if (curve->customers == 0)
		curve->customers = step->at_risk;
	if (step->churned > 0)
	{
		double		share = step->churned / step->at_risk;

		curve->survival = curve->level * (left / curve->customers);
		if (left > 0)
			cvm_add(&curve->greenwood, share / left);
		cvm_add(&curve->hazard, share);
		cvm_add(&curve->hazard_variance, share / step->at_risk);
	}
	if (step->censored > 0 || step->entered > 0)
	{
		curve->level = curve->survival;
		curve->customers = left - step->censored + step->entered;
	}
}

/* NaN where nobody is left: the normal distribution tells nothing there */
double
cvm_survival_se(const CvSurvival *curve)
{
	return curve->survival > 0 ? curve->survival * sqrt(cvm_total(&curve->greenwood)) : NAN;
}

/* False where nobody has churned yet, or nobody is left */
bool
cvm_survival_limits(const CvSurvival *curve, CvSurvivalMethod method, double z, CvInterval *limits)
{
	double		s = curve->survival;
	double		spread = z * sqrt(cvm_total(&curve->greenwood));

	if (!(s > 0 && spread > 0))
		return false;
	switch (method)
	{
		case CVM_LOG_LOG:
			limits->low = pow(s, exp(-spread / log(s)));
			limits->high = pow(s, exp(spread / log(s)));
			break;
		case CVM_LOG:
			limits->low = s * exp(-spread);
			limits->high = s * exp(spread);
			break;
		case CVM_PLAIN:
			limits->low = s - s * spread;
			limits->high = s + s * spread;
			break;
	}
	limits->low = fmax(limits->low, 0);
	limits->high = fmin(limits->high, 1);
	return true;
}

/* ---------- areas ---------- */

/*
 * The mean time from given to the horizon, and its variance, the sum of A^2 d / (n(n - d)) where A is the area from a duration
 * to the horizon (J. P. Klein & M. L. Moeschberger 2003, Survival Analysis, section 4.5).  A discount weighs the time within.
 * It takes two walks, for A is what the total has more than the area so far.
 */
void
cvm_area_begin(CvArea *area, double given, double horizon, double delta, double total)
{
	CvArea		empty = {.given = given,.horizon = horizon,.delta = delta,.total = total,.since = given};

	*area = empty;
	cvm_survival_begin(&area->curve);
}

/* The discounted time from one time to another, both as counted from given */
double
cvm_discounted_time(double delta, double from, double to)
{
	if (delta == 0)
		return to - from;
	return exp(-delta * from) * -expm1(-delta * (to - from)) / delta;
}

static void
ExtendArea(CvArea *area, double at)
{
	cvm_add(&area->area, area->curve.survival * cvm_discounted_time(area->delta, area->since - area->given, at - area->given));
	area->since = at;
}

/* A step behind given; those behind the horizon add nothing. */
void
cvm_area_step(CvArea *area, const CvLifeStep *step)
{
	double		left = step->at_risk - step->churned;

	if (step->at > area->horizon)
		return;
	ExtendArea(area, step->at);
	if (step->churned > 0 && left > 0)
	{
		double		rest = area->total - cvm_total(&area->area);

		cvm_add(&area->variance, rest * rest * (step->churned / step->at_risk / left));
	}
	cvm_survival_step(&area->curve, step);
}

double
cvm_area_end(CvArea *area)
{
	ExtendArea(area, area->horizon);
	return cvm_total(&area->area);
}

/* ---------- hazards of periods ---------- */

void
cvm_hazard_begin(CvHazard *hazard, double at_risk)
{
	CvHazard	empty = {.at_risk = at_risk};

	*hazard = empty;
	cvm_survival_begin(&hazard->curve);
}

void
cvm_hazard_step(CvHazard *hazard, const CvLifeStep *step)
{
	double		before = hazard->curve.survival;

	if (step->churned + step->censored > 0 && before > 0)
		hazard->at_risk = step->at_risk;
	hazard->churned += before * (step->churned / step->at_risk);
	cvm_survival_step(&hazard->curve, step);
	if (step->churned > 0 && step->churned == step->at_risk && before > 0)
		hazard->before_last = before;
}

/*
 * The trials of which that share has the same variance, for Wilson's limits (as K. J. Rothman 1978, Journal of Chronic Diseases
 * 31:557-560, does with survival): at_risk, where nobody leaves within the period but those who churn.  Where everybody has
 * churned, it is the limit of that formula; where nobody has, the number at risk at the last duration.
 */
double
cvm_hazard_size(const CvHazard *hazard)
{
	if (hazard->churned == 0)
		return hazard->at_risk;
	if (hazard->before_last > 0)
		return hazard->churned * hazard->at_risk / hazard->before_last;
	return hazard->churned / (hazard->curve.survival * cvm_total(&hazard->curve.greenwood));
}
