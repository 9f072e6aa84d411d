/* ledger_tally: what each of many customers paid in each period; several rooms read it */
#ifndef CV_CORE_LEDGER_H
#define CV_CORE_LEDGER_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/entries.h"
#include "core/head.h"
#include "core/key.h"
#include "core/state.h"

/*
 * The customers come in the order of their keys, each with its periods in order, so equal ledgers have equal bytes.
 * A key is as in a log, but bigint counts from the one before; then how many periods there are; then
 * each, counted from the one before or, if it is the first, from 0, and its amount.  A net of 0 is an entry, too.
 * An open one is a log of accounts.
 */
typedef struct LedgerTally
{
	CvHead		head;			/* unit, key_kind and last_seen */
	int32		scale;			/* decimals of amounts: the most seen */
	int32		first;			/* first and last period with a row */
	int32		last;
	uint32		n;				/* customers */
	uint8		customers[FLEXIBLE_ARRAY_MEMBER];
} LedgerTally;

#define PG_GETARG_LEDGER(n)	((LedgerTally *) cv_value_arg(fcinfo, n))

/* A customer's entries in the scale of the ledger; they live until the next customer */
typedef void (*CvLedgerVisitor) (CvKey key, const CvEntry *entries, int n, void *arg);

/* A ledger that is written, customer by customer in the order of their keys */
typedef struct CvLedgerWriter
{
	LedgerTally head;
	StringInfoData bytes;
	CvKey		key;			/* of the last customer, whose bytes are in the ledger if it is
								 * text */
} CvLedgerWriter;

extern const CvStateOps cv_ledger_state;
extern const CvStateOps cv_span_ledger_state;	/* of an aggregate over spans */

extern void cv_ledger_visit(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg);
extern void cv_ledger_visit_by_name(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg);
extern void cv_begin_ledger(CvLedgerWriter *writer, const CvHead *head, int scale);
extern void cv_write_ledger(CvLedgerWriter *writer, CvKey key, const CvEntry *entries, int n);
extern LedgerTally *cv_end_ledger(CvLedgerWriter *writer);

/* A ledger's customers by periods of a unit that its own periods lie within */
extern void cv_check_coarser(CvUnit from, CvUnit to);
extern int	cv_coarsen(CvUnit from, CvUnit to, const CvEntry *entries, int n, CvEntry *coarse);
extern void cv_check_by_day(const LedgerTally *ledger, const char *what);

static inline CvUnit
cv_ledger_unit(const LedgerTally *ledger)
{
	return (CvUnit) ledger->head.unit;
}

#endif
