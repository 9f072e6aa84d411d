/*
 * match.c
 *		How far a customer got, from the events of it.
 */
#include "core/poll.h"
#include "journey/funnel.h"
#include "journey/trail.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_EVENTS	256
#define MOVES			12		/* of an event, on average */

#define ST_SORT			SortEvents
#define ST_ELEMENT_TYPE CvmEvent
#define ST_COMPARE(a, b)	(((a)->at > (b)->at) - ((a)->at < (b)->at))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* It is large, so what each customer begins anew is not made zero here, and who has many groups keeps it. */
Matching   *
cv_new_matching(MemoryContext context)
{
	Matching   *matching = MemoryContextAlloc(context, sizeof(Matching));

	matching->context = context;
	matching->room = FIRST_EVENTS;
	matching->events = MemoryContextAlloc(context, FIRST_EVENTS * sizeof(CvmEvent));
	return matching;
}

/* From now on it is asked for this funnel */
void
cv_begin_matching(Matching *matching, const FunnelTally *funnel)
{
	const char *name = funnel->names;

	memset(&matching->funnel, 0, sizeof(matching->funnel));
	matching->funnel.mode = (CvmFunnelMode) funnel->mode;
	matching->funnel.within = funnel->within;
	for (; name; name = cv_next_name(funnel, name))
		cvm_funnel_add(&matching->funnel, cv_funnel_step_named(funnel, VARDATA(name), VARSIZE(name) - VARHDRSZ));
}

/* By insertion, which is the fastest for few events and for those that nearly are in order; false if there is too much to move, and they are not sorted */
static bool
SortNearly(CvmEvent *events, int64 n)
{
	int64		moves = MOVES * n;

	for (int64 i = 1; i < n; i++)
	{
		CvmEvent	event = events[i];
		int64		place = i;

		for (; place > 0 && events[place - 1].at > event.at; place--)
			events[place] = events[place - 1];
		events[place] = event;
		moves -= i - place;
		if (moves < 0)
			return false;
		cv_poll(i);
	}
	return true;
}

/* The furthest step, of events in any order, which are sorted; matching->match has the rest. */
int
cv_match_events(Matching *matching, CvmEvent *events, int64 n)
{
	int64		next;

	if (!SortNearly(events, n))
		SortEvents(events, n);
	cvm_match_begin(&matching->match, &matching->funnel);
	for (int64 i = 0; i < n; i = next)
	{
		CHECK_FOR_INTERRUPTS();
		for (next = i + 1; next < n && events[next].at == events[i].at;)
			next++;
		if (!cvm_match_instant(&matching->match, events, i, next))
			break;
	}
	return matching->match.furthest;
}

/* ---------- of one customer ---------- */

static void
TakeEvent(Matching *matching, CvmEvent event)
{
	if (matching->n == matching->room)
	{
		matching->room *= 2;
		matching->events = repalloc_huge(matching->events, matching->room * sizeof(CvmEvent));
	}
	matching->events[matching->n++] = event;
}

/* The furthest step of a flat open value, whose log is of one customer */
int
cv_match_log(Matching *matching, const FunnelTally *funnel)
{
	const uint8 *bytes = (const uint8 *) funnel;
	CvReader	log = {bytes + cv_funnel_head_bytes(&funnel->head), bytes + funnel->head.used};
	CvmEvent	event;

	matching->n = 0;
	while (log.next < log.end)
	{
		CHECK_FOR_INTERRUPTS();
		if (!cv_read_event(&log, &event))
			cv_refuse_log();
		TakeEvent(matching, event);
	}
	return cv_match_events(matching, matching->events, matching->n);
}
