/* What the values of this room are written into, and how many customers a row stands for: see bytes.c */
#ifndef CV_SEGMENT_BYTES_H
#define CV_SEGMENT_BYTES_H

#include "postgres.h"

#include "core/head.h"
#include "lib/stringinfo.h"

extern void cv_begin_bytes(StringInfo bytes, const void *head, Size head_size);
extern uint8 *cv_entry_room(StringInfo bytes, int room);
extern CvHead *cv_end_bytes(StringInfo bytes);
extern int64 cv_customers_of_row(FunctionCallInfo fcinfo, int n);

#endif
