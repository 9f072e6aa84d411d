/* Estimates and intervals of scores and shares: any double at all, then what SQL lets pass, whose results hold promises */
#include "fuzz.h"

#include "math/contribution.h"
#include "math/difference.h"
#include "math/mean.h"
#include "math/nps.h"
#include "math/proportion.h"
#include "math/quantile.h"

#define CLOSE		1e-9

static void
CheckInterval(const CvInterval *i, double low, double high, const char *name)
{
	PROMISE(i->low >= low && i->low <= i->high && i->high <= high, "%s: %.17g to %.17g", name, i->low, i->high);
}

static void
Hostile(Input in)
{
	CvNpsSums	sums = {Any(&in), Any(&in), Any(&in), Any(&in), Any(&in), Any(&in)};
	CvShareSums share = {Any(&in), Any(&in), Any(&in), Any(&in)};
	double		weights[] = {Any(&in), Any(&in), Any(&in)};
	double		squares[] = {Any(&in), Any(&in), Any(&in)};
	double		confidence = Any(&in);
	CvTrials	trials = {share.in, share.out};
	CvSplit		split = {sums, {Any(&in), Any(&in), Any(&in), Any(&in), Any(&in), Any(&in)}};
	CvInterval	interval;
	CvDifference test;
	CvMeanDifference of_means;
	CvContribution contribution;
	CvNps		nps;
	CvMean		mean;
	double		t;

	if (cvm_nps(&sums, &nps))
	{
		cvm_nps_wald(&nps, confidence, &interval);
		cvm_nps_adjusted_wald(&nps, confidence, &interval);
		cvm_nps_score(&nps, confidence, &interval);
		cvm_nps_adjusted_wald_test(&nps, &nps, confidence, &test);
		cvm_nps_wald_test(&nps, &nps, confidence, &test);
		cvm_nps_score_test(&nps, &nps, confidence, &test);
		cvm_nps_target_test(&nps, share.in, confidence, &test);
	}
	cvm_nps_contribution(&split, &split, confidence, &contribution);
	cvm_share_test(&trials, &trials, confidence, &test);
	if (cvm_mean(3, weights, squares, &mean))
	{
		cvm_mean_student(&mean, confidence, &interval);
		cvm_mean_test(&mean, &mean, confidence, &of_means);
	}
	cvm_student_two_sided_p(share.in, share.out);
	cvm_finite_sample_size(share.in, share.out);
	cvm_share_wilson(&share, confidence, &interval);
	cvm_wilson(share.in, share.out, confidence, &interval);
	cvm_nps_sample_size(share.in, confidence, share.out);
	cvm_student_quantile(confidence, share.in, &t);
}

/* Sums as a tally has them: so many answers of one weight each, some of none */
static void
AddAnswers(Input *in, double *sum, double *squares)
{
	double		weight = Byte(in) % 4 == 0 ? 1 : Between(in, 1e-4, 1e6);
	double		n = WholeTo(in, 1e12);

	*sum += weight * n;
	*squares += weight * weight * n;
}

static CvNpsSums
AnswersOf(Input *in)
{
	CvNpsSums	sums = {0};

	AddAnswers(in, &sums.detractors, &sums.detractors2);
	AddAnswers(in, &sums.passives, &sums.passives2);
	AddAnswers(in, &sums.promoters, &sums.promoters2);
	return sums;
}

/* Two samples by every method, and one against a target */
static void
CheckTests(Input *in, const CvNps *a, double confidence)
{
	static const CvNpsTest methods[] = {cvm_nps_adjusted_wald_test, cvm_nps_score_test, cvm_nps_wald_test};
	CvNpsSums	sums = AnswersOf(in);
	double		target = Between(in, 1e-9, 2) - 1;
	CvNps		b;
	CvDifference test;

	if (!cvm_nps(&sums, &b))
		return;
	for (int i = 0; i < COUNT(methods); i++)
	{
		methods[i] (a, &b, confidence, &test);
		CheckInterval(&test.interval, -2 - CLOSE, 2 + CLOSE, "test");
		PROMISE(!(test.p_value < 0 || test.p_value > 1) && test.se >= 0 && isnan(test.p_value) == isnan(test.z), "p %.17g, z %.17g, se %.17g", test.p_value, test.z, test.se);
	}
	cvm_nps_target_test(a, fmin(target, 1), confidence, &test);
	CheckInterval(&test.interval, -2, 2, "target");
	PROMISE(test.p_value >= 0 && test.p_value <= 1 && test.se > 0, "p %.17g, se %.17g", test.p_value, test.se);
}

static void
CheckContribution(Input *in)
{
	CvSplit		before = {AnswersOf(in), AnswersOf(in)};
	CvSplit		after = {AnswersOf(in), AnswersOf(in)};
	CvContribution c;

	if (!cvm_nps_contribution(&before, &after, Confidence(in), &c))
		return;
	PROMISE(fabs(c.mix) <= 4 && fabs(c.rate) <= 2 && c.se >= 0, "mix %.17g, rate %.17g, se %.17g", c.mix, c.rate, c.se);
	CheckInterval(&c.interval, -INFINITY, INFINITY, "contribution");
}

static void
CheckNps(Input *in)
{
	CvNpsSums	sums = AnswersOf(in);
	CvNps		nps;
	CvInterval	interval;
	double		confidence = Confidence(in);

	if (!cvm_nps(&sums, &nps))
	{
		PROMISE(sums.detractors + sums.passives + sums.promoters == 0, "no answers");
		return;
	}
	PROMISE(fabs(nps.score) <= 1 && nps.se >= 0 && nps.n > 0 && nps.kish_n > 0, "score %.17g, se %.17g, n %.17g", nps.score, nps.se, nps.n);
	cvm_nps_wald(&nps, confidence, &interval);
	CheckInterval(&interval, -1, 1, "wald");
	cvm_nps_adjusted_wald(&nps, confidence, &interval);
	CheckInterval(&interval, -1, 1, "adjusted wald");
	cvm_nps_score(&nps, confidence, &interval);
	CheckInterval(&interval, -1, 1, "score");
	PROMISE(interval.low <= nps.score + CLOSE && interval.high >= nps.score - CLOSE, "score %.17g", nps.score);
	CheckTests(in, &nps, confidence);
}

static void
CheckShareTest(double successes, double trials, Input *in, double confidence)
{
	CvTrials	a = {successes, trials};
	CvTrials	b = {0, 1 + WholeTo(in, 9e15)};
	CvDifference test;

	b.successes = fmin(WholeTo(in, 9e15), b.trials);
	PROMISE(cvm_share_test(&a, &b, confidence, &test), "trials %.17g", trials);
	CheckInterval(&test.interval, -1 - CLOSE, 1 + CLOSE, "two shares");
	PROMISE(test.interval.low <= test.difference + CLOSE && test.difference <= test.interval.high + CLOSE && !(test.p_value < 0 || test.p_value > 1), "p %.17g", test.p_value);
}

static void
CheckShares(Input *in)
{
	CvShareSums sums = {0};
	CvInterval	interval;
	double		confidence = Confidence(in);
	double		trials = 1 + WholeTo(in, 9e18);
	double		successes = fmin(WholeTo(in, 9e18), trials);

	AddAnswers(in, &sums.in, &sums.in2);
	AddAnswers(in, &sums.out, &sums.out2);
	if (cvm_share_wilson(&sums, confidence, &interval))
		CheckInterval(&interval, 0, 1, "weighted wilson");
	else
		PROMISE(sums.in + sums.out == 0, "no answers");
	PROMISE(cvm_wilson(successes, trials, confidence, &interval), "trials %.17g", trials);
	CheckInterval(&interval, 0, 1, "wilson");
	CheckShareTest(successes, trials, in, confidence);
	PROMISE(interval.low <= successes / trials + CLOSE && interval.high >= successes / trials - CLOSE, "%.17g of %.17g", successes, trials);
}

static void
CheckMean(Input *in)
{
	double		weights[7] = {0};
	double		squares[7] = {0};
	CvInterval	interval;
	CvMean		mean;
	CvMean		other = {Between(in, 1e-9, 6), Between(in, 1e-9, 6), Between(in, 1e-12, 6), Between(in, 1 + 1e-9, 1e15)};
	CvMeanDifference test;
	double		confidence = Confidence(in);
	double		t;

	for (int i = 0; i < COUNT(weights); i++)
		if (Byte(in) % 2)
			AddAnswers(in, &weights[i], &squares[i]);
	if (cvm_mean(COUNT(weights), weights, squares, &mean))
	{
		PROMISE(mean.mean >= 0 && mean.mean <= COUNT(weights) - 1 && mean.effective_n > 0 && !(mean.stddev < 0), "mean %.17g", mean.mean);
		if (cvm_mean_student(&mean, confidence, &interval))
			CheckInterval(&interval, -INFINITY, INFINITY, "student");
		cvm_mean_test(&mean, &other, confidence, &test);
		PROMISE(isnan(test.p_value) || (test.p_value >= 0 && test.p_value <= 1 && test.df > 0), "p %.17g, df %.17g", test.p_value, test.df);
	}
	if (cvm_student_quantile(confidence, Between(in, 1e-9, 1e18), &t))
		PROMISE(t >= 0, "t %.17g", t);
	PROMISE(cvm_normal_quantile(confidence) >= 0, "confidence %.17g", confidence);
	PROMISE(cvm_nps_sample_size(Between(in, 1e-300, 100), confidence, fmin(Between(in, 1e-300, 1), 1)) >= 1, "confidence %.17g", confidence);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Input		in = {data, data + size};

	Hostile(in);
	CheckNps(&in);
	CheckContribution(&in);
	CheckShares(&in);
	CheckMean(&in);
	return 0;
}
