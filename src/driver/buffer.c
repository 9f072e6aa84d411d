/*
 * buffer.c
 *		Rows of small whole numbers, which ratings are, on their way into exact sums.
 *
 * Products of numbers up to 2^20 have 40 bits, so that sums of 4,096 of them are exact in doubles, which add in half the time and less
 * of 128-bit integers: two at once, and without a carry.  A state has a buffer of such sums behind its products, which is emptied into
 * these when it has as many rows, and before anybody looks at them.  Rows that have other numbers pass it by.
 */
#include "driver/drivers.h"

#include <math.h>

#define SMALL		1048576.0
#define MAX_ROWS	4096

#define LANES		4			/* doubles that are added side by side */

/* Doubles of row i, a sum and products with i columns, in whole LANES */
#define ROW_WIDTH(i)	(((i) + LANES) / LANES * LANES)

DriverMoments *
cv_new_buffered_drivers(int drivers)
{
	int			doubles = 0;

	for (int i = 1; i <= drivers + 1; i++)
		doubles += ROW_WIDTH(i);
	return cv_new_drivers(drivers, false, doubles * sizeof(double));
}

static void
AddWhole(int128 *sum, double number, int64 units)
{
	if (__builtin_add_overflow(*sum, (int128) (int64) number * units, sum))
		cv_refuse_sums();
}

/* Add what is in the buffer of m to the sums of into, which has as many drivers and may be the same. */
static void
AddBuffer(DriverMoments *into, const DriverMoments *m)
{
	const double *row = BufferOf(m);
	int128	   *product = ProductsOf(into);

	for (int i = 1; i <= Columns(m); i++)
	{
		AddWhole(&SumsOf(into)[i - 1], row[0], VALUE_ONE);
		for (int j = 1; j <= i; j++)
			AddWhole(product++, row[j], (int64) VALUE_ONE * (int64) VALUE_ONE);
		row += ROW_WIDTH(i);
	}
}

/* Is it a small whole number?  NaN is not. */
static inline bool
IsSmall(double value)
{
	return fabs(value) <= SMALL && value == (int) value;
}

/* Add a row of small numbers, or take it out where rows is -1; false, and nothing done, where it has others or there is no buffer */
bool
cv_buffer_row(DriverMoments *m, double outcome, const double *drivers, int rows)
{
	double		columns[CVM_COLUMNS + LANES];	/* most of which are not used: so they are not set
												 * to 0 */
	double	   *restrict sums = BufferOf(m);
	bool		small = m->buffer > 0 && IsSmall(outcome);

	for (int i = 0; i < m->drivers; i++)
	{
		columns[i + 2] = drivers[i];
		small &= IsSmall(drivers[i]);
	}
	if (!small)
		return false;
	columns[0] = 1;
	columns[1] = outcome;
	for (int i = 0; i < LANES - 1; i++)
		columns[m->drivers + 2 + i] = 0;	/* behind the last one */
	for (int i = 1; i <= Columns(m); i++)
	{
		double		factor = rows * columns[i];

		for (int j = 0; j <= i; j += LANES, sums += LANES)
		{
			sums[0] += factor * columns[j];
			sums[1] += factor * columns[j + 1];
			sums[2] += factor * columns[j + 2];
			sums[3] += factor * columns[j + 3];
		}
	}
	if (++m->buffered == MAX_ROWS)
	{
		AddBuffer(m, m);
		memset(BufferOf(m), 0, m->buffer);
		m->buffered = 0;
	}
	return true;
}

/* The same without a buffer: m itself, or a copy */
const DriverMoments *
cv_settled_drivers(const DriverMoments *m)
{
	DriverMoments *copy;

	if (m->buffer == 0)
		return m;
	copy = cv_new_drivers(m->drivers, m->weighted, 0);
	memcpy((char *) copy + VARHDRSZ, (const char *) m + VARHDRSZ, VARSIZE(copy) - VARHDRSZ);
	copy->buffer = copy->buffered = 0;
	AddBuffer(copy, m);
	return copy;
}
