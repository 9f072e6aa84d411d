/* survival_tally: who churned, who was still here, and who came under observation late, at each duration; two rooms read it */
#ifndef CV_CORE_SURVIVAL_H
#define CV_CORE_SURVIVAL_H

#include "postgres.h"

#include "core/durations.h"
#include "core/reasons.h"
#include "core/rows.h"

#define CV_SURVIVAL_WIDTH	3

/* The second number of a row: what happened to these customers at that duration */
#define CV_CENSORED		0		/* they were last seen, still here */
#define CV_CHURNED		1		/* they churned, for no reason that is known */
#define CV_ENTERED		2		/* they came under observation: at risk from then on */
#define CV_REASON		3		/* and more: they churned for the reason of number 0 and more */

/* The rows, in order, and behind them the names of reasons, if there are any */
typedef struct SurvivalTally
{
	CvHead		head;
	int32		decimals;		/* of customers: rows count them in units of 10^-decimals; 0 but
								 * for sbg_fit */
	int32		reasons;		/* bytes behind the rows, a CvReasonArea; of a flat open value, not
								 * 0 if its log has reasons */
	double		rows[FLEXIBLE_ARRAY_MEMBER];	/* duration, what happened, customers */
} SurvivalTally;

#define PG_GETARG_SURVIVAL(n)	((SurvivalTally *) cv_value_arg(fcinfo, n))

typedef struct CvSurvivalLive
{
	CvLive		live;
	CvDurations durations;		/* what has come since, and is no row yet */
	CvReasons	reasons;
} CvSurvivalLive;

extern const CvStateOps cv_survival_state;

/*
 * Add customers to a state, or to a live one: of one of the kinds below CV_REASON, or churned for a reason, whose name is copied.  The duration
 * is finite and not negative.
 */
extern void cv_survival_add(CvState *state, int decimals, double duration, int what, double customers);
extern void cv_survival_add_reason(CvState *state, double duration, const char *reason, int length, double customers);

static inline void
cv_survival_count(CvLive *live, double duration, int what, double customers)
{
	cv_durations_add(&((CvSurvivalLive *) live)->durations, duration + 0.0, what, customers);
}

/*
 * All rows in order, with reasons numbered as they came, and how many there are.  They are the state's own, and stay until the next row is
 * added.
 */
extern const double *cv_survival_rows(CvLive *live, int64 *n);

/* True if no more leave at any duration than have come, or if there are more than can be counted */
extern bool cv_survival_is_sound(const double *rows, int64 n);

/*
 * The value itself or, of an open one whose log has reasons, a new one in the current context: open, too, with its rows in order and a
 * CvReasonArea behind them.
 */
extern SurvivalTally *cv_survival_laid_out(SurvivalTally *tally);

/*
 * A new open value in the current context, of what is laid out: its log defines the reasons, and then has the rows.  The tally must be open,
 * laid out, and have reasons, for its area is read without a look.
 */
extern CvHead *cv_survival_log(const SurvivalTally *tally);

/* The names of reasons, a view of the value, which is closed or laid out; NULL if it has none */
extern const CvReasonArea *cv_reasons_of(const SurvivalTally *tally);

#endif
