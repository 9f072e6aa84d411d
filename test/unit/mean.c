/* Means and Student's interval against R's t.test and high precision (mpmath) */
#include "unit.h"

#include "math/mean.h"

int
main(void)
{
	/* answers 5,4,4,3,5,2,5,4,1,5,4,3, as points 0 to 4 */
	double		answers[] = {1, 1, 2, 4, 4};
	double		twice[] = {2, 2, 4, 8, 8};
	double		squares[] = {4, 4, 8, 16, 16};
	double		nobody[] = {0, 0, 0, 0, 0};
	double		one[] = {0, 0, 3, 0, 0};
	double		one2[] = {0, 0, 9, 0, 0};
	CvMean		mean;
	CvInterval	interval;

	ok(cvm_mean(5, answers, answers, &mean), "there are answers");
	near(mean.mean, 2.75, 0, "mean");
	near(mean.stddev, 1.2880570286640687, 1e-14, "standard deviation");
	near(mean.se, 0.37183003611539478, 1e-14, "standard error");
	near(mean.effective_n, 12, 0, "effective n");
	ok(cvm_mean_student(&mean, 0.95, &interval), "interval");
	near(1 + interval.low, 2.9316076084336777, 1e-12, "low");
	near(1 + interval.high, 4.5683923915663218, 1e-12, "high");
	cvm_mean(5, twice, squares, &mean);
	near(mean.stddev, 1.2880570286640687, 1e-14, "equal weights leave the deviation");
	near(mean.se, 0.37183003611539478, 1e-14, "and the standard error");
	ok(!cvm_mean(5, nobody, nobody, &mean), "nobody has no mean");
	ok(cvm_mean(5, one, one2, &mean), "one answer has a mean");
	ok(!cvm_mean_student(&mean, 0.95, &interval), "but no interval");
	for (int i = 1; i <= 60; i++)
	{
		one[2] = i / 10.0;
		one2[2] = one[2] * one[2];
		cvm_mean(5, one, one2, &mean);
		ok(mean.effective_n == 1 && !cvm_mean_student(&mean, 0.95, &interval), "one answer is one, whatever its weight");
	}
	for (int i = 1; i <= 60; i++)
	{
		double		top[5] = {0, 0, 0, i / 1000.0, 0};

		cvm_mean(5, top, top, &mean);
		near(mean.mean, 3, 0, "answers of one score have it as their mean, whatever their weight");
	}
	return done();
}
