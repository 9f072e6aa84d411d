/* Models of buying until a customer leaves, unseen */
#ifndef CV_MATH_BTYD_H
#define CV_MATH_BTYD_H

#include <stdbool.h>

#include "math/future.h"
#include "math/likelihood.h"

typedef struct CvCustomer
{
	double		x;				/* repeat transactions */
	double		recency;		/* t_x: age at the last of them, 0 if there is none */
	double		tenure;			/* T: age now */
} CvCustomer;

/*
 * Expected purchases of a customer are alive() * expected(), discounted by exp(-delta t); the
 * second does not depend on recency.  A new customer is {0, 0, 0}.  What returns a status returns false where bounded work
 * cannot give the number.
 */
typedef struct CvBtyd
{
	CvLikelihood likelihood;
	double		(*alive) (const double *p, const CvCustomer *c);
	double		(*p_alive) (const double *p, const CvCustomer *c);	/* as the literature quotes it */
	double		(*odds) (const double *p, const CvCustomer *c, double *slopes); /* logarithm of the odds of not being alive,
																			 * and its derivatives unless slopes is NULL */
	double		(*p_odds) (const double *p, const CvCustomer *c, double *slopes);	/* of what p_alive says */
	bool		(*expected) (const double *p, const CvCustomer *c, double horizon, double delta, double *purchases);
	bool		(*probability) (const double *p, double n, double horizon, double *probability);	/* of n purchases of a
																									 * new customer */
	void		(*survive) (const double *p, const CvCustomer *c, double *survivor);	/* the parameters of who is alive, */
	const CvFuture *future;		/* and what is to come by them */
} CvBtyd;

extern const CvBtyd cvm_bg_nbd; /* r, alpha, a, b */
extern const CvBtyd cvm_mbg_nbd;	/* r, alpha, a, b */
extern const CvBtyd cvm_pareto_nbd; /* r, alpha, s, beta */
extern const CvBtyd cvm_bg_bb;	/* alpha, beta, gamma, delta */

#endif
