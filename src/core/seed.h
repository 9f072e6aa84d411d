/* Hashes that nobody can aim at */
#ifndef CV_CORE_SEED_H
#define CV_CORE_SEED_H

#include "postgres.h"

#include "core/decimal.h"

typedef struct CvSeed
{
	uint64		added;
	uint64		factor;			/* odd */
} CvSeed;

/* A new one that nobody can know, for a hash table */
extern CvSeed cv_new_seed(void);

/* Both halves of a product of 128 bits: every bit of x counts in all of them. */
static inline uint64
cv_mix_times(uint64 x, uint64 factor)
{
	uint128		product = (uint128) x * factor;

	return (uint64) (product >> 64) ^ (uint64) product;
}

/*
 * Nobody who does not know the seeds can choose keys that meet: the mix is keyed twice, before and by the
 * multiplication.  (An unkeyed one can be run backwards.)
 */
static inline uint64
cv_mix(const CvSeed *seed, uint64 x)
{
	return cv_mix_times(cv_mix_times(x ^ seed->added, seed->factor), UINT64CONST(0x9e3779b97f4a7c15));
}

#endif
