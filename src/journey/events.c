/*
 * events.c
 *		Events of many customers, in no order, until the events of each customer are asked for.
 *
 * A table of customers that does not fit the processor's caches costs waits for memory at each event, and a place for the events of each
 * customer costs more of them.  So events are only written down, one behind the other, and when there are many, into one of PARTS
 * files by the hash of their customer: all events of a customer are in one, and writing touches no more than the last line of each.
 * When somebody asks, one file after the other is put in the order of its customers, which the nearest caches hold.
 *
 * Memory per event: 9 bytes and the key (8 bytes, 16 for uuid, 4 and its bytes for text).
 */
#include "journey/events.h"

#include "core/aggregate.h"
#include "core/huge.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define PARTS			128
#define SPREAD			(1024 * 1024)	/* bytes of a single part after which there are PARTS of
										 * them */
#define FIRST_CHUNK		1024
#define LAST_CHUNK		16384
#define SLAB			((Size) 4 << 20)	/* chunks of many parts are cut from */
#define EVENT_BYTES		9		/* time and name, behind the key */
#define FIRST_CUSTOMERS	1024	/* of a part; a power of two */

typedef struct Chunk
{
	struct Chunk *next;
	uint8	   *end;			/* of what is written */
	uint8		bytes[FLEXIBLE_ARRAY_MEMBER];
} Chunk;

typedef struct Part
{
	uint8	   *next;			/* where the next event goes, */
	uint8	   *end;			/* if it ends before here */
	Chunk	   *first;
	Chunk	   *last;
	int64		n;				/* events */
} Part;

struct Events
{
	MemoryContext context;
	CvKeyKind	kind;
	CvSeed		seed;
	int			n_parts;
	Part	   *parts;
	Size		bytes;			/* of all chunks */
	char	   *slab;
	Size		slab_left;
};

Events	   *
cv_new_events(MemoryContext context, CvKeyKind kind)
{
	Events	   *events = MemoryContextAllocZero(context, sizeof(Events));

	events->context = context;
	events->kind = kind;
	events->seed = cv_new_seed();
	events->n_parts = 1;
	events->parts = MemoryContextAllocZero(context, sizeof(Part));
	return events;
}

/* ---------- writing ---------- */

static inline Part *
PartOf(Events *events, CvKeyKind kind, CvKey key)
{
	return events->n_parts == 1 ? events->parts : &events->parts[cv_hash_key(&events->seed, kind, key) % PARTS];
}

static inline Size
KeyBytes(CvKeyKind kind, CvKey key)
{
	return kind == CV_KEY_BIGINT ? sizeof(uint64) : kind == CV_KEY_UUID ? sizeof(CvKey) : sizeof(uint32) + key.b;
}

static inline uint8 *
WriteKey(uint8 *bytes, CvKeyKind kind, CvKey key)
{
	uint32		length = (uint32) key.b;

	if (kind != CV_KEY_TEXT)
	{
		memcpy(bytes, &key, KeyBytes(kind, key));
		return bytes + KeyBytes(kind, key);
	}
	memcpy(bytes, &length, sizeof(length));
	memcpy(bytes + sizeof(length), cv_key_bytes(key), length);
	return bytes + sizeof(length) + length;
}

/* While there is one part only, chunks are freed one by one; later they come from slabs. */
static Chunk *
NewChunk(Events *events, Size size)
{
	Chunk	   *chunk;

	if (events->n_parts == 1)
		return MemoryContextAllocHuge(events->context, size);
	if (size > events->slab_left)
	{
		events->slab_left = Max(SLAB, size);
		events->slab = cv_huge_alloc(events->context, events->slab_left);
	}
	chunk = (Chunk *) events->slab;
	events->slab += size;
	events->slab_left -= size;
	return chunk;
}

/* Room for so many bytes: chunks grow with what there is already */
static void
AddChunk(Events *events, Part *part, Size bytes)
{
	Size		size = Min(LAST_CHUNK, Max(FIRST_CHUNK, events->bytes / events->n_parts / 2));
	Chunk	   *chunk;

	size = MAXALIGN(Max(size, offsetof(Chunk, bytes) + bytes));
	chunk = NewChunk(events, size);
	chunk->next = NULL;
	if (part->last)
	{
		part->last->end = part->next;
		part->last->next = chunk;
	}
	else
		part->first = chunk;
	part->last = chunk;
	part->next = chunk->bytes;
	part->end = (uint8 *) chunk + size;
	events->bytes += size;
}

static inline void
PutEvent(Events *events, CvKeyKind kind, CvKey key, int64 at, int name)
{
	Part	   *part = PartOf(events, kind, key);
	Size		bytes = KeyBytes(kind, key) + EVENT_BYTES;
	uint8	   *end;

	if (unlikely(bytes > (Size) (part->end - part->next)))
		AddChunk(events, part, bytes);
	end = WriteKey(part->next, kind, key);
	memcpy(end, &at, sizeof(at));
	end[sizeof(at)] = (uint8) name;
	part->next = end + EVENT_BYTES;
	part->n++;
}

/* ---------- reading ---------- */

static inline const uint8 *
ReadEvent(const uint8 *bytes, CvKeyKind kind, CvKey *key, CvmEvent *event)
{
	*key = (CvKey)
	{
		0, 0
	};
	if (kind == CV_KEY_TEXT)
	{
		uint32		length;

		memcpy(&length, bytes, sizeof(length));
		key->a = (uint64) (uintptr_t) (bytes + sizeof(length));
		key->b = length;
	}
	else
		memcpy(key, bytes, KeyBytes(kind, *key));
	bytes += KeyBytes(kind, *key);
	memcpy(&event->at, bytes, sizeof(event->at));
	event->name = bytes[sizeof(event->at)];
	return bytes + EVENT_BYTES;
}

/* The single part becomes many. */
static void
SpreadParts(Events *events)
{
	Part	   *single = events->parts;

	single->last->end = single->next;
	events->parts = MemoryContextAllocZero(events->context, PARTS * sizeof(Part));
	events->n_parts = PARTS;
	events->bytes = 0;
	for (Chunk *chunk = single->first, *next; chunk; chunk = next)
	{
		CvKey		key;
		CvmEvent	event;

		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end;)
		{
			bytes = ReadEvent(bytes, events->kind, &key, &event);
			PutEvent(events, events->kind, key, event.at, event.name);
		}
		next = chunk->next;
		pfree(chunk);
	}
	pfree(single);
}

/* For each kind of key its own code */
void
cv_put_event(Events *events, CvKey key, int64 at, int name)
{
	if (events->n_parts == 1 && events->bytes > SPREAD)
		SpreadParts(events);
	if (events->kind == CV_KEY_BIGINT)
		PutEvent(events, CV_KEY_BIGINT, key, at, name);
	else if (events->kind == CV_KEY_UUID)
		PutEvent(events, CV_KEY_UUID, key, at, name);
	else
		PutEvent(events, CV_KEY_TEXT, key, at, name);
}

/* ---------- by customer ---------- */

/* A part in the order of its customers, who are numbered as they come; it is used for one part after the other */
typedef struct Grouping
{
	MemoryContext context;		/* of all that follows */
	int64		room;			/* events */
	uint32	   *customers;		/* of the events, in the order of the part, */
	CvmEvent   *events;			/* and the events by customer */

	/* customers */
	int64		n;
	int64		mask;			/* slots - 1; there are twice as many as there is room for
								 * customers */
	uint32	   *slots;			/* by hash, the number of a customer + 1, or 0 */
	CvKey	   *keys;
	int64	   *ends;			/* how many events they have, then where the next one goes */
} Grouping;

static inline int64
CustomerRoom(const Grouping *grouping)
{
	return (grouping->mask + 1) / 2;
}

static void
BeginGrouping(Grouping *grouping)
{
	memset(grouping, 0, sizeof(*grouping));
	grouping->context = AllocSetContextCreate(CurrentMemoryContext, "custval events", ALLOCSET_DEFAULT_SIZES);
	grouping->mask = 2 * FIRST_CUSTOMERS - 1;
	grouping->slots = MemoryContextAlloc(grouping->context, 2 * FIRST_CUSTOMERS * sizeof(uint32));
	grouping->keys = MemoryContextAlloc(grouping->context, FIRST_CUSTOMERS * sizeof(CvKey));
	grouping->ends = MemoryContextAlloc(grouping->context, FIRST_CUSTOMERS * sizeof(int64));
}

/* Makes it empty, with room for so many events */
static void
BeginPart(Grouping *grouping, int64 n)
{
	if (n >= PG_UINT32_MAX)
		cv_refuse_size();
	if (n > grouping->room)
	{
		if (grouping->room > 0)
		{
			pfree(grouping->customers);
			pfree(grouping->events);
		}
		grouping->room = n + n / 8;
		grouping->customers = cv_huge_alloc(grouping->context, grouping->room * sizeof(uint32));
		grouping->events = cv_huge_alloc(grouping->context, grouping->room * sizeof(CvmEvent));
	}
	grouping->n = 0;
	memset(grouping->slots, 0, (grouping->mask + 1) * sizeof(uint32));
}

/* The slot where a search for a key begins; the bits that its part was found by are the same in all keys of that. */
static inline int64
HomeSlot(const Grouping *grouping, const CvSeed *seed, CvKeyKind kind, CvKey key)
{
	return (int64) (cv_hash_key(seed, kind, key) / PARTS) & grouping->mask;
}

static void
GrowCustomers(Grouping *grouping, const CvSeed *seed, CvKeyKind kind)
{
	int64		room = 2 * CustomerRoom(grouping);

	grouping->keys = repalloc_huge(grouping->keys, room * sizeof(CvKey));
	grouping->ends = repalloc_huge(grouping->ends, room * sizeof(int64));
	pfree(grouping->slots);
	grouping->slots = MemoryContextAllocExtended(grouping->context, 2 * room * sizeof(uint32), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	grouping->mask = 2 * room - 1;
	for (int64 i = 0; i < grouping->n; i++)
	{
		int64		slot = HomeSlot(grouping, seed, kind, grouping->keys[i]);

		while (grouping->slots[slot] != 0)
			slot = (slot + 1) & grouping->mask;
		grouping->slots[slot] = (uint32) i + 1;
	}
}

static uint32
NumberNew(Grouping *grouping, const CvSeed *seed, CvKeyKind kind, CvKey key, int64 slot)
{
	uint32		number = (uint32) grouping->n++;

	grouping->slots[slot] = number + 1;
	grouping->keys[number] = key;
	grouping->ends[number] = 0;
	if (grouping->n == CustomerRoom(grouping))
		GrowCustomers(grouping, seed, kind);
	return number;
}

static inline uint32
NumberOf(Grouping *grouping, const CvSeed *seed, CvKeyKind kind, CvKey key)
{
	int64		slot = HomeSlot(grouping, seed, kind, key);

	for (; grouping->slots[slot] != 0; slot = (slot + 1) & grouping->mask)
		if (cv_keys_equal(kind, grouping->keys[grouping->slots[slot] - 1], key))
			return grouping->slots[slot] - 1;
	return NumberNew(grouping, seed, kind, key, slot);
}

static inline void
NumberEvents(Grouping *grouping, const Events *events, CvKeyKind kind, const Part *part)
{
	uint32	   *customer = grouping->customers;
	CvKey		key;
	CvmEvent	event;

	for (const Chunk *chunk = part->first; chunk; chunk = chunk->next)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end; customer++)
		{
			bytes = ReadEvent(bytes, kind, &key, &event);
			*customer = NumberOf(grouping, &events->seed, kind, key);
			grouping->ends[*customer]++;
		}
	}
}

static inline void
PlaceEvents(Grouping *grouping, CvKeyKind kind, const Part *part)
{
	const uint32 *customer = grouping->customers;
	CvKey		key;

	for (const Chunk *chunk = part->first; chunk; chunk = chunk->next)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end; customer++)
		{
			CvmEvent	event;

			bytes = ReadEvent(bytes, kind, &key, &event);
			grouping->events[grouping->ends[*customer]++] = event;
		}
	}
}

static void
BeginPlaces(Grouping *grouping)
{
	int64		sum = 0;

	for (int64 i = 0; i < grouping->n; i++)
	{
		int64		n = grouping->ends[i];

		grouping->ends[i] = sum;
		sum += n;
	}
}

static void
GroupPart(Grouping *grouping, const Events *events, CvKeyKind kind, const Part *part)
{
	part->last->end = part->next;
	BeginPart(grouping, part->n);
	NumberEvents(grouping, events, kind, part);
	BeginPlaces(grouping);
	PlaceEvents(grouping, kind, part);
}

static void
VisitPart(Grouping *grouping, const Events *events, const Part *part, EventVisitor visit, void *arg)
{
	int64		begin = 0;

	if (events->kind == CV_KEY_BIGINT)
		GroupPart(grouping, events, CV_KEY_BIGINT, part);
	else
		GroupPart(grouping, events, events->kind, part);
	for (int64 i = 0; i < grouping->n; begin = grouping->ends[i++])
	{
		CHECK_FOR_INTERRUPTS();
		visit(grouping->keys[i], grouping->events + begin, grouping->ends[i] - begin, arg);
	}
}

/* All customers, in no order */
void
cv_visit_events(Events *events, EventVisitor visit, void *arg)
{
	Grouping	grouping;

	BeginGrouping(&grouping);
	for (int i = 0; i < events->n_parts; i++)
		if (events->parts[i].n > 0)
			VisitPart(&grouping, events, &events->parts[i], visit, arg);
	MemoryContextDelete(grouping.context);
}
