/*
 * drivers.c
 *		The type driver_moments: exact sums and products of an outcome and its drivers, and what a regression is made of.
 */
#include "driver/drivers.h"

#include <math.h>

#include "core/suppress.h"
#include "core/type.h"
#include "math/exact.h"

#define VALUE_DECIMALS	6
#define WEIGHT_DECIMALS	9
#define MAX_UNITS		1e15	/* of a value, and of a weight */

/* ---------- the value ---------- */

DriverMoments *
cv_new_drivers(int drivers, bool weighted, int buffer)
{
	int			columns = drivers + 1;
	int			products = columns * (columns + 1) / 2;
	Size		weights_size = weighted ? sizeof(Weights) : 0;
	Size		product_size = weighted ? sizeof(WideProduct) : sizeof(int128);
	DriverMoments *m = cv_new_value(offsetof(DriverMoments, missing) + drivers * sizeof(int64) + weights_size
									+ columns * sizeof(int128) + products * product_size + buffer);

	m->drivers = drivers;
	m->weighted = weighted;
	m->buffer = buffer;
	return m;
}

void
cv_refuse_sums(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the sums of a driver_moments are out of range"),
			 errhint("Rescale the column with the largest values, for example divide it by 1000.")));
}

/* The same with weights, all 1; nothing is in a buffer of it */
DriverMoments *
cv_weighted_drivers(const DriverMoments *m)
{
	DriverMoments *copy = cv_new_drivers(m->drivers, true, 0);

	copy->head.open = m->head.open;
	copy->answers = m->answers;
	copy->incomplete = m->incomplete;
	memcpy(copy->missing, m->missing, m->drivers * sizeof(int64));
	WeightsOf(copy)->sum = m->answers * (int128) CV_WEIGHT_ONE;
	WeightsOf(copy)->squares = m->answers * ((int128) CV_WEIGHT_ONE * CV_WEIGHT_ONE);
	for (int i = 0; i < Columns(m); i++)
		if (__builtin_mul_overflow(SumsOf(m)[i], (int128) CV_WEIGHT_ONE, &SumsOf(copy)[i]))
			cv_refuse_sums();
	for (int i = 0; i < Products(m); i++)
		AddWideProduct(&WideProductsOf(copy)[i], CV_WEIGHT_ONE, ProductsOf(m)[i]);
	return copy;
}

/* A product that is known to be a multiple of the weight 1, divided by it */
static int128
UnitProduct(const WideProduct *product)
{
	int128		one = (int128) 1 << 64;
	int128		whole = product->high / CV_WEIGHT_ONE;
	int128		rest = product->high % CV_WEIGHT_ONE;

	if (whole != (int64) whole)
		cv_refuse_sums();
	return whole * one + (rest * one + product->low) / CV_WEIGHT_ONE;
}

static DriverMoments *
UnweightedDrivers(const DriverMoments *m)
{
	DriverMoments *copy = cv_new_drivers(m->drivers, false, 0);

	copy->answers = m->answers;
	copy->incomplete = m->incomplete;
	memcpy(copy->missing, m->missing, m->drivers * sizeof(int64));
	for (int i = 0; i < Columns(m); i++)
		SumsOf(copy)[i] = SumsOf(m)[i] / CV_WEIGHT_ONE;
	for (int i = 0; i < Products(m); i++)
		ProductsOf(copy)[i] = UnitProduct(&WideProductsOf(m)[i]);
	return copy;
}

/*
 * A copy in the form that equal rows share.  By Cauchy-Schwarz the sums of n weights and of their squares are both n only if every
 * weight is 1.
 */
DriverMoments *
cv_finish_drivers(const DriverMoments *m)
{
	DriverMoments *copy;

	m = cv_settled_drivers(m);
	if (m->weighted && WeightsOf(m)->sum == m->answers * (int128) CV_WEIGHT_ONE
		&& WeightsOf(m)->squares == m->answers * ((int128) CV_WEIGHT_ONE * CV_WEIGHT_ONE))
		return UnweightedDrivers(m);
	copy = palloc(VARSIZE(m));
	memcpy(copy, m, VARSIZE(m));
	copy->head.open = false;
	return copy;
}

/* ---------- covariances ---------- */

static int128
AllWeight(const DriverMoments *m)
{
	return m->weighted ? WeightsOf(m)->sum : m->answers;
}

static CvmWide
WideOf(const DriverMoments *m, int i)
{
	CvmWide		wide = {{0}};

	if (!m->weighted)
		cvm_wide_add_product(&wide, ProductsOf(m)[i], 1);
	else
	{
		cvm_wide_add_product(&wide, WideProductsOf(m)[i].high, (int128) 1 << 64);
		cvm_wide_add_product(&wide, WideProductsOf(m)[i].low, 1);
	}
	return wide;
}

/* Those of all columns, times the square of the weight, in the units of products; each is rounded once */
static void
SetCovariances(const DriverMoments *m, CvmMatrix c)
{
	for (int i = 0, at = 0; i < Columns(m); i++)
		for (int j = 0; j <= i; j++, at++)
		{
			CvmWide		product = WideOf(m, at);

			c[i][j] = c[j][i] = cvm_exact_centred(AllWeight(m), &product, SumsOf(m)[i], SumsOf(m)[j]);
		}
}

/* ---------- what came from outside ---------- */

/* Have rows these counts? */
static bool
CountsPossible(const DriverMoments *m)
{
	int128		missing = 0;

	for (int i = 0; i < m->drivers; i++)
	{
		missing += m->missing[i];
		if (m->missing[i] > m->incomplete)
			return false;
	}
	return missing >= m->incomplete;
}

/* The sum of a product in units of one: 1e-12, or 1e-21 */
static double
ProductAt(const DriverMoments *m, int i)
{
	if (!m->weighted)
		return (double) ProductsOf(m)[i];
	return ldexp((double) WideProductsOf(m)[i].high, 64) + (double) WideProductsOf(m)[i].low;
}

/* Can as many rows, or as much weight, have these sums of a column and of its squares? */
static bool
SumsPossible(double weight, double sum, double squares)
{
	double		slack = 1 + 1e-9;

	return fabs(sum) <= weight * MAX_UNITS && squares >= 0 && squares <= weight * MAX_UNITS * MAX_UNITS
		&& sum * sum <= weight * squares * slack;
}

/*
 * Does no covariance pass what the variances allow, and does one row have none?  Products of rows never do, for they are exact.
 */
static bool
ProductsPossible(const DriverMoments *m)
{
	CvmMatrix	c;

	SetCovariances(m, c);
	for (int i = 0; i < Columns(m); i++)
		for (int j = 0; j <= i; j++)
			if (!(c[i][i] >= 0 && (m->answers > 1 || c[i][i] == 0) && c[i][j] * c[i][j] <= c[i][i] * c[j][j] * (1 + 1e-9)))
				return false;
	return true;
}

/* Why moments that were not made of rows cannot be some, or NULL */
static const char *
DriversProblem(const DriverMoments *m)
{
	double		weight = m->answers;

	if (m->answers == 0 && m->incomplete == 0 && !m->head.open)
		return "There must be rows.";
	if (!CountsPossible(m))
		return "The incomplete rows must each miss some value, and no column can miss more of them.";
	if (m->weighted)
	{
		const Weights *weights = WeightsOf(m);

		weight = (double) weights->sum;
		if (weights->sum < 0 || weights->sum > m->answers * (int128) MAX_UNITS
			|| !SumsPossible(m->answers, weight, (double) weights->squares)
			|| (double) weights->squares > weight * weight * (1 + 1e-9))
			return "No rows have these sums of weights and of squared weights.";
	}
	for (int i = 0; i < Columns(m); i++)
		if (!SumsPossible(weight, (double) SumsOf(m)[i], ProductAt(m, i * (i + 3) / 2)))
			return "No rows have these sums and sums of squares.";
	return ProductsPossible(m) ? NULL : "No rows have these sums of products.";
}

/* ---------- external forms ---------- */

static void
DescribeDecimals(CvForm *form, const char *key, int128 *numbers, int n, int decimals)
{
	cv_form_begin_fixed(form, key, n);
	for (int i = 0; i < n; i++)
		cv_form_decimal(form, NULL, &numbers[i], decimals);
	cv_form_end_array(form);
}

/* Pairs [high, low] */
static void
DescribeWideProducts(CvForm *form, WideProduct *products, int n)
{
	cv_form_begin_fixed(form, "products", n);
	for (int i = 0; i < n; i++)
	{
		int128		parts[2] = {products[i].high, products[i].low};

		DescribeDecimals(form, NULL, parts, 2, 0);
		if (form->reads)
			cv_form_require(form, parts[1] == (uint64) parts[1] ? NULL : "The lower part of a product must have 64 bits.");
		products[i].high = parts[0];
		products[i].low = (uint64) parts[1];
	}
	cv_form_end_array(form);
}

static void *
DescribeDrivers(CvForm *form, void *value)
{
	DriverMoments *m = value ? (DriverMoments *) cv_settled_drivers(value) : NULL;
	int64		drivers = m ? m->drivers : 0;
	bool		weighted = m && m->weighted;

	cv_form_number(form, "drivers", &drivers, form->open ? 0 : 1, CVM_MAX_DRIVERS);
	weighted = cv_form_optional(form, "weights", weighted);
	if (form->reads)
		m = cv_new_drivers((int) drivers, weighted, 0);
	m->head.open = form->open;
	cv_form_number(form, "answers", &m->answers, 0, PG_INT64_MAX);
	cv_form_number(form, "incomplete", &m->incomplete, 0, PG_INT64_MAX);
	cv_form_numbers(form, "missing", m->missing, m->drivers, 0, PG_INT64_MAX);
	if (weighted)
	{
		cv_form_decimal(form, "weights", &WeightsOf(m)->sum, WEIGHT_DECIMALS);
		cv_form_decimal(form, "squared_weights", &WeightsOf(m)->squares, 2 * WEIGHT_DECIMALS);
	}
	DescribeDecimals(form, "sums", SumsOf(m), Columns(m), weighted ? VALUE_DECIMALS + WEIGHT_DECIMALS : VALUE_DECIMALS);
	if (weighted)
		DescribeWideProducts(form, WideProductsOf(m), Products(m));
	else
		DescribeDecimals(form, "products", ProductsOf(m), Products(m), 2 * VALUE_DECIMALS);
	if (!form->reads)
		return m;
	cv_form_require(form, DriversProblem(m));
	return form->open ? m : cv_finish_drivers(m);
}

static const CvType cv_driver_moments = {"driver_moments", DescribeDrivers};

CV_TYPE_FUNCTIONS(driver_moments);

CV_FUNCTION(driver_moments_suppress, cv_suppress(fcinfo, PG_GETARG_DRIVERS(0)->answers));

/* ---------- what a regression is made of ---------- */

/* Correlations in place of covariances, and deviations; those of a constant column are not known */
static void
SetCorrelations(const DriverMoments *m, CvRegression *x)
{
	double		units = (double) AllWeight(m) * VALUE_ONE;
	double		spread = x->effective_n > 1 ? x->effective_n / (x->effective_n - 1) : NAN;

	SetCovariances(m, x->r);
	for (int i = 0; i < Columns(m); i++)
		x->deviations[i] = sqrt(x->r[i][i] * spread) / units;
	for (int i = 0; i < Columns(m); i++)
		for (int j = 0; j < i; j++)
			x->r[i][j] = x->r[j][i] = x->r[i][j] / sqrt(x->r[i][i] * x->r[j][j]);
	for (int i = 0; i < Columns(m); i++)
		x->r[i][i] = 1;
}

/* Everything that is known of the columns, but nothing is fitted yet */
void
cv_regression_of(const DriverMoments *m, CvRegression *x)
{
	int128		weight = AllWeight(m);

	x->k = m->drivers;
	x->n = x->effective_n = m->answers;
	if (m->weighted)
		x->effective_n = (double) weight * (double) weight / (double) WeightsOf(m)->squares;
	for (int i = 0; i < Columns(m); i++)
		x->means[i] = weight > 0 ? cv_ratio(SumsOf(m)[i], weight) / VALUE_ONE : NAN;
	SetCorrelations(m, x);
}
