/*
 * exact.c
 *		Sums of doubles that are the same, bit for bit, whatever the order in which they are added and merged.
 *
 * Method.  Fixed point (U. Kulisch's long accumulator, 1986, shortened): whole numbers of 2^-128, of 384 bits.  What a value has below
 * 2^-128, 3e-39, is cut off before it is added; values up to 2^200, 1.6e60, are taken, and sums that 384 bits do not hold are
 * refused.  What is left is the addition of integers, which knows no order.
 */
#include "math/exact.h"

#include <math.h>

#define LIMB_BITS		64
#define FRACTION_BITS	128
#define MAX_EXPONENT	200
#define MANTISSA_BITS	53

static inline bool
IsNegative(const CvmExact *sum)
{
	return sum->limbs[CVM_EXACT_LIMBS - 1] >> (LIMB_BITS - 1);
}

static void
Negate(CvmExact *sum)
{
	uint64_t	carry = 1;

	for (int i = 0; i < CVM_EXACT_LIMBS; i++)
	{
		sum->limbs[i] = ~sum->limbs[i] + carry;
		carry = carry && sum->limbs[i] == 0;
	}
}

/* False if the sum is not what 384 bits hold */
bool
cvm_exact_merge(CvmExact *sum, const CvmExact *other)
{
	bool		alike = IsNegative(sum) == IsNegative(other);
	uint64_t	carry = 0;

	for (int i = 0; i < CVM_EXACT_LIMBS; i++)
	{
		uint64_t	part = sum->limbs[i] + carry;

		carry = part < carry;
		sum->limbs[i] = part + other->limbs[i];
		carry += sum->limbs[i] < part;
	}
	return !alike || IsNegative(sum) == IsNegative(other);
}

/* The number of 2^-128, cut off, in a value below 2^MAX_EXPONENT */
static CvmExact
ExactOf(double magnitude)
{
	CvmExact	exact = {{0}};
	int			exponent;
	uint64_t	mantissa = (uint64_t) ldexp(frexp(magnitude, &exponent), MANTISSA_BITS);
	int			shift = exponent - MANTISSA_BITS + FRACTION_BITS;

	if (shift <= -MANTISSA_BITS)
		return exact;
	if (shift < 0)
		exact.limbs[0] = mantissa >> -shift;
	else
	{
		exact.limbs[shift / LIMB_BITS] = mantissa << shift % LIMB_BITS;
		if (shift % LIMB_BITS > 0)
			exact.limbs[shift / LIMB_BITS + 1] = mantissa >> (LIMB_BITS - shift % LIMB_BITS);
	}
	return exact;
}

/* False, and nothing added, if the value is too large, or no number */
bool
cvm_exact_add(CvmExact *sum, double value)
{
	CvmExact	exact;

	if (!(fabs(value) < ldexp(1, MAX_EXPONENT)))
		return false;
	exact = ExactOf(fabs(value));
	if (value < 0)
		Negate(&exact);
	return cvm_exact_merge(sum, &exact);
}

bool
cvm_exact_is_large(const CvmExact *sum)
{
	int64_t		top = (int64_t) sum->limbs[CVM_EXACT_LIMBS - 1];
	int64_t		limit = (int64_t) 1 << (MAX_EXPONENT - 1 + FRACTION_BITS) % LIMB_BITS;

	return top >= limit || top < -limit;
}

/* The nearest double, or the one beside it */
double
cvm_exact_value(const CvmExact *sum)
{
	CvmExact	magnitude = *sum;
	double		value = 0;

	if (IsNegative(sum))
		Negate(&magnitude);
	for (int i = CVM_EXACT_LIMBS - 1; i >= 0; i--)
		value += ldexp((double) magnitude.limbs[i], LIMB_BITS * i - FRACTION_BITS);
	return IsNegative(sum) ? -value : value;
}

/* times a number of 256 bits, cut to 384 */
static CvmExact
TimesWide(CvmLong n, const CvmWide *number)
{
	uint64_t	factor[2] = {(uint64_t) n, (uint64_t) (n >> LIMB_BITS)};
	CvmExact	product = {{0}};

	for (int i = 0; i < 2; i++)
	{
		CvmLongBits carry = 0;

		for (int j = 0; i + j < CVM_EXACT_LIMBS; j++)
		{
			uint64_t	limb = j < CVM_WIDE_LIMBS ? number->limbs[j] : cvm_wide_is_negative(number) ? UINT64_MAX : 0;

			carry += (CvmLongBits) factor[i] * limb + product.limbs[i + j];
			product.limbs[i + j] = (uint64_t) carry;
			carry >>= LIMB_BITS;
		}
	}
	return product;
}

/*
 * n products - a b, of whole numbers whose difference would have no digits in doubles: n times a covariance, where products is
 * the sum of n products and a and b those of the factors; n >= 0, and what comes out has 383 bits at most.
 */
double
cvm_exact_centred(CvmLong n, const CvmWide *products, CvmLong a, CvmLong b)
{
	CvmExact	centred = TimesWide(n, products);
	CvmWide		shift = {{0}};
	CvmExact	rest;

	cvm_wide_add_product(&shift, -a, b);
	rest = TimesWide(1, &shift);
	(void) cvm_exact_merge(&centred, &rest);
	return ldexp(cvm_exact_value(&centred), FRACTION_BITS);
}

/*
 * The doubles that add up to the sum, each the value of what those before it leave; how many.  Each leaves 2^-50 of what it was
 * taken of, so that there are 8 at most.  They are told of sums of doubles, whose values are below 2^MAX_EXPONENT.
 */
int
cvm_exact_parts(const CvmExact *sum, double *parts)
{
	CvmExact	rest = *sum;
	int			n = 0;

	do
	{
		parts[n] = cvm_exact_value(&rest);
		if (!cvm_exact_add(&rest, -parts[n]))
			break;
	} while (parts[n++] != 0 && n < CVM_EXACT_PARTS);
	return n > 1 ? n - 1 : n;
}
