/* The log-rank test of several groups, weighted or not: see logrank.c */
#ifndef CV_MATH_LOGRANK_H
#define CV_MATH_LOGRANK_H

#include <stdbool.h>

/* Groups that are compared, and arrays of the caller's for what is known of them; all sums, of strata, too */
typedef struct CvLogrank
{
	int			groups;
	double		rho;
	double		gamma;
	double	   *observed;		/* of each group, weighted: who churned, */
	double	   *expected;		/* who would have, if all groups were alike, */
	double	   *covariance;		/* and the difference's, groups x groups */
} CvLogrank;

extern double cvm_logrank_weight(const CvLogrank *test, double survival);

/* Add a duration at which somebody churns, by arrays of a number for each group */
extern void cvm_logrank_step(CvLogrank *test, double weight, const double *at_risk, const double *churned);

/* The degrees of freedom of *chi_square; scratch is the caller's, with room for groups times groups + 1 numbers, and what is in it is lost. */
extern int	cvm_logrank_chi_square(const CvLogrank *test, double *scratch, double *chi_square);

#endif
