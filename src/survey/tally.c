/*
 * tally.c
 *		The type survey_tally and the aggregates that make it.
 *
 * NULL scores and weights are skipped; no rows, or only NULLs, give NULL.
 * NaN, infinite, fractional and off-scale scores are errors, and so are
 * weights that are NaN, infinite, negative or out of range.  Counts and sums of
 * weights are integers, so the order of rows, the number of workers and the
 * path of a moving frame leave no trace in the result.
 */
#include "survey/tally.h"

#include <math.h>

#include "core/aggregate.h"
#include "core/check.h"
#include "core/type.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define WEIGHT_DECIMALS		9
#define WEIGHT_ONE			INT64CONST(1000000000)
#define SQUARE_DECIMALS		(2 * WEIGHT_DECIMALS)
#define SQUARE_ONE			((int128) WEIGHT_ONE * WEIGHT_ONE)
#define MIN_WEIGHT			1e-6
#define MAX_WEIGHT			1e6
#define MAX_SCORE			1000000000	/* one step further is still an int */
#define MAX_WEIGHT_UNITS	((int128) 1000000 * WEIGHT_ONE)

/* ---------- the value ---------- */

static SurveyTally *
NewTally(int lo, int hi, bool weighted)
{
	int			points = hi - lo + 1;
	Size		point_size = sizeof(int64) + (weighted ? sizeof(PointWeights) : 0);
	Size		size = offsetof(SurveyTally, answers) + points * point_size;
	SurveyTally *tally = cv_new_value(size);

	tally->lo = lo;
	tally->hi = hi;
	tally->weighted = weighted;
	return tally;
}

static void
RefuseCount(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a survey_tally holds at most " INT64_FORMAT " answers", PG_INT64_MAX)));
}

/* Sums over the points from..to; refused where they pass the bigint range */
int64
cv_tally_answers(const SurveyTally *tally, int from, int to)
{
	int64		sum = 0;

	for (int point = from; point <= to; point++)
		if (unlikely(__builtin_add_overflow(sum, tally->answers[point - tally->lo], &sum)))
			RefuseCount();
	return sum;
}

static void
AddExactly(int128 *sum, int128 value)
{
	if (unlikely(__builtin_add_overflow(*sum, value, sum)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the sum of squared weights is out of range"),
				 errhint("Rescale the weights, for example divide them by their average.")));
}

static PointWeights
UnitWeights(int64 answers)
{
	PointWeights weights = {answers * (int128) WEIGHT_ONE, answers * SQUARE_ONE};

	return weights;
}

static PointWeights
WeightsAt(const SurveyTally *tally, int i)
{
	return tally->weighted ? TallyWeights(tally)[i] : UnitWeights(tally->answers[i]);
}

/* units / one, where whole numbers stay exact */
static double
ToFloat(int128 units, int128 one)
{
	return (double) (units / one) + (double) (units % one) / (double) one;
}

TallySums
cv_tally_sums(const SurveyTally *tally, int from, int to)
{
	PointWeights total = {0, 0};
	TallySums	sums;

	if (!tally->weighted)
	{
		sums.weight = sums.squares = (double) cv_tally_answers(tally, from, to);
		return sums;
	}
	for (int point = from; point <= to; point++)
	{
		PointWeights *weights = &TallyWeights(tally)[point - tally->lo];

		AddExactly(&total.sum, weights->sum);
		AddExactly(&total.squares, weights->squares);
	}
	sums.weight = ToFloat(total.sum, WEIGHT_ONE);
	sums.squares = ToFloat(total.squares, SQUARE_ONE);
	return sums;
}

/* Why a scale cannot be one, or NULL */
static const char *
ScaleProblem(int128 lo, int128 hi)
{
	if (lo < -MAX_SCORE || hi > MAX_SCORE)
		return "The ends of the scale must lie between -1000000000 and 1000000000.";
	if (lo >= hi)
		return "The scale must begin below its end.";
	if (hi - lo >= MAX_POINTS)
		return "The scale has more than 101 points.";
	return NULL;
}

/* Can n answers with weights in range have these sums? */
static bool
WeightsPossible(int64 answers, const PointWeights *weights)
{
	double		sum = (double) weights->sum;
	double		squares = (double) weights->squares;
	double		slack = 1 + 1e-9;

	return weights->sum >= 0 && weights->sum <= answers * MAX_WEIGHT_UNITS
		&& weights->squares >= 0
		&& squares <= sum * sum * slack
		&& sum * sum <= (double) answers * squares * slack;
}

/* Why a tally that came from outside cannot be one, or NULL */
static const char *
TallyProblem(const SurveyTally *tally)
{
	int64		total = 0;
	int128		squares = 0;

	for (int i = 0; i < TallyPoints(tally); i++)
	{
		PointWeights weights = WeightsAt(tally, i);

		if (tally->answers[i] < 0)
			return "The number of answers must not be negative.";
		if (__builtin_add_overflow(total, tally->answers[i], &total))
			return "The number of answers passes the bigint range.";
		if (!WeightsPossible(tally->answers[i], &weights))
			return "No answers have these sums of weights and of squared weights.";
		if (__builtin_add_overflow(squares, weights.squares, &squares))
			return "The sum of squared weights is out of range.";
	}
	return NULL;
}

/* The same tally with room for weights */
static SurveyTally *
Weighted(const SurveyTally *tally)
{
	SurveyTally *copy = NewTally(tally->lo, tally->hi, true);

	for (int i = 0; i < TallyPoints(tally); i++)
	{
		copy->answers[i] = tally->answers[i];
		TallyWeights(copy)[i] = WeightsAt(tally, i);
	}
	return copy;
}

/*
 * Does some weight differ from 1?  By Cauchy-Schwarz the sums of n weights and
 * of their squares are both n only if every weight is 1.
 */
static bool
HasOtherWeights(const SurveyTally *tally)
{
	for (int i = 0; i < TallyPoints(tally); i++)
	{
		PointWeights weights = WeightsAt(tally, i);
		PointWeights unit = UnitWeights(tally->answers[i]);

		if (weights.sum != unit.sum || weights.squares != unit.squares)
			return true;
	}
	return false;
}

/* A copy in the form that equal tallies share, its totals known to be in range */
static SurveyTally *
FinishTally(const SurveyTally *tally)
{
	SurveyTally *copy;

	(void) cv_tally_answers(tally, tally->lo, tally->hi);
	(void) cv_tally_sums(tally, tally->lo, tally->hi);
	Assert(TallyProblem(tally) == NULL);
	if (tally->weighted && HasOtherWeights(tally))
		return Weighted(tally);
	copy = NewTally(tally->lo, tally->hi, false);
	memcpy(copy->answers, tally->answers, TallyPoints(tally) * sizeof(int64));
	return copy;
}

/* ---------- external forms ---------- */

/* Sums of weights, or of their squares: PointWeights are pairs */
static void
DescribeWeights(CvForm *form, const char *key, int128 *first, int points, int scale)
{
	if (cv_form_begin_array(form, key, points) != points)
		cv_form_refuse(form, "There must be weights for every point.");
	for (int i = 0; i < points; i++)
		cv_form_decimal(form, NULL, &first[2 * i], scale);
	cv_form_end_array(form);
}

static void *
DescribeTally(CvForm *form, void *value)
{
	SurveyTally *tally = value;
	int64		scale[2] = {tally ? tally->lo : 0, tally ? tally->hi : 0};
	bool		weighted = tally && tally->weighted;

	cv_form_numbers(form, "scale", scale, 2, PG_INT32_MIN, PG_INT32_MAX);
	weighted = cv_form_optional(form, "weights", weighted);
	if (form->reads)
	{
		cv_form_require(form, ScaleProblem(scale[0], scale[1]));
		tally = NewTally((int) scale[0], (int) scale[1], weighted);
	}
	cv_form_numbers(form, "answers", tally->answers, TallyPoints(tally), 0, PG_INT64_MAX);
	if (weighted)
	{
		DescribeWeights(form, "weights", &TallyWeights(tally)->sum, TallyPoints(tally), WEIGHT_DECIMALS);
		DescribeWeights(form, "squared_weights", &TallyWeights(tally)->squares, TallyPoints(tally), SQUARE_DECIMALS);
	}
	if (!form->reads)
		return tally;
	cv_form_require(form, TallyProblem(tally));
	return FinishTally(tally);
}

static const CvType cv_survey_tally = {"survey_tally", DescribeTally};

CV_TYPE_FUNCTIONS(survey_tally);

/* ---------- answers in and out ---------- */

static void
RefuseScore(const SurveyTally *tally, double score)
{
	cv_check_finite(score, "score");
	if (score >= tally->lo && score <= tally->hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("score %s is not a whole number", float8out_internal(score)),
				 errhint("Decide how such answers count before they are tallied, for example floor(score).")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is not on the scale %d to %d",
					float8out_internal(score), tally->lo, tally->hi),
			 errhint("If the question has another scale, tally it with survey_agg(score, lo, hi). Leave stray rows out with FILTER (WHERE score BETWEEN %d AND %d).",
					 tally->lo, tally->hi)));
}

static inline int
PointOfInt(const SurveyTally *tally, int score)
{
	if (unlikely(score < tally->lo || score > tally->hi))
		RefuseScore(tally, score);
	return score - tally->lo;
}

static inline int
PointOfFloat(const SurveyTally *tally, double score)
{
	if (unlikely(!(score >= tally->lo && score <= tally->hi) || score != (int) score))
		RefuseScore(tally, score);
	return (int) score - tally->lo;
}

static void
RefuseWeight(double weight)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("weight %s is out of range",
					float8out_internal(cv_check_finite(weight, "weight"))),
			 errhint("A weight is 0 or lies between 0.000001 and 1000000; rescale the weights, for example divide them by their average.")));
}

/* The weight in argument n, or 1 for aggregates without one, in units of 1e-9 */
static inline int64
WeightArg(FunctionCallInfo fcinfo, int n)
{
	double		weight;

	if (PG_NARGS() <= n)
		return WEIGHT_ONE;
	weight = PG_GETARG_FLOAT8(n);
	if (unlikely(!(weight >= MIN_WEIGHT && weight <= MAX_WEIGHT) && weight != 0))
		RefuseWeight(weight);
	return (int64) rint(weight * WEIGHT_ONE);
}

static void
RefuseRemoval(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot take answers out of a survey_tally that does not hold them")));
}

static inline SurveyTally *
AddAnswer(SurveyTally *tally, int i, int64 weight)
{
	if (unlikely(weight != WEIGHT_ONE && !tally->weighted))
		tally = Weighted(tally);
	if (unlikely(tally->answers[i]++ == PG_INT64_MAX))
		RefuseCount();
	if (unlikely(tally->weighted))
	{
		AddExactly(&TallyWeights(tally)[i].sum, weight);
		AddExactly(&TallyWeights(tally)[i].squares, (int128) weight * weight);
	}
	return tally;
}

static SurveyTally *
RemoveAnswer(SurveyTally *tally, int i, int64 weight)
{
	PointWeights *weights;

	if (weight != WEIGHT_ONE && !tally->weighted)
		RefuseRemoval();
	if (--tally->answers[i] < 0)
		RefuseRemoval();
	if (tally->weighted)
	{
		weights = &TallyWeights(tally)[i];
		weights->sum -= weight;
		weights->squares -= (int128) weight * weight;
		if (weights->sum < 0 || weights->squares < 0)
			RefuseRemoval();
	}
	return tally;
}

PG_FUNCTION_INFO_V1(cvsql_survey_accum_int);
Datum
cvsql_survey_accum_int(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);
	int			i = PointOfInt(tally, PG_GETARG_INT32(1));

	PG_RETURN_POINTER(AddAnswer(tally, i, WeightArg(fcinfo, 2)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_accum_float);
Datum
cvsql_survey_accum_float(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);
	int			i = PointOfFloat(tally, PG_GETARG_FLOAT8(1));

	PG_RETURN_POINTER(AddAnswer(tally, i, WeightArg(fcinfo, 2)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_remove_int);
Datum
cvsql_survey_remove_int(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);
	int			i = PointOfInt(tally, PG_GETARG_INT32(1));

	PG_RETURN_POINTER(RemoveAnswer(tally, i, WeightArg(fcinfo, 2)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_remove_float);
Datum
cvsql_survey_remove_float(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);
	int			i = PointOfFloat(tally, PG_GETARG_FLOAT8(1));

	PG_RETURN_POINTER(RemoveAnswer(tally, i, WeightArg(fcinfo, 2)));
}

/* ---------- the same on a scale of the caller's own: (state, score, lo, hi [, weight]) ---------- */

static SurveyTally *
ScaleState(FunctionCallInfo fcinfo)
{
	int64		lo;
	int64		hi;
	const char *problem;
	SurveyTally *tally;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of survey_agg must not be NULL"),
				 errhint("Pass its first and last point, as in survey_agg(score, 0, 10).")));
	lo = PG_GETARG_INT64(2);
	hi = PG_GETARG_INT64(3);
	problem = ScaleProblem(lo, hi);
	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg(INT64_FORMAT " to " INT64_FORMAT " is not a scale", lo, hi),
				 errdetail("%s", problem)));
	tally = cv_writable_state(fcinfo);
	if (tally == NULL)
		return NewTally((int) lo, (int) hi, false);
	if (tally->lo != lo || tally->hi != hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of survey_agg must be constant: it was %d to %d, and is now %d to %d",
						tally->lo, tally->hi, (int) lo, (int) hi),
				 errhint("Group by the scale.")));
	return tally;
}

static inline bool
AnswerIsNull(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(1) || (PG_NARGS() > 4 && PG_ARGISNULL(4));
}

PG_FUNCTION_INFO_V1(cvsql_survey_scale_accum_int);
Datum
cvsql_survey_scale_accum_int(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = ScaleState(fcinfo);
	int			i;

	if (AnswerIsNull(fcinfo))
		PG_RETURN_POINTER(tally);
	i = PointOfInt(tally, PG_GETARG_INT32(1));
	PG_RETURN_POINTER(AddAnswer(tally, i, WeightArg(fcinfo, 4)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_scale_accum_float);
Datum
cvsql_survey_scale_accum_float(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = ScaleState(fcinfo);
	int			i;

	if (AnswerIsNull(fcinfo))
		PG_RETURN_POINTER(tally);
	i = PointOfFloat(tally, PG_GETARG_FLOAT8(1));
	PG_RETURN_POINTER(AddAnswer(tally, i, WeightArg(fcinfo, 4)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_scale_remove_int);
Datum
cvsql_survey_scale_remove_int(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = ScaleState(fcinfo);
	int			i;

	if (AnswerIsNull(fcinfo))
		PG_RETURN_POINTER(tally);
	i = PointOfInt(tally, PG_GETARG_INT32(1));
	PG_RETURN_POINTER(RemoveAnswer(tally, i, WeightArg(fcinfo, 4)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_scale_remove_float);
Datum
cvsql_survey_scale_remove_float(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = ScaleState(fcinfo);
	int			i;

	if (AnswerIsNull(fcinfo))
		PG_RETURN_POINTER(tally);
	i = PointOfFloat(tally, PG_GETARG_FLOAT8(1));
	PG_RETURN_POINTER(RemoveAnswer(tally, i, WeightArg(fcinfo, 4)));
}

/* ---------- merging ---------- */

static void
CheckSameScale(const SurveyTally *a, const SurveyTally *b)
{
	if (a->lo != b->lo || a->hi != b->hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tallies on the scales %d to %d and %d to %d cannot be merged",
						a->lo, a->hi, b->lo, b->hi),
				 errhint("Group by the survey, so that only tallies on one scale meet.")));
}

/* Add b into a, which is written in place unless it has to grow */
static SurveyTally *
AddTally(SurveyTally *a, const SurveyTally *b)
{
	CheckSameScale(a, b);
	if (b->weighted && !a->weighted)
		a = Weighted(a);
	for (int i = 0; i < TallyPoints(a); i++)
	{
		PointWeights weights = WeightsAt(b, i);

		if (__builtin_add_overflow(a->answers[i], b->answers[i], &a->answers[i]))
			RefuseCount();
		if (!a->weighted)
			continue;
		AddExactly(&TallyWeights(a)[i].sum, weights.sum);
		AddExactly(&TallyWeights(a)[i].squares, weights.squares);
	}
	return a;
}

static void
RemoveTally(SurveyTally *a, const SurveyTally *b)
{
	CheckSameScale(a, b);
	if (b->weighted && !a->weighted)
		RefuseRemoval();
	for (int i = 0; i < TallyPoints(a); i++)
	{
		PointWeights weights = WeightsAt(b, i);

		if ((a->answers[i] -= b->answers[i]) < 0)
			RefuseRemoval();
		if (!a->weighted)
			continue;
		if ((TallyWeights(a)[i].sum -= weights.sum) < 0
			|| (TallyWeights(a)[i].squares -= weights.squares) < 0)
			RefuseRemoval();
	}
}

/* Transition of rollup, and combine function of every aggregate here */
PG_FUNCTION_INFO_V1(cvsql_survey_merge);
Datum
cvsql_survey_merge(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);

	PG_RETURN_POINTER(AddTally(tally, PG_GETARG_TALLY(1)));
}

PG_FUNCTION_INFO_V1(cvsql_survey_unmerge);
Datum
cvsql_survey_unmerge(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = cv_writable_state(fcinfo);

	RemoveTally(tally, PG_GETARG_TALLY(1));
	PG_RETURN_POINTER(tally);
}

/* Not strict: NULL + x is x, so that an upsert over NULL heals itself */
PG_FUNCTION_INFO_V1(cvsql_survey_tally_add);
Datum
cvsql_survey_tally_add(PG_FUNCTION_ARGS)
{
	SurveyTally *sum;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return cv_other_value(fcinfo);
	sum = (SurveyTally *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(0));
	PG_RETURN_POINTER(FinishTally(AddTally(sum, PG_GETARG_TALLY(1))));
}

PG_FUNCTION_INFO_V1(cvsql_survey_final);
Datum
cvsql_survey_final(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);

	if (cv_tally_answers(tally, tally->lo, tally->hi) == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(FinishTally(tally));
}
