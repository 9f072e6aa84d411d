/*
 * Global maxima (W2): likelihoods with several peaks, the highest of which a climb from one start misses. What is known of them was found by
 * an independent search (test/search), from hundreds of random starts; test/t/maxima.pl searches likewise among new customers.
 */
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/maximize.h"
#include "math/sbg.h"
#include "math/starts.h"

#define SHORT		1e-6		/* of the highest log-likelihood, per customer, at most */

/* Rows of customers and what is known of their highest likelihood */
typedef struct Known
{
	const char *name;
	const CvLikelihood *likelihood;
	int			n;
	double		rows[20][CV_TIMED_WIDTH];
	double		highest;
	const char *limits[2];		/* none: there is a maximum; "": one to which no straight way leads */
} Known;

static CvmWorkspace workspace;

/* Whether the likelihood rises where parameters go to 0 (-) or infinity (+) */
static bool
Rises(const CvLikelihood *likelihood, const CvSample *sample, const CvFit *fit, const char *signs)
{
	int			towards[CV_MAX_PARAMS] = {0};

	for (int k = 0; signs[k] != '\0'; k++)
		towards[k] = (signs[k] == '+') - (signs[k] == '-');
	return cvm_rises_towards(likelihood, sample, fit, towards);
}

/* The fit of these rows reaches what is known, and says why it is no maximum, if it is none */
static void
Check(const char *name, const CvLikelihood *likelihood, const double *rows, int n, double highest, const char *const *limits, CvFit *fit)
{
	CvSample	sample = {rows, n, NULL, NULL};
	CvFitStatus status = cvm_maximize(likelihood, &sample, &workspace, fit);
	double		tolerance = SHORT * cvm_sample_customers(likelihood, &sample);

	ok(fit->log_likelihood >= highest - tolerance, name);
	ok(fit->log_likelihood <= highest + tolerance, "no more than is known");
	if (!(fabs(fit->log_likelihood - highest) <= tolerance))
		fprintf(stderr, "# %s: log-likelihood %.12g, known is %.12g\n", name, fit->log_likelihood, highest);
	ok(status == (limits[0] ? CV_AT_LIMIT : CV_CONVERGED), "says whether it is a maximum");
	for (int i = 0; i < 2 && limits[i] && limits[i][0] != '\0'; i++)
		ok(Rises(likelihood, &sample, fit, limits[i]), "is on its way to the limit");
}

/* ---------- real customers of CDNOW and others, few of them ---------- */

/* x, t_x, T, customers; in weeks */
static const Known segments[] = {
	{"W2 bg/nbd: a lower peak that said it had converged", &cvm_bg_nbd.likelihood, 5,
		{{0, 0, 66.142857, 1}, {0, 0, 69.714286, 1}, {0, 0, 70.714286, 1}, {1, 3.571429, 71.285714, 1}, {15, 46.285714, 70.714286, 1}},
	-45.896491094, {"00++"}},
	{"W2 bg/nbd: after the first chance or never", &cvm_bg_nbd.likelihood, 5,
		{{0, 0, 31.142857, 1}, {0, 0, 38.714286, 1}, {1, 7.142857, 35.142857, 1}, {3, 36.571429, 37.428571, 1}, {6, 21.142857, 27.285714, 1}},
	-35.517963593, {"00--"}},
	{"W2 mbg/nbd: four guests and a buyer", &cvm_mbg_nbd.likelihood, 5,
		{{0, 0, 68.571429, 1}, {0, 0, 69.142857, 1}, {0, 0, 72, 1}, {0, 0, 75.857143, 1}, {32, 67.142857, 73.142857, 1}},
	-60.955726397, {"++00", "00--"}},
	{"W2 mbg/nbd: all alike in both", &cvm_mbg_nbd.likelihood, 4,
		{{0, 0, 2, 1}, {0, 0, 3, 2}, {1, 1, 3, 1}, {66, 125, 197, 1}},
	-119.48798748, {"++00", "00++"}},
	{"W2 pareto/nbd: a lower peak that said it had converged", &cvm_pareto_nbd.likelihood, 5,
		{{0, 0, 44, 1}, {0, 0, 44.571429, 1}, {0, 0, 46.285714, 1}, {2, 12.285714, 50.857143, 1}, {19, 46.857143, 49.571429, 1}},
	-51.379755615, {"++00"}},
	{"W2 pareto/nbd: two guests and three buyers", &cvm_pareto_nbd.likelihood, 5,
		{{0, 0, 71, 1}, {0, 0, 77.285714, 1}, {6, 62.714286, 69, 1}, {7, 65.142857, 72.571429, 1}, {7, 69.285714, 77.285714, 1}},
	-71.333051097, {"++00"}},
	{"W2 pareto/nbd: all alike in both", &cvm_pareto_nbd.likelihood, 4,
		{{0, 0, 2, 1}, {0, 0, 3, 2}, {1, 1, 3, 1}, {66, 125, 197, 1}},
	-119.48798748, {"++00", "00++"}},
	{"W2 pareto/nbd: two maxima, both with small rates of leaving", &cvm_pareto_nbd.likelihood, 19,
		{{0, 0, 28, 1}, {0, 0, 29.714286, 1}, {0, 0, 30.857143, 2}, {0, 0, 31.714286, 1}, {0, 0, 32.285714, 1}, {0, 0, 32.857143, 1},
			{0, 0, 33.571429, 1}, {0, 0, 35.428571, 1}, {0, 0, 35.571429, 1}, {0, 0, 36, 1}, {0, 0, 36.142857, 1}, {0, 0, 38.285714, 1},
			{1, 2.285714, 34, 1}, {1, 18.857143, 28.285714, 1}, {2, 20.714286, 34.428571, 1}, {2, 27.714286, 28.428571, 1},
	{4, 24, 33.714286, 1}, {4, 28.571429, 29.142857, 1}, {18, 35.142857, 35.857143, 1}},
	-97.546602221, {NULL}},
	{"W2 pareto/nbd: most leave at once, as steep as can be", &cvm_pareto_nbd.likelihood, 20,
		{{0, 0, 5.142857, 1}, {0, 0, 5.285714, 1}, {0, 0, 7, 1}, {0, 0, 7.142857, 1}, {0, 0, 7.428571, 1}, {0, 0, 8.285714, 1}, {0, 0, 10.428571, 1},
			{0, 0, 11.142857, 1}, {0, 0, 11.428571, 1}, {0, 0, 12.142857, 1}, {0, 0, 12.571429, 1}, {0, 0, 12.714286, 1}, {0, 0, 13.285714, 1},
			{0, 0, 14.142857, 1}, {0, 0, 14.285714, 1}, {0, 0, 14.428571, 1}, {1, 4.142857, 8.714286, 1}, {1, 5.714286, 14, 1},
	{2, 14.285714, 15, 1}, {3, 7.714286, 8.857143, 1}},
	-29.05691336, {""}},
	{"W2 bg/bb: every opportunity or none", &cvm_bg_bb.likelihood, 2, {{0, 0, 17, 4}, {3, 3, 15, 1}}, -4.4115546227, {"--00", "00++"}},
};

/* x, mean spend, customers */
static const double spread[][CV_SPEND_WIDTH] = {{30, 0.92, 1}, {30, 5.53, 1}, {30, 15.12, 1}};
static const double close[][CV_SPEND_WIDTH] = {{1, 3.86, 1}, {5, 3.88, 1}};

static void
TestSegments(void)
{
	static const char *const alike[] = {"0++", NULL};
	CvFit		fit;

	for (size_t i = 0; i < sizeof(segments) / sizeof(segments[0]); i++)
	{
		const Known *known = &segments[i];

		Check(known->name, known->likelihood, known->rows[0], known->n, known->highest, known->limits, &fit);
	}
	Check("W2 Gamma-Gamma: spends that differ by much", &cvm_gamma_gamma, spread[0], 3, -8.9113546416, alike, &fit);
	Check("W2 Gamma-Gamma: spends that are nearly the same", &cvm_gamma_gamma, close[0], 2, 6.6675063596, alike, &fit);
}

/* ---------- guests who never return, and steady buyers ---------- */

/* Six of ten are guests */
static void
TestGuests(void)
{
	static double rows[1000][CV_TIMED_WIDTH];
	static const char *const nobody[] = {"00-0", "000+"};
	static const char *const never[] = {"++00", "00--"};
	static const char *const winding[] = {"++00", NULL};
	CvFit		fit;

	for (int i = 0; i < 1000; i++)
	{
		bool		guest = i < 600;
		int			k = guest ? i : i - 600;
		double		row[] = {guest ? 0 : 5 + k % 8, guest ? 0 : 38 + k % 12 - k % 3 * 0.5, 40 + k % 12, 1};

		memcpy(rows[i], row, sizeof(row));
	}
	Check("W2 guests: bg/nbd, where nobody leaves before the first purchase", &cvm_bg_nbd.likelihood, rows[0], 1000, -10241.496272640, nobody, &fit);
	Check("W2 guests: mbg/nbd", &cvm_mbg_nbd.likelihood, rows[0], 1000, -9773.919509211, never, &fit);
	near(fit.p[2] / (fit.p[2] + fit.p[3]), 0.6, 1e-3, "a share of 0.6 leaves at once");
	Check("W2 guests: pareto/nbd", &cvm_pareto_nbd.likelihood, rows[0], 1000, -9806.944488118, winding, &fit);
	near(fit.p[3], CVM_LEAST, 1e-12, "a limit at which beta is 0");
}

/* The same, of buyers some of whom have stopped and whose paces differ: the highest peak is far from any other */
static void
TestMixture(void)
{
	static double rows[100][CV_TIMED_WIDTH];
	static const char *const maximum[] = {NULL, NULL};
	static const char *const same[] = {"00++", NULL};
	static const char *const winding[] = {"", NULL};
	CvFit		fit;

	for (int i = 0; i < 100; i++)
	{
		bool		guest = i < 60;
		int			k = guest ? i : i - 60;
		double		age = 40 + k % 12;
		double		row[] = {guest ? 0 : 4 + k % 5 + k * 7 % 11, guest ? 0 : k % 8 == 0 ? 20 : age - 1 - k % 4, age, 1};

		memcpy(rows[i], row, sizeof(row));
	}
	Check("W2 mixture: bg/nbd", &cvm_bg_nbd.likelihood, rows[0], 100, -1162.713647085, same, &fit);
	Check("W2 mixture: mbg/nbd has a maximum", &cvm_mbg_nbd.likelihood, rows[0], 100, -1127.473790773, maximum, &fit);
	near(fit.p[0], 22.3483, 1e-4, "of buyers who are alike");
	near(fit.p[2] + fit.p[3], 0.048354, 1e-3, "and a probability of leaving that is near 0 or 1");
	Check("W2 mixture: pareto/nbd", &cvm_pareto_nbd.likelihood, rows[0], 100, -1126.961922855, winding, &fit);
	near(fit.p[3], CVM_LEAST, 1e-12, "a limit at which beta is 0");
}

/* ---------- limits ---------- */

/* Where only one share can be known, nothing rises towards a limit */
static void
TestFlat(void)
{
	static const double rows[][CV_TIMED_WIDTH] = {{0, 0, 10, 20}, {1, 2, 60, 10}, {2, 10, 10, 5}, {2, 12, 12, 5}};
	CvSample	sample = {rows[0], 4, NULL, NULL};
	CvFit		fit;

	ok(cvm_maximize(&cvm_bg_nbd.likelihood, &sample, &workspace, &fit) == CV_AT_LIMIT, "who has had one chance of leaving does not tell a and b apart");
	for (const char *const *signs = (const char *const[]) {"00-0", "000+", "000-", "00+0", "00++", "00--", NULL}; *signs; signs++)
		ok(!Rises(&cvm_bg_nbd.likelihood, &sample, &fit, *signs), *signs);
}

/* Times so long that parameters would be larger than a model may have */
static void
TestBounds(void)
{
	static const double rows[][CV_TIMED_WIDTH] = {{0, 0, 9e14, 3}, {1, 1e14, 9e14, 3}, {2, 8e14, 9e14, 3}, {7, 8e14, 9e14, 3}};
	CvSample	sample = {rows[0], 4, NULL, NULL};
	CvFit		fit;

	ok(cvm_maximize(&cvm_pareto_nbd.likelihood, &sample, &workspace, &fit) != CV_CONVERGED, "times beyond all bounds");
	for (int k = 0; k < 4; k++)
		ok(fit.p[k] >= CVM_LEAST && fit.p[k] <= CVM_MOST, "but parameters stay within them");
}

/* ---------- P4: the work is bounded where buyers are heavy, and where there is no maximum ---------- */

#define MANY	3000
#define WORK	300				/* evaluations, most of them on a few rows */

static int
CompareRows(const void *a, const void *b)
{
	const double *u = a;
	const double *v = b;

	for (int k = 0; k < CV_TIMED_WIDTH; k++)
		if (u[k] != v[k])
			return u[k] < v[k] ? -1 : 1;
	return 0;
}

/* Customers who purchase evenly, at rates of which the mean is this, until they leave, after 25 weeks on average */
static void
SetLeavers(double (*rows)[CV_TIMED_WIDTH], double rate)
{
	for (int i = 0; i < MANY; i++)
	{
		double		pace = -log1p(-fmod(i * 0.6180339887498949 + 0.5, 1)) * rate;
		double		age = 30 + i % 60;
		double		until = fmin(age, -25 * log1p(-fmod(i * 0.7548776662466927 + 0.25, 1)));
		double		x = floor(pace * until);
		double		row[] = {x, x / pace, age, 1};

		memcpy(rows[i], row, sizeof(row));
	}
	qsort(rows, MANY, sizeof(rows[0]), CompareRows);
}

static void
TestWork(void)
{
	static double rows[MANY][CV_TIMED_WIDTH];
	CvSample	sample = {rows[0], MANY, NULL, NULL};
	CvFit		fit;

	SetLeavers(rows, 0.25);
	ok(cvm_maximize(&cvm_pareto_nbd.likelihood, &sample, &workspace, &fit) == CV_AT_LIMIT, "P4: where all leave at one rate there is no maximum");
	ok(Rises(&cvm_pareto_nbd.likelihood, &sample, &fit, "00++"), "but a limit");
	near(fit.p[2] / fit.p[3], 0.04, 0.3, "which is about that rate");
	ok(fit.iterations <= WORK, "after bounded work");
	SetLeavers(rows, 2);
	ok(rows[MANY - 1][0] > 500, "P4: buyers of more than 500 purchases");
	(void) cvm_maximize(&cvm_pareto_nbd.likelihood, &sample, &workspace, &fit);
	ok(fit.iterations <= WORK, "take bounded work, too");
}

/* ---------- a search that is given up ---------- */

static void
PrepareNothing(const double *p, double x, double *state)
{
	(void) p, (void) x, (void) state;
}

/* Rosenbrock's valley in the logarithms of two parameters, so narrow that every step along its bend is short: -(STEEP (v - u u)^2 + (1 - u)^2) */
#define STEEP	1e9

static void
Valley(const double *p, const double *state, const double *row, CvTerm *term)
{
	double		u = log(p[0]);
	double		beside = log(p[1]) - u * u;
	double		by_u = 4 * STEEP * u * beside + 2 * (1 - u);
	double		by_v = -2 * STEEP * beside;

	(void) state, (void) row;
	memset(term, 0, sizeof(*term));
	term->value = -STEEP * beside * beside - (1 - u) * (1 - u);
	term->slopes[0] = by_u / p[0];
	term->slopes[1] = by_v / p[1];
	term->second[0] = (4 * STEEP * (beside - 2 * u * u) - 2 - by_u) / (p[0] * p[0]);
	term->second[1] = 4 * STEEP * u / (p[0] * p[1]);
	term->second[2] = (-2 * STEEP - by_v) / (p[1] * p[1]);
}

static void
StartFarUpTheValley(const CvSample *sample, CvmStarts *starts)
{
	(void) sample;
	starts->n = 1;
	starts->at[0][0] = exp(-3);
	starts->at[0][1] = exp(9);
}

static void
TestGivenUp(void)
{
	static const CvLikelihood valley = {2, CV_TIMED_WIDTH, PrepareNothing, Valley, StartFarUpTheValley};
	static const double row[CV_TIMED_WIDTH] = {0, 0, 1, 1};
	CvSample	sample = {row, 1, NULL, NULL};
	CvFit		fit;

	ok(cvm_maximize(&valley, &sample, &workspace, &fit) == CV_NOT_CONVERGED, "a search that is given up says so");
	ok(fit.log_likelihood > -16 && fit.log_likelihood < -1e-3, "and has come some of the way");
	ok(fit.covariance[0] == 0, "without variances");
}

int
main(void)
{
	TestSegments();
	TestGuests();
	TestMixture();
	TestFlat();
	TestBounds();
	TestWork();
	TestGivenUp();
	return done();
}
