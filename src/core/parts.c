/*
 * parts.c
 *		Rows of bytes, a great many, each in one of some parts by the hash of its customer.
 *
 * A table of customers that does not fit the processor's caches costs waits for memory at each row, and a place for the rows of each
 * customer costs more of them.  So rows are only written down, one behind the other, and when there are many, into one of some parts
 * by the hash of their customer: all rows of a customer are in one, and writing touches no more than the last line of each.  When
 * somebody asks, one part after the other is put in the order of its customers, which the nearest caches hold.
 */
#include "core/parts.h"

#include "core/huge.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define FIRST_CHUNK		1024
#define LAST_CHUNK		16384
#define SLAB			((Size) 8 << 20)	/* chunks of many parts are cut from; a multiple of
											 * huge pages */

static void
SetParts(CvParts *parts, uint32 n)
{
	parts->n = n;
	parts->parts = MemoryContextAllocZero(parts->context, n * sizeof(CvPart));
	parts->chunks = MemoryContextAllocZero(parts->context, n * sizeof(CvChunks));
	parts->bytes = 0;
}

void
cv_begin_parts(CvParts *parts, MemoryContext context)
{
	memset(parts, 0, sizeof(*parts));
	parts->context = context;
	SetParts(parts, 1);
}

/* While there is one part only, chunks are freed one by one; later they come from slabs. */
static CvChunk *
NewChunk(CvParts *parts, Size size)
{
	CvChunk    *chunk;

	if (parts->n == 1)
		return MemoryContextAllocHuge(parts->context, size);
	if (size > parts->slab_left)
	{
		parts->slab_left = Max(SLAB, size);
		parts->slab = (char *) TYPEALIGN(CV_HUGE_PAGE, cv_huge_alloc(parts->context, parts->slab_left + CV_HUGE_PAGE));
	}
	chunk = (CvChunk *) parts->slab;
	parts->slab += size;
	parts->slab_left -= size;
	return chunk;
}

/* Room for so many bytes: chunks grow with what there is already */
void
cv_add_chunk(CvParts *parts, CvPart *part, Size bytes)
{
	CvChunks   *chunks = &parts->chunks[part - parts->parts];
	Size		size = Min(LAST_CHUNK, Max(FIRST_CHUNK, parts->bytes / parts->n / 2));
	CvChunk    *chunk;

	size = MAXALIGN(Max(size, offsetof(CvChunk, bytes) + bytes));
	chunk = NewChunk(parts, size);
	chunk->next = NULL;
	if (chunks->last)
	{
		chunks->last->end = part->next;
		chunks->last->next = chunk;
	}
	else
		chunks->first = chunk;
	chunks->last = chunk;
	part->next = chunk->bytes;
	part->end = (uint8 *) chunk + size;
	parts->bytes += size;
}

const CvChunk *
cv_chunks_of(const CvParts *parts, uint32 i)
{
	if (parts->chunks[i].last)
		parts->chunks[i].last->end = parts->parts[i].next;
	return parts->chunks[i].first;
}

Size
cv_bytes_of(const CvChunk *chunk)
{
	Size		bytes = 0;

	for (; chunk; chunk = chunk->next)
		bytes += chunk->end - chunk->bytes;
	return bytes;
}

void
cv_spread_parts(CvParts *parts, uint32 n, void (*put) (const CvChunk *chunk, void *arg), void *arg)
{
	const CvChunk *chunk = cv_chunks_of(parts, 0);
	const CvChunk *next;

	pfree(parts->parts);
	pfree(parts->chunks);
	SetParts(parts, n);
	for (; chunk; chunk = next)
	{
		put(chunk, arg);
		next = chunk->next;
		pfree(unconstify(CvChunk *, chunk));
	}
}
