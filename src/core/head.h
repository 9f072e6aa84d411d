/* What every value of every type here begins with */
#ifndef CV_CORE_HEAD_H
#define CV_CORE_HEAD_H

#include "postgres.h"

#include "core/compat.h"
#include "fmgr.h"
#include "utils/date.h"

#define CV_VERSION		1		/* of stored, binary and text forms: see form.c */
#define CV_MAX_VALUE	(700 * 1024 * 1024) /* bytes, so that the text of its base64 fits a row of
											 * COPY */

/*
 * What a type has no use for is zero, for equal values have equal bytes.  An open value is one that an aggregate
 * works on: it holds what its final function needs, has room to grow behind the bytes in use, and is
 * nothing to read from.
 */
typedef struct CvHead
{
	int32		vl_len_;		/* varlena header, do not touch */
	uint8		version;
	bool		open;
	uint8		unit;			/* CvUnit */
	uint8		key_kind;		/* CvKeyKind */
	int32		used;			/* bytes in use, of an open value; 0 in others */
	DateADT		last_seen;		/* last day that is in it */
} CvHead;

/* Refuse what has more than CV_MAX_VALUE bytes */
extern void cv_check_size(Size size);

/* New memory in the current context, all zero but for its size and version */
extern void *cv_new_value(Size size);

/*
 * A value, detoasted: the datum itself, or a copy in the current context.  As nobody knows which, it is not the caller's to write.  Another
 * version than CV_VERSION is an error; cv_value() and cv_value_arg() refuse an open value, too.
 */
extern void *cv_any_value(Datum datum);
extern void *cv_value(Datum datum);
extern void *cv_any_value_arg(FunctionCallInfo fcinfo, int n);
extern void *cv_value_arg(FunctionCallInfo fcinfo, int n);

#endif
