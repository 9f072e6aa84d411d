/*
 * radix.c
 *		Sorting whole numbers by their digits, which needs no comparisons.
 *
 * A digit is a byte: more bits at a time take fewer turns, but write to more places than the nearest cache holds.
 */
#include "core/radix.h"

#include "miscadmin.h"

#define DIGIT_BITS		8
#define DIGIT_VALUES	(1 << DIGIT_BITS)

static inline int
DigitOf(uint64 key, int digit)
{
	return (int) (key >> (digit * DIGIT_BITS)) & (DIGIT_VALUES - 1);
}

/* At one key of a million, for that takes some milliseconds */
static inline void
MayInterrupt(int64 i)
{
	if ((i & 0xfffff) == 0)
		CHECK_FOR_INTERRUPTS();
}

/* How many keys have each value of each digit, read once for all of them */
static void
CountDigits(const uint64 *keys, int64 n, int first, int64 (*counts)[DIGIT_VALUES])
{
	memset(counts, 0, CV_KEY_DIGITS * sizeof(*counts));
	for (int64 i = 0; i < n; i++)
	{
		MayInterrupt(i);
		for (int digit = first; digit < CV_KEY_DIGITS; digit++)
			counts[digit][DigitOf(keys[i], digit)]++;
	}
}

/* Where each value begins, instead of how many have it */
static void
PlacesOfCounts(int64 *counts)
{
	int64		sum = 0;

	for (int value = 0; value < DIGIT_VALUES; value++)
	{
		int64		count = counts[value];

		counts[value] = sum;
		sum += count;
	}
}

/* Sort by one digit after the other, from the first on; the order that lower ones made stays among equal ones.  Where they are then */
static uint64 *
SortDigits(uint64 *keys, uint64 *scratch, int64 n, int first)
{
	int64		counts[CV_KEY_DIGITS][DIGIT_VALUES];

	CountDigits(keys, n, first, counts);
	for (int digit = first; digit < CV_KEY_DIGITS; digit++)
	{
		int64	   *places = counts[digit];
		uint64	   *sorted = scratch;

		if (n == 0 || places[DigitOf(keys[0], digit)] == n)
			continue;
		PlacesOfCounts(places);
		for (int64 i = 0; i < n; i++)
		{
			MayInterrupt(i);
			sorted[places[DigitOf(keys[i], digit)]++] = keys[i];
		}
		scratch = keys;
		keys = sorted;
	}
	return keys;
}

/* Sort keys that are nearly in order; false, and a permutation of them, where they are not */
static bool
SortNearlySorted(uint64 *keys, int64 n)
{
	int64		moves = n;

	for (int64 i = 1; i < n && moves >= 0; i++)
	{
		uint64		key = keys[i];
		int64		place = i;

		MayInterrupt(i);
		for (; place > 0 && keys[place - 1] > key && moves >= 0; place--, moves--)
			keys[place] = keys[place - 1];
		keys[place] = key;
	}
	return moves >= 0;
}

/*
 * Sort keys that seldom are alike in all digits but so many low ones: these nearly sort them.  CV_KEY_DIGITS of keys that may be in
 * order, or few.  Returns where they are then: there, or in the scratch, which has room for as many.
 */
uint64	   *
cv_sort_keys(uint64 *keys, uint64 *scratch, int64 n, int low)
{
	uint64	   *sorted = low < CV_KEY_DIGITS ? SortDigits(keys, scratch, n, low) : keys;

	if (SortNearlySorted(sorted, n))
		return sorted;
	return SortDigits(sorted, sorted == keys ? scratch : keys, n, 0);
}
