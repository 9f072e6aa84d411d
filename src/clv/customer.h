#ifndef CV_CLV_CUSTOMER_H
#define CV_CLV_CUSTOMER_H

#include "postgres.h"

#include "clv/purchase.h"
#include "clv/model.h"

#define MAX_AMOUNT		1e15	/* of purchases, of units of time, of spend */
#define MAX_PERIODS		10000	/* opportunities of bg/bb, periods of a contract */

/*
 * What models know of a customer by a day, in units of time or in occasions of the calendar, and the mean spend of the
 * repeat purchases: NaN if there are none, or spend is unknown
 */
typedef struct CvBuyer
{
	CvCustomer	c;
	double		monetary;
} CvBuyer;

extern bool cv_is_customer(const CvCustomer *customer, ModelKind kind, bool refuse);
extern double cv_check_frequency(double frequency);
extern double cv_monetary_arg(FunctionCallInfo fcinfo, int n);
extern void cv_buyer_arg(FunctionCallInfo fcinfo, int n, ModelKind kind, bool knows_spend, CvBuyer *buyer);
extern bool cv_buyer_of_purchases(Cursor entries, DateADT as_of, ModelKind kind, CvUnit unit, CvBuyer *buyer);
extern bool cv_buyer_of_history(const PurchaseCalendar *history, DateADT as_of, ModelKind kind, CvUnit unit, CvBuyer *buyer);
extern double cv_day_of_occasion(const PurchaseCalendar *history, DateADT as_of, CvUnit unit, double ahead);

#endif
