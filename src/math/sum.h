/* Compensated sums: the rounding errors of the additions are kept and added at the end */
#ifndef CV_MATH_SUM_H
#define CV_MATH_SUM_H

typedef struct CvSum
{
	double		sum;
	double		error;
} CvSum;

/* Knuth's two-sum, which is exact for operands of any size */
static inline void
cvm_add(CvSum *s, double value)
{
	double		sum = s->sum + value;
	double		part = sum - s->sum;

	s->error += (s->sum - (sum - part)) + (value - part);
	s->sum = sum;
}

static inline double
cvm_total(const CvSum *s)
{
	return s->sum + s->error;
}

#endif
