/*
 * movements.c
 *		Who moved: the customers behind the bridges of a ledger.
 */
#include "core/row.h"
#include "revenue/bridge.h"
#include "revenue/view.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

typedef struct Listing
{
	Comparison	comparison;
	CvRow		row;
	MemoryContext scratch;		/* of a customer's rows */
	Datum		movements[MOVEMENTS];	/* their names */
	Datum		nothing;		/* 0 in the ledger's scale */
	int128		known;			/* an amount of the customer, or 0, and */
	Datum		known_datum;	/* what it is in a row, in scratch */
} Listing;

/* Of two amounts of a movement one is nothing, or was one of the movement before: mostly, each is made once. */
static Datum
AmountDatum(Listing *listing, int128 amount)
{
	if (amount == 0)
		return listing->nothing;
	if (amount != listing->known)
	{
		listing->known = amount;
		listing->known_datum = cv_amount_datum(amount, listing->comparison.view.ledger->scale);
	}
	return listing->known_datum;
}

static void
PutMove(Listing *listing, const Move *move, Movement movement, Datum customer)
{
	CvUnit		unit = listing->comparison.view.unit;

	cv_set_date(&listing->row, "period_start", cv_period_start(unit, (int32) move->period));
	cv_set_datum(&listing->row, "customer", customer);
	cv_set_datum(&listing->row, "movement", listing->movements[movement]);
	cv_set_datum(&listing->row, "before", AmountDatum(listing, move->before));
	cv_set_datum(&listing->row, "after", AmountDatum(listing, move->after));
	cv_put_row(&listing->row);
}

static Datum
CustomerText(const LedgerTally *ledger, CvKey key)
{
	return CStringGetTextDatum(cv_key_text((CvKeyKind) ledger->head.key_kind, key));
}

static void
ListMoves(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Listing    *listing = arg;
	Datum		customer = PointerGetDatum(NULL);
	MemoryContext old;
	Moves		moves;
	Move		move;

	cv_begin_moves(&moves, &listing->comparison, key, entries, n);
	old = MemoryContextSwitchTo(listing->scratch);
	while (cv_next_move(&moves, &move))
	{
		Movement	movement = cv_movement(move.before, move.after, move.returning);

		if (movement == OPENING || move.period < listing->comparison.compared)
			continue;
		if (DatumGetPointer(customer) == NULL)
			customer = CustomerText(listing->comparison.view.ledger, key);
		PutMove(listing, &move, movement, customer);
	}
	MemoryContextSwitchTo(old);
	listing->known = 0;
	if (DatumGetPointer(customer))
		MemoryContextReset(listing->scratch);
}

/* (ledger, as_of, lag, reactivation_window, unit, negatives, since) */
PG_FUNCTION_INFO_V1(cvsql_revenue_movements);
Datum
cvsql_revenue_movements(PG_FUNCTION_ARGS)
{
	Listing		listing = {0};
	View	   *view = &listing.comparison.view;

	cv_begin_rows(&listing.row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	view->ledger = PG_GETARG_LEDGER(0);
	cv_compare_ledger(&listing.comparison, fcinfo, cv_as_of_arg(fcinfo, 1, view->ledger->head.last_seen));
	for (int m = 0; m < MOVEMENTS; m++)
		listing.movements[m] = CStringGetTextDatum(cv_movements[m]);
	listing.nothing = cv_amount_datum(0, view->ledger->scale);
	listing.scratch = AllocSetContextCreate(CurrentMemoryContext, "custval movements", ALLOCSET_DEFAULT_SIZES);
	cv_ledger_visit(view->ledger, ListMoves, &listing);
	MemoryContextDelete(listing.scratch);
	PG_RETURN_NULL();
}
