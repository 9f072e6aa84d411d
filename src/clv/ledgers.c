/*
 * ledgers.c
 *		Purchases out of a ledger by day, which holds those of all customers: histories, and the tally for models.
 */
#include "postgres.h"

#include <math.h>

#include "clv/clvtally.h"
#include "core/ledger.h"
#include "core/row.h"
#include "utils/float.h"
#include "utils/memutils.h"

typedef struct Histories
{
	CvRow		row;
	const LedgerTally *ledger;
} Histories;

static void
PutHistory(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Histories  *histories = arg;
	PurchaseCalendar *history = cv_purchases_of_entries(entries, n, histories->ledger->scale);
	char	   *customer = cv_key_text((CvKeyKind) histories->ledger->head.key_kind, key);

	cv_set_text(&histories->row, "customer", customer);
	cv_set_datum(&histories->row, "history", PointerGetDatum(history));
	cv_put_row(&histories->row);
	pfree(customer);
	pfree(history);
}

/* (ledger) */
PG_FUNCTION_INFO_V1(cvsql_histories);
Datum
cvsql_histories(PG_FUNCTION_ARGS)
{
	Histories	histories;

	cv_begin_rows(&histories.row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	histories.ledger = PG_GETARG_LEDGER(0);
	cv_check_by_day(histories.ledger, "histories");
	cv_ledger_visit(histories.ledger, PutHistory, &histories);
	PG_RETURN_NULL();
}

typedef struct Tallying
{
	const LedgerTally *ledger;
	ClvTally	head;
	CvLive	   *live;
} Tallying;

static void
TallyCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Tallying   *tallying = arg;
	PurchaseCalendar *history = cv_purchases_of_entries(entries, n, tallying->ledger->scale);
	double		row[CV_MAX_ROW];

	(void) key;
	if (cv_clv_row_of_history(&tallying->head, history, row))
		cv_rows_add(tallying->live->rows, row);
	pfree(history);
}

/* (ledger, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_clv_tally);
Datum
cvsql_clv_tally(PG_FUNCTION_ARGS)
{
	Tallying	tallying = {0};
	CvHead	   *head = &tallying.head.head;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tallying.ledger = PG_GETARG_LEDGER(0);
	cv_check_by_day(tallying.ledger, "clv_tally");
	head->version = CV_VERSION;
	head->last_seen = cv_as_of_arg(fcinfo, 1, tallying.ledger->head.last_seen);
	head->unit = cv_tally_unit_arg(fcinfo, 2, &tallying.head.occasions);
	tallying.head.knows_spend = true;
	tallying.live = cv_live_new(CurrentMemoryContext, &cv_clv_state, head);
	cv_ledger_visit(tallying.ledger, TallyCustomer, &tallying);
	return cv_return_state(fcinfo, cv_live_close(tallying.live));
}
