/* Sums that know no order: shuffled, split and merged, told by doubles and made of them again, and what they refuse */
#include "unit.h"

#include <stdint.h>
#include <string.h>

#include "draws.h"
#include "math/exact.h"

#define N	2000

static double values[N];

static CvmExact
SumOf(int from, int to)
{
	CvmExact	sum = {{0}};

	for (int i = from; i < to; i++)
		ok(cvm_exact_add(&sum, values[i]), "it is added");
	return sum;
}

static bool
Same(const CvmExact *a, const CvmExact *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static void
Shuffle(void)
{
	for (int i = N - 1; i > 0; i--)
	{
		int			j = (int) (Uniform() * (i + 1));
		double		value = values[i];

		values[i] = values[j];
		values[j] = value;
	}
}

static void
TestOrders(double decades)
{
	CvmExact	sum;
	CvmExact	other;
	CvmExact	again = {{0}};
	CvmExact	part;
	double		parts[CVM_EXACT_PARTS];
	int			n;

	for (int i = 0; i < N; i++)
		values[i] = AnySize(decades) * (Uniform() < 0.4 ? -1 : 1);
	sum = SumOf(0, N);
	Shuffle();
	other = SumOf(0, N / 3);
	part = SumOf(N / 3, N);
	ok(cvm_exact_merge(&other, &part), "they are merged");
	ok(Same(&sum, &other), "in another order and in parts it is the same");
	n = cvm_exact_parts(&sum, parts);
	ok(n >= 1 && n <= 9, "it is told by a few doubles");
	for (int i = 0; i < n; i++)
		ok(cvm_exact_add(&again, parts[n - 1 - i]), "they are added");
	ok(Same(&sum, &again), "which add up to it");
	for (int i = 0; i < N; i++)
		ok(cvm_exact_add(&sum, -values[i]), "taken away");
	ok(cvm_exact_value(&sum) == 0, "nothing is left");
}

static void
TestValues(void)
{
	static const double some[] = {0, 1, -1, 0.1, -1e-30, 1e38, -1.6e60, 5e-324, 1e-300, 123456789.125};

	for (int i = 0; i < 10; i++)
	{
		CvmExact	sum = {{0}};

		ok(cvm_exact_add(&sum, some[i]), "it is added");
		near(cvm_exact_value(&sum), fabs(some[i]) < 1e-40 ? 0 : some[i], 1e-8, "and is that");
	}
}

static void
TestRefusals(void)
{
	static const double none[] = {NAN, INFINITY, -INFINITY, 1.7e60, -1e300};
	CvmExact	sum = {{0}};

	for (int i = 0; i < 5; i++)
		ok(!cvm_exact_add(&sum, none[i]), "this is refused");
	ok(cvm_exact_value(&sum) == 0, "and not added");
	ok(cvm_exact_add(&sum, 1.6e60), "this is not");
	ok(cvm_exact_is_large(&sum), "so large that it is not told");
	ok(cvm_exact_add(&sum, -8.1e59), "less of it");
	ok(!cvm_exact_is_large(&sum), "is");
	ok(cvm_exact_add(&sum, -1.6e60) && cvm_exact_is_large(&sum) == (cvm_exact_value(&sum) < -8.04e59), "and so below 0");
	sum = (CvmExact) {{0}};
	ok(cvm_exact_add(&sum, 1.6e60), "again");
	for (int i = 0; i < 55; i++)
		ok(cvm_exact_merge(&sum, &(CvmExact) {{sum.limbs[0], sum.limbs[1], sum.limbs[2], sum.limbs[3], sum.limbs[4], sum.limbs[5]}}), "doubled");
	ok(cvm_exact_value(&sum) > 5e76, "so much is held");
	ok(!cvm_exact_merge(&sum, &(CvmExact) {{sum.limbs[0], sum.limbs[1], sum.limbs[2], sum.limbs[3], sum.limbs[4], sum.limbs[5]}}), "not twice that");
}

int
main(void)
{
	TestOrders(3);
	TestOrders(20);
	TestOrders(45);
	TestValues();
	TestRefusals();
	return done();
}
