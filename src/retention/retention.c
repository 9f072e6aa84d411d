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
#include "core/function.h"
#include "core/row.h"
#include "math/proportion.h"
#include "math/quantile.h"
#include "retention/grid.h"

static const char *const Modes[] = {"bounded", "unbounded"};

/* A grid as a mode and a day see it */
typedef struct View
{
	CvUnit		unit;
	int32		as_of;			/* the period that holds the day */
	int32		complete;		/* the last one that is over by then */
	bool		partial;		/* some cohorts are withheld */
	bool		unbounded;		/* then active are those active in the cell's period or later */
	int			n;
	GridCohort *cohorts;
	double		z;				/* the normal quantile of the confidence */
} View;

static void
CheckAllSeen(const RetentionGrid *grid, DateADT as_of)
{
	if (as_of < grid->head.last_seen)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("as_of %s is before the last day seen, %s, so later activity cannot be told from none",
						cv_day_text(as_of), cv_day_text(grid->head.last_seen)),
				 errhint("Leave out the events after as_of before they are aggregated, for example with FILTER.")));
}

/* Active in the period or in any later one, from who was last active when */
static void
MakeUnbounded(GridCohort *cohort)
{
	int64		later = 0;

	for (int k = cohort->n - 1; k >= 0; k--)
		cohort->cells[k].active = later += cohort->cells[k].last;
}

/*
 * The grid in argument 0 by the arguments of these numbers; a reading that has no mode or no confidence passes 0.  Where
 * one of them is NULL, but for as_of, there are no cohorts.
 */
static void
ReadView(FunctionCallInfo fcinfo, int as_of_arg, int mode_arg, int confidence_arg, View *view)
{
	RetentionGrid *grid;
	DateADT		as_of;

	memset(view, 0, sizeof(View));
	if (PG_ARGISNULL(0) || PG_ARGISNULL(mode_arg) || PG_ARGISNULL(confidence_arg))
		return;
	if (confidence_arg > 0)
		view->z = cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(confidence_arg)));
	grid = PG_GETARG_GRID(0);
	as_of = cv_as_of_arg(fcinfo, as_of_arg, grid->head.last_seen);
	view->unbounded = mode_arg > 0 && cv_choice_arg(fcinfo, mode_arg, "mode", Modes, lengthof(Modes)) == 1;
	if (view->unbounded)
		CheckAllSeen(grid, as_of);
	view->unit = (CvUnit) grid->head.unit;
	view->as_of = cv_period_of_day(view->unit, as_of);
	view->complete = cv_complete_period(view->unit, as_of);
	view->cohorts = cv_grid_cohorts(grid, &view->n);
	view->partial = cv_grid_is_partial(view->cohorts, view->n);
	if (view->n > 0)
		cv_check_periods(view->unit, view->cohorts[0].period, as_of);
	for (int i = 0; view->unbounded && i < view->n; i++)
		MakeUnbounded(&view->cohorts[i]);
}

/* Those of a cohort retained so many periods after its own; questions come in order of periods, and leave cells behind */
static int64
Retained(const View *view, GridCohort *cohort, int64 since)
{
	for (; cohort->n > 0 && cohort->cells->since < since; cohort->n--)
		cohort->cells++;
	if (cohort->n == 0 || (!view->unbounded && cohort->cells->since != since))
		return 0;
	return cohort->cells->active;
}

/* A share of customers in the column of that name, and its limits */
static void
SetShare(CvRow *row, const char *column, int64 part, int64 whole, double z)
{
	CvInterval	interval;

	(void) cvm_wilson_at((double) part, (double) whole, z, &interval);
	cv_set_float8(row, column, (double) part / (double) whole);
	cv_set_limits(row, true, &interval, 1);
}

static void
SetRetention(CvRow *row, int64 retained, int64 size, double z)
{
	cv_set_bigint(row, "retained", retained);
	SetShare(row, "rate", retained, size, z);
}

static void
PutCohort(CvRow *row, const View *view, GridCohort *cohort)
{
	for (int64 period = cohort->period; period <= view->as_of; period++)
	{
		cv_set_date(row, "cohort", cv_period_start(view->unit, cohort->period));
		cv_set_int(row, "period", (int32) (period - cohort->period));
		cv_set_date(row, "period_start", cv_period_start(view->unit, (int32) period));
		cv_set_bigint(row, "cohort_size", cohort->size);
		if (period <= view->complete)
			SetRetention(row, Retained(view, cohort, period - cohort->period), cohort->size, view->z);
		cv_put_row(row);
	}
}

/* (grid, as_of, mode, confidence) */
PG_FUNCTION_INFO_V1(cvsql_retention_table);
Datum
cvsql_retention_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	View		view;

	cv_begin_rows(&row, fcinfo);
	ReadView(fcinfo, 1, 2, 3, &view);
	for (int i = 0; i < view.n; i++)
		if (view.cohorts[i].size > 0)
			PutCohort(&row, &view, &view.cohorts[i]);
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

	for (int i = 0; i < view->n && view->cohorts[i].period + k <= view->complete; i++)
	{
		pool.eligible += view->cohorts[i].size;
		pool.retained += Retained(view, &view->cohorts[i], k);
	}
	return pool;
}

/* (grid, as_of, mode, confidence) */
PG_FUNCTION_INFO_V1(cvsql_retention_curve);
Datum
cvsql_retention_curve(PG_FUNCTION_ARGS)
{
	CvRow		row;
	View		view;
	Pool		pool;

	cv_begin_rows(&row, fcinfo);
	ReadView(fcinfo, 1, 2, 3, &view);
	for (int32 k = 0; (pool = PoolAt(&view, k)).eligible > 0; k++)
	{
		cv_set_int(&row, "period", k);
		cv_set_bigint(&row, "eligible", pool.eligible);
		SetRetention(&row, pool.retained, pool.eligible, view.z);
		cv_put_row(&row);
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
	int64		period;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	period = PG_GETARG_INT64(1);
	if (period < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("period must not be negative: " INT64_FORMAT, period),
				 errhint("Period 0 is the cohort's own.")));
	ReadView(fcinfo, 2, 3, 0, &view);
	pool = PoolAt(&view, Min(period, PG_INT32_MAX));
	return cv_return_float8(fcinfo, (double) pool.retained / (double) pool.eligible);
}

/* A period whose counts are known: rates are unknown where nobody was there to churn, or nobody did, and more is where cohorts are withheld */
static void
SetLifecycle(CvRow *row, const View *view, const GridRow *now, int64 before)
{
	int64		churned = before - now->retained;

	cv_set_bigint(row, "active_customers", now->here);
	if (view->partial)
		return;
	cv_set_bigint(row, "new_customers", now->fresh);
	cv_set_bigint(row, "retained", now->retained);
	cv_set_bigint(row, "resurrected", now->here - now->fresh - now->retained);
	cv_set_bigint(row, "churned", churned);
	if (before > 0)
		SetShare(row, "churn_rate", churned, before, view->z);
	if (churned > 0)
		cv_set_float8(row, "quick_ratio", (double) (now->here - now->retained) / (double) churned);
}

/* The periods in order, from the first one on; those that have no counts are in between. */
static void
PutLifecycle(CvRow *row, const View *view, GridRow *const *counts, int n)
{
	int64		before = 0;
	int			i = 0;

	for (int64 period = counts[0]->period; period <= view->as_of; period++)
	{
		const GridRow none = {0};
		const GridRow *now = i < n && counts[i]->period == period ? counts[i++] : &none;

		cv_set_date(row, "period_start", cv_period_start(view->unit, (int32) period));
		if (period <= view->complete)
			SetLifecycle(row, view, now, before);
		cv_put_row(row);
		before = now->here;
	}
}

/* (grid, as_of, confidence) */
PG_FUNCTION_INFO_V1(cvsql_lifecycle_table);
Datum
cvsql_lifecycle_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	GridRow   **counts;
	View		view;
	int			n;

	cv_begin_rows(&row, fcinfo);
	ReadView(fcinfo, 1, 0, 2, &view);
	counts = cv_grid_periods(view.cohorts, view.n, &n);
	if (n > 0)
		PutLifecycle(&row, &view, counts, n);
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(cvsql_customers_of_grid);
Datum
cvsql_customers_of_grid(PG_FUNCTION_ARGS)
{
	int			n;
	GridCohort *cohorts = cv_grid_cohorts(PG_GETARG_GRID(0), &n);
	int64		customers = 0;

	for (int i = 0; i < n; i++)
		customers += cohorts[i].size;
	PG_RETURN_INT64(customers);
}
