/*
 * naming.c
 *		Errors that say which customer they are about.
 *
 * Among millions of rows, a day of infinity is found by whose it is.
 */
#include "core/naming.h"

#include "core/aggregate.h"

/* What is wrong is not the customer's, if the statement is cancelled, or memory is short. */
static bool
IsOfCustomer(void)
{
	return geterrcode() != ERRCODE_QUERY_CANCELED && geterrcode() != ERRCODE_OUT_OF_MEMORY;
}

void
cv_name_customer(void *arg)
{
	const CvNaming *naming = arg;

	if (naming->key && IsOfCustomer())
		errcontext("customer %s", cv_key_text(naming->kind, *naming->key));
}

void
cv_name_customer_of_row(void *arg)
{
	FunctionCallInfo fcinfo = arg;
	CvKeyKind	kind = cv_key_kind(cv_arg_type(fcinfo, 1));

	if (IsOfCustomer())
		errcontext("customer %s", cv_key_text(kind, cv_key_arg(fcinfo, 1, kind)));
}
