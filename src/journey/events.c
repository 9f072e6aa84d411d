/*
 * events.c
 *		Events of many customers, in no order, until the events of each customer are asked for.
 *
 * They are rows of parts.c.  Memory per event: 9 bytes and the key (8 bytes, 16 for uuid, 4 and its bytes for text); and 36 bytes
 * for each of the part that is put in the order of its customers.
 *
 * The events of a part go to spans of time first, then from span to span to their customers, so that those of a customer come
 * nearly in order.  Sorted customer by customer they would cost more, for nobody can foretell what a comparison says.
 */
#include "journey/events.h"

#include "core/aggregate.h"
#include "core/huge.h"
#include "core/numbers.h"
#include "core/parts.h"
#include "core/poll.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define PARTS			256
#define SPREAD			(1024 * 1024)	/* bytes of a single part after which there are PARTS of
										 * them */
#define SPANS			1024	/* of time */
#define EVENT_BYTES		9		/* time and name, behind the key */

struct Events
{
	CvParts		parts;
	CvKeyKind	kind;
	CvSeed		seed;
	int64		from;			/* the first time that was put, */
	int64		until;			/* and the last one */
};

Events	   *
cv_new_events(MemoryContext context, CvKeyKind kind)
{
	Events	   *events = MemoryContextAlloc(context, sizeof(Events));

	cv_begin_parts(&events->parts, context);
	events->kind = kind;
	events->seed = cv_new_seed();
	events->from = PG_INT64_MAX;
	events->until = PG_INT64_MIN;
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
PutEvent(Events *events, CvKeyKind kind, CvKey key, CvmEvent event, bool keep)
{
	uint64		hash = events->parts.n == 1 ? 0 : cv_hash_key(&events->seed, kind, key);
	uint8	   *row = cv_part_row(&events->parts, cv_part_of(&events->parts, hash), KeyBytes(kind, key) + EVENT_BYTES, keep);
	uint8	   *end = WriteKey(row, kind, key);

	memcpy(end, &event.at, sizeof(event.at));
	end[sizeof(event.at)] = (uint8) event.name;
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
		PutEvent(events, events->kind, key, event, true);
	}
}

/* For each kind of key its own code */
void
cv_put_event(Events *events, CvKey key, CvmEvent event, bool keep)
{
	if (events->parts.n == 1 && events->parts.bytes > SPREAD)
		cv_spread_parts(&events->parts, PARTS, PutChunk, events);
	events->from = Min(events->from, event.at);
	events->until = Max(events->until, event.at);
	if (events->kind == CV_KEY_BIGINT)
		PutEvent(events, CV_KEY_BIGINT, key, event, keep);
	else if (events->kind == CV_KEY_UUID)
		PutEvent(events, CV_KEY_UUID, key, event, keep);
	else
		PutEvent(events, CV_KEY_TEXT, key, event, keep);
}

/* ---------- by customer ---------- */

typedef struct Numbered
{
	int64		at;
	uint32		customer;
	uint32		name;
} Numbered;

/* A part in the order of its customers; it is used for one part after the other */
typedef struct Grouping
{
	MemoryContext context;		/* of all that follows */
	Size		room;			/* events */
	uint32	   *customers;		/* of the events, in the order of the part, */
	Numbered   *spans;			/* the events by spans of time, */
	CvmEvent   *events;			/* and by customer */
	CvNumbers	numbers;		/* of customers; see EndOfCustomer() */
	int64		from;			/* when the first span begins, */
	int			shift;			/* and how many low bits a span has */
	int64		ends[SPANS];	/* see EndOfSpan() */
} Grouping;

/* How many events a customer has, then where the next one goes */
static inline int64 *
EndOfCustomer(const Grouping *grouping, uint32 customer)
{
	return cv_record_of(&grouping->numbers, customer);
}

/* The same of the span that a time is in */
static inline int64 *
EndOfSpan(Grouping *grouping, int64 at)
{
	return &grouping->ends[((uint64) at - (uint64) grouping->from) >> grouping->shift];
}

static void
BeginGrouping(Grouping *grouping, const Events *events)
{
	memset(grouping, 0, sizeof(*grouping));
	grouping->context = AllocSetContextCreate(CurrentMemoryContext, "custval events", ALLOCSET_DEFAULT_SIZES);
	cv_begin_numbers(&grouping->numbers, grouping->context, &events->seed, events->kind, sizeof(int64));
	grouping->from = events->from;
	while (((uint64) events->until - (uint64) events->from) >> grouping->shift >= SPANS)
		grouping->shift++;
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
			pfree(grouping->spans);
			pfree(grouping->events);
		}
		grouping->room = n + n / 8;
		grouping->customers = cv_huge_alloc(grouping->context, grouping->room * sizeof(uint32));
		grouping->spans = cv_huge_alloc(grouping->context, grouping->room * sizeof(Numbered));
		grouping->events = cv_huge_alloc(grouping->context, grouping->room * sizeof(CvmEvent));
	}
	cv_clear_numbers(&grouping->numbers);
	memset(grouping->ends, 0, sizeof(grouping->ends));
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
			(*EndOfCustomer(grouping, *customer))++;
			(*EndOfSpan(grouping, event.at))++;
		}
	}
}

/* Of numbers of events the places where they begin; returns how many events there are */
static int64
BeginPlaces(int64 *ends, uint32 n)
{
	int64		sum = 0;

	for (uint32 i = 0; i < n; i++)
	{
		int64		events = ends[i];

		ends[i] = sum;
		sum += events;
	}
	return sum;
}

static inline void
PlaceBySpan(Grouping *grouping, CvKeyKind kind, const CvChunk *chunk)
{
	const uint32 *customer = grouping->customers;
	CvKey		key;
	CvmEvent	event;

	for (; chunk; chunk = chunk->next)
	{
		CHECK_FOR_INTERRUPTS();
		for (const uint8 *bytes = chunk->bytes; bytes < chunk->end; customer++)
		{
			bytes = ReadEvent(bytes, kind, &key, &event);
			grouping->spans[(*EndOfSpan(grouping, event.at))++] = (Numbered)
			{
				event.at, *customer, (uint32) event.name
			};
		}
	}
}

static void
PlaceByCustomer(Grouping *grouping, int64 n)
{
	for (int64 i = 0; i < n; i++)
	{
		const Numbered *event = &grouping->spans[i];

		cv_poll(i);
		grouping->events[(*EndOfCustomer(grouping, event->customer))++] = (CvmEvent)
		{
			event->at, (int32_t) event->name
		};
	}
}

static inline void
GroupPart(Grouping *grouping, CvKeyKind kind, const CvChunk *chunks)
{
	CvKey		none = {0, 0};
	int64		n;

	BeginPart(grouping, cv_bytes_of(chunks) / (KeyBytes(kind, none) + EVENT_BYTES));
	NumberEvents(grouping, kind, chunks);
	n = BeginPlaces(grouping->ends, SPANS);
	PlaceBySpan(grouping, kind, chunks);
	BeginPlaces(EndOfCustomer(grouping, 0), grouping->numbers.n);
	PlaceByCustomer(grouping, n);
}

static void
VisitPart(Grouping *grouping, CvKeyKind kind, const CvChunk *chunks, EventVisitor visit, void *arg)
{
	int64		begin = 0;

	if (kind == CV_KEY_BIGINT)
		GroupPart(grouping, CV_KEY_BIGINT, chunks);
	else
		GroupPart(grouping, kind, chunks);
	for (uint32 i = 0; i < grouping->numbers.n; begin = *EndOfCustomer(grouping, i++))
	{
		CHECK_FOR_INTERRUPTS();
		visit(grouping->numbers.keys[i], grouping->events + begin, *EndOfCustomer(grouping, i) - begin, arg);
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
