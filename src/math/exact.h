/* Sums of doubles that are the same whatever the order: see exact.c */
#ifndef CV_MATH_EXACT_H
#define CV_MATH_EXACT_H

#include <stdbool.h>
#include <stdint.h>

#include "math/wide.h"

#define CVM_EXACT_LIMBS		6
#define CVM_EXACT_PARTS		16	/* doubles that a sum can be told by, at most */

/* A whole number of 2^-128 in two's complement, the lowest limb first */
typedef struct CvmExact
{
	uint64_t	limbs[CVM_EXACT_LIMBS];
} CvmExact;

/*
 * Add a value.  False if it is too large, or no number: then nothing is added.  False, too, if 384 bits do not hold the sum: then that is
 * lost.
 */
extern bool cvm_exact_add(CvmExact *sum, double value);

/* Add another sum.  False if 384 bits do not hold both: then the sum is lost. */
extern bool cvm_exact_merge(CvmExact *sum, const CvmExact *other);

/* The nearest double, or the one beside it */
extern double cvm_exact_value(const CvmExact *sum);

/* n products - a b, for n >= 0 and a result of 383 bits at most */
extern double cvm_exact_centred(CvmLong n, const CvmWide *products, CvmLong a, CvmLong b);

/* Is it so large, 2^199 or more, that no doubles may be told which add up to it? */
extern bool cvm_exact_is_large(const CvmExact *sum);

/* The doubles that add up to a sum of doubles that is not large, into an array of CVM_EXACT_PARTS; how many they are */
extern int	cvm_exact_parts(const CvmExact *sum, double *parts);

#endif
