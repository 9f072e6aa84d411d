/*
 * revenue.c
 *		Readings of bridges: net and gross revenue retention, the waterfall, earned growth.
 *
 * Net revenue retention is that of a cohort: of those who paid before, what they pay after over what they
 * paid before.  A ratio is the float8 nearest to that of the exact amounts, and NULL where it is divided by nothing.
 */
#include "postgres.h"

#include "core/aggregate.h"
#include "core/function.h"
#include "revenue/bridge.h"
#include "utils/builtins.h"
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
						cv_numeric_text(PG_GETARG_DATUM(n)), cv_numeric_text(cv_amount_datum(most, bridge->scale))),
				 errhint("It is a part of what they pay: of new customers, those who came by referral or of themselves.")));
	return earned;
}

/* (bridge, earned_new) */
PG_FUNCTION_INFO_V1(cvsql_earned_growth);
Datum
cvsql_earned_growth(PG_FUNCTION_ARGS)
{
	BridgeTally *bridge = cv_copied_arg(fcinfo, 0);
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

void
cv_set_closing(CvRow *row, const BridgeTally *bridge)
{
	cv_set_amount(row, "closing", cv_bridge_closing(bridge), bridge->scale);
	cv_set_bigint(row, "closing_customers", cv_bridge_closing_customers(bridge));
}

/* The columns of bridge_summary */
void
cv_set_bridge(CvRow *row, const BridgeTally *bridge)
{
	for (int m = 0; m < MOVEMENTS; m++)
		cv_set_amount(row, AmountColumns[m], bridge->amounts[m], bridge->scale);
	cv_set_amount(row, "closing", cv_bridge_closing(bridge), bridge->scale);
	for (int m = 0; m < MOVEMENTS; m++)
		cv_set_bigint(row, CustomerColumns[m], bridge->customers[m]);
	cv_set_bigint(row, "closing_customers", cv_bridge_closing_customers(bridge));
	cv_set_float8(row, "nrr", Nrr(bridge));
	cv_set_float8(row, "grr", Grr(bridge));
	cv_set_float8(row, "nrr_with_reactivation", NrrWithReactivation(bridge));
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
	cv_set_bridge(&row, PG_GETARG_BRIDGE(0));
	return cv_end_row(&row);
}

/* A step of the waterfall, whose bar begins where the one before has ended; where it ends */
static Datum
PutStep(CvRow *row, int step, const char *movement, Datum amount, int64 customers, Datum from)
{
	Datum		to = DirectFunctionCall2(numeric_add, from, amount);

	cv_set_int(row, "step", step);
	cv_set_text(row, "movement", movement);
	cv_set_datum(row, "amount", amount);
	cv_set_bigint(row, "customers", customers);
	cv_set_datum(row, "bar_from", from);
	cv_set_datum(row, "bar_to", to);
	cv_put_row(row);
	return to;
}

PG_FUNCTION_INFO_V1(cvsql_bridge_table);
Datum
cvsql_bridge_table(PG_FUNCTION_ARGS)
{
	CvRow		row;
	BridgeTally *bridge;
	Datum		nothing;
	Datum		at;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	bridge = PG_GETARG_BRIDGE(0);
	nothing = cv_amount_datum(0, bridge->scale);
	at = nothing;
	for (int m = 0; m < MOVEMENTS; m++)
	{
		bool		falls = m == CONTRACTION || m == CHURNED;
		Datum		amount = cv_amount_datum(falls ? -bridge->amounts[m] : bridge->amounts[m], bridge->scale);

		at = PutStep(&row, m + 1, cv_movements[m], amount, bridge->customers[m], at);
	}
	PutStep(&row, MOVEMENTS + 1, "closing", at, cv_bridge_closing_customers(bridge), nothing);
	PG_RETURN_NULL();
}
