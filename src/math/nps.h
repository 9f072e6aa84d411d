/* Net promoter score: estimate, standard error, intervals, sample sizes: see nps.c */
#ifndef CV_MATH_NPS_H
#define CV_MATH_NPS_H

#include <stdbool.h>

#include "math/interval.h"

/* Sums of weights per class, and of squared weights; all fractions, not points */
typedef struct CvNpsSums
{
	double		detractors;
	double		passives;
	double		promoters;
	double		detractors2;
	double		passives2;
	double		promoters2;
} CvNpsSums;

typedef struct CvNps
{
	double		detractors;
	double		passives;
	double		promoters;
	double		score;			/* promoters - detractors */
	double		points;			/* 100 times score, rounded once */
	double		variance;		/* of one answer: p + d - (p - d)^2 */
	double		se;
	double		n;				/* effective size of the intervals, see nps.c */
	double		kish_n;			/* (sum w)^2 / sum w^2 */
} CvNps;

typedef bool (*CvNpsInterval) (const CvNps *nps, double confidence, CvInterval *interval);

/* False where the weights sum to 0: then *nps means nothing. */
extern bool cvm_nps(const CvNpsSums *sums, CvNps *nps);

/* Each has an interval for any score, and returns true. */
extern bool cvm_nps_wald(const CvNps *nps, double confidence, CvInterval *interval);
extern bool cvm_nps_adjusted_wald(const CvNps *nps, double confidence, CvInterval *interval);
extern bool cvm_nps_score(const CvNps *nps, double confidence, CvInterval *interval);

/* At the normal quantile z */
extern void cvm_nps_score_at(const CvNps *nps, double z, CvInterval *interval);

/* Score and variance with the pseudo-answers of the adjusted interval */
extern void cvm_nps_adjust(const CvNps *nps, double *score, double *variance);

/* How many answers an adjusted Wald interval of +- margin needs; INFINITY when that overflows */
extern double cvm_nps_sample_size(double margin, double confidence, double variance);

/* How many of that size are enough where there are only so many to ask, which is never more than those */
extern double cvm_finite_sample_size(double size, double population);

#endif
