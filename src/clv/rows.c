/*
 * rows.c
 *		What a fit remembers of customers: rows that are alike are one row with a count.
 *
 * The rows lie in one array; the server's own hash table (lib/simplehash.h) finds the one that
 * is like a new one, which is put behind the last to be compared.  Sorting the rows makes
 * the hash table void; it is made again if more rows come, as they may in a window.
 */
#include "clv/rows.h"

#include "common/hashfn.h"
#include "core/aggregate.h"
#include "libpq/pqformat.h"
#include "math/likelihood.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CAPACITY	64

typedef struct Slot
{
	uint32		row;
	uint32		hash;
	char		status;
} Slot;

struct RowSet
{
	MemoryContext context;
	int			width;
	double	   *rows;
	int64		n;
	int64		capacity;
	struct rowhash_hash *index; /* NULL if the rows are sorted */
};

static inline const double *
RowAt(const RowSet *set, uint32 i)
{
	return set->rows + (int64) i * set->width;
}

static inline Size
KeyBytes(const RowSet *set)
{
	return (set->width - 1) * sizeof(double);
}

static inline uint32
HashRow(const RowSet *set, uint32 i)
{
	return hash_bytes((const unsigned char *) RowAt(set, i), (int) KeyBytes(set));
}

static inline bool
RowsAlike(const RowSet *set, uint32 i, uint32 j)
{
	const double *a = RowAt(set, i);
	const double *b = RowAt(set, j);

	for (int k = 0; k < set->width - 1; k++)
		if (a[k] != b[k])
			return false;
	return true;
}

#define SH_PREFIX		rowhash
#define SH_ELEMENT_TYPE Slot
#define SH_KEY_TYPE		uint32
#define SH_KEY			row
#define SH_HASH_KEY(tb, key)	HashRow((tb)->private_data, key)
#define SH_EQUAL(tb, a, b)		RowsAlike((tb)->private_data, a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(tb, slot)	((slot)->hash)
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static inline int
CompareKeys(const double *a, const double *b, int n)
{
	for (int i = 0; i < n; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
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
	set->rows = MemoryContextAlloc(context, FIRST_CAPACITY * width * sizeof(double));
	return set;
}

static void
MakeIndex(RowSet *set)
{
	bool		found;

	set->index = rowhash_create(set->context, (uint32) set->n, set);
	for (int64 i = 0; i < set->n; i++)
	{
		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		(void) rowhash_insert(set->index, (uint32) i, &found);
	}
}

static void
MakeRoom(RowSet *set)
{
	if (set->n < set->capacity)
		return;
	if (set->n >= PG_INT32_MAX)
		cv_refuse_size();
	set->capacity *= 2;
	set->rows = repalloc_huge(set->rows, (Size) set->capacity * set->width * sizeof(double));
}

/* The values must be finite, and none a negative zero. */
void
cv_rows_add(RowSet *set, const double *row)
{
	int			last = set->width - 1;
	Slot	   *slot;
	bool		found;

	MakeRoom(set);
	if (set->index == NULL)
		MakeIndex(set);
	memcpy(set->rows + set->n * set->width, row, set->width * sizeof(double));
	slot = rowhash_insert(set->index, (uint32) set->n, &found);
	if (found)
		set->rows[(int64) slot->row * set->width + last] += row[last];
	else
		set->n++;
}

const double *
cv_rows_sorted(RowSet *set, int64 *n)
{
	if (set->index)
	{
		rowhash_destroy(set->index);
		set->index = NULL;
		if (set->width == CV_TIMED_WIDTH)
			SortTimed((TimedRow *) set->rows, set->n);
		else
			SortSpend((SpendRow *) set->rows, set->n);
	}
	*n = set->n;
	return set->rows;
}

/* For another process of the same server */
void
cv_rows_write(const RowSet *set, StringInfo bytes)
{
	Size		size = set->n * set->width * sizeof(double);

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
