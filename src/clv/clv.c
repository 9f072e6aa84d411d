/*
 * clv.c
 *		Readings of a fitted_clv: P(alive), expected purchases and spend, lifetime value; the
 *		expected lifetime of contracts.
 *
 * Expected purchases are those of customers who are alive, times P(alive).  The former do not depend
 * on recency: customers of the same frequency and tenure share them, and they are remembered.
 */
#include "postgres.h"

#include <math.h>

#include "clv/customer.h"
#include "clv/purchase.h"
#include "clv/model.h"
#include "common/hashfn.h"
#include "core/check.h"
#include "core/row.h"
#include "math/gammagamma.h"
#include "math/sbg.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define DAYS_A_YEAR			365.25
#define MEMO_SLOTS			16384
#define MAX_OPPORTUNITIES	1000000 /* of bg/bb, ahead */
#define MAX_FORECAST		100000

/* Expected purchases of customers who are alive */
typedef struct Memo
{
	double		key[4];			/* frequency, tenure, horizon, delta */
	double		expected;
	uint64		model;			/* which model of this reading it belongs to, from 1 */
} Memo;

/* What a call remembers for the next one */
typedef struct Reading
{
	FittedClv	model;
	const CvBtyd *btyd;			/* NULL for contracts */
	uint64		number;
	Memo	   *memos;			/* by hash of the key, or NULL */
} Reading;

/* ---------- arguments ---------- */

static Reading *
NewReading(FunctionCallInfo fcinfo)
{
	MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	Reading    *reading = palloc0(sizeof(Reading));

	MemoryContextSwitchTo(old);
	fcinfo->flinfo->fn_extra = reading;
	return reading;
}

/* Of the model in argument 0 */
static Reading *
ReadingArg(FunctionCallInfo fcinfo)
{
	FittedClv  *model = PG_GETARG_MODEL(0);
	Reading    *reading = fcinfo->flinfo->fn_extra;

	if (reading == NULL)
		reading = NewReading(fcinfo);
	if (memcmp(&reading->model, model, sizeof(FittedClv)) != 0)
	{
		reading->model = *model;
		reading->btyd = cv_models[model->kind].btyd;
		reading->number++;
	}
	PG_FREE_IF_COPY(model, 0);
	return reading;
}

static Reading *
PurchaseReading(FunctionCallInfo fcinfo)
{
	Reading    *reading = ReadingArg(fcinfo);

	if (reading->btyd == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("an sbg model of contracts knows no purchases"),
				 errhint("Read it with expected_lifetime() or retention_forecast().")));
	return reading;
}

static Reading *
ContractReading(FunctionCallInfo fcinfo)
{
	Reading    *reading = ReadingArg(fcinfo);

	if (reading->btyd != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a %s model of purchases knows no contracts", cv_models[reading->model.kind].name),
				 errhint("Read it with p_alive(), expected_purchases() or clv(); contracts are fitted with sbg_fit().")));
	return reading;
}

static const Reading *
CheckKnowsSpend(const Reading *reading)
{
	if (!cv_model_knows_spend(&reading->model))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the model knows no spend"),
				 errhint("Fit it to histories with amounts, or with monetary as the fourth argument; or give make_clv_model() p, q and v.")));
	return reading;
}

/* (frequency, recency, tenure) from argument n on */
static CvCustomer
CustomerArg(FunctionCallInfo fcinfo, int n, const Reading *reading)
{
	CvCustomer	customer = {PG_GETARG_FLOAT8(n), PG_GETARG_FLOAT8(n + 1), PG_GETARG_FLOAT8(n + 2)};

	cv_check_customer(&customer, (ModelKind) reading->model.kind);
	return customer;
}

/* The history in argument n, by the day in argument n + 1 */
static bool
HistoryArgs(FunctionCallInfo fcinfo, int n, const Reading *reading, CvCustomer *customer, double *monetary)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(n);
	bool		purchased = cv_customer_of_history(history, cv_day_of_date(PG_GETARG_DATEADT(n + 1)),
												   (ModelKind) reading->model.kind, (CvUnit) reading->model.head.unit,
												   customer, monetary);

	PG_FREE_IF_COPY(history, n);
	return purchased;
}

/* A time ahead in the unit of the model */
static double
HorizonArg(FunctionCallInfo fcinfo, int n, const Reading *reading)
{
	double		horizon = PG_GETARG_FLOAT8(n);
	bool		discrete = reading->model.kind == MODEL_BG_BB;

	if (!(horizon >= 0 && (horizon <= MAX_AMOUNT || isinf(horizon))))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("horizon must be a number from 0 to 1e15, or Infinity, not %s", float8out_internal(horizon))));
	if (isinf(horizon) && !discrete && reading->model.kind != MODEL_PARETO_NBD)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a %s model has no infinite horizon", cv_models[reading->model.kind].name),
				 errhint("Pass a finite one, in the unit of the model; or fit pareto/nbd.")));
	if (isfinite(horizon) && discrete && !(horizon == rint(horizon) && horizon <= MAX_OPPORTUNITIES))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the horizon of a bg/bb model must be a whole number of opportunities up to %d, not %s",
						MAX_OPPORTUNITIES, float8out_internal(horizon))));
	return horizon;
}

/* The continuous rate per unit of the model of an annual effective discount */
static double
DeltaArg(FunctionCallInfo fcinfo, int n, const Reading *reading)
{
	double		discount = PG_GETARG_FLOAT8(n);

	if (!(discount > -1) || isinf(discount))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("discount must be an annual rate above -1, not %s", float8out_internal(discount)),
				 errhint("For 10 %% a year, pass 0.1.")));
	return log1p(discount) * cv_model_unit_days((CvUnit) reading->model.head.unit) / DAYS_A_YEAR;
}

/* ---------- computing ---------- */

/* An infinite horizon needs a discount, or customers who leave fast enough */
static void
CheckFinite(const Reading *reading, double horizon, double delta)
{
	const FittedClv *model = &reading->model;

	if (isfinite(horizon) || delta > 0)
		return;
	if (delta < 0 || model->params[2] <= 1) /* s, or gamma */
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the model expects infinitely many purchases over an infinite horizon"),
				 errhint("Pass a finite horizon, or use clv() with a discount above 0.")));
}

static Memo *
MemoSlot(FunctionCallInfo fcinfo, Reading *reading, const double *key)
{
	uint32		hash = hash_bytes((const unsigned char *) key, 4 * sizeof(double));

	if (reading->memos == NULL)
		reading->memos = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, MEMO_SLOTS * sizeof(Memo));
	return &reading->memos[hash % MEMO_SLOTS];
}

/* Discounted expected purchases of a customer */
static double
ExpectedPurchases(FunctionCallInfo fcinfo, Reading *reading, const CvCustomer *customer,
				  double horizon, double delta)
{
	double		key[4] = {customer->x, customer->tenure, horizon, delta};
	const double *params = reading->model.params;
	Memo	   *memo = MemoSlot(fcinfo, reading, key);

	CheckFinite(reading, horizon, delta);
	if (memo->model != reading->number || memcmp(memo->key, key, sizeof(key)) != 0)
	{
		memo->expected = reading->btyd->expected(params, customer, horizon, delta);
		memcpy(memo->key, key, sizeof(key));
		memo->model = reading->number;
	}
	if (!isfinite(memo->expected))
		float_overflow_error();
	return memo->expected * reading->btyd->alive(params, customer);
}

/* The mean spend a purchase of a customer is expected to bring; false if it is not known */
static bool
ExpectedSpend(const Reading *reading, double frequency, double monetary, double *spend)
{
	*spend = cv_expected_spend(reading->model.spend, frequency, monetary);
	return frequency == 0 || !isnan(monetary);
}

static Datum
ReturnValue(FunctionCallInfo fcinfo, Reading *reading, const CvCustomer *customer,
			double horizon, double delta, double monetary)
{
	double		purchases = ExpectedPurchases(fcinfo, reading, customer, horizon, delta);
	double		spend;

	if (!ExpectedSpend(reading, customer->x, monetary, &spend))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases == 0 ? 0 : purchases * spend);
}

/* ---------- readings of customers by frequency, recency, tenure and mean spend ---------- */

/* (model, frequency, recency, tenure) */
PG_FUNCTION_INFO_V1(cvsql_p_alive);
Datum
cvsql_p_alive(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	CvCustomer	customer = CustomerArg(fcinfo, 1, reading);

	PG_RETURN_FLOAT8(reading->btyd->p_alive(reading->model.params, &customer));
}

/* (model, horizon, frequency, recency, tenure) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases);
Datum
cvsql_expected_purchases(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	double		horizon = HorizonArg(fcinfo, 1, reading);
	CvCustomer	customer = CustomerArg(fcinfo, 2, reading);

	PG_RETURN_FLOAT8(ExpectedPurchases(fcinfo, reading, &customer, horizon, 0));
}

/* (model, horizon) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases_new);
Datum
cvsql_expected_purchases_new(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	double		horizon = HorizonArg(fcinfo, 1, reading);
	CvCustomer	customer = {0, 0, 0};

	PG_RETURN_FLOAT8(ExpectedPurchases(fcinfo, reading, &customer, horizon, 0));
}

/* Mean spend in argument n, NaN if it is NULL */
static double
MonetaryArg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? get_float8_nan() : cv_check_monetary(PG_GETARG_FLOAT8(n));
}

/* (model, frequency, monetary); monetary may be NULL */
PG_FUNCTION_INFO_V1(cvsql_expected_spend_of);
Datum
cvsql_expected_spend_of(PG_FUNCTION_ARGS)
{
	const Reading *reading;
	double		spend;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	reading = CheckKnowsSpend(PurchaseReading(fcinfo));
	if (!ExpectedSpend(reading, cv_check_frequency(PG_GETARG_FLOAT8(1)), MonetaryArg(fcinfo, 2), &spend))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(spend);
}

static bool
AnyNull(FunctionCallInfo fcinfo, int args)
{
	for (int i = 0; i < args; i++)
		if (PG_ARGISNULL(i))
			return true;
	return false;
}

/* (model, horizon, discount, frequency, recency, tenure, monetary); monetary may be NULL */
PG_FUNCTION_INFO_V1(cvsql_clv);
Datum
cvsql_clv(PG_FUNCTION_ARGS)
{
	Reading    *reading;
	double		horizon;
	double		delta;
	CvCustomer	customer;

	if (AnyNull(fcinfo, 6))
		PG_RETURN_NULL();
	reading = PurchaseReading(fcinfo);
	CheckKnowsSpend(reading);
	horizon = HorizonArg(fcinfo, 1, reading);
	delta = DeltaArg(fcinfo, 2, reading);
	customer = CustomerArg(fcinfo, 3, reading);
	return ReturnValue(fcinfo, reading, &customer, horizon, delta, MonetaryArg(fcinfo, 6));
}

/* ---------- readings of purchase histories ---------- */

/* (model, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_p_alive_history);
Datum
cvsql_p_alive_history(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	CvCustomer	customer;
	double		monetary;

	if (!HistoryArgs(fcinfo, 1, reading, &customer, &monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(reading->btyd->p_alive(reading->model.params, &customer));
}

/* (model, horizon, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases_history);
Datum
cvsql_expected_purchases_history(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	double		horizon = HorizonArg(fcinfo, 1, reading);
	CvCustomer	customer;
	double		monetary;

	if (!HistoryArgs(fcinfo, 2, reading, &customer, &monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(ExpectedPurchases(fcinfo, reading, &customer, horizon, 0));
}

/* (model, history, as_of); as_of may be NULL: all purchases */
PG_FUNCTION_INFO_V1(cvsql_expected_spend_history);
Datum
cvsql_expected_spend_history(PG_FUNCTION_ARGS)
{
	const Reading *reading;
	PurchaseCalendar *history;
	CvCustomer	customer;
	double		monetary;
	double		spend;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	reading = CheckKnowsSpend(PurchaseReading(fcinfo));
	history = PG_GETARG_HISTORY(1);
	if (!cv_customer_of_history(history, PG_ARGISNULL(2) ? history->last : cv_day_of_date(PG_GETARG_DATEADT(2)),
								(ModelKind) reading->model.kind, (CvUnit) reading->model.head.unit, &customer, &monetary)
		|| !ExpectedSpend(reading, customer.x, monetary, &spend))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(spend);
}

/* (model, horizon, discount, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_clv_history);
Datum
cvsql_clv_history(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	double		horizon = HorizonArg(fcinfo, 1, reading);
	double		delta = DeltaArg(fcinfo, 2, reading);
	CvCustomer	customer;
	double		monetary;

	CheckKnowsSpend(reading);
	if (!HistoryArgs(fcinfo, 3, reading, &customer, &monetary))
		PG_RETURN_NULL();
	return ReturnValue(fcinfo, reading, &customer, horizon, delta, monetary);
}

/* (model, horizon, purchases) */
PG_FUNCTION_INFO_V1(cvsql_purchase_probability);
Datum
cvsql_purchase_probability(PG_FUNCTION_ARGS)
{
	Reading    *reading = PurchaseReading(fcinfo);
	double		horizon = HorizonArg(fcinfo, 1, reading);
	int64		purchases = PG_GETARG_INT64(2);

	if (purchases < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("purchases must not be negative: " INT64_FORMAT, purchases)));
	if (isinf(horizon))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of purchases over an infinite horizon has no distribution here"),
				 errhint("Pass a finite horizon, in the unit of the model.")));
	PG_RETURN_FLOAT8(reading->btyd->probability(reading->model.params, (double) purchases, horizon));
}

/* ---------- contracts ---------- */

/* (model, discount, renewals) */
PG_FUNCTION_INFO_V1(cvsql_expected_lifetime);
Datum
cvsql_expected_lifetime(PG_FUNCTION_ARGS)
{
	const Reading *reading = ContractReading(fcinfo);
	double		discount = PG_GETARG_FLOAT8(1);
	int64		renewals = PG_GETARG_INT64(2);

	if (!(discount >= 0) || isinf(discount))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("discount must be a rate per period of 0 or more, not %s", float8out_internal(discount))));
	if (renewals < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("renewals must not be negative: " INT64_FORMAT, renewals)));
	PG_RETURN_FLOAT8(cv_sbg_lifetime(reading->model.params, discount, (double) renewals));
}

/* (model, periods) */
PG_FUNCTION_INFO_V1(cvsql_retention_forecast);
Datum
cvsql_retention_forecast(PG_FUNCTION_ARGS)
{
	const double *params;
	int64		periods;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	params = ContractReading(fcinfo)->model.params;
	periods = cv_whole_arg(fcinfo, 1, "periods", 0, MAX_FORECAST);
	for (int32 t = 0; t <= periods; t++)
	{
		cv_set_int(&row, "period", t);
		cv_set_float8(&row, "survival", cv_sbg_survival(params, t));
		if (t > 0)
			cv_set_float8(&row, "retention_rate", cv_sbg_retention(params, t));
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- the textbook's formula ---------- */

static bool
IsImmediate(const text *timing)
{
	char	   *name = text_to_cstring(timing);

	if (strcmp(name, "immediate") == 0)
		return true;
	if (strcmp(name, "renewal") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown timing \"%s\"", name),
				 errhint("The timings are renewal (the first margin comes with the first renewal) and immediate.")));
	return false;
}

/* (margin, retention, discount, timing) */
PG_FUNCTION_INFO_V1(cvsql_clv_simple);
Datum
cvsql_clv_simple(PG_FUNCTION_ARGS)
{
	double		margin = cv_check_finite(PG_GETARG_FLOAT8(0), "margin");
	double		retention = PG_GETARG_FLOAT8(1);
	double		discount = cv_check_finite(PG_GETARG_FLOAT8(2), "discount");
	bool		immediate = IsImmediate(PG_GETARG_TEXT_PP(3));
	double		value;

	if (!(retention >= 0 && retention <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("retention must lie between 0 and 1, not %s", float8out_internal(retention))));
	if (!(discount > -1) || !(1 + discount > retention))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the value is infinite where 1 + discount is not above retention: discount %s, retention %s",
						float8out_internal(discount), float8out_internal(retention)),
				 errhint("Both are rates per period: 0.1 is 10 %%.")));
	value = margin * (immediate ? 1 + discount : retention) / (1 + discount - retention);
	if (isinf(value))
		float_overflow_error();
	PG_RETURN_FLOAT8(value);
}
