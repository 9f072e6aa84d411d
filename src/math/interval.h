/* The limits of an estimate */
#ifndef CV_MATH_INTERVAL_H
#define CV_MATH_INTERVAL_H

typedef struct CvInterval
{
	double		low;
	double		high;
} CvInterval;

#endif
