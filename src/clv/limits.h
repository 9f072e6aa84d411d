/* What is told of likelihoods without a maximum */
#ifndef CV_CLV_LIMITS_H
#define CV_CLV_LIMITS_H

#include "clv/model.h"
#include "math/maximize.h"

#define MAX_LIMITS	8			/* of one model */

typedef enum LimitValue
{
	NO_VALUE,
	SHARE,						/* of the first parameter in both that go there, */
	RATE						/* or the first one by the second one */
} LimitValue;

/* What it means that a likelihood rises for ever as parameters go to 0 (-1) or infinity (1) */
typedef struct Limit
{
	int			towards[CV_MAX_PARAMS];
	const char *meaning;
	LimitValue	value;
	bool		winding;		/* the way there is no straight one, which only ends at the least
								 * value of the last parameter */
} Limit;

/* What is fitted */
typedef struct FitSubject
{
	const char *model;
	const char *const *names;	/* of its parameters */
	const CvLikelihood *likelihood;
	const Limit *limits;
} FitSubject;

extern const Limit *const cv_kind_limits[MODEL_KINDS];
extern const Limit cv_spend_limits[MAX_LIMITS];

extern void cv_warn_of_fit(const FitSubject *subject, const CvSample *sample, CvFitStatus status, const CvFit *fit);

#endif
