/*
 * listing.c
 *		Sets of rows out of a ledger, customer by customer.
 */
#include "core/listing.h"

static void
ListCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	CvListing  *listing = arg;

	listing->customer = cv_key_text((CvKeyKind) listing->ledger->head.key_kind, key);
	listing->put(listing, entries, n);
	pfree(listing->customer);
}

/*
 * The set of a function whose argument 0 is a ledger, which is empty where that is NULL: put makes a customer's rows.
 * One that needs a ledger by day says its name.
 */
Datum
cv_list_customers(FunctionCallInfo fcinfo, const char *by_day, void (*put) (CvListing *listing, const CvEntry *entries, int n))
{
	CvListing	listing = {.put = put};

	cv_begin_rows(&listing.row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	listing.ledger = PG_GETARG_LEDGER(0);
	if (by_day)
		cv_check_by_day(listing.ledger, by_day);
	cv_ledger_visit(listing.ledger, ListCustomer, &listing);
	PG_RETURN_NULL();
}
