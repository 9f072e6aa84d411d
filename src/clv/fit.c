/*
 * fit.c
 *		Models fitted to tallies of customers.
 *
 * The rows are sorted and all different, so a model is the same, bit for bit, whatever the order of customers and
 * the number of workers.
 */
#include "postgres.h"

#include <math.h>

#include "clv/clvtally.h"
#include "clv/limits.h"
#include "core/check.h"
#include "core/survival.h"
#include "math/gammagamma.h"
#include "math/maximize.h"
#include "math/sum.h"
#include "miscadmin.h"
#include "utils/float.h"

#define MIN_CORRELATED		100
#define MAX_CORRELATION		0.3
#define MIN_CUSTOMERS		2

/* What decides whether a model can be fitted, and how many it was fitted to */
typedef struct Totals
{
	double		customers;
	double		repeat_customers;
	double		longest;
} Totals;

static Totals
TotalsOf(const double *rows, int64 n)
{
	Totals		totals = {0};
	CvSum		customers = {0, 0};

	for (int64 i = 0; i < n; i++, rows += CV_TIMED_WIDTH)
	{
		CHECK_FOR_INTERRUPTS();
		cvm_add(&customers, rows[3]);
		totals.repeat_customers += rows[0] > 0 ? rows[3] : 0;
		totals.longest = Max(totals.longest, rows[0]);
	}
	totals.customers = cvm_total(&customers);
	return totals;
}

static void
Poll(void *arg)
{
	(void) arg;
	CHECK_FOR_INTERRUPTS();
}

/* True if it has converged; otherwise a WARNING says why not */
static bool
FitOrWarn(const FitSubject *subject, const double *rows, int64 n, CvFit *fit)
{
	CvSample	sample = {rows, n, Poll, NULL};
	CvmWorkspace *workspace = palloc(sizeof(CvmWorkspace));
	CvFitStatus status = cvm_maximize(subject->likelihood, &sample, workspace, fit);

	pfree(workspace);
	if (status != CV_CONVERGED)
		cv_warn_of_fit(subject, &sample, status, fit);
	return status == CV_CONVERGED;
}

/* A WARNING that there is no model, of the first segments in a statement only, as all of fits: there can be thousands of them */
static void
WarnOfNoModel(const char *why, const char *hint)
{
	static CvTold told;

	if (cv_tells(&told, "more models of this statement are NULL, for they cannot be identified, either", "WHERE m IS NULL"))
		ereport(WARNING,
				(errmsg_internal("%s", why),
				 errhint("The model is NULL. %s", hint)));
}

/* Whether there is anything to learn; a WARNING says what is missing */
static bool
Identified(ModelKind kind, const Totals *totals)
{
	const char *model = cv_models[kind].name;

	if (totals->customers < MIN_CUSTOMERS)
		WarnOfNoModel(psprintf("the %s model cannot be identified from fewer than %d customers", model, MIN_CUSTOMERS),
					  "Fit larger segments, for example all small ones as one.");
	else if (kind == MODEL_SBG && totals->longest < 2)
		WarnOfNoModel("the sbg model cannot be identified from one period",
					  "It learns from how churn falls with tenure: some customers must have a tenure of 2 or more.");
	else if (kind != MODEL_SBG && totals->repeat_customers == 0)
		WarnOfNoModel(psprintf("the %s model cannot be identified: no customer has a repeat purchase", model),
					  "It learns from the times of repeat purchases: use a later as_of, or larger segments.");
	else
		return true;
	return false;
}

/*
 * Fit rows of CV_TIMED_WIDTH numbers; the last of each counts customers in parts, of which unit are one customer.
 * False if there is nothing to learn.
 */
static bool
FitTimed(FittedClv *model, const double *rows, int64 n, double unit)
{
	ModelKind	kind = (ModelKind) model->kind;
	const ModelTraits *traits = &cv_models[kind];
	FitSubject	subject = {traits->name, traits->param_names, traits->likelihood, cv_kind_limits[kind]};
	Totals		totals = TotalsOf(rows, n);
	CvFit		fit;

	totals.customers /= unit;
	if (!Identified(kind, &totals))
		return false;
	model->fitted = true;
	model->converged = FitOrWarn(&subject, rows, n, &fit);
	model->customers = (int64) rint(totals.customers);
	model->repeat_customers = kind == MODEL_SBG ? 0 : (int64) totals.repeat_customers;
	model->log_likelihood = fit.log_likelihood / unit;
	model->iterations = fit.iterations;
	memcpy(model->params, fit.p, traits->params * sizeof(double));
	for (int i = 0; model->converged && i < CV_PAIRS(traits->params); i++)
		model->covariance[i] = fit.covariance[i] * unit;
	return true;
}

/* Means and products about them, of frequency and mean spend */
typedef struct Spending
{
	double		customers;
	double		mean;
	double		correlation;	/* NaN if either is constant */
} Spending;

static Spending
SpendingOf(const double *rows, int64 n)
{
	Spending	s;
	CvSum		count = {0, 0};
	CvSum		x = {0, 0};
	CvSum		m = {0, 0};
	CvSum		products[3] = {{0, 0}};

	for (const double *row = rows; row < rows + n * CV_SPEND_WIDTH; row += CV_SPEND_WIDTH)
	{
		CHECK_FOR_INTERRUPTS();
		cvm_add(&count, row[2]);
		cvm_add(&x, row[2] * row[0]);
		cvm_add(&m, row[2] * row[1]);
	}
	s.customers = cvm_total(&count);
	s.mean = cvm_total(&m) / s.customers;
	for (const double *row = rows; row < rows + n * CV_SPEND_WIDTH; row += CV_SPEND_WIDTH)
	{
		double		dx = row[0] - cvm_total(&x) / s.customers;
		double		dm = row[1] - s.mean;

		CHECK_FOR_INTERRUPTS();
		cvm_add(&products[0], row[2] * dx * dx);
		cvm_add(&products[1], row[2] * dx * dm);
		cvm_add(&products[2], row[2] * dm * dm);
	}
	s.correlation = cvm_total(&products[1]) / sqrt(cvm_total(&products[0]) * cvm_total(&products[2]));
	s.correlation = isfinite(s.correlation) ? fmin(fmax(s.correlation, -1), 1) + 0.0 : get_float8_nan();
	return s;
}

static void
WarnOfSpend(const Spending *spending, const double *params)
{
	static CvTold correlated,
				infinite;

	if (spending->customers >= MIN_CORRELATED && fabs(spending->correlation) > MAX_CORRELATION
		&& cv_tells(&correlated, "frequency and spend are correlated in more models of this statement",
					"WHERE abs((clv_model_summary(m)).spend_correlation) > " CppAsString2(MAX_CORRELATION)))
		ereport(WARNING,
				(errmsg("frequency and spend are correlated (%.2f), which the Gamma-Gamma model assumes they are not",
						spending->correlation),
				 errhint("Fit segments that are more alike, or take expected_spend() with care.")));
	if (params[1] <= 1
		&& cv_tells(&infinite, "the mean spend over all customers is infinite by more models of this statement", "WHERE expected_spend(m) = 'Infinity'"))
		ereport(WARNING,
				(errmsg("the mean spend over all customers is infinite by the Gamma-Gamma model (q = %.3g)", params[1]),
				 errhint("The expected spend, and the value, of customers without repeat purchases is Infinity.")));
}

static void
FitSpend(FittedClv *model, const double *rows, int64 n)
{
	FitSubject	subject = {"Gamma-Gamma", cv_spend_names, &cvm_gamma_gamma, cv_spend_limits};
	Spending	spending = SpendingOf(rows, n);
	bool		converged;
	CvFit		fit;

	if (n < MIN_CUSTOMERS)
	{
		static CvTold told;

		if (cv_tells(&told, "more models of this statement know no spend", "WHERE (clv_model_summary(m)).spend_customers IS NULL"))
			ereport(WARNING,
					(errmsg("the model knows no spend: it takes repeat customers of at least %d different mean spends", MIN_CUSTOMERS)));
		return;
	}
	converged = FitOrWarn(&subject, rows, n, &fit);
	model->spend_customers = (int64) spending.customers;
	model->spend_log_likelihood = fit.log_likelihood;
	model->spend_correlation = spending.correlation;
	memcpy(model->spend, fit.p, SPEND_PARAMS * sizeof(double));
	if (converged)
		memcpy(model->spend_covariance, fit.covariance, CV_PAIRS(SPEND_PARAMS) * sizeof(double));
	WarnOfSpend(&spending, fit.p);
	model->converged = model->converged && converged;
	model->iterations += fit.iterations;
}

/* ---------- rows of a tally ---------- */

static double *
NewRows(int64 n, int width)
{
	return MemoryContextAllocHuge(CurrentMemoryContext, (Size) (n + 1) * width * sizeof(double));
}

/* Rows of a tally that knows spend, without it: those that are alike then follow each other.  How many are different */
static int64
WithoutSpend(const double *rows, int64 n, double *timed)
{
	int64		kept = 0;

	for (int64 i = 0; i < n; i++)
	{
		const double *row = rows + i * (CV_TIMED_WIDTH + 1);
		double	   *last = timed + (kept - 1) * CV_TIMED_WIDTH;

		CHECK_FOR_INTERRUPTS();
		if (kept > 0 && memcmp(last, row, (CV_TIMED_WIDTH - 1) * sizeof(double)) == 0)
		{
			last[CV_TIMED_WIDTH - 1] += row[CV_TIMED_WIDTH];
			continue;
		}
		memcpy(last + CV_TIMED_WIDTH, row, (CV_TIMED_WIDTH - 1) * sizeof(double));
		last[2 * CV_TIMED_WIDTH - 1] = row[CV_TIMED_WIDTH];
		kept++;
	}
	return kept;
}

/* Repeat purchases and their mean, of those who paid something: it is not the model's that others did not */
static const double *
SpendOf(const double *rows, int64 n, int64 *spenders)
{
	CvRows	   *set = cv_rows_create(CurrentMemoryContext, CV_SPEND_WIDTH);

	for (const double *row = rows; row < rows + n * (CV_TIMED_WIDTH + 1); row += CV_TIMED_WIDTH + 1)
	{
		double		spend[CV_SPEND_WIDTH] = {row[0], row[3], row[4]};

		CHECK_FOR_INTERRUPTS();
		if (row[0] > 0 && row[3] > 0)
			cv_rows_add(set, spend);
	}
	return cv_rows_sorted(set, spenders);
}

/*
 * A model of these rows, which are sorted and all different, and of which there is one at least; NULL, with a WARNING, if
 * they do not tell it
 */
FittedClv  *
cv_fit_tally(const ClvTally *tally, ModelKind kind, const double *rows, int64 n)
{
	FittedClv  *model = cv_new_model(kind, (CvUnit) tally->head.unit);
	double	   *timed;
	const double *spend;
	int64		different;

	if (!tally->knows_spend)
		return FitTimed(model, rows, n, 1) ? model : NULL;
	timed = NewRows(n, CV_TIMED_WIDTH);
	different = WithoutSpend(rows, n, timed);
	if (!FitTimed(model, timed, different, 1))
		return NULL;
	pfree(timed);
	spend = SpendOf(rows, n, &different);
	FitSpend(model, spend, different);
	return model;
}

/* The model of contracts, or NULL likewise; counts of customers have decimals */
FittedClv  *
cv_fit_contracts(const double *rows, int64 n, double unit)
{
	FittedClv  *model = cv_new_model(MODEL_SBG, CV_DAY);
	double	   *timed = NewRows(n, CV_TIMED_WIDTH);

	for (int64 i = 0; i < n; i++)
	{
		const double *row = rows + i * CV_SURVIVAL_WIDTH;
		double		contract[CV_TIMED_WIDTH] = {row[0], row[1], 0, row[2]};

		CHECK_FOR_INTERRUPTS();
		memcpy(timed + i * CV_TIMED_WIDTH, contract, sizeof(contract));
	}
	return FitTimed(model, timed, n, unit) ? model : NULL;
}
