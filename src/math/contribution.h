/* What a segment did to the change of a net promoter score: see contribution.c */
#ifndef CV_MATH_CONTRIBUTION_H
#define CV_MATH_CONTRIBUTION_H

#include <stdbool.h>

#include "math/interval.h"
#include "math/nps.h"

/* The answers of a period: those of a segment, and the rest */
typedef struct CvSplit
{
	CvNpsSums	segment;
	CvNpsSums	rest;
} CvSplit;

/* Of a segment to the change of the total score; fractions, not points */
typedef struct CvContribution
{
	double		mix;
	double		rate;
	double		sum;			/* of the two */
	double		se;
	CvInterval	interval;
} CvContribution;

/* False where the weights of a period sum to 0: then *contribution means nothing. */
extern bool cvm_nps_contribution(const CvSplit *before, const CvSplit *after, double confidence, CvContribution *contribution);

#endif
