/* The customer table, and customers as bytes: see customers.c and customerlog.c */
#ifndef CV_CORE_CUSTOMERS_H
#define CV_CORE_CUSTOMERS_H

#include "postgres.h"

#include "core/key.h"
#include "core/varint.h"

/*
 * The customer table: key -> small payload, for aggregates that see the
 * customers of millions of rows in no order.  See customers.c.
 */
typedef struct CvCustomers CvCustomers;

/* What a room stores per customer, and how two of them meet */
typedef struct CvCustomerOps
{
	Size		payload_size;	/* a multiple of 8, up to CV_MAX_PAYLOAD; all zero stands for
								 * nothing yet */

	/*
	 * Adds from to into, which may allocate in context, and copies what from points to: from and
	 * that may go afterwards.  True if into points to memory outside the payload then.
	 */
	bool		(*merge) (void *into, const void *from, MemoryContext context);

	/*
	 * Prefetches what merging from, or (if that is NULL) reading the payload, will touch outside
	 * it; may be NULL
	 */
	void		(*prefetch) (const void *payload, const void *from);

	/*
	 * The payload as bytes: how many at the most, the bytes (returns how many), and back, as a
	 * view of them
	 */
	Size		(*room) (const void *payload);
	Size		(*write) (uint8 *bytes, const void *payload);
	void		(*read) (CvReader *reader, void *payload);	/* fails the reader where the bytes are
															 * no payload */
} CvCustomerOps;

#define CV_MAX_PAYLOAD	64

/*
 * Is told each customer.  The payload is the table's, and lives until the table changes; so is the string of a key that is text, which
 * lives as long as the table.  A visitor must not change the table.
 */
typedef void (*CvCustomerVisitor) (CvKey key, const void *payload, void *arg);

/* An empty table, which lives in context and allocates there; nothing but the context frees it.  The ops must outlive it. */
extern CvCustomers *cv_customers_create(MemoryContext context, CvKeyKind kind, const CvCustomerOps *ops);

/* What a table begins with, for transitions to look at without a call */
typedef struct CvWaiting
{
	void	   *payload;		/* where the payload of the next row will wait */
} CvWaiting;

/* That place: built there, a payload need not be copied.  It is the table's, and lasts until the next put or flush. */
static inline void *
cv_customers_next(CvCustomers *table)
{
	return ((CvWaiting *) table)->payload;
}

/*
 * Add a row.  The key and the payload are copied, but the row waits in a batch with others, over many calls: what the payload points to must
 * live until cv_customers_flush() has merged it.
 */
extern void cv_customers_put(CvCustomers *table, CvKey key, const void *payload);

/* Are there no customers, nor rows that wait?  cv_customers_clear() forgets them; the room stays. */
extern bool cv_customers_are_none(const CvCustomers *table);
extern void cv_customers_clear(CvCustomers *table);

/* Merge all rows that wait, so that the table points to nobody else's memory */
extern void cv_customers_flush(CvCustomers *table);

/* Flush the table, and tell all customers: in the order of their first rows, or of their keys */
extern void cv_customers_visit(CvCustomers *table, CvCustomerVisitor visit, void *arg);
extern void cv_customers_visit_sorted(CvCustomers *table, CvCustomerVisitor visit, void *arg);

/* Logs of customers: customerlog.c */
/* How many bytes a customer takes at the most, and how many it took in bytes that have that room */
extern Size cv_customer_room(const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload);
extern Size cv_write_customer(uint8 *bytes, const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload);

/* Flush the table, and write all its customers behind what the string has.  What passes 1 GB is refused. */
extern void cv_customers_write(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, StringInfo bytes);

/*
 * Merge what was written, until the reader ends or fails: whether it has failed is the caller's to look at.  The table keeps no pointer to
 * the bytes; if it is NULL, they are only looked at.
 */
extern void cv_customers_read(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, CvReader *reader);

#endif
