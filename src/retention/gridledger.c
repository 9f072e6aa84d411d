/*
 * gridledger.c
 *		The retention_grid of a ledger: a customer is active in a period with a net above 0.
 */
#include "core/ledger.h"
#include "retention/grid.h"
#include "utils/memutils.h"

typedef struct GridOfLedger
{
	CvUnit		from;
	CvUnit		to;
	Grid	   *grid;
} GridOfLedger;

/* Entries become bits of as many words as they span, which cv_grown_room() bounds. */
static void
AddLedgerCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	GridOfLedger *made = arg;
	CvEntry    *coarse = MemoryContextAllocHuge(CurrentMemoryContext, n * sizeof(CvEntry));
	Activity	activity = {0};

	(void) key;
	n = cv_coarsen(made->from, made->to, entries, n, coarse);
	for (int i = 0; i < n; i++)
	{
		Activity	period = {coarse[i].at, 1, {1}};

		if (coarse[i].amount > 0)
			cv_merge_activity(&activity, &period, CurrentMemoryContext);
	}
	if (activity.words > 0)
		cv_grid_add(made->grid, (int32) ActivityRange(&activity).first, &activity);
	if (activity.words > 1)
		pfree(activity.u.wide);
	pfree(coarse);
}

/* (ledger, unit) */
PG_FUNCTION_INFO_V1(cvsql_retention_grid);
Datum
cvsql_retention_grid(PG_FUNCTION_ARGS)
{
	LedgerTally *ledger;
	GridOfLedger made;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	ledger = PG_GETARG_LEDGER(0);
	made.from = cv_ledger_unit(ledger);
	made.to = PG_ARGISNULL(1) ? made.from : cv_unit_arg(fcinfo, 1, NULL);
	cv_check_coarser(made.from, made.to);
	made.grid = cv_grid_create(CurrentMemoryContext);
	cv_ledger_visit(ledger, AddLedgerCustomer, &made);
	return cv_return_state(fcinfo, cv_grid_value(made.grid, made.to, ledger->head.last_seen));
}
