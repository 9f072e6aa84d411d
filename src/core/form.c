/*
 * form.c
 *		One description of a type, from which its text and its binary form follow.
 *
 * A room describes its type by a function that visits the fields in order, each by a call below; what the call does
 * depends on where the form comes from or goes to.  So the four directions cannot differ.
 *
 * The text is a JSON object, whose keys may come in any order (tape.c).  The binary form has no keys: whole numbers
 * are varints, which count from the least they may be, arrays begin with their length unless it is known, optional
 * fields with 0 or 1, strings are UTF-8.  Neither depends on a setting of the session or on the machine.  It is about as
 * long as the value, so what can be made can be dumped.
 */
#include "core/formfield.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"

#define MAX_SHIFT		39		/* digits of the longest whole number */
#define INT128_MIN		((int128) 1 << 127)
#define INT128_MAX		(~INT128_MIN)

/* ---------- refusals ---------- */

void
cv_bad_text(const char *type, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("invalid input syntax for type %s", type),
			 errdetail("%s", reason)));
}

void
cv_bad_binary(const char *type, const char *reason)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid binary form of type %s", type),
			 errdetail("%s", reason)));
}

void
cv_form_refuse(const CvForm *form, const char *reason)
{
	if (form->binary)
		cv_bad_binary(form->type, reason);
	cv_bad_text(form->type, reason);
}

/* A problem is why what was read cannot be a value, or NULL */
void
cv_form_require(const CvForm *form, const char *problem)
{
	if (problem)
		cv_form_refuse(form, problem);
}

/* What the field should have been */
void
cv_refuse_field(const CvForm *form, const char *key, const char *wanted)
{
	const char *array = !form->binary && form->depth > 0 ? form->frames[form->depth - 1].key : NULL;

	if (key)
		cv_form_refuse(form, psprintf("\"%s\" must be %s.", key, wanted));
	if (array)
		cv_form_refuse(form, psprintf("An element of \"%s\" must be %s.", array, wanted));
	cv_form_refuse(form, psprintf("An element must be %s.", wanted));
}

/* ---------- where fields are read from and written to ---------- */

/* The place of the member with this key among those from a place to another one; CV_NO_PLACE without one */
uint32
cv_search_key(const CvTape *tape, uint32 from, uint32 to, const char *key)
{
	for (uint32 place = from; place < to; place = cv_tape_next(tape, place))
	{
		CHECK_FOR_INTERRUPTS();
		if (cv_tape_has_key(tape, place, key))
			return place;
	}
	return CV_NO_PLACE;
}

/* The place of the member with this key, looked for from the last one on, or of the next element; CV_NO_PLACE without one */
uint32
cv_find_field(CvForm *form, const char *key)
{
	CvFormFrame *frame = &form->frames[form->depth - 1];
	uint32		place = frame->next < frame->end ? frame->next : CV_NO_PLACE;

	if (key)
		place = cv_search_key(&form->tape, frame->next, frame->end, key);
	if (key && place == CV_NO_PLACE)
		place = cv_search_key(&form->tape, frame->begin, frame->next, key);
	if (place != CV_NO_PLACE)
	{
		frame->next = cv_tape_next(&form->tape, place);
		frame->found++;
	}
	return place;
}

/* What the field has in a text that is read, or NULL if it begins with none of these characters */
const char *
cv_field_text(CvForm *form, const char *key, const char *first)
{
	uint32		place = cv_find_field(form, key);
	const char *text = place == CV_NO_PLACE ? "" : cv_tape_at(&form->tape, place);

	return *text !='\0' && strchr(first, *text) ? text : NULL;
}

/* Write what comes before a value in a text */
void
cv_begin_field(CvForm *form, const char *key)
{
	if (form->comma)
		appendStringInfoString(form->out, ", ");
	if (key)
		appendStringInfo(form->out, "\"%s\": ", key);
	form->comma = true;
}

uint8	   *
cv_binary_room(CvForm *form, int bytes)
{
	enlargeStringInfo(form->out, bytes);
	return (uint8 *) form->out->data + form->out->len;
}

static void
CheckReader(const CvForm *form)
{
	if (form->reader.failed)
		cv_form_refuse(form, "It ends too early.");
}

const uint8 *
cv_take_bytes(CvForm *form, uint64 n)
{
	const uint8 *bytes = form->reader.next;

	form->reader.failed |= n > (uint64) (form->reader.end - form->reader.next);
	CheckReader(form);
	form->reader.next += n;
	return bytes;
}

/* ---------- numbers ---------- */

/* value * 10^digits + digit; false if it does not fit */
static bool
PushDigit(int128 *value, int digits, int digit)
{
	for (; digits > 0; digits--)
		if (__builtin_mul_overflow(*value, (int128) 10, value))
			return false;
	return !__builtin_add_overflow(*value, (int128) digit, value);
}

/*
 * A number of JSON in units of 10^-scale; false if it has more decimals, or does not fit.  Zeros wait until a digit follows
 * them, so that those at the end cost nothing: 0e-16383 is zero, without 16383 steps.
 */
static bool
ParseDecimal(const char *c, int scale, int128 *units)
{
	bool		negative = *c == '-';
	bool		point = false;
	int64		exponent = scale;
	int			zeros = 0;

	*units = 0;
	for (c += negative; *c == '.' || (*c >= '0' && *c <= '9'); c++)
	{
		exponent -= point && *c != '.';
		if (*c == '.')
			point = true;
		else if (*c == '0')
			zeros += *units != 0;
		else if (!PushDigit(units, zeros + 1, negative ? '0' - *c : *c - '0'))
			return false;
		else
			zeros = 0;
	}
	if (*units == 0)
		return true;
	if (*c == 'e' || *c == 'E')
	{
		long		written = strtol(c + 1, NULL, 10);

		exponent += Max(Min(written, PG_INT32_MAX), PG_INT32_MIN);	/* no sum that overflows */
	}
	exponent += zeros;
	return exponent >= 0 && exponent < MAX_SHIFT && PushDigit(units, (int) exponent, 0);
}

static void
Decimal(CvForm *form, const char *key, int128 *units, int scale, int128 min, int128 max, const char *wanted)
{
	const char *text;
	bool		good = true;

	CHECK_FOR_INTERRUPTS();
	if (form->reads && form->binary)
		*units = cv_get_wide(&form->reader);
	else if (form->reads)
		good = (text = cv_field_text(form, key, "-0123456789")) !=NULL && ParseDecimal(text, scale, units);
	else if (form->binary)
		form->out->len += cv_write_wide(cv_binary_room(form, CV_FIELD_ROOM), *units);
	else
	{
		cv_begin_field(form, key);
		cv_append_decimal(form->out, *units, scale);
	}
	CheckReader(form);
	if (form->reads && !(good && *units >= min && *units <= max))
		cv_refuse_field(form, key, wanted ? wanted : psprintf("a number in range with at most %d decimals", scale));
}

/* In units of 10^-scale */
void
cv_form_decimal(CvForm *form, const char *key, int128 *units, int scale)
{
	Decimal(form, key, units, scale, INT128_MIN, INT128_MAX, NULL);
}

/* In a binary form, a number that is not below min; it takes one byte if it is not far above it */
static void
Distance(CvForm *form, int128 *number, int64 min)
{
	CHECK_FOR_INTERRUPTS();
	if (form->reads)
		*number = (int128) cv_get_varint(&form->reader) + min;
	else
		form->out->len += cv_write_varint(cv_binary_room(form, CV_FIELD_ROOM), (uint64) (*number - min));
	CheckReader(form);
}

void
cv_form_number(CvForm *form, const char *key, int64 *number, int64 min, int64 max)
{
	int128		units = *number;

	if (form->binary && min >= 0)
		Distance(form, &units, min);
	else
		Decimal(form, key, &units, 0, INT128_MIN, INT128_MAX, "a whole number");
	if (units < min || units > max)
		cv_refuse_field(form, key, psprintf("a whole number from " INT64_FORMAT " to " INT64_FORMAT, min, max));
	if (form->reads)
		*number = (int64) units;
}

void
cv_form_double(CvForm *form, const char *key, double *number)
{
	char		digits[DOUBLE_SHORTEST_DECIMAL_LEN];
	const char *text;

	CHECK_FOR_INTERRUPTS();
	if (form->reads && form->binary)
	{
		uint64		bits = 0;
		const uint8 *bytes = cv_take_bytes(form, sizeof(bits));

		for (int i = 0; i < (int) sizeof(bits); i++)
			bits = bits << 8 | bytes[i];
		memcpy(number, &bits, sizeof(bits));
	}
	else if (form->reads)
		*number = (text = cv_field_text(form, key, "-0123456789")) !=NULL ? strtod(text, NULL) : NAN;
	else if (form->binary)
		pq_sendfloat8(form->out, *number);
	else
	{
		cv_begin_field(form, key);
		double_to_shortest_decimal_buf(*number, digits);
		appendStringInfoString(form->out, digits);
	}
	if (!form->reads)
		return;
	if (!isfinite(*number))
		cv_refuse_field(form, key, "a number in the range of double precision");
	*number += 0.0;				/* no negative zero */
}

/* A whole number that is kept as a double */
void
cv_form_whole(CvForm *form, const char *key, double *number, int64 min, int64 max)
{
	int64		whole = form->reads ? 0 : (int64) *number;

	cv_form_number(form, key, &whole, min, max);
	if (form->reads)
		*number = (double) whole;
}

void
cv_form_numbers(CvForm *form, const char *key, int64 *numbers, int n, int64 min, int64 max)
{
	cv_form_begin_fixed(form, key, n);
	for (int i = 0; i < n; i++)
		cv_form_number(form, NULL, &numbers[i], min, max);
	cv_form_end_array(form);
}

void
cv_form_doubles(CvForm *form, const char *key, double *numbers, int n)
{
	cv_form_begin_fixed(form, key, n);
	for (int i = 0; i < n; i++)
		cv_form_double(form, NULL, &numbers[i]);
	cv_form_end_array(form);
}

void
cv_form_bool(CvForm *form, const char *key, bool *truth)
{
	const char *text;
	int64		number = *truth;

	if (form->binary)
		cv_form_number(form, key, &number, 0, 1);
	else if (!form->reads)
	{
		cv_begin_field(form, key);
		appendStringInfoString(form->out, *truth ? "true" : "false");
	}
	else if ((text = cv_field_text(form, key, "tf")) !=NULL)
		number = *text == 't';
	else
		cv_refuse_field(form, key, "true or false");
	if (form->reads)
		*truth = number != 0;
}
