/*
 * chart.c
 *		The prime chart: a control chart of individual values, each of another number of observations.
 *
 * The standard deviation of one observation is that of the moves from value to value, each divided by what n observations there and n
 * here let expect (Taylor's normalized individuals chart): it contains what really changes from day to day, which the error of
 * sampling leaves out.  sqrt(pi / 2) is what the mean absolute difference of two normal numbers of variance 1/2 has to be multiplied by.
 */
#include "math/chart.h"

#include <math.h>

void
cvm_chart_add(CvChart *chart, double value, double n)
{
	if (chart->values > 0)
		chart->moves += fabs(value - chart->value) / sqrt(1 / n + 1 / chart->n);
	chart->values++;
	chart->weight += n;
	chart->weighted += n * value;
	chart->value = value;
	chart->n = n;
}

/* NaN if there are no values.  Of equal ones it is that value: rounding would put it beside them, and without moves every one would ring. */
double
cvm_chart_center(const CvChart *chart)
{
	if (chart->values > 0 && chart->moves == 0)
		return chart->value;
	return chart->weighted / chart->weight;
}

/* Of a single observation; NaN if there is one value, or none */
double
cvm_chart_sigma(const CvChart *chart)
{
	return chart->values > 1 ? sqrt(acos(-1) / 2) * chart->moves / (chart->values - 1) : NAN;
}
