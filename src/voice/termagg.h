/* What the aggregates of this room keep: see termtally.c and termagg.c */
#ifndef CV_VOICE_TERMAGG_H
#define CV_VOICE_TERMAGG_H

#include "postgres.h"

#include "core/state.h"
#include "voice/terms.h"

typedef struct LiveTerms
{
	CvLive		live;
	TermSet    *set;
} LiveTerms;

extern const CvStateOps cv_terms_state;

/* By their bytes, a shorter one first */
static inline int
cv_compare_terms(const Term *a, const Term *b)
{
	int			order = memcmp(a->bytes, b->bytes, Min(a->length, b->length));

	return order != 0 ? order : a->length - b->length;
}

#endif
