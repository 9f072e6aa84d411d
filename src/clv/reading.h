/* What readings of models ask of their arguments, and remember of them */
#ifndef CV_CLV_READING_H
#define CV_CLV_READING_H

#include "postgres.h"

#include "clv/customer.h"
#include "clv/model.h"

#define CV_MEMO_KEY	4			/* frequency, tenure, horizon, delta */

typedef struct Reading
{
	FittedClv	model;
	const CvBtyd *btyd;			/* NULL for contracts */
	uint64		number;			/* of the model among those of this call, from 1 */
	struct Readings *all;
} Reading;

/* NaN where it is not known */
typedef struct CvOutlook
{
	double		p_alive;
	double		purchases;
	double		spend;
	double		value;
} CvOutlook;

/* How a reading takes a customer from argument n on; false if there is no purchase by then */
typedef bool (*BuyerArg) (FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer);

extern bool cv_history_buyer_arg(FunctionCallInfo fcinfo, int n, const Reading *reading, CvBuyer *buyer);
extern Reading *cv_purchase_reading_arg(FunctionCallInfo fcinfo, int n);
extern Reading *cv_contract_reading(FunctionCallInfo fcinfo);
extern void cv_check_knows_spend(const Reading *reading);
extern double cv_horizon_arg(FunctionCallInfo fcinfo, int n, const Reading *reading);
extern void cv_check_reached(bool reached, const char *hint);
extern const double *cv_remembered(const Reading *reading, const double *key, int n);
extern const double *cv_remember(const Reading *reading, const double *key, int n, const double *numbers);
extern double cv_expected_purchases(Reading *reading, const CvCustomer *customer, double horizon, double delta);
extern double cv_purchase_spend(const Reading *reading, const CvBuyer *buyer);
extern double cv_value_of_purchases(double purchases, double spend);
extern CvOutlook cv_outlook(Reading *reading, const CvBuyer *buyer, double horizon, double delta);

/* Of the model in argument 0 */
static inline Reading *
cv_purchase_reading(FunctionCallInfo fcinfo)
{
	return cv_purchase_reading_arg(fcinfo, 0);
}

#endif
