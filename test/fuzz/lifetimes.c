/* Readings of models: any positive numbers at all, then parameters and customers as SQL lets them pass, whose results hold promises */
#include "fuzz.h"

#include "math/btyd.h"
#include "math/gammagamma.h"
#include "math/gammas.h"
#include "math/prediction.h"
#include "math/sbg.h"

#define CLOSE			1e-9
#define MAX_AMOUNT		1e15
#define MAX_PERIODS		100000

static const CvBtyd *const models[] = {&cvm_bg_nbd, &cvm_mbg_nbd, &cvm_pareto_nbd, &cvm_bg_bb};

static void
ReadRow(const CvLikelihood *likelihood, const double *p, const double *row)
{
	double		state[CV_MAX_STATE];
	CvTerm		term;

	likelihood->prepare(p, row[0], state);
	likelihood->row(p, state, row, &term);
}

/* Of either sign in the bytes: half of them would be no input */
static double
Positive(Input *in)
{
	return fabs(Any(in));
}

/* Not bg/bb, which goes through the opportunities of a customer one by one */
static void
Hostile(Input in)
{
	int			kind = Byte(&in) % 3;
	double		p[CV_MAX_PARAMS] = {Positive(&in), Positive(&in), Positive(&in), Positive(&in)};
	CvCustomer	c = {Positive(&in), Positive(&in), Positive(&in)};
	double		row[CV_TIMED_WIDTH] = {c.x, c.recency, c.tenure, 1};

	models[kind]->alive(p, &c);
	models[kind]->p_alive(p, &c);
	ReadRow(&models[kind]->likelihood, p, row);
	ReadRow(&cvm_gamma_gamma, p, row);
	ReadRow(&cvm_sbg, p, row);
	cvm_expected_spend(p, c.x, c.recency);
	cvm_sbg_survival(p, c.x);
	cvm_sbg_retention(p, c.x);
	cvm_log_beta(p[0], p[1]);
}

static void
SetParameters(Input *in, double *p)
{
	for (int i = 0; i < CV_MAX_PARAMS; i++)
		p[i] = Between(in, 1e-12, 1e12);
}

static CvCustomer
SomeCustomer(Input *in, bool discrete)
{
	double		tenure = discrete ? WholeTo(in, MAX_PERIODS) : fmax(Any(in), 0);
	CvCustomer	c = {WholeTo(in, MAX_AMOUNT), 0, fmin(tenure, MAX_AMOUNT)};

	if (c.tenure == 0)
		c.x = 0;
	if (c.x > 0)
		c.recency = discrete ? fmin(1 + WholeTo(in, MAX_PERIODS), c.tenure) : c.tenure * ((double) (1 + Byte(in)) / 256);
	if (discrete)
		c.x = fmin(c.x, c.recency);
	return c;
}

static void
CheckModel(Input *in)
{
	int			kind = Byte(in) % COUNT(models);
	const CvBtyd *model = models[kind];
	bool		discrete = model == &cvm_bg_bb;
	CvCustomer	c = SomeCustomer(in, discrete);
	double		horizon = discrete ? WholeTo(in, MAX_PERIODS) : Between(in, 1e-9, 1e12);
	double		rate = Any(in);
	double		delta = rate > -1 && isfinite(rate) ? log1p(rate) / 365.25 : 0;
	double		n = WholeTo(in, 1000);
	double		p[CV_MAX_PARAMS];
	double		alive;
	double		expected = 0;
	double		probability = 0;
	bool		reached;

	SetParameters(in, p);
	alive = model->alive(p, &c);
	PROMISE(alive >= 0 && alive <= 1 + CLOSE, "model %d (%.17g, %.17g, %.17g, %.17g), x %.17g, t_x %.17g, T %.17g: alive %.17g",
			kind, p[0], p[1], p[2], p[3], c.x, c.recency, c.tenure, alive);
	alive = model->p_alive(p, &c);
	PROMISE(alive >= 0 && alive <= 1 + CLOSE, "model %d (%.17g, %.17g, %.17g, %.17g), x %.17g, t_x %.17g, T %.17g: p_alive %.17g",
			kind, p[0], p[1], p[2], p[3], c.x, c.recency, c.tenure, alive);
	reached = model->expected(p, &c, horizon, delta, &expected);
	PROMISE(reached ? expected >= 0 : delta < 0, "model %d (%.17g, %.17g, %.17g, %.17g), x %.17g, t_x %.17g, T %.17g: expected over %.17g at %.17g: %.17g",
			kind, p[0], p[1], p[2], p[3], c.x, c.recency, c.tenure, horizon, delta, expected);
	reached = model->probability(p, n, horizon, &probability);
	PROMISE(reached && probability >= 0 && probability <= 1 + CLOSE, "model %d (%.17g, %.17g, %.17g, %.17g): %.17g purchases over %.17g: %.17g",
			kind, p[0], p[1], p[2], p[3], n, horizon, probability);
}

/* Limits that hold one another, and a day that is there or not */
static void
CheckPrediction(Input *in)
{
	int			kind = Byte(in) % COUNT(models);
	bool		discrete = models[kind] == &cvm_bg_bb;
	CvCustomer	c = SomeCustomer(in, discrete);
	double		horizon = discrete ? WholeTo(in, 1000) : Between(in, 1e-9, 1e12);
	double		tail = Between(in, 1e-16, 0.49);
	double		p[CV_MAX_PARAMS];
	double		low;
	double		high;
	double		time = -1;
	CvmPrediction prediction;

	SetParameters(in, p);
	prediction = cvm_predict(models[kind], p, &c);
	if (cvm_predicted_limit(&prediction, horizon, false, tail, &low) && cvm_predicted_limit(&prediction, horizon, true, tail, &high))
		PROMISE(low >= 0 && high >= low && high <= 2e15, "model %d (%.17g, %.17g, %.17g, %.17g), x %.17g, t_x %.17g, T %.17g: from %.17g to %.17g purchases over %.17g",
				kind, p[0], p[1], p[2], p[3], c.x, c.recency, c.tenure, low, high, horizon);
	PROMISE(cvm_predicted_wait(&prediction, tail, 1e5, &time) && time >= 0, "model %d (%.17g, %.17g, %.17g, %.17g), x %.17g, t_x %.17g, T %.17g: %.17g until %.17g have bought",
			kind, p[0], p[1], p[2], p[3], c.x, c.recency, c.tenure, time, tail);
}

static void
CheckContracts(Input *in)
{
	double		p[CV_MAX_PARAMS];
	double		n = WholeTo(in, 1000000);
	double		discount = fmax(Any(in), 0);
	double		value;
	bool		reached;

	SetParameters(in, p);
	value = cvm_sbg_survival(p, n);
	PROMISE(value >= 0 && value <= 1 + CLOSE, "(%.17g, %.17g) survive %.17g: %.17g", p[0], p[1], n, value);
	value = cvm_sbg_retention(p, 1 + n);
	PROMISE(value >= 0 && value <= 1, "(%.17g, %.17g) stay %.17g: %.17g", p[0], p[1], n, value);
	if (isfinite(discount))
	{
		reached = cvm_sbg_lifetime(p, discount, n, &value);
		PROMISE(reached ? value >= 0 : discount < 1e-300, "(%.17g, %.17g) at %.17g, %.17g renewals: %.17g", p[0], p[1], discount, n, value);
	}
	value = cvm_expected_spend(p, n, Between(in, 1e-9, MAX_AMOUNT));
	PROMISE(value >= 0, "(%.17g, %.17g, %.17g), x %.17g: %.17g", p[0], p[1], p[2], n, value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Input		in = {data, data + size};

	Hostile(in);
	CheckModel(&in);
	CheckPrediction(&in);
	CheckContracts(&in);
	return 0;
}
