/*
 * forecast.c
 *		The type forecast_tally, and its reading.
 *
 * The variance of a sum over customers is that of what each will do, given the parameters, and for each of the models g' S g: g the slopes
 * of the sum by the logarithms of its parameters, S their covariance.  The customers of one model share its errors, those of
 * different models do not.  A model that was made of given parameters has none.
 */
#include "clv/forecast.h"

#include <math.h>

#include "clv/customer.h"
#include "core/aggregate.h"
#include "core/check.h"
#include "core/row.h"
#include "core/span.h"
#include "core/suppress.h"
#include "core/type.h"
#include "math/quantile.h"
#include "utils/float.h"

#define MAX_PARTS		1000
#define FORECAST_SIZE(n)	(offsetof(ForecastTally, parts) + (n) * sizeof(ForecastPart))

/* ---------- the value ---------- */

ForecastTally *
cv_new_forecast(const ForecastTally *asked)
{
	ForecastTally *forecast = cv_new_value(FORECAST_SIZE(0));

	forecast->head.unit = asked->head.unit;
	forecast->head.last_seen = asked->head.last_seen;
	forecast->horizon = asked->horizon;
	forecast->discount = asked->discount;
	return forecast;
}

/* What must be the same of all customers */
void
cv_check_forecasts(const ForecastTally *forecast, const ForecastTally *asked)
{
	cv_check_same_unit((CvUnit) forecast->head.unit, (CvUnit) asked->head.unit);
	if (forecast->horizon != asked->horizon)
		cv_refuse_change("the horizon", float8out_internal(forecast->horizon), float8out_internal(asked->horizon));
	if (forecast->discount != asked->discount)
		cv_refuse_change("the discount", float8out_internal(forecast->discount), float8out_internal(asked->discount));
	cv_check_as_of(&forecast->head, asked->head.last_seen);
}

void
cv_refuse_forecast(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a forecast is out of range"),
			 errhint("Pass a shorter horizon.")));
}

/* Where the part of a model is, or belongs: the first one that is not before it */
static int64
ModelPlace(const ForecastTally *forecast, const FittedClv *model)
{
	int64		low = 0;
	int64		high = forecast->parts_used;

	while (low < high)
	{
		int64		middle = (low + high) / 2;

		if (memcmp(&forecast->parts[middle].model, model, sizeof(FittedClv)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The same, with room for so many parts */
static ForecastTally *
WithRoom(const ForecastTally *forecast, int64 parts)
{
	ForecastTally *larger = cv_new_value(FORECAST_SIZE(parts));

	memcpy(larger, forecast, FORECAST_SIZE(forecast->parts_used));
	SET_VARSIZE(larger, FORECAST_SIZE(parts));
	return larger;
}

static ForecastTally *
InsertPart(const ForecastTally *forecast, const FittedClv *model, int64 at)
{
	int64		parts = forecast->parts_used;
	ForecastTally *larger;

	if (parts == MAX_PARTS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a forecast takes at most %d different models", MAX_PARTS),
				 errhint("Forecast groups of segments, each with fewer models.")));
	larger = WithRoom(forecast, parts + 1);
	memmove(larger->parts + at + 1, larger->parts + at, (parts - at) * sizeof(ForecastPart));
	memset(&larger->parts[at], 0, sizeof(ForecastPart));
	larger->parts[at].model = *model;
	larger->parts_used = parts + 1;
	return larger;
}

/* The forecast, or a larger one, with a part for the model; the one that is given stays the caller's. */
ForecastTally *
cv_need_part(ForecastTally *forecast, const FittedClv *model, int64 *at)
{
	*at = ModelPlace(forecast, model);
	if (*at < forecast->parts_used && memcmp(&forecast->parts[*at].model, model, sizeof(FittedClv)) == 0)
		return forecast;
	return InsertPart(forecast, model, *at);
}

static void
MergeSums(CvmExact *into, const CvmExact *from, int n)
{
	for (int i = 0; i < n; i++)
		if (!cvm_exact_merge(&into[i], &from[i]) || cvm_exact_is_large(&into[i]))
			cv_refuse_forecast();
}

static ForecastTally *
AddForecast(ForecastTally *into, const ForecastTally *from)
{
	int64		at;

	cv_check_forecasts(into, from);
	cv_add_count(&into->customers, from->customers);
	into->unvalued += from->unvalued;
	into->boundless += from->boundless;
	into->unspread += from->unspread;
	MergeSums(into->sums, from->sums, FORECAST_SUMS);
	for (int64 i = 0; i < from->parts_used; i++)
	{
		into = cv_need_part(into, &from->parts[i].model, &at);
		MergeSums(into->parts[at].slopes, from->parts[i].slopes, FORECAST_SLOPES);
	}
	return into;
}

/* ---------- external forms ---------- */

/* A sum as the doubles that it is made of, each of what those before it leave */
static void
DescribeSum(CvForm *form, const char *key, CvmExact *sum)
{
	double		parts[CVM_EXACT_PARTS] = {0};
	int64		n = cv_form_begin_array(form, key, form->reads ? 0 : cvm_exact_parts(sum, parts));

	if (n < 1 || n > CVM_EXACT_PARTS)
		cv_form_refuse(form, "A sum must have from 1 to 16 parts.");
	for (int64 i = 0; i < n; i++)
	{
		cv_form_double(form, NULL, &parts[i]);
		if (form->reads && !cvm_exact_add(sum, parts[i]))
			cv_form_refuse(form, "A sum is out of range.");
	}
	if (cvm_exact_is_large(sum))
		cv_form_refuse(form, "A sum is out of range.");
	cv_form_end_array(form);
}

static void
DescribeSlopes(CvForm *form, const char *key, CvmExact *slopes, int n)
{
	cv_form_begin_fixed(form, key, n);
	for (int i = 0; i < n; i++)
		DescribeSum(form, NULL, &slopes[i]);
	cv_form_end_array(form);
}

static void
DescribePart(CvForm *form, ForecastPart *part)
{
	FittedClv  *model;

	cv_form_begin_object(form, NULL);
	model = cv_describe_model(form, form->reads ? NULL : &part->model);
	if (form->reads)
		part->model = *model;
	if (model->kind == MODEL_SBG)
		cv_form_refuse(form, "Its models must be of purchases.");
	DescribeSlopes(form, "purchases_slopes", part->slopes + PURCHASES_BY, CV_MAX_PARAMS);
	DescribeSlopes(form, "value_slopes", part->slopes + VALUE_BY, CV_MAX_PARAMS);
	DescribeSlopes(form, "value_slopes_of_spend", part->slopes + VALUE_BY_SPEND, SPEND_PARAMS);
	cv_form_end_object(form);
}

/* Why what came from outside cannot be a forecast, or NULL */
static const char *
ForecastProblem(const ForecastTally *forecast)
{
	if (!(forecast->horizon >= 0 && forecast->horizon <= MAX_AMOUNT && forecast->discount > -1 && forecast->discount <= 1))
		return "The horizon must be a number from 0 to 1e15, the discount one above -1 and at most 1.";
	if (Max(forecast->unvalued, Max(forecast->boundless, forecast->unspread)) > forecast->customers || forecast->boundless > forecast->unspread)
		return "The counts of customers do not fit together.";
	for (int i = 0; i < FORECAST_SUMS; i++)
		if (cvm_exact_value(&forecast->sums[i]) < 0)
			return "The sums must not be negative.";
	for (int64 i = 0; i < forecast->parts_used; i++)
	{
		if (forecast->parts[i].model.head.unit != forecast->head.unit)
			return "The models must be of one unit.";
		if (i > 0 && memcmp(&forecast->parts[i - 1].model, &forecast->parts[i].model, sizeof(FittedClv)) >= 0)
			return "The models must be in order, each of them once.";
	}
	return NULL;
}

static void
DescribeTotals(CvForm *form, ForecastTally *forecast)
{
	static const char *const names[] = {"still_there", "purchases", "purchases_variance", "value", "value_variance"};

	cv_form_day(form, "as_of", &forecast->head.last_seen);
	cv_form_double(form, "horizon", &forecast->horizon);
	cv_form_double(form, "discount", &forecast->discount);
	cv_form_number(form, "customers", &forecast->customers, 1, MAX_COUNT);
	cv_form_number(form, "unvalued", &forecast->unvalued, 0, MAX_COUNT);
	cv_form_number(form, "boundless", &forecast->boundless, 0, MAX_COUNT);
	cv_form_number(form, "unspread", &forecast->unspread, 0, MAX_COUNT);
	for (int i = 0; i < FORECAST_SUMS; i++)
		DescribeSum(form, names[i], &forecast->sums[i]);
}

static void *
DescribeForecast(CvForm *form, void *value)
{
	ForecastTally *forecast = value ? value : cv_new_value(FORECAST_SIZE(0));
	int64		n;

	DescribeTotals(form, forecast);
	n = cv_form_begin_array(form, "models", forecast->parts_used);
	if (n < 1 || n > MAX_PARTS)
		cv_form_refuse(form, "There must be a model, and at most 1000.");
	if (form->reads)
		forecast = WithRoom(forecast, n);
	forecast->parts_used = n;
	for (int64 i = 0; i < n; i++)
		DescribePart(form, &forecast->parts[i]);
	cv_form_end_array(form);
	if (!form->reads)
		return value;
	forecast->head.unit = forecast->parts[0].model.head.unit;
	cv_form_require(form, ForecastProblem(forecast));
	return forecast;
}

static const CvType cv_forecast_tally = {"forecast_tally", DescribeForecast};

CV_TYPE_FUNCTIONS(forecast_tally);
CV_MERGE_FUNCTIONS(forecast_tally, AddForecast,);
CV_FUNCTION(forecast_tally_final, PointerGetDatum(PG_GETARG_FORECAST(0)));
CV_FUNCTION(forecast_tally_suppress, cv_suppress(fcinfo, PG_GETARG_FORECAST(0)->customers));

/* ---------- the reading ---------- */

/* Of a sum by some of a model's parameters; NaN where the fit gave no covariance */
static double
ParameterVariance(const FittedClv *model, const double *params, const double *covariance, const CvmExact *slopes, int n)
{
	double		by_params[CV_MAX_PARAMS];

	if (!model->fitted)
		return 0;
	for (int i = 0; i < n; i++)
		by_params[i] = cvm_exact_value(&slopes[i]) / params[i];
	return cvm_delta_variance(by_params, covariance, n);
}

static double
PurchasesVariance(const ForecastTally *forecast)
{
	double		variance = cvm_exact_value(&forecast->sums[PURCHASES_VARIANCE]);

	for (const ForecastPart *part = forecast->parts; part < forecast->parts + forecast->parts_used; part++)
		variance += ParameterVariance(&part->model, part->model.params, part->model.covariance, part->slopes + PURCHASES_BY, CV_MAX_PARAMS);
	return variance;
}

/* NaN where it is not known, or infinite */
static double
ValueVariance(const ForecastTally *forecast)
{
	double		variance = cvm_exact_value(&forecast->sums[VALUE_VARIANCE]);

	if (forecast->unspread > 0)
		return get_float8_nan();
	for (const ForecastPart *part = forecast->parts; part < forecast->parts + forecast->parts_used; part++)
	{
		variance += ParameterVariance(&part->model, part->model.params, part->model.covariance, part->slopes + VALUE_BY, CV_MAX_PARAMS);
		variance += ParameterVariance(&part->model, part->model.spend, part->model.spend_covariance, part->slopes + VALUE_BY_SPEND, SPEND_PARAMS);
	}
	return variance;
}

/* A sum that is positive, and its limits, which are those of its logarithm */
static void
SetForecast(CvRow *row, const char *const columns[3], double mean, double variance, double z)
{
	double		spread = exp(z * sqrt(variance) / mean);

	cv_set_float8(row, columns[0], mean);
	if (isnan(variance) || isinf(mean))
		return;
	cv_set_float8(row, columns[1], mean == 0 ? 0 : mean / spread);
	cv_set_float8(row, columns[2], mean == 0 ? 0 : mean * spread);
}

/* Of the first forecasts in a statement only */
static void
WarnOfSpread(const ForecastTally *forecast)
{
	static CvTold told;

	if (cv_tells(&told, "more values of this statement have an infinite variance, too", "WHERE value_low IS NULL"))
		ereport(WARNING,
				(errmsg("the value has an infinite variance by the Gamma-Gamma model (customers: " INT64_FORMAT ")", forecast->unspread),
				 errhint("value_low and value_high are NULL. They are known where q is above 2, or of customers with enough repeat purchases.")));
}

/* (forecast, confidence) */
PG_FUNCTION_INFO_V1(cvsql_forecast_summary);
Datum
cvsql_forecast_summary(PG_FUNCTION_ARGS)
{
	static const char *const purchases[] = {"purchases", "purchases_low", "purchases_high"};
	static const char *const values[] = {"value", "value_low", "value_high"};
	ForecastTally *forecast = PG_GETARG_FORECAST(0);
	double		z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(1)));
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "customers", forecast->customers);
	cv_set_float8(&row, "still_there", cvm_exact_value(&forecast->sums[STILL_THERE]));
	SetForecast(&row, purchases, cvm_exact_value(&forecast->sums[PURCHASES]), PurchasesVariance(forecast), z);
	if (forecast->unvalued == 0)
	{
		double		value = forecast->boundless > 0 ? get_float8_infinity() : cvm_exact_value(&forecast->sums[VALUE]);

		if (forecast->unspread > 0)
			WarnOfSpread(forecast);
		SetForecast(&row, values, value, ValueVariance(forecast), z);
	}
	return cv_end_row(&row);
}
