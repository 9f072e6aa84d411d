/*
 * revenue.c
 *		Readings of bridges and ledgers: net and gross revenue retention, the waterfall, earned growth.
 *
 * Net revenue retention is that of a cohort: of those who paid before, what they pay after over what they
 * paid before.  A ratio is the float8 nearest to that of the exact amounts, and NULL where it is divided by nothing.
 */
#include "postgres.h"

#include "core/function.h"
#include "core/ledger.h"
#include "core/row.h"
#include "revenue/bridge.h"
#include "utils/float.h"

/* ---------- rates ---------- */

/* What those who paid before pay after */
static int128
Kept(const BridgeTally *bridge)
{
	const int128 *amounts = bridge->amounts;

	return cv_add_amounts(amounts[OPENING] - amounts[CONTRACTION] - amounts[CHURNED], amounts[EXPANSION]);
}

static int128
Lost(const BridgeTally *bridge)
{
	return bridge->amounts[CONTRACTION] + bridge->amounts[CHURNED];
}

/* NaN where it is divided by nothing */
static double
RateOf(int128 part, int128 whole)
{
	return whole == 0 ? get_float8_nan() : cv_ratio(part, whole);
}

static double
Nrr(const BridgeTally *bridge)
{
	return RateOf(Kept(bridge), bridge->amounts[OPENING]);
}

static double
Grr(const BridgeTally *bridge)
{
	return RateOf(bridge->amounts[OPENING] - Lost(bridge), bridge->amounts[OPENING]);
}

static double
NrrWithReactivation(const BridgeTally *bridge)
{
	return RateOf(cv_add_amounts(Kept(bridge), bridge->amounts[REACTIVATED]), bridge->amounts[OPENING]);
}

static double
LogoChurn(const BridgeTally *bridge)
{
	return RateOf(bridge->customers[CHURNED], bridge->customers[OPENING]);
}

static double
RevenueChurn(const BridgeTally *bridge)
{
	return RateOf(Lost(bridge), bridge->amounts[OPENING]);
}

static double
QuickRatio(const BridgeTally *bridge)
{
	int128		gained = cv_add_amounts(bridge->amounts[NEW], bridge->amounts[EXPANSION]);

	return RateOf(cv_add_amounts(gained, bridge->amounts[REACTIVATED]), Lost(bridge));
}

/* A rate of a bridge, if there is one */
static Datum
ReturnRate(FunctionCallInfo fcinfo, const BridgeTally *bridge, double (*rate_of) (const BridgeTally *bridge))
{
	return cv_return_float8(fcinfo, bridge ? rate_of(bridge) : get_float8_nan());
}

CV_FUNCTION(nrr, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), Nrr));
CV_FUNCTION(grr, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), Grr));
CV_FUNCTION(nrr_with_reactivation, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), NrrWithReactivation));
CV_FUNCTION(logo_churn, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), LogoChurn));
CV_FUNCTION(revenue_churn, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), RevenueChurn));
CV_FUNCTION(quick_ratio, ReturnRate(fcinfo, PG_GETARG_BRIDGE(0), QuickRatio));

/* Final functions of the aggregates nrr and grr */
CV_FUNCTION(nrr_final, ReturnRate(fcinfo, cv_bridge_of_state(fcinfo), Nrr));
CV_FUNCTION(grr_final, ReturnRate(fcinfo, cv_bridge_of_state(fcinfo), Grr));

/* ---------- earned growth ---------- */

/* In the bridge's scale, which grows if there are more decimals */
static int128
EarnedArg(FunctionCallInfo fcinfo, int n, BridgeTally *bridge)
{
	int			scale;
	int128		earned = cv_amount_arg(fcinfo, n, &scale);
	int128		most;

	if (earned < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("earned_new must not be negative: %s", cv_numeric_text(PG_GETARG_DATUM(n))),
				 errhint("It is what new customers pay who came by referral or of themselves, not by marketing.")));
	cv_bridge_set_scale(bridge, scale);
	earned = cv_rescale(earned, bridge->scale - scale);
	most = bridge->amounts[NEW] + bridge->amounts[REACTIVATED];
	if (earned > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("earned_new, %s, is more than new and reactivated customers pay, %s",
						cv_numeric_text(PG_GETARG_DATUM(n)), cv_numeric_text(cv_amount_datum(most, bridge->scale)))));
	return earned;
}

/* (bridge, earned_new) */
PG_FUNCTION_INFO_V1(cvsql_earned_growth);
Datum
cvsql_earned_growth(PG_FUNCTION_ARGS)
{
	BridgeTally *bridge = (BridgeTally *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	int128		earned = EarnedArg(fcinfo, 1, bridge);
	int128		opening = bridge->amounts[OPENING];
	int128		growth = cv_bridge_closing(bridge) - opening;
	int128		earned_growth = cv_add_amounts(Kept(bridge) - opening, earned);
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, "nrr", Nrr(bridge));
	cv_set_float8(&row, "earned_new_share", RateOf(earned, opening));
	cv_set_float8(&row, "earned_growth_rate", RateOf(earned_growth, opening));
	cv_set_float8(&row, "earned_ratio", RateOf(earned_growth, opening > 0 && growth > 0 ? growth : 0));
	return cv_end_row(&row);
}

/* ---------- the bridge as a row, and as rows ---------- */

/* The columns of a movement in the order of Movement, as they are in a row */
static const char *const AmountColumns[MOVEMENTS] = {
	"opening", "new_amount", "expansion", "contraction", "churned", "reactivated"
};
static const char *const CustomerColumns[MOVEMENTS] = {
	"opening_customers", "new_customers", "expanded_customers", "contracted_customers", "churned_customers", "reactivated_customers"
};

static void
SetClosing(CvRow *row, const BridgeTally *bridge)
{
	cv_set_amount(row, "closing", cv_bridge_closing(bridge), bridge->scale);
	cv_set_bigint(row, "closing_customers", cv_bridge_closing_customers(bridge));
}

static void
SetSummary(CvRow *row, const BridgeTally *bridge)
{
	for (int m = 0; m < MOVEMENTS; m++)
		cv_set_amount(row, AmountColumns[m], bridge->amounts[m], bridge->scale);
	cv_set_amount(row, "closing", cv_bridge_closing(bridge), bridge->scale);
	for (int m = 0; m < MOVEMENTS; m++)
		cv_set_bigint(row, CustomerColumns[m], bridge->customers[m]);
	cv_set_bigint(row, "closing_customers", cv_bridge_closing_customers(bridge));
	cv_set_float8(row, "nrr", Nrr(bridge));
	cv_set_float8(row, "grr", Grr(bridge));
	cv_set_float8(row, "logo_churn", LogoChurn(bridge));
	cv_set_float8(row, "revenue_churn", RevenueChurn(bridge));
	cv_set_float8(row, "quick_ratio", QuickRatio(bridge));
}

PG_FUNCTION_INFO_V1(cvsql_bridge_summary);
Datum
cvsql_bridge_summary(PG_FUNCTION_ARGS)
{
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	SetSummary(&row, PG_GETARG_BRIDGE(0));
	return cv_end_row(&row);
}

static void
PutStep(CvRow *row, int step, const char *movement, int128 amount, int scale, int64 customers)
{
	cv_set_int(row, "step", step);
	cv_set_text(row, "movement", movement);
	cv_set_amount(row, "amount", amount, scale);
	cv_set_bigint(row, "customers", customers);
	cv_put_row(row);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_table);
Datum
cvsql_bridge_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	BridgeTally *bridge;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bridge = PG_GETARG_BRIDGE(0);
	for (int m = 0; m < MOVEMENTS; m++)
	{
		bool		falls = m == CONTRACTION || m == CHURNED;

		PutStep(&row, m + 1, cv_movements[m], falls ? -bridge->amounts[m] : bridge->amounts[m], bridge->scale,
				bridge->customers[m]);
	}
	PutStep(&row, MOVEMENTS + 1, "closing", cv_bridge_closing(bridge), bridge->scale, cv_bridge_closing_customers(bridge));
	PG_RETURN_NULL();
}

/* ---------- bridges of a ledger ---------- */

#define NO_PERIOD	PG_INT64_MIN

/* A ledger by a day, and what is compared with what */
typedef struct View
{
	const LedgerTally *ledger;
	int64		as_of;			/* the period that holds the day */
	int64		complete;		/* the last one that is over by then */
	int64		lag;
	int64		window;			/* unpaid periods after which a customer is new again */
	BridgeTally *bridges;		/* of the periods from the first one on */
	int64		n;
} View;

static void
RefuseNegative(const View *view, CvKey key, const CvEntry *entry)
{
	const LedgerTally *ledger = view->ledger;

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("customer %s has a net of %s in the %s that begins on %s",
					cv_key_text((CvKeyKind) ledger->head.key_kind, key),
					cv_numeric_text(cv_amount_datum(entry->amount, ledger->scale)),
					cv_unit_names[ledger->head.unit],
					cv_day_text(cv_period_start(LedgerUnit(ledger), entry->at))),
			 errhint("Book credits in the period of what they are for, or sum up by customer and period first, and pass greatest(sum(amount), 0).")));
}

/*
 * A customer's entries as what is paid after, and as what is paid before, lag periods
 * on: both in order of the period that they are compared in.
 */
static void
CompareCustomer(CvKey key, const CvEntry *entries, int n, void *arg)
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
	const LedgerTally *ledger = view->ledger;

	view->n = Max(Min(view->complete, ledger->last + view->lag) - ledger->first + 1, 0);
	view->bridges = palloc_extended((view->n + 1) * sizeof(BridgeTally), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (int64 i = 0; i <= view->n; i++)
		view->bridges[i].scale = ledger->scale;
	cv_ledger_visit(ledger, CompareCustomer, view);
}

/* The bridge to a period: the last one there is, which is empty, serves for all after it */
static void
PutPeriod(CvRow *row, const View *view, int64 period)
{
	int64		i = period - view->ledger->first;
	const BridgeTally *bridge = &view->bridges[Min(i, view->n)];

	cv_set_date(row, "period_start", cv_period_start(LedgerUnit(view->ledger), (int32) period));
	if (period <= view->complete && i >= view->lag)
		SetSummary(row, bridge);
	else if (period <= view->complete)
		SetClosing(row, bridge);
	cv_put_row(row);
}

static void
SetOptions(FunctionCallInfo fcinfo, View *view)
{
	CvUnit		unit = LedgerUnit(view->ledger);
	DateADT		as_of = cv_as_of_arg(fcinfo, 1, view->ledger->head.last_seen);

	view->lag = PG_GETARG_INT64(2);
	if (view->lag < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lag must be a number of periods from 1, not " INT64_FORMAT, view->lag)));
	view->lag = Min(view->lag, CV_MAX_PERIODS);
	view->window = PG_ARGISNULL(3) ? PG_INT64_MAX : PG_GETARG_INT64(3);
	if (view->window < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("reactivation_window must be a number of periods from 0, not " INT64_FORMAT, view->window)));
	view->as_of = cv_period_of_day(unit, as_of);
	view->complete = cv_complete_period(unit, as_of);
	cv_check_periods(unit, view->ledger->first, as_of);
}

/* (ledger, as_of, lag, reactivation_window) */
PG_FUNCTION_INFO_V1(cvsql_revenue_table);
Datum
cvsql_revenue_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	View		view = {0};

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	view.ledger = PG_GETARG_LEDGER(0);
	SetOptions(fcinfo, &view);
	MakeBridges(&view);
	for (int64 period = view.ledger->first; period <= view.as_of; period++)
		PutPeriod(&row, &view, period);
	PG_RETURN_NULL();
}
