/*
 * bridge.c
 *		The type bridge_tally and the aggregates that make it.
 *
 * A row is a customer: what is paid before and after, of which NULL is 0.  Rows where both are NULL are
 * skipped; no rows, or only such, give NULL.  NaN, infinities and negative amounts are errors.  Sums
 * are whole numbers of the smallest decimal seen, so the order of rows, the number of workers and the path of
 * a moving frame leave no trace; they have as many decimals as sum(numeric) would show.
 */
#include "revenue/bridge.h"

#include "core/aggregate.h"
#include "core/suppress.h"
#include "core/type.h"

const char *const cv_movements[MOVEMENTS] = {
	"opening", "new", "expansion", "contraction", "churned", "reactivated"
};

/* ---------- the value ---------- */

static BridgeTally *
NewBridge(void)
{
	return cv_new_value(sizeof(BridgeTally));
}

static inline void
MoveAmount(BridgeTally *bridge, Movement movement, int128 amount, int customers)
{
	bridge->amounts[movement] = cv_add_amounts(bridge->amounts[movement], customers < 0 ? -amount : amount);
	bridge->customers[movement] += customers;
}

/* Add a customer, or take one out: customers is 1 or -1 */
static inline void
MoveCustomer(BridgeTally *bridge, int128 before, int128 after, bool returning, int customers)
{
	Movement	movement = cv_movement(before, after, returning);

	if (before > 0)
		MoveAmount(bridge, OPENING, before, customers);
	if (movement != OPENING)
		MoveAmount(bridge, movement, after > before ? after - before : before - after, customers);
}

/* Amounts are in the bridge's scale, and not negative. */
void
cv_bridge_add(BridgeTally *bridge, int128 before, int128 after, bool returning)
{
	MoveCustomer(bridge, before, after, returning, 1);
}

/* Those who pay before, after, or both */
static bool
CountFits(const int64 *customers)
{
	return (int128) customers[OPENING] + customers[NEW] + customers[REACTIVATED] <= PG_INT64_MAX;
}

static void
RefuseCount(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a bridge_tally holds at most " INT64_FORMAT " customers", PG_INT64_MAX)));
}

int128
cv_bridge_closing(const BridgeTally *bridge)
{
	int128		closing = bridge->amounts[OPENING] - bridge->amounts[CHURNED] - bridge->amounts[CONTRACTION];

	closing = cv_add_amounts(closing, bridge->amounts[EXPANSION]);
	closing = cv_add_amounts(closing, bridge->amounts[NEW]);
	return cv_add_amounts(closing, bridge->amounts[REACTIVATED]);
}

int64
cv_bridge_closing_customers(const BridgeTally *bridge)
{
	const int64 *customers = bridge->customers;

	return customers[OPENING] - customers[CHURNED] + customers[NEW] + customers[REACTIVATED];
}

/* A copy in the form that equal bridges share, its closing known to be in range */
BridgeTally *
cv_finish_bridge(const BridgeTally *bridge)
{
	BridgeTally *copy = NewBridge();

	(void) cv_bridge_closing(bridge);
	if (!CountFits(bridge->customers))
		RefuseCount();
	memcpy(copy, bridge, sizeof(BridgeTally));
	copy->head.open = false;
	copy->taken = copy->at_scale = 0;
	return copy;
}

/* Room for more decimals */
void
cv_bridge_set_scale(BridgeTally *bridge, int scale)
{
	if (scale <= bridge->scale)
		return;
	for (int i = 0; i < MOVEMENTS; i++)
		bridge->amounts[i] = cv_rescale(bridge->amounts[i], scale - bridge->scale);
	bridge->scale = scale;
	bridge->at_scale = 0;
}

/* Why a bridge that came from outside cannot be one, or NULL */
static const char *
BridgeProblem(const BridgeTally *bridge)
{
	const int128 *amounts = bridge->amounts;
	const int64 *customers = bridge->customers;
	int128		closing;

	for (int i = 0; i < MOVEMENTS; i++)
		if (customers[i] < 0 || amounts[i] < customers[i] || (customers[i] == 0 && amounts[i] != 0))
			return "Every customer of a movement must have an amount above zero.";
	if (amounts[CHURNED] > amounts[OPENING] || amounts[CONTRACTION] > amounts[OPENING] - amounts[CHURNED]
		|| (int128) customers[CHURNED] + customers[CONTRACTION] + customers[EXPANSION] > customers[OPENING])
		return "Those who pay less, or nothing any more, cannot exceed the opening.";
	closing = amounts[OPENING] - amounts[CHURNED] - amounts[CONTRACTION];
	for (int i = 0; i < MOVEMENTS; i++)
		if (i != OPENING && i != CHURNED && i != CONTRACTION && __builtin_add_overflow(closing, amounts[i], &closing))
			return "The amounts have too many digits.";
	return CountFits(customers) ? NULL : "The number of customers passes the bigint range.";
}

/* ---------- external forms ---------- */

static void *
DescribeBridge(CvForm *form, void *value)
{
	BridgeTally *bridge = value ? value : NewBridge();

	cv_form_int(form, "scale", &bridge->scale, 0, CV_MAX_SCALE);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		cv_form_begin_object(form, cv_movements[i]);
		cv_form_decimal(form, "amount", &bridge->amounts[i], bridge->scale);
		cv_form_number(form, "customers", &bridge->customers[i], 0, PG_INT64_MAX);
		cv_form_end_object(form);
	}
	if (form->open)
		cv_form_number(form, "taken", &bridge->taken, 0, PG_INT64_MAX);
	bridge->head.open = form->open;
	if (form->reads)
		cv_form_require(form, BridgeProblem(bridge));
	return bridge;
}

static const CvType cv_bridge_tally = {"bridge_tally", DescribeBridge};

CV_TYPE_FUNCTIONS(bridge_tally);

/* ---------- customers in and out: (state, before, after [, returning_customer]) ---------- */

/* The amount in argument n, which is 0 if NULL; the bridge has as many decimals after it */
static inline int128
AmountArg(FunctionCallInfo fcinfo, int n, const char *name, BridgeTally *bridge, int *scale)
{
	int128		amount;

	*scale = -1;
	if (PG_ARGISNULL(n))
		return 0;
	amount = cv_amount_arg(fcinfo, n, scale);
	if (unlikely(amount < 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative: %s", name, cv_numeric_text(PG_GETARG_DATUM(n))),
				 errhint("Sum up what a customer pays and is refunded in a period, before the periods are compared.")));
	cv_bridge_set_scale(bridge, *scale);
	return amount;
}

/* Add the row, or take it out: rows is 1 or -1 */
static inline void
MoveRow(FunctionCallInfo fcinfo, BridgeTally *bridge, int rows)
{
	bool		returning = PG_NARGS() > 3 && !PG_ARGISNULL(3) && PG_GETARG_BOOL(3);
	int			before_scale;
	int			after_scale;
	int128		before = AmountArg(fcinfo, 1, "before", bridge, &before_scale);
	int128		after = AmountArg(fcinfo, 2, "after", bridge, &after_scale);

	if (before_scale < bridge->scale)
		before = cv_rescale(before, bridge->scale - Max(before_scale, 0));
	if (after_scale < bridge->scale)
		after = cv_rescale(after, bridge->scale - Max(after_scale, 0));
	MoveCustomer(bridge, before, after, returning, rows);
	bridge->taken += rows;
	bridge->at_scale += rows * ((before_scale == bridge->scale) + (after_scale == bridge->scale));
}

/* A state there is from the first row on, for moving frames never go back to none; whether something is in it, taken tells. */
static BridgeTally *
BridgeState(FunctionCallInfo fcinfo)
{
	BridgeTally *bridge = cv_writable_state(fcinfo);

	if (bridge == NULL)
		bridge = NewBridge();
	bridge->head.open = true;
	return bridge;
}

/* What is left when something has been taken out; NULL asks the executor to begin anew, with fewer decimals */
static Datum
ReturnRest(FunctionCallInfo fcinfo, BridgeTally *bridge)
{
	if (bridge->taken == 0)
		bridge->scale = 0;
	else if (bridge->at_scale == 0 && bridge->scale > 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(bridge);
}

/* The transition that adds a row, or takes it out: rows is 1 or -1 */
static inline Datum
StepByRow(FunctionCallInfo fcinfo, int rows)
{
	BridgeTally *bridge = BridgeState(fcinfo);

	if (!PG_ARGISNULL(1) || !PG_ARGISNULL(2))
		MoveRow(fcinfo, bridge, rows);
	return rows > 0 ? PointerGetDatum(bridge) : ReturnRest(fcinfo, bridge);
}

CV_FUNCTION(revenue_accum, StepByRow(fcinfo, 1));
CV_FUNCTION(revenue_remove, StepByRow(fcinfo, -1));

/* ---------- merging ---------- */

/* Add a bridge, or take it out: bridges is 1 or -1.  A part of an aggregate stands for the rows that it has taken. */
static void
MoveBridge(BridgeTally *into, const BridgeTally *from, int bridges)
{
	cv_bridge_set_scale(into, from->scale);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		int128		amount = cv_rescale(from->amounts[i], into->scale - from->scale);

		into->amounts[i] = cv_add_amounts(into->amounts[i], bridges * amount);
		if (__builtin_add_overflow(into->customers[i], bridges * from->customers[i], &into->customers[i]))
			RefuseCount();
	}
	into->taken += from->head.open ? from->taken : bridges;
	into->at_scale += from->scale == into->scale ? bridges : 0;
}

/* The same of a bridge, or of a part of an aggregate where value_arg lets it pass */
static Datum
StepByBridge(FunctionCallInfo fcinfo, void *(*value_arg) (FunctionCallInfo fcinfo, int n), int bridges)
{
	BridgeTally *bridge = BridgeState(fcinfo);

	if (!PG_ARGISNULL(1))
		MoveBridge(bridge, value_arg(fcinfo, 1), bridges);
	return bridges > 0 ? PointerGetDatum(bridge) : ReturnRest(fcinfo, bridge);
}

CV_FUNCTION(bridge_tally_combine, StepByBridge(fcinfo, cv_any_value_arg, 1));
CV_FUNCTION(bridge_tally_merge, StepByBridge(fcinfo, cv_value_arg, 1));
CV_FUNCTION(bridge_tally_unmerge, StepByBridge(fcinfo, cv_value_arg, -1));

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_add);
Datum
cvsql_bridge_tally_add(PG_FUNCTION_ARGS)
{
	BridgeTally *sum;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	sum = cv_finish_bridge(PG_GETARG_BRIDGE(0));
	MoveBridge(sum, PG_GETARG_BRIDGE(1), 1);
	PG_RETURN_POINTER(cv_finish_bridge(sum));
}

/* The bridge in the state in argument 0, or NULL if nothing is in it */
BridgeTally *
cv_bridge_of_state(FunctionCallInfo fcinfo)
{
	BridgeTally *bridge = PG_ARGISNULL(0) ? NULL : cv_any_value_arg(fcinfo, 0);

	cv_require_aggregate(fcinfo);
	return bridge && bridge->taken > 0 ? cv_finish_bridge(bridge) : NULL;
}

CV_FUNCTION(bridge_tally_final, cv_return_state(fcinfo, cv_bridge_of_state(fcinfo)));

/* ---------- what is published ---------- */

/* Of all groups of customers whose amount it tells, or lets be told, and that somebody is in, the smallest one */
static int64
SmallestGroup(const BridgeTally *bridge)
{
	const int64 *customers = bridge->customers;
	int64		groups[MOVEMENTS + 2] = {cv_bridge_closing_customers(bridge), customers[OPENING] - customers[CHURNED]};
	int64		smallest = PG_INT64_MAX;

	memcpy(groups + 2, customers, MOVEMENTS * sizeof(int64));
	for (int i = 0; i < MOVEMENTS + 2; i++)
		if (groups[i] > 0)
			smallest = Min(smallest, groups[i]);
	return smallest;
}

CV_FUNCTION(bridge_tally_suppress, cv_suppress(fcinfo, SmallestGroup(PG_GETARG_BRIDGE(0))));
