/*
 * terms.c
 *		How many comments mention each of many terms, by their score.
 *
 * A comment has a dozen terms, and most of them are known: what counts is how fast one is found.  Terms of up to 16 bytes, which
 * nearly all are, are two numbers, so they are hashed and compared without a loop; longer ones lie behind their entry.
 * Most different terms, on the other hand, are mentioned once or twice: an entry has room for some mentions, the point of each,
 * and is replaced by one with counts for all points when it has more.  The entries lie one after the other, so that a term
 * that is mentioned once takes 32 bytes and a slot of 8, and fresh memory is touched in order.
 *
 * Hashes are keyed by the server's seed: nobody can write a comment whose words all meet in one slot.
 */
#include "voice/terms.h"

#include "core/aggregate.h"
#include "core/huge.h"
#include "core/poll.h"
#include "miscadmin.h"
#include "port/pg_bswap.h"
#include "utils/memutils.h"
#include "voice/termkey.h"

#define FIRST_SLOTS		64
#define FIRST_ROOM		2048	/* bytes of entries */
#define FEW				13
#define MANY			255		/* counts of 32 bits, of each point */
#define WIDE			254		/* and of 64 */
#define GONE			253		/* another entry has taken its place: that of one with few, */
#define GONE_MANY		252		/* and of one with many */
#define BATCH			16		/* terms that are looked for together */
#define UNIT			8		/* bytes: entries begin at a multiple of it */

/* The bytes of a long term lie behind it, and before them as many counts as there are points; with 11 of these, it has 64 bytes. */
typedef struct TermEntry
{
	TermKey		key;
	uint16		length;
	uint8		n;				/* mentions up to FEW, or what kind of entry it is */
	uint8		points[FEW];	/* of each of few mentions; otherwise counts begin in its room */
} TermEntry;

typedef struct TermSlot
{
	uint32		tag;			/* of the hash; its lowest bits are the number of the slot that it
								 * wants */
	uint32		place;			/* of the entry, in UNITs; 0 is an empty slot */
} TermSlot;

struct TermSet
{
	MemoryContext context;
	CvSeed		seed;
	int			points;
	uint32		mask;			/* slots - 1, a power of two less 1 */
	TermSlot   *slots;
	int64		n;				/* different terms */
	char	   *entries;
	Size		used;			/* bytes of them */
	Size		room;
	int64		answers[CV_MAX_SCALE_POINTS];
};

TermSet    *
cv_terms_create(MemoryContext context, int points)
{
	TermSet    *set = MemoryContextAllocZero(context, sizeof(TermSet));

	set->context = context;
	set->seed = cv_new_seed();
	set->points = points;
	set->mask = FIRST_SLOTS - 1;
	set->slots = MemoryContextAllocZero(context, FIRST_SLOTS * sizeof(TermSlot));
	set->entries = MemoryContextAlloc(context, FIRST_ROOM);
	set->used = UNIT;			/* place 0 is nowhere */
	set->room = FIRST_ROOM;
	return set;
}

static inline TermEntry *
EntryAt(const TermSet *set, uint32 place)
{
	return (TermEntry *) (set->entries + (Size) place * UNIT);
}

static inline uint32 *
NarrowCounts(const TermEntry *entry)
{
	return (uint32 *) ((char *) entry + offsetof(TermEntry, points[1]));
}

static inline int64 *
WideCounts(const TermEntry *entry)
{
	return (int64 *) ((char *) entry + offsetof(TermEntry, points[5]));
}

/* Without the bytes of a long term */
static inline Size
BodySize(const TermSet *set, uint8 n)
{
	if (n == MANY || n == GONE_MANY)
		return TYPEALIGN(UNIT, offsetof(TermEntry, points[1]) + set->points * sizeof(uint32));
	if (n == WIDE)
		return offsetof(TermEntry, points[5]) + set->points * sizeof(int64);
	return sizeof(TermEntry);
}

static inline Size
EntrySize(const TermSet *set, const TermEntry *entry)
{
	return BodySize(set, entry->n) + (entry->length > CV_SHORT_TERM ? TYPEALIGN(UNIT, entry->length) : 0);
}

static inline const char *
LongBytes(const TermSet *set, const TermEntry *entry)
{
	return (const char *) entry + BodySize(set, entry->n);
}

static inline bool
IsEntryOf(const TermSet *set, const TermEntry *entry, TermKey key, Term term)
{
	return entry->key.tail == key.tail && entry->key.head == key.head && entry->length == term.length
		&& (term.length <= CV_SHORT_TERM || memcmp(LongBytes(set, entry), term.bytes, term.length) == 0);
}

/* ---------- memory ---------- */

/* Twice as many slots; tags tell where the entries go. */
static void
GrowSlots(TermSet *set)
{
	uint64		size = ((uint64) set->mask + 1) * 2;
	TermSlot   *slots;

	if (size > (uint64) 1 << 31)
		cv_refuse_size();
	slots = cv_huge_zeroed(set->context, size * sizeof(TermSlot));
	for (uint64 i = 0; i <= set->mask; i++)
	{
		uint64		slot = set->slots[i].tag & (size - 1);

		cv_poll(i);
		if (set->slots[i].place == 0)
			continue;
		while (slots[slot].place != 0)
			slot = (slot + 1) & (size - 1);
		slots[slot] = set->slots[i];
	}
	pfree(set->slots);
	set->slots = slots;
	set->mask = (uint32) (size - 1);
}

/* Room for an entry, which may move all others; its place */
static uint32
RoomForEntry(TermSet *set, Size size)
{
	uint32		place = (uint32) (set->used / UNIT);

	if (set->used + size > set->room)
	{
		set->room = Max(2 * set->room, set->used + size);
		set->entries = repalloc_huge(set->entries, set->room);
	}
	if (set->used / UNIT > PG_UINT32_MAX)
		cv_refuse_size();
	set->used += size;
	return place;
}

/* The slot of a term, empty if it is not there */
static inline uint32
FindSlot(const TermSet *set, TermKey key, uint32 tag, Term term)
{
	const TermSlot *slots = set->slots;
	uint32		slot = tag & set->mask;

	while (slots[slot].place != 0 && !(slots[slot].tag == tag && IsEntryOf(set, EntryAt(set, slots[slot].place), key, term)))
		slot = (slot + 1) & set->mask;
	return slot;
}

/* A new entry, which is mentioned nowhere, for an empty slot; where that is now */
static uint32
PutEntry(TermSet *set, uint32 slot, TermKey key, uint32 tag, Term term)
{
	TermEntry	head = {key, (uint16) term.length, 0};
	uint32		place = RoomForEntry(set, EntrySize(set, &head));
	TermEntry  *entry = EntryAt(set, place);

	*entry = head;
	if (term.length > CV_SHORT_TERM)
		memcpy(entry + 1, term.bytes, term.length);
	set->slots[slot] = (TermSlot)
	{
		tag, place
	};
	if (++set->n <= (int64) set->mask / 2)
		return slot;
	GrowSlots(set);
	return FindSlot(set, key, tag, term);
}

/* ---------- mentions ---------- */

static void
ReadCounts(const TermSet *set, const TermEntry *entry, int64 *counts)
{
	if (entry->n == WIDE)
	{
		memcpy(counts, WideCounts(entry), set->points * sizeof(int64));
		return;
	}
	memset(counts, 0, set->points * sizeof(int64));
	for (int i = 0; entry->n == MANY && i < set->points; i++)
		counts[i] = NarrowCounts(entry)[i];
	for (int i = 0; entry->n <= FEW && i < entry->n; i++)
		counts[entry->points[i]]++;
}

/* An entry with room for more, MANY or WIDE, takes the place of another one. */
static TermEntry *
GrowEntry(TermSet *set, uint32 slot, uint8 n)
{
	TermEntry  *old = EntryAt(set, set->slots[slot].place);
	Size		long_bytes = EntrySize(set, old) - BodySize(set, old->n);
	uint32		place = RoomForEntry(set, BodySize(set, n) + long_bytes);
	TermEntry  *entry = EntryAt(set, place);
	int64		counts[CV_MAX_SCALE_POINTS];

	old = EntryAt(set, set->slots[slot].place); /* it may have moved */
	ReadCounts(set, old, counts);
	entry->key = old->key;
	entry->length = old->length;
	entry->n = n;
	for (int i = 0; i < set->points; i++)
		if (n == WIDE)
			WideCounts(entry)[i] = counts[i];
		else
			NarrowCounts(entry)[i] = (uint32) counts[i];
	memcpy((char *) entry + BodySize(set, n), LongBytes(set, old), long_bytes);
	old->n = old->n == MANY ? GONE_MANY : GONE;
	set->slots[slot].place = place;
	return entry;
}

/* So many mentions, whatever room that takes */
static void
AddMentions(TermSet *set, uint32 slot, int point, int64 count)
{
	TermEntry  *entry = EntryAt(set, set->slots[slot].place);

	if (entry->n <= FEW && count > FEW - entry->n)
		entry = GrowEntry(set, slot, MANY);
	if (entry->n == MANY && count > (int64) PG_UINT32_MAX - NarrowCounts(entry)[point])
		entry = GrowEntry(set, slot, WIDE);
	if (entry->n == WIDE)
		WideCounts(entry)[point] += count;
	else if (entry->n == MANY)
		NarrowCounts(entry)[point] += (uint32) count;
	else
		for (int64 i = 0; i < count; i++)
			entry->points[entry->n++] = (uint8) point;
}

static inline void
Mention(TermSet *set, int point, TermKey key, uint32 tag, Term term)
{
	uint32		slot = FindSlot(set, key, tag, term);
	TermEntry  *entry;

	if (unlikely(set->slots[slot].place == 0))
		slot = PutEntry(set, slot, key, tag, term);
	entry = EntryAt(set, set->slots[slot].place);
	if (likely(entry->n == MANY && NarrowCounts(entry)[point] < PG_UINT32_MAX))
		NarrowCounts(entry)[point]++;
	else
		AddMentions(set, slot, point, 1);
}

/*
 * Some terms of a comment.  What each of them needs is far away in memory: it is fetched for all of them, a step
 * at a time, before the first one waits for it.
 */
static void
MentionTerms(TermSet *set, int point, const Term *terms, int n)
{
	const CvSeed seed = set->seed;
	TermKey		keys[BATCH];
	uint32		tags[BATCH];

	for (int i = 0; i < n; i++)
	{
		keys[i] = KeyOf(&seed, terms[i]);
		tags[i] = HashKey(&seed, keys[i], terms[i].length);
		__builtin_prefetch(&set->slots[tags[i] & set->mask]);
	}
	for (int i = 0; i < n; i++)
	{
		const TermEntry *entry = EntryAt(set, set->slots[tags[i] & set->mask].place);

		__builtin_prefetch(entry);
		__builtin_prefetch(&NarrowCounts(entry)[point], 1);
	}
	for (int i = 0; i < n; i++)
		Mention(set, point, keys[i], tags[i], terms[i]);
}

/* A comment with that score, and its terms, all different */
void
cv_terms_comment(TermSet *set, int point, const Term *terms, int n)
{
	set->answers[point]++;
	for (int i = 0; i < n; i += BATCH)
	{
		if (i > 0)
			CHECK_FOR_INTERRUPTS();
		MentionTerms(set, point, terms + i, Min(n - i, BATCH));
	}
}

void
cv_terms_add_answers(TermSet *set, int point, int64 answers)
{
	if (__builtin_add_overflow(set->answers[point], answers, &set->answers[point]))
		cv_refuse_answers("term_tally");
}

/* Mentions by point, which are no more than the answers that were added before; false if it was there, or they are none */
bool
cv_terms_add(TermSet *set, Term term, const int64 *counts)
{
	int64		before = set->n;
	TermKey		key = KeyOf(&set->seed, term);
	uint32		tag = HashKey(&set->seed, key, term.length);
	uint32		slot = FindSlot(set, key, tag, term);
	bool		mentioned = false;

	if (set->slots[slot].place == 0)
		slot = PutEntry(set, slot, key, tag, term);
	for (int i = 0; i < set->points; i++)
	{
		if (counts[i] == 0)
			continue;
		AddMentions(set, slot, i, counts[i]);
		mentioned = true;
	}
	return set->n > before && mentioned;
}

/* ---------- what came together ---------- */

const int64 *
cv_terms_answers(const TermSet *set)
{
	return set->answers;
}

int64
cv_terms_number(const TermSet *set)
{
	return set->n;
}

/* The bytes of a term, which a buffer of CV_MAX_TERM has room for; how many they are */
static int
ReadBytes(const TermSet *set, const TermEntry *entry, char *bytes)
{
	if (entry->length > CV_SHORT_TERM)
		memcpy(bytes, LongBytes(set, entry), entry->length);
	else if (entry->length > 8)
	{
		memcpy(bytes, &entry->key.head, 8);
		memcpy(bytes + entry->length - 8, &entry->key.tail, 8);
	}
	else
		memcpy(bytes, &entry->key.tail, 8);
	return entry->length;
}

/* The bytes and the mentions by point of one, which has room for all points; the length */
int
cv_terms_read(const TermSet *set, TermPlace place, char *bytes, int64 *counts)
{
	const TermEntry *entry = EntryAt(set, place.place);

	ReadCounts(set, entry, counts);
	return ReadBytes(set, entry, bytes);
}

/* ---------- order ---------- */

/* Terms have no zeros in them, so those behind a short one put it first. */
static uint64
PrefixOf(const TermSet *set, const TermEntry *entry)
{
	uint64		word = entry->length > CV_SHORT_TERM ? LoadWord(LongBytes(set, entry)) : entry->length > 8 ? entry->key.head : entry->key.tail;

	return pg_hton64(word);
}

static int
CompareRest(const TermSet *set, uint32 a, uint32 b)
{
	char		bytes[2][CV_MAX_TERM];
	int			length_a = ReadBytes(set, EntryAt(set, a), bytes[0]);
	int			length_b = ReadBytes(set, EntryAt(set, b), bytes[1]);
	int			order = memcmp(bytes[0], bytes[1], Min(length_a, length_b));

	return order != 0 ? order : length_a - length_b;
}

#define ST_SORT			SortPlaces
#define ST_ELEMENT_TYPE TermPlace
#define ST_COMPARE_ARG_TYPE const TermSet
#define ST_COMPARE(a, b, set) ((a)->prefix != (b)->prefix ? ((a)->prefix < (b)->prefix ? -1 : 1) : CompareRest(set, (a)->place, (b)->place))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

/* All of them, in the order of their bytes if that is wanted; the caller's */
TermPlace  *
cv_terms_places(const TermSet *set, bool sorted)
{
	TermPlace  *places = palloc_extended(Max(set->n, 1) * sizeof(TermPlace), MCXT_ALLOC_HUGE);
	Size		used = UNIT;

	for (int64 i = 0; used < set->used;)
	{
		const TermEntry *entry = (const TermEntry *) (set->entries + used);

		cv_poll(i);
		if (entry->n != GONE && entry->n != GONE_MANY)
			places[i++] = (TermPlace)
		{
			PrefixOf(set, entry), (uint32) (used / UNIT)
		};
		used += EntrySize(set, entry);
	}
	if (sorted)
		SortPlaces(places, set->n, set);
	return places;
}
