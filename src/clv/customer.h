#ifndef CV_CLV_CUSTOMER_H
#define CV_CLV_CUSTOMER_H

#include "postgres.h"

#include "clv/purchase.h"
#include "clv/model.h"

#define MAX_AMOUNT		1e15	/* of purchases, of units of time, of spend */
#define MAX_PERIODS		10000	/* opportunities of bg/bb, periods of a contract */

extern bool cv_is_customer(const CvCustomer *customer, ModelKind kind);
extern void cv_check_customer(const CvCustomer *customer, ModelKind kind);
extern bool cv_customer_of_history(const PurchaseCalendar *history, DateADT as_of, ModelKind kind, CvUnit unit,
								   CvCustomer *customer, double *monetary);
extern double cv_check_frequency(double frequency);
extern double cv_check_monetary(double monetary);

#endif
