#ifndef CV_DRIVER_DRIVERS_H
#define CV_DRIVER_DRIVERS_H

#include "postgres.h"

#include "core/aggregate.h"
#include "core/decimal.h"
#include "core/head.h"
#include "core/weight.h"
#include "math/regression.h"

#define VALUE_ONE	1000000.0	/* numbers count in units of 1e-6, and their products in 1e-12 */

/*
 * driver_moments: exact sums of an outcome and its drivers, the columns, and of all their products.  What follows the
 * missing values are: Weights, if it has some; int128 sums of the columns, times the weights; and their products by
 * rows of the lower triangle, int128, or WideProduct if it has weights.  A finished one has them only if some weight is not 1, so
 * equal rows have equal bytes.  The state of an aggregate that has seen no drivers yet has 0.
 */
typedef struct DriverMoments
{
	CvHead		head;
	int32		drivers;
	int32		weighted;		/* 1 if rows have weights */
	int32		buffer;			/* bytes of a buffer behind the products, of states only: see
								 * buffer.c */
	int32		buffered;		/* rows in it */
	int64		answers;		/* complete rows */
	int64		incomplete;		/* those with an outcome, but not all drivers: not in the sums */
	int64		missing[FLEXIBLE_ARRAY_MEMBER]; /* values, of each driver */
} DriverMoments;

typedef struct Weights
{
	int128		sum;			/* in 1e-9 */
	int128		squares;		/* in 1e-18 */
} Weights;

/* high * 2^64 + low, in 1e-21: a weighted product takes 150 bits */
typedef struct WideProduct
{
	int128		high;
	uint64		low;
} WideProduct;

#define PG_GETARG_DRIVERS(n)	((DriverMoments *) cv_value_arg(fcinfo, n))

/* The outcome and the drivers */
static inline int
Columns(const DriverMoments *m)
{
	return m->drivers + 1;
}

/* of the columns, one with another and each with itself */
static inline int
Products(const DriverMoments *m)
{
	return Columns(m) * (Columns(m) + 1) / 2;
}

static inline Weights *
WeightsOf(const DriverMoments *m)
{
	return (Weights *) &m->missing[m->drivers];
}

static inline int128 *
SumsOf(const DriverMoments *m)
{
	return (int128 *) (WeightsOf(m) + m->weighted);
}

static inline int128 *
ProductsOf(const DriverMoments *m)
{
	return SumsOf(m) + Columns(m);
}

static inline WideProduct *
WideProductsOf(const DriverMoments *m)
{
	return (WideProduct *) ProductsOf(m);
}

/* As many units as w products of this size */
static inline void
AddWideProduct(WideProduct *sum, int64 w, int128 product)
{
	uint128		low = (uint128) (uint64) w * (uint64) product + sum->low;

	sum->low = (uint64) low;
	sum->high += (int128) w * (int64) (product >> 64) + (int128) (low >> 64);
}

extern DriverMoments *cv_new_drivers(int drivers, bool weighted, int buffer);
extern DriverMoments *cv_weighted_drivers(const DriverMoments *m);
extern DriverMoments *cv_finish_drivers(const DriverMoments *m);
pg_noreturn extern void cv_refuse_sums(void);
extern DriverMoments *cv_new_buffered_drivers(int drivers);
extern bool cv_buffer_row(DriverMoments *m, double outcome, const double *drivers);
extern const DriverMoments *cv_settled_drivers(const DriverMoments *m);
extern void cv_regression_of(const DriverMoments *m, CvRegression *x);

#endif
