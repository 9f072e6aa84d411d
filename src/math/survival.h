/* The product-limit estimate of survival, areas under it, and hazards of periods: see survival.c */
#ifndef CV_MATH_SURVIVAL_H
#define CV_MATH_SURVIVAL_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/sum.h"

/* What happens at one duration, in this order: who is at risk churns, or is last seen, still there; others come to be at risk */
typedef struct CvLifeStep
{
	double		at;
	double		at_risk;
	double		churned;
	double		censored;
	double		entered;
	double		of_reason;		/* those of churned who did for the reason that is asked for */
} CvLifeStep;

/* A survival curve behind the steps so far */
typedef struct CvSurvival
{
	double		survival;
	double		level;			/* survival when the number at risk last changed for another reason
								 * than churn, and */
	double		customers;		/* those who were at risk then; 0 before the first step */
	CvSum		greenwood;		/* sum of d / (n(n - d)): the variance of ln(survival) */
	CvSum		hazard;			/* sum of d / n */
	CvSum		hazard_variance;	/* sum of d / n^2 */
} CvSurvival;

typedef enum CvSurvivalMethod
{
	CVM_LOG_LOG,
	CVM_LOG,
	CVM_PLAIN
} CvSurvivalMethod;

extern void cvm_survival_begin(CvSurvival *curve);
extern void cvm_survival_step(CvSurvival *curve, const CvLifeStep *step);

/* The standard error, NaN where nobody is left */
extern double cvm_survival_se(const CvSurvival *curve);

/* At the normal quantile z.  False where nobody has churned yet, or nobody is left: then *limits means nothing. */
extern bool cvm_survival_limits(const CvSurvival *curve, CvSurvivalMethod method, double z, CvInterval *limits);

/* The area under a curve from one duration to another, what comes later discounted by exp(-delta) a unit */
typedef struct CvArea
{
	double		given;			/* from where */
	double		horizon;		/* and how far */
	double		delta;
	double		total;			/* the whole area, once it is known: the variance needs it */
	double		since;			/* the last step */
	CvSurvival	curve;
	CvSum		area;			/* up to there */
	CvSum		variance;
} CvArea;

extern double cvm_discounted_time(double delta, double from, double to);

/*
 * Begin an area.  Its variance needs the total, which is what the same walk without it gives: so it takes two.  cvm_area_end() returns the area
 * up to the horizon.
 */
extern void cvm_area_begin(CvArea *area, double given, double horizon, double delta, double total);
extern void cvm_area_step(CvArea *area, const CvLifeStep *step);
extern double cvm_area_end(CvArea *area);

/* The share of those who are there when a period begins, and churn in it */
typedef struct CvHazard
{
	CvSurvival	curve;
	double		churned;		/* sum of S(t-) d / n */
	double		at_risk;		/* at the last duration, or when the period began */
	double		before_last;	/* survival before everybody who was left churned; 0 where they did
								 * not */
} CvHazard;

extern void cvm_hazard_begin(CvHazard *hazard, double at_risk);
extern void cvm_hazard_step(CvHazard *hazard, const CvLifeStep *step);

/* The number of trials of which the share who churned has the same variance */
extern double cvm_hazard_size(const CvHazard *hazard);

#endif
