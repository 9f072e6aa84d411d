#ifndef CV_MATH_BBFUTURE_H
#define CV_MATH_BBFUTURE_H

#include <stdbool.h>

/* Parameters of BG/BB */
enum
{
	ALPHA, BETA, GAMMA, DELTA
};

extern bool cvm_bb_probability(const double *p, double x, double horizon, double *probability);

#endif
