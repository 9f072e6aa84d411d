/*
 * comparison.c
 *		Two groups, or one and a target: tests of scores, shares and means, and what a segment did to a change.
 *
 * A side that says nothing, no answers or weights that sum to 0, makes everything NULL; where nothing varies there is no
 * z or t.  Limits always hold the difference that they belong to.
 */
#include "postgres.h"

#include <math.h>

#include "core/check.h"
#include "core/function.h"
#include "core/row.h"
#include "math/contribution.h"
#include "math/difference.h"
#include "survey/readings.h"
#include "utils/float.h"

/* ---------- tests ---------- */

static Datum
ReturnDifference(FunctionCallInfo fcinfo, double difference, const CvDifference *test, double unit)
{
	CvRow		row;

	cv_begin_row(&row, fcinfo);
	cv_set_difference(&row, difference, test, unit);
	return cv_end_row(&row);
}

static const CvNpsTest NpsTests[CV_NPS_METHODS] = {cvm_nps_adjusted_wald_test, cvm_nps_score_test, cvm_nps_wald_test};

/* (a, b, confidence, detractor_max, promoter_min, method) */
PG_FUNCTION_INFO_V1(cvsql_nps_test_of_tallies);
Datum
cvsql_nps_test_of_tallies(PG_FUNCTION_ARGS)
{
	double		confidence;
	CvNpsTest	test_of;
	CvNps		nps[2];
	CvDifference test;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(5))
		PG_RETURN_NULL();
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(2));
	test_of = NpsTests[cv_nps_method_arg(fcinfo, 5)];
	for (int i = 0; i < 2; i++)
	{
		SurveyTally *tally = PG_GETARG_TALLY(i);

		nps[i] = cv_nps_of(tally, cv_threshold_args(fcinfo, 3, TallyScale(tally)));
	}
	if (isnan(nps[0].points) || isnan(nps[1].points))
		PG_RETURN_NULL();
	test_of(&nps[0], &nps[1], confidence, &test);
	return ReturnDifference(fcinfo, nps[0].points - nps[1].points, &test, 100);
}

static double
CheckTarget(double target)
{
	if (!(target >= -100 && target <= 100))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("target must lie between -100 and 100, not %s", float8out_internal(target)),
				 errhint("It is in points of the score, such as 30.")));
	return target;
}

/* (t, target, confidence, detractor_max, promoter_min) */
PG_FUNCTION_INFO_V1(cvsql_nps_test_of_target);
Datum
cvsql_nps_test_of_target(PG_FUNCTION_ARGS)
{
	SurveyTally *tally;
	double		target;
	double		confidence;
	CvNps		nps;
	CvDifference test;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	tally = PG_GETARG_TALLY(0);
	target = CheckTarget(PG_GETARG_FLOAT8(1));
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(2));
	nps = cv_nps_of(tally, cv_threshold_args(fcinfo, 3, TallyScale(tally)));
	if (isnan(nps.points))
		PG_RETURN_NULL();
	cvm_nps_target_test(&nps, target / 100, confidence, &test);
	return ReturnDifference(fcinfo, nps.points - target, &test, 100);
}

/* (a, b, confidence, satisfied_min) */
PG_FUNCTION_INFO_V1(cvsql_csat_test);
Datum
cvsql_csat_test(PG_FUNCTION_ARGS)
{
	CvTrials	trials[2];
	double		csat[2];
	CvDifference test;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	(void) cv_check_confidence(PG_GETARG_FLOAT8(2));
	for (int i = 0; i < 2; i++)
	{
		CvShareSums sums = cv_satisfied_of(fcinfo, PG_GETARG_TALLY(i), 3);

		csat[i] = ShareOfSums(sums, 100);
		if (!cvm_share_trials(&sums, &trials[i]))
			PG_RETURN_NULL();
	}
	if (!cvm_share_test(&trials[0], &trials[1], PG_GETARG_FLOAT8(2), &test))
		PG_RETURN_NULL();
	return ReturnDifference(fcinfo, csat[0] - csat[1], &test, 100);
}

/* (a, b, confidence) */
PG_FUNCTION_INFO_V1(cvsql_score_test);
Datum
cvsql_score_test(PG_FUNCTION_ARGS)
{
	SurveyTally *a = PG_GETARG_TALLY(0);
	SurveyTally *b = PG_GETARG_TALLY(1);
	CvMean		mean_a = cv_mean_of(a);
	CvMean		mean_b = cv_mean_of(b);
	int			widest = a->hi - a->lo;
	CvMeanDifference test;
	CvRow		row;

	cv_check_same_scale(TallyScale(a), TallyScale(b), "compared");
	cvm_mean_test(&mean_a, &mean_b, cv_check_confidence(PG_GETARG_FLOAT8(2)), &test);
	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, "difference", test.difference);
	cv_set_float8(&row, "se", test.se);
	cv_set_float8(&row, "t", test.t);
	cv_set_float8(&row, "df", test.df);
	cv_set_float8(&row, "p_value", test.p_value);
	if (!isnan(test.interval.low))
	{
		cv_set_float8(&row, "low", fmax(test.interval.low, -widest));
		cv_set_float8(&row, "high", fmin(test.interval.high, widest));
	}
	return cv_end_row(&row);
}

/* ---------- counts of successes ---------- */

static CvTrials
CheckTrials(int64 successes, int64 trials)
{
	CvTrials	counts = {(double) successes, (double) trials};

	if (successes > trials)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg(INT64_FORMAT " successes in " INT64_FORMAT " trials are impossible", successes, trials),
				 errhint("Pass the successes, then all trials, of which they are a part.")));
	return counts;
}

/* Those in arguments n and n + 1 */
static CvTrials
TrialsArg(FunctionCallInfo fcinfo, int n)
{
	int64		successes = cv_check_whole(PG_GETARG_FLOAT8(n), "successes");

	return CheckTrials(successes, cv_check_whole(PG_GETARG_FLOAT8(n + 1), "trials"));
}

/* From (successes, trials, confidence) */
static bool
WilsonOfArgs(FunctionCallInfo fcinfo, CvInterval *interval)
{
	CvTrials	t = TrialsArg(fcinfo, 0);

	return cvm_wilson(t.successes, t.trials, cv_check_confidence(PG_GETARG_FLOAT8(2)), interval);
}

CV_LIMITS(wilson, 1, WilsonOfArgs);

/* (successes_a, trials_a, successes_b, trials_b, confidence) */
PG_FUNCTION_INFO_V1(cvsql_share_test);
Datum
cvsql_share_test(PG_FUNCTION_ARGS)
{
	CvTrials	a = TrialsArg(fcinfo, 0);
	CvTrials	b = TrialsArg(fcinfo, 2);
	CvDifference test;

	if (!cvm_share_test(&a, &b, cv_check_confidence(PG_GETARG_FLOAT8(4)), &test))
		PG_RETURN_NULL();
	return ReturnDifference(fcinfo, test.difference, &test, 1);
}

/* (successes, trials, confidence) */
PG_FUNCTION_INFO_V1(cvsql_share_summary);
Datum
cvsql_share_summary(PG_FUNCTION_ARGS)
{
	CvTrials	t = TrialsArg(fcinfo, 0);
	CvInterval	interval;
	CvRow		row;

	if (!cvm_wilson(t.successes, t.trials, cv_check_confidence(PG_GETARG_FLOAT8(2)), &interval))
		PG_RETURN_NULL();
	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, "share", t.successes / t.trials);
	cv_set_limits(&row, true, &interval, 1);
	return cv_end_row(&row);
}

/* ---------- why it moved ---------- */

/*
 * A period of which the tally in argument part is a segment, NULL where that has no answers, and the tally in argument
 * whole everybody
 */
static CvSplit
SplitArgs(FunctionCallInfo fcinfo, int part, int whole, const char *name)
{
	SurveyTally *all = PG_GETARG_TALLY(whole);
	CvThresholds t = cv_threshold_args(fcinfo, 5, TallyScale(all));
	SurveyTally *rest = all;
	CvSplit		split = {{0}, {0}};

	if (!PG_ARGISNULL(part))
	{
		SurveyTally *segment = PG_GETARG_TALLY(part);

		cv_check_same_scale(TallyScale(segment), TallyScale(all), "compared");
		split.segment = cv_nps_sums(segment, t);
		rest = cv_rest_of_tally(all, segment);
	}
	if (rest == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the answers of %s are not among those of total_%s", name, name),
				 errhint("Make totals of all segments' answers, for example rollup(tally) of the same rows.")));
	split.rest = cv_nps_sums(rest, t);
	return split;
}

/* (before, after, total_before, total_after, confidence, detractor_max, promoter_min) */
PG_FUNCTION_INFO_V1(cvsql_nps_contribution);
Datum
cvsql_nps_contribution(PG_FUNCTION_ARGS)
{
	double		confidence;
	CvSplit		before;
	CvSplit		after;
	CvContribution contribution;
	CvRow		row;

	if (PG_ARGISNULL(2) || PG_ARGISNULL(3) || PG_ARGISNULL(4))
		PG_RETURN_NULL();
	confidence = cv_check_confidence(PG_GETARG_FLOAT8(4));
	before = SplitArgs(fcinfo, 0, 2, "before");
	after = SplitArgs(fcinfo, 1, 3, "after");
	if (!cvm_nps_contribution(&before, &after, confidence, &contribution))
		PG_RETURN_NULL();
	cv_begin_row(&row, fcinfo);
	cv_set_float8(&row, "mix", 100 * contribution.mix);
	cv_set_float8(&row, "rate", 100 * contribution.rate);
	cv_set_float8(&row, "contribution", 100 * contribution.sum);
	cv_set_float8(&row, "se", 100 * contribution.se);
	cv_set_limits(&row, true, &contribution.interval, 100);
	return cv_end_row(&row);
}
