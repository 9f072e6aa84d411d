/*
 * funnelstep.c
 *		funnel_step: an aggregate that says how far a customer got, where the group is the customer.
 *
 * Groups are many, and their states in memory that no cache holds.  So a state is flat, and the events are a few bytes each; a
 * row that is no step of the funnel does not look at the state; and the others fetch all of it at once.  As of funnel_agg,
 * rows whose time or event is NULL are skipped, and infinite times are errors.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "core/aggregate.h"
#include "journey/funnel.h"
#include "journey/trail.h"

#define FETCHED		256			/* bytes of a state: more than most have */
#define LINE		64			/* of a cache */

/* ---------- transitions ---------- */

/* To a state of any kind, which must be of the funnel that the row asks for */
static pg_noinline Datum
AddFirstOfOne(FunctionCallInfo fcinfo, bool skipped)
{
	CvState		state;
	FunnelTally *funnel;
	CvmEvent	event;
	uint8		bytes[CV_EVENT_BYTES];

	cv_state_begin(&state, fcinfo, &cv_funnel_events_state);
	funnel = cv_funnel_args(fcinfo, 3, skipped ? NULL : (FunnelTally *) state.head);
	if (skipped)
		return cv_state_end(&state);
	if (state.head == NULL)
		funnel = cv_new_funnel_state(&state, funnel, 1);
	cv_check_funnel_state(fcinfo, (FunnelTally *) state.head, 1);
	(void) cv_day_arg(fcinfo, 1, cv_arg_type(fcinfo, 1));	/* refuses infinite times */
	event.at = PG_GETARG_INT64(1);
	event.name = cv_funnel_step_arg(fcinfo, 2, funnel);
	if (event.name == CVM_NO_STEP && funnel->mode != CVM_STRICT)
		return cv_state_end(&state);
	cv_write_event(bytes, event);
	if (state.live)
		cv_put_funnel_event(state.live, event);
	else
		cv_state_log(&state, bytes, sizeof(bytes));
	return cv_state_end(&state);
}

/* All of it at once: where its log ends is told by its head, so that the one would be waited for behind the other. */
static pg_attribute_always_inline void
FetchState(const char *state)
{
	for (int i = 0; i < FETCHED; i += LINE)
		__builtin_prefetch(state + i, 1);
}

/* To a state that is there; false where AddFirstOfOne() has to look */
static inline bool
AddToState(FunctionCallInfo fcinfo, CvmEvent event)
{
	const FunnelTally *state = (FunnelTally *) PG_GETARG_POINTER(0);
	uint8	   *room;
	CvLive	   *live;

	FetchState((const char *) state);
	if (likely(VARATT_IS_4B_U(state)))
	{
		room = state->one ? cv_state_flat_room(fcinfo, CV_EVENT_BYTES) : NULL;
		if (room)
			cv_write_event(room, event);
		return room != NULL;
	}
	live = cv_state_live(fcinfo);
	if (live)
		cv_put_funnel_event(live, event);
	return live != NULL;
}

/* Transition from (state, at, event, steps, within [, mode]): most rows ask for what all ask for, and have a state that is there. */
static inline Datum
AddOfOne(FunctionCallInfo fcinfo)
{
	bool		skipped = PG_ARGISNULL(1) || PG_ARGISNULL(2);
	const CvCall *call = fcinfo->flinfo->fn_extra;
	const FunnelTally *funnel;
	CvmEvent	event;

	if (skipped || PG_ARGISNULL(0) || call == NULL || call->first != 3 || !call->constant || TIMESTAMP_NOT_FINITE(PG_GETARG_TIMESTAMP(1)))
		return AddFirstOfOne(fcinfo, skipped);
	cv_require_aggregate(fcinfo);
	funnel = ((FunnelAsked *) call->memory)->funnel;
	event.at = PG_GETARG_INT64(1);
	event.name = cv_funnel_step_arg(fcinfo, 2, funnel);
	if (event.name == CVM_NO_STEP && funnel->mode != CVM_STRICT)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	if (!AddToState(fcinfo, event))
		return AddFirstOfOne(fcinfo, false);
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

CV_FUNCTION(funnel_step_accum, AddOfOne(fcinfo));

/* ---------- the step ---------- */

typedef struct OneCustomer
{
	Matching   *matching;
	int			furthest;
} OneCustomer;

static void
MatchCustomer(CvKey key, CvmEvent *events, int64 n, void *arg)
{
	OneCustomer *customer = arg;

	(void) key;
	customer->furthest = cv_match_events(customer->matching, events, n);
}

static int
FurthestOfLive(Matching *matching, CvLive *live)
{
	OneCustomer customer = {matching, 0};

	cv_visit_funnel(live, MatchCustomer, &customer);
	return customer.furthest;
}

/* What the groups of a statement use, one after the other */
static Matching *
MatchingOfCall(FunctionCallInfo fcinfo)
{
	if (fcinfo->flinfo->fn_extra == NULL)
		fcinfo->flinfo->fn_extra = cv_new_matching(fcinfo->flinfo->fn_mcxt);
	return fcinfo->flinfo->fn_extra;
}

/* The furthest step of the customer whose events the state has; most are few, and are read as they are logged. */
PG_FUNCTION_INFO_V1(cvsql_funnel_step_final);
Datum
cvsql_funnel_step_final(PG_FUNCTION_ARGS)
{
	Matching   *matching;
	CvLive	   *live = NULL;
	FunnelTally *funnel;

	cv_require_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (VARATT_IS_EXTERNAL_EXPANDED(PG_GETARG_POINTER(0)) || !((CvHead *) cv_any_value_arg(fcinfo, 0))->open)
		live = cv_state_live_arg(fcinfo, &cv_funnel_events_state);
	funnel = (FunnelTally *) (live ? live->head : cv_any_value_arg(fcinfo, 0));
	cv_require_one(&funnel->head, true);
	matching = MatchingOfCall(fcinfo);
	cv_begin_matching(matching, funnel);
	PG_RETURN_INT32(live ? FurthestOfLive(matching, live) : cv_match_log(matching, funnel));
}
