/*
 * gaps.c
 *		The purchases of a purchase_calendar one by one, and the days between them.
 *
 * Where a median of days is asked for, gaps are counted up to a number of days that is found by halves: a history may be long, and
 * reading it costs no memory.
 */
#include "postgres.h"

#include "clv/purchase.h"
#include "core/check.h"
#include "core/function.h"
#include "core/row.h"

/* To the next day with a purchase until as_of; false if there is none */
static bool
NextPurchase(Cursor *cursor, DateADT as_of)
{
	while (NextEntry(cursor) && cursor->purchase.at <= as_of)
		if (cursor->purchase.amount >= 0)
			return true;
	return false;
}

/* (history, n) */
PG_FUNCTION_INFO_V1(cvsql_nth_purchase);
Datum
cvsql_nth_purchase(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(0);
	int64		n = cv_whole_arg(fcinfo, 1, "n", 1, PG_INT64_MAX);
	Cursor		cursor = FirstEntry(history);

	while (NextPurchase(&cursor, history->last))
		if (--n == 0)
			PG_RETURN_DATEADT(cursor.purchase.at);
	PG_RETURN_NULL();
}

/* A gap after the nth purchase, until a day: that of the next one, if it is closed */
static void
PutGap(CvRow *row, int32 n, DateADT purchased, DateADT until, bool closed)
{
	cv_set_int(row, "n", n);
	cv_set_date(row, "purchased", purchased);
	if (closed)
		cv_set_date(row, "next_purchase", until);
	cv_set_int(row, "days", until - purchased);
	cv_put_row(row);
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_purchase_gaps);
Datum
cvsql_purchase_gaps(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history;
	DateADT		as_of;
	DateADT		last = 0;
	int32		n = 0;
	Cursor		cursor;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	as_of = cv_as_of_arg(fcinfo, 1, history->last);
	for (cursor = FirstEntry(history); NextPurchase(&cursor, as_of); last = cursor.purchase.at, n++)
		if (n > 0)
			PutGap(&row, n, last, cursor.purchase.at, true);
	if (n > 0)
		PutGap(&row, n, last, as_of, false);
	PG_RETURN_NULL();
}

/* ---------- the median ---------- */

/* Gaps of so many days or fewer, until as_of */
static int64
GapsUpTo(const PurchaseCalendar *history, DateADT as_of, int64 days)
{
	Cursor		cursor = FirstEntry(history);
	int64		gaps = 0;
	DateADT		last;

	if (!NextPurchase(&cursor, as_of))
		return 0;
	for (last = cursor.purchase.at; NextPurchase(&cursor, as_of); last = cursor.purchase.at)
		gaps += (int64) cursor.purchase.at - last <= days;
	return gaps;
}

/* The days of the gap that so many are not longer than */
static int64
GapOfRank(const PurchaseCalendar *history, DateADT as_of, int64 rank)
{
	int64		low = 0;
	int64		high = (int64) history->last - history->first;

	while (high - low > 1)
	{
		int64		middle = (low + high) / 2;

		if (GapsUpTo(history, as_of, middle) >= rank)
			high = middle;
		else
			low = middle;
	}
	return high;
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_median_gap);
Datum
cvsql_median_gap(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history;
	DateADT		as_of;
	int64		gaps;
	int64		middle;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	as_of = cv_as_of_arg(fcinfo, 1, history->last);
	gaps = GapsUpTo(history, as_of, PG_INT64_MAX);
	if (gaps == 0)
		PG_RETURN_NULL();
	middle = GapOfRank(history, as_of, (gaps + 1) / 2);
	if (gaps % 2 == 0)
		middle += GapOfRank(history, as_of, gaps / 2 + 1);
	PG_RETURN_FLOAT8(gaps % 2 == 0 ? middle / 2.0 : middle);
}
