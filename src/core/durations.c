/*
 * durations.c
 *		Many durations in no order, before they are rows.
 *
 * Months and days are few different numbers: the customers of each are counted at its place in an array, and nothing is sorted.
 * Fractions are put by, eight bytes each, and sorted by their bits when there are many: that is the order of numbers from 0 on, and
 * sorting by eleven bits at a time needs no comparisons.  Neither is worth its memory for a state of few rows.
 *
 * A full buffer becomes rows, unless its numbers are mostly different: rows would take three times the room then, and all of them are
 * merged anew each time.  So these stay where they are until somebody asks, and are merged right into the value that is asked for.
 */
#include "core/durations.h"

#include "core/check.h"
#include "miscadmin.h"

#define FEW_ROWS		4096	/* after which there is more than rows */
#define FIRST_BUFFER	4096
#define FIRST_LIMIT		(1 << 20)	/* of the numbers in a buffer */
#define LAST_LIMIT		(1 << 26)
#define WIDTH			3		/* of rows */
#define DIGIT_BITS		11
#define DIGITS			6
#define DIGIT_VALUES	(1 << DIGIT_BITS)

void
cv_durations_init(CvDurations *durations, MemoryContext context, CvRows *rows)
{
	memset(durations, 0, sizeof(*durations));
	durations->context = context;
	durations->rows = rows;
	durations->limit = FIRST_LIMIT;
}

static void
AddOne(CvRows *rows, double duration, int what, double customers)
{
	double		row[WIDTH] = {duration, what, customers};

	cv_rows_add(rows, row);
}

/* ---------- sorting ---------- */

static inline int
DigitOf(uint64 bits, int digit)
{
	return (int) (bits >> (digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

/* Where each value of a digit begins, once its numbers are in order; false where all have the same */
static bool
PlacesOf(const uint64 *from, int64 n, int digit, int64 *places)
{
	int64		sum = 0;

	memset(places, 0, DIGIT_VALUES * sizeof(int64));
	for (int64 i = 0; i < n; i++)
		places[DigitOf(from[i], digit)]++;
	if (places[DigitOf(from[0], digit)] == n)
		return false;
	for (int value = 0; value < DIGIT_VALUES; value++)
	{
		int64		count = places[value];

		places[value] = sum;
		sum += count;
	}
	return true;
}

/* Sort by one digit after the other, from the lowest on; the order that lower ones made stays among equal ones. */
static void
SortBuffer(CvDurationBuffer *buffer, uint64 *scratch)
{
	int64		places[DIGIT_VALUES];

	for (int digit = 0; digit < DIGITS && buffer->n > 0; digit++)
	{
		uint64	   *sorted = scratch;

		CHECK_FOR_INTERRUPTS();
		if (!PlacesOf(buffer->bits, buffer->n, digit, places))
			continue;
		for (int64 i = 0; i < buffer->n; i++)
			sorted[places[DigitOf(buffer->bits[i], digit)]++] = buffer->bits[i];
		memcpy(buffer->bits, sorted, buffer->n * sizeof(uint64));
	}
}

/* ---------- from counts and buffers to rows ---------- */

static void
FlushCounts(CvDurations *durations)
{
	for (int whole = 0; whole < CV_MAX_COUNTED; whole++)
		for (int what = 0; what < CV_COUNTED_KINDS; what++)
		{
			double	   *counts = durations->counts[what];

			if (counts == NULL || counts[whole] == 0)
				continue;
			if (counts[whole] > CV_MAX_WHOLE)
				cv_refuse_count();
			AddOne(durations->rows, whole, what, counts[whole]);
			counts[whole] = 0;
		}
}

/* The buffer whose next duration is the smallest one; at tells how far each has come, and -1 is the end of all */
static int
NextBuffer(const CvDurationBuffer *buffers, const int64 *at)
{
	int			next = -1;

	for (int what = 0; what < CV_BUFFERED_KINDS; what++)
		if (at[what] < buffers[what].n && (next < 0 || buffers[what].bits[at[what]] < buffers[next].bits[at[next]]))
			next = what;
	return next;
}

/* The next row of sorted buffers, in the order of rows; false behind the last one */
static bool
TakeRow(const CvDurationBuffer *buffers, int64 *at, double *row)
{
	int			what = NextBuffer(buffers, at);
	const CvDurationBuffer *buffer = &buffers[what];
	int64		first;

	if (what < 0)
		return false;
	first = at[what];
	while (at[what] < buffer->n && buffer->bits[at[what]] == buffer->bits[first])
		at[what]++;
	memcpy(&row[0], &buffer->bits[first], sizeof(double));
	row[1] = what;
	row[2] = (double) (at[what] - first);
	return true;
}

static void
SortBuffers(CvDurations *durations)
{
	int64		most = 0;
	uint64	   *scratch;

	for (int what = 0; what < CV_BUFFERED_KINDS; what++)
		most = Max(most, durations->buffers[what].n);
	scratch = MemoryContextAllocHuge(durations->context, Max(most, 1) * sizeof(uint64));
	for (int what = 0; what < CV_BUFFERED_KINDS; what++)
		SortBuffer(&durations->buffers[what], scratch);
	pfree(scratch);
}

static int64
PutByBuffers(const CvDurations *durations)
{
	int64		n = 0;

	for (int what = 0; what < CV_BUFFERED_KINDS; what++)
		n += durations->buffers[what].n;
	return n;
}

/* Rows that came otherwise are sorted before, and those of the buffers behind them: a sort of both would find no order. */
static void
FlushBuffers(CvDurations *durations)
{
	int64		at[CV_BUFFERED_KINDS] = {0};
	double		row[WIDTH];
	int64		rows;

	if (PutByBuffers(durations) == 0)
		return;
	(void) cv_rows_sorted(durations->rows, &rows);
	SortBuffers(durations);
	while (TakeRow(durations->buffers, at, row))
		cv_rows_add(durations->rows, row);
	(void) cv_rows_sorted(durations->rows, &rows);
	for (int what = 0; what < CV_BUFFERED_KINDS; what++)
		durations->buffers[what].n = 0;
}

/* All that has come is rows now. */
void
cv_durations_flush(CvDurations *durations)
{
	FlushCounts(durations);
	FlushBuffers(durations);
}

/* How many rows all make at the most; what was counted is rows now. */
int64
cv_durations_room(CvDurations *durations)
{
	int64		rows;

	FlushCounts(durations);
	(void) cv_rows_sorted(durations->rows, &rows);
	return rows + PutByBuffers(durations);
}

static inline bool
IsBefore(const double *a, const double *b)
{
	return a[0] < b[0] || (a[0] == b[0] && a[1] <= b[1]);
}

/* All rows in order, in an array that has room for them; nothing changes but the order of what is put by.  How many there are */
int64
cv_durations_merge(CvDurations *durations, double *merged)
{
	int64		at[CV_BUFFERED_KINDS] = {0};
	int64		n = 0;
	int64		rows;
	const double *row = cv_rows_sorted(durations->rows, &rows);
	const double *end = row + rows * WIDTH;
	double		next[WIDTH];

	SortBuffers(durations);
	while (TakeRow(durations->buffers, at, next))
	{
		if ((n & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		for (; row < end && IsBefore(row, next); row += WIDTH)
			n = cv_rows_push(merged, n, WIDTH, row);
		n = cv_rows_push(merged, n, WIDTH, next);
	}
	memcpy(merged + n * WIDTH, row, (end - row) * sizeof(double));
	return n + (end - row) / WIDTH;
}

/* ---------- one by one ---------- */

/* Are most of its numbers different?  It is sorted by that. */
static bool
IsDiverse(CvDurations *durations, CvDurationBuffer *buffer)
{
	uint64	   *scratch = MemoryContextAllocHuge(durations->context, buffer->n * sizeof(uint64));
	int64		different = 0;

	SortBuffer(buffer, scratch);
	pfree(scratch);
	for (int64 i = 1; i < buffer->n; i++)
		different += buffer->bits[i] != buffer->bits[i - 1];
	return different > buffer->n / 2;
}

static void
GrowBuffer(CvDurations *durations, CvDurationBuffer *buffer)
{
	if (buffer->n >= durations->limit && durations->limit < LAST_LIMIT && IsDiverse(durations, buffer))
		durations->limit *= 4;
	if (buffer->n >= durations->limit)
	{
		FlushBuffers(durations);
		return;
	}
	buffer->capacity = buffer->capacity ? 2 * buffer->capacity : FIRST_BUFFER;
	if (buffer->bits)
		buffer->bits = repalloc_huge(buffer->bits, buffer->capacity * sizeof(uint64));
	else
		buffer->bits = MemoryContextAlloc(durations->context, buffer->capacity * sizeof(uint64));
}

static inline void
PutBy(CvDurations *durations, double duration, int what)
{
	CvDurationBuffer *buffer = &durations->buffers[what];

	if (unlikely(buffer->n == buffer->capacity))
		GrowBuffer(durations, buffer);
	memcpy(&buffer->bits[buffer->n++], &duration, sizeof(double));
}

/* One that is not counted, or not yet */
void
cv_durations_put(CvDurations *durations, double duration, int what, double customers)
{
	if (durations->seen < FEW_ROWS)
	{
		durations->seen++;
		AddOne(durations->rows, duration, what, customers);
	}
	else if (duration < CV_MAX_COUNTED && what < CV_COUNTED_KINDS && duration == (int) duration)
	{
		durations->counts[what] = MemoryContextAllocZero(durations->context, CV_MAX_COUNTED * sizeof(double));
		durations->counts[what][(int) duration] = customers;
	}
	else if (customers == 1 && what < CV_BUFFERED_KINDS)
		PutBy(durations, duration, what);
	else
		AddOne(durations->rows, duration, what, customers);
}
