/* term_tally: how many answers mention each term, by their score */
#ifndef CV_VOICE_TERMTALLY_H
#define CV_VOICE_TERMTALLY_H

#include "postgres.h"

#include "core/head.h"
#include "core/scale.h"
#include "core/varint.h"
#include "voice/terms.h"

/*
 * Behind the head of a closed one is its summary, varints: the answers of each point; how many terms; then these in the order of
 * their bytes, each as its length, its bytes, how many points have mentions, and of each of these how many points were passed
 * since the one before, and the mentions.  So equal tallies have equal bytes.  An open one is a log: a row is its point + 1, how
 * many terms, and the length and the bytes of each; 0 comes before a summary, whose terms have no order.
 */
typedef struct TermTally
{
	CvHead		head;
	int32		lo;				/* first point of the scale */
	int32		hi;				/* last point */
	uint8		summary[FLEXIBLE_ARRAY_MEMBER];
} TermTally;

#define PG_GETARG_TERMS(n)	((TermTally *) cv_value_arg(fcinfo, n))

/* A summary on its way in */
typedef struct TermReader
{
	CvReader	reader;
	int			points;
	int64		left;			/* terms */
	int64		answers[CV_MAX_SCALE_POINTS];
} TermReader;

extern void cv_read_terms(const TermTally *tally, TermReader *terms);
extern bool cv_next_term(TermReader *terms, Term *term, int64 *counts);
extern CvHead *cv_write_terms(CvScale scale, const TermSet *set);
extern int64 cv_sum_answers(const int64 *counts, int points);

static inline CvScale
TermScale(const TermTally *tally)
{
	CvScale		scale = {tally->lo, tally->hi};

	return scale;
}

#endif
