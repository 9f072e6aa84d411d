#ifndef CV_CORE_CHECK_H
#define CV_CORE_CHECK_H

#include "postgres.h"

#include "core/compat.h"
#include "fmgr.h"

extern char *cv_list_words(const char *const *words, int n, const char *last);
extern double cv_check_finite(double value, const char *name);
extern double cv_check_confidence(double confidence);
pg_noreturn extern void cv_refuse_choice(const char *kind, const char *name, const char *const *choices, int n);
extern int	cv_choice_arg(FunctionCallInfo fcinfo, int n, const char *kind, const char *const *choices, int count);
pg_noreturn extern void cv_refuse_count(void);
extern void cv_add_count(int64 *sum, int64 count);
extern int64 cv_count_arg(FunctionCallInfo fcinfo, int n, const char *name);
extern int64 cv_whole_arg(FunctionCallInfo fcinfo, int n, const char *name, int64 min, int64 max);

#endif
