/*
 * likelihood.c
 *		Sums of log-likelihoods over samples.
 *
 * The sums are compensated, so that differences of gradients, from which standard errors
 * come, are good for twelve digits with millions of rows.
 */
#include "math/likelihood.h"

#include <math.h>

#include "math/sum.h"

#define STOP_ROWS	1024

double
cv_softplus(double d)
{
	return d > 0 ? d + log1p(exp(-d)) : log1p(exp(d));
}

double
cv_sample_customers(const CvLikelihood *likelihood, const CvSample *sample)
{
	CvSum		sum = {0, 0};

	for (int64_t i = 0; i < sample->n; i += sample->step)
		cv_add(&sum, sample->rows[i * likelihood->width + likelihood->width - 1]);
	return cv_total(&sum);
}

static bool
MustStop(CvSample *sample, int64_t rows_done)
{
	if (rows_done % STOP_ROWS == 0 && sample->stop && sample->stop(sample->stop_arg))
		sample->stopped = true;
	return sample->stopped;
}

static void
AddCurve(const CvLikelihood *likelihood, const double *p, const double *state, const double *row, CvSum *sums)
{
	double		curve[CV_PAIRS(CV_MAX_PARAMS)];

	likelihood->curve(p, state, row, curve);
	for (int k = 0; k < CV_PAIRS(likelihood->params); k++)
		cv_add(&sums[k], row[likelihood->width - 1] * curve[k]);
}

/* The second derivatives are for likelihoods that have them, or NULL.  Unfinished if sample->stopped. */
double
cv_log_likelihood(const CvLikelihood *likelihood, CvSample *sample,
				  const double *p, double *slopes, double *second)
{
	int			width = likelihood->width;
	CvSum		sums[1 + CV_MAX_PARAMS] = {{0, 0}};
	CvSum		second_sums[CV_PAIRS(CV_MAX_PARAMS)] = {{0, 0}};
	double		state[CV_MAX_STATE];
	double		x = NAN;
	int64_t		done = 0;
	CvTerm		term;

	for (int64_t i = 0; i < sample->n && !MustStop(sample, done++); i += sample->step)
	{
		const double *row = sample->rows + i * width;
		double		customers = row[width - 1];

		if (row[0] != x)
			likelihood->prepare(p, x = row[0], state);
		likelihood->row(p, state, row, &term);
		cv_add(&sums[0], customers * term.value);
		for (int k = 0; k < likelihood->params; k++)
			cv_add(&sums[1 + k], customers * term.slopes[k]);
		if (second)
			AddCurve(likelihood, p, state, row, second_sums);
	}
	for (int k = 0; k < likelihood->params; k++)
		slopes[k] = cv_total(&sums[1 + k]);
	for (int k = 0; second && k < CV_PAIRS(likelihood->params); k++)
		second[k] = cv_total(&second_sums[k]);
	return cv_total(&sums[0]);
}
