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
	char	   *customer;		/* whose rows are put, as text */
	void		(*put) (struct CvListing *listing, const CvEntry *entries, int n);
} CvListing;

extern void cv_begin_listing(CvListing *listing, FunctionCallInfo fcinfo, int n, const char *by_day);
extern void cv_end_listing(CvListing *listing);
extern Datum cv_list_customers(FunctionCallInfo fcinfo, const char *by_day, void (*put) (CvListing *listing, const CvEntry *entries, int n));

#endif
