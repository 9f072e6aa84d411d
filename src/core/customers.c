/*
 * customers.c
 *		The customer table: key -> payload.
 *
 * A look-up in a table that does not fit the processor's caches costs two waits for memory, one for the index and one for the
 * customer.  So rows are kept until there are BATCH of them; then each step is done for all of them before the next one, and what the
 * next one will touch is prefetched.
 *
 * Customers lie one behind the other, key and payload, in chunks, of which only the first one moves, while it is small and no batch is
 * under way.  The index is open addressing with linear probing; a slot has 32 bits of hash and the number of the customer, so that
 * other customers in the way are passed without a look at them, and so that the index can be doubled by one run through it.  The place
 * of a slot is given by the high bits of the hash: the run reads and writes in order.
 *
 * Memory per customer: key (8 bytes, 16 for uuid, 16 and its bytes for text), payload, and 10 2/3 to 21 1/3 for the index.
 *
 * Payloads only ever merge, so the order of rows leaves no trace.
 */
#include "core/customers.h"

#include "core/aggregate.h"
#include "core/huge.h"
#include "core/naming.h"
#include "core/poll.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define BATCH				256
#define FIRST_BATCH			16	/* a group of few rows stays small */
#define BATCH_TEXT			65536	/* bytes of text keys that wait at the most */
#define CHUNK_BITS			16
#define CHUNK				(1 << CHUNK_BITS)
#define FIRST_ENTRIES		16
#define FIRST_INDEX_BITS	5
#define MAX_INDEX_BITS		32
#define ARENA_BLOCK			65536
#define AHEAD				16	/* customers that a run through the table prefetches */

#define Prefetch(address)	__builtin_prefetch(address, 1)

struct CvCustomers
{
	CvWaiting	next;
	MemoryContext context;
	const CvCustomerOps *ops;
	CvKeyKind	kind;
	Size		key_size;
	Size		entry_size;
	CvSeed		seed;			/* of the hash */

	/* index: high 32 bits of a slot are the hash, low ones the customer's number + 1, 0 is free */
	uint64	   *index;
	int			index_bits;

	/* customers, in the order of their first row */
	char	  **chunks;
	uint32		count;
	uint64		capacity;
	bool		deep;			/* some payload points elsewhere */

	/* bytes of text keys */
	char	   *arena;
	Size		arena_left;

	/* rows that wait; a text key waits in batch_text, its address an offset there */
	int			batch_size;
	int			batched;
	CvKey	   *batch_keys;
	char	   *batch_payloads;
	StringInfoData batch_text;
};

static inline uint32
HashKey(const CvCustomers *table, CvKeyKind kind, CvKey key)
{
	return (uint32) (cv_hash_key(&table->seed, kind, key) >> 32);
}

/* ---------- customers ---------- */

static inline char *
EntryAt(const CvCustomers *table, uint32 number)
{
	return table->chunks[number >> CHUNK_BITS] + (number & (CHUNK - 1)) * table->entry_size;
}

static inline CvKey
EntryKey(CvKeyKind kind, const char *entry)
{
	CvKey		key = {0, 0};

	memcpy(&key, entry, kind == CV_KEY_BIGINT ? sizeof(uint64) : sizeof(CvKey));
	return key;
}

static inline void *
EntryPayload(const CvCustomers *table, char *entry)
{
	return entry + table->key_size;
}

CvCustomers *
cv_customers_create(MemoryContext context, CvKeyKind kind, const CvCustomerOps *ops)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	CvCustomers *table = palloc0(sizeof(CvCustomers));

	table->context = context;
	table->ops = ops;
	table->kind = kind;
	table->key_size = kind == CV_KEY_BIGINT ? sizeof(uint64) : sizeof(CvKey);
	table->entry_size = table->key_size + ops->payload_size;
	table->seed = cv_new_seed();
	table->index_bits = FIRST_INDEX_BITS;
	table->index = palloc0(sizeof(uint64) << FIRST_INDEX_BITS);
	table->chunks = palloc(sizeof(char *));
	table->chunks[0] = palloc(FIRST_ENTRIES * table->entry_size);
	table->capacity = FIRST_ENTRIES;
	table->batch_size = FIRST_BATCH;
	table->batch_keys = palloc(FIRST_BATCH * sizeof(CvKey));
	table->next.payload = table->batch_payloads = palloc(FIRST_BATCH * ops->payload_size);
	initStringInfo(&table->batch_text);
	MemoryContextSwitchTo(old);
	return table;
}

static inline uint64
HomeSlot(const CvCustomers *table, uint32 hash)
{
	return hash >> (32 - table->index_bits);
}

static inline uint64
NextSlot(const CvCustomers *table, uint64 slot)
{
	return (slot + 1) & ((UINT64CONST(1) << table->index_bits) - 1);
}

static void
DoubleIndex(CvCustomers *table)
{
	uint64	   *old = table->index;
	uint64		old_slots = UINT64CONST(1) << table->index_bits;

	if (table->index_bits == MAX_INDEX_BITS)
		cv_refuse_size();
	table->index_bits++;
	table->index = cv_huge_zeroed(table->context, old_slots * 2 * sizeof(uint64));
	for (uint64 i = 0; i < old_slots; i++)
	{
		uint64		slot = HomeSlot(table, old[i] >> 32);

		cv_poll(i);
		if (old[i] == 0)
			continue;
		while (table->index[slot] != 0)
			slot = NextSlot(table, slot);
		table->index[slot] = old[i];
	}
	pfree(old);
}

/* Room for more customers: the first chunk grows, then there are further ones */
static void
AddChunk(CvCustomers *table)
{
	uint64		chunks = table->capacity >> CHUNK_BITS;

	if (table->capacity < CHUNK)
	{
		table->capacity *= 2;
		table->chunks[0] = repalloc(table->chunks[0], table->capacity * table->entry_size);
		return;
	}
	if ((chunks & (chunks - 1)) == 0)	/* a power of two: the list is full */
		table->chunks = repalloc_huge(table->chunks, chunks * 2 * sizeof(char *));
	table->chunks[chunks] = (char *) TYPEALIGN(PG_CACHE_LINE_SIZE,
											   cv_huge_alloc(table->context, CHUNK * table->entry_size + PG_CACHE_LINE_SIZE));
	table->capacity += CHUNK;
}

/* Nothing moves while a batch is under way, for pointers to it are in use */
static void
Reserve(CvCustomers *table, uint64 wanted)
{
	while (wanted * 4 > (UINT64CONST(3) << table->index_bits))
		DoubleIndex(table);
	while (wanted > table->capacity)
		AddChunk(table);
}

static uint64
KeepText(CvCustomers *table, CvKey key)
{
	char	   *kept;

	if (table->arena == NULL || key.b > table->arena_left)
	{
		Size		block = Max(Min(ARENA_BLOCK, 1024 + 64 * (Size) table->count), key.b);

		table->arena = MemoryContextAllocHuge(table->context, block);
		table->arena_left = block;
	}
	kept = table->arena;
	memcpy(kept, cv_key_bytes(key), key.b);
	table->arena += key.b;
	table->arena_left -= key.b;
	return (uint64) (uintptr_t) kept;
}

static char *
AddEntry(CvCustomers *table, uint64 slot, uint32 hash, CvKey key)
{
	char	   *entry = EntryAt(table, table->count);

	if (table->kind == CV_KEY_TEXT)
		key.a = KeepText(table, key);
	memset(entry, 0, table->entry_size);
	memcpy(entry, &key, table->key_size);
	table->index[slot] = ((uint64) hash << 32) | ++table->count;
	return entry;
}

/* The first customer with this hash, or NULL */
static inline char *
Candidate(const CvCustomers *table, uint32 hash)
{
	uint64		slot = HomeSlot(table, hash);

	for (; table->index[slot] != 0; slot = NextSlot(table, slot))
		if (table->index[slot] >> 32 == hash)
			return EntryAt(table, (uint32) table->index[slot] - 1);
	return NULL;
}

/* The customer with this key, made if there is none */
static char *
FindOrAdd(CvCustomers *table, CvKeyKind kind, uint32 hash, CvKey key)
{
	uint64		slot = HomeSlot(table, hash);

	for (; table->index[slot] != 0; slot = NextSlot(table, slot))
	{
		char	   *entry;

		if (table->index[slot] >> 32 != hash)
			continue;
		entry = EntryAt(table, (uint32) table->index[slot] - 1);
		if (cv_keys_equal(kind, EntryKey(kind, entry), key))
			return entry;
	}
	return AddEntry(table, slot, hash, key);
}

/* ---------- batches ---------- */

static void
GrowBatch(CvCustomers *table)
{
	if (table->batch_size == BATCH)
		return;
	table->batch_size *= 2;
	table->batch_keys = repalloc(table->batch_keys, table->batch_size * sizeof(CvKey));
	table->batch_payloads = repalloc(table->batch_payloads, table->batch_size * table->ops->payload_size);
}

/* What merging a row, or (if NULL) reading the customer, will touch behind the entry */
static inline void
PrefetchBehind(CvCustomers *table, CvKeyKind kind, char *entry, const void *from)
{
	if (kind == CV_KEY_TEXT)
		Prefetch(cv_key_bytes(EntryKey(kind, entry)));
	if (table->deep && table->ops->prefetch)
		table->ops->prefetch(EntryPayload(table, entry), from);
}

/* Hash the rows that wait, and find what may be their customers */
static inline void
LookUp(CvCustomers *table, CvKeyKind kind, uint32 *hashes, char **entries)
{
	int			rows = table->batched;

	for (int i = 0; i < rows; i++)
	{
		if (kind == CV_KEY_TEXT)
			table->batch_keys[i].a += (uint64) (uintptr_t) table->batch_text.data;
		hashes[i] = HashKey(table, kind, table->batch_keys[i]);
		Prefetch(&table->index[HomeSlot(table, hashes[i])]);
	}
	for (int i = 0; i < rows; i++)
	{
		entries[i] = Candidate(table, hashes[i]);
		if (entries[i] == NULL)
			continue;
		Prefetch(entries[i]);
		Prefetch(entries[i] + table->entry_size - 1);
	}
}

static inline void
MergeRows(CvCustomers *table, CvKeyKind kind)
{
	uint32		hashes[BATCH];
	char	   *entries[BATCH];
	Size		size = table->ops->payload_size;
	int			rows = table->batched;
	CvNaming	naming;

	LookUp(table, kind, hashes, entries);
	if (kind == CV_KEY_TEXT || table->deep)
		for (int i = 0; i < rows; i++)
			if (entries[i])
				PrefetchBehind(table, kind, entries[i], table->batch_payloads + i * size);
	cv_begin_naming(&naming, kind);
	for (int i = 0; i < rows; i++)
	{
		CvKey		key = table->batch_keys[i];
		char	   *entry = entries[i];

		naming.key = &table->batch_keys[i];
		if (entry == NULL || !cv_keys_equal(kind, EntryKey(kind, entry), key))
			entry = FindOrAdd(table, kind, hashes[i], key);
		table->deep |= table->ops->merge(EntryPayload(table, entry),
										 table->batch_payloads + i * size, table->context);
	}
	cv_end_naming(&naming);
}

/* Merge the rows that wait: each step for all of them, and for each kind of key its own code */
void
cv_customers_flush(CvCustomers *table)
{
	Reserve(table, (uint64) table->count + table->batched);
	if (table->kind == CV_KEY_BIGINT)
		MergeRows(table, CV_KEY_BIGINT);
	else if (table->kind == CV_KEY_UUID)
		MergeRows(table, CV_KEY_UUID);
	else
		MergeRows(table, CV_KEY_TEXT);
	table->batched = 0;
	resetStringInfo(&table->batch_text);
	GrowBatch(table);
	table->next.payload = table->batch_payloads;
}

void
cv_customers_put(CvCustomers *table, CvKey key, const void *payload)
{
	if (payload != table->next.payload)
		memcpy(table->next.payload, payload, table->ops->payload_size);
	table->next.payload = (char *) table->next.payload + table->ops->payload_size;
	if (table->kind == CV_KEY_TEXT)
	{
		const char *string = cv_key_bytes(key);

		key.a = table->batch_text.len;
		appendBinaryStringInfoNT(&table->batch_text, string, (int) key.b);
	}
	table->batch_keys[table->batched++] = key;
	if (table->batched == table->batch_size || table->batch_text.len > BATCH_TEXT)
		cv_customers_flush(table);
}

bool
cv_customers_are_none(const CvCustomers *table)
{
	return table->count == 0 && table->batched == 0;
}

void
cv_customers_clear(CvCustomers *table)
{
	cv_customers_flush(table);
	memset(table->index, 0, sizeof(uint64) << table->index_bits);
	table->count = 0;
}

/* In the order of their first rows: for what does not depend on order */
void
cv_customers_visit(CvCustomers *table, CvCustomerVisitor visit, void *arg)
{
	cv_customers_flush(table);
	for (uint32 i = 0; i < table->count; i++)
	{
		char	   *entry = EntryAt(table, i);

		if ((i & 0x3f) == 0)
			CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < table->count)
			PrefetchBehind(table, table->kind, EntryAt(table, i + AHEAD), NULL);
		visit(EntryKey(table->kind, entry), EntryPayload(table, entry), arg);
	}
}

/* ---------- in the order of their keys ---------- */

typedef struct Ranked
{
	CvKey		key;
	uint32		number;
} Ranked;

#define ST_SORT			SortKeys
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b, kind)	cv_compare_keys(*(kind), (a)->key, (b)->key)
#define ST_COMPARE_ARG_TYPE const CvKeyKind
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static Ranked *
RankedEntries(CvCustomers *table)
{
	Ranked	   *ranked = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) table->count + 1) * sizeof(Ranked));

	for (uint32 i = 0; i < table->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		ranked[i].key = EntryKey(table->kind, EntryAt(table, i));
		ranked[i].number = i;
	}
	SortKeys(ranked, table->count, &table->kind);
	return ranked;
}

void
cv_customers_visit_sorted(CvCustomers *table, CvCustomerVisitor visit, void *arg)
{
	Ranked	   *ranked;
	CvNaming	naming;

	cv_customers_flush(table);
	ranked = RankedEntries(table);
	cv_begin_naming(&naming, table->kind);
	for (uint32 i = 0; i < table->count; i++)
	{
		if ((i & 0x3f) == 0)
			CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < table->count)
			Prefetch(EntryAt(table, ranked[i + AHEAD].number));
		if (i + AHEAD / 2 < table->count)
			PrefetchBehind(table, table->kind, EntryAt(table, ranked[i + AHEAD / 2].number), NULL);
		naming.key = &ranked[i].key;
		visit(ranked[i].key, EntryPayload(table, EntryAt(table, ranked[i].number)), arg);
	}
	cv_end_naming(&naming);
	pfree(ranked);
}
