/*
 * reasons.c
 *		Names of reasons, each once: by number in states, by name in values.
 *
 * A state numbers the names as they come, so that rows can hold numbers, and finds them by halving.  A value has them in the order
 * of their bytes, whoever came first, so that equal values have equal bytes.
 */
#include "core/reasons.h"

#include "utils/memutils.h"

#define FIRST_CAPACITY	8

void
cv_reasons_init(CvReasons *reasons, MemoryContext context)
{
	memset(reasons, 0, sizeof(*reasons));
	reasons->context = context;
}

/* Refuse a name that is none, but a story */
void
cv_check_reason(int length)
{
	if (length > CV_MAX_REASON)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a reason has at most %d bytes, not %d", CV_MAX_REASON, length),
				 errhint("Pass the name of a reason, not its story, for example left(reason, 60).")));
}

static int
CompareNames(const char *known, const char *name, int length)
{
	int			order = strncmp(known, name, length);

	return order != 0 ? order : known[length] != 0;
}

/* The place of a name in the order, or of the first one behind it */
static int
ReasonPlace(const CvReasons *reasons, const char *name, int length)
{
	int			low = 0;
	int			high = reasons->n;

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (CompareNames(reasons->names[reasons->order[middle]], name, length) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
MakeReasonRoom(CvReasons *reasons)
{
	if (reasons->n == CV_MAX_REASONS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a survival_tally has at most %d reasons", CV_MAX_REASONS),
				 errhint("Call rare reasons by one name, for example 'other'.")));
	if (reasons->n < reasons->capacity)
		return;
	if (reasons->capacity == 0)
	{
		reasons->names = MemoryContextAlloc(reasons->context, FIRST_CAPACITY * sizeof(char *));
		reasons->order = MemoryContextAlloc(reasons->context, FIRST_CAPACITY * sizeof(int));
		reasons->capacity = FIRST_CAPACITY;
		return;
	}
	reasons->capacity *= 2;
	reasons->names = repalloc(reasons->names, reasons->capacity * sizeof(char *));
	reasons->order = repalloc(reasons->order, reasons->capacity * sizeof(int));
}

static int
AddName(CvReasons *reasons, int place, const char *name, int length)
{
	char	   *copy;

	cv_check_reason(length);
	MakeReasonRoom(reasons);
	copy = MemoryContextAllocZero(reasons->context, length + 1);
	memcpy(copy, name, length);
	memmove(reasons->order + place + 1, reasons->order + place, (reasons->n - place) * sizeof(int));
	reasons->order[place] = reasons->n;
	reasons->names[reasons->n] = copy;
	return reasons->n++;
}

/* The number of a name, which it gets now if it is new */
int
cv_reason_number(CvReasons *reasons, const char *name, int length)
{
	int			place = ReasonPlace(reasons, name, length);

	if (place < reasons->n && CompareNames(reasons->names[reasons->order[place]], name, length) == 0)
		return reasons->order[place];
	return AddName(reasons, place, name, length);
}

/* Bytes of their area in a value: 0 if there are none */
Size
cv_reasons_size(const CvReasons *reasons)
{
	Size		size = offsetof(CvReasonArea, names);

	if (reasons->n == 0)
		return 0;
	for (int i = 0; i < reasons->n; i++)
		size += strlen(reasons->names[i]) + 1;
	return TYPEALIGN(8, size);
}

/* The area is all zero. */
void
cv_write_reasons(const CvReasons *reasons, CvReasonArea *area)
{
	char	   *next = area->names;

	area->n = reasons->n;
	for (int i = 0; i < reasons->n; i++)
	{
		const char *name = reasons->names[reasons->order[i]];

		strcpy(next, name);
		next += strlen(name) + 1;
	}
}
