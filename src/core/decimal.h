/* Exact decimals, 128-bit counts of 10^-scale: see decimal.c */
#ifndef CV_CORE_DECIMAL_H
#define CV_CORE_DECIMAL_H

#include "postgres.h"

#include "core/compat.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/numeric.h"

#ifndef HAVE_INT128
#error "custval needs a 64-bit compiler with 128-bit integers"
#endif

#define CV_MAX_SCALE	38		/* decimals of amounts; a 128-bit integer has 38 digits */

/*
 * The number in units of 10^-scale.  False for NaN, infinities, what does not fit, and more decimals than scale, unless they are zeros;
 * *units means nothing then.
 */
extern bool cv_decimal_from_numeric(Numeric number, int scale, int128 *units);

/*
 * The number, packed or not, in units of 10^-*scale, its own display scale; or, where those are too many, its fewest decimals, which can
 * still be more than CV_MAX_SCALE.  False for NaN, infinities and what does not fit; *units and *scale mean nothing then.
 */
extern bool cv_numeric_units(const struct varlena *number, int128 *units, int *scale);

/* Append the shortest decimal form: no zeros at the end, no exponent */
extern void cv_append_decimal(StringInfo text, int128 units, int scale);

pg_noreturn extern void cv_refuse_digits(void);

/* A numeric as text, in memory of its own in the current context */
extern char *cv_numeric_text(Datum number);

/* The numeric in argument n, in units of 10^-*scale, at most CV_MAX_SCALE.  What is no such amount is an error. */
extern int128 cv_amount_arg(FunctionCallInfo fcinfo, int n, int *scale);

/* The amount in units that are so many decimals smaller, from 0.  One that does not fit is an error. */
extern int128 cv_shift_units(int128 units, int decimals);

/* A new numeric in the current context, with all decimals of the scale */
extern Datum cv_amount_datum(int128 units, int scale);

/* a / b, to the nearest float8; b is not 0 */
extern double cv_ratio(int128 a, int128 b);

/* The amount over n, which is not 0 */
extern double cv_mean_amount(int128 units, int scale, int64 n);

/* A sum of amounts that no number of them makes too large, for what is taken out again later: high * 2^64 + low */
typedef struct CvWideSum
{
	int128		high;
	int128		low;
} CvWideSum;

/* Add the amount, or take it out: times is 1 or -1 */
static inline void
cv_add_wide(CvWideSum *sum, int128 amount, int times)
{
	sum->high += times * (amount >> 64);
	sum->low += times * (int128) (uint64) amount;
}

/* True if the sum is an amount: *amount is that then, and means nothing otherwise. */
static inline bool
cv_wide_fits(const CvWideSum *sum, int128 *amount)
{
	int128		high = sum->high + (sum->low >> 64);

	*amount = (int128) (((uint128) high << 64) | (uint64) sum->low);
	return high == (int64) high;
}

/* An amount with more decimals */
static inline int128
cv_rescale(int128 units, int decimals)
{
	return likely(decimals == 0) ? units : cv_shift_units(units, decimals);
}

/* The sum of two amounts of one scale.  One that does not fit is an error. */
static inline int128
cv_add_amounts(int128 a, int128 b)
{
	int128		sum;

	if (unlikely(__builtin_add_overflow(a, b, &sum)))
		cv_refuse_digits();
	return sum;
}

#endif
