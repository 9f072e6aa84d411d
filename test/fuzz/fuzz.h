/* Numbers from the bytes of a fuzzer, and promises that abort when they are broken */
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* With what it was called, for the message */
#define PROMISE(condition, ...) \
	do { if (!(condition)) { fprintf(stderr, "broken: %s\n", #condition); fprintf(stderr, __VA_ARGS__); fputc('\n', stderr); abort(); } } while (0)

typedef struct Input
{
	const uint8_t *next;
	const uint8_t *end;
} Input;

static inline bool
Ended(const Input *in)
{
	return in->next >= in->end;
}

static inline unsigned
Byte(Input *in)
{
	return Ended(in) ? 0 : *in->next++;
}

static inline uint64_t
Bits(Input *in)
{
	uint64_t	bits = 0;

	for (int i = 0; i < 8; i++)
		bits = bits << 8 | Byte(in);
	return bits;
}

/* Any double: one of the usual suspects, a small number, or all bits */
static inline double
Any(Input *in)
{
	static const double suspects[] = {
		0, -0.0, 1, -1, 0.5, NAN, INFINITY, -INFINITY, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
		1e-300, 1e300, 1e154, 1e15, 9007199254740992.0, 0.9999999999999999, 1.0000000000000002, 1e-16, 9223372036854775807.0, 0.95
	};
	unsigned	kind = Byte(in);
	uint64_t	bits;
	double		value;

	if (kind < 64)
		return suspects[kind % COUNT(suspects)];
	if (kind < 128)
		return Byte(in);
	bits = Bits(in);
	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* low, high, or between them by orders of magnitude; 0 < low */
static inline double
Between(Input *in, double low, double high)
{
	double		value = Any(in);

	if (value >= low && value <= high)
		return value;
	return fmin(fmax(low * pow(high / low, (double) (Bits(in) >> 11) / 9007199254740992.0), low), high);
}

static inline double
WholeTo(Input *in, double high)
{
	double		value = Any(in);

	return value >= 0 && value <= high ? floor(value) : (double) (Bits(in) % ((uint64_t) high + 1));
}

/* As the checks of SQL let it pass */
static inline double
Confidence(Input *in)
{
	double		value = Any(in);

	return value > 0 && value < 1 ? value : 0.95;
}
