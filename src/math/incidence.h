/* Competing reasons of churn: see incidence.c */
#ifndef CV_MATH_INCIDENCE_H
#define CV_MATH_INCIDENCE_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/survival.h"

/* The share of customers who have churned for one of several reasons, behind the steps so far */
typedef struct CvIncidence
{
	CvSurvival	curve;			/* of all reasons */
	double		incidence;		/* F */
	double		variance;
	double		greenwood;		/* sum of g = d / (n(n - d)), */
	double		distance;		/* of g (F - F then), */
	double		slope;			/* and of S d_k / n^2 */
} CvIncidence;

extern void cvm_incidence_begin(CvIncidence *incidence);
extern void cvm_incidence_step(CvIncidence *incidence, const CvLifeStep *step);

/* The standard error, 0 where everybody has churned for this reason */
extern double cvm_incidence_se(const CvIncidence *incidence);

/* At the normal quantile z.  False where nothing varies: then *limits means nothing. */
extern bool cvm_incidence_limits(const CvIncidence *incidence, double z, CvInterval *limits);

#endif
