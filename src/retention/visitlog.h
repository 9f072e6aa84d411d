/* Visits of customers, a row each, until they are counted: see visitlog.c */
#ifndef CV_RETENTION_VISITLOG_H
#define CV_RETENTION_VISITLOG_H

#include "postgres.h"

#include "core/customers.h"
#include "core/parts.h"
#include "retention/rolling.h"

#define VISIT_PERIOD_BITS	24	/* of a row; the other ones are the customer */
#define VISIT_PERIODS		(1 << VISIT_PERIOD_BITS)

typedef struct VisitLog
{
	MemoryContext context;		/* of the rows; it is emptied with them */
	CvSeed		seed;
	CvParts		parts;
	int32		first;			/* period of all rows, */
	int32		last;			/* and the last one; below first, if there are no rows */
} VisitLog;

/* An empty one, which lives in context and allocates below it */
extern VisitLog *cv_visit_log_create(MemoryContext context);

/* Add a row that fits. */
extern void cv_visit_log_put(VisitLog *log, uint64 customer, int32 period);

/* Does a row have the bits for a customer whose key is a bigint, and for the period? */
static inline bool
cv_visit_fits(uint64 customer, int32 period)
{
	return customer >> (64 - VISIT_PERIOD_BITS) == 0 && period >= -VISIT_PERIODS / 2 && period < VISIT_PERIODS / 2;
}

/* Is it full?  Then cv_visit_log_move() empties it. */
extern bool cv_visit_log_is_full(const VisitLog *log);

/* Put its rows into a table of customers, with visits as payload, and empty it */
extern void cv_visit_log_move(VisitLog *log, CvCustomers *table);

/* Are there enough rows in few enough periods to count them as they are?  Then cv_visit_log_count() adds their customers to the counts. */
extern bool cv_visit_log_is_dense(const VisitLog *log);
extern void cv_visit_log_count(VisitLog *log, Returns *returns);

#endif
