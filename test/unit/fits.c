/* Fits against published and high-precision maxima, on simulated customers, and where there is no maximum */
#include "unit.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/maximize.h"
#include "math/sbg.h"
#include "math/thin.h"

#define MAX_ROWS	3000

/* Donations (Fader, Hardie & Shang 2010, table 1): x, t_x, n, customers */
static const double donations[][4] = {
	{0, 0, 6, 3464},
	{1, 1, 6, 1091},
	{1, 2, 6, 277},
	{1, 3, 6, 129},
	{1, 4, 6, 78},
	{1, 5, 6, 119},
	{1, 6, 6, 129},
	{2, 2, 6, 613},
	{2, 3, 6, 255},
	{2, 4, 6, 155},
	{2, 5, 6, 173},
	{2, 6, 6, 234},
	{3, 3, 6, 322},
	{3, 4, 6, 181},
	{3, 5, 6, 225},
	{3, 6, 6, 357},
	{4, 4, 6, 240},
	{4, 5, 6, 284},
	{4, 6, 6, 512},
	{5, 5, 6, 335},
	{5, 6, 6, 728},
	{6, 6, 6, 1203},
};

/* Contracts of the segments Regular and High End (Fader & Hardie 2007, table 1): share surviving years 0 to 7, of 1000 */
static const double regular[] = {1000, 631, 468, 382, 326, 289, 262, 241};
static const double high_end[] = {1000, 869, 743, 653, 593, 551, 517, 491};

static CvmWorkspace workspace;

static CvFitStatus
Fit(const CvLikelihood *likelihood, const double *rows, int64_t n, CvFit *fit)
{
	CvSample	sample = {rows, n, NULL, NULL};

	return cvm_maximize(likelihood, &sample, &workspace, fit);
}

/* Whether the likelihood rises where parameters go to 0 (-) or infinity (+) */
static bool
Rises(const CvLikelihood *likelihood, const double *rows, int64_t n, const CvFit *fit, const char *signs)
{
	CvSample	sample = {rows, n, NULL, NULL};
	int			towards[CV_MAX_PARAMS] = {0};

	for (int k = 0; signs[k] != '\0'; k++)
		towards[k] = (signs[k] == '+') - (signs[k] == '-');
	return cvm_rises_towards(likelihood, &sample, fit, towards);
}

static void
TestDonations(void)
{
	CvFit		fit;

	ok(Fit(&cvm_bg_bb.likelihood, donations[0], 22, &fit) == CV_CONVERGED, "BG/BB converges");
	near(fit.p[0], 1.2035223516019204, 1e-9, "alpha");
	near(fit.p[1], 0.749716358172941, 1e-9, "beta");
	near(fit.p[2], 0.6567182084418284, 1e-9, "gamma");
	near(fit.p[3], 2.7834422325773507, 1e-9, "delta");
	near(fit.log_likelihood, -33225.58127434701, 1e-13, "log-likelihood");
	near(sqrt(fit.covariance[0]), 0.0693914, 1e-5, "se of alpha");
	near(sqrt(fit.covariance[9]), 0.320819, 1e-5, "se of delta");
}

/* Rows of contracts from those who are there at the end of each year; how many */
static int
Contracts(const double *survivors, int years, double rows[][4])
{
	int			n = 0;

	for (int t = 1; t <= years; t++)
	{
		double		row[4] = {t, 1, 0, survivors[t - 1] - survivors[t]};

		memcpy(rows[n++], row, sizeof(row));
	}
	rows[n][0] = years;
	rows[n][1] = rows[n][2] = 0;
	rows[n][3] = survivors[years];
	return n + 1;
}

static void
TestContracts(const double *survivors, double alpha, double beta, double ll, double se)
{
	double		rows[8][4];
	CvFit		fit;

	ok(Fit(&cvm_sbg, rows[0], Contracts(survivors, 7, rows), &fit) == CV_CONVERGED, "sBG converges");
	near(fit.p[0], alpha, 1e-9, "alpha");
	near(fit.p[1], beta, 1e-9, "beta");
	near(fit.log_likelihood, ll, 1e-13, "log-likelihood");
	near(sqrt(fit.covariance[0]), se, 1e-5, "se of alpha");
}

static double
LifetimeOf(const double *p, double discount, double renewals)
{
	double		lifetime = NAN;

	ok(cvm_sbg_lifetime(p, discount, renewals, &lifetime), "within reach");
	return lifetime;
}

static void
TestLifetimes(void)
{
	static const double segment[] = {0.7040772984735162, 1.1820430262094757};
	static const double example[] = {0.668, 3.806};

	near(LifetimeOf(segment, 0.1, 0), 3.694908427512111, 1e-12, "discounted expected lifetime");
	near(LifetimeOf(example, 0.1, 7), 7.529949531, 1e-9, "residual");
	near(cvm_sbg_survival(segment, 1), 0.6267060540838754, 1e-13, "survival");
	ok(isinf(LifetimeOf(example, 0, 0)), "infinite without discount");
}

/* Churn that rises: the likelihood points to one probability for all */
static void
TestLimit(void)
{
	static const double rows[][4] = {{1, 1, 0, 10}, {2, 1, 0, 40}, {3, 1, 0, 90}, {3, 0, 0, 860}};
	CvFit		fit;

	ok(Fit(&cvm_sbg, rows[0], 4, &fit) == CV_AT_LIMIT, "no maximum");
	ok(Rises(&cvm_sbg, rows[0], 4, &fit, "++"), "both parameters run to infinity");
	ok(!Rises(&cvm_sbg, rows[0], 4, &fit, "-0") && !Rises(&cvm_sbg, rows[0], 4, &fit, "--"), "and not to 0");
	near(fit.p[0] / (fit.p[0] + fit.p[1]), 140.0 / (1000 + 990 + 950), 1e-8, "with the constant rate of churn between them");
}

/* ---------- interrupts ---------- */

typedef struct Patience
{
	int			polls;
	int			left;			/* until it ends */
	jmp_buf		exit;
} Patience;

static void
Poll(void *arg)
{
	Patience   *patience = arg;

	patience->polls++;
	if (patience->left-- == 0)
		longjmp(patience->exit, 1);
}

/* A poll can leave at any moment, and the next fit does not know; one that returns changes nothing */
static void
TestPoll(void)
{
	static Patience patience;
	CvSample	sample = {donations[0], 22, Poll, &patience};
	CvFit		expected;
	CvFit		fit;

	(void) Fit(&cvm_bg_bb.likelihood, donations[0], 22, &expected);
	for (int i = 0; i < 20; i++)
	{
		patience.left = i;
		if (setjmp(patience.exit) == 0)
			ok(cvm_maximize(&cvm_bg_bb.likelihood, &sample, &workspace, &fit) != CV_CONVERGED, "it should have left");
		else
			ok(patience.left == -1, "leaves when told to");
	}
	patience.polls = 0;
	patience.left = -1;
	ok(cvm_maximize(&cvm_bg_bb.likelihood, &sample, &workspace, &fit) == CV_CONVERGED, "goes on when let");
	ok(patience.polls >= fit.iterations, "is asked at every step");
	ok(memcmp(&fit, &expected, sizeof(fit)) == 0, "and gives the same");
}

/* ---------- simulated customers ---------- */

static uint64_t seed;

/* Uniform in (0, 1): splitmix64 */
static double
Uniform(void)
{
	uint64_t	z = (seed += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

static double
Normal(void)
{
	return sqrt(-2 * log(Uniform())) * cos(6.283185307179586 * Uniform());
}

/* Marsaglia & Tsang 2000 */
static double
Gamma(double shape)
{
	double		d = shape + 2.0 / 3;	/* of shape + 1 */
	double		boost = pow(Uniform(), 1 / shape);

	for (;;)
	{
		double		x = Normal();
		double		v = pow(1 + x / sqrt(9 * d), 3);

		if (v > 0 && log(Uniform()) < 0.5 * x * x + d - d * v + d * log(v))
			return d * v * boost;
	}
}

static int
CompareRows(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(double)) == 0 ? 0 : *(const double *) a < *(const double *) b ? -1 : 1;
}

/* How long until the customer leaves; with mbg or bg, the chance comes with each purchase */
static void
Simulate(int m, const double *p, double *row)
{
	double		rate = Gamma(p[0]) / p[1];
	double		a = Gamma(p[2]);
	double		b = m == 2 ? p[3] : Gamma(p[3]);
	double		end = 30 + 60 * Uniform();
	double		gone = m == 2 ? -log(Uniform()) * b / a : INFINITY;
	double		t = 0;

	row[0] = row[1] = 0;
	row[2] = end;
	row[3] = 1;
	if (m == 1 && Uniform() < a / (a + b))
		return;
	for (;;)
	{
		t += -log(Uniform()) / rate;
		if (t >= fmin(end, gone))
			return;
		row[0]++;
		row[1] = t;
		if (m < 2 && Uniform() < a / (a + b))
			return;
	}
}

/* In nearly all of the worlds the truth is within three standard errors */
static void
TestRecovery(int m, const CvBtyd *model, const double *truth)
{
	static double rows[MAX_ROWS][4];
	int			within = 0;

	for (int world = 0; world < 100; world++)
	{
		CvFit		fit;
		bool		good = true;

		seed = 1000 * m + world;
		for (int i = 0; i < MAX_ROWS; i++)
			Simulate(m, truth, rows[i]);
		qsort(rows, MAX_ROWS, sizeof(rows[0]), CompareRows);
		if (Fit(&model->likelihood, rows[0], MAX_ROWS, &fit) != CV_CONVERGED)
			continue;
		for (int k = 0; k < 4; k++)
			good = good && fabs(log(fit.p[k] / truth[k])) <= 3 * sqrt(fit.covariance[CV_PAIRS(k) + k]) / fit.p[k];
		within += good;
	}
	ok(within >= 95, "parameters are recovered within 3 se in 95 of 100 worlds");
	printf("# %d worlds\n", within);
}

/* Every customer of a sample stands for as many, however rows count them */
static void
TestThin(void)
{
	static double rows[1000][4];
	static double into[100][4];
	CvSample	sample = {rows[0], 1000, NULL, NULL};
	CvSample	thin;
	double		heavy = 0;

	for (int i = 0; i < 1000; i++)
	{
		rows[i][0] = i;
		rows[i][3] = i == 500 ? 1001 : 1;
	}
	thin = cvm_thin(&cvm_bg_nbd.likelihood, &sample, 100, into[0]);
	for (int64_t i = 0; i < thin.n; i++)
		heavy += into[i][0] == 500 ? into[i][3] : 0;
	ok(thin.n <= 100 && thin.n > 45, "a sample of the rows");
	near(cvm_sample_customers(&cvm_bg_nbd.likelihood, &thin), 100, 0, "of so many customers");
	ok(heavy == 50 || heavy == 51, "in which a row has its share");
	thin = cvm_thin(&cvm_bg_nbd.likelihood, &sample, 1000, NULL);
	ok(thin.rows == rows[0] && thin.n == 1000, "few rows are all taken");
}

/* More rows than are searched at once: the maximum is that of all of them */
static void
TestLarge(void)
{
	static double rows[50000][4];
	static const double truth[] = {0.5, 5, 0.8, 2.5};
	static const CvLikelihood *likelihood = &cvm_bg_nbd.likelihood;
	CvSample	sample = {rows[0], 50000, NULL, NULL};
	CvTerm		sum;
	CvFit		fit;

	seed = 42;
	for (int i = 0; i < 50000; i++)
		Simulate(0, truth, rows[i]);
	qsort(rows, 50000, sizeof(rows[0]), CompareRows);
	ok(Fit(likelihood, rows[0], 50000, &fit) == CV_CONVERGED, "converges on many rows");
	cvm_log_likelihood(likelihood, &sample, fit.p, &sum);
	near(fit.log_likelihood, sum.value, 1e-14, "to the likelihood of all");
	for (int k = 0; k < 4; k++)
		ok(fabs(sum.slopes[k] * fit.p[k]) <= 1e-9 * 50000, "where it is flat");
}

int
main(void)
{
	static const double bg[] = {0.5, 5, 0.8, 2.5};
	static const double mbg[] = {0.6, 6, 0.9, 2};
	static const double pareto[] = {0.6, 10, 0.8, 15};

	TestDonations();
	TestContracts(regular, 0.7040772984735162, 1.1820430262094757, -1680.265188463287, 0.065599);
	TestContracts(high_end, 0.6680883511064463, 3.806094964058267, -1611.1581473911565, 0.103735);
	TestLifetimes();
	TestLimit();
	TestPoll();
	TestThin();
	TestLarge();
	TestRecovery(0, &cvm_bg_nbd, bg);
	TestRecovery(1, &cvm_mbg_nbd, mbg);
	TestRecovery(2, &cvm_pareto_nbd, pareto);
	return done();
}
