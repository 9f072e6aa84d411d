/*
 * scorecard.c
 *		What a number says of one customer or one metric: its status, its place from 0 to 100, the health of several such.
 */
#include "scorecard/numbers.h"

#include <math.h>

#include "core/check.h"
#include "core/function.h"
#include "core/poll.h"
#include "core/row.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define ROUNDING	1e-12		/* a share of sums of weights that is below another one by less
								 * than that is equal to it */

/* ---------- status ---------- */

static void
CheckStatusArgs(double low, double high, double target, double tolerance)
{
	if (isnan(low) || isnan(high) || isnan(target))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("limits and target must be numbers, not NaN"),
				 errhint("What is not known is NULL.")));
	if (low > high)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("low %s is above high %s", float8out_internal(low), float8out_internal(high)),
				 errhint("Pass the lower limit first.")));
	if (!(tolerance >= 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tolerance must be a number from 0, not %s", float8out_internal(tolerance))));
}

/* (low, high, target, tolerance, higher_is_better) */
PG_FUNCTION_INFO_V1(cvsql_metric_status);
Datum
cvsql_metric_status(PG_FUNCTION_ARGS)
{
	double		low = PG_GETARG_FLOAT8(0);
	double		high = PG_GETARG_FLOAT8(1);
	double		target = PG_GETARG_FLOAT8(2);
	double		tolerance = PG_GETARG_FLOAT8(3);
	bool		higher = PG_GETARG_BOOL(4);
	double		slack = ROUNDING * fmax(fabs(target), tolerance);
	bool		green;
	bool		red;

	CheckStatusArgs(low, high, target, tolerance);
	/* A limit of 0.7 is not short of 0.8 - 0.1, which is 0.7000000000000001. */
	tolerance += isfinite(slack) ? slack : 0;
	green = higher ? low >= target : high <= target;
	red = higher ? high < target - tolerance : low > target + tolerance;
	PG_RETURN_TEXT_P(cstring_to_text(green ? "green" : red ? "red" : "amber"));
}

/* ---------- health ---------- */

/* (x, worst, best) */
PG_FUNCTION_INFO_V1(cvsql_to_100);
Datum
cvsql_to_100(PG_FUNCTION_ARGS)
{
	double		x = cv_check_finite(PG_GETARG_FLOAT8(0), "x");
	double		worst = cv_check_finite(PG_GETARG_FLOAT8(1), "worst");
	double		best = cv_check_finite(PG_GETARG_FLOAT8(2), "best");
	double		half = isfinite(best - worst) ? 1 : 0.5;

	if (worst == best)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("worst and best are both %s", float8out_internal(best)),
				 errhint("Pass the value that is 0 points, then the one that is 100; the worst may be the larger.")));
	/* The ends of the scale may be farther from each other than a number can say. */
	PG_RETURN_FLOAT8(fmax(0, fmin(100, 100 * ((half * x - half * worst) / (half * best - half * worst)))));
}

/* The weight of score i; NULL weights are all 1 */
static inline double
WeightOfScore(const CvNumbers *weights, int i)
{
	if (weights == NULL)
		return 1;
	if (unlikely(!(weights->values[i] >= 0)))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weights must be numbers from 0, not %s", isnan(weights->values[i]) ? "NULL" : float8out_internal(weights->values[i])),
				 errhint("A score that must not count has weight 0; without weights all count alike.")));
	return weights->values[i];
}

/* Inline, so that most calls, which have no weights, multiply by none */
static pg_attribute_always_inline void
SetHealth(CvRow *row, const CvNumbers *scores, const CvNumbers *weights, double min_coverage)
{
	double		all = 0;
	double		known = 0;
	double		sum = 0;
	double		lowest = INFINITY;
	double		highest = -INFINITY;
	double		coverage;

	for (int i = 0; i < scores->n; i++)
	{
		double		weight = WeightOfScore(weights, i);

		cv_poll(i);
		all += weight;
		if (isnan(scores->values[i]))
			continue;
		known += weight;
		sum += weight * scores->values[i];
		lowest = Min(lowest, scores->values[i]);
		highest = Max(highest, scores->values[i]);
	}
	if (all == 0)
		return;
	if (!isfinite(all) || !isfinite(sum))
		float_overflow_error();
	coverage = known / all;
	/* Rounding could take a mean of equal scores past 100. */
	if (known > 0 && coverage >= min_coverage - ROUNDING)
		cv_set_float8(row, "score", Min(Max(sum / known, lowest), highest));
	cv_set_float8(row, "coverage", coverage);
}

/* (scores, weights, min_coverage) */
PG_FUNCTION_INFO_V1(cvsql_health);
Datum
cvsql_health(PG_FUNCTION_ARGS)
{
	CvNumbers	scores;
	CvNumbers	weights;
	bool		weighted = !PG_ARGISNULL(1);
	double		min_coverage;
	CvRow		row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	min_coverage = PG_GETARG_FLOAT8(2);
	if (!(min_coverage >= 0 && min_coverage <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("min_coverage must lie between 0 and 1, not %s", float8out_internal(min_coverage)),
				 errhint("For half of the weights, pass 0.5.")));
	cv_numbers_arg(fcinfo, 0, "scores", &scores);
	if (weighted)
	{
		cv_numbers_arg(fcinfo, 1, "weights", &weights);
		cv_check_lengths("scores", &scores, "weights", &weights);
	}
	cv_begin_row(&row, fcinfo);
	if (weighted)
		SetHealth(&row, &scores, &weights, min_coverage);
	else
		SetHealth(&row, &scores, NULL, min_coverage);
	return cv_end_row(&row);
}
