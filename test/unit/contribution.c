/*
 * Contributions of a segment against values computed with 50 digits (mpmath): mix and rate from their formulas, standard
 * errors by differentiating the contribution numerically in the shares of the six kinds of answers, for multinomial draws.
 */
#include "unit.h"

#include "math/contribution.h"

/* Detractors, passives and promoters of the segment, then of the rest */
static const struct
{
	double		before[6];
	double		after[6];
	double		mix;
	double		rate;
	double		sum;
	double		se;
}			changes[] =
{
	{{17, 23, 60, 30, 25, 45}, {54, 108, 162, 70, 60, 50}, 0.02133786848072562358, -0.0552380952380952381, -0.03390022675736961451, 0.0486132804128642},
	{{1, 2, 3, 3, 2, 1}, {5, 0, 2, 8, 4, 9}, 0.00297619047619047619, -0.2857142857142857143, -0.2827380952380952381, 0.175265842705484},
	{{0, 0, 0, 30, 25, 45}, {6, 7, 9, 70, 60, 50}, 0.01126605234780903833, 0.0, 0.01126605234780903833, 0.0188074998626765},
};

static CvNpsSums
sums_of(const double counts[3], double weight)
{
	double		square = weight * weight;
	CvNpsSums	sums = {weight * counts[0], weight * counts[1], weight * counts[2],
	square * counts[0], square * counts[1], square * counts[2]};

	return sums;
}

static CvSplit
split_of(const double counts[6], double weight)
{
	CvSplit		split = {sums_of(counts, weight), sums_of(counts + 3, weight)};

	return split;
}

static void
check_change(size_t i, double weight)
{
	CvSplit		before = split_of(changes[i].before, weight);
	CvSplit		after = split_of(changes[i].after, 2 * weight);
	CvContribution c;

	ok(cvm_nps_contribution(&before, &after, 0.95, &c), "both periods have answers");
	near(c.mix, changes[i].mix, 1e-12, "mix");
	near(c.rate, changes[i].rate, 1e-12, "rate");
	near(c.sum, changes[i].sum, 1e-12, "contribution");
	near(c.se, changes[i].se, 1e-11, "its standard error");
	near(c.interval.low, changes[i].sum - 1.9599639845400545 * changes[i].se, 1e-11, "low");
	near(c.interval.high, changes[i].sum + 1.9599639845400545 * changes[i].se, 1e-11, "high");
}

/* The segment, and the rest taken for one */
static void
check_sum(size_t i)
{
	CvSplit		before = split_of(changes[i].before, 1);
	CvSplit		after = split_of(changes[i].after, 1);
	CvSplit		rest_before = {before.rest, before.segment};
	CvSplit		rest_after = {after.rest, after.segment};
	CvContribution c;
	CvContribution rest;
	double		change = 0;

	ok(cvm_nps_contribution(&before, &after, 0.95, &c) && cvm_nps_contribution(&rest_before, &rest_after, 0.95, &rest), "a segment and the rest");
	for (int k = 0; k < 2; k++)
	{
		const double *counts = k == 0 ? changes[i].before : changes[i].after;
		double		n = counts[0] + counts[1] + counts[2] + counts[3] + counts[4] + counts[5];

		change += (k == 0 ? -1 : 1) * (counts[2] + counts[5] - counts[0] - counts[3]) / n;
	}
	near(c.sum + rest.sum, change, 1e-14, "make the change");
}

int
main(void)
{
	double		nobody[6] = {0, 0, 0, 0, 0, 0};
	CvSplit		none = split_of(nobody, 1);
	CvSplit		some = split_of(changes[0].before, 1);
	CvContribution c;

	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
	{
		check_change(i, 1);
		check_change(i, 0.25);
		check_sum(i);
	}
	ok(!cvm_nps_contribution(&none, &some, 0.95, &c), "no answers before");
	ok(!cvm_nps_contribution(&some, &none, 0.95, &c), "no answers after");
	return done();
}
