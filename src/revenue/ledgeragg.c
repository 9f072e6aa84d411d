/*
 * ledgeragg.c
 *		Aggregates that make a ledger_tally in one pass over payments, and its readings.
 *
 * Rows where the customer, the time or the amount is NULL are skipped; no rows, or only such, give NULL.
 * NaN, infinite amounts and infinite times are errors; negative amounts, credits, are not: they lower
 * what the customer pays in the period.  Rows of a customer and period add up, exactly, so the
 * order of rows, the number of workers and repeated merging leave no trace.
 */
#include "core/account.h"
#include "core/aggregate.h"
#include "core/ledger.h"

/* Transition from (state, customer, at, amount, unit), for every type of customer and time */
PG_FUNCTION_INFO_V1(cvsql_ledger_accum);
Datum
cvsql_ledger_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	CvUnit		unit;
	DateADT		day;
	int			scale;
	int128		amount;
	CvAccount	account;

	cv_state_begin(&state, fcinfo, &cv_ledger_state);
	unit = cv_unit_of_state(fcinfo, 4, state.head);
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return cv_state_end(&state);
	if (state.head == NULL)
		cv_state_of_customers(&state, unit);
	day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));
	amount = cv_amount_arg(fcinfo, 3, &scale);
	cv_account_of_entry(&account, cv_period_of_day(unit, day), amount, scale);
	state.head->last_seen = Max(state.head->last_seen, day);
	((LedgerTally *) state.head)->scale = Max(((LedgerTally *) state.head)->scale, scale);
	cv_state_put(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), &account);
	return cv_state_end(&state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_merge);
Datum
cvsql_ledger_tally_merge(PG_FUNCTION_ARGS)
{
	return cv_state_merge(fcinfo, &cv_ledger_state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_combine);
Datum
cvsql_ledger_tally_combine(PG_FUNCTION_ARGS)
{
	return cv_state_combine(fcinfo, &cv_ledger_state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_final);
Datum
cvsql_ledger_tally_final(PG_FUNCTION_ARGS)
{
	return cv_state_final(fcinfo, &cv_ledger_state);
}

PG_FUNCTION_INFO_V1(cvsql_ledger_tally_add);
Datum
cvsql_ledger_tally_add(PG_FUNCTION_ARGS)
{
	return cv_state_plus(fcinfo, &cv_ledger_state);
}
