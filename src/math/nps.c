/*
 * nps.c
 *		Net promoter score: estimate, standard error, intervals, sample sizes.
 *
 * Answers are -1 (detractor), 0 (passive) or 1 (promoter) with weights w; the
 * score is their weighted mean and its variance the linearised
 * sum w^2 (y - score)^2 / (sum w)^2.  That variance over the variance of one
 * answer gives an effective size, but one that has no bound: where the heavy answers happen to be alike, a few
 * of them pass for many, and intervals cover 68 to 92 % instead of 95.  So the interval methods
 * run on the smaller of it and Kish's; with all weights 1 both are the number of answers.  Limits and errors are
 * fractions: the caller multiplies by 100.
 */
#include "math/nps.h"

#include <math.h>

#include "math/quantile.h"
#include "math/weights.h"

/* Pseudo-answers of the adjusted Wald interval: B. Rocks (2016), IJMR 58(4) */
#define ADD_OUTER		0.75
#define ADD_PASSIVE		1.5
#define ADD_ALL			3.0

#define BISECTIONS		100
#define UNBOUNDED_SIZE	1e100	/* asks for everybody, however many they are */

/*
 * p + d - (p - d)^2 as a sum of positive terms, for the textbook form cancels
 * when nearly everybody answers alike.
 */
static double
AnswerVariance(double det, double pas, double pro)
{
	double		n = det + pas + pro;
	double		below = (pas + 2 * det) / n;
	double		at = (pro - det) / n;
	double		above = (pas + 2 * pro) / n;

	return (pro * below * below + pas * at * at + det * above * above) / n;
}

/* False where the weights sum to 0. */
bool
cvm_nps(const CvNpsSums *s, CvNps *nps)
{
	double		n = s->detractors + s->passives + s->promoters;
	double		below = (s->passives + 2 * s->detractors) / n;
	double		above = (s->passives + 2 * s->promoters) / n;
	double		variance;

	if (!(n > 0))
		return false;
	nps->detractors = s->detractors / n;
	nps->passives = s->passives / n;
	nps->promoters = s->promoters / n;
	nps->score = (s->promoters - s->detractors) / n;
	nps->points = 100 * (s->promoters - s->detractors) / n;
	nps->variance = AnswerVariance(s->detractors, s->passives, s->promoters);
	variance = (s->promoters2 * below * below + s->passives2 * nps->score * nps->score
				+ s->detractors2 * above * above) / n / n;
	nps->se = sqrt(variance);
	nps->kish_n = cvm_kish_n(n, s->detractors2 + s->passives2 + s->promoters2);
	if (s->detractors2 == s->detractors && s->passives2 == s->passives && s->promoters2 == s->promoters)
		nps->n = n;				/* weights of 1: the quotient below, without its rounding */
	else if (variance > 0)
		nps->n = fmin(nps->variance / variance, nps->kish_n);
	else
		nps->n = nps->kish_n;
	return true;
}

static void
ClippedInterval(double center, double half, double limit, CvInterval *interval)
{
	interval->low = fmax(center - half, -limit);
	interval->high = fmin(center + half, limit);
}

bool
cvm_nps_wald(const CvNps *nps, double confidence, CvInterval *interval)
{
	ClippedInterval(nps->score, cvm_normal_quantile(confidence) * nps->se, 1, interval);
	return true;
}

/* Mean and variance of the mean once the pseudo-answers have been added */
void
cvm_nps_adjust(const CvNps *nps, double *score, double *variance)
{
	double		det = nps->detractors * nps->n + ADD_OUTER;
	double		pas = nps->passives * nps->n + ADD_PASSIVE;
	double		pro = nps->promoters * nps->n + ADD_OUTER;

	*score = nps->score * nps->n / (nps->n + ADD_ALL);
	*variance = AnswerVariance(det, pas, pro) / (nps->n + ADD_ALL);
}

bool
cvm_nps_adjusted_wald(const CvNps *nps, double confidence, CvInterval *interval)
{
	double		score;
	double		variance;

	cvm_nps_adjust(nps, &score, &variance);
	ClippedInterval(score, cvm_normal_quantile(confidence) * sqrt(variance), 1, interval);
	return true;
}

/*
 * Is a true score of d within z standard errors of the estimate?  Tango
 * (1998), Statistics in Medicine 17:891-908, read for promoters and detractors
 * as the discordant pairs; divided by n.
 */
static bool
ScoreAccepts(const CvNps *nps, double d, double z)
{
	double		b = -nps->promoters - nps->detractors + (2 - nps->score) * d;
	double		c = -nps->detractors * d * (1 - d);
	double		root = sqrt(fmax(b * b - 8 * c, 0));
	double		q = b > 0 ? -2 * c / (b + root) : (root - b) / 4;
	double		spread = fmax(2 * q + d * (1 - d), 0) / nps->n;

	return fabs(nps->score - d) < z * sqrt(spread);
}

/* The limit between the estimate, which is accepted, and an end of the range */
static double
ScoreLimit(const CvNps *nps, double end, double z)
{
	double		inside = nps->score;
	double		outside = end;

	for (int i = 0; i < BISECTIONS; i++)
	{
		double		middle = inside + (outside - inside) / 2;

		if (ScoreAccepts(nps, middle, z))
			inside = middle;
		else
			outside = middle;
	}
	return inside + (outside - inside) / 2;
}

/* At the normal quantile z */
void
cvm_nps_score_at(const CvNps *nps, double z, CvInterval *interval)
{
	interval->low = ScoreLimit(nps, -1, z);
	interval->high = ScoreLimit(nps, 1, z);
}

bool
cvm_nps_score(const CvNps *nps, double confidence, CvInterval *interval)
{
	cvm_nps_score_at(nps, cvm_normal_quantile(confidence), interval);
	return true;
}

/* Answers for an adjusted Wald interval of +- margin; infinite when it overflows */
double
cvm_nps_sample_size(double margin, double confidence, double variance)
{
	double		ratio = cvm_normal_quantile(confidence) / margin;

	return fmax(ceil(variance * ratio * ratio - ADD_ALL), 1);
}

/*
 * How many of that size, a whole number from 1 on, are enough where only so many can be asked (W. Cochran, Sampling
 * Techniques, 1977): never more than there are.
 */
double
cvm_finite_sample_size(double size, double population)
{
	double		n = fmin(size, UNBOUNDED_SIZE);

	if (population == 0)
		return 0;
	return fmin(ceil(n * population / (n + population - 1)), population);
}
