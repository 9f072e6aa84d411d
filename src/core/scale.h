/* Scales of surveys: see scale.c */
#ifndef CV_CORE_SCALE_H
#define CV_CORE_SCALE_H

#include "postgres.h"

#include "core/compat.h"
#include "core/decimal.h"
#include "fmgr.h"

#define CV_MAX_SCALE_POINTS	101

/* From its first point to its last one */
typedef struct CvScale
{
	int32		lo;
	int32		hi;
} CvScale;

/* Who is a detractor, and who a promoter */
typedef struct CvThresholds
{
	int			detractor_max;
	int			promoter_min;
} CvThresholds;

extern const CvThresholds cv_standard_thresholds;

/* Why a scale cannot be one, a constant string, or NULL if it can */
extern const char *cv_scale_problem(int128 lo, int128 hi);

/* The scale in arguments n and n + 1.  What is none is an error, whose HINT begins with the call. */
extern CvScale cv_scale_args(FunctionCallInfo fcinfo, int n, const char *call);
extern void cv_check_scale_constant(CvScale was, CvScale is);
extern void cv_check_same_scale(CvScale a, CvScale b, const char *what);

/* The score in argument n, as it is on the scale.  One that does not lie on it is an error. */
extern int	cv_score_arg(FunctionCallInfo fcinfo, int n, CvScale scale, const char *name);

/* The thresholds in arguments n and n + 1, of which those that are NULL are the standard ones.  What does not fit the scale is an error. */
extern CvThresholds cv_threshold_args(FunctionCallInfo fcinfo, int n, CvScale scale);
pg_noreturn extern void cv_refuse_answers(const char *type);
pg_noreturn extern void cv_refuse_score(CvScale scale, double score, const char *call);

static inline int
cv_scale_points(CvScale scale)
{
	return scale.hi - scale.lo + 1;
}

/* Which point of the scale a score is, from 0; the call is the beginning of one that takes any scale, for a HINT */
static inline int
cv_point_of_int(CvScale scale, int score, const char *call)
{
	if (unlikely(score < scale.lo || score > scale.hi))
		cv_refuse_score(scale, score, call);
	return score - scale.lo;
}

static inline int
cv_point_of_float(CvScale scale, double score, const char *call)
{
	if (unlikely(!(score >= scale.lo && score <= scale.hi) || score != (int) score))
		cv_refuse_score(scale, score, call);
	return (int) score - scale.lo;
}

#endif
