/* Compact integers in byte strings: seven bits a byte, low bits first */
#ifndef CV_CORE_VARINT_H
#define CV_CORE_VARINT_H

#include "postgres.h"

#include "lib/stringinfo.h"

#define CV_VARINT_MAX	10		/* bytes of the longest */
#define CV_WIDE_MAX		19		/* and of 128 bits */

typedef struct CvReader
{
	const uint8 *next;
	const uint8 *end;
	bool		failed;			/* the bytes ended early, or are not what was to be read */
	bool		foreign;		/* they came from outside, and are not to be trusted; */
	uint8		unit;			/* then the CvUnit of their periods */
} CvReader;

/* Write a number where there is room for CV_VARINT_MAX bytes.  Returns how many it took. */
static inline int
cv_write_varint(uint8 *bytes, uint64 value)
{
	int			n = 0;

	for (; value >= 0x80; value >>= 7)
		bytes[n++] = (uint8) (value | 0x80);
	bytes[n++] = (uint8) value;
	return n;
}

/* The same for numbers of either sign, of which small ones are short */
static inline int
cv_write_signed(uint8 *bytes, int64 value)
{
	return cv_write_varint(bytes, ((uint64) value << 1) ^ (uint64) (value >> 63));
}

/* Room for it must have been made with enlargeStringInfo(). */
static inline void
cv_put_varint(StringInfo bytes, uint64 value)
{
	bytes->len += cv_write_varint((uint8 *) bytes->data + bytes->len, value);
}

/* Read so many bits at most, seven of each byte; true if the number ends there */
static inline bool
cv_take_bits(CvReader *reader, int bits, uint64 *value)
{
	*value = 0;
	for (int shift = 0; shift < bits && reader->next < reader->end; shift += 7)
	{
		uint8		byte = *reader->next++;

		*value |= (uint64) (byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

/* The next number.  Where there is none the reader fails, and it is 0. */
static inline uint64
cv_get_varint(CvReader *reader)
{
	uint64		value;

	if (cv_take_bits(reader, 64, &value))
		return value;
	reader->failed = true;
	return 0;
}

static inline int64
cv_get_signed(CvReader *reader)
{
	uint64		value = cv_get_varint(reader);

	return (int64) (value >> 1) ^ -(int64) (value & 1);
}

/* The same for 128 bits, where there is room for CV_WIDE_MAX bytes */
static inline int
cv_write_wide(uint8 *bytes, int128 value)
{
	uint128		rest = ((uint128) value << 1) ^ (uint128) (value >> 127);
	int			n = 0;

	for (; rest > PG_UINT64_MAX; rest >>= 7)
		bytes[n++] = (uint8) (rest | 0x80);
	return n + cv_write_varint(bytes + n, (uint64) rest);
}

/* Most end within 63 bits, which one register shifts. */
static inline int128
cv_get_wide(CvReader *reader)
{
	uint64		low;
	uint128		value;

	if (cv_take_bits(reader, 63, &low))
		return (int64) (low >> 1) ^ -(int64) (low & 1);
	value = low;
	for (int shift = 63; shift < 128 && reader->next < reader->end; shift += 7)
	{
		uint8		byte = *reader->next++;

		value |= (uint128) (byte & 0x7f) << shift;
		if (shift == 126 && byte > 3)
			break;				/* more than 128 bits */
		if (byte < 0x80)
			return (int128) (value >> 1) ^ -(int128) (value & 1);
	}
	reader->failed = true;
	return 0;
}

#endif
