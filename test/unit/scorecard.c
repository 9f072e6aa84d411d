/* Adjusted p-values, control charts and estimates against published figures, exact ones, and their own definitions */
#include "unit.h"

#include "math/adjust.h"
#include "math/chart.h"
#include "math/estimates.h"

#define N 15

static void
Adjusted(const double *p, int n, CvAdjustment adjustment, double *adjusted)
{
	for (int i = 0; i < n; i++)
		adjusted[i] = p[i];
	cvm_adjust_p(adjusted, n, adjustment);
}

/* Benjamini & Hochberg (1995), section 4: at 5 % their procedure finds 4 of these 15, Bonferroni's and Holm's 3 */
static void
TestHochberg(void)
{
	static const double p[N] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
	static const int found[] = {4, 3, 3, 3};
	double		q[N];

	for (CvAdjustment adjustment = CV_BENJAMINI_HOCHBERG; adjustment <= CV_BONFERRONI; adjustment++)
	{
		int			n = 0;

		Adjusted(p, N, adjustment, q);
		for (int i = 0; i < N; i++)
			n += q[i] <= 0.05;
		near(n, found[adjustment], 0, "as many as published");
	}
	Adjusted(p, N, CV_BENJAMINI_HOCHBERG, q);
	near(q[3], 0.0095 * 15 / 4, 1e-15, "by rank");
	near(q[5], 0.0298 * 15 / 7, 1e-15, "no larger than those above");
	Adjusted(p, N, CV_HOLM, q);
	near(q[2], 0.0019 * 13, 1e-15, "Holm");
	near(q[10], 1, 0, "at most 1");
}

static void
TestEnds(void)
{
	double		q[3];

	Adjusted((double[3]) {0, 0.2, 0.2}, 3, CV_BENJAMINI_YEKUTIELI, q);
	near(q[0], 0, 0, "0 stays 0");
	near(q[1], 0.2 * 11 / 6, 1e-15, "1 + 1/2 + 1/3");
	near(q[2], q[1], 0, "ties are equal");
	Adjusted((double[3]) {0.2, 0.2, 0.2}, 3, CV_HOLM, q);
	near(q[2], 0.6, 1e-15, "ties are equal, too");
	Adjusted((double[1]) {0.3}, 1, CV_BENJAMINI_YEKUTIELI, q);
	near(q[0], 0.3, 0, "a single test is as it was");
	cvm_adjust_p(q, 0, CV_HOLM);
}

/* Two values of which each has 50 observations: the only move is one standard error of a difference */
static void
TestChart(void)
{
	CvChart		chart = {0};

	ok(isnan(cvm_chart_center(&chart)), "no values have no centre");
	ok(isnan(cvm_chart_sigma(&chart)), "and no spread");
	cvm_chart_add(&chart, 10, 50);
	near(cvm_chart_center(&chart), 10, 0, "the centre of one");
	ok(isnan(cvm_chart_sigma(&chart)), "which does not move");
	cvm_chart_add(&chart, 14, 150);
	near(cvm_chart_center(&chart), 13, 1e-15, "by weight");
	near(cvm_chart_sigma(&chart), sqrt(acos(-1) / 2) * 4 / sqrt(1 / 50.0 + 1 / 150.0), 1e-15, "a move");
	cvm_chart_add(&chart, 14, 50);
	near(cvm_chart_sigma(&chart), sqrt(acos(-1) / 2) * 2 / sqrt(1 / 50.0 + 1 / 150.0), 1e-15, "and none");
	chart = (CvChart) {0};
	for (int n = 1; n <= 100; n++)
	{
		cvm_chart_add(&chart, 0.1, n);
		ok(cvm_chart_center(&chart) == 0.1, "equal values have it for a centre, to the last bit");
	}
}

/* 10, 20, 30 with errors of 2: Q = 200 / 4, tau^2 = (50 - 2) / (3/4 - 1/4) */
static void
TestHeterogeneity(void)
{
	CvEstimate	same[3] = {{0, 10, 2}, {0, 20, 2}, {0, 30, 2}};
	CvEstimate	sure[3] = {{0, 20, 3}, {0, 10, 1e-9}, {0, 10, 4}};
	CvHeterogeneity h;

	ok(!cvm_heterogeneity(&(CvEstimates) {1, same, NULL}, &h), "one differs from nothing");
	ok(cvm_heterogeneity(&(CvEstimates) {3, same, NULL}, &h), "three may");
	near(h.q, 50, 1e-15, "Q");
	near(h.df, 2, 0, "degrees of freedom");
	near(h.p_value, exp(-25), 1e-14, "of two, exactly");
	near(h.tau, sqrt(96), 1e-15, "beyond chance");
	ok(cvm_heterogeneity(&(CvEstimates) {3, sure, NULL}, &h), "one that outweighs all others");
	near(h.q, 100 / 9.0, 1e-14, "is the centre");
	near(h.tau, sqrt((100 / 9.0 - 2) / (2 * (1 / 9.0 + 1 / 16.0))), 1e-14, "and tau is of the others");
	sure[0].value = 10;
	cvm_heterogeneity(&(CvEstimates) {3, sure, NULL}, &h);
	near(h.tau, 0, 0, "none beyond chance");
}

static void
TestTrend(void)
{
	CvEstimate	line[4] = {{1, 31, 2}, {2, 33, 1}, {3, 35, 0.5}, {7, 43, 3}};
	CvEstimate	late[3] = {{1e9, 5, 1}, {1e9 + 1, 5, 1}, {1e9 + 2, 9, 1}};
	CvTrend		trend;

	ok(!cvm_trend(&(CvEstimates) {2, line, NULL}, 0.95, &trend), "two points are no trend");
	ok(cvm_trend(&(CvEstimates) {4, line, NULL}, 0.95, &trend), "a line");
	near(trend.slope, 2, 1e-15, "is found");
	near(trend.interval.high - trend.slope, 1.959963984540054 * trend.se, 1e-14, "limits");
	cvm_trend(&(CvEstimates) {3, late, NULL}, 0.95, &trend);
	near(trend.slope, 2, 1e-15, "however late");
	near(trend.se, sqrt(0.5), 1e-15, "standard error");
	near(trend.p_value, erfc(2), 1e-14, "p");
	late[1].x = late[2].x = 1e9;
	ok(!cvm_trend(&(CvEstimates) {3, late, NULL}, 0.95, &trend), "a single place");
}

int
main(void)
{
	TestHochberg();
	TestEnds();
	TestChart();
	TestHeterogeneity();
	TestTrend();
	return done();
}
