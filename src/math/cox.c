/*
 * cox.c
 *		The ratio of the hazards of two groups: D. R. Cox (1972), Journal of the Royal Statistical Society B 34:187-220, with one covariate that is 0
 *		or 1, ties as B. Efron (1977), Journal of the American Statistical Association 72:557-565.
 *
 * Of d who churn together, each is taken out of the others in part: the term l from 0 to d - 1 has n0 - (l/d) d0 and n1 - (l/d) d1 at
 * risk.  Its share of the other group is p = r (n1 - x d1) / (n0 - x d0 + r (n1 - x d1)) with x = l/d and the ratio r; the score is d1
 * minus the sum of p, the information the sum of p (1 - p).  Few terms are added one by one.  Many are not: p = q + c / (a - l), of which
 * the sums are differences of the digamma and trigamma functions, however many they are.
 */
#include "math/cox.h"

#include <math.h>

#include "math/gammas.h"

#define FEW			256			/* terms that are added one by one */
#define MAX_STEPS	60
#define ENOUGH		1e-14		/* relative */
#define FARTHEST	700			/* exp of it is finite */

void
cvm_cox_begin(CvCox *cox, double log_ratio)
{
	CvCox		empty = {.log_ratio = log_ratio};

	*cox = empty;
}

/* Sums of p and p (1 - p) */
typedef struct TieSums
{
	double		p;
	double		pq;
} TieSums;

static TieSums
SumFew(const CvCoxStep *s, double ratio, double d)
{
	TieSums		sums = {0, 0};

	for (double l = 0; l < d; l++)
	{
		double		base = s->at_risk[0] - l / d * s->churned[0];
		double		other = ratio * (s->at_risk[1] - l / d * s->churned[1]);
		double		all = base + other;

		sums.p += other / all;
		sums.pq += other / all * (base / all);
	}
	return sums;
}

static TieSums
SumMany(const CvCoxStep *s, double ratio, double d)
{
	double		weight = s->churned[0] + ratio * s->churned[1];
	double		a = (s->at_risk[0] + ratio * s->at_risk[1]) * (d / weight);
	double		q = ratio * s->churned[1] / weight;
	double		c = (ratio * s->at_risk[1] - q * (s->at_risk[0] + ratio * s->at_risk[1])) * (d / weight);
	CvGammaStep sum = cvm_gamma_step(fmax(a - d, 0) + 1, d);
	double		one = sum.digamma;
	double		two = -sum.trigamma;
	TieSums		sums = {d * q + c * one, d * q * (1 - q) + c * (1 - 2 * q) * one - c * c * two};

	return sums;
}

/* A duration at which somebody churns; with one group at risk alone it tells nothing. */
void
cvm_cox_step(CvCox *cox, const CvCoxStep *step)
{
	double		d = step->churned[0] + step->churned[1];
	TieSums		sums;

	if (!(d > 0 && step->at_risk[0] > 0 && step->at_risk[1] > 0))
		return;
	sums = (d <= FEW ? SumFew : SumMany) (step, exp(cox->log_ratio), d);
	cox->score += step->churned[1] - sums.p;
	cox->information += sums.pq;
}

void
cvm_cox_search_begin(CvCoxSearch *search)
{
	CvCoxSearch begin = {-FARTHEST, FARTHEST, 0, 0};

	*search = begin;
}

/*
 * Go on from what was found at search->log_ratio; false where that is the root.  The score falls, so its sign tells on which
 * side the root is, and a step that leaves what is known of it is half of that instead.
 */
bool
cvm_cox_search_step(CvCoxSearch *search, const CvCox *cox)
{
	double		at = search->log_ratio;
	double		step = cox->score / cox->information;

	*(cox->score > 0 ? &search->low : &search->high) = at;
	if (fabs(step) <= ENOUGH * (1 + fabs(at)) || ++search->steps > MAX_STEPS)
		return false;
	search->log_ratio = at + step;
	if (!(search->log_ratio > search->low && search->log_ratio < search->high))
		search->log_ratio = (search->low + search->high) / 2;
	return search->log_ratio != at;
}
