/*
 * customer.c
 *		What frequency, recency, tenure and mean spend of a customer can be.
 */
#include "clv/customer.h"

#include <math.h>

#include "utils/float.h"

static double
CheckAmount(double value, const char *name)
{
	if (!(value >= 0 && value <= MAX_AMOUNT))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a number from 0 to 1e15, not %s", name, float8out_internal(value))));
	return value;
}

static double
CheckWhole(double value, const char *name)
{
	if (value != rint(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a whole number, not %s", name, float8out_internal(value)),
				 errhint("frequency counts repeat purchases; a bg/bb model counts opportunities in recency and tenure, too.")));
	return value;
}

double
cv_check_frequency(double frequency)
{
	return CheckWhole(CheckAmount(frequency, "frequency"), "frequency");
}

static void
RefuseRecency(const CvCustomer *c)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("frequency %s, recency %s and tenure %s do not fit together",
					float8out_internal(c->x), float8out_internal(c->recency), float8out_internal(c->tenure)),
			 errhint("recency is the age at the last purchase (not the time since then), 0 without repeat purchases; tenure is the age now, in the same unit.")));
}

/* Opportunities: x of n, the last one at t_x */
static void
CheckOpportunities(const CvCustomer *c)
{
	(void) CheckWhole(c->recency, "recency");
	(void) CheckWhole(c->tenure, "tenure");
	if (c->x > c->recency)
		RefuseRecency(c);
	if (c->tenure > MAX_PERIODS)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a bg/bb model takes at most %d opportunities, not %s", MAX_PERIODS, float8out_internal(c->tenure)),
				 errhint("Use a longer unit.")));
}

static bool
IsAmount(double value)
{
	return value >= 0 && value <= MAX_AMOUNT;
}

/* What cv_check_customer() lets pass */
bool
cv_is_customer(const CvCustomer *c, ModelKind kind)
{
	if (!IsAmount(c->x) || !IsAmount(c->recency) || !IsAmount(c->tenure) || c->x != rint(c->x)
		|| c->recency > c->tenure || (c->x > 0) != (c->recency > 0))
		return false;
	return kind != MODEL_BG_BB
		|| (c->recency == rint(c->recency) && c->tenure == rint(c->tenure) && c->x <= c->recency && c->tenure <= MAX_PERIODS);
}

void
cv_check_customer(const CvCustomer *customer, ModelKind kind)
{
	cv_check_frequency(customer->x);
	CheckAmount(customer->recency, "recency");
	CheckAmount(customer->tenure, "tenure");
	if (customer->recency > customer->tenure || (customer->x > 0) != (customer->recency > 0))
		RefuseRecency(customer);
	if (kind == MODEL_BG_BB)
		CheckOpportunities(customer);
}

/* Mean spend in argument n, NaN if it is NULL */
double
cv_monetary_arg(FunctionCallInfo fcinfo, int n)
{
	return PG_ARGISNULL(n) ? get_float8_nan() : CheckAmount(PG_GETARG_FLOAT8(n), "monetary");
}

/* (frequency, recency, tenure [, monetary]) from argument n on */
void
cv_buyer_arg(FunctionCallInfo fcinfo, int n, ModelKind kind, bool knows_spend, CvBuyer *buyer)
{
	buyer->c.x = PG_GETARG_FLOAT8(n);
	buyer->c.recency = PG_GETARG_FLOAT8(n + 1);
	buyer->c.tenure = PG_GETARG_FLOAT8(n + 2);
	cv_check_customer(&buyer->c, kind);
	buyer->monetary = knows_spend ? cv_monetary_arg(fcinfo, n + 3) : get_float8_nan();
}
