/* Chains of a funnel against every chain that there is, in random logs full of ties and repeated names */
#include "unit.h"

#include <string.h>

#include "draws.h"
#include "math/chain.h"

#define LOGS		20000
#define MAX_EVENTS	9
#define MAX_NAMES	4

typedef struct Log
{
	CvmFunnel	funnel;
	CvmEvent	events[MAX_EVENTS];
	int			n;
} Log;

/* The best chain of those that were tried */
typedef struct Best
{
	int			steps;
	int64_t		times[CVM_MAX_STEPS];
} Best;

static int
Draw(int n)
{
	return (int) (Uniform() * n);
}

/* Steps have names of their first step, some of them more than once; in mode strict there are events that are no step. */
static void
DrawFunnel(CvmFunnel *funnel)
{
	int			names[6];
	int			steps = 1 + Draw(6);

	memset(funnel, 0, sizeof(*funnel));
	funnel->mode = (CvmFunnelMode) Draw(3);
	funnel->within = Draw(9);
	for (int i = 0; i < steps; i++)
	{
		int			first = 0;

		names[i] = Draw(MAX_NAMES);
		while (names[first] != names[i])
			first++;
		cvm_funnel_add(funnel, first);
	}
}

static void
DrawLog(Log *log)
{
	DrawFunnel(&log->funnel);
	log->n = 1 + Draw(MAX_EVENTS);
	for (int i = 0; i < log->n; i++)
	{
		log->events[i].at = (i > 0 ? log->events[i - 1].at : 0) + Draw(3) * Draw(2);
		log->events[i].name = log->funnel.mode == CVM_STRICT && Draw(6) == 0 ? CVM_NO_STEP : log->funnel.name_of[Draw(log->funnel.steps)];
	}
}

/* Is the chain further, or there first, or of those the one that began last, or then the one that made its steps first? */
static bool
IsBetter(const Best *best, int steps, const int64_t *times)
{
	if (steps != best->steps)
		return steps > best->steps;
	if (times[steps - 1] != best->times[steps - 1])
		return times[steps - 1] < best->times[steps - 1];
	if (times[0] != best->times[0])
		return times[0] > best->times[0];
	for (int i = 1; i < steps; i++)
		if (times[i] != best->times[i])
			return times[i] < best->times[i];
	return false;
}

static bool
IsBetween(const Log *log, int64_t from, int64_t until)
{
	for (int i = 0; i < log->n; i++)
		if (log->events[i].at > from && log->events[i].at < until)
			return true;
	return false;
}

static bool
MayFollow(const Log *log, const int64_t *times, int steps, int64_t at)
{
	if (steps == 0)
		return true;
	return at >= times[steps - 1] && at - times[0] <= log->funnel.within
		&& !(log->funnel.mode == CVM_STRICT && IsBetween(log, times[steps - 1], at));
}

/* All chains that go on from this one */
static void
TryChains(const Log *log, Best *best, int steps, int64_t *times, unsigned used)
{
	if (steps > 0 && IsBetter(best, steps, times))
	{
		best->steps = steps;
		memcpy(best->times, times, steps * sizeof(int64_t));
	}
	if (steps == log->funnel.steps)
		return;
	for (int i = 0; i < log->n; i++)
	{
		if (used & 1u << i || log->events[i].name != log->funnel.name_of[steps] || !MayFollow(log, times, steps, log->events[i].at))
			continue;
		times[steps] = log->events[i].at;
		TryChains(log, best, steps + 1, times, used | 1u << i);
	}
}

/* Steps done between two instants, each by a row of its own */
static int
DoneBetween(const Log *log, int64_t from, int64_t until)
{
	int			n = 0;
	unsigned	used = 0;

	for (int step = 0; step < log->funnel.steps; step++)
		for (int i = 0; i < log->n; i++)
			if (!(used & 1u << i) && log->events[i].name == log->funnel.name_of[step]
				&& log->events[i].at >= from && log->events[i].at <= until)
			{
				used |= 1u << i;
				n++;
				break;
			}
	return n;
}

/* The first window that does the most, and of those that end then the one that begins last */
static void
TryWindows(const Log *log, Best *best)
{
	for (int end = 0; end < log->n; end++)
		for (int start = 0; start <= end; start++)
		{
			int64_t		from = log->events[start].at;
			int64_t		until = log->events[end].at;
			int			n = until - from <= log->funnel.within ? DoneBetween(log, from, until) : 0;

			if (n > best->steps || (n > 0 && n == best->steps && until == best->times[1] && from > best->times[0]))
				*best = (Best)
			{
				n, {
					from, until
				}
			};
		}
}

static bool
SameTimes(const Best *best, const CvmMatch *match)
{
	int			told = match->funnel->mode == CVM_ANY ? 1 : best->steps;

	return best->steps == 0 || memcmp(best->times, match->times, told * sizeof(int64_t)) == 0;
}

static void
Match(const Log *log, CvmMatch *match)
{
	int			next;

	cvm_match_begin(match, &log->funnel);
	for (int i = 0; i < log->n; i = next)
	{
		for (next = i + 1; next < log->n && log->events[next].at == log->events[i].at;)
			next++;
		if (!cvm_match_instant(match, log->events, i, next))
			return;
	}
}

static void
TestLogs(void)
{
	static CvmMatch match;
	int			wrong = 0;
	int			wrong_times = 0;
	int			reached = 0;

	for (int i = 0; i < LOGS; i++)
	{
		Log			log;
		Best		best = {0};
		int64_t		times[CVM_MAX_STEPS];

		DrawLog(&log);
		if (log.funnel.mode == CVM_ANY)
			TryWindows(&log, &best);
		else
			TryChains(&log, &best, 0, times, 0);
		Match(&log, &match);
		wrong += match.furthest != best.steps;
		wrong_times += !SameTimes(&best, &match);
		reached += best.steps > 2;
	}
	near(wrong, 0, 0, "the furthest step of any chain");
	near(wrong_times, 0, 0, "and the times of the one that counts");
	ok(reached > LOGS / 5, "many get to step 3");
}

/* Times as far apart as bigints are: of mode ordered, two steps, a window of half of that */
static void
TestFarApart(void)
{
	static CvmMatch match;
	Log			log = {{.mode = CVM_ORDERED, .within = INT64_MAX}, {{INT64_MIN, 0}, {0, 1}}, 2};

	cvm_funnel_add(&log.funnel, 0);
	cvm_funnel_add(&log.funnel, 1);
	Match(&log, &match);
	ok(match.furthest == 1, "times further apart than a window can be");
	log.events[0].at++;
	Match(&log, &match);
	ok(match.furthest == 2, "and just within it");
}

int
main(void)
{
	TestLogs();
	TestFarApart();
	return done();
}
