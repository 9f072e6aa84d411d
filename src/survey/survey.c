/*
 * survey.c
 *		Readings of a survey_tally: NPS, CSAT, CES, shares, moments.
 *
 * NULL stands for what no answers can tell: an empty tally, weights that sum
 * to 0, an interval that needs more answers.
 */
#include "survey/tally.h"

#include "core/check.h"
#include "core/row.h"
#include "math/mean.h"
#include "math/nps.h"
#include "math/proportion.h"
#include "utils/builtins.h"
#include "utils/float.h"

#define MAX_DEFAULT_CSAT	7	/* points of a scale whose top boxes go without saying */

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

/* False where the weights sum to 0 */
static bool
ReadShare(const CvShareSums *sums, double unit, double *share)
{
	double		total = sums->in + sums->out;

	*share = unit * sums->in / total;
	return total > 0;
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
		satisfied_min = points == 2 ? tally->hi : tally->hi - 1;
	return SharesOf(tally, satisfied_min, tally->hi);
}

PG_FUNCTION_INFO_V1(cvsql_csat_of_tally);
Datum
cvsql_csat_of_tally(PG_FUNCTION_ARGS)
{
	CvShareSums sums;
	double		share;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	sums = SatisfiedOf(fcinfo, 1);
	if (!ReadShare(&sums, 100, &share))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(share);
}

PG_FUNCTION_INFO_V1(cvsql_csat_final);
Datum
cvsql_csat_final(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	CvShareSums sums = SharesOf(tally, tally->hi - 1, tally->hi);
	double		share;

	if (!ReadShare(&sums, 100, &share))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(share);
}

/* From (t, confidence, satisfied_min) */
static bool
CsatLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvShareSums sums;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return false;
	sums = SatisfiedOf(fcinfo, 2);
	if (!cvm_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(1)), interval))
		return false;
	interval->low *= 100;
	interval->high *= 100;
	return true;
}

CV_LIMITS(csat, CsatLimitsOfArgs);

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

PG_FUNCTION_INFO_V1(cvsql_box_share);
Datum
cvsql_box_share(PG_FUNCTION_ARGS)
{
	CvShareSums sums = BoxOf(fcinfo);
	double		share;

	if (!ReadShare(&sums, 1, &share))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(share);
}

static bool
BoxLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvShareSums sums = BoxOf(fcinfo);

	return cvm_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(3)), interval);
}

CV_LIMITS(box, BoxLimitsOfArgs);

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

CV_LIMITS(wilson, WilsonOfArgs);

/* ---------- moments: CES and any other mean ---------- */

/* Moments of score - lo; false where the weights sum to 0 */
static bool
ReadMean(const SurveyTally *tally, CvMean *mean)
{
	double		weights[MAX_POINTS];
	double		squares[MAX_POINTS];
	int			points = TallyPoints(tally);

	for (int i = 0; i < points; i++)
	{
		TallySums	sums = cv_tally_sums(tally, tally->lo + i, tally->lo + i);

		weights[i] = sums.weight;
		squares[i] = sums.squares;
	}
	return cvm_mean(points, weights, squares, mean);
}

PG_FUNCTION_INFO_V1(cvsql_score_mean);
Datum
cvsql_score_mean(PG_FUNCTION_ARGS)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	CvMean		mean;

	if (!ReadMean(tally, &mean))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(tally->lo + mean.mean);
}

PG_FUNCTION_INFO_V1(cvsql_score_stddev);
Datum
cvsql_score_stddev(PG_FUNCTION_ARGS)
{
	CvMean		mean;

	if (!ReadMean(PG_GETARG_TALLY(0), &mean) || !(mean.effective_n > 1))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(mean.stddev);
}

PG_FUNCTION_INFO_V1(cvsql_effective_n);
Datum
cvsql_effective_n(PG_FUNCTION_ARGS)
{
	CvMean		mean;

	if (!ReadMean(PG_GETARG_TALLY(0), &mean))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(mean.effective_n);
}

/* From (t, confidence) */
static bool
CesLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	CvMean		mean;

	if (!ReadMean(tally, &mean) || !cvm_mean_student(&mean, confidence, interval))
		return false;
	interval->low += tally->lo;
	interval->high += tally->lo;
	return true;
}

CV_LIMITS(ces, CesLimitsOfArgs);

/* ---------- counts ---------- */

/* Not strict: no answers at all are 0 answers */
PG_FUNCTION_INFO_V1(cvsql_answers);
Datum
cvsql_answers(PG_FUNCTION_ARGS)
{
	SurveyTally *tally;

	if (PG_ARGISNULL(0))
		PG_RETURN_INT64(0);
	tally = PG_GETARG_TALLY(0);
	PG_RETURN_INT64(cv_tally_answers(tally, tally->lo, tally->hi));
}

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
