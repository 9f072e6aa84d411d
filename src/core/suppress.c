/*
 * suppress.c
 *		Values that stand for too few people to be published.
 *
 * Each type has a function cvsql_<type>_suppress beside it, which knows how many people a value of it stands for; SQL calls all of them
 * suppress, in the room of privacy.
 */
#include "core/suppress.h"

#include "core/check.h"

/* The value in argument 0, or NULL where it stands for fewer people than argument 1 says */
Datum
cv_suppress(FunctionCallInfo fcinfo, int64 people)
{
	if (people < cv_check_at_least_1(PG_GETARG_INT64(1), "minimum"))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}
