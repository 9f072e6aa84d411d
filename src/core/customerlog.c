/*
 * customerlog.c
 *		Customers one after the other, key and payload: what a small state holds, and what workers send each other.
 *
 * They are in the order of their rows or of their first rows; the same customer may come again.  Sorting
 * would save a few bytes of each key, and cost more than the whole rest of sending and merging.
 */
#include "core/aggregate.h"
#include "core/bytes.h"
#include "core/customers.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#define SCRATCH_ROWS	256		/* customers, */
#define SCRATCH_BYTES	65536	/* and bytes that are read before what reading allocated is freed */

/* How many bytes a customer may take */
Size
cv_customer_room(const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload)
{
	return cv_key_room(kind, key) + ops->room(payload);
}

/* Returns how many bytes it took */
Size
cv_write_customer(uint8 *bytes, const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload)
{
	int			n = cv_write_key(bytes, kind, key);

	return n + ops->write(bytes + n, payload);
}

typedef struct Writing
{
	const CvCustomerOps *ops;
	CvKeyKind	kind;
	StringInfo	bytes;
} Writing;

static void
WriteOne(CvKey key, const void *payload, void *arg)
{
	Writing    *writing = arg;
	Size		room = cv_customer_room(writing->ops, writing->kind, key, payload);
	uint8	   *bytes = cv_entry_room(writing->bytes, room);

	writing->bytes->len += cv_write_customer(bytes, writing->ops, writing->kind, key, payload);
}

/* All customers of a table, behind what is there already */
void
cv_customers_write(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, StringInfo bytes)
{
	Writing		writing = {ops, kind, bytes};

	cv_customers_visit(table, WriteOne, &writing);
}

/* The next customer */
static CvKey
ReadCustomer(const CvCustomerOps *ops, CvKeyKind kind, CvReader *reader, void *payload)
{
	CvKey		key = cv_read_key(reader, kind);

	memset(payload, 0, CV_MAX_PAYLOAD);
	if (!reader->failed)
		ops->read(reader, payload);
	return key;
}

/* Merge what cv_write_customer() wrote, until the reader ends or fails; without a table it is only looked at */
void
cv_customers_read(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, CvReader *reader)
{
	uint64		payload[CV_MAX_PAYLOAD / sizeof(uint64)];
	MemoryContext scratch = AllocSetContextCreate(CurrentMemoryContext, "custval payloads", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	const uint8 *begin = reader->next;

	for (int i = 1; reader->next < reader->end; i++)
	{
		CvKey		key = ReadCustomer(ops, kind, reader, payload);

		if (reader->failed)
			break;
		if (table)
			cv_customers_put(table, key, payload);
		if (i % SCRATCH_ROWS != 0 && reader->next - begin < SCRATCH_BYTES)
			continue;
		CHECK_FOR_INTERRUPTS();
		if (table)
			cv_customers_flush(table);
		MemoryContextReset(scratch);
		begin = reader->next;
	}
	if (table)
		cv_customers_flush(table);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}
