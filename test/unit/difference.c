/*
 * Two samples, and one and a target, against values computed with 50 digits (mpmath) from the formulas of the papers, and
 * R's prop.test and t.test.
 */
#include "unit.h"

#include "math/difference.h"

static const struct
{
	double		a[3];
	double		b[3];
	double		difference;
	double		se;
	double		z;
	double		p_value;
	double		low;
	double		high;
}			adjusted[] =
{
	{{17, 23, 60}, {30, 25, 45}, 0.28, 0.11274853786224787, 2.4110703814740804, 0.015905778699658302, 0.05086158667461827, 0.49282773371373123},
	{{1, 2, 3}, {3, 2, 1}, 0.6666666666666666, 0.3533108153396095, 1.257941804066302, 0.20841280368414858, -0.2480320289696719, 1.1369209178585609},
	{{412, 1033, 2117}, {398, 1101, 1903}, 0.036276840818608866, 0.01661822173714223, 2.182171293438039, 0.029096893089423054, 0.003692690330880368, 0.06883492251467924},
	{{75, 675, 250}, {54, 108, 162}, -0.15833333333333333, 0.04466178993493873, -3.48841054726257, 0.00048590137627567415, -0.24333415882623896, -0.06826315931109216},
	{{0, 0, 10}, {1, 2, 7}, 0.4, 0.24971535912436915, 1.2321721369932375, 0.21788478916077259, -0.18174080257794145, 0.7971254179625569},
};

static const struct
{
	double		a[3];
	double		b[3];
	double		difference;
	double		se;
	double		z;
	double		p_value;
	double		low;
	double		high;
}			wald[] =
{
	{{17, 23, 60}, {30, 25, 45}, 0.28, 0.1145687566485732619, 2.443947269663302859, 0.0145275496784710164, 0.05544936321526251942, 0.5045506367847374806},
	{{1, 2, 3}, {3, 2, 1}, 0.6666666666666666667, 0.4303314829119352095, 1.549193338482966754, 0.1213352503584821465, -0.1767675412544401277, 1.510100874587773461},
	{{412, 1033, 2117}, {398, 1101, 1903}, 0.03627684081860886403, 0.01662195026770432579, 2.182465970259402952, 0.02907516011663696569, 0.003698416941092472469, 0.06885526469612525558},
	{{75, 675, 250}, {54, 108, 162}, -0.1583333333333333333, 0.04482245687826099665, -3.532455477917485482, 0.0004117195472191804464, -0.246183734513324517, -0.07048293215334214965},
	{{0, 0, 10}, {1, 2, 7}, 0.4, 0.2097617696340303094, 1.906925178491184631, 0.05653027716740422281, -0.01112551381608699933, 0.8111255138160869993},
};

static const struct
{
	double		a[3];
	double		b[3];
	double		difference;
	double		z;
	double		p_value;
	double		low;
	double		high;
}			by_score[] =
{
	{{17, 23, 60}, {30, 25, 45}, 0.28, 2.404420623159881097, 0.01619812354228773881, 0.05198839819156640928, 0.4975551602563808449},
	{{1, 2, 3}, {3, 2, 1}, 0.6666666666666666667, 1.403539583151797892, 0.1604559969464803592, -0.2446626192386704628, 1.261517884929228244},
	{{412, 1033, 2117}, {398, 1101, 1903}, 0.03627684081860886403, 2.181123364589474323, 0.02917429312616279834, 0.00368068866606286303, 0.0688429168824520479},
	{{75, 675, 250}, {54, 108, 162}, -0.1583333333333333333, -3.373634205914001413, 0.0007418287481336771782, -0.2435183482140177364, -0.06798707619766441412},
	{{0, 0, 10}, {1, 2, 7}, 0.4, 1.426142267883530684, 0.1538272801439400765, -0.2124585277142437177, 0.9510757684243150841},
	{{0, 0, 3}, {3, 0, 0}, 2.0, 2.691215466498229894, 0.007119219819448685521, 0.4118465649195563856, 2.0},
};

static const struct
{
	double		counts[3];
	double		target;
	double		difference;
	double		se;
	double		z;
	double		p_value;
	double		low;
	double		high;
}			targets[] =
{
	{{17, 23, 60}, 0.3, 0.13, 0.07554654829015009123, 1.555011192624620868, 0.1199434036916464107, -0.03059278564967038832, 0.26554424196035},
	{{1, 2, 3}, -0.5, 0.8333333333333333333, 0.2498284733931859531, 2.8908723349782946, 0.00384174147934694066, 0.232567412058954558, 1.211877032385489886},
	{{412, 1033, 2117}, 0.48, -0.001336327905670971364, 0.01161664681206393921, -0.1497101928739465532, 0.880993266068481671, -0.02450733980754996556, 0.02102907893798474817},
	{{0, 0, 10}, 1, 0.0, 0.1501023774433825109, -1.537412229571614809, 0.1241923934472158806, -0.5249644845520979145, 0.0},
};

/* Successes and trials of two groups */
static const struct
{
	CvTrials	a;
	CvTrials	b;
	double		difference;
	double		se;
	double		z;
	double		p_value;
	double		low;
	double		high;
}			shares[] =
{
	{{56, 70}, {48, 80}, 0.2, 0.075466801278695357, 2.6501719512585326, 0.0080450813681965847, 0.052431472402364878, 0.33387265403690598},
	{{9, 10}, {3, 10}, 0.6, 0.21908902300206645, 2.7386127875258306, 0.0061698993205441622, 0.17052272393450288, 0.80901797353548798},
	{{10, 10}, {0, 10}, 1, 0.22360679774997897, 4.4721359549995794, 7.7442164310440836e-6, 0.60750935043052416, 1},
	{{5, 56}, {0, 29}, 0.089285714285714286, 0.0538303892653705, 1.6586488692392285, 0.097186568170579726, -0.038137147903536903, 0.19256001385511162},
};

static CvNps
nps_of(const double counts[3])
{
	CvNpsSums	sums = {counts[0], counts[1], counts[2], counts[0], counts[1], counts[2]};
	CvNps		nps;

	ok(cvm_nps(&sums, &nps), "there are answers");
	return nps;
}

static void
test_adjusted_wald(void)
{
	for (size_t i = 0; i < sizeof(adjusted) / sizeof(*adjusted); i++)
	{
		CvNps		a = nps_of(adjusted[i].a);
		CvNps		b = nps_of(adjusted[i].b);
		CvDifference test;

		cvm_nps_adjusted_wald_test(&a, &b, 0.95, &test);
		near(test.difference, adjusted[i].difference, 1e-12, "difference");
		near(test.se, adjusted[i].se, 1e-12, "its standard error");
		near(test.z, adjusted[i].z, 1e-12, "z");
		near(test.p_value, adjusted[i].p_value, 1e-11, "p");
		near(test.interval.low, adjusted[i].low, 1e-12, "low of the difference");
		near(test.interval.high, adjusted[i].high, 1e-12, "high of the difference");
	}
}

static void
test_wald(void)
{
	for (size_t i = 0; i < sizeof(wald) / sizeof(*wald); i++)
	{
		CvNps		a = nps_of(wald[i].a);
		CvNps		b = nps_of(wald[i].b);
		CvDifference test;

		cvm_nps_wald_test(&a, &b, 0.95, &test);
		near(test.difference, wald[i].difference, 1e-12, "difference, Wald");
		near(test.se, wald[i].se, 1e-12, "its standard error, Wald");
		near(test.z, wald[i].z, 1e-12, "z, Wald");
		near(test.p_value, wald[i].p_value, 1e-11, "p, Wald");
		near(test.interval.low, wald[i].low, 1e-11, "low, Wald");
		near(test.interval.high, wald[i].high, 1e-12, "high, Wald");
	}
}

static void
test_score(void)
{
	for (size_t i = 0; i < sizeof(by_score) / sizeof(*by_score); i++)
	{
		CvNps		a = nps_of(by_score[i].a);
		CvNps		b = nps_of(by_score[i].b);
		CvDifference test;

		cvm_nps_score_test(&a, &b, 0.95, &test);
		near(test.difference, by_score[i].difference, 1e-12, "difference, score");
		near(test.z, by_score[i].z, 1e-10, "z, score");
		near(test.p_value, by_score[i].p_value, 1e-9, "p, score");
		near(test.interval.low, by_score[i].low, 1e-10, "low, score");
		near(test.interval.high, by_score[i].high, 1e-10, "high, score");
		cvm_nps_score_test(&a, &a, 0.95, &test);
		near(test.z, 0, 0, "nobody differs from himself");
		near(test.p_value, 1, 0, "and that is certain");
	}
}

static void
test_targets(void)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++)
	{
		CvNps		nps = nps_of(targets[i].counts);
		CvDifference test;

		cvm_nps_target_test(&nps, targets[i].target, 0.95, &test);
		ok(fabs(test.difference - targets[i].difference) < 1e-15, "difference from a target");
		near(test.se, targets[i].se, 1e-12, "its standard error");
		near(test.z, targets[i].z, 1e-12, "z of a target");
		near(test.p_value, targets[i].p_value, 1e-11, "p of a target");
		near(test.interval.low, targets[i].low, 1e-12, "low from a target");
		near(test.interval.high, targets[i].high, 1e-12, "high from a target");
	}
}

static void
test_shares(void)
{
	CvTrials	none = {0, 0};
	CvTrials	never = {0, 10};
	CvTrials	never_again = {0, 20};
	CvTrials	before = {390, 500};
	CvTrials	after = {420, 500};
	CvDifference test;

	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
	{
		ok(cvm_share_test(&shares[i].a, &shares[i].b, 0.95, &test), "there are trials");
		near(test.difference, shares[i].difference, 1e-12, "difference of shares");
		near(test.se, shares[i].se, 1e-12, "its pooled standard error");
		near(test.z, shares[i].z, 1e-12, "z of shares");
		near(test.p_value, shares[i].p_value, 1e-12, "p of shares");
		near(test.interval.low, shares[i].low, 1e-11, "low of shares");
		near(test.interval.high, shares[i].high, 1e-12, "high of shares");
	}
	ok(cvm_share_test(&after, &before, 0.95, &test), "420 of 500 against 390 of 500");
	near(test.difference, 0.06, 0, "differ by 0.06, without the rounding of two quotients");
	near(test.p_value, 0.015595, 5e-5, "R: prop.test(c(420, 390), c(500, 500), correct = FALSE)");
	ok(!cvm_share_test(&none, &after, 0.95, &test), "no trials have no share");
	ok(cvm_share_test(&never, &never_again, 0.95, &test), "where nothing varies");
	ok(isnan(test.z) && isnan(test.p_value), "there is no z");
	near(test.interval.low, -0.16112515805281939, 1e-12, "but limits, low");
	near(test.interval.high, 0.27753279986288925, 1e-12, "and high");
}

static void
test_means(void)
{
	CvMean		a = {3.908366533864541833, 2.061933490953463768, 0.1301480879049741089, 251};
	CvMean		b = {4.113725490196078431, 2.182339603457750747, 0.1366634071082376215, 255};
	CvMean		constant = {4, 0, 0, 12};
	CvMean		single = {5, NAN, NAN, 1};
	CvMeanDifference test;

	cvm_mean_test(&a, &b, 0.95, &test);
	near(test.difference, -0.2053589563315365987, 1e-12, "difference of means");
	near(test.se, 0.1887204589538525925, 1e-12, "its standard error");
	near(test.t, -1.088164778052773717, 1e-12, "Welch's t");
	near(test.df, 503.1593779232487356, 1e-12, "Satterthwaite's degrees of freedom");
	near(test.p_value, 0.2770433147489044604, 1e-12, "p of means");
	near(test.interval.low, -0.5761361367893550811, 1e-12, "low of means");
	near(test.interval.high, 0.1654182241262818837, 1e-12, "high of means");
	cvm_mean_test(&a, &constant, 0.95, &test);
	near(test.df, 250, 1e-12, "one that does not vary leaves the other's degrees of freedom");
	cvm_mean_test(&constant, &constant, 0.95, &test);
	ok(test.se == 0 && isnan(test.t) && isnan(test.df) && isnan(test.p_value) && isnan(test.interval.low), "where nothing varies there is no t");
	cvm_mean_test(&a, &single, 0.95, &test);
	ok(test.difference < 0 && isnan(test.se) && isnan(test.t) && isnan(test.interval.high), "one answer has no standard error");
}

int
main(void)
{
	test_adjusted_wald();
	test_wald();
	test_score();
	test_targets();
	test_shares();
	test_means();
	return done();
}
