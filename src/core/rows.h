/* Rows of numbers, of which those that are alike are one with a count: see rows.c, and rowsort.c for their order */
#ifndef CV_CORE_ROWS_H
#define CV_CORE_ROWS_H

#include "postgres.h"

#include "core/check.h"
#include "core/state.h"

#define CV_MAX_ROW	5			/* numbers in a row */

/* Rows of doubles, all different but for the last one, the number of customers that are alike */
typedef struct CvRows CvRows;

/* An empty set of rows of so many numbers, which lives in context and allocates there */
extern CvRows *cv_rows_create(MemoryContext context, int width);

/* Add a copy of a row.  Its numbers are no negative zeros, for rows are compared by their bits. */
extern void cv_rows_add(CvRows *set, const double *row);

/* All rows in order, those that are alike as one, and how many there are.  They are the set's own, and stay until the next row is added. */
extern const double *cv_rows_sorted(CvRows *set, int64 *n);

/* Sort n rows of 3 to 5 numbers in place, by all but the last one; those that are alike come one behind the other, and are not counted. */
extern void cv_rows_sort(double *rows, int64 n, int width);

/* Below 0, 0, or above 0.  By the bits: the order of doubles, where none is negative */
static inline int
cv_rows_compare(const double *a, const double *b, int n)
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

/* Count a row with one that is alike */
static inline void
cv_rows_count(double *known, const double *row, int width)
{
	/* The sum itself would be rounded: 2^53 + 1 is 2^53. */
	if (unlikely(row[width - 1] > CV_MAX_WHOLE - known[width - 1]))
		cv_refuse_count();
	known[width - 1] += row[width - 1];
}

/*
 * Put a row behind n others, in an array that has room for it, or count it with the last of them.  Returns how many there are now.  The
 * row may come from the same array, later on.
 */
static inline int64
cv_rows_push(double *rows, int64 n, int width, const double *row)
{
	double	   *last = rows + (n - 1) * width;

	if (n > 0 && cv_rows_compare(last, row, width - 1) == 0)
	{
		cv_rows_count(last, row, width);
		return n;
	}
	for (int i = 0; i < width; i++)
		rows[n * width + i] = row[i];
	return n + 1;
}

/* For CvStateOps of states that are such rows, whose log is the rows as they came, and whose values are the sorted ones */
extern void cv_rows_begin(CvLive *live);
extern void cv_rows_add_log(CvLive *live, CvReader *log);

/* Add a row to a state of rows, live or flat; it is copied. */
extern void cv_rows_log(CvState *state, const double *row);
extern void cv_rows_absorb(CvLive *live, const CvHead *closed);
extern CvHead *cv_rows_flatten(CvLive *live);
extern CvHead *cv_rows_close(CvLive *live);

#define CV_ROW_STATE \
	.live_size = sizeof(CvLive), \
	.begin = cv_rows_begin, \
	.add = cv_rows_add_log, \
	.absorb = cv_rows_absorb, \
	.flatten = cv_rows_flatten

/* The rows of a value that is closed, or has just been read: a view of it, and how many there are */
extern const double *cv_rows_of(const CvHead *value, const CvStateOps *ops, int64 *n);

/* The rows of a value whose head is written or read already.  Returns value when it is written, a new one when it is read; never NULL. */
extern void *cv_form_rows(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value);

#endif
