#ifndef CV_MATH_MAXIMIZE_H
#define CV_MATH_MAXIMIZE_H

#include "math/likelihood.h"

typedef enum CvFitStatus
{
	CV_CONVERGED,
	CV_AT_LIMIT,				/* the likelihood rises towards 0 or infinity in some parameters */
	CV_STOPPED,					/* the sample's stop said so */
	CV_FAILED					/* out of memory */
} CvFitStatus;

typedef struct CvFit
{
	double		p[CV_MAX_PARAMS];
	double		covariance[CV_PAIRS(CV_MAX_PARAMS)];	/* lower triangle by rows, if converged */
	int			towards[CV_MAX_PARAMS]; /* 1 or -1 where a parameter runs to infinity or 0 */
	double		log_likelihood;
	int			iterations;		/* evaluations of likelihood and gradient, on all rows or a part */
} CvFit;

/* Starts are points; center is a typical size of each parameter, from which it can go a million times up or down. */
extern CvFitStatus cv_maximize(const CvLikelihood *likelihood, const CvSample *sample,
							   int starts, const double (*start)[CV_MAX_PARAMS],
							   const double *center, CvFit *fit);

#endif
