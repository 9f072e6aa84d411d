/*
 * likelihood.c
 *		Sums of log-likelihoods over samples.
 *
 * Values and slopes are added up with compensation, so that the steps of a search, which end where slopes
 * cancel, are good for twelve digits with millions of rows.  Second derivatives cancel much less.
 */
#include "math/likelihood.h"

#include <math.h>
#include <string.h>

#include "math/sum.h"

double
cvm_softplus(double d)
{
	return d > 0 ? d + log1p(exp(-d)) : log1p(exp(d));
}

double
cvm_sample_customers(const CvLikelihood *likelihood, const CvSample *sample)
{
	CvSum		sum = {0, 0};

	for (int64_t i = 0; i < sample->n; i++)
	{
		cvm_poll(sample, i);
		cvm_add(&sum, sample->rows[i * likelihood->width + likelihood->width - 1]);
	}
	return cvm_total(&sum);
}

void
cvm_log_likelihood(const CvLikelihood *likelihood, const CvSample *sample, const double *p, CvTerm *sum)
{
	int			params = likelihood->params;
	CvSum		sums[1 + CV_MAX_PARAMS] = {{0, 0}};
	double		state[CV_MAX_STATE];
	double		x = NAN;
	CvTerm		term;

	memset(sum, 0, sizeof(*sum));
	for (int64_t i = 0; i < sample->n; i++)
	{
		const double *row = sample->rows + i * likelihood->width;
		double		customers = row[likelihood->width - 1];

		cvm_poll(sample, i);
		if (row[0] != x)
			likelihood->prepare(p, x = row[0], state);
		likelihood->row(p, state, row, &term);
		cvm_add(&sums[0], customers * term.value);
		for (int k = 0; k < params; k++)
			cvm_add(&sums[1 + k], customers * term.slopes[k]);
		for (int k = 0; k < CV_PAIRS(params); k++)
			sum->second[k] += customers * term.second[k];
	}
	sum->value = cvm_total(&sums[0]);
	for (int k = 0; k < params; k++)
		sum->slopes[k] = cvm_total(&sums[1 + k]);
}

double
cvm_delta_variance(const double *slopes, const double *covariance, int params)
{
	double		variance = 0;

	for (int i = 0; i < params; i++)
		for (int j = 0; j <= i; j++)
			variance += (i == j ? 1 : 2) * slopes[i] * slopes[j] * covariance[CV_PAIRS(i) + j];
	return variance;
}
