/* Purchases to come of a customer who may leave after each of them: see dropout.c */
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

/*
 * The purchases of such a customer within the horizon, discounted by exp(-delta t); an infinite horizon needs a discount, or a > 1.  False
 * where bounded work cannot give them: then *purchases means nothing.
 */
extern bool cvm_buyer_purchases(const CvmBuyer *buyer, double horizon, double delta, double *purchases);

#endif
