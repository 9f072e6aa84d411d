/* A JSON text with the places of its values, so that they can be read in any order without a tree */
#ifndef CV_CORE_TAPE_H
#define CV_CORE_TAPE_H

#include "postgres.h"

#define CV_TAPE_DEPTH	8		/* containers within each other, of all forms here */

/*
 * A value is told by where it begins in the text.  A container takes another place on the tape, that of
 * the first value after its own, so that it can be passed.
 */
typedef struct CvTape
{
	const char *text;
	uint32	   *places;
	uint32		n;
	uint32		room;
} CvTape;

/*
 * Read a text, which must be a JSON object of this type and outlive the tape; another one is an error.  The places are in the current
 * context.
 */
extern void cv_tape_read(CvTape *tape, char *text, const char *type);

/* The place behind a value and all that it contains */
extern uint32 cv_tape_next(const CvTape *tape, uint32 i);

/* True if the member whose value is at this place has this key, which has no characters that would be escaped */
extern bool cv_tape_has_key(const CvTape *tape, uint32 i, const char *key);

/*
 * The string at this place, or NULL if there is none; and the key of the member whose value is at this place.  They are terminated, in
 * memory of their own in the current context, and the caller's.
 */
extern char *cv_tape_string(const CvTape *tape, uint32 i, int *length);
extern char *cv_tape_key(const CvTape *tape, uint32 i, int *length);

/* The text of a value from its first character on; it is not terminated where the value ends. */
static inline const char *
cv_tape_at(const CvTape *tape, uint32 i)
{
	return tape->text +tape->places[i];
}

#endif
