/*
 * visitlog.c
 *		Visits of customers, a row each, until they are counted.
 *
 * A look-up of a customer at each event is most of what an active_tally of millions of them takes.  So events of customers with bigint keys
 * are rows of parts.c: 8 bytes, the customer and the period.  Periods are mostly few, some years of days: then the customers of a part
 * are given bits for them, and pairs of bits that follow each other are counted in a square of periods, all in the processor's
 * caches.  What is not dense enough for that goes through the table of customers, and so does a log that is full, for memory is
 * to follow customers, not events.
 */
#include "retention/visitlog.h"

#include "core/check.h"
#include "core/huge.h"
#include "core/numbers.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define PARTS			512
#define SPREAD			(512 * 1024)	/* bytes of a single part after which there are PARTS of
										 * them */
#define FULL			(96 * 1024 * 1024)	/* bytes of 12 million rows */
#define DENSE_PERIODS	2048	/* at the most, */
#define DENSE_CELLS		16		/* and so many cells of the square for each row */
#define MOST_BITS		2		/* of a word, nearly always */

static void
BeginLog(VisitLog *log)
{
	cv_begin_parts(&log->parts, log->context);
	log->first = VISIT_PERIODS;
	log->last = -VISIT_PERIODS;
}

VisitLog   *
cv_visit_log_create(MemoryContext context)
{
	VisitLog   *log = MemoryContextAllocZero(context, sizeof(VisitLog));

	log->context = AllocSetContextCreate(context, "custval visits", ALLOCSET_START_SMALL_SIZES);
	log->seed = cv_new_seed();
	BeginLog(log);
	return log;
}

/* ---------- rows ---------- */

static inline uint64
RowOf(uint64 customer, int32 period)
{
	return customer << VISIT_PERIOD_BITS | (uint32) (period + VISIT_PERIODS / 2);
}

static inline CvKey
CustomerOf(uint64 row)
{
	CvKey		key = {row >> VISIT_PERIOD_BITS, 0};

	return key;
}

static inline int32
PeriodOf(uint64 row)
{
	return (int32) (row & (VISIT_PERIODS - 1)) - VISIT_PERIODS / 2;
}

static inline void
PutRow(VisitLog *log, uint64 row)
{
	uint64		hash = cv_hash_key(&log->seed, CV_KEY_BIGINT, CustomerOf(row));

	memcpy(cv_part_row(&log->parts, cv_part_of(&log->parts, hash), sizeof(row), true), &row, sizeof(row));
}

static void
PutChunk(const CvChunk *chunk, void *log)
{
	const uint64 *rows = (const uint64 *) chunk->bytes;

	for (; rows < (const uint64 *) chunk->end; rows++)
		PutRow(log, *rows);
}

void
cv_visit_log_put(VisitLog *log, uint64 customer, int32 period)
{
	if (unlikely(log->parts.n == 1 && log->parts.bytes > SPREAD))
		cv_spread_parts(&log->parts, PARTS, PutChunk, log);
	log->first = Min(log->first, period);
	log->last = Max(log->last, period);
	PutRow(log, RowOf(customer, period));
}

bool
cv_visit_log_is_full(const VisitLog *log)
{
	return log->parts.bytes >= FULL;
}

/* ---------- by customer ---------- */

/* The customers of a part and the periods of each, as bits; it is used for one part after the other */
typedef struct Grouping
{
	MemoryContext context;		/* of all that follows */
	CvNumbers	numbers;		/* of customers, whose records are their bits */
	int32		first;			/* period, of the first bit */
	int			periods;
	int			words;			/* of bits of a customer */
	uint16	   *found;			/* the periods of a customer, from first on, with room for a word
								 * more */
} Grouping;

bool
cv_visit_log_is_dense(const VisitLog *log)
{
	int64		periods = (int64) log->last - log->first + 1;
	int64		rows = log->parts.bytes / sizeof(uint64);

	return periods > 0 && periods <= DENSE_PERIODS && periods * periods <= rows * DENSE_CELLS;
}

static void
BeginGrouping(Grouping *grouping, const VisitLog *log)
{
	grouping->context = AllocSetContextCreate(CurrentMemoryContext, "custval visits", ALLOCSET_DEFAULT_SIZES);
	grouping->first = log->first;
	grouping->periods = log->last - log->first + 1;
	grouping->words = (grouping->periods + WORD_BITS - 1) / WORD_BITS;
	cv_begin_numbers(&grouping->numbers, grouping->context, &log->seed, CV_KEY_BIGINT, grouping->words * sizeof(uint64));
	grouping->found = MemoryContextAlloc(grouping->context, (grouping->words + 1) * WORD_BITS * sizeof(uint16));
}

static void
SetBits(Grouping *grouping, const CvChunk *chunk)
{
	CvNumbers  *numbers = &grouping->numbers;
	const uint64 *rows = (const uint64 *) chunk->bytes;

	CHECK_FOR_INTERRUPTS();
	for (; rows < (const uint64 *) chunk->end; rows++)
	{
		CvKey		key = CustomerOf(*rows);
		uint32		customer = cv_number_of(numbers, CV_KEY_BIGINT, cv_hash_key(numbers->seed, CV_KEY_BIGINT, key), key);
		uint64	   *bits = cv_record_of(numbers, customer);
		int			period = PeriodOf(*rows) - grouping->first;

		bits[period / WORD_BITS] |= UINT64CONST(1) << (period % WORD_BITS);
	}
}

/*
 * The bits that are set.  Nobody can foretell how many a word has: so as many are written as nearly all words have at the most, and those
 * that are not there are written over by the next word's.
 */
static int
FindBits(const Grouping *grouping, uint32 customer)
{
	const uint64 *bits = cv_record_of(&grouping->numbers, customer);
	uint16	   *found = grouping->found;
	int			n = 0;

	for (int i = 0; i < grouping->words; i++)
	{
		uint64		left = bits[i];

		for (int k = 0; k < MOST_BITS; k++)
		{
			found[n] = (uint16) (i * WORD_BITS + pg_rightmost_one_pos64(left | UINT64CONST(1) << (WORD_BITS - 1)));
			n += left != 0;
			left &= left - 1;
		}
		for (; unlikely(left != 0); left &= left - 1)
			found[n++] = (uint16) (i * WORD_BITS + pg_rightmost_one_pos64(left));
	}
	return n;
}

/* Group one part after the other, and show it */
static void
VisitParts(const VisitLog *log, Grouping *grouping, void (*visit) (const Grouping *grouping, void *arg), void *arg)
{
	for (uint32 i = 0; i < log->parts.n; i++)
	{
		cv_clear_numbers(&grouping->numbers);
		for (const CvChunk *chunk = cv_chunks_of(&log->parts, i); chunk; chunk = chunk->next)
			SetBits(grouping, chunk);
		visit(grouping, arg);
	}
}

/* ---------- into a table ---------- */

/* Customers whose periods are a list, or several */
static void
MoveCustomers(const Grouping *grouping, void *table)
{
	for (uint32 i = 0; i < grouping->numbers.n; i++)
	{
		const uint16 *found = grouping->found;

		for (int n = FindBits(grouping, i); n > 0; n -= MAX_VISITS, found += MAX_VISITS)
		{
			Visits	   *visits = cv_customers_next(table);

			SetFirstVisit(visits, grouping->first + found[0]);
			visits->n = Min(n, MAX_VISITS);
			for (int k = 1; k < visits->n; k++)
				visits->u.since[k] = visits->u.since[0] + found[k] - found[0];
			cv_customers_put(table, grouping->numbers.keys[i], visits);
		}
	}
}

static void
MoveRows(const CvChunk *chunk, CvCustomers *table)
{
	const uint64 *rows = (const uint64 *) chunk->bytes;

	CHECK_FOR_INTERRUPTS();
	for (; rows < (const uint64 *) chunk->end; rows++)
	{
		Visits	   *visits = cv_customers_next(table);

		SetFirstVisit(visits, PeriodOf(*rows));
		cv_customers_put(table, CustomerOf(*rows), visits);
	}
}

/* Customers of one part after the other, so that those who are met again lie near each other */
void
cv_visit_log_move(VisitLog *log, CvCustomers *table)
{
	Grouping	grouping;

	if (cv_visit_log_is_dense(log))
	{
		BeginGrouping(&grouping, log);
		VisitParts(log, &grouping, MoveCustomers, table);
		MemoryContextDelete(grouping.context);
	}
	else
		for (uint32 i = 0; i < log->parts.n; i++)
			for (const CvChunk *chunk = cv_chunks_of(&log->parts, i); chunk; chunk = chunk->next)
				MoveRows(chunk, table);
	cv_customers_flush(table);
	MemoryContextReset(log->context);
	BeginLog(log);
}

/* ---------- counts ---------- */

/* By period and the number of periods until the next one, or 0 */
static void
CountReturns(const Grouping *grouping, void *arg)
{
	uint32	   *cells = arg;
	const uint16 *found = grouping->found;

	for (uint32 i = 0; i < grouping->numbers.n; i++)
	{
		int			n = FindBits(grouping, i);

		for (int k = 0; k + 1 < n; k++)
			cells[found[k] * grouping->periods + found[k + 1] - found[k]]++;
		cells[found[n - 1] * grouping->periods]++;
	}
}

void
cv_visit_log_count(VisitLog *log, Returns *returns)
{
	Grouping	grouping;
	uint32	   *cells;

	BeginGrouping(&grouping, log);
	cells = cv_huge_zeroed(grouping.context, (Size) grouping.periods * grouping.periods * sizeof(uint32));
	VisitParts(log, &grouping, CountReturns, cells);
	for (int32 i = 0; i < grouping.periods; i++, cells += grouping.periods)
	{
		CHECK_FOR_INTERRUPTS();
		for (int32 after = 0; after < grouping.periods - i; after++)
			if (cells[after] > 0)
				cv_returns_count(returns, grouping.first + i, after, cells[after]);
	}
	MemoryContextDelete(grouping.context);
}
