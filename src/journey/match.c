/*
 * match.c
 *		How far a customer got, from the events that the customer table remembers.
 */
#include "journey/funnel.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_EVENTS	256

#define ST_SORT			SortEvents
#define ST_ELEMENT_TYPE CvmEvent
#define ST_COMPARE(a, b)	(((a)->at > (b)->at) - ((a)->at < (b)->at))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* It is the caller's, in the current context; it is large, so what each customer begins anew is not made zero here. */
Matching   *
cv_begin_matching(const FunnelTally *funnel)
{
	Matching   *matching = palloc(sizeof(Matching));
	const char *name = funnel->names;

	memset(&matching->funnel, 0, sizeof(matching->funnel));
	matching->funnel.mode = (CvmFunnelMode) funnel->mode;
	matching->funnel.steps = funnel->steps;
	matching->funnel.within = funnel->within;
	for (int i = 0; i < funnel->steps; i++, name = cv_next_name(funnel, name))
	{
		int			first = cv_funnel_step_named(funnel, VARDATA(name), VARSIZE(name) - VARHDRSZ);

		matching->funnel.name_of[i] = (uint8) first;
		matching->funnel.need[first]++;
	}
	matching->room = FIRST_EVENTS;
	matching->events = palloc(FIRST_EVENTS * sizeof(CvmEvent));
	return matching;
}

/* An event is two bytes at least, but for the first one. */
static void
NeedEvents(Matching *matching, const Trail *trail)
{
	if (trail->used / 2 + 1 <= matching->room)
		return;
	pfree(matching->events);
	matching->room = trail->used / 2 + 1;
	matching->events = MemoryContextAllocHuge(CurrentMemoryContext, matching->room * sizeof(CvmEvent));
}

/* How many events there are; they come in the order of their rows, which is that of time mostly. */
static int64
ReadEvents(CvmEvent *events, const Trail *trail, bool *in_order)
{
	CvReader	reader = {TrailBytes(trail), TrailBytes(trail) + trail->used};
	uint64		at = trail->first;
	int64		n = 0;

	*in_order = true;
	for (;;)
	{
		events[n].at = (int64) at;
		events[n].name = *reader.next++;
		*in_order &= n == 0 || events[n - 1].at <= events[n].at;
		n++;
		if (reader.next == reader.end)
			return n;
		at += (uint64) cv_get_signed(&reader);
	}
}

/* The furthest step; matching->match has the rest. */
int
cv_match_trail(Matching *matching, const Trail *trail)
{
	CvmEvent   *events;
	int64		n;
	int64		next;
	bool		in_order;

	NeedEvents(matching, trail);
	events = matching->events;
	n = ReadEvents(events, trail, &in_order);
	if (!in_order)
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
