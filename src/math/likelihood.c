/*
 * likelihood.c
 *		Sums of log-likelihoods over samples.
 *
 * Values and slopes of blocks of rows are added up with compensation, so that the steps of a search, which end where
 * slopes cancel, are good for twelve digits with millions of rows: what is rounded within a block is as nothing
 * beside all of them.  Second derivatives cancel much less.
 */
#include "math/likelihood.h"

#include <math.h>
#include <string.h>

#include "math/log1p.h"
#include "math/sum.h"

double
cvm_softplus(double d)
{
	return d > 0 ? d + cvm_log1p(exp(-d)) : cvm_log1p(exp(d));
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

/* What x decides, of the row before */
typedef struct Prepared
{
	double		x;
	double		state[CV_MAX_STATE];
} Prepared;

static CvTerm
SumOfBlock(const CvLikelihood *likelihood, const double *rows, int64_t n, const double *p, Prepared *prepared)
{
	int			params = likelihood->params;
	CvTerm		sum = {0};
	CvTerm		term;

	for (const double *row = rows; row < rows + n * likelihood->width; row += likelihood->width)
	{
		double		customers = row[likelihood->width - 1];

		if (row[0] != prepared->x)
			likelihood->prepare(p, prepared->x = row[0], prepared->state);
		likelihood->row(p, prepared->state, row, &term);
		sum.value += customers * term.value;
		for (int k = 0; k < params; k++)
			sum.slopes[k] += customers * term.slopes[k];
		for (int k = 0; k < CV_PAIRS(params); k++)
			sum.second[k] += customers * term.second[k];
	}
	return sum;
}

void
cvm_log_likelihood(const CvLikelihood *likelihood, const CvSample *sample, const double *p, CvTerm *sum)
{
	CvSum		sums[1 + CV_MAX_PARAMS] = {{0, 0}};
	Prepared	prepared = {NAN, {0}};

	memset(sum, 0, sizeof(*sum));
	for (int64_t i = 0; i < sample->n; i += CVM_POLL_ROWS)
	{
		int64_t		n = sample->n - i < CVM_POLL_ROWS ? sample->n - i : CVM_POLL_ROWS;
		CvTerm		block;

		cvm_poll(sample, i);
		block = SumOfBlock(likelihood, sample->rows + i * likelihood->width, n, p, &prepared);
		cvm_add(&sums[0], block.value);
		for (int k = 0; k < CV_MAX_PARAMS; k++)
			cvm_add(&sums[1 + k], block.slopes[k]);
		for (int k = 0; k < CV_PAIRS(CV_MAX_PARAMS); k++)
			sum->second[k] += block.second[k];
	}
	sum->value = cvm_total(&sums[0]);
	for (int k = 0; k < CV_MAX_PARAMS; k++)
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
