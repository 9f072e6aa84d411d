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

extern bool cvm_exact_add(CvmExact *sum, double value);
extern bool cvm_exact_merge(CvmExact *sum, const CvmExact *other);
extern double cvm_exact_value(const CvmExact *sum);
extern double cvm_exact_centred(CvmLong n, const CvmWide *products, CvmLong a, CvmLong b);
extern int	cvm_exact_parts(const CvmExact *sum, double *parts);

#endif
