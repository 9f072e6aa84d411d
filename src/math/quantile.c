/*
 * quantile.c
 *		Two-sided quantiles: the z with P(|Z| < z) = confidence, and Student's t; and how likely more than z or t is.
 *
 * Method.  A confidence below one half is matched on the central probability,
 * one above it on the tail 1 - confidence, which is exact there; so neither
 * end loses digits.  Both equations are solved by Newton's method from a side
 * where it converges monotonically: the central probability is concave in z,
 * and the logarithm of the tail is concave in z (normal) or in ln t (Student).
 *
 * Accuracy: 1e-15 relative for the normal quantile at any confidence, 2e-13 for
 * Student's at confidences above 1e-150 and as long as t stays below 1e150;
 * tested against values of 60 digits.
 */
#include "math/quantile.h"

#include <float.h>
#include <math.h>

#include "math/beta.h"

#define SQRT_PI			1.7724538509055160273
#define HALF_LN_PI		0.57236494292470008707
#define MAX_STEPS		200
#define LARGE_DF		1e4

/* u with erf(u) = p, for p below one half */
static double
InverseErf(double p)
{
	double		u = p * SQRT_PI / 2;

	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		step = (p - erf(u)) * exp(u * u) * SQRT_PI / 2;

		u += step;
		if (fabs(step) <= 2 * DBL_EPSILON * u)
			break;
	}
	return u;
}

/* u with erfc(u) = q, for q up to one half */
static double
InverseErfc(double q)
{
	double		u = sqrt(-log(q));

	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		tail = erfc(u);
		double		step = log(tail / q) * tail * exp(u * u) * SQRT_PI / 2;

		u += step;
		if (fabs(step) <= 2 * DBL_EPSILON * u)
			break;
	}
	return u;
}

/* Who reads a table asks for the same one at each row: the last answer is kept.  That of 0 is 0. */
double
cvm_normal_quantile(double confidence)
{
	static double asked = 0;
	static double answer = 0;

	if (confidence != asked)
	{
		answer = sqrt(2.0) * (confidence < 0.5 ? InverseErf(confidence)
							  : InverseErfc(1 - confidence));
		asked = confidence;
	}
	return answer;
}

/* P(|Z| >= |z|), without the cancellation of 1 - (2 Phi(|z|) - 1) */
double
cvm_normal_two_sided_p(double z)
{
	return erfc(fabs(z) / sqrt(2.0));
}

/*
 * ln Gamma(a + 1/2) - ln Gamma(a): by lgamma while it is small, then by the
 * difference of the two Stirling series, for lgamma's digits cancel.
 */
static double
LnGammaHalfStep(double a)
{
	double		b = 1 / (a * a);

	if (a < 20)
		return lgamma(a + 0.5) - lgamma(a);
	return 0.5 * log(a) - (1.0 / 8 - (1.0 / 192 - (1.0 / 640 - 17.0 / 14336 * b) * b) * b) / a;
}

/* Student's t at one point: P(|T| < t), P(|T| >= t) and t times the density of |T| */
typedef struct StudentPoint
{
	double		center;
	double		tail;
	double		slope;
} StudentPoint;

static StudentPoint
StudentAt(double t, double df)
{
	StudentPoint p;
	double		a = df / 2;
	double		y2 = t / df * t;
	double		w = y2 / (1 + y2);	/* I_w(1/2, a) is the center */

	p.slope = 2 * exp(LnGammaHalfStep(a) - HALF_LN_PI + 0.5 * log(w) - a * log1p(y2));
	if (w < 1.5 / (a + 2.5))
	{
		p.center = p.slope * cvm_beta_fraction(0.5, a, w);
		p.tail = 1 - p.center;
	}
	else
	{
		p.tail = p.slope / (2 * a) * cvm_beta_fraction(a, 0.5, 1 / (1 + y2));
		p.center = 1 - p.tail;
	}
	return p;
}

/*
 * The normal deviate whose tail is that of t, for many degrees of freedom: G. Hill (1970), Communications of the
 * ACM 13:617-619.
 */
static double
NormalOfStudent(double t, double df)
{
	double		a = df - 0.5;
	double		b = 48 * a * a;
	double		w2 = a * log1p(t / df * t);

	return sqrt(w2) * (1 + ((w2 + 3) - (((4 * w2 + 33) * w2 + 240) * w2 + 855) / (10 * b)) / b);
}

/*
 * P(|T| >= |t|); NaN where t or df is, or where the fraction of a degree of freedom is so small that t^2 / df overflows.
 * 1e-12 relative as long as it is above 1e-60, tested against values of 40 digits.
 */
double
cvm_student_two_sided_p(double t, double df)
{
	double		size = fabs(t);

	if (!isfinite(size / df * size))
		return NAN;
	if (size == 0)
		return 1;
	return df >= LARGE_DF ? cvm_normal_two_sided_p(NormalOfStudent(size, df)) : StudentAt(size, df).tail;
}

/* Newton's step from t, relative to t for the central probability, in ln t for the tail */
static double
StudentStep(double t, double df, double confidence)
{
	StudentPoint p = StudentAt(t, df);

	if (confidence < 0.5)
		return (confidence - p.center) / p.slope;
	return log(p.tail / (1 - confidence)) * p.tail / p.slope;
}

/* Cornish-Fisher expansion in 1 / df (Abramowitz & Stegun 26.7.5) */
static double
StudentOfNormal(double z, double df)
{
	double		s = z * z;
	double		g1 = (s + 1) / 4;
	double		g2 = ((5 * s + 16) * s + 3) / 96;
	double		g3 = (((3 * s + 19) * s + 17) * s - 15) / 384;
	double		g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;

	return z * (1 + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df);
}

/*
 * False where the quantile overflows double precision, as it does for small
 * fractions of a degree of freedom.
 */
bool
cvm_student_quantile(double confidence, double df, double *t)
{
	double		z = cvm_normal_quantile(confidence);
	double		last = 0;

	if (df >= LARGE_DF)
	{
		*t = StudentOfNormal(z, df);
		return true;
	}
	*t = z;						/* Student's quantile is never smaller */
	for (int i = 0; i < MAX_STEPS; i++)
	{
		double		step = StudentStep(*t, df, confidence);

		*t *= confidence < 0.5 ? 1 + step : exp(step);
		if (!isfinite(*t) || !isfinite(*t / df * *t))
			return false;
		if (fabs(step) <= 4 * DBL_EPSILON || (i > 1 && step * last <= 0))
			return true;		/* a turn after the first is rounding noise */
		last = step;
	}
	return false;
}
