/*
 * life.c
 *		Walks along a survival_tally, duration by duration, and arguments that several readings have.
 */
#include "survival/life.h"

#include <math.h>

#include "core/check.h"
#include "core/poll.h"
#include "math/quantile.h"
#include "utils/float.h"

static inline bool
IsChurn(double what)
{
	return what == CV_CHURNED || what >= CV_REASON;
}

static void
CountRows(CvLife *life)
{
	for (const double *row = life->next; row < life->end; row += CV_SURVIVAL_WIDTH)
	{
		cv_poll((row - life->next) / CV_SURVIVAL_WIDTH);
		if (row[1] == CV_ENTERED)
			life->entered += row[2];
		else
			life->customers += row[2];
		if (IsChurn(row[1]))
			life->churned += row[2];
	}
}

/* Texts can count parts of customers, as sbg_fit does, and more of them than there are. */
void
cv_begin_life(CvLife *life, const SurvivalTally *tally)
{
	int64		n;

	memset(life, 0, sizeof(*life));
	if (tally->decimals != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("this tally counts parts of customers, which only sbg_fit can read")));
	life->tally = tally;
	life->next = cv_rows_of(&tally->head, &cv_survival_state, &n);
	life->end = life->next + n * CV_SURVIVAL_WIDTH;
	life->last = life->end[-CV_SURVIVAL_WIDTH];
	CountRows(life);
	if (!(life->customers + life->entered < CV_MAX_WHOLE))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a survival_tally holds fewer than 2^53 customers")));
	life->at_risk = life->customers - life->entered;
}

static void
AddToStep(const CvLife *life, const double *row, CvLifeStep *step)
{
	if (row[1] == CV_CENSORED)
		step->censored += row[2];
	else if (row[1] == CV_ENTERED)
		step->entered += row[2];
	else
		step->churned += row[2];
	if (row[1] == life->reason)
		step->of_reason += row[2];
}

/* What happens at the next duration; false behind the last one */
bool
cv_next_step(CvLife *life, CvLifeStep *step)
{
	const double *row = life->next;
	CvLifeStep	empty = {0};

	if (row == life->end)
		return false;
	cv_poll(life->steps++);
	*step = empty;
	step->at = row[0];
	step->at_risk = life->at_risk;
	for (; row < life->end && row[0] == step->at; row += CV_SURVIVAL_WIDTH)
		AddToStep(life, row, step);
	life->next = row;
	life->at_risk += step->entered - step->churned - step->censored;
	return true;
}

/* ---------- arguments ---------- */

/* The duration that customers are known to have outlasted, in argument n, or CV_FROM_START */
double
cv_given_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? CV_FROM_START : cv_check_from_0(PG_GETARG_FLOAT8(n), "given");
}

/* A duration in argument n, which is counted from the start as given is, so that it does not come before */
double
cv_behind_given_arg(FunctionCallInfo fcinfo, int n, const char *name, double given)
{
	double		time = cv_check_from_0(PG_GETARG_FLOAT8(n), name);

	if (time < given)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s %s is below given %s", name, float8out_internal(time), float8out_internal(given)),
				 errhint("Both are counted from the start of a customer.")));
	return time;
}

CvSurvivalMethod
cv_survival_method_arg(FunctionCallInfo fcinfo, int n)
{
	static const char *const methods[] = {[CVM_LOG_LOG] = "log-log",[CVM_LOG] = "log",[CVM_PLAIN] = "plain"};

	return (CvSurvivalMethod) cv_choice_arg(fcinfo, n, "method", methods, lengthof(methods));
}

/* The quantile of the normal distribution for the confidence in argument n */
double
cv_quantile_arg(FunctionCallInfo fcinfo, int n)
{
	return cvm_normal_quantile(cv_check_confidence(PG_GETARG_FLOAT8(n)));
}

/* Is any argument NULL, but for one that may be? */
bool
cv_any_arg_is_null(FunctionCallInfo fcinfo, int but)
{
	for (int n = 0; n < PG_NARGS(); n++)
		if (n != but && PG_ARGISNULL(n))
			return true;
	return false;
}
