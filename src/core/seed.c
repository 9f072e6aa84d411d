/*
 * seed.c
 *		Random seeds, one for each hash table.
 */
#include "core/seed.h"

/* A stream that begins with a strong random number: each of those takes a call of the system, and small groups have tables, too. */
static uint64
NextRandom(void)
{
	static uint64 stream = 0;

	if (stream == 0 && !pg_strong_random(&stream, sizeof(stream)))
		elog(ERROR, "could not generate random values");
	stream += UINT64CONST(0x9e3779b97f4a7c15);
	return cv_mix_times(stream, stream ^ UINT64CONST(0xbf58476d1ce4e5b9));
}

CvSeed
cv_new_seed(void)
{
	CvSeed		seed = {NextRandom(), NextRandom() | 1};

	return seed;
}
