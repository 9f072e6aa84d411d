/*
 * driver.c
 *		Readings of driver_moments: what drives an outcome, by how much, and how surely.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "core/check.h"
#include "core/function.h"
#include "core/row.h"
#include "driver/drivers.h"
#include "math/importance.h"
#include "math/relative.h"
#include "math/shapley.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

typedef enum Method
{
	SHAPLEY,
	RELATIVE_WEIGHTS,
	FIRST,
	LAST,
	PRATT
} Method;

static const char *const Methods[] = {"shapley", "relative_weights", "first", "last", "pratt"};

/* Importances of all drivers by a method */
typedef struct Importances
{
	const CvRegression *x;
	Method		method;
	CvShapley  *shapley;
	CvRelative *relative;
	double		sum;
	CvImportance of[CVM_COLUMNS];
} Importances;

/* ---------- importances ---------- */

static Method
MethodArg(FunctionCallInfo fcinfo, int n, int drivers)
{
	Method		method = (Method) cv_choice_arg(fcinfo, n, "method", Methods, lengthof(Methods));

	if (method == SHAPLEY && drivers > CVM_SHAPLEY_DRIVERS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("shapley shares R squared out among at most %d drivers, not %d", CVM_SHAPLEY_DRIVERS, drivers),
				 errhint("Use method => 'relative_weights'.")));
	return method;
}

/* What the method needs before it can be asked of a driver; false if that cannot be had */
static bool
PrepareMethod(Importances *all)
{
	if (all->method == SHAPLEY)
	{
		all->shapley = palloc(sizeof(CvShapley));
		cvm_shapley_begin(all->shapley, all->x);
		while (cvm_shapley_step(all->shapley))
			CHECK_FOR_INTERRUPTS();
	}
	if (all->method != RELATIVE_WEIGHTS)
		return true;
	all->relative = palloc(sizeof(CvRelative));
	return cvm_relative_begin(all->relative, all->x);
}

static void
SlopesOf(const Importances *all, int driver, CvmMatrix slopes)
{
	switch (all->method)
	{
		case SHAPLEY:
			cvm_shapley_slopes(all->shapley, driver, slopes);
			break;
		case RELATIVE_WEIGHTS:
			cvm_relative_slopes(all->relative, driver, slopes);
			break;
		case FIRST:
			cvm_first_slopes(all->x, driver, slopes);
			break;
		case LAST:
			cvm_last_slopes(all->x, driver, slopes);
			break;
		case PRATT:
			cvm_pratt_slopes(all->x, driver, slopes);
			break;
	}
}

/* Of a method whose importances are shares of the variance, no limit is outside 0..1. */
static void
ClipImportance(CvImportance *importance)
{
	if (isnan(importance->interval.low))
		return;
	importance->interval.low = Max(importance->interval.low, 0);
	importance->interval.high = Min(importance->interval.high, 1);
}

/* NULL where they are not known */
static Importances *
ImportancesOf(const CvRegression *x, Method method, double confidence)
{
	Importances *all = palloc0(sizeof(Importances));
	CvmMatrix	slopes;

	all->x = x;
	all->method = method;
	if (!x->known || !PrepareMethod(all))
		return NULL;
	for (int i = 1; i <= x->k; i++)
	{
		CHECK_FOR_INTERRUPTS();
		SlopesOf(all, i, slopes);
		cvm_importance(x, slopes, confidence, &all->of[i]);
		all->sum += all->of[i].value;
		if (method != PRATT)
			ClipImportance(&all->of[i]);
	}
	return all;
}

/* ---------- the table ---------- */

static void
FitDrivers(const DriverMoments *m, CvRegression *x)
{
	cv_regression_of(m, x);
	cvm_fit_regression(x);
}

/* The names of drivers, or NULL where nobody gave any */
typedef struct Names
{
	Datum	   *names;
	bool	   *unknown;
} Names;

/* Those in argument n, one for each driver */
static Names
NamesArg(FunctionCallInfo fcinfo, int n, int drivers)
{
	Names		names = {NULL, NULL};
	ArrayType  *array;
	int			count;

	if (PG_ARGISNULL(n))
		return names;
	array = PG_GETARG_ARRAYTYPE_P(n);
	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("names must be an array of one dimension, not %d", ARR_NDIM(array)),
				 errhint("Such as '{speed,quality,price}'.")));
	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names.names, &names.unknown, &count);
	if (count != drivers)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d drivers have %d names", drivers, count),
				 errhint("Pass as many names as driver_agg has drivers, in their order.")));
	return names;
}

static void
SetName(CvRow *row, Names names, int driver)
{
	if (names.names == NULL)
		cv_set_text(row, "name", psprintf("driver %d", driver));
	else if (!names.unknown[driver - 1])
		cv_set_datum(row, "name", names.names[driver - 1]);
}

static void
SetFit(CvRow *row, const Importances *all, int driver, double confidence)
{
	const CvImportance *importance = &all->of[driver];
	CvCoefficient c;

	cvm_coefficient(all->x, driver, confidence, &c);
	cv_set_float8(row, "coefficient", c.coefficient);
	cv_set_float8(row, "se", c.se);
	cv_set_limits(row, true, &c.interval, 1);
	cv_set_float8(row, "p_value", c.p_value);
	cv_set_float8(row, "standardized", all->x->b[driver]);
	cv_set_float8(row, "vif", all->x->inverse[driver][driver]);
	cv_set_float8(row, "importance", importance->value);
	cv_set_float8(row, "importance_low", importance->interval.low);
	cv_set_float8(row, "importance_high", importance->interval.high);
	cv_set_float8(row, "share", importance->value / all->sum);
}

/* (moments, names, method, confidence) */
PG_FUNCTION_INFO_V1(cvsql_driver_table);
Datum
cvsql_driver_table(PG_FUNCTION_ARGS)
{
	CvRegression x;
	CvRow		row;
	DriverMoments *m;
	Names		names;
	Importances *all;
	double		confidence;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	m = PG_GETARG_DRIVERS(0);
	names = NamesArg(fcinfo, 1, m->drivers);
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(3));
	FitDrivers(m, &x);
	all = ImportancesOf(&x, MethodArg(fcinfo, 2, m->drivers), confidence);
	for (int i = 1; i <= x.k; i++)
	{
		cv_set_int(&row, "driver", i);
		SetName(&row, names, i);
		cv_set_float8(&row, "mean", x.means[i]);
		cv_set_float8(&row, "stddev", x.deviations[i]);
		cv_set_float8(&row, "correlation", x.r[0][i]);
		if (all)
			SetFit(&row, all, i, confidence);
		cv_set_bigint(&row, "missing", m->missing[i - 1]);
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- the summary ---------- */

PG_FUNCTION_INFO_V1(cvsql_driver_summary);
Datum
cvsql_driver_summary(PG_FUNCTION_ARGS)
{
	DriverMoments *m = PG_GETARG_DRIVERS(0);
	CvRegression x;
	CvRegressionTest test;
	CvRow		row;

	FitDrivers(m, &x);
	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "answers", m->answers);
	cv_set_bigint(&row, "incomplete", m->incomplete);
	cv_set_int(&row, "drivers", m->drivers);
	if (x.redundant > 0)
		cv_set_int(&row, "redundant", x.redundant);
	if (x.known)
	{
		cvm_regression_test(&x, &test);
		cv_set_float8(&row, "intercept", test.intercept);
		cv_set_float8(&row, "r_squared", x.r_squared);
		cv_set_float8(&row, "adjusted_r_squared", test.adjusted_r_squared);
		cv_set_float8(&row, "residual_se", test.residual_se);
		cv_set_float8(&row, "f", test.f);
		cv_set_float8(&row, "p_value", test.p_value);
	}
	if (m->answers > 0)
		cv_set_float8(&row, "effective_n", x.effective_n);
	return cv_end_row(&row);
}

CV_FUNCTION(answers_of_drivers, Int64GetDatum(PG_ARGISNULL(0) ? 0 : PG_GETARG_DRIVERS(0)->answers));
