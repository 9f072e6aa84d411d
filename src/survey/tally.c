/*
 * tally.c
 *		The type survey_tally: answers per point of a scale, and exact sums of their weights.
 */
#include "survey/tally.h"

#include "core/suppress.h"
#include "core/type.h"

#define WEIGHT_DECIMALS		9
#define SQUARE_DECIMALS		(2 * WEIGHT_DECIMALS)
#define MAX_WEIGHT_UNITS	((int128) 1000000 * CV_WEIGHT_ONE)

/* ---------- the value ---------- */

SurveyTally *
cv_new_tally(int lo, int hi, bool weighted)
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

/* Sums over the points from..to; refused where they pass the bigint range */
int64
cv_tally_answers(const SurveyTally *tally, int from, int to)
{
	int64		sum = 0;

	for (int point = from; point <= to; point++)
		if (unlikely(__builtin_add_overflow(sum, tally->answers[point - tally->lo], &sum)))
			cv_refuse_answers("survey_tally");
	return sum;
}

void
cv_add_weights(PointWeights *into, PointWeights weights)
{
	if (unlikely(__builtin_add_overflow(into->sum, weights.sum, &into->sum)
				 || __builtin_add_overflow(into->squares, weights.squares, &into->squares)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("the sum of squared weights is out of range"),
				 errhint("Rescale the weights, for example divide them by their average.")));
}

PointWeights
cv_weights_at(const SurveyTally *tally, int i)
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
		cv_add_weights(&total, TallyWeights(tally)[point - tally->lo]);
	sums.weight = ToFloat(total.sum, CV_WEIGHT_ONE);
	sums.squares = ToFloat(total.squares, SQUARE_ONE);
	return sums;
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

/* Why a tally that was not made of answers cannot be one, or NULL */
const char *
cv_tally_problem(const SurveyTally *tally)
{
	int64		total = 0;
	int128		squares = 0;

	for (int i = 0; i < TallyPoints(tally); i++)
	{
		PointWeights weights = cv_weights_at(tally, i);

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
SurveyTally *
cv_weighted_tally(const SurveyTally *tally)
{
	SurveyTally *copy = cv_new_tally(tally->lo, tally->hi, true);

	for (int i = 0; i < TallyPoints(tally); i++)
	{
		copy->answers[i] = tally->answers[i];
		TallyWeights(copy)[i] = cv_weights_at(tally, i);
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
		PointWeights weights = cv_weights_at(tally, i);
		PointWeights unit = UnitWeights(tally->answers[i]);

		if (weights.sum != unit.sum || weights.squares != unit.squares)
			return true;
	}
	return false;
}

/* A copy in the form that equal tallies share, its totals known to be in range */
SurveyTally *
cv_finish_tally(const SurveyTally *tally)
{
	SurveyTally *copy;

	(void) TallyAnswers(tally);
	(void) cv_tally_sums(tally, tally->lo, tally->hi);
	Assert(cv_tally_problem(tally) == NULL);
	if (tally->weighted && HasOtherWeights(tally))
		return cv_weighted_tally(tally);
	copy = cv_new_tally(tally->lo, tally->hi, false);
	memcpy(copy->answers, tally->answers, TallyPoints(tally) * sizeof(int64));
	return copy;
}

/* ---------- external forms ---------- */

/* Sums of weights, or of their squares: PointWeights are pairs */
static void
DescribeWeights(CvForm *form, const char *key, int128 *first, int points, int scale)
{
	cv_form_begin_fixed(form, key, points);
	for (int i = 0; i < points; i++)
		cv_form_decimal(form, NULL, &first[2 * i], scale);
	cv_form_end_array(form);
}

static void *
DescribeSurvey(CvForm *form, void *value)
{
	SurveyTally *tally = value;
	int64		scale[2] = {tally ? tally->lo : 0, tally ? tally->hi : 0};
	bool		weighted = tally && tally->weighted;

	cv_form_numbers(form, "scale", scale, 2, PG_INT32_MIN, PG_INT32_MAX);
	weighted = cv_form_optional(form, "weights", weighted);
	if (form->reads)
	{
		cv_form_require(form, cv_scale_problem(scale[0], scale[1]));
		tally = cv_new_tally((int) scale[0], (int) scale[1], weighted);
	}
	cv_form_numbers(form, "answers", tally->answers, TallyPoints(tally), 0, PG_INT64_MAX);
	if (weighted)
	{
		DescribeWeights(form, "weights", &TallyWeights(tally)->sum, TallyPoints(tally), WEIGHT_DECIMALS);
		DescribeWeights(form, "squared_weights", &TallyWeights(tally)->squares, TallyPoints(tally), SQUARE_DECIMALS);
	}
	if (!form->reads)
		return tally;
	cv_form_require(form, cv_tally_problem(tally));
	return cv_finish_tally(tally);
}

static const CvType cv_survey_tally = {"survey_tally", DescribeSurvey};

CV_TYPE_FUNCTIONS(survey_tally);

CV_FUNCTION(survey_tally_suppress, cv_suppress(fcinfo, TallyAnswers(PG_GETARG_TALLY(0))));
