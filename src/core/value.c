/*
 * value.c
 *		Equality and hashing of every type here, whose equal values have equal bytes.
 */
#include "postgres.h"

#include "common/hashfn.h"
#include "core/compat.h"
#include "fmgr.h"

static bool
ValuesEqual(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);

	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b)
		&& memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

PG_FUNCTION_INFO_V1(cvsql_value_eq);
Datum
cvsql_value_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(ValuesEqual(fcinfo));
}

PG_FUNCTION_INFO_V1(cvsql_value_ne);
Datum
cvsql_value_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!ValuesEqual(fcinfo));
}

PG_FUNCTION_INFO_V1(cvsql_value_hash);
Datum
cvsql_value_hash(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return hash_any((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

PG_FUNCTION_INFO_V1(cvsql_value_hash_extended);
Datum
cvsql_value_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *value = PG_GETARG_VARLENA_PP(0);

	return hash_any_extended((unsigned char *) VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value),
							 PG_GETARG_INT64(1));
}
