/* What a customer of whom something is known will do: predictions, and limits of P(alive) */
#ifndef CV_MATH_PREDICTION_H
#define CV_MATH_PREDICTION_H

#include <stdbool.h>

#include "math/btyd.h"
#include "math/interval.h"

typedef struct CvmPrediction
{
	const CvFuture *future;
	double		p[CV_MAX_PARAMS];	/* of who is there now */
	double		alive;			/* the probability of that, */
	double		gone;			/* and of the contrary, to all its digits */
	void		(*poll) (void); /* may be NULL; may leave by longjmp */
} CvmPrediction;

/* The customer as of now, without a poll: the caller may set one. */
extern CvmPrediction cvm_predict(const CvBtyd *model, const double *p, const CvCustomer *c);

/* Each returns false where bounded work cannot give the result, which means nothing then. */
extern bool cvm_predicted_probability(const CvmPrediction *prediction, double n, double horizon, double *probability);

/* The limit, upper if high, that leaves out tail on its side, in (0, 1/2); false, too, if it is above 1e15 */
extern bool cvm_predicted_limit(const CvmPrediction *prediction, double horizon, bool high, double tail, double *limit);

/* The time by which a purchase comes with probability share; INFINITY if never, or not within the longest time */
extern bool cvm_predicted_wait(const CvmPrediction *prediction, double share, double longest, double *time);

/* Of P(alive).  False where it is 1 exactly, or there is no variance: then *limits means nothing. */
extern bool cvm_alive_limits(const CvBtyd *model, const double *p, const double *covariance, const CvCustomer *c, double z,
							 CvInterval *limits);

#endif
