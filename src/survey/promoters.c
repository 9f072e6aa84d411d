/*
 * promoters.c
 *		Readings of a survey_tally: the net promoter score.
 */
#include "postgres.h"

#include <math.h>

#include "core/check.h"
#include "core/function.h"
#include "core/row.h"
#include "survey/readings.h"
#include "utils/float.h"

/* That of a tally without answers, or whose weights sum to 0 */
static const CvNps Unknown = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};

CvNpsSums
cv_nps_sums(const SurveyTally *tally, CvThresholds t)
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
	return sums;
}

static CvNps
NpsOfSums(CvNpsSums sums)
{
	CvNps		nps;

	return cvm_nps(&sums, &nps) ? nps : Unknown;
}

CvNps
cv_nps_of(const SurveyTally *tally, CvThresholds t)
{
	return NpsOfSums(cv_nps_sums(tally, t));
}

/* Of (t, detractor_max, promoter_min) */
static CvNps
NpsOfArgs(FunctionCallInfo fcinfo)
{
	SurveyTally *tally;

	if (PG_ARGISNULL(0))
		return Unknown;
	tally = PG_GETARG_TALLY(0);
	return cv_nps_of(tally, cv_threshold_args(fcinfo, 1, TallyScale(tally)));
}

CV_FUNCTION(nps_of_tally, cv_return_float8(fcinfo, NpsOfArgs(fcinfo).points));
CV_FUNCTION(nps_se, cv_return_float8(fcinfo, 100 * NpsOfArgs(fcinfo).se));
CV_FUNCTION(nps_final, cv_return_float8(fcinfo, cv_nps_of(PG_GETARG_TALLY(0), cv_standard_thresholds).points));

static const char *const NpsMethods[CV_NPS_METHODS] = {"adjusted_wald", "score", "wald"};
static const CvNpsInterval NpsLimits[CV_NPS_METHODS] = {cvm_nps_adjusted_wald, cvm_nps_score, cvm_nps_wald};

/* The number of the method in argument n */
int
cv_nps_method_arg(FunctionCallInfo fcinfo, int n)
{
	return cv_choice_arg(fcinfo, n, "method", NpsMethods, CV_NPS_METHODS);
}

/* Of (t, confidence, method, detractor_max, promoter_min), none of the first three NULL: the estimate and its limits */
static bool
NpsIntervalOfArgs(FunctionCallInfo fcinfo, CvThresholds *t, CvNps *nps, CvInterval *interval)
{
	SurveyTally *tally = PG_GETARG_TALLY(0);
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	CvNpsInterval limits = NpsLimits[cv_nps_method_arg(fcinfo, 2)];

	*t = cv_threshold_args(fcinfo, 3, TallyScale(tally));
	*nps = cv_nps_of(tally, *t);
	return !isnan(nps->points) && limits(nps, confidence, interval);
}

static bool
NpsLimitsOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvThresholds t;
	CvNps		nps;

	return !PG_ARGISNULL(0) && !PG_ARGISNULL(1) && !PG_ARGISNULL(2) && NpsIntervalOfArgs(fcinfo, &t, &nps, interval);
}

CV_LIMITS(nps, 100, NpsLimitsOfArgs);

PG_FUNCTION_INFO_V1(cvsql_nps_summary);
Datum
cvsql_nps_summary(PG_FUNCTION_ARGS)
{
	SurveyTally *tally;
	CvThresholds t;
	CvNps		nps;
	CvInterval	interval;
	bool		known;
	CvRow		row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tally = PG_GETARG_TALLY(0);
	known = NpsIntervalOfArgs(fcinfo, &t, &nps, &interval);
	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "answers", TallyAnswers(tally));
	cv_set_bigint(&row, "promoters", cv_tally_answers(tally, t.promoter_min, tally->hi));
	cv_set_bigint(&row, "passives", cv_tally_answers(tally, t.detractor_max + 1, t.promoter_min - 1));
	cv_set_bigint(&row, "detractors", cv_tally_answers(tally, tally->lo, t.detractor_max));
	cv_set_float8(&row, "nps", nps.points);
	cv_set_float8(&row, "se", 100 * nps.se);
	cv_set_limits(&row, known, &interval, 100);
	cv_set_float8(&row, "effective_n", nps.kish_n);
	return cv_end_row(&row);
}

/* (detractors, passives, promoters, confidence, method) */
PG_FUNCTION_INFO_V1(cvsql_nps_of_counts);
Datum
cvsql_nps_of_counts(PG_FUNCTION_ARGS)
{
	int64		detractors = cv_check_whole(PG_GETARG_FLOAT8(0), "detractors");
	int64		passives = cv_check_whole(PG_GETARG_FLOAT8(1), "passives");
	int64		promoters = cv_check_whole(PG_GETARG_FLOAT8(2), "promoters");
	double		confidence = cv_check_confidence(PG_GETARG_FLOAT8(3));
	CvNpsInterval limits = NpsLimits[cv_nps_method_arg(fcinfo, 4)];
	CvNpsSums	sums = {detractors, passives, promoters, detractors, passives, promoters};
	CvNps		nps = NpsOfSums(sums);
	CvInterval	interval;
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_bigint(&row, "answers", detractors + passives + promoters);
	cv_set_float8(&row, "nps", nps.points);
	cv_set_float8(&row, "se", 100 * nps.se);
	cv_set_limits(&row, !isnan(nps.points) && limits(&nps, confidence, &interval), &interval, 100);
	return cv_end_row(&row);
}

static double
CheckInside(const char *name, double value, double limit, const char *hint)
{
	if (!(value > 0 && value <= limit))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be above 0 and at most %g, not %s", name, limit, float8out_internal(value)),
				 errhint("%s", hint)));
	return value;
}

/* Of (margin, confidence, variance, population), the last of which may be NULL */
PG_FUNCTION_INFO_V1(cvsql_nps_sample_size_of_margin);
Datum
cvsql_nps_sample_size_of_margin(PG_FUNCTION_ARGS)
{
	double		margin;
	double		confidence;
	double		variance;
	double		size;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	margin = CheckInside("margin", PG_GETARG_FLOAT8(0), 100, "It is in points of the score: 5 for limits of 5 points on either side.");
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(1));
	variance = CheckInside("variance", PG_GETARG_FLOAT8(2), 1, "It is p + d - (p - d)^2 of the shares p of promoters and d of detractors.");
	size = cvm_nps_sample_size(margin / 100, confidence, variance);
	if (!PG_ARGISNULL(3))
		size = cvm_finite_sample_size(size, cv_check_whole(PG_GETARG_FLOAT8(3), "population"));
	if (!FLOAT8_FITS_IN_INT64(size))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a margin of %s points takes more answers than a bigint counts", float8out_internal(margin)),
				 errhint("Pass a larger margin.")));
	PG_RETURN_INT64((int64) size);
}
