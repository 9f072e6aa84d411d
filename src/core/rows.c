/*
 * rows.c
 *		Rows of numbers, of which those that are alike are one row with a count: states of fits.
 *
 * New rows are put behind those that are sorted and all different.  When the array is full
 * they are sorted and merged with those, and it grows unless that has made much room; a small
 * array just grows.  So every row is sorted once, and memory goes with the different rows.
 */
#include "core/rows.h"

#include <math.h>

#include "core/aggregate.h"
#include "core/huge.h"
#include "core/poll.h"
#include "utils/float.h"
#include "utils/memutils.h"

#define FIRST_CAPACITY	64
#define SMALL_BYTES		(12 * 1024 * 1024)
#define LEAST_ROW		16		/* bytes of a row in a binary form: two numbers are known at least */

struct CvRows
{
	MemoryContext context;
	int			width;
	double	   *rows;
	int64		sorted;			/* rows that are sorted, and all different */
	int64		n;
	int64		capacity;
};

static inline Size
RowBytes(const CvRows *set, int64 rows)
{
	return (Size) rows * set->width * sizeof(double);
}

CvRows	   *
cv_rows_create(MemoryContext context, int width)
{
	CvRows	   *set = MemoryContextAllocZero(context, sizeof(CvRows));

	set->context = context;
	set->width = width;
	set->capacity = FIRST_CAPACITY;
	set->rows = MemoryContextAlloc(context, RowBytes(set, FIRST_CAPACITY));
	return set;
}

/* Merge two sorted stretches of rows; the first one may be where they are merged to, if it is empty. */
static int64
MergeRuns(const CvRows *set, double *merged)
{
	const double *a = set->rows;
	const double *a_end = set->rows + set->sorted * set->width;
	const double *b = a_end;
	const double *b_end = set->rows + set->n * set->width;
	int64		n = 0;

	while (a < a_end || b < b_end)
	{
		bool		take_a;

		cv_poll(n);
		take_a = b == b_end || (a < a_end && cv_rows_compare(a, b, set->width - 1) <= 0);

		n = cv_rows_push(merged, n, set->width, take_a ? a : b);
		if (take_a)
			a += set->width;
		else
			b += set->width;
	}
	return n;
}

/* Sort the new rows, and merge them with the others */
static void
SettleRows(CvRows *set)
{
	double	   *rows = set->rows + set->sorted * set->width;
	int64		n = set->n - set->sorted;

	if (n == 0)
		return;
	cv_rows_sort(rows, n, set->width);
	if (set->sorted > 0)
		rows = MemoryContextAllocHuge(set->context, RowBytes(set, set->capacity));
	set->n = set->sorted = MergeRuns(set, rows);
	if (rows != set->rows)
		pfree(set->rows);
	set->rows = rows;
}

static void
MakeRowRoom(CvRows *set)
{
	if (RowBytes(set, set->n) >= SMALL_BYTES)
		SettleRows(set);
	if (set->n <= set->capacity / 2)
		return;
	set->capacity *= 2;
	set->rows = repalloc_huge(set->rows, RowBytes(set, set->capacity));
}

/* The values must be finite, and none a negative zero. */
void
cv_rows_add(CvRows *set, const double *row)
{
	if (set->n == set->capacity)
		MakeRowRoom(set);
	memcpy(set->rows + set->n++ * set->width, row, set->width * sizeof(double));
}

const double *
cv_rows_sorted(CvRows *set, int64 *n)
{
	SettleRows(set);
	*n = set->n;
	return set->rows;
}

/* ---------- states ---------- */

void
cv_rows_begin(CvLive *live)
{
	live->rows = cv_rows_create(live->context, live->ops->row_width(live->head));
}

/* The customers of a row, the last number, are counted; what is unknown is NaN, which is sorted behind all others. */
static bool
IsSound(const CvLive *live, const double *row)
{
	double		customers = row[live->rows->width - 1];

	return customers >= 1 && customers <= CV_MAX_WHOLE && customers == rint(customers)
		&& live->ops->row_problem(live->head, row) == NULL;
}

/* Add rows until the reader ends */
void
cv_rows_add_log(CvLive *live, CvReader *log)
{
	CvRows	   *set = live->rows;
	Size		bytes = set->width * sizeof(double);
	double		row[CV_MAX_ROW];

	log->failed |= (log->end - log->next) % bytes != 0;
	for (int64 i = 0; !log->failed && log->next < log->end; i++, log->next += bytes)
	{
		memcpy(row, log->next, bytes);
		cv_poll(i);				/* not of the set's rows, which are fewer where some are alike */
		log->failed = log->foreign && !IsSound(live, row);
		cv_rows_add(set, row);
	}
}

/* Add a row to a state of rows, which may be flat */
void
cv_rows_log(CvState *state, const double *row)
{
	if (likely(state->live != NULL))
		cv_rows_add(state->live->rows, row);
	else
		cv_state_log(state, (const uint8 *) row, state->ops->row_width(state->head) * sizeof(double));
}

void
cv_rows_absorb(CvLive *live, const CvHead *closed)
{
	const uint8 *bytes = (const uint8 *) closed;
	CvReader	log = {bytes + live->ops->head_size, bytes + VARSIZE(closed)};

	cv_rows_add_log(live, &log);
}

/* A value of rows that are sorted and all different, or an open one of any */
static CvHead *
ValueOf(const CvLive *live, const double *rows, int64 n, bool open)
{
	Size		bytes = RowBytes(live->rows, n);
	CvHead	   *value;

	if (live->ops->head_size + bytes >= MaxAllocSize)
		cv_refuse_size();
	value = palloc_extended(live->ops->head_size + bytes, MCXT_ALLOC_HUGE);
	memcpy(value, live->head, live->ops->head_size);
	cv_huge_copy((uint8 *) value + live->ops->head_size, rows, bytes);
	SET_VARSIZE(value, live->ops->head_size + bytes);
	value->open = open;
	value->used = open ? VARSIZE(value) : 0;
	return value;
}

CvHead	   *
cv_rows_flatten(CvLive *live)
{
	int64		n;
	const double *rows = cv_rows_sorted(live->rows, &n);

	return ValueOf(live, rows, n, true);
}

/* NULL if there are no rows */
CvHead	   *
cv_rows_close(CvLive *live)
{
	int64		n;
	const double *rows = cv_rows_sorted(live->rows, &n);

	return n > 0 ? ValueOf(live, rows, n, false) : NULL;
}

/* Bytes of the rows of a value */
static Size
BytesOfRows(const CvHead *value, const CvStateOps *ops)
{
	Size		end = value->open ? (Size) value->used : VARSIZE(value);

	return end - ops->head_size - (ops->row_tail ? ops->row_tail(value) : 0);
}

/* The rows of a closed value */
const double *
cv_rows_of(const CvHead *value, const CvStateOps *ops, int64 *n)
{
	*n = BytesOfRows(value, ops) / (ops->row_width(value) * sizeof(double));
	return (const double *) ((const uint8 *) value + ops->head_size);
}

/* ---------- external forms ---------- */

/* A number that may be unknown: null in a text */
static void
DescribeNumber(CvForm *form, double *number)
{
	if (cv_form_known(form, !isnan(*number)))
		cv_form_double(form, NULL, number);
	else
		*number = get_float8_nan();
}

static void
DescribeRow(CvForm *form, const CvStateOps *ops, const CvHead *head, double *row, int width)
{
	const char *problem;

	cv_form_begin_fixed(form, NULL, width);
	for (int i = 0; i < width - 1; i++)
		DescribeNumber(form, &row[i]);
	cv_form_whole(form, NULL, &row[width - 1], 1, CV_MAX_WHOLE);
	cv_form_end_array(form);
	problem = form->reads ? ops->row_problem(head, row) : NULL;
	cv_form_require(form, problem);
}

static CvHead *
NewValue(const CvForm *form, const CvStateOps *ops, const CvHead *head, int64 n)
{
	Size		size = ops->head_size + n * ops->row_width(head) * sizeof(double);
	CvHead	   *value;

	if (!form->open)
		cv_check_size(size);
	else if (size >= MaxAllocSize)
		cv_refuse_size();
	value = palloc_extended(size, MCXT_ALLOC_HUGE);
	memcpy(value, head, ops->head_size);
	SET_VARSIZE(value, size);
	value->version = CV_VERSION;
	value->open = form->open;
	value->used = form->open ? size : 0;
	return value;
}

/* The rows of a value, open or not, each an array of numbers; the head is read already */
void	   *
cv_form_rows(CvForm *form, const CvStateOps *ops, CvHead *head, CvHead *value)
{
	int			width = ops->row_width(head);
	Size		bytes = value ? BytesOfRows(value, ops) : 0;
	int64		n = cv_form_begin_array(form, "rows", bytes / (width * sizeof(double)));
	double	   *rows;

	if (n == 0 && !form->open)
		cv_form_refuse(form, "There must be a row.");
	if (form->reads && form->binary && n > (form->reader.end - form->reader.next) / LEAST_ROW)
		cv_form_refuse(form, "It ends too early.");
	if (form->reads)
		value = NewValue(form, ops, head, n);
	rows = (double *) ((uint8 *) value + ops->head_size);
	for (int64 i = 0; i < n; i++)
	{
		DescribeRow(form, ops, head, rows + i * width, width);
		if (form->reads && !form->open && i > 0 && cv_rows_compare(rows + (i - 1) * width, rows + i * width, width - 1) >= 0)
			cv_form_refuse(form, "The rows must be in order, and all different.");
	}
	cv_form_end_array(form);
	return value;
}
