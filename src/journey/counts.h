/* Whole numbers and how many customers have each: see counts.c */
#ifndef CV_JOURNEY_COUNTS_H
#define CV_JOURNEY_COUNTS_H

#include "postgres.h"

typedef struct Count
{
	int64		value;
	int64		customers;
} Count;

typedef struct Counts
{
	MemoryContext context;
	Count	   *counts;
	int64		settled;		/* of these, in order and all different */
	int64		n;
	int64		room;
} Counts;

extern void cv_counts_add(Counts *list, int64 value, int64 customers);
extern void cv_counts_settle(Counts *list);
extern int64 cv_counts_total(const Counts *list);
extern const Count *cv_counts_quantile(const Counts *list, double share);

#endif
