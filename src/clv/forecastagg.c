/*
 * forecastagg.c
 *		The aggregate forecast_agg.
 *
 * Rows without a model or a history, and customers without a purchase by as_of, are skipped; no rows, or only such, give NULL.
 * Horizon, discount and as_of are the same in all rows, and not NULL.  Sums know no order: see math/exact.c.
 */
#include "postgres.h"

#include <math.h>

#include "clv/forecast.h"
#include "clv/reading.h"
#include "core/aggregate.h"
#include "core/check.h"
#include "core/discount.h"
#include "core/span.h"
#include "math/gammagamma.h"
#include "math/moments.h"

/* ---------- a customer ---------- */

/* What purchases to come are, without and with the discount */
typedef struct Ahead
{
	CvmMoments	plain;
	CvmMoments	discounted;
} Ahead;

#define AHEAD_NUMBERS	(sizeof(Ahead) / sizeof(double))

/* What a customer adds to a forecast */
typedef struct Contribution
{
	double		sums[FORECAST_SUMS];
	double		slopes[FORECAST_SLOPES];
	bool		unvalued;
	bool		boundless;
	bool		unspread;
} Contribution;

static void
ComputeAhead(const Reading *reading, const CvCustomer *c, double horizon, double delta, Ahead *ahead)
{
	const double *params = reading->model.params;
	bool		reached = cvm_moments(reading->btyd, params, c, horizon, 0, &ahead->plain);

	ahead->discounted = ahead->plain;
	if (reached && delta != 0)
		reached = cvm_moments(reading->btyd, params, c, horizon, delta, &ahead->discounted);
	cv_check_reached(reached, "Pass a shorter horizon, or a discount of 0 or more.");
}

static const Ahead *
AheadOf(const Reading *reading, const CvCustomer *c, double horizon, double delta)
{
	double		key[CV_MEMO_KEY] = {c->x, c->tenure, horizon, delta};
	const double *known = cv_remembered(reading, key, AHEAD_NUMBERS);
	Ahead		ahead;

	if (known == NULL)
	{
		ComputeAhead(reading, c, horizon, delta, &ahead);
		known = cv_remember(reading, key, AHEAD_NUMBERS, (const double *) &ahead);
	}
	return (const Ahead *) known;
}

static void
ContributePurchases(const CvmAlive *alive, const CvmMoments *plain, Contribution *to)
{
	CvmTotal	total = cvm_total_of_purchases(alive, plain, 1, 1, 1);

	to->sums[PURCHASES] = total.mean;
	to->sums[PURCHASES_VARIANCE] = total.variance;
	memcpy(to->slopes + PURCHASES_BY, total.slopes, sizeof(total.slopes));
}

/* A variance that is infinite is counted, and not added. */
static void
ContributeValue(const Reading *reading, const CvBuyer *buyer, const CvmAlive *alive, const CvmMoments *discounted, Contribution *to)
{
	double		purchases = alive->p * discounted->mean;
	CvmSpend	spend;
	CvmTotal	total;

	to->unvalued = !cv_model_knows_spend(&reading->model) || (buyer->c.x > 0 && isnan(buyer->monetary));
	if (to->unvalued || purchases == 0)
		return;
	spend = cvm_spend(reading->model.spend, buyer->c.x, buyer->monetary);
	to->boundless = isinf(spend.mean);
	to->unspread = isinf(spend.square);
	if (to->boundless)
		return;
	total = cvm_total_of_purchases(alive, discounted, spend.mean, to->unspread ? 0 : spend.square, to->unspread ? 0 : spend.product);
	to->sums[VALUE] = total.mean;
	to->sums[VALUE_VARIANCE] = total.variance;
	memcpy(to->slopes + VALUE_BY, total.slopes, sizeof(total.slopes));
	for (int k = 0; k < SPEND_PARAMS; k++)
		to->slopes[VALUE_BY_SPEND + k] = purchases * spend.slopes[k];
}

static Contribution
ContributionOf(const Reading *reading, const CvBuyer *buyer, const Ahead *ahead)
{
	const CvBtyd *btyd = reading->btyd;
	CvmAlive	alive = cvm_alive(btyd, reading->model.params, &buyer->c);
	Contribution contribution = {{0}};

	contribution.sums[STILL_THERE] = btyd->p_alive == btyd->alive ? alive.p : btyd->p_alive(reading->model.params, &buyer->c);
	ContributePurchases(&alive, &ahead->plain, &contribution);
	ContributeValue(reading, buyer, &alive, &ahead->discounted, &contribution);
	return contribution;
}

/* ---------- the state ---------- */

static void
AddToSums(CvmExact *sums, const double *values, int n)
{
	for (int i = 0; i < n; i++)
		if (values[i] != 0 && (!cvm_exact_add(&sums[i], values[i]) || cvm_exact_is_large(&sums[i])))
			cv_refuse_forecast();
}

static ForecastTally *
AddContribution(ForecastTally *forecast, const Reading *reading, const Contribution *contribution)
{
	int64		at;

	forecast = cv_need_part(forecast, &reading->model, &at);
	AddToSums(forecast->sums, contribution->sums, FORECAST_SUMS);
	AddToSums(forecast->parts[at].slopes, contribution->slopes, FORECAST_SLOPES);
	forecast->customers++;
	forecast->unvalued += contribution->unvalued;
	forecast->boundless += contribution->boundless;
	forecast->unspread += contribution->unspread;
	return forecast;
}

/* (horizon, discount) from argument 2 on, and as_of in argument 5 */
static void
ForecastArgs(FunctionCallInfo fcinfo, const Reading *reading, ForecastTally *asked)
{
	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the horizon and the discount of a forecast must not be NULL"),
				 errhint("Pass a horizon in the unit of the model, and a discount of 0 for none.")));
	asked->head.unit = reading->model.head.unit;
	asked->horizon = cv_horizon_arg(fcinfo, 2, reading);
	asked->discount = cv_discount_arg(fcinfo, 3, "year");
	asked->head.last_seen = cv_constant_as_of_arg(fcinfo, 5);
	if (isinf(asked->horizon))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a forecast needs a finite horizon"),
				 errhint("Pass one in the unit of the model. clv() takes Infinity.")));
}

/* (state, model, horizon, discount, history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_forecast_accum);
Datum
cvsql_forecast_accum(PG_FUNCTION_ARGS)
{
	ForecastTally *forecast = cv_writable_state(fcinfo);
	ForecastTally asked = {{0}};
	const Reading *reading;
	Contribution contribution;
	CvBuyer		buyer;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(4))
		return cv_return_state(fcinfo, forecast);
	reading = cv_purchase_reading_arg(fcinfo, 1);
	ForecastArgs(fcinfo, reading, &asked);
	if (!cv_history_buyer_arg(fcinfo, 4, reading, &buyer))
		return cv_return_state(fcinfo, forecast);
	if (forecast)
		cv_check_forecasts(forecast, &asked);
	contribution = ContributionOf(reading, &buyer, AheadOf(reading, &buyer.c, asked.horizon, cv_delta_arg(fcinfo, 3, (CvUnit) reading->model.head.unit)));
	PG_RETURN_POINTER(AddContribution(forecast ? forecast : cv_new_forecast(&asked), reading, &contribution));
}
