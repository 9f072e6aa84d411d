/*
 * counts.c
 *		Whole numbers and how many customers have each, for exact distributions.
 *
 * New ones are put behind; when the room is full they are sorted and merged with those before, those alike become one, and
 * the room grows unless that has emptied half of it.
 */
#include "journey/counts.h"

#include <math.h>

#include "core/check.h"
#include "core/poll.h"
#include "core/radix.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_COUNTS	32
#define EPSILON			1e-12	/* shares are products of floating point: as in lifetimes */

#define SIGN			(UINT64CONST(1) << 63)	/* turned over, it makes the order of signed
												 * numbers that of keys */

#define ST_SORT			SortPairs
#define ST_ELEMENT_TYPE Count
#define ST_COMPARE(a, b)	(((a)->value > (b)->value) - ((a)->value < (b)->value))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Most are of single customers: then their values are all that is sorted. */
static void
SortCounts(Count *counts, int64 n)
{
	uint64	   *keys = MemoryContextAllocHuge(CurrentMemoryContext, 2 * n * sizeof(uint64));
	int64		single = 0;
	const uint64 *sorted;

	for (; single < n && counts[single].customers == 1; single++)
		keys[single] = (uint64) counts[single].value ^ SIGN;
	if (single < n)
		SortPairs(counts, n);
	else
	{
		sorted = cv_sort_keys(keys, keys + n, n, CV_KEY_DIGITS);
		for (int64 i = 0; i < n; i++)
			counts[i].value = (int64) (sorted[i] ^ SIGN);
	}
	pfree(keys);
}

/* All become sorted, where those in front are and those behind are, too: from the end, through a copy of those behind */
static void
MergeCounts(Counts *list)
{
	Count	   *counts = list->counts;
	int64		front = list->settled;
	int64		behind = list->n - front;
	Count	   *copy = MemoryContextAllocHuge(list->context, behind * sizeof(Count));

	memcpy(copy, counts + front, behind * sizeof(Count));
	while (behind > 0)
	{
		Count	   *place = &counts[front + behind - 1];

		*place = front > 0 && counts[front - 1].value > copy[behind - 1].value ? counts[--front] : copy[--behind];
	}
	pfree(copy);
}

void
cv_counts_settle(Counts *list)
{
	Count	   *counts = list->counts;
	int64		kept = 0;

	if (list->settled == list->n)
		return;
	SortCounts(counts + list->settled, list->n - list->settled);
	MergeCounts(list);
	for (int64 i = 1; i < list->n; i++)
	{
		cv_poll(i);
		if (counts[i].value == counts[kept].value)
			cv_add_count(&counts[kept].customers, counts[i].customers);
		else
			counts[++kept] = counts[i];
	}
	list->settled = list->n = kept + 1;
}

static void
MakeCountRoom(Counts *list)
{
	cv_counts_settle(list);
	if (list->counts && list->n <= list->room / 2)
		return;
	list->room = Max(list->room * 2, FIRST_COUNTS);
	if (list->counts)
		list->counts = repalloc_huge(list->counts, list->room * sizeof(Count));
	else
		list->counts = MemoryContextAlloc(list->context, list->room * sizeof(Count));
}

void
cv_counts_add(Counts *list, int64 value, int64 customers)
{
	if (list->n == list->room)
		MakeCountRoom(list);
	list->counts[list->n].value = value;
	list->counts[list->n++].customers = customers;
}

/* Of all the customers */
int64
cv_counts_total(const Counts *list)
{
	int64		total = 0;

	for (int64 i = 0; i < list->n; i++)
		cv_add_count(&total, list->counts[i].customers);
	return total;
}

/* The smallest value that at least this share of the customers do not exceed, of a settled list; NULL of nobody */
const Count *
cv_counts_quantile(const Counts *list, double share)
{
	double		wanted = ceil((double) cv_counts_total(list) * (share - EPSILON));
	int64		seen = 0;

	for (int64 i = 0; i < list->n; i++)
	{
		seen += list->counts[i].customers;
		if ((double) seen >= wanted)
			return &list->counts[i];
	}
	return NULL;
}
