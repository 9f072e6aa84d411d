/*
 * cohorts.c
 *		What cohorts pay over time.
 *
 * A cohort is who paid for the first time in the same period: who had a net above 0 there, and in none before it, as
 * retention_grid() has it.  From then on all that they pay counts, credits as well.  Cells are as many as have an
 * entry, for by day there may be 100,000 cohorts of as many periods.
 */
#include "core/row.h"
#include "core/seed.h"
#include "miscadmin.h"
#include "revenue/view.h"

typedef struct Cell
{
	uint64		place;			/* the cohort, counted from the first period, and the period, from
								 * the cohort's */
	int64		customers;		/* who pay */
	int128		amount;
	char		status;
} Cell;

#define PERIOD_BITS			20
#define PlaceOf(cohort, period)	((uint64) (cohort) << PERIOD_BITS | (uint64) (period))
#define CohortAt(place)			((int64) ((place) >> PERIOD_BITS))

#define SH_PREFIX		cells
#define SH_ELEMENT_TYPE	Cell
#define SH_KEY_TYPE		uint64
#define SH_KEY			place
#define SH_HASH_KEY(table, place)	((uint32) cv_mix((table)->private_data, place))
#define SH_EQUAL(table, a, b)	((a) == (b))
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define ST_SORT			SortCells
#define ST_ELEMENT_TYPE	Cell
#define ST_COMPARE(a, b)	(((a)->place > (b)->place) - ((a)->place < (b)->place))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct Cohorts
{
	View		view;
	CvSeed		seed;
	cells_hash *cells;
} Cohorts;

static void
AddToCell(Cohorts *cohorts, uint64 place, int128 amount)
{
	bool		found;
	Cell	   *cell = cells_insert(cohorts->cells, place, &found);

	if (!found)
		cell->amount = cell->customers = 0;
	cell->amount = cv_add_amounts(cell->amount, amount);
	cell->customers += amount > 0;
}

/* Of a customer who first pays in the period that as_of cuts, only the cohort is known. */
static void
AddToCohort(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Cohorts    *cohorts = arg;
	View	   *view = &cohorts->view;
	int			first = 0;
	int64		cohort;

	(void) key;
	entries = cv_view_entries(view, entries, &n);
	while (first < n && entries[first].amount <= 0)
		first++;
	if (first == n || entries[first].at > view->as_of)
		return;
	cohort = entries[first].at - view->first;
	if (entries[first].at > view->complete)
		AddToCell(cohorts, PlaceOf(cohort, 0), 0);
	for (int i = first; i < n && entries[i].at <= view->complete; i++)
		AddToCell(cohorts, PlaceOf(cohort, entries[i].at - entries[first].at), entries[i].amount);
}

/* In the order of cohorts and periods, with one behind them that is of no cohort */
static Cell *
SortedCells(cells_hash * table)
{
	Cell	   *cells = MemoryContextAllocHuge(CurrentMemoryContext, (table->members + 1) * sizeof(Cell));
	cells_iterator iterator;
	Cell	   *cell;
	Size		n = 0;

	cells_start_iterate(table, &iterator);
	while ((cell = cells_iterate(table, &iterator)) != NULL)
		cells[n++] = *cell;
	SortCells(cells, n);
	cells[n].place = PlaceOf(CV_MAX_PERIODS, 0);
	return cells;
}

/* A period of a cohort, of which the first has this amount, the periods up to it together that one */
static void
PutCell(CvRow *row, const View *view, const Cell *cell, int128 first, int128 cumulative)
{
	int			scale = view->ledger->scale;

	cv_set_bigint(row, "customers", cell->customers);
	cv_set_amount(row, "amount", cell->amount, scale);
	cv_set_float8(row, "share", cv_ratio(cell->amount, first));
	cv_set_amount(row, "cumulative", cumulative, scale);
}

/* The rows of the cohort whose cells begin here, up to the period that holds as_of; where the next one's begin */
static const Cell *
PutCohort(CvRow *row, const View *view, const Cell *cell)
{
	const Cell *first = cell;
	int64		cohort = CohortAt(first->place);
	int64		start = view->first + cohort;
	int128		cumulative = 0;

	for (int64 period = 0; start + period <= view->as_of; period++)
	{
		Cell		nothing = {0};
		bool		is_there = cell->place == PlaceOf(cohort, period);
		const Cell *here = is_there ? cell++ : &nothing;

		cv_set_date(row, "cohort", cv_period_start(view->unit, (int32) start));
		cv_set_int(row, "period", (int32) period);
		cv_set_date(row, "period_start", cv_period_start(view->unit, (int32) (start + period)));
		if (start <= view->complete)
			cv_set_bigint(row, "cohort_size", first->customers);
		cumulative = cv_add_amounts(cumulative, here->amount);
		if (start + period <= view->complete)
			PutCell(row, view, here, first->amount, cumulative);
		cv_put_row(row);
	}
	return cell;
}

/* (ledger, as_of, unit, since) */
PG_FUNCTION_INFO_V1(cvsql_cohort_revenue_table);
Datum
cvsql_cohort_revenue_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	Cohorts		cohorts = {0};
	View	   *view = &cohorts.view;
	const Cell *cell;
	MemoryContext scratch;		/* of a cohort's rows */
	MemoryContext old;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	view->ledger = PG_GETARG_LEDGER(0);
	cv_view_ledger(view, fcinfo, cv_as_of_arg(fcinfo, 1, view->ledger->head.last_seen), 2, 3);
	cohorts.seed = cv_new_seed();
	cohorts.cells = cells_create(CurrentMemoryContext, 256, &cohorts.seed);
	cv_ledger_visit(view->ledger, AddToCohort, &cohorts);
	cell = SortedCells(cohorts.cells);
	scratch = AllocSetContextCreate(CurrentMemoryContext, "custval cohorts", ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(scratch);
	while (CohortAt(cell->place) < CV_MAX_PERIODS)
	{
		cell = PutCohort(&row, view, cell);
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
	PG_RETURN_NULL();
}
