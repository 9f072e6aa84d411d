/* TAP for the unit tests of src/math */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static int	tests_run;
static int	tests_failed;

static void
ok(bool passed, const char *name)
{
	tests_run++;
	tests_failed += !passed;
	printf("%s %d - %s\n", passed ? "ok" : "not ok", tests_run, name);
}

/* Within tolerance of the expected value, relative to it (absolute around 0) */
static void
near(double got, double expected, double tolerance, const char *name)
{
	double		scale = expected == 0 ? 1 : fabs(expected);
	bool		passed = fabs(got - expected) <= tolerance * scale;

	ok(passed, name);
	if (!passed)
		fprintf(stderr, "# %s: got %.17g, expected %.17g\n", name, got, expected);
}

static int
done(void)
{
	printf("1..%d\n", tests_run);
	return tests_failed > 0;
}
