/*
 * survey.c
 *		Readings of a survey_tally: NPS, CSAT, CES, shares, moments.
 *
 * NULL stands for what no answers can tell: an empty tally, weights that sum
 * to 0, an interval that needs more answers.
 */
#include "survey/tally.h"

#include <math.h>

#include "core/check.h"
#include "core/function.h"
#include "core/row.h"
#include "math/mean.h"
#include "math/proportion.h"

#define MAX_TOP_BOX			3	/* points of a scale with one satisfied score */
#define MAX_DEFAULT_CSAT	7	/* of one whose satisfied scores go without saying */

/* The score in argument n, which must lie on the scale of the tally */
int
cv_score_arg(FunctionCallInfo fcinfo, int n, const SurveyTally *tally, const char *name)
{
	int64		score = PG_GETARG_INT64(n);

	if (score < tally->lo || score > tally->hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s " INT64_FORMAT " is not on the scale %d to %d", name, score, tally->lo, tally->hi),
				 errhint("Pass a value for %s that lies on the scale of the tally.", name)));
	return (int) score;
}

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

/* In multiples of a unit; NULL, for it is 0 / 0, where the weights sum to 0 */
static Datum
ReturnShare(FunctionCallInfo fcinfo, CvShareSums sums, double unit)
{
	return cv_return_float8(fcinfo, unit * sums.in / (sums.in + sums.out));
}

/* The satisfied answers of csat(t, ..., satisfied_min): the top boxes */
static CvShareSums
SatisfiedOf(FunctionCallInfo fcinfo, int n)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	int			points = TallyPoints(tally);
	int			satisfied_min;

	if (!PG_ARGISNULL(n))
		satisfied_min = cv_score_arg(fcinfo, n, tally, "satisfied_min");
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
	return ReturnShare(fcinfo, SatisfiedOf(fcinfo, 1), 100);
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
	sums = SatisfiedOf(fcinfo, 2);
	return cvm_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(1)), interval);
}

CV_LIMITS(csat, 100, CsatLimitsOfArgs);

/* The answers from lo to hi of box_share(t, lo, hi) and its limits */
static CvShareSums
BoxOf(FunctionCallInfo fcinfo)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	int			lo = cv_score_arg(fcinfo, 1, tally, "lo");
	int			hi = cv_score_arg(fcinfo, 2, tally, "hi");

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

/* From (successes, trials, confidence) */
static bool
WilsonOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	int64		successes = PG_GETARG_INT64(0);
	int64		trials = PG_GETARG_INT64(1);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(2));

	if (successes < 0 || successes > trials)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg(INT64_FORMAT " successes in " INT64_FORMAT " trials are impossible", successes, trials)));
	return cvm_wilson((double) successes, (double) trials, confidence, interval);
}

CV_LIMITS(wilson, 1, WilsonOfArgs);

/* ---------- moments: CES and any other mean ---------- */

/* Moments of score - lo; NaN where the weights sum to 0 */
static CvMean
MeanOf(const SurveyTally *tally)
{
	double		weights[MAX_POINTS];
	double		squares[MAX_POINTS];
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

	return cv_return_float8(fcinfo, tally->lo + MeanOf(tally).mean);
}

CV_FUNCTION(score_stddev, cv_return_float8(fcinfo, MeanOf(PG_GETARG_TALLY(0)).stddev));
CV_FUNCTION(effective_n, cv_return_float8(fcinfo, MeanOf(PG_GETARG_TALLY(0)).effective_n));

/* From (t, confidence) */
static bool
CesLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	CvMean		mean = MeanOf(tally);

	if (!cvm_mean_student(&mean, confidence, interval))
		return false;
	interval->low = tally->lo + fmax(interval->low, 0);
	interval->high = fmin(tally->lo + interval->high, tally->hi);
	return true;
}

CV_LIMITS(ces, 1, CesLimitsOfArgs);

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
