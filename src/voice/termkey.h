/* Terms as numbers, by which they are found: see terms.c */
#ifndef CV_VOICE_TERMKEY_H
#define CV_VOICE_TERMKEY_H

#include "postgres.h"

#include "core/seed.h"
#include "voice/terms.h"

#define CV_SHORT_TERM	16		/* bytes of terms that are two numbers */

/* The bytes of a short term: as they lie in memory, followed by zeros. */
typedef struct TermKey
{
	uint64		tail;			/* the last 8 bytes, or all */
	uint64		head;			/* the first 8, of terms that have more than 8; a hash of all of
								 * them above 16 */
} TermKey;

static inline uint64
LoadWord(const char *bytes)
{
	uint64		word;

	memcpy(&word, bytes, sizeof(word));
	return word;
}

/* The last 8 bytes of a term: without a branch for shorter ones, as what is before these is shifted out */
static inline uint64
TailOf(Term term)
{
	uint64		word = LoadWord(term.bytes + term.length - CV_TERM_PAD);

	if (unlikely(term.length == 0))
		return 0;
#ifdef WORDS_BIGENDIAN
	return word << (8 * (8 - Min(term.length, 8)));
#else
	return word >> (8 * (8 - Min(term.length, 8)));
#endif
}

static inline uint64
HashLong(const CvSeed *seed, Term term)
{
	uint64		hash = seed->added;

	for (int i = 0; i + 8 < term.length; i += 8)
		hash = cv_mix_times(hash ^ LoadWord(term.bytes + i), seed->factor);
	return hash;
}

/* Without a branch between 8 bytes and 16: of shorter ones the tail is read once more, and dropped. */
static inline TermKey
KeyOf(const CvSeed *seed, Term term)
{
	TermKey		key = {TailOf(term), LoadWord(term.bytes + term.length - Max(term.length, 8))};

	key.head &= -(uint64) (term.length > 8);
	if (unlikely(term.length > CV_SHORT_TERM))
		key.head = HashLong(seed, term);
	return key;
}

static inline uint32
HashKey(const CvSeed *seed, TermKey key, int length)
{
	uint64		mixed = cv_mix_times(key.tail ^ seed->added, key.head ^ seed->factor);

	return (uint32) cv_mix_times(mixed ^ (uint64) length, UINT64CONST(0x9e3779b97f4a7c15));
}

#endif
