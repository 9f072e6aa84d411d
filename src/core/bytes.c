/*
 * bytes.c
 *		What values that are a head and a string of bytes are written into.
 */
#include "core/bytes.h"

#include "core/aggregate.h"
#include "utils/memutils.h"

void
cv_begin_bytes(StringInfo bytes, const void *head, Size head_size)
{
	initStringInfo(bytes);
	appendBinaryStringInfo(bytes, head, (int) head_size);
}

/* Where the next entry goes, of that many bytes at most; the caller adds those it takes to the length */
uint8	   *
cv_entry_room(StringInfo bytes, Size room)
{
	if (bytes->len + room >= MaxAllocSize)
		cv_refuse_size();
	enlargeStringInfo(bytes, (int) room);
	return (uint8 *) bytes->data + bytes->len;
}

CvHead	   *
cv_end_bytes(StringInfo bytes)
{
	SET_VARSIZE(bytes->data, bytes->len);
	return (CvHead *) bytes->data;
}
