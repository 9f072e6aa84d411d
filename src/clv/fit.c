/*
 * fit.c
 *		clv_fit and sbg_fit: models from customers.
 *
 * Customers with NULL in frequency, recency or tenure, or without a purchase by as_of, are
 * skipped; no rows, or only such, give NULL.  The state is a set of different rows with counts;
 * they are sorted before they are added up, so a model is the same, bit for bit,
 * whatever the order of rows and the number of workers.
 */
#include "postgres.h"

#include <math.h>

#include "clv/customer.h"
#include "clv/history.h"
#include "clv/model.h"
#include "clv/rows.h"
#include "core/aggregate.h"
#include "core/check.h"
#include "core/decimal.h"
#include "libpq/pqformat.h"
#include "math/gammagamma.h"
#include "math/maximize.h"
#include "math/sum.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define SHARES				1000000 /* of a contract; counts are whole numbers of them */
#define MAX_SHARES			9e15
#define MIN_CORRELATED		100
#define MAX_CORRELATION		0.3
#define MIN_CUSTOMERS		2

typedef struct FitState
{
	ModelKind	kind;
	CvUnit		unit;
	DateADT		as_of;
	bool		knows_spend;
	RowSet	   *timed;			/* x, t_x, T, customers; of contracts t, left, 0, millionths of
								 * customers */
	RowSet	   *spend;			/* x, m, customers */
} FitState;

/* ---------- arguments ---------- */

static FitState *
NewState(FunctionCallInfo fcinfo, ModelKind kind, CvUnit unit, bool knows_spend)
{
	MemoryContext context;
	FitState   *state;

	(void) AggCheckCallContext(fcinfo, &context);
	state = MemoryContextAllocZero(context, sizeof(FitState));
	state->kind = kind;
	state->unit = unit;
	state->knows_spend = knows_spend;
	state->timed = cv_rows_create(context, CV_TIMED_WIDTH);
	state->spend = cv_rows_create(context, CV_SPEND_WIDTH);
	return state;
}

static void
RefuseChange(const char *what, const char *was, const char *is)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be constant: it was %s, and is now %s", what, was, is),
			 errhint("Group by it.")));
}

/* The model of purchases in argument n, which must be the one that is known already */
static ModelKind
KindArg(FunctionCallInfo fcinfo, int n, const FitState *state)
{
	text	   *name;
	ModelKind	kind;

	if (n >= PG_NARGS())
		return MODEL_BG_NBD;
	if (PG_ARGISNULL(n))
		cv_refuse_model("NULL");
	name = PG_GETARG_TEXT_PP(n);
	if (!cv_model_by_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name), &kind))
		cv_refuse_model(text_to_cstring(name));
	if (kind == MODEL_SBG)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sbg is a model of contracts, not of purchases"),
				 errhint("Fit it with sbg_fit(tenure, churned).")));
	if (state && kind != state->kind)
		RefuseChange("the model", cv_models[state->kind].name, cv_models[kind].name);
	return kind;
}

static CvUnit
UnitArg(FunctionCallInfo fcinfo, int n, const FitState *state)
{
	return n < PG_NARGS() ? cv_model_unit_arg(fcinfo, n, state ? &state->unit : NULL) : CV_WEEK;
}

/* ---------- what customers add ---------- */

static void
AddTimed(FitState *state, double x, double recency, double tenure, double customers)
{
	double		row[CV_TIMED_WIDTH] = {x + 0.0, recency + 0.0, tenure + 0.0, customers};

	cv_rows_add(state->timed, row);
}

/* Repeat purchases for nothing are known, but are left out of the model of spend */
static void
AddSpend(FitState *state, double x, double mean)
{
	double		row[CV_SPEND_WIDTH] = {x, mean, 1};

	if (x > 0 && mean > 0)
		cv_rows_add(state->spend, row);
}

static void
AddHistory(FitState *state, const PurchaseHistory *history)
{
	CvCustomer	c;
	double		monetary;

	if (!cv_customer_of_history(history, state->as_of, state->kind, state->unit, &c, &monetary))
		return;
	AddTimed(state, c.x, c.recency, c.tenure, 1);
	AddSpend(state, c.x, monetary);
}

/* The day in argument 2, which must be the one that is known already */
static DateADT
AsOfArg(FunctionCallInfo fcinfo, const FitState *state)
{
	DateADT		as_of;

	if (PG_ARGISNULL(2))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of must not be NULL"),
				 errhint("Pass the last day that is completely observed.")));
	as_of = cv_day_of_date(PG_GETARG_DATEADT(2));
	if (state && as_of != state->as_of)
		RefuseChange("as_of", cv_day_text(state->as_of), cv_day_text(as_of));
	return as_of;
}

/* Transition from (state, history, as_of [, model [, unit]]) */
PG_FUNCTION_INFO_V1(cvsql_fit_accum_history);
Datum
cvsql_fit_accum_history(PG_FUNCTION_ARGS)
{
	FitState   *state = cv_state_arg(fcinfo, 0);
	PurchaseHistory *history;
	ModelKind	kind;
	CvUnit		unit;
	DateADT		as_of;

	cv_require_aggregate(fcinfo);
	as_of = AsOfArg(fcinfo, state);
	kind = KindArg(fcinfo, 3, state);
	unit = UnitArg(fcinfo, 4, state);
	if (PG_ARGISNULL(1))
		return cv_return_state(fcinfo, state);
	history = PG_GETARG_HISTORY(1);
	if (state == NULL)
	{
		state = NewState(fcinfo, kind, unit, history->knows_spend);
		state->as_of = as_of;
	}
	if (history->knows_spend != state->knows_spend)
		cv_refuse_mixed_spend();
	AddHistory(state, history);
	PG_FREE_IF_COPY(history, 1);
	PG_RETURN_POINTER(state);
}

/* (state, frequency, recency, tenure, [monetary], [model, [unit]]) */
static Datum
AccumSummary(FunctionCallInfo fcinfo, bool knows_spend)
{
	FitState   *state = cv_state_arg(fcinfo, 0);
	ModelKind	kind;
	CvUnit		unit;
	CvCustomer	c;

	cv_require_aggregate(fcinfo);
	kind = KindArg(fcinfo, 4 + knows_spend, state);
	unit = UnitArg(fcinfo, 5 + knows_spend, state);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return cv_return_state(fcinfo, state);
	if (state == NULL)
		state = NewState(fcinfo, kind, unit, knows_spend);
	c = (CvCustomer)
	{
		PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2), PG_GETARG_FLOAT8(3)
	};
	cv_check_customer(&c, kind);
	AddTimed(state, c.x, c.recency, c.tenure, 1);
	if (knows_spend && !PG_ARGISNULL(4))
		AddSpend(state, c.x, cv_check_monetary(PG_GETARG_FLOAT8(4)));
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(cvsql_fit_accum);
Datum
cvsql_fit_accum(PG_FUNCTION_ARGS)
{
	return AccumSummary(fcinfo, false);
}

PG_FUNCTION_INFO_V1(cvsql_fit_accum_spend);
Datum
cvsql_fit_accum_spend(PG_FUNCTION_ARGS)
{
	return AccumSummary(fcinfo, true);
}

/* ---------- contracts ---------- */

/* How many contracts in argument 3, in millionths */
static double
SharesArg(FunctionCallInfo fcinfo)
{
	Datum		rounded;
	int128		units;

	if (PG_NARGS() < 4)
		return SHARES;
	rounded = DirectFunctionCall2(numeric_round, PG_GETARG_DATUM(3), Int32GetDatum(6));
	if (!cv_decimal_from_numeric(DatumGetNumeric(rounded), 6, &units) || units < 0 || units > MAX_SHARES)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("customers must be a number from 0 to 9000000000, not %s",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(3))))));
	return (double) units;
}

/* Transition from (state, tenure, churned [, customers]) */
PG_FUNCTION_INFO_V1(cvsql_sbg_accum);
Datum
cvsql_sbg_accum(PG_FUNCTION_ARGS)
{
	FitState   *state = cv_state_arg(fcinfo, 0);
	int64		tenure;
	double		shares;

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return cv_return_state(fcinfo, state);
	tenure = PG_GETARG_INT64(1);
	shares = SharesArg(fcinfo);
	if (tenure < 1 || tenure > MAX_PERIODS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("tenure must be a number of periods from 1 to %d, not " INT64_FORMAT, MAX_PERIODS, tenure),
				 errhint("A customer who left in the first period has tenure 1; leave out those who have just begun.")));
	if (state == NULL)
		state = NewState(fcinfo, MODEL_SBG, CV_DAY, false);
	if (shares > 0)
		AddTimed(state, (double) tenure, PG_GETARG_BOOL(2), 0, shares);
	PG_RETURN_POINTER(state);
}

/* ---------- parallel ---------- */

PG_FUNCTION_INFO_V1(cvsql_fit_serialize);
Datum
cvsql_fit_serialize(PG_FUNCTION_ARGS)
{
	FitState   *state = (FitState *) PG_GETARG_POINTER(0);
	StringInfoData bytes;

	cv_require_aggregate(fcinfo);
	pq_begintypsend(&bytes);
	pq_sendbyte(&bytes, state->kind);
	pq_sendbyte(&bytes, state->unit);
	pq_sendbyte(&bytes, state->knows_spend);
	pq_sendint32(&bytes, state->as_of);
	cv_rows_write(state->timed, &bytes);
	cv_rows_write(state->spend, &bytes);
	PG_RETURN_BYTEA_P(pq_endtypsend(&bytes));
}

/* The bytes are left as they are: combining reads them into the other state */
PG_FUNCTION_INFO_V1(cvsql_fit_deserialize);
Datum
cvsql_fit_deserialize(PG_FUNCTION_ARGS)
{
	cv_require_aggregate(fcinfo);
	PG_RETURN_POINTER(PG_GETARG_BYTEA_PP(0));
}

/* What must be the same in every part of a group */
static void
CheckSameFit(const FitState *a, const FitState *b)
{
	cv_check_same_unit(a->unit, b->unit);
	if (a->kind != b->kind)
		RefuseChange("the model", cv_models[a->kind].name, cv_models[b->kind].name);
	if (a->as_of != b->as_of)
		RefuseChange("as_of", cv_day_text(a->as_of), cv_day_text(b->as_of));
	if (a->knows_spend != b->knows_spend)
		cv_refuse_mixed_spend();
}

static FitState *
MergeBytes(FunctionCallInfo fcinfo, FitState *state, bytea *serialized)
{
	StringInfoData bytes;
	FitState	other;

	bytes.data = VARDATA_ANY(serialized);
	bytes.len = bytes.maxlen = VARSIZE_ANY_EXHDR(serialized);
	bytes.cursor = 0;
	other.kind = (ModelKind) pq_getmsgbyte(&bytes);
	other.unit = (CvUnit) pq_getmsgbyte(&bytes);
	other.knows_spend = pq_getmsgbyte(&bytes) != 0;
	other.as_of = (DateADT) pq_getmsgint(&bytes, 4);
	if (state == NULL)
	{
		state = NewState(fcinfo, other.kind, other.unit, other.knows_spend);
		state->as_of = other.as_of;
	}
	CheckSameFit(state, &other);
	cv_rows_read(state->timed, &bytes);
	cv_rows_read(state->spend, &bytes);
	pq_getmsgend(&bytes);
	return state;
}

/* Combine the state with the bytes that cvsql_fit_deserialize() has passed on */
PG_FUNCTION_INFO_V1(cvsql_fit_combine);
Datum
cvsql_fit_combine(PG_FUNCTION_ARGS)
{
	FitState   *state = cv_state_arg(fcinfo, 0);

	cv_require_aggregate(fcinfo);
	if (!PG_ARGISNULL(1))
		state = MergeBytes(fcinfo, state, (bytea *) PG_GETARG_POINTER(1));
	return cv_return_state(fcinfo, state);
}

/* ---------- the fit ---------- */

/* Where searches start, in multiples of the scales of the parameters */
#define MAX_STARTS	6

typedef struct Starts
{
	int			n;
	double		at[MAX_STARTS][CV_MAX_PARAMS];
} Starts;

static const Starts KindStarts[MODEL_KINDS] = {
	{6, {{0.25, 0.25, 0.8, 2.5}, {0.5, 0.5, 0.5, 2}, {1, 1, 0.2, 2}, {1, 1, 1, 5}, {3, 3, 0.5, 5}, {0.2, 0.1, 0.5, 1}}},
	{6, {{0.5, 0.5, 0.9, 1.6}, {0.5, 0.5, 0.5, 2}, {1, 1, 0.2, 2}, {1, 1, 1, 5}, {3, 3, 0.5, 5}, {0.2, 0.1, 0.5, 1}}},
	{6, {{0.5, 0.5, 0.5, 1}, {1, 1, 0.5, 1}, {0.3, 0.2, 0.5, 0.5}, {1, 0.5, 1, 1}, {3, 3, 2, 5}, {0.5, 0.5, 0.2, 1}}},
	{4, {{1, 1, 0.5, 3}, {0.5, 0.5, 0.2, 1}, {1, 2, 1, 5}, {2, 2, 0.1, 1}}},
	{4, {{1, 1}, {0.7, 1.2}, {0.5, 4}, {3, 15}}},
};

static const Starts SpendStarts = {4, {{6, 4, 0.5}, {1, 2, 1}, {1, 4, 3}, {5, 2, 0.2}}};

/* Means over customers, which are the scales of what is fitted */
typedef struct Totals
{
	double		customers;
	double		repeat_customers;
	double		purchases;
	double		time;
	double		longest;
} Totals;

static Totals
TotalsOf(const double *rows, int64 n)
{
	Totals		totals = {0};
	CvSum		customers = {0, 0};
	CvSum		time = {0, 0};

	for (int64 i = 0; i < n; i++, rows += CV_TIMED_WIDTH)
	{
		cv_add(&customers, rows[3]);
		cv_add(&time, rows[2] * rows[3]);
		totals.purchases += rows[0] * rows[3];	/* whole numbers */
		totals.repeat_customers += rows[0] > 0 ? rows[3] : 0;
		totals.longest = Max(totals.longest, rows[0]);
	}
	totals.customers = cv_total(&customers);
	totals.time = cv_total(&time);
	return totals;
}

static bool
MustStop(void *arg)
{
	(void) arg;
	return InterruptPending;
}

/* An interrupt that turns out to be no cancel starts the fit anew. */
static CvFitStatus
Maximize(const CvLikelihood *likelihood, const Starts *starts, const double *scale,
		 const double *rows, int64 n, CvFit *fit)
{
	CvSample	sample = {rows, n, 1, MustStop, NULL, false};
	double		start[MAX_STARTS][CV_MAX_PARAMS] = {{0}};
	CvFitStatus status;

	for (int i = 0; i < starts->n; i++)
		for (int k = 0; k < likelihood->params; k++)
			start[i][k] = starts->at[i][k] * scale[k];
	do
	{
		CHECK_FOR_INTERRUPTS();
		status = cv_maximize(likelihood, &sample, starts->n, (const double (*)[CV_MAX_PARAMS]) start, scale, fit);
	} while (status == CV_STOPPED);
	if (status == CV_FAILED)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg_internal("out of memory")));
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
CheckIdentified(const FitState *state, const Totals *totals)
{
	const char *model = cv_models[state->kind].name;

	if (totals->customers < MIN_CUSTOMERS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the %s model cannot be identified from fewer than %d customers", model, MIN_CUSTOMERS),
				 errhint("Fit larger segments, or leave small ones out with HAVING count(*) >= 100.")));
	if (state->kind == MODEL_SBG && totals->longest < 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the sbg model cannot be identified from one period"),
				 errhint("It learns from how churn falls with tenure: some customers must have a tenure of 2 or more.")));
	if (state->kind != MODEL_SBG && totals->repeat_customers == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the %s model cannot be identified: no customer has a repeat purchase", model),
				 errhint("It learns from the times of repeat purchases: use a later as_of, or larger segments.")));
}

static void
FitPurchases(FitState *state, const ModelTraits *traits, ClvModel *model)
{
	int64		n;
	const double *rows = cv_rows_sorted(state->timed, &n);
	Totals		totals = TotalsOf(rows, n);
	double		unit = state->kind == MODEL_SBG ? SHARES : 1;
	double		gap = totals.time / totals.purchases;
	double		scales[MODEL_KINDS][CV_MAX_PARAMS] = {
		{1, gap, 1, 1}, {1, gap, 1, 1}, {1, gap, 1, totals.time / totals.customers}, {1, 1, 1, 1}, {1, 1, 1, 1}
	};
	CvFit		fit;

	totals.customers /= unit;
	CheckIdentified(state, &totals);
	model->converged = Maximize(traits->likelihood, &KindStarts[state->kind], scales[state->kind],
								rows, n, &fit) == CV_CONVERGED;
	model->customers = (int64) rint(totals.customers);
	model->repeat_customers = state->kind == MODEL_SBG ? 0 : (int64) totals.repeat_customers;
	model->log_likelihood = fit.log_likelihood / unit;
	model->iterations = fit.iterations;
	memcpy(model->params, fit.p, traits->params * sizeof(double));
	for (int i = 0; model->converged && i < CV_PAIRS(traits->params); i++)
		model->covariance[i] = fit.covariance[i] * unit;
	if (!model->converged)
		WarnOfLimit(traits->name, traits->param_names, traits->params, KindLimits[state->kind], &fit);
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
		cv_add(&count, row[2]);
		cv_add(&x, row[2] * row[0]);
		cv_add(&m, row[2] * row[1]);
	}
	s.customers = cv_total(&count);
	s.mean = cv_total(&m) / s.customers;
	for (const double *row = rows; row < rows + n * CV_SPEND_WIDTH; row += CV_SPEND_WIDTH)
	{
		double		dx = row[0] - cv_total(&x) / s.customers;
		double		dm = row[1] - s.mean;

		cv_add(&products[0], row[2] * dx * dx);
		cv_add(&products[1], row[2] * dx * dm);
		cv_add(&products[2], row[2] * dm * dm);
	}
	s.correlation = cv_total(&products[1]) / sqrt(cv_total(&products[0]) * cv_total(&products[2]));
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
FitSpend(FitState *state, ClvModel *model)
{
	int64		n;
	const double *rows = cv_rows_sorted(state->spend, &n);
	Spending	spending = SpendingOf(rows, n);
	double		scale[CV_MAX_PARAMS] = {1, 1, spending.mean};
	bool		converged;
	CvFit		fit;

	if (n < MIN_CUSTOMERS)
	{
		ereport(WARNING,
				(errmsg("the model knows no spend: it takes repeat customers of at least %d different mean spends", MIN_CUSTOMERS)));
		return;
	}
	converged = Maximize(&cv_gamma_gamma, &SpendStarts, scale, rows, n, &fit) == CV_CONVERGED;
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

PG_FUNCTION_INFO_V1(cvsql_fit_final);
Datum
cvsql_fit_final(PG_FUNCTION_ARGS)
{
	FitState   *state = cv_state_arg(fcinfo, 0);
	ClvModel   *model;

	cv_require_aggregate(fcinfo);
	if (state == NULL)
		PG_RETURN_NULL();
	model = cv_new_model(state->kind, state->unit);
	model->fitted = true;
	FitPurchases(state, &cv_models[state->kind], model);
	if (state->knows_spend)
		FitSpend(state, model);
	PG_RETURN_POINTER(model);
}
