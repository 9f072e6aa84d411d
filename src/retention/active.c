/*
 * active.c
 *		What the customer table remembers of customers by their events: the active periods.
 */
#include "retention/activity.h"

#include "port/pg_bitutils.h"

static void
CopyActivity(Activity *into, const Activity *from, MemoryContext context)
{
	*into = *from;
	if (from->words > 1)
	{
		into->u.wide = MemoryContextAlloc(context, from->words * sizeof(uint64));
		memcpy(into->u.wide, from->u.wide, from->words * sizeof(uint64));
	}
}

/* Both in one word, if they fit */
static inline bool
MergeInWord(Activity *into, const Activity *from)
{
	int32		first = Min(into->first, from->first);
	int64		last = Max((int64) into->first + pg_leftmost_one_pos64(into->u.bits),
						   (int64) from->first + pg_leftmost_one_pos64(from->u.bits));

	if (last - first >= WORD_BITS)
		return false;
	into->u.bits = into->u.bits << (into->first - first) | from->u.bits << (from->first - first);
	into->first = first;
	return true;
}

static void
Widen(Activity *activity, Range range, MemoryContext context)
{
	int			words = WordsOf(range);
	uint64	   *wide = MemoryContextAllocZero(context, words * sizeof(uint64));

	cv_or_shifted(wide, (int32) range.first, ActivityBits(activity), activity->first, activity->words);
	if (activity->words > 1)
		pfree(activity->u.wide);
	activity->first = (int32) range.first;
	activity->words = words;
	activity->u.wide = wide;
}

static void
MergeWide(Activity *into, const Activity *from, MemoryContext context)
{
	Range		added = ActivityRange(from);

	if (into->words == 1 || !HasRoom(into->first, into->words, added))
		Widen(into, cv_grown_room(into->first, ActivityBits(into), into->words, added), context);
	cv_or_shifted(into->u.wide, into->first, ActivityBits(from), from->first, from->words);
}

/* One period, within the room of several words: most rows, when units are short */
static inline bool
MergePeriod(Activity *into, const Activity *from)
{
	int64		i = (int64) from->first - into->first;

	if (into->words <= 1 || from->words != 1 || from->u.bits != 1
		|| i < 0 || i >= (int64) into->words * WORD_BITS)
		return false;
	SetBit(into->u.wide, (int) i);
	return true;
}

bool
cv_merge_activity(void *into, const void *from, MemoryContext context)
{
	Activity   *a = into;
	const Activity *b = from;

	if (b->words == 0)
		return a->words > 1;
	if (a->words == 0)
		CopyActivity(a, b, context);
	else if (a->words == 1 && b->words == 1 && MergeInWord(a, b))
		return false;
	else if (!MergePeriod(a, b))
		MergeWide(a, b, context);
	return a->words > 1;
}

static void
PrefetchActivity(const void *payload, const void *from)
{
	const Activity *activity = payload;
	int64		i = 0;

	if (activity->words <= 1)
		return;
	if (from)
		i = (int64) ((const Activity *) from)->first - activity->first;
	if (i >= 0 && i < (int64) activity->words * WORD_BITS)
		__builtin_prefetch(&activity->u.wide[i / WORD_BITS], 1);
}

static Size
ActivityRoom(const void *payload)
{
	return (2 + ((const Activity *) payload)->words) * CV_VARINT_MAX;
}

static Size
WriteActivity(uint8 *bytes, const void *payload)
{
	const Activity *activity = payload;
	uint8	   *end = bytes + cv_write_signed(bytes, activity->first);

	end += cv_write_varint(end, activity->words);
	for (int i = 0; i < activity->words; i++)
		end += cv_write_varint(end, ActivityBits(activity)[i]);
	return end - bytes;
}

/* Bits of several words are in the current context. */
static void
ReadActivity(CvReader *reader, void *payload)
{
	Activity   *activity = payload;
	int64		first = cv_get_signed(reader);
	uint64		words = cv_get_varint(reader);
	uint64		seen = 0;

	if (first < PG_INT32_MIN / 2 || first > PG_INT32_MAX / 2 || words > CV_MAX_PERIODS / WORD_BITS * 4
		|| words > (uint64) (reader->end - reader->next))
	{
		reader->failed = true;
		return;
	}
	activity->first = (int32) first;
	activity->words = (int) words;
	if (words > 1)
		activity->u.wide = palloc(words * sizeof(uint64));
	for (uint64 i = 0; i < words; i++)
		seen |= unconstify(uint64 *, ActivityBits(activity))[i] = cv_get_varint(reader);
	reader->failed |= words > 0 && seen == 0;
	if (reader->foreign && words > 0 && !reader->failed)
		reader->failed = !cv_period_is_valid((CvUnit) reader->unit, ActivityRange(activity).first)
			|| !cv_period_is_valid((CvUnit) reader->unit, ActivityRange(activity).last);
}

const CvCustomerOps cv_activity_ops = {
	sizeof(Activity), cv_merge_activity, PrefetchActivity, ActivityRoom, WriteActivity, ReadActivity
};
