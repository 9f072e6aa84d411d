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

/*
 * Is told a customer's entries in the scale of the ledger, which live until the next customer.  A key that is text is a view of the
 * ledger.
 */
typedef void (*CvLedgerVisitor) (CvKey key, const CvEntry *entries, int n, void *arg);

/* A ledger that is written, customer by customer in the order of their keys */
typedef struct CvLedgerWriter
{
	LedgerTally head;
	StringInfoData bytes;
	CvKey		key;			/* of the last customer, from which the next one counts if it is
								 * bigint */
} CvLedgerWriter;

extern const CvStateOps cv_ledger_state;
extern const CvStateOps cv_span_ledger_state;	/* of an aggregate over spans */

/* Visit all customers in the order of their keys.  By name, an error in the visitor says which customer it is about. */
extern void cv_ledger_visit(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg);
extern void cv_ledger_visit_by_name(const LedgerTally *ledger, CvLedgerVisitor visit, void *arg);

/* Begin a ledger of the unit, the kind of key and the last day that the head has, in the current context.  The head is not kept. */
extern void cv_begin_ledger(CvLedgerWriter *writer, const CvHead *head, int scale);

/* Copy a customer into it, whose entries are in order, one a period, at least one, and in the scale of the ledger */
extern void cv_write_ledger(CvLedgerWriter *writer, CvKey key, const CvEntry *entries, int n);

/* The ledger: it is the writer's bytes, and the writer is at its end.  Too many periods are an error. */
extern LedgerTally *cv_end_ledger(CvLedgerWriter *writer);

/*
 * A ledger's customers by periods of a unit that its own periods lie within: cv_check_coarser() refuses other units.  cv_coarsen() writes
 * the entries into room of the caller's for as many, and returns how many there are then.
 */
extern void cv_check_coarser(CvUnit from, CvUnit to);
extern int	cv_coarsen(CvUnit from, CvUnit to, const CvEntry *entries, int n, CvEntry *coarse);
extern void cv_check_by_day(const LedgerTally *ledger, const char *what);

static inline CvUnit
cv_ledger_unit(const LedgerTally *ledger)
{
	return (CvUnit) ledger->head.unit;
}

#endif
