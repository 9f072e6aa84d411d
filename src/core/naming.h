/* Errors that say which customer they are about: see naming.c */
#ifndef CV_CORE_NAMING_H
#define CV_CORE_NAMING_H

#include "postgres.h"

#include "core/key.h"
#include "fmgr.h"

/*
 * While it is on the stack of error contexts, an error names the customer with the key, or, where that is NULL, with argument 1 of the
 * function; without both it names nobody.  The struct is a local one of the caller's, who ends what was begun; an error ends it by itself.
 */
typedef struct CvNaming
{
	ErrorContextCallback context;
	CvKeyKind	kind;
	const CvKey *key;
	FunctionCallInfo fcinfo;
} CvNaming;

extern void cv_name_customer(void *naming);

static inline void
cv_begin_naming(CvNaming *naming, CvKeyKind kind, FunctionCallInfo fcinfo)
{
	naming->context.previous = error_context_stack;
	naming->context.callback = cv_name_customer;
	naming->context.arg = naming;
	naming->kind = kind;
	naming->key = NULL;
	naming->fcinfo = fcinfo;
	error_context_stack = &naming->context;
}

/* It may have been ended already. */
static inline void
cv_end_naming(const CvNaming *naming)
{
	if (error_context_stack == &naming->context)
		error_context_stack = naming->context.previous;
}

#endif
