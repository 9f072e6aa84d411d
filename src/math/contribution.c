/*
 * contribution.c
 *		What a segment did to the change of a net promoter score.
 *
 * Method.  A segment of share w and score r contributes w1 (r1 - M) - w0 (r0 - M), where M is the mean of the totals N0 and
 * N1: all segments together N1 - N0.  Its mix, (w1 - w0) ((r0 + r1) / 2 - M), is what came of a larger or a smaller
 * share, its rate, (w0 + w1) / 2 (r1 - r0), of another score: the Shapley values of the two.  A segment that one of the
 * periods does not have is all mix.
 *
 * Limits are normal, by the delta method.  Answers are drawn with their segments, so shares and totals have errors, too: an
 * answer y of the later period moves the contribution in proportion to 1s (y - M) - (w1 - w0) / 2 (y - N1), one of the
 * earlier period to -1s (y - M) - (w1 - w0) / 2 (y - N0), where 1s is 1 for the segment's answers.  The variance of
 * each mean is the linearised one of nps.c; the periods are independent, and theirs add up.
 */
#include "math/contribution.h"

#include <math.h>

#include "math/quantile.h"

/* A period: all weight, its score, and the share and score of the segment, 0 and 0 where it has no weight */
typedef struct Period
{
	const CvSplit *split;
	double		weight;
	double		total;
	double		share;
	double		score;
} Period;

static double
AnswersOf(const CvNpsSums *s)
{
	return s->detractors + s->passives + s->promoters;
}

static Period
PartInPeriod(const CvSplit *split)
{
	double		segment = AnswersOf(&split->segment);
	double		balance = split->segment.promoters - split->segment.detractors;
	Period		p;

	p.split = split;
	p.weight = segment + AnswersOf(&split->rest);
	p.total = (balance + (split->rest.promoters - split->rest.detractors)) / p.weight;
	p.share = segment / p.weight;
	p.score = segment > 0 ? balance / segment : 0;
	return p;
}

/* sum w^2 (psi - mean)^2 of answers whose psi is slope y + level */
static double
SpreadOf(const CvNpsSums *s, double slope, double level, double mean)
{
	double		detractor = level - slope - mean;
	double		passive = level - mean;
	double		promoter = level + slope - mean;

	return s->detractors2 * detractor * detractor + s->passives2 * passive * passive + s->promoters2 * promoter * promoter;
}

/* The variance of the mean of psi = sign 1s (y - middle) - drift (y - total) in a period */
static double
VarianceOf(const Period *p, double sign, double middle, double drift)
{
	double		mean = sign * p->share * (p->score - middle);
	double		level = drift * p->total;

	return (SpreadOf(&p->split->segment, sign - drift, level - sign * middle, mean)
			+ SpreadOf(&p->split->rest, -drift, level, mean)) / p->weight / p->weight;
}

/* False where the weights of a period sum to 0. */
bool
cvm_nps_contribution(const CvSplit *before, const CvSplit *after, double confidence, CvContribution *c)
{
	Period		b = PartInPeriod(before);
	Period		a = PartInPeriod(after);
	double		middle = (b.total + a.total) / 2;
	double		drift = (a.share - b.share) / 2;
	double		half;

	if (!(b.weight > 0 && a.weight > 0))
		return false;
	if (b.share > 0 && a.share > 0)
	{
		c->mix = (a.share - b.share) * ((b.score + a.score) / 2 - middle) + 0.0;	/* no -0 */
		c->rate = (b.share + a.share) / 2 * (a.score - b.score);
	}
	else
	{
		c->mix = a.share * (a.score - middle) - b.share * (b.score - middle);
		c->rate = 0;
	}
	c->sum = c->mix + c->rate;
	c->se = sqrt(VarianceOf(&b, -1, middle, drift) + VarianceOf(&a, 1, middle, drift));
	half = cvm_normal_quantile(confidence) * c->se;
	c->interval.low = c->sum - half;
	c->interval.high = c->sum + half;
	return true;
}
