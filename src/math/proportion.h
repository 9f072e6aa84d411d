/* Wilson's score interval of a proportion, plain and weighted: see proportion.c */
#ifndef CV_MATH_PROPORTION_H
#define CV_MATH_PROPORTION_H

#include <stdbool.h>

#include "math/interval.h"

/* Sums of weights and of squared weights, inside and outside a set of answers */
typedef struct CvShareSums
{
	double		in;
	double		out;
	double		in2;
	double		out2;
} CvShareSums;

/* As many answers without weights, effectively; neither needs to be whole */
typedef struct CvTrials
{
	double		successes;
	double		trials;
} CvTrials;

/* At the normal quantile z, or of a confidence.  False where there are no trials: then *interval means nothing. */
extern bool cvm_wilson_at(double successes, double trials, double z, CvInterval *interval);
extern bool cvm_wilson(double successes, double trials, double confidence, CvInterval *interval);

/* False where the weights sum to 0: then the result means nothing. */
extern bool cvm_share_trials(const CvShareSums *sums, CvTrials *trials);
extern bool cvm_share_wilson(const CvShareSums *sums, double confidence, CvInterval *interval);

#endif
