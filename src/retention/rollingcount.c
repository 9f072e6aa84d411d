/*
 * rollingcount.c
 *		An active_tally while it is made: counts of customers by period and by the number of periods until they are
 *		active again.
 *
 * Most customers are back soon, or never, so the counts of a period are mostly empty behind its first ones.  They lie
 * in pages of PAGE_CELLS, which are there only where somebody was counted; the first count of a period is of those who
 * were never active again.
 */
#include "retention/rolling.h"

#include "common/hashfn.h"
#include "core/check.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"

#define PAGE_CELLS	16
#define PAGE_HASH	0x9e3779b1	/* odd: periods that follow each other are spread */

typedef struct ReturnPage
{
	uint64		place;			/* of its first count, a multiple of PAGE_CELLS: see CountPlace() */
	char		status;
	int64	   *customers;
} ReturnPage;

#define SH_PREFIX returns
#define SH_ELEMENT_TYPE ReturnPage
#define SH_KEY_TYPE uint64
#define SH_KEY place
#define SH_HASH_KEY(table, key) murmurhash32((uint32) ((key) >> 32) * PAGE_HASH + (uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Places are in the order of periods, and then of what comes after, which is below 2^32. */
static inline uint64
CountPlace(int32 period, int32 after)
{
	return (uint64) ((int64) period - PG_INT32_MIN) << 32 | (uint32) after;
}

Returns    *
cv_returns_create(MemoryContext context)
{
	return returns_create(context, 16, NULL);
}

/* The count of customers active in a period and, if after is not 0, next so many periods later */
static inline int64 *
CountOf(Returns *returns, int32 period, int32 after)
{
	bool		found;
	ReturnPage *page = returns_insert(returns, CountPlace(period, after - after % PAGE_CELLS), &found);

	if (unlikely(!found))
		page->customers = MemoryContextAllocZero(returns->ctx, PAGE_CELLS * sizeof(int64));
	return &page->customers[after % PAGE_CELLS];
}

static inline void
CountCustomer(Returns *returns, int32 period, int32 after)
{
	int64	   *customers = CountOf(returns, period, after);

	(*customers)++;
}

static void
AddBits(Returns *returns, const Activity *activity)
{
	const uint64 *bits = ActivityBits(activity);
	Range		range = ActivityRange(activity);
	int32		period = (int32) range.first;

	cv_check_activity_span(range.first, range.last);
	for (int i = 0; i < activity->words; i++)
		for (uint64 left = bits[i]; left != 0; left &= left - 1)
		{
			int32		next = activity->first + i * WORD_BITS + pg_rightmost_one_pos64(left);

			if (next > period)
				CountCustomer(returns, period, next - period);
			period = next;
		}
	CountCustomer(returns, period, 0);
}

/* Add a customer who was active; a list spans less than CV_MAX_PERIODS. */
void
cv_returns_add(Returns *returns, const Visits *visits)
{
	const uint16 *since = visits->u.since;

	if (visits->n == VISITS_WIDE)
	{
		AddBits(returns, &visits->u.wide);
		return;
	}
	for (int i = 1; i < visits->n; i++)
		CountCustomer(returns, visits->base + since[i - 1], since[i] - since[i - 1]);
	CountCustomer(returns, visits->base + since[visits->n - 1], 0);
}

/* Add customers who were active in a period and next so many periods later, or never if after is 0 */
void
cv_returns_count(Returns *returns, int32 period, int32 after, int64 customers)
{
	cv_add_count(CountOf(returns, period, after), customers);
}

/* Add the counts of other customers */
void
cv_returns_merge(Returns *returns, const ActiveTally *other)
{
	CvReader	reader = cv_read_active(other);
	ActivePeriod period = BEFORE_PERIODS;

	while (cv_next_active(&reader, &period))
	{
		cv_returns_count(returns, period.period, 0, period.last);
		for (int i = 0; i < period.n; i++)
			cv_returns_count(returns, period.period, period.cells[i].after, period.cells[i].customers);
	}
}

/* ---------- the value ---------- */

#define ST_SORT			SortPages
#define ST_ELEMENT_TYPE ReturnPage
#define ST_COMPARE(a, b)	((a)->place < (b)->place ? -1 : (a)->place > (b)->place)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static ReturnPage *
SortedPages(Returns *returns)
{
	ReturnPage *pages = MemoryContextAllocHuge(CurrentMemoryContext, (returns->members + 1) * sizeof(ReturnPage));
	returns_iterator position;
	ReturnPage *page;
	int			n = 0;

	returns_start_iterate(returns, &position);
	while ((page = returns_iterate(returns, &position)) != NULL)
		pages[n++] = *page;
	SortPages(pages, n);
	return pages;
}

/* Add what a page has to the period that it is of */
static void
CollectPage(ActivePeriod *period, const ReturnPage *page)
{
	int32		after = (int32) (uint32) page->place;

	if (after == 0)
		period->last = page->customers[0];
	for (int i = after == 0; i < PAGE_CELLS; i++)
		if (page->customers[i] > 0)
			cv_add_cell(period, after + i, page->customers[i]);
}

static int32
PeriodOfPage(const ReturnPage *page)
{
	return (int32) ((int64) (page->place >> 32) + PG_INT32_MIN);
}

/* NULL where nobody was counted; a log from outside can have periods after the last day seen */
CvHead	   *
cv_returns_value(Returns *returns, CvUnit unit, DateADT last_seen)
{
	ReturnPage *pages = SortedPages(returns);
	ActivePeriod period = {0};
	ActiveWriter writer;

	if (returns->members == 0)
		return NULL;
	cv_begin_active(&writer, unit, last_seen);
	for (uint32 i = 0; i < returns->members; i++)
	{
		period.period = PeriodOfPage(&pages[i]);
		CollectPage(&period, &pages[i]);
		if (i + 1 < returns->members && PeriodOfPage(&pages[i + 1]) == period.period)
			continue;
		cv_write_active(&writer, &period);
		period.n = 0;
		period.last = 0;
	}
	pfree(pages);
	if (cv_period_of_day(unit, last_seen) < writer.before)
		cv_refuse_log();
	return &cv_end_active(&writer)->head;
}
