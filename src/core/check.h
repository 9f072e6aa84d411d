/* Refusals that every room words alike: see check.c */
#ifndef CV_CORE_CHECK_H
#define CV_CORE_CHECK_H

#include "postgres.h"

#include <math.h>

#include "core/compat.h"
#include "fmgr.h"
#include "utils/timestamp.h"

#define CV_MAX_TOLD		5		/* of the warnings of one kind that a statement gives */
#define CV_MAX_WHOLE	9007199254740992.0	/* 2^53: up to it every whole number is a float8 */

/* A kind of warning, of which there may be thousands in a statement; begins as zeros */
typedef struct CvTold
{
	TimestampTz statement;		/* the client's last one that had it */
	int			times;
} CvTold;

/*
 * True if the caller is to give its warning, which is among the first CV_MAX_TOLD of its kind in the client's statement.  The first that
 * is not is given here instead: that there are more, and what finds them.
 */
extern bool cv_tells(CvTold *told, const char *more, const char *finder);

/* A list as a sentence has it, with last before the last word, in memory of its own in the current context */
extern char *cv_list_words(const char *const *words, int n, const char *last);

/* Each cv_check_ function returns the number that it has let pass.  Others are errors, whose message calls them by the name. */
extern double cv_check_finite(double value, const char *name);
pg_noreturn extern void cv_refuse_below_0(double number, const char *name);
extern double cv_check_confidence(double confidence);
pg_noreturn extern void cv_refuse_choice(const char *kind, const char *name, const char *const *choices, int n);
pg_noreturn extern void cv_refuse_change(const char *what, const char *was, const char *is);

/* The number of the choice that has this name, from 0.  An unknown name and NULL are errors. */
extern int	cv_choice_of(const text *name, const char *kind, const char *const *choices, int count);
extern int	cv_choice_arg(FunctionCallInfo fcinfo, int n, const char *kind, const char *const *choices, int count);
pg_noreturn extern void cv_refuse_count(void);

/* Add a count to *sum, or refuse it where the sum is no int64 */
extern void cv_add_count(int64 *sum, int64 count);

/* The bigint in argument n, from 0 */
extern int64 cv_count_arg(FunctionCallInfo fcinfo, int n, const char *name);
extern int64 cv_check_at_least_1(int64 number, const char *name);

/* The bigint in argument n, from min to max */
extern int64 cv_whole_arg(FunctionCallInfo fcinfo, int n, const char *name, int64 min, int64 max);
pg_noreturn extern void cv_refuse_whole(double number, const char *name);

/* A count that users may have summed up, which comes as float8 for that */
static inline int64
cv_check_whole(double number, const char *name)
{
	if (unlikely(!(number >= 0 && number <= CV_MAX_WHOLE) || number != (double) (int64) number))
		cv_refuse_whole(number, name);
	return (int64) number;
}

/* A duration, a power */
static inline double
cv_check_from_0(double number, const char *name)
{
	if (unlikely(!(number >= 0 && isfinite(number))))
		cv_refuse_below_0(number, name);
	return number;
}

/* How many customers a row of a transition stands for, by argument n: 1 where there is none */
static inline int64
cv_customers_of_row(FunctionCallInfo fcinfo, int n)
{
	return n < PG_NARGS() ? cv_check_whole(PG_GETARG_FLOAT8(n), "customers") : 1;
}

#endif
