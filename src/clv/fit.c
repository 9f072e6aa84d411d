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

static CvFitStatus
Maximize(const CvLikelihood *likelihood, const double *rows, int64 n, CvFit *fit)
{
	CvSample	sample = {rows, n, Poll, NULL};
	CvmWorkspace *workspace = palloc(sizeof(CvmWorkspace));
	CvFitStatus status = cvm_maximize(likelihood, &sample, workspace, fit);

	pfree(workspace);
	return status;
}

/* What it means that a likelihood rises for ever in these directions */
#define ANY		2

typedef enum LimitValue
{
	NO_VALUE,
	SHARE,						/* p[i] / (p[i] + p[i + 1]) */
	RATE						/* p[i] / p[i + 1] */
} LimitValue;

typedef struct Limit
{
	int			towards[CV_MAX_PARAMS];
	const char *meaning;
	LimitValue	value;
	int			i;
} Limit;

#define MAX_LIMITS	7

static const Limit NbdLimits[MAX_LIMITS] = {
	{{ANY, ANY, 1, 1}, "all customers leave with the same probability after a purchase", SHARE, 2},
	{{ANY, ANY, -1, -1}, "customers leave after their first chance or never"},
	{{ANY, ANY, -1, ANY}, "nobody leaves"},
	{{ANY, ANY, ANY, 1}, "nobody leaves"},
	{{ANY, ANY, ANY, -1}, "everybody leaves after one purchase"},
	{{1, 1, ANY, ANY}, "all customers purchase at the same rate", RATE, 0},
};

static const Limit ParetoLimits[MAX_LIMITS] = {
	{{ANY, ANY, 1, 1}, "all customers leave at the same rate", RATE, 2},
	{{ANY, ANY, -1, -1}, "customers leave at once or never"},
	{{ANY, ANY, -1, ANY}, "nobody leaves"},
	{{ANY, ANY, ANY, 1}, "nobody leaves"},
	{{1, 1, ANY, ANY}, "all customers purchase at the same rate", RATE, 0},
};

static const Limit BgBbLimits[MAX_LIMITS] = {
	{{ANY, ANY, 1, 1}, "all customers leave with the same probability", SHARE, 2},
	{{ANY, ANY, -1, -1}, "customers leave at once or never"},
	{{ANY, ANY, -1, ANY}, "nobody leaves"},
	{{ANY, ANY, ANY, 1}, "nobody leaves"},
	{{1, 1, ANY, ANY}, "all customers purchase with the same probability", SHARE, 0},
};

static const Limit SbgLimits[MAX_LIMITS] = {
	{{1, 1, ANY, ANY}, "churn does not fall with tenure, and all customers leave with the same probability in every period", SHARE, 0},
	{{-1, -1, ANY, ANY}, "customers leave in their first period or never"},
	{{-1, ANY, ANY, ANY}, "nobody leaves"},
	{{ANY, 1, ANY, ANY}, "nobody leaves"},
	{{ANY, -1, ANY, ANY}, "everybody leaves in the first period"},
};

static const Limit SpendLimits[MAX_LIMITS] = {
	{{1, ANY, -1, ANY}, "every customer always spends the same amount"},
	{{ANY, 1, 1, ANY}, "all customers spend alike"},
};

static const Limit *const KindLimits[MODEL_KINDS] = {NbdLimits, NbdLimits, ParetoLimits, BgBbLimits, SbgLimits};

static bool
LimitMatches(const Limit *limit, const CvFit *fit)
{
	for (int k = 0; k < CV_MAX_PARAMS; k++)
		if (limit->towards[k] != ANY && limit->towards[k] != fit->towards[k])
			return false;
	return true;
}

static void
AppendMeaning(StringInfo text, const Limit *limits, const CvFit *fit)
{
	for (const Limit *limit = limits; limit < limits + MAX_LIMITS && limit->meaning; limit++)
	{
		double		a = fit->p[limit->i];
		double		b = fit->p[limit->i + 1];

		if (!LimitMatches(limit, fit))
			continue;
		appendStringInfo(text, ": %s", limit->meaning);
		if (limit->value != NO_VALUE)
			appendStringInfo(text, ", %.4g", limit->value == SHARE ? a / (a + b) : a / b);
		return;
	}
}

/* A WARNING that says which limit the data point to */
static void
WarnOfLimit(const char *model, const char *const *names, int params, const Limit *limits, const CvFit *fit)
{
	StringInfoData text;
	const char *separator = "The likelihood rises towards ";

	initStringInfo(&text);
	for (int k = 0; k < params; k++)
	{
		if (fit->towards[k] == 0)
			continue;
		appendStringInfo(&text, "%s%s = %s", separator, names[k], fit->towards[k] > 0 ? "infinity" : "0");
		separator = ", ";
	}
	AppendMeaning(&text, limits, fit);
	ereport(WARNING,
			(errmsg("the likelihood of the %s model has no maximum for these data", model),
			 errdetail("%s.", text.len > 0 ? text.data : "It is flat: the parameters cannot be told apart"),
			 errhint("Readings of the model are those near the limit; it has no standard errors and converged is false.")));
}

static void
CheckIdentified(ModelKind kind, const Totals *totals)
{
	const char *model = cv_models[kind].name;

	if (totals->customers < MIN_CUSTOMERS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the %s model cannot be identified from fewer than %d customers", model, MIN_CUSTOMERS),
				 errhint("Fit larger segments, or leave small ones out with HAVING count(*) >= 100.")));
	if (kind == MODEL_SBG && totals->longest < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the sbg model cannot be identified from one period"),
				 errhint("It learns from how churn falls with tenure: some customers must have a tenure of 2 or more.")));
	if (kind != MODEL_SBG && totals->repeat_customers == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the %s model cannot be identified: no customer has a repeat purchase", model),
				 errhint("It learns from the times of repeat purchases: use a later as_of, or larger segments.")));
}

/* Fit rows of CV_TIMED_WIDTH numbers; the last of each counts customers in parts, of which unit are one customer. */
static void
FitTimed(FittedClv *model, const double *rows, int64 n, double unit)
{
	ModelKind	kind = (ModelKind) model->kind;
	const ModelTraits *traits = &cv_models[kind];
	Totals		totals = TotalsOf(rows, n);
	CvFit		fit;

	totals.customers /= unit;
	CheckIdentified(kind, &totals);
	model->fitted = true;
	model->converged = Maximize(traits->likelihood, rows, n, &fit) == CV_CONVERGED;
	model->customers = (int64) rint(totals.customers);
	model->repeat_customers = kind == MODEL_SBG ? 0 : (int64) totals.repeat_customers;
	model->log_likelihood = fit.log_likelihood / unit;
	model->iterations = fit.iterations;
	memcpy(model->params, fit.p, traits->params * sizeof(double));
	for (int i = 0; model->converged && i < CV_PAIRS(traits->params); i++)
		model->covariance[i] = fit.covariance[i] * unit;
	if (!model->converged)
		WarnOfLimit(traits->name, traits->param_names, traits->params, KindLimits[kind], &fit);
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
	if (spending->customers >= MIN_CORRELATED && fabs(spending->correlation) > MAX_CORRELATION)
		ereport(WARNING,
				(errmsg("frequency and spend are correlated (%.2f), which the Gamma-Gamma model assumes they are not",
						spending->correlation),
				 errhint("Fit segments that are more alike, or take expected_spend() with care.")));
	if (params[1] <= 1)
		ereport(WARNING,
				(errmsg("the mean spend over all customers is infinite by the Gamma-Gamma model (q = %.3g)", params[1]),
				 errhint("The expected spend, and the value, of customers without repeat purchases is Infinity.")));
}

static void
FitSpend(FittedClv *model, const double *rows, int64 n)
{
	Spending	spending = SpendingOf(rows, n);
	bool		converged;
	CvFit		fit;

	if (n < MIN_CUSTOMERS)
	{
		ereport(WARNING,
				(errmsg("the model knows no spend: it takes repeat customers of at least %d different mean spends", MIN_CUSTOMERS)));
		return;
	}
	converged = Maximize(&cvm_gamma_gamma, rows, n, &fit) == CV_CONVERGED;
	model->spend_customers = (int64) spending.customers;
	model->spend_log_likelihood = fit.log_likelihood;
	model->spend_correlation = spending.correlation;
	memcpy(model->spend, fit.p, SPEND_PARAMS * sizeof(double));
	if (converged)
		memcpy(model->spend_covariance, fit.covariance, CV_PAIRS(SPEND_PARAMS) * sizeof(double));
	else
		WarnOfLimit("Gamma-Gamma", cv_spend_names, SPEND_PARAMS, SpendLimits, &fit);
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

		if (row[0] > 0 && row[3] > 0)
			cv_rows_add(set, spend);
	}
	return cv_rows_sorted(set, spenders);
}

/* A model of these rows, which are sorted and all different; there is one at least */
FittedClv  *
cv_fit_tally(const ClvTally *tally, ModelKind kind, const double *rows, int64 n)
{
	FittedClv  *model = cv_new_model(kind, (CvUnit) tally->head.unit);
	double	   *timed;
	const double *spend;
	int64		different;

	if (!tally->knows_spend)
	{
		FitTimed(model, rows, n, 1);
		return model;
	}
	timed = NewRows(n, CV_TIMED_WIDTH);
	different = WithoutSpend(rows, n, timed);
	FitTimed(model, timed, different, 1);
	pfree(timed);
	spend = SpendOf(rows, n, &different);
	FitSpend(model, spend, different);
	return model;
}

/* The model of contracts; counts of customers have decimals */
FittedClv  *
cv_fit_contracts(const double *rows, int64 n, double unit)
{
	FittedClv  *model = cv_new_model(MODEL_SBG, CV_DAY);
	double	   *timed = NewRows(n, CV_TIMED_WIDTH);

	for (int64 i = 0; i < n; i++)
	{
		const double *row = rows + i * CV_SURVIVAL_WIDTH;
		double		contract[CV_TIMED_WIDTH] = {row[0], row[1], 0, row[2]};

		memcpy(timed + i * CV_TIMED_WIDTH, contract, sizeof(contract));
	}
	FitTimed(model, timed, n, unit);
	return model;
}
