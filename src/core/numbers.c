/*
 * numbers.c
 *		The customers of a part, numbered as they come.
 *
 * It is used for one part after the other, which are much alike in size, so that it grows at the first one.
 */
#include "core/numbers.h"

#include "core/poll.h"
#include "utils/memutils.h"

#define FIRST_ROOM		1024
#define SLOTS			4		/* of a customer: most are found where the search begins */

static void
SetRoom(CvNumbers *numbers, uint32 room)
{
	Size		slots = (Size) room * SLOTS;

	numbers->room = room;
	numbers->mask = slots - 1;
	numbers->slots = MemoryContextAllocExtended(numbers->context, slots * sizeof(uint32), MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
}

void
cv_begin_numbers(CvNumbers *numbers, MemoryContext context, const CvSeed *seed, CvKeyKind kind, Size record_bytes)
{
	memset(numbers, 0, sizeof(*numbers));
	numbers->context = context;
	numbers->seed = seed;
	numbers->kind = kind;
	SetRoom(numbers, FIRST_ROOM);
	numbers->keys = MemoryContextAlloc(context, FIRST_ROOM * sizeof(CvKey));
	numbers->record_bytes = record_bytes;
	numbers->records = MemoryContextAlloc(context, FIRST_ROOM * record_bytes);
}

void
cv_clear_numbers(CvNumbers *numbers)
{
	numbers->n = 0;
	memset(numbers->slots, 0, (numbers->mask + 1) * sizeof(uint32));
}

static void
DoubleRoom(CvNumbers *numbers)
{
	pfree(numbers->slots);
	SetRoom(numbers, numbers->room * 2);
	numbers->keys = repalloc_huge(numbers->keys, numbers->room * sizeof(CvKey));
	numbers->records = repalloc_huge(numbers->records, numbers->room * numbers->record_bytes);
	for (uint32 i = 0; i < numbers->n; i++)
	{
		uint64		slot = cv_hash_key(numbers->seed, numbers->kind, numbers->keys[i]) >> 32 & numbers->mask;

		cv_poll(i);
		while (numbers->slots[slot] != 0)
			slot = (slot + 1) & numbers->mask;
		numbers->slots[slot] = i + 1;
	}
}

uint32
cv_number_new(CvNumbers *numbers, CvKey key, uint64 slot)
{
	numbers->slots[slot] = numbers->n + 1;
	numbers->keys[numbers->n] = key;
	memset(cv_record_of(numbers, numbers->n), 0, numbers->record_bytes);
	if (++numbers->n == numbers->room)
		DoubleRoom(numbers);
	return numbers->n - 1;
}
