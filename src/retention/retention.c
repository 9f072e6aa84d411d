/*
 * retention.c
 *		Readings of a retention_grid: the triangle, the curve, the lifecycle.
 *
 * as_of is the last day that is completely observed.  A period that is not over by then is
 * unknown: its cells are NULL, their rows are there.  In unbounded mode a customer
 * counts as retained until the last active period, so what happens in an
 * unfinished period is known to be later.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/result.h"
#include "math/proportion.h"
#include "math/quantile.h"
#include "miscadmin.h"
#include "retention/grid.h"
#include "utils/builtins.h"
#include "utils/date.h"

/* A grid as a mode and a day see it: in unbounded mode, active are those active then or later */
typedef struct View
{
	CvUnit		unit;
	int32		as_of;			/* the period that holds the day */
	int32		complete;		/* the last one that is over by then */
	int			n;
	GridRow    *rows;
} View;

static DateADT
AsOfArg(FunctionCallInfo fcinfo, int n, const RetentionGrid *grid)
{
	return PG_ARGISNULL(n) ? grid->last_seen : cv_day_of_date(PG_GETARG_DATEADT(n));
}

static bool
IsUnbounded(const text *mode)
{
	char	   *name = text_to_cstring(mode);

	if (strcmp(name, "unbounded") == 0)
		return true;
	if (strcmp(name, "bounded") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown mode \"%s\"", name),
				 errhint("The modes are bounded and unbounded.")));
	return false;
}

static void
CheckAllSeen(const RetentionGrid *grid, DateADT as_of)
{
	if (as_of < grid->last_seen)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of %s is before the last day seen, %s, so later activity cannot be told from none",
						cv_day_text(as_of), cv_day_text(grid->last_seen)),
				 errhint("Leave out the events after as_of before they are aggregated, for example with FILTER.")));
}

/* Active in the period or in any later one, from who was last active when */
static void
MakeUnbounded(GridRow *row)
{
	int64		later = 0;

	for (int32 k = row->cells - 1; k >= 0; k--)
		row->active[k] = later += row->last[k];
}

static void
SetPeriods(View *view, CvUnit unit, DateADT as_of)
{
	view->unit = unit;
	view->as_of = cv_period_of_day(unit, as_of);
	view->complete = cv_complete_period(unit, as_of);
}

/* The grid in argument 0 by as_of in argument n and mode in n + 1 */
static void
ReadView(FunctionCallInfo fcinfo, int n, View *view)
{
	RetentionGrid *grid = PG_GETARG_GRID(0);
	DateADT		as_of = AsOfArg(fcinfo, n, grid);
	bool		unbounded = IsUnbounded(PG_GETARG_TEXT_PP(n + 1));

	if (unbounded)
		CheckAllSeen(grid, as_of);
	SetPeriods(view, grid->unit, as_of);
	view->rows = cv_grid_rows(grid, &view->n);
	for (int i = 0; unbounded && i < view->n; i++)
		MakeUnbounded(&view->rows[i]);
}

static int64
Retained(const GridRow *row, int32 k)
{
	return k < row->cells ? row->active[k] : 0;
}

/* retained, rate, low, high; NULL where they are unknown */
static void
SetRate(Datum *values, bool *nulls, bool known, int64 retained, int64 size, double z)
{
	CvInterval	interval;

	memset(nulls, !known, 4 * sizeof(bool));
	if (!known)
		return;
	(void) cv_wilson_at((double) retained, (double) size, z, &interval);
	values[0] = Int64GetDatum(retained);
	values[1] = Float8GetDatum((double) retained / (double) size);
	values[2] = Float8GetDatum(interval.low);
	values[3] = Float8GetDatum(interval.high);
}

static void
PutCohort(FunctionCallInfo fcinfo, const View *view, const GridRow *row, double z)
{
	Datum		values[8];
	bool		nulls[8] = {false};

	for (int64 period = row->period; period <= view->as_of; period++)
	{
		int32		k = (int32) (period - row->period);

		CHECK_FOR_INTERRUPTS();
		values[0] = DateADTGetDatum(cv_period_start(view->unit, row->period));
		values[1] = Int32GetDatum(k);
		values[2] = DateADTGetDatum(cv_period_start(view->unit, (int32) period));
		values[3] = Int64GetDatum(row->size);
		SetRate(&values[4], &nulls[4], period <= view->complete, Retained(row, k), row->size, z);
		cv_put_row(fcinfo, values, nulls);
	}
}

/* (grid, as_of, mode, confidence) */
PG_FUNCTION_INFO_V1(cvsql_retention_table);
Datum
cvsql_retention_table(PG_FUNCTION_ARGS)
{
	View		view;
	double		z;

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	z = cv_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(3)));
	ReadView(fcinfo, 1, &view);
	for (int i = 0; i < view.n; i++)
		if (view.rows[i].size > 0)
			PutCohort(fcinfo, &view, &view.rows[i], z);
	PG_RETURN_NULL();
}

/* The cohorts whose period k is complete, pooled */
typedef struct Pool
{
	int64		eligible;
	int64		retained;
} Pool;

static Pool
PoolAt(const View *view, int64 k)
{
	Pool		pool = {0, 0};

	for (int i = 0; i < view->n && view->rows[i].period + k <= view->complete; i++)
	{
		pool.eligible += view->rows[i].size;
		pool.retained += k <= PG_INT32_MAX ? Retained(&view->rows[i], (int32) k) : 0;
	}
	return pool;
}

/* (grid, as_of, mode, confidence) */
PG_FUNCTION_INFO_V1(cvsql_retention_curve);
Datum
cvsql_retention_curve(PG_FUNCTION_ARGS)
{
	View		view;
	double		z;
	Pool		pool;
	Datum		values[6];
	bool		nulls[6] = {false};

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	z = cv_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(3)));
	ReadView(fcinfo, 1, &view);
	for (int32 k = 0; (pool = PoolAt(&view, k)).eligible > 0; k++)
	{
		CHECK_FOR_INTERRUPTS();
		values[0] = Int32GetDatum(k);
		values[1] = Int64GetDatum(pool.eligible);
		SetRate(&values[2], &nulls[2], true, pool.retained, pool.eligible, z);
		cv_put_row(fcinfo, values, nulls);
	}
	PG_RETURN_NULL();
}

/* (grid, period, as_of, mode) */
PG_FUNCTION_INFO_V1(cvsql_retention_rate);
Datum
cvsql_retention_rate(PG_FUNCTION_ARGS)
{
	View		view;
	Pool		pool;
	int32		period;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	period = PG_GETARG_INT32(1);
	if (period < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("period must not be negative: %d", period),
				 errhint("Period 0 is the cohort's own.")));
	ReadView(fcinfo, 2, &view);
	pool = PoolAt(&view, period);
	if (pool.eligible == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((double) pool.retained / (double) pool.eligible);
}

/* Rates of the change from one period to the next; unknown where nobody was there to churn, or nobody did */
static void
SetLifecycle(Datum *values, bool *nulls, const GridRow *row, int64 before)
{
	int64		here = row ? row->here : 0;
	int64		fresh = row ? row->fresh : 0;
	int64		retained = row ? row->retained : 0;
	int64		churned = before - retained;

	values[0] = Int64GetDatum(here);
	values[1] = Int64GetDatum(fresh);
	values[2] = Int64GetDatum(retained);
	values[3] = Int64GetDatum(here - fresh - retained);
	values[4] = Int64GetDatum(churned);
	values[5] = Float8GetDatum((double) churned / (double) before);
	nulls[5] = before == 0;
	values[6] = Float8GetDatum((double) (here - retained) / (double) churned);
	nulls[6] = churned == 0;
}

static void
PutLifecycle(FunctionCallInfo fcinfo, const Grid *grid, const View *view, int32 first)
{
	int64		before = 0;

	for (int64 period = first; period <= view->as_of; period++)
	{
		const GridRow *row = cv_grid_find(grid, (int32) period);
		Datum		values[8];
		bool		nulls[8] = {false};

		CHECK_FOR_INTERRUPTS();
		values[0] = DateADTGetDatum(cv_period_start(view->unit, (int32) period));
		SetLifecycle(&values[1], &nulls[1], row, before);
		if (period > view->complete)
			memset(&nulls[1], true, 7 * sizeof(bool));
		cv_put_row(fcinfo, values, nulls);
		before = row ? row->here : 0;
	}
}

/* (grid, as_of) */
PG_FUNCTION_INFO_V1(cvsql_lifecycle_table);
Datum
cvsql_lifecycle_table(PG_FUNCTION_ARGS)
{
	RetentionGrid *flat;
	GridRow    *rows;
	Grid		grid;
	View		view;
	int			i = 0;

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	flat = PG_GETARG_GRID(0);
	SetPeriods(&view, flat->unit, AsOfArg(fcinfo, 1, flat));
	cv_grid_init(&grid, CurrentMemoryContext, flat->unit);
	cv_grid_merge(&grid, flat);
	cv_grid_count(&grid);
	rows = cv_grid_rows(flat, &view.n);
	while (i < view.n && rows[i].fresh == 0)
		i++;
	if (i < view.n)
		PutLifecycle(fcinfo, &grid, &view, rows[i].period);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(cvsql_grid_last_seen);
Datum
cvsql_grid_last_seen(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATEADT(PG_GETARG_GRID(0)->last_seen);
}

PG_FUNCTION_INFO_V1(cvsql_customers_of_grid);
Datum
cvsql_customers_of_grid(PG_FUNCTION_ARGS)
{
	int			n;
	GridRow    *rows = cv_grid_rows(PG_GETARG_GRID(0), &n);
	int64		customers = 0;

	for (int i = 0; i < n; i++)
		customers += rows[i].size;
	PG_RETURN_INT64(customers);
}
