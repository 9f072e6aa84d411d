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
#include "core/form.h"
#include "core/json.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#define TYPE_NAME	"bridge_tally"

const char *const cv_movements[MOVEMENTS] = {
	"opening", "new", "expansion", "contraction", "churned", "reactivated"
};

/* ---------- the value ---------- */

static RevenueBridge *
NewBridge(void)
{
	RevenueBridge *bridge = palloc0(sizeof(RevenueBridge));

	SET_VARSIZE(bridge, sizeof(RevenueBridge));
	return bridge;
}

static inline void
Move(RevenueBridge *bridge, Movement movement, int128 amount, int customers)
{
	bridge->amounts[movement] = cv_add_amounts(bridge->amounts[movement], customers < 0 ? -amount : amount);
	bridge->customers[movement] += customers;
}

/* Add a customer, or take one out: customers is 1 or -1 */
static inline void
MoveCustomer(RevenueBridge *bridge, int128 before, int128 after, bool returning, int customers)
{
	if (before > 0)
		Move(bridge, OPENING, before, customers);
	if (after > before)
		Move(bridge, before > 0 ? EXPANSION : returning ? REACTIVATED : NEW, after - before, customers);
	else if (after < before)
		Move(bridge, after > 0 ? CONTRACTION : CHURNED, before - after, customers);
}

/* Amounts are in the bridge's scale, and not negative. */
void
cv_bridge_add(RevenueBridge *bridge, int128 before, int128 after, bool returning)
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
cv_bridge_closing(const RevenueBridge *bridge)
{
	int128		closing = bridge->amounts[OPENING] - bridge->amounts[CHURNED] - bridge->amounts[CONTRACTION];

	closing = cv_add_amounts(closing, bridge->amounts[EXPANSION]);
	closing = cv_add_amounts(closing, bridge->amounts[NEW]);
	return cv_add_amounts(closing, bridge->amounts[REACTIVATED]);
}

int64
cv_bridge_closing_customers(const RevenueBridge *bridge)
{
	const int64 *customers = bridge->customers;

	return customers[OPENING] - customers[CHURNED] + customers[NEW] + customers[REACTIVATED];
}

/* A copy in the form that equal bridges share, its closing known to be in range */
static RevenueBridge *
Finished(const RevenueBridge *bridge)
{
	RevenueBridge *copy = NewBridge();

	(void) cv_bridge_closing(bridge);
	if (!CountFits(bridge->customers))
		RefuseCount();
	memcpy(copy, bridge, sizeof(RevenueBridge));
	copy->taken = copy->at_scale = 0;
	return copy;
}

/* Room for more decimals */
void
cv_bridge_set_scale(RevenueBridge *bridge, int scale)
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
BridgeProblem(const RevenueBridge *bridge)
{
	const int128 *amounts = bridge->amounts;
	const int64 *customers = bridge->customers;
	int128		closing;

	if (bridge->scale < 0 || bridge->scale > CV_MAX_SCALE)
		return "The scale must lie between 0 and 38.";
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

/* ---------- text, binary, jsonb ---------- */

static void
ReadMovement(JsonbContainer *object, RevenueBridge *bridge, Movement movement)
{
	JsonbContainer *pair = cv_json_child(object, cv_movements[movement]);
	int128		customers;

	if (pair == NULL)
		cv_bad_text(TYPE_NAME, psprintf("\"%s\" must be an object.", cv_movements[movement]));
	bridge->amounts[movement] = cv_json_decimal(pair, "amount", bridge->scale, TYPE_NAME);
	customers = cv_json_decimal(pair, "customers", 0, TYPE_NAME);
	cv_json_only(pair, 2, TYPE_NAME);
	bridge->customers[movement] = customers >= 0 && customers <= PG_INT64_MAX ? (int64) customers : -1;
}

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_in);
Datum
cvsql_bridge_tally_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	RevenueBridge *bridge = NewBridge();
	const char *problem;

	bridge->scale = cv_json_scale(object, TYPE_NAME);
	for (int i = 0; i < MOVEMENTS; i++)
		ReadMovement(object, bridge, (Movement) i);
	cv_json_only(object, 1 + MOVEMENTS, TYPE_NAME);
	problem = BridgeProblem(bridge);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(bridge);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_out);
Datum
cvsql_bridge_tally_out(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = PG_GETARG_BRIDGE(0);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"scale\": %d", bridge->scale);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		appendStringInfo(&text, ", \"%s\": {\"amount\": ", cv_movements[i]);
		cv_append_decimal(&text, bridge->amounts[i], bridge->scale);
		appendStringInfo(&text, ", \"customers\": " INT64_FORMAT "}", bridge->customers[i]);
	}
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_recv);
Datum
cvsql_bridge_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	RevenueBridge *bridge = NewBridge();
	const char *problem;

	bridge->scale = pq_getmsgbyte(message);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		bridge->amounts[i] = cv_receive_int128(message);
		bridge->customers[i] = pq_getmsgint64(message);
	}
	problem = BridgeProblem(bridge);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(bridge);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_send);
Datum
cvsql_bridge_tally_send(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = PG_GETARG_BRIDGE(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbyte(&message, bridge->scale);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		cv_send_int128(&message, bridge->amounts[i]);
		pq_sendint64(&message, bridge->customers[i]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* ---------- customers in and out: (state, before, after [, returning_customer]) ---------- */

/* The amount in argument n, which is 0 if NULL; the bridge has as many decimals after it */
static inline int128
AmountArg(FunctionCallInfo fcinfo, int n, const char *name, RevenueBridge *bridge, int *scale)
{
	int128		amount;

	*scale = -1;
	if (PG_ARGISNULL(n))
		return 0;
	amount = cv_amount_arg(fcinfo, n, scale);
	if (unlikely(amount < 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative: %s", name,
						DatumGetCString(DirectFunctionCall1(numeric_out, PG_GETARG_DATUM(n)))),
				 errhint("Sum up what a customer pays and is refunded in a period, before the periods are compared.")));
	cv_bridge_set_scale(bridge, *scale);
	return amount;
}

/* Add the row, or take it out: rows is 1 or -1 */
static inline void
MoveRow(FunctionCallInfo fcinfo, RevenueBridge *bridge, int rows)
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

static inline bool
SkipRow(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(1) && PG_ARGISNULL(2);
}

PG_FUNCTION_INFO_V1(cvsql_revenue_accum);
Datum
cvsql_revenue_accum(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	if (SkipRow(fcinfo))
		return cv_return_state(fcinfo, bridge);
	if (bridge == NULL)
		bridge = NewBridge();
	MoveRow(fcinfo, bridge, 1);
	PG_RETURN_POINTER(bridge);
}

/* The executor wants a state from the first row of a moving frame on */
PG_FUNCTION_INFO_V1(cvsql_revenue_moving_accum);
Datum
cvsql_revenue_moving_accum(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	if (bridge == NULL)
		bridge = NewBridge();
	if (!SkipRow(fcinfo))
		MoveRow(fcinfo, bridge, 1);
	PG_RETURN_POINTER(bridge);
}

/* What is left when something has been taken out; NULL asks the executor to begin anew, with fewer decimals */
static Datum
ReturnRest(FunctionCallInfo fcinfo, RevenueBridge *bridge)
{
	if (bridge->taken == 0)
		bridge->scale = 0;
	else if (bridge->at_scale == 0 && bridge->scale > 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(bridge);
}

PG_FUNCTION_INFO_V1(cvsql_revenue_moving_remove);
Datum
cvsql_revenue_moving_remove(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	if (!SkipRow(fcinfo))
		MoveRow(fcinfo, bridge, -1);
	return ReturnRest(fcinfo, bridge);
}

/* ---------- merging ---------- */

/* Add a bridge, or take it out: bridges is 1 or -1 */
static void
MoveBridge(RevenueBridge *into, const RevenueBridge *from, int bridges)
{
	cv_bridge_set_scale(into, from->scale);
	for (int i = 0; i < MOVEMENTS; i++)
	{
		int128		amount = cv_rescale(from->amounts[i], into->scale - from->scale);

		into->amounts[i] = cv_add_amounts(into->amounts[i], bridges * amount);
		if (__builtin_add_overflow(into->customers[i], bridges * from->customers[i], &into->customers[i]))
			RefuseCount();
	}
	into->taken += bridges;
	into->at_scale += from->scale == into->scale ? bridges : 0;
}

/* Strict: the first bridge is the first state.  Transition of rollup, and combine function of all. */
PG_FUNCTION_INFO_V1(cvsql_revenue_merge);
Datum
cvsql_revenue_merge(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	MoveBridge(bridge, PG_GETARG_BRIDGE(1), 1);
	PG_RETURN_POINTER(bridge);
}

PG_FUNCTION_INFO_V1(cvsql_revenue_moving_merge);
Datum
cvsql_revenue_moving_merge(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	if (bridge == NULL)
		bridge = NewBridge();
	if (!PG_ARGISNULL(1))
		MoveBridge(bridge, PG_GETARG_BRIDGE(1), 1);
	PG_RETURN_POINTER(bridge);
}

PG_FUNCTION_INFO_V1(cvsql_revenue_moving_unmerge);
Datum
cvsql_revenue_moving_unmerge(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = cv_writable_state(fcinfo);

	if (!PG_ARGISNULL(1))
		MoveBridge(bridge, PG_GETARG_BRIDGE(1), -1);
	return ReturnRest(fcinfo, bridge);
}

PG_FUNCTION_INFO_V1(cvsql_bridge_tally_add);
Datum
cvsql_bridge_tally_add(PG_FUNCTION_ARGS)
{
	RevenueBridge *sum;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	sum = (RevenueBridge *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	MoveBridge(sum, PG_GETARG_BRIDGE(1), 1);
	PG_RETURN_POINTER(Finished(sum));
}

PG_FUNCTION_INFO_V1(cvsql_revenue_final);
Datum
cvsql_revenue_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(Finished(PG_GETARG_BRIDGE(0)));
}

PG_FUNCTION_INFO_V1(cvsql_revenue_moving_final);
Datum
cvsql_revenue_moving_final(PG_FUNCTION_ARGS)
{
	RevenueBridge *bridge = PG_GETARG_BRIDGE(0);

	if (bridge->taken == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(Finished(bridge));
}
