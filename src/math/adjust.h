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

extern void cvm_adjust_p(double *p, int64_t n, CvAdjustment adjustment);

#endif
