/*
 * limits.c
 *		What it means that the likelihood of a model has no maximum: it rises for ever as parameters go to 0 or infinity, which is
 *		another, simpler model, or it is flat.
 *
 * A limit is told only if the likelihood, asked far on the way to it, has lost nothing.
 */
#include "clv/limits.h"

#include <float.h>

#include "core/check.h"
#include "lib/stringinfo.h"

/* Of those that move the same parameters the first one that is true is told. */
static const Limit NbdLimits[MAX_LIMITS] = {
	{{1, 1, 0, 0}, "all customers purchase at the same rate", RATE},
	{{0, 0, -1, 0}, "nobody leaves"},
	{{0, 0, 0, 1}, "nobody leaves"},
	{{0, 0, 0, -1}, "everybody leaves after one purchase"},
	{{0, 0, 1, 0}, "everybody leaves after one purchase"},
	{{0, 0, 1, 1}, "all customers leave with the same probability after a purchase", SHARE},
	{{0, 0, -1, -1}, "customers leave after their first chance or never", SHARE},
};

static const Limit ParetoLimits[MAX_LIMITS] = {
	{{1, 1, 0, 0}, "all customers purchase at the same rate", RATE},
	{{0, 0, -1, 0}, "nobody leaves"},
	{{0, 0, 0, 1}, "nobody leaves"},
	{{0, 0, 1, 1}, "all customers leave at the same rate", RATE},
	{{0, 0, -1, -1}, "customers leave at once or never", NO_VALUE, true},
};

static const Limit BgBbLimits[MAX_LIMITS] = {
	{{0, -1, 0, 0}, "customers who have not left take every opportunity"},
	{{1, 0, 0, 0}, "customers who have not left take every opportunity"},
	{{1, 1, 0, 0}, "all customers purchase with the same probability", SHARE},
	{{-1, -1, 0, 0}, "customers take every opportunity or none", SHARE},
	{{0, 0, -1, 0}, "nobody leaves"},
	{{0, 0, 0, 1}, "nobody leaves"},
	{{0, 0, 1, 1}, "all customers leave with the same probability", SHARE},
	{{0, 0, -1, -1}, "customers leave at once or never", SHARE},
};

static const Limit SbgLimits[MAX_LIMITS] = {
	{{-1, 0}, "nobody leaves"},
	{{0, 1}, "nobody leaves"},
	{{0, -1}, "everybody leaves in the first period"},
	{{1, 0}, "everybody leaves in the first period"},
	{{1, 1}, "churn does not fall with tenure, and all customers leave with the same probability in every period", SHARE},
	{{-1, -1}, "customers leave in their first period or never", SHARE},
};

const Limit cv_spend_limits[MAX_LIMITS] = {
	{{1, 0, -1}, "every customer always spends the same amount"},
	{{0, 1, 1}, "all customers spend alike"},
};

const Limit *const cv_kind_limits[MODEL_KINDS] = {NbdLimits, NbdLimits, ParetoLimits, BgBbLimits, SbgLimits};

static int
FirstMoved(const Limit *limit)
{
	int			k = 0;

	while (limit->towards[k] == 0)
		k++;
	return k;
}

static void
AppendLimit(StringInfo text, const char *const *names, const Limit *limit, const double *p)
{
	int			first = FirstMoved(limit);

	for (int k = first; k < CV_MAX_PARAMS; k++)
		if (limit->towards[k] != 0)
			appendStringInfo(text, "%s%s = %s", k > first ? ", " : "", names[k], limit->towards[k] > 0 ? "infinity" : "0");
	appendStringInfo(text, ": %s", limit->meaning);
	if (limit->value == SHARE)
		appendStringInfo(text, ", %.4g", p[first] / (p[first] + p[first + 1]));
	if (limit->value == RATE)
		appendStringInfo(text, ", %.4g", p[first] / p[first + 1]);
}

static bool
LimitIsTrue(const FitSubject *subject, const Limit *limit, const CvSample *sample, const CvFit *fit)
{
	int			last = subject->likelihood->params - 1;

	if (limit->winding)
		return fit->p[last] <= CVM_LEAST * (1 + DBL_EPSILON * 4);
	return cvm_rises_towards(subject->likelihood, sample, fit, limit->towards);
}

/* Towards what the likelihood rises; nothing, if it is flat */
static char *
LimitsOf(const FitSubject *subject, const CvSample *sample, const CvFit *fit)
{
	bool		told[CV_MAX_PARAMS] = {false};	/* by the first of the parameters that move */
	StringInfoData text;

	initStringInfo(&text);
	for (const Limit *limit = subject->limits; limit < subject->limits + MAX_LIMITS && limit->meaning; limit++)
	{
		int			pair = FirstMoved(limit) / 2;

		if (told[pair] || !LimitIsTrue(subject, limit, sample, fit))
			continue;
		appendStringInfoString(&text, text.len > 0 ? "; " : "");
		AppendLimit(&text, subject->names, limit, fit->p);
		told[pair] = true;
	}
	return text.data;
}

static void
WarnOfLimit(const char *model, const char *limits)
{
	ereport(WARNING,
			(errmsg("the likelihood of the %s model has no maximum for these data", model),
			 limits[0] != '\0' ? errdetail("The likelihood rises towards %s.", limits)
			 : errdetail("It is flat: the parameters cannot be told apart."),
			 errhint("Readings of the model are those near the limit; it has no standard errors and converged is false.")));
}

/* A WARNING that the fit is no maximum: that there is none or, which is something else, that the search was given up */
void
cv_warn_of_fit(const FitSubject *subject, const CvSample *sample, CvFitStatus status, const CvFit *fit)
{
	static CvTold told;

	if (!cv_tells(&told, "more likelihoods of this statement have no maximum, or it was not found", "WHERE NOT (clv_model_summary(m)).converged"))
		return;
	if (status == CV_NOT_CONVERGED)
		ereport(WARNING,
				(errmsg("the maximum of the likelihood of the %s model was not found in %d steps", subject->model, fit->iterations),
				 errdetail("Readings of the model are those at the best parameters that were found; it has no standard errors and converged is false.")));
	else
		WarnOfLimit(subject->model, LimitsOf(subject, sample, fit));
}
