#ifndef CV_REVENUE_LEDGER_H
#define CV_REVENUE_LEDGER_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/customers.h"
#include "core/entries.h"
#include "fmgr.h"

/*
 * ledger_tally: what each customer paid in each period.  The customers are as
 * cv_customers_write_sorted() writes them, each with its periods in order; so equal ledgers have equal
 * bytes.  What workers send each other has the same form, but is in no order.
 */
typedef struct RevenueLedger
{
	int32		vl_len_;		/* varlena header, do not touch */
	uint8		unit;			/* CvUnit */
	uint8		key_kind;		/* CvKeyKind */
	uint8		scale;			/* decimals of amounts: the most seen */
	uint8		unused;			/* zero */
	int32		first;			/* first and last period with a row */
	int32		last;
	uint8		customers[FLEXIBLE_ARRAY_MEMBER];
} RevenueLedger;

#define PG_GETARG_LEDGER(n)	((RevenueLedger *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

#define MAX_LEDGER_SPAN	100000	/* periods */

/* A customer's entries in the scale of the ledger; they live until the next customer */
typedef void (*LedgerVisitor) (CvKey key, const CvEntry *entries, int n, void *arg);

extern void cv_ledger_visit(const RevenueLedger *ledger, LedgerVisitor visit, void *arg);
extern void cv_check_ledger_span(int64 first, int64 last);

#endif
