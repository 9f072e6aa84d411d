/* What the models of customer value have in common: rows, likelihoods, readings */
#ifndef CV_MATH_LIKELIHOOD_H
#define CV_MATH_LIKELIHOOD_H

#include <stdbool.h>
#include <stdint.h>

#define CV_MAX_PARAMS	4
#define CV_MAX_STATE	12
#define CV_MAX_WIDTH	4
#define CV_TIMED_WIDTH	4		/* x, t_x, T, customers */
#define CV_SPEND_WIDTH	3		/* x, m, customers */
#define CVM_POLL_ROWS	64		/* half a millisecond of Pareto/NBD */
#define CV_PAIRS(n)		((n) * ((n) + 1) / 2)

/*
 * Rows of width doubles, sorted, all different but for the last one, the number of customers;
 * the first one is x.  poll is called every few rows and may leave by longjmp: the mathematics holds
 * nothing that would have to be given back.
 */
typedef struct CvSample
{
	const double *rows;
	int64_t		n;
	void		(*poll) (void *arg);	/* may be NULL */
	void	   *poll_arg;
} CvSample;

/* A logarithm of likelihood and its derivatives by the parameters */
typedef struct CvTerm
{
	double		value;
	double		slopes[CV_MAX_PARAMS];
	double		second[CV_PAIRS(CV_MAX_PARAMS)];	/* lower triangle by rows */
} CvTerm;

struct CvmStarts;

/* A likelihood in two steps: what x alone decides is computed once for the rows that share it */
typedef struct CvLikelihood
{
	int			params;
	int			width;
	void		(*prepare) (const double *p, double x, double *state);
	void		(*row) (const double *p, const double *state, const double *row, CvTerm *term);
	void		(*starts) (const CvSample *sample, struct CvmStarts *starts);
} CvLikelihood;

/* How many customers the rows stand for */
extern double cvm_sample_customers(const CvLikelihood *likelihood, const CvSample *sample);

/* The sum over all rows and their customers, into *sum, which is emptied before */
extern void cvm_log_likelihood(const CvLikelihood *likelihood, const CvSample *sample, const double *p, CvTerm *sum);

/* In every loop over rows, the i-th of which is next */
static inline void
cvm_poll(const CvSample *sample, int64_t i)
{
	if (i % CVM_POLL_ROWS == 0 && sample->poll)
		sample->poll(sample->poll_arg);
}

/* ln(1 + e^d), without overflow */
extern double cvm_softplus(double d);

/* Lower triangle of scale times the products of slopes */
static inline void
cvm_outer_product(const double *slopes, double scale, double *products)
{
	for (int i = 0; i < CV_MAX_PARAMS; i++)
		for (int j = 0; j <= i; j++)
			products[CV_PAIRS(i) + j] = scale * slopes[i] * slopes[j];
}

/* Variance of what changes by slopes with the parameters (delta method); covariance is a lower triangle by rows */
extern double cvm_delta_variance(const double *slopes, const double *covariance, int params);

#endif
