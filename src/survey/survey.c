/*
 * survey.c
 *		Readings of a survey_tally: NPS, CSAT, CES, shares, moments.
 *
 * NULL stands for what no answers can tell: an empty tally, weights that sum
 * to 0, an interval that needs more answers.
 */
#include "survey/readings.h"

#include "core/check.h"
#include "core/function.h"
#include "core/row.h"

#define MAX_TOP_BOX			3	/* points of a scale with one satisfied score */
#define MAX_DEFAULT_CSAT	7	/* of one whose satisfied scores go without saying */

/* ---------- shares of the answers: CSAT and boxes ---------- */

static CvShareSums
SharesOf(const SurveyTally *tally, int from, int to)
{
	TallySums	below = cv_tally_sums(tally, tally->lo, from - 1);
	TallySums	in = cv_tally_sums(tally, from, to);
	TallySums	above = cv_tally_sums(tally, to + 1, tally->hi);
	CvShareSums sums;

	sums.in = in.weight;
	sums.in2 = in.squares;
	sums.out = below.weight + above.weight;
	sums.out2 = below.squares + above.squares;
	return sums;
}

static Datum
ReturnShare(FunctionCallInfo fcinfo, CvShareSums sums, double unit)
{
	return cv_return_float8(fcinfo, ShareOfSums(sums, unit));
}

/* What is known of a tally, of which limits NULL is unknown: columns of every summary here but that of the score */
static Datum
ReturnSummary(FunctionCallInfo fcinfo, const SurveyTally *tally, double estimate, const CvInterval *limits, double unit)
{
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "answers", TallyAnswers(tally));
	cv_set_float8(&row, "estimate", estimate);
	cv_set_limits(&row, limits != NULL, limits, unit);
	cv_set_float8(&row, "effective_n", cv_mean_of(tally).effective_n);
	return cv_end_row(&row);
}

static Datum
ReturnShareSummary(FunctionCallInfo fcinfo, const SurveyTally *tally, CvShareSums sums, double confidence, double unit)
{
	CvInterval	interval;
	bool		known = cvm_share_wilson(&sums, cv_check_confidence(confidence), &interval);

	return ReturnSummary(fcinfo, tally, ShareOfSums(sums, unit), known ? &interval : NULL, unit);
}

/* The satisfied answers of a tally, from the satisfied_min in argument n on: the top boxes where that is NULL */
CvShareSums
cv_satisfied_of(FunctionCallInfo fcinfo, const SurveyTally *tally, int n)
{
	int			points = TallyPoints(tally);
	int			satisfied_min;

	if (!PG_ARGISNULL(n))
		satisfied_min = cv_score_arg(fcinfo, n, TallyScale(tally), "satisfied_min");
	else if (points > MAX_DEFAULT_CSAT)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("csat of the scale %d to %d needs satisfied_min", tally->lo, tally->hi),
				 errhint("Name the lowest satisfied score, for example satisfied_min => %d.", tally->hi - 1)));
	else
		satisfied_min = points <= MAX_TOP_BOX ? tally->hi : tally->hi - 1;
	return SharesOf(tally, satisfied_min, tally->hi);
}

PG_FUNCTION_INFO_V1(cvsql_csat_of_tally);
Datum
cvsql_csat_of_tally(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return ReturnShare(fcinfo, cv_satisfied_of(fcinfo, PG_GETARG_TALLY(0), 1), 100);
}

PG_FUNCTION_INFO_V1(cvsql_csat_final);
Datum
cvsql_csat_final(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);

	return ReturnShare(fcinfo, SharesOf(tally, tally->hi - 1, tally->hi), 100);
}

/* From (t, confidence, satisfied_min) */
static bool
CsatLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvShareSums sums;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return false;
	sums = cv_satisfied_of(fcinfo, PG_GETARG_TALLY(0), 2);
	return cvm_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(1)), interval);
}

CV_LIMITS(csat, 100, CsatLimitsOfArgs);

/* (t, satisfied_min, confidence) */
PG_FUNCTION_INFO_V1(cvsql_csat_summary);
Datum
cvsql_csat_summary(PG_FUNCTION_ARGS)
{
	SurveyTally *tally;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tally = PG_GETARG_TALLY(0);
	return ReturnShareSummary(fcinfo, tally, cv_satisfied_of(fcinfo, tally, 1), PG_GETARG_FLOAT8(2), 100);
}

/* The answers from lo to hi of box_share(t, lo, hi) and its summary */
static CvShareSums
BoxOf(FunctionCallInfo fcinfo)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	int			lo = cv_score_arg(fcinfo, 1, TallyScale(tally), "lo");
	int			hi = cv_score_arg(fcinfo, 2, TallyScale(tally), "hi");

	if (lo > hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the box %d to %d is empty", lo, hi),
				 errhint("Pass the lower score first.")));
	return SharesOf(tally, lo, hi);
}

CV_FUNCTION(box_share, ReturnShare(fcinfo, BoxOf(fcinfo), 1));

static bool
BoxLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvShareSums sums = BoxOf(fcinfo);

	return cvm_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(3)), interval);
}

CV_LIMITS(box, 1, BoxLimitsOfArgs);
CV_FUNCTION(box_summary, ReturnShareSummary(fcinfo, PG_GETARG_TALLY(0), BoxOf(fcinfo), PG_GETARG_FLOAT8(3), 1));

/* ---------- moments: CES and any other mean ---------- */

/* Moments of score - lo; NaN where the weights sum to 0 */
CvMean
cv_mean_of(const SurveyTally *tally)
{
	double		weights[CV_MAX_SCALE_POINTS];
	double		squares[CV_MAX_SCALE_POINTS];
	int			points = TallyPoints(tally);
	CvMean		mean = {NAN, NAN, NAN, NAN};

	for (int i = 0; i < points; i++)
	{
		TallySums	sums = cv_tally_sums(tally, tally->lo + i, tally->lo + i);

		weights[i] = sums.weight;
		squares[i] = sums.squares;
	}
	(void) cvm_mean(points, weights, squares, &mean);
	return mean;
}

PG_FUNCTION_INFO_V1(cvsql_score_mean);
Datum
cvsql_score_mean(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);

	return cv_return_float8(fcinfo, tally->lo + cv_mean_of(tally).mean);
}

CV_FUNCTION(score_stddev, cv_return_float8(fcinfo, cv_mean_of(PG_GETARG_TALLY(0)).stddev));
CV_FUNCTION(effective_n, cv_return_float8(fcinfo, cv_mean_of(PG_GETARG_TALLY(0)).effective_n));

/* Of a mean, clipped to the scale */
static bool
CesLimits(const SurveyTally *tally, const CvMean *mean, double confidence, CvInterval *interval)
{
	if (!cvm_mean_student(mean, cv_check_confidence(confidence), interval))
		return false;
	interval->low = tally->lo + fmax(interval->low, 0);
	interval->high = fmin(tally->lo + interval->high, tally->hi);
	return true;
}

/* From (t, confidence) */
static bool
CesLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	CvMean		mean = cv_mean_of(tally);

	return CesLimits(tally, &mean, PG_GETARG_FLOAT8(1), interval);
}

CV_LIMITS(ces, 1, CesLimitsOfArgs);

PG_FUNCTION_INFO_V1(cvsql_ces_summary);
Datum
cvsql_ces_summary(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	CvMean		mean = cv_mean_of(tally);
	CvInterval	interval;
	bool		known = CesLimits(tally, &mean, PG_GETARG_FLOAT8(1), &interval);

	return ReturnSummary(fcinfo, tally, tally->lo + mean.mean, known ? &interval : NULL, 1);
}

/* ---------- counts ---------- */

/* Not strict: no answers at all are 0 answers */
CV_FUNCTION(answers, Int64GetDatum(PG_ARGISNULL(0) ? 0 : TallyAnswers(PG_GETARG_TALLY(0))));

PG_FUNCTION_INFO_V1(cvsql_survey_table);
Datum
cvsql_survey_table(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	double		total = cv_tally_sums(tally, tally->lo, tally->hi).weight;
	CvRow		row;

	cv_begin_rows(&row, fcinfo);
	for (int score = tally->lo; score <= tally->hi; score++)
	{
		double		weight = cv_tally_sums(tally, score, score).weight;

		cv_set_int(&row, "score", score);
		cv_set_bigint(&row, "answers", cv_tally_answers(tally, score, score));
		cv_set_float8(&row, "weight", weight);
		if (total > 0)
			cv_set_float8(&row, "share", weight / total);
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}
