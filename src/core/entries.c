/*
 * entries.c
 *		Amounts by day or period, in any order, brought into order.
 */
#include "core/entries.h"

static inline int
CompareEntries(const CvEntry *a, const CvEntry *b)
{
	return (a->at > b->at) - (a->at < b->at);
}

#define ST_SORT			SortEntries
#define ST_ELEMENT_TYPE CvEntry
#define ST_COMPARE(a, b)	CompareEntries(a, b)
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* Sort the entries, unless they are in order, and add up those of one day or period; how many there are then */
int
cv_settle_entries(CvEntry *entries, int n, bool in_order)
{
	int			kept = 0;

	if (n == 0)
		return 0;
	if (!in_order)
		SortEntries(entries, n);
	for (int i = 1; i < n; i++)
	{
		if (entries[i].at == entries[kept].at)
			entries[kept].amount = cv_add_amounts(entries[kept].amount, entries[i].amount);
		else
			entries[++kept] = entries[i];
	}
	return kept + 1;
}
