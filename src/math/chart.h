/* A control chart of individual values, each of another number of observations: see chart.c */
#ifndef CV_MATH_CHART_H
#define CV_MATH_CHART_H

#include <stdint.h>

/* A baseline of values in order, each of n observations; begins as zeros */
typedef struct CvChart
{
	int64_t		values;
	double		weight;			/* sum of n */
	double		weighted;		/* sum of n times value */
	double		moves;			/* from value to value, in units of their own standard error */
	double		value;			/* the last one */
	double		n;
} CvChart;

extern void cvm_chart_add(CvChart *chart, double value, double n);

/* The mean of all observations; NaN of no values */
extern double cvm_chart_center(const CvChart *chart);

/* The standard deviation of a single observation; NaN of one value, or none */
extern double cvm_chart_sigma(const CvChart *chart);

#endif
