/*
 * prediction.c
 *		Predictions of one customer, who is there now or has left unseen.
 *
 * P(X = n) is P(alive) times the probability of n purchases of who is there, and 1 - P(alive) more at n = 0.
 *
 * Limits.  The lower one is the smallest n with P(X <= n) >= tail, the upper one that with P(X > n) <= tail: each side is compared as it
 * is, and not as a difference from 1.  Ordinary models are walked from n = 0 on, which is right to WALK_ERROR; where that is
 * too near to tell, and for tails or numbers that no walk reaches, the side itself is computed, of numbers that double, and then of halves of
 * what is between.  That is some 100 integrals at most.
 */
#include "math/prediction.h"

#include <math.h>
#include <stddef.h>

#define WALK_ERROR		1e-8	/* ten times what it is */
#define LEAST_TAIL		1e-6	/* of those that are walked to */
#define MAX_WALK		3000
#define MAX_PURCHASES	1e15

CvmPrediction
cvm_predict(const CvBtyd *model, const double *p, const CvCustomer *c)
{
	double		odds = model->odds(p, c, NULL);
	CvmPrediction prediction = {model->future, {0}, 1 / (1 + exp(odds)), 1 / (1 + exp(-odds)), NULL};

	model->survive(p, c, prediction.p);
	return prediction;
}

bool
cvm_predicted_probability(const CvmPrediction *prediction, double n, double horizon, double *probability)
{
	if (!prediction->future->probability(prediction->p, n, horizon, probability))
		return false;
	*probability = fmin(prediction->alive * *probability + (n == 0 ? prediction->gone : 0), 1);
	return true;
}

/* ---------- limits ---------- */

/* What is asked of n: P(X <= n) >= tail or, if high, P(X > n) <= tail */
typedef struct Question
{
	const CvmPrediction *prediction;
	double		horizon;
	bool		high;
	double		tail;
} Question;

/* Without looking at purchases: of those who have left all do none */
static bool
IsNone(const Question *q)
{
	return q->high ? q->prediction->alive <= q->tail : q->prediction->gone >= q->tail;
}

static bool
Answer(const Question *q, double n, bool *holds)
{
	const CvmPrediction *prediction = q->prediction;
	double		share;

	if (prediction->poll)
		prediction->poll();
	if (!prediction->future->side(prediction->p, n + 1, q->horizon, q->high, &share))
		return false;
	*holds = q->high ? prediction->alive * share <= q->tail : prediction->gone + prediction->alive * share >= q->tail;
	return true;
}

/* True if the walk came to an end: there is the limit, or no way to know it */
static bool
WalkToLimit(const Question *q, double *limit, bool *done)
{
	const CvmPrediction *prediction = q->prediction;
	CvmWalk		walk;

	if (q->tail < LEAST_TAIL || !prediction->future->begin_walk || !prediction->future->begin_walk(prediction->p, q->horizon, &walk))
		return false;
	*done = true;
	for (*limit = 0; *limit < MAX_WALK; ++*limit)
	{
		double		below = prediction->gone + prediction->alive * prediction->future->walk(&walk);
		double		beyond = below - (q->high ? 1 - q->tail : q->tail);
		bool		holds = beyond > 0;

		if (fabs(beyond) < WALK_ERROR)
			*done = Answer(q, *limit, &holds);
		if (holds || !*done)
			return true;
	}
	return false;
}

/* By doubling, then by halves: low is a number for which it does not hold, high one for which it does */
static bool
SearchLimit(const Question *q, double *limit)
{
	double		low = -1;
	double		high = 0;
	bool		holds = false;

	while (high <= MAX_PURCHASES && Answer(q, high, &holds) && !holds)
	{
		low = high;
		high = 2 * high + 1;
	}
	if (!holds)
		return false;
	while (high - low > 1)
	{
		double		middle = floor(low + (high - low) / 2);

		if (!Answer(q, middle, &holds))
			return false;
		if (holds)
			high = middle;
		else
			low = middle;
	}
	*limit = high;
	return true;
}

/* The upper or the lower limit, which leave out tail on their side, in (0, 1/2); false if bounded work does not give it, or above 1e15 */
bool
cvm_predicted_limit(const CvmPrediction *prediction, double horizon, bool high, double tail, double *limit)
{
	Question	question = {prediction, horizon, high, tail};
	bool		done;

	*limit = 0;
	if (horizon == 0 || IsNone(&question))
		return true;
	return WalkToLimit(&question, limit, &done) ? done : SearchLimit(&question, limit);
}

/* ---------- the next purchase ---------- */

/* The time by which it comes with probability share; INFINITY if never, or not within the longest time */
bool
cvm_predicted_wait(const CvmPrediction *prediction, double share, double longest, double *time)
{
	double		of_alive = share / prediction->alive;

	*time = INFINITY;
	return !(of_alive < 1) || prediction->future->wait(prediction->p, of_alive, longest, time);
}

/* ---------- P(alive) ---------- */

/* By the delta method, on the logit, as p_alive says it; false where it is 1 exactly, or there is no variance */
bool
cvm_alive_limits(const CvBtyd *model, const double *p, const double *covariance, const CvCustomer *c, double z, CvInterval *limits)
{
	double		slopes[CV_MAX_PARAMS];
	double		odds = model->p_odds(p, c, slopes);
	double		spread = z * sqrt(cvm_delta_variance(slopes, covariance, model->likelihood.params));

	limits->low = 1 / (1 + exp(odds + spread));
	limits->high = 1 / (1 + exp(odds - spread));
	return odds > -INFINITY && !isnan(spread);
}
