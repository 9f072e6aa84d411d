/*
 * decimal.c
 *		Exact decimals: 128-bit counts of 10^-scale.
 */
#include "core/decimal.h"

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
