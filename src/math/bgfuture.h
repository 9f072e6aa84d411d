#ifndef CV_MATH_BGFUTURE_H
#define CV_MATH_BGFUTURE_H

#include <stdbool.h>

/* Parameters of BG/NBD and MBG/NBD */
enum
{
	R, ALPHA, A, B
};

extern bool cvm_bg_probability(const double *p, double n, double horizon, double *probability);
extern bool cvm_mbg_probability(const double *p, double n, double horizon, double *probability);

#endif
