/* What values that are a head and a string of bytes are written into: see bytes.c */
#ifndef CV_CORE_BYTES_H
#define CV_CORE_BYTES_H

#include "postgres.h"

#include "core/head.h"
#include "lib/stringinfo.h"

extern void cv_begin_bytes(StringInfo bytes, const void *head, Size head_size);
extern uint8 *cv_entry_room(StringInfo bytes, Size room);
extern CvHead *cv_end_bytes(StringInfo bytes);

#endif
