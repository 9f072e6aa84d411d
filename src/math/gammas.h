/* Differences of ln Gamma and of its derivatives, and the beta function: see gammas.c */
#ifndef CV_MATH_GAMMAS_H
#define CV_MATH_GAMMAS_H

/* From z to z + d: the growth of ln Gamma and of its first two derivatives */
typedef struct CvGammaStep
{
	double		log;
	double		digamma;
	double		trigamma;
} CvGammaStep;

/* z > 0, d >= 0 */
extern CvGammaStep cvm_gamma_step(double z, double d);

/* The second derivative of ln Gamma, z > 0 */
extern double cvm_trigamma(double z);

/* What ln Gamma(z) is above (z - 1/2) ln z - z + ln(2 pi) / 2, z > 0 */
extern double cvm_stirling_rest(double z);

/* ln B(a, b) */
extern double cvm_log_beta(double a, double b);

/* ln(B(a, b + d) / B(a, b)), d >= 0 */
extern double cvm_log_beta_step(double a, double b, double d);

#endif
