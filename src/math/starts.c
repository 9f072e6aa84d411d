/*
 * starts.c
 *		Where searches for a maximum of likelihood begin.
 *
 * A likelihood can have several maxima, and the highest one of polar customers, some of whom never
 * return while others buy steadily, is far from where parameters usually are: nearly all leave at
 * once or never.  So some starts are typical ones, in multiples of what the data give as scales, and others
 * take the data for polar: the share of those who seem to leave at once, and the pace of the others.
 */
#include "math/starts.h"

#include <math.h>

#include "math/sum.h"

#define POLAR		0.02		/* a + b, where nearly all leave at once or never */
#define SHARE_LOW	0.01		/* of those who leave at once; starts need some, and some others */

/* Of customers who buy, or hold contracts of these tenures */
typedef struct Buyers
{
	double		customers;
	double		purchases;
	double		time;
	double		none;			/* customers without a repeat purchase */
	double		one;			/* with one, or of a tenure of one */
	double		left;			/* of these, those who leave */
	double		returning_time; /* of customers with a repeat purchase */
} Buyers;

static Buyers
BuyersOf(const CvSample *sample)
{
	CvSum		sums[7] = {{0, 0}};

	for (int64_t i = 0; i < sample->n; i++)
	{
		const double *row = sample->rows + i * CV_TIMED_WIDTH;

		cvm_poll(sample, i);
		cvm_add(&sums[0], row[3]);
		cvm_add(&sums[1], row[0] * row[3]);
		cvm_add(&sums[2], row[2] * row[3]);
		cvm_add(&sums[3], row[0] == 0 ? row[3] : 0);
		cvm_add(&sums[4], row[0] == 1 ? row[3] : 0);
		cvm_add(&sums[5], row[0] == 1 ? row[1] * row[3] : 0);
		cvm_add(&sums[6], row[0] > 0 ? row[2] * row[3] : 0);
	}
	return (Buyers)
	{
		cvm_total(&sums[0]), cvm_total(&sums[1]), cvm_total(&sums[2]), cvm_total(&sums[3]),
			cvm_total(&sums[4]), cvm_total(&sums[5]), cvm_total(&sums[6])
	};
}

static double
ShareOf(double part, double whole)
{
	return whole > 0 ? fmin(fmax(part / whole, SHARE_LOW), 1 - SHARE_LOW) : 0.5;
}

/* a / b, or 1 where that says nothing */
static double
Ratio(double a, double b)
{
	return a > 0 && b > 0 ? a / b : 1;
}

static void
Add(CvmStarts *starts, double p0, double p1, double p2, double p3)
{
	double		p[CV_MAX_PARAMS] = {p0, p1, p2, p3};

	for (int k = 0; k < CV_MAX_PARAMS; k++)
		starts->at[starts->n][k] = p[k];
	starts->n++;
}

/* The time between purchases of customers who have some */
static double
Gap(const Buyers *t)
{
	return Ratio(t->returning_time, t->purchases);
}

/* Leaving by a probability, of which a share of customers has nearly 1, and the others nearly 0 */
static void
AddPolarNbd(CvmStarts *starts, const Buyers *t, double share)
{
	Add(starts, 2, 2 * Gap(t), POLAR * share, POLAR * (1 - share));
	Add(starts, 20, 20 * Gap(t), POLAR * share, POLAR * (1 - share));
}

/* For both of these models; the time between purchases, of all customers */
static double
AddNbd(CvmStarts *starts, const Buyers *t)
{
	double		gap = Ratio(t->time, t->purchases);

	starts->n = 0;
	Add(starts, 0.5, 0.5 * gap, 0.5, 2);
	Add(starts, 1, gap, 10, 90);
	Add(starts, 20, 20 * Gap(t), 10, 90);
	Add(starts, 20, 20 * Gap(t), 0.5, 0.2);
	Add(starts, 0.2, 0.1 * gap, 0.5, 1);
	return gap;
}

/* After the first repeat purchase, at the earliest */
void
cvm_bg_starts(const CvSample *sample, CvmStarts *starts)
{
	Buyers		t = BuyersOf(sample);
	double		gap = AddNbd(starts, &t);

	Add(starts, 0.25, 0.25 * gap, 0.8, 2.5);
	AddPolarNbd(starts, &t, ShareOf(t.one, t.customers - t.none));
}

/* After the first purchase */
void
cvm_mbg_starts(const CvSample *sample, CvmStarts *starts)
{
	Buyers		t = BuyersOf(sample);
	double		gap = AddNbd(starts, &t);

	Add(starts, 0.5, 0.5 * gap, 0.9, 1.6);
	AddPolarNbd(starts, &t, ShareOf(t.none, t.customers));
}

/* Leaving within a small part of the time that is known, or hardly ever */
static void
AddPolarPareto(CvmStarts *starts, const Buyers *t, double r, double part)
{
	double		share = ShareOf(t->none, t->customers);

	Add(starts, r, r * Gap(t), log1p(-share) / log(part), part * Ratio(t->time, t->customers));
}

void
cvm_pareto_starts(const CvSample *sample, CvmStarts *starts)
{
	Buyers		t = BuyersOf(sample);
	double		gap = Ratio(t.time, t.purchases);
	double		age = Ratio(t.time, t.customers);

	starts->n = 0;
	Add(starts, 0.5, 0.5 * gap, 0.5, age);
	Add(starts, 1, gap, 0.5, age);
	Add(starts, 0.3, 0.2 * gap, 0.5, 0.5 * age);
	Add(starts, 1, 0.5 * gap, 1, age);
	Add(starts, 20, 20 * Gap(&t), 20, 100 * age);
	Add(starts, 0.5, 0.5 * gap, 0.2, age);
	AddPolarPareto(starts, &t, 2, 1e-3);
	AddPolarPareto(starts, &t, 20, 1e-6);
	Add(starts, 0.25, 0.25 * gap, 0.02, age / 50);
}

void
cvm_bgbb_starts(const CvSample *sample, CvmStarts *starts)
{
	Buyers		t = BuyersOf(sample);
	double		buys = ShareOf(t.purchases, t.returning_time);
	double		leaves = ShareOf(t.none, t.customers);

	starts->n = 0;
	Add(starts, 1, 1, 0.5, 3);
	Add(starts, 0.5, 0.5, 0.2, 1);
	Add(starts, 1, 2, 1, 5);
	Add(starts, 2, 2, 0.1, 1);
	Add(starts, 2 * buys, 2 * (1 - buys), POLAR * leaves, POLAR * (1 - leaves));
	Add(starts, 20 * buys, 20 * (1 - buys), POLAR * leaves, POLAR * (1 - leaves));
	Add(starts, POLAR * (1 - leaves), POLAR * leaves, 1, 5);
	Add(starts, POLAR * (1 - leaves), POLAR * leaves, 20, 20);
}

void
cvm_sbg_starts(const CvSample *sample, CvmStarts *starts)
{
	Buyers		t = BuyersOf(sample);
	double		leaves = ShareOf(t.left, t.customers);

	starts->n = 0;
	Add(starts, 1, 1, 1, 1);
	Add(starts, 0.7, 1.2, 1, 1);
	Add(starts, 0.5, 4, 1, 1);
	Add(starts, 3, 15, 1, 1);
	Add(starts, POLAR * leaves, POLAR * (1 - leaves), 1, 1);
}

void
cvm_spend_starts(const CvSample *sample, CvmStarts *starts)
{
	CvSum		customers = {0, 0};
	CvSum		spend = {0, 0};
	double		mean;

	for (int64_t i = 0; i < sample->n; i++)
	{
		const double *row = sample->rows + i * CV_SPEND_WIDTH;

		cvm_poll(sample, i);
		cvm_add(&customers, row[2]);
		cvm_add(&spend, row[1] * row[2]);
	}
	mean = Ratio(cvm_total(&spend), cvm_total(&customers));
	starts->n = 0;
	Add(starts, 6, 4, 0.5 * mean, 1);
	Add(starts, 1, 2, mean, 1);
	Add(starts, 1, 4, 3 * mean, 1);
	Add(starts, 5, 2, 0.2 * mean, 1);
	Add(starts, 5, 50, 10 * mean, 1);
	Add(starts, 50, 3, 0.04 * mean, 1);
	Add(starts, 0.1, 20, 200 * mean, 1);
}
