/*
 * value.c
 *		What every type here does in the same way. Its comparisons and hashes are the server's own, of bytea.
 */
#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

/* The output function of the argument's type. The function tells the type: to_json() has no expression to ask. */
static FmgrInfo *
OutputOfArgument(FmgrInfo *function)
{
	FmgrInfo   *output = MemoryContextAlloc(function->fn_mcxt, sizeof(FmgrInfo));
	Oid		   *types;
	int			count;
	Oid			id;
	bool		is_varlena;

	(void) get_func_signature(function->fn_oid, &types, &count);
	getTypeOutputInfo(types[0], &id, &is_varlena);
	fmgr_info_cxt(id, output, function->fn_mcxt);
	return output;
}

/* The text form of a type, which is JSON: the cast that to_json(), to_jsonb() and row_to_json() look for */
PG_FUNCTION_INFO_V1(cvsql_value_to_json);
Datum
cvsql_value_to_json(PG_FUNCTION_ARGS)
{
	FmgrInfo   *function = fcinfo->flinfo;

	if (function->fn_extra == NULL)
		function->fn_extra = OutputOfArgument(function);
	PG_RETURN_TEXT_P(cstring_to_text(OutputFunctionCall(function->fn_extra, PG_GETARG_DATUM(0))));
}
