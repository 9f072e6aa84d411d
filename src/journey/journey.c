/*
 * journey.c
 *		Readings of a funnel_tally.
 *
 * A customer who entered on a day d is due when d + the days of the window, rounded up, are over; who is not due yet
 * may still get further, and is left out of what counts customers.  Times are of all.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/row.h"
#include "journey/funnel.h"
#include "math/proportion.h"
#include "math/quantile.h"
#include "utils/float.h"

/* The last day of entry that is due by as_of */
static int64
LastDueDay(const FunnelTally *funnel, DateADT as_of)
{
	int64		days = funnel->within / USECS_PER_DAY + (funnel->within % USECS_PER_DAY > 0);

	return as_of - days;
}

static void
SetShare(CvRow *row, const char *const *columns, int64 in, int64 of, double z)
{
	CvInterval	interval;

	if (!cvm_wilson_at((double) in, (double) of, z, &interval))
		return;
	cv_set_float8(row, columns[0], (double) in / (double) of);
	cv_set_float8(row, columns[1], interval.low);
	cv_set_float8(row, columns[2], interval.high);
}

static const char *const Conversion[] = {"conversion", "low", "high"};
static const char *const StepConversion[] = {"step_conversion", "step_low", "step_high"};

/* ---------- the funnel ---------- */

/* Per step, from 1, the customers who got there and are due */
static void
CountDue(const Counts *entries, int64 last_due, int64 *customers)
{
	for (int64 i = 0; i < entries->n && EntryDay(entries->counts[i].value) <= last_due; i++)
		cv_add_count(&customers[EntryStep(entries->counts[i].value)], entries->counts[i].customers);
	for (int step = CVM_MAX_STEPS; step > 0; step--)
		cv_add_count(&customers[step], customers[step + 1]);
}

static void
SetSeconds(CvRow *row, const char *column, const Counts *list)
{
	const Count *median = cv_counts_quantile(list, 0.5);

	if (median)
		cv_set_float8(row, column, (double) median->value / USECS_PER_SEC);
}

static void
PutStep(CvRow *row, const FunnelTally *funnel, const Counts *lists, int step, const int64 *customers, double z)
{
	cv_set_int(row, "step", step);
	cv_set_text(row, "name", cv_funnel_name(funnel, step));
	cv_set_bigint(row, "customers", customers[step]);
	SetShare(row, Conversion, customers[step], customers[1], z);
	SetShare(row, StepConversion, customers[step], customers[Max(step - 1, 1)], z);
	if (step > 1)
	{
		cv_set_bigint(row, "dropped", customers[step - 1] - customers[step]);
		SetSeconds(row, "median_seconds", &lists[SINCE_BEFORE(step)]);
		SetSeconds(row, "median_seconds_total", &lists[SINCE_FIRST(funnel, step)]);
	}
	cv_put_row(row);
}

/* (funnel, as_of, confidence) */
PG_FUNCTION_INFO_V1(cvsql_funnel_table);
Datum
cvsql_funnel_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	double		z;
	FunnelTally *funnel;
	Counts	   *lists;
	int64		customers[CVM_MAX_STEPS + 2] = {0};

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(2)));
	funnel = PG_GETARG_FUNNEL(0);
	lists = cv_funnel_lists(funnel);
	CountDue(&lists[ENTRIES], LastDueDay(funnel, cv_as_of_arg(fcinfo, 1, funnel->head.last_seen)), customers);
	for (int step = 1; step <= funnel->steps; step++)
		PutStep(&row, funnel, lists, step, customers, z);
	PG_RETURN_NULL();
}

/* ---------- its trend ---------- */

typedef struct Trend
{
	CvUnit		unit;
	const FunnelTally *funnel;
	const Counts *entries;
	int64		next;			/* the entry to be counted next */
	int64		last_due;
	double		z;				/* the normal quantile of the confidence */
} Trend;

static void
PutTrendPeriod(CvRow *row, Trend *trend, int32 period)
{
	const Count *counts = trend->entries->counts;
	DateADT		end = cv_period_start(trend->unit, period + 1);
	int64		entered = 0;
	int64		converted = 0;

	for (; trend->next < trend->entries->n && EntryDay(counts[trend->next].value) < end; trend->next++)
	{
		cv_add_count(&entered, counts[trend->next].customers);
		if (EntryStep(counts[trend->next].value) == trend->funnel->steps)
			converted += counts[trend->next].customers;
	}
	cv_set_date(row, "period_start", cv_period_start(trend->unit, period));
	if (end <= trend->last_due + 1)
	{
		cv_set_bigint(row, "entered", entered);
		cv_set_bigint(row, "converted", converted);
		SetShare(row, Conversion, converted, entered, trend->z);
	}
	cv_put_row(row);
}

/* From the period of the first entry to that of as_of */
static void
PutTrend(CvRow *row, Trend *trend, DateADT as_of)
{
	int32		first;

	if (trend->entries->n == 0)
		return;
	first = cv_period_of_day(trend->unit, EntryDay(trend->entries->counts[0].value));
	cv_check_periods(trend->unit, first, as_of);
	for (int32 period = first; period <= cv_period_of_day(trend->unit, as_of); period++)
		PutTrendPeriod(row, trend, period);
}

/* (funnel, as_of, unit, confidence) */
PG_FUNCTION_INFO_V1(cvsql_funnel_trend);
Datum
cvsql_funnel_trend(PG_FUNCTION_ARGS)
{
	CvRow		row;
	Trend		trend = {0};
	DateADT		as_of;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	trend.unit = cv_unit_arg(fcinfo, 2, NULL);
	trend.z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(3)));
	trend.funnel = PG_GETARG_FUNNEL(0);
	trend.entries = &cv_funnel_lists(trend.funnel)[ENTRIES];
	as_of = cv_as_of_arg(fcinfo, 1, trend.funnel->head.last_seen);
	trend.last_due = LastDueDay(trend.funnel, as_of);
	PutTrend(&row, &trend, as_of);
	PG_RETURN_NULL();
}

/* ---------- times ---------- */

static double
CheckShare(double share)
{
	if (!(share > 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("share must be above 0 and up to 1, not %s", float8out_internal(share)),
				 errhint("For the median pass 0.5.")));
	return share;
}

/* Is it since the first step that argument 3 asks? */
static bool
IsSinceFirst(FunctionCallInfo fcinfo, int64 step)
{
	int64		since = PG_ARGISNULL(3) ? step - 1 : PG_GETARG_INT64(3);

	if (since != 1 && since != step - 1)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("since must be 1, or NULL for the step before, not " INT64_FORMAT, since)));
	return since == 1;
}

/* (funnel, step, share, since) */
PG_FUNCTION_INFO_V1(cvsql_step_time);
Datum
cvsql_step_time(PG_FUNCTION_ARGS)
{
	FunnelTally *funnel;
	int64		step;
	double		share;
	bool		since_first;
	const Count *time;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	funnel = PG_GETARG_FUNNEL(0);
	step = cv_whole_arg(fcinfo, 1, "step", 2, Max(funnel->steps, 2));
	share = CheckShare(PG_GETARG_FLOAT8(2));
	since_first = IsSinceFirst(fcinfo, step);
	if (funnel->steps == 1)
		PG_RETURN_NULL();
	time = cv_counts_quantile(&cv_funnel_lists(funnel)[since_first ? SINCE_FIRST(funnel, step) : SINCE_BEFORE(step)], share);
	return cv_return_float8(fcinfo, time ? (double) time->value / USECS_PER_SEC : get_float8_nan());
}

CV_FUNCTION(last_seen_of_funnel, DateADTGetDatum(PG_GETARG_FUNNEL(0)->head.last_seen));
