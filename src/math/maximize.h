/* Maximum likelihood: see maximize.c */
#ifndef CV_MATH_MAXIMIZE_H
#define CV_MATH_MAXIMIZE_H

#include "math/likelihood.h"

#define CVM_LEAST		1e-12	/* parameters lie between these */
#define CVM_MOST		1e12
#define CVM_FEW_ROWS	300
#define CVM_PART_ROWS	20000

/* Where larger samples are thinned; the caller gives it, and what is in it does not matter */
typedef struct CvmWorkspace
{
	double		few[CVM_FEW_ROWS * CV_MAX_WIDTH];
	double		part[CVM_PART_ROWS * CV_MAX_WIDTH];
} CvmWorkspace;

typedef enum CvFitStatus
{
	CV_CONVERGED,
	CV_AT_LIMIT,				/* nothing is to be gained, but there is no maximum: the likelihood
								 * rises towards a limit, or is flat */
	CV_NOT_CONVERGED			/* the search ran out of steps */
} CvFitStatus;

typedef struct CvFit
{
	double		p[CV_MAX_PARAMS];
	double		covariance[CV_PAIRS(CV_MAX_PARAMS)];	/* lower triangle by rows, if converged */
	double		log_likelihood;
	int			iterations;		/* evaluations of likelihood and derivatives, on all rows or a part */
} CvFit;

/* Fit a model to a sample.  All of *fit is filled in whatever is returned; the covariance is 0 unless the search has converged. */
extern CvFitStatus cvm_maximize(const CvLikelihood *likelihood, const CvSample *sample, CvmWorkspace *workspace, CvFit *fit);

/*
 * True if the fit, which is no maximum, is on the way to a limit: where each parameter goes to 0 or infinity, as towards is -1 or 1, and
 * stays where it is 0.
 */
extern bool cvm_rises_towards(const CvLikelihood *likelihood, const CvSample *sample, const CvFit *fit, const int *towards);

#endif
