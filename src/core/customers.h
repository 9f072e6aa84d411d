#ifndef CV_CORE_CUSTOMERS_H
#define CV_CORE_CUSTOMERS_H

#include "postgres.h"

#include "core/varint.h"
#include "fmgr.h"

/*
 * The customer table: key -> small payload, for aggregates that see the
 * customers of millions of rows in no order.  See customers.c.
 */
typedef struct CvCustomers CvCustomers;

typedef enum CvKeyKind
{
	CV_KEY_BIGINT,
	CV_KEY_UUID,
	CV_KEY_TEXT
} CvKeyKind;

/* bigint: a; uuid: a and b, its bytes; text: address and length */
typedef struct CvKey
{
	uint64		a;
	uint64		b;
} CvKey;

/* What a room stores per customer, and how two of them meet */
typedef struct CvCustomerOps
{
	Size		payload_size;	/* multiple of 8, up to 64; all zero stands for nothing yet */
	bool		(*merge) (void *into, const void *from, MemoryContext context); /* does into point
																				 * elsewhere? */
	void		(*prefetch) (const void *payload, const void *from);	/* what merging from, or
																		 * (if NULL) reading, will
																		 * touch behind it; may be
																		 * NULL */
	void		(*write) (StringInfo bytes, const void *payload, void *arg);
	void		(*read) (CvReader *reader, void *payload);
} CvCustomerOps;

typedef void (*CvCustomerVisitor) (const void *payload, void *arg);
typedef void (*CvCustomerScanner) (CvKey key, const void *payload, void *arg);

extern CvKeyKind cv_key_kind(Oid type);
extern const char *cv_key_kind_name(CvKeyKind kind);
extern CvKey cv_key_arg(FunctionCallInfo fcinfo, int n, CvKeyKind kind);
extern char *cv_key_text(CvKeyKind kind, CvKey key);

extern CvCustomers *cv_customers_create(MemoryContext context, CvKeyKind kind, const CvCustomerOps *ops);
extern void cv_customers_put(CvCustomers *table, CvKey key, const void *payload);
extern void cv_customers_visit(CvCustomers *table, CvCustomerVisitor visit, void *arg);
extern void cv_customers_write(CvCustomers *table, StringInfo bytes, void *arg);
extern void cv_customers_write_sorted(CvCustomers *table, StringInfo bytes, void *arg);
extern void cv_customers_room(StringInfo bytes, Size needed);
extern void cv_customers_read(CvCustomers *table, CvReader *reader);
extern void cv_customers_scan(CvKeyKind kind, const CvCustomerOps *ops, CvReader *reader,
							  CvCustomerScanner scan, void *arg);

#endif
