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

extern bool cvm_wilson_at(double successes, double trials, double z, CvInterval *interval);
extern bool cvm_wilson(double successes, double trials, double confidence, CvInterval *interval);
extern bool cvm_share_wilson(const CvShareSums *sums, double confidence, CvInterval *interval);

#endif
