/*
 * evidence.c
 *		How well a model holds: customers by repeat purchases, what they did after the calibration, and repeat purchases
 *		over time, each as it was and as the model expects it.
 *
 * Customers are visited in the order of their keys, and rows of a tally are sorted: sums are the same, bit for bit, however
 * the ledger or the tally was made.
 */
#include "postgres.h"

#include <math.h>

#include "clv/clvtally.h"
#include "clv/reading.h"
#include "core/check.h"
#include "core/discount.h"
#include "core/ledger.h"
#include "core/row.h"
#include "math/sum.h"
#include "miscadmin.h"

#define MAX_CLASSES		1000	/* of repeat purchases that a table tells apart */
#define TENURE_WIDTH	3		/* tenure, 0, customers: rows have two numbers at least beside
								 * their count */

/* ---------- customers by repeat purchases ---------- */

/* A tally counts what the model does */
static void
CheckComparable(const Reading *reading, const ClvTally *tally)
{
	bool		occasions = reading->model.kind == MODEL_BG_BB;
	const char *calendar = occasions ? "calendar " : "";
	CvUnit		unit = (CvUnit) reading->model.head.unit;

	if (tally->occasions != occasions || (CvUnit) tally->head.unit != unit)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a %s model by %s%s cannot be compared with a clv_tally by %s", cv_models[reading->model.kind].name,
						calendar, cv_unit_names[unit], cv_tally_unit_text(tally)),
				 errhint("Tally with the unit of the model, for example clv_tally_agg(h, as_of, '%s%s').", calendar, cv_unit_names[unit])));
}

/* The different tenures, and how many customers have them */
static const double *
TenuresOf(const ClvTally *tally, int64 *n)
{
	CvRows	   *set = cv_rows_create(CurrentMemoryContext, TENURE_WIDTH);
	int			width = cv_clv_row_width(&tally->head);
	int64		rows;
	const double *row = cv_rows_of(&tally->head, &cv_clv_state, &rows);

	for (; rows > 0; rows--, row += width)
	{
		double		tenure[TENURE_WIDTH] = {row[2], 0, row[width - 1]};

		CHECK_FOR_INTERRUPTS();
		cv_rows_add(set, tenure);
	}
	return cv_rows_sorted(set, n);
}

/* Those expected to have made so many repeat purchases, each over the own tenure */
static double
CustomersExpected(const Reading *reading, double purchases, const double *tenures, int64 n)
{
	CvSum		sum = {0, 0};

	for (const double *row = tenures; row < tenures + n * TENURE_WIDTH; row += TENURE_WIDTH)
	{
		double		probability;

		CHECK_FOR_INTERRUPTS();
		cv_check_reached(reading->btyd->probability(reading->model.params, purchases, row[0], &probability), "Pass a smaller last.");
		cvm_add(&sum, row[TENURE_WIDTH - 1] * probability);
	}
	return cvm_total(&sum);
}

/* Customers by repeat purchases, those with last or more as one */
static int64 *
CountCustomers(const ClvTally *tally, int64 last, int64 *all)
{
	int64	   *counts = palloc0((last + 1) * sizeof(int64));
	int			width = cv_clv_row_width(&tally->head);
	int64		rows;
	const double *row = cv_rows_of(&tally->head, &cv_clv_state, &rows);

	*all = 0;
	for (; rows > 0; rows--, row += width)
	{
		CHECK_FOR_INTERRUPTS();
		cv_add_count(&counts[(int64) fmin(row[0], (double) last)], (int64) row[width - 1]);
		cv_add_count(all, (int64) row[width - 1]);
	}
	return counts;
}

static void
PutRepeats(CvRow *row, int64 purchases, int64 customers, double expected)
{
	cv_set_int(row, "frequency", (int32) purchases);
	cv_set_bigint(row, "customers", customers);
	cv_set_float8(row, "expected", expected);
	cv_put_row(row);
}

/* (model, tally, last) */
PG_FUNCTION_INFO_V1(cvsql_repeat_table);
Datum
cvsql_repeat_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	const Reading *reading;
	ClvTally   *tally;
	const double *tenures;
	int64		n;
	int64		last;
	int64		all;
	int64	   *counts;
	CvSum		rest = {0, 0};

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	reading = cv_purchase_reading(fcinfo);
	tally = PG_GETARG_CLV_TALLY(1);
	last = cv_whole_arg(fcinfo, 2, "last", 1, MAX_CLASSES);
	CheckComparable(reading, tally);
	tenures = TenuresOf(tally, &n);
	counts = CountCustomers(tally, last, &all);
	cvm_add(&rest, (double) all);
	for (int64 x = 0; x <= last; x++)
	{
		double		expected = x < last ? CustomersExpected(reading, (double) x, tenures, n) : fmax(cvm_total(&rest), 0);

		cvm_add(&rest, -expected);
		PutRepeats(&row, x, counts[x], expected);
	}
	PG_RETURN_NULL();
}

/* ---------- purchases after the calibration ---------- */

/* Customers of so many repeat purchases before */
typedef struct HoldoutClass
{
	int64		customers;
	int64		actual;
	CvSum		expected;
} HoldoutClass;

typedef struct Holdout
{
	const LedgerTally *ledger;
	Reading    *reading;
	DateADT		calibrated_until;
	DateADT		until;
	int32		most;			/* repeat purchases of a customer */
	HoldoutClass *classes;
} Holdout;

/* What a model knows of a customer by a day; false without a purchase by then */
static bool
BuyerBy(const Holdout *holdout, DateADT day, const CvEntry *entries, int n, CvBuyer *buyer)
{
	const FittedClv *model = &holdout->reading->model;

	return cv_buyer_of_purchases(FirstOfEntries(entries, n, holdout->ledger->scale), day, (ModelKind) model->kind,
								 (CvUnit) model->head.unit, buyer);
}

/* In units of the model: occasions of the calendar that are over by the one day, and not by the other */
static double
HoldoutHorizon(const Holdout *holdout, const CvBuyer *before, const CvBuyer *after)
{
	const FittedClv *model = &holdout->reading->model;

	if (model->kind == MODEL_BG_BB)
		return after->c.tenure - before->c.tenure;
	return ((double) holdout->until - holdout->calibrated_until) / cv_unit_days[model->head.unit];
}

static void
AddToHoldout(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Holdout    *holdout = arg;
	HoldoutClass *class;
	CvBuyer		before;
	CvBuyer		after;

	(void) key;
	if (!BuyerBy(holdout, holdout->calibrated_until, entries, n, &before) || !BuyerBy(holdout, holdout->until, entries, n, &after))
		return;
	class = &holdout->classes[(int32) before.c.x];
	class->customers++;
	class->actual += (int64) (after.c.x - before.c.x);
	cvm_add(&class->expected, cv_expected_purchases(holdout->reading, &before.c, HoldoutHorizon(holdout, &before, &after), 0));
	holdout->most = Max(holdout->most, (int32) before.c.x);
}

/* (model, ledger, calibrated_until, until) into what is asked */
static void
HoldoutArgs(FunctionCallInfo fcinfo, Holdout *holdout)
{
	holdout->reading = cv_purchase_reading(fcinfo);
	holdout->ledger = PG_GETARG_LEDGER(1);
	cv_check_by_day(holdout->ledger, "holdout_table");
	holdout->calibrated_until = cv_day_of_date(PG_GETARG_DATEADT(2));
	holdout->until = cv_as_of_arg(fcinfo, 3, holdout->ledger->head.last_seen);
	if (holdout->until < holdout->calibrated_until)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the hold-out ends on %s, before the calibration, which ends on %s", cv_day_text(holdout->until),
						cv_day_text(holdout->calibrated_until)),
				 errhint("Pass an earlier calibrated_until, and fit the model by that day.")));
}

PG_FUNCTION_INFO_V1(cvsql_holdout_table);
Datum
cvsql_holdout_table(PG_FUNCTION_ARGS)
{
	Holdout		holdout = {.most = -1};
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	HoldoutArgs(fcinfo, &holdout);
	holdout.classes = palloc0((holdout.ledger->last - holdout.ledger->first + 1) * sizeof(HoldoutClass));
	cv_ledger_visit_by_name(holdout.ledger, AddToHoldout, &holdout);
	for (int32 x = 0; x <= holdout.most; x++)
	{
		const HoldoutClass *class = &holdout.classes[x];

		if (class->customers == 0)
			continue;
		cv_set_int(&row, "frequency", x);
		cv_set_bigint(&row, "customers", class->customers);
		cv_set_bigint(&row, "actual", class->actual);
		cv_set_float8(&row, "expected", cvm_total(&class->expected));
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- repeat purchases over time ---------- */

/*
 * Time goes in slots: days or, of a model of occasions, periods of the calendar.  The table's periods are as long as the
 * model's unit, count from the slot of the first purchase of anybody, and begin with a whole day.
 */
typedef struct Tracking
{
	const LedgerTally *ledger;
	Reading    *reading;
	DateADT		as_of;
	bool		occasions;
	double		length;			/* of a period, in slots */
	int32		origin;			/* slot of the first row of the ledger */
	int32		slots;			/* until the last one */
	int64	   *firsts;			/* first purchases by slot, counted from the origin; */
	int64	   *repeats;		/* and repeat purchases */
} Tracking;

static int32
SlotOf(const Tracking *tracking, DateADT day)
{
	return tracking->occasions ? cv_period_of_day((CvUnit) tracking->reading->model.head.unit, day) : day;
}

/* The first day of a slot */
static DateADT
DayOfSlot(const Tracking *tracking, int32 slot)
{
	return tracking->occasions ? cv_period_start((CvUnit) tracking->reading->model.head.unit, slot) : slot;
}

/* The last slot that is over */
static int32
LastSlot(const Tracking *tracking)
{
	return tracking->occasions ? cv_complete_period((CvUnit) tracking->reading->model.head.unit, tracking->as_of) : tracking->as_of;
}

static void
TrackCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	Tracking   *tracking = arg;
	Cursor		cursor = FirstOfEntries(entries, n, tracking->ledger->scale);
	int32		last = -1;

	(void) key;
	while (NextEntry(&cursor) && cursor.purchase.at <= tracking->as_of)
	{
		int32		slot = SlotOf(tracking, cursor.purchase.at) - tracking->origin;

		if (cursor.purchase.amount < 0 || slot == last)
			continue;
		(last < 0 ? tracking->firsts : tracking->repeats)[slot]++;
		last = slot;
	}
}

/* (model, ledger, as_of) into what is asked */
static void
TrackingArgs(FunctionCallInfo fcinfo, Tracking *tracking)
{
	tracking->reading = cv_purchase_reading(fcinfo);
	tracking->ledger = PG_GETARG_LEDGER(1);
	cv_check_by_day(tracking->ledger, "tracking_table");
	tracking->as_of = cv_as_of_arg(fcinfo, 2, tracking->ledger->head.last_seen);
	tracking->occasions = tracking->reading->model.kind == MODEL_BG_BB;
	tracking->length = tracking->occasions ? 1 : cv_unit_days[tracking->reading->model.head.unit];
	tracking->origin = SlotOf(tracking, tracking->ledger->first);
	tracking->slots = SlotOf(tracking, tracking->ledger->last) - tracking->origin + 1;
	tracking->firsts = palloc0(tracking->slots * sizeof(int64));
	tracking->repeats = palloc0(tracking->slots * sizeof(int64));
}

/* Repeat purchases that are expected until the end of a slot, which counts from the origin, of who came before it ends */
static double
ExpectedUntil(const Tracking *tracking, int64 end)
{
	static const CvCustomer fresh = {0, 0, 0};
	CvSum		sum = {0, 0};

	for (int32 slot = 0; slot < tracking->slots && slot <= end; slot++)
	{
		double		age = ((double) end - slot) / tracking->length;

		CHECK_FOR_INTERRUPTS();
		if (tracking->firsts[slot] > 0)
			cvm_add(&sum, (double) tracking->firsts[slot] * cv_expected_purchases(tracking->reading, &fresh, age, 0));
	}
	return cvm_total(&sum);
}

static int64
RepeatsWithin(const Tracking *tracking, int64 from, int64 end)
{
	int64		sum = 0;

	for (int64 slot = from; slot <= end && slot < tracking->slots; slot++)
		sum += tracking->repeats[slot];
	return sum;
}

/* The slot, from the origin, with which a period begins */
static inline int64
BeginOf(const Tracking *tracking, int32 first, int64 period)
{
	return first + (int64) ceil((double) period * tracking->length);
}

/* All periods that are over, from that of the first purchase on; first is its slot, from the origin */
static void
PutTracks(const Tracking *tracking, int32 first, CvRow *row)
{
	int64		last = (int64) LastSlot(tracking) - tracking->origin;
	int64		actual = 0;
	double		expected = 0;

	if ((double) (last - first) / tracking->length >= CV_MAX_PERIODS)
		cv_refuse_periods(DayOfSlot(tracking, tracking->origin + first), tracking->as_of);
	for (int64 i = 0; BeginOf(tracking, first, i + 1) - 1 <= last; i++)
	{
		int64		begin = BeginOf(tracking, first, i);
		int64		end = BeginOf(tracking, first, i + 1) - 1;
		int64		repeats = RepeatsWithin(tracking, begin, end);
		double		before = expected;

		actual += repeats;
		expected = ExpectedUntil(tracking, end);
		cv_set_date(row, "period_start", DayOfSlot(tracking, (int32) (tracking->origin + begin)));
		cv_set_bigint(row, "actual", repeats);
		cv_set_float8(row, "expected", expected - before);
		cv_set_float8(row, "cumulative_actual", (double) actual);
		cv_set_float8(row, "cumulative_expected", expected);
		cv_put_row(row);
	}
}

PG_FUNCTION_INFO_V1(cvsql_tracking_table);
Datum
cvsql_tracking_table(PG_FUNCTION_ARGS)
{
	Tracking	tracking;
	int32		first = 0;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	TrackingArgs(fcinfo, &tracking);
	cv_ledger_visit(tracking.ledger, TrackCustomer, &tracking);
	while (first < tracking.slots && tracking.firsts[first] == 0)
		first++;
	if (first < tracking.slots)
		PutTracks(&tracking, first, &row);
	PG_RETURN_NULL();
}
