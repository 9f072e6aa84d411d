/*
 * driveragg.c
 *		The aggregates that make a driver_moments.
 *
 * A row is an outcome, as many drivers as every other row has, and perhaps a weight.  A NULL outcome, array or weight skips it; NULLs
 * within the array are missing values, which make it incomplete: counted, but in no sum.  No rows, or only skipped ones, give NULL.  NaN,
 * infinities and numbers beyond 1e9 are errors; numbers are rounded to six decimals.  Sums are whole numbers, so the order of rows, the
 * number of workers and the path of a moving frame leave no trace.
 */
#include "driver/drivers.h"

#include <math.h>

#include "core/check.h"
#include "utils/array.h"
#include "utils/float.h"

#define MAX_VALUE	1e9
#define SAFE_ROWS	((int64) 1 << 26)	/* products are below 2^100: so many cannot overflow */

/* ---------- values in ---------- */

/* Column 0 is the outcome */
static void
RefuseValue(double value, int column)
{
	char	   *name = column ? psprintf("driver %d", column) : pstrdup("outcome");

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must lie between -1000000000 and 1000000000, not %s", name, float8out_internal(cv_check_finite(value, name))),
			 errhint("Rescale it, for example divide it by 1000.")));
}

/*
 * The value in units of 1e-6.  What a number of 2^52 and half of it is added to has no decimals left: that rounds as rint() does, which
 * is a call on some machines.
 */
static inline int64
UnitsOf(double value, int column)
{
	double		rounder = 6755399441055744.0;

	if (unlikely(!(fabs(value) <= MAX_VALUE)))
		RefuseValue(value, column);
	return (int64) ((value * VALUE_ONE + rounder) - rounder);
}

static void
RefuseDrivers(ArrayType *array)
{
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the drivers of a row must be an array of one dimension, not %d", ARR_NDIM(array)),
				 errhint("Such as ARRAY[speed, quality, price].")));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a row must have 1 to %d drivers, not %d", CVM_MAX_DRIVERS, ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array))),
			 errhint("Such as ARRAY[speed, quality, price]; leave out drivers that are sums or copies of others.")));
}

static void
RefuseOtherDrivers(int known, int drivers)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("all rows must have as many drivers: some have %d, and some %d", known, drivers),
			 errhint("Put NULL where a value is missing.")));
}

static int
DriversOfArray(ArrayType *array)
{
	if (unlikely(ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] > CVM_MAX_DRIVERS))
		RefuseDrivers(array);
	return ARR_DIMS(array)[0];
}

/* Read the values of drivers that are not missing, and count those that are, as often as rows says; is the row complete? */
static bool
ReadDrivers(DriverMoments *m, ArrayType *array, int rows, int64 *units)
{
	const double *values = (const double *) ARR_DATA_PTR(array);
	const		bits8 *known = ARR_NULLBITMAP(array);
	bool		complete = true;

	for (int i = 0; i < m->drivers; i++)
		if (unlikely(known && !(known[i / 8] >> i % 8 & 1)))
		{
			m->missing[i] += rows;
			complete = false;
		}
		else
			units[i] = UnitsOf(*values++, i + 1);
	return complete;
}

/* ---------- rows in and out ---------- */

static inline void
AddChecked(int128 *sum, int128 value)
{
	if (unlikely(__builtin_add_overflow(*sum, value, sum)))
		cv_refuse_sums();
}

/* sums + units, and products + units units', each times rows, 1 or -1 */
static inline void
AddColumns(DriverMoments *m, const int64 *units, int rows)
{
	int128	   *sums = SumsOf(m);
	int128	   *product = ProductsOf(m);
	bool		safe = m->answers < SAFE_ROWS;

	for (int i = 0; i < Columns(m); i++)
	{
		int128		signed_units = rows * units[i];

		sums[i] += signed_units;
		if (likely(safe))
			for (int j = 0; j <= i; j++)
				*product++ += signed_units * units[j];
		else
			for (int j = 0; j <= i; j++)
				AddChecked(product++, signed_units * units[j]);
	}
}

/* The same of a row with this weight, which is positive or 0 */
static void
AddWeightedColumns(DriverMoments *m, const int64 *units, int64 weight, int rows)
{
	int128	   *sums = SumsOf(m);
	WideProduct *product = WideProductsOf(m);

	AddChecked(&WeightsOf(m)->sum, rows * weight);
	AddChecked(&WeightsOf(m)->squares, rows * (int128) weight * weight);
	for (int i = 0; i < Columns(m); i++)
	{
		AddChecked(&sums[i], rows * (int128) weight * units[i]);
		for (int j = 0; j <= i; j++)
			AddWideProduct(product++, weight, rows * (int128) units[i] * units[j]);
	}
}

/* A complete row; what is returned is the state, which may have grown */
static DriverMoments *
MoveCompleteRow(DriverMoments *m, const int64 *units, int64 weight, int rows)
{
	if (unlikely(weight != CV_WEIGHT_ONE && !m->weighted))
		m = cv_weighted_drivers(cv_settled_drivers(m));
	if (unlikely(m->weighted))
		AddWeightedColumns(m, units, weight, rows);
	else
		AddColumns(m, units, rows);
	m->answers += rows;
	return m;
}

/* The same of any row */
static inline DriverMoments *
MoveRow(DriverMoments *m, double outcome, ArrayType *drivers, int64 weight, int rows)
{
	int64		units[CVM_COLUMNS];

	if (rows > 0 && weight == CV_WEIGHT_ONE && !ARR_HASNULL(drivers) && cv_buffer_row(m, outcome, (const double *) ARR_DATA_PTR(drivers)))
	{
		m->answers++;
		return m;
	}
	units[0] = UnitsOf(outcome, 0);
	if (ReadDrivers(m, drivers, rows, units + 1))
		return MoveCompleteRow(m, units, weight, rows);
	m->incomplete += rows;
	return m;
}

/* There is one from the first row on, for moving frames never go back to none; it has no columns before a row has drivers. */
static DriverMoments *
DriversState(FunctionCallInfo fcinfo, int drivers)
{
	DriverMoments *m = cv_writable_state(fcinfo);

	if (m && (drivers == 0 || m->drivers == drivers))
		return m;
	if (m && m->drivers > 0)
		RefuseOtherDrivers(m->drivers, drivers);
	m = cv_new_buffered_drivers(drivers);
	m->head.open = true;
	return m;
}

/* The transition: (state, outcome, drivers [, weight]); rows is 1, or -1 to take the row out */
static inline Datum
StepByRow(FunctionCallInfo fcinfo, int rows)
{
	ArrayType  *array;
	DriverMoments *m;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		PG_RETURN_POINTER(DriversState(fcinfo, 0));
	array = PG_GETARG_ARRAYTYPE_P(2);
	m = DriversState(fcinfo, DriversOfArray(array));
	m = MoveRow(m, PG_GETARG_FLOAT8(1), array, cv_weight_arg(fcinfo, 3), rows);
	if (unlikely((Pointer) array != PG_GETARG_POINTER(2)))
		pfree(array);
	PG_RETURN_POINTER(m);
}

CV_FUNCTION(driver_accum, StepByRow(fcinfo, 1));
CV_FUNCTION(driver_remove, StepByRow(fcinfo, -1));

/* ---------- merging, and taking apart ---------- */

static void
AddRows(int64 *count, int64 rows)
{
	if (unlikely(__builtin_add_overflow(*count, rows, count)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a driver_moments holds at most " INT64_FORMAT " rows", PG_INT64_MAX)));
	if (unlikely(*count < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take rows out of a driver_moments that does not hold them")));
}

/* The sum of products, which moments have in the same places; times is 1 or -1 */
static void
AddWide(WideProduct *sum, const WideProduct *product, int times)
{
	int128		low = (int128) sum->low + times * (int128) product->low;

	AddChecked(&sum->high, times * product->high + (low >> 64));
	sum->low = (uint64) low;
}

/* Add moments of as many drivers, or take them out: times is 1 or -1.  Both have weights, or neither has. */
static void
MoveSums(DriverMoments *into, const DriverMoments *from, int times)
{
	AddRows(&into->answers, times * from->answers);
	AddRows(&into->incomplete, times * from->incomplete);
	for (int i = 0; i < into->drivers; i++)
		AddRows(&into->missing[i], times * from->missing[i]);
	for (int i = 0; i < Columns(into); i++)
		AddChecked(&SumsOf(into)[i], times * SumsOf(from)[i]);
	if (into->weighted)
	{
		AddChecked(&WeightsOf(into)->sum, times * WeightsOf(from)->sum);
		AddChecked(&WeightsOf(into)->squares, times * WeightsOf(from)->squares);
	}
	for (int i = 0; i < Products(into); i++)
		if (into->weighted)
			AddWide(&WideProductsOf(into)[i], &WideProductsOf(from)[i], times);
		else
			AddChecked(&ProductsOf(into)[i], times * ProductsOf(from)[i]);
}

/* What is returned is where the sum is: into, unless that had to grow */
static DriverMoments *
MoveMoments(DriverMoments *into, const DriverMoments *from, int times)
{
	if (from->drivers == 0)
		return into;
	from = cv_settled_drivers(from);
	if (into->drivers == 0)
		into = cv_new_drivers(from->drivers, from->weighted, 0);
	if (into->drivers != from->drivers)
		RefuseOtherDrivers(into->drivers, from->drivers);
	if (from->weighted && !into->weighted)
		into = cv_weighted_drivers(cv_settled_drivers(into));
	if (into->weighted && !from->weighted)
		from = cv_weighted_drivers(from);
	MoveSums(into, from, times);
	return into;
}

/* The state with other moments added, or taken out, of which value_arg says whether they may be a part of an aggregate */
static Datum
StepByMoments(FunctionCallInfo fcinfo, void *(*value_arg) (FunctionCallInfo fcinfo, int n), int times)
{
	DriverMoments *m = DriversState(fcinfo, 0);

	if (!PG_ARGISNULL(1))
		m = MoveMoments(m, value_arg(fcinfo, 1), times);
	m->head.open = true;
	PG_RETURN_POINTER(m);
}

CV_FUNCTION(driver_moments_combine, StepByMoments(fcinfo, cv_any_value_arg, 1));
CV_FUNCTION(driver_moments_merge, StepByMoments(fcinfo, cv_value_arg, 1));
CV_FUNCTION(driver_moments_unmerge, StepByMoments(fcinfo, cv_value_arg, -1));
CV_FUNCTION(driver_moments_add, PG_ARGISNULL(0) || PG_ARGISNULL(1) ? cv_other_value(fcinfo)
			: PointerGetDatum(cv_finish_drivers(MoveMoments(cv_finish_drivers(PG_GETARG_DRIVERS(0)), PG_GETARG_DRIVERS(1), 1))));

/* The moments in the state in argument 0, or NULL where no row is */
static DriverMoments *
DriversOfState(FunctionCallInfo fcinfo)
{
	DriverMoments *m = PG_ARGISNULL(0) ? NULL : cv_any_value_arg(fcinfo, 0);

	cv_require_aggregate(fcinfo);
	return m && (m->answers > 0 || m->incomplete > 0) ? cv_finish_drivers(m) : NULL;
}

CV_FUNCTION(driver_moments_final, cv_return_state(fcinfo, DriversOfState(fcinfo)));
