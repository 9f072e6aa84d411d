/*
 * customers.c
 *		The customer table: key -> payload.
 *
 * A look-up in a table that does not fit the processor's caches costs two
 * waits for memory, one for the index and one for the customer.  So rows are
 * kept until there are BATCH of them; then each step is done for all of them
 * before the next one, and what the next one will touch is prefetched.
 *
 * Customers lie one behind the other, key and payload, in chunks, of which only
 * the first one moves, while it is small and no batch is under way.  The index is
 * open addressing with linear probing; a slot has 32 bits of hash and the number
 * of the customer, so that other customers in the way are passed without a look
 * at them, and so that the index can be doubled by one run through it.  The place
 * of a slot is given by the high bits of the hash: the run reads and writes in order.
 *
 * Memory per customer: key (8 bytes, 16 for uuid, 16 and its bytes for text),
 * payload, and 10 2/3 to 21 1/3 for the index.
 *
 * Text keys are compared byte for byte.  Payloads only ever merge, so the
 * order of rows leaves no trace.
 */
#include "core/customers.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "core/aggregate.h"
#include "core/compat.h"
#include "miscadmin.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/uuid.h"

#define BATCH				256
#define FIRST_BATCH			16	/* a group of few rows stays small */
#define BATCH_TEXT			65536	/* bytes of text keys that wait at the most */
#define CHUNK_BITS			14
#define CHUNK				(1 << CHUNK_BITS)
#define FIRST_ENTRIES		16
#define FIRST_INDEX_BITS	5
#define MAX_INDEX_BITS		32
#define ARENA_BLOCK			65536
#define MAX_PAYLOAD			64
#define AHEAD				16	/* customers that a run through the table prefetches */

#if defined(__GNUC__)
#define Prefetch(address)	__builtin_prefetch(address, 1)
#else
#define Prefetch(address)	((void) (address))
#endif

struct CvCustomers
{
	MemoryContext context;
	const CvCustomerOps *ops;
	CvKeyKind	kind;
	Size		key_size;
	Size		entry_size;

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

/* ---------- keys ---------- */

CvKeyKind
cv_key_kind(Oid type)
{
	switch (type)
	{
		case INT8OID:
			return CV_KEY_BIGINT;
		case UUIDOID:
			return CV_KEY_UUID;
		case TEXTOID:
			return CV_KEY_TEXT;
		default:
			elog(ERROR, "unexpected type of customer key: %u", type);
	}
}

/* as SQL calls the type */
const char *
cv_key_kind_name(CvKeyKind kind)
{
	static const char *const names[] = {"bigint", "uuid", "text"};

	return names[kind];
}

CvKey
cv_key_arg(FunctionCallInfo fcinfo, int n, CvKeyKind kind)
{
	CvKey		key = {0, 0};
	text	   *string;

	switch (kind)
	{
		case CV_KEY_BIGINT:
			key.a = (uint64) PG_GETARG_INT64(n);
			break;
		case CV_KEY_UUID:
			memcpy(&key, PG_GETARG_UUID_P(n)->data, sizeof(key));
			break;
		case CV_KEY_TEXT:
			string = PG_GETARG_TEXT_PP(n);
			key.a = (uint64) (uintptr_t) VARDATA_ANY(string);
			key.b = VARSIZE_ANY_EXHDR(string);
			break;
	}
	return key;
}

static inline const char *
KeyText(CvKey key)
{
	return (const char *) (uintptr_t) key.a;
}

/* A key for people to read */
char	   *
cv_key_text(CvKeyKind kind, CvKey key)
{
	if (kind == CV_KEY_BIGINT)
		return psprintf(INT64_FORMAT, (int64) key.a);
	if (kind == CV_KEY_UUID)
		return DatumGetCString(DirectFunctionCall1(uuid_out, UUIDPGetDatum((pg_uuid_t *) & key)));
	return pnstrdup(KeyText(key), key.b);
}

/* Mix all bits into the high ones: the finalizer of MurmurHash3 */
static inline uint64
Mix(uint64 x)
{
	x ^= x >> 33;
	x *= UINT64CONST(0xff51afd7ed558ccd);
	x ^= x >> 33;
	x *= UINT64CONST(0xc4ceb9fe1a85ec53);
	return x;
}

static inline uint32
HashKey(CvKeyKind kind, CvKey key)
{
	if (kind == CV_KEY_TEXT)
	{
		key.a = hash_bytes((const unsigned char *) KeyText(key), (int) key.b);
		key.b = 0;
	}
	return (uint32) (Mix(key.a ^ Mix(key.b)) >> 32);
}

static inline bool
KeysEqual(CvKeyKind kind, CvKey a, CvKey b)
{
	if (kind == CV_KEY_TEXT)
		return a.b == b.b && memcmp(KeyText(a), KeyText(b), a.b) == 0;
	return a.a == b.a && a.b == b.b;
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
	table->index_bits = FIRST_INDEX_BITS;
	table->index = palloc0(sizeof(uint64) << FIRST_INDEX_BITS);
	table->chunks = palloc(sizeof(char *));
	table->chunks[0] = palloc(FIRST_ENTRIES * table->entry_size);
	table->capacity = FIRST_ENTRIES;
	table->batch_size = FIRST_BATCH;
	table->batch_keys = palloc(FIRST_BATCH * sizeof(CvKey));
	table->batch_payloads = palloc(FIRST_BATCH * ops->payload_size);
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
	table->index = MemoryContextAllocExtended(table->context, old_slots * 2 * sizeof(uint64),
											  MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint64 i = 0; i < old_slots; i++)
	{
		uint64		slot = HomeSlot(table, old[i] >> 32);

		if ((i & 0xffff) == 0)
			CHECK_FOR_INTERRUPTS();
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
											   MemoryContextAlloc(table->context, CHUNK * table->entry_size + PG_CACHE_LINE_SIZE));
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
	memcpy(kept, KeyText(key), key.b);
	table->arena += key.b;
	table->arena_left -= key.b;
	return (uint64) (uintptr_t) kept;
}

static char *
AddCustomer(CvCustomers *table, uint64 slot, uint32 hash, CvKey key)
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
		if (KeysEqual(kind, EntryKey(kind, entry), key))
			return entry;
	}
	return AddCustomer(table, slot, hash, key);
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
		Prefetch(KeyText(EntryKey(kind, entry)));
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
		hashes[i] = HashKey(kind, table->batch_keys[i]);
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

	LookUp(table, kind, hashes, entries);
	if (kind == CV_KEY_TEXT || table->deep)
		for (int i = 0; i < rows; i++)
			if (entries[i])
				PrefetchBehind(table, kind, entries[i], table->batch_payloads + i * size);
	for (int i = 0; i < rows; i++)
	{
		CvKey		key = table->batch_keys[i];
		char	   *entry = entries[i];

		if (entry == NULL || !KeysEqual(kind, EntryKey(kind, entry), key))
			entry = FindOrAdd(table, kind, hashes[i], key);
		table->deep |= table->ops->merge(EntryPayload(table, entry),
										 table->batch_payloads + i * size, table->context);
	}
}

/* Merge the rows that wait: each step for all of them, and for each kind of key its own code */
static void
Flush(CvCustomers *table)
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
}

void
cv_customers_put(CvCustomers *table, CvKey key, const void *payload)
{
	int			row = table->batched++;

	if (table->kind == CV_KEY_TEXT)
	{
		const char *string = KeyText(key);

		key.a = table->batch_text.len;
		appendBinaryStringInfoNT(&table->batch_text, string, (int) key.b);
	}
	table->batch_keys[row] = key;
	memcpy(table->batch_payloads + row * table->ops->payload_size, payload, table->ops->payload_size);
	if (table->batched == table->batch_size || table->batch_text.len > BATCH_TEXT)
		Flush(table);
}

/* In the order of their first rows: for what does not depend on order */
void
cv_customers_visit(CvCustomers *table, CvCustomerVisitor visit, void *arg)
{
	Flush(table);
	for (uint32 i = 0; i < table->count; i++)
	{
		if ((i & 0x3f) == 0)
			CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < table->count)
			PrefetchBehind(table, table->kind, EntryAt(table, i + AHEAD), NULL);
		visit(EntryPayload(table, EntryAt(table, i)), arg);
	}
}

/* ---------- between workers ---------- */

#define ENTRY_ROOM		64		/* for the varints of a key and of a payload */

/* Room for what is longer than a few varints */
void
cv_customers_room(StringInfo bytes, Size needed)
{
	if (bytes->len + needed + ENTRY_ROOM >= MaxAllocSize)
		cv_refuse_size();
	enlargeStringInfo(bytes, (int) needed + ENTRY_ROOM);
}

typedef struct Ranked
{
	CvKey		key;
	uint32		number;
} Ranked;

/* bigint by size, the others by their bytes */
static inline int
CompareKeys(const Ranked *a, const Ranked *b, const CvKeyKind *kind)
{
	int			order;

	if (*kind == CV_KEY_BIGINT)
		return ((int64) a->key.a > (int64) b->key.a) - ((int64) a->key.a < (int64) b->key.a);
	if (*kind == CV_KEY_UUID)
		return memcmp(&a->key, &b->key, sizeof(CvKey));
	order = memcmp(KeyText(a->key), KeyText(b->key), Min(a->key.b, b->key.b));
	return order != 0 ? order : (a->key.b > b->key.b) - (a->key.b < b->key.b);
}

#define ST_SORT			SortKeys
#define ST_ELEMENT_TYPE Ranked
#define ST_COMPARE(a, b, kind)	CompareKeys(a, b, kind)
#define ST_COMPARE_ARG_TYPE const CvKeyKind
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

static void
WriteKey(StringInfo bytes, CvKeyKind kind, CvKey key, uint64 last)
{
	switch (kind)
	{
		case CV_KEY_BIGINT:
			cv_put_signed(bytes, (int64) (key.a - last));
			break;
		case CV_KEY_UUID:
			appendBinaryStringInfoNT(bytes, (char *) &key, sizeof(key));
			break;
		case CV_KEY_TEXT:
			cv_put_varint(bytes, key.b);
			appendBinaryStringInfoNT(bytes, KeyText(key), (int) key.b);
			break;
	}
}

/* A customer, its key counted from the last one if it is bigint; the key */
static CvKey
WriteCustomer(CvCustomers *table, uint32 number, StringInfo bytes, uint64 last, void *arg)
{
	char	   *entry = EntryAt(table, number);
	CvKey		key = EntryKey(table->kind, entry);

	cv_customers_room(bytes, table->kind == CV_KEY_TEXT ? key.b : 0);
	WriteKey(bytes, table->kind, key, last);
	table->ops->write(bytes, EntryPayload(table, entry), arg);
	return key;
}

/*
 * In the order of their first rows.  Sorting would save a few bytes of each key, and cost more
 * time than the whole rest of sending and merging.
 */
void
cv_customers_write(CvCustomers *table, StringInfo bytes, void *arg)
{
	CvKey		last = {0, 0};

	Flush(table);
	cv_customers_room(bytes, 0);
	cv_put_varint(bytes, table->count);
	for (uint32 i = 0; i < table->count; i++)
	{
		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		last = WriteCustomer(table, i, bytes, last.a, arg);
	}
}

/* In the order of their keys: what is to be stored, and the same for the same customers */
void
cv_customers_write_sorted(CvCustomers *table, StringInfo bytes, void *arg)
{
	Ranked	   *ranked;
	CvKey		last = {0, 0};

	Flush(table);
	ranked = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) table->count + 1) * sizeof(Ranked));
	for (uint32 i = 0; i < table->count; i++)
	{
		ranked[i].key = EntryKey(table->kind, EntryAt(table, i));
		ranked[i].number = i;
	}
	SortKeys(ranked, table->count, &table->kind);
	cv_customers_room(bytes, 0);
	cv_put_varint(bytes, table->count);
	for (uint32 i = 0; i < table->count; i++)
	{
		if ((i & 0xfff) == 0)
			CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < table->count)
			Prefetch(EntryAt(table, ranked[i + AHEAD].number));
		if (i + AHEAD / 2 < table->count)
			PrefetchBehind(table, table->kind, EntryAt(table, ranked[i + AHEAD / 2].number), NULL);
		last = WriteCustomer(table, ranked[i].number, bytes, last.a, arg);
	}
	pfree(ranked);
}

static CvKey
ReadKey(CvReader *reader, CvKeyKind kind, uint64 last)
{
	CvKey		key = {0, 0};
	Size		left = reader->end - reader->next;

	if (kind == CV_KEY_BIGINT)
		key.a = last + (uint64) cv_get_signed(reader);
	else if (kind == CV_KEY_UUID && left >= sizeof(key))
	{
		memcpy(&key, reader->next, sizeof(key));
		reader->next += sizeof(key);
	}
	else if (kind == CV_KEY_TEXT)
	{
		key.b = cv_get_varint(reader);
		key.a = (uint64) (uintptr_t) reader->next;
		if (key.b > (uint64) (reader->end - reader->next))
			reader->failed = true;
		else
			reader->next += key.b;
	}
	else
		reader->failed = true;
	return key;
}

/* Read what cv_customers_write() wrote, customer by customer */
void
cv_customers_scan(CvKeyKind kind, const CvCustomerOps *ops, CvReader *reader,
				  CvCustomerScanner scan, void *arg)
{
	uint64		left = cv_get_varint(reader);
	CvKey		key = {0, 0};
	uint64		payload[MAX_PAYLOAD / sizeof(uint64)];

	Assert(ops->payload_size <= MAX_PAYLOAD);
	for (; left > 0; left--)
	{
		key = ReadKey(reader, kind, key.a);
		memset(payload, 0, sizeof(payload));
		ops->read(reader, payload);
		if (reader->failed)
			elog(ERROR, "unexpected end of a customer table");
		scan(key, payload, arg);
	}
}

typedef struct Merging
{
	CvCustomers *table;
	MemoryContext scratch;		/* of what reading allocates */
} Merging;

static void
MergeCustomer(CvKey key, const void *payload, void *arg)
{
	Merging    *merging = arg;

	cv_customers_put(merging->table, key, payload);
	if (merging->table->batched > 0)
		return;
	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(merging->scratch);
}

/* Merge what cv_customers_write() wrote of another table */
void
cv_customers_read(CvCustomers *table, CvReader *reader)
{
	CvReader	ahead = *reader;
	uint64		count = cv_get_varint(&ahead);
	Merging		merging = {table, AllocSetContextCreate(CurrentMemoryContext, "custval payloads", ALLOCSET_DEFAULT_SIZES)};
	MemoryContext old;

	if (count <= (uint64) (ahead.end - ahead.next))
		Reserve(table, count);	/* workers mostly know the same customers, and more of them than we
								 * do */
	old = MemoryContextSwitchTo(merging.scratch);
	cv_customers_scan(table->kind, table->ops, reader, MergeCustomer, &merging);
	Flush(table);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(merging.scratch);
}
