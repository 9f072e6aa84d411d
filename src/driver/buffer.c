/*
 * buffer.c
 *		Rows of small whole numbers, which ratings are, on their way into exact sums.
 *
 * A state has room behind its products for the columns of some rows in 16 bits.  They become sums together, when there are as many rows
 * as fit, and before anybody looks at the sums: processors multiply and add eight such numbers at once, where 128-bit
 * integers take a product and a carry each.  Rows that have other numbers, and those that leave a moving frame, pass it by.
 */
#include "driver/drivers.h"

#include <math.h>

#define ROWS		32
#define LIMIT		8192		/* numbers are smaller, so that as many products stay within 31
								 * bits */

/* By column */
static inline int16 *
BufferOf(const DriverMoments *m)
{
	return (int16 *) (ProductsOf(m) + Products(m));
}

DriverMoments *
cv_new_buffered_drivers(int drivers)
{
	return cv_new_drivers(drivers, false, (drivers + 1) * ROWS * sizeof(int16));
}

static inline void
AddWhole(int128 *sum, int number, int64 units)
{
	if (unlikely(__builtin_add_overflow(*sum, (int128) number * units, sum)))
		cv_refuse_sums();
}

static pg_attribute_always_inline int
SumOf(const int16 *a, int rows)
{
	int			sum = 0;

	for (int i = 0; i < rows; i++)
		sum += a[i];
	return sum;
}

static pg_attribute_always_inline int
ProductOf(const int16 *a, const int16 *b, int rows)
{
	int			sum = 0;

	for (int i = 0; i < rows; i++)
		sum += a[i] * b[i];
	return sum;
}

/*
 * Add so many rows in the buffer of m to the sums of into, which has as many drivers and may be the same.  Where their number is known
 * to the compiler, it knows what to do for eight at once.
 */
static pg_attribute_always_inline void
AddBuffer(DriverMoments *into, const DriverMoments *m, int rows)
{
	const int16 *columns = BufferOf(m);
	int128	   *product = ProductsOf(into);

	for (int i = 0; i < Columns(m); i++)
	{
		AddWhole(&SumsOf(into)[i], SumOf(&columns[i * ROWS], rows), VALUE_ONE);
		for (int j = 0; j <= i; j++)
			AddWhole(product++, ProductOf(&columns[i * ROWS], &columns[j * ROWS], rows), (int64) VALUE_ONE * (int64) VALUE_ONE);
	}
}

/* Put the number into a column; false where it is not small and whole, as NaN is not */
static inline bool
PutSmall(int16 *place, double number)
{
	if (unlikely(!(fabs(number) < LIMIT)))
		return false;
	*place = (int16) number;
	return *place == number;
}

/* Add a row of small numbers; false, and nothing done, where it has others or there is no buffer */
bool
cv_buffer_row(DriverMoments *m, double outcome, const double *drivers)
{
	int16	   *columns = BufferOf(m) + m->buffered;

	if (m->buffer == 0 || !PutSmall(columns, outcome))
		return false;
	for (int i = 0; i < m->drivers; i++)
		if (!PutSmall(columns += ROWS, drivers[i]))
			return false;
	if (++m->buffered == ROWS)
	{
		AddBuffer(m, m, ROWS);
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
	AddBuffer(copy, m, m->buffered);
	return copy;
}
