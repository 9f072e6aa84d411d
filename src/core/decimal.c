/*
 * decimal.c
 *		Exact decimals: 128-bit counts of 10^-scale.
 */
#include "core/decimal.h"

#include "core/compat.h"
#include "utils/fmgrprotos.h"

#define INT128_DIGITS	40

/* units * 10 + digit; false on overflow */
static bool
AppendDigit(int128 *units, int digit)
{
	return !__builtin_mul_overflow(*units, (int128) 10, units)
		&& !__builtin_add_overflow(*units, (int128) digit, units);
}

/*
 * False for NaN, infinities, what does not fit, and more decimals than scale
 * (unless they are zeros).
 */
bool
cv_decimal_from_numeric(Numeric number, int scale, int128 *units)
{
	const char *c = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
	bool		negative = *c == '-';
	int			decimals = -1;	/* seen so far; -1 before the point */

	*units = 0;
	for (c += negative; *c != '\0'; c++)
	{
		if (*c == '.')
			decimals = 0;
		else if (*c < '0' || *c > '9')
			return false;
		else if (decimals == scale)
		{
			if (*c != '0')
				return false;
		}
		else
		{
			if (!AppendDigit(units, *c - '0'))
				return false;
			decimals += decimals >= 0;
		}
	}
	for (decimals = Max(decimals, 0); decimals < scale; decimals++)
		if (!AppendDigit(units, 0))
			return false;
	if (negative)
		*units = -*units;
	return true;
}

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

/*
 * A number, packed or not, in units of 10^-scale, its own display scale; false for NaN, infinities, and what
 * does not fit.
 */
bool
cv_numeric_units(const struct varlena *number, int128 *units, int *scale)
{
	StoredNumeric stored;
	int			shift;
	int128		value = 0;

	if (!ReadStored(number, &stored))
		return false;
	for (int i = 0; i < stored.n; i++)
	{
		int16		digit;

		memcpy(&digit, stored.digits + i * sizeof(digit), sizeof(digit));
		if (__builtin_mul_overflow(value, (int128) NUMERIC_BASE, &value)
			|| __builtin_add_overflow(value, (int128) digit, &value))
			return false;
	}
	shift = 4 * (stored.weight + 1 - stored.n) + stored.scale;
	for (; shift < 0 && value != 0; shift++)
		value /= 10;			/* zeros, for there are no digits behind the scale */
	for (; shift > 0 && value != 0; shift--)
		if (__builtin_mul_overflow(value, (int128) 10, &value))
			return false;
	*units = stored.negative ? -value : value;
	*scale = stored.scale;
	return true;
}

/* The shortest decimal form: no trailing zeros, no exponent */
void
cv_append_decimal(StringInfo text, int128 units, int scale)
{
	uint128		rest = units < 0 ? -(uint128) units : (uint128) units;
	char		digits[INT128_DIGITS];
	int			n = 0;
	int			dropped = 0;

	for (; rest > 0 || n <= scale; rest /= 10)
		digits[n++] = '0' + (int) (rest % 10);
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
