/*
 * events.c
 *		Events of many customers, in no order, until the events of each customer are asked for.
 *
 * They are rows of parts.c.  Memory per event: 9 bytes and the key (8 bytes, 16 for uuid, 4 and its bytes for text).
 */
#include "journey/events.h"

#include "core/aggregate.h"
#include "core/huge.h"
#include "core/numbers.h"
#include "core/parts.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define PARTS			128
#define SPREAD			(1024 * 1024)	/* bytes of a single part after which there are PARTS of
										 * them */
#define EVENT_BYTES		9		/* time and name, behind the key */

struct Events
{
	CvParts		parts;
	CvKeyKind	kind;
	CvSeed		seed;
};

Events	   *
cv_new_events(MemoryContext context, CvKeyKind kind)
{
	Events	   *events = MemoryContextAlloc(context, sizeof(Events));

	cv_begin_parts(&events->parts, context);
	events->kind = kind;
	events->seed = cv_new_seed();
	return events;
}

/* ---------- writing ---------- */

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

static inline void
PutEvent(Events *events, CvKeyKind kind, CvKey key, int64 at, int name)
{
	uint64		hash = events->parts.n == 1 ? 0 : cv_hash_key(&events->seed, kind, key);
	uint8	   *row = cv_part_row(&events->parts, cv_part_of(&events->parts, hash), KeyBytes(kind, key) + EVENT_BYTES);
	uint8	   *end = WriteKey(row, kind, key);

	memcpy(end, &at, sizeof(at));
	end[sizeof(at)] = (uint8) name;
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

static void
PutChunk(const CvChunk *chunk, void *arg)
{
	Events	   *events = arg;
	CvKey		key;
	CvmEvent	event;

	for (const uint8 *bytes = chunk->bytes; bytes < chunk->end;)
	{
		bytes = ReadEvent(bytes, events->kind, &key, &event);
		PutEvent(events, events->kind, key, event.at, event.name);
	}
}

/* For each kind of key its own code */
void
cv_put_event(Events *events, CvKey key, int64 at, int name)
{
	if (events->parts.n == 1 && events->parts.bytes > SPREAD)
		cv_spread_parts(&events->parts, PARTS, PutChunk, events);
	if (events->kind == CV_KEY_BIGINT)
		PutEvent(events, CV_KEY_BIGINT, key, at, name);
	else if (events->kind == CV_KEY_UUID)
		PutEvent(events, CV_KEY_UUID, key, at, name);
	else
		PutEvent(events, CV_KEY_TEXT, key, at, name);
}

/* ---------- by customer ---------- */

/* A part in the order of its customers; it is used for one part after the other */
typedef struct Grouping
{
	MemoryContext context;		/* of all that follows */
	Size		room;			/* events */
	uint32	   *customers;		/* of the events, in the order of the part, */
	CvmEvent   *events;			/* and the events by customer */
	CvNumbers	numbers;		/* of customers; see EndOf() */
} Grouping;

/* How many events a customer has, then where the next one goes */
static inline int64 *
EndOf(const Grouping *grouping, uint32 customer)
{
	return cv_record_of(&grouping->numbers, customer);
}

static void
BeginGrouping(Grouping *grouping, const Events *events)
{
	memset(grouping, 0, sizeof(*grouping));
	grouping->context = AllocSetContextCreate(CurrentMemoryContext, "custval events", ALLOCSET_DEFAULT_SIZES);
	cv_begin_numbers(&grouping->numbers, grouping->context, &events->seed, events->kind, sizeof(int64));
}

/* Makes it empty, with room for so many events at the most */
static void
BeginPart(Grouping *grouping, Size n)
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
	cv_clear_numbers(&grouping->numbers);
}

static inline void
NumberEvents(Grouping *grouping, CvKeyKind kind, const CvChunk *chunk)
{
	CvNumbers  *numbers = &grouping->numbers;
	uint32	   *customer = grouping->customers;
	CvKey		key;
	CvmEvent	event;

	for (; chunk; chunk = chunk->next)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end; customer++)
		{
			bytes = ReadEvent(bytes, kind, &key, &event);
			*customer = cv_number_of(numbers, kind, cv_hash_key(numbers->seed, kind, key), key);
			(*EndOf(grouping, *customer))++;
		}
	}
}

static inline void
PlaceEvents(Grouping *grouping, CvKeyKind kind, const CvChunk *chunk)
{
	const uint32 *customer = grouping->customers;
	CvKey		key;

	for (; chunk; chunk = chunk->next)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end; customer++)
		{
			CvmEvent	event;

			bytes = ReadEvent(bytes, kind, &key, &event);
			grouping->events[(*EndOf(grouping, *customer))++] = event;
		}
	}
}

static void
BeginPlaces(Grouping *grouping)
{
	int64		sum = 0;

	for (uint32 i = 0; i < grouping->numbers.n; i++)
	{
		int64	   *end = EndOf(grouping, i);
		int64		n = *end;

		*end = sum;
		sum += n;
	}
}

static inline void
GroupPart(Grouping *grouping, CvKeyKind kind, const CvChunk *chunks)
{
	CvKey		none = {0, 0};

	BeginPart(grouping, cv_bytes_of(chunks) / (KeyBytes(kind, none) + EVENT_BYTES));
	NumberEvents(grouping, kind, chunks);
	BeginPlaces(grouping);
	PlaceEvents(grouping, kind, chunks);
}

static void
VisitPart(Grouping *grouping, CvKeyKind kind, const CvChunk *chunks, EventVisitor visit, void *arg)
{
	int64		begin = 0;

	if (kind == CV_KEY_BIGINT)
		GroupPart(grouping, CV_KEY_BIGINT, chunks);
	else
		GroupPart(grouping, kind, chunks);
	for (uint32 i = 0; i < grouping->numbers.n; begin = *EndOf(grouping, i++))
	{
		CHECK_FOR_INTERRUPTS();
		visit(grouping->numbers.keys[i], grouping->events + begin, *EndOf(grouping, i) - begin, arg);
	}
}

/* All customers, in no order */
void
cv_visit_events(Events *events, EventVisitor visit, void *arg)
{
	Grouping	grouping;

	BeginGrouping(&grouping, events);
	for (uint32 i = 0; i < events->parts.n; i++)
		VisitPart(&grouping, events->kind, cv_chunks_of(&events->parts, i), visit, arg);
	MemoryContextDelete(grouping.context);
}
