/* Which step of a funnel an event is, by its name: see names.c */
#ifndef CV_JOURNEY_NAMES_H
#define CV_JOURNEY_NAMES_H

#include "postgres.h"

#include "core/compat.h"
#include "math/chain.h"

#define NAME_CLUES	(PG_UINT8_MAX + 1)
#define NAME_UNKNOWN	(-1)	/* no step, nor CVM_NO_STEP */

/* The first name with a clue: its step, and what else a name that is it has; where there is none, no step, which any name fits */
typedef struct NameGuess
{
	uint64		mask;			/* all bits, or none of a guess that any name fits */
	uint64		ends;
	int32		length;
	int32		step;
	const char *name;
} NameGuess;

/* The names of a funnel, which outlives it */
typedef struct StepNames
{
	NameGuess	guesses[NAME_CLUES];
} StepNames;

/* Begin with none; then add them in the order of their steps, from 0: a text that is not toasted. */
extern void cv_begin_names(StepNames *names);
extern void cv_add_name(StepNames *names, const char *name, int step);

/* The first and the last letters of a name of four letters at least, which are all of one of up to 8 */
static inline uint64
cv_name_ends(const char *name, int length)
{
	uint32		first;
	uint32		last;

	memcpy(&first, name, sizeof(first));
	memcpy(&last, name + length - sizeof(last), sizeof(last));
	return (uint64) last << 32 | first;
}

/* Most names differ in it. */
static inline uint8
cv_name_clue(uint64 ends, int length)
{
	return (uint8) ((ends + length) * UINT64CONST(0x9E3779B97F4A7C15) >> 56);
}

/*
 * The step of a name, or NAME_UNKNOWN where it takes more than a guess.  Nobody can foretell the names of events, so there are no branches
 * that differ between short ones.
 */
static inline int
cv_guess_name(const StepNames *names, const char *name, int length)
{
	const NameGuess *guess;
	uint64		ends;

	if (unlikely(length < (int) sizeof(uint32)))
		return NAME_UNKNOWN;
	ends = cv_name_ends(name, length);
	guess = &names->guesses[cv_name_clue(ends, length)];
	if (unlikely((((guess->ends ^ ends) | (uint64) (guess->length ^ length)) & guess->mask) != 0))
		return NAME_UNKNOWN;
	if (unlikely(length > (int) sizeof(ends)) && guess->mask != 0 && memcmp(guess->name, name, length) != 0)
		return NAME_UNKNOWN;
	return guess->step;
}

#endif
