/*
 * rolling.c
 *		The type active_tally: its periods as bytes, and its external forms.
 *
 * Who is active in a window is counted at the last of a customer's active periods in it: a customer active in
 * period s, and next in period s + after, is active in the window of w periods that ends with t where s > t - w and
 * s <= t < s + after, and is counted there once.  So customers by period and distance are all that any window needs.
 */
#include "retention/rolling.h"

#include "core/bytes.h"
#include "core/check.h"
#include "core/suppress.h"
#include "core/type.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CELLS		16
#define PERIOD_ROOM		(3 * CV_VARINT_MAX)
#define CELL_ROOM		(2 * CV_VARINT_MAX)

/* ---------- bytes ---------- */

void
cv_begin_active(ActiveWriter *writer, CvUnit unit, DateADT last_seen)
{
	ActiveTally *tally = cv_new_value(offsetof(ActiveTally, periods));

	tally->head.unit = unit;
	tally->head.last_seen = last_seen;
	cv_begin_bytes(&writer->bytes, tally, offsetof(ActiveTally, periods));
	pfree(tally);
	writer->before = PG_INT32_MIN;
	writer->customers = 0;
}

/*
 * Periods and cells count from the ones before them, the first period from PG_INT32_MIN.  Every customer is
 * active for the last time once: so the customers are those of last, and no count of a period can be above theirs.
 */
void
cv_write_active(ActiveWriter *writer, const ActivePeriod *period)
{
	StringInfo	bytes = &writer->bytes;
	int32		before = 0;

	CHECK_FOR_INTERRUPTS();
	cv_add_count(&writer->customers, period->last);
	(void) cv_entry_room(bytes, PERIOD_ROOM + (Size) period->n * CELL_ROOM);
	cv_put_varint(bytes, (uint64) ((int64) period->period - writer->before));
	cv_put_varint(bytes, period->last);
	cv_put_varint(bytes, period->n);
	for (int i = 0; i < period->n; i++)
	{
		cv_put_varint(bytes, period->cells[i].after - before - 1);
		cv_put_varint(bytes, period->cells[i].customers);
		before = period->cells[i].after;
	}
	writer->before = period->period;
}

ActiveTally *
cv_end_active(ActiveWriter *writer)
{
	return (ActiveTally *) cv_end_bytes(&writer->bytes);
}

/* Behind the other cells of a period that is filled */
void
cv_add_cell(ActivePeriod *period, int32 after, int64 customers)
{
	if (period->n == period->room)
	{
		period->room = Max(FIRST_CELLS, 2 * period->room);
		period->cells = period->cells ? repalloc_huge(period->cells, period->room * sizeof(ReturnCell))
			: palloc(period->room * sizeof(ReturnCell));
	}
	period->cells[period->n].after = after;
	period->cells[period->n++].customers = customers;
}

CvReader
cv_read_active(const ActiveTally *tally)
{
	CvReader	reader = {tally->periods, (const uint8 *) tally + VARSIZE(tally), false};

	return reader;
}

/* The period behind one, in its place, or false at the end; values have been checked on their way in */
bool
cv_next_active(CvReader *reader, ActivePeriod *period)
{
	int32		before = 0;
	int32		n;

	CHECK_FOR_INTERRUPTS();
	if (reader->next >= reader->end)
		return false;
	period->period = (int32) (period->period + (int64) cv_get_varint(reader));
	period->last = (int64) cv_get_varint(reader);
	n = (int32) cv_get_varint(reader);
	for (period->n = 0; period->n < n && !reader->failed;)
	{
		before += 1 + (int32) cv_get_varint(reader);
		cv_add_cell(period, before, (int64) cv_get_varint(reader));
	}
	if (reader->failed)
		elog(ERROR, "unexpected end of an active_tally");
	return true;
}

/* ---------- checks of what comes from outside ---------- */

/* A period of a tally with those active in it, and those of them who were active before */
typedef struct PeriodFlow
{
	int32		period;
	int64		active;
	int64		back;
} PeriodFlow;

static int
CountPeriods(const ActiveTally *tally)
{
	CvReader	reader = cv_read_active(tally);
	ActivePeriod period = BEFORE_PERIODS;
	int			n = 0;

	while (cv_next_active(&reader, &period))
		n++;
	return n;
}

static PeriodFlow *
PeriodFlows(const ActiveTally *tally, int n)
{
	PeriodFlow *flows = MemoryContextAllocHuge(CurrentMemoryContext, (n + 1) * sizeof(PeriodFlow));
	CvReader	reader = cv_read_active(tally);
	ActivePeriod period = BEFORE_PERIODS;

	for (int i = 0; cv_next_active(&reader, &period); i++)
	{
		flows[i].period = period.period;
		flows[i].active = period.last;
		flows[i].back = 0;
		for (int k = 0; k < period.n; k++)
			cv_add_count(&flows[i].active, period.cells[k].customers);
	}
	return flows;
}

/* The flow of a period among n in order, or NULL */
static PeriodFlow *
FindFlow(PeriodFlow *flows, int n, int64 period)
{
	int			low = 0;

	for (int high = n; low < high;)
	{
		int			middle = (low + high) / 2;

		if (flows[middle].period < period)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && flows[low].period == period ? &flows[low] : NULL;
}

/*
 * Why the counts cannot be those of customers, or NULL.  They can where nobody is back in a period who is not active in
 * it: then each who is active goes on to be last, and each of them makes a customer.
 */
static const char *
FlowProblem(const ActiveTally *tally, PeriodFlow *flows, int n)
{
	CvReader	reader = cv_read_active(tally);
	ActivePeriod period = BEFORE_PERIODS;

	for (int i = 0; cv_next_active(&reader, &period); i++)
	{
		if (flows[i].active == 0 || flows[i].back > flows[i].active)
			return "More customers are back in a period than are active in it, or nobody is.";
		for (int k = 0; k < period.n; k++)
		{
			PeriodFlow *next = FindFlow(flows + i, n - i, (int64) period.period + period.cells[k].after);

			if (next == NULL)
				return "Customers are back in a period that is not there.";
			cv_add_count(&next->back, period.cells[k].customers);
		}
	}
	return NULL;
}

static const char *
TallyProblem(const ActiveTally *tally)
{
	int			n = CountPeriods(tally);
	PeriodFlow *flows = PeriodFlows(tally, n);

	if (n == 0)
		return "There must be a customer.";
	if (cv_period_of_day((CvUnit) tally->head.unit, tally->head.last_seen) < flows[n - 1].period)
		return "There is activity after the day last seen.";
	return FlowProblem(tally, flows, n);
}

/* ---------- external forms ---------- */

static void
DescribeReturns(CvForm *form, ActivePeriod *period)
{
	int			n = (int) cv_form_begin_array(form, "after", period->n);
	int32		before = 0;

	if (form->reads)
		for (period->n = 0; period->n < n;)
			cv_add_cell(period, 0, 0);
	for (int i = 0; i < n; before = period->cells[i++].after)
		cv_form_int(form, NULL, &period->cells[i].after, before + 1, CV_MAX_PERIODS - 1);
	cv_form_end_array(form);
	cv_form_begin_fixed(form, "customers", n);
	for (int i = 0; i < n; i++)
		cv_form_number(form, NULL, &period->cells[i].customers, 1, PG_INT64_MAX);
	cv_form_end_array(form);
}

static void
DescribePeriod(CvForm *form, ActivePeriod *period, CvUnit unit)
{
	int64		before = period->period;
	DateADT		start = form->reads ? 0 : cv_period_start(unit, period->period);

	cv_form_begin_object(form, NULL);
	cv_form_day(form, "period", &start);
	cv_form_number(form, "last", &period->last, 0, PG_INT64_MAX);
	DescribeReturns(form, period);
	cv_form_end_object(form);
	if (!form->reads)
		return;
	period->period = cv_period_of_day(unit, start);
	if (cv_period_start(unit, period->period) != start || period->period <= before)
		cv_form_refuse(form, "Rows must be in order, and begin with the first day of a period.");
}

/* The periods of a tally or, where they are read, those that the writer makes it of */
static void
DescribePeriods(CvForm *form, CvUnit unit, const ActiveTally *tally, ActiveWriter *writer)
{
	ActivePeriod period = BEFORE_PERIODS;
	CvReader	reader = {0};
	int			n = (int) cv_form_begin_array(form, "rows", tally ? CountPeriods(tally) : 0);

	if (tally)
		reader = cv_read_active(tally);
	for (int i = 0; i < n; i++)
	{
		if (tally)
			(void) cv_next_active(&reader, &period);
		DescribePeriod(form, &period, unit);
		if (form->reads)
			cv_write_active(writer, &period);
	}
	cv_form_end_array(form);
}

static void *
DescribeActive(CvForm *form, void *value)
{
	CvHead		head = {0};
	ActiveWriter writer;
	ActiveTally *tally;

	if (value)
		head = *(CvHead *) value;
	cv_form_word(form, "unit", &head.unit, cv_unit_names, CV_UNITS);
	cv_form_day(form, "last_seen", &head.last_seen);
	if (form->open)
	{
		cv_form_word(form, "key", &head.key_kind, cv_key_kinds, CV_KEY_KINDS);
		return cv_form_log(form, &cv_active_events_state, &head, value);
	}
	if (form->reads)
		cv_begin_active(&writer, (CvUnit) head.unit, head.last_seen);
	DescribePeriods(form, (CvUnit) head.unit, value, &writer);
	if (!form->reads)
		return value;
	tally = cv_end_active(&writer);
	cv_form_require(form, TallyProblem(tally));
	return tally;
}

static const CvType cv_active_tally = {"active_tally", DescribeActive};

CV_TYPE_FUNCTIONS(active_tally);

/* Every customer is active for the last time once. */
static int64
CustomersOfActive(const ActiveTally *tally)
{
	CvReader	reader = cv_read_active(tally);
	ActivePeriod period = BEFORE_PERIODS;
	int64		customers = 0;

	while (cv_next_active(&reader, &period))
		customers += period.last;
	return customers;
}

CV_FUNCTION(active_tally_suppress, cv_suppress(fcinfo, CustomersOfActive(PG_GETARG_ACTIVE(0))));
