/*
 * customer.c
 *		What frequency, recency, tenure and mean spend of a customer can be.
 */
#include "clv/customer.h"

#include <math.h>

#include "utils/float.h"

/* Each says whether something holds; where refuse is true, what does not is an error. */

static bool
IsAmount(double value, const char *name, bool refuse)
{
	bool		holds = value >= 0 && value <= MAX_AMOUNT;

	if (refuse && !holds)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a number from 0 to 1e15, not %s", name, float8out_internal(value))));
	return holds;
}

static bool
IsWhole(double value, const char *name, bool refuse)
{
	bool		holds = value == rint(value);

	if (refuse && !holds)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be a whole number, not %s", name, float8out_internal(value)),
				 errhint("frequency counts repeat purchases; a bg/bb model counts opportunities in recency and tenure, too.")));
	return holds;
}

static bool
FitTogether(const CvCustomer *c, bool holds, bool refuse)
{
	if (refuse && !holds)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("frequency %s, recency %s and tenure %s do not fit together",
						float8out_internal(c->x), float8out_internal(c->recency), float8out_internal(c->tenure)),
				 errhint("recency is the age at the last purchase (not the time since then), 0 without repeat purchases; tenure is the age now, in the same unit.")));
	return holds;
}

/* Opportunities: x of n, the last one at t_x */
static bool
AreOpportunities(const CvCustomer *c, bool refuse)
{
	bool		holds = c->tenure <= MAX_PERIODS;

	if (!IsWhole(c->recency, "recency", refuse) || !IsWhole(c->tenure, "tenure", refuse) || !FitTogether(c, c->x <= c->recency, refuse))
		return false;
	if (refuse && !holds)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("a bg/bb model takes at most %d opportunities, not %s", MAX_PERIODS, float8out_internal(c->tenure)),
				 errhint("Use a longer unit.")));
	return holds;
}

bool
cv_is_customer(const CvCustomer *c, ModelKind kind, bool refuse)
{
	return IsAmount(c->x, "frequency", refuse) && IsWhole(c->x, "frequency", refuse)
		&& IsAmount(c->recency, "recency", refuse) && IsAmount(c->tenure, "tenure", refuse)
		&& FitTogether(c, c->recency <= c->tenure && (c->x > 0) == (c->recency > 0), refuse)
		&& (kind != MODEL_BG_BB || AreOpportunities(c, refuse));
}

double
cv_check_frequency(double frequency)
{
	(void) IsAmount(frequency, "frequency", true);
	(void) IsWhole(frequency, "frequency", true);
	return frequency;
}

/* Mean spend in argument n, NaN if it is NULL */
double
cv_monetary_arg(FunctionCallInfo fcinfo, int n)
{
	double		monetary;

	if (PG_ARGISNULL(n))
		return get_float8_nan();
	monetary = PG_GETARG_FLOAT8(n);
	(void) IsAmount(monetary, "monetary", true);
	return monetary;
}

/* (frequency, recency, tenure [, monetary]) from argument n on */
void
cv_buyer_arg(FunctionCallInfo fcinfo, int n, ModelKind kind, bool knows_spend, CvBuyer *buyer)
{
	buyer->c.x = PG_GETARG_FLOAT8(n);
	buyer->c.recency = PG_GETARG_FLOAT8(n + 1);
	buyer->c.tenure = PG_GETARG_FLOAT8(n + 2);
	(void) cv_is_customer(&buyer->c, kind, true);
	buyer->monetary = knows_spend ? cv_monetary_arg(fcinfo, n + 3) : get_float8_nan();
}
