/*
 * maximize.c
 *		Maximum likelihood.
 *
 * Method.  The mean log-likelihood is maximized in the logarithms of the parameters, by Newton's method (see
 * newton.c).  It can have several maxima: it is climbed from all starts on a few rows, from the best of what they
 * lead to on more of them, and from the best one, or those that are as good but for chance, on all.  The second
 * derivatives at the maximum give the standard errors by the delta method.
 *
 * A maximum that is not there, because the likelihood rises for ever as parameters go to 0 or
 * infinity, shows itself by second derivatives that are not positive definite where nothing is to be gained
 * any more, or by parameters at the bounds of the search.  Towards which limit it rises is found by going on
 * towards each that the model has: where that loses nothing, it is one.
 */
#include "math/maximize.h"

#include <math.h>
#include <string.h>

#include "math/newton.h"
#include "math/starts.h"
#include "math/thin.h"

#define FAR			12			/* logarithm of what is large, and at a limit if the likelihood
								 * agrees */
#define FARTHEST	35			/* of where it is asked */
#define LOST		1e-9		/* of mean log-likelihood: nothing, */
#define GAINED		1e-12		/* and something */
#define MAX_STEPS	100
#define DONE		1e-7		/* size of Newton's last step; its error is the square of that */
#define NEAR		3e-3		/* and that of the last one before it is known which peak is the
								 * highest */
#define KEPT		3			/* maxima, the best first */
#define ALIKE		1e-6		/* means of log-likelihood that are the same maximum's */
#define SAME		1e-11		/* and of one point */
#define BY_CHANCE	10			/* how much likelier one peak can seem than another one, in
								 * logarithms */

/* What has been climbed to */
typedef struct Peak
{
	CvmPoint	point;
	CvmEnd		end;
} Peak;

typedef struct Search
{
	const CvLikelihood *likelihood;
	const CvSample *sample;
	double		customers;
	int			evaluations;
	CvmFunction function;
	CvmStarts	starts;
	int			n;
	Peak		peaks[KEPT];
} Search;

/* Minus the mean log-likelihood at p = exp(at), and its derivatives by at */
static void
Evaluate(void *arg, CvmPoint *point)
{
	Search	   *search = arg;
	int			n = search->likelihood->params;
	double		p[CV_MAX_PARAMS] = {0};
	CvTerm		sum;

	for (int k = 0; k < n; k++)
		p[k] = exp(point->at[k]);
	search->evaluations++;
	cvm_log_likelihood(search->likelihood, search->sample, p, &sum);
	point->value = -sum.value / search->customers;
	for (int i = 0; i < n; i++)
	{
		point->slopes[i] = -p[i] * sum.slopes[i] / search->customers;
		for (int j = 0; j <= i; j++)
			point->second[i][j] = -p[i] * p[j] * sum.second[CV_PAIRS(i) + j] / search->customers;
		point->second[i][i] += point->slopes[i];
	}
}

static void
SetSample(Search *search, const CvSample *sample)
{
	search->sample = sample;
	search->customers = cvm_sample_customers(search->likelihood, sample);
	search->n = 0;
}

/* Of two ways up one peak, the one that has come farther, or is at the maximum to working accuracy */
static bool
Better(const Peak *a, const Peak *b)
{
	double		lead = b->point.value - a->point.value;

	return lead > SAME || (lead > -SAME && a->end == CVM_MINIMUM && b->end != CVM_MINIMUM);
}

/* Among the best ones, of which each peak is one */
static void
Keep(Search *search, const Peak *peak)
{
	int			i = search->n;

	if (!isfinite(peak->point.value))
		return;
	for (int k = 0; k < search->n; k++)
		if (fabs(search->peaks[k].point.value - peak->point.value) <= ALIKE)
		{
			if (Better(peak, &search->peaks[k]))
				search->peaks[k] = *peak;
			return;
		}
	for (; i > 0 && search->peaks[i - 1].point.value > peak->point.value; i--)
		if (i < KEPT)
			search->peaks[i] = search->peaks[i - 1];
	if (i < KEPT)
		search->peaks[i] = *peak;
	search->n += search->n < KEPT;
}

static void
Climb(Search *search, const double *from, double tolerance)
{
	Peak		peak;

	memcpy(peak.point.at, from, sizeof(peak.point.at));
	peak.end = cvm_newton(&search->function, &peak.point, MAX_STEPS, tolerance);
	Keep(search, &peak);
}

static void
SetStart(const Search *search, int i, double *at)
{
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		at[k] = fmin(fmax(log(search->starts.at[i][k]), search->function.low[k]), search->function.high[k]);
}

static void
ClimbFromStarts(Search *search, double tolerance)
{
	double		from[CV_MAX_PARAMS];

	for (int i = 0; i < search->starts.n; i++)
	{
		SetStart(search, i, from);
		Climb(search, from, tolerance);
	}
}

static void
ClimbFromBestStart(Search *search, double tolerance)
{
	CvmPoint	best;
	CvmPoint	start;

	SetStart(search, 0, best.at);
	best.value = INFINITY;
	for (int i = 0; i < search->starts.n; i++)
	{
		SetStart(search, i, start.at);
		Evaluate(search, &start);
		if (start.value < best.value)
			best = start;
	}
	Climb(search, best.at, tolerance);
}

/*
 * From the best ones on other rows to those on these, if all customers together make them worse by no more than
 * this.  A limit there can be a peak here that is not the highest, so that a start is tried again.
 */
static void
ClimbOn(Search *search, const CvSample *sample, double much, double tolerance)
{
	Search		before = *search;

	SetSample(search, sample);
	for (int i = 0; i < before.n; i++)
		if ((before.peaks[i].point.value - before.peaks[0].point.value) * before.customers <= much)
			Climb(search, before.peaks[i].point.at, tolerance);
	if (sample->n > before.sample->n && (before.n == 0 || before.peaks[0].end != CVM_MINIMUM))
		ClimbFromBestStart(search, tolerance);
}

/* The inverse of the matrix of second derivatives of the log-likelihood, in terms of the parameters themselves */
static void
SetCovariance(const Search *search, CvmSmallMatrix factor, CvFit *fit)
{
	int			n = search->likelihood->params;

	for (int i = 0; i < n; i++)
	{
		double		column[CV_MAX_PARAMS] = {0};

		column[i] = 1;
		cvm_solve(factor, n, column);
		for (int j = 0; j <= i; j++)
			fit->covariance[CV_PAIRS(i) + j] = fit->p[i] * fit->p[j] * column[j] / search->customers;
	}
}

static CvFitStatus
SetResult(Search *search, CvFit *fit)
{
	Peak	   *peak = &search->peaks[0];
	int			n = search->likelihood->params;

	if (search->n == 0)			/* what lies there is of other rows */
		return CV_NOT_CONVERGED;
	for (int k = 0; k < n; k++)
		fit->p[k] = fmin(fmax(exp(peak->point.at[k]), CVM_LEAST), CVM_MOST);
	fit->log_likelihood = -peak->point.value * search->customers;
	fit->iterations = search->evaluations;
	if (peak->end == CVM_MINIMUM && cvm_factorize(peak->point.second, n))
	{
		SetCovariance(search, peak->point.second, fit);
		return CV_CONVERGED;
	}
	return peak->end == CVM_OUT_OF_STEPS ? CV_NOT_CONVERGED : CV_AT_LIMIT;
}

static void
SetFunction(Search *search)
{
	search->function.n = search->likelihood->params;
	search->function.evaluate = Evaluate;
	search->function.arg = search;
	for (int k = 0; k < CV_MAX_PARAMS; k++)
	{
		search->function.low[k] = log(CVM_LEAST);
		search->function.high[k] = log(CVM_MOST);
	}
}

CvFitStatus
cvm_maximize(const CvLikelihood *likelihood, const CvSample *sample, CvmWorkspace *workspace, CvFit *fit)
{
	Search		search = {0};
	CvSample	part = cvm_thin(likelihood, sample, CVM_PART_ROWS, workspace->part);
	CvSample	few = cvm_thin(likelihood, &part, CVM_FEW_ROWS, workspace->few);

	memset(fit, 0, sizeof(*fit));
	search.likelihood = likelihood;
	likelihood->starts(sample, &search.starts);
	SetFunction(&search);
	SetSample(&search, &few);
	ClimbFromStarts(&search, NEAR);
	if (part.n > few.n)
		ClimbOn(&search, &part, INFINITY, NEAR);
	ClimbOn(&search, sample, BY_CHANCE, DONE);
	return SetResult(&search, fit);
}

/*
 * Whether the fit, which is no maximum, is on the way to where parameters are 0 or infinite, towards -1 or 1, in fixed
 * proportions: whether going on there loses nothing or, where none of them is far already, gains something.  Where
 * towards is 0, they stay.
 */
bool
cvm_rises_towards(const CvLikelihood *likelihood, const CvSample *sample, const CvFit *fit, const int *towards)
{
	double		scale = fmax(cvm_sample_customers(likelihood, sample), fabs(fit->log_likelihood));
	double		nearest = INFINITY;
	double		farthest = -INFINITY;
	double		p[CV_MAX_PARAMS] = {0};
	CvTerm		sum;

	for (int k = 0; k < likelihood->params; k++)
	{
		double		ahead = towards[k] * log(fit->p[k]);

		nearest = fmin(nearest, towards[k] != 0 ? ahead : INFINITY);
		farthest = fmax(farthest, towards[k] != 0 ? ahead : -INFINITY);
	}
	for (int k = 0; k < likelihood->params; k++)
		p[k] = fit->p[k] * exp(towards[k] * (FARTHEST - nearest));
	cvm_log_likelihood(likelihood, sample, p, &sum);
	return sum.value - fit->log_likelihood >= (farthest > FAR ? -LOST : GAINED) * scale;
}
