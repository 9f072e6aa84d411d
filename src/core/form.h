/* One description of a type, its fields in order, from which all its external forms follow: see form.c */
#ifndef CV_CORE_FORM_H
#define CV_CORE_FORM_H

#include "postgres.h"

#include "core/calendar.h"
#include "core/compat.h"
#include "core/customers.h"
#include "core/decimal.h"
#include "core/tape.h"
#include "core/head.h"
#include "lib/stringinfo.h"

/* An object or array that is being read: its first place on the tape, the next one, and that behind it */
typedef struct CvFormFrame
{
	uint32		begin;
	uint32		next;
	uint32		end;
	uint32		found;			/* members that were asked for */
	const char *key;			/* of the object or array; NULL if it has none */
} CvFormFrame;

/* A form on its way, for form.c and type.c only: out is NULL where it is read. */
typedef struct CvForm
{
	const char *type;
	bool		open;			/* of a value that an aggregate works on */
	bool		reads;
	bool		binary;
	bool		comma;			/* the next field has one before it */
	StringInfo	out;
	CvReader	reader;
	CvTape		tape;
	int			depth;
	CvFormFrame frames[CV_TAPE_DEPTH];
} CvForm;

typedef struct CvType
{
	const char *name;

	/*
	 * Visits the fields in order and returns the value: the one that is given or, if that is NULL,
	 * the one that was read, which it has checked, in the form that equal values share.
	 */
	void	   *(*describe) (CvForm *form, void *value);
} CvType;

/*
 * Each call writes a field or, where form->reads, reads it into the caller's variable, and refuses what cannot be one.  Keys are NULL
 * within arrays; that of an array or object must live until it ends.  Strings that are read, and customers' keys that are text, are in the
 * current context, terminated, and the caller's to free; those that are written stay the caller's.
 */
pg_noreturn extern void cv_bad_text(const char *type, const char *reason);
pg_noreturn extern void cv_bad_binary(const char *type, const char *reason);
pg_noreturn extern void cv_form_refuse(const CvForm *form, const char *reason);
extern void cv_form_require(const CvForm *form, const char *problem);
extern void cv_form_number(CvForm *form, const char *key, int64 *number, int64 min, int64 max);
extern void cv_form_numbers(CvForm *form, const char *key, int64 *numbers, int n, int64 min, int64 max);
extern void cv_form_decimal(CvForm *form, const char *key, int128 *units, int scale);
extern void cv_form_double(CvForm *form, const char *key, double *number);
extern void cv_form_doubles(CvForm *form, const char *key, double *numbers, int n);
extern void cv_form_bool(CvForm *form, const char *key, bool *truth);
extern void cv_form_day(CvForm *form, const char *key, DateADT *day);
extern void cv_form_word(CvForm *form, const char *key, uint8 *word, const char *const *words, int n);
extern void cv_form_string(CvForm *form, const char *key, const char **string, int *length);
extern void cv_form_key(CvForm *form, const char *key, CvKeyKind kind, CvKey *customer);

/* All that is left of a binary form.  What is read is a view of the message. */
extern void cv_form_rest(CvForm *form, const uint8 **bytes, Size *n);
extern void cv_form_whole(CvForm *form, const char *key, double *number, int64 min, int64 max);

/* True if the next element of an array is known, and comes next.  One that is not is null, and done with; when writing, known is returned. */
extern bool cv_form_known(CvForm *form, bool known);

/* True if there is a field with this key, which comes next; when writing, that is what present says. */
extern bool cv_form_optional(CvForm *form, const char *key, bool present);
extern int64 cv_form_begin_array(CvForm *form, const char *key, int64 n);
extern int64 cv_form_begin_members(CvForm *form, const char *key, int64 n);
extern void cv_form_member(CvForm *form, const char **string, int *length);
extern void cv_form_begin_fixed(CvForm *form, const char *key, int n);
extern void cv_form_end_array(CvForm *form);
extern void cv_form_begin_object(CvForm *form, const char *key);
extern void cv_form_end_object(CvForm *form);

/* The same for fields that are no int64 */
#define cv_form_int(form, key, field, min, max) \
	do { \
		int64		number_ = *(field); \
		cv_form_number(form, key, &number_, min, max); \
		if ((form)->reads) \
			*(field) = number_; \
	} while (0)

#endif
