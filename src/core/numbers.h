/* The customers of a part, numbered as they come: see numbers.c */
#ifndef CV_CORE_NUMBERS_H
#define CV_CORE_NUMBERS_H

#include "postgres.h"

#include "core/key.h"

typedef struct CvNumbers
{
	MemoryContext context;		/* of the arrays; nothing but the context frees them */
	const CvSeed *seed;			/* the caller's, of the hash; its low bits chose the part, and are
								 * not used */
	CvKeyKind	kind;
	uint32		n;
	uint32		room;			/* for customers: a power of two */
	uint64		mask;			/* slots - 1; there are several times as many as there is room */
	uint32	   *slots;			/* by hash, the number of a customer + 1, or 0 */
	CvKey	   *keys;			/* by number, and */
	Size		record_bytes;	/* what the caller has of each, a multiple of 8; all zero of one
								 * who is new */
	char	   *records;
} CvNumbers;

extern void cv_begin_numbers(CvNumbers *numbers, MemoryContext context, const CvSeed *seed, CvKeyKind kind, Size record_bytes);

/* Nobody has a number any more; the room stays. */
extern void cv_clear_numbers(CvNumbers *numbers);

/* The number of a customer who has none yet, whose search ended at this slot: cv_number_of() calls it. */
extern uint32 cv_number_new(CvNumbers *numbers, CvKey key, uint64 slot);

/* The number of a customer, the next one if it is new: then keys and records may have moved. */
static inline uint32
cv_number_of(CvNumbers *numbers, CvKeyKind kind, uint64 hash, CvKey key)
{
	uint64		slot = hash >> 32 & numbers->mask;

	for (; numbers->slots[slot] != 0; slot = (slot + 1) & numbers->mask)
		if (cv_keys_equal(kind, numbers->keys[numbers->slots[slot] - 1], key))
			return numbers->slots[slot] - 1;
	return cv_number_new(numbers, key, slot);
}

/* What the caller has of a customer; it stays where it is until there is a new one. */
static inline void *
cv_record_of(const CvNumbers *numbers, uint32 number)
{
	return numbers->records + number * numbers->record_bytes;
}

#endif
