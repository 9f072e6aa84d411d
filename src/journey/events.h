/* Events of many customers, in no order: see events.c */
#ifndef CV_JOURNEY_EVENTS_H
#define CV_JOURNEY_EVENTS_H

#include "postgres.h"

#include "core/key.h"
#include "math/chain.h"

typedef struct Events Events;

/* The events of a customer, nearly in the order of time; the visitor may change them.  They, and the key of a text, live until it returns. */
typedef void (*EventVisitor) (CvKey key, CvmEvent *events, int64 n, void *arg);

extern Events *cv_new_events(MemoryContext context, CvKeyKind kind);

/* The text of a key is copied.  An event that is not kept leaves no trace: where nobody can foretell which are, that is faster than to skip it. */
extern void cv_put_event(Events *events, CvKey key, CvmEvent event, bool keep);
extern void cv_visit_events(Events *events, EventVisitor visit, void *arg);

#endif
