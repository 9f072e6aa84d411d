/*
 * moves.c
 *		How many customers moved from one label to another.
 *
 * Labels get numbers as they come, and are found by their bytes; moves are found by the numbers of both labels.  So
 * memory goes with the different ones.  Who comes first leaves no trace: in the end both are put in order.
 */
#include "segment/moves.h"

#include "common/hashfn.h"
#include "core/check.h"
#include "miscadmin.h"

#define FIRST_SIZE	16

typedef struct LabelEntry
{
	Label		label;
	int			number;
	char		status;
} LabelEntry;

#define SH_PREFIX		labels
#define SH_ELEMENT_TYPE LabelEntry
#define SH_KEY_TYPE		Label
#define SH_KEY			label
#define SH_HASH_KEY(tb, key) hash_bytes((const unsigned char *) (key).bytes, (key).length)
#define SH_EQUAL(tb, a, b) ((a).length == (b).length && memcmp((a).bytes, (b).bytes, (a).length) == 0)
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

typedef struct MoveEntry
{
	uint32		place;
	char		status;
	int64		customers;
} MoveEntry;

#define SH_PREFIX		places
#define SH_ELEMENT_TYPE MoveEntry
#define SH_KEY_TYPE		uint32
#define SH_KEY			place
#define SH_HASH_KEY(tb, key) murmurhash32(key)
#define SH_EQUAL(tb, a, b) ((a) == (b))
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

#define ST_SORT			SortMoves
#define ST_ELEMENT_TYPE Move
#define ST_COMPARE(a, b) (((a)->place > (b)->place) - ((a)->place < (b)->place))
#define ST_CHECK_FOR_INTERRUPTS
#define ST_SCOPE		static
#define ST_DEFINE
#include "lib/sort_template.h"

struct MoveSet
{
	MemoryContext context;
	labels_hash *labels;
	places_hash *places;
};

MoveSet    *
cv_moves_create(MemoryContext context)
{
	MoveSet    *set = MemoryContextAlloc(context, sizeof(MoveSet));

	set->context = context;
	set->labels = labels_create(context, FIRST_SIZE, NULL);
	set->places = places_create(context, FIRST_SIZE, NULL);
	return set;
}

static const char *
CopyLabel(const MoveSet *set, Label label)
{
	char	   *copy = MemoryContextAllocZero(set->context, label.length + 1);

	memcpy(copy, label.bytes, label.length);
	return copy;
}

static int
NextLabelNumber(const MoveSet *set)
{
	if (set->labels->members > MAX_LABELS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a transition_matrix has at most %d labels", MAX_LABELS),
				 errhint("Call rare ones by one name, for example 'other'.")));
	return (int) set->labels->members - 1;
}

/* The number of a label, which it gets now if it is new */
int
cv_moves_label(MoveSet *set, Label label)
{
	bool		found;
	LabelEntry *entry;

	if (label.bytes == NULL)
		return NO_LABEL;
	entry = labels_insert(set->labels, label, &found);
	if (!found)
	{
		entry->number = NextLabelNumber(set);
		entry->label.bytes = CopyLabel(set, label);
	}
	return entry->number;
}

/* From one label to another, by their numbers */
void
cv_moves_count(MoveSet *set, int before, int after, int64 customers)
{
	bool		found;
	MoveEntry  *entry = places_insert(set->places, (uint32) (before * MOVES_OF_LABEL + after), &found);

	if (!found)
		entry->customers = 0;
	cv_add_count(&entry->customers, customers);
}

void
cv_moves_add(MoveSet *set, Label before, Label after, int64 customers)
{
	int			number = cv_moves_label(set, before);

	cv_moves_count(set, number, cv_moves_label(set, after), customers);
}

/* ---------- order ---------- */

static int
CompareLabels(const void *a, const void *b)
{
	return strcmp(((const LabelEntry *) a)->label.bytes, ((const LabelEntry *) b)->label.bytes);
}

/* The labels in order, and which number each of the set's numbers has in it */
static void
SortLabels(MoveSet *set, Moves *moves, int *numbers)
{
	LabelEntry	entries[MAX_LABELS];
	labels_iterator iterator;
	LabelEntry *entry;
	int			n = 0;

	labels_start_iterate(set->labels, &iterator);
	while ((entry = labels_iterate(set->labels, &iterator)) != NULL)
		entries[n++] = *entry;
	qsort(entries, n, sizeof(LabelEntry), CompareLabels);
	for (int i = 0; i < n; i++)
	{
		moves->labels[i] = entries[i].label.bytes;
		numbers[entries[i].number] = i;
	}
	numbers[NO_LABEL] = NO_LABEL;
	moves->n_labels = n;
}

/* What the set has, in order; the labels are still the set's, the moves are the caller's */
void
cv_moves_sorted(MoveSet *set, Moves *moves)
{
	int			numbers[MAX_LABELS + 1];
	places_iterator iterator;
	MoveEntry  *entry;

	SortLabels(set, moves, numbers);
	moves->moves = palloc(Max(set->places->members, 1) * sizeof(Move));
	moves->n_moves = 0;
	places_start_iterate(set->places, &iterator);
	while ((entry = places_iterate(set->places, &iterator)) != NULL)
	{
		Move	   *move = &moves->moves[moves->n_moves++];

		move->place = numbers[entry->place / MOVES_OF_LABEL] * MOVES_OF_LABEL + numbers[entry->place % MOVES_OF_LABEL];
		move->customers = entry->customers;
	}
	SortMoves(moves->moves, moves->n_moves);
}
