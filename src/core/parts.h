/* Rows of bytes, a great many, each in one of some parts by the hash of its customer: see parts.c */
#ifndef CV_CORE_PARTS_H
#define CV_CORE_PARTS_H

#include "postgres.h"

typedef struct CvChunk
{
	struct CvChunk *next;
	uint8	   *end;			/* of what is written */
	uint8		bytes[FLEXIBLE_ARRAY_MEMBER];
} CvChunk;

/* What is touched at each row: as little as can be, for there are many parts */
typedef struct CvPart
{
	uint8	   *next;			/* where the next row goes, */
	uint8	   *end;			/* if it ends before here */
} CvPart;

typedef struct CvChunks
{
	CvChunk    *first;			/* NULL where there are none */
	CvChunk    *last;
} CvChunks;

typedef struct CvParts
{
	MemoryContext context;		/* of all that follows; nothing but the context frees it */
	uint32		n;				/* parts: 1, or a power of two */
	CvPart	   *parts;
	CvChunks   *chunks;			/* of each */
	Size		bytes;			/* of all chunks */
	char	   *slab;
	Size		slab_left;
} CvParts;

/* One part, and nothing in it */
extern void cv_begin_parts(CvParts *parts, MemoryContext context);

/* More room at the end of a part: cv_part_room() calls it. */
extern void cv_add_chunk(CvParts *parts, CvPart *part, Size bytes);

/*
 * n parts instead of one.  put is shown each chunk of that, and puts its rows again, into other parts; then the chunk is freed.
 */
extern void cv_spread_parts(CvParts *parts, uint32 n, void (*put) (const CvChunk *chunk, void *arg), void *arg);

/* Before the i-th part is read: its first chunk, NULL where there are no rows; each has rows up to its end */
extern const CvChunk *cv_chunks_of(const CvParts *parts, uint32 i);

/* How many bytes these chunks have */
extern Size cv_bytes_of(const CvChunk *chunk);

static inline CvPart *
cv_part_of(CvParts *parts, uint64 hash)
{
	return &parts->parts[hash & (parts->n - 1)];
}

#define CV_FETCH_AHEAD	128		/* bytes */

/*
 * Room for a row of so many bytes, which the caller writes at once; it is the parts' own, and stays where it is, unless it is not to be
 * kept: then the next row goes there.  What is written next is fetched: a store that misses the caches would hold up the server's next row.
 */
static inline uint8 *
cv_part_row(CvParts *parts, CvPart *part, Size bytes, bool keep)
{
	uint8	   *row;

	if (unlikely(bytes > (Size) (part->end - part->next)))
		cv_add_chunk(parts, part, bytes);
	row = part->next;
	part->next += bytes & -(Size) keep;
	__builtin_prefetch(part->next + CV_FETCH_AHEAD, 1);
	return row;
}

#endif
