/* A ledger as its tables read it: by a unit, from a day on, by a day; and what of it is compared with what: see view.c */
#ifndef CV_REVENUE_VIEW_H
#define CV_REVENUE_VIEW_H

#include "postgres.h"

#include "core/ledger.h"

typedef struct View
{
	const LedgerTally *ledger;
	CvUnit		unit;			/* of the periods: the ledger's own, or a longer one */
	bool		whole;			/* nothing was paid before the first period */
	int64		first;			/* the period that tables begin with */
	int64		as_of;			/* the period that holds the day */
	int64		complete;		/* the last one that is over by then */
	CvEntryRoom room;			/* of the customer who is looked at */
} View;

extern CvUnit cv_view_unit(FunctionCallInfo fcinfo, int n, const LedgerTally *ledger);
extern void cv_view_ledger(View *view, FunctionCallInfo fcinfo, DateADT as_of, int unit_arg, int since_arg);
extern const CvEntry *cv_view_entries(View *view, const CvEntry *entries, int *n);

/* Each period against the one that lies lag periods before it */
typedef struct Comparison
{
	View		view;
	int64		lag;
	int64		window;			/* unpaid periods after which a customer is new again */
	int64		compared;		/* the first period that has one to be compared with */
	bool		forgives;		/* negative nets are nothing, instead of an error */
} Comparison;

extern void cv_compare_ledger(Comparison *comparison, FunctionCallInfo fcinfo, DateADT as_of);

/* What a customer paid before and after, up to the last complete period */
typedef struct Move
{
	int64		period;
	int128		before;
	int128		after;
	bool		returning;
} Move;

#define CV_NO_PERIOD	PG_INT64_MIN

/* A customer's entries as what is paid after, and as what is paid before, lag periods on */
typedef struct Moves
{
	const CvEntry *entries;
	int			n;
	int			after;
	int			before;
	int64		paid;			/* the last period with a payment before those compared */
	int64		lag;
	int64		window;
	int64		complete;
} Moves;

extern void cv_begin_moves(Moves *moves, Comparison *comparison, CvKey key, const CvEntry *entries, int n);

/* In the order of periods; in some nothing may change, or nothing be paid. */
static inline bool
cv_next_move(Moves *moves, Move *move)
{
	const CvEntry *before = &moves->entries[moves->before];
	const CvEntry *after = &moves->entries[moves->after];
	bool		paid_before;
	bool		paid_after;
	int64		from;

	if (moves->before == moves->n)
		return false;
	from = before->at + moves->lag;
	move->period = moves->after < moves->n ? Min(from, after->at) : from;
	if (move->period > moves->complete)
		return false;
	paid_before = move->period == from;
	paid_after = moves->after < moves->n && move->period == after->at;
	move->before = paid_before ? before->amount : 0;
	move->after = paid_after ? after->amount : 0;
	move->returning = moves->paid != CV_NO_PERIOD && move->period - moves->lag - moves->paid <= moves->window;
	if (move->before > 0)
		moves->paid = before->at;
	moves->before += paid_before;
	moves->after += paid_after;
	return true;
}

#endif
