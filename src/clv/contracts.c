/*
 * contracts.c
 *		sbg_fit: the model of contracts, from periods of tenure or from a survival_tally.
 *
 * Contracts with NULL in tenure or customers are skipped; no rows, or only such, give NULL.  The number of
 * customers may be a part of one, to a millionth: published tables have percentages.
 */
#include "postgres.h"

#include <math.h>

#include "clv/clvtally.h"
#include "core/aggregate.h"
#include "core/survival.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define DECIMALS		6
#define ONE_CUSTOMER	1e6
#define MAX_SHARES		9e15

/* How many contracts in argument 3, in millionths */
static double
SharesArg(FunctionCallInfo fcinfo)
{
	Datum		rounded;
	int128		units;

	if (PG_NARGS() < 4)
		return ONE_CUSTOMER;
	rounded = DirectFunctionCall2(numeric_round, PG_GETARG_DATUM(3), Int32GetDatum(DECIMALS));
	if (!cv_decimal_from_numeric(DatumGetNumeric(rounded), DECIMALS, &units) || units < 0 || units > MAX_SHARES)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("customers must be a number from 0 to 9000000000, not %s", cv_numeric_text(PG_GETARG_DATUM(3)))));
	return (double) units;
}

/* Whether a contract ended; those that have no end must not be lost, for then it seems that most of them do */
static bool
ChurnedArg(FunctionCallInfo fcinfo, int n)
{
	if (PG_ARGISNULL(n))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("churned must not be NULL"),
				 errhint("A customer without an end is most often one who is still there: write coalesce(churned, false).")));
	return PG_GETARG_BOOL(n);
}

/* Transition from (state, tenure, churned [, customers]) */
PG_FUNCTION_INFO_V1(cvsql_sbg_accum);
Datum
cvsql_sbg_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	int64		tenure;
	bool		churned;
	double		shares;

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (PG_ARGISNULL(1) || (PG_NARGS() > 3 && PG_ARGISNULL(3)))
		return cv_state_end(&state);
	churned = ChurnedArg(fcinfo, 2);
	tenure = PG_GETARG_INT64(1);
	shares = SharesArg(fcinfo);
	if (tenure < 1 || tenure > MAX_PERIODS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("tenure must be a number of periods from 1 to %d, not " INT64_FORMAT, MAX_PERIODS, tenure),
				 errhint("A customer who left in the first period has tenure 1; leave out those who have just begun.")));
	if (shares > 0)
		cv_survival_add(&state, DECIMALS, (double) tenure, churned, shares);
	return cv_state_end(&state);
}

/* The state or the tally need not be of sbg_fit: its periods are looked at. */
static FittedClv *
FitRows(const SurvivalTally *tally, const double *rows, int64 n)
{
	for (const double *row = rows; row < rows + n * CV_SURVIVAL_WIDTH; row += CV_SURVIVAL_WIDTH)
	{
		if (row[1] != CV_CENSORED && row[1] != CV_CHURNED)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the sbg model knows neither late entry nor reasons of churn"),
					 errhint("Tally contracts from their start, and without reasons: survival_agg(duration, churned).")));
		if (!(row[0] >= 1 && row[0] <= MAX_PERIODS && row[0] == rint(row[0])))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("the sbg model counts in periods from 1 to %d, and a duration is %s", MAX_PERIODS, float8out_internal(row[0])),
					 errhint("Tally whole periods, for example survival_agg(ceil(days / 30.4375), churned).")));
	}
	return cv_fit_contracts(rows, n, pow(10, tally->decimals));
}

/* Final function of sbg_fit */
PG_FUNCTION_INFO_V1(cvsql_sbg_fit_final);
Datum
cvsql_sbg_fit_final(PG_FUNCTION_ARGS)
{
	CvLive	   *live = cv_state_live_arg(fcinfo, &cv_survival_state);
	const double *rows;
	int64		n;

	if (live == NULL)
		PG_RETURN_NULL();
	rows = cv_survival_rows(live, &n);
	return cv_return_state(fcinfo, FitRows((SurvivalTally *) live->head, rows, n));
}

/* (tally) */
PG_FUNCTION_INFO_V1(cvsql_sbg_fit);
Datum
cvsql_sbg_fit(PG_FUNCTION_ARGS)
{
	SurvivalTally *tally = PG_GETARG_SURVIVAL(0);
	int64		n;
	const double *rows = cv_rows_of(&tally->head, &cv_survival_state, &n);

	return cv_return_state(fcinfo, FitRows(tally, rows, n));
}
