/*
 * segment.c
 *		Tiles: of a window, of stored cut points, of all customers of a ledger; and the segment that two of them name.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "core/check.h"
#include "core/function.h"
#include "core/listing.h"
#include "miscadmin.h"
#include "segment/valuetally.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "windowapi.h"

#define TILES	5				/* that segments have names for */

/* ---------- windows ---------- */

/* Of a partition: the rank of the row that was asked for last, and which rows begin a group of peers, a bit each */
typedef struct PeerGroups
{
	bool		known;
	int64		rank;
	uint8		begins[FLEXIBLE_ARRAY_MEMBER];
} PeerGroups;

/*
 * All in one pass, at the partition's first row: what the server keeps of a partition may be on disk, where it reads a block anew whenever
 * a comparison and the window take turns.  Rows are compared with those before them forwards and backwards in turns, so that
 * each comparison begins where the one before it ended.
 */
static void
FindPeerGroups(WindowObject window, PeerGroups *groups, int64 rows)
{
	for (int64 row = 1; row < rows; row++)
	{
		int64		turn = row & 1;

		CHECK_FOR_INTERRUPTS();
		if (!WinRowsArePeers(window, row - turn, row - 1 + turn))
			groups->begins[row / 8] |= 1 << row % 8;
	}
	groups->known = true;
}

static int64
RankOfRow(WindowObject window, int64 rows)
{
	PeerGroups *groups = WinGetPartitionLocalMemory(window, offsetof(PeerGroups, begins) + rows / 8 + 1);
	int64		row = WinGetCurrentPosition(window);

	if (!groups->known)
		FindPeerGroups(window, groups, rows);
	if (row == 0 || groups->begins[row / 8] >> row % 8 & 1)
		groups->rank = row + 1;
	return groups->rank;
}

/* (bins), a window function */
PG_FUNCTION_INFO_V1(cvsql_rfm_tile);
Datum
cvsql_rfm_tile(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	int64		rows = WinGetPartitionRowCount(window);
	int64		rank = RankOfRow(window, rows);
	bool		unknown;
	int64		bins = DatumGetInt64(WinGetFuncArgCurrent(window, 0, &unknown));

	if (unknown)
		PG_RETURN_NULL();
	PG_RETURN_INT32(1 + (int32) ((int128) cv_check_bins(bins) * (rank - 1) / rows));
}

/* ---------- cut points ---------- */

/* (tally, bins) */
PG_FUNCTION_INFO_V1(cvsql_cut_points);
Datum
cvsql_cut_points(PG_FUNCTION_ARGS)
{
	ValueTally *tally = PG_GETARG_VALUES(0);
	int			bins = cv_check_bins(PG_GETARG_INT64(1));
	TileCuts	cuts;
	Datum		values[MAX_BINS];
	bool		nulls[MAX_BINS];
	int			dims[] = {bins - 1};
	int			lower[] = {1};

	cv_cut_values(cv_value_cells(tally), tally->n, bins, &cuts);
	for (int i = 0; i < bins - 1; i++)
	{
		nulls[i] = i >= cuts.known;
		values[i] = nulls[i] ? (Datum) 0 : cv_amount_datum(cuts.values[i], tally->scale);
	}
	PG_RETURN_ARRAYTYPE_P(construct_md_array(values, nulls, 1, dims, lower, NUMERICOID, -1, false, TYPALIGN_INT));
}

/* Infinity is above every cut, or reached by nobody; NaN is neither. */
static void
CheckNumber(const char *name, Datum number)
{
	if (numeric_is_nan(DatumGetNumeric(number)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a %s must be a number, not NaN", name),
				 errhint("Put NULL where a %s is missing.", name)));
}

/* (value, cuts) */
PG_FUNCTION_INFO_V1(cvsql_value_tile);
Datum
cvsql_value_tile(PG_FUNCTION_ARGS)
{
	Datum		value = PG_GETARG_DATUM(0);
	ArrayType  *cuts = PG_GETARG_ARRAYTYPE_P(1);
	ArrayIterator iterator = array_create_iterator(cuts, 0, NULL);
	int32		tile = 1;
	Datum		cut;
	bool		unknown;

	CheckNumber("value", value);
	while (array_iterate(iterator, &cut, &unknown))
	{
		if (unknown)
			continue;
		CheckNumber("cut", cut);
		tile += DatumGetBool(DirectFunctionCall2(numeric_le, cut, value));
	}
	PG_RETURN_INT32(tile);
}

/* ---------- segments ---------- */

/* By recency tile, then by frequency tile */
static const char *const SegmentNames[TILES][TILES] = {
	{"Hibernating", "Hibernating", "At risk", "At risk", "Can't lose them"},
	{"Hibernating", "Hibernating", "At risk", "At risk", "Can't lose them"},
	{"About to sleep", "About to sleep", "Need attention", "Loyal customers", "Loyal customers"},
	{"Promising", "Potential loyalists", "Potential loyalists", "Loyal customers", "Loyal customers"},
	{"New customers", "Potential loyalists", "Potential loyalists", "Champions", "Champions"},
};

/* (recency_tile, frequency_tile) */
PG_FUNCTION_INFO_V1(cvsql_rfm_segment);
Datum
cvsql_rfm_segment(PG_FUNCTION_ARGS)
{
	int			recency = (int) cv_whole_arg(fcinfo, 0, "recency_tile", 1, TILES);
	int			frequency = (int) cv_whole_arg(fcinfo, 1, "frequency_tile", 1, TILES);

	PG_RETURN_TEXT_P(cstring_to_text(SegmentNames[recency - 1][frequency - 1]));
}

/* ---------- customers of a ledger ---------- */

/* What is known of a customer by a day */
typedef struct Habits
{
	int32		last;			/* day of the last purchase */
	int64		frequency;		/* days with a purchase */
	int128		monetary;		/* all amounts, refunds too */
} Habits;

/* False if there is no purchase by then; a day whose net is below zero is none */
static bool
ReadHabits(const CvEntry *entries, int n, DateADT as_of, Habits *habits)
{
	memset(habits, 0, sizeof(*habits));
	for (int i = 0; i < n && entries[i].at <= as_of; i++)
	{
		habits->monetary = cv_add_amounts(habits->monetary, entries[i].amount);
		if (entries[i].amount < 0)
			continue;
		habits->last = entries[i].at;
		habits->frequency++;
	}
	return habits->frequency > 0;
}

typedef enum Measure
{
	RECENCY,
	FREQUENCY,
	MONETARY,
	MEASURES
} Measure;

typedef struct RfmListing
{
	CvListing	listing;
	DateADT		as_of;
	int			bins;
	ValueSet   *values[MEASURES];	/* of all customers, a later day above an earlier one */
	TileCuts	cuts[MEASURES];
	Datum		segments[TILES][TILES]; /* as texts, by recency and frequency */
} RfmListing;

static void
NameSegments(RfmListing *rfm)
{
	for (int i = 0; i < TILES; i++)
		for (int j = 0; j < TILES; j++)
			rfm->segments[i][j] = CStringGetTextDatum(SegmentNames[i][j]);
}

static void
CountHabits(CvKey key, const CvEntry *entries, int n, void *arg)
{
	RfmListing *rfm = arg;
	Habits		habits;

	(void) key;
	if (!ReadHabits(entries, n, rfm->as_of, &habits))
		return;
	cv_values_add(rfm->values[RECENCY], habits.last, 1);
	cv_values_add(rfm->values[FREQUENCY], habits.frequency, 1);
	cv_values_add(rfm->values[MONETARY], habits.monetary, 1);
}

/* A first pass over the customers, for the tiles that a second one puts */
static void
CutHabits(RfmListing *rfm)
{
	for (int i = 0; i < MEASURES; i++)
		rfm->values[i] = cv_values_create(CurrentMemoryContext);
	cv_ledger_visit(rfm->listing.ledger, CountHabits, rfm);
	for (int i = 0; i < MEASURES; i++)
	{
		int64		n;
		const ValueCell *cells = cv_values_sorted(rfm->values[i], &n);

		cv_cut_values(cells, n, rfm->bins, &rfm->cuts[i]);
	}
}

static void
PutHabits(CvListing *listing, const CvEntry *entries, int n)
{
	const RfmListing *rfm = (RfmListing *) listing;
	CvRow	   *row = &listing->row;
	Habits		habits;
	int			recency;
	int			frequency;

	if (!ReadHabits(entries, n, rfm->as_of, &habits))
		return;
	recency = cv_tile_of(&rfm->cuts[RECENCY], habits.last);
	frequency = cv_tile_of(&rfm->cuts[FREQUENCY], habits.frequency);
	cv_set_text(row, "customer", listing->customer);
	cv_set_int(row, "recency_days", rfm->as_of - habits.last);
	cv_set_bigint(row, "frequency", habits.frequency);
	cv_set_amount(row, "monetary", habits.monetary, listing->ledger->scale);
	cv_set_int(row, "recency_tile", recency);
	cv_set_int(row, "frequency_tile", frequency);
	cv_set_int(row, "monetary_tile", cv_tile_of(&rfm->cuts[MONETARY], habits.monetary));
	if (rfm->bins == TILES)
		cv_set_datum(row, "segment", rfm->segments[recency - 1][frequency - 1]);
	cv_put_row(row);
}

/* (ledger, as_of, bins) */
PG_FUNCTION_INFO_V1(cvsql_rfm_table);
Datum
cvsql_rfm_table(PG_FUNCTION_ARGS)
{
	RfmListing	rfm = {.listing.put = PutHabits};

	cv_begin_rows(&rfm.listing.row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	cv_begin_listing(&rfm.listing, fcinfo, 0, "rfm_table");
	rfm.as_of = cv_as_of_arg(fcinfo, 1, rfm.listing.ledger->head.last_seen);
	rfm.bins = cv_check_bins(PG_GETARG_INT64(2));
	NameSegments(&rfm);
	CutHabits(&rfm);
	cv_end_listing(&rfm.listing);
	PG_RETURN_NULL();
}
