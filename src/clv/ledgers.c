/*
 * ledgers.c
 *		Purchases out of a ledger by day, which holds those of all customers: histories, and the tally for models.
 */
#include "postgres.h"

#include "clv/clvtally.h"
#include "core/listing.h"

static void
PutHistory(CvListing *listing, const CvEntry *entries, int n)
{
	PurchaseCalendar *history = cv_purchases_of_entries(entries, n, listing->ledger->scale);

	cv_set_text(&listing->row, "customer", listing->customer);
	cv_set_datum(&listing->row, "history", PointerGetDatum(history));
	cv_put_row(&listing->row);
}

CV_FUNCTION(histories, cv_list_customers(fcinfo, "histories", PutHistory));

typedef struct Tallying
{
	const LedgerTally *ledger;
	CvLive	   *live;
} Tallying;

static void
TallyCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Tallying   *tallying = arg;
	double		row[CV_MAX_ROW];

	(void) key;
	if (cv_clv_row_of_purchases((ClvTally *) tallying->live->head, FirstOfEntries(entries, n, tallying->ledger->scale), row))
		cv_rows_add(tallying->live->rows, row);
}

/* (ledger, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_clv_tally);
Datum
cvsql_clv_tally(PG_FUNCTION_ARGS)
{
	ClvTally	asked = {.head.version = CV_VERSION,.knows_spend = true};
	Tallying	tallying;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tallying.ledger = PG_GETARG_LEDGER(0);
	cv_check_by_day(tallying.ledger, "clv_tally");
	asked.head.last_seen = cv_as_of_arg(fcinfo, 1, tallying.ledger->head.last_seen);
	asked.head.unit = cv_tally_unit_arg(fcinfo, 2, &asked.occasions);
	tallying.live = cv_live_new(CurrentMemoryContext, &cv_clv_state, &asked.head);
	cv_ledger_visit_by_name(tallying.ledger, TallyCustomer, &tallying);
	return cv_return_state(fcinfo, cv_live_close(tallying.live));
}
