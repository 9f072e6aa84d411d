/*
 * answers.c
 *		The aggregates that make a survey_tally.
 *
 * NULL scores and weights are skipped; no rows, or only NULLs, give NULL.
 * NaN, infinite, fractional and off-scale scores are errors, and so are
 * weights that are NaN, infinite, negative or out of range.  Counts and sums of
 * weights are integers, so the order of rows, the number of workers and the
 * path of a moving frame leave no trace in the result.  A row of a table of counts stands for so many answers
 * of weight 1; a count of 0 adds nothing.
 */
#include "postgres.h"

#include "core/aggregate.h"
#include "core/check.h"
#include "core/weight.h"
#include "survey/tally.h"

#define CALL				"survey_agg(score"	/* of an aggregate that takes any scale */

/* ---------- answers in and out ---------- */

static void
RefuseRemoval(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot take answers out of a survey_tally that does not hold them"),
			 errhint("Tally the whole and its part from the same answers, with the same weights.")));
}

/* Add answers of a point and their weights to a tally, which has room for weights if they need some */
static inline void
AddPoint(SurveyTally *tally, int i, int64 answers, PointWeights weights)
{
	if (unlikely(__builtin_add_overflow(tally->answers[i], answers, &tally->answers[i])))
		cv_refuse_answers("survey_tally");
	if (unlikely(tally->weighted))
		cv_add_weights(&TallyWeights(tally)[i], weights);
}

/* Take them out; false if it does not hold them */
static inline bool
RemovePoint(SurveyTally *tally, int i, int64 answers, PointWeights weights)
{
	bool		held = (tally->answers[i] -= answers) >= 0;

	if (tally->weighted)
	{
		held = held && (TallyWeights(tally)[i].sum -= weights.sum) >= 0;
		held = held && (TallyWeights(tally)[i].squares -= weights.squares) >= 0;
	}
	return held;
}

static inline PointWeights
WeightsOf(int64 weight)
{
	PointWeights weights = {weight, (int128) weight * weight};

	return weights;
}

static inline SurveyTally *
AddAnswer(SurveyTally *tally, int i, int64 weight)
{
	if (unlikely(weight != CV_WEIGHT_ONE && !tally->weighted))
		tally = cv_weighted_tally(tally);
	AddPoint(tally, i, 1, WeightsOf(weight));
	return tally;
}

static SurveyTally *
RemoveAnswer(SurveyTally *tally, int i, int64 weight)
{
	if ((weight != CV_WEIGHT_ONE && !tally->weighted) || !RemovePoint(tally, i, 1, WeightsOf(weight)))
		RefuseRemoval();
	return tally;
}

/* So many answers of weight 1 */
static inline SurveyTally *
AddAnswers(SurveyTally *tally, int i, int64 answers)
{
	AddPoint(tally, i, answers, UnitWeights(answers));
	return tally;
}

static SurveyTally *
RemoveCount(SurveyTally *tally, int i, int64 answers)
{
	if (!RemovePoint(tally, i, answers, UnitWeights(answers)))
		RefuseRemoval();
	return tally;
}

/* ---------- transitions ---------- */

/* How many answers the row stands for */
static inline int64
CountArg(FunctionCallInfo fcinfo, int n)
{
	return cv_check_whole(PG_GETARG_FLOAT8(n), "answers");
}

/* The state of an aggregate whose scale is in arguments 2 and 3; that of others is in their initial value */
static SurveyTally *
ScaleState(FunctionCallInfo fcinfo)
{
	CvScale		scale = cv_scale_args(fcinfo, 2, CALL);
	SurveyTally *tally = cv_writable_state(fcinfo);

	if (tally == NULL)
		return cv_new_tally(scale.lo, scale.hi, false);
	cv_check_scale_constant(TallyScale(tally), scale);
	return tally;
}

#define IntPoint(tally)		cv_point_of_int(TallyScale(tally), PG_GETARG_INT32(1), CALL)
#define FloatPoint(tally)	cv_point_of_float(TallyScale(tally), PG_GETARG_FLOAT8(1), CALL)

/*
 * A transition that adds answers or takes them out: (state, score [, weight | answers]) or
 * (state, score, lo, hi [, weight | answers]).  amount_of reads argument n, the last one: the weight of one answer, or the number of answers
 */
#define TALLY_STEP(name, state_of, change, point_of, amount_of, n) \
	PG_FUNCTION_INFO_V1(cvsql_survey_##name); \
	Datum \
	cvsql_survey_##name(PG_FUNCTION_ARGS) \
	{ \
		SurveyTally *tally = state_of(fcinfo); \
		\
		if (PG_ARGISNULL(1) || (PG_NARGS() > (n) && PG_ARGISNULL(n))) \
			PG_RETURN_POINTER(tally); \
		PG_RETURN_POINTER(change(tally, point_of(tally), amount_of(fcinfo, n))); \
	} \
	extern int cv_no_declaration

TALLY_STEP(accum_int, cv_writable_state, AddAnswer, IntPoint, cv_weight_arg, 2);
TALLY_STEP(accum_float, cv_writable_state, AddAnswer, FloatPoint, cv_weight_arg, 2);
TALLY_STEP(remove_int, cv_writable_state, RemoveAnswer, IntPoint, cv_weight_arg, 2);
TALLY_STEP(remove_float, cv_writable_state, RemoveAnswer, FloatPoint, cv_weight_arg, 2);
TALLY_STEP(scale_accum_int, ScaleState, AddAnswer, IntPoint, cv_weight_arg, 4);
TALLY_STEP(scale_accum_float, ScaleState, AddAnswer, FloatPoint, cv_weight_arg, 4);
TALLY_STEP(scale_remove_int, ScaleState, RemoveAnswer, IntPoint, cv_weight_arg, 4);
TALLY_STEP(scale_remove_float, ScaleState, RemoveAnswer, FloatPoint, cv_weight_arg, 4);
TALLY_STEP(count_accum_int, cv_writable_state, AddAnswers, IntPoint, CountArg, 2);
TALLY_STEP(count_accum_float, cv_writable_state, AddAnswers, FloatPoint, CountArg, 2);
TALLY_STEP(count_remove_int, cv_writable_state, RemoveCount, IntPoint, CountArg, 2);
TALLY_STEP(count_remove_float, cv_writable_state, RemoveCount, FloatPoint, CountArg, 2);
TALLY_STEP(scale_count_accum_int, ScaleState, AddAnswers, IntPoint, CountArg, 4);
TALLY_STEP(scale_count_accum_float, ScaleState, AddAnswers, FloatPoint, CountArg, 4);
TALLY_STEP(scale_count_remove_int, ScaleState, RemoveCount, IntPoint, CountArg, 4);
TALLY_STEP(scale_count_remove_float, ScaleState, RemoveCount, FloatPoint, CountArg, 4);

/* ---------- merging, and taking apart ---------- */

/* Add b into a, which is written in place unless it has to grow */
static SurveyTally *
AddTally(SurveyTally *a, const SurveyTally *b)
{
	cv_check_same_scale(TallyScale(a), TallyScale(b), "merged");
	if (b->weighted && !a->weighted)
		a = cv_weighted_tally(a);
	for (int i = 0; i < TallyPoints(a); i++)
		AddPoint(a, i, b->answers[i], cv_weights_at(b, i));
	return a;
}

/* Take b out of a, which is written in place; false if a does not hold it */
static bool
TakeOut(SurveyTally *a, const SurveyTally *b)
{
	bool		held = a->weighted || !b->weighted;

	for (int i = 0; i < TallyPoints(a) && held; i++)
		held = RemovePoint(a, i, b->answers[i], cv_weights_at(b, i));
	return held;
}

static SurveyTally *
RemoveTally(SurveyTally *a, const SurveyTally *b)
{
	cv_check_same_scale(TallyScale(a), TallyScale(b), "merged");
	if (!TakeOut(a, b))
		RefuseRemoval();
	return a;
}

/* The answers of a whole without those of its part, on the same scale; NULL if it is none, for no answers have what is left */
SurveyTally *
cv_rest_of_tally(const SurveyTally *whole, const SurveyTally *part)
{
	SurveyTally *rest = palloc(VARSIZE(whole));

	memcpy(rest, whole, VARSIZE(whole));
	if (!TakeOut(rest, part) || cv_tally_problem(rest) != NULL)
		return NULL;
	return cv_finish_tally(rest);
}

static SurveyTally *
Subtract(const SurveyTally *whole, const SurveyTally *part)
{
	SurveyTally *rest;

	cv_check_same_scale(TallyScale(whole), TallyScale(part), "subtracted");
	rest = cv_rest_of_tally(whole, part);
	if (rest == NULL)
		RefuseRemoval();
	return rest;
}

static SurveyTally *
FinishUnlessEmpty(const SurveyTally *tally)
{
	return TallyAnswers(tally) > 0 ? cv_finish_tally(tally) : NULL;
}

/* merge is the combine function of every aggregate here, too. */
CV_MERGE_FUNCTIONS(survey_tally, AddTally, cv_finish_tally);
CV_FUNCTION(survey_tally_unmerge, PointerGetDatum(RemoveTally(cv_writable_state(fcinfo), PG_GETARG_TALLY(1))));
/* NULL - x is NULL, and x - NULL is x */
CV_FUNCTION(survey_tally_subtract, PG_ARGISNULL(0) || PG_ARGISNULL(1) ? cv_return_state(fcinfo, cv_state_arg(fcinfo, 0))
			: PointerGetDatum(Subtract(PG_GETARG_TALLY(0), PG_GETARG_TALLY(1))));
CV_FUNCTION(survey_tally_final, cv_return_state(fcinfo, FinishUnlessEmpty(PG_GETARG_TALLY(0))));
