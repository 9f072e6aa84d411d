/*
 * table.c
 *		The bridge to each period of a ledger, and to one.
 *
 * No row is nothing paid, so a customer is in a bridge wherever either of its two periods has an amount.
 */
#include "core/function.h"
#include "revenue/bridge.h"
#include "revenue/view.h"

typedef struct Bridges
{
	Comparison	comparison;
	BridgeTally *bridges;		/* of the periods from the view's first one on */
	int64		n;
} Bridges;

static void
AddToBridges(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Bridges    *made = arg;
	int64		first = made->comparison.view.first;
	Moves		moves;
	Move		move;

	cv_begin_moves(&moves, &made->comparison, key, entries, n);
	while (cv_next_move(&moves, &move))
		cv_bridge_add(&made->bridges[move.period - first], move.before, move.after, move.returning);
}

/* Up to the last period that anything moves in, and an empty one, which serves for all after it */
static void
MakeBridges(Bridges *made)
{
	const View *view = &made->comparison.view;
	const LedgerTally *ledger = view->ledger;
	int64		last = cv_period_of_day(view->unit, cv_period_start(cv_ledger_unit(ledger), ledger->last));

	made->n = Max(Min(view->complete, last + made->comparison.lag) - view->first + 1, 0);
	made->bridges = palloc_extended((made->n + 1) * sizeof(BridgeTally), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i <= made->n; i++)
		made->bridges[i].scale = ledger->scale;
	cv_ledger_visit(ledger, AddToBridges, made);
}

static void
PutPeriod(CvRow *row, const Bridges *made, int64 period)
{
	const View *view = &made->comparison.view;
	const BridgeTally *bridge = &made->bridges[Min(period - view->first, made->n)];

	cv_set_date(row, "period_start", cv_period_start(view->unit, (int32) period));
	if (period <= view->complete && period >= made->comparison.compared)
		cv_set_bridge(row, bridge);
	else if (period <= view->complete)
		cv_set_closing(row, bridge);
	cv_put_row(row);
}

/* (ledger, as_of, lag, reactivation_window, unit, negatives, since) */
PG_FUNCTION_INFO_V1(cvsql_revenue_table);
Datum
cvsql_revenue_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	Bridges		made = {0};
	View	   *view = &made.comparison.view;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	view->ledger = PG_GETARG_LEDGER(0);
	cv_compare_ledger(&made.comparison, fcinfo, cv_as_of_arg(fcinfo, 1, view->ledger->head.last_seen));
	MakeBridges(&made);
	for (int64 period = view->first; period <= view->as_of; period++)
		PutPeriod(&row, &made, period);
	PG_RETURN_NULL();
}

/* ---------- one period ---------- */

typedef struct OneBridge
{
	Comparison	comparison;
	int64		period;
	BridgeTally *bridge;
} OneBridge;

static void
AddToBridge(CvKey key, const CvEntry *entries, int n, void *arg)
{
	OneBridge  *one = arg;
	Moves		moves;
	Move		move;

	cv_begin_moves(&moves, &one->comparison, key, entries, n);
	while (cv_next_move(&moves, &move))
		if (move.period == one->period)
			cv_bridge_add(one->bridge, move.before, move.after, move.returning);
}

/*
 * (ledger, period, lag, reactivation_window, unit, negatives, since).  It is known by the last day of the period, if that
 * was seen: later payments are left out, as those after as_of are.
 */
PG_FUNCTION_INFO_V1(cvsql_revenue_bridge);
Datum
cvsql_revenue_bridge(PG_FUNCTION_ARGS)
{
	OneBridge	one = {0};
	View	   *view = &one.comparison.view;
	CvUnit		unit;
	DateADT		last_day;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	view->ledger = PG_GETARG_LEDGER(0);
	unit = cv_view_unit(fcinfo, 4, view->ledger);
	one.period = cv_period_of_day(unit, cv_day_of_date(PG_GETARG_DATEADT(1)));
	last_day = cv_period_start(unit, (int32) one.period + 1) - 1;
	cv_compare_ledger(&one.comparison, fcinfo, Min(last_day, view->ledger->head.last_seen));
	if (one.period > view->complete || one.period < one.comparison.compared)
		PG_RETURN_NULL();
	one.bridge = cv_new_value(sizeof(BridgeTally));
	one.bridge->scale = view->ledger->scale;
	cv_ledger_visit(view->ledger, AddToBridge, &one);
	PG_RETURN_POINTER(cv_finish_bridge(one.bridge));
}
