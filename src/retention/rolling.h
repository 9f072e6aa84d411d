#ifndef CV_RETENTION_ROLLING_H
#define CV_RETENTION_ROLLING_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/head.h"
#include "core/state.h"
#include "core/varint.h"
#include "lib/stringinfo.h"
#include "retention/visits.h"

/*
 * active_tally: per period the customers active in it, by the number of periods until they are active again.  The value
 * is a period after the other, in order, as varints: see rolling.c.  An open one, of events, is a log of customers.
 */
typedef struct ActiveTally
{
	CvHead		head;
	uint8		periods[FLEXIBLE_ARRAY_MEMBER];
} ActiveTally;

#define PG_GETARG_ACTIVE(n)	((ActiveTally *) cv_value_arg(fcinfo, n))

/* Of those active in a period, customers who were active again so many periods later, and not in between */
typedef struct ReturnCell
{
	int32		after;			/* from 1 */
	int64		customers;
} ReturnCell;

/* A period as the value has it; nobody was active in those between */
typedef struct ActivePeriod
{
	int32		period;
	int32		n;				/* cells */
	int32		room;			/* for cells */
	int64		last;			/* customers who were not active again */
	ReturnCell *cells;			/* in order, none is empty */
} ActivePeriod;

/* Before the first period, whose distance is counted from it */
#define BEFORE_PERIODS	{.period = PG_INT32_MIN}

/* A value that is written, period by period in order */
typedef struct ActiveWriter
{
	StringInfoData bytes;
	int32		before;			/* the last period */
	int64		customers;		/* of all periods so far */
} ActiveWriter;

extern void cv_begin_active(ActiveWriter *writer, CvUnit unit, DateADT last_seen);
extern void cv_write_active(ActiveWriter *writer, const ActivePeriod *period);
extern ActiveTally *cv_end_active(ActiveWriter *writer);
extern void cv_add_cell(ActivePeriod *period, int32 after, int64 customers);
extern CvReader cv_read_active(const ActiveTally *tally);
extern bool cv_next_active(CvReader *reader, ActivePeriod *period);

/* The counts while they are made: rollingcount.c */
typedef struct returns_hash Returns;

extern Returns *cv_returns_create(MemoryContext context);
extern void cv_returns_add(Returns *returns, const Visits *visits);
extern void cv_returns_count(Returns *returns, int32 period, int32 after, int64 customers);
extern void cv_returns_merge(Returns *returns, const ActiveTally *other);
extern CvHead *cv_returns_value(Returns *returns, CvUnit unit, DateADT last_seen);

extern const CvStateOps cv_active_events_state;

#endif
