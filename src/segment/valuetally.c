/*
 * valuetally.c
 *		The type value_tally, and its aggregates.
 *
 * Rows whose value or number of customers is NULL are skipped, and those of 0 customers; no rows, or only such, give
 * NULL.  NaN and infinities are errors.  Values are exact decimals and customers are counted, so neither the order
 * of rows nor the number of workers leaves a trace.
 */
#include "segment/valuetally.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/poll.h"
#include "core/state.h"
#include "core/type.h"
#include "utils/memutils.h"

#define HEAD_SIZE		offsetof(ValueTally, cells)
#define ENTRY_ROOM		(1 + CV_WIDE_MAX + CV_VARINT_MAX)

typedef struct LiveValues
{
	CvLive		live;
	ValueSet   *set;
	int			scale;			/* of its values */
} LiveValues;

/* ---------- bytes ---------- */

/* A value of cells that are sorted and all different */
static ValueTally *
WriteTally(int scale, const ValueCell *cells, int64 n)
{
	ValueTally	head = {{.version = CV_VERSION,.last_seen = DATEVAL_NOBEGIN}, scale, (int32) n};
	uint128		before = 0;
	StringInfoData bytes;

	cv_begin_bytes(&bytes, &head, HEAD_SIZE);
	for (int64 i = 0; i < n; i++)
	{
		cv_poll(i);
		bytes.len += cv_write_wide(cv_entry_room(&bytes, ENTRY_ROOM), (int128) ((uint128) cells[i].value - before));
		cv_put_varint(&bytes, cells[i].customers - 1);
		before = (uint128) cells[i].value;
	}
	return (ValueTally *) cv_end_bytes(&bytes);
}

/* In order */
ValueCell  *
cv_value_cells(const ValueTally *tally)
{
	CvReader	reader = {tally->cells, (const uint8 *) tally + VARSIZE(tally)};
	ValueCell  *cells = palloc_extended(tally->n * sizeof(ValueCell), MCXT_ALLOC_HUGE);
	uint128		value = 0;

	for (int32 i = 0; i < tally->n; i++)
	{
		cv_poll(i);
		value += (uint128) cv_get_wide(&reader);
		cells[i].value = (int128) value;
		cells[i].customers = 1 + (int64) cv_get_varint(&reader);
	}
	if (reader.failed)
		elog(ERROR, "unexpected end of a value_tally");
	return cells;
}

/* ---------- states ---------- */

static void
BeginValues(CvLive *live)
{
	((LiveValues *) live)->set = cv_values_create(live->context);
}

static void
AddValue(LiveValues *live, int scale, int128 value, int64 customers)
{
	if (unlikely(scale > live->scale))
	{
		cv_values_rescale(live->set, scale - live->scale);
		live->scale = scale;
	}
	cv_values_add(live->set, cv_rescale(value, live->scale - scale), customers);
}

static void
AddValues(CvLive *live, CvReader *log)
{
	for (int64 i = 0; log->next < log->end; i++)
	{
		int			scale = *log->next++;
		int128		value = cv_get_wide(log);
		uint64		customers = cv_get_varint(log);

		log->failed |= scale > CV_MAX_SCALE || customers < 1;
		if (log->failed)
			return;
		if (customers > (uint64) CV_MAX_WHOLE)
			cv_refuse_count();
		cv_poll(i);
		AddValue((LiveValues *) live, scale, value, (int64) customers);
	}
}

static void
AbsorbValues(CvLive *live, const CvHead *closed)
{
	const ValueTally *tally = (const ValueTally *) closed;
	ValueCell  *cells = cv_value_cells(tally);

	for (int32 i = 0; i < tally->n; i++)
	{
		cv_poll(i);
		AddValue((LiveValues *) live, tally->scale, cells[i].value, cells[i].customers);
	}
	pfree(cells);
}

static int
WriteValue(uint8 *bytes, int scale, int128 value, int64 customers)
{
	int			n = 0;

	bytes[n++] = (uint8) scale;
	n += cv_write_wide(bytes + n, value);
	return n + cv_write_varint(bytes + n, customers);
}

static CvHead *
FlattenValues(CvLive *live)
{
	LiveValues *values = (LiveValues *) live;
	int64		n;
	const ValueCell *cells = cv_values_sorted(values->set, &n);
	StringInfoData bytes;

	cv_begin_flat(&bytes, live);
	for (int64 i = 0; i < n; i++)
	{
		cv_poll(i);
		bytes.len += WriteValue(cv_entry_room(&bytes, ENTRY_ROOM), values->scale, cells[i].value, cells[i].customers);
	}
	return cv_end_flat(&bytes);
}

static CvHead *
CloseValues(CvLive *live)
{
	LiveValues *values = (LiveValues *) live;
	int64		n;
	const ValueCell *cells = cv_values_sorted(values->set, &n);

	(void) cv_values_customers(cells, n);
	return n > 0 ? (CvHead *) WriteTally(values->scale, cells, n) : NULL;
}

static const CvStateOps cv_value_state = {
	.head_size = HEAD_SIZE,
	.live_size = sizeof(LiveValues),
	.begin = BeginValues,
	.add = AddValues,
	.absorb = AbsorbValues,
	.flatten = FlattenValues,
	.close = CloseValues,
};

static void
LogValue(CvState *state, int scale, int128 value, int64 customers)
{
	uint8		entry[ENTRY_ROOM];

	if (state->head == NULL)
		cv_state_new(state);
	if (state->live)
		AddValue((LiveValues *) state->live, scale, value, customers);
	else
		cv_state_log(state, entry, WriteValue(entry, scale, value, customers));
}

/* Transition from (state, value) or (state, value, customers) */
PG_FUNCTION_INFO_V1(cvsql_value_accum);
Datum
cvsql_value_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	int64		customers;
	int128		value;
	int			scale;

	cv_state_begin(&state, fcinfo, &cv_value_state);
	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		return cv_state_end(&state);
	customers = cv_customers_of_row(fcinfo, 2);
	value = cv_amount_arg(fcinfo, 1, &scale);
	if (customers > 0)
		LogValue(&state, scale, value, customers);
	return cv_state_end(&state);
}

CV_STATE_FUNCTIONS(value_tally, cv_value_state);

/* ---------- external forms ---------- */

/* As in the value itself, a binary form has how far each is from the one before. */
static void
DescribeCell(CvForm *form, ValueCell *cell, int128 before, int scale)
{
	uint128		from = form->binary ? (uint128) before : 0;
	int128		value = form->reads ? 0 : (int128) ((uint128) cell->value - from);

	cv_form_begin_fixed(form, NULL, 2);
	cv_form_decimal(form, NULL, &value, scale);
	cell->value = (int128) ((uint128) value + from);
	cv_form_number(form, NULL, &cell->customers, 1, (int64) CV_MAX_WHOLE);
	cv_form_end_array(form);
}

static ValueCell *
DescribeValueCells(CvForm *form, ValueCell *cells, int64 *n, int scale)
{
	*n = cv_form_begin_array(form, "rows", *n);
	if (*n == 0)
		cv_form_refuse(form, "There must be a row.");
	if (form->reads)
		cells = palloc_extended(*n * sizeof(ValueCell), MCXT_ALLOC_HUGE);
	for (int64 i = 0; i < *n; i++)
	{
		DescribeCell(form, &cells[i], i > 0 ? cells[i - 1].value : 0, scale);
		if (form->reads && i > 0 && cells[i - 1].value >= cells[i].value)
			cv_form_refuse(form, "The rows must be in order, and all different.");
	}
	cv_form_end_array(form);
	return cells;
}

static void *
DescribeValues(CvForm *form, void *value)
{
	ValueTally	head = {{.last_seen = DATEVAL_NOBEGIN}};
	ValueCell  *cells = NULL;
	int64		n;

	if (form->open)
		return cv_form_log(form, &cv_value_state, value ? (CvHead *) value : &head.head, value);
	if (value)
		memcpy(&head, value, HEAD_SIZE);
	cv_form_int(form, "scale", &head.scale, 0, CV_MAX_SCALE);
	n = head.n;
	if (value)
		cells = cv_value_cells(value);
	cells = DescribeValueCells(form, cells, &n, head.scale);
	if (!form->reads)
		return value;
	(void) cv_values_customers(cells, n);
	return WriteTally(head.scale, cells, n);
}

static const CvType cv_value_tally = {"value_tally", DescribeValues};

CV_TYPE_FUNCTIONS(value_tally);
