/* How much of an outcome's variance each driver explains, and how surely: see importance.c */
#ifndef CV_MATH_IMPORTANCE_H
#define CV_MATH_IMPORTANCE_H

#include "math/regression.h"

typedef struct CvImportance
{
	double		value;
	CvInterval	interval;
} CvImportance;

/* Each fills rows and columns 0 to k of g with the derivative of the driver's importance by the covariances. */
extern void cvm_first_slopes(const CvRegression *x, int driver, CvmMatrix g);
extern void cvm_last_slopes(const CvRegression *x, int driver, CvmMatrix g);
extern void cvm_pratt_slopes(const CvRegression *x, int driver, CvmMatrix g);

/* The standard error of the importance with these derivatives; and value and limits, which are NaN where weights leave too little */
extern double cvm_importance_se(const CvRegression *x, CvmMatrix g);
extern void cvm_importance(const CvRegression *x, CvmMatrix g, double confidence, CvImportance *importance);

#endif
