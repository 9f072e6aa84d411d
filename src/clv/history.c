/*
 * history.c
 *		Purchases of a customer by day: the type purchase_calendar.
 *
 * Times or amounts that are NULL are skipped with their row; no rows, or only such, give NULL.
 * What is bought on one day is one transaction; refunds are negative amounts and lower the net of
 * their day.  All nets are kept, exactly, so that merging is addition, in any order.  A day with a
 * net below zero is no transaction.
 */
#include "clv/history.h"

#include <math.h>

#include "core/aggregate.h"
#include "core/entries.h"
#include "core/form.h"
#include "core/json.h"
#include "core/result.h"
#include "core/varint.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#define TYPE_NAME		"purchase_calendar"
#define FIRST_SIZE		64
#define MAX_ENTRY		(CV_VARINT_MAX + CV_WIDE_MAX)

/* ---------- units of models ---------- */

/* A month and a year are of the same length always */
double
cv_model_unit_days(CvUnit unit)
{
	switch (unit)
	{
		case CV_DAY:
			return 1;
		case CV_WEEK:
			return 7;
		case CV_MONTH:
			return 365.25 / 12;
		default:
			return 365.25;
	}
}

CvUnit
cv_model_unit_arg(FunctionCallInfo fcinfo, int n, const CvUnit *known)
{
	CvUnit		unit = cv_unit_arg(fcinfo, n, known);

	if (unit == CV_QUARTER)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a model of purchases does not count in quarters"),
				 errhint("The units of models are day, week, month and year.")));
	return unit;
}

/* ---------- entries ---------- */

static int
PutEntry(uint8 *bytes, int64 days_on, const PurchaseHistory *history, int128 amount)
{
	int			n = cv_write_signed(bytes, days_on);

	return n + (history->knows_spend ? cv_write_wide(bytes + n, amount) : 0);
}

/* Entries one after the other */
typedef struct Cursor
{
	CvReader	reader;
	const PurchaseHistory *history;
	int32		left;
	CvEntry		purchase;
} Cursor;

static Cursor
FirstEntry(const PurchaseHistory *history)
{
	Cursor		cursor = {{history->entries, history->entries + history->used, false},
	history, history->count, {history->first, 0}};

	return cursor;
}

static inline bool
NextEntry(Cursor *cursor)
{
	if (cursor->left-- <= 0)
		return false;
	cursor->purchase.at += (int32) cv_get_signed(&cursor->reader);
	if (cursor->history->knows_spend)
		cursor->purchase.amount = cv_get_wide(&cursor->reader);
	return true;
}

static Size
RoomOf(const PurchaseHistory *history)
{
	return VARSIZE(history) - offsetof(PurchaseHistory, entries);
}

static PurchaseHistory *
NewHistory(Size size, bool knows_spend, int scale)
{
	PurchaseHistory *history = palloc0(size);

	SET_VARSIZE(history, size);
	history->knows_spend = knows_spend;
	history->scale = scale;
	history->in_order = true;
	return history;
}

/* The entries in order, one a day, with amounts in a scale no smaller; how many */
static int
Decode(const PurchaseHistory *history, int scale, bool for_keeps, CvEntry **purchases)
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
Append(PurchaseHistory *history, DateADT day, const uint8 *entry, int bytes)
{
	memcpy(history->entries + history->used, entry, bytes);
	history->in_order = history->in_order && (history->count == 0 || day > history->last);
	history->used += bytes;
	history->last = day;
	history->count++;
}

/* Purchases in order, in no more room than they need, or in a power of two with some to spare */
static PurchaseHistory *
Encode(const CvEntry *purchases, int n, bool knows_spend, int scale, bool to_grow)
{
	PurchaseHistory model = {0};
	Size		needed = offsetof(PurchaseHistory, entries);
	PurchaseHistory *history;
	uint8		entry[MAX_ENTRY];

	model.knows_spend = knows_spend;
	for (int i = 0; i < n; i++)
		needed += PutEntry(entry, i == 0 ? 0 : (int64) purchases[i].at - purchases[i - 1].at, &model, purchases[i].amount);
	if (to_grow)
		needed = Max(FIRST_SIZE, pg_nextpower2_32((uint32) (needed + Max(needed / 2, MAX_ENTRY))));
	history = NewHistory(needed, knows_spend, scale);
	history->first = purchases[0].at;
	for (int i = 0; i < n; i++)
	{
		int64		days_on = i == 0 ? 0 : (int64) purchases[i].at - purchases[i - 1].at;

		Append(history, purchases[i].at, entry, PutEntry(entry, days_on, history, purchases[i].amount));
	}
	return history;
}

static PurchaseHistory *
Reencode(const PurchaseHistory *history, int scale, bool to_grow)
{
	CvEntry    *purchases;
	int			n = Decode(history, scale, !to_grow, &purchases);
	PurchaseHistory *result = Encode(purchases, n, history->knows_spend, scale, to_grow);

	pfree(purchases);
	return result;
}

static PurchaseHistory *
Finished(PurchaseHistory *history)
{
	if (history->in_order && RoomOf(history) == history->used)
		return history;
	return Reencode(history, history->scale, false);
}

/* Add a purchase to a state, which is written in place unless it has to grow */
static PurchaseHistory *
AddPurchase(PurchaseHistory *state, DateADT day, int128 amount, int scale)
{
	uint8		entry[MAX_ENTRY];
	int			bytes;

	if (state == NULL)
	{
		state = NewHistory(FIRST_SIZE, scale >= 0, Max(scale, 0));
		state->first = state->last = day;
	}
	if (scale > state->scale)
		state = Reencode(state, scale, true);
	if (scale >= 0 && scale < state->scale)
		amount = cv_rescale(amount, state->scale - scale);
	bytes = PutEntry(entry, (int64) day - state->last, state, amount);
	if (state->used + bytes > RoomOf(state))
	{
		state = Reencode(state, state->scale, true);
		bytes = PutEntry(entry, (int64) day - state->last, state, amount);
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

static PurchaseHistory *
AddHistory(PurchaseHistory *into, const PurchaseHistory *from)
{
	Cursor		cursor = FirstEntry(from);

	if (into->knows_spend != from->knows_spend)
		cv_refuse_mixed_spend();
	while (NextEntry(&cursor))
		into = AddPurchase(into, cursor.purchase.at, cursor.purchase.amount, from->knows_spend ? from->scale : -1);
	return into;
}

/* ---------- text, binary, jsonb ---------- */

/* Why days and amounts that came from outside cannot be a history, or NULL */
static const char *
PurchasesProblem(const CvEntry *purchases, int n, int scale)
{
	int128		total = 0;

	if (n < 1)
		return "There must be a day.";
	if (scale < 0 || scale > CV_MAX_SCALE)
		return "The scale must lie between 0 and 38.";
	for (int i = 0; i < n; i++)
		if (!cv_day_is_valid(purchases[i].at) || (i > 0 && purchases[i].at <= purchases[i - 1].at))
			return "The days must be in order, within the range of dates.";
	for (int i = 0; i < n; i++)
		if (__builtin_add_overflow(total, purchases[i].amount < 0 ? -purchases[i].amount : purchases[i].amount, &total)
			|| total < 0)
			return "The amounts have too many digits.";
	return NULL;
}

PG_FUNCTION_INFO_V1(cvsql_purchase_calendar_in);
Datum
cvsql_purchase_calendar_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	bool		knows_spend = cv_json_has(object, "spend");
	int64		first = cv_json_day(object, "first", TYPE_NAME);
	int			n = cv_json_size(object, "days", TYPE_NAME);
	int			scale = knows_spend ? cv_json_scale(object, TYPE_NAME) : 0;
	int128	   *numbers = palloc((n + 1) * sizeof(int128));
	CvEntry    *purchases = palloc0((n + 1) * sizeof(CvEntry));
	const char *problem;

	cv_json_decimals(object, "days", 0, n, numbers, TYPE_NAME);
	for (int i = 0; i < n; i++)
	{
		if (numbers[i] < 0 || numbers[i] > PG_UINT32_MAX || (i == 0 && numbers[i] != 0))
			cv_bad_text(TYPE_NAME, "The days must count from 0, the first one.");
		purchases[i].at = (DateADT) Min(first + (int64) numbers[i], DATEVAL_NOEND);
	}
	if (knows_spend)
		cv_json_decimals(object, "spend", scale, n, numbers, TYPE_NAME);
	for (int i = 0; knows_spend && i < n; i++)
		purchases[i].amount = numbers[i];
	cv_json_only(object, knows_spend ? 4 : 2, TYPE_NAME);
	problem = PurchasesProblem(purchases, n, scale);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(Encode(purchases, n, knows_spend, scale, false));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_calendar_out);
Datum
cvsql_purchase_calendar_out(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = Finished(PG_GETARG_HISTORY(0));
	int128	   *amounts = palloc(history->count * sizeof(int128));
	Cursor		cursor = FirstEntry(history);
	StringInfoData text;
	int			n = 0;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"first\": \"%s\", \"days\": [", cv_day_text(history->first));
	while (NextEntry(&cursor))
	{
		appendStringInfo(&text, n > 0 ? ", " INT64_FORMAT : INT64_FORMAT, (int64) cursor.purchase.at - history->first);
		amounts[n++] = cursor.purchase.amount;
	}
	appendStringInfoChar(&text, ']');
	if (history->knows_spend)
	{
		appendStringInfo(&text, ", \"scale\": %d, ", history->scale);
		cv_append_decimals(&text, "spend", history->scale, n, amounts);
	}
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

PG_FUNCTION_INFO_V1(cvsql_purchase_calendar_recv);
Datum
cvsql_purchase_calendar_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			knows_spend = pq_getmsgbyte(message);
	int			scale = pq_getmsgbyte(message);
	int32		n = (int32) pq_getmsgint(message, 4);
	CvEntry    *purchases;
	const char *problem;

	if (knows_spend > 1 || n < 1 || n > (message->len - message->cursor) / 4)
		cv_bad_binary(TYPE_NAME, "The number of days does not fit.");
	purchases = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(CvEntry));
	for (int i = 0; i < n; i++)
	{
		purchases[i].at = (DateADT) pq_getmsgint(message, 4);
		purchases[i].amount = knows_spend ? cv_receive_int128(message) : 0;
	}
	problem = PurchasesProblem(purchases, n, scale);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(Encode(purchases, n, knows_spend, knows_spend ? scale : 0, false));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_calendar_send);
Datum
cvsql_purchase_calendar_send(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = Finished(PG_GETARG_HISTORY(0));
	Cursor		cursor = FirstEntry(history);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, history->knows_spend);
	pq_sendbyte(&message, history->scale);
	pq_sendint32(&message, history->count);
	while (NextEntry(&cursor))
	{
		pq_sendint32(&message, cursor.purchase.at);
		if (history->knows_spend)
			cv_send_int128(&message, cursor.purchase.amount);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- aggregates ---------- */

/* (state, day [, amount]); neither is NULL */
static Datum
Accum(FunctionCallInfo fcinfo, PurchaseHistory *state, DateADT day)
{
	int			scale = -1;
	int128		amount = 0;

	if (PG_NARGS() > 2)
		amount = cv_amount_arg(fcinfo, 2, &scale);
	PG_RETURN_POINTER(AddPurchase(state, day, amount, scale));
}

static bool
SkipRow(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_accum_date);
Datum
cvsql_purchase_accum_date(PG_FUNCTION_ARGS)
{
	PurchaseHistory *state = cv_writable_state(fcinfo);

	if (SkipRow(fcinfo))
		return cv_return_state(fcinfo, state);
	return Accum(fcinfo, state, cv_day_of_date(PG_GETARG_DATEADT(1)));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_accum_timestamp);
Datum
cvsql_purchase_accum_timestamp(PG_FUNCTION_ARGS)
{
	PurchaseHistory *state = cv_writable_state(fcinfo);

	if (SkipRow(fcinfo))
		return cv_return_state(fcinfo, state);
	return Accum(fcinfo, state, cv_day_of_timestamp(PG_GETARG_TIMESTAMP(1)));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_accum_timestamptz);
Datum
cvsql_purchase_accum_timestamptz(PG_FUNCTION_ARGS)
{
	PurchaseHistory *state = cv_writable_state(fcinfo);

	if (SkipRow(fcinfo))
		return cv_return_state(fcinfo, state);
	return Accum(fcinfo, state, cv_day_of_timestamptz(PG_GETARG_TIMESTAMPTZ(1)));
}

/* Strict: the first history is the first state */
PG_FUNCTION_INFO_V1(cvsql_purchase_merge);
Datum
cvsql_purchase_merge(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(AddHistory(cv_writable_state(fcinfo), PG_GETARG_HISTORY(1)));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_final);
Datum
cvsql_purchase_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(Finished(PG_GETARG_HISTORY(0)));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_calendar_add);
Datum
cvsql_purchase_calendar_add(PG_FUNCTION_ARGS)
{
	PurchaseHistory *a;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	a = (PurchaseHistory *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	PG_RETURN_POINTER(Finished(AddHistory(a, PG_GETARG_HISTORY(1))));
}

/* ---------- readings ---------- */

/* Transactions by a day: what is bought on it, for nothing or more */
typedef struct Reading
{
	int64		days;
	DateADT		first;
	DateADT		last;
	int128		repeat_spend;	/* of all but the first */
} Reading;

static bool
ReadHistory(const PurchaseHistory *history, DateADT as_of, Reading *reading)
{
	Cursor		cursor = FirstEntry(history);

	memset(reading, 0, sizeof(*reading));
	while (NextEntry(&cursor) && cursor.purchase.at <= as_of)
	{
		if (cursor.purchase.amount < 0)
			continue;
		if (reading->days++ == 0)
			reading->first = cursor.purchase.at;
		else
			reading->repeat_spend = cv_add_amounts(reading->repeat_spend, cursor.purchase.amount);
		reading->last = cursor.purchase.at;
	}
	return reading->days > 0;
}

bool
cv_purchases_by(const PurchaseHistory *history, DateADT as_of, CvPurchases *purchases)
{
	Reading		reading;

	if (!ReadHistory(history, as_of, &reading))
		return false;
	purchases->frequency = (double) (reading.days - 1);
	purchases->recency_days = (double) reading.last - reading.first;
	purchases->tenure_days = (double) as_of - reading.first;
	purchases->monetary = reading.days > 1 && history->knows_spend
		? cv_mean_amount(reading.repeat_spend, history->scale, reading.days - 1) : get_float8_nan();
	return true;
}

bool
cv_opportunities_by(const PurchaseHistory *history, DateADT as_of, double unit_days, CvOpportunities *taken)
{
	Cursor		cursor = FirstEntry(history);
	Reading		reading;
	int128		spend = 0;

	if (!ReadHistory(history, as_of, &reading))
		return false;
	memset(taken, 0, sizeof(*taken));
	taken->n = floor(((double) as_of - reading.first) / unit_days);
	while (NextEntry(&cursor) && cursor.purchase.at <= as_of)
	{
		double		opportunity = ceil(((double) cursor.purchase.at - reading.first) / unit_days);

		if (cursor.purchase.amount < 0 || opportunity < 1 || opportunity > taken->n)
			continue;
		taken->x += opportunity > taken->t_x;
		taken->t_x = opportunity;
		spend = cv_add_amounts(spend, cursor.purchase.amount);
	}
	taken->monetary = taken->x > 0 && history->knows_spend ? cv_mean_amount(spend, history->scale, (int64) taken->x) : get_float8_nan();
	return true;
}

/* The day in argument n; if it is NULL, all days */
static DateADT
AsOfArg(FunctionCallInfo fcinfo, int n, const PurchaseHistory *history)
{
	return PG_ARGISNULL(n) ? history->last : cv_day_of_date(PG_GETARG_DATEADT(n));
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_frequency);
Datum
cvsql_frequency(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history;
	Reading		reading;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	if (!ReadHistory(history, AsOfArg(fcinfo, 1, history), &reading))
		PG_RETURN_NULL();
	PG_RETURN_INT64(reading.days - 1);
}

/* (history, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_recency);
Datum
cvsql_recency(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history;
	CvPurchases purchases;
	double		unit_days;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	unit_days = cv_model_unit_days(cv_model_unit_arg(fcinfo, 2, NULL));
	history = PG_GETARG_HISTORY(0);
	if (!cv_purchases_by(history, AsOfArg(fcinfo, 1, history), &purchases))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases.recency_days / unit_days);
}

/* (history, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_tenure);
Datum
cvsql_tenure(PG_FUNCTION_ARGS)
{
	CvPurchases purchases;
	double		unit_days = cv_model_unit_days(cv_model_unit_arg(fcinfo, 2, NULL));

	if (!cv_purchases_by(PG_GETARG_HISTORY(0), cv_day_of_date(PG_GETARG_DATEADT(1)), &purchases))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases.tenure_days / unit_days);
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_monetary);
Datum
cvsql_monetary(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history;
	CvPurchases purchases;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	if (!cv_purchases_by(history, AsOfArg(fcinfo, 1, history), &purchases) || isnan(purchases.monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases.monetary);
}

PG_FUNCTION_INFO_V1(cvsql_first_purchase);
Datum
cvsql_first_purchase(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = PG_GETARG_HISTORY(0);
	Reading		reading;

	if (!ReadHistory(history, history->last, &reading))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(reading.first);
}

PG_FUNCTION_INFO_V1(cvsql_last_purchase);
Datum
cvsql_last_purchase(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = PG_GETARG_HISTORY(0);
	Reading		reading;

	if (!ReadHistory(history, history->last, &reading))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(reading.last);
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_days_since);
Datum
cvsql_days_since(PG_FUNCTION_ARGS)
{
	DateADT		as_of = cv_day_of_date(PG_GETARG_DATEADT(1));
	Reading		reading;

	if (!ReadHistory(PG_GETARG_HISTORY(0), as_of, &reading))
		PG_RETURN_NULL();
	PG_RETURN_INT32(as_of - reading.last);
}

PG_FUNCTION_INFO_V1(cvsql_purchase_days);
Datum
cvsql_purchase_days(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = PG_GETARG_HISTORY(0);
	Reading		reading;

	(void) ReadHistory(history, history->last, &reading);
	PG_RETURN_INT64(reading.days);
}

PG_FUNCTION_INFO_V1(cvsql_total_spend);
Datum
cvsql_total_spend(PG_FUNCTION_ARGS)
{
	PurchaseHistory *history = PG_GETARG_HISTORY(0);
	Cursor		cursor = FirstEntry(history);
	int128		total = 0;

	if (!history->knows_spend)
		PG_RETURN_NULL();
	while (NextEntry(&cursor))
		total = cv_add_amounts(total, cursor.purchase.amount);
	PG_RETURN_DATUM(cv_amount_datum(total, history->scale));
}

/* (history, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_purchase_summary);
Datum
cvsql_purchase_summary(PG_FUNCTION_ARGS)
{
	double		unit_days = cv_model_unit_days(cv_model_unit_arg(fcinfo, 2, NULL));
	CvPurchases p = {0};
	bool		known = cv_purchases_by(PG_GETARG_HISTORY(0), cv_day_of_date(PG_GETARG_DATEADT(1)), &p);
	Datum		values[4] = {Int64GetDatum((int64) p.frequency), Float8GetDatum(p.recency_days / unit_days),
	Float8GetDatum(p.tenure_days / unit_days), Float8GetDatum(p.monetary)};
	bool		nulls[4] = {!known, !known, !known, !known || isnan(p.monetary)};

	return cv_row(fcinfo, values, nulls);
}
