/*
 * concentration.c
 *		Readings of a value_tally: quantiles, and how much of the total few customers bring.
 *
 * Sums are exact, and divided once.
 */
#include "postgres.h"

#include <math.h>

#include "core/function.h"
#include "core/poll.h"
#include "core/row.h"
#include "core/suppress.h"
#include "math/wide.h"
#include "segment/valuetally.h"
#include "utils/float.h"

#define RATIO_BITS		126		/* that cv_ratio takes */
#define SAME_SHARE		1e-12	/* of customers: 0.1 + 0.2 is above 0.3 */

/* A tally that is read */
typedef struct Values
{
	const ValueTally *tally;
	const ValueCell *cells;
	int64		n;
	int64		customers;
	CvmWide		total;
} Values;

static void
ReadValues(FunctionCallInfo fcinfo, Values *values)
{
	values->tally = PG_GETARG_VALUES(0);
	values->cells = cv_value_cells(values->tally);
	values->n = values->tally->n;
	values->customers = cv_values_customers(values->cells, values->n);
	memset(&values->total, 0, sizeof(CvmWide));
	for (int64 i = 0; i < values->n; i++)
	{
		cv_poll(i);
		cvm_wide_add_product(&values->total, values->cells[i].value, values->cells[i].customers);
	}
}

/* Of the readings that tell shares of the total; false where there is none */
static bool
ReadShares(FunctionCallInfo fcinfo, Values *values)
{
	ReadValues(fcinfo, values);
	if (values->cells[0].value < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("shares of a total need values from 0, and the lowest one is %s",
						cv_numeric_text(cv_amount_datum(values->cells[0].value, values->tally->scale))),
				 errhint("Leave the others out: value_agg(value) FILTER (WHERE value >= 0).")));
	return cvm_wide_bits(&values->total) > 0;
}

/* The share in argument n, above 0 and up to 1 */
static double
ShareArg(FunctionCallInfo fcinfo, int n)
{
	double		share = PG_GETARG_FLOAT8(n);

	if (!(share > 0 && share <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("share must lie above 0 and up to 1, not %s", float8out_internal(share)),
				 errhint("It is a fraction: for 20 %%, pass 0.2.")));
	return share;
}

/* a / b, of which a is not the larger one */
static double
WideRatio(const CvmWide *a, const CvmWide *b)
{
	int			shift = Max(cvm_wide_bits(b) - RATIO_BITS, 0);

	return cv_ratio(cvm_wide_shifted(a, shift), cvm_wide_shifted(b, shift));
}

static Datum
WideAmount(const CvmWide *sum, int scale)
{
	if (cvm_wide_bits(sum) > 127)
		cv_refuse_digits();
	return cv_amount_datum(cvm_wide_shifted(sum, 0), scale);
}

static int64
CustomersOfValues(const ValueTally *tally)
{
	return cv_values_customers(cv_value_cells(tally), tally->n);
}

CV_FUNCTION(customers_of_values, Int64GetDatum(CustomersOfValues(PG_GETARG_VALUES(0))));
CV_FUNCTION(value_tally_suppress, cv_suppress(fcinfo, CustomersOfValues(PG_GETARG_VALUES(0))));

PG_FUNCTION_INFO_V1(cvsql_total);
Datum
cvsql_total(PG_FUNCTION_ARGS)
{
	Values		values;

	ReadValues(fcinfo, &values);
	return WideAmount(&values.total, values.tally->scale);
}

/* (tally, share): customers are counted until their share is reached */
PG_FUNCTION_INFO_V1(cvsql_value_quantile);
Datum
cvsql_value_quantile(PG_FUNCTION_ARGS)
{
	Values		values;
	double		share = ShareArg(fcinfo, 1);
	int64		i = 0;
	int64		reached;

	ReadValues(fcinfo, &values);
	reached = values.cells[0].customers;
	while ((double) reached / (double) values.customers < share - SAME_SHARE)
	{
		cv_poll(++i);
		reached += values.cells[i].customers;
	}
	return cv_amount_datum(values.cells[i].value, values.tally->scale);
}

/*
 * The sum over ranks i of 2 i y - (n + 1) y, over n times the total.  Of c customers alike above r others, ranks r + 1 to
 * r + c, it is c (2 r + c - n) y.
 */
static double
Gini(const Values *values)
{
	CvmWide		sum = {{0}};
	CvmWide		whole = {{0}};
	int128		n = values->customers;
	int128		below = 0;

	for (int64 i = 0; i < values->n; i++)
	{
		int128		customers = values->cells[i].customers;

		cv_poll(i);
		cvm_wide_add_product(&sum, values->cells[i].value, customers * (2 * below + customers - n));
		cvm_wide_add_product(&whole, values->cells[i].value, customers * n);
		below += customers;
	}
	return WideRatio(&sum, &whole);
}

PG_FUNCTION_INFO_V1(cvsql_gini);
Datum
cvsql_gini(PG_FUNCTION_ARGS)
{
	Values		values;

	if (!ReadShares(fcinfo, &values))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(Gini(&values));
}

/* What the best customers bring, of the total; the last of them may count in part */
static double
TopShare(const Values *values, double best)
{
	CvmWide		sum = {{0}};
	CvmWide		next = {{0}};
	int64		rest = (int64) floor(best);
	int64		i = values->n - 1;

	for (; i > 0 && values->cells[i].customers <= rest; i--)
	{
		cv_poll(i);
		cvm_wide_add_product(&sum, values->cells[i].value, values->cells[i].customers);
		rest -= values->cells[i].customers;
	}
	cvm_wide_add_product(&sum, values->cells[i].value, rest);
	cvm_wide_add_product(&next, values->cells[i].value, 1);
	return WideRatio(&sum, &values->total) + (best - floor(best)) * WideRatio(&next, &values->total);
}

/* (tally, share) */
PG_FUNCTION_INFO_V1(cvsql_top_share);
Datum
cvsql_top_share(PG_FUNCTION_ARGS)
{
	double		share = ShareArg(fcinfo, 1);
	Values		values;

	if (!ReadShares(fcinfo, &values))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(TopShare(&values, share * (double) values.customers));
}

/* The whole is reached by the last customer who brings something, not by one whose rounded share is 1 */
static bool
Reaches(const CvmWide *sum, const CvmWide *total, double share)
{
	return share < 1 ? WideRatio(sum, total) >= share : memcmp(sum, total, sizeof(CvmWide)) == 0;
}

/* (tally, share) */
PG_FUNCTION_INFO_V1(cvsql_share_cut);
Datum
cvsql_share_cut(PG_FUNCTION_ARGS)
{
	double		share = ShareArg(fcinfo, 1);
	Values		values;
	CvmWide		sum = {{0}};
	int64		i;

	if (!ReadShares(fcinfo, &values))
		PG_RETURN_NULL();
	for (i = values.n - 1; i >= 0; i--)
	{
		cv_poll(i);
		cvm_wide_add_product(&sum, values.cells[i].value, values.cells[i].customers);
		if (Reaches(&sum, &values.total, share))
			break;
	}
	return cv_amount_datum(values.cells[i].value, values.tally->scale);
}

/* ---------- table ---------- */

/* Where the best customers are that no bin has yet */
typedef struct BinReader
{
	const Values *values;
	int64		cell;			/* the one they begin in, */
	int64		left;			/* and its customers who are left */
	int64		taken;			/* all who are in bins, */
	CvmWide		brought;		/* and what they bring */
} BinReader;

typedef struct Bin
{
	int64		customers;
	int128		lowest;
	int128		highest;
	CvmWide		amount;
} Bin;

static void
TakeBin(BinReader *reader, int64 customers, Bin *bin)
{
	const ValueCell *cells = reader->values->cells;

	memset(bin, 0, sizeof(*bin));
	for (bin->customers = 0; bin->customers < customers;)
	{
		int64		some;

		if (reader->left == 0)
			reader->left = cells[--reader->cell].customers;
		cv_poll(reader->cell);
		some = Min(reader->left, customers - bin->customers);
		if (bin->customers == 0)
			bin->highest = cells[reader->cell].value;
		bin->lowest = cells[reader->cell].value;
		cvm_wide_add_product(&bin->amount, bin->lowest, some);
		cvm_wide_add_product(&reader->brought, bin->lowest, some);
		bin->customers += some;
		reader->left -= some;
	}
	reader->taken += customers;
}

static void
PutBin(CvRow *row, const BinReader *reader, int number, const Bin *bin)
{
	const Values *values = reader->values;
	bool		total = cvm_wide_bits(&values->total) > 0;
	int			scale = values->tally->scale;

	cv_set_int(row, "bin", number);
	cv_set_bigint(row, "customers", bin->customers);
	if (bin->customers > 0)
	{
		cv_set_amount(row, "lowest", bin->lowest, scale);
		cv_set_amount(row, "highest", bin->highest, scale);
	}
	cv_set_datum(row, "amount", WideAmount(&bin->amount, scale));
	cv_set_float8(row, "share", total ? WideRatio(&bin->amount, &values->total) : get_float8_nan());
	cv_set_float8(row, "cumulative_customers", (double) reader->taken / (double) values->customers);
	cv_set_float8(row, "cumulative_share", total ? WideRatio(&reader->brought, &values->total) : get_float8_nan());
	cv_put_row(row);
}

/* (tally, bins) */
PG_FUNCTION_INFO_V1(cvsql_concentration_table);
Datum
cvsql_concentration_table(PG_FUNCTION_ARGS)
{
	int			bins = cv_check_bins(PG_GETARG_INT64(1));
	Values		values;
	BinReader	reader = {&values};
	CvRow		row;
	Bin			bin;

	(void) ReadShares(fcinfo, &values);
	reader.cell = values.n;
	cv_begin_rows(&row, fcinfo);
	for (int number = 1; number <= bins; number++)
	{
		int64		end = (int64) ((int128) number * values.customers / bins);

		TakeBin(&reader, end - reader.taken, &bin);
		PutBin(&row, &reader, number, &bin);
	}
	PG_RETURN_NULL();
}
