/*
 * sessionize.c
 *		The window function that numbers sessions: a row that comes more than a gap after the one before begins the next.
 */
#include "postgres.h"

#include "core/compat.h"
#include "journey/funnel.h"
#include "windowapi.h"

/* What is known of the rows of the partition up to the current one */
typedef struct Session
{
	int64		number;			/* 0: there was none yet */
	int64		last;
	int64		gap;			/* between sessions, if all rows have the same */
	bool		has_gap;
} Session;

static bool
BeginsSession(const Session *session, int64 at)
{
	return session->number == 0 || (uint64) at - (uint64) session->last > (uint64) session->gap;
}

static int64
GapOfRow(WindowObject window)
{
	bool		unknown;
	Datum		gap = WinGetFuncArgCurrent(window, 1, &unknown);

	if (unknown)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the gap between sessions must not be NULL"),
				 errhint("Such as '30 minutes'.")));
	return cv_span_micros(DatumGetIntervalP(gap), "the gap between sessions");
}

/* Where it is constant, it is read once in a partition. */
static void
SeeGap(Session *session, WindowObject window, FmgrInfo *function)
{
	if (session->has_gap)
		return;
	session->gap = GapOfRow(window);
	session->has_gap = get_fn_expr_arg_stable(function, 1);
}

/* (at, gap); a row without a time has no session */
PG_FUNCTION_INFO_V1(cvsql_sessionize);
Datum
cvsql_sessionize(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Session    *session = WinGetPartitionLocalMemory(window, sizeof(Session));
	bool		unknown;
	int64		at = DatumGetInt64(WinGetFuncArgCurrent(window, 0, &unknown));

	SeeGap(session, window, fcinfo->flinfo);
	WinSetMarkPosition(window, WinGetCurrentPosition(window));
	if (unknown)
		PG_RETURN_NULL();
	if (TIMESTAMP_NOT_FINITE(at))
		(void) cv_day_of_timestamp(at); /* refuses it */
	if (session->number > 0 && at < session->last)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sessions need rows in the order of time"),
				 errhint("Write OVER (PARTITION BY customer ORDER BY at), without DESC.")));
	session->number += BeginsSession(session, at);
	session->last = at;
	PG_RETURN_INT64(session->number);
}
