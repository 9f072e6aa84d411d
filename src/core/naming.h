/* Errors that say which customer they are about: see naming.c */
#ifndef CV_CORE_NAMING_H
#define CV_CORE_NAMING_H

#include "postgres.h"

#include "core/key.h"
#include "fmgr.h"

/*
 * While it is on the stack of error contexts, an error names the customer with the key; where that is NULL, nobody.  The struct is a local
 * one of the caller's, who ends what was begun; an error ends it by itself.
 */
typedef struct CvNaming
{
	ErrorContextCallback context;
	CvKeyKind	kind;
	const CvKey *key;
} CvNaming;

extern void cv_name_customer(void *naming);
extern void cv_name_customer_of_row(void *fcinfo);

static inline void
cv_push_naming(CvNaming *naming, void (*callback) (void *arg), void *arg)
{
	naming->context.previous = error_context_stack;
	naming->context.callback = callback;
	naming->context.arg = arg;
	error_context_stack = &naming->context;
}

/* Of nobody, so that its end changes nothing */
static inline void
cv_begin_no_naming(CvNaming *naming)
{
	naming->context.previous = error_context_stack;
}

/* Of customers whose keys the caller sets, one after the other */
static inline void
cv_begin_naming(CvNaming *naming, CvKeyKind kind)
{
	naming->kind = kind;
	naming->key = NULL;
	cv_push_naming(naming, cv_name_customer, naming);
}

/* Of the customer in argument 1, which is read only if there is an error */
static inline void
cv_begin_naming_row(CvNaming *naming, FunctionCallInfo fcinfo)
{
	cv_push_naming(naming, cv_name_customer_of_row, fcinfo);
}

/* It may have been ended already, if nothing was begun since. */
static inline void
cv_end_naming(const CvNaming *naming)
{
	error_context_stack = naming->context.previous;
}

#endif
