/* Tests of groups against tables of chi-square, exact sums and each other */
#include "unit.h"

#include "math/chisquare.h"
#include "math/cox.h"
#include "math/logrank.h"

/* Quantiles of Abramowitz & Stegun, table 26.8, and values by mpmath to 30 digits */
static void
TestChiSquare(void)
{
	static const struct
	{
		int			df;
		double		x;
		double		p;
	}			many[] = {
		{6168, 6200, 0.38452566472658799074},
		{6169, 6100, 0.7315530909749914853},
		{196854, 197500, 0.15162631076920383367},
		{1000000, 1001000, 0.23967680482552136192},
		{999999, 998500, 0.85543047974393862936},
		{2000, 1500, 0.99999999999999999785},
	};

	near(cvm_chi_square_p(16.7929409892165, 1), 4.16880910933453e-05, 1e-13, "1 degree");
	near(cvm_chi_square_p(2, 2), exp(-1), 1e-15, "2 degrees");
	near(cvm_chi_square_p(25.403700345785375, 3), 1.271245939006083e-5, 1e-13, "3 degrees");
	near(cvm_chi_square_p(0, 5), 1, 0, "nothing");
	near(cvm_chi_square_p(124.342113402, 100), 0.05, 1e-9, "100 degrees");
	near(cvm_chi_square_p(123.225221452, 99), 0.05, 1e-9, "99 degrees");
	near(cvm_chi_square_p(1600, 4), exp(-800) * 801, 1e-13, "far out");
	for (int i = 0; i < (int) (sizeof(many) / sizeof(many[0])); i++)
		near(cvm_chi_square_p(many[i].x, many[i].df), many[i].p, 2e-14, "many degrees");
	near(cvm_chi_square_p(2e8, 200000000), 0.5, 1e-4, "as many as an array can hold, in no time");
	near(cvm_chi_square_p(100, 200000000), 1, 0, "and far from the middle");
	for (int df = 1; df < 6; df++)
		near(cvm_chi_square_p(INFINITY, df), 0, 0, "nothing is above infinity");
	near(cvm_chi_square_p(1600, 98) / cvm_chi_square_p(1600, 96), 800.0 / 48 + 1, 0.1, "farther out");
}

/* Two groups: u^2 / v, whichever is left out; a group that is two of the same tells nothing new */
static void
TestLogrank(void)
{
	double		observed[3] = {0};
	double		expected[3] = {0};
	double		covariance[9] = {0};
	double		scratch[12];
	CvLogrank	test = {2, 0, 0, observed, expected, covariance};
	double		at_risk[3] = {5, 7, 0};
	double		churned[3] = {3, 1, 0};
	double		chi_square;

	cvm_logrank_step(&test, 1, at_risk, churned);
	near(expected[0], 4 * 5 / 12.0, 1e-15, "expected");
	near(covariance[0], 4 * 8 / 11.0 * 5 * 7 / 144, 1e-15, "hypergeometric variance");
	near(cvm_logrank_chi_square(&test, scratch, &chi_square), 1, 0, "one degree");
	near(chi_square, pow(3 - 4 * 5 / 12.0, 2) / covariance[0], 1e-14, "u^2 / v");
	near(cvm_logrank_weight(&test, 0), 1, 0, "0^0 is 1");
}

static void
TestThree(void)
{
	double		observed[3] = {0};
	double		expected[3] = {0};
	double		covariance[9] = {0};
	double		scratch[12];
	CvLogrank	test = {3, 0, 0, observed, expected, covariance};
	double		at_risk[3] = {5, 7, 0};
	double		churned[3] = {3, 1, 0};
	double		chi_square;

	cvm_logrank_step(&test, 2, at_risk, churned);
	near(cvm_logrank_chi_square(&test, scratch, &chi_square), 1, 0, "a group that is never at risk is no degree");
	near(chi_square, pow(3 - 4 * 5 / 12.0, 2) / (4 * 8 / 11.0 * 5 * 7 / 144), 1e-14, "a weight cancels");
	near(test.observed[0], 6, 0, "but counts in the table");
	at_risk[2] = 4;
	cvm_logrank_step(&test, 1, at_risk, churned);
	near(cvm_logrank_chi_square(&test, scratch, &chi_square), 2, 0, "two degrees");
}

/* Ties by digamma are those that are added one by one */
static void
TestTies(const CvCoxStep *step, double log_ratio)
{
	CvCox		many;
	double		d = step->churned[0] + step->churned[1];
	double		p = 0;
	double		pq = 0;

	cvm_cox_begin(&many, log_ratio);
	cvm_cox_step(&many, step);
	for (double l = 0; l < d; l++)
	{
		double		other = exp(log_ratio) * (step->at_risk[1] - l / d * step->churned[1]);
		double		base = step->at_risk[0] - l / d * step->churned[0];

		p += other / (other + base);
		pq += other * base / ((other + base) * (other + base));
	}
	near(many.score + p, step->churned[1], 1e-12, "the score of ties");
	near(many.information, pq, 1e-9, "their information");
}

static void
TestCox(void)
{
	static const CvCoxStep ties[] = {
		{{3, 4}, {1, 2}}, {{1000, 2000}, {200, 100}}, {{1000, 2000}, {1000, 100}}, {{1000, 2000}, {999, 2000}}, {{1000, 2000}, {1000, 2000}},
		{{100000, 20}, {10000, 20}}, {{1000000, 2000000}, {40, 300}}
	};
	CvCox		cox;
	CvCoxStep	alone = {{5, 0}, {1, 0}};
	CvCoxSearch search;
	CvCoxStep	pair[2] = {{{3, 4}, {1, 0}}, {{2, 4}, {0, 1}}};

	for (int i = 0; i < (int) (sizeof(ties) / sizeof(ties[0])); i++)
	{
		TestTies(&ties[i], 0);
		TestTies(&ties[i], -2.5);
		TestTies(&ties[i], 1.5);
	}
	cvm_cox_begin(&cox, 0.7);
	cvm_cox_step(&cox, &alone);
	near(cox.score, 0, 0, "a group alone tells nothing");

	/* r/(3/4 + r) + r/(1/2 + r) = 1: r = sqrt(3/8) */
	cvm_cox_search_begin(&search);
	do
	{
		cvm_cox_begin(&cox, search.log_ratio);
		cvm_cox_step(&cox, &pair[0]);
		cvm_cox_step(&cox, &pair[1]);
	} while (cvm_cox_search_step(&search, &cox));
	near(exp(search.log_ratio), sqrt(3.0 / 8), 1e-14, "the root");
}

int
main(void)
{
	TestChiSquare();
	TestLogrank();
	TestThree();
	TestTies(&(CvCoxStep) {{50, 60}, {10, 5}}, 0.3);
	TestCox();
	return done();
}
