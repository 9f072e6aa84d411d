/* Functions of SQL that are said in a line, and what they return */
#ifndef CV_CORE_FUNCTION_H
#define CV_CORE_FUNCTION_H

#include "postgres.h"

#include <math.h>

#include "fmgr.h"

/* The function cvsql_<name> of SQL, which returns what another one makes of fcinfo */
#define CV_FUNCTION(name, result) \
	PG_FUNCTION_INFO_V1(cvsql_##name); \
	Datum \
	cvsql_##name(PG_FUNCTION_ARGS) \
	{ \
		return result; \
	} \
	extern int cv_no_declaration

/* NaN stands for unknown: NULL */
static inline Datum
cv_return_float8(FunctionCallInfo fcinfo, double value)
{
	if (isnan(value))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(value);
}

#endif
