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

double
cv_check_monetary(double monetary)
{
	return CheckAmount(monetary, "monetary");
}

/*
 * A customer by a day in terms of a model, and the mean spend, NaN if there is none; false if
 * there is no purchase by then
 */
bool
cv_customer_of_history(const PurchaseCalendar *history, DateADT as_of, ModelKind kind, CvUnit unit,
					   CvCustomer *customer, double *monetary)
{
	double		unit_days = cv_model_unit_days(unit);
	CvPurchases purchases;
	CvOccasions taken;

	if (kind == MODEL_BG_BB)
	{
		if (!cv_occasions_by(history, as_of, unit, &taken))
			return false;
		*customer = (CvCustomer)
		{
			taken.x, taken.t_x, taken.n
		};
		*monetary = taken.monetary;
	}
	else
	{
		if (!cv_purchases_by(history, as_of, &purchases))
			return false;
		*customer = (CvCustomer)
		{
			purchases.frequency, purchases.recency_days / unit_days,
				purchases.tenure_days / unit_days
		};
		*monetary = purchases.monetary;
	}
	cv_check_customer(customer, kind);
	return true;
}
