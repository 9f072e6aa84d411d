/*
 * difference.c
 *		Two independent samples, or one and a given score: differences of scores, shares and means, with tests and limits.
 *
 * Method.  Scores by adjusted Wald: pseudo-answers in each sample (nps.c), then the normal test; or by Wald without them; or
 * by score: limits from Tango's of the two sides, squared and added (MOVER: G. Zou & A. Donner 2008, Statistics in Medicine
 * 27:1693-1702).  Shares: R. Newcombe (1998), Statistics in Medicine 17:873-890, method 10, which squares and adds Wilson's
 * limits; z with the pooled share.  Means: B. Welch (1947), Biometrika 34:28-35, with Satterthwaite's degrees of freedom.
 */
#include "math/difference.h"

#include <math.h>

#include "math/quantile.h"

#define DOUBLINGS		40		/* 2^40 standard errors lie between any two scores */
#define BISECTIONS		60

/* An estimate that is normal around the truth: z, p and limits, which low and high bound */
static void
NormalTest(double estimate, double variance, double confidence, double low, double high, CvDifference *test)
{
	double		half;

	test->se = sqrt(variance);
	half = cvm_normal_quantile(confidence) * test->se;
	test->z = test->se > 0 ? estimate / test->se : NAN;
	test->p_value = cvm_normal_two_sided_p(test->z);
	test->interval.low = fmax(estimate - half, low);
	test->interval.high = fmin(estimate + half, high);
}

/* The limits are those of a difference slightly nearer to 0 than that of the scores. */
void
cvm_nps_adjusted_wald_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test)
{
	double		score_a;
	double		score_b;
	double		variance_a;
	double		variance_b;

	cvm_nps_adjust(a, &score_a, &variance_a);
	cvm_nps_adjust(b, &score_b, &variance_b);
	test->difference = a->score - b->score;
	NormalTest(score_a - score_b, variance_a + variance_b, confidence, -2, 2, test);
}

/* Against a score that is known: as if of a second sample without variance */
void
cvm_nps_target_test(const CvNps *nps, double target, double confidence, CvDifference *test)
{
	double		score;
	double		variance;

	cvm_nps_adjust(nps, &score, &variance);
	test->difference = nps->score - target;
	NormalTest(score - target, variance, confidence, -1 - target, 1 - target, test);
}

static double
WaldVariance(const CvNps *a, const CvNps *b)
{
	return a->se * a->se + b->se * b->se;
}

void
cvm_nps_wald_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test)
{
	test->difference = a->score - b->score;
	NormalTest(test->difference, WaldVariance(a, b), confidence, -2, 2, test);
}

/* The limits of a - b from those of a and of b: they never leave out the difference itself. */
static CvInterval
SquareAndAdd(double a, CvInterval of_a, double b, CvInterval of_b)
{
	CvInterval	interval;

	interval.low = a - b - hypot(a - of_a.low, of_b.high - b);
	interval.high = a - b + hypot(of_a.high - a, b - of_b.low);
	return interval;
}

static CvInterval
ScoreLimits(const CvNps *a, const CvNps *b, double z)
{
	CvInterval	of_a;
	CvInterval	of_b;

	cvm_nps_score_at(a, z, &of_a);
	cvm_nps_score_at(b, z, &of_b);
	return SquareAndAdd(a->score, of_a, b->score, of_b);
}

static bool
ScoreLimitsExclude0(const CvNps *a, const CvNps *b, double z)
{
	CvInterval	interval = ScoreLimits(a, b, z);

	return interval.low > 0 || interval.high < 0;
}

/* The z whose limits end at 0, so that p and limits of any confidence agree */
static double
ScoreZ(const CvNps *a, const CvNps *b)
{
	double		outside = 0;
	double		inside = 1;

	for (int i = 0; i < DOUBLINGS && ScoreLimitsExclude0(a, b, inside); i++)
	{
		outside = inside;
		inside *= 2;
	}
	for (int i = 0; i < BISECTIONS; i++)
	{
		double		middle = outside + (inside - outside) / 2;

		if (ScoreLimitsExclude0(a, b, middle))
			outside = middle;
		else
			inside = middle;
	}
	return inside;
}

void
cvm_nps_score_test(const CvNps *a, const CvNps *b, double confidence, CvDifference *test)
{
	test->difference = a->score - b->score;
	test->se = sqrt(WaldVariance(a, b));
	test->z = test->difference == 0 ? 0 : copysign(ScoreZ(a, b), test->difference);
	test->p_value = cvm_normal_two_sided_p(test->z);
	test->interval = ScoreLimits(a, b, cvm_normal_quantile(confidence));
}

/* False where one has no trials. The difference is 0.06, not 0.84 - 0.78, of 420 and 390 of 500. */
bool
cvm_share_test(const CvTrials *a, const CvTrials *b, double confidence, CvDifference *test)
{
	double		share_a = a->successes / a->trials;
	double		share_b = b->successes / b->trials;
	double		trials = a->trials + b->trials;
	double		failures = (a->trials - a->successes) + (b->trials - b->successes);
	CvInterval	of_a;
	CvInterval	of_b;

	if (!cvm_wilson(a->successes, a->trials, confidence, &of_a) || !cvm_wilson(b->successes, b->trials, confidence, &of_b))
		return false;
	test->difference = (a->successes * b->trials - b->successes * a->trials) / (a->trials * b->trials);
	test->se = sqrt((a->successes + b->successes) / trials * (failures / trials) * (1 / a->trials + 1 / b->trials));
	test->z = test->se > 0 ? test->difference / test->se : NAN;
	test->p_value = cvm_normal_two_sided_p(test->z);
	test->interval = SquareAndAdd(share_a, of_a, share_b, of_b);
	return true;
}

/*
 * Everything but the difference is NaN where one mean has no standard error, everything but that and the error where
 * nothing varies: then nothing tells how many degrees of freedom there are.
 */
void
cvm_mean_test(const CvMean *a, const CvMean *b, double confidence, CvMeanDifference *test)
{
	double		part_a;
	double		part_b;
	double		quantile;

	test->difference = a->mean - b->mean;
	test->se = hypot(a->se, b->se);
	part_a = pow(a->se / test->se, 2);
	part_b = pow(b->se / test->se, 2);
	test->t = test->se > 0 ? test->difference / test->se : NAN;
	test->df = 1 / (part_a * part_a / (a->effective_n - 1) + part_b * part_b / (b->effective_n - 1));
	test->p_value = cvm_student_two_sided_p(test->t, test->df);
	if (!(test->df > 0) || !cvm_student_quantile(confidence, test->df, &quantile))
		quantile = NAN;
	test->interval.low = test->difference - quantile * test->se;
	test->interval.high = test->difference + quantile * test->se;
}
