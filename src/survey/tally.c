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
#include "core/form.h"
#include "core/json.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define TYPE_NAME			"survey_tally"
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
	SurveyTally *tally = palloc0(size);

	SET_VARSIZE(tally, size);
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
Finished(const SurveyTally *tally)
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

/* ---------- text, binary, jsonb ---------- */

static SurveyTally *
ReadScale(JsonbContainer *object)
{
	int128		ends[2];
	const char *problem;

	cv_json_decimals(object, "scale", 0, 2, ends, TYPE_NAME);
	problem = ScaleProblem(ends[0], ends[1]);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	return NewTally((int) ends[0], (int) ends[1], cv_json_has(object, "weights"));
}

static void
ReadAnswers(JsonbContainer *object, SurveyTally *tally)
{
	int128		units[MAX_POINTS];

	cv_json_decimals(object, "answers", 0, TallyPoints(tally), units, TYPE_NAME);
	for (int i = 0; i < TallyPoints(tally); i++)
	{
		if (units[i] < 0 || units[i] > PG_INT64_MAX)
			cv_bad_text(TYPE_NAME, "The number of answers must be a bigint from 0.");
		tally->answers[i] = (int64) units[i];
	}
}

static void
ReadWeights(JsonbContainer *object, SurveyTally *tally)
{
	int			points = TallyPoints(tally);
	int128		sums[MAX_POINTS];
	int128		squares[MAX_POINTS];

	cv_json_decimals(object, "weights", WEIGHT_DECIMALS, points, sums, TYPE_NAME);
	cv_json_decimals(object, "squared_weights", SQUARE_DECIMALS, points, squares, TYPE_NAME);
	for (int i = 0; i < points; i++)
	{
		TallyWeights(tally)[i].sum = sums[i];
		TallyWeights(tally)[i].squares = squares[i];
	}
}

PG_FUNCTION_INFO_V1(cvsql_survey_tally_in);
Datum
cvsql_survey_tally_in(PG_FUNCTION_ARGS)
{
	JsonbContainer *object = cv_json_object(PG_GETARG_CSTRING(0), TYPE_NAME);
	SurveyTally *tally = ReadScale(object);
	const char *problem;

	ReadAnswers(object, tally);
	if (tally->weighted)
		ReadWeights(object, tally);
	cv_json_only(object, tally->weighted ? 4 : 2, TYPE_NAME);
	problem = TallyProblem(tally);
	if (problem)
		cv_bad_text(TYPE_NAME, problem);
	PG_RETURN_POINTER(Finished(tally));
}

static void
AppendArrays(StringInfo text, const SurveyTally *tally)
{
	int			points = TallyPoints(tally);
	int128		units[MAX_POINTS] = {0};

	for (int i = 0; i < points; i++)
		units[i] = tally->answers[i];
	cv_append_decimals(text, "answers", 0, points, units);
	if (!tally->weighted)
		return;
	for (int i = 0; i < points; i++)
		units[i] = TallyWeights(tally)[i].sum;
	appendStringInfoString(text, ", ");
	cv_append_decimals(text, "weights", WEIGHT_DECIMALS, points, units);
	for (int i = 0; i < points; i++)
		units[i] = TallyWeights(tally)[i].squares;
	appendStringInfoString(text, ", ");
	cv_append_decimals(text, "squared_weights", SQUARE_DECIMALS, points, units);
}

PG_FUNCTION_INFO_V1(cvsql_survey_tally_out);
Datum
cvsql_survey_tally_out(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"scale\": [%d, %d], ", tally->lo, tally->hi);
	AppendArrays(&text, tally);
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

PG_FUNCTION_INFO_V1(cvsql_survey_tally_recv);
Datum
cvsql_survey_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			lo = (int32) pq_getmsgint(message, 4);
	int			hi = (int32) pq_getmsgint(message, 4);
	bool		weighted = pq_getmsgbyte(message) != 0;
	const char *problem = ScaleProblem(lo, hi);
	SurveyTally *tally;

	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	tally = NewTally(lo, hi, weighted);
	for (int i = 0; i < TallyPoints(tally); i++)
		tally->answers[i] = pq_getmsgint64(message);
	for (int i = 0; weighted && i < TallyPoints(tally); i++)
	{
		TallyWeights(tally)[i].sum = cv_receive_int128(message);
		TallyWeights(tally)[i].squares = cv_receive_int128(message);
	}
	problem = TallyProblem(tally);
	if (problem)
		cv_bad_binary(TYPE_NAME, problem);
	PG_RETURN_POINTER(Finished(tally));
}

PG_FUNCTION_INFO_V1(cvsql_survey_tally_send);
Datum
cvsql_survey_tally_send(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint32(&message, tally->lo);
	pq_sendint32(&message, tally->hi);
	pq_sendbyte(&message, tally->weighted);
	for (int i = 0; i < TallyPoints(tally); i++)
		pq_sendint64(&message, tally->answers[i]);
	for (int i = 0; tally->weighted && i < TallyPoints(tally); i++)
	{
		cv_send_int128(&message, TallyWeights(tally)[i].sum);
		cv_send_int128(&message, TallyWeights(tally)[i].squares);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

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
	int			lo;
	int			hi;
	const char *problem;
	SurveyTally *tally;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of survey_agg must not be NULL"),
				 errhint("Pass its first and last point, as in survey_agg(score, 0, 10).")));
	lo = PG_GETARG_INT32(2);
	hi = PG_GETARG_INT32(3);
	problem = ScaleProblem(lo, hi);
	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d to %d is not a scale", lo, hi),
				 errdetail("%s", problem)));
	tally = cv_writable_state(fcinfo);
	if (tally == NULL)
		return NewTally(lo, hi, false);
	if (tally->lo != lo || tally->hi != hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of survey_agg must be constant: it was %d to %d, and is now %d to %d",
						tally->lo, tally->hi, lo, hi),
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
	PG_RETURN_POINTER(Finished(AddTally(sum, PG_GETARG_TALLY(1))));
}

PG_FUNCTION_INFO_V1(cvsql_survey_final);
Datum
cvsql_survey_final(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);

	if (cv_tally_answers(tally, tally->lo, tally->hi) == 0)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(Finished(tally));
}
