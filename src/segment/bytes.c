/*
 * bytes.c
 *		What the values of this room are written into, and how many customers a row stands for.
 */
#include "segment/bytes.h"

#include "core/aggregate.h"
#include "core/check.h"
#include "utils/memutils.h"

void
cv_begin_bytes(StringInfo bytes, const void *head, Size head_size)
{
	initStringInfo(bytes);
	appendBinaryStringInfo(bytes, head, (int) head_size);
}

/* Where the next entry goes, of that many bytes at most; the caller adds those it takes to the length */
uint8	   *
cv_entry_room(StringInfo bytes, int room)
{
	if (bytes->len + room >= MaxAllocSize)
		cv_refuse_size();
	enlargeStringInfo(bytes, room);
	return (uint8 *) bytes->data + bytes->len;
}

CvHead	   *
cv_end_bytes(StringInfo bytes)
{
	SET_VARSIZE(bytes->data, bytes->len);
	return (CvHead *) bytes->data;
}

/* Argument n of a transition: 1 where there is none */
int64
cv_customers_of_row(FunctionCallInfo fcinfo, int n)
{
	return n < PG_NARGS() ? cv_check_whole(PG_GETARG_FLOAT8(n), "customers") : 1;
}
