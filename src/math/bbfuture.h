/* Purchases to come by the BG/BB model: see bbfuture.c */
#ifndef CV_MATH_BBFUTURE_H
#define CV_MATH_BBFUTURE_H

#include <stdbool.h>

/* Parameters of BG/BB */
enum
{
	ALPHA, BETA, GAMMA, DELTA
};

/* Of x purchases among horizon opportunities, both whole numbers.  Always true, for the work is bounded by these. */
extern bool cvm_bb_probability(const double *p, double x, double horizon, double *probability);

#endif
