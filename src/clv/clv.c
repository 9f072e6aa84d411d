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
#include "core/discount.h"
#include "core/function.h"
#include "core/row.h"
#include "math/gammagamma.h"
#include "math/quantile.h"
#include "math/sbg.h"
#include "utils/float.h"

#define MAX_FORECAST		100000

/* ---------- customers ---------- */

/* (frequency, recency, tenure [, monetary]) */
static bool
BuyerOfNumbers(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	cv_buyer_arg(fcinfo, n, (ModelKind) reading->model.kind, PG_NARGS() > n + 3, buyer);
	return true;
}

/* (history, as_of), of a model that knows spend */
static bool
SpenderOfHistory(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	cv_check_knows_spend(reading);
	return cv_history_buyer_arg(fcinfo, n, reading, buyer);
}

/* (frequency, monetary), of a model that knows spend */
static bool
SpenderOfNumbers(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	cv_check_knows_spend(reading);
	buyer->monetary = cv_monetary_arg(fcinfo, n + 1);
	buyer->c.x = cv_check_frequency(PG_GETARG_FLOAT8(n));
	return true;
}

static bool
NewBuyer(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	memset(buyer, 0, sizeof(*buyer));
	return true;
}

/* ---------- their readings ---------- */

/* (model, customer) */
static Datum
PAlive(FunctionCallInfo fcinfo, BuyerArg buyer_arg)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	CvBuyer		buyer;

	if (!buyer_arg(fcinfo, 1, reading, &buyer))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(reading->btyd->p_alive(reading->model.params, &buyer.c));
}

CV_FUNCTION(p_alive, PAlive(fcinfo, BuyerOfNumbers));
CV_FUNCTION(p_alive_history, PAlive(fcinfo, cv_history_buyer_arg));

/* (model, horizon, customer) */
static Datum
ExpectedPurchases(FunctionCallInfo fcinfo, BuyerArg buyer_arg)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	CvBuyer		buyer;

	if (!buyer_arg(fcinfo, 2, reading, &buyer))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(cv_expected_purchases(reading, &buyer.c, horizon, 0));
}

CV_FUNCTION(expected_purchases, ExpectedPurchases(fcinfo, BuyerOfNumbers));
CV_FUNCTION(expected_purchases_new, ExpectedPurchases(fcinfo, NewBuyer));
CV_FUNCTION(expected_purchases_history, ExpectedPurchases(fcinfo, cv_history_buyer_arg));

/* (model, customer); the mean spend, or as_of, may be NULL */
static Datum
ExpectedSpend(FunctionCallInfo fcinfo, BuyerArg buyer_arg)
{
	const Reading *reading;
	CvBuyer		buyer;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	reading = cv_purchase_reading(fcinfo);
	if (!buyer_arg(fcinfo, 1, reading, &buyer))
		PG_RETURN_NULL();
	return cv_return_float8(fcinfo, cv_purchase_spend(reading, &buyer));
}

CV_FUNCTION(expected_spend_of, ExpectedSpend(fcinfo, SpenderOfNumbers));
CV_FUNCTION(expected_spend_history, ExpectedSpend(fcinfo, SpenderOfHistory));

/* The mean spend of all customers */
static double
NewSpend(const Reading *reading)
{
	cv_check_knows_spend(reading);
	return cvm_expected_spend(reading->model.spend, 0, 0);
}

CV_FUNCTION(expected_spend_new, Float8GetDatum(NewSpend(cv_purchase_reading(fcinfo))));

/* (model, horizon, discount, customer) */
static Datum
CustomerValue(FunctionCallInfo fcinfo, Reading *reading, BuyerArg buyer_arg)
{
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	double		delta = cv_delta_arg(fcinfo, 2, (CvUnit) reading->model.head.unit);
	double		purchases;
	double		spend;
	CvBuyer		buyer;

	if (!buyer_arg(fcinfo, 3, reading, &buyer))
		PG_RETURN_NULL();
	purchases = cv_expected_purchases(reading, &buyer.c, horizon, delta);
	spend = cv_purchase_spend(reading, &buyer);
	return cv_return_float8(fcinfo, cv_value_of_purchases(purchases, spend));
}

/* (model, horizon, discount, frequency, recency, tenure, monetary); monetary may be NULL */
PG_FUNCTION_INFO_V1(cvsql_clv);
Datum
cvsql_clv(PG_FUNCTION_ARGS)
{
	Reading    *reading;

	for (int i = 0; i < 6; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	reading = cv_purchase_reading(fcinfo);
	cv_check_knows_spend(reading);
	return CustomerValue(fcinfo, reading, BuyerOfNumbers);
}

CV_FUNCTION(clv_history, CustomerValue(fcinfo, cv_purchase_reading(fcinfo), SpenderOfHistory));

/* (model, horizon, discount) of a new customer, whose first purchase comes at once */
static Datum
NewValue(FunctionCallInfo fcinfo)
{
	static const CvCustomer fresh = {0, 0, 0};
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = cv_horizon_arg(fcinfo, 1, reading);
	double		delta = cv_delta_arg(fcinfo, 2, (CvUnit) reading->model.head.unit);

	PG_RETURN_FLOAT8((1 + cv_expected_purchases(reading, &fresh, horizon, delta)) * NewSpend(reading));
}

CV_FUNCTION(clv_new, NewValue(fcinfo));

/* ---------- contracts ---------- */

/* (model, discount, renewals) */
PG_FUNCTION_INFO_V1(cvsql_expected_lifetime);
Datum
cvsql_expected_lifetime(PG_FUNCTION_ARGS)
{
	const Reading *reading = cv_contract_reading(fcinfo);
	double		discount = PG_GETARG_FLOAT8(1);
	int64		renewals = cv_count_arg(fcinfo, 2, "renewals");
	double		lifetime;

	if (!(discount >= 0 && discount <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("discount must be a rate per period from 0 to 1, not %s", float8out_internal(discount)),
				 errhint("For 10 %% per period, pass 0.10.")));
	cv_check_reached(cvm_sbg_lifetime(reading->model.params, discount, (double) renewals, &lifetime),
					 "Pass a discount of 0, or of 1e-300 or more.");
	PG_RETURN_FLOAT8(lifetime);
}

static void
PutRenewal(CvRow *row, const FittedClv *model, int32 t, double z)
{
	CvInterval	limits;
	bool		known = cvm_sbg_survival_limits(model->params, model->covariance, t, z, &limits);

	cv_set_int(row, "period", t);
	cv_set_float8(row, "survival", cvm_sbg_survival(model->params, t));
	cv_set_limits(row, known, &limits, 1);
	if (t > 0)
		cv_set_float8(row, "retention_rate", cvm_sbg_retention(model->params, t));
	cv_put_row(row);
}

/* (model, periods, confidence) */
PG_FUNCTION_INFO_V1(cvsql_retention_forecast);
Datum
cvsql_retention_forecast(PG_FUNCTION_ARGS)
{
	const FittedClv *model;
	int64		periods;
	double		z;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	model = &cv_contract_reading(fcinfo)->model;
	periods = cv_whole_arg(fcinfo, 1, "periods", 0, MAX_FORECAST);
	z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(2)));
	for (int32 t = 0; t <= periods; t++)
		PutRenewal(&row, model, t, z);
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
	double		discount = cv_discount_arg(fcinfo, 2, "period");
	bool		immediate = cv_choice_arg(fcinfo, 3, "timing", Timings, lengthof(Timings)) == 1;
	double		lost = (1 - retention) + discount;	/* not 1 + discount - retention, which loses
													 * digits where both rates are small */
	double		value;

	if (!(retention >= 0 && retention <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("retention must lie between 0 and 1, not %s", float8out_internal(retention)),
				 errhint("For 80 %%, pass 0.8.")));
	if (!(lost > 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the value is infinite where 1 + discount is not above retention: discount %s, retention %s",
						float8out_internal(discount), float8out_internal(retention)),
				 errhint("Both are rates per period: 0.1 is 10 %%.")));
	value = margin * (immediate ? 1 + discount : retention) / lost;
	if (isinf(value))
		float_overflow_error();
	PG_RETURN_FLOAT8(value);
}
