/* The events of a customer as bytes: see trail.c */
#ifndef CV_JOURNEY_TRAIL_H
#define CV_JOURNEY_TRAIL_H

#include "postgres.h"

#include "core/varint.h"
#include "math/chain.h"

/* One that is read: a view of the bytes */
typedef struct Trail
{
	int64		at;				/* of the event that comes next */
	int64		last;			/* of the last one */
	CvReader	bytes;
} Trail;

extern Size cv_trail_room(int64 n);
extern Size cv_write_trail(uint8 *bytes, const CvmEvent *events, int64 n);
extern bool cv_read_trail(CvReader *reader, Trail *trail);
extern bool cv_trail_next(Trail *trail, CvmEvent *event);

#endif
