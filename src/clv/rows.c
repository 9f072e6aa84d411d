/*
 * rows.c
 *		What a fit remembers of customers: rows that are alike are one row with a count.
 *
 * New rows are put behind those that are sorted and all different.  When the array is full
 * they are sorted and merged with those, and it grows unless that has made much room; a small
 * array just grows.  So every row is sorted once, and memory goes with the different rows.
 */
#include "clv/rows.h"

#include "core/aggregate.h"
#include "libpq/pqformat.h"
#include "math/likelihood.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CAPACITY	64
#define SMALL_BYTES		(12 * 1024 * 1024)

struct RowSet
{
	MemoryContext context;
	int			width;
	double	   *rows;
	int64		sorted;			/* rows that are sorted, and all different */
	int64		n;
	int64		capacity;
};

static inline Size
RowBytes(const RowSet *set, int64 rows)
{
	return (Size) rows * set->width * sizeof(double);
}

/* By the bits: the order of doubles, where none is negative */
static inline int
CompareKeys(const double *a, const double *b, int n)
{
	for (int i = 0; i < n; i++)
	{
		uint64		a_bits;
		uint64		b_bits;

		memcpy(&a_bits, &a[i], sizeof(uint64));
		memcpy(&b_bits, &b[i], sizeof(uint64));
		if (a_bits != b_bits)
			return a_bits < b_bits ? -1 : 1;
	}
	return 0;
}

/* Rows of the two widths there are, for swapping them whole is several times as fast as by bytes */
typedef struct TimedRow
{
	double		values[CV_TIMED_WIDTH];
} TimedRow;

typedef struct SpendRow
{
	double		values[CV_SPEND_WIDTH];
} SpendRow;

#define ST_SORT			SortTimed
#define ST_ELEMENT_TYPE TimedRow
#define ST_COMPARE(a, b)	CompareKeys((a)->values, (b)->values, CV_TIMED_WIDTH - 1)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			SortSpend
#define ST_ELEMENT_TYPE SpendRow
#define ST_COMPARE(a, b)	CompareKeys((a)->values, (b)->values, CV_SPEND_WIDTH - 1)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

RowSet	   *
cv_rows_create(MemoryContext context, int width)
{
	RowSet	   *set = MemoryContextAllocZero(context, sizeof(RowSet));

	set->context = context;
	set->width = width;
	set->capacity = FIRST_CAPACITY;
	set->rows = MemoryContextAlloc(context, RowBytes(set, FIRST_CAPACITY));
	return set;
}

/* Put a row behind n others, or count it with the last of them; how many there are now */
static inline int64
Push(double *rows, int64 n, int width, const double *row)
{
	double	   *last = rows + (n - 1) * width;

	if (n > 0 && CompareKeys(last, row, width - 1) == 0)
	{
		last[width - 1] += row[width - 1];
		return n;
	}
	memmove(rows + n * width, row, width * sizeof(double));
	return n + 1;
}

/* Merge two sorted stretches of rows; the first one may be where they are merged to, if it is empty. */
static int64
Merge(const RowSet *set, double *merged)
{
	const double *a = set->rows;
	const double *a_end = set->rows + set->sorted * set->width;
	const double *b = a_end;
	const double *b_end = set->rows + set->n * set->width;
	int64		n = 0;

	while (a < a_end || b < b_end)
	{
		bool		take_a;

		if ((n & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		take_a = b == b_end || (a < a_end && CompareKeys(a, b, set->width - 1) <= 0);

		n = Push(merged, n, set->width, take_a ? a : b);
		if (take_a)
			a += set->width;
		else
			b += set->width;
	}
	return n;
}

/* Sort the new rows, and merge them with the others */
static void
Settle(RowSet *set)
{
	double	   *rows = set->rows + set->sorted * set->width;
	int64		n = set->n - set->sorted;

	if (n == 0)
		return;
	if (set->width == CV_TIMED_WIDTH)
		SortTimed((TimedRow *) rows, n);
	else
		SortSpend((SpendRow *) rows, n);
	if (set->sorted > 0)
		rows = MemoryContextAllocHuge(set->context, RowBytes(set, set->capacity));
	set->n = set->sorted = Merge(set, rows);
	if (rows != set->rows)
		pfree(set->rows);
	set->rows = rows;
}

static void
MakeRoom(RowSet *set)
{
	if (RowBytes(set, set->n) >= SMALL_BYTES)
		Settle(set);
	if (set->n <= set->capacity / 2)
		return;
	set->capacity *= 2;
	set->rows = repalloc_huge(set->rows, RowBytes(set, set->capacity));
}

/* The values must be finite, and none a negative zero. */
void
cv_rows_add(RowSet *set, const double *row)
{
	if (set->n == set->capacity)
		MakeRoom(set);
	memcpy(set->rows + set->n++ * set->width, row, set->width * sizeof(double));
}

const double *
cv_rows_sorted(RowSet *set, int64 *n)
{
	Settle(set);
	*n = set->n;
	return set->rows;
}

/* For another process of the same server */
void
cv_rows_write(RowSet *set, StringInfo bytes)
{
	Size		size;

	Settle(set);
	size = RowBytes(set, set->n);
	if (bytes->len + size + sizeof(int64) >= MaxAllocSize)
		cv_refuse_size();
	enlargeStringInfo(bytes, (int) (size + sizeof(int64)));
	pq_sendint64(bytes, set->n);
	appendBinaryStringInfo(bytes, (const char *) set->rows, (int) size);
}

void
cv_rows_read(RowSet *set, StringInfo bytes)
{
	int64		n = pq_getmsgint64(bytes);
	double		row[CV_TIMED_WIDTH];

	for (int64 i = 0; i < n; i++)
	{
		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		memcpy(row, pq_getmsgbytes(bytes, set->width * (int) sizeof(double)), set->width * sizeof(double));
		cv_rows_add(set, row);
	}
}
