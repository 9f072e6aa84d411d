#ifndef CV_MATH_DROPOUT_H
#define CV_MATH_DROPOUT_H

#include <stdbool.h>

/*
 * A customer who buys at random at a rate lambda ~ Gamma(shape, scale) and after each purchase leaves with a
 * probability p ~ Beta(a, b)
 */
typedef struct CvmBuyer
{
	double		shape;
	double		scale;
	double		a;
	double		b;
	double		excess;			/* a + b - shape - 1, which the caller may know better than their
								 * sum */
} CvmBuyer;

extern bool cvm_buyer_purchases(const CvmBuyer *buyer, double horizon, double delta, double *purchases);

#endif
