/* survival_tally: how many customers churned, and how many were still here, at each duration; two rooms read it */
#ifndef CV_CORE_SURVIVAL_H
#define CV_CORE_SURVIVAL_H

#include "postgres.h"

#include "core/rows.h"

#define CV_SURVIVAL_WIDTH	3

typedef struct SurvivalTally
{
	CvHead		head;
	int32		decimals;		/* of customers: rows count them in units of 10^-decimals; 0 but
								 * for sbg_fit */
	int32		unused;			/* zero */
	double		rows[FLEXIBLE_ARRAY_MEMBER];	/* duration, 1 if churned, customers */
} SurvivalTally;

#define PG_GETARG_SURVIVAL(n)	((SurvivalTally *) cv_value_arg(fcinfo, n))

extern const CvStateOps cv_survival_state;
extern void cv_survival_add(CvState *state, int decimals, double duration, bool churned, double customers);

#endif
