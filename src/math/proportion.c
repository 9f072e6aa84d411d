/*
 * proportion.c
 *		Wilson's score interval of a proportion, plain and weighted.
 *
 * Method.  E. B. Wilson (1927), JASA 22:209-212.  The lower limit is the
 * smaller root of a quadratic; it is taken as the product of the roots over
 * the larger one, so that rare events keep their digits.  Weighted answers
 * run on their share times an effective sample size: the linearised one, the plain
 * binomial variance over the variance of the weighted share, or Kish's if that is smaller (see nps.c); where the share
 * is 0 or 1 both variances vanish, and it is Kish's.
 */
#include "math/proportion.h"

#include <math.h>

#include "math/quantile.h"
#include "math/weights.h"

/* At the normal quantile z; false where there are no trials. */
bool
cvm_wilson_at(double successes, double trials, double z, CvInterval *interval)
{
	double		p = successes / trials;
	double		shift = z / trials * z / 2;
	double		half;

	if (!(trials > 0))
		return false;
	half = z * sqrt((p * (trials - successes) / trials + shift / 2) / trials);
	interval->high = successes >= trials ? 1 : fmin((p + shift + half) / (1 + 2 * shift), 1);
	interval->low = successes <= 0 ? 0 : fmin(p * p / (p + shift + half), interval->high);
	return true;
}

bool
cvm_wilson(double successes, double trials, double confidence, CvInterval *interval)
{
	return cvm_wilson_at(successes, trials, cvm_normal_quantile(confidence), interval);
}

/* False where the weights sum to 0. */
bool
cvm_share_trials(const CvShareSums *s, CvTrials *trials)
{
	double		total = s->in + s->out;
	double		size = cvm_kish_n(total, s->in2 + s->out2);

	if (!(total > 0))
		return false;
	if (s->in2 == s->in && s->out2 == s->out)	/* weights of 1 */
	{
		trials->successes = s->in;
		trials->trials = total;
		return true;
	}
	if (s->in > 0 && s->out > 0)
		size = fmin(size, s->in * s->out / (s->in2 * (s->out / total) * (s->out / total)
											+ s->out2 * (s->in / total) * (s->in / total)));
	trials->successes = s->in / total * size;
	trials->trials = size;
	return true;
}

bool
cvm_share_wilson(const CvShareSums *s, double confidence, CvInterval *interval)
{
	CvTrials	t;

	return cvm_share_trials(s, &t) && cvm_wilson(t.successes, t.trials, confidence, interval);
}
