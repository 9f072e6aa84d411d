/*
 * decimal.c
 *		Exact decimals: 128-bit counts of 10^-scale.
 */
#include "core/decimal.h"

#include <math.h>

#include "port/pg_bitutils.h"
#include "utils/fmgrprotos.h"

#define INT128_DIGITS	40
#define RATIO_BITS		65
#define EXACT			(UINT64CONST(1) << 53)	/* whole numbers up to it are float8 */

/* A numeric as it is stored: see "Numeric Data Format" in the server's numeric.c */
typedef struct StoredNumeric
{
	bool		negative;
	int			scale;
	int			weight;			/* of the first digit, base 10000 */
	int			n;
	const char *digits;			/* n int16, not aligned */
} StoredNumeric;

#define NUMERIC_BASE	10000
#define SHORT_DIGITS	4		/* that fit 64 bits for sure */

/* False for NaN and infinities */
static bool
ReadStored(const struct varlena *number, StoredNumeric *stored)
{
	const char *bytes = VARDATA_ANY(number);
	int			size = VARSIZE_ANY_EXHDR(number);
	uint16		header;
	int16		weight;

	memcpy(&header, bytes, sizeof(header));
	if ((header & 0xC000) == 0xC000)
		return false;
	if (header & 0x8000)
	{
		stored->negative = (header & 0x2000) != 0;
		stored->scale = (header & 0x1F80) >> 7;
		stored->weight = (header & 0x0040 ? ~0x003F : 0) | (header & 0x003F);
		stored->digits = bytes + 2;
	}
	else
	{
		memcpy(&weight, bytes + 2, sizeof(weight));
		stored->negative = (header & 0x4000) != 0;
		stored->scale = header & 0x3FFF;
		stored->weight = weight;
		stored->digits = bytes + 4;
	}
	stored->n = (size - (int) (stored->digits - bytes)) / (int) sizeof(int16);
	return true;
}

static const int64 PowersOf10[] = {1, 10, 100, 1000, 10000};

static inline int16
DigitAt(const StoredNumeric *stored, int i)
{
	int16		digit;

	memcpy(&digit, stored->digits + i * sizeof(digit), sizeof(digit));
	return digit;
}

/* value * 10^decimals; false if it does not fit */
static bool
Shift(int128 *value, int decimals)
{
	for (; decimals > 0 && *value != 0; decimals--)
		if (__builtin_mul_overflow(*value, (int128) 10, value))
			return false;
	for (; decimals < 0 && *value != 0; decimals++)
		*value /= 10;
	return true;
}

/* The digits and 10^shift as a whole number, of its sign all along; false if it does not fit */
static bool
ManyDigits(const StoredNumeric *stored, int shift, int128 *value)
{
	int			zeros = shift < 0 ? Min(-shift, 4) : 0; /* of the last digit, to take away */
	int			sign = stored->negative ? -1 : 1;

	*value = 0;
	for (int i = 0; i < stored->n; i++)
	{
		bool		last = i == stored->n - 1;

		if (__builtin_mul_overflow(*value, (int128) PowersOf10[last ? 4 - zeros : 4], value)
			|| __builtin_add_overflow(*value, (int128) (sign * DigitAt(stored, i) / PowersOf10[last ? zeros : 0]), value))
			return false;
	}
	return Shift(value, shift + zeros);
}

/* The same of up to SHORT_DIGITS, of the last of which there may be zeros to take away */
static inline int128
FewDigits(const StoredNumeric *stored, int shift)
{
	int64		value = 0;
	int			last;

	if (stored->n == 0)
		return 0;
	for (int i = 0; i < stored->n - 1; i++)
		value = value * NUMERIC_BASE + DigitAt(stored, i);
	last = DigitAt(stored, stored->n - 1);
	if (shift < 0)
		return value * PowersOf10[4 + shift] + last / (int) PowersOf10[-shift];
	return (int128) (value * NUMERIC_BASE + last) * PowersOf10[shift];
}

/* By which power of ten the digits are to be multiplied, so that they count units of 10^-scale */
static inline int
ShiftOf(const StoredNumeric *stored, int scale)
{
	return 4 * (stored->weight + 1 - stored->n) + scale;
}

/* How many decimals it has without the zeros at their end */
static int
FewestDecimals(const StoredNumeric *stored)
{
	int			decimals = -ShiftOf(stored, 0);
	int			last = stored->n > 0 ? DigitAt(stored, stored->n - 1) : 1;

	for (; last % 10 == 0; last /= 10)
		decimals--;
	return stored->n > 0 ? Max(decimals, 0) : 0;
}

/*
 * A number, packed or not, in units of 10^-scale, its own display scale, or without the zeros at the end of its decimals
 * where those are too many; false for NaN, infinities, and what does not fit.
 */
bool
cv_numeric_units(const struct varlena *number, int128 *units, int *scale)
{
	StoredNumeric stored;
	int			shift;

	if (!ReadStored(number, &stored))
		return false;
	*scale = unlikely(stored.scale > CV_MAX_SCALE) ? FewestDecimals(&stored) : stored.scale;
	shift = ShiftOf(&stored, *scale);
	if (unlikely(stored.n > SHORT_DIGITS || shift < -4 || shift > 4))
	{
		if (ManyDigits(&stored, shift, units))
			return true;
		*scale = FewestDecimals(&stored);
		return ManyDigits(&stored, ShiftOf(&stored, *scale), units);
	}
	*units = FewDigits(&stored, shift);
	if (stored.negative)
		*units = -*units;
	return true;
}

/*
 * False for NaN, infinities, what does not fit, and more decimals than scale
 * (unless they are zeros, and not too many).
 */
bool
cv_decimal_from_numeric(Numeric number, int scale, int128 *units)
{
	int			own_scale;

	if (!cv_numeric_units((const struct varlena *) number, units, &own_scale))
		return false;
	for (; own_scale > scale && *units % 10 == 0; own_scale--)
		*units /= 10;
	return own_scale <= scale && Shift(units, scale - own_scale);
}

/* The shortest decimal form: no trailing zeros, no exponent */
void
cv_append_decimal(StringInfo text, int128 units, int scale)
{
	uint128		rest = units < 0 ? -(uint128) units : (uint128) units;
	char		digits[INT128_DIGITS];
	int			n = 0;
	int			dropped = 0;
	uint64		low;

	for (; rest > PG_UINT64_MAX; rest /= 10)	/* each of which is a call */
		digits[n++] = '0' + (int) (rest % 10);
	for (low = (uint64) rest; low > 0 || n <= scale; low /= 10)
		digits[n++] = '0' + (int) (low % 10);
	while (dropped < scale && digits[dropped] == '0')
		dropped++;
	if (units < 0)
		appendStringInfoChar(text, '-');
	while (n > scale)
		appendStringInfoChar(text, digits[--n]);
	if (dropped < scale)
		appendStringInfoChar(text, '.');
	while (n > dropped)
		appendStringInfoChar(text, digits[--n]);
}

/* ---------- amounts ---------- */

void
cv_refuse_digits(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("the amounts have too many digits"),
			 errhint("They and their sums may have 38 digits, decimals included: round(amount, 2) has two of them.")));
}

char	   *
cv_numeric_text(Datum number)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, number));
}

/* The numeric in argument n, in units of 10^-scale, its own display scale */
int128
cv_amount_arg(FunctionCallInfo fcinfo, int n, int *scale)
{
	int128		units;
	Numeric		number;

	if (likely(cv_numeric_units(PG_GETARG_VARLENA_PP(n), &units, scale) && *scale <= CV_MAX_SCALE))
		return units;
	number = PG_GETARG_NUMERIC(n);
	if (numeric_is_nan(number) || numeric_is_inf(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("an amount must be a finite number, not %s", cv_numeric_text(NumericGetDatum(number))),
				 errhint("Put NULL where an amount is not known.")));
	cv_refuse_digits();
}

/* An amount with more decimals */
int128
cv_shift_units(int128 units, int decimals)
{
	if (!Shift(&units, decimals))
		cv_refuse_digits();
	return units;
}

/* By way of its text, for what is too long for 64 bits */
static Datum
LongAmount(int128 units, int scale)
{
	StringInfoData text;
	Datum		number;

	initStringInfo(&text);
	cv_append_decimal(&text, units, scale);
	number = DirectFunctionCall3(numeric_in, CStringGetDatum(text.data), ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
	pfree(text.data);
	return DirectFunctionCall2(numeric_round, number, Int32GetDatum(scale));
}

/* A numeric with all decimals of the scale */
Datum
cv_amount_datum(int128 units, int scale)
{
	if (units != (int64) units)
		return LongAmount(units, scale);
	return NumericGetDatum(int64_div_fast_to_numeric((int64) units, scale));
}

/* Shifted so that the highest bit but one is its first; by how much to the left */
static int
Normalize(uint128 *value)
{
	uint64		high = (uint64) (*value >> 64);
	int			first = high ? 64 + pg_leftmost_one_pos64(high) : pg_leftmost_one_pos64((uint64) *value);
	int			left = 126 - first;

	*value = left >= 0 ? *value << left : *value >> 1;
	return left;
}

/* a / b to the nearest float8, by long division: more bits than it holds, and whether something is left; b is not 0 */
double
cv_ratio(int128 a, int128 b)
{
	uint128		rest = a < 0 ? -(uint128) a : (uint128) a;
	uint128		divisor = b < 0 ? -(uint128) b : (uint128) b;
	uint128		quotient = 0;
	int			exponent;

	if (a == 0)
		return 0;
	if (rest <= EXACT && divisor <= EXACT)
		return (double) a / (double) b;
	exponent = -RATIO_BITS - Normalize(&rest) + Normalize(&divisor);
	for (int bit = 0; bit <= RATIO_BITS; bit++)
	{
		bool		fits = rest >= divisor;

		rest = (rest - (fits ? divisor : 0)) << 1;
		quotient = quotient << 1 | fits;
	}
	quotient |= rest != 0;
	return ldexp((a < 0) == (b < 0) ? (double) quotient : -(double) quotient, exponent);
}

/* An amount over a count */
double
cv_mean_amount(int128 units, int scale, int64 n)
{
	int128		divisor = n;

	if (Shift(&divisor, scale))
		return cv_ratio(units, divisor);
	return cv_ratio(units, n) / pow(10, scale);
}
