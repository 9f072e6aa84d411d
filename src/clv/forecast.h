#ifndef CV_CLV_FORECAST_H
#define CV_CLV_FORECAST_H

#include "postgres.h"

#include "clv/model.h"
#include "math/exact.h"

/* What is added up of all customers */
typedef enum ForecastSum
{
	STILL_THERE,
	PURCHASES,
	PURCHASES_VARIANCE,
	VALUE,
	VALUE_VARIANCE,
	FORECAST_SUMS
} ForecastSum;

/* Slopes of the sums by the logarithms of a model's parameters begin at */
#define PURCHASES_BY	0
#define VALUE_BY		CV_MAX_PARAMS
#define VALUE_BY_SPEND	(2 * CV_MAX_PARAMS)
#define FORECAST_SLOPES (2 * CV_MAX_PARAMS + SPEND_PARAMS)

typedef struct ForecastPart
{
	FittedClv	model;
	CvmExact	slopes[FORECAST_SLOPES];
} ForecastPart;

/*
 * forecast_tally: what many customers will do over one horizon, in sums that know no order; the slopes by the parameters of each
 * model that was used, in the order of the models' bytes.  It is its own state.
 */
typedef struct ForecastTally
{
	CvHead		head;			/* unit of the models; last_seen is as_of */
	double		horizon;
	double		discount;
	int64		customers;
	int64		unvalued;		/* those of them whose value is not known, */
	int64		boundless;		/* is infinite, */
	int64		unspread;		/* or has an infinite variance */
	int64		parts_used;
	CvmExact	sums[FORECAST_SUMS];
	ForecastPart parts[FLEXIBLE_ARRAY_MEMBER];
} ForecastTally;

#define PG_GETARG_FORECAST(n)	((ForecastTally *) cv_value_arg(fcinfo, n))

extern ForecastTally *cv_new_forecast(const ForecastTally *asked);
extern void cv_check_forecasts(const ForecastTally *forecast, const ForecastTally *asked);
extern ForecastTally *cv_need_part(ForecastTally *forecast, const FittedClv *model, int64 *at);
pg_noreturn extern void cv_refuse_forecast(void);

#endif
