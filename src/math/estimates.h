/* Several estimates with their standard errors, of segments or of days: see estimates.c */
#ifndef CV_MATH_ESTIMATES_H
#define CV_MATH_ESTIMATES_H

#include <stdbool.h>

#include "math/interval.h"

/* An estimate, its standard error, and where it stands: a day, say */
typedef struct CvEstimate
{
	double		x;
	double		value;
	double		se;
} CvEstimate;

/* All of them; poll is called every few thousand, and may leave by longjmp: the mathematics holds nothing */
typedef struct CvEstimates
{
	int			n;
	CvEstimate *estimates;
	void		(*poll) (void); /* may be NULL */
} CvEstimates;

/* Do estimates differ by more than their standard errors say? */
typedef struct CvHeterogeneity
{
	double		q;
	int			df;
	double		p_value;
	double		tau;			/* standard deviation beyond chance */
} CvHeterogeneity;

/* Do they move with x? */
typedef struct CvTrend
{
	double		slope;
	double		se;
	double		z;
	double		p_value;
	CvInterval	interval;
} CvTrend;

/* False of fewer than two estimates: then *result means nothing. */
extern bool cvm_heterogeneity(const CvEstimates *all, CvHeterogeneity *result);

/* False of fewer than three estimates, or of a single x: then *trend means nothing. */
extern bool cvm_trend(const CvEstimates *all, double confidence, CvTrend *trend);

#endif
