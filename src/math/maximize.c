/*
 * maximize.c
 *		Maximum likelihood.
 *
 * Method.  The mean log-likelihood is maximized in the logarithms of the parameters.  The best
 * start on a part of the rows is climbed from there by NLopt's L-BFGS (Nocedal 1980, Luksan's
 * code).  Newton's steps lead on to the maximum for all rows, with a matrix of second derivatives
 * that is kept while it serves; where they fail, NLopt climbs on all rows first.  Second
 * derivatives are the likelihood's own or differences of analytic gradients, and give the
 * standard errors by the delta method.
 *
 * A maximum that is not there, because the likelihood rises for ever as parameters go to 0 or
 * infinity, shows itself by a matrix that is not positive definite, by steps that do not shrink, or by
 * parameters at the bounds of the search; it is reported, with the directions.
 */
#include "math/maximize.h"

#include <math.h>
#include <string.h>

#include <nlopt.h>

#define PART_ROWS		20000
#define BOUND			13.8	/* logarithm of a million */
#define NEAR_BOUND		(BOUND - 1)
#define FAR				4		/* from where parameters usually are */
#define MAX_EVALUATIONS	400
#define DIFFERENCE		3e-4	/* step of the differences, in logarithms */
#define CHORD_STEPS		12
#define NEWTON_ROUNDS	6
#define DONE			1e-10	/* size of a step, in logarithms */
#define GOOD_ENOUGH		1e-6	/* where the matrix is that of the maximum, for all purposes */
#define STRAYS			0.02	/* size of a step at what is no maximum */

typedef struct Search
{
	const CvLikelihood *likelihood;
	CvSample	sample;
	double		customers;
	int			evaluations;
	nlopt_opt	optimizer;		/* while it runs */
	double		low[CV_MAX_PARAMS];
	double		high[CV_MAX_PARAMS];
} Search;

/* A symmetric matrix, of which the lower half is used */
typedef double Matrix[CV_MAX_PARAMS][CV_MAX_PARAMS];

/* Minus the mean log-likelihood at p = exp(theta), and its slopes; second derivatives are the likelihood's own, as they are, or NULL */
static double
Evaluate(Search *search, const double *theta, double *gradient, double *second)
{
	int			n = search->likelihood->params;
	double		p[CV_MAX_PARAMS] = {0};
	double		value;

	for (int k = 0; k < n; k++)
		p[k] = exp(theta[k]);
	search->evaluations++;
	value = cv_log_likelihood(search->likelihood, &search->sample, p, gradient, second);
	if (search->sample.stopped && search->optimizer)
		nlopt_force_stop(search->optimizer);
	for (int k = 0; k < n; k++)
		gradient[k] *= -p[k] / search->customers;
	return -value / search->customers;
}

/* as NLopt wants it */
static double
Objective(unsigned n, const double *theta, double *gradient, void *arg)
{
	double		slopes[CV_MAX_PARAMS];

	(void) n;
	return Evaluate(arg, theta, gradient ? gradient : slopes, NULL);
}

static void
SetPart(Search *search, int64_t step)
{
	search->sample.step = step;
	search->customers = cv_sample_customers(search->likelihood, &search->sample);
}

static void
BestStart(Search *search, int starts, const double (*start)[CV_MAX_PARAMS], double *theta)
{
	double		best = INFINITY;

	for (int i = 0; i < starts && !search->sample.stopped; i++)
	{
		double		here[CV_MAX_PARAMS];
		double		slopes[CV_MAX_PARAMS];
		double		value;

		for (int k = 0; k < search->likelihood->params; k++)
			here[k] = fmin(fmax(log(start[i][k]), search->low[k]), search->high[k]);
		value = Evaluate(search, here, slopes, NULL);
		if (value < best)
		{
			best = value;
			memcpy(theta, here, sizeof(here));
		}
	}
}

/* False if there is no memory; where L-BFGS gives up for another reason, it is as good as it gets */
static bool
Climb(Search *search, double *theta)
{
	nlopt_opt	opt;
	double		value;
	nlopt_result result = NLOPT_OUT_OF_MEMORY;

	if (search->sample.stopped)
		return true;
	opt = nlopt_create(NLOPT_LD_LBFGS, search->likelihood->params);
	if (opt)
	{
		search->optimizer = opt;
		nlopt_set_min_objective(opt, Objective, search);
		nlopt_set_lower_bounds(opt, search->low);
		nlopt_set_upper_bounds(opt, search->high);
		nlopt_set_ftol_rel(opt, 1e-13);
		nlopt_set_maxeval(opt, MAX_EVALUATIONS);
		result = nlopt_optimize(opt, theta, &value);
		nlopt_destroy(opt);
		search->optimizer = NULL;
	}
	return result != NLOPT_OUT_OF_MEMORY;
}

/* The likelihood's own second derivatives, by the logarithms of the parameters */
static void
OwnDerivatives(Search *search, const double *theta, Matrix h)
{
	int			n = search->likelihood->params;
	double		gradient[CV_MAX_PARAMS];
	double		second[CV_PAIRS(CV_MAX_PARAMS)];

	Evaluate(search, theta, gradient, second);
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j <= i; j++)
			h[i][j] = -second[CV_PAIRS(i) + j] * exp(theta[i] + theta[j]) / search->customers;
		h[i][i] += gradient[i];
	}
}

/* Second derivatives by central differences of gradients */
static void
DifferenceDerivatives(Search *search, const double *theta, Matrix h)
{
	int			n = search->likelihood->params;
	Matrix		raw;

	for (int i = 0; i < n && !search->sample.stopped; i++)
	{
		double		point[CV_MAX_PARAMS];
		double		up[CV_MAX_PARAMS];
		double		down[CV_MAX_PARAMS];

		memcpy(point, theta, sizeof(point));
		point[i] = theta[i] + DIFFERENCE;
		Evaluate(search, point, up, NULL);
		point[i] = theta[i] - DIFFERENCE;
		Evaluate(search, point, down, NULL);
		for (int j = 0; j < n; j++)
			raw[i][j] = (up[j] - down[j]) / (2 * DIFFERENCE);
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j <= i; j++)
			h[i][j] = (raw[i][j] + raw[j][i]) / 2;
}

static void
SecondDerivatives(Search *search, const double *theta, Matrix h)
{
	if (search->likelihood->curve)
		OwnDerivatives(search, theta, h);
	else
		DifferenceDerivatives(search, theta, h);
}

/* Cholesky's factor, in place; false if the matrix is not positive definite, to working accuracy */
static bool
Factorize(Matrix h, int n)
{
	for (int i = 0; i < n; i++)
	{
		double		whole = h[i][i];

		for (int j = 0; j <= i; j++)
		{
			double		sum = h[i][j];

			for (int k = 0; k < j; k++)
				sum -= h[i][k] * h[j][k];
			if (i > j)
				h[i][j] = sum / h[j][j];
			else if (sum > 1e-9 * whole)
				h[i][i] = sqrt(sum);
			else
				return false;
		}
	}
	return true;
}

/* Solve L L' x = b, in place */
static void
Solve(Matrix l, int n, double *b)
{
	for (int i = 0; i < n; i++)
	{
		for (int k = 0; k < i; k++)
			b[i] -= l[i][k] * b[k];
		b[i] /= l[i][i];
	}
	for (int i = n - 1; i >= 0; i--)
	{
		for (int k = i + 1; k < n; k++)
			b[i] -= l[k][i] * b[k];
		b[i] /= l[i][i];
	}
}

/* One step of Newton's; its size, the largest change of a parameter */
static double
Step(Search *search, Matrix factor, double *theta, double *step)
{
	int			n = search->likelihood->params;
	double		size = 0;

	Evaluate(search, theta, step, NULL);
	Solve(factor, n, step);
	for (int k = 0; k < n; k++)
	{
		step[k] = -step[k];
		size = fmax(size, fabs(step[k]));
	}
	for (int k = 0; k < n; k++)
		theta[k] = fmin(fmax(theta[k] + step[k] / fmax(1, size), search->low[k]), search->high[k]);
	return size;
}

/* Steps with one matrix, for as long as they shrink fast; the size of the first one or, if they are done, 0 */
static double
Chord(Search *search, Matrix factor, double *theta, double *step)
{
	double		first = 0;
	double		last = INFINITY;

	for (int i = 0; i < CHORD_STEPS && !search->sample.stopped; i++)
	{
		double		size = Step(search, factor, theta, step);

		if (i == 0)
			first = size;
		if (size <= DONE)
			return first <= GOOD_ENOUGH ? 0 : first;
		if (size > last / 2)
			break;
		last = size;
	}
	return first;
}

/* To the maximum; false if there is none here */
static bool
Polish(Search *search, double *theta, Matrix factor, double *step)
{
	double		size = INFINITY;

	for (int i = 0; i < NEWTON_ROUNDS && size > 0 && !search->sample.stopped; i++)
	{
		SecondDerivatives(search, theta, factor);
		if (!Factorize(factor, search->likelihood->params))
			return false;
		size = Chord(search, factor, theta, step);
	}
	return size == 0;
}

/* From the maximum for a part of the rows to near that for all of them; false if the way is lost */
static bool
Approach(Search *search, double *theta)
{
	Matrix		factor;
	double		step[CV_MAX_PARAMS];
	double		size = INFINITY;
	double		last = 1;

	SecondDerivatives(search, theta, factor);
	SetPart(search, 1);
	if (!Factorize(factor, search->likelihood->params))
		return false;
	for (int i = 0; i < CHORD_STEPS && !search->sample.stopped; i++)
	{
		size = Step(search, factor, theta, step);
		if (size <= 10 * GOOD_ENOUGH)	/* and what is left is much smaller */
			return true;
		if (size > last)
			return false;
		last = size;
	}
	return size < STRAYS;
}

/* The inverse of the matrix of second derivatives of the log-likelihood, in terms of the parameters themselves */
static void
SetCovariance(const Search *search, Matrix factor, CvFit *fit)
{
	int			n = search->likelihood->params;

	for (int i = 0; i < n; i++)
	{
		double		column[CV_MAX_PARAMS] = {0};

		column[i] = 1;
		Solve(factor, n, column);
		for (int j = 0; j <= i; j++)
			fit->covariance[CV_PAIRS(i) + j] = fit->p[i] * fit->p[j] * column[j] / search->customers;
	}
}

/* By where the search has come to or, failing that, by where it was heading */
static void
SetDirections(const Search *search, const double *theta, const double *step, CvFit *fit)
{
	int			n = search->likelihood->params;
	bool		far = false;

	for (int k = 0; k < n; k++)
	{
		double		distance = theta[k] - (search->low[k] + search->high[k]) / 2;

		fit->towards[k] = (distance > FAR) - (distance < -FAR);
		far = far || fit->towards[k] != 0;
	}
	for (int k = 0; !far && k < n; k++)
		fit->towards[k] = (step[k] > STRAYS) - (step[k] < -STRAYS);
}

static bool
AtBound(const Search *search, const double *theta)
{
	for (int k = 0; k < search->likelihood->params; k++)
		if (fabs(theta[k] - (search->low[k] + search->high[k]) / 2) > NEAR_BOUND)
			return true;
	return false;
}

static void
SetBounds(Search *search, const double *center)
{
	for (int k = 0; k < search->likelihood->params; k++)
	{
		search->low[k] = log(center[k]) - BOUND;
		search->high[k] = log(center[k]) + BOUND;
	}
}

static void
SetResult(Search *search, const double *theta, CvFit *fit)
{
	double		slopes[CV_MAX_PARAMS];

	for (int k = 0; k < search->likelihood->params; k++)
		fit->p[k] = exp(theta[k]);
	fit->log_likelihood = cv_log_likelihood(search->likelihood, &search->sample, fit->p, slopes, NULL);
	fit->iterations = search->evaluations + 1;
}

CvFitStatus
cv_maximize(const CvLikelihood *likelihood, const CvSample *sample,
			int starts, const double (*start)[CV_MAX_PARAMS], const double *center, CvFit *fit)
{
	Search		search = {likelihood, *sample, 0, 0, NULL, {0}, {0}};
	int64_t		part = 1 + (sample->n - 1) / PART_ROWS;
	double		theta[CV_MAX_PARAMS] = {0};
	double		climbed[CV_MAX_PARAMS];
	double		step[CV_MAX_PARAMS] = {0};
	Matrix		factor;
	bool		found;

	memset(fit, 0, sizeof(*fit));
	SetBounds(&search, center);
	SetPart(&search, part);
	BestStart(&search, starts, start, theta);
	if (!Climb(&search, theta))
		return CV_FAILED;
	if (part > 1 && !Approach(&search, theta) && !Climb(&search, theta))
		return CV_FAILED;
	memcpy(climbed, theta, sizeof(climbed));
	found = Polish(&search, theta, factor, step) && !AtBound(&search, theta);
	SetResult(&search, found ? theta : climbed, fit);	/* steps that lead nowhere can lead far */
	if (search.sample.stopped)
		return CV_STOPPED;
	if (found)
		SetCovariance(&search, factor, fit);
	else
		SetDirections(&search, climbed, step, fit);
	return found ? CV_CONVERGED : CV_AT_LIMIT;
}
