/* Events of many customers, in no order: see events.c */
#ifndef CV_JOURNEY_EVENTS_H
#define CV_JOURNEY_EVENTS_H

#include "postgres.h"

#include "core/key.h"
#include "math/chain.h"

typedef struct Events Events;

/* The events of a customer, in no order; the visitor may change them.  They, and the key of a text, live until it returns. */
typedef void (*EventVisitor) (CvKey key, CvmEvent *events, int64 n, void *arg);

extern Events *cv_new_events(MemoryContext context, CvKeyKind kind);
extern void cv_put_event(Events *events, CvKey key, int64 at, int name);
extern void cv_visit_events(Events *events, EventVisitor visit, void *arg);

#endif
