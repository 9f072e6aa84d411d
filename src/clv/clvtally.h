#ifndef CV_CLV_CLVTALLY_H
#define CV_CLV_CLVTALLY_H

#include "postgres.h"

#include "clv/customer.h"
#include "clv/model.h"
#include "core/rows.h"

/*
 * clv_tally: the different frequencies, recencies and tenures of many customers, and how many customers have them; with
 * their mean spend, where it is known.  It is what models are fitted to.
 */
typedef struct ClvTally
{
	CvHead		head;			/* unit; last_seen is the as_of of histories, none in that of
								 * summaries */
	uint8		fit;			/* in a state of clv_fit the ModelKind + 1 that is asked for; 0 in
								 * values */
	bool		occasions;		/* of the calendar are counted, for bg/bb */
	bool		knows_spend;
	bool		of_histories;	/* in a state: all are by one day */
	int32		unused;			/* zero */
	double		rows[FLEXIBLE_ARRAY_MEMBER];	/* x, t_x, T, [mean spend or NaN,] customers */
} ClvTally;

/* The model that a state is to be fitted by */
static inline const char *
FitName(const ClvTally *tally)
{
	return tally->fit ? cv_models[tally->fit - 1].name : "none";
}

#define PG_GETARG_CLV_TALLY(n)	((ClvTally *) cv_value_arg(fcinfo, n))

extern const CvStateOps cv_clv_state;
extern int	cv_clv_row_width(const CvHead *head);
extern void cv_clv_row(const ClvTally *tally, const CvBuyer *buyer, double customers, double *row);
extern bool cv_clv_row_of_purchases(const ClvTally *tally, Cursor entries, double *row);
extern const char *cv_counting_of(const ClvTally *tally);
extern ModelKind cv_kind_of_rows(const ClvTally *tally);
extern char *cv_tally_unit_text(const ClvTally *tally);
extern CvUnit cv_tally_unit_arg(FunctionCallInfo fcinfo, int n, bool *occasions);
extern FittedClv *cv_fit_contracts(const double *rows, int64 n, double unit);
extern FittedClv *cv_fit_tally(const ClvTally *tally, ModelKind kind, const double *rows, int64 n);

#endif
