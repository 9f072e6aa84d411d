/*
 * quadrature.c
 *		Integrals of positive functions, from where they are large outward.
 *
 * Method.  Gauss and Legendre's rule of 12 nodes on panels that begin with the width of the function and double with the
 * distance from where it is largest, as exponential tails let them.  The nodes give the last coefficients of the function's
 * expansion in Legendre polynomials, too, and how fast they fall, which tells those that the rule leaves out, of degree 24 and more (as
 * W. Gentleman judged Clenshaw and Curtis's rule, 1972).  A panel for which they are too large is halved, and each half in
 * turn, so that a wrong guess of the width costs time and not digits.
 * Accuracy: 1e-11 relative, tested.  No more than MAX_PANELS panels are begun or halved; cvm_end_integral() tells if that was too few.
 */
#include "math/quadrature.h"

#include <math.h>

#define MAX_PANELS		400
#define TOLERANCE		1e-12
#define NEGLIGIBLE		1e-17	/* of the sum */
#define NOTHING			1e-290	/* where numbers begin to lose digits */

const CvGaussPair cvm_gauss[CV_GAUSS_PAIRS] = {
	{0.12523340851146891547, 0.249147045813402785},
	{0.36783149899818019375, 0.23349253653835480876},
	{0.5873179542866174473, 0.20316742672306592175},
	{0.76990267419430468704, 0.16007832854334622633},
	{0.90411725637047485668, 0.10693932599531843096},
	{0.98156063424671925069, 0.047175336386511827195},
};

/* The weights times (k + 1/2) P_k at the nodes, for the coefficients of the degrees k = 8 to 11 */
static const double coefficients[][CV_GAUSS_PAIRS] = {
	{0.27956823181140961, -0.56147765613684104, 0.31077371333751834, 0.1672147315737282, -0.37102722631767106, 0.17494820573185595},
	{0.57170028288779798, -0.25450704304092286, -0.16934195955358998, 0.42956593949985867, -0.38941442087460298, 0.14551280132821746},
	{-0.16046254536054039, 0.42763805622508024, -0.55436814985044606, 0.50861689081657066, -0.32686525022230041, 0.10544099839163595},
	{-0.67116123783272482, 0.60897690166332892, -0.49442267934928262, 0.34604162358432194, -0.18937270565563257, 0.056268555635291563}
};

CvmIntegral
cvm_begin_integral(CvmIntegrand values, const void *arg)
{
	CvmIntegral integral = {values, arg, 0, MAX_PANELS};

	return integral;
}

/* The function's values at the nodes of a panel, which may lie on either side of from: those of a pair are 0..5 and 6..11 */
static void
PanelValues(const CvmIntegral *integral, double from, double width, double *values)
{
	double		middle = from + width / 2;
	double		x[CVM_NODES];

	for (int i = 0; i < CV_GAUSS_PAIRS; i++)
	{
		x[i] = middle - cvm_gauss[i].node * width / 2;
		x[CV_GAUSS_PAIRS + i] = middle + cvm_gauss[i].node * width / 2;
	}
	integral->values(x, values, integral->arg);
}

/* The larger one of two neighbouring coefficients, of an even degree and the next, by sums and differences of pairs */
static double
Coefficient(const double (*degrees)[CV_GAUSS_PAIRS], const double *sums, const double *differences)
{
	double		even = 0;
	double		odd = 0;

	for (int i = 0; i < CV_GAUSS_PAIRS; i++)
	{
		even += degrees[0][i] * sums[i];
		odd += degrees[1][i] * differences[i];
	}
	return fmax(fabs(even), fabs(odd));
}

/*
 * The mean over a panel by the rule, and its error: of coefficients that fall by the same factor every two degrees, as before the last
 * two, what is left after four more steps, not the six that it takes to degree 24
 */
static double
PanelMean(const double *values, double *error)
{
	double		sums[CV_GAUSS_PAIRS];
	double		differences[CV_GAUSS_PAIRS];
	double		mean = 0;
	double		last;
	double		before;

	for (int i = 0; i < CV_GAUSS_PAIRS; i++)
	{
		sums[i] = values[CV_GAUSS_PAIRS + i] + values[i];
		differences[i] = values[CV_GAUSS_PAIRS + i] - values[i];
		mean += cvm_gauss[i].weight / 2 * sums[i];
	}
	before = Coefficient(coefficients, sums, differences);
	last = Coefficient(coefficients + 2, sums, differences);
	*error = last < before ? last * (last / before) * (last / before) * (last / before) * (last / before) : last;
	return mean;
}

/* Adds a panel's integral, and returns it.  The recursion ends with the panels that are left. */
static double
AddPanel(CvmIntegral *integral, double from, double width)
{
	double		values[CVM_NODES];
	double		error;
	double		sum;

	PanelValues(integral, from, width, values);
	sum = fabs(width) * PanelMean(values, &error);
	if (fabs(width) * error <= TOLERANCE * (integral->sum + sum) + NOTHING || --integral->panels < 0)
	{
		integral->sum += sum;
		return sum;
	}
	sum = AddPanel(integral, from, width / 2);
	return sum + AddPanel(integral, from + width / 2, width / 2);
}

/*
 * Adds what lies between from, where the function is largest or steepest, and to, which may lie on either side and be
 * infinite; the first panel has the given width.  Where it is infinite, this ends where the function has died away and falls.
 */
void
cvm_integrate(CvmIntegral *integral, double from, double to, double width)
{
	double		direction = to < from ? -1 : 1;
	double		left = fabs(to - from);
	double		last = 0;

	while (left > 0 && --integral->panels >= 0)
	{
		double		panel = direction * (left > 2 * width ? width : left > width ? left / 2 : left);
		double		sum = AddPanel(integral, from, panel);

		if (isinf(to) && sum <= fmin(last, NEGLIGIBLE * integral->sum))
			break;
		last = sum;
		from += panel;
		left -= fabs(panel);
		width *= 2;
	}
}

/*
 * Adds what lies between 0 and end, of a function whose logarithm changes by slope, per unit, at 0 and by growth more at the
 * end.  If it grows the end may be where it is largest, and it is taken from both of them.
 */
void
cvm_integrate_ends(CvmIntegral *integral, double end, double slope, double growth)
{
	cvm_integrate(integral, 0, growth > 0 ? end / 2 : end, 4 / (1 + slope));
	if (growth > 0)
		cvm_integrate(integral, end, end / 2, 4 / (1 + slope + growth));
}

/* False if the work was not enough, or the integral is not finite */
bool
cvm_end_integral(const CvmIntegral *integral, double *value)
{
	*value = integral->sum;
	return integral->panels >= 0 && isfinite(integral->sum);
}
