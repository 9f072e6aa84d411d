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

extern CvmPrediction cvm_predict(const CvBtyd *model, const double *p, const CvCustomer *c);
extern bool cvm_predicted_probability(const CvmPrediction *prediction, double n, double horizon, double *probability);
extern bool cvm_predicted_limit(const CvmPrediction *prediction, double horizon, bool high, double tail, double *limit);
extern bool cvm_predicted_wait(const CvmPrediction *prediction, double share, double longest, double *time);
extern bool cvm_alive_limits(const CvBtyd *model, const double *p, const double *covariance, const CvCustomer *c, double z,
							 CvInterval *limits);

#endif
