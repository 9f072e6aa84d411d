/* Sets of rows out of a ledger, customer by customer: see listing.c */
#ifndef CV_CORE_LISTING_H
#define CV_CORE_LISTING_H

#include "postgres.h"

#include "core/ledger.h"
#include "core/row.h"

typedef struct CvListing
{
	CvRow		row;
	const LedgerTally *ledger;
	MemoryContext scratch;		/* emptied after each customer */
	char	   *customer;		/* whose rows are put, as text, in scratch */
	void		(*put) (struct CvListing *listing, const CvEntry *entries, int n);
} CvListing;

/* Take the ledger in argument n.  If by_day is not NULL it is the name of the function, which refuses a ledger that is not by day. */
extern void cv_begin_listing(CvListing *listing, FunctionCallInfo fcinfo, int n, const char *by_day);

/* Put the rows of all customers */
extern void cv_end_listing(CvListing *listing);

/* What a function returns whose argument 0 is a ledger: the set of what put makes of each customer, which is empty where that is NULL. */
extern Datum cv_list_customers(FunctionCallInfo fcinfo, const char *by_day, void (*put) (CvListing *listing, const CvEntry *entries, int n));

#endif
