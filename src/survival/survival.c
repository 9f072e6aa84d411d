/*
 * survival.c
 *		Readings of one tally that give a number or a row: survival, quantiles of lifetimes, means and what they are worth.
 */
#include "survival/life.h"

#include <math.h>

#include "core/calendar.h"
#include "core/check.h"
#include "core/discount.h"
#include "core/row.h"
#include "core/suppress.h"
#include "utils/float.h"

#define SAME_SURVIVAL	1e-12	/* survival that is above a share by less than that has reached it */

static int64
CustomersOfSurvival(FunctionCallInfo fcinfo)
{
	CvLife		life;

	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	return (int64) life.customers;
}

CV_FUNCTION(customers_of_survival, Int64GetDatum(CustomersOfSurvival(fcinfo)));
CV_FUNCTION(survival_tally_suppress, cv_suppress(fcinfo, CustomersOfSurvival(fcinfo)));

/* ---------- survival ---------- */

/* The curve at a duration of those who outlasted given; false where nothing is known of it */
static bool
CurveAt(CvLife *life, double at, double given, CvSurvival *curve)
{
	CvLifeStep	step;

	cvm_survival_begin(curve);
	if (given >= life->last)
		return false;
	while (cv_next_step(life, &step) && step.at <= at)
		if (step.at > given)
			cvm_survival_step(curve, &step);
	return at <= life->last || curve->survival == 0;
}

/* (tally, at, given) */
PG_FUNCTION_INFO_V1(cvsql_survival_at);
Datum
cvsql_survival_at(PG_FUNCTION_ARGS)
{
	CvLife		life;
	CvSurvival	curve;

	if (cv_any_arg_is_null(fcinfo, 2))
		PG_RETURN_NULL();
	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	if (!CurveAt(&life, cv_check_from_0(PG_GETARG_FLOAT8(1), "at"), cv_given_arg(fcinfo, 2), &curve))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(curve.survival);
}

/* (tally, at, given, confidence, method) */
static bool
SurvivalLimits(FunctionCallInfo fcinfo, CvInterval *limits)
{
	CvLife		life;
	CvSurvival	curve;
	double		z;
	CvSurvivalMethod method;

	if (cv_any_arg_is_null(fcinfo, 2))
		return false;
	z = cv_quantile_arg(fcinfo, 3);
	method = cv_survival_method_arg(fcinfo, 4);
	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	return CurveAt(&life, cv_check_from_0(PG_GETARG_FLOAT8(1), "at"), cv_given_arg(fcinfo, 2), &curve)
		&& cvm_survival_limits(&curve, method, z, limits);
}

CV_LIMITS(survival, 1, SurvivalLimits);

/* ---------- quantiles ---------- */

/* What is asked of a curve: when it and its limits fall to a level; NaN: they do not */
typedef struct Fall
{
	double		level;
	double		given;
	double		z;
	CvSurvivalMethod method;
	double		at;
	CvInterval	limits;
} Fall;

static void
NoteFall(const CvSurvival *curve, double at, Fall *fall)
{
	CvInterval	limits;

	if (isnan(fall->at) && curve->survival <= fall->level + SAME_SURVIVAL)
		fall->at = at;
	if (!cvm_survival_limits(curve, fall->method, fall->z, &limits))
		return;
	if (isnan(fall->limits.low) && limits.low <= fall->level)
		fall->limits.low = at;
	if (isnan(fall->limits.high) && limits.high <= fall->level)
		fall->limits.high = at;
}

static void
FindFall(CvLife *life, Fall *fall)
{
	CvSurvival	curve;
	CvLifeStep	step;

	cvm_survival_begin(&curve);
	fall->at = fall->limits.low = fall->limits.high = NAN;
	while (cv_next_step(life, &step))
	{
		if (step.at <= fall->given)
			continue;
		cvm_survival_step(&curve, &step);
		if (step.churned > 0)
			NoteFall(&curve, step.at, fall);
	}
}

/* (tally, share, given) */
static void
FallArgs(FunctionCallInfo fcinfo, Fall *fall)
{
	CvLife		life;
	double		share = PG_GETARG_FLOAT8(1);

	if (!(share > 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("share must be above 0 and at most 1, not %s", float8out_internal(share)),
				 errhint("For the time by which half of the customers have churned, pass 0.5.")));
	fall->level = 1 - share;
	fall->given = cv_given_arg(fcinfo, 2);
	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	FindFall(&life, fall);
}

PG_FUNCTION_INFO_V1(cvsql_lifetime_quantile);
Datum
cvsql_lifetime_quantile(PG_FUNCTION_ARGS)
{
	Fall		fall = {0};

	if (cv_any_arg_is_null(fcinfo, 2))
		PG_RETURN_NULL();
	FallArgs(fcinfo, &fall);
	return cv_return_float8(fcinfo, fall.at);
}

/* (tally, share, given, confidence, method) */
static Datum
QuantileLimit(FunctionCallInfo fcinfo, bool high)
{
	Fall		fall = {0};

	if (cv_any_arg_is_null(fcinfo, 2))
		PG_RETURN_NULL();
	fall.z = cv_quantile_arg(fcinfo, 3);
	fall.method = cv_survival_method_arg(fcinfo, 4);
	FallArgs(fcinfo, &fall);
	return cv_return_float8(fcinfo, high ? fall.limits.high : fall.limits.low);
}

CV_FUNCTION(lifetime_quantile_low, QuantileLimit(fcinfo, false));
CV_FUNCTION(lifetime_quantile_high, QuantileLimit(fcinfo, true));

/* (tally, confidence, method) */
PG_FUNCTION_INFO_V1(cvsql_survival_summary);
Datum
cvsql_survival_summary(PG_FUNCTION_ARGS)
{
	Fall		median = {0.5, CV_FROM_START, cv_quantile_arg(fcinfo, 1), cv_survival_method_arg(fcinfo, 2)};
	CvLife		life;
	CvRow		row;

	cv_begin_life(&life, PG_GETARG_SURVIVAL(0));
	FindFall(&life, &median);
	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "customers", (int64) life.customers);
	cv_set_bigint(&row, "churned", (int64) life.churned);
	cv_set_bigint(&row, "censored", (int64) (life.customers - life.churned));
	cv_set_bigint(&row, "entered_late", (int64) life.entered);
	cv_set_float8(&row, "median", median.at);
	cv_set_float8(&row, "median_low", median.limits.low);
	cv_set_float8(&row, "median_high", median.limits.high);
	cv_set_float8(&row, "last_duration", life.last);
	return cv_end_row(&row);
}

/* ---------- means ---------- */

static double
WalkArea(CvLife life, CvArea *area, double given, double horizon, double delta, double total)
{
	CvLifeStep	step;

	cvm_area_begin(area, fmax(given, 0), horizon, delta, total);
	while (cv_next_step(&life, &step))
		if (step.at > given)
			cvm_area_step(area, &step);
	return cvm_area_end(area);
}

/* The area under the curve, and its variance, in two walks; false where the curve does not reach the horizon */
static bool
FindArea(const SurvivalTally *tally, CvArea *area, double given, double horizon, double delta)
{
	CvLife		life;
	double		total;

	cv_begin_life(&life, tally);
	if (given >= life.last)
		return false;
	total = WalkArea(life, area, given, horizon, delta, 0);
	if (horizon > life.last && area->curve.survival > 0)
		return false;
	(void) WalkArea(life, area, given, horizon, delta, total);
	return true;
}

/* The area and its limits in multiples of unit; it is no more than it would be if nobody churned. */
static Datum
ReturnArea(FunctionCallInfo fcinfo, const CvArea *area, const char *name, double unit, double most, double z)
{
	double		se = sqrt(cvm_total(&area->variance));
	double		low = unit * fmax(area->total - z * se, 0);
	double		high = unit * fmin(area->total + z * se, most);
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, name, unit * area->total);
	cv_set_float8(&row, "se", fabs(unit) * se);
	cv_set_float8(&row, "low", fmin(low, high));
	cv_set_float8(&row, "high", fmax(low, high));
	return cv_end_row(&row);
}

static Datum
ReturnUnknown(FunctionCallInfo fcinfo)
{
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	return cv_end_row(&row);
}

/* (tally, horizon, given, confidence) */
PG_FUNCTION_INFO_V1(cvsql_restricted_mean);
Datum
cvsql_restricted_mean(PG_FUNCTION_ARGS)
{
	double		given;
	double		horizon;
	double		z;
	CvArea		area;

	if (cv_any_arg_is_null(fcinfo, 2))
		return ReturnUnknown(fcinfo);
	given = cv_given_arg(fcinfo, 2);
	horizon = cv_behind_given_arg(fcinfo, 1, "horizon", given);
	z = cv_quantile_arg(fcinfo, 3);
	if (!FindArea(PG_GETARG_SURVIVAL(0), &area, given, horizon, 0))
		return ReturnUnknown(fcinfo);
	return ReturnArea(fcinfo, &area, "estimate", 1, horizon - fmax(given, 0), z);
}

static double
FiniteValue(double value)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the value is too large to be told"),
				 errhint("Pass a discount of 0 or more, a shorter horizon or a smaller margin.")));
	return value;
}

/* (tally, margin, horizon, discount, unit, given, confidence) */
PG_FUNCTION_INFO_V1(cvsql_survival_value);
Datum
cvsql_survival_value(PG_FUNCTION_ARGS)
{
	double		margin;
	double		given;
	double		horizon;
	double		delta;
	double		z;
	double		most;
	CvArea		area;

	if (cv_any_arg_is_null(fcinfo, 5))
		return ReturnUnknown(fcinfo);
	margin = cv_check_finite(PG_GETARG_FLOAT8(1), "margin");
	given = cv_given_arg(fcinfo, 5);
	horizon = cv_behind_given_arg(fcinfo, 2, "horizon", given);
	delta = cv_delta_arg(fcinfo, 3, cv_unit_arg(fcinfo, 4, NULL));
	z = cv_quantile_arg(fcinfo, 6);
	if (!FindArea(PG_GETARG_SURVIVAL(0), &area, given, horizon, delta))
		return ReturnUnknown(fcinfo);
	most = cvm_discounted_time(delta, 0, horizon - fmax(given, 0));
	(void) FiniteValue(margin * most);
	return ReturnArea(fcinfo, &area, "value", margin, most, z);
}
