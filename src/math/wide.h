/* Whole numbers of 256 bits, for sums of products: see wide.c */
#ifndef CV_MATH_WIDE_H
#define CV_MATH_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#define CVM_WIDE_LIMBS	4

__extension__ typedef __int128 CvmLong;
__extension__ typedef unsigned __int128 CvmLongBits;

/* In two's complement, the lowest limb first */
typedef struct CvmWide
{
	uint64_t	limbs[CVM_WIDE_LIMBS];
} CvmWide;

/* Add a b to a sum, which must stay below 2^255 in size: nothing here notices where it does not. */
extern void cvm_wide_add_product(CvmWide *sum, CvmLong a, CvmLong b);
extern bool cvm_wide_is_negative(const CvmWide *sum);

/* How many bits its magnitude has */
extern int	cvm_wide_bits(const CvmWide *sum);

/* sum / 2^bits, rounded down, for bits from 0 to 255 and a quotient of 127 bits at most */
extern CvmLong cvm_wide_shifted(const CvmWide *sum, int bits);

#endif
