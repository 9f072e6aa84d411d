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

/* An empty dictionary, in a struct of the caller's; names are in context. */
extern void cv_reasons_init(CvReasons *reasons, MemoryContext context);

/* The number of a name, from 0; a new one is copied.  One that is too long, and one too many, are errors. */
extern int	cv_reason_number(CvReasons *reasons, const char *name, int length);

/* Bytes of the area of all names, 0 if there are none; cv_write_reasons() fills an area of that size, which must be all zero. */
extern Size cv_reasons_size(const CvReasons *reasons);
extern void cv_write_reasons(const CvReasons *reasons, CvReasonArea *area);

/* Refuse a name that is too long */
extern void cv_check_reason(int length);

/* The name behind another one of an area, of which it is a view; behind the last one there is none. */
static inline const char *
cv_next_reason(const char *name)
{
	return name + strlen(name) + 1;
}

#endif
