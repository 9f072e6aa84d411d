/* Survival curves against published ones and exact fractions */
#include "unit.h"

#include "math/incidence.h"
#include "math/quantile.h"
#include "math/survival.h"

typedef struct Leavers
{
	double		churned;
	double		censored;
}			Leavers;

typedef struct Step
{
	Leavers		leavers;
	double		at_risk;
	double		survival;
}			Step;

/* What happens to those at risk at the next duration */
static CvLifeStep
StepOf(double at_risk, Leavers leavers)
{
	CvLifeStep	step = {.at_risk = at_risk, .churned = leavers.churned, .censored = leavers.censored};

	return step;
}

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

	cvm_survival_begin(&curve);
	for (int i = 0; i < n; i++)
	{
		CvLifeStep	step = StepOf(steps[i].at_risk, steps[i].leavers);

		cvm_survival_step(&curve, &step);
		near(curve.survival, steps[i].survival, 4e-16, name);
	}
}

/* As long as nobody is censored, survival is the share that stays, to the last bit. */
static void
TestShares(void)
{
	Leavers		one = {1, 0};
	bool		exact = true;

	for (int n = 1; n <= 1000; n++)
	{
		CvSurvival	curve;

		cvm_survival_begin(&curve);
		for (int left = n - 1; left >= 0; left--)
		{
			CvLifeStep	step = StepOf(left + 1, one);

			cvm_survival_step(&curve, &step);
			exact = exact && curve.survival == (double) left / n;
		}
	}
	ok(exact, "shares are exact");
}

/* Of 2n customers one churns and one is censored, n times: (1 - 1/2n)(1 - 1/(2n - 2))... = C(2n, n) / 4^n, computed by mpmath */
static void
TestLongCurve(void)
{
	Leavers		two = {1, 1};
	CvSurvival	curve;
	bool		falls = true;

	cvm_survival_begin(&curve);
	for (int i = 0; i < 1000000; i++)
	{
		double		before = curve.survival;
		CvLifeStep	step = StepOf(2e6 - 2 * i, two);

		cvm_survival_step(&curve, &step);
		falls = falls && curve.survival < before && curve.survival > 0;
	}
	ok(falls, "a curve falls where somebody churns, and stays above 0 where somebody does not");
	near(curve.survival, 5.6418951302406275e-4, 1e-12, "a million steps add no error to speak of");
}

/* At 6 weeks of 6-MP; the published figures, and limits outside (0, 1) */
static void
TestLimits(void)
{
	CvSurvival	curve;
	CvLifeStep	step = StepOf(21, gehan[0].leavers);
	CvInterval	limits;
	double		z = cvm_normal_quantile(0.95);

	cvm_survival_begin(&curve);
	ok(!cvm_survival_limits(&curve, CVM_LOG_LOG, z, &limits), "nothing varies before the first churn");
	near(cvm_survival_se(&curve), 0, 0, "se is 0 there");
	cvm_survival_step(&curve, &step);
	near(cvm_survival_se(&curve), .0763603548321213, 1e-14, "Greenwood");
	ok(cvm_survival_limits(&curve, CVM_LOG_LOG, z, &limits), "then there are limits");
	near(limits.low, .619717955265984, 1e-14, "log-log, low");
	near(limits.high, .951551747646997, 1e-14, "log-log, high");
	ok(cvm_survival_limits(&curve, CVM_LOG, z, &limits) && limits.high == 1, "log is clipped");
	ok(cvm_survival_limits(&curve, CVM_PLAIN, z, &limits) && limits.high == 1, "plain is clipped");
	step = StepOf(18, (Leavers) {18, 0});
	cvm_survival_step(&curve, &step);
	ok(isnan(cvm_survival_se(&curve)) && !cvm_survival_limits(&curve, CVM_LOG_LOG, z, &limits), "nobody is left");
}

/* Four customers who churn at 1, 2, 3 and 4: the mean is 2.5, of those seen beyond 2 it is 1.5 longer; variance by hand */
static void
TestAreas(void)
{
	CvArea		area;
	double		total = 0;

	for (int walk = 0; walk < 2; walk++)
	{
		cvm_area_begin(&area, 0, 10, 0, total);
		for (int i = 0; i < 4; i++)
		{
			CvLifeStep	step = {.at = i + 1, .at_risk = 4 - i, .churned = 1};

			cvm_area_step(&area, &step);
		}
		total = cvm_area_end(&area);
	}
	near(total, 2.5, 1e-15, "the mean");
	near(cvm_total(&area.variance), 1.5 * 1.5 / 12 + .75 * .75 / 6 + .25 * .25 / 2, 1e-15, "its variance");
	near(cvm_discounted_time(0.1, 0, 10), -expm1(-1) / 0.1, 1e-15, "discounted time");
	near(cvm_discounted_time(1e-18, 2, 5), 3, 1e-15, "hardly discounted");
}

/* 1 of 10 churns, then 2 of 9, and all: as many trials as customers; where some leave in between, by hand */
static void
TestHazards(void)
{
	CvHazard	hazard;
	CvLifeStep	steps[] = {{.at_risk = 10, .churned = 1}, {.at_risk = 9, .churned = 2}, {.at_risk = 7, .churned = 7}};

	cvm_hazard_begin(&hazard, 10);
	near(cvm_hazard_size(&hazard), 10, 0, "nobody has churned");
	cvm_hazard_step(&hazard, &steps[0]);
	cvm_hazard_step(&hazard, &steps[1]);
	near(hazard.churned, 0.3, 1e-15, "hazard");
	near(cvm_hazard_size(&hazard), 10, 1e-14, "of ten");
	cvm_hazard_step(&hazard, &steps[2]);
	near(hazard.churned, 1, 1e-15, "all");
	near(cvm_hazard_size(&hazard), 10, 1e-14, "of ten, too");
}

/* Exact fractions of three reasons: at 1, 1 of 4 churns for it; at 2, 1 of 3 for another; at 3, 1 of 2 for it */
static void
TestIncidence(void)
{
	CvIncidence inc;
	CvLifeStep	steps[] = {{.at_risk = 4, .churned = 1, .of_reason = 1}, {.at_risk = 3, .churned = 1}, {.at_risk = 2, .churned = 1, .of_reason = 1}};
	CvInterval	limits;

	cvm_incidence_begin(&inc);
	ok(!cvm_incidence_limits(&inc, 1.96, &limits), "nobody has churned");
	for (int i = 0; i < 3; i++)
		cvm_incidence_step(&inc, &steps[i]);
	near(inc.incidence, 0.5, 1e-15, "incidence");
	near(inc.variance, 0.0625, 1e-15, "of two of four: p(1 - p)/n, whoever else churns");
	ok(cvm_incidence_limits(&inc, 1.96, &limits) && limits.low > 0 && limits.low < 0.5 && limits.high > 0.5 && limits.high < 1, "limits");
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
	TestLimits();
	TestAreas();
	TestHazards();
	TestIncidence();
	return done();
}
