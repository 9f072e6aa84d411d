/*
 * values.c
 *		Distinct values with the number of customers of each.
 *
 * New cells are put behind those that are sorted and all different.  When the array is full they are sorted and merged
 * with those, and it grows unless that has made much room.  So every value is sorted once, and memory goes with
 * the different ones.
 */
#include "segment/values.h"

#include "core/check.h"
#include "core/poll.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CELLS		64
#define SMALL_CELLS		65536	/* of fewer an array just grows */

struct ValueSet
{
	MemoryContext context;
	ValueCell  *cells;
	int64		sorted;			/* cells that are sorted, and all different */
	int64		n;
	int64		capacity;
};

static inline int
CompareCells(const ValueCell *a, const ValueCell *b)
{
	return (a->value > b->value) - (a->value < b->value);
}

#define ST_SORT			SortCells
#define ST_ELEMENT_TYPE ValueCell
#define ST_COMPARE(a, b)	CompareCells(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

ValueSet   *
cv_values_create(MemoryContext context)
{
	ValueSet   *set = MemoryContextAllocZero(context, sizeof(ValueSet));

	set->context = context;
	set->capacity = FIRST_CELLS;
	set->cells = MemoryContextAlloc(context, FIRST_CELLS * sizeof(ValueCell));
	return set;
}

/* Put a cell behind n others, or count it with the last of them; how many there are now */
static inline int64
PushCell(ValueCell *cells, int64 n, ValueCell cell)
{
	if (n > 0 && cells[n - 1].value == cell.value)
	{
		cv_add_count(&cells[n - 1].customers, cell.customers);
		return n;
	}
	cells[n] = cell;
	return n + 1;
}

/* Merge the sorted cells and the new ones, which are sorted by now; merged may be where those are, if there are no others */
static int64
MergeCells(const ValueSet *set, ValueCell *merged)
{
	int64		a = 0;
	int64		b = set->sorted;
	int64		n = 0;

	while (a < set->sorted || b < set->n)
	{
		bool		take_a = b == set->n || (a < set->sorted && CompareCells(&set->cells[a], &set->cells[b]) <= 0);

		cv_poll(a + b);
		n = PushCell(merged, n, set->cells[take_a ? a++ : b++]);
	}
	return n;
}

static void
SettleCells(ValueSet *set)
{
	ValueCell  *cells = set->cells;

	if (set->n == set->sorted)
		return;
	SortCells(cells + set->sorted, set->n - set->sorted);
	if (set->sorted > 0)
		cells = MemoryContextAllocHuge(set->context, set->capacity * sizeof(ValueCell));
	set->n = set->sorted = MergeCells(set, cells);
	if (cells != set->cells)
		pfree(set->cells);
	set->cells = cells;
}

static void
MakeCellRoom(ValueSet *set)
{
	if (set->n >= SMALL_CELLS)
		SettleCells(set);
	if (set->n <= set->capacity / 2)
		return;
	set->capacity *= 2;
	set->cells = repalloc_huge(set->cells, set->capacity * sizeof(ValueCell));
}

void
cv_values_add(ValueSet *set, int128 value, int64 customers)
{
	if (unlikely(set->n == set->capacity))
		MakeCellRoom(set);
	set->cells[set->n].value = value;
	set->cells[set->n++].customers = customers;
}

/* Give all values more decimals; their order stays */
void
cv_values_rescale(ValueSet *set, int decimals)
{
	for (int64 i = 0; i < set->n; i++)
	{
		cv_poll(i);
		set->cells[i].value = cv_rescale(set->cells[i].value, decimals);
	}
}

ValueCell  *
cv_values_sorted(ValueSet *set, int64 *n)
{
	SettleCells(set);
	*n = set->n;
	return set->cells;
}

/* All of them together, which a float8 counts exactly */
int64
cv_values_customers(const ValueCell *cells, int64 n)
{
	int64		customers = 0;

	for (int64 i = 0; i < n; i++)
	{
		cv_poll(i);
		cv_add_count(&customers, cells[i].customers);
	}
	if (customers > (int64) CV_MAX_WHOLE)
		cv_refuse_count();
	return customers;
}

/* ---------- tiles ---------- */

int
cv_check_bins(int64 bins)
{
	if (bins < MIN_BINS || bins > MAX_BINS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bins must lie between %d and %d, not " INT64_FORMAT, MIN_BINS, MAX_BINS, bins)));
	return (int) bins;
}

/*
 * The tile of a value is 1 + bins * those below it / all, rounded down: as of its rank.  A tile that nobody is in
 * begins where the next one does.
 */
void
cv_cut_values(const ValueCell *cells, int64 n, int bins, TileCuts *cuts)
{
	int128		customers = cv_values_customers(cells, n);
	int128		below = 0;

	cuts->known = 0;
	for (int64 i = 0; i < n; i++)
	{
		cv_poll(i);
		while (cuts->known < bins - 1 && below * bins >= (cuts->known + 1) * customers)
			cuts->values[cuts->known++] = cells[i].value;
		below += cells[i].customers;
	}
}

/* 1 + the cuts up to the value */
int
cv_tile_of(const TileCuts *cuts, int128 value)
{
	int			low = 0;
	int			high = cuts->known;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (cuts->values[middle] <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low + 1;
}
