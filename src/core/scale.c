/*
 * scale.c
 *		Scales of surveys, the scores on them, and which of these are detractors and promoters.
 */
#include "core/scale.h"

#include "core/check.h"
#include "utils/float.h"

#define MAX_SCORE			1000000000	/* one step further is still an int */
#define DETRACTOR_MAX		6
#define PROMOTER_MIN		9
#define TOP_SCORE			10	/* where these thresholds are the standard */

const CvThresholds cv_standard_thresholds = {DETRACTOR_MAX, PROMOTER_MIN};

/* Why a scale cannot be one, or NULL */
const char *
cv_scale_problem(int128 lo, int128 hi)
{
	if (lo < -MAX_SCORE || hi > MAX_SCORE)
		return "The ends of the scale must lie between -1000000000 and 1000000000.";
	if (lo >= hi)
		return "The scale must begin below its end.";
	if (hi - lo >= CV_MAX_SCALE_POINTS)
		return "The scale has more than 101 points.";
	return NULL;
}

/* The scale in arguments n and n + 1 of an aggregate, which is called as the HINT says */
CvScale
cv_scale_args(FunctionCallInfo fcinfo, int n, const char *call)
{
	CvScale		scale;
	int64		lo;
	int64		hi;
	const char *problem;

	if (PG_ARGISNULL(n) || PG_ARGISNULL(n + 1))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of a survey must not be NULL"),
				 errhint("Pass its first and last point, as in %s, 0, 10).", call)));
	lo = PG_GETARG_INT64(n);
	hi = PG_GETARG_INT64(n + 1);
	problem = cv_scale_problem(lo, hi);
	if (problem)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg(INT64_FORMAT " to " INT64_FORMAT " is not a scale", lo, hi),
				 errdetail("%s", problem)));
	scale.lo = (int32) lo;
	scale.hi = (int32) hi;
	return scale;
}

/* That of an aggregate's state, and of a row */
void
cv_check_scale_constant(CvScale was, CvScale is)
{
	if (was.lo != is.lo || was.hi != is.hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the scale of a survey must be constant: it was %d to %d, and is now %d to %d", was.lo, was.hi, is.lo, is.hi),
				 errhint("Group by the scale.")));
}

/* What tallies on different scales cannot be: merged, compared, ... */
void
cv_check_same_scale(CvScale a, CvScale b, const char *what)
{
	if (a.lo != b.lo || a.hi != b.hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("tallies on the scales %d to %d and %d to %d cannot be %s", a.lo, a.hi, b.lo, b.hi, what),
				 errhint("Group by the survey, so that only tallies on one scale meet.")));
}

void
cv_refuse_answers(const char *type)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a %s holds at most " INT64_FORMAT " answers", type, PG_INT64_MAX)));
}

void
cv_refuse_score(CvScale scale, double score, const char *call)
{
	cv_check_finite(score, "score");
	if (score >= scale.lo && score <= scale.hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("score %s is not a whole number", float8out_internal(score)),
				 errhint("Decide how such answers count before they are tallied, for example floor(score).")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is not on the scale %d to %d", float8out_internal(score), scale.lo, scale.hi),
			 errhint("If the question has another scale, tally it with %s, lo, hi). Leave stray rows out with FILTER (WHERE score BETWEEN %d AND %d).",
					 call, scale.lo, scale.hi)));
}

/* The score in argument n, which must lie on the scale */
int
cv_score_arg(FunctionCallInfo fcinfo, int n, CvScale scale, const char *name)
{
	int64		score = PG_GETARG_INT64(n);

	if (score < scale.lo || score > scale.hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s " INT64_FORMAT " is not on the scale %d to %d", name, score, scale.lo, scale.hi),
				 errhint("Pass a value for %s that lies on the scale of the tally.", name)));
	return (int) score;
}

/* The standard thresholds are those of a scale that ends at 10; on another one they would give a number, but the wrong one. */
pg_noreturn static void
RefuseStandard(CvScale scale)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("nps of the scale %d to %d needs thresholds of its own", scale.lo, scale.hi),
			 errhint("Pass both, the highest score of a detractor and the lowest of a promoter: detractor_max => ..., promoter_min => ....")));
}

/* Those in arguments n and n + 1, where NULL is not given */
CvThresholds
cv_threshold_args(FunctionCallInfo fcinfo, int n, CvScale scale)
{
	CvThresholds t = cv_standard_thresholds;

	if (scale.hi != TOP_SCORE && (PG_ARGISNULL(n) || PG_ARGISNULL(n + 1)))
		RefuseStandard(scale);
	if (!PG_ARGISNULL(n))
		t.detractor_max = cv_score_arg(fcinfo, n, scale, "detractor_max");
	if (!PG_ARGISNULL(n + 1))
		t.promoter_min = cv_score_arg(fcinfo, n + 1, scale, "promoter_min");
	if (t.detractor_max >= t.promoter_min)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("detractor_max %d must be below promoter_min %d", t.detractor_max, t.promoter_min),
				 errhint("What lies between them is passive.")));
	if (t.detractor_max < scale.lo || t.promoter_min > scale.hi)
		RefuseStandard(scale);
	return t;
}
