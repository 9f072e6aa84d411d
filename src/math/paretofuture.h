/* Purchases to come by the Pareto/NBD model: see paretofuture.c */
#ifndef CV_MATH_PARETOFUTURE_H
#define CV_MATH_PARETOFUTURE_H

#include "math/btyd.h"

/* Parameters of Pareto/NBD */
enum
{
	R, ALPHA, S, BETA
};

/* False where bounded work cannot give it: then the result means nothing. */
extern bool cvm_pareto_expected(const double *p, const CvCustomer *c, double horizon, double delta, double *purchases);
extern bool cvm_pareto_probability(const double *p, double n, double horizon, double *probability);

#endif
