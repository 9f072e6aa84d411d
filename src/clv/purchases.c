/*
 * purchases.c
 *		Readings of a purchase_calendar: what models of customer value know of a customer, by a day.
 */
#include "postgres.h"

#include "clv/customer.h"
#include "clv/purchases.h"
#include "core/discount.h"
#include "core/function.h"
#include "core/row.h"
#include "utils/float.h"

/* ---------- units of models ---------- */

/* The unit in argument n: models do not count in quarters */
CvUnit
cv_model_unit_arg(FunctionCallInfo fcinfo, int n)
{
	static const CvUnit units[] = {CV_DAY, CV_WEEK, CV_MONTH, CV_YEAR};

	return cv_unit_arg_among(fcinfo, n, NULL, units, lengthof(units));
}

/* ---------- a history by a day ---------- */

/* By as_of; false if there are none */
bool
cv_read_purchases(Cursor cursor, DateADT as_of, CvUnit unit, Purchases *p)
{
	memset(p, 0, sizeof(*p));
	p->entries = cursor;
	p->as_of = as_of;
	p->unit = unit;
	while (NextEntry(&cursor) && cursor.purchase.at <= as_of)
	{
		if (cursor.purchase.amount < 0)
			continue;
		if (p->days++ == 0)
			p->first = cursor.purchase.at;
		else
			p->repeat_spend = cv_add_amounts(p->repeat_spend, cursor.purchase.amount);
		p->last = cursor.purchase.at;
	}
	return p->days > 0;
}

/* The sum of all amounts by as_of, refunds too */
Datum
cv_total_spend(Cursor cursor, DateADT as_of)
{
	int128		total = 0;

	while (NextEntry(&cursor) && cursor.purchase.at <= as_of)
		total = cv_add_amounts(total, cursor.purchase.amount);
	return cv_amount_datum(total, cursor.scale);
}

/* The age of the customer on a day */
double
cv_age_on(const Purchases *p, DateADT day)
{
	return ((double) day - p->first) / cv_unit_days[p->unit];
}

/* NaN if there is no purchase to take it of, or spend is unknown */
static double
MeanSpend(const Purchases *p, int128 spend, int64 purchases)
{
	return purchases > 0 && p->entries.knows_spend ? cv_mean_amount(spend, p->entries.scale, purchases) : get_float8_nan();
}

/* Of repeat purchases */
double
cv_monetary(const Purchases *p)
{
	return MeanSpend(p, p->repeat_spend, p->days - 1);
}

/* Occasions: the units of the calendar after that of the first purchase, and over by the day */
static void
CountOccasions(const Purchases *p, CvBuyer *buyer)
{
	Cursor		cursor = p->entries;
	CvCustomer *taken = &buyer->c;
	int32		first = cv_period_of_day(p->unit, p->first);
	int128		spend = 0;

	memset(taken, 0, sizeof(*taken));
	taken->tenure = Max((double) cv_complete_period(p->unit, p->as_of) - first, 0);
	while (NextEntry(&cursor) && cursor.purchase.at <= p->as_of)
	{
		double		occasion = (double) cv_period_of_day(p->unit, cursor.purchase.at) - first;

		if (cursor.purchase.amount < 0 || occasion < 1 || occasion > taken->tenure)
			continue;
		taken->x += occasion > taken->recency;
		taken->recency = occasion;
		spend = cv_add_amounts(spend, cursor.purchase.amount);
	}
	buyer->monetary = MeanSpend(p, spend, (int64) taken->x);
}

/* The last day of the occasion that is so many after those that are over by a day, by which there is a purchase */
double
cv_day_of_occasion(const PurchaseCalendar *history, DateADT as_of, CvUnit unit, double ahead)
{
	Purchases	p;
	int32		over = cv_complete_period(unit, as_of);
	int64		occasion;

	if (!cv_read_purchases(FirstEntry(history), as_of, unit, &p) || ahead > CV_MAX_PERIODS)
		return get_float8_infinity();
	occasion = Max(over, cv_period_of_day(unit, p.first)) + (int64) ahead;
	if (!cv_period_is_valid(unit, occasion + 1))
		return get_float8_infinity();
	return cv_period_start(unit, (int32) occasion + 1) - 1.0;
}

/* A customer by a day in terms of a model; false if there is no purchase by then */
bool
cv_buyer_of_purchases(Cursor entries, DateADT as_of, ModelKind kind, CvUnit unit, CvBuyer *buyer)
{
	Purchases	p;

	if (!cv_read_purchases(entries, as_of, unit, &p))
		return false;
	if (kind == MODEL_BG_BB)
		CountOccasions(&p, buyer);
	else
	{
		buyer->c.x = (double) (p.days - 1);
		buyer->c.recency = cv_age_on(&p, p.last);
		buyer->c.tenure = cv_age_on(&p, as_of);
		buyer->monetary = cv_monetary(&p);
	}
	return cv_is_customer(&buyer->c, kind, true);
}

bool
cv_buyer_of_history(const PurchaseCalendar *history, DateADT as_of, ModelKind kind, CvUnit unit, CvBuyer *buyer)
{
	return cv_buyer_of_purchases(FirstEntry(history), as_of, kind, unit, buyer);
}

/* ---------- readings: (history [, as_of [, unit]]) ---------- */

/* By the day in argument 1, or all; false if there are none, or nothing is asked */
static bool
PurchasesArg(FunctionCallInfo fcinfo, Purchases *p)
{
	PurchaseCalendar *history;
	CvUnit		unit = CV_DAY;

	if (PG_ARGISNULL(0) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		return false;
	if (PG_NARGS() > 2)
		unit = cv_model_unit_arg(fcinfo, 2);
	history = PG_GETARG_HISTORY(0);
	return cv_read_purchases(FirstEntry(history), cv_as_of_arg(fcinfo, 1, history->last), unit, p);
}

/* cvsql_<name>: what the purchases p tell, NULL if there are none */
#define PURCHASE_READING(name, result) \
	PG_FUNCTION_INFO_V1(cvsql_##name); \
	Datum \
	cvsql_##name(PG_FUNCTION_ARGS) \
	{ \
		Purchases	p; \
		\
		if (!PurchasesArg(fcinfo, &p)) \
			PG_RETURN_NULL(); \
		return result; \
	} \
	extern int cv_no_declaration

PURCHASE_READING(frequency, Int64GetDatum(p.days - 1));
PURCHASE_READING(recency, Float8GetDatum(cv_age_on(&p, p.last)));
PURCHASE_READING(tenure, Float8GetDatum(cv_age_on(&p, p.as_of)));
PURCHASE_READING(monetary, cv_return_float8(fcinfo, cv_monetary(&p)));
PURCHASE_READING(first_purchase, DateADTGetDatum(p.first));
CV_FUNCTION(last_seen_of_history, DateADTGetDatum(PG_GETARG_HISTORY(0)->last));
PURCHASE_READING(last_purchase, DateADTGetDatum(p.last));
PURCHASE_READING(days_since, Int32GetDatum(p.as_of - p.last));

/* Days with a purchase by as_of; refunds alone make 0 */
PG_FUNCTION_INFO_V1(cvsql_purchase_days);
Datum
cvsql_purchase_days(PG_FUNCTION_ARGS)
{
	Purchases	p;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_INT64(PurchasesArg(fcinfo, &p) ? p.days : 0);
}

PG_FUNCTION_INFO_V1(cvsql_total_spend);
Datum
cvsql_total_spend(PG_FUNCTION_ARGS)
{
	PurchaseCalendar *history;

	if (PG_ARGISNULL(0) || !(history = PG_GETARG_HISTORY(0))->knows_spend)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(cv_total_spend(FirstEntry(history), cv_as_of_arg(fcinfo, 1, history->last)));
}

PG_FUNCTION_INFO_V1(cvsql_purchase_summary);
Datum
cvsql_purchase_summary(PG_FUNCTION_ARGS)
{
	Purchases	p;
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	if (PurchasesArg(fcinfo, &p))
	{
		cv_set_bigint(&row, "frequency", p.days - 1);
		cv_set_float8(&row, "recency", cv_age_on(&p, p.last));
		cv_set_float8(&row, "tenure", cv_age_on(&p, p.as_of));
		cv_set_float8(&row, "monetary", cv_monetary(&p));
	}
	return cv_end_row(&row);
}
