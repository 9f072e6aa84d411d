/* How far a customer got in a funnel: see chain.c */
#ifndef CV_MATH_CHAIN_H
#define CV_MATH_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#define CVM_MAX_STEPS	64
#define CVM_NO_STEP		CVM_MAX_STEPS	/* the name of an event that is no step */

typedef enum CvmFunnelMode
{
	CVM_ORDERED,
	CVM_STRICT,
	CVM_ANY
} CvmFunnelMode;

typedef struct CvmEvent
{
	int64_t		at;
	int32_t		name;			/* the first step of that name, from 0, or CVM_NO_STEP */
} CvmEvent;

/* What is asked of every customer: all zero, then its steps are added */
typedef struct CvmFunnel
{
	CvmFunnelMode mode;
	int			steps;
	int64_t		within;
	uint8_t		name_of[CVM_MAX_STEPS]; /* per step the first one of the same name */
	uint8_t		need[CVM_MAX_STEPS + 1];	/* per name the steps that have it */
	uint8_t		last[CVM_MAX_STEPS + 1];	/* the last one of these, from 1, 0 = none; */
	uint8_t		before[CVM_MAX_STEPS + 1];	/* and of a step from 1 the one before it of the same
											 * name */
} CvmFunnel;

/* What is known of a customer, whose events come an instant after the other; large, so it is used again and again */
typedef struct CvmMatch
{
	const CvmFunnel *funnel;
	int			furthest;		/* the step that was reached, 0 = none */
	int64_t		times[CVM_MAX_STEPS];	/* when the winning chain made each step; of CVM_ANY only
										 * the first one is told, when its window begins */
	uint32_t	counts[CVM_MAX_STEPS + 1];	/* rows by name: of this instant, of CVM_ANY of the
											 * window; those of names that no step has mean nothing */
	bool		reached[CVM_MAX_STEPS + 1];
	int64_t		chains[CVM_MAX_STEPS + 1][CVM_MAX_STEPS];	/* per step the times of the chain that
															 * got there and began last */
	int			done;			/* steps done within the window, of CVM_ANY, */
	int64_t		tail;			/* and the number of its first event */
} CvmMatch;

/* Add a step; its name is the number, from 0, of the first step of the same name, perhaps its own. */
extern void cvm_funnel_add(CvmFunnel *funnel, int name);

/* Begin a customer.  The match keeps the funnel, which must outlive it. */
extern void cvm_match_begin(CvmMatch *match, const CvmFunnel *funnel);

/*
 * Go on with the events from first to before next, all that there are of an instant.  The events of a customer are one array of the caller's,
 * in the order of time, which CVM_ANY reads again from match->tail on.  True if there is more to reach.
 */
extern bool cvm_match_instant(CvmMatch *match, const CvmEvent *events, int64_t first, int64_t next);

#endif
