/* What is still to come of a customer who is there now, by the parameters that such customers have: those of a new one */
#ifndef CV_MATH_FUTURE_H
#define CV_MATH_FUTURE_H

#include <stdbool.h>

#include "math/walk.h"

/* What returns a status returns false where bounded work cannot give the number. */
typedef struct CvFuture
{
	/* Of n purchases */
	bool		(*probability) (const double *p, double n, double horizon, double *probability);

	/*
	 * Of at least n purchases, or of fewer, n > 0: either side right to 1e-10, relatively, or to
	 * 1e-17
	 */
	bool		(*side) (const double *p, double n, double horizon, bool at_least, double *probability);

	/*
	 * Of 0 purchases, then of 1 or fewer, 2 or fewer, ..., right to 1e-9, absolutely; false where
	 * that is not worth it, NULL where it is no faster
	 */
	bool		(*begin_walk) (const double *p, double horizon, CvmWalk *walk);
	double		(*walk) (CvmWalk *walk);

	/*
	 * The time by which a purchase comes with probability share, INFINITY if that is longer than
	 * longest
	 */
	bool		(*wait) (const double *p, double share, double longest, double *time);
} CvFuture;

extern const CvFuture cvm_bg_future;	/* r, alpha, a, b */
extern const CvFuture cvm_pareto_future;	/* r, alpha, s, beta */
extern const CvFuture cvm_bb_future;	/* alpha, beta, gamma, delta */

#endif
