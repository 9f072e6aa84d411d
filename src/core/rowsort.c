/*
 * rowsort.c
 *		Sorting rows of numbers by all but the last one, which is a count.
 *
 * Purchases, days and months are small whole numbers.  So the first numbers of a row, the highest bits of the one behind them and the
 * place of the row together are one key of 64 bits, and keys are sorted by their digits, without comparisons: several times as
 * fast.  Rows whose keys are alike but for the place are compared, unless a key has all that they could differ in.
 */
#include "core/huge.h"
#include "core/radix.h"
#include "core/rows.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"

#define PLACE_DIGITS	3		/* the lowest digits of a key are a place, */
#define PLACE_BITS		(8 * PLACE_DIGITS)
#define PLACES			(INT64CONST(1) << PLACE_BITS)
#define AHEAD			16		/* rows that are fetched before their turn */
#define FEW_ROWS		256		/* which comparing sorts as fast */

/* A sort for each width there is, for swapping rows whole is several times as fast as by bytes */
#define SORT_ELEMENT(n) \
	typedef struct Row##n \
	{ \
		double		values[n]; \
	} Row##n

SORT_ELEMENT(3);
SORT_ELEMENT(4);
SORT_ELEMENT(5);

#define ST_SORT			SortRows3
#define ST_ELEMENT_TYPE Row3
#define ST_COMPARE(a, b)	cv_rows_compare((a)->values, (b)->values, 2)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			SortRows4
#define ST_ELEMENT_TYPE Row4
#define ST_COMPARE(a, b)	cv_rows_compare((a)->values, (b)->values, 3)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			SortRows5
#define ST_ELEMENT_TYPE Row5
#define ST_COMPARE(a, b)	cv_rows_compare((a)->values, (b)->values, 4)
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static void
SortByComparing(double *rows, int64 n, int width)
{
	if (width == 3)
		SortRows3((Row3 *) rows, n);
	else if (width == 4)
		SortRows4((Row4 *) rows, n);
	else
		SortRows5((Row5 *) rows, n);
}

/* How rows become keys */
typedef struct Packing
{
	int			wholes;			/* so many numbers are small and whole, in all rows, */
	int			bits[CV_MAX_ROW];	/* and take so many bits; */
	bool		has_more;		/* of the one behind them, if there is one, */
	uint64		least;			/* how far its bits are above the least ones, */
	int			shift;			/* without so many of the lowest */
	int			more_bits;
	bool		is_all;			/* rows with the same key are alike */
} Packing;

static inline int
BitsOf(uint64 number)
{
	return number == 0 ? 0 : pg_leftmost_one_pos64(number) + 1;
}

/* The numbers that are small and whole, as many as a key has bits for; how many bits are left */
static int
FindWholes(Packing *packing, const double *rows, int64 n, int width)
{
	uint64		all[CV_MAX_ROW] = {0};	/* bits that some row has set */
	int			left = 64 - PLACE_BITS;
	int			wholes = width - 1;

	for (const double *row = rows; row < rows + n * width; row += width)
		for (int i = 0; i < wholes; i++)
		{
			uint32		whole = row[i] >= 0 && row[i] <= PG_INT32_MAX ? (uint32) row[i] : PG_UINT32_MAX;

			if (whole != row[i])
				wholes = i;
			all[i] |= whole;
		}
	for (packing->wholes = 0; packing->wholes < wholes && BitsOf(all[packing->wholes]) <= left; packing->wholes++)
	{
		packing->bits[packing->wholes] = BitsOf(all[packing->wholes]);
		left -= packing->bits[packing->wholes];
	}
	return left;
}

static inline uint64
BitsAt(const double *number)
{
	uint64		bits;

	memcpy(&bits, number, sizeof(bits));
	return bits;
}

static void
FindPacking(Packing *packing, const double *rows, int64 n, int width)
{
	int			left = FindWholes(packing, rows, n, width);
	uint64		most = 0;

	packing->has_more = packing->wholes < width - 1;
	packing->least = PG_UINT64_MAX;
	for (const double *row = rows; packing->has_more && row < rows + n * width; row += width)
	{
		uint64		bits = BitsAt(&row[packing->wholes]);

		packing->least = Min(packing->least, bits);
		most = Max(most, bits);
	}
	packing->more_bits = packing->has_more ? Min(left, BitsOf(most - packing->least)) : 0;
	packing->shift = packing->has_more ? BitsOf(most - packing->least) - packing->more_bits : 0;
	packing->is_all = packing->wholes + packing->has_more == width - 1 && packing->shift == 0;
}

static inline uint64
KeyOfRow(const Packing *packing, const double *row, int64 place)
{
	uint64		key = 0;

	for (int i = 0; i < packing->wholes; i++)
		key = key << packing->bits[i] | (uint32) row[i];
	if (packing->has_more && packing->more_bits > 0)
		key = key << packing->more_bits | (BitsAt(&row[packing->wholes]) - packing->least) >> packing->shift;
	return key << PLACE_BITS | place;
}

/* Rows in the order of their keys */
static void
PutInOrder(double *rows, const uint64 *keys, int64 n, int width)
{
	double	   *copy = cv_huge_alloc(CurrentMemoryContext, n * width * sizeof(double));

	cv_huge_copy(copy, rows, n * width * sizeof(double));
	for (int64 i = 0; i < n; i++)
	{
		if ((i & 0xfffff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < n)
			__builtin_prefetch(copy + (keys[i + AHEAD] & (PLACES - 1)) * width);
		memcpy(rows + i * width, copy + (keys[i] & (PLACES - 1)) * width, width * sizeof(double));
	}
	pfree(copy);
}

/* Sort each stretch of rows whose keys are alike but for the place */
static void
SortStretches(double *rows, const uint64 *keys, int64 n, int width)
{
	for (int64 i = 0, next; i < n; i = next)
	{
		CHECK_FOR_INTERRUPTS();
		for (next = i + 1; next < n && keys[next] >> PLACE_BITS == keys[i] >> PLACE_BITS;)
			next++;
		if (next > i + 1)
			SortByComparing(rows + i * width, next - i, width);
	}
}

static void
SortByDigits(double *rows, int64 n, int width)
{
	uint64	   *keys = cv_huge_alloc(CurrentMemoryContext, 2 * n * sizeof(uint64));
	const uint64 *sorted;
	Packing		packing;

	FindPacking(&packing, rows, n, width);
	for (int64 i = 0; i < n; i++)
		keys[i] = KeyOfRow(&packing, rows + i * width, i);
	sorted = cv_sort_keys(keys, keys + n, n, PLACE_DIGITS);
	PutInOrder(rows, sorted, n, width);
	if (!packing.is_all)
		SortStretches(rows, sorted, n, width);
	pfree(keys);
}

void
cv_rows_sort(double *rows, int64 n, int width)
{
	if (n > FEW_ROWS && n <= PLACES)
		SortByDigits(rows, n, width);
	else
		SortByComparing(rows, n, width);
}
