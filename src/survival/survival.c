/*
 * survival.c
 *		The aggregate survival_agg, and the readings of its tallies.
 *
 * Rows where the duration or churned is NULL are skipped; no rows, or only such, give NULL.  NaN, infinite and
 * negative durations are errors, and -0 is 0.  Customers are counted, so neither the order of rows nor
 * the number of workers leaves a trace.
 */
#include "core/survival.h"

#include <math.h>

#include "core/row.h"
#include "math/survival.h"
#include "utils/float.h"

#define MAX_CUSTOMERS	9007199254740991.0	/* all together: below 2^53, where counts and their
											 * sums are exact */

static double
DurationArg(FunctionCallInfo fcinfo, int n)
{
	double		duration = PG_GETARG_FLOAT8(n);

	if (!(duration >= 0 && isfinite(duration)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("duration must be a finite number from 0, not %s", float8out_internal(duration))));
	return duration;
}

/* Transition from (state, duration, churned) */
PG_FUNCTION_INFO_V1(cvsql_survival_accum);
Datum
cvsql_survival_accum(PG_FUNCTION_ARGS)
{
	CvState		state;

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		cv_survival_add(&state, 0, DurationArg(fcinfo, 1), PG_GETARG_BOOL(2), 1);
	return cv_state_end(&state);
}

/* ---------- readings ---------- */

/* What a tally has, row by row */
typedef struct TallyReader
{
	const double *next;
	const double *end;
	double		customers;
} TallyReader;

/* The tally in argument 0.  Texts can count parts of customers, as sbg_fit does, and more of them than there are. */
static void
BeginTally(FunctionCallInfo fcinfo, TallyReader *reader)
{
	SurvivalTally *tally = PG_GETARG_SURVIVAL(0);
	int64		n;

	if (tally->decimals != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("this tally counts parts of customers, which only sbg_fit can read")));
	reader->next = cv_rows_of(&tally->head, &cv_survival_state, &n);
	reader->end = reader->next + n * CV_SURVIVAL_WIDTH;
	reader->customers = 0;
	for (const double *row = reader->next; row < reader->end; row += CV_SURVIVAL_WIDTH)
		reader->customers += row[2];
	if (reader->customers > MAX_CUSTOMERS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a survival_tally holds fewer than 2^53 customers")));
}

/* The next duration, and who churned or was censored then; false behind the last one */
static bool
ReadDuration(TallyReader *reader, double *at, CvLeavers *leavers)
{
	leavers->churned = leavers->censored = 0;
	if (reader->next == reader->end)
		return false;
	*at = reader->next[0];
	for (; reader->next < reader->end && reader->next[0] == *at; reader->next += CV_SURVIVAL_WIDTH)
		*(reader->next[1] ? &leavers->churned : &leavers->censored) = reader->next[2];
	return true;
}

PG_FUNCTION_INFO_V1(cvsql_customers_of_survival);
Datum
cvsql_customers_of_survival(PG_FUNCTION_ARGS)
{
	TallyReader reader;

	BeginTally(fcinfo, &reader);
	PG_RETURN_INT64((int64) reader.customers);
}

PG_FUNCTION_INFO_V1(cvsql_survival_table);
Datum
cvsql_survival_table(PG_FUNCTION_ARGS)
{
	TallyReader reader;
	CvSurvival	curve;
	CvLeavers	leavers;
	double		at;
	CvRow		row;

	BeginTally(fcinfo, &reader);
	cvm_survival_begin(&curve, reader.customers);
	cv_begin_rows(&row, fcinfo);
	while (ReadDuration(&reader, &at, &leavers))
	{
		cv_set_float8(&row, "at", at);
		cv_set_bigint(&row, "at_risk", (int64) curve.at_risk);
		cv_set_bigint(&row, "churned", (int64) leavers.churned);
		cv_set_bigint(&row, "censored", (int64) leavers.censored);
		cv_set_float8(&row, "survival", cvm_survival_step(&curve, &leavers));
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}
