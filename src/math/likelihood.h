/* What the models of customer value have in common: rows, likelihoods, readings */
#ifndef CV_MATH_LIKELIHOOD_H
#define CV_MATH_LIKELIHOOD_H

#include <stdbool.h>
#include <stdint.h>

#define CV_MAX_PARAMS	4
#define CV_MAX_STATE	12
#define CV_TIMED_WIDTH	4		/* x, t_x, T, customers */
#define CV_SPEND_WIDTH	3		/* x, m, customers */
#define CV_PAIRS(n)		((n) * ((n) + 1) / 2)

/*
 * Rows of width doubles, sorted, all different but for the last one, the number of customers;
 * the first one is x.  stop is asked every so many rows.
 */
typedef struct CvSample
{
	const double *rows;
	int64_t		n;
	int64_t		step;			/* every so many rows are taken */
	bool		(*stop) (void *arg);	/* may be NULL */
	void	   *stop_arg;
	bool		stopped;		/* it said so: the sums are unfinished */
} CvSample;

/* A row's logarithm of likelihood and its slopes by the parameters */
typedef struct CvTerm
{
	double		value;
	double		slopes[CV_MAX_PARAMS];
} CvTerm;

/* A likelihood in two steps: what x alone decides is computed once for the rows that share it */
typedef struct CvLikelihood
{
	int			params;
	int			width;
	void		(*prepare) (const double *p, double x, double *state);
	void		(*row) (const double *p, const double *state, const double *row, CvTerm *term);
	/* A row's second derivatives, lower triangle by rows; NULL where differences of slopes serve */
	void		(*curve) (const double *p, const double *state, const double *row, double *second);
} CvLikelihood;

extern double cv_sample_customers(const CvLikelihood *likelihood, const CvSample *sample);
extern double cv_log_likelihood(const CvLikelihood *likelihood, CvSample *sample,
								const double *p, double *slopes, double *second);

/* ln(1 + e^d), without overflow */
extern double cv_softplus(double d);

#endif
