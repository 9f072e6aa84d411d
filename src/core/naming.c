/*
 * naming.c
 *		Errors that say which customer they are about.
 *
 * Among millions of rows, a day of infinity is found by whose it is.
 */
#include "core/naming.h"

/* What is wrong is not the customer's, if the statement is cancelled, or memory is short. */
void
cv_name_customer(void *arg)
{
	const CvNaming *naming = arg;
	CvKey		key;

	if (geterrcode() == ERRCODE_QUERY_CANCELED || geterrcode() == ERRCODE_OUT_OF_MEMORY || (naming->key == NULL && naming->fcinfo == NULL))
		return;
	key = naming->key ? *naming->key : cv_key_arg(naming->fcinfo, 1, naming->kind);
	errcontext("customer %s", cv_key_text(naming->kind, key));
}
