/*
 * trail.c
 *		What the customer table remembers of customers for a funnel: their events, in the order they came.
 *
 * An event is the number of its name, a byte, and before it how far it is from the event before, a varint: seven bytes
 * where events are hours apart.  The first six or so of a customer lie within the table.
 */
#include "core/aggregate.h"
#include "journey/funnel.h"
#include "utils/memutils.h"

#define INSIDE		sizeof(((Trail *) NULL)->u.inside)
#define FIRST_ROOM	128			/* a power of two, as the server hands out */

/* Of one event; the rest of its room is not set */
void
cv_first_event(Trail *trail, int64 at, int name)
{
	trail->first = trail->last = at;
	trail->used = 1;
	trail->room = 0;
	trail->u.inside[0] = (uint8) name;
}

static inline int64
TimeBetween(int64 from, int64 until)
{
	return (int64) ((uint64) until - (uint64) from);
}

/* Room for more bytes, where they are to go */
static uint8 *
TrailRoom(Trail *trail, Size bytes, MemoryContext context)
{
	Size		needed = trail->used + bytes;
	Size		room = Max(trail->room, FIRST_ROOM);
	uint8	   *outside;

	if (needed <= (trail->room > 0 ? trail->room : INSIDE))
		return unconstify(uint8 *, TrailBytes(trail)) + trail->used;
	if (needed > MaxAllocSize / 2)
		cv_refuse_size();
	while (room < needed)
		room *= 2;
	outside = MemoryContextAlloc(context, room);
	memcpy(outside, TrailBytes(trail), trail->used);
	if (trail->room > 0)
		pfree(trail->u.outside);
	trail->u.outside = outside;
	trail->room = (uint32) room;
	return outside + trail->used;
}

static void
AppendBytes(Trail *trail, const uint8 *bytes, Size n, MemoryContext context)
{
	memcpy(TrailRoom(trail, n, context), bytes, n);
	trail->used += n;
}

static bool
MergeTrail(void *into, const void *from, MemoryContext context)
{
	Trail	   *a = into;
	const Trail *b = from;
	uint8		between[CV_VARINT_MAX];

	if (a->used == 0)
		a->first = b->first;
	else
		AppendBytes(a, between, cv_write_signed(between, TimeBetween(a->last, b->first)), context);
	AppendBytes(a, TrailBytes(b), b->used, context);
	a->last = b->last;
	return a->room > 0;
}

/* What is appended to comes behind what there is, or all of it is read. */
static void
PrefetchTrail(const void *payload, const void *from)
{
	const Trail *trail = payload;

	if (trail->room > 0)
		__builtin_prefetch(trail->u.outside + (from ? trail->used : 0), 1);
}

static Size
TrailLength(const void *payload)
{
	return 3 * CV_VARINT_MAX + ((const Trail *) payload)->used;
}

static Size
WriteTrail(uint8 *bytes, const void *payload)
{
	const Trail *trail = payload;
	uint8	   *end = bytes + cv_write_varint(bytes, trail->used);

	end += cv_write_signed(end, trail->first);
	end += cv_write_signed(end, TimeBetween(trail->first, trail->last));
	memcpy(end, TrailBytes(trail), trail->used);
	return end + trail->used - bytes;
}

/* Is it what rows can add? */
static bool
IsTrail(const Trail *trail)
{
	CvReader	reader = {TrailBytes(trail), TrailBytes(trail) + trail->used};
	uint64		at = trail->first;

	for (;;)
	{
		if (reader.failed || reader.next == reader.end || *reader.next++ > CVM_NO_STEP || !IS_VALID_TIMESTAMP((int64) at))
			return false;
		if (reader.next == reader.end)
			return (int64) at == trail->last;
		at += (uint64) cv_get_signed(&reader);
	}
}

/* Bytes that have no place inside stay where they are. */
static void
ReadTrail(CvReader *reader, void *payload)
{
	Trail	   *trail = payload;
	uint64		used = cv_get_varint(reader);

	trail->first = cv_get_signed(reader);
	trail->last = (int64) ((uint64) trail->first + (uint64) cv_get_signed(reader));
	reader->failed |= used == 0 || used > (uint64) (reader->end - reader->next);
	if (reader->failed)
		return;
	trail->used = (uint32) used;
	trail->room = used > INSIDE ? (uint32) used : 0;
	if (trail->room > 0)
		trail->u.outside = unconstify(uint8 *, reader->next);
	else
		memcpy(trail->u.inside, reader->next, used);
	reader->next += used;
	reader->failed = reader->foreign && !IsTrail(trail);
}

const CvCustomerOps cv_trail_ops = {
	sizeof(Trail), MergeTrail, PrefetchTrail, TrailLength, WriteTrail, ReadTrail
};
