/* Survival curves against published ones and exact fractions */
#include "unit.h"

#include "math/survival.h"

typedef struct Step
{
	CvLeavers	leavers;
	double		at_risk;
	double		survival;
}			Step;

/* Remission under 6-MP, in weeks (Gehan 1965, Biometrika 52:203-223), at 6, 7, 9, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 34, 35 */
static const Step gehan[] =
{
	{{3, 1}, 21, 6.0 / 7},
	{{1, 0}, 17, 96.0 / 119},
	{{0, 1}, 16, 96.0 / 119},
	{{1, 1}, 15, 64.0 / 85},
	{{0, 1}, 13, 64.0 / 85},
	{{1, 0}, 12, 176.0 / 255},
	{{1, 0}, 11, 32.0 / 51},
	{{0, 1}, 10, 32.0 / 51},
	{{0, 1}, 9, 32.0 / 51},
	{{0, 1}, 8, 32.0 / 51},
	{{1, 0}, 7, 64.0 / 119},
	{{1, 0}, 6, 160.0 / 357},
	{{0, 1}, 5, 160.0 / 357},
	{{0, 2}, 4, 160.0 / 357},
	{{0, 1}, 2, 160.0 / 357},
	{{0, 1}, 1, 160.0 / 357},
};

/* Who churns goes before who is censored at the same time; the last one churns, or is censored */
static const Step tied[] = {{{2, 1}, 4, 0.5}, {{0, 1}, 1, 0.5}};
static const Step counts[] =
{
	{{1, 0}, 15, 14.0 / 15}, {{0, 2}, 14, 14.0 / 15}, {{4, 0}, 12, 28.0 / 45}, {{0, 2}, 8, 28.0 / 45}, {{3, 0}, 6, 14.0 / 45}, {{0, 1}, 3, 14.0 / 45}, {{2, 0}, 2, 0}
};
static const Step censored[] = {{{0, 1}, 3, 1}, {{0, 1}, 2, 1}, {{0, 1}, 1, 1}};

static void
TestCurve(const Step *steps, int n, const char *name)
{
	CvSurvival	curve;

	cvm_survival_begin(&curve, steps[0].at_risk);
	for (int i = 0; i < n; i++)
	{
		near(curve.at_risk, steps[i].at_risk, 0, "at risk");
		near(cvm_survival_step(&curve, &steps[i].leavers), steps[i].survival, 4e-16, name);
	}
	near(curve.at_risk, 0, 0, "all have left");
}

/* As long as nobody is censored, survival is the share that stays, to the last bit. */
static void
TestShares(void)
{
	CvLeavers	one = {1, 0};
	bool		exact = true;

	for (int n = 1; n <= 1000; n++)
	{
		CvSurvival	curve;

		cvm_survival_begin(&curve, n);
		for (int left = n - 1; left >= 0; left--)
			exact = exact && cvm_survival_step(&curve, &one) == (double) left / n;
	}
	ok(exact, "shares are exact");
}

/* Of 2n customers one churns and one is censored, n times: (1 - 1/2n)(1 - 1/(2n - 2))... = C(2n, n) / 4^n, computed by mpmath */
static void
TestLongCurve(void)
{
	CvLeavers	two = {1, 1};
	CvSurvival	curve;
	double		survival = 1;
	bool		falls = true;

	cvm_survival_begin(&curve, 2e6);
	for (int i = 0; i < 1000000; i++)
	{
		double		before = survival;

		survival = cvm_survival_step(&curve, &two);
		falls = falls && survival < before && survival > 0;
	}
	ok(falls, "a curve falls where somebody churns, and stays above 0 where somebody does not");
	near(survival, 5.6418951302406275e-4, 1e-12, "a million steps add no error to speak of");
}

int
main(void)
{
	TestCurve(gehan, 16, "6-MP");
	TestCurve(tied, 2, "ties");
	TestCurve(counts, 7, "counts");
	TestCurve(censored, 3, "all censored");
	TestShares();
	TestLongCurve();
	return done();
}
