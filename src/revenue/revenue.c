/*
 * revenue.c
 *		Readings of bridges and ledgers: net and gross revenue retention, the waterfall, earned growth.
 *
 * Net revenue retention is that of a cohort: of those who paid before, what they pay after over what they
 * paid before.  A ratio is the float8 nearest to that of the exact amounts, and NULL where it is divided by nothing.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/result.h"
#include "miscadmin.h"
#include "revenue/bridge.h"
#include "revenue/ledger.h"
#include "utils/builtins.h"

/* ---------- rates ---------- */

/* What those who paid before pay after */
static int128
Kept(const RevenueBridge *bridge)
{
	const int128 *amounts = bridge->amounts;

	return cv_add_amounts(amounts[OPENING] - amounts[CONTRACTION] - amounts[CHURNED], amounts[EXPANSION]);
}

static int128
Lost(const RevenueBridge *bridge)
{
	return bridge->amounts[CONTRACTION] + bridge->amounts[CHURNED];
}

typedef struct Rate
{
	int128		part;
	int128		whole;			/* 0: there is no rate */
} Rate;

static inline Rate
RateOf(int128 part, int128 whole)
{
	Rate		rate = {part, whole};

	return rate;
}

static Rate
Nrr(const RevenueBridge *bridge)
{
	return RateOf(Kept(bridge), bridge->amounts[OPENING]);
}

static Rate
Grr(const RevenueBridge *bridge)
{
	return RateOf(bridge->amounts[OPENING] - Lost(bridge), bridge->amounts[OPENING]);
}

static Rate
NrrWithReactivation(const RevenueBridge *bridge)
{
	return RateOf(cv_add_amounts(Kept(bridge), bridge->amounts[REACTIVATED]), bridge->amounts[OPENING]);
}

static Rate
LogoChurn(const RevenueBridge *bridge)
{
	return RateOf(bridge->customers[CHURNED], bridge->customers[OPENING]);
}

static Rate
RevenueChurn(const RevenueBridge *bridge)
{
	return RateOf(Lost(bridge), bridge->amounts[OPENING]);
}

static Rate
QuickRatio(const RevenueBridge *bridge)
{
	int128		gained = cv_add_amounts(bridge->amounts[NEW], bridge->amounts[EXPANSION]);

	return RateOf(cv_add_amounts(gained, bridge->amounts[REACTIVATED]), Lost(bridge));
}

static Datum
ReturnRate(FunctionCallInfo fcinfo, Rate rate)
{
	if (rate.whole == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(cv_ratio(rate.part, rate.whole));
}

PG_FUNCTION_INFO_V1(cvsql_nrr);
Datum
cvsql_nrr(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, Nrr(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_grr);
Datum
cvsql_grr(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, Grr(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_nrr_with_reactivation);
Datum
cvsql_nrr_with_reactivation(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, NrrWithReactivation(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_logo_churn);
Datum
cvsql_logo_churn(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, LogoChurn(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_revenue_churn);
Datum
cvsql_revenue_churn(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, RevenueChurn(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_quick_ratio);
Datum
cvsql_quick_ratio(PG_FUNCTION_ARGS)
{
	return ReturnRate(fcinfo, QuickRatio(PG_GETARG_BRIDGE(0)));
}

static void
SetRate(Datum *value, bool *null, Rate rate)
{
	*null = rate.whole == 0;
	if (!*null)
		*value = Float8GetDatum(cv_ratio(rate.part, rate.whole));
}

/* ---------- earned growth ---------- */

/* In the bridge's scale, which grows if there are more decimals */
static int128
EarnedArg(FunctionCallInfo fcinfo, int n, RevenueBridge *bridge)
{
	int			scale;
	int128		earned = cv_amount_arg(fcinfo, n, &scale);
	int128		most;

	if (earned < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("earned_new must not be negative: %s",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(n)))),
				 errhint("It is what new customers pay who came by referral or of themselves, not by marketing.")));
	cv_bridge_set_scale(bridge, scale);
	earned = cv_rescale(earned, bridge->scale - scale);
	most = bridge->amounts[NEW] + bridge->amounts[REACTIVATED];
	if (earned > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("earned_new, %s, is more than new and reactivated customers pay, %s",
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(n))),
						DatumGetCString(DirectFunctionCall1(numeric_out, cv_amount_datum(most, bridge->scale))))));
	return earned;
}

/* (bridge, earned_new) */
PG_FUNCTION_INFO_V1(cvsql_earned_growth);
Datum
cvsql_earned_growth(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = (RevenueBridge *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	int128		earned = EarnedArg(fcinfo, 1, bridge);
	int128		opening = bridge->amounts[OPENING];
	int128		growth = cv_bridge_closing(bridge) - opening;
	int128		earned_growth = cv_add_amounts(Kept(bridge) - opening, earned);
	Datum		values[4] = {0};
	bool		nulls[4];

	SetRate(&values[0], &nulls[0], Nrr(bridge));
	SetRate(&values[1], &nulls[1], RateOf(earned, opening));
	SetRate(&values[2], &nulls[2], RateOf(earned_growth, opening));
	SetRate(&values[3], &nulls[3], RateOf(earned_growth, opening > 0 && growth > 0 ? growth : 0));
	return cv_row(fcinfo, values, nulls);
}

/* ---------- the bridge as a row, and as rows ---------- */

#define CLOSING				MOVEMENTS
#define CLOSING_CUSTOMERS	(CLOSING + 1 + MOVEMENTS)
#define SUMMARY_COLUMNS		(CLOSING_CUSTOMERS + 6)

static void
SetSummary(const RevenueBridge *bridge, Datum *values, bool *nulls)
{
	int			i = 0;

	memset(nulls, false, SUMMARY_COLUMNS * sizeof(bool));
	for (int m = 0; m < MOVEMENTS; m++)
		values[i++] = cv_amount_datum(bridge->amounts[m], bridge->scale);
	values[i++] = cv_amount_datum(cv_bridge_closing(bridge), bridge->scale);
	for (int m = 0; m < MOVEMENTS; m++)
		values[i++] = Int64GetDatum(bridge->customers[m]);
	values[i++] = Int64GetDatum(cv_bridge_closing_customers(bridge));
	SetRate(&values[i], &nulls[i], Nrr(bridge));
	SetRate(&values[i + 1], &nulls[i + 1], Grr(bridge));
	SetRate(&values[i + 2], &nulls[i + 2], LogoChurn(bridge));
	SetRate(&values[i + 3], &nulls[i + 3], RevenueChurn(bridge));
	SetRate(&values[i + 4], &nulls[i + 4], QuickRatio(bridge));
}

PG_FUNCTION_INFO_V1(cvsql_bridge_summary);
Datum
cvsql_bridge_summary(PG_FUNCTION_ARGS)
{
	Datum		values[SUMMARY_COLUMNS] = {0};
	bool		nulls[SUMMARY_COLUMNS];

	SetSummary(PG_GETARG_BRIDGE(0), values, nulls);
	return cv_row(fcinfo, values, nulls);
}

static void
PutStep(FunctionCallInfo fcinfo, int step, const char *movement, int128 amount, int scale, int64 customers)
{
	Datum		values[4] = {Int32GetDatum(step), CStringGetTextDatum(movement),
	cv_amount_datum(amount, scale), Int64GetDatum(customers)};
	bool		nulls[4] = {false};

	cv_put_row(fcinfo, values, nulls);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_table);
Datum
cvsql_bridge_table(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge;

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bridge = PG_GETARG_BRIDGE(0);
	for (int m = 0; m < MOVEMENTS; m++)
	{
		bool		falls = m == CONTRACTION || m == CHURNED;

		PutStep(fcinfo, m + 1, cv_movements[m], falls ? -bridge->amounts[m] : bridge->amounts[m], bridge->scale,
				bridge->customers[m]);
	}
	PutStep(fcinfo, MOVEMENTS + 1, "closing", cv_bridge_closing(bridge), bridge->scale, cv_bridge_closing_customers(bridge));
	PG_RETURN_NULL();
}

/* ---------- bridges of a ledger ---------- */

#define NO_PERIOD	PG_INT64_MIN

/* A ledger by a day, and what is compared with what */
typedef struct View
{
	const RevenueLedger *ledger;
	int64		as_of;			/* the period that holds the day */
	int64		complete;		/* the last one that is over by then */
	int64		lag;
	int64		window;			/* unpaid periods after which a customer is new again */
	RevenueBridge *bridges;		/* of the periods from the first one on */
	int64		n;
} View;

static void
RefuseNegative(const View *view, CvKey key, const CvEntry *entry)
{
	const RevenueLedger *ledger = view->ledger;

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("customer %s has a net of %s in the %s that begins on %s",
					cv_key_text((CvKeyKind) ledger->key_kind, key),
					DatumGetCString(DirectFunctionCall1(numeric_out, cv_amount_datum(entry->amount, ledger->scale))),
					cv_unit_name((CvUnit) ledger->unit),
					cv_day_text(cv_period_start((CvUnit) ledger->unit, entry->at))),
			 errhint("Book credits in the period of what they are for, or sum up by customer and period first, and pass greatest(sum(amount), 0).")));
}

/*
 * A customer's entries as what is paid after, and as what is paid before, lag periods
 * on: both in order of the period that they are compared in.
 */
static void
AddCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
{
	View	   *view = arg;
	int64		paid = NO_PERIOD;	/* the last period with a payment before those compared */
	int			before = 0;

	for (int i = 0; i < n && entries[i].at <= view->complete; i++)
		if (entries[i].amount < 0)
			RefuseNegative(view, key, &entries[i]);
	for (int after = 0; before < n;)
	{
		int64		from = entries[before].at + view->lag;
		int64		period = after < n ? Min(from, entries[after].at) : from;
		bool		paid_before = period == from;
		bool		paid_after = after < n && period == entries[after].at;
		bool		returning = paid != NO_PERIOD && period - view->lag - paid <= view->window;

		if (period > view->complete)
			break;
		cv_bridge_add(&view->bridges[period - view->ledger->first], paid_before ? entries[before].amount : 0,
					  paid_after ? entries[after].amount : 0, returning);
		if (paid_before && entries[before].amount > 0)
			paid = entries[before].at;
		before += paid_before;
		after += paid_after;
	}
}

static void
MakeBridges(View *view)
{
	const RevenueLedger *ledger = view->ledger;

	view->n = Max(Min(view->complete, ledger->last + view->lag) - ledger->first + 1, 0);
	view->bridges = palloc_extended((view->n + 1) * sizeof(RevenueBridge), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i <= view->n; i++)
		view->bridges[i].scale = ledger->scale;
	cv_ledger_visit(ledger, AddCustomer, view);
}

/* The bridge to a period: the last one there is, which is empty, serves for all after it */
static void
PutPeriod(FunctionCallInfo fcinfo, const View *view, int64 period)
{
	int64		i = period - view->ledger->first;
	const RevenueBridge *bridge = &view->bridges[Min(i, view->n)];
	bool		known = period <= view->complete;
	Datum		values[1 + SUMMARY_COLUMNS] = {0};
	bool		nulls[1 + SUMMARY_COLUMNS] = {false};

	values[0] = DateADTGetDatum(cv_period_start((CvUnit) view->ledger->unit, (int32) period));
	if (known)
		SetSummary(bridge, &values[1], &nulls[1]);
	for (int c = 0; c < SUMMARY_COLUMNS; c++)
		nulls[1 + c] = nulls[1 + c] || !known || (i < view->lag && c != CLOSING && c != CLOSING_CUSTOMERS);
	cv_put_row(fcinfo, values, nulls);
}

static void
SetOptions(FunctionCallInfo fcinfo, View *view)
{
	CvUnit		unit = (CvUnit) view->ledger->unit;
	DateADT		end = cv_period_start(unit, view->ledger->last + 1) - 1;
	DateADT		as_of = PG_ARGISNULL(1) ? end : cv_day_of_date(PG_GETARG_DATEADT(1));

	view->lag = PG_GETARG_INT32(2);
	if (view->lag < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lag must be a number of periods from 1, not %d", (int) view->lag)));
	view->window = PG_ARGISNULL(3) ? PG_INT64_MAX : PG_GETARG_INT32(3);
	if (view->window < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("reactivation_window must be a number of periods from 0, not %d", (int) view->window)));
	view->as_of = cv_period_of_day(unit, as_of);
	view->complete = cv_complete_period(unit, as_of);
	cv_check_ledger_span(view->ledger->first, view->as_of);
}

/* (ledger, as_of, lag, reactivation_window) */
PG_FUNCTION_INFO_V1(cvsql_revenue_table);
Datum
cvsql_revenue_table(PG_FUNCTION_ARGS)
{
	View		view = {0};

	cv_begin_rows(fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	view.ledger = PG_GETARG_LEDGER(0);
	SetOptions(fcinfo, &view);
	MakeBridges(&view);
	for (int64 period = view.ledger->first; period <= view.as_of; period++)
	{
		CHECK_FOR_INTERRUPTS();
		PutPeriod(fcinfo, &view, period);
	}
	PG_RETURN_NULL();
}
