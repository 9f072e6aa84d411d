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
	char	   *customer;		/* whose rows are put, as text; it lives until the next one */
	void		(*put) (struct CvListing *listing, const CvEntry *entries, int n);
} CvListing;

extern Datum cv_list_customers(FunctionCallInfo fcinfo, const char *by_day, void (*put) (CvListing *listing, const CvEntry *entries, int n));

#endif
