/*
 * windows.c
 *		p-values of a partition, adjusted, and the limits of control charts over frames.
 */
#include "postgres.h"

#include <math.h>

#include "core/check.h"
#include "core/function.h"
#include "core/window.h"
#include "math/adjust.h"
#include "math/chart.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define LEAST_BASELINE	20		/* rows, with fewer of which limits ring too often by chance */

/* ---------- p-values ---------- */

/* The p-values of the partition, sorted; how many there are */
static int64
GatherTests(WindowObject window, const CvPartition *partition, CvPlaced *tests)
{
	int64		n = 0;

	for (int64 row = 0; row < partition->rows; row++)
	{
		double		p = cv_partition_float8(window, 0, "p", row);

		if (p < 0 || p > 1)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("p must lie between 0 and 1, not %s", float8out_internal(p))));
		if (isnan(p))
			continue;
		tests[n].number = p;
		tests[n++].row = row;
	}
	cv_sort_placed(tests, n);
	return n;
}

static void
AdjustPartition(WindowObject window, CvPartition *partition)
{
	CvPlaced   *tests = palloc_extended(partition->rows * sizeof(CvPlaced), MCXT_ALLOC_HUGE);
	int64		n = GatherTests(window, partition, tests);
	double	   *p = palloc_extended(Max(n, 1) * sizeof(double), MCXT_ALLOC_HUGE);

	for (int64 i = 0; i < n; i++)
		p[i] = tests[i].number;
	cvm_adjust_p(p, n, (CvAdjustment) partition->choice);
	for (int64 row = 0; row < partition->rows; row++)
		partition->answers[row] = NAN;
	for (int64 i = 0; i < n; i++)
		partition->answers[tests[i].row] = p[i];
	pfree(p);
	pfree(tests);
}

/* By CvAdjustment */
static const char *const Methods[] = {"bh", "by", "holm", "bonferroni"};

static CvAdjustment
MethodArg(WindowObject window, int arg)
{
	bool		unknown;
	Datum		method = WinGetFuncArgCurrent(window, arg, &unknown);

	return cv_choice_of(unknown ? NULL : DatumGetTextPP(method), "method", Methods, lengthof(Methods));
}

/* (p, method) */
PG_FUNCTION_INFO_V1(cvsql_p_adjust);
Datum
cvsql_p_adjust(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	CvPartition *partition = cv_partition(window);
	CvAdjustment method = MethodArg(window, 1);

	if (!partition->known)
	{
		partition->choice = method;
		AdjustPartition(window, partition);
		partition->known = true;
	}
	if (partition->choice != (int64) method)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the method must be the same in all rows of a partition"),
				 errhint("Pass a constant, for example 'holm'.")));
	return cv_return_float8(fcinfo, partition->answers[WinGetCurrentPosition(window)]);
}

/* ---------- control charts ---------- */

/* Where all rows are peers, the server may take them in any order, and neighbours mean nothing. */
static void
CheckOrder(WindowObject window)
{
	int64		rows = WinGetPartitionRowCount(window);

	if (WinGetCurrentPosition(window) == 0 && rows > 1 && WinRowsArePeers(window, 0, rows - 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the rows of a control chart have no order"),
				 errhint("Order the window by time: OVER (ORDER BY day ROWS BETWEEN 60 PRECEDING AND 1 PRECEDING).")));
}

static void
ReadBaseline(WindowObject window, CvChart *chart)
{
	double	   *values;
	double	   *numbers;
	int64		rows = cv_frame_numbers(window, 0, "value", &values);

	(void) cv_frame_numbers(window, 1, "n", &numbers);
	memset(chart, 0, sizeof(*chart));
	for (int64 i = 0; i < rows; i++)
		if (!isnan(values[i]) && numbers[i] > 0)
			cvm_chart_add(chart, values[i], numbers[i]);
	pfree(values);
	pfree(numbers);
}

/* The row's own n, and its baseline; false where the row is none of the chart */
static bool
ReadChart(WindowObject window, double *n, CvChart *chart)
{
	CheckOrder(window);
	*n = cv_window_float8(window, 1, "n");
	if (!(*n > 0) || isnan(cv_window_float8(window, 0, "value")))
		return false;
	ReadBaseline(window, chart);
	return true;
}

/* So far from the centre, which is NULL if the baseline is empty */
static Datum
ReturnLimit(FunctionCallInfo fcinfo, const CvChart *chart, double distance)
{
	double		limit = cvm_chart_center(chart) + distance;

	if (chart->values == 0)
		PG_RETURN_NULL();
	if (!isfinite(limit))
		float_overflow_error();
	PG_RETURN_FLOAT8(limit);
}

/* (value, n) */
PG_FUNCTION_INFO_V1(cvsql_control_center);
Datum
cvsql_control_center(PG_FUNCTION_ARGS)
{
	double		n;
	CvChart		chart;

	if (!ReadChart(PG_WINDOW_OBJECT(), &n, &chart))
		PG_RETURN_NULL();
	return ReturnLimit(fcinfo, &chart, 0);
}

/* The limit on one side, -1 or 1, of (value, n, sigmas) */
static Datum
ControlLimit(FunctionCallInfo fcinfo, int side)
{
	WindowObject window = PG_WINDOW_OBJECT();
	double		sigmas = cv_window_float8(window, 2, "sigmas");
	double		n;
	CvChart		chart;

	if (sigmas <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sigmas must be above 0, not %s", float8out_internal(sigmas))));
	if (isnan(sigmas) || !ReadChart(window, &n, &chart) || chart.values < LEAST_BASELINE)
		PG_RETURN_NULL();
	return ReturnLimit(fcinfo, &chart, side * sigmas * cvm_chart_sigma(&chart) / sqrt(n));
}

CV_FUNCTION(control_low, ControlLimit(fcinfo, -1));
CV_FUNCTION(control_high, ControlLimit(fcinfo, 1));
