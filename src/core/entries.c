/*
 * entries.c
 *		Amounts by day or period, in any order, brought into order.
 */
#include "core/entries.h"

#include "miscadmin.h"

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
	int128		high = 0;
	int128		low = 0;

	for (int i = 0; i < n; i++)
	{
		high += entries[i].amount >> 64;
		low += (uint64) entries[i].amount;
	}
	high += low >> 64;
	return high == (int64) high;
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
