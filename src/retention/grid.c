/*
 * grid.c
 *		A retention_grid while it is made: counts of customers by cohort and period.
 *
 * Daily cohorts of many years are mostly empty, and two dates may lie 99,999 days apart.  So a cohort has
 * pages of cells, for those periods only that somebody was active in.  Where they are without a gap, as they
 * mostly are, the number of a page tells its place.
 */
#include "retention/grid.h"

#include "common/hashfn.h"
#include "core/check.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define PAGE_CELLS	16
#define FIRST_PAGES	2
#define NEVER		PG_INT64_MIN

typedef struct GridPage
{
	int32		number;			/* its first cell is that of PAGE_CELLS * number periods after the
								 * cohort's own */
	int64		active[PAGE_CELLS];
	int64		last[PAGE_CELLS];
} GridPage;

typedef struct GridEntry
{
	int32		period;
	char		status;
	GridRow    *row;
} GridEntry;

#define SH_PREFIX gridrows
#define SH_ELEMENT_TYPE GridEntry
#define SH_KEY_TYPE int32
#define SH_KEY period
#define SH_HASH_KEY(table, key) murmurhash32((uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

Grid	   *
cv_grid_create(MemoryContext context)
{
	return gridrows_create(context, 16, MemoryContextAllocZero(context, sizeof(bool)));
}

/* Whether a grid has come in that is without some cohorts: then neither is known of the whole what is counted over all of them. */
static bool *
PartialMark(Grid *grid)
{
	return grid->private_data;
}

static GridRow *
RowAt(Grid *grid, int32 period)
{
	bool		found;
	GridEntry  *entry = gridrows_insert(grid, period, &found);

	if (!found)
	{
		entry->row = MemoryContextAllocZero(grid->ctx, sizeof(GridRow));
		entry->row->period = period;
	}
	return entry->row;
}

/* ---------- cells ---------- */

/* The place of a page, or where it belongs */
static int
SearchPage(const GridRow *row, int32 number)
{
	int			low = 0;
	int			high = row->n;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (row->pages[middle]->number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static GridPage *
InsertPage(Grid *grid, GridRow *row, int place, int32 number)
{
	GridPage   *page = MemoryContextAllocZero(grid->ctx, sizeof(GridPage));

	page->number = number;
	if (row->n == row->room)
	{
		row->room = Max(FIRST_PAGES, 2 * row->room);
		row->pages = row->pages ? repalloc(row->pages, row->room * sizeof(GridPage *))
			: MemoryContextAlloc(grid->ctx, row->room * sizeof(GridPage *));
	}
	memmove(row->pages + place + 1, row->pages + place, (row->n++ - place) * sizeof(GridPage *));
	return row->pages[place] = page;
}

static inline GridPage *
PageOf(Grid *grid, GridRow *row, int32 since)
{
	int32		number = since / PAGE_CELLS;
	int			guess = row->n > 0 ? number - row->pages[0]->number : 0;
	int			place;

	if (likely(guess >= 0 && guess < row->n && row->pages[guess]->number == number))
		return row->pages[guess];
	place = SearchPage(row, number);
	if (place < row->n && row->pages[place]->number == number)
		return row->pages[place];
	return InsertPage(grid, row, place, number);
}

/* Count an active period of a customer who was active before in another one, or NEVER */
static inline void
CountActive(Grid *grid, GridRow *cohort, int32 period, int64 previous)
{
	int32		since = period - cohort->period;

	PageOf(grid, cohort, since)->active[since % PAGE_CELLS]++;
	if (previous == NEVER)
		RowAt(grid, period)->fresh++;
	else if (previous == period - 1)
		RowAt(grid, period)->retained++;
}

/* Add a customer, whose activity does not begin before the cohort */
void
cv_grid_add(Grid *grid, int32 cohort, const Activity *activity)
{
	GridRow    *row = RowAt(grid, cohort);
	const uint64 *bits = ActivityBits(activity);
	int64		last = NEVER;

	row->size++;
	if (activity->words == 0)
		return;
	cv_check_activity_span(cohort, ActivityRange(activity).last);
	for (int i = 0; i < activity->words; i++)
		for (uint64 left = bits[i]; left != 0; left &= left - 1)
		{
			int32		period = activity->first + i * WORD_BITS + pg_rightmost_one_pos64(left);

			CountActive(grid, row, period, last);
			last = period;
		}
	PageOf(grid, row, (int32) last - cohort)->last[(last - cohort) % PAGE_CELLS]++;
}

/* Add a cohort of a grid of other customers */
static void
AddCohort(Grid *grid, const GridCohort *other)
{
	GridRow    *row = RowAt(grid, other->period);

	cv_add_count(&row->size, other->size);
	cv_add_count(&row->fresh, other->fresh);
	cv_add_count(&row->retained, other->retained);
	for (int i = 0; i < other->n; i++)
	{
		const GridCell *cell = &other->cells[i];
		GridPage   *page = PageOf(grid, row, cell->since);

		cv_add_count(&page->active[cell->since % PAGE_CELLS], cell->active);
		cv_add_count(&page->last[cell->since % PAGE_CELLS], cell->last);
	}
}

void
cv_grid_merge(Grid *grid, const RetentionGrid *other)
{
	int			n;
	GridCohort *cohorts = cv_grid_cohorts(other, &n);

	*PartialMark(grid) |= cv_grid_is_partial(cohorts, n);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		AddCohort(grid, &cohorts[i]);
	}
}

/* ---------- the value ---------- */

static int
CompareRows(const void *a, const void *b)
{
	int32		x = (*(GridRow *const *) a)->period;
	int32		y = (*(GridRow *const *) b)->period;

	return x < y ? -1 : x > y;
}

static GridRow **
SortedRows(Grid *grid)
{
	GridRow   **rows = MemoryContextAllocHuge(CurrentMemoryContext,
											  (grid->members + 1) * sizeof(GridRow *));
	gridrows_iterator position;
	GridEntry  *entry;
	int			n = 0;

	gridrows_start_iterate(grid, &position);
	while ((entry = gridrows_iterate(grid, &position)) != NULL)
		rows[n++] = entry->row;
	qsort(rows, n, sizeof(GridRow *), CompareRows);
	return rows;
}

/* The cells of a row that are not empty, where there is room for all */
static int32
CollectCells(const GridRow *row, GridCell *cells)
{
	int32		n = 0;

	for (int p = 0; p < row->n; p++)
		for (int i = 0; i < PAGE_CELLS; i++)
			if (row->pages[p]->active[i] > 0)
				cells[n++] = (GridCell)
			{
				row->pages[p]->number * PAGE_CELLS + i, row->pages[p]->active[i], row->pages[p]->last[i]
			};
	return n;
}

static void
WriteRow(GridWriter *writer, const GridRow *row, bool partial)
{
	GridCohort	cohort = {row->period, 0, row->size, partial ? 0 : row->fresh, partial ? 0 : row->retained, NULL};

	cohort.cells = palloc_extended((Size) (row->n * PAGE_CELLS + 1) * sizeof(GridCell), MCXT_ALLOC_HUGE);
	cohort.n = CollectCells(row, cohort.cells);
	cv_write_cohort(writer, &cohort);
	pfree(cohort.cells);
}

/* NULL where nobody was counted */
CvHead	   *
cv_grid_value(Grid *grid, CvUnit unit, DateADT last_seen)
{
	GridRow   **rows;
	GridWriter	writer;

	if (grid->members == 0)
		return NULL;
	rows = SortedRows(grid);
	cv_begin_grid(&writer, unit, last_seen);
	for (uint32 i = 0; i < grid->members; i++)
		WriteRow(&writer, rows[i], *PartialMark(grid));
	pfree(rows);
	if (cv_period_of_day(unit, last_seen) < writer.last)
		cv_refuse_log();		/* no row tells of activity after the last day seen */
	return &cv_end_grid(&writer)->head;
}

/* ---------- counts of periods ---------- */

/* The periods in which somebody was active, in order, with what is counted of them over all cohorts */
GridRow   **
cv_grid_periods(const GridCohort *cohorts, int n, int *periods)
{
	Grid	   *grid = cv_grid_create(CurrentMemoryContext);

	for (int i = 0; i < n; i++)
	{
		const GridCohort *cohort = &cohorts[i];

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < cohort->n; k++)
			cv_add_count(&RowAt(grid, cohort->period + cohort->cells[k].since)->here, cohort->cells[k].active);
		if (cohort->fresh > 0 || cohort->retained > 0)
		{
			RowAt(grid, cohort->period)->fresh = cohort->fresh;
			RowAt(grid, cohort->period)->retained = cohort->retained;
		}
	}
	*periods = grid->members;
	return SortedRows(grid);
}
