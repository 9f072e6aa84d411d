/* Interrupts in loops */
#ifndef CV_CORE_POLL_H
#define CV_CORE_POLL_H

#include "postgres.h"

#include "miscadmin.h"

/*
 * Look for interrupts in each 4,096th step of a loop: seldom enough to cost nothing, often enough for steps of some
 * hundred nanoseconds; a loop of few steps does not look at all.
 */
static inline void
cv_poll(uint64 step)
{
	if ((step & 0xfff) == 0xfff)
		CHECK_FOR_INTERRUPTS();
}

#endif
