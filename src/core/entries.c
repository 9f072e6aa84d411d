/*
 * entries.c
 *		Amounts by day or period, in any order, brought into order.
 */
#include "core/entries.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define FIRST_ENTRIES	128

/* What was there before is forgotten. */
void
cv_need_entries(CvEntryRoom *room, int n)
{
	if (n <= room->room)
		return;
	cv_free_entries(room);
	room->room = (int) pg_nextpower2_32(Max(n, FIRST_ENTRIES));
	room->entries = palloc_extended((Size) room->room * sizeof(CvEntry), MCXT_ALLOC_HUGE);
}

void
cv_free_entries(CvEntryRoom *room)
{
	if (room->entries)
		pfree(room->entries);
	room->entries = NULL;
	room->room = 0;
}

static inline int
CompareEntries(const CvEntry *a, const CvEntry *b)
{
	return (a->at > b->at) - (a->at < b->at);
}

#define ST_SORT			SortEntries
#define ST_ELEMENT_TYPE CvEntry
#define ST_COMPARE(a, b)	CompareEntries(a, b)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Is the sum of amounts one? */
static bool
SumFits(const CvEntry *entries, int n)
{
	CvWideSum	sum = {0, 0};
	int128		whole;

	for (int i = 0; i < n; i++)
		cv_add_wide(&sum, entries[i].amount, 1);
	return cv_wide_fits(&sum, &whole);
}

/* How many entries from the first on are of one day or period; their sum is right if it fits */
static inline int
AddUp(const CvEntry *entries, int n, int128 *sum, bool *fits)
{
	bool		overflows = false;
	int			same = 1;

	*sum = entries[0].amount;
	for (; same < n && entries[same].at == entries[0].at; same++)
		overflows |= __builtin_add_overflow(*sum, entries[same].amount, sum);
	*fits = !overflows || SumFits(entries, same);
	return same;
}

/*
 * Sort the entries, unless they are in order, and add up those of one day or period; how many there
 * are then.  Sums that do not fit are refused in what is for keeps; on the way, they are left
 * in parts, for what comes later may make them fit.
 */
int
cv_settle_entries(CvEntry *entries, int n, bool in_order, bool for_keeps)
{
	int			kept = 0;
	int			same;

	if (!in_order)
		SortEntries(entries, n);
	for (int i = 0; i < n; i += same)
	{
		int128		sum;
		bool		fits;

		CHECK_FOR_INTERRUPTS();
		same = AddUp(entries + i, n - i, &sum, &fits);
		if (!fits && for_keeps)
			cv_refuse_digits();
		memmove(entries + kept, entries + i, (fits ? 1 : same) * sizeof(CvEntry));
		if (fits)
			entries[kept].amount = sum;
		kept += fits ? 1 : same;
	}
	return kept;
}

/* ---------- runs of periods ---------- */

/* Where a run begins, or where it has ended */
typedef struct Edge
{
	int32		at;
	int32		times;			/* 1 where it begins, -1 where it has ended */
	int128		amount;
} Edge;

#define ST_SORT			SortEdges
#define ST_ELEMENT_TYPE Edge
#define ST_COMPARE(a, b)	(((a)->at > (b)->at) - ((a)->at < (b)->at))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static Edge *
SortedEdges(const CvRun *runs, int n)
{
	Edge	   *edges = MemoryContextAllocHuge(CurrentMemoryContext, 2 * (Size) n * sizeof(Edge));

	for (int i = 0; i < n; i++)
	{
		edges[2 * i] = (Edge)
		{
			runs[i].first, 1, runs[i].amount
		};
		edges[2 * i + 1] = (Edge)
		{
			runs[i].last + 1, -1, runs[i].amount
		};
	}
	SortEdges(edges, 2 * (Size) n);
	return edges;
}

/* One run behind another, which it goes on with if the amount is the same; how many there are then */
static int
AppendRun(CvRun *runs, int n, CvRun run)
{
	if (n > 0 && runs[n - 1].last + 1 == run.first && runs[n - 1].amount == run.amount)
		runs[--n].last = run.last;
	else
		runs[n] = run;
	return n + 1;
}

/*
 * The runs between edges, into room for as many as there are edges: the periods that some run has, and the sum of all that
 * have them.  How many; -1 if a sum does not fit.
 */
static int
AddUpEdges(const Edge *edges, int n, CvRun *runs)
{
	CvWideSum	sum = {0, 0};
	int			open = 0;
	int			kept = 0;

	for (int i = 0; i < n;)
	{
		CvRun		run = {edges[i].at};

		CHECK_FOR_INTERRUPTS();
		for (; i < n && edges[i].at == run.first; i++)
		{
			open += edges[i].times;
			cv_add_wide(&sum, edges[i].amount, edges[i].times);
		}
		if (open == 0)
			continue;
		run.last = edges[i].at - 1;
		if (!cv_wide_fits(&sum, &run.amount))
			return -1;
		kept = AppendRun(runs, kept, run);
	}
	return kept;
}

/*
 * The same for runs, in room for twice as many: afterwards they are in order, and no period is in two of them.  On the way,
 * they are left as they are where a sum does not fit.
 */
int
cv_settle_runs(CvRun *runs, int n, bool for_keeps)
{
	Edge	   *edges = SortedEdges(runs, n);
	CvRun	   *settled = MemoryContextAllocHuge(CurrentMemoryContext, 2 * (Size) n * sizeof(CvRun));
	int			kept = AddUpEdges(edges, 2 * n, settled);

	if (kept < 0 && for_keeps)
		cv_refuse_digits();
	if (kept >= 0)
		memcpy(runs, settled, kept * sizeof(CvRun));
	pfree(settled);
	pfree(edges);
	return kept >= 0 ? kept : n;
}
