/*
 * trail.c
 *		The events of a customer as bytes: what a small state holds, and what workers send each other.
 *
 * Where the group is the customer they are written by themselves, one behind the other.  Else they are a trail.
 *
 * First how many bytes follow, the time of the first event, and how far the last one is from it.  Then an event is the number of its
 * name, a byte, and before it, but for the first one, how far it is from the event before: seven bytes where events are hours apart.
 */
#include "journey/trail.h"

#include "utils/timestamp.h"

static inline bool
CanBeAdded(const CvmEvent *event)
{
	return event->name <= CVM_NO_STEP && IS_VALID_TIMESTAMP(event->at);
}

bool
cv_read_event(CvReader *reader, CvmEvent *event)
{
	uint64		at;

	reader->failed |= reader->end - reader->next < CV_EVENT_BYTES;
	if (reader->failed)
		return false;
	memcpy(&at, reader->next, sizeof(at));
	event->at = (int64) pg_ntoh64(at);
	event->name = reader->next[sizeof(at)];
	reader->next += CV_EVENT_BYTES;
	reader->failed = !CanBeAdded(event);
	return !reader->failed;
}

static inline int64
TimeBetween(int64 from, int64 until)
{
	return (int64) ((uint64) until - (uint64) from);
}

/* How many bytes so many events take at the most; as many again are written to on the way */
Size
cv_trail_room(int64 n)
{
	return (n + 3) * (CV_VARINT_MAX + 1);
}

static Size
WriteEvents(uint8 *bytes, const CvmEvent *events, int64 n)
{
	uint8	   *end = bytes;

	*end++ = (uint8) events[0].name;
	for (int64 i = 1; i < n; i++)
	{
		end += cv_write_signed(end, TimeBetween(events[i - 1].at, events[i].at));
		*end++ = (uint8) events[i].name;
	}
	return end - bytes;
}

/* One event at least; returns how many bytes they took */
Size
cv_write_trail(uint8 *bytes, const CvmEvent *events, int64 n)
{
	uint8		head[3 * CV_VARINT_MAX];
	uint8	   *body = bytes + sizeof(head);
	Size		used = WriteEvents(body, events, n);
	int			before = cv_write_varint(head, used);

	before += cv_write_signed(head + before, events[0].at);
	before += cv_write_signed(head + before, TimeBetween(events[0].at, events[n - 1].at));
	memcpy(bytes, head, before);
	memmove(bytes + before, body, used);
	return before + used;
}

/* The next event; false behind the last one, or where there is none */
bool
cv_trail_next(Trail *trail, CvmEvent *event)
{
	CvReader   *bytes = &trail->bytes;

	if (bytes->failed || bytes->next == bytes->end)
		return false;
	event->at = trail->at;
	event->name = *bytes->next++;
	if (bytes->next == bytes->end)
		bytes->failed = trail->at != trail->last;
	else
	{
		trail->at = (int64) ((uint64) trail->at + (uint64) cv_get_signed(bytes));
		bytes->failed |= bytes->next == bytes->end;
	}
	return true;
}

/* Is it what rows can add? */
static bool
IsTrail(Trail trail)
{
	CvmEvent	event;

	while (cv_trail_next(&trail, &event))
		if (!CanBeAdded(&event))
			return false;
	return !trail.bytes.failed;
}

/* False, and the reader has failed, where the bytes are none */
bool
cv_read_trail(CvReader *reader, Trail *trail)
{
	uint64		used = cv_get_varint(reader);

	trail->at = cv_get_signed(reader);
	trail->last = (int64) ((uint64) trail->at + (uint64) cv_get_signed(reader));
	reader->failed |= used == 0 || used > (uint64) (reader->end - reader->next);
	if (reader->failed)
		return false;
	trail->bytes = (CvReader)
	{
		reader->next, reader->next + used
	};
	reader->next += used;
	reader->failed = reader->foreign && !IsTrail(*trail);
	return !reader->failed;
}
