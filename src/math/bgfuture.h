/* Purchases to come by the BG/NBD and MBG/NBD models: see bgfuture.c */
#ifndef CV_MATH_BGFUTURE_H
#define CV_MATH_BGFUTURE_H

#include <stdbool.h>

/* Parameters of BG/NBD and MBG/NBD */
enum
{
	R, ALPHA, A, B
};

/* Of n purchases of a new customer.  False where bounded work cannot give it: then *probability means nothing. */
extern bool cvm_bg_probability(const double *p, double n, double horizon, double *probability);
extern bool cvm_mbg_probability(const double *p, double n, double horizon, double *probability);

#endif
