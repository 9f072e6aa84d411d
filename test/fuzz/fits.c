/* Fits of small samples of any customers that SQL lets pass: they end, in the parameters' range */
#include "fuzz.h"

#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/maximize.h"
#include "math/sbg.h"

#define ROWS		6
#define MAX_AMOUNT	1e15

static const CvLikelihood *const likelihoods[] = {
	&cvm_bg_nbd.likelihood, &cvm_mbg_nbd.likelihood, &cvm_pareto_nbd.likelihood, &cvm_bg_bb.likelihood, &cvm_gamma_gamma, &cvm_sbg
};

static void
SetRow(Input *in, const CvLikelihood *likelihood, double *row)
{
	bool		discrete = likelihood == &cvm_bg_bb.likelihood;
	double		x = WholeTo(in, discrete ? 50 : Byte(in) % 2 ? 20 : MAX_AMOUNT);

	row[0] = x;
	if (likelihood == &cvm_gamma_gamma)
	{
		row[0] = fmax(x, 1);
		row[1] = Between(in, 1e-9, MAX_AMOUNT);
	}
	else if (likelihood == &cvm_sbg)
	{
		row[0] = fmax(x, 1);
		row[1] = Byte(in) % 2;
		row[2] = 0;
	}
	else
	{
		row[1] = x == 0 ? 0 : discrete ? x + Byte(in) : Between(in, 1e-9, MAX_AMOUNT);
		row[2] = row[1] + (discrete ? 1 + Byte(in) : Between(in, 1e-9, MAX_AMOUNT));
	}
	row[likelihood->width - 1] = 1 + WholeTo(in, 1e6);
}

static int
CompareRows(const void *a, const void *b)
{
	for (int i = 0; i < CV_SPEND_WIDTH - 1; i++)
	{
		double		x = ((const double *) a)[i];
		double		y = ((const double *) b)[i];

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Input		in = {data, data + size};
	const CvLikelihood *likelihood = likelihoods[Byte(&in) % COUNT(likelihoods)];
	int			n = 1 + Byte(&in) % ROWS;
	double		rows[ROWS * CV_TIMED_WIDTH];
	static CvmWorkspace workspace;
	CvSample	sample = {rows, n, NULL, NULL};
	CvFitStatus status;
	CvFit		fit;

	for (int i = 0; i < n; i++)
		SetRow(&in, likelihood, rows + i * likelihood->width);
	qsort(rows, n, likelihood->width * sizeof(double), CompareRows);
	status = cvm_maximize(likelihood, &sample, &workspace, &fit);
	PROMISE(status == CV_CONVERGED || status == CV_AT_LIMIT, "status %d", status);
	for (int i = 0; i < likelihood->params; i++)
	{
		PROMISE(fit.p[i] > 0 && isfinite(fit.p[i]), "parameter %d: %.17g", i, fit.p[i]);
		PROMISE(status != CV_CONVERGED || fit.covariance[CV_PAIRS(i) + i] > 0, "variance %d: %.17g", i, fit.covariance[CV_PAIRS(i) + i]);
	}
	return 0;
}
