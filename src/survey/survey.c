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

#define DETRACTOR_MAX		6
#define PROMOTER_MIN		9
#define TOP_SCORE			10	/* where these thresholds are the standard */
#define MAX_DEFAULT_CSAT	7	/* points of a scale whose top boxes go without saying */

/* ---------- NPS ---------- */

/* The score in argument n, which must lie on the scale of the tally */
static int
ScoreArg(FunctionCallInfo fcinfo, int n, const SurveyTally *tally, const char *name)
{
	int64		score = PG_GETARG_INT64(n);

	if (score < tally->lo || score > tally->hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s " INT64_FORMAT " is not on the scale %d to %d", name, score, tally->lo, tally->hi),
				 errhint("Pass a value for %s that lies on the scale of the tally.", name)));
	return (int) score;
}

/* Who is a detractor, and who a promoter */
typedef struct Thresholds
{
	int			detractor_max;
	int			promoter_min;
} Thresholds;

static const Thresholds Standard = {DETRACTOR_MAX, PROMOTER_MIN};

/* The standard thresholds are those of a scale that ends at 10; on another one they would give a number, but the wrong one. */
pg_noreturn static void
RefuseStandard(const SurveyTally *tally)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("nps of the scale %d to %d needs thresholds of its own", tally->lo, tally->hi),
			 errhint("Pass both, the highest score of a detractor and the lowest of a promoter: detractor_max => ..., promoter_min => ....")));
}

/* Those in arguments n and n + 1, where NULL is not given */
static Thresholds
ThresholdArgs(FunctionCallInfo fcinfo, int n, const SurveyTally *tally)
{
	Thresholds	t = Standard;

	if (tally->hi != TOP_SCORE && (PG_ARGISNULL(n) || PG_ARGISNULL(n + 1)))
		RefuseStandard(tally);
	if (!PG_ARGISNULL(n))
		t.detractor_max = ScoreArg(fcinfo, n, tally, "detractor_max");
	if (!PG_ARGISNULL(n + 1))
		t.promoter_min = ScoreArg(fcinfo, n + 1, tally, "promoter_min");
	if (t.detractor_max >= t.promoter_min)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("detractor_max %d must be below promoter_min %d", t.detractor_max, t.promoter_min),
				 errhint("What lies between them is passive.")));
	if (t.detractor_max < tally->lo || t.promoter_min > tally->hi)
		RefuseStandard(tally);
	return t;
}

static bool
ReadNps(const SurveyTally *tally, Thresholds t, CvNps *nps)
{
	TallySums	detractors = cv_tally_sums(tally, tally->lo, t.detractor_max);
	TallySums	passives = cv_tally_sums(tally, t.detractor_max + 1, t.promoter_min - 1);
	TallySums	promoters = cv_tally_sums(tally, t.promoter_min, tally->hi);
	CvNpsSums	sums;

	sums.detractors = detractors.weight;
	sums.detractors2 = detractors.squares;
	sums.passives = passives.weight;
	sums.passives2 = passives.squares;
	sums.promoters = promoters.weight;
	sums.promoters2 = promoters.squares;
	return cv_nps(&sums, nps);
}

/* Of (t, detractor_max, promoter_min) */
static bool
NpsOfArgs(FunctionCallInfo fcinfo, CvNps *nps)
{
	SurveyTally *tally;

	if (PG_ARGISNULL(0))
		return false;
	tally = PG_GETARG_TALLY(0);
	return ReadNps(tally, ThresholdArgs(fcinfo, 1, tally), nps);
}

PG_FUNCTION_INFO_V1(cvsql_nps_of_tally);
Datum
cvsql_nps_of_tally(PG_FUNCTION_ARGS)
{
	CvNps		nps;

	if (!NpsOfArgs(fcinfo, &nps))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(nps.points);
}

PG_FUNCTION_INFO_V1(cvsql_nps_final);
Datum
cvsql_nps_final(PG_FUNCTION_ARGS)
{
	CvNps		nps;

	if (!ReadNps(PG_GETARG_TALLY(0), Standard, &nps))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(nps.points);
}

PG_FUNCTION_INFO_V1(cvsql_nps_se);
Datum
cvsql_nps_se(PG_FUNCTION_ARGS)
{
	CvNps		nps;

	if (!NpsOfArgs(fcinfo, &nps))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(100 * nps.se);
}

static const char *const NpsMethods[] = {"adjusted_wald", "score", "wald"};
static const CvNpsInterval NpsLimits[] = {cv_nps_adjusted_wald, cv_nps_score, cv_nps_wald};

/* Of (t, confidence, method, detractor_max, promoter_min), none of the first three NULL: the estimate and its limits */
static bool
NpsIntervalOfArgs(FunctionCallInfo fcinfo, Thresholds *t, CvNps *nps, CvInterval *interval)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	CvNpsInterval limits = NpsLimits[cv_choice_arg(fcinfo, 2, "method", NpsMethods, lengthof(NpsMethods))];

	*t = ThresholdArgs(fcinfo, 3, tally);
	return ReadNps(tally, *t, nps) && limits(nps, confidence, interval);
}

static bool
NpsLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	Thresholds	t;
	CvNps		nps;
	bool		known = !PG_ARGISNULL(0) && !PG_ARGISNULL(1) && !PG_ARGISNULL(2) && NpsIntervalOfArgs(fcinfo, &t, &nps, interval);

	if (known)
	{
		interval->low *= 100;
		interval->high *= 100;
	}
	return known;
}

CV_LIMITS(nps, NpsLimitsOfArgs);

PG_FUNCTION_INFO_V1(cvsql_nps_summary);
Datum
cvsql_nps_summary(PG_FUNCTION_ARGS)
{
	SurveyTally *tally;
	Thresholds	t;
	CvNps		nps;
	CvInterval	interval;
	bool		known;
	CvRow		row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tally = PG_GETARG_TALLY(0);
	known = NpsIntervalOfArgs(fcinfo, &t, &nps, &interval);
	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "answers", cv_tally_answers(tally, tally->lo, tally->hi));
	cv_set_bigint(&row, "promoters", cv_tally_answers(tally, t.promoter_min, tally->hi));
	cv_set_bigint(&row, "passives", cv_tally_answers(tally, t.detractor_max + 1, t.promoter_min - 1));
	cv_set_bigint(&row, "detractors", cv_tally_answers(tally, tally->lo, t.detractor_max));
	if (known)
	{
		cv_set_float8(&row, "nps", nps.points);
		cv_set_float8(&row, "se", 100 * nps.se);
		cv_set_limits(&row, true, &interval, 100);
		cv_set_float8(&row, "effective_n", nps.kish_n);
	}
	return cv_end_row(&row);
}

/* (a, b, confidence, detractor_max, promoter_min) */
PG_FUNCTION_INFO_V1(cvsql_nps_test_of_tallies);
Datum
cvsql_nps_test_of_tallies(PG_FUNCTION_ARGS)
{
	SurveyTally *tallies[2];
	double		confidence;
	CvNps		nps[2];
	CvNpsTest	test;
	CvRow		row;
	bool		known = true;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(2));
	for (int i = 0; i < 2; i++)
	{
		tallies[i] = PG_GETARG_TALLY(i);
		known &= ReadNps(tallies[i], ThresholdArgs(fcinfo, 3, tallies[i]), &nps[i]);
	}
	if (!known)
		PG_RETURN_NULL();
	cv_nps_test(&nps[0], &nps[1], confidence, &test);
	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, "difference", nps[0].points - nps[1].points);
	cv_set_float8(&row, "se", 100 * test.se);
	cv_set_float8(&row, "z", test.z);
	cv_set_float8(&row, "p_value", test.p_value);
	cv_set_limits(&row, true, &test.interval, 100);
	return cv_end_row(&row);
}

static double
CheckInside(const char *name, double value, double limit)
{
	if (!(value > 0 && value <= limit))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be above 0 and at most %g, not %s", name, limit,
						float8out_internal(value))));
	return value;
}

PG_FUNCTION_INFO_V1(cvsql_nps_sample_size_of_margin);
Datum
cvsql_nps_sample_size_of_margin(PG_FUNCTION_ARGS)
{
	double		margin = CheckInside("margin", PG_GETARG_FLOAT8(0), 100);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	double		variance = CheckInside("variance", PG_GETARG_FLOAT8(2), 1);
	double		size = cv_nps_sample_size(margin / 100, confidence, variance);

	if (!FLOAT8_FITS_IN_INT64(size))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a margin of %s points takes more answers than a bigint counts",
						float8out_internal(PG_GETARG_FLOAT8(0)))));
	PG_RETURN_INT64((int64) size);
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
		satisfied_min = ScoreArg(fcinfo, n, tally, "satisfied_min");
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
	if (!cv_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(1)), interval))
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
	int			lo = ScoreArg(fcinfo, 1, tally, "lo");
	int			hi = ScoreArg(fcinfo, 2, tally, "hi");

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

	return cv_share_wilson(&sums, cv_check_confidence(PG_GETARG_FLOAT8(3)), interval);
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
	return cv_wilson((double) successes, (double) trials, confidence, interval);
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
	return cv_mean(points, weights, squares, mean);
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

	if (!ReadMean(tally, &mean) || !cv_mean_student(&mean, confidence, interval))
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
