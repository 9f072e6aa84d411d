/* Distinct values with the number of customers of each, and what is read from them in order: see values.c */
#ifndef CV_SEGMENT_VALUES_H
#define CV_SEGMENT_VALUES_H

#include "postgres.h"

#include "core/decimal.h"

#define MIN_BINS	2
#define MAX_BINS	1000

typedef struct ValueCell
{
	int128		value;			/* in units of 10^-scale */
	int64		customers;
} ValueCell;

typedef struct ValueSet ValueSet;

/* Lowest values of tiles 2 to bins; nobody reaches those from known on */
typedef struct TileCuts
{
	int128		values[MAX_BINS];
	int			known;
} TileCuts;

extern ValueSet *cv_values_create(MemoryContext context);
extern void cv_values_add(ValueSet *set, int128 value, int64 customers);
extern void cv_values_rescale(ValueSet *set, int decimals);
extern ValueCell *cv_values_sorted(ValueSet *set, int64 *n);
extern int64 cv_values_customers(const ValueCell *cells, int64 n);
extern int	cv_check_bins(int64 bins);
extern void cv_cut_values(const ValueCell *cells, int64 n, int bins, TileCuts *cuts);
extern int	cv_tile_of(const TileCuts *cuts, int128 value);

#endif
