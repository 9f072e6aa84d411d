/*
 * NPS against values computed in high precision (mpmath, and the R package NPS
 * by the author of Rocks 2016); limits there are not clipped to -1..1.
 */
#include "unit.h"

#include "math/nps.h"

static const struct
{
	double		detractors;
	double		passives;
	double		promoters;
	double		score;
	double		variance;
	double		se;
}			samples[] =
{
	{1, 2, 3, 0.3333333333333333, 0.5555555555555556, 0.3042903097250923},
	{7, 2, 2, -0.45454545454545453, 0.6115702479338843, 0.23579078706920836},
	{75, 675, 250, 0.175, 0.294375, 0.01715735993677349},
	{54, 108, 162, 0.3333333333333333, 0.5555555555555556, 0.041408666249996104},
	{3, 5, 12, 0.45, 0.5475, 0.16545392107774298},
	{0, 0, 10, 1.0, 0.0, 0.0},
	{10, 0, 0, -1.0, 0.0, 0.0},
	{0, 10, 0, 0.0, 0.0, 0.0},
	{0, 0, 1, 1.0, 0.0, 0.0},
	{5, 0, 5, 0.0, 1.0, 0.31622776601683794},
	{0, 3, 7, 0.7, 0.21, 0.14491376746189438},
	{17, 23, 60, 0.43, 0.5851, 0.07649182962905254},
	{30, 25, 45, 0.15, 0.7275, 0.0852936105461599},
	{412, 1033, 2117, 0.47866367209432903, 0.4808754741940396, 0.01161901617313473},
	{120000, 250000, 630000, 0.51, 0.4899, 0.0006999285677838846},
};

static const struct
{
	int			sample;
	double		confidence;
	CvNpsInterval method;
	double		low;
	double		high;
}			limits[] =
{
	{0, 0.95, cvm_nps_wald, -0.2630647145723858, 0.9297313812390524},
	{0, 0.95, cvm_nps_adjusted_wald, -0.26743258794104546, 0.7118770323854899},
	{0, 0.95, cvm_nps_score, -0.31107378462422447, 0.7539566635638697},
	{0, 0.90, cvm_nps_wald, -0.1671796862641717, 0.8338463529308384},
	{0, 0.90, cvm_nps_adjusted_wald, -0.18870904835430918, 0.6331534927987537},
	{0, 0.90, cvm_nps_score, -0.21636069810655364, 0.7103377623347613},
	{0, 0.99, cvm_nps_wald, -0.4504665632425304, 1.1171332299091972},
	{0, 0.99, cvm_nps_adjusted_wald, -0.42129328040483305, 0.8657377248492775},
	{0, 0.99, cvm_nps_score, -0.46702909464186, 0.8188380040451351},
	{1, 0.95, cvm_nps_wald, -0.9166869050874557, 0.00759599599654656},
	{1, 0.95, cvm_nps_adjusted_wald, -0.7704148294292784, 0.056129115143564084},
	{1, 0.95, cvm_nps_score, -0.7769425603295537, 0.08082994171042754},
	{1, 0.90, cvm_nps_wald, -0.8423867858579843, -0.06670412323292477},
	{1, 0.90, cvm_nps_adjusted_wald, -0.7039716294543192, -0.010314084831395053},
	{1, 0.90, cvm_nps_score, -0.7425804225310215, -0.006127425326339751},
	{1, 0.99, cvm_nps_wald, -1.0619022733851806, 0.15281136429427156},
	{1, 0.99, cvm_nps_adjusted_wald, -0.9002742947343617, 0.18598858044864738},
	{1, 0.99, cvm_nps_score, -0.8298223563586318, 0.23710848866297565},
	{2, 0.95, cvm_nps_wald, 0.14137219245413354, 0.20862780754586646},
	{2, 0.95, cvm_nps_adjusted_wald, 0.140858830610971, 0.20809430996729422},
	{2, 0.95, cvm_nps_score, 0.1413984377776626, 0.2087810768177916},
	{2, 0.90, cvm_nps_wald, 0.14677865427908623, 0.20322134572091377},
	{2, 0.90, cvm_nps_adjusted_wald, 0.1462636737891436, 0.2026894667891216},
	{2, 0.90, cvm_nps_score, 0.14680609456747848, 0.2033239457535669},
	{2, 0.99, cvm_nps_wald, 0.13080556950332292, 0.21919443049667706},
	{2, 0.99, cvm_nps_adjusted_wald, 0.13029537121347293, 0.21865776936479228},
	{2, 0.99, cvm_nps_score, 0.13080605485532315, 0.21948247213179867},
	{3, 0.95, cvm_nps_wald, 0.2521738388355017, 0.414492827831165},
	{3, 0.95, cvm_nps_adjusted_wald, 0.2494525141303357, 0.4110979445852606},
	{3, 0.95, cvm_nps_score, 0.24954022486100805, 0.41161118317887274},
	{3, 0.90, cvm_nps_wald, 0.2652221384648042, 0.40144452820186244},
	{3, 0.90, cvm_nps_adjusted_wald, 0.26244666856250626, 0.39810379015309005},
	{3, 0.90, cvm_nps_score, 0.2633510326180606, 0.3994274454003013},
	{3, 0.99, cvm_nps_wald, 0.226671677385717, 0.43999498928094966},
	{3, 0.99, cvm_nps_adjusted_wald, 0.22405617639691391, 0.4364942823186824},
	{3, 0.99, cvm_nps_score, 0.22220499131310414, 0.4349594725778277},
	{4, 0.95, cvm_nps_wald, 0.1257162735866912, 0.7742837264133088},
	{4, 0.95, cvm_nps_adjusted_wald, 0.08431132531755524, 0.6982973703346187},
	{4, 0.95, cvm_nps_score, 0.07437542887934667, 0.7052714597126064},
	{4, 0.90, cvm_nps_wald, 0.17785251782193176, 0.7221474821780682},
	{4, 0.90, cvm_nps_adjusted_wald, 0.13366768179293412, 0.6489410138592397},
	{4, 0.90, cvm_nps_score, 0.13909490340732625, 0.6734038190790648},
	{4, 0.99, cvm_nps_wald, 0.02381894170088253, 0.8761810582991175},
	{4, 0.99, cvm_nps_adjusted_wald, -0.012152873633057202, 0.7947615692852311},
	{4, 0.99, cvm_nps_score, -0.0506502653031265, 0.7585292401917719},
	{5, 0.95, cvm_nps_wald, 1.0, 1.0},
	{5, 0.95, cvm_nps_adjusted_wald, 0.47503551544790207, 1.0634260230136363},
	{5, 0.95, cvm_nps_score, 0.4449344002742215, 1.0},
	{5, 0.90, cvm_nps_wald, 1.0, 1.0},
	{5, 0.90, cvm_nps_adjusted_wald, 0.5223343292789826, 1.016127209182556},
	{5, 0.90, cvm_nps_score, 0.5741160598331858, 1.0},
	{5, 0.99, cvm_nps_wald, 1.0, 1.0},
	{5, 0.99, cvm_nps_adjusted_wald, 0.382592666879747, 1.1558688715817915},
	{5, 0.99, cvm_nps_score, 0.2022918133901837, 1.0},
	{6, 0.95, cvm_nps_wald, -1.0, -1.0},
	{6, 0.95, cvm_nps_adjusted_wald, -1.0634260230136363, -0.47503551544790207},
	{6, 0.95, cvm_nps_score, -1.0, -0.4449344002742215},
	{6, 0.90, cvm_nps_wald, -1.0, -1.0},
	{6, 0.90, cvm_nps_adjusted_wald, -1.016127209182556, -0.5223343292789826},
	{6, 0.90, cvm_nps_score, -1.0, -0.5741160598331858},
	{6, 0.99, cvm_nps_wald, -1.0, -1.0},
	{6, 0.99, cvm_nps_adjusted_wald, -1.1558688715817915, -0.382592666879747},
	{6, 0.99, cvm_nps_score, -1.0, -0.2022918133901837},
	{7, 0.95, cvm_nps_wald, 0.0, 0.0},
	{7, 0.95, cvm_nps_adjusted_wald, -0.18465044909058886, 0.18465044909058886},
	{7, 0.95, cvm_nps_score, -0.27753279986288926, 0.27753279986288926},
	{7, 0.90, cvm_nps_wald, 0.0, 0.0},
	{7, 0.90, cvm_nps_adjusted_wald, -0.15496354183066693, 0.15496354183066693},
	{7, 0.90, cvm_nps_score, -0.2129419700834071, 0.2129419700834071},
	{7, 0.99, cvm_nps_wald, 0.0, 0.0},
	{7, 0.99, cvm_nps_adjusted_wald, -0.2426718253155142, 0.2426718253155142},
	{7, 0.99, cvm_nps_score, -0.3988540933049081, 0.3988540933049081},
	{8, 0.95, cvm_nps_wald, 1.0, 1.0},
	{8, 0.95, cvm_nps_adjusted_wald, -0.4849864942025203, 0.9849864942025204},
	{8, 0.95, cvm_nps_score, -0.5869013712455252, 1.0},
	{8, 0.90, cvm_nps_wald, 1.0, 1.0},
	{8, 0.90, cvm_nps_adjusted_wald, -0.36682011010680227, 0.8668201101068023},
	{8, 0.90, cvm_nps_score, -0.4602681024318918, 1.0},
	{8, 0.99, cvm_nps_wald, 1.0, 1.0},
	{8, 0.99, cvm_nps_adjusted_wald, -0.7159359888308378, 1.2159359888308379},
	{8, 0.99, cvm_nps_score, -0.7380449134396283, 1.0},
	{9, 0.95, cvm_nps_wald, -0.6197950323045617, 0.6197950323045617},
	{9, 0.95, cvm_nps_adjusted_wald, -0.5112739422381415, 0.5112739422381415},
	{9, 0.95, cvm_nps_score, -0.526813818974872, 0.526813818974872},
	{9, 0.90, cvm_nps_wald, -0.5201483878755575, 0.5201483878755575},
	{9, 0.90, cvm_nps_adjusted_wald, -0.42907461815097375, 0.42907461815097375},
	{9, 0.90, cvm_nps_score, -0.46145635772346566, 0.46145635772346566},
	{9, 0.99, cvm_nps_wald, -0.8145487463019764, 0.8145487463019764},
	{9, 0.99, cvm_nps_adjusted_wald, -0.6719278583412457, 0.6719278583412457},
	{9, 0.99, cvm_nps_score, -0.6315489635055291, 0.6315489635055291},
	{10, 0.95, cvm_nps_wald, 0.41597423491067465, 0.9840257650893254},
	{10, 0.95, cvm_nps_adjusted_wald, 0.2105394883521117, 0.8663835885709652},
	{10, 0.95, cvm_nps_score, 0.22819424023308826, 0.8922087325936989},
	{10, 0.90, cvm_nps_wald, 0.4616380639951007, 0.9383619360048993},
	{10, 0.90, cvm_nps_adjusted_wald, 0.2632606787853181, 0.8136623981377588},
	{10, 0.90, cvm_nps_score, 0.33799865085820796, 0.8731234160968021},
	{10, 0.99, cvm_nps_wald, 0.3267268712839812, 1.0732731287160189},
	{10, 0.99, cvm_nps_adjusted_wald, 0.10749891230394003, 0.9694241646191369},
	{10, 0.99, cvm_nps_score, 0.02194804138165615, 0.9204336834769342},
	{11, 0.95, cvm_nps_wald, 0.2800787688154832, 0.5799212311845168},
	{11, 0.95, cvm_nps_adjusted_wald, 0.2694072143503296, 0.56554424196035},
	{11, 0.95, cvm_nps_score, 0.2680789536666695, 0.5659835727884068},
	{11, 0.90, cvm_nps_wald, 0.3041821366024988, 0.5558178633975012},
	{11, 0.90, cvm_nps_adjusted_wald, 0.29321271419662187, 0.5417387421140578},
	{11, 0.90, cvm_nps_score, 0.2955536110669172, 0.5460525130543918},
	{11, 0.99, cvm_nps_wald, 0.23297010375941643, 0.6270298962405836},
	{11, 0.99, cvm_nps_adjusted_wald, 0.2228807152875991, 0.6120707410230806},
	{11, 0.99, cvm_nps_score, 0.2131862399104001, 0.6027723598810099},
	{12, 0.95, cvm_nps_wald, -0.017172404781859156, 0.31717240478185915},
	{12, 0.95, cvm_nps_adjusted_wald, -0.018409274643101704, 0.3096714105654318},
	{12, 0.95, cvm_nps_score, -0.019819656358972766, 0.3105330661065412},
	{12, 0.90, cvm_nps_wald, 0.009704495337362498, 0.2902955046626375},
	{12, 0.90, cvm_nps_adjusted_wald, 0.007964072737112648, 0.28329806318521744},
	{12, 0.90, cvm_nps_score, 0.007591265365553493, 0.28581521854203906},
	{12, 0.99, cvm_nps_wald, -0.06970178145028624, 0.36970178145028626},
	{12, 0.99, cvm_nps_adjusted_wald, -0.06995448604758842, 0.3612166219699185},
	{12, 0.99, cvm_nps_score, -0.07307017685883428, 0.35734371260217657},
	{13, 0.95, cvm_nps_wald, 0.4558908188591966, 0.5014365253294615},
	{13, 0.95, cvm_nps_adjusted_wald, 0.45549266019245005, 0.5010290789379848},
	{13, 0.95, cvm_nps_score, 0.45553095506526126, 0.5010754123353983},
	{13, 0.90, cvm_nps_wald, 0.4595520912003406, 0.4977752529883175},
	{13, 0.90, cvm_nps_adjusted_wald, 0.4591531859233798, 0.49736855320705503},
	{13, 0.90, cvm_nps_score, 0.4592985525914459, 0.49752097789195227},
	{13, 0.99, cvm_nps_wald, 0.44873506975716, 0.5085922744314981},
	{13, 0.99, cvm_nps_adjusted_wald, 0.44833837029772516, 0.5081833688327096},
	{13, 0.99, cvm_nps_score, 0.4481139555578102, 0.5079683069464107},
	{14, 0.95, cvm_nps_wald, 0.5086281652153929, 0.5113718347846071},
	{14, 0.95, cvm_nps_adjusted_wald, 0.5086266361428043, 0.5113703038663756},
	{14, 0.95, cvm_nps_score, 0.5086267061215838, 0.5113703753616208},
	{14, 0.90, cvm_nps_wald, 0.5088487199566737, 0.5111512800433262},
	{14, 0.90, cvm_nps_adjusted_wald, 0.5088471907357198, 0.5111497492734601},
	{14, 0.90, cvm_nps_score, 0.508847692296338, 0.511150252188426},
	{14, 0.99, cvm_nps_wald, 0.5081971034847113, 0.5118028965152888},
	{14, 0.99, cvm_nps_adjusted_wald, 0.5081955747020942, 0.5118013653070858},
	{14, 0.99, cvm_nps_score, 0.5081945834566647, 0.5118003757400261},
};

static CvNps
unweighted(double detractors, double passives, double promoters)
{
	CvNpsSums	sums = {detractors, passives, promoters, detractors, passives, promoters};
	CvNps		nps;

	ok(cvm_nps(&sums, &nps), "there are answers");
	return nps;
}

static void
test_samples(void)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
	{
		CvNps		nps = unweighted(samples[i].detractors, samples[i].passives, samples[i].promoters);

		near(nps.score, samples[i].score, 1e-15, "score");
		near(nps.points, 100 * samples[i].score, 1e-15, "points");
		near(nps.variance, samples[i].variance, 1e-14, "variance");
		near(nps.se, samples[i].se, 1e-14, "standard error");
	}
}

static void
test_limits(void)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
	{
		int			s = limits[i].sample;
		CvNps		nps = unweighted(samples[s].detractors, samples[s].passives, samples[s].promoters);
		CvInterval	interval;

		limits[i].method(&nps, limits[i].confidence, &interval);
		if (limits[i].method == cvm_nps_score)
		{
			ok(fabs(interval.low - limits[i].low) < 1e-9, "low by score");
			ok(fabs(interval.high - limits[i].high) < 1e-9, "high by score");
		}
		else
		{
			near(interval.low, fmax(limits[i].low, -1), 1e-12, "low");
			near(interval.high, fmin(limits[i].high, 1), 1e-12, "high");
		}
	}
}

/* Scores 10,9,9,8,7,7,6,3,0,10,9,5, weights 1.2,.8,1.5,1,1,.6,2.1,1.3,.4,.9,1.1,1.1 */
static void
test_weighted(void)
{
	CvNpsSums	sums = {4.9, 2.6, 5.5, 7.47, 2.36, 6.35};
	CvNpsSums	doubled = {20, 40, 60, 40, 80, 120};	/* 60 answers of weight 2 */
	CvNps		nps;
	CvInterval	interval;

	ok(cvm_nps(&sums, &nps), "weighted answers");
	near(nps.score, 0.04615384615384613, 1e-14, "weighted score");
	near(nps.se, 0.28738620992365627, 1e-13, "linearised standard error");
	near(nps.kish_n, 10.444993819530282, 1e-13, "Kish's effective n");
	near(nps.n, 9.660513003476906, 1e-13, "linearised effective n");
	cvm_nps_adjusted_wald(&nps, 0.95, &interval);
	near(interval.low, -0.4346664078328322, 1e-12, "weighted low");
	near(interval.high, 0.5051011257320603, 1e-12, "weighted high");
	ok(cvm_nps(&doubled, &nps), "equal weights");
	near(nps.n, 60, 1e-14, "equal weights leave the size as it is");
	near(nps.kish_n, 60, 1e-14, "and Kish's, too");
}

static void
test_edges(void)
{
	CvNpsSums	none = {0, 0, 0, 0, 0, 0};
	CvNpsSums	alike = {0, 0, 6, 0, 0, 14};	/* promoters of weights 1, 2, 3 */
	CvNpsSums	balanced = {4.8, 0, 2.4, 5.76, 0, 1.44};	/* four of 1.2, four of 0.6 */
	CvNps		nps;

	ok(!cvm_nps(&none, &nps), "no answers have no score");
	ok(cvm_nps(&alike, &nps), "all alike");
	near(nps.n, 36.0 / 14, 1e-14, "where nobody differs, the size is Kish's");
	ok(cvm_nps(&balanced, &nps), "weights whose sum is that of their squares");
	near(nps.n, 7.2, 1e-13, "are not all 1: the size is Kish's, 7.2^2 / 7.2, not nps.variance / se^2, 9");
	nps = unweighted(1, 0, 1e15);
	near(nps.variance, 4e-15, 1e-12, "the variance does not cancel");
	near(cvm_nps_sample_size(0.05, 0.95, 1), 1534, 0, "sample size for 5 points");
	near(cvm_nps_sample_size(1, 0.5, 1), 1, 0, "at least one answer");
	ok(isinf(cvm_nps_sample_size(1e-200, 0.95, 1)), "a sample size that overflows is infinite");
	near(cvm_finite_sample_size(384, 200), 132, 0, "of 200 people, 132 in the place of 384: ceil(384 * 200 / 583)");
	near(cvm_finite_sample_size(384, 1e15), 384, 0, "of very many, as many as ever");
	near(cvm_finite_sample_size(1, 1), 1, 0, "of one person, that one");
	near(cvm_finite_sample_size(INFINITY, 1000), 1000, 0, "never more than there are");
	near(cvm_finite_sample_size(384, 0), 0, 0, "nobody of nobody");
}

int
main(void)
{
	test_samples();
	test_limits();
	test_weighted();
	test_edges();
	return done();
}
