/*
 * voice.c
 *		Readings of a term_tally: which terms go with which scores, and which are new.
 */
#include "postgres.h"

#include "core/check.h"
#include "core/function.h"
#include "core/row.h"
#include "math/difference.h"
#include "math/nps.h"
#include "math/proportion.h"
#include "utils/builtins.h"
#include "voice/termagg.h"
#include "voice/termtally.h"

/* Not strict: no answers at all are 0 answers */
PG_FUNCTION_INFO_V1(cvsql_answers_of_terms);
Datum
cvsql_answers_of_terms(PG_FUNCTION_ARGS)
{
	TermReader	terms;

	if (PG_ARGISNULL(0))
		PG_RETURN_INT64(0);
	cv_read_terms(PG_GETARG_TERMS(0), &terms);
	PG_RETURN_INT64(cv_sum_answers(terms.answers, terms.points));
}

/* The column of a term, which begins a row; the row is put before the caller frees it */
static text *
SetTerm(CvRow *row, Term term)
{
	text	   *string = cstring_to_text_with_len(term.bytes, term.length);

	cv_set_datum(row, "term", PointerGetDatum(string));
	return string;
}

/* ---------- those who mention it against the others ---------- */

typedef struct Everybody
{
	CvScale		scale;
	CvThresholds thresholds;
	double		confidence;
	const int64 *by_point;
	int64		answers;
	double		points;			/* their NPS */
} Everybody;

static CvNpsSums
SumsOf(const Everybody *all, const int64 *counts)
{
	int			detractors_end = all->thresholds.detractor_max - all->scale.lo + 1;
	int			passives_end = all->thresholds.promoter_min - all->scale.lo;
	int			points = cv_scale_points(all->scale);
	CvNpsSums	sums;

	sums.detractors = sums.detractors2 = (double) cv_sum_answers(counts, detractors_end);
	sums.passives = sums.passives2 = (double) cv_sum_answers(counts + detractors_end, passives_end - detractors_end);
	sums.promoters = sums.promoters2 = (double) cv_sum_answers(counts + passives_end, points - passives_end);
	return sums;
}

/* Those of the answers that do not mention it */
static CvNpsSums
RestOf(const Everybody *all, const int64 *counts)
{
	int64		rest[CV_MAX_SCALE_POINTS];

	for (int i = 0; i < cv_scale_points(all->scale); i++)
		rest[i] = all->by_point[i] - counts[i];
	return SumsOf(all, rest);
}

static void
SetRest(CvRow *row, const Everybody *all, const CvNps *nps, const CvNps *rest)
{
	CvDifference test;

	cvm_nps_adjusted_wald_test(nps, rest, all->confidence, &test);
	cv_set_float8(row, "rest_nps", rest->points);
	cv_set_difference(row, nps->points - rest->points, &test, 100);
	cv_set_float8(row, "impact", all->points - rest->points);
}

static void
PutTerm(CvRow *row, const Everybody *all, Term term, int64 mentions, const int64 *counts)
{
	CvNpsSums	sums = SumsOf(all, counts);
	CvNpsSums	rest_sums = RestOf(all, counts);
	text	   *string = SetTerm(row, term);
	CvNps		nps;
	CvNps		rest;

	(void) cvm_nps(&sums, &nps);
	cv_set_bigint(row, "answers", mentions);
	cv_set_float8(row, "share", (double) mentions / (double) all->answers);
	cv_set_float8(row, "nps", nps.points);
	if (cvm_nps(&rest_sums, &rest))
		SetRest(row, all, &nps, &rest);
	cv_put_row(row);
	pfree(string);
}

/* The tally in argument 0 as a whole, by the thresholds behind argument 2 */
static void
ReadEverybody(FunctionCallInfo fcinfo, TermReader *terms, Everybody *all)
{
	TermTally  *tally = PG_GETARG_TERMS(0);
	CvNpsSums	sums;
	CvNps		nps;

	all->scale = TermScale(tally);
	all->thresholds = cv_threshold_args(fcinfo, 3, all->scale);
	cv_read_terms(tally, terms);
	all->answers = cv_sum_answers(terms->answers, terms->points);
	all->by_point = terms->answers;
	sums = SumsOf(all, terms->answers);
	(void) cvm_nps(&sums, &nps);
	all->points = nps.points;
}

/* (t, min_answers, confidence, detractor_max, promoter_min) */
PG_FUNCTION_INFO_V1(cvsql_term_table);
Datum
cvsql_term_table(PG_FUNCTION_ARGS)
{
	TermReader	terms;
	Everybody	all;
	int64		min_answers;
	Term		term;
	int64		counts[CV_MAX_SCALE_POINTS];
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	min_answers = cv_check_at_least_1(PG_GETARG_INT64(1), "min_answers");
	all.confidence = cv_check_confidence(PG_GETARG_FLOAT8(2));
	ReadEverybody(fcinfo, &terms, &all);
	while (cv_next_term(&terms, &term, counts))
	{
		int64		mentions = cv_sum_answers(counts, terms.points);

		if (mentions >= min_answers)
			PutTerm(&row, &all, term, mentions, counts);
	}
	PG_RETURN_NULL();
}

/* ---------- before and after ---------- */

/* A tally, and the term of it that is next */
typedef struct Side
{
	TermReader	terms;
	int64		answers;
	bool		has_next;
	Term		next;
	int64		mentions;
} Side;

static void
Advance(Side *side)
{
	int64		counts[CV_MAX_SCALE_POINTS];

	side->has_next = cv_next_term(&side->terms, &side->next, counts);
	if (side->has_next)
		side->mentions = cv_sum_answers(counts, side->terms.points);
}

static void
BeginSide(Side *side, const TermTally *tally)
{
	cv_read_terms(tally, &side->terms);
	side->answers = cv_sum_answers(side->terms.answers, side->terms.points);
	Advance(side);
}

/* Below 0 where only the first has the term that comes next, 0 where both have, above 0 where only the second has */
static int
CompareSides(const Side *before, const Side *after)
{
	if (!before->has_next || !after->has_next)
		return before->has_next ? -1 : 1;
	return cv_compare_terms(&before->next, &after->next);
}

static void
PutShift(CvRow *row, Term term, int64 old, int64 before, int64 young, int64 after, double confidence)
{
	text	   *string = SetTerm(row, term);
	CvTrials	of_before = {(double) old, (double) before};
	CvTrials	of_after = {(double) young, (double) after};
	CvDifference test;

	cv_set_bigint(row, "answers_before", old);
	cv_set_bigint(row, "answers_after", young);
	cv_set_float8(row, "share_before", of_before.successes / of_before.trials);
	cv_set_float8(row, "share_after", of_after.successes / of_after.trials);
	if (cvm_share_test(&of_after, &of_before, confidence, &test))
		cv_set_difference(row, test.difference, &test, 1);
	cv_put_row(row);
	pfree(string);
}

/* (before, after, min_answers, confidence) */
PG_FUNCTION_INFO_V1(cvsql_term_shift);
Datum
cvsql_term_shift(PG_FUNCTION_ARGS)
{
	Side		before;
	Side		after;
	int64		min_answers;
	double		confidence;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	BeginSide(&before, PG_GETARG_TERMS(0));
	BeginSide(&after, PG_GETARG_TERMS(1));
	min_answers = cv_check_at_least_1(PG_GETARG_INT64(2), "min_answers");
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(3));
	while (before.has_next || after.has_next)
	{
		int			order = CompareSides(&before, &after);
		Term		term = order <= 0 ? before.next : after.next;
		int64		old = order <= 0 ? before.mentions : 0;
		int64		young = order >= 0 ? after.mentions : 0;

		if ((double) old + (double) young >= (double) min_answers)
			PutShift(&row, term, old, before.answers, young, after.answers, confidence);
		if (order <= 0)
			Advance(&before);
		if (order >= 0)
			Advance(&after);
	}
	PG_RETURN_NULL();
}
