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
	matching->funnel.steps = funnel->steps;
	matching->funnel.within = funnel->within;
	for (int i = 0; i < funnel->steps; i++, name = cv_next_name(funnel, name))
	{
		int			first = cv_funnel_step_named(funnel, VARDATA(name), VARSIZE(name) - VARHDRSZ);

		matching->funnel.name_of[i] = (uint8) first;
		matching->funnel.need[first]++;
	}
}

static void
BeginEvents(Matching *matching)
{
	matching->n = 0;
	matching->in_order = true;
}

static void
NeedEvents(Matching *matching, int64 n)
{
	if (n <= matching->room)
		return;
	matching->room = Max(n, 2 * matching->room);
	matching->events = repalloc_huge(matching->events, matching->room * sizeof(CvmEvent));
}

static inline void
TakeEvent(Matching *matching, uint64 at, uint8 name)
{
	CvmEvent   *event = &matching->events[matching->n];

	event->at = (int64) at;
	event->name = name;
	matching->in_order &= matching->n == 0 || event[-1].at <= event->at;
	matching->n++;
}

/* They come in the order of their rows, which is that of time mostly; each but the first takes two bytes at least. */
static void
AddEvents(Matching *matching, const Trail *trail)
{
	CvReader	reader = {TrailBytes(trail), TrailBytes(trail) + trail->used};
	uint64		at = trail->first;

	NeedEvents(matching, matching->n + trail->used / 2 + 1);
	for (;;)
	{
		TakeEvent(matching, at, *reader.next++);
		if (reader.next == reader.end)
			return;
		at += (uint64) cv_get_signed(&reader);
	}
}

/* The furthest step; matching->match has the rest. */
static int
MatchEvents(Matching *matching)
{
	CvmEvent   *events = matching->events;
	int64		next;

	if (!matching->in_order)
		SortEvents(events, matching->n);
	cvm_match_begin(&matching->match, &matching->funnel);
	for (int64 i = 0; i < matching->n; i = next)
	{
		CHECK_FOR_INTERRUPTS();
		for (next = i + 1; next < matching->n && events[next].at == events[i].at;)
			next++;
		if (!cvm_match_instant(&matching->match, events, i, next))
			break;
	}
	return matching->match.furthest;
}

int
cv_match_trail(Matching *matching, const Trail *trail)
{
	BeginEvents(matching);
	AddEvents(matching, trail);
	return MatchEvents(matching);
}

/* The same of a flat open value, whose log is of one customer, who has no key */
int
cv_match_log(Matching *matching, const FunnelTally *funnel)
{
	const uint8 *bytes = (const uint8 *) funnel;
	CvReader	log = {bytes + cv_funnel_head_bytes(&funnel->head), bytes + funnel->head.used};

	BeginEvents(matching);
	while (log.next < log.end)
	{
		CvKey		key = cv_read_key(&log, (CvKeyKind) funnel->head.key_kind);
		Trail		trail;

		CHECK_FOR_INTERRUPTS();
		if (!log.failed)
			cv_trail_ops.read(&log, &trail);
		if (log.failed || key.a != 0)
			cv_refuse_log();
		AddEvents(matching, &trail);
	}
	return MatchEvents(matching);
}
