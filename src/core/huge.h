/* Large memory: see huge.c */
#ifndef CV_CORE_HUGE_H
#define CV_CORE_HUGE_H

#include "postgres.h"

#define CV_HUGE_PAGE	((Size) 2 << 20)	/* bytes; memory that begins at a multiple of it has
											 * such pages only */

/* Memory of that size in context, whatever is in it; it is freed by pfree(), or with the context. */
extern void *cv_huge_alloc(MemoryContext context, Size size);

/* The same, all zero */
extern void *cv_huge_zeroed(MemoryContext context, Size size);

/* memcpy() of what may be hundreds of megabytes */
extern void cv_huge_copy(void *to, const void *from, Size size);

#endif
