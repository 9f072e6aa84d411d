/*
 * durations.c
 *		Many durations in no order, before they are rows.
 *
 * Months and days are few different numbers: the customers of each are counted at its place in an array, and nothing is sorted.
 * Fractions are put by, eight bytes each, and sorted by their bits when there are many: that is the order of numbers from 0 on.
 * Neither is worth its memory for a state of few rows.
 *
 * A full buffer becomes rows, unless its numbers are mostly different: rows would take three times the room then, and all of them are
 * merged anew each time.  So these stay where they are until somebody asks, and are merged right into the value that is asked for.
 */
#include "core/durations.h"

#include "core/check.h"
#include "core/huge.h"
#include "core/poll.h"
#include "core/radix.h"

#define FEW_ROWS		4096	/* after which there is more than rows */
#define FIRST_BUFFER	4096
#define FIRST_LIMIT		(1 << 20)	/* of the numbers in a buffer */
#define LAST_LIMIT		(1 << 26)
#define SAMPLE			(1 << 15)	/* of those that tell whether they are mostly different */
#define WIDTH			3		/* of rows */
#define LOW_DIGITS		3		/* few fractions are alike in all others */

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

static void
SortBuffer(CvDurations *durations, CvDurationBuffer *buffer)
{
	uint64	   *keys = buffer->keys;
	uint64	   *scratch;

	if (buffer->n == 0)
		return;
	scratch = cv_huge_alloc(durations->context, buffer->capacity * sizeof(uint64));
	buffer->keys = cv_sort_keys(keys, scratch, buffer->n, LOW_DIGITS);
	pfree(buffer->keys == keys ? scratch : keys);
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
			AddOne(durations->rows, whole, what, counts[whole]);
			counts[whole] = 0;
		}
}

/* The buffer whose next row is the first one, where there is a second buffer at all; at tells how far each has come */
static inline int
NextBuffer(const CvDurationBuffer *buffers, const int64 *at)
{
	if (at[1] == buffers[1].n)
		return 0;
	return at[0] == buffers[0].n || buffers[1].keys[at[1]] >> 1 < buffers[0].keys[at[0]] >> 1;
}

/* The next row of sorted buffers, in the order of rows; false behind the last one */
static inline bool
TakeRow(const CvDurationBuffer *buffers, int64 *at, double *row)
{
	int			which = NextBuffer(buffers, at);
	const CvDurationBuffer *buffer = &buffers[which];
	int64		first = at[which];
	int64		next = first + 1;
	uint64		bits;

	if (first == buffer->n)
		return false;
	while (next < buffer->n && buffer->keys[next] == buffer->keys[first])
		next++;
	at[which] = next;
	bits = buffer->keys[first] >> 1;
	memcpy(&row[0], &bits, sizeof(double));
	row[1] = (double) (2 * which + (int) (buffer->keys[first] & 1));
	row[2] = (double) (next - first);
	return true;
}

static void
SortBuffers(CvDurations *durations)
{
	for (int i = 0; i < CV_BUFFERS; i++)
		SortBuffer(durations, &durations->buffers[i]);
}

static int64
PutByBuffers(const CvDurations *durations)
{
	int64		n = 0;

	for (int i = 0; i < CV_BUFFERS; i++)
		n += durations->buffers[i].n;
	return n;
}

/* Rows that came otherwise are sorted before, and those of the buffers behind them: a sort of both would find no order. */
static void
FlushBuffers(CvDurations *durations)
{
	int64		at[CV_BUFFERS] = {0};
	double		row[WIDTH];
	int64		rows;

	if (PutByBuffers(durations) == 0)
		return;
	(void) cv_rows_sorted(durations->rows, &rows);
	SortBuffers(durations);
	for (int64 i = 0; TakeRow(durations->buffers, at, row); i++)
	{
		cv_poll(i);
		cv_rows_add(durations->rows, row);
	}
	(void) cv_rows_sorted(durations->rows, &rows);
	for (int i = 0; i < CV_BUFFERS; i++)
		durations->buffers[i].n = 0;
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
	int64		at[CV_BUFFERS] = {0};
	int64		n = 0;
	int64		rows;
	const double *row = cv_rows_sorted(durations->rows, &rows);
	const double *end = row + rows * WIDTH;
	double		next[WIDTH];

	SortBuffers(durations);
	while (TakeRow(durations->buffers, at, next))
	{
		for (; row < end && IsBefore(row, next); row += WIDTH)
		{
			cv_poll(n);
			n = cv_rows_push(merged, n, WIDTH, row);
		}
		cv_poll(n);
		n = cv_rows_push(merged, n, WIDTH, next);
	}
	memcpy(merged + n * WIDTH, row, (end - row) * sizeof(double));
	return n + (end - row) / WIDTH;
}

/* ---------- one by one ---------- */

/* Of keys that stand so far apart: are most different? */
static bool
SampleDiffers(const uint64 *keys, int64 step)
{
	uint64	   *sample = palloc(2 * SAMPLE * sizeof(uint64));
	int			different = 0;
	uint64	   *sorted;

	for (int i = 0; i < SAMPLE; i++)
		sample[i] = keys[i * step];
	sorted = cv_sort_keys(sample, sample + SAMPLE, SAMPLE, LOW_DIGITS);
	for (int i = 1; i < SAMPLE; i++)
		different += sorted[i] != sorted[i - 1];
	pfree(sample);
	return different > SAMPLE - SAMPLE / 16;
}

/*
 * Are most of its numbers different?  In no order, a sample shows few pairs then.  In the order of size, only neighbours do, so
 * these are looked at, too.
 */
static bool
IsDiverse(const CvDurationBuffer *buffer)
{
	return SampleDiffers(buffer->keys, buffer->n / SAMPLE) && SampleDiffers(buffer->keys + buffer->n / 2, 1);
}

static void
GrowBuffer(CvDurations *durations, CvDurationBuffer *buffer)
{
	if (buffer->n >= durations->limit && durations->limit < LAST_LIMIT && IsDiverse(buffer))
		durations->limit *= 4;
	if (buffer->n >= durations->limit)
	{
		FlushBuffers(durations);
		return;
	}
	buffer->capacity = buffer->capacity ? 2 * buffer->capacity : FIRST_BUFFER;
	if (buffer->keys)
		buffer->keys = repalloc_huge(buffer->keys, buffer->capacity * sizeof(uint64));
	else
		buffer->keys = MemoryContextAlloc(durations->context, buffer->capacity * sizeof(uint64));
}

/* The key sorts by duration, which has no sign, and then by what happened. */
static inline void
PutBy(CvDurations *durations, double duration, int what)
{
	CvDurationBuffer *buffer = &durations->buffers[what / 2];
	uint64		bits;

	if (unlikely(buffer->n == buffer->capacity))
		GrowBuffer(durations, buffer);
	memcpy(&bits, &duration, sizeof(double));
	buffer->keys[buffer->n++] = (bits << 1) | (what & 1);
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
	else if (customers == 1 && what < 2 * CV_BUFFERS)
		PutBy(durations, duration, what);
	else
		AddOne(durations->rows, duration, what, customers);
}
