/*
 * visits.c
 *		What the customer table remembers of customers for an active_tally.
 *
 * Bits of two years of days take some lines of the processor's cache, of which most customers use a few bits.  So
 * the periods are a list, within the table, until there are too many of them, or they lie too far apart; then
 * they are bits, as in active.c.
 */
#include "retention/visits.h"

/* Bits instead of the list, with another period that has no place there */
static void
WidenVisits(Visits *visits, int32 added, MemoryContext context)
{
	Activity	wide = {added, 1, {1}};

	for (int i = 0; i < visits->n; i++)
	{
		Activity	one = {visits->base + visits->u.since[i], 1, {1}};

		cv_merge_activity(&wide, &one, context);
	}
	*visits = VisitsOfActivity(&wide);
}

/* Rows mostly come in the order of time, so the place of a period is looked for from the end. */
static inline void
AddVisit(Visits *visits, int32 period, MemoryContext context)
{
	int64		since = (int64) period - visits->base;
	int			i = visits->n;

	while (i > 0 && visits->u.since[i - 1] > since)
		i--;
	if (i > 0 && visits->u.since[i - 1] == since)
		return;
	if (visits->n == MAX_VISITS || since < 0 || since > PG_UINT16_MAX)
	{
		WidenVisits(visits, period, context);
		return;
	}
	memmove(visits->u.since + i + 1, visits->u.since + i, (visits->n++ - i) * sizeof(uint16));
	visits->u.since[i] = (uint16) since;
}

static void
AddPeriod(Visits *visits, int32 period, MemoryContext context)
{
	Activity	one = {period, 1, {1}};

	if (visits->n == VISITS_WIDE)
		cv_merge_activity(&visits->u.wide, &one, context);
	else
		AddVisit(visits, period, context);
}

/* Add bits, which a list becomes then, too */
static void
MergeWideVisits(Visits *into, const Activity *from, MemoryContext context)
{
	Visits		old = *into;
	Activity	none = {0};

	if (old.n != VISITS_WIDE)
		*into = VisitsOfActivity(&none);
	cv_merge_activity(&into->u.wide, from, context);
	for (int i = 0; i < old.n; i++)
		AddPeriod(into, old.base + old.u.since[i], context);
}

static bool
MergeVisits(void *into, const void *from, MemoryContext context)
{
	Visits	   *a = into;
	const Visits *b = from;

	if (b->n == VISITS_WIDE)
		MergeWideVisits(a, &b->u.wide, context);
	else if (a->n == 0)
		*a = *b;
	else
		for (int i = 0; i < b->n; i++)
			AddPeriod(a, b->base + b->u.since[i], context);
	return a->n == VISITS_WIDE && a->u.wide.words > 1;
}

static void
PrefetchVisits(const void *payload, const void *from)
{
	const Visits *visits = payload;
	const Visits *other = from;
	Activity	added = {0};

	if (visits->n != VISITS_WIDE)
		return;
	if (other && other->n > 0)
		added.first = other->base + other->u.since[0];
	cv_activity_ops.prefetch(&visits->u.wide, other ? &added : NULL);
}

/* ---------- bytes ---------- */

static Size
VisitsRoom(const void *payload)
{
	const Visits *visits = payload;

	if (visits->n == VISITS_WIDE)
		return CV_VARINT_MAX + cv_activity_ops.room(&visits->u.wide);
	return (2 + visits->n) * CV_VARINT_MAX;
}

/* The number of periods, the first one and how far each is behind the one before, or 0 and the bits */
static Size
WriteVisits(uint8 *bytes, const void *payload)
{
	const Visits *visits = payload;
	const uint16 *since = visits->u.since;
	uint8	   *end = bytes + cv_write_varint(bytes, Max(visits->n, 0));

	if (visits->n == VISITS_WIDE)
		return end + cv_activity_ops.write(end, &visits->u.wide) - bytes;
	end += cv_write_signed(end, visits->base + since[0]);
	for (int i = 1; i < visits->n; i++)
		end += cv_write_varint(end, since[i] - since[i - 1]);
	return end - bytes;
}

static void
ReadList(CvReader *reader, Visits *visits, uint64 n)
{
	int64		first = cv_get_signed(reader);
	uint64		since = 0;

	reader->failed |= n > MAX_VISITS || first < PG_INT32_MIN / 2 || first > PG_INT32_MAX - PG_UINT16_MAX;
	visits->base = (int32) first;
	visits->n = 1;
	visits->u.since[0] = 0;
	while (visits->n < (int) n && !reader->failed)
	{
		uint64		step = cv_get_varint(reader);

		reader->failed |= step == 0 || step > PG_UINT16_MAX - since;
		since += step;
		visits->u.since[visits->n++] = (uint16) since;
	}
	if (reader->foreign && !reader->failed)
		reader->failed = !cv_period_is_valid((CvUnit) reader->unit, first)
			|| !cv_period_is_valid((CvUnit) reader->unit, first + (int64) since);
}

static void
ReadVisits(CvReader *reader, void *payload)
{
	Visits	   *visits = payload;
	uint64		n = cv_get_varint(reader);

	if (n > 0)
	{
		ReadList(reader, visits, n);
		return;
	}
	visits->n = VISITS_WIDE;
	cv_activity_ops.read(reader, &visits->u.wide);
	reader->failed |= visits->u.wide.words == 0;
}

const CvCustomerOps cv_visits_ops = {
	sizeof(Visits), MergeVisits, PrefetchVisits, VisitsRoom, WriteVisits, ReadVisits
};
