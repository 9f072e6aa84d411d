/* How many comments mention each of many terms, by their score: see terms.c */
#ifndef CV_VOICE_TERMS_H
#define CV_VOICE_TERMS_H

#include "postgres.h"

#include "core/scale.h"

#define CV_MAX_TERM		2046	/* bytes, as of a tsvector's lexeme */
#define CV_TERM_PAD		8

/* A view of bytes, not terminated; the CV_TERM_PAD bytes before its end can be read, however short it is. */
typedef struct Term
{
	const char *bytes;
	int			length;
} Term;

typedef struct TermSet TermSet;

/* A term of a set on its way out: the first 8 bytes as a number in their order, and where the set has it */
typedef struct TermPlace
{
	uint64		prefix;
	uint32		place;
} TermPlace;

extern TermSet *cv_terms_create(MemoryContext context, int points);
extern void cv_terms_comment(TermSet *set, int point, const Term *terms, int n);
extern bool cv_terms_add(TermSet *set, Term term, const int64 *counts);
extern void cv_terms_add_answers(TermSet *set, int point, int64 answers);
extern const int64 *cv_terms_answers(const TermSet *set);
extern int64 cv_terms_number(const TermSet *set);
extern TermPlace *cv_terms_places(const TermSet *set, bool sorted);
extern int	cv_terms_read(const TermSet *set, TermPlace place, char *bytes, int64 *counts);

#endif
