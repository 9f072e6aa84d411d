/*
 * ledgeragg.c
 *		Aggregates that make a ledger_tally in one pass over payments, or over spans, and its readings.
 *
 * Rows where the customer, the time or the amount is NULL are skipped; no rows, or only such, give NULL.
 * NaN, infinite amounts and infinite times are errors; negative amounts, credits, are not: they lower
 * what the customer pays in the period.  Rows of a customer and period add up, exactly, so the
 * order of rows, the number of workers and repeated merging leave no trace.
 *
 * A span is a row in every period that ends within it, and is kept as a run of periods until the ledger is closed: so the
 * memory follows the rows, however long they last.  One in which no period ends is skipped, as a row with NULL is.
 */
#include "core/account.h"
#include "core/aggregate.h"
#include "core/listing.h"
#include "core/span.h"
#include "utils/builtins.h"

/* The state has seen a row whose last day is this one, and an amount of this scale. */
static inline void
SeeRow(CvHead *head, DateADT day, int scale)
{
	LedgerTally *ledger = (LedgerTally *) head;

	head->last_seen = Max(head->last_seen, day);
	ledger->scale = Max(ledger->scale, scale);
}

static inline void
SetPayment(FunctionCallInfo fcinfo, CvHead *head, void *account)
{
	DateADT		day = cv_day_arg(fcinfo, 2, cv_arg_type(fcinfo, 2));
	int			scale;
	int128		amount = cv_amount_arg(fcinfo, 3, &scale);

	cv_account_of_entry(account, cv_period_of_day((CvUnit) head->unit, day), amount, scale);
	SeeRow(head, day, scale);
}

/* Transition from (state, customer, at, amount, unit), for every type of customer and time */
CV_FUNCTION(ledger_accum, cv_add_event(fcinfo, &cv_ledger_state, 4, PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3), SetPayment));

/* Transition from (state, customer, during, amount, unit, as_of), for every type of customer */
PG_FUNCTION_INFO_V1(cvsql_subscription_ledger_accum);
Datum
cvsql_subscription_ledger_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	bool		skipped = PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3);
	CvUnit		unit;
	DateADT		as_of;
	CvRun		run;
	CvSpan		periods;
	int			scale;
	CvAccount  *account;

	cv_state_begin(&state, fcinfo, &cv_span_ledger_state);
	unit = cv_unit_of_state(fcinfo, 4, state.head, skipped);
	as_of = cv_constant_as_of_arg(fcinfo, 5);
	if (skipped)
		return cv_state_end(&state);
	cv_begin_naming_row(&state.naming, fcinfo);
	run.amount = cv_amount_arg(fcinfo, 3, &scale);
	periods = cv_periods_of_span(unit, cv_span_arg(fcinfo, 2, as_of));
	if (periods.first > periods.last)
		return cv_state_end(&state);
	cv_check_as_of(state.head, as_of);
	cv_state_of_customers(&state, unit);
	run.first = periods.first;
	run.last = periods.last;
	account = cv_state_payload(&state);
	cv_account_of_run(account, &run, scale);
	SeeRow(state.head, as_of, scale);
	cv_state_put(&state, cv_key_arg(fcinfo, 1, (CvKeyKind) state.head->key_kind), account);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(ledger_tally, cv_ledger_state);
CV_STATE_FUNCTION(subscription_ledger, combine, cv_span_ledger_state);

/* ---------- readings ---------- */

typedef struct Coarsening
{
	CvUnit		from;
	CvUnit		to;
	CvLedgerWriter writer;
} Coarsening;

static void
CoarsenCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Coarsening *coarsening = arg;
	CvEntry    *coarse = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(CvEntry));

	n = cv_coarsen(coarsening->from, coarsening->to, entries, n, coarse);
	cv_write_ledger(&coarsening->writer, key, coarse, n);
	pfree(coarse);
}

/* (ledger, unit) */
PG_FUNCTION_INFO_V1(cvsql_ledger_by);
Datum
cvsql_ledger_by(PG_FUNCTION_ARGS)
{
	LedgerTally *ledger = PG_GETARG_LEDGER(0);
	Coarsening	coarsening = {cv_ledger_unit(ledger), cv_unit_arg(fcinfo, 1, NULL)};
	CvHead		head = ledger->head;

	cv_check_coarser(coarsening.from, coarsening.to);
	head.unit = coarsening.to;
	cv_begin_ledger(&coarsening.writer, &head, ledger->scale);
	cv_ledger_visit(ledger, CoarsenCustomer, &coarsening);
	PG_RETURN_POINTER(cv_end_ledger(&coarsening.writer));
}

static void
PutEntries(CvListing *listing, const CvEntry *entries, int n)
{
	Datum		customer = CStringGetTextDatum(listing->customer);

	for (int i = 0; i < n; i++)
	{
		cv_set_datum(&listing->row, "customer", customer);
		cv_set_date(&listing->row, "period_start", cv_period_start(cv_ledger_unit(listing->ledger), entries[i].at));
		cv_set_amount(&listing->row, "amount", entries[i].amount, listing->ledger->scale);
		cv_put_row(&listing->row);
	}
}

CV_FUNCTION(ledger_table, cv_list_customers(fcinfo, NULL, PutEntries));
CV_FUNCTION(customers_of_ledger, Int64GetDatum(PG_GETARG_LEDGER(0)->n));
