/*
 * rollingactive.c
 *		Readings of an active_tally: who is active in a period, and in the window that ends with it.
 *
 * A customer active in period s, and next in s + after, is counted in the windows that end with s, s + 1, ... until
 * the customer is active again or the window has left s behind.  So each cell of the tally adds its customers where
 * they enter, and takes them out where they leave; running sums give the windows, whatever their length.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/row.h"
#include "math/proportion.h"
#include "math/quantile.h"
#include "retention/rolling.h"

/* Periods of a window where none are asked for: 28 days, 4 weeks, 1 month, 1 quarter, 1 year */
static const int64 UsualWindow[CV_UNITS] = {28, 4, 1, 1, 1};

/* The periods of a table, from the first one seen to that of as_of */
typedef struct Rolling
{
	CvUnit		unit;
	int64		window;
	int32		first;
	int32		complete;		/* the last period that is over by as_of */
	int			n;				/* periods */
	int64	   *active;			/* customers in each, */
	int64	   *change;			/* and by how many there are more in its window than in the one
								 * before */
	double		z;				/* the normal quantile of the confidence */
} Rolling;

static void
MakeRolling(Rolling *rolling, int32 first, DateADT as_of)
{
	cv_check_periods(rolling->unit, first, as_of);
	rolling->first = first;
	rolling->complete = cv_complete_period(rolling->unit, as_of);
	rolling->n = Max(cv_period_of_day(rolling->unit, as_of) - first + 1, 0);
	rolling->active = palloc0((rolling->n + 1) * sizeof(int64));
	rolling->change = palloc0((rolling->n + 1) * sizeof(int64));
}

/* Customers whose last activity in the table's windows is that of period i, from 0, until that many periods later */
static void
CountCustomers(Rolling *rolling, int64 i, int64 after, int64 customers)
{
	rolling->active[i] += customers;
	rolling->change[i] += customers;
	rolling->change[Min(i + Min(after, rolling->window), rolling->n)] -= customers;
}

static void
ReadPeriods(Rolling *rolling, const ActiveTally *tally, DateADT as_of)
{
	CvReader	reader = cv_read_active(tally);
	ActivePeriod period = BEFORE_PERIODS;

	while (cv_next_active(&reader, &period))
	{
		int64		i;

		if (rolling->active == NULL)
			MakeRolling(rolling, period.period, as_of);
		i = (int64) period.period - rolling->first;
		if (i >= rolling->n)
			return;
		CountCustomers(rolling, i, rolling->window, period.last);
		for (int k = 0; k < period.n; k++)
			CountCustomers(rolling, i, period.cells[k].after, period.cells[k].customers);
	}
}

static void
SetStickiness(CvRow *row, int64 active, int64 in_window, double z)
{
	CvInterval	interval;
	bool		known = cvm_wilson_at((double) active, (double) in_window, z, &interval);

	cv_set_bigint(row, "active_in_window", in_window);
	if (known)
		cv_set_float8(row, "stickiness", (double) active / (double) in_window);
	cv_set_limits(row, known, &interval, 1);
}

static void
PutWindows(CvRow *row, const Rolling *rolling)
{
	int64		in_window = 0;

	for (int i = 0; i < rolling->n; i++)
	{
		int32		period = rolling->first + i;

		in_window += rolling->change[i];
		cv_set_date(row, "period_start", cv_period_start(rolling->unit, period));
		if (period <= rolling->complete)
			cv_set_bigint(row, "active", rolling->active[i]);
		if (period <= rolling->complete && i + 1 >= rolling->window)
			SetStickiness(row, rolling->active[i], in_window, rolling->z);
		cv_put_row(row);
	}
}

/* (tally, periods, as_of, confidence) */
PG_FUNCTION_INFO_V1(cvsql_rolling_active);
Datum
cvsql_rolling_active(PG_FUNCTION_ARGS)
{
	CvRow		row;
	Rolling		rolling = {0};
	ActiveTally *tally;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	rolling.z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(3)));
	tally = PG_GETARG_ACTIVE(0);
	rolling.unit = (CvUnit) tally->head.unit;
	rolling.window = PG_ARGISNULL(1) ? UsualWindow[rolling.unit] : cv_whole_arg(fcinfo, 1, "periods", 1, CV_MAX_PERIODS);
	ReadPeriods(&rolling, tally, cv_as_of_arg(fcinfo, 2, tally->head.last_seen));
	PutWindows(&row, &rolling);
	PG_RETURN_NULL();
}
