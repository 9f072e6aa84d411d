/* Random numbers, the same every time */
#include <math.h>
#include <stdint.h>

static uint64_t seed = 88172645463325252u;

static inline double
Uniform(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return ((double) (seed >> 11) + 0.5) / 9007199254740992.0;
}

static inline double
AnySize(double decades)
{
	return pow(10, decades * (2 * Uniform() - 1));
}

static inline double
Exponential(void)
{
	return -log(Uniform());
}

static inline double
Normal(void)
{
	return sqrt(2 * Exponential()) * cos(2 * M_PI * Uniform());
}

/* G. Marsaglia and W. Tsang 2000 */
static inline double
Gamma(double shape)
{
	double		d = shape + (shape < 1 ? 1 : 0) - 1.0 / 3;

	for (;;)
	{
		double		x = Normal();
		double		v = pow(fmax(1 + x / sqrt(9 * d), 0), 3);

		if (v > 0 && log(Uniform()) < x * x / 2 + d - d * v + d * log(v))
			return d * v * (shape < 1 ? pow(Uniform(), 1 / shape) : 1);
	}
}

static inline double
Beta(double a, double b)
{
	double		x = Gamma(a);

	return x / (x + Gamma(b));
}
