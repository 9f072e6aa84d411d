/*
 * effects.c
 *		What moved a ratio from one period to the next: shares of segments, or their rates.
 *
 * Both periods of all segments are the rows of a partition.  A segment with share s and rate r, before and after, contributes by mix
 * (s1 - s0) ((r0 + r1) / 2 - M), where M is the mean of both totals, and by rate (s0 + s1) / 2 (r1 - r0); all of both add up to the change of the
 * total.  These are Shapley's values of the two.  A segment that one of the periods does not have is all mix.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/function.h"
#include "core/window.h"
#include "math/sum.h"
#include "utils/float.h"

/* What is known of a period: kept for the partition, which begins as zeros */
typedef struct Period
{
	double		weight;			/* of all segments */
	double		total;			/* the rate of all; NaN where it is not known */
} Period;

typedef struct Periods
{
	bool		known;
	Period		of[2];
} Periods;

/* A segment in a period; a weight that is NULL is 0 */
typedef struct Segment
{
	double		weight;
	double		rate;			/* NaN if it is not known */
} Segment;

static double
CheckedWeight(double weight)
{
	if (unlikely(weight < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a weight must not be negative: %s", float8out_internal(weight)),
				 errhint("A weight is a size, such as the number of customers or of answers.")));
	return isnan(weight) ? 0 : weight;
}

/* Arguments: rate and weight before, rate and weight after */
static const char *const Rates[] = {"rate_before", "rate_after"};
static const char *const Weights[] = {"weight_before", "weight_after"};

/* A rate that nobody has does not count; one that is not known, but has a weight, makes the total unknown. */
static Period
PeriodArg(WindowObject window, int period)
{
	int64		rows = WinGetPartitionRowCount(window);
	CvSum		weight = {0, 0};
	CvSum		sum = {0, 0};
	Period		result;

	for (int64 row = 0; row < rows; row++)
	{
		double		rate = cv_partition_float8(window, 2 * period, Rates[period], row);
		double		w = CheckedWeight(cv_partition_float8(window, 2 * period + 1, Weights[period], row));

		cvm_add(&weight, w);
		if (w > 0)
			cvm_add(&sum, w * rate);
		if (isinf(weight.sum) || isinf(sum.sum))
			float_overflow_error();
	}
	result.weight = cvm_total(&weight);
	result.total = cvm_total(&sum) / result.weight;
	return result;
}

static const Periods *
PeriodsOf(WindowObject window)
{
	Periods    *periods = WinGetPartitionLocalMemory(window, sizeof(Periods));

	for (int i = 0; i < 2 && !periods->known; i++)
		periods->of[i] = PeriodArg(window, i);
	periods->known = true;
	return periods;
}

static Segment
SegmentArg(WindowObject window, int period)
{
	Segment		segment;

	segment.rate = cv_window_float8(window, 2 * period, Rates[period]);
	segment.weight = CheckedWeight(cv_window_float8(window, 2 * period + 1, Weights[period]));
	return segment;
}

/* Numbers beyond all bounds are an error, not NULL, which is for what is not known. */
static Datum
ReturnEffect(FunctionCallInfo fcinfo, const Periods *periods, double effect)
{
	if (isnan(periods->of[0].total) || isnan(periods->of[1].total))
		PG_RETURN_NULL();
	if (!isfinite(effect))
		float_overflow_error();
	PG_RETURN_FLOAT8(effect + 0.0); /* never -0 */
}

static double
MixOf(const Periods *periods, Segment before, Segment after)
{
	double		middle = (periods->of[0].total + periods->of[1].total) / 2;
	double		s0 = before.weight / periods->of[0].weight;
	double		s1 = after.weight / periods->of[1].weight;

	if (s0 > 0 && s1 > 0)
		return (s1 - s0) * ((before.rate + after.rate) / 2 - middle);
	return s1 > 0 ? s1 * (after.rate - middle) : s0 > 0 ? -s0 * (before.rate - middle) : 0;
}

static double
RateOf(const Periods *periods, Segment before, Segment after)
{
	double		s0 = before.weight / periods->of[0].weight;
	double		s1 = after.weight / periods->of[1].weight;

	return s0 > 0 && s1 > 0 ? (s0 + s1) / 2 * (after.rate - before.rate) : 0;
}

/* Window functions of (rate_before, weight_before, rate_after, weight_after) */
#define EFFECT(name, effect_of) \
	PG_FUNCTION_INFO_V1(cvsql_##name); \
	Datum \
	cvsql_##name(PG_FUNCTION_ARGS) \
	{ \
		WindowObject window = PG_WINDOW_OBJECT(); \
		const Periods *periods = PeriodsOf(window); \
		\
		return ReturnEffect(fcinfo, periods, effect_of(periods, SegmentArg(window, 0), SegmentArg(window, 1))); \
	} \
	extern int cv_no_declaration

EFFECT(mix_effect, MixOf);
EFFECT(rate_effect, RateOf);
