/* What fields of all kinds do with a form: for form.c, formlist.c and formstring.c */
#ifndef CV_CORE_FORMFIELD_H
#define CV_CORE_FORMFIELD_H

#include "postgres.h"

#include "core/form.h"

#define CV_FIELD_ROOM	32		/* bytes in a binary form, for the longest number */
#define CV_NO_PLACE		PG_UINT32_MAX

pg_noreturn extern void cv_refuse_field(const CvForm *form, const char *key, const char *wanted);

/* The place on the tape of the member with this key, or CV_NO_PLACE; cv_find_field() without a key takes the next element. */
extern uint32 cv_search_key(const CvTape *tape, uint32 from, uint32 to, const char *key);
extern uint32 cv_find_field(CvForm *form, const char *key);

/* What the field has in the text, of which it is a view, or NULL if it begins with none of the characters in first */
extern const char *cv_field_text(CvForm *form, const char *key, const char *first);
extern void cv_begin_field(CvForm *form, const char *key);

/* Room for so many bytes behind what is written, which moves when more is asked for; the caller adds those it takes to the length. */
extern uint8 *cv_binary_room(CvForm *form, int bytes);

/* The next n bytes that are read, a view of the message.  Too few are refused. */
extern const uint8 *cv_take_bytes(CvForm *form, uint64 n);

#endif
