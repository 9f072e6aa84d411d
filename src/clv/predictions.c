/*
 * predictions.c
 *		Predictions of one customer: how likely a number of purchases is, its limits, when the next one is due; and limits of
 *		P(alive).
 */
#include "postgres.h"

#include <math.h>

#include "clv/purchase.h"
#include "clv/reading.h"
#include "core/check.h"
#include "core/discount.h"
#include "core/function.h"
#include "core/row.h"
#include "math/prediction.h"
#include "math/quantile.h"
#include "utils/float.h"

#define MAX_DAYS_AHEAD	3e9		/* there are fewer dates */

static void
PollForPrediction(void)
{
	CHECK_FOR_INTERRUPTS();
}

static CvmPrediction
PredictionOf(const Reading *reading, const CvBuyer *buyer)
{
	CvmPrediction prediction = cvm_predict(reading->btyd, reading->model.params, &buyer->c);

	prediction.poll = PollForPrediction;
	return prediction;
}

/* (frequency, recency, tenure) from argument n on, whatever comes after them */
static bool
SummaryBuyerArg(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer)
{
	cv_buyer_arg(fcinfo, n, (ModelKind) reading->model.kind, false, buyer);
	return true;
}

/* ---------- numbers of purchases ---------- */

static double
FiniteHorizonArg(FunctionCallInfo fcinfo, int n, const Reading *reading)
{
	double		horizon = cv_horizon_arg(fcinfo, n, reading);

	if (isinf(horizon))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the number of purchases over an infinite horizon has no distribution here"),
				 errhint("Pass a finite horizon, in the unit of the model.")));
	return horizon;
}

/* (model, horizon, purchases) of a new customer */
static Datum
NewProbability(FunctionCallInfo fcinfo)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = FiniteHorizonArg(fcinfo, 1, reading);
	int64		purchases = cv_count_arg(fcinfo, 2, "purchases");
	double		probability;

	cv_check_reached(reading->btyd->probability(reading->model.params, (double) purchases, horizon, &probability),
					 "Pass a shorter horizon.");
	PG_RETURN_FLOAT8(probability);
}

CV_FUNCTION(purchase_probability, NewProbability(fcinfo));

/* (model, horizon, purchases, customer) */
static Datum
KnownProbability(FunctionCallInfo fcinfo, BuyerArg buyer_arg)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = FiniteHorizonArg(fcinfo, 1, reading);
	int64		purchases = cv_count_arg(fcinfo, 2, "purchases");
	CvmPrediction prediction;
	double		probability;
	CvBuyer		buyer;

	if (!buyer_arg(fcinfo, 3, reading, &buyer))
		PG_RETURN_NULL();
	prediction = PredictionOf(reading, &buyer);
	cv_check_reached(cvm_predicted_probability(&prediction, (double) purchases, horizon, &probability), "Pass a shorter horizon.");
	PG_RETURN_FLOAT8(probability);
}

CV_FUNCTION(purchase_probability_summary, KnownProbability(fcinfo, SummaryBuyerArg));
CV_FUNCTION(purchase_probability_history, KnownProbability(fcinfo, cv_history_buyer_arg));

/* (model, horizon, customer, confidence), which is the last argument */
static Datum
PurchaseLimit(FunctionCallInfo fcinfo, BuyerArg buyer_arg, bool high)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	double		horizon = FiniteHorizonArg(fcinfo, 1, reading);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(PG_NARGS() - 1));
	CvmPrediction prediction;
	double		limit;
	CvBuyer		buyer;

	if (!buyer_arg(fcinfo, 2, reading, &buyer))
		PG_RETURN_NULL();
	prediction = PredictionOf(reading, &buyer);
	cv_check_reached(cvm_predicted_limit(&prediction, horizon, high, (1 - confidence) / 2, &limit),
					 "Pass a shorter horizon: limits end at 1e15 purchases.");
	PG_RETURN_INT64((int64) limit);
}

CV_FUNCTION(purchases_low_summary, PurchaseLimit(fcinfo, SummaryBuyerArg, false));
CV_FUNCTION(purchases_high_summary, PurchaseLimit(fcinfo, SummaryBuyerArg, true));
CV_FUNCTION(purchases_low_history, PurchaseLimit(fcinfo, cv_history_buyer_arg, false));
CV_FUNCTION(purchases_high_history, PurchaseLimit(fcinfo, cv_history_buyer_arg, true));

/* ---------- the next purchase ---------- */

static double
ShareArg(FunctionCallInfo fcinfo, int n)
{
	double		share = PG_GETARG_FLOAT8(n);

	if (!(share > 0 && share < 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("share must lie between 0 and 1, not %s", float8out_internal(share)),
				 errhint("For the day by which half of such customers buy again, pass 0.5.")));
	return share;
}

/* What no calendar, or no table of occasions, reaches */
static double
LongestWait(const FittedClv *model)
{
	return model->kind == MODEL_BG_BB ? CV_MAX_PERIODS : MAX_DAYS_AHEAD / cv_unit_days[model->head.unit];
}

/* The last day of a time, or of a number of occasions, after as_of, as a number that no calendar need hold */
static double
DayAhead(const PurchaseCalendar *history, DateADT as_of, const FittedClv *model, double time)
{
	CvUnit		unit = (CvUnit) model->head.unit;

	if (model->kind == MODEL_BG_BB)
		return cv_day_of_occasion(history, as_of, unit, time);
	return as_of + fmax(ceil(time * cv_unit_days[unit]), 1);
}

/* (model, history, as_of, share) */
PG_FUNCTION_INFO_V1(cvsql_next_purchase);
Datum
cvsql_next_purchase(PG_FUNCTION_ARGS)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	PurchaseCalendar *history = PG_GETARG_HISTORY(1);
	DateADT		as_of = cv_as_of_arg(fcinfo, 2, history->last);
	double		share = ShareArg(fcinfo, 3);
	CvmPrediction prediction;
	double		time;
	double		day;
	CvBuyer		buyer;

	if (!cv_history_buyer_arg(fcinfo, 1, reading, &buyer))
		PG_RETURN_NULL();
	prediction = PredictionOf(reading, &buyer);
	cv_check_reached(cvm_predicted_wait(&prediction, share, LongestWait(&reading->model), &time), "Pass a smaller share.");
	day = DayAhead(history, as_of, &reading->model, time);
	if (!(day <= PG_INT32_MAX && cv_day_is_valid((int64) day)))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT((DateADT) day);
}

/* ---------- P(alive) ---------- */

/* (model, history, as_of, confidence) */
static bool
AliveLimits(FunctionCallInfo fcinfo, CvInterval *limits)
{
	Reading    *reading = cv_purchase_reading(fcinfo);
	const FittedClv *model = &reading->model;
	double		z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(3)));
	CvBuyer		buyer;

	return cv_history_buyer_arg(fcinfo, 1, reading, &buyer)
		&& cvm_alive_limits(reading->btyd, model->params, model->covariance, &buyer.c, z, limits);
}

CV_LIMITS(p_alive, 1, AliveLimits);
