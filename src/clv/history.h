#ifndef CV_CLV_HISTORY_H
#define CV_CLV_HISTORY_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/compat.h"
#include "core/decimal.h"
#include "fmgr.h"

/*
 * purchase_calendar: the net amount of every day with a purchase or a refund.  An entry is
 * the day, counted from the one before it, and the amount in 10^-scale, both as
 * varints; so entries can be appended to a state in any order.  Finished histories have them in
 * order of days, one a day, and no room to spare.
 */
typedef struct PurchaseHistory
{
	int32		vl_len_;		/* varlena header, do not touch */
	int32		used;			/* bytes of entries */
	int32		count;			/* entries */
	DateADT		first;			/* day of the first entry */
	DateADT		last;			/* and of the last one */
	uint8		scale;			/* decimals of amounts */
	bool		knows_spend;
	bool		in_order;
	uint8		unused;			/* zero, for equal histories have equal bytes */
	uint8		entries[FLEXIBLE_ARRAY_MEMBER];
} PurchaseHistory;

#define PG_GETARG_HISTORY(n)	((PurchaseHistory *) PG_DETOAST_DATUM(PG_GETARG_DATUM(n)))

/* A history by a day, in days */
typedef struct CvPurchases
{
	double		frequency;		/* days with a purchase after the first one */
	double		recency_days;	/* age at the last one */
	double		tenure_days;	/* age */
	double		monetary;		/* mean spend of the repeat days; NaN if there is none, or spend is
								 * unknown */
} CvPurchases;

/* The same by opportunities of one purchase in each whole unit since the first one */
typedef struct CvOpportunities
{
	double		x;
	double		t_x;
	double		n;
	double		monetary;		/* mean spend of the opportunities taken */
} CvOpportunities;

extern double cv_model_unit_days(CvUnit unit);
extern CvUnit cv_model_unit_arg(FunctionCallInfo fcinfo, int n, const CvUnit *known);
extern bool cv_purchases_by(const PurchaseHistory *history, DateADT as_of, CvPurchases *purchases);
extern bool cv_opportunities_by(const PurchaseHistory *history, DateADT as_of, double unit_days, CvOpportunities *taken);
pg_noreturn extern void cv_refuse_mixed_spend(void);

#endif
