#ifndef CV_CLV_PURCHASE_H
#define CV_CLV_PURCHASE_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/compat.h"
#include "core/decimal.h"
#include "core/entries.h"
#include "core/head.h"
#include "core/varint.h"
#include "fmgr.h"
#include "miscadmin.h"

/*
 * purchase_calendar: the net amount of every day with a purchase or a refund.  An entry is
 * the day, counted from the one before it, and the amount in 10^-scale, both as
 * varints; so entries can be appended to a state in any order.  Finished histories have them in
 * order of days, one a day, and no room to spare.
 */
typedef struct PurchaseCalendar
{
	CvHead		head;
	int32		used;			/* bytes of entries */
	int32		count;			/* entries */
	DateADT		first;			/* day of the first entry */
	DateADT		last;			/* and of the last one */
	uint8		scale;			/* decimals of amounts */
	bool		knows_spend;
	bool		in_order;
	uint8		unused;			/* zero, for equal histories have equal bytes */
	uint8		entries[FLEXIBLE_ARRAY_MEMBER];
} PurchaseCalendar;

#define PG_GETARG_HISTORY(n)	((PurchaseCalendar *) cv_value_arg(fcinfo, n))

/* Entries one after the other: of a history, or those of a ledger's customer */
typedef struct Cursor
{
	CvReader	reader;
	const CvEntry *entries;		/* of a ledger; NULL: they are read */
	int32		left;
	uint8		scale;
	bool		knows_spend;
	CvEntry		purchase;
} Cursor;

static inline Cursor
FirstEntry(const PurchaseCalendar *history)
{
	Cursor		cursor = {{history->entries, history->entries + history->used, false},
	NULL, history->count, history->scale, history->knows_spend, {history->first, 0}};

	return cursor;
}

/* Of a ledger by day */
static inline Cursor
FirstOfEntries(const CvEntry *entries, int n, int scale)
{
	Cursor		cursor = {.entries = entries,.left = n,.scale = (uint8) scale,.knows_spend = true};

	return cursor;
}

static inline bool
NextEntry(Cursor *cursor)
{
	CHECK_FOR_INTERRUPTS();
	if (cursor->left-- <= 0)
		return false;
	if (cursor->entries)
	{
		cursor->purchase = *cursor->entries++;
		return true;
	}
	cursor->purchase.at += (int32) cv_get_signed(&cursor->reader);
	if (cursor->knows_spend)
		cursor->purchase.amount = cv_get_wide(&cursor->reader);
	return true;
}

extern PurchaseCalendar *cv_purchases_of_entries(const CvEntry *entries, int n, int scale);
extern CvUnit cv_model_unit_arg(FunctionCallInfo fcinfo, int n);
pg_noreturn extern void cv_refuse_mixed_spend(void);

#endif
