/*
 * purchases.c
 *		Readings of a purchase_calendar: what models of customer value know of a customer, by a day.
 */
#include "postgres.h"

#include <math.h>

#include "clv/purchase.h"
#include "core/row.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/float.h"

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

/* The unit in argument n: models do not count in quarters */
CvUnit
cv_model_unit_arg(FunctionCallInfo fcinfo, int n, const CvUnit *known)
{
	static const CvUnit units[] = {CV_DAY, CV_WEEK, CV_MONTH, CV_YEAR};

	return cv_unit_arg_among(fcinfo, n, known, units, lengthof(units));
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
ReadHistory(const PurchaseCalendar *history, DateADT as_of, Reading *reading)
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
cv_purchases_by(const PurchaseCalendar *history, DateADT as_of, CvPurchases *purchases)
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
cv_occasions_by(const PurchaseCalendar *history, DateADT as_of, CvUnit unit, CvOccasions *taken)
{
	Cursor		cursor = FirstEntry(history);
	Reading		reading;
	int128		spend = 0;
	int32		first;

	if (!ReadHistory(history, as_of, &reading))
		return false;
	memset(taken, 0, sizeof(*taken));
	first = cv_period_of_day(unit, reading.first);
	taken->n = Max((double) cv_complete_period(unit, as_of) - first, 0);
	while (NextEntry(&cursor) && cursor.purchase.at <= as_of)
	{
		double		occasion = (double) cv_period_of_day(unit, cursor.purchase.at) - first;

		if (cursor.purchase.amount < 0 || occasion < 1 || occasion > taken->n)
			continue;
		taken->x += occasion > taken->t_x;
		taken->t_x = occasion;
		spend = cv_add_amounts(spend, cursor.purchase.amount);
	}
	taken->monetary = taken->x > 0 && history->knows_spend ? cv_mean_amount(spend, history->scale, (int64) taken->x) : get_float8_nan();
	return true;
}

/* The day in argument n; if it is NULL, all days */
static DateADT
HistoryAsOf(FunctionCallInfo fcinfo, int n, const PurchaseCalendar *history)
{
	return PG_ARGISNULL(n) ? history->last : cv_day_of_date(PG_GETARG_DATEADT(n));
}

/* (history, as_of) */
PG_FUNCTION_INFO_V1(cvsql_frequency);
Datum
cvsql_frequency(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history;
	Reading		reading;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	if (!ReadHistory(history, HistoryAsOf(fcinfo, 1, history), &reading))
		PG_RETURN_NULL();
	PG_RETURN_INT64(reading.days - 1);
}

/* (history, as_of, unit) */
PG_FUNCTION_INFO_V1(cvsql_recency);
Datum
cvsql_recency(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history;
	CvPurchases purchases;
	double		unit_days;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	unit_days = cv_model_unit_days(cv_model_unit_arg(fcinfo, 2, NULL));
	history = PG_GETARG_HISTORY(0);
	if (!cv_purchases_by(history, HistoryAsOf(fcinfo, 1, history), &purchases))
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
	PurchaseCalendar *history;
	CvPurchases purchases;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	history = PG_GETARG_HISTORY(0);
	if (!cv_purchases_by(history, HistoryAsOf(fcinfo, 1, history), &purchases) || isnan(purchases.monetary))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(purchases.monetary);
}

PG_FUNCTION_INFO_V1(cvsql_first_purchase);
Datum
cvsql_first_purchase(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(0);
	Reading		reading;

	if (!ReadHistory(history, history->last, &reading))
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(reading.first);
}

PG_FUNCTION_INFO_V1(cvsql_last_purchase);
Datum
cvsql_last_purchase(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(0);
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
	PurchaseCalendar *history = PG_GETARG_HISTORY(0);
	Reading		reading;

	(void) ReadHistory(history, history->last, &reading);
	PG_RETURN_INT64(reading.days);
}

PG_FUNCTION_INFO_V1(cvsql_total_spend);
Datum
cvsql_total_spend(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history = PG_GETARG_HISTORY(0);
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
	CvPurchases p;
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	if (cv_purchases_by(PG_GETARG_HISTORY(0), cv_day_of_date(PG_GETARG_DATEADT(1)), &p))
	{
		cv_set_bigint(&row, "frequency", (int64) p.frequency);
		cv_set_float8(&row, "recency", p.recency_days / unit_days);
		cv_set_float8(&row, "tenure", p.tenure_days / unit_days);
		cv_set_float8(&row, "monetary", p.monetary);
	}
	return cv_end_row(&row);
}
