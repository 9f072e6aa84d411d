/*
 * purchase.c
 *		The type purchase_calendar: purchases of a customer by day.
 *
 * Times or amounts that are NULL are skipped with their row; no rows, or only such, give NULL.
 * What is bought on one day is one transaction; refunds are negative amounts and lower the net of
 * their day.  All nets are kept, exactly, so that merging is addition, in any order.  A day with a
 * net below zero is no transaction.
 */
#include "clv/purchase.h"

#include "core/aggregate.h"
#include "core/entries.h"
#include "core/function.h"
#include "core/type.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#define FIRST_SIZE		64
#define MAX_ENTRY		(CV_VARINT_MAX + CV_WIDE_MAX)

/* ---------- entries ---------- */

/* Behind the last entry of a history */
static int
PutEntry(uint8 *bytes, const PurchaseCalendar *history, DateADT day, int128 amount)
{
	int			n = cv_write_signed(bytes, (int64) day - history->last);

	return n + (history->knows_spend ? cv_write_wide(bytes + n, amount) : 0);
}

static Size
RoomOf(const PurchaseCalendar *history)
{
	return VARSIZE(history) - offsetof(PurchaseCalendar, entries);
}

static PurchaseCalendar *
NewHistory(Size size, DateADT first, bool knows_spend, int scale)
{
	PurchaseCalendar *history = cv_new_value(size);

	history->first = history->last = first;
	history->knows_spend = knows_spend;
	history->scale = scale;
	history->in_order = true;
	return history;
}

/* The entries in order, one a day, with amounts in a scale no smaller; how many */
static int
Decode(const PurchaseCalendar *history, int scale, bool for_keeps, CvEntry **purchases)
{
	Cursor		cursor = FirstEntry(history);
	CvEntry    *all = MemoryContextAllocHuge(CurrentMemoryContext, (Size) (history->count + 1) * sizeof(CvEntry));
	int			n = 0;

	while (NextEntry(&cursor))
	{
		all[n].at = cursor.purchase.at;
		all[n++].amount = cv_rescale(cursor.purchase.amount, scale - history->scale);
	}
	*purchases = all;
	return cv_settle_entries(all, n, history->in_order, for_keeps);
}

static void
Append(PurchaseCalendar *history, DateADT day, const uint8 *entry, int bytes)
{
	memcpy(history->entries + history->used, entry, bytes);
	history->in_order = history->in_order && (history->count == 0 || day > history->last);
	history->used += bytes;
	history->last = day;
	history->count++;
}

/* Purchases in order, in no more room than they need, or in a power of two with some to spare */
static PurchaseCalendar *
Encode(const CvEntry *purchases, int n, bool knows_spend, int scale, bool to_grow)
{
	PurchaseCalendar model = {.last = purchases[0].at,.knows_spend = knows_spend};
	Size		needed = offsetof(PurchaseCalendar, entries);
	PurchaseCalendar *history;
	uint8		entry[MAX_ENTRY];

	for (int i = 0; i < n; i++)
	{
		needed += PutEntry(entry, &model, purchases[i].at, purchases[i].amount);
		model.last = purchases[i].at;
	}
	cv_check_size(needed);
	if (to_grow)
		needed = Min(Max(FIRST_SIZE, pg_nextpower2_32((uint32) (needed + Max(needed / 2, MAX_ENTRY)))), MaxAllocSize);
	history = NewHistory(needed, purchases[0].at, knows_spend, scale);
	for (int i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		Append(history, purchases[i].at, entry, PutEntry(entry, history, purchases[i].at, purchases[i].amount));
	}
	return history;
}

/* Those of a ledger's customer, by day */
PurchaseCalendar *
cv_purchases_of_entries(const CvEntry *entries, int n, int scale)
{
	return Encode(entries, n, true, scale, false);
}

static PurchaseCalendar *
Reencode(const PurchaseCalendar *history, int scale, bool to_grow)
{
	CvEntry    *purchases;
	int			n = Decode(history, scale, !to_grow, &purchases);
	PurchaseCalendar *result = Encode(purchases, n, history->knows_spend, scale, to_grow);

	pfree(purchases);
	return result;
}

static PurchaseCalendar *
FinishPurchases(PurchaseCalendar *history)
{
	if (history->in_order && RoomOf(history) == history->used)
		return history;
	return Reencode(history, history->scale, false);
}

/* Add a purchase to a state, which is written in place unless it has to grow */
static PurchaseCalendar *
AddPurchase(PurchaseCalendar *state, DateADT day, int128 amount, int scale)
{
	uint8		entry[MAX_ENTRY];
	int			bytes;

	if (state == NULL)
		state = NewHistory(FIRST_SIZE, day, scale >= 0, Max(scale, 0));
	if (scale > state->scale)
		state = Reencode(state, scale, true);
	if (scale >= 0 && scale < state->scale)
		amount = cv_rescale(amount, state->scale - scale);
	bytes = PutEntry(entry, state, day, amount);
	if (state->used + bytes > RoomOf(state))
	{
		state = Reencode(state, state->scale, true);
		bytes = PutEntry(entry, state, day, amount);
	}
	Append(state, day, entry, bytes);
	return state;
}

void
cv_refuse_mixed_spend(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("purchase histories with and without amounts cannot be combined"),
			 errhint("Make all of them by purchase_agg(at, amount), or all by purchase_agg(at).")));
}

static PurchaseCalendar *
AddHistory(PurchaseCalendar *into, const PurchaseCalendar *from)
{
	Cursor		cursor = FirstEntry(from);

	if (into->knows_spend != from->knows_spend)
		cv_refuse_mixed_spend();
	while (NextEntry(&cursor))
		into = AddPurchase(into, cursor.purchase.at, cursor.purchase.amount, from->knows_spend ? from->scale : -1);
	return into;
}

/* ---------- external forms ---------- */

/* Why days and amounts that came from outside cannot be a history, or NULL */
static const char *
PurchasesProblem(const CvEntry *purchases, int64 n)
{
	int128		total = 0;

	if (n < 1)
		return "There must be a day.";
	for (int64 i = 0; i < n; i++)
		if (!cv_day_is_valid(purchases[i].at) || (i > 0 && purchases[i].at <= purchases[i - 1].at))
			return "The days must be in order, within the range of dates.";
	for (int64 i = 0; i < n; i++)
		if (__builtin_add_overflow(total, purchases[i].amount < 0 ? -purchases[i].amount : purchases[i].amount, &total)
			|| total < 0)
			return "The amounts have too many digits.";
	return NULL;
}

/* The days, counted from the first one, and what was spent on them, if that is known */
static void
DescribeDays(CvForm *form, CvEntry *entries, int64 n, DateADT first, const int64 *scale)
{
	int64		least = 0;

	for (int64 i = 0; i < n; i++)
	{
		int64		since = form->reads ? 0 : (int64) entries[i].at - first;

		cv_form_number(form, NULL, &since, least, PG_UINT32_MAX);
		entries[i].at = (DateADT) Min(first + since, DATEVAL_NOEND);
		if (form->reads)
			entries[i].amount = 0;
		least = since + 1;
	}
	cv_form_end_array(form);
	if (scale == NULL)
		return;
	cv_form_begin_fixed(form, "spend", (int) n);
	for (int64 i = 0; i < n; i++)
		cv_form_decimal(form, NULL, &entries[i].amount, (int) *scale);
	cv_form_end_array(form);
}

static void *
DescribePurchases(CvForm *form, void *value)
{
	PurchaseCalendar *calendar = value ? FinishPurchases(value) : NULL;
	CvEntry    *entries = NULL;
	int64		n = calendar ? Decode(calendar, calendar->scale, true, &entries) : 0;
	int64		scale = calendar ? calendar->scale : 0;
	DateADT		first = calendar ? calendar->first : 0;
	bool		knows_spend = calendar && calendar->knows_spend;

	cv_form_day(form, "first", &first);
	knows_spend = cv_form_optional(form, "spend", knows_spend);
	if (knows_spend)
		cv_form_number(form, "scale", &scale, 0, CV_MAX_SCALE);
	n = cv_form_begin_array(form, "days", n);
	if (form->reads)
		entries = palloc_extended((Size) (n + 1) * sizeof(CvEntry), MCXT_ALLOC_HUGE);
	DescribeDays(form, entries, n, first, knows_spend ? &scale : NULL);
	if (!form->reads)
		return value;
	cv_form_require(form, PurchasesProblem(entries, n));
	if (entries[0].at != first)
		cv_form_refuse(form, "The days must count from 0, the first one.");
	return Encode(entries, (int) n, knows_spend, (int) scale, false);
}

static const CvType cv_purchase_calendar = {"purchase_calendar", DescribePurchases};

CV_TYPE_FUNCTIONS(purchase_calendar);

/* ---------- aggregates ---------- */

/* Transition from (state, day [, amount]), for every type of time */
PG_FUNCTION_INFO_V1(cvsql_purchase_accum);
Datum
cvsql_purchase_accum(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *state = cv_writable_state(fcinfo);
	int			scale = -1;
	int128		amount = 0;
	DateADT		day;

	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		return cv_return_state(fcinfo, state);
	day = cv_day_arg(fcinfo, 1, cv_arg_type(fcinfo, 1));
	if (PG_NARGS() > 2)
		amount = cv_amount_arg(fcinfo, 2, &scale);
	PG_RETURN_POINTER(AddPurchase(state, day, amount, scale));
}

/* merge is strict: the first history is the first state */
CV_MERGE_FUNCTIONS(purchase_calendar, AddHistory, FinishPurchases);
CV_FUNCTION(purchase_calendar_final, PointerGetDatum(FinishPurchases(PG_GETARG_HISTORY(0))));
