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
} Session;

static bool
BeginsSession(const Session *session, int64 at, int64 gap)
{
	return session->number == 0 || (uint64) at - (uint64) session->last > (uint64) gap;
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

/* (at, gap); a row without a time has no session */
PG_FUNCTION_INFO_V1(cvsql_sessionize);
Datum
cvsql_sessionize(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Session    *session = WinGetPartitionLocalMemory(window, sizeof(Session));
	int64		gap = GapOfRow(window);
	bool		unknown;
	int64		at = DatumGetInt64(WinGetFuncArgCurrent(window, 0, &unknown));

	WinSetMarkPosition(window, WinGetCurrentPosition(window));
	if (unknown)
		PG_RETURN_NULL();
	(void) cv_day_of_timestamp(at);
	if (session->number > 0 && at < session->last)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("sessions need rows in the order of time"),
				 errhint("Write OVER (PARTITION BY customer ORDER BY at), without DESC.")));
	session->number += BeginsSession(session, at, gap);
	session->last = at;
	PG_RETURN_INT64(session->number);
}
