/*
 * form.c
 *		One description of a type, from which its text and its binary form follow.
 *
 * A room describes its type by a function that visits the fields in order, each by a call below; what the call does
 * depends on where the form comes from or goes to.  So the four directions cannot differ.
 *
 * The text is a JSON object, whose keys may come in any order (tape.c).  The binary form has no keys: whole numbers
 * are varints, arrays begin with their length, optional fields with 0 or 1, strings are UTF-8.  Neither depends on
 * a setting of the session or on the machine.
 */
#include "core/form.h"

#include <math.h>

#include "common/shortest_dec.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/uuid.h"

#define FIELD_ROOM		32		/* bytes, for the longest number */
#define NO_PLACE		PG_UINT32_MAX
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
pg_noreturn static void
RefuseField(const CvForm *form, const char *key, const char *wanted)
{
	const char *array = !form->binary && form->depth > 0 ? form->frames[form->depth - 1].key : NULL;

	if (key)
		cv_form_refuse(form, psprintf("\"%s\" must be %s.", key, wanted));
	if (array)
		cv_form_refuse(form, psprintf("An element of \"%s\" must be %s.", array, wanted));
	cv_form_refuse(form, psprintf("An element must be %s.", wanted));
}

/* ---------- where fields are read from and written to ---------- */

static uint32
SearchKey(const CvTape *tape, uint32 from, uint32 to, const char *key)
{
	for (uint32 place = from; place < to; place = cv_tape_next(tape, place))
		if (cv_tape_has_key(tape, place, key))
			return place;
	return NO_PLACE;
}

/* The place of the member with this key, looked for from the last one on, or of the next element; NO_PLACE without one */
static uint32
FindField(CvForm *form, const char *key)
{
	CvFormFrame *frame = &form->frames[form->depth - 1];
	uint32		place = frame->next < frame->end ? frame->next : NO_PLACE;

	if (key)
	{
		place = SearchKey(&form->tape, frame->next, frame->end, key);
		if (place == NO_PLACE)
			place = SearchKey(&form->tape, frame->begin, frame->next, key);
	}
	if (place != NO_PLACE)
	{
		frame->next = cv_tape_next(&form->tape, place);
		frame->found++;
	}
	return place;
}

/* What the field has in a text that is read, or NULL if it begins with none of these characters */
static const char *
FieldText(CvForm *form, const char *key, const char *first)
{
	uint32		place = FindField(form, key);
	const char *text = place == NO_PLACE ? "" : cv_tape_at(&form->tape, place);

	return *text !='\0' && strchr(first, *text) ? text : NULL;
}

/* Write what comes before a value in a text */
static void
BeginField(CvForm *form, const char *key)
{
	if (form->comma)
		appendStringInfoString(form->out, ", ");
	if (key)
		appendStringInfo(form->out, "\"%s\": ", key);
	form->comma = true;
}

static uint8 *
BinaryRoom(CvForm *form, int bytes)
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

static const uint8 *
TakeBytes(CvForm *form, uint64 n)
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
		exponent += strtol(c + 1, NULL, 10);
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
		good = (text = FieldText(form, key, "-0123456789")) !=NULL && ParseDecimal(text, scale, units);
	else if (form->binary)
		form->out->len += cv_write_wide(BinaryRoom(form, FIELD_ROOM), *units);
	else
	{
		BeginField(form, key);
		cv_append_decimal(form->out, *units, scale);
	}
	CheckReader(form);
	if (form->reads && !(good && *units >= min && *units <= max))
		RefuseField(form, key, wanted ? wanted : psprintf("a number in range with at most %d decimals", scale));
}

/* In units of 10^-scale */
void
cv_form_decimal(CvForm *form, const char *key, int128 *units, int scale)
{
	Decimal(form, key, units, scale, INT128_MIN, INT128_MAX, NULL);
}

void
cv_form_number(CvForm *form, const char *key, int64 *number, int64 min, int64 max)
{
	int128		units = *number;

	Decimal(form, key, &units, 0, INT128_MIN, INT128_MAX, "a whole number");
	if (units < min || units > max)
		RefuseField(form, key, psprintf("a whole number from " INT64_FORMAT " to " INT64_FORMAT, min, max));
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
		const uint8 *bytes = TakeBytes(form, sizeof(bits));

		for (int i = 0; i < (int) sizeof(bits); i++)
			bits = bits << 8 | bytes[i];
		memcpy(number, &bits, sizeof(bits));
	}
	else if (form->reads)
		*number = (text = FieldText(form, key, "-0123456789")) !=NULL ? strtod(text, NULL) : NAN;
	else if (form->binary)
		pq_sendfloat8(form->out, *number);
	else
	{
		BeginField(form, key);
		double_to_shortest_decimal_buf(*number, digits);
		appendStringInfoString(form->out, digits);
	}
	if (form->reads && !isfinite(*number))
		RefuseField(form, key, "a number in the range of double precision");
	*number += 0.0;				/* no negative zero */
}

/* A whole number that is kept as a double */
void
cv_form_whole(CvForm *form, const char *key, double *number, int64 min, int64 max)
{
	int64		whole = form->reads ? 0 : (int64) *number;

	cv_form_number(form, key, &whole, min, max);
	*number = (double) whole;
}

/* Fields of n numbers */
void
cv_form_numbers(CvForm *form, const char *key, int64 *numbers, int n, int64 min, int64 max)
{
	if (cv_form_begin_array(form, key, n) != n)
		RefuseField(form, key, psprintf("an array of %d numbers", n));
	for (int i = 0; i < n; i++)
		cv_form_number(form, NULL, &numbers[i], min, max);
	cv_form_end_array(form);
}

void
cv_form_decimals(CvForm *form, const char *key, int128 *units, int n, int scale)
{
	if (cv_form_begin_array(form, key, n) != n)
		RefuseField(form, key, psprintf("an array of %d numbers", n));
	for (int i = 0; i < n; i++)
		cv_form_decimal(form, NULL, &units[i], scale);
	cv_form_end_array(form);
}

void
cv_form_doubles(CvForm *form, const char *key, double *numbers, int n)
{
	if (cv_form_begin_array(form, key, n) != n)
		RefuseField(form, key, psprintf("an array of %d numbers", n));
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
		BeginField(form, key);
		appendStringInfoString(form->out, *truth ? "true" : "false");
	}
	else if ((text = FieldText(form, key, "tf")) !=NULL)
		number = *text == 't';
	else
		RefuseField(form, key, "true or false");
	*truth = number != 0;
}

/* ---------- strings ---------- */

static void
PrintString(CvForm *form, const char *key, const char *string)
{
	BeginField(form, key);
	escape_json(form->out, string);
}

static void
SendString(CvForm *form, const char *string, int length)
{
	char	   *sent = pg_server_to_any(string, length, PG_UTF8);

	length = sent == string ? length : (int) strlen(sent);
	cv_put_varint((BinaryRoom(form, FIELD_ROOM + length), form->out), length);
	appendBinaryStringInfo(form->out, sent, length);
	if (sent != string)
		pfree(sent);
}

static char *
ReceiveString(CvForm *form, int *length)
{
	uint64		bytes = cv_get_varint(&form->reader);
	char	   *string = pnstrdup((const char *) TakeBytes(form, bytes), bytes);

	string = pg_any_to_server(string, (int) bytes, PG_UTF8);
	*length = strlen(string);
	return string;
}

/* It is terminated, and may be any but for one with a null character; what is read is the caller's */
void
cv_form_string(CvForm *form, const char *key, const char **string, int *length)
{
	uint32		place;

	CHECK_FOR_INTERRUPTS();
	if (form->reads && form->binary)
		*string = ReceiveString(form, length);
	else if (form->reads)
	{
		place = FindField(form, key);
		*string = place == NO_PLACE ? NULL : cv_tape_string(&form->tape, place, length);
		if (*string == NULL)
			RefuseField(form, key, "a string");
	}
	else if (form->binary)
		SendString(form, *string, *length);
	else
		PrintString(form, key, *string);
}

static const char *
WordList(const char *const *words, int n)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n; i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : i < n - 1 ? ", " : " or ", words[i]);
	return list.data;
}

/* One of some words, by its number */
void
cv_form_word(CvForm *form, const char *key, uint8 *word, const char *const *words, int n)
{
	const char *string;
	int			length;

	if (form->binary)
		cv_form_int(form, key, word, 0, n - 1);
	else if (!form->reads)
		PrintString(form, key, words[*word]);
	else
	{
		cv_form_string(form, key, &string, &length);
		for (*word = 0; *word < n && strcmp(string, words[*word]) != 0;)
			++* word;
		if (*word == n)
			RefuseField(form, key, WordList(words, n));
	}
}

/* A day as cv_day_text() writes it: the server reads more than that, even "today" */
static DateADT
ParseDay(const char *string)
{
	const char *rest = string + strspn(string, "0123456789-");
	DateADT		day = DATEVAL_NOEND;

	if (*rest == '\0' || strcmp(rest, " BC") == 0)
		day = DatumGetDateADT(DirectFunctionCall1(date_in, CStringGetDatum(string)));
	return DATE_NOT_FINITE(day) || strcmp(string, cv_day_text(day)) != 0 ? DATEVAL_NOEND : day;
}

void
cv_form_day(CvForm *form, const char *key, DateADT * day)
{
	const char *string;
	int			length;

	if (form->binary)
		cv_form_int(form, key, day, PG_INT32_MIN, PG_INT32_MAX);
	else if (!form->reads)
		PrintString(form, key, cv_day_text(*day));
	else
	{
		cv_form_string(form, key, &string, &length);
		*day = ParseDay(string);
	}
	if (form->reads && !cv_day_is_valid(*day))
		RefuseField(form, key, "a date in the form 2026-01-31");
}

/* ---------- customers ---------- */

static void
FormUuid(CvForm *form, const char *key, CvKey *customer)
{
	const char *string = NULL;
	int			length;

	if (form->binary && form->reads)
		memcpy(customer, TakeBytes(form, sizeof(CvKey)), sizeof(CvKey));
	else if (form->binary)
		appendBinaryStringInfo(form->out, (const char *) customer, sizeof(CvKey));
	else if (!form->reads)
		PrintString(form, key, cv_key_text(CV_KEY_UUID, *customer));
	else
	{
		cv_form_string(form, key, &string, &length);
		memcpy(customer, DatumGetUUIDP(DirectFunctionCall1(uuid_in, CStringGetDatum(string)))->data, sizeof(CvKey));
	}
}

/* The key of a customer; the bytes of one that is text are the caller's, and terminated in a text form */
void
cv_form_key(CvForm *form, const char *key, CvKeyKind kind, CvKey *customer)
{
	const char *string = (const char *) (uintptr_t) customer->a;
	int64		number = (int64) customer->a;
	int			length = (int) customer->b;

	if (kind == CV_KEY_BIGINT)
	{
		cv_form_number(form, key, &number, PG_INT64_MIN, PG_INT64_MAX);
		customer->a = (uint64) number;
	}
	else if (kind == CV_KEY_UUID)
		FormUuid(form, key, customer);
	else
	{
		if (!form->reads && !form->binary)
			string = pnstrdup(string, length);
		cv_form_string(form, key, &string, &length);
		customer->a = (uint64) (uintptr_t) string;
		customer->b = length;
	}
}

/* ---------- what contains fields ---------- */

/* Is there a field with this key?  The field itself comes next. */
bool
cv_form_optional(CvForm *form, const char *key, bool present)
{
	CvFormFrame *frame = &form->frames[form->depth - 1];

	if (form->binary)
		cv_form_bool(form, key, &present);
	else if (form->reads)
		present = SearchKey(&form->tape, frame->begin, frame->end, key) != NO_PLACE;
	return present;
}

/* Is the next element of an array known?  One that is not is null, and gone then. */
bool
cv_form_known(CvForm *form, bool known)
{
	CvFormFrame *frame = &form->frames[form->depth - 1];

	if (form->binary)
		cv_form_bool(form, NULL, &known);
	else if (form->reads)
	{
		known = frame->next >= frame->end || *cv_tape_at(&form->tape, frame->next) != 'n';
		if (!known)
			(void) FindField(form, NULL);
	}
	else if (!known)
	{
		BeginField(form, NULL);
		appendStringInfoString(form->out, "null");
	}
	return known;
}

static void
BeginContainer(CvForm *form, const char *key, char bracket)
{
	uint32		place;

	if (form->binary)
		return;
	if (!form->reads)
	{
		BeginField(form, key);
		appendStringInfoChar(form->out, bracket);
		form->comma = false;
		return;
	}
	place = FindField(form, key);
	if (place == NO_PLACE || *cv_tape_at(&form->tape, place) != bracket)
		RefuseField(form, key, bracket == '{' ? "an object" : "an array");
	form->frames[form->depth++] = (CvFormFrame)
	{
		place + 2, place + 2, cv_tape_next(&form->tape, place), 0, key
	};
}

static void
EndContainer(CvForm *form, char bracket)
{
	if (form->binary)
		return;
	if (form->reads)
		form->depth--;
	else
		appendStringInfoChar(form->out, bracket);
	form->comma = true;
}

static uint32
CountFields(const CvForm *form)
{
	const CvFormFrame *frame = &form->frames[form->depth - 1];
	uint32		n = 0;

	for (uint32 place = frame->begin; place < frame->end; place = cv_tape_next(&form->tape, place))
		n++;
	return n;
}

void
cv_form_begin_object(CvForm *form, const char *key)
{
	BeginContainer(form, key, '{');
}

void
cv_form_end_object(CvForm *form)
{
	if (form->reads && !form->binary && CountFields(form) != form->frames[form->depth - 1].found)
		cv_form_refuse(form, "It has a key that the type does not know, or one twice.");
	EndContainer(form, '}');
}

/* How many elements it has: n if it is written */
int64
cv_form_begin_array(CvForm *form, const char *key, int64 n)
{
	BeginContainer(form, key, '[');
	if (form->binary)
		cv_form_number(form, key, &n, 0, form->reads ? form->reader.end - form->reader.next : n);
	else if (form->reads)
		n = CountFields(form);
	return n;
}

void
cv_form_end_array(CvForm *form)
{
	EndContainer(form, ']');
}

/* All that is left, of a binary form: the log of an open value */
void
cv_form_rest(CvForm *form, const uint8 **bytes, Size *n)
{
	Assert(form->binary);
	if (!form->reads)
		appendBinaryStringInfo(form->out, (const char *) *bytes, (int) *n);
	else
	{
		*n = form->reader.end - form->reader.next;
		*bytes = TakeBytes(form, *n);
	}
}
