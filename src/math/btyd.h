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

	/*
	 * The logarithm of the odds of not being alive and, unless slopes is NULL, its derivatives;
	 * and that of what p_alive says
	 */
	double		(*odds) (const double *p, const CvCustomer *c, double *slopes);
	double		(*p_odds) (const double *p, const CvCustomer *c, double *slopes);
	bool		(*expected) (const double *p, const CvCustomer *c, double horizon, double delta, double *purchases);

	/* Of n purchases of a new customer */
	bool		(*probability) (const double *p, double n, double horizon, double *probability);

	/* The parameters of who is alive, and what is to come by them */
	void		(*survive) (const double *p, const CvCustomer *c, double *survivor);
	const CvFuture *future;

	/*
	 * How fast such a customer buys and stays: per unit of time or, where occasions are counted,
	 * at the next one.  It is the mean of the pace times that of buying again, over what it is for
	 * a customer of one more purchase: see moments.c
	 */
	double		(*pace) (const double *survivor);
	bool		occasions;
} CvBtyd;

extern const CvBtyd cvm_bg_nbd; /* r, alpha, a, b */
extern const CvBtyd cvm_mbg_nbd;	/* r, alpha, a, b */
extern const CvBtyd cvm_pareto_nbd; /* r, alpha, s, beta */
extern const CvBtyd cvm_bg_bb;	/* alpha, beta, gamma, delta */

#endif
