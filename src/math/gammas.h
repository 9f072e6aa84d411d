#ifndef CV_MATH_GAMMAS_H
#define CV_MATH_GAMMAS_H

/* From z to z + d: the growth of ln Gamma and of its first two derivatives */
typedef struct CvGammaStep
{
	double		log;
	double		digamma;
	double		trigamma;
} CvGammaStep;

extern CvGammaStep cvm_gamma_step(double z, double d);
extern double cvm_trigamma(double z);
extern double cvm_stirling_rest(double z);
extern double cvm_log_beta(double a, double b);
extern double cvm_log_beta_step(double a, double b, double d);

#endif
