/*
 * wide.c
 *		Whole numbers of 256 bits, for sums of products.
 *
 * Method.  A product of two numbers of 128 bits has 255 bits and a sign, and is made of the four products of their
 * halves.  A sum must stay below 2^255 in size, or it is wrong, and nothing here notices: it is for the caller to know that it
 * does.
 */
#include "math/wide.h"

#define LIMB_BITS	64

static CvmLongBits
Magnitude(CvmLong value)
{
	return value < 0 ? -(CvmLongBits) value : (CvmLongBits) value;
}

/* Add a product of two limbs where the lower one counts 2^(64 limb) */
static void
AddLimbs(CvmWide *sum, uint64_t a, uint64_t b, int limb)
{
	CvmLongBits product = (CvmLongBits) a * b;

	for (int i = limb; product != 0 && i < CVM_WIDE_LIMBS; i++)
	{
		product += sum->limbs[i];
		sum->limbs[i] = (uint64_t) product;
		product >>= LIMB_BITS;
	}
}

static void
Negate(CvmWide *sum)
{
	uint64_t	carry = 1;

	for (int i = 0; i < CVM_WIDE_LIMBS; i++)
	{
		sum->limbs[i] = ~sum->limbs[i] + carry;
		carry = carry && sum->limbs[i] == 0;
	}
}

static void
Merge(CvmWide *sum, const CvmWide *other)
{
	for (int i = 0; i < CVM_WIDE_LIMBS; i++)
		AddLimbs(sum, other->limbs[i], 1, i);
}

/* sum + a b */
void
cvm_wide_add_product(CvmWide *sum, CvmLong a, CvmLong b)
{
	CvmLongBits x = Magnitude(a);
	CvmLongBits y = Magnitude(b);
	CvmWide		product = {{0}};

	AddLimbs(&product, (uint64_t) x, (uint64_t) y, 0);
	AddLimbs(&product, (uint64_t) x, (uint64_t) (y >> LIMB_BITS), 1);
	AddLimbs(&product, (uint64_t) (x >> LIMB_BITS), (uint64_t) y, 1);
	AddLimbs(&product, (uint64_t) (x >> LIMB_BITS), (uint64_t) (y >> LIMB_BITS), 2);
	if ((a < 0) != (b < 0))
		Negate(&product);
	Merge(sum, &product);
}

bool
cvm_wide_is_negative(const CvmWide *sum)
{
	return sum->limbs[CVM_WIDE_LIMBS - 1] >> (LIMB_BITS - 1);
}

/* How many bits its magnitude has */
int
cvm_wide_bits(const CvmWide *sum)
{
	CvmWide		magnitude = *sum;
	int			bits = CVM_WIDE_LIMBS * LIMB_BITS;

	if (cvm_wide_is_negative(sum))
		Negate(&magnitude);
	while (bits > 0 && !(magnitude.limbs[(bits - 1) / LIMB_BITS] >> ((bits - 1) % LIMB_BITS) & 1))
		bits--;
	return bits;
}

/* sum / 2^bits, rounded down; the quotient must have 127 bits at most, and the number must lose fewer than 256 */
CvmLong
cvm_wide_shifted(const CvmWide *sum, int bits)
{
	uint64_t	sign = cvm_wide_is_negative(sum) ? UINT64_MAX : 0;
	uint64_t	parts[3];
	int			skip = bits / LIMB_BITS;
	int			rest = bits % LIMB_BITS;
	CvmLongBits low;

	for (int i = 0; i < 3; i++)
		parts[i] = skip + i < CVM_WIDE_LIMBS ? sum->limbs[skip + i] : sign;
	low = (CvmLongBits) parts[1] << LIMB_BITS | parts[0];
	if (rest > 0)
		low = low >> rest | (CvmLongBits) parts[2] << (2 * LIMB_BITS - rest);
	return (CvmLong) low;
}
