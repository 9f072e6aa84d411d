/*
 * survival.c
 *		The product-limit estimate of survival, S(t) = product of 1 - d/n over the durations up to t, where d of n churn (E. L. Kaplan
 *		& P. Meier 1958, Journal of the American Statistical Association 53:457-481).
 *
 * Between two durations at which somebody is censored the product telescopes: it is the share k/n of those n who were left at the
 * first that are still there.  So it is computed: a curve that nobody was censored from is a share to the last bit,
 * and another one is rounded where somebody was, not at every duration.
 */
#include "math/survival.h"

void
cvm_survival_begin(CvSurvival *curve, double customers)
{
	curve->at_risk = curve->customers = customers;
	curve->level = 1;
}

/* Survival behind the next duration, where no more leave than there are */
double
cvm_survival_step(CvSurvival *curve, const CvLeavers *leavers)
{
	double		left = curve->at_risk - leavers->churned;
	double		survival = curve->level * (left / curve->customers);

	curve->at_risk = left - leavers->censored;
	if (leavers->censored > 0)
	{
		curve->level = survival;
		curve->customers = curve->at_risk;
	}
	return survival;
}
