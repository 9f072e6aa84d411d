#ifndef CV_CORE_ROWS_H
#define CV_CORE_ROWS_H

#include "postgres.h"

#include "core/check.h"
#include "core/state.h"

#define CV_MAX_ROW	5			/* numbers in a row */

/* Rows of doubles, all different but for the last one, the number of customers that are alike */
typedef struct CvRows CvRows;

extern CvRows *cv_rows_create(MemoryContext context, int width);
extern void cv_rows_add(CvRows *set, const double *row);
extern const double *cv_rows_sorted(CvRows *set, int64 *n);
extern void cv_rows_sort(double *rows, int64 n, int width);

/* By the bits: the order of doubles, where none is negative */
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

/* Put a row behind n others, or count it with the last of them; how many there are now.  It may come from the same array, later on. */
static inline int64
cv_rows_push(double *rows, int64 n, int width, const double *row)
{
	double	   *last = rows + (n - 1) * width;

	if (n > 0 && cv_rows_compare(last, row, width - 1) == 0)
	{
		/* The sum itself would be rounded: 2^53 + 1 is 2^53. */
		if (unlikely(row[width - 1] > CV_MAX_WHOLE - last[width - 1]))
			cv_refuse_count();
		last[width - 1] += row[width - 1];
		return n;
	}
	for (int i = 0; i < width; i++)
		rows[n * width + i] = row[i];
	return n + 1;
}

/* For CvStateOps of states that are such rows, whose log is the rows as they came, and whose values are the sorted ones */
extern void cv_rows_begin(CvLive *live);
extern void cv_rows_add_log(CvLive *live, CvReader *log);
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

extern const double *cv_rows_of(const CvHead *value, const CvStateOps *ops, int64 *n);
extern void *cv_form_rows(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value);

#endif
