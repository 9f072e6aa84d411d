/* p-values of many tests: see adjust.c */
#ifndef CV_MATH_ADJUST_H
#define CV_MATH_ADJUST_H

#include <stdint.h>

typedef enum CvAdjustment
{
	CV_BENJAMINI_HOCHBERG,
	CV_BENJAMINI_YEKUTIELI,
	CV_HOLM,
	CV_BONFERRONI
} CvAdjustment;

/* Adjust n p-values in place; they are sorted, the smallest first, and stay so. */
extern void cvm_adjust_p(double *p, int64_t n, CvAdjustment adjustment);

#endif
