/* Names of reasons, each once: see reasons.c */
#ifndef CV_CORE_REASONS_H
#define CV_CORE_REASONS_H

#include "postgres.h"

#define CV_MAX_REASONS	1000
#define CV_MAX_REASON	255		/* bytes of a name */

/* The names of a value: how many, then one after the other, each with a zero byte behind it, in order; zeros up to 8 bytes */
typedef struct CvReasonArea
{
	int32		n;
	char		names[FLEXIBLE_ARRAY_MEMBER];
} CvReasonArea;

/* A dictionary.  A name's number is the place at which it came, order[i] that of the name that is i-th by its bytes. */
typedef struct CvReasons
{
	MemoryContext context;
	int			n;
	int			capacity;
	char	  **names;
	int		   *order;
} CvReasons;

extern void cv_reasons_init(CvReasons *reasons, MemoryContext context);
extern int	cv_reason_number(CvReasons *reasons, const char *name, int length);
extern Size cv_reasons_size(const CvReasons *reasons);
extern void cv_write_reasons(const CvReasons *reasons, CvReasonArea *area);
extern void cv_check_reason(int length);

/* The name behind another one of an area */
static inline const char *
cv_next_reason(const char *name)
{
	return name + strlen(name) + 1;
}

#endif
