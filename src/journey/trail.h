/* The events of a customer as bytes: see trail.c */
#ifndef CV_JOURNEY_TRAIL_H
#define CV_JOURNEY_TRAIL_H

#include "postgres.h"

#include "core/varint.h"
#include "math/chain.h"
#include "port/pg_bswap.h"

/* One that is read: a view of the bytes */
typedef struct Trail
{
	int64		at;				/* of the event that comes next */
	int64		last;			/* of the last one */
	CvReader	bytes;
} Trail;

#define CV_EVENT_BYTES	9		/* of an event by itself: its time, and the number of its name */

static inline void
cv_write_event(uint8 *bytes, CvmEvent event)
{
	uint64		at = pg_hton64((uint64) event.at);

	memcpy(bytes, &at, sizeof(at));
	bytes[sizeof(at)] = (uint8) event.name;
}

/* False, and the reader has failed, where the bytes are none */
extern bool cv_read_event(CvReader *reader, CvmEvent *event);

extern Size cv_trail_room(int64 n);
extern Size cv_write_trail(uint8 *bytes, const CvmEvent *events, int64 n);
extern bool cv_read_trail(CvReader *reader, Trail *trail);
extern bool cv_trail_next(Trail *trail, CvmEvent *event);

#endif
