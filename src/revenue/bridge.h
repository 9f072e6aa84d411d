#ifndef CV_REVENUE_BRIDGE_H
#define CV_REVENUE_BRIDGE_H

#include "postgres.h"

#include "core/decimal.h"
#include "core/head.h"
#include "core/row.h"
#include "fmgr.h"

/* What a bridge leads over, from the opening amount to the closing one, which follows from them */
typedef enum Movement
{
	OPENING,
	NEW,
	EXPANSION,
	CONTRACTION,
	CHURNED,
	REACTIVATED
} Movement;

#define MOVEMENTS	(REACTIVATED + 1)

/* bridge_tally: the amount of each movement and its customers */
typedef struct BridgeTally
{
	CvHead		head;
	int32		scale;			/* the most decimals seen */
	int64		taken;			/* rows or bridges in a state; 0 in a finished bridge */
	int64		at_scale;		/* numbers among them with that many decimals; the same */
	int64		customers[MOVEMENTS];
	int128		amounts[MOVEMENTS]; /* in 10^-scale */
} BridgeTally;

#define PG_GETARG_BRIDGE(n)	((BridgeTally *) cv_value_arg(fcinfo, n))

extern const char *const cv_movements[MOVEMENTS];

/* What becomes of a customer's amount; OPENING where nothing does */
static inline Movement
cv_movement(int128 before, int128 after, bool returning)
{
	if (after > before)
		return before > 0 ? EXPANSION : returning ? REACTIVATED : NEW;
	if (after < before)
		return after > 0 ? CONTRACTION : CHURNED;
	return OPENING;
}

extern BridgeTally *cv_bridge_of_state(FunctionCallInfo fcinfo);
extern BridgeTally *cv_finish_bridge(const BridgeTally *bridge);
extern void cv_bridge_add(BridgeTally *bridge, int128 before, int128 after, bool returning);
extern void cv_bridge_set_scale(BridgeTally *bridge, int scale);
extern int128 cv_bridge_closing(const BridgeTally *bridge);
extern int64 cv_bridge_closing_customers(const BridgeTally *bridge);

extern void cv_set_bridge(CvRow *row, const BridgeTally *bridge);
extern void cv_set_closing(CvRow *row, const BridgeTally *bridge);

#endif
