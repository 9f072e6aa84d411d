/* What a survival_tally has, duration by duration, and what readings of it ask for: see life.c */
#ifndef CV_SURVIVAL_LIFE_H
#define CV_SURVIVAL_LIFE_H

#include "core/survival.h"
#include "math/survival.h"

#define CV_FROM_START	(-1.0)	/* given, where nothing is: duration 0 counts, too */
#define CV_MAX_POINTS	100000	/* rows of a table at places that the caller chooses */

/* A walk along a tally; copied before its first step, it can be taken again. */
typedef struct CvLife
{
	const SurvivalTally *tally;
	const double *next;
	const double *end;
	double		at_risk;		/* at the next step */
	double		reason;			/* whom steps count as of_reason, by the second number of rows */
	int64		steps;
	double		customers;		/* all together, */
	double		churned;
	double		entered;		/* and those who came late */
	double		last;			/* the last duration */
} CvLife;

extern void cv_begin_life(CvLife *life, const SurvivalTally *tally);
extern bool cv_next_step(CvLife *life, CvLifeStep *step);
extern double cv_given_arg(FunctionCallInfo fcinfo, int n);
extern double cv_behind_given_arg(FunctionCallInfo fcinfo, int n, const char *name, double given);
extern CvSurvivalMethod cv_survival_method_arg(FunctionCallInfo fcinfo, int n);
extern double cv_quantile_arg(FunctionCallInfo fcinfo, int n);
extern bool cv_any_arg_is_null(FunctionCallInfo fcinfo, int but);

#endif
