/*
 * rows.c
 *		Rows of numbers, of which those that are alike are one row with a count: states of fits.
 *
 * New rows are put behind those that are sorted and all different.  When the array is full
 * they are sorted and merged with those, and it grows unless that has made much room; a small
 * array just grows.  So every row is sorted once, and memory goes with the different rows.
 *
 * Most customers of a shop bought once, so many rows are alike.  Where that is so, a row that is one of
 * the recent ones is counted there, and is not sorted at all.
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
#define MANY_ROWS		4096	/* from which on recent rows are remembered, */
#define RECENT_BITS		12
#define RECENT_ROWS		(1 << RECENT_BITS)	/* as many as this, */
#define LEAST_RECENT	8		/* as long as one of so many was one of them */
#define LEAST_ROW		16		/* bytes of a row in a binary form: two numbers are known at least */

/* Where a row is, if it has this clue; 0, where no recent row is: a place counts from 1 */
typedef struct Recent
{
	uint32		clue;
	uint32		place;
} Recent;

struct CvRows
{
	MemoryContext context;
	int			width;
	double	   *rows;
	int64		sorted;			/* rows that are sorted, and all different */
	int64		n;
	int64		capacity;
	Recent	   *recent;			/* NULL while rows are few, and where they are different */
	int64		met;			/* rows that were counted with a recent one, since the last look */
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

/* ---------- recent rows ---------- */

static void
Forget(CvRows *set)
{
	if (set->recent)
		memset(set->recent, 0, RECENT_ROWS * sizeof(Recent));
}

/* Half of the places of an array of many rows were taken since the last look: is it worth while to remember? */
static void
LookAtRecent(CvRows *set)
{
	int64		asked = set->n / 2 + set->met;

	if (set->n == MANY_ROWS)
		set->recent = MemoryContextAllocZero(set->context, RECENT_ROWS * sizeof(Recent));
	else if (set->recent && set->met < asked / LEAST_RECENT)
	{
		pfree(set->recent);
		set->recent = NULL;
	}
	set->met = 0;
}

/* All of it differs where rows do, though small whole numbers have nothing in their lower bits, as doubles */
static inline uint64
HashOfRow(const double *row, int n)
{
	static const uint64 factors[CV_MAX_ROW - 1] = {
		UINT64CONST(0x9E3779B97F4A7C15), UINT64CONST(0xC2B2AE3D27D4EB4F), UINT64CONST(0xFF51AFD7ED558CCD), UINT64CONST(0xC4CEB9FE1A85EC53)
	};
	uint64		hash = 0;

	for (int i = 0; i < n; i++)
	{
		uint64		bits;

		memcpy(&bits, &row[i], sizeof(bits));
		hash += (bits ^ bits >> 32) * factors[i];
	}
	return hash;
}

/* Count a row of n numbers and a count with a recent one; false if it is none of them, but will be from now on */
static inline bool
CountWithRecent(CvRows *set, const double *row, int n)
{
	uint64		hash = HashOfRow(row, n);
	Recent	   *pair = &set->recent[(hash >> (64 - RECENT_BITS)) & ~1];
	Recent		mine = {(uint32) (hash >> 20), set->n < PG_UINT32_MAX ? set->n + 1 : 0};
	uint32		place = pair[0].clue == mine.clue ? pair[0].place : pair[1].clue == mine.clue ? pair[1].place : 0;
	double	   *known = place > 0 ? set->rows + (place - 1) * (int64) set->width : NULL;

	if (known == NULL || cv_rows_compare(known, row, n) != 0)
	{
		pair[1] = pair[0];
		pair[0] = mine;
		return false;
	}
	cv_rows_count(known, row, n + 1);
	set->met++;
	return true;
}

/* ---------- all rows ---------- */

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
	Forget(set);
	if (rows != set->rows)
		pfree(set->rows);
	set->rows = rows;
}

static void
MakeRowRoom(CvRows *set)
{
	LookAtRecent(set);
	if (RowBytes(set, set->n) >= SMALL_BYTES)
		SettleRows(set);
	if (set->n <= set->capacity / 2)
		return;
	set->capacity *= 2;
	set->rows = repalloc_huge(set->rows, RowBytes(set, set->capacity));
}

/* Inlined with each width there is, so that the compiler knows it: half the time */
static pg_attribute_always_inline void
AddRow(CvRows *set, const double *row, const int width)
{
	if (set->recent && CountWithRecent(set, row, width - 1))
		return;
	if (set->n == set->capacity)
		MakeRowRoom(set);
	memcpy(set->rows + set->n++ * width, row, width * sizeof(double));
}

/* The values must be finite, and none a negative zero. */
void
cv_rows_add(CvRows *set, const double *row)
{
	if (set->width == 3)
		AddRow(set, row, 3);
	else if (set->width == 4)
		AddRow(set, row, 4);
	else
		AddRow(set, row, 5);
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
