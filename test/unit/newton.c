/* Newton's method on functions that are hard for it */
#include "unit.h"

#include <string.h>

#include "math/newton.h"

static void
SetSecond(CvmPoint *point, double xx, double yx, double yy)
{
	point->second[0][0] = xx;
	point->second[1][0] = yx;
	point->second[1][1] = yy;
}

/* A valley with a bend (Rosenbrock 1960) */
static void
Valley(void *arg, CvmPoint *point)
{
	double		x = point->at[0];
	double		y = point->at[1] - x * x;

	(void) arg;
	point->value = 100 * y * y + (1 - x) * (1 - x);
	point->slopes[0] = -400 * x * y - 2 * (1 - x);
	point->slopes[1] = 200 * y;
	SetSecond(point, 800 * x * x - 400 * y + 2, -400 * x, 200);
}

/* Two minima, at x = -1 and 1, and a saddle at 0 between them */
static void
Saddle(void *arg, CvmPoint *point)
{
	double		x = point->at[0];
	double		y = point->at[1];

	(void) arg;
	point->value = (x * x - 1) * (x * x - 1) + y * y;
	point->slopes[0] = 4 * x * (x * x - 1);
	point->slopes[1] = 2 * y;
	SetSecond(point, 12 * x * x - 4, 0, 2);
}

/* Falls for ever with x + y, and is steep across */
static void
Limit(void *arg, CvmPoint *point)
{
	double		along = exp(-(point->at[0] + point->at[1]) / 2);
	double		across = point->at[0] - point->at[1];

	(void) arg;
	point->value = 5 + along + 50 * across * across;
	point->slopes[0] = -along / 2 + 100 * across;
	point->slopes[1] = -along / 2 - 100 * across;
	SetSecond(point, along / 4 + 100, along / 4 - 100, along / 4 + 100);
}

/* Does not depend on y, of x it is a parabola */
static void
Trough(void *arg, CvmPoint *point)
{
	(void) arg;
	point->value = (point->at[0] - 3) * (point->at[0] - 3);
	point->slopes[0] = 2 * (point->at[0] - 3);
	point->slopes[1] = 0;
	SetSecond(point, 2, 0, 0);
}

/* No number at x < 0, and none of the steps from x > 0 may go there */
static void
Edge(void *arg, CvmPoint *point)
{
	double		x = point->at[0];

	(void) arg;
	point->value = x - log(x) + point->at[1] * point->at[1];
	point->slopes[0] = 1 - 1 / x;
	point->slopes[1] = 2 * point->at[1];
	SetSecond(point, 1 / (x * x), 0, 2);
}

/* As bad as can be */
static void
Nothing(void *arg, CvmPoint *point)
{
	(void) arg;
	point->value = point->slopes[0] = point->slopes[1] = NAN;
	SetSecond(point, NAN, NAN, NAN);
}

/* Counts, with a parabola whose minimum is at the same place in both variables */
static void
Parabola(void *arg, CvmPoint *point)
{
	double		x = point->at[0] - 2;
	double		y = point->at[1] - 2;

	++*(int *) arg;
	point->value = x * x + y * y + 1.9 * x * y;
	point->slopes[0] = 2 * x + 1.9 * y;
	point->slopes[1] = 2 * y + 1.9 * x;
	SetSecond(point, 2, 1.9, 2);
}

static int	evaluations;

/* From (x, y), within low..high for both */
static CvmEnd
Search(void (*evaluate) (void *, CvmPoint *), double x, double y, double low, double high, CvmPoint *point)
{
	CvmFunction f = {2, {low, low}, {high, high}, evaluate, &evaluations};

	memset(point, 0, sizeof(*point));
	point->at[0] = x;
	point->at[1] = y;
	return cvm_newton(&f, point, 100, 1e-7);
}

static void
TestMinima(void)
{
	CvmPoint	point;

	ok(Search(Valley, -1.2, 1, -10, 10, &point) == CVM_MINIMUM, "Rosenbrock's valley");
	near(point.at[0], 1, 1e-12, "x");
	near(point.at[1], 1, 1e-12, "y");
	ok(Search(Saddle, 0.01, 3, -10, 10, &point) == CVM_MINIMUM, "off a saddle");
	near(point.at[0], 1, 1e-12, "to the nearer minimum");
	ok(Search(Saddle, 0, 1, -10, 10, &point) == CVM_FLAT, "on a saddle nothing is to be gained that could be seen");
	ok(Search(Edge, 9, 1, -10, 10, &point) == CVM_MINIMUM, "beside the edge of where there is a function");
	near(point.at[0], 1, 1e-12, "x");
	evaluations = 0;
	ok(Search(Parabola, 0, 2.1, -10, 10, &point) == CVM_MINIMUM && evaluations <= 6, "a parabola takes few steps");
}

static void
TestBounds(void)
{
	CvmPoint	point;

	ok(Search(Limit, 0, 1, -14, 14, &point) == CVM_FLAT, "a function that falls for ever");
	ok(point.at[0] == 14 && point.at[1] == 14, "is followed to the bounds");
	ok(Search(Trough, 0, 1, -14, 14, &point) == CVM_FLAT, "without a minimum in one direction");
	near(point.at[0], 3, 1e-7, "it is found in the other");
	near(point.at[1], 1, 0, "and nothing happens there");
	ok(Search(Parabola, 0, 0, -10, 1, &point) == CVM_FLAT, "a minimum beyond the bounds is none");
	near(point.at[0], 1, 0, "at x = 1");
	near(point.at[1], 1, 0, "and y = 1");
	ok(Search(Parabola, -5, 1, -10, 1.9, &point) == CVM_FLAT, "along a bound");
	near(point.value, 0.01 * 3.9, 1e-9, "to its lowest point");
	ok(Search(Nothing, 0, 0, -1, 1, &point) == CVM_FLAT, "no number is not searched");
}

static void
TestSolution(void)
{
	CvmSmallMatrix	h = {{4, 0, 0, 0}, {2, 5, 0, 0}, {-2, 1, 6, 0}, {1, 0, 2, 7}};
	CvmSmallMatrix	indefinite = {{1, 0, 0, 0}, {2, 1, 0, 0}};
	double		b[4] = {4 + 4 - 6 + 4, 2 + 10 + 3, -2 + 2 + 18 + 8, 1 + 6 + 28};

	ok(cvm_factorize(h, 4), "positive definite");
	cvm_solve(h, 4, b);
	for (int k = 0; k < 4; k++)
		near(b[k], k + 1, 1e-14, "the solution");
	ok(!cvm_factorize(indefinite, 2), "and one that is not");
}

int
main(void)
{
	TestSolution();
	TestMinima();
	TestBounds();
	return done();
}
