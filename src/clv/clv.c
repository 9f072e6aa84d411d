/*
 * clv.c
 *		Readings of a fitted_clv: P(alive), expected purchases and spend, lifetime value; the
 *		expected lifetime of contracts.
 */
#include "postgres.h"

#include <math.h>

#include "clv/purchase.h"
#include "clv/reading.h"
#include "core/check.h"
#include "core/row.h"
#include "math/gammagamma.h"
#include "math/sbg.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define MAX_FORECAST		100000

/* The mean spend a purchase of a customer is expected to bring; false if it is not known */
static bool
ExpectedSpend(const Reading *reading, double frequency, double monetary, double *spend)
{
	*spend = cvm_expected_spend(reading->model.spend, frequency, monetary);
	return frequency == 0 || !isnan(monetary);
}

static Datum
ReturnValue(FunctionCallInfo fcinfo, Reading *reading, const CvCustomer *customer,
			double horizon, double delta, double monetary)
{
	double		purchases = cv_expected_purchases(reading, customer, horizon, delta);
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
	Reading    *reading = cv_purchase_reading(fcinfo);
	CvCustomer	customer = cv_customer_arg(fcinfo, 1, reading);

	PG_RETURN_FLOAT8(reading->btyd->p_alive(reading->model.params, &customer));
}

/* (model, horizon, frequency, recency, tenure) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases);
Datum
cvsql_expected_purchases(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	CvCustomer	customer = cv_customer_arg(fcinfo, 2, reading);

	PG_RETURN_FLOAT8(cv_expected_purchases(reading, &customer, horizon, 0));
}

/* (model, horizon) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases_new);
Datum
cvsql_expected_purchases_new(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	CvCustomer	customer = {0, 0, 0};

	PG_RETURN_FLOAT8(cv_expected_purchases(reading, &customer, horizon, 0));
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
	reading = cv_check_knows_spend(cv_purchase_reading(fcinfo));
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
	reading = cv_purchase_reading(fcinfo);
	cv_check_knows_spend(reading);
	horizon = cv_horizon_arg(fcinfo, 1, reading);
	delta = cv_delta_arg(fcinfo, 2, reading);
	customer = cv_customer_arg(fcinfo, 3, reading);
	return ReturnValue(fcinfo, reading, &customer, horizon, delta, MonetaryArg(fcinfo, 6));
}

/* ---------- readings of purchase histories ---------- */

/* (model, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_p_alive_history);
Datum
cvsql_p_alive_history(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	CvCustomer	customer;
	double		monetary;

	if (!cv_history_args(fcinfo, 1, reading, &customer, &monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(reading->btyd->p_alive(reading->model.params, &customer));
}

/* (model, horizon, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_expected_purchases_history);
Datum
cvsql_expected_purchases_history(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	CvCustomer	customer;
	double		monetary;

	if (!cv_history_args(fcinfo, 2, reading, &customer, &monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(cv_expected_purchases(reading, &customer, horizon, 0));
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
	reading = cv_check_knows_spend(cv_purchase_reading(fcinfo));
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
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	double		delta = cv_delta_arg(fcinfo, 2, reading);
	CvCustomer	customer;
	double		monetary;

	cv_check_knows_spend(reading);
	if (!cv_history_args(fcinfo, 3, reading, &customer, &monetary))
		PG_RETURN_NULL();
	return ReturnValue(fcinfo, reading, &customer, horizon, delta, monetary);
}

/* (model, horizon, purchases) */
PG_FUNCTION_INFO_V1(cvsql_purchase_probability);
Datum
cvsql_purchase_probability(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
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
	const Reading *reading = cv_contract_reading(fcinfo);
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
	PG_RETURN_FLOAT8(cvm_sbg_lifetime(reading->model.params, discount, (double) renewals));
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
	params = cv_contract_reading(fcinfo)->model.params;
	periods = cv_whole_arg(fcinfo, 1, "periods", 0, MAX_FORECAST);
	for (int32 t = 0; t <= periods; t++)
	{
		cv_set_int(&row, "period", t);
		cv_set_float8(&row, "survival", cvm_sbg_survival(params, t));
		if (t > 0)
			cv_set_float8(&row, "retention_rate", cvm_sbg_retention(params, t));
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- the textbook's formula ---------- */

/* When the first margin comes: with the first renewal, or at once */
static const char *const Timings[] = {"renewal", "immediate"};

/* (margin, retention, discount, timing) */
PG_FUNCTION_INFO_V1(cvsql_clv_simple);
Datum
cvsql_clv_simple(PG_FUNCTION_ARGS)
{
	double		margin = cv_check_finite(PG_GETARG_FLOAT8(0), "margin");
	double		retention = PG_GETARG_FLOAT8(1);
	double		discount = cv_check_finite(PG_GETARG_FLOAT8(2), "discount");
	bool		immediate = cv_choice_arg(fcinfo, 3, "timing", Timings, lengthof(Timings)) == 1;
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
