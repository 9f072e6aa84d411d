/* Wilson's interval against values computed in high precision (mpmath) */
#include "unit.h"

#include "math/proportion.h"

static const struct
{
	double		successes;
	double		trials;
	double		low95;
	double		high95;
	double		low90;
	double		high90;
}			wilson[] =
{
	{84, 120, 0.6128485756752643, 0.7747437577572543, 0.6274010973113598, 0.7637792735897884},
	{0, 10, 0, 0.27753279986288926, 0, 0.2129419700834071},
	{10, 10, 0.7224672001371107, 1, 0.7870580299165929, 1},
	{1, 1, 0.2065493143772374, 1, 0.26986594878405407, 1},
	{412, 1000, 0.3818873112799578, 0.4427861982134999, 0.38666945771322475, 0.43780543309697306},
	{29, 50, 0.4423344176857824, 0.7062499664528802, 0.46399326170684174, 0.687793428567355},
	{40, 100, 0.3094012864324589, 0.49799741320893826, 0.32307805059096645, 0.4821904935656684},
	{17, 100, 0.10893566114059929, 0.2554800476760113, 0.11710959476807077, 0.2402766009488243},
	{1, 1e12, 1.76524554935174777e-13, 5.66493426573650997e-12, 2.23092220738150703e-13, 4.48245123334453317e-12},
};

/* Rounding takes no limit past its end, or past the other one */
static void
TestRounding(void)
{
	CvInterval	interval;
	bool		inside = true;

	for (int i = 1; i <= 20000; i++)
	{
		double		trials = i * 1.37;

		cvm_wilson(trials * (1 - 1e-15), trials, i % 2 ? 1e-300 : 0.95, &interval);
		inside = inside && interval.low <= interval.high && interval.high <= 1;
	}
	ok(inside, "limits lie in order between 0 and 1 where nearly all or nothing is left to chance");
}

int
main(void)
{
	CvInterval	interval;
	CvShareSums weighted = {3, 5, 4.5, 7};
	CvShareSums doubled = {168, 72, 336, 144};	/* 84 and 36 answers of weight 2 */
	CvShareSums all = {6, 0, 14, 0};

	for (size_t i = 0; i < sizeof(wilson) / sizeof(*wilson); i++)
	{
		ok(cvm_wilson(wilson[i].successes, wilson[i].trials, 0.95, &interval), "there are trials");
		near(interval.low, wilson[i].low95, 1e-12, "low, 95 %");
		near(interval.high, wilson[i].high95, 1e-12, "high, 95 %");
		cvm_wilson(wilson[i].successes, wilson[i].trials, 0.90, &interval);
		near(interval.low, wilson[i].low90, 1e-12, "low, 90 %");
		near(interval.high, wilson[i].high90, 1e-12, "high, 90 %");
	}
	ok(!cvm_wilson(0, 0, 0.95, &interval), "no trials, no interval");

	/* share 3/8 on 3 * 5 / (4.5 * (5/8)^2 + 7 * (3/8)^2) = 15 / 2.7421875 answers */
	ok(cvm_share_wilson(&weighted, 0.95, &interval), "weighted share");
	near(interval.low, 0.111369761237804759, 1e-12, "low on the linearised size");
	near(interval.high, 0.741767234644231267, 1e-12, "high on the linearised size");
	cvm_share_wilson(&doubled, 0.95, &interval);
	near(interval.low, 0.6128485756752643, 1e-12, "equal weights change nothing");
	cvm_share_wilson(&all, 0.95, &interval);
	near(interval.low, 0.400978282354871738, 1e-12, "low on Kish's size where all agree");
	near(interval.high, 1, 0, "high where all agree");
	TestRounding();
	return done();
}
