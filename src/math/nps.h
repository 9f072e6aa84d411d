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

extern bool cvm_nps(const CvNpsSums *sums, CvNps *nps);
extern bool cvm_nps_wald(const CvNps *nps, double confidence, CvInterval *interval);
extern bool cvm_nps_adjusted_wald(const CvNps *nps, double confidence, CvInterval *interval);
extern bool cvm_nps_score(const CvNps *nps, double confidence, CvInterval *interval);
extern void cvm_nps_score_at(const CvNps *nps, double z, CvInterval *interval);
extern void cvm_nps_adjust(const CvNps *nps, double *score, double *variance);
extern double cvm_nps_sample_size(double margin, double confidence, double variance);
extern double cvm_finite_sample_size(double size, double population);

#endif
