#ifndef CV_SURVEY_TALLY_H
#define CV_SURVEY_TALLY_H

#include "postgres.h"

#include "core/decimal.h"
#include "core/compat.h"
#include "core/head.h"
#include "core/scale.h"
#include "core/weight.h"
#include "fmgr.h"

#define SQUARE_ONE		((int128) CV_WEIGHT_ONE * CV_WEIGHT_ONE)

/* Exact sums of the weights of one point's answers */
typedef struct PointWeights
{
	int128		sum;			/* in 1e-9 */
	int128		squares;		/* in 1e-18 */
} PointWeights;

/*
 * survey_tally: how often each point of a scale was answered.  A weighted
 * tally has one PointWeights per point behind the answers; a finished tally
 * has them only if some weight is not 1, so equal answers have equal bytes.
 */
typedef struct SurveyTally
{
	CvHead		head;
	int32		lo;				/* first point of the scale */
	int32		hi;				/* last point */
	int32		weighted;		/* 1 if weights follow the answers */
	int64		answers[FLEXIBLE_ARRAY_MEMBER]; /* hi - lo + 1 of them */
} SurveyTally;

#define PG_GETARG_TALLY(n)	((SurveyTally *) cv_value_arg(fcinfo, n))

static inline int
TallyPoints(const SurveyTally *tally)
{
	return tally->hi - tally->lo + 1;
}

static inline CvScale
TallyScale(const SurveyTally *tally)
{
	CvScale		scale = {tally->lo, tally->hi};

	return scale;
}

static inline PointWeights *
TallyWeights(const SurveyTally *tally)
{
	return (PointWeights *) &tally->answers[TallyPoints(tally)];
}

/* As many weights of 1 */
static inline PointWeights
UnitWeights(int64 answers)
{
	PointWeights weights = {answers * (int128) CV_WEIGHT_ONE, answers * SQUARE_ONE};

	return weights;
}

/* The same sums as floats, in units of 1 */
typedef struct TallySums
{
	double		weight;
	double		squares;
} TallySums;

extern SurveyTally *cv_new_tally(int lo, int hi, bool weighted);
extern SurveyTally *cv_weighted_tally(const SurveyTally *tally);
extern SurveyTally *cv_finish_tally(const SurveyTally *tally);
extern SurveyTally *cv_rest_of_tally(const SurveyTally *whole, const SurveyTally *part);
extern const char *cv_tally_problem(const SurveyTally *tally);
extern PointWeights cv_weights_at(const SurveyTally *tally, int i);
extern void cv_add_weights(PointWeights *into, PointWeights weights);
extern int64 cv_tally_answers(const SurveyTally *tally, int from, int to);
extern TallySums cv_tally_sums(const SurveyTally *tally, int from, int to);

/* All of them */
static inline int64
TallyAnswers(const SurveyTally *tally)
{
	return cv_tally_answers(tally, tally->lo, tally->hi);
}

#endif
