/* Sets of periods, as bits that count from a first period */
#ifndef CV_RETENTION_PERIODS_H
#define CV_RETENTION_PERIODS_H

#include "core/calendar.h"

#define WORD_BITS		64

/* Periods from first to last */
typedef struct Range
{
	int64		first;
	int64		last;
} Range;

extern int	cv_next_bit(const uint64 *words, int i);
extern void cv_or_shifted(uint64 *into, int32 into_first, const uint64 *from, int32 from_first, int words);
extern Range cv_active_range(int32 first, const uint64 *words, int n);
extern Range cv_grown_room(int32 first, const uint64 *bits, int words, Range added);

static inline void
cv_check_activity_span(int64 first, int64 last)
{
	cv_check_span("the activity of a customer", first, last);
}

static inline void
SetBit(uint64 *words, int i)
{
	words[i / WORD_BITS] |= UINT64CONST(1) << (i % WORD_BITS);
}

static inline bool
HasRoom(int32 first, int words, Range range)
{
	return range.first >= first && range.last < first + (int64) words * WORD_BITS;
}

static inline int
WordsOf(Range range)
{
	return (int) ((range.last - range.first) / WORD_BITS) + 1;
}

#endif
