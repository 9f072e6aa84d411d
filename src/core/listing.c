/*
 * listing.c
 *		Sets of rows out of a ledger, customer by customer.
 */
#include "core/listing.h"

#include "utils/memutils.h"

static void
ListCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	CvListing  *listing = arg;
	MemoryContext old = MemoryContextSwitchTo(listing->scratch);

	listing->customer = cv_key_text((CvKeyKind) listing->ledger->head.key_kind, key);
	listing->put(listing, entries, n);
	MemoryContextSwitchTo(old);
	MemoryContextReset(listing->scratch);
}

/* Of the ledger in argument n, once there are rows; a listing that needs one by day says its name. */
void
cv_begin_listing(CvListing *listing, FunctionCallInfo fcinfo, int n, const char *by_day)
{
	listing->ledger = PG_GETARG_LEDGER(n);
	if (by_day)
		cv_check_by_day(listing->ledger, by_day);
}

/* Puts the rows of all customers */
void
cv_end_listing(CvListing *listing)
{
	listing->scratch = AllocSetContextCreate(CurrentMemoryContext, "custval listing", ALLOCSET_SMALL_SIZES);
	cv_ledger_visit_by_name(listing->ledger, ListCustomer, listing);
	MemoryContextDelete(listing->scratch);
}

/* The set of a function whose argument 0 is a ledger, which is empty where that is NULL: put makes a customer's rows. */
Datum
cv_list_customers(FunctionCallInfo fcinfo, const char *by_day, void (*put) (CvListing *listing, const CvEntry *entries, int n))
{
	CvListing	listing = {.put = put};

	cv_begin_rows(&listing.row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	cv_begin_listing(&listing, fcinfo, 0, by_day);
	cv_end_listing(&listing);
	PG_RETURN_NULL();
}
