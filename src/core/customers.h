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
	 * Adds from to into, which may allocate in context, and copies what from points to.  Does into
	 * point to memory outside the payload then?
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

/* The payload lives until the table changes. */
typedef void (*CvCustomerVisitor) (CvKey key, const void *payload, void *arg);

extern CvCustomers *cv_customers_create(MemoryContext context, CvKeyKind kind, const CvCustomerOps *ops);
extern void *cv_customers_next(CvCustomers *table);
extern void cv_customers_put(CvCustomers *table, CvKey key, const void *payload);
extern void cv_customers_flush(CvCustomers *table);
extern void cv_customers_visit(CvCustomers *table, CvCustomerVisitor visit, void *arg);
extern void cv_customers_visit_sorted(CvCustomers *table, CvCustomerVisitor visit, void *arg);

/* Logs of customers: customerlog.c */
extern Size cv_customer_room(const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload);
extern Size cv_write_customer(uint8 *bytes, const CvCustomerOps *ops, CvKeyKind kind, CvKey key, const void *payload);
extern void cv_customers_write(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, StringInfo bytes);
extern void cv_customers_read(CvCustomers *table, const CvCustomerOps *ops, CvKeyKind kind, CvReader *reader);

#endif
