/* funnel_tally: how far customers got in a funnel, by the day they entered, and how long each step took them */
#ifndef CV_JOURNEY_FUNNEL_H
#define CV_JOURNEY_FUNNEL_H

#include "postgres.h"

#include "core/state.h"
#include "journey/counts.h"
#include "journey/events.h"
#include "journey/names.h"
#include "math/chain.h"
#include "utils/timestamp.h"

/*
 * Behind the names, which are as an array of text has them, one after the other: of a closed value the lists, see
 * funnel.c; of an open one a log of customers and their events, see
 * funnelagg.c.
 */
typedef struct FunnelTally
{
	CvHead		head;
	int64		within;			/* microseconds */
	uint8		mode;			/* CvmFunnelMode */
	uint8		steps;
	bool		zoned;			/* times are instants, of an open value; false in others */
	bool		one;			/* customer, of an open value: it has no key; false in others */
	int32		name_bytes;		/* a multiple of 4 */
	char		names[FLEXIBLE_ARRAY_MEMBER];
} FunnelTally;

#define PG_GETARG_FUNNEL(n)	((FunnelTally *) cv_value_arg(fcinfo, n))

extern const char *const cv_funnel_modes[];

#define FUNNEL_MODES	(CVM_ANY + 1)

/* Its lists: who got how far, the times since the step before (of 2, 3, ...), and those since the first (of 3, 4, ...) */
#define ENTRIES			0
#define SINCE_BEFORE(step)	((step) - 1)
#define SINCE_FIRST(f, step) ((step) == 2 ? 1 : (f)->steps + (step) - 3)

static inline int
FunnelLists(const FunnelTally *funnel)
{
	return funnel->steps == 1 ? 1 : 2 * funnel->steps - 2;
}

/* An entry as a number of its list: by day, and of a day by the furthest step */
#define EntryOf(day, step)	((int64) (day) * CVM_MAX_STEPS + (step) - 1)
#define EntryStep(entry)	((int) ((entry) & (CVM_MAX_STEPS - 1)) + 1)
#define EntryDay(entry)		((DateADT) ((entry) >> 6))

/* steps.c */
extern Size cv_funnel_head_bytes(const CvHead *head);
extern FunnelTally *cv_new_funnel(const Datum *names, int steps);
extern const char *cv_next_name(const FunnelTally *funnel, const char *name);
extern char *cv_funnel_name(const FunnelTally *funnel, int step);
extern int	cv_funnel_step_named(const FunnelTally *funnel, const char *name, int length);
extern FunnelTally *cv_funnel_args(FunctionCallInfo fcinfo, int n, FunnelTally *known);
extern void cv_require_one(const CvHead *head, bool one);
extern void cv_check_funnel_state(FunctionCallInfo fcinfo, const FunnelTally *funnel, int at);
extern void cv_join_funnels(CvHead *into, const CvHead *from);
extern int64 cv_span_micros(const Interval * span, const char *what);

/* What all rows of a place ask for, in the memory of that */
typedef struct FunnelAsked
{
	FunnelTally *funnel;
	StepNames	names;
} FunnelAsked;

/* Of cv_funnel_step_arg(), where asked is NULL or the name is no short one in a table */
extern int	cv_find_step_arg(FunctionCallInfo fcinfo, int n, const FunnelTally *funnel, const FunnelAsked *asked);

/* The first step that the event of argument n can be, from 0, or CVM_NO_STEP; after cv_funnel_args() */
static inline int
cv_funnel_step_arg(FunctionCallInfo fcinfo, int n, const FunnelTally *funnel)
{
	const FunnelAsked *asked = cv_call(fcinfo)->memory;
	const char *name = PG_GETARG_POINTER(n);
	int			step = NAME_UNKNOWN;

	if (likely(asked != NULL && VARATT_IS_SHORT(name) && !VARATT_IS_EXTERNAL(name)))
		step = cv_guess_name(&asked->names, VARDATA_SHORT(name), VARSIZE_SHORT(name) - VARHDRSZ_SHORT);
	return likely(step != NAME_UNKNOWN) ? step : cv_find_step_arg(fcinfo, n, funnel, asked);
}

/* match.c */
typedef struct Matching
{
	MemoryContext context;		/* of the events */
	CvmFunnel	funnel;
	CvmMatch	match;
	CvmEvent   *events;			/* of a log, */
	int64		n;				/* so many, */
	int64		room;			/* and room for so many */
} Matching;

extern Matching *cv_new_matching(MemoryContext context);
extern void cv_begin_matching(Matching *matching, const FunnelTally *funnel);
extern int	cv_match_events(Matching *matching, CvmEvent *events, int64 n);
extern int	cv_match_log(Matching *matching, const FunnelTally *funnel);

/* funnel.c */
extern Counts *cv_new_funnel_lists(MemoryContext context, const FunnelTally *funnel);
extern Counts *cv_funnel_lists(const FunnelTally *funnel);
extern void cv_read_funnel_lists(const FunnelTally *funnel, Counts *lists);
extern FunnelTally *cv_funnel_value(const FunnelTally *head, Counts *lists);

/* funnelagg.c */
extern const CvStateOps cv_funnel_events_state;
extern FunnelTally *cv_new_funnel_state(CvState *state, const FunnelTally *funnel, int at);
extern void cv_put_funnel_event(CvLive *live, CvmEvent event);
extern void cv_visit_funnel(CvLive *live, EventVisitor visit, void *arg);

#endif
