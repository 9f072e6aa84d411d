/* What values that are a head and a string of bytes are written into: see bytes.c */
#ifndef CV_CORE_BYTES_H
#define CV_CORE_BYTES_H

#include "postgres.h"

#include "core/head.h"
#include "lib/stringinfo.h"

/* Begin the string, in the current context, with a copy of the head */
extern void cv_begin_bytes(StringInfo bytes, const void *head, Size head_size);

/*
 * Where the next entry goes, of that many bytes at most; the caller adds those it takes to the length.  The place is the string's, and moves
 * when more room is asked for.
 */
extern uint8 *cv_entry_room(StringInfo bytes, Size room);

/* The value: it is the bytes of the string, which is at its end and must be neither freed nor appended to */
extern CvHead *cv_end_bytes(StringInfo bytes);

#endif
