/*
 * view.c
 *		A ledger as its tables read it, and the comparison of its periods with earlier ones.
 */
#include "revenue/view.h"

#include "core/check.h"

/* ---------- units, days ---------- */

/* The unit in argument n, or the ledger's own where that is NULL */
CvUnit
cv_view_unit(FunctionCallInfo fcinfo, int n, const LedgerTally *ledger)
{
	CvUnit		unit = PG_ARGISNULL(n) ? cv_ledger_unit(ledger) : cv_unit_arg(fcinfo, n, NULL);

	cv_check_coarser(cv_ledger_unit(ledger), unit);
	return unit;
}

/* The day in argument n, from which on the ledger is complete; that cannot be later than its first payment. */
static DateADT
SinceArg(FunctionCallInfo fcinfo, int n, const LedgerTally *ledger)
{
	DateADT		since = cv_day_of_date(PG_GETARG_DATEADT(n));
	CvUnit		unit = cv_ledger_unit(ledger);

	if (cv_period_of_day(unit, since) > ledger->first)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("since is %s, and the first payment is in the %s that begins on %s", cv_day_text(since),
						cv_unit_names[unit], cv_day_text(cv_period_start(unit, ledger->first))),
				 errhint("Pass the day from which on the ledger has all payments: not later than its first one.")));
	return since;
}

/* The ledger by the unit and from the day in these arguments, as it is known by a day */
void
cv_view_ledger(View *view, FunctionCallInfo fcinfo, DateADT as_of, int unit_arg, int since_arg)
{
	const LedgerTally *ledger = view->ledger;

	view->unit = cv_view_unit(fcinfo, unit_arg, ledger);
	view->whole = !PG_ARGISNULL(since_arg);
	view->first = cv_period_of_day(view->unit, view->whole ? SinceArg(fcinfo, since_arg, ledger)
								   : cv_period_start(cv_ledger_unit(ledger), ledger->first));
	view->as_of = cv_period_of_day(view->unit, as_of);
	view->complete = cv_complete_period(view->unit, as_of);
	cv_check_periods(view->unit, view->first, as_of);
}

/* A customer's entries by the view's unit; they live until the next customer, and n becomes their number */
const CvEntry *
cv_view_entries(View *view, const CvEntry *entries, int *n)
{
	CvUnit		from = cv_ledger_unit(view->ledger);

	if (view->unit == from)
		return entries;
	cv_need_entries(&view->room, *n);
	*n = cv_coarsen(from, view->unit, entries, *n, view->room.entries);
	return view->room.entries;
}

/* ---------- comparison ---------- */

/* From (ledger, a day, lag, reactivation_window, unit, negatives, since), of which lag is not NULL */
void
cv_compare_ledger(Comparison *comparison, FunctionCallInfo fcinfo, DateADT as_of)
{
	static const char *const modes[] = {"error", "zero"};
	View	   *view = &comparison->view;

	comparison->lag = PG_GETARG_INT64(2);
	if (comparison->lag < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lag must be a number of periods from 1, not " INT64_FORMAT, comparison->lag),
				 errhint("1 compares with the period before, 12 a month with the one a year ago.")));
	comparison->lag = Min(comparison->lag, CV_MAX_PERIODS);
	comparison->window = PG_ARGISNULL(3) ? PG_INT64_MAX : PG_GETARG_INT64(3);
	if (comparison->window < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("reactivation_window must be a number of periods from 0, not " INT64_FORMAT, comparison->window),
				 errhint("NULL sets no limit: whoever paid earlier is reactivated, however long ago.")));
	comparison->forgives = cv_choice_arg(fcinfo, 5, "negatives mode", modes, lengthof(modes)) == 1;
	cv_view_ledger(view, fcinfo, as_of, 4, 6);
	comparison->compared = view->first + (view->whole ? 0 : comparison->lag);
}

static void
RefuseNegative(const View *view, CvKey key, const CvEntry *entry)
{
	const LedgerTally *ledger = view->ledger;

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("customer %s has a net of %s in the %s that begins on %s",
					cv_key_text((CvKeyKind) ledger->head.key_kind, key),
					cv_numeric_text(cv_amount_datum(entry->amount, ledger->scale)),
					cv_unit_names[view->unit],
					cv_day_text(cv_period_start(view->unit, entry->at))),
			 errhint("Book credits in the period of what they are for, or pass negatives => 'zero', which takes such nets as 0.")));
}

/* The entries with 0 for nets below it, in the view's room, where they may be already */
static const CvEntry *
Forgiven(View *view, const CvEntry *entries, int n)
{
	if (entries != view->room.entries)
	{
		cv_need_entries(&view->room, n);
		memcpy(view->room.entries, entries, n * sizeof(CvEntry));
	}
	for (int i = 0; i < n; i++)
		view->room.entries[i].amount = Max(view->room.entries[i].amount, 0);
	return view->room.entries;
}

/* The entries, without nets below 0 up to the last complete period */
static const CvEntry *
WithoutNegatives(Comparison *comparison, CvKey key, const CvEntry *entries, int n)
{
	View	   *view = &comparison->view;

	for (int i = 0; i < n && entries[i].at <= view->complete; i++)
	{
		if (entries[i].amount >= 0)
			continue;
		if (comparison->forgives)
			return Forgiven(view, entries, n);
		RefuseNegative(view, key, &entries[i]);
	}
	return entries;
}

/* The moves of a customer of the ledger; those of the customer before are no more */
void
cv_begin_moves(Moves *moves, Comparison *comparison, CvKey key, const CvEntry *entries, int n)
{
	entries = cv_view_entries(&comparison->view, entries, &n);
	moves->entries = WithoutNegatives(comparison, key, entries, n);
	moves->n = n;
	moves->after = 0;
	moves->before = 0;
	moves->paid = CV_NO_PERIOD;
	moves->lag = comparison->lag;
	moves->window = comparison->window;
	moves->complete = comparison->view.complete;
}
