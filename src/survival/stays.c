/*
 * stays.c
 *		The aggregates survival_agg and churn_reason_agg: how long customers stay, and why they leave.
 *
 * Rows where the duration, the start, whether somebody churned, or the number of customers is NULL are skipped; no rows, or only such,
 * give NULL.  NaN, infinite and negative durations are errors, and -0 is 0.  Customers are counted, so neither the order of rows nor
 * the number of workers leaves a trace.
 *
 * Dates are days: who started on a day and ended on it has stayed 0 of them.  A row that nobody could have seen, for it began after
 * as_of or ended by observed_after, adds nothing; an entry that is not below its duration is an error, for then the numbers are wrong.
 */
#include "core/survival.h"

#include <math.h>

#include "core/check.h"
#include "core/span.h"
#include "utils/builtins.h"
#include "utils/float.h"

/* What a row says of a customer, or of some who are alike */
typedef struct Stay
{
	double		entry;			/* NaN: from the start */
	double		duration;
	bool		churned;
	text	   *reason;			/* NULL: none that is known */
	double		customers;
} Stay;

/* The entry in argument n; that of the duration is behind it */
static double
EntryArg(FunctionCallInfo fcinfo, int n, double duration)
{
	double		entry;

	if (PG_ARGISNULL(n))
		return NAN;
	entry = cv_check_from_0(PG_GETARG_FLOAT8(n), "entry");
	if (!(entry < duration))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("entry %s is not below duration %s", float8out_internal(entry), float8out_internal(duration)),
				 errhint("Who left before being observed is not seen at all: add FILTER (WHERE coalesce(entry < duration, true)).")));
	return entry;
}

static inline bool
IsSkipped(FunctionCallInfo fcinfo, int first)
{
	bool		skipped = false;

	for (int n = first; n < PG_NARGS(); n++)
		skipped |= PG_ARGISNULL(n);
	return skipped;
}

static inline void
AddStay(CvState *state, const Stay *stay)
{
	if (stay->customers == 0)
		return;
	if (!isnan(stay->entry))
		cv_survival_add(state, 0, stay->entry, CV_ENTERED, stay->customers);
	if (stay->churned && stay->reason)
		cv_survival_add_reason(state, stay->duration, VARDATA_ANY(stay->reason), VARSIZE_ANY_EXHDR(stay->reason), stay->customers);
	else
		cv_survival_add(state, 0, stay->duration, stay->churned ? CV_CHURNED : CV_CENSORED, stay->customers);
}

/* ---------- durations ---------- */

static Datum
AddDuration(FunctionCallInfo fcinfo)
{
	CvState		state;
	Stay		stay = {NAN};

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (IsSkipped(fcinfo, 1))
		return cv_state_end(&state);
	stay.duration = cv_check_from_0(PG_GETARG_FLOAT8(1), "duration");
	stay.churned = PG_GETARG_BOOL(2);
	stay.customers = (double) cv_customers_of_row(fcinfo, 3);
	AddStay(&state, &stay);
	return cv_state_end(&state);
}

/* Transition from (state, duration, churned [, customers]); of a single customer into a live state nothing else is to be looked at. */
PG_FUNCTION_INFO_V1(cvsql_survival_accum);
Datum
cvsql_survival_accum(PG_FUNCTION_ARGS)
{
	CvLive	   *live = PG_NARGS() > 3 || PG_ARGISNULL(1) || PG_ARGISNULL(2) ? NULL : cv_state_live(fcinfo);

	if (live == NULL)
		return AddDuration(fcinfo);
	cv_survival_count(live, cv_check_from_0(PG_GETARG_FLOAT8(1), "duration"), PG_GETARG_BOOL(2) ? CV_CHURNED : CV_CENSORED, 1);
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* Transition from (state, entry, duration, churned [, customers]) */
PG_FUNCTION_INFO_V1(cvsql_survival_accum_late);
Datum
cvsql_survival_accum_late(PG_FUNCTION_ARGS)
{
	CvState		state;
	Stay		stay = {NAN};

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (IsSkipped(fcinfo, 2))
		return cv_state_end(&state);
	stay.duration = cv_check_from_0(PG_GETARG_FLOAT8(2), "duration");
	stay.entry = EntryArg(fcinfo, 1, stay.duration);
	stay.churned = PG_GETARG_BOOL(3);
	stay.customers = (double) cv_customers_of_row(fcinfo, 4);
	AddStay(&state, &stay);
	return cv_state_end(&state);
}

/* Who has a reason, in argument n, has churned. */
static void
ReasonArg(FunctionCallInfo fcinfo, int n, Stay *stay)
{
	stay->churned = !PG_ARGISNULL(n);
	if (stay->churned)
		stay->reason = PG_GETARG_TEXT_PP(n);
}

/* Transition from (state, duration, reason) */
PG_FUNCTION_INFO_V1(cvsql_churn_reason_accum);
Datum
cvsql_churn_reason_accum(PG_FUNCTION_ARGS)
{
	CvState		state;
	Stay		stay = {NAN,.customers = 1};

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (PG_ARGISNULL(1))
		return cv_state_end(&state);
	stay.duration = cv_check_from_0(PG_GETARG_FLOAT8(1), "duration");
	ReasonArg(fcinfo, 2, &stay);
	AddStay(&state, &stay);
	return cv_state_end(&state);
}

/* Transition from (state, entry, duration, reason) */
PG_FUNCTION_INFO_V1(cvsql_churn_reason_accum_late);
Datum
cvsql_churn_reason_accum_late(PG_FUNCTION_ARGS)
{
	CvState		state;
	Stay		stay = {NAN,.customers = 1};

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	if (PG_ARGISNULL(2))
		return cv_state_end(&state);
	stay.duration = cv_check_from_0(PG_GETARG_FLOAT8(2), "duration");
	stay.entry = EntryArg(fcinfo, 1, stay.duration);
	ReasonArg(fcinfo, 3, &stay);
	AddStay(&state, &stay);
	return cv_state_end(&state);
}

/* ---------- subscriptions ---------- */

/* The day in argument n, of one type of time */
typedef DateADT (*DayArg) (FunctionCallInfo fcinfo, int n);

static inline DateADT
DayOfDate(FunctionCallInfo fcinfo, int n)
{
	return cv_day_of_date(PG_GETARG_DATEADT(n));
}

static inline DateADT
DayOfTimestamp(FunctionCallInfo fcinfo, int n)
{
	return cv_day_of_timestamp(PG_GETARG_TIMESTAMP(n));
}

static inline DateADT
DayOfTimestamptz(FunctionCallInfo fcinfo, int n)
{
	return cv_day_of_timestamptz(PG_GETARG_TIMESTAMPTZ(n));
}

/* A subscription ends never, where its end is NULL or infinity. */
static inline bool
HasNoEnd(FunctionCallInfo fcinfo, int n, bool is_date)
{
	return PG_ARGISNULL(n) || (is_date ? DATE_IS_NOEND(PG_GETARG_DATEADT(n)) : TIMESTAMP_IS_NOEND(PG_GETARG_TIMESTAMP(n)));
}

static void
RefuseEnd(DateADT started, DateADT ended)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("a subscription ended on %s, before it started, on %s", cv_day_text(ended), cv_day_text(started)),
			 errhint("Correct such rows, or leave them out with FILTER (WHERE coalesce(ended >= started, true)).")));
}

/*
 * What is seen of the subscription in arguments 1 and 2, and observed_after in 3, if it is late, until as_of; false where nothing is.
 * Of a day_arg that is known at compile time nothing is left but the day.
 */
static inline bool
ReadSubscription(FunctionCallInfo fcinfo, DayArg day_arg, bool is_date, bool late, DateADT as_of, Stay *stay)
{
	DateADT		started = day_arg(fcinfo, 1);
	DateADT		ended = as_of;

	stay->churned = !HasNoEnd(fcinfo, 2, is_date);
	if (stay->churned)
	{
		ended = day_arg(fcinfo, 2);
		if (unlikely(ended < started))
			RefuseEnd(started, ended);
		stay->churned = ended <= as_of;
	}
	stay->duration = (double) Min(ended, as_of) - started;
	if (late && !PG_ARGISNULL(3))
	{
		DateADT		observed_after = day_arg(fcinfo, 3);

		if (observed_after >= Min(ended, as_of))
			return false;
		if (observed_after >= started)
			stay->entry = (double) observed_after - started;
	}
	return started <= as_of;
}

static inline Datum
AddSubscription(FunctionCallInfo fcinfo, DayArg day_arg, bool is_date, bool late, bool has_reason)
{
	int			last = 3 + late + has_reason;
	CvState		state;
	Stay		stay = {NAN,.customers = 1};
	DateADT		as_of;

	cv_state_begin(&state, fcinfo, &cv_survival_state);
	as_of = cv_constant_as_of_arg(fcinfo, last);
	if (PG_ARGISNULL(1) || !ReadSubscription(fcinfo, day_arg, is_date, late, as_of, &stay))
		return cv_state_end(&state);
	cv_check_as_of(state.head, as_of);
	if (has_reason && stay.churned && !PG_ARGISNULL(last - 1))
		stay.reason = PG_GETARG_TEXT_PP(last - 1);
	AddStay(&state, &stay);
	state.head->last_seen = as_of;
	return cv_state_end(&state);
}

/* Transitions from (state, started, ended [, observed_after] [, reason], as_of) of a type of time */
#define SUBSCRIPTIONS(type, day_arg, is_date) \
	CV_FUNCTION(survival_accum_##type, AddSubscription(fcinfo, day_arg, is_date, false, false)); \
	CV_FUNCTION(survival_accum_late_##type, AddSubscription(fcinfo, day_arg, is_date, true, false)); \
	CV_FUNCTION(churn_reason_accum_##type, AddSubscription(fcinfo, day_arg, is_date, false, true)); \
	CV_FUNCTION(churn_reason_accum_late_##type, AddSubscription(fcinfo, day_arg, is_date, true, true))

SUBSCRIPTIONS(date, DayOfDate, true);
SUBSCRIPTIONS(timestamp, DayOfTimestamp, false);
SUBSCRIPTIONS(timestamptz, DayOfTimestamptz, false);
