/*
 * groups.c
 *		Readings of several tallies: do their customers stay as long as each other, and how much faster do some churn?
 */
#include "survival/life.h"

#include <math.h>

#include "core/check.h"
#include "core/row.h"
#include "math/chisquare.h"
#include "math/cox.h"
#include "math/logrank.h"
#include "math/quantile.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/float.h"
#include "utils/lsyscache.h"

#define MAX_GROUPS		100

/* Tallies that are walked along together: at each duration the steps of those where something happens then */
typedef struct Together
{
	int			n;
	CvLife	   *lives;			/* tally NULL: there is none */
	CvLifeStep *steps;			/* the next one of each; at is infinite behind the last one */
	double	   *at_risk;		/* at the duration of pooled, */
	double	   *churned;		/* and who churns then */
	CvLifeStep	pooled;
} Together;

static void
StepOf(Together *all, int i)
{
	if (all->lives[i].tally == NULL || !cv_next_step(&all->lives[i], &all->steps[i]))
		all->steps[i].at = INFINITY;
}

static void
BeginTogether(Together *all, CvLife *lives, int n)
{
	all->n = n;
	all->lives = lives;
	all->steps = palloc0(n * sizeof(CvLifeStep));
	all->at_risk = palloc0(n * sizeof(double));
	all->churned = palloc0(n * sizeof(double));
	for (int i = 0; i < n; i++)
		StepOf(all, i);
}

/* Take part i along, where something happens at all->at; its customers at risk afterwards */
static double
TakeStep(Together *all, int i)
{
	const CvLifeStep *step = &all->steps[i];
	double		left = step->at_risk - step->churned - step->censored + step->entered;

	all->churned[i] = step->churned;
	all->pooled.churned += step->churned;
	all->pooled.censored += step->censored;
	all->pooled.entered += step->entered;
	StepOf(all, i);
	return left;
}

/* The next duration; false behind the last one.  at_risk is of then, and left of behind it. */
static bool
StepTogether(Together *all, double *left)
{
	CvLifeStep	empty = {.at = INFINITY};

	all->pooled = empty;
	for (int i = 0; i < all->n; i++)
		all->pooled.at = fmin(all->pooled.at, all->steps[i].at);
	if (isinf(all->pooled.at))
		return false;
	for (int i = 0; i < all->n; i++)
	{
		all->at_risk[i] = left[i];
		all->pooled.at_risk += left[i];
		all->churned[i] = 0;
		if (all->steps[i].at == all->pooled.at)
			left[i] = TakeStep(all, i);
	}
	return true;
}

/* ---------- log-rank ---------- */

/* Groups by their place in the array, and what the test has of those that take part */
typedef struct Groups
{
	int			strata;
	int			n;
	CvLife	   *lives;			/* strata x n */
	int		   *places;			/* of those that take part */
	CvLogrank	test;
} Groups;

/* The tallies in argument 0: groups, or strata times groups */
static void
TalliesArg(FunctionCallInfo fcinfo, Groups *groups)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	Datum	   *tallies;
	bool	   *nulls;
	int			n;
	int16		length;
	bool		by_value;
	char		alignment;

	if (ARR_NDIM(array) > 2)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("groups must have one dimension, or two, strata and groups, not %d", ARR_NDIM(array)),
				 errhint("Such as ARRAY[basic, pro], or with two strata ARRAY[[basic1, pro1], [basic2, pro2]].")));
	get_typlenbyvalalign(ARR_ELEMTYPE(array), &length, &by_value, &alignment);
	deconstruct_array(array, ARR_ELEMTYPE(array), length, by_value, alignment, &tallies, &nulls, &n);
	groups->strata = ARR_NDIM(array) == 2 ? ARR_DIMS(array)[0] : 1;
	groups->n = n / groups->strata;
	if (groups->n > MAX_GROUPS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("at most %d groups can be compared, not %d", MAX_GROUPS, groups->n),
				 errhint("Roll up small groups into one.")));
	groups->lives = palloc0(n * sizeof(CvLife));
	for (int i = 0; i < n; i++)
		if (!nulls[i])
			cv_begin_life(&groups->lives[i], cv_value(tallies[i]));
}

static bool
HasTally(const Groups *groups, int group)
{
	for (int s = 0; s < groups->strata; s++)
		if (groups->lives[s * groups->n + group].tally)
			return true;
	return false;
}

/* Only those take part of whom there is a tally in some stratum. */
static void
ChooseGroups(Groups *groups)
{
	CvLogrank  *test = &groups->test;

	groups->places = palloc((groups->n + 1) * sizeof(int));
	for (int i = 0; i < groups->n; i++)
		if (HasTally(groups, i))
			groups->places[test->groups++] = i;
	test->observed = palloc0((test->groups + 1) * sizeof(double));
	test->expected = palloc0((test->groups + 1) * sizeof(double));
	test->covariance = palloc0((test->groups * test->groups + 1) * sizeof(double));
}

static void
TestStratum(const CvLife *stratum, Groups *groups)
{
	CvLogrank  *test = &groups->test;
	CvLife	   *lives = palloc(test->groups * sizeof(CvLife));
	double	   *left = palloc(test->groups * sizeof(double));
	Together	all;
	CvSurvival	pooled;

	for (int i = 0; i < test->groups; i++)
	{
		lives[i] = stratum[groups->places[i]];
		left[i] = lives[i].at_risk;
	}
	BeginTogether(&all, lives, test->groups);
	cvm_survival_begin(&pooled);
	while (StepTogether(&all, left))
	{
		CHECK_FOR_INTERRUPTS();
		if (all.pooled.churned > 0)
			cvm_logrank_step(test, cvm_logrank_weight(test, pooled.survival), all.at_risk, all.churned);
		cvm_survival_step(&pooled, &all.pooled);
	}
}

/* (groups, rho, gamma) */
static void
TestGroups(FunctionCallInfo fcinfo, Groups *groups)
{
	memset(groups, 0, sizeof(*groups));
	groups->test.rho = cv_check_from_0(PG_GETARG_FLOAT8(1), "rho");
	groups->test.gamma = cv_check_from_0(PG_GETARG_FLOAT8(2), "gamma");
	TalliesArg(fcinfo, groups);
	ChooseGroups(groups);
	if (groups->test.groups == 0)
		return;
	for (int s = 0; s < groups->strata; s++)
		TestStratum(groups->lives + s * groups->n, groups);
}

PG_FUNCTION_INFO_V1(cvsql_logrank_test);
Datum
cvsql_logrank_test(PG_FUNCTION_ARGS)
{
	Groups		groups;
	double	   *scratch;
	double		chi_square;
	int			df = 0;
	CvRow		row;

	TestGroups(fcinfo, &groups);
	scratch = palloc((groups.test.groups + 1) * (groups.test.groups + 1) * sizeof(double));
	if (groups.test.groups > 1)
		df = cvm_logrank_chi_square(&groups.test, scratch, &chi_square);
	cv_begin_row(&row, fcinfo);
	if (df > 0)
	{
		cv_set_float8(&row, "chi_square", chi_square);
		cv_set_int(&row, "df", df);
		cv_set_float8(&row, "p_value", cvm_chi_square_p(chi_square, df));
	}
	return cv_end_row(&row);
}

PG_FUNCTION_INFO_V1(cvsql_logrank_table);
Datum
cvsql_logrank_table(PG_FUNCTION_ARGS)
{
	Groups		groups;
	CvRow		row;

	TestGroups(fcinfo, &groups);
	cv_begin_rows(&row, fcinfo);
	for (int i = 0; i < groups.test.groups; i++)
	{
		double		customers = 0;
		double		churned = 0;

		for (int s = 0; s < groups.strata; s++)
		{
			customers += groups.lives[s * groups.n + groups.places[i]].customers;
			churned += groups.lives[s * groups.n + groups.places[i]].churned;
		}
		cv_set_int(&row, "group_number", groups.places[i] + 1);
		cv_set_bigint(&row, "customers", (int64) customers);
		cv_set_bigint(&row, "churned", (int64) churned);
		cv_set_float8(&row, "observed", groups.test.observed[i]);
		cv_set_float8(&row, "expected", groups.test.expected[i]);
		cv_set_float8(&row, "variance", groups.test.covariance[i * (groups.test.groups + 1)]);
		cv_put_row(&row);
	}
	PG_RETURN_NULL();
}

/* ---------- the ratio of two hazards ---------- */

/* The likelihood at a log ratio, summed over all durations; and whether it has a maximum: each group churns while the other is there */
static bool
WalkCox(const CvLife *tallies, double log_ratio, CvCox *cox)
{
	CvLife		lives[2] = {tallies[0], tallies[1]};
	double		left[2] = {tallies[0].at_risk, tallies[1].at_risk};
	bool		churns[2] = {false, false};
	Together	all;

	cvm_cox_begin(cox, log_ratio);
	BeginTogether(&all, lives, 2);
	while (StepTogether(&all, left))
	{
		CvCoxStep	step = {{all.at_risk[0], all.at_risk[1]}, {all.churned[0], all.churned[1]}};

		cvm_cox_step(cox, &step);
		for (int i = 0; i < 2; i++)
			churns[i] = churns[i] || (step.churned[i] > 0 && step.at_risk[1 - i] > 0);
	}
	return churns[0] && churns[1];
}

static bool
FindRatio(const CvLife *tallies, CvCox *cox)
{
	CvCoxSearch search;

	cvm_cox_search_begin(&search);
	do
		if (!WalkCox(tallies, search.log_ratio, cox))
			return false;
	while (cvm_cox_search_step(&search, cox));
	return cox->information > 0;
}

/* (base, other, confidence) */
PG_FUNCTION_INFO_V1(cvsql_hazard_ratio);
Datum
cvsql_hazard_ratio(PG_FUNCTION_ARGS)
{
	double		z = cv_quantile_arg(fcinfo, 2);
	CvLife		tallies[2];
	CvCox		cox;
	CvRow		row;

	cv_begin_life(&tallies[0], PG_GETARG_SURVIVAL(0));
	cv_begin_life(&tallies[1], PG_GETARG_SURVIVAL(1));
	cv_begin_row(&row, fcinfo);
	if (FindRatio(tallies, &cox))
	{
		double		se = 1 / sqrt(cox.information);

		cv_set_float8(&row, "hazard_ratio", exp(cox.log_ratio));
		cv_set_float8(&row, "log_ratio", cox.log_ratio);
		cv_set_float8(&row, "se", se);
		cv_set_float8(&row, "low", exp(cox.log_ratio - z * se));
		cv_set_float8(&row, "high", exp(cox.log_ratio + z * se));
		cv_set_float8(&row, "p_value", cvm_normal_two_sided_p(cox.log_ratio / se));
	}
	return cv_end_row(&row);
}
