/* The models of customer value against values of 30 to 50 digits, and against what must hold of any of them */
#include "unit.h"

#include "reference.h"

#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/gammas.h"
#include "math/nbd.h"
#include "math/sbg.h"

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static const CvBtyd *const models[] = {&cvm_bg_nbd, &cvm_mbg_nbd, &cvm_pareto_nbd, &cvm_bg_bb};
static const double parameters[][4] = {
	{0.243, 4.414, 0.793, 2.426}, {0.525, 6.183, 0.891, 1.614}, {0.553, 10.578, 0.606, 11.669}, {1.204, 0.75, 0.657, 2.783}
};

static CvTerm
TermOf(const CvLikelihood *likelihood, const double *p, const double *row)
{
	double		state[CV_MAX_STATE];
	CvTerm		term;

	likelihood->prepare(p, row[0], state);
	likelihood->row(p, state, row, &term);
	return term;
}

static double
LogLikelihood(const CvBtyd *model, const double *p, const CvCustomer *c)
{
	double		row[CV_TIMED_WIDTH] = {c->x, c->recency, c->tenure, 1};

	return TermOf(&model->likelihood, p, row).value;
}

static double
ExpectedOf(const CvBtyd *model, const double *p, const CvCustomer *c, double horizon, double delta)
{
	double		purchases = NAN;

	ok(model->expected(p, c, horizon, delta, &purchases), "within reach");
	return model->alive(p, c) * purchases;
}

static double
ProbabilityOf(const CvBtyd *model, const double *p, double n, double horizon)
{
	double		probability = NAN;

	ok(model->probability(p, n, horizon, &probability), "within reach");
	return probability;
}

static void
TestFunctions(void)
{
	for (int i = 0; i < COUNT(gamma_values); i++)
	{
		const GammaValue *v = &gamma_values[i];
		CvGammaStep step = cvm_gamma_step(v->z, v->d);

		near(step.log, v->log, 1e-13, "ln Gamma(z + d) - ln Gamma(z)");
		near(step.digamma, v->digamma, 1e-13, "and of the digamma function");
		ok(fabs(step.trigamma - (cvm_trigamma(v->z + v->d) - cvm_trigamma(v->z))) <= 1e-14 * cvm_trigamma(v->z), "and of its derivative");
	}
	for (int i = 0; i < COUNT(trigamma_values); i++)
		near(cvm_trigamma(trigamma_values[i].z), trigamma_values[i].value, 1e-14, "trigamma function");
	for (int i = 0; i < COUNT(beta_values); i++)
	{
		const BetaValue *v = &beta_values[i];
		double		probability = NAN;

		ok(cvm_nbd_side(v->b, 1 - v->x, v->a, v->x, true, &probability), "within reach");
		near(probability, v->value, 1e-12, "incomplete beta function");
	}
}

static void
TestGrids(void)
{
	for (int i = 0; i < COUNT(nbd_values); i++)
	{
		const NbdValue *v = &nbd_values[i];
		CvCustomer	c = {v->x, v->recency, v->tenure};

		near(LogLikelihood(&cvm_bg_nbd, v->p, &c), v->ll, 1e-11, "BG/NBD: log-likelihood");
		near(cvm_bg_nbd.p_alive(v->p, &c), v->alive, 1e-11, "P(alive)");
		near(ExpectedOf(&cvm_bg_nbd, v->p, &c, v->horizon, 0), v->expected, 1e-11, "expected purchases");
		near(LogLikelihood(&cvm_mbg_nbd, v->p, &c), v->mbg_ll, 1e-11, "MBG/NBD: log-likelihood");
		near(cvm_mbg_nbd.p_alive(v->p, &c), v->mbg_alive, 1e-11, "P(alive)");
		near(ExpectedOf(&cvm_mbg_nbd, v->p, &c, v->horizon, 0), v->mbg_expected, 1e-11, "expected purchases");
	}
	for (int i = 0; i < COUNT(pareto_values); i++)
	{
		const ParetoValue *v = &pareto_values[i];
		CvCustomer	c = {v->x, v->recency, v->tenure};

		near(LogLikelihood(&cvm_pareto_nbd, v->p, &c), v->ll, 1e-11, "Pareto/NBD: log-likelihood");
		near(cvm_pareto_nbd.p_alive(v->p, &c), v->alive, 1e-11, "P(alive)");
		near(ExpectedOf(&cvm_pareto_nbd, v->p, &c, v->horizon, 0), v->expected, 1e-11, "expected purchases");
		near(ExpectedOf(&cvm_pareto_nbd, v->p, &c, INFINITY, log(1.15) / 52), v->dert, 1e-11, "DERT");
	}
	for (int i = 0; i < COUNT(pareto_extremes); i++)
	{
		const ParetoExtreme *v = &pareto_extremes[i];
		CvCustomer	c = {v->x, v->recency, v->tenure};

		near(LogLikelihood(&cvm_pareto_nbd, v->p, &c), v->ll, 1e-11, "Pareto/NBD at its limits: log-likelihood");
	}
	for (int i = 0; i < COUNT(bg_bb_values); i++)
	{
		const BgBbValue *v = &bg_bb_values[i];
		CvCustomer	c = {v->x, v->recency, v->tenure};

		near(LogLikelihood(&cvm_bg_bb, v->p, &c), v->ll, 1e-11, "BG/BB: log-likelihood");
		near(cvm_bg_bb.alive(v->p, &c), v->alive, 1e-11, "P(alive) at n");
		near(cvm_bg_bb.p_alive(v->p, &c), v->alive_next, 1e-11, "P(alive) at n + 1");
		near(ExpectedOf(&cvm_bg_bb, v->p, &c, 5, 0), v->expected5, 1e-11, "expected purchases, 5");
		near(ExpectedOf(&cvm_bg_bb, v->p, &c, 10, 0), v->expected10, 1e-11, "expected purchases, 10");
		near(ExpectedOf(&cvm_bg_bb, v->p, &c, INFINITY, log(1.10)), v->dert10, 1e-11, "DERT, 10 %");
		near(ExpectedOf(&cvm_bg_bb, v->p, &c, INFINITY, log(1.15)), v->dert15, 1e-11, "DERT, 15 %");
	}
}

static void
TestNewAndDiscounted(void)
{
	static const CvCustomer fresh = {0, 0, 0};

	for (int i = 0; i < COUNT(new_values); i++)
	{
		const NewValue *v = &new_values[i];

		if (v->n < 0)
			near(ExpectedOf(models[v->model], v->p, &fresh, v->horizon, 0), v->value, 1e-11, "E[X(t)]");
		else
			near(ProbabilityOf(models[v->model], v->p, v->n, v->horizon), v->value, 1e-12, "P(X(t) = n)");
	}
	for (int i = 0; i < COUNT(discounted_values); i++)
	{
		const DiscountedValue *v = &discounted_values[i];
		CvCustomer	c = {v->x, v->recency, v->tenure};

		near(ExpectedOf(models[v->model], v->p, &c, v->horizon, log1p(v->discount) * 7 / 365.25), v->value,
			 1e-10, "discounted expected purchases");
	}
}

/* Parameters with the k-th one changed by a share */
static void
Change(double *changed, const double *p, int k, double share)
{
	for (int i = 0; i < 4; i++)
		changed[i] = p[i] * (i == k ? 1 + share : 1);
}

/* Slopes are those of finite differences */
static void
TestSlopes(const CvLikelihood *likelihood, const double *p, const double *row)
{
	CvTerm		term = TermOf(likelihood, p, row);

	for (int k = 0; k < likelihood->params; k++)
	{
		double		up[4];
		double		down[4];
		double		difference;

		Change(up, p, k, 1e-5);
		Change(down, p, k, -1e-5);
		difference = (TermOf(likelihood, up, row).value - TermOf(likelihood, down, row).value) / (up[k] - down[k]);
		ok(fabs(difference - term.slopes[k]) <= 1e-6 * (fabs(difference) + fabs(term.value / p[k])), "slope");
	}
}

/* and second derivatives those of differences of slopes */
static void
TestSecond(const CvLikelihood *likelihood, const double *p, const double *row)
{
	CvTerm		term = TermOf(likelihood, p, row);

	for (int i = 0; i < likelihood->params; i++)
		for (int j = 0; j <= i; j++)
		{
			double		up[4];
			double		down[4];
			double		difference;

			Change(up, p, i, 1e-5);
			Change(down, p, i, -1e-5);
			difference = (TermOf(likelihood, up, row).slopes[j] - TermOf(likelihood, down, row).slopes[j]) / (up[i] - down[i]);
			ok(fabs(difference - term.second[CV_PAIRS(i) + j]) <= 1e-6 * (fabs(difference) + fabs(term.slopes[j] / p[i])), "second derivative");
		}
}

static void
TestSpend(void)
{
	static const double p[4] = {6.25, 3.74, 15.44};

	for (int x = 1; x < 2000; x *= 3)
		for (double m = 0.5; m < 5000; m *= 7)
		{
			double		row[CV_SPEND_WIDTH] = {x, m, 1};

			TestSlopes(&cvm_gamma_gamma, p, row);
			TestSecond(&cvm_gamma_gamma, p, row);
		}
}

static void
TestContracts(void)
{
	static const double p[4] = {0.7, 1.2};

	for (int t = 1; t < 3000; t *= 3)
		for (int left = 0; left < 2; left++)
		{
			double		row[CV_TIMED_WIDTH] = {t, left, 0, 1};

			TestSlopes(&cvm_sbg, p, row);
			TestSecond(&cvm_sbg, p, row);
		}
}

static void
TestProperties(int m)
{
	const CvBtyd *model = models[m];
	const double *p = parameters[m];
	static const CvCustomer fresh = {0, 0, 0};
	double		mean = 0;
	double		all = 0;

	for (int x = 0; x < 40; x += 3)
	{
		double		last = 1;

		for (int tenure = x + 1; tenure < 200; tenure += 13)
		{
			CvCustomer	c = {x, x, tenure};
			double		row[CV_TIMED_WIDTH] = {x, x, tenure, 1};
			double		alive = model->p_alive(p, &c);
			double		near_term = ExpectedOf(model, p, &c, 10, 0);

			ok(alive >= 0 && alive <= last, "P(alive) falls with tenure");
			ok(near_term > 0 && near_term < ExpectedOf(model, p, &c, 20, 0), "expectations rise with the horizon");
			ok(ExpectedOf(model, p, &c, 10, 0.01) < near_term, "and fall with the discount");
			TestSlopes(&model->likelihood, p, row);
			TestSecond(&model->likelihood, p, row);
			last = alive;
		}
	}
	for (int n = 0; n <= 2000; n++)
	{
		double		share = ProbabilityOf(model, p, n, 12);

		all += share;
		mean += n * share;
	}
	near(all, 1, 1e-9, "probabilities add up to 1");
	near(mean, ExpectedOf(model, p, &fresh, 12, 0), 1e-8, "and to the expectation");
}

/* Time in other units is the same model */
static void
TestUnits(int m)
{
	const double *p = parameters[m];
	double		days[4] = {p[0], p[1] * 7, p[2], m == 2 ? p[3] * 7 : p[3]};
	CvCustomer	in_weeks = {3, 20, 40};
	CvCustomer	in_days = {3, 140, 280};

	near(models[m]->p_alive(days, &in_days), models[m]->p_alive(p, &in_weeks), 1e-13, "P(alive) in days");
	near(ExpectedOf(models[m], days, &in_days, 70, 0.001), ExpectedOf(models[m], p, &in_weeks, 10, 0.007), 1e-12,
		 "expectations in days");
	near(LogLikelihood(models[m], days, &in_days), LogLikelihood(models[m], p, &in_weeks) - 3 * log(7), 1e-12,
		 "log-likelihood in days");
}

/* Numbers for every customer, however extreme the parameters */
static void
TestExtremes(int m)
{
	static const double sizes[] = {1e-6, 1e-2, 1, 1e3, 1e6};
	static const CvCustomer customers[] = {{0, 0, 0}, {0, 0, 1000}, {1, 0.5, 0.5}, {1, 1, 1000}, {5000, 10000, 10000}};

	for (int i = 0; i < 625; i++)
	{
		double		p[4] = {sizes[i % 5], sizes[i / 5 % 5], sizes[i / 25 % 5], sizes[i / 125]};
		CvCustomer	c = customers[i % COUNT(customers)];
		double		alive;
		double		expected;

		if (m == 3 && c.recency != rint(c.recency))
			c.recency = c.tenure = 1;
		alive = models[m]->p_alive(p, &c);
		expected = ExpectedOf(models[m], p, &c, 50, 0.001);
		ok(alive >= 0 && alive <= 1 && expected >= 0 && isfinite(expected)
		   && isfinite(LogLikelihood(models[m], p, &c)), "extreme parameters give numbers");
	}
}

int
main(void)
{
	TestFunctions();
	TestGrids();
	TestNewAndDiscounted();
	TestSpend();
	TestContracts();
	for (int m = 0; m < COUNT(models); m++)
	{
		TestProperties(m);
		TestExtremes(m);
	}
	for (int m = 0; m < 3; m++)
		TestUnits(m);
	return done();
}
