/*
 * chain.c
 *		How far a customer got in a funnel.
 *
 * The events of a customer come in the order of time, all those of one instant together.  A chain makes its steps at
 * times that do not decrease, each with a row of its own, and all within a window that begins with the first step.
 *
 * Who looks for the first step, then for the next one after it, and so on, misses a customer who looks, waits and
 * begins anew.  Here every first step may begin a chain.  Of the chains that have got to a step the one that
 * began last is kept, for what any other can still reach it reaches, too; of those that began at the same time the first
 * that got there, for it leaves the later steps the most rows.  At an instant each kept chain walks on
 * as far as the rows of the instant last, from the furthest one to a new one, so that no row serves a chain twice.
 * That is steps times instants, at the most times steps where many rows share an instant.
 *
 * Nothing here depends on the order of the rows of an instant.
 */
#include "math/chain.h"

#include <string.h>

/* One step more, of a name that is the number of the first step of that name */
void
cvm_funnel_add(CvmFunnel *funnel, int name)
{
	int			step = ++funnel->steps;

	funnel->name_of[step - 1] = (uint8_t) name;
	funnel->need[name]++;
	funnel->before[step] = funnel->last[name];
	funnel->last[name] = (uint8_t) step;
}

void
cvm_match_begin(CvmMatch *match, const CvmFunnel *funnel)
{
	match->funnel = funnel;
	match->furthest = 0;
	match->done = 0;
	match->tail = 0;
	memset(match->counts, 0, (size_t) funnel->steps * sizeof(match->counts[0]));
	match->counts[CVM_NO_STEP] = 0;
	memset(match->reached, 0, (size_t) funnel->steps + 1);
}

static inline bool
IsWithin(const CvmFunnel *funnel, int64_t from, int64_t until)
{
	return (uint64_t) until - (uint64_t) from <= (uint64_t) funnel->within;
}

/* ---------- chains ---------- */

static inline void
KeepChain(CvmMatch *match, int step, const int64_t * times)
{
	if (match->reached[step] && match->chains[step][0] >= times[0])
		return;
	match->reached[step] = true;
	memcpy(match->chains[step], times, (size_t) step * sizeof(int64_t));
}

/* The same for a chain that was kept at a step, or one that begins, and takes one step more */
static inline void
StepOn(CvmMatch *match, int step, int64_t at)
{
	const		int64_t *before = match->chains[step];
	int64_t    *times = match->chains[step + 1];

	if (match->reached[step + 1] && times[0] >= (step > 0 ? before[0] : at))
		return;
	match->reached[step + 1] = true;
	for (int i = 0; i < step; i++)
		times[i] = before[i];
	times[step] = at;
}

/* From a step that was reached before this instant, or from 0, as far as the rows last */
static void
WalkOn(CvmMatch *match, int step, int64_t at)
{
	const CvmFunnel *funnel = match->funnel;
	uint32_t	used[CVM_MAX_STEPS] = {0};
	int64_t		times[CVM_MAX_STEPS];

	memcpy(times, match->chains[step], (size_t) step * sizeof(int64_t));
	for (; step < funnel->steps; step++)
	{
		int			name = funnel->name_of[step];

		if (used[name]++ == match->counts[name])
			return;
		times[step] = at;
		KeepChain(match, step + 1, times);
	}
}

/* Can a chain of so many steps go on at this instant? */
static inline bool
IsOpen(const CvmMatch *match, int step, int64_t at)
{
	return step == 0 || (match->reached[step] && IsWithin(match->funnel, match->chains[step][0], at));
}

static void
WalkAll(CvmMatch *match, int64_t at)
{
	const CvmFunnel *funnel = match->funnel;

	for (int step = funnel->steps; step >= 0; step--)
	{
		if (step < funnel->steps && match->counts[funnel->name_of[step]] > 0 && IsOpen(match, step, at))
			WalkOn(match, step, at);
		/* What a strict chain does not do at the next instant, it never does. */
		if (funnel->mode == CVM_STRICT)
			match->reached[step] = false;
	}
}

/* The same where the instant has one row, which is one step of each chain, and nothing ends chains: most instants are that. */
static void
StepAll(CvmMatch *match, const CvmEvent *event)
{
	const CvmFunnel *funnel = match->funnel;

	for (int step = funnel->last[event->name]; step > 0; step = funnel->before[step])
		if (IsOpen(match, step - 1, event->at))
			StepOn(match, step - 1, event->at);
}

/* The first time that a step is reached decides.  Who gets further gets to the next step, at least. */
static void
TellFurthest(CvmMatch *match)
{
	int			step = match->funnel->steps;

	if (match->furthest == step || !match->reached[match->furthest + 1])
		return;
	while (!match->reached[step])
		step--;
	match->furthest = step;
	memcpy(match->times, match->chains[step], (size_t) step * sizeof(int64_t));
}

/* ---------- windows ---------- */

static void
EnterWindow(CvmMatch *match, const CvmEvent *event)
{
	match->done += match->counts[event->name]++ < match->funnel->need[event->name];
}

static void
LeaveWindow(CvmMatch *match, const CvmEvent *event)
{
	match->done -= --match->counts[event->name] < match->funnel->need[event->name];
	match->tail++;
}

/* Does the window do with less, at its beginning? */
static bool
IsSpare(const CvmMatch *match, const CvmEvent *event)
{
	return match->counts[event->name] > match->funnel->need[event->name];
}

/* The window that ends at this instant; of the first one that does the most, the latest start is told */
static void
SlideWindow(CvmMatch *match, const CvmEvent *events, int64_t first, int64_t next)
{
	int64_t		at = events[first].at;

	for (int64_t i = first; i < next; i++)
		EnterWindow(match, &events[i]);
	while (!IsWithin(match->funnel, events[match->tail].at, at))
		LeaveWindow(match, &events[match->tail]);
	if (match->done <= match->furthest)
		return;
	while (IsSpare(match, &events[match->tail]))
		LeaveWindow(match, &events[match->tail]);
	match->furthest = match->done;
	match->times[0] = events[match->tail].at;
}

/* ---------- instants ---------- */

static void
WalkInstant(CvmMatch *match, const CvmEvent *events, int64_t first, int64_t next)
{
	for (int64_t i = first; i < next; i++)
		match->counts[events[i].name]++;
	WalkAll(match, events[first].at);
	for (int64_t i = first; i < next; i++)
		match->counts[events[i].name] = 0;
}

/* The events from first to before next, all of one instant; is there more to reach? */
bool
cvm_match_instant(CvmMatch *match, const CvmEvent *events, int64_t first, int64_t next)
{
	if (match->funnel->mode == CVM_ANY)
		SlideWindow(match, events, first, next);
	else
	{
		if (next == first + 1 && match->funnel->mode == CVM_ORDERED)
			StepAll(match, &events[first]);
		else
			WalkInstant(match, events, first, next);
		TellFurthest(match);
	}
	return match->furthest < match->funnel->steps;
}
