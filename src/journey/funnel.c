/*
 * funnel.c
 *		The type funnel_tally.
 *
 * Behind its head a value has lists of counts, as varints: how many there are, and of each how far it is from the one
 * before, and the customers.  The first list is of entries, by day and furthest step; then of each step from the second on
 * the times, in microseconds, since the step before; then of each from the third on those since the first step.
 * A funnel of mode any has no times.
 */
#include "journey/funnel.h"

#include "core/aggregate.h"
#include "core/bytes.h"
#include "core/check.h"
#include "core/poll.h"
#include "core/suppress.h"
#include "core/type.h"
#include "utils/builtins.h"

Counts	   *
cv_new_funnel_lists(MemoryContext context, const FunnelTally *funnel)
{
	Counts	   *lists = MemoryContextAllocZero(context, FunnelLists(funnel) * sizeof(Counts));

	for (int i = 0; i < FunnelLists(funnel); i++)
		lists[i].context = context;
	return lists;
}

/* ---------- bytes ---------- */

/* Add what a closed value has */
void
cv_read_funnel_lists(const FunnelTally *funnel, Counts *lists)
{
	const uint8 *bytes = (const uint8 *) funnel;
	CvReader	reader = {bytes + cv_funnel_head_bytes(&funnel->head), bytes + VARSIZE(funnel)};

	for (int i = 0; i < FunnelLists(funnel); i++)
	{
		uint64		n = cv_get_varint(&reader);
		int64		value = 0;

		for (; n > 0; n--)
		{
			cv_poll(n);
			value += cv_get_signed(&reader);
			cv_counts_add(&lists[i], value, (int64) cv_get_varint(&reader));
		}
	}
}

/* The lists of a closed value, settled, in the current context */
Counts	   *
cv_funnel_lists(const FunnelTally *funnel)
{
	Counts	   *lists = cv_new_funnel_lists(CurrentMemoryContext, funnel);

	cv_read_funnel_lists(funnel, lists);
	for (int i = 0; i < FunnelLists(funnel); i++)
		cv_counts_settle(&lists[i]);
	return lists;
}

static void
WriteList(StringInfo bytes, const Counts *list)
{
	uint8		item[2 * CV_VARINT_MAX];
	int64		before = 0;
	int			length = cv_write_varint(item, list->n);

	appendBinaryStringInfo(bytes, (char *) item, length);
	for (int64 i = 0; i < list->n; i++)
	{
		cv_poll(i);
		length = cv_write_signed(item, list->counts[i].value - before);
		length += cv_write_varint(item + length, list->counts[i].customers);
		before = list->counts[i].value;
		if (bytes->len + length >= CV_MAX_VALUE)
			cv_check_size((Size) bytes->len + length + 1);
		appendBinaryStringInfo(bytes, (char *) item, length);
	}
}

/* A closed value with the head of another one and these lists, which it settles */
FunnelTally *
cv_funnel_value(const FunnelTally *head, Counts *lists)
{
	StringInfoData bytes;
	FunnelTally *value;

	cv_begin_bytes(&bytes, head, cv_funnel_head_bytes(&head->head));
	for (int i = 0; i < FunnelLists(head); i++)
	{
		cv_counts_settle(&lists[i]);
		WriteList(&bytes, &lists[i]);
	}
	value = (FunnelTally *) cv_end_bytes(&bytes);
	value->head.open = false;
	value->head.key_kind = 0;
	value->head.used = 0;
	value->zoned = false;
	value->one = false;
	return value;
}

/* ---------- external forms ---------- */

/* The steps of the form, or those that are read */
static FunnelTally *
DescribeSteps(CvForm *form, FunnelTally *value)
{
	Datum		names[CVM_MAX_STEPS];
	int64		n = cv_form_begin_array(form, "steps", value ? value->steps : 0);

	if (n < 1 || n > CVM_MAX_STEPS)
		cv_form_refuse(form, "There must be 1 to 64 steps.");
	for (int64 i = 0; i < n; i++)
	{
		const char *string = value ? cv_funnel_name(value, (int) i + 1) : NULL;
		int			length = value ? (int) strlen(string) : 0;

		cv_form_string(form, NULL, &string, &length);
		if (!value)
			names[i] = PointerGetDatum(cstring_to_text_with_len(string, length));
	}
	cv_form_end_array(form);
	return value ? value : cv_new_funnel(names, (int) n);
}

static FunnelTally *
DescribeHead(CvForm *form, FunnelTally *value)
{
	FunnelTally *funnel = DescribeSteps(form, value);

	cv_form_int(form, "within", &funnel->within, 0, PG_INT64_MAX);
	cv_form_word(form, "mode", &funnel->mode, cv_funnel_modes, FUNNEL_MODES);
	cv_form_day(form, "last_seen", &funnel->head.last_seen);
	return funnel;
}

/* A count behind those of the list, in order, where it is read */
static void
TakeCount(CvForm *form, Counts *list, Count count)
{
	if (!form->reads)
		return;
	if (list->n > 0 && list->counts[list->n - 1].value >= count.value)
		cv_form_refuse(form, "The counts must be in order, and all different.");
	cv_counts_add(list, count.value, count.customers);
	list->settled = list->n;
}

static void
DescribeEntry(CvForm *form, int64 *entry)
{
	DateADT		day = form->reads ? 0 : EntryDay(*entry);
	int			step = form->reads ? 1 : EntryStep(*entry);

	cv_form_day(form, NULL, &day);
	cv_form_int(form, NULL, &step, 1, CVM_MAX_STEPS);
	*entry = EntryOf(day, step);
}

static void
DescribeFunnelCounts(CvForm *form, Counts *list)
{
	int64		n = cv_form_begin_array(form, "entries", list->n);

	for (int64 i = 0; i < n; i++)
	{
		Count		count = form->reads ? (Count) {0, 1} : list->counts[i];

		cv_form_begin_fixed(form, NULL, 3);
		DescribeEntry(form, &count.value);
		cv_form_number(form, NULL, &count.customers, 1, PG_INT64_MAX);
		cv_form_end_array(form);
		TakeCount(form, list, count);
	}
	cv_form_end_array(form);
}

/* As in the value itself, a binary form has how far each is from the one before. */
static void
DescribeTimes(CvForm *form, Counts *list, int64 within)
{
	int64		n = cv_form_begin_array(form, NULL, list->n);
	int64		before = 0;

	for (int64 i = 0; i < n; i++)
	{
		Count		count = form->reads ? (Count) {0, 1} : list->counts[i];
		int64		from = form->binary ? before : 0;
		int64		time = form->reads ? 0 : count.value - from;

		cv_form_begin_fixed(form, NULL, 2);
		cv_form_number(form, NULL, &time, 0, within - from);
		before = count.value = from + time;
		cv_form_number(form, NULL, &count.customers, 1, PG_INT64_MAX);
		cv_form_end_array(form);
		TakeCount(form, list, count);
	}
	cv_form_end_array(form);
}

static const char *
FunnelProblem(const FunnelTally *funnel, const Counts *lists)
{
	int64		got[CVM_MAX_STEPS + 2] = {0};

	for (int64 i = 0; i < lists[ENTRIES].n; i++)
	{
		const Count *count = &lists[ENTRIES].counts[i];

		if (EntryStep(count->value) > funnel->steps)
			return "An entry has a step that the funnel does not have.";
		if (EntryDay(count->value) > funnel->head.last_seen)
			return "An entry is after the last day seen.";
		cv_add_count(&got[EntryStep(count->value)], count->customers);
	}
	for (int step = funnel->steps; step > 1; step--)
	{
		cv_add_count(&got[step], got[step + 1]);
		if (cv_counts_total(&lists[SINCE_BEFORE(step)]) != (funnel->mode == CVM_ANY ? 0 : got[step])
			|| cv_counts_total(&lists[SINCE_FIRST(funnel, step)]) != (funnel->mode == CVM_ANY ? 0 : got[step]))
			return "There must be as many times of a step as customers who got there, and none in mode any.";
	}
	cv_add_count(&got[1], got[2]);
	return NULL;
}

static void
DescribeLists(CvForm *form, const FunnelTally *funnel, Counts *lists)
{
	DescribeFunnelCounts(form, &lists[ENTRIES]);
	cv_form_begin_fixed(form, "times", FunnelLists(funnel) - 1);
	for (int i = 1; i < FunnelLists(funnel); i++)
		DescribeTimes(form, &lists[i], funnel->within);
	cv_form_end_array(form);
	if (form->reads)
		cv_form_require(form, FunnelProblem(funnel, lists));
}

/* The kind of key of an open value, or that there is one customer, who has none */
static void
DescribeKey(CvForm *form, FunnelTally *funnel)
{
	static const char *const keys[] = {"bigint", "uuid", "text", "none"};
	uint8		none = lengthof(keys) - 1;
	uint8		key = funnel->one ? none : funnel->head.key_kind;

	cv_form_word(form, "key", &key, keys, lengthof(keys));
	funnel->one = key == none;
	funnel->head.key_kind = funnel->one ? CV_KEY_BIGINT : key;
}

static void *
DescribeFunnel(CvForm *form, void *value)
{
	FunnelTally *funnel = DescribeHead(form, value);
	Counts	   *lists;

	if (form->open)
	{
		DescribeKey(form, funnel);
		cv_form_bool(form, "zoned", &funnel->zoned);
		return cv_form_log(form, &cv_funnel_events_state, &funnel->head, value);
	}
	lists = value ? cv_funnel_lists(value) : cv_new_funnel_lists(CurrentMemoryContext, funnel);
	DescribeLists(form, funnel, lists);
	return value ? value : cv_funnel_value(funnel, lists);
}

static int64
CustomersOfFunnel(const FunnelTally *funnel)
{
	return cv_counts_total(&cv_funnel_lists(funnel)[ENTRIES]);
}

CV_FUNCTION(funnel_tally_suppress, cv_suppress(fcinfo, CustomersOfFunnel(PG_GETARG_FUNNEL(0))));

static const CvType cv_funnel_tally = {"funnel_tally", DescribeFunnel};

CV_TYPE_FUNCTIONS(funnel_tally);

/* ---------- of tallies ---------- */

typedef struct LiveFunnel
{
	CvLive		live;
	Counts	   *lists;
} LiveFunnel;

static void
BeginFunnel(CvLive *live)
{
	((LiveFunnel *) live)->lists = cv_new_funnel_lists(live->context, (FunnelTally *) live->head);
}

/* Tallies have no logs. */
static void
RefuseEvents(CvLive *live, CvReader *log)
{
	(void) live;
	log->failed = true;
}

static void
AbsorbFunnel(CvLive *live, const CvHead *closed)
{
	cv_read_funnel_lists((const FunnelTally *) closed, ((LiveFunnel *) live)->lists);
}

static CvHead *
CloseFunnel(CvLive *live)
{
	return &cv_funnel_value((FunnelTally *) live->head, ((LiveFunnel *) live)->lists)->head;
}

static const CvStateOps FunnelState = {
	.head_size = offsetof(FunnelTally, names),
	.head_bytes = cv_funnel_head_bytes,
	.live_size = sizeof(LiveFunnel),
	.begin = BeginFunnel,
	.add = RefuseEvents,
	.absorb = AbsorbFunnel,
	.join = cv_join_funnels,
	.flatten = CloseFunnel,
	.close = CloseFunnel,
};

CV_STATE_FUNCTIONS(funnel_tally, FunnelState);
