/* Large memory that is read and written in no order: see huge.c */
#ifndef CV_CORE_HUGE_H
#define CV_CORE_HUGE_H

#include "postgres.h"

/* Memory of that size in context, whatever is in it; it is freed by pfree(), or with the context. */
extern void *cv_huge_alloc(MemoryContext context, Size size);

#endif
