#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "likelihoods.h"

#define FAR 45.0				/* what is smaller by exp(-FAR) than the greatest does not count */

static double sums[4][MAX_SUM + 2];

static double
log_sum(double u, double v)
{
	double		high = fmax(u, v);

	return high == -INFINITY ? high : high + log1p(exp(-fabs(u - v)));
}

/* sums[which][n] = the sum of ln((from + k) / unit) for k < n */
static const double *
rising(int which, double from, double unit, int longest)
{
	double	   *sum = sums[which];

	sum[0] = 0;
	for (int k = 0; k < longest; k++)
		sum[k + 1] = sum[k] + log((from + k) / unit);
	return sum;
}

/* sums[which][n] = the sum of ln((b + k) / (a + b + k)) for k < n: ln of B(a, b + n) / B(a, b) */
static const double *
staying(int which, double a, double b, int longest)
{
	double	   *sum = sums[which];

	sum[0] = 0;
	for (int k = 0; k < longest; k++)
		sum[k + 1] = sum[k] - log1p(a / (b + k));
	return sum;
}

/* ---------- BG/NBD (Fader, Hardie & Lee 2005a) and MBG/NBD (Batislam, Denizel & Filiztekin 2007), where one may leave before the first purchase, too ---------- */

static double
betageometric(const Problem *problem, const double *p, int before)
{
	double		r = p[0],
				alpha = p[1],
				a = p[2],
				b = p[3];
	const double *pace = rising(0, r, alpha, problem->longest);
	const double *stays = staying(1, a, b, problem->longest + 1);
	double		total = 0;

	for (int i = 0; i < problem->n; i++)
	{
		const Row  *row = &problem->rows[i];
		int			x = (int) row->x;
		int			chances = x + before;
		double		here = stays[chances] - (r + x) * log1p(row->age / alpha);
		double		gone = chances == 0 ? -INFINITY :
			stays[chances - 1] + log(a / (a + b + (chances - 1))) - (r + x) * log1p(row->t_x / alpha);

		total += row->count * (pace[x] + log_sum(here, gone));
	}
	return total;
}

static double
bg_nbd(const Problem *problem, const double *p)
{
	return betageometric(problem, p, 0);
}

static double
mbg_nbd(const Problem *problem, const double *p)
{
	return betageometric(problem, p, 1);
}

/* ---------- Pareto/NBD (Schmittlein, Morrison & Colombo 1987), the integral over the time of leaving as it stands ---------- */

/* y = t_x + (t_x + c)(e^v - 1), c the smaller of alpha and beta: in v the logarithm of the integrand is concave, and smooth on the scale of 1 */
typedef struct Leaving
{
	double		purchases;		/* r + x */
	double		s;
	double		alpha;
	double		beta;
	double		t_x;
	double		c;
} Leaving;

static double
leaving_density(const Leaving *l, double v)
{
	double		y = l->t_x + (l->t_x + l->c) * expm1(v);

	return v - l->purchases * log1p(y / l->alpha) - (l->s + 1) * log1p(y / l->beta);
}

static double
leaving_slope(const Leaving *l, double v)
{
	double		y = l->t_x + (l->t_x + l->c) * expm1(v);

	return 1 - (y + l->c) * (l->purchases / (y + l->alpha) + (l->s + 1) / (y + l->beta));
}

/* Where between inside, where the density is high enough, and outside, where it may not be, it sinks below the floor */
static double
leaving_edge(const Leaving *l, double inside, double outside, double floor)
{
	for (int i = 0; i < 100 && leaving_density(l, outside) < floor - 1; i++)
	{
		double		middle = (inside + outside) / 2;

		if (leaving_density(l, middle) >= floor)
			inside = middle;
		else
			outside = middle;
	}
	return outside;
}

static double
leaving_mode(const Leaving *l, double end)
{
	double		low = 0,
				high = end;

	if (leaving_slope(l, 0) <= 0)
		return 0;
	if (leaving_slope(l, end) >= 0)
		return end;
	for (int i = 0; i < 40; i++)
	{
		double		middle = (low + high) / 2;

		if (leaving_slope(l, middle) > 0)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static double
leaving_panel(const Leaving *l, double from, double to, double mode_density)
{
	static const double node[] = {0.0950125098376374, 0.2816035507792589, 0.4580167776572274, 0.6178762444026438,
	0.7554044083550030, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499};
	static const double weight[] = {0.1894506104550685, 0.1826034150449236, 0.1691565193950025, 0.1495959888165767,
	0.1246289712555339, 0.0951585116824928, 0.0622535239386479, 0.0271524594117541};
	double		half = (to - from) / 2,
				middle = (to + from) / 2,
				sum = 0;

	for (int i = 0; i < 8; i++)
		sum += weight[i] * (exp(leaving_density(l, middle - half * node[i]) - mode_density) +
							exp(leaving_density(l, middle + half * node[i]) - mode_density));
	return half * sum;
}

/* ln of s/beta times the integral from t_x to age of (1 + y/alpha)^-(r+x) (1 + y/beta)^-(s+1) */
static double
leaving_integral(const Leaving *l, double age)
{
	double		end = log1p((age - l->t_x) / (l->t_x + l->c));
	double		mode = leaving_mode(l, end);
	double		top = leaving_density(l, mode);
	double		from = leaving_edge(l, mode, 0, top - FAR);
	double		to = leaving_edge(l, mode, end, top - FAR);
	int			panels = 1 + (int) ((to - from) / 2) + (int) ((2 * top - leaving_density(l, from) - leaving_density(l, to)) / 8);
	double		sum = 0;

	if (!(end > 0))
		return -INFINITY;
	for (int i = 0; i < panels; i++)
		sum += leaving_panel(l, from + (to - from) * i / panels, from + (to - from) * (i + 1) / panels, top);
	return log(l->s / l->beta) + log(l->t_x + l->c) + top + log(sum);
}

static double
pareto_nbd(const Problem *problem, const double *p)
{
	const double *pace = rising(0, p[0], p[1], problem->longest);
	double		total = 0;

	for (int i = 0; i < problem->n; i++)
	{
		const Row  *row = &problem->rows[i];
		Leaving		l = {p[0] + row->x, p[2], p[1], p[3], row->t_x, fmin(p[1], p[3])};
		double		here = -l.purchases * log1p(row->age / l.alpha) - l.s * log1p(row->age / l.beta);

		total += row->count * (pace[(int) row->x] + log_sum(here, leaving_integral(&l, row->age)));
	}
	return total;
}

/* ---------- BG/BB (Fader, Hardie & Shang 2010) ---------- */

static double
bg_bb(const Problem *problem, const double *p)
{
	const double *buys = rising(0, p[0], p[0] + p[1], problem->longest);
	const double *skips = rising(1, p[1], p[0] + p[1], problem->longest);
	const double *all = rising(2, p[0] + p[1], p[0] + p[1], problem->longest);
	const double *stays = staying(3, p[2], p[3], problem->longest);
	double		total = 0;

	for (int i = 0; i < problem->n; i++)
	{
		const Row  *row = &problem->rows[i];
		int			x = (int) row->x,
					n = (int) row->age;
		double		sum = buys[x] + skips[n - x] - all[n] + stays[n];

		for (int t = (int) row->t_x; t < n; t++)
			sum = log_sum(sum, buys[x] + skips[t - x] - all[t] + stays[t] + log(p[2] / (p[2] + p[3] + t)));
		total += row->count * sum;
	}
	return total;
}

/* ---------- sBG (Fader & Hardie 2007) ---------- */

static double
sbg(const Problem *problem, const double *p)
{
	const double *stays = staying(0, p[0], p[1], problem->longest);
	double		total = 0;

	for (int i = 0; i < problem->n; i++)
	{
		const Row  *row = &problem->rows[i];
		int			t = (int) row->x;

		total += row->count * (row->t_x > 0 ? stays[t - 1] + log(p[0] / (p[0] + p[1] + (t - 1))) : stays[t]);
	}
	return total;
}

/* ---------- Gamma-Gamma (Fader & Hardie 2013, note 025) ---------- */

/* ln Gamma(z) - (z - 1/2) ln z + z - ln(2 pi)/2 */
static double
stirling_rest(double z)
{
	double		w = 1 / (z * z);

	if (z < 12)
		return lgamma(z) - (z - 0.5) * log(z) + z - 0.918938533204672742;
	return (1.0 / 12 - w * (1.0 / 360 - w * (1.0 / 1260 - w * (1.0 / 1680 - w * (1.0 / 1188 - w * 691.0 / 360360))))) / z;
}

/* -ln B(u, w), whose large terms have met already */
static double
minus_log_beta(double u, double w)
{
	return u * log1p(w / u) + w * log1p(u / w) + (log(u) - log1p(u / w)) / 2 - 0.918938533204672742
		+ stirling_rest(u + w) - stirling_rest(u) - stirling_rest(w);
}

static double
gamma_gamma(const Problem *problem, const double *p)
{
	double		total = 0;

	for (int i = 0; i < problem->n; i++)
	{
		const Row  *row = &problem->rows[i];
		double		u = p[0] * row->x,
					spent = row->x * row->t_x;

		total += row->count * (minus_log_beta(u, p[1]) - p[1] * log1p(spent / p[2]) - u * log1p(p[2] / spent) - log(row->t_x));
	}
	return total;
}

/* ---------- coordinates ---------- */

/* ln of a and of how b is to it: where both run to infinity or to 0 together, that is straight ahead */
static void
set_pair(double a, double b_to_a, double *p)
{
	p[0] = exp(a);
	p[1] = exp(a + b_to_a);
}

static void
rate_and_chance(const Problem *problem, const double *c, double *p)
{
	set_pair(c[0], c[1] + log(problem->scale), p);
	set_pair(c[2], c[3], p + 2);
}

/* Of the rate of leaving, ln of how much of it a typical time has, so that leaving at once or never is straight ahead, too: beta to 0 */
static void
two_rates(const Problem *problem, const double *c, double *p)
{
	set_pair(c[0], c[1] + log(problem->scale), p);
	p[3] = problem->scale * exp(c[3]);
	p[2] = exp(c[2]) / log1p(exp(-c[3]));
}

static void
two_chances(const Problem *problem, const double *c, double *p)
{
	(void) problem;
	set_pair(c[0], c[1], p);
	set_pair(c[2], c[3], p + 2);
}

static void
one_chance(const Problem *problem, const double *c, double *p)
{
	(void) problem;
	set_pair(c[0], c[1], p);
}

static void
spend(const Problem *problem, const double *c, double *p)
{
	p[0] = exp(c[0]);
	p[1] = exp(c[1]);
	p[2] = problem->scale * exp(c[2] + c[1] - c[0]);
}

static double
to_x(const Row *row)
{
	return row->x;
}

static double
to_age(const Row *row)
{
	return row->age;
}

static const Model models[] = {
	{"bg/nbd", 4, bg_nbd, rate_and_chance, to_x},
	{"mbg/nbd", 4, mbg_nbd, rate_and_chance, to_x},
	{"pareto/nbd", 4, pareto_nbd, two_rates, to_x},
	{"bg/bb", 4, bg_bb, two_chances, to_age},
	{"sbg", 2, sbg, one_chance, to_x},
	{"gamma-gamma", 3, gamma_gamma, spend, to_x},
};

const Model *
find_model(const char *name)
{
	for (size_t i = 0; i < sizeof models / sizeof *models; i++)
		if (strcmp(models[i].name, name) == 0)
			return &models[i];
	return NULL;
}
