/*
 * check.c
 *		Refusals that every room words alike.  Each returns what it has let pass.
 */
#include "core/check.h"

#include <math.h>

#include "access/xact.h"
#include "common/int.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/float.h"

double
cv_check_finite(double value, const char *name)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number, not %s", name,
						isnan(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity")));
	return value;
}

void
cv_refuse_below_0(double number, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a finite number from 0, not %s", name, float8out_internal(number))));
}

void
cv_refuse_count(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a count of customers is out of range")));
}

void
cv_add_count(int64 *sum, int64 count)
{
	if (pg_add_s64_overflow(*sum, count, sum))
		cv_refuse_count();
}

double
cv_check_confidence(double confidence)
{
	if (!(confidence > 0 && confidence < 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("confidence must lie between 0 and 1, not %s",
						float8out_internal(confidence)),
				 errhint("For a 95 %% interval, pass 0.95.")));
	return confidence;
}

/* The words of a list as a sentence has them, with " and " or " or " before the last one */
char	   *
cv_list_words(const char *const *words, int n, const char *last)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n; i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : i < n - 1 ? ", " : last, words[i]);
	return list.data;
}

/* That name, which may be NULL, is no choice of this kind; the HINT says which there are */
void
cv_refuse_choice(const char *kind, const char *name, const char *const *choices, int n)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 name ? errmsg("unknown %s \"%s\"", kind, name) : errmsg("the %s must not be NULL", kind),
			 errhint("The %ss are %s.", kind, cv_list_words(choices, n, " and "))));
}

void
cv_refuse_change(const char *what, const char *was, const char *is)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s must be constant: it was %s, and is now %s", what, was, is),
			 errhint("Group by it.")));
}

/* The number of the choice that has this name; NULL is none */
int
cv_choice_of(const text *name, const char *kind, const char *const *choices, int count)
{
	int			length;

	if (name == NULL)
		cv_refuse_choice(kind, NULL, choices, count);
	length = VARSIZE_ANY_EXHDR(name);
	for (int i = 0; i < count; i++)
		if ((int) strlen(choices[i]) == length && memcmp(choices[i], VARDATA_ANY(name), length) == 0)
			return i;
	cv_refuse_choice(kind, text_to_cstring(name), choices, count);
}

/* That of argument n */
int
cv_choice_arg(FunctionCallInfo fcinfo, int n, const char *kind, const char *const *choices, int count)
{
	return cv_choice_of(PG_ARGISNULL(n) ? NULL : PG_GETARG_TEXT_PP(n), kind, choices, count);
}

/* The whole number in argument n, a bigint from 0 */
int64
cv_count_arg(FunctionCallInfo fcinfo, int n, const char *name)
{
	int64		count = PG_GETARG_INT64(n);

	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must not be negative: " INT64_FORMAT, name, count)));
	return count;
}

/* Where fewer would ask for nothing */
int64
cv_check_at_least_1(int64 number, const char *name)
{
	if (number < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must be at least 1, not " INT64_FORMAT, name, number)));
	return number;
}

/* The whole number in argument n, a bigint from min to max */
int64
cv_whole_arg(FunctionCallInfo fcinfo, int n, const char *name, int64 min, int64 max)
{
	int64		number = PG_GETARG_INT64(n);

	if (number < min || number > max)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must lie between " INT64_FORMAT " and " INT64_FORMAT ", not " INT64_FORMAT, name, min, max, number)));
	return number;
}

void
cv_refuse_whole(double number, const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be a whole number from 0 to 2^53, not %s", name, float8out_internal(number))));
}

/*
 * Whether a warning is among the first of its kind in the client's statement, and is told. The first that is not says that there are more,
 * and what finds them.
 */
bool
cv_tells(CvTold *told, const char *more, const char *finder)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();

	if (told->statement != statement)
		told->times = 0;
	told->statement = statement;
	if (told->times > CV_MAX_TOLD)
		return false;
	if (++told->times <= CV_MAX_TOLD)
		return true;
	ereport(WARNING,
			(errmsg_internal("%s", more),
			 errhint("%s finds them.", finder)));
	return false;
}
