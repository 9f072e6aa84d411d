/*
 * periods.c
 *		Sets of periods: bits, and the room that they take as they grow.
 */
#include "retention/activity.h"

#include "port/pg_bitutils.h"

#define MIN_WIDE	16			/* words of a set that no longer fits one: nearly three years of
								 * days */

/*
 * Set in into, whose bit 0 is the period into_first, the periods of from, whose
 * bit 0 is from_first.  There must be room for those that are set.
 */
void
cv_or_shifted(uint64 *into, int32 into_first, const uint64 *from, int32 from_first, int words)
{
	int			shift = from_first - into_first;
	int			up = shift & (WORD_BITS - 1);
	int			skip = (shift - up) / WORD_BITS;

	for (int i = 0; i < words; i++)
	{
		uint64		low = from[i] << up;
		uint64		high = up > 0 ? from[i] >> (WORD_BITS - up) : 0;

		if (low != 0)
			into[i + skip] |= low;
		if (high != 0)
			into[i + skip + 1] |= high;
	}
}

/* The next bit that is set, from i on; there is one. */
int
cv_next_bit(const uint64 *words, int i)
{
	uint64		left = words[i / WORD_BITS] >> (i % WORD_BITS) << (i % WORD_BITS);

	for (i /= WORD_BITS; left == 0;)
		left = words[++i];
	return i * WORD_BITS + pg_rightmost_one_pos64(left);
}

/* Set the bits from first to last, word by word */
void
cv_set_bits(uint64 *words, int64 first, int64 last)
{
	while (first <= last)
	{
		int64		end = Min(last, first | (WORD_BITS - 1));

		words[first / WORD_BITS] |= LowBits((int) (end - first + 1)) << (first % WORD_BITS);
		first = end + 1;
	}
}

/* The active ones of a set that has some */
Range
cv_active_range(int32 first, const uint64 *words, int n)
{
	Range		range = {(int64) first + cv_next_bit(words, 0)};

	while (words[n - 1] == 0)
		n--;
	range.last = (int64) first + (n - 1) * WORD_BITS + pg_leftmost_one_pos64(words[n - 1]);
	return range;
}

static Range
Union(Range a, Range b)
{
	Range		both = {Min(a.first, b.first), Max(a.last, b.last)};

	return both;
}

void
cv_check_activity_span(int64 first, int64 last)
{
	cv_check_span("the activity of a customer", first, last);
}

/*
 * Room for a set that has to grow: a power of two of words, which is what memory comes in, with
 * what is to spare on both sides at first, then on the side that has grown.
 */
Range
cv_grown_room(int32 first, const uint64 *bits, int words, Range added)
{
	Range		old = {first, first + (int64) words * WORD_BITS - 1};
	Range		room = words > 1 ? Union(old, added) : Union(cv_active_range(first, bits, 1), added);
	int64		size;

	if (room.last - room.first >= CV_MAX_PERIODS)
	{
		Range		active = Union(cv_active_range(first, bits, words), added);

		cv_check_activity_span(active.first, active.last);
	}
	size = (int64) pg_nextpower2_32(Max(WordsOf(room), MIN_WIDE)) * WORD_BITS;
	if (words == 1)
		room.first -= (size - (room.last - room.first + 1)) / 2;
	else if (added.first < old.first)
		room.first = room.last - size + 1;
	room.last = room.first + size - 1;
	return room;
}
