/*
 * grid.c
 *		The type retention_grid and the aggregates that make it of calendars.
 *
 * NULL calendars are skipped, or stand for customers who joined and were never active; no
 * rows give NULL.  A state that has grown is an expanded object, written in place; what travels
 * between workers, and what is stored, is its flat form.  Counts are integers and rows are
 * kept in order, so the order of customers leaves no trace.
 */
#include "retention/grid.h"

#include "common/hashfn.h"
#include "common/int.h"
#include "core/aggregate.h"
#include "core/form.h"
#include "core/json.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#define TYPE_NAME	"retention_grid"
#define MAX_SMALL	256			/* bytes of a flat state */
#define MAX_CELLS	(64 * 1024 * 1024)	/* 1 GB */

/* ---------- while it is made ---------- */

typedef struct GridIndexEntry
{
	int32		period;
	char		status;
	GridRow    *row;
} GridIndexEntry;

#define SH_PREFIX gridindex
#define SH_ELEMENT_TYPE GridIndexEntry
#define SH_KEY_TYPE int32
#define SH_KEY period
#define SH_HASH_KEY(table, key) murmurhash32((uint32) (key))
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

void
cv_grid_init(Grid *grid, MemoryContext context, CvUnit unit)
{
	grid->context = context;
	grid->unit = unit;
	grid->last_seen = DATEVAL_NOBEGIN;
	grid->customers = 0;
	grid->cells = 0;
	grid->index = gridindex_create(context, 64, NULL);
}

static GridRow *
RowAt(Grid *grid, int32 period)
{
	bool		found;
	GridIndexEntry *entry = gridindex_insert(grid->index, period, &found);

	if (!found)
	{
		entry->row = MemoryContextAllocZero(grid->context, sizeof(GridRow));
		entry->row->period = period;
	}
	return entry->row;
}

static int64 *
GrownCells(MemoryContext context, int64 *cells, int32 used, int32 room)
{
	int64	   *grown = MemoryContextAllocExtended(context, room * sizeof(int64),
												   MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);

	if (cells)
	{
		memcpy(grown, cells, used * sizeof(int64));
		pfree(cells);
	}
	return grown;
}

static void
NeedCells(Grid *grid, GridRow *row, int32 cells)
{
	if (cells > row->room)
	{
		int32		room = Max(cells, Min(cells * 2, MAX_SPAN));

		grid->cells += room - row->room;
		if (grid->cells > MAX_CELLS)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("a retention_grid has at most %d cells", MAX_CELLS),
					 errhint("Use a longer unit, or aggregate by segment.")));
		row->active = GrownCells(grid->context, row->active, row->cells, room);
		row->last = GrownCells(grid->context, row->last, row->cells, room);
		row->room = room;
	}
	row->cells = Max(row->cells, cells);
}

/* Count an active period, the customer's first if previous is that of no other */
static void
CountActive(Grid *grid, GridRow *cohort, int32 period, const int32 *previous)
{
	cohort->active[period - cohort->period]++;
	if (previous == NULL)
		RowAt(grid, period)->fresh++;
	else if (*previous == period - 1)
		RowAt(grid, period)->retained++;
}

/* Add a customer, whose activity does not begin before the cohort */
void
cv_grid_add(Grid *grid, int32 cohort, const Activity *activity)
{
	GridRow    *row = RowAt(grid, cohort);
	const uint64 *bits = ActivityBits(activity);
	int32		period = 0;
	bool		seen = false;

	row->size++;
	grid->customers++;
	if (activity->words == 0)
		return;
	cv_check_span(cohort, cv_activity_last(activity));
	NeedCells(grid, row, cv_activity_last(activity) - cohort + 1);
	for (int i = 0; i < activity->words; i++)
		for (uint64 left = bits[i]; left != 0; left &= left - 1)
		{
			int32		previous = period;

			period = activity->first + i * WORD_BITS + pg_rightmost_one_pos64(left);
			CountActive(grid, row, period, seen ? &previous : NULL);
			seen = true;
		}
	row->last[period - cohort]++;
}

static void
AddCount(int64 *sum, int64 count)
{
	if (pg_add_s64_overflow(*sum, count, sum))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a count of customers is out of range")));
}

/* Add a row of a grid of other customers */
static void
AddRow(Grid *grid, const GridRow *other)
{
	GridRow    *row = RowAt(grid, other->period);

	AddCount(&grid->customers, other->size);
	AddCount(&row->size, other->size);
	AddCount(&row->fresh, other->fresh);
	AddCount(&row->retained, other->retained);
	NeedCells(grid, row, other->cells);
	for (int i = 0; i < other->cells; i++)
	{
		AddCount(&row->active[i], other->active[i]);
		AddCount(&row->last[i], other->last[i]);
	}
}

void
cv_grid_merge(Grid *grid, const RetentionGrid *other)
{
	int			n;
	GridRow    *rows = cv_grid_rows(other, &n);

	cv_check_same_unit(grid->unit, other->unit);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		AddRow(grid, &rows[i]);
	}
	grid->last_seen = Max(grid->last_seen, other->last_seen);
}

static int
CompareRows(const void *a, const void *b)
{
	int32		x = (*(GridRow *const *) a)->period;
	int32		y = (*(GridRow *const *) b)->period;

	return x < y ? -1 : x > y;
}

static GridRow **
SortedRows(const Grid *grid)
{
	GridRow   **rows = MemoryContextAllocHuge(CurrentMemoryContext,
											  (grid->index->members + 1) * sizeof(GridRow *));
	gridindex_iterator position;
	GridIndexEntry *entry;
	int			n = 0;

	gridindex_start_iterate(grid->index, &position);
	while ((entry = gridindex_iterate(grid->index, &position)) != NULL)
		rows[n++] = entry->row;
	qsort(rows, n, sizeof(GridRow *), CompareRows);
	return rows;
}

/* Count the active of each period over all cohorts */
void
cv_grid_count(Grid *grid)
{
	GridRow   **rows = SortedRows(grid);
	uint32		n = grid->index->members;

	for (uint32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int32 k = 0; k < rows[i]->cells; k++)
			if (rows[i]->active[k] > 0)
				AddCount(&RowAt(grid, rows[i]->period + k)->here, rows[i]->active[k]);
	}
	pfree(rows);
}

/* The row of a period, or NULL */
const GridRow *
cv_grid_find(const Grid *grid, int32 period)
{
	GridIndexEntry *entry = gridindex_lookup(grid->index, period);

	return entry ? entry->row : NULL;
}

/* ---------- flat ---------- */

static void
WriteRow(StringInfo bytes, const GridRow *row, int32 before)
{
	cv_customers_room(bytes, (6 + 2 * (Size) row->cells) * CV_VARINT_MAX);
	cv_put_varint(bytes, (uint64) ((int64) row->period - before));
	cv_put_varint(bytes, row->size);
	cv_put_varint(bytes, row->fresh);
	cv_put_varint(bytes, row->retained);
	cv_put_varint(bytes, row->cells);
	for (int i = 0; i < row->cells; i++)
		cv_put_varint(bytes, row->active[i]);
	for (int i = 0; i < row->cells; i++)
		cv_put_varint(bytes, row->last[i]);
}

/* Nothing to tell but who came back, which the cohorts tell */
static bool
IsEmpty(const GridRow *row)
{
	return row->size == 0 && row->fresh == 0 && row->retained == 0;
}

RetentionGrid *
cv_grid_flat(const Grid *grid)
{
	GridRow   **rows = SortedRows(grid);
	int32		before = PG_INT32_MIN;
	StringInfoData bytes;
	RetentionGrid *flat;

	initStringInfo(&bytes);
	bytes.len = offsetof(RetentionGrid, rows);
	for (uint32 i = 0; i < grid->index->members; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (IsEmpty(rows[i]))
			continue;
		WriteRow(&bytes, rows[i], before);
		before = rows[i]->period;
	}
	pfree(rows);
	flat = (RetentionGrid *) bytes.data;
	SET_VARSIZE(flat, bytes.len);
	flat->unit = grid->unit;
	flat->last_seen = grid->last_seen;
	return flat;
}

static int64 *
ReadCells(CvReader *reader, int32 n)
{
	int64	   *cells = palloc_extended((n + 1) * sizeof(int64), MCXT_ALLOC_HUGE);

	for (int i = 0; i < n; i++)
		cells[i] = (int64) cv_get_varint(reader);
	return cells;
}

static void
ReadRow(CvReader *reader, GridRow *row, int32 before)
{
	row->period = (int32) (before + (int64) cv_get_varint(reader));
	row->size = (int64) cv_get_varint(reader);
	row->fresh = (int64) cv_get_varint(reader);
	row->retained = (int64) cv_get_varint(reader);
	row->cells = (int32) cv_get_varint(reader);
	row->room = row->cells;
	row->active = ReadCells(reader, row->cells);
	row->last = ReadCells(reader, row->cells);
}

/* The rows of a value, in order; values have been checked on their way in */
GridRow    *
cv_grid_rows(const RetentionGrid *flat, int *n)
{
	CvReader	reader = {flat->rows, (const uint8 *) flat + VARSIZE(flat), false};
	int			room = 64;
	GridRow    *rows = palloc(room * sizeof(GridRow));
	int32		before = PG_INT32_MIN;

	for (*n = 0; reader.next < reader.end; (*n)++)
	{
		CHECK_FOR_INTERRUPTS();
		if (*n == room)
		{
			room *= 2;
			rows = repalloc_huge(rows, room * sizeof(GridRow));
		}
		ReadRow(&reader, &rows[*n], before);
		before = rows[*n].period;
	}
	if (reader.failed)
		elog(ERROR, "unexpected end of a %s", TYPE_NAME);
	return rows;
}

/* ---------- checks shared by the text and the binary form ---------- */

/* Why a row cannot be one, or NULL; every cell has been read */
static const char *
RowProblem(CvUnit unit, const GridRow *row)
{
	int64		later = 0;

	if (row->cells > MAX_SPAN)
		return "A cohort spans more than 100000 periods.";
	if (!cv_period_is_valid(unit, row->period) || !cv_period_is_valid(unit, (int64) row->period + row->cells))
		return "The periods pass the range of dates.";
	if (row->size < 0 || row->fresh < 0 || row->retained < 0)
		return "The number of customers must not be negative.";
	if (row->cells > 0 && row->last[row->cells - 1] == 0)
		return "The last cell of a cohort must not be empty.";
	for (int32 k = row->cells - 1; k >= 0; k--)
	{
		if (row->last[k] < 0 || row->last[k] > row->active[k] || row->last[k] > row->size - later)
			return "More customers are active for the last time than there are.";
		later += row->last[k];
		if (row->active[k] > later)
			return "More customers are active than ever will be.";
	}
	return NULL;
}

/*
 * Why the counts of the periods do not fit those of the cohorts, or NULL.  Who is active was
 * new then or earlier, who is retained was active in the period before.
 */
static const char *
PeriodsProblem(const Grid *grid)
{
	GridRow   **rows = SortedRows(grid);
	int64		known = 0;

	for (uint32 i = 0; i < grid->index->members; i++)
	{
		const GridRow *row = rows[i];
		const GridRow *before = cv_grid_find(grid, row->period - 1);

		if (row->fresh > row->here || row->retained > row->here - row->fresh
			|| row->here - row->fresh > known || row->retained > (before ? before->here : 0))
			return "More customers are new, retained or back than can be.";
		AddCount(&known, row->fresh);
	}
	return NULL;
}

/* The same of the whole, which is counted on the way */
static const char *
GridProblem(Grid *grid)
{
	GridRow   **rows = SortedRows(grid);

	if (!IS_VALID_DATE(grid->last_seen))
		return "There must be a day last seen.";
	for (uint32 i = 0; i < grid->index->members; i++)
	{
		const char *problem = RowProblem(grid->unit, rows[i]);

		CHECK_FOR_INTERRUPTS();
		if (problem)
			return problem;
		AddCount(&grid->customers, rows[i]->size);
	}
	if (grid->customers == 0)
		return "There must be a customer.";
	cv_grid_count(grid);
	return PeriodsProblem(grid);
}

/* ---------- text, binary, jsonb ---------- */

/* The array under key, of counts */
static int128 *
ReadCounts(JsonbContainer *object, const char *key, int n)
{
	int128	   *counts = palloc_extended((n + 1) * sizeof(int128), MCXT_ALLOC_HUGE);

	cv_json_decimals(object, key, 0, n, counts, TYPE_NAME);
	for (int i = 0; i < n; i++)
		if (counts[i] < 0 || counts[i] > PG_INT64_MAX)
			cv_bad_text(TYPE_NAME, "The number of customers must be a bigint from 0.");
	return counts;
}

/* The cells of a cohort that are not empty: "since" says which */
static void
ReadTextCells(Grid *grid, GridRow *row, JsonbContainer *object)
{
	int			n = cv_json_size(object, "since", TYPE_NAME);
	int128	   *since = ReadCounts(object, "since", n);
	int128	   *active = ReadCounts(object, "active", n);
	int128	   *last = ReadCounts(object, "last", n);

	for (int i = 0; i < n; i++)
		if (since[i] >= MAX_SPAN || (i > 0 && since[i] <= since[i - 1]))
			cv_bad_text(TYPE_NAME, "The periods since a cohort's own must be in order, from 0 to 99999.");
	if (n > 0)
		NeedCells(grid, row, (int32) since[n - 1] + 1);
	for (int i = 0; i < n; i++)
	{
		row->active[since[i]] = (int64) active[i];
		row->last[since[i]] = (int64) last[i];
	}
}

/* Read a row, whose period must be later than before, and return the period */
static int32
ReadTextRow(Grid *grid, JsonbContainer *object, int64 before)
{
	DateADT		start = cv_json_day(object, "period", TYPE_NAME);
	int32		period = cv_period_of_day(grid->unit, start);
	int128	   *customers = ReadCounts(object, "customers", 3);
	GridRow    *row;

	if (cv_period_start(grid->unit, period) != start || period <= before)
		cv_bad_text(TYPE_NAME, "Rows must be in order, and begin with the first day of a period.");
	row = RowAt(grid, period);
	row->size = (int64) customers[0];
	row->fresh = (int64) customers[1];
	row->retained = (int64) customers[2];
	ReadTextCells(grid, row, object);
	cv_json_only(object, 5, TYPE_NAME);
	return period;
}

PG_FUNCTION_INFO_V1(cvsql_retention_grid_in);
Datum
cvsql_retention_grid_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	int			n = cv_json_size(object, "rows", TYPE_NAME);
	int64		before = PG_INT64_MIN;
	Grid		grid;
	const char *problem;

	cv_grid_init(&grid, CurrentMemoryContext, cv_json_unit(object, "unit", TYPE_NAME));
	grid.last_seen = cv_json_day(object, "last_seen", TYPE_NAME);
	cv_json_only(object, 3, TYPE_NAME);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		before = ReadTextRow(&grid, cv_json_element(object, "rows", i, TYPE_NAME), before);
	}
	problem = GridProblem(&grid);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(cv_grid_flat(&grid));
}

static void
AppendCounts(StringInfo text, const char *key, int n, const int64 *counts)
{
	appendStringInfo(text, ", \"%s\": [", key);
	for (int i = 0; i < n; i++)
		appendStringInfo(text, "%s" INT64_FORMAT, i > 0 ? ", " : "", counts[i]);
	appendStringInfoChar(text, ']');
}

/* The cells of a cohort that are not empty */
static void
AppendCells(StringInfo text, GridRow *row)
{
	int64	   *since = palloc((row->cells + 1) * sizeof(int64));
	int			n = 0;

	for (int32 k = 0; k < row->cells; k++)
	{
		if (row->active[k] == 0)
			continue;
		since[n] = k;
		row->active[n] = row->active[k];
		row->last[n++] = row->last[k];
	}
	AppendCounts(text, "since", n, since);
	AppendCounts(text, "active", n, row->active);
	AppendCounts(text, "last", n, row->last);
	pfree(since);
}

PG_FUNCTION_INFO_V1(cvsql_retention_grid_out);
Datum
cvsql_retention_grid_out(PG_FUNCTION_ARGS)
{
	RetentionGrid *flat = PG_GETARG_GRID(0);
	int			n;
	GridRow    *rows = cv_grid_rows(flat, &n);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"unit\": \"%s\", \"last_seen\": \"%s\", \"rows\": [",
					 cv_unit_name(flat->unit), cv_day_text(flat->last_seen));
	for (int i = 0; i < n; i++)
	{
		int64		customers[] = {rows[i].size, rows[i].fresh, rows[i].retained};

		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&text, "%s{\"period\": \"%s\"", i > 0 ? ", " : "",
						 cv_day_text(cv_period_start(flat->unit, rows[i].period)));
		AppendCounts(&text, "customers", 3, customers);
		AppendCells(&text, &rows[i]);
		appendStringInfoChar(&text, '}');
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

/* Read a row, whose period must be later than before, and return the period */
static int32
ReadBinaryRow(Grid *grid, StringInfo message, int64 before)
{
	int32		period = (int32) pq_getmsgint(message, 4);
	int32		cells = (int32) pq_getmsgint(message, 4);
	GridRow    *row;

	if (period <= before)
		cv_bad_binary(TYPE_NAME, "Rows must be in order.");
	if (cells < 0 || cells > (message->len - message->cursor) / (2 * sizeof(int64)))
		cv_bad_binary(TYPE_NAME, "A row has more cells than there are bytes.");
	row = RowAt(grid, period);
	NeedCells(grid, row, cells);
	row->size = pq_getmsgint64(message);
	row->fresh = pq_getmsgint64(message);
	row->retained = pq_getmsgint64(message);
	for (int i = 0; i < cells; i++)
	{
		row->active[i] = pq_getmsgint64(message);
		row->last[i] = pq_getmsgint64(message);
	}
	return period;
}

PG_FUNCTION_INFO_V1(cvsql_retention_grid_recv);
Datum
cvsql_retention_grid_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			unit = pq_getmsgbyte(message);
	DateADT		last_seen = (DateADT) pq_getmsgint(message, 4);
	int64		before = PG_INT64_MIN;
	Grid		grid;
	const char *problem;

	if (unit >= CV_UNITS)
		cv_bad_binary(TYPE_NAME, "The unit is none.");
	cv_grid_init(&grid, CurrentMemoryContext, (CvUnit) unit);
	grid.last_seen = last_seen;
	while (message->cursor < message->len)
	{
		CHECK_FOR_INTERRUPTS();
		before = ReadBinaryRow(&grid, message, before);
	}
	problem = GridProblem(&grid);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(cv_grid_flat(&grid));
}

PG_FUNCTION_INFO_V1(cvsql_retention_grid_send);
Datum
cvsql_retention_grid_send(PG_FUNCTION_ARGS)
{
	RetentionGrid *flat = PG_GETARG_GRID(0);
	int			n;
	GridRow    *rows = cv_grid_rows(flat, &n);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, flat->unit);
	pq_sendint32(&message, flat->last_seen);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendint32(&message, rows[i].period);
		pq_sendint32(&message, rows[i].cells);
		pq_sendint64(&message, rows[i].size);
		pq_sendint64(&message, rows[i].fresh);
		pq_sendint64(&message, rows[i].retained);
		for (int k = 0; k < rows[i].cells; k++)
		{
			pq_sendint64(&message, rows[i].active[k]);
			pq_sendint64(&message, rows[i].last[k]);
		}
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- aggregates ---------- */

typedef struct ExpandedGrid
{
	ExpandedObjectHeader header;
	Grid		grid;
	RetentionGrid *flat;		/* of the last call of FlatSize() */
} ExpandedGrid;

static Size
FlatSize(ExpandedObjectHeader * header)
{
	ExpandedGrid *state = (ExpandedGrid *) header;
	MemoryContext old = MemoryContextSwitchTo(state->grid.context);

	if (state->flat)
		pfree(state->flat);
	state->flat = cv_grid_flat(&state->grid);
	MemoryContextSwitchTo(old);
	return VARSIZE(state->flat);
}

static void
FlattenInto(ExpandedObjectHeader * header, void *result, Size size)
{
	memcpy(result, ((ExpandedGrid *) header)->flat, size);
}

static const ExpandedObjectMethods GridMethods = {FlatSize, FlattenInto};

/*
 * A state as a transition sees it.  While it is small it stays flat, and is made anew for each
 * customer: a memory context for every group would cost a hash aggregate of many small ones
 * more than that.
 */
typedef struct GridState
{
	Grid	   *grid;			/* NULL: no customers yet */
	ExpandedGrid *expanded;		/* or NULL */
	Grid		small;
} GridState;

static void
Expand(FunctionCallInfo fcinfo, GridState *state, CvUnit unit)
{
	MemoryContext aggregate;
	MemoryContext context;

	(void) AggCheckCallContext(fcinfo, &aggregate);
	context = AllocSetContextCreate(aggregate, "custval retention_grid", ALLOCSET_SMALL_SIZES);
	state->expanded = MemoryContextAllocZero(context, sizeof(ExpandedGrid));
	EOH_init_header(&state->expanded->header, &GridMethods, context);
	state->grid = &state->expanded->grid;
	cv_grid_init(state->grid, context, unit);
}

static void
NewState(GridState *state, CvUnit unit)
{
	state->grid = &state->small;
	cv_grid_init(state->grid, CurrentMemoryContext, unit);
}

/* The state in argument 0 */
static void
OpenState(FunctionCallInfo fcinfo, GridState *state)
{
	RetentionGrid *flat;

	cv_require_aggregate(fcinfo);
	state->grid = NULL;
	state->expanded = NULL;
	if (PG_ARGISNULL(0))
		return;
	if (VARATT_IS_EXTERNAL_EXPANDED_RW(PG_GETARG_POINTER(0)))
	{
		state->expanded = (ExpandedGrid *) DatumGetEOHP(PG_GETARG_DATUM(0));
		state->grid = &state->expanded->grid;
		return;
	}
	flat = PG_GETARG_GRID(0);
	if (VARSIZE(flat) > MAX_SMALL)
		Expand(fcinfo, state, flat->unit);
	else
		NewState(state, flat->unit);
	cv_grid_merge(state->grid, flat);
}

static Datum
CloseState(FunctionCallInfo fcinfo, GridState *state)
{
	if (state->grid == NULL)
		PG_RETURN_NULL();
	if (state->expanded)
		PG_RETURN_DATUM(EOHPGetRWDatum(&state->expanded->header));
	PG_RETURN_POINTER(cv_grid_flat(state->grid));
}

/* Transition from (state, calendar): the cohort is the first active period */
PG_FUNCTION_INFO_V1(cvsql_retention_accum);
Datum
cvsql_retention_accum(PG_FUNCTION_ARGS)
{
	GridState	state;
	ActivityCalendar *calendar;
	Activity	activity;

	OpenState(fcinfo, &state);
	if (PG_ARGISNULL(1))
		return CloseState(fcinfo, &state);
	calendar = PG_GETARG_CALENDAR(1);
	activity = cv_activity_of_calendar(calendar);
	if (state.grid == NULL)
		NewState(&state, calendar->unit);
	cv_check_same_unit(state.grid->unit, calendar->unit);
	cv_grid_add(state.grid, cv_activity_first(&activity), &activity);
	state.grid->last_seen = Max(state.grid->last_seen, calendar->last_seen);
	return CloseState(fcinfo, &state);
}

static void
CheckJoinedFirst(CvUnit unit, const Activity *activity, DateADT joined)
{
	int32		first = cv_activity_first(activity);

	if (first < cv_period_of_day(unit, joined))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a customer who joined on %s was active in the %s of %s",
						cv_day_text(joined), cv_unit_name(unit), cv_day_text(cv_period_start(unit, first))),
				 errhint("Leave out the activity before the customer joined, or take the day of the first activity.")));
}

/* Transition from (state, calendar, joined, unit): the cohort is the period of joining */
static Datum
AddJoined(FunctionCallInfo fcinfo, DateADT joined)
{
	GridState	state;
	CvUnit		unit;
	Activity	activity = {0};

	OpenState(fcinfo, &state);
	unit = cv_unit_arg(fcinfo, 3, state.grid ? &state.grid->unit : NULL);
	if (state.grid == NULL)
		NewState(&state, unit);
	if (!PG_ARGISNULL(1))
	{
		ActivityCalendar *calendar = PG_GETARG_CALENDAR(1);

		cv_check_same_unit(unit, calendar->unit);
		activity = cv_activity_of_calendar(calendar);
		CheckJoinedFirst(unit, &activity, joined);
		state.grid->last_seen = Max(state.grid->last_seen, calendar->last_seen);
	}
	state.grid->last_seen = Max(state.grid->last_seen, joined);
	cv_grid_add(state.grid, cv_period_of_day(unit, joined), &activity);
	return CloseState(fcinfo, &state);
}

/* Nobody knows when the customer joined */
static Datum
SkipJoined(FunctionCallInfo fcinfo)
{
	GridState	state;

	OpenState(fcinfo, &state);
	(void) cv_unit_arg(fcinfo, 3, state.grid ? &state.grid->unit : NULL);
	return CloseState(fcinfo, &state);
}

PG_FUNCTION_INFO_V1(cvsql_retention_accum_date);
Datum
cvsql_retention_accum_date(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2))
		return SkipJoined(fcinfo);
	return AddJoined(fcinfo, cv_day_of_date(PG_GETARG_DATEADT(2)));
}

PG_FUNCTION_INFO_V1(cvsql_retention_accum_timestamp);
Datum
cvsql_retention_accum_timestamp(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2))
		return SkipJoined(fcinfo);
	return AddJoined(fcinfo, cv_day_of_timestamp(PG_GETARG_TIMESTAMP(2)));
}

PG_FUNCTION_INFO_V1(cvsql_retention_accum_timestamptz);
Datum
cvsql_retention_accum_timestamptz(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2))
		return SkipJoined(fcinfo);
	return AddJoined(fcinfo, cv_day_of_timestamptz(PG_GETARG_TIMESTAMPTZ(2)));
}

/* Transition of rollup, and combine function: the grids of disjoint customers */
PG_FUNCTION_INFO_V1(cvsql_retention_merge);
Datum
cvsql_retention_merge(PG_FUNCTION_ARGS)
{
	GridState	state;
	RetentionGrid *other;

	OpenState(fcinfo, &state);
	if (PG_ARGISNULL(1))
		return CloseState(fcinfo, &state);
	other = PG_GETARG_GRID(1);
	if (state.grid == NULL)
		NewState(&state, other->unit);
	cv_grid_merge(state.grid, other);
	return CloseState(fcinfo, &state);
}

PG_FUNCTION_INFO_V1(cvsql_retention_final);
Datum
cvsql_retention_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0)));
}

/* Not strict: NULL + x is x, so that an upsert over NULL heals itself */
PG_FUNCTION_INFO_V1(cvsql_retention_grid_add);
Datum
cvsql_retention_grid_add(PG_FUNCTION_ARGS)
{
	RetentionGrid *a;
	Grid		sum;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	a = PG_GETARG_GRID(0);
	cv_grid_init(&sum, CurrentMemoryContext, a->unit);
	cv_grid_merge(&sum, a);
	cv_grid_merge(&sum, PG_GETARG_GRID(1));
	PG_RETURN_POINTER(cv_grid_flat(&sum));
}
